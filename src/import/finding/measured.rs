//! Findings as measurements: stocks on the day they were counted, flows by cycle where findings carry dates.

use super::{Finding, Findings, Scope, Severity, State, extra};
use crate::diagnostic::{Code, Diagnostic};
use crate::import::Imported;
use crate::import::input::Input;
use crate::import::measurement::{Amount, Measurement, Tool};
use crate::import::request::Request;
use crate::import::window::Window;
use crate::model::report::Period;
use crate::model::unit::{TimeUnit, Unit};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What all measurements of one import share.
#[derive(Debug)]
pub struct Report<'r> {
    /// The files; there is at least one.
    pub inputs: &'r [Input],
    /// What was asked.
    pub request: &'r Request,
    /// The tool.
    pub tool: Tool,
    /// The day of the stocks.
    pub day: Period,
    /// When the tool measured, or the newest of its data.
    pub measured_at: Option<Timestamp>,
    /// Whether the files hold what was closed too, so that what happened in a cycle can be counted.
    pub has_history: bool,
    /// Why values may still change.
    pub provisional: Option<String>,
    /// What a reader should know.
    pub note: Option<String>,
}

impl Report<'_> {
    /// A measurement with what all share.
    #[must_use]
    pub fn stock(&self, metric: &str, amount: Amount) -> Measurement {
        let mut measurement = Measurement::of(metric, self.day, amount).from(&self.tool, self.inputs, self.measured_at);
        measurement.provisional.clone_from(&self.provisional);
        measurement.note.clone_from(&self.note);
        measurement
    }

    /// How many, with what all share.
    #[must_use]
    pub fn count(&self, metric: &str, count: usize) -> Measurement {
        self.stock(metric, Amount::Number(Decimal::from(count), Unit::Count))
    }

    /// Metrics without data, and the warning that says why.
    #[must_use]
    pub fn no_data(&self, metrics: &[&str], message: &str, cure: &str) -> Imported {
        Imported {
            measurements: metrics
                .iter()
                .map(|metric| self.stock(metric, Amount::NoData))
                .collect(),
            warnings: vec![self.inputs[0].problem(Code::NoData, message, cure)],
            ..Imported::default()
        }
    }

    /// Keeps the one metric that was asked for, if one was: a name of ours picks it, another takes the place of
    /// `security-findings`.
    pub fn named(&self, mut imported: Imported) -> Result<Imported, Diagnostic> {
        let Some(wanted) = &self.request.metric else {
            return Ok(imported);
        };
        let given: Vec<String> = imported.measurements.iter().map(|value| value.metric.clone()).collect();
        if given.contains(wanted) || extra::ALL.iter().any(|extra| extra.id == wanted) {
            imported.measurements.retain(|value| value.metric == *wanted);
        } else if given.iter().any(|metric| metric == FINDINGS) && !given.iter().any(|metric| metric == CRITICAL) {
            imported.measurements.retain(|value| value.metric == FINDINGS);
            for value in &mut imported.measurements {
                value.metric.clone_from(wanted);
            }
        } else {
            let message = format!("the file gives several values, and `{wanted}` is none of them");
            let cure = format!("name one of {}, or leave `--metric` out", given.join(", "));
            return Err(self.inputs[0].problem(Code::ImportUnclear, message, cure));
        }
        Ok(imported)
    }

    /// The first moment after the day of the stocks.
    fn end_of_day(&self) -> Timestamp {
        let day = self.day.last_day();
        day.tomorrow()
            .map_or(Timestamp::MAX, |day| self.request.windows.start_of(day))
    }
}

/// The built-in metric of findings.
pub(super) const FINDINGS: &str = "security-findings";
/// The built-in metric of critical vulnerabilities.
pub(super) const CRITICAL: &str = "critical-vulnerabilities";
/// The built-in metric of high vulnerabilities.
pub(super) const HIGH: &str = "high-vulnerabilities";

impl Findings {
    /// The measurements of what was looked for.
    pub fn measured(&self, report: &Report<'_>) -> Result<Imported, Diagnostic> {
        report.named(self.all_measured(report))
    }

    /// The same without a choice of `--metric`.
    #[must_use]
    pub fn all_measured(&self, report: &Report<'_>) -> Imported {
        let mut imported = Imported::default();
        if self.scopes.contains(&Scope::Vulnerabilities) {
            self.vulnerabilities(report, &mut imported);
        }
        if self.scopes.contains(&Scope::Findings) {
            self.findings(report, &mut imported);
        }
        if let Some(share) = self.passed(report) {
            imported.measurements.push(share);
        }
        imported
    }

    fn open(&self, scope: Scope, report: &Report<'_>) -> Vec<&Finding> {
        let moment = report.end_of_day();
        self.of(scope).filter(|finding| finding.is_open_at(moment)).collect()
    }

    fn of(&self, scope: Scope) -> impl Iterator<Item = &Finding> {
        self.all.values().filter(move |finding| finding.scope == scope)
    }

    fn vulnerabilities(&self, report: &Report<'_>, imported: &mut Imported) {
        let open = self.open(Scope::Vulnerabilities, report);
        let unrated = rated(&open, Severity::Unrated);
        // Where no rating is known at all, nothing says that none is critical.
        let says_nothing = unrated > 0 && unrated == open.len();
        let all = [
            (CRITICAL, Severity::Critical),
            (HIGH, Severity::High),
            (extra::MEDIUM.id, Severity::Medium),
            (extra::LOW.id, Severity::Low),
        ];
        for (metric, severity) in all {
            let mut value = if says_nothing {
                report.stock(metric, Amount::NoData)
            } else {
                report.count(metric, rated(&open, severity))
            };
            if unrated > 0 {
                let words = format!("{unrated} of {} not rated", open.len());
                value.note = Some(value.note.map_or(words.clone(), |note| format!("{note}; {words}")));
            }
            imported.measurements.push(value);
        }
        if unrated > 0 {
            let message = format!("{unrated} of {} vulnerabilities have no rating", open.len());
            let cure = if says_nothing {
                "they may be critical: the values by severity are gaps; `unrated-vulnerabilities` counts them"
            } else {
                "the values by severity may be too low; `unrated-vulnerabilities` counts the rest"
            };
            let code = if says_nothing { Code::NoData } else { Code::LeftOut };
            imported.warnings.push(report.inputs[0].problem(code, message, cure));
        }
        let fixable = open.iter().filter(|finding| finding.fixable == Some(true)).count();
        imported.measurements.push(report.count(extra::UNRATED.id, unrated));
        // Some exports do not say whether a remedy exists, and alerts have no entries that may be the same.
        if open.is_empty() || open.iter().any(|finding| finding.fixable.is_some()) {
            imported.measurements.push(report.count(extra::FIXABLE.id, fixable));
        }
        if self.of(Scope::Vulnerabilities).all(|finding| finding.is_match) {
            imported.measurements.push(report.count(extra::MATCHES.id, self.listed));
        }
        imported.measurements.extend(oldest(&open, report));
        let metrics = (extra::OPENED.id, extra::CLOSED.id);
        imported
            .measurements
            .extend(self.flows(Scope::Vulnerabilities, metrics, report));
    }

    fn findings(&self, report: &Report<'_>, imported: &mut Imported) {
        let open = self.open(Scope::Findings, report);
        imported.measurements.extend([
            report.count(FINDINGS, open.len()),
            report.count(extra::CRITICAL_FINDINGS.id, rated(&open, Severity::Critical)),
            report.count(extra::HIGH_FINDINGS.id, rated(&open, Severity::High)),
            report.count(extra::MEDIUM_FINDINGS.id, rated(&open, Severity::Medium)),
            report.count(extra::LOW_FINDINGS.id, rated(&open, Severity::Low)),
        ]);
        if self.of(Scope::Findings).any(|finding| finding.is_secret) {
            let secrets = open.iter().filter(|finding| finding.is_secret).count();
            imported.measurements.push(report.count(extra::SECRETS.id, secrets));
        }
        let metrics = (extra::FINDINGS_OPENED.id, extra::FINDINGS_CLOSED.id);
        imported
            .measurements
            .extend(self.flows(Scope::Findings, metrics, report));
    }

    fn passed(&self, report: &Report<'_>) -> Option<Measurement> {
        let passed: u64 = self.checks.values().map(|(passed, _)| passed).sum();
        let failed: u64 = self.checks.values().map(|(_, failed)| failed).sum();
        (passed + failed > 0).then(|| {
            report.stock(
                extra::PASSED.id,
                Amount::Share {
                    part: Decimal::from(passed),
                    whole: Decimal::from(passed + failed),
                },
            )
        })
    }

    /// Opened, closed and time to fix by cycle; nothing unless every finding carries its dates.
    fn flows(&self, scope: Scope, (opened, closed): (&str, &str), report: &Report<'_>) -> Vec<Measurement> {
        let dated: Option<Vec<Dated>> = self.of(scope).map(Dated::of).collect();
        let Some(dated) = dated.filter(|dated| report.has_history && !dated.is_empty()) else {
            return Vec::new();
        };
        let windows = &report.request.windows;
        let moments = dated.iter().flat_map(|one| [Some(one.opened), one.closed]).flatten();
        let first = windows.day(moments.clone().min().unwrap_or_default());
        let newest = windows.day(moments.max().max(report.measured_at).unwrap_or_default());
        // No cycle of the future, whatever a file says.
        let newest = newest.min(windows.as_of()).max(first);
        // A day that was given says that nothing happened between the newest finding and that day.
        let last = report.request.date.map_or(newest, |day| newest.max(day));
        // Before the first finding there was none: its cycle is whole.
        let covers = (windows.holding(first).first, last);
        let cycles = report.request.cycles(first, last);
        cycles
            .into_iter()
            .flat_map(|window| {
                let flow = |metric: &str, amount: Amount| Measurement {
                    period: Period::Day(window.last),
                    covers: Some((first, last)),
                    provisional: report
                        .provisional
                        .clone()
                        .or_else(|| report.request.part_of(window, covers)),
                    ..report.stock(metric, amount)
                };
                let count = |moments: &mut dyn Iterator<Item = Timestamp>| {
                    Amount::Number(
                        Decimal::from(moments.filter(|at| window.holds(*at)).count()),
                        Unit::Count,
                    )
                };
                let mut values = vec![
                    flow(opened, count(&mut dated.iter().map(|one| one.opened))),
                    flow(closed, count(&mut dated.iter().filter_map(|one| one.closed))),
                ];
                if scope == Scope::Vulnerabilities
                    && let Some(seconds) = time_to_fix(&dated, window)
                {
                    let unit = Unit::Duration(TimeUnit::Seconds);
                    values.push(flow(extra::FIX_TIME.id, Amount::Number(seconds, unit)));
                }
                values
            })
            .collect()
    }
}

/// A finding with its dates.
struct Dated {
    opened: Timestamp,
    closed: Option<Timestamp>,
    is_fixed: bool,
}

impl Dated {
    fn of(finding: &Finding) -> Option<Self> {
        let closed = finding.state.closed_at();
        if closed.is_none() && finding.state != State::Open {
            return None;
        }
        Some(Self {
            opened: finding.opened?,
            closed,
            is_fixed: matches!(finding.state, State::Fixed(_)),
        })
    }
}

/// The median of seconds until a fix.
fn time_to_fix(dated: &[Dated], window: Window) -> Option<Decimal> {
    let mut seconds: Vec<i64> = dated
        .iter()
        .filter(|one| one.is_fixed)
        .filter_map(|one| one.closed.map(|closed| (one.opened, closed)))
        .filter(|(opened, closed)| window.holds(*closed) && closed >= opened)
        .map(|(opened, closed)| closed.as_second() - opened.as_second())
        .collect();
    seconds.sort_unstable();
    let upper = *seconds.get(seconds.len() / 2)?;
    let lower = seconds[(seconds.len() - 1) / 2];
    Some((Decimal::from(lower) + Decimal::from(upper)) / Decimal::TWO)
}

/// Days since the oldest open critical one was first seen; nothing where none is open, or one of them carries no date.
fn oldest(open: &[&Finding], report: &Report<'_>) -> Option<Measurement> {
    let critical = open.iter().filter(|finding| finding.severity == Severity::Critical);
    let opened: Option<Vec<Timestamp>> = critical.map(|finding| finding.opened).collect();
    let first: Date = report.request.windows.day(opened?.into_iter().min()?);
    let days = first.until(report.day.last_day()).ok()?.get_days();
    let unit = Unit::Duration(TimeUnit::Days);
    Some(report.stock(extra::OLDEST.id, Amount::Number(Decimal::from(days), unit)))
}

fn rated(findings: &[&Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}
