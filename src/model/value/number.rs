//! The number inside a written value: `1,204.50`, `1_204`, `1e6`.
//!
//! Knows nothing of units. Numbers never pass through binary floating point.

use rust_decimal::Decimal;

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A comma that may be a decimal point or may group thousands.
    Comma,
    /// More digits before the point, or a smaller exponent, than `Decimal` holds.
    OutOfRange,
    /// No number at all.
    Malformed,
}

/// Splits `text` behind the number it begins with (digits, commas, points, underscores and an exponent; no sign).
pub(super) fn split(text: &str) -> (&str, &str) {
    let digits = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.' | '_')))
        .unwrap_or(text.len());
    text.split_at(digits + exponent_length(&text[..digits], &text[digits..]))
}

/// The value of an unsigned number times ten to the power of `shift`.
///
/// Exact up to `Decimal`'s 28 digits; digits beyond are rounded.
pub(super) fn parse(text: &str, shift: i32) -> Result<Decimal, Fault> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if fraction.contains(',') {
        return Err(Fault::Comma);
    }
    let whole = without_groups(whole)?;
    let fraction = without_underscores(fraction)?;
    if whole.is_empty() && fraction.is_empty() {
        return Err(Fault::Malformed);
    }
    let point = i64::try_from(whole.len()).map_err(|_| Fault::OutOfRange)?;
    place_point(&(whole + &fraction), point + exponent + i64::from(shift))
}

/// The value of digits with or without a point between them, as [`parse`] reads them; `None` for all other forms, and for
/// more digits than a machine word holds.
pub(super) fn plain(text: &str) -> Option<Decimal> {
    const MOST: usize = 18;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || text.ends_with('.') || whole.len() + fraction.len() > MOST {
        return None;
    }
    let mut digits = whole.bytes().chain(fraction.bytes());
    let mut mantissa = digits.try_fold(0_i64, |mantissa, byte| {
        byte.is_ascii_digit().then(|| mantissa * 10 + i64::from(byte - b'0'))
    })?;
    let mut scale = u32::try_from(fraction.len()).ok()?;
    while scale > 0 && mantissa % 10 == 0 {
        (mantissa, scale) = (mantissa / 10, scale - 1);
    }
    Some(Decimal::new(mantissa, scale))
}

/// How long the exponent at the beginning of `rest` is; none without a number before it.
fn exponent_length(number: &str, rest: &str) -> usize {
    if number.is_empty() || !rest.starts_with(['e', 'E']) {
        return 0;
    }
    let behind = &rest[1..];
    let unsigned = behind.strip_prefix(['+', '-']).unwrap_or(behind);
    let digits = unsigned.find(|c: char| !c.is_ascii_digit()).unwrap_or(unsigned.len());
    if digits == 0 {
        return 0;
    }
    rest.len() - unsigned.len() + digits
}

fn parse_exponent(text: &str) -> Result<i64, Fault> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::Malformed);
    }
    // The bound only keeps the sums below from overflowing.
    let exponent: i64 = text.parse().map_err(|_| Fault::OutOfRange)?;
    if exponent.abs() > 1_000_000 {
        return Err(Fault::OutOfRange);
    }
    Ok(exponent)
}

/// The digits of a whole number whose commas, if any, group thousands.
///
/// Every comma must be followed by exactly three digits. A first group of `0`, or of more than three digits, is a
/// number that nobody groups (`0,125`, `1204,500`): there the comma is more likely a decimal point.
fn without_groups(whole: &str) -> Result<String, Fault> {
    let mut groups = whole.split(',');
    let first = without_underscores(groups.next().unwrap_or_default())?;
    let others: Vec<&str> = groups.collect();
    if others.is_empty() {
        return Ok(first);
    }
    let leads = (1..=3).contains(&first.len()) && !first.starts_with('0');
    let is_group = |group: &&str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    if leads && others.iter().all(is_group) {
        Ok(first + &others.concat())
    } else {
        Err(Fault::Comma)
    }
}

/// The digits of a text in which underscores stand between digits only, as in TOML.
fn without_underscores(text: &str) -> Result<String, Fault> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let is_run = |run: &str| !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_digit());
    if text.split('_').all(is_run) {
        Ok(text.replace('_', ""))
    } else {
        Err(Fault::Malformed)
    }
}

/// The number of these digits with the decimal point behind the first `point` of them.
fn place_point(digits: &str, point: i64) -> Result<Decimal, Fault> {
    let leading = digits.len() - digits.trim_start_matches('0').len();
    let significant = digits[leading..].trim_end_matches('0');
    if significant.is_empty() {
        return Ok(Decimal::ZERO);
    }
    let point = point - i64::try_from(leading).map_err(|_| Fault::OutOfRange)?;
    // A Decimal has at most 29 digits before its point and 28 behind it.
    let plain = match usize::try_from(point) {
        Ok(point) if point > 29 => return Err(Fault::OutOfRange),
        Ok(point) if point >= significant.len() => format!("{significant:0<point$}"),
        Ok(point) => format!("{}.{}", &significant[..point], &significant[point..]),
        Err(_) if point < -28 => return Err(Fault::OutOfRange),
        Err(_) => {
            let zeros = usize::try_from(-point).map_err(|_| Fault::OutOfRange)?;
            format!("0.{:0<zeros$}{significant}", "")
        }
    };
    let number: Decimal = plain.parse().map_err(|_| Fault::OutOfRange)?;
    if number.is_zero() {
        return Err(Fault::OutOfRange);
    }
    Ok(number.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Result<String, Fault> {
        parse(text, 0).map(|number| number.to_string())
    }

    #[test]
    fn numbers_are_exact_and_carry_no_idle_zeros() {
        for (written, value) in [
            ("12", "12"),
            ("12.50", "12.5"),
            (".5", "0.5"),
            ("12.", "12"),
            ("007", "7"),
            ("0", "0"),
            ("0.000", "0"),
            ("1_204", "1204"),
            ("1,204.50", "1204.5"),
            ("1,204,000", "1204000"),
            ("1e6", "1000000"),
            ("1.5E+3", "1500"),
            ("25e-3", "0.025"),
            ("0e999999", "0"),
            ("0.1", "0.1"),
            ("79228162514264337593543950335", "79228162514264337593543950335"),
            ("0.0000000000000000000000000001", "0.0000000000000000000000000001"),
            ("0.33333333333333333333333333333333", "0.3333333333333333333333333333"),
        ] {
            assert_eq!(number(written), Ok(value.to_owned()), "{written}");
        }
    }

    #[test]
    fn a_comma_groups_only_where_it_cannot_be_a_decimal_point() {
        for written in [
            "1,20",
            "1,2045",
            "0,125",
            "00,125",
            "1204,500",
            "12,34,567",
            ",500",
            "1,",
            "1,,000",
            "1.234,5",
            "1,2_0",
        ] {
            assert_eq!(number(written), Err(Fault::Comma), "{written}");
        }
    }

    #[test]
    fn digits_alone_are_read_as_everything_is() {
        for written in [
            "0",
            "007",
            "12",
            "1200",
            "12.50",
            "0.000",
            "99.916",
            "999999999999999999",
        ] {
            let plain = plain(written).expect(written);
            let parsed = parse(written, 0).expect(written);
            assert_eq!((plain, plain.scale()), (parsed, parsed.scale()), "{written}");
        }
        for written in [
            "",
            ".",
            "1.",
            ".5",
            "1_0",
            "1e3",
            "+1",
            "-1",
            "1.2.3",
            "1 ",
            "1234567890123456789",
        ] {
            assert_eq!(plain(written), None, "{written}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_malformed() {
        for written in [
            "", ".", "1__0", "_1", "1_", "1.2.3", "1._5", "e5", "1e", "1e+", "1e5.5", "1e_5",
        ] {
            assert_eq!(number(written), Err(Fault::Malformed), "{written}");
        }
    }

    #[test]
    fn a_number_that_a_decimal_cannot_hold_is_out_of_range() {
        for written in [
            "79228162514264337593543950336",
            "1e29",
            "1e400",
            "1e99999999999999999999",
            "1e-29",
            "1e-400",
            "0.4e-28",
        ] {
            assert_eq!(number(written), Err(Fault::OutOfRange), "{written}");
        }
    }

    #[test]
    fn the_number_ends_where_the_unit_begins() {
        for (text, expected) in [
            ("3d 4h", ("3", "d 4h")),
            ("1.2k", ("1.2", "k")),
            ("1e3ms", ("1e3", "ms")),
            ("1eur", ("1", "eur")),
            ("1e+x", ("1", "e+x")),
            ("1,204.50 EUR", ("1,204.50", " EUR")),
            ("e5", ("", "e5")),
            ("", ("", "")),
            ("5€", ("5", "€")),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }
}
