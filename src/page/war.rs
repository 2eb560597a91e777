//! Well-architected reviews: every workload's standing, each provider's in its own unit.
//!
//! Rows stand in the portfolio's own order. No number is added up across lenses, and none is turned into another unit.

mod one;
pub(super) mod result;

use super::figure::Moved;
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::register::brief;
use super::words::{self, When, counted, number, when};
use super::{ABOUT, View, WAR, war_path};
use crate::analyse::war::{self, Due, Line, SOON};
use crate::model::team::Team;
use crate::model::war::{Provider, Risk, Score, War, WarStatus};
use jiff::civil::Date;
use serde::Serialize;

pub(super) use one::view as one;

#[derive(Debug, Serialize)]
struct WarsPage {
    sentence: String,
    /// Whether nobody has written one.
    empty: bool,
    /// `3 months`
    every: String,
    providers: Vec<Group>,
    ahead: Vec<Ahead>,
    never: Vec<Never>,
    about: String,
}

/// The reviews of one provider.
#[derive(Debug, Serialize)]
struct Group {
    id: &'static str,
    name: &'static str,
    /// What its numbers are.
    unit: &'static str,
    rows: Vec<Row>,
}

/// The newest complete review of a workload under a lens.
#[derive(Debug, Serialize)]
struct Row {
    team: Link,
    workload: String,
    lens: String,
    review: Link,
    date: When,
    bar: String,
    words: String,
    answered: String,
    moved: Moved,
    due: Option<DueField>,
    open: String,
}

/// When the next review is due.
#[derive(Debug, Serialize)]
pub(super) struct DueField {
    /// `due`, `due soon`, `was due`.
    words: &'static str,
    date: When,
    is_overdue: bool,
    /// One that is planned or has begun.
    ahead: Option<(&'static str, Link)>,
}

/// A review that is planned or has begun.
#[derive(Debug, Serialize)]
struct Ahead {
    team: Link,
    review: Link,
    /// `planned for`, `in progress since`.
    words: &'static str,
    date: When,
}

/// What of a team no review speaks of.
#[derive(Debug, Serialize)]
struct Never {
    team: Link,
    text: String,
}

/// A team's newest review of a workload under a lens, in a line.
#[derive(Debug, Serialize)]
pub(super) struct Short {
    review: Link,
    date: When,
    words: String,
    due: Option<DueField>,
}

/// A line of a team with its index.
struct Known<'a> {
    index: usize,
    team: &'a Team,
    line: Line,
}

/// The lines of all teams, in the portfolio's order.
fn known(here: Here<'_>) -> Vec<Known<'_>> {
    let day = here.portfolio.as_of;
    let teams = here.portfolio.teams.iter().enumerate();
    teams
        .flat_map(|(index, team)| {
            let lines = war::lines(team, day).into_iter();
            lines.map(move |line| Known { index, team, line })
        })
        .collect()
}

/// Where the portfolio stands with well-architected reviews, in a few sentences; `None` before the first.
pub(super) fn standing(here: Here<'_>) -> Option<String> {
    let lines = known(here);
    lines
        .iter()
        .any(|known| !known.line.held.is_empty())
        .then(|| sentence(here, &lines))
}

pub(super) fn view(here: Here<'_>) -> View {
    let day = here.portfolio.as_of;
    let teams = || here.portfolio.teams.iter().enumerate();
    let lines = known(here);
    let never: Vec<Never> = teams()
        .filter(|(_, team)| team.left.is_none_or(|left| left > day))
        .filter_map(|(index, team)| {
            let without = war::never(team, day);
            (!without.is_empty()).then(|| Never {
                team: here.team(index),
                text: words::list(
                    &without
                        .iter()
                        .filter_map(|workload| Some(team.workloads[(*workload)?].name.as_str()))
                        .collect::<Vec<_>>(),
                ),
            })
        })
        .collect();
    let providers = Provider::ALL
        .iter()
        .map(|(provider, id, name)| Group {
            id,
            name,
            unit: unit(*provider),
            rows: rows(here, &lines, *provider),
        })
        .filter(|group| !group.rows.is_empty())
        .collect();
    let ahead = lines
        .iter()
        .flat_map(|known| known.line.ahead.iter().map(move |war| (known, &known.team.wars[*war])))
        .map(|(known, war)| Ahead {
            team: here.team(known.index),
            review: here.link(&war_path(known.team, war), subject(known.team, war)),
            words: ahead_words(war, here),
            date: when(war.date),
        })
        .collect();
    let page = WarsPage {
        sentence: sentence(here, &lines),
        empty: lines.is_empty(),
        every: here.portfolio.config.war_every.words(),
        providers,
        ahead,
        never,
        about: here.href(ABOUT),
    };
    let heading = Heading {
        title: "Well-architected reviews",
        description: &page.sentence,
        area: Area::War,
        above: below_portfolio(&[]),
    };
    framed(here, "wars.html", &heading, &page, None)
}

fn unit(provider: Provider) -> &'static str {
    match provider {
        Provider::Aws => {
            "Questions: high risk, medium risk, none; those without an answer are striped. Bars share one scale."
        }
        Provider::Azure => "Points of a maximum, which each assessment has its own.",
        Provider::Gcp | Provider::Other => "In the unit in which each was written.",
    }
}

fn rows(here: Here<'_>, lines: &[Known<'_>], provider: Provider) -> Vec<Row> {
    let of_provider = || {
        lines
            .iter()
            .filter(|known| known.line.provider == provider)
            .filter_map(|known| Some((known, known.line.latest()?)))
    };
    let whole = result::scale(of_provider().filter_map(|(known, latest)| known.team.wars[latest].result()));
    of_provider()
        .map(|(known, latest)| {
            let (team, war) = (known.team, &known.team.wars[latest]);
            let before = known.line.before(latest).map(|before| &team.wars[before]);
            Row {
                team: here.team(known.index),
                workload: workload_name(team, war),
                lens: lens(war),
                review: here.link(&war_path(team, war), words::short_day(war.date)),
                date: when(war.date),
                bar: war
                    .result()
                    .map_or_else(String::new, |score| result::bar(&subject(team, war), score, whole)),
                words: result::of(war),
                answered: answered(war),
                moved: result::moved(before.map(|before| (war::change(war, before), before))),
                due: due(here, known),
                open: open(here, known, war),
            }
        })
        .collect()
}

/// The workload a review is of: its name, or nothing for the team as a whole.
fn workload_name(team: &Team, war: &War) -> String {
    war.workload
        .map_or_else(String::new, |workload| team.workloads[workload].name.clone())
}

/// The lens with its version.
fn lens(war: &War) -> String {
    match &war.lens_version {
        Some(version) => format!("{}, {version}", war.lens),
        None => war.lens.clone(),
    }
}

/// What a review is of: `Checkout API`, `Checkout`; with its lens where that is not the provider's usual one.
pub(super) fn subject(team: &Team, war: &War) -> String {
    let of = match war.workload {
        Some(workload) => &team.workloads[workload].name,
        None => &team.name,
    };
    format!("{of}, {}", war.lens)
}

/// `57 of 60 questions`; nothing where the review does not say.
fn answered(war: &War) -> String {
    war.answered()
        .filter(|(_, all)| *all > 0)
        .map_or_else(String::new, |(answered, all)| {
            words::part_of(result::count(answered), result::count(all), "question")
        })
}

fn due(here: Here<'_>, known: &Known<'_>) -> Option<DueField> {
    let day = here.portfolio.as_of;
    let found = war::due(known.team, &known.line, (here.portfolio.config.war_every, day))?;
    let ahead = known.line.ahead.first().map(|ahead| &known.team.wars[*ahead]);
    Some(DueField {
        words: match found {
            Due::Later(_) => "due",
            Due::Soon(_) => "due soon,",
            Due::Overdue(_) => "was due",
        },
        date: when(found.day()),
        is_overdue: matches!(found, Due::Overdue(_)) && ahead.is_none(),
        ahead: ahead.map(|ahead| {
            let link = here.link(&war_path(known.team, ahead), words::short_day(ahead.date));
            (ahead_words(ahead, here), link)
        }),
    })
}

fn ahead_words(war: &War, here: Here<'_>) -> &'static str {
    match war.status {
        WarStatus::InProgress => "in progress since",
        _ if war.date < here.portfolio.as_of => "was planned for",
        _ => "planned for",
    }
}

/// How many findings are open, and how many of high risk nobody has taken on.
fn open(here: Here<'_>, known: &Known<'_>, war: &War) -> String {
    if war.findings.is_empty() {
        return "not listed".to_owned();
    }
    let open = war::open(known.team, &known.line);
    let high = open.iter().filter(|(finding, _)| finding.risk == Risk::High).count();
    let without = war::without_action(known.team, &known.line, here.portfolio.as_of).len();
    let all = format!("{} open", words::grouped(open.len()));
    match (high, without) {
        (0, _) => all,
        (high, 0) => format!("{all}, {high} of high risk"),
        (high, without) if high == without => format!("{all}, {high} of high risk without an action"),
        (high, without) => format!("{all}, {high} of high risk, {without} of these without an action"),
    }
}

fn sentence(here: Here<'_>, lines: &[Known<'_>]) -> String {
    let day = here.portfolio.as_of;
    let held: Vec<&Known<'_>> = lines.iter().filter(|known| !known.line.held.is_empty()).collect();
    if held.is_empty() {
        return "No well-architected review has been held yet.".to_owned();
    }
    let mut teams: Vec<usize> = held.iter().map(|known| known.index).collect();
    teams.dedup();
    let mut workloads: Vec<(usize, usize)> = held
        .iter()
        .filter_map(|known| Some((known.index, known.line.workload?)))
        .collect();
    workloads.dedup();
    let all = here.portfolio.teams.len();
    let of = match workloads.len() {
        0 => String::new(),
        count => format!(" of {}", counted(count, "workload")),
    };
    let have = words::have(teams.len(), all, "team");
    let mut sentences = vec![format!("{have} held well-architected reviews{of}.")];
    let dues: Vec<Due> = held
        .iter()
        .filter_map(|known| war::due(known.team, &known.line, (here.portfolio.config.war_every, day)))
        .collect();
    let overdue = dues.iter().filter(|due| matches!(due, Due::Overdue(_))).count();
    let soon = dues.iter().filter(|due| matches!(due, Due::Soon(_))).count();
    let is = |count: usize| if count == 1 { "is" } else { "are" };
    let within = format!("due within {} weeks", number(result::count(SOON.unsigned_abs() / 7)));
    match (overdue, soon) {
        (0, 0) => {}
        (0, soon) => sentences.push(format!("{} {} {within}.", counted(soon, "review"), is(soon))),
        (overdue, 0) => sentences.push(format!("{} {} overdue.", counted(overdue, "review"), is(overdue))),
        (overdue, soon) => sentences.push(format!(
            "{} {} overdue and {} {} {within}.",
            counted(overdue, "review"),
            is(overdue),
            number(soon),
            is(soon)
        )),
    }
    let without: usize = held
        .iter()
        .map(|known| war::without_action(known.team, &known.line, day).len())
        .sum();
    if without > 0 {
        let has = if without == 1 { "has" } else { "have" };
        sentences.push(format!(
            "{} of high risk {has} no action yet.",
            counted(without, "finding")
        ));
    }
    let sentences: Vec<String> = sentences.iter().map(|sentence| words::capital(sentence)).collect();
    sentences.join(" ")
}

/// A team's newest reviews, one line a workload and lens.
pub(super) fn of_team(here: Here<'_>, index: usize) -> Vec<Short> {
    let team = &here.portfolio.teams[index];
    war::lines(team, here.portfolio.as_of)
        .into_iter()
        .filter_map(|line| {
            let war = &team.wars[line.latest().or_else(|| line.ahead.first().copied())?];
            let known = Known { index, team, line };
            Some(Short {
                review: here.link(&war_path(team, war), subject(team, war)),
                date: when(war.date),
                words: said(war),
                due: due(here, &known),
            })
        })
        .collect()
}

/// What a meeting on a day should know of a team's reviews: those held after the meeting before, with how they differ from
/// the ones before them, and those that are due.
pub(super) fn since(here: Here<'_>, index: usize, days: (Date, Date)) -> Vec<brief::Line> {
    let (before, day) = days;
    let team = &here.portfolio.teams[index];
    let mut found = Vec::new();
    for line in war::lines(team, day) {
        let Some(latest) = line.latest() else { continue };
        let war = &team.wars[latest];
        let moved = line.before(latest).map(|earlier| &team.wars[earlier]);
        let moved = moved.and_then(|earlier| Some(result::compared(war::change(war, earlier)?, earlier)));
        let says = if war.date > before {
            let held = format!(
                "well-architected review held {}: {}",
                words::short_day(war.date),
                result::of(war)
            );
            held + &moved.map_or_else(String::new, |moved| format!("; {moved}"))
        } else {
            match war::due(team, &line, (here.portfolio.config.war_every, day)) {
                Some(Due::Overdue(due)) => format!("well-architected review was due {}", words::short_day(due)),
                Some(Due::Soon(due)) => format!("well-architected review due {}", words::short_day(due)),
                Some(Due::Later(_)) | None => continue,
            }
        };
        found.push(brief::Line {
            link: here.link(&war_path(team, war), subject(team, war)),
            says,
        });
    }
    found
}

/// All reviews of a workload, a line after another, each newest first; the first of a line says when the next is due.
pub(super) fn of_workload(here: Here<'_>, place: (usize, usize)) -> Vec<Short> {
    let (index, workload) = place;
    let team = &here.portfolio.teams[index];
    let lines = war::lines(team, here.portfolio.as_of).into_iter();
    let mut found = Vec::new();
    for line in lines.filter(|line| line.workload == Some(workload)) {
        let known = Known { index, team, line };
        let newest = known.line.ahead.iter().rev().chain(known.line.held.iter().rev());
        let mut due = due(here, &known);
        found.extend(newest.map(|war| {
            let war = &team.wars[*war];
            Short {
                review: here.link(&war_path(team, war), war.lens.clone()),
                date: when(war.date),
                words: said(war),
                due: due.take(),
            }
        }));
    }
    found
}

/// The result of a review that is complete, else how far it is.
fn said(war: &War) -> String {
    if war.status == WarStatus::Complete {
        result::of(war)
    } else {
        war.status.words().to_owned()
    }
}

/// Where an action's review or finding is shown, and how it is named.
pub(super) fn reference(here: Here<'_>, team: usize, reference: &crate::model::action::WarReference) -> Option<Link> {
    let owner = &here.portfolio.teams[team];
    let known = owner.wars.iter().find(|war| war.id == reference.war)?;
    if !war::is_known(known, here.portfolio.as_of) {
        return None;
    }
    let path = war_path(owner, known);
    Some(match &reference.finding {
        Some(finding) => here.link(&format!("{path}#{finding}"), format!("{}/{finding}", known.id)),
        None => here.link(&path, known.id.clone()),
    })
}

/// The page of every review, for breadcrumbs.
fn above(team: (String, String)) -> Vec<(String, String)> {
    below_portfolio(&[(WAR.to_owned(), "WAR".to_owned()), team])
}

/// Whether two results are of one unit.
fn is_points(score: Score) -> bool {
    matches!(score, Score::Points { .. })
}
