//! Samples over time: Prometheus, `CloudWatch`, Datadog, Upptime.

use super::{amounts, assert_silent, fixture, import, on, only, refusal, request, text_of, with};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use scorpfolio::import::{Adapter, Input, Request, recognise};
use scorpfolio::model::unit::{TimeUnit, Unit};
use serde_json::Value;
use std::collections::BTreeMap;

fn named(metric: &str, settings: &[(&str, &str)]) -> Request {
    Request {
        metric: Some(metric.to_owned()),
        ..with(request(), settings)
    }
}

fn of_text(text: &str) -> [Input; 1] {
    [Input::of_bytes("answer.json", text.as_bytes())]
}

/// The last day of the cycle of two weeks that holds a day, counted from Monday 5 January 2026.
fn cycle_end(day: Date) -> Date {
    let since = date(2026, 1, 5).until(day).expect("days").get_days();
    date(2026, 1, 5) + jiff::Span::new().days(since.div_euclid(14) * 14 + 13)
}

#[test]
fn each_fixture_is_recognised_as_its_tools() {
    for (path, source) in [
        ("metrics-prometheus/docs.matrix.json", "prometheus"),
        ("metrics-prometheus/docs.vector.json", "prometheus"),
        ("metrics-prometheus/query_range.matrix.json", "prometheus"),
        ("metrics-prometheus/series-list.up.json", "prometheus"),
        ("metrics-cloudwatch/get-metric-data.1.json", "cloudwatch"),
        ("metrics-cloudwatch/get-metric-data.2.json", "cloudwatch"),
        ("metrics-cloudwatch/get-metric-statistics.doc.1.json", "cloudwatch"),
        ("metrics-cloudwatch/get-metric-statistics.ebs.json", "cloudwatch"),
        ("metrics-datadog/v1-query.json", "datadog"),
        ("metrics-datadog/slo-history.no-data.json", "datadog"),
        ("metrics-upptime/summary.json", "upptime"),
        ("metrics-upptime/summary.with-downtime.json", "upptime"),
    ] {
        let found = recognise(&[fixture(path)]).map(Adapter::name);
        assert_eq!(found.ok(), Some(source), "{path}");
    }
}

// ---- Prometheus ----

/// How often `up` was 1, and how often it was asked, by the text alone.
fn ups(text: &str) -> (Decimal, Decimal) {
    let plain: String = text.split_whitespace().collect();
    let (up, down) = (plain.matches(",\"1\"]").count(), plain.matches(",\"0\"]").count());
    (Decimal::from(up), Decimal::from(up + down))
}

#[test]
fn availability_is_the_mean_of_up_over_all_series() {
    for path in [
        "metrics-prometheus/series-list.up.json",
        "metrics-prometheus/query_range.matrix.json",
    ] {
        let imported = import(
            "prometheus",
            &[fixture(path)],
            &named("availability", &[("aggregate", "avg")]),
        )
        .expect("read");
        let (up, all) = ups(&text_of(path));
        assert_eq!(only(&imported, "availability"), up / all, "{path}");
        assert!(all > Decimal::from(700), "{path}: {all}");
        let measurement = &imported.measurements[0];
        // Six hours of 28 July 2019 are not its cycle.
        assert_eq!(
            measurement.provisional.as_deref(),
            Some("covers 2019-07-28 to 2019-07-28")
        );
        assert!(matches!(
            &measurement.amount,
            scorpfolio::import::Amount::Number(_, Unit::Ratio)
        ));
    }
}

#[test]
fn several_series_are_refused_unless_chosen_or_combined() {
    for path in [
        "docs.matrix.json",
        "docs.vector.json",
        "query_range.matrix.json",
        "series-list.up.json",
    ] {
        let path = format!("metrics-prometheus/{path}");
        let (code, message) = refusal("prometheus", &[fixture(&path)], &named("availability", &[]));
        let series = text_of(&path).matches("\"metric\"").count();
        assert_eq!(
            (code.as_str(), message),
            (
                "E603",
                format!("{series} series, and nothing says how they make one value")
            )
        );
    }
    let (_, message) = refusal(
        "prometheus",
        &[fixture("metrics-prometheus/docs.vector.json")],
        &request(),
    );
    assert_eq!(message, "the file does not say which metric its numbers are");
}

#[test]
fn a_filter_chooses_one_series() {
    let matrix = [fixture("metrics-prometheus/docs.matrix.json")];
    let settings = [("filter.job", "node"), ("aggregate", "avg")];
    let imported = import("prometheus", &matrix, &named("availability", &settings)).expect("read");
    // 0, 0 and 1 in the documentation's own example.
    assert_eq!(only(&imported, "availability"), Decimal::ONE / Decimal::from(3));
    let (code, message) = refusal("prometheus", &matrix, &named("availability", &[("filter.job", "node")]));
    assert_eq!(
        (code.as_str(), message.split(' ').next()),
        ("E603", Some("3")),
        "three samples and no aggregate: {message}"
    );
    for (name, wanted) in [
        ("filter.job", "`filter.job=nobody` matches nothing in the file"),
        ("filter.jobs", "none of 2 series is what the filters ask for"),
    ] {
        let (_, message) = refusal("prometheus", &matrix, &named("availability", &[(name, "nobody")]));
        assert_eq!(message, wanted);
    }
}

#[test]
fn an_instant_query_is_of_the_day_it_was_asked_on_or_the_one_given() {
    let vector = [fixture("metrics-prometheus/docs.vector.json")];
    let settings = [("filter.job", "prometheus")];
    let imported = import("prometheus", &vector, &named("availability", &settings)).expect("read");
    assert_eq!(amounts(&imported, "availability"), ["2015-07-01 1"]);
    assert_eq!(imported.measurements[0].provisional, None);
    let given = Request {
        date: Some(date(2026, 3, 15)),
        ..named("availability", &settings)
    };
    assert_eq!(
        amounts(&import("prometheus", &vector, &given).expect("read"), "availability"),
        ["2026-03-15 1"]
    );
    let scalar = of_text(r#"{"status":"success","data":{"resultType":"scalar","result":[1773532800,"0.25"]}}"#);
    let imported = import("prometheus", &scalar, &named("error-rate", &[("unit", "ratio")])).expect("read");
    assert_eq!(amounts(&imported, "error-rate"), ["2026-03-15 0.25"]);
}

#[test]
fn series_are_told_apart_by_a_label_that_the_user_maps() {
    let path = "metrics-prometheus/series-list.up.json";
    let settings = [
        ("aggregate", "avg"),
        ("split", "job"),
        ("workload.Thoth Metrics (stage)", "stage"),
        ("workload.Thoth Metrics (test)", "test"),
    ];
    let imported = import("prometheus", &[fixture(path)], &named("availability", &settings)).expect("read");
    let all: Vec<Value> = serde_json::from_str(&text_of(path)).expect("JSON");
    for (job, workload) in [("Thoth Metrics (stage)", "stage"), ("Thoth Metrics (test)", "test")] {
        let values: Vec<&str> = all
            .iter()
            .filter(|series| series["metric"]["job"] == job)
            .flat_map(|series| series["values"].as_array().expect("values"))
            .map(|sample| sample[1].as_str().expect("a number"))
            .collect();
        let up = values.iter().filter(|value| **value == "1").count();
        let mean = (Decimal::from(up) / Decimal::from(values.len())).normalize();
        let found = amounts(&imported, "availability");
        assert!(
            found.iter().any(|line| line.ends_with(&format!(" {workload} {mean}"))),
            "{workload} {mean}: {found:?}"
        );
    }
    assert_eq!(imported.measurements.len(), 2);
    assert!(
        imported.warnings.iter().any(|warning| warning.code.id() == "W610"),
        "the other jobs are named as left out"
    );
}

#[test]
fn not_a_number_is_no_data_and_overlapping_answers_count_once() {
    let first = r#"[{"metric":{"__name__":"up"},"values":[[1773014400,"NaN"],[1773100800,"1"],[1773187200,"+Inf"]]}]"#;
    let second = r#"[{"metric":{"__name__":"up"},"values":[[1773100800,"1"],[1773273600,"0"]]}]"#;
    let inputs = [
        Input::of_bytes("a.json", first.as_bytes()),
        Input::of_bytes("b.json", second.as_bytes()),
    ];
    let imported = import("prometheus", &inputs, &named("availability", &[("aggregate", "avg")])).expect("read");
    assert_eq!(
        amounts(&imported, "availability"),
        ["2026-03-15 0.5"],
        "one 1 and one 0"
    );
    assert_eq!(imported.measurements[0].file, "a.json and 1 more");
    let nothing = of_text(&first.replace("\"1\"", "\"-Inf\""));
    let imported = import("prometheus", &nothing, &named("availability", &[("aggregate", "avg")])).expect("read");
    assert_eq!(amounts(&imported, "availability"), ["2026-03-15 no data"]);
    assert_eq!(imported.warnings[0].code.id(), "W606");
}

#[test]
fn an_empty_answer_is_no_data_of_the_day_that_was_asked_for() {
    let empty = of_text(r#"{"status":"success","data":{"resultType":"vector","result":[]}}"#);
    let asked = Request {
        date: Some(date(2026, 3, 15)),
        ..named("availability", &[])
    };
    let imported = import("prometheus", &empty, &asked).expect("read");
    assert_eq!(amounts(&imported, "availability"), ["2026-03-15 no data"]);
    assert_eq!(refusal("prometheus", &empty, &named("availability", &[])).0, "E603");
}

#[test]
fn a_cycle_that_the_answer_does_not_touch_is_refused() {
    let asked = Request {
        date: Some(date(2026, 3, 15)),
        ..named("availability", &[("aggregate", "avg")])
    };
    let (code, message) = refusal("prometheus", &[fixture("metrics-prometheus/docs.matrix.json")], &asked);
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("E603", "nothing in the file is from 2026-03-02 to 2026-03-15")
    );
}

#[test]
fn the_unit_is_the_one_that_the_name_ends_with_or_that_is_set() {
    let text = r#"[{"metric":{"__name__":"request_duration_seconds"},"value":[1773532800,"0.25"]}]"#;
    let unit = |settings: &[(&str, &str)]| {
        let imported = import("prometheus", &of_text(text), &named("p95-response-time", settings)).expect("read");
        match &imported.measurements[0].amount {
            scorpfolio::import::Amount::Number(_, unit) => unit.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(unit(&[]), Unit::Duration(TimeUnit::Seconds));
    assert_eq!(unit(&[("unit", "ms")]), Unit::Duration(TimeUnit::Milliseconds));
}

#[test]
fn prometheus_says_what_is_wrong_with_an_answer() {
    let nested = "[".repeat(5_000);
    for (text, code, message) in [
        ("", "E601", "the file is empty"),
        (
            "<!doctype html><title>Sign in</title>",
            "E601",
            "the file is a web page, not JSON",
        ),
        (
            "{\"status\":\"success\",\"data\":{\"resul",
            "E601",
            "the file ends in the middle",
        ),
        (
            "{\"a\":1}",
            "E601",
            "this is not an answer of a query: it has no `data.resultType`",
        ),
        (
            &nested,
            "E601",
            "this is not what the tool writes: invalid type: sequence",
        ),
        (
            r#"{"status":"error","errorType":"bad_data","error":"parse error at alice@example.org"}"#,
            "E602",
            "Prometheus answered with an error (`bad_data`)",
        ),
        (
            r#"{"status":"success","data":{"resultType":"string","result":[1,"x"]}}"#,
            "E603",
            "the query gives a text, not numbers",
        ),
        (
            r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}}"#,
            "E603",
            "the query gives native histograms, not numbers",
        ),
        (
            r#"[{"metric":{}}]"#,
            "E601",
            "a series has neither `values` nor `value`",
        ),
        (
            r#"[{"metric":{},"value":[1773532800,"1e300"]}]"#,
            "E601",
            "a value is not a number of at most 28 digits",
        ),
        (
            r#"[{"metric":{},"value":[1773532800,"many"]}]"#,
            "E601",
            "a value is not a number of at most 28 digits",
        ),
        (
            r#"[{"metric":{},"value":[12,"1"]}]"#,
            "E601",
            "a time is no moment since 1970",
        ),
        (
            r#"[{"metric":{},"values":[[1773532800,"79228162514264337593543950335"],[1773532801,"79228162514264337593543950335"]]}]"#,
            "E601",
            "the numbers are beyond what can be kept exactly (28 digits)",
        ),
    ] {
        let request = named("availability", &[("aggregate", "avg")]);
        let found = refusal("prometheus", &of_text(text), &request);
        assert_eq!(found.0, code, "{text:.80}: {}", found.1);
        assert!(found.1.starts_with(message), "{text:.80}: {}", found.1);
        assert!(!found.1.contains("alice"));
    }
}

// ---- CloudWatch ----

#[test]
fn cloudwatch_takes_the_numbers_of_either_command() {
    for (path, settings, key) in [
        ("get-metric-data.1.json", &[][..], "Values"),
        ("get-metric-data.2.json", &[("unit", "USD")], "Values"),
        ("get-metric-statistics.doc.1.json", &[], "Maximum"),
        ("get-metric-statistics.ebs.json", &[], "Maximum"),
    ] {
        let path = format!("metrics-cloudwatch/{path}");
        let imported = import("cloudwatch", &[fixture(&path)], &named("m", settings)).expect("read");
        // All numbers that stand behind the key, or on the line below it.
        let text = text_of(&path);
        let key = format!("\"{key}\"");
        let numbers = text.split(&key).skip(1).map(|rest| {
            let digits = rest.trim_start_matches([':', ' ', '[', '\n']);
            let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').expect("an end");
            digits[..end].parse::<Decimal>().expect("a number")
        });
        assert_eq!(only(&imported, "m"), numbers.max().expect("numbers"), "{path}");
    }
}

#[test]
fn cloudwatch_says_units_and_statistics_where_the_file_does() {
    let path = "metrics-cloudwatch/get-metric-statistics.doc.1.json";
    let imported = import("cloudwatch", &[fixture(path)], &named("capacity-used", &[])).expect("read");
    let measurement = &imported.measurements[0];
    assert!(matches!(
        &measurement.amount,
        scorpfolio::import::Amount::Number(_, Unit::Percent)
    ));
    assert_eq!(measurement.note.as_deref(), Some("max of 23 samples"));
    let newest = measurement.measured_at.map(|at| at.to_string());
    assert_eq!(
        newest.as_deref(),
        Some("2014-04-09T21:18:00Z"),
        "the newest, wherever it stands"
    );
    let percentile = of_text(
        r#"{"Label":"Latency","Datapoints":[{"Timestamp":"2026-03-02T00:00:00Z","ExtendedStatistics":{"p95":0.2},"Unit":"Seconds"},
            {"Timestamp":"2026-03-03T00:00:00Z","ExtendedStatistics":{"p95":0.4},"Unit":"Seconds"}]}"#,
    );
    let (code, message) = refusal("cloudwatch", &percentile, &named("p95-response-time", &[]));
    assert_eq!(code, "E603", "percentiles of two days are not one of both: {message}");
    let several = of_text(
        r#"{"Label":"x","Datapoints":[{"Timestamp":"2026-03-02T00:00:00Z","Average":1,"Sum":5,"SampleCount":5}]}"#,
    );
    assert_eq!(
        refusal("cloudwatch", &several, &named("m", &[])).1,
        "the datapoints have the statistics Average, SampleCount, Sum"
    );
    let sum = import("cloudwatch", &several, &named("m", &[("statistic", "Sum")])).expect("read");
    assert_eq!(only(&sum, "m"), Decimal::from(5));
}

#[test]
fn cloudwatch_tells_partial_data_no_data_and_failures_apart() {
    let with_status = |status: &str, values: &str| {
        format!(
            r#"{{"MetricDataResults":[{{"Id":"m1","Label":"l","Timestamps":[{values}],"Values":[{}],"StatusCode":"{status}"}}]}}"#,
            if values.is_empty() { "" } else { "4" }
        )
    };
    let moment = "\"2026-03-02T00:00:00+00:00\"";
    let partial = of_text(&with_status("PartialData", moment));
    assert_eq!(
        refusal("cloudwatch", &partial, &named("m", &[])),
        (
            "E603".to_owned(),
            "CloudWatch gave a part of the data only (`PartialData`)".to_owned()
        )
    );
    let taken = import("cloudwatch", &partial, &named("m", &[("partial", "yes")])).expect("read");
    assert_eq!(
        taken.measurements[0].provisional.as_deref(),
        Some("CloudWatch gave a part of the data")
    );
    let failed = of_text(&with_status("InternalError", moment));
    assert_eq!(refusal("cloudwatch", &failed, &named("m", &[])).0, "E602");
    let empty = of_text(&with_status("Complete", ""));
    let asked = Request {
        date: Some(date(2026, 3, 15)),
        ..named("m", &[])
    };
    assert_eq!(
        amounts(&import("cloudwatch", &empty, &asked).expect("read"), "m"),
        ["2026-03-15 no data"]
    );
    let page = of_text(&with_status("Complete", moment).replace("}]}", "}],\"NextToken\":\"SECRET-TOKEN\"}"));
    let imported = import("cloudwatch", &page, &named("m", &[])).expect("read");
    assert_eq!(imported.warnings[0].code.id(), "W605");
    assert_silent(&imported, &["SECRET-TOKEN"]);
    let uneven = of_text(&with_status("Complete", moment).replace("[4]", "[4,5]"));
    assert_eq!(
        refusal("cloudwatch", &uneven, &named("m", &[])).1,
        "1 timestamps for 2 values"
    );
}

#[test]
fn cloudwatch_refuses_what_it_does_not_write() {
    let nested = format!("{{\"Datapoints\":{}", "[".repeat(5_000));
    for text in [
        "",
        "<html></html>",
        "{\"Datapoints\":[{\"Timest",
        "{\"a\":1}",
        "[]",
        &nested,
    ] {
        assert_eq!(
            refusal("cloudwatch", &of_text(text), &named("m", &[])).0,
            "E601",
            "{text:.20}"
        );
    }
    for (value, outcome) in [("null", "no data"), ("\"NaN\"", "no data"), ("0", "0")] {
        let text = format!(r#"{{"Datapoints":[{{"Timestamp":"2026-03-02T00:00:00Z","Average":{value}}}]}}"#);
        let imported = import("cloudwatch", &of_text(&text), &named("m", &[])).expect("read");
        assert_eq!(amounts(&imported, "m"), [format!("2026-03-15 {outcome}")]);
    }
    let huge = of_text(r#"{"Datapoints":[{"Timestamp":"2026-03-02T00:00:00Z","Average":1e300}]}"#);
    assert_eq!(refusal("cloudwatch", &huge, &named("m", &[])).0, "E601");
}

// ---- Datadog ----

#[test]
fn a_datadog_series_gives_the_mean_of_its_points_in_its_own_unit() {
    let path = "metrics-datadog/v1-query.json";
    let imported = import("datadog", &[fixture(path)], &named("cpu-idle", &[("aggregate", "avg")])).expect("read");
    let file: Value = serde_json::from_str(&text_of(path)).expect("JSON");
    let points = file["series"][0]["pointlist"].as_array().expect("points");
    let sum: f64 = points.iter().map(|point| point[1].as_f64().expect("a number")).sum();
    #[expect(clippy::cast_precision_loss, reason = "few points")]
    let mean = sum / points.len() as f64;
    let found: f64 = only(&imported, "cpu-idle").to_string().parse().expect("a number");
    assert!((found - mean).abs() < 1e-9, "{found} {mean}");
    let measurement = &imported.measurements[0];
    assert!(matches!(
        &measurement.amount,
        scorpfolio::import::Amount::Number(_, Unit::Percent)
    ));
    assert_eq!(
        measurement.note.as_deref(),
        Some(format!("avg of {} samples", points.len()).as_str())
    );
    // The last point, at 00:50, stands for five minutes of 6 January.
    assert_eq!(
        measurement.provisional.as_deref(),
        Some("covers 2022-01-05 to 2022-01-06")
    );
    assert_eq!(
        measurement.measured_at.map(jiff::Timestamp::as_millisecond),
        file["to_date"].as_i64()
    );
}

#[test]
fn an_objective_without_events_is_no_data_and_not_zero_per_cent() {
    let imported = import(
        "datadog",
        &[fixture("metrics-datadog/slo-history.no-data.json")],
        &named("availability", &[]),
    )
    .expect("read");
    // 2 and 3 January 2024 lie in the cycle that ends on the 7th.
    assert_eq!(amounts(&imported, "availability"), ["2024-01-07 no data"]);
    assert_eq!(imported.warnings[0].code.id(), "W606");
    assert_silent(&imported, &["user@example.com", "627a3ccd24af50beb8eacbd36c5962f9"]);
}

#[test]
fn an_objective_of_events_is_cut_to_cycles() {
    let text = r#"{"data":{"from_ts":1772409600,"to_ts":1774224000,"type_id":1,"overall":{"sli_value":95.0,"errors":[],"state":"ok"},
        "series":{"interval":604800,"times":[1772409600000,1773014400000,1773619200000],
        "numerator":{"values":[90,95,0]},"denominator":{"values":[100,100,0]}}},"errors":null}"#;
    let imported = import("datadog", &of_text(text), &named("availability", &[])).expect("read");
    assert_eq!(
        amounts(&imported, "availability"),
        ["2026-03-15 185/200", "2026-03-29 no data"]
    );
    assert_eq!(
        imported.measurements[0].provisional, None,
        "two points of a week each fill the cycle"
    );
}

#[test]
fn an_objective_of_monitors_and_an_uptime_are_of_the_time_they_were_asked_for() {
    let slo = r#"{"data":{"from_ts":1772409600,"to_ts":1773619200,"type_id":0,"overall":{"sli_value":99.25,"errors":null}},"errors":null}"#;
    let imported = import("datadog", &of_text(slo), &named("availability", &[])).expect("read");
    assert_eq!(amounts(&imported, "availability"), ["2026-03-15 99.25"]);
    assert_eq!(
        imported.measurements[0].covers,
        Some((date(2026, 3, 2), date(2026, 3, 15)))
    );
    assert_eq!(imported.measurements[0].provisional, None);

    let uptimes = r#"[{"public_id":"abc-def-ghi","from_ts":1773014400,"to_ts":1773619200,"overall":{"uptime":83.05,"errors":null,"name":"Alice"}},
        {"public_id":"jkl-mno-pqr","from_ts":1773014400,"to_ts":1773619200,"overall":{"uptime":null,"errors":null}}]"#;
    assert_eq!(recognise(&of_text(uptimes)).expect("known").name(), "datadog");
    let split = [
        ("split", "public_id"),
        ("workload.abc-def-ghi", "shop"),
        ("workload.jkl-mno-pqr", "search"),
    ];
    let imported = import("datadog", &of_text(uptimes), &with(request(), &split)).expect("read");
    assert_eq!(
        amounts(&imported, "availability"),
        ["2026-03-15 search no data", "2026-03-15 shop 83.05"]
    );
    assert_eq!(
        imported.measurements[0].provisional.as_deref(),
        Some("covers 2026-03-09 to 2026-03-15")
    );
    assert_silent(&imported, &["Alice"]);
    assert_eq!(
        refusal("datadog", &of_text(uptimes), &request()).0,
        "E603",
        "which of two tests is meant?"
    );
    let chosen = import(
        "datadog",
        &of_text(uptimes),
        &with(request(), &[("filter.public_id", "abc-def-ghi")]),
    )
    .expect("read");
    assert_eq!(only(&chosen, "availability"), Decimal::new(8305, 2));
    let elsewhere = Request {
        metric: Some("availability".to_owned()),
        ..on(date(2026, 6, 7))
    };
    assert_eq!(
        refusal("datadog", &of_text(slo), &elsewhere).1,
        "nothing in the file is from 2026-05-25 to 2026-06-07"
    );
}

#[test]
fn datadog_refuses_errors_and_what_it_does_not_write() {
    let nested = format!("{{\"series\":{}", "[".repeat(5_000));
    for (text, code) in [
        ("", "E601"),
        ("<html>Sign in</html>", "E601"),
        ("{\"status\":\"ok\",\"series\":[{", "E601"),
        ("{\"a\":1}", "E601"),
        (&nested, "E601"),
        ("{\"data\":{}}", "E601"),
        ("{\"errors\":[\"Forbidden alice@example.org\"]}", "E602"),
        (
            "{\"status\":\"error\",\"error\":\"rate limit of alice@example.org\"}",
            "E602",
        ),
        (
            "{\"data\":{\"overall\":{\"errors\":[{\"error_type\":\"TIMEOUT\"}]},\"from_ts\":1772409600,\"to_ts\":1773619200}}",
            "E602",
        ),
        (
            "{\"status\":\"ok\",\"series\":[{\"pointlist\":[[1772409600000,1e300]]}]}",
            "E601",
        ),
        ("{\"status\":\"ok\",\"series\":[{\"pointlist\":[[5,1]]}]}", "E601"),
    ] {
        let found = refusal("datadog", &of_text(text), &named("m", &[]));
        assert_eq!(found.0, code, "{text:.60}: {}", found.1);
        assert!(!found.1.contains("alice"));
    }
    let gaps = r#"{"status":"ok","series":[{"metric":"m","scope":"env:prod","pointlist":[[1772409600000,null],[1772413200000,0]]}]}"#;
    let imported = import("datadog", &of_text(gaps), &named("m", &[("aggregate", "avg")])).expect("read");
    assert_eq!(
        amounts(&imported, "m"),
        ["2026-03-15 0"],
        "a null is not a zero, and a zero is one"
    );
    let micro = gaps
        .replace(
            "\"pointlist\"",
            "\"unit\":[{\"name\":\"microsecond\"},null],\"pointlist\"",
        )
        .replace(",0]", ",1500]");
    let imported = import("datadog", &of_text(&micro), &named("m", &[("aggregate", "avg")])).expect("read");
    assert_eq!(amounts(&imported, "m"), ["2026-03-15 1.5"], "milliseconds");
}

// ---- Upptime ----

/// Minutes up and all minutes of the days of a cycle, from one day on, that were over on 20 August 2026.
fn minutes(down: &BTreeMap<String, i64>, since: Date, end: Date) -> (i64, i64) {
    let first = since.max(end - jiff::Span::new().days(13));
    let days: Vec<Date> = first
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day <= end && *day < date(2026, 8, 20))
        .collect();
    let lost: i64 = days.iter().filter_map(|day| down.get(&day.to_string())).sum();
    let all = i64::try_from(days.len()).expect("few") * 1440;
    (all - lost, all)
}

#[test]
fn upptime_gives_the_minutes_up_of_each_cycle() {
    let path = "metrics-upptime/summary.with-downtime.json";
    let sites: Vec<Value> = serde_json::from_str(&text_of(path)).expect("JSON");
    let of = |site: &Value| -> BTreeMap<String, i64> {
        let days = site["dailyMinutesDown"].as_object().expect("days");
        days.iter()
            .map(|(day, minutes)| (day.clone(), minutes.as_i64().expect("minutes")))
            .collect()
    };
    let all: Vec<Date> = sites
        .iter()
        .flat_map(|site| of(site).into_keys())
        .map(|day| day.parse().expect("a day"))
        .collect();
    let (first, last) = (all.iter().min().expect("days"), all.iter().max().expect("days"));
    for site in &sites {
        let slug = site["slug"].as_str().expect("a slug");
        let imported = import("upptime", &[fixture(path)], &with(request(), &[("filter.slug", slug)])).expect("read");
        let mut expected = Vec::new();
        let mut end = cycle_end(*first);
        while end <= cycle_end(*last) {
            let (up, whole) = minutes(&of(site), *first, end);
            expected.push(format!("{end} {up}/{whole}"));
            end += jiff::Span::new().days(14);
        }
        expected.sort();
        assert_eq!(amounts(&imported, "availability"), expected, "{slug}");
        assert_eq!(expected.len(), 22, "from 29 October 2025 to 18 August 2026");
        let open: Vec<&str> = imported
            .measurements
            .iter()
            .filter_map(|each| each.provisional.as_deref())
            .collect();
        assert_eq!(
            open,
            ["covers 2025-10-29 to 2025-11-09", "covers 2026-08-17 to 2026-08-19"],
            "the first cycle is watched in part, and the running one may still change"
        );
    }
    let (code, message) = refusal("upptime", &[fixture(path)], &request());
    assert_eq!(
        (code.as_str(), message),
        (
            "E603",
            format!("the file is of {0} sites, of which {0} are meant", sites.len())
        )
    );
}

#[test]
fn a_site_that_was_never_down_is_all_up_in_the_cycle_that_is_asked_for() {
    let path = "metrics-upptime/summary.json";
    let settings = [
        ("split", "slug"),
        ("workload.personal-website", "site"),
        ("workload.cocktail-menu", "menu"),
    ];
    let (code, _) = refusal("upptime", &[fixture(path)], &with(request(), &settings));
    assert_eq!(code, "E603", "no day in the file says which cycles it is of");
    let imported = import("upptime", &[fixture(path)], &with(on(date(2026, 8, 16)), &settings)).expect("read");
    assert_eq!(
        amounts(&imported, "availability"),
        ["2026-08-16 menu 20160/20160", "2026-08-16 site 20160/20160"]
    );
    let times = [("filter.slug", "cocktail-menu"), ("response", "week")];
    let imported = import("upptime", &[fixture(path)], &with(on(date(2026, 8, 16)), &times)).expect("read");
    assert_eq!(
        amounts(&imported, "mean-response-time"),
        ["2026-08-16 244"],
        "the file's timeWeek"
    );
}

#[test]
fn a_cycle_before_the_first_outage_of_all_is_a_gap_unless_it_is_said_to_have_been_watched() {
    let text = r#"[{"slug":"shop","uptimeDay":"100%","dailyMinutesDown":{"2026-03-12":144}}]"#;
    let before = on(date(2026, 2, 20));
    let imported = import("upptime", &of_text(text), &before).expect("read");
    assert_eq!(amounts(&imported, "availability"), ["2026-03-01 no data"]);
    assert_eq!(imported.warnings[0].code.id(), "W606");
    let imported = import("upptime", &of_text(text), &with(before, &[("since", "2026-01-05")])).expect("read");
    assert_eq!(amounts(&imported, "availability"), ["2026-03-01 20160/20160"]);
    assert!(imported.warnings.is_empty());
}

#[test]
fn upptime_counts_from_the_day_that_watching_began() {
    let text = r#"[{"slug":"shop","uptimeDay":"100%","dailyMinutesDown":{"2026-03-12":144,"2026-03-14":3000}}]"#;
    let settings = [("since", "2026-03-10")];
    let imported = import("upptime", &of_text(text), &with(request(), &settings)).expect("read");
    // Six days, less 144 minutes and one whole day: outages that overlap are added up to more than a day has.
    assert_eq!(amounts(&imported, "availability"), ["2026-03-15 7056/8640"]);
    assert_eq!(
        imported.measurements[0].provisional.as_deref(),
        Some("covers 2026-03-10 to 2026-03-15")
    );
}

#[test]
fn upptime_refuses_what_it_does_not_write() {
    let nested = "[".repeat(5_000);
    for text in [
        "",
        "<html></html>",
        "[{\"slug\":\"a\",\"dailyMin",
        "{\"a\":1}",
        "[{\"slug\":\"a\"}]",
        "[{\"slug\":\"a\",\"dailyMinutesDown\":{\"yesterday\":4}}]",
        "[{\"slug\":\"a\",\"dailyMinutesDown\":{\"2026-03-12\":\"NaN\"}}]",
        "[{\"slug\":\"a\",\"dailyMinutesDown\":{\"2026-03-12\":-4}}]",
        "[{\"slug\":\"a\",\"dailyMinutesDown\":{\"2026-03-12\":1e300}}]",
        &nested,
    ] {
        let found = refusal("upptime", &of_text(text), &request());
        assert_eq!(found.0, "E601", "{text:.60}: {}", found.1);
    }
}
