//! SARIF 2.1.0, which code scanners of all kinds write: Semgrep, gitleaks, Checkov and more.
//!
//! Nothing is read of messages, snippets and code flows: scanners for secrets put the secret there.
//! Specification: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>.

mod document;

use crate::diagnostic::{Code, Diagnostic};
use crate::import::finding::{Finding, Findings, Repeats, Report, Scope, document, extra, foreign, moment};
use crate::import::measurement::Extra;
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool};
use document::{Document, Outcome, Run, Suppression, is_of_security, rule_of, severity};
use std::collections::BTreeSet;

/// Reads SARIF.
pub(super) struct Sarif;

/// What the settings say of results.
#[derive(Clone, Copy)]
struct Taken {
    scope: Scope,
    only_security: bool,
}

impl Adapter for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn about(&self) -> &'static str {
        "SARIF 2.1.0: results of code scanners such as CodeQL, Semgrep, SpotBugs, gitleaks"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["security-findings", "critical-vulnerabilities", "high-vulnerabilities"]
    }

    fn extras(&self) -> &'static [Extra] {
        const EXTRAS: &[Extra] = &[
            extra::CRITICAL_FINDINGS,
            extra::HIGH_FINDINGS,
            extra::MEDIUM_FINDINGS,
            extra::LOW_FINDINGS,
            extra::MEDIUM,
            extra::LOW,
            extra::UNRATED,
            extra::FIXABLE,
            extra::MATCHES,
        ];
        EXTRAS
    }

    fn settings(&self) -> &'static [Setting] {
        &[
            Setting {
                name: "only",
                doc: "`security`: results of rules with a security severity or the tag `security` alone: `only=security`",
            },
            Setting {
                name: "as",
                doc: "`findings` (the default), or `vulnerabilities` for a scanner of dependencies or images that has no \
                      format of its own here: `as=vulnerabilities`",
            },
        ]
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.is_object_with(&["version", "runs"])
            || glance.is_object_with(&["$schema", "runs"])
            || glance.is_object_with(&["runs"]) && glance.says("\"driver\"")
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let scopes = [
            ("findings", Scope::Findings),
            ("vulnerabilities", Scope::Vulnerabilities),
        ];
        let taken = Taken {
            scope: request.choice(&inputs[0], "as", &scopes)?.unwrap_or(Scope::Findings),
            only_security: request.choice(&inputs[0], "only", &[("security", ())])?.is_some(),
        };
        let mut findings = Findings::default();
        let (mut moments, mut provisional) = (Vec::new(), None);
        let mut tools: BTreeSet<(String, Option<String>)> = BTreeSet::new();
        for input in inputs {
            let mut measured_at = None;
            let document: Document = document(input)?;
            let Some(runs) = document.runs else {
                return Err(foreign(input, "a code scanner in SARIF", "it has no `runs`"));
            };
            if document
                .version
                .as_deref()
                .is_some_and(|version| !version.starts_with("2.1"))
            {
                let message = "the file is of another version of SARIF than 2.1";
                let cure = "ask the scanner for SARIF 2.1.0, which is what all of them write today";
                return Err(input.problem(Code::NotAnExport, message, cure));
            }
            for run in &runs {
                let Some((driver, results)) = parts(input, run)? else {
                    continue;
                };
                findings.looked_for(taken.scope);
                tools.insert(driver);
                let invocations = run.invocations.iter().flatten();
                for invocation in invocations {
                    let end = invocation.end_time_utc.as_ref().or(invocation.start_time_utc.as_ref());
                    measured_at = measured_at.max(moment(end, request));
                    if invocation.execution_successful == Some(false) {
                        provisional = Some("the scanner says that its run was not successful".to_owned());
                        has_failed(input, results)?;
                    }
                }
                add(run, results, taken, &mut findings);
            }
            moments.push(measured_at);
        }
        let mut names = tools.iter();
        let report = Report {
            inputs,
            request,
            tool: match (names.next(), names.next()) {
                (Some((name, version)), None) => Tool::new(&name.to_lowercase()).version(version.as_deref()),
                _ => Tool::new("sarif"),
            },
            day: request.day_of_all(inputs, &moments)?,
            measured_at: moments.into_iter().max().flatten(),
            has_history: false,
            provisional,
            note: None,
        };
        if findings.is_empty() {
            let message = "no run of a scanner has results: none was made, or it did not get that far";
            let cure = "look at what the scanner said; a run that finds nothing writes `\"results\": []`";
            return report.named(report.no_data(&["security-findings"], message, cure));
        }
        let mut imported = findings.measured(&report)?;
        if report.provisional.is_some() {
            let message = "the scanner says that its run was not successful";
            let cure = "mend what it complains of; until then its findings are shown as provisional";
            imported
                .warnings
                .push(inputs[0].problem(Code::Provisional, message, cure));
        }
        Ok(imported)
    }
}

/// The scanner and its results; `None` where a run has no results at all, which is not the same as none found.
type Parts<'r> = Option<((String, Option<String>), &'r [Outcome])>;

fn parts<'r>(input: &Input, run: &'r Run) -> Result<Parts<'r>, Diagnostic> {
    let driver = run.tool.as_ref().and_then(|tool| tool.driver.as_ref());
    let Some((driver, name)) = driver.and_then(|driver| Some((driver, driver.name.clone()?))) else {
        return Err(foreign(
            input,
            "a code scanner in SARIF",
            "a run does not name its tool",
        ));
    };
    let version = driver.semantic_version.clone().or_else(|| driver.version.clone());
    Ok(run.results.as_deref().map(|results| ((name, version), results)))
}

/// A run that failed and lists nothing says nothing.
fn has_failed(input: &Input, results: &[Outcome]) -> Result<(), Diagnostic> {
    if !results.is_empty() {
        return Ok(());
    }
    let message = "the scanner says that its run was not successful, and lists nothing";
    Err(input.problem(
        Code::ToolFailed,
        message,
        "mend what the scanner complains of, and run it again",
    ))
}

fn add(run: &Run, results: &[Outcome], taken: Taken, findings: &mut Findings) {
    let mut repeats = Repeats::default();
    let driver = run.tool.as_ref().and_then(|tool| tool.driver.as_ref());
    let tool = driver.and_then(|driver| driver.name.as_deref()).unwrap_or_default();
    for result in results.iter().filter(|result| is_open(result)) {
        let rule = rule_of(run, result);
        if taken.only_security && !is_of_security(rule, result) {
            continue;
        }
        let own_id = result
            .rule_id
            .as_deref()
            .or_else(|| result.rule.as_ref()?.id.as_deref());
        let id = own_id.or_else(|| rule?.id.as_deref()).unwrap_or_default();
        let physical = result
            .locations
            .iter()
            .flatten()
            .next()
            .and_then(|one| one.physical_location.as_ref());
        let uri = physical.and_then(|place| place.artifact_location.as_ref()?.uri.as_deref());
        let prints = result.fingerprints.as_ref().or(result.partial_fingerprints.as_ref());
        let prints = prints.filter(|prints| !prints.is_empty());
        let place = prints.map_or_else(
            || {
                let region = physical.and_then(|place| place.region.as_ref());
                let line = region.and_then(|region| region.start_line).unwrap_or_default();
                let column = region.and_then(|region| region.start_column).unwrap_or_default();
                format!("{line}:{column}")
            },
            |prints| {
                prints.iter().fold(String::new(), |all, (name, print)| {
                    all + name + "=" + &print.to_string() + ";"
                })
            },
        );
        let key = repeats.key(&["sarif", tool, id, uri.unwrap_or_default(), &place]);
        findings.add(Finding::new(key, taken.scope, severity(rule, result)));
    }
}

/// Whether a result says that something is wrong, and nobody has put it aside.
fn is_open(result: &Outcome) -> bool {
    let is_suppressed = |suppressions: &Vec<Suppression>| {
        let stays = |one: &Suppression| matches!(one.status.as_deref(), Some("rejected" | "underReview"));
        !suppressions.is_empty() && !suppressions.iter().any(stays)
    };
    let kind = result.kind.as_deref().unwrap_or("fail");
    !matches!(kind, "pass" | "notApplicable" | "informational")
        && result.baseline_state.as_deref() != Some("absent")
        && !result.suppressions.as_ref().is_some_and(is_suppressed)
}
