//! k6: the summary at the end of a test, in its three shapes.
//!
//! `handleSummary` and the summary of newer versions keep values apart from thresholds; `--summary-export` does not. The
//! metric `http_req_failed` counts failures, so what it calls `passes` are requests that failed.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::load_test::{self, Run};
use crate::import::{Adapter, Extra, Glance, Imported, Input, Request, Setting, Tool, json, time};
use rust_decimal::Decimal;
use serde_json::Value;

/// Summaries of k6.
pub(super) struct K6;

const TREND: Setting = Setting {
    name: "trend",
    doc: "the metric whose times are meant: `http_req_duration`, or `grpc_req_duration` where there is no HTTP",
};
const FAILED: Setting = Setting {
    name: "failed",
    doc: "the rate that counts failures: `http_req_failed` by default",
};

impl Adapter for K6 {
    fn name(&self) -> &'static str {
        "k6"
    }

    fn about(&self) -> &'static str {
        "k6 end-of-test summary: handleSummary, --summary-export (JSON)"
    }

    fn gives(&self) -> &'static [&'static str] {
        load_test::GIVES
    }

    fn extras(&self) -> &'static [Extra] {
        load_test::EXTRAS
    }

    fn settings(&self) -> &'static [Setting] {
        &[TREND, FAILED]
    }

    fn has_own_metrics(&self) -> bool {
        true
    }

    fn recognises(&self, glance: &Glance) -> bool {
        let is_summary = glance.is_object_with(&["metrics"]) && glance.says("\"iteration");
        let is_new = glance.is_object_with(&["metadata", "results"]) && glance.says("\"k6Version\"");
        is_summary || is_new
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut runs = Vec::new();
        let mut version = None;
        for input in inputs {
            let summary: Value = json::document(input)?;
            version = json::text(&summary, &["metadata", "k6Version"]).map(str::to_owned);
            runs.push((vec![input], run(input, &summary, request)?));
        }
        let tool = Tool::new("k6").version(version.as_deref());
        load_test::measured(&runs, &tool, request)
    }
}

fn run(input: &Input, summary: &Value, request: &Request) -> Result<Run, Diagnostic> {
    let metrics = Metrics::of(summary).ok_or_else(|| {
        let cure = "export it with `k6 run --summary-export summary.json`, or write `handleSummary`'s data";
        input.problem(Code::NotAnExport, "the file has no `metrics`", cure)
    })?;
    let trend = match request.setting("trend") {
        Some(name) => metrics.values(name),
        None => ["http_req_duration", "grpc_req_duration"]
            .iter()
            .find_map(|name| metrics.values(name)),
    };
    let Some(trend) = trend else {
        let message = "the summary has no times of requests";
        let cure = "name the metric that measures them: `--set trend=my_duration`";
        return Err(input.problem(Code::ImportUnclear, message, cure));
    };
    let rate = metrics.values(request.setting("failed").unwrap_or("http_req_failed"));
    let at = json::text(summary, &["metadata", "generatedAt"]);
    let mut run = Run {
        at: at.and_then(|at| time::instant(at, request.windows.zone())),
        p50: number(trend, &["med", "p(50)"]),
        p95: number(trend, &["p(95)"]),
        p99: number(trend, &["p(99)"]),
        failed: rate.and_then(counts),
        failed_rate: rate.and_then(|rate| number(rate, &["rate", "value"])),
    };
    let requests = metrics.values("http_reqs").and_then(|reqs| number(reqs, &["count"]));
    if run.failed.is_none() && requests.is_some_and(|count| count.is_zero()) {
        run.failed = Some((Decimal::ZERO, Decimal::ZERO));
    }
    Ok(run)
}

/// Failures and all requests.
fn counts(rate: &Value) -> Option<(Decimal, Decimal)> {
    if let (Some(matches), Some(total)) = (number(rate, &["matches"]), number(rate, &["total"])) {
        return Some((matches, total));
    }
    let (failed, answered) = (number(rate, &["passes"])?, number(rate, &["fails"])?);
    Some((failed, failed.checked_add(answered)?))
}

fn number(values: &Value, names: &[&str]) -> Option<Decimal> {
    names.iter().find_map(|name| json::decimal(values.get(name)?))
}

/// The metrics of a summary: by name, or as a list.
enum Metrics<'s> {
    ByName(&'s Value),
    List(&'s [Value]),
}

impl<'s> Metrics<'s> {
    fn of(summary: &'s Value) -> Option<Self> {
        let metrics = summary
            .get("metrics")
            .or_else(|| json::at(summary, &["results", "metrics"]))?;
        match metrics {
            Value::Object(_) => Some(Self::ByName(metrics)),
            Value::Array(list) => Some(Self::List(list)),
            _ => None,
        }
    }

    /// The values of a metric, wherever its shape keeps them.
    fn values(&self, name: &str) -> Option<&'s Value> {
        let metric = match self {
            Self::ByName(metrics) => metrics.get(name)?,
            Self::List(list) => list
                .iter()
                .find(|metric| metric.get("name").and_then(Value::as_str) == Some(name))?,
        };
        metric.get("values").or(Some(metric))
    }
}
