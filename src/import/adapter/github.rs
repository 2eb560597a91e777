//! GitHub: runs of a workflow that deploys, with or without their jobs; deployments with their statuses.
//!
//! Runs come as the API gives them (`workflow_runs`) or as `gh run list --json` does; deployments by GraphQL, which has
//! commit and outcome in one answer, or by REST as two kinds of lists. A deployment's outcome is the first of its states
//! that ends it: a newer deployment turns `success` into `inactive`.

mod deployments;
mod rows;
mod runs;

use crate::diagnostic::{Code, Diagnostic};
use crate::import::deployment::HOTFIX;
use crate::import::span::{SINCE, UNTIL};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting};
use rows::Found;

/// GitHub.
pub(super) struct GitHub;

impl Adapter for GitHub {
    fn name(&self) -> &'static str {
        "github"
    }

    fn about(&self) -> &'static str {
        "GitHub: workflow runs (API or `gh run list --json`), their jobs, deployments with statuses"
    }

    fn gives(&self) -> &'static [&'static str] {
        &[
            "deployment-frequency",
            "change-lead-time",
            "change-fail-rate",
            "deployment-rework-rate",
            "time-to-deploy",
        ]
    }

    fn settings(&self) -> &'static [Setting] {
        const ALL: &[Setting] = &[
            Setting {
                name: "workflow",
                doc: "pattern of the name or file of the workflow that deploys, such as `Deploy` or `*/deploy.yml`; needed where the file has several",
            },
            Setting {
                name: "branch",
                doc: "pattern of the branches or tags whose runs or deployments count, such as `main`; without it all, save runs for pull requests",
            },
            Setting {
                name: "environment",
                doc: "pattern of the environments that are production; without it those called production, prod or live",
            },
            Setting {
                name: "job",
                doc: "pattern of the jobs that deploy: of a file of jobs, only these count",
            },
            HOTFIX,
            SINCE,
            UNTIL,
        ];
        ALL
    }

    fn has_own_metrics(&self) -> bool {
        true
    }

    fn recognises(&self, glance: &Glance) -> bool {
        let is_run_of_gh = glance.is_list_of(&["conclusion", "createdAt"])
            && ["headBranch", "workflowName", "databaseId"]
                .iter()
                .any(|key| glance.has_keys(&[key]));
        glance.is_object_with(&["total_count", "workflow_runs"])
            || (glance.is_object_with(&["total_count", "jobs"]) && glance.says("\"run_id\""))
            || glance.is_object_with(&["deployment", "deployment_status"])
            || glance.is_list_of(&["statuses_url", "environment", "sha"])
            || glance.is_list_of(&["deployment_url", "state"])
            || (glance.is_list_of(&["total_count", "workflow_runs"]) || is_run_of_gh)
            || (glance.is_object_with(&["data"]) && glance.says("\"deployments\"") && glance.says("\"commit"))
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut found = Found::default();
        for input in inputs {
            found.read(input)?;
        }
        let Some(input) = inputs.first() else {
            return Ok(Imported::default());
        };
        found.count_pages();
        let has_deployments = !found.deployments.is_empty() || !found.statuses.is_empty();
        let log = match (found.runs.is_empty() && found.jobs.is_empty(), has_deployments) {
            (false, true) => {
                let message = "the files hold runs and deployments, which would be counted twice";
                return Err(input.problem(Code::ImportUnclear, message, "import one of the two"));
            }
            (true, true) => deployments::log(&found, input, request)?,
            _ => runs::log(found, input, request)?,
        };
        log.imported(inputs, request)
    }
}
