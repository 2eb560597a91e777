//! The text of new files: a portfolio to begin with, a team, a report prefilled from what the team said before.
//!
//! Pure functions that give paths and text; the commands write them. What they give is valid as it stands, builds without
//! a warning, and stays valid when its commented lines are uncommented.

mod report;
mod start;
mod written;

pub use report::report;
pub use start::{init, team};

use crate::analyse::Analysis;
use crate::analyse::freshness::Expectation;
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

/// The cycle that a team's next report is for: the newest ended one for which a report was expected and none has come
/// since, else the running one.
#[must_use]
pub fn due(portfolio: &Portfolio, analysis: &Analysis, team: usize) -> CycleIndex {
    let expectations = &analysis.teams[team].expectations;
    let newest_said = portfolio
        .calendar
        .ended()
        .rev()
        .find(|cycle| !matches!(expectations[cycle.0], Expectation::NotExpected(_)));
    newest_said
        .filter(|cycle| expectations[cycle.0] == Expectation::Missing)
        .unwrap_or(CycleIndex(portfolio.calendar.ended))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_comment_leads_from_the_file_to_the_schemas() {
        assert_eq!(
            schema_comment("scorpfolio.toml", "scorpfolio"),
            "#:schema schemas/scorpfolio.schema.json\n"
        );
        assert_eq!(
            schema_comment("content/teams/a/team.toml", "team"),
            "#:schema ../../../schemas/team.schema.json\n"
        );
        assert_eq!(
            schema_comment("./content/teams/a/team.toml", "team"),
            "#:schema ../../../schemas/team.schema.json\n"
        );
        assert_eq!(schema_comment("../elsewhere/team.toml", "team"), "");
        assert_eq!(schema_comment("/elsewhere/team.toml", "team"), "");
    }
}
