//! Git: repositories that are made here, with fixed dates and without anybody's configuration.

use super::{amounts, assert_silent, import, refusal, request, with};
use rust_decimal::Decimal;
use scorpfolio::import::{Input, recognise};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

fn git(folder: &Path, arguments: &[&str], date: &str) {
    let status = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_CEILING_DIRECTORIES", folder.parent().expect("a parent"))
        .envs([("GIT_AUTHOR_NAME", "Ada CANARY"), ("GIT_COMMITTER_NAME", "Ada CANARY")])
        .envs([
            ("GIT_AUTHOR_EMAIL", "ada@canary.example"),
            ("GIT_COMMITTER_EMAIL", "ada@canary.example"),
        ])
        .envs([("GIT_AUTHOR_DATE", date), ("GIT_COMMITTER_DATE", date)])
        .output()
        .expect("git");
    assert!(
        status.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&status.stderr)
    );
}

/// A step of a history: `commit`, `tag NAME`, `plain NAME`, `branch NAME`, `switch NAME` or `merge NAME`, and when.
fn repository(steps: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = folder.path();
    git(at, &["init", "-q", "-b", "main", "."], "2026-01-05T00:00:00Z");
    for (step, date) in steps {
        let (verb, name) = step.split_once(' ').unwrap_or((step, ""));
        match verb {
            "commit" => git(
                at,
                &["commit", "-q", "--allow-empty", "--no-gpg-sign", "-m", "SECRET message"],
                date,
            ),
            "tag" => git(at, &["tag", "--no-sign", "-m", "SECRET notes", "-a", name], date),
            "plain" => git(at, &["tag", "--no-sign", name], date),
            "branch" => git(at, &["switch", "-q", "-c", name], date),
            "switch" => git(at, &["switch", "-q", name], date),
            _ => git(
                at,
                &["merge", "-q", "--no-ff", "--no-gpg-sign", "-m", "merge", name],
                date,
            ),
        }
    }
    folder
}

fn folder(of: &TempDir) -> [Input; 1] {
    [Input::file(of.path())]
}

/// Two commits before each release but the first: 2 and 10 hours, then 1 hour; a cycle without any; a release candidate.
fn history() -> TempDir {
    repository(&[
        ("commit", "2020-01-01T00:00:00Z"),
        ("tag v1.0.0", "2026-01-05T12:00:00Z"),
        ("commit", "2026-01-06T00:00:00Z"),
        ("commit", "2026-01-06T08:00:00Z"),
        ("tag v1.1.0", "2026-01-06T10:00:00Z"),
        ("commit", "2026-01-06T11:00:00Z"),
        ("tag v1.1.1", "2026-01-06T12:00:00Z"),
        ("commit", "2026-02-10T00:00:00Z"),
        ("tag v2.0.0-rc.1", "2026-02-10T01:00:00Z"),
        ("tag v2.0.0", "2026-02-10T06:00:00Z"),
        ("commit", "2026-02-15T00:00:00Z"),
    ])
}

#[test]
fn release_tags_are_deployments_and_their_commits_the_changes() {
    let of = history();
    assert_eq!(recognise(&folder(&of)).expect("known").name(), "git");
    let imported = import("git", &folder(&of), &request()).expect("imported");
    assert_eq!(
        amounts(&imported, "deployment-frequency"),
        ["2026-01-18 3", "2026-02-01 0", "2026-02-15 1"]
    );
    // 10, 2 and 1 hours; the six years before the first release say nothing. Then 6 hours.
    assert_eq!(
        amounts(&imported, "change-lead-time"),
        ["2026-01-18 7200", "2026-02-15 21600"]
    );
    assert!(
        amounts(&imported, "deployment-rework-rate").is_empty() && amounts(&imported, "change-fail-rate").is_empty()
    );
    assert!(imported.warnings.is_empty());
    let last = imported.measurements.last().expect("one");
    assert_eq!(
        last.measured_at.map(|at| at.to_string()).as_deref(),
        Some("2026-02-15T00:00:00Z")
    );
    assert_eq!(last.provisional, None, "the newest commit is of the cycle's last day");
    assert_silent(&imported, &["CANARY", "canary", "SECRET"]);
}

#[test]
fn rework_is_a_release_soon_after_another_or_one_of_a_pattern() {
    let of = history();
    let rates = |settings: &[(&str, &str)]| {
        amounts(
            &import("git", &folder(&of), &with(request(), settings)).expect("imported"),
            "deployment-rework-rate",
        )
    };
    assert_eq!(rates(&[("rework-hours", "2")]), ["2026-01-18 1/3", "2026-02-15 0/1"]);
    assert_eq!(rates(&[("rework-hours", "24")]), ["2026-01-18 2/3", "2026-02-15 0/1"]);
    assert_eq!(rates(&[("hotfix", "*.0.0")]), ["2026-01-18 1/3", "2026-02-15 1/1"]);
    for bad in ["0", "soon", "-1", "1e9"] {
        assert_eq!(
            refusal("git", &folder(&of), &with(request(), &[("rework-hours", bad)])).0,
            "E603",
            "{bad}"
        );
    }
}

#[test]
fn a_pattern_says_which_tags_are_releases() {
    let of = history();
    let imported = import("git", &folder(&of), &with(request(), &[("tags", "v2*")])).expect("imported");
    // A candidate and the release are of one commit: the first of them counts.
    assert_eq!(amounts(&imported, "deployment-frequency"), ["2026-02-15 1"]);
    let (code, message) = refusal("git", &folder(&of), &with(request(), &[("tags", "release-*")]));
    assert_eq!(code, "E603");
    assert!(message.contains("`v1.1.0`"), "{message}");
    assert_eq!(
        refusal("git", &folder(&of), &with(request(), &[("tags", "[")])).0,
        "E603"
    );
    // Patterns and names are compared with what git says, never given to it.
    assert_eq!(
        refusal("git", &folder(&of), &with(request(), &[("branch", "--output=x")])).0,
        "E603"
    );
}

#[test]
fn commits_of_a_branch_arrive_with_the_release_that_merged_them() {
    let of = repository(&[
        ("commit", "2026-01-05T00:00:00Z"),
        ("tag 1.0", "2026-01-05T01:00:00Z"),
        ("branch feature", "2026-01-05T01:00:00Z"),
        ("commit", "2026-01-05T02:00:00Z"),
        ("switch main", "2026-01-05T03:00:00Z"),
        ("commit", "2026-01-05T03:00:00Z"),
        ("tag 1.1", "2026-01-05T04:00:00Z"),
        ("merge feature", "2026-01-05T05:00:00Z"),
        ("tag 1.2", "2026-01-05T12:00:00Z"),
        ("branch side", "2026-01-06T00:00:00Z"),
        ("commit", "2026-01-06T00:00:00Z"),
        ("tag 1.3", "2026-01-06T01:00:00Z"),
    ]);
    let imported = import("git", &folder(&of), &with(request(), &[("branch", "main")])).expect("imported");
    assert_eq!(amounts(&imported, "deployment-frequency"), ["2026-01-18 3"]);
    // 1 hour, and 10 for the branch's commit; the merge is no change of its own.
    assert_eq!(
        amounts(&imported, "change-lead-time"),
        [format!("2026-01-18 {}", Decimal::from(11 * 1800))]
    );
    let all = import("git", &folder(&of), &request()).expect("imported");
    assert_eq!(amounts(&all, "deployment-frequency"), ["2026-01-18 4"]);
}

#[test]
fn a_tag_without_a_date_of_its_own_is_said() {
    let of = repository(&[
        ("commit", "2026-01-05T00:00:00Z"),
        ("plain v1.0", "2026-01-07T00:00:00Z"),
        ("commit", "2026-01-18T00:00:00Z"),
    ]);
    let imported = import("git", &folder(&of), &request()).expect("imported");
    assert_eq!(amounts(&imported, "deployment-frequency"), ["2026-01-18 1"]);
    assert!(
        imported.warnings[0]
            .message
            .starts_with("1 of 1 release tags have no date of their own")
    );
}

#[test]
fn what_is_no_whole_repository_is_refused() {
    let nothing = tempfile::tempdir().expect("a temporary folder");
    let (code, message) = refusal("git", &[Input::file(nothing.path())], &request());
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("E601", "git cannot read the folder as a repository")
    );
    assert_eq!(
        refusal("git", &[Input::file(nothing.path().join("absent"))], &request()).0,
        "E601"
    );
    assert_eq!(refusal("git", &[Input::of_bytes("x", *b"text")], &request()).0, "E601");
    let bare = repository(&[("commit", "2026-01-05T00:00:00Z")]);
    assert_eq!(
        refusal("git", &folder(&bare), &request()).1,
        "the repository has no tags"
    );
    // A folder within a repository is not the repository: its numbers would be another's.
    let inner = bare.path().join("inner");
    std::fs::create_dir(&inner).expect("a folder");
    assert_eq!(refusal("git", &[Input::file(inner)], &request()).0, "E601");
    let of = history();
    let clone = tempfile::tempdir().expect("a temporary folder");
    let url = format!("file://{}", of.path().display());
    git(
        clone.path(),
        &["clone", "-q", "--depth", "1", &url, "."],
        "2026-01-05T00:00:00Z",
    );
    let (code, message) = refusal("git", &[Input::file(clone.path())], &request());
    assert_eq!(code, "E601");
    assert!(message.starts_with("the repository is a shallow clone"), "{message}");
}
