//! Opsgenie: incidents as the API lists them. Alerts are no incidents and are refused.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::incidents::{AS, Register, SEVERITY, Told};
use crate::import::listing::{Listing, failed, unknown};
use crate::import::span::{SINCE, UNTIL, moment};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, json};
use serde::Deserialize;

/// Opsgenie.
pub(super) struct Opsgenie;

impl Adapter for Opsgenie {
    fn name(&self) -> &'static str {
        "opsgenie"
    }

    fn about(&self) -> &'static str {
        "Opsgenie: incidents (API)"
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
        (glance.is_object_with(&["data"]) && glance.says("\"impactStartDate\"") && glance.says("\"tinyId\""))
            || glance.is_list_of(&["tinyId", "impactStartDate"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let severities = &[("p1", 1), ("p2", 2), ("p3", 3), ("p4", 4), ("p5", 5)];
        let mut register = Register::new("og", severities, Tool::new("opsgenie"));
        let (mut total, mut count, mut has_next) = (0, 0, None);
        for input in inputs {
            let mut has_more = false;
            for row in json::documents::<Listing<Row>>(input)?
                .into_iter()
                .flat_map(Listing::into_items)
            {
                has_more = row.paging.as_ref().is_some_and(|paging| paging.next.is_some());
                total = total.max(row.total_count.unwrap_or_default());
                let rows = match row {
                    Row { data: Some(rows), .. } => rows,
                    one if one.created_at.is_some() => vec![one],
                    one if one.message.is_some() => return Err(failed(input, "Opsgenie")),
                    _ => return Err(unknown(input, "incidents")),
                };
                count += rows.len();
                for one in rows {
                    if one.alias.is_some() {
                        let cure = "export `/v1/incidents` in place of `/v2/alerts`";
                        return Err(input.problem(
                            Code::NotAnExport,
                            "the file holds alerts, which are no incidents",
                            cure,
                        ));
                    }
                    register.add(input, one.told())?;
                }
            }
            has_next = has_more.then_some(input).or(has_next);
        }
        // Pages as files of their own are whole together.
        let is_short = if total > 0 { count < total } else { has_next.is_some() };
        if let (true, Some(input)) = (is_short, has_next.or(inputs.last())) {
            let cure = "export all pages, with `offset` 100, 200 and so on, and give all files";
            register.cut(input, ("the file says that there are more incidents", cure));
        }
        register.imported(inputs, request)
    }
}

/// A page, or an incident.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Row {
    data: Option<Vec<Row>>,
    paging: Option<Paging>,
    total_count: Option<usize>,
    id: Option<String>,
    tiny_id: Option<String>,
    /// Only alerts have one.
    alias: Option<String>,
    message: Option<String>,
    status: Option<String>,
    priority: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
    impact_start_date: Option<String>,
    impact_detect_date: Option<String>,
    impact_end_date: Option<String>,
    links: Option<Links>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Paging {
    next: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Links {
    web: Option<String>,
}

impl Row {
    fn told(self) -> Told {
        let created = moment(self.created_at.as_deref());
        Told {
            id: self.tiny_id.or(self.id).unwrap_or_default(),
            title: self.message.unwrap_or_default(),
            severity: self.priority,
            started: moment(self.impact_start_date.as_deref()).or(created),
            detected: moment(self.impact_detect_date.as_deref()).or(created),
            restored: moment(self.impact_end_date.as_deref()),
            is_over: matches!(self.status.as_deref(), Some("resolved" | "closed")),
            updated: moment(self.updated_at.as_deref()),
            link: self.links.and_then(|links| links.web),
        }
    }
}
