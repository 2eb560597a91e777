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

/// The text with plain spaces before units.
fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
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

#[test]
fn a_median_of_values_that_may_still_change_says_so() {
    let median = |provisional: &str| {
        let teams = ["alpha", "beta", "gamma"];
        let folder = portfolio(&teams.map(|team| (team, "errors", 101.0)));
        for (team, why) in teams.into_iter().zip([provisional, "", ""]) {
            let rows = format!("date,metric,value,provisional\n2026-02-22,change-lead-time,20,{why}\n");
            folder.write(&format!("content/teams/{team}/data/lead.csv"), &rows);
        }
        let screens = "screens = [\n  { kind = \"metric\", metric = \"change-lead-time\" },\n]\n";
        folder.write("content/radiators/lobby.toml", screens);
        folder.build();
        folder
    };
    let said = [
        (
            "metrics/change-lead-time.html",
            "Median 20 h, may still change, 3 of 3 teams",
        ),
        ("metrics/change-lead-time.html", "median 20 h, may still change."),
        ("dora.html", "Median 20 h, may still change, never averaged."),
        ("index.html", "<b>20 h</b> <span class=\"to\">may still change</span>"),
        ("radiators/lobby/1.html", "<p class=\"small\">may still change</p>"),
    ];
    let (open, closed) = (median("estimated"), median(""));
    for (page, said) in said {
        let [open, closed] = [&open, &closed].map(|folder| plain(&folder.read(&format!("public/{page}"))));
        assert!(open.contains(said), "{said}: {open}");
        assert!(!closed.contains("may still change"), "{page}: {closed}");
    }
}

#[test]
fn teams_that_report_by_part_are_counted_beside_the_figure_and_not_as_not_judged() {
    let folder = portfolio(&["alpha", "beta", "gamma"].map(|team| (team, "errors", 101.0)));
    for team in ["alpha", "beta", "gamma"] {
        let rows = "date,metric,numerator,denominator\n2026-02-22,change-fail-rate,1,10\n";
        folder.write(&format!("content/teams/{team}/data/rate.csv"), rows);
    }
    for team in ["delta", "epsilon"] {
        folder.write(
            &format!("content/teams/{team}/team.toml"),
            "[[workloads]]\nid = \"api\"\n[[workloads]]\nid = \"web\"\n",
        );
        let rows = "date,metric,workload,value\n2026-02-22,change-fail-rate,api,7\n";
        folder.write(&format!("content/teams/{team}/data/numbers.csv"), rows);
        folder.write(&format!("content/teams/{team}/reports/2026-02-22.toml"), "");
    }
    // One that has no value at all is not judged.
    folder.write("content/teams/zeta/team.toml", "");
    folder.write("content/teams/zeta/reports/2026-02-22.toml", "");
    folder.build();
    let page = folder.read("public/index.html");
    let row = page.split("<tbody>").nth(2).expect("a table of figures");
    let row = row.split("</tbody>").next().expect("its rows");
    assert!(
        row.contains("<td class=\"small\">3 of 6<br><span>3 of 30</span><br><span>2 by part</span><"),
        "{row}"
    );
    // Three have no limits yet, and one has no value.
    let row = row.split("change-fail-rate").nth(1).expect("its row");
    let row = row
        .split("</tr>")
        .next()
        .and_then(|row| row.split("<tr").next())
        .expect("the row alone");
    assert!(row.ends_with("<td class=\"n none\">0<td class=\"n\">4"), "{row}");
}

#[test]
fn a_value_that_moved_and_remains_what_it_was_says_so_within_its_mark() {
    let folder = portfolio(&[("alpha", "errors", 850.0)]);
    // The value before is beyond the limits too: the last one eased, and remains a concern.
    let numbers = folder.read("content/teams/alpha/data/numbers.csv");
    let numbers = numbers.replace("2026-02-08,errors,100", "2026-02-08,errors,900");
    folder.write("content/teams/alpha/data/numbers.csv", &numbers);
    folder.build();
    let page = folder.read("public/teams/alpha.html");
    assert!(page.contains("<b>H</b> still concern, high</span>"), "{page}");
}
