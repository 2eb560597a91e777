//! The Sonar server and its cloud: measures of a project (`api/measures/component`) or of its files (`component_tree`), and
//! issues (`api/issues/search`).
//!
//! Measures are texts. A measure that is not there was not measured: that is not zero.

mod document;
mod measures;

use crate::diagnostic::{Code, Diagnostic};
use crate::import::finding::{
    Finding, Findings, Key, Report, Scope, Severity, State, documents, extra, foreign, is_list, moment,
};
use crate::import::json::decimal;
use crate::import::measurement::Extra;
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool};
use document::{Answer, Component, Issue};
use jiff::Timestamp;
use measures::{BUGS, Components, HOTSPOTS, SMELLS, measures};
use serde_json::Value;

/// Reads answers of Sonar.
pub(super) struct Sonarqube;

impl Adapter for Sonarqube {
    fn name(&self) -> &'static str {
        "sonarqube"
    }

    fn about(&self) -> &'static str {
        "SonarQube and SonarCloud: coverage, vulnerabilities, bugs, issues (JSON of the web API)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["unit-test-coverage", "security-findings"]
    }

    fn extras(&self) -> &'static [Extra] {
        const EXTRAS: &[Extra] = &[
            HOTSPOTS,
            BUGS,
            SMELLS,
            extra::CRITICAL_FINDINGS,
            extra::HIGH_FINDINGS,
            extra::MEDIUM_FINDINGS,
            extra::LOW_FINDINGS,
            extra::FINDINGS_OPENED,
            extra::FINDINGS_CLOSED,
        ];
        EXTRAS
    }

    fn settings(&self) -> &'static [Setting] {
        &[Setting {
            name: "states",
            doc: "`all`: the issues hold closed ones too, even if there is none yet, so opened and closed can be counted \
                  by cycle: `states=all`",
        }]
    }

    fn lists_entries(&self) -> bool {
        true
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.is_object_with(&["component"]) && glance.says("\"measures\"") && glance.says("\"qualifier\"")
            || glance.is_object_with(&["baseComponent", "components"])
            || glance.is_object_with(&["paging", "issues"])
            || glance.is_list_of(&["qualifier", "measures"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut sum = Sum::default();
        let has_all = request.choice(&inputs[0], "states", &[("all", ())])?.is_some();
        for input in inputs {
            sum.read(input, request)?;
        }
        let report = Report {
            inputs,
            request,
            tool: Tool::new("sonarqube"),
            day: request.day_of_stock(&inputs[0], sum.newest)?,
            measured_at: sum.newest,
            has_history: has_all || sum.has_closed,
            provisional: None,
            note: None,
        };
        let mut imported = sum.findings.all_measured(&report);
        if sum.components.is_empty() && sum.findings.is_empty() {
            return Err(foreign(
                &inputs[0],
                "SonarQube",
                "it has no component and no list of issues",
            ));
        }
        if !sum.components.is_empty() {
            if !sum.findings.is_empty() {
                let message = "measures and issues together would count vulnerabilities twice";
                return Err(inputs[0].problem(
                    Code::ImportUnclear,
                    message,
                    "import them one after another, or one of them",
                ));
            }
            measures(&sum.components, &report, &mut imported);
        }
        imported.warnings.extend(sum.warnings);
        report.named(imported)
    }
}

/// Files alone where there are files: their folders repeat them.
fn leaves(parts: Vec<Component>) -> Vec<Component> {
    let is_file = |part: &Component| matches!(part.qualifier.as_deref(), Some("FIL" | "UTS"));
    let has_files = parts.iter().any(is_file);
    parts.into_iter().filter(|part| !has_files || is_file(part)).collect()
}

#[derive(Default)]
struct Sum {
    findings: Findings,
    components: Components,
    newest: Option<Timestamp>,
    has_closed: bool,
    warnings: Vec<Diagnostic>,
}

impl Sum {
    fn read(&mut self, input: &Input, request: &Request) -> Result<(), Diagnostic> {
        let answers: Vec<Answer> = if is_list(input)? {
            let lists: Vec<Vec<Component>> = documents(input)?;
            let components = lists.into_iter().flatten().collect();
            vec![Answer::of(components)]
        } else {
            documents(input)?
        };
        let (mut rows, mut total) = (0, 0);
        for answer in answers {
            if answer.errors.is_some() {
                let message = "SonarQube answered with an error";
                let cure = "check that the project exists and that the token may browse it; then export again";
                return Err(input.problem(Code::ToolFailed, message, cure));
            }
            let paged = answer.paging.as_ref().and_then(|paging| paging.total);
            total = total.max(paged.max(answer.total).unwrap_or_default());
            if let Some(issues) = answer.issues {
                rows += issues.len() as u64;
                self.findings.looked_for(Scope::Findings);
                for issue in &issues {
                    self.issue(issue, request);
                }
                continue;
            }
            // The project's own measures are better than the sum of its files'.
            let own = answer
                .base
                .filter(|base| base.measures.as_ref().is_some_and(|all| !all.is_empty()));
            let components = match (answer.component.or(own), answer.components) {
                (Some(whole), _) => {
                    total = 0;
                    vec![whole]
                }
                (None, Some(parts)) => leaves(parts),
                (None, None) => return Err(foreign(input, "SonarQube", "it has neither `measures` nor `issues`")),
            };
            rows += components.len() as u64;
            for component in components {
                let (Some(key), Some(measures)) = (component.key, component.measures) else {
                    return Err(foreign(input, "SonarQube", "a component has no `key` or no `measures`"));
                };
                let own = self.components.entry(key).or_default();
                own.extend(
                    measures
                        .into_iter()
                        .filter_map(|one| Some((one.metric?, decimal(&one.value?)?))),
                );
            }
        }
        if total > rows {
            let message = format!("the file has {rows} of {total} rows");
            let cure = "export all pages: `p=2`, `p=3` …, as files of their own or one after another in one";
            self.warnings.push(input.problem(Code::NotAllPages, message, cure));
        }
        Ok(())
    }

    /// Issues that are vulnerabilities; bugs and smells are measures.
    fn issue(&mut self, issue: &Issue, request: &Request) {
        let at = |value: &Option<Value>| moment(value.as_ref(), request);
        let (opened, closed) = (at(&issue.creation_date), at(&issue.close_date));
        self.newest = [self.newest, opened, closed, at(&issue.update_date)]
            .into_iter()
            .max()
            .flatten();
        if issue.kind.as_deref() != Some("VULNERABILITY") {
            return;
        }
        let state = match issue.status.as_deref() {
            Some("CLOSED") => State::Fixed(closed),
            // By a person, on a day that the answer does not say.
            Some("RESOLVED") => State::Dismissed(closed),
            _ => State::Open,
        };
        self.has_closed |= state != State::Open;
        let severity = match issue.severity.as_deref() {
            Some("BLOCKER") => Severity::Critical,
            Some("CRITICAL") => Severity::High,
            Some("MAJOR") => Severity::Medium,
            Some("MINOR") => Severity::Low,
            Some("INFO") => Severity::Informational,
            _ => Severity::Unrated,
        };
        let key = Key::of(&["sonarqube", issue.key.as_deref().unwrap_or_default()]);
        self.findings.add(Finding {
            opened,
            state,
            ..Finding::new(key, Scope::Findings, severity)
        });
    }
}
