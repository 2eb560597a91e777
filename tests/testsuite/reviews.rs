//! The page of the next meeting before reports come in.

use crate::harness::Folder;
use std::fmt::Write as _;

/// Three teams of which one had a concern at its last report, one has an action that is due, and of one nothing is open.
fn portfolio() -> Folder {
    let folder = Folder::empty();
    folder.write(
        "scorpfolio.toml",
        "title = \"Reviews\"\nas_of = 2026-03-05\n[cycle]\nfirst = 2025-11-03\n[[reviews]]\nid = \"all\"\n",
    );
    for team in ["alpha", "beta", "gamma"] {
        folder.write(&format!("content/teams/{team}/team.toml"), "");
        let mut rows = String::from("date,metric,value\n");
        for cycle in 0..8 {
            let day = jiff::civil::date(2025, 11, 16).saturating_add(jiff::ToSpan::days(14 * cycle));
            let jumps = cycle == 7 && team == "alpha";
            writeln!(rows, "{day},errors,{}", if jumps { 900 } else { 100 + cycle % 2 }).expect("text");
        }
        folder.write(&format!("content/teams/{team}/data/numbers.csv"), &rows);
        folder.write(&format!("content/teams/{team}/reports/2026-02-22.toml"), "");
    }
    folder.write(
        "content/teams/alpha/reports/2026-02-22.toml",
        "[[concerns]]\ntext = \"The queue grows\"\n[[needs]]\ntext = \"A second queue\"\n",
    );
    folder.write(
        "content/teams/beta/actions.toml",
        "[[actions]]\nid = \"b-1\"\ntitle = \"Alarm\"\nopened = 2026-01-06\ndue = 2026-03-01\n",
    );
    folder
}

#[test]
fn before_reports_come_in_a_meeting_is_about_what_stands_and_names_the_others_in_a_line() {
    let folder = portfolio();
    folder.build();
    let page = folder.read("public/reviews/all/next.html");
    assert!(
        page.contains("Nobody has reported for the cycle to 8 March 2026 yet."),
        "{page}"
    );
    // The sentence has said so: no row of the agenda does again.
    assert!(!page.contains("<td class=\"small\">not yet reported"), "{page}");
    let slots: Vec<&str> = page.split("class=\"band slot\" id=\"team-").skip(1).collect();
    let [alpha, beta] = &slots[..] else { panic!("{page}") };
    assert!(alpha.starts_with("alpha") && beta.starts_with("beta"));
    for stood in [
        "Stood on",
        "Errors</a> rose from 100 to 900",
        "The queue grows",
        "A second queue",
    ] {
        assert!(alpha.contains(stood), "{stood}: {alpha}");
    }
    assert!(
        !alpha.contains("What is behind it?") && beta.contains("Alarm"),
        "{page}"
    );
    // The agenda leads to the line.
    assert!(page.contains("href=\"#team-gamma\""), "{page}");
    let line = page.split("id=\"nothing-open\"").nth(1).expect("a line of the others");
    assert!(
        line.contains("<a id=\"team-gamma\" href=\"../../teams/gamma.html\">Gamma</a>"),
        "{line}"
    );
}

#[test]
fn a_team_that_has_reported_has_its_slot_and_nothing_of_the_last_report() {
    let folder = portfolio();
    for team in ["alpha", "gamma"] {
        folder.write(&format!("content/teams/{team}/reports/2026-03-08.toml"), "");
    }
    folder.build();
    let page = folder.read("public/reviews/all/next.html");
    assert_eq!(page.matches("class=\"band slot\"").count(), 3, "{page}");
    assert!(
        !page.contains("The queue grows") && !page.contains("nothing-open"),
        "{page}"
    );
    // Now each row says who is missing.
    assert!(page.contains("<td class=\"small\">not yet reported"), "{page}");
}
