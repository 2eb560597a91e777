//! Grype's JSON.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::finding::{Finding, Findings, Report, Scope, Severity, document, extra, foreign, moment};
use crate::import::measurement::Extra;
use crate::import::{Adapter, Glance, Imported, Input, Request, Tool};
use serde::Deserialize;
use serde_json::Value;

/// Reads reports of Grype.
pub(super) struct Grype;

#[derive(Deserialize)]
struct Document {
    matches: Option<Vec<Match>>,
    descriptor: Option<Descriptor>,
}

#[derive(Deserialize)]
struct Match {
    vulnerability: Option<Vulnerability>,
    artifact: Option<Artifact>,
}

#[derive(Deserialize)]
struct Vulnerability {
    id: Option<String>,
    severity: Option<String>,
    fix: Option<Fix>,
}

#[derive(Deserialize)]
struct Fix {
    state: Option<String>,
    versions: Option<Vec<Value>>,
}

#[derive(Deserialize)]
struct Artifact {
    name: Option<String>,
}

#[derive(Deserialize)]
struct Descriptor {
    name: Option<String>,
    version: Option<String>,
    timestamp: Option<Value>,
}

impl Adapter for Grype {
    fn name(&self) -> &'static str {
        "grype"
    }

    fn about(&self) -> &'static str {
        "Grype: vulnerabilities in images and folders (JSON)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["critical-vulnerabilities", "high-vulnerabilities"]
    }

    fn extras(&self) -> &'static [Extra] {
        extra::OF_VULNERABILITIES
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.is_object_with(&["matches"])
            && (glance.has_keys(&["descriptor"])
                || glance.has_keys(&["source", "distro"])
                || glance.says("\"matchDetails\""))
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut findings = Findings::default();
        findings.looked_for(Scope::Vulnerabilities);
        let (mut tool, mut moments) = (Tool::new("grype"), Vec::new());
        let mut unnamed = 0;
        for input in inputs {
            let Document { matches, descriptor } = document(input)?;
            let (Some(matches), Some(descriptor)) = (matches, descriptor) else {
                return Err(foreign(input, "Grype", "it has no `matches` or no `descriptor`"));
            };
            if descriptor.name.as_deref().is_some_and(|name| name != "grype") {
                return Err(foreign(input, "Grype", "its `descriptor` names another tool"));
            }
            tool = tool.version(descriptor.version.as_deref());
            moments.push(moment(descriptor.timestamp.as_ref(), request));
            for one in matches {
                let Some((id, vulnerability)) = one.vulnerability.and_then(|one| Some((one.id.clone()?, one))) else {
                    unnamed += 1;
                    continue;
                };
                let package = one.artifact.and_then(|artifact| artifact.name).unwrap_or_default();
                let severity = vulnerability
                    .severity
                    .as_deref()
                    .map_or(Severity::Unrated, Severity::of_word);
                let fixable = vulnerability.fix.is_some_and(|fix| {
                    fix.state.as_deref() == Some("fixed") || fix.versions.is_some_and(|versions| !versions.is_empty())
                });
                findings.add(Finding::vulnerability((&id, &package), severity, Some(fixable)));
            }
        }
        let report = Report {
            inputs,
            request,
            tool,
            day: request.day_of_all(inputs, &moments)?,
            measured_at: moments.into_iter().max().flatten(),
            has_history: false,
            provisional: None,
            note: None,
        };
        let mut imported = findings.measured(&report)?;
        if unnamed > 0 {
            let message = format!("matches without a vulnerability left out: {unnamed}");
            let cure = "nothing is needed, unless the report was changed by hand";
            imported.warnings.push(inputs[0].problem(Code::LeftOut, message, cure));
        }
        Ok(imported)
    }
}
