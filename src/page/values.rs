//! The values of one report as table rows: each with delta, note, link and origin, and the states that are not values.

use super::around::metric_link;
use super::figure::{self, Aim, Evidence, Figure, Moved, Tone, evidence, part_name};
use super::here::{Here, Link, Source};
use super::signal::{Mark, is_notable, mark};
use super::team::is_dropped;
use super::words::When;
use crate::analyse::series::{Entry, Grain, Series, State};
use crate::model::cycle::CycleIndex;
use crate::model::report::Period;
use crate::words::say;
use jiff::civil::Date;
use serde::Serialize;

/// One value of a report, or what stands in its place.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) metric: Link,
    /// Workload or component; empty for the team as a whole.
    pub(super) part: String,
    /// Whether the row of the whole stands above it.
    pub(super) below_whole: bool,
    pub(super) figure: Option<Figure>,
    pub(super) ratio: String,
    /// The month, of a monthly value.
    pub(super) month: Option<When>,
    pub(super) moved: Moved,
    /// What limits say of it, as known then; nothing where that is nothing unusual.
    pub(super) mark: Option<Mark>,
    pub(super) is_notable: bool,
    pub(super) aim: Option<Aim>,
    pub(super) note: Option<String>,
    pub(super) link: Option<String>,
    pub(super) evidence: Option<Evidence>,
    /// `sum of 3 values`, where several became one.
    pub(super) combined: String,
    /// Where an imported value stands that this typed one replaced.
    pub(super) shadowed: Option<Source>,
}

/// What is said of one value, of which a page already says which metric it is of and for when.
#[derive(Debug, Serialize)]
pub(super) struct Said {
    pub(super) figure: Option<Figure>,
    pub(super) ratio: String,
    pub(super) moved: Moved,
    pub(super) note: Option<String>,
    pub(super) link: Option<String>,
    pub(super) evidence: Option<Evidence>,
    /// `sum of 3 values`, where several became one.
    pub(super) combined: String,
    /// Where an imported value stands that this typed one replaced.
    pub(super) shadowed: Option<Source>,
}

/// What is said of an entry that is no gap, as its units were on a day.
pub(super) fn said(here: Here<'_>, team: usize, place: (&Series, usize), day: Date) -> Said {
    let (series, index) = place;
    let entry: &Entry = &series.entries[index];
    let metric = here.portfolio.metric(series.metric);
    let style = here.portfolio.style(Some(team), series.metric, entry.measured.min(day));
    let value = entry.value();
    let observation = observation(entry);
    let written = observation.map(|index| &here.portfolio.teams[team].observations[index]);
    Said {
        figure: value.map(|value| figure::value(value, &style).into()),
        ratio: value.map_or_else(String::new, |value| figure::ratio_text(here, value)),
        moved: figure::moved(here, team, series, index),
        note: here.maybe(written.and_then(|written| written.beside.note())),
        link: written.and_then(|written| Some(written.beside.link()?.to_owned())),
        evidence: observation.map(|observation| evidence(here, team, observation)),
        combined: value
            .filter(|value| value.combined.get() > 1)
            .map_or_else(String::new, |value| {
                say!(
                    here.words(),
                    "values.combined",
                    how = here.words().in_cycle(metric.in_cycle),
                    count = value.combined.get()
                )
            }),
        shadowed: written
            .and_then(|written| written.beside.shadows())
            .map(|origin| here.source(origin)),
    }
}

/// What an entry is made of, as an index of the team's observations.
pub(super) fn observation(entry: &Entry) -> Option<usize> {
    match &entry.state {
        State::Value(value) => Some(value.observation.get()),
        State::NotAvailable(observation) => Some(observation.get()),
        State::Gap { .. } => None,
    }
}

/// What a team says of a metric for a cycle: the whole first, then its parts. Metrics that are no longer reported and
/// monthly ones between two months are left out where they have nothing to say.
pub(super) fn rows(here: Here<'_>, team: usize, series: &[&Series], when: (CycleIndex, Date)) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for series in series {
        let Some(mut row) = row(here, team, series, when) else {
            continue;
        };
        row.below_whole = !row.part.is_empty() && rows.first().is_some_and(|first| first.part.is_empty());
        rows.push(row);
    }
    rows
}

fn row(here: Here<'_>, team: usize, series: &Series, when: (CycleIndex, Date)) -> Option<Row> {
    let (cycle, day) = when;
    let first = series.entries.first()?;
    if first.cycle > cycle || is_dropped(here, (team, series), cycle) {
        return None;
    }
    let Some(index) = series.index_at(cycle) else {
        // Said once a metric, not once a part.
        let text = figure::between_months(here, series, cycle).filter(|_| series.part.is_whole())?;
        return Some(empty(here, team, series, text));
    };
    let entry = &series.entries[index];
    match entry.state {
        State::Gap { expected: false } => None,
        State::Gap { expected: true } => Some(empty(
            here,
            team,
            series,
            here.words().word("figure.not_reported").to_owned(),
        )),
        State::Value(_) | State::NotAvailable(_) => Some(filled(here, team, (series, index), day)),
    }
}

/// A row of an entry that says something.
fn filled(here: Here<'_>, team: usize, place: (&Series, usize), day: Date) -> Row {
    let (series, index) = place;
    let entry: &Entry = &series.entries[index];
    let metric = here.portfolio.metric(series.metric);
    let style = here.portfolio.style(Some(team), series.metric, entry.measured.min(day));
    let value = entry.value();
    let observation = observation(entry);
    let written = observation.map(|index| &here.portfolio.teams[team].observations[index]);
    // The page is frozen some days after the period: what is wanted from then on was not wanted in it.
    let target = figure::target(here, (team, series), day.min(entry.last));
    let said = said(here, team, place, day);
    Row {
        metric: metric_link(here, team, series.metric),
        part: part_name(here, team, &series.part),
        below_whole: false,
        figure: said.figure,
        ratio: said.ratio,
        month: written
            .filter(|written| matches!(written.period, Period::Month(_)) || series.grain == Grain::Month)
            .map(|_| here.when_month(entry.last)),
        moved: said.moved,
        mark: entry
            .said_then
            .map(|said| mark(Some(said)))
            .filter(|mark| !mark.letter.is_empty()),
        is_notable: is_notable(entry),
        aim: value.and_then(|value| figure::aim(here, (metric, style.unit), target, Some(value))),
        note: said.note,
        link: said.link,
        evidence: said.evidence,
        combined: said.combined,
        shadowed: said.shadowed,
    }
}

fn empty(here: Here<'_>, team: usize, series: &Series, text: String) -> Row {
    Row {
        metric: metric_link(here, team, series.metric),
        part: part_name(here, team, &series.part),
        below_whole: false,
        figure: None,
        ratio: String::new(),
        month: None,
        moved: Moved {
            tone: Tone::None,
            arrow: "",
            text,
            word: String::new(),
            since: String::new(),
        },
        mark: None,
        is_notable: false,
        aim: None,
        note: None,
        link: None,
        evidence: None,
        combined: String::new(),
        shadowed: None,
    }
}
