//! A moment as people write it: a day, or a point in time.

use jiff::Timestamp;
use jiff::civil::Date;

/// A day in the site's time zone, with the exact point in time where one was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day, in the site's time zone.
    pub date: Date,
    /// The point in time; `None` where only a day was written.
    pub at: Option<Timestamp>,
}

impl Moment {
    /// A day without a time.
    #[must_use]
    pub fn day(date: Date) -> Self {
        Self { date, at: None }
    }

    /// Whether it certainly lies before another: by the clock where both have a time, else by the day.
    #[must_use]
    pub fn is_before(self, other: Self) -> bool {
        match (self.at, other.at) {
            (Some(own), Some(other)) => own < other,
            _ => self.date < other.date,
        }
    }

    /// Seconds from this moment to a later one; `None` where one of them is only a day, because a day says nothing of
    /// hours. Time zones and changes of the clock are accounted for: points in time are compared, not wall clocks.
    #[must_use]
    pub fn seconds_until(self, later: Self) -> Option<i64> {
        Some(later.at?.as_second() - self.at?.as_second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_alone_say_nothing_of_hours() {
        let at = |text: &str| Moment {
            date: date(2026, 3, 29),
            at: text.parse().ok(),
        };
        let early = at("2026-03-29T00:30:00Z");
        let late = at("2026-03-29T02:15:00Z");
        assert_eq!(early.seconds_until(late), Some(6_300));
        assert_eq!(early.seconds_until(Moment::day(date(2026, 3, 30))), None);
        assert!(early.is_before(late) && !late.is_before(early));
        assert!(!early.is_before(Moment::day(date(2026, 3, 29))));
        assert!(early.is_before(Moment::day(date(2026, 3, 30))));
    }
}
