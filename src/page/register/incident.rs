//! Incidents: what broke and whom it hurt, how soon it was noticed and put right, and what came of it.

use super::brief::Line;
use super::release::release_link;
use super::{Tab, Took, by_quarter, moment, tabs};
use crate::analyse::series::median;
use crate::markdown;
use crate::model::cycle::CycleIndex;
use crate::model::incident::Incident;
use crate::model::portfolio::Portfolio;
use crate::model::team::Team;
use crate::page::actions::{self, Item as ActionItem};
use crate::page::archive::{self, Archived};
use crate::page::around::workload_name;
use crate::page::frame::{Area, Heading, below_portfolio, framed, plain};
use crate::page::here::{Here, Link, Source};
use crate::page::window::first_shown;
use crate::page::words::{When, capital};
use crate::page::{INCIDENTS, View, archive_team_path, incident_path};
use crate::words::{Words, say, say_count};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;

/// An incident as lists show it.
#[derive(Debug, Serialize)]
pub(in crate::page) struct Item {
    id: String,
    /// Its own page, or its place on the page of all.
    href: String,
    title: String,
    /// The same for where it stands in a link.
    unlinked: String,
    team: Link,
    /// `P1`; empty: not known.
    severity: String,
    started: When,
    is_open: bool,
    /// `noticed after 8 min`; empty: not known.
    noticed: String,
    /// `restored after 1 h 28 min`, `not restored yet`.
    restored: String,
    impact: Option<String>,
    workload: String,
    release: Option<Link>,
    actions: Vec<Link>,
    /// Whether it has a page of its own.
    has_page: bool,
    ticket: Option<String>,
    source: Source,
}

/// Where an incident is to be read: its own page where a review was written, else its place on the page of all, or of its
/// team's year.
pub(in crate::page) fn place(portfolio: &Portfolio, team: &Team, incident: &Incident) -> String {
    if has_page(incident) {
        incident_path(team, incident)
    } else if let Some(day) = incident.archived(portfolio) {
        format!("{}#{}", archive_team_path(team, day.year()), incident.id)
    } else {
        format!("{INCIDENTS}#{}", incident.id)
    }
}

/// Whether an incident has a page: somebody wrote its review, what it came from, or what was learned.
pub(in crate::page) fn has_page(incident: &Incident) -> bool {
    !markdown::is_blank(&incident.body.text) || incident.root_cause.is_some() || !incident.learnings.is_empty()
}

/// A team's incidents that began in some cycles, as known on a day; the newest first.
pub(in crate::page) fn of_team(here: Here<'_>, team: usize, cycles: (CycleIndex, CycleIndex), day: Date) -> Vec<Item> {
    let calendar = &here.portfolio.calendar;
    let (first, last) = (calendar.cycle(cycles.0).first, calendar.cycle(cycles.1).last.min(day));
    let own = here.portfolio.teams[team].incidents.iter().rev();
    own.filter(|incident| first <= incident.started.date && incident.started.date <= last)
        .map(|incident| item(here, (team, incident), day))
        .collect()
}

/// A team's incidents that began after a day, up to another, or are still open at the end of it: the newest first, a line
/// each.
pub(in crate::page) fn since(here: Here<'_>, team: usize, days: (Date, Date)) -> Vec<Line> {
    let (before, day) = days;
    let owner = &here.portfolio.teams[team];
    let own = owner.incidents.iter().rev();
    own.filter(|incident| incident.started.date <= day)
        .filter(|incident| incident.started.date > before || incident.is_open_on(day))
        .map(|incident| {
            let facts = [
                severity(incident),
                moment(here, incident.started).text,
                facts(incident, day, here.words()),
            ];
            line(here, (owner, incident), &facts)
        })
        .collect()
}

/// What of all teams' incidents the portfolio's page must not leave to another: those that are open, and the gravest that began
/// since a day; the newest first, a line each.
pub(in crate::page) fn gravest(here: Here<'_>, since: Date) -> Vec<Line> {
    let day = here.portfolio.as_of;
    let all =
        (here.portfolio.teams.iter()).flat_map(|team| team.incidents.iter().map(move |incident| (team, incident)));
    let is_grave = |incident: &Incident| incident.severity == Some(1) && incident.started.date >= since;
    let mut found: Vec<_> = all
        .filter(|(_, incident)| incident.started.date <= day)
        .filter(|(_, incident)| incident.is_open_on(day) || is_grave(incident))
        .collect();
    found.sort_by_key(|(_, incident)| {
        let is_over = !incident.is_open_on(day);
        (is_over, std::cmp::Reverse((incident.started.date, incident.started.at)))
    });
    let told = found.into_iter().map(|(team, incident)| {
        let facts = [
            severity(incident),
            team.name.clone(),
            here.words().short_day(incident.started.date),
            restored_words(incident, day, here.words()),
        ];
        line(here, (team, incident), &facts)
    });
    told.collect()
}

/// An incident in a line, with what is known of it.
fn line(here: Here<'_>, (owner, incident): (&Team, &Incident), facts: &[String]) -> Line {
    let facts: Vec<&str> = facts
        .iter()
        .map(String::as_str)
        .filter(|fact| !fact.is_empty())
        .collect();
    Line {
        link: here.link(&place(here.portfolio, owner, incident), plain(&incident.title)),
        says: facts.join(here.words().word("lists.between")),
    }
}

/// The incidents of a team's workload that began by a day: so many of the newest, newest first, and how many there are.
pub(in crate::page) fn of_workload(
    here: Here<'_>,
    place: (usize, usize),
    day: Date,
    most: usize,
) -> (Vec<Item>, usize) {
    let (team, workload) = place;
    let own = here.portfolio.teams[team].incidents.iter().rev();
    let own = own.filter(|incident| incident.workload == Some(workload) && incident.started.date <= day);
    let items = own.clone().take(most).map(|incident| item(here, (team, incident), day));
    (items.collect(), own.count())
}

/// Some of a team's incidents, as known on a day; the newest first.
pub(in crate::page) fn some(here: Here<'_>, team: usize, day: Date, wanted: &dyn Fn(&Incident) -> bool) -> Vec<Item> {
    let own = here.portfolio.teams[team].incidents.iter().rev();
    own.filter(|incident| wanted(incident))
        .map(|incident| item(here, (team, incident), day))
        .collect()
}

/// All teams' incidents that began in a cycle, as known on a day: in the portfolio's order of teams.
pub(in crate::page) fn of_cycle(here: Here<'_>, cycle: CycleIndex, day: Date) -> Vec<Item> {
    let teams = 0..here.portfolio.teams.len();
    teams
        .flat_map(|team| of_team(here, team, (cycle, cycle), day))
        .collect()
}

pub(in crate::page) fn severity(incident: &Incident) -> String {
    incident
        .severity
        .map_or_else(String::new, |severity| format!("P{severity}"))
}

fn item(here: Here<'_>, what: (usize, &Incident), day: Date) -> Item {
    let (team, incident) = what;
    let owner = &here.portfolio.teams[team];
    let actions = actions::named(here, &incident.actions, day);
    Item {
        id: incident.id.clone(),
        href: here.href(&place(here.portfolio, owner, incident)),
        title: here.inline(&incident.title),
        unlinked: here.unlinked(&incident.title),
        team: here.team(team),
        severity: severity(incident),
        started: moment(here, incident.started),
        is_open: incident.is_open_on(day),
        noticed: noticed(incident).map_or_else(String::new, |took| noticed_words(took, here.words())),
        restored: restored_words(incident, day, here.words()),
        impact: here.maybe(incident.impact.as_ref()),
        workload: workload_name(owner, incident.workload),
        release: incident
            .caused_by_release
            .as_deref()
            .map(|name| release_link(here, team, name)),
        actions: actions.iter().map(|action| action.short(here.words())).collect(),
        has_page: has_page(incident),
        ticket: incident.link.clone(),
        source: here.source(incident.origin),
    }
}

fn noticed(incident: &Incident) -> Option<Took> {
    incident
        .detected
        .map(|detected| Took::between(incident.started, detected))
}

fn noticed_words(took: Took, words: &Words) -> String {
    match took {
        Took::Days(0) => words.word("incidents.noticed_the_same_day").to_owned(),
        Took::Seconds(0..60) => words.word("incidents.noticed_within_a_minute").to_owned(),
        took if took.is_before() => say!(words, "incidents.noticed_before", length = took.said(words)),
        took => say!(words, "incidents.noticed_after", length = took.said(words)),
    }
}

/// How long it took to restore service, as far as that was known on a day.
fn recovered(incident: &Incident, day: Date) -> Option<Took> {
    if incident.is_open_on(day) {
        return None;
    }
    incident
        .time_to_recover
        .map(Took::of_hours)
        .or_else(|| Some(Took::between(incident.started, incident.restored?)))
}

fn restored_words(incident: &Incident, day: Date, words: &Words) -> String {
    match recovered(incident, day) {
        None => words.word("incidents.not_restored").to_owned(),
        Some(Took::Days(0)) => words.word("incidents.restored_the_same_day").to_owned(),
        Some(took) => say!(words, "incidents.restored_after", length = took.said(words)),
    }
}

/// How soon an incident was noticed and put right, as known on a day: `noticed after 8 min, restored after 1 h 28 min`.
pub(in crate::page) fn facts(incident: &Incident, day: Date, words: &Words) -> String {
    let noticed = noticed(incident).map(|took| noticed_words(took, words));
    let facts: Vec<String> = noticed
        .into_iter()
        .chain([restored_words(incident, day, words)])
        .collect();
    facts.join(words.word("lists.between"))
}

/// Counts by severity in words, the most severe first: `one P1, two P3 and one of unknown severity`.
pub(in crate::page) fn by_severity<'a>(incidents: impl Iterator<Item = &'a Incident>, words: &Words) -> String {
    let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
    for incident in incidents {
        *counts.entry(incident.severity.unwrap_or(u8::MAX)).or_default() += 1;
    }
    let parts: Vec<String> = counts
        .into_iter()
        .map(|(severity, count)| match severity {
            u8::MAX => say_count!(words, "incidents.of_unknown_severity", count),
            severity => say_count!(words, "incidents.of_severity", count, severity = format!("P{severity}")),
        })
        .collect();
    words.list(&parts)
}

#[derive(Debug, Serialize)]
struct IncidentsPage {
    registers: Vec<Tab>,
    sentence: String,
    is_empty: bool,
    /// What severities mean here: `P1`, and its words.
    severities: Vec<(String, String)>,
    open: Vec<Item>,
    quarters: Vec<Quarter>,
    /// Those of quarters before the first cycle that pages show; in the archive, where there is one.
    older: Vec<(String, Vec<Item>)>,
    /// Years of the archive with more.
    archive: Vec<Link>,
}

/// The incidents that began in a quarter.
#[derive(Debug, Serialize)]
struct Quarter {
    name: String,
    /// Of all of them.
    counts: String,
    /// Those that are over.
    incidents: Vec<Item>,
}

/// All incidents.
pub(in crate::page) fn list(here: Here<'_>) -> View {
    let day = here.portfolio.as_of;
    let shown = first_shown(here.portfolio, here.now());
    let since = here.portfolio.calendar.cycle(shown).first;
    let mut all: Vec<(usize, &Incident)> = Vec::new();
    for (team, owner) in here.portfolio.teams.iter().enumerate() {
        all.extend(owner.incidents.iter().map(|incident| (team, incident)));
    }
    // The newest first; of two that began on one day without a time, in the portfolio's order of teams.
    all.sort_by_key(|(_, incident)| std::cmp::Reverse((incident.started.date, incident.started.at)));
    let years = archive::years_of(here.portfolio, all.iter().map(|(_, incident)| *incident));
    let listed = all
        .iter()
        .filter(|(_, incident)| incident.archived(here.portfolio).is_none());
    let (open, over): (Vec<_>, Vec<_>) = listed.copied().partition(|(_, incident)| incident.is_open_on(day));
    // Whole quarters are told in full.
    let in_full = since
        .first_of_year()
        .saturating_add(((since.month() - 1) / 3 * 3).months());
    let (newer, older): (Vec<_>, Vec<_>) = over
        .into_iter()
        .partition(|(_, incident)| incident.started.date >= in_full);
    let words = here.words();
    let quarters = by_quarter(newer.into_iter().map(|own| (own.1.started.date, own)), words);
    // An open one stands above, and began in its quarter all the same.
    let begun = by_quarter(
        all.iter().map(|(_, incident)| (incident.started.date, *incident)),
        words,
    );
    let counts = |quarter: &str| {
        let all = begun.iter().find(|(name, _)| name == quarter);
        quarter_counts(all.map_or(&[], |(_, incidents)| incidents), day, words)
    };
    let page = IncidentsPage {
        registers: tabs(here, INCIDENTS),
        sentence: sentence(here, &all, since),
        is_empty: all.is_empty(),
        severities: severities(here),
        open: open.into_iter().map(|own| item(here, own, day)).collect(),
        quarters: quarters
            .into_iter()
            .map(|(name, own)| Quarter {
                counts: counts(&name),
                incidents: own.into_iter().map(|own| item(here, own, day)).collect(),
                name,
            })
            .collect(),
        older: by_quarter(
            older.into_iter().map(|own| (own.1.started.date, item(here, own, day))),
            words,
        ),
        archive: archive::older(here, &years, "incidents"),
    };
    let heading = Heading {
        title: words.word("registers.incidents"),
        description: &page.sentence,
        area: Area::Registers,
        above: below_portfolio(&[]),
    };
    framed(here, "incidents.html", &heading, &page, None)
}

/// How many incidents began in a quarter, and how many of them are still open: these are listed apart.
fn quarter_counts(begun: &[&Incident], day: Date, words: &Words) -> String {
    let counts = capital(&by_severity(begun.iter().copied(), words));
    match begun.iter().filter(|incident| incident.is_open_on(day)).count() {
        0 => counts,
        open => say_count!(words, "incidents.begun_and_open", open, counts = counts),
    }
}

fn severities(here: Here<'_>) -> Vec<(String, String)> {
    let known = here.portfolio.config.severities.iter();
    known
        .map(|(number, words)| (format!("P{number}"), words.clone()))
        .collect()
}

/// What is true of all incidents: what is open, how many began within the window, how soon half of them were put right.
fn sentence(here: Here<'_>, all: &[(usize, &Incident)], since: Date) -> String {
    let (day, words) = (here.portfolio.as_of, here.words());
    if all.is_empty() {
        return words.word("incidents.none_written").to_owned();
    }
    let open = all.iter().filter(|(_, incident)| incident.is_open_on(day)).count();
    let first = capital(&say_count!(words, "incidents.open", open));
    let recent: Vec<&Incident> = all
        .iter()
        .map(|(_, incident)| *incident)
        .filter(|incident| since <= incident.started.date && incident.started.date <= day)
        .collect();
    if recent.is_empty() {
        let second = say!(words, "incidents.none_since", day = words.day(since));
        return format!("{first} {second}");
    }
    let teams: std::collections::BTreeSet<usize> = all
        .iter()
        .filter(|(_, incident)| incident.started.date >= since && incident.started.date <= day)
        .map(|(team, _)| *team)
        .collect();
    let second = capital(&say_count!(
        words,
        "incidents.begun_since",
        recent.len(),
        day = words.day(since),
        teams = say_count!(words, "incidents.teams", teams.len()),
        severities = by_severity(recent.iter().copied(), words)
    ));
    let mut hours: Vec<Decimal> = recent
        .iter()
        .filter(|incident| !incident.is_open_on(day))
        .filter_map(|incident| incident.hours_to_recover())
        .collect();
    if hours.len() < 2 {
        return format!("{first} {second}");
    }
    hours.sort_unstable();
    let half = Took::of_hours(median(&hours)).said(words);
    let third = if hours.len() == recent.len() {
        say!(words, "incidents.median", length = half)
    } else {
        say_count!(words, "incidents.median_of_known", hours.len(), length = half)
    };
    format!("{first} {second} {third}")
}

#[derive(Debug, Serialize)]
struct IncidentPage {
    registers: Vec<Tab>,
    title: String,
    /// `INC-1042, P1: customers cannot buy`.
    over: String,
    sentence: String,
    incident: Item,
    /// What happened when: the moment, what, and how long after the start.
    timeline: Vec<(When, String, String)>,
    impact: Option<String>,
    root_cause: Option<String>,
    body: String,
    learnings: Vec<String>,
    actions: Vec<ActionItem>,
}

/// One incident whose review was written.
pub(in crate::page) fn view(here: Here<'_>, team: usize, index: usize) -> View {
    let owner = &here.portfolio.teams[team];
    let incident = &owner.incidents[index];
    let day = here.portfolio.as_of;
    let title = plain(&incident.title);
    let meaning = here
        .portfolio
        .config
        .severities
        .iter()
        .find(|(number, _)| Some(*number) == incident.severity);
    let severity = severity(incident);
    let severity = match meaning {
        Some((_, meaning)) => say!(
            here.words(),
            "incidents.severity_means",
            severity = severity,
            meaning = meaning
        ),
        None => severity,
    };
    let over = [incident.id.clone(), severity];
    let page = IncidentPage {
        registers: tabs(here, INCIDENTS),
        over: over
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        sentence: incident_sentence(here, incident, &owner.name),
        timeline: timeline(here, incident),
        impact: here.maybe(incident.impact.as_ref()),
        root_cause: here.maybe(incident.root_cause.as_ref()),
        // Headings that wait for their words are no review yet.
        body: if markdown::is_blank(&incident.body.text) {
            String::new()
        } else {
            here.block(&incident.body)
        },
        learnings: incident
            .learnings
            .iter()
            .map(|learning| here.inline(learning))
            .collect(),
        actions: actions::named(here, &incident.actions, day),
        incident: item(here, (team, incident), day),
        title,
    };
    let all = here.words().word("registers.incidents");
    let above = below_portfolio(&[(INCIDENTS.to_owned(), all.to_owned())]);
    let heading = Heading {
        title: &page.title,
        description: &page.sentence,
        area: Area::Registers,
        above,
    };
    framed(here, "incident.html", &heading, &page, Some(incident.origin))
}

/// When it began, how soon it was noticed and put right.
pub(in crate::page) fn incident_sentence(here: Here<'_>, incident: &Incident, team: &str) -> String {
    let (today, words) = (here.portfolio.as_of, here.words());
    let day = words.day(incident.started.date);
    let noticed = noticed(incident).map(|took| noticed_words(took, words));
    let restored = recovered(incident, today).map(|_| restored_words(incident, today, words));
    match (noticed, restored) {
        (Some(noticed), Some(restored)) => say!(
            words,
            "incidents.began_noticed_restored",
            day = day,
            team = team,
            noticed = noticed,
            restored = restored
        ),
        (Some(noticed), None) => say!(
            words,
            "incidents.began_noticed",
            day = day,
            team = team,
            noticed = noticed
        ),
        (None, Some(restored)) => say!(
            words,
            "incidents.began_restored",
            day = day,
            team = team,
            restored = restored
        ),
        (None, None) => say!(words, "incidents.began_not_restored", day = day, team = team),
    }
}

fn timeline(here: Here<'_>, incident: &Incident) -> Vec<(When, String, String)> {
    let words = here.words();
    let mut entries = vec![(incident.started, words.word("incidents.began"), String::new())];
    let after = |took: Took| match took {
        Took::Days(0) => String::new(),
        took if took.is_before() => say!(words, "incidents.so_long_before", length = took.said(words)),
        took => say!(words, "incidents.so_long_after", length = took.said(words)),
    };
    for (at, what) in [
        (incident.detected, "incidents.noticed"),
        (incident.restored, "incidents.restored"),
    ] {
        entries.extend(at.map(|at| (at, words.word(what), after(Took::between(incident.started, at)))));
    }
    entries.sort_by_key(|(at, ..)| (at.date, at.at));
    entries
        .into_iter()
        .map(|(at, what, after)| (moment(here, at), what.to_owned(), after))
        .collect()
}
