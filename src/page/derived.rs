//! What stands behind a value that was counted from a register: how many entries, and which.

use super::around::workload_name;
use super::here::{Here, Source};
use crate::model::portfolio::{Audience, Origin};
use crate::model::report::{Observation, Provenance, Register};
use crate::model::team::Team;
use crate::words::{say, say_count};
use serde::Serialize;

/// So many entries are named beside a value.
const NAMED: usize = 3;

/// The entries behind a value, the newest first.
#[derive(Debug, Serialize)]
pub(super) struct Behind {
    named: Vec<Named>,
    /// `and 4 more`, or nothing.
    more: String,
}

/// An entry by its name: a release's, an incident's id, the workload of a threat model.
#[derive(Debug, Serialize)]
struct Named {
    name: String,
    source: Source,
}

/// `3 releases`, `1 incident`, `no such release`.
pub(super) fn amount(here: Here<'_>, observation: &Observation, of: (Register, &[Origin])) -> String {
    let (words, (register, entries)) = (here.words(), of);
    let is_counted = observation.reading.number().is_some_and(|number| !number.is_zero());
    if entries.is_empty() && is_counted {
        // Of a portfolio for everybody the entries are not all to be seen.
        let some = match register {
            Register::Releases => "derived.some_releases",
            Register::Incidents => "derived.some_incidents",
            Register::ThreatModels => "derived.some_threat_models",
        };
        return words.word(some).to_owned();
    }
    let count = entries.len();
    match register {
        Register::Releases => say_count!(words, "derived.releases", count),
        Register::Incidents => say_count!(words, "derived.incidents", count),
        Register::ThreatModels => say_count!(words, "derived.threat_models", count),
    }
}

/// Where a value stands that was counted from entries: the newest of them, or the register as a whole where none was.
pub(super) fn source(here: Here<'_>, origin: Origin, of: (Register, &[Origin])) -> Source {
    let (register, entries) = of;
    let mut source = here.source(origin);
    if entries.is_empty() && here.portfolio.audience == Audience::Internal {
        let name = match register {
            Register::Releases => "releases.toml",
            Register::Incidents => "incidents",
            Register::ThreatModels => "team.toml",
        };
        name.clone_into(&mut source.short);
    }
    source
}

/// The entries behind a value; `None` for one that was not counted.
pub(super) fn behind(here: Here<'_>, team: usize, observation: &Observation) -> Option<Behind> {
    let Provenance::Derived { entries, .. } = &observation.provenance else {
        return None;
    };
    let team = &here.portfolio.teams[team];
    let newest = entries.iter().rev();
    let named: Vec<Named> = newest
        .take(NAMED)
        .map(|origin| Named {
            name: name(team, (*origin, observation)),
            source: here.source(*origin),
        })
        .collect();
    Some(Behind {
        more: match entries.len() - named.len() {
            0 => String::new(),
            more => say!(here.words(), "derived.more", count = here.words().grouped(more)),
        },
        named,
    })
}

fn name(team: &Team, entry: (Origin, &Observation)) -> String {
    let (origin, observation) = entry;
    // Entries written in one line share a place; then the one is meant that was over by then.
    let releases = team.releases.iter().filter(|release| release.origin == origin);
    let by_then = |day: jiff::civil::Date| day <= observation.period.last_day();
    let release = releases
        .clone()
        .rfind(|release| release.finished.is_some_and(|finished| by_then(finished.date)));
    let incident = || team.incidents.iter().find(|incident| incident.origin == origin);
    let model = || team.threat_models.iter().find(|model| model.origin == origin);
    release
        .map(|release| release.name.clone())
        .or_else(|| incident().map(|incident| incident.id.clone()))
        .or_else(|| model().map(|model| workload_name(team, model.workload)))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| team.name.clone())
}
