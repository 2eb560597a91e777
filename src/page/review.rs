//! A review meeting as a page: what the facilitator runs it from, and afterwards where its minutes are.
//!
//! Everything is as known on the day of the meeting; nothing here has to be prepared by hand.

mod chosen;
mod earlier;
mod minutes;
mod slot;

use self::chosen::Idle;
use self::minutes::Written;
use self::slot::{Slot, slot_id};
use super::actions::{self, Item as ActionItem};
use super::frame::{Area, Heading, framed};
use super::here::{Here, Link};
use super::limit;
use super::standing::{ReportState, report_state, team_signals};
use super::voices::{Said, of_report};
use super::words::{When, capital};
use super::{View, next_review_path, notad_path, register, report, report_path, review_path, unread};
use crate::analyse::AsOf;
use crate::analyse::notad;
use crate::analyse::pairing::{Reason, SUSTAINED, suggestions};
use crate::analyse::review::{Meeting, Part, agenda, meetings, minutes_before, next, promises, speaking_order};
use crate::analyse::topic::{By, Mention};
use crate::analyse::win::quiet_wins;
use crate::config::Review;
use crate::load::document::words_of_id;
use crate::model::minutes::{Minutes, Pairing};
use crate::model::report::Report;
use crate::words::{Words, say, say_count};
use jiff::civil::{Date, Time};
use serde::Serialize;

/// A meeting that ends so much earlier than planned says so.
const FEW_MINUTES: u32 = 5;

/// What the only review is called that nobody named.
const ONLY_ONE: &str = "all";

#[derive(Debug, Serialize)]
struct ReviewPage {
    title: String,
    sentence: String,
    cycle: String,
    /// Whether this is the next meeting, not a past one.
    is_next: bool,
    /// The page of this meeting that stays, or the page of the next one.
    other: Option<Link>,
    previous: Option<Link>,
    next: Option<Link>,
    agenda: Vec<Row>,
    /// Which teams have a slot, where not all have.
    chosen: String,
    /// That the slots are longer than the meeting, in words; or when it will be over.
    over: String,
    /// How the speaking order came about.
    order: String,
    last: LastTime,
    notads: Vec<Notice>,
    slots: Vec<Slot>,
    /// Teams without a report of which nothing is open: a slot each would be empty.
    idle: Vec<Idle>,
    topics: Vec<register::topic::Item>,
    pairings: Vec<String>,
    wins: Vec<Said>,
    more_wins: String,
    minutes: Option<Written>,
    /// How minutes are written, while there are none.
    write: String,
}

/// A row of the agenda.
#[derive(Debug, Serialize)]
struct Row {
    at: String,
    minutes: String,
    what: Link,
    /// Of a team: what its slot holds, in few words.
    note: String,
}

/// What the meetings before left open.
#[derive(Debug, Default, Serialize)]
struct LastTime {
    /// The last meeting with minutes.
    meeting: Option<Link>,
    promises: Vec<Promised>,
    decisions: Vec<String>,
    /// Actions that the last meeting gave, and where they stand.
    actions: Vec<ActionItem>,
    pairings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Promised {
    text: String,
    owner: String,
    due: Option<When>,
    is_past: bool,
    since: When,
}

/// A notice in force.
#[derive(Debug, Serialize)]
struct Notice {
    title: Link,
    kind: String,
    due: Option<When>,
    is_overdue: bool,
    progress: String,
    /// Teams of this review that have not settled it.
    waits: String,
}

/// The name of a review in words: `Commerce review`; of the only one that nobody named, `Review`.
pub(super) fn review_name(review: &Review, words: &Words) -> String {
    if review.id == ONLY_ONE {
        say!(words, "review.only_one")
    } else {
        say!(words, "review.name", name = words_of_id(&review.id))
    }
}

/// The next meeting of a review: `The next commerce review`.
fn next_name(review: &Review, words: &Words) -> String {
    if review.id == ONLY_ONE {
        say!(words, "review.the_next_of_one")
    } else {
        say!(words, "review.the_next", name = words_of_id(&review.id).to_lowercase())
    }
}

/// The page of the next meeting of a review.
pub(super) fn view_next(here: Here<'_>, review: usize) -> View {
    view(here, next(here.portfolio, review), true)
}

/// The page of a meeting.
pub(super) fn view(here: Here<'_>, meeting: Meeting, is_next: bool) -> View {
    let scene = Scene::of(here, meeting);
    let review = scene.review;
    let calendar = &here.portfolio.calendar;
    let cycle = calendar.cycle(meeting.cycle);
    let words = here.words();
    let name = review_name(review, words);
    // A preview goes wherever the address is pasted: names of people stay here.
    let names = here.portfolio.config.previews.names;
    let mut slots = scene.slots();
    let mut agenda = scene.agenda(&slots);
    let beside = scene.beside();
    let attendance = scene.attendance(&slots);
    let chosen = scene.choose(&mut agenda, &mut slots);
    let sentence = |names: bool| scene.sentence(&attendance, &slots, names);
    let (sentence, description) = (sentence(true), sentence(names));
    let idle = chosen::take_idle(&mut slots);
    let mut wins = scene.wins();
    let more_wins = limit::more_said(words, limit::cut(&mut wins, limit::SAID));
    let page = ReviewPage {
        sentence,
        chosen,
        title: say!(
            words,
            "review.title",
            review = name,
            day = words.weekday_and_day(meeting.day)
        ),
        cycle: words.stretch(cycle.first, cycle.last),
        other: scene.other(is_next),
        previous: beside.0,
        next: beside.1,
        agenda,
        over: scene.over(),
        order: scene.order_words(),
        last: scene.last_time(),
        notads: scene.notads(),
        topics: scene.topics(),
        pairings: scene.pairings(),
        wins,
        more_wins,
        minutes: scene.minutes.map(|minutes| scene.written(minutes)),
        write: if scene.minutes.is_some() {
            String::new()
        } else {
            format!("scorpfolio new review {}", review.id)
        },
        slots,
        idle,
        is_next,
    };
    let heading = Heading {
        title: &page.title,
        description: &description,
        area: Area::Review,
        above: super::reviews::above(here),
    };
    framed(
        here,
        "review.html",
        &heading,
        &page,
        scene.minutes.map(|minutes| minutes.origin),
    )
}

/// A meeting with what every part of its page needs.
struct Scene<'a> {
    here: Here<'a>,
    meeting: Meeting,
    review: &'a Review,
    minutes: Option<&'a Minutes>,
    /// Teams in the order in which they speak.
    order: Vec<usize>,
    /// What is known: reports up to the cycle, on the day of the meeting.
    when: AsOf,
    /// The day of the meeting before, from which on something is new.
    before: Date,
}

impl<'a> Scene<'a> {
    fn of(here: Here<'a>, meeting: Meeting) -> Self {
        let portfolio = here.portfolio;
        let review = &portfolio.config.reviews[meeting.review];
        let day = meeting.day.min(portfolio.as_of);
        let earlier = meeting.cycle.position().checked_sub(1);
        let before = earlier.map_or(Date::MIN, |cycle| review.day(portfolio.calendar.cycles[cycle].last));
        Self {
            here,
            meeting,
            review,
            minutes: meeting.minutes.map(|minutes| &portfolio.minutes[minutes]),
            order: speaking_order(portfolio, meeting),
            when: (meeting.cycle, day),
            before,
        }
    }

    fn words(&self) -> &'a Words {
        self.here.words()
    }

    fn team(&self, team: usize) -> &'a crate::model::team::Team {
        &self.here.portfolio.teams[team]
    }

    fn report(&self, team: usize) -> Option<&'a Report> {
        let index = self.here.analysis.teams[team]
            .reports
            .get(self.meeting.cycle.position())
            .copied()??;
        Some(&self.team(team).reports[index])
    }

    /// What is true of the meeting, in a few sentences.
    fn sentence(&self, attendance: &str, slots: &[Slot], names: bool) -> String {
        let words = self.words();
        let facilitator = self
            .minutes
            .and_then(|minutes| minutes.facilitator.as_ref())
            .or(self.review.facilitator.as_ref());
        let mut facts = vec![capital(&say_count!(words, "review.teams", self.order.len()))];
        // Of very many teams few speak, and none for a time that was worked out for all.
        if self.order.len() <= limit::SLOTS {
            let minutes = self.review.minutes_per_team as usize;
            facts.push(say_count!(words, "review.minutes_each", minutes));
        }
        facts.push(match self.review.at {
            Some(at) => say!(
                words,
                "review.from_to",
                from = clock(at),
                to = clock(end(at, self.review.minutes))
            ),
            None => say_count!(words, "review.minutes", self.review.minutes as usize),
        });
        let shown = facilitator.filter(|_| names);
        facts.extend(shown.map(|name| say!(words, "review.facilitated_by", name = name)));
        let facts = facts.join(words.word("lists.between"));
        let mut sentences = vec![say!(words, "review.facts", facts = facts), attendance.to_owned()];
        let questions: usize = slots.iter().map(|slot| slot.questions.len()).sum();
        if questions > 0 {
            sentences.push(capital(&say_count!(words, "review.questions_wait", questions)));
        }
        sentences.join(" ")
    }

    /// Whether what a team wrote could not be read, so that nobody knows whether there is a report.
    fn is_unread(&self, state: &ReportState) -> bool {
        unread::is_unread(&state.text, self.words())
    }

    /// Who has reported, and who has not.
    fn attendance(&self, slots: &[Slot]) -> String {
        let (cycle, words) = (self.here.portfolio.calendar.cycle(self.meeting.cycle), self.words());
        if let Some(reason) = &cycle.skipped {
            return say!(words, "review.none_expected", reason = reason);
        }
        let absent = |is_unread: bool| -> Vec<&str> {
            (slots.iter())
                .filter(|slot| slot.state.is_due && self.is_unread(&slot.state) == is_unread)
                .map(|slot| slot.team.text.as_str())
                .collect()
        };
        let (missing, unread) = (absent(false), absent(true));
        let day = words.day(cycle.last);
        let there = slots.iter().filter(|slot| slot.state.is_there).count();
        match (missing.len(), there + missing.len() + unread.len()) {
            (_, 0) => String::new(),
            (0, _) if !unread.is_empty() => say_count!(
                words,
                "review.could_not_be_read",
                unread.len(),
                teams = limit::names(words, &unread)
            ),
            (0, _) => say!(words, "review.all_reported", day = day),
            (count, all) if count == all => say!(words, "review.nobody_reported", day = day),
            (count, _) => say_count!(
                words,
                "review.not_reported",
                count,
                teams = limit::names(words, &missing),
                day = day
            ),
        }
    }

    fn agenda(&self, slots: &[Slot]) -> Vec<Row> {
        let words = self.words();
        // Where nobody has reported the first sentence says so, and not each row again.
        let is_early = !slots.iter().any(|slot| slot.state.is_there);
        let agenda = agenda(self.here.portfolio, self.meeting);
        agenda
            .slots
            .iter()
            .map(|slot| {
                let (anchor, text) = match slot.part {
                    Part::LastTime => ("last-time".to_owned(), say!(words, "review.last_time")),
                    Part::Notads => ("notads".to_owned(), say!(words, "review.notads")),
                    Part::Team(team) => (slot_id(&self.team(team).slug), self.team(team).name.clone()),
                    Part::Topics => ("topics".to_owned(), say!(words, "review.topics_and_pairing")),
                    Part::Wins => ("wins".to_owned(), say!(words, "review.wins")),
                };
                Row {
                    at: slot
                        .at
                        .map_or_else(|| format!("{}:{:02}", slot.after / 60, slot.after % 60), clock),
                    minutes: say_count!(words, "review.minutes_short", slot.minutes as usize),
                    what: Link {
                        href: format!("#{anchor}"),
                        text,
                    },
                    note: match slot.part {
                        Part::Team(team) => self.note(team, is_early),
                        _ => String::new(),
                    },
                }
            })
            .collect()
    }

    /// What a team's slot holds, in few words.
    fn note(&self, team: usize, is_early: bool) -> String {
        if self.report(team).is_none() {
            let state = report_state(self.here, team, self.when);
            let told = state.filter(|state| !(is_early && state.is_due) || self.is_unread(state));
            return told.map_or_else(String::new, |state| state.text);
        }
        let signals = team_signals(self.here, team, self.meeting.cycle, &|_| true);
        report::said(signals, self.words())
    }

    fn over(&self) -> String {
        let words = self.words();
        let agenda = agenda(self.here.portfolio, self.meeting);
        let planned: u32 = agenda.slots.iter().map(|slot| slot.minutes).sum();
        match (agenda.over, self.review.minutes.saturating_sub(planned)) {
            // A few minutes are nobody's, because slots are of whole minutes.
            (0, left) if left < FEW_MINUTES => String::new(),
            (0, left) => capital(&say_count!(words, "review.minutes_left", left as usize)),
            (over, _) => say_count!(words, "review.minutes_over", over as usize),
        }
    }

    fn order_words(&self) -> String {
        let words = self.words();
        if self.minutes.is_some_and(|minutes| !minutes.order.is_empty()) {
            say!(words, "review.order_that_was_kept")
        } else if self.review.at.is_some() {
            say!(words, "review.order")
        } else {
            say!(words, "review.order_without_clock")
        }
    }

    /// The pages of the meetings before and after.
    fn beside(&self) -> (Option<Link>, Option<Link>) {
        let all = meetings(self.here.portfolio, self.meeting.review);
        let link = |meeting: &Meeting| {
            let cycle = self.here.portfolio.calendar.cycle(meeting.cycle);
            self.here
                .link(&review_path(self.review, cycle), self.words().short_day(meeting.day))
        };
        let earlier = all.iter().rfind(|meeting| meeting.cycle < self.meeting.cycle);
        let later = all.iter().find(|meeting| meeting.cycle > self.meeting.cycle);
        (earlier.map(link), later.map(link))
    }

    /// From the page of the next meeting to the one that stays, and back.
    fn other(&self, is_next: bool) -> Option<Link> {
        let portfolio = self.here.portfolio;
        if is_next {
            let stays = self.meeting.cycle.position() < portfolio.calendar.ended;
            let path = review_path(self.review, portfolio.calendar.cycle(self.meeting.cycle));
            return stays.then(|| self.here.link(&path, self.words().word("review.page_that_stays")));
        }
        (next(portfolio, self.meeting.review) != self.meeting).then(|| {
            self.here
                .link(&next_review_path(self.review), next_name(self.review, self.words()))
        })
    }

    fn last_time(&self) -> LastTime {
        let portfolio = self.here.portfolio;
        let Some(last) = minutes_before(portfolio, self.meeting).next() else {
            return LastTime::default();
        };
        let cycle = crate::analyse::review::cycle_of(portfolio, self.review, last.date);
        let day = self.when.1;
        LastTime {
            meeting: cycle.map(|cycle| {
                let path = review_path(self.review, portfolio.calendar.cycle(cycle));
                self.here.link(&path, self.words().day(last.date))
            }),
            promises: promises(portfolio, self.meeting)
                .iter()
                .map(|promise| Promised {
                    text: self.here.inline(&promise.follow_up.text),
                    owner: promise.follow_up.owner.clone().unwrap_or_default(),
                    due: promise.follow_up.due.map(|due| self.here.when(due)),
                    is_past: promise.follow_up.due.is_some_and(|due| due < day),
                    since: self.here.when(promise.since),
                })
                .collect(),
            decisions: last
                .decisions
                .iter()
                .map(|decision| self.here.inline(decision))
                .collect(),
            actions: actions::named(self.here, &last.actions, day),
            pairings: last.pairings.iter().map(|pairing| self.paired(pairing)).collect(),
        }
    }

    fn paired(&self, pairing: &Pairing) -> String {
        let teams: Vec<&str> = pairing
            .teams
            .iter()
            .map(|team| self.team(*team).name.as_str())
            .collect();
        let words = self.words();
        let teams = words.list(&teams);
        match &pairing.topic {
            Some(topic) => say!(words, "review.paired_on", teams = teams, topic = self.here.topic(topic)),
            None => teams,
        }
    }

    fn notads(&self) -> Vec<Notice> {
        let takes_part = |team: usize| self.order.contains(&team);
        notad::in_force(self.here.portfolio, self.when)
            .iter()
            .filter(|standing| standing.concerned.iter().any(|team| takes_part(team.team)))
            .map(|standing| {
                let waits: Vec<&str> = standing
                    .unsettled()
                    .filter(|team| takes_part(team.team))
                    .map(|team| self.team(team.team).name.as_str())
                    .collect();
                Notice {
                    title: self
                        .here
                        .link(&notad_path(standing.notad), standing.notad.title.clone()),
                    kind: self.here.words().notad_kind(standing.notad.kind).to_owned(),
                    due: standing.notad.due.map(|due| self.here.when(due)),
                    is_overdue: standing.is_overdue,
                    progress: register::notad::progress(standing, self.here.words()),
                    waits: limit::names(self.words(), &waits),
                }
            })
            .collect()
    }

    /// The topics that recur and concern this review: one of its teams or its own minutes raised them.
    fn topics(&self) -> Vec<register::topic::Item> {
        let concerns = |mention: &Mention<'_>| match mention.by {
            By::Team(team, _) => self.order.contains(&team),
            By::Meeting(minutes) => minutes.review == self.meeting.review,
        };
        register::topic::again(self.here, self.when, &concerns)
    }

    /// Suggestions of who could help whom, each a sentence with its reason.
    fn pairings(&self) -> Vec<String> {
        let (portfolio, words) = (self.here.portfolio, self.words());
        let takes_part = |team: usize| self.order.contains(&team);
        suggestions(portfolio, self.here.analysis, self.meeting.cycle, &takes_part)
            .iter()
            .map(|found| {
                let (asks, shows) = (&self.team(found.asks).name, &self.team(found.shows).name);
                match &found.why {
                    Reason::Topic(topic) => {
                        let topic = self.here.topic(topic);
                        say!(
                            words,
                            "review.pairing_on_topic",
                            asks = asks,
                            shows = shows,
                            topic = topic
                        )
                    }
                    Reason::Metric(metric) => {
                        let name = &portfolio.metric(*metric).name;
                        say_count!(
                            words,
                            "review.pairing_on_metric",
                            SUSTAINED,
                            metric = name,
                            asks = asks,
                            shows = shows
                        )
                    }
                }
            })
            .collect()
    }

    /// Wins of the meeting's teams, and then of all others: written ones and quiet ones.
    fn wins(&self) -> Vec<Said> {
        let all = 0..self.here.portfolio.teams.len();
        let (own, others): (Vec<usize>, Vec<usize>) = all.partition(|team| self.order.contains(team));
        let mut found = Vec::new();
        for team in own.into_iter().chain(others) {
            let who = match self.report(team) {
                Some(report) => self
                    .here
                    .link(&report_path(self.team(team), report), self.team(team).name.clone()),
                None => self.here.team(team),
            };
            if let Some(report) = self.report(team) {
                found.extend(of_report(self.here, report).wins.into_iter().map(|mut win| {
                    win.team = Some(who.clone());
                    win
                }));
            }
            let quiet = quiet_wins(self.here.portfolio, self.here.analysis, team, self.meeting.cycle);
            found.extend(
                (quiet.into_iter()).map(|win| register::win::said_quietly(self.here, who.clone(), (team, win))),
            );
        }
        found
    }
}

pub(super) fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn end(at: Time, minutes: u32) -> Time {
    at.wrapping_add(jiff::ToSpan::minutes(i64::from(minutes)))
}
