//! Alerts of GitHub: what is open, what came up and was closed in a cycle.

use super::super::assert_silent;
use super::*;
use scorpfolio::import::Request;

const DEPENDABOT: &str = "security-github-alerts/dependabot-all-states.json";
const CODE: &str = "security-github-alerts/code-scanning-all-states.json";
const SECRETS: &str = "security-github-alerts/secret-scanning-all-states.json";
const GRAPHQL: &str = "security-github-alerts/graphql-vulnerability-alerts.json";

/// First and last day of the cycles that the fixtures touch.
const CYCLES: [(&str, &str); 3] = [
    ("2026-01-05", "2026-01-18"),
    ("2026-01-19", "2026-02-01"),
    ("2026-02-02", "2026-02-15"),
];

fn alerts(path: &str, request: &Request) -> Imported {
    import("github-alerts", &[fixture(path)], request).expect("read")
}

/// Days in a field of any of some names, as they stand in the file.
fn days(path: &str, names: &[&str]) -> Vec<String> {
    let document = json_of(path);
    let all = document.as_array().expect("a list").iter();
    all.filter_map(|alert| names.iter().find_map(|name| alert[*name].as_str()))
        .map(|at| at[..10].to_owned())
        .collect()
}

fn by_cycle(days: &[String]) -> Vec<String> {
    let within = |first: &str, last: &str| {
        days.iter()
            .filter(|day| first <= day.as_str() && day.as_str() <= last)
            .count()
    };
    CYCLES
        .iter()
        .map(|(first, last)| format!("{last} {}", within(first, last)))
        .collect()
}

#[test]
fn what_came_up_and_was_closed_is_counted_in_the_cycle_of_its_day() {
    let closed = ["fixed_at", "dismissed_at", "auto_dismissed_at", "resolved_at"];
    for (path, metrics) in [
        (DEPENDABOT, ["vulnerabilities-opened", "vulnerabilities-closed"]),
        (CODE, ["findings-opened", "findings-closed"]),
    ] {
        let imported = alerts(path, &request());
        assert_eq!(
            amounts(&imported, metrics[0]),
            by_cycle(&days(path, &["created_at"])),
            "{path}"
        );
        assert_eq!(amounts(&imported, metrics[1]), by_cycle(&days(path, &closed)), "{path}");
    }
    let imported = alerts(SECRETS, &request());
    assert_eq!(
        amounts(&imported, "findings-opened"),
        ["2026-01-18 1", "2026-02-01 0", "2026-02-15 1"]
    );
    assert_eq!(
        amounts(&imported, "findings-closed"),
        ["2026-01-18 1", "2026-02-01 0", "2026-02-15 0"]
    );
}

#[test]
fn a_cycle_that_the_alerts_do_not_reach_the_end_of_is_provisional() {
    let provisional = |request: &Request| -> Vec<Option<String>> {
        let imported = alerts(DEPENDABOT, request);
        let opened = imported
            .measurements
            .into_iter()
            .filter(|value| value.metric == "vulnerabilities-opened");
        opened.map(|value| value.provisional).collect()
    };
    let words = Some("covers 2026-02-02 to 2026-02-12".to_owned());
    assert_eq!(provisional(&request()), [None, None, words]);
    // A day that is given says that the export was made then.
    assert_eq!(provisional(&on(date(2026, 2, 15))), [None]);
}

#[test]
fn what_is_open_is_what_was_open_on_the_day() {
    let imported = alerts(DEPENDABOT, &request());
    for (metric, wanted) in [
        ("critical-vulnerabilities", "2026-02-12 1"),
        ("high-vulnerabilities", "2026-02-12 1"),
        ("medium-vulnerabilities", "2026-02-12 0"),
        ("fixable-vulnerabilities", "2026-02-12 1"),
        ("oldest-critical-vulnerability", "2026-02-12 37"),
    ] {
        assert_eq!(amounts(&imported, metric), [wanted], "{metric}");
    }
    // On the last day of the first cycle the second alert was not fixed yet, and the fifth not there.
    let imported = alerts(DEPENDABOT, &on(date(2026, 1, 18)));
    assert_eq!(amounts(&imported, "high-vulnerabilities"), ["2026-01-18 1"]);
    assert_eq!(amounts(&imported, "oldest-critical-vulnerability"), ["2026-01-18 12"]);
    let imported = alerts(DEPENDABOT, &on(date(2026, 1, 6)));
    assert_eq!(amounts(&imported, "high-vulnerabilities"), ["2026-01-06 0"]);
}

#[test]
fn the_time_to_fix_is_of_what_was_fixed_and_not_of_what_was_dismissed() {
    // From 7 January 09:00 to 21 January 21:00.
    let seconds = 14 * 86_400 + 12 * 3_600;
    assert_eq!(
        amounts(&alerts(DEPENDABOT, &request()), "vulnerability-fix-time"),
        [format!("2026-02-01 {seconds}")]
    );
}

#[test]
fn open_alerts_alone_tell_no_flow_unless_all_were_asked_for() {
    let mut document = json_of(DEPENDABOT);
    document
        .as_array_mut()
        .expect("a list")
        .retain(|alert| alert["state"] == "open");
    let input = || [Input::of_bytes("open.json", document.to_string().as_bytes())];
    let imported = import("github-alerts", &input(), &request()).expect("read");
    assert!(!has(&imported, "vulnerabilities-opened") && !has(&imported, "vulnerabilities-closed"));
    assert_eq!(count(&imported, "critical-vulnerabilities"), 1);
    let all = with(request(), &[("states", "all")]);
    let imported = import("github-alerts", &input(), &all).expect("read");
    assert_eq!(amounts(&imported, "vulnerabilities-closed").len(), 3);
}

#[test]
fn code_alerts_are_rated_by_security_level_and_else_by_level() {
    let imported = alerts(CODE, &request());
    assert_eq!(amounts(&imported, "security-findings"), ["2026-02-05 2"]);
    assert_eq!(
        (count(&imported, "high-findings"), count(&imported, "low-findings")),
        (1, 1)
    );
    let security = alerts(CODE, &with(request(), &[("only", "security")]));
    assert_eq!(count(&security, "security-findings"), 1);
    let runtime = alerts(DEPENDABOT, &with(request(), &[("scope", "runtime")]));
    assert_eq!(
        (
            count(&runtime, "critical-vulnerabilities"),
            count(&runtime, "high-vulnerabilities")
        ),
        (1, 0)
    );
}

#[test]
fn secrets_are_counted_and_never_told() {
    let imported = alerts(SECRETS, &request());
    assert_eq!(amounts(&imported, "exposed-secrets"), ["2026-02-06 1"]);
    assert_eq!(amounts(&imported, "security-findings"), ["2026-02-06 1"]);
    for path in [DEPENDABOT, CODE, SECRETS] {
        assert!(text_of(path).contains("canary"), "{path}");
        assert_silent(&alerts(path, &request()), &["canary"]);
    }
    // Wherever the file is cut or spoiled, the refusal does not quote it.
    let text = text_of(SECRETS);
    for at in (1..text.len() - 2).step_by(7) {
        let cut = Input::of_bytes("alerts.json", &text.as_bytes()[..at]);
        let problem = import("github-alerts", &[cut], &request()).expect_err("cut off");
        assert!(!format!("{problem:?}").contains("canary"), "{at}: {problem:?}");
    }
    let spoiled = text.replace("\"number\": 1", "\"number\": \"canary-secret-1\"");
    let problem = import(
        "github-alerts",
        &[Input::of_bytes("alerts.json", spoiled.as_bytes())],
        &request(),
    )
    .expect_err("spoiled");
    assert!(!format!("{problem:?}").contains("canary"), "{problem:?}");
}

#[test]
fn alerts_of_graphql_count_as_open_where_their_state_was_not_asked_for() {
    let imported = alerts(GRAPHQL, &on(DAY));
    let text = text_of(GRAPHQL);
    for (metric, level) in LEVELS {
        // The file has both words for medium: the database's and the one that pages show.
        let words: &[&str] = if level == "medium" {
            &["moderate", "medium"]
        } else {
            &[level]
        };
        let wanted: usize = words
            .iter()
            .map(|word| {
                text.matches(&format!("\"severity\": \"{}\"", word.to_uppercase()))
                    .count()
            })
            .sum();
        assert_eq!(count(&imported, metric), wanted, "{metric}");
    }
    assert!(
        imported.measurements[0]
            .note
            .as_deref()
            .is_some_and(|note| note.contains("all count as open"))
    );
    let stated = r#"{"data": {"repository": {"vulnerabilityAlerts": {"pageInfo": {"hasNextPage": true}, "nodes": [
        {"id": "a", "state": "OPEN", "createdAt": "2026-02-01T00:00:00Z", "securityVulnerability": {"severity": "CRITICAL", "firstPatchedVersion": null}},
        {"id": "b", "state": "FIXED", "createdAt": "2026-02-01T00:00:00Z", "fixedAt": "2026-02-03T00:00:00Z", "securityVulnerability": {"severity": "CRITICAL"}}
    ]}}}}"#;
    let imported = import(
        "github-alerts",
        &[Input::of_bytes("x.json", stated.as_bytes())],
        &request(),
    )
    .expect("read");
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2026-02-03 1"]);
    assert_eq!(
        amounts(&imported, "vulnerability-fix-time"),
        [format!("2026-02-15 {}", 2 * 86_400)]
    );
    assert_eq!(warned(&imported), [Code::NotAllPages]);
    assert_eq!(imported.measurements[0].note, None);
}

#[test]
fn what_an_export_does_not_say_is_not_made_up() {
    // The query did not ask whether a patch exists.
    assert!(!has(&alerts(GRAPHQL, &on(DAY)), "fixable-vulnerabilities"));
    // A moment that stands for none, and one far ahead, make no cycles.
    let text = text_of(DEPENDABOT)
        .replace("2026-01-06T09:00:00Z", "0001-01-01T00:00:00Z")
        .replace("2026-02-12T10", "2099-02-12T10");
    let imported = import(
        "github-alerts",
        &[Input::of_bytes("x.json", text.as_bytes())],
        &request(),
    )
    .expect("read");
    assert!(!has(&imported, "vulnerabilities-opened") && !has(&imported, "oldest-critical-vulnerability"));
    let text = text_of(DEPENDABOT).replace("2026-02-12T10", "2099-02-12T10");
    let imported = import(
        "github-alerts",
        &[Input::of_bytes("x.json", text.as_bytes())],
        &request(),
    )
    .expect("read");
    assert!(amounts(&imported, "vulnerabilities-opened").len() < 20);
}

#[test]
fn pages_in_any_form_are_one_list_and_a_lone_full_page_is_warned_of() {
    let text = text_of(DEPENDABOT);
    let usual = alerts(DEPENDABOT, &request());
    for joined in [format!("{text}\n[]"), format!("[{text}, []]"), format!("{text}{text}")] {
        let imported = import(
            "github-alerts",
            &[Input::of_bytes("x.json", joined.as_bytes())],
            &request(),
        )
        .expect("read");
        for metric in [
            "critical-vulnerabilities",
            "high-vulnerabilities",
            "vulnerabilities-opened",
        ] {
            assert_eq!(amounts(&imported, metric), amounts(&usual, metric), "{metric}");
        }
    }
    let one = &json_of(DEPENDABOT)[0];
    for (rows, wanted) in [
        (29, vec![]),
        (30, vec![Code::NotAllPages]),
        (31, vec![]),
        (100, vec![Code::NotAllPages]),
    ] {
        let page = Value::Array(vec![one.clone(); rows]).to_string();
        let imported = import(
            "github-alerts",
            &[Input::of_bytes("x.json", page.as_bytes())],
            &request(),
        )
        .expect("read");
        assert_eq!(warned(&imported), wanted, "{rows}");
    }
}

#[test]
fn kinds_of_alerts_go_together_and_each_keeps_its_metrics() {
    let all = [fixture(DEPENDABOT), fixture(CODE), fixture(SECRETS)];
    let imported = import("github-alerts", &all, &request()).expect("read");
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2026-02-12 1"]);
    assert_eq!(amounts(&imported, "security-findings"), ["2026-02-12 3"]);
}

#[test]
fn an_answer_that_is_an_error_is_no_zero_and_an_empty_list_needs_its_kind() {
    for text in [
        r#"{"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}"#,
        r#"{"data": null, "errors": [{"message": "Something went wrong"}]}"#,
    ] {
        let problem =
            import("github-alerts", &[Input::of_bytes("x.json", text.as_bytes())], &on(DAY)).expect_err("failed");
        assert_eq!(problem.code, Code::ToolFailed);
    }
    let none = || [Input::of_bytes("x.json", *b"[]")];
    assert_eq!(
        import("github-alerts", &none(), &on(DAY)).expect_err("unclear").code,
        Code::ImportUnclear
    );
    let told = with(on(DAY), &[("looked-for", "vulnerabilities")]);
    let imported = import("github-alerts", &none(), &told).expect("read");
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2026-03-13 0"]);
}
