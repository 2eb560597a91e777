//! Deployments with their statuses.

use super::rows::Found;
use crate::diagnostic::{Code, Diagnostic};
use crate::import::deployment::{Deployment, HOTFIX, Log, pattern, some_of};
use crate::import::span::moment;
use crate::import::{Input, Request};
use std::collections::BTreeSet;

/// The deployments to production.
pub(super) fn log(found: &Found, input: &Input, request: &Request) -> Result<Log, Diagnostic> {
    let (environment, branch) = (
        pattern(input, request, "environment")?,
        pattern(input, request, "branch")?,
    );
    let hotfix = pattern(input, request, HOTFIX.name)?;
    let mut log = found.log(
        input,
        "deployments whose state is failure or error; a rollback after a success is not seen",
    );
    let ids: BTreeSet<&String> = found.deployments.keys().chain(found.statuses.keys()).collect();
    let (mut others, mut is_any) = (Vec::new(), false);
    let mut without_outcome = 0;
    for id in ids {
        let row = found.deployments.get(id);
        let own = row
            .and_then(|row| row.statuses.as_ref())
            .map_or(&[][..], |nodes| &nodes.nodes);
        let statuses = || found.statuses.get(id).into_iter().flatten().chain(own.iter().flatten());
        let Some(any) = row.or_else(|| statuses().next()) else {
            continue;
        };
        let started = row.and_then(|row| moment(row.created_at.as_deref()));
        // The list speaks for the time between all of its deployments, wherever they went.
        log.moments.extend(started);
        log.moments
            .extend(statuses().filter_map(|status| moment(status.created_at.as_deref())));
        let name = any.environment.as_deref().unwrap_or_default();
        let is_production = match &environment {
            Some(environment) => environment.is_match(name),
            None => any.production_environment == Some(true) || is_production(name),
        };
        if !is_production {
            others.push(name);
            continue;
        }
        if branch
            .as_ref()
            .is_some_and(|branch| !any.branch().is_some_and(|name| branch.is_match(name)))
        {
            continue;
        }
        is_any = true;
        without_outcome += usize::from(statuses().next().is_none());
        // A newer deployment makes this one inactive, and that is no end of its own: the first end counts.
        let end = statuses()
            .filter_map(|status| Some((moment(status.created_at.as_deref())?, ended(status.state.as_deref()?)?)))
            .min();
        let Some((finished, failed)) = end else { continue };
        let committed = any
            .commit
            .as_ref()
            .and_then(|commit| moment(commit.committed_date.as_deref()));
        log.deployments.push(Deployment {
            changes: committed.map(|at| (any.sha.clone(), at)).into_iter().collect(),
            started,
            finished,
            failed,
            rework: hotfix
                .as_ref()
                .map(|hotfix| any.branch().is_some_and(|name| hotfix.is_match(name))),
        });
    }
    if !is_any {
        let message = format!("no deployment is to production; the file has {}", some_of(others));
        let cure = "say which environment is: `--set environment=live`";
        return Err(input.problem(Code::ImportUnclear, message, cure));
    }
    if without_outcome > 0 {
        let message = format!(
            "{without_outcome} deployments come without their statuses, so whether they went through is not known"
        );
        let cure = "export deployments with statuses; the manual's page of the source has one command for both";
        return Err(input.problem(Code::ImportUnclear, message, cure));
    }
    Ok(log)
}

fn is_production(environment: &str) -> bool {
    ["production", "prod", "live"]
        .iter()
        .any(|name| environment.eq_ignore_ascii_case(name))
}

/// Whether a state ends a deployment, and if so whether it failed.
fn ended(state: &str) -> Option<bool> {
    match state.to_ascii_lowercase().as_str() {
        "success" => Some(false),
        "failure" | "error" => Some(true),
        _ => None,
    }
}
