//! `check --contract`: a team's folder, in a repository of its own, checked against what the portfolio says of itself.
//!
//! The contract stands for everything that is not there: it becomes files with no place on a disk, and what is wrong is
//! reported of the team's own files alone. No page is made, so links within the finished site are not looked at.

use crate::data::contract::Contract;
use crate::diagnostic::{Code, Diagnostic, Place, Severity, did_you_mean, sorted};
use crate::reading::{as_of, graded};
use crate::source::{self, Places, Role, SourceFile, TeamSource};
use crate::{BuildOptions, load, markdown};
use std::sync::Arc;

/// What a check against a contract found.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Problems of the team's files, in file order.
    pub problems: Vec<Diagnostic>,
    /// How many files were looked at.
    pub files: usize,
}

/// Checks the folder `options.root`, which holds what would be `content/teams/<team>`. Fails where the contract itself
/// cannot be used, with what is wrong in words.
pub fn check(options: &BuildOptions, contract: &Contract, team: &str) -> Result<Checked, String> {
    let (configuration, problems) = load::configuration::read(&contract.configuration());
    let wrong = || {
        problems
            .first()
            .map_or_else(String::new, |problem| problem.message.clone())
    };
    let configuration = configuration.ok_or_else(wrong)?;
    let places = Places {
        sources: vec![TeamSource {
            path: String::new(),
            team: Some(team.to_owned()),
            source_url: None,
            place: Place::file("."),
        }],
        ..Places::default()
    };
    let (mut sources, mut found) = source::read(&options.root, &places);
    let own: Vec<(Arc<str>, Arc<str>)> = (sources.files.iter())
        .map(|file| (Arc::clone(&file.path), Arc::clone(&file.content_path)))
        .collect();
    if !contract.knows(team) {
        let cure = did_you_mean(team, contract.teams(), "list it in the portfolio's scorpfolio.toml");
        let mut problem = Diagnostic::new(
            Code::UnknownTeam,
            format!("the portfolio has no team `{team}` yet"),
            cure,
        );
        problem.severity = Severity::Warning;
        let first = own.iter().find(|(path, _)| &**path == "team.toml").or(own.first());
        problem.place = first.map(|(path, _)| Place::file(&**path));
        found.push(problem);
    }
    sources.files.extend(contract.files(team).into_iter().map(of_contract));
    // As they would stand beside the others.
    sources.files.sort_by(|a, b| a.path.cmp(&b.path));
    let (_, of_files) = load::load_readable(&configuration, &sources, as_of(options, &configuration));
    let base = |path: &str| {
        own.iter()
            .find(|(own, _)| **own == *path)
            .map(|(_, content_path)| content_path)
    };
    for mut problem in of_files {
        let Some(content_path) = problem.place.as_ref().and_then(|place| base(&place.file)) else {
            continue;
        };
        // Whether another team's file is there, the contract does not say.
        if problem.code == Code::DeadLink && leads_out(&problem, content_path, team) {
            problem.severity = Severity::Warning;
        }
        found.push(problem);
    }
    Ok(Checked {
        problems: sorted(graded(found, options)),
        files: own.len(),
    })
}

/// A file that only the contract knows.
fn of_contract((path, text): (String, String)) -> SourceFile {
    let path: Arc<str> = path.into();
    SourceFile {
        path: format!("contract:{path}").into(),
        role: Role::of(&path),
        source_path: Arc::clone(&path),
        content_path: path,
        source_url: None,
        bytes: text.into_bytes().into(),
    }
}

/// Whether a link leads out of the team's folder, to what others write.
fn leads_out(problem: &Diagnostic, base: &str, team: &str) -> bool {
    let link = problem.message.split('`').nth(1).unwrap_or_default();
    markdown::resolve(base, link).is_some_and(|path| !path.starts_with(&format!("teams/{team}/")))
}
