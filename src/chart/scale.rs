//! Value axes: a range with three or four round values, and the short words for them.
//!
//! A round value is an integer times a step of 1, 2 or 5 (or else 2.5 or 4) times a power of ten, and is kept as two
//! integers, so that its words never show the rounding of a float. Nothing here knows where an axis is drawn.

use crate::model::format::Signs;
use std::fmt::Write as _;

/// Numbers further from zero are drawn at this distance, nearer ones at zero: beyond it floats overflow on the way.
const LARGEST: f64 = 1e100;
const SMALLEST: f64 = 1e-100;
/// An axis shows at least this part of its numbers' size, so that its labels stay short.
const FINEST_PART: f64 = 1e-5;
/// A round value this near outside the range (as a part of it) becomes its end: more room is kept for the values
/// below than above, where a line at the top of the plot looks finished.
const NEAR_BELOW: f64 = 0.12;
const NEAR_ABOVE: f64 = 0.18;
/// A round value this near may become an end where there would be too few otherwise.
const FAR: f64 = 0.4;
/// Steps (digits, exponent) with how little we like them.
const STEPS: [(i64, i32, i32); 5] = [(1, 0, 0), (2, 0, 0), (5, 0, 0), (25, -1, 1), (4, 0, 2)];
/// How little we like to move an end far out, and an axis of two values only (whole numbers from 0 to 1 have no more).
const FAR_DISLIKE: i32 = 3;
const FEW_DISLIKE: i32 = 9;

/// A range of values and the round values that name it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ValueAxis {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) ticks: Vec<Tick>,
}

impl ValueAxis {
    /// The same with a language's signs between digits.
    pub(super) fn written(mut self, signs: Signs<'_>) -> Self {
        if signs != Signs::ENGLISH {
            for tick in &mut self.ticks {
                let signed = tick.label.chars().map(|letter| match letter {
                    ',' => signs.group.to_owned(),
                    '.' => signs.decimal.to_owned(),
                    other => other.to_string(),
                });
                tick.label = signed.collect();
            }
        }
        self
    }
}

/// A round value and its words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) value: f64,
    pub(super) label: String,
}

/// `digits` × 10^`exponent`.
#[derive(Clone, Copy, Debug)]
struct Decimal {
    digits: i64,
    exponent: i32,
}

/// A number that can be drawn, or nothing if it is not finite.
pub(super) fn drawable(value: f64) -> Option<f64> {
    if !value.is_finite() {
        return None;
    }
    if value.abs() < SMALLEST {
        return Some(0.0);
    }
    Some(value.clamp(-LARGEST, LARGEST))
}

/// An axis that holds `low` and `high`. Where all values are `whole`, so are the round ones.
pub(super) fn value_axis(low: f64, high: f64, whole: bool) -> ValueAxis {
    let (low, high) = widened(low, high, whole);
    let span = high - low;
    let magnitude = decimal_exponent(span);
    let mut best: Option<((i32, i32, i64), Candidate)> = None;
    for exponent in magnitude - 2..=magnitude + 1 {
        for (digits, shift, dislike) in STEPS {
            let step = Decimal {
                digits,
                exponent: exponent + shift,
            };
            if whole && step.exponent < 0 {
                continue;
            }
            for candidate in candidates((low, high), step) {
                let count = candidate.last - candidate.first + 1;
                let dislike = match count {
                    3 | 4 => dislike,
                    2 => dislike + FEW_DISLIKE,
                    _ => continue,
                };
                let dislike = dislike + FAR_DISLIKE * candidate.strains;
                let rank = (dislike, -candidate.snaps, -count);
                if best.as_ref().is_none_or(|(other, _)| rank < *other) {
                    best = Some((rank, candidate));
                }
            }
        }
    }
    match best {
        Some((_, candidate)) => candidate.axis(low, high),
        None => ValueAxis {
            low,
            high,
            ticks: Vec::new(),
        },
    }
}

struct Candidate {
    step: Decimal,
    first: i64,
    last: i64,
    /// Ends that moved out to a round value that was near, and to one that was not.
    snaps: i32,
    strains: i32,
}

impl Candidate {
    fn axis(&self, low: f64, high: f64) -> ValueAxis {
        let values: Vec<Decimal> = (self.first..=self.last)
            .map(|index| Decimal {
                digits: index.saturating_mul(self.step.digits),
                exponent: self.step.exponent,
            })
            .collect();
        let ticks: Vec<Tick> = values
            .iter()
            .zip(labels(&values))
            .map(|(value, label)| Tick {
                value: value.as_float(),
                label,
            })
            .collect();
        let ends = ticks.iter().map(|tick| tick.value);
        ValueAxis {
            low: ends.clone().fold(low, f64::min),
            high: ends.fold(high, f64::max),
            ticks,
        }
    }
}

/// The multiples of a step in a range, with and without the neighbours just outside.
fn candidates((low, high): (f64, f64), step: Decimal) -> Vec<Candidate> {
    let size = step.as_float();
    let span = high - low;
    // A hair's breadth forgives the rounding of the division.
    #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
    let (first, last) = ((low / size - 1e-9).ceil() as i64, (high / size + 1e-9).floor() as i64);
    let at = |index: i64| {
        Decimal {
            digits: index.saturating_mul(step.digits),
            exponent: step.exponent,
        }
        .as_float()
    };
    let below = (low - at(first.saturating_sub(1))) / span;
    let above = (at(last.saturating_add(1)) - high) / span;
    let mut found = Vec::new();
    for (takes_below, takes_above) in [(false, false), (false, true), (true, false), (true, true)] {
        // Values of one sign never get an axis of two.
        let is_too_low = takes_below && (below > FAR || (first <= 0 && low >= 0.0));
        let is_too_high = takes_above && (above > FAR || (last >= 0 && high <= 0.0));
        if is_too_low || is_too_high {
            continue;
        }
        let is_near = [
            takes_below.then_some(below <= NEAR_BELOW),
            takes_above.then_some(above <= NEAR_ABOVE),
        ];
        let count = |near: bool| is_near.iter().flatten().filter(|is| **is == near).count();
        found.push(Candidate {
            step,
            first: first.saturating_sub(i64::from(takes_below)),
            last: last.saturating_add(i64::from(takes_above)),
            snaps: i32::try_from(count(true)).unwrap_or(0),
            strains: i32::try_from(count(false)).unwrap_or(0),
        });
    }
    found
}

/// A range that is not empty and not finer than its labels can say.
fn widened(low: f64, high: f64, whole: bool) -> (f64, f64) {
    let low = drawable(low).unwrap_or(0.0);
    let high = drawable(high).unwrap_or(low);
    let (low, high) = (low.min(high), low.max(high));
    let size = low.abs().max(high.abs());
    let least = if size < SMALLEST || whole {
        (size * FINEST_PART).max(1.0)
    } else {
        (size * FINEST_PART).max(SMALLEST)
    };
    if high - low >= least {
        return (low, high);
    }
    if low < 0.0 && high <= 0.0 {
        (low - least, high)
    } else {
        (low, low + least)
    }
}

/// The exponent of a number's first digit.
fn decimal_exponent(value: f64) -> i32 {
    // By way of the shortest decimal form, since logarithms differ between platforms in the last digit.
    let written = format!("{value:e}");
    let exponent = written.split_once('e').map(|(_, exponent)| exponent);
    exponent.and_then(|text| text.parse().ok()).unwrap_or(0)
}

impl Decimal {
    fn as_float(self) -> f64 {
        format!("{}e{}", self.digits, self.exponent).parse().unwrap_or(0.0)
    }

    /// The same number with the fewest digits.
    fn shortened(self) -> Decimal {
        let mut number = self;
        while number.digits != 0 && number.digits % 10 == 0 {
            number.digits /= 10;
            number.exponent += 1;
        }
        number
    }

    /// The power of ten of the first digit.
    fn magnitude(self) -> i32 {
        let count = self.digits.unsigned_abs().checked_ilog10().unwrap_or(0);
        i32::try_from(count).unwrap_or(0) + self.exponent
    }
}

/// The words for the values of one axis, alike in form and short: `1,500`, `1.5k`, `0.25`, `2×10⁻⁶`.
fn labels(values: &[Decimal]) -> Vec<String> {
    let largest = values
        .iter()
        .filter(|value| value.digits != 0)
        .map(|value| value.magnitude())
        .max();
    let largest = largest.unwrap_or(0);
    if !(-3..15).contains(&largest) {
        return values.iter().map(|value| scientific(*value)).collect();
    }
    let decimals = values
        .iter()
        .filter(|value| value.digits != 0)
        .map(|value| -value.shortened().exponent)
        .max();
    let decimals = decimals.unwrap_or(0).max(0);
    let long: Vec<String> = values.iter().map(|value| plain(*value, decimals)).collect();
    if largest < 3 {
        return long;
    }
    let short: Vec<String> = values.iter().map(|value| with_suffix(*value)).collect();
    let length = |labels: &[String]| {
        let characters = labels.iter().flat_map(|label| label.chars());
        characters.filter(|character| *character != ',').count()
    };
    if length(&short) < length(&long) { short } else { long }
}

/// All digits, in groups of three from five digits on, with `decimals` places; zero is just `0`.
fn plain(value: Decimal, decimals: i32) -> String {
    if value.digits == 0 {
        return "0".to_owned();
    }
    let value = value.shortened();
    let places = usize::try_from(decimals).unwrap_or(0);
    let zeros = usize::try_from(value.exponent + decimals).unwrap_or(0);
    let mut digits = value.digits.unsigned_abs().to_string();
    digits.extend(std::iter::repeat_n('0', zeros));
    if digits.len() <= places {
        digits.insert_str(0, &"0".repeat(places + 1 - digits.len()));
    }
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let mut text = String::new();
    if value.digits < 0 {
        text.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && whole.len() > 4 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// Thousands as `k`, then `M`, `B` and `T`, with as many places as the value needs.
fn with_suffix(value: Decimal) -> String {
    let (power, suffix) = match value.magnitude() {
        _ if value.digits == 0 => (0, ""),
        ..3 => (0, ""),
        3..6 => (3, "k"),
        6..9 => (6, "M"),
        9..12 => (9, "B"),
        _ => (12, "T"),
    };
    let value = value.shortened();
    let scaled = Decimal {
        digits: value.digits,
        exponent: value.exponent - power,
    };
    plain(scaled, (-scaled.exponent).max(0)) + suffix
}

/// A power of ten for what is very large or very small.
fn scientific(value: Decimal) -> String {
    if value.digits == 0 {
        return "0".to_owned();
    }
    let power = value.magnitude();
    let value = value.shortened();
    let mut text = String::new();
    if value.digits.abs() != 1 {
        let mantissa = Decimal {
            digits: value.digits,
            exponent: value.exponent - power,
        };
        text.push_str(&plain(mantissa, (-mantissa.exponent).max(0)));
        text.push('×');
    } else if value.digits < 0 {
        text.push('−');
    }
    text.push_str("10");
    let mut exponent = String::new();
    // Writing to a string cannot fail.
    let _ = write!(exponent, "{power}");
    text.extend(exponent.chars().map(superscript));
    text
}

fn superscript(character: char) -> char {
    match character {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        _ => '⁰',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(low: f64, high: f64, whole: bool, expected: &str) {
        let axis = value_axis(low, high, whole);
        let words: Vec<&str> = axis.ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(words.join(" "), expected, "for {low} to {high}");
    }

    #[test]
    fn round_values_are_few_and_round() {
        check(0.0, 100.0, false, "0 50 100");
        check(0.0, 95.0, false, "0 50 100");
        check(0.0, 6.0, true, "0 2 4 6");
        check(0.0, 5.0, true, "0 2 4");
        check(0.0, 3.0, true, "0 1 2 3");
        check(0.0, 238.0, true, "0 100 200");
        check(0.0, 290.0, true, "0 100 200 300");
        check(585.0, 712.0, true, "600 650 700");
        check(-3.0, 4.0, false, "−2 0 2 4");
        check(99.9, 100.0, false, "99.90 99.95 100.00");
        check(0.0, 9.0, true, "0 5 10");
    }

    #[test]
    fn whole_values_get_whole_labels() {
        check(0.0, 0.0, true, "0 1");
        check(0.0, 1.0, true, "0 1");
        check(0.0, 2.0, true, "0 1 2");
        check(0.0, 1.0, false, "0 0.5 1.0");
    }

    #[test]
    fn labels_are_short_however_large_or_small_the_values() {
        check(0.0, 1500.0, false, "0 500 1k 1.5k");
        check(1200.0, 1830.0, false, "1200 1400 1600 1800");
        check(1000.0, 1021.0, false, "1000 1010 1020");
        check(12_500.0, 12_545.0, false, "12,500 12,520 12,540");
        check(0.0, 42_000.0, false, "0 20k 40k");
        check(0.0, 3.1e6, true, "0 1M 2M 3M");
        check(0.0, 1e12, true, "0 500B 1T");
        check(0.0, 0.03, false, "0 0.01 0.02 0.03");
        check(0.0, 1e-6, false, "0 5×10⁻⁷ 10⁻⁶");
        check(0.0, 3e-6, false, "0 10⁻⁶ 2×10⁻⁶ 3×10⁻⁶");
        check(-2e17, 0.0, false, "−2×10¹⁷ −10¹⁷ 0");
    }

    fn any_number() -> impl Strategy<Value = f64> {
        prop_oneof![
            any::<f64>(),
            -1e3..1e3,
            (-12i32..13, -999i32..1000)
                .prop_map(|(exponent, digits)| { format!("{digits}e{exponent}").parse().unwrap_or(0.0) }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_range_gets_three_or_four_values_inside(low in any_number(), high in any_number()) {
            let axis = value_axis(low, high, false);
            prop_assert!((3..=4).contains(&axis.ticks.len()), "{:?}", axis);
            prop_assert!(axis.low < axis.high);
            for tick in &axis.ticks {
                prop_assert!(axis.low <= tick.value && tick.value <= axis.high);
                prop_assert!(tick.label.chars().count() <= 16, "{:?}", axis);
                prop_assert!(low.min(high) < 0.0 || tick.value >= 0.0, "{:?}", axis);
                prop_assert!(low.max(high) > 0.0 || low.min(high) >= -SMALLEST || tick.value <= 0.0, "{:?}", axis);
            }
            let labels: std::collections::BTreeSet<&str> =
                axis.ticks.iter().map(|tick| tick.label.as_str()).collect();
            prop_assert_eq!(labels.len(), axis.ticks.len(), "labels differ: {:?}", axis);
        }

        #[test]
        fn whole_ranges_get_two_to_four_whole_values(low in -3000i32..3000, span in 0i32..9000) {
            let axis = value_axis(f64::from(low), f64::from(low + span), true);
            prop_assert!((2..=4).contains(&axis.ticks.len()), "{:?}", axis);
            if span >= 2 {
                prop_assert!(axis.ticks.len() >= 3, "{:?}", axis);
            }
            for tick in &axis.ticks {
                prop_assert!(tick.value.fract().abs() < f64::EPSILON);
            }
        }
    }
}
