//! `import` as people run it: on a portfolio of their own, and on the sample.

use crate::harness::{Folder, command, files, repository};
use scorpfolio::cli::Said;
use std::collections::BTreeMap;

/// Runs a command line on a folder's portfolio.
pub(super) fn run(folder: &Folder, arguments: &[&str]) -> Said {
    let root = folder.path().to_string_lossy().into_owned();
    let mut line = vec!["import"];
    line.extend(arguments);
    line.extend(["--root", &root]);
    command(&line)
}

/// A portfolio with three exports beside it, of two scans and an audit.
pub(super) fn portfolio() -> Folder {
    let folder = Folder::right();
    for name in [
        "basket/trivy-2026-07-19.json",
        "basket/trivy-2026-08-02.json",
        "storefront/npm-audit-2026-08-02.json",
    ] {
        let bytes = std::fs::read(repository().join("tests/fixtures/imports/sample").join(name)).expect("readable");
        folder.write_bytes(&format!("out/{}", name.split('/').next_back().expect("a name")), &bytes);
    }
    folder
}

/// The path of an export of that portfolio.
pub(super) fn out(folder: &Folder, name: &str) -> String {
    folder.path().join("out").join(name).display().to_string()
}

pub(super) fn content(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    files(&folder.path().join("content"))
}

#[test]
fn imports_in_any_order_and_after_an_interrupted_one_end_in_the_same_bytes() {
    let orders: [&[usize]; 4] = [&[0, 1, 2], &[2, 1, 0], &[1, 0, 1, 2, 0], &[0, 0, 2, 1, 2]];
    let mut ends = Vec::new();
    for order in orders {
        let folder = portfolio();
        // What a machine that stopped in between leaves beside the data file is not taken for it.
        folder.write(
            "content/teams/alpha/data/.scorpfolio-interrupted",
            "date,metric,value\n2026",
        );
        for index in order {
            let (source, name) = [
                ("trivy", "trivy-2026-07-19.json"),
                ("trivy", "trivy-2026-08-02.json"),
                ("npm-audit", "npm-audit-2026-08-02.json"),
            ][*index];
            let path = out(&folder, name);
            let said = run(&folder, &[source, &path, "--team", "alpha", "--date", "2026-02-08"]);
            assert_eq!(said.status, 0, "{}", said.stderr);
        }
        ends.push(content(&folder));
    }
    assert!(
        ends[0].contains_key("teams/alpha/data/trivy.csv") && ends[0].contains_key("teams/alpha/data/npm-audit.csv")
    );
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_dry_run_prints_a_table_and_writes_nothing() {
    let folder = portfolio();
    let before = content(&folder);
    let path = out(&folder, "trivy-2026-08-02.json");
    let said = run(
        &folder,
        &["trivy", &path, "--team", "alpha", "--workload", "api", "--dry-run"],
    );
    assert_eq!(said.status, 0, "{}", said.stderr);
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert!(lines[0].starts_with("date        metric"), "{}", said.stdout);
    assert!(
        lines.iter().any(|line| line
            .split_whitespace()
            .eq(["2026-08-02", "high-vulnerabilities", "api", "10", "new"])),
        "{}",
        said.stdout
    );
    assert!(lines.last().is_some_and(|line| line.starts_with("nothing was written")));
    assert_eq!(content(&folder), before);
}

#[test]
fn a_source_is_recognised_and_the_right_one_named_where_a_word_is_misspelt() {
    let folder = portfolio();
    let path = out(&folder, "npm-audit-2026-08-02.json");
    let said = run(&folder, &[&path, "--team", "alpha", "--date", "2026-02-08"]);
    assert!(
        said.stdout
            .starts_with("content/teams/alpha/data/npm-audit.csv: 2 new values\n"),
        "{}\n{}",
        said.stdout,
        said.stderr
    );
    for (arguments, message) in [
        (vec!["trivi", path.as_str(), "--team", "alpha"], "did you mean `trivy`?"),
        (vec!["trivy", path.as_str(), "--team", "alfa"], "did you mean `alpha`?"),
        (
            vec!["npm-audit", path.as_str(), "--team", "alpha", "--set", "x"],
            "write it as `--set NAME=VALUE`",
        ),
        (
            vec!["npm-audit", path.as_str(), "--team", "alpha", "--cycle", "soon"],
            "write `--cycle latest`",
        ),
    ] {
        let said = run(&folder, &arguments);
        assert_eq!((said.status, said.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(said.stderr.contains(message), "{}", said.stderr);
    }
}

#[test]
fn what_is_refused_changes_nothing_and_says_why() {
    let folder = portfolio();
    folder.write("out/login.json", "<!doctype html><title>Sign in</title>");
    folder.write("out/cut.json", "{\"SchemaVersion\": 2, \"Results\": [{");
    folder.write("out/other.json", "{\"Vulnerabilities\": \"none\", \"x\": 1}");
    let before = content(&folder);
    for (arguments, message) in [
        (
            vec!["trivy", "login.json"],
            "error[E601]: the file is a web page, not JSON",
        ),
        (vec!["trivy", "cut.json"], "error[E601]: the file ends in the middle"),
        (
            vec!["npm-audit", "npm-audit-2026-08-02.json"],
            "error[E603]: the file does not say when it was measured",
        ),
        (
            vec!["trivy", "trivy-2026-08-02.json", "--workload", "apo"],
            "error[E404]: alpha has no workload `apo`",
        ),
        (vec!["nowhere.json"], "error[E101]: no file is named or matches"),
        (vec!["login.json"], "error[E601]: the file is a web page, not an export"),
    ] {
        let mut line: Vec<String> = arguments.iter().map(|&word| word.to_owned()).collect();
        for word in &mut line {
            if word.contains(".json") {
                *word = out(&folder, word);
            }
        }
        line.extend(["--team".to_owned(), "alpha".to_owned()]);
        let said = run(&folder, &line.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(said.status, 1, "{line:?} {}", said.stdout);
        assert!(
            said.stderr.to_lowercase().contains(&message.to_lowercase()),
            "{}",
            said.stderr
        );
        assert!(said.stderr.ends_with("nothing was imported\n"), "{}", said.stderr);
        assert_eq!(content(&folder), before, "{line:?}");
    }
}

#[test]
fn a_file_of_another_tool_than_the_one_that_is_named_is_refused() {
    let folder = portfolio();
    for (source, path, owner) in [
        ("github", "dora-gitlab/pipelines.json", "gitlab"),
        ("statuspage", "incidents-pagerduty/incidents.json", "pagerduty"),
        ("grype", "sample/basket/trivy-2026-08-02.json", "trivy"),
    ] {
        let path = repository()
            .join("tests/fixtures/imports")
            .join(path)
            .display()
            .to_string();
        let said = run(&folder, &[source, &path, "--team", "alpha", "--cycle", "latest"]);
        assert_eq!(said.status, 1, "{}", said.stdout);
        let message = format!("error[E601]: the file is of {owner}, not of {source}");
        assert!(said.stderr.contains(&message), "{}", said.stderr);
    }
}

#[test]
fn two_tools_on_one_workload_and_day_contradict_each_other_and_components_are_added() {
    let folder = portfolio();
    let trivy = out(&folder, "trivy-2026-08-02.json");
    let audit = out(&folder, "npm-audit-2026-08-02.json");
    let day = ["--team", "alpha", "--date", "2026-02-01", "--workload"];
    let import = |source: &str, path: &str, workload: &str| {
        let mut line = vec![source, path];
        line.extend(day);
        line.push(workload);
        assert_eq!(run(&folder, &line).status, 0);
    };
    import("trivy", &trivy, "api");
    import("npm-audit", &audit, "api");
    let problems = folder.problems();
    assert!(
        problems
            .iter()
            .any(|problem| problem.code.id() == "E307" && problem.related.len() == 1),
        "{problems:?}"
    );
    for source in ["trivy", "npm-audit"] {
        folder.remove(&format!("content/teams/alpha/data/{source}.csv"));
    }
    import("trivy", &trivy, "api/image");
    import("npm-audit", &audit, "api/packages");
    folder.build();
    let values = folder.read("public/data/teams/alpha.csv");
    let total = values
        .lines()
        .find(|line| line.contains("alpha,,high-vulnerabilities,2026-02-01,"));
    assert!(total.is_some_and(|line| line.contains(",16,")), "10 and 6: {total:?}");
}

#[test]
fn a_data_file_that_cannot_be_read_stays_as_it_is() {
    let folder = portfolio();
    folder.write("content/teams/alpha/data/trivy.csv", "date,metric\nbroken");
    let before = content(&folder);
    let path = out(&folder, "trivy-2026-08-02.json");
    let said = run(&folder, &["trivy", &path, "--team", "alpha"]);
    assert_eq!(said.status, 1);
    assert!(
        said.stderr.contains("content/teams/alpha/data/trivy.csv:2"),
        "{}",
        said.stderr
    );
    assert_eq!(content(&folder), before);
}

#[test]
fn the_imports_that_the_sample_lists_give_what_it_holds() {
    let folder = Folder::empty();
    for part in ["content", "tests/fixtures/imports/sample"] {
        for (path, bytes) in files(&repository().join(part)) {
            folder.write_bytes(&format!("{part}/{path}"), &bytes);
        }
    }
    let configuration = std::fs::read(repository().join("scorpfolio.toml")).expect("readable");
    folder.write_bytes("scorpfolio.toml", &configuration);
    let before = content(&folder);
    let said = run(&folder, &["--all"]);
    assert_eq!(said.status, 0, "{}", said.stderr);
    for (team, source) in [
        ("basket", "trivy"),
        ("search", "junit"),
        ("loyalty", "cost-explorer"),
        ("storefront", "npm-audit"),
    ] {
        let line = format!("content/teams/{team}/data/{source}.csv: 0 new values, ");
        assert!(said.stdout.contains(&line), "{team}: {}", said.stdout);
    }
    assert!(!said.stdout.contains("replaced"), "{}", said.stdout);
    assert_eq!(content(&folder), before);
}

#[test]
fn with_strict_a_warning_keeps_everything_from_being_written() {
    let folder = portfolio();
    let path = out(&folder, "trivy-2026-07-19.json");
    let before = content(&folder);
    // The file was scanned in July, and the cycle asked for ended in February.
    let line = ["trivy", &path, "--team", "alpha", "--date", "2026-02-08"];
    let strict = run(&folder, &[&line[..], &["--strict"]].concat());
    assert_eq!(strict.status, 1, "{}", strict.stderr);
    assert!(
        strict.stderr.contains("error[W611]") && strict.stderr.ends_with("nothing was imported\n"),
        "{}",
        strict.stderr
    );
    assert_eq!(content(&folder), before);
    assert_eq!(run(&folder, &line).status, 0);
    assert_ne!(content(&folder), before);
}
