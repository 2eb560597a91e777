//! Incidents of `PagerDuty`, Opsgenie, Statuspage and Datadog; objectives of `OpenSLO`.

use super::delivery::{bytes, codes, cycle_end};
use super::{amounts, assert_silent, fixture, import, on, refusal, request, text_of, with};
use jiff::Timestamp;
use jiff::civil::date;
use rust_decimal::Decimal;
use scorpfolio::import::request::KnownMetric;
use scorpfolio::import::{Imported, Incident, Input, Request, recognise};
use scorpfolio::model::unit::{TimeUnit, Unit};
use serde_json::{Value, json};

fn counts(source: &str, input: Input) -> Imported {
    import(source, &[input], &with(request(), &[("as", "counts")])).expect(source)
}

fn incident<'i>(imported: &'i Imported, id: &str) -> &'i Incident {
    imported.incidents.iter().find(|incident| incident.id == id).expect(id)
}

/// A moment; one that cannot be read would equal an end that is not there.
fn at(text: &str) -> Option<Timestamp> {
    let at = text.parse().ok();
    assert!(at.is_some(), "{text}");
    at
}

#[test]
fn incidents_of_pagerduty_end_with_their_last_change_once_resolved() {
    let path = "incidents-pagerduty/incidents.json";
    let imported = import("pagerduty", &[fixture(path)], &request()).expect("imported");
    assert!(imported.measurements.is_empty() && imported.warnings.is_empty());
    let ids: Vec<&str> = imported.incidents.iter().map(|incident| incident.id.as_str()).collect();
    assert_eq!(ids, ["pd-q1ohfwfp3gpxog", "pd-q3czau7q4008qd", "pd-q3yon8wnwtzmrq"]);
    let resolved = incident(&imported, "pd-q1ohfwfp3gpxog");
    assert_eq!((resolved.title.as_str(), resolved.severity), ("Spamming logs", None));
    assert_eq!(Some(resolved.started), at("2022-11-03T06:45:36Z"));
    assert_eq!(resolved.restored, at("2022-11-03T06:51:44Z"));
    assert_eq!(
        resolved.link.as_deref(),
        Some("https://keon-test.pagerduty.com/incidents/Q1OHFWFP3GPXOG")
    );
    assert_eq!(
        incident(&imported, "pd-q3czau7q4008qd").detected,
        at("2022-11-03T06:44:37Z")
    );
    assert!(
        imported
            .incidents
            .iter()
            .filter(|incident| incident.restored.is_none())
            .count()
            == 2
    );
    assert_silent(&imported, &["User 1", "User 2", "DevService", "PQYACO3"]);
    let day = cycle_end("2022-11-03");
    let told = counts("pagerduty", fixture(path));
    assert_eq!(
        amounts(&told, "incidents"),
        [format!(
            "{day} {}",
            text_of(path).matches("\"incident_number\"").count()
        )]
    );
    assert_eq!(amounts(&told, "time-to-recover"), [format!("{day} 368")]);
    assert!(amounts(&told, "p1-issues").is_empty(), "urgency is no severity");
    let said = with(
        request(),
        &[("as", "counts"), ("severity.high", "1"), ("severity.low", "3")],
    );
    let told = import("pagerduty", &[fixture(path)], &said).expect("imported");
    let urgent = text_of(path).matches("\"urgency\": \"high\"").count();
    assert_eq!(amounts(&told, "p1-issues"), [format!("{day} {urgent}")]);
    assert_eq!(amounts(&told, "p2-issues"), [format!("{day} 0")]);
    assert_eq!(amounts(&told, "p3-issues"), [format!("{day} 1")]);
}

#[test]
fn a_further_page_of_pagerduty_is_missed_and_a_priority_is_a_severity() {
    let page = |more: bool| {
        json!({"more": more, "incidents": [
            {"id": "A", "incident_number": 1, "title": "x", "status": "resolved", "created_at": "2026-01-05T00:00:00Z",
             "resolved_at": "2026-01-05T01:00:00Z", "last_status_change_at": "2026-01-09T00:00:00Z", "priority": {"summary": "SEV-2"}, "urgency": "high"},
        ]})
        .to_string()
    };
    let imported = import("pagerduty", &[bytes("p.json", &page(true))], &request()).expect("imported");
    assert_eq!(codes(&imported), ["W605"]);
    assert_eq!(
        (imported.incidents[0].severity, imported.incidents[0].restored),
        (Some(2), at("2026-01-05T01:00:00Z"))
    );
    let pages = format!("{}{}", page(true), page(false));
    assert!(
        import("pagerduty", &[bytes("p.json", &pages)], &request())
            .expect("imported")
            .warnings
            .is_empty()
    );
    let analytics = json!({"more": false, "data": [
        {"id": "B", "incident_number": 2, "description": "y", "created_at": "2026-01-05T00:00:00Z", "resolved_at": null,
         "seconds_to_resolve": 0, "seconds_to_first_ack": 0, "urgency": "low", "priority_name": "P3"},
        {"id": "C", "incident_number": 3, "description": "z", "created_at": "2026-01-05T00:00:00Z", "resolved_at": "2026-01-05T00:10:00Z",
         "seconds_to_resolve": 600, "seconds_to_first_ack": 60, "urgency": "low", "priority_name": null},
    ]});
    let input = bytes("a.json", &analytics.to_string());
    assert_eq!(
        recognise(std::slice::from_ref(&input)).expect("known").name(),
        "pagerduty"
    );
    let imported = import("pagerduty", &[input], &request()).expect("imported");
    let (open, done) = (incident(&imported, "pd-b"), incident(&imported, "pd-c"));
    assert_eq!(
        (open.severity, open.restored, open.detected),
        (Some(3), None, None),
        "0 is not a time to recover"
    );
    assert_eq!(
        (done.severity, done.restored, done.detected),
        (None, at("2026-01-05T00:10:00Z"), at("2026-01-05T00:01:00Z"))
    );
}

#[test]
fn incidents_of_opsgenie_last_as_long_as_their_impact() {
    let path = "incidents-opsgenie/incidents.json";
    let imported = import("opsgenie", &[fixture(path)], &request()).expect("imported");
    let (open, done) = (incident(&imported, "og-3"), incident(&imported, "og-1"));
    assert_eq!((open.severity, open.restored), (Some(3), None));
    assert_eq!((done.severity, done.restored), (Some(5), at("2023-09-05T18:21:21.49Z")));
    assert_eq!(done.title, "Incident#2");
    assert_silent(&imported, &["Test Description", "b3948a43", "695bce3d"]);
    let told = counts("opsgenie", fixture(path));
    let day = cycle_end("2023-09-05");
    assert_eq!(
        amounts(&told, "incidents"),
        [format!("{day} {}", text_of(path).matches("\"tinyId\"").count())]
    );
    assert_eq!(amounts(&told, "p3-issues"), [format!("{day} 1")]);
    assert_eq!(amounts(&told, "p1-issues"), [format!("{day} 0")]);
    assert_eq!(
        amounts(&told, "time-to-recover"),
        [format!("{day} 53.487")],
        "20:28.003 to 21:21.490"
    );
}

#[test]
fn alerts_of_opsgenie_are_no_incidents_and_a_resolved_one_without_an_end_keeps_none() {
    let alerts = r#"{"data": [{"id": "x", "tinyId": "1", "alias": "cpu", "message": "m", "status": "open", "createdAt": "2026-01-05T00:00:00Z"}]}"#;
    let (code, message) = refusal("opsgenie", &[bytes("a.json", alerts)], &request());
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("E601", "the file holds alerts, which are no incidents")
    );
    let closed = r#"{"data": [{"id": "x", "tinyId": "7", "message": "m", "status": "closed", "priority": "P2", "impactStartDate": "2026-01-05T00:00:00Z", "createdAt": "2026-01-05T00:01:00Z", "updatedAt": "2026-01-30T00:00:00Z"}], "paging": {"next": "https://api.opsgenie.com/v1/incidents?offset=1"}}"#;
    let imported = import("opsgenie", &[bytes("a.json", closed)], &request()).expect("imported");
    assert_eq!(imported.incidents[0].restored, None);
    assert_eq!(imported.incidents[0].detected, at("2026-01-05T00:01:00Z"));
    assert_eq!(codes(&imported), ["W605", "W610"]);
    let told = counts("opsgenie", bytes("a.json", closed));
    assert!(amounts(&told, "time-to-recover").is_empty(), "no end is made up");
    let whole = closed.replace("\"paging\"", "\"totalCount\": 1, \"paging\"");
    assert_eq!(
        codes(&import("opsgenie", &[bytes("a.json", &whole)], &request()).expect("imported")),
        ["W610"]
    );
}

#[test]
fn windows_of_downtime_are_incidents_and_maintenance_is_none() {
    let path = "incidents-statuspage/github-downtime-windows.csv";
    let imported = import("statuspage", &[fixture(path)], &request()).expect("imported");
    // Another road: the impact is the last cell of each line.
    let text = text_of(path);
    let lines: Vec<&str> = text
        .lines()
        .skip(1)
        .filter(|line| !line.ends_with(",maintenance"))
        .collect();
    assert_eq!(imported.incidents.len(), lines.len());
    assert_eq!(codes(&imported), ["W610"]);
    for (impact, severity) in [("critical", 1), ("major", 2), ("minor", 3), ("none", 4)] {
        let count = lines
            .iter()
            .filter(|line| line.ends_with(&format!(",{impact}")))
            .count();
        let found = imported
            .incidents
            .iter()
            .filter(|incident| incident.severity == Some(severity))
            .count();
        assert_eq!(found, count, "{impact}");
    }
    let minutes = |line: &str| {
        line.split(',')
            .nth(3)
            .expect("minutes")
            .parse::<i64>()
            .expect("minutes")
    };
    let whole: i64 = lines.iter().map(|line| minutes(line)).sum();
    let spans = imported
        .incidents
        .iter()
        .map(|one| one.restored.expect("an end").as_second() - one.started.as_second());
    assert_eq!(spans.sum::<i64>(), whole * 60, "the table's own durations");
    let told = counts("statuspage", fixture(path));
    for metric in ["incidents", "p1-issues", "p2-issues", "p3-issues"] {
        let sum: usize = amounts(&told, metric)
            .iter()
            .map(|row| row.rsplit(' ').next().expect("one").parse::<usize>().expect("a count"))
            .sum();
        let wanted = match metric {
            "incidents" => lines.len(),
            "p1-issues" => 0,
            "p2-issues" => lines.iter().filter(|line| line.ends_with(",major")).count(),
            _ => lines.iter().filter(|line| line.ends_with(",minor")).count(),
        };
        assert_eq!(sum, wanted, "{metric}");
    }
    // One cycle, counted in the lines.
    let end = cycle_end("2023-06-29");
    let mut of_cycle: Vec<i64> = lines
        .iter()
        .filter(|line| cycle_end(line.split(',').nth(1).expect("a start")) == end)
        .map(|line| minutes(line) * 60)
        .collect();
    of_cycle.sort_unstable();
    let middle = Decimal::from(of_cycle[(of_cycle.len() - 1) / 2] + of_cycle[of_cycle.len() / 2]) / Decimal::from(2);
    assert!(amounts(&told, "time-to-recover").contains(&format!("{end} {}", middle.normalize())));
    assert!(amounts(&told, "incidents").contains(&format!("{end} {}", of_cycle.len())));
}

#[test]
fn incidents_of_statuspage_leave_out_what_was_planned_or_filled_in_later() {
    let one = |id: &str, more: Value| {
        let mut one = json!({"id": id, "name": format!("Outage {id}"), "status": "resolved", "impact": "major", "created_at": "2026-01-05T10:00:00.000-06:00",
            "updated_at": "2026-01-05T13:00:00.000-06:00", "resolved_at": "2026-01-05T12:00:00.000-06:00", "shortlink": "https://stspg.io/x",
            "page_id": "p", "incident_updates": [{"body": "CANARY"}]});
        for (key, value) in more.as_object().expect("an object") {
            one[key] = value.clone();
        }
        one
    };
    let page = json!({"page": {"id": "p", "time_zone": "America/Chicago"}, "incidents": [
        one("a", json!({})),
        one("b", json!({"started_at": "2026-01-05T09:00:00.000-06:00", "impact": "critical", "status": "postmortem"})),
        one("c", json!({"impact": "maintenance"})), one("d", json!({"scheduled_for": "2026-02-01T00:00:00Z"})),
        one("e", json!({"backfilled": true})), one("f", json!({"status": "completed"})),
        one("g", json!({"status": "monitoring", "monitoring_at": "2026-01-05T11:00:00.000-06:00", "resolved_at": null})),
    ]});
    let input = || bytes("incidents.json", &page.to_string());
    assert_eq!(recognise(&[input()]).expect("known").name(), "statuspage");
    let imported = import("statuspage", &[input()], &request()).expect("imported");
    let ids: Vec<&str> = imported.incidents.iter().map(|incident| incident.id.as_str()).collect();
    assert_eq!(ids, ["sp-a", "sp-b", "sp-g"]);
    assert_eq!(
        incident(&imported, "sp-g").restored,
        None,
        "a fix that is still watched is no end"
    );
    assert_eq!(incident(&imported, "sp-a").restored, at("2026-01-05T18:00:00Z"));
    assert_silent(&imported, &["CANARY"]);
    assert!(imported.warnings[0].message.starts_with("4 entries left out"));
    let told = counts("statuspage", input());
    assert_eq!(amounts(&told, "p1-issues"), ["2026-01-18 1"]);
    assert_eq!(
        amounts(&told, "time-to-recover"),
        ["2026-01-18 9000"],
        "two and three hours"
    );
    let fifty: Vec<Value> = (0..50).map(|id| one(&format!("x{id}"), json!({}))).collect();
    let imported = import(
        "statuspage",
        &[bytes("i.json", &json!({"page": {}, "incidents": fifty}).to_string())],
        &request(),
    );
    assert_eq!(codes(&imported.expect("imported")), ["W605"]);
}

#[test]
fn incidents_of_datadog_without_an_end_make_no_time_to_recover() {
    let path = "incidents-datadog/v2-incidents.json";
    let imported = import("datadog-incidents", &[fixture(path)], &request()).expect("imported");
    let document: Value = serde_json::from_str(&text_of(path)).expect("JSON");
    let all = document["data"].as_array().expect("incidents");
    assert_eq!((all.len(), imported.incidents.len()), (6, 6));
    for one in all {
        let id = format!("dd-{}", one["attributes"]["public_id"]);
        let found = incident(&imported, &id);
        assert_eq!(
            Some(found.started),
            at(one["attributes"]["detected"].as_str().expect("a moment")),
            "{id}"
        );
        assert_eq!(
            found.severity,
            (one["attributes"]["severity"] == "SEV-5").then_some(5),
            "{id}"
        );
        assert_eq!(
            (found.restored, one["attributes"]["time_to_resolve"].as_i64()),
            (None, Some(0)),
            "{id}: this 0 is no time"
        );
    }
    // One is called resolved and has no time of it.
    assert_eq!(codes(&imported), ["W610"]);
    assert!(imported.warnings[0].message.starts_with("1 of 6 incidents have no end"));
    assert_silent(&imported, &["3ad549bf", "227f4739"]);
    let told = counts("datadog-incidents", fixture(path));
    assert!(amounts(&told, "time-to-recover").is_empty());
    let with_any: Vec<String> = amounts(&told, "incidents")
        .into_iter()
        .filter(|row| !row.ends_with(" 0"))
        .collect();
    assert_eq!(
        with_any,
        [
            format!("{} 4", cycle_end("2025-01-01")),
            format!("{} 2", cycle_end("2026-02-16"))
        ]
    );
    assert_eq!(cycle_end("2026-02-16"), cycle_end("2026-02-23"));
}

#[test]
fn incidents_of_datadog_last_as_long_as_customers_felt_them() {
    let one = |id: u32, more: Value| {
        let mut all = json!({"public_id": id, "title": "x", "severity": "SEV-1", "state": "resolved", "created": "2026-01-05T10:00:00+00:00",
            "detected": "2026-01-05T10:05:00+00:00", "resolved": "2026-01-05T12:00:00+00:00", "customer_impact_start": null, "is_test": false});
        for (key, value) in more.as_object().expect("an object") {
            all[key] = value.clone();
        }
        json!({"type": "incidents", "id": "u", "attributes": all})
    };
    let rows = vec![
        one(
            1,
            json!({"customer_impact_start": "2026-01-05T09:00:00+00:00", "customer_impact_end": "2026-01-05T11:00:00+00:00"}),
        ),
        one(2, json!({})),
        one(3, json!({"is_test": true})),
    ];
    let imported = import(
        "datadog-incidents",
        &[bytes("i.json", &json!({"data": rows}).to_string())],
        &request(),
    )
    .expect("imported");
    let felt = incident(&imported, "dd-1");
    assert_eq!(
        (Some(felt.started), felt.restored),
        (at("2026-01-05T09:00:00Z"), at("2026-01-05T11:00:00Z"))
    );
    assert_eq!(felt.detected, at("2026-01-05T10:05:00Z"));
    let other = incident(&imported, "dd-2");
    assert_eq!(
        (Some(other.started), other.restored),
        (at("2026-01-05T10:05:00Z"), at("2026-01-05T12:00:00Z"))
    );
    assert_eq!(imported.incidents.len(), 2);
    let ten: Vec<Value> = (0..10).map(|id| one(id, json!({}))).collect();
    for (total, wanted) in [(10, 0), (11, 1)] {
        let page = json!({"data": ten, "meta": {"pagination": {"total_count": total}}}).to_string();
        let imported = import("datadog-incidents", &[bytes("i.json", &page)], &request()).expect("imported");
        assert_eq!(codes(&imported).len(), wanted, "{total}");
    }
    let imported = import(
        "datadog-incidents",
        &[bytes("i.json", &json!({"data": ten}).to_string())],
        &request(),
    )
    .expect("imported");
    assert_eq!(codes(&imported), ["W605"]);
}

#[test]
fn no_incidents_are_zero_only_where_the_days_are_said() {
    for (source, empty) in [
        ("pagerduty", r#"{"incidents": [], "more": false}"#),
        ("opsgenie", r#"{"data": []}"#),
        ("statuspage", r#"{"page": {}, "incidents": []}"#),
        ("datadog-incidents", r#"{"data": []}"#),
    ] {
        let files = import(source, &[bytes("x.json", empty)], &request()).expect(source);
        assert!(files.incidents.is_empty() && files.measurements.is_empty(), "{source}");
        let as_counts = |request: Request| with(request, &[("as", "counts")]);
        assert_eq!(
            refusal(source, &[bytes("x.json", empty)], &as_counts(request())).0,
            "E603",
            "{source}"
        );
        let imported = import(source, &[bytes("x.json", empty)], &as_counts(on(date(2026, 3, 1)))).expect(source);
        assert_eq!(amounts(&imported, "incidents"), ["2026-03-01 0"], "{source}");
        assert!(amounts(&imported, "time-to-recover").is_empty(), "{source}");
    }
}

#[test]
fn the_newest_state_of_an_incident_stays_whatever_the_order() {
    let state = |status: &str, changed: &str| {
        json!({"incidents": [{"id": "A", "incident_number": 1, "title": "x", "status": status, "created_at": "2026-01-05T00:00:00Z", "last_status_change_at": changed}]}).to_string()
    };
    let (old, new) = (
        state("triggered", "2026-01-05T00:00:00Z"),
        state("resolved", "2026-01-05T01:00:00Z"),
    );
    for files in [[&old, &new], [&new, &old]] {
        let inputs = [bytes("1.json", files[0]), bytes("2.json", files[1])];
        let imported = import("pagerduty", &inputs, &request()).expect("imported");
        assert_eq!(imported.incidents.len(), 1);
        assert_eq!(imported.incidents[0].restored, at("2026-01-05T01:00:00Z"));
    }
}

#[test]
fn settings_of_incidents_are_checked_and_bad_rows_refused() {
    let path = "incidents-pagerduty/incidents.json";
    for setting in [("as", "chart"), ("severity.high", "0"), ("severity.high", "x")] {
        assert_eq!(
            refusal("pagerduty", &[fixture(path)], &with(request(), &[setting])).0,
            "E603",
            "{setting:?}"
        );
    }
    for (source, bad) in [
        (
            "statuspage",
            "incident_id,downtime_start,downtime_end,title,impact\n1,2026-01-05T00:00:00Z,2026-0,x,minor\n",
        ),
        (
            "statuspage",
            "incident_id,downtime_start,downtime_end,title,impact\n1,2026-01-05T00:00:00Z,2026-01-05T01:00:00Z\n",
        ),
        (
            "pagerduty",
            r#"{"incidents": [{"title": "no number", "created_at": "2026-01-05T00:00:00Z"}]}"#,
        ),
        (
            "pagerduty",
            r#"{"incidents": [{"id": "A", "created_at": "yesterday"}]}"#,
        ),
        ("opsgenie", r#"{"data": [{"tinyId": "1"}]}"#),
        (
            "statuspage",
            "incident_id,downtime_start,downtime_end,title,impact\n,2026-01-05T00:00:00Z,,x,minor\n",
        ),
        (
            "statuspage",
            "incident_id,downtime_start,downtime_end,title,impact\n1,soon,,x,minor\n",
        ),
        (
            "datadog-incidents",
            r#"{"data": [{"type": "monitor", "attributes": {}}]}"#,
        ),
    ] {
        assert_eq!(
            refusal(source, &[bytes("x", bad)], &request()).0,
            "E601",
            "{source}: {bad}"
        );
    }
}

#[test]
fn a_ratio_objective_is_a_target_of_availability_in_percent() {
    let imported = import("openslo", &[fixture("slo-openslo/ratio-timeslices.yaml")], &request()).expect("imported");
    assert!(imported.measurements.is_empty() && imported.incidents.is_empty());
    let [objective] = imported.objectives.as_slice() else {
        panic!("{imported:?}")
    };
    assert_eq!(
        (objective.metric.as_str(), objective.target),
        ("availability", Decimal::from(99))
    );
    assert_eq!(
        (objective.window.as_deref(), objective.name.as_deref()),
        (Some("14 days"), Some("Main page availability"))
    );
    assert_eq!(objective.workload, None);
    let said = Request {
        metrics: vec![KnownMetric {
            id: "availability".to_owned(),
            names: Vec::new(),
            unit: Unit::Ratio,
        }],
        workload: Some("other".to_owned()),
        ..with(request(), &[("workload.web-shop", "checkout-api")])
    };
    let imported = import("openslo", &[fixture("slo-openslo/ratio-timeslices.yaml")], &said).expect("imported");
    assert_eq!(
        imported.objectives[0].target,
        Decimal::new(99, 2),
        "in the metric's unit"
    );
    assert_eq!(imported.objectives[0].workload.as_deref(), Some("checkout-api"));
}

#[test]
fn a_threshold_objective_needs_a_metric() {
    let path = "slo-openslo/occurences-slo.yaml";
    assert_eq!(refusal("openslo", &[fixture(path)], &request()).0, "E603");
    let named = |metric: &str, settings: &[(&str, &str)]| Request {
        metric: Some(metric.to_owned()),
        ..with(request(), settings)
    };
    let imported = import("openslo", &[fixture(path)], &named("quick-searches", &[])).expect("imported");
    assert_eq!(
        (imported.objectives[0].metric.as_str(), imported.objectives[0].target),
        ("quick-searches", Decimal::from(99))
    );
    let imported = import(
        "openslo",
        &[fixture(path)],
        &named("p99-response-time", &[("target", "value")]),
    )
    .expect("imported");
    assert_eq!(imported.objectives[0].target, Decimal::from(500));
    // Of a metric in milliseconds a share is no target.
    let known = KnownMetric {
        id: "p99-response-time".to_owned(),
        names: Vec::new(),
        unit: Unit::Duration(TimeUnit::Milliseconds),
    };
    let share = Request {
        metrics: vec![known],
        ..named("p99-response-time", &[])
    };
    assert_eq!(refusal("openslo", &[fixture(path)], &share).0, "E603");
}

#[test]
fn two_targets_of_one_metric_need_the_one_that_is_meant() {
    let path = "slo-openslo/timeslices-slo.yaml";
    let (code, message) = refusal("openslo", &[fixture(path)], &request());
    assert_eq!(code, "E603");
    assert!(
        message.contains("(Internal objective)") && message.contains("(SLA)"),
        "{message}"
    );
    for (name, target) in [("SLA", Decimal::from(99)), ("Internal objective", Decimal::new(995, 1))] {
        let imported = import("openslo", &[fixture(path)], &with(request(), &[("objective", name)])).expect("imported");
        assert_eq!(
            (imported.objectives.len(), imported.objectives[0].target),
            (1, target),
            "{name}"
        );
        // `1m` is a minute in OpenSLO, whatever the comment beside it says.
        assert_eq!(
            (imported.objectives[0].window.as_deref(), codes(&imported).as_slice()),
            (None, &["W610".to_owned()][..])
        );
    }
    assert_eq!(
        refusal("openslo", &[fixture(path)], &with(request(), &[("objective", "None")])).0,
        "E603"
    );
    // With a window they are two SLOs, which a team may have.
    let text = text_of(path).replacen("duration: 1m", "duration: 1M", 1);
    let imported = import("openslo", &[bytes("x.yaml", &text)], &request()).expect("imported");
    let names: Vec<&str> = imported
        .objectives
        .iter()
        .filter_map(|one| one.name.as_deref())
        .collect();
    assert_eq!(
        names,
        [
            "Reflaction of out availability SLA (Internal objective)",
            "Reflaction of out availability SLA (SLA)"
        ]
    );
}

#[test]
fn documents_refer_to_one_another_and_services_are_workloads() {
    let slo = |name: &str, service: &str, target: &str| {
        format!(
            "---\napiVersion: openslo/v1\nkind: SLO\nmetadata: {{name: {name}}}\nspec:\n  service: {service}\n  indicatorRef: ok\n  timeWindow: [{{duration: 1M, isRolling: false}}]\n  objectives: [{{{target}}}]\n"
        )
    };
    let sli =
        "---\napiVersion: openslo/v1\nkind: SLI\nmetadata: {name: ok}\nspec: {ratioMetric: {good: {}, total: {}}}\n";
    let slos = format!(
        "{}{}",
        slo("a", "pay", "target: 0.999"),
        slo("b", "cart", "targetPercent: 99.95")
    );
    let whole = format!("{sli}{slos}");
    let said = || Request {
        workload: Some("rest".to_owned()),
        ..with(request(), &[("workload.pay", "pay-api")])
    };
    for files in [
        vec![bytes("x.yaml", &whole)],
        vec![bytes("sli.yaml", sli), bytes("slos.yaml", &slos)],
    ] {
        let imported = import("openslo", &files, &said()).expect("imported");
        let told: Vec<String> = imported
            .objectives
            .iter()
            .map(|one| {
                format!(
                    "{:?} {} {:?}",
                    one.workload.as_deref(),
                    one.target,
                    one.window.as_deref()
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "Some(\"pay-api\") 99.9 Some(\"1 month\")",
                "Some(\"rest\") 99.95 Some(\"1 month\")"
            ]
        );
    }
    let imported = import("openslo", &[bytes("x.yaml", &whole)], &with(request(), &[("slo", "b")])).expect("imported");
    assert_eq!(imported.objectives.len(), 1);
    assert_eq!(
        refusal("openslo", &[bytes("x.yaml", &whole)], &with(request(), &[("slo", "c")])).0,
        "E603"
    );
    let twice = format!("{whole}{}", slo("b", "cart", "target: 0.9"));
    assert_eq!(
        refusal("openslo", &[bytes("x.yaml", &twice)], &request()).1,
        "`b` and `b` are two targets of `availability`"
    );
    // The indicator lies in a file that was not given.
    assert_eq!(refusal("openslo", &[bytes("x.yaml", &slos)], &request()).0, "E603");
    let files = [bytes("x.yaml", &whole), bytes("y.yaml", "kind: Secret\n")];
    assert_eq!(refusal("openslo", &files, &request()).0, "E601");
}

#[test]
fn what_is_no_objective_is_refused_in_bounded_time() {
    let slo = |target: &str| {
        format!(
            "apiVersion: openslo/v1\nkind: SLO\nmetadata: {{name: a}}\nspec:\n  indicator: {{spec: {{ratioMetric: {{}}}}}}\n  objectives: [{{{target}}}]\n"
        )
    };
    for target in [
        "target: 1.5",
        "target: 0",
        "target: -0.5",
        "target: .nan",
        "target: .inf",
        "target: 1e400",
        "target: ~",
        "op: gt",
        "targetPercent: 120",
    ] {
        assert_eq!(
            refusal("openslo", &[bytes("x.yaml", &slo(target))], &request()).0,
            "E601",
            "{target}"
        );
    }
    let mut laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for pair in "abcdefghij".as_bytes().windows(2) {
        let (before, name) = (char::from(pair[0]), char::from(pair[1]));
        laughs.extend([format!(
            "{name}: &{name} [{}]\n",
            vec![format!("*{before}"); 10].join(", ")
        )]);
    }
    let deep = "[".repeat(200_000);
    let large = format!("a: {}", "x".repeat(1024 * 1024));
    for (bad, code) in [
        ("", "E601"),
        ("<!doctype html><title>Sign in</title>", "E601"),
        ("apiVersion: v1\nkind: Secret\n", "E601"),
        ("apiVersion: openslo/v1\nkind: Service\nmetadata: {name: a}\n", "E601"),
        ("apiVersion: openslo/v1\nkind: SLO\nspec: {objectives: []}\n", "E601"),
        ("a: [1, 2\nb: 3\n", "E601"),
        ("{\"a\": 1", "E601"),
        (&laughs, "E601"),
        (&deep, "E601"),
        (&large, "E103"),
    ] {
        let (found, message) = refusal("openslo", &[bytes("x.yaml", bad)], &request());
        assert_eq!(found, code, "{message}");
    }
}
