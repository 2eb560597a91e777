//! Load tests: what JMeter, Locust, Taurus, k6 and Gatling share.
//!
//! A percentile is the smallest time within which at least that share of the requests was answered (the nearest rank), as
//! the catalogue words it. Of several runs on one day the median counts: percentiles cannot be added, requests can.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::measurement::{Amount, Extra, Measurement, Tool};
use crate::import::samples::nearest_rank;
use crate::import::{Imported, Input, Request, json};
use crate::model::unit::{TimeUnit, Unit};
use jiff::Timestamp;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The built-in metrics of a load test.
pub const GIVES: &[&str] = &["p50-response-time", "p95-response-time", "error-rate"];

/// What else a load test gives.
pub const EXTRAS: &[Extra] = &[Extra {
    id: "p99-response-time",
    name: "Response time (p99)",
    pillar: "performance",
    unit: "ms",
    better: "lower",
    in_cycle: "median",
    meaning: "Time in which 99 % of the requests are answered: what one user in a hundred waits longer than",
}];

/// One run, or what one file says of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Run {
    /// When it ran, where the file says.
    pub at: Option<Timestamp>,
    /// Percentiles in milliseconds; `None` where the file has none.
    pub p50: Option<Decimal>,
    /// The 95th.
    pub p95: Option<Decimal>,
    /// The 99th.
    pub p99: Option<Decimal>,
    /// How many requests failed, and how many there were.
    pub failed: Option<(Decimal, Decimal)>,
    /// The share of failed requests, where their numbers are not known.
    pub failed_rate: Option<Decimal>,
}

impl Run {
    /// Whether the file says that nothing was requested.
    fn is_empty(&self) -> bool {
        self.failed.is_some_and(|(_, whole)| whole.is_zero())
    }
}

/// Times of requests in milliseconds: each and how often, so that any number of them fits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Times {
    counts: BTreeMap<u64, u64>,
    total: u64,
    failed: u64,
}

impl Times {
    /// Counts a request.
    pub fn add(&mut self, milliseconds: u64, failed: bool) {
        *self.counts.entry(milliseconds).or_default() += 1;
        self.total += 1;
        self.failed += u64::from(failed);
    }

    /// Takes in those of another file of the same run.
    pub fn append(&mut self, other: &Self) {
        for (time, count) in &other.counts {
            *self.counts.entry(*time).or_default() += count;
        }
        self.total += other.total;
        self.failed += other.failed;
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The nearest rank of a percentile from 1 to 100.
    #[must_use]
    pub fn percentile(&self, percent: u64) -> Option<Decimal> {
        let rank = nearest_rank(self.total, percent);
        let mut seen = 0;
        self.counts.iter().find_map(|(time, count)| {
            seen += *count;
            (seen >= rank).then(|| Decimal::from(*time))
        })
    }

    /// The run that they are of.
    #[must_use]
    pub fn run(&self, at: Option<Timestamp>) -> Run {
        Run {
            at,
            p50: self.percentile(50),
            p95: self.percentile(95),
            p99: self.percentile(99),
            failed: Some((self.failed.into(), self.total.into())),
            failed_rate: None,
        }
    }
}

/// What runs come to, by day; each with the files that it is read from.
///
/// # Errors
///
/// A run without a day; a number that is none of a time or a count.
pub fn measured(runs: &[(Vec<&Input>, Run)], tool: &Tool, request: &Request) -> Result<Imported, Diagnostic> {
    let mut imported = Imported::default();
    let mut days: BTreeMap<_, Vec<&(Vec<&Input>, Run)>> = BTreeMap::new();
    for entry in runs {
        let (inputs, run) = entry;
        let Some(input) = inputs.first() else { continue };
        check(input, run)?;
        days.entry(request.day_of_stock(input, run.at)?)
            .or_default()
            .push(entry);
    }
    for (period, entries) in days {
        let files = entries
            .iter()
            .filter_map(|(inputs, run)| Some((*inputs.first()?, run.at)));
        request.check_one_time(files)?;
        let at = entries.iter().filter_map(|(_, run)| run.at).max();
        let note = (entries.len() > 1).then(|| format!("median of {} runs", entries.len()));
        let full: Vec<&Run> = entries
            .iter()
            .map(|(_, run)| run)
            .filter(|run| !run.is_empty())
            .collect();
        if full.is_empty() {
            let cure = "look at the load test: it sent nothing";
            let message = "the run made no requests: it has no data";
            imported
                .warnings
                .push(entries[0].0[0].problem(Code::NoData, message, cure));
        }
        let time = |of: fn(&Run) -> Option<Decimal>| {
            let values: Vec<Decimal> = full.iter().filter_map(|run| of(run)).collect();
            let unit = Unit::Duration(TimeUnit::Milliseconds);
            match median(values) {
                Some(number) => Some(Amount::Number(number, unit)),
                None => full.is_empty().then_some(Amount::NoData),
            }
        };
        let values = [
            ("p50-response-time", time(|run| run.p50)),
            ("p95-response-time", time(|run| run.p95)),
            (
                "p99-response-time",
                time(|run| run.p99).filter(|amount| *amount != Amount::NoData),
            ),
            ("error-rate", failures(&full)),
        ];
        for (metric, amount) in values {
            let Some(amount) = amount else { continue };
            let mut measurement = Measurement::of(metric, period, amount);
            measurement.tool = tool.clone();
            measurement.file = names(&entries);
            measurement.measured_at = at;
            measurement.note.clone_from(&note);
            imported.measurements.push(measurement);
        }
    }
    Ok(imported)
}

/// Failed requests of all runs together.
fn failures(runs: &[&Run]) -> Option<Amount> {
    let parts: Option<Vec<_>> = runs.iter().map(|run| run.failed).collect();
    match parts.as_deref() {
        Some([]) => Some(Amount::NoData),
        Some(parts) => Some(Amount::Share {
            part: parts.iter().map(|(part, _)| part).sum(),
            whole: parts.iter().map(|(_, whole)| whole).sum(),
        }),
        None => {
            let rates = runs.iter().filter_map(|run| run.failed_rate).collect();
            median(rates).map(|rate| Amount::Number(rate, Unit::Ratio))
        }
    }
}

fn names(entries: &[&(Vec<&Input>, Run)]) -> String {
    let all: Vec<&str> = entries
        .iter()
        .flat_map(|(inputs, _)| inputs.iter().map(|input| input.base_name()))
        .collect();
    let first = all.iter().min().copied().unwrap_or_default();
    match all.len() {
        0 | 1 => first.to_owned(),
        more => format!("{first} and {} more", more - 1),
    }
}

/// Refuses what cannot be a time, a count or a share.
fn check(input: &Input, run: &Run) -> Result<(), Diagnostic> {
    let is_negative =
        |number: Option<Decimal>| number.is_some_and(|number| number.is_sign_negative() && !number.is_zero());
    let is_wrong = [run.p50, run.p95, run.p99, run.failed_rate]
        .into_iter()
        .any(is_negative)
        || run.failed_rate.is_some_and(|rate| rate > Decimal::ONE)
        || run
            .failed
            .is_some_and(|(part, whole)| part.is_sign_negative() || part > whole);
    if is_wrong {
        let message = "a time, a count or a share is out of bounds";
        return Err(input.problem(Code::NotAnExport, message, "export it again"));
    }
    let has_any = run.p50.is_some() || run.p95.is_some() || run.failed.is_some() || run.failed_rate.is_some();
    if !has_any {
        let message = "the file has no times of requests and no failures";
        let cure = "check the source that it is imported as, and that the test made requests";
        return Err(input.problem(Code::NotAnExport, message, cure));
    }
    Ok(())
}

/// The middle of some numbers; of an even number of them, the middle of the two in the middle.
#[must_use]
pub fn median(mut numbers: Vec<Decimal>) -> Option<Decimal> {
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    let upper = *numbers.get(middle)?;
    if numbers.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *numbers.get(middle.checked_sub(1)?)?;
    Some(lower + (upper - lower) / Decimal::TWO)
}

/// Which of a tool's numbered percentiles is which: the setting's list, or the tool's default one.
///
/// # Errors
///
/// A setting that is no list of numbers.
pub fn positions(input: &Input, request: &Request, default: &[u32]) -> Result<Vec<Decimal>, Diagnostic> {
    let Some(written) = request.setting("percentiles") else {
        return Ok(default.iter().map(|percent| Decimal::from(*percent)).collect());
    };
    let read: Option<Vec<Decimal>> = written.split(',').map(json::exact).collect();
    read.ok_or_else(|| {
        let message = "`percentiles` is no list of numbers";
        input.problem(
            Code::ImportUnclear,
            message,
            "write it like `--set percentiles=50,75,95,99`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_the_time_within_which_at_least_that_share_was_answered() {
        let mut times = Times::default();
        assert_eq!(times.percentile(50), None);
        for milliseconds in 1..=20 {
            times.add(milliseconds, milliseconds > 18);
        }
        for (percent, wanted) in [
            (1, 1),
            (5, 1),
            (6, 2),
            (50, 10),
            (51, 11),
            (95, 19),
            (96, 20),
            (100, 20),
        ] {
            assert_eq!(times.percentile(percent), Some(Decimal::from(wanted)), "{percent}");
        }
        assert_eq!(times.run(None).failed, Some((Decimal::TWO, Decimal::from(20))));
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        let of = |numbers: &[i64]| median(numbers.iter().map(|number| Decimal::from(*number)).collect());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[3, 1, 2]), Some(Decimal::TWO));
        assert_eq!(of(&[4, 1, 2, 9]), Some(Decimal::from(3)));
    }
}
