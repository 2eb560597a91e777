//! GitLab: answers of the DORA API, deployments, pipelines.
//!
//! A DORA answer does not name its metric, and GitLab's lead time begins with the merge, not with the commit. Medians of
//! days cannot be made into the median of a cycle: such answers are refused, and `interval=all` or `monthly` asked for.

mod dora;
mod rows;

use crate::diagnostic::{Code, Diagnostic};
use crate::import::deployment::{HOTFIX, Log, pattern, some_of};
use crate::import::span::{SINCE, UNTIL};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, json};
use rows::{Found, Row};
use serde_json::Value;
use std::collections::BTreeSet;

/// GitLab.
pub(super) struct GitLab;

impl Adapter for GitLab {
    fn name(&self) -> &'static str {
        "gitlab"
    }

    fn about(&self) -> &'static str {
        "GitLab: DORA API, deployments, pipelines"
    }

    fn gives(&self) -> &'static [&'static str] {
        &[
            "deployment-frequency",
            "change-lead-time",
            "change-fail-rate",
            "deployment-rework-rate",
            "time-to-deploy",
            "time-to-recover",
        ]
    }

    fn settings(&self) -> &'static [Setting] {
        const ALL: &[Setting] = &[
            Setting {
                name: "branch",
                doc: "pattern of the branches or tags whose pipelines or deployments count; needed where pipelines are of several",
            },
            Setting {
                name: "environment",
                doc: "pattern of the environments that are production; without it those of the tier production, or called production, prod or live",
            },
            dora::INTERVAL,
            HOTFIX,
            SINCE,
            UNTIL,
        ];
        ALL
    }

    fn recognises(&self, glance: &Glance) -> bool {
        // `[{date, value}]` may be anything: a DORA answer needs the source's name.
        glance.is_list_of(&["iid", "ref", "sha", "status", "environment"])
            || (glance.is_list_of(&["iid", "ref", "sha", "status", "project_id"]) && glance.says("pipelines"))
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let Some(input) = inputs.first() else {
            return Ok(Imported::default());
        };
        let values = inputs
            .iter()
            .map(json::documents::<Value>)
            .collect::<Result<Vec<_>, _>>();
        if let Some(answers) = values
            .ok()
            .filter(|values| values.iter().flatten().any(dora::is_answer))
        {
            return dora::imported(inputs, &answers, request);
        }
        let mut found = Found::default();
        for input in inputs {
            found.read(input)?;
        }
        let (deployments, pipelines): (Vec<Row>, Vec<Row>) =
            found.rows.into_values().partition(|row| row.environment.is_some());
        let mut log = Log {
            deployments: Vec::new(),
            moments: Vec::new(),
            is_cut: found.cut.is_some(),
            tool: Tool::new("gitlab"),
            failure: Some("deployments that failed as such; a rollback after a success is not seen"),
            change: Some("of the newest commit of each deployment"),
            warnings: found.cut.into_iter().collect(),
        };
        match (deployments.is_empty(), pipelines.is_empty()) {
            (false, false) => {
                let message = "the files hold deployments and pipelines, which would be counted twice";
                return Err(input.problem(Code::ImportUnclear, message, "import one of the two"));
            }
            (false, true) => of_deployments(&mut log, &deployments, (input, request))?,
            _ => of_pipelines(&mut log, &pipelines, (input, request))?,
        }
        log.imported(inputs, request)
    }
}

fn of_deployments(log: &mut Log, rows: &[Row], (input, request): (&Input, &Request)) -> Result<(), Diagnostic> {
    let (environment, branch) = (
        pattern(input, request, "environment")?,
        pattern(input, request, "branch")?,
    );
    let hotfix = pattern(input, request, HOTFIX.name)?;
    log.moments = rows.iter().filter_map(Row::updated).collect();
    let name = |row: &Row| {
        row.environment
            .as_ref()
            .and_then(|one| one.name.clone())
            .unwrap_or_default()
    };
    let is_production = |row: &Row| match &environment {
        Some(environment) => environment.is_match(name(row)),
        None => {
            row.environment.as_ref().and_then(|one| one.tier.as_deref()) == Some("production")
                || ["production", "prod", "live"].contains(&name(row).to_lowercase().as_str())
        }
    };
    let wanted: Vec<&Row> = rows.iter().filter(|row| is_production(row)).collect();
    if wanted.is_empty() {
        let names: Vec<String> = rows.iter().map(name).collect();
        let message = format!(
            "no deployment is to production; the file has {}",
            some_of(names.iter().map(String::as_str))
        );
        return Err(input.problem(
            Code::ImportUnclear,
            message,
            "say which environment is: `--set environment=live`",
        ));
    }
    let of_branch = |row: &&&Row| {
        branch
            .as_ref()
            .is_none_or(|branch| row.reference.as_deref().is_some_and(|name| branch.is_match(name)))
    };
    log.deployments = wanted
        .iter()
        .filter(of_branch)
        .filter_map(|row| row.deployment(hotfix.as_ref()))
        .collect();
    Ok(())
}

fn of_pipelines(log: &mut Log, rows: &[Row], (input, request): (&Input, &Request)) -> Result<(), Diagnostic> {
    let (branch, hotfix) = (
        pattern(input, request, "branch")?,
        pattern(input, request, HOTFIX.name)?,
    );
    log.failure = Some("pipelines that failed; a rollback after a success is not seen");
    log.moments = rows.iter().filter_map(Row::updated).collect();
    let reference = |row: &Row| row.reference.clone().unwrap_or_default();
    let is_proposal = |row: &Row| {
        row.source.as_deref() == Some("merge_request_event") || reference(row).starts_with("refs/merge-requests/")
    };
    let wanted: Vec<&Row> = (rows.iter())
        .filter(|row| match &branch {
            Some(branch) => branch.is_match(reference(row)),
            None => !is_proposal(row),
        })
        .collect();
    let branches: BTreeSet<String> = wanted.iter().map(|row| reference(row)).collect();
    if !rows.is_empty() && (wanted.is_empty() || (branch.is_none() && branches.len() > 1)) {
        let all: BTreeSet<String> = rows.iter().map(reference).collect();
        let message = format!(
            "the pipelines are of {}, and nothing says which of them deploy",
            some_of(all.iter().map(String::as_str))
        );
        return Err(input.problem(Code::ImportUnclear, message, "say it: `--set branch=main`"));
    }
    log.deployments = wanted
        .iter()
        .filter_map(|row| row.deployment(hotfix.as_ref()))
        .collect();
    Ok(())
}
