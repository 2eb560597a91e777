//! Upptime's `history/summary.json`: minutes down on each day, which can be cut to any cycle.
//!
//! The file does not say when it was written, nor since when a site is watched: a day without an entry is one without an
//! outage, from the first outage of any site on. What was before nobody knows, unless it is said. Its own percentages (`uptimeMonth`) are of windows that move, and are not read.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::measurement::Extra;
use crate::import::samples::{FILTER, SPLIT, Selection, WORKLOAD, number_of};
use crate::import::window::Window;
use crate::import::{Adapter, Glance, Imported, Input, Measurement, Request, Setting, Tool, json};
use crate::load::document::day;
use crate::model::unit::{TimeUnit, Unit};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The adapter.
pub(super) struct Upptime;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Site {
    slug: Option<String>,
    daily_minutes_down: Option<BTreeMap<String, Value>>,
    time_day: Option<Value>,
    time_week: Option<Value>,
    time_month: Option<Value>,
}

const SINCE: Setting = Setting {
    name: "since",
    doc: "the first day that was watched; default: the first day with an outage of any site, since the file says nothing of days before",
};
const RESPONSE: Setting = Setting {
    name: "response",
    doc: "day, week or month also gives the mean response time of the last one, of the day that `--date` gives",
};

/// Upptime gives means, which are neither the median nor a percentile.
const MEAN_RESPONSE_TIME: Extra = Extra {
    id: "mean-response-time",
    name: "Response time (mean)",
    pillar: "performance",
    unit: "ms",
    better: "lower",
    in_cycle: "mean",
    meaning: "Mean time that a check from outside waits for an answer",
};

impl Adapter for Upptime {
    fn name(&self) -> &'static str {
        "upptime"
    }

    fn about(&self) -> &'static str {
        "Upptime: history/summary.json"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["availability"]
    }

    fn extras(&self) -> &'static [Extra] {
        &[MEAN_RESPONSE_TIME]
    }

    fn settings(&self) -> &'static [Setting] {
        &[FILTER, SPLIT, WORKLOAD, SINCE, RESPONSE]
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.is_list_of(&["slug", "uptimeDay", "dailyMinutesDown"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut imported = Imported::default();
        for input in inputs {
            let found = read(std::slice::from_ref(input), request, &Tool::new(self.name()))?;
            imported.measurements.extend(found.measurements);
            imported.warnings.extend(found.warnings);
        }
        Ok(imported)
    }
}

fn read(inputs: &[Input], request: &Request, tool: &Tool) -> Result<Imported, Diagnostic> {
    let input = &inputs[0];
    let sites: Vec<Site> = json::document(input)?;
    let outages = sites
        .iter()
        .map(|site| outages(input, site))
        .collect::<Result<Vec<_>, _>>()?;
    let newest = outages
        .iter()
        .filter_map(|outages| outages.keys().next_back())
        .max()
        .copied();
    let oldest = outages
        .iter()
        .filter_map(|outages| outages.keys().next())
        .min()
        .copied();
    let since = since(input, request)?.or(oldest);
    let windows = windows(input, request, (since, newest))?;
    let mut selection = Selection::asked(request);
    let slug = |site: &Site| site.slug.clone().unwrap_or_default();
    let fits = |site: &Site| {
        selection
            .filters
            .iter()
            .all(|(_, wanted)| Selection::fits(wanted, &slug(site)))
    };
    let chosen: Vec<(&Site, &Outages)> = sites.iter().zip(&outages).filter(|(site, _)| fits(site)).collect();
    if chosen.len() != 1 && selection.split.is_none() {
        let message = format!(
            "the file is of {} sites, of which {} are meant",
            sites.len(),
            chosen.len()
        );
        let cure = "choose one with `--set filter.slug=SLUG`, or give each its workload: `--set split=slug --set workload.SLUG=checkout-api`";
        return Err(input.problem(Code::ImportUnclear, message, cure));
    }
    let mut imported = Imported::default();
    if let Some((since, window)) = since
        .zip(windows.first())
        .filter(|(since, window)| window.last < *since)
    {
        let message = format!(
            "nothing is known to have been watched from {} to {}: the first day of the file is {since}",
            window.first, window.last
        );
        let cure = "if the sites were watched before they were ever down, say since when: `--set since=2026-01-05`";
        imported.warnings.push(input.problem(Code::NoData, message, cure));
    }
    for (site, outages) in chosen {
        let Some(workload) = selection
            .split
            .map_or(Some(String::new()), |_| selection.workload(&slug(site)))
        else {
            continue;
        };
        let mut found: Vec<Measurement> = windows
            .iter()
            .map(|window| available(request, *window, (since, outages)))
            .collect();
        found.extend(response(input, request, site)?);
        for mut measurement in found {
            let covers = measurement.covers;
            measurement = measurement.from(tool, inputs, newest.map(|day| request.windows.start_of(day)));
            measurement.covers = covers;
            measurement.workload = Some(workload.clone()).filter(|workload| !workload.is_empty());
            imported.measurements.push(measurement);
        }
    }
    imported.warnings.extend(selection.warning(input));
    Ok(imported)
}

/// Minutes down by day.
type Outages = BTreeMap<Date, Decimal>;

fn outages(input: &Input, site: &Site) -> Result<Outages, Diagnostic> {
    let Some(days) = &site.daily_minutes_down else {
        let message = "a site has no `dailyMinutesDown`";
        return Err(input.problem(
            Code::NotAnExport,
            message,
            "update Upptime: it writes the minutes of each day since 2021",
        ));
    };
    let mut outages = Outages::new();
    for (written, minutes) in days {
        let minutes = number_of(input, minutes)?.filter(|minutes| *minutes >= Decimal::ZERO);
        let (Some(day), Some(minutes)) = (day(written), minutes) else {
            let message = "`dailyMinutesDown` holds something that is not a day and a number of minutes";
            return Err(input.problem(
                Code::NotAnExport,
                message,
                "export history/summary.json as Upptime writes it",
            ));
        };
        // Outages that overlap are added up there; a day has no more minutes than this.
        outages.insert(day, minutes.min(Decimal::from(24 * 60)));
    }
    Ok(outages)
}

fn since(input: &Input, request: &Request) -> Result<Option<Date>, Diagnostic> {
    let Some(written) = request.setting("since") else {
        return Ok(None);
    };
    day(written).map(Some).ok_or_else(|| {
        let message = format!("`since` cannot be `{written}`");
        input.problem(Code::ImportUnclear, message, "write a day: `since=2026-01-05`")
    })
}

/// The cycles that were asked for, or that hold a day with an outage and those between.
fn windows(
    input: &Input,
    request: &Request,
    (since, newest): (Option<Date>, Option<Date>),
) -> Result<Vec<Window>, Diagnostic> {
    let windows = match (request.date, since, newest) {
        (Some(day), ..) => vec![request.windows.holding(day)],
        (None, Some(since), Some(newest)) => request.windows.between(since.min(newest), newest),
        (None, ..) => {
            let message = "no site was ever down, and the file does not say which days it is of";
            return Err(input.problem(Code::ImportUnclear, message, "say it: `--cycle latest`"));
        }
    };
    let begins = windows
        .into_iter()
        .filter(|window| since.is_none_or(|since| request.date.is_some() || since <= window.last));
    Ok(begins.collect())
}

/// The minutes up of a cycle, as a share of all that were watched and are over.
fn available(request: &Request, window: Window, (since, outages): (Option<Date>, &Outages)) -> Measurement {
    let metric = request.metric.as_deref().unwrap_or("availability");
    let period = crate::model::report::Period::Day(window.last);
    // Days that are not over say nothing yet.
    let yesterday = request.windows.as_of().yesterday().unwrap_or(Date::MIN);
    // Where no site was ever down, the cycle that was asked for is taken for watched.
    let first = since.map_or(window.first, |since| since.max(window.first));
    let last = window.last.min(yesterday);
    if first > last {
        return Measurement::of(metric, period, crate::import::Amount::NoData);
    }
    let days = first.until(last).map_or(0, |span| span.get_days()) + 1;
    let whole = Decimal::from(days) * Decimal::from(24 * 60);
    let down: Decimal = outages.range(first..=last).map(|(_, minutes)| *minutes).sum();
    let mut measurement = Measurement::share(metric, period, (whole - down, whole));
    measurement.covers = Some((first, last));
    measurement.provisional = request.part_of(window, (first, last));
    measurement
}

fn response(input: &Input, request: &Request, site: &Site) -> Result<Option<Measurement>, Diagnostic> {
    let members = [
        ("day", &site.time_day),
        ("week", &site.time_week),
        ("month", &site.time_month),
    ];
    let Some(asked) = request.choice(input, "response", &members)? else {
        return Ok(None);
    };
    let Some(time) = asked.as_ref().map_or(Ok(None), |value| number_of(input, value))? else {
        return Ok(None);
    };
    let period = request.day_of_stock(input, None)?;
    let unit = Unit::Duration(TimeUnit::Milliseconds);
    let mut measurement = Measurement::number(MEAN_RESPONSE_TIME.id, period, time, unit);
    measurement.note = request
        .setting("response")
        .map(|length| format!("mean of the last {length}"));
    Ok(Some(measurement))
}
