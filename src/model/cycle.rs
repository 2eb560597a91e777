//! The beat of the portfolio: cycles, their skips, and how a date finds its cycle.
//!
//! Calendar arithmetic only; which team is expected when is decided in `analyse::freshness`.

use crate::model::narrow::{Few, Narrow};
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// A length of time in whole calendar units: the written `"2 weeks"`, `"1 month"`, `"3 days"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Days; weeks are multiples of seven.
    Days(i32),
    /// Calendar months; quarters and years are multiples.
    Months(i32),
}

/// A unit that lengths are said in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LengthUnit {
    /// 24 hours or so.
    Day,
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// Twelve of them.
    Year,
}

impl Length {
    /// Reads `"2 weeks"`, `"10 days"`, `"1 month"`, `"1 quarter"`, `"1 year"`; the number may be left out (`"month"`).
    ///
    /// Zero and negative lengths are refused with `None`, as is anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (count, unit) = match text.split_once(char::is_whitespace) {
            Some((count, unit)) => (count.parse::<i32>().ok()?, unit.trim()),
            None => (1, text),
        };
        if !(1..=1_000).contains(&count) {
            return None;
        }
        match unit {
            "day" | "days" => Some(Self::Days(count)),
            "week" | "weeks" => Some(Self::Days(count * 7)),
            "month" | "months" => Some(Self::Months(count)),
            "quarter" | "quarters" => Some(Self::Months(count * 3)),
            "year" | "years" => Some(Self::Months(count * 12)),
            _ => None,
        }
    }

    /// The length as a span that can be added to a date.
    #[must_use]
    pub fn span(self, times: i32) -> Span {
        match self {
            Self::Days(days) => days.saturating_mul(times).days(),
            Self::Months(months) => months.saturating_mul(times).months(),
        }
    }

    /// The length in days, a month counting as 30: for ages, never for dates.
    #[must_use]
    pub fn days(self) -> i32 {
        match self {
            Self::Days(days) => days,
            Self::Months(months) => months * 30,
        }
    }

    /// The length in words: `2 weeks`, `1 month`.
    #[must_use]
    pub fn words(self) -> String {
        let (count, unit) = self.parts();
        let unit = match unit {
            LengthUnit::Day => "day",
            LengthUnit::Week => "week",
            LengthUnit::Month => "month",
            LengthUnit::Year => "year",
        };
        format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
    }

    /// How many of the largest unit that it is a whole number of.
    #[must_use]
    pub fn parts(self) -> (usize, LengthUnit) {
        let (count, unit) = match self {
            Self::Days(days) if days % 7 == 0 => (days / 7, LengthUnit::Week),
            Self::Days(days) => (days, LengthUnit::Day),
            Self::Months(months) if months % 12 == 0 => (months / 12, LengthUnit::Year),
            Self::Months(months) => (months, LengthUnit::Month),
        };
        (usize::try_from(count).unwrap_or_default(), unit)
    }
}

/// Adds a span to a date and stays on the nearest date that exists.
fn add(date: Date, span: Span) -> Date {
    date.saturating_add(span)
}

/// A stretch of days, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Why, in the words of who declared it.
    pub reason: String,
}

impl Stretch {
    /// Whether the day lies in the stretch.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// How many days of `from..=to` lie in the stretch.
    #[must_use]
    pub fn days_within(&self, from: Date, to: Date) -> i32 {
        let (start, end) = (self.from.max(from), self.to.min(to));
        if start > end { 0 } else { days_between(start, end) + 1 }
    }
}

/// Days from one date to another; negative when `to` is earlier.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The rhythm as configured: `[cycle]` of scorpfolio.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rhythm {
    /// The first day of some cycle.
    pub first: Date,
    /// How long a cycle is.
    pub every: Length,
    /// How long after its last day a report is not yet late.
    pub grace: Length,
    /// Later changes of the length, in order of date; the cycle running on that day ends the day before.
    pub changes: Vec<(Date, Length)>,
    /// Stretches for which no report is expected of anybody.
    pub skips: Vec<Stretch>,
}

/// A position in [`Calendar::cycles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CycleIndex(Narrow);

impl CycleIndex {
    /// The cycle at a position.
    #[must_use]
    pub fn new(position: usize) -> Self {
        Self(Narrow::new(position))
    }

    /// Its position.
    #[must_use]
    pub fn position(self) -> usize {
        self.0.get()
    }
}

/// One cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// First day.
    pub first: Date,
    /// Last day: the cycle's name in URLs and words.
    pub last: Date,
    /// The reason, when the cycle's last day lies in a skip.
    pub skipped: Option<String>,
    /// How many times the length had changed since the first cycle: what is counted over cycles of two lengths cannot be
    /// compared. One that a change cuts short has a length of its own.
    pub lengths: Few,
}

/// All cycles of a portfolio, oldest first, from its first report to the cycle after the running one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The rhythm the cycles follow.
    pub rhythm: Rhythm,
    /// The cycles that hold or follow the first report and have ended by `as_of`, then the running one.
    pub cycles: Vec<Cycle>,
    /// How many of `cycles` have ended by `as_of`.
    pub ended: usize,
}

impl Calendar {
    /// Lists the cycles from the one that holds `earliest` to the one that runs on `as_of` (or holds `latest`, whichever is later).
    #[must_use]
    pub fn new(rhythm: Rhythm, earliest: Date, latest: Date, as_of: Date) -> Self {
        let end = latest.max(as_of);
        let mut cycles = Vec::new();
        let mut start = earliest.min(end);
        let (mut before, mut lengths) = (None, 0);
        loop {
            let (first, last) = bounds(&rhythm, start);
            let length = length(&rhythm, (first, last));
            lengths += usize::from(before.replace(length).is_some_and(|before| before != length));
            let skipped = rhythm
                .skips
                .iter()
                .find(|skip| skip.holds(last))
                .map(|skip| skip.reason.clone());
            cycles.push(Cycle {
                first,
                last,
                skipped,
                lengths: Few::new(lengths),
            });
            let Ok(next) = last.tomorrow() else { break };
            if last >= end {
                break;
            }
            start = next;
        }
        let ended = cycles.iter().take_while(|cycle| cycle.last < as_of).count();
        Self { rhythm, cycles, ended }
    }

    /// The number of a cycle in the rhythm's own count, in which each cycle has the number after the one before it. It
    /// does not depend on where this calendar begins.
    #[must_use]
    pub fn number(&self, index: CycleIndex) -> i64 {
        let mut day = self.cycles[index.position()].first;
        let mut number = 0;
        loop {
            let (position, steps) = steps(&self.rhythm, day);
            number += i64::from(steps);
            let Some(change) = position.checked_sub(1) else {
                return number;
            };
            // The first cycle of a new length follows the last one of the old.
            number += 1;
            match self.rhythm.changes[change].0.yesterday() {
                Ok(before) => day = before,
                Err(_) => return number,
            }
        }
    }

    /// The cycle at an index of this calendar.
    #[must_use]
    pub fn cycle(&self, index: CycleIndex) -> &Cycle {
        &self.cycles[index.position()]
    }

    /// The cycle that holds a day, if the calendar reaches it.
    #[must_use]
    pub fn holding(&self, day: Date) -> Option<CycleIndex> {
        let index = self.cycles.partition_point(|cycle| cycle.last < day);
        (index < self.cycles.len() && self.cycles[index].first <= day).then_some(CycleIndex::new(index))
    }

    /// The cycle that holds a day, or the first or last one for days before and after all cycles: a month reported in
    /// the first cycle may have ended before it, and one that is not over ends after the running cycle.
    #[must_use]
    pub fn nearest(&self, day: Date) -> CycleIndex {
        let index = self.cycles.partition_point(|cycle| cycle.last < day);
        CycleIndex::new(index.min(self.cycles.len().saturating_sub(1)))
    }

    /// The newest cycle that has ended; `None` before the first has.
    #[must_use]
    pub fn current(&self) -> Option<CycleIndex> {
        self.ended.checked_sub(1).map(CycleIndex::new)
    }

    /// The ended cycles, oldest first.
    pub fn ended(&self) -> impl DoubleEndedIterator<Item = CycleIndex> + use<> {
        (0..self.ended).map(CycleIndex::new)
    }
}

/// First and last day of the cycle that holds a day, under the rhythm in force on that day.
fn bounds(rhythm: &Rhythm, day: Date) -> (Date, Date) {
    let (position, steps) = steps(rhythm, day);
    let (anchor, every) = anchor(rhythm, position);
    // The first change bounds what the original rhythm may reach; each later one bounds the one before it.
    let limit = rhythm.changes.get(position).and_then(|(from, _)| from.yesterday().ok());
    let first = add(anchor, every.span(steps));
    let last = add(anchor, every.span(steps + 1)).yesterday().unwrap_or(Date::MAX);
    (first, limit.map_or(last, |limit| last.min(limit)))
}

/// How long a cycle with these bounds is: as the rhythm says, or, where a change cuts it short, so many days.
fn length(rhythm: &Rhythm, (first, last): (Date, Date)) -> Length {
    let (position, steps) = steps(rhythm, first);
    let (anchor, every) = anchor(rhythm, position);
    if add(anchor, every.span(steps + 1))
        .yesterday()
        .is_ok_and(|whole| last < whole)
    {
        Length::Days(days_between(first, last) + 1)
    } else {
        every
    }
}

/// Where a rhythm starts after so many changes, and how long its cycles are.
fn anchor(rhythm: &Rhythm, changes: usize) -> (Date, Length) {
    changes
        .checked_sub(1)
        .map_or((rhythm.first, rhythm.every), |last| rhythm.changes[last])
}

/// How many changes lie before a day, and how many cycles after their anchor the one begins that holds the day.
fn steps(rhythm: &Rhythm, day: Date) -> (usize, i32) {
    let position = rhythm.changes.partition_point(|(from, _)| *from <= day);
    let (anchor, every) = anchor(rhythm, position);
    let mut steps = match every {
        Length::Days(days) => days_between(anchor, day).div_euclid(days),
        Length::Months(months) => {
            let distance = (i32::from(day.year()) - i32::from(anchor.year())) * 12 + i32::from(day.month())
                - i32::from(anchor.month());
            distance.div_euclid(months)
        }
    };
    // Months have different lengths, so the estimate may be one off.
    while add(anchor, every.span(steps)) > day {
        steps -= 1;
    }
    while add(anchor, every.span(steps + 1)) <= day {
        steps += 1;
    }
    (position, steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn rhythm(every: &str) -> Rhythm {
        Rhythm {
            first: date(2026, 1, 5),
            every: Length::parse(every).expect("a length"),
            grace: Length::Days(3),
            changes: Vec::new(),
            skips: Vec::new(),
        }
    }

    #[test]
    fn a_day_finds_its_cycle_before_and_after_the_anchor() {
        for (every, day, first, last) in [
            ("2 weeks", date(2026, 1, 5), date(2026, 1, 5), date(2026, 1, 18)),
            ("2 weeks", date(2026, 1, 18), date(2026, 1, 5), date(2026, 1, 18)),
            ("2 weeks", date(2026, 1, 4), date(2025, 12, 22), date(2026, 1, 4)),
            ("1 month", date(2026, 2, 4), date(2026, 1, 5), date(2026, 2, 4)),
            ("1 month", date(2026, 2, 5), date(2026, 2, 5), date(2026, 3, 4)),
            ("1 month", date(2025, 12, 5), date(2025, 12, 5), date(2026, 1, 4)),
        ] {
            assert_eq!(bounds(&rhythm(every), day), (first, last), "{every} {day}");
        }
    }

    #[test]
    fn months_from_the_31st_neither_overlap_nor_leave_a_day_out() {
        let mut rhythm = rhythm("1 month");
        rhythm.first = date(2026, 1, 31);
        let calendar = Calendar::new(rhythm, date(2025, 6, 1), date(2027, 6, 1), date(2027, 6, 1));
        for pair in calendar.cycles.windows(2) {
            assert_eq!(pair[0].last.tomorrow().expect("in range"), pair[1].first);
        }
    }

    #[test]
    fn a_change_cuts_the_running_cycle_short_and_starts_its_own() {
        let mut rhythm = rhythm("2 weeks");
        rhythm.changes = vec![(date(2026, 1, 26), Length::Days(21))];
        let calendar = Calendar::new(rhythm, date(2026, 1, 5), date(2026, 1, 5), date(2026, 3, 1));
        let lasts: Vec<_> = calendar.cycles.iter().map(|cycle| cycle.last).collect();
        assert_eq!(
            lasts,
            [
                date(2026, 1, 18),
                date(2026, 1, 25),
                date(2026, 2, 15),
                date(2026, 3, 8)
            ]
        );
        // The cycle that is cut short is as long as neither.
        let lengths: Vec<_> = calendar.cycles.iter().map(|cycle| cycle.lengths.get()).collect();
        assert_eq!(lengths, [0, 1, 2, 2]);
        assert_eq!(calendar.current(), Some(CycleIndex::new(2)));
    }

    #[test]
    fn a_cycle_keeps_its_number_wherever_the_calendar_begins() {
        let mut rhythm = rhythm("2 weeks");
        rhythm.changes = vec![(date(2026, 2, 9), Length::Days(21))];
        let numbers = |earliest| {
            let calendar = Calendar::new(rhythm.clone(), earliest, earliest, date(2026, 4, 20));
            let all = (0..calendar.cycles.len()).map(CycleIndex::new);
            all.map(|index| (calendar.cycle(index).first, calendar.number(index)))
                .collect::<Vec<_>>()
        };
        let long = numbers(date(2025, 11, 1));
        assert!(long.contains(&(date(2026, 1, 5), 0)));
        for pair in long.windows(2) {
            assert_eq!(pair[0].1 + 1, pair[1].1, "{pair:?}");
        }
        let short = numbers(date(2026, 3, 5));
        assert!(!short.is_empty() && short.iter().all(|cycle| long.contains(cycle)));
    }

    #[test]
    fn the_running_cycle_is_not_the_current_one_until_the_day_after_it_ends() {
        let calendar = |as_of| Calendar::new(rhythm("2 weeks"), date(2026, 1, 5), date(2026, 1, 5), as_of);
        assert_eq!(calendar(date(2026, 1, 18)).current(), None);
        assert_eq!(calendar(date(2026, 1, 19)).current(), Some(CycleIndex::new(0)));
    }

    #[test]
    fn lengths_are_read_and_said() {
        for (text, words) in [
            ("2 weeks", "2 weeks"),
            ("14 days", "2 weeks"),
            ("10 days", "10 days"),
            ("month", "1 month"),
            ("1 quarter", "3 months"),
        ] {
            assert_eq!(Length::parse(text).map(Length::words).as_deref(), Some(words), "{text}");
        }
        for text in [
            "",
            "0 weeks",
            "-1 week",
            "two weeks",
            "2 fortnights",
            "99999999999 days",
        ] {
            assert_eq!(Length::parse(text), None, "{text}");
        }
    }
}
