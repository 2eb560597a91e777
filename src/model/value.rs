//! Values as people write them, read into exact decimals.
//!
//! Every form that a report, a template or a CSV file may use is read here: grouped numbers, `1.2k`, percentages, money,
//! durations, approximations, and the ways to say that there is no value. Nothing is guessed: a text that two readers
//! would read differently is an error that asks. Bounds of a metric are checked by [`check_range`], not while reading,
//! because a metric may widen what its unit allows.

mod duration;
mod number;
#[cfg(test)]
mod tests;

use std::fmt;
use std::num::IntErrorKind;

use rust_decimal::Decimal;

use super::unit::{Currency, TimeUnit, Unit};
use number::Fault;

/// What a written value says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A number in the metric's unit.
    Number {
        /// The number, without idle zeros.
        number: Decimal,
        /// Written as `~12` or `approx 12`: shown with ≈.
        approximate: bool,
    },
    /// `n/a`, `-`, `tbd` or nothing: said to be not available, which is neither zero nor missing.
    NotAvailable,
}

/// Why a value cannot be read, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// What is wrong, quoting the text.
    pub message: String,
    /// What to write instead.
    pub cure: String,
}

impl ValueError {
    fn new(message: impl Into<String>, cure: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            cure: cure.into(),
        }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.message, self.cure)
    }
}

impl std::error::Error for ValueError {}

/// Reads a value written as text, in any form, for a metric of this unit.
///
/// Exact but for conversions of durations that have no end (35 minutes in days), which keep 12 significant digits, and
/// for digits beyond the 28 of a decimal. The sign is not judged here: see [`check_range`].
pub fn read(text: &str, unit: &Unit) -> Result<Written, ValueError> {
    let text = tidy(text);
    if is_not_available(&text) {
        return Ok(Written::NotAvailable);
    }
    let (approximate, amount) = strip_approximation(&text);
    refuse_bound(&text, amount)?;
    refuse_interval(&text, amount)?;
    let (negative, unsigned) = strip_sign(amount);
    let number = match unit {
        Unit::Duration(kept) => read_duration(&text, unsigned, *kept),
        Unit::Money(currency) => read_money(&text, unsigned, *currency),
        _ => read_plain(&text, unsigned, unit).map(|number| (false, number)),
    };
    let (negative_inside, number) = number?;
    Ok(Written::Number {
        number: with_sign(negative != negative_inside, number),
        approximate,
    })
}

/// Reads a value that a person has typed as text: as [`read`] does, but for an amount or a count with a point before exactly
/// three digits, which is a thousand times as much where points group. Programs, and numbers of TOML, mean decimals.
pub fn read_typed(text: &str, unit: &Unit) -> Result<Written, ValueError> {
    let may_group = match unit {
        Unit::Count => true,
        Unit::Money(currency) => currency.minor_digits() != 3,
        _ => false,
    };
    let written = read(text, unit)?;
    match grouped_by_point(text).filter(|_| may_group) {
        None => Ok(written),
        Some((whole, fraction)) => {
            let decimals = match fraction.trim_end_matches('0') {
                "" => "0",
                // With a fourth digit it is no group.
                all if all.len() == fraction.len() => &format!("{fraction}0"),
                some => some,
            };
            Err(ValueError::new(
                format!(
                    "{} is thousands to one reader, and decimals to another",
                    quoted(text.trim())
                ),
                format!("write `{whole},{fraction}` for the thousands, or `{whole}.{decimals}` for the decimals"),
            ))
        }
    }
}

/// The parts of a number that a point parts as it does where points group thousands: `18.250`.
fn grouped_by_point(text: &str) -> Option<(&str, &str)> {
    let begin = text.find(|c: char| c.is_ascii_digit())?;
    let (number, rest) = number::split(&text[begin..]);
    let (whole, fraction) = number.split_once('.')?;
    let is_group = (1..=3).contains(&whole.len()) && !whole.starts_with('0') && fraction.len() == 3;
    let digits = || whole.bytes().chain(fraction.bytes());
    (is_group && digits().all(|digit| digit.is_ascii_digit()) && strip_scale(rest.trim_start()).is_none())
        .then_some((whole, fraction))
}

/// Reads the text of a TOML integer or float: `12`, `1_204`, `1e6`, `0x10`, `nan`, `+3`. It is in the metric's unit.
///
/// Taking the text, not TOML's own float, is what keeps 0.1 exact. `nan` and `inf` are errors.
pub fn read_number(literal: &str, unit: &Unit) -> Result<Decimal, ValueError> {
    // Nearly all are written so.
    if let Some(number) = number::plain(literal) {
        return Ok(number);
    }
    let literal = tidy(literal);
    let (negative, unsigned) = strip_sign(&literal);
    let fault = |fault| explain(fault, &literal, unit);
    if let Some((radix, digits)) = radix_of(unsigned) {
        // TOML's whole numbers have 64 bits.
        return u64::from_str_radix(&digits.replace('_', ""), radix)
            .map(|number| with_sign(negative, Decimal::from(number)))
            .map_err(|error| match error.kind() {
                IntErrorKind::PosOverflow => fault(Fault::OutOfRange),
                _ => fault(Fault::Malformed),
            });
    }
    if is_not_finite(unsigned) {
        return Err(not_finite(&literal));
    }
    number::parse(unsigned, 0)
        .map(|number| with_sign(negative, number))
        .map_err(fault)
}

/// Refuses a number outside the metric's `range`, or, without one, outside what its unit can be: below zero for all but
/// labels. An open end of a range is `Decimal::MIN` or `Decimal::MAX`.
pub fn check_range(number: Decimal, unit: &Unit, range: Option<(Decimal, Decimal)>) -> Result<(), ValueError> {
    let (lower, upper) = match range {
        Some((lower, upper)) => (Some(lower), Some(upper)),
        None => unit.natural_range(),
    };
    let number = number.normalize();
    match (lower, upper) {
        (Some(lower), _) if number < lower && range.is_none() => Err(ValueError::new(
            format!("{number} is negative, and {} cannot be", what_it_counts(unit)),
            "correct the number, or give the metric a `range` that allows it",
        )),
        (Some(bound), _) if number < bound => Err(out_of_range(number, "below the lowest", bound)),
        (_, Some(bound)) if number > bound => Err(out_of_range(number, "above the highest", bound)),
        _ => Ok(()),
    }
}

// ---- the steps of reading ----

/// One space for every kind of white space, none around, and nothing invisible; typographic minus signs become `-`.
fn tidy(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{200e}' | '\u{200f}'))
        .map(|c| if matches!(c, '\u{2212}' | '\u{2013}') { '-' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_not_available(text: &str) -> bool {
    matches!(
        text.to_lowercase().as_str(),
        "" | "-" | "—" | "n/a" | "na" | "tbd" | "not available"
    )
}

fn strip_approximation(text: &str) -> (bool, &str) {
    if let Some(rest) = text.strip_prefix(['~', '≈']) {
        return (true, rest.trim_start());
    }
    // `split_once` at the space keeps `approximately` from being read as `approx` and `imately`.
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    match word.to_lowercase().as_str() {
        "approx" | "approx." | "approximately" | "about" | "circa" => (true, rest),
        _ => (false, text),
    }
}

fn refuse_bound(text: &str, amount: &str) -> Result<(), ValueError> {
    let is_bound = amount.starts_with(['<', '>', '≤', '≥'])
        || amount
            .strip_suffix('+')
            .is_some_and(|rest| rest.ends_with(|c: char| c.is_alphanumeric()));
    if is_bound {
        return Err(ValueError::new(
            format!("{} is a bound, not a value", quoted(text)),
            "say a number and put the bound in the note",
        ));
    }
    Ok(())
}

fn refuse_interval(text: &str, amount: &str) -> Result<(), ValueError> {
    let (_, unsigned) = strip_sign(amount);
    let (digits, tail) = number::split(unsigned);
    let upper = tail.trim_start().strip_prefix('-').map(str::trim_start);
    let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    if is_number(digits) && upper.is_some_and(is_number) {
        return Err(ValueError::new(
            format!("{} is two numbers", quoted(text)),
            "say one number and put the others in the note",
        ));
    }
    Ok(())
}

fn strip_sign(text: &str) -> (bool, &str) {
    let negative = text.starts_with('-');
    let rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    (negative, rest.trim_start())
}

fn with_sign(negative: bool, number: Decimal) -> Decimal {
    // There is no negative zero here: `-0` is 0.
    if negative && !number.is_zero() { -number } else { number }
}

fn read_duration(text: &str, unsigned: &str, kept: TimeUnit) -> Result<(bool, Decimal), ValueError> {
    refuse_currency(text, unsigned, &Unit::Duration(kept))?;
    if is_not_finite(unsigned) {
        return Err(not_finite(text));
    }
    if unsigned.ends_with('%') {
        return Err(other_kind(text, "a percentage", &Unit::Duration(kept), "%"));
    }
    duration::read(unsigned, kept).map(|number| (false, number))
}

/// Money with its sign or code before or after the number, or with none.
fn read_money(text: &str, unsigned: &str, kept: Currency) -> Result<(bool, Decimal), ValueError> {
    let unit = Unit::Money(kept);
    let (before, rest) = strip_currency(text, unsigned)?;
    // The sign may stand on either side of the currency: `-€5` and `€-5`, but not on both.
    let (negative, rest) = if before.is_some() {
        strip_sign(rest)
    } else {
        (false, rest)
    };
    let (digits, tail) = number::split(rest);
    if digits.is_empty() {
        return Err(not_a_number(text, &unit));
    }
    let (shift, after) = money_tail(text, tail.trim_start())?;
    for written in [before, after].into_iter().flatten() {
        if written != kept {
            return Err(ValueError::new(
                format!(
                    "{} is in {}, but the metric is in {}",
                    quoted(text),
                    written.code(),
                    kept.code()
                ),
                format!(
                    "write the amount in {0}, as in `{0} 12.50`, or set the site's `currency` or the metric's `unit`; nothing is converted",
                    kept.code()
                ),
            ));
        }
    }
    let number = number::parse(digits, shift).map_err(|fault| explain(fault, text, &unit))?;
    Ok((negative, number))
}

/// The currency that `text` begins with, by sign or by code, and what follows.
fn strip_currency<'a>(whole: &str, text: &'a str) -> Result<(Option<Currency>, &'a str), ValueError> {
    if let Some((currency, rest)) = Currency::strip_sign(text) {
        return Ok((Some(currency), rest.trim_start()));
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    if word.is_empty() {
        return Ok((None, text));
    }
    if is_not_finite(word) {
        return Err(not_finite(whole));
    }
    match Currency::of_code(&word.to_uppercase()) {
        Some(currency) => Ok((Some(currency), rest.trim_start())),
        None => Err(unknown_currency(whole, word)),
    }
}

/// What follows the number of an amount: a scale, a currency, both or nothing.
fn money_tail(whole: &str, tail: &str) -> Result<(i32, Option<Currency>), ValueError> {
    let currency = |text: &str| Currency::of_sign(text).or_else(|| Currency::of_code(&text.to_uppercase()));
    if tail.is_empty() {
        return Ok((0, None));
    }
    if let Some(found) = currency(tail) {
        return Ok((0, Some(found)));
    }
    match strip_scale(tail) {
        Some((shift, "")) => Ok((shift, None)),
        Some((shift, rest)) => match currency(rest) {
            Some(found) => Ok((shift, Some(found))),
            None => Err(unknown_currency(whole, tail)),
        },
        None => Err(unknown_currency(whole, tail)),
    }
}

/// A number with nothing but a scale and the metric's own unit behind it.
fn read_plain(text: &str, unsigned: &str, unit: &Unit) -> Result<Decimal, ValueError> {
    refuse_currency(text, unsigned, unit)?;
    if is_not_finite(unsigned) {
        return Err(not_finite(text));
    }
    let (digits, tail) = number::split(unsigned);
    if digits.is_empty() {
        return Err(not_a_number(text, unit));
    }
    let tail = tail.trim_start();
    let shift = own_ending(tail, unit)
        .or_else(|| {
            let (shift, rest) = strip_scale(tail)?;
            Some(shift + own_ending(rest, unit)?)
        })
        .ok_or_else(|| foreign_ending(text, tail, unit))?;
    number::parse(digits, shift).map_err(|fault| explain(fault, text, unit))
}

/// The power of ten that an ending of this unit stands for; nothing if it is not one.
fn own_ending(tail: &str, unit: &Unit) -> Option<i32> {
    let compact = tail.replace(' ', "").to_lowercase();
    let is_own = match unit {
        Unit::Percent => tail == "%",
        Unit::Ratio if tail == "%" => return Some(-2),
        Unit::Rate => matches!(compact.as_str(), "req/s" | "rps" | "/s"),
        Unit::Carbon => matches!(compact.as_str(), "kg" | "kgco2e" | "kgco₂e"),
        Unit::Label(label) => compact == label.replace(' ', "").to_lowercase(),
        Unit::Count | Unit::Ratio | Unit::Duration(_) | Unit::Money(_) => false,
    };
    (is_own || tail.is_empty()).then_some(0)
}

fn strip_scale(tail: &str) -> Option<(i32, &str)> {
    let shift = match tail.chars().next()? {
        'k' | 'K' => 3,
        'M' => 6,
        'B' => 9,
        _ => return None,
    };
    Some((shift, tail[1..].trim_start()))
}

fn is_not_finite(unsigned: &str) -> bool {
    matches!(unsigned.to_lowercase().as_str(), "nan" | "inf" | "infinity" | "∞")
}

fn radix_of(literal: &str) -> Option<(u32, &str)> {
    let (prefix, digits) = literal.split_at_checked(2)?;
    let radix = match prefix {
        "0x" => 16,
        "0o" => 8,
        "0b" => 2,
        _ => return None,
    };
    // `from_str_radix` would take a second sign.
    (!digits.starts_with(['+', '-'])).then_some((radix, digits))
}

// ---- what went wrong, in words ----

/// The longest text that a message repeats: a cell may hold a paragraph.
const LONGEST_QUOTE: usize = 40;

fn quoted(text: &str) -> String {
    if text.chars().count() <= LONGEST_QUOTE {
        return format!("`{text}`");
    }
    let beginning: String = text.chars().take(LONGEST_QUOTE).collect();
    format!("`{beginning}…`")
}

fn explain(fault: Fault, text: &str, unit: &Unit) -> ValueError {
    match fault {
        Fault::Comma => ValueError::new(
            format!("{} has a comma that does not group thousands", quoted(text)),
            "write a point if it is a decimal mark (1.25), or groups of three digits (1,250)",
        ),
        Fault::OutOfRange => ValueError::new(
            format!("{} is beyond what can be kept exactly (28 digits)", quoted(text)),
            "round the number, or give the metric a larger or smaller unit",
        ),
        Fault::Malformed => not_a_number(text, unit),
    }
}

fn not_a_number(text: &str, unit: &Unit) -> ValueError {
    let examples = match unit {
        Unit::Duration(kept) => format!("`12` (in {}), `1h 12m` or `240ms`", kept.symbol()),
        Unit::Percent => "`99.95` or `99.95%`".to_owned(),
        Unit::Ratio => "`0.9995` or `99.95%`".to_owned(),
        Unit::Money(currency) => format!("`1204.50` or `1,204.50 {}`", currency.code()),
        Unit::Count | Unit::Rate | Unit::Carbon | Unit::Label(_) => "`12`, `1,204.5` or `1.2k`".to_owned(),
    };
    ValueError::new(
        format!("{} is not a number", quoted(text)),
        format!("write it as {examples}, or `n/a` where there is no value"),
    )
}

fn not_finite(text: &str) -> ValueError {
    ValueError::new(
        format!("{} is not a finite number", quoted(text)),
        "write a number, or `n/a` where there is no value",
    )
}

fn refuse_currency(text: &str, unsigned: &str, unit: &Unit) -> Result<(), ValueError> {
    match Currency::strip_sign(unsigned) {
        Some((currency, _)) => Err(other_kind(text, "money", unit, currency.code())),
        None => Ok(()),
    }
}

/// An ending that belongs to another kind of unit than the metric's.
fn foreign_ending(text: &str, tail: &str, unit: &Unit) -> ValueError {
    if tail == "%" {
        return other_kind(text, "a percentage", unit, "%");
    }
    if let Some((numerator, denominator)) = ratio(text, unit) {
        return ValueError::new(
            format!("{} is a numerator and a denominator", quoted(text)),
            format!("write `{{ numerator = {numerator}, denominator = {denominator} }}` in place of the text"),
        );
    }
    if tail == "m" {
        return ValueError::new(
            format!("the `m` of {} is not a scale", quoted(text)),
            "write `M` for millions; minutes need a metric whose unit is a duration",
        );
    }
    match Unit::probably_meant(tail).unwrap_or_else(|| Unit::parse(tail)) {
        Unit::Duration(time) => other_kind(text, "a duration", unit, time.symbol()),
        Unit::Money(currency) => other_kind(text, "money", unit, currency.code()),
        _ => ValueError::new(
            format!("{} does not end like {}", quoted(text), what_it_counts(unit)),
            "write the number alone and put the words in the note",
        ),
    }
}

/// The parts of a share that is written as `1/14` or `1 of 14`, for a metric that is one.
fn ratio<'t>(text: &'t str, unit: &Unit) -> Option<(&'t str, &'t str)> {
    let (numerator, denominator) = text.split_once('/').or_else(|| text.split_once(" of "))?;
    let (numerator, denominator) = (numerator.trim(), denominator.trim());
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_share = matches!(unit, Unit::Percent | Unit::Ratio) && is_number(numerator) && is_number(denominator);
    is_share.then_some((numerator, denominator))
}

fn other_kind(text: &str, kind: &str, unit: &Unit, written: &str) -> ValueError {
    ValueError::new(
        format!("{} is {kind}, but the metric is {}", quoted(text), what_it_counts(unit)),
        format!("write the number in the metric's unit, or set `unit = \"{written}\"` for the metric"),
    )
}

fn unknown_currency(text: &str, word: &str) -> ValueError {
    ValueError::new(
        format!("{} is not a currency, in {}", quoted(word), quoted(text)),
        "write a code of ISO 4217 such as `EUR`, a sign such as `€`, or the number alone",
    )
}

fn what_it_counts(unit: &Unit) -> String {
    match unit {
        Unit::Duration(kept) => format!("a duration ({})", kept.symbol()),
        Unit::Percent => "a percentage".to_owned(),
        Unit::Count => "a count".to_owned(),
        Unit::Ratio => "a ratio".to_owned(),
        Unit::Money(currency) => format!("money ({})", currency.code()),
        Unit::Rate => "a rate (req/s)".to_owned(),
        Unit::Carbon => "a mass (kg CO₂e)".to_owned(),
        Unit::Label(label) => format!("a number of {}", quoted(label)),
    }
}

fn out_of_range(number: Decimal, side: &str, bound: Decimal) -> ValueError {
    ValueError::new(
        format!("{number} is {side} value of the metric's range, {}", bound.normalize()),
        "correct the number, or change the metric's `range`",
    )
}
