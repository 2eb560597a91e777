//! Gatling: the numbers of its report, `js/global_stats.json` or `js/stats.js`.
//!
//! The report numbers its percentiles from 1 to 4; which they are is a setting of Gatling's, 50, 75, 95 and 99 by default.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::load_test::{self, Run, positions};
use crate::import::{Adapter, Extra, Glance, Imported, Input, Request, Setting, Tool, json};
use rust_decimal::Decimal;
use serde_json::Value;

/// Gatling's report.
pub(super) struct Gatling;

const PERCENTILES: Setting = Setting {
    name: "percentiles",
    doc: "what `percentiles1` to `percentiles4` are, as gatling.conf says: `50,75,95,99` by default",
};

impl Adapter for Gatling {
    fn name(&self) -> &'static str {
        "gatling"
    }

    fn about(&self) -> &'static str {
        "Gatling report, js/global_stats.json or js/stats.js"
    }

    fn gives(&self) -> &'static [&'static str] {
        load_test::GIVES
    }

    fn extras(&self) -> &'static [Extra] {
        load_test::EXTRAS
    }

    fn settings(&self) -> &'static [Setting] {
        &[PERCENTILES]
    }

    fn has_own_metrics(&self) -> bool {
        true
    }

    fn recognises(&self, glance: &Glance) -> bool {
        let is_script = matches!(glance, Glance::Text { header, .. } if header.starts_with("var stats"))
            && glance.says("percentiles1");
        glance.is_object_with(&["numberOfRequests", "percentiles1"]) || is_script
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut runs = Vec::new();
        for input in inputs {
            runs.push((vec![input], run(input, request)?));
        }
        load_test::measured(&runs, &Tool::new("gatling"), request)
    }
}

fn run(input: &Input, request: &Request) -> Result<Run, Diagnostic> {
    let stats: Value = if input.text()?.trim_start().starts_with('{') {
        json::document(input)?
    } else {
        script(input)?
    };
    let positions = positions(input, request, &[50, 75, 95, 99])?;
    let percentile = |percent: u32| {
        let at = positions.iter().position(|each| *each == Decimal::from(percent))?;
        total(&stats, &format!("percentiles{}", at + 1))
    };
    let count = |of: &str| json::decimal(json::at(&stats, &["numberOfRequests", of])?);
    let Some((failed, whole)) = count("ko").or(Some(Decimal::ZERO)).zip(count("total")) else {
        let message = "the file has no `numberOfRequests`";
        let cure = "give `js/global_stats.json` of the report";
        return Err(input.problem(Code::NotAnExport, message, cure));
    };
    Ok(Run {
        at: None,
        p50: percentile(50),
        p95: percentile(95),
        p99: percentile(99),
        failed: Some((failed, whole)),
        failed_rate: None,
    })
}

/// A number of all requests; `-` is none.
fn total(stats: &Value, name: &str) -> Option<Decimal> {
    json::decimal(json::at(stats, &[name, "total"])?)
}

/// The numbers of all requests together in the script: what follows the first `stats:`.
fn script(input: &Input) -> Result<Value, Diagnostic> {
    let text = input.text()?;
    let wrong = |message: &str| {
        let cure = "give `js/global_stats.json` of the report";
        input.problem(Code::NotAnExport, message, cure)
    };
    let start = text.find("stats: {").ok_or_else(|| wrong("the file has no `stats`"))? + "stats: ".len();
    let mut documents = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
    let stats = documents
        .next()
        .and_then(Result::ok)
        .ok_or_else(|| wrong("the file ends in the middle, or is none of Gatling's"))?;
    // Old reports begin with a single request.
    let is_global = matches!(
        json::text(&stats, &["name"]),
        Some("Global Information" | "All Requests")
    );
    if is_global {
        Ok(stats)
    } else {
        Err(wrong("the file does not begin with the numbers of all requests"))
    }
}
