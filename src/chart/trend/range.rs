//! Which range of values a trend asks for: its values, zero where the axis starts there, and limits and target as far
//! as they do not flatten the line.

use super::super::scale::drawable;
use super::super::{Axis, Trend};
use super::value_of;

/// Limits may widen the range until the values take up this part of it; beyond it the band is cut off. A group's limits
/// lie 5.32 times the mean moving range apart, and no moving range is wider than the values: so the limits of values
/// that are all in the chart are seen whole.
const LEAST_PART_WITH_LIMITS: f64 = 0.18;
/// So may the target; beyond it an arrow says where the target lies.
const LEAST_PART_WITH_TARGET: f64 = 0.125;

/// The range that a value axis has to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Demand {
    pub(super) low: f64,
    pub(super) high: f64,
    /// All values are whole numbers, so the axis names whole numbers only.
    pub(super) whole: bool,
}

/// The range that holds all of `trends`, for small multiples with one unit: set it as [`Trend::range`] of each.
/// Nothing if none has a value.
#[must_use]
pub fn shared_range<'t, 'a: 't>(trends: impl IntoIterator<Item = &'t Trend<'a>>) -> Option<(f64, f64)> {
    trends
        .into_iter()
        .filter_map(demand)
        .map(|demand| (demand.low, demand.high))
        .reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
}

/// What a trend asks for; nothing if it has no value.
pub(super) fn demand(trend: &Trend<'_>) -> Option<Demand> {
    let values = || trend.points.iter().filter_map(value_of);
    let (mut low, mut high) = values()
        .map(|value| (value, value))
        .reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))?;
    let whole = values().all(|value| value.fract().abs() < f64::MIN_POSITIVE);
    if trend.axis == Axis::FromZero {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    let shared = trend
        .range
        .and_then(|(low, high)| Some((drawable(low)?, drawable(high)?)));
    if let Some((shared_low, shared_high)) = shared {
        let (low, high) = (
            low.min(shared_low).min(shared_high),
            high.max(shared_high).max(shared_low),
        );
        return Some(Demand { low, high, whole });
    }
    let most = widest(high - low, LEAST_PART_WITH_LIMITS);
    for limits in trend.limits {
        if let (Some(lower), Some(upper)) = (drawable(limits.lower), drawable(limits.upper)) {
            // Both, or else the nearer one, or else the other.
            let ends = if low - lower <= upper - high {
                [lower, upper]
            } else {
                [upper, lower]
            };
            for more in [&ends[..], &ends[..1], &ends[1..]] {
                (low, high) = extended((low, high), more, most);
            }
        }
    }
    if let Some(target) = trend.target.and_then(|target| drawable(target.value)) {
        let most = widest(high - low, LEAST_PART_WITH_TARGET);
        (low, high) = extended((low, high), &[target], most);
    }
    if high - low <= 0.0 && trend.axis == Axis::Tight {
        // A value that never changes lies at the top: below a ceiling such as 100 % there is nothing above it.
        let part = (high.abs() / 50.0).max(if whole { 2.0 } else { 0.0 });
        low -= if part > 0.0 { part } else { 1.0 };
    }
    Some(Demand { low, high, whole })
}

/// How wide a range can be of which `span` is a `part`; a line that is flat anyway sets no bound.
fn widest(span: f64, part: f64) -> f64 {
    if span > 0.0 { span / part } else { f64::INFINITY }
}

/// The range with `more` values, if it is then no wider than `most`.
fn extended((low, high): (f64, f64), more: &[f64], most: f64) -> (f64, f64) {
    let wider_low = more.iter().copied().fold(low, f64::min);
    let wider_high = more.iter().copied().fold(high, f64::max);
    if wider_high - wider_low <= most {
        (wider_low, wider_high)
    } else {
        (low, high)
    }
}
