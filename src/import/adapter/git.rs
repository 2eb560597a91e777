//! A local git repository: release tags as deployments.
//!
//! The program `git` is asked, without a shell and with arguments that are written here; its answers are read in one pass. Names and messages of people are not asked for. A tag says nothing of failures, so there is no change
//! fail rate. The changes of a tag are the commits that it has and no older tag has, merges left out.

mod ask;
mod graph;

use crate::diagnostic::{Code, Diagnostic};
use crate::import::deployment::{Deployment, HOTFIX, Log, pattern, some_of};
use crate::import::span::{SINCE, UNTIL};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool};
use ask::Reference;
use graph::Graph;
use jiff::Timestamp;

/// Git.
pub(super) struct Git;

impl Adapter for Git {
    fn name(&self) -> &'static str {
        "git"
    }

    fn about(&self) -> &'static str {
        "a local git repository, given as a folder: release tags"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["deployment-frequency", "change-lead-time", "deployment-rework-rate"]
    }

    fn settings(&self) -> &'static [Setting] {
        const ALL: &[Setting] = &[
            Setting {
                name: "tags",
                doc: "pattern of the tags that are releases, such as `release-*`; without it those that look like versions (`v1.2.3`, `1.2.3`), save release candidates",
            },
            Setting {
                name: "branch",
                doc: "only tags of commits that are on this branch, such as `main` or `origin/main`",
            },
            Setting {
                name: "rework-hours",
                doc: "a release within so many hours of the one before is one that an incident forced, such as 24; without it and `hotfix` there is no rework rate",
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
        matches!(glance, Glance::Folder)
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut whole: Option<Log> = None;
        for input in inputs {
            let log = log(input, request)?;
            match &mut whole {
                None => whole = Some(log),
                Some(whole) => {
                    whole.deployments.extend(log.deployments);
                    whole.moments.extend(log.moments);
                    whole.warnings.extend(log.warnings);
                }
            }
        }
        let mut imported = whole.map_or_else(|| Ok(Imported::default()), |log| log.imported(inputs, request))?;
        // `.` is a good way to name a repository, and no name of a file.
        for measurement in &mut imported.measurements {
            if measurement.file.trim_matches('.').is_empty() {
                "git".clone_into(&mut measurement.file);
            }
        }
        Ok(imported)
    }
}

fn log(input: &Input, request: &Request) -> Result<Log, Diagnostic> {
    let (tags, hotfix) = (pattern(input, request, "tags")?, pattern(input, request, HOTFIX.name)?);
    let within = hours(input, request)?;
    let repository = ask::Repository::of(input)?;
    let references = repository.references()?;
    let (all, branches): (Vec<&Reference>, Vec<&Reference>) = references.iter().partition(|one| one.is_tag);
    let mut releases: Vec<&Reference> = all.clone();
    releases.retain(|tag| match &tags {
        Some(tags) => tags.is_match(&tag.name),
        None => looks_like_a_version(&tag.name),
    });
    if releases.is_empty() {
        return Err(no_release(input, &all));
    }
    let graph = repository.graph()?;
    if let Some(wanted) = request.setting("branch") {
        let Some(branch) = branches.iter().find(|branch| branch.name == wanted) else {
            let message = format!("the repository has no branch `{wanted}`");
            let cure = format!("it has {}", some_of(branches.iter().map(|branch| branch.name.as_str())));
            return Err(input.problem(Code::ImportUnclear, message, cure));
        };
        let on_branch = graph.reachable(&branch.commit);
        releases.retain(|tag| graph.index(&tag.commit).is_some_and(|at| on_branch[at]));
    }
    releases.sort_by(|one, other| (one.at, &one.name).cmp(&(other.at, &other.name)));
    // Two tags of one commit are one release; the first counts.
    let mut commits = std::collections::BTreeSet::new();
    releases.retain(|tag| commits.insert(tag.commit.clone()));
    let mut warnings = Vec::new();
    let plain = releases.iter().filter(|tag| tag.is_plain).count();
    if plain > 0 {
        let message = format!(
            "{plain} of {} release tags have no date of their own, and that of their commit was taken",
            releases.len()
        );
        let cure = "lead times are too short by the time from commit to tag; annotated tags (`git tag -a`) have a date";
        warnings.push(input.problem(Code::LeftOut, message, cure));
    }
    Ok(Log {
        deployments: deployments(&releases, &graph, (hotfix.as_ref(), within)),
        // The repository speaks until its newest commit.
        moments: releases
            .iter()
            .map(|tag| tag.at)
            .chain(references.iter().map(|one| one.at).max())
            .collect(),
        is_cut: false,
        tool: Tool::new("git"),
        failure: None,
        change: Some("from commit to release tag, over all commits but merges"),
        warnings,
    })
}

/// Releases in order of time as deployments, each with the commits that no release before it has.
fn deployments(
    releases: &[&Reference],
    graph: &Graph,
    rule: (Option<&globset::GlobMatcher>, Option<i64>),
) -> Vec<Deployment> {
    let (hotfix, within) = rule;
    let mut seen = graph.nothing();
    let mut before: Option<Timestamp> = None;
    let mut deployments = Vec::with_capacity(releases.len());
    for tag in releases {
        let new = graph.add(&tag.commit, &mut seen);
        let is_soon = |seconds| before.is_some_and(|before| tag.at.as_second() - before.as_second() <= seconds);
        let is_hotfix = |hotfix: &globset::GlobMatcher| hotfix.is_match(&tag.name);
        let rework = (hotfix.is_some() || within.is_some())
            .then(|| hotfix.is_some_and(is_hotfix) || within.is_some_and(is_soon));
        deployments.push(Deployment {
            // The first release has all that was ever done: how long that waited says nothing.
            changes: if before.is_some() {
                new.into_iter().map(|at| (None, at)).collect()
            } else {
                Vec::new()
            },
            started: None,
            finished: tag.at,
            failed: false,
            rework,
        });
        before = Some(tag.at);
    }
    deployments
}

fn hours(input: &Input, request: &Request) -> Result<Option<i64>, Diagnostic> {
    let Some(written) = request.setting("rework-hours") else {
        return Ok(None);
    };
    let hours = written
        .trim()
        .parse::<i64>()
        .ok()
        .filter(|hours| (1..=10_000).contains(hours));
    hours.map(|hours| Some(hours * 3_600)).ok_or_else(|| {
        let message = "`rework-hours` is not a number of hours";
        input.problem(Code::ImportUnclear, message, "write whole hours, such as 24")
    })
}

/// `v1.2.3`, `1.2`, `2026.03.01`; not `v2.0.0-rc.1` or `1.0-beta2`.
fn looks_like_a_version(tag: &str) -> bool {
    let lower = tag.to_lowercase();
    let number = lower.strip_prefix('v').unwrap_or(&lower);
    let is_trial = ["-rc", "rc.", "alpha", "beta", "snapshot", "-pre", "-dev", "nightly"]
        .iter()
        .any(|word| number.contains(word));
    number.starts_with(|first: char| first.is_ascii_digit()) && number.contains('.') && !is_trial
}

fn no_release(input: &Input, all: &[&Reference]) -> Diagnostic {
    if all.is_empty() {
        let cure = "fetch them (`git fetch --tags`; of actions/checkout, `fetch-depth: 0`), or take deployments from the tool that makes them";
        return input.problem(Code::ImportUnclear, "the repository has no tags", cure);
    }
    let message = format!(
        "no tag is a release; the repository has {}",
        some_of(all.iter().map(|tag| tag.name.as_str()))
    );
    input.problem(
        Code::ImportUnclear,
        message,
        "say which tags are: `--set tags=release-*`",
    )
}

#[cfg(test)]
mod tests {
    use super::looks_like_a_version;

    #[test]
    fn versions_are_told_from_candidates_and_other_words() {
        for release in ["v1.2.3", "1.2", "V2.0", "2026.03.01", "v1.2.3-hotfix.1"] {
            assert!(looks_like_a_version(release), "{release}");
        }
        for other in [
            "v2.0.0-rc.1",
            "1.0-beta2",
            "nightly",
            "latest",
            "v2",
            "release-1.2",
            "vnext",
        ] {
            assert!(!looks_like_a_version(other), "{other}");
        }
    }
}
