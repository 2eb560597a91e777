//! Prometheus' HTTP API, and what speaks it (Thanos, Mimir, VictoriaMetrics): range and instant queries.
//!
//! A range query gives samples for each step; an instant query one number for the moment it was asked for, which may
//! speak for a longer time (`avg_over_time(…[14d])`). Native histograms are not read: their query makes a number of them.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::samples::{self, Answer, Scale, Series, moment_of, number_of};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, json};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The adapter.
pub(super) struct Prometheus;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    status: Option<String>,
    error_type: Option<String>,
    #[serde(default)]
    warnings: Option<Vec<Value>>,
    data: Option<HeadData>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HeadData {
    result_type: Option<String>,
}

#[derive(Deserialize)]
struct Envelope<T> {
    data: Data<T>,
}

#[derive(Deserialize)]
struct Data<T> {
    result: T,
}

#[derive(Deserialize)]
struct Item {
    #[serde(default)]
    metric: BTreeMap<String, String>,
    values: Option<Vec<Sample>>,
    value: Option<Sample>,
    histogram: Option<serde::de::IgnoredAny>,
    histograms: Option<serde::de::IgnoredAny>,
}

/// Seconds since 1970 and a number as text.
type Sample = (f64, Value);

impl Adapter for Prometheus {
    fn name(&self) -> &'static str {
        "prometheus"
    }

    fn about(&self) -> &'static str {
        "Prometheus, Thanos, Mimir, VictoriaMetrics: answers of query and query_range"
    }

    fn gives(&self) -> &'static [&'static str] {
        &[]
    }

    fn settings(&self) -> &'static [Setting] {
        &samples::SETTINGS
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.is_object_with(&["status", "data"]) && glance.says("\"resultType\"")
            || glance.is_object_with(&["status", "errorType", "error"])
            || glance.is_list_of(&["metric", "values"]) && glance.says("\"__name__\"")
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut answer = Answer::of(Tool::new(self.name()));
        let mut kinds = Vec::new();
        for input in inputs {
            let items = items(input, &mut answer)?;
            kinds.push(items.1);
            for item in items.0 {
                answer.push(series(input, item)?);
            }
        }
        if kinds.contains(&Kind::Moment) && kinds.contains(&Kind::Range) {
            let message = "the files hold answers of both `query` and `query_range`";
            return Err(inputs[0].problem(Code::ImportUnclear, message, "import them one after another"));
        }
        answer.is_moment = kinds.contains(&Kind::Moment);
        answer.imported(inputs, request)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Range,
    Moment,
}

fn items(input: &Input, answer: &mut Answer) -> Result<(Vec<Item>, Kind), Diagnostic> {
    if input.text()?.trim_start().starts_with('[') {
        // Clients strip the envelope.
        let items: Vec<Item> = json::document(input)?;
        let is_moment = items.iter().any(|item| item.value.is_some());
        return Ok((items, if is_moment { Kind::Moment } else { Kind::Range }));
    }
    let head: Head = json::document(input)?;
    if head.status.as_deref() == Some("error") {
        let is_word =
            |word: &&str| word.len() < 40 && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let kind = head.error_type.as_deref().filter(is_word).unwrap_or("error");
        let message = format!("Prometheus answered with an error (`{kind}`)");
        return Err(input.problem(Code::ToolFailed, message, "correct the query, and export it again"));
    }
    if head.warnings.is_some_and(|warnings| !warnings.is_empty()) {
        answer.provisional = Some("Prometheus warned that the answer may be incomplete".to_owned());
    }
    match head.data.and_then(|data| data.result_type).as_deref() {
        Some("matrix") => Ok((json::document::<Envelope<Vec<Item>>>(input)?.data.result, Kind::Range)),
        Some("vector") => Ok((json::document::<Envelope<Vec<Item>>>(input)?.data.result, Kind::Moment)),
        Some("scalar") => {
            let value = json::document::<Envelope<Sample>>(input)?.data.result;
            let item = Item {
                metric: BTreeMap::new(),
                values: None,
                value: Some(value),
                histogram: None,
                histograms: None,
            };
            Ok((vec![item], Kind::Moment))
        }
        Some("string") => {
            let message = "the query gives a text, not numbers";
            Err(input.problem(Code::ImportUnclear, message, "export a query that gives numbers"))
        }
        _ => {
            let message = "this is not an answer of a query: it has no `data.resultType`";
            let cure = "export /api/v1/query or /api/v1/query_range";
            Err(input.problem(Code::NotAnExport, message, cure))
        }
    }
}

fn series(input: &Input, item: Item) -> Result<Series, Diagnostic> {
    let has_values = item.values.is_some() || item.value.is_some();
    if !has_values && (item.histogram.is_some() || item.histograms.is_some()) {
        let message = "the query gives native histograms, not numbers";
        let cure = "let the query make a number: histogram_quantile(0.95, …)";
        return Err(input.problem(Code::ImportUnclear, message, cure));
    }
    if !has_values {
        let message = "a series has neither `values` nor `value`";
        return Err(input.problem(
            Code::NotAnExport,
            message,
            "export /api/v1/query or /api/v1/query_range",
        ));
    }
    let mut samples = BTreeMap::new();
    for (at, value) in item.values.into_iter().flatten().chain(item.value) {
        samples.insert(moment_of(input, at)?, number_of(input, &value)?);
    }
    let scale = item.metric.get("__name__").and_then(|name| scale_of(name));
    Ok(Series {
        labels: item.metric,
        samples,
        scale,
    })
}

/// The base unit that a metric's name ends with (<https://prometheus.io/docs/practices/naming/>).
fn scale_of(name: &str) -> Option<Scale> {
    if name == "up" || name == "probe_success" {
        return Some(Scale::named("ratio"));
    }
    let unit = name
        .strip_suffix("_total")
        .map_or(name, |name| name)
        .rsplit('_')
        .next()?;
    match unit {
        "seconds" | "milliseconds" | "ratio" | "percent" => Some(Scale::named(unit)),
        _ => None,
    }
}
