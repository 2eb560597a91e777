//! Moments as tools write them.
//!
//! Numbers are seconds, milliseconds, microseconds or nanoseconds since 1970; which of them is told by their size, because
//! tools of one kind differ (Cobertura's timestamps are seconds or milliseconds by producer). Texts are RFC 3339, or
//! without a zone, which then is said by whoever reads them.

pub use crate::config::DateOrder;
use crate::load::template::when::date;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// A number since 1970, in the unit that gives a year between 1973 and 5138.
#[must_use]
pub fn since_1970(number: f64) -> Option<Timestamp> {
    if !number.is_finite() || number < 1e8 {
        return None;
    }
    let to_milliseconds = match number {
        ..1e11 => 1e3,
        ..1e14 => 1.0,
        ..1e17 => 1e-3,
        _ => 1e-6,
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "out of range becomes the largest, which is no moment"
    )]
    let milliseconds = (number * to_milliseconds).round() as i64;
    Timestamp::from_millisecond(milliseconds).ok()
}

/// A moment as text: RFC 3339 with its own zone; a day and a time without one, or a day alone, in `zone`; or a number
/// since 1970.
#[must_use]
pub fn instant(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    let text = text
        .strip_suffix(" UTC")
        .map_or_else(|| text.to_owned(), |plain| format!("{plain}Z"));
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    // Offsets without a colon, as Jenkins, Jira and GitLab's logs write them.
    for format in [
        "%Y-%m-%dT%H:%M:%S%.f%z",
        "%Y-%m-%d %H:%M:%S%.f %z",
        "%a, %d %b %Y %H:%M:%S %z",
    ] {
        if let Ok(zoned) = Zoned::strptime(format, &text) {
            return Some(zoned.timestamp());
        }
        if let Ok(time) = jiff::fmt::strtime::parse(format, &text)
            && let Ok(at) = time.to_timestamp()
        {
            return Some(at);
        }
    }
    if let Ok(at) = jiff::fmt::rfc2822::parse(&text) {
        return Some(at.timestamp());
    }
    if let Ok(local) = text.parse::<DateTime>() {
        return local.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp());
    }
    text.parse::<f64>().ok().and_then(since_1970)
}

/// A day as text: `2026-09-12`, the day of a moment that stands there, or `12/09/2026` in a known order. Where one order
/// alone makes a day (`31/12/2026`), that one is meant.
#[must_use]
pub fn day(text: &str, order: Option<DateOrder>) -> Option<Date> {
    let text = text.trim();
    if let Some(day) = text.get(..10).and_then(|start| start.parse::<Date>().ok()) {
        return Some(day);
    }
    let word = text.split([' ', 'T']).next()?;
    date(text, order).or_else(|_| date(word, order)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn numbers_are_read_in_the_unit_that_their_size_says() {
        for number in [1.7e9, 1.7e12, 1.7e15, 1.7e18] {
            assert_eq!(
                since_1970(number).map(Timestamp::as_second),
                Some(1_700_000_000),
                "{number}"
            );
        }
        assert_eq!(
            since_1970(1_435_781_430.781).map(|at| at.to_string()).as_deref(),
            Some("2015-07-01T20:10:30.781Z")
        );
        for none in [0.0, -1.0, 14.0, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(since_1970(none), None, "{none}");
        }
    }

    #[test]
    fn texts_keep_their_zone_and_take_the_given_one_without() {
        let zone = TimeZone::get("America/New_York").expect("a known zone");
        for (text, wanted) in [
            ("2026-03-13T10:00:00Z", "2026-03-13T10:00:00Z"),
            ("2026-03-13T10:00:00.25+01:00", "2026-03-13T09:00:00.25Z"),
            ("2026-03-13 10:00:00 UTC", "2026-03-13T10:00:00Z"),
            ("2026-03-13T10:00:00+0100", "2026-03-13T09:00:00Z"),
            ("2026-03-13 10:00:00 +0100", "2026-03-13T09:00:00Z"),
            ("Fri, 13 Mar 2026 10:00:00 GMT", "2026-03-13T10:00:00Z"),
            ("2026-03-13 10:00:00", "2026-03-13T14:00:00Z"),
            ("2026-03-13", "2026-03-13T04:00:00Z"),
            ("1700000000", "2023-11-14T22:13:20Z"),
        ] {
            assert_eq!(
                instant(text, &zone).map(|at| at.to_string()).as_deref(),
                Some(wanted),
                "{text}"
            );
        }
        for text in ["", "tomorrow", "2026-02-30", "12"] {
            assert_eq!(instant(text, &zone), None, "{text}");
        }
    }

    #[test]
    fn days_with_slashes_need_an_order_unless_only_one_makes_a_day() {
        use DateOrder::{DayFirst, MonthFirst};
        assert_eq!(day("12/09/2026", Some(DayFirst)), Some(date(2026, 9, 12)));
        assert_eq!(day("12/09/2026", Some(MonthFirst)), Some(date(2026, 12, 9)));
        assert_eq!(day("12/09/2026", None), None);
        assert_eq!(day("31.12.2026", None), Some(date(2026, 12, 31)));
        assert_eq!(day("9/9/2026 10:00", None), Some(date(2026, 9, 9)));
        assert_eq!(day("2026-09-12T00:00:00Z", None), Some(date(2026, 9, 12)));
        assert_eq!(day("13/13/2026", Some(DayFirst)), None);
    }
}
