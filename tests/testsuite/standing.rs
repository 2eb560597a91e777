//! What the portfolio's page counts in its sentence stands in its tables, and walls claim nothing of what they do not show.

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

#[test]
fn a_wall_that_hides_a_value_speaks_of_those_it_shows() {
    let folder = portfolio(&[("alpha", "cloud-cost", 900.0), ("beta", "errors", 101.0)]);
    let rows: String = (0..8).fold(String::from("date,metric,value\n"), |rows, cycle| {
        let day = jiff::civil::date(2025, 11, 16).saturating_add(jiff::ToSpan::days(14 * cycle));
        format!("{rows}{day},errors,{}\n", 100 + cycle % 2)
    });
    folder.write("content/teams/alpha/data/errors.csv", &rows);
    let screens = "screens = [\n  { kind = \"portfolio\" },\n  { kind = \"team\", team = \"alpha\" },\n  { kind = \"team\", team = \"beta\" },\n]\n";
    folder.write("content/radiators/lobby.toml", screens);
    folder.write("content/radiators/money.toml", &format!("show_money = true\n{screens}"));
    folder.build();
    let wall = |name: &str| -> String {
        (1..=6)
            .map(|screen| folder.read(&format!("public/radiators/{name}/{screen}.html")))
            .collect()
    };
    let lobby = wall("lobby");
    for said in [
        "<h1>Both teams have reported. Shown here: all values are as usual.</h1>",
        "<h1>Shown here: no team has a concern or an improvement.</h1>",
        "<h1>Alpha has reported. Shown here: all values are as usual.</h1>",
        // Of what hides nothing all is said.
        "<h1>Beta has reported. All values are as usual.</h1>",
        ">of 1 value<",
    ] {
        assert!(lobby.contains(said), "{said}: {lobby}");
    }
    let money = wall("money");
    assert!(
        !money.contains("Shown here") && money.contains("One value is a concern."),
        "{money}"
    );
}
