//! Answers of GitLab's DORA API: `[{date, value}]` by day or month, a bare value for the whole of an interval.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::json::{decimal, text};
use crate::import::{Amount, Imported, Input, Measurement, Request, Setting, Tool, time};
use crate::model::report::Period;
use crate::model::unit::{TimeUnit, Unit};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

/// The interval that the export asked for.
pub(super) const INTERVAL: Setting = Setting {
    name: "interval",
    doc: "of a DORA answer, the interval that was asked for: `all`, `monthly` or `daily`; without it, the days of the answer tell",
};

/// GitLab's name, our metric, and whether values of days may be added.
const METRICS: [(&str, &str, Kind); 4] = [
    ("deployment_frequency", "deployment-frequency", Kind::Count),
    ("lead_time_for_changes", "change-lead-time", Kind::Median),
    ("time_to_restore_service", "time-to-recover", Kind::Median),
    ("change_failure_rate", "change-fail-rate", Kind::Share),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Count,
    /// Seconds.
    Median,
    /// 0 to 1.
    Share,
}

/// Most values that an answer is believed to have.
const MOST_BUCKETS: usize = 4_000;

/// A value for a stretch of time; `None` is no data.
type Bucket = (Option<Date>, Option<Decimal>);

/// Whether a document is an answer of the DORA API.
pub(super) fn is_answer(document: &Value) -> bool {
    let is_bucket = |item: &Value| item.get("value").is_some() && item.get("id").is_none();
    match document {
        Value::Array(items) => items.first().is_some_and(is_bucket),
        Value::Number(_) | Value::Null => true,
        Value::Object(entries) => {
            is_bucket(document) || (!entries.is_empty() && entries.keys().all(|key| key.parse::<Date>().is_ok()))
        }
        _ => false,
    }
}

/// The values of answers, one metric a file.
pub(super) fn imported(inputs: &[Input], answers: &[Vec<Value>], request: &Request) -> Result<Imported, Diagnostic> {
    let mut imported = Imported::default();
    for (input, documents) in inputs.iter().zip(answers) {
        let [document] = documents.as_slice() else {
            let message = "the file holds several answers, and none names its metric";
            return Err(input.problem(Code::ImportUnclear, message, "give each answer as a file of its own"));
        };
        let (metric, kind) = metric(input, request)?;
        let buckets = buckets(document).ok_or_else(|| {
            let cure = "check the file: the API answers with a list of `date` and `value`";
            input.problem(
                Code::NotAnExport,
                "a value of the answer is no number, or has no day",
                cure,
            )
        })?;
        if buckets.len() > MOST_BUCKETS {
            let message = format!("the file has {} values, more than ten years of days", buckets.len());
            return Err(input.problem(Code::NotAnExport, message, "check that it is an answer of the DORA API"));
        }
        let values = match grain(input, &buckets, request)? {
            Grain::All => vec![of_interval(
                input,
                (metric, kind),
                (buckets.first().and_then(|bucket| bucket.1), request),
            )?],
            Grain::Months => of_months(metric, kind, &buckets),
            Grain::Days if kind == Kind::Count => of_days(metric, &buckets, request),
            Grain::Days => {
                let message = "the file has a value for each day, and no value of a cycle can be made of those: a median of medians is none";
                let cure = "ask for one of the cycle: `…/dora/metrics?metric=…&interval=all&start_date=2026-03-02&end_date=2026-03-15`, and import it with `--date 2026-03-15`";
                return Err(input.problem(Code::ImportUnclear, message, cure));
            }
        };
        let without = values.iter().filter(|value| value.amount == Amount::NoData).count();
        if without > 0 {
            let message = format!(
                "GitLab has no data of {metric} for {without} of {} periods",
                values.len()
            );
            let cure = "nothing needs to be done where nothing was deployed";
            imported.warnings.push(input.problem(Code::NoData, message, cure));
        }
        let newest = buckets.iter().filter_map(|bucket| bucket.0).max();
        let measured_at = newest.or(request.date).map(|day| request.windows.start_of(day));
        let tool = Tool::new("gitlab");
        let note = (kind == Kind::Median && metric == "change-lead-time")
            .then(|| "GitLab counts from the merge, not from the commit".to_owned());
        imported
            .measurements
            .extend(values.into_iter().map(|value| Measurement {
                note: note.clone(),
                ..value.from(&tool, std::slice::from_ref(input), measured_at)
            }));
    }
    Ok(imported)
}

/// The metric: what was said, else what the file's name says.
fn metric(input: &Input, request: &Request) -> Result<(&'static str, Kind), Diagnostic> {
    let name = input.base_name().to_lowercase().replace('-', "_");
    let found = METRICS
        .iter()
        .find(|(theirs, ours, _)| match request.metric.as_deref() {
            Some(said) => said == *theirs || said == *ours,
            None => name.contains(theirs) || name.contains(&ours.replace('-', "_")),
        });
    found.map(|(_, ours, kind)| (*ours, *kind)).ok_or_else(|| {
        let message = "the file does not say which of GitLab's DORA metrics it is";
        let cure = "say it by the file's name (`lead_time_for_changes.json`) or by `--metric`: deployment-frequency, change-lead-time, change-fail-rate or time-to-recover";
        input.problem(Code::ImportUnclear, message, cure)
    })
}

fn buckets(document: &Value) -> Option<Vec<Bucket>> {
    let number = |value: &Value| match value {
        Value::Null => Some(None),
        other => decimal(other).filter(|number| !number.is_sign_negative()).map(Some),
    };
    let bucket = |item: &Value| -> Option<Bucket> {
        let date = match item.get("date") {
            None | Some(Value::Null) => None,
            Some(_) => Some(time::day(text(item, &["date"])?, None)?),
        };
        Some((date, number(item.get("value")?)?))
    };
    match document {
        Value::Array(items) => items.iter().map(bucket).collect(),
        Value::Object(_) if document.get("value").is_some() => Some(vec![bucket(document)?]),
        // Before version 14: the day is the key.
        Value::Object(entries) => entries
            .iter()
            .map(|(day, value)| Some((Some(day.parse().ok()?), number(value)?)))
            .collect(),
        single => Some(vec![(None, number(single)?)]),
    }
}

#[derive(Debug, Clone, Copy)]
enum Grain {
    All,
    Months,
    Days,
}

fn grain(input: &Input, buckets: &[Bucket], request: &Request) -> Result<Grain, Diagnostic> {
    let words = [("all", Grain::All), ("monthly", Grain::Months), ("daily", Grain::Days)];
    if let Some(grain) = request.choice(input, INTERVAL.name, &words)? {
        return Ok(grain);
    }
    let are_months = buckets.iter().all(|(day, _)| day.is_some_and(|day| day.day() == 1));
    match buckets {
        [(None, _)] => Ok(Grain::All),
        [_] if are_months => Err(input.problem(
            Code::ImportUnclear,
            "the file has one value for the first of a month, which may be the day's or the month's",
            "say which: `--set interval=monthly` or `--set interval=daily`",
        )),
        _ if are_months => Ok(Grain::Months),
        _ => Ok(Grain::Days),
    }
}

fn amount(kind: Kind, value: Option<Decimal>) -> Amount {
    match (value, kind) {
        (None, _) => Amount::NoData,
        (Some(value), Kind::Count) => Amount::Number(value, Unit::Count),
        (Some(value), Kind::Median) => Amount::Number(value, Unit::Duration(TimeUnit::Seconds)),
        (Some(value), Kind::Share) => Amount::Number(value, Unit::Ratio),
    }
}

/// One value for the whole interval, which the file does not name.
fn of_interval(input: &Input, of: (&str, Kind), value: (Option<Decimal>, &Request)) -> Result<Measurement, Diagnostic> {
    let ((metric, kind), (value, request)) = (of, value);
    let Some(day) = request.date else {
        let message = "the file has one value, and does not say of which days";
        let cure = "say it: `--cycle latest`, or `--date` with the last day that was asked for";
        return Err(input.problem(Code::ImportUnclear, message, cure));
    };
    let window = request.windows.holding(day);
    Ok(Measurement {
        covers: Some((window.first, window.last)),
        ..Measurement::of(metric, Period::Day(window.last), amount(kind, value))
    })
}

fn of_months(metric: &str, kind: Kind, buckets: &[Bucket]) -> Vec<Measurement> {
    let of_month = |(day, value): &Bucket| {
        let day = (*day)?;
        let last = day.last_of_month();
        Some(Measurement {
            covers: Some((day, last)),
            ..Measurement::of(metric, Period::Month(last), amount(kind, *value))
        })
    };
    buckets.iter().filter_map(of_month).collect()
}

/// Counts of days, added up by cycle.
fn of_days(metric: &str, buckets: &[Bucket], request: &Request) -> Vec<Measurement> {
    let days: Vec<(Date, Option<Decimal>)> = buckets
        .iter()
        .filter_map(|(day, value)| Some(((*day)?, *value)))
        .collect();
    let (Some(first), Some(last)) = (days.iter().map(|day| day.0).min(), days.iter().map(|day| day.0).max()) else {
        return Vec::new();
    };
    let of_cycle = |window: crate::import::window::Window| {
        let within = days
            .iter()
            .filter(|(day, _)| window.first <= *day && *day <= window.last);
        let values: Vec<Option<Decimal>> = within.map(|day| day.1).collect();
        let known: Vec<Decimal> = values.iter().copied().flatten().collect();
        let sum = (!known.is_empty()).then(|| {
            known
                .iter()
                .fold(Decimal::ZERO, |sum, value| sum.saturating_add(*value))
        });
        let without = values.len() - known.len();
        let s = if without == 1 { "" } else { "s" };
        let gaps = (without > 0 && sum.is_some()).then(|| format!("{without} day{s} without data"));
        let runs = (window.last >= request.windows.as_of()).then(|| "the cycle still runs".to_owned());
        Measurement {
            covers: Some((first, last)),
            provisional: request.part_of(window, (first, last)).or(runs).or(gaps),
            ..Measurement::of(metric, Period::Day(window.last), amount(Kind::Count, sum))
        }
    };
    request.cycles(first, last).into_iter().map(of_cycle).collect()
}
