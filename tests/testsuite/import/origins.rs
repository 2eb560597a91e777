//! What the site says of where an imported value comes from.

use crate::harness::Folder;

const ROWS: &str = "date,metric,workload,value,provisional,origin,version,file,covers,measured_at\n\
    2026-01-18,high-vulnerabilities,api,4,,trivy,0.50.1,scan-1.json,,2026-01-18T09:30:00Z\n\
    2026-02-01,high-vulnerabilities,api,3,covers 2026-01-19 to 2026-01-30,trivy,0.51.0,scan-2.json,2026-01-19/2026-01-30,2026-01-30T08:00:00Z\n";

fn site() -> Folder {
    let folder = Folder::right();
    folder.write("content/teams/alpha/data/trivy.csv", ROWS);
    folder.build();
    folder
}

#[test]
fn the_page_of_a_metric_says_tool_file_days_time_and_why_a_value_may_change() {
    let folder = site();
    let page = folder.read("public/teams/alpha/metrics/high-vulnerabilities.html");
    let (_, section) = page.split_once("id=\"imports\"").expect("a section on imports");
    let section = section.split("</section>").next().expect("its end");
    for words in [
        "trivy 0.50.1",
        "scan-1.json",
        "18 Jan 2026, 09:30 UTC",
        "trivy 0.51.0",
        "scan-2.json",
        "19–30 January 2026",
        "may still change: covers 2026-01-19 to 2026-01-30",
        "trivy.csv:3",
    ] {
        assert!(section.contains(words), "{words}: {section}");
    }
    let newest = section.find("scan-2.json").expect("told");
    assert!(newest < section.find("scan-1.json").expect("told"), "newest first");
    // Typed values, and scripts that say nothing but their name, have no such section.
    for metric in ["errors", "unit-test-coverage"] {
        let page = folder.read(&format!("public/teams/alpha/metrics/{metric}.html"));
        assert!(!page.contains("id=\"imports\""), "{metric}");
    }
}

#[test]
fn the_days_of_one_bill_are_one_row() {
    let folder = Folder::right();
    let row = |day: u8| {
        format!(
            "2026-01-{day},cloud-cost,1{day},,aws cost explorer,,bill.json,2026-01-05/2026-01-18,2026-01-19T00:00:00Z\n"
        )
    };
    let rows: String = (10..19).map(row).collect();
    let header = "date,metric,value,provisional,origin,version,file,covers,measured_at\n";
    folder.write("content/teams/alpha/data/cost-explorer.csv", &format!("{header}{rows}"));
    folder.build();
    let page = folder.read("public/teams/alpha/metrics/cloud-cost.html");
    let (_, section) = page.split_once("id=\"imports\"").expect("a section on imports");
    let section = section.split("</section>").next().expect("its end");
    assert_eq!(section.matches("bill.json").count(), 1, "{section}");
    assert!(section.contains("<th scope=\"row\">10–18 January 2026<"), "{section}");
}

#[test]
fn a_value_of_one_day_is_of_that_day() {
    let folder = Folder::right();
    let rows = "date,metric,value,origin,file,covers,measured_at\n\
        2026-01-31,cloud-cost,9,csv,bill.csv,2026-01-31/2026-01-31,2026-01-31T00:00:00Z\n";
    folder.write("content/teams/alpha/data/csv.csv", rows);
    folder.build();
    let page = folder.read("public/teams/alpha/metrics/cloud-cost.html");
    let (_, section) = page.split_once("id=\"imports\"").expect("a section on imports");
    let section = section.split("</section>").next().expect("its end");
    assert!(
        section.contains("of 31 January 2026,") && !section.contains("31–31"),
        "{section}"
    );
}

#[test]
fn the_team_s_csv_and_json_say_the_same_of_an_imported_value() {
    let folder = site();
    let mut reader = csv::Reader::from_path(folder.path().join("public/data/teams/alpha.csv")).expect("a table");
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let cell = |row: &csv::StringRecord, name: &str| {
        let at = header.iter().position(|column| column == name).expect("a column");
        row.get(at).unwrap_or_default().to_owned()
    };
    let imported = rows
        .iter()
        .find(|row| {
            cell(row, "period") == "2026-02-01" && cell(row, "workload") == "api" && cell(row, "tool") == "trivy"
        })
        .expect("the imported row");
    let json: serde_json::Value = serde_json::from_str(&folder.read("public/data/teams/alpha.json")).expect("JSON");
    let series = json["series"].as_array().expect("series");
    let points = series
        .iter()
        .filter(|one| one["metric"] == "high-vulnerabilities" && one["workload"] == "api")
        .flat_map(|one| one["points"].as_array().expect("points"));
    let origin = points.map(|point| &point["origin"]).next_back().expect("a point");
    for (name, value) in [
        ("version", "0.51.0"),
        ("imported_file", "scan-2.json"),
        ("covers", "2026-01-19/2026-01-30"),
        ("measured_at", "2026-01-30T08:00:00Z"),
        ("provisional", "covers 2026-01-19 to 2026-01-30"),
    ] {
        assert_eq!(cell(imported, name), value, "{name}");
        assert_eq!(origin[name], value, "{name}: {origin}");
    }
    let typed = rows
        .iter()
        .find(|row| cell(row, "origin") == "typed")
        .expect("a typed row");
    assert_eq!(cell(typed, "imported_file"), "");
}
