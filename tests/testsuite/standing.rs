//! What the portfolio's page counts in its sentence stands in its tables.

use crate::harness::Folder;
use std::fmt::Write as _;

/// Teams of which each has a metric over eight cycles: a value each, steady but for the last.
fn portfolio(teams: &[(&str, &str, f64)]) -> Folder {
    let folder = Folder::empty();
    folder.write(
        "scorpfolio.toml",
        "title = \"Standing\"\npillars = [\"reliability\"]\nas_of = 2026-03-03\ncurrency = \"EUR\"\n[cycle]\nfirst = 2025-11-03\n",
    );
    for (team, metric, last) in teams {
        folder.write(&format!("content/teams/{team}/team.toml"), "");
        let mut rows = String::from("date,metric,value\n");
        for cycle in 0..8 {
            let day = jiff::civil::date(2025, 11, 16).saturating_add(jiff::ToSpan::days(14 * cycle));
            let value = if cycle == 7 { *last } else { f64::from(100 + cycle % 2) };
            writeln!(rows, "{day},{metric},{value}").expect("text");
        }
        folder.write(&format!("content/teams/{team}/data/numbers.csv"), &rows);
        folder.write(&format!("content/teams/{team}/reports/2026-02-22.toml"), "");
    }
    folder
}

#[test]
fn a_heading_beside_the_pillars_has_a_column_while_something_stands_out_below_it() {
    for (last, stands_out) in [(900.0, true), (101.0, false)] {
        let folder = portfolio(&[("alpha", "p95-response-time", last), ("beta", "errors", 101.0)]);
        folder.build();
        for page in ["index.html", "cycles/2026-02-22.html"] {
            let page = folder.read(&format!("public/{page}"));
            assert_eq!(page.contains("one is a concern;"), stands_out, "{page}");
            assert_eq!(page.contains("pillars/performance.html\">Performance</a><"), stands_out);
            assert_eq!(page.contains("data-label=\"Performance\">"), stands_out);
            assert_eq!(page.contains("</b>Response time (p95) <i>concern</i>"), stands_out);
        }
    }
}

#[test]
fn a_heading_that_only_a_team_s_own_metric_stands_below_has_a_column_without_a_link() {
    let folder = portfolio(&[("alpha", "signups", 10.0), ("beta", "errors", 101.0)]);
    folder.write(
        "content/teams/alpha/metrics.toml",
        "[signups]\nname = \"Sign-ups\"\npillar = \"business\"\nunit = \"count\"\nbetter = \"higher\"\n",
    );
    folder.build();
    let page = folder.read("public/index.html");
    assert!(page.contains("<th scope=\"col\">Business<"), "{page}");
    assert!(page.contains("</b>Sign-ups <i>concern</i>"), "{page}");
}

#[test]
fn a_cell_of_usual_values_says_how_many_more_may_still_change() {
    let folder = portfolio(&[("alpha", "errors", 101.0)]);
    let rows = "date,metric,value,provisional\n2026-02-08,incidents,3,\n2026-02-22,incidents,1,estimated\n";
    folder.write("content/teams/alpha/data/more.csv", rows);
    folder.build();
    let page = folder.read("public/index.html");
    assert!(page.contains(">1 as usual and 1 may still change<"), "{page}");
}
