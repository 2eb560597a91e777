use super::metrics::FIRST_METRICS;
use super::*;
use crate::analyse::analyse;
use crate::diagnostic::Diagnostic;
use crate::model::report::{Observation, Provenance};
use crate::scaffold::folder::Folder;
use jiff::civil::date;

/// Removes the `# ` of lines that hold a key or a table header; of metrics alone, or of everything.
fn uncommented(file: &NewFile, is_all: bool) -> NewFile {
    let mut is_in_metrics = false;
    let mut is_beyond = false;
    let lines = file.text.lines().map(|line| {
        is_in_metrics = (is_in_metrics || line == "[metrics]") && !is_beyond;
        is_beyond |= line.starts_with("# [");
        is_in_metrics &= !is_beyond;
        let body = line.strip_prefix("# ").unwrap_or(line);
        let name = body.split(" = ").next().unwrap_or_default();
        let is_key = body.contains(" = ") && !name.contains([' ', ':', '"']);
        let is_wanted = (is_key && (is_in_metrics || is_all)) || (is_all && body.starts_with('[') && is_beyond);
        if is_wanted { body } else { line }
    });
    NewFile {
        path: file.path.clone(),
        text: lines.collect::<Vec<_>>().join("\n"),
    }
}

/// Problems that a report brought.
fn brought(before: &[Diagnostic], after: &[Diagnostic], file: &NewFile) -> Vec<Diagnostic> {
    let is_its = |problem: &&Diagnostic| problem.place.as_ref().is_some_and(|place| place.file == file.path);
    assert!(before.iter().filter(is_its).count() == 0);
    after.iter().filter(is_its).cloned().collect()
}

#[test]
fn every_team_s_next_report_is_valid_as_it_is_and_with_its_lines_uncommented() {
    let folder = Folder::sample();
    let (portfolio, before) = folder.load();
    for team in &portfolio.teams {
        let (file, _) = folder.next(&team.slug);
        for file in [file.clone(), uncommented(&file, false), uncommented(&file, true)] {
            let (after, problems) = folder.with(&file);
            assert_eq!(brought(&before, &problems, &file), [], "{}", file.text);
            let index = after.team(&team.slug).expect("the team");
            assert_eq!(
                after.teams[index].reports.len(),
                team.reports.len() + 1,
                "{}",
                team.slug
            );
        }
    }
}

#[test]
fn uncommented_numbers_are_last_time_s() {
    let folder = Folder::sample();
    let mut compared = 0;
    for slug in ["storefront", "basket", "checkout", "platform", "data"] {
        let (file, before) = folder.next(slug);
        let (after, _) = folder.with(&uncommented(&file, false));
        let (old, new) = (
            &before.teams[before.team(slug).expect("a team")],
            &after.teams[after.team(slug).expect("a team")],
        );
        let added: Vec<&Observation> = new
            .observations
            .iter()
            .filter(|found| found.provenance == Provenance::Typed && *after.file(found.origin).path == *file.path)
            .collect();
        for found in &added {
            let last = old.observations.iter().rfind(|other| {
                other.metric == found.metric && other.part == found.part && other.provenance == Provenance::Typed
            });
            assert_eq!(
                last.map(|last| &last.reading),
                Some(&found.reading),
                "{slug} {}",
                before.metric(found.metric).id
            );
            compared += 1;
        }
    }
    assert!(compared > 60, "{compared}");
}

const TEAM: (&str, &str) = (
    "content/teams/a/team.toml",
    "name = \"A\"\n[[workloads]]\nid = \"api\"\n[[workloads]]\nid = \"web\"\n[[targets]]\nmetric = \"change-lead-time\"\nvalue = 24\n",
);

fn next_of(reports: &[(&str, &str)], as_of: Date) -> String {
    let mut folder = Folder::of(&[TEAM], as_of);
    for (path, text) in reports {
        folder.add(path, text);
    }
    let (file, _) = folder.next("a");
    for file in [file.clone(), uncommented(&file, false), uncommented(&file, true)] {
        assert_eq!(brought(&[], &folder.with(&file).1, &file), [], "{}", file.text);
    }
    file.text
}

#[test]
fn a_line_says_the_last_value_which_way_is_better_and_the_target() {
    let text = next_of(
        &[(
            "content/teams/a/reports/2026-01-18.toml",
            "[metrics]\nchange-lead-time = 28\nchange-fail-rate = { numerator = 1, denominator = 8 }",
        )],
        date(2026, 2, 3),
    );
    assert!(
        text.contains("\n# change-lead-time = \"1d 4h\"   # last: 28 h on 2026-01-18; lower is better; target 24 h\n"),
        "{text}"
    );
    assert!(text.contains("\n# change-fail-rate = { numerator = 1, denominator = 8 }   # last: 12.5 % (1 of 8) on 2026-01-18; lower is better\n"), "{text}");
    assert!(
        text.starts_with("#:schema ../../../../schemas/report.schema.json\n# A, 2026-01-19 to 2026-02-01.\n"),
        "{text}"
    );
}

#[test]
fn values_that_were_split_are_split_again() {
    let report = "[metrics]\nerrors = { by = { api = 12, \"web/cart\" = 3 } }\nunit-test-coverage = { by = { web = \"n/a\", api = \"~80\" } }";
    let text = next_of(
        &[("content/teams/a/reports/2026-01-18.toml", report)],
        date(2026, 1, 20),
    );
    assert!(
        text.contains(
            "\n# errors = { by = { api = 12, \"web/cart\" = 3 } }   # last: api 12, web/cart 3 on 2026-01-18"
        ),
        "{text}"
    );
    assert!(text.contains("\n# unit-test-coverage = { by = { api = \"~80\", web = \"n/a\" } }   # last: api about 80.0 %, web not available on 2026-01-18"), "{text}");
}

#[test]
fn what_an_import_gives_has_nothing_to_type() {
    let csv = "date,metric,workload,value,origin\n2026-01-18,errors,api,5,grafana\n2026-01-18,errors,web,6,grafana\n";
    let typed = "[metrics]\nincidents = 2\n";
    let text = next_of(
        &[
            ("content/teams/a/data/x.csv", csv),
            ("content/teams/a/reports/2026-01-18.toml", typed),
        ],
        date(2026, 1, 20),
    );
    assert!(
        text.contains("\n# errors: nothing to type, imported from grafana (last: api 5, web 6 on 2026-01-18)\n"),
        "{text}"
    );
    assert!(text.contains("\n# incidents = 2   # last: 2 on 2026-01-18"), "{text}");
}

#[test]
fn several_imported_values_of_a_cycle_are_said_as_the_one_that_pages_show() {
    let csv = "date,metric,value\n2026-01-08,deployment-frequency,5\n2026-01-18,deployment-frequency,6\n";
    let text = next_of(&[("content/teams/a/data/x.csv", csv)], date(2026, 1, 20));
    assert!(
        text.contains("\n# deployment-frequency: nothing to type, imported (last: 11 on 2026-01-18)\n"),
        "{text}"
    );
}

#[test]
fn a_month_is_offered_once() {
    let report = "[metrics]\ncarbon-score = { value = 41, month = \"2026-01\" }";
    let path = "content/teams/a/reports/2026-02-01.toml";
    let waiting = next_of(&[(path, report)], date(2026, 2, 10));
    assert!(
        waiting.contains("\n# carbon-score: monthly, 2026-01 is reported; next when 2026-02 has ended\n"),
        "{waiting}"
    );
    let reports = [
        (path, report),
        ("content/teams/a/reports/2026-02-15.toml", "summary = \"x\""),
        ("content/teams/a/reports/2026-03-01.toml", "summary = \"x\""),
    ];
    let due = next_of(&reports, date(2026, 3, 10));
    assert!(
        due.contains("\n# carbon-score = ") && due.contains("last: 41") && due.contains("for 2026-01"),
        "{due}"
    );
}

#[test]
fn a_metric_under_a_new_unit_does_not_repeat_the_old_number() {
    let catalogue = (
        "content/metrics.toml",
        "[time-to-deploy]\nunit = \"min\"\n[[time-to-deploy.definitions]]\nfrom = 2026-01-19\nunit = \"s\"\ntext = \"Measured finely\"\n",
    );
    let text = next_of(
        &[
            catalogue,
            (
                "content/teams/a/reports/2026-01-18.toml",
                "[metrics]\ntime-to-deploy = 35",
            ),
        ],
        date(2026, 1, 25),
    );
    assert!(
        text.contains(
            "\n# time-to-deploy = \"n/a\"   # last: 35 min on 2026-01-18; lower is better; defined anew since, in s\n"
        ),
        "{text}"
    );
}

#[test]
fn a_metric_that_was_given_up_long_ago_is_not_offered() {
    let mut reports = vec![(
        "content/teams/a/reports/2026-01-18.toml",
        "[metrics]\nincidents = 1\nerrors = 4",
    )];
    for path in [
        "2026-02-01",
        "2026-02-15",
        "2026-03-01",
        "2026-03-15",
        "2026-03-29",
        "2026-04-12",
    ] {
        reports.push((
            Box::leak(format!("content/teams/a/reports/{path}.toml").into_boxed_str()),
            "[metrics]\nincidents = 1",
        ));
    }
    let text = next_of(&reports, date(2026, 4, 14));
    assert!(text.contains("\n# incidents = ") && !text.contains("errors"), "{text}");
}

#[test]
fn a_team_without_numbers_is_offered_a_few_with_their_meaning() {
    let text = next_of(
        &[("content/teams/a/reports/2026-01-18.toml", "summary = \"x\"")],
        date(2026, 1, 20),
    );
    assert!(text.contains("\n# availability = 99.9   # "), "{text}");
    assert_eq!(text.matches("is better\n").count(), FIRST_METRICS.len(), "{text}");
}

#[test]
fn what_was_said_last_is_brought_back() {
    let report = "prepared_by = \"Grace\"\ntopics = [\"testing\"]\n[pillars.security]\nstatus = \"watch\"\nwhy = \"Two \\\"criticals\\\" wait\"\n[[concerns]]\ntext = \"Load tests\\ntake 3 hours\"\n[[needs]]\ntext = \"Two days\"\n";
    let text = next_of(
        &[("content/teams/a/reports/2026-01-18.toml", report)],
        date(2026, 1, 20),
    );
    for said in [
        "# prepared_by = \"Grace\"\n",
        "# topics = [\"testing\"]   # last: 2026-01-18\n",
        "# [pillars.security]\n",
        "# why = \"Two \\\"criticals\\\" wait\"\n",
        "# Last time: Load tests take 3 hours\n# [[concerns]]\n",
        "# Last time: Two days\n# [[needs]]\n",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[test]
fn pillars_and_metrics_stand_in_the_catalogue_s_order() {
    let report =
        "[metrics]\np95-response-time = 200\nincidents = 1\ncritical-vulnerabilities = 0\navailability = 99.9\n";
    let text = next_of(
        &[("content/teams/a/reports/2026-01-18.toml", report)],
        date(2026, 1, 20),
    );
    let order = [
        "--- Security ---",
        "critical-vulnerabilities",
        "--- Reliability ---",
        "availability",
        "incidents",
        "--- Performance ---",
        "p95-response-time",
    ];
    let places: Vec<Option<usize>> = order.iter().map(|wanted| text.find(wanted)).collect();
    assert!(
        places.is_sorted() && places.iter().all(Option::is_some),
        "{places:?}\n{text}"
    );
}

#[test]
fn a_date_before_the_portfolio_begins_has_nothing_to_repeat() {
    let folder = Folder::of(
        &[
            TEAM,
            ("content/teams/a/reports/2026-01-18.toml", "[metrics]\nincidents = 1"),
        ],
        date(2026, 1, 20),
    );
    let (portfolio, _) = folder.load();
    let file = report(&portfolio, &analyse(&portfolio), 0, date(2025, 6, 1));
    assert_eq!(file.path, "content/teams/a/reports/2025-06-01.toml");
    assert!(!file.text.contains("last: "), "{}", file.text);
}

#[test]
fn a_metric_that_was_given_by_month_is_given_by_month_again() {
    let report = "[metrics]\nincidents = { value = 3, month = \"2026-01\" }";
    let later = ("content/teams/a/reports/2026-02-15.toml", "summary = \"x\"");
    let text = next_of(
        &[("content/teams/a/reports/2026-02-01.toml", report), later],
        date(2026, 3, 17),
    );
    assert!(
        text.contains("\n# incidents = { value = 3, month = \"2026-02\" }   # last: 3 for 2026-01; lower is better\n"),
        "{text}"
    );
}

#[test]
fn open_actions_stand_there_with_what_was_last_said() {
    let actions = "[[actions]]\nid = \"a-1\"\ntitle = \"Contract *tests*\"\nopened = 2026-01-06\ndue = 2026-01-16\n[[actions.updates]]\ndate = 2026-01-10\ntext = \"Provider\\nside done\"\n[[actions]]\nid = \"a-2\"\ntitle = \"Over\"\nopened = 2026-01-06\nstatus = \"done\"\nclosed = 2026-01-12\n[[actions]]\nid = \"a-3\"\ntitle = \"New\"\nopened = 2026-01-19\nstatus = \"research\"\ndue = 2026-03-01\n";
    let text = next_of(&[("content/teams/a/actions.toml", actions)], date(2026, 1, 20));
    assert!(
        text.contains("\n# --- Open actions: say in actions.toml how they go ---\n# a-1, open: Contract *tests*; due 2026-01-16, which has passed; 2026-01-10: Provider side done\n# a-3, research: New; due 2026-03-01\n"),
        "{text}"
    );
    assert!(!text.contains("a-2"), "{text}");
}

#[test]
fn a_thousand_open_actions_are_a_reminder_of_twenty() {
    let mut actions = String::new();
    for number in 0..1_000 {
        let _ = write!(
            actions,
            "[[actions]]\nid = \"a-{number}\"\ntitle = \"A\"\nopened = 2026-01-06\n"
        );
    }
    let text = next_of(&[("content/teams/a/actions.toml", &actions)], date(2026, 1, 20));
    assert_eq!(text.matches(", open: A\n").count(), 20, "{text}");
    assert!(text.contains("\n# and 980 more\n"), "{text}");
}

#[test]
fn notices_without_an_answer_are_lines_to_uncomment() {
    let notad = |id: &str, more: &str| {
        let text = format!("+++\ntitle = \"About {id}\"\nkind = \"mandate\"\nissued = 2026-01-06\n{more}+++\n");
        (format!("content/notads/{id}.md"), text)
    };
    let notads = [
        notad("new", "due = 2026-02-20\n"),
        notad("begun", ""),
        notad("settled", ""),
        notad("over", "expires = 2026-01-12\n"),
        notad("theirs", "teams = [\"b\"]\n"),
    ];
    let mut files: Vec<(&str, &str)> = notads
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    files.push(("content/teams/b/team.toml", "joined = 2026-01-19\n"));
    files.push((
        "content/teams/a/reports/2026-01-18.toml",
        "[notads]\nsettled = \"done\"\nbegun = \"in-progress\"\n",
    ));
    let text = next_of(&files, date(2026, 1, 20));
    assert!(
        text.contains("\n# Notices to all developers: done, in-progress, not-applicable.\n[notads]\n# begun = \"in-progress\"   # About begun; last: in progress on 2026-01-18\n# new = \"done\"   # About new; due 2026-02-20\n\n"),
        "{text}"
    );
    for other in ["settled", "over", "theirs"] {
        assert!(!text.contains(other), "{other}\n{text}");
    }
}

#[test]
fn what_waits_today_is_no_matter_of_a_report_that_is_written_belatedly() {
    let mut folder = Folder::of(&[TEAM], date(2026, 3, 3));
    let actions = "[[actions]]\nid = \"a-1\"\ntitle = \"Now\"\nopened = 2026-02-25\n";
    folder.add("content/teams/a/actions.toml", actions);
    folder.add("content/teams/a/reports/2026-01-18.toml", "summary = \"x\"");
    let portfolio = folder.load().0;
    let on = |date| report(&portfolio, &analyse(&portfolio), 0, date).text;
    assert!(on(date(2026, 3, 1)).contains("a-1, open: Now"));
    assert!(!on(date(2026, 2, 1)).contains("a-1"));
}

#[test]
fn what_registers_count_has_nothing_to_type() {
    let incident = "+++\ntitle = \"Down\"\nstarted = 2026-01-20T10:00:00Z\nrestored = 2026-01-20T11:00:00Z\n+++\n";
    let files = [
        ("content/teams/a/incidents/i-1.md", incident),
        ("content/teams/a/reports/2026-01-18.toml", "[metrics]\nerrors = 4\n"),
    ];
    let text = next_of(&files, date(2026, 2, 3));
    assert!(
        text.contains("\n# incidents: nothing to type, counted from incidents (last: 1 on 2026-02-01)\n"),
        "{text}"
    );
    assert!(text.contains("\n# errors = 4   # last: 4 on 2026-01-18"), "{text}");
}

#[test]
fn a_team_whose_registers_count_already_is_offered_what_to_begin_with() {
    let incident = "+++\ntitle = \"Down\"\nstarted = 2026-01-20T10:00:00Z\nrestored = 2026-01-20T11:00:00Z\n+++\n";
    let files = [
        ("content/teams/a/incidents/i-1.md", incident),
        ("content/teams/a/data/x.csv", "date,metric,value\n2026-01-18,errors,5\n"),
    ];
    let text = next_of(&files, date(2026, 2, 3));
    assert!(
        text.contains("\n# incidents: nothing to type") && text.contains("\n# availability = 99.9   # "),
        "{text}"
    );
}

#[test]
fn without_actions_and_notices_nothing_is_said_of_them() {
    let text = next_of(
        &[("content/teams/a/reports/2026-01-18.toml", "summary = \"x\"")],
        date(2026, 1, 20),
    );
    assert!(!text.contains("actions.toml") && !text.contains("[notads]"), "{text}");
}
