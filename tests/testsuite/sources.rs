//! Many repositories, one portfolio: what CI fetched is merged, linked to where it comes from, and what could not be read
//! is said.

use crate::harness::{Folder, command, files};
use scorpfolio::Refused;
use scorpfolio::cli::Said;
use scorpfolio::model::portfolio::Audience;
use std::fmt::Write;

/// How many teams have repositories of their own.
const TEAMS: usize = 60;

fn slug(number: usize) -> String {
    format!("squad-{number:02}")
}

/// A portfolio whose teams' repositories were fetched into `checkouts/`.
fn sixty() -> Folder {
    let folder = Folder::empty();
    let mut configuration = "title = \"Sixty\"\nas_of = 2026-02-10\nteams = [\"squad-13\"]\n\
        source_url = \"https://e.org/portfolio/{path}#L{line}\"\n[cycle]\nfirst = 2026-01-05\n\
        [[reviews]]\nid = \"odd\"\ngroups = [\"lonely\"]\n[[reviews]]\nid = \"all\"\n"
        .to_owned();
    for number in 0..TEAMS {
        let slug = slug(number);
        let _ = write!(
            configuration,
            "[[sources]]\npath = \"checkouts/{slug}/scorp\"\nteam = \"{slug}\"\nsource_url = \"https://e.org/{slug}/scorp/{{path}}#L{{line}}\"\n"
        );
        let group = if number == 7 { "lonely" } else { "others" };
        folder.write(
            &format!("checkouts/{slug}/scorp/team.toml"),
            &format!("name = \"Squad {number:02}\"\ngroup = \"{group}\"\n[[workloads]]\nid = \"api\"\n"),
        );
        for date in ["2026-01-18", "2026-02-01"] {
            folder.write(
                &format!("checkouts/{slug}/scorp/reports/{date}.toml"),
                "[metrics]\nerrors = { by = { api = 2 } }\navailability = 99.95\n",
            );
        }
    }
    folder.write("scorpfolio.toml", &configuration);
    folder.write(
        "content/pages/agreement.md",
        "+++\ntitle = \"Agreement\"\n+++\nWe [agree](../teams/squad-07/reports/2026-02-01.toml).\n",
    );
    folder
}

/// The same with a report that is no TOML and a repository that was not fetched.
fn fifty_nine() -> Folder {
    let folder = sixty();
    folder.write(
        "checkouts/squad-07/scorp/reports/2026-02-01.toml",
        "[metrics]\nunheard-of = 1\n",
    );
    std::fs::remove_dir_all(folder.path().join("checkouts/squad-13")).expect("it is there");
    folder
}

fn build(folder: &Folder, more: &[&str]) -> Said {
    let root = folder.path().to_string_lossy().into_owned();
    let arguments: Vec<&str> = ["build", "--root", &root].iter().chain(more).copied().collect();
    command(&arguments)
}

#[test]
fn sixty_repositories_make_one_portfolio_and_each_number_leads_to_its_own() {
    let folder = sixty();
    assert_eq!(folder.build().teams, TEAMS);
    for number in [0, 31, 59] {
        let slug = slug(number);
        let report = folder.read(&format!("public/teams/{slug}/2026-02-01.html"));
        let link = format!("https://e.org/{slug}/scorp/reports/2026-02-01.toml#L2");
        assert!(report.contains(&link), "{link} is not on the page of {slug}");
        assert!(!report.contains("e.org/portfolio/checkouts"));
    }
    assert!(!folder.read("public/index.html").contains("could not be read"));
}

#[test]
fn a_broken_repository_and_a_missing_one_stop_a_build_that_was_not_told_to_go_on() {
    let folder = fifty_nine();
    let said = build(&folder, &["--format", "github"]);
    assert_eq!(said.status, 1);
    assert!(
        said.stdout
            .contains("::error file=checkouts/squad-07/scorp/reports/2026-02-01.toml,line=2"),
        "{}",
        said.stdout
    );
    assert!(said.stdout.contains("title=scorpfolio E107"), "{}", said.stdout);
    assert_eq!(said.stdout.matches("::error").count(), 2, "{}", said.stdout);
    assert!(!folder.path().join("public").exists());
}

#[test]
fn a_build_that_goes_on_publishes_the_other_fifty_nine_and_says_what_is_lacking() {
    let folder = fifty_nine();
    let said = build(&folder, &["--keep-going"]);
    assert_eq!(said.status, 3, "{}", said.stderr);
    assert!(
        said.stderr
            .contains("2 files or sources that could not be read were left out"),
        "{}",
        said.stderr
    );
    for page in ["public/index.html", "public/teams.html"] {
        let page = folder.read(page);
        for words in [
            "A part of what two teams wrote could not be read.",
            "checkouts/squad-07/scorp/reports/2026-02-01.toml, line 2",
            "The source checkouts/squad-13/scorp of team squad-13 is missing or empty",
        ] {
            assert!(page.contains(words), "{words}");
        }
    }
    // The broken one keeps what could be read; the missing one is still a team.
    assert!(
        folder
            .read("public/teams/squad-07.html")
            .contains("A part of what this team wrote could not be read.")
    );
    assert!(folder.path().join("public/teams/squad-07/2026-01-18.html").exists());
    assert!(!folder.path().join("public/teams/squad-07/2026-02-01.html").exists());
    assert!(
        folder
            .read("public/teams/squad-13.html")
            .contains("is missing or empty")
    );
    // Nothing says of either that it did not report: nobody knows.
    for page in [
        "public/index.html",
        "public/teams/squad-07.html",
        "public/teams/squad-13.html",
    ] {
        let page = folder.read(page);
        assert!(
            !page.contains("no report yet")
                && !page.contains("not reported yet")
                && !page.contains("There is no report")
        );
    }
    assert!(
        folder
            .read("public/index.html")
            .contains("Two teams could not be read in full.")
    );
    assert!(
        folder
            .read("public/teams/squad-13.html")
            .contains("What Squad 13 wrote could not be read.")
    );
    let review = folder.read("public/reviews/all/2026-02-01.html");
    // In the order in which they speak, which goes round.
    let either = ["Squad 07 and Squad 13", "Squad 13 and Squad 07"];
    assert!(
        either
            .iter()
            .any(|teams| review.contains(&format!("What {teams} wrote could not be read.")))
    );
    assert!(!review.contains("no report for the cycle"));
    // The pages of others say that figures lack something, and a team's that nothing of it is lacking.
    assert!(folder.read("public/dora.html").contains("What is lacking"));
    assert!(
        !folder
            .read("public/teams/squad-20.html")
            .contains("What this team wrote")
    );
    assert_eq!(folder.read("public/teams.html").matches("class=\"age\"").count(), 2);
    let reports = |team: &str| folder.read(&format!("public/teams/{team}.html"));
    assert!(reports("squad-13").contains("<p>No report could be read.</p>"));
    assert!(!reports("squad-13").contains("No report yet"));
    // Walls say it beside how old their data are, each of what it shows.
    let wall = |name: &str| folder.read(&format!("public/radiators/{name}/1.html"));
    assert!(wall("portfolio").contains("<span></span> <b>Not all could be read</b>"));
    assert!(wall("portfolio").contains("<body class=\"radiator trouble\" data-unread=\"Not all"));
    assert!(wall("squad-13").contains("<b>Not all could be read</b>"));
    assert!(wall("squad-20").contains("<body class=\"radiator\" data-unread=\"\""));
    let data: serde_json::Value = serde_json::from_str(&folder.read("public/data/portfolio.json")).expect("JSON");
    assert_eq!(data["unread"].as_array().map(Vec::len), Some(2));
    assert_eq!(data["teams"].as_array().map(Vec::len), Some(TEAMS));
}

#[test]
fn what_is_read_again_is_no_longer_said_to_be_lacking() {
    let folder = fifty_nine();
    assert_eq!(build(&folder, &["--keep-going"]).status, 3);
    let whole = sixty();
    for path in [
        "scorp/reports/2026-02-01.toml",
        "scorp/team.toml",
        "scorp/reports/2026-01-18.toml",
    ] {
        for slug in ["squad-07", "squad-13"] {
            let path = format!("checkouts/{slug}/{path}");
            folder.write(&path, &whole.read(&path));
        }
    }
    assert_eq!(build(&folder, &["--keep-going"]).status, 0);
    whole.build();
    assert_eq!(folder.site(), whole.site());
}

#[test]
fn what_refers_to_something_unreadable_does_not_fall_with_it() {
    let folder = sixty();
    // The only team of its group, whose workload its reports name.
    folder.write("checkouts/squad-07/scorp/team.toml", "name = 7\n");
    let said = build(&folder, &["--keep-going"]);
    assert_eq!(said.status, 3, "{}", said.stderr);
    let data: serde_json::Value = serde_json::from_str(&folder.read("public/data/portfolio.json")).expect("JSON");
    let lacking = data["unread"].as_array().expect("a list");
    assert!(
        lacking.iter().all(|lacking| lacking["team"] == "squad-07"),
        "{lacking:?}"
    );
    assert!(folder.path().join("public/pages/agreement.html").exists());
}

#[test]
fn a_register_that_was_read_in_part_is_not_counted() {
    let folder = Folder::right();
    for (id, text) in [("one", "severity = 1\n"), ("two", "severity = 1\n")] {
        folder.write(
            &format!("content/teams/alpha/incidents/{id}.md"),
            &format!(
                "+++\ntitle = \"{id}\"\n{text}started = 2026-01-21T08:00:00Z\nrestored = 2026-01-21T09:00:00Z\n+++\n"
            ),
        );
    }
    let count = |folder: &Folder| folder.read("public/data/teams/alpha.csv").matches("p1-issues").count();
    folder.build();
    assert!(count(&folder) > 0);
    folder.write(
        "content/teams/alpha/incidents/two.md",
        "+++\ntitle = \"two\"\nseverity = 9\n+++\n",
    );
    assert_eq!(build(&folder, &["--keep-going"]).status, 3);
    assert_eq!(count(&folder), 0);
    assert!(folder.read("public/incidents.html").contains("one"));
}

#[test]
fn what_all_teams_share_is_never_left_out() {
    for (path, text) in [
        ("content/metrics.toml", "[availability\n"),
        ("content/topics.toml", "= 1\n"),
        ("scorpfolio.toml", "title = 1\n"),
        ("scorpfolio.toml", "title = \"T\"\ncontent = [\"content\", \"gone\"]\n"),
    ] {
        let folder = Folder::right();
        folder.write(path, text);
        assert_eq!(build(&folder, &["--keep-going"]).status, 1, "{path}: {text}");
        assert!(!folder.path().join("public").exists(), "{path}");
    }
}

#[test]
fn a_site_for_everybody_says_that_something_is_lacking_and_not_of_whom() {
    let folder = fifty_nine();
    folder.write(
        "checkouts/squad-20/scorp/team.toml",
        "name = \"Squad 20\"\naudience = \"public\"\n[[workloads]]\nid = \"api\"\n",
    );
    folder.write(
        "checkouts/squad-20/scorp/reports/2026-02-01.toml",
        "[metrics]\nqqsecret = 1\n",
    );
    let said = build(&folder, &["--keep-going", "--audience", "public"]);
    assert_eq!(said.status, 3, "{}", said.stderr);
    for (path, bytes) in files(&folder.path().join("public")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for word in ["squad-07", "squad-13", "Squad 07", "Squad 13", "qqsecret", "checkouts/"] {
            assert!(!text.contains(word) && !path.contains(word), "{word} in {path}");
        }
    }
    assert!(
        folder
            .read("public/index.html")
            .contains("A part of what one team wrote could not be read.")
    );
    assert!(
        folder
            .read("public/teams/squad-20.html")
            .contains("A part of what this team wrote could not be read.")
    );
    // Where no team of the site is concerned, it is said all the same: nobody knows for whom the missing one is.
    folder.write(
        "checkouts/squad-20/scorp/reports/2026-02-01.toml",
        "[metrics]\nerrors = 1\n",
    );
    assert_eq!(build(&folder, &["--keep-going", "--audience", "public"]).status, 3);
    assert!(
        folder
            .read("public/index.html")
            .contains("A part of the content could not be read.")
    );
}

#[test]
fn an_empty_folder_among_those_of_a_pattern_is_an_error_and_may_be_left_out() {
    let folder = Folder::right();
    folder.write(
        "scorpfolio.toml",
        "title = \"T\"\nas_of = 2026-02-10\ncontent = [\"content\", \"repositories/*/scorp\"]\n[cycle]\nfirst = 2026-01-05\n",
    );
    folder.write(
        "repositories/one/scorp/teams/gamma/reports/2026-02-01.toml",
        "[metrics]\nerrors = 1\n",
    );
    std::fs::create_dir_all(folder.path().join("repositories/two/scorp")).expect("a folder");
    let problems = folder.problems();
    assert!(
        problems
            .iter()
            .any(|problem| problem.message.contains("`repositories/two/scorp`")),
        "{problems:?}"
    );
    assert_eq!(build(&folder, &["--keep-going"]).status, 3);
    assert!(folder.read("public/index.html").contains("repositories/two/scorp"));
}

#[test]
fn a_folder_that_is_named_twice_is_an_error_and_no_team_goes_missing() {
    let folder = Folder::right();
    folder.write(
        "scorpfolio.toml",
        "title = \"T\"\nas_of = 2026-02-10\n[cycle]\nfirst = 2026-01-05\n[[sources]]\npath = \"content/teams/beta\"\nteam = \"gamma\"\n",
    );
    let said = build(&folder, &["--keep-going"]);
    assert_eq!(said.status, 1);
    assert!(said.stderr.contains("E109"), "{}", said.stderr);
}

#[test]
fn a_source_of_several_teams_links_to_its_own_repository_and_a_clone_not_to_ours() {
    let folder = Folder::right();
    folder.write(
        "scorpfolio.toml",
        "title = \"T\"\nas_of = 2026-02-10\ncontent = [\"content\", \"clones/*\"]\nsource_url = \"https://e.org/ours/{path}\"\n\
         [cycle]\nfirst = 2026-01-05\n[[sources]]\npath = \"elsewhere\"\nsource_url = \"https://e.org/theirs/{path}\"\n",
    );
    folder.write(
        "elsewhere/teams/gamma/reports/2026-02-01.toml",
        "[metrics]\nerrors = 1\n",
    );
    folder.write(
        "clones/delta/teams/delta/reports/2026-02-01.toml",
        "[metrics]\nerrors = 1\n",
    );
    folder.write("clones/delta/.git", "gitdir: elsewhere\n");
    folder.build();
    let of = |team: &str| folder.read(&format!("public/teams/{team}/2026-02-01.html"));
    assert!(of("gamma").contains("https://e.org/theirs/teams/gamma/reports/2026-02-01.toml"));
    assert!(of("alpha").contains("https://e.org/ours/content/teams/alpha/reports/2026-02-01.toml"));
    assert!(!of("delta").contains("https://e.org/ours"));
}

#[test]
fn an_address_with_the_team_in_it_leads_to_each_teams_own_repository() {
    let folder = Folder::right();
    folder.write(
        "scorpfolio.toml",
        "title = \"T\"\nas_of = 2026-02-10\n[cycle]\nfirst = 2026-01-05\n\
         [[sources]]\npath = \"one\"\nteam = \"gamma\"\nsource_url = \"https://e.org/{team}/{path}#L{line}\"\n\
         [[sources]]\npath = \"several\"\nsource_url = \"https://e.org/several/{team}/{path}\"\n",
    );
    let report = "[metrics]\nerrors = 1\n";
    folder.write("one/reports/2026-02-01.toml", report);
    folder.write("several/teams/delta/reports/2026-02-01.toml", report);
    folder.write(
        "several/notads/tls.md",
        "+++\ntitle = \"TLS\"\nkind = \"mandate\"\nissued = 2026-01-12\n+++\nDo it.\n",
    );
    folder.build();
    let of = |team: &str| folder.read(&format!("public/teams/{team}/2026-02-01.html"));
    assert!(of("gamma").contains("https://e.org/gamma/reports/2026-02-01.toml#L2"));
    assert!(of("delta").contains("https://e.org/several/delta/teams/delta/reports/2026-02-01.toml"));
    // A notice is of no team.
    let notices = folder.read("public/notads.html");
    assert!(notices.contains("several/notads/tls.md") && !notices.contains("https://e.org"));
}

#[test]
fn going_on_changes_nothing_where_everything_can_be_read() {
    let (plain, going_on) = (Folder::right(), Folder::right());
    plain.build();
    let options = scorpfolio::BuildOptions {
        keep_going: true,
        audience: Audience::Internal,
        ..going_on.options()
    };
    match scorpfolio::build(&options) {
        Ok(built) => assert_eq!(built.left_out, 0),
        Err(refused @ (Refused::Problems(_) | Refused::Publish(_))) => panic!("{refused}"),
    }
    assert_eq!(plain.site(), going_on.site());
}
