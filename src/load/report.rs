//! reports/<date>.toml → a [`Report`] and its observations.

use crate::diagnostic::{Code, did_you_mean};
use crate::load::document::{Document, day};
use crate::load::register::is_ahead;
use crate::load::shape;
use crate::load::team::{audience, audience_or, find_metric};
use crate::load::values::{Site, Written, entry};
use crate::model::cycle::{Calendar, CycleIndex};
use crate::model::portfolio::{Audience, Pillar, Prose};
use crate::model::report::{
    Event, Exercise, ExerciseKind, Need, NotadAnswer, NotadStatus, Observation, PillarNote, PillarStatus, Report, Win,
};
use crate::model::team::Team;
use jiff::civil::Date;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The date of a report: in the file, in its name, or in both. Of one that is wrong in the file, which was reported, the one in its
/// name.
fn date(document: &Document<'_>, table: &DeTable<'_>) -> Option<Date> {
    let name = document
        .path
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches(".toml");
    let in_name = day(name);
    let in_file = document.date(table, "date");
    let span = table.get("date").map_or(0..0, Spanned::span);
    match (in_file, in_name) {
        (Some(written), Some(named)) if written != named => {
            document.problem(
                Code::DateDisagrees,
                span,
                (
                    &format!("the date is {written}, but the file is named {name}.toml"),
                    "correct one of them",
                ),
            );
            plausible(document, named, 0..0)
        }
        (Some(written), _) => plausible(document, written, span),
        // Where that of the file was refused, the rest is looked through all the same.
        (None, Some(named)) => plausible(document, named, 0..0),
        (None, None) if table.contains_key("date") => None,
        (None, None) => {
            let cure =
                "name the file by the last day it speaks for, such as `2026-03-13.toml`, or add `date = 2026-03-13`";
            document.problem(Code::MissingKey, 0..0, ("the report has no date", cure));
            None
        }
    }
}

/// The first year that a report may speak for: earlier ones are slips, and would make thousands of empty cycles.
pub(super) const FIRST_YEAR: i16 = 1990;

fn plausible(document: &Document<'_>, date: Date, span: Range<usize>) -> Option<Date> {
    if date.year() >= FIRST_YEAR {
        return Some(date);
    }
    document.problem(
        Code::BadDate,
        span,
        (
            &format!("the report speaks for {date}, long before reports like this were written"),
            "correct the year",
        ),
    );
    None
}

/// What reading a report needs to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    /// The metrics and the calendar.
    pub site: Site<'a>,
    /// The pillars and headings.
    pub pillars: &'a [Pillar],
    /// The team, without its reports.
    pub team: &'a Team,
    /// Today.
    pub as_of: Date,
}

/// Reads a report; `None` where it has no date that lies in a cycle, which was reported.
pub(super) fn read(document: &Document<'_>, context: Context<'_>) -> Option<(Report, Vec<Observation>)> {
    let table = document.parse();
    document.check(&table, &shape::REPORT);
    let span = table.get("date").map_or(0..0, Spanned::span);
    let date = date(document, &table)?;
    let cycle = cycle_of(document, date, (context.site.calendar, context.as_of), span)?;
    if table.is_empty() {
        let message = "this report is empty, and its team counts as having reported";
        let cure = "fill it in, or remove it: a `summary` is enough, as in `summary = \"A quiet fortnight.\"`";
        document.problem(Code::BlankReport, 0..0, (message, cure));
    }
    Some(read_table(document, &table, (date, cycle), context))
}

/// Reads a report whose form was checked; its date is known to lie in a cycle.
fn read_table(
    document: &Document<'_>,
    table: &DeTable<'_>,
    when: (Date, CycleIndex),
    context: Context<'_>,
) -> (Report, Vec<Observation>) {
    let (date, cycle) = when;
    let prose = |table: &DeTable<'_>, key: &str| document.prose(table, key);
    let statements = |key: &str| {
        document
            .tables(table, key)
            .filter_map(|(entry, _)| prose(entry, "text"))
            .collect::<Vec<Prose>>()
    };
    let words = |key: &str| {
        document
            .texts(table, key)
            .into_iter()
            .map(|(word, _)| word)
            .collect::<Vec<String>>()
    };
    let said = audience(document, table);
    let report = Report {
        date,
        cycle,
        prepared_by: document.text(table, "prepared_by"),
        submitted: document.date(table, "submitted"),
        summary: prose(table, "summary"),
        topics: words("topics"),
        offers: words("offers"),
        asks: words("asks"),
        pillars: pillar_notes(document, table, context.pillars),
        wins: document
            .tables(table, "wins")
            .filter_map(|(win, _)| {
                let thanks = document
                    .texts(win, "thanks")
                    .into_iter()
                    .map(|(name, _)| name)
                    .collect();
                Some(Win {
                    text: prose(win, "text")?,
                    thanks,
                })
            })
            .collect(),
        concerns: statements("concerns"),
        learnings: statements("learnings"),
        notads: notads(document, table),
        needs: document
            .tables(table, "needs")
            .filter_map(|(need, _)| {
                Some(Need {
                    text: prose(need, "text")?,
                    of: document.text(need, "of"),
                    by: document.date(need, "by"),
                })
            })
            .collect(),
        process_feedback: statements("process_feedback"),
        exercises: exercises(document, table, (said, context.as_of)),
        events: document
            .tables(table, "events")
            .filter_map(|(event, _)| {
                Some(Event {
                    date: document.date(event, "date")?,
                    text: prose(event, "text")?,
                })
            })
            .collect(),
        audience: said,
        origin: document.origin(0),
    };
    let mut observations = Vec::new();
    for (id, span, item) in document.entries(table, "metrics") {
        // Where the value cannot be one of a metric, the check of the file's form has said so.
        let could_be_a_value = !matches!(
            item.get_ref(),
            DeValue::Array(_) | DeValue::Boolean(_) | DeValue::Datetime(_)
        );
        if !could_be_a_value {
            continue;
        }
        if shape::REPORT.key(id).is_some() && context.site.catalogue.find(id, Some(context.site.team)).is_none() {
            misplaced(document, id, span);
            continue;
        }
        let Some(metric) = find_metric(
            document,
            (id, span.clone()),
            (context.site.catalogue, context.site.team),
        ) else {
            continue;
        };
        let at = Written {
            metric,
            span,
            date,
            cycle,
        };
        observations.extend(entry(document, item, &at, (context.site, context.team)));
    }
    (report, observations)
}

fn misplaced(document: &Document<'_>, key: &str, span: Range<usize>) {
    let message = format!("`{key}` is a key of the file, but it stands below `[metrics]`");
    document.problem(
        Code::KeyBelowTable,
        span,
        (&message, &format!("move `{key}` above the first [table]")),
    );
}

fn pillar_notes(document: &Document<'_>, table: &DeTable<'_>, pillars: &[Pillar]) -> Vec<PillarNote> {
    let mut notes = Vec::new();
    for (id, span, item) in document.entries(table, "pillars") {
        let Some(note) = item.get_ref().as_table() else {
            continue;
        };
        let Some(pillar) = pillars.iter().position(|pillar| pillar.id == id) else {
            let cure = did_you_mean(
                id,
                pillars.iter().map(|pillar| pillar.id.as_str()),
                "add it to `pillars` in scorpfolio.toml",
            );
            document.problem(Code::UnknownPillar, span, (&format!("unknown pillar `{id}`"), &cure));
            continue;
        };
        let status = document.choice(
            note,
            "status",
            &PillarStatus::ALL.map(|(status, word, _)| (word, status)),
        );
        let why = document.prose(note, "why");
        if matches!(status, Some(PillarStatus::Watch | PillarStatus::AtRisk)) && why.is_none() {
            let at = note.get("status").map_or(span, Spanned::span);
            document.problem(
                Code::MissingKey,
                at,
                ("a status other than `on-track` needs its reason", "add `why = \"…\"`"),
            );
        }
        notes.push(PillarNote {
            pillar,
            note: document.prose(note, "note"),
            status,
            why,
        });
    }
    notes.sort_by_key(|note| note.pillar);
    notes
}

fn notads(document: &Document<'_>, table: &DeTable<'_>) -> Vec<NotadAnswer> {
    let words = NotadStatus::ALL.map(|(status, word, _)| (word, status));
    let answers = document
        .entries(table, "notads")
        .into_iter()
        .filter_map(|(id, span, item)| {
            let (status, note, date) = match item.get_ref() {
                DeValue::String(text) => (words.iter().find(|(word, _)| *word == text.as_ref())?.1, None, None),
                DeValue::Table(answer) => (
                    document.choice(answer, "status", &words)?,
                    document.prose(answer, "note"),
                    document.date(answer, "date"),
                ),
                _ => return None,
            };
            Some(NotadAnswer {
                notad: id.to_owned(),
                status,
                note,
                date,
                origin: document.origin(span.start),
            })
        });
    answers.collect()
}

/// The exercises that a file lists, as far as their day has come; who may see one that does not say so is said by who asks.
pub(super) fn exercises(document: &Document<'_>, table: &DeTable<'_>, of: (Audience, Date)) -> Vec<Exercise> {
    let (unsaid, today) = of;
    let kinds = ExerciseKind::ALL.map(|(kind, word, _)| (word, kind));
    let read = |(exercise, _): (&DeTable<'_>, Range<usize>)| {
        let (kind, date) = (
            document.choice(exercise, "kind", &kinds),
            document.date(exercise, "date"),
        );
        let is_ahead = is_ahead(document, exercise, ("date", date), (today, "the exercise is left out"));
        Some(Exercise {
            kind: kind.filter(|_| !is_ahead)?,
            date,
            charter: document.prose(exercise, "charter"),
            outcome: document.prose(exercise, "outcome"),
            link: document.url(exercise, "link"),
            audience: audience_or(document, exercise, unsaid),
        })
    };
    document.tables(table, "exercises").filter_map(read).collect()
}

/// The cycle of a report; one that has not begun is reported, and the report left out until it has.
fn cycle_of(document: &Document<'_>, date: Date, site: (&Calendar, Date), span: Range<usize>) -> Option<CycleIndex> {
    let (calendar, as_of) = site;
    let begun = calendar
        .holding(date)
        .filter(|cycle| calendar.cycle(*cycle).first <= as_of);
    if begun.is_none() {
        let message = format!("the report speaks for {date}, but its cycle begins after today, {as_of}");
        document.problem(
            Code::FutureReport,
            span,
            (&message, "correct the date, or wait until the cycle has begun"),
        );
    }
    begun
}
