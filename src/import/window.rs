//! Cycles as half-open stretches of time, in the site's time zone.

use crate::model::cycle::{Calendar, Rhythm};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// One cycle as a stretch of time: from the midnight it begins with up to the midnight it ends before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// The first moment.
    pub start: Timestamp,
    /// The first moment after it.
    pub end: Timestamp,
}

impl Window {
    /// Whether it holds a moment.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }
}

/// The portfolio's cycles, however far back an export reaches.
#[derive(Debug, Clone)]
pub struct Windows {
    rhythm: Rhythm,
    zone: TimeZone,
    as_of: Date,
}

impl Windows {
    /// The cycles of a rhythm in a time zone.
    #[must_use]
    pub fn new(rhythm: Rhythm, zone: TimeZone, as_of: Date) -> Self {
        Self { rhythm, zone, as_of }
    }

    /// The site's time zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// "Today".
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The day of a moment.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> Date {
        Zoned::new(at, self.zone.clone()).date()
    }

    /// The moment a day begins.
    #[must_use]
    pub fn start_of(&self, day: Date) -> Timestamp {
        // Only the last days of the calendar have no midnight.
        day.to_zoned(self.zone.clone())
            .map_or(Timestamp::MAX, |zoned| zoned.timestamp())
    }

    /// The cycle that holds a day.
    #[must_use]
    pub fn holding(&self, day: Date) -> Window {
        let calendar = Calendar::new(self.rhythm.clone(), day, day, day);
        let cycle = &calendar.cycles[0];
        self.window(cycle.first, cycle.last)
    }

    /// All cycles that a stretch of days touches, oldest first.
    #[must_use]
    pub fn between(&self, first: Date, last: Date) -> Vec<Window> {
        let calendar = Calendar::new(self.rhythm.clone(), first, last, first);
        let cycles = calendar.cycles.iter().filter(|cycle| cycle.first <= last);
        cycles.map(|cycle| self.window(cycle.first, cycle.last)).collect()
    }

    /// The last day on which a report of a cycle is not yet late.
    #[must_use]
    pub fn end_of_grace(&self, window: Window) -> Date {
        window.last.saturating_add(self.rhythm.grace.span(1))
    }

    /// The newest cycle that has ended; the running one where none has.
    #[must_use]
    pub fn latest(&self) -> Window {
        let running = self.holding(self.as_of);
        running.first.yesterday().map_or(running, |day| self.holding(day))
    }

    fn window(&self, first: Date, last: Date) -> Window {
        Window {
            first,
            last,
            start: self.start_of(first),
            end: last.tomorrow().map_or(Timestamp::MAX, |day| self.start_of(day)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cycle::Length;
    use jiff::civil::date;

    fn windows() -> Windows {
        let rhythm = Rhythm {
            first: date(2026, 3, 16),
            every: Length::Days(14),
            grace: Length::Days(3),
            changes: Vec::new(),
            skips: Vec::new(),
        };
        let zone = TimeZone::get("Europe/Dublin").expect("a known zone");
        Windows::new(rhythm, zone, date(2026, 4, 2))
    }

    #[test]
    fn a_cycle_across_the_change_of_the_clock_has_an_hour_less() {
        let window = windows().holding(date(2026, 3, 29));
        assert_eq!((window.first, window.last), (date(2026, 3, 16), date(2026, 3, 29)));
        assert_eq!(window.start.to_string(), "2026-03-16T00:00:00Z");
        assert_eq!(window.end.to_string(), "2026-03-29T23:00:00Z");
        assert!(window.holds(window.start) && !window.holds(window.end));
    }

    #[test]
    fn cycles_reach_back_before_the_first_one() {
        let windows = windows();
        let all = windows.between(date(2026, 2, 20), date(2026, 3, 16));
        assert_eq!(
            all.iter().map(|window| window.first).collect::<Vec<_>>(),
            [date(2026, 2, 16), date(2026, 3, 2), date(2026, 3, 16)]
        );
        assert!(all.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!(windows.latest().last, date(2026, 3, 29));
    }
}
