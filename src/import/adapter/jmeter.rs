//! JMeter: samples as CSV (with or without header) or XML, and `statistics.json` of its report; and what tools around it
//! write, Locust's `_stats.csv` and Taurus' final statistics.

mod samples;

use crate::diagnostic::{Code, Diagnostic};
use crate::import::load_test::{self, Run, positions};
use crate::import::row_stream::Rows;
use crate::import::xml::{self, Step};
use crate::import::{Adapter, Extra, Glance, Imported, Input, Request, Setting, Tool, json};
use crate::model::report::Period;
use rust_decimal::Decimal;
use samples::Samples;
use serde_json::Value;
use std::collections::BTreeMap;

/// Results of JMeter, Locust and Taurus.
pub(super) struct Jmeter;

const TRANSACTIONS: Setting = Setting {
    name: "transactions",
    doc: "rows of transaction controllers, which repeat their requests: `leave-out` (the default) or `only`",
};
const PERCENTILES: Setting = Setting {
    name: "percentiles",
    doc: "what `pct1ResTime` to `pct3ResTime` of statistics.json are: `90,95,99` by default",
};

impl Adapter for Jmeter {
    fn name(&self) -> &'static str {
        "jmeter"
    }

    fn about(&self) -> &'static str {
        "JMeter results (JTL as CSV or XML, statistics.json), Locust statistics, Taurus final statistics"
    }

    fn gives(&self) -> &'static [&'static str] {
        load_test::GIVES
    }

    fn extras(&self) -> &'static [Extra] {
        load_test::EXTRAS
    }

    fn settings(&self) -> &'static [Setting] {
        &[TRANSACTIONS, PERCENTILES]
    }

    fn has_own_metrics(&self) -> bool {
        true
    }

    fn recognises(&self, glance: &Glance) -> bool {
        Shape::of(glance).is_some()
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut tool = "jmeter";
        let mut runs: Vec<(Vec<&Input>, Run)> = Vec::new();
        let mut days: BTreeMap<Period, (Vec<&Input>, Samples)> = BTreeMap::new();
        let mut moments = Vec::new();
        for input in inputs {
            let read = match Shape::of(&Glance::of(input)?) {
                Some(Shape::Statistics) => statistics(input, request)?,
                Some(Shape::Locust) => {
                    tool = "locust";
                    locust(input)?
                }
                Some(Shape::Taurus) => {
                    tool = "taurus";
                    taurus(input)?
                }
                shape => {
                    let samples = match shape {
                        Some(Shape::Xml) => samples::of_xml(input, request)?,
                        _ => samples::of_csv(input, request)?,
                    };
                    // Machines that load together write a file each, of one run.
                    let day = request.day_of_stock(input, samples.last)?;
                    let entry = days.entry(day).or_default();
                    moments.push((input, samples.last));
                    entry.0.push(input);
                    entry.1.append(&samples);
                    continue;
                }
            };
            runs.push((vec![input], read));
        }
        if request.date.is_some() {
            request.check_one_time(moments)?;
        }
        let mut warnings = Vec::new();
        for (inputs, samples) in days.into_values() {
            let run = chosen(inputs[0], &samples, request, &mut warnings)?;
            runs.push((inputs, run));
        }
        let mut imported = load_test::measured(&runs, &Tool::new(tool), request)?;
        imported.warnings.append(&mut warnings);
        Ok(imported)
    }
}

/// The shapes of files that are told apart at first sight.
#[derive(Clone, Copy)]
enum Shape {
    Csv,
    Xml,
    Statistics,
    Locust,
    Taurus,
}

impl Shape {
    fn of(glance: &Glance) -> Option<Self> {
        if glance.has_root(&["testResults"]) {
            return Some(Self::Xml);
        }
        if glance.has_root(&["FinalStatus"]) {
            return Some(Self::Taurus);
        }
        if glance.has_columns(&["Request Count", "Failure Count", "Median Response Time"]) {
            return Some(Self::Locust);
        }
        if glance.has_columns(&["timeStamp", "elapsed", "label", "success"]) || is_headerless(glance) {
            return Some(Self::Csv);
        }
        let is_json = matches!(glance, Glance::Json { is_list: false, .. });
        (is_json && glance.says("\"sampleCount\"") && glance.says("\"pct1ResTime\"")).then_some(Self::Statistics)
    }
}

/// Whether the first row is a sample: a moment in milliseconds, a time, and at its place whether it succeeded.
fn is_headerless(glance: &Glance) -> bool {
    let Glance::Text { header, .. } = glance else {
        return false;
    };
    let cells: Vec<&str> = header.split([',', ';', '\t']).collect();
    let is_number = |cell: Option<&&str>, length| {
        cell.is_some_and(|cell| cell.len() >= length && cell.bytes().all(|byte| byte.is_ascii_digit()))
    };
    is_number(cells.first(), 12)
        && is_number(cells.get(1), 1)
        && cells.iter().skip(7).any(|cell| matches!(*cell, "true" | "false"))
}

/// The samples that count.
fn chosen(
    input: &Input,
    samples: &Samples,
    request: &Request,
    warnings: &mut Vec<Diagnostic>,
) -> Result<Run, Diagnostic> {
    let only = request.choice(input, "transactions", &[("leave-out", false), ("only", true)])?;
    let left_out = samples.transactions.total();
    let is_all = samples.requests.total() == 0 && left_out > 0;
    if only == Some(true) || (only.is_none() && is_all) {
        return Ok(samples.transactions.run(samples.last));
    }
    if left_out > 0 && only.is_none() {
        let message = format!("rows of transaction controllers left out, since their requests are counted: {left_out}");
        let cure = "to count transactions instead, say `--set transactions=only`";
        warnings.push(input.problem(Code::LeftOut, message, cure));
    }
    Ok(samples.requests.run(samples.last))
}

/// `statistics.json`: all requests together stand under `Total`.
fn statistics(input: &Input, request: &Request) -> Result<Run, Diagnostic> {
    let document: Value = json::document(input)?;
    let number = |name: &str| json::decimal(json::at(&document, &["Total", name])?);
    let Some((failed, whole)) = number("errorCount").zip(number("sampleCount")) else {
        let message = "the file has no `Total` with `sampleCount` and `errorCount`";
        let cure = "give `statistics.json` of JMeter's report";
        return Err(input.problem(Code::NotAnExport, message, cure));
    };
    let positions = positions(input, request, &[90, 95, 99])?;
    let percentile = |percent: u32| {
        let at = positions.iter().position(|each| *each == Decimal::from(percent))?;
        number(&format!("pct{}ResTime", at + 1))
    };
    Ok(Run {
        p50: number("medianResTime").or_else(|| percentile(50)),
        p95: percentile(95),
        p99: percentile(99),
        failed: Some((failed, whole)),
        ..Run::default()
    })
}

/// Locust's statistics: all requests together stand in the row `Aggregated`.
fn locust(input: &Input) -> Result<Run, Diagnostic> {
    let mut rows = Rows::open(input, &["request count"], None)?;
    let name = rows.needed(&["name"])?;
    let counts = (rows.needed(&["failure count"])?, rows.needed(&["request count"])?);
    let times = [
        rows.column(&["50%", "median response time"]),
        rows.column(&["95%"]),
        rows.column(&["99%"]),
    ];
    let mut run = None;
    while let Some(row) = rows.next_row()? {
        if matches!(row.cell(name), "Aggregated" | "Total") {
            // "N/A" stands where nothing was requested.
            let [p50, p95, p99] = times.map(|column| json::exact(row.optional(column)));
            let failed = json::exact(row.cell(counts.0)).zip(json::exact(row.cell(counts.1)));
            run = Some(Run {
                p50,
                p95,
                p99,
                failed,
                ..Run::default()
            });
        }
    }
    run.ok_or_else(|| {
        let cure = "export it again: the last row adds up all requests";
        input.problem(Code::NotAnExport, "the table has no row `Aggregated`", cure)
    })
}

/// Taurus' final statistics: all requests together stand in the group without a label; times are seconds.
fn taurus(input: &Input) -> Result<Run, Diagnostic> {
    let mut run = Run::default();
    let (mut failed, mut answered, mut is_whole) = (None, None, false);
    xml::walk(input, &["FinalStatus"], &mut |step| {
        let Step::Open(element) = step else { return Ok(()) };
        if element.depth == 2 {
            is_whole = element.name() == "Group" && element.attribute("label").is_none_or(|label| label.is_empty());
        }
        if !is_whole || element.depth != 3 {
            return Ok(());
        }
        let value = element.number("value");
        match (
            element.name(),
            element
                .number("param")
                .map(|param| param.normalize().to_string())
                .as_deref(),
        ) {
            ("fail", _) => failed = value,
            ("succ", _) => answered = value,
            ("perc", Some("50")) => run.p50 = value.and_then(to_milliseconds),
            ("perc", Some("95")) => run.p95 = value.and_then(to_milliseconds),
            ("perc", Some("99")) => run.p99 = value.and_then(to_milliseconds),
            _ => {}
        }
        Ok(())
    })?;
    run.failed = failed
        .zip(answered)
        .and_then(|(failed, answered): (Decimal, Decimal)| Some((failed, failed.checked_add(answered)?)));
    Ok(run)
}

fn to_milliseconds(seconds: Decimal) -> Option<Decimal> {
    seconds.checked_mul(Decimal::ONE_THOUSAND)
}
