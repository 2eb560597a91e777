//! `npm audit --json` of npm 6 and of npm 7 and later, and `pnpm audit --json`, which is like npm 6.
//!
//! What npm prints as its total differs by version: npm 6 counts each way to a vulnerable package, npm 7 and later each
//! vulnerable package. Both lists name their advisories, which can be counted alike.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::finding::{Finding, Findings, Report, Scope, Severity, document, extra, foreign};
use crate::import::measurement::Extra;
use crate::import::{Adapter, Amount, Glance, Imported, Input, Request, Setting, Tool};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Reads reports of npm.
pub(super) struct NpmAudit;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    audit_report_version: Option<Value>,
    vulnerabilities: Option<BTreeMap<String, Package>>,
    advisories: Option<BTreeMap<String, Advisory>>,
    metadata: Option<Metadata>,
    error: Option<Value>,
    status_code: Option<Value>,
    message: Option<Value>,
}

#[derive(Deserialize)]
struct Metadata {
    vulnerabilities: Option<Counts>,
}

#[derive(Deserialize)]
struct Counts {
    info: Option<usize>,
    low: Option<usize>,
    moderate: Option<usize>,
    high: Option<usize>,
    critical: Option<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Package {
    via: Option<Vec<Value>>,
    fix_available: Option<Value>,
}

#[derive(Deserialize)]
struct Advisory {
    module_name: Option<String>,
    url: Option<String>,
    severity: Option<String>,
    patched_versions: Option<String>,
}

impl Adapter for NpmAudit {
    fn name(&self) -> &'static str {
        "npm-audit"
    }

    fn about(&self) -> &'static str {
        "npm audit and pnpm audit: vulnerabilities in dependencies of JavaScript (JSON)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["critical-vulnerabilities", "high-vulnerabilities"]
    }

    fn extras(&self) -> &'static [Extra] {
        extra::OF_VULNERABILITIES
    }

    fn settings(&self) -> &'static [Setting] {
        &[Setting {
            name: "count",
            doc: "`reported` (the default): what npm prints, which counts packages since npm 7 and ways to them before; \
                  `advisories`: each advisory once, alike in all versions: `count=advisories`",
        }]
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.is_object_with(&["auditReportVersion", "vulnerabilities"])
            || glance.is_object_with(&["actions", "advisories"])
            || glance.is_object_with(&["advisories", "metadata"])
            || glance.is_object_with(&["error"]) && glance.says("\"summary\"") && glance.says("\"detail\"")
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let words = [("reported", false), ("advisories", true)];
        let by_advisory = request.choice(&inputs[0], "count", &words)?.unwrap_or(false);
        let mut findings = Findings::default();
        findings.looked_for(Scope::Vulnerabilities);
        let mut totals = [0_usize; 4];
        let (mut fixable, mut notes) = (Some(0), Vec::new());
        for input in inputs {
            let document: Document = document(input)?;
            let counts = counts(input, &document)?;
            let own = [counts.critical, counts.high, counts.moderate, counts.low];
            for (total, own) in totals.iter_mut().zip(own) {
                *total = total.saturating_add(own.unwrap_or_default());
            }
            let is_new = document.audit_report_version.is_some();
            notes.push(if is_new {
                "counts vulnerable packages, as npm 7 and later do"
            } else {
                "counts ways to vulnerable packages, as npm 6 does"
            });
            fixable = fixable
                .filter(|_| is_new)
                .map(|count: usize| count + packages_with_fix(&document));
            add_advisories(&document, &mut findings);
        }
        notes.dedup();
        let report = Report {
            inputs,
            request,
            tool: Tool::new("npm-audit"),
            day: request.day_of_stock(&inputs[0], None)?,
            measured_at: None,
            has_history: false,
            provisional: None,
            note: (!by_advisory).then(|| notes.join("; ")),
        };
        if by_advisory {
            return findings.measured(&report);
        }
        let metrics = [
            "critical-vulnerabilities",
            "high-vulnerabilities",
            extra::MEDIUM.id,
            extra::LOW.id,
        ];
        let mut imported = Imported::default();
        for (metric, total) in metrics.into_iter().zip(totals) {
            imported.measurements.push(report.count(metric, total));
        }
        if let Some(fixable) = fixable {
            imported.measurements.push(report.stock(
                extra::FIXABLE.id,
                Amount::Number(fixable.into(), crate::model::unit::Unit::Count),
            ));
        }
        report.named(imported)
    }
}

/// The totals of a report, unless it is an error: that is not zero.
fn counts<'d>(input: &Input, document: &'d Document) -> Result<&'d Counts, Diagnostic> {
    let counts = document
        .metadata
        .as_ref()
        .and_then(|metadata| metadata.vulnerabilities.as_ref());
    let has_list = document.vulnerabilities.is_some() || document.advisories.is_some();
    let has_failed = document.error.is_some() || document.status_code.is_some();
    match counts {
        _ if has_failed && !has_list => {
            let code = document.error.as_ref().and_then(|error| error.get("code")?.as_str());
            // A code is a word in capitals; anything else is not repeated.
            let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'));
            let message = format!(
                "npm audit failed{}",
                code.map_or_else(String::new, |code| format!(": {code}"))
            );
            let cure = "run `npm audit` again where the registry can be reached and package-lock.json lies";
            Err(input.problem(Code::ToolFailed, message, cure))
        }
        Some(counts) if has_list && has_numbers(counts) => Ok(counts),
        _ if document.message.is_some() && !has_list => Err(input.problem(
            Code::ToolFailed,
            "npm audit failed",
            "run `npm audit` again, and look at what it says",
        )),
        _ => Err(foreign(
            input,
            "npm audit",
            "it has no totals in `metadata.vulnerabilities`, or no list",
        )),
    }
}

fn has_numbers(counts: &Counts) -> bool {
    [counts.info, counts.low, counts.moderate, counts.high, counts.critical]
        .iter()
        .any(Option::is_some)
}

fn packages_with_fix(document: &Document) -> usize {
    let packages = document.vulnerabilities.iter().flat_map(BTreeMap::values);
    packages
        .filter(|package| {
            package
                .fix_available
                .as_ref()
                .is_some_and(|fix| fix.is_object() || *fix == Value::Bool(true))
        })
        .count()
}

/// The advisories of both lists.
fn add_advisories(document: &Document, findings: &mut Findings) {
    for (id, advisory) in document.advisories.iter().flatten() {
        let patched = advisory.patched_versions.as_deref().map(str::trim);
        // `<0.0.0` matches no version: there is no patch.
        let fixable = patched.is_some_and(|versions| !versions.is_empty() && versions != "<0.0.0");
        let id = advisory.url.as_deref().unwrap_or(id);
        let package = advisory.module_name.as_deref().unwrap_or_default();
        let severity = advisory
            .severity
            .as_deref()
            .map_or(Severity::Unrated, Severity::of_word);
        findings.add(Finding::vulnerability((id, package), severity, Some(fixable)));
    }
    for package in document.vulnerabilities.iter().flat_map(BTreeMap::values) {
        let fix = package.fix_available.as_ref();
        let fixable = fix.is_some_and(|fix| fix.is_object() || *fix == Value::Bool(true));
        // A text is the name of another package of the list; an object is an advisory.
        for via in package.via.iter().flatten().filter(|via| via.is_object()) {
            let text = |name: &str| via.get(name).and_then(Value::as_str).unwrap_or_default();
            let severity = Severity::of_word(text("severity"));
            findings.add(Finding::vulnerability(
                (text("url"), text("name")),
                severity,
                Some(fixable),
            ));
        }
    }
}
