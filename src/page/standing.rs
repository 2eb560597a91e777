//! Where the portfolio and a team stand at one cycle: who reported, what moved, in sentences.
//!
//! Pages of the portfolio and of a team count signals; a report counts deltas: each value against the one before it.

use super::figure::{Moved, Tone, length, moved, way};
use super::here::{Here, Link};
use super::signal::{Mark, Signals, is_notable, mark};
use super::words::capital;
use super::{report_path, unread};
use crate::analyse::freshness::{Expectation, Reason};
use crate::analyse::series::Series;
use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use serde::Serialize;

/// A value of a cycle with its delta.
pub(super) struct Movement<'a> {
    pub(super) metric: MetricIndex,
    pub(super) series: &'a Series,
    /// Index of the series' entry.
    pub(super) index: usize,
    pub(super) tone: Tone,
    /// `↑`, `↓` or nothing: direction only.
    pub(super) arrow: &'static str,
    /// What limits say of it, as known then.
    pub(super) mark: Mark,
    /// Whether the step to it stands out.
    pub(super) is_notable: bool,
}

impl Movement<'_> {
    /// The delta in words. Most movements are only counted.
    pub(super) fn moved(&self, here: Here<'_>, team: usize) -> Moved {
        moved(here, team, self.series, self.index)
    }
}

/// A team's values of a cycle, in the catalogue's order.
pub(super) fn movements(here: Here<'_>, team: usize, cycle: CycleIndex) -> Vec<Movement<'_>> {
    let all = here.analysis.teams[team].headlines();
    all.filter_map(|series| movement(series, cycle)).collect()
}

/// A series' value of a cycle, if it has one.
pub(super) fn movement(series: &Series, cycle: CycleIndex) -> Option<Movement<'_>> {
    let index = series.index_at(cycle)?;
    let entry = &series.entries[index];
    entry.value()?;
    let (tone, arrow) = way(entry);
    Some(Movement {
        metric: series.metric,
        series,
        index,
        tone,
        arrow,
        mark: mark(entry.said_then),
        is_notable: is_notable(entry),
    })
}

/// How many values moved which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) better: usize,
    pub(super) worse: usize,
    pub(super) neutral: usize,
    pub(super) same: usize,
    pub(super) pending: usize,
    pub(super) first: usize,
}

impl Tally {
    /// Counts movements.
    pub(super) fn of<'m, 'a: 'm>(movements: impl IntoIterator<Item = &'m Movement<'a>>) -> Self {
        let mut tally = Self::default();
        for movement in movements {
            tally.add(movement.tone);
        }
        tally
    }

    fn add(&mut self, tone: Tone) {
        match tone {
            Tone::Better => self.better += 1,
            Tone::Worse => self.worse += 1,
            Tone::Neutral => self.neutral += 1,
            Tone::Same => self.same += 1,
            Tone::Pending => self.pending += 1,
            Tone::None => self.first += 1,
        }
    }

    /// The counts as a sentence: `Three values moved for the better and two for the worse; four did not move.` Empty for
    /// none.
    pub(super) fn sentence(self, words: &Words) -> String {
        let main = match (self.better, self.worse) {
            (0, 0) if self.neutral + self.same == 0 => String::new(),
            (0, 0) => words.word("standing.none_moved").to_owned(),
            (better, 0) => say_count!(words, "standing.better", better),
            (0, worse) => say_count!(words, "standing.worse", worse),
            (better, worse) => {
                let worse = words.number_in("standing.better_and_worse", worse);
                say_count!(words, "standing.better_and_worse", better, worse = worse)
            }
        };
        let mut rest = Vec::new();
        if self.neutral > 0 {
            rest.push(say_count!(words, "standing.neutral", self.neutral));
        }
        if self.same > 0 {
            rest.push(say_count!(words, "standing.same", self.same));
        }
        if self.pending > 0 {
            rest.push(say_count!(words, "standing.pending", self.pending));
        }
        if self.first > 0 {
            rest.push(if main.is_empty() && rest.is_empty() {
                say_count!(words, "standing.first_values", self.first)
            } else {
                say_count!(words, "standing.first", self.first)
            });
        }
        let text = match (main.is_empty(), rest.is_empty()) {
            (true, true) => return String::new(),
            (false, true) => main,
            (true, false) => words.list(&rest),
            (false, false) => say!(words, "standing.and_also", what = main, also = words.list(&rest)),
        };
        capital(&say!(words, "standing.sentence", what = text))
    }
}

/// What limits say of all teams' values of a cycle.
pub(super) fn signals(here: Here<'_>, cycle: CycleIndex) -> Signals {
    (0..here.portfolio.teams.len()).fold(Signals::default(), |sum, team| {
        sum.join(team_signals(here, team, cycle, &|_| true))
    })
}

/// What limits say of a team's values of a cycle, of the metrics that are wanted.
pub(super) fn team_signals(
    here: Here<'_>,
    team: usize,
    cycle: CycleIndex,
    wanted: &dyn Fn(MetricIndex) -> bool,
) -> Signals {
    let series = here.analysis.teams[team].headlines();
    let series = series.filter(|series| wanted(series.metric));
    let entries = series.filter_map(|series| series.at(cycle).filter(|entry| entry.value().is_some()));
    Signals::of(entries.map(|entry| mark(entry.said_then)))
}

/// Who reported for a cycle.
pub(super) struct Attendance {
    pub(super) expected: usize,
    pub(super) reported: usize,
    pub(super) volunteered: usize,
    pub(super) missing: Vec<usize>,
}

/// Who of some teams reported for a cycle, and what limits say of their values.
pub(super) fn portfolio_sentence_of(here: Here<'_>, cycle: CycleIndex, teams: &[usize]) -> String {
    let (calendar, words) = (&here.portfolio.calendar, here.words());
    let named = say!(words, "standing.the_cycle", day = words.day(calendar.cycle(cycle).last));
    let attended = attendance_of(here, cycle, &|team| teams.contains(&team));
    let skipped = calendar.cycle(cycle).skipped.as_deref();
    let signals = teams.iter().fold(Signals::default(), |sum, team| {
        sum.join(team_signals(here, *team, cycle, &|_| true))
    });
    let mut sentences = vec![
        attendance_sentence(&attended, (&named, skipped), words),
        signals.sentence(words),
    ];
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}

/// Who reported for a cycle, and who was expected to.
pub(super) fn attendance(here: Here<'_>, cycle: CycleIndex) -> Attendance {
    attendance_of(here, cycle, &|_| true)
}

/// Who of some teams reported for a cycle, and who was expected to.
pub(super) fn attendance_of(here: Here<'_>, cycle: CycleIndex, wanted: &dyn Fn(usize) -> bool) -> Attendance {
    let mut attendance = Attendance {
        expected: 0,
        reported: 0,
        volunteered: 0,
        missing: Vec::new(),
    };
    let teams = here.analysis.teams.iter().enumerate();
    for (index, team) in teams.filter(|(index, _)| wanted(*index)) {
        match team.expectations.get(cycle.position()) {
            Some(Expectation::Reported) => {
                attendance.expected += 1;
                attendance.reported += 1;
            }
            Some(Expectation::Missing) => {
                attendance.expected += 1;
                attendance.missing.push(index);
            }
            Some(Expectation::Volunteered) => attendance.volunteered += 1,
            Some(Expectation::NotExpected(_)) | None => {}
        }
    }
    attendance
}

/// What is true of the portfolio at a cycle, in two or three sentences; `now` on the page about now, where a later
/// cycle may already have reports.
pub(super) fn portfolio_sentence(here: Here<'_>, cycle: CycleIndex, now: bool) -> String {
    let calendar = &here.portfolio.calendar;
    let words = here.words();
    if here.portfolio.teams.is_empty() {
        return words.word("standing.no_teams").to_owned();
    }
    let until = words.day(calendar.cycle(cycle).last);
    let mut sentences = Vec::new();
    let named = if cycle.position() >= calendar.ended {
        sentences.push(say!(words, "standing.first_cycle", day = until));
        words.word("standing.it").to_owned()
    } else {
        say!(words, "standing.the_cycle", day = until)
    };
    sentences.push(attendance_sentence(
        &attendance(here, cycle),
        (&named, calendar.cycle(cycle).skipped.as_deref()),
        words,
    ));
    sentences.push(signals(here, cycle).sentence(words));
    sentences.push(unread::of_portfolio(here));
    if now && cycle.position() < calendar.ended {
        let early = here
            .portfolio
            .teams
            .iter()
            .filter(|team| team.reports.last().is_some_and(|report| report.cycle > cycle))
            .count();
        if early > 0 {
            sentences.push(capital(&say_count!(words, "standing.early", early)));
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}

fn attendance_sentence(attendance: &Attendance, of: (&str, Option<&str>), words: &Words) -> String {
    let (cycle, skipped) = of;
    let what = match (attendance.reported, attendance.expected) {
        (_, 0) => match skipped {
            Some(reason) => say!(words, "standing.none_expected_because", cycle = cycle, reason = reason),
            None => say!(words, "standing.none_expected", cycle = cycle),
        },
        (0, expected) => say_count!(words, "standing.none_reported", expected, cycle = cycle),
        (reported, expected) if reported == expected => {
            say_count!(words, "standing.all_reported", expected, cycle = cycle)
        }
        (1, expected) => say_count!(words, "standing.one_reported", expected, cycle = cycle),
        (reported, expected) => say_count!(
            words,
            "standing.some_reported",
            expected,
            reported = words.grouped(reported),
            cycle = cycle
        ),
    };
    let what = match attendance.volunteered {
        0 => what,
        volunteers => {
            let also = say_count!(words, "standing.volunteers", volunteers);
            say!(words, "standing.and_also", what = what, also = also)
        }
    };
    say!(words, "standing.sentence", what = what)
}

/// A team's report of a cycle: there, not yet, missing, or not expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ReportState {
    /// `reported`, `no report`, `paused: Platform move`.
    pub(super) text: String,
    /// The report, or the last one before.
    pub(super) link: Option<Link>,
    /// Whether a report is there.
    pub(super) is_there: bool,
    /// Whether one is expected, and not there.
    #[serde(skip)]
    pub(super) is_due: bool,
}

/// The state of a team's report of a cycle on a day; `None` where the team was not part of the portfolio then.
pub(super) fn report_state(here: Here<'_>, team: usize, when: (CycleIndex, Date)) -> Option<ReportState> {
    let (cycle, day) = when;
    let analysis = &here.analysis.teams[team];
    let owner = &here.portfolio.teams[team];
    let calendar = &here.portfolio.calendar;
    let words = here.words();
    if let Some(report) = analysis.report_in(cycle) {
        let report = &owner.reports[report];
        let link = here.link(&report_path(owner, report), words.short_day(report.date));
        return Some(ReportState {
            text: words.word("standing.reported").to_owned(),
            link: Some(link),
            is_there: true,
            is_due: false,
        });
    }
    let before = owner.reports.iter().rfind(|report| report.cycle < cycle);
    let link = before.map(|report| {
        here.link(
            &report_path(owner, report),
            say!(words, "standing.last", day = words.short_day(report.date)),
        )
    });
    let unread = unread::of_team(here, team);
    let expectation = analysis.expectations.get(cycle.position())?;
    let text = match expectation {
        // Whether there is one nobody knows.
        Expectation::Missing if unread.is_some() => unread.unwrap_or_default().to_owned(),
        // A team that has never reported and names no day of joining is shown, lest it be forgotten.
        Expectation::NotExpected(Reason::NotJoined) if owner.reports.is_empty() && owner.joined.is_none() => {
            unread.unwrap_or(words.word("standing.no_report_yet")).to_owned()
        }
        Expectation::NotExpected(Reason::NotJoined | Reason::Left) => return None,
        Expectation::NotExpected(Reason::Skip(reason)) => say!(words, "standing.skipped", reason = reason),
        Expectation::NotExpected(Reason::Pause(reason)) => say!(words, "standing.paused", reason = reason),
        Expectation::NotExpected(Reason::OwnRhythm) => owner.reports_every.map_or_else(
            || words.word("standing.none_due").to_owned(),
            |every| say!(words, "standing.own_rhythm", length = length(words, every)),
        ),
        Expectation::Missing if before.is_none() => words.word("standing.no_report_yet").to_owned(),
        Expectation::Missing if day < calendar.cycle(cycle).last.saturating_add(calendar.rhythm.grace.span(1)) => {
            words.word("standing.not_yet").to_owned()
        }
        Expectation::Missing | Expectation::Reported | Expectation::Volunteered => {
            words.word("standing.no_report").to_owned()
        }
    };
    Some(ReportState {
        text,
        link,
        is_there: false,
        is_due: match expectation {
            Expectation::NotExpected(Reason::NotJoined) => true,
            expectation => expectation.is_expected(),
        },
    })
}

/// What is true of a team at a cycle, in sentences.
pub(super) fn team_sentence(here: Here<'_>, team: usize, cycle: CycleIndex) -> String {
    let owner = &here.portfolio.teams[team];
    let words = here.words();
    let until = words.day(here.portfolio.calendar.cycle(cycle).last);
    let name = &owner.name;
    if let Some(left) = owner.left.filter(|left| *left < here.portfolio.as_of) {
        return say!(words, "standing.left", team = name, day = words.day(left));
    }
    let is_unread = unread::of_team(here, team).is_some();
    if owner.reports.is_empty() && is_unread {
        return say!(words, "standing.unread", team = name);
    }
    if owner.reports.is_empty() {
        return say!(words, "standing.not_reported", team = name);
    }
    let first = match here.analysis.teams[team].expectations.get(cycle.position()) {
        Some(expectation) if expectation.is_reported() => {
            say!(words, "standing.has_reported", team = name, day = until)
        }
        Some(Expectation::NotExpected(Reason::Skip(reason))) => {
            say!(words, "standing.team_skipped", day = until, reason = reason)
        }
        Some(Expectation::NotExpected(Reason::Pause(reason))) => {
            say!(words, "standing.team_paused", team = name, reason = reason, day = until)
        }
        Some(Expectation::NotExpected(Reason::OwnRhythm)) => {
            say!(words, "standing.none_was_due", team = name, day = until)
        }
        _ if is_unread => say!(words, "standing.unread_report", team = name, day = until),
        _ => say!(words, "standing.missing", team = name, day = until),
    };
    let signals = team_signals(here, team, cycle, &|_| true).sentence(words);
    if signals.is_empty() {
        first
    } else {
        format!("{first} {signals}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(better: usize, worse: usize, neutral: usize, same: usize, first: usize) -> String {
        Tally {
            better,
            worse,
            neutral,
            same,
            pending: 0,
            first,
        }
        .sentence(&Words::english())
    }

    #[test]
    fn a_tally_is_said_in_one_sentence() {
        assert_eq!(tally(0, 0, 0, 0, 0), "");
        assert_eq!(
            tally(3, 1, 0, 4, 0),
            "Three values moved for the better and one for the worse; four did not move."
        );
        assert_eq!(
            tally(1, 0, 2, 0, 0),
            "One value moved for the better and none for the worse; two moved where neither way is better."
        );
        assert_eq!(
            tally(0, 0, 0, 5, 0),
            "No value moved for the better or the worse; five did not move."
        );
        assert_eq!(
            tally(0, 0, 0, 0, 1),
            "One value was reported for the first time or anew."
        );
    }

    #[test]
    fn attendance_agrees_with_its_numbers_and_blames_nobody() {
        let say = |reported, expected| {
            attendance_sentence(
                &Attendance {
                    expected,
                    reported,
                    volunteered: 0,
                    missing: Vec::new(),
                },
                ("the cycle to 9 August 2026", None),
                &Words::english(),
            )
        };
        assert_eq!(
            say(8, 10),
            "8 of 10 teams have reported for the cycle to 9 August 2026."
        );
        assert_eq!(
            say(1, 10),
            "One of 10 teams has reported for the cycle to 9 August 2026."
        );
        assert_eq!(
            say(10, 10),
            "All 10 teams have reported for the cycle to 9 August 2026."
        );
        assert_eq!(
            say(1, 1),
            "The one team expected has reported for the cycle to 9 August 2026."
        );
        assert_eq!(
            say(0, 1),
            "The one team expected has not reported for the cycle to 9 August 2026 yet."
        );
    }
}
