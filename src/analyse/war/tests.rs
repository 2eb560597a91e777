//! Claims about histories of reviews.

use super::*;
use crate::analyse::tests::{CONFIGURATION, portfolio};
use crate::model::action::{Action, WarReference};
use crate::model::portfolio::{Audience, FileIndex, Origin, Prose};
use jiff::civil::date;

const ORIGIN: Origin = Origin {
    file: FileIndex(1),
    line: 1,
};
const QUARTER: Length = Length::Months(3);

fn prose(text: &str) -> Prose {
    Prose {
        text: text.to_owned(),
        origin: ORIGIN,
    }
}

fn risks(high: u32, medium: u32, none: u32) -> Score {
    Score::Risks(Risks {
        high,
        medium,
        none,
        ..Risks::default()
    })
}

fn points(points: i64, out_of: i64) -> Score {
    Score::Points {
        points: points.into(),
        out_of: out_of.into(),
    }
}

/// A complete review of a workload.
fn war(id: &str, date: Date, overall: Option<Score>) -> War {
    War {
        id: id.to_owned(),
        date,
        workload: Some(0),
        provider: Provider::Aws,
        lens: "Framework".to_owned(),
        lens_version: Some("1".to_owned()),
        reviewer: None,
        status: WarStatus::Complete,
        summary: None,
        link: None,
        overall,
        pillars: Vec::new(),
        questions: None,
        findings: Vec::new(),
        audience: Audience::Internal,
        origin: ORIGIN,
    }
}

fn finding(id: &str, risk: Risk) -> Finding {
    Finding {
        id: id.to_owned(),
        pillar: None,
        risk,
        title: prose(&format!("How is {id}?")),
        plan: None,
        link: None,
        is_done: false,
        origin: ORIGIN,
    }
}

fn with(war: War, findings: &[Finding]) -> War {
    War {
        findings: findings.to_vec(),
        ..war
    }
}

fn action(id: &str, status: ActionStatus, answers: (&str, &str)) -> Action {
    Action {
        id: id.to_owned(),
        title: prose("Do it"),
        pillar: None,
        metric: None,
        owner: None,
        why: None,
        outcome: None,
        opened: date(2026, 1, 1),
        due: None,
        status,
        closed: status.is_closed().then(|| date(2026, 1, 20)),
        war: Some(WarReference {
            war: answers.0.to_owned(),
            finding: Some(answers.1.to_owned()),
        }),
        audience: Audience::Internal,
        link: None,
        updates: Vec::new(),
        origin: ORIGIN,
    }
}

fn team(wars: Vec<War>) -> Team {
    let files = [(
        "teams/alpha/team.toml",
        "[[workloads]]\nid = \"api\"\n[[workloads]]\nid = \"web\"\n",
    )];
    let (portfolio, _) = portfolio(CONFIGURATION, day(), &files);
    Team {
        wars,
        ..portfolio.teams[0].clone()
    }
}

fn day() -> Date {
    date(2026, 3, 1)
}

fn only_line(team: &Team) -> Line {
    let mut lines = lines(team, day());
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}

#[test]
fn reviews_of_another_workload_lens_or_provider_are_another_line() {
    let first = war("a", date(2025, 9, 1), None);
    let other = |change: &dyn Fn(&mut War)| {
        let mut other = War {
            date: date(2025, 12, 1),
            ..first.clone()
        };
        change(&mut other);
        lines(&team(vec![first.clone(), other]), day()).len()
    };
    assert_eq!(other(&|_| {}), 1);
    assert_eq!(
        other(&|war| war.lens = "FRAMEWORK".to_owned()),
        1,
        "case is no other lens"
    );
    assert_eq!(other(&|war| war.lens_version = None), 1, "a version is no other lens");
    assert_eq!(other(&|war| war.workload = Some(1)), 2);
    assert_eq!(other(&|war| war.workload = None), 2);
    assert_eq!(other(&|war| war.lens = "Serverless".to_owned()), 2);
    assert_eq!(other(&|war| war.provider = Provider::Azure), 2);
}

#[test]
fn a_past_day_knows_nothing_of_a_review_that_was_completed_later() {
    let team = team(vec![
        war("a", date(2025, 12, 1), None),
        war("b", date(2026, 3, 2), None),
    ]);
    assert_eq!(only_line(&team).held, [0]);
    assert_eq!(lines(&team, date(2026, 3, 2))[0].held, [0, 1]);
    assert_eq!(lines(&team, date(2025, 11, 30)), []);
}

#[test]
fn a_planned_review_is_ahead_until_a_complete_one_overtakes_it() {
    let planned = War {
        status: WarStatus::Planned,
        ..war("p", date(2026, 1, 10), None)
    };
    let one = team(vec![war("a", date(2025, 12, 1), None), planned.clone()]);
    assert_eq!(only_line(&one).ahead, [1], "although its day is over");
    let both = team(vec![planned, war("a", date(2026, 1, 20), None)]);
    assert_eq!(only_line(&both).ahead, [0_usize; 0]);
}

#[test]
fn the_next_review_is_due_a_quarter_after_the_last() {
    let due_of = |last: Date| {
        let team = team(vec![war("a", last, None)]);
        let line = only_line(&team);
        due(&team, &line, (QUARTER, day()))
    };
    assert_eq!(due_of(date(2026, 2, 1)), Some(Due::Later(date(2026, 5, 1))));
    assert_eq!(due_of(date(2025, 12, 20)), Some(Due::Soon(date(2026, 3, 20))));
    assert_eq!(due_of(date(2025, 12, 23)), Some(Due::Later(date(2026, 3, 23))));
    assert_eq!(
        due_of(date(2025, 12, 1)),
        Some(Due::Soon(day())),
        "due today is not overdue"
    );
    assert_eq!(due_of(date(2025, 11, 30)), Some(Due::Overdue(date(2026, 2, 28))));
}

#[test]
fn nothing_is_due_of_a_team_that_has_left_or_of_a_line_without_a_review() {
    let mut gone = team(vec![war("a", date(2025, 6, 1), None)]);
    gone.left = Some(day());
    let line = only_line(&gone);
    assert_eq!(due(&gone, &line, (QUARTER, day())), None);
    let planned = War {
        status: WarStatus::Planned,
        ..war("p", date(2026, 4, 1), None)
    };
    let new = team(vec![planned]);
    let line = only_line(&new);
    assert_eq!(due(&new, &line, (QUARTER, day())), None);
}

#[test]
fn what_no_review_speaks_of_is_named_and_one_of_the_whole_team_speaks_of_all() {
    assert_eq!(never(&team(Vec::new()), day()), [Some(0), Some(1)]);
    let one = war("a", date(2026, 1, 1), None);
    assert_eq!(never(&team(vec![one.clone()]), day()), [Some(1)]);
    let whole = War { workload: None, ..one };
    assert_eq!(never(&team(vec![whole]), day()), []);
    let plain = Team {
        workloads: Vec::new(),
        ..team(Vec::new())
    };
    assert_eq!(never(&plain, day()), [None]);
}

#[test]
fn fewer_risks_are_better_unless_fewer_questions_were_answered() {
    let judged = |now: Score, before: Score| {
        let found = change(&war("b", day(), Some(now)), &war("a", date(2025, 12, 1), Some(before)));
        found.map(|change| change.judgement)
    };
    for (now, before, expected) in [
        (risks(1, 5, 10), risks(2, 5, 9), Judgement::Better),
        (risks(1, 9, 6), risks(2, 5, 9), Judgement::Better),
        (risks(2, 4, 10), risks(2, 5, 9), Judgement::Better),
        (risks(3, 0, 13), risks(2, 5, 9), Judgement::Worse),
        (risks(2, 6, 8), risks(2, 5, 9), Judgement::Worse),
        (risks(2, 5, 12), risks(2, 5, 9), Judgement::Same),
        (risks(0, 0, 1), risks(2, 5, 9), Judgement::FewerAnswers),
        (points(80, 100), points(70, 100), Judgement::Better),
        (points(60, 100), points(70, 100), Judgement::Worse),
        (points(70, 100), points(70, 100), Judgement::Same),
        (points(80, 120), points(70, 100), Judgement::OtherQuestions),
    ] {
        assert_eq!(judged(now, before), Some(expected), "{now:?} after {before:?}");
    }
    assert_eq!(
        judged(points(80, 100), risks(1, 1, 1)),
        None,
        "two units are never compared"
    );
}

#[test]
fn across_versions_of_a_lens_a_change_is_shown_and_not_judged() {
    let before = war("a", date(2025, 12, 1), Some(risks(4, 5, 10)));
    let now = War {
        lens_version: Some("2".to_owned()),
        ..war("b", day(), Some(risks(1, 5, 13)))
    };
    let found = change(&now, &before).expect("one unit");
    assert_eq!(found.judgement, Judgement::OtherQuestions);
    assert!(
        matches!(
            found.by,
            By::Risks {
                high: -3,
                medium: 0,
                answered: 0
            }
        ),
        "{found:?}"
    );
}

#[test]
fn without_a_total_pillars_are_compared_one_by_one() {
    let pillar = |name: &str, score: Score| PillarScore {
        pillar: None,
        name: name.to_owned(),
        score,
    };
    let of = |scores: [Score; 2]| War {
        pillars: vec![pillar("Cost", scores[0]), pillar("Security", scores[1])],
        ..war("a", day(), None)
    };
    let found = change(&of([points(5, 9), points(3, 9)]), &of([points(4, 9), points(4, 9)])).expect("pillars");
    assert_eq!(found.by, By::Pillars { more: 1, fewer: 1 });
    assert_eq!(found.judgement, Judgement::BothWays);
    let total = War {
        overall: Some(points(8, 18)),
        ..of([points(5, 9), points(4, 9)])
    };
    let found = change(&total, &of([points(4, 9), points(4, 9)])).expect("pillars");
    assert_eq!(
        (found.by, found.judgement),
        (By::Pillars { more: 1, fewer: 0 }, Judgement::Better)
    );
}

#[test]
fn a_finding_is_open_until_a_review_that_lists_findings_no_longer_has_it() {
    let [sec, ops] = ["SEC-1", "OPS-1"].map(|id| finding(id, Risk::High));
    let first = with(
        war("a", date(2025, 6, 1), Some(risks(2, 0, 9))),
        &[sec.clone(), ops.clone()],
    );
    let silent = war("b", date(2025, 9, 1), Some(risks(2, 0, 9)));
    let third = with(
        war("c", date(2025, 12, 1), Some(risks(1, 0, 10))),
        std::slice::from_ref(&sec),
    );
    let clean = war("d", date(2026, 2, 1), Some(risks(0, 0, 11)));
    let known = |count: usize, which: &Finding| {
        let wars = [&first, &silent, &third, &clean]
            .into_iter()
            .take(count)
            .cloned()
            .collect();
        let team = team(wars);
        let line = only_line(&team);
        fate(&team, &line, (0, which)).state
    };
    let closed = |by| FindingState::Closed {
        by,
        as_what: Closing::Gone,
    };
    assert_eq!(known(1, &ops), FindingState::Open);
    assert_eq!(
        known(2, &ops),
        FindingState::Open,
        "risks without findings say nothing of one"
    );
    assert_eq!(known(3, &ops), closed(2));
    assert_eq!(known(3, &sec), FindingState::Open);
    assert_eq!(known(4, &sec), closed(3), "no risk at all says enough");
}

#[test]
fn findings_stay_open_and_asked_about_while_later_reviews_only_count_risks() {
    let sec = finding("SEC-1", Risk::High);
    let listed = with(
        war("a", date(2025, 6, 1), Some(risks(2, 0, 9))),
        std::slice::from_ref(&sec),
    );
    let counts = war("b", date(2025, 9, 1), Some(risks(1, 0, 10)));
    let clean = war("c", date(2025, 12, 1), Some(risks(0, 0, 11)));
    for (wars, from, ids) in [
        (vec![listed.clone()], Some(0), vec!["SEC-1"]),
        (vec![listed.clone(), counts.clone()], Some(0), vec!["SEC-1"]),
        (vec![listed, counts.clone(), clean], Some(2), vec![]),
        (vec![counts], None, vec![]),
    ] {
        let team = team(wars);
        let line = only_line(&team);
        assert_eq!(listing(&team, &line), from);
        let found = open(&team, &line);
        let found: Vec<&str> = found.iter().map(|(finding, _)| finding.id.as_str()).collect();
        assert_eq!(found, ids);
        let unanswered = without_action(&team, &line, day());
        assert_eq!(unanswered.len(), ids.len());
    }
}

#[test]
fn a_finding_that_is_marked_as_done_is_done_and_closes_the_earlier_one() {
    let open = finding("RE-04", Risk::Medium);
    let done = Finding {
        is_done: true,
        title: prose("How is RE-04?"),
        id: "RE-04-health".to_owned(),
        ..open.clone()
    };
    let team = team(vec![
        with(war("a", date(2025, 9, 1), None), std::slice::from_ref(&open)),
        with(war("b", date(2025, 12, 1), None), std::slice::from_ref(&done)),
    ]);
    let line = only_line(&team);
    assert_eq!(fate(&team, &line, (1, &done)).state, FindingState::Done);
    let closed = FindingState::Closed {
        by: 1,
        as_what: Closing::Done,
    };
    assert_eq!(fate(&team, &line, (0, &open)).state, closed, "told by its title");
    assert_eq!(super::open(&team, &line), []);
}

#[test]
fn a_finding_that_another_version_no_longer_asks_for_may_still_be_there() {
    let team = team(vec![
        with(war("a", date(2025, 9, 1), None), &[finding("SEC-1", Risk::High)]),
        War {
            lens_version: Some("2".to_owned()),
            ..with(war("b", date(2025, 12, 1), None), &[finding("OPS-1", Risk::High)])
        },
    ]);
    let line = only_line(&team);
    let closed = FindingState::Closed {
        by: 1,
        as_what: Closing::OtherQuestions,
    };
    assert_eq!(fate(&team, &line, (0, &team.wars[0].findings[0])).state, closed);
}

#[test]
fn a_finding_is_found_since_the_first_review_of_an_unbroken_run() {
    let sec = finding("SEC-1", Risk::High);
    let has = |id: &str, month: i8| with(war(id, date(2025, month, 1), None), std::slice::from_ref(&sec));
    let other = with(war("b", date(2025, 4, 1), None), &[finding("OPS-1", Risk::Low)]);
    let team = team(vec![has("a", 1), other, has("c", 7), has("d", 10)]);
    let line = only_line(&team);
    assert_eq!(fate(&team, &line, (3, &sec)).since, 2);
    assert_eq!(fate(&team, &line, (0, &sec)).since, 0);
}

#[test]
fn an_action_for_the_finding_in_any_review_of_the_line_answers_it_and_a_dropped_one_does_not() {
    let sec = finding("SEC-1", Risk::High);
    let mut team = team(vec![
        with(war("a", date(2025, 9, 1), None), std::slice::from_ref(&sec)),
        with(war("b", date(2025, 12, 1), None), std::slice::from_ref(&sec)),
    ]);
    let line = only_line(&team);
    assert_eq!(without_action(&team, &line, day()).len(), 1);
    team.actions = vec![action("x-1", ActionStatus::Dropped, ("a", "SEC-1"))];
    assert_eq!(without_action(&team, &line, day()).len(), 1);
    team.actions.push(action("x-2", ActionStatus::Open, ("a", "SEC-1")));
    assert_eq!(without_action(&team, &line, day()).len(), 0);
    assert_eq!(fate(&team, &line, (1, &sec)).actions, [0, 1]);
    team.actions = vec![action("x-3", ActionStatus::Open, ("b", "SEC-2"))];
    assert_eq!(without_action(&team, &line, day()).len(), 1);
}
