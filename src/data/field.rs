//! The fields that several data files share, in the form in which they are written.
//!
//! A number is written with at most 15 significant digits, in JSON and in CSV alike: so many survive every reader that
//! keeps numbers as 64-bit floats, so a file never says one thing and means another. What was typed fits; only quotients
//! and means are rounded by it.

use crate::analyse::freshness::{self, Freshness};
use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::model::portfolio::{self, Portfolio};
use crate::model::report::{Observation, Part, Period, Provenance};
use crate::model::team::Team;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Serialize, Serializer};
use std::fmt;

/// The significant digits that a 64-bit float gives back unchanged.
const DIGITS: u32 = 15;

/// A number as data files write it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number(pub(super) Decimal);

impl Number {
    fn rounded(self) -> Decimal {
        self.0.round_sf(DIGITS).unwrap_or(self.0).normalize()
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rounded().fmt(formatter)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = self.rounded();
        match number.to_i64().filter(|_| number.scale() == 0) {
            Some(whole) => serializer.serialize_i64(whole),
            // The text's nearest float is the one that is written back as the same text.
            None => match number.to_string().parse::<f64>() {
                Ok(float) => serializer.serialize_f64(float),
                Err(_) => serializer.serialize_none(),
            },
        }
    }
}

/// A day: `2026-03-13`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day(pub(super) Date);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// What a value speaks for: `2026-03-13`, or `2026-02` for a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When(pub(super) Period);

impl fmt::Display for When {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Period::Day(day) => day.fmt(formatter),
            Period::Month(end) => write!(formatter, "{:04}-{:02}", end.year(), end.month()),
        }
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Where something was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) line: u32,
}

/// The place of an origin.
pub(super) fn place(portfolio: &Portfolio, origin: portfolio::Origin) -> Place<'_> {
    let file = &portfolio.file(origin).path;
    Place {
        file,
        // Where things stand is internal: then no file has a name.
        line: if file.is_empty() { 0 } else { origin.line },
    }
}

/// How a value came here: the word of data files.
pub(super) fn kind(observation: &Observation) -> &'static str {
    match observation.provenance {
        Provenance::Typed => "typed",
        Provenance::Imported(_) => "imported",
        Provenance::Derived { .. } | Provenance::Total { .. } => "derived",
    }
}

/// A part of a team as reports name it in `by`: `workload`, `component` or `workload/component`; empty for the whole.
///
/// The three cannot be confused, since a name that is a workload's is always read as the workload.
pub(super) fn part(team: &Team, part: &Part) -> String {
    match (workload(team, part), part.component()) {
        (Some(workload), Some(component)) => format!("{workload}/{component}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => String::new(),
    }
}

/// The id of a part's workload.
pub(super) fn workload<'a>(team: &'a Team, part: &Part) -> Option<&'a str> {
    let workload = team.workloads.get(part.workload()?)?;
    Some(&workload.id)
}

/// The id of a metric.
pub(super) fn metric_id(portfolio: &Portfolio, metric: MetricIndex) -> &str {
    &portfolio.metric(metric).id
}

/// How fresh a team's newest report is today, a report for the running cycle included.
pub(super) fn freshness(portfolio: &Portfolio, team: &Team) -> Freshness {
    let newest = CycleIndex::new(portfolio.calendar.cycles.len().saturating_sub(1));
    freshness::freshness(&portfolio.calendar, team, newest, portfolio.as_of)
}
