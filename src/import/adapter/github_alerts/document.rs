//! Alerts of GitHub as far as they are read.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::Input;
use crate::import::finding::{documents, foreign, is_list};
use serde::Deserialize;
use serde_json::Value;

/// An alert of any kind; what GraphQL calls otherwise is an alias.
#[derive(Deserialize)]
pub(super) struct Alert {
    pub(super) number: Option<u64>,
    pub(super) html_url: Option<String>,
    pub(super) id: Option<Value>,
    pub(super) state: Option<String>,
    #[serde(alias = "createdAt")]
    pub(super) created_at: Option<Value>,
    #[serde(alias = "updatedAt")]
    pub(super) updated_at: Option<Value>,
    #[serde(alias = "fixedAt")]
    pub(super) fixed_at: Option<Value>,
    #[serde(alias = "dismissedAt")]
    pub(super) dismissed_at: Option<Value>,
    #[serde(alias = "autoDismissedAt")]
    pub(super) auto_dismissed_at: Option<Value>,
    pub(super) resolved_at: Option<Value>,
    // Dependabot.
    #[serde(alias = "securityVulnerability")]
    pub(super) security_vulnerability: Option<Vulnerability>,
    pub(super) dependency: Option<Dependency>,
    #[serde(alias = "dependencyScope")]
    pub(super) dependency_scope: Option<String>,
    // Code scanning.
    pub(super) rule: Option<Rule>,
    // Secret scanning.
    pub(super) secret_type: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Vulnerability {
    pub(super) severity: Option<String>,
    #[serde(alias = "firstPatchedVersion")]
    pub(super) first_patched_version: Option<Value>,
}

#[derive(Deserialize)]
pub(super) struct Dependency {
    pub(super) scope: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Rule {
    pub(super) severity: Option<String>,
    pub(super) security_severity_level: Option<String>,
    pub(super) tags: Option<Value>,
}

/// The alerts of a file: lists (pages one after another, or a list of pages), or what GraphQL answers.
pub(super) fn alerts(input: &Input, warnings: &mut Vec<Diagnostic>) -> Result<Vec<Alert>, Diagnostic> {
    if is_list(input)? {
        let is_slurped = input.text()?.trim_start()[1..].trim_start().starts_with('[');
        let pages: Vec<Vec<Alert>> = if is_slurped {
            documents::<Vec<Vec<Alert>>>(input)?.into_iter().flatten().collect()
        } else {
            documents(input)?
        };
        // The header that says whether there are more pages is lost in a file.
        if let [page] = pages.as_slice()
            && (page.len() == 30 || page.len() == 100)
        {
            let message = format!(
                "the file has exactly {} alerts, which is one page of GitHub's",
                page.len()
            );
            let cure = "export with `gh api --paginate`, which asks for all pages";
            warnings.push(input.problem(Code::NotAllPages, message, cure));
        }
        return Ok(pages.into_iter().flatten().collect());
    }
    let mut alerts = Vec::new();
    let mut has_more = false;
    for answer in documents::<Value>(input)? {
        if answer.get("errors").is_some() || answer.get("message").is_some() && answer.get("data").is_none() {
            let message = "GitHub answered with an error in place of alerts";
            let cure = "check that alerts are switched on and that the token may read them; then export again";
            return Err(input.problem(Code::ToolFailed, message, cure));
        }
        let mut lists = Vec::new();
        collect(&answer, &mut lists);
        if lists.is_empty() {
            return Err(foreign(input, "GitHub's alerts", "it has no `vulnerabilityAlerts`"));
        }
        // Of pages one after another, the last one tells.
        has_more = lists
            .iter()
            .any(|list| list.pointer("/pageInfo/hasNextPage") == Some(&Value::Bool(true)));
        for list in lists {
            let nodes = list.get("nodes").and_then(Value::as_array).into_iter().flatten();
            let edges = list.get("edges").and_then(Value::as_array).into_iter().flatten();
            for node in nodes.chain(edges.filter_map(|edge| edge.get("node"))) {
                let alert = Alert::deserialize(node);
                // The words of this error may quote the file.
                alerts.push(alert.map_err(|_| foreign(input, "GitHub's alerts", "an alert has another shape"))?);
            }
        }
    }
    if has_more {
        let message = "GraphQL says that there are more alerts than the file has";
        let cure = "ask for all pages: `gh api graphql --paginate` with `pageInfo { hasNextPage endCursor }`";
        warnings.push(input.problem(Code::NotAllPages, message, cure));
    }
    Ok(alerts)
}

/// Every `vulnerabilityAlerts` of an answer, whatever it was asked of: a repository, an organisation, a search.
fn collect<'v>(value: &'v Value, lists: &mut Vec<&'v Value>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                if name == "vulnerabilityAlerts" && inner.is_object() {
                    lists.push(inner);
                } else {
                    collect(inner, lists);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, lists)),
        _ => {}
    }
}
