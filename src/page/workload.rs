//! One workload: what is measured of it, what it promises, how it was looked at, what happened to it, and whose it was.

use super::around::{self, Fact, LinkGroup, Threats};
use super::card::{Card, card};
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::objective::{Objective, objectives_of_workload};
use super::register::{incident, release};
use super::standing::{Tally, movement};
use super::team::is_dropped;
use super::war;
use super::words::{When, capital};
use super::{TEAMS, View, team_path, workload_path};
use crate::analyse::Analysis;
use crate::analyse::series::Series;
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use crate::model::team::{self, Workload};
use crate::words::{Words, say, say_count};
use serde::Serialize;

/// So many incidents and releases are listed, the newest first.
const LISTED: usize = 8;

/// A workload: indexes of the portfolio's teams and of the team's workloads.
type Place = (usize, usize);

#[derive(Debug, Serialize)]
struct WorkloadPage {
    title: String,
    team: Link,
    sentence: String,
    /// Whose it was before and is since.
    moves: Vec<Move>,
    cards: Vec<Card>,
    /// Metrics that are no longer split by it, in a sentence.
    dropped: String,
    objectives: Vec<Objective>,
    wars: Vec<war::Short>,
    threats: Vec<Threats>,
    incidents: Vec<incident::Item>,
    /// `and four before`, or nothing.
    more_incidents: String,
    releases: Vec<release::Item>,
    more_releases: String,
    links: Vec<LinkGroup>,
}

/// A change of owner.
#[derive(Debug, Serialize)]
struct Move {
    /// `Taken over from`, `Handed over to`.
    how: String,
    /// The other team: its page of the workload, or the team's.
    team: Link,
    when: Option<When>,
}

pub(super) fn view(here: Here<'_>, place: Place) -> View {
    let ((index, number), words) = (place, here.words());
    let team = &here.portfolio.teams[index];
    let workload = &team.workloads[number];
    let cycle = here.now_of(index);
    let as_of = here.portfolio.as_of;
    let all = series_of(here.analysis, place);
    let (dropped, live): (Vec<&Series>, Vec<&Series>) = all
        .into_iter()
        .partition(|series| is_dropped(here, (index, series), cycle));
    let (incidents, all_incidents) = incident::of_workload(here, place, as_of, LISTED);
    let (releases, all_releases) = release::of_workload(here, place, as_of, LISTED);
    let page = WorkloadPage {
        title: workload.name.clone(),
        team: here.link(&team_path(team), team.name.clone()),
        sentence: sentence(here, place, &live),
        moves: moves(here, place),
        cards: live.iter().map(|series| own_card(here, index, series, cycle)).collect(),
        dropped: no_longer(here, &dropped),
        objectives: objectives_of_workload(here, index, number, cycle),
        wars: war::of_workload(here, place),
        threats: around::threat_models(here, team, Some(number)),
        more_incidents: before(all_incidents, words),
        incidents,
        more_releases: before(all_releases, words),
        releases,
        links: around::links_of_workload(here, team, number),
    };
    let above = below_portfolio(&[
        (TEAMS.to_owned(), say!(words, "teams.title")),
        (team_path(team), team.name.clone()),
    ]);
    let heading = Heading {
        title: &say!(words, "workload.title", workload = workload.name, team = team.name),
        description: &page.sentence,
        area: Area::Teams,
        above,
    };
    framed(here, "workload.html", &heading, &page, Some(team.origin))
}

// ---- which workloads have a page, and where they are named ----

/// Whether there is anything to show of a workload.
pub(super) fn has_page(portfolio: &Portfolio, analysis: &Analysis, place: Place) -> bool {
    let (index, number) = place;
    let team = &portfolio.teams[index];
    let workload = &team.workloads[number];
    let own = Some(number);
    workload.from.is_some()
        || workload.moved_from.is_some()
        || successor(portfolio, index, &workload.id).is_some()
        || !series_of(analysis, place).is_empty()
        || team.slos.iter().any(|slo| slo.workload == own)
        || team.links.iter().any(|link| link.workload == own)
        || team.threat_models.iter().any(|model| model.workload == own)
        || team.incidents.iter().any(|incident| incident.workload == own)
        || team.releases.iter().any(|release| release.workload == own)
        || team.wars.iter().any(|war| war.workload == own)
}

/// A team's workloads, each with its page where it has one.
pub(super) fn links(here: Here<'_>, team: usize) -> Vec<Link> {
    let all = here.portfolio.teams[team].workloads.iter().enumerate();
    all.map(|(number, _)| link(here, (team, number))).collect()
}

fn link(here: Here<'_>, place: Place) -> Link {
    let team = &here.portfolio.teams[place.0];
    let workload = &team.workloads[place.1];
    if has_page(here.portfolio, here.analysis, place) {
        here.link(&workload_path(team, workload), workload.name.clone())
    } else {
        Link {
            href: String::new(),
            text: workload.name.clone(),
        }
    }
}

/// What a team looks after, since when, and what it handed over.
pub(super) fn facts(here: Here<'_>, index: usize) -> Vec<Fact> {
    let (team, words) = (&here.portfolio.teams[index], here.words());
    let name = |team: usize| here.portfolio.teams[team].name.as_str();
    let mut facts: Vec<Fact> = Vec::new();
    // A list of facts names each once.
    let once = |facts: &[Fact], name: &str| {
        let is_said = facts.iter().any(|fact| fact.name == name);
        if is_said { String::new() } else { name.to_owned() }
    };
    for workload in &team.workloads {
        let day = workload.from.map(|day| words.short_day(day));
        let own = &workload.name;
        facts.push(Fact {
            name: once(&facts, words.word("workload.workload")),
            text: match (day, workload.moved_from.map(name)) {
                (Some(day), Some(team)) => {
                    say!(words, "workload.from_team_on", workload = own, team = team, day = day)
                }
                (Some(day), None) => say!(words, "workload.since", workload = own, day = day),
                (None, Some(team)) => say!(words, "workload.from_team", workload = own, team = team),
                (None, None) => own.clone(),
            },
            url: None,
        });
    }
    for (other, number) in handed_over(here.portfolio, index) {
        let workload = &here.portfolio.teams[other].workloads[number];
        let (own, team) = (&workload.name, name(other));
        facts.push(Fact {
            name: once(&facts, words.word("workload.handed_over")),
            text: match workload.from.map(|day| words.short_day(day)) {
                Some(day) => say!(words, "workload.to_team_on", workload = own, team = team, day = day),
                None => say!(words, "workload.to_team", workload = own, team = team),
            },
            url: Some(link(here, (other, number)).href),
        });
    }
    facts
}

// ---- whose it was ----

/// The workloads that other teams have taken over from a team by now.
fn handed_over(portfolio: &Portfolio, team: usize) -> Vec<Place> {
    let mut found = Vec::new();
    for (other, owner) in portfolio.teams.iter().enumerate() {
        let taken = (owner.workloads.iter().enumerate())
            .filter(|(_, workload)| workload.moved_from == Some(team))
            .filter(|(number, workload)| successor(portfolio, team, &workload.id) == Some((other, *number)));
        found.extend(taken.map(|(number, _)| (other, number)));
    }
    found
}

/// Who has taken a workload over from a team by now.
fn successor(portfolio: &Portfolio, team: usize, id: &str) -> Option<Place> {
    team::successor(&portfolio.teams, team, id).filter(|(other, number)| {
        let from = portfolio.teams[*other].workloads[*number].from;
        from.is_none_or(|from| from <= portfolio.as_of)
    })
}

fn moves(here: Here<'_>, place: Place) -> Vec<Move> {
    let (index, number) = place;
    let workload: &Workload = &here.portfolio.teams[index].workloads[number];
    let mut moves = Vec::new();
    if let Some(before) = workload.moved_from {
        let other = &here.portfolio.teams[before];
        let page = other.workload(&workload.id).map(|number| link(here, (before, number)));
        let href = page.map(|page| page.href).filter(|href| !href.is_empty());
        moves.push(Move {
            how: say!(here.words(), "workload.taken_over_from"),
            team: Link {
                href: href.unwrap_or_else(|| here.href(&team_path(other))),
                text: other.name.clone(),
            },
            when: workload.from.map(|day| here.when(day)),
        });
    }
    if let Some((other, number)) = successor(here.portfolio, index, &workload.id) {
        let owner = &here.portfolio.teams[other];
        moves.push(Move {
            how: say!(here.words(), "workload.handed_over_to"),
            team: Link {
                href: link(here, (other, number)).href,
                text: owner.name.clone(),
            },
            when: owner.workloads[number].from.map(|day| here.when(day)),
        });
    }
    moves
}

// ---- what there is of it ----

/// Every series of a workload, its components' too.
fn series_of(analysis: &Analysis, place: Place) -> Vec<&Series> {
    let (team, number) = place;
    let all = analysis.teams[team].series.iter();
    all.filter(|series| series.part.workload() == Some(number)).collect()
}

/// A card that names the component alone: the page is the workload's.
fn own_card(here: Here<'_>, team: usize, series: &Series, cycle: CycleIndex) -> Card {
    let mut card = card(here, team, series, cycle);
    series.part.component().unwrap_or_default().clone_into(&mut card.part);
    card
}

fn no_longer(here: Here<'_>, dropped: &[&Series]) -> String {
    let mut names: Vec<&str> = (dropped.iter())
        .map(|series| here.portfolio.metric(series.metric).name.as_str())
        .collect();
    names.dedup();
    if names.is_empty() {
        String::new()
    } else {
        say!(here.words(), "workload.no_longer", metrics = here.words().list(&names))
    }
}

/// What moved, and what is open or under way, in a few short sentences.
fn sentence(here: Here<'_>, place: Place, series: &[&Series]) -> String {
    let (index, number) = place;
    let team = &here.portfolio.teams[index];
    let as_of = here.portfolio.as_of;
    let cycle = here.now_of(index);
    let movements: Vec<_> = (series.iter()).filter_map(|series| movement(series, cycle)).collect();
    let words = here.words();
    let mut said = vec![say!(
        words,
        "workload.sentence",
        workload = team.workloads[number].name,
        team = team.name
    )];
    if !series.is_empty() && movements.is_empty() {
        let last = here.portfolio.calendar.cycle(cycle).last;
        said.push(say!(words, "workload.no_value", day = words.day(last)));
    }
    said.push(Tally::of(&movements).sentence(words));
    let own = Some(number);
    let open = (team.incidents.iter())
        .filter(|incident| incident.workload == own && incident.is_open_on(as_of))
        .count();
    if open > 0 {
        said.push(capital(&say_count!(words, "workload.incidents_open", open)));
    }
    let flying = (team.releases.iter())
        .filter(|release| release.workload == own && release.is_in_flight_on(as_of))
        .count();
    if flying > 0 {
        said.push(capital(&say_count!(words, "workload.releases_in_flight", flying)));
    }
    said.retain(|sentence| !sentence.is_empty());
    said.join(" ")
}

/// How many entries there were before those that are listed.
fn before(all: usize, words: &Words) -> String {
    match all.saturating_sub(LISTED) {
        0 => String::new(),
        before => say_count!(words, "workload.before", before),
    }
}
