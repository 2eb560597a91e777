//! Lighthouse: one page, loaded in a laboratory. Single runs are noisy, so the median of several counts.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::load_test::median;
use crate::import::{Adapter, Amount, Extra, Glance, Imported, Input, Measurement, Request, Tool, json, time};
use crate::model::report::Period;
use crate::model::unit::{TimeUnit, Unit};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Lighthouse's results.
pub(super) struct Lighthouse;

const fn extra(id: &'static str, name: &'static str, unit: &'static str, meaning: &'static str) -> Extra {
    Extra {
        id,
        name,
        pillar: "performance",
        unit,
        better: "lower",
        in_cycle: "median",
        meaning,
    }
}

const EXTRAS: &[Extra] = &[
    Extra {
        better: "higher",
        ..extra(
            "lighthouse-performance",
            "Lighthouse performance",
            "%",
            "Lighthouse's score of a page's performance; how it is weighed changes with its version",
        )
    },
    Extra {
        pillar: "operational-excellence",
        better: "higher",
        ..extra(
            "lighthouse-accessibility",
            "Lighthouse accessibility",
            "%",
            "Lighthouse's score of a page's accessibility: what a program can test of it",
        )
    },
    extra(
        "total-blocking-time",
        "Total blocking time",
        "ms",
        "Time in which a page that loads does not react to its user",
    ),
    extra(
        "cumulative-layout-shift",
        "Cumulative layout shift",
        "ratio",
        "How far a page's parts jump while it loads",
    ),
];

/// A number of a result: its metric, where it stands, its unit.
struct Number {
    metric: &'static str,
    path: &'static [&'static str],
    unit: Unit,
}

fn numbers() -> [Number; 5] {
    let of = |metric, path, unit| Number { metric, path, unit };
    let milliseconds = || Unit::Duration(TimeUnit::Milliseconds);
    [
        of(
            "page-load-time",
            &["audits", "largest-contentful-paint", "numericValue"],
            milliseconds(),
        ),
        of(
            "total-blocking-time",
            &["audits", "total-blocking-time", "numericValue"],
            milliseconds(),
        ),
        of(
            "cumulative-layout-shift",
            &["audits", "cumulative-layout-shift", "numericValue"],
            Unit::Ratio,
        ),
        of(
            "lighthouse-performance",
            &["categories", "performance", "score"],
            Unit::Ratio,
        ),
        of(
            "lighthouse-accessibility",
            &["categories", "accessibility", "score"],
            Unit::Ratio,
        ),
    ]
}

impl Adapter for Lighthouse {
    fn name(&self) -> &'static str {
        "lighthouse"
    }

    fn about(&self) -> &'static str {
        "Lighthouse results of one page, the median of several runs (JSON)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["page-load-time"]
    }

    fn extras(&self) -> &'static [Extra] {
        EXTRAS
    }

    fn has_own_metrics(&self) -> bool {
        true
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.is_object_with(&["lighthouseVersion", "requestedUrl"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut imported = Imported::default();
        let mut days: BTreeMap<Period, Vec<Load<'_>>> = BTreeMap::new();
        for input in inputs {
            let load = load(input, request)?;
            days.entry(request.day_of_stock(input, load.at)?)
                .or_default()
                .push(load);
        }
        for (period, loads) in &days {
            request.check_one_time(loads.iter().map(|load| (load.input, load.at)))?;
            let pages: BTreeSet<_> = loads.iter().map(|load| (&load.page, &load.device)).collect();
            if pages.len() > 1 {
                let message = "the files are of different pages or devices, which have no common median";
                let cure = "import each page for itself, with a workload or component of its own";
                return Err(loads[0].input.problem(Code::ImportUnclear, message, cure));
            }
            for number in numbers() {
                measure(&mut imported, (*period, loads), &number);
            }
        }
        Ok(imported)
    }
}

/// One run.
struct Load<'i> {
    input: &'i Input,
    result: Value,
    at: Option<Timestamp>,
    page: String,
    device: String,
}

fn load<'i>(input: &'i Input, request: &Request) -> Result<Load<'i>, Diagnostic> {
    let result: Value = json::document(input)?;
    let text = |path: &[&str]| json::text(&result, path).unwrap_or_default().to_owned();
    if json::text(&result, &["lighthouseVersion"]).is_none() || result.get("audits").is_none() {
        let message = "the file has no `lighthouseVersion` and no `audits`";
        let cure = "export it with `lighthouse URL --output json`";
        return Err(input.problem(Code::NotAnExport, message, cure));
    }
    let error = text(&["runtimeError", "code"]);
    if !error.is_empty() && error != "NO_ERROR" {
        let is_word = error.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        let message = if is_word {
            format!("Lighthouse could not load the page: {error}")
        } else {
            "Lighthouse could not load the page".to_owned()
        };
        let cure = "see `runtimeError` in the file, and run it again";
        return Err(input.problem(Code::ToolFailed, message, cure));
    }
    Ok(Load {
        input,
        at: time::instant(&text(&["fetchTime"]), request.windows.zone()),
        page: text(&["requestedUrl"]),
        device: text(&["configSettings", "formFactor"]),
        result,
    })
}

fn measure(imported: &mut Imported, (period, loads): (Period, &[Load<'_>]), number: &Number) {
    let found =
        |load: &Load<'_>| json::decimal(json::at(&load.result, number.path)?).filter(|value| !value.is_sign_negative());
    let values: Vec<Decimal> = loads.iter().filter_map(found).collect();
    let is_main = number.metric == "page-load-time";
    let missing = loads.iter().filter(|load| found(load).is_none());
    if is_main {
        imported.warnings.extend(missing.map(|load| {
            let message = "the run has no `largest-contentful-paint`";
            let cure = "see the audit's `errorMessage` in the file, and run it again";
            load.input.problem(Code::NoData, message, cure)
        }));
    }
    let runs = values.len();
    let amount = match median(values) {
        Some(value) => Amount::Number(value, number.unit.clone()),
        None if is_main => Amount::NoData,
        None => return,
    };
    let newest = loads.iter().max_by_key(|load| load.at);
    let version = newest.and_then(|load| json::text(&load.result, &["lighthouseVersion"]));
    let mut measurement = Measurement::of(number.metric, period, amount);
    measurement.tool = Tool::new("lighthouse").version(version);
    measurement.measured_at = newest.and_then(|load| load.at);
    measurement.file = name(loads);
    if is_main {
        let device = loads[0].device.as_str();
        let device = if matches!(device, "mobile" | "desktop") {
            format!(", {device}")
        } else {
            String::new()
        };
        let runs = if runs > 1 {
            format!(", median of {runs} runs")
        } else {
            String::new()
        };
        measurement.note = Some(format!(
            "audit largest-contentful-paint in the laboratory{device}{runs}"
        ));
    }
    imported.measurements.push(measurement);
}

fn name(loads: &[Load<'_>]) -> String {
    let first = loads
        .iter()
        .map(|load| load.input.base_name())
        .min()
        .unwrap_or_default();
    match loads.len() {
        1 => first.to_owned(),
        more => format!("{first} and {} more", more - 1),
    }
}
