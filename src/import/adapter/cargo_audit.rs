//! `cargo audit --json`.
//!
//! Advisories of the `RustSec` database often carry no score. Those are unrated, not harmless.

use crate::diagnostic::Diagnostic;
use crate::import::cvss::base_score;
use crate::import::finding::{Finding, Findings, Report, Scope, Severity, document, extra, foreign, moment};
use crate::import::measurement::Extra;
use crate::import::{Adapter, Glance, Imported, Input, Request, Tool};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Reads reports of cargo audit.
pub(super) struct CargoAudit;

#[derive(Deserialize)]
struct Document {
    database: Option<Database>,
    lockfile: Option<Value>,
    vulnerabilities: Option<Vulnerabilities>,
    warnings: Option<Warnings>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Database {
    last_updated: Option<Value>,
}

#[derive(Deserialize)]
struct Vulnerabilities {
    list: Option<Vec<Vulnerability>>,
}

#[derive(Deserialize)]
struct Vulnerability {
    advisory: Option<Advisory>,
    versions: Option<Versions>,
    package: Option<Package>,
}

#[derive(Deserialize)]
struct Advisory {
    id: Option<String>,
    cvss: Option<Value>,
}

#[derive(Deserialize)]
struct Versions {
    patched: Option<Vec<Value>>,
}

#[derive(Deserialize)]
struct Package {
    name: Option<String>,
    version: Option<String>,
}

// By kind since 0.13, a bare list before.
#[derive(Deserialize)]
#[serde(untagged)]
enum Warnings {
    ByKind(BTreeMap<String, Vec<Warning>>),
    List(Vec<Warning>),
}

#[derive(Deserialize)]
struct Warning {
    kind: Option<String>,
    package: Option<Package>,
}

impl Adapter for CargoAudit {
    fn name(&self) -> &'static str {
        "cargo-audit"
    }

    fn about(&self) -> &'static str {
        "cargo audit: vulnerabilities in dependencies of Rust (JSON)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["critical-vulnerabilities", "high-vulnerabilities"]
    }

    fn extras(&self) -> &'static [Extra] {
        const EXTRAS: &[Extra] = &[
            extra::MEDIUM,
            extra::LOW,
            extra::UNRATED,
            extra::FIXABLE,
            extra::MATCHES,
            extra::ADVICE,
        ];
        EXTRAS
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.is_object_with(&["database", "lockfile", "vulnerabilities"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut findings = Findings::default();
        findings.looked_for(Scope::Vulnerabilities);
        let mut measured_at = None;
        let mut advised: BTreeSet<(Option<String>, Option<String>, Option<String>)> = BTreeSet::new();
        for input in inputs {
            let document: Document = document(input)?;
            let list = document
                .vulnerabilities
                .and_then(|vulnerabilities| vulnerabilities.list);
            let (Some(list), Some(_)) = (list, document.lockfile) else {
                return Err(foreign(
                    input,
                    "cargo audit",
                    "it has no `vulnerabilities.list` or no `lockfile`",
                ));
            };
            // The report has no time of its own; that of its database says which of two is newer.
            let updated = document.database.and_then(|database| database.last_updated);
            measured_at = measured_at.max(moment(updated.as_ref(), request));
            for one in list {
                let package = one.package.and_then(|package| package.name).unwrap_or_default();
                let fixable = one
                    .versions
                    .and_then(|versions| versions.patched)
                    .map(|patched| !patched.is_empty());
                let (id, severity) = one.advisory.map_or((None, Severity::Unrated), |advisory| {
                    let severity = advisory.cvss.as_ref().map_or(Severity::Unrated, rated);
                    (advisory.id, severity)
                });
                let id = id.unwrap_or_default();
                findings.add(Finding::vulnerability((&id, &package), severity, fixable));
            }
            let warnings: Vec<Warning> = match document.warnings {
                Some(Warnings::ByKind(kinds)) => kinds.into_values().flatten().collect(),
                Some(Warnings::List(list)) => list,
                None => Vec::new(),
            };
            advised.extend(warnings.into_iter().map(|warning| {
                let package = warning.package;
                let (name, version) = package.map_or((None, None), |package| (package.name, package.version));
                (warning.kind, name, version)
            }));
        }
        let report = Report {
            inputs,
            request,
            tool: Tool::new("cargo-audit"),
            day: request.day_of_stock(&inputs[0], None)?,
            measured_at,
            has_history: false,
            provisional: None,
            note: None,
        };
        let mut imported = findings.all_measured(&report);
        imported
            .measurements
            .push(report.count(extra::ADVICE.id, advised.len()));
        report.named(imported)
    }
}

/// The severity of a vector, or of a score.
fn rated(cvss: &Value) -> Severity {
    match cvss.as_str().and_then(base_score) {
        Some(score) => Severity::of_score(&Value::from(score)),
        None => Severity::of_score(cvss),
    }
}
