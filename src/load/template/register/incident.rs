//! A row of the register of incidents.

use super::super::Reader;
use super::super::outline::Cell;
use super::{Entry, free};
use crate::diagnostic::Code;
use crate::load::document::is_name;
use crate::model::incident::Incident;
use crate::model::moment::Moment;
use crate::model::portfolio::{Audience, Prose};
use crate::model::unit::Unit;
use crate::model::value::{self, Written};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Gives the team the incident of a row; what is wrong with it is reported.
pub(super) fn incident(reader: &mut Reader<'_, '_>, entry: &mut Entry<'_>) {
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
    // Left out once references to it were checked.
    reader.is_ahead(day, started, ("the incident", "the incident is left out"));
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
    if let Ok(severity @ 1..=5) = digits.trim().parse::<u8>() {
        return Some(Some(severity));
    }
    let message = format!("`{}` is not a severity", cell.plain);
    let cure = "write a number from 1 (most severe) to 5, such as `P1`";
    reader.problem(Code::OutOfRange, cell.span.clone(), (&message, cure));
    None
}
