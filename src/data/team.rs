//! `data/teams/<team>.json`: a team's cycles, targets and series.
//!
//! A series' and a team's keys are always there, `null` where there is nothing to say. Points are many, so theirs are
//! left out instead.

use super::SCHEMA_VERSION;
use super::field::{Day, Number, Place, When, freshness, kind, metric_id, place, workload};
use super::metric::{MetricField, band, better, every, metric};
use crate::analyse::delta::Delta;
use crate::analyse::freshness::{Expectation, Reason};
use crate::analyse::series::{Entry, Grain, Series, State};
use crate::analyse::{Analysis, TeamAnalysis};
use crate::model::metric::{Every, MetricIndex};
use crate::model::portfolio::Portfolio;
use crate::model::report::{Observation, Period, Provenance};
use crate::model::team::Team;
use serde::Serialize;

/// The whole file.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    schema_version: u32,
    slug: &'a str,
    name: &'a str,
    group: Option<&'a str>,
    joined: Option<Day>,
    left: Option<Day>,
    renamed_from: &'a [String],
    last_report: Option<Day>,
    freshness: &'static str,
    workloads: Vec<WorkloadField<'a>>,
    cycles: Vec<CycleField<'a>>,
    targets: Vec<TargetField<'a>>,
    slos: Vec<SloField<'a>>,
    rebases: Vec<RebaseField<'a>>,
    metrics: Vec<MetricField<'a>>,
    series: Vec<SeriesField<'a>>,
}

#[derive(Debug, Serialize)]
struct WorkloadField<'a> {
    id: &'a str,
    name: &'a str,
    from: Option<Day>,
    moved_from: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct CycleField<'a> {
    cycle: Day,
    state: &'static str,
    reason: Option<&'a str>,
    report: Option<ReportField<'a>>,
}

#[derive(Debug, Serialize)]
struct ReportField<'a> {
    date: Day,
    submitted: Option<Day>,
    file: &'a str,
    line: u32,
}

#[derive(Debug, Serialize)]
struct TargetField<'a> {
    metric: &'a str,
    value: Number,
    from: Option<Day>,
    origin: Place<'a>,
}

#[derive(Debug, Serialize)]
struct SloField<'a> {
    name: &'a str,
    workload: Option<&'a str>,
    metric: &'a str,
    objective: Number,
    window: String,
    origin: Place<'a>,
}

#[derive(Debug, Serialize)]
struct RebaseField<'a> {
    metric: &'a str,
    from: Day,
    reason: &'a str,
    origin: Place<'a>,
}

#[derive(Debug, Serialize)]
struct SeriesField<'a> {
    metric: &'a str,
    workload: Option<&'a str>,
    component: Option<&'a str>,
    unit: &'a str,
    better: &'static str,
    band: Option<[Number; 2]>,
    target: Option<Number>,
    grain: &'static str,
    points: Vec<PointField<'a>>,
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
    #[serde(skip_serializing_if = "is_original")]
    definition: usize,
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
}

#[derive(Debug, Serialize)]
struct OriginField<'a> {
    kind: &'static str,
    file: &'a str,
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measured_at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<Place<'a>>,
}

#[derive(Debug, Serialize)]
struct DeltaField {
    value: Number,
    since: When,
    periods_apart: usize,
    judgement: &'static str,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_original(definition: &usize) -> bool {
    *definition == 0
}

/// A team as data.
pub(super) fn document<'a>(portfolio: &'a Portfolio, analysis: &'a Analysis, index: usize) -> Document<'a> {
    let team = &portfolio.teams[index];
    let known = &analysis.teams[index];
    let own = portfolio
        .catalogue
        .metrics
        .iter()
        .enumerate()
        .skip(portfolio.catalogue.shared);
    let metrics = own
        .filter(|(_, metric)| metric.team == Some(index))
        .map(|(position, _)| metric(portfolio, MetricIndex(position)));
    Document {
        schema_version: SCHEMA_VERSION,
        slug: &team.slug,
        name: &team.name,
        group: team.group.as_deref(),
        joined: team.joined.map(Day),
        left: team.left.map(Day),
        renamed_from: &team.renamed_from,
        last_report: team.reports.last().map(|report| Day(report.date)),
        freshness: freshness(portfolio, team).word(),
        workloads: workloads(portfolio, team),
        cycles: cycles(portfolio, (team, known)),
        targets: targets(portfolio, team),
        slos: slos(portfolio, team),
        rebases: rebases(portfolio, team),
        metrics: metrics.collect(),
        series: known
            .series
            .iter()
            .map(|series| series_field(portfolio, (index, team), series))
            .collect(),
    }
}

fn workloads<'a>(portfolio: &'a Portfolio, team: &'a Team) -> Vec<WorkloadField<'a>> {
    let slug = |team: usize| portfolio.teams.get(team).map(|team| team.slug.as_str());
    let field = |workload: &'a crate::model::team::Workload| WorkloadField {
        id: &workload.id,
        name: &workload.name,
        from: workload.from.map(Day),
        moved_from: workload.moved_from.and_then(slug),
    };
    team.workloads.iter().map(field).collect()
}

/// What was expected in each cycle since the first that says something of this team, and what came.
fn cycles<'a>(portfolio: &'a Portfolio, of: (&'a Team, &'a TeamAnalysis)) -> Vec<CycleField<'a>> {
    let (team, known) = of;
    let cycles = portfolio
        .calendar
        .cycles
        .iter()
        .zip(&known.expectations)
        .zip(&known.reports);
    let ended = portfolio.calendar.ended;
    // The running cycle is worth a line only where its report is already there.
    let says_something = |(index, (_, report)): &(usize, (_, &Option<usize>))| *index < ended || report.is_some();
    let is_before_joining = |(_, ((_, expectation), _)): &(usize, ((_, &Expectation), _))| {
        matches!(expectation, Expectation::NotExpected(Reason::NotJoined))
    };
    let field = |(_, ((cycle, expectation), report)): (
        usize,
        ((&crate::model::cycle::Cycle, &'a Expectation), &Option<usize>),
    )| {
        let (state, reason) = expected(expectation);
        let report = report.and_then(|report| team.reports.get(report)).map(|report| {
            let Place { file, line } = place(portfolio, report.origin);
            let submitted = report.submitted.map(Day);
            ReportField {
                date: Day(report.date),
                submitted,
                file,
                line,
            }
        });
        CycleField {
            cycle: Day(cycle.last),
            state,
            reason,
            report,
        }
    };
    cycles
        .enumerate()
        .filter(says_something)
        .skip_while(is_before_joining)
        .map(field)
        .collect()
}

/// The words for what was expected and why not.
fn expected(expectation: &Expectation) -> (&'static str, Option<&str>) {
    match expectation {
        Expectation::Reported => ("reported", None),
        Expectation::Missing => ("missing", None),
        Expectation::Volunteered => ("volunteered", None),
        Expectation::NotExpected(Reason::NotJoined) => ("not-joined", None),
        Expectation::NotExpected(Reason::Left) => ("left", None),
        Expectation::NotExpected(Reason::Skip(reason)) => ("skipped", Some(reason)),
        Expectation::NotExpected(Reason::Pause(reason)) => ("paused", Some(reason)),
        Expectation::NotExpected(Reason::OwnRhythm) => ("own-rhythm", None),
    }
}

fn targets<'a>(portfolio: &'a Portfolio, team: &'a Team) -> Vec<TargetField<'a>> {
    let field = |target: &'a crate::model::team::Target| TargetField {
        metric: metric_id(portfolio, target.metric),
        value: Number(target.value),
        from: target.from.map(Day),
        origin: place(portfolio, target.origin),
    };
    team.targets.iter().map(field).collect()
}

fn slos<'a>(portfolio: &'a Portfolio, team: &'a Team) -> Vec<SloField<'a>> {
    let id = |workload: usize| team.workloads.get(workload).map(|workload| workload.id.as_str());
    let field = |slo: &'a crate::model::team::Slo| SloField {
        name: &slo.name,
        workload: slo.workload.and_then(id),
        metric: metric_id(portfolio, slo.metric),
        objective: Number(slo.objective),
        window: slo.window.words(),
        origin: place(portfolio, slo.origin),
    };
    team.slos.iter().map(field).collect()
}

fn rebases<'a>(portfolio: &'a Portfolio, team: &'a Team) -> Vec<RebaseField<'a>> {
    let field = |rebase: &'a crate::model::team::Rebase| RebaseField {
        metric: metric_id(portfolio, rebase.metric),
        from: Day(rebase.from),
        reason: &rebase.reason,
        origin: place(portfolio, rebase.origin),
    };
    team.rebases.iter().map(field).collect()
}

fn series_field<'a>(portfolio: &'a Portfolio, whose: (usize, &'a Team), series: &'a Series) -> SeriesField<'a> {
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
    SeriesField {
        metric: &metric.id,
        workload: workload(team, &series.part),
        component: series.part.component.as_deref(),
        unit,
        better: better(metric.better),
        band: band(metric.better),
        target: Some(series)
            // Targets are the whole team's, not its parts'.
            .filter(|series| series.part.is_whole())
            .and_then(|series| portfolio.target(Some(whose.0), series.metric, portfolio.as_of))
            .map(Number),
        grain: every(match series.grain {
            Grain::Cycle => Every::Cycle,
            Grain::Month => Every::Month,
        }),
        points: series.entries.iter().map(|entry| point(context, entry)).collect(),
    }
}

/// What a point needs to know of its series.
#[derive(Clone, Copy)]
struct Context<'a> {
    portfolio: &'a Portfolio,
    team: &'a Team,
    series: &'a Series,
    unit: &'a str,
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
    let ratio = value.and_then(|value| value.ratio);
    let observation = observation.and_then(|index| team.observations.get(index));
    let in_force = portfolio.metric(series.metric).unit_on(entry.last).written();
    PointField {
        period: period(entry),
        state,
        expected,
        value: value.map(|value| Number(value.number)),
        numerator: ratio.map(|ratio| Number(ratio.0)),
        denominator: ratio.map(|ratio| Number(ratio.1)),
        approximate: value.is_some_and(|value| value.approximate),
        provisional: observation.is_some() && entry.last >= portfolio.as_of,
        unit: (in_force != unit).then_some(in_force),
        definition: entry.definition,
        combined: value.map(|value| value.combined).filter(|&combined| combined > 1),
        note: observation
            .and_then(|found| found.note.as_ref())
            .map(|note| note.text.as_str()),
        link: observation.and_then(|found| found.link.as_deref()),
        origin: observation.map(|observation| origin(portfolio, observation)),
        delta: match &entry.delta {
            Delta::None | Delta::First | Delta::Redefined => None,
            Delta::Change(change) => Some(DeltaField {
                value: Number(change.difference),
                since: period(&series.entries[change.since]),
                periods_apart: change.periods,
                judgement: change.judgement.word(),
            }),
        },
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
    let (tool, measured_at) = match &observation.provenance {
        Provenance::Imported { tool, measured_at } => (tool.as_deref(), measured_at.as_deref()),
        Provenance::Typed | Provenance::Total { .. } => (None, None),
    };
    let replaces = observation.shadows.map(|shadows| place(portfolio, shadows));
    OriginField {
        kind: kind(observation),
        file,
        line,
        tool,
        measured_at,
        replaces,
    }
}
