//! Long histories: pages show a window, the archive has what is older, and no page grows with the years.

use crate::harness::{Folder, files, repository};
use scorpfolio::diagnostic::Severity;
use std::fmt::Write as _;

/// The day after which a portfolio of some cycles, two weeks each, ends.
const LAST: jiff::civil::Date = jiff::civil::date(2026, 2, 22);

/// A portfolio of so many cycles, the last of which are the same however many there are.
fn portfolio(cycles: i32, window: &str) -> Folder {
    let folder = Folder::empty();
    folder.write(
        "scorpfolio.toml",
        &format!(
            "title = \"Years\"\nas_of = 2026-03-03\nwindow = \"{window}\"\n[cycle]\nfirst = 2025-10-06\nevery = \"2 weeks\"\n[[reviews]]\nid = \"review\"\n"
        ),
    );
    for (team, name) in [("basket", "Basket"), ("wallet", "Wallet")] {
        folder.write(
            &format!("content/teams/{team}/team.toml"),
            &format!("name = \"{name}\"\nrenamed_from = [\"old-{team}\"]\n[[workloads]]\nid = \"api\"\nname = \"{name} API\"\n"),
        );
        let (mut actions, mut releases) = (String::new(), String::new());
        for back in 0..cycles {
            let day = LAST.saturating_sub(jiff::ToSpan::days(14 * back));
            // No two values are alike, and none is a part of another: each can be looked for.
            let (errors, time) = (10_000 + value(back), 50_000 + value(back));
            folder.write(
                &format!("content/teams/{team}/reports/{day}.toml"),
                &format!(
                    "[metrics]\nerrors = {errors}\np95-response-time = {{ by = {{ api = \"{time} ms\" }} }}\n[[wins]]\ntext = \"A win\"\n"
                ),
            );
            writeln!(
                actions,
                "[[actions]]\nid = \"{team}-{back}\"\ntitle = \"Step\"\nopened = {day}\nstatus = \"done\"\nclosed = {day}"
            )
            .expect("text");
            writeln!(
                releases,
                "[[releases]]\nname = \"{team} {back}\"\nstarted = {day}\nfinished = {day}"
            )
            .expect("text");
            folder.write(
                &format!("content/teams/{team}/incidents/INC-{team}-{back}.md"),
                &format!("+++\ntitle = \"It broke\"\nseverity = 2\nstarted = {day}\nrestored = {day}\nactions = [\"{team}-{back}\"]\n+++\n"),
            );
            if team == "basket" {
                folder.write(
                    &format!("content/notads/notice-{back}.md"),
                    &format!(
                        "+++\ntitle = \"Notice {back}\"\nkind = \"impact\"\nissued = {day}\nexpires = {day}\n+++\n"
                    ),
                );
                folder.write(
                    &format!("content/tech-shares/share-{back}.md"),
                    &format!(
                        "+++\ntitle = \"Share {back}\"\ndate = {day}\nstatus = \"held\"\nteam = \"basket\"\n+++\n"
                    ),
                );
            }
        }
        folder.write(&format!("content/teams/{team}/actions.toml"), &actions);
        folder.write(&format!("content/teams/{team}/releases.toml"), &releases);
    }
    folder
}

/// A number of a cycle that repeats itself in its course and never in its digits.
fn value(back: i32) -> i32 {
    (back % 7) * 1_000 + back
}

#[test]
fn no_page_grows_with_the_years() {
    let (short, long) = (portfolio(52, "8 cycles"), portfolio(104, "8 cycles"));
    short.build();
    long.build();
    let (short, long) = (short.site(), long.site());
    for path in [
        "index.html",
        "teams.html",
        "teams/basket.html",
        "teams/basket/2026-02-22.html",
        "teams/basket/metrics/errors.html",
        "teams/basket/metrics/p95-response-time.html",
        "teams/basket/workloads/api.html",
        "embed/teams/basket/errors.html",
        "metrics/errors.html",
        "pillars/performance.html",
        "cycles/2026-02-22.html",
        "quarters/2026-q1.html",
        "reviews.html",
        "reviews/review/2026-02-22.html",
        "actions.html",
        "incidents.html",
        "releases.html",
        "notads.html",
        "tech-shares.html",
        "wins.html",
        "topics.html",
        "war.html",
        "archive/2025.html",
        "archive/teams/basket/2025.html",
    ] {
        let (before, after) = (short[path].len(), long[path].len());
        // A link to each further year is all that may come.
        let most = before * 103 / 100 + 4 * 70;
        assert!(after <= most, "{path} grew from {before} to {after} bytes");
    }
}

#[test]
fn every_value_and_every_entry_stands_somewhere() {
    let folder = portfolio(40, "8 cycles");
    folder.build();
    let site = folder.site();
    let text = |path: &str| String::from_utf8_lossy(&site[path]).into_owned();
    let years = ["2025", "2024"].map(|year| text(&format!("archive/teams/basket/{year}.html")));
    let (errors, times) = (
        text("teams/basket/metrics/errors.html"),
        text("teams/basket/metrics/p95-response-time.html"),
    );
    let (actions, incidents) = (text("actions.html"), text("incidents.html"));
    let spelt = |number: i32| {
        let (thousands, rest) = (number / 1_000, number % 1_000);
        format!("{thousands},{rest:03}")
    };
    for back in 0..40 {
        // A value is on its metric's page while the window has it, then in its year; of a year that is partly older, both.
        for (page, number) in [(&errors, 10_000), (&times, 50_000)] {
            let shown = spelt(number + value(back));
            assert_eq!(page.contains(&shown), back < 8, "{shown} on the metric's page");
            let is_old = years.iter().any(|year| year.contains(&shown));
            assert!(back < 8 || is_old, "{shown} stands in its year");
        }
        let [action, incident] = ["basket", "INC-basket"].map(|name| format!("id=\"{name}-{back}\""));
        for (entry, page) in [(action, &actions), (incident, &incidents)] {
            let old = years.iter().filter(|year| year.contains(&entry)).count();
            let places = old + usize::from(page.contains(&entry));
            assert_eq!(places, 1, "{entry} has one place");
        }
    }
    // Earlier names of a team lead to its years too.
    assert!(text("archive/teams/old-basket/2024.html").contains("../basket/2024.html"));
}

#[test]
fn whatever_the_window_every_link_leads_somewhere() {
    let sample = Folder::empty();
    for (path, bytes) in files(&repository().join("content")) {
        sample.write_bytes(&format!("content/{path}"), &bytes);
    }
    let own = std::fs::read_to_string(repository().join("scorpfolio.toml")).expect("readable");
    sample.write("scorpfolio.toml", &own);
    let portfolios = ["every-kind", "open-source"].map(|name| Folder::copy_of(format!("tests/portfolios/{name}")));
    for folder in portfolios.iter().chain([&sample]) {
        let own = folder.read("scorpfolio.toml");
        let without: Vec<&str> = own.lines().filter(|line| !line.starts_with("window")).collect();
        for window in ["1 cycle", "2 cycles", "4 cycles", "9 cycles", "all"] {
            // The window is a key of the file's own, so it stands before all tables.
            folder.write(
                "scorpfolio.toml",
                &format!("window = \"{window}\"\n{}", without.join("\n")),
            );
            let problems = folder.problems();
            let errors: Vec<String> = problems
                .iter()
                .filter(|problem| problem.severity == Severity::Error)
                .map(|problem| format!("{problem:?}"))
                .collect();
            assert!(errors.is_empty(), "{}: {window}: {errors:#?}", folder.path().display());
        }
    }
}

#[test]
fn a_portfolio_that_shows_everything_has_no_archive() {
    for (cycles, window) in [(12, "all"), (8, "8 cycles"), (8, "26 cycles")] {
        let folder = portfolio(cycles, window);
        folder.build();
        for (path, page) in folder.site() {
            assert!(!path.starts_with("archive/"), "{window}: {path}");
            assert!(
                !String::from_utf8_lossy(&page).contains("archive/"),
                "{window}: {path} links to an archive"
            );
        }
    }
    let folder = portfolio(9, "8 cycles");
    folder.build();
    assert!(
        folder.site().contains_key("archive/2025.html"),
        "one cycle too many begins it"
    );
}

#[test]
fn a_chart_has_no_more_points_than_it_can_show() {
    for (days, said) in [(130, "130 cycles"), (131, "130 cycles")] {
        let folder = Folder::empty();
        folder.write(
            "scorpfolio.toml",
            "title = \"Days\"\nas_of = 2026-02-23\nwindow = \"all\"\n[cycle]\nfirst = 2025-10-06\nevery = \"1 day\"\n",
        );
        folder.write("content/teams/a/team.toml", "name = \"A\"\n");
        let mut rows = String::from("date,metric,value\n");
        for back in 0..days {
            let day = LAST.saturating_sub(jiff::ToSpan::days(back));
            writeln!(rows, "{day},errors,{}", 10 + back % 5).expect("text");
        }
        folder.write("content/teams/a/data/numbers.csv", &rows);
        folder.build();
        let page = folder.read("public/teams/a/metrics/errors.html");
        assert!(page.contains(said), "{days} values: {}", &page[..4_000]);
        let values = page
            .split("<table")
            .find(|table| table.contains("Values of the team as a whole"));
        let values = values
            .expect("a table of the values")
            .split("</table>")
            .next()
            .unwrap_or_default();
        assert_eq!(
            values.matches("<th scope=\"row\">").count(),
            usize::try_from(days).expect("few"),
            "the table has all"
        );
    }
}
