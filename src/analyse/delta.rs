//! Deltas: a value minus the previous value under the same definition, and what that means in words.

use crate::analyse::series::{Entry, State};
use crate::model::metric::{Better, Metric};
use rust_decimal::Decimal;

/// The change of an entry against the previous value of its series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Delta {
    /// The entry has no value: nothing to compare.
    None,
    /// The series' first value.
    First,
    /// The first value under a new definition.
    Redefined,
    /// A change against an earlier value.
    Change(Change),
}

/// A change against an earlier value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Index of the entry compared with.
    pub since: usize,
    /// The earlier value.
    pub from: Decimal,
    /// This value minus the earlier one.
    pub difference: Decimal,
    /// How many periods apart the two are; 1: the one just before.
    pub periods: usize,
    /// What the change means.
    pub judgement: Judgement,
}

/// What a change means, given which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judgement {
    /// The change goes the better way.
    Better,
    /// The change goes the other way.
    Worse,
    /// No change.
    Unchanged,
    /// A change of a metric with no better way.
    Neutral,
}

impl Judgement {
    /// The word shown and written to data files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Unchanged => "unchanged",
            Self::Neutral => "neutral",
        }
    }
}

/// What a step from one value to another means.
#[must_use]
pub fn judge(from: Decimal, to: Decimal, better: Better) -> Judgement {
    if from == to {
        return Judgement::Unchanged;
    }
    // How far from good each value is; `None` where nothing is better than anything.
    let distances = match better {
        Better::Neutral => None,
        Better::Lower => Some((from, to)),
        Better::Higher => Some((to, from)),
        Better::Within { lower, upper } => Some((outside(from, lower, upper), outside(to, lower, upper))),
    };
    match distances {
        Some((before, after)) if after < before => Judgement::Better,
        Some((before, after)) if after > before => Judgement::Worse,
        // Also where both lie inside the band, or as far outside it: a movement without a meaning.
        Some(_) | None => Judgement::Neutral,
    }
}

/// How far outside a band a value lies; zero inside.
fn outside(value: Decimal, lower: Decimal, upper: Decimal) -> Decimal {
    (lower - value).max(value - upper).max(Decimal::ZERO)
}

/// Writes each entry's delta.
pub fn fill(entries: &mut [Entry], metric: &Metric) {
    let mut previous: Option<(usize, Decimal, usize)> = None;
    for (index, entry) in entries.iter_mut().enumerate() {
        let State::Value(value) = entry.state else {
            continue;
        };
        let definition = entry.definition;
        entry.delta = match previous {
            None => Delta::First,
            Some((.., before)) if before != definition => Delta::Redefined,
            Some((since, from, _)) => Delta::Change(Change {
                since,
                from,
                difference: value.number.checked_sub(from).unwrap_or(Decimal::MAX),
                periods: index - since,
                judgement: judge(from, value.number, metric.better),
            }),
        };
        previous = Some((index, value.number, definition));
    }
}
