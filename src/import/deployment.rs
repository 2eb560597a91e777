//! Deployments → how often, how fast, how often in vain.
//!
//! What the numbers mean is DORA's: the guide to the software delivery metrics of 5 January 2026,
//! <https://dora.dev/guides/dora-metrics/>.
//!
//! - Deployment frequency: deployments to production that went through, counted by the cycle they finished in.
//! - Change lead time: from a commit until it runs in production; the median of the changes that arrived in the cycle.
//!   A change arrives once, with the first deployment that has it.
//! - Change fail rate: deployments that failed ÷ all that finished. The guide counts deployments that needed somebody to
//!   step in at once; tools know of those that failed by themselves, and not of a rollback after a success. Values say so.
//! - Deployment rework rate: deployments that an incident forced ÷ all that went through; given only where somebody said
//!   how such a deployment is known.
//! - Time to deploy is our own: from the start of a deployment until its end; the median of those that went through.
//!
//! What is not finished, cancelled or skipped is no deployment.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::Imported;
use crate::import::input::Input;
use crate::import::measurement::{Measurement, Tool};
use crate::import::request::{Request, Setting};
use crate::import::span::Span;
use crate::model::report::Period;
use crate::model::unit::{TimeUnit, Unit};
use globset::{Glob, GlobMatcher};
use jiff::Timestamp;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// By which name a deployment is known to be rework.
pub(super) const HOTFIX: Setting = Setting {
    name: "hotfix",
    doc: "pattern of branches, tags or names of deployments that an incident forced, such as `hotfix/*`; without it there is no rework rate",
};

/// One deployment to production that is finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deployment {
    /// The changes it brought: the commit, where it may be brought by another deployment too, and when it was made.
    pub(super) changes: Vec<(Option<String>, Timestamp)>,
    /// When it began.
    pub(super) started: Option<Timestamp>,
    /// When it was over.
    pub(super) finished: Timestamp,
    /// Whether it failed.
    pub(super) failed: bool,
    /// Whether an incident forced it, where that is known.
    pub(super) rework: Option<bool>,
}

/// Everything of one import.
#[derive(Debug, Clone)]
pub(super) struct Log {
    /// Finished deployments, in any order.
    pub(super) deployments: Vec<Deployment>,
    /// Moments of all entries, also of those that are no finished deployments: between them the list speaks.
    pub(super) moments: Vec<Timestamp>,
    /// Whether the list is one page of several.
    pub(super) is_cut: bool,
    /// The tool.
    pub(super) tool: Tool,
    /// What a failure is here, for the note of change fail rates; `None`: failures are not known.
    pub(super) failure: Option<&'static str>,
    /// What is said of lead times.
    pub(super) change: Option<&'static str>,
    /// What was left unclear.
    pub(super) warnings: Vec<Diagnostic>,
}

impl Log {
    /// The values of each cycle.
    pub(super) fn imported(mut self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let Some(input) = inputs.first() else {
            return Ok(Imported::default());
        };
        let span = Span::of(input, request, (&self.moments, self.is_cut))?;
        let measured_at = self.moments.iter().max().copied();
        self.deployments.sort_by_key(|deployment| deployment.finished);
        self.arrive_once();
        let mut measurements = Vec::new();
        for window in span.windows(request) {
            let start = self.deployments.partition_point(|one| one.finished < window.start);
            let end = self.deployments.partition_point(|one| one.finished < window.end);
            let values = self.of_cycle(&self.deployments[start..end], Period::Day(window.last));
            measurements.extend(values.into_iter().map(|value| Measurement {
                provisional: span.provisional(request, window),
                covers: Some(span.days()),
                ..value.from(&self.tool, inputs, measured_at)
            }));
        }
        Ok(Imported {
            measurements,
            warnings: self.warnings,
            ..Imported::default()
        })
    }

    /// Leaves out changes that a deployment before has brought already, and those that are younger than their deployment:
    /// clocks differ.
    fn arrive_once(&mut self) {
        let mut arrived: BTreeSet<String> = BTreeSet::new();
        for deployment in self.deployments.iter_mut().filter(|deployment| !deployment.failed) {
            let finished = deployment.finished;
            deployment.changes.retain_mut(|(commit, at)| {
                commit.take().is_none_or(|commit| arrived.insert(commit)) && *at <= finished
            });
        }
    }

    fn of_cycle(&self, deployments: &[Deployment], period: Period) -> Vec<Measurement> {
        let done: Vec<&Deployment> = deployments.iter().filter(|one| !one.failed).collect();
        let mut values = vec![Measurement::count("deployment-frequency", period, done.len())];
        let leads = done.iter().flat_map(|one| {
            let changes = one.changes.iter();
            changes.map(|(_, at)| one.finished.as_millisecond() - at.as_millisecond())
        });
        if let Some(lead) = median(leads.collect()) {
            values.push(Measurement {
                note: self.change.map(str::to_owned),
                ..Measurement::number("change-lead-time", period, lead, Unit::Duration(TimeUnit::Seconds))
            });
        }
        let times = done.iter().filter_map(|one| {
            let started = one.started.filter(|started| *started <= one.finished)?;
            Some(one.finished.as_millisecond() - started.as_millisecond())
        });
        if let Some(time) = median(times.collect()) {
            values.push(Measurement::number(
                "time-to-deploy",
                period,
                time,
                Unit::Duration(TimeUnit::Seconds),
            ));
        }
        // Of no deployment there is no share and no median: that is left out, and the count says 0.
        if let (Some(failure), false) = (self.failure, deployments.is_empty()) {
            let parts = (
                Decimal::from(deployments.len() - done.len()),
                Decimal::from(deployments.len()),
            );
            values.push(Measurement {
                note: Some(failure.to_owned()),
                ..Measurement::share("change-fail-rate", period, parts)
            });
        }
        let rework: Vec<bool> = done.iter().filter_map(|one| one.rework).collect();
        if !rework.is_empty() {
            let parts = (
                Decimal::from(rework.iter().filter(|rework| **rework).count()),
                Decimal::from(rework.len()),
            );
            values.push(Measurement::share("deployment-rework-rate", period, parts));
        }
        values
    }
}

/// The median of spans in milliseconds, in seconds.
pub(super) fn median(mut spans: Vec<i64>) -> Option<Decimal> {
    spans.sort_unstable();
    let (low, high) = (spans.get(spans.len().checked_sub(1)? / 2)?, spans.get(spans.len() / 2)?);
    let sum = Decimal::from(*low) + Decimal::from(*high);
    Some((sum / Decimal::from(2_000)).normalize())
}

/// A setting that is a pattern.
pub(super) fn pattern(input: &Input, request: &Request, name: &str) -> Result<Option<GlobMatcher>, Diagnostic> {
    let Some(written) = request.setting(name) else {
        return Ok(None);
    };
    let glob = Glob::new(written.trim()).map_err(|error| {
        let message = format!("`{name}` is not a pattern: {}", error.kind());
        input.problem(
            Code::ImportUnclear,
            message,
            "write a name, in which `*` stands for any letters",
        )
    })?;
    Ok(Some(glob.compile_matcher()))
}

/// Names in a message: some of them, in order.
pub(super) fn some_of<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: BTreeSet<&str> = names.into_iter().collect();
    let shown: Vec<String> = names.iter().take(6).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(shown.len()) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle_or_halfway_between_the_two() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3_000, 1_000, 2_000]), Some(Decimal::from(2)));
        assert_eq!(median(vec![4_000, 1_000]), Some(Decimal::new(25, 1)));
    }

    #[test]
    fn a_commit_arrives_with_the_first_deployment_that_went_through() {
        let at = |second: i64| Timestamp::from_second(1_770_000_000 + second).expect("a moment");
        let of = |finished, failed| Deployment {
            changes: vec![(Some("abc".to_owned()), at(0))],
            started: None,
            finished: at(finished),
            failed,
            rework: None,
        };
        let mut log = Log {
            deployments: vec![of(10, true), of(20, false), of(30, false)],
            moments: Vec::new(),
            is_cut: false,
            tool: Tool::new("x"),
            failure: None,
            change: None,
            warnings: Vec::new(),
        };
        log.arrive_once();
        let changes: Vec<usize> = log.deployments.iter().map(|one| one.changes.len()).collect();
        assert_eq!(changes, [1, 1, 0]);
    }
}
