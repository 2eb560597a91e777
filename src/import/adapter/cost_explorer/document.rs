//! What is read of an answer of `GetCostAndUsage`.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Page {
    pub(super) results_by_time: Option<Vec<Stretch>>,
    pub(super) group_definitions: Option<Vec<Group>>,
    pub(super) next_page_token: Option<Value>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Group {
    pub(super) key: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Stretch {
    pub(super) time_period: Times,
    pub(super) total: Option<Metrics>,
    pub(super) groups: Option<Vec<Part>>,
    pub(super) estimated: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Times {
    pub(super) start: String,
    pub(super) end: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Part {
    pub(super) keys: Vec<String>,
    pub(super) metrics: Metrics,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Amount {
    pub(super) amount: Value,
    pub(super) unit: String,
}

pub(super) type Metrics = BTreeMap<String, Amount>;
