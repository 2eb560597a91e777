//! Rows of cells: any table, any JSON, Splunk's results, Grafana's panels.

use super::{amounts, assert_silent, fixture, import, on, only, refusal, request, text_of, with};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use scorpfolio::import::{Adapter, Amount, Imported, Input, Request, recognise};
use scorpfolio::model::unit::{TimeUnit, Unit};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

fn named(metric: &str, settings: &[(&str, &str)]) -> Request {
    Request {
        metric: Some(metric.to_owned()),
        ..with(request(), settings)
    }
}

fn of_text(text: &str) -> [Input; 1] {
    [Input::of_bytes("table.csv", text.as_bytes())]
}

/// The rows of a plain table by column; the fixtures that are counted so have no quoted commas in the columns asked for.
fn rows_of(path: &str) -> Vec<BTreeMap<String, String>> {
    let text = text_of(path);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// The last day of the cycle of two weeks that holds the day a text begins with.
fn cycle_end(text: &str) -> Date {
    let day: Date = text[..10].parse().expect("a day");
    let since = date(2026, 1, 5).until(day).expect("days").get_days();
    date(2026, 1, 5) + jiff::Span::new().days(since.div_euclid(14) * 14 + 13)
}

fn unit_of(imported: &Imported) -> Unit {
    match &imported.measurements[0].amount {
        Amount::Number(_, unit) => unit.clone(),
        other => panic!("{other:?}"),
    }
}

// ---- csv ----

#[test]
fn downtime_windows_become_minutes_and_incidents_of_each_cycle() {
    let path = "incidents-statuspage/github-downtime-windows.csv";
    let settings = [
        ("date", "downtime_start"),
        ("filter.impact", "minor|major"),
        ("column.duration_minutes", "downtime, time-to-recover"),
        ("aggregate.downtime", "sum"),
        ("unit.downtime", "min"),
        ("aggregate.time-to-recover", "p50"),
        ("unit.time-to-recover", "min"),
        ("aggregate.incidents", "count"),
    ];
    let imported = import("csv", &[fixture(path)], &with(request(), &settings)).expect("read");
    let mut cycles: BTreeMap<Date, Vec<Decimal>> = BTreeMap::new();
    for row in rows_of(path) {
        let minutes = cycles.entry(cycle_end(&row["downtime_start"])).or_default();
        if ["minor", "major"].contains(&row["impact"].as_str()) {
            minutes.push(row["duration_minutes"].parse().expect("minutes"));
        }
    }
    let all: usize = cycles.values().map(Vec::len).sum();
    assert_eq!(all, 178, "145 minor and 33 major ones");
    let lines = |value: &dyn Fn(&mut Vec<Decimal>) -> String| -> Vec<String> {
        cycles
            .clone()
            .iter_mut()
            .map(|(end, minutes)| format!("{end} {}", value(minutes)))
            .collect()
    };
    assert_eq!(
        amounts(&imported, "incidents"),
        lines(&|minutes| minutes.len().to_string())
    );
    let or_none = |minutes: &[Decimal], value: Decimal| {
        if minutes.is_empty() {
            "no data".to_owned()
        } else {
            value.normalize().to_string()
        }
    };
    assert_eq!(
        amounts(&imported, "downtime"),
        lines(&|minutes| or_none(minutes, minutes.iter().sum()))
    );
    // Half of them took no longer.
    let half = |minutes: &mut Vec<Decimal>| {
        minutes.sort();
        let middle = minutes.get((minutes.len().max(1) - 1) / 2).copied();
        or_none(minutes, middle.unwrap_or_default())
    };
    assert_eq!(amounts(&imported, "time-to-recover"), lines(&half));
    assert_eq!(unit_of(&imported), Unit::Duration(TimeUnit::Minutes));
}

#[test]
fn tables_of_devlake_give_lead_times_deployments_and_incidents() {
    let path = "dora-devlake/project_pr_metrics.csv";
    let settings = [
        ("tool", "devlake"),
        ("date", "pr_deployed_date"),
        ("filter.pr_deployed_date", "!"),
        ("column", "pr_cycle_time"),
        ("unit", "min"),
        ("aggregate", "p50"),
    ];
    let imported = import("csv", &[fixture(path)], &named("change-lead-time", &settings)).expect("read");
    let mut minutes: Vec<Decimal> = rows_of(path)
        .iter()
        .filter(|row| !row["pr_deployed_date"].is_empty())
        .map(|row| row["pr_cycle_time"].parse().expect("minutes"))
        .collect();
    minutes.sort();
    assert_eq!(
        (minutes.len(), only(&imported, "change-lead-time")),
        (3, minutes[1]),
        "the one in the middle"
    );
    assert_eq!(imported.measurements[0].tool.name, "devlake");

    let path = "dora-devlake/cicd_deployment_commits_before_enrich.csv";
    let settings = [
        ("date", "started_date"),
        ("filter.environment", "PRODUCTION"),
        ("filter.result", "SUCCESS"),
        ("aggregate", "count"),
    ];
    let imported = import("csv", &[fixture(path)], &named("deployment-frequency", &settings)).expect("read");
    let lines = text_of(path)
        .lines()
        .filter(|line| line.contains(",SUCCESS,DONE,PRODUCTION,"))
        .count();
    assert_eq!(only(&imported, "deployment-frequency"), Decimal::from(lines));

    let path = "dora-devlake/incidents.csv";
    let settings = [("date", "created_date"), ("aggregate", "count")];
    let imported = import("csv", &[fixture(path)], &named("incidents", &settings)).expect("read");
    let mut counts: BTreeMap<Date, usize> = BTreeMap::new();
    for row in rows_of(path) {
        *counts.entry(cycle_end(&row["created_date"])).or_default() += 1;
    }
    let mut expected: Vec<String> = counts.iter().map(|(end, count)| format!("{end} {count}")).collect();
    let found = amounts(&imported, "incidents");
    expected.retain(|line| !found.contains(line));
    assert!(expected.is_empty(), "{expected:?} of {found:?}");
    let sum: usize = found
        .iter()
        .map(|line| line[11..].parse::<usize>().expect("a count"))
        .sum();
    assert_eq!(sum, rows_of(path).len(), "cycles between have an explicit 0: {found:?}");
}

#[test]
fn a_table_without_times_needs_a_day() {
    let path = "dora-devlake/project_incident_deployment_relationships.csv";
    let counted = named("deployments-with-incidents", &[("aggregate", "count")]);
    let (code, message) = refusal("csv", &[fixture(path)], &counted);
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("E603", "the file does not say when it was measured")
    );
    let given = Request {
        date: Some(date(2026, 3, 15)),
        ..counted
    };
    let imported = import("csv", &[fixture(path)], &given).expect("read");
    let rows = text_of(path).lines().filter(|line| !line.trim().is_empty()).count() - 1;
    assert_eq!(
        amounts(&imported, "deployments-with-incidents"),
        [format!("2026-03-15 {rows}")]
    );
}

#[test]
fn a_cycle_whose_rows_are_all_filtered_out_has_none_and_is_no_gap() {
    let table = of_text("day,result\n2026-03-02,ok\n2026-03-15,ok\n2026-03-16,failed\n2026-03-29,ok\n");
    let settings = [("date", "day"), ("filter.result", "failed"), ("aggregate", "count")];
    let imported = import("csv", &table, &named("errors", &settings)).expect("read");
    assert_eq!(amounts(&imported, "errors"), ["2026-03-15 0", "2026-03-29 1"]);
    assert!(
        imported.measurements.iter().all(|each| each.provisional.is_none()),
        "rows that are left out are days covered"
    );
}

#[test]
fn dialects_of_tables_are_told_apart() {
    let expected = ["2026-03-02 1234.5"];
    for table in [
        "day,value\n2026-03-02,1234.5\n",
        "sep=;\r\nday;value\r\n2026-03-02;1.234,5\r\n",
        "\"day\";\"value\"\n\"2026-03-02\";\"1 234,5\"\n",
        "day\tvalue\n2026-03-02\t\"1,234.5\"\n",
        "\u{feff}day|value\n2026-03-02|1234.5\n\n",
        "made by hand\nday,value\n\n2026-03-02,1234.5",
    ] {
        let skip = if table.starts_with("made") { "1" } else { "0" };
        let settings = [("date", "day"), ("column", "value"), ("skip", skip)];
        let imported = import("csv", &of_text(table), &named("m", &settings))
            .unwrap_or_else(|problem| panic!("{table}: {problem:?}"));
        assert_eq!(amounts(&imported, "m"), expected, "{table}");
    }
    let unclear = of_text("day;value\n2026-03-02;1.234\n");
    let settings = [("date", "day"), ("column", "value")];
    assert_eq!(refusal("csv", &unclear, &named("m", &settings)).0, "E603");
    for (mark, value) in [("comma", "1234"), ("point", "1.234")] {
        let settings = [("date", "day"), ("column", "value"), ("decimal", mark)];
        let imported = import("csv", &unclear, &named("m", &settings)).expect("read");
        assert_eq!(amounts(&imported, "m"), [format!("2026-03-02 {value}")]);
    }
}

#[test]
fn a_table_gives_a_value_for_each_day_or_month() {
    let table = of_text("day,p95 (ms),empty\n2026-03-02,120,\n2026-03-03,n/a,\n2026-03-03,,\n2026-04-01,80,\n");
    let each = |step: &str| {
        let settings = [
            ("date", "day"),
            ("column", "p95 (ms)"),
            ("each", step),
            ("aggregate", "max"),
        ];
        let imported = import("csv", &table, &named("p95-response-time", &settings)).expect("read");
        assert_eq!(
            unit_of(&imported),
            Unit::Duration(TimeUnit::Milliseconds),
            "as the header says"
        );
        amounts(&imported, "p95-response-time")
    };
    assert_eq!(each("day"), ["2026-03-02 120", "2026-03-03 no data", "2026-04-01 80"]);
    assert_eq!(each("month"), ["2026-03 120", "2026-04 80"]);
    let months = of_text("month,kg\n2026-02,12.5\n2026-03,14\n");
    let settings = [("date", "month"), ("column", "kg"), ("unit", "kg CO2e")];
    let imported = import("csv", &months, &named("carbon-score", &settings)).expect("read");
    assert_eq!(amounts(&imported, "carbon-score"), ["2026-02 12.5", "2026-03 14"]);
    assert!(
        imported.measurements.iter().all(|each| each.provisional.is_none()),
        "a month is a whole month"
    );
}

#[test]
fn shares_are_added_by_their_parts_and_workloads_are_split() {
    let table = of_text(
        "day,service,failed,all\n2026-03-02,api,1,10\n2026-03-15,api,3,90\n2026-03-15,web,0,0\n2026-03-15,batch,9,9\n2026-03-02,web,,5\n",
    );
    let settings = [
        ("date", "day"),
        ("numerator.failed", "error-rate"),
        ("denominator.all", "error-rate"),
        ("split", "service"),
        ("workload.api", "checkout-api"),
        ("workload.web", "checkout-web"),
    ];
    let imported = import("csv", &table, &with(request(), &settings)).expect("read");
    assert_eq!(
        amounts(&imported, "error-rate"),
        ["2026-03-15 checkout-api 4/100", "2026-03-15 checkout-web no data"],
        "0 of 0 is no data; what is not mapped is left out"
    );
    let codes: Vec<&str> = imported.warnings.iter().map(|warning| warning.code.id()).collect();
    assert_eq!(codes, ["W610", "W606"]);
}

#[test]
fn nothing_is_read_from_columns_that_nobody_named() {
    let table =
        of_text("day,value,mail,token\n2026-03-02,5,alice@example.org,SECRET\n2026-03-03,x,alice@example.org,SECRET\n");
    let settings = [("date", "day"), ("column", "value"), ("aggregate", "sum")];
    let problem = import("csv", &table, &named("m", &settings)).expect_err("refused");
    assert_eq!(
        (problem.message.as_str(), problem.place.as_ref().map(|place| place.line)),
        ("`value` is not a number here", Some(3))
    );
    let said = format!("{problem:?}");
    assert!(!said.contains("alice") && !said.contains("SECRET"), "{said}");
    let counted = [("date", "day"), ("column", "value"), ("aggregate", "count")];
    let imported = import("csv", &table, &named("m", &counted)).expect("read");
    assert_eq!(amounts(&imported, "m"), ["2026-03-15 2"]);
    assert_silent(&imported, &["alice", "SECRET"]);
}

#[test]
fn a_table_that_is_none_or_unclear_is_refused() {
    let settings = [("date", "day"), ("column", "value"), ("aggregate", "sum")];
    for (text, code, message) in [
        ("", "E601", "the file is empty"),
        (" \n\n", "E601", "the file is empty"),
        (
            "<html>Sign in</html>",
            "E601",
            "the file is a web page or XML, not a table",
        ),
        ("{\"a\":1}", "E601", "the file is JSON, not a table"),
        ("PK\u{3}\u{4}\0\0", "E601", "the file is not text"),
        ("day,other\n2026-03-02,5\n", "E603", "the table has no column `value`"),
        (
            "day,value,x\n2026-03-02,5,1\n2026-0",
            "E601",
            "the file ends in the middle of a row",
        ),
        (
            "day,value\n2026-03-02,1,5\n",
            "E601",
            "the row has 3 cells, and the header 2",
        ),
        (
            "day,value\nyesterday,5\n",
            "E603",
            "`day` is no moment and no day that can be read",
        ),
        (
            "day,value\n12/09/2026,5\n",
            "E603",
            "`day` is no moment and no day that can be read",
        ),
        ("day,value\n2026-03-02,1e300\n", "E603", "`value` is not a number here"),
        ("day,value\n2026-03-02,<5\n", "E603", "`value` is not a number here"),
        (
            "day,value\n2026-03-02,5 apples\n",
            "E603",
            "`value` is not a number here",
        ),
        (
            "day,value\n2026-03-02,5 ms\n2026-03-03,6\n",
            "E603",
            "`value` has a unit in some rows and none in others",
        ),
        (
            "day,value\n1960-01-01,5\n2026-03-03,6\n",
            "E603",
            "the file reaches from 1960-01-01 to 2026-03-03",
        ),
        ("day,value\n", "E603", "the file does not say when it was measured"),
    ] {
        let found = refusal("csv", &of_text(text), &named("m", &settings));
        assert_eq!((found.0.as_str(), found.1.as_str()), (code, message), "{text}");
    }
    let latin = [Input::of_bytes("table.csv", *b"day,value\n2026-03-02,\xa35\n")];
    assert_eq!(
        refusal("csv", &latin, &named("m", &settings)).1,
        "the table is not UTF-8 text"
    );
    for none in ["NaN", "", "null", "-", "n/a", "Infinity"] {
        let table = of_text(&format!("day,value\n2026-03-02,{none}\n"));
        let imported = import("csv", &table, &named("m", &settings)).expect("read");
        assert_eq!(amounts(&imported, "m"), ["2026-03-15 no data"], "{none}");
    }
    let table = of_text("day,value\n2026-03-02,5\n");
    assert_eq!(
        refusal("csv", &table, &request()).1,
        "nothing says which column is which metric"
    );
    assert_eq!(
        refusal(
            "csv",
            &table,
            &named("m", &[("column", "value"), ("aggregate", "mean")])
        )
        .1,
        "`aggregate` cannot be `mean`"
    );
    let twice = [("column.day", "m"), ("column.value", "m")];
    assert_eq!(
        refusal("csv", &table, &with(request(), &twice)).1,
        "two columns are said to be `m`"
    );
    // Days are values of their own days; of moments, nothing says what two of a cycle are.
    let moments = of_text("at,value\n2026-03-02T10:00:00Z,5\n2026-03-02T11:00:00Z,6\n");
    let found = refusal("csv", &moments, &named("m", &[("date", "at"), ("column", "value")]));
    assert_eq!(
        found.1,
        "2 samples lie in one period, and nothing says how they make one value"
    );
    assert_eq!(
        refusal("csv", &table, &with(request(), &[("numerator.value", "m")])).1,
        "the column of the numerator of `m` is named, and that of its denominator is not"
    );
    assert_eq!(
        refusal("csv", &table, &named("m", &[("column", "value"), ("covers", "March")])).1,
        "`covers` cannot be `March`"
    );
}

#[test]
fn a_quotation_mark_that_is_never_closed_does_not_fill_the_memory() {
    let mut text = "day,value\n2026-03-02,5\n2026-03-03,\"6\n".to_owned();
    for _ in 0..350_000 {
        text.push_str("2026-03-04,7\n");
    }
    let settings = [("date", "day"), ("column", "value"), ("aggregate", "sum")];
    let found = refusal("csv", &of_text(&text), &named("m", &settings));
    assert_eq!(found.1, "a row has more than 4 MiB");
}

#[test]
fn a_long_table_is_read_row_by_row() {
    let mut text = "at,ms\n".to_owned();
    let (mut sum, mut second) = (Decimal::ZERO, 1_772_409_600_u64);
    for row in 0..100_000_u64 {
        let value = row * 7919 % 1000;
        sum += Decimal::from(value);
        second += 12;
        writeln!(text, "{second},{value}").expect("memory");
    }
    let settings = [("date", "at"), ("column", "ms"), ("aggregate", "sum"), ("unit", "ms")];
    let imported = import("csv", &of_text(&text), &named("m", &settings)).expect("read");
    let found: Decimal = imported
        .measurements
        .iter()
        .map(|each| {
            if let Amount::Number(number, _) = each.amount {
                number
            } else {
                Decimal::ZERO
            }
        })
        .sum();
    assert_eq!(
        (found, imported.measurements.len()),
        (sum, 1),
        "fourteen days hold all of them"
    );
}

// ---- json ----

#[test]
fn measures_of_sonarqube_are_rows_behind_a_pointer() {
    let path = "quality-sonarqube/component-tree-measures.json";
    for metric in ["bugs", "ncloc", "code_smells"] {
        let settings = [
            ("rows", "/*/measures"),
            ("filter.metric", metric),
            ("column", "value"),
            ("aggregate", "sum"),
            ("tool", "SonarQube"),
        ];
        let asked = Request {
            date: Some(date(2026, 3, 15)),
            ..named("m", &settings)
        };
        let imported = import("json", &[fixture(path)], &asked).expect("read");
        let all: Value = serde_json::from_str(&text_of(path)).expect("JSON");
        let measures = all
            .as_array()
            .expect("files")
            .iter()
            .flat_map(|file| file["measures"].as_array().expect("measures"));
        let sum: i64 = measures
            .filter(|measure| measure["metric"] == metric)
            .map(|measure| {
                measure["value"]
                    .as_str()
                    .expect("a text")
                    .parse::<i64>()
                    .expect("a number")
            })
            .sum();
        assert_eq!(only(&imported, "m"), Decimal::from(sum), "{metric}");
        assert_eq!(imported.measurements[0].tool.name, "sonarqube");
    }
}

#[test]
fn issues_of_sonarqube_are_counted_by_kind() {
    let path = "quality-sonarqube/issues-search.json";
    let settings = [
        ("rows", "/issues"),
        ("filter.type", "VULNERABILITY"),
        ("filter.severity", "MAJOR|CRITICAL"),
        ("aggregate", "count"),
    ];
    let asked = Request {
        date: Some(date(2026, 3, 15)),
        ..named("m", &settings)
    };
    let imported = import("json", &[fixture(path)], &asked).expect("read");
    let plain: String = text_of(path).split_whitespace().collect();
    assert_eq!(
        only(&imported, "m"),
        Decimal::from(plain.matches("\"type\":\"VULNERABILITY\"").count())
    );
    let page = text_of(path).replacen("\"pageSize\": 100", "\"pageSize\": 2", 1);
    let imported = import("json", &[Input::of_bytes("p.json", page.as_bytes())], &asked).expect("read");
    assert_eq!(imported.warnings[0].code.id(), "W605", "2 of 3");
}

#[test]
fn json_is_one_value_a_list_or_a_line_each() {
    let one = of_text(r#"{"result":{"coverage":"81.25%","at":"2026-03-13T10:00:00Z"}}"#);
    let settings = [("column", "/result/coverage"), ("date", "/result/at"), ("each", "day")];
    let imported = import("json", &one, &named("unit-test-coverage", &settings)).expect("read");
    assert_eq!(amounts(&imported, "unit-test-coverage"), ["2026-03-13 81.25"]);
    assert_eq!(unit_of(&imported), Unit::Percent);
    for text in [
        r#"[{"t":1773396000,"v":1},{"t":1773399600,"v":null},{"t":1773403200,"v":"3"}]"#,
        "{\"t\":1773396000,\"v\":1}\n{\"t\":1773399600,\"v\":null}\n{\"t\":1773403200,\"v\":\"3\"}\n",
        r#"[{"t":1773396000,"v":1}][{"t":1773399600,"v":"NaN"},{"t":1773403200000,"v":3.0}]"#,
    ] {
        let settings = [("date", "t"), ("column", "v"), ("aggregate", "avg")];
        let imported = import("json", &of_text(text), &named("m", &settings)).expect("read");
        assert_eq!(amounts(&imported, "m"), ["2026-03-15 2"], "{text}");
    }
    let empty = of_text(r#"{"data":{"items":[]}}"#);
    let settings = [("rows", "/data/items"), ("aggregate", "count")];
    let imported = import(
        "json",
        &empty,
        &Request {
            metric: Some("m".to_owned()),
            ..with(on(date(2026, 3, 15)), &settings)
        },
    )
    .expect("read");
    assert_eq!(
        amounts(&imported, "m"),
        ["2026-03-15 0"],
        "an empty list is none, and not no list"
    );
}

#[test]
fn json_that_is_none_or_unclear_is_refused() {
    let settings = [("rows", "/items"), ("column", "v"), ("aggregate", "sum")];
    let asked = Request {
        date: Some(date(2026, 3, 15)),
        ..named("m", &settings)
    };
    let nested = "[".repeat(5_000);
    for (text, code, message) in [
        ("", "E601", "the file is empty"),
        ("<html>Sign in</html>", "E601", "the file is a web page, not JSON"),
        ("{\"items\":[{\"v\":", "E601", "the file ends in the middle"),
        (&nested, "E601", "the JSON is broken: recursion limit exceeded"),
        (
            "{\"a\":1}",
            "E603",
            "nothing stands at `/items`, where the rows are said to be",
        ),
        ("{\"items\":[{\"w\":1}]}", "E603", "none of 1 rows has `v`"),
        (
            "{\"items\":[{\"v\":1},{\"v\":{}}]}",
            "E603",
            "`v` is not a number here, in item 2",
        ),
        (
            "{\"items\":[{\"v\":1e300}]}",
            "E603",
            "`v` is not a number here, in item 1",
        ),
        (
            "{\"items\":[{\"v\":true}]}",
            "E603",
            "`v` is not a number here, in item 1",
        ),
    ] {
        let found = refusal("json", &of_text(text), &asked);
        assert_eq!((found.0.as_str(), found.1.as_str()), (code, message), "{text:.60}");
    }
    let unasked = refusal("json", &of_text("[{\"secret\":\"SECRET\"}]"), &request());
    assert_eq!(unasked.1, "nothing says which column is which metric");
    let canary = of_text(
        r#"{"items":[{"v":4,"author":"alice@example.org","token":"SECRET"}],"next":"https://x/?token=SECRET"}"#,
    );
    let imported = import("json", &canary, &asked).expect("read");
    assert_eq!(imported.warnings[0].code.id(), "W605");
    assert_silent(&imported, &["alice", "SECRET"]);
}

// ---- Splunk ----

#[test]
fn all_shapes_of_splunk_give_the_same_sum() {
    let numbers = || {
        text_of("metrics-splunk/results.csv")
            .lines()
            .skip(1)
            .map(|line| {
                line.split('"')
                    .nth(1)
                    .expect("a number")
                    .parse::<Decimal>()
                    .expect("a number")
            })
            .collect::<Vec<_>>()
    };
    let asked = |settings: &[(&str, &str)]| Request {
        date: Some(date(2026, 3, 15)),
        ..named("kb", settings)
    };
    for path in ["results.csv", "results4.json", "results5.json"] {
        let inputs = [fixture(&format!("metrics-splunk/{path}"))];
        let sum = import(
            "splunk",
            &inputs,
            &asked(&[("column", "sum(kb)"), ("aggregate", "sum")]),
        )
        .expect("read");
        assert_eq!(only(&sum, "kb"), numbers().iter().sum(), "{path}");
        // The only column of numbers need not be named.
        let one = import("splunk", &inputs, &asked(&[("filter.series", "twitter")])).expect("read");
        assert_eq!(only(&one, "kb"), numbers()[0], "{path}");
    }
    let rows = r#"{"preview":false,"fields":[{"name":"sum(kb)"},{"name":"series"}],"rows":[["1.5","a"],["2.5","b"]]}"#;
    let columns = r#"{"preview":false,"fields":["sum(kb)","series"],"columns":[["1.5","2.5"],["a","b"]]}"#;
    for text in [rows, columns] {
        let sum = import("splunk", &of_text(text), &asked(&[("aggregate", "sum")])).expect("read");
        assert_eq!(only(&sum, "kb"), Decimal::from(4), "{text}");
    }
}

#[test]
fn previews_of_an_export_do_not_count() {
    let path = "metrics-splunk/resultsExport.json";
    let asked = Request {
        date: Some(date(2026, 3, 15)),
        ..named("events", &[("column", "count"), ("aggregate", "sum")])
    };
    let imported = import("splunk", &[fixture(path)], &asked).expect("read");
    let text = text_of(path);
    let last = text.lines().filter(|line| line.contains("\"preview\":false"));
    let sum: i64 = last
        .map(|line| {
            line.split("\"count\":\"")
                .nth(1)
                .expect("a count")
                .trim_end_matches("\"}}")
                .parse::<i64>()
                .expect("a number")
        })
        .sum();
    assert_eq!(only(&imported, "events"), Decimal::from(sum));
    assert_eq!(sum, 102_062);
    let previews: String = text.lines().filter(|line| line.contains("\"preview\":true")).collect();
    let (code, message) = refusal("splunk", &[Input::of_bytes("x.json", previews.as_bytes())], &asked);
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("E601", "the file holds previews only: the search had not ended")
    );
}

#[test]
fn events_of_splunk_are_counted_at_their_own_time() {
    let path = "metrics-splunk/json_rows.json";
    let settings = [("aggregate", "count"), ("filter.sourcetype", "splunkd")];
    let imported = import("splunk", &[fixture(path)], &named("events", &settings)).expect("read");
    let file: Value = serde_json::from_str(text_of(path).trim()).expect("JSON");
    let fields = file["fields"].as_array().expect("fields");
    let at = fields.iter().position(|field| field == "sourcetype").expect("a field");
    let rows = file["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|row| row[at] == "splunkd")
        .count();
    // 2 November 2012 lies in the cycle that ends on the 11th.
    assert_eq!(amounts(&imported, "events"), [format!("2012-11-11 {rows}")]);
    assert!(rows > 3);
    assert_silent(&imported, &["admin", "fross", "/Users/"]);

    let path = "metrics-splunk/resultsMV.csv";
    let imported = import("splunk", &[fixture(path)], &named("lines", &[("column", "linecount")])).expect("read");
    assert_eq!(
        amounts(&imported, "lines"),
        ["2012-12-09 1"],
        "one row, whose cells hold line breaks"
    );
    assert_silent(&imported, &["dfoster"]);
}

#[test]
fn splunk_is_recognised_where_its_own_fields_show() {
    for path in ["results5.json", "resultsExport.json", "json_rows.json", "resultsMV.csv"] {
        let found = recognise(&[fixture(&format!("metrics-splunk/{path}"))]).map(Adapter::name);
        assert_eq!(found.ok(), Some("splunk"), "{path}");
    }
    // A table of sums may be anybody's: the source must be named.
    for path in ["results.csv", "results4.json"] {
        let problem = recognise(&[fixture(&format!("metrics-splunk/{path}"))])
            .map(Adapter::name)
            .expect_err("unknown");
        assert!(problem.cure.contains("`csv` and `json`"), "{path}");
    }
}

#[test]
fn splunk_refuses_failures_and_what_it_does_not_write() {
    let asked = Request {
        date: Some(date(2026, 3, 15)),
        ..named("m", &[("column", "v")])
    };
    let nested = "[".repeat(5_000);
    for (text, code) in [
        ("", "E601"),
        ("<html>Sign in</html>", "E601"),
        ("{\"preview\":false,\"results\":[{", "E601"),
        ("{\"a\":1}", "E601"),
        ("[1,2]", "E601"),
        (&nested, "E601"),
        ("{\"preview\":true,\"results\":[{\"v\":1}]}", "E601"),
        (
            "{\"messages\":[{\"type\":\"FATAL\",\"text\":\"alice@example.org may not\"}]}",
            "E602",
        ),
        ("{\"preview\":false,\"results\":[{\"w\":\"1\"}]}", "E603"),
        ("{\"preview\":false,\"results\":[{\"v\":\"1e300\"}]}", "E603"),
        ("{\"preview\":false,\"results\":[{\"v\":[\"1\",\"2\"]}]}", "E603"),
        ("preview,offset,lastrow,v\n1,0,,5\n", "E601"),
    ] {
        let found = refusal("splunk", &of_text(text), &asked);
        assert_eq!(found.0, code, "{text:.60}: {}", found.1);
        assert!(!found.1.contains("alice"));
    }
    let none = of_text("{\"preview\":false,\"results\":[{\"v\":\"NaN\"}]}");
    assert_eq!(
        amounts(&import("splunk", &none, &asked).expect("read"), "m"),
        ["2026-03-15 no data"]
    );
    let hundred: Vec<String> = (0..100).map(|_| "{\"v\":\"1\"}".to_owned()).collect();
    let page = of_text(&format!("{{\"preview\":false,\"results\":[{}]}}", hundred.join(",")));
    let summed = Request {
        date: Some(date(2026, 3, 15)),
        ..named("m", &[("column", "v"), ("aggregate", "sum")])
    };
    assert_eq!(
        import("splunk", &page, &summed).expect("read").warnings[0].code.id(),
        "W605"
    );
}

// ---- Grafana ----

#[test]
fn three_generations_of_grafana_are_read() {
    for (path, series, aggregate, expected) in [
        // 1,721,992,142.283 and 7.717 without the null between them.
        ("rows.csv", "errors", "sum", "1721992150"),
        ("rows.csv", "latency", "sum", "120.5"),
        ("columns.csv", "checkout", "avg", "99.75"),
        ("columns.csv", "search", "avg", "98"),
        ("inspect.csv", "checkout", "avg", "0.15"),
        ("inspect.csv", "search", "max", "0.5"),
        // 850 ms, 1.25 s, 90 ms.
        ("inspect-formatted.csv", "p95 checkout", "avg", "730"),
        // 1.20 K, 2.5 Mil, 600.
        ("inspect-formatted.csv", "requests", "sum", "2501800"),
    ] {
        let input = [fixture(&format!("metrics-grafana/{path}"))];
        assert_eq!(recognise(&input).expect("known").name(), "grafana", "{path}");
        let settings = [("filter.series", series), ("aggregate", aggregate)];
        let imported = import("grafana", &input, &named("m", &settings)).expect("read");
        let found = amounts(&imported, "m");
        assert_eq!(
            found.first().map(String::as_str),
            Some(format!("2026-03-15 {expected}").as_str()),
            "{path} {series}"
        );
        assert_eq!(found.len(), 1, "{found:?}");
    }
    let settings = [("filter.series", "p95 checkout"), ("aggregate", "max")];
    let imported = import(
        "grafana",
        &[fixture("metrics-grafana/inspect-formatted.csv")],
        &named("m", &settings),
    )
    .expect("read");
    assert_eq!(unit_of(&imported), Unit::Duration(TimeUnit::Milliseconds));
    assert_eq!(
        imported.measurements[0].covers,
        Some((date(2026, 3, 2), date(2026, 3, 15)))
    );
    assert_eq!(
        refusal("grafana", &[fixture("metrics-grafana/inspect.csv")], &named("m", &[])).1,
        "2 series, and nothing says how they make one value"
    );
}

#[test]
fn grafana_refuses_what_it_does_not_write() {
    for (text, code) in [
        ("", "E601"),
        ("<html>Sign in</html>", "E601"),
        ("{\"a\":1}", "E601"),
        ("name,value\na,1\n", "E601"),
        ("\"Time\",\"a\"\nnever,1\n", "E601"),
        ("\"Time\",\"a\"\n1772409600000,1,234.5\n", "E601"),
        ("\"Time\",\"a\"\n1772409600000,1e300\n", "E601"),
        ("\"Time\",\"a\"\n1772409600000,up\n", "E601"),
        ("\"Time\",\"a\",\"b\"\n1772409600000,1,2\n17724", "E601"),
    ] {
        let found = refusal("grafana", &of_text(text), &named("m", &[("filter.series", "a")]));
        assert_eq!(found.0, code, "{text:.60}: {}", found.1);
    }
    for none in ["NaN", "", "null", "undefined"] {
        let table = of_text(&format!("\"Time\",\"a\"\n1772409600000,{none}\n"));
        let imported = import("grafana", &table, &named("m", &[])).expect("read");
        assert_eq!(amounts(&imported, "m"), ["2026-03-15 no data"], "{none}");
    }
    // A table that only begins with a column called Time is nobody's in particular.
    assert!(recognise(&of_text("Time,Temperature\nmorning,12\n")).is_err());
}

#[test]
fn a_filter_that_names_nothing_in_the_file_makes_no_zero() {
    let request = |settings: &[(&str, &str)]| Request {
        metric: Some("errors".to_owned()),
        ..with(request(), settings)
    };
    let csv = || [Input::of_bytes("a.csv", *b"Tag,s,e\n2026-04-06,a,1\n2026-04-07,b,1\n")];
    let json = || {
        [Input::of_bytes(
            "a.json",
            *br#"[{"Tag":"2026-04-06","s":"a","e":1},{"Tag":"2026-04-07","s":"b","e":1}]"#,
        )]
    };
    for settings in [
        &[("date", "Tag"), ("filter.s", "zzz"), ("aggregate", "count")][..],
        &[("date", "Tag"), ("filter.s", "zzz|yyy"), ("aggregate", "count")],
        &[
            ("date", "Tag"),
            ("filter.s", "zzz"),
            ("column", "e"),
            ("aggregate", "sum"),
        ],
        &[
            ("date", "Tag"),
            ("filter.s", "zzz"),
            ("filter.e", "1"),
            ("aggregate", "count"),
        ],
    ] {
        for (source, inputs) in [("csv", csv()), ("json", json())] {
            let problem = import(source, &inputs, &request(settings)).expect_err("refused");
            assert_eq!(problem.code.id(), "E603", "{source} {settings:?}");
            assert!(problem.message.starts_with("`filter.s=zzz"), "{}", problem.message);
            assert!(
                problem.message.ends_with("matches nothing in the file"),
                "{}",
                problem.message
            );
            assert!(problem.cure.starts_with("known are `a`, `b`"), "{}", problem.cure);
            assert!(
                problem.cure.ends_with("name what is left out: `--set filter.s=!OTHER`"),
                "{}",
                problem.cure
            );
        }
    }
    // An alternative that nothing fits is told, and what each names without the other is a zero.
    let imported = import(
        "csv",
        &csv(),
        &request(&[("date", "Tag"), ("filter.s", "a|zzz"), ("aggregate", "count")]),
    );
    let imported = imported.expect("read");
    assert_eq!(
        imported.warnings[0].message,
        "`filter.s=zzz` matches nothing in the file"
    );
    assert_eq!(amounts(&imported, "errors"), ["2026-04-12 1"]);
    for settings in [
        &[
            ("date", "Tag"),
            ("filter.s", "a"),
            ("filter.Tag", "2026-04-07"),
            ("aggregate", "count"),
        ][..],
        &[("date", "Tag"), ("filter.s", "!a|b"), ("aggregate", "count")],
    ] {
        let imported = import("csv", &csv(), &request(settings)).expect("read");
        assert_eq!(amounts(&imported, "errors"), ["2026-04-12 0"], "{settings:?}");
        assert_eq!(imported.warnings, []);
    }
}

#[test]
fn a_table_of_months_says_no_moment_and_one_of_days_the_newest() {
    let settings = [("date", "m"), ("column.c", "errors")];
    for (text, wanted) in [
        ("m,c\n2026-06,100\n2026-07,50\n2026-08,20\n", None),
        ("m,c\n2026-08-03,100\n2026-08-04,50\n", Some("2026-08-04T00:00:00Z")),
    ] {
        let imported = import("csv", &of_text(text), &with(request(), &settings)).expect("read");
        for one in &imported.measurements {
            assert_eq!(one.measured_at.map(|at| at.to_string()).as_deref(), wanted, "{text}");
        }
    }
}
