//! Imports of real exports: every number is counted by another road, in a few independent lines.

mod command;
mod cost;
mod delivery;
mod delivery_git;
mod delivery_incidents;
mod documented;
mod honesty;
mod load_tests;
mod options;
mod origins;
mod refused;
mod security;
mod series;
mod severities;
mod tables;
mod template;
mod test_reports;
mod wiki;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use scorpfolio::diagnostic::Diagnostic;
use scorpfolio::import::resolve::written;
use scorpfolio::import::window::Windows;
use scorpfolio::import::{Amount, Imported, Input, Request, find};
use scorpfolio::model::cycle::{Length, Rhythm};
use scorpfolio::model::unit::Currency;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A fixture of a source: `tests/fixtures/imports/<path>`.
pub(crate) fn fixture(path: &str) -> Input {
    Input::file(
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures/imports")
            .join(path),
    )
}

/// The text of a fixture, for a count of the test's own.
pub(crate) fn text_of(path: &str) -> String {
    std::fs::read_to_string(
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures/imports")
            .join(path),
    )
    .expect("a fixture")
}

/// Cycles of two weeks from Monday 5 January 2026, in UTC, looked at on 20 August 2026; nothing else is given.
pub(crate) fn request() -> Request {
    let rhythm = Rhythm {
        first: date(2026, 1, 5),
        every: Length::Days(14),
        grace: Length::Days(3),
        changes: Vec::new(),
        skips: Vec::new(),
    };
    Request {
        windows: Windows::new(rhythm, TimeZone::UTC, date(2026, 8, 20)),
        date: None,
        metric: None,
        workload: None,
        date_order: None,
        currency: Currency::of_code("USD").expect("a currency"),
        metrics: Vec::new(),
        workloads: Vec::new(),
        settings: BTreeMap::new(),
    }
}

/// The same, with a day given.
pub(crate) fn on(day: Date) -> Request {
    Request {
        date: Some(day),
        ..request()
    }
}

/// The same, with settings.
pub(crate) fn with(request: Request, settings: &[(&str, &str)]) -> Request {
    Request {
        settings: settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..request
    }
}

/// Reads inputs as a source.
pub(crate) fn import(source: &str, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
    find(source).expect("a known source").read(inputs, request)
}

/// The amounts of a metric by period and workload, in words: `2026-03-13 4`, `2026-03-13 api 7/10`, `2026-03-13 no data`.
pub(crate) fn amounts(imported: &Imported, metric: &str) -> Vec<String> {
    let mut amounts: Vec<String> = imported
        .measurements
        .iter()
        .filter(|measurement| measurement.metric == metric)
        .map(|measurement| {
            let workload = measurement
                .workload
                .as_deref()
                .map_or_else(String::new, |name| format!(" {name}"));
            let amount = match &measurement.amount {
                Amount::NoData => "no data".to_owned(),
                Amount::Number(number, _) => number.normalize().to_string(),
                Amount::Share { part, whole } => format!("{}/{}", part.normalize(), whole.normalize()),
            };
            format!("{}{workload} {amount}", written(measurement.period))
        })
        .collect();
    amounts.sort();
    amounts
}

/// The only amount of a metric as a number; a share is its quotient.
pub(crate) fn only(imported: &Imported, metric: &str) -> Decimal {
    let found: Vec<Decimal> = imported
        .measurements
        .iter()
        .filter(|measurement| measurement.metric == metric)
        .filter_map(|measurement| match &measurement.amount {
            Amount::NoData => None,
            Amount::Number(number, _) => Some(*number),
            Amount::Share { part, whole } => Some(part / whole),
        })
        .collect();
    assert_eq!(found.len(), 1, "{metric}: {found:?}");
    found[0]
}

/// What a refused import says: its code and message.
pub(crate) fn refusal(source: &str, inputs: &[Input], request: &Request) -> (String, String) {
    let problem = import(source, inputs, request).expect_err("refused");
    (problem.code.id().to_owned(), problem.message)
}

/// Nothing of what an import gives holds any of these words: names, addresses, secrets of the input.
pub(crate) fn assert_silent(imported: &Imported, canaries: &[&str]) {
    let all = format!("{imported:?}");
    for canary in canaries {
        assert!(!all.contains(canary), "`{canary}` came through");
    }
}

/// The source that a fixture is recognised as, or the message of why not.
pub(crate) fn recognised(path: &str) -> String {
    match scorpfolio::import::recognise(&[fixture(path)]) {
        Ok(adapter) => adapter.name().to_owned(),
        Err(problem) => problem.message,
    }
}

/// The rows of a fixture by column, read by nothing of ours.
pub(crate) fn table(path: &str) -> Vec<BTreeMap<String, String>> {
    let text = text_of(path);
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|row| row.expect("a row"));
    let cells = |row: csv::StringRecord| -> BTreeMap<String, String> {
        let pairs = header.iter().zip(row.iter());
        pairs.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    rows.map(cells).collect()
}
