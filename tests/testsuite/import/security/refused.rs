//! What is refused: cut off, empty, of another tool, of no sense. Nothing of it is ever quoted where secrets may stand.

use super::super::refusal;
use super::*;

const SOURCES: [&str; 10] = [
    "cargo-audit",
    "github-alerts",
    "grype",
    "npm-audit",
    "osv-scanner",
    "prowler",
    "sarif",
    "security-hub",
    "sonarqube",
    "trivy",
];

fn refused(source: &str, text: &str) -> (String, String) {
    refusal(source, &[Input::of_bytes("scan.json", text.as_bytes())], &on(DAY))
}

#[test]
fn what_is_no_export_is_refused_by_every_adapter() {
    let deep = format!("{{\"a\": {}", "[".repeat(100_000));
    let nested = format!("{}1{}", "{\"Results\": [".repeat(120), "]}".repeat(120));
    for source in SOURCES {
        for text in [
            "",
            " \r\n",
            "<!doctype html><html><title>Sign in</title></html>",
            "{}",
            "{\"unrelated\": true}",
            "[{\"unrelated\": true}]",
            "[1, 2]",
            "null",
            "42",
            "date,metric,value\n2026-01-01,errors,1\n",
            "{\"Results\": NaN, \"matches\": Infinity}",
            &deep,
            &nested,
        ] {
            let (code, message) = refused(source, text);
            assert_eq!(
                code,
                "E601",
                "{source}: {} {message}",
                text.chars().take(40).collect::<String>()
            );
        }
    }
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_refused() {
    for (source, path) in FIXTURES.iter().filter(|(_, path)| *path != TABLE) {
        let text = text_of(path);
        let end = text.trim_end().len();
        for part in 1..40 {
            let mut at = end * part / 40;
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            if text[..at].trim().is_empty() {
                continue;
            }
            let (code, message) = refused(source, &text[..at]);
            assert_eq!(code, "E601", "{path} cut at {at}: {message}");
        }
    }
    let table = text_of(TABLE);
    let last = table.trim_end().rfind('\n').expect("rows");
    for at in [last + 40, last + 400] {
        let (code, message) = refused("prowler", &table[..at]);
        assert_eq!(
            (code.as_str(), message.contains("not as many fields")),
            ("E601", true),
            "{message}"
        );
    }
}

#[test]
fn numbers_without_sense_become_no_rating_and_no_count() {
    let run = |score: &str| {
        let text = format!(
            r#"{{"version": "2.1.0", "runs": [{{"tool": {{"driver": {{"name": "x", "rules": [{{"id": "A", "properties":
            {{"security-severity": {score}}}}}]}}}}, "results": [{{"ruleId": "A", "ruleIndex": -1, "level": "error"}}]}}]}}"#
        );
        import("sarif", &[Input::of_bytes("x.sarif", text.as_bytes())], &on(DAY)).expect("read")
    };
    for score in ["\"NaN\"", "\"inf\"", "1e300", "-1", "\"\"", "null", "[]"] {
        // No score, so the level rates.
        assert_eq!(count(&run(score), "high-findings"), 1, "{score}");
    }
    for total in ["-1", "1.5", "1e300", "\"many\"", "123456789012345678901234567890"] {
        let text = format!(
            r#"{{"auditReportVersion": 2, "vulnerabilities": {{}}, "metadata": {{"vulnerabilities": {{"critical": {total}}}}}}}"#
        );
        assert_eq!(refused("npm-audit", &text).0, "E601", "{total}");
    }
    for normalized in ["-5", "101", "1e300"] {
        let text = format!(
            r#"[{{"ProductArn": "a", "Id": "b", "RecordState": "ACTIVE", "Severity": {{"Normalized": {normalized}}}, "UpdatedAt": "tomorrow"}}]"#
        );
        let imported = import("security-hub", &[Input::of_bytes("x.json", text.as_bytes())], &on(DAY)).expect("read");
        assert_eq!(
            (count(&imported, "security-findings"), count(&imported, "low-findings")),
            (1, 0),
            "{normalized}"
        );
    }
}

#[test]
fn keys_that_the_tool_always_writes_are_asked_for() {
    for (source, text) in [
        ("grype", r#"{"matches": []}"#),
        ("grype", r#"{"matches": [], "descriptor": {"name": "syft"}}"#),
        (
            "npm-audit",
            r#"{"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {}}"#,
        ),
        (
            "npm-audit",
            r#"{"auditReportVersion": 2, "metadata": {"vulnerabilities": {"critical": 0}}}"#,
        ),
        (
            "npm-audit",
            r#"{"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"vulnerabilities": {}}}"#,
        ),
        (
            "cargo-audit",
            r#"{"database": {}, "vulnerabilities": {"found": false, "count": 0, "list": []}}"#,
        ),
        ("osv-scanner", r#"{"results": [{"vulnerabilities": []}]}"#),
        ("osv-scanner", r#"{"results": null}"#),
        ("sarif", r#"{"version": "2.0.0", "runs": []}"#),
        ("sarif", r#"{"version": "2.1.0", "runs": [{"results": []}]}"#),
        ("security-hub", r#"{"Findings": [{"AccountId": "1", "Arn": "x"}]}"#),
        ("github-alerts", r#"[{"number": 1, "state": "open"}]"#),
        (
            "github-alerts",
            r#"[{"number": 1, "state": "lost", "secret_type": "x"}]"#,
        ),
        ("github-alerts", r#"{"data": {"viewer": {"login": "x"}}}"#),
        ("trivy", r#"{"SchemaVersion": 2, "Results": []}"#),
        ("trivy", r#"{"ClusterName": "x"}"#),
        ("sonarqube", "[]"),
        ("sonarqube", r#"{"components": [{"key": "a"}]}"#),
        ("prowler", "CHECK_ID;STATUS\na;PASS\n"),
        (
            "prowler",
            r#"[{"metadata": {"product": {"name": "Other"}}, "status_code": "FAIL"}]"#,
        ),
    ] {
        let (code, message) = refused(source, text);
        assert_eq!(code, "E601", "{source}: {text}: {message}");
    }
}

#[test]
fn secrets_and_people_of_reports_reach_neither_values_nor_problems() {
    let canary = "canary-word";
    let reports = [
        (
            "trivy",
            r#"{"SchemaVersion": 2, "ArtifactName": "canary-word", "ArtifactType": "filesystem", "Results": [{"Target": "canary-word", "Class": "secret",
                "Secrets": [{"RuleID": "canary-word", "Severity": "HIGH", "StartLine": 1, "Match": "canary-word"}]}]}"#,
        ),
        (
            "sarif",
            r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "gitleaks"}}, "results": [{"ruleId": "canary-word",
                "message": {"text": "canary-word"}, "partialFingerprints": {"author": "canary-word"},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": "canary-word"}, "region": {"startLine": 1, "snippet": {"text": "canary-word"}}}}]}]}]}"#,
        ),
        (
            "security-hub",
            r#"[{"ProductArn": "canary-word", "Id": "canary-word", "Title": "canary-word", "RecordState": "ACTIVE",
                "Severity": {"Label": "HIGH"}, "UpdatedAt": "2026-03-13T00:00:00Z", "Note": {"Text": "canary-word"}}]"#,
        ),
    ];
    for (source, text) in reports {
        let imported = import(source, &[Input::of_bytes("x.json", text.as_bytes())], &on(DAY)).expect(source);
        assert_eq!(count(&imported, "security-findings"), 1, "{source}");
        super::super::assert_silent(&imported, &[canary]);
        // Broken at the end, cut in the middle, a word where a list is meant.
        for broken in [
            format!("{text} x"),
            text[..text.len() - 9].to_owned(),
            text.replace("[{", "\"canary-word\", [{"),
        ] {
            let input = Input::of_bytes("x.json", broken.as_bytes());
            let problem = import(source, &[input], &on(DAY)).expect_err(source);
            assert!(!format!("{problem:?}").contains(canary), "{source}: {problem:?}");
        }
    }
    let table = "CHECK_ID;STATUS;SEVERITY;ACCOUNT_UID\na;FAIL;high;canary-word;canary-word\n";
    let problem = import("prowler", &[Input::of_bytes("x.csv", *b"")], &on(DAY)).expect_err("empty");
    assert_eq!(problem.message, "the file is empty");
    let problem = import("prowler", &[Input::of_bytes("x.csv", table.as_bytes())], &on(DAY)).expect_err("ragged");
    assert!(!format!("{problem:?}").contains(canary), "{problem:?}");
    assert_eq!(problem.place.map(|place| place.line), Some(2));
}
