//! `data/teams/<team>.json`: a team's cycles, targets, objectives, automation, questions and series.

use super::SCHEMA_VERSION;
use super::field::When;
use super::field::{Day, Number, Place, freshness, metric_id, place, workload};
use super::metric::{MetricField, metric};
use super::objective::{SloField, slos};
use super::report::{Words, words};
use super::series::{SeriesField, period, series};
use crate::analyse::automation::{Coverage, coverage};
use crate::analyse::freshness::{Expectation, Reason};
use crate::analyse::question::{About, Question, Why, questions};
use crate::analyse::{Analysis, TeamAnalysis};
use crate::model::action::{Action, ActionStatus};
use crate::model::metric::MetricIndex;
use crate::model::portfolio::{Portfolio, Prose};
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
    actions: Vec<ActionField<'a>>,
    automation: Vec<AutomationField>,
    questions: Vec<QuestionField<'a>>,
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
    #[serde(flatten)]
    words: Words<'a>,
}

#[derive(Debug, Serialize)]
struct TargetField<'a> {
    metric: &'a str,
    value: Number,
    from: Option<Day>,
    origin: Place<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct ActionField<'a> {
    id: &'a str,
    title: &'a str,
    status: &'static str,
    pillar: Option<&'a str>,
    metric: Option<&'a str>,
    owner: Option<&'a str>,
    why: Option<&'a str>,
    outcome: Option<&'a str>,
    opened: Day,
    due: Option<Day>,
    closed: Option<Day>,
    link: Option<&'a str>,
    updates: Vec<UpdateField<'a>>,
    origin: Place<'a>,
}

#[derive(Debug, Serialize)]
struct UpdateField<'a> {
    date: Day,
    status: Option<&'static str>,
    text: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct RebaseField<'a> {
    metric: &'a str,
    from: Day,
    reason: &'a str,
    origin: Place<'a>,
}

/// How many of a cycle's metrics came without typing.
#[derive(Debug, Serialize)]
struct AutomationField {
    cycle: Day,
    automated: usize,
    derived: usize,
    metrics: usize,
}

/// Something worth asking about.
#[derive(Debug, Default, Serialize)]
struct QuestionField<'a> {
    kind: &'static str,
    metric: Option<&'a str>,
    workload: Option<&'a str>,
    component: Option<&'a str>,
    period: Option<When>,
    slo: Option<&'a str>,
    actions: Vec<&'a str>,
    /// Review and finding: `2026-q1/SEC-4`.
    findings: Vec<String>,
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
        .map(|(position, _)| metric(portfolio, MetricIndex::new(position)));
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
        slos: slos(portfolio, analysis, index),
        rebases: rebases(portfolio, team),
        actions: actions(portfolio, team),
        automation: automation(portfolio, (team, known)),
        questions: asked(portfolio, analysis, index),
        metrics: metrics.collect(),
        series: known
            .series
            .iter()
            .map(|of| series(portfolio, (index, team), of))
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
                words: words(portfolio, report),
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

/// A team's actions, in the order in which they were taken on.
pub(super) fn actions<'a>(portfolio: &'a Portfolio, team: &'a Team) -> Vec<ActionField<'a>> {
    fn text(prose: Option<&Prose>) -> Option<&str> {
        prose.map(|prose| prose.text.as_str())
    }
    let field = |action: &'a Action| ActionField {
        id: &action.id,
        title: &action.title.text,
        status: action.status.written(),
        pillar: action.pillar.map(|pillar| portfolio.pillars[pillar].id.as_str()),
        metric: action.metric.map(|metric| metric_id(portfolio, metric)),
        owner: action.owner.as_deref(),
        why: text(action.why.as_ref()),
        outcome: text(action.outcome.as_ref()),
        opened: Day(action.opened),
        due: action.due.map(Day),
        closed: action.closed.map(Day),
        link: action.link.as_deref(),
        updates: action
            .updates
            .iter()
            .map(|update| UpdateField {
                date: Day(update.date),
                status: update.status.map(ActionStatus::written),
                text: text(update.text.as_ref()),
            })
            .collect(),
        origin: place(portfolio, action.origin),
    };
    team.actions.iter().map(field).collect()
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

/// The ended cycles for which the team has a value.
fn automation(portfolio: &Portfolio, of: (&Team, &TeamAnalysis)) -> Vec<AutomationField> {
    let (team, known) = of;
    let field = |cycle| {
        let Coverage {
            automated,
            derived,
            metrics,
        } = coverage(team, known, cycle);
        let cycle = Day(portfolio.calendar.cycle(cycle).last);
        (metrics > 0).then_some(AutomationField {
            cycle,
            automated,
            derived,
            metrics,
        })
    };
    portfolio.calendar.ended().filter_map(field).collect()
}

/// What is worth asking about in the newest ended cycle.
fn asked<'a>(portfolio: &'a Portfolio, analysis: &'a Analysis, index: usize) -> Vec<QuestionField<'a>> {
    let Some(now) = analysis.now_of(portfolio, index) else {
        return Vec::new();
    };
    let team = &portfolio.teams[index];
    let field = |question: Question<'a>| {
        let Question { about, why } = question;
        let objective = match why {
            Why::BudgetSpent(slo, _) => team.slos.get(slo).map(|slo| slo.name.as_str()),
            _ => None,
        };
        let kind = question_kind(&why);
        match about {
            About::Series(series, entry) => QuestionField {
                kind,
                metric: Some(metric_id(portfolio, series.metric)),
                workload: workload(team, &series.part),
                component: series.part.component(),
                period: Some(period(&series.entries[entry])),
                slo: objective,
                ..QuestionField::default()
            },
            About::Findings(findings) => QuestionField {
                kind,
                findings: findings
                    .into_iter()
                    .map(|(war, finding)| format!("{}/{}", team.wars[war].id, finding.id))
                    .collect(),
                ..QuestionField::default()
            },
            About::Actions(actions) => QuestionField {
                kind,
                actions: actions
                    .into_iter()
                    .map(|action| team.actions[action].id.as_str())
                    .collect(),
                ..QuestionField::default()
            },
        }
    };
    questions(portfolio, analysis, index, (now, portfolio.as_of))
        .into_iter()
        .map(field)
        .collect()
}

fn question_kind(why: &Why) -> &'static str {
    match why {
        Why::NotableWorsening(..) => "notable-worsening",
        Why::Concern(_) => "concern",
        Why::TargetMissed(_) => "target-missed",
        Why::ActionsOverdue => "actions-overdue",
        Why::ActionsQuiet { .. } => "actions-quiet",
        Why::FindingsWithoutAction => "findings-without-action",
        Why::NotReported(_) => "not-reported",
        Why::BudgetSpent(..) => "budget-spent",
        Why::NotableImprovement(..) => "notable-improvement",
        Why::Improvement(_) => "improvement",
    }
}
