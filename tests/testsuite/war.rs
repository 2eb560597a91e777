//! Exports of well-architected reviews: every public file is read whole, or refused with its reason.
//!
//! What pages and data say is compared with what a few lines here count in the raw file, by themselves.

use crate::harness::{Folder, repository};
use scorpfolio::diagnostic::text::render;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const TEAM: &str = "name = \"Alpha\"\n[[workloads]]\nid = \"checkout-api\"\nname = \"Checkout API\"\n[[workloads]]\nid = \"checkout-web\"\n";

/// A portfolio of one team with some files in its war folder.
fn folder(files: &[(&str, &[u8])]) -> Folder {
    let folder = Folder::empty();
    folder.write(
        "scorpfolio.toml",
        "title = \"T\"\nas_of = 2026-02-10\ntime_zone = \"Europe/Dublin\"\n[cycle]\nfirst = 2026-01-05\n",
    );
    folder.write("content/teams/alpha/team.toml", TEAM);
    folder.write(
        "content/teams/alpha/reports/2026-02-01.toml",
        "[metrics]\ncritical-vulnerabilities = 1\n",
    );
    for (name, bytes) in files {
        folder.write_bytes(&format!("content/teams/alpha/war/{name}"), bytes);
    }
    folder
}

fn fixture(path: &str) -> Vec<u8> {
    let path = repository().join("tests/fixtures/war").join(path);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reviews as data says them, by id.
fn wars(folder: &Folder) -> BTreeMap<String, Value> {
    let data: Value = serde_json::from_str(&folder.read("public/data/portfolio.json")).expect("JSON");
    let wars = data["wars"].as_array().expect("a list").clone();
    wars.into_iter()
        .map(|war| (war["id"].as_str().unwrap_or_default().to_owned(), war))
        .collect()
}

/// The words of a page, tags left out.
fn words(html: &str) -> String {
    let words: String = html
        .split('<')
        .map(|piece| piece.split_once('>').map_or("", |(_, words)| words))
        .collect::<Vec<_>>()
        .join(" ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a raw export of an assessment holds.
#[derive(Default)]
struct Counted {
    /// Score lines: name, points, maximum.
    scores: Vec<(String, u64, u64)>,
    /// Recommendations by priority.
    priorities: BTreeMap<String, usize>,
    done: usize,
    questions: usize,
    answered: usize,
}

/// Counts in the raw table, cell by cell, without any of the reader's code.
fn count(bytes: &[u8]) -> Counted {
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut counted = Counted::default();
    let mut part = 0;
    let (mut questions, mut answered) = (BTreeSet::new(), BTreeSet::new());
    for row in rows.records().map(|row| row.expect("a row")) {
        let cell = |index: usize| row.get(index).unwrap_or_default().to_owned();
        match (cell(0).as_str(), cell(1).as_str()) {
            ("Category", "Link-Text") => part = 1,
            ("Category", "Question") => part = 2,
            ("" | "-----------", _) => {}
            _ if part == 0 && cell(2).starts_with('\'') => {
                let score = cell(2).replace('\'', "");
                let (points, out_of) = score.split_once('/').expect("a score");
                let (points, out_of) = (points.parse().expect("points"), out_of.parse().expect("a maximum"));
                counted.scores.push((cell(0), points, out_of));
            }
            _ if part == 1 => {
                *counted.priorities.entry(cell(3)).or_default() += 1;
                counted.done += usize::from(cell(8) == "Y");
            }
            _ if part == 2 => {
                questions.insert((cell(0), cell(1)));
                if !cell(3).is_empty() && !cell(3).contains("None of the above") {
                    answered.insert((cell(0), cell(1)));
                }
            }
            _ => {}
        }
    }
    (counted.questions, counted.answered) = (questions.len(), answered.len());
    counted
}

#[test]
fn every_azure_export_is_read_whole() {
    for (file, day, lens, findings) in [
        (
            "waf-review-2023",
            "17 November 2023",
            "Azure Well-Architected Review",
            98,
        ),
        (
            "cloud-adoption-security-review-2023",
            "2 February 2023",
            "Cloud Adoption Security Review",
            149,
        ),
        (
            "cloud-adoption-security-assessment-2024",
            "28 November 2024",
            "Cloud Adoption Security Assessment (CASA)",
            129,
        ),
    ] {
        let bytes = fixture(&format!("azure/{file}.csv"));
        let raw = count(&bytes);
        let folder = folder(&[(&format!("{file}.csv"), &bytes)]);
        assert_eq!(folder.problems(), [], "{file}");
        folder.build();
        let war = &wars(&folder)[file];
        assert_eq!(war["lens"], lens);
        let (total, pillars) = raw.scores.split_first().expect("scores");
        assert_eq!(
            (&war["overall"]["points"], &war["overall"]["out_of"]),
            (&total.1.into(), &total.2.into())
        );
        let read: Vec<(String, u64, u64)> = war["pillars"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|pillar| {
                let number = |key: &str| pillar["score"][key].as_u64().expect("a number");
                (
                    pillar["name"].as_str().expect("a name").to_owned(),
                    number("points"),
                    number("out_of"),
                )
            })
            .collect();
        assert_eq!(read, pillars, "{file}");
        assert_eq!(war["questions"]["answered"], raw.answered, "{file}");
        assert_eq!(war["questions"]["all"], raw.questions, "{file}");
        let listed = war["findings"].as_array().expect("a list");
        assert_eq!(listed.len(), raw.priorities.values().sum::<usize>(), "{file}");
        assert_eq!(listed.len(), findings, "{file}");
        let mut by_priority: BTreeMap<String, usize> = BTreeMap::new();
        for finding in listed {
            let risk = finding["risk"].as_str().expect("a risk");
            *by_priority.entry(risk[..1].to_uppercase() + &risk[1..]).or_default() += 1;
        }
        assert_eq!(by_priority, raw.priorities, "{file}");
        assert_eq!(
            listed.iter().filter(|finding| finding["state"] == "done").count(),
            raw.done
        );
        let ids: BTreeSet<String> = listed
            .iter()
            .map(|finding| finding["id"].to_string().to_lowercase())
            .collect();
        assert_eq!(ids.len(), findings, "{file}: ids are unique");

        let html = folder.read(&format!("public/teams/alpha/war/{file}.html"));
        let page = words(&html);
        let opening = if raw.answered == raw.questions {
            format!(
                "Held on {day}: {} of {} points; all {} questions",
                total.1, total.2, raw.questions
            )
        } else {
            format!(
                "Held on {day}: {} of {} points; {} of {} questions",
                total.1, total.2, raw.answered, raw.questions
            )
        };
        assert!(page.contains(&opening), "{file}: {opening}\n{page}");
        for (name, points, out_of) in pillars {
            assert!(page.contains(&format!("{points} of {out_of} points")), "{file}: {name}");
        }
        for (priority, count) in &raw.priorities {
            let said = format!("{count} {}", priority.to_lowercase());
            assert!(page.contains(&said), "{file}: {said}");
        }
        assert!(html.len() <= 40_000, "{file}: {} bytes", html.len());
    }
}

#[test]
fn a_captured_answer_of_aws_is_read_whole() {
    let bytes = fixture("aws/list-lens-reviews.summaries-array.json");
    let raw: Value = serde_json::from_slice(&bytes).expect("JSON");
    let folder = folder(&[("2023-q2.json", &bytes)]);
    assert_eq!(folder.problems(), []);
    folder.build();
    let wars = wars(&folder);
    assert_eq!(wars.len(), raw.as_array().expect("a list").len());
    for (summary, (id, day)) in raw.as_array().expect("a list").iter().zip([
        ("2023-q2-my-custom-lens", "18 May 2023"),
        ("2023-q2-aws-well-architected-framework", "18 May 2023"),
    ]) {
        let war = &wars[id];
        assert_eq!(war["lens"], summary["LensName"]);
        assert_eq!(war["lens_version"], summary["LensVersion"]);
        let counts = &summary["RiskCounts"];
        for (ours, theirs) in [
            ("high", "HIGH"),
            ("medium", "MEDIUM"),
            ("none", "NONE"),
            ("not_applicable", "NOT_APPLICABLE"),
            ("unanswered", "UNANSWERED"),
        ] {
            assert_eq!(war["overall"][ours], counts[theirs], "{id}: {ours}");
        }
        let count = |risk: &str| counts[risk].as_u64().expect("a count");
        let answered = count("HIGH") + count("MEDIUM") + count("NONE");
        assert_eq!(war["questions"]["answered"], answered);
        assert_eq!(war["questions"]["all"], answered + count("UNANSWERED"));
        let page = words(&folder.read(&format!("public/teams/alpha/war/{id}.html")));
        let said = format!(
            "Held on {}: {} high, {} medium, {} none, {} not applicable; all {answered} questions are answered",
            day,
            count("HIGH"),
            count("MEDIUM"),
            count("NONE"),
            count("NOT_APPLICABLE")
        );
        assert!(page.contains(&said), "{said}\n{page}");
    }
}

#[test]
fn a_review_with_pillars_is_read_whole_with_what_the_file_beside_it_adds() {
    let bytes = fixture("aws/get-lens-review.json");
    let raw: Value = serde_json::from_slice(&bytes).expect("JSON");
    let beside = b"workload = \"checkout-api\"\nreviewer = \"Ada\"\nsummary = \"Both squads\"\n[[findings]]\nid = \"SEC-4\"\nrisk = \"high\"\ntitle = \"In transit?\"\n";
    let folder = folder(&[("q1.json", &bytes), ("q1.toml", beside)]);
    assert_eq!(folder.problems(), []);
    folder.build();
    let war = &wars(&folder)["q1"];
    // 1769817600 is 31 January 2026, midnight in Dublin.
    assert_eq!(
        (&war["date"], &war["workload"]),
        (&"2026-01-31".into(), &"checkout-api".into())
    );
    let pillars = raw["LensReview"]["PillarReviewSummaries"].as_array().expect("a list");
    let read = war["pillars"].as_array().expect("a list");
    assert_eq!(read.len(), pillars.len());
    let mut total = 0;
    for (read, pillar) in read.iter().zip(pillars) {
        assert_eq!(read["name"], pillar["PillarName"]);
        assert!(read["pillar"].is_string(), "{read}");
        for (ours, theirs) in [
            ("high", "HIGH"),
            ("medium", "MEDIUM"),
            ("none", "NONE"),
            ("unanswered", "UNANSWERED"),
        ] {
            let raw = pillar["RiskCounts"].get(theirs).and_then(Value::as_u64).unwrap_or(0);
            assert_eq!(read["score"][ours], raw, "{theirs} of {}", pillar["PillarId"]);
            total += raw;
        }
    }
    assert_eq!(war["questions"]["all"], total);
    let page = words(&folder.read("public/teams/alpha/war/q1.html"));
    for said in [
        "6 high, 10 medium, 33 none",
        "Both squads",
        "Ada",
        "In transit?",
        "0 high, 0 medium, 0 none, 6 unanswered",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    assert!(
        !page.contains("one room"),
        "the summary written beside the export is shown instead of its notes"
    );
}

#[test]
fn what_is_written_beside_an_export_wins_over_it() {
    let bytes = fixture("aws/get-lens-review.json");
    let beside = b"id = \"winter\"\ndate = 2026-02-03\nlens = \"Our name\"\n[risks]\nsecurity = { high = 9 }\n";
    let folder = folder(&[("q1.json", &bytes), ("q1.toml", beside)]);
    assert_eq!(folder.problems(), []);
    folder.build();
    let war = &wars(&folder)["winter"];
    assert_eq!((&war["date"], &war["lens"]), (&"2026-02-03".into(), &"Our name".into()));
    let high: u64 = war["pillars"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|pillar| pillar["score"]["high"].as_u64())
        .sum();
    assert_eq!(high, 9 + 2 + 1, "security as written, the rest as exported");
    assert_eq!(war["overall"]["high"], high);
}

#[test]
fn a_plan_beside_the_export_of_what_was_held_is_over_and_said() {
    let export = fixture("aws/get-lens-review.json");
    let folder = folder(&[
        ("q1.toml", b"date = 2026-02-09\nstatus = \"planned\"\n"),
        ("q1.json", &export),
    ]);
    let said = render(&folder.problems(), false);
    folder.build();
    assert!(said.contains("W423") && said.contains("q1.toml:2"), "{said}");
    let wars = wars(&folder);
    assert_eq!(wars["q1"]["status"], "complete");
    assert_ne!(wars["q1"]["date"], "2026-02-09", "the export says when it was held");
}

#[test]
fn notes_of_an_export_are_shown_as_they_are() {
    let folder = folder(&[("q1.json", &fixture("aws/get-lens-review.json"))]);
    folder.build();
    let html = folder.read("public/teams/alpha/war/q1.html");
    assert!(html.contains("Held with *both* squads &lt;in one room&gt;"), "{html}");
}

#[test]
fn a_consolidated_report_is_split_into_the_teams_workloads_and_lenses() {
    let folder = folder(&[("2026-01.json", &fixture("aws/get-consolidated-report.json"))]);
    let problems = folder.problems();
    assert_eq!(problems.len(), 1, "{}", render(&problems, false));
    assert!(problems[0].message.contains("`Warehouse robots`") && !problems[0].message.contains("Checkout"));
    folder.build();
    let wars = wars(&folder);
    let ids: Vec<&str> = wars.keys().map(String::as_str).collect();
    assert_eq!(
        ids,
        [
            "2026-01-checkout-api-aws-well-architected-framework",
            "2026-01-checkout-api-serverless-lens",
            "2026-01-checkout-web"
        ]
    );
    let main = &wars["2026-01-checkout-api-aws-well-architected-framework"];
    assert_eq!(
        (&main["workload"], &main["overall"]["high"]),
        (&"checkout-api".into(), &2.into())
    );
    // 00:30 in the zone of the export is the evening before in Dublin.
    assert_eq!(main["date"], "2026-01-30");
    let findings: Vec<&str> = main["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|finding| finding["id"].as_str())
        .collect();
    assert_eq!(findings, ["identities", "protect-data-transit", "backing-up-data"]);
    assert_eq!(wars["2026-01-checkout-web"]["workload"], "checkout-web");
    let page = words(&folder.read("public/teams/alpha/war/2026-01-checkout-api-aws-well-architected-framework.html"));
    assert!(
        page.contains("Use strong sign-in mechanisms; Store and use secrets securely"),
        "{page}"
    );
    let line = main["findings"][2]["line"].as_u64().expect("a line");
    let file = String::from_utf8(fixture("aws/get-consolidated-report.json")).expect("text");
    let line = file
        .lines()
        .nth(usize::try_from(line).expect("small") - 1)
        .expect("a line");
    assert!(line.contains("backing-up-data"), "{line}");
}

#[test]
fn pages_of_answers_are_one_review() {
    let bytes = fixture("aws/list-answers.json");
    let folder = folder(&[("q1.json", &bytes), ("q1.toml", b"date = 2026-01-20\n")]);
    assert_eq!(folder.problems(), []);
    folder.build();
    let war = &wars(&folder)["q1"];
    let text = String::from_utf8(bytes).expect("text");
    for (ours, theirs) in [
        ("high", "\"HIGH\""),
        ("medium", "\"MEDIUM\""),
        ("none", "\"NONE\""),
        ("not_applicable", "\"NOT_APPLICABLE\""),
        ("unanswered", "\"UNANSWERED\""),
    ] {
        assert_eq!(war["overall"][ours], text.matches(theirs).count(), "{ours}");
    }
    let findings = war["findings"].as_array().expect("a list");
    assert_eq!(
        findings.len(),
        text.matches("\"HIGH\"").count() + text.matches("\"MEDIUM\"").count()
    );
    assert_eq!(findings[0]["title"], "How do you securely operate your workload?");
    assert_eq!(war["lens"], "AWS Well-Architected Framework");
}

#[test]
fn milestones_in_a_stream_say_when_each_review_was_saved() {
    let review = |number: u32, high: u32| {
        format!(
            "{{\"WorkloadId\": \"w\", \"MilestoneNumber\": {number}, \"LensReview\": {{\"LensAlias\": \"wellarchitected\", \
             \"LensName\": \"Framework\", \"UpdatedAt\": 1700000000, \"RiskCounts\": {{\"HIGH\": {high}}}}}}}\n"
        )
    };
    let milestones = "{\"WorkloadId\": \"w\", \"MilestoneSummaries\": [\
        {\"MilestoneNumber\": 1, \"RecordedAt\": \"2025-10-01T12:00:00Z\"}, \
        {\"MilestoneNumber\": 2, \"RecordedAt\": 1767268800}]}\n";
    let stream = format!("{milestones}{}{}", review(1, 5), review(2, 3));
    let folder = folder(&[("all.json", stream.as_bytes())]);
    assert_eq!(folder.problems(), []);
    folder.build();
    let wars = wars(&folder);
    let dates: Vec<(&str, &Value)> = wars.iter().map(|(id, war)| (id.as_str(), &war["date"])).collect();
    assert_eq!(
        dates,
        [
            ("all-framework-milestone-1", &"2025-10-01".into()),
            ("all-framework-milestone-2", &"2026-01-01".into())
        ]
    );
    let page = words(&folder.read("public/teams/alpha/war/all-framework-milestone-2.html"));
    assert!(page.contains("2 fewer high than on 1 October 2025"), "{page}");
}

#[test]
fn what_is_no_export_is_refused_with_its_reason() {
    for (file, name, reason, line) in [
        ("aws/custom-lens.aws-passport.json", "q1.json", "this defines a lens", 5),
        ("aws/custom-lens.demo.json", "q1.json", "this defines a lens", 5),
        ("aws/custom-lens.orr.json", "q1.json", "this defines a lens", 5),
        (
            "aws/answers.third-party-shape.json",
            "q1.json",
            "the form of another tool",
            2,
        ),
        (
            "aws/service-2.subset.json",
            "q1.json",
            "the interface of the service",
            0,
        ),
        (
            "azure/waf-category-descriptions.csv",
            "q1.csv",
            "describes the categories",
            1,
        ),
        ("azure/wara-impacted-resources.json", "q1.json", "lists resources", 1),
    ] {
        let folder = folder(&[(name, &fixture(file))]);
        let problems = folder.problems();
        let all = render(&problems, false);
        assert_eq!(problems.len(), 1, "{file}\n{all}");
        let problem = &problems[0];
        assert_eq!(problem.code.id(), "E422", "{file}");
        assert!(problem.message.contains(reason), "{file}\n{all}");
        assert!(problem.cure.len() > 20, "{file}\n{all}");
        let place = problem.place.as_ref().expect("a place");
        assert!(place.line == line || line == 0 && place.line > 0, "{file}\n{all}");
    }
}

#[test]
fn every_file_of_the_fixtures_is_in_one_of_these_tests() {
    let own = fs::read_to_string(repository().join("tests/testsuite/war.rs")).expect("readable");
    let mut files = 0;
    for folder in ["aws", "azure"] {
        for entry in fs::read_dir(repository().join("tests/fixtures/war").join(folder)).expect("readable") {
            let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
            let stem = name.trim_end_matches(".csv");
            assert!(own.contains(&name) || own.contains(&format!("\"{stem}\"")), "{name}");
            files += 1;
        }
    }
    assert_eq!(files, 14);
}

#[test]
fn a_spreadsheets_semicolons_and_line_ends_change_nothing() {
    let bytes = fixture("azure/cloud-adoption-security-assessment-2024.csv");
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes.as_slice());
    let mut written = csv::WriterBuilder::new()
        .delimiter(b';')
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    for row in rows.records() {
        written.write_record(&row.expect("a row")).expect("written");
    }
    let saved = written.into_inner().expect("bytes");
    let read = |bytes: &[u8]| {
        let folder = folder(&[("q1.csv", bytes)]);
        assert_eq!(folder.problems(), []);
        folder.build();
        let mut war = wars(&folder)["q1"].clone();
        // Line breaks within fields make other lines.
        for finding in war["findings"].as_array_mut().expect("a list") {
            finding["line"] = Value::Null;
        }
        war
    };
    assert_eq!(read(&saved), read(&bytes));
}

#[test]
fn two_files_of_one_name_are_refused() {
    let folder = folder(&[
        ("q1.csv", &fixture("azure/waf-review-2023.csv")),
        ("q1.json", &fixture("aws/get-lens-review.json")),
    ]);
    let problems = folder.problems();
    assert_eq!(problems.len(), 1, "{}", render(&problems, false));
    assert!(problems[0].message.contains("two files of one name"));
}

#[test]
fn what_stands_beside_an_export_is_checked_against_it() {
    for (beside, code, cure) in [
        ("provider = \"azure\"\n", "E205", "remove `provider`"),
        ("workload = \"checkot-api\"\n", "E404", "did you mean `checkout-api`"),
    ] {
        let folder = folder(&[
            ("q1.json", &fixture("aws/get-lens-review.json")),
            ("q1.toml", beside.as_bytes()),
        ]);
        let problems = folder.problems();
        assert_eq!(problems.len(), 1, "{}", render(&problems, false));
        assert_eq!(problems[0].code.id(), code);
        assert!(problems[0].cure.contains(cure), "{}", render(&problems, false));
    }
    let folder = folder(&[
        ("q1.json", &fixture("aws/list-lens-reviews.summaries-array.json")),
        ("q1.toml", b"lens = \"Ours\"\n"),
    ]);
    let problems = folder.problems();
    assert_eq!(problems.len(), 1, "{}", render(&problems, false));
    assert!(
        problems[0].message.contains("holds 2 reviews"),
        "{}",
        render(&problems, false)
    );
}
