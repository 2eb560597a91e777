//! `new team`.

use crate::cli::new::{Place, content, named};
use crate::cli::{Failure, Output};
use crate::model::portfolio::FileIndex;
use crate::scaffold;
use std::fmt::Write;

/// Adds a team: its folder and a commented team.toml. `name` is what people call it.
pub(super) fn run(place: Place<'_>, name: &str) -> Result<Output, Failure> {
    let portfolio = &place.loaded.portfolio;
    let (name, slug) = named(name)?;
    // Of a team whose source is missing nothing is known but its slug: it may be the one that is to be written.
    let is_known = |index: &usize| portfolio.teams[*index].origin.file != FileIndex(0);
    if let Some(index) = portfolio.team(&slug).filter(is_known) {
        let message = format!(
            "there is a team `{slug}` already, in {}",
            scaffold::team_folder(portfolio, index)
        );
        return Err(Failure {
            message,
            cure: format!("write its report with `scorpfolio new report {slug}`, or choose another name"),
        });
    }
    let sources = &place.loaded.configuration.places.sources;
    // A team whose files come from elsewhere begins there, not beside the others.
    let folder = match sources.iter().find(|source| source.team.as_ref() == Some(&slug)) {
        Some(source) => format!("{}/", source.path.trim_end_matches('/')),
        None => format!("{}teams/{slug}/", content(scaffold::content_folder(portfolio))?),
    };
    let next = format!("fill in team.toml, then `scorpfolio new report {slug}`.");
    let mut output = place.write(&scaffold::team(portfolio, name, &folder), &next)?;
    if !portfolio.teams.is_empty() {
        let _ = writeln!(
            output.stderr,
            "Teams are shown in the order of `teams` in scorpfolio.toml; those not named there follow by name."
        );
    }
    Ok(output)
}
