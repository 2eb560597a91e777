//! GitHub, GitLab and Jenkins: runs, deployments, builds.

use super::{amounts, assert_silent, fixture, import, on, only, refusal, request, text_of, with};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use scorpfolio::import::{Amount, Imported, Input, recognise};
use serde_json::{Value, json};

/// The last day of the cycle of two weeks from 5 January 2026 that holds a day, by counting days.
pub(super) fn cycle_end(day: &str) -> Date {
    let day: Date = day[..10].parse().expect("a day");
    let days = day.duration_since(date(2026, 1, 5)).as_hours() / 24;
    let into = i32::try_from(days.rem_euclid(14)).expect("small");
    day.checked_add(jiff::Span::new().days(13 - into))
        .expect("in the calendar")
}

fn value(path: &str) -> Value {
    serde_json::from_str(&text_of(path)).expect("JSON")
}

/// Milliseconds from one moment of a document to another.
fn milliseconds(item: &Value, from: &str, to: &str) -> i64 {
    let at = |pointer: &str| -> i64 {
        let text = item.pointer(pointer).and_then(Value::as_str).expect("a moment");
        text.parse::<Timestamp>().expect("a moment").as_millisecond()
    };
    at(to) - at(from)
}

pub(super) fn bytes(name: &str, text: &str) -> Input {
    Input::of_bytes(name, text.as_bytes())
}

pub(super) fn codes(imported: &Imported) -> Vec<String> {
    imported
        .warnings
        .iter()
        .map(|warning| warning.code.id().to_owned())
        .collect()
}

#[test]
fn fixtures_are_known_by_their_first_sight() {
    for (path, source) in [
        ("dora-github/actions-runs.json", "github"),
        ("dora-github/actions-runs.many.json", "github"),
        ("dora-github/actions-run-jobs.json", "github"),
        ("dora-github/deployment-statuses.json", "github"),
        ("dora-github/webhook.deployment_status.json", "github"),
        ("dora-gitlab/pipelines.json", "gitlab"),
        ("dora-jenkins/builds.json", "jenkins"),
        ("incidents-pagerduty/incidents.json", "pagerduty"),
        ("incidents-opsgenie/incidents.json", "opsgenie"),
        ("incidents-statuspage/github-downtime-windows.csv", "statuspage"),
        ("incidents-datadog/v2-incidents.json", "datadog-incidents"),
        ("slo-openslo/occurences-slo.yaml", "openslo"),
        ("slo-openslo/ratio-timeslices.yaml", "openslo"),
        ("slo-openslo/timeslices-slo.yaml", "openslo"),
    ] {
        let known = recognise(&[fixture(path)]).unwrap_or_else(|problem| panic!("{path}: {}", problem.message));
        assert_eq!(known.name(), source, "{path}");
    }
}

#[test]
fn tables_of_devlake_are_nobodys() {
    for name in [
        "cicd_deployment_commits_before_enrich.csv",
        "incidents.csv",
        "project_incident_deployment_relationships.csv",
        "project_pr_metrics.csv",
    ] {
        let path = format!("dora-devlake/{name}");
        let problem = recognise(&[fixture(&path)]).err().expect(name);
        assert_eq!(problem.code.id(), "E601", "{path}");
    }
}

#[test]
fn runs_that_did_not_start_are_failures_and_no_deployments() {
    let imported = import("github", &[fixture("dora-github/actions-runs.json")], &request()).expect("imported");
    let failed = text_of("dora-github/actions-runs.json")
        .matches("\"conclusion\": \"startup_failure\"")
        .count();
    let day = cycle_end("2023-11-08");
    assert_eq!(failed, 4);
    assert_eq!(amounts(&imported, "deployment-frequency"), [format!("{day} 0")]);
    assert_eq!(amounts(&imported, "change-fail-rate"), [format!("{day} {failed}/4")]);
    assert!(amounts(&imported, "change-lead-time").is_empty() && amounts(&imported, "time-to-deploy").is_empty());
    let one = &imported.measurements[0];
    assert_eq!(
        one.measured_at.map(|at| at.to_string()).as_deref(),
        Some("2023-11-08T21:53:29Z")
    );
    assert_eq!(one.provisional.as_deref(), Some("covers 2023-11-08 to 2023-11-08"));
    assert_eq!(
        (one.tool.name.as_str(), one.file.as_str()),
        ("github", "actions-runs.json")
    );
}

#[test]
fn runs_of_several_workflows_need_the_one_that_deploys() {
    let path = "dora-github/actions-runs.many.json";
    let (code, message) = refusal("github", &[fixture(path)], &request());
    assert_eq!(code, "E603");
    assert!(message.contains("`.github/workflows/fast-workflow.yml`"), "{message}");
    for workflow in ["Fast workflow", "fast-workflow.yml", "*/fast-*"] {
        let imported =
            import("github", &[fixture(path)], &with(request(), &[("workflow", workflow)])).expect("imported");
        let runs = value(path)["workflow_runs"].clone();
        let mut seconds: Vec<i64> = Vec::new();
        for run in runs
            .as_array()
            .expect("runs")
            .iter()
            .filter(|run| run["name"] == "Fast workflow")
        {
            assert_eq!(run["conclusion"], "success");
            seconds.push(milliseconds(run, "/run_started_at", "/updated_at") / 1000);
        }
        let (first, last) = (cycle_end("2023-11-08"), cycle_end("2024-02-09"));
        // Newest first in the file.
        assert_eq!(
            amounts(&imported, "time-to-deploy"),
            [format!("{first} {}", seconds[1]), format!("{last} {}", seconds[0])]
        );
        let counts = amounts(&imported, "deployment-frequency");
        let cycles = last.duration_since(first).as_hours() / 24 / 14 + 1;
        assert_eq!(
            i64::try_from(counts.len()),
            Ok(cycles),
            "every cycle between the two has a row"
        );
        assert_eq!(
            i64::try_from(counts.iter().filter(|row| row.ends_with(" 0")).count()),
            Ok(cycles - 2)
        );
        // Both runs are of one commit, which arrived with the first of them: 21:53:11 to 21:53:29.
        assert_eq!(amounts(&imported, "change-lead-time"), [format!("{first} 18")]);
    }
}

#[test]
fn jobs_of_a_run_say_when_it_began_and_ended() {
    let path = "dora-github/actions-run-jobs.json";
    let imported = import("github", &[fixture(path)], &request()).expect("imported");
    let jobs = value(path)["jobs"].as_array().expect("jobs").clone();
    let moments = |key: &str| {
        jobs.iter()
            .map(|job| {
                job[key]
                    .as_str()
                    .expect("a moment")
                    .parse::<Timestamp>()
                    .expect("a moment")
            })
            .collect::<Vec<_>>()
    };
    let seconds = moments("completed_at").iter().max().expect("one").as_second()
        - moments("started_at").iter().min().expect("one").as_second();
    assert_eq!(only(&imported, "time-to-deploy"), Decimal::from(seconds));
    assert_eq!(only(&imported, "deployment-frequency"), Decimal::ONE);
    let (code, _) = refusal("github", &[fixture(path)], &with(request(), &[("workflow", "deploy*")]));
    assert_eq!(code, "E603");
}

#[test]
fn a_status_that_ends_nothing_is_no_deployment() {
    let path = "dora-github/deployment-statuses.json";
    let (code, message) = refusal("github", &[fixture(path)], &request());
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("E603", "no deployment is to production; the file has `new-ci-env`")
    );
    let imported = import(
        "github",
        &[fixture(path)],
        &with(request(), &[("environment", "new-ci-env")]),
    )
    .expect("imported");
    assert_eq!(
        amounts(&imported, "deployment-frequency"),
        [format!("{} 0", cycle_end("2021-01-23"))]
    );
    assert_eq!(imported.measurements.len(), 1, "of nothing there is no share");
}

#[test]
fn a_webhook_is_one_deployment() {
    let imported = import(
        "github",
        &[fixture("dora-github/webhook.deployment_status.json")],
        &request(),
    )
    .expect("imported");
    let seconds = milliseconds(
        &value("dora-github/webhook.deployment_status.json"),
        "/deployment/created_at",
        "/deployment_status/created_at",
    ) / 1000;
    assert_eq!(only(&imported, "deployment-frequency"), Decimal::ONE);
    assert_eq!(only(&imported, "time-to-deploy"), Decimal::from(seconds));
}

/// A run as `gh run list --json` prints it.
fn run(id: u32, conclusion: &str, day: &str) -> Value {
    json!({
        "databaseId": id, "workflowName": "Deploy", "headBranch": "main", "headSha": format!("c{id}"), "event": "push",
        "status": "completed", "conclusion": conclusion,
        "createdAt": format!("{day}T09:00:00Z"), "startedAt": format!("{day}T09:00:00Z"), "updatedAt": format!("{day}T09:05:00Z"),
    })
}

#[test]
fn runs_of_gh_count_by_cycle_and_what_was_cancelled_does_not() {
    let runs = json!([
        run(1, "success", "2026-01-05"),
        run(2, "failure", "2026-01-07"),
        run(3, "cancelled", "2026-01-08"),
        run(4, "", "2026-01-09"),
        run(5, "skipped", "2026-01-09"),
        run(6, "success", "2026-02-15"),
    ]);
    let input = bytes("runs.json", &runs.to_string());
    assert_eq!(recognise(std::slice::from_ref(&input)).expect("known").name(), "github");
    let imported = import("github", &[input], &request()).expect("imported");
    assert_eq!(
        amounts(&imported, "deployment-frequency"),
        ["2026-01-18 1", "2026-02-01 0", "2026-02-15 1"]
    );
    assert_eq!(
        amounts(&imported, "change-fail-rate"),
        ["2026-01-18 1/2", "2026-02-15 0/1"]
    );
    assert_eq!(
        amounts(&imported, "time-to-deploy"),
        ["2026-01-18 300", "2026-02-15 300"]
    );
    assert!(
        imported.measurements.iter().all(|value| value.provisional.is_none()),
        "from first to last day of cycles"
    );
}

#[test]
fn runs_for_pull_requests_deploy_nothing_unless_their_branch_is_named() {
    let mut proposal = run(2, "success", "2026-01-06");
    proposal["event"] = json!("pull_request");
    proposal["headBranch"] = json!("feature");
    let input = || {
        bytes(
            "runs.json",
            &json!([run(1, "success", "2026-01-06"), proposal]).to_string(),
        )
    };
    assert_eq!(
        only(
            &import("github", &[input()], &request()).expect("imported"),
            "deployment-frequency"
        ),
        Decimal::ONE
    );
    let imported = import("github", &[input()], &with(request(), &[("branch", "f*")])).expect("imported");
    assert_eq!(only(&imported, "deployment-frequency"), Decimal::ONE);
    let (code, _) = refusal("github", &[input()], &with(request(), &[("branch", "release")]));
    assert_eq!(code, "E603");
}

#[test]
fn rework_is_known_by_a_pattern_and_not_without() {
    let mut hotfix = run(2, "success", "2026-01-06");
    hotfix["headBranch"] = json!("hotfix/pay");
    let input = || {
        bytes(
            "runs.json",
            &json!([run(1, "success", "2026-01-06"), hotfix]).to_string(),
        )
    };
    assert!(
        amounts(
            &import("github", &[input()], &request()).expect("imported"),
            "deployment-rework-rate"
        )
        .is_empty()
    );
    let imported = import("github", &[input()], &with(request(), &[("hotfix", "hotfix/*")])).expect("imported");
    assert_eq!(amounts(&imported, "deployment-rework-rate"), ["2026-01-18 1/2"]);
}

#[test]
fn one_page_of_several_is_said_and_its_edges_are_provisional() {
    let runs: Vec<Value> = (0..30)
        .map(|id| run(id, "success", if id < 15 { "2026-01-05" } else { "2026-02-15" }))
        .collect();
    let imported = import("github", &[bytes("runs.json", &json!(runs).to_string())], &request()).expect("imported");
    assert_eq!(codes(&imported), ["W605"]);
    let provisional: Vec<bool> = imported
        .measurements
        .iter()
        .filter(|value| value.metric == "deployment-frequency")
        .map(|value| value.provisional.is_some())
        .collect();
    assert_eq!(provisional, [true, false, true]);
    let page = |runs: &[Value]| json!({"total_count": 30, "workflow_runs": runs}).to_string();
    let one = import("github", &[bytes("1.json", &page(&runs[..10]))], &request()).expect("imported");
    assert_eq!(codes(&one), ["W605"]);
    // The total grows while pages are fetched.
    let pages = format!(
        "{}{}",
        page(&runs[..15]).replace("\"total_count\":30", "\"total_count\":29"),
        page(&runs[15..])
    );
    assert!(pages.contains("\"total_count\":29"));
    let all = import("github", &[bytes("all.json", &pages)], &request()).expect("imported");
    assert!(codes(&all).is_empty());
    let files = [bytes("1.json", &page(&runs[..15])), bytes("2.json", &page(&runs[15..]))];
    let files = import("github", &files, &request()).expect("imported");
    assert_eq!(
        (codes(&files).len(), amounts(&files, "deployment-frequency")),
        (0, amounts(&all, "deployment-frequency"))
    );
}

#[test]
fn runs_and_their_jobs_together_take_the_times_of_the_job_that_deploys() {
    let runs = json!([run(7, "success", "2026-01-05")]).to_string();
    let jobs = json!({"total_count": 2, "jobs": [
        {"id": 1, "run_id": 7, "name": "build", "conclusion": "success", "started_at": "2026-01-05T09:00:10Z", "completed_at": "2026-01-05T09:03:00Z"},
        {"id": 2, "run_id": 7, "name": "deploy", "conclusion": "success", "started_at": "2026-01-05T09:03:00Z", "completed_at": "2026-01-05T09:04:00Z"},
    ]}).to_string();
    let files = || [bytes("jobs.json", &jobs), bytes("runs.json", &runs)];
    assert_eq!(
        only(
            &import("github", &files(), &request()).expect("imported"),
            "time-to-deploy"
        ),
        Decimal::from(230)
    );
    let imported = import("github", &files(), &with(request(), &[("job", "deploy")])).expect("imported");
    assert_eq!(only(&imported, "time-to-deploy"), Decimal::from(60));
    assert_eq!(only(&imported, "deployment-frequency"), Decimal::ONE);
}

#[test]
fn deployments_by_graphql_end_with_their_first_success() {
    let node = |id: u32, committed: &str, states: &[(&str, &str)]| {
        let states: Vec<Value> = states
            .iter()
            .map(|(state, at)| json!({"state": state, "createdAt": at}))
            .collect();
        json!({"databaseId": id, "environment": "production", "createdAt": "2026-01-05T10:00:00Z", "commitOid": format!("c{id}"),
            "ref": {"name": "main"}, "commit": {"committedDate": committed}, "statuses": {"nodes": states}})
    };
    let nodes = [
        // Newest first, as GitHub lists states.
        node(
            1,
            "2026-01-05T08:00:00Z",
            &[
                ("INACTIVE", "2026-01-12T00:00:00Z"),
                ("SUCCESS", "2026-01-05T10:10:00Z"),
                ("IN_PROGRESS", "2026-01-05T10:01:00Z"),
            ],
        ),
        node(2, "2026-01-05T06:00:00Z", &[("SUCCESS", "2026-01-05T10:30:00Z")]),
        node(3, "2026-01-05T09:00:00Z", &[("FAILURE", "2026-01-05T11:00:00Z")]),
        node(4, "2026-01-05T09:00:00Z", &[("QUEUED", "2026-01-05T11:00:00Z")]),
    ];
    let answer = |more: bool| {
        json!({"data": {"repository": {"deployments": {"pageInfo": {"hasPreviousPage": more}, "nodes": [nodes[0], null, nodes[1], nodes[2], nodes[3]]}}}})
            .to_string()
    };
    let input = bytes("deployments.json", &answer(false));
    assert_eq!(recognise(std::slice::from_ref(&input)).expect("known").name(), "github");
    let imported = import("github", &[input], &request()).expect("imported");
    assert_eq!(amounts(&imported, "deployment-frequency"), ["2026-01-18 2"]);
    assert_eq!(amounts(&imported, "change-fail-rate"), ["2026-01-18 1/3"]);
    // 130 and 270 minutes; 10 and 30 minutes.
    assert_eq!(amounts(&imported, "change-lead-time"), ["2026-01-18 12000"]);
    assert_eq!(amounts(&imported, "time-to-deploy"), ["2026-01-18 1200"]);
    assert_eq!(
        codes(&import("github", &[bytes("d.json", &answer(true))], &request()).expect("imported")),
        ["W605"]
    );
}

#[test]
fn deployments_of_rest_need_their_statuses() {
    let deployments = json!([
        {"id": 11, "sha": "a", "ref": "main", "environment": "Production", "created_at": "2026-01-05T10:00:00Z", "statuses_url": "x"},
        {"id": 12, "sha": "b", "ref": "main", "environment": "staging", "created_at": "2026-01-05T10:00:00Z", "statuses_url": "x"},
    ]).to_string();
    let statuses = json!([
        {"state": "inactive", "environment": "Production", "created_at": "2026-01-06T10:00:00Z", "deployment_url": "https://api.github.com/repos/o/r/deployments/11"},
        {"state": "success", "environment": "Production", "created_at": "2026-01-05T10:02:00Z", "deployment_url": "https://api.github.com/repos/o/r/deployments/11"},
    ]).to_string();
    let (code, message) = refusal("github", &[bytes("d.json", &deployments)], &request());
    assert_eq!(code, "E603");
    assert!(
        message.starts_with("1 deployments come without their statuses"),
        "{message}"
    );
    let imported = import(
        "github",
        &[bytes("d.json", &deployments), bytes("s.json", &statuses)],
        &request(),
    )
    .expect("imported");
    assert_eq!(amounts(&imported, "deployment-frequency"), ["2026-01-18 1"]);
    assert_eq!(amounts(&imported, "time-to-deploy"), ["2026-01-18 120"]);
    let runs = json!([run(7, "success", "2026-01-05")]).to_string();
    let (code, _) = refusal(
        "github",
        &[bytes("s.json", &statuses), bytes("r.json", &runs)],
        &request(),
    );
    assert_eq!(code, "E603", "both would be counted twice");
}

#[test]
fn an_empty_list_is_zero_only_where_its_days_are_said() {
    for source in ["github", "gitlab", "jenkins"] {
        assert_eq!(
            refusal(source, &[bytes("x.json", "[]")], &request()).0,
            "E603",
            "{source}"
        );
        let imported = import(source, &[bytes("x.json", "[]")], &on(date(2026, 3, 1))).expect(source);
        assert_eq!(amounts(&imported, "deployment-frequency"), ["2026-03-01 0"], "{source}");
        assert_eq!(
            imported.measurements.len(),
            1,
            "{source}: no share and no median of nothing"
        );
        let said = with(request(), &[("since", "2026-03-02"), ("until", "2026-03-29")]);
        let imported = import(source, &[bytes("x.json", "[]")], &said).expect(source);
        assert_eq!(
            amounts(&imported, "deployment-frequency"),
            ["2026-03-15 0", "2026-03-29 0"],
            "{source}"
        );
    }
}

#[test]
fn a_day_that_was_given_makes_its_cycle_whole_and_a_running_one_stays_provisional() {
    let runs = json!([run(1, "success", "2026-03-04"), run(2, "success", "2026-03-20")]).to_string();
    let imported = import("github", &[bytes("r.json", &runs)], &on(date(2026, 3, 15))).expect("imported");
    let one = &imported.measurements[0];
    assert_eq!(amounts(&imported, "deployment-frequency"), ["2026-03-15 1"]);
    assert_eq!(
        (one.provisional.clone(), one.covers),
        (None, Some((date(2026, 3, 2), date(2026, 3, 20))))
    );
    // Nothing is said of a time before the oldest run.
    assert_eq!(
        refusal("github", &[bytes("r.json", &runs)], &on(date(2026, 2, 1))).0,
        "E603"
    );
    let runs = json!([run(1, "success", "2026-08-18")]).to_string();
    let running = import("github", &[bytes("r.json", &runs)], &on(date(2026, 8, 20))).expect("imported");
    assert!(running.measurements[0].provisional.is_some());
}

#[test]
fn pipelines_count_on_the_branch_that_deploys() {
    let path = "dora-gitlab/pipelines.json";
    let imported = import("gitlab", &[fixture(path)], &request()).expect("imported");
    let all = value(path);
    let all = all.as_array().expect("pipelines");
    let of_branch: Vec<&Value> = all
        .iter()
        .filter(|one| one["source"] != "merge_request_event")
        .collect();
    assert_eq!(of_branch.len(), 1);
    let day = cycle_end("2023-11-21");
    assert_eq!(amounts(&imported, "deployment-frequency"), [format!("{day} 1")]);
    assert_eq!(amounts(&imported, "change-fail-rate"), [format!("{day} 0/1")]);
    let seconds = Decimal::new(milliseconds(of_branch[0], "/started_at", "/finished_at"), 3);
    assert_eq!(amounts(&imported, "time-to-deploy"), [format!("{day} {seconds}")]);
    for (branch, reference) in [
        ("refs/merge-requests/5500/*", "refs/merge-requests/5500/head"),
        ("master", "master"),
    ] {
        let imported = import("gitlab", &[fixture(path)], &with(request(), &[("branch", branch)])).expect("imported");
        let count = |status: &str| {
            all.iter()
                .filter(|one| one["ref"] == reference && one["status"] == status)
                .count()
        };
        assert_eq!(
            amounts(&imported, "deployment-frequency"),
            [format!("{day} {}", count("success"))]
        );
        assert_eq!(
            amounts(&imported, "change-fail-rate"),
            [format!(
                "{day} {}/{}",
                count("failed"),
                count("failed") + count("success")
            )]
        );
    }
    assert_eq!(
        refusal("gitlab", &[fixture(path)], &with(request(), &[("branch", "main")])).0,
        "E603"
    );
}

#[test]
fn deployments_of_gitlab_are_of_the_production_tier() {
    let one = |id: u32, status: &str, environment: Value| {
        json!({"id": id, "iid": id, "ref": "main", "sha": format!("c{id}"), "status": status, "environment": environment,
            "created_at": "2026-01-05T09:00:00Z", "updated_at": "2026-01-06T00:00:00Z",
            "deployable": {"started_at": "2026-01-05T09:10:00Z", "finished_at": "2026-01-05T09:20:00Z", "commit": {"created_at": "2026-01-05T08:20:00.000+00:00"}}})
    };
    let rows = json!([
        one(1, "success", json!({"name": "live-eu", "tier": "production"})),
        one(2, "failed", json!({"name": "production"})),
        one(3, "canceled", json!({"name": "production"})),
        one(4, "blocked", json!({"name": "production"})),
        one(5, "success", json!({"name": "staging"})),
    ]);
    let input = || bytes("deployments.json", &rows.to_string());
    assert_eq!(recognise(&[input()]).expect("known").name(), "gitlab");
    let imported = import("gitlab", &[input()], &request()).expect("imported");
    assert_eq!(amounts(&imported, "deployment-frequency"), ["2026-01-18 1"]);
    assert_eq!(amounts(&imported, "change-fail-rate"), ["2026-01-18 1/2"]);
    assert_eq!(amounts(&imported, "change-lead-time"), ["2026-01-18 3600"]);
    assert_eq!(amounts(&imported, "time-to-deploy"), ["2026-01-18 600"]);
    let twice = import("gitlab", &[input(), bytes("again.json", &rows.to_string())], &request()).expect("imported");
    assert_eq!(
        amounts(&twice, "deployment-frequency"),
        ["2026-01-18 1"],
        "a row counts once"
    );
    assert_eq!(
        refusal("gitlab", &[input()], &with(request(), &[("environment", "test")])).0,
        "E603"
    );
}

#[test]
fn days_of_the_dora_api_without_a_value_are_counted() {
    for (nulls, words) in [(1, "1 day without data"), (2, "2 days without data")] {
        let day = |day: i8| {
            let value = if (6..6 + nulls).contains(&day) { "null" } else { "3" };
            format!(r#"{{"date":"2026-01-{day:02}","value":{value}}}"#)
        };
        let days: Vec<String> = (5..=18).map(day).collect();
        let input = bytes("deployment_frequency.json", &format!("[{}]", days.join(",")));
        let imported = import("gitlab", &[input], &request()).expect("imported");
        assert_eq!(imported.measurements[0].provisional.as_deref(), Some(words));
    }
}

#[test]
fn answers_of_the_dora_api_need_a_metric_and_no_medians_of_days() {
    let days = r#"[{"date":"2026-01-05","value":3},{"date":"2026-01-06","value":0},{"date":"2026-01-18","value":4},{"date":"2026-01-19","value":null}]"#;
    let imported = import("gitlab", &[bytes("deployment_frequency.json", days)], &request()).expect("imported");
    assert_eq!(
        amounts(&imported, "deployment-frequency"),
        ["2026-01-18 7", "2026-02-01 no data"]
    );
    assert_eq!(codes(&imported), ["W606"]);
    assert_eq!(
        refusal("gitlab", &[bytes("dora.json", days)], &request()).1,
        "the file does not say which of GitLab's DORA metrics it is"
    );
    for name in [
        "lead_time_for_changes.json",
        "time-to-restore-service.json",
        "change_failure_rate.json",
    ] {
        let (code, message) = refusal("gitlab", &[bytes(name, days)], &request());
        assert_eq!(code, "E603", "{name}");
        assert!(message.starts_with("the file has a value for each day"), "{message}");
    }
    let months = r#"[{"date":"2026-01-01","value":86400},{"date":"2026-02-01","value":null}]"#;
    let imported = import("gitlab", &[bytes("lead_time_for_changes.json", months)], &request()).expect("imported");
    assert_eq!(
        amounts(&imported, "change-lead-time"),
        ["2026-01 86400", "2026-02 no data"]
    );
    assert!(
        imported.measurements[0]
            .note
            .as_deref()
            .is_some_and(|note| note.contains("merge"))
    );
    for whole in ["0.25", r#"{"value":0.25}"#, r#"[{"date":null,"value":0.25}]"#] {
        let request = |date| scorpfolio::import::Request {
            date,
            metric: Some("change-fail-rate".to_owned()),
            ..request()
        };
        assert_eq!(
            refusal("gitlab", &[bytes("x.json", whole)], &request(None)).0,
            "E603",
            "{whole}"
        );
        let imported = import("gitlab", &[bytes("x.json", whole)], &request(Some(date(2026, 1, 18)))).expect(whole);
        assert_eq!(amounts(&imported, "change-fail-rate"), ["2026-01-18 0.25"], "{whole}");
    }
    let old = r#"{"2026-01-05": 3, "2026-01-06": 1}"#;
    let imported = import("gitlab", &[bytes("deployment-frequency.json", old)], &request()).expect("imported");
    assert_eq!(amounts(&imported, "deployment-frequency"), ["2026-01-18 4"]);
    let first = r#"[{"date":"2026-02-01","value":3}]"#;
    assert_eq!(
        refusal("gitlab", &[bytes("deployment_frequency.json", first)], &request()).0,
        "E603",
        "a day or a month"
    );
    let said = with(request(), &[("interval", "monthly")]);
    let imported = import("gitlab", &[bytes("deployment_frequency.json", first)], &said).expect("imported");
    assert_eq!(amounts(&imported, "deployment-frequency"), ["2026-02 3"]);
}

#[test]
fn builds_of_several_jobs_need_the_one_that_deploys_and_running_ones_do_not_count() {
    let path = "dora-jenkins/builds.json";
    let (code, message) = refusal("jenkins", &[fixture(path)], &request());
    assert_eq!(code, "E603");
    assert!(
        message.contains("`pipeline-test2`") && message.contains("devlake`"),
        "{message}"
    );
    let imported = import("jenkins", &[fixture(path)], &with(request(), &[("job", "*devlake")])).expect("imported");
    let builds = value(path);
    let done: Vec<&Value> = builds
        .as_array()
        .expect("builds")
        .iter()
        .filter(|build| {
            build["fullDisplayName"]
                .as_str()
                .is_some_and(|name| name.contains("devlake"))
        })
        .filter(|build| {
            build["building"] != true
                && ["SUCCESS", "UNSTABLE", "FAILURE"]
                    .iter()
                    .any(|result| build["result"] == *result)
        })
        .collect();
    let good = done.iter().filter(|build| build["result"] != "FAILURE").count();
    let whole: usize = amounts(&imported, "deployment-frequency")
        .iter()
        .map(|row| {
            row.rsplit(' ')
                .next()
                .expect("a count")
                .parse::<usize>()
                .expect("a count")
        })
        .sum();
    assert_eq!(whole, good);
    assert_eq!(
        (good, done.len()),
        (8, 8),
        "the only failure is of a build that still runs"
    );
    let mut of_april: Vec<i64> = done
        .iter()
        .filter(|build| build["timestamp"].as_i64() < Some(1_655_000_000_000))
        .map(|build| build["duration"].as_i64().expect("milliseconds"))
        .collect();
    of_april.sort_unstable();
    assert_eq!(of_april.len(), 7);
    let april = cycle_end("2022-04-15");
    assert_eq!(
        amounts(&imported, "time-to-deploy")[0],
        format!("{april} {}", Decimal::new(of_april[3], 3))
    );
    assert_eq!(amounts(&imported, "change-fail-rate")[0], format!("{april} 0/7"));
    let strict = import(
        "jenkins",
        &[fixture(path)],
        &with(request(), &[("job", "*devlake"), ("unstable", "failed")]),
    )
    .expect("imported");
    assert_eq!(amounts(&strict, "change-fail-rate")[0], format!("{april} 1/7"));
}

#[test]
fn what_a_failed_build_did_not_bring_comes_with_the_next() {
    let at = |minute: i64| 1_767_600_000_000_i64 + minute * 60_000; // 5 January 2026, 8:00 UTC
    let build = |number: u32, minute: i64, result: &str, change: i64| {
        json!({"_class": "hudson.model.FreeStyleBuild", "number": number, "result": result, "building": false, "timestamp": at(minute), "duration": 60_000,
            "changeSets": [{"items": [{"commitId": format!("{change}"), "timestamp": at(change)}]}]})
    };
    let job = json!({"_class": "x", "fullName": "deploy", "builds": [build(2, 60, "SUCCESS", 50), build(1, 30, "FAILURE", 0)]});
    let imported = import("jenkins", &[bytes("b.json", &job.to_string())], &request()).expect("imported");
    // Minutes 0 and 50, both there in minute 61: halfway between 61 and 11 minutes.
    assert_eq!(only(&imported, "change-lead-time"), Decimal::from(36 * 60));
    let many: Vec<Value> = (0..100)
        .map(|number| build(number, i64::from(number), "SUCCESS", 0))
        .collect();
    let imported = import(
        "jenkins",
        &[bytes("b.json", &json!({"_class": "x", "builds": many}).to_string())],
        &request(),
    )
    .expect("imported");
    assert_eq!(codes(&imported), ["W605"]);
    let imported = import(
        "jenkins",
        &[bytes("b.json", &json!({"_class": "x", "allBuilds": many}).to_string())],
        &request(),
    )
    .expect("imported");
    assert!(codes(&imported).is_empty());
}

#[test]
fn what_is_no_export_is_refused_in_words() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let wrong = r#"{"SchemaVersion": 2, "Results": []}"#;
    let huge = r#"[{"id": 1e400}]"#;
    for source in [
        "github",
        "gitlab",
        "jenkins",
        "pagerduty",
        "opsgenie",
        "statuspage",
        "datadog-incidents",
    ] {
        for (bad, code) in [
            ("", "E601"),
            ("[{\"id\": 1, ", "E601"),
            ("<!doctype html><title>Sign in</title>", "E601"),
            ("[{\"id\": NaN}]", "E601"),
            ("[{\"created_at\": Infinity}]", "E601"),
            (huge, "E601"),
            (&deep, "E601"),
            (wrong, "E601"),
            ("{}", "E601"),
            ("[{}]", "E601"),
            ("\"text\"", "E601"),
        ] {
            let problem = import(source, &[bytes("x.json", bad)], &request())
                .map(|_| ())
                .expect_err(source);
            let start: String = bad.chars().take(30).collect();
            assert_eq!(problem.code.id(), code, "{source}: {start}: {}", problem.message);
            assert!(problem.place.is_some() && !problem.cure.is_empty(), "{source}: {start}");
        }
    }
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_refused() {
    for (source, path) in [
        ("github", "dora-github/actions-runs.json"),
        ("github", "dora-github/actions-run-jobs.json"),
        ("github", "dora-github/webhook.deployment_status.json"),
        ("gitlab", "dora-gitlab/pipelines.json"),
        ("jenkins", "dora-jenkins/builds.json"),
        ("pagerduty", "incidents-pagerduty/incidents.json"),
        ("opsgenie", "incidents-opsgenie/incidents.json"),
        ("datadog-incidents", "incidents-datadog/v2-incidents.json"),
    ] {
        let text = text_of(path);
        let text = text.trim_end();
        for part in 1..40 {
            let end = (0..=text.len() * part / 40)
                .rev()
                .find(|end| text.is_char_boundary(*end));
            let cut = &text[..end.expect("0 is one")];
            let problem = import(source, &[bytes("x.json", cut)], &request()).expect_err(path);
            assert_eq!(
                problem.code.id(),
                "E601",
                "{path} at {}: {}",
                cut.len(),
                problem.message
            );
        }
    }
}

#[test]
fn an_error_of_the_tool_is_neither_zero_nor_quoted() {
    for (source, error) in [
        (
            "github",
            r#"{"message": "Bad credentials ghp_CANARY", "documentation_url": "x"}"#,
        ),
        (
            "github",
            r#"{"data": {"repository": null}, "errors": [{"message": "CANARY"}]}"#,
        ),
        ("gitlab", r#"{"message": "401 CANARY"}"#),
        ("gitlab", r#"{"error": "CANARY"}"#),
        ("pagerduty", r#"{"error": {"message": "CANARY", "code": 2006}}"#),
        ("opsgenie", r#"{"message": "CANARY", "took": 0.1}"#),
        ("statuspage", r#"{"error": "CANARY"}"#),
        ("datadog-incidents", r#"{"errors": ["CANARY"]}"#),
    ] {
        let problem = import(source, &[bytes("x.json", error)], &request()).expect_err(source);
        assert_eq!(problem.code.id(), "E602", "{source}: {}", problem.message);
        assert!(!format!("{problem:?}").contains("CANARY"), "{source}");
    }
}

#[test]
fn times_that_nobody_can_mean_are_refused_and_end_early() {
    let far = json!([run(1, "success", "1985-01-05"), run(2, "success", "9998-01-05")]).to_string();
    assert_eq!(refusal("github", &[bytes("x.json", &far)], &request()).0, "E603");
    let days: Vec<Value> = (0..5_000).map(|_| json!({"date": "2026-01-05", "value": 1})).collect();
    assert_eq!(
        refusal(
            "gitlab",
            &[bytes("deployment_frequency.json", &json!(days).to_string())],
            &request()
        )
        .0,
        "E601"
    );
    let negative = r#"[{"date":"2026-01-05","value":-3},{"date":"2026-01-06","value":1}]"#;
    assert_eq!(
        refusal("gitlab", &[bytes("deployment_frequency.json", negative)], &request()).0,
        "E601"
    );
    let huge =
        json!([{"_class": "x", "number": 1, "result": "SUCCESS", "timestamp": 1e300, "duration": 1e300}]).to_string();
    assert_eq!(refusal("jenkins", &[bytes("x.json", &huge)], &request()).0, "E601");
}

#[test]
fn names_of_people_stay_in_the_file() {
    let all = with(request(), &[("workflow", "*")]);
    let imported = import(
        "github",
        &[
            fixture("dora-github/actions-runs.many.json"),
            fixture("dora-github/actions-runs.json"),
        ],
        &all,
    )
    .expect("imported");
    assert!(text_of("dora-github/actions-runs.json").contains("Yasin Herken"));
    assert_silent(&imported, &["Yasin", "gsmet", "example.com", "GHWorkflowRunTest"]);
    let imported = import("gitlab", &[fixture("dora-gitlab/pipelines.json")], &request()).expect("imported");
    assert!(text_of("dora-gitlab/pipelines.json").contains("Lei Sun"));
    assert_silent(&imported, &["Lei Sun", "sunlei", "merico"]);
    let imported = import(
        "jenkins",
        &[fixture("dora-jenkins/builds.json")],
        &with(request(), &[("job", "*devlake")]),
    )
    .expect("imported");
    assert_silent(&imported, &["merico", "abc", "lake.git"]);
}

#[test]
fn shares_keep_their_parts() {
    let imported = import("github", &[fixture("dora-github/actions-runs.json")], &request()).expect("imported");
    let shares = imported
        .measurements
        .iter()
        .filter(|value| matches!(value.amount, Amount::Share { .. }))
        .count();
    assert_eq!(shares, 1);
}
