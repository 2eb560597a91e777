//! Runs of a workflow as deployments.

use super::rows::{Found, Row};
use crate::diagnostic::{Code, Diagnostic};
use crate::import::deployment::{Deployment, HOTFIX, Log, pattern, some_of};
use crate::import::span::moment;
use crate::import::{Input, Request};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The deployments that runs of a workflow are.
pub(super) fn log(mut found: Found, input: &Input, request: &Request) -> Result<Log, Diagnostic> {
    let job = pattern(input, request, "job")?;
    let (workflow, branch) = (pattern(input, request, "workflow")?, pattern(input, request, "branch")?);
    let hotfix = pattern(input, request, HOTFIX.name)?;
    let mut log = found.log(input, "runs that failed; a rollback after a success is not seen");
    found.jobs.retain(|_, one| {
        let name = one.name.as_deref().unwrap_or_default();
        job.as_ref().is_none_or(|job| job.is_match(name))
    });
    let times = add_jobs(&mut found);
    // The list speaks for the time between all of its runs, whichever of them deploy.
    log.moments = found.runs.values().filter_map(Row::updated).collect();
    let mut runs: Vec<(&String, &Row)> = found.runs.iter().collect();
    runs.retain(|(_, run)| {
        let is_wanted = branch
            .as_ref()
            .is_none_or(|branch| run.branch().is_some_and(|name| branch.is_match(name)));
        let is_proposal = run
            .event
            .as_deref()
            .is_some_and(|event| event.starts_with("pull_request") || event == "merge_group");
        is_wanted && (branch.is_some() || !is_proposal) && workflow.as_ref().is_none_or(|workflow| run.is_of(workflow))
    });
    let names: BTreeSet<&str> = runs.iter().filter_map(|(_, run)| run.workflow()).collect();
    if workflow.is_none() && names.len() > 1 {
        let message = format!("the file has runs of several workflows: {}", some_of(names));
        let cure = "say which one deploys: `--set workflow=deploy.yml`, or export its runs alone";
        return Err(input.problem(Code::ImportUnclear, message, cure));
    }
    if runs.is_empty() && !found.runs.is_empty() {
        let message = format!(
            "no run fits the settings; the file has runs of {}",
            some_of(found.runs.values().filter_map(Row::workflow))
        );
        return Err(input.problem(Code::ImportUnclear, message, "correct `workflow` or `branch`"));
    }
    for (key, run) in runs {
        let Some(finished) = run.updated() else {
            return Err(input.problem(
                Code::NotAnExport,
                "a run has no time",
                "export `createdAt`, `startedAt` and `updatedAt` too",
            ));
        };
        let (started, finished) = times.get(key).copied().unwrap_or_else(|| {
            let started = moment(run.run_started_at.as_deref()).or_else(|| moment(run.started_at.as_deref()));
            (started.or_else(|| moment(run.created_at.as_deref())), finished)
        });
        let Some(failed) = is_failure(run.conclusion.as_deref()) else {
            continue;
        };
        let committed = run
            .head_commit
            .as_ref()
            .and_then(|commit| moment(commit.timestamp.as_deref()));
        log.deployments.push(Deployment {
            changes: committed.map(|at| (run.head_sha.clone(), at)).into_iter().collect(),
            started,
            finished,
            failed,
            rework: hotfix
                .as_ref()
                .map(|hotfix| run.branch().is_some_and(|name| hotfix.is_match(name))),
        });
    }
    Ok(log)
}

/// First start and last end of the jobs of each run, which are exact where those of runs are not. Jobs of a run that
/// has no row of its own make it one.
fn add_jobs(found: &mut Found) -> BTreeMap<String, (Option<Timestamp>, Timestamp)> {
    let mut times: BTreeMap<String, (Option<Timestamp>, Timestamp)> = BTreeMap::new();
    let mut made: BTreeMap<String, Row> = BTreeMap::new();
    for job in found.jobs.values() {
        let (Some(run), Some(end)) = (job.run_id, moment(job.completed_at.as_deref())) else {
            continue;
        };
        let start = moment(job.started_at.as_deref());
        let entry = times.entry(run.to_string()).or_insert((start, end));
        entry.0 = entry.0.into_iter().chain(start).min();
        entry.1 = entry.1.max(end);
        if found.runs.contains_key(&run.to_string()) {
            continue;
        }
        let row = made.entry(run.to_string()).or_insert_with(|| Row {
            workflow_name: job.workflow_name.clone(),
            head_branch: job.head_branch.clone(),
            head_sha: job.head_sha.clone(),
            ..Row::default()
        });
        // The worst conclusion of the jobs that ran is that of the run.
        if is_failure(job.conclusion.as_deref()) >= is_failure(row.conclusion.as_deref()) {
            row.conclusion.clone_from(&job.conclusion);
        }
        row.updated_at.clone_from(&job.completed_at);
    }
    found.runs.extend(made);
    times
}

/// Whether a conclusion ends a deployment, and if so whether it failed. What was cancelled or skipped deployed nothing.
fn is_failure(conclusion: Option<&str>) -> Option<bool> {
    match conclusion? {
        "success" => Some(false),
        "failure" | "timed_out" | "startup_failure" => Some(true),
        _ => None,
    }
}
