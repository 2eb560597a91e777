//! A delta in words and numbers, between two values under one definition.
//!
//! Says how much, never whether that is good: judgement, arrows and "vs 2 cycles ago" belong to `analyse`.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Shown, Signs, Style, digits_of, grouped, is_negative, shown, signed};
use crate::model::unit::Unit;

/// What stands for a delta on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeltaText {
    /// The values are equal. No arrow.
    Unchanged,
    /// The values differ by less than their digits show; both are given with the digits that tell them apart. No arrow.
    AlmostEqual {
        /// The earlier value.
        from: Shown,
        /// The later value.
        to: Shown,
    },
    /// Small counts, where both values say more than a difference: 3 → 5.
    Step {
        /// The earlier value.
        from: Shown,
        /// The later value.
        to: Shown,
    },
    /// A difference.
    Change {
        /// With its sign; percentages in percentage points.
        amount: Shown,
        /// How large that is beside the earlier value.
        relative: Relative,
    },
}

/// A difference beside the earlier value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relative {
    /// The unit has no meaningful percent change, the earlier value is below the metric's floor, or the percentage
    /// would round to nothing.
    NotSaid,
    /// With sign and per cent sign: `+7.1 %`.
    Percent(String),
    /// The earlier value was zero.
    FromZero,
}

/// The delta from an earlier value to a later one, shown as `style` shows the values.
///
/// `floor` is the metric's: no percent change from a value below it. A label's scale is unknown (a score may start
/// anywhere), so labels have a percent change only where the metric gives a floor; percentages and ratios have none,
/// as a percentage of a percentage is read as points.
#[must_use]
pub fn delta_text(from: Decimal, to: Decimal, style: &Style<'_>, floor: Option<Decimal>) -> DeltaText {
    if from == to {
        return DeltaText::Unchanged;
    }
    let difference = to.saturating_sub(from);
    let (earlier, later) = (shown(from, style), shown(to, style));
    let most = digits_shown(&earlier, style).max(digits_shown(&later, style));
    let amount = signed(difference, &amount_style(most, style));
    let looks_zero = !amount.number.contains(|c: char| matches!(c, '1'..='9'));
    if earlier == later || looks_zero {
        return told_apart(from, to, style);
    }
    let is_small = |value: Decimal| value.abs() < Decimal::TEN;
    if *style.unit == Unit::Count && is_small(from) && is_small(to) {
        return DeltaText::Step {
            from: earlier,
            to: later,
        };
    }
    let amount = if *style.unit == Unit::Percent {
        in_points(amount)
    } else {
        amount
    };
    DeltaText::Change {
        amount,
        relative: relative(from, difference, style, floor),
    }
}

/// Whether a reader cannot tell two values apart as they are shown: their [`delta_text`] is no step and no difference.
#[must_use]
pub fn look_alike(from: Decimal, to: Decimal, style: &Style<'_>) -> bool {
    // Nearly all values are shown with all of their digits: then they look as different as they are.
    let is_whole = |value: Decimal| value.normalize().scale() <= digits_of(value, style).most;
    if from == to || (is_whole(from) && is_whole(to)) {
        return from == to;
    }
    matches!(
        delta_text(from, to, style, None),
        DeltaText::Unchanged | DeltaText::AlmostEqual { .. }
    )
}

/// The digits of a difference are those of the values it lies between; no target applies to it.
fn amount_style<'a>(digits: u32, style: &Style<'a>) -> Style<'a> {
    Style {
        unit: style.unit,
        precision: Some(digits),
        target: None,
        extra_digits: 0,
        signs: style.signs,
    }
}

/// The digits that a value is really shown with: the style's, or fewer where they end in zeros.
fn digits_shown(shown: &Shown, style: &Style<'_>) -> u32 {
    let fraction = (shown.number)
        .split_once(style.signs.decimal)
        .map_or("", |(_, fraction)| fraction);
    u32::try_from(fraction.len()).unwrap_or(Decimal::MAX_SCALE)
}

/// Both values with as many digits, the same for both, as it takes to see their difference.
fn told_apart(from: Decimal, to: Decimal, style: &Style<'_>) -> DeltaText {
    let least = digits_of(from, style).most.max(digits_of(to, style).most);
    let round =
        |value: Decimal, digits: u32| value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    let difference = to.saturating_sub(from);
    // Rounded to one digit, 99.952 and 99.949 differ though their difference is 0.0; to two digits, 11.000 and 10.995 are
    // equal though their difference is 0.01. Neither would do.
    let precision = (least..=Decimal::MAX_SCALE)
        .find(|digits| !round(difference, *digits).is_zero() && round(from, *digits) != round(to, *digits))
        .unwrap_or(Decimal::MAX_SCALE);
    let style = Style {
        unit: style.unit,
        precision: Some(precision),
        target: None,
        extra_digits: 0,
        signs: style.signs,
    };
    DeltaText::AlmostEqual {
        from: shown(from, &style),
        to: shown(to, &style),
    }
}

fn in_points(amount: Shown) -> Shown {
    Shown {
        suffix: "\u{202f}pp".to_owned(),
        ..amount
    }
}

fn relative(from: Decimal, difference: Decimal, style: &Style<'_>, floor: Option<Decimal>) -> Relative {
    match style.unit {
        Unit::Percent | Unit::Ratio => return Relative::NotSaid,
        Unit::Label(_) if floor.is_none() => return Relative::NotSaid,
        _ if from.is_zero() => return Relative::FromZero,
        _ => {}
    }
    // From a debt of 5 to a gain of 5 is no percentage that anybody would understand.
    if from < Decimal::ZERO || floor.is_some_and(|floor| from < floor) {
        return Relative::NotSaid;
    }
    let Some(percent) = difference
        .checked_div(from)
        .and_then(|part| part.checked_mul(Decimal::ONE_HUNDRED))
    else {
        return Relative::NotSaid;
    };
    percent_text(percent, style.signs).map_or(Relative::NotSaid, Relative::Percent)
}

/// A percent change with its sign: one digit behind the point below ten; nothing where that rounds to zero.
fn percent_text(percent: Decimal, signs: Signs<'_>) -> Option<String> {
    let most = u32::from(percent.abs() < Decimal::TEN);
    let rounded = percent.round_dp_with_strategy(most, RoundingStrategy::MidpointAwayFromZero);
    if rounded.is_zero() {
        return None;
    }
    let sign = if is_negative(rounded) { super::MINUS } else { "+" };
    Some(format!("{sign}{}\u{202f}%", grouped(rounded, 0, signs)))
}
