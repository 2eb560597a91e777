//! What an import says where it could go wrong in silence: old files, days that are asked for, options that match nothing.

use super::command::{content, out, portfolio, run};
use crate::harness::{Folder, command, repository};

/// A file of the fixtures, put among the exports of a portfolio.
pub(super) fn put(folder: &Folder, fixture: &str) -> String {
    let from = repository().join("tests/fixtures/imports").join(fixture);
    let name = fixture.split('/').next_back().expect("a name");
    folder.write_bytes(&format!("out/{name}"), &std::fs::read(from).expect("readable"));
    out(folder, name)
}

/// A report of tests as of a moment.
pub(super) fn junit(moment: &str, tests: usize) -> String {
    let cases = "<testcase name=\"a\" time=\"1\"/>".repeat(tests);
    format!("<testsuite name=\"s\" timestamp=\"{moment}\">{cases}</testsuite>")
}

#[test]
fn a_file_of_another_time_than_the_day_that_is_asked_for_is_told_and_one_of_the_days_after_is_not() {
    let folder = portfolio();
    for (moment, warns) in [
        ("2020-07-02T10:00:00Z", true),
        ("2026-01-18T23:59:59Z", true),
        ("2026-01-19T00:00:00Z", false),
        ("2026-02-02T08:00:00Z", false),
        ("2026-02-09T08:00:00Z", true),
    ] {
        folder.write("out/junit.xml", &junit(moment, 3));
        let path = out(&folder, "junit.xml");
        let said = run(&folder, &["junit", &path, "--team", "alpha", "--date", "2026-02-01"]);
        assert_eq!(said.status, 0, "{}", said.stderr);
        let words = format!(
            "the file says that it was measured on {}, and is imported as of 2026-02-01",
            &moment[..10]
        );
        assert_eq!(said.stderr.contains("W611"), warns, "{moment}: {}", said.stderr);
        assert_eq!(said.stderr.contains(&words), warns, "{moment}: {}", said.stderr);
    }
}

#[test]
fn a_list_that_is_silent_for_a_quarter_is_doubted_before_its_silence_is_zero() {
    let folder = portfolio();
    for (newest, warns) in [("2025-09-30", true), ("2025-12-24", false)] {
        let runs = format!(
            "{{\"total_count\": 1, \"workflow_runs\": [{{\"id\": 1, \"name\": \"deploy\", \"event\": \"push\", \"status\": \"completed\", \"conclusion\": \"success\", \"head_branch\": \"main\", \"head_sha\": \"a\", \"run_number\": 1, \"created_at\": \"{newest}T10:00:00Z\", \"updated_at\": \"{newest}T10:05:00Z\"}}]}}"
        );
        folder.write("out/runs.json", &runs);
        let path = out(&folder, "runs.json");
        let said = run(
            &folder,
            &["github", &path, "--team", "alpha", "--cycle", "latest", "--dry-run"],
        );
        assert_eq!(said.status, 0, "{}", said.stderr);
        let words = format!("the file says nothing after {newest}");
        assert_eq!(said.stderr.contains(&words), warns, "{}", said.stderr);
    }
}

#[test]
fn days_that_are_still_to_come_are_told() {
    let folder = portfolio();
    folder.write("out/junit.xml", &junit("2026-02-11T08:00:00Z", 3));
    let path = out(&folder, "junit.xml");
    for (options, words) in [
        (
            vec![],
            "4 values of days after today, 2026-02-10; the first of 2026-02-11",
        ),
        (
            vec!["--date", "2027-01-01"],
            "4 values of days after today, 2026-02-10; the first of 2027-01-01",
        ),
    ] {
        let mut line = vec!["junit", path.as_str(), "--team", "alpha", "--dry-run"];
        line.extend(options);
        let said = run(&folder, &line);
        assert!(
            said.stderr.contains("warning[W408]") && said.stderr.contains(words),
            "{}",
            said.stderr
        );
    }
    // A flow of the running cycle stands on its last day, which is no slip.
    let path = put(&folder, "dora-gitlab/pipelines.json");
    let said = run(
        &folder,
        &["gitlab", &path, "--team", "alpha", "--date", "2026-02-10", "--dry-run"],
    );
    assert!(!said.stderr.contains("W408"), "{}", said.stderr);
}

#[test]
fn a_day_that_is_written_otherwise_is_refused_in_plain_words() {
    let folder = portfolio();
    let path = out(&folder, "trivy-2026-08-02.json");
    for (written, words) in [
        ("15/11/2026", "a day is written as 2026-11-15"),
        ("3/4/2026", "a day is written as 2026-03-13: year, month, day"),
        ("soon", "a day is written as 2026-03-13: year, month, day"),
    ] {
        use clap::Parser;
        let line = [
            "scorpfolio",
            "import",
            "trivy",
            &path,
            "--team",
            "alpha",
            "--date",
            written,
        ];
        let told = scorpfolio::cli::Cli::try_parse_from(line)
            .expect_err("refused")
            .to_string();
        assert!(told.contains(words) && !told.contains("component"), "{told}");
    }
}

#[test]
fn files_of_different_cycles_make_no_one_value_whatever_day_is_given() {
    let folder = portfolio();
    folder.write("out/a.xml", &junit("2020-07-02T10:00:00Z", 3));
    folder.write("out/b.xml", &junit("2026-02-01T23:00:00Z", 3));
    folder.write("out/c.xml", &junit("2026-02-02T01:00:00Z", 3));
    let [a, b, c] = ["a.xml", "b.xml", "c.xml"].map(|name| out(&folder, name));
    let before = content(&folder);
    for options in [&[][..], &["--date", "2026-02-01"]] {
        let mut line = vec!["junit", a.as_str(), b.as_str(), "--team", "alpha"];
        line.extend(options);
        let said = run(&folder, &line);
        assert_eq!(said.status, 1, "{}", said.stdout);
        let words = "error[E603]: the file was measured on 2020-07-02, and b.xml on 2026-02-01";
        assert!(said.stderr.contains(words), "{}", said.stderr);
        assert_eq!(content(&folder), before);
    }
    let said = run(&folder, &["junit", &b, &c, "--team", "alpha", "--dry-run"]);
    assert_eq!(said.status, 0, "a run over midnight: {}", said.stderr);
}

#[test]
fn a_file_without_a_time_that_repeats_an_earlier_cycle_may_be_an_old_one() {
    let folder = portfolio();
    let path = out(&folder, "npm-audit-2026-08-02.json");
    let day = |day: &str| run(&folder, &["npm-audit", &path, "--team", "alpha", "--date", day]);
    assert!(!day("2026-01-18").stderr.contains("W612"));
    let again = day("2026-02-01");
    let words = "npm-audit-2026-08-02.json gives the same values as on 2026-01-18: it may be an old file";
    assert!(
        again.stderr.contains("warning[W612]") && again.stderr.contains(words),
        "{}",
        again.stderr
    );
    assert_eq!(again.status, 0);
    assert!(
        !day("2026-02-01").stderr.contains("W612"),
        "the same import again changes nothing"
    );
    // The tool ran again, and found another number.
    let text = std::fs::read_to_string(&path).expect("readable");
    folder.write(
        "out/npm-audit-2026-08-02.json",
        &text.replace("\"high\": 6", "\"high\": 5"),
    );
    assert!(text.contains("\"high\": 6"));
    assert!(!day("2026-02-10").stderr.contains("W612"));
}

#[test]
fn objectives_say_what_was_there_and_a_target_leaves_the_past_alone() {
    let folder = portfolio();
    let slo = |target: &str, window: &str| {
        format!(
            "apiVersion: openslo/v1\nkind: SLO\nmetadata: {{name: up}}\nspec:\n  service: shop\n  indicator: {{metadata: {{name: ok}}, spec: {{ratioMetric: {{good: {{}}, total: {{}}}}}}}}\n  timeWindow: [{{duration: {window}, isRolling: true}}]\n  objectives: [{{target: {target}}}]\n"
        )
    };
    let import = |text: &str, options: &[&str]| {
        folder.write("out/slo.yaml", text);
        let path = out(&folder, "slo.yaml");
        let mut line = vec!["openslo", path.as_str(), "--team", "alpha"];
        line.extend(options);
        run(&folder, &line)
    };
    assert!(
        import(&slo("0.99", "4w"), &[])
            .stdout
            .contains("  up: new, 99 over 28 days\n")
    );
    let said = import(&slo("0.995", "4w"), &[]);
    assert!(
        said.stdout
            .contains("team.toml: changed\n  up: 99 over 28 days is now 99.5 over 28 days\n"),
        "{}",
        said.stdout
    );
    // A window of minutes is none of a team's: the objective is a target, which has its days.
    assert!(
        import(&slo("0.99", "5m"), &["--date", "2026-01-18"])
            .stdout
            .contains("  up: new, 99\n")
    );
    let before = folder.read("content/teams/alpha/team.toml");
    let said = import(&slo("0.999", "5m"), &["--date", "2026-02-01"]);
    assert!(
        said.stdout.contains("  up: 99 is now 99.9, from 2026-02-01 on\n"),
        "{}",
        said.stdout
    );
    let after = folder.read("content/teams/alpha/team.toml");
    assert!(
        after.starts_with(&before) && after.ends_with("value = 99.9\nfrom = 2026-02-01\n"),
        "{after}"
    );
    assert!(
        folder
            .problems()
            .iter()
            .all(|problem| problem.code.id().starts_with('W'))
    );
    for options in [["--workload", "nosuch"], ["--set", "workload.shop=nosuch"]] {
        let said = import(&slo("0.9", "4w"), &options);
        assert!(
            said.stderr.contains("error[E404]: Alpha has no workload `nosuch`"),
            "{}",
            said.stderr
        );
        assert_eq!(folder.read("content/teams/alpha/team.toml"), after);
    }
}

/// A bill with a row for each day of January 2026 from one to another, or a saved answer of Cost Explorer.
fn bill(days: std::ops::RangeInclusive<i8>, is_answer: bool) -> String {
    if !is_answer {
        let rows = days.map(|day| format!("2026-01-{day:02},100\n"));
        return format!("day,cost\n{}", rows.collect::<String>());
    }
    let stretch = |day: i8| {
        let end = jiff::civil::date(2026, 1, day).tomorrow().expect("a day");
        format!(
            r#"{{"TimePeriod":{{"Start":"2026-01-{day:02}","End":"{end}"}},"Total":{{"UnblendedCost":{{"Amount":"100","Unit":"EUR"}}}},"Groups":[],"Estimated":false}}"#
        )
    };
    let all: Vec<String> = days.map(stretch).collect();
    format!(r#"{{"ResultsByTime":[{}]}}"#, all.join(","))
}

#[test]
fn days_of_a_cycle_that_a_bill_covers_in_part_are_provisional_until_the_next_brings_the_rest() {
    // Cycles of two weeks from Monday, 5 January.
    for (is_answer, data) in [(false, "csv"), (true, "cost-explorer")] {
        let folder = Folder::right();
        let data = format!("content/teams/alpha/data/{data}.csv");
        let read = |name: &str, days: std::ops::RangeInclusive<i8>| {
            folder.write(&format!("out/{name}"), &bill(days, is_answer));
            let path = out(&folder, name);
            let mut line = vec![path.as_str(), "--team", "alpha"];
            if is_answer {
                line.insert(0, "cost-explorer");
            } else {
                line.insert(0, "csv");
                line.extend([
                    "--set",
                    "date=day",
                    "--set",
                    "column.cost=cloud-cost",
                    "--set",
                    "unit=EUR",
                ]);
            }
            let said = run(&folder, &line);
            assert_eq!(said.status, 0, "{}", said.stderr);
            folder.read(&data)
        };
        let first = read("a", 4..=20);
        let count = |text: &str, words: &str| text.lines().filter(|line| line.contains(words)).count();
        assert_eq!(
            count(&first, "covers 2026-01-04 to 2026-01-04 of the cycle"),
            1,
            "{first}"
        );
        assert_eq!(
            count(&first, "covers 2026-01-19 to 2026-01-20 of the cycle"),
            2,
            "{first}"
        );
        assert_eq!(count(&first, "of the cycle"), 3, "{first}");
        let second = read("b", 21..=31);
        assert_eq!(
            count(&second, "covers 2026-01-21 to 2026-01-31 of the cycle"),
            11,
            "{second}"
        );
        assert_eq!(
            count(&second, "of the cycle"),
            14,
            "1 February is not there yet: {second}"
        );
    }
}

#[test]
fn rows_a_week_apart_and_combined_values_are_marked_as_before() {
    let folder = Folder::right();
    folder.write("out/weeks.csv", "week,e\n2026-01-11,1\n2026-01-18,2\n2026-01-25,3\n");
    let path = out(&folder, "weeks.csv");
    let line = [
        "csv",
        &path,
        "--team",
        "beta",
        "--set",
        "date=week",
        "--set",
        "column.e=errors",
    ];
    let said = run(&folder, &line);
    assert_eq!(said.status, 0, "{}", said.stderr);
    let text = folder.read("content/teams/beta/data/csv.csv");
    assert!(!text.contains("covers 2026"), "{text}");
    let said = run(
        &folder,
        &[line.as_slice(), &["--set", "aggregate=sum", "--dry-run"]].concat(),
    );
    assert!(
        said.stdout.contains("provisional: covers 2026-01-19 to 2026-01-25\n"),
        "{}",
        said.stdout
    );
}

#[test]
fn what_an_import_writes_for_the_running_cycle_is_checked_without_a_word() {
    // Today is 10 February, and the cycle ends on the 15th.
    let folder = Folder::right();
    folder.write("out/days.csv", "day,e\n2026-02-02,1\n2026-02-10,2\n");
    let path = out(&folder, "days.csv");
    let said = run(
        &folder,
        &[
            "csv",
            &path,
            "--team",
            "alpha",
            "--set",
            "date=day",
            "--set",
            "column.e=errors",
            "--set",
            "aggregate=sum",
        ],
    );
    assert_eq!(said.status, 0, "{}", said.stderr);
    let data = "content/teams/alpha/data/csv.csv";
    assert!(
        folder.read(data).contains("2026-02-15,errors,,3,"),
        "{}",
        folder.read(data)
    );
    let root = folder.path().to_string_lossy().into_owned();
    let checked = || command(&["check", "--root", &root]);
    assert!(!checked().stderr.contains("W408"), "{}", checked().stderr);
    for (date, words) in [
        (
            "2026-02-16",
            "the row speaks for 2026-02-16, but its cycle begins after today, 2026-02-10",
        ),
        (
            "2026-03",
            "the row speaks for 2026-03, which begins after today, 2026-02-10",
        ),
    ] {
        folder.write(data, &format!("date,metric,value\n{date},errors,3\n"));
        let said = checked();
        assert!(
            said.stderr.contains("W408") && said.stderr.contains(words),
            "{}",
            said.stderr
        );
        assert!(said.stderr.contains("csv.csv:2"), "{}", said.stderr);
    }
}

#[test]
fn fractions_of_which_nothing_says_the_unit_are_not_taken_for_percent() {
    let folder = Folder::right();
    let answer =
        r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1769986800,"0.9995"]}]}}"#;
    folder.write("out/instant.json", answer);
    folder.write("out/days.csv", "day,a\n2026-01-19,0.9991\n2026-01-20,0.9995\n");
    folder.write("out/hundred.csv", "day,a\n2026-01-19,99.91\n2026-01-20,1\n");
    let said = |source: &str, name: &str, settings: &[&str]| {
        let path = out(&folder, name);
        let mut line = vec![source, path.as_str(), "--team", "beta", "--dry-run"];
        for setting in settings {
            line.extend(["--set", setting]);
        }
        if source == "prometheus" {
            line.extend(["--metric", "availability"]);
        }
        run(&folder, &line)
    };
    let csv = ["date=day", "column.a=availability"];
    let ratio_first = "`--set unit=ratio` makes 99.95 % of it, `--set unit=%` makes 0.9995 % of it";
    let refused = said("prometheus", "instant.json", &[]);
    assert!(
        refused.stderr.contains("E604") && refused.stderr.contains(ratio_first),
        "{}",
        refused.stderr
    );
    let refused = said("csv", "days.csv", &csv);
    let words = "the first of which is 0.9991: `--set unit=ratio` makes 99.91 % of it";
    assert!(refused.stderr.contains(words), "{}", refused.stderr);
    let refused = said("csv", "hundred.csv", &csv);
    assert!(
        refused.stderr.contains("`--set unit=%`") && !refused.stderr.contains("unit=ratio"),
        "{}",
        refused.stderr
    );
    for (name, metric, unit, warns) in [
        ("days.csv", "availability", "unit=%", true),
        ("days.csv", "availability", "unit=ratio", false),
        ("hundred.csv", "availability", "unit=%", false),
        // Errors are often a fraction of a percent.
        ("days.csv", "error-rate", "unit=%", false),
    ] {
        let column = format!("column.a={metric}");
        let said = said("csv", name, &["date=day", &column, unit]);
        assert_eq!(said.status, 0, "{}", said.stderr);
        assert_eq!(
            said.stderr.contains("W311"),
            warns,
            "{name} {metric} {unit}: {}",
            said.stderr
        );
        assert_eq!(
            said.stderr
                .contains("all 2 values of `availability` are at most 1 %, such as 0.9991 %"),
            warns
        );
    }
}

#[test]
fn values_that_are_not_taken_are_told_with_the_reason_even_if_they_are_the_same() {
    let folder = Folder::right();
    for (name, days) in [
        ("part-2.csv", "2026-01-19,5\n2026-01-20,5\n"),
        ("part-1.csv", "2026-01-19,5\n"),
    ] {
        folder.write(&format!("out/{name}"), &format!("day,e\n{days}"));
        let path = out(&folder, name);
        let said = run(
            &folder,
            &[
                "csv",
                &path,
                "--team",
                "beta",
                "--set",
                "date=day",
                "--set",
                "column.e=errors",
            ],
        );
        assert_eq!((said.status, said.stderr.as_str()), (0, ""));
        let words = "0 new values, 1 not taken\n  1 not taken, because there is one already, and it was measured later (part-2.csv)\n";
        assert_eq!(said.stdout.contains(words), name == "part-1.csv", "{}", said.stdout);
    }
}

#[test]
fn a_part_of_a_bill_is_shown_and_not_judged() {
    let folder = Folder::right();
    folder.write(
        "content/teams/alpha/team.toml",
        "[[workloads]]\nid = \"api\"\n[[workloads]]\nid = \"web\"\n[[targets]]\nmetric = \"cloud-cost\"\nvalue = 150\n",
    );
    let bill = |reason: &str| {
        let text = format!(
            "date,metric,workload,value,provisional\n2026-01-18,cloud-cost,api,100,\n2026-01-18,cloud-cost,web,100,\n\
             2026-02-01,cloud-cost,api,14,\n2026-02-01,cloud-cost,web,14,{reason}\n"
        );
        folder.write("content/teams/alpha/data/bill.csv", &text);
        folder.build();
        let page = folder.read("public/teams/alpha/metrics/cloud-cost.html");
        let team = folder.read("public/data/teams/alpha.json");
        let team: serde_json::Value = serde_json::from_str(&team).expect("JSON");
        let mut series = team["series"].as_array().expect("a list").iter();
        let whole = series.find(|series| series["metric"] == "cloud-cost" && series["workload"].is_null());
        let last = whole.expect("a series")["points"][1].clone();
        (
            page,
            last["delta"]["judgement"].clone(),
            last["provisional"].clone(),
            folder.read("public/teams/alpha.html"),
        )
    };
    let (page, judgement, provisional, team) = bill("covers 2026-01-19 to 2026-01-20 of the cycle");
    assert_eq!((&judgement, &provisional), (&"pending".into(), &true.into()));
    assert!(
        page.contains("Cloud cost is €28.00, which may still change and is not judged yet."),
        "{page}"
    );
    assert!(page.contains("Why is this not judged?"), "{page}");
    assert!(!page.contains("it meets its"), "{page}");
    assert!(
        team.contains("May still change, and not judged yet: Cloud cost."),
        "{team}"
    );
    let (page, judgement, provisional, team) = bill("");
    assert_eq!((&judgement, &provisional), (&"better".into(), &serde_json::Value::Null));
    assert!(page.contains("it meets its"), "{page}");
    assert!(!team.contains("May still change"), "{team}");
}
