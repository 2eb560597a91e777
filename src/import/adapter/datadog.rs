//! Datadog: timeseries of `GET /api/v1/query`, the history of a service level objective, and uptimes of synthetic tests.
//!
//! Incidents of Datadog are another matter and not read here. An objective made of events is cut to cycles by its own
//! series; every other one, and an uptime, is one number for the time that was asked for.

mod slo;

use crate::diagnostic::{Code, Diagnostic};
use crate::import::samples::{self, Answer, Scale, Series, moment_of, number_of};
use crate::import::time::since_1970;
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, json};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The adapter.
pub(super) struct Datadog;

#[derive(Deserialize)]
struct Query {
    status: Option<String>,
    error: Option<String>,
    series: Option<Vec<Timeseries>>,
    to_date: Option<f64>,
}

#[derive(Deserialize)]
struct Timeseries {
    metric: Option<String>,
    scope: Option<String>,
    #[serde(default)]
    tag_set: Option<Vec<String>>,
    interval: Option<i64>,
    #[serde(default)]
    pointlist: Vec<(f64, Value)>,
    unit: Option<Vec<Option<Named>>>,
}

#[derive(Deserialize)]
struct Named {
    name: Option<String>,
}

impl Adapter for Datadog {
    fn name(&self) -> &'static str {
        "datadog"
    }

    fn about(&self) -> &'static str {
        "Datadog: v1 query, history of an SLO, uptimes of synthetic tests"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["availability"]
    }

    fn settings(&self) -> &'static [Setting] {
        &samples::SETTINGS
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.is_object_with(&["status", "series"]) && glance.says("\"pointlist\"")
            || glance.is_object_with(&["series", "from_date", "to_date", "res_type"])
            || glance.is_object_with(&["data"])
                && ["\"from_ts\"", "\"to_ts\"", "\"type_id\""]
                    .iter()
                    .all(|key| glance.says(key))
            || glance.is_list_of(&["overall", "from_ts", "to_ts"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let tool = Tool::new(self.name());
        let kinds = inputs.iter().map(kind).collect::<Result<Vec<_>, _>>()?;
        match kinds[0] {
            first if kinds.iter().any(|kind| *kind != first) => {
                let message = "the files hold different kinds of answers";
                Err(inputs[0].problem(Code::ImportUnclear, message, "import them one after another"))
            }
            Kind::Query => query(inputs, request, tool),
            Kind::History => slo::history(inputs, request, &tool),
            Kind::Uptimes => slo::uptimes(inputs, request, &tool),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Query,
    History,
    Uptimes,
}

fn kind(input: &Input) -> Result<Kind, Diagnostic> {
    #[derive(Deserialize)]
    struct Top {
        errors: Option<Value>,
        series: Option<serde::de::IgnoredAny>,
        status: Option<String>,
        data: Option<serde::de::IgnoredAny>,
    }
    if input.text()?.trim_start().starts_with('[') {
        return Ok(Kind::Uptimes);
    }
    let top: Top = json::document(input)?;
    if top.data.is_none() && top.series.is_none() && top.errors.is_some_and(|errors| !errors.is_null()) {
        return Err(failed(input));
    }
    match (top.series, top.data) {
        _ if top.status.as_deref() == Some("error") => Err(failed(input)),
        (Some(_), _) => Ok(Kind::Query),
        (None, Some(_)) => Ok(Kind::History),
        (None, None) => {
            let message = "this is neither an answer of /api/v1/query nor the history of an SLO nor uptimes";
            Err(input.problem(
                Code::NotAnExport,
                message,
                "check what was exported; incidents are imported by another source",
            ))
        }
    }
}

fn failed(input: &Input) -> Diagnostic {
    let cure = "look at `errors` in the file: often a key is missing or may not read this";
    input.problem(Code::ToolFailed, "Datadog answered with an error", cure)
}

fn query(inputs: &[Input], request: &Request, tool: Tool) -> Result<Imported, Diagnostic> {
    let mut answer = Answer::of(tool);
    for input in inputs {
        let file: Query = json::document(input)?;
        if file.error.is_some() || file.status.is_some_and(|status| status != "ok") {
            return Err(failed(input));
        }
        answer.measured_at = answer.measured_at.max(file.to_date.and_then(since_1970));
        for line in file.series.into_iter().flatten() {
            let reach = SignedDuration::from_secs(line.interval.unwrap_or(0).clamp(0, 32 * 86_400));
            answer.reach = answer.reach.max(reach);
            let labels = labels(&line);
            let mut samples = BTreeMap::new();
            for (at, value) in &line.pointlist {
                samples.insert(moment_of(input, *at)?, number_of(input, value)?);
            }
            answer.push(Series {
                labels,
                samples,
                scale: line.unit.as_deref().and_then(scale),
            });
        }
    }
    answer.imported(inputs, request)
}

fn labels(line: &Timeseries) -> BTreeMap<String, String> {
    let scope = line.scope.as_deref().unwrap_or_default();
    let tags = scope
        .split(',')
        .chain(line.tag_set.iter().flatten().map(String::as_str));
    let mut labels: BTreeMap<String, String> = tags
        .filter_map(|tag| tag.trim().split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    labels.insert("scope".to_owned(), scope.to_owned());
    labels.extend(line.metric.clone().map(|metric| ("metric".to_owned(), metric)));
    labels
}

/// The unit: a pair of what is counted and what it is counted by.
fn scale(unit: &[Option<Named>]) -> Option<Scale> {
    let name = |at: usize| unit.get(at)?.as_ref()?.name.clone();
    match (name(0)?, name(1)) {
        (unit, None) => Some(Scale::named(&unit)),
        (unit, Some(per)) => Some(Scale::named(&format!("{unit}/{per}"))),
    }
}
