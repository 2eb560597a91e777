//! Findings of AWS as far as they are read.

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub(super) struct Page {
    #[serde(alias = "findings", rename = "Findings")]
    pub(super) findings: Option<Vec<Item>>,
    #[serde(alias = "nextToken", rename = "NextToken")]
    pub(super) next: Option<Value>,
}

/// A finding of either shape: capitals are ASFF's, small letters Inspector's own.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Item {
    pub(super) id: Option<String>,
    pub(super) product_arn: Option<String>,
    pub(super) generator_id: Option<String>,
    pub(super) types: Option<Vec<String>>,
    pub(super) first_observed_at: Option<Value>,
    pub(super) created_at: Option<Value>,
    pub(super) updated_at: Option<Value>,
    pub(super) severity: Option<Rating>,
    pub(super) compliance: Option<Compliance>,
    pub(super) workflow: Option<Workflow>,
    pub(super) workflow_state: Option<String>,
    pub(super) record_state: Option<String>,
    pub(super) vulnerabilities: Option<Vec<Vulnerability>>,
    pub(super) sample: Option<bool>,
    #[serde(rename = "findingArn")]
    pub(super) arn: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    #[serde(rename = "severity")]
    pub(super) word: Option<String>,
    #[serde(rename = "status")]
    pub(super) status: Option<String>,
    #[serde(rename = "fixAvailable")]
    pub(super) fix: Option<String>,
    #[serde(rename = "firstObservedAt")]
    pub(super) first: Option<Value>,
    #[serde(rename = "updatedAt")]
    pub(super) updated: Option<Value>,
    #[serde(rename = "packageVulnerabilityDetails")]
    pub(super) details: Option<Details>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Rating {
    pub(super) label: Option<String>,
    pub(super) normalized: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Compliance {
    pub(super) status: Option<String>,
    pub(super) security_control_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Workflow {
    pub(super) status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Vulnerability {
    pub(super) id: Option<String>,
    pub(super) fix_available: Option<String>,
    pub(super) vulnerable_packages: Option<Vec<Package>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Details {
    pub(super) vulnerability_id: Option<String>,
    pub(super) vulnerable_packages: Option<Vec<Package>>,
}

#[derive(Deserialize)]
pub(super) struct Package {
    #[serde(alias = "name", rename = "Name")]
    pub(super) name: Option<String>,
}
