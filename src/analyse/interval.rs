//! Stretches of time that are told as a whole: calendar quarters, and the cycles between two days.

use crate::analyse::freshness::frozen_day;
use crate::model::cycle::{Calendar, CycleIndex};
use jiff::ToSpan;
use jiff::civil::Date;

/// A stretch of time in which at least one cycle ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Its first and last day: what registers date within them belongs to it.
    pub days: (Date, Date),
    /// The first and the last of the cycles that ended in it.
    pub cycles: (CycleIndex, CycleIndex),
    /// The day on which it is told: what came later is not known.
    pub day: Date,
}

impl Interval {
    /// Whether a day lies in it and was known when it is told.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.days.0 <= day && day <= self.days.1.min(self.day)
    }

    /// The cycles that ended in it, oldest first.
    pub fn ended(&self) -> impl DoubleEndedIterator<Item = CycleIndex> + use<> {
        (self.cycles.0.position()..=self.cycles.1.position()).map(CycleIndex::new)
    }
}

/// The first day of the calendar quarter that holds a day.
#[must_use]
pub fn quarter_of(day: Date) -> Date {
    let months = (day.month() - 1) % 3;
    day.first_of_month().saturating_sub(months.months())
}

/// The calendar quarters in which a cycle ended, oldest first; each is told on its last day, the running one today.
#[must_use]
pub fn quarters(calendar: &Calendar, as_of: Date) -> Vec<Interval> {
    let mut found: Vec<Interval> = Vec::new();
    for cycle in calendar.ended() {
        let first = quarter_of(calendar.cycle(cycle).last);
        match found.last_mut() {
            Some(newest) if newest.days.0 == first => newest.cycles.1 = cycle,
            _ => {
                let last = first.saturating_add(2.months()).last_of_month();
                found.push(Interval {
                    days: (first, last),
                    cycles: (cycle, cycle),
                    day: last.min(as_of),
                });
            }
        }
    }
    found
}

/// The cycles that ended from one day to another, told as known at the end of the last one and its grace, or today where
/// no later one has ended; `None` where none did.
#[must_use]
pub fn between(calendar: &Calendar, days: (Date, Date), as_of: Date) -> Option<Interval> {
    let (from, to) = days;
    let mut ended = calendar
        .ended()
        .filter(|cycle| (from..=to).contains(&calendar.cycle(*cycle).last));
    let first = ended.next()?;
    let last = ended.next_back().unwrap_or(first);
    Some(Interval {
        days: (calendar.cycle(first).first, calendar.cycle(last).last),
        cycles: (first, last),
        day: if calendar.current() == Some(last) {
            as_of
        } else {
            frozen_day(calendar, last, as_of)
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cycle::{Length, Rhythm};
    use jiff::civil::date;

    fn calendar(as_of: Date) -> Calendar {
        let rhythm = Rhythm {
            first: date(2026, 1, 5),
            every: Length::Days(14),
            grace: Length::Days(3),
            changes: Vec::new(),
            skips: Vec::new(),
        };
        Calendar::new(rhythm, date(2025, 12, 22), as_of, as_of)
    }

    #[test]
    fn a_quarter_holds_the_cycles_that_ended_in_it() {
        let as_of = date(2026, 4, 14);
        let found = quarters(&calendar(as_of), as_of);
        let said: Vec<_> = found
            .iter()
            .map(|quarter| {
                (
                    quarter.days.0,
                    quarter.days.1,
                    quarter.cycles.0.position(),
                    quarter.cycles.1.position(),
                    quarter.day,
                )
            })
            .collect();
        // The cycle to 4 January began in December and belongs to where it ended.
        assert_eq!(
            said,
            [
                (date(2026, 1, 1), date(2026, 3, 31), 0, 6, date(2026, 3, 31)),
                (date(2026, 4, 1), date(2026, 6, 30), 7, 7, as_of)
            ]
        );
        assert!(found[0].holds(date(2026, 3, 31)) && !found[0].holds(date(2026, 4, 1)));
        assert!(found[1].holds(as_of) && !found[1].holds(date(2026, 4, 15)));
    }

    #[test]
    fn a_stretch_holds_the_cycles_that_ended_within_it() {
        let as_of = date(2026, 4, 14);
        let calendar = calendar(as_of);
        let found = between(&calendar, (date(2026, 1, 18), date(2026, 2, 14)), as_of).expect("two cycles");
        assert_eq!(found.cycles, (CycleIndex::new(1), CycleIndex::new(2)));
        assert_eq!(found.days, (date(2026, 1, 5), date(2026, 2, 1)));
        assert_eq!(found.day, date(2026, 2, 4));
        let newest = between(&calendar, (date(2026, 4, 12), date(2026, 4, 12)), as_of).expect("a cycle");
        assert_eq!((newest.cycles.0, newest.day), (CycleIndex::new(7), as_of));
        assert_eq!(between(&calendar, (date(2026, 1, 19), date(2026, 1, 31)), as_of), None);
        assert_eq!(between(&calendar, (date(2026, 4, 13), date(2026, 4, 30)), as_of), None);
    }

    #[test]
    fn a_quarter_begins_in_january_april_july_and_october() {
        for (day, first) in [
            (date(2026, 1, 1), date(2026, 1, 1)),
            (date(2026, 3, 31), date(2026, 1, 1)),
            (date(2026, 8, 20), date(2026, 7, 1)),
            (date(2026, 12, 31), date(2026, 10, 1)),
        ] {
            assert_eq!(quarter_of(day), first, "{day}");
        }
    }
}
