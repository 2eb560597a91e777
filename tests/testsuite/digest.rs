//! `digest` as people type it: of the sample in each form, of one team, of a stretch, and asked for what there is not.

use crate::harness::{Folder, NOW, Still, repository};
use clap::Parser;
use scorpfolio::cli::{self, Cli, Said, Surroundings};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Runs `digest` of a folder.
fn digest(root: &Path, arguments: &[&str]) -> Said {
    let root = root.to_string_lossy();
    let line = ["scorpfolio", "digest", "--root", &root];
    let cli = Cli::try_parse_from(line.iter().chain(arguments)).unwrap_or_else(|error| panic!("{error}"));
    let surroundings = Surroundings {
        now: NOW,
        source_date_epoch: None,
        colour: false,
        terminal: false,
        // In a workflow, too, stdout is the digest alone.
        github_actions: true,
        storage: BTreeMap::new(),
    };
    cli::run(&cli, &surroundings, &Still)
}

/// A digest that there is.
fn told(root: &Path, arguments: &[&str]) -> String {
    let said = digest(root, arguments);
    assert_eq!(said.status, 0, "{arguments:?}\n{}", said.stderr);
    said.stdout
}

/// A text with every run of white space as one space.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The headings of a digest in Markdown.
fn headings(markdown: &str) -> Vec<&str> {
    markdown.lines().filter_map(|line| line.strip_prefix("## ")).collect()
}

#[test]
fn the_sample_is_told_in_the_order_in_which_it_matters() {
    let markdown = told(&repository(), &[]);
    assert!(markdown.starts_with("# Brackenfield engineering portfolio: cycle to 16 August 2026\n"));
    assert_eq!(
        headings(&markdown),
        [
            "Needed from others",
            "Wins",
            "Quiet wins",
            "What got better",
            "Worth asking about",
            "Unusual, where neither way is better",
            "NOTADs in force",
            "Actions due",
            "Actions finished",
            "Incidents",
            "Well-architected reviews",
            "Topics that recur",
            "Tech shares to come",
            "Next reviews"
        ]
    );
}

#[test]
fn every_value_that_the_opening_counts_is_named() {
    let markdown = told(&repository().join("tests/portfolios/open-source"), &[]);
    let (opening, rest) = markdown.split_once("\n## ").expect("sections");
    assert!(
        flat(opening).contains("12 are unusual where neither way is better"),
        "{opening}"
    );
    let (_, listed) = rest
        .split_once("## Unusual, where neither way is better\n")
        .expect("a section");
    let (listed, _) = listed.split_once("\n## ").unwrap_or((listed, ""));
    assert_eq!(listed.matches("\n- **").count(), 12, "{listed}");
}

#[test]
fn every_form_of_the_sample_says_the_same() {
    let markdown = told(&repository(), &[]);
    let text = told(&repository(), &["--format", "text"]);
    let html = told(&repository(), &["--format", "html"]);
    for words in [
        "8 of 10 teams have reported for the cycle to 16 August 2026.",
        "Picking and Last Mile have no report for it yet.",
        "40,000 test accounts that look like real households (asked of Data Products, by 18 Sep 2026)",
        "First certificate renewed in production without a human: 88 days on the clock (thanks to Deepa Krishnan and Noor El-Amin)",
        "No P1 in 26 cycles running",
        "above its usual 136–184 ms for the first time.",
        "mandate, 7 of 10 done, due 14 Aug 2026, past. In progress: Loyalty & Offers, Last Mile and Supplier Integration",
        "due 7 Aug 2026, past, in progress, Kofi Mensah",
        ": 11 when it was taken on, 5 after it was done.",
        "Eleven of 600 vans drive with a printed list",
        "3 fewer high than on 28 May 2026: better",
        "Storefront, Search and the review; planned: A latency budget for a page with two owners, 8 Sep 2026",
    ] {
        assert!(flat(&markdown).contains(words), "{words}\n{markdown}");
        assert!(flat(&crate::cases::text_of(&html)).contains(words), "{words}\n{html}");
    }
    let unnumbered = |text: &str| -> String {
        let (words, _) = text.split_once("\n[1] ").expect("addresses");
        let mut kept = String::new();
        for piece in words.split(" [") {
            let (number, rest) = piece.split_once(']').unwrap_or(("", piece));
            let is_number = !number.is_empty() && number.chars().all(|letter| letter.is_ascii_digit());
            kept.push_str(if is_number { rest } else { piece });
        }
        flat(&kept)
    };
    assert!(
        unnumbered(&text).contains("Response time (p95) of Search API rose from 171 ms"),
        "{text}"
    );
    assert!(
        text.lines()
            .all(|line| line.chars().count() <= 78 || line.starts_with('[')),
        "{text}"
    );
}

#[test]
fn links_lead_to_pages_of_the_site() {
    let folder = Folder::right();
    let configuration = folder.read("scorpfolio.toml");
    folder.write(
        "scorpfolio.toml",
        &format!("base_url = \"https://example.org/scorp/\"\n{configuration}"),
    );
    folder.write(
        "content/teams/alpha/reports/2026-02-01.toml",
        "[metrics]\nerrors = 3\n[[wins]]\ntext = \"See [this](https://example.com/a?b=1&c=2), [us](../../../pages/agreement.md) and <b onclick=x()>this</b>\"\n",
    );
    folder.build();
    let site = folder.site();
    let html = told(folder.path(), &["--format", "html"]);
    let links: Vec<&str> = html
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(links.contains(&"https://example.com/a?b=1&amp;c=2"), "{links:?}");
    assert!(
        links.contains(&"https://example.org/scorp/pages/agreement.html"),
        "{links:?}"
    );
    assert!(!html.contains("onclick"), "{html}");
    let own: Vec<&str> = links
        .iter()
        .filter_map(|link| link.strip_prefix("https://example.org/scorp/"))
        .collect();
    assert!(own.len() >= 4 && own.len() == links.len() - 1, "{links:?}");
    for link in own {
        let page = link.split('#').next().unwrap_or_default();
        assert!(site.contains_key(page), "{link}");
    }
}

#[test]
fn without_an_address_there_are_no_links() {
    let folder = Folder::right();
    let said = digest(folder.path(), &["--format", "html"]);
    assert_eq!(said.status, 0, "{}", said.stderr);
    assert!(
        said.stdout.contains("A win") && !said.stdout.contains("href"),
        "{}",
        said.stdout
    );
    assert!(said.stderr.contains("base_url"), "{}", said.stderr);
    let markdown = told(folder.path(), &[]);
    assert!(
        markdown.contains("- **Alpha**: A win\n") && !markdown.contains("]("),
        "{markdown}"
    );
}

#[test]
fn a_stretch_is_told_by_what_lasts_and_what_was_finished() {
    let markdown = told(&repository(), &["--from", "2026-04-01", "--to", "2026-06-30"]);
    assert!(markdown.contains(": 30 March – 21 June 2026\n"), "{markdown}");
    let headings = headings(&markdown);
    assert!(headings.contains(&"What got better and stayed"), "{headings:?}");
    assert!(
        !headings.contains(&"Next reviews"),
        "what is next is said of now alone: {headings:?}"
    );
    for words in [
        "This is about the six cycles that ended with it. 36 of 176 metrics came without typing in the cycle to 12 April 2026, 39 of 216 in the one to 21 June 2026.",
        "**141\u{202f}items/h → 152\u{202f}items/h** (medians of the 15 cycles to 12 Apr 2026 and of the five since); now 152\u{202f}items/h, above its usual 137–150\u{202f}items/h, for the fourth cycle running.",
        "133.6\u{202f}% when it was taken on, no value since.",
        "AWS: eight reviews; against the ones before, six better, one worse and one as before. Azure: one review.",
    ] {
        assert!(markdown.contains(words), "{words}\n{markdown}");
    }
    // What came later is not known.
    assert!(
        !markdown.contains("Jul 2026: noticed") && !markdown.contains("done 1 Jul"),
        "{markdown}"
    );
}

#[test]
fn one_team_is_told_of_alone() {
    let markdown = told(&repository(), &["--team", "checkout"]);
    assert!(
        markdown.starts_with("# Checkout: cycle to 16 August 2026\n"),
        "{markdown}"
    );
    assert!(
        markdown.contains("- First certificate renewed in production without a human"),
        "{markdown}"
    );
    for other in [
        "Crate scanners",
        "Purchasing made 22 calls",
        "Fulfilment and platform review",
    ] {
        assert!(!markdown.contains(other), "{other}\n{markdown}");
    }
    assert!(markdown.contains("[Commerce review]"), "{markdown}");
}

#[test]
fn sixty_talkative_teams_fit_into_a_mail() {
    let folder = Folder::empty();
    folder.write(
        "scorpfolio.toml",
        "title = \"Large\"\nas_of = 2026-02-10\nbase_url = \"https://portfolio.example.org/engineering/scorp/\"\n[cycle]\nfirst = 2026-01-05\n",
    );
    let long = "A sentence of the length that people write when they are glad of something that took them a while";
    for number in 1..=60 {
        let team = format!("content/teams/a-team-with-a-name-{number:02}");
        let mut report = "[metrics]\nerrors = 3\n".to_owned();
        for _ in 0..5 {
            let _ = write!(report, "[[wins]]\ntext = \"{long}\"\n[[needs]]\ntext = \"{long}\"\n");
        }
        folder.write(&format!("{team}/reports/2026-02-01.toml"), &report);
        let mut actions = String::new();
        for action in 0..5 {
            let _ = write!(
                actions,
                "[[actions]]\nid = \"a-{number}-{action}\"\ntitle = \"{long}\"\nopened = 2026-01-06\ndue = 2026-02-05\n"
            );
        }
        folder.write(&format!("{team}/actions.toml"), &actions);
        folder.write(
            &format!("{team}/incidents/INC-{number}.md"),
            &format!("+++\ntitle = \"{long}\"\nstarted = 2026-01-20\nimpact = \"{long}\"\n+++\n"),
        );
    }
    let html = told(folder.path(), &["--format", "html"]);
    assert!(html.len() < 100_000, "{} bytes", html.len());
    assert_eq!(
        html.matches(">and 285 more</a>").count(),
        3,
        "needs, wins and actions are cut, with a link"
    );
    for refused in ["<svg", "<img", "<script", "<style", "<table", "url("] {
        assert!(!html.contains(refused), "{refused}");
    }
}

#[test]
fn what_cannot_be_told_is_refused_with_a_cure() {
    let folder = Folder::right();
    for (arguments, message, cure) in [
        (
            vec!["--from", "2026-02-01", "--to", "2026-01-01"],
            "is after",
            "--from 2026-01-01 --to 2026-02-01",
        ),
        (
            vec!["--from", "2026-01-19", "--to", "2026-01-30"],
            "no cycle ended from 2026-01-19 to 2026-01-30",
            "cycles ended on 2026-01-18 and 2026-02-01",
        ),
        (
            vec!["--from", "2026-02-02"],
            "no cycle ended",
            "cycles ended on 2026-02-01",
        ),
        (
            vec!["--team", "alpa"],
            "there is no team `alpa`",
            "did you mean `alpha`?",
        ),
        (
            vec!["--as-of", "2026-01-10"],
            "no cycle has ended by 2026-01-10",
            "2026-01-18",
        ),
    ] {
        let said = digest(folder.path(), &arguments);
        assert_eq!((said.status, said.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(
            said.stderr.contains(message) && said.stderr.contains(cure),
            "{arguments:?}\n{}",
            said.stderr
        );
    }
    folder.write("content/teams/alpha/reports/2026-02-01.toml", "[metrics]\nerors = 3\n");
    let said = digest(folder.path(), &[]);
    assert_eq!(
        (said.status, said.stdout.as_str()),
        (1, ""),
        "errors go to stderr alone"
    );
    assert!(said.stderr.contains("E401"), "{}", said.stderr);
    let to_alone = Cli::try_parse_from(["scorpfolio", "digest", "--to", "2026-02-01"]);
    assert!(to_alone.is_err_and(|error| error.exit_code() == 2));
}

#[test]
fn a_digest_is_said_in_the_words_of_the_theme() {
    let folder = Folder::right();
    folder.write(
        "themes/default/words.toml",
        "[summary]\nwins = \"Gut war\"\nafter_name = \" – \"\n[digest]\ntitle_of_cycle = \"{day}: {whose}\"\n",
    );
    let markdown = told(folder.path(), &[]);
    assert!(markdown.starts_with("# 1 February 2026: "), "{markdown}");
    assert!(headings(&markdown).contains(&"Gut war"), "{markdown}");
    assert!(markdown.contains("- **Alpha** – A win\n"), "{markdown}");
}

#[test]
fn what_began_before_and_is_not_over_is_told_until_it_is() {
    let folder = Folder::right();
    let incident =
        |rest: &str| format!("+++\ntitle = \"Orders stand still\"\nseverity = 1\nstarted = 2026-01-06\n{rest}+++\n");
    let path = "content/teams/alpha/incidents/INC-1.md";
    let newest = "content/teams/alpha/reports/2026-02-01.toml";
    folder.write(newest, "[metrics]\nerrors = 3\n");
    folder.write(path, &incident(""));
    let open = flat(&told(folder.path(), &[]));
    assert!(
        open.contains("One incident that began earlier is open: one P1."),
        "{open}"
    );
    assert!(open.contains("P1 Orders stand still"), "{open}");
    folder.write(path, &incident("restored = 2026-01-08\n"));
    let over = told(folder.path(), &[]);
    assert!(!over.contains("Orders stand still"), "{over}");
}

#[test]
fn what_is_due_stands_by_its_date_whoever_owes_it() {
    let folder = Folder::right();
    for (team, due) in [("alpha", "2026-02-11"), ("beta", "2026-01-20")] {
        folder.write(
            &format!("content/teams/{team}/actions.toml"),
            &format!("[[actions]]\nid = \"{team}-1\"\ntitle = \"By {team}\"\nopened = 2026-01-06\ndue = {due}\n"),
        );
    }
    let said = told(folder.path(), &[]);
    let place = |title: &str| said.find(title).unwrap_or_else(|| panic!("{title} in\n{said}"));
    assert!(place("By beta") < place("By alpha"), "{said}");
}
