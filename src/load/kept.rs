//! What one reading leaves for the next: a team of which nothing has changed is not read again.
//!
//! A team is what its own files say, as the configuration, the metrics, the cycles and the other teams' names and workloads
//! let them be understood. Where all of these are what they were, and its files too, byte by byte, so is the team.

use super::Loader;
use crate::diagnostic::Diagnostic;
use crate::model::cycle::Calendar;
use crate::model::metric::Catalogue;
use crate::model::portfolio::Prose;
use crate::model::shared::Shared;
use crate::model::team::Team;
use crate::source::{Role, SourceFile, Sources};
use jiff::civil::Date;
use rayon::prelude::*;
use std::sync::Arc;

/// Whether a reading leaves anything, and what the one before it left.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Keeping<'a> {
    /// There is no next reading.
    Nothing,
    /// The teams.
    Teams {
        /// The reading before, if there was one.
        before: Option<Before<'a>>,
    },
}

/// A reading, for the next one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Before<'a> {
    /// The files that were read.
    pub(crate) sources: &'a Sources,
    /// What it left.
    pub(crate) kept: &'a Kept,
}

/// What a reading leaves.
#[derive(Debug)]
pub(crate) struct Kept {
    read_by: ReadBy,
    teams: Vec<KeptTeam>,
}

/// A team as its own files have it: what the portfolio's registers add is not there yet.
#[derive(Debug)]
pub(super) struct KeptTeam {
    pub(super) team: Arc<Team>,
    /// The problems of its files but for those of its team.toml and its template, which are read each time.
    pub(super) problems: Vec<Diagnostic>,
    /// Those of its texts that may hold links.
    pub(super) linking: Arc<[Prose]>,
}

/// What the files of every team are understood by.
#[derive(Debug, PartialEq)]
pub(super) struct ReadBy {
    configuration: String,
    as_of: Date,
    catalogue: Catalogue,
    calendar: Calendar,
}

impl ReadBy {
    fn of(loader: &Loader<'_>, (catalogue, calendar): (&Catalogue, &Calendar)) -> Self {
        Self {
            configuration: format!("{:?}", loader.configuration),
            as_of: loader.as_of,
            catalogue: catalogue.clone(),
            calendar: calendar.clone(),
        }
    }
}

impl Loader<'_> {
    /// By what teams are read, if the next reading is to know, and those of them that are known from the one before;
    /// `files` are each team's.
    pub(super) fn known(
        &self,
        site: (&Catalogue, &Calendar),
        files: &[Vec<usize>],
    ) -> (Option<ReadBy>, Vec<Option<&KeptTeam>>) {
        let Keeping::Teams { before } = self.keeping else {
            return (None, vec![None; files.len()]);
        };
        let read_by = ReadBy::of(self, site);
        let before = before.filter(|before| before.kept.read_by == read_by);
        let known = before.and_then(|before| known(before, self.sources, files));
        (Some(read_by), known.unwrap_or_else(|| vec![None; files.len()]))
    }
}

impl Kept {
    pub(super) fn new(
        read_by: ReadBy,
        teams: &Shared<Team>,
        (problems, linking): (&[Vec<Diagnostic>], &[Arc<[Prose]>]),
    ) -> Self {
        let teams = teams.held().iter().zip(problems).zip(linking);
        let teams = teams.map(|((team, problems), linking)| KeptTeam {
            team: Arc::clone(team),
            problems: problems.clone(),
            linking: Arc::clone(linking),
        });
        Self {
            read_by,
            teams: teams.collect(),
        }
    }
}

/// The teams of which nothing has changed; `None` where nothing can be said of any.
fn known<'a>(before: Before<'a>, sources: &Sources, files: &[Vec<usize>]) -> Option<Vec<Option<&'a KeptTeam>>> {
    // What was read names files by their positions.
    let is_one_list = sources.files.len() == before.sources.files.len()
        && sources.left_out == before.sources.left_out
        && before.kept.teams.len() == files.len();
    if !is_one_list {
        return None;
    }
    let pairs = sources.files.par_iter().zip(&before.sources.files);
    let same: Option<Vec<bool>> = pairs
        .map(|(file, was)| is_one_file(file, was).then(|| file.bytes == was.bytes))
        .collect();
    let same = same?;
    // What these say of one team, the others may be read by.
    let is_read_by_all = |role: &Role| matches!(role, Role::Team(_) | Role::TeamMetrics(_) | Role::Template(_));
    let mut changed = sources.files.iter().zip(&same).filter(|(_, is_same)| !**is_same);
    if changed.any(|(file, _)| is_read_by_all(&file.role)) {
        return None;
    }
    let teams = before.kept.teams.iter().zip(files);
    let known = teams.map(|(team, files)| files.iter().all(|file| same[*file]).then_some(team));
    Some(known.collect())
}

/// Whether two files differ in nothing but in what they hold.
fn is_one_file(file: &SourceFile, was: &SourceFile) -> bool {
    file.path == was.path
        && file.content_path == was.content_path
        && file.source_path == was.source_path
        && file.source_url == was.source_url
}
