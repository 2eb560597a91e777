//! Tech shares: what teams will teach and have taught each other, and the topics that answers.

use super::{Tab, tabs};
use crate::model::tech_share::TechShare;
use crate::page::archive::{self, Archived};
use crate::page::frame::{Area, Heading, below_portfolio, framed};
use crate::page::here::{Here, Link, Source};
use crate::page::words::{When, capital};
use crate::page::{TECH_SHARES, TOPICS, View, pillar_path, tech_share_path};
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use serde::Serialize;

/// A tech share as lists show it.
#[derive(Debug, Serialize)]
pub(in crate::page) struct Item {
    id: String,
    title: Link,
    date: Option<When>,
    /// `held`, `planned`, `was planned for` a day that has passed.
    state: String,
    team: Option<Link>,
    presenters: String,
    topics: Vec<Link>,
    pillar: Option<Link>,
    recording: Option<String>,
    slides: Option<String>,
    source: Source,
}

/// The tech shares that a team held, in some days; the newest first.
pub(in crate::page) fn of_team(here: Here<'_>, team: usize, days: (Date, Date)) -> Vec<Item> {
    let (first, last) = days;
    let own = here.portfolio.tech_shares.iter().rev();
    own.filter(|share| share.team == Some(team) && share.is_held_on(last) && share.date >= Some(first))
        .map(|share| item(here, share))
        .collect()
}

fn item(here: Here<'_>, share: &TechShare) -> Item {
    let day = here.portfolio.as_of;
    let state = match share.date {
        _ if share.is_held_on(day) => "tech_shares.held_on",
        Some(date) if date < day => "tech_shares.was_planned_for",
        _ => "tech_shares.planned_for",
    };
    Item {
        id: share.slug.clone(),
        title: here.link(&tech_share_path(share), share.title.clone()),
        date: share.date.map(|date| here.when(date)),
        state: here.words().word(state).to_owned(),
        team: share.team.map(|team| here.team(team)),
        presenters: here.words().list(&share.presenters),
        topics: share.topics.iter().map(|topic| topic_link(here, topic)).collect(),
        pillar: share
            .pillar
            .and_then(|pillar| here.portfolio.pillars.get(pillar))
            .map(|pillar| {
                let path = pillar_path(pillar);
                here.link(&path, pillar.name.clone())
            }),
        recording: share.recording.clone(),
        slides: share.slides.clone(),
        source: here.source(share.origin),
    }
}

/// A topic's name, with its place on the page of topics.
fn topic_link(here: Here<'_>, topic: &str) -> Link {
    here.link(&format!("{TOPICS}#{topic}"), here.topic(topic))
}

#[derive(Debug, Serialize)]
struct SharesPage {
    registers: Vec<Tab>,
    sentence: String,
    is_empty: bool,
    planned: Vec<Item>,
    held: Vec<Item>,
    /// Years of the archive with more.
    archive: Vec<Link>,
}

/// All tech shares.
pub(in crate::page) fn list(here: Here<'_>) -> View {
    let day = here.portfolio.as_of;
    let shares = &here.portfolio.tech_shares;
    let (mut held, planned): (Vec<&TechShare>, Vec<&TechShare>) =
        shares.iter().partition(|share| share.is_held_on(day));
    held.reverse();
    let page = SharesPage {
        registers: tabs(here, TECH_SHARES),
        sentence: sentence(&planned, &held, (day, here.words())),
        is_empty: shares.is_empty(),
        planned: planned.into_iter().map(|share| item(here, share)).collect(),
        held: held
            .into_iter()
            .filter(|share| share.archived(here.portfolio).is_none())
            .map(|share| item(here, share))
            .collect(),
        archive: archive::older(here, &archive::years_of(here.portfolio, shares), "shares"),
    };
    let heading = Heading {
        title: here.words().word("registers.tech_shares"),
        description: &page.sentence,
        area: Area::Registers,
        above: below_portfolio(&[]),
    };
    framed(here, "tech-shares.html", &heading, &page, None)
}

fn sentence(planned: &[&TechShare], held: &[&TechShare], (day, words): (Date, &Words)) -> String {
    if planned.is_empty() && held.is_empty() {
        return words.word("tech_shares.none_written").to_owned();
    }
    let to_come = || planned.iter().filter(|share| share.is_to_come_on(day));
    let next = to_come().filter_map(|share| share.date).min();
    let count = to_come().count();
    let mut said = vec![capital(&match next.map(|next| words.day(next)) {
        Some(day) => say_count!(words, "tech_shares.are_planned_next", count, day = day),
        None => say_count!(words, "tech_shares.are_planned", count),
    })];
    let passed = planned.len() - count;
    if passed > 0 {
        said.push(capital(&say_count!(words, "tech_shares.day_has_passed", passed)));
    }
    let Some(newest) = held.first() else {
        return said.join(" ");
    };
    let second = match newest.date.map(|date| words.day(date)) {
        Some(day) => say_count!(words, "tech_shares.have_been_held_last", held.len(), day = day),
        None => say_count!(words, "tech_shares.have_been_held", held.len()),
    };
    said.push(capital(&second));
    said.join(" ")
}

#[derive(Debug, Serialize)]
struct SharePage {
    registers: Vec<Tab>,
    title: String,
    sentence: String,
    share: Item,
    body: String,
}

/// One tech share.
pub(in crate::page) fn view(here: Here<'_>, index: usize) -> View {
    let share = &here.portfolio.tech_shares[index];
    let page = SharePage {
        registers: tabs(here, TECH_SHARES),
        title: share.title.clone(),
        sentence: share_sentence(here, share, true),
        share: item(here, share),
        body: here.block(&share.body),
    };
    let heading = Heading {
        title: &page.title,
        description: &share_sentence(here, share, here.portfolio.config.previews.names),
        area: Area::Registers,
        above: below_portfolio(&[(
            TECH_SHARES.to_owned(),
            here.words().word("registers.tech_shares").to_owned(),
        )]),
    };
    framed(here, "tech-share.html", &heading, &page, Some(share.origin))
}

/// Who teaches it, and when; people only where names may be shown.
pub(in crate::page) fn share_sentence(here: Here<'_>, share: &TechShare, names: bool) -> String {
    let words = here.words();
    let team = share.team.map(|team| here.portfolio.teams[team].name.clone());
    let people = words.list(if names { &share.presenters } else { &[] });
    let who = match (people.is_empty(), team) {
        (false, Some(team)) => Some(say!(words, "tech_shares.people_of_team", people = people, team = team)),
        (false, None) => Some(people),
        (true, team) => team,
    };
    let today = here.portfolio.as_of;
    let Some(date) = share.date else {
        return match who {
            Some(who) => say!(words, "tech_share.planned_by_without_day", who = who),
            None => words.word("tech_share.planned_without_day").to_owned(),
        };
    };
    let day = words.day(date);
    match who {
        Some(who) if share.is_held_on(today) => say!(words, "tech_share.held_by", who = who, day = day),
        None if share.is_held_on(today) => say!(words, "tech_share.held", day = day),
        Some(who) if date < today => say!(words, "tech_share.was_planned_by", who = who, day = day),
        None if date < today => say!(words, "tech_share.was_planned", day = day),
        Some(who) => say!(words, "tech_share.planned_by", who = who, day = day),
        None => say!(words, "tech_share.planned", day = day),
    }
}
