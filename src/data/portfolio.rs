//! `data/portfolio.json`: cycles, pillars, the catalogue, teams, roll-ups and well-architected reviews.
//!
//! Its size grows with the teams and with metrics × cycles, never with teams × metrics × cycles: values of teams stand in
//! their own files.

use super::SCHEMA_VERSION;
use super::field::{Day, Number, freshness, metric_id};
use super::metric::{MetricField, metric};
use super::register::{self, IncidentField, NotadField, ReleaseField, TechShareField, TopicField};
use super::table::Listing;
use super::team::{ActionField, actions};
use super::war::{Wars, wars};
use crate::analyse::Analysis;
use crate::analyse::rollup::{Figure, Moved, Rollup, Signals, team_signals};
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use serde::Serialize;
use serde_json::Value;

/// The whole file.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    schema_version: u32,
    title: &'a str,
    cycles: Vec<CycleField<'a>>,
    pillars: Vec<PillarField<'a>>,
    metrics: Vec<MetricField<'a>>,
    teams: Vec<TeamField<'a>>,
    notads: Vec<NotadField<'a>>,
    actions: Vec<OwnedAction<'a>>,
    incidents: Vec<IncidentField<'a>>,
    releases: Vec<ReleaseField<'a>>,
    tech_shares: Vec<TechShareField<'a>>,
    recurring_topics: Vec<TopicField<'a>>,
    rollups: Vec<RollupField<'a>>,
    wars: Wars<'a>,
    unread: Vec<UnreadField<'a>>,
}

/// Something that could not be read, and that everything else lacks.
#[derive(Debug, Serialize)]
struct UnreadField<'a> {
    team: Option<&'a str>,
    path: Option<&'a str>,
    line: Option<u32>,
    message: Option<&'a str>,
}

/// An action with its team.
#[derive(Debug, Serialize)]
struct OwnedAction<'a> {
    team: &'a str,
    #[serde(flatten)]
    action: ActionField<'a>,
}

#[derive(Debug, Serialize)]
struct CycleField<'a> {
    first: Day,
    last: Day,
    ended: bool,
    skipped: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct PillarField<'a> {
    id: &'a str,
    name: &'a str,
    is_pillar: bool,
}

#[derive(Debug, Serialize)]
struct TeamField<'a> {
    slug: &'a str,
    name: &'a str,
    group: Option<&'a str>,
    joined: Option<Day>,
    left: Option<Day>,
    last_report: Option<Day>,
    freshness: &'static str,
    signals: SignalsField,
}

/// One metric across teams in one cycle: an entry of `rollups`, and a row of rollups.csv.
#[derive(Debug, Serialize)]
pub(super) struct RollupField<'a> {
    pub(super) cycle: Day,
    pub(super) metric: &'a str,
    pub(super) kind: &'static str,
    pub(super) value: Option<Number>,
    pub(super) numerator: Option<Number>,
    pub(super) denominator: Option<Number>,
    pub(super) median: Option<Number>,
    pub(super) n: usize,
    pub(super) of_n: usize,
    pub(super) value_n: usize,
    pub(super) deltas: DeltasField,
    pub(super) signals: SignalsField,
    pub(super) unit: &'a str,
}

/// Counts by what deltas mean.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct DeltasField {
    pub(super) better: usize,
    pub(super) worse: usize,
    pub(super) neutral: usize,
    pub(super) steady: usize,
    pub(super) pending: usize,
    pub(super) no_data: usize,
}

impl From<Moved> for DeltasField {
    fn from(moved: Moved) -> Self {
        let Moved {
            better,
            worse,
            neutral,
            steady,
            pending,
            no_data,
        } = moved;
        Self {
            better,
            worse,
            neutral,
            steady,
            pending,
            no_data,
        }
    }
}

/// Counts by signal.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct SignalsField {
    pub(super) improvement: usize,
    pub(super) concern: usize,
    pub(super) neutral: usize,
    pub(super) common_cause: usize,
    pub(super) no_limits: usize,
    pub(super) pending: usize,
    pub(super) no_data: usize,
}

impl From<Signals> for SignalsField {
    fn from(signals: Signals) -> Self {
        let Signals {
            improvement,
            concern,
            neutral,
            common_cause,
            no_limits,
            pending,
            no_data,
        } = signals;
        Self {
            improvement,
            concern,
            neutral,
            common_cause,
            no_limits,
            pending,
            no_data,
        }
    }
}

/// The portfolio as data.
pub(super) fn document<'a>(portfolio: &'a Portfolio, analysis: &Analysis) -> Document<'a> {
    let calendar = &portfolio.calendar;
    let cycle = |(index, cycle): (usize, &'a crate::model::cycle::Cycle)| CycleField {
        first: Day(cycle.first),
        last: Day(cycle.last),
        ended: index < calendar.ended,
        skipped: cycle.skipped.as_deref(),
    };
    let pillar = |pillar: &'a crate::model::portfolio::Pillar| PillarField {
        id: &pillar.id,
        name: &pillar.name,
        is_pillar: pillar.is_pillar,
    };
    let (newest, now) = nows(portfolio, analysis);
    Document {
        schema_version: SCHEMA_VERSION,
        title: &portfolio.config.title,
        cycles: calendar.cycles.iter().enumerate().map(cycle).collect(),
        pillars: portfolio.pillars.iter().map(pillar).collect(),
        metrics: metrics(portfolio),
        teams: teams(portfolio, analysis),
        notads: register::notads(portfolio, (newest, portfolio.as_of)),
        actions: owned_actions(portfolio),
        incidents: register::incidents(portfolio),
        releases: register::releases(portfolio),
        tech_shares: register::tech_shares(portfolio),
        recurring_topics: register::recurring_topics(portfolio, (now, portfolio.as_of)),
        rollups: rollups(portfolio, analysis),
        wars: Wars(portfolio),
        unread: (portfolio.unread.iter())
            .map(|unread| UnreadField {
                team: unread.team.map(|team| portfolio.teams[team].slug.as_str()),
                path: Some(unread.path.as_str()).filter(|path| !path.is_empty()),
                line: Some(unread.line).filter(|line| *line > 0),
                message: Some(unread.message.as_str()).filter(|message| !message.is_empty()),
            })
            .collect(),
    }
}

/// Tells the entries of one list of the file one by one, for a file of its own.
pub(super) fn each(portfolio: &Portfolio, analysis: &Analysis, listing: Listing, tell: &mut dyn FnMut(&Value)) {
    fn all<T: Serialize>(entries: impl IntoIterator<Item = T>, tell: &mut dyn FnMut(&Value)) {
        for entry in entries {
            tell(&serde_json::to_value(entry).expect("every key of an entry is a text"));
        }
    }
    let (newest, now) = nows(portfolio, analysis);
    let today = portfolio.as_of;
    match listing {
        Listing::Actions => all(owned_actions(portfolio), tell),
        Listing::Incidents => all(register::incidents(portfolio), tell),
        Listing::Metrics => all(metrics(portfolio), tell),
        Listing::Notads => all(register::notads(portfolio, (newest, today)), tell),
        Listing::Releases => all(register::releases(portfolio), tell),
        Listing::Teams => all(teams(portfolio, analysis), tell),
        Listing::TechShares => all(register::tech_shares(portfolio), tell),
        Listing::Topics => all(register::recurring_topics(portfolio, (now, today)), tell),
        Listing::Findings | Listing::WarPillars | Listing::Wars => {
            let (findings, pillars) = (listing == Listing::Findings, listing == Listing::WarPillars);
            all(wars(portfolio).map(|war| war.only(findings, pillars)), tell);
        }
    }
}

/// The newest cycle that anything is known of, and the newest that has ended.
fn nows(portfolio: &Portfolio, analysis: &Analysis) -> (CycleIndex, CycleIndex) {
    let newest = CycleIndex::new(portfolio.calendar.cycles.len().saturating_sub(1));
    (newest, analysis.current.unwrap_or(CycleIndex::new(0)))
}

fn metrics(portfolio: &Portfolio) -> Vec<MetricField<'_>> {
    let shared = portfolio.catalogue.shared();
    shared.map(|(index, _)| metric(portfolio, index)).collect()
}

fn teams<'a>(portfolio: &'a Portfolio, analysis: &Analysis) -> Vec<TeamField<'a>> {
    let all = 0..portfolio.teams.len();
    all.map(|index| team_field(portfolio, analysis, index)).collect()
}

fn owned_actions(portfolio: &Portfolio) -> Vec<OwnedAction<'_>> {
    let of_team = |team| {
        let team: &crate::model::team::Team = team;
        let own = actions(portfolio, team).into_iter();
        own.map(move |action| OwnedAction {
            team: &team.slug,
            action,
        })
    };
    portfolio.teams.iter().flat_map(of_team).collect()
}

fn team_field<'a>(portfolio: &'a Portfolio, analysis: &Analysis, index: usize) -> TeamField<'a> {
    let team = &portfolio.teams[index];
    let signals = (analysis.current).map_or_else(Signals::default, |current| {
        team_signals(portfolio, analysis, index, current)
    });
    TeamField {
        slug: &team.slug,
        name: &team.name,
        group: team.group.as_deref(),
        joined: team.joined.map(Day),
        left: team.left.map(Day),
        last_report: team.reports.last().map(|report| Day(report.date)),
        freshness: freshness(portfolio, team).word(),
        signals: signals.into(),
    }
}

/// Every shared metric in every ended cycle in which a team has a value of it: in the catalogue's order, oldest first.
pub(super) fn rollups<'a>(portfolio: &'a Portfolio, analysis: &Analysis) -> Vec<RollupField<'a>> {
    let history = analysis.history(portfolio).iter();
    history.filter_map(|rollup| rollup_field(portfolio, rollup)).collect()
}

fn rollup_field<'a>(portfolio: &'a Portfolio, rollup: &Rollup) -> Option<RollupField<'a>> {
    let &Rollup {
        metric,
        cycle,
        expected,
        present,
        summed,
        figure,
        median,
        moved,
        signals,
        ..
    } = rollup;
    if present == 0 {
        return None;
    }
    let last = portfolio.calendar.cycle(cycle).last;
    // The kind is that of the figure: a ratio for which a team gives no parts is a strip in this cycle.
    let (kind, value, ratio) = match figure {
        Figure::None => ("strip", None, None),
        Figure::Sum(sum) => ("sum", Some(sum), None),
        Figure::Ratio {
            number,
            numerator,
            denominator,
        } => ("ratio", Some(number), Some((numerator, denominator))),
    };
    Some(RollupField {
        cycle: Day(last),
        metric: metric_id(portfolio, metric),
        kind,
        value: value.map(Number),
        numerator: ratio.map(|ratio| Number(ratio.0)),
        denominator: ratio.map(|ratio| Number(ratio.1)),
        median: median.map(Number),
        n: present,
        value_n: summed,
        of_n: expected,
        deltas: moved.into(),
        signals: signals.into(),
        unit: portfolio.metric(metric).unit_on(last).written(),
    })
}
