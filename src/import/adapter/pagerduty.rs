//! `PagerDuty`: incidents as the API lists them, and the raw incidents of its analytics.
//!
//! An incident that is resolved ended when its status last changed, or at `resolved_at` where there is one. Urgency is no
//! severity: without a priority there is none, unless a setting says what an urgency stands for.

use crate::diagnostic::Diagnostic;
use crate::import::incidents::{AS, Register, SEVERITY, Told};
use crate::import::listing::{Listing, failed, unknown};
use crate::import::span::{SINCE, UNTIL, moment};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, json};
use serde::Deserialize;
use serde_json::Value;

/// `PagerDuty`.
pub(super) struct PagerDuty;

/// `PagerDuty`'s own example of priorities, and the usual other words.
const SEVERITIES: &[(&str, u8)] = &[
    ("p1", 1),
    ("p2", 2),
    ("p3", 3),
    ("p4", 4),
    ("p5", 5),
    ("sev1", 1),
    ("sev2", 2),
    ("sev3", 3),
    ("sev4", 4),
    ("sev5", 5),
    ("sev-1", 1),
    ("sev-2", 2),
    ("sev-3", 3),
    ("sev-4", 4),
    ("sev-5", 5),
];

impl Adapter for PagerDuty {
    fn name(&self) -> &'static str {
        "pagerduty"
    }

    fn about(&self) -> &'static str {
        "PagerDuty: incidents (API), raw incidents of its analytics"
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
        (glance.is_object_with(&["incidents"]) && glance.says("\"incident_number\""))
            || glance.is_list_of(&["incident_number", "created_at", "urgency"])
            || (glance.is_object_with(&["data", "more"]) && glance.says("\"seconds_to_resolve\""))
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut register = Register::new("pd", SEVERITIES, Tool::new("pagerduty"));
        for input in inputs {
            // Of pages one after another, the last says whether there are more.
            let mut has_more = false;
            for row in json::documents::<Listing<Row>>(input)?
                .into_iter()
                .flat_map(Listing::into_items)
            {
                if row.error.is_some() {
                    return Err(failed(input, "PagerDuty"));
                }
                has_more = row.more == Some(true);
                let rows = match row {
                    Row {
                        incidents: Some(rows), ..
                    }
                    | Row { data: Some(rows), .. } => rows,
                    one if one.created_at.is_some() => vec![one],
                    _ => return Err(unknown(input, "incidents")),
                };
                rows.into_iter().try_for_each(|one| register.add(input, one.told()))?;
            }
            if has_more {
                let cure = "export all pages, with `offset` 100, 200 and so on, and give all files";
                register.cut(input, ("the file says that there are more incidents", cure));
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
    data: Option<Vec<Row>>,
    more: Option<bool>,
    error: Option<Value>,
    id: Option<String>,
    title: Option<String>,
    /// The title, in analytics.
    description: Option<String>,
    status: Option<String>,
    urgency: Option<String>,
    priority: Option<Priority>,
    priority_name: Option<String>,
    created_at: Option<String>,
    last_status_change_at: Option<String>,
    resolved_at: Option<String>,
    acknowledgements: Option<Vec<Acknowledgement>>,
    seconds_to_first_ack: Option<i64>,
    html_url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Priority {
    summary: Option<String>,
    name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Acknowledgement {
    at: Option<String>,
}

impl Row {
    fn told(self) -> Told {
        let started = moment(self.created_at.as_deref());
        let changed = moment(self.last_status_change_at.as_deref());
        let resolved_at = moment(self.resolved_at.as_deref());
        let is_over = self.status.as_deref() == Some("resolved") || resolved_at.is_some();
        let acknowledged = self
            .acknowledgements
            .iter()
            .flatten()
            .filter_map(|one| moment(one.at.as_deref()))
            .min();
        // Analytics write 0 for what nobody acknowledged.
        let seconds = self.seconds_to_first_ack.filter(|seconds| *seconds > 0);
        let after = seconds.and_then(|seconds| started?.checked_add(jiff::SignedDuration::from_secs(seconds)).ok());
        let priority = self.priority.and_then(|priority| priority.summary.or(priority.name));
        Told {
            id: self.id.unwrap_or_default(),
            title: self.title.or(self.description).unwrap_or_default(),
            severity: priority.or(self.priority_name).or(self.urgency),
            started,
            detected: acknowledged.or(after),
            restored: resolved_at.or(changed.filter(|_| is_over)),
            is_over,
            updated: [started, changed, resolved_at].into_iter().flatten().max(),
            link: self.html_url,
        }
    }
}
