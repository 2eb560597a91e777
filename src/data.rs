//! The data files of the site: everything a page shows, for spreadsheets and other programs.
//!
//! [`plan`] lists the files, [`bytes`] makes one. Both are pure and total, and the same portfolio gives the same bytes.
//! The forms are versioned ([`SCHEMA_VERSION`]) and described by the JSON Schemas that stand beside them; `docs/data.md`
//! explains every field. Nothing here decides what a number means: that is `analyse`.
//!
//! A new field does not raise the version, since readers ignore fields they do not know; a field that changes its
//! meaning or goes away does.

pub mod contract;
mod field;
mod metric;
mod objective;
mod portfolio;
mod register;
mod report;
mod series;
mod table;
mod team;
mod war;

#[cfg(test)]
mod tests;

pub use table::Listing;

use crate::analyse::Analysis;
use crate::model::portfolio::Portfolio;
use crate::page;

/// The version that every JSON file names.
pub const SCHEMA_VERSION: u32 = 1;
/// Roll-ups of every shared metric in every ended cycle.
pub const ROLLUPS: &str = "data/rollups.csv";
/// The newest delta of every series.
pub const DELTAS: &str = "data/deltas.csv";
/// The newest value of every series.
pub const VALUES: &str = "data/values.csv";
/// What a team's repository needs to check itself.
pub const CONTRACT: &str = "data/contract.json";
/// The JSON Schema of [`CONTRACT`].
pub const CONTRACT_SCHEMA: &str = "data/schema/contract.json";
/// The JSON Schema of badges as JSON.
pub const BADGE_SCHEMA: &str = "data/schema/badge.json";
/// The JSON Schema of `build.json`.
pub const BUILD_SCHEMA: &str = "data/schema/build.json";
/// The JSON Schema of [`page::VERSION`].
pub const VERSION_SCHEMA: &str = "data/schema/version.json";
/// The JSON Schema of [`page::PORTFOLIO_DATA`].
pub const PORTFOLIO_SCHEMA: &str = "data/schema/portfolio.json";
/// The JSON Schema of the teams' JSON files.
pub const TEAM_SCHEMA: &str = "data/schema/team.json";

/// A data file of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataFile {
    /// The portfolio as JSON.
    Portfolio,
    /// The series of a team as JSON; an index of the portfolio's teams.
    Team(usize),
    /// The observations of a team as CSV; an index of the portfolio's teams.
    TeamCsv(usize),
    /// The roll-ups as CSV.
    Rollups,
    /// The newest deltas as CSV.
    Deltas,
    /// The newest values as CSV.
    Values,
    /// A list of [`DataFile::Portfolio`] as CSV.
    Listing(Listing),
    /// What a team's repository needs to check itself.
    Contract,
    /// The JSON Schema of [`DataFile::Contract`].
    ContractSchema,
    /// The JSON Schema of badges as JSON.
    BadgeSchema,
    /// The JSON Schema of the list of what a build wrote.
    BuildSchema,
    /// The JSON Schema of what says which build a site is of.
    VersionSchema,
    /// The JSON Schema of [`DataFile::Portfolio`].
    PortfolioSchema,
    /// The JSON Schema of [`DataFile::Team`].
    TeamSchema,
    /// What a reader can search, as a script.
    Search,
}

/// Every data file with its path from the site's root, sorted by path.
///
/// Only [`DataFile::Team`] and [`DataFile::TeamCsv`] are made from one team and what all teams share; the others depend
/// on every team, and the schemas on nothing.
#[must_use]
pub fn plan(portfolio: &Portfolio) -> Vec<(String, DataFile)> {
    let mut files = vec![
        (page::PORTFOLIO_DATA.to_owned(), DataFile::Portfolio),
        (ROLLUPS.to_owned(), DataFile::Rollups),
        (DELTAS.to_owned(), DataFile::Deltas),
        (VALUES.to_owned(), DataFile::Values),
        (CONTRACT.to_owned(), DataFile::Contract),
        (CONTRACT_SCHEMA.to_owned(), DataFile::ContractSchema),
        (BADGE_SCHEMA.to_owned(), DataFile::BadgeSchema),
        (BUILD_SCHEMA.to_owned(), DataFile::BuildSchema),
        (VERSION_SCHEMA.to_owned(), DataFile::VersionSchema),
        (PORTFOLIO_SCHEMA.to_owned(), DataFile::PortfolioSchema),
        (TEAM_SCHEMA.to_owned(), DataFile::TeamSchema),
        (page::SEARCH.to_owned(), DataFile::Search),
    ];
    files.extend(Listing::ALL.map(|listing| (listing.path().to_owned(), DataFile::Listing(listing))));
    for (index, team) in portfolio.teams.iter().enumerate() {
        // A program that asks for a path is not redirected: a renamed team is found under its earlier names too.
        for slug in page::outlet::slugs(team) {
            files.push((page::team_data_path(slug), DataFile::Team(index)));
            files.push((page::team_csv_path(slug), DataFile::TeamCsv(index)));
        }
    }
    files.sort();
    files
}

/// The content of a data file: UTF-8, ending in a line break.
#[must_use]
pub fn bytes(file: &DataFile, portfolio: &Portfolio, analysis: &Analysis) -> Vec<u8> {
    match *file {
        DataFile::Portfolio => json(&portfolio::document(portfolio, analysis)),
        DataFile::Team(team) => json(&team::document(portfolio, analysis, team)),
        DataFile::TeamCsv(team) => table::team(portfolio, team),
        DataFile::Rollups => table::rollups(portfolio, analysis),
        DataFile::Deltas => table::deltas(portfolio, analysis),
        DataFile::Values => table::values(portfolio, analysis),
        DataFile::Listing(listing) => table::listing(portfolio, analysis, listing),
        DataFile::Contract => json(&contract::document(portfolio)),
        DataFile::ContractSchema => include_bytes!("data/schema/contract.json").to_vec(),
        DataFile::BadgeSchema => include_bytes!("data/schema/badge.json").to_vec(),
        DataFile::BuildSchema => include_bytes!("data/schema/build.json").to_vec(),
        DataFile::VersionSchema => include_bytes!("data/schema/version.json").to_vec(),
        DataFile::PortfolioSchema => include_bytes!("data/schema/portfolio.json").to_vec(),
        DataFile::TeamSchema => include_bytes!("data/schema/team.json").to_vec(),
        DataFile::Search => page::search_script(portfolio, analysis),
    }
}

/// A document on one line: data files are read by programs, and indentation would be a third of their size.
fn json(document: &impl serde::Serialize) -> Vec<u8> {
    let mut bytes =
        serde_json::to_vec(document).expect("memory takes every byte, and every key of a document is a text");
    bytes.push(b'\n');
    bytes
}
