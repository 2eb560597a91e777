//! Topics: what came up, who offers and asks for what, what recurs, and whether a tech share answers it.
//!
//! Topics are words of reports and minutes; no number of one team is held against another's.

use crate::analyse::AsOf;
use crate::analyse::review::cycle_of;
use crate::model::cycle::CycleIndex;
use crate::model::minutes::Minutes;
use crate::model::portfolio::Portfolio;
use crate::model::report::Report;
use crate::model::tech_share::TechShare;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A topic recurs by what was said in so many of the newest cycles. Cycles without reports by plan (a freeze) do not count.
pub const CYCLES: usize = 3;
/// It recurs if so many teams raised it in these cycles.
pub const TEAMS: usize = 2;
/// Or if it was raised in so many of these cycles, by whomever.
pub const TIMES: usize = 2;

/// Who named a topic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum By<'a> {
    /// A team, as an index of the portfolio's, in a report.
    Team(usize, &'a Report),
    /// A review meeting, in its minutes.
    Meeting(&'a Minutes),
}

/// Once that a topic was named.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mention<'a> {
    /// The cycle it was named for: a report's own, or the one that a meeting was about.
    pub cycle: CycleIndex,
    /// The date of the report or of the meeting.
    pub date: Date,
    /// Who named it.
    pub by: By<'a>,
}

/// What answers a topic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answer<'a> {
    /// A tech share that was held after the topic last came up: the newest.
    Held(&'a TechShare),
    /// One that is planned: the next.
    Planned(&'a TechShare),
    /// None yet: it wants a tech share.
    Wanted,
}

/// A topic with everything that was said of it by a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic<'a> {
    /// The word of reports; its name may stand in [`Portfolio::topics`].
    pub id: &'a str,
    /// When it came up, oldest first.
    pub raised: Vec<Mention<'a>>,
    /// Who offered to show it, oldest first.
    pub offers: Vec<Mention<'a>>,
    /// Who asked for help with it, oldest first.
    pub asks: Vec<Mention<'a>>,
    /// Whether it recurs.
    pub is_recurring: bool,
    /// What answers it.
    pub answer: Answer<'a>,
}

impl Topic<'_> {
    /// The day on which it last came up; `None` where it was only offered or asked for.
    #[must_use]
    pub fn last(&self) -> Option<Date> {
        self.raised.iter().map(|mention| mention.date).max()
    }
}

/// Every topic that reports and minutes named by a moment, or that a tech share is about, by id.
#[must_use]
pub fn topics(portfolio: &Portfolio, when: AsOf) -> Vec<Topic<'_>> {
    let first = first_counted(portfolio, when.0);
    let mut said: BTreeMap<&str, [Vec<Mention<'_>>; 3]> = BTreeMap::new();
    for (mention, words) in mentions(portfolio, when) {
        for (kind, words) in words.into_iter().enumerate() {
            for word in words {
                said.entry(word).or_default()[kind].push(mention);
            }
        }
    }
    for word in portfolio.tech_shares.iter().flat_map(|share| &share.topics) {
        // Nobody has to have asked for what a team teaches.
        said.entry(word).or_default();
    }
    said.into_iter()
        .map(|(id, mut said)| {
            for mentions in &mut said {
                mentions.sort_by_key(|mention| (mention.cycle, mention.date));
            }
            let [raised, offers, asks] = said;
            let last = raised.iter().map(|mention| mention.date).max();
            Topic {
                is_recurring: recurs(&raised, first),
                answer: answer(portfolio, (id, last), when.1),
                id,
                raised,
                offers,
                asks,
            }
        })
        .collect()
}

/// The topics that recur at a moment: those that want a tech share first, then those for which one is planned, then those
/// that one has answered; the newest of each first.
#[must_use]
pub fn recurring(portfolio: &Portfolio, when: AsOf) -> Vec<Topic<'_>> {
    let mut found = topics(portfolio, when);
    found.retain(|topic| topic.is_recurring);
    found.sort_by_key(|topic| {
        let rank = match topic.answer {
            Answer::Wanted => 0,
            Answer::Planned(_) => 1,
            Answer::Held(_) => 2,
        };
        (rank, std::cmp::Reverse(topic.last()))
    });
    found
}

/// The first of the cycles that recurrence looks at.
#[must_use]
pub fn first_counted(portfolio: &Portfolio, cycle: CycleIndex) -> CycleIndex {
    let cycles = portfolio.calendar.cycles.iter().enumerate().take(cycle.position() + 1);
    let counted = cycles.filter(|(_, cycle)| cycle.skipped.is_none());
    CycleIndex::new(counted.rev().take(CYCLES).last().map_or(0, |(index, _)| index))
}

/// Reports and minutes known at a moment, each with the topics, offers and asks it names.
fn mentions(portfolio: &Portfolio, when: AsOf) -> impl Iterator<Item = (Mention<'_>, [&[String]; 3])> {
    let (cycle, day) = when;
    let reports = portfolio.teams.iter().enumerate().flat_map(move |(team, owner)| {
        let known = owner.reports.iter().filter(move |report| report.cycle <= cycle);
        known.map(move |report| {
            let mention = Mention {
                cycle: report.cycle,
                date: report.date,
                by: By::Team(team, report),
            };
            let words: [&[String]; 3] = [&report.topics, &report.offers, &report.asks];
            (mention, words)
        })
    });
    let held = portfolio.minutes.iter().filter(move |minutes| minutes.date <= day);
    let meetings = held.map(|minutes| {
        let review = &portfolio.config.reviews[minutes.review];
        let about = cycle_of(portfolio, review, minutes.date);
        let mention = Mention {
            cycle: about.unwrap_or(CycleIndex::new(0)),
            date: minutes.date,
            by: By::Meeting(minutes),
        };
        let words: [&[String]; 3] = [&minutes.topics, &[], &[]];
        (mention, words)
    });
    reports.chain(meetings)
}

fn recurs(raised: &[Mention<'_>], first: CycleIndex) -> bool {
    let counted = raised.iter().filter(|mention| mention.cycle >= first);
    let (mut teams, mut cycles) = (BTreeSet::new(), BTreeSet::new());
    for mention in counted {
        cycles.insert(mention.cycle);
        if let By::Team(team, _) = mention.by {
            teams.insert(team);
        }
    }
    teams.len() >= TEAMS || cycles.len() >= TIMES
}

/// What answers a topic that last came up on a day, as far as the shares say on another.
///
/// A share that was held later than `day` was planned then: shares do not say since when they are planned.
fn answer<'a>(portfolio: &'a Portfolio, topic: (&str, Option<Date>), day: Date) -> Answer<'a> {
    let (id, last) = topic;
    let own = || {
        let shares = portfolio.tech_shares.iter();
        shares.filter(|share| share.topics.iter().any(|topic| topic == id))
    };
    let is_since = |share: &&TechShare| share.is_held_on(day) && share.date > last;
    if let Some(held) = own().rfind(is_since) {
        return Answer::Held(held);
    }
    // By date, those without one last.
    let to_come = own().filter(|share| share.is_to_come_on(day));
    let next = to_come.min_by_key(|share| share.date.unwrap_or(Date::MAX));
    next.map_or(Answer::Wanted, Answer::Planned)
}

#[cfg(test)]
mod tests;
