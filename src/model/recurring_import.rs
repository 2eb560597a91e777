//! What a team imports again and again: an entry of its imports.toml.

use crate::model::portfolio::Origin;
use std::collections::BTreeMap;

/// One import that `scorpfolio import --all` runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecurringImport {
    /// The source; `None`: it is recognised by the files.
    pub source: Option<String>,
    /// Files or patterns, from the folder of scorpfolio.toml.
    pub files: Vec<String>,
    /// The workload of values that the files give none.
    pub workload: Option<String>,
    /// The metric, where the files name none.
    pub metric: Option<String>,
    /// Whether values whose files say no day speak for the newest cycle that has ended.
    pub of_latest_cycle: bool,
    /// Whether it is in order that no file is there.
    pub optional: bool,
    /// The source's own settings.
    pub settings: BTreeMap<String, String>,
    /// Where it was written.
    pub origin: Origin,
}
