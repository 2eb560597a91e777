//! Well-architected reviews: every workload's standing, each provider's in its own unit.
//!
//! Rows stand in the portfolio's own order. No number is added up across lenses, and none is turned into another unit.

mod one;
mod others;
pub(super) mod result;

use self::others::{Others, others};

use super::figure::{Moved, length};
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::register::brief;
use super::words::{When, capital};
use super::{ABOUT, View, WAR, war_path};
use crate::analyse::war::{self, Due, Line, SOON};
use crate::model::team::Team;
use crate::model::war::{Provider, Risk, Score, War, WarStatus};
use crate::words::{Words, say, say_count};
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
    unit: String,
    rows: Vec<Row>,
    /// Of very many those that have no row.
    others: Option<Others>,
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
    words: String,
    date: When,
    is_overdue: bool,
    /// One that is planned or has begun.
    ahead: Option<(String, Link)>,
}

/// A review that is planned or has begun.
#[derive(Debug, Serialize)]
struct Ahead {
    team: Link,
    review: Link,
    /// `planned for`, `in progress since`.
    words: String,
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
                text: here.words().list(
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
        .filter_map(|(provider, id, name)| {
            let (shown, others) = others(here, of_provider(&lines, *provider));
            let group = Group {
                id,
                name,
                unit: unit(*provider, here.words()).to_owned(),
                rows: rows(here, &shown),
                others,
            };
            (!group.rows.is_empty() || group.others.is_some()).then_some(group)
        })
        .collect();
    let ahead = lines
        .iter()
        .flat_map(|known| known.line.ahead.iter().map(move |war| (known, &known.team.wars[*war])))
        .map(|(known, war)| Ahead {
            team: here.team(known.index),
            review: here.link(&war_path(known.team, war), subject(known.team, war)),
            words: ahead_words(war, here).to_owned(),
            date: here.when(war.date),
        })
        .collect();
    let page = WarsPage {
        sentence: sentence(here, &lines),
        empty: lines.is_empty(),
        every: length(here.words(), here.portfolio.config.war_every),
        providers,
        ahead,
        never,
        about: here.href(ABOUT),
    };
    let heading = Heading {
        title: here.words().word("wars.title"),
        description: &page.sentence,
        area: Area::War,
        above: below_portfolio(&[]),
    };
    framed(here, "wars.html", &heading, &page, None)
}

fn unit(provider: Provider, words: &Words) -> &str {
    match provider {
        Provider::Aws => words.word("wars.unit_of_questions"),
        Provider::Azure => words.word("wars.unit_of_points"),
        Provider::Gcp | Provider::Other => words.word("wars.unit_as_written"),
    }
}

/// The lines of a provider with a review that is complete, each with the newest.
fn of_provider<'k, 'a>(lines: &'k [Known<'a>], provider: Provider) -> Vec<(&'k Known<'a>, usize)> {
    lines
        .iter()
        .filter(|known| known.line.provider == provider)
        .filter_map(|known| Some((known, known.line.latest()?)))
        .collect()
}

fn rows(here: Here<'_>, lines: &[(&Known<'_>, usize)]) -> Vec<Row> {
    let results = lines
        .iter()
        .filter_map(|(known, latest)| known.team.wars[*latest].result());
    let whole = result::scale(results);
    lines
        .iter()
        .map(|&(known, latest)| {
            let (team, war) = (known.team, &known.team.wars[latest]);
            let before = known.line.before(latest).map(|before| &team.wars[before]);
            let words = here.words();
            Row {
                team: here.team(known.index),
                workload: workload_name(team, war),
                lens: lens(war),
                review: here.link(&war_path(team, war), words.short_day(war.date)),
                date: here.when(war.date),
                bar: war.result().map_or_else(String::new, |score| {
                    result::bar(&subject(team, war), score, whole, words)
                }),
                words: result::of(war, words),
                answered: answered(war, words),
                moved: result::moved(before.map(|before| (war::change(war, before), before)), words),
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
fn answered(war: &War, words: &Words) -> String {
    war.answered()
        .filter(|(_, all)| *all > 0)
        .map_or_else(String::new, |(answered, all)| {
            let part = words.grouped(result::count(answered));
            say_count!(words, "wars.part_of_questions", result::count(all), part = part)
        })
}

fn due(here: Here<'_>, known: &Known<'_>) -> Option<DueField> {
    let day = here.portfolio.as_of;
    let found = war::due(known.team, &known.line, (here.portfolio.config.war_every, day))?;
    let ahead = known.line.ahead.first().map(|ahead| &known.team.wars[*ahead]);
    let words = match found {
        Due::Later(_) => "wars.due",
        Due::Soon(_) => "wars.due_soon",
        Due::Overdue(_) => "wars.was_due",
    };
    Some(DueField {
        words: here.words().word(words).to_owned(),
        date: here.when(found.day()),
        is_overdue: matches!(found, Due::Overdue(_)) && ahead.is_none(),
        ahead: ahead.map(|ahead| {
            let link = here.link(&war_path(known.team, ahead), here.words().short_day(ahead.date));
            (ahead_words(ahead, here).to_owned(), link)
        }),
    })
}

/// What stands before the day of a review that is planned or has begun.
fn ahead_words<'a>(war: &War, here: Here<'a>) -> &'a str {
    here.words().word(match war.status {
        WarStatus::InProgress => "wars.in_progress_since",
        _ if war.date < here.portfolio.as_of => "wars.was_planned_for",
        _ => "wars.planned_for",
    })
}

/// How many findings are open, and how many of high risk nobody has taken on.
fn open(here: Here<'_>, known: &Known<'_>, war: &War) -> String {
    let words = here.words();
    let listing = war::listing(known.team, &known.line).map(|listing| &known.team.wars[listing]);
    let Some(listing) = listing.filter(|listing| !listing.findings.is_empty()) else {
        return words.word("wars.findings_not_listed").to_owned();
    };
    let said = open_words(here, known);
    // One that only counts risks says of no finding that it is gone.
    if listing.id == war.id {
        said
    } else {
        say!(
            words,
            "wars.findings_listed_on",
            open = said,
            day = words.short_day(listing.date)
        )
    }
}

fn open_words(here: Here<'_>, known: &Known<'_>) -> String {
    let words = here.words();
    let open = war::open(known.team, &known.line);
    let high = open.iter().filter(|(finding, _)| finding.risk == Risk::High).count();
    let without = war::without_action(known.team, &known.line, here.portfolio.as_of).len();
    let all = say_count!(words, "wars.findings_open", open.len());
    if high == 0 {
        return all;
    }
    if high == without {
        return say_count!(words, "wars.findings_high_without_action", high, open = all);
    }
    let all = say_count!(words, "wars.findings_high", high, open = all);
    match without {
        0 => all,
        without => say_count!(words, "wars.findings_some_without_action", without, open = all),
    }
}

fn sentence(here: Here<'_>, lines: &[Known<'_>]) -> String {
    let (day, words) = (here.portfolio.as_of, here.words());
    let held: Vec<&Known<'_>> = lines.iter().filter(|known| !known.line.held.is_empty()).collect();
    if held.is_empty() {
        return words.word("wars.none_held").to_owned();
    }
    let mut teams: Vec<usize> = held.iter().map(|known| known.index).collect();
    teams.dedup();
    let mut workloads: Vec<(usize, usize)> = held
        .iter()
        .filter_map(|known| Some((known.index, known.line.workload?)))
        .collect();
    workloads.dedup();
    let who = who_has_held(teams.len(), here.portfolio.teams.len(), words);
    let mut sentences = vec![match workloads.len() {
        0 => say!(words, "wars.held", who = who),
        count => say_count!(words, "wars.held_of_workloads", count, who = who),
    }];
    let dues: Vec<Due> = held
        .iter()
        .filter_map(|known| war::due(known.team, &known.line, (here.portfolio.config.war_every, day)))
        .collect();
    let overdue = dues.iter().filter(|due| matches!(due, Due::Overdue(_))).count();
    let soon = dues.iter().filter(|due| matches!(due, Due::Soon(_))).count();
    let weeks = say_count!(words, "wars.weeks", result::count(SOON.unsigned_abs() / 7));
    match (overdue, soon) {
        (0, 0) => {}
        (0, soon) => sentences.push(say_count!(words, "wars.reviews_due_soon", soon, weeks = weeks)),
        (overdue, 0) => sentences.push(say_count!(words, "wars.reviews_overdue", overdue)),
        (overdue, soon) => {
            let soon = say_count!(words, "wars.some_due_soon", soon, weeks = weeks);
            sentences.push(say_count!(
                words,
                "wars.reviews_overdue_and_due_soon",
                overdue,
                soon = soon
            ));
        }
    }
    let without: usize = held
        .iter()
        .map(|known| war::without_action(known.team, &known.line, day).len())
        .sum();
    if without > 0 {
        sentences.push(say_count!(words, "wars.findings_without_action", without));
    }
    let sentences: Vec<String> = sentences.iter().map(|sentence| capital(sentence)).collect();
    sentences.join(" ")
}

/// `7 of 10 teams have held well-architected reviews`.
fn who_has_held(some: usize, all: usize, words: &Words) -> String {
    match (some, all) {
        (1, all) => say_count!(words, "wars.one_team_has_held", all),
        (some, all) if some == all => say_count!(words, "wars.all_teams_have_held", all),
        (some, all) => say_count!(words, "wars.some_teams_have_held", some, all = words.grouped(all)),
    }
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
                date: here.when(war.date),
                words: said(war, here.words()),
                due: due(here, &known),
            })
        })
        .collect()
}

/// What a meeting on a day should know of a team's reviews: those held after the meeting before, with how they differ from
/// the ones before them, and those that are due.
pub(super) fn since(here: Here<'_>, index: usize, days: (Date, Date)) -> Vec<brief::Line> {
    let (before, day) = days;
    let words = here.words();
    let team = &here.portfolio.teams[index];
    let mut found = Vec::new();
    for line in war::lines(team, day) {
        let Some(latest) = line.latest() else { continue };
        let war = &team.wars[latest];
        let moved = line.before(latest).map(|earlier| &team.wars[earlier]);
        let moved = moved.and_then(|earlier| Some(result::compared(war::change(war, earlier)?, earlier, words)));
        let says = if war.date > before {
            let result = result::of(war, words);
            let held = say!(
                words,
                "wars.review_held",
                day = words.short_day(war.date),
                result = result
            );
            match moved {
                Some(moved) => say!(words, "wars.review_held_and_compared", held = held, compared = moved),
                None => held,
            }
        } else {
            match war::due(team, &line, (here.portfolio.config.war_every, day)) {
                Some(Due::Overdue(due)) => say!(words, "wars.review_was_due", day = words.short_day(due)),
                Some(Due::Soon(due)) => say!(words, "wars.review_due", day = words.short_day(due)),
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
                date: here.when(war.date),
                words: said(war, here.words()),
                due: due.take(),
            }
        }));
    }
    found
}

/// The result of a review that is complete, else how far it is.
fn said(war: &War, words: &Words) -> String {
    if war.status == WarStatus::Complete {
        result::of(war, words)
    } else {
        words.war_status(war.status).to_owned()
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
fn above(team: (String, String), words: &Words) -> Vec<(String, String)> {
    below_portfolio(&[(WAR.to_owned(), words.word("wars.short_title").to_owned()), team])
}

/// Whether two results are of one unit.
fn is_points(score: Score) -> bool {
    matches!(score, Score::Points { .. })
}
