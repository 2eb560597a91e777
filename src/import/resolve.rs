//! What measurements mean in the catalogue: known metrics, the metric's own unit, one of the team's workloads.

use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean, nearest};
use crate::import::Request;
use crate::import::measurement::{Amount, Extra, Measurement};
use crate::import::samples::Scale;
use crate::import::store::Row;
use crate::model::metric::{Better, Catalogue};
use crate::model::report::Period;
use crate::model::team::Team;
use crate::model::unit::Unit;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Where measurements go.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'a> {
    /// The metrics.
    pub catalogue: &'a Catalogue,
    /// The team.
    pub team: &'a Team,
    /// Index of the team.
    pub index: usize,
    /// What the adapter can give beside the built-in metrics.
    pub extras: &'static [Extra],
}

/// What measurements mean.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    /// Their rows.
    pub rows: Vec<Row>,
    /// What the adapter gives beside the built-in metrics and the catalogue does not ask for: ids, sorted.
    pub beside: Vec<&'static str>,
    /// Values that somebody asked for and the catalogue does not have.
    pub warnings: Vec<Diagnostic>,
}

/// Asks the catalogue what measurements mean.
///
/// # Errors
///
/// A unit that cannot be the metric's, or a workload that the team does not have.
pub fn resolve(measurements: Vec<Measurement>, to: Destination<'_>) -> Result<Resolved, Diagnostic> {
    let mut rows = Vec::with_capacity(measurements.len());
    let mut unknown: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut beside = BTreeSet::new();
    let bare = bare(&measurements);
    for measurement in measurements {
        let Some(index) = to.catalogue.find(&measurement.metric, Some(to.index)) else {
            if let Some(extra) = to.extras.iter().find(|extra| extra.id == measurement.metric) {
                beside.insert(extra.id);
                continue;
            }
            let (count, _) = unknown.entry(measurement.metric).or_insert((0, measurement.file));
            *count += 1;
            continue;
        };
        if let Some(workload) = &measurement.workload {
            check_workload(workload, to.team).map_err(|problem| problem.at(Place::file(measurement.file.clone())))?;
        }
        let metric = to.catalogue.metric(index);
        let unit = metric.unit_on(measurement.period.last_day());
        let (value, share) = match &measurement.amount {
            Amount::NoData => (None, None),
            Amount::Share { part, whole } if matches!(unit, Unit::Percent | Unit::Ratio) => {
                (None, Some((*part, *whole)))
            }
            Amount::Share { part, whole } => {
                let quotient = part.checked_div(*whole).unwrap_or_default();
                (
                    Some(converted(
                        &measurement,
                        (quotient, &Unit::Ratio),
                        (&metric.name, unit),
                        &bare,
                    )?),
                    None,
                )
            }
            Amount::Number(number, own) => (
                Some(converted(&measurement, (*number, own), (&metric.name, unit), &bare)?),
                None,
            ),
        };
        rows.push(Row {
            period: measurement.period,
            metric: measurement.metric,
            workload: measurement.workload.unwrap_or_default(),
            value: value.map_or_else(String::new, plain),
            share: share.map(|(part, whole)| (plain(part), plain(whole))),
            provisional: measurement.provisional.unwrap_or_default(),
            note: measurement.note.unwrap_or_default(),
            origin: measurement.tool.name,
            version: measurement.tool.version.unwrap_or_default(),
            file: measurement.file,
            covers: measurement
                .covers
                .map_or_else(String::new, |(first, last)| format!("{first}/{last}")),
            measured_at: measurement.measured_at.map_or_else(String::new, |at| at.to_string()),
        });
    }
    let warnings = unknown.into_iter().map(|(id, (count, file))| {
        let s = if count == 1 { "" } else { "s" };
        let message = format!("{count} value{s} of `{id}` left out: no metric has this id");
        let ids = to.catalogue.metrics.iter().map(|metric| metric.id.as_str());
        let meant = nearest(&id, ids).map_or_else(String::new, |near| format!("did you mean `{near}`? else "));
        let cure = format!("{meant}to keep such values, define `[{id}]` in metrics.toml, or name another metric");
        Diagnostic::new(Code::NotInCatalogue, message, cure).at(Place::file(file))
    });
    let mut warnings: Vec<Diagnostic> = warnings.collect();
    // Where nothing else is kept, what could be is worth a warning, with its entry.
    let of_extras = to
        .extras
        .iter()
        .filter(|extra| rows.is_empty() && beside.contains(extra.id));
    warnings.extend(of_extras.map(|extra| {
        let message = format!("nothing was kept of `{}`: no metric has this id", extra.id);
        let cure = format!("to keep such values, add this to metrics.toml:\n\n{}", extra.entry());
        Diagnostic::new(Code::NotInCatalogue, message, cure)
    }));
    Ok(Resolved {
        rows,
        beside: beside.into_iter().collect(),
        warnings,
    })
}

/// Refuses a workload that the team does not have.
pub fn check_workload(written: &str, team: &Team) -> Result<(), Diagnostic> {
    let workload = written.split_once('/').map_or(written, |(workload, _)| workload);
    if team.workload(workload).is_some() {
        return Ok(());
    }
    let cure = did_you_mean(
        workload,
        team.workloads.iter().map(|workload| workload.id.as_str()),
        "add it under `[[workloads]]` in team.toml",
    );
    let message = format!("{} has no workload `{workload}`", team.name);
    Err(Diagnostic::new(Code::UnknownWorkload, message, cure))
}

/// The numbers of metrics of which nothing says the unit, without zeros.
fn bare(measurements: &[Measurement]) -> BTreeMap<String, Vec<Decimal>> {
    let mut bare: BTreeMap<String, Vec<Decimal>> = BTreeMap::new();
    for one in measurements {
        if let Amount::Number(number, Unit::Label(label)) = &one.amount
            && label.is_empty()
            && !number.is_zero()
        {
            bare.entry(one.metric.clone()).or_default().push(*number);
        }
    }
    bare
}

/// Whether numbers can all be fractions of 1. Of percentages, few are as small.
fn are_fractions(numbers: &[Decimal]) -> bool {
    let mut numbers = numbers.iter();
    numbers.len() > 0 && numbers.all(|number| Decimal::ZERO < *number && *number <= Decimal::ONE)
}

/// What says the unit of numbers that are shares: the likelier unit first, and what each makes of the first number.
fn share_cure(metric: &str, numbers: &[Decimal], unit: &Unit) -> Option<String> {
    let (first, hundred) = (*numbers.first()?, Decimal::from(100));
    let made = |word: &str, number: Decimal| {
        let sign = if *unit == Unit::Percent { " %" } else { "" };
        format!("`--set unit={word}` makes {}{sign} of it", plain(number))
    };
    let choices = match unit {
        Unit::Percent if are_fractions(numbers) => [made("ratio", first.checked_mul(hundred)?), made("%", first)],
        Unit::Ratio if numbers.iter().any(|number| *number > Decimal::ONE) => {
            [made("%", first.checked_div(hundred)?), made("ratio", first)]
        }
        _ => return None,
    };
    Some(format!(
        "say the unit of the numbers, the first of which is {}: {}, {}; of one of several columns, write `unit.{metric}`",
        plain(first),
        choices[0],
        choices[1]
    ))
}

/// A warning of shares that were said to be in percent and are all at most 1, of metrics of which more is better: what is
/// available for 0.9995 % of the time is not.
#[must_use]
pub fn doubted_shares(measurements: &[Measurement], request: &Request, to: Destination<'_>) -> Vec<Diagnostic> {
    let mut shares: BTreeMap<&str, (Vec<Decimal>, &str)> = BTreeMap::new();
    for one in measurements {
        let metric = to.catalogue.find(&one.metric, Some(to.index));
        let is_doubted = metric.is_some_and(|metric| to.catalogue.metric(metric).better == Better::Higher)
            && Scale::asked(request, &one.metric).is_some_and(|scale| scale.unit == Unit::Percent);
        if let Amount::Number(number, Unit::Percent) = &one.amount
            && is_doubted
        {
            let (numbers, _) = shares.entry(&one.metric).or_insert((Vec::new(), &one.file));
            numbers.push(*number);
        }
    }
    let doubted = shares.into_iter().filter(|(_, (numbers, _))| are_fractions(numbers));
    doubted
        .map(|(metric, (numbers, file))| {
            let first = numbers[0];
            let message = match numbers.len() {
                1 => format!("the value of `{metric}` is {} %, which may be a fraction", plain(first)),
                count => format!(
                    "all {count} values of `{metric}` are at most 1 %, such as {} %: they may be fractions",
                    plain(first)
                ),
            };
            let percent = first.checked_mul(Decimal::from(100)).unwrap_or(first);
            let cure = format!(
                "if they are, import them with `--set unit=ratio`, which makes {} % of {}",
                plain(percent),
                plain(first)
            );
            Diagnostic::new(Code::Fraction, message, cure).at(Place::file(file))
        })
        .collect()
}

/// A number of one unit in another; `bare` are those of the import that say none.
fn converted(
    measurement: &Measurement,
    own: (Decimal, &Unit),
    to: (&str, &Unit),
    bare: &BTreeMap<String, Vec<Decimal>>,
) -> Result<Decimal, Diagnostic> {
    let ((number, from), (name, unit)) = (own, to);
    let hundred = Decimal::from(100);
    let result = match (from, unit) {
        (from, unit) if from == unit => Some(number),
        (Unit::Duration(from), Unit::Duration(to)) => number
            .checked_mul(from.milliseconds())
            .and_then(|milliseconds| milliseconds.checked_div(to.milliseconds())),
        (Unit::Ratio, Unit::Percent) => number.checked_mul(hundred),
        (Unit::Percent, Unit::Ratio) => number.checked_div(hundred),
        // A label says nothing of scale: what is counted may be counted in it.
        (Unit::Count | Unit::Ratio, Unit::Label(_)) | (Unit::Count, Unit::Ratio) | (Unit::Ratio, Unit::Count) => {
            Some(number)
        }
        // Nobody writes a unit behind what is counted. Seconds and milliseconds, ratios and percent must be told apart.
        (Unit::Label(none), Unit::Count | Unit::Label(_)) if none.is_empty() => Some(number),
        _ => None,
    };
    let words = |unit: &Unit| match unit {
        Unit::Label(label) if label.is_empty() => "a number without a unit".to_owned(),
        other => other.written().to_owned(),
    };
    result.map(|number| number.round_dp(12).normalize()).ok_or_else(|| {
        let message = format!(
            "{name} is measured in {}, and the file gives {}",
            words(unit),
            words(from)
        );
        let numbers = bare.get(&measurement.metric).map_or(&[][..], Vec::as_slice);
        let of_share = share_cure(&measurement.metric, numbers, unit);
        let cure = if let Some(cure) = of_share.filter(|_| from == &Unit::Label(String::new())) {
            cure
        } else if from == &Unit::Label(String::new()) {
            format!(
                "say the unit of the numbers, where the source has such a setting: `--set unit={0}`, or of one of several columns `--set unit.{1}={0}`",
                words(unit),
                measurement.metric
            )
        } else {
            format!(
                "name a metric in {} with `--metric`, or correct the `unit` of `{}` in metrics.toml",
                words(from),
                measurement.metric
            )
        };
        Diagnostic::new(Code::NotConvertible, message, cure).at(Place::file(measurement.file.clone()))
    })
}

fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

/// A period as a row writes it.
#[must_use]
pub fn written(period: Period) -> String {
    match period {
        Period::Day(day) => day.to_string(),
        Period::Month(end) => end.strftime("%Y-%m").to_string(),
    }
}
