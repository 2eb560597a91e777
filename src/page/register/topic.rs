//! Topics: what comes up again, who offers and asks for what, and which tech share answers it.

use super::brief::Line;
use super::{Tab, tabs};
use crate::analyse::AsOf;
use crate::analyse::topic::{Answer, By, Mention, Topic, first_counted, recurring, topics};
use crate::model::cycle::CycleIndex;
use crate::page::frame::{Area, Heading, below_portfolio, framed};
use crate::page::here::{Here, Link};
use crate::page::window::first_shown;
use crate::page::words::{When, capital};
use crate::page::{TOPICS, View, tech_share_path};
use crate::words::{Words, say, say_count};
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
    answer: String,
    is_wanted: bool,
    is_held: bool,
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
    pub(in crate::page) fn line(&self, words: &Words) -> Line {
        let says = match &self.share {
            Some((share, date)) => {
                let share = match date {
                    Some(date) => say!(words, "topics.share_and_day", share = share.text, day = date.text),
                    None => share.text.clone(),
                };
                if self.is_held {
                    say!(words, "topics.answered_by_share", share = share)
                } else {
                    say!(words, "topics.planned_share", share = share)
                }
            }
            None => self.answer.clone(),
        };
        Line {
            link: self.name.clone(),
            says: if says.is_empty() {
                self.who.clone()
            } else {
                say!(words, "topics.who_and_answer", who = self.who, answer = says)
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
    let words = here.words();
    let (answer, share) = match topic.answer {
        Answer::Held(share) => (words.word("topics.answered_by"), Some(share)),
        Answer::Planned(share) => (words.word("topics.planned"), Some(share)),
        Answer::Wanted if topic.is_recurring => (words.word("topics.wants_a_share"), None),
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
        answer: answer.to_owned(),
        is_wanted: topic.is_recurring && share.is_none(),
        is_held: matches!(topic.answer, Answer::Held(_)),
        share: share.map(|share| {
            let link = here.link(&tech_share_path(share), share.title.clone());
            (link, share.date.map(|date| here.when(date)))
        }),
        told: cycles
            .iter()
            .take(TOLD)
            .map(|cycle| (here.when(calendar.cycle(*cycle).last), names(here, of(*cycle))))
            .collect(),
        before: match cycles.len().saturating_sub(TOLD) {
            0 => String::new(),
            more => capital(&say_count!(words, "topics.cycles_before", more)),
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
        names.push(here.words().word("topics.the_review"));
    }
    here.words().list(&names)
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
    let mut rest: Vec<&Topic<'_>> = all.iter().filter(|topic| !topic.is_recurring).collect();
    rest.sort_by_cached_key(|topic| (here.topic(topic.id).to_lowercase(), topic.id));
    let (others, older): (Vec<&Topic<'_>>, Vec<&Topic<'_>>) = rest.into_iter().partition(is_shown);
    let page = TopicsPage {
        registers: tabs(here, TOPICS),
        sentence: sentence(&recurring(here.portfolio, at), here.words()),
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
        title: here.words().word("registers.topics"),
        description: &page.sentence,
        area: Area::Registers,
        above: below_portfolio(&[]),
    };
    framed(here, "topics.html", &heading, &page, None)
}

fn sentence(recurring: &[Topic<'_>], words: &Words) -> String {
    let count = |wanted: &dyn Fn(&Answer<'_>) -> bool| recurring.iter().filter(|topic| wanted(&topic.answer)).count();
    let wanted = count(&|answer| matches!(answer, Answer::Wanted));
    let planned = count(&|answer| matches!(answer, Answer::Planned(_)));
    let held = count(&|answer| matches!(answer, Answer::Held(_)));
    let Some(first) = recurring.first() else {
        return words.word("topics.none_recurs").to_owned();
    };
    if recurring.len() == 1 {
        let said = match first.answer {
            Answer::Wanted => "topics.one_recurs_and_wants_a_share",
            Answer::Planned(_) => "topics.one_recurs_and_has_a_planned_share",
            Answer::Held(_) => "topics.one_recurs_and_was_answered",
        };
        return words.word(said).to_owned();
    }
    let parts: Vec<String> = [
        (wanted, say_count!(words, "topics.want_a_share", wanted)),
        (planned, say_count!(words, "topics.have_a_planned_share", planned)),
        (held, say_count!(words, "topics.have_been_answered", held)),
    ]
    .into_iter()
    .filter_map(|(count, said)| (count > 0).then_some(said))
    .collect();
    let how = words.list(&parts);
    capital(&say_count!(words, "topics.recur", recurring.len(), how = how))
}
