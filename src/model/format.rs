//! How numbers are shown: the one place that knows digits, groups, signs and spaces.
//!
//! U+2212 for minus, a narrow no-break space before a unit, never an exponent; the signs between digits are those of the
//! style. What a number *means* is decided in `analyse`.

mod delta;
#[cfg(test)]
mod tests;

pub use delta::{DeltaText, Relative, delta_text, look_alike};

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

use super::unit::Unit;

/// A number ready to print, in three parts so that a template may set them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What stands before the digits: a sign, a currency, `≈`.
    pub prefix: String,
    /// Digits, commas and a point.
    pub number: String,
    /// What stands behind the digits: a unit, with its space.
    pub suffix: String,
}

/// How values of one metric are shown.
#[derive(Clone, Copy, Debug)]
pub struct Style<'a> {
    /// The unit, which decides prefix and suffix and the digits where nothing else does.
    pub unit: &'a Unit,
    /// Digits behind the point, always that many; `None` leaves them to the rule of [`shown`].
    pub precision: Option<u32>,
    /// A number that rounding never crosses or reaches.
    pub target: Option<Decimal>,
    /// Digits beyond what `precision` or the rule gives.
    pub extra_digits: u32,
    /// What stands between digits.
    pub signs: Signs<'a>,
}

/// The signs between digits, which languages write differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs<'a> {
    /// Before the fraction.
    pub decimal: &'a str,
    /// Between groups of three digits; may be empty.
    pub group: &'a str,
}

impl Signs<'static> {
    /// `1,234.5`.
    pub const ENGLISH: Self = Self {
        decimal: ".",
        group: ",",
    };
}

impl<'a> Style<'a> {
    /// The style of a unit whose metric says nothing else.
    #[must_use]
    pub fn of(unit: &'a Unit) -> Self {
        Self {
            unit,
            precision: None,
            target: None,
            extra_digits: 0,
            signs: Signs::ENGLISH,
        }
    }
}

impl Shown {
    /// All three parts in one text: `€18,250.40`, `212 ms`.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}{}{}", self.prefix, self.number, self.suffix)
    }

    /// The same number marked as approximate: `≈ 212 ms`.
    #[must_use]
    pub fn approximate(mut self) -> Self {
        self.prefix.insert_str(0, "≈\u{202f}");
        self
    }

    /// The number with its sign, but without a unit.
    #[must_use]
    pub fn bare(&self) -> String {
        let sign = if self.prefix.contains(MINUS) { MINUS } else { "" };
        format!("{sign}{}", self.number)
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text())
    }
}

/// A value as a page shows it.
///
/// Digits behind the point, where the style gives no precision:
///
/// - counts: none; a fractional count as other numbers;
/// - money: none from 1,000 up, else those of the currency's smallest unit, and below 1 at least three significant
///   digits;
/// - percentages and ratios: three significant digits, and two of the distance to 100 % (99.953, not 100);
/// - everything else: three significant digits, without zeros at the end.
///
/// **Rounding never crosses a target**: a value below (above) the style's target is never shown as the target or above
/// (below) it. Where the digits are free, up to two more are shown; after that the value is rounded away from the target.
#[must_use]
pub fn shown(value: Decimal, style: &Style<'_>) -> Shown {
    let sign = if is_negative(value) { MINUS } else { "" };
    dressed(sign, digits(value, style), style.unit)
}

/// A difference with its sign: `+3`, `−25`; zero has none.
#[must_use]
pub fn signed(value: Decimal, style: &Style<'_>) -> Shown {
    let sign = if value.is_zero() {
        ""
    } else if is_negative(value) {
        MINUS
    } else {
        "+"
    };
    dressed(sign, digits(value, style), style.unit)
}

/// Digits behind the point of a percentage that has this objective in percent: one more than the objective has.
#[must_use]
pub fn slo_digits(objective: Decimal) -> u32 {
    objective.normalize().scale() + 1
}

/// A short form for axes and walls: `1.2k`, `3.4M`, `2.5B`; one digit behind the point below a hundred of each. Durations
/// keep their digits, since `1.2k ms` reads badly, and so does everything below 1,000.
#[must_use]
pub fn compact(value: Decimal, unit: &Unit, signs: Signs<'_>) -> Shown {
    // Judged as rounded, so that 999,960 is 1M and not 1,000k.
    if rounded_compactly(value.abs()) < THOUSAND || matches!(unit, Unit::Duration(_)) {
        return shown(
            value,
            &Style {
                signs,
                ..Style::of(unit)
            },
        );
    }
    let mut scaled = value.abs();
    let mut letter = "";
    for next in ["k", "M", "B"] {
        if rounded_compactly(scaled) < THOUSAND {
            break;
        }
        scaled /= THOUSAND;
        letter = next;
    }
    let sign = if is_negative(value) { MINUS } else { "" };
    dressed(sign, grouped(rounded_compactly(scaled), 0, signs) + letter, unit)
}

// ---- digits ----

const MINUS: &str = "\u{2212}";
const THOUSAND: Decimal = Decimal::ONE_THOUSAND;

/// Digits after the point: `least` are shown even where they are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Digits {
    least: u32,
    most: u32,
}

/// The digits of a value's amount, without sign.
fn digits(value: Decimal, style: &Style<'_>) -> String {
    let digits = digits_of(value, style);
    let (rounded, digits) = match style.target {
        Some(target) => short_of(target, value, digits, style.precision.is_some()),
        None => (round(value, digits), digits),
    };
    // 999.996 becomes 1,000.00, and from 1,000 up money has no cents.
    let again = digits_of(rounded, style);
    if again.most < digits.most && round(rounded, again) == rounded {
        return grouped(rounded, again.least, style.signs);
    }
    // Cents are shown in full or not at all.
    let least = match style.unit {
        Unit::Money(currency) if style.precision.is_none() && !rounded.is_integer() => currency.minor_digits(),
        _ => 0,
    };
    grouped(rounded, digits.least.max(least), style.signs)
}

fn digits_of(value: Decimal, style: &Style<'_>) -> Digits {
    let extra = style.extra_digits.min(Decimal::MAX_SCALE);
    if let Some(precision) = style.precision {
        let fixed = (precision.min(Decimal::MAX_SCALE) + extra).min(Decimal::MAX_SCALE);
        return Digits {
            least: fixed,
            most: fixed,
        };
    }
    let magnitude = value.abs();
    let three = digits_for(magnitude, 3);
    let (least, most) = match style.unit {
        Unit::Count if value.is_integer() => (0, 0),
        Unit::Money(_) if magnitude >= THOUSAND => (0, 0),
        Unit::Money(currency) => {
            let minor = currency.minor_digits();
            let is_fraction = !magnitude.is_zero() && magnitude < Decimal::ONE;
            (minor, if is_fraction { minor.max(three) } else { minor })
        }
        Unit::Percent => (0, three.max(near(magnitude, Decimal::ONE_HUNDRED))),
        Unit::Ratio => (0, three.max(near(magnitude, Decimal::ONE))),
        _ => (0, three),
    };
    Digits {
        least,
        most: (most + extra).min(Decimal::MAX_SCALE),
    }
}

/// Digits behind the point that show `significant` digits of a magnitude.
fn digits_for(magnitude: Decimal, significant: i64) -> u32 {
    if magnitude.is_zero() {
        return 0;
    }
    let exponent = i64::from(magnitude.mantissa().unsigned_abs().ilog10()) - i64::from(magnitude.scale());
    let digits = (significant - 1 - exponent).clamp(0, i64::from(Decimal::MAX_SCALE));
    u32::try_from(digits).unwrap_or(Decimal::MAX_SCALE)
}

/// Digits behind the point that show two significant digits of what is missing to the whole.
fn near(magnitude: Decimal, whole: Decimal) -> u32 {
    if magnitude < whole {
        digits_for(whole - magnitude, 2)
    } else {
        0
    }
}

fn round(value: Decimal, digits: Digits) -> Decimal {
    value.round_dp_with_strategy(digits.most, RoundingStrategy::MidpointAwayFromZero)
}

/// A value rounded so that it stays on its side of the target, and the digits that took.
fn short_of(target: Decimal, value: Decimal, digits: Digits, fixed: bool) -> (Decimal, Digits) {
    let stays = |rounded: Decimal| rounded.cmp(&target) == value.cmp(&target);
    let nearest = round(value, digits);
    if stays(nearest) {
        return (nearest, digits);
    }
    if value == target {
        // Shown as it is, or a target that was just met would look missed.
        return (
            value,
            Digits {
                most: value.normalize().scale(),
                ..digits
            },
        );
    }
    let most = if fixed {
        digits.most
    } else {
        (digits.most + 2).min(Decimal::MAX_SCALE)
    };
    let digits = Digits { most, ..digits };
    let nearest = round(value, digits);
    if stays(nearest) {
        return (nearest, digits);
    }
    let away = if value < target {
        RoundingStrategy::ToNegativeInfinity
    } else {
        RoundingStrategy::ToPositiveInfinity
    };
    (value.round_dp_with_strategy(digits.most, away), digits)
}

fn rounded_compactly(scaled: Decimal) -> Decimal {
    let tenths = Digits { least: 0, most: 1 };
    let tenth = round(scaled, tenths);
    if tenth < Decimal::ONE_HUNDRED {
        tenth
    } else {
        round(scaled, Digits { least: 0, most: 0 })
    }
}

// ---- letters ----

/// The magnitude of a rounded number in groups, and with at least so many digits behind the point.
fn grouped(rounded: Decimal, least: u32, signs: Signs<'_>) -> String {
    let scale = usize::try_from(rounded.scale()).unwrap_or_default();
    // One digit at least stands before the point.
    let plain = format!("{:0>1$}", rounded.mantissa().unsigned_abs(), scale + 1);
    let (whole, fraction) = plain.split_at(plain.len() - scale);
    let fraction = fraction.trim_end_matches('0');
    let mut text = String::with_capacity(plain.len() + plain.len() / 3 + 1);
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push_str(signs.group);
        }
        text.push(digit);
    }
    let width = usize::try_from(least).unwrap_or_default().max(fraction.len());
    if width > 0 {
        text.push_str(signs.decimal);
        text.push_str(fraction);
        text.extend(std::iter::repeat_n('0', width - fraction.len()));
    }
    text
}

fn dressed(sign: &str, number: String, unit: &Unit) -> Shown {
    // "−0.00" would claim a direction that the digits do not show.
    let sign = if number.contains(|c: char| c.is_ascii_digit() && c != '0') {
        sign
    } else {
        ""
    };
    let symbol = unit.symbol();
    if !matches!(unit, Unit::Money(_)) {
        let space = if symbol.is_empty() { "" } else { "\u{202f}" };
        return Shown {
            prefix: sign.to_owned(),
            number,
            suffix: format!("{space}{symbol}"),
        };
    }
    let space = if symbol.chars().all(char::is_alphabetic) {
        "\u{202f}"
    } else {
        ""
    };
    Shown {
        prefix: format!("{sign}{symbol}{space}"),
        number,
        suffix: String::new(),
    }
}

fn is_negative(value: Decimal) -> bool {
    value < Decimal::ZERO
}
