//! The data files of a small portfolio, held against their schemas and against what was written.

use super::*;
use crate::analyse::analyse;
use crate::load::{configuration, load};
use crate::source::{Role, SourceFile, Sources};
use serde_json::{Value, json};
use std::sync::Arc;

mod signals;

const SITE: &str = r#"
title = "Two teams"
[cycle]
first = 2026-01-05
every = "2 weeks"
skips = [ { from = 2026-02-15, to = 2026-02-16, reason = "Freeze" } ]
"#;

const CONTENT: [(&str, &str); 12] = [
    (
        "metrics.toml",
        "[lag]\nname = \"Lag\"\npillar = \"reliability\"\nunit = \"min\"\nbetter = \"within\"\nband = [40, 70]\n\
         [[lag.definitions]]\nfrom = 2026-02-02\nunit = \"s\"\ntext = \"Measured at the edge\"\n",
    ),
    (
        "teams/ant/team.toml",
        "name = \"Ant\"\n[[workloads]]\nid = \"api\"\nname = \"API\"\n[[targets]]\nmetric = \"availability\"\nvalue = 99.9\n",
    ),
    ("teams/ant/metrics.toml", "[legs]\npillar = \"cost\"\n"),
    (
        "teams/ant/data/probe.csv",
        "date,metric,value,workload,note,origin\n\
         2026-01-18,availability,99.95,,=1+1,=probe\n\
         2026-02-01,availability,99.5,,\"two\nlines, \"\"quoted\"\"\",probe\n",
    ),
    (
        "teams/ant/reports/2026-01-18.toml",
        "[metrics]\nincidents = { by = { api = 2, \"api/-cron\" = 1, \"@mail\" = 4 } }\nlag = 1.5\nlegs = 6\n\
         change-fail-rate = { numerator = 1, denominator = 3 }\ncloud-cost = \"USD 12,345,678,901.10\"\n",
    ),
    (
        "teams/ant/reports/2026-03-01.toml",
        "[metrics]\nincidents = \"n/a\"\nlag = \"~90\"\navailability = 99.9\n\
         change-fail-rate = { numerator = 2, denominator = 7, note = \"-1 retry\", link = \"https://example.org/1\" }\n\
         carbon-score = { value = 41, month = \"2026-02\" }\n",
    ),
    (
        "teams/zebra/reports/2026-03-01.toml",
        "[metrics]\nincidents = 5\nchange-fail-rate = { numerator = 1, denominator = 3 }\n",
    ),
    (
        "teams/zebra/reports/2026-03-02.toml",
        "submitted = 2026-03-02\n[metrics]\nincidents = 4\n",
    ),
    (
        "teams/ant/actions.toml",
        "[[actions]]\nid = \"ant-1\"\ntitle = \"Lock it\"\nopened = 2025-12-20\nwar = \"q4/SEC-1\"\n",
    ),
    (
        "teams/ant/war/q4.toml",
        "date = 2025-11-20\nworkload = \"api\"\nprovider = \"aws\"\nlens = \"L\"\n[risks]\nsecurity = { high = 2, none = 3, unanswered = 1 }\nHabits = { medium = 1 }\n\
         [[findings]]\nid = \"SEC-1\"\npillar = \"security\"\nrisk = \"high\"\ntitle = \"Is it *locked*?\"\n[[findings]]\nid = \"SEC-2\"\ntitle = \"Is it there?\"\n",
    ),
    (
        "teams/ant/war/q1.toml",
        "date = 2026-02-20\nworkload = \"api\"\nprovider = \"aws\"\nlens = \"L\"\n[risks]\nsecurity = { high = 1, none = 5 }\n\
         [[findings]]\nid = \"SEC-1\"\npillar = \"security\"\nrisk = \"high\"\ntitle = \"Is it *locked*?\"\n",
    ),
    (
        "teams/zebra/war/azure.toml",
        "date = 2025-11-03\nprovider = \"azure\"\n[scores]\ncost = { points = 71.5, out_of = 260 }\n",
    ),
];

fn portfolio_of(content: &[(&str, &str)]) -> Portfolio {
    let order = if content.is_empty() {
        ""
    } else {
        "teams = [\"zebra\", \"ant\"]"
    };
    loaded(&format!("{order}{SITE}"), content, jiff::civil::date(2026, 3, 4))
}

fn loaded(site: &str, content: &[(&str, &str)], as_of: jiff::civil::Date) -> Portfolio {
    let (configuration, problems) = configuration::read(site);
    let configuration = configuration.unwrap_or_else(|| panic!("{problems:?}"));
    let file = |(path, text): &(&str, &str)| SourceFile {
        path: format!("content/{path}").into(),
        content_path: (*path).into(),
        source_path: format!("content/{path}").into(),
        source_url: None,
        role: Role::of(path),
        bytes: Arc::from(text.as_bytes()),
    };
    let mut files: Vec<SourceFile> = content.iter().map(file).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let (portfolio, problems) = load(
        &configuration,
        &Sources {
            files,
            left_out: Vec::new(),
        },
        as_of,
    );
    portfolio.unwrap_or_else(|| panic!("{problems:#?}"))
}

fn text(portfolio: &Portfolio, file: DataFile) -> String {
    String::from_utf8(bytes(&file, portfolio, &analyse(portfolio))).expect("UTF-8")
}

fn value(portfolio: &Portfolio, file: DataFile) -> Value {
    serde_json::from_str(&text(portfolio, file)).expect("JSON")
}

/// The rows of a table as text, its header first.
fn rows(portfolio: &Portfolio, file: DataFile) -> Vec<Vec<String>> {
    let text = text(portfolio, file);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    reader
        .records()
        .map(|row| row.expect("CSV").iter().map(str::to_owned).collect())
        .collect()
}

fn series<'a>(team: &'a Value, metric: &str, part: (&Value, &Value)) -> &'a Value {
    let all = team["series"].as_array().expect("a list");
    let is_it =
        |series: &&Value| series["metric"] == metric && series["workload"] == *part.0 && series["component"] == *part.1;
    all.iter()
        .find(is_it)
        .unwrap_or_else(|| panic!("no series of {metric}"))
}

fn whole<'a>(team: &'a Value, metric: &str) -> &'a Value {
    series(team, metric, (&Value::Null, &Value::Null))
}

/// Makes a schema refuse every property that it does not name.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(entries) => {
            if entries.get("type") == Some(&json!("object")) {
                entries.insert("additionalProperties".to_owned(), json!(false));
            }
            entries.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// What a schema says against a document, every property being named by the schema.
fn complaints(schema: DataFile, document: &Value) -> Vec<String> {
    let mut schema = value(&portfolio_of(&CONTENT), schema);
    assert!(jsonschema::meta::is_valid(&schema));
    close(&mut schema);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect()
}

#[test]
fn every_document_has_the_form_its_schema_says_and_no_other_property() {
    let portfolio = portfolio_of(&CONTENT);
    assert_eq!(
        complaints(DataFile::PortfolioSchema, &value(&portfolio, DataFile::Portfolio)),
        [""; 0]
    );
    assert_eq!(
        complaints(DataFile::ContractSchema, &value(&portfolio, DataFile::Contract)),
        [""; 0]
    );
    for team in [0, 1] {
        assert_eq!(
            complaints(DataFile::TeamSchema, &value(&portfolio, DataFile::Team(team))),
            [""; 0]
        );
    }
}

#[test]
fn the_schemas_refuse_a_gap_with_a_value_and_a_sum_without_one() {
    let portfolio = portfolio_of(&CONTENT);
    let mut team = value(&portfolio, DataFile::Team(1));
    team["series"][0]["points"][0]["state"] = json!("gap");
    assert!(!complaints(DataFile::TeamSchema, &team).is_empty());
    let mut document = value(&portfolio, DataFile::Portfolio);
    document["rollups"][0]["kind"] = json!("sum");
    document["rollups"][0]["value"] = Value::Null;
    assert!(!complaints(DataFile::PortfolioSchema, &document).is_empty());
}

#[test]
fn every_file_is_planned_once_and_in_order() {
    let paths: Vec<String> = plan(&portfolio_of(&CONTENT))
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    let expected = [
        "data/actions.csv",
        "data/contract.json",
        "data/deltas.csv",
        "data/findings.csv",
        "data/incidents.csv",
        "data/metrics.csv",
        "data/notads.csv",
        "data/portfolio.json",
        "data/releases.csv",
        "data/rollups.csv",
        "data/schema/badge.json",
        "data/schema/build.json",
        "data/schema/contract.json",
        "data/schema/portfolio.json",
        "data/schema/team.json",
        "data/schema/version.json",
        "data/search.js",
        "data/teams.csv",
        "data/teams/ant.csv",
        "data/teams/ant.json",
        "data/teams/zebra.csv",
        "data/teams/zebra.json",
        "data/tech-shares.csv",
        "data/topics.csv",
        "data/values.csv",
        "data/war-pillars.csv",
        "data/wars.csv",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn a_portfolio_without_content_has_data_too() {
    let portfolio = portfolio_of(&[]);
    let document = value(&portfolio, DataFile::Portfolio);
    assert_eq!(document["teams"], json!([]));
    assert_eq!(document["rollups"], json!([]));
    assert_eq!(complaints(DataFile::PortfolioSchema, &document), [""; 0]);
    assert_eq!(rows(&portfolio, DataFile::Deltas).len(), 1);
    assert_eq!(rows(&portfolio, DataFile::Rollups).len(), 1);
}

#[test]
fn teams_stand_in_the_portfolios_own_order() {
    let document = value(&portfolio_of(&CONTENT), DataFile::Portfolio);
    let slugs: Vec<&Value> = document["teams"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|team| &team["slug"])
        .collect();
    assert_eq!(slugs, ["zebra", "ant"]);
}

#[test]
fn a_missing_cycle_is_a_gap_without_a_value_and_the_delta_says_how_far_it_reaches() {
    let team = value(&portfolio_of(&CONTENT), DataFile::Team(1));
    let points = &whole(&team, "change-fail-rate")["points"];
    let gap = |period: &str, expected: bool| json!({ "period": period, "state": "gap", "expected": expected });
    assert_eq!(points[1], gap("2026-02-01", true));
    assert_eq!(points[2], gap("2026-02-15", false));
    assert_eq!(points[3]["delta"]["since"], "2026-01-18");
    assert_eq!(points[3]["delta"]["periods_apart"], 3);
    assert_eq!(points[3]["delta"]["judgement"], "better");
    assert_eq!(points[3]["link"], "https://example.org/1");
    let states: Vec<&Value> = team["cycles"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|cycle| &cycle["state"])
        .collect();
    assert_eq!(states, ["reported", "missing", "skipped", "reported"]);
    assert_eq!(team["cycles"][2]["reason"], "Freeze");
}

#[test]
fn numbers_are_written_as_they_were_typed_and_quotients_with_fifteen_digits() {
    let team = text(&portfolio_of(&CONTENT), DataFile::Team(1));
    for number in ["99.95", "12345678901.1", "33.3333333333333", "6"] {
        assert!(
            team.contains(&format!("\"value\":{number},")),
            "{number} is not in {team}"
        );
    }
    assert!(
        team.contains("\"delta\":{\"value\":-0.45,"),
        "99.5 − 99.95 is not exact in {team}"
    );
}

#[test]
fn a_new_unit_is_said_on_the_points_before_it_and_no_delta_crosses_it() {
    let team = value(&portfolio_of(&CONTENT), DataFile::Team(1));
    let lag = whole(&team, "lag");
    assert_eq!((&lag["unit"], &lag["band"]), (&json!("s"), &json!([40, 70])));
    assert_eq!(lag["points"][0]["unit"], "min");
    assert_eq!(lag["points"][0].get("definition"), None);
    let newest = &lag["points"][3];
    assert_eq!((newest.get("unit"), newest.get("delta")), (None, None));
    assert_eq!(
        (&newest["definition"], &newest["approximate"]),
        (&json!(1), &json!(true))
    );
}

#[test]
fn parts_are_told_apart_and_only_the_whole_has_the_target() {
    let team = value(&portfolio_of(&CONTENT), DataFile::Team(1));
    let newest = |series: &Value| series["points"][0]["value"].clone();
    assert_eq!(newest(series(&team, "incidents", (&json!("api"), &Value::Null))), 2);
    assert_eq!(newest(series(&team, "incidents", (&json!("api"), &json!("-cron")))), 1);
    assert_eq!(newest(series(&team, "incidents", (&Value::Null, &json!("@mail")))), 4);
    assert_eq!(whole(&team, "availability")["target"], 99.9);
    assert_eq!(
        series(&team, "incidents", (&json!("api"), &Value::Null))["target"],
        Value::Null
    );
}

#[test]
fn a_value_keeps_the_place_it_was_written_at() {
    let team = value(&portfolio_of(&CONTENT), DataFile::Team(1));
    let origin = |metric: &str, point: usize| whole(&team, metric)["points"][point]["origin"].clone();
    let imported =
        json!({ "kind": "imported", "file": "content/teams/ant/data/probe.csv", "line": 3, "tool": "probe" });
    assert_eq!(origin("availability", 1), imported);
    let typed = json!({ "kind": "typed", "file": "content/teams/ant/reports/2026-03-01.toml", "line": 4 });
    assert_eq!(origin("availability", 3), typed);
    assert_eq!(origin("incidents", 0)["kind"], "derived");
    assert_eq!(whole(&team, "incidents")["points"][3]["state"], "not-available");
}

#[test]
fn a_value_of_a_running_cycle_is_provisional_and_in_no_roll_up() {
    let portfolio = portfolio_of(&CONTENT);
    let team = value(&portfolio, DataFile::Team(0));
    let points = &whole(&team, "incidents")["points"];
    assert_eq!(points[0].get("provisional"), None);
    assert_eq!(points[1]["provisional"], true);
    let cycles: Vec<String> = rows(&portfolio, DataFile::Rollups)
        .into_iter()
        .map(|mut row| row.swap_remove(0))
        .collect();
    assert!(!cycles.contains(&"2026-03-15".to_owned()), "{cycles:?}");
}

#[test]
fn a_month_is_written_as_a_month() {
    let portfolio = portfolio_of(&CONTENT);
    let team = value(&portfolio, DataFile::Team(1));
    let carbon = whole(&team, "carbon-score");
    assert_eq!(
        (&carbon["grain"], &carbon["points"][0]["period"]),
        (&json!("month"), &json!("2026-02"))
    );
    let row = rows(&portfolio, DataFile::TeamCsv(1))
        .into_iter()
        .find(|row| row[2] == "carbon-score");
    assert_eq!(row.expect("a row")[3], "2026-02");
}

#[test]
fn ratios_are_pooled_and_a_ratio_that_a_team_gives_whole_is_a_strip() {
    let portfolio = portfolio_of(&CONTENT);
    let table = rows(&portfolio, DataFile::Rollups);
    let row = |cycle: &str, metric: &str| {
        table
            .iter()
            .find(|row| row[0] == cycle && row[1] == metric)
            .expect("a row")
            .join(",")
    };
    assert_eq!(
        row("2026-03-01", "change-fail-rate"),
        "2026-03-01,change-fail-rate,ratio,30,3,10,30.952380952381,2,2,2,1,0,0,0,0,1,0,0,0,0,2,0,0,%"
    );
    assert_eq!(
        row("2026-01-18", "availability"),
        "2026-01-18,availability,strip,,,,99.95,1,1,1,0,0,0,0,0,1,0,0,0,0,1,0,0,%"
    );
    assert!(
        !table.iter().any(|row| row[1] == "legs"),
        "a team's own metric is not rolled up"
    );
}

#[test]
fn the_roll_ups_of_both_files_are_the_same() {
    let portfolio = portfolio_of(&CONTENT);
    let table = rows(&portfolio, DataFile::Rollups);
    let document = value(&portfolio, DataFile::Portfolio);
    let entries = document["rollups"].as_array().expect("a list");
    assert_eq!(entries.len(), table.len() - 1);
    for (entry, row) in entries.iter().zip(&table[1..]) {
        for (column, field) in table[0].iter().zip(row) {
            // The counts within an object are columns of their own: `deltas_better`.
            let found = match column.split_once('_') {
                Some((counts @ ("deltas" | "signals"), of)) => &entry[counts][of],
                _ => &entry[column],
            };
            let written = match found {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(written, *field, "{column} of {row:?}");
        }
    }
}

#[test]
fn a_table_names_parts_and_holds_no_formula() {
    let table = rows(&portfolio_of(&CONTENT), DataFile::TeamCsv(1));
    assert!(table.iter().all(|row| row.len() == 18));
    let parts: Vec<&str> = table
        .iter()
        .filter(|row| row[2] == "incidents")
        .map(|row| row[1].as_str())
        .collect();
    assert_eq!(parts, ["", "", "'@mail", "api", "api/-cron"]);
    let notes: Vec<&str> = table
        .iter()
        .map(|row| row[11].as_str())
        .filter(|note| !note.is_empty())
        .collect();
    assert_eq!(notes, ["note", "'-1 retry", "'=1+1", "two\nlines, \"quoted\""]);
    let not_available = table
        .iter()
        .rfind(|row| row[2] == "incidents" && row[1].is_empty())
        .expect("a row");
    assert_eq!(
        (not_available[3].as_str(), not_available[4].as_str()),
        ("2026-03-01", "")
    );
}

#[test]
fn deltas_are_the_newest_of_each_series_and_keep_their_sign() {
    let table = rows(&portfolio_of(&CONTENT), DataFile::Deltas);
    let row = table
        .iter()
        .find(|row| row[2] == "change-fail-rate")
        .expect("a row")
        .join(",");
    let expected =
        "ant,,change-fail-rate,2026-03-01,28.5714285714286,33.3333333333333,2026-01-18,-4.76190476190476,3,better,,%";
    assert_eq!(row, expected);
    assert!(table.iter().all(|row| row[2] != "lag"), "no delta across definitions");
}

#[test]
fn reviews_keep_their_providers_unit_and_say_what_became_of_findings() {
    let document = value(&portfolio_of(&CONTENT), DataFile::Portfolio);
    let wars = document["wars"].as_array().expect("a list");
    let named: Vec<(&Value, &Value)> = wars.iter().map(|war| (&war["team"], &war["id"])).collect();
    assert_eq!(
        named,
        [
            (&json!("zebra"), &json!("azure")),
            (&json!("ant"), &json!("q4")),
            (&json!("ant"), &json!("q1"))
        ]
    );
    let [azure, before, now] = [&wars[0], &wars[1], &wars[2]];
    assert_eq!(azure["overall"], Value::Null, "points of pillars are not added");
    assert_eq!(azure["pillars"][0]["score"], json!({ "points": 71.5, "out_of": 260 }));
    assert_eq!(
        (&azure["next_due"], &azure["overdue"]),
        (&json!("2026-02-03"), &json!(true))
    );
    assert_eq!(
        before["overall"],
        json!({ "high": 2, "medium": 1, "none": 3, "not_applicable": 0, "unanswered": 1 })
    );
    assert_eq!(before["questions"], json!({ "answered": 6, "all": 7 }));
    assert_eq!(before["pillars"][1]["name"], "Habits");
    assert_eq!(before["pillars"][1]["pillar"], Value::Null);
    assert_eq!(before["next_due"], Value::Null, "a newer one is there");
    let states: Vec<&Value> = [&before["findings"][0], &before["findings"][1], &now["findings"][0]]
        .map(|finding| &finding["state"])
        .to_vec();
    assert_eq!(states, ["open", "closed", "open"]);
    assert_eq!(
        now["findings"][0]["actions"],
        json!(["ant-1"]),
        "of whichever review it names"
    );
    assert_eq!(now["findings"][0]["title"], "Is it locked?");
    assert_eq!(now["next_due"], "2026-05-20");
}

#[test]
fn answers_to_a_notice_stand_with_it_and_those_of_a_team_that_left_apart() {
    let files = [
        (
            "notads/tls-13.md",
            "+++\ntitle = \"TLS\"\nkind = \"mandate\"\nissued = 2026-02-20\n+++\nDo it.\n",
        ),
        ("teams/ant/reports/2026-03-01.toml", "[notads]\ntls-13 = \"done\"\n"),
        ("teams/gone/team.toml", "left = 2026-02-28\n"),
        (
            "teams/gone/reports/2026-02-15.toml",
            "[notads]\ntls-13 = { status = \"in-progress\", date = 2026-02-14, note = \"Half\" }\n",
        ),
    ];
    let portfolio = loaded(SITE, &files, jiff::civil::date(2026, 3, 4));
    let document = value(&portfolio, DataFile::Portfolio);
    let notad = &document["notads"][0];
    assert_eq!((&notad["id"], &notad["in_force"]), (&json!("tls-13"), &json!(true)));
    let answer = |place: usize| {
        let answer = &notad["answers"][place];
        ["team", "concerned", "status", "date", "note"].map(|key| answer[key].clone())
    };
    assert_eq!(
        answer(0),
        [
            json!("ant"),
            json!(true),
            json!("done"),
            json!("2026-03-01"),
            json!(null)
        ]
    );
    let left = [
        json!("gone"),
        json!(false),
        json!("in-progress"),
        json!("2026-02-14"),
        json!("Half"),
    ];
    assert_eq!(answer(1), left);
    assert_eq!(complaints(DataFile::PortfolioSchema, &document), Vec::<String>::new());
}

#[test]
fn a_moment_is_written_as_a_day_or_as_a_point_in_time() {
    let incident = |rest: &str| format!("+++\ntitle = \"Down\"\n{rest}\n+++\n");
    let (by_clock, by_day) = (
        incident("started = 2026-02-28T23:30:00+09:00\nrestored = 2026-02-28T15:00:00Z\nseverity = 1"),
        incident("started = 2026-03-01"),
    );
    let files = [
        ("teams/ant/incidents/a.md", by_clock.as_str()),
        ("teams/ant/incidents/b.md", &by_day),
        ("teams/ant/reports/2026-03-01.toml", "topics = [\"x\"]\n"),
        ("teams/bee/reports/2026-03-01.toml", "topics = [\"x\"]\n"),
    ];
    let portfolio = loaded(SITE, &files, jiff::civil::date(2026, 3, 4));
    let document = value(&portfolio, DataFile::Portfolio);
    let of = |place: usize| {
        let incident = &document["incidents"][place];
        ["started", "hours_to_recover", "open"].map(|key| incident[key].clone())
    };
    assert_eq!(of(0), [json!("2026-02-28T14:30:00Z"), json!(0.5), json!(false)]);
    assert_eq!(of(1), [json!("2026-03-01"), json!(null), json!(true)]);
    let topic = &document["recurring_topics"][0];
    assert_eq!((&topic["id"], &topic["answer"]), (&json!("x"), &json!("wanted")));
    assert_eq!(complaints(DataFile::PortfolioSchema, &document), Vec::<String>::new());
}

#[test]
fn the_same_portfolio_gives_the_same_bytes() {
    let (one, other) = (portfolio_of(&CONTENT), portfolio_of(&CONTENT));
    for (path, file) in plan(&one) {
        assert_eq!(text(&one, file), text(&other, file), "{path}");
        assert!(text(&one, file).ends_with('\n'), "{path}");
    }
}

/// The schema of a field of an entry, whatever it may be besides.
fn field_of<'a>(schema: &'a Value, root: &'a Value, name: &str) -> Option<&'a Value> {
    if let Some(place) = schema["$ref"].as_str() {
        return field_of(root.pointer(place.trim_start_matches('#'))?, root, name);
    }
    let found = schema.pointer(&format!("/properties/{name}"));
    found.or_else(|| {
        let several = ["anyOf", "oneOf", "allOf"].map(|key| schema[key].as_array());
        several
            .into_iter()
            .flatten()
            .flatten()
            .find_map(|schema| field_of(schema, root, name))
    })
}

#[test]
fn every_column_of_a_list_is_a_field_that_the_schema_knows() {
    let schema: Value = serde_json::from_slice(include_bytes!("schema/portfolio.json")).expect("JSON");
    for listing in Listing::ALL {
        for (list, path) in listing.fields() {
            let mut of = &schema["properties"][list]["items"];
            for name in path.split('.') {
                if of["type"] == "array" {
                    of = &of["items"];
                }
                of = field_of(of, &schema, name).unwrap_or_else(|| panic!("{list}: {path}"));
            }
        }
    }
}

#[test]
fn a_list_has_a_row_an_entry_or_one_for_each_of_its_own() {
    let portfolio = portfolio_of(&CONTENT);
    let actions = rows(&portfolio, DataFile::Listing(Listing::Actions));
    assert_eq!(actions.len(), 2);
    assert_eq!(actions[1][..3], ["ant", "ant-1", "Lock it"]);
    let pillars = rows(&portfolio, DataFile::Listing(Listing::WarPillars));
    let of = |war: &str| pillars.iter().filter(|row| row[1] == war).count();
    assert_eq!((of("q4"), of("q1"), of("azure")), (2, 1, 1));
    let azure = pillars.iter().find(|row| row[1] == "azure").expect("a review");
    assert_eq!(azure[6..], ["", "", "", "", "", "71.5", "260"]);
    let wars = rows(&portfolio, DataFile::Listing(Listing::Wars));
    assert_eq!(wars.len(), 4);
    let metrics = rows(&portfolio, DataFile::Listing(Listing::Metrics));
    assert!(metrics.iter().any(|row| row[0] == "lag" && row[3] == "min"));
    // A notice, a release or a topic that is not there is no row.
    assert_eq!(rows(&portfolio, DataFile::Listing(Listing::Notads)).len(), 1);
}

#[test]
fn the_newest_values_are_those_of_each_series() {
    let portfolio = portfolio_of(&CONTENT);
    let values = rows(&portfolio, DataFile::Values);
    let of = |team: &str, part: &str, metric: &str| {
        let found = values.iter().find(|row| row[..3] == [team, part, metric]);
        found.map(|row| row[3..8].join(","))
    };
    assert_eq!(of("ant", "", "availability").as_deref(), Some("2026-03-01,99.9,,,%"));
    assert_eq!(
        of("ant", "", "change-fail-rate").as_deref(),
        Some("2026-03-01,28.5714285714286,2,7,%")
    );
    assert_eq!(of("ant", "api", "incidents").as_deref(), Some("2026-01-18,2,,,count"));
}
