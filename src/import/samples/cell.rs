//! Cells as people type and tools format them: numbers with units, groups and commas; days and moments.

use crate::import::samples::{Reading, Scale, Step};
use crate::import::{Request, time};
use crate::load::document::month_end;
use crate::model::unit::{Currency, Unit};
use crate::model::value::{self, Written};
use jiff::Timestamp;
use rust_decimal::Decimal;

/// What is wrong with a cell, said of it (`is not …`), and what cures it.
pub type Words = (&'static str, &'static str);

const NO_NUMBER: Words = (
    "is not a number here",
    "check the column, its unit (`--set unit=ms`) and the decimal mark (`--set decimal=comma`)",
);
const MIXED: Words = (
    "has a unit in some rows and none in others",
    "say the unit of those without: `--set unit=ms`",
);

/// The cells of one column, which have one unit: the one that was given, or the first that a cell says.
#[derive(Debug, Clone, Default)]
pub struct Cells {
    scale: Option<Scale>,
    is_from_cell: bool,
    has_bare: bool,
}

impl Cells {
    /// Cells of a unit; `None`: they say it themselves, or nobody does.
    #[must_use]
    pub fn of(scale: Option<Scale>) -> Self {
        Self {
            scale,
            ..Self::default()
        }
    }

    /// The unit of the numbers that were read.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale.clone().unwrap_or_else(Scale::unknown)
    }

    /// The number of a cell; `None` where it says that there is none.
    ///
    /// # Errors
    ///
    /// What is no number, of another kind of unit, or without a unit where other cells have one.
    pub fn read(&mut self, text: &str, has_comma: bool) -> Result<Option<Decimal>, Words> {
        let pointed = if has_comma { Some(with_point(text)?) } else { None };
        let text = pointed.as_deref().unwrap_or(text).trim();
        match Reading::of_text(text) {
            Reading::Missing => return Ok(None),
            Reading::Number(number) => {
                // Zero is zero in every unit.
                let is_bare = !number.is_zero();
                self.has_bare |= is_bare;
                return if is_bare && self.is_from_cell {
                    Err(MIXED)
                } else {
                    Ok(Some(number))
                };
            }
            Reading::Unreadable => {}
        }
        let own = unit_of(text);
        if let (None, Some(unit)) = (&self.scale, &own) {
            if self.has_bare {
                return Err(MIXED);
            }
            self.scale = Some(Scale::of(unit.clone()));
            self.is_from_cell = true;
        }
        let scale = self.scale();
        match value::read(text, &scale.unit) {
            Ok(Written::NotAvailable) => Ok(None),
            // A cell with its own unit is in the scale's already, of which the tool's may be a fraction.
            Ok(Written::Number { number, .. }) if own.is_some() => Ok(number.checked_div(scale.factor)),
            Ok(Written::Number { number, .. }) => Ok(Some(number)),
            Err(_) => Err(NO_NUMBER),
        }
    }
}

/// The unit that a cell begins or ends with.
fn unit_of(text: &str) -> Option<Unit> {
    if let Some((currency, _)) = Currency::strip_sign(text.trim_start_matches(['-', '+', ' ', '~'])) {
        return Some(Unit::Money(currency));
    }
    let end = text
        .trim_end_matches(|character: char| !character.is_ascii_digit() && character != '.')
        .len();
    let word = text[end..].trim();
    match Scale::named(word).unit {
        Unit::Label(_) => None,
        // Millions to one reader and minutes to the next.
        _ if matches!(word, "M" | "m") => None,
        unit => Some(unit),
    }
}

/// The unit that a column's name says in brackets: `p95 (ms)`.
#[must_use]
pub fn scale_of_name(name: &str) -> Option<Scale> {
    let (_, unit) = name.trim().strip_suffix([')', ']'])?.rsplit_once(['(', '['])?;
    let scale = Scale::named(unit);
    (!matches!(scale.unit, Unit::Label(_))).then_some(scale)
}

/// A number with a decimal comma as one with a point; words and units stay as they are.
fn with_point(text: &str) -> Result<String, Words> {
    let is_group = |character: char| matches!(character, '\u{a0}' | '\u{202f}' | '\'' | '’');
    let plain: String = text.chars().filter(|character| !is_group(*character)).collect();
    let plain = plain.trim();
    let start = plain
        .find(|character: char| character.is_ascii_digit())
        .unwrap_or(plain.len());
    let is_other = |character: char| !(character.is_ascii_digit() || matches!(character, '.' | ',' | ' '));
    let length = plain[start..].find(is_other).unwrap_or(plain.len() - start);
    let (digits, rest) = plain[start..].split_at(length);
    let (whole, fraction) = digits.trim_end().split_once(',').unwrap_or((digits.trim_end(), ""));
    let mut groups = whole.split(['.', ' ']);
    let first = groups.next().unwrap_or_default();
    let others: Vec<&str> = groups.collect();
    let is_grouped = others.is_empty() || (first.len() <= 3 && others.iter().all(|group| group.len() == 3));
    if !is_grouped || fraction.contains([',', '.', ' ']) {
        return Err(NO_NUMBER);
    }
    let point = if fraction.is_empty() { "" } else { "." };
    let number = format!("{}{first}{}{point}{fraction}", &plain[..start], others.concat());
    Ok(if rest.is_empty() {
        number
    } else {
        format!("{number} {rest}")
    })
}

/// A moment, a day or a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The moment, or the beginning of the day or month.
    pub from: Timestamp,
    /// The beginning of the last day that it reaches over.
    pub to: Timestamp,
    /// [`Step::Day`], [`Step::Month`], or [`Step::Cycle`] for a moment, which says nothing of what it stands for.
    pub grain: Step,
}

impl When {
    /// Reads a cell: RFC 3339, a time without a zone (the site's is meant), seconds since 1970, a day, a month.
    #[must_use]
    pub fn of(text: &str, request: &Request) -> Option<Self> {
        let windows = &request.windows;
        let text = text.trim();
        if let Some(end) = month_end(text) {
            let (from, to) = (windows.start_of(end.first_of_month()), windows.start_of(end));
            return Some(Self {
                from,
                to,
                grain: Step::Month,
            });
        }
        // Tried first, because it is quick and long tables have it. Eight digits are a day, and 31.12.2026 is no number.
        let seconds = text.parse::<f64>().ok().filter(|_| text.len() > 8);
        if let Some(from) = seconds.and_then(time::since_1970) {
            return Some(Self {
                from,
                to: from,
                grain: Step::Cycle,
            });
        }
        let is_day = text.len() <= 10 && text.contains(['-', '/', '.']) && !text.contains(':');
        let day = || time::day(text, request.date_order).map(|day| windows.start_of(day));
        let from = if is_day {
            day()
        } else {
            time::instant(text, windows.zone()).or_else(day)
        }?;
        let grain = if is_day { Step::Day } else { Step::Cycle };
        Some(Self { from, to: from, grain })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::unit::TimeUnit;

    fn read(texts: &[&str], has_comma: bool) -> Result<(Vec<Option<String>>, String), Words> {
        let mut cells = Cells::default();
        let numbers = texts
            .iter()
            .map(|text| {
                Ok(cells
                    .read(text, has_comma)?
                    .map(|number| number.normalize().to_string()))
            })
            .collect::<Result<Vec<_>, Words>>()?;
        Ok((numbers, cells.scale().unit.written().to_owned()))
    }

    #[test]
    fn the_first_unit_is_the_columns_and_the_others_are_converted() {
        for (texts, numbers, unit) in [
            (
                &["12.3 ms", "1.2 s", "0", "850 µs"][..],
                &["12.3", "1200", "0", "0.85"][..],
                "ms",
            ),
            (&["99.9%", "100%"], &["99.9", "100"], "%"),
            (&["$1,204.50", "$3"], &["1204.5", "3"], "USD"),
            (
                &["1.2k", "3M", "1,721,992,142.283"],
                &["1200", "3000000", "1721992142.283"],
                "",
            ),
            (&["5 req/s"], &["5"], "req/s"),
        ] {
            let numbers: Vec<Option<String>> = numbers.iter().map(|number| Some((*number).to_owned())).collect();
            assert_eq!(read(texts, false), Ok((numbers, unit.to_owned())), "{texts:?}");
        }
    }

    #[test]
    fn a_unit_that_only_some_cells_say_is_not_guessed() {
        assert_eq!(read(&["12 ms", "13"], false), Err(MIXED));
        assert_eq!(read(&["13", "12 ms"], false), Err(MIXED));
        for nonsense in ["12 apples", "x", "12m", "1-2", "<1%", "1,20"] {
            assert_eq!(read(&[nonsense], false), Err(NO_NUMBER), "{nonsense}");
        }
    }

    #[test]
    fn decimal_commas_are_read_where_they_are_said_to_be() {
        for (text, number) in [
            ("12,5", "12.5"),
            ("1.234,5", "1234.5"),
            ("1 234 567,8", "1234567.8"),
            ("1.234", "1234"),
            ("-0,125", "-0.125"),
            ("99,9 %", "99.9"),
            ("7", "7"),
        ] {
            assert_eq!(
                read(&[text], true).map(|found| found.0),
                Ok(vec![Some(number.to_owned())]),
                "{text}"
            );
        }
        for nonsense in ["12.5", "1,2,3", "1234.567,8"] {
            assert_eq!(read(&[nonsense], true), Err(NO_NUMBER), "{nonsense}");
        }
    }

    #[test]
    fn days_months_and_moments_are_told_apart() {
        let request = super::super::tests::request("Europe/Dublin");
        for (text, from, grain) in [
            ("2026-02", "2026-02-01T00:00:00Z", Step::Month),
            ("2026-07-13", "2026-07-12T23:00:00Z", Step::Day),
            ("31.12.2026", "2026-12-31T00:00:00Z", Step::Day),
            ("1773396000", "2026-03-13T10:00:00Z", Step::Cycle),
            ("1773396000000", "2026-03-13T10:00:00Z", Step::Cycle),
            ("2026-07-13 10:00:00", "2026-07-13T09:00:00Z", Step::Cycle),
            ("2026-07-13T10:00:00+0000", "2026-07-13T10:00:00Z", Step::Cycle),
        ] {
            let found = When::of(text, &request).map(|when| (when.from.to_string(), when.grain));
            assert_eq!(found, Some((from.to_owned(), grain)), "{text}");
        }
        for nonsense in ["", "soon", "12", "03/04/2026", "1e300"] {
            assert_eq!(When::of(nonsense, &request), None, "{nonsense}");
        }
    }

    #[test]
    fn a_unit_that_was_given_is_of_the_numbers_without_one() {
        let mut cells = Cells::of(Some(Scale::named("us")));
        assert_eq!(cells.read("850", false), Ok(Some(Decimal::from(850))));
        // 1 ms are 1000 of them.
        assert_eq!(cells.read("1 ms", false), Ok(Some(Decimal::from(1_000))));
        assert_eq!(cells.scale().unit, Unit::Duration(TimeUnit::Milliseconds));
    }
}
