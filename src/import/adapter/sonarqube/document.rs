//! Answers of Sonar as far as they are read.

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) component: Option<Component>,
    pub(super) components: Option<Vec<Component>>,
    #[serde(rename = "baseComponent")]
    pub(super) base: Option<Component>,
    pub(super) issues: Option<Vec<Issue>>,
    pub(super) paging: Option<Paging>,
    pub(super) total: Option<u64>,
    pub(super) errors: Option<Value>,
}

#[derive(Deserialize)]
pub(super) struct Paging {
    pub(super) total: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct Component {
    pub(super) qualifier: Option<String>,
    pub(super) key: Option<String>,
    pub(super) measures: Option<Vec<Measure>>,
}

#[derive(Deserialize)]
pub(super) struct Measure {
    pub(super) metric: Option<String>,
    pub(super) value: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Issue {
    pub(super) key: Option<String>,
    pub(super) status: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) severity: Option<String>,
    pub(super) creation_date: Option<Value>,
    pub(super) update_date: Option<Value>,
    pub(super) close_date: Option<Value>,
}

impl Answer {
    /// A bare list of components.
    pub(super) fn of(components: Vec<Component>) -> Self {
        Self {
            component: None,
            components: Some(components),
            base: None,
            issues: None,
            paging: None,
            total: None,
            errors: None,
        }
    }
}
