//! Where the imported values of a metric come from: tool, file, days, and when it was measured.

use super::super::figure::part_name;
use super::super::here::{Here, Source};
use super::super::register::moment;
use super::super::words::{When, list, stretch, when, when_month};
use crate::load::document::day;
use crate::model::metric::MetricIndex;
use crate::model::moment::Moment;
use crate::model::report::{ImportedFrom, Observation, Period, Provenance};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

/// So many are told; older ones stand in the team's CSV.
const MOST: usize = 12;

/// The imported values of a metric, newest first.
#[derive(Debug, Serialize)]
pub(super) struct Imports {
    rows: Vec<Row>,
    /// Whether values of parts are among them.
    has_parts: bool,
    /// Whether any says its file: a script's rows do not.
    has_files: bool,
    /// Whether older ones were left out.
    has_more: bool,
}

/// What one file gave for one period.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Row {
    when: When,
    /// The parts that it gave values for; empty for the team as a whole.
    parts: String,
    /// `trivy 0.50.1`.
    tool: String,
    file: String,
    /// The days of the data behind it.
    covers: String,
    measured: Option<When>,
    /// Why it may still change.
    provisional: String,
    source: Source,
}

/// What imports say of where a team's values of a metric come from; `None` where none says anything.
pub(super) fn imports(here: Here<'_>, team: usize, metric: MetricIndex) -> Option<Imports> {
    let said = here.portfolio.teams[team].observations.iter();
    let mut said: Vec<(&Observation, &ImportedFrom)> = said
        .filter(|observation| observation.metric == metric)
        .filter_map(|observation| match &observation.provenance {
            Provenance::Imported(from) if says_more(from) => Some((observation, from)),
            _ => None,
        })
        .collect();
    said.sort_by_key(|(observation, _)| std::cmp::Reverse(observation.period.last_day()));
    let mut rows: Vec<Row> = Vec::new();
    let mut parts: Vec<String> = Vec::new();
    let mut of: Option<(Period, &ImportedFrom)> = None;
    let mut has_parts = false;
    let mut has_more = false;
    for (observation, from) in said {
        let part = part_name(here, team, &observation.part);
        has_parts |= !part.is_empty();
        if of == Some((observation.period, from)) && !part.is_empty() && !parts.is_empty() {
            parts.push(part);
        } else if rows.len() == MOST {
            has_more = true;
            break;
        } else {
            of = Some((observation.period, from));
            parts = if part.is_empty() { Vec::new() } else { vec![part] };
            rows.push(row(here, observation, from));
        }
        if let Some(row) = rows.last_mut() {
            row.parts = list(&parts);
        }
    }
    (!rows.is_empty()).then_some(Imports {
        has_files: rows.iter().any(|row| !row.file.is_empty()),
        rows,
        has_parts,
        has_more,
    })
}

/// Whether a row says more than its tool, which stands beside the value already.
fn says_more(from: &ImportedFrom) -> bool {
    let fields = [
        &from.version,
        &from.file,
        &from.covers,
        &from.measured_at,
        &from.provisional,
    ];
    fields.iter().any(|field| field.is_some())
}

fn row(here: Here<'_>, observation: &Observation, from: &ImportedFrom) -> Row {
    let tool = [&from.tool, &from.version].map(|text| text.as_deref().unwrap_or_default());
    let covers = from.covers.as_deref().unwrap_or_default();
    Row {
        when: match observation.period {
            Period::Day(date) => when(date),
            Period::Month(end) => when_month(end),
        },
        parts: String::new(),
        tool: tool.join(" ").trim().to_owned(),
        file: from.file.clone().unwrap_or_default(),
        covers: days(covers).map_or_else(|| covers.to_owned(), |(first, last)| stretch(first, last)),
        measured: from.measured_at.as_deref().map(|written| measured(here, written)),
        provisional: from.provisional.clone().unwrap_or_default(),
        source: here.source(observation.origin),
    }
}

fn days(covers: &str) -> Option<(Date, Date)> {
    let (first, last) = covers.split_once('/')?;
    Some((day(first)?, day(last)?))
}

/// A moment on the site's clocks; what is none stays as it was written.
fn measured(here: Here<'_>, written: &str) -> When {
    let Ok(at) = written.parse::<Timestamp>() else {
        return day(written).map_or_else(
            || When {
                machine: String::new(),
                text: written.to_owned(),
            },
            when,
        );
    };
    let zoned = at.to_zoned(here.portfolio.config.time_zone.clone());
    let at = Moment {
        date: zoned.date(),
        at: Some(at),
    };
    moment(here, at)
}
