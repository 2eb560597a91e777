//! Streaks: how long something has gone on.

use crate::analyse::delta::{Delta, Judgement};
use crate::analyse::series::{Series, State};
use crate::analyse::signal::Restart;
use rust_decimal::Decimal;

/// How many values in a row, up to an entry, each moved the way the entry's own did: better or worse. 0 for an entry
/// that moved neither way. A move over a gap that ended its process is not one of them.
#[must_use]
pub fn moves(series: &Series, entry: usize) -> usize {
    let judgement = |index: usize| {
        let entry = series.entries.get(index)?;
        let is_after_gap = series
            .groups
            .get(entry.group.get())
            .is_some_and(|group| group.start == index && group.reason == Restart::Gap);
        match entry.delta {
            Delta::Change(change) if !is_after_gap => Some((change.judgement, change.since.get())),
            _ => None,
        }
    };
    let Some((way, mut before)) =
        judgement(entry).filter(|(way, _)| matches!(way, Judgement::Better | Judgement::Worse))
    else {
        return 0;
    };
    let mut length = 1;
    while let Some((_, earlier)) = judgement(before).filter(|(found, _)| *found == way) {
        length += 1;
        before = earlier;
    }
    length
}

/// A count that has been at zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// How many periods in a row said zero.
    pub periods: usize,
    /// Index of the last entry above zero; `None` where every value of the series is zero.
    pub since: Option<usize>,
}

/// How long a count has been at zero up to an entry; `None` where the entry is not zero. A value that was expected and
/// did not come ends the streak: nobody knows what it was. So does one that was measured in another way.
#[must_use]
pub fn quiet(series: &Series, entry: usize) -> Option<Quiet> {
    let mut periods = 0;
    let newest = series.entries.get(entry)?;
    for earlier in series.entries[..=entry]
        .iter()
        .rev()
        .take_while(|earlier| newest.is_measured_as(earlier))
    {
        match &earlier.state {
            State::Value(value) if value.number == Decimal::ZERO => periods += 1,
            State::Gap { expected: false } => {}
            State::Value(_) | State::NotAvailable(_) | State::Gap { expected: true } => break,
        }
    }
    (periods > 0).then(|| Quiet {
        periods,
        since: last_event(series, entry),
    })
}

/// Index of the last entry up to one whose value is above zero.
#[must_use]
pub fn last_event(series: &Series, entry: usize) -> Option<usize> {
    let known = series.entries.get(..=entry)?;
    known
        .iter()
        .rposition(|entry| entry.value().is_some_and(|value| value.number > Decimal::ZERO))
}

#[cfg(test)]
mod tests;
