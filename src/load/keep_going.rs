//! Loading a portfolio of which a part is broken: the files with errors are left out, whole, and the rest is read again
//! until it has none.
//!
//! A file is left out as a whole, because a half-read one would be shown as if it were all that was written. What all
//! teams share (scorpfolio.toml, the catalogue, the topics) is never left out: without it the others mean something else.

use super::configuration::Configuration;
use super::load_readable;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::portfolio::Portfolio;
use crate::source::{LeftOut, Role, Sources};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Loads what is left once every file with an error is taken out of `sources`; `None` where that cannot be. The problems
/// keep their severity, but for those that others have brought about.
#[must_use]
pub(crate) fn keep_going(
    configuration: &Configuration,
    sources: &mut Sources,
    as_of: Date,
) -> (Option<Portfolio>, Vec<Diagnostic>) {
    let (mut portfolio, problems) = load_readable(configuration, sources, as_of);
    let is_broken = (sources.left_out.iter()).any(|left_out| is_shared(&Role::of(&left_out.content_path)));
    if is_broken {
        return (None, problems);
    }
    let mut found = problems.clone();
    let mut told: Vec<Diagnostic> = Vec::new();
    loop {
        let (errors, warnings): (Vec<_>, Vec<_>) = (found.into_iter())
            .map(|problem| without_consequence(problem, sources))
            .partition(|problem| problem.severity == Severity::Error);
        if errors.is_empty() {
            told.extend(warnings);
            return (Some(portfolio), told);
        }
        // What refers to something may be right again once that something is left out as a whole.
        let (references, own): (Vec<_>, Vec<_>) = errors.into_iter().partition(|error| is_reference(error.code));
        let mut left_out = leave_out(own, sources);
        if left_out.is_empty() {
            left_out = leave_out(references, sources);
        }
        let has_teams = sources.files.iter().any(|file| file.role.team().is_some());
        if left_out.is_empty() || !has_teams {
            return (None, problems);
        }
        told.extend(left_out);
        (portfolio, found) = load_readable(configuration, sources, as_of);
    }
}

/// Whether a problem only says that what is referred to is not there.
fn is_reference(code: Code) -> bool {
    matches!(
        code,
        Code::DeadLink | Code::UnknownEntry | Code::UnknownNotad | Code::UnknownTeam | Code::UnknownGroup
    )
}

/// What every team's numbers depend on.
fn is_shared(role: &Role) -> bool {
    matches!(role, Role::Catalogue | Role::Topics)
}

/// A problem as a warning if it only says that something refers to what was left out.
fn without_consequence(mut problem: Diagnostic, sources: &Sources) -> Diagnostic {
    let is_missing = |kind: fn(&LeftOut) -> bool| sources.left_out.iter().any(kind);
    let is_of_the_site = problem
        .place
        .as_ref()
        .is_some_and(|place| place.file == "scorpfolio.toml");
    // Of an empty folder nobody knows which teams and groups it would have brought.
    let is_folder = |left_out: &LeftOut| left_out.content_path.is_empty();
    let is_consequence = match problem.code {
        Code::DeadLink | Code::UnknownEntry => is_missing(|_| true),
        Code::UnknownNotad => is_missing(|left_out| Role::of(&left_out.content_path) == Role::Notad),
        Code::UnknownTeam => is_of_the_site && is_missing(is_folder),
        Code::UnknownGroup => {
            is_of_the_site && is_missing(|left_out| left_out.team().is_some() || left_out.content_path.is_empty())
        }
        _ => false,
    };
    if is_consequence {
        problem.severity = Severity::Warning;
    }
    problem
}

/// Takes the files of errors out of the sources, those apart that may not be left out; gives the errors that did so.
fn leave_out(errors: Vec<Diagnostic>, sources: &mut Sources) -> Vec<Diagnostic> {
    let mut left_out: BTreeMap<String, LeftOut> = BTreeMap::new();
    let file_of = |error: &Diagnostic| error.place.as_ref().map(|place| (place.file.clone(), place.line));
    for error in &errors {
        let Some((path, line)) = file_of(error) else { continue };
        let file = sources
            .files
            .iter()
            .find(|file| *file.path == *path && !is_shared(&file.role));
        if let Some(file) = file {
            left_out.entry(path).or_insert_with(|| LeftOut {
                path: file.path.to_string(),
                content_path: file.content_path.to_string(),
                line,
                message: error.message.clone(),
            });
        }
    }
    sources.files.retain(|file| !left_out.contains_key(&*file.path));
    let is_told = |error: &Diagnostic| file_of(error).is_some_and(|(path, _)| left_out.contains_key(&path));
    let told = errors.into_iter().filter(is_told).collect();
    sources.left_out.extend(left_out.into_values());
    told
}
