//! teams/<team>/releases.toml → [`Release`]s.

use crate::diagnostic::Code;
use crate::load::document::Document;
use crate::load::register::{Context, is_ahead, span, workload, years};
use crate::load::shape;
use crate::load::team::audience;
use crate::model::release::{Release, ReleaseOutcome, Ring};
use toml::Spanned;
use toml::de::DeTable;

/// Reads a team's releases; the file's form was checked by the caller.
pub(super) fn read(document: &Document<'_>, table: &DeTable<'_>, context: Context<'_>, team: usize) -> Vec<Release> {
    let words = ReleaseOutcome::ALL.map(|(outcome, word, _)| (word, outcome));
    let mut releases: Vec<Release> = Vec::new();
    for (entry, at) in document.tables(table, "releases") {
        years(document, entry, &shape::RELEASE);
        let name = document.text(entry, "name");
        let started = document.moment(entry, "started", context.zone);
        let finished = document.moment(entry, "finished", context.zone);
        let written = document.choice(entry, "outcome", &words);
        let outcome = written.unwrap_or(if finished.is_some() {
            ReleaseOutcome::Succeeded
        } else {
            ReleaseOutcome::InFlight
        });
        let place = |key: &str| entry.get(key).map_or(at.clone(), Spanned::span);
        match (outcome, finished) {
            (ReleaseOutcome::InFlight, Some(_)) => document.problem(
                Code::UnknownChoice,
                place("outcome"),
                (
                    "a release that is in flight has not finished",
                    "remove `finished`, or say how it ended",
                ),
            ),
            (ReleaseOutcome::InFlight, None) | (_, Some(_)) => {}
            (_, None) if entry.contains_key("finished") => {}
            (_, None) => {
                let message = format!("a release that {} needs the moment it was over", outcome.words());
                document.problem(
                    Code::MissingKey,
                    place("outcome"),
                    (&message, "add `finished = 2026-03-04T15:00:00Z`"),
                );
            }
        }
        if let (Some(started), Some(finished)) = (started, finished)
            && finished.is_before(started)
        {
            let cure = "correct `started` or `finished`";
            document.problem(
                Code::DateOrder,
                span(entry, "finished"),
                ("the release was over before it began", cure),
            );
        }
        let ends = finished.map(|finished| finished.date);
        let until_then = (context.as_of, "the release counts as not finished");
        let (finished, outcome) = if is_ahead(document, entry, ("finished", ends), until_then) {
            (None, ReleaseOutcome::InFlight)
        } else {
            (finished, outcome)
        };
        // What else is wrong is told before the release is left out for want of a name or a start.
        let workload = workload(document, entry, &context.teams[team].workloads);
        let (Some(name), Some(started)) = (name, started) else {
            continue;
        };
        if releases.iter().any(|known| known.name == name) {
            let message = format!("two releases have the name `{name}`");
            document.problem(Code::DuplicateId, place("name"), (&message, "rename one of them"));
        }
        releases.push(Release {
            name,
            workload,
            started,
            finished,
            outcome,
            rings: rings(document, entry),
            link: document.url(entry, "link"),
            audience: audience(document, entry),
            origin: document.origin(at.start),
        });
    }
    releases
}

fn rings(document: &Document<'_>, entry: &DeTable<'_>) -> Vec<Ring> {
    let mut rings: Vec<Ring> = document
        .tables(entry, "rings")
        .filter_map(|(ring, _)| {
            Some(Ring {
                name: document.text(ring, "name")?,
                date: document.date(ring, "date")?,
            })
        })
        .collect();
    rings.sort_by_key(|ring| ring.date);
    rings
}
