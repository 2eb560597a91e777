//! The text of new files: a portfolio to begin with, a team, a report prefilled from what the team said before, an entry of
//! every register, the minutes of a review.
//!
//! Pure functions that give paths and text; the commands write them. What they give is valid as it stands, builds without
//! a warning, and stays valid when its commented lines are uncommented.

mod action;
mod conversion;
#[cfg(test)]
mod folder;
mod incident;
mod notice;
mod report;
mod review;
mod start;
mod tech_share;
#[cfg(test)]
mod tests;
mod war;
mod written;

pub use action::{action, action_id, actions, appended, ids_of};
pub use conversion::{Converted, Template, convert};
pub use incident::incident;
pub use notice::notad;
pub use report::report;
pub use review::{meeting_on, minutes, minutes_folder, next_meeting};
pub use start::{init, team};
pub use tech_share::tech_share;
pub use war::{Assessment, quarter, war};

use crate::analyse::Analysis;
use crate::analyse::freshness::Expectation;
use crate::load::document;
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use crate::schema;

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Its path from the folder of scorpfolio.toml, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The folder that [`init`] puts JSON Schemas into, and where `#:schema` comments look for them.
pub const SCHEMAS: &str = "schemas";

/// The longest name that a title gives a file: longer ones are cut at the end of a word.
const LONGEST_NAME: usize = 60;

/// The name of a file for a title: its letters and digits, in Latin ones; `None` for a title without any.
#[must_use]
pub fn slug(title: &str) -> Option<String> {
    let mut slug = document::slug(title)?;
    if slug.len() > LONGEST_NAME {
        let end = slug[..=LONGEST_NAME].rfind('-').unwrap_or(LONGEST_NAME);
        slug.truncate(end);
    }
    Some(slug)
}

/// The cycle that a team's next report is for: the newest ended one for which a report was expected and none has come
/// since, else the running one.
#[must_use]
pub fn due(portfolio: &Portfolio, analysis: &Analysis, team: usize) -> CycleIndex {
    let expectations = &analysis.teams[team].expectations;
    let newest_said = portfolio
        .calendar
        .ended()
        .rev()
        .find(|cycle| !matches!(expectations[cycle.position()], Expectation::NotExpected(_)));
    newest_said
        .filter(|cycle| expectations[cycle.position()] == Expectation::Missing)
        .unwrap_or(CycleIndex::new(portfolio.calendar.ended))
}

/// The folder of a team's files from the folder of scorpfolio.toml, with `/` at its end.
#[must_use]
pub fn team_folder(portfolio: &Portfolio, team: usize) -> String {
    let team = &portfolio.teams[team];
    let file = portfolio.file(team.origin);
    let within = file
        .content_path
        .strip_prefix(&format!("teams/{}/", team.slug))
        .unwrap_or(&file.content_path);
    file.path.strip_suffix(within).unwrap_or(&file.path).to_owned()
}

/// The content folder that a new team belongs into, with `/` at its end: the first that scorpfolio.toml names without a
/// pattern. `None` where all are patterns.
#[must_use]
pub fn content_folder(portfolio: &Portfolio) -> Option<String> {
    let plain = portfolio
        .config
        .content
        .iter()
        .find(|folder| !folder.contains(['*', '?', '[', '{']))?;
    Some(format!("{}/", plain.trim_end_matches('/')))
}

/// The content folder of files that belong to no team, such as `notads/`, with `/` at its end: where there are some
/// already, else where a new team belongs.
#[must_use]
pub fn shared_folder(portfolio: &Portfolio, kind: &str) -> Option<String> {
    let known = portfolio.files.iter().find(|file| file.content_path.starts_with(kind));
    known
        .and_then(|file| file.path.strip_suffix(&*file.content_path))
        .map(str::to_owned)
        .or_else(|| content_folder(portfolio))
}

/// The first of the portfolio's pillars, for an example that is valid; nothing where it has none.
fn some_pillar(portfolio: &Portfolio) -> &str {
    let pillar = portfolio.pillars.iter().find(|pillar| pillar.is_pillar);
    pillar.map_or("security", |pillar| pillar.id.as_str())
}

/// The comment by which an editor finds a file's schema, with its line end; empty for files outside the portfolio's folder.
fn schema_comment(path: &str, name: &str) -> String {
    if path.starts_with('/') || path.split('/').any(|part| part == "..") {
        return String::new();
    }
    let depth = path
        .split('/')
        .filter(|part| !matches!(*part, "" | "."))
        .count()
        .saturating_sub(1);
    format!(
        "#:schema {}{SCHEMAS}/{}\n",
        "../".repeat(depth),
        schema::file_name(name)
    )
}
