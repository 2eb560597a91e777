//! Notices, whom they concern, and what was answered by when.

use super::{Standing, awaiting, in_force, standing};
use crate::analyse::tests::{CONFIGURATION, portfolio};
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use jiff::civil::{Date, date};

/// Four teams over three cycles: `gone` left at the end of January, `late` joined in the middle of February.
fn told() -> Portfolio {
    let notice = |rest: &str| format!("+++\ntitle = \"N\"\nkind = \"mandate\"\n{rest}\n+++\nDo it.\n");
    let all = notice("issued = 2026-01-10\ndue = 2026-02-10\nexpires = 2026-02-28");
    let one = notice("issued = 2026-01-20\nteams = [\"b\"]");
    let files = [
        ("notads/all.md", all.as_str()),
        ("notads/one.md", &one),
        (
            "teams/a/reports/2026-01-18.toml",
            "[notads]\nall = { status = \"in-progress\", note = \"Half\" }\n",
        ),
        (
            "teams/a/reports/2026-02-15.toml",
            "[notads]\nall = { status = \"done\", date = 2026-02-09 }\none = \"done\"\n",
        ),
        (
            "teams/b/reports/2026-01-18.toml",
            "[notads]\nall = \"not-applicable\"\n",
        ),
        ("teams/gone/team.toml", "left = 2026-01-31\n"),
        ("teams/gone/reports/2026-01-18.toml", "[notads]\nall = \"done\"\n"),
        ("teams/late/team.toml", "joined = 2026-02-16\n"),
        ("teams/late/reports/2026-03-01.toml", "summary = \"x\"\n"),
    ];
    portfolio(CONFIGURATION, date(2026, 3, 20), &files).0
}

fn words(portfolio: &Portfolio, standing: &Standing<'_>) -> String {
    let said = |teams: &[super::TeamStanding<'_>]| {
        let said = teams.iter().map(|team| {
            let answer = team.answer.map_or("-".to_owned(), |answer| {
                format!("{} {}", answer.answer.status.words(), answer.date())
            });
            format!("{}: {answer}", portfolio.teams[team.team].slug)
        });
        said.collect::<Vec<_>>().join("; ")
    };
    format!("{} | {}", said(&standing.concerned), said(&standing.others))
}

fn at(portfolio: &Portfolio, notad: usize, when: (usize, Date)) -> Standing<'_> {
    standing(portfolio, &portfolio.notads[notad], (CycleIndex::new(when.0), when.1))
}

#[test]
fn a_team_answers_by_its_newest_report_that_is_known() {
    let told = told();
    let early = at(&told, 0, (0, date(2026, 1, 21)));
    assert_eq!(
        words(&told, &early),
        "a: in progress 2026-01-18; b: not applicable 2026-01-18; gone: done 2026-01-18 | "
    );
    let later = at(&told, 0, (2, date(2026, 2, 18)));
    assert_eq!(
        words(&told, &later),
        "a: done 2026-02-09; b: not applicable 2026-01-18; late: - | gone: done 2026-01-18"
    );
}

#[test]
fn a_team_that_left_is_not_concerned_any_more_and_what_it_said_stays() {
    let told = told();
    let standing = at(&told, 0, (1, date(2026, 2, 4)));
    assert_eq!((standing.concerned.len(), standing.others.len()), (2, 1));
    // Nor is one that has not joined yet.
    assert!(
        standing
            .concerned
            .iter()
            .all(|team| told.teams[team.team].slug != "late")
    );
}

#[test]
fn an_expired_notice_stands_as_on_its_last_day() {
    let told = told();
    let now = at(&told, 0, (3, date(2026, 3, 20)));
    assert!(!now.is_in_force);
    assert_eq!(now.concerned.len(), 3);
    assert_eq!((now.applicable(), now.count(None)), (2, 1));
}

#[test]
fn a_notice_that_names_teams_concerns_no_other() {
    let told = told();
    let standing = at(&told, 1, (2, date(2026, 2, 18)));
    assert_eq!(words(&told, &standing), "b: - | a: done 2026-02-15");
    assert!(!standing.is_overdue, "it has no due date");
}

#[test]
fn a_notice_is_overdue_the_day_after_while_somebody_has_not_settled_it() {
    let told = told();
    let overdue = |cycle, day| at(&told, 0, (cycle, day)).is_overdue;
    assert!(!overdue(1, date(2026, 2, 10)));
    assert!(overdue(1, date(2026, 2, 11)));
    // By the report of 15 February, all that were there then have.
    assert!(!overdue(2, date(2026, 2, 15)));
}

#[test]
fn notices_hold_from_the_day_they_were_issued_to_the_day_they_expire() {
    let told = told();
    let held = |day| in_force(&told, (CycleIndex::new(0), day)).len();
    assert_eq!(held(date(2026, 1, 9)), 0);
    assert_eq!(held(date(2026, 1, 20)), 2);
    assert_eq!(held(date(2026, 2, 28)), 2);
    assert_eq!(held(date(2026, 3, 1)), 1);
}

#[test]
fn what_is_settled_or_concerns_others_awaits_nothing() {
    let told = told();
    let waits = |team: &str, cycle, day| -> Vec<String> {
        let team = told.team(team).expect("a team");
        let all = awaiting(&told, team, (CycleIndex::new(cycle), day));
        all.into_iter().map(|(notad, _)| notad.id.clone()).collect()
    };
    assert_eq!(waits("a", 0, date(2026, 1, 21)), ["all"]);
    assert_eq!(waits("a", 2, date(2026, 2, 18)), Vec::<String>::new());
    assert_eq!(waits("b", 2, date(2026, 2, 18)), ["one"]);
    assert_eq!(waits("gone", 2, date(2026, 2, 18)), Vec::<String>::new());
    assert_eq!(waits("late", 2, date(2026, 2, 18)), ["all"]);
}
