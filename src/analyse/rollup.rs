//! Across teams: sums of counts and of one currency, pooled ratios, otherwise a distribution. Nothing is averaged.
//!
//! Counts of deltas say what moved; counts of signals say which of it limits call unusual, as was known at the cycle.

use crate::analyse::Analysis;
use crate::analyse::automation::is_automated;
use crate::analyse::delta::{Delta, Judgement};
use crate::analyse::series::{Entry, Grain, Series, Value, median};
use crate::analyse::signal::Signal;
use crate::model::cycle::CycleIndex;
use crate::model::metric::{AcrossTeams, InCycle, Metric, MetricIndex};
use crate::model::portfolio::Portfolio;
use crate::model::unit::Unit;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// One metric across teams, as of one cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollup {
    /// The metric.
    pub metric: MetricIndex,
    /// The cycle.
    pub cycle: CycleIndex,
    /// Every team that has ever had a value of it by then, in the portfolio's order.
    pub teams: Vec<TeamValue>,
    /// How many teams were expected in the cycle: the N of "n of N".
    pub expected: usize,
    /// How many teams have a value for the cycle: the n.
    pub present: usize,
    /// How many of them the figure and the median are of: those that count over the length of the cycle.
    pub summed: usize,
    /// The portfolio's figure, where there may be one.
    pub figure: Figure,
    /// Median over the teams that have a value for the cycle.
    pub median: Option<Decimal>,
    /// How many teams' deltas are better, worse, neutral, steady, or absent.
    pub moved: Moved,
    /// How many teams' values have which signal, as was known at the cycle.
    pub signals: Signals,
}

impl Rollup {
    /// Whether the figure and the median may still change, because a value that they are of may.
    #[must_use]
    pub fn may_change(&self) -> bool {
        let mut counted = self.teams.iter().filter(|team| !team.carried && !team.is_of_own_rhythm);
        counted.any(|team| team.value.provisional)
    }
}

/// Counts of teams by what their delta means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// Better.
    pub better: usize,
    /// Worse.
    pub worse: usize,
    /// Moved, with no better way.
    pub neutral: usize,
    /// Unchanged.
    pub steady: usize,
    /// A value that may still change: not judged yet.
    pub pending: usize,
    /// No value for the cycle, or nothing to compare it with.
    pub no_data: usize,
}

/// Counts of values by their signal, each as was known when it was the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signals {
    /// Unusual, the better way.
    pub improvement: usize,
    /// Unusual, the other way.
    pub concern: usize,
    /// Unusual, with no better way.
    pub neutral: usize,
    /// Within limits, and no rule speaks of it.
    pub common_cause: usize,
    /// A value without limits to hold it against: too few values, rare events, or no spread.
    pub no_limits: usize,
    /// A value that may still change: not judged yet.
    pub pending: usize,
    /// No value for the cycle.
    pub no_data: usize,
}

impl Signals {
    /// Counts a value of the cycle; `None`: one without limits.
    pub(crate) fn add(&mut self, signal: Option<Signal>) {
        *match signal {
            Some(Signal::Improvement(_)) => &mut self.improvement,
            Some(Signal::Concern(_)) => &mut self.concern,
            Some(Signal::Neutral(_)) => &mut self.neutral,
            Some(Signal::CommonCause) => &mut self.common_cause,
            Some(Signal::Pending) => &mut self.pending,
            None => &mut self.no_limits,
        } += 1;
    }
}

/// One team's value in a roll-up.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamValue {
    /// Index of the portfolio's teams.
    pub team: usize,
    /// The cycle the value is of.
    pub cycle: CycleIndex,
    /// The value.
    pub value: Value,
    /// Whether it is of a cycle or of a month.
    pub grain: Grain,
    /// Whether it is of an earlier cycle: shown hollow with its age, left out of every figure.
    pub carried: bool,
    /// Whether it counts over another length of time than the cycle, as of a team with a rhythm of its own: shown hollow,
    /// left out of every figure.
    pub is_of_own_rhythm: bool,
    /// The value before it, where a delta compares with one.
    pub previous: Option<Decimal>,
    /// What its delta means; `None` where there is none.
    pub judgement: Option<Judgement>,
    /// Its signal, as was known when it was the newest; `None` where it had no limits, or is carried.
    pub signal: Option<Signal>,
}

/// The portfolio's figure for a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// No single number: look at the strip.
    None,
    /// The sum over the teams with a value for the cycle.
    Sum(Decimal),
    /// Σ numerators ÷ Σ denominators, where every team with a value gives both.
    Ratio {
        /// The quotient, in the metric's unit.
        number: Decimal,
        /// Σ numerators.
        numerator: Decimal,
        /// Σ denominators.
        denominator: Decimal,
    },
}

/// A numerator over a denominator in a unit: times 100 for percentages. `None` for a denominator of zero.
#[must_use]
pub fn quotient(ratio: (Decimal, Decimal), unit: &Unit) -> Option<Decimal> {
    let quotient = ratio.0.checked_div(ratio.1)?;
    if *unit == Unit::Percent {
        quotient.checked_mul(Decimal::ONE_HUNDRED)
    } else {
        Some(quotient)
    }
}

/// One metric across teams as of a cycle.
#[must_use]
pub fn rollup(portfolio: &Portfolio, analysis: &Analysis, metric: MetricIndex, cycle: CycleIndex) -> Rollup {
    Wholes::of(analysis, metric).rollup(portfolio, analysis, cycle)
}

/// What [`Analysis::history`] holds.
pub(super) fn history(portfolio: &Portfolio, analysis: &Analysis) -> Vec<Rollup> {
    // A roll-up holds a value of every team: each is cut down at once, so that they never stand in memory together.
    let of_metric = |(metric, _): (MetricIndex, &Metric)| -> Vec<Rollup> {
        let wholes = Wholes::of(analysis, metric);
        let cycles = portfolio.calendar.ended().filter(|_| wholes.are_any());
        let cut_down = |cycle| Rollup {
            teams: Vec::new(),
            ..wholes.rollup(portfolio, analysis, cycle)
        };
        cycles.map(cut_down).collect()
    };
    // By one thread: others may wait for it, and one that takes up other work between its own could come to wait for itself.
    portfolio.catalogue.shared().flat_map(of_metric).collect()
}

/// The series of a metric of each team as a whole: found once for roll-ups of many cycles.
#[derive(Debug)]
struct Wholes<'a> {
    metric: MetricIndex,
    /// In the portfolio's order of teams.
    series: Vec<Option<&'a Series>>,
}

impl<'a> Wholes<'a> {
    /// Those of a metric.
    fn of(analysis: &'a Analysis, metric: MetricIndex) -> Self {
        let series = analysis.teams.iter().map(|team| team.whole(metric)).collect();
        Self { metric, series }
    }

    /// Whether any team has ever had a value.
    fn are_any(&self) -> bool {
        self.series.iter().any(Option::is_some)
    }

    /// What [`rollup`] says.
    fn rollup(&self, portfolio: &Portfolio, analysis: &Analysis, cycle: CycleIndex) -> Rollup {
        let metric = self.metric;
        let mut teams = Vec::with_capacity(self.series.len());
        let mut expected = 0;
        let mut moved = Moved::default();
        let mut signals = Signals::default();
        for (index, (team, series)) in analysis.teams.iter().zip(&self.series).enumerate() {
            let is_expected = team
                .expectations
                .get(cycle.position())
                .is_some_and(crate::analyse::freshness::Expectation::is_expected);
            let found = series.and_then(|series| team_value(portfolio, (index, series), cycle));
            // A value may come from a team of which no report was expected: it counts among the teams it is of.
            expected += usize::from(is_expected || found.as_ref().is_some_and(|value| !value.carried));
            if found.as_ref().is_none_or(|value| value.carried) {
                moved.no_data += usize::from(is_expected);
                signals.no_data += usize::from(is_expected);
            }
            let Some(value) = found else { continue };
            if !value.carried {
                match value.judgement {
                    None => moved.no_data += 1,
                    Some(Judgement::Better) => moved.better += 1,
                    Some(Judgement::Worse) => moved.worse += 1,
                    Some(Judgement::Neutral) => moved.neutral += 1,
                    Some(Judgement::Unchanged) => moved.steady += 1,
                    Some(Judgement::Pending) => moved.pending += 1,
                }
                signals.add(value.signal);
            }
            teams.push(value);
        }
        let current: Vec<&TeamValue> = teams
            .iter()
            .filter(|value| !value.carried && !value.is_of_own_rhythm)
            .collect();
        let mut numbers: Vec<Decimal> = current.iter().map(|value| value.value.number).collect();
        numbers.sort_unstable();
        let figure = figure(portfolio.metric(metric), portfolio.calendar.cycle(cycle).last, &current);
        let summed = current.len();
        let present = teams.iter().filter(|value| !value.carried).count();
        let median = (!numbers.is_empty()).then(|| median(&numbers));
        Rollup {
            metric,
            cycle,
            teams,
            expected,
            present,
            summed,
            figure,
            median,
            moved,
            signals,
        }
    }
}

/// How many of a team's values of a cycle have which signal, as was known then: of each metric that it has ever had a
/// value of by then, its own included, the team as a whole, or its parts where there is no whole. Nothing of a team that
/// has left.
#[must_use]
pub fn team_signals(portfolio: &Portfolio, analysis: &Analysis, team: usize, cycle: CycleIndex) -> Signals {
    let mut signals = Signals::default();
    if has_left(portfolio, team, cycle) {
        return signals;
    }
    let known = &analysis.teams[team];
    for series in known.headlines() {
        let Some(index) = newest(series, cycle) else { continue };
        if is_carried(series, &series.entries[index], cycle) {
            signals.no_data += 1;
        } else {
            signals.add(series.entries[index].said_then);
        }
    }
    signals
}

/// Whether a team had left before a cycle began.
fn has_left(portfolio: &Portfolio, team: usize, cycle: CycleIndex) -> bool {
    let first = portfolio.calendar.cycle(cycle).first;
    portfolio.teams[team].left.is_some_and(|left| left < first)
}

/// Index of the newest entry with a value at or before a cycle.
fn newest(series: &Series, cycle: CycleIndex) -> Option<usize> {
    series.until(cycle).iter().rposition(|entry| entry.value().is_some())
}

/// Whether a series' newest value at a cycle is of an earlier one.
fn is_carried(series: &Series, entry: &Entry, cycle: CycleIndex) -> bool {
    match entry.grain {
        Grain::Cycle => entry.cycle != cycle,
        // A month's value stands until the next month has ended.
        Grain::Month => (series.until(cycle).last()).is_none_or(|newest| newest.last != entry.last),
    }
}

fn team_value(portfolio: &Portfolio, whose: (usize, &Series), cycle: CycleIndex) -> Option<TeamValue> {
    let (team, series) = whose;
    if has_left(portfolio, team, cycle) {
        return None;
    }
    let index = newest(series, cycle)?;
    let entry = &series.entries[index];
    let value = entry.value()?.clone();
    let carried = is_carried(series, entry, cycle);
    let (previous, judgement) = match &entry.delta {
        Delta::Change(change) => (Some(change.from), Some(change.judgement)),
        Delta::None | Delta::First | Delta::Redefined => (None, None),
    };
    Some(TeamValue {
        team,
        cycle: entry.cycle,
        is_of_own_rhythm: counts_over_own_rhythm(portfolio, (team, series.metric), &value),
        value,
        grain: entry.grain,
        carried,
        previous,
        judgement,
        signal: entry.said_then.filter(|_| !carried),
    })
}

/// Whether a value is a sum over a team's own rhythm: what a month's report counts is not what a fortnight's does.
/// Imported values come cycle by cycle, whatever the team's rhythm.
fn counts_over_own_rhythm(portfolio: &Portfolio, whom: (usize, MetricIndex), value: &Value) -> bool {
    let (team, metric) = whom;
    let owner = &portfolio.teams[team];
    let has_own = owner
        .reports_every
        .is_some_and(|every| every != portfolio.calendar.rhythm.every);
    // Asked of each value of the portfolio: only for a rhythm of its own is the observation looked up.
    let is_typed = || {
        let observation = owner.observations.get(value.observation.get());
        observation.is_some_and(|observation| !is_automated(&observation.provenance))
    };
    has_own && portfolio.metric(metric).in_cycle == InCycle::Sum && is_typed()
}

fn figure(metric: &Metric, day: Date, current: &[&TeamValue]) -> Figure {
    // A month and a fortnight are never added.
    let mixed = current.windows(2).any(|pair| pair[0].grain != pair[1].grain);
    if current.is_empty() || mixed {
        return Figure::None;
    }
    match metric.across_teams {
        AcrossTeams::Strip => Figure::None,
        AcrossTeams::Sum => current
            .iter()
            .try_fold(Decimal::ZERO, |sum, value| sum.checked_add(value.value.number))
            .map_or(Figure::None, Figure::Sum),
        AcrossTeams::Ratio => {
            let pooled = current.iter().try_fold((Decimal::ZERO, Decimal::ZERO), |sum, value| {
                let (numerator, denominator) = value.value.ratio.parts()?;
                Some((sum.0.checked_add(numerator)?, sum.1.checked_add(denominator)?))
            });
            match pooled.and_then(|ratio| Some((quotient(ratio, metric.unit_on(day))?, ratio))) {
                Some((number, (numerator, denominator))) => Figure::Ratio {
                    number,
                    numerator,
                    denominator,
                },
                None => Figure::None,
            }
        }
    }
}
