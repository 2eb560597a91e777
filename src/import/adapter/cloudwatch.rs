//! Amazon `CloudWatch`: `get-metric-data` and `get-metric-statistics`.
//!
//! Both give samples without order. Only the second says a unit and a statistic, and only the first says whether it is
//! whole.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::samples::{
    AGGREGATE, Aggregate, Answer, COVERS, EACH, FILTER, SPLIT, Scale, Series, UNIT, WORKLOAD, number_of,
};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, json, time};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The adapter.
pub(super) struct CloudWatch;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct File {
    metric_data_results: Option<Vec<MetricData>>,
    next_token: Option<Value>,
    label: Option<String>,
    datapoints: Option<Vec<Datapoint>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MetricData {
    id: Option<String>,
    label: Option<String>,
    #[serde(default)]
    timestamps: Vec<Value>,
    #[serde(default)]
    values: Vec<Value>,
    status_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Datapoint {
    timestamp: Option<Value>,
    unit: Option<String>,
    extended_statistics: Option<BTreeMap<String, Value>>,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

const PARTIAL: Setting = Setting {
    name: "partial",
    doc: "yes takes a metric whose data CloudWatch gives in part only; its values are provisional. Default: no",
};
const STATISTIC: Setting = Setting {
    name: "statistic",
    doc: "which statistic of get-metric-statistics is meant where the file has several: Average, Sum, Minimum, Maximum, SampleCount or p95",
};

/// The plain statistics, and how those of several periods make one where that is certain.
const STATISTICS: [(&str, Option<Aggregate>); 5] = [
    ("Average", None),
    ("Sum", Some(Aggregate::Sum)),
    ("Minimum", Some(Aggregate::Lowest)),
    ("Maximum", Some(Aggregate::Highest)),
    ("SampleCount", Some(Aggregate::Sum)),
];

impl Adapter for CloudWatch {
    fn name(&self) -> &'static str {
        "cloudwatch"
    }

    fn about(&self) -> &'static str {
        "Amazon CloudWatch: aws cloudwatch get-metric-data and get-metric-statistics"
    }

    fn gives(&self) -> &'static [&'static str] {
        &[]
    }

    fn settings(&self) -> &'static [Setting] {
        &[
            AGGREGATE, EACH, UNIT, FILTER, SPLIT, WORKLOAD, COVERS, PARTIAL, STATISTIC,
        ]
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.is_object_with(&["MetricDataResults"]) || glance.is_object_with(&["Datapoints"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut answer = Answer::of(Tool::new(self.name()));
        for input in inputs {
            // Pages come one after another.
            for file in json::documents::<File>(input)? {
                let has_more = file.next_token.as_ref().is_some_and(|token| !token.is_null());
                match (file.metric_data_results, file.datapoints) {
                    (Some(results), _) => {
                        for result in results {
                            let series = metric_data(input, request, (result, &mut answer))?;
                            answer.push(series);
                        }
                    }
                    (None, Some(points)) => {
                        let series = statistics(input, request, (file.label, points, &mut answer))?;
                        answer.push(series);
                    }
                    (None, None) => {
                        let message = "the file has neither `MetricDataResults` nor `Datapoints`";
                        let cure = "export `aws cloudwatch get-metric-data --output json`";
                        return Err(input.problem(Code::NotAnExport, message, cure));
                    }
                }
                if has_more {
                    let message = "the file holds one page of several: it has a `NextToken`";
                    let cure =
                        "export all pages: the AWS command line does so without `--max-items` and `--no-paginate`";
                    answer.warnings.push(input.problem(Code::NotAllPages, message, cure));
                    answer.provisional = Some("one page of several".to_owned());
                }
            }
        }
        answer.imported(inputs, request)
    }
}

fn metric_data(
    input: &Input,
    request: &Request,
    (result, answer): (MetricData, &mut Answer),
) -> Result<Series, Diagnostic> {
    let takes_parts = request
        .choice(input, "partial", &[("yes", true), ("no", false)])?
        .unwrap_or(false);
    match result.status_code.as_deref() {
        None | Some("Complete") => {}
        Some("PartialData") if takes_parts => {
            answer.provisional = Some("CloudWatch gave a part of the data".to_owned());
        }
        Some("PartialData") => {
            let message = "CloudWatch gave a part of the data only (`PartialData`)";
            let cure = "ask for a shorter time or fewer metrics; or take what there is: `--set partial=yes`";
            return Err(input.problem(Code::ImportUnclear, message, cure));
        }
        Some(_) => {
            let message = "CloudWatch failed to give the data: the status of a metric is not `Complete`";
            return Err(input.problem(
                Code::ToolFailed,
                message,
                "look at `Messages` in the file, and export it again",
            ));
        }
    }
    if result.timestamps.len() != result.values.len() {
        let message = format!(
            "{} timestamps for {} values",
            result.timestamps.len(),
            result.values.len()
        );
        return Err(input.problem(
            Code::NotAnExport,
            message,
            "export it again: the two lists belong together",
        ));
    }
    let mut series = Series::default();
    series.labels.extend(result.id.map(|id| ("id".to_owned(), id)));
    series
        .labels
        .extend(result.label.map(|label| ("label".to_owned(), label)));
    for (at, value) in result.timestamps.iter().zip(&result.values) {
        series
            .samples
            .insert(moment(input, Some(at))?, number_of(input, value)?);
    }
    Ok(series)
}

fn statistics(
    input: &Input,
    request: &Request,
    (label, points, answer): (Option<String>, Vec<Datapoint>, &mut Answer),
) -> Result<Series, Diagnostic> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for point in &points {
        names.extend(
            STATISTICS
                .iter()
                .map(|(name, _)| *name)
                .filter(|name| point.others.contains_key(*name)),
        );
        names.extend(
            point
                .extended_statistics
                .iter()
                .flat_map(|extended| extended.keys())
                .map(String::as_str),
        );
    }
    let all: Vec<&str> = names.iter().copied().collect();
    let statistic = match (request.setting("statistic"), all.as_slice()) {
        (Some(asked), _) if names.contains(asked) || points.is_empty() => asked,
        (None, [one]) => one,
        (None, []) if points.is_empty() => "",
        (None, []) => {
            let message = "the datapoints have no statistic";
            return Err(input.problem(
                Code::NotAnExport,
                message,
                "export `aws cloudwatch get-metric-statistics --statistics Average …`",
            ));
        }
        (_, several) => {
            let message = format!("the datapoints have the statistics {}", several.join(", "));
            let cure = "say which is meant: `--set statistic=Average`";
            return Err(input.problem(Code::ImportUnclear, message, cure));
        }
    };
    let known = STATISTICS.iter().find(|(name, _)| *name == statistic);
    answer.aggregate = answer.aggregate.or_else(|| known.and_then(|(_, aggregate)| *aggregate));
    let units: BTreeSet<&str> = points.iter().filter_map(|point| point.unit.as_deref()).collect();
    if units.len() > 1 {
        let message = "the datapoints are of several units";
        return Err(input.problem(
            Code::ImportUnclear,
            message,
            "ask CloudWatch for one: `--unit Milliseconds`",
        ));
    }
    let is_count = statistic == "SampleCount";
    let unit = if is_count {
        Some("Count")
    } else {
        units.first().copied()
    };
    let mut series = Series {
        scale: unit.map(Scale::named),
        ..Series::default()
    };
    series.labels.extend(label.map(|label| ("label".to_owned(), label)));
    for point in &points {
        let extended = point
            .extended_statistics
            .as_ref()
            .and_then(|extended| extended.get(statistic));
        let value = point.others.get(statistic).or(extended).unwrap_or(&Value::Null);
        series
            .samples
            .insert(moment(input, point.timestamp.as_ref())?, number_of(input, value)?);
    }
    Ok(series)
}

fn moment(input: &Input, value: Option<&Value>) -> Result<Timestamp, Diagnostic> {
    let found = match value {
        Some(Value::String(text)) => time::instant(text, &TimeZone::UTC),
        Some(Value::Number(number)) => number.as_f64().and_then(time::since_1970),
        _ => None,
    };
    found.ok_or_else(|| {
        input.problem(
            Code::NotAnExport,
            "a timestamp is no moment",
            "export it again, as JSON",
        )
    })
}
