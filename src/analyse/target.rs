//! Targets: met or missed, and for how long.

use crate::analyse::series::{Entry, Series};
use crate::model::metric::Better;
use crate::model::portfolio::Portfolio;
use rust_decimal::Decimal;

/// Whether a value meets a target; for `within`, the band is the target. `None` where nothing is aimed at.
#[must_use]
pub fn meets(better: Better, target: Option<Decimal>, number: Decimal) -> Option<bool> {
    match (better, target) {
        (Better::Within { lower, upper }, _) => Some(lower <= number && number <= upper),
        (Better::Lower, Some(target)) => Some(number <= target),
        (Better::Higher, Some(target)) => Some(number >= target),
        (Better::Neutral, _) | (_, None) => None,
    }
}

/// How the newest values stand to the targets that were in force then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Whether the newest value meets its target.
    pub met: bool,
    /// How many values in a row, the newest included, do the same.
    pub length: usize,
    /// Whether no earlier value of the series did.
    pub is_first: bool,
}

/// How the values up to an entry stand to their targets; `None` where the entry's value has none.
///
/// A run ends where the metric was redefined: what was measured otherwise says nothing.
#[must_use]
pub fn run(portfolio: &Portfolio, team: usize, series: &Series, entry: usize) -> Option<Run> {
    let mut met = backwards(portfolio, team, series, entry)?;
    let now = met.next()??;
    let mut length = 1;
    let mut is_first = true;
    let mut is_running = true;
    for earlier in met {
        is_running &= earlier == Some(now);
        length += usize::from(is_running);
        is_first &= is_running || earlier != Some(now);
    }
    Some(Run {
        met: now,
        length,
        is_first,
    })
}

/// How many values in a row met their targets up to each entry with a value, oldest first: 0 where its own did not. What
/// [`run`] says of values that meet theirs, without a look back from each.
pub fn met_in_a_row<'a>(
    portfolio: &'a Portfolio,
    team: usize,
    series: &'a Series,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let better = portfolio.metric(series.metric).better;
    let mut before: Option<(&Entry, usize)> = None;
    let values = series.entries.iter().enumerate();
    values.filter_map(move |(index, entry)| {
        let number = entry.judged()?.number;
        let target = portfolio.target(Some(team), series.metric, entry.last);
        let in_a_row = match before.filter(|(earlier, _)| entry.is_measured_as(earlier)) {
            _ if meets(better, target, number) != Some(true) => 0,
            Some((_, length)) => length + 1,
            None => 1,
        };
        before = Some((entry, in_a_row));
        Some((index, in_a_row))
    })
}

/// Whether each value up to an entry meets its target, the newest first; `None` where the entry has no value.
fn backwards<'a>(
    portfolio: &'a Portfolio,
    team: usize,
    series: &'a Series,
    entry: usize,
) -> Option<impl Iterator<Item = Option<bool>> + 'a> {
    let newest = series.entries.get(entry)?;
    newest.judged()?;
    let better = portfolio.metric(series.metric).better;
    Some(series.entries[..=entry].iter().rev().filter_map(move |entry| {
        let value = entry.value()?;
        let target = portfolio.target(Some(team), series.metric, entry.last);
        Some(if entry.is_measured_as(newest) {
            meets(better, target, value.number)
        } else {
            None
        })
    }))
}

#[cfg(test)]
mod tests;
