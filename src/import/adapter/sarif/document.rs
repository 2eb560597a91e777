//! SARIF as far as it is read.

use crate::import::finding::Severity;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Deserialize)]
pub(super) struct Document {
    pub(super) version: Option<String>,
    pub(super) runs: Option<Vec<Run>>,
}

#[derive(Deserialize)]
pub(super) struct Run {
    pub(super) tool: Option<Tools>,
    pub(super) invocations: Option<Vec<Invocation>>,
    pub(super) results: Option<Vec<Outcome>>,
}

#[derive(Deserialize)]
pub(super) struct Tools {
    pub(super) driver: Option<Component>,
    pub(super) extensions: Option<Vec<Component>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Component {
    pub(super) name: Option<String>,
    pub(super) semantic_version: Option<String>,
    pub(super) version: Option<String>,
    pub(super) rules: Option<Vec<Rule>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule {
    pub(super) id: Option<String>,
    pub(super) default_configuration: Option<Configuration>,
    pub(super) properties: Option<Properties>,
}

#[derive(Deserialize)]
pub(super) struct Configuration {
    pub(super) level: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Properties {
    pub(super) security_severity: Option<Value>,
    pub(super) tags: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    pub(super) execution_successful: Option<bool>,
    pub(super) start_time_utc: Option<Value>,
    pub(super) end_time_utc: Option<Value>,
}

/// A result of a scanner.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Outcome {
    pub(super) rule_id: Option<String>,
    pub(super) rule_index: Option<i64>,
    pub(super) rule: Option<RuleReference>,
    pub(super) level: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) baseline_state: Option<String>,
    pub(super) suppressions: Option<Vec<Suppression>>,
    pub(super) fingerprints: Option<BTreeMap<String, Value>>,
    pub(super) partial_fingerprints: Option<BTreeMap<String, Value>>,
    pub(super) locations: Option<Vec<Location>>,
    pub(super) properties: Option<Properties>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RuleReference {
    pub(super) id: Option<String>,
    pub(super) index: Option<i64>,
    pub(super) tool_component: Option<ComponentReference>,
}

#[derive(Deserialize)]
pub(super) struct ComponentReference {
    pub(super) index: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct Suppression {
    pub(super) status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    pub(super) physical_location: Option<Physical>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Physical {
    pub(super) artifact_location: Option<Artifact>,
    pub(super) region: Option<Region>,
}

#[derive(Deserialize)]
pub(super) struct Artifact {
    pub(super) uri: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: Option<i64>,
    pub(super) start_column: Option<i64>,
}

/// The rule of a result: by its index in the component that it names, else by its id in all components.
pub(super) fn rule_of<'r>(run: &'r Run, result: &Outcome) -> Option<&'r Rule> {
    let tool = run.tool.as_ref()?;
    let reference = result.rule.as_ref();
    let component = reference
        .and_then(|rule| rule.tool_component.as_ref()?.index)
        .and_then(|index| tool.extensions.as_ref()?.get(usize::try_from(index).ok()?))
        .or(tool.driver.as_ref());
    let index = reference.and_then(|rule| rule.index).or(result.rule_index);
    let id = result.rule_id.as_deref().or_else(|| reference?.id.as_deref());
    let by_index = index
        .and_then(|index| component?.rules.as_ref()?.get(usize::try_from(index).ok()?))
        .filter(|rule| id.is_none_or(|id| is_named(rule, id)));
    by_index.or_else(|| {
        let all = tool.driver.iter().chain(tool.extensions.iter().flatten());
        let mut rules = all.flat_map(|component| component.rules.iter().flatten());
        rules.find(|rule| id.is_some_and(|id| is_named(rule, id)))
    })
}

/// `CA1000/1` is a part of the rule `CA1000`.
fn is_named(rule: &Rule, id: &str) -> bool {
    rule.id.as_deref().is_some_and(|own| {
        id.strip_prefix(own)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn security_severity<'r>(rule: Option<&'r Rule>, result: &'r Outcome) -> Option<&'r Value> {
    let own = result
        .properties
        .as_ref()
        .and_then(|properties| properties.security_severity.as_ref());
    own.or_else(|| rule?.properties.as_ref()?.security_severity.as_ref())
}

pub(super) fn is_of_security(rule: Option<&Rule>, result: &Outcome) -> bool {
    let tags = rule.and_then(|rule| rule.properties.as_ref()?.tags.as_ref()?.as_array());
    security_severity(rule, result).is_some()
        || tags.is_some_and(|tags| tags.iter().any(|tag| tag.as_str() == Some("security")))
}

/// The score of the rule, else the level: of the result, of its rule, else `warning`.
pub(super) fn severity(rule: Option<&Rule>, result: &Outcome) -> Severity {
    let score = security_severity(rule, result).map_or(Severity::Unrated, Severity::of_score);
    if score != Severity::Unrated {
        return score;
    }
    let of_rule = || rule?.default_configuration.as_ref()?.level.as_deref();
    let is_failure = result.kind.as_deref().unwrap_or("fail") == "fail";
    let level = result
        .level
        .as_deref()
        .or_else(|| if is_failure { of_rule() } else { Some("none") });
    match level.unwrap_or("warning") {
        "error" => Severity::High,
        "warning" => Severity::Medium,
        "note" => Severity::Low,
        _ => Severity::Informational,
    }
}
