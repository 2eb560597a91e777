//! A series in a team's data file: its groups with their limits, and its points with their deltas and flags.
//!
//! A series' and a group's keys are always there, `null` where there is nothing to say. Points are many, so theirs are
//! left out instead.

use super::field::{Number, Place, When, kind, place, workload};
use super::metric::{band, better, every};
use crate::analyse::delta::{Change, Delta, Notable};
use crate::analyse::series::{Entry, Grain, Series, State};
use crate::analyse::signal::{Assurance, Group, Restart, Signal, assurance};
use crate::analyse::xmr::{Limits, Rule, Ruler, Side};
use crate::model::metric::Every;
use crate::model::portfolio::Portfolio;
use crate::model::report::{ImportedFrom, Observation, Period, Provenance};
use crate::model::team::Team;
use serde::Serialize;

/// The values of one metric and part over time.
#[derive(Debug, Serialize)]
pub(super) struct SeriesField<'a> {
    metric: &'a str,
    workload: Option<&'a str>,
    component: Option<&'a str>,
    unit: &'a str,
    better: &'static str,
    band: Option<[Number; 2]>,
    target: Option<Number>,
    grain: &'static str,
    signal: Option<&'static str>,
    assurance: Option<&'static str>,
    groups: Vec<GroupField<'a>>,
    points: Vec<PointField<'a>>,
}

/// A stretch of the series that is one process, and its limits, all of its values known.
#[derive(Debug, Serialize)]
struct GroupField<'a> {
    from: When,
    reason: &'static str,
    text: Option<&'a str>,
    points: usize,
    limits: &'static str,
    baseline_points: usize,
    screened: usize,
    mean: Option<Number>,
    moving_range: Option<Number>,
    lower: Option<Number>,
    upper: Option<Number>,
    near_lower: Option<Number>,
    near_upper: Option<Number>,
}

#[derive(Debug, Serialize)]
struct PointField<'a> {
    period: When,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    numerator: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    denominator: Option<Number>,
    #[serde(skip_serializing_if = "is_false")]
    approximate: bool,
    #[serde(skip_serializing_if = "is_false")]
    provisional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "is_first")]
    definition: usize,
    #[serde(skip_serializing_if = "is_first")]
    group: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    combined: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<OriginField<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delta: Option<DeltaField>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flag: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    judgement: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct OriginField<'a> {
    kind: &'static str,
    file: &'a str,
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    imported_file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    covers: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measured_at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provisional: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<Vec<Place<'a>>>,
}

#[derive(Debug, Serialize)]
struct DeltaField {
    value: Number,
    since: When,
    periods_apart: usize,
    judgement: &'static str,
    notable: Option<bool>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_first(index: &usize) -> bool {
    *index == 0
}

/// A series of a team.
pub(super) fn series<'a>(portfolio: &'a Portfolio, whose: (usize, &'a Team), series: &'a Series) -> SeriesField<'a> {
    let (_, team) = whose;
    let metric = portfolio.metric(series.metric);
    let newest = series.entries.last().map_or(portfolio.as_of, |entry| entry.last);
    let unit = metric.unit_on(newest).written();
    let context = Context {
        portfolio,
        team,
        series,
        unit,
    };
    // Targets are the whole team's, not its parts'.
    let target = (series.part.is_whole())
        .then(|| portfolio.target(Some(whose.0), series.metric, portfolio.as_of))
        .flatten();
    let limits = series.groups.last().map_or(&Limits::None, |group| &group.limits);
    SeriesField {
        metric: &metric.id,
        workload: workload(team, &series.part),
        component: series.part.component(),
        unit,
        better: better(metric.better),
        band: band(metric.better),
        target: target.map(Number),
        grain: every(match series.grain {
            Grain::Cycle => Every::Cycle,
            Grain::Month => Every::Month,
        }),
        signal: signal(series).map(Signal::word),
        assurance: assurance(limits, metric.better, target).map(Assurance::word),
        groups: series.groups.iter().map(|of| group(context, of)).collect(),
        points: series.entries.iter().map(|entry| point(context, entry)).collect(),
    }
}

/// What is said of the newest value; `None` where its group has no limits to say it by.
fn signal(series: &Series) -> Option<Signal> {
    let newest = series.entries.iter().rfind(|entry| entry.value().is_some())?;
    signal_of(series, newest)
}

/// What limits say of a value of a series; `None` where its group has no limits to say it by. That a value may still change
/// needs none.
pub(super) fn signal_of(series: &Series, entry: &Entry) -> Option<Signal> {
    let group = series.groups.get(entry.group.get())?;
    (entry.signal == Signal::Pending || group.limits.ruler().is_some()).then_some(entry.signal)
}

/// What a point needs to know of its series.
#[derive(Clone, Copy)]
struct Context<'a> {
    portfolio: &'a Portfolio,
    team: &'a Team,
    series: &'a Series,
    unit: &'a str,
}

fn group<'a>(context: Context<'a>, group: &Group) -> GroupField<'a> {
    let Context {
        portfolio,
        team,
        series,
        ..
    } = context;
    let metric = portfolio.metric(series.metric);
    let text = match group.reason {
        Restart::First | Restart::Grain | Restart::Length | Restart::Gap => None,
        Restart::Definition(index) => (metric.definitions.get(index)).map(|definition| definition.text.text.as_str()),
        Restart::HandOver(index) => team.workloads.get(index).map(|workload| workload.id.as_str()),
        Restart::Rebase(index) => team.rebases.get(index).map(|rebase| rebase.reason.as_str()),
    };
    // A mean and a spread stand also where they give no limits.
    let ruler = match &group.limits {
        Limits::None | Limits::Rare => None,
        Limits::Constant(ruler) | Limits::Trial(ruler) | Limits::Coarse(ruler) | Limits::Full(ruler) => Some(ruler),
    };
    let limits = group.limits.ruler();
    GroupField {
        from: series
            .entries
            .get(group.start)
            .map_or(When(Period::Day(portfolio.as_of)), period),
        reason: group.reason.word(),
        text,
        points: group.points,
        limits: group.limits.word(),
        baseline_points: group.limits.baseline_points(),
        screened: ruler.map_or(0, Ruler::screened),
        mean: ruler.map(|ruler| Number(ruler.mean())),
        moving_range: ruler.map(|ruler| Number(ruler.moving_range())),
        lower: limits.map(|ruler| Number(ruler.lower())),
        upper: limits.map(|ruler| Number(ruler.upper())),
        near_lower: limits.map(|ruler| Number(ruler.near().0)),
        near_upper: limits.map(|ruler| Number(ruler.near().1)),
    }
}

fn point<'a>(context: Context<'a>, entry: &Entry) -> PointField<'a> {
    let Context {
        portfolio,
        team,
        series,
        unit,
    } = context;
    let (state, observation, expected) = match &entry.state {
        State::Value(value) => ("value", Some(value.observation), None),
        State::NotAvailable(observation) => ("not-available", Some(*observation), None),
        State::Gap { expected } => ("gap", None, Some(*expected)),
    };
    let value = entry.value();
    let ratio = value.and_then(|value| value.ratio.parts());
    let observation = observation.and_then(|index| team.observations.get(index.get()));
    let in_force = portfolio.metric(series.metric).unit_on(entry.measured).written();
    PointField {
        period: period(entry),
        state,
        expected,
        value: value.map(|value| Number(value.number)),
        numerator: ratio.map(|ratio| Number(ratio.0)),
        denominator: ratio.map(|ratio| Number(ratio.1)),
        approximate: value.is_some_and(|value| value.approximate),
        provisional: observation.is_some() && entry.last >= portfolio.as_of
            || value.is_some_and(|value| value.provisional),
        unit: (in_force != unit).then_some(in_force),
        definition: entry.definition.get(),
        group: entry.group.get(),
        combined: value.map(|value| value.combined.get()).filter(|&combined| combined > 1),
        note: observation
            .and_then(|found| found.beside.note())
            .map(|note| note.text.as_str()),
        link: observation.and_then(|found| found.beside.link()),
        origin: observation.map(|observation| origin(portfolio, observation)),
        delta: match &entry.delta {
            Delta::None | Delta::First | Delta::Redefined => None,
            Delta::Change(change) => entry.difference().map(|difference| DeltaField {
                value: Number(difference),
                since: period(&series.entries[change.since.get()]),
                periods_apart: change.periods.get(),
                judgement: change.judgement.word(),
                notable: notable(change),
            }),
        },
        flag: entry.flag.map(|flag| Rule::word(flag.rule)),
        side: entry.flag.map(|flag| side(flag.side)),
        judgement: (entry.signal != Signal::CommonCause).then(|| entry.signal.word()),
    }
}

/// Whether a change stands out from the steps before it; `None`: too early to tell.
pub(super) fn notable(change: &Change) -> Option<bool> {
    match change.notable {
        Notable::TooEarly => None,
        Notable::No => Some(false),
        Notable::Yes => Some(true),
    }
}

fn side(side: Side) -> &'static str {
    match side {
        Side::High => "high",
        Side::Low => "low",
    }
}

/// The period of an entry: its cycle's last day, or its month.
pub(super) fn period(entry: &Entry) -> When {
    When(match entry.grain {
        Grain::Cycle => Period::Day(entry.last),
        Grain::Month => Period::Month(entry.last),
    })
}

fn origin<'a>(portfolio: &'a Portfolio, observation: &'a Observation) -> OriginField<'a> {
    let Place { file, line } = place(portfolio, observation.origin);
    let from = match &observation.provenance {
        Provenance::Imported(from) => Some(from),
        Provenance::Typed | Provenance::Derived { .. } | Provenance::Total { .. } => None,
    };
    let said = |field: fn(&ImportedFrom) -> &Option<String>| from.and_then(|from| field(from).as_deref());
    let replaces = observation.beside.shadows().map(|shadows| place(portfolio, shadows));
    OriginField {
        kind: kind(observation),
        file,
        line,
        tool: said(|from| &from.tool),
        version: said(|from| &from.version),
        imported_file: said(|from| &from.file),
        covers: said(|from| &from.covers),
        measured_at: said(|from| &from.measured_at),
        provisional: said(|from| &from.provisional),
        replaces,
        entries: match &observation.provenance {
            Provenance::Derived { entries, .. } => Some(entries.iter().map(|entry| place(portfolio, *entry)).collect()),
            Provenance::Typed | Provenance::Imported(_) | Provenance::Total { .. } => None,
        },
    }
}
