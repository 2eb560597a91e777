//! Releases: which are in flight and how far, and how those before them ended.

use super::brief::Line;
use super::{Tab, Took, by_quarter, moment, tabs};
use crate::model::cycle::CycleIndex;
use crate::model::moment::Moment;
use crate::model::release::{Release, ReleaseOutcome};
use crate::model::team::Team;
use crate::page::archive::{self, Archived};
use crate::page::around::workload_name;
use crate::page::frame::{Area, Heading, below_portfolio, framed};
use crate::page::here::{Here, Link, Source};
use crate::page::words::{When, capital};
use crate::page::{RELEASES, View};
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use serde::Serialize;

/// So many finished releases of each team are listed; of those before them quarters are counted. A team may release every
/// day. What is listed depends on the team alone, so that its pages may link there without knowing the others.
const LISTED: usize = 12;
/// So many of a cycle stand on its report's page.
const OF_CYCLE: usize = 6;

/// A release as lists show it.
#[derive(Debug, Serialize)]
pub(in crate::page) struct Item {
    id: String,
    /// With its place on the page of all, where it is listed.
    name: Link,
    team: Link,
    workload: String,
    started: When,
    finished: Option<When>,
    /// `in flight`, `succeeded`; `planned` before it begins.
    outcome: String,
    /// Whether it failed or was rolled back.
    has_failed: bool,
    /// Whether it has not begun.
    is_to_come: bool,
    /// How long it took.
    took: String,
    /// Rings reached by the day, and those planned.
    reached: Vec<(String, When)>,
    planned: Vec<(String, When)>,
    ticket: Option<String>,
    source: Source,
}

impl Item {
    /// The release in a line: whose it is, and how far.
    pub(in crate::page) fn line(&self, words: &Words) -> Line {
        let team = &self.team.text;
        let says = match self.reached.last() {
            Some((ring, date)) => say!(
                words,
                "releases.team_and_ring_since",
                team = team,
                ring = ring,
                day = date.text
            ),
            None => say!(words, "releases.team_since", team = team, day = self.started.text),
        };
        Line {
            link: self.name.clone(),
            says,
        }
    }
}

/// The name of a release's place on the page of all.
fn anchor(team: &Team, release: &Release) -> String {
    let spelt = |name: &str| -> String {
        let letters = name
            .chars()
            .map(|letter| if letter.is_alphanumeric() { letter } else { '-' });
        letters.collect::<String>().to_lowercase()
    };
    let own = spelt(&release.name);
    // Two names may be spelt alike in an address: the later ones are told apart by their line.
    let first = team.releases.iter().find(|other| spelt(&other.name) == own);
    if first.is_some_and(|first| first.name != release.name) {
        format!("{}-{own}-{}", team.slug, release.origin.line)
    } else {
        format!("{}-{own}", team.slug)
    }
}

/// A team's releases in flight at the end of a day, by start.
pub(in crate::page) fn in_flight(here: Here<'_>, team: usize, day: Date) -> Vec<Item> {
    let own = here.portfolio.teams[team].releases.iter();
    own.filter(|release| release.is_in_flight_on(day))
        .map(|release| item(here, (team, release), day))
        .collect()
}

/// The releases of a team's workload that had begun by a day: so many of the newest, newest first, and how many there are.
pub(in crate::page) fn of_workload(
    here: Here<'_>,
    place: (usize, usize),
    day: Date,
    most: usize,
) -> (Vec<Item>, usize) {
    let (team, workload) = place;
    let own = here.portfolio.teams[team].releases.iter().rev();
    let own = own.filter(|release| release.workload == Some(workload) && release.started.date <= day);
    let items = own.clone().take(most).map(|release| item(here, (team, release), day));
    (items.collect(), own.count())
}

/// A team's releases that were finished in a cycle, or were in flight at the end of it, the newest first; and how many
/// there are beyond those told.
pub(in crate::page) fn of_cycle(here: Here<'_>, team: usize, when: (CycleIndex, Date)) -> (Vec<Item>, usize) {
    let (cycle, day) = when;
    let bounds = here.portfolio.calendar.cycle(cycle);
    let last = bounds.last.min(day);
    let own = here.portfolio.teams[team].releases.iter().rev();
    let found = own.filter(|release| {
        let finished = release.finished.map(|finished| finished.date);
        release.is_in_flight_on(last) || finished.is_some_and(|finished| bounds.first <= finished && finished <= last)
    });
    let found: Vec<&Release> = found.collect();
    let told = found
        .iter()
        .take(OF_CYCLE)
        .map(|release| item(here, (team, release), last));
    (told.collect(), found.len().saturating_sub(OF_CYCLE))
}

/// A release by the name that an incident gives it: linked where it is listed. The team's own goes before others'.
pub(super) fn release_link(here: Here<'_>, team: usize, name: &str) -> Link {
    let teams = &here.portfolio.teams;
    let order = std::iter::once(team).chain(0..teams.len());
    let found = order
        .flat_map(|team| teams[team].releases.iter().map(move |release| (team, release)))
        .find(|(_, release)| release.name == name);
    found.map_or_else(
        || Link {
            href: String::new(),
            text: name.to_owned(),
        },
        |(team, release)| place(here, &teams[team], release),
    )
}

/// A release with its place on the page of all, where it is listed.
fn place(here: Here<'_>, team: &Team, release: &Release) -> Link {
    let text = release.name.clone();
    if is_listed(team, release) {
        return here.link(&format!("{RELEASES}#{}", anchor(team, release)), text);
    }
    Link {
        href: String::new(),
        text,
    }
}

/// A team's releases that the page of all lists, by the path of their place there.
pub(in crate::page) fn listed(team: &Team) -> impl Iterator<Item = (String, &str)> {
    let own = team.releases.iter().filter(|release| is_listed(team, release));
    own.map(|release| (format!("{RELEASES}#{}", anchor(team, release)), release.name.as_str()))
}

/// Whether the page of all lists a release: it is not over yet, or one of the newest of its team that are.
fn is_listed(team: &Team, release: &Release) -> bool {
    let key = |release: &Release| {
        let finished = release.finished?;
        Some((finished.date, finished.at, release.origin))
    };
    let own = key(release);
    own.is_none() || team.releases.iter().filter(|other| key(other) > own).count() < LISTED
}

fn item(here: Here<'_>, what: (usize, &Release), day: Date) -> Item {
    let (team, release) = what;
    let owner = &here.portfolio.teams[team];
    let flying = release.is_in_flight_on(day);
    let is_to_come = release.started.date > day;
    let finished = release.finished.filter(|_| !flying);
    let (reached, planned): (Vec<_>, Vec<_>) = release.rings.iter().partition(|ring| ring.date <= day);
    let rings = |rings: Vec<&crate::model::release::Ring>| -> Vec<(String, When)> {
        rings
            .into_iter()
            .map(|ring| (ring.name.clone(), here.when(ring.date)))
            .collect()
    };
    Item {
        id: anchor(owner, release),
        name: place(here, owner, release),
        team: here.team(team),
        workload: workload_name(owner, release.workload),
        started: moment(here, release.started),
        finished: finished.map(|finished| moment(here, finished)),
        outcome: if is_to_come {
            here.words().word("kinds.release_planned").to_owned()
        } else if flying {
            here.words().release_outcome(ReleaseOutcome::InFlight).to_owned()
        } else {
            here.words().release_outcome(release.outcome).to_owned()
        },
        has_failed: !flying && matches!(release.outcome, ReleaseOutcome::Failed | ReleaseOutcome::RolledBack),
        is_to_come,
        took: finished.map_or_else(String::new, |finished| {
            Took::between(release.started, finished).said(here.words())
        }),
        reached: rings(reached),
        planned: rings(planned),
        ticket: release.link.clone(),
        source: here.source(release.origin),
    }
}

#[derive(Debug, Serialize)]
struct ReleasesPage {
    registers: Vec<Tab>,
    sentence: String,
    is_empty: bool,
    flying: Vec<Item>,
    to_come: Vec<Item>,
    quarters: Vec<(String, Vec<Item>)>,
    /// Quarters before those that are listed, with their counts.
    before: Vec<(String, String)>,
    /// Years of the archive with more.
    archive: Vec<Link>,
}

/// All releases.
pub(in crate::page) fn list(here: Here<'_>) -> View {
    let day = here.portfolio.as_of;
    let mut all: Vec<(usize, &Release)> = Vec::new();
    for (team, owner) in here.portfolio.teams.iter().enumerate() {
        all.extend(owner.releases.iter().map(|release| (team, release)));
    }
    let items =
        |found: Vec<(usize, &Release)>| -> Vec<Item> { found.into_iter().map(|own| item(here, own, day)).collect() };
    let (flying, rest): (Vec<_>, Vec<_>) = all
        .iter()
        .copied()
        .partition(|(_, release)| release.is_in_flight_on(day));
    let (to_come, mut over): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(_, release)| release.started.date > day);
    over.sort_by_key(|(_, release)| std::cmp::Reverse((finished(release).date, finished(release).at)));
    let (over, before): (Vec<_>, Vec<_>) = over
        .into_iter()
        .partition(|(team, release)| is_listed(&here.portfolio.teams[*team], release));
    let words = here.words();
    let years = archive::years_of(here.portfolio, all.iter().map(|(_, release)| *release));
    let page = ReleasesPage {
        registers: tabs(here, RELEASES),
        sentence: sentence(here, &all, flying.len()),
        is_empty: all.is_empty(),
        flying: items(flying),
        to_come: items(to_come),
        quarters: by_quarter(
            over.into_iter().map(|own| (finished(own.1).date, item(here, own, day))),
            words,
        ),
        before: by_outcome(
            before
                .into_iter()
                .filter(|(_, release)| release.archived(here.portfolio).is_none()),
            words,
        ),
        archive: archive::older(here, &years, "releases"),
    };
    let heading = Heading {
        title: words.word("registers.releases"),
        description: &page.sentence,
        area: Area::Registers,
        above: below_portfolio(&[]),
    };
    framed(here, "releases.html", &heading, &page, None)
}

/// When a release was over; of one of which that is not known, when it began.
fn finished(release: &Release) -> Moment {
    release.finished.unwrap_or(release.started)
}

/// Releases in order of time, as quarters with how many ended how.
fn by_outcome<'r>(releases: impl IntoIterator<Item = (usize, &'r Release)>, words: &Words) -> Vec<(String, String)> {
    let dated = releases
        .into_iter()
        .map(|(_, release)| (finished(release).date, release.outcome));
    by_quarter(dated, words)
        .into_iter()
        .map(|(quarter, outcomes)| (quarter, counts(&outcomes, words)))
        .collect()
}

/// Some releases of some teams, as quarters with how many ended how, newest first.
pub(in crate::page) fn counted(
    here: Here<'_>,
    teams: &[usize],
    wanted: &dyn Fn(&Release) -> bool,
) -> Vec<(String, String)> {
    let all = teams.iter().map(|team| (*team, &here.portfolio.teams[*team].releases));
    let all = all.flat_map(|(team, own)| own.iter().map(move |release| (team, release)));
    let mut own: Vec<(usize, &Release)> = all.collect();
    own.retain(|(_, release)| wanted(release));
    own.sort_by_key(|(_, release)| std::cmp::Reverse(finished(release).date));
    by_outcome(own, here.words())
}

/// `31 succeeded, two rolled back and one failed`.
fn counts(outcomes: &[ReleaseOutcome], words: &Words) -> String {
    let parts: Vec<String> = (ReleaseOutcome::ALL.iter())
        .map(|(outcome, ..)| (*outcome, outcomes.iter().filter(|other| *other == outcome).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(outcome, count)| match outcome {
            ReleaseOutcome::Succeeded => say_count!(words, "releases.succeeded", count),
            ReleaseOutcome::RolledBack => say_count!(words, "releases.rolled_back", count),
            ReleaseOutcome::Failed => say_count!(words, "releases.failed", count),
            ReleaseOutcome::InFlight => say_count!(words, "releases.still_in_flight", count),
        })
        .collect();
    words.list(&parts)
}

/// What is in flight, and how the releases of the newest ended cycle ended.
fn sentence(here: Here<'_>, all: &[(usize, &Release)], flying: usize) -> String {
    let words = here.words();
    if all.is_empty() {
        return words.word("releases.none_written").to_owned();
    }
    let first = capital(&say_count!(words, "releases.are_in_flight", flying));
    let cycle = here.portfolio.calendar.cycle(here.now());
    let of_cycle: Vec<ReleaseOutcome> = all
        .iter()
        .filter(|(_, release)| {
            let finished = release.finished.map(|finished| finished.date);
            finished.is_some_and(|finished| cycle.first <= finished && finished <= cycle.last)
        })
        .map(|(_, release)| release.outcome)
        .collect();
    let until = words.day(cycle.last);
    let second = match of_cycle.len() {
        0 => say!(words, "releases.none_finished", day = until),
        count => capital(&say_count!(
            words,
            "releases.finished",
            count,
            day = until,
            outcomes = counts(&of_cycle, words)
        )),
    };
    format!("{first} {second}")
}
