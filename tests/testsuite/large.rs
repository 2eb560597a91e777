//! Portfolios with very many teams: up to a limit pages show all, beyond it the exceptions and where the rest is.

use crate::harness::Folder;
use std::fmt::Write as _;

/// So many teams have a row, and a chart, each.
const ROWS: usize = 120;
/// So many have a slot in a meeting.
const SLOTS: usize = 60;
/// So many wins stand in a list.
const SAID: usize = 200;

/// A portfolio of so many teams over eight cycles; the values of the last team jump in the last one.
fn portfolio(teams: usize, groups: &[&str]) -> Folder {
    let folder = Folder::empty();
    folder.write(
        "scorpfolio.toml",
        "title = \"Large\"\nas_of = 2026-03-03\n[cycle]\nfirst = 2025-11-03\nevery = \"2 weeks\"\n[[reviews]]\nid = \"all\"\n",
    );
    for team in 0..teams {
        let at = format!("content/teams/team-{team:03}");
        let group =
            (groups.get(team % groups.len().max(1))).map_or_else(String::new, |group| format!("group = \"{group}\"\n"));
        folder.write(&format!("{at}/team.toml"), &format!("name = \"Team {team}\"\n{group}"));
        let mut rows = String::from("date,metric,value\n");
        for cycle in 0..8 {
            let day = jiff::civil::date(2025, 11, 16).saturating_add(jiff::ToSpan::days(14 * cycle));
            let jumps = cycle == 7 && team + 1 == teams;
            let value = if jumps { 900 } else { 100 + cycle % 2 };
            writeln!(rows, "{day},errors,{value}").expect("text");
        }
        folder.write(&format!("{at}/data/numbers.csv"), &rows);
        // Two wins each of the first hundred teams are as many as a list holds.
        let wins = match team {
            0..100 => 2,
            _ => usize::from(team == ROWS),
        };
        let report = "[[wins]]\ntext = \"It works\"\n".repeat(wins);
        folder.write(
            &format!("{at}/reports/2026-02-22.toml"),
            &format!("summary = \"Well\"\n{report}"),
        );
    }
    folder.build();
    folder
}

#[test]
fn up_to_the_limits_every_team_has_its_place() {
    let folder = portfolio(ROWS, &["shop", "core"]);
    let page = folder.read("public/index.html");
    assert_eq!(page.matches("<th scope=\"row\"><a href=\"teams/").count(), ROWS);
    assert!(!page.contains("A row is a group of teams") && !folder.site().contains_key("groups/shop.html"));
    assert!(!folder.read("public/teams.html").contains("groups/"));
    let page = folder.read("public/metrics/errors.html");
    assert_eq!(page.matches("<article class=\"card\"").count(), ROWS);
    assert!(!page.contains("<summary>"));
    let page = folder.read("public/wins.html");
    assert_eq!(page.matches("It works").count(), SAID);
    assert!(!page.contains("more stands in the report"));
}

#[test]
fn more_teams_stand_in_groups_each_of_which_has_a_page() {
    let folder = portfolio(ROWS + 1, &["shop", "core"]);
    let page = folder.read("public/index.html");
    assert!(page.contains("A row is a group of teams"));
    assert_eq!(page.matches("<th scope=\"row\"><a href=\"groups/").count(), 2);
    assert!(
        page.contains("61 of 61 reported") && page.contains("1 concern"),
        "{page}"
    );
    let frozen = folder.read("public/cycles/2026-02-22.html");
    assert!(frozen.contains("A row is a group of teams") && !frozen.contains("groups/"));
    let group = folder.read("public/groups/shop.html");
    assert_eq!(group.matches("<th scope=\"row\"><a href=\"../teams/").count(), 61);
    // The list of all teams leads there too, and has no column that nobody fills.
    let page = folder.read("public/teams.html");
    assert_eq!(page.matches("<h2 id=\"group-").count(), 2);
    assert!(page.contains("<a href=\"groups/shop.html\">Shop</a>"), "{page}");
    assert!(!page.contains(">Kind<") && !page.contains(">Contact<"));
    // The one whose value stands out has a chart; all stand in the table.
    let page = folder.read("public/metrics/errors.html");
    assert_eq!(page.matches("<article class=\"card\"").count(), 1);
    assert!(page.contains("120 teams more stand in the table below"));
    assert!(page.contains("<summary>All 121 teams</summary>"));
    assert_eq!(page.matches("<tr><th scope=\"row\">").count(), ROWS + 1);
    let page = folder.read("public/wins.html");
    assert_eq!(page.matches("It works").count(), SAID);
    assert!(page.contains("One more stands in the report of its team."));
    // Without groups those with a concern have a row.
    let folder = portfolio(ROWS + 1, &[]);
    let page = folder.read("public/index.html");
    assert_eq!(page.matches("<th scope=\"row\"><a href=\"teams/").count(), 1);
    assert!(page.contains("120 teams more have no concern"));
}

#[test]
fn a_meeting_of_very_many_teams_is_about_its_exceptions() {
    for (teams, slots) in [(SLOTS, SLOTS), (SLOTS + 1, 1)] {
        let folder = portfolio(teams, &[]);
        let page = folder.read("public/reviews/all/2026-02-22.html");
        assert_eq!(page.matches("class=\"band slot\"").count(), slots, "{teams} teams");
        assert_eq!(
            page.contains("61 teams are too many for one meeting: one has a place here"),
            slots == 1
        );
        assert_eq!(page.contains("minutes each"), slots == SLOTS, "{teams} teams");
        assert_eq!(page.contains("<td hidden>"), slots == 1, "{teams} teams");
    }
}

#[test]
fn the_page_of_wins_of_very_many_teams_ends_once_enough_are_listed() {
    // Five lists of 200 are a thousand; of 60 teams all that have wins are listed.
    for (teams, cycles) in [(SLOTS + 1, 5), (SLOTS, 7)] {
        let folder = portfolio(teams, &[]);
        for team in 0..teams {
            for day in [
                "2025-11-30",
                "2025-12-14",
                "2025-12-28",
                "2026-01-11",
                "2026-01-25",
                "2026-02-08",
            ] {
                let wins = "[[wins]]\ntext = \"It works\"\n".repeat(4);
                folder.write(&format!("content/teams/team-{team:03}/reports/{day}.toml"), &wins);
            }
            let path = format!("content/teams/team-{team:03}/reports/2026-02-22.toml");
            folder.write(&path, &"[[wins]]\ntext = \"It works\"\n".repeat(4));
        }
        folder.build();
        let page = folder.read("public/wins.html");
        assert_eq!(page.matches("<h2 id=\"cycle-").count(), cycles, "{teams} teams");
        assert_eq!(
            page.contains("Older wins stand on the pages of their cycles"),
            cycles == 5
        );
    }
}

#[test]
fn of_very_many_reviews_those_that_ask_for_something_have_a_row_and_the_others_a_link() {
    for teams in [ROWS, ROWS + 1] {
        let folder = portfolio(teams, &[]);
        for team in 0..teams {
            // One was held so long ago that the next is due, and one has a finding that nobody has taken on.
            let date = if team == 7 { "2025-06-20" } else { "2026-02-20" };
            let finding = if team == 9 {
                "[[findings]]\nid = \"F-1\"\npillar = \"security\"\nrisk = \"high\"\ntitle = \"Keys\"\n"
            } else {
                ""
            };
            let war =
                format!("date = {date}\nprovider = \"aws\"\n[risks]\nsecurity = {{ high = 1, none = 9 }}\n{finding}");
            folder.write(&format!("content/teams/team-{team:03}/war/q1.toml"), &war);
        }
        folder.build();
        let page = folder.read("public/war.html");
        let rows: Vec<&str> = page.split("<tr><th scope=\"row\"><a href=\"teams/").skip(1).collect();
        if teams == ROWS {
            assert_eq!(rows.len(), ROWS);
            assert!(!page.contains("<summary>"));
            continue;
        }
        assert!(rows.len() == 2 && rows[0].starts_with("team-007") && rows[1].starts_with("team-009"));
        assert!(page.contains("<summary>119 more reviews</summary>"), "{page}");
        let listed = page.split("<details>").nth(1).expect("a list of the others");
        assert_eq!(listed.matches("<li><a href=\"teams/team-").count(), ROWS - 1);
        // Where none asks for anything there is no table, and it is said why.
        for team in [7, 9] {
            let war = "date = 2026-02-20\nprovider = \"aws\"\n[risks]\nsecurity = { none = 9 }\n";
            folder.write(&format!("content/teams/team-{team:03}/war/q1.toml"), war);
        }
        folder.build();
        let page = folder.read("public/war.html");
        assert!(
            page.contains("No next review is due soon or past") && !page.contains("<table"),
            "{page}"
        );
        assert!(page.contains("<summary>121 reviews</summary>"), "{page}");
    }
}
