//! What holds of every URL.

use super::*;

#[test]
fn links_are_relative_to_the_page_they_stand_on() {
    for (from, to, expected) in [
        ("index.html", "index.html", "index.html"),
        ("index.html", "teams/uv.html", "teams/uv.html"),
        ("teams/uv.html", "index.html", "../index.html"),
        ("teams/uv.html", "teams/uv/2026-08-09.html", "uv/2026-08-09.html"),
        ("teams/uv/2026-08-09.html", "teams/uv.html", "../uv.html"),
        (
            "teams/uv/metrics/errors.html",
            "teams/uv/2026-08-09.html",
            "../2026-08-09.html",
        ),
        (
            "teams/uv/metrics/errors.html",
            "teams/uv-two/metrics/errors.html",
            "../../uv-two/metrics/errors.html",
        ),
        (
            "cycles/2026-08-09.html",
            "teams/uv.html#security",
            "../teams/uv.html#security",
        ),
        ("pages/a.html", "pages/b.html#c/d", "b.html#c/d"),
        ("cycles/a.html", "assets/site-1.css", "../assets/site-1.css"),
    ] {
        assert_eq!(href(from, to), expected, "{from} → {to}");
    }
}

#[test]
fn a_renamed_team_keeps_the_addresses_of_all_its_pages() {
    assert_eq!(renamed("teams/uv.html", "uv", "uv-old"), "teams/uv-old.html");
    assert_eq!(
        renamed("teams/uv/2026-08-09.html", "uv", "uv-old"),
        "teams/uv-old/2026-08-09.html"
    );
    assert_eq!(
        renamed("teams/uv/metrics/uv.html", "uv", "uv-old"),
        "teams/uv-old/metrics/uv.html"
    );
    assert_eq!(
        renamed("embed/teams/uv/errors.html", "uv", "uv-old"),
        "embed/teams/uv-old/errors.html"
    );
}

use crate::analyse::analyse;
use crate::source::{Role, SourceFile, Sources};
use jiff::civil::{Date, date};

const CONFIGURATION: &str = r#"
title = "T"
base_url = "https://example.org/scorp/"
[cycle]
first = 2026-01-05
[redirects]
"metrics/old.html" = "metrics/errors.html"
"#;

const FILES: [(&str, &str); 6] = [
    (
        "teams/a/team.toml",
        "name = \"A\"\nrenamed_from = [\"first-a\"]\n[[targets]]\nmetric = \"errors\"\nvalue = 9\n\
         [[targets]]\nmetric = \"errors\"\nvalue = 11\nfrom = 2026-02-02\n",
    ),
    (
        "teams/a/reports/2026-01-18.toml",
        "[metrics]\nerrors = 8\nmine = 1\n[[wins]]\ntext = \"One\"\n",
    ),
    (
        "teams/a/reports/2026-02-01.toml",
        "summary = \"**Two**\"\n[metrics]\nerrors = 10\nmine = { by = { api = 3 } }\n",
    ),
    ("teams/a/metrics.toml", "[mine]\nname = \"Mine\"\npillar = \"cost\"\n"),
    ("teams/b/team.toml", "name = \"B\"\n"),
    ("pages/agreement.md", "+++\ntitle = \"Agreement\"\n+++\nWords\n"),
];

pub(super) fn loaded(as_of: Date) -> (Portfolio, Analysis) {
    let (configuration, _) = crate::load::configuration::read(CONFIGURATION);
    let mut files: Vec<SourceFile> = FILES
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
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let (portfolio, problems) = crate::load::load(
        &configuration.expect("a configuration"),
        &Sources {
            files,
            left_out: Vec::new(),
        },
        as_of,
    );
    let portfolio = portfolio.unwrap_or_else(|| panic!("{}", crate::diagnostic::text::render(&problems, false)));
    let analysis = analyse(&portfolio);
    (portfolio, analysis)
}

fn contexts(as_of: Date) -> BTreeMap<String, tera::Context> {
    let (portfolio, analysis) = loaded(as_of);
    let assets = Assets::from([("site.css".to_owned(), "assets/site-1.css".to_owned())]);
    let site = Site {
        portfolio: &portfolio,
        analysis: &analysis,
        assets: &assets,
        alike: &Alike::default(),
    };
    plan(&portfolio, &analysis)
        .into_iter()
        .map(|page| (page.path.to_string(), view(&page, &site).context))
        .collect()
}

#[test]
fn every_page_has_a_path_of_its_own_and_pages_are_in_order() {
    let (portfolio, analysis) = loaded(date(2026, 2, 5));
    let pages = plan(&portfolio, &analysis);
    for pair in pages.windows(2) {
        assert!(pair[0].path < pair[1].path, "{} {}", pair[0].path, pair[1].path);
    }
    let paths: Vec<&str> = pages.iter().map(|page| &*page.path).collect();
    for expected in [
        "404.html",
        "about.html",
        "cycles/2026-02-01.html",
        "cycles/latest.html",
        "index.html",
        "metrics/errors.html",
        "metrics/old.html",
        "pages/agreement.html",
        "pillars/security.html",
        "teams/a.html",
        "teams/a/2026-01-18.html",
        "teams/a/metrics/mine.html",
        "teams/b.html",
        "teams/first-a.html",
        "teams/first-a/2026-01-18.html",
        "teams/first-a/metrics/errors.html",
    ] {
        assert!(paths.contains(&expected), "{expected} is missing from {paths:?}");
    }
    assert!(
        !paths.contains(&"metrics/mine.html"),
        "a team's own metric is shown on its pages only"
    );
}

#[test]
fn a_later_day_of_the_same_state_changes_no_page() {
    let (before, after) = (contexts(date(2026, 2, 5)), contexts(date(2026, 2, 6)));
    let paths = |contexts: &BTreeMap<String, tera::Context>| contexts.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&before), paths(&after));
    for (path, context) in &before {
        assert_eq!(context.get("page"), after[path].get("page"), "{path}");
        assert_eq!(context.get("frame"), after[path].get("frame"), "{path}");
    }
}

#[test]
fn a_later_cycle_changes_no_finished_report_and_no_finished_cycle() {
    let (before, after) = (contexts(date(2026, 2, 6)), contexts(date(2026, 3, 6)));
    for path in [
        "cycles/2026-01-18.html",
        "teams/a/2026-01-18.html",
        "teams/a/2026-02-01.html",
    ] {
        assert_eq!(before[path].get("page"), after[path].get("page"), "{path}");
    }
}

#[test]
fn a_target_is_met_or_missed_in_words() {
    let contexts = contexts(date(2026, 2, 5));
    let text = |path: &str| format!("{:?}", contexts[path].get("page"));
    assert!(text("teams/a/2026-01-18.html").contains("\"met\""));
    // What is wanted from the day after on was not wanted in the cycle.
    assert!(text("teams/a/2026-02-01.html").contains("\"missed\""));
}

#[test]
fn a_team_that_has_never_reported_says_so_in_the_matrix() {
    let contexts = contexts(date(2026, 2, 5));
    assert!(format!("{:?}", contexts["index.html"].get("page")).contains("no report yet"));
}
