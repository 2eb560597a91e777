//! Signals: which stretches of a series are one process, what its limits say of each value, and what that means.
//!
//! `xmr` knows the numbers; this knows definitions, rebases, gaps, and which way is better. A signal is a question worth
//! ten minutes, not a verdict: with limits from all points about 1.5 % of a stable series' last values are flagged by
//! chance.

use crate::analyse::delta::{self, Judgement};
use crate::analyse::series::{Entry, HandOver, Series, State, handed_until};
use crate::analyse::xmr::{Flag, Limits, Numbers, Rule, Side};
use crate::model::metric::{Better, Metric, MetricIndex};
use crate::model::narrow::Narrow;
use crate::model::team::Team;
use crate::model::unit::Unit;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// Values that are missing in a row end a group.
pub const MISSING_ENDS: usize = 3;

/// Of a thousand stable series with limits from all their points, so many have a last value that is flagged by chance
/// (simulated: `examples/false_signals.rs`).
pub const FALSE_SIGNALS: usize = 15;

/// A stretch of a series that is one process: limits are computed within it, nothing crosses it.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Index of its first entry; it lasts until the next group's.
    pub start: usize,
    /// Why it starts there.
    pub reason: Restart,
    /// How many values it has.
    pub points: usize,
    /// Its limits, all values known.
    pub limits: Limits,
}

/// Why a group starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restart {
    /// The series begins.
    First,
    /// The metric was redefined: an index of its definitions.
    Definition(usize),
    /// Values are given each cycle instead of each month.
    Grain,
    /// Cycles have another length, and more or less is counted in one for that alone.
    Length,
    /// A workload was given away or taken over, an index of the team's: other workloads are added up than before.
    HandOver(usize),
    /// The process was changed on purpose: an index of the team's rebases.
    Rebase(usize),
    /// Three or more values in a row were missing.
    Gap,
}

impl Restart {
    /// The word in data files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Definition(_) => "definition",
            Self::Grain => "grain",
            Self::Length => "length",
            Self::HandOver(_) => "hand-over",
            Self::Rebase(_) => "rebase",
            Self::Gap => "gap",
        }
    }
}

/// What statistical process control says of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    /// Nothing unusual, or too little known to say.
    CommonCause,
    /// Unusual, the better way.
    Improvement(Side),
    /// Unusual, the other way.
    Concern(Side),
    /// Unusual, of a metric with no better way.
    Neutral(Side),
    /// The value may still change: nothing is said of it yet.
    Pending,
}

impl Signal {
    /// The word in data files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::CommonCause => "common-cause",
            Self::Improvement(_) => "improvement",
            Self::Concern(_) => "concern",
            Self::Neutral(Side::High) => "neutral-high",
            Self::Neutral(Side::Low) => "neutral-low",
            Self::Pending => "pending",
        }
    }
}

/// Whether a target can be relied on, as the limits say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// The target lies outside the limits, on the bad side of them.
    MeetsConsistently,
    /// The target lies between the limits.
    HitOrMiss,
    /// The target lies outside the limits, on the good side of them.
    MissesConsistently,
}

impl Assurance {
    /// The word in data files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::MeetsConsistently => "meets-consistently",
            Self::HitOrMiss => "hit-or-miss",
            Self::MissesConsistently => "misses-consistently",
        }
    }
}

/// What was known of a series when one of its values was the last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Index of the entry.
    pub entry: usize,
    /// Index of its group.
    pub group: usize,
    /// How many values the group had.
    pub points: usize,
    /// The limits then.
    pub limits: Limits,
    /// The rule that flagged the value then.
    pub flag: Option<Flag>,
    /// How many values in a row, this one included, the rule speaks of (see [`Numbers::run`]).
    pub run: usize,
    /// What that meant.
    pub signal: Signal,
}

/// Forms the groups of a series and judges each of its values; every value of the series is known.
pub(super) fn fill(entries: &mut [Entry], of: (MetricIndex, &Metric), whose: (&Team, &[HandOver])) -> Vec<Group> {
    let (index, metric) = of;
    let mut groups = groups(entries, index, whose);
    let ends: Vec<usize> = groups
        .iter()
        .skip(1)
        .map(|group| group.start)
        .chain([entries.len()])
        .collect();
    for (index, (group, end)) in groups.iter_mut().zip(ends).enumerate() {
        let start = group.start;
        let values = values(&entries[start..end]);
        let numbers = Numbers::of(values.iter().map(|(_, value)| *value));
        group.points = values.len();
        let is_count = counts(metric, entries, end);
        group.limits = numbers.limits(values.len(), metric.baseline, is_count);
        let flags = numbers.flags(values.len(), &group.limits);
        for entry in &mut entries[start..end] {
            entry.group = Narrow::new(index);
        }
        for (at, flag) in flags.into_iter().enumerate() {
            let entry = &mut entries[start + values[at].0];
            entry.flag = flag;
            entry.signal = meaning(&values, at, flag, (&group.limits, metric.better));
            // What pages of the past say: nothing that came later is known.
            let limits = numbers.limits(at + 1, metric.baseline, is_count);
            entry.said_then = limits.ruler().map(|_| {
                let flag = numbers.last_flag(at + 1, &limits);
                meaning(&values[..=at], at, flag, (&limits, metric.better))
            });
        }
    }
    for entry in entries {
        if entry.value().is_some_and(|value| value.provisional) {
            entry.signal = Signal::Pending;
            entry.said_then = Some(Signal::Pending);
        }
    }
    groups
}

/// What was known when an entry was the newest of its series; `None` where it has no value.
#[must_use]
pub fn standing(series: &Series, metric: &Metric, entry: usize) -> Option<Standing> {
    let is_pending = series.entries.get(entry)?.value()?.provisional;
    let group = series.entries[entry].group.get();
    let start = series.groups.get(group)?.start;
    let values = values(&series.entries[start..=entry]);
    let numbers = Numbers::of(values.iter().map(|(_, value)| *value));
    let limits = numbers.limits(
        values.len(),
        metric.baseline,
        counts(metric, &series.entries, entry + 1),
    );
    let flag = if is_pending {
        None
    } else {
        numbers.last_flag(values.len(), &limits)
    };
    Some(Standing {
        entry,
        group,
        points: values.len(),
        limits,
        flag,
        run: numbers.run(values.len(), &limits, flag),
        signal: match values.len().checked_sub(1) {
            Some(last) if !is_pending => meaning(&values, last, flag, (&limits, metric.better)),
            _ => Signal::Pending,
        },
    })
}

/// Whether limits say that a target is met, missed, or either, whatever the next value.
#[must_use]
pub fn assurance(limits: &Limits, better: Better, target: Option<Decimal>) -> Option<Assurance> {
    let ruler = limits.ruler()?;
    let (lower, upper) = (ruler.lower(), ruler.upper());
    // Below the limits, between them, or above them: for a metric of which less is better.
    let against = |target: Decimal| {
        if target < lower {
            Assurance::MissesConsistently
        } else if target > upper {
            Assurance::MeetsConsistently
        } else {
            Assurance::HitOrMiss
        }
    };
    match better {
        Better::Neutral => None,
        Better::Lower => target.map(against),
        Better::Higher => target.map(|target| match against(target) {
            Assurance::MissesConsistently => Assurance::MeetsConsistently,
            Assurance::MeetsConsistently => Assurance::MissesConsistently,
            Assurance::HitOrMiss => Assurance::HitOrMiss,
        }),
        Better::Within {
            lower: least,
            upper: most,
        } => Some(if least <= lower && upper <= most {
            Assurance::MeetsConsistently
        } else if upper < least || most < lower {
            Assurance::MissesConsistently
        } else {
            Assurance::HitOrMiss
        }),
    }
}

/// Whether the newest of some entries counts events.
fn counts(metric: &Metric, entries: &[Entry], end: usize) -> bool {
    let newest = end.checked_sub(1).and_then(|last| entries.get(last));
    newest.is_some_and(|entry| *metric.unit_on(entry.measured) == Unit::Count)
}

/// The values of some entries that are judged, with their positions.
fn values(entries: &[Entry]) -> Vec<(usize, Decimal)> {
    entries
        .iter()
        .enumerate()
        .filter_map(|(index, entry)| Some((index, entry.judged()?.number)))
        .collect()
}

fn groups(entries: &[Entry], metric: MetricIndex, (team, handed): (&Team, &[HandOver])) -> Vec<Group> {
    let rebase = |entry: &Entry| {
        team.rebases
            .iter()
            .rposition(|rebase| rebase.metric == metric && rebase.from <= entry.last)
    };
    let mut groups: Vec<Group> = Vec::new();
    let mut missing = 0;
    for (index, entry) in entries.iter().enumerate() {
        let is_measured = groups
            .last()
            .is_some_and(|last| entries[last.start..index].iter().any(|entry| entry.value().is_some()));
        let before = index.checked_sub(1).map(|before| &entries[before]);
        let reason = match before {
            None => Some(Restart::First),
            Some(before) if before.definition != entry.definition => Some(
                entry
                    .definition
                    .get()
                    .checked_sub(1)
                    .map_or(Restart::First, Restart::Definition),
            ),
            Some(before) if before.grain != entry.grain => Some(Restart::Grain),
            Some(before) if before.scope != entry.scope => {
                let since = handed.get(handed_until(handed, before)..handed_until(handed, entry));
                let newest = since.and_then(<[HandOver]>::last);
                Some(newest.map_or(Restart::Length, |newest| Restart::HandOver(newest.workload)))
            }
            Some(before) if rebase(before) != rebase(entry) => rebase(entry).map(Restart::Rebase),
            Some(_) if is_measured && missing >= MISSING_ENDS && entry.value().is_some() => Some(Restart::Gap),
            Some(_) => None,
        };
        match entry.state {
            State::Value(_) => missing = 0,
            State::Gap { expected: true } | State::NotAvailable(_) => missing += 1,
            // Nobody was asked: neither missing nor there.
            State::Gap { expected: false } => {}
        }
        let Some(reason) = reason else { continue };
        // A group in which nothing was ever measured gives way to the next, unless it starts with another definition.
        if let Some(last) = groups.last().filter(|_| !is_measured) {
            match (last.reason, reason) {
                (Restart::Definition(_) | Restart::Grain, Restart::Rebase(_) | Restart::Gap) => continue,
                (Restart::Length | Restart::Rebase(_) | Restart::Gap, _) => {
                    groups.pop();
                }
                _ => {}
            }
        }
        groups.push(Group {
            start: index,
            reason,
            points: 0,
            limits: Limits::None,
        });
    }
    // Most series have one, which the first to be pushed has made room for four of.
    groups.shrink_to_fit();
    groups
}

/// What a flag means for the value at a position of a group.
fn meaning(values: &[(usize, Decimal)], at: usize, flag: Option<Flag>, how: (&Limits, Better)) -> Signal {
    let (limits, better) = how;
    let Some(Flag { rule, side }) = flag else {
        return Signal::CommonCause;
    };
    let good = match better {
        Better::Neutral => return Signal::Neutral(side),
        Better::Lower => side == Side::Low,
        Better::Higher => side == Side::High,
        Better::Within { .. } => {
            // Towards the band or away from it: from the mean, or for a trend from the neighbour it came from.
            let value = values[at].1;
            let before = at.checked_sub(1).map(|before| values[before].1);
            let went = match side {
                Side::High => Ordering::Greater,
                Side::Low => Ordering::Less,
            };
            let (from, to) = match (rule, before, values.get(at + 1)) {
                // The neighbour before the first value of a trend is none of its own.
                (Rule::Trend, Some(before), _) if value.cmp(&before) == went => (before, value),
                (Rule::Trend, _, Some(next)) => (value, next.1),
                _ => (limits.mean().unwrap_or(value), value),
            };
            match delta::judge(from, to, better) {
                Judgement::Better => true,
                Judgement::Worse => false,
                Judgement::Unchanged | Judgement::Neutral | Judgement::Pending => return Signal::Neutral(side),
            }
        }
    };
    if good {
        Signal::Improvement(side)
    } else {
        Signal::Concern(side)
    }
}

#[cfg(test)]
mod tests;
