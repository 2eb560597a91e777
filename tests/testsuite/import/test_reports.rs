//! Test reports: JUnit, Cobertura, lcov, JaCoCo.

use super::{amounts, assert_silent, fixture, import, on, only, recognised, refusal, request, text_of};
use jiff::civil::date;
use rust_decimal::Decimal;
use scorpfolio::import::{Amount, Input, Request};
use std::collections::{BTreeMap, BTreeSet};

fn day() -> Request {
    on(date(2026, 3, 13))
}

fn xml(text: &str) -> Input {
    Input::of_bytes("report.xml", text.as_bytes())
}

/// The text between `after` and the next quotation mark, everywhere.
fn after<'t>(text: &'t str, after: &str) -> Vec<&'t str> {
    text.split(after)
        .skip(1)
        .filter_map(|rest| rest.split(['"', '\'']).next())
        .collect()
}

#[test]
fn every_fixture_of_tests_is_recognised() {
    for name in [
        "pytest-fail",
        "pytest-large",
        "pytest-corrupt",
        "scalatest",
        "mocha",
        "gtest-disabled",
        "nested-suites",
        "root-testsuite",
        "multi-result-case",
        "minimal-attributes",
        "no-cases-but-tests",
        "surefire-pulsar",
        "junit4-complete",
        "jest",
        "phpunit",
        "swift",
    ] {
        assert_eq!(recognised(&format!("test-junit/{name}.xml")), "junit", "{name}");
    }
    assert_eq!(recognised("test-junit/empty.xml"), "the file is empty");
    for (name, source) in [
        ("cobertura-2.1.1.xml", "cobertura"),
        ("cobertura-coverlet.xml", "cobertura"),
        ("cobertura-cpp.xml", "cobertura"),
        ("lcov-csharp.info", "lcov"),
        ("lcov-sample.info", "lcov"),
        ("jacoco-0.8.3.xml", "jacoco"),
    ] {
        assert_eq!(recognised(&format!("coverage/{name}")), source, "{name}");
    }
}

/// Passed, failed and skipped tests of reports in which every test has at most one result: counted as text. The one
/// comment that holds an element is taken out first.
fn counted(text: &str) -> (usize, usize, usize) {
    let mut plain = String::new();
    for part in text.split("<!--") {
        plain += part.split_once("-->").map_or(part, |(_, rest)| rest);
    }
    let tests = plain.matches("<testcase ").count();
    let failed = plain.matches("<failure").count() + plain.matches("<error").count();
    let skipped = plain.matches("<skipped").count() + plain.matches("status='disabled'").count();
    (tests - failed - skipped, failed, skipped)
}

#[test]
fn tests_are_counted_one_by_one() {
    for (name, passed, failed, skipped) in [
        ("pytest-fail", 3, 1, 1),
        ("pytest-large", 80, 0, 17),
        ("scalatest", 5, 0, 0),
        ("mocha", 109, 0, 0),
        ("gtest-disabled", 6, 20, 5),
        ("nested-suites", 5, 0, 0),
        ("root-testsuite", 5, 0, 0),
        ("minimal-attributes", 1, 2, 1),
        ("surefire-pulsar", 793, 1, 14),
        ("junit4-complete", 5, 2, 1),
        ("jest", 1, 4, 1),
        ("phpunit", 10, 2, 0),
        ("swift", 2, 1, 0),
    ] {
        let path = format!("test-junit/{name}.xml");
        assert_eq!(counted(&text_of(&path)), (passed, failed, skipped), "{name}: by hand");
        let imported = import("junit", &[fixture(&path)], &day()).expect("imported");
        let share = format!("2026-03-13 {passed}/{}", passed + failed);
        assert_eq!(amounts(&imported, "test-pass-rate"), [share], "{name}");
        assert_eq!(only(&imported, "automated-tests"), (passed + failed).into(), "{name}");
        assert_eq!(only(&imported, "skipped-tests"), skipped.into(), "{name}");
        assert!(imported.warnings.is_empty(), "{name}");
    }
}

#[test]
fn of_several_results_of_a_test_the_worst_counts() {
    // Its four tests: an error and a failure, a failure, a skip, nothing; the first two are skipped as well.
    let imported = import("junit", &[fixture("test-junit/multi-result-case.xml")], &day()).expect("imported");
    assert_eq!(amounts(&imported, "test-pass-rate"), ["2026-03-13 1/3"]);
    assert_eq!(only(&imported, "skipped-tests"), 1.into());
}

#[test]
fn the_duration_is_the_sum_of_the_tests_own_times() {
    for (name, seconds) in [
        ("mocha", "0.266"),
        ("pytest-fail", "21.908"),
        ("pytest-large", "203.847"),
        ("surefire-pulsar", "2126.531"),
    ] {
        let path = format!("test-junit/{name}.xml");
        let text = text_of(&path);
        let tags = text
            .split("<testcase ")
            .skip(1)
            .filter_map(|case| case.split('>').next());
        let times = tags.filter_map(|tag| {
            tag.split(" time=\"")
                .nth(1)
                .or_else(|| tag.strip_prefix("time=\""))?
                .split('"')
                .next()
        });
        let sum: Decimal = times.map(|time| time.parse::<Decimal>().expect("seconds")).sum();
        assert_eq!(sum.normalize().to_string(), seconds, "{name}: by hand");
        let imported = import("junit", &[fixture(&path)], &day()).expect("imported");
        assert_eq!(
            only(&imported, "test-duration").normalize().to_string(),
            seconds,
            "{name}"
        );
    }
    let imported = import(
        "junit",
        &[xml(
            "<testsuite><testcase time='1,234.5'/><testcase time='0.5'/></testsuite>",
        )],
        &day(),
    )
    .expect("imported");
    assert_eq!(only(&imported, "test-duration"), 1235.into());
    let imported = import("junit", &[xml("<testsuite><testcase/></testsuite>")], &day()).expect("imported");
    assert!(amounts(&imported, "test-duration").is_empty(), "no time is not zero");
}

#[test]
fn the_day_is_the_newest_suites_own() {
    let imported = import("junit", &[fixture("test-junit/mocha.xml")], &request()).expect("imported");
    assert_eq!(amounts(&imported, "test-pass-rate"), ["2022-12-03 109/109"]);
    assert_eq!(
        imported.measurements[0].measured_at.map(|at| at.to_string()).as_deref(),
        Some("2022-12-03T23:10:07Z")
    );
    assert_eq!(
        refusal("junit", &[fixture("test-junit/swift.xml")], &request()).0,
        "E603",
        "it says no time"
    );
}

#[test]
fn reports_of_one_run_are_added() {
    let files = [
        fixture("test-junit/swift.xml"),
        fixture("test-junit/phpunit.xml"),
        fixture("test-junit/jest.xml"),
    ];
    let imported = import("junit", &files, &day()).expect("imported");
    assert_eq!(amounts(&imported, "test-pass-rate"), ["2026-03-13 13/20"]);
    assert_eq!(imported.measurements[0].file, "jest.xml and 2 more");
}

#[test]
fn a_test_that_passes_when_it_runs_again_is_flaky() {
    let text = "<testsuite><testcase name='a'><flakyFailure/><flakyError/></testcase>\
        <testcase name='b'><failure/><rerunFailure/></testcase><testcase name='c'/></testsuite>";
    let imported = import("junit", &[xml(text)], &day()).expect("imported");
    assert_eq!(only(&imported, "flaky-tests"), 1.into());
    assert_eq!(amounts(&imported, "test-pass-rate"), ["2026-03-13 2/3"]);
    let imported = import("junit", &[fixture("test-junit/swift.xml")], &day()).expect("imported");
    assert!(
        amounts(&imported, "flaky-tests").is_empty(),
        "a runner that never runs again knows no flaky tests"
    );
}

#[test]
fn no_tests_no_data_and_lost_tests_are_three_things() {
    assert_eq!(
        refusal("junit", &[fixture("test-junit/no-cases-but-tests.xml")], &day()),
        (
            "E601".to_owned(),
            "the file announces 6 tests and lists none".to_owned()
        )
    );
    let imported = import("junit", &[xml("<testsuites tests='0'/>")], &day()).expect("imported");
    assert_eq!(amounts(&imported, "test-pass-rate"), ["2026-03-13 no data"]);
    assert_eq!(
        (imported.warnings[0].code.id(), only(&imported, "automated-tests")),
        ("W606", 0.into())
    );
    let text = "<testsuites><testsuite tests='2'/><testsuite><error>canary</error></testsuite><testsuite><testcase/></testsuite></testsuites>";
    let imported = import("junit", &[xml(text)], &day()).expect("imported");
    let messages: Vec<&str> = imported
        .warnings
        .iter()
        .map(|warning| warning.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "suites that announce tests and list none: 1, of 2 tests",
            "suites that failed as a whole: 1"
        ]
    );
    assert_eq!(amounts(&imported, "test-pass-rate"), ["2026-03-13 1/1"]);
}

#[test]
fn googletest_s_switched_off_tests_did_not_pass() {
    let text = "<testsuites><testsuite tests='3' disabled='1'><testcase status='run' result='completed'/>\
        <testcase status='notrun' result='suppressed'/><testcase status='run' result='skipped'><skipped/></testcase></testsuite></testsuites>";
    let imported = import("junit", &[xml(text)], &day()).expect("imported");
    assert_eq!(amounts(&imported, "test-pass-rate"), ["2026-03-13 1/1"]);
    assert_eq!(only(&imported, "skipped-tests"), 2.into());
}

#[test]
fn nothing_that_a_test_prints_comes_through() {
    let text = "<testsuites name='canary-1'><testsuite name='canary-2' hostname='canary-3'><properties><property name='author' value='canary-4'/></properties>\
        <testcase name='canary-5' classname='canary-6'><failure message='canary-7'>canary-8</failure><system-out><![CDATA[canary-9 <testcase>]]></system-out></testcase>\
        </testsuite></testsuites>";
    let imported = import("junit", &[xml(text)], &day()).expect("imported");
    assert_silent(&imported, &["canary"]);
    assert_eq!(amounts(&imported, "test-pass-rate"), ["2026-03-13 0/1"]);
}

#[test]
fn cobertura_gives_the_lines_that_its_root_counts() {
    for (name, covered, valid, branches, at) in [
        ("cobertura-2.1.1.xml", 24, 36, "1/4", Some("2016-10-25T15:31:39.473Z")),
        ("cobertura-coverlet.xml", 156, 255, "9/14", Some("2025-10-29T20:13:30Z")),
    ] {
        let path = format!("coverage/{name}");
        let text = text_of(&path);
        assert_eq!(after(&text, "lines-covered=\""), [covered.to_string()], "{name}");
        assert_eq!(after(&text, "lines-valid=\""), [valid.to_string()], "{name}");
        // The same by the classes' own lines: each stands once in its method and once in its class.
        let lines = |needle: &str| -> usize {
            let outside = text
                .split("<methods>")
                .filter_map(|part| part.split_once("</methods>").map(|(_, rest)| rest));
            outside
                .map(|part| {
                    part.split("<line ")
                        .skip(1)
                        .filter(|line| line.contains(needle))
                        .count()
                })
                .sum()
        };
        let all = lines("hits=\"");
        assert_eq!((all - lines("hits=\"0\""), all), (covered, valid), "{name}");
        let imported = import("cobertura", &[fixture(&path)], &request()).expect("imported");
        let measured = &imported.measurements[0];
        assert_eq!(
            measured.amount,
            Amount::Share {
                part: covered.into(),
                whole: valid.into()
            },
            "{name}"
        );
        assert!(amounts(&imported, "branch-coverage")[0].ends_with(branches), "{name}");
        assert_eq!(measured.measured_at.map(|at| at.to_string()).as_deref(), at, "{name}");
    }
    let imported = import("cobertura", &[fixture("coverage/cobertura-cpp.xml")], &day()).expect("imported");
    assert_eq!(only(&imported, "unit-test-coverage").to_string(), "0.120511");
    assert!(text_of("coverage/cobertura-cpp.xml").contains("<coverage line-rate=\"0.120511\">"));
    assert!(amounts(&imported, "branch-coverage").is_empty());
}

#[test]
fn coverage_of_several_parts_is_added_only_where_lines_are_counted() {
    // Two parts of one run: the fixtures are of different years.
    let coverlet = text_of("coverage/cobertura-coverlet.xml");
    assert!(coverlet.contains("timestamp=\"1761768810\""));
    let coverlet = coverlet.replace("1761768810", "1477409499").into_bytes();
    let both = [
        fixture("coverage/cobertura-2.1.1.xml"),
        Input::of_bytes("cobertura-coverlet.xml", coverlet),
    ];
    let imported = import("cobertura", &both, &day()).expect("imported");
    assert_eq!(amounts(&imported, "unit-test-coverage"), ["2026-03-13 180/291"]);
    assert_eq!(amounts(&imported, "branch-coverage"), ["2026-03-13 10/18"]);
    let mixed = [
        fixture("coverage/cobertura-2.1.1.xml"),
        fixture("coverage/cobertura-cpp.xml"),
    ];
    assert_eq!(refusal("cobertura", &mixed, &day()).0, "E603");
    let integration = Request {
        metric: Some("integration-coverage".to_owned()),
        ..day()
    };
    let imported = import("cobertura", &both, &integration).expect("imported");
    assert_eq!(amounts(&imported, "integration-coverage").len(), 1);
}

#[test]
fn jacoco_gives_the_counters_of_the_whole() {
    let path = "coverage/jacoco-0.8.3.xml";
    let text = text_of(path);
    let (_, whole) = text.rsplit_once("</package>").expect("packages");
    assert!(
        whole.contains("<counter type=\"LINE\" missed=\"12\" covered=\"26\"/>")
            && whole.contains("<counter type=\"BRANCH\" missed=\"3\" covered=\"1\"/>")
    );
    // The same by the lines of source files: with an instruction that ran, or with none.
    let lines: Vec<&str> = text.split("<line ").skip(1).collect();
    let ran = lines.iter().filter(|line| !line.contains(" ci=\"0\"")).count();
    assert_eq!((ran, lines.len()), (26, 38));
    let imported = import("jacoco", &[fixture(path)], &request()).expect("imported");
    assert_eq!(amounts(&imported, "unit-test-coverage"), ["2018-09-29 26/38"]);
    assert_eq!(amounts(&imported, "branch-coverage"), ["2018-09-29 1/4"]);
    let empty = xml("<report name='x'/>");
    let imported = import("jacoco", &[empty], &day()).expect("imported");
    assert_eq!(amounts(&imported, "unit-test-coverage"), ["2026-03-13 no data"]);
    assert_eq!(imported.warnings[0].code.id(), "W606");
}

#[test]
fn lcov_adds_up_lines_by_number() {
    for (name, covered, found) in [("lcov-sample.info", 75, 108), ("lcov-csharp.info", 124, 199)] {
        let path = format!("coverage/{name}");
        let text = text_of(&path);
        // The sums that the records say of themselves.
        let sum = |key: &str| -> u64 {
            text.lines()
                .filter_map(|line| line.strip_prefix(key)?.trim().parse::<u64>().ok())
                .sum()
        };
        assert_eq!((sum("LH:"), sum("LF:")), (covered, found), "{name}");
        let imported = import("lcov", &[fixture(&path)], &day()).expect("imported");
        assert_eq!(
            amounts(&imported, "unit-test-coverage"),
            [format!("2026-03-13 {covered}/{found}")],
            "{name}"
        );
        let branches = format!("2026-03-13 {}/{}", sum("BRH:"), sum("BRF:"));
        assert_eq!(amounts(&imported, "branch-coverage"), [branches], "{name}");
    }
    // The same file twice is the same lines, also where some stand twice in a record: one record and two count alike.
    for (name, amount) in [("lcov-sample.info", "75/108"), ("lcov-csharp.info", "124/199")] {
        let path = format!("coverage/{name}");
        let twice = [fixture(&path), fixture(&path)];
        let imported = import("lcov", &twice, &day()).expect("imported");
        assert_eq!(
            amounts(&imported, "unit-test-coverage"),
            [format!("2026-03-13 {amount}")]
        );
    }
    let text = "TN:one\nSF:a.c\nDA:1,1\nDA:2,0\nDA:3,0\nend_of_record\nTN:two\nSF:a.c\nDA:1,0\nDA:2,4\nLF:2\nLH:1\nend_of_record\nSF:b.c\nLF:10\nLH:5\nend_of_record\n";
    let imported = import("lcov", &[xml(text)], &day()).expect("imported");
    assert_eq!(amounts(&imported, "unit-test-coverage"), ["2026-03-13 7/13"]);
    // A record that lists its lines, and another of the same file that only counts them.
    let mixed = "SF:a.c\nDA:1,1\nend_of_record\nSF:a.c\nLF:9\nLH:9\nend_of_record\n";
    assert_eq!(refusal("lcov", &[xml(mixed)], &day()).0, "E603");
}

#[test]
fn files_that_are_no_reports_are_refused() {
    let html = "<!DOCTYPE html><html><body>Sign in, jane@canary.example</body></html>";
    let deep = format!("{}{}", "<testsuite>".repeat(300), "</testsuite>".repeat(300));
    let bomb = format!(
        "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>{}]><testsuites name='&e9;'>&e9;</testsuites>",
        {
            let entities: Vec<String> = (0..10)
                .map(|level| format!("<!ENTITY e{level} '&a;&a;&a;&a;&a;&a;&a;&a;'>"))
                .collect();
            entities.concat()
        }
    );
    for source in ["junit", "cobertura", "jacoco", "lcov"] {
        for (text, what) in [
            ("", "empty"),
            (html, "HTML"),
            ("{\"a\": 1}", "JSON"),
            ("<other/>", "another root"),
            ("<!-- cut", "cut off"),
        ] {
            let (code, message) = refusal(source, &[xml(text)], &day());
            assert_eq!(code, "E601", "{source}, {what}: {message}");
            assert!(!message.contains("canary"), "{source}, {what}: {message}");
        }
    }
    assert_eq!(
        refusal("junit", &[xml(&deep)], &day()).1,
        "more than 128 elements lie within one another"
    );
    let imported = import("junit", &[xml(&bomb)], &day()).expect("nothing expands, and no test ran");
    assert_eq!(amounts(&imported, "test-pass-rate"), ["2026-03-13 no data"]);
    for (source, path) in [
        ("junit", "test-junit/pytest-corrupt.xml"),
        ("junit", "test-junit/empty.xml"),
    ] {
        assert_eq!(refusal(source, &[fixture(path)], &day()).0, "E601", "{path}");
    }
    let problem = import("junit", &[fixture("test-junit/pytest-corrupt.xml")], &day()).expect_err("refused");
    let lines = text_of("test-junit/pytest-corrupt.xml").lines().count();
    assert_eq!(
        (problem.message.as_str(), problem.place.map(|place| place.line as usize)),
        ("the file ends in the middle", Some(lines))
    );
}

#[test]
fn reports_that_were_cut_off_anywhere_are_refused() {
    let mut seen = BTreeMap::new();
    for (source, path) in [
        ("junit", "test-junit/junit4-complete.xml"),
        ("cobertura", "coverage/cobertura-2.1.1.xml"),
        ("jacoco", "coverage/jacoco-0.8.3.xml"),
        ("lcov", "coverage/lcov-sample.info"),
    ] {
        let text = text_of(path);
        let text = text.trim_end();
        for tenth in 1..10 {
            let cut = (0..text.len() * tenth / 10)
                .rev()
                .find(|at| text.is_char_boundary(*at))
                .expect("a boundary");
            // A tracefile may end after any record.
            let is_whole = text[..cut].trim_end().ends_with("end_of_record");
            let (code, _) = refusal(source, &[xml(&text[..cut])], &day());
            assert!(!is_whole && code == "E601", "{source} at {cut}");
            seen.entry(source).or_insert_with(BTreeSet::new).insert(cut);
        }
    }
    assert!(seen.values().all(|cuts| cuts.len() == 9));
}

#[test]
fn numbers_that_cannot_be_are_refused() {
    for (root, message) in [
        ("<coverage line-rate='NaN'/>", "`line-rate` is not a number from 0 to 1"),
        (
            "<coverage line-rate='78.5'/>",
            "`line-rate` is not a number from 0 to 1",
        ),
        (
            "<coverage line-rate='1' lines-covered='5' lines-valid='4'/>",
            "5 of 4 cannot be covered",
        ),
        (
            "<coverage generated='1' clover='4'/>",
            "the root has neither `lines-valid` nor `line-rate`",
        ),
    ] {
        assert_eq!(
            refusal("cobertura", &[xml(root)], &day()),
            ("E601".to_owned(), message.to_owned())
        );
    }
    let huge = "<report><counter type='LINE' missed='99999999999999999999999999999999' covered='1'/></report>";
    assert_eq!(refusal("jacoco", &[xml(huge)], &day()).1, "a counter has no numbers");
    let negative = "<report><counter type='LINE' missed='-5' covered='-1'/></report>";
    assert_eq!(refusal("jacoco", &[xml(negative)], &day()).0, "E601");
    for line in ["DA:x,1", "DA:1,NaN", "DA:1", "LF:many", "nonsense"] {
        let text = format!("SF:a.c\n{line}\nend_of_record\n");
        let problem = import("lcov", &[xml(&text)], &day()).expect_err("refused");
        assert_eq!(problem.place.map(|place| place.line), Some(2), "{line}");
    }
    let none =
        xml("<coverage line-rate='0' lines-covered='0' lines-valid='0' branches-covered='0' branches-valid='0'/>");
    let imported = import("cobertura", &[none], &day()).expect("imported");
    assert_eq!(
        amounts(&imported, "unit-test-coverage"),
        ["2026-03-13 no data"],
        "nothing to cover is not 0 %"
    );
}
