//! Months and days as people write them in a template, and the years that months leave out.
//!
//! What two readers would read differently is refused: a day that may be a month, a column that jumps back and forth.

use crate::config::DateOrder;
use crate::load::document::day;
use crate::load::report::FIRST_YEAR;
use jiff::civil::Date;

/// A month as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    /// 1 to 12.
    pub month: i8,
    /// The year, where it is said.
    pub year: Option<i16>,
}

/// A month: `October`, `Oct 2026`, `2026-10`, `10/2026`.
#[must_use]
pub(crate) fn month(text: &str) -> Option<Written> {
    let parts: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    let (month, year) = match parts.as_slice() {
        [name] => (named(name)?, None),
        [name, written] | [written, name] if named(name).is_some() => (named(name)?, Some(year(written)?)),
        [first, second] => {
            let (month, written) = if first.len() == 4 {
                (second, first)
            } else {
                (first, second)
            };
            let is_short = month.len() <= 2 && written.len() == 4;
            let month: i8 = month
                .parse()
                .ok()
                .filter(|month| is_short && (1..=12).contains(month))?;
            (month, Some(year(written)?))
        }
        _ => return None,
    };
    Some(Written { month, year })
}

/// The number of a month's name, in full or by three letters or more.
fn named(text: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = text.to_lowercase();
    let found = NAMES
        .iter()
        .position(|name| lower.len() >= 3 && name.starts_with(&lower))?;
    i8::try_from(found + 1).ok()
}

fn year(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok().filter(|_| text.len() == 4)?;
    (year >= FIRST_YEAR).then_some(year)
}

/// Why a column of months has no years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoYear {
    /// No month of the column says its year, and the day to count back from is not known.
    Unknown,
    /// The months go now forward, now back.
    Jumps,
}

/// The last days of a column's months, each the newest that does not lie after the one before it in time.
///
/// Columns stand newest first, as the template does; one that goes forward throughout is counted from its end.
pub(super) fn ends(column: &[Written], updated: Option<Date>) -> Vec<Result<Date, NoYear>> {
    // A written year is an anchor: steps between two of them need no guess.
    let steps: Vec<Option<bool>> = column.windows(2).map(|pair| is_forward(pair[0], pair[1])).collect();
    let ups = steps.iter().filter(|step| **step == Some(true)).count();
    let downs = steps.iter().filter(|step| **step == Some(false)).count();
    let forward = ups > downs;
    let mut ends = vec![Err(NoYear::Unknown); column.len()];
    let mut before = updated;
    for step in 0..column.len() {
        let index = if forward { column.len() - 1 - step } else { step };
        let written = column[index];
        let joint = if forward {
            steps.get(index)
        } else {
            index.checked_sub(1).and_then(|at| steps.get(at))
        };
        let jumps = joint.copied().flatten().is_some_and(|up| up != forward);
        ends[index] = match (written.year, before) {
            (Some(year), _) => last_day(year, written.month).ok_or(NoYear::Unknown),
            (None, Some(_)) if jumps => Err(NoYear::Jumps),
            (None, None) => Err(NoYear::Unknown),
            (None, Some(before)) => newest(written.month, before).ok_or(NoYear::Unknown),
        };
        if let Ok(end) = ends[index] {
            before = Some(end);
        }
    }
    ends
}

/// Whether the second month is the later one, as far as neither is half a year off; nothing for the same month twice.
fn is_forward(first: Written, second: Written) -> Option<bool> {
    if let (Some(a), Some(b)) = (first.year, second.year) {
        let (a, b) = ((a, first.month), (b, second.month));
        return (a != b).then_some(b > a);
    }
    let step = (second.month - first.month).rem_euclid(12);
    (step != 0).then_some(step < 6)
}

/// The last day of the newest such month that has begun by a day.
fn newest(month: i8, by: Date) -> Option<Date> {
    [by.year(), by.year() - 1]
        .into_iter()
        .filter_map(|year| last_day(year, month))
        .find(|end| end.first_of_month() <= by)
}

fn last_day(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok().map(Date::last_of_month)
}

/// Why a day cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoDay {
    /// It is not a day, or none that exists.
    NotADay,
    /// It is one day to one reader and another to the next.
    Ambiguous,
    /// Only the other order of day and month makes a day of it.
    OtherOrder,
}

/// A day: `2026-09-12`, `12/09/2026`, `12 Sep 2026`, `September 12, 2026`.
pub(crate) fn date(text: &str, order: Option<DateOrder>) -> Result<Date, NoDay> {
    let plausible = |date: Date| (date.year() >= FIRST_YEAR).then_some(date).ok_or(NoDay::NotADay);
    if let Some(date) = day(text) {
        return plausible(date);
    }
    let parts: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    let &[first, second, written] = parts.as_slice() else {
        return Err(NoDay::NotADay);
    };
    let year = year(written).ok_or(NoDay::NotADay)?;
    let number = |text: &str| text.parse::<i8>().ok().filter(|_| text.len() <= 2);
    let made = |month: i8, day: i8| Date::new(year, month, day).ok();
    let ordinal = |text: &str| {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        number(digits)
    };
    match (named(first), named(second)) {
        (Some(month), _) => return ordinal(second).and_then(|day| made(month, day)).ok_or(NoDay::NotADay),
        (None, Some(month)) => return ordinal(first).and_then(|day| made(month, day)).ok_or(NoDay::NotADay),
        (None, None) => {}
    }
    let (Some(first), Some(second)) = (number(first), number(second)) else {
        return Err(NoDay::NotADay);
    };
    let (day_first, month_first) = (made(second, first), made(first, second));
    match (order, day_first, month_first) {
        (_, None, None) => Err(NoDay::NotADay),
        (Some(DateOrder::DayFirst), Some(date), _) | (Some(DateOrder::MonthFirst), _, Some(date)) => Ok(date),
        (Some(_), _, _) => Err(NoDay::OtherOrder),
        (None, Some(a), Some(b)) if a != b => Err(NoDay::Ambiguous),
        (None, Some(date), _) | (None, None, Some(date)) => Ok(date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(text: &str) -> Vec<Written> {
        text.split_whitespace()
            .map(|text| month(text).expect("a month"))
            .collect()
    }

    fn read(text: &str, updated: Option<&str>) -> Vec<String> {
        let updated = updated.and_then(day);
        ends(&column(text), updated)
            .into_iter()
            .map(|end| end.map_or_else(|why| format!("{why:?}"), |end| format!("{}", end.strftime("%Y-%m"))))
            .collect()
    }

    #[test]
    fn months_are_read_in_the_forms_people_write() {
        let known = |month, year| Some(Written { month, year });
        for (text, expected) in [
            ("October", known(10, None)),
            ("oct", known(10, None)),
            ("Sept.", known(9, None)),
            ("Oct 2026", known(10, Some(2026))),
            ("2026 October", known(10, Some(2026))),
            ("2026-10", known(10, Some(2026))),
            ("10/2026", known(10, Some(2026))),
            ("Oct '26", None),
            ("13/2026", None),
            ("2026-10-31", None),
            ("Q3", None),
            ("Oc", None),
            ("Octobre", None),
            ("10", None),
            ("Oct 0026", None),
            ("", None),
        ] {
            assert_eq!(month(text), expected, "{text}");
        }
    }

    #[test]
    fn years_are_counted_back_down_the_column() {
        let updated = Some("2026-02-02");
        assert_eq!(
            read("Feb Jan Jan Dec Oct", updated),
            ["2026-02", "2026-01", "2026-01", "2025-12", "2025-10"]
        );
        assert_eq!(read("March February", updated), ["2025-03", "2025-02"]);
        let fourteen = "Jan Dec Nov Oct Sep Aug Jul Jun May Apr Mar Feb Jan Dec";
        assert_eq!(read(fourteen, updated).last().map(String::as_str), Some("2024-12"));
    }

    #[test]
    fn a_column_that_goes_forward_is_counted_from_its_end() {
        assert_eq!(
            read("Nov Dec Jan", Some("2026-02-02")),
            ["2025-11", "2025-12", "2026-01"]
        );
    }

    #[test]
    fn a_written_year_is_an_anchor_and_needs_no_day() {
        assert_eq!(read("2026-01 Dec Nov", None), ["2026-01", "2025-12", "2025-11"]);
        assert_eq!(read("Jan 2025-12", None), ["Unknown", "2025-12"]);
    }

    #[test]
    fn a_column_that_jumps_has_no_years() {
        assert_eq!(
            read("Oct Sep Nov Aug", Some("2026-11-02")),
            ["2026-10", "2026-09", "Jumps", "2026-08"]
        );
    }

    #[test]
    fn days_are_read_in_every_order_that_has_one_meaning() {
        use DateOrder::{DayFirst, MonthFirst};
        for (text, order, expected) in [
            ("2026-09-12", None, Ok("2026-09-12")),
            ("12/09/2026", None, Err(NoDay::Ambiguous)),
            ("12/09/2026", Some(DayFirst), Ok("2026-09-12")),
            ("12/09/2026", Some(MonthFirst), Ok("2026-12-09")),
            ("22/09/2026", None, Ok("2026-09-22")),
            ("9.9.2026", None, Ok("2026-09-09")),
            ("22/09/2026", Some(MonthFirst), Err(NoDay::OtherOrder)),
            ("12 Sep 2026", None, Ok("2026-09-12")),
            ("September 12th, 2026", None, Ok("2026-09-12")),
            ("31/02/2026", None, Err(NoDay::NotADay)),
            ("12/09/26", None, Err(NoDay::NotADay)),
            ("last week", None, Err(NoDay::NotADay)),
            ("0026-09-12", None, Err(NoDay::NotADay)),
        ] {
            let expected = expected.map(|text| day(text).expect("a day"));
            assert_eq!(date(text, order), expected, "{text} {order:?}");
        }
    }
}
