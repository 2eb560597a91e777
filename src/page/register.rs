//! What the pages of registers share: the way from one to another, moments and lengths of time in words.

pub(super) mod brief;
pub(super) mod incident;
pub(super) mod notad;
pub(super) mod release;
pub(super) mod share;
pub(super) mod topic;
pub(super) mod win;

use super::here::Here;
use super::words::When;
use super::{ACTIONS, INCIDENTS, NOTADS, RELEASES, TECH_SHARES, TOPICS, WINS};
use crate::analyse::AsOf;
use crate::model::cycle::CycleIndex;
use crate::model::moment::Moment;
use crate::words::{Words, say, say_count};
use jiff::Unit;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

/// The registers in the order in which a review goes through them: what they are called, and where they stand.
const REGISTERS: [(&str, &str); 7] = [
    ("registers.actions", ACTIONS),
    ("registers.notads", NOTADS),
    ("registers.incidents", INCIDENTS),
    ("registers.releases", RELEASES),
    ("registers.topics", TOPICS),
    ("registers.tech_shares", TECH_SHARES),
    ("registers.wins", WINS),
];

/// The way to a register from the pages of the others.
#[derive(Debug, Serialize)]
pub(super) struct Tab {
    href: String,
    text: String,
    current: bool,
}

/// The ways to all registers; `current` is the path of the one that the page belongs to.
pub(super) fn tabs(here: Here<'_>, current: &str) -> Vec<Tab> {
    REGISTERS
        .iter()
        .map(|(name, path)| Tab {
            href: here.href(path),
            text: here.words().word(name).to_owned(),
            current: *path == current,
        })
        .collect()
}

/// The registers of one team or one cycle, as other pages tell them in a few lines.
#[derive(Debug, Default, Serialize)]
pub(super) struct Around {
    /// Notices that await something of a team.
    pub(super) awaited: Vec<notad::Awaited>,
    /// Notices in force.
    pub(super) notads: Vec<notad::Item>,
    pub(super) incidents: Vec<incident::Item>,
    pub(super) releases: Vec<release::Item>,
    /// `and three more`, where not all are told.
    pub(super) more_releases: String,
    pub(super) shares: Vec<share::Item>,
    /// Where all incidents stand.
    pub(super) all_incidents: String,
}

/// Incidents of so many of the newest cycles stand on a team's page, and no more than so many.
const RECENT: usize = 6;

/// What a team's page tells: notices that await its answer, incidents of the last cycles, releases in flight, and the tech
/// shares it gave since a cycle.
pub(super) fn of_team(here: Here<'_>, team: usize, cycles: (CycleIndex, CycleIndex)) -> Around {
    let (first, cycle) = cycles;
    let day = here.portfolio.as_of;
    let calendar = &here.portfolio.calendar;
    let since = CycleIndex::new((cycle.position() + 1).saturating_sub(RECENT));
    let newest = CycleIndex::new(calendar.cycles.len() - 1);
    let mut incidents = incident::of_team(here, team, (since, newest), day);
    incidents.truncate(RECENT);
    Around {
        awaited: notad::awaited(here, team, here.today()),
        incidents,
        releases: release::in_flight(here, team, day),
        shares: share::of_team(here, team, (calendar.cycle(first).first, day)),
        all_incidents: here.href(INCIDENTS),
        ..Around::default()
    }
}

/// What a report's page tells: incidents and releases of its team in its cycle.
pub(super) fn of_report(here: Here<'_>, team: usize, when: AsOf) -> Around {
    let (cycle, day) = when;
    let (releases, more) = release::of_cycle(here, team, when);
    Around {
        incidents: incident::of_team(here, team, (cycle, cycle), day),
        releases,
        more_releases: match more {
            0 => String::new(),
            more => say_count!(here.words(), "registers.more_releases", more),
        },
        ..Around::default()
    }
}

/// What a cycle's page tells: notices that were in force, and incidents of all teams.
pub(super) fn of_cycle(here: Here<'_>, when: AsOf) -> Around {
    Around {
        notads: notad::held(here, when),
        incidents: incident::of_cycle(here, when.0, when.1),
        all_incidents: here.href(INCIDENTS),
        ..Around::default()
    }
}

/// A quarter in words: `Q3 2026`.
pub(super) fn quarter(date: Date, words: &Words) -> String {
    let quarter = (date.month() + 2) / 3;
    say!(words, "registers.quarter", quarter = quarter, year = date.year())
}

/// Splits entries, which are in order of time, where one quarter ends and another begins.
pub(super) fn by_quarter<T>(entries: impl IntoIterator<Item = (Date, T)>, words: &Words) -> Vec<(String, Vec<T>)> {
    let mut quarters: Vec<(String, Vec<T>)> = Vec::new();
    for (date, entry) in entries {
        let name = quarter(date, words);
        match quarters.last_mut() {
            Some((last, entries)) if *last == name => entries.push(entry),
            _ => quarters.push((name, vec![entry])),
        }
    }
    quarters
}

/// A moment for people and for machines: a day, or the time on the site's clocks with the name of their zone.
pub(super) fn moment(here: Here<'_>, moment: Moment) -> When {
    let Some(at) = moment.at else {
        return here.when(moment.date);
    };
    let zoned = at.to_zoned(here.portfolio.config.time_zone.clone());
    let words = here.words();
    When {
        // HTML knows no finer fractions of a second than milliseconds.
        machine: at.round(Unit::Millisecond).unwrap_or(at).to_string(),
        text: say!(
            words,
            "registers.moment",
            day = words.short_day(zoned.date()),
            time = zoned.strftime("%H:%M %Z")
        ),
    }
}

/// How long something took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Took {
    /// By the clock, in seconds; negative: it came before.
    Seconds(i64),
    /// In days, where no hours are known.
    Days(i32),
}

impl Took {
    /// From one moment to another: by the clock where both have a time, else by the calendar.
    pub(super) fn between(from: Moment, to: Moment) -> Self {
        from.seconds_until(to).map_or_else(
            || Self::Days(crate::model::cycle::days_between(from.date, to.date)),
            Self::Seconds,
        )
    }

    /// Hours that were written.
    pub(super) fn of_hours(hours: Decimal) -> Self {
        let seconds = hours.checked_mul(Decimal::from(3_600));
        Self::Seconds(seconds.and_then(|seconds| seconds.round().to_i64()).unwrap_or(i64::MAX))
    }

    /// `1 h 28 min`, `3 days`; what took no day is `less than a day`.
    pub(super) fn said(self, words: &Words) -> String {
        match self {
            Self::Seconds(seconds) => length(seconds.unsigned_abs(), words),
            Self::Days(days) => {
                let days = usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
                say_count!(words, "durations.whole_days", days)
            }
        }
    }

    /// Whether it came before what it is counted from.
    pub(super) fn is_before(self) -> bool {
        matches!(self, Self::Seconds(..0) | Self::Days(..0))
    }
}

/// A length of time: `28 min`, `1 h 28 min`, `3 d 4 h`; from two days on minutes do not matter.
fn length(seconds: u64, words: &Words) -> String {
    let minutes = seconds.saturating_add(30) / 60;
    let hours = (minutes + 30) / 60;
    match (minutes, minutes % 60, hours % 24) {
        (0, ..) => words.word("durations.less_than_a_minute").to_owned(),
        (1..60, ..) => say!(words, "durations.minutes", minutes = minutes),
        (60..2_880, 0, _) => say!(words, "durations.hours", hours = minutes / 60),
        (60..2_880, rest, _) => say!(
            words,
            "durations.hours_and_minutes",
            hours = minutes / 60,
            minutes = rest
        ),
        (.., 0) => say!(words, "durations.days", days = hours / 24),
        (.., rest) => say!(words, "durations.days_and_hours", days = hours / 24, hours = rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn lengths_of_time_are_said_as_exactly_as_they_matter() {
        let words = Words::english();
        let spaced = |took: Took| took.said(&words).replace('\u{202f}', " ");
        for (seconds, expected) in [
            (0, "less than a minute"),
            (29, "less than a minute"),
            (30, "1 min"),
            (59 * 60, "59 min"),
            (59 * 60 + 30, "1 h"),
            (88 * 60, "1 h 28 min"),
            (2_880 * 60 - 31, "47 h 59 min"),
            (2_880 * 60, "2 d"),
            (76 * 3_600 + 29 * 60, "3 d 4 h"),
        ] {
            assert_eq!(spaced(Took::Seconds(seconds)), expected);
        }
        assert_eq!(
            spaced(Took::of_hours("1.4667".parse().expect("a number"))),
            "1 h 28 min"
        );
        assert_eq!(spaced(Took::Days(0)), "less than a day");
        assert_eq!(spaced(Took::Days(-1)), "1 day");
        assert_eq!(spaced(Took::Days(3)), "3 days");
        assert!(Took::Seconds(-60).is_before() && !Took::Days(0).is_before());
    }

    #[test]
    fn entries_are_split_where_a_quarter_ends() {
        let days = [
            date(2026, 4, 1),
            date(2026, 3, 31),
            date(2026, 1, 1),
            date(2025, 12, 31),
        ];
        let split = by_quarter(days.map(|day| (day, day.day())), &Words::english());
        let expected = [("Q2 2026", vec![1]), ("Q1 2026", vec![31, 1]), ("Q4 2025", vec![31])];
        assert_eq!(split, expected.map(|(name, days)| (name.to_owned(), days)));
    }
}
