//! Topics: what comes up again, who offers and asks for what, and which tech share answers it.

use super::brief::Line;
use super::{Tab, tabs};
use crate::analyse::AsOf;
use crate::analyse::topic::{Answer, By, Mention, Topic, first_counted, recurring, topics};
use crate::model::cycle::CycleIndex;
use crate::page::frame::{Area, Heading, below_portfolio, framed};
use crate::page::here::{Here, Link};
use crate::page::window::first_shown;
use crate::page::words::{self, When, capital, counted, number, when};
use crate::page::{TOPICS, View, tech_share_path};
use serde::Serialize;

/// So many of the newest cycles are told in full for each topic; of those before them their number.
const TOLD: usize = 4;

/// A topic as lists show it.
#[derive(Debug, Serialize)]
pub(in crate::page) struct Item {
    id: String,
    /// Its place on the page of topics.
    name: Link,
    /// Who raised it in the cycles that recurrence looks at: `Basket and Checkout`.
    who: String,
    /// `wants a tech share`, `answered by`, `planned`; empty where it does not recur and nothing answers it.
    answer: &'static str,
    is_wanted: bool,
    share: Option<(Link, Option<When>)>,
    /// The cycles in which it came up, the newest first: the cycle's last day, and who raised it.
    told: Vec<(When, String)>,
    /// `three cycles before`.
    before: String,
    offers: String,
    asks: String,
}

impl Item {
    /// The topic in a line.
    pub(in crate::page) fn line(&self) -> Line {
        let date = self.share.as_ref().and_then(|(_, date)| date.as_ref());
        let says = match (&self.share, date) {
            (Some((share, _)), Some(date)) => format!("{} {}, {}", self.answer, share.text, date.text),
            (Some((share, _)), None) => format!("{} {}", self.answer, share.text),
            (None, _) => self.answer.to_owned(),
        };
        Line {
            link: self.name.clone(),
            says: if says.is_empty() {
                self.who.clone()
            } else {
                format!("{}; {says}", self.who)
            },
        }
    }
}

/// The topics that recur at a moment and were raised by somebody who is wanted: those that want a tech share first.
pub(in crate::page) fn again(here: Here<'_>, at: AsOf, wanted: &dyn Fn(&Mention<'_>) -> bool) -> Vec<Item> {
    let first = first_counted(here.portfolio, at.0);
    let mut found = recurring(here.portfolio, at);
    let is_recent = |mention: &&Mention<'_>| mention.cycle >= first;
    found.retain(|topic| topic.raised.iter().filter(is_recent).any(wanted));
    found.iter().map(|topic| item(here, topic, first)).collect()
}

fn item(here: Here<'_>, topic: &Topic<'_>, first: CycleIndex) -> Item {
    let (answer, share) = match topic.answer {
        Answer::Held(share) => ("answered by", Some(share)),
        Answer::Planned(share) => ("planned:", Some(share)),
        Answer::Wanted if topic.is_recurring => ("wants a tech share", None),
        Answer::Wanted => ("", None),
    };
    let mut cycles: Vec<CycleIndex> = topic.raised.iter().map(|mention| mention.cycle).collect();
    cycles.dedup();
    cycles.reverse();
    let of = |cycle: CycleIndex| topic.raised.iter().filter(move |mention| mention.cycle == cycle);
    let calendar = &here.portfolio.calendar;
    Item {
        id: topic.id.to_owned(),
        name: here.link(&format!("{TOPICS}#{}", topic.id), here.topic(topic.id)),
        who: names(here, topic.raised.iter().filter(|mention| mention.cycle >= first)),
        answer,
        is_wanted: topic.is_recurring && share.is_none(),
        share: share.map(|share| {
            let link = here.link(&tech_share_path(share), share.title.clone());
            (link, share.date.map(when))
        }),
        told: cycles
            .iter()
            .take(TOLD)
            .map(|cycle| (when(calendar.cycle(*cycle).last), names(here, of(*cycle))))
            .collect(),
        before: match cycles.len().saturating_sub(TOLD) {
            0 => String::new(),
            more => capital(&format!("{} before", counted(more, "cycle"))),
        },
        offers: names(here, topic.offers.iter()),
        asks: names(here, topic.asks.iter()),
    }
}

/// Who named a topic, each once: teams in the portfolio's order, then the review.
fn names<'a>(here: Here<'_>, mentions: impl Iterator<Item = &'a Mention<'a>>) -> String {
    let mut teams = Vec::new();
    let mut is_of_meeting = false;
    for mention in mentions {
        match mention.by {
            By::Team(team, _) => teams.push(team),
            By::Meeting(_) => is_of_meeting = true,
        }
    }
    teams.sort_unstable();
    teams.dedup();
    let mut names: Vec<&str> = teams
        .into_iter()
        .map(|team| here.portfolio.teams[team].name.as_str())
        .collect();
    if is_of_meeting {
        names.push("the review");
    }
    words::list(&names)
}

#[derive(Debug, Serialize)]
struct TopicsPage {
    registers: Vec<Tab>,
    sentence: String,
    is_empty: bool,
    recurring: Vec<Item>,
    others: Vec<Item>,
    /// Topics that have not come up within the window.
    older: Vec<Link>,
}

/// All topics.
pub(in crate::page) fn list(here: Here<'_>) -> View {
    let at = (here.now(), here.portfolio.as_of);
    let first = first_counted(here.portfolio, at.0);
    let shown = first_shown(here.portfolio, at.0);
    let all = topics(here.portfolio, at);
    let is_shown = |topic: &&Topic<'_>| {
        let said = topic.raised.iter().chain(&topic.offers).chain(&topic.asks);
        said.into_iter().any(|mention| mention.cycle >= shown)
    };
    let (others, older): (Vec<&Topic<'_>>, Vec<&Topic<'_>>) =
        all.iter().filter(|topic| !topic.is_recurring).partition(is_shown);
    let page = TopicsPage {
        registers: tabs(here, TOPICS),
        sentence: sentence(&recurring(here.portfolio, at)),
        is_empty: all.is_empty(),
        recurring: again(here, at, &|_| true),
        others: others.into_iter().map(|topic| item(here, topic, first)).collect(),
        older: older
            .into_iter()
            .map(|topic| Link {
                href: topic.id.to_owned(),
                text: here.topic(topic.id),
            })
            .collect(),
    };
    let heading = Heading {
        title: "Topics",
        description: &page.sentence,
        area: Area::Registers,
        above: below_portfolio(&[]),
    };
    framed(here, "topics.html", &heading, &page, None)
}

fn sentence(recurring: &[Topic<'_>]) -> String {
    let count = |wanted: &dyn Fn(&Answer<'_>) -> bool| recurring.iter().filter(|topic| wanted(&topic.answer)).count();
    let wanted = count(&|answer| matches!(answer, Answer::Wanted));
    let planned = count(&|answer| matches!(answer, Answer::Planned(_)));
    let held = count(&|answer| matches!(answer, Answer::Held(_)));
    let Some(first) = recurring.first() else {
        return "No topic recurs: none was raised by two teams, or in two of the last three cycles.".to_owned();
    };
    let mut parts = Vec::new();
    if wanted > 0 {
        parts.push(format!(
            "{} {} a tech share",
            number(wanted),
            if wanted == 1 { "wants" } else { "want" }
        ));
    }
    if planned > 0 {
        parts.push(format!("for {} a share is planned", number(planned)));
    }
    if held > 0 {
        parts.push(format!(
            "{} {} been answered",
            number(held),
            if held == 1 { "has" } else { "have" }
        ));
    }
    if recurring.len() == 1 {
        let said = match first.answer {
            Answer::Wanted => "it wants a tech share",
            Answer::Planned(_) => "a tech share is planned for it",
            Answer::Held(_) => "a tech share has answered it",
        };
        return format!("One topic recurs: {said}.");
    }
    format!(
        "{} recur: {}.",
        capital(&counted(recurring.len(), "topic")),
        words::list(&parts)
    )
}
