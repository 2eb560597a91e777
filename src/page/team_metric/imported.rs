//! Where the imported values of a metric come from: tool, file, days, and when it was measured.

use super::super::figure::part_name;
use super::super::here::{Here, Source};
use super::super::register::moment;
use super::super::words::When;
use crate::load::document::day;
use crate::model::metric::MetricIndex;
use crate::model::moment::Moment;
use crate::model::report::{ImportedFrom, Observation, Period, Provenance};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

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

/// What one file gave.
#[derive(Debug, Serialize)]
struct Row {
    /// The period; of several, from the first to the last.
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
    /// Where the newest of its rows stands.
    source: Source,
}

/// Values that say the same of where they come from, such as the days of one bill.
struct Group<'o> {
    from: &'o ImportedFrom,
    newest: &'o Observation,
    oldest: &'o Observation,
    parts: BTreeSet<String>,
}

/// What imports say of where a team's values of a metric come from; `None` where none says anything.
pub(super) fn imports(here: Here<'_>, team: usize, metric: MetricIndex) -> Option<Imports> {
    let said = here.portfolio.teams[team].observations.iter();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for observation in said.filter(|observation| observation.metric == metric) {
        let from = match &observation.provenance {
            Provenance::Imported(from) if says_more(from) => from,
            _ => continue,
        };
        let at = groups
            .iter()
            .position(|group| *group.from == **from)
            .unwrap_or_else(|| {
                groups.push(Group {
                    from,
                    newest: observation,
                    oldest: observation,
                    parts: BTreeSet::new(),
                });
                groups.len() - 1
            });
        let group = &mut groups[at];
        if group.newest.period.last_day() < observation.period.last_day() {
            group.newest = observation;
        }
        if observation.period.last_day() < group.oldest.period.last_day() {
            group.oldest = observation;
        }
        let part = part_name(here, team, &observation.part);
        if !part.is_empty() {
            group.parts.insert(part);
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.newest.period.last_day()));
    let has_more = groups.len() > MOST;
    let rows: Vec<Row> = groups.iter().take(MOST).map(|group| row(here, group)).collect();
    (!rows.is_empty()).then_some(Imports {
        has_parts: rows.iter().any(|row| !row.parts.is_empty()),
        has_files: rows.iter().any(|row| !row.file.is_empty()),
        has_more,
        rows,
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

fn row(here: Here<'_>, group: &Group<'_>) -> Row {
    let from = group.from;
    let tool = [&from.tool, &from.version].map(|text| text.as_deref().unwrap_or_default());
    let covers = from.covers.as_deref().unwrap_or_default();
    let parts: Vec<&String> = group.parts.iter().collect();
    Row {
        when: period(here, group.oldest.period, group.newest.period),
        parts: here.words().list(&parts),
        tool: tool.join(" ").trim().to_owned(),
        file: from.file.clone().unwrap_or_default(),
        covers: match days(covers) {
            Some((first, last)) if first == last => here.words().day(first),
            Some((first, last)) => here.words().stretch(first, last),
            None => covers.to_owned(),
        },
        measured: from.measured_at.as_deref().map(|written| measured(here, written)),
        provisional: from.provisional.clone().unwrap_or_default(),
        source: here.source(group.newest.origin),
    }
}

/// One period, or the stretch from one to another, which is no one day for machines.
fn period(here: Here<'_>, first: Period, last: Period) -> When {
    match (first, last) {
        (first, Period::Day(day)) if first == last => here.when(day),
        (first, Period::Month(end)) if first == last => here.when_month(end),
        (first, last) => {
            let begin = match first {
                Period::Day(day) => day,
                Period::Month(end) => end.first_of_month(),
            };
            When {
                machine: String::new(),
                text: here.words().stretch(begin, last.last_day()),
            }
        }
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
            |day| here.when(day),
        );
    };
    let zoned = at.to_zoned(here.portfolio.config.time_zone.clone());
    let at = Moment {
        date: zoned.date(),
        at: Some(at),
    };
    moment(here, at)
}
