//! What a report says beside its numbers: `cycles[].report` of `data/teams/<team>.json`.

use super::field::Day;
use crate::model::portfolio::{Portfolio, Prose};
use crate::model::report::{ExerciseKind, PillarStatus, Report};
use serde::Serialize;

/// The words of a report.
#[derive(Debug, Serialize)]
pub(super) struct Words<'a> {
    summary: Option<&'a str>,
    topics: &'a [String],
    offers: &'a [String],
    asks: &'a [String],
    pillars: Vec<PillarField<'a>>,
    needs: Vec<NeedField<'a>>,
    wins: Vec<WinField<'a>>,
    concerns: Vec<&'a str>,
    learnings: Vec<&'a str>,
    process_feedback: Vec<&'a str>,
    exercises: Vec<ExerciseField<'a>>,
    events: Vec<EventField<'a>>,
}

#[derive(Debug, Serialize)]
struct PillarField<'a> {
    pillar: &'a str,
    status: Option<&'static str>,
    note: Option<&'a str>,
    why: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct NeedField<'a> {
    text: &'a str,
    of: Option<&'a str>,
    by: Option<Day>,
}

#[derive(Debug, Serialize)]
struct WinField<'a> {
    text: &'a str,
    thanks: &'a [String],
}

#[derive(Debug, Serialize)]
struct ExerciseField<'a> {
    kind: &'static str,
    date: Option<Day>,
    charter: Option<&'a str>,
    outcome: Option<&'a str>,
    link: Option<&'a str>,
}

/// A mark on the team's charts.
#[derive(Debug, Serialize)]
struct EventField<'a> {
    date: Day,
    text: &'a str,
}

/// What a report says beside its numbers.
pub(super) fn words<'a>(portfolio: &'a Portfolio, report: &'a Report) -> Words<'a> {
    let pillars = report.pillars.iter().map(|note| PillarField {
        pillar: &portfolio.pillars[note.pillar].id,
        status: note.status.map(status),
        note: maybe(note.note.as_ref()),
        why: maybe(note.why.as_ref()),
    });
    let needs = report.needs.iter().map(|need| NeedField {
        text: &need.text.text,
        of: need.of.as_deref(),
        by: need.by.map(Day),
    });
    let wins = report.wins.iter().map(|win| WinField {
        text: &win.text.text,
        thanks: &win.thanks,
    });
    let exercises = report.exercises.iter().map(|exercise| ExerciseField {
        kind: kind(exercise.kind),
        date: exercise.date.map(Day),
        charter: maybe(exercise.charter.as_ref()),
        outcome: maybe(exercise.outcome.as_ref()),
        link: exercise.link.as_deref(),
    });
    let events = report.events.iter().map(|event| EventField {
        date: Day(event.date),
        text: &event.text.text,
    });
    Words {
        summary: maybe(report.summary.as_ref()),
        topics: &report.topics,
        offers: &report.offers,
        asks: &report.asks,
        pillars: pillars.collect(),
        needs: needs.collect(),
        wins: wins.collect(),
        concerns: all(&report.concerns),
        learnings: all(&report.learnings),
        process_feedback: all(&report.process_feedback),
        exercises: exercises.collect(),
        events: events.collect(),
    }
}

fn maybe(prose: Option<&Prose>) -> Option<&str> {
    prose.map(|prose| prose.text.as_str())
}

fn all(said: &[Prose]) -> Vec<&str> {
    said.iter().map(|prose| prose.text.as_str()).collect()
}

fn status(status: PillarStatus) -> &'static str {
    let found = PillarStatus::ALL.iter().find(|(known, ..)| *known == status);
    found.map_or("", |(_, written, _)| written)
}

fn kind(kind: ExerciseKind) -> &'static str {
    let found = ExerciseKind::ALL.iter().find(|(known, ..)| *known == kind);
    found.map_or("", |(_, written, _)| written)
}
