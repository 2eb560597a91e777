//! Days that make a cycle: a file that begins or ends within a cycle gives a part of what the cycle comes to.
//!
//! The value of a day is final once the day is over, and what a cycle's days are combined into is not before all of them
//! are there. So the days of a cycle that a file covers in part say so, until another import brings the rest.

use crate::import::Measurement;
use crate::import::store::{Key, Row};
use crate::import::window::{Window, Windows};
use crate::load::document::day;
use crate::model::report::Period;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// How the reason of a day ends. That of a value of a whole cycle has no such end: no other import can complete it.
const ENDING: &str = " of the cycle";

/// Most days of the week that a series leaves out by habit, such as weekends.
const MOST_IDLE: usize = 2;

/// First and last day of something.
type Days = (Date, Date);

/// Marks the days of cycles that a file covers in part as provisional. `is_combined` says of which metrics a cycle's days
/// make its value: of the others the newest day is the value, and final.
///
/// Only a series of days is marked. Where rows are further apart, such as one a week, nobody knows which days each speaks
/// for.
pub fn mark(measurements: &mut [Measurement], windows: &Windows, is_combined: &dyn Fn(&str) -> bool) {
    let mut series: BTreeMap<(String, Option<String>), Vec<usize>> = BTreeMap::new();
    for (index, one) in measurements.iter().enumerate() {
        if matches!(one.period, Period::Day(_)) && one.covers.is_some() && is_combined(&one.metric) {
            let key = (one.metric.clone(), one.workload.clone());
            series.entry(key).or_default().push(index);
        }
    }
    let mut cycles = Cycles::new(windows);
    for indexes in series.values() {
        let days: BTreeSet<Date> = indexes.iter().map(|at| measurements[*at].period.last_day()).collect();
        if !is_daily(&days) {
            continue;
        }
        let idle = idle(&days);
        let covered: Vec<Days> = indexes.iter().filter_map(|at| measurements[*at].covers).collect();
        for at in indexes {
            let one = &mut measurements[*at];
            let window = cycles.holding(one.period.last_day());
            if let Some(covers) = one.covers.filter(|_| one.provisional.is_none())
                && !is_whole(window, &covered, &idle)
            {
                one.provisional = Some(reason(window, covers));
            }
        }
    }
}

/// Takes the mark of a day off a row; whether it had one.
pub(super) fn take_mark(row: &mut Row) -> bool {
    let is_marked = row.provisional.starts_with("covers ") && row.provisional.ends_with(ENDING);
    if is_marked {
        row.provisional.clear();
    }
    is_marked
}

/// Marks rows, of those that an import has marked, whose cycle all rows of a data file together still cover in part.
pub(super) fn mark_again(rows: &mut BTreeMap<Key, Row>, marked: &BTreeSet<Key>, windows: &Windows) {
    let mut cycles = Cycles::new(windows);
    let mut series: BTreeMap<(&str, &str), Vec<(Date, Days)>> = BTreeMap::new();
    for row in rows.values() {
        if let (Period::Day(day), Some(covers)) = (row.period, covers(row)) {
            let key = (row.metric.as_str(), row.workload.as_str());
            series.entry(key).or_default().push((day, covers));
        }
    }
    let mut reasons: BTreeMap<&Key, String> = BTreeMap::new();
    for key in marked {
        let (period, metric, workload) = key;
        let Some(found) = series.get(&(metric.as_str(), workload.as_str())) else {
            continue;
        };
        let window = cycles.holding(period.last_day());
        let days: BTreeSet<Date> = found.iter().map(|(day, _)| *day).collect();
        let is_of_cycle = |day: Date| window.first <= day && day <= window.last;
        let covered: Vec<Days> = (found.iter().filter(|(day, _)| is_of_cycle(*day)))
            .map(|(_, covers)| *covers)
            .collect();
        if let Some(covers) = rows.get(key).and_then(covers)
            && !is_whole(window, &covered, &idle(&days))
        {
            reasons.insert(key, reason(window, covers));
        }
    }
    for (key, reason) in reasons {
        if let Some(row) = rows.get_mut(key).filter(|row| row.provisional.is_empty()) {
            row.provisional = reason;
        }
    }
}

/// The days that a row covers.
fn covers(row: &Row) -> Option<Days> {
    let (first, last) = row.covers.split_once('/')?;
    Some((day(first)?, day(last)?))
}

/// Whether most of some days follow another on the next day.
fn is_daily(days: &BTreeSet<Date>) -> bool {
    let steps = days.iter().zip(days.iter().skip(1));
    let steps: Vec<i32> = steps
        .map(|(day, next)| day.until(*next).map_or(i32::MAX, |span| span.get_days()))
        .collect();
    let count = |wanted: i32| steps.iter().filter(|step| **step == wanted).count();
    count(1) > 0 && steps.iter().all(|step| *step == 1 || count(*step) < count(1))
}

/// The days of the week that a series leaves out by habit.
fn idle(days: &BTreeSet<Date>) -> Vec<Weekday> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Vec::new();
    };
    let lacks = |weekday: &Weekday| days.iter().all(|day| day.weekday() != *weekday);
    let idle: Vec<Weekday> = Weekday::Monday.cycle_forward().take(7).filter(lacks).collect();
    let is_habit = idle.len() <= MOST_IDLE && first.saturating_add(6.days()) <= *last;
    if is_habit { idle } else { Vec::new() }
}

/// Whether each day of a cycle is covered, or left out by habit.
fn is_whole(window: Window, covered: &[Days], idle: &[Weekday]) -> bool {
    let is_there = |day: Date| covered.iter().any(|(first, last)| *first <= day && day <= *last);
    let mut days = window.first.series(1.day()).take_while(|day| *day <= window.last);
    days.all(|day| idle.contains(&day.weekday()) || is_there(day))
}

fn reason(window: Window, (first, last): Days) -> String {
    let (first, last) = (first.max(window.first), last.min(window.last));
    format!("covers {first} to {last}{ENDING}")
}

/// The cycles that were asked for, each found once.
struct Cycles<'w> {
    windows: &'w Windows,
    known: BTreeMap<Date, Window>,
}

impl<'w> Cycles<'w> {
    fn new(windows: &'w Windows) -> Self {
        Self {
            windows,
            known: BTreeMap::new(),
        }
    }

    fn holding(&mut self, day: Date) -> Window {
        let known = self.known.range(..=day).next_back().map(|(_, window)| *window);
        known.filter(|window| day <= window.last).unwrap_or_else(|| {
            let window = self.windows.holding(day);
            self.known.insert(window.first, window);
            window
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::samples::tests::request;
    use jiff::civil::date;

    /// The days of a series that are marked, of cycles from 2 to 15 and 16 to 29 March 2026.
    fn marked(days: &[Date], covers: Days) -> Vec<i8> {
        let one = |day: &Date| Measurement {
            covers: Some(covers),
            ..Measurement::count("errors", Period::Day(*day), 1)
        };
        let mut measurements: Vec<Measurement> = days.iter().map(one).collect();
        mark(&mut measurements, &request("UTC").windows, &|_| true);
        let is_marked = |one: &&Measurement| one.provisional.is_some();
        measurements
            .iter()
            .filter(is_marked)
            .map(|one| one.period.last_day().day())
            .collect()
    }

    fn march(days: impl IntoIterator<Item = i8>) -> Vec<Date> {
        days.into_iter().map(|day| date(2026, 3, day)).collect()
    }

    #[test]
    fn days_of_a_cycle_that_a_file_covers_in_part_are_marked() {
        for (first, last, wanted) in [
            (2, 15, vec![]),
            (2, 29, vec![]),
            (2, 17, vec![16, 17]),
            (14, 29, vec![14, 15]),
            (3, 16, (3..=16).collect()),
        ] {
            let days = march(first..=last);
            assert_eq!(
                marked(&days, (days[0], days[days.len() - 1])),
                wanted,
                "{first} to {last}"
            );
        }
        // What the user says that the file covers counts, and so does a file that reaches further than its rows.
        assert_eq!(
            marked(&march(4..=12), (date(2026, 3, 2), date(2026, 3, 15))),
            Vec::<i8>::new()
        );
    }

    #[test]
    fn rows_further_apart_than_a_day_are_no_series_of_days() {
        for days in [vec![8, 15, 22], vec![15], vec![2, 4, 6, 8], vec![8, 15, 16, 22]] {
            let days = march(days);
            assert_eq!(
                marked(&days, (days[0], days[days.len() - 1])),
                Vec::<i8>::new(),
                "{days:?}"
            );
        }
        assert_eq!(
            marked(&march([16, 17]), (date(2026, 3, 16), date(2026, 3, 17))),
            [16, 17]
        );
    }

    #[test]
    fn weekends_that_a_file_never_has_are_not_missing() {
        let workdays = march((2..=27).filter(|day| !matches!(day % 7, 0 | 1)));
        assert_eq!(
            marked(&workdays, (date(2026, 3, 2), date(2026, 3, 27))),
            Vec::<i8>::new()
        );
        let thursday = march((2..=26).filter(|day| !matches!(day % 7, 0 | 1)));
        assert_eq!(marked(&thursday, (date(2026, 3, 2), date(2026, 3, 26))).len(), 9);
    }

    #[test]
    fn where_the_newest_day_is_the_value_none_is_marked() {
        let mut measurements: Vec<Measurement> = march([16, 17])
            .iter()
            .map(|day| Measurement {
                covers: Some((date(2026, 3, 16), date(2026, 3, 17))),
                ..Measurement::count("open", Period::Day(*day), 1)
            })
            .collect();
        mark(&mut measurements, &request("UTC").windows, &|_| false);
        assert!(measurements.iter().all(|one| one.provisional.is_none()));
    }
}
