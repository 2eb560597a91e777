//! AWS Security Hub: findings in ASFF, which Inspector, Config, Macie and others write too, in every wrapping;
//! and `aws inspector2 list-findings`, which has a shape of its own.
//!
//! Format: <https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html>.

mod document;

use crate::diagnostic::{Code, Diagnostic};
use crate::import::finding::{
    Finding, Findings, Key, Report, Scope, Severity, documents, extra, foreign, is_list, moment,
};
use crate::import::measurement::Extra;
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool};
use document::{Item, Package, Page, Rating, Vulnerability};
use jiff::Timestamp;
use serde_json::Value;

/// Reads findings of Security Hub and Inspector.
pub(super) struct SecurityHub;

impl Adapter for SecurityHub {
    fn name(&self) -> &'static str {
        "security-hub"
    }

    fn about(&self) -> &'static str {
        "AWS Security Hub (ASFF) and Amazon Inspector: vulnerabilities, controls, threats (JSON)"
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
            extra::OLDEST,
            extra::CRITICAL_FINDINGS,
            extra::HIGH_FINDINGS,
            extra::MEDIUM_FINDINGS,
            extra::LOW_FINDINGS,
            extra::PASSED,
        ];
        EXTRAS
    }

    fn settings(&self) -> &'static [Setting] {
        &[Setting {
            name: "looked-for",
            doc: "what the account looks for, so that nothing found is zero: vulnerabilities (Inspector), findings, or both; \
                  without it, what the file shows: `looked-for=vulnerabilities,findings`",
        }]
    }

    fn lists_entries(&self) -> bool {
        true
    }

    fn recognises(&self, glance: &Glance) -> bool {
        let is_wrapped = glance.is_object_with(&["Findings"]) || glance.is_object_with(&["findings"]);
        is_wrapped && (glance.says("\"ProductArn\"") || glance.says("\"findingArn\""))
            || glance.is_list_of(&["ProductArn", "AwsAccountId"])
            || glance.is_list_of(&["findingArn", "awsAccountId"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut findings = Findings::default();
        let mut measured_at: Option<Timestamp> = None;
        let mut warnings = Vec::new();
        let mut is_inspector = true;
        for input in inputs {
            let pages: Vec<Page> = if is_list(input)? {
                let lists = documents::<Vec<Item>>(input)?;
                lists
                    .into_iter()
                    .map(|list| Page {
                        findings: Some(list),
                        next: None,
                    })
                    .collect()
            } else {
                documents(input)?
            };
            let ends = pages
                .last()
                .is_none_or(|page| page.next.as_ref().is_none_or(Value::is_null));
            if !ends {
                let message = "the file has a `NextToken`: it is not the last page";
                let cure = "let the AWS CLI fetch all pages: without `--max-items` and `--no-paginate`";
                warnings.push(input.problem(Code::NotAllPages, message, cure));
            }
            for page in &pages {
                let Some(list) = &page.findings else {
                    return Err(foreign(input, "Security Hub or Inspector", "it has no `Findings`"));
                };
                for one in list {
                    let updated = if one.product_arn.is_some() && one.id.is_some() {
                        is_inspector = false;
                        add(one, request, &mut findings);
                        &one.updated_at
                    } else if one.arn.is_some() {
                        add_of_inspector(one, request, &mut findings);
                        &one.updated
                    } else {
                        let missing = "a finding has neither `ProductArn` and `Id` nor `findingArn`";
                        return Err(foreign(input, "Security Hub or Inspector", missing));
                    };
                    measured_at = measured_at.max(moment(updated.as_ref(), request));
                }
            }
        }
        findings.looked_for_as_set(&inputs[0], request)?;
        if findings.is_empty() {
            let message = "there is no finding in it, and so nothing that says what was looked for";
            let cure =
                "say it, and it is zero: `--set looked-for=findings`, or `vulnerabilities,findings` with Inspector";
            return Err(inputs[0].problem(Code::ImportUnclear, message, cure));
        }
        let mut imported = findings.measured(&Report {
            inputs,
            request,
            tool: Tool::new(if is_inspector && measured_at.is_some() {
                "inspector"
            } else {
                "security-hub"
            }),
            day: request.day_of_stock(&inputs[0], measured_at)?,
            measured_at,
            has_history: false,
            provisional: None,
            note: None,
        })?;
        imported.warnings.extend(warnings);
        Ok(imported)
    }
}

fn add(one: &Item, request: &Request, findings: &mut Findings) {
    if one.sample == Some(true) {
        return;
    }
    let listed: Vec<&Vulnerability> = one.vulnerabilities.iter().flatten().collect();
    let vulnerability = "Software and Configuration Checks/Vulnerabilities";
    let is_vulnerability = !listed.is_empty() || one.types.iter().flatten().any(|kind| kind.starts_with(vulnerability));
    let scope = if is_vulnerability {
        Scope::Vulnerabilities
    } else {
        Scope::Findings
    };
    findings.looked_for(scope);
    let status = one.workflow.as_ref().and_then(|workflow| workflow.status.as_deref());
    let status = status.or(one.workflow_state.as_deref()).unwrap_or("NEW");
    let is_active = one.record_state.as_deref().unwrap_or("ACTIVE") == "ACTIVE";
    // The three last words are of the field that `Workflow` replaced in 2020.
    let is_open = matches!(status, "NEW" | "NOTIFIED" | "ASSIGNED" | "IN_PROGRESS" | "DEFERRED");
    let compliance = one
        .compliance
        .as_ref()
        .and_then(|compliance| compliance.status.as_deref());
    if is_active
        && status != "SUPPRESSED"
        && let Some(has_passed @ ("PASSED" | "FAILED")) = compliance
    {
        let control = one
            .compliance
            .as_ref()
            .and_then(|compliance| compliance.security_control_id.as_deref());
        let control = control.or(one.generator_id.as_deref()).unwrap_or_default();
        findings.check_of_resource(Key::of(&["control", control]), has_passed == "PASSED");
    }
    if !is_active || !is_open || compliance.is_some_and(|status| status != "FAILED") {
        return;
    }
    let severity = one.severity.as_ref().map_or(Severity::Unrated, rated);
    let opened = moment(one.first_observed_at.as_ref().or(one.created_at.as_ref()), request);
    let fixable = listed
        .iter()
        .any(|one| matches!(one.fix_available.as_deref(), Some("YES" | "PARTIAL")));
    let id = one.id.as_deref().unwrap_or_default();
    let finding = match listed.first().and_then(|first| Some((first, first.id.as_deref()?))) {
        Some((first, cve)) => Finding::vulnerability(
            (cve, &packages(first.vulnerable_packages.as_ref())),
            severity,
            Some(fixable),
        ),
        None => Finding::new(Key::of(&["asff", id]), scope, severity),
    };
    findings.add(Finding { opened, ..finding });
}

fn add_of_inspector(one: &Item, request: &Request, findings: &mut Findings) {
    let is_vulnerability = one.kind.as_deref().unwrap_or("PACKAGE_VULNERABILITY") == "PACKAGE_VULNERABILITY";
    let scope = if is_vulnerability {
        Scope::Vulnerabilities
    } else {
        Scope::Findings
    };
    findings.looked_for(scope);
    if one.status.as_deref().unwrap_or("ACTIVE") != "ACTIVE" {
        return;
    }
    // `UNTRIAGED` is unrated.
    let severity = one.word.as_deref().map_or(Severity::Unrated, Severity::of_word);
    let fixable = one.fix.as_deref().map(|word| matches!(word, "YES" | "PARTIAL"));
    let details = one.details.as_ref();
    let finding = match details.and_then(|details| Some((details, details.vulnerability_id.as_deref()?))) {
        Some((details, cve)) => Finding::vulnerability(
            (cve, &packages(details.vulnerable_packages.as_ref())),
            severity,
            fixable,
        ),
        None => Finding::new(
            Key::of(&["asff", one.arn.as_deref().unwrap_or_default()]),
            scope,
            severity,
        ),
    };
    findings.add(Finding {
        opened: moment(one.first.as_ref(), request),
        ..finding
    });
}

fn packages(packages: Option<&Vec<Package>>) -> String {
    let mut names: Vec<&str> = packages
        .into_iter()
        .flatten()
        .filter_map(|package| package.name.as_deref())
        .collect();
    names.sort_unstable();
    names.dedup();
    names.join(" ")
}

/// The label; of findings from before labels, the band of the number.
fn rated(rating: &Rating) -> Severity {
    if let Some(label) = &rating.label {
        return Severity::of_word(label);
    }
    match rating.normalized {
        Some(number) if (90.0..=100.0).contains(&number) => Severity::Critical,
        Some(number) if (70.0..90.0).contains(&number) => Severity::High,
        Some(number) if (40.0..70.0).contains(&number) => Severity::Medium,
        Some(number) if (1.0..40.0).contains(&number) => Severity::Low,
        Some(number) if (0.0..1.0).contains(&number) => Severity::Informational,
        _ => Severity::Unrated,
    }
}
