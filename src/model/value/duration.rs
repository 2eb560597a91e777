//! Durations as people write them: `3d 4h`, `9 days`, `1:12:00`, `PT1.5S`.
//!
//! A day has 24 hours and a week 7 days. Months and years have no fixed length and are refused, and so is `4:30`, which
//! is minutes to one reader and hours to the next.

use rust_decimal::{Decimal, RoundingStrategy};

use super::number::{self, Fault};
use super::{ValueError, explain, not_a_number, quoted};
use crate::model::unit::{TimeUnit, Unit};

/// Reads an unsigned duration into `kept`. A bare number is in `kept` already.
pub(super) fn read(text: &str, kept: TimeUnit) -> Result<Decimal, ValueError> {
    let unit = Unit::Duration(kept);
    if text.contains(':') {
        return clock(text, kept);
    }
    if let Some(designators) = text.strip_prefix(['P', 'p']) {
        return iso(text, designators, kept);
    }
    let (digits, tail) = number::split(text);
    let shift = match tail.trim_start() {
        "" => 0,
        "k" | "K" => 3,
        "B" => 9,
        "M" => return Err(ambiguous_million(text)),
        _ => return parts(text, kept),
    };
    number::parse(digits, shift).map_err(|fault| explain(fault, text, &unit))
}

/// `h:mm:ss`, where minutes and seconds have two digits and stay below sixty.
fn clock(text: &str, kept: TimeUnit) -> Result<Decimal, ValueError> {
    let unit = Unit::Duration(kept);
    let fields: Vec<&str> = text.split(':').collect();
    let &[hours, minutes, seconds] = fields.as_slice() else {
        return Err(ambiguous_clock(text, &fields));
    };
    let whole_seconds = seconds.split('.').next().unwrap_or_default();
    let is_sixtieth = |field: &str| field.len() == 2 && field.bytes().all(|b| b.is_ascii_digit()) && field < "60";
    if !is_sixtieth(minutes) || !is_sixtieth(whole_seconds) {
        return Err(ValueError::new(
            format!("{} is not a duration of the form h:mm:ss", quoted(text)),
            "write minutes and seconds with two digits, from 00 to 59, as in `1:12:00`",
        ));
    }
    [(hours, HOUR), (minutes, MINUTE), (seconds, SECOND)]
        .into_iter()
        .try_fold(Decimal::ZERO, |sum, (field, each)| add(sum, field, each))
        .and_then(|microseconds| convert(microseconds, kept))
        .map_err(|fault| explain(fault, text, &unit))
}

/// ISO 8601: `PnW`, `PnD`, `PTnHnMnS`, each part at most once and in this order.
fn iso(text: &str, designators: &str, kept: TimeUnit) -> Result<Decimal, ValueError> {
    let upper = designators.to_ascii_uppercase();
    let (date, time) = match upper.split_once('T') {
        // `P1DT` promises a time and gives none.
        Some((_, "")) => return Err(not_iso(text)),
        Some((date, time)) => (date, time),
        None => (upper.as_str(), ""),
    };
    if date.contains(['Y', 'M']) {
        return Err(ValueError::new(
            format!("{} counts years or months, which have no fixed length", quoted(text)),
            "write it in weeks, days or hours, as in `P45D`",
        ));
    }
    if date.is_empty() && time.is_empty() {
        return Err(not_iso(text));
    }
    let mut sum = Decimal::ZERO;
    for (mut rest, allowed) in [
        (date, &[('W', WEEK), ('D', DAY)][..]),
        (time, &[('H', HOUR), ('M', MINUTE), ('S', SECOND)][..]),
    ] {
        let mut allowed = allowed.iter();
        while !rest.is_empty() {
            let (digits, tail) = number::split(rest);
            let part = allowed.find(|(letter, _)| tail.starts_with(*letter));
            let &(_, each) = part.ok_or_else(|| not_iso(text))?;
            // The standard's own decimal mark is a comma, so here a comma never groups.
            sum = if digits.contains(',') {
                Err(Fault::Comma)
            } else {
                add(sum, digits, each)
            }
            .map_err(|fault| explain(fault, text, &Unit::Duration(kept)))?;
            rest = &tail[1..];
        }
    }
    convert(sum, kept).map_err(|fault| explain(fault, text, &Unit::Duration(kept)))
}

/// `3d 4h`: numbers with their units, the larger unit first.
fn parts(text: &str, kept: TimeUnit) -> Result<Decimal, ValueError> {
    let unit = Unit::Duration(kept);
    let mut sum = Decimal::ZERO;
    let mut previous = None;
    let mut rest = text;
    while !rest.is_empty() {
        let (digits, tail) = number::split(rest);
        if digits.is_empty() {
            return Err(not_a_number(text, &unit));
        }
        let tail = tail.trim_start();
        let end = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
        let (word, behind) = tail.split_at(end);
        let each = match word {
            "" => return Err(part_without_unit(text, digits, tail)),
            // Behind hours it can only be minutes.
            "M" if previous.is_none() => return Err(ambiguous_million(text)),
            _ => microseconds_of(word).ok_or_else(|| unknown_word(text, word))?,
        };
        if previous.is_some_and(|larger| each >= larger) {
            return Err(ValueError::new(
                format!("{} does not go from larger units to smaller ones", quoted(text)),
                "write each unit once, the larger first, as in `1d 4h`",
            ));
        }
        if previous.is_none() && behind.is_empty() && Decimal::from(each) == length_of(kept) {
            // Nothing to convert, so nothing to lose.
            return number::parse(digits, 0).map_err(|fault| explain(fault, text, &unit));
        }
        previous = Some(each);
        sum = add(sum, digits, each).map_err(|fault| explain(fault, text, &unit))?;
        rest = behind.trim_start();
    }
    convert(sum, kept).map_err(|fault| explain(fault, text, &unit))
}

// Lengths in microseconds, the smallest unit that is read.
const MICROSECOND: i64 = 1;
const MILLISECOND: i64 = 1_000;
const SECOND: i64 = 1_000 * MILLISECOND;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

fn microseconds_of(word: &str) -> Option<i64> {
    Some(match word.to_lowercase().as_str() {
        "us" | "µs" | "μs" => MICROSECOND,
        "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" => MILLISECOND,
        "s" | "sec" | "secs" | "second" | "seconds" => SECOND,
        "m" | "min" | "mins" | "minute" | "minutes" => MINUTE,
        "h" | "hr" | "hrs" | "hour" | "hours" => HOUR,
        "d" | "day" | "days" => DAY,
        "w" | "wk" | "wks" | "week" | "weeks" => WEEK,
        _ => return None,
    })
}

fn length_of(kept: TimeUnit) -> Decimal {
    Decimal::from(MILLISECOND) * kept.milliseconds()
}

fn add(sum: Decimal, digits: &str, each: i64) -> Result<Decimal, Fault> {
    number::parse(digits, 0)?
        .checked_mul(Decimal::from(each))
        .and_then(|part| sum.checked_add(part))
        .ok_or(Fault::OutOfRange)
}

/// Digits that are kept of a conversion that has no end: 35 minutes are 0.0243055555556 days.
const SIGNIFICANT_DIGITS: u32 = 12;

/// Microseconds into `kept`: exact where the quotient ends, otherwise rounded to [`SIGNIFICANT_DIGITS`].
fn convert(microseconds: Decimal, kept: TimeUnit) -> Result<Decimal, Fault> {
    let quotient = microseconds.checked_div(length_of(kept)).ok_or(Fault::OutOfRange)?;
    if microseconds.is_zero() {
        return Ok(Decimal::ZERO);
    }
    if quotient.is_zero() {
        return Err(Fault::OutOfRange);
    }
    // The divisors are made of twos, fives and these threes; the quotient ends where the threes cancel.
    let threes = match kept {
        TimeUnit::Milliseconds | TimeUnit::Seconds => 1,
        TimeUnit::Minutes => 3,
        TimeUnit::Hours => 9,
        TimeUnit::Days => 27,
    };
    let number = if microseconds.mantissa() % threes == 0 {
        quotient
    } else {
        quotient
            .round_sf_with_strategy(SIGNIFICANT_DIGITS, RoundingStrategy::MidpointAwayFromZero)
            .unwrap_or(quotient)
    };
    Ok(number.normalize())
}

fn ambiguous_clock(text: &str, fields: &[&str]) -> ValueError {
    let plain = |field: &&str| !field.is_empty() && field.bytes().all(|b| b.is_ascii_digit());
    match fields {
        [first, second] if fields.iter().all(plain) => ValueError::new(
            format!("{} could be minutes and seconds or hours and minutes", quoted(text)),
            format!("write `{first}m {second}s` or `{first}h {second}m`"),
        ),
        _ => ValueError::new(
            format!("{} is not a duration", quoted(text)),
            "write it as h:mm:ss, such as `1:12:00`, or with units, such as `1h 12m`",
        ),
    }
}

fn ambiguous_million(text: &str) -> ValueError {
    ValueError::new(
        format!("the `M` of {} could be minutes or millions", quoted(text)),
        "write `min` for minutes, or the whole number",
    )
}

fn not_iso(text: &str) -> ValueError {
    ValueError::new(
        format!("{} is not an ISO 8601 duration", quoted(text)),
        "write it as in `P1DT4H` or `PT1.5S`, or plainly, as in `1d 4h`",
    )
}

fn part_without_unit(text: &str, digits: &str, behind: &str) -> ValueError {
    if behind.is_empty() {
        ValueError::new(
            format!("{} does not say what the `{digits}` at its end is", quoted(text)),
            format!("add its unit, as in `{digits}m`"),
        )
    } else {
        ValueError::new(
            format!(
                "{} is not a duration: {} stands where a unit should",
                quoted(text),
                quoted(behind)
            ),
            "write numbers with their units and nothing between, as in `3d 4h`",
        )
    }
}

fn unknown_word(text: &str, word: &str) -> ValueError {
    ValueError::new(
        format!(
            "{} is not a duration: {} is no unit of time",
            quoted(text),
            quoted(word)
        ),
        "use ms, s, m (or min), h, d or w, as in `1h 12m`",
    )
}
