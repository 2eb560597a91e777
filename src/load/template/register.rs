//! Tables without months → well-architected reviews, threat models, exercises and incidents.

mod incident;

use super::Reader;
use super::heading::{Kind, has, words};
use super::outline::{Cell, Row, Table};
use super::when::{NoDay, date};
use crate::diagnostic::{Code, did_you_mean};
use crate::load::document::{is_id, kebab};
use crate::model::metric::MetricIndex;
use crate::model::portfolio::{Audience, Prose};
use crate::model::report::{Exercise, ExerciseKind};
use crate::model::team::{ThreatModel, Workload};
use crate::model::unit::Unit;
use crate::model::value::{self, Written};
use crate::model::war::{Provider, War, WarStatus};
use jiff::civil::Date;
use std::ops::Range;

/// What a workload column says where a row is of the team as a whole.
const WHOLE: [&str; 5] = ["all", "total", "team", "overall", "all workloads"];

impl Reader<'_, '_> {
    /// The metric of an id, which the template's plan knows to be there.
    pub(super) fn metric(&self, id: &str) -> Option<MetricIndex> {
        self.context.catalogue.find(id, Some(self.context.team))
    }

    /// The workload that a cell names, which is made where team.toml does not know it; `None` for the whole team.
    pub(super) fn workload(&mut self, cell: &Cell) -> Option<usize> {
        let name = cell.plain.trim();
        if cell.is_silent() || WHOLE.contains(&name.to_lowercase().as_str()) {
            return None;
        }
        let known = &self.team.workloads;
        let id = kebab(name);
        let by_id = known.iter().position(|workload| workload.id == id);
        let same_name = |workload: &Workload| workload.name.to_lowercase() == name.to_lowercase();
        if let Some(found) = by_id.or_else(|| known.iter().position(same_name)) {
            return Some(found);
        }
        if !name.chars().any(|letter| letter.is_ascii_alphanumeric()) || !is_id(&id) {
            let message = format!("`{name}` cannot be made into an id");
            let cure = "add it under `[[workloads]]` in team.toml, with an `id` and this `name`";
            self.problem(Code::BadId, cell.span.clone(), (&message, cure));
            return None;
        }
        let is_close = |other: &&str| {
            id.len() >= 6
                && strsim::damerau_levenshtein(other, &id) == 1
                // Versions and numbers tell workloads apart.
                && without_digits(other) != without_digits(&id)
        };
        if let Some(close) = known.iter().map(|workload| workload.id.as_str()).find(is_close) {
            let message = format!("`{name}` is read as a workload of its own, but looks like another");
            let cure = format!("did you mean `{close}`? If they are two, name both in team.toml");
            self.problem(Code::PartAlike, cell.span.clone(), (&message, &cure));
        }
        self.team.workloads.push(Workload {
            id,
            name: name.to_owned(),
            from: None,
            moved_from: None,
            audience: Audience::Internal,
        });
        Some(self.team.workloads.len() - 1)
    }

    /// The Markdown of a cell that says something.
    fn prose(&self, cell: Option<&Cell>) -> Option<Prose> {
        let cell = cell.filter(|cell| !cell.is_silent())?;
        Some(Prose {
            text: cell.markdown.clone(),
            origin: self.document.origin(cell.span.start),
        })
    }

    /// The day of a cell; what is none, or may be two, is reported.
    fn date(&self, cell: &Cell) -> Option<Date> {
        let (message, cure) = match date(&cell.plain, self.context.order) {
            Ok(date) => return Some(date),
            Err(NoDay::NotADay) => (
                format!("`{}` is not a day", cell.plain),
                "write it as `2026-09-12` or `12 Sep 2026`",
            ),
            Err(NoDay::Ambiguous) => (
                format!("`{}` is one day to some readers and another to others", cell.plain),
                "write it as `2026-09-12`, or set `date_order = \"dmy\"` (or `\"mdy\"`) in scorpfolio.toml",
            ),
            Err(NoDay::OtherOrder) => (
                format!("`{}` is no day in the site's `date_order`", cell.plain),
                "write it as `2026-09-12`",
            ),
        };
        self.problem(Code::BadDate, cell.span.clone(), (&message, cure));
        None
    }

    /// Whether what a row says to have happened lies after today: reported, with what holds until that day.
    fn is_ahead(&self, cell: Option<&Cell>, day: Date, (what, until_then): (&str, &str)) -> bool {
        let today = self.context.as_of;
        let Some(cell) = cell.filter(|cell| !cell.is_silent() && day > today) else {
            return false;
        };
        let message = format!("{what} is of {day}, after today, {today}: what has happened lies before it");
        let cure = format!("correct the date; until that day {until_then}");
        self.problem(Code::FutureReport, cell.span.clone(), (&message, &cure));
        true
    }

    /// The day of a row that means nothing without one.
    fn needed_date(&self, entry: &Entry<'_>, cell: Option<&Cell>) -> Option<Date> {
        if let Some(cell) = cell.filter(|cell| !cell.is_silent()) {
            return self.date(cell);
        }
        let words = ("the row has no date", "write it, such as `2026-09-12`");
        self.problem(Code::BadDate, entry.row.span.clone(), words);
        None
    }
}

fn without_digits(id: &str) -> String {
    id.chars().filter(|letter| !letter.is_ascii_digit()).collect()
}

/// Reads a register.
pub(super) fn read(reader: &mut Reader<'_, '_>, table: &Table, kind: Kind) {
    for row in &table.rows {
        if row.cells.iter().all(Cell::is_silent) {
            continue;
        }
        if row.is_too_long {
            let cure = "name the columns, or escape a bar in a text as `\\|`";
            reader.left_out(
                row.span.clone(),
                ("the row has more cells than the table has columns", cure),
            );
        }
        let mut entry = Entry {
            table,
            row,
            used: vec![false; table.head.len()],
        };
        reader.is_filled = true;
        match kind {
            Kind::Wars => war(reader, &mut entry),
            Kind::Threats => threats(reader, &mut entry),
            Kind::Exercises => exercise(reader, &mut entry),
            Kind::Incidents => incident::incident(reader, &mut entry),
            Kind::Months | Kind::Other => {}
        }
    }
}

/// A row of a register while it is being read.
struct Entry<'t> {
    table: &'t Table,
    row: &'t Row,
    /// The cells that were asked for.
    used: Vec<bool>,
}

impl<'t> Entry<'t> {
    /// The cell of the first column not asked for yet whose heading has one of some words.
    fn cell(&mut self, wanted: &[&str]) -> Option<&'t Cell> {
        let heads = self.table.head.iter().zip(&self.used);
        let at = heads
            .enumerate()
            .find_map(|(at, (head, used))| (!used && has(&head.plain, wanted)).then_some(at))?;
        self.used[at] = true;
        Some(&self.row.cells[at])
    }

    /// What stands in columns that were not asked for, each with its heading.
    fn rest(&self) -> Vec<(String, Range<usize>)> {
        let cells = self.row.cells.iter().zip(&self.table.head).zip(&self.used);
        let rest = cells.filter(|((cell, _), used)| !**used && !cell.is_silent());
        rest.map(|((cell, head), _)| {
            let text = if head.is_blank() {
                cell.markdown.clone()
            } else {
                format!("{}: {}", head.plain, cell.markdown)
            };
            (text, cell.span.clone())
        })
        .collect()
    }

    /// A text with what stands in columns that were not asked for.
    fn with_rest(&self, reader: &Reader<'_, '_>, said: Option<Prose>) -> Option<Prose> {
        let mut said = said;
        for (text, span) in self.rest() {
            said = Some(match said {
                Some(said) => joined(&said, &text),
                None => Prose {
                    text,
                    origin: reader.document.origin(span.start),
                },
            });
        }
        said
    }
}

/// Two texts as one; addresses that the first brings along stay in lines of their own.
fn joined(first: &Prose, more: &str) -> Prose {
    let separator = if first.text.contains('\n') { "\n\n" } else { "; " };
    Prose {
        text: format!("{}{separator}{more}", first.text),
        origin: first.origin,
    }
}

fn war(reader: &mut Reader<'_, '_>, entry: &mut Entry<'_>) {
    let (lens, named) = (entry.cell(&["lens"]), entry.cell(&["workload", "workloads"]));
    let (day, link) = (entry.cell(&["date", "when"]), entry.cell(&["link", "report", "tool"]));
    let (summary, status) = (entry.cell(&["summary", "findings", "result"]), entry.cell(&["status"]));
    let workload = named.and_then(|cell| reader.workload(cell));
    let Some(date) = reader.needed_date(entry, day) else {
        return;
    };
    let Some(status) = status_of(reader, status, date) else {
        return;
    };
    if status == WarStatus::Complete {
        let until_then = "the review is left out, unless its status is `Planned`";
        reader.is_ahead(day, date, ("the review", until_then));
    }
    let lens = lens.map_or_else(String::new, |cell| cell.plain.clone());
    let mut summary = reader.prose(summary);
    if let Some(cell) = link {
        // A bare address says no more than the link that it becomes.
        let is_bare = cell.url().is_some_and(|url| url == cell.plain);
        if let Some(text) = reader.prose(Some(cell).filter(|_| !is_bare)) {
            summary = Some(match summary {
                Some(summary) => joined(&summary, &text.text),
                None => text,
            });
        }
    }
    let named = named.filter(|cell| !cell.is_silent());
    let of = named.map_or_else(|| reader.team.slug.clone(), |cell| kebab(&cell.plain));
    let id = free(format!("template-{date}-{of}"), |id| {
        reader.team.wars.iter().any(|war| war.id == id)
    });
    let war = War {
        id,
        date,
        workload,
        provider: provider(&lens),
        lens,
        lens_version: None,
        reviewer: None,
        status,
        summary: entry.with_rest(reader, summary),
        link: link.and_then(Cell::url).map(str::to_owned),
        overall: None,
        pillars: Vec::new(),
        questions: None,
        findings: Vec::new(),
        audience: Audience::Internal,
        origin: reader.document.origin(entry.row.span.start),
    };
    reader.team.wars.push(war);
}

/// Whose framework a lens belongs to, as far as its name says.
fn provider(lens: &str) -> Provider {
    let is = |wanted: &[&str]| has(lens, wanted);
    if is(&["aws", "serverless"]) {
        Provider::Aws
    } else if is(&["azure"]) {
        Provider::Azure
    } else if is(&["google", "gcp"]) {
        Provider::Gcp
    } else {
        Provider::Other
    }
}

/// How far a review is; one that says nothing is complete if its day has come. What is no status is reported.
fn status_of(reader: &Reader<'_, '_>, cell: Option<&Cell>, date: Date) -> Option<WarStatus> {
    let Some(cell) = cell.filter(|cell| !cell.is_silent()) else {
        let is_over = date <= reader.context.as_of;
        return Some(if is_over {
            WarStatus::Complete
        } else {
            WarStatus::Planned
        });
    };
    let is = |wanted: &[&str]| has(&cell.plain, wanted);
    if is(&["progress", "started", "ongoing", "doing", "wip"]) {
        Some(WarStatus::InProgress)
    } else if is(&["planned", "scheduled", "todo", "upcoming", "due"]) || words(&cell.plain) == ["to", "do"] {
        Some(WarStatus::Planned)
    } else if is(&["complete", "completed", "done", "finished", "closed", "reviewed"]) && !is(&["not"]) {
        Some(WarStatus::Complete)
    } else {
        let all = WarStatus::ALL.map(|(_, _, words)| words);
        let cure = did_you_mean(&cell.plain, all, "write `planned`, `in progress` or `complete`");
        let message = format!("`{}` is not a status of a review", cell.plain);
        reader.problem(Code::UnknownChoice, cell.span.clone(), (&message, &cure));
        None
    }
}

fn threats(reader: &mut Reader<'_, '_>, entry: &mut Entry<'_>) {
    let named = entry.cell(&["workload", "workloads"]);
    let link = entry.cell(&["link", "model", "url"]);
    let open = entry.cell(&["open", "threats"]);
    let day = entry.cell(&["updated", "reviewed", "date", "last"]);
    let workload = named.and_then(|cell| reader.workload(cell));
    let day = day.filter(|cell| !cell.is_silent());
    let open = open.filter(|cell| !cell.is_silent());
    for (text, span) in entry.rest() {
        let message = format!("a threat model has no place for `{text}`");
        reader.left_out(span, (&message, "say it in words below the table"));
    }
    if let Some(cell) = link.filter(|cell| !cell.is_silent() && cell.url().is_none()) {
        let message = format!("`{}` is not an address", cell.plain);
        reader.left_out(cell.span.clone(), (&message, "write it as `[model](https://…)`"));
    }
    let mut reviews = Vec::new();
    let cell_of_day = day;
    match (open, day) {
        (Some(open), day) => {
            let Some(count) = count(reader, open) else { return };
            let date = match day {
                Some(day) => reader.date(day),
                // What the file says it says as of the day it was last updated.
                None if reader.team.template_updated.is_some() => reader.team.template_updated,
                None => reader.needed_date(entry, None),
            };
            let Some(date) = date else { return };
            let until_then = ("the look at the threat model", "it is left out");
            if !reader.is_ahead(cell_of_day, date, until_then) {
                reviews.push((date, count));
            }
        }
        (None, Some(day)) if reader.date(day).is_some() => {
            let cure = "write how many threats were open then";
            reader.left_out(
                day.span.clone(),
                (
                    "the day of a look at a threat model without its result is not shown",
                    cure,
                ),
            );
        }
        (None, _) => {}
    }
    let model = ThreatModel {
        workload,
        url: link.and_then(Cell::url).map(str::to_owned),
        reviews,
        audience: Audience::Internal,
        origin: reader.document.origin(entry.row.span.start),
    };
    reader.team.threat_models.push(model);
}

/// A whole number of a cell; what is none is reported.
fn count(reader: &Reader<'_, '_>, cell: &Cell) -> Option<u32> {
    let number = match value::read(&cell.plain, &Unit::Count) {
        Ok(Written::Number { number, .. }) => u32::try_from(number).ok().filter(|_| number.is_integer()),
        _ => None,
    };
    if number.is_none() {
        let message = format!("`{}` is not a number of threats", cell.plain);
        reader.problem(
            Code::BadValue,
            cell.span.clone(),
            (&message, "write a whole number, such as `4`"),
        );
    }
    number
}

fn exercise(reader: &mut Reader<'_, '_>, entry: &mut Entry<'_>) {
    let name = entry.cell(&["initiative", "session", "exercise", "name"]);
    let (day, charter) = (entry.cell(&["when", "date"]), entry.cell(&["charter", "goal"]));
    let outcome = entry.cell(&["notes", "note", "outcome", "result", "results", "findings"]);
    let date = match day.filter(|cell| !cell.is_silent()) {
        Some(cell) => match reader.date(cell) {
            Some(date) => Some(date),
            None => return,
        },
        None => None,
    };
    if date.is_some_and(|date| reader.is_ahead(day, date, ("the exercise", "it is left out"))) {
        return;
    }
    let said = |cell: Option<&Cell>| cell.map_or_else(String::new, |cell| cell.plain.clone());
    let link = entry.row.cells.iter().find_map(Cell::url).map(str::to_owned);
    let charter = match (reader.prose(name), reader.prose(charter)) {
        (Some(name), Some(charter)) => Some(Prose {
            text: format!("{} — {}", name.text, charter.text),
            origin: name.origin,
        }),
        (name, charter) => name.or(charter),
    };
    let exercise = Exercise {
        kind: exercise_kind(&said(name)),
        date,
        charter,
        outcome: entry.with_rest(reader, reader.prose(outcome)),
        link,
        audience: Audience::Internal,
    };
    reader.team.other_exercises.push(exercise);
}

/// The kind of an exercise, as far as its name says.
fn exercise_kind(name: &str) -> ExerciseKind {
    let is = |wanted: &[&str]| has(name, wanted);
    if is(&["game", "gameday"]) {
        ExerciseKind::GameDay
    } else if is(&["chaos", "fault"]) {
        ExerciseKind::Chaos
    } else if is(&["disaster", "failover", "dr"]) {
        ExerciseKind::DisasterRecovery
    } else if is(&["load", "stress", "soak"]) {
        ExerciseKind::LoadTest
    } else {
        ExerciseKind::Exploratory
    }
}

/// A name that nothing has yet.
fn free(name: String, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut candidates = std::iter::once(name.clone()).chain(numbered);
    candidates.find(|name| !is_taken(name)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_lens_says_whose_it_is() {
        for (lens, expected) in [
            ("AWS Well-Architected Framework", Provider::Aws),
            ("Serverless Lens", Provider::Aws),
            ("Azure Well-Architected Review", Provider::Azure),
            ("Google Cloud", Provider::Gcp),
            ("Our own", Provider::Other),
        ] {
            assert_eq!(provider(lens), expected, "{lens}");
        }
    }

    #[test]
    fn the_name_of_an_exercise_says_its_kind() {
        for (name, expected) in [
            ("Game day: lose a zone", ExerciseKind::GameDay),
            ("Chaos: kill pods", ExerciseKind::Chaos),
            ("Exploratory: vouchers", ExerciseKind::Exploratory),
            ("Regional failover", ExerciseKind::DisasterRecovery),
            ("", ExerciseKind::Exploratory),
        ] {
            assert_eq!(exercise_kind(name), expected, "{name}");
        }
    }
}
