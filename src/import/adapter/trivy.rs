//! Trivy's JSON: reports of images, file systems and repositories, `trivy k8s`, and the bare list of its first versions.

mod document;

use crate::diagnostic::{Code, Diagnostic};
use crate::import::finding::{
    Finding, Findings, Key, Repeats, Report, Scope, Severity, document, extra, foreign, is_list, moment,
};
use crate::import::measurement::Extra;
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool};
use document::{Target, Whole};
use serde_json::Value;

/// Reads reports of Trivy.
pub(super) struct Trivy;

impl Adapter for Trivy {
    fn name(&self) -> &'static str {
        "trivy"
    }

    fn about(&self) -> &'static str {
        "Trivy: vulnerabilities, misconfigurations and secrets in images, repositories and clusters (JSON)"
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
            extra::MATCHES,
            extra::CRITICAL_FINDINGS,
            extra::HIGH_FINDINGS,
            extra::MEDIUM_FINDINGS,
            extra::LOW_FINDINGS,
            extra::SECRETS,
            extra::PASSED,
        ];
        EXTRAS
    }

    fn settings(&self) -> &'static [Setting] {
        &[Setting {
            name: "looked-for",
            doc: "what the scan looked for, so that nothing found is zero: vulnerabilities, findings, or both; \
                  without it, what the report shows: `looked-for=vulnerabilities,findings`",
        }]
    }

    fn recognises(&self, glance: &Glance) -> bool {
        let lists = ["Vulnerabilities", "Misconfigurations", "Resources", "Findings"];
        glance.is_object_with(&["SchemaVersion", "ArtifactName"])
            || glance.is_object_with(&["ArtifactName", "ArtifactType"])
            || lists.iter().any(|list| glance.is_object_with(&["ClusterName", list]))
            || glance.is_list_of(&["Target", "Vulnerabilities"])
            || glance.is_list_of(&["Target", "Type"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut findings = Findings::default();
        let mut warnings = Vec::new();
        let (mut tool, mut moments) = (Tool::new("trivy"), Vec::new());
        for input in inputs {
            let whole = if is_list(input)? {
                legacy(input, document(input)?)?
            } else {
                document(input)?
            };
            check(input, &whole)?;
            moments.push(moment(whole.created_at.as_ref(), request));
            let version = whole.trivy.as_ref().and_then(|trivy| trivy.version.as_deref());
            if version.is_some() {
                tool = tool.version(version);
            }
            let mut repeats = Repeats::default();
            let artifact = whole.artifact_name.as_deref().unwrap_or_default();
            let mut unnamed = 0;
            for target in whole.results.iter().flatten() {
                unnamed += add(target, &[artifact], &mut repeats, &mut findings);
            }
            let lists = [
                &whole.vulnerabilities,
                &whole.misconfigurations,
                &whole.resources,
                &whole.findings,
            ];
            for resource in lists.into_iter().flatten().flatten() {
                let place = [&resource.namespace, &resource.kind, &resource.name];
                let place = place.map(|part| part.as_deref().unwrap_or_default());
                for target in resource.results.iter().flatten() {
                    unnamed += add(target, &place, &mut repeats, &mut findings);
                }
                if resource
                    .error
                    .as_ref()
                    .is_some_and(|error| error.as_str() != Some("") && !error.is_null())
                {
                    let message = "Trivy could not scan a resource of the cluster";
                    let cure = "its vulnerabilities are not counted; the report's `Error` says why";
                    warnings.push(input.problem(Code::LeftOut, message, cure));
                }
            }
            if unnamed > 0 {
                let message = format!("entries without a `VulnerabilityID` left out: {unnamed}");
                let cure = "nothing is needed, unless the report was changed by hand";
                warnings.push(input.problem(Code::LeftOut, message, cure));
            }
        }
        findings.looked_for_as_set(&inputs[0], request)?;
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
        if findings.is_empty() {
            let message = "Trivy found nothing that it could scan";
            let cure =
                "if the scan looked for vulnerabilities and found none, say so: `--set looked-for=vulnerabilities`";
            return report.named(report.no_data(&["critical-vulnerabilities", "high-vulnerabilities"], message, cure));
        }
        let mut imported = findings.measured(&report)?;
        imported.warnings.extend(warnings);
        Ok(imported)
    }
}

/// The bare list of versions before 0.20, as the report that holds it.
fn legacy(input: &Input, results: Vec<Target>) -> Result<Whole, Diagnostic> {
    if results.iter().any(|target| target.name.is_none()) {
        return Err(foreign(input, "Trivy", "an item of the list has no `Target`"));
    }
    Ok(Whole {
        schema_version: Some(Value::from(1)),
        artifact_name: Some(String::new()),
        results: Some(results),
        ..Whole::default()
    })
}

fn check(input: &Input, whole: &Whole) -> Result<(), Diagnostic> {
    let is_of_artifact =
        whole.artifact_name.is_some() && (whole.schema_version.is_some() || whole.artifact_type.is_some());
    let lists = [
        &whole.vulnerabilities,
        &whole.misconfigurations,
        &whole.resources,
        &whole.findings,
    ];
    let is_of_cluster = whole.cluster_name.is_some() && lists.iter().any(|list| list.is_some());
    if is_of_artifact || is_of_cluster {
        return Ok(());
    }
    Err(foreign(
        input,
        "Trivy",
        "it has neither `ArtifactName` nor `ClusterName` with results",
    ))
}

/// Adds what one target shows, and says how many entries name no vulnerability.
fn add(target: &Target, place: &[&str], repeats: &mut Repeats, findings: &mut Findings) -> usize {
    let name = target.name.as_deref().unwrap_or_default();
    let class = target.class.as_deref().unwrap_or_default();
    if class.ends_with("-pkgs") || class.is_empty() || target.vulnerabilities.is_some() {
        findings.looked_for(Scope::Vulnerabilities);
    }
    if class == "config" || class == "secret" {
        findings.looked_for(Scope::Findings);
    }
    let mut unnamed = 0;
    for one in target.vulnerabilities.iter().flatten() {
        let Some(id) = &one.id else {
            unnamed += 1;
            continue;
        };
        if one.status.as_deref() == Some("not_affected") {
            continue;
        }
        let has_fix = one.fixed.as_deref().is_some_and(|version| !version.is_empty());
        let fixable = has_fix || one.status.as_deref() == Some("fixed");
        let package = one.package.as_deref().unwrap_or_default();
        findings.add(Finding::vulnerability(
            (id, package),
            rated(one.severity.as_ref()),
            Some(fixable),
        ));
    }
    for one in target.misconfigurations.iter().flatten() {
        if one.status.as_deref().unwrap_or("FAIL") == "FAIL" {
            let id = one.id.as_deref().unwrap_or_default();
            let key = repeats.key(&[&["misconfiguration", id, name], place].concat());
            findings.add(Finding::new(key, Scope::Findings, rated(one.severity.as_ref())));
        }
    }
    for one in target.secrets.iter().flatten() {
        let line = one.line.unwrap_or_default().to_string();
        let rule = one.rule.as_deref().unwrap_or_default();
        let key = repeats.key(&[&["secret", rule, name, &line], place].concat());
        findings.add(Finding {
            is_secret: true,
            ..Finding::new(key, Scope::Findings, rated(one.severity.as_ref()))
        });
    }
    if let Some(summary) = &target.misconf_summary {
        let key = Key::of(&[&["summary", name], place].concat());
        let number = |count: Option<u32>| u64::from(count.unwrap_or_default());
        findings.check(key, number(summary.successes), number(summary.failures));
    }
    unnamed
}

fn rated(severity: Option<&String>) -> Severity {
    severity.map_or(Severity::Unrated, |word| Severity::of_word(word))
}
