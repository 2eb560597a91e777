//! Datadog: incidents as the API lists them (v2).
//!
//! Zeros beside `resolved: null` mean that nothing was computed yet, so durations are not read: an incident lasts from when
//! customers were touched, else from when it was detected, until customers were no longer touched, else until it was
//! resolved.

use crate::diagnostic::Diagnostic;
use crate::import::incidents::{AS, Register, SEVERITY, Told};
use crate::import::listing::{failed, unknown};
use crate::import::span::{SINCE, UNTIL, moment};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, json};
use serde::Deserialize;
use serde_json::Value;

const PAGES: &str = "export with `page[size]=100`, and further pages with `page[offset]`";

/// Datadog incidents.
pub(super) struct DatadogIncidents;

impl Adapter for DatadogIncidents {
    fn name(&self) -> &'static str {
        "datadog-incidents"
    }

    fn about(&self) -> &'static str {
        "Datadog: incidents (API v2)"
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
        glance.is_object_with(&["data"]) && glance.says("\"incidents\"") && glance.says("\"customer_impact_")
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let severities = &[("sev-1", 1), ("sev-2", 2), ("sev-3", 3), ("sev-4", 4), ("sev-5", 5)];
        let mut register = Register::new("dd", severities, Tool::new("datadog"));
        let (mut count, mut total) = (0, 0);
        for input in inputs {
            let mut length = 0;
            for page in json::documents::<Page>(input)? {
                let Some(rows) = page.data else {
                    return Err(if page.errors.is_some() {
                        failed(input, "Datadog")
                    } else {
                        unknown(input, "incidents")
                    });
                };
                length = rows.len();
                count += rows.len();
                let pagination = page.meta.and_then(|meta| meta.pagination);
                total = total.max(pagination.and_then(|all| all.total_count).unwrap_or_default());
                for row in rows {
                    if row.kind.as_deref().is_some_and(|kind| kind != "incidents") {
                        return Err(unknown(input, "incidents"));
                    }
                    if row.attributes.is_test == Some(true) {
                        register.leave_out(moment(row.attributes.created.as_deref()));
                        continue;
                    }
                    register.add(input, row.told())?;
                }
            }
            // Answers say where a next page would begin, and only some say whether there is one.
            if total == 0 && [10, 25, 50, 100].contains(&length) {
                register.cut(input, ("the file has exactly as many incidents as a page", PAGES));
            }
        }
        if let (true, Some(input)) = (count < total, inputs.last()) {
            register.cut(input, ("the file says that there are more incidents", PAGES));
        }
        register.imported(inputs, request)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Page {
    data: Option<Vec<Row>>,
    errors: Option<Value>,
    meta: Option<Meta>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Meta {
    pagination: Option<Pagination>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pagination {
    total_count: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Row {
    id: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    attributes: Attributes,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Attributes {
    public_id: Option<u64>,
    title: Option<String>,
    severity: Option<String>,
    state: Option<String>,
    created: Option<String>,
    modified: Option<String>,
    detected: Option<String>,
    resolved: Option<String>,
    customer_impact_start: Option<String>,
    customer_impact_end: Option<String>,
    is_test: Option<bool>,
}

impl Row {
    fn told(self) -> Told {
        let all = self.attributes;
        let detected = moment(all.detected.as_deref());
        let created = moment(all.created.as_deref());
        let resolved = moment(all.resolved.as_deref());
        Told {
            id: all.public_id.map(|id| id.to_string()).or(self.id).unwrap_or_default(),
            title: all.title.unwrap_or_default(),
            severity: all.severity,
            started: moment(all.customer_impact_start.as_deref()).or(detected).or(created),
            detected,
            restored: moment(all.customer_impact_end.as_deref()).or(resolved),
            is_over: resolved.is_some() || matches!(all.state.as_deref(), Some("resolved" | "completed")),
            updated: moment(all.modified.as_deref()).or(created),
            link: None,
        }
    }
}
