//! Findings of cloud accounts: Security Hub, Inspector, Prowler.

use super::super::assert_silent;
use super::*;

#[test]
fn vulnerabilities_of_inspector_in_security_hub_are_counted_by_their_label() {
    let path = "security-asff/inspector-ecr.json";
    let imported = import("security-hub", &[fixture(path)], &request()).expect("read");
    let document = json_of(path);
    let all = document["Findings"].as_array().expect("findings");
    for (metric, level) in LEVELS {
        let wanted = all
            .iter()
            .filter(|one| one["Severity"]["Label"] == level.to_uppercase())
            .count();
        assert_eq!(amounts(&imported, metric), [format!("2023-08-30 {wanted}")]);
    }
    assert_eq!(count(&imported, "vulnerability-matches"), all.len());
    assert_eq!(
        count(&imported, "fixable-vulnerabilities"),
        text_of(path).matches("\"FixAvailable\": \"YES\"").count()
    );
    // The critical one was seen first on 10 August.
    assert_eq!(amounts(&imported, "oldest-critical-vulnerability"), ["2023-08-30 20"]);
    assert!(!has(&imported, "security-findings"));
}

#[test]
fn threats_of_guardduty_are_findings_even_where_only_a_number_rates_them() {
    let imported = import("security-hub", &[fixture("security-asff/guardduty.json")], &request()).expect("read");
    let text = text_of("security-asff/guardduty.json");
    assert_eq!(
        amounts(&imported, "security-findings"),
        [format!(
            "2024-01-17 {}",
            text.matches("\"RecordState\": \"ACTIVE\"").count()
        )]
    );
    assert_eq!(
        (count(&imported, "medium-findings"), count(&imported, "low-findings")),
        (2, 2)
    );
    // A last observation in the year 2200 is no time of the export.
    assert!(imported.measurements.iter().all(|value| {
        value
            .measured_at
            .is_some_and(|at| at.to_string().starts_with("2024-01-17"))
    }));
    assert!(!has(&imported, "critical-vulnerabilities"));
    let path = "security-asff/securityhub-get-findings.cli-shape.json";
    let imported = import("security-hub", &[fixture(path)], &request()).expect("read");
    let rated = text_of(path).matches("\"Normalized\": 50").count();
    assert_eq!(amounts(&imported, "medium-findings"), [format!("2019-06-24 {rated}")]);
    assert_silent(&imported, &["brent", "Capital One", "204.63", "644160558196"]);
}

#[test]
fn controls_that_pass_are_no_findings_and_a_share() {
    let path = "security-asff/securityhub-config.json";
    let imported = import("security-hub", &[fixture(path)], &request()).expect("read");
    let passed = text_of(path).matches("\"Status\": \"PASSED\"").count();
    assert_eq!(amounts(&imported, "security-findings"), ["2020-06-14 0"]);
    assert_eq!(
        amounts(&imported, "passed-checks"),
        [format!("2020-06-14 {passed}/{passed}")]
    );
    // One resource of one control fails.
    let failing = text_of(path).replacen("\"Status\": \"PASSED\"", "\"Status\": \"FAILED\"", 1);
    let imported = import(
        "security-hub",
        &[Input::of_bytes("x.json", failing.as_bytes())],
        &request(),
    )
    .expect("read");
    assert_eq!(amounts(&imported, "security-findings"), ["2020-06-14 1"]);
    assert_eq!(
        amounts(&imported, "passed-checks"),
        [format!("2020-06-14 {}/{passed}", passed - 1)]
    );
    for state in ["SUPPRESSED", "RESOLVED"] {
        let quiet = failing.replace("\"Status\": \"NEW\"", &format!("\"Status\": \"{state}\""));
        let imported = import(
            "security-hub",
            &[Input::of_bytes("x.json", quiet.as_bytes())],
            &request(),
        )
        .expect("read");
        assert_eq!(amounts(&imported, "security-findings"), ["2020-06-14 0"], "{state}");
    }
}

#[test]
fn inspectors_own_list_counts_what_is_active() {
    let path = "security-asff/inspector2-list-findings.json";
    let imported = import("security-hub", &[fixture(path)], &request()).expect("read");
    let document = json_of(path);
    let active: Vec<&Value> = document["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|one| one["status"] == "ACTIVE")
        .collect();
    for (metric, level) in LEVELS {
        let wanted = active
            .iter()
            .filter(|one| one["severity"] == level.to_uppercase())
            .count();
        assert_eq!(amounts(&imported, metric), [format!("2024-07-31 {wanted}")]);
    }
    let untriaged = active.iter().filter(|one| one["severity"] == "UNTRIAGED").count();
    assert_eq!(count(&imported, "unrated-vulnerabilities"), untriaged);
    assert_eq!(
        count(&imported, "fixable-vulnerabilities"),
        active.iter().filter(|one| one["fixAvailable"] == "YES").count()
    );
    assert_eq!(imported.measurements[0].tool.name, "inspector");
    assert_silent(
        &imported,
        &["John D", "johnd@demo.test", "012345678901", "my-awesome-docker-image"],
    );
}

#[test]
fn findings_in_any_wrapping_are_the_same() {
    let path = "security-asff/inspector-ecr.json";
    let wrapped = json_of(path);
    let list = &wrapped["Findings"];
    let usual = import("security-hub", &[fixture(path)], &request()).expect("read");
    let lower = format!("{{\"findings\": {list}}}");
    let pages = format!("{{\"Findings\": {list}, \"NextToken\": \"x\"}}\n{{\"Findings\": []}}");
    for text in [list.to_string(), lower, pages] {
        let imported = import(
            "security-hub",
            &[Input::of_bytes("x.json", text.as_bytes())],
            &request(),
        )
        .expect("read");
        assert!(imported.warnings.is_empty());
        for value in &usual.measurements {
            assert_eq!(amounts(&imported, &value.metric), amounts(&usual, &value.metric));
        }
    }
    let first = format!("{{\"Findings\": {list}, \"NextToken\": \"x\"}}");
    let imported = import(
        "security-hub",
        &[Input::of_bytes("x.json", first.as_bytes())],
        &request(),
    )
    .expect("read");
    assert_eq!(warned(&imported), [Code::NotAllPages]);
}

#[test]
fn no_finding_is_zero_only_of_what_was_looked_for() {
    let empty = || [Input::of_bytes("x.json", *br#"{"Findings": []}"#)];
    assert_eq!(
        import("security-hub", &empty(), &on(DAY)).expect_err("unclear").code,
        Code::ImportUnclear
    );
    let told = with(on(DAY), &[("looked-for", "findings")]);
    let imported = import("security-hub", &empty(), &told).expect("read");
    assert_eq!(amounts(&imported, "security-findings"), ["2026-03-13 0"]);
    assert!(!has(&imported, "critical-vulnerabilities"));
    let wrong = with(on(DAY), &[("looked-for", "everything")]);
    assert_eq!(
        import("security-hub", &empty(), &wrong).expect_err("unclear").code,
        Code::ImportUnclear
    );
}

#[test]
fn failed_checks_of_prowler_are_findings_in_both_formats() {
    let table = text_of("security-prowler/aws.csv");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(table.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
    let list = json_of("security-prowler/aws.ocsf.json");
    let list = list.as_array().expect("a list");
    for (path, failed, low) in [
        (
            "security-prowler/aws.csv",
            rows.iter().filter(|row| row["STATUS"] == "FAIL").count(),
            rows.iter()
                .filter(|row| row["STATUS"] == "FAIL" && row["SEVERITY"] == "low")
                .count(),
        ),
        (
            "security-prowler/aws.ocsf.json",
            list.iter().filter(|one| one["status_code"] == "FAIL").count(),
            list.iter()
                .filter(|one| one["status_code"] == "FAIL" && one["severity"] == "Low")
                .count(),
        ),
    ] {
        let imported = import("prowler", &[fixture(path)], &request()).expect("read");
        assert_eq!(
            amounts(&imported, "security-findings"),
            [format!("2025-02-14 {failed}")],
            "{path}"
        );
        assert_eq!(count(&imported, "low-findings"), low, "{path}");
        assert_eq!(
            amounts(&imported, "passed-checks"),
            [format!("2025-02-14 0/{failed}")],
            "{path}"
        );
    }
    // The same run in both formats is one run, once its resource is not anonymised in two ways.
    let same = text_of("security-prowler/aws.ocsf.json").replace("arn:aws:iam::<account_uid>:root", "<resource_uid>");
    let both = [
        fixture("security-prowler/aws.csv"),
        Input::of_bytes("aws.ocsf.json", same.as_bytes()),
    ];
    let imported = import("prowler", &both, &request()).expect("read");
    assert_eq!(count(&imported, "security-findings"), 2);
}

/// A table of checks: status, muted, check, resource, frameworks.
fn checks(rows: &[[&str; 5]]) -> Input {
    let header =
        "TIMESTAMP;ACCOUNT_UID;REGION;PROVIDER;CHECK_ID;STATUS;STATUS_EXTENDED;MUTED;SEVERITY;RESOURCE_UID;COMPLIANCE";
    let lines = rows.iter().map(|[status, muted, check, resource, frameworks]| {
        format!("2026-03-13 10:00:00;1;eu;aws;{check};{status};\"a; b\";{muted};high;{resource};{frameworks}")
    });
    let text = std::iter::once(header.to_owned())
        .chain(lines)
        .collect::<Vec<_>>()
        .join("\n");
    Input::of_bytes("prowler.csv", text.as_bytes())
}

#[test]
fn muted_and_manual_checks_count_nowhere_and_a_framework_picks_its_own() {
    let rows = [
        [
            "FAIL",
            "False",
            "one",
            "a",
            "CIS-1.4: 1.20 | AWS-Well-Architected-Framework-Security-Pillar: SEC01",
        ],
        ["FAIL", "False", "one", "a", "CIS-1.4: 1.20"],
        ["FAIL", "False", "one", "b", "CIS-1.4: 1.20"],
        ["FAIL", "True", "two", "a", "CIS-1.4: 1.21"],
        [
            "PASS",
            "False",
            "three",
            "a",
            "AWS-Well-Architected-Framework-Security-Pillar: SEC02",
        ],
        ["PASS", "True", "four", "a", ""],
        ["MANUAL", "False", "five", "a", ""],
    ];
    let imported = import("prowler", &[checks(&rows)], &request()).expect("read");
    assert_eq!(amounts(&imported, "security-findings"), ["2026-03-13 2"]);
    assert_eq!(amounts(&imported, "high-findings"), ["2026-03-13 2"]);
    assert_eq!(amounts(&imported, "passed-checks"), ["2026-03-13 1/3"]);
    let pillar = with(request(), &[("framework", "AWS-Well-Architected")]);
    let imported = import("prowler", &[checks(&rows)], &pillar).expect("read");
    assert_eq!(amounts(&imported, "passed-checks"), ["2026-03-13 1/2"]);
    let other = with(request(), &[("framework", "ISO27001")]);
    let imported = import("prowler", &[checks(&rows)], &other).expect("read");
    assert_eq!(amounts(&imported, "security-findings"), ["2026-03-13 no data"]);
    let manual = import("prowler", &[checks(&rows[6..])], &request()).expect("read");
    assert_eq!(
        (amounts(&manual, "security-findings"), warned(&manual)),
        (vec!["2026-03-13 no data".to_owned()], vec![Code::NoData])
    );
}

#[test]
fn checks_that_only_pass_are_no_findings() {
    let imported = import("prowler", &[checks(&[["PASS", "False", "one", "a", ""]])], &request()).expect("read");
    assert_eq!(amounts(&imported, "security-findings"), ["2026-03-13 0"]);
    assert_eq!(amounts(&imported, "passed-checks"), ["2026-03-13 1/1"]);
}
