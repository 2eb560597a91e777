//! Links between content files: where each leads, which files are published beside pages, what nothing reads.

use crate::diagnostic::{Code, Diagnostic, MOST_PROBLEMS, Place, nearest};
use crate::load::attachment;
use crate::load::document::{is_id, is_linkable};
use crate::load::file_index;
use crate::markdown::limits::beyond as beyond_limits;
use crate::markdown::{self, Destination};
use crate::model::incident::Incident;
use crate::model::portfolio::{Attachment, Origin, Portfolio, Prose};
use crate::model::team::Team;
use crate::model::texts;
use crate::page;
use crate::source::{Role, Sources};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// What a text that may hold links comes to.
enum Said {
    /// It goes beyond a limit, at an offset, and is not looked into.
    TooMuch(usize, String),
    /// It leads to these, each from its offset; a path of the content with where that leads, if it can.
    Leads(Vec<(Destination, Option<String>, usize)>),
}

impl Said {
    fn by(prose: &Prose, portfolio: &Portfolio) -> Self {
        if let Some((at, message)) = beyond_limits(&prose.text) {
            return Self::TooMuch(at, message);
        }
        let base = &portfolio.file(prose.origin).content_path;
        let destinations = markdown::destinations(&prose.text).into_iter();
        let leads = destinations.map(|(destination, offset)| {
            let path = match &destination {
                Destination::Content(path) => markdown::resolve(base, path),
                Destination::Refused(_) => None,
            };
            (destination, path, offset)
        });
        Self::Leads(leads.collect())
    }

    /// The paths of the content that it leads to.
    fn paths(&self) -> impl Iterator<Item = &str> {
        let leads = match self {
            Self::TooMuch(..) => &[][..],
            Self::Leads(leads) => leads,
        };
        leads.iter().filter_map(|(_, path, _)| path.as_deref())
    }
}

/// Where those of the content files lead that something links to, if they have pages: few are linked to, of many.
fn page_targets(portfolio: &Portfolio, linked: &HashSet<&str>) -> BTreeMap<String, String> {
    let mut targets: BTreeMap<String, String> = BTreeMap::new();
    if linked.is_empty() {
        return targets;
    }
    let place = |origin: Origin| Some(&*portfolio.file(origin).content_path).filter(|path| linked.contains(path));
    for page in &portfolio.pages {
        targets.extend(place(page.origin).map(|path| (path.to_owned(), page::free_path(page))));
    }
    for notad in &portfolio.notads {
        targets.extend(place(notad.origin).map(|path| (path.to_owned(), page::notad_path(notad))));
    }
    for share in &portfolio.tech_shares {
        targets.extend(place(share.origin).map(|path| (path.to_owned(), page::tech_share_path(share))));
    }
    for team in &portfolio.teams {
        let own = format!("teams/{}/team.toml", team.slug);
        if linked.contains(own.as_str()) {
            targets.insert(own, page::team_path(team));
        }
        for report in &team.reports {
            let linked = place(report.origin);
            targets.extend(linked.map(|path| (path.to_owned(), page::report_path(team, report))));
        }
        // A template tells several, and is no file of one of them; one that has not begun has no page.
        let begun = |incident: &&Incident| incident.started.date <= portfolio.as_of;
        for incident in team.incidents.iter().filter(begun) {
            let linked = place(incident.origin).filter(|path| path.contains("/incidents/"));
            targets.extend(linked.map(|path| (path.to_owned(), page::incident_place(portfolio, team, incident))));
        }
        let wars = team.wars.iter();
        for war in wars.filter(|war| crate::analyse::war::is_known(war, portfolio.as_of)) {
            let path = &portfolio.file(war.origin).content_path;
            let beside = path.rsplit_once('.').map(|(name, _)| format!("{name}.toml"));
            let both = [Some(path.to_string()), beside].into_iter().flatten();
            // An export may hold several reviews: its name leads to the first.
            for path in both.filter(|path| linked.contains(path.as_str())) {
                targets.entry(path).or_insert_with(|| page::war_path(team, war));
            }
        }
    }
    targets
}

/// Those content files that have no page until their day comes: incidents that begin after today, and well-architected
/// reviews that were held after it.
fn ahead(portfolio: &Portfolio) -> HashSet<&str> {
    let teams = || portfolio.teams.iter();
    let incidents = teams().flat_map(|team| &team.incidents);
    let incidents = incidents.filter(|incident| incident.started.date > portfolio.as_of);
    let wars = teams().flat_map(|team| &team.wars);
    let wars = wars.filter(|war| !crate::analyse::war::is_known(war, portfolio.as_of));
    let origins = incidents
        .map(|incident| incident.origin)
        .chain(wars.map(|war| war.origin));
    origins.map(|origin| &*portfolio.file(origin).content_path).collect()
}

/// Where links lead in a portfolio of which a part was taken out: to pages that are left, and to files that something
/// links to which is left. The texts themselves lose what leads elsewhere, since data show them as they were written.
pub(crate) fn relink(portfolio: &mut Portfolio) {
    let texts: Vec<&Prose> = texts::shared(portfolio)
        .chain(portfolio.teams.iter().flat_map(texts::of_team))
        .collect();
    let texts = texts.into_par_iter().filter(|prose| is_concerned(prose));
    let said: Vec<Said> = texts.map(|prose| Said::by(prose, portfolio)).collect();
    let linked: HashSet<&str> = said.iter().flat_map(Said::paths).collect();
    let mut targets = page_targets(portfolio, &linked);
    let files = &portfolio.files;
    let is_linked = |attachment: &Attachment| linked.contains(&*files[attachment.file.0 as usize].content_path);
    portfolio.attachments.retain(is_linked);
    for attachment in &portfolio.attachments {
        let path = portfolio.files[attachment.file.0 as usize].content_path.to_string();
        targets.insert(path, attachment.url.clone());
    }
    // Both are looked into while texts change.
    let files = std::mem::take(&mut portfolio.files);
    let release = |prose: &mut Prose| {
        let base = &files[prose.origin.file.0 as usize].content_path;
        let is_lost = |url: &str| !markdown::resolve(base, url).is_some_and(|path| targets.contains_key(&path));
        if is_concerned(prose)
            && let Some(text) = markdown::released(&prose.text, is_lost)
        {
            prose.text = text;
        }
    };
    texts::shared_mut(portfolio).for_each(&release);
    for team in 0..portfolio.teams.len() {
        texts::of_team_mut(&mut portfolio.teams[team]).for_each(&release);
    }
    portfolio.files = files;
    portfolio.link_targets = targets;
}

/// Those of a team's texts that may hold a link, or go beyond a limit: most do neither.
pub(super) fn linking(team: &Team) -> Arc<[Prose]> {
    texts::of_team(team)
        .filter(|prose| is_concerned(prose))
        .cloned()
        .collect()
}

/// Where each content file leads, which files are published beside pages, which links are dead, which files are unused;
/// `linking` are those texts of each team's own files that may hold links.
pub(super) fn check(
    portfolio: &mut Portfolio,
    (sources, linking): (&Sources, &[Arc<[Prose]>]),
    problems: &mut Vec<Diagnostic>,
) {
    let of_all = texts::shared(portfolio).filter(|prose| is_concerned(prose));
    let texts: Vec<&Prose> = of_all.chain(linking.iter().flat_map(|texts| texts.iter())).collect();
    let said: Vec<(&Prose, Said)> = texts
        .into_par_iter()
        .map(|prose| (prose, Said::by(prose, portfolio)))
        .collect();
    let linked: HashSet<&str> = said.iter().flat_map(|(_, said)| said.paths()).collect();
    let mut targets = page_targets(portfolio, &linked);
    let others: BTreeMap<&str, usize> = sources
        .files
        .iter()
        .enumerate()
        .filter(|(_, source)| source.role == Role::Other)
        .map(|(index, source)| (&*source.content_path, index))
        .collect();
    let ahead = ahead(portfolio);
    let mut attached: BTreeSet<usize> = BTreeSet::new();
    let before = problems.len();
    for (prose, said) in &said {
        // Finding a place takes as long as its file is long, and nobody is told of so many.
        if problems.len() - before > MOST_PROBLEMS {
            break;
        }
        let leads = match said {
            Said::TooMuch(at, message) => {
                let problem = Diagnostic::new(Code::BeyondLimit, message, "write it flatter or shorter");
                problems.push(placed(problem, (portfolio, sources), prose, ("", *at)));
                continue;
            }
            Said::Leads(leads) => leads,
        };
        for (destination, path, offset) in leads {
            let destination = match destination {
                Destination::Content(path) => path,
                Destination::Refused(url) => {
                    // What may be linked is refused as an image alone.
                    let is_image = is_linkable(url) || url.starts_with("//");
                    let (message, cure) = if is_image {
                        let message = format!("`{url}` is of another host, and pages load no image from elsewhere");
                        (
                            message,
                            "put images beside the file and name them, or link to them: `[plan](https://…)`",
                        )
                    } else {
                        let message = format!("`{url}` is not an address that may be linked");
                        (
                            message,
                            "link to `https://`, `http://` or `mailto:`, or to a file beside this one by its name",
                        )
                    };
                    let problem = Diagnostic::new(Code::BadUrl, message, cure);
                    problems.push(placed(problem, (portfolio, sources), prose, (url, *offset)));
                    continue;
                }
            };
            // What has no page yet is text until then; that it lies ahead is told where it stands.
            if (path.as_ref()).is_some_and(|path| targets.contains_key(path) || ahead.contains(path.as_str())) {
                continue;
            }
            if let Some(&index) = path.as_ref().and_then(|path| others.get(path.as_str())) {
                if attachment::runs(&sources.files[index]) {
                    let message = format!("`{destination}` could run script in a reader's browser");
                    let cure = "publish it elsewhere and link to its address, or attach it as PDF, image or text";
                    let problem = Diagnostic::new(Code::RunsScript, message, cure);
                    problems.push(placed(problem, (portfolio, sources), prose, (destination, *offset)));
                }
                attached.insert(index);
                continue;
            }
            let cure = "correct the path: it starts from the file that holds the link";
            let problem = Diagnostic::new(Code::DeadLink, format!("the link `{destination}` leads nowhere"), cure);
            problems.push(placed(problem, (portfolio, sources), prose, (destination, *offset)));
        }
    }
    for (content_path, &index) in &others {
        if attached.contains(&index) {
            let url = format!("files/{content_path}");
            targets.insert((*content_path).to_owned(), url.clone());
            portfolio.attachments.push(Attachment {
                file: file_index(index),
                url,
                bytes: sources.files[index].bytes.clone(),
            });
        } else if !is_note(content_path) {
            let message = "nothing reads this file, and no page links to it";
            let cure = unused_cure(content_path);
            problems
                .push(Diagnostic::new(Code::UnusedFile, message, cure).at(Place::file(&*sources.files[index].path)));
        }
    }
    portfolio.link_targets = targets;
}

/// Whether a text may hold a link, or goes beyond a limit.
fn is_concerned(prose: &Prose) -> bool {
    let has = |mark: &str| prose.text.contains(mark);
    has("](") || has("]:") || has("<") || beyond_limits(&prose.text).is_some()
}

/// Files that people keep in every folder: readers of the repository, not of the site.
fn is_note(content_path: &str) -> bool {
    let name = content_path.rsplit('/').next().unwrap_or_default();
    ["README", "LICENSE", "LICENCE", "CODEOWNERS"]
        .iter()
        .any(|known| name.split('.').next() == Some(known))
}

/// The folders of the content, and those of a team.
const FOLDERS: [&str; 6] = ["teams", "notads", "tech-shares", "reviews", "pages", "radiators"];
const TEAM_FOLDERS: [&str; 4] = ["reports", "data", "incidents", "war"];

fn unused_cure(content_path: &str) -> String {
    let parts: Vec<&str> = content_path.split('/').collect();
    match parts.as_slice() {
        ["teams", team, name] if name.len() == 15 && is_id(name.trim_end_matches(".toml")) => {
            format!("reports belong into `teams/{team}/reports/{name}`")
        }
        ["teams", _, "reports", _] => {
            "reports are TOML files named by their date, such as `2026-03-13.toml`".to_owned()
        }
        ["teams", _, "data", _] => "imported observations are `.csv` files".to_owned(),
        ["teams", team, folder, _] if let Some(meant) = misspelt(folder, &TEAM_FOLDERS) => {
            format!("rename the folder to `teams/{team}/{meant}`")
        }
        [folder, _, ..] if let Some(meant) = misspelt(folder, &FOLDERS) => {
            format!("rename the folder `{folder}` to `{meant}`")
        }
        _ => "move it to where it belongs, link to it from a page, or take it out of the content folder".to_owned(),
    }
}

/// The folder that a name is nearly that of.
fn misspelt(folder: &str, known: &[&'static str]) -> Option<&'static str> {
    nearest(folder, known.iter().copied()).filter(|meant| *meant != folder)
}

/// A problem with a link, at the link.
fn placed(problem: Diagnostic, context: (&Portfolio, &Sources), prose: &Prose, link: (&str, usize)) -> Diagnostic {
    let (portfolio, sources) = context;
    let (destination, offset) = link;
    let file = portfolio.file(prose.origin);
    let source = (prose.origin.file.0 as usize)
        .checked_sub(1)
        .and_then(|index| sources.files.get(index));
    let Some(text) = source.and_then(|source| std::str::from_utf8(&source.bytes).ok()) else {
        return problem.at(Place::file(&*file.path));
    };
    let text = text.trim_start_matches('\u{feff}');
    let lines_before =
        prose.origin.line as usize - 1 + prose.text[..offset.min(prose.text.len())].matches('\n').count();
    let start: usize = text.split_inclusive('\n').take(lines_before).map(str::len).sum();
    // In TOML a text may begin on the line after its quotes, so look a little further than the line itself.
    let found = text[start.min(text.len())..]
        .find(destination)
        .map_or(start..start, |at| start + at..start + at + destination.len());
    problem.at(Place::span(&*file.path, text, found))
}
