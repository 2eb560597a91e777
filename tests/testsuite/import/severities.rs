//! Severities in tables of any tool: none of one is the best of results.

use super::{amounts, import, refusal, request, with};
use scorpfolio::import::{Input, Request};

fn findings(severities: &[&str]) -> [Input; 1] {
    let rows = severities.iter().zip(6..);
    let rows: String = rows
        .map(|(word, day)| format!("2026-04-{day:02},{word},open"))
        .collect::<Vec<_>>()
        .join("\n");
    [Input::of_bytes(
        "scan.csv",
        format!("day,severity,state\n{rows}").as_bytes(),
    )]
}

fn counted(settings: &[(&str, &str)]) -> Request {
    let settings = [&[("date", "day"), ("aggregate", "count")], settings].concat();
    Request {
        metric: Some("critical-vulnerabilities".to_owned()),
        ..with(request(), &settings)
    }
}

#[test]
fn a_scan_without_criticals_counts_none_of_them() {
    let scan = findings(&["high", "low", "high"]);
    let imported = import("csv", &scan, &counted(&[("filter.severity", "critical")])).expect("read");
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2026-04-12 0"]);
    assert_eq!(imported.warnings, []);
    let both = counted(&[("filter.severity", "critical|high")]);
    let imported = import("csv", &scan, &both).expect("read");
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2026-04-12 2"]);
    assert_eq!(imported.warnings, []);
}

#[test]
fn a_severity_that_may_be_written_otherwise_makes_no_zero() {
    let code =
        |severities: &[&str], settings: &[(&str, &str)]| refusal("csv", &findings(severities), &counted(settings)).0;
    assert_eq!(code(&["HIGH", "LOW"], &[("filter.severity", "critical")]), "E603");
    assert_eq!(code(&["high", "low"], &[("filter.severity", "critcal")]), "E603");
    assert_eq!(code(&["high", "low"], &[("filter.state", "critical")]), "E603");
    assert_eq!(code(&["high", "low"], &[("filter.severty", "critical")]), "E603");
    assert_eq!(code(&["", ""], &[("filter.severity", "critical")]), "E603");
}
