//! Series: for each metric and part of a team, one entry a cycle (or month) since the first, value or explicit gap.

use crate::analyse::delta::{self, Delta};
use crate::analyse::freshness::{Expectation, Reason};
use crate::analyse::signal::{self, Group, Signal};
use crate::analyse::xmr::Flag;
use crate::model::cycle::CycleIndex;
use crate::model::metric::{AcrossTeams, Every, InCycle, Metric, MetricIndex};
use crate::model::narrow::{Few, Narrow};
use crate::model::portfolio::Portfolio;
use crate::model::report::{Observation, Part, Period, Ratio, Reading};
use crate::model::shared::Shared;
use crate::model::team::{Team, Workload, is_handed_over};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// How often a series has an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// One entry a cycle.
    Cycle,
    /// One entry a calendar month.
    Month,
}

/// The values of one metric and part over time, oldest first, gaps explicit.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The metric.
    pub metric: MetricIndex,
    /// The part.
    pub part: Part,
    /// One entry a cycle or a month.
    pub grain: Grain,
    /// Entries from the first value to the newest ended cycle (or, if later, the newest value), without holes.
    pub entries: Vec<Entry>,
    /// The processes the entries belong to, oldest first; never empty.
    pub groups: Vec<Group>,
}

/// One period of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Last day of the period: of the cycle, or of the month.
    pub last: Date,
    /// The cycle that holds `last`.
    pub cycle: CycleIndex,
    /// Whether it is a cycle or a month; only where a team has changed from months to cycles do the two meet.
    pub grain: Grain,
    /// What is known of it.
    pub state: State,
    /// The day whose definition and unit hold: the value's own, which may lie before `last`.
    pub measured: Date,
    /// The metric's definition in force (0: the original).
    pub definition: Few,
    /// How many times had changed what it adds up: the workloads of the team, by hand-overs, and, where it is counted over a
    /// cycle, the length of cycles.
    pub scope: Few,
    /// The series' group.
    pub group: Narrow,
    /// The change against the previous value.
    pub delta: Delta,
    /// The rule that flags the value, all later values of its group known.
    pub flag: Option<Flag>,
    /// What that means.
    pub signal: Signal,
    /// What limits said of the value when it was the newest; `None` without a value, or where there were no limits yet.
    pub said_then: Option<Signal>,
}

/// What is known of a period.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// A value.
    Value(Value),
    /// Said to be not available; the observation that says so, as an index of the team's observations.
    NotAvailable(Narrow),
    /// Nothing was reported.
    Gap {
        /// Whether a value was expected.
        expected: bool,
    },
}

/// A value of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The number, in the unit in force.
    pub number: Decimal,
    /// Numerator and denominator, where known.
    pub ratio: Ratio,
    /// Whether any part of it was written as approximate.
    pub approximate: bool,
    /// Whether it may still change: any part of it says so, or its period is not over and it was not typed. It is shown, and
    /// not judged.
    pub provisional: bool,
    /// The newest observation behind it, as an index of the team's observations.
    pub observation: Narrow,
    /// How many observations were combined into it; they stand just before `observation`.
    pub combined: Narrow,
}

// A thousand teams have a million of them, and nothing else that is as large.
const _: () = assert!(size_of::<Entry>() <= 96, "an entry has grown");

impl Entry {
    /// An entry of which nothing but its state is known yet.
    fn new(last: Date, cycle: CycleIndex, grain: Grain, state: State) -> Self {
        Self {
            last,
            cycle,
            grain,
            state,
            measured: last,
            definition: Few::new(0),
            scope: Few::new(0),
            group: Narrow::new(0),
            delta: Delta::None,
            flag: None,
            signal: Signal::CommonCause,
            said_then: None,
        }
    }

    /// Whether this entry is measured as an earlier one was: otherwise no line and no delta joins the two.
    #[must_use]
    pub fn is_measured_as(&self, earlier: &Self) -> bool {
        self.definition == earlier.definition && self.grain == earlier.grain && self.scope == earlier.scope
    }

    /// The value minus the one it is compared with.
    #[must_use]
    pub fn difference(&self) -> Option<Decimal> {
        match (&self.state, &self.delta) {
            (State::Value(value), Delta::Change(change)) => Some(value.number.saturating_sub(change.from)),
            _ => None,
        }
    }

    /// The value, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match &self.state {
            State::Value(value) => Some(value),
            State::NotAvailable(_) | State::Gap { .. } => None,
        }
    }

    /// The value that limits, targets, budgets and deltas judge: none where it may still change.
    #[must_use]
    pub fn judged(&self) -> Option<&Value> {
        self.value().filter(|value| !value.provisional)
    }
}

impl Series {
    /// The entry of a cycle; of a monthly series, the newest month that the cycle holds the last day of.
    #[must_use]
    pub fn at(&self, cycle: CycleIndex) -> Option<&Entry> {
        self.index_at(cycle).map(|index| &self.entries[index])
    }

    /// The index of the entry of a cycle.
    #[must_use]
    pub fn index_at(&self, cycle: CycleIndex) -> Option<usize> {
        let last = self.end(cycle).checked_sub(1)?;
        (self.entries[last].cycle == cycle).then_some(last)
    }

    /// How many entries there are up to a cycle.
    fn end(&self, cycle: CycleIndex) -> usize {
        // Of values of each cycle, which most are, the place is known; several months may end in one cycle.
        let first = self.entries.first().map_or(CycleIndex::new(0), |entry| entry.cycle);
        let Some(near) = cycle.position().checked_sub(first.position()) else {
            return 0;
        };
        let is_of_cycle = |index: usize| self.entries.get(index).is_some_and(|entry| entry.cycle == cycle);
        if is_of_cycle(near) && !is_of_cycle(near + 1) {
            return near + 1;
        }
        self.entries.partition_point(|entry| entry.cycle <= cycle)
    }

    /// The newest entry with a value at or before a cycle.
    #[must_use]
    pub fn latest(&self, cycle: CycleIndex) -> Option<&Entry> {
        self.until(cycle).iter().rev().find(|entry| entry.value().is_some())
    }

    /// The entries up to a cycle: what was known then.
    #[must_use]
    pub fn until(&self, cycle: CycleIndex) -> &[Entry] {
        &self.entries[..self.end(cycle)]
    }
}

/// All series of a team, ordered by metric and part.
#[must_use]
pub(super) fn series(
    portfolio: &Portfolio,
    whose: (usize, &Team),
    (expectations, given): (&[Expectation], &[&Workload]),
) -> Vec<Series> {
    let (_, team) = whose;
    let handed = hand_overs(team, given);
    let mut all = Vec::new();
    let mut start = 0;
    while start < team.observations.len() {
        let first = &team.observations[start];
        let length = team.observations[start..]
            .iter()
            .take_while(|observation| observation.metric == first.metric && observation.part == first.part)
            .count();
        all.push(one(portfolio, whose, (expectations, &handed), start..start + length));
        start += length;
    }
    all
}

fn one(
    portfolio: &Portfolio,
    whose: (usize, &Team),
    (expectations, handed): (&[Expectation], &[HandOver]),
    range: std::ops::Range<usize>,
) -> Series {
    let (index, team) = whose;
    let observations = &team.observations[range.clone()];
    let first = &observations[0];
    let metric = portfolio.metric(first.metric);
    let context = Context {
        portfolio,
        metric,
        expectations,
        part: (index, &first.part),
    };
    // A series is monthly if its metric is, or if all its observations name months.
    let monthly = metric.every == Every::Month || observations.iter().all(is_month);
    let (grain, mut entries) = if monthly {
        (
            Grain::Month,
            context.months((observations, range.start), context.last_month()),
        )
    } else {
        context.stretches((observations, range.start))
    };
    for entry in &mut entries {
        if let State::Value(Value { observation, .. }) | State::NotAvailable(observation) = &entry.state {
            entry.measured = team.observations[observation.get()].period.last_day();
        }
        if let State::Value(value) = &mut entry.state {
            // Who types a value ahead of the end speaks for the whole period; what is counted so far does not.
            let is_typed = team.observations[value.observation.get()].provenance.is_typed();
            let is_so_far = entry.last >= portfolio.as_of && metric.in_cycle != InCycle::Last && !is_typed;
            value.provisional |= is_so_far;
        }
        entry.definition = Few::new(metric.definition_on(entry.measured));
    }
    // Of what the workloads of a team come to together, those count that the metric has values of.
    let parts = team.observations[range.end..].iter();
    let parts = parts.take_while(|observation| observation.metric == first.metric);
    let counts = |handed: &&HandOver| parts.clone().any(|part| part.part.workload() == Some(handed.workload));
    let is_total = first.part.is_whole() && metric.across_teams != AcrossTeams::Strip;
    let handed: Vec<HandOver> = handed.iter().filter(|_| is_total).filter(counts).copied().collect();
    // A rhythm of one's own does not change with the portfolio's.
    let is_of_cycles = metric.in_cycle == InCycle::Sum && team.reports_every.is_none();
    for entry in &mut entries {
        let lengths = if is_of_cycles && entry.grain == Grain::Cycle {
            portfolio.calendar.cycle(entry.cycle).lengths.get()
        } else {
            0
        };
        entry.scope = Few::new(lengths + handed_until(&handed, entry));
    }
    let groups = signal::fill(&mut entries, (first.metric, metric), (team, &handed));
    delta::fill(&mut entries, metric, |day| {
        portfolio.style(Some(index), first.metric, day)
    });
    Series {
        metric: first.metric,
        part: first.part.clone(),
        grain,
        entries,
        groups,
    }
}

/// A workload that a team gave away or took over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HandOver {
    /// First day with the other team, or with this one.
    pub(super) from: Date,
    /// The workload, as an index of the team's.
    pub(super) workload: usize,
}

/// What each team gave away, as the teams list it that took it over.
pub(super) type GivenAway<'a> = BTreeMap<usize, Vec<&'a Workload>>;

/// What all teams gave away. Asked for once: looking among all teams for each of them would be quadratic.
pub(super) fn given_away(teams: &Shared<Team>) -> GivenAway<'_> {
    let mut given = GivenAway::new();
    for workload in teams.iter().flat_map(|team| &team.workloads) {
        if let Some(before) = workload.moved_from {
            given.entry(before).or_default().push(workload);
        }
    }
    given
}

/// The hand-overs of a team, oldest first; `given` is what it gave away.
fn hand_overs(team: &Team, given: &[&Workload]) -> Vec<HandOver> {
    let taken = team.workloads.iter().filter(|workload| workload.moved_from.is_some());
    let mut all: Vec<HandOver> = (taken.chain(given.iter().copied()))
        .filter_map(|workload| {
            Some(HandOver {
                from: workload.from?,
                workload: team.workload(&workload.id)?,
            })
        })
        .collect();
    all.sort_by_key(|handed| handed.from);
    all
}

/// How many of some hand-overs lie before the end of an entry's period.
pub(super) fn handed_until(handed: &[HandOver], entry: &Entry) -> usize {
    handed.partition_point(|handed| handed.from <= entry.last)
}

fn is_month(observation: &Observation) -> bool {
    matches!(observation.period, Period::Month(_))
}

/// What entries are made with.
#[derive(Clone, Copy)]
struct Context<'a> {
    portfolio: &'a Portfolio,
    metric: &'a Metric,
    expectations: &'a [Expectation],
    /// The team and the part the series is of.
    part: (usize, &'a Part),
}

impl Context<'_> {
    /// Whether the part is still the team's on a day: nothing is expected of what was handed over.
    fn is_own(self, day: Date) -> bool {
        let (team, part) = self.part;
        !is_handed_over(&self.portfolio.teams, team, part, day)
    }

    /// The entries of a team that began to give each cycle what it gave each month, or the other way round.
    fn stretches(self, found: (&[Observation], usize)) -> (Grain, Vec<Entry>) {
        let (observations, mut offset) = found;
        let mut entries = Vec::new();
        let mut grain = Grain::Cycle;
        let end = offset + observations.len();
        for stretch in observations.chunk_by(|a, b| is_month(a) == is_month(b)) {
            let is_newest = offset + stretch.len() == end;
            if stretch.first().is_some_and(is_month) {
                let until = if is_newest { self.last_month() } else { Date::MIN };
                entries.extend(self.months((stretch, offset), until));
                grain = Grain::Month;
            } else {
                let until = if is_newest { self.portfolio.calendar.ended } else { 0 };
                let more = self.cycles((stretch, offset), entries.last(), until);
                entries.extend(more);
                grain = Grain::Cycle;
            }
            offset += stretch.len();
        }
        (grain, entries)
    }

    /// One entry a cycle, from the one after `before` (or the first with a value) to the newest value, or to the one
    /// before cycle `until` if that is later.
    fn cycles(self, found: (&[Observation], usize), before: Option<&Entry>, until: usize) -> Vec<Entry> {
        let (observations, offset) = found;
        let calendar = &self.portfolio.calendar;
        let (Some(first), Some(last)) = (observations.first(), observations.last()) else {
            return Vec::new();
        };
        let start = before.map_or(first.cycle.position(), |before| {
            (before.cycle.position() + 1).min(first.cycle.position())
        });
        let end = until.max(last.cycle.position() + 1);
        let mut position = 0;
        (start..end)
            .map(|index| {
                let count = observations[position..]
                    .iter()
                    .take_while(|observation| observation.cycle.position() == index)
                    .count();
                let here = &observations[position..position + count];
                let is_expected = self.expectations.get(index).is_some_and(Expectation::is_expected);
                let state = combine(here, offset + position, self.metric).unwrap_or_else(|| State::Gap {
                    expected: is_expected && self.is_own(calendar.cycles[index].last),
                });
                position += count;
                Entry::new(calendar.cycles[index].last, CycleIndex::new(index), Grain::Cycle, state)
            })
            .collect()
    }

    /// The newest month that has wholly ended within an ended cycle.
    fn last_month(self) -> Date {
        let calendar = &self.portfolio.calendar;
        let ended = calendar
            .current()
            .map_or(Date::MIN, |current| calendar.cycle(current).last);
        if ended.last_of_month() == ended {
            ended
        } else {
            ended.first_of_month().yesterday().unwrap_or(ended)
        }
    }

    /// One entry a month, from the first with a value to the newest, or to `until` if that is later.
    fn months(self, found: (&[Observation], usize), until: Date) -> Vec<Entry> {
        let (observations, offset) = found;
        let month_end = |observation: &Observation| observation.period.last_day().last_of_month();
        let (Some(first), Some(newest)) = (observations.first(), observations.last()) else {
            return Vec::new();
        };
        let last = month_end(newest).max(until);
        let mut entries = Vec::new();
        let mut position = 0;
        let mut day = month_end(first);
        while day <= last {
            let count = observations[position..]
                .iter()
                .take_while(|observation| month_end(observation) == day)
                .count();
            let here = &observations[position..position + count];
            let cycle = self.portfolio.calendar.nearest(day);
            // A rhythm of its own does not excuse a team from a monthly value; a skip, a pause or an absence does.
            let own_rhythm = Expectation::NotExpected(Reason::OwnRhythm);
            let expected = self
                .expectations
                .get(cycle.position())
                .is_some_and(|found| !matches!(found, Expectation::NotExpected(_)) || *found == own_rhythm)
                && self.is_own(day);
            let state = combine(here, offset + position, self.metric).unwrap_or(State::Gap { expected });
            entries.push(Entry::new(day, cycle, Grain::Month, state));
            position += count;
            day = day.saturating_add(1.day()).last_of_month();
        }
        entries
    }
}

/// What one observation gives a period.
struct Given {
    /// Its place among the period's observations.
    index: usize,
    number: Decimal,
    ratio: Option<(Decimal, Decimal)>,
    approximate: bool,
    provisional: bool,
}

impl Given {
    /// What an observation gives; `None` where it says that there is no value.
    fn of(index: usize, observation: &Observation) -> Option<Self> {
        match &observation.reading {
            Reading::Value {
                number,
                ratio,
                approximate,
            } => Some(Self {
                index,
                number: *number,
                ratio: ratio.parts(),
                approximate: *approximate,
                provisional: observation.provenance.is_provisional(),
            }),
            Reading::NotAvailable => None,
        }
    }

    /// The state of a period of which nothing else counts.
    fn alone(&self, offset: usize) -> State {
        State::Value(Value {
            number: self.number,
            ratio: self.ratio.into(),
            approximate: self.approximate,
            provisional: self.provisional,
            observation: Narrow::new(offset + self.index),
            combined: Narrow::new(1),
        })
    }
}

/// Several observations of one period as one state; `None` without any. Typed beats imported (`load` has seen to it).
fn combine(observations: &[Observation], offset: usize, metric: &Metric) -> Option<State> {
    let newest = observations.len().checked_sub(1)?;
    let not_available = || State::NotAvailable(Narrow::new(offset + newest));
    // Most periods have no more: nothing is collected for them.
    if let [only] = observations {
        return Some(Given::of(0, only).map_or_else(not_available, |given| given.alone(offset)));
    }
    let definition = |observation: &Observation| metric.definition_on(observation.period.last_day());
    let given: Vec<Given> = observations
        .iter()
        .enumerate()
        // What was measured in another way is not added to what is measured now.
        .filter(|(_, observation)| definition(observation) == definition(&observations[newest]))
        .filter(|(_, observation)| metric.in_cycle == InCycle::Sum || !is_overtaken(observation, observations))
        .filter_map(|(index, observation)| Given::of(index, observation))
        .collect();
    let Some(last) = given.last() else {
        return Some(not_available());
    };
    // Two reports of one month say how it was twice; they do not add to it.
    let is_said_again = is_month(&observations[newest]) && observations[newest].provenance.is_typed();
    if given.len() == 1 || metric.in_cycle == InCycle::Last || is_said_again {
        return Some(last.alone(offset));
    }
    let unit = metric.unit_on(observations[newest].period.last_day());
    // Percentages are never averaged where their parts are known.
    let pooled = pooled(&given).and_then(|ratio| Some((crate::analyse::rollup::quotient(ratio, unit)?, ratio)));
    let (number, ratio) = match (metric.in_cycle, pooled) {
        (InCycle::Sum | InCycle::Mean | InCycle::Median, Some((number, ratio))) => (number, Some(ratio)),
        _ => (summary(&given, metric.in_cycle), None),
    };
    Some(State::Value(Value {
        number,
        ratio: ratio.into(),
        approximate: given.iter().any(|given| given.approximate),
        provisional: given.iter().any(|given| given.provisional),
        observation: Narrow::new(offset + last.index),
        combined: Narrow::new(given.len()),
    }))
}

/// Whether a value that may still change is there in its final form too, of the same day.
fn is_overtaken(observation: &Observation, all: &[Observation]) -> bool {
    let is_final = |other: &Observation| other.period == observation.period && !other.provenance.is_provisional();
    observation.provenance.is_provisional() && all.iter().any(is_final)
}

/// Σ numerators and Σ denominators, where every value gives both.
fn pooled(given: &[Given]) -> Option<(Decimal, Decimal)> {
    given.iter().try_fold((Decimal::ZERO, Decimal::ZERO), |sum, given| {
        let (numerator, denominator) = given.ratio?;
        Some((sum.0.checked_add(numerator)?, sum.1.checked_add(denominator)?))
    })
}

/// Several numbers as one, as the metric says. Zero for none.
fn summary(given: &[Given], in_cycle: InCycle) -> Decimal {
    let mut sorted: Vec<Decimal> = given.iter().map(|given| given.number).collect();
    sorted.sort_unstable();
    let sum = || {
        sorted
            .iter()
            .fold(Decimal::ZERO, |sum, number| sum.saturating_add(*number))
    };
    match in_cycle {
        InCycle::Last => given.last().map_or(Decimal::ZERO, |given| given.number),
        InCycle::Sum => sum(),
        InCycle::Mean => sum() / Decimal::from(sorted.len().max(1)),
        InCycle::Median => median(&sorted),
        InCycle::Max => sorted.last().copied().unwrap_or_default(),
        InCycle::Min => sorted.first().copied().unwrap_or_default(),
    }
}

/// The middle of sorted numbers: the mean of the two middle ones where their count is even. Zero for none.
#[must_use]
pub fn median(sorted: &[Decimal]) -> Decimal {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => Decimal::ZERO,
        length if length % 2 == 1 => sorted[middle],
        _ => (sorted[middle - 1] / Decimal::TWO).saturating_add(sorted[middle] / Decimal::TWO),
    }
}
