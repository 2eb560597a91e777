//! What was expected of a team in each cycle, what came, and how fresh its newest report is.

use crate::model::cycle::{Calendar, CycleIndex, Length, days_between};
use crate::model::report::Provenance;
use crate::model::team::Team;
use jiff::civil::Date;

/// What was expected of a team for one cycle, and what came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// A report was expected and is there.
    Reported,
    /// A report was expected and is not there.
    Missing,
    /// A report is there although none was expected.
    Volunteered,
    /// None was expected, for this reason, and none is there.
    NotExpected(Reason),
}

/// Why no report is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The team had not joined.
    NotJoined,
    /// The team had left.
    Left,
    /// The portfolio skips the cycle.
    Skip(String),
    /// The team paused.
    Pause(String),
    /// The team's own rhythm has no report due in this cycle.
    OwnRhythm,
}

impl Expectation {
    /// Whether a report was expected: the N of "n of N" counts these teams.
    #[must_use]
    pub fn is_expected(&self) -> bool {
        matches!(self, Self::Reported | Self::Missing)
    }

    /// Whether a report is there.
    #[must_use]
    pub fn is_reported(&self) -> bool {
        matches!(self, Self::Reported | Self::Volunteered)
    }
}

/// What was expected of a team in each cycle of the calendar.
///
/// A team that does not say when it joined is expected from its first report on (from its first value, if it has
/// imported some but reported nothing). A team with a rhythm of its own is
/// expected again that long after its last report (or after the report that did not come): its phase is its own.
#[must_use]
pub fn expectations(calendar: &Calendar, team: &Team, reports: &[Option<usize>]) -> Vec<Expectation> {
    let first_report = team.reports.first().map(|report| report.cycle);
    // That a register reaches back further than the reports promises none.
    let said = team
        .observations
        .iter()
        .filter(|observation| !matches!(observation.provenance, Provenance::Derived { .. }));
    let first_value = said.map(|observation| observation.cycle).min();
    let first_report = first_report.or(first_value);
    let mut due = team.joined.or_else(|| team.reports.first().map(|report| report.date));
    (0..calendar.cycles.len())
        .map(|index| {
            let last = calendar.cycles[index].last;
            let report = reports[index].map(|report| &team.reports[report]);
            let mut reason = not_expected(calendar, team, first_report, CycleIndex::new(index));
            if let (None, Some(every), Some(day)) = (&reason, team.reports_every, due) {
                match report {
                    Some(report) => due = Some(report.date.saturating_add(every.span(1))),
                    None if day > last => reason = Some(Reason::OwnRhythm),
                    // The report that did not come is expected again one rhythm later.
                    None => {
                        let mut next = day;
                        while next <= last && next < Date::MAX {
                            next = next.saturating_add(every.span(1));
                        }
                        due = Some(next);
                    }
                }
            }
            match (reason, report) {
                (None, Some(_)) => Expectation::Reported,
                (None, None) => Expectation::Missing,
                (Some(_), Some(_)) => Expectation::Volunteered,
                (Some(reason), None) => Expectation::NotExpected(reason),
            }
        })
        .collect()
}

fn not_expected(
    calendar: &Calendar,
    team: &Team,
    first_report: Option<CycleIndex>,
    index: CycleIndex,
) -> Option<Reason> {
    let cycle = calendar.cycle(index);
    let not_yet = match team.joined {
        Some(joined) => cycle.last < joined,
        None => first_report.is_none_or(|first| index < first),
    };
    if not_yet {
        return Some(Reason::NotJoined);
    }
    if team.left.is_some_and(|left| cycle.last > left) {
        return Some(Reason::Left);
    }
    if let Some(reason) = &cycle.skipped {
        return Some(Reason::Skip(reason.clone()));
    }
    let pause = team.pauses.iter().find(|pause| pause.holds(cycle.last));
    pause.map(|pause| Reason::Pause(pause.reason.clone()))
}

/// Whether a team is part of the portfolio on a day: it has joined and has not left. One that does not say when it
/// joined is part from the cycle of its first report (or of its first value) on, as with the reports expected of it.
#[must_use]
pub fn is_part_on(calendar: &Calendar, team: &Team, day: Date) -> bool {
    let first = team.reports.first().map(|report| report.cycle);
    let first = first.or_else(|| team.observations.iter().map(|observation| observation.cycle).min());
    let joined = team.joined.or_else(|| Some(calendar.cycle(first?).first));
    joined.is_some_and(|joined| joined <= day) && team.left.is_none_or(|left| day <= left)
}

/// How old a team's newest report is, against its rhythm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// No report yet.
    Never,
    /// At most one cycle old.
    Fresh,
    /// At most a cycle and the grace old.
    Due,
    /// At most two cycles old.
    Late,
    /// Older.
    Stale,
    /// The team has left.
    Left,
    /// Nothing is expected now: a skip or a pause.
    Paused,
}

impl Freshness {
    /// The word shown and written to data files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Never => "no report yet",
            Self::Fresh => "fresh",
            Self::Due => "due",
            Self::Late => "late",
            Self::Stale => "stale",
            Self::Left => "left",
            Self::Paused => "paused",
        }
    }
}

/// How fresh a team's newest report at or before a cycle is on a day.
#[must_use]
pub fn freshness(calendar: &Calendar, team: &Team, upto: CycleIndex, day: Date) -> Freshness {
    if team.left.is_some_and(|left| left < day) {
        return Freshness::Left;
    }
    if team.pauses.iter().any(|pause| pause.holds(day)) {
        return Freshness::Paused;
    }
    let Some(newest) = team.reports.iter().rfind(|report| report.cycle <= upto) else {
        return Freshness::Never;
    };
    let last = calendar.cycle(newest.cycle).last;
    let after = last.tomorrow().unwrap_or(last);
    let free = calendar
        .rhythm
        .skips
        .iter()
        .chain(&team.pauses)
        .map(|stretch| stretch.days_within(after, day))
        .sum::<i32>();
    let age = days_between(last, day) - free;
    let cycle = team
        .reports_every
        .map_or_else(|| length_at(calendar, upto), Length::days);
    // A rhythm of months is counted in months of 31 days, lest a long month make a team late.
    let cycle = if matches!(team.reports_every, Some(Length::Months(_))) {
        cycle + cycle / 30
    } else {
        cycle
    };
    let grace = calendar.rhythm.grace.days();
    if age <= cycle {
        Freshness::Fresh
    } else if age <= cycle + grace {
        Freshness::Due
    } else if age <= 2 * cycle {
        Freshness::Late
    } else {
        Freshness::Stale
    }
}

/// The length in days of the rhythm at a cycle.
fn length_at(calendar: &Calendar, index: CycleIndex) -> i32 {
    let cycle = calendar.cycle(index);
    let every = calendar
        .rhythm
        .changes
        .iter()
        .rfind(|(from, _)| *from <= cycle.last)
        .map_or(calendar.rhythm.every, |change| change.1);
    match every {
        Length::Days(days) => days,
        Length::Months(_) => days_between(cycle.first, cycle.last) + 1,
    }
}

/// The day on which a page frozen at a cycle stands: its end plus the grace, or `as_of` if that is earlier.
#[must_use]
pub fn frozen_day(calendar: &Calendar, index: CycleIndex, as_of: Date) -> Date {
    calendar
        .cycle(index)
        .last
        .saturating_add(calendar.rhythm.grace.span(1))
        .min(as_of)
}
