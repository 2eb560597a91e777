use super::*;
use crate::model::notad::NotadKind;
use crate::model::portfolio::{FileIndex, Origin, Prose};
use crate::model::war::{Finding, PillarScore, Provider, Risk, Risks, Score, War, WarStatus};
use crate::scaffold::folder::{Folder, TEAM, TODAY, portfolio};
use jiff::civil::date;

#[test]
fn the_schema_comment_leads_from_the_file_to_the_schemas() {
    assert_eq!(
        schema_comment("scorpfolio.toml", "scorpfolio"),
        "#:schema schemas/scorpfolio.schema.json\n"
    );
    assert_eq!(
        schema_comment("content/teams/a/team.toml", "team"),
        "#:schema ../../../schemas/team.schema.json\n"
    );
    assert_eq!(
        schema_comment("./content/teams/a/team.toml", "team"),
        "#:schema ../../../schemas/team.schema.json\n"
    );
    assert_eq!(schema_comment("../elsewhere/team.toml", "team"), "");
    assert_eq!(schema_comment("/elsewhere/team.toml", "team"), "");
}

#[test]
fn a_title_in_any_alphabet_gives_a_file_name_and_one_of_symbols_gives_none() {
    for (title, expected) in [
        ("Zürich", Some("zurich")),
        ("Check-out & Pay", Some("check-out-pay")),
        ("Ærø, Łódź, Ğ", Some("aero-lodz-g")),
        ("Москва 5", Some("moskva-5")),
        ("  TLS 1.3 — now!  ", Some("tls-1-3-now")),
        ("!!! — …", None),
        ("", None),
    ] {
        assert_eq!(slug(title).as_deref(), expected, "{title}");
    }
}

#[test]
fn a_long_title_is_cut_at_the_end_of_a_word() {
    let cut = slug(&"eleven more ".repeat(40)).expect("letters");
    assert_eq!(cut, "eleven-more-eleven-more-eleven-more-eleven-more-eleven-more");
    assert_eq!(slug(&"a".repeat(5_000)).map(|slug| slug.len()), Some(LONGEST_NAME));
}

#[test]
fn an_action_is_open_since_today_and_offers_what_else_may_be_said() {
    let portfolio = portfolio(&[]);
    assert_eq!(action_id(&portfolio, 0, &[]), "pay-1");
    let entry = action(&portfolio, 0, ("pay-1", "Say \"no\""));
    let file = actions(&portfolio, 0, &entry);
    assert_eq!(file.path, "content/teams/pay/actions.toml");
    assert_eq!(
        file.text,
        r#"#:schema ../../../schemas/actions.schema.json
# Pay & Wallet: what the team took on to improve, carried from review to review until it is closed.
schema_version = 1

[[actions]]
id = "pay-1"
title = "Say \"no\""
# pillar = "operational-excellence"
# metric = "change-fail-rate"   # what it should move
# owner = "Grace Hopper"
# why = "What it is for: the numbers or the incident behind it"
opened = 2026-02-10
# due = 2026-03-24
status = "open"   # open, in-progress, blocked, research; then done or dropped, with `closed` and `outcome`
# link = "https://tickets.example.org/pay-1"

# When there is something to say of it, one of these each time:
# [[actions.updates]]
# date = 2026-02-10
# text = "How it goes"
"#
    );
}

#[test]
fn the_next_action_continues_the_last_one_and_is_free_in_the_whole_portfolio() {
    let own = "[[actions]]\nid = \"chk-12\"\ntitle = \"A\"\nopened = 2026-01-06\n";
    let other = "[[actions]]\nid = \"CHK-19\"\ntitle = \"B\"\nopened = 2026-01-06\n";
    let portfolio = portfolio(&[
        ("content/teams/pay/actions.toml", own),
        ("content/teams/paint/team.toml", ""),
        ("content/teams/paint/actions.toml", other),
    ]);
    let pay = portfolio.team("pay").expect("a team");
    assert_eq!(action_id(&portfolio, pay, &["chk-12".to_owned()]), "chk-20");
    // An entry that cannot be read has an id nevertheless.
    assert_eq!(
        action_id(&portfolio, pay, &["chk-12".to_owned(), "chk-41".to_owned()]),
        "chk-42"
    );
}

#[test]
fn what_a_team_took_over_from_a_review_does_not_name_its_next_action() {
    let own = "[[actions]]\nid = \"wal-3\"\ntitle = \"A\"\nopened = 2026-01-06\n[[actions]]\nid = \"rev-8\"\ntitle = \"Look\"\nopened = 2026-01-18\n";
    let minutes = "+++\n[[actions]]\nid = \"rev-8\"\nteam = \"pay\"\ntitle = \"Look\"\n+++\n";
    let portfolio = portfolio(&[
        ("content/teams/pay/actions.toml", own),
        ("content/reviews/all/2026-01-18.md", minutes),
    ]);
    let in_file = ["wal-3", "rev-8"].map(str::to_owned);
    assert_eq!(action_id(&portfolio, 0, &in_file), "wal-4");
    assert_eq!(action_id(&portfolio, 0, &in_file[1..]), "pay-1");
}

#[test]
fn an_incident_begins_today_and_its_headings_blame_nobody() {
    let files = [(
        "content/teams/pay/actions.toml",
        "[[actions]]\nid = \"pay-3\"\ntitle = \"A\"\nopened = 2026-01-06\n",
    )];
    let file = incident(&portfolio(&files), 0, ("INC-7", "Cards are refused"));
    assert_eq!(file.path, "content/teams/pay/incidents/INC-7.md");
    assert_eq!(
        file.text,
        r#"+++
#:schema ../../../../schemas/incident.schema.json
# Title and start are enough to begin with. Remove the # in front of what you know.
schema_version = 1
id = "INC-7"
title = "Cards are refused"
# severity = 2   # 1 is the most severe, 5 the least
started = 2026-02-10   # better with its time, 2026-02-10T09:12:00 (of UTC)
# detected = 2026-02-10T09:20:00
# restored = 2026-02-10T10:40:00   # leave it out while it lasts; not known exactly: time_to_recover = "1h 28m"
# workload = "wallet-api"   # wallet-api
# root_cause = "What it came from: conditions, not people"
# impact = "Whom it hurt and how much"
# learnings = ["What we know now"]
# actions = ["pay-3"]   # ids of the actions it led to
# link = "https://incidents.example.org/INC-7"
+++

<!-- For whoever was not there. Say what made each step sensible at that moment; nobody has to be named for others to learn. -->

## What happened

<!-- What was seen, tried and changed, each with its time. -->

## What helped

<!-- What made it shorter or smaller, and what was luck. -->

## What we change

<!-- Make actions of it: `scorpfolio new action pay "…"`, and put their ids into `actions` above. -->
"#
    );
}

#[test]
fn a_notice_is_for_all_from_today_on() {
    let file = notad(&portfolio(&[]), "content/", ("tls-1-3", "TLS 1.3", NotadKind::Mandate));
    assert_eq!(file.path, "content/notads/tls-1-3.md");
    assert_eq!(
        file.text,
        r#"+++
#:schema ../../schemas/notad.schema.json
schema_version = 1
title = "TLS 1.3"
kind = "mandate"   # impact (enterprise impact), mandate, pipeline (pipeline change), information
issued = 2026-02-10
# due = 2026-03-10   # when each team should have done it
# expires = 2026-05-05   # the last day on which it holds; without one, for good
# pillar = "security"
# teams = ["pay"]   # without this line: all
# link = "https://docs.example.org/tls-1-3"
# draft = true   # keeps it out of the site
+++

<!-- What changes, for whom, and why. -->

## What to do

<!-- The steps, and whom to ask. Each team answers in its reports: tls-1-3 = "done", "in-progress" or "not-applicable". -->
"#
    );
}

#[test]
fn a_tech_share_is_told_what_recurs_and_what_answers_it() {
    let report = |topics: &str| format!("topics = [{topics}]\n");
    let files = [
        (
            "content/teams/pay/reports/2026-01-18.toml",
            report("\"caching\", \"once\""),
        ),
        (
            "content/teams/pay/reports/2026-02-01.toml",
            report("\"caching\", \"bdd\""),
        ),
        ("content/teams/paint/team.toml", String::new()),
        ("content/teams/paint/reports/2026-02-01.toml", report("\"bdd\"")),
        (
            "content/tech-shares/bdd.md",
            "+++\ntitle = \"BDD for all\"\ntopics = [\"bdd\"]\n+++\n".to_owned(),
        ),
    ];
    let mut folder = Folder::of(&[TEAM], TODAY);
    for (path, text) in &files {
        folder.add(path, text);
    }
    let file = tech_share(&folder.load().0, "content/", ("caches", "Caches"));
    assert_eq!(file.path, "content/tech-shares/caches.md");
    assert!(
        file.text.contains(
            "\n# topics = [\"caching\"]   # recurring now:\n#   caching: 1 team in 2 cycles; wants a tech share\n#   bdd: 2 teams in 1 cycle; planned: BDD for all\n# pillar"
        ),
        "{}",
        file.text
    );
    assert!(
        file.text.contains("\nstatus = \"planned\"") && !file.text.contains("once"),
        "{}",
        file.text
    );
}

fn at(line: u32) -> Origin {
    Origin {
        file: FileIndex(1),
        line,
    }
}

fn prose(text: &str) -> Prose {
    Prose {
        text: text.to_owned(),
        origin: at(1),
    }
}

/// A review of AWS with three findings, of which one is done.
fn last_war() -> War {
    let finding = |id: &str, title: &str, is_done| Finding {
        id: id.to_owned(),
        pillar: Some(0),
        risk: Risk::High,
        title: prose(title),
        plan: None,
        link: None,
        is_done,
        origin: at(1),
    };
    let risks = Risks {
        high: 2,
        medium: 3,
        none: 9,
        not_applicable: 1,
        unanswered: 0,
    };
    War {
        id: "2025-q4".to_owned(),
        date: date(2025, 11, 20),
        workload: Some(0),
        provider: Provider::Aws,
        lens: "Serverless Lens".to_owned(),
        lens_version: None,
        reviewer: Some("Ada".to_owned()),
        status: WarStatus::Complete,
        summary: None,
        link: None,
        overall: None,
        pillars: vec![PillarScore {
            pillar: Some(0),
            name: "Security".to_owned(),
            score: Score::Risks(risks),
        }],
        questions: None,
        findings: vec![
            finding("SEC-1", "Who may see it?", true),
            finding("SEC-4", "How is data\nprotected?", false),
            finding("SEC-5", "Who has the keys?", false),
        ],
        audience: crate::model::portfolio::Audience::Internal,
        origin: at(1),
    }
}

#[test]
fn a_review_carries_over_what_the_last_one_of_the_workload_left_open() {
    let answered = "[[actions]]\nid = \"pay-1\"\ntitle = \"A\"\nopened = 2025-12-01\nstatus = \"done\"\nclosed = 2026-01-06\n[[actions]]\nid = \"pay-2\"\ntitle = \"B\"\nopened = 2026-01-06\n";
    let mut portfolio = portfolio(&[("content/teams/pay/actions.toml", answered)]);
    portfolio.teams[0].wars.push(last_war());
    for (action, finding) in [(0, "SEC-5"), (1, "SEC-4")] {
        portfolio.teams[0].actions[action].war = Some(crate::model::action::WarReference {
            war: "2025-q4".to_owned(),
            finding: Some(finding.to_owned()),
        });
    }
    let assessment = Assessment {
        id: "2026-q1",
        workload: Some(0),
        provider: None,
        is_beside_export: false,
    };
    let file = war(&portfolio, 0, assessment);
    assert_eq!(file.path, "content/teams/pay/war/2026-q1.toml");
    assert_eq!(
        file.text,
        r#"#:schema ../../../../schemas/war.schema.json
# Well-architected review of Wallet API, 2026-q1.
# Instead of typing, put the provider's own answer beside this file, unchanged, as 2026-q1.json:
#   aws wellarchitected get-lens-review --workload-id ID --lens-alias wellarchitected > 2026-q1.json
# and leave date, status, provider, lens, [risks] and [[findings]] out here.
schema_version = 1
id = "2026-q1"
date = 2026-02-10   # when it was held, or will be
workload = "wallet-api"
provider = "aws"   # aws, azure, gcp, other
lens = "Serverless Lens"
# lens_version = "2025-02-25"
# reviewer = "Ada"
status = "planned"   # planned, in-progress, complete
# summary = "What came of it"
# link = "https://reviews.example.org/2026-q1"

# Questions by risk, per pillar. Remove the # and correct the counts.
[risks]
# security = { high = 2, medium = 3, none = 9, not_applicable = 1, unanswered = 0 }   # as in 2025-q4

# Open since 2025-q4. Remove the # in front of what still holds.

# [[findings]]
# id = "SEC-4"
# pillar = "security"
# risk = "high"
# title = "How is data\nprotected?"
#   answered by pay-2, open
"#
    );
}

#[test]
fn a_review_carries_over_past_one_that_is_planned_and_one_that_only_counts() {
    let mut portfolio = portfolio(&[]);
    let counts = War {
        id: "2026-q1".to_owned(),
        date: date(2026, 1, 20),
        findings: Vec::new(),
        ..last_war()
    };
    let planned = War {
        id: "2026-q2".to_owned(),
        date: date(2026, 4, 20),
        status: WarStatus::Planned,
        pillars: Vec::new(),
        findings: Vec::new(),
        ..last_war()
    };
    portfolio.teams[0].wars.extend([last_war(), counts, planned]);
    let assessment = Assessment {
        id: "2026-q3",
        workload: Some(0),
        provider: None,
        is_beside_export: false,
    };
    let text = war(&portfolio, 0, assessment).text;
    assert!(
        text.contains("unanswered = 0 }   # as in 2026-q1"),
        "numbers of the last one that was held\n{text}"
    );
    assert!(text.contains("# Open since 2025-q4."), "where they are listed\n{text}");
    for id in ["SEC-4", "SEC-5"] {
        assert!(text.contains(&format!("# id = \"{id}\"")), "{id}\n{text}");
    }
    assert!(!text.contains("SEC-1"), "it is done\n{text}");
}

#[test]
fn another_provider_begins_with_its_own_table_and_nothing_of_the_other_s() {
    let mut portfolio = portfolio(&[]);
    portfolio.teams[0].wars.push(last_war());
    for (provider, table, other) in [
        (Provider::Azure, "[scores]", "[risks]"),
        (Provider::Gcp, "[scores]", "[risks]"),
        (Provider::Aws, "[risks]", "[scores]"),
    ] {
        let assessment = Assessment {
            id: "2026-q1",
            workload: Some(0),
            provider: Some(provider),
            is_beside_export: false,
        };
        let text = war(&portfolio, 0, assessment).text;
        let is_same = provider == Provider::Aws;
        assert!(
            text.contains(&format!("\n{table}\n")) && !text.contains(&format!("\n{other}\n")),
            "{text}"
        );
        assert_eq!(
            text.contains("# id = \"SEC-4\"\n# pillar = \"security\"\n# risk = \"high\"\n# title = \"How"),
            is_same,
            "{text}"
        );
    }
}

#[test]
fn new_files_of_the_portfolio_lie_where_others_of_their_kind_do() {
    let portfolio = portfolio(&[(
        "content/notads/x.md",
        "+++\ntitle = \"X\"\nkind = \"mandate\"\nissued = 2026-02-01\n+++\n",
    )]);
    assert_eq!(shared_folder(&portfolio, "notads/").as_deref(), Some("content/"));
    assert_eq!(shared_folder(&portfolio, "tech-shares/").as_deref(), Some("content/"));
}
