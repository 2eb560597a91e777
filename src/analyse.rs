//! What the portfolio means: pure and total functions over it.
//!
//! No I/O, no clock, no `Result`: whatever could be wrong was refused by `load`.

pub mod action;
pub mod automation;
pub mod delta;
pub mod dora;
pub mod freshness;
pub mod interval;
pub mod lasting;
pub mod need;
pub mod notad;
pub mod pairing;
pub mod question;
pub mod review;
pub mod rollup;
pub mod series;
pub mod signal;
pub mod slo;
pub mod streak;
pub mod target;
#[cfg(test)]
pub(crate) mod tests;
pub mod topic;
pub mod war;
pub mod win;
pub mod xmr;

use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::model::portfolio::Portfolio;
use crate::model::report::Part;
use crate::model::shared::Shared;
use crate::model::team::Team;
use freshness::Expectation;
use jiff::civil::Date;
use rayon::prelude::*;
use review::{Agenda, Meeting};
use rollup::Rollup;
use series::{GivenAway, Series};
use std::sync::{Arc, OnceLock};
use win::Milestone;

/// When something is asked: what is known by the reports up to a cycle, on a day.
pub type AsOf = (CycleIndex, Date);

/// Everything that pages need to know beyond what was written.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// One entry a team, in the portfolio's order.
    pub teams: Shared<TeamAnalysis>,
    /// The newest cycle that has ended; `None` before the first has.
    pub current: Option<CycleIndex>,
    /// Filled when the first asks for it.
    history: OnceLock<Vec<Rollup>>,
    /// The same.
    agendas: OnceLock<Vec<(Meeting, Agenda)>>,
    /// The same.
    days_held: OnceLock<Vec<Vec<Date>>>,
}

/// What is filled on demand follows from the rest and the portfolio.
impl PartialEq for Analysis {
    fn eq(&self, other: &Self) -> bool {
        self.teams == other.teams && self.current == other.current
    }
}

impl Analysis {
    /// Every shared metric in every ended cycle, without the values of the teams: in the catalogue's order, oldest first.
    /// Several data files are made of it. `portfolio` is the one that was analysed.
    #[must_use]
    pub fn history(&self, portfolio: &Portfolio) -> &[Rollup] {
        self.history.get_or_init(|| rollup::history(portfolio, self))
    }

    /// The next meeting of a review with its agenda, for the screens of all teams: one for each of them would be quadratic.
    /// `portfolio` is the one that was analysed.
    #[must_use]
    pub fn next_meeting(&self, portfolio: &Portfolio, review: usize) -> &(Meeting, Agenda) {
        let meetings = || {
            let meetings = (0..portfolio.config.reviews.len()).map(|review| review::next(portfolio, review));
            meetings
                .map(|meeting| (meeting, review::agenda(portfolio, meeting)))
                .collect()
        };
        &self.agendas.get_or_init(meetings)[review]
    }

    /// The cycle that a team's newest figures are of: the newest that has ended, or the running one once it has reported of it.
    /// `None` before there is either. `portfolio` is the one that was analysed.
    #[must_use]
    pub fn now_of(&self, portfolio: &Portfolio, team: usize) -> Option<CycleIndex> {
        let reported = portfolio.teams[team].reports.last().map(|report| report.cycle);
        self.current.max(reported)
    }

    /// The days of all meetings of a review, in order, for the actions of all teams: looking minutes up for each of them
    /// would be quadratic. `portfolio` is the one that was analysed.
    #[must_use]
    pub fn days_held(&self, portfolio: &Portfolio, review: usize) -> &[Date] {
        let days = || (0..portfolio.config.reviews.len()).map(|review| review::days(portfolio, review));
        &self.days_held.get_or_init(|| days().collect())[review]
    }
}

/// One team's series and what was expected of it.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamAnalysis {
    /// Its series, by metric and part.
    pub series: Vec<Series>,
    /// What was expected of it in each cycle of the calendar, and what came.
    pub expectations: Vec<Expectation>,
    /// Index of its report in each cycle of the calendar.
    pub reports: Vec<Option<usize>>,
    /// When its streaks were as long as is said.
    pub milestones: Vec<Milestone>,
}

impl TeamAnalysis {
    /// Index of its report of a cycle.
    #[must_use]
    pub fn report_in(&self, cycle: CycleIndex) -> Option<usize> {
        self.reports.get(cycle.position()).copied().flatten()
    }

    /// The series of a metric and part.
    #[must_use]
    pub fn series(&self, metric: MetricIndex, part: &Part) -> Option<&Series> {
        let found = self
            .series
            .binary_search_by(|series| (series.metric, &series.part).cmp(&(metric, part)));
        found.ok().map(|index| &self.series[index])
    }

    /// The series of a metric for the team as a whole.
    #[must_use]
    pub fn whole(&self, metric: MetricIndex) -> Option<&Series> {
        self.series(metric, &Part::default())
    }

    /// What stands for the team in a metric: the series of the whole, or those of its parts where there is none.
    #[must_use]
    pub fn headline(&self, metric: MetricIndex) -> &[Series] {
        let start = self.series.partition_point(|series| series.metric < metric);
        let after = &self.series[start..];
        let end = after.partition_point(|series| series.metric == metric);
        of_headline(&after[..end])
    }

    /// What stands for the team in each metric, in the catalogue's order: see [`headline`](Self::headline).
    pub fn headlines(&self) -> impl Iterator<Item = &Series> {
        let metrics = self.series.chunk_by(|a, b| a.metric == b.metric);
        metrics.flat_map(of_headline)
    }

    /// The metrics that the team has ever had a value of, in the catalogue's order.
    pub fn metrics(&self) -> impl Iterator<Item = MetricIndex> + '_ {
        self.series
            .chunk_by(|a, b| a.metric == b.metric)
            .map(|of_metric| of_metric[0].metric)
    }

    /// All series of a metric: the whole first, then workloads, then components.
    pub fn of_metric(&self, metric: MetricIndex) -> impl Iterator<Item = &Series> {
        let start = self.series.partition_point(|series| series.metric < metric);
        self.series[start..]
            .iter()
            .take_while(move |series| series.metric == metric)
    }
}

/// Of all series of a metric the first, if it is of the whole, which stands before the parts; else all.
fn of_headline(of_metric: &[Series]) -> &[Series] {
    match of_metric {
        [whole, ..] if whole.part.is_whole() => &of_metric[..1],
        parts => parts,
    }
}

/// Analyses a portfolio, teams in parallel.
#[must_use]
pub fn analyse(portfolio: &Portfolio) -> Analysis {
    analyse_after(portfolio, None)
}

/// Analyses a portfolio as [`analyse`] does, but for teams that it shares with the one before: what was found of them
/// stands.
#[must_use]
pub(crate) fn analyse_after(portfolio: &Portfolio, before: Option<(&Portfolio, &Analysis)>) -> Analysis {
    let before = before.filter(|(earlier, _)| is_seen_alike(portfolio, earlier));
    let known = |index: usize| {
        let (earlier, analysis) = before?;
        let is_known = portfolio.teams.shares(&earlier.teams, index);
        is_known.then(|| Arc::clone(&analysis.teams.held()[index]))
    };
    let given = series::given_away(&portfolio.teams);
    let teams = portfolio.teams.par_iter().enumerate();
    let teams: Vec<Arc<TeamAnalysis>> = teams
        .map(|whose| known(whose.0).unwrap_or_else(|| Arc::new(analyse_team(portfolio, whose, &given))))
        .collect();
    Analysis {
        teams: teams.into_iter().collect(),
        current: portfolio.calendar.current(),
        history: OnceLock::new(),
        agendas: OnceLock::new(),
        days_held: OnceLock::new(),
    }
}

/// Whether a team that is the same in two portfolios means the same in both.
fn is_seen_alike(portfolio: &Portfolio, earlier: &Portfolio) -> bool {
    // A part that was handed over belongs to the team that took it.
    let workloads = |(team, earlier): (&Team, &Team)| team.workloads == earlier.workloads;
    portfolio.as_of == earlier.as_of
        && portfolio.config == earlier.config
        && portfolio.pillars == earlier.pillars
        && portfolio.words == earlier.words
        && portfolio.catalogue == earlier.catalogue
        && portfolio.calendar == earlier.calendar
        && portfolio.teams.len() == earlier.teams.len()
        && portfolio.teams.iter().zip(&earlier.teams).all(workloads)
}

fn analyse_team(portfolio: &Portfolio, whose: (usize, &Team), given: &GivenAway<'_>) -> TeamAnalysis {
    let (index, team) = whose;
    let mut reports = vec![None; portfolio.calendar.cycles.len()];
    for (index, report) in team.reports.iter().enumerate() {
        reports[report.cycle.position()] = Some(index);
    }
    let expectations = freshness::expectations(&portfolio.calendar, team, &reports);
    let given = given.get(&index).map_or(&[][..], Vec::as_slice);
    let series = series::series(portfolio, whose, (&expectations, given));
    TeamAnalysis {
        milestones: win::milestones(portfolio, whose.0, &series),
        series,
        expectations,
        reports,
    }
}
