//! Alerts of GitHub: Dependabot, code scanning and secret scanning by its REST API, and Dependabot's by GraphQL.
//!
//! Alerts carry the days they came up and were closed, so a file of all states gives flows as well. Alerts of secret
//! scanning hold the secret in clear: nothing is read of them but numbers, states and days.

mod document;

use crate::diagnostic::{Code, Diagnostic};
use crate::import::finding::{Finding, Findings, Key, Report, Scope, Severity, State, extra, foreign, moment};
use crate::import::measurement::Extra;
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool};
use document::{Alert, Rule, alerts};
use jiff::Timestamp;
use serde_json::Value;

/// Reads alerts of GitHub.
pub(super) struct GithubAlerts;

/// What the files come to.
#[derive(Default)]
struct Sum {
    findings: Findings,
    newest: Option<Timestamp>,
    has_closed: bool,
    has_stateless: bool,
    warnings: Vec<Diagnostic>,
}

impl Adapter for GithubAlerts {
    fn name(&self) -> &'static str {
        "github-alerts"
    }

    fn about(&self) -> &'static str {
        "GitHub alerts: Dependabot, code scanning, secret scanning (JSON of REST and GraphQL)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["critical-vulnerabilities", "high-vulnerabilities", "security-findings"]
    }

    fn extras(&self) -> &'static [Extra] {
        const EXTRAS: &[Extra] = &[
            extra::MEDIUM,
            extra::LOW,
            extra::UNRATED,
            extra::FIXABLE,
            extra::OLDEST,
            extra::OPENED,
            extra::CLOSED,
            extra::FIX_TIME,
            extra::CRITICAL_FINDINGS,
            extra::HIGH_FINDINGS,
            extra::MEDIUM_FINDINGS,
            extra::LOW_FINDINGS,
            extra::SECRETS,
            extra::FINDINGS_OPENED,
            extra::FINDINGS_CLOSED,
        ];
        EXTRAS
    }

    fn settings(&self) -> &'static [Setting] {
        &[
            Setting {
                name: "looked-for",
                doc: "what the files are of, so that no alert is zero: vulnerabilities (Dependabot), findings (code and \
                      secret scanning), or both; without it, what they show: `looked-for=vulnerabilities`",
            },
            Setting {
                name: "states",
                doc: "`all`: the files hold closed alerts too, even if there is none yet, so opened and closed can be \
                      counted by cycle: `states=all`",
            },
            Setting {
                name: "scope",
                doc: "`runtime`: Dependabot's alerts of dependencies that are shipped alone: `scope=runtime`",
            },
            Setting {
                name: "only",
                doc: "`security`: code scanning's alerts of security rules alone: `only=security`",
            },
        ]
    }

    fn lists_entries(&self) -> bool {
        true
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.is_list_of(&["number", "state", "security_vulnerability"])
            || glance.is_list_of(&["number", "state", "rule", "most_recent_instance"])
            || glance.is_list_of(&["number", "state", "secret_type"])
            || glance.is_object_with(&["data"]) && glance.says("\"vulnerabilityAlerts\"")
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut sum = Sum::default();
        let has_all = request.choice(&inputs[0], "states", &[("all", ())])?.is_some();
        request.choice(&inputs[0], "scope", &[("runtime", ())])?;
        request.choice(&inputs[0], "only", &[("security", ())])?;
        for (position, input) in inputs.iter().enumerate() {
            let page = alerts(input, &mut sum.warnings)?;
            for (nth, alert) in page.iter().enumerate() {
                let own = format!("{position} {nth}");
                sum.take(input, (alert, &own), request)?;
            }
        }
        sum.findings.looked_for_as_set(&inputs[0], request)?;
        if sum.findings.is_empty() {
            let message = "there is no alert in it, and so nothing that says which kind was asked for";
            let cure =
                "say it, and it is zero: `--set looked-for=vulnerabilities` for Dependabot, `findings` for the others";
            return Err(inputs[0].problem(Code::ImportUnclear, message, cure));
        }
        let note = "the export does not say which alerts are closed: all count as open";
        let mut imported = sum.findings.measured(&Report {
            inputs,
            request,
            tool: Tool::new("github"),
            day: request.day_of_stock(&inputs[0], sum.newest)?,
            measured_at: sum.newest,
            has_history: has_all || sum.has_closed,
            provisional: None,
            note: sum.has_stateless.then(|| note.to_owned()),
        })?;
        imported.warnings.extend(sum.warnings);
        Ok(imported)
    }
}

impl Sum {
    fn take(&mut self, input: &Input, (alert, own): (&Alert, &str), request: &Request) -> Result<(), Diagnostic> {
        let at = |value: &Option<Value>| moment(value.as_ref(), request);
        let (fixed, resolved) = (at(&alert.fixed_at), at(&alert.resolved_at));
        let dismissed = at(&alert.dismissed_at).or(at(&alert.auto_dismissed_at));
        let opened = at(&alert.created_at);
        let moments = [opened, at(&alert.updated_at), fixed, resolved, dismissed];
        let state = match alert.state.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("open") => State::Open,
            Some("fixed") => State::Fixed(fixed),
            Some("resolved") => State::Fixed(resolved),
            Some("dismissed" | "auto_dismissed") => State::Dismissed(dismissed),
            None if fixed.is_some() => State::Fixed(fixed),
            None if dismissed.is_some() => State::Dismissed(dismissed),
            None => {
                self.has_stateless = true;
                State::Open
            }
            Some(_) => return Err(foreign(input, "GitHub's alerts", "an alert has an unknown `state`")),
        };
        let is_shipped = || {
            let scope = alert.dependency.as_ref().and_then(|one| one.scope.as_deref());
            scope
                .or(alert.dependency_scope.as_deref())
                .is_none_or(|scope| scope.eq_ignore_ascii_case("runtime"))
        };
        let (scope, severity, fixable, is_taken) = if let Some(one) = &alert.security_vulnerability {
            let severity = one.severity.as_deref().map_or(Severity::Unrated, Severity::of_word);
            let fixable = one.first_patched_version.as_ref().map(|version| !version.is_null());
            let is_taken = request.setting("scope").is_none() || is_shipped();
            (Scope::Vulnerabilities, severity, fixable, is_taken)
        } else if let Some(rule) = &alert.rule {
            let is_taken = request.setting("only").is_none() || is_of_security(rule);
            (Scope::Findings, rated(rule), None, is_taken)
        } else if alert.secret_type.is_some() {
            (Scope::Findings, Severity::Unrated, None, true)
        } else {
            let missing = "an item has no `security_vulnerability`, `rule` or `secret_type`";
            return Err(foreign(input, "GitHub's alerts", missing));
        };
        self.newest = moments.into_iter().max().flatten().max(self.newest);
        self.findings.looked_for(scope);
        self.has_closed |= state != State::Open;
        if is_taken {
            let id = alert.id.as_ref().map(Value::to_string);
            let number = alert.number.map(|number| format!("{own} {number}"));
            // Numbers are of one repository, so alone they are of one file.
            let identity = alert
                .html_url
                .clone()
                .or(id)
                .or(number)
                .unwrap_or_else(|| own.to_owned());
            self.findings.add(Finding {
                is_secret: alert.secret_type.is_some(),
                fixable,
                opened,
                state,
                ..Finding::new(Key::of(&["github", &identity]), scope, severity)
            });
        }
        Ok(())
    }
}

fn rated(rule: &Rule) -> Severity {
    let own = rule
        .security_severity_level
        .as_deref()
        .map_or(Severity::Unrated, Severity::of_word);
    match rule.severity.as_deref() {
        _ if own != Severity::Unrated => own,
        Some("error") => Severity::High,
        Some("warning") => Severity::Medium,
        Some("note") => Severity::Low,
        Some("none") => Severity::Informational,
        _ => Severity::Unrated,
    }
}

fn is_of_security(rule: &Rule) -> bool {
    let tags = rule.tags.as_ref().and_then(Value::as_array);
    rule.security_severity_level.is_some()
        || tags.is_some_and(|tags| tags.iter().any(|tag| tag.as_str() == Some("security")))
}
