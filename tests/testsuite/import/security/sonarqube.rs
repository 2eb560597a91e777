//! Measures and issues of `SonarQube`.

use super::*;

const MEASURES: &str = "quality-sonarqube/component-tree-measures.json";
const ISSUES: &str = "quality-sonarqube/issues-search.json";

#[test]
fn measures_of_files_are_added_and_their_percentages_are_not() {
    let imported = import("sonarqube", &[fixture(MEASURES)], &on(DAY)).expect("read");
    let document = json_of(MEASURES);
    let sum = |name: &str| -> u64 {
        let measures = objects(&document).into_iter().filter(|one| word(one, "metric") == name);
        measures
            .map(|one| word(one, "value").parse::<u64>().expect("a number"))
            .sum()
    };
    for (metric, measure) in [
        ("security-findings", "vulnerabilities"),
        ("security-hotspots", "security_hotspots"),
        ("bugs", "bugs"),
        ("code-smells", "code_smells"),
    ] {
        assert_eq!(count(&imported, metric) as u64, sum(measure), "{metric}");
    }
    let (lines, missed) = (sum("lines_to_cover"), sum("uncovered_lines"));
    assert_eq!(
        amounts(&imported, "unit-test-coverage"),
        [format!("2026-03-13 {}/{lines}", lines - missed)]
    );
    // Folders repeat their files.
    let mut listed = document.clone();
    let mut folder = document[0].clone();
    (folder["key"], folder["qualifier"]) = ("folder".into(), "DIR".into());
    listed.as_array_mut().expect("a list").push(folder);
    let input = Input::of_bytes("x.json", listed.to_string().as_bytes());
    let with_folders = import("sonarqube", &[input], &on(DAY)).expect("read");
    assert_eq!(count(&with_folders, "bugs"), count(&imported, "bugs"));
    // The same files again are the same files.
    let twice = import("sonarqube", &[fixture(MEASURES), fixture(MEASURES)], &on(DAY)).expect("read");
    assert_eq!(count(&twice, "bugs"), count(&imported, "bugs"));
}

#[test]
fn a_project_speaks_for_itself_and_what_was_not_measured_is_no_zero() {
    let read = |measures: &str| {
        let text = format!(r#"{{"component": {{"key": "shop", "qualifier": "TRK", "measures": [{measures}]}}}}"#);
        import("sonarqube", &[Input::of_bytes("x.json", text.as_bytes())], &on(DAY)).expect("read")
    };
    let imported = read(r#"{"metric": "coverage", "value": "71.5"}, {"metric": "bugs", "value": "0"}"#);
    assert_eq!(amounts(&imported, "unit-test-coverage"), ["2026-03-13 71.5"]);
    assert_eq!(amounts(&imported, "bugs"), ["2026-03-13 0"]);
    assert!(!has(&imported, "security-findings"));
    assert!(
        imported
            .measurements
            .iter()
            .any(|value| value.note.as_deref() == Some("lines and branches together"))
    );
    let imported = read(r#"{"metric": "coverage", "value": "71.5"}, {"metric": "line_coverage", "value": "80"}"#);
    assert_eq!(amounts(&imported, "unit-test-coverage"), ["2026-03-13 80"]);
    let imported = read("");
    assert_eq!(
        (amounts(&imported, "unit-test-coverage"), warned(&imported)),
        (vec!["2026-03-13 no data".to_owned()], vec![Code::NoData])
    );
}

#[test]
fn open_vulnerabilities_among_issues_are_findings_and_missing_pages_are_warned_of() {
    let imported = import("sonarqube", &[fixture(ISSUES)], &request()).expect("read");
    let document = json_of(ISSUES);
    let open: Vec<&Value> = document["issues"]
        .as_array()
        .expect("issues")
        .iter()
        .filter(|issue| issue["type"] == "VULNERABILITY" && issue["status"] == "OPEN")
        .collect();
    let keys: BTreeSet<&str> = open.iter().filter_map(|issue| issue["key"].as_str()).collect();
    assert_eq!(
        amounts(&imported, "security-findings"),
        [format!("2024-01-29 {}", keys.len())]
    );
    assert_eq!(warned(&imported), [Code::NotAllPages]);
    let issue = |key: &str, rest: &str| {
        format!(
            r#"{{"key": "{key}", "type": "VULNERABILITY", "severity": "BLOCKER", "creationDate": "2026-01-06T10:00:00+0000", {rest}}}"#
        )
    };
    let both = format!(
        r#"{{"paging": {{"total": 2}}, "issues": [{}, {}]}}"#,
        issue("a", r#""status": "CLOSED", "closeDate": "2026-01-20T10:00:00+0000""#),
        issue("b", r#""status": "REOPENED""#)
    );
    let imported = import("sonarqube", &[Input::of_bytes("x.json", both.as_bytes())], &request()).expect("read");
    assert_eq!(amounts(&imported, "critical-findings"), ["2026-01-20 1"]);
    assert_eq!(amounts(&imported, "findings-opened"), ["2026-01-18 2", "2026-02-01 0"]);
    assert_eq!(amounts(&imported, "findings-closed"), ["2026-01-18 0", "2026-02-01 1"]);
    let failed = Input::of_bytes("x.json", *br#"{"errors": [{"msg": "Insufficient privileges"}]}"#);
    assert_eq!(
        import("sonarqube", &[failed], &request()).expect_err("failed").code,
        Code::ToolFailed
    );
}
