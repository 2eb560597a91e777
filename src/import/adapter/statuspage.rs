//! Statuspage: incidents as the page's own API and the manage API list them, and the table of downtime windows that
//! github-statuses writes of a page's history.
//!
//! Maintenance, what was planned, and what was filled in later are left out. An incident ends when it is resolved:
//! `monitoring` is a fix that is still being watched.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::incidents::{AS, Register, SEVERITY, Told};
use crate::import::listing::{Listing, failed, unknown};
use crate::import::span::{SINCE, UNTIL, moment};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, json};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Statuspage.
pub(super) struct Statuspage;

/// Statuspage's impacts; `none` is an incident that touches no component.
const SEVERITIES: &[(&str, u8)] = &[("critical", 1), ("major", 2), ("minor", 3), ("none", 4)];

/// Columns of the table of downtime windows.
const COLUMNS: [&str; 5] = ["incident_id", "downtime_start", "downtime_end", "title", "impact"];

impl Adapter for Statuspage {
    fn name(&self) -> &'static str {
        "statuspage"
    }

    fn about(&self) -> &'static str {
        "Statuspage: incidents (API), downtime windows of github-statuses (CSV)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["incidents", "p1-issues", "p2-issues", "p3-issues", "time-to-recover"]
    }

    fn settings(&self) -> &'static [Setting] {
        const ALL: &[Setting] = &[AS, SEVERITY, SINCE, UNTIL];
        ALL
    }

    fn has_own_metrics(&self) -> bool {
        true
    }

    fn recognises(&self, glance: &Glance) -> bool {
        (glance.is_object_with(&["page", "incidents"]))
            || glance.is_list_of(&["incident_updates", "impact", "page_id"])
            || glance.has_columns(&COLUMNS)
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut register = Register::new("sp", SEVERITIES, Tool::new("statuspage"));
        for input in inputs {
            if Glance::of(input)?.has_columns(&COLUMNS) {
                windows(input, &mut register)?;
            } else {
                incidents(input, &mut register)?;
            }
        }
        register.imported(inputs, request)
    }
}

/// A page, or an incident.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Row {
    incidents: Option<Vec<Row>>,
    error: Option<Value>,
    id: Option<String>,
    name: Option<String>,
    status: Option<String>,
    impact: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
    started_at: Option<String>,
    resolved_at: Option<String>,
    scheduled_for: Option<String>,
    backfilled: Option<bool>,
    shortlink: Option<String>,
}

fn incidents(input: &Input, register: &mut Register) -> Result<(), Diagnostic> {
    let mut length = 0;
    for document in json::documents::<Listing<Row>>(input)? {
        length = document.length();
        for row in document.into_items() {
            match row {
                Row {
                    incidents: Some(rows), ..
                } => {
                    length = rows.len();
                    rows.into_iter().try_for_each(|one| add(input, register, one))?;
                }
                one if one.created_at.is_some() => add(input, register, one)?,
                one if one.error.is_some() => return Err(failed(input, "Statuspage")),
                _ => return Err(unknown(input, "incidents")),
            }
        }
    }
    if length == 50 || length == 100 {
        let why = "the file has exactly as many incidents as the API gives at once";
        register.cut(
            input,
            (
                why,
                "the public API stops at the last 50; the manage API has pages with all",
            ),
        );
    }
    Ok(())
}

fn add(input: &Input, register: &mut Register, one: Row) -> Result<(), Diagnostic> {
    let created = moment(one.created_at.as_deref());
    let status = one.status.as_deref().unwrap_or_default();
    let is_planned = one.scheduled_for.is_some()
        || one.impact.as_deref() == Some("maintenance")
        || ["scheduled", "in_progress", "verifying", "completed"].contains(&status);
    if is_planned || one.backfilled == Some(true) {
        register.leave_out(created);
        return Ok(());
    }
    let told = Told {
        is_over: ["resolved", "postmortem"].contains(&status),
        id: one.id.unwrap_or_default(),
        title: one.name.unwrap_or_default(),
        severity: one.impact,
        started: moment(one.started_at.as_deref()).or(created),
        detected: created,
        restored: moment(one.resolved_at.as_deref()),
        updated: moment(one.updated_at.as_deref()).or(created),
        link: one.shortlink,
    };
    register.add(input, told)
}

/// A table with a row for each stretch of downtime; several of one incident are one from the first start to the last end.
fn windows(input: &Input, register: &mut Register) -> Result<(), Diagnostic> {
    let text = input.text()?;
    // A row with fewer cells than the header is where a file was cut off.
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let broken = |line: u64, message: &str| {
        let excerpt = text
            .lines()
            .nth(usize::try_from(line).unwrap_or(1).saturating_sub(1))
            .unwrap_or_default();
        input.problem_on_line(Code::NotAnExport, line, excerpt, (message, "export the table again"))
    };
    let header = reader
        .headers()
        .map_err(|_| broken(1, "the header cannot be read"))?
        .clone();
    let at = COLUMNS.map(|column| header.iter().position(|name| name.trim() == column));
    let mut all: BTreeMap<String, Told> = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            broken(
                error.position().map_or(1, csv::Position::line),
                "the row cannot be read",
            )
        })?;
        let line = record.position().map_or(1, csv::Position::line);
        let [id, start, end, title, impact] = at.map(|at| at.and_then(|at| record.get(at)).unwrap_or_default());
        let (Some(started), false) = (moment(Some(start)), id.is_empty()) else {
            return Err(broken(
                line,
                "the row has no incident, or does not say when its downtime began",
            ));
        };
        if impact == "maintenance" {
            register.leave_out(Some(started));
            continue;
        }
        let restored = moment(Some(end));
        if restored.is_none() && !end.is_empty() {
            return Err(broken(line, "the row's `downtime_end` is no moment"));
        }
        let told = all.entry(id.to_owned()).or_insert_with(|| Told {
            id: id.to_owned(),
            title: title.to_owned(),
            severity: Some(impact.to_owned()),
            started: Some(started),
            restored,
            updated: restored,
            ..Told::default()
        });
        told.started = told.started.min(Some(started));
        // `None` is less than any end, and means that a stretch is still open.
        told.restored = if told.restored.is_none() || restored.is_none() {
            None
        } else {
            told.restored.max(restored)
        };
        told.updated = told.updated.max(restored);
    }
    all.into_values().try_for_each(|told| register.add(input, told))
}
