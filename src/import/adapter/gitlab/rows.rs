//! What GitLab writes: one lenient shape for deployments and pipelines.

use crate::diagnostic::Diagnostic;
use crate::import::deployment::Deployment;
use crate::import::listing::{Listing, failed, unknown};
use crate::import::span::{moment, not_all_pages};
use crate::import::{Input, json};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// A deployment or a pipeline.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Row {
    id: Option<u64>,
    #[serde(rename = "ref")]
    pub(super) reference: Option<String>,
    sha: Option<String>,
    status: Option<String>,
    pub(super) source: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
    started_at: Option<String>,
    finished_at: Option<String>,
    pub(super) environment: Option<Environment>,
    deployable: Option<Deployable>,
    message: Option<Value>,
    error: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Environment {
    pub(super) name: Option<String>,
    pub(super) tier: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Deployable {
    started_at: Option<String>,
    finished_at: Option<String>,
    commit: Option<Commit>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Commit {
    created_at: Option<String>,
    committed_date: Option<String>,
}

impl Row {
    /// When it last changed.
    pub(super) fn updated(&self) -> Option<Timestamp> {
        moment(self.updated_at.as_deref()).or_else(|| moment(self.created_at.as_deref()))
    }

    /// The deployment that it is, if it ended in one.
    pub(super) fn deployment(&self, hotfix: Option<&globset::GlobMatcher>) -> Option<Deployment> {
        let failed = match self.status.as_deref()? {
            "success" => false,
            "failed" => true,
            // Running, waiting for somebody, cancelled, skipped: nothing was deployed.
            _ => return None,
        };
        let job = self.deployable.as_ref();
        let started = moment(
            job.and_then(|job| job.started_at.as_deref())
                .or(self.started_at.as_deref()),
        );
        let finished = moment(
            job.and_then(|job| job.finished_at.as_deref())
                .or(self.finished_at.as_deref()),
        );
        let commit = job.and_then(|job| job.commit.as_ref());
        let committed = commit.and_then(|commit| {
            moment(commit.committed_date.as_deref()).or_else(|| moment(commit.created_at.as_deref()))
        });
        Some(Deployment {
            changes: committed.map(|at| (self.sha.clone(), at)).into_iter().collect(),
            started: started.or_else(|| moment(self.created_at.as_deref())),
            finished: finished.or_else(|| self.updated())?,
            failed,
            rework: hotfix.map(|hotfix| self.reference.as_deref().is_some_and(|name| hotfix.is_match(name))),
        })
    }
}

/// All rows of the files, each once.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) rows: BTreeMap<u64, Row>,
    pub(super) cut: Option<Diagnostic>,
}

impl Found {
    /// Reads a file.
    pub(super) fn read(&mut self, input: &Input) -> Result<(), Diagnostic> {
        let documents = json::documents::<Listing<Row>>(input)?;
        // Of pages one after another, only the last tells whether there are more.
        let length = documents.last().map_or(0, Listing::length);
        for row in documents.into_iter().flat_map(Listing::into_items) {
            let (Some(id), Some(_), Some(_)) = (row.id, row.status.as_ref(), row.updated()) else {
                let is_error = row.message.is_some() || row.error.is_some();
                return Err(if is_error {
                    failed(input, "GitLab")
                } else {
                    unknown(input, "deployments, pipelines or DORA values")
                });
            };
            if self.rows.get(&id).is_none_or(|there| there.updated() <= row.updated()) {
                self.rows.insert(id, row);
            }
        }
        if [20, 50, 100].contains(&length) {
            let why = "the list has exactly as many entries as a page, and the header that says whether there are more is not in the file";
            let cure = "export all pages: `glab api --paginate …`";
            self.cut = Some(not_all_pages(input, why, cure));
        }
        Ok(())
    }
}
