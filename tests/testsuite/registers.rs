//! Registers that have grown for years.

use crate::harness::Folder;
use std::fmt::Write as _;

#[test]
fn thousands_of_actions_and_releases_stay_readable() {
    let folder = Folder::right();
    let (mut actions, mut releases) = (String::new(), String::new());
    for number in 0..3_000 {
        let closed = if number < 2_990 {
            "status = \"done\"\nclosed = 2026-02-01\n"
        } else {
            ""
        };
        writeln!(
            actions,
            "[[actions]]\nid = \"a-{number}\"\ntitle = \"Step {number}\"\nopened = 2026-01-06\n{closed}"
        )
        .expect("text");
        writeln!(
            releases,
            "[[releases]]\nname = \"r {number}\"\nstarted = 2026-01-{:02}\nfinished = 2026-02-{:02}",
            number % 28 + 1,
            number % 9 + 1
        )
        .expect("text");
    }
    folder.write("content/teams/alpha/actions.toml", &actions);
    folder.write("content/teams/alpha/releases.toml", &releases);
    folder.build();
    let page = folder.read("public/actions.html");
    assert!(
        page.contains("10 actions are open. 2,990 actions were closed."),
        "{}",
        &page[..3_000]
    );
    // The newest twelve of a team are listed, the others counted.
    let page = folder.read("public/releases.html");
    assert_eq!(page.matches("<li id=").count(), 12);
    assert!(page.contains("2,988 succeeded"));
}

#[test]
fn headings_of_minutes_stand_below_that_of_their_section() {
    let folder = Folder::right();
    folder.write(
        "content/reviews/all/2026-02-05.md",
        "+++\nattended = [\"alpha\"]\n+++\n\n## Any other\n\nCoffee.\n\n### Of the kitchen\n\nTea.\n",
    );
    folder.build();
    let site = folder.site();
    let pages = site.iter().filter(|(path, _)| path.starts_with("reviews/all/"));
    let pages: String = pages.map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    assert!(pages.contains("<h3 id=\"any-other\">") && pages.contains("<h4 id=\"of-the-kitchen\">"));
}

#[test]
fn topics_stand_by_the_name_that_is_shown() {
    let folder = Folder::right();
    folder.write("content/topics.toml", "[a-topic]\nname = \"Zonal failover\"\n");
    folder.write(
        "content/teams/alpha/reports/2026-02-01.toml",
        "topics = [\"a-topic\", \"latency\"]\n",
    );
    folder.build();
    let page = folder.read("public/topics.html");
    let place = |name: &str| page.rfind(name).expect("it is listed");
    assert!(place("Latency") < place("Zonal failover"));
}

#[test]
fn what_is_due_stands_by_its_date_whoever_owes_it() {
    let folder = Folder::right();
    for (team, due) in [("alpha", "2026-02-11"), ("beta", "2026-01-20")] {
        folder.write(
            &format!("content/teams/{team}/actions.toml"),
            &format!("[[actions]]\nid = \"{team}-1\"\ntitle = \"Step\"\nopened = 2026-01-06\ndue = {due}\n"),
        );
    }
    folder.build();
    let page = folder.read("public/index.html");
    let place = |id: &str| page.find(&format!("actions.html#{id}")).expect("it is listed");
    assert!(place("beta-1") < place("alpha-1"));
}

#[test]
fn the_heading_of_a_quarter_counts_the_incidents_that_are_still_open() {
    let folder = Folder::right();
    for (name, restored) in [("INC-1", "restored = 2026-02-03T10:00:00Z\n"), ("INC-2", "")] {
        folder.write(
            &format!("content/teams/alpha/incidents/{name}.md"),
            &format!("+++\ntitle = \"Slow\"\nseverity = 3\nstarted = 2026-02-03T09:00:00Z\n{restored}+++\n"),
        );
    }
    folder.build();
    let page = folder.read("public/incidents.html");
    assert!(page.contains("Two P3; one of them is still open"), "{page}");
    assert!(
        folder
            .read("public/quarters/2026-q1.html")
            .contains("Two incidents began: two P3.")
    );
}

#[test]
fn what_is_said_to_happen_after_today_stands_on_no_page_and_harms_no_reference() {
    let folder = Folder::right();
    let not_yet = "Not yet begun";
    folder.write(
        "content/teams/alpha/incidents/INC-1.md",
        &format!("+++\ntitle = \"{not_yet}\"\nseverity = 1\nstarted = 2026-02-11T09:00:00Z\n+++\nA review.\n"),
    );
    folder.write(
        "content/teams/alpha/incidents/INC-2.md",
        "+++\ntitle = \"Slow\"\nstarted = 2026-02-03T09:00:00Z\nrestored = 2027-02-03T10:00:00Z\nactions = [\"a-1\"]\n+++\n",
    );
    folder.write(
        "content/teams/alpha/actions.toml",
        &format!(
            "[[actions]]\nid = \"a-1\"\ntitle = \"{not_yet}\"\nopened = 2027-02-03\n[[actions]]\nid = \"a-2\"\n\
             title = \"Alarm\"\nopened = 2026-01-20\nstatus = \"done\"\nclosed = 2027-02-03\noutcome = \"{not_yet}\"\n"
        ),
    );
    folder.write(
        "content/teams/alpha/releases.toml",
        "[[releases]]\nname = \"5.0\"\nstarted = 2026-02-09\nfinished = 2027-02-11\noutcome = \"failed\"\n",
    );
    let built = folder.build();
    let codes: Vec<&str> = built.warnings.iter().map(|warning| warning.code.id()).collect();
    assert_eq!(codes, ["W408"; 5]);
    for (path, bytes) in folder.site() {
        let text = String::from_utf8_lossy(&bytes);
        // The action's outcome is a field of the data, which says that it is open.
        let is_told = text.contains(not_yet) && !path.starts_with("data/");
        assert!(!is_told && !text.contains("2027-02"), "{path}");
    }
    assert!(folder.read("public/incidents.html").contains("One incident is open."));
    assert!(folder.read("public/actions.html").contains("One action is open"));
    assert!(
        folder
            .read("public/releases.html")
            .contains("One release is in flight.")
    );
}

#[test]
fn a_day_gone_by_is_built_as_it_was() {
    let folder = Folder::right();
    let configuration = folder.read("scorpfolio.toml").replace("2026-02-10", "2026-01-20");
    folder.write("scorpfolio.toml", &configuration);
    for day in ["2026-01-19", "2026-02-03", "2026-02-17", "2026-03-03"] {
        let minutes = format!("+++\ntopics = [\"of-{day}\"]\ndecisions = [\"Decided {day}\"]\n+++\n");
        folder.write(&format!("content/reviews/all/{day}.md"), &minutes);
    }
    folder.write(
        "content/teams/alpha/incidents/down.md",
        "+++\ntitle = \"Down\"\nseverity = 1\nstarted = 2026-02-05T09:00:00Z\n+++\n",
    );
    let report = folder.read("content/teams/alpha/reports/2026-01-18.toml");
    let report = format!("summary = \"As [it went](../incidents/down.md) later.\"\n{report}");
    folder.write("content/teams/alpha/reports/2026-01-18.toml", &report);
    let problems = folder.problems();
    let told = problems.iter().filter(|problem| problem.message.contains("minutes"));
    let told: Vec<&str> = told.map(|problem| &*problem.message).collect();
    assert_eq!(
        told,
        [
            "the minutes are of 2026-02-17, after today, 2026-01-20, and not of the next meeting",
            "the minutes are of 2026-03-03, after today, 2026-01-20, and not of the next meeting",
        ],
        "{problems:?}"
    );
    folder.build();
    let site = folder.site();
    let texts = || site.values().map(|bytes| String::from_utf8_lossy(bytes));
    for (said, is_there) in [
        ("Decided 2026-01-19", true),
        ("Decided 2026-02-03", true),
        ("Decided 2026-02-17", false),
        ("of-2026-03-03", false),
    ] {
        assert_eq!(texts().any(|text| text.contains(said)), is_there, "{said}");
    }
    let page = folder.read("public/teams/alpha/2026-01-18.html");
    assert!(page.contains("As it went later."), "{page}");
}

#[test]
fn a_notice_changes_the_pages_of_the_teams_that_have_to_answer() {
    let folder = Folder::right();
    folder.build();
    let before = folder.read("public/teams/alpha.html");
    let notice = "+++\ntitle = \"TLS\"\nkind = \"mandate\"\nissued = 2026-02-01\n+++\nDo it.\n";
    folder.write("content/notads/tls-13.md", notice);
    folder.build();
    let after = folder.read("public/teams/alpha.html");
    assert!(!before.contains("notads/tls-13.html") && after.contains("notads/tls-13.html"));
    folder.write(
        "content/teams/alpha/reports/2026-02-08.toml",
        "[notads]\ntls-13 = \"done\"\n",
    );
    folder.build();
    assert!(!folder.read("public/teams/alpha.html").contains("notads/tls-13.html"));
    assert!(
        folder
            .read("public/notads/tls-13.html")
            .contains("One of two teams has done it.")
    );
}

#[test]
fn a_share_whose_day_has_passed_is_neither_held_nor_to_come() {
    let folder = Folder::right();
    let share = "+++\ntitle = \"Past plan\"\ndate = 2026-02-01\nstatus = \"planned\"\n+++\n";
    folder.write("content/tech-shares/past-plan.md", share);
    let wall = "title = \"Wall\"\n[[screens]]\nkind = \"tech-shares\"\n";
    folder.write("content/radiators/wall.toml", wall);
    folder.build();
    let list = folder.read("public/tech-shares.html");
    assert!(
        list.contains("No tech share is planned. The day of one that was planned has passed."),
        "{list}"
    );
    assert!(list.contains("was planned for"), "{list}");
    let screen = folder.read("public/radiators/wall/1.html");
    assert!(screen.contains("No tech share is planned."), "{screen}");
}

#[test]
fn a_workload_that_another_team_takes_over_changes_the_pages_of_the_first() {
    let folder = Folder::right();
    folder.write(
        "content/teams/alpha/team.toml",
        "[[workloads]]\nid = \"api\"\n[[workloads]]\nid = \"web\"\n",
    );
    folder.write(
        "content/teams/alpha/reports/2026-01-18.toml",
        "[metrics]\nerrors = { by = { api = 3, web = 4 } }\n",
    );
    folder.write(
        "content/teams/alpha/reports/2026-02-01.toml",
        "[metrics]\nerrors = { by = { api = 3 } }\n",
    );
    folder.build();
    let before = folder.read("public/data/teams/alpha.json");
    let taken = "[[workloads]]\nid = \"web\"\nmoved_from = \"alpha\"\nfrom = 2026-01-20\n";
    folder.write("content/teams/beta/team.toml", taken);
    folder.build();
    let after = folder.read("public/data/teams/alpha.json");
    assert_ne!(before, after, "nothing is expected of alpha any more");
}

#[test]
fn a_review_names_no_team_that_owes_no_report() {
    let folder = Folder::right();
    folder.write(
        "content/teams/idle/team.toml",
        "[[pauses]]\nfrom = 2026-01-19\nto = 2026-03-01\nreason = \"Platform move\"\n",
    );
    folder.write("content/teams/idle/reports/2026-01-18.toml", "[metrics]\nerrors = 1\n");
    folder.write("content/teams/slow/team.toml", "reports_every = \"8 weeks\"\n");
    folder.write("content/teams/slow/reports/2026-01-18.toml", "[metrics]\nerrors = 1\n");
    folder.build();
    let page = folder.read("public/reviews/all/2026-02-01.html");
    assert!(
        page.contains("All have reported for the cycle to 1 February 2026."),
        "{page}"
    );
    folder.write("content/teams/late/reports/2026-01-18.toml", "[metrics]\nerrors = 1\n");
    folder.build();
    let page = folder.read("public/reviews/all/2026-02-01.html");
    assert!(
        page.contains("Late has no report for the cycle to 1 February 2026 yet."),
        "{page}"
    );
}
