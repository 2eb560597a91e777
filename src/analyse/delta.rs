//! Deltas: a value minus the previous value under the same definition, and what that means in words.

use crate::analyse::series::{Entry, State};
use crate::model::format::{Style, look_alike};
use crate::model::metric::{Better, Metric};
use crate::model::narrow::Narrow;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The change of an entry against the previous value of its series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Delta {
    /// The entry has no value: nothing to compare.
    None,
    /// The series' first value.
    First,
    /// The first value measured in another way: under a new definition, or each cycle instead of each month.
    Redefined,
    /// A change against an earlier value.
    Change(Change),
}

/// A change against an earlier value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The entry compared with.
    pub since: Narrow,
    /// The earlier value; [`Entry::difference`] is this value minus that.
    pub from: Decimal,
    /// How many periods apart the two are; 1: the one just before.
    pub periods: Narrow,
    /// What the change means. Values that look the same as they are shown are unchanged.
    pub judgement: Judgement,
    /// Whether it stands out from the steps before it.
    pub notable: Notable,
}

/// Whether a change is larger than the steps before it lead one to expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notable {
    /// Fewer than five earlier moving ranges in its group, or a value that may still change: too early to tell.
    TooEarly,
    /// A step like the earlier ones.
    No,
    /// At least 3.267 times the mean of the earlier moving ranges: the upper limit of Wheeler's chart of ranges.
    Yes,
}

/// So many earlier moving ranges say what a usual step is.
const KNOWN_STEPS: usize = 5;
/// Wheeler's D₄ for pairs, in thousandths.
const UNUSUAL_STEP: i64 = 3_267;

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
    /// The value may still change: a part of a cycle's bill is no improvement on the whole of the last one's.
    Pending,
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
            Self::Pending => "pending",
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
    lower
        .saturating_sub(value)
        .max(value.saturating_sub(upper))
        .max(Decimal::ZERO)
}

/// Writes each entry's delta; `style` says how values are shown on a day.
pub fn fill<'a>(entries: &mut [Entry], metric: &Metric, style: impl Fn(Date) -> Style<'a>) {
    let mut previous: Option<usize> = None;
    let mut steps = Steps::default();
    for index in 0..entries.len() {
        let entry = &entries[index];
        let State::Value(value) = &entry.state else {
            continue;
        };
        let before = previous.and_then(|since| Some((since, &entries[since], entries[since].value()?.number)));
        let is_new_group = before.is_none_or(|(_, before, _)| before.group != entry.group);
        if is_new_group {
            steps = Steps::default();
        }
        let delta = match before {
            None => Delta::First,
            Some((_, before, _)) if !entry.is_measured_as(before) => Delta::Redefined,
            Some((since, _, from)) => {
                let difference = value.number.saturating_sub(from);
                let notable = if value.provisional {
                    Notable::TooEarly
                } else {
                    steps.notable(difference)
                };
                if !is_new_group && !value.provisional {
                    steps.add(difference);
                }
                Delta::Change(Change {
                    since: Narrow::new(since),
                    from,
                    periods: Narrow::new(index - since),
                    judgement: match judge_as_shown(from, value.number, metric, &style(entry.measured)) {
                        Judgement::Better | Judgement::Worse | Judgement::Neutral if value.provisional => {
                            Judgement::Pending
                        }
                        judgement => judgement,
                    },
                    notable,
                })
            }
        };
        let is_judged = !value.provisional;
        entries[index].delta = delta;
        // Nothing is compared with a value that may still change.
        if is_judged {
            previous = Some(index);
        }
    }
}

/// What a step means to a reader: two values that look the same have not moved.
fn judge_as_shown(from: Decimal, to: Decimal, metric: &Metric, style: &Style<'_>) -> Judgement {
    if look_alike(from, to, style) {
        Judgement::Unchanged
    } else {
        judge(from, to, metric.better)
    }
}

/// The moving ranges of a group so far.
#[derive(Default)]
struct Steps {
    count: usize,
    sum: Decimal,
}

impl Steps {
    fn add(&mut self, difference: Decimal) {
        self.count += 1;
        self.sum = self.sum.saturating_add(difference.abs());
    }

    fn notable(&self, difference: Decimal) -> Notable {
        if self.count < KNOWN_STEPS {
            return Notable::TooEarly;
        }
        // |difference| ≥ 3.267 × sum ÷ count, multiplied out; what overflows is larger than any usual step.
        let step = difference.abs().checked_mul(Decimal::from(self.count));
        let usual = self.sum.checked_mul(Decimal::new(UNUSUAL_STEP, 3));
        let exceeds = match (step, usual) {
            (Some(step), Some(usual)) => step >= usual,
            (None, _) => true,
            (Some(_), None) => false,
        };
        if exceeds && !difference.is_zero() {
            Notable::Yes
        } else {
            Notable::No
        }
    }
}

#[cfg(test)]
mod tests;
