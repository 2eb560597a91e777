//! `new action`, `new incident`, `new war`, `new notad`, `new tech-share`: entries of registers.

use crate::cli::new::{Place, checked, content, named, titled};
use crate::cli::{Failure, Output, write};
use crate::diagnostic::did_you_mean;
use crate::model::notad::NotadKind;
use crate::model::team::Team;
use crate::model::war::Provider;
use crate::scaffold::{self, Assessment, NewFile};
use crate::source::{Role, SourceFile};

/// Adds an action to the end of a team's list, with its title and, if wanted, its id.
pub(super) fn action(place: Place<'_>, team: &str, wanted: (&str, Option<&str>)) -> Result<Output, Failure> {
    let portfolio = &place.loaded.portfolio;
    let index = place.team(team)?;
    let title = titled(wanted.0)?;
    let list = list_of(place, index);
    let cannot_add = |path: &str| Failure {
        message: format!("no entry can be added to {path}"),
        cure: "correct what `scorpfolio check` says of it, and write its actions as `[[actions]]` tables".to_owned(),
    };
    let existing = list.and_then(|list| std::str::from_utf8(&list.bytes).ok());
    let ids = match list {
        Some(list) => existing
            .and_then(scaffold::ids_of)
            .ok_or_else(|| cannot_add(&list.path))?,
        None => Vec::new(),
    };
    let id = match wanted.1 {
        Some(id) => checked(id)?.to_owned(),
        None => scaffold::action_id(portfolio, index, &ids),
    };
    let known = portfolio.teams.iter().flat_map(|team| &team.actions);
    if let Some(other) = known
        .map(|action| action.id.as_str())
        .chain(ids.iter().map(String::as_str))
        .find(|known| known.eq_ignore_ascii_case(&id))
    {
        return Err(Failure {
            message: format!("there is an action `{other}` already"),
            cure: "give another `--id`, or none for the next free one".to_owned(),
        });
    }
    let entry = scaffold::action(portfolio, index, (&id, title));
    let next = format!("remove the # in front of what you know of {id}, and run `scorpfolio check`.");
    let Some((list, existing)) = list.zip(existing) else {
        return place.write(&scaffold::actions(portfolio, index, &entry), &next);
    };
    let addition = scaffold::appended(existing, &entry).ok_or_else(|| cannot_add(&list.path))?;
    write::append(&place.root.join(&*list.path), &list.bytes, addition.as_bytes())?;
    Ok(place.written(&list.path, &next))
}

/// The actions.toml of a team: that beside its team.toml, else any.
fn list_of(place: Place<'_>, team: usize) -> Option<&SourceFile> {
    let portfolio = &place.loaded.portfolio;
    let slug = &portfolio.teams[team].slug;
    let own = format!("{}actions.toml", scaffold::team_folder(portfolio, team));
    let files = &place.loaded.sources.files;
    let mut lists = files
        .iter()
        .filter(|file| matches!(&file.role, Role::Actions(of) if of == slug));
    let first = lists.clone().next();
    lists.find(|file| *file.path == *own).or(first)
}

/// Writes an incident of a team, with its title and, if wanted, its id.
pub(super) fn incident(place: Place<'_>, team: &str, wanted: (&str, Option<&str>)) -> Result<Output, Failure> {
    let portfolio = &place.loaded.portfolio;
    let index = place.team(team)?;
    let (title, slug) = named(wanted.0)?;
    let id = match wanted.1 {
        Some(id) => checked(id)?.to_owned(),
        None => format!("{}-{slug}", portfolio.as_of),
    };
    let known = portfolio.teams.iter().flat_map(|team| &team.incidents);
    if let Some(other) = known.into_iter().find(|incident| incident.id.eq_ignore_ascii_case(&id)) {
        return Err(Failure {
            message: format!(
                "there is an incident `{}` already: {}",
                other.id,
                portfolio.file(other.origin).path
            ),
            cure: "edit that file, or give this one an `--id` of its own".to_owned(),
        });
    }
    place.write(
        &scaffold::incident(portfolio, index, (&id, title)),
        "correct when it started, and write the review below when it is over.",
    )
}

/// Writes a well-architected review of a team: of a workload, by a provider's framework, under an id.
pub(super) fn war(
    place: Place<'_>,
    team: &str,
    wanted: (Option<&str>, Option<Provider>, Option<&str>),
) -> Result<Output, Failure> {
    let (workload, provider, id) = wanted;
    let portfolio = &place.loaded.portfolio;
    let index = place.team(team)?;
    let found = match workload {
        Some(id) => Some(portfolio.teams[index].workload(id).ok_or_else(|| {
            Failure {
                message: format!("{team} has no workload `{id}`"),
                cure: did_you_mean(
                    id,
                    portfolio.teams[index]
                        .workloads
                        .iter()
                        .map(|workload| workload.id.as_str()),
                    "add it under `[[workloads]]` in team.toml",
                ),
            }
        })?),
        None => usual_workload(&portfolio.teams[index]),
    };
    let quarter = scaffold::quarter(portfolio.as_of);
    let id = match (id, workload) {
        (Some(id), _) => checked(id)?.to_owned(),
        (None, Some(workload)) => format!("{quarter}-{workload}"),
        (None, None) => quarter,
    };
    let folder = format!("{}war/", scaffold::team_folder(portfolio, index));
    let is_export = |file: &SourceFile| {
        let name = file.path.strip_prefix(&folder).and_then(|name| name.strip_prefix(&id));
        matches!(name, Some(".json" | ".csv"))
    };
    let is_beside_export = place.loaded.sources.files.iter().any(is_export);
    let mut wars = portfolio.teams[index].wars.iter();
    if let Some(other) = wars.find(|war| !is_beside_export && war.id.eq_ignore_ascii_case(&id)) {
        return Err(Failure {
            message: format!(
                "{team} has a review `{}` already: {}",
                other.id,
                portfolio.file(other.origin).path
            ),
            cure: "edit that file, or name another `--workload`, or give this review an `--id` of its own".to_owned(),
        });
    }
    let assessment = Assessment {
        id: &id,
        workload: found,
        provider,
        is_beside_export,
    };
    place.write(
        &scaffold::war(portfolio, index, assessment),
        "put the results in, or the provider's own export beside the file, and run `scorpfolio check`.",
    )
}

/// What reviews of a team are of where nobody says: what all of them were of, else its only workload.
fn usual_workload(team: &Team) -> Option<usize> {
    match team.wars.as_slice() {
        [first, rest @ ..] if rest.iter().all(|war| war.workload == first.workload) => first.workload,
        [] if team.workloads.len() == 1 => Some(0),
        _ => None,
    }
}

/// Writes a notice to all developers.
pub(super) fn notad(place: Place<'_>, title: &str, kind: NotadKind) -> Result<Output, Failure> {
    let portfolio = &place.loaded.portfolio;
    let (title, slug) = named(title)?;
    let content = content(scaffold::shared_folder(portfolio, "notads/"))?;
    let file: NewFile = scaffold::notad(portfolio, &content, (&slug, title, kind));
    place.write(
        &file,
        "say below the second +++ what to do; `scorpfolio new report` offers it to each team to answer.",
    )
}

/// Writes a planned tech share.
pub(super) fn tech_share(place: Place<'_>, title: &str) -> Result<Output, Failure> {
    let portfolio = &place.loaded.portfolio;
    let (title, slug) = named(title)?;
    let content = content(scaffold::shared_folder(portfolio, "tech-shares/"))?;
    let file = scaffold::tech_share(portfolio, &content, (&slug, title));
    place.write(&file, "add its date, its presenters and the topics it answers.")
}
