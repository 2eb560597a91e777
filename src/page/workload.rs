//! One workload: what is measured of it, what it promises, how it was looked at, what happened to it, and whose it was.

use super::around::{self, Fact, LinkGroup, Threats};
use super::card::{Card, card};
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link, Source};
use super::objective::{Objective, objectives_of_workload};
use super::standing::{Tally, movement};
use super::team::is_dropped;
use super::war;
use super::words::{self, When, counted, when};
use super::{TEAMS, View, team_path, war_path, workload_path};
use crate::analyse::Analysis;
use crate::analyse::series::Series;
use crate::analyse::war::is_known;
use crate::model::cycle::CycleIndex;
use crate::model::format::{Style, shown};
use crate::model::incident::Incident;
use crate::model::portfolio::Portfolio;
use crate::model::release::{Release, ReleaseOutcome};
use crate::model::team::{self, Team, Workload};
use crate::model::unit::{TimeUnit, Unit};
use crate::model::war::{War, WarStatus};
use rust_decimal::Decimal;
use serde::Serialize;

/// So many incidents and releases are listed, the newest first.
const LISTED: usize = 8;
/// Below so many hours a length is said in minutes, below the other in hours, above it in days.
const SHORT: (i64, i64) = (2, 48);

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
    wars: Vec<Reviewed>,
    threats: Vec<Threats>,
    incidents: Vec<Happened>,
    /// `and four earlier ones`, or nothing.
    more_incidents: String,
    releases: Vec<Released>,
    more_releases: String,
    links: Vec<LinkGroup>,
}

/// A change of owner.
#[derive(Debug, Serialize)]
struct Move {
    /// `Taken over from`, `Handed over to`.
    how: &'static str,
    /// The other team: its page of the workload, or the team's.
    team: Link,
    when: Option<When>,
}

/// A well-architected review.
#[derive(Debug, Serialize)]
struct Reviewed {
    when: When,
    page: Link,
    /// Its result, or how far it is.
    words: String,
    /// Whether it is over, so that its age says something.
    is_held: bool,
    source: Source,
}

#[derive(Debug, Serialize)]
struct Happened {
    id: String,
    title: String,
    /// `P1`, or nothing.
    severity: String,
    began: When,
    /// `restored after 88 min`, `still open`.
    end: String,
    is_open: bool,
    link: Option<String>,
    source: Source,
}

#[derive(Debug, Serialize)]
struct Released {
    name: String,
    /// `succeeded`, `in flight, reached 5 %`.
    outcome: String,
    /// When it was over; while in flight, when it began.
    when: When,
    link: Option<String>,
    source: Source,
}

pub(super) fn view(here: Here<'_>, place: Place) -> View {
    let (index, number) = place;
    let team = &here.portfolio.teams[index];
    let workload = &team.workloads[number];
    let cycle = here.now_of(index);
    let as_of = here.portfolio.as_of;
    let all = series_of(here.analysis, place);
    let (dropped, live): (Vec<&Series>, Vec<&Series>) = all
        .into_iter()
        .partition(|series| is_dropped(here, (index, series), cycle));
    let incidents: Vec<&Incident> = (team.incidents.iter().rev())
        .filter(|incident| incident.workload == Some(number) && incident.started.date <= as_of)
        .collect();
    let releases: Vec<&Release> = (team.releases.iter().rev())
        .filter(|release| release.workload == Some(number) && release.started.date <= as_of)
        .collect();
    let page = WorkloadPage {
        title: workload.name.clone(),
        team: here.link(&team_path(team), team.name.clone()),
        sentence: sentence(here, place, (&live, &incidents, &releases)),
        moves: moves(here, place),
        cards: live.iter().map(|series| own_card(here, index, series, cycle)).collect(),
        dropped: no_longer(here, &dropped),
        objectives: objectives_of_workload(here, index, number, cycle),
        wars: wars(here, place),
        threats: around::threat_models(here, team, Some(number)),
        more_incidents: more(incidents.len()),
        incidents: incidents
            .iter()
            .take(LISTED)
            .map(|incident| happened(here, incident))
            .collect(),
        more_releases: more(releases.len()),
        releases: releases
            .iter()
            .take(LISTED)
            .map(|release| released(here, release))
            .collect(),
        links: around::links_of_workload(team, number),
    };
    let above = below_portfolio(&[
        (TEAMS.to_owned(), "Teams".to_owned()),
        (team_path(team), team.name.clone()),
    ]);
    let heading = Heading {
        title: &format!("{}, {}", workload.name, team.name),
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
    let team = &here.portfolio.teams[index];
    let name = |team: usize| here.portfolio.teams[team].name.as_str();
    let mut facts = Vec::new();
    for workload in &team.workloads {
        let from = workload.moved_from.map(name);
        let origin = match (workload.from, from) {
            (Some(day), Some(team)) => format!(" (from {team} on {})", words::short_day(day)),
            (Some(day), None) => format!(" (since {})", words::short_day(day)),
            (None, Some(team)) => format!(" (from {team})"),
            (None, None) => String::new(),
        };
        facts.push(Fact {
            name: "Workload",
            text: format!("{}{origin}", workload.name),
            url: None,
        });
    }
    for (other, number) in handed_over(here.portfolio, index) {
        let workload = &here.portfolio.teams[other].workloads[number];
        let day = workload
            .from
            .map_or_else(String::new, |day| format!(" on {}", words::short_day(day)));
        facts.push(Fact {
            name: "Handed over",
            text: format!("{} to {}{day}", workload.name, name(other)),
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
            how: "Taken over from",
            team: Link {
                href: href.unwrap_or_else(|| here.href(&team_path(other))),
                text: other.name.clone(),
            },
            when: workload.from.map(when),
        });
    }
    if let Some((other, number)) = successor(here.portfolio, index, &workload.id) {
        let owner = &here.portfolio.teams[other];
        moves.push(Move {
            how: "Handed over to",
            team: Link {
                href: link(here, (other, number)).href,
                text: owner.name.clone(),
            },
            when: owner.workloads[number].from.map(when),
        });
    }
    moves
}

// ---- what there is of it ----

/// Every series of a workload, its components' too.
fn series_of(analysis: &Analysis, place: Place) -> Vec<&Series> {
    let (team, number) = place;
    let all = analysis.teams[team].series.iter();
    all.filter(|series| series.part.workload == Some(number)).collect()
}

/// A card that names the component alone: the page is the workload's.
fn own_card(here: Here<'_>, team: usize, series: &Series, cycle: CycleIndex) -> Card {
    let mut card = card(here, team, series, cycle);
    card.part = series.part.component.clone().unwrap_or_default();
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
        format!("No longer reported by workload: {}.", words::list(&names))
    }
}

/// What moved, and what is open or under way, in a few short sentences.
fn sentence(here: Here<'_>, place: Place, what: (&[&Series], &[&Incident], &[&Release])) -> String {
    let (index, number) = place;
    let (series, incidents, releases) = what;
    let team = &here.portfolio.teams[index];
    let as_of = here.portfolio.as_of;
    let cycle = here.now_of(index);
    let movements: Vec<_> = (series.iter())
        .filter_map(|series| movement(here, index, series, cycle))
        .collect();
    let mut said = vec![format!(
        "{} is a workload of {}.",
        team.workloads[number].name, team.name
    )];
    if !series.is_empty() && movements.is_empty() {
        let last = here.portfolio.calendar.cycle(cycle).last;
        said.push(format!("It has no value for the cycle to {} yet.", words::day(last)));
    }
    said.push(Tally::of(&movements).sentence("value"));
    let are = |count: usize| if count == 1 { "is" } else { "are" };
    let open = incidents.iter().filter(|incident| incident.is_open_on(as_of)).count();
    if open > 0 {
        said.push(format!(
            "{} {} open.",
            words::capital(&counted(open, "incident")),
            are(open)
        ));
    }
    let flying = releases.iter().filter(|release| release.is_in_flight_on(as_of)).count();
    if flying > 0 {
        let counted = words::capital(&counted(flying, "release"));
        said.push(format!("{counted} {} in flight.", are(flying)));
    }
    said.retain(|sentence| !sentence.is_empty());
    said.join(" ")
}

fn more(count: usize) -> String {
    match count.saturating_sub(LISTED) {
        0 => String::new(),
        1 => "and one earlier".to_owned(),
        more => format!("and {} earlier", words::number(more)),
    }
}

fn wars(here: Here<'_>, place: Place) -> Vec<Reviewed> {
    let team: &Team = &here.portfolio.teams[place.0];
    let own = team.wars.iter().rev();
    let own = own.filter(|war| war.workload == Some(place.1) && is_known(war, here.portfolio.as_of));
    own.map(|war: &War| {
        let is_held = war.status == WarStatus::Complete;
        Reviewed {
            when: when(war.date),
            page: here.link(&war_path(team, war), war.lens.clone()),
            words: if is_held {
                war::result::of(war)
            } else {
                war.status.words().to_owned()
            },
            is_held,
            source: here.source(war.origin),
        }
    })
    .collect()
}

fn happened(here: Here<'_>, incident: &Incident) -> Happened {
    let is_open = incident.is_open_on(here.portfolio.as_of);
    Happened {
        id: incident.id.clone(),
        title: here.inline(&incident.title),
        severity: incident
            .severity
            .map_or_else(String::new, |severity| format!("P{severity}")),
        began: when(incident.started.date),
        end: match (incident.hours_to_recover(), incident.restored) {
            _ if is_open => "still open".to_owned(),
            (Some(hours), _) => format!("restored after {}", length(hours)),
            (None, Some(restored)) => format!("restored on {}", words::short_day(restored.date)),
            (None, None) => String::new(),
        },
        is_open,
        link: incident.link.clone(),
        source: here.source(incident.origin),
    }
}

/// A length of time in the unit that a person would use.
fn length(hours: Decimal) -> String {
    let (minutes, days) = (Decimal::from(SHORT.0), Decimal::from(SHORT.1));
    let (kept, precision) = if hours < minutes {
        (TimeUnit::Minutes, 0)
    } else if hours < days {
        (TimeUnit::Hours, 1)
    } else {
        (TimeUnit::Days, 1)
    };
    let unit = Unit::Duration(kept);
    let number = hours.saturating_mul(TimeUnit::Hours.milliseconds()) / kept.milliseconds();
    let style = Style {
        precision: Some(precision),
        ..Style::of(&unit)
    };
    shown(number, &style).text()
}

fn released(here: Here<'_>, release: &Release) -> Released {
    let as_of = here.portfolio.as_of;
    let is_in_flight = release.is_in_flight_on(as_of);
    let reached = release.rings.iter().rfind(|ring| ring.date <= as_of);
    Released {
        name: release.name.clone(),
        outcome: match reached {
            Some(ring) if is_in_flight => format!("{}, reached {}", ReleaseOutcome::InFlight.words(), ring.name),
            None if is_in_flight => ReleaseOutcome::InFlight.words().to_owned(),
            _ => release.outcome.words().to_owned(),
        },
        when: when(match release.finished {
            Some(finished) if !is_in_flight => finished.date,
            _ => release.started.date,
        }),
        link: release.link.clone(),
        source: here.source(release.origin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_said_in_the_unit_that_a_person_would_use() {
        for (hours, expected) in [
            ("1.4666666667", "88\u{202f}min"),
            ("26", "26.0\u{202f}h"),
            ("60", "2.5\u{202f}d"),
        ] {
            assert_eq!(length(hours.parse().expect("a number")), expected);
        }
    }
}
