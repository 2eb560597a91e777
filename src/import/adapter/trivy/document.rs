//! Reports of Trivy as far as they are read.

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Whole {
    pub(super) schema_version: Option<Value>,
    pub(super) artifact_name: Option<String>,
    pub(super) artifact_type: Option<String>,
    pub(super) cluster_name: Option<String>,
    pub(super) created_at: Option<Value>,
    pub(super) trivy: Option<Version>,
    pub(super) results: Option<Vec<Target>>,
    // `trivy k8s`, whose lists have changed their names.
    pub(super) vulnerabilities: Option<Vec<Resource>>,
    pub(super) misconfigurations: Option<Vec<Resource>>,
    pub(super) resources: Option<Vec<Resource>>,
    pub(super) findings: Option<Vec<Resource>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Version {
    pub(super) version: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Resource {
    pub(super) namespace: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) name: Option<String>,
    pub(super) error: Option<Value>,
    pub(super) results: Option<Vec<Target>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Target {
    #[serde(rename = "Target")]
    pub(super) name: Option<String>,
    pub(super) class: Option<String>,
    pub(super) vulnerabilities: Option<Vec<Vulnerability>>,
    pub(super) misconf_summary: Option<Summary>,
    pub(super) misconfigurations: Option<Vec<Misconfiguration>>,
    pub(super) secrets: Option<Vec<Secret>>,
}

#[derive(Deserialize)]
pub(super) struct Vulnerability {
    #[serde(rename = "VulnerabilityID")]
    pub(super) id: Option<String>,
    #[serde(rename = "PkgName")]
    pub(super) package: Option<String>,
    #[serde(rename = "FixedVersion")]
    pub(super) fixed: Option<String>,
    #[serde(rename = "Status")]
    pub(super) status: Option<String>,
    #[serde(rename = "Severity")]
    pub(super) severity: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Summary {
    pub(super) successes: Option<u32>,
    pub(super) failures: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct Misconfiguration {
    #[serde(rename = "ID")]
    pub(super) id: Option<String>,
    #[serde(rename = "Severity")]
    pub(super) severity: Option<String>,
    #[serde(rename = "Status")]
    pub(super) status: Option<String>,
}

// The place of a secret, never its text.
#[derive(Deserialize)]
pub(super) struct Secret {
    #[serde(rename = "RuleID")]
    pub(super) rule: Option<String>,
    #[serde(rename = "Severity")]
    pub(super) severity: Option<String>,
    #[serde(rename = "StartLine")]
    pub(super) line: Option<u64>,
}
