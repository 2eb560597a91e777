//! Options that match nothing, files that are named wrongly, and what is said of an import that `--all` runs.

use super::command::{content, out, portfolio, run};
use super::honesty::{junit, put};
use crate::harness::Folder;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

const CHARGES: &str = "ChargeCategory,ChargePeriodStart,EffectiveCost,BillingCurrency,ServiceName,Tags\n\
    Usage,2026-01-20,10,EUR,Storage,\"{\"\"team\"\": \"\"checkout\"\"}\"\n\
    Usage,2026-01-21,5,EUR,Compute,\"{\"\"team\"\": \"\"search\"\"}\"\n";

/// A portfolio with charges of two days.
fn charges() -> (Folder, String) {
    let folder = portfolio();
    folder.write("out/focus.csv", CHARGES);
    let path = out(&folder, "focus.csv");
    (folder, path)
}

#[test]
fn an_option_that_names_nothing_in_the_file_is_said_and_makes_no_zero() {
    let (folder, path) = charges();
    let line = |options: &[&str]| {
        let mut line = vec!["focus", path.as_str(), "--team", "alpha"];
        line.extend(options);
        run(&folder, &line)
    };
    let said = line(&["--set", "workload.Storag=api", "--set", "workload.Compute=api/cpu"]);
    assert_eq!(said.status, 0, "{}", said.stderr);
    assert!(
        said.stderr
            .contains("warning[W610]: `workload.Storag` matches nothing in the file"),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("did you mean `Storage`?"), "{}", said.stderr);
    let rows = folder.read("content/teams/alpha/data/focus.csv");
    assert!(rows.contains("2026-01-20,cloud-cost,api/cpu,0,") && rows.contains("2026-01-21,cloud-cost,api/cpu,5,"));
    assert!(!rows.contains("cloud-cost,api,"), "{rows}");
    let before = content(&folder);
    let said = line(&["--set", "only.tag.team=chekout"]);
    assert_eq!(said.status, 1);
    let message = "error[E603]: `only.tag.team=chekout` matches nothing in the file";
    assert!(
        said.stderr.contains(message) && said.stderr.contains("did you mean `checkout`?"),
        "{}",
        said.stderr
    );
    let said = line(&["--set", "only.tag.team=search|chekout", "--dry-run"]);
    assert_eq!(said.status, 0);
    assert!(
        said.stderr.contains("warning[W610]: `only.tag.team=chekout` matches"),
        "{}",
        said.stderr
    );
    assert_eq!(content(&folder), before);
}

#[test]
fn a_metric_that_a_source_does_not_give_is_refused_and_one_that_it_gives_is_chosen() {
    let folder = portfolio();
    let load = put(&folder, "perf-k6/handle-summary.json");
    let incidents = put(&folder, "incidents-pagerduty/incidents.json");
    let before = content(&folder);
    for (line, message) in [
        (
            vec!["k6", &load, "--date", "2026-02-01"],
            "`k6` gives metrics of its own, and `errors` is none of them",
        ),
        (
            vec!["pagerduty", &incidents],
            "`pagerduty` makes incidents of the file, and no values of `errors`",
        ),
    ] {
        let mut line = line;
        line.extend(["--team", "alpha", "--metric", "errors"]);
        let said = run(&folder, &line);
        assert_eq!(said.status, 1, "{}", said.stdout);
        assert!(said.stderr.contains(message), "{}", said.stderr);
        assert_eq!(content(&folder), before);
    }
    let line = [
        "k6",
        &load,
        "--date",
        "2026-02-01",
        "--team",
        "alpha",
        "--metric",
        "p95-response-time",
    ];
    let said = run(&folder, &line);
    assert!(
        said.stdout.contains("k6.csv: 1 new value\n"),
        "{}{}",
        said.stdout,
        said.stderr
    );
    folder.write("out/junit.xml", &junit("2026-02-01T10:00:00Z", 3));
    let path = out(&folder, "junit.xml");
    let said = run(
        &folder,
        &["junit", &path, "--team", "alpha", "--metric", "automated-tests"],
    );
    assert!(
        said.stderr
            .contains("two values of the file would be `automated-tests`"),
        "{}",
        said.stderr
    );
}

#[test]
fn incidents_as_files_and_as_counts_are_told_of_each_other_and_a_workload_is_added_later() {
    let folder = portfolio();
    let path = put(&folder, "incidents-pagerduty/incidents.json");
    let base = ["pagerduty", path.as_str(), "--team", "alpha"];
    let with = |options: &[&str]| run(&folder, &[&base, options].concat());
    assert_eq!(with(&[]).status, 0);
    let said = with(&["--workload", "api"]);
    assert!(said.stdout.contains(": completed, "), "{}", said.stdout);
    let files: Vec<Vec<u8>> = content(&folder)
        .into_iter()
        .filter(|(path, _)| path.contains("alpha/incidents/"))
        .map(|(_, bytes)| bytes)
        .collect();
    assert!(!files.is_empty());
    for file in files {
        assert!(String::from_utf8(file).expect("text").contains("workload = \"api\"\n"));
    }
    let said = with(&["--set", "as=counts"]);
    assert!(
        said.stderr.contains("as files, from which the same counts are derived"),
        "{}",
        said.stderr
    );
    let said = with(&[]);
    assert!(
        said.stderr.contains("the same source was imported as counts"),
        "{}",
        said.stderr
    );
}

#[test]
fn an_incident_stands_with_one_team_and_a_second_import_of_it_says_so() {
    let folder = portfolio();
    let path = put(&folder, "incidents-pagerduty/incidents.json");
    for team in ["alpha", "beta"] {
        let text = format!("[[imports]]\nsource = \"pagerduty\"\nfiles = [{path:?}]\n");
        folder.write(&format!("content/teams/{team}/imports.toml"), &text);
    }
    let said = run(&folder, &["--all"]);
    assert_eq!(said.status, 1);
    assert!(
        said.stderr.contains("error[E405]: Alpha has the incident `pd-"),
        "{}",
        said.stderr
    );
    assert!(
        said.stderr.contains("content/teams/beta/imports.toml:1"),
        "{}",
        said.stderr
    );
    let said = run(&folder, &["pagerduty", &path, "--team", "beta"]);
    assert!(
        said.stderr.contains("error[E405]: Alpha has the incident"),
        "{}",
        said.stderr
    );
    assert!(
        content(&folder)
            .keys()
            .all(|path| !path.starts_with("teams/beta/incidents"))
    );
    assert_eq!(
        folder
            .problems()
            .iter()
            .filter(|problem| problem.code.id() == "E405")
            .count(),
        0
    );
}

#[test]
fn a_list_without_incidents_says_so() {
    let folder = portfolio();
    folder.write(
        "out/none.json",
        "{\"incidents\": [], \"limit\": 25, \"offset\": 0, \"more\": false}",
    );
    let path = out(&folder, "none.json");
    let said = run(&folder, &["pagerduty", &path, "--team", "alpha"]);
    assert_eq!((said.status, said.stdout.as_str()), (0, ""));
    assert!(
        said.stderr.contains("warning[W606]: the list holds no incident"),
        "{}",
        said.stderr
    );
    assert!(!said.stderr.contains("gives nothing to import"), "{}", said.stderr);
}

#[test]
fn what_is_named_in_place_of_a_file_is_told_with_the_cure() {
    let folder = portfolio();
    folder.write("out/sub/x.txt", "x");
    let sub = out(&folder, "sub");
    for (line, message) in [
        (vec!["trivy"], "no file is named after the source `trivy`"),
        (vec!["trivy", &sub], "this is a folder, and files are read"),
        (vec!["csv", &sub], "this is a folder, and files are read"),
        (vec![&sub], "this is a folder, and files are read"),
    ] {
        let mut line = line;
        line.extend(["--team", "alpha"]);
        let said = run(&folder, &line);
        assert_ne!(said.status, 0);
        assert!(said.stderr.contains(message), "{line:?} {}", said.stderr);
    }
    let path = out(&folder, "trivy-2026-08-02.json");
    let same = path.replace("/out/", "/out/sub/../");
    let said = run(&folder, &["trivy", &path, &same, "--team", "alpha", "--dry-run"]);
    assert!(said.stderr.contains("the file is the same as"), "{}", said.stderr);
}

#[test]
fn a_file_that_nobody_knows_is_named_with_its_own_fault() {
    let folder = portfolio();
    folder.write(
        "out/refused.json",
        "{\"message\": \"Bad credentials\", \"status\": \"401\"}",
    );
    folder.write("out/cut.xml", "<testsuites><testsuite name=\"a\">");
    folder.write("out/login.json", "<!doctype html><title>Sign in</title>");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&vec![b'a'; 9_000]).expect("memory");
    let packed = encoder.finish().expect("memory");
    folder.write_bytes("out/cut.json.gz", &packed[..packed.len() - 9]);
    let good = out(&folder, "trivy-2026-08-02.json");
    for (name, message) in [
        (
            "refused.json",
            "error[E602]: the file is an error in place of an answer",
        ),
        ("login.json", "error[E601]: the file is a web page, not an export"),
        ("cut.json.gz", "error[E601]: the file is cut short"),
    ] {
        let path = out(&folder, name);
        for line in [vec![path.as_str()], vec![&good, &path]] {
            let mut line = line;
            line.extend(["--team", "alpha"]);
            let said = run(&folder, &line);
            assert_eq!(said.status, 1, "{}", said.stdout);
            assert!(
                said.stderr.contains(message) && said.stderr.contains(name),
                "{line:?} {}",
                said.stderr
            );
        }
    }
    let path = out(&folder, "cut.xml");
    let said = run(&folder, &[&path, "--team", "alpha"]);
    assert!(said.stderr.contains("error[E601]"), "{}", said.stderr);
}

#[test]
fn a_dry_run_says_the_unit_of_what_is_not_counted() {
    let (folder, path) = charges();
    let said = run(&folder, &["focus", &path, "--team", "alpha", "--dry-run"]);
    let row = said
        .stdout
        .lines()
        .find(|line| line.starts_with("2026-01-20"))
        .expect("a row");
    assert!(
        row.split_whitespace()
            .take(4)
            .eq(["2026-01-20", "cloud-cost", "10", "EUR"]),
        "{}",
        said.stdout
    );
}

#[test]
fn a_metric_that_is_written_twice_is_told_in_plain_words() {
    let folder = portfolio();
    folder.write(
        "content/metrics.toml",
        "[availability]\ntarget = 99.9\n[availability]\ntarget = 99\n",
    );
    let said = run(
        &folder,
        &["trivy", &out(&folder, "trivy-2026-08-02.json"), "--team", "alpha"],
    );
    assert!(
        said.stderr.contains("`availability` is written twice in one table"),
        "{}",
        said.stderr
    );
}
