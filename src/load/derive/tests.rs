//! What registers say where nothing is typed. Cycles are of two weeks, from 5 January 2026; days are those of Dublin.

use crate::load::configuration;
use crate::model::portfolio::Portfolio;
use crate::model::report::{Observation, Part, Provenance, Reading};
use crate::source::{Role, SourceFile, Sources};
use jiff::civil::{Date, date};

const CONFIGURATION: &str = "title = \"T\"\ntime_zone = \"Europe/Dublin\"\n[cycle]\nfirst = 2026-01-05\n";

/// The team's first report: it begins the calendar.
const FIRST: (&str, &str) = ("teams/a/reports/2026-01-18.toml", "summary = \"x\"");

fn load(as_of: Date, files: &[(&str, &str)]) -> Portfolio {
    let (configuration, problems) = configuration::read(CONFIGURATION);
    assert!(problems.is_empty(), "{problems:?}");
    let files: Vec<SourceFile> = files
        .iter()
        .map(|(path, text)| SourceFile {
            path: format!("content/{path}").into(),
            content_path: (*path).into(),
            source_path: format!("content/{path}").into(),
            source_url: None,
            role: Role::of(path),
            bytes: text.as_bytes().into(),
        })
        .collect();
    let (portfolio, problems) = crate::load::load(
        &configuration.expect("a configuration"),
        &Sources {
            files,
            left_out: Vec::new(),
        },
        as_of,
    );
    portfolio.unwrap_or_else(|| panic!("{}", crate::diagnostic::text::render(&problems, false)))
}

/// The observations of a metric and workload of the first team, by cycle: values, `n/a`, `-` for none; typed and imported
/// ones are marked.
fn told(portfolio: &Portfolio, metric: &str, workload: Option<&str>) -> String {
    let team = &portfolio.teams[0];
    let metric = portfolio.catalogue.find(metric, Some(0)).expect("a metric");
    let part = Part::new(workload.map(|id| team.workload(id).expect("a workload")), None);
    let of_cycle = |cycle: usize| {
        let is_of =
            |found: &&Observation| found.metric == metric && found.part == part && found.cycle.position() == cycle;
        let Some(found) = team.observations.iter().find(is_of) else {
            return "-".to_owned();
        };
        let mark = match found.provenance {
            Provenance::Derived { .. } => "",
            Provenance::Imported(_) => "imported ",
            Provenance::Typed | Provenance::Total { .. } => "typed ",
        };
        match &found.reading {
            Reading::Value { number, ratio, .. } => {
                let of = ratio.parts().map_or_else(String::new, |(a, b)| format!(" ({a}/{b})"));
                format!("{mark}{}{of}", number.round_dp(4).normalize())
            }
            Reading::NotAvailable => format!("{mark}n/a"),
        }
    };
    let cycles: Vec<String> = (0..portfolio.calendar.cycles.len()).map(of_cycle).collect();
    cycles.join(", ")
}

fn incident<'a>(front: &str) -> impl Fn(&'a str) -> (&'a str, String) {
    let text = format!("+++\ntitle = \"x\"\n{front}\n+++\n");
    move |path| (path, text.clone())
}

/// As [`told`], of a team with these incidents, at the end of its fourth cycle.
fn of_incidents(team: &str, fronts: &[&str], metric: &str) -> String {
    let paths = ["i1", "i2", "i3", "i4", "i5"].map(|name| format!("teams/a/incidents/{name}.md"));
    let incidents: Vec<(&str, String)> = (paths.iter().zip(fronts))
        .map(|(path, front)| incident(front)(path))
        .collect();
    let mut files = vec![FIRST, ("teams/a/team.toml", team)];
    files.extend(incidents.iter().map(|(path, text)| (*path, text.as_str())));
    told(&load(date(2026, 3, 2), &files), metric, None)
}

/// As [`told`], of a team with this file of releases and these others, at the end of its fourth cycle.
fn of_releases(releases: &str, others: &[(&str, &str)], metric: &str) -> String {
    let mut files = vec![FIRST, ("teams/a/releases.toml", releases)];
    files.extend(others);
    files.dedup_by_key(|(path, _)| *path);
    told(&load(date(2026, 3, 2), &files), metric, None)
}

const RELEASES: &str = r#"
[[releases]]
name = "1"
started = 2026-01-19T09:00:00Z
finished = 2026-01-19T09:30:00Z
outcome = "succeeded"
[[releases]]
name = "2"
started = 2026-01-20T09:00:00Z
finished = 2026-01-20T10:10:00Z
outcome = "rolled-back"
[[releases]]
name = "3"
started = 2026-01-21
finished = 2026-01-22
outcome = "failed"
[[releases]]
name = "4"
started = 2026-01-30T09:00:00Z
finished = 2026-02-16T09:00:00Z
outcome = "succeeded"
[[releases]]
name = "5"
started = 2026-02-20T09:00:00Z
"#;

#[test]
fn releases_count_by_the_day_on_which_they_were_over() {
    for (metric, expected) in [
        // The third cycle has none: a count is 0, anything else is not available. The fifth has only begun.
        ("deployment-frequency", "-, 3, 0, 1, -"),
        ("time-to-deploy", "-, 50, n/a, 24480, -"),
        ("release-success-rate", "-, 33.3333 (1/3), n/a, 100 (1/1), -"),
        ("change-fail-rate", "-, 66.6667 (2/3), n/a, 0 (0/1), -"),
    ] {
        assert_eq!(of_releases(RELEASES, &[], metric), expected, "{metric}");
    }
}

#[test]
fn the_last_second_of_a_cycle_is_in_it_in_the_time_zone_of_the_site() {
    let at = |finished: &str| format!("[[releases]]\nname = \"1\"\nstarted = 2026-01-01\nfinished = {finished}\n");
    for (finished, expected) in [
        ("2026-02-01T23:59:59Z", "-, 1, 0, 0, -"),
        ("2026-02-02T00:00:00Z", "-, -, 1, 0, -"),
        ("2026-02-02T00:59:59+01:00", "-, 1, 0, 0, -"),
        ("2026-02-01", "-, 1, 0, 0, -"),
    ] {
        assert_eq!(
            of_releases(&at(finished), &[], "deployment-frequency"),
            expected,
            "{finished}"
        );
    }
}

#[test]
fn incidents_count_by_the_day_on_which_they_began_and_so_does_their_recovery() {
    let incidents = [
        "severity = 1\nstarted = 2026-01-19T23:30:00Z\nrestored = 2026-01-20T01:00:00Z",
        "severity = 2\nstarted = 2026-02-01T23:50:00Z\nrestored = 2026-02-03T00:20:00Z",
        "severity = 2\nstarted = 2026-02-17",
        "severity = 4\nstarted = 2026-02-18T08:00:00Z",
        "started = 2026-02-19\ntime_to_recover = \"1h 28m\"",
    ];
    for (metric, expected) in [
        ("incidents", "-, 2, 0, 3, -"),
        ("p1-issues", "-, 1, 0, 0, -"),
        ("p2-issues", "-, 1, 0, 1, -"),
        ("p3-issues", "-, 0, 0, 0, -"),
        // The median of 90 and 1,470 minutes; what is open or known by the day alone has no length.
        ("time-to-recover", "-, 780, n/a, 88, -"),
    ] {
        assert_eq!(of_incidents("", &incidents, metric), expected, "{metric}");
    }
}

#[test]
fn a_recovery_across_a_change_of_the_clock_is_as_long_as_it_was() {
    // In Dublin clocks went from 01:00 to 02:00 on 29 March 2026: 00:30 to 02:30 was one hour.
    let spring = "started = 2026-03-29T00:30:00\nrestored = 2026-03-29T02:30:00";
    let (path, text) = incident(spring)("teams/a/incidents/i.md");
    let files = [FIRST, (path, text.as_str())];
    let told = told(&load(date(2026, 4, 1), &files), "time-to-recover", None);
    assert_eq!(told, "-, -, -, -, -, 60, -");
}

#[test]
fn an_incident_just_after_midnight_in_the_zone_is_of_the_next_cycle() {
    // In summer Dublin is an hour ahead: 23:30 by Greenwich on 10 May is the first half hour of a cycle.
    let late = "started = 2026-05-10T23:30:00Z";
    let (path, text) = incident(late)("teams/a/incidents/i.md");
    let files = [FIRST, (path, text.as_str())];
    let told = told(&load(date(2026, 5, 26), &files), "incidents", None);
    assert_eq!(told, "-, -, -, -, -, -, -, -, -, 1, -");
}

#[test]
fn a_register_of_outages_says_nothing_of_small_issues() {
    let incidents = ["severity = 2\nstarted = 2026-01-19"];
    assert_eq!(of_incidents("", &incidents, "p1-issues"), "-, 0, 0, 0, -");
    assert_eq!(of_incidents("", &incidents, "p3-issues"), "-, -, -, -, -");
    let since = "registers_since = 2026-02-02";
    assert_eq!(of_incidents(since, &incidents, "p3-issues"), "-, -, 0, 0, -");
}

#[test]
fn registers_count_from_the_day_that_the_team_names() {
    let incidents = ["severity = 1\nstarted = 2026-02-03T10:00:00Z\nrestored = 2026-02-03T11:00:00Z"];
    for (since, count, recovery) in [
        ("", "-, -, 1, 0, -", "-, -, 60, n/a, -"),
        ("registers_since = 2025-06-01", "0, 0, 1, 0, -", "-, -, 60, n/a, -"),
        ("registers_since = 2026-02-20", "-, -, -, 0, -", "-, -, -, -, -"),
        ("left = 2026-02-10", "-, -, 1, -, -", "-, -, 60, -, -"),
    ] {
        assert_eq!(of_incidents(since, &incidents, "incidents"), count, "{since}");
        assert_eq!(of_incidents(since, &incidents, "time-to-recover"), recovery, "{since}");
    }
}

#[test]
fn nothing_is_derived_of_a_register_that_is_not_kept() {
    let since = "registers_since = 2026-01-05";
    assert_eq!(of_incidents(since, &[], "incidents"), "-, -, -, -, -");
}

#[test]
fn typed_and_imported_values_win_and_gaps_are_filled() {
    let typed = (
        "teams/a/reports/2026-02-15.toml",
        "[metrics]\ndeployment-frequency = 7\n",
    );
    let imported = (
        "teams/a/data/x.csv",
        "date,metric,value\n2026-01-30,deployment-frequency,9\n",
    );
    let told = |others: &[(&str, &str)]| of_releases(RELEASES, others, "deployment-frequency");
    assert_eq!(told(&[typed]), "-, 3, typed 7, 1, -");
    assert_eq!(told(&[imported]), "-, imported 9, 0, 1, -");
    let not_available = (
        "teams/a/reports/2026-02-15.toml",
        "[metrics]\ndeployment-frequency = \"n/a\"\n",
    );
    assert_eq!(told(&[not_available]), "-, 3, typed n/a, 1, -");
}

#[test]
fn parts_are_derived_where_entries_name_a_workload_and_nothing_is_typed_since() {
    let team = (
        "teams/a/team.toml",
        "[[workloads]]\nid = \"api\"\n[[workloads]]\nid = \"web\"\nfrom = 2026-02-16\n",
    );
    let releases = "[[releases]]\nname = \"1\"\nstarted = 2026-01-20\nfinished = 2026-01-20\nworkload = \"api\"\n\
        [[releases]]\nname = \"2\"\nstarted = 2026-01-21\nfinished = 2026-01-21\n\
        [[releases]]\nname = \"3\"\nstarted = 2026-02-03\nfinished = 2026-02-03\nworkload = \"web\"\n\
        [[releases]]\nname = \"4\"\nstarted = 2026-02-18\nfinished = 2026-02-18\nworkload = \"web\"\n";
    let parts = |report: &str| {
        let files = [
            FIRST,
            team,
            ("teams/a/releases.toml", releases),
            ("teams/a/reports/2026-02-01.toml", report),
            ("teams/a/reports/2026-02-15.toml", "summary = \"x\""),
        ];
        let portfolio = load(date(2026, 3, 2), &files);
        [None, Some("api"), Some("web")].map(|workload| told(&portfolio, "deployment-frequency", workload))
    };
    // The second workload was with another team before.
    assert_eq!(parts(""), ["-, 2, 1, 1, -", "-, 1, 0, 0, -", "-, -, -, 1, -"]);
    let typed = "[metrics]\ndeployment-frequency = 7\n";
    assert_eq!(parts(typed), ["-, typed 7, 1, 1, -", "-, -, 0, 0, -", "-, -, -, 1, -"]);
    let by_part = "[metrics]\ndeployment-frequency = { by = { api = 5 } }\n";
    assert_eq!(
        parts(by_part),
        ["-, typed 5, 1, 1, -", "-, typed 5, 0, 0, -", "-, -, -, 1, -"]
    );
}

#[test]
fn a_late_report_brings_no_parts() {
    let team = ("teams/a/team.toml", "[[workloads]]\nid = \"api\"\n");
    let releases = "[[releases]]\nname = \"1\"\nstarted = 2026-02-18\nfinished = 2026-02-18\nworkload = \"api\"\n";
    let typed = (
        "teams/a/reports/2026-02-15.toml",
        "[metrics]\ndeployment-frequency = 7\n",
    );
    let files = [FIRST, team, ("teams/a/releases.toml", releases), typed];
    let portfolio = load(date(2026, 3, 2), &files);
    assert_eq!(told(&portfolio, "deployment-frequency", None), "-, -, typed 7, 1, -");
    assert_eq!(told(&portfolio, "deployment-frequency", Some("api")), "-, -, -, -, -");
}

#[test]
fn months_and_a_longer_rhythm_are_left_alone() {
    let typed = (
        "teams/a/reports/2026-02-15.toml",
        "[metrics]\ndeployment-frequency = 7\n",
    );
    let told = |others: &[(&str, &str)]| of_releases(RELEASES, others, "deployment-frequency");
    let monthly = (
        "teams/a/data/x.csv",
        "date,metric,value\n2026-01,deployment-frequency,9\n",
    );
    assert_eq!(told(&[monthly]), "-, imported 9, -, -, -");
    let catalogue = ("metrics.toml", "[deployment-frequency]\nevery = \"month\"\n");
    assert_eq!(told(&[catalogue]), "-, -, -, -, -");
    let rhythm = ("teams/a/team.toml", "reports_every = \"1 month\"\n");
    assert_eq!(told(&[rhythm, typed]), "-, -, typed 7, -, -");
    assert_eq!(told(&[rhythm]), "-, 3, 0, 1, -");
}

#[test]
fn a_running_cycle_is_counted_once_it_has_a_report() {
    let report = ("teams/a/reports/2026-03-02.toml", "summary = \"x\"");
    assert_eq!(
        of_releases(RELEASES, &[report], "deployment-frequency"),
        "-, 3, 0, 1, 0"
    );
    assert_eq!(
        of_releases(RELEASES, &[report], "time-to-deploy"),
        "-, 50, n/a, 24480, n/a"
    );
}

#[test]
fn what_happens_after_today_is_not_known_yet() {
    let incident = incident("severity = 1\nstarted = 2026-02-01T10:00:00Z\nrestored = 2026-02-05T10:00:00Z")(
        "teams/a/incidents/i.md",
    );
    let later = (
        "teams/a/releases.toml",
        "[[releases]]\nname = \"1\"\nstarted = 2026-02-02\nfinished = 2026-02-09\n",
    );
    let report = ("teams/a/reports/2026-02-03.toml", "summary = \"x\"");
    let files = [FIRST, report, (incident.0, incident.1.as_str()), later];
    let portfolio = load(date(2026, 2, 3), &files);
    assert_eq!(told(&portfolio, "incidents", None), "-, 1, 0");
    assert_eq!(told(&portfolio, "time-to-recover", None), "-, -, -");
    assert_eq!(told(&portfolio, "deployment-frequency", None), "-, -, -");
    let portfolio = load(date(2026, 2, 9), &files);
    assert_eq!(told(&portfolio, "time-to-recover", None), "-, 5760, n/a");
    assert_eq!(told(&portfolio, "deployment-frequency", None), "-, -, 1");
}

#[test]
fn values_are_in_the_unit_of_the_metric_and_none_where_it_is_of_something_else() {
    let changed = |metric: &str, text: &str| {
        let text = format!("[{metric}]\n{text}\n");
        let catalogue = ("metrics.toml", text.as_str());
        of_releases(RELEASES, &[catalogue], metric)
    };
    for (metric, text, expected) in [
        ("time-to-deploy", "unit = \"h\"", "-, 0.8333, n/a, 408, -"),
        (
            "time-to-deploy",
            "unit = \"d\"\nin_cycle = \"max\"",
            "-, 0.0486, n/a, 17, -",
        ),
        ("time-to-deploy", "in_cycle = \"sum\"", "-, 100, n/a, 24480, -"),
        ("time-to-deploy", "unit = \"points\"", "-, -, -, -, -"),
        (
            "change-fail-rate",
            "unit = \"ratio\"\nrange = [0, 1]",
            "-, 0.6667 (2/3), n/a, 0 (0/1), -",
        ),
        (
            "change-fail-rate",
            "unit = \"count\"\nacross_teams = \"sum\"\nin_cycle = \"sum\"",
            "-, -, -, -, -",
        ),
        (
            "deployment-frequency",
            "unit = \"a day\"\nacross_teams = \"strip\"",
            "-, -, -, -, -",
        ),
        // A value outside of the range is none, and no error: nobody typed it.
        ("deployment-frequency", "range = [1, 2]", "-, -, -, 1, -"),
        (
            "time-to-deploy",
            "[[time-to-deploy.definitions]]\nfrom = 2026-02-16\nunit = \"h\"\ntext = \"In hours\"",
            "-, 50, n/a, 408, -",
        ),
    ] {
        assert_eq!(changed(metric, text), expected, "{metric}: {text}");
    }
}

#[test]
fn open_threats_are_those_of_the_newest_look_at_each_model() {
    let team = r#"
[[workloads]]
id = "api"
[[threat_models]]
workload = "api"
[[threat_models.reviews]]
date = 2026-02-20
open = 1
[[threat_models.reviews]]
date = 2025-11-03
open = 4
[[threat_models]]
[[threat_models.reviews]]
date = 2026-02-01
open = 2
[[threat_models]]
"#;
    let portfolio = load(date(2026, 3, 2), &[FIRST, ("teams/a/team.toml", team)]);
    assert_eq!(told(&portfolio, "open-threats", None), "4, 6, 6, 3, -");
    assert_eq!(told(&portfolio, "open-threats", Some("api")), "4, 4, 4, 1, -");
}

#[test]
fn a_value_names_the_entries_behind_it_and_stands_at_the_newest() {
    let portfolio = load(date(2026, 3, 2), &[FIRST, ("teams/a/releases.toml", RELEASES)]);
    let metric = portfolio
        .catalogue
        .find("deployment-frequency", None)
        .expect("a metric");
    let found = portfolio.teams[0]
        .observations
        .iter()
        .filter(|found| found.metric == metric);
    let places: Vec<(u32, Vec<u32>)> = found
        .map(|found| match &found.provenance {
            Provenance::Derived { entries, .. } => {
                (found.origin.line, entries.iter().map(|entry| entry.line).collect())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    // Where there are none it stands at the register's first entry.
    assert_eq!(places, [(12, vec![2, 7, 12]), (2, vec![]), (17, vec![17])]);
}

#[test]
fn the_order_of_entries_and_files_does_not_matter() {
    let entries = "[[releases]]\nname = \"4\"";
    let (before, after) = RELEASES.split_at(RELEASES.find(entries).expect("the fourth"));
    let turned = format!("{after}{before}");
    let first = (
        "teams/a/incidents/a.md",
        "+++\ntitle = \"x\"\nstarted = 2026-01-20\nseverity = 1\n+++\n",
    );
    let second = (
        "teams/a/incidents/b.md",
        "+++\ntitle = \"x\"\nstarted = 2026-02-20\nseverity = 3\n+++\n",
    );
    let forwards = load(
        date(2026, 3, 2),
        &[FIRST, ("teams/a/releases.toml", RELEASES), first, second],
    );
    let backwards = load(
        date(2026, 3, 2),
        &[second, first, ("teams/a/releases.toml", &turned), FIRST],
    );
    for (id, _) in super::MEASURES {
        assert_eq!(told(&forwards, id, None), told(&backwards, id, None), "{id}");
    }
}

#[test]
fn a_workload_is_counted_for_the_team_that_has_it() {
    let before = "[[workloads]]\nid = \"api\"\n";
    let after = "[[workloads]]\nid = \"api\"\nfrom = 2026-02-02\nmoved_from = \"a\"\n";
    let release = |name: &str, day: &str| {
        format!("[[releases]]\nname = \"{name}\"\nstarted = {day}\nfinished = {day}\nworkload = \"api\"\n")
    };
    let own = release("1", "2026-01-20");
    let others = release("2", "2026-02-03");
    let files = [
        FIRST,
        ("teams/a/team.toml", before),
        ("teams/a/releases.toml", &own),
        ("teams/b/team.toml", after),
        ("teams/b/releases.toml", &others),
    ];
    let portfolio = load(date(2026, 3, 2), &files);
    assert_eq!(told(&portfolio, "deployment-frequency", Some("api")), "-, 1, -, -, -");
    assert_eq!(told(&portfolio, "deployment-frequency", None), "-, 1, 0, 0, -");
}
