//! What GitHub writes: one lenient shape for runs, jobs, deployments, statuses and pages of them, and all rows of an import.

use crate::diagnostic::Diagnostic;
use crate::import::deployment::Log;
use crate::import::listing::{Listing, failed, unknown};
use crate::import::span::{moment, not_all_pages};
use crate::import::{Input, Tool, json};
use globset::GlobMatcher;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// A run, a job, a deployment, a status, or a page of them: everything is optional.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Row {
    pub(super) id: Option<Value>,
    #[serde(rename = "databaseId")]
    pub(super) database_id: Option<Value>,
    pub(super) name: Option<String>,
    #[serde(alias = "workflowName")]
    pub(super) workflow_name: Option<String>,
    pub(super) path: Option<String>,
    pub(super) event: Option<String>,
    pub(super) status: Option<String>,
    pub(super) conclusion: Option<String>,
    #[serde(alias = "headBranch")]
    pub(super) head_branch: Option<String>,
    #[serde(alias = "headSha")]
    pub(super) head_sha: Option<String>,
    pub(super) head_commit: Option<Commit>,
    pub(super) run_id: Option<u64>,
    #[serde(alias = "createdAt")]
    pub(super) created_at: Option<String>,
    pub(super) run_started_at: Option<String>,
    #[serde(alias = "startedAt")]
    pub(super) started_at: Option<String>,
    #[serde(alias = "updatedAt")]
    pub(super) updated_at: Option<String>,
    pub(super) completed_at: Option<String>,
    #[serde(alias = "commitOid")]
    pub(super) sha: Option<String>,
    #[serde(rename = "ref")]
    pub(super) reference: Option<Value>,
    pub(super) environment: Option<String>,
    pub(super) production_environment: Option<bool>,
    pub(super) state: Option<String>,
    pub(super) deployment_url: Option<String>,
    pub(super) commit: Option<Commit>,
    pub(super) statuses: Option<Nodes>,
    // Pages of them.
    pub(super) total_count: Option<usize>,
    pub(super) workflow_runs: Option<Vec<Row>>,
    pub(super) jobs: Option<Vec<Row>>,
    pub(super) deployment: Option<Box<Row>>,
    pub(super) deployment_status: Option<Box<Row>>,
    pub(super) data: Option<Value>,
    pub(super) message: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Commit {
    pub(super) timestamp: Option<String>,
    #[serde(rename = "committedDate")]
    pub(super) committed_date: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Nodes {
    pub(super) nodes: Vec<Option<Row>>,
    #[serde(rename = "pageInfo")]
    pub(super) page: Option<PageInfo>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PageInfo {
    has_next_page: bool,
    has_previous_page: bool,
}

impl Row {
    fn key(&self) -> Option<String> {
        self.database_id.as_ref().or(self.id.as_ref()).map(Value::to_string)
    }

    /// When it last changed.
    pub(super) fn updated(&self) -> Option<Timestamp> {
        moment(self.updated_at.as_deref()).or_else(|| moment(self.created_at.as_deref()))
    }

    /// The workflow: its file, which stays when it is renamed; else its name.
    pub(super) fn workflow(&self) -> Option<&str> {
        (self.path.as_deref())
            .or(self.workflow_name.as_deref())
            .or(self.name.as_deref())
    }

    /// Whether a pattern is of its workflow: of the name, the file, or the file's name.
    pub(super) fn is_of(&self, workflow: &GlobMatcher) -> bool {
        let names = [&self.name, &self.workflow_name, &self.path];
        names.into_iter().flatten().any(|name| {
            let file = name.rsplit('/').next().unwrap_or(name);
            workflow.is_match(name) || workflow.is_match(file)
        })
    }

    /// Its branch or tag.
    pub(super) fn branch(&self) -> Option<&str> {
        let reference = self.reference.as_ref();
        (self.head_branch.as_deref())
            .or_else(|| reference.and_then(Value::as_str))
            .or_else(|| json::text(reference?, &["name"]))
    }
}

/// All rows of the files, each once.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) runs: BTreeMap<String, Row>,
    pub(super) jobs: BTreeMap<String, Row>,
    pub(super) deployments: BTreeMap<String, Row>,
    pub(super) statuses: BTreeMap<String, Vec<Row>>,
    /// Rows of the pages of a file, and the largest total that they speak of: it grows while pages are fetched.
    pub(super) pages: (usize, usize),
    /// The same of the files that are short of their totals: pages may be files of their own.
    pub(super) short: (usize, usize),
    pub(super) cut: Option<&'static str>,
}

impl Found {
    /// Reads a file.
    pub(super) fn read(&mut self, input: &Input) -> Result<(), Diagnostic> {
        let documents = json::documents::<Listing<Row>>(input)?;
        // Of pages one after another, only the last tells whether there are more.
        let length = documents.last().map_or(0, Listing::length);
        let is_empty = documents
            .iter()
            .all(|document| matches!(document, Listing::List(items) if items.is_empty()));
        let mut is_known = is_empty;
        for row in documents.into_iter().flat_map(Listing::into_items) {
            is_known |= self.take(input, row)?;
        }
        if !is_known {
            return Err(unknown(input, "runs, jobs, deployments or statuses"));
        }
        let (rows, total) = std::mem::take(&mut self.pages);
        if rows < total {
            self.short = (self.short.0 + rows, self.short.1.max(total));
        }
        if [20, 30, 100, 1_000].contains(&length) {
            self.cut = Some("the list has exactly as many entries as a page");
        }
        Ok(())
    }

    /// Sorts a row, or the rows of a page, to its kind; whether it is of any.
    fn take(&mut self, input: &Input, mut row: Row) -> Result<bool, Diagnostic> {
        if let Some(rows) = row.workflow_runs.take().or_else(|| row.jobs.take()) {
            self.pages.0 += rows.len();
            self.pages.1 = self.pages.1.max(row.total_count.unwrap_or_default());
            for row in rows {
                self.take(input, row)?;
            }
            return Ok(true);
        }
        if let (Some(deployment), Some(status)) = (row.deployment.take(), row.deployment_status.take()) {
            self.take(input, *status)?;
            return self.take(input, *deployment);
        }
        if let Some(data) = row.data.take() {
            return self.take_answer(input, &data);
        }
        let key = row.key();
        if let Some(url) = &row.deployment_url {
            let id = url.rsplit('/').next().unwrap_or_default().to_owned();
            self.statuses.entry(id).or_default().push(row);
        } else if row.environment.is_some() && row.created_at.is_some() {
            self.deployments.insert(
                key.unwrap_or_else(|| format!("deployment {}", self.deployments.len())),
                row,
            );
        } else if row.run_id.is_some() {
            self.jobs
                .insert(key.unwrap_or_else(|| format!("job {}", self.jobs.len())), row);
        } else if row.conclusion.is_some() || (row.status.is_some() && row.created_at.is_some()) {
            let key = key.unwrap_or_else(|| format!("run {}", self.runs.len()));
            // A run that is tried again has the same number, and its newest state counts.
            if self.runs.get(&key).is_none_or(|there| there.updated() <= row.updated()) {
                self.runs.insert(key, row);
            }
        } else if row.message.is_some() {
            return Err(failed(input, "GitHub"));
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn take_answer(&mut self, input: &Input, data: &Value) -> Result<bool, Diagnostic> {
        let Some(list) = json::at(data, &["repository", "deployments"]) else {
            return if data.is_null() || json::at(data, &["repository"]).is_some_and(Value::is_null) {
                Err(failed(input, "GitHub"))
            } else {
                Ok(false)
            };
        };
        let list = Nodes::deserialize(list).map_err(|_| unknown(input, "deployments with times and states"))?;
        if list
            .page
            .is_some_and(|page| page.has_next_page || page.has_previous_page)
        {
            self.cut = Some("the answer says that there are more deployments");
        }
        for row in list.nodes.into_iter().flatten() {
            self.take(input, row)?;
        }
        Ok(true)
    }

    /// Whether pages say that there are more.
    pub(super) fn count_pages(&mut self) {
        if self.short.0 < self.short.1 {
            self.cut = Some("the file has fewer entries than its `total_count` says");
        }
    }

    /// A log without deployments.
    pub(super) fn log(&self, input: &Input, failure: &'static str) -> Log {
        let cure = "export all pages: `gh api --paginate …`, or `gh run list --limit 1000 …`";
        Log {
            deployments: Vec::new(),
            moments: Vec::new(),
            is_cut: self.cut.is_some(),
            tool: Tool::new("github"),
            failure: Some(failure),
            change: Some("of the newest commit of each deployment"),
            warnings: self
                .cut
                .map(|why| not_all_pages(input, why, cure))
                .into_iter()
                .collect(),
        }
    }
}
