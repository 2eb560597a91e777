//! Topics that recur, and what answers them.

use super::{Answer, Topic, recurring, topics};
use crate::analyse::tests::{CONFIGURATION, portfolio};
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use jiff::civil::{Date, date};

const DAY: Date = date(2026, 3, 20);

/// Reports as `team date topics`, and other files beside them.
fn told(reports: &[&str], others: &[(&str, &str)]) -> Portfolio {
    let quoted = |words: &str| {
        let words = words.split(' ').map(|word| format!("\"{word}\""));
        words.collect::<Vec<_>>().join(", ")
    };
    let files: Vec<(String, String)> = reports
        .iter()
        .map(|line| {
            let mut parts = line.splitn(3, ' ');
            let mut part = || parts.next().expect("team, date and topics");
            let path = format!("teams/{}/reports/{}.toml", part(), part());
            (path, format!("topics = [{}]\n", quoted(part())))
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    portfolio(CONFIGURATION, DAY, &[&files, others].concat()).0
}

fn ids(topics: &[Topic<'_>]) -> Vec<String> {
    topics.iter().map(|topic| topic.id.to_owned()).collect()
}

#[test]
fn two_teams_or_two_cycles_of_the_last_three_make_a_topic_recur() {
    let told = told(
        &[
            "a 2026-01-18 old twice",
            "b 2026-01-18 old",
            "a 2026-02-01 once",
            "a 2026-02-15 twice alone",
            "b 2026-03-01 shared twice",
            "a 2026-03-01 shared",
        ],
        &[],
    );
    // The last three cycles end on 1 March, 15 February and 1 February: `old` is older.
    let at = |cycle| ids(&recurring(&told, (CycleIndex::new(cycle), DAY)));
    assert_eq!(at(3), ["shared", "twice"]);
    assert_eq!(at(0), ["old"]);
}

#[test]
fn a_cycle_without_reports_by_plan_is_not_one_of_the_three() {
    let reports = ["a 2026-01-18 x", "a 2026-02-01 x", "a 2026-03-01 y"];
    let freeze = "skips = [ { from = 2026-02-10, to = 2026-02-16, reason = \"Freeze\" } ]\n";
    for (configuration, expected) in [(String::new(), 0), (freeze.to_owned(), 1)] {
        let files: Vec<(String, String)> = reports
            .iter()
            .map(|line| {
                let parts: Vec<&str> = line.split(' ').collect();
                let path = format!("teams/{}/reports/{}.toml", parts[0], parts[1]);
                (path, format!("topics = [\"{}\"]\n", parts[2]))
            })
            .collect();
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let (told, _) = portfolio(&format!("{CONFIGURATION}{configuration}"), DAY, &files);
        let found = recurring(&told, (CycleIndex::new(3), DAY)).len();
        assert_eq!(found, expected, "{configuration}");
    }
}

#[test]
fn minutes_count_for_the_cycle_they_were_about_and_once_they_are_held() {
    let minutes = ("reviews/2026-02-05.md", "+++\ntopics = [\"x\", \"y\"]\n+++\n");
    let told = told(&["a 2026-02-01 x", "a 2026-02-15 y"], &[minutes]);
    // The meeting of 5 February speaks of the cycle to 1 February: `x` came up in one cycle, `y` in two.
    assert_eq!(ids(&recurring(&told, (CycleIndex::new(2), DAY))), ["y"]);
    assert_eq!(
        ids(&recurring(&told, (CycleIndex::new(2), date(2026, 2, 4)))),
        Vec::<String>::new()
    );
}

#[test]
fn a_share_answers_what_came_up_before_it_and_one_to_come_is_planned() {
    let share = |rest: &str| format!("+++\ntitle = \"S\"\ntopics = [\"x\"]\n{rest}\n+++\n");
    let held = share("date = 2026-03-05\nstatus = \"held\"");
    let same_day = share("date = 2026-03-01\nstatus = \"held\"");
    let (next, undated) = (share("date = 2026-03-30"), share("status = \"planned\""));
    let said = |shares: &[&str], day: Date| -> String {
        let paths = ["tech-shares/a.md", "tech-shares/b.md"];
        let shares: Vec<(&str, &str)> = paths.into_iter().zip(shares.iter().copied()).collect();
        let told = told(&["a 2026-03-01 x", "b 2026-03-01 x"], &shares);
        let found = recurring(&told, (CycleIndex::new(3), day));
        let name = |share: &crate::model::tech_share::TechShare| {
            share.date.map_or("some day".to_owned(), |date| date.to_string())
        };
        match found[0].answer {
            Answer::Held(share) => format!("held {}", name(share)),
            Answer::Planned(share) => format!("planned {}", name(share)),
            Answer::Wanted => "wanted".to_owned(),
        }
    };
    assert_eq!(said(&[], DAY), "wanted");
    assert_eq!(said(&[&held], DAY), "held 2026-03-05");
    assert_eq!(said(&[&held], date(2026, 3, 4)), "planned 2026-03-05");
    assert_eq!(said(&[&same_day], DAY), "wanted");
    assert_eq!(said(&[&undated], DAY), "planned some day");
    let missed = share("date = 2026-03-02\nstatus = \"planned\"");
    assert_eq!(said(&[&missed], date(2026, 3, 2)), "planned 2026-03-02");
    assert_eq!(said(&[&missed], date(2026, 3, 3)), "wanted", "its day has passed");
    assert_eq!(said(&[&undated, &next], DAY), "planned 2026-03-30");
    assert_eq!(said(&[&held, &next], DAY), "held 2026-03-05");
}

#[test]
fn offers_and_asks_are_kept_apart_from_what_came_up() {
    let report = "topics = [\"x\"]\noffers = [\"y\"]\nasks = [\"z\", \"y\"]\n";
    let told = told(&[], &[("teams/a/reports/2026-03-01.toml", report)]);
    let found = topics(&told, (CycleIndex::new(0), DAY));
    let counts: Vec<(&str, usize, usize, usize)> = found
        .iter()
        .map(|topic| (topic.id, topic.raised.len(), topic.offers.len(), topic.asks.len()))
        .collect();
    assert_eq!(counts, [("x", 1, 0, 0), ("y", 0, 1, 1), ("z", 0, 0, 1)]);
    assert_eq!((found[0].last(), found[1].last()), (Some(date(2026, 3, 1)), None));
}
