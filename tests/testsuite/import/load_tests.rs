//! Load tests and pages: JMeter, Locust, Taurus, k6, Gatling, Lighthouse.

use super::{amounts, assert_silent, fixture, import, on, only, recognised, refusal, request, table, text_of, with};
use jiff::civil::date;
use rust_decimal::Decimal;
use scorpfolio::import::{Amount, Imported, Input, Request};
use scorpfolio::model::unit::{TimeUnit, Unit};

fn day() -> Request {
    on(date(2026, 3, 13))
}

fn file(name: &str, text: &str) -> Input {
    Input::of_bytes(name, text.as_bytes())
}

/// p50, p95, p99 in milliseconds, and failures, as they were imported.
fn four(imported: &Imported) -> [String; 4] {
    let times = ["p50-response-time", "p95-response-time", "p99-response-time"];
    for value in imported
        .measurements
        .iter()
        .filter(|value| value.metric != "error-rate")
    {
        assert!(matches!(
            &value.amount,
            Amount::Number(_, Unit::Duration(TimeUnit::Milliseconds)) | Amount::NoData
        ));
    }
    let words = |metric: &str| {
        let found = amounts(imported, metric);
        assert!(found.len() < 2, "{metric}: {found:?}");
        found
            .first()
            .map_or_else(String::new, |text| text.split_once(' ').expect("a day").1.to_owned())
    };
    [words(times[0]), words(times[1]), words(times[2]), words("error-rate")]
}

/// The smallest of sorted times within which a share of all was answered, by trying all.
fn nearest_rank(times: &[u64], percent: usize) -> String {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let enough = |time: u64| sorted.iter().filter(|each| **each <= time).count() * 100 >= percent * sorted.len();
    sorted.iter().find(|time| enough(**time)).expect("some").to_string()
}

#[test]
fn every_fixture_of_load_tests_is_recognised() {
    for (path, source) in [
        ("perf-jmeter/jtl.csv", "jmeter"),
        ("perf-jmeter/jtl-basic.csv", "jmeter"),
        ("perf-jmeter/jtl-formatted-time.csv", "jmeter"),
        ("perf-jmeter/jtl-headerless.jtl", "jmeter"),
        ("perf-jmeter/jtl-multiline.csv", "jmeter"),
        ("perf-jmeter/jtl.xml", "jmeter"),
        ("perf-jmeter/jtl-nested.xml", "jmeter"),
        ("perf-jmeter/statistics.json", "jmeter"),
        ("perf-jmeter/locust-stats.csv", "jmeter"),
        ("perf-jmeter/taurus-aggregate.xml", "jmeter"),
        ("perf-k6/handle-summary.json", "k6"),
        ("perf-k6/summary-export.json", "k6"),
        ("perf-k6/machine-readable.json", "k6"),
        ("perf-gatling/global_stats.json", "gatling"),
        ("perf-gatling/stats.js", "gatling"),
        ("perf-lighthouse/lhr-6-4-1.trimmed.json", "lighthouse"),
        ("perf-lighthouse/lhr-9-3-0.trimmed.json", "lighthouse"),
        ("perf-lighthouse/lhr-13-4-1.trimmed.json", "lighthouse"),
    ] {
        assert_eq!(recognised(path), source, "{path}");
    }
}

#[test]
fn what_sources_give_is_what_they_announce() {
    for path in [
        "cost-focus/focus-1.0-sample.head40.csv",
        "cost-aws-cur/cur-legacy.csv",
        "cost-azure/ea-actual.csv",
        "cost-aws-cost-explorer/daily-estimated.json",
        "cost-infracost/diff.json",
        "test-junit/pytest-fail.xml",
        "coverage/cobertura-2.1.1.xml",
        "coverage/jacoco-0.8.3.xml",
        "coverage/lcov-sample.info",
        "perf-jmeter/jtl.csv",
        "perf-k6/handle-summary.json",
        "perf-gatling/global_stats.json",
        "perf-lighthouse/lhr-9-3-0.trimmed.json",
    ] {
        let inputs = [fixture(path)];
        let adapter = scorpfolio::import::recognise(&inputs).expect("recognised");
        let is_cost = adapter.gives().contains(&"cloud-cost");
        let request = if is_cost { request() } else { day() };
        let imported = adapter.read(&inputs, &request).expect("imported");
        let announced =
            |metric: &str| adapter.gives().contains(&metric) || adapter.extras().iter().any(|extra| extra.id == metric);
        assert!(
            !imported.measurements.is_empty() && imported.measurements.iter().all(|value| announced(&value.metric)),
            "{path}"
        );
        for metric in adapter.gives() {
            assert!(
                imported.measurements.iter().any(|value| value.metric == *metric),
                "{path}: {metric}"
            );
        }
    }
}

#[test]
fn samples_with_a_header_give_percentiles_of_requests_and_not_of_their_transactions() {
    let path = "perf-jmeter/jtl.csv";
    let rows = table(path);
    let is_transaction = |row: &&std::collections::BTreeMap<String, String>| row["URL"] == "null";
    let times: Vec<u64> = rows
        .iter()
        .filter(|row| !is_transaction(row))
        .map(|row| row["elapsed"].parse().expect("a number"))
        .collect();
    let transactions: Vec<u64> = rows
        .iter()
        .filter(is_transaction)
        .map(|row| row["elapsed"].parse().expect("a number"))
        .collect();
    assert_eq!((times.len(), transactions.len()), (210, 103));
    let imported = import("jmeter", &[fixture(path)], &request()).expect("imported");
    let ranks = |times: &[u64]| [50, 95, 99].map(|percent| nearest_rank(times, percent));
    let [p50, p95, p99] = ranks(&times);
    assert_eq!(four(&imported), [p50, p95, p99, "0/210".to_owned()]);
    assert!(rows.iter().all(|row| row["success"] == "true"));
    assert_eq!(
        imported.warnings[0].message,
        "rows of transaction controllers left out, since their requests are counted: 103"
    );
    assert_eq!(imported.measurements[0].period.last_day(), date(2019, 1, 16));
    let newest: i64 = rows
        .iter()
        .map(|row| row["timeStamp"].parse().expect("a number"))
        .max()
        .expect("rows");
    assert_eq!(
        imported.measurements[0]
            .measured_at
            .map(jiff::Timestamp::as_millisecond),
        Some(newest)
    );
    let settings = [("transactions", "only")];
    let imported = import("jmeter", &[fixture(path)], &with(request(), &settings)).expect("imported");
    let [p50, p95, p99] = ranks(&transactions);
    assert_eq!(four(&imported), [p50, p95, p99, "0/103".to_owned()]);
    assert!(
        import(
            "jmeter",
            &[fixture(path)],
            &with(request(), &[("transactions", "leave-out")])
        )
        .expect("imported")
        .warnings
        .is_empty()
    );
    assert_silent(&imported, &["foo.com", "Thread Group", "ubikloadpack"]);
}

#[test]
fn samples_come_with_and_without_header_and_with_any_kind_of_time() {
    for (name, wanted, at) in [
        (
            "jtl-basic.csv",
            ["2204", "2204", "2204", "0/3"],
            "2014-02-24T07:42:21.258Z",
        ),
        (
            "jtl-formatted-time.csv",
            ["1300", "2000", "2000", "1/3"],
            "2014-02-24T07:42:21.258Z",
        ),
        (
            "jtl-headerless.jtl",
            ["1425", "2204", "2204", "0/3"],
            "2014-02-24T07:42:23.132Z",
        ),
        (
            "jtl-multiline.csv",
            ["118", "1898", "1898", "1/2"],
            "2017-04-15T12:41:52.271Z",
        ),
        ("jtl.xml", ["501", "15902", "15902", "0/8"], "2011-02-04T19:16:09.096Z"),
    ] {
        let path = format!("perf-jmeter/{name}");
        let imported = import("jmeter", &[fixture(&path)], &request()).expect("imported");
        assert_eq!(four(&imported), wanted.map(str::to_owned), "{name}");
        assert_eq!(
            imported.measurements[0].measured_at.map(|at| at.to_string()).as_deref(),
            Some(at),
            "{name}"
        );
        assert!(imported.warnings.is_empty(), "{name}");
    }
    // The XML's times by hand.
    let text = text_of("perf-jmeter/jtl.xml");
    let times: Vec<u64> = text
        .split(" t=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next()?.parse().ok())
        .collect();
    assert_eq!([50, 95].map(|percent| nearest_rank(&times, percent)), ["501", "15902"]);
}

#[test]
fn a_request_within_a_request_is_a_part_of_it_and_one_within_a_transaction_its_own() {
    // Basket 300 with two parts, Pay 600 which failed, Search 450 whose requests were not kept, Home 100.
    let imported = import("jmeter", &[fixture("perf-jmeter/jtl-nested.xml")], &request()).expect("imported");
    assert_eq!(four(&imported), ["300", "600", "600", "1/4"].map(str::to_owned));
    assert_eq!(imported.warnings.len(), 1, "Checkout repeats Basket and Pay");
}

#[test]
fn machines_that_load_together_give_one_run() {
    let one = "timeStamp,elapsed,label,success\n1767780000000,10,a,true\n1767780000000,30,a,false\n";
    let two = "timeStamp,elapsed,label,success\n1767780000000,20,a,true\n";
    let imported = import("jmeter", &[file("b.csv", one), file("a.csv", two)], &request()).expect("imported");
    assert_eq!(four(&imported), ["20", "30", "30", "1/3"].map(str::to_owned));
    assert_eq!(imported.measurements[0].file, "a.csv and 1 more");
    assert_eq!(
        imported.measurements[0].note, None,
        "it is one run, and no median of two"
    );
    let only_transactions = "timeStamp,elapsed,label,responseMessage,success\n1767780000000,70,a,\"Number of samples in transaction : 2, number of failing samples : 0\",true\n";
    let imported = import("jmeter", &[file("a.csv", only_transactions)], &request()).expect("imported");
    assert_eq!(
        four(&imported),
        ["70", "70", "70", "0/1"].map(str::to_owned),
        "they are all there is"
    );
}

#[test]
fn statistics_of_the_report_are_its_totals() {
    let path = "perf-jmeter/statistics.json";
    let total = &serde_json::from_str::<serde_json::Value>(&text_of(path)).expect("JSON")["Total"];
    let imported = import("jmeter", &[fixture(path)], &day()).expect("imported");
    let of = |name: &str| {
        total[name]
            .to_string()
            .parse::<Decimal>()
            .expect("a number")
            .normalize()
            .to_string()
    };
    let share = format!("{}/{}", of("errorCount"), of("sampleCount"));
    assert_eq!(
        four(&imported),
        [of("medianResTime"), of("pct2ResTime"), of("pct3ResTime"), share]
    );
    assert_eq!(
        refusal("jmeter", &[fixture(path)], &request()).0,
        "E603",
        "it says no time"
    );
    // A report whose percentiles are others.
    let imported = import(
        "jmeter",
        &[fixture(path)],
        &with(day(), &[("percentiles", "95,97.5,99.9")]),
    )
    .expect("imported");
    assert_eq!(four(&imported)[1..3], [of("pct1ResTime"), String::new()]);
    assert_eq!(
        refusal("jmeter", &[fixture(path)], &with(day(), &[("percentiles", "a")])).0,
        "E603"
    );
}

#[test]
fn locust_and_taurus_give_the_row_of_all_requests() {
    let path = "perf-jmeter/locust-stats.csv";
    let rows = table(path);
    let all = rows.iter().find(|row| row["Name"] == "Aggregated").expect("a row");
    let imported = import("jmeter", &[fixture(path)], &day()).expect("imported");
    let share = format!("{}/{}", all["Failure Count"], all["Request Count"]);
    assert_eq!(
        four(&imported),
        [all["50%"].clone(), all["95%"].clone(), all["99%"].clone(), share]
    );
    assert_eq!(
        (four(&imported)[3].as_str(), imported.measurements[0].tool.name.as_str()),
        ("10000/71464", "locust")
    );
    let path = "perf-jmeter/taurus-aggregate.xml";
    let text = text_of(path);
    let first = text.split("</Group>").next().expect("a group");
    assert!(
        first.contains("label=\"\"")
            && first.contains("value=\"0.13500\" param=\"95.0\"")
            && first.contains("<succ value=\"542\">")
    );
    let imported = import("jmeter", &[fixture(path)], &day()).expect("imported");
    assert_eq!(four(&imported), ["75", "135", "1687", "0/542"].map(str::to_owned));
    assert_eq!(imported.measurements[0].tool.name, "taurus");
}

#[test]
fn k6_s_passes_of_failures_are_failures() {
    let path = "perf-k6/handle-summary.json";
    let metrics = &serde_json::from_str::<serde_json::Value>(&text_of(path)).expect("JSON")["metrics"];
    let imported = import("k6", &[fixture(path)], &day()).expect("imported");
    let of = |name: &str| metrics["http_req_duration"]["values"][name].to_string();
    let share = format!(
        "{}/{}",
        metrics["http_req_failed"]["values"]["passes"], metrics["http_reqs"]["values"]["count"]
    );
    assert_eq!(share, "349/878");
    let found = four(&imported);
    assert_eq!(found[3], share);
    for (index, name) in [(0, "med"), (1, "p(95)"), (2, "p(99)")] {
        assert_eq!(found[index].parse::<f64>().ok(), of(name).parse::<f64>().ok(), "{name}");
    }
    let rate: f64 = metrics["http_req_failed"]["values"]["rate"].as_f64().expect("a number");
    assert!((rate - 349.0 / 878.0).abs() < 1e-12, "the file's own rate");
}

#[test]
fn k6_writes_summaries_in_three_shapes() {
    let imported = import("k6", &[fixture("perf-k6/summary-export.json")], &day()).expect("imported");
    assert_eq!(
        four(&imported),
        ["33.25", "101.75", "", "12/1200"].map(str::to_owned),
        "p(99) was not asked for"
    );
    let imported = import("k6", &[fixture("perf-k6/machine-readable.json")], &request()).expect("imported");
    assert_eq!(four(&imported), ["44.5", "120.25", "310.5", "2/500"].map(str::to_owned));
    let measured = &imported.measurements[0];
    assert_eq!(
        (measured.period.last_day(), measured.tool.version.as_deref()),
        (date(2026, 3, 12), Some("1.4.2"))
    );
}

#[test]
fn k6_without_http_needs_to_be_told_what_is_timed() {
    let grpc =
        r#"{"metrics":{"iterations":{"values":{"count":5}},"grpc_req_duration":{"values":{"med":3.5,"p(95)":7}}}}"#;
    let imported = import("k6", &[file("k.json", grpc)], &day()).expect("imported");
    assert_eq!(
        four(&imported),
        ["3.5", "7", "", ""].map(str::to_owned),
        "no rate of failures is not zero"
    );
    let own = r#"{"metrics":{"iterations":{"values":{"count":5}},"login":{"values":{"med":3.5,"p(95)":7}},"broken":{"values":{"rate":0.25}}}}"#;
    assert_eq!(refusal("k6", &[file("k.json", own)], &day()).0, "E603");
    let settings = [("trend", "login"), ("failed", "broken")];
    let imported = import("k6", &[file("k.json", own)], &with(day(), &settings)).expect("imported");
    assert_eq!(four(&imported), ["3.5", "7", "", "0.25"].map(str::to_owned));
    let idle = r#"{"metrics":{"iterations":{"values":{"count":0}},"http_reqs":{"values":{"count":0}},"http_req_duration":{"values":{"med":0,"p(95)":0}}}}"#;
    let imported = import("k6", &[file("k.json", idle)], &day()).expect("imported");
    assert_eq!(
        four(&imported),
        ["no data", "no data", "", "no data"].map(str::to_owned)
    );
    assert_eq!(imported.warnings[0].code.id(), "W606");
}

#[test]
fn gatling_gives_the_numbers_of_all_requests() {
    let imported = import("gatling", &[fixture("perf-gatling/global_stats.json")], &day()).expect("imported");
    assert_eq!(four(&imported), ["434", "2941", "3952", "295/8051"].map(str::to_owned));
    let stats: serde_json::Value = serde_json::from_str(&text_of("perf-gatling/global_stats.json")).expect("JSON");
    assert_eq!(
        (
            stats["percentiles3"]["total"].as_u64(),
            stats["group4"]["count"].as_u64()
        ),
        (Some(2941), Some(295))
    );
    let imported = import("gatling", &[fixture("perf-gatling/stats.js")], &day()).expect("imported");
    assert_eq!(four(&imported), ["101", "359", "858", "0/240"].map(str::to_owned));
    let settings = [("percentiles", "25,50,75,95")];
    let imported = import(
        "gatling",
        &[fixture("perf-gatling/global_stats.json")],
        &with(day(), &settings),
    )
    .expect("imported");
    assert_eq!(four(&imported), ["900", "3952", "", "295/8051"].map(str::to_owned));
    let idle = r#"{"name":"All Requests","numberOfRequests":{"total":0,"ok":0,"ko":0},"percentiles1":{"total":0},"percentiles3":{"total":0}}"#;
    let imported = import("gatling", &[file("g.json", idle)], &day()).expect("imported");
    assert_eq!(four(&imported)[..2], ["no data".to_owned(), "no data".to_owned()]);
    let old = text_of("perf-gatling/stats.js").replace("All Requests", "Home");
    assert_eq!(
        refusal("gatling", &[file("stats.js", &old)], &day()).1,
        "the file does not begin with the numbers of all requests"
    );
}

#[test]
fn several_runs_of_a_day_give_their_median_and_all_their_failures() {
    let run = |p95: u32, failed: u32| {
        file(
            &format!("k6-{p95}.json"),
            &format!(
                r#"{{"metrics":{{"iterations":{{}},"http_req_duration":{{"values":{{"med":{},"p(95)":{p95}}}}},"http_req_failed":{{"values":{{"passes":{failed},"fails":{}}}}}}}}}"#,
                p95 / 2,
                100 - failed
            ),
        )
    };
    let imported = import("k6", &[run(300, 1), run(100, 2), run(140, 0)], &day()).expect("imported");
    assert_eq!(four(&imported), ["70", "140", "", "3/300"].map(str::to_owned));
    assert_eq!(imported.measurements[0].note.as_deref(), Some("median of 3 runs"));
    assert_eq!(imported.measurements[0].file, "k6-100.json and 2 more");
}

#[test]
fn lighthouse_gives_the_largest_paint_of_one_page() {
    for (name, milliseconds, at, version) in [
        ("lhr-6-4-1.trimmed.json", "6020.48", date(2020, 10, 18), "6.4.1"),
        ("lhr-9-3-0.trimmed.json", "8206.254", date(2022, 1, 31), "9.3.0"),
        ("lhr-13-4-1.trimmed.json", "10884.681", date(2026, 4, 23), "13.4.1"),
    ] {
        let path = format!("perf-lighthouse/{name}");
        let result: serde_json::Value = serde_json::from_str(&text_of(&path)).expect("JSON");
        assert_eq!(
            result["audits"]["largest-contentful-paint"]["numericValue"].to_string(),
            milliseconds,
            "{name}"
        );
        let imported = import("lighthouse", &[fixture(&path)], &request()).expect("imported");
        let load = &imported.measurements[0];
        let amount = Amount::Number(
            milliseconds.parse().expect("a number"),
            Unit::Duration(TimeUnit::Milliseconds),
        );
        assert_eq!(
            (load.metric.as_str(), &load.amount),
            ("page-load-time", &amount),
            "{name}"
        );
        assert_eq!(
            (load.period.last_day(), load.tool.version.as_deref()),
            (at, Some(version))
        );
        assert!(
            load.note
                .as_deref()
                .is_some_and(|note| note.starts_with("audit largest-contentful-paint"))
        );
        let score = result["categories"]["performance"]["score"].to_string();
        assert_eq!(only(&imported, "lighthouse-performance").to_string(), score, "{name}");
        assert_silent(&imported, &["coursehero", "localhost"]);
    }
}

fn lighthouse(page: &str, paint: &str, more: &str) -> Input {
    let text = format!(
        r#"{{"lighthouseVersion":"12.0.0","requestedUrl":"https://example.com/{page}","fetchTime":"2026-03-13T10:0{}:00Z","audits":{{"largest-contentful-paint":{{"numericValue":{paint}}}}},"configSettings":{{"formFactor":"mobile"}},"categories":{{}}{more}}}"#,
        paint.len()
    );
    file(&format!("lh-{paint}.json"), &text)
}

#[test]
fn of_several_loads_of_a_page_the_median_counts() {
    let loads = [
        lighthouse("a", "2500", ""),
        lighthouse("a", "900", ""),
        lighthouse("a", "1800", ""),
    ];
    let imported = import("lighthouse", &loads, &request()).expect("imported");
    assert_eq!(amounts(&imported, "page-load-time"), ["2026-03-13 1800"]);
    let note = "audit largest-contentful-paint in the laboratory, mobile, median of 3 runs";
    assert_eq!(imported.measurements[0].note.as_deref(), Some(note));
    let pages = [lighthouse("a?token=canary", "2500", ""), lighthouse("b", "900", "")];
    let (code, message) = refusal("lighthouse", &pages, &request());
    assert!(code == "E603" && !message.contains("canary"), "{message}");
}

#[test]
fn a_page_that_did_not_load_is_no_zero() {
    let failed = lighthouse("a", "0", r#","runtimeError":{"code":"NO_FCP","message":"canary"}"#);
    let (code, message) = refusal("lighthouse", &[failed], &request());
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("E602", "Lighthouse could not load the page: NO_FCP")
    );
    let fine = lighthouse("a", "700", r#","runtimeError":{"code":"NO_ERROR","message":""}"#);
    assert_eq!(
        only(
            &import("lighthouse", &[fine], &request()).expect("imported"),
            "page-load-time"
        ),
        700.into()
    );
    let blank = lighthouse("a", "null", "");
    let imported = import("lighthouse", &[blank], &request()).expect("imported");
    assert_eq!(amounts(&imported, "page-load-time"), ["2026-03-13 no data"]);
    assert_eq!(imported.warnings[0].code.id(), "W606");
}

#[test]
fn files_that_are_no_results_are_refused() {
    let html = "<!DOCTYPE html><html><body>Sign in, jane@canary.example</body></html>";
    let nested = "[".repeat(100_000);
    for source in ["jmeter", "k6", "gatling", "lighthouse"] {
        for (text, what) in [
            ("", "empty"),
            (html, "HTML"),
            ("a,b\n1,2\n", "another table"),
            ("{}", "no keys"),
            (nested.as_str(), "nested"),
            ("<a>", "other XML"),
        ] {
            let (code, message) = refusal(source, &[file("x", text)], &day());
            assert_eq!(code, "E601", "{source}, {what}: {message}");
            assert!(!message.contains("canary"), "{source}, {what}: {message}");
        }
    }
    for (source, path) in [
        ("k6", "perf-lighthouse/lhr-9-3-0.trimmed.json"),
        ("gatling", "perf-k6/handle-summary.json"),
        ("lighthouse", "perf-gatling/global_stats.json"),
        ("jmeter", "perf-gatling/stats.js"),
    ] {
        assert_eq!(refusal(source, &[fixture(path)], &day()).0, "E601", "{source}");
    }
}

#[test]
fn results_that_were_cut_off_are_refused() {
    for (source, path) in [
        ("jmeter", "perf-jmeter/jtl.csv"),
        ("jmeter", "perf-jmeter/jtl.xml"),
        ("jmeter", "perf-jmeter/statistics.json"),
        ("jmeter", "perf-jmeter/locust-stats.csv"),
        ("jmeter", "perf-jmeter/taurus-aggregate.xml"),
        ("k6", "perf-k6/handle-summary.json"),
        ("gatling", "perf-gatling/global_stats.json"),
        ("gatling", "perf-gatling/stats.js"),
        ("lighthouse", "perf-lighthouse/lhr-6-4-1.trimmed.json"),
    ] {
        let text = text_of(path);
        let place = text.len() * 2 / 5;
        let cut = (0..place)
            .rev()
            .find(|at| text.is_char_boundary(*at) && !text[..*at].ends_with('\n'))
            .expect("a place");
        assert_eq!(refusal(source, &[file("x", &text[..cut])], &day()).0, "E601", "{path}");
    }
}

#[test]
fn numbers_that_are_no_times_are_refused_and_rows_are_not_quoted() {
    for (elapsed, success) in [
        ("NaN", "true"),
        ("-5", "true"),
        ("1e9", "true"),
        ("99999999999999999999999", "true"),
        ("10", "canary"),
        ("", "true"),
    ] {
        let text = format!(
            "timeStamp,elapsed,label,success\n1767780000000,10,canary,true\n1767780000000,{elapsed},canary,{success}\n"
        );
        let problem = import("jmeter", &[file("x", &text)], &day()).expect_err("refused");
        assert_eq!(
            (problem.code.id(), problem.place.as_ref().map(|place| place.line)),
            ("E601", Some(3)),
            "{elapsed}"
        );
        assert!(!format!("{problem:?}").contains("canary"));
    }
    let wrong = r#"{"name":"All Requests","numberOfRequests":{"total":10,"ok":5,"ko":11},"percentiles1":{"total":1}}"#;
    assert_eq!(
        refusal("gatling", &[file("x", wrong)], &day()).1,
        "a time, a count or a share is out of bounds"
    );
    let wrong = r#"{"metrics":{"http_req_duration":{"values":{"med":-1}},"http_req_failed":{"values":{"rate":7}}}}"#;
    assert_eq!(refusal("k6", &[file("x", wrong)], &day()).0, "E601");
    let none = r#"{"metrics":{"http_req_duration":{"values":{"avg":1}}}}"#;
    assert_eq!(
        refusal("k6", &[file("x", none)], &day()).1,
        "the file has no times of requests and no failures"
    );
    let wrong = r#"<testResults><httpSample t="x" s="true"/></testResults>"#;
    assert_eq!(refusal("jmeter", &[file("x", wrong)], &day()).0, "E601");
}
