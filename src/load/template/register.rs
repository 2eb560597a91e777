//! Tables without months → well-architected reviews, threat models, exercises and incidents.

use super::Reader;
use super::heading::{Kind, has, words};
use super::outline::{Cell, Row, Table};
use super::when::{NoDay, date};
use crate::diagnostic::{Code, did_you_mean};
use crate::load::document::{is_id, is_name, kebab};
use crate::model::incident::Incident;
use crate::model::metric::MetricIndex;
use crate::model::moment::Moment;
use crate::model::portfolio::{Audience, Prose};
use crate::model::report::{Exercise, ExerciseKind};
use crate::model::team::{ThreatModel, Workload};
use crate::model::unit::Unit;
use crate::model::value::{self, Written};
use crate::model::war::{Provider, War, WarStatus};
use jiff::civil::Date;
use rust_decimal::Decimal;
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

    /// The day of a row that means nothing without one.
    fn needed_date(&self, entry: &Entry<'_>, cell: Option<&Cell>) -> Option<Date> {
        match cell.filter(|cell| !cell.is_silent()) {
            Some(cell) => self.date(cell),
            None => {
                let words = ("the row has no date", "write it, such as `2026-09-12`");
                self.problem(Code::BadDate, entry.row.span.clone(), words);
                None
            }
        }
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
            Kind::Incidents => incident(reader, &mut entry),
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
                Some(said) => joined(said, &text),
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
fn joined(first: Prose, more: &str) -> Prose {
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
    let lens = lens.map_or_else(String::new, |cell| cell.plain.clone());
    let mut summary = reader.prose(summary);
    if let Some(cell) = link {
        // A bare address says no more than the link that it becomes.
        let is_bare = cell.url().is_some_and(|url| url == cell.plain);
        if let Some(text) = reader.prose(Some(cell).filter(|_| !is_bare)) {
            summary = Some(match summary {
                Some(summary) => joined(summary, &text.text),
                None => text,
            });
        }
    }
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
            reviews.push((date, count));
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

fn incident(reader: &mut Reader<'_, '_>, entry: &mut Entry<'_>) {
    let ttr = entry.cell(&["ttr", "recover", "restore", "mttr"]);
    let cause = entry.cell(&["cause", "rca", "root"]);
    let learnings = entry.cell(&["learning", "learnings", "learned"]);
    let (day, title) = (
        entry.cell(&["date", "when"]),
        entry.cell(&["description", "title", "summary"]),
    );
    let (severity, named) = (
        entry.cell(&["severity", "sev", "priority"]),
        entry.cell(&["workload", "workloads"]),
    );
    let number = entry.cell(&["incident", "incidents", "id", "number"]);
    let workload = named.and_then(|cell| reader.workload(cell));
    let Some(started) = reader.needed_date(entry, day) else {
        return;
    };
    let Some(time_to_recover) = hours(reader, ttr) else {
        return;
    };
    let Some(id) = incident_id(reader, number, started) else {
        return;
    };
    let Some(severity) = severity_of(reader, severity) else {
        return;
    };
    let origin = reader.document.origin(entry.row.span.start);
    let link = [number, cause]
        .into_iter()
        .flatten()
        .find_map(Cell::url)
        .map(str::to_owned);
    let rest = entry.with_rest(reader, None);
    let incident = Incident {
        title: reader.prose(title).unwrap_or_else(|| Prose {
            text: id.clone(),
            origin,
        }),
        id,
        severity,
        started: Moment::day(started),
        detected: None,
        restored: None,
        time_to_recover,
        workload,
        root_cause: reader.prose(cause),
        impact: None,
        caused_by_release: None,
        learnings: reader.prose(learnings).into_iter().collect(),
        actions: Vec::new(),
        link,
        audience: Audience::Internal,
        body: rest.unwrap_or_else(|| Prose {
            text: String::new(),
            origin,
        }),
        origin,
    };
    reader.team.incidents.push(incident);
}

/// A name for an incident that can stand in an address: its own, which a bare number shares with those of other teams.
fn incident_id(reader: &Reader<'_, '_>, cell: Option<&Cell>, started: Date) -> Option<String> {
    let team = &reader.team.slug;
    let written = cell.filter(|cell| !cell.is_silent());
    let text = written.map_or("", |cell| cell.plain.trim_start_matches('#').trim());
    if text.is_empty() {
        let is_taken = |id: &str| reader.team.incidents.iter().any(|known| known.id == id);
        return Some(free(format!("{team}-{started}"), is_taken));
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(format!("{team}-{text}"));
    }
    let name = text.split_whitespace().collect::<Vec<_>>().join("-");
    if is_name(&name) && !crate::load::RESERVED.contains(&name.to_lowercase().as_str()) {
        return Some(name);
    }
    let message = format!("`{text}` cannot stand in an address");
    let span = written.map_or(0..0, |cell| cell.span.clone());
    reader.problem(
        Code::BadId,
        span,
        (&message, "use letters, digits, `-`, `_` and `.`, such as `INC-1042`"),
    );
    None
}

/// A time to recover in hours, if one is written; `None` where what is written is none, which is reported.
#[expect(clippy::option_option, reason = "reported, or absent, or there: three states")]
fn hours(reader: &Reader<'_, '_>, cell: Option<&Cell>) -> Option<Option<Decimal>> {
    let Some(cell) = cell.filter(|cell| !cell.is_silent()) else {
        return Some(None);
    };
    match value::read(&cell.plain, &Unit::parse("h")) {
        Ok(Written::NotAvailable) => Some(None),
        Ok(Written::Number { number, .. }) if number >= Decimal::ZERO => Some(Some(number)),
        _ => {
            let message = format!("`{}` is not a length of time", cell.plain);
            reader.problem(
                Code::BadLength,
                cell.span.clone(),
                (&message, "write it like `1h 28m` or `35 min`"),
            );
            None
        }
    }
}

/// A severity, if one is written: `1`, `P1`, `Sev 2`.
#[expect(clippy::option_option, reason = "reported, or absent, or there: three states")]
fn severity_of(reader: &Reader<'_, '_>, cell: Option<&Cell>) -> Option<Option<u8>> {
    let Some(cell) = cell.filter(|cell| !cell.is_silent()) else {
        return Some(None);
    };
    let digits = cell.plain.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    match digits.trim().parse::<u8>() {
        Ok(severity @ 1..=5) => Some(Some(severity)),
        _ => {
            let message = format!("`{}` is not a severity", cell.plain);
            let cure = "write a number from 1 (most severe) to 5, such as `P1`";
            reader.problem(Code::OutOfRange, cell.span.clone(), (&message, cure));
            None
        }
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
