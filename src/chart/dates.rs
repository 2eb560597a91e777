//! Which dates a time axis names, in order of preference.
//!
//! Months and years are named at their first day, short spans at the dates of the points. Whether a set of
//! labels fits is for the caller to see, who knows the width of the axis.

use crate::words::{Words, say};
use jiff::civil::Date;

/// The most dates that an axis names.
pub(super) const MOST_DATES: usize = 5;

/// Months between two labels, from the densest.
const STEPS: [i32; 15] = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000, 60_000];

/// One date on the axis and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DateLabel {
    pub(super) date: Date,
    pub(super) text: String,
}

/// The days from 1 January 1970.
pub(super) fn day_number(date: Date) -> i32 {
    let days = date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24;
    i32::try_from(days).unwrap_or_default()
}

/// Sets of labels for an axis over `dates`, the best first. None is longer than [`MOST_DATES`].
pub(super) fn label_sets(dates: &[Date], words: &Words) -> Vec<Vec<DateLabel>> {
    let (Some(&first), Some(&last)) = (dates.iter().min(), dates.iter().max()) else {
        return Vec::new();
    };
    let mut sets: Vec<Vec<DateLabel>> = Vec::new();
    for step in STEPS {
        let labels = month_labels((first, last), step, words);
        if (2..=MOST_DATES).contains(&labels.len()) {
            sets.push(labels);
        }
    }
    let days = point_label_sets(dates, words);
    // Three months or more are told by months, less by days.
    if day_number(last) - day_number(first) < 80 {
        sets.splice(0..0, days);
    } else {
        sets.extend(days);
    }
    sets
}

fn month_labels((first, last): (Date, Date), step: i32, words: &Words) -> Vec<DateLabel> {
    let month_count = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
    let start = month_count(first).div_euclid(step) * step;
    if (month_count(last) - start) / step > i32::try_from(MOST_DATES).unwrap_or_default() + 1 {
        return Vec::new();
    }
    let mut labels: Vec<DateLabel> = Vec::new();
    let mut month = start;
    while month <= month_count(last) {
        if let Some(date) = first_of_month(month)
            && first <= date
            && date <= last
        {
            let text = if step >= 12 {
                date.year().to_string()
            } else if date.month() == 1 {
                words.short_month(date)
            } else {
                words.short_month_name(date).to_owned()
            };
            labels.push(DateLabel { date, text });
        }
        month += step;
    }
    if step < 12
        && !labels.iter().any(|label| label.date.month() == 1)
        && let Some(label) = labels.first_mut()
    {
        label.text = words.short_month(label.date);
    }
    labels
}

fn first_of_month(month: i32) -> Option<Date> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let month = i8::try_from(month.rem_euclid(12) + 1).ok()?;
    Date::new(year, month, 1).ok()
}

/// Labels at every point, every second, and so on; at the end the newest point alone.
fn point_label_sets(dates: &[Date], words: &Words) -> Vec<Vec<DateLabel>> {
    let mut sorted = dates.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut sets = Vec::new();
    let mut count = MOST_DATES.min(sorted.len());
    while count > 0 {
        let step = (sorted.len() - 1).checked_div(count - 1).unwrap_or(1).max(1);
        let mut chosen: Vec<Date> = sorted.iter().rev().step_by(step).take(count).copied().collect();
        chosen.reverse();
        sets.push(day_labels(&chosen, words));
        count -= 1;
    }
    sets
}

/// The year is said once, and again where it changes.
fn day_labels(dates: &[Date], words: &Words) -> Vec<DateLabel> {
    let mut year = None;
    let mut labels = Vec::with_capacity(dates.len());
    for &date in dates {
        let text = if year == Some(date.year()) {
            let month = words.short_month_name(date);
            say!(words, "dates.day_of_month", day = date.day(), month = month)
        } else {
            words.short_day(date)
        };
        year = Some(date.year());
        labels.push(DateLabel { date, text });
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan as _;

    fn check(first: &str, every_days: i32, count: i32, expected: &str) {
        let first: Date = first.parse().expect("a date of the test");
        let dates: Vec<Date> = (0..count).map(|index| first + (index * every_days).days()).collect();
        let labels = label_sets(&dates, &Words::english())
            .into_iter()
            .next()
            .unwrap_or_default();
        let words: Vec<String> = labels.into_iter().map(|label| label.text).collect();
        assert_eq!(words.join(", "), expected);
    }

    #[test]
    fn a_year_of_cycles_is_told_by_quarters() {
        check("2025-08-24", 14, 26, "Oct, Jan 2026, Apr, Jul");
        check("2024-01-07", 14, 68, "Jul, Jan 2025, Jul, Jan 2026, Jul");
    }

    #[test]
    fn a_span_within_one_year_names_the_year_once() {
        check("2026-02-10", 14, 12, "Mar 2026, Apr, May, Jun, Jul");
    }

    #[test]
    fn few_points_are_told_by_their_own_dates() {
        check("2026-03-13", 14, 1, "13 Mar 2026");
        check("2026-03-13", 14, 2, "13 Mar 2026, 27 Mar");
        check("2025-12-25", 7, 3, "25 Dec 2025, 1 Jan 2026, 8 Jan");
    }

    #[test]
    fn long_spans_are_told_by_years() {
        check("2010-06-01", 365, 15, "2015, 2020");
    }

    #[test]
    fn no_dates_need_no_labels() {
        assert!(label_sets(&[], &Words::english()).is_empty());
    }
}
