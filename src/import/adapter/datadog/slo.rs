//! Numbers for a stretch of time: the history of a service level objective, and uptimes of synthetic tests.

use super::failed;
use crate::diagnostic::{Code, Diagnostic};
use crate::import::samples::{
    Scale, Selection, Step, Tally, Told, covers, moment_of, no_data, number_of, out_of_reach, series,
};
use crate::import::time::since_1970;
use crate::import::{Amount, Imported, Input, Measurement, Request, Tool, json};
use crate::model::unit::Unit;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct History {
    #[serde(default)]
    errors: Option<Vec<Value>>,
    data: Option<HistoryData>,
}

#[derive(Deserialize)]
struct HistoryData {
    from_ts: Option<f64>,
    to_ts: Option<f64>,
    overall: Option<Overall>,
    series: Option<Events>,
}

#[derive(Deserialize)]
struct Overall {
    sli_value: Option<Value>,
    uptime: Option<Value>,
    #[serde(default)]
    errors: Option<Vec<HistoryError>>,
}

#[derive(Deserialize)]
struct HistoryError {
    error_type: Option<String>,
}

#[derive(Deserialize)]
struct Events {
    interval: Option<i64>,
    #[serde(default)]
    times: Vec<f64>,
    numerator: Option<Counts>,
    denominator: Option<Counts>,
}

#[derive(Deserialize)]
struct Counts {
    #[serde(default)]
    values: Vec<Value>,
}

#[derive(Deserialize)]
struct Uptime {
    public_id: Option<String>,
    from_ts: Option<f64>,
    to_ts: Option<f64>,
    overall: Option<Overall>,
}

pub(super) fn history(inputs: &[Input], request: &Request, tool: &Tool) -> Result<Imported, Diagnostic> {
    let mut imported = Imported::default();
    for input in inputs {
        let file: History = json::document(input)?;
        if file.errors.is_some_and(|errors| !errors.is_empty()) {
            return Err(failed(input));
        }
        let metric = series::metric(input, request, None)?;
        let Some(data) = file.data.filter(|data| data.overall.is_some() || data.series.is_some()) else {
            let message = "`data` holds no history of an SLO";
            return Err(input.problem(Code::NotAnExport, message, "export /api/v1/slo/ID/history"));
        };
        let of_one = std::slice::from_ref(input);
        let found = if let Some(events) = data.series.as_ref().filter(|events| is_whole(events)) {
            by_cycle(of_one, request, (tool, metric, events, data.to_ts))?
        } else {
            let span = span(input, (data.from_ts, data.to_ts))?;
            let amount = overall(input, data.overall.as_ref())?;
            ranged(of_one, request, (tool, metric, span, amount))?
        };
        imported.measurements.extend(found.measurements);
        imported.warnings.extend(found.warnings);
    }
    Ok(imported)
}

/// Whether good and all events are there for each time.
fn is_whole(events: &Events) -> bool {
    let length = |counts: &Option<Counts>| counts.as_ref().map(|counts| counts.values.len());
    let times = events.times.len();
    times > 0 && length(&events.numerator) == Some(times) && length(&events.denominator) == Some(times)
}

type EventsOf<'a> = (&'a Tool, &'a str, &'a Events, Option<f64>);

fn by_cycle(
    inputs: &[Input],
    request: &Request,
    (tool, metric, events, to): EventsOf<'_>,
) -> Result<Imported, Diagnostic> {
    let input = &inputs[0];
    let step = Step::asked(input, request)?.unwrap_or(Step::Cycle);
    let reach = SignedDuration::from_secs(events.interval.unwrap_or(0).clamp(0, 32 * 86_400));
    let mut tally = Tally::of_shares(request, step).reaching(reach);
    let values = |counts: &Option<Counts>| counts.as_ref().map(|counts| counts.values.clone()).unwrap_or_default();
    let parts = values(&events.numerator).into_iter().zip(values(&events.denominator));
    for (at, (part, whole)) in events.times.iter().zip(parts) {
        if let (Some(part), Some(whole)) = (number_of(input, &part)?, number_of(input, &whole)?) {
            tally.add_share("", Some(moment_of(input, *at)?), (part, whole));
        }
    }
    let (measurements, warnings) = tally.measurements(&Told {
        metric,
        scale: Scale::unknown(),
        tool,
        inputs,
        measured_at: to.and_then(since_1970),
        covers: covers(input, request)?,
        provisional: None,
    })?;
    Ok(Imported {
        measurements,
        warnings,
        ..Imported::default()
    })
}

/// The value over all the time that was asked for; `None` where Datadog had no data.
fn overall(input: &Input, overall: Option<&Overall>) -> Result<Option<Decimal>, Diagnostic> {
    let Some(overall) = overall else { return Ok(None) };
    let has_failed = |error: &HistoryError| error.error_type.as_deref() != Some("ZERO_VALUED_DENOMINATOR");
    if overall.errors.iter().flatten().any(has_failed) {
        return Err(failed(input));
    }
    let values = [&overall.sli_value, &overall.uptime];
    let value = values.into_iter().flatten().find(|value| !value.is_null());
    value.map_or(Ok(None), |value| number_of(input, value))
}

type Span = (Timestamp, Timestamp);

fn span(input: &Input, (from, to): (Option<f64>, Option<f64>)) -> Result<Span, Diagnostic> {
    let ends = from.and_then(since_1970).zip(to.and_then(since_1970));
    ends.filter(|(from, to)| from < to).ok_or_else(|| {
        let message = "the file does not say from when to when it was asked for (`from_ts`, `to_ts`)";
        input.problem(
            Code::NotAnExport,
            message,
            "export it again, with a beginning and an end",
        )
    })
}

/// One value for a stretch of time: of the cycle that was asked for, else of the one in which it ends.
fn ranged(
    inputs: &[Input],
    request: &Request,
    (tool, metric, (from, to), value): (&Tool, &str, Span, Option<Decimal>),
) -> Result<Imported, Diagnostic> {
    let input = &inputs[0];
    let windows = &request.windows;
    let last_moment = to.checked_sub(SignedDuration::from_millis(1)).unwrap_or(to);
    let days = (windows.day(from), windows.day(last_moment));
    let cycle = windows.holding(request.date.unwrap_or(days.1));
    if days.1 < cycle.first || cycle.last < days.0 {
        return Err(out_of_reach(input, cycle, days));
    }
    let period = request.day_of_stock(input, Some(last_moment))?;
    let amount = value.map_or(Amount::NoData, |value| Amount::Number(value, Unit::Percent));
    let mut imported = Imported::default();
    if amount == Amount::NoData {
        imported.warnings.push(no_data(input, metric, (1, 1)));
    }
    let mut measurement = Measurement::of(metric, period, amount).from(tool, inputs, Some(to));
    measurement.covers = Some(days);
    measurement.provisional = request.part_of(cycle, days);
    imported.measurements.push(measurement);
    Ok(imported)
}

pub(super) fn uptimes(inputs: &[Input], request: &Request, tool: &Tool) -> Result<Imported, Diagnostic> {
    let mut imported = Imported::default();
    let mut selection = Selection::asked(request);
    for input in inputs {
        let metric = series::metric(input, request, Some("availability"))?;
        let tests: Vec<Uptime> = json::document(input)?;
        let id = |test: &Uptime| test.public_id.clone().unwrap_or_default();
        let fits = |test: &&Uptime| {
            selection
                .filters
                .iter()
                .all(|(_, wanted)| Selection::fits(wanted, &id(test)))
        };
        let chosen: Vec<&Uptime> = tests.iter().filter(fits).collect();
        if chosen.len() != 1 && selection.split.is_none() {
            let message = format!(
                "the file holds the uptimes of {} tests, of which {} are meant",
                tests.len(),
                chosen.len()
            );
            let cure = "choose one with `--set filter.public_id=ID`, or give each its workload: `--set split=public_id`, `--set workload.ID=checkout-api`";
            return Err(input.problem(Code::ImportUnclear, message, cure));
        }
        for test in chosen {
            let Some(workload) = selection
                .split
                .map_or(Some(String::new()), |_| selection.workload(&id(test)))
            else {
                continue;
            };
            let span = span(input, (test.from_ts, test.to_ts))?;
            let value = overall(input, test.overall.as_ref())?;
            let mut found = ranged(std::slice::from_ref(input), request, (tool, metric, span, value))?;
            for measurement in &mut found.measurements {
                measurement.workload = Some(workload.clone()).filter(|workload| !workload.is_empty());
            }
            imported.measurements.extend(found.measurements);
            imported.warnings.extend(found.warnings);
        }
    }
    imported.warnings.extend(selection.warning(&inputs[0]));
    Ok(imported)
}
