//! Review meetings: which cycle each is about, when it is held, who speaks when, and what the last one left open.

use crate::analyse::Analysis;
use crate::config::Review;
use crate::model::cycle::{Cycle, CycleIndex, days_between};
use crate::model::minutes::{FollowUp, Minutes};
use crate::model::portfolio::Portfolio;
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use std::collections::{BTreeMap, HashSet};

/// A meeting of a review about one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting {
    /// The review, as an index of the configured ones.
    pub review: usize,
    /// The cycle it is about.
    pub cycle: CycleIndex,
    /// The day: as its minutes say, else as planned.
    pub day: Date,
    /// Its minutes, as an index of the portfolio's.
    pub minutes: Option<usize>,
}

/// A meeting may be brought forward by so many days and still be the one about the cycle that has just ended.
const BROUGHT_FORWARD: i32 = 3;

/// The cycle that a meeting on a day was about: the newest whose own meeting was planned for that day or before, or that
/// had ended and whose meeting was planned for the next few days; `None` before there was any.
#[must_use]
pub fn cycle_of(portfolio: &Portfolio, review: &Review, day: Date) -> Option<CycleIndex> {
    let is_about = |cycle: &Cycle| cycle.last <= day && days_between(day, review.day(cycle.last)) <= BROUGHT_FORWARD;
    portfolio
        .calendar
        .cycles
        .iter()
        .rposition(is_about)
        .map(CycleIndex::new)
}

/// The meeting of a review about a cycle.
#[must_use]
pub fn meeting(portfolio: &Portfolio, review: usize, cycle: CycleIndex) -> Meeting {
    let own = &portfolio.config.reviews[review];
    let minutes = portfolio
        .minutes
        .iter()
        .position(|minutes| minutes.review == review && cycle_of(portfolio, own, minutes.date) == Some(cycle));
    let planned = own.day(portfolio.calendar.cycle(cycle).last);
    Meeting {
        review,
        cycle,
        day: minutes.map_or(planned, |minutes| portfolio.minutes[minutes].date),
        minutes,
    }
}

/// The meetings of a review about cycles that have ended, oldest first; a cycle that the portfolio skips has none,
/// unless there are minutes of it.
#[must_use]
pub fn meetings(portfolio: &Portfolio, review: usize) -> Vec<Meeting> {
    portfolio
        .calendar
        .ended()
        .map(|cycle| meeting(portfolio, review, cycle))
        .filter(|meeting| meeting.minutes.is_some() || portfolio.calendar.cycle(meeting.cycle).skipped.is_none())
        .collect()
}

/// The next meeting of a review: about the newest cycle that has ended, until its day is over; then about the running
/// one. Minutes alone do not end it: they are begun before the meeting, and typed into while it is held.
#[must_use]
pub fn next(portfolio: &Portfolio, review: usize) -> Meeting {
    let held = |meeting: &Meeting| meeting.day < portfolio.as_of;
    let newest = meetings(portfolio, review).pop();
    let running = CycleIndex::new(portfolio.calendar.cycles.len().saturating_sub(1));
    newest
        .filter(|meeting| !held(meeting))
        .unwrap_or_else(|| meeting(portfolio, review, running))
}

/// The minutes of a review before a meeting, newest first.
pub fn minutes_before(portfolio: &Portfolio, meeting: Meeting) -> impl Iterator<Item = &Minutes> {
    let before = move |minutes: &&Minutes| minutes.review == meeting.review && minutes.date < meeting.day;
    portfolio.minutes.iter().rev().filter(before)
}

/// A follow-up that is still open, and the day of the meeting at which it was promised first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Promise<'a> {
    /// What was promised, as the newest minutes that name it say.
    pub follow_up: &'a FollowUp,
    /// When it was promised first.
    pub since: Date,
}

/// What earlier meetings promised and nobody has marked as done, oldest first. A follow-up that newer minutes repeat in
/// the same words is one promise, and the newest minutes say how it stands.
#[must_use]
pub fn promises(portfolio: &Portfolio, meeting: Meeting) -> Vec<Promise<'_>> {
    let mut found: Vec<Promise<'_>> = Vec::new();
    for minutes in minutes_before(portfolio, meeting) {
        for follow_up in &minutes.follow_ups {
            let same = |known: &&mut Promise<'_>| {
                known.follow_up.text.text.trim().to_lowercase() == follow_up.text.text.trim().to_lowercase()
            };
            match found.iter_mut().find(same) {
                Some(known) => known.since = minutes.date,
                None => found.push(Promise {
                    follow_up,
                    since: minutes.date,
                }),
            }
        }
    }
    found.retain(|promise| !promise.follow_up.is_done);
    found.sort_by_key(|promise| promise.since);
    found
}

/// The teams of a review that take part in a meeting, in the order in which they speak: as the minutes say, else the
/// portfolio's order rotated by the cycle's number. A team that has not joined by then or has left before the cycle does
/// not speak.
#[must_use]
pub fn speaking_order(portfolio: &Portfolio, meeting: Meeting) -> Vec<usize> {
    let review = &portfolio.config.reviews[meeting.review];
    let cycle = portfolio.calendar.cycle(meeting.cycle);
    // Every team's wall asks for the order of its next meeting.
    let own: HashSet<&str, ahash::RandomState> = review.teams.iter().map(String::as_str).collect();
    let takes_part = |index: &usize| {
        let team = &portfolio.teams[*index];
        own.contains(team.slug.as_str())
            && team.joined.is_none_or(|joined| joined <= cycle.last)
            && team.left.is_none_or(|left| left >= cycle.first)
    };
    let mut order: Vec<usize> = (0..portfolio.teams.len()).filter(takes_part).collect();
    if let Ok(count) = i64::try_from(order.len())
        && count > 0
    {
        let turn = portfolio.calendar.number(meeting.cycle).rem_euclid(count);
        order.rotate_left(usize::try_from(turn).unwrap_or(0));
    }
    if let Some(minutes) = meeting.minutes {
        // The order that was kept, then whoever it forgot.
        let kept = portfolio.minutes[minutes].order.iter().enumerate().rev();
        let kept: BTreeMap<usize, usize> = kept.map(|(place, team)| (*team, place)).collect();
        order.sort_by_key(|team| kept.get(team).copied().unwrap_or(usize::MAX));
    }
    order
}

/// What a meeting spends its time on, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What the last meeting left open.
    LastTime,
    /// Notices to all developers.
    Notads,
    /// A team's slot: an index of the portfolio's teams.
    Team(usize),
    /// Topics, pairings and tech shares.
    Topics,
    /// Wins, and the close.
    Wins,
}

/// A part of a meeting with its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// What it is.
    pub part: Part,
    /// Minutes from the beginning of the meeting.
    pub after: u32,
    /// When it begins, where the review has a time.
    pub at: Option<Time>,
    /// How many minutes it has.
    pub minutes: u32,
}

/// The agenda of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// Its parts, in order.
    pub slots: Vec<Slot>,
    /// Minutes by which the teams' slots and the least there must be around them are longer than the meeting.
    pub over: u32,
}

/// What stands around the teams' slots has at least so many minutes each.
const LEAST: u32 = 2;
/// … and no more than so many: a meeting with time to spare ends early.
const MOST: u32 = 15;

/// The agenda of a meeting: each team has the review's minutes, and what is left is shared by what was left open,
/// notices, topics and wins, in fifths of which the topics have two.
#[must_use]
pub fn agenda(portfolio: &Portfolio, meeting: Meeting) -> Agenda {
    let review = &portfolio.config.reviews[meeting.review];
    let teams = speaking_order(portfolio, meeting);
    let spoken = u32::try_from(teams.len())
        .unwrap_or(u32::MAX)
        .saturating_mul(review.minutes_per_team);
    let left = review.minutes.saturating_sub(spoken);
    let fifth = (left / 5).clamp(LEAST, MOST);
    let topics = (left / 5 * 2).clamp(LEAST, MOST);
    let parts = [(Part::LastTime, fifth), (Part::Notads, fifth)]
        .into_iter()
        .chain(
            teams
                .into_iter()
                .map(|team| (Part::Team(team), review.minutes_per_team)),
        )
        .chain([(Part::Topics, topics), (Part::Wins, fifth)]);
    let mut slots: Vec<Slot> = Vec::new();
    let mut after = 0_u32;
    for (part, minutes) in parts {
        slots.push(Slot {
            part,
            after,
            at: review.at.map(|at| at.wrapping_add(i64::from(after).minutes())),
            minutes,
        });
        after = after.saturating_add(minutes);
    }
    Agenda {
        slots,
        over: after.saturating_sub(review.minutes),
    }
}

/// How many meetings of a team's review were held after a day, up to another: an action taken on that day was carried
/// over so often.
#[must_use]
pub fn held_between(portfolio: &Portfolio, analysis: &Analysis, team: usize, days: (Date, Date)) -> usize {
    let (after, until) = days;
    let slug = &portfolio.teams[team].slug;
    let Some(review) = portfolio
        .config
        .reviews
        .iter()
        .position(|review| review.teams.contains(slug))
    else {
        return 0;
    };
    let held = analysis.days_held(portfolio, review);
    let end = held.partition_point(|day| *day < until);
    end.saturating_sub(held.partition_point(|day| *day <= after))
}

/// The days of all meetings of a review, in order: as their minutes say, else as planned.
#[must_use]
pub fn days(portfolio: &Portfolio, review: usize) -> Vec<Date> {
    let own = &portfolio.config.reviews[review];
    let planned = portfolio.calendar.cycles.iter();
    let mut days: Vec<Option<Date>> = planned
        .map(|cycle| cycle.skipped.is_none().then(|| own.day(cycle.last)))
        .collect();
    // Of several minutes about one cycle the first count, as on its page.
    for minutes in portfolio
        .minutes
        .iter()
        .rev()
        .filter(|minutes| minutes.review == review)
    {
        if let Some(cycle) = cycle_of(portfolio, own, minutes.date) {
            days[cycle.position()] = Some(minutes.date);
        }
    }
    let mut days: Vec<Date> = days.into_iter().flatten().collect();
    days.sort_unstable();
    days
}

#[cfg(test)]
mod tests;
