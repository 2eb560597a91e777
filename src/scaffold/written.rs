//! Values and texts as an author would write them in TOML.
//!
//! The reverse of `model::value`: what is written here is read back as the same number, or the plain number is written.

use crate::model::format::{Style, shown};
use crate::model::unit::{TimeUnit, Unit};
use crate::model::value::{self, Written};
use rust_decimal::Decimal;
use std::fmt::Write;

/// A number in a metric's unit as a TOML value: `14`, `"1d 4h"`, `"€18,250.40"`, `"~12"`.
pub(super) fn number(number: Decimal, approximate: bool, unit: &Unit) -> String {
    let human = match unit {
        Unit::Duration(kept) => duration(number, *kept),
        Unit::Money(_) => Some(money(number, unit)),
        _ => None,
    };
    let human = human.filter(|text| reads_as(text, number, unit));
    match (human, approximate) {
        (Some(text), false) => quoted(&text),
        (Some(text), true) => quoted(&format!("~{text}")),
        (None, true) => {
            let text = format!("~{}", number.normalize());
            // Three digits behind a point may be thousands, four are not.
            let is_asked = value::read_typed(&text, unit).is_err();
            quoted(&if is_asked { format!("{text}0") } else { text })
        }
        (None, false) => literal(number),
    }
}

/// A number as a page shows it, with plain spaces and minus signs, for a comment.
pub(super) fn as_shown(number: Decimal, unit: &Unit, precision: Option<u32>) -> String {
    let style = Style {
        precision,
        ..Style::of(unit)
    };
    shown(number, &style)
        .text()
        .replace(['\u{202f}', '\u{a0}'], " ")
        .replace('\u{2212}', "-")
}

/// A text as a basic string of TOML.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A key: bare where TOML allows it.
pub(super) fn key(text: &str) -> String {
    let is_bare = !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare { text.to_owned() } else { quoted(text) }
}

/// A list of texts.
pub(super) fn list(texts: &[String]) -> String {
    format!(
        "[{}]",
        texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")
    )
}

/// A text for a comment: one line without control characters, which TOML forbids there.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .filter(|character| !character.is_control())
        .collect()
}

fn reads_as(text: &str, wanted: Decimal, unit: &Unit) -> bool {
    matches!(value::read_typed(text, unit), Ok(Written::Number { number, approximate: false }) if number == wanted)
}

/// A number of TOML. From five digits on they are grouped; what TOML's whole numbers cannot hold is quoted.
pub(super) fn literal(number: Decimal) -> String {
    let plain = number.normalize().to_string();
    let (whole, fraction) = plain
        .split_once('.')
        .map_or((plain.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = whole.trim_start_matches('-');
    if digits.len() > 18 {
        return quoted(&plain);
    }
    if digits.len() < 5 {
        return plain;
    }
    let mut text = if whole.starts_with('-') {
        "-".to_owned()
    } else {
        String::new()
    };
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    fraction.map_or_else(|| text.clone(), |fraction| format!("{text}.{fraction}"))
}

/// Most parts of a duration that still read well; beyond them the plain number does.
const MOST_PARTS: usize = 3;

/// A span of a minute and more in days, hours, minutes and seconds; `None` where the plain number is clearer.
fn duration(number: Decimal, kept: TimeUnit) -> Option<String> {
    // 415 minutes in hours have no end: whoever calls makes sure that the rounded span is read as the number itself.
    let seconds = number
        .checked_mul(kept.milliseconds())?
        .checked_div(Decimal::ONE_THOUSAND)?
        .round();
    if kept == TimeUnit::Milliseconds || seconds < Decimal::from(60) {
        return None;
    }
    let mut rest = u64::try_from(seconds).ok()?;
    let mut parts: Vec<(u64, &str)> = Vec::new();
    for (length, symbol) in [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")] {
        if rest / length > 0 {
            parts.push((rest / length, symbol));
        }
        rest %= length;
    }
    match parts.as_slice() {
        // A lone `m` could be a million.
        [(minutes, "m")] => Some(format!("{minutes} min")),
        parts if parts.len() > MOST_PARTS => None,
        parts => Some(
            parts
                .iter()
                .map(|(count, symbol)| format!("{count}{symbol}"))
                .collect::<Vec<_>>()
                .join(" "),
        ),
    }
}

fn money(number: Decimal, unit: &Unit) -> String {
    let digits = match unit {
        Unit::Money(currency) if !number.is_integer() => currency.minor_digits(),
        _ => 0,
    };
    as_shown(number, unit, Some(number.normalize().scale().max(digits)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_written_as_an_author_would() {
        for (value, unit, text) in [
            ("14", "count", "14"),
            ("89000000", "count", "89_000_000"),
            ("12345.5", "points", "12_345.5"),
            ("99.953", "%", "99.953"),
            ("28", "h", "\"1d 4h\""),
            ("7", "d", "\"7d\""),
            ("35", "min", "\"35 min\""),
            ("72", "min", "\"1h 12m\""),
            ("212", "ms", "212"),
            ("1.5", "s", "1.5"),
            ("90.25", "s", "90.25"),
            ("6.91666666667", "h", "\"6h 55m\""),
            ("0", "h", "0"),
            ("18250.4", "EUR", "\"€18,250.40\""),
            ("0.071", "EUR", "\"€0.071\""),
            ("-3", "NPS", "-3"),
            ("123456789012345678901", "count", "\"123456789012345678901\""),
        ] {
            let value = value.parse().expect("a number");
            assert_eq!(number(value, false, &Unit::parse(unit)), text, "{value} {unit}");
        }
        assert_eq!(number(Decimal::from(12), true, &Unit::Count), "\"~12\"");
        assert_eq!(number(Decimal::from(28), true, &Unit::parse("h")), "\"~1d 4h\"");
    }

    #[test]
    fn texts_with_quotes_and_line_ends_stay_one_string() {
        for text in ["", "a \"b\" \\ c", "two\nlines\t\r", "bell \u{7} delete \u{7f} é"] {
            let table: toml::Table = format!("a = {}", quoted(text)).parse().expect("TOML");
            assert_eq!(table["a"].as_str(), Some(text));
        }
        assert_eq!(
            (key("checkout-api"), key("checkout-api/db")),
            ("checkout-api".to_owned(), "\"checkout-api/db\"".to_owned())
        );
        assert_eq!(one_line("a\n b\u{7}"), "a b");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(mantissa in -1_000_000_000_000_i64..1_000_000_000_000, scale in 0_u32..6, approximate: bool) {
            let value = Decimal::new(mantissa, scale).normalize();
            for unit in ["count", "%", "h", "min", "d", "s", "ms", "EUR", "JPY", "USD", "CHF", "points"] {
                let unit = Unit::parse(unit);
                let table: toml::Table = format!("a = {}", number(value, approximate, &unit)).parse().expect("TOML");
                let read = match &table["a"] {
                    toml::Value::String(text) => value::read_typed(text, &unit).expect("a value"),
                    // The loader reads the literal text, not the float.
                    _ => Written::Number { number: value::read_number(&number(value, approximate, &unit), &unit).expect("a number"), approximate: false },
                };
                prop_assert_eq!(read, Written::Number { number: value, approximate });
            }
        }
    }
}
