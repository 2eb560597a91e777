use super::*;
use crate::analyse::analyse;
use crate::scaffold::folder::portfolio;
use jiff::civil::date;

const MINUTES: &str = "+++\nfacilitator = \"Ada\"\n[[follow_ups]]\ntext = \"Ada asks *Legal*\"\nowner = \"Ada\"\ndue = 2026-01-30\n[[follow_ups]]\ntext = \"Done\"\ndone = true\n[[actions]]\nid = \"rev-8\"\nteam = \"pay\"\ntitle = \"Look\"\n+++\n";

#[test]
fn minutes_have_a_heading_a_team_and_what_is_still_open() {
    let portfolio = portfolio(&[
        ("content/teams/paint/team.toml", "name = \"Paint\"\n"),
        ("content/teams/gone/team.toml", "left = 2025-12-01\n"),
        (
            "content/teams/pay/reports/2026-02-01.toml",
            "topics = [\"caching\"]\noffers = [\"bdd\"]\n",
        ),
        ("content/teams/paint/reports/2026-02-01.toml", "asks = [\"bdd\"]\n"),
        ("content/reviews/all/2026-01-18.md", MINUTES),
    ]);
    let next = next_meeting(&portfolio, 0);
    let folder = minutes_folder(&portfolio, 0).expect("a folder");
    let file = minutes(&portfolio, &analyse(&portfolio), &folder, next);
    assert_eq!(file.path, "content/reviews/all/2026-02-04.md");
    let order: Vec<&str> = speaking_order(&portfolio, next)
        .into_iter()
        .map(|team| portfolio.teams[team].name.as_str())
        .collect();
    let [first, second] = order[..] else {
        panic!("{order:?}");
    };
    let slug = |name: &str| if name == "Paint" { "paint" } else { "pay" };
    let expected = format!(
        r#"+++
#:schema ../../../schemas/minutes.schema.json
# The review `all` of 2026-02-04, about 2026-01-19 to 2026-02-01. Type below, under each team's name, while it is held.
# What is open here returns under "Last time we said" on the next review's page.
schema_version = 1
date = 2026-02-04
facilitator = "Ada"
attended = ["{a}", "{b}"]   # take out who was not there
# order = ["{a}", "{b}"]   # only if they spoke in another order than below
# topics = ["caching"]   # as the reports raised them
# decisions = ["What was decided"]

# Still open. Write `done = true` where it is.
[[follow_ups]]   # since 2026-01-18
text = "Ada asks *Legal*"
owner = "Ada"
due = 2026-01-30
done = false

# Copy what you need, as often as you need it.
# [[follow_ups]]
# text = "Who promised what"
# owner = "Who"
# due = 2026-03-04

# [[actions]]
# id = "rev-9"
# team = "{a}"
# title = "What the team took on"
# due = 2026-03-04

# [[pairings]]   # the first offers what the second asks for
# teams = ["pay", "paint"]
# topic = "bdd"
+++

## {first}


## {second}

"#,
        a = slug(first),
        b = slug(second)
    );
    assert_eq!(file.text, expected);
}

#[test]
fn minutes_are_of_the_newest_cycle_without_them_and_then_of_the_running_one() {
    let mut files: Vec<(&str, &str)> = vec![
        ("content/teams/pay/reports/2026-01-18.toml", "summary = \"x\""),
        ("content/teams/pay/reports/2026-02-01.toml", "summary = \"x\""),
    ];
    let next = |files: &[(&str, &str)]| -> Meeting { next_meeting(&portfolio(files), 0) };
    assert_eq!(next(&files).day, date(2026, 2, 4));
    files.push(("content/reviews/2026-02-01.md", "+++\n+++\n"));
    let running = next(&files);
    assert_eq!((running.day, running.minutes), (date(2026, 2, 18), None));
    // They lie where the others lie.
    assert_eq!(
        minutes_folder(&portfolio(&files), 0).as_deref(),
        Some("content/reviews/")
    );
    let on = |day| meeting_on(&portfolio(&files), 0, day);
    assert_eq!(
        on(date(2026, 1, 20)).map(|meeting| meeting.day),
        Some(date(2026, 1, 20))
    );
    assert_eq!(on(date(2026, 2, 3)).and_then(|meeting| meeting.minutes), Some(0));
    assert_eq!(on(date(2025, 1, 1)), None);
}

#[test]
fn a_team_s_name_is_a_heading_and_nothing_else() {
    let named = [("content/teams/x/team.toml", "name = \"C# [core] *fast*\"\n")];
    let portfolio = portfolio(&named);
    let meeting = next_meeting(&portfolio, 0);
    let text = minutes(&portfolio, &analyse(&portfolio), "content/reviews/all/", meeting).text;
    assert!(text.contains("\n## C# \\[core\\] \\*fast\\*\n"), "{text}");
}
