//! NOTADs: which hold, how far teams are with each, and what each team answered.

use super::brief::Line;
use super::{Tab, tabs};
use crate::analyse::AsOf;
use crate::analyse::notad::{Answer, Standing, TeamStanding, awaiting, in_force, standing};
use crate::model::notad::Notad;
use crate::model::report::NotadStatus;
use crate::page::archive::{self, Archived};
use crate::page::frame::{Area, Heading, below_portfolio, framed};
use crate::page::here::{Here, Link, Source};
use crate::page::limit;
use crate::page::words::{When, capital};
use crate::page::{NOTADS, View, notad_path, pillar_path, report_path};
use crate::words::{Words, say, say_count};
use serde::Serialize;

/// A notice as lists show it.
#[derive(Debug, Serialize)]
pub(in crate::page) struct Item {
    id: String,
    title: Link,
    kind: String,
    /// `7 of 9 done, 1 not applicable`.
    progress: String,
    /// Who has not settled it: `in progress: Basket; no answer yet: Data and Search`.
    open: String,
    issued: When,
    due: Option<When>,
    expires: Option<When>,
    /// Past its due date, with something left to do.
    is_overdue: bool,
    /// `for Basket and Search`; empty: for all.
    whom: String,
    pillar: Option<Link>,
    source: Source,
}

impl Item {
    /// A notice that does not hold yet: nobody has to have done anything.
    fn not_yet(self, words: &Words) -> Self {
        Self {
            progress: say!(words, "notads.from", day = self.issued.text),
            open: String::new(),
            ..self
        }
    }

    /// The notice in a line.
    pub(super) fn line(&self, words: &Words) -> Line {
        let progress = &self.progress;
        Line {
            link: self.title.clone(),
            says: match (&self.due, self.is_overdue) {
                (Some(due), true) => say!(words, "notads.progress_was_due", progress = progress, day = due.text),
                (Some(due), false) => say!(words, "notads.progress_due", progress = progress, day = due.text),
                (None, _) => progress.clone(),
            },
        }
    }
}

/// The notices in force at a moment, by the day they were issued.
pub(in crate::page) fn held(here: Here<'_>, at: AsOf) -> Vec<Item> {
    let held = in_force(here.portfolio, at);
    held.iter().map(|standing| item(here, standing)).collect()
}

/// A notice that awaits something of a team.
#[derive(Debug, Serialize)]
pub(in crate::page) struct Awaited {
    title: Link,
    due: Option<When>,
    is_overdue: bool,
    /// `in progress`, `no answer yet`.
    said: String,
}

/// The notices that await something of a team at a moment.
pub(in crate::page) fn awaited(here: Here<'_>, team: usize, at: AsOf) -> Vec<Awaited> {
    let found = awaiting(here.portfolio, team, at).into_iter();
    found
        .map(|(notad, answer)| Awaited {
            title: here.link(&notad_path(notad), notad.title.clone()),
            due: notad.due.map(|due| here.when(due)),
            is_overdue: notad.due.is_some_and(|due| due < at.1),
            said: said(answer, here.words()),
        })
        .collect()
}

/// What an answer says; without one, that there is none.
pub(in crate::page) fn said(answer: Option<Answer<'_>>, words: &Words) -> String {
    match answer {
        Some(answer) => words.notad_answer(answer.answer.status).to_owned(),
        None => words.word("notads.no_answer").to_owned(),
    }
}

/// How far teams are with a notice: `7 of 9 done, 1 not applicable`.
pub(in crate::page) fn progress(standing: &Standing<'_>, words: &Words) -> String {
    let (not_applicable, applicable) = (standing.count(Some(NotadStatus::NotApplicable)), standing.applicable());
    match (applicable, not_applicable) {
        (0, 0) => words.word("notads.concerns_no_team").to_owned(),
        (0, _) => words.word("notads.applies_to_no_team").to_owned(),
        (applicable, not_applicable) => {
            let done = standing.count(Some(NotadStatus::Done));
            let done = say_count!(words, "notads.done", done, all = applicable);
            match not_applicable {
                0 => done,
                some => say_count!(words, "notads.done_and_not_applicable", some, done = done),
            }
        }
    }
}

fn names(here: Here<'_>, teams: &[usize]) -> String {
    let names: Vec<&str> = teams
        .iter()
        .map(|team| here.portfolio.teams[*team].name.as_str())
        .collect();
    limit::names(here.words(), &names)
}

/// The teams that have not settled a notice, by what they said.
pub(in crate::page) fn unsettled(here: Here<'_>, standing: &Standing<'_>) -> String {
    let words = here.words();
    let of = |status: Option<NotadStatus>| {
        let found = standing.concerned.iter().filter(|team| team.status() == status);
        let teams: Vec<usize> = found.map(|team| team.team).collect();
        (!teams.is_empty()).then(|| names(here, &teams))
    };
    let in_progress = of(Some(NotadStatus::InProgress)).map(|teams| say!(words, "notads.in_progress", teams = teams));
    let unanswered = of(None).map(|teams| say!(words, "notads.unanswered", teams = teams));
    match (in_progress, unanswered) {
        (Some(in_progress), Some(unanswered)) => say!(
            words,
            "notads.in_progress_and_unanswered",
            in_progress = in_progress,
            unanswered = unanswered
        ),
        (one, other) => one.or(other).unwrap_or_default(),
    }
}

fn item(here: Here<'_>, standing: &Standing<'_>) -> Item {
    let notad = standing.notad;
    Item {
        id: notad.id.clone(),
        title: here.link(&notad_path(notad), notad.title.clone()),
        kind: here.words().notad_kind(notad.kind).to_owned(),
        progress: progress(standing, here.words()),
        open: unsettled(here, standing),
        issued: here.when(notad.issued),
        due: notad.due.map(|due| here.when(due)),
        expires: notad.expires.map(|expires| here.when(expires)),
        is_overdue: standing.is_overdue && standing.is_in_force,
        whom: whom(here, notad),
        pillar: pillar(here, notad),
        source: here.source(notad.origin),
    }
}

pub(in crate::page) fn whom(here: Here<'_>, notad: &Notad) -> String {
    if notad.teams.is_empty() {
        String::new()
    } else {
        let mut teams = notad.teams.clone();
        teams.sort_unstable();
        say!(here.words(), "notads.for_teams", teams = names(here, &teams))
    }
}

fn pillar(here: Here<'_>, notad: &Notad) -> Option<Link> {
    let pillar = here.portfolio.pillars.get(notad.pillar?)?;
    Some(here.link(&pillar_path(pillar), pillar.name.clone()))
}

#[derive(Debug, Serialize)]
struct NotadsPage {
    registers: Vec<Tab>,
    sentence: String,
    is_empty: bool,
    held: Vec<Item>,
    rows: Vec<Row>,
    to_come: Vec<Item>,
    expired: Vec<Item>,
    /// Years of the archive with more.
    archive: Vec<Link>,
}

/// What a team answered to each notice in force.
#[derive(Debug, Serialize)]
struct Row {
    team: Link,
    cells: Vec<Cell>,
}

/// What a team answered to a notice: the words lead to the report that says it.
#[derive(Debug, Serialize)]
struct Cell {
    /// The notice's title, where a narrow screen has no head of columns.
    notice: String,
    /// Empty: the notice does not concern the team.
    said: String,
    /// Nothing is left to do for the team: the eye may pass over it.
    is_settled: bool,
    report: Option<String>,
}

/// All notices.
pub(in crate::page) fn list(here: Here<'_>) -> View {
    let at = here.today();
    let held = in_force(here.portfolio, at);
    let items = |wanted: &dyn Fn(&Notad) -> bool| -> Vec<Item> {
        let found = here.portfolio.notads.iter().filter(|notad| wanted(notad));
        found
            .map(|notad| item(here, &standing(here.portfolio, notad, at)))
            .collect()
    };
    let mut expired =
        items(&|notad| notad.expires.is_some_and(|expires| expires < at.1) && notad.archived(here.portfolio).is_none());
    expired.reverse();
    let page = NotadsPage {
        registers: tabs(here, NOTADS),
        sentence: sentence(&held, here.portfolio.notads.len(), here.words()),
        is_empty: here.portfolio.notads.is_empty(),
        rows: rows(here, &held),
        held: held.iter().map(|standing| item(here, standing)).collect(),
        to_come: items(&|notad| notad.issued > at.1)
            .into_iter()
            .map(|item| item.not_yet(here.words()))
            .collect(),
        expired,
        archive: archive::older(
            here,
            &archive::years_of(here.portfolio, &here.portfolio.notads),
            "notads",
        ),
    };
    let heading = Heading {
        title: here.words().word("registers.notads"),
        description: &page.sentence,
        area: Area::Registers,
        above: below_portfolio(&[]),
    };
    framed(here, "notads.html", &heading, &page, None)
}

fn sentence(held: &[Standing<'_>], known: usize, words: &Words) -> String {
    let settled = held
        .iter()
        .filter(|standing| standing.unsettled().next().is_none())
        .count();
    let overdue = held.iter().filter(|standing| standing.is_overdue).count();
    let all = held.len();
    if all == 0 {
        let none = if known == 0 {
            "notads.none_written"
        } else {
            "notads.none_in_force"
        };
        return words.word(none).to_owned();
    }
    let mut parts = Vec::new();
    if settled > 0 {
        parts.push(if all == 1 {
            words.word("notads.it_is_settled").to_owned()
        } else {
            say_count!(words, "notads.settled", settled)
        });
    }
    let open = all - settled;
    if open > 0 {
        let waiting = match open {
            1 if all == 1 => words.word("notads.it_waits").to_owned(),
            open if open == all => words.word("notads.all_wait").to_owned(),
            open => say_count!(words, "notads.waiting", open),
        };
        parts.push(match overdue {
            0 => waiting,
            late if late == open => say!(words, "notads.waiting_past", waiting = waiting),
            late => say_count!(words, "notads.waiting_partly_past", late, waiting = waiting),
        });
    }
    let how = words.list(&parts);
    capital(&say_count!(words, "notads.are_in_force", all, how = how))
}

/// The teams with what each answered; teams that no notice in force concerns are left out.
fn rows(here: Here<'_>, held: &[Standing<'_>]) -> Vec<Row> {
    let cell = |standing: &Standing<'_>, team: usize| {
        let own = standing.concerned.iter().find(|own| own.team == team);
        Cell {
            notice: standing.notad.title.clone(),
            said: own.map_or_else(String::new, |own| said(own.answer, here.words())),
            is_settled: own.is_some_and(TeamStanding::is_settled),
            report: own
                .and_then(|own| own.answer)
                .map(|answer| here.href(&report_path(&here.portfolio.teams[team], answer.report))),
        }
    };
    let teams = 0..here.portfolio.teams.len();
    teams
        .map(|team| Row {
            team: here.team(team),
            cells: held.iter().map(|standing| cell(standing, team)).collect(),
        })
        .filter(|row| row.cells.iter().any(|cell| !cell.said.is_empty()))
        .collect()
}

#[derive(Debug, Serialize)]
struct NotadPage {
    registers: Vec<Tab>,
    title: String,
    kind: String,
    sentence: String,
    notice: Item,
    /// `For Basket and Search`, `For all teams`.
    whom: String,
    link: Option<String>,
    body: String,
    answers: Vec<Given>,
    /// Answers of teams that it does not concern, or no more.
    others: Vec<Given>,
}

/// What a team answered.
#[derive(Debug, Serialize)]
struct Given {
    team: Link,
    /// Why it does not count: `left on 30 Jun 2026`.
    why: String,
    said: String,
    /// Since when, and the report that says so; `None` without an answer.
    since: Option<(String, When)>,
    note: Option<String>,
}

/// One notice.
pub(in crate::page) fn view(here: Here<'_>, index: usize) -> View {
    let notad = &here.portfolio.notads[index];
    let at = here.today();
    let standing = standing(here.portfolio, notad, at);
    let answers = |teams: &[TeamStanding<'_>]| teams.iter().map(|team| given(here, notad, team)).collect();
    let page = NotadPage {
        registers: tabs(here, NOTADS),
        title: notad.title.clone(),
        kind: capital(here.words().notad_kind(notad.kind)),
        sentence: standing_sentence(here, &standing),
        whom: match whom(here, notad) {
            all if all.is_empty() => capital(here.words().word("notads.for_all_teams")),
            some => capital(&some),
        },
        notice: item(here, &standing),
        link: notad.link.clone(),
        body: here.block(&notad.body),
        answers: answers(&standing.concerned),
        others: answers(&standing.others),
    };
    let heading = Heading {
        title: &page.title,
        description: &page.sentence,
        area: Area::Registers,
        above: below_portfolio(&[(NOTADS.to_owned(), here.words().word("registers.notads").to_owned())]),
    };
    framed(here, "notad.html", &heading, &page, Some(notad.origin))
}

/// Where one notice stands, and until when it is to be done.
fn standing_sentence(here: Here<'_>, standing: &Standing<'_>) -> String {
    let (notad, day, words) = (standing.notad, here.portfolio.as_of, here.words());
    let mut sentences = Vec::new();
    if notad.issued > day {
        sentences.push(say!(words, "notads.will_be_in_force", day = words.day(notad.issued)));
    } else if let Some(expires) = notad.expires.filter(|expires| *expires < day) {
        sentences.push(say!(words, "notads.expired", day = words.day(expires)));
    }
    match standing.applicable() {
        _ if notad.issued > day => {}
        0 if standing.concerned.is_empty() => sentences.push(words.word("notads.it_concerns_no_team").to_owned()),
        0 => sentences.push(words.word("notads.it_applies_to_no_team").to_owned()),
        applicable => {
            let who = who_has_done(standing.count(Some(NotadStatus::Done)), applicable, words);
            sentences.push(match standing.count(Some(NotadStatus::NotApplicable)) {
                0 => say!(words, "notads.who_has_done_it", who = who),
                some => say_count!(words, "notads.who_has_done_it_and_who_need_not", some, who = who),
            });
        }
    }
    if let Some(due) = notad.due.filter(|_| standing.unsettled().next().is_some()) {
        sentences.push(if due < day {
            say!(words, "notads.it_was_due", day = words.day(due))
        } else {
            say!(words, "notads.it_is_due", day = words.day(due))
        });
    }
    sentences.join(" ")
}

/// `7 of 9 teams have done it`.
fn who_has_done(done: usize, all: usize, words: &Words) -> String {
    match (done, all) {
        (0, all) => say_count!(words, "notads.none_has_done_it", all),
        (1, all) => say_count!(words, "notads.one_has_done_it", all),
        (done, all) if done == all => say_count!(words, "notads.all_have_done_it", all),
        (done, all) => say_count!(words, "notads.some_have_done_it", done, all = words.grouped(all)),
    }
}

fn given(here: Here<'_>, notad: &Notad, standing: &TeamStanding<'_>) -> Given {
    let team = &here.portfolio.teams[standing.team];
    let addressed = notad.teams.is_empty() || notad.teams.contains(&standing.team);
    let words = here.words();
    let why = match team.left.filter(|_| addressed) {
        Some(left) => say!(words, "notads.left_on", day = words.short_day(left)),
        None if addressed => words.word("notads.was_not_there").to_owned(),
        None => words.word("notads.not_addressed").to_owned(),
    };
    let answer = standing.answer;
    Given {
        team: here.team(standing.team),
        why,
        said: said(answer, words),
        since: answer.map(|answer| (here.href(&report_path(team, answer.report)), here.when(answer.date()))),
        note: answer.and_then(|answer| here.maybe(answer.answer.note.as_ref())),
    }
}
