//! NOTADs: which hold on a day, whom they concern, and what each team has answered by then.
//!
//! Everything is asked for a moment that is a cycle and a day: reports of later cycles are not known yet, and what the
//! day has not reached has not begun. So a page frozen at a cycle goes on saying what was true then.

use crate::analyse::AsOf;
use crate::analyse::freshness::is_part_on;
use crate::model::cycle::CycleIndex;
use crate::model::notad::Notad;
use crate::model::portfolio::Portfolio;
use crate::model::report::{NotadAnswer, NotadStatus, Report};
use jiff::civil::Date;

/// A team's newest answer to a notice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer<'a> {
    /// What it says.
    pub answer: &'a NotadAnswer,
    /// The report that says it.
    pub report: &'a Report,
}

impl Answer<'_> {
    /// Since when it holds: the day it names, else the report's.
    #[must_use]
    pub fn date(&self) -> Date {
        self.answer.date.unwrap_or(self.report.date)
    }
}

/// Where one team stands with a notice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TeamStanding<'a> {
    /// The team, as an index of the portfolio's.
    pub team: usize,
    /// Its newest answer; `None`: nothing said yet.
    pub answer: Option<Answer<'a>>,
}

impl TeamStanding<'_> {
    /// What the newest answer says.
    #[must_use]
    pub fn status(&self) -> Option<NotadStatus> {
        self.answer.map(|answer| answer.answer.status)
    }

    /// Whether nothing more is to be done: it was done, or does not apply.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self.status(), Some(NotadStatus::Done | NotadStatus::NotApplicable))
    }
}

/// Where a notice stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing<'a> {
    /// The notice.
    pub notad: &'a Notad,
    /// The teams it concerns, in the portfolio's order.
    pub concerned: Vec<TeamStanding<'a>>,
    /// Teams it does not concern, or no more, that answered nevertheless: one that left, one that was not addressed.
    pub others: Vec<TeamStanding<'a>>,
    /// Whether it held on the day.
    pub is_in_force: bool,
    /// Whether its due date had passed, and a team it concerns had not settled it.
    pub is_overdue: bool,
}

impl Standing<'_> {
    /// How many of the teams it concerns give an answer; `None` counts those that have said nothing yet.
    #[must_use]
    pub fn count(&self, status: Option<NotadStatus>) -> usize {
        self.concerned.iter().filter(|team| team.status() == status).count()
    }

    /// How many teams have something to do about it: those it concerns, less those to which it does not apply.
    #[must_use]
    pub fn applicable(&self) -> usize {
        self.concerned.len() - self.count(Some(NotadStatus::NotApplicable))
    }

    /// The teams it concerns that have neither done it nor said that it does not apply.
    pub fn unsettled(&self) -> impl Iterator<Item = &TeamStanding<'_>> {
        self.concerned.iter().filter(|team| !team.is_settled())
    }
}

/// Where a notice stands at a moment.
///
/// It concerns the teams it names, or all, that were part of the portfolio on that day, or on its last one if that was
/// earlier: a team that leaves after a notice has expired was concerned by it for good.
#[must_use]
pub fn standing<'a>(portfolio: &'a Portfolio, notad: &'a Notad, when: AsOf) -> Standing<'a> {
    let (cycle, day) = when;
    let on = notad.expires.map_or(day, |expires| expires.min(day));
    let (mut concerned, mut others) = (Vec::new(), Vec::new());
    for team in 0..portfolio.teams.len() {
        let standing = TeamStanding {
            team,
            answer: answer(portfolio, notad, team, cycle),
        };
        if is_addressed(notad, team) && is_part_on(&portfolio.calendar, &portfolio.teams[team], on) {
            concerned.push(standing);
        } else if standing.answer.is_some() {
            others.push(standing);
        }
    }
    Standing {
        is_in_force: notad.is_in_force_on(day),
        is_overdue: notad.due.is_some_and(|due| due < day) && concerned.iter().any(|team| !team.is_settled()),
        notad,
        concerned,
        others,
    }
}

/// The notices that hold at a moment, by the day they were issued.
#[must_use]
pub fn in_force(portfolio: &Portfolio, when: AsOf) -> Vec<Standing<'_>> {
    let held = portfolio.notads.iter().filter(|notad| notad.is_in_force_on(when.1));
    held.map(|notad| standing(portfolio, notad, when)).collect()
}

/// The notices that await something of a team at a moment: they hold, concern it, and it has not settled them. Each
/// with what it last said.
#[must_use]
pub fn awaiting(portfolio: &Portfolio, team: usize, when: AsOf) -> Vec<(&Notad, Option<Answer<'_>>)> {
    let (cycle, day) = when;
    if !is_part_on(&portfolio.calendar, &portfolio.teams[team], day) {
        return Vec::new();
    }
    let held = portfolio
        .notads
        .iter()
        .filter(|notad| notad.is_in_force_on(day) && is_addressed(notad, team));
    held.map(|notad| (notad, answer(portfolio, notad, team, cycle)))
        .filter(|(_, answer)| !TeamStanding { team, answer: *answer }.is_settled())
        .collect()
}

/// What a team last said of a notice in its reports up to a cycle.
#[must_use]
pub fn answer<'a>(portfolio: &'a Portfolio, notad: &Notad, team: usize, upto: CycleIndex) -> Option<Answer<'a>> {
    let reports = portfolio.teams[team].reports.iter().rev();
    reports.filter(|report| report.cycle <= upto).find_map(|report| {
        let answer = report.notads.iter().find(|answer| answer.notad == notad.id)?;
        Some(Answer { answer, report })
    })
}

/// Whether a notice names a team, or none and so all.
fn is_addressed(notad: &Notad, team: usize) -> bool {
    notad.teams.is_empty() || notad.teams.contains(&team)
}

#[cfg(test)]
mod tests;
