//! NOTADs: which hold, how far teams are with each, and what each team answered.

use super::brief::Line;
use super::{Tab, tabs};
use crate::analyse::AsOf;
use crate::analyse::notad::{Answer, Standing, TeamStanding, awaiting, in_force, standing};
use crate::model::notad::Notad;
use crate::model::report::NotadStatus;
use crate::page::frame::{Area, Heading, below_portfolio, framed};
use crate::page::here::{Here, Link, Source};
use crate::page::words::{self, When, capital, counted, number, when};
use crate::page::{NOTADS, View, notad_path, pillar_path, report_path};
use serde::Serialize;

/// A notice as lists show it.
#[derive(Debug, Serialize)]
pub(in crate::page) struct Item {
    id: String,
    title: Link,
    kind: &'static str,
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
    fn not_yet(self) -> Self {
        Self {
            progress: format!("from {}", self.issued.text),
            open: String::new(),
            ..self
        }
    }

    /// The notice in a line.
    pub(super) fn line(&self) -> Line {
        let due = match (&self.due, self.is_overdue) {
            (Some(due), true) => format!("; due {}, past", due.text),
            (Some(due), false) => format!("; due {}", due.text),
            (None, _) => String::new(),
        };
        Line {
            link: self.title.clone(),
            says: format!("{}{due}", self.progress),
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
    said: &'static str,
}

/// The notices that await something of a team at a moment.
pub(in crate::page) fn awaited(here: Here<'_>, team: usize, at: AsOf) -> Vec<Awaited> {
    let found = awaiting(here.portfolio, team, at).into_iter();
    found
        .map(|(notad, answer)| Awaited {
            title: here.link(&notad_path(notad), notad.title.clone()),
            due: notad.due.map(when),
            is_overdue: notad.due.is_some_and(|due| due < at.1),
            said: said(answer),
        })
        .collect()
}

/// What an answer says; without one, that there is none.
pub(in crate::page) fn said(answer: Option<Answer<'_>>) -> &'static str {
    answer.map_or("no answer yet", |answer| answer.answer.status.words())
}

/// How far teams are with a notice: `7 of 9 done, 1 not applicable`.
pub(in crate::page) fn progress(standing: &Standing<'_>) -> String {
    let (not_applicable, applicable) = (standing.count(Some(NotadStatus::NotApplicable)), standing.applicable());
    match (applicable, not_applicable) {
        (0, 0) => "concerns no team".to_owned(),
        (0, _) => "applies to no team".to_owned(),
        (applicable, not_applicable) => {
            let done = format!("{} of {applicable} done", standing.count(Some(NotadStatus::Done)));
            match not_applicable {
                0 => done,
                some => format!("{done}, {some} not applicable"),
            }
        }
    }
}

fn names(here: Here<'_>, teams: &[usize]) -> String {
    let names: Vec<&str> = teams
        .iter()
        .map(|team| here.portfolio.teams[*team].name.as_str())
        .collect();
    words::list(&names)
}

/// The teams that have not settled a notice, by what they said.
pub(in crate::page) fn unsettled(here: Here<'_>, standing: &Standing<'_>) -> String {
    let of = |status: Option<NotadStatus>| {
        let found = standing.concerned.iter().filter(|team| team.status() == status);
        let teams: Vec<usize> = found.map(|team| team.team).collect();
        let word = status.map_or("no answer yet", NotadStatus::words);
        (!teams.is_empty()).then(|| format!("{word}: {}", names(here, &teams)))
    };
    let parts: Vec<String> = [Some(NotadStatus::InProgress), None]
        .into_iter()
        .filter_map(of)
        .collect();
    parts.join("; ")
}

fn item(here: Here<'_>, standing: &Standing<'_>) -> Item {
    let notad = standing.notad;
    Item {
        id: notad.id.clone(),
        title: here.link(&notad_path(notad), notad.title.clone()),
        kind: notad.kind.words(),
        progress: progress(standing),
        open: unsettled(here, standing),
        issued: when(notad.issued),
        due: notad.due.map(when),
        expires: notad.expires.map(when),
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
        format!("for {}", names(here, &teams))
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
    said: &'static str,
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
    let mut expired = items(&|notad| notad.expires.is_some_and(|expires| expires < at.1));
    expired.reverse();
    let page = NotadsPage {
        registers: tabs(here, NOTADS),
        sentence: sentence(&held, here.portfolio.notads.len()),
        is_empty: here.portfolio.notads.is_empty(),
        rows: rows(here, &held),
        held: held.iter().map(|standing| item(here, standing)).collect(),
        to_come: items(&|notad| notad.issued > at.1)
            .into_iter()
            .map(Item::not_yet)
            .collect(),
        expired,
    };
    let heading = Heading {
        title: "NOTADs",
        description: &page.sentence,
        area: Area::Registers,
        above: below_portfolio(&[]),
    };
    framed(here, "notads.html", &heading, &page, None)
}

fn sentence(held: &[Standing<'_>], known: usize) -> String {
    let settled = held
        .iter()
        .filter(|standing| standing.unsettled().next().is_none())
        .count();
    let overdue = held.iter().filter(|standing| standing.is_overdue).count();
    let verb = |count: usize| if count == 1 { "is" } else { "are" };
    match (held.len(), known) {
        (0, 0) => "No notice to all developers has been written yet.".to_owned(),
        (0, _) => "No notice to all developers is in force.".to_owned(),
        (all, _) => {
            let first = format!("{} {} in force", capital(&counted(all, "notice")), verb(all));
            let open = all - settled;
            let mut parts = Vec::new();
            if settled > 0 {
                let who = if settled == all && all == 1 {
                    "it".to_owned()
                } else {
                    number(settled)
                };
                parts.push(format!("{who} {} settled by every team", verb(settled)));
            }
            if open > 0 {
                let waits = if open == 1 { "waits" } else { "wait" };
                let who = match open {
                    1 if all == 1 => "it".to_owned(),
                    open if open == all => "all".to_owned(),
                    open => number(open),
                };
                let late = match overdue {
                    0 => String::new(),
                    late if late == open => ", past the due date".to_owned(),
                    late => format!(", {} of them past the due date", number(late)),
                };
                parts.push(format!("{who} {waits} for answers or work{late}"));
            }
            format!("{first}: {}.", words::list(&parts))
        }
    }
}

/// The teams with what each answered; teams that no notice in force concerns are left out.
fn rows(here: Here<'_>, held: &[Standing<'_>]) -> Vec<Row> {
    let cell = |standing: &Standing<'_>, team: usize| {
        let own = standing.concerned.iter().find(|own| own.team == team);
        Cell {
            notice: standing.notad.title.clone(),
            said: own.map_or("", |own| said(own.answer)),
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
    said: &'static str,
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
        kind: capital(notad.kind.words()),
        sentence: standing_sentence(here, &standing),
        whom: match whom(here, notad) {
            all if all.is_empty() => "For all teams".to_owned(),
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
        above: below_portfolio(&[(NOTADS.to_owned(), "NOTADs".to_owned())]),
    };
    framed(here, "notad.html", &heading, &page, Some(notad.origin))
}

/// Where one notice stands, and until when it is to be done.
fn standing_sentence(here: Here<'_>, standing: &Standing<'_>) -> String {
    let (notad, day) = (standing.notad, here.portfolio.as_of);
    let done = standing.count(Some(NotadStatus::Done));
    let mut sentences = Vec::new();
    if notad.issued > day {
        sentences.push(format!("It will be in force from {}.", words::day(notad.issued)));
    } else if let Some(expires) = notad.expires.filter(|expires| *expires < day) {
        sentences.push(format!("It expired on {}.", words::day(expires)));
    }
    match standing.applicable() {
        _ if notad.issued > day => {}
        0 if standing.concerned.is_empty() => sentences.push("It concerns no team of this portfolio.".to_owned()),
        0 => sentences.push("Every team it concerns says that it does not apply.".to_owned()),
        applicable => {
            let apart = match standing.count(Some(NotadStatus::NotApplicable)) {
                0 => String::new(),
                1 => "; to one it does not apply".to_owned(),
                some => format!("; to {} it does not apply", number(some)),
            };
            let who = match (done, applicable) {
                (0, 1) => "The one team it applies to has not".to_owned(),
                (_, 1) => "The one team it applies to has".to_owned(),
                _ => words::have(done, applicable, "team"),
            };
            sentences.push(format!("{who} done it{apart}."));
        }
    }
    if let Some(due) = notad.due.filter(|_| standing.unsettled().next().is_some()) {
        let verb = if due < day { "was" } else { "is" };
        sentences.push(format!("It {verb} due on {}.", words::day(due)));
    }
    sentences.join(" ")
}

fn given(here: Here<'_>, notad: &Notad, standing: &TeamStanding<'_>) -> Given {
    let team = &here.portfolio.teams[standing.team];
    let addressed = notad.teams.is_empty() || notad.teams.contains(&standing.team);
    let why = match team.left.filter(|_| addressed) {
        Some(left) => format!("left on {}", words::short_day(left)),
        None if addressed => "was not there yet".to_owned(),
        None => "not addressed".to_owned(),
    };
    let answer = standing.answer;
    Given {
        team: here.team(standing.team),
        why,
        said: said(answer),
        since: answer.map(|answer| (here.href(&report_path(team, answer.report)), when(answer.date()))),
        note: answer.and_then(|answer| here.maybe(answer.answer.note.as_ref())),
    }
}
