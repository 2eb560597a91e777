//! Quiet wins, and that each is said once.

use super::{QuietWin, is_milestone, quiet_wins};
use crate::analyse::Analysis;
use crate::analyse::tests::story::{cycle_end, story};
use crate::analyse::tests::{CONFIGURATION, portfolio};
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use jiff::civil::date;

fn said(of: &(Portfolio, Analysis), cycle: usize) -> Vec<String> {
    let found = quiet_wins(&of.0, &of.1, 0, CycleIndex::new(cycle));
    found
        .iter()
        .map(|win| match win {
            QuietWin::WithoutP1(streak) => format!("{} without P1", streak.length),
            QuietWin::TargetMet(streak) => format!("{} on target", streak.length),
            QuietWin::Exercise(exercise) => exercise.kind.words().to_owned(),
            QuietWin::ThreatsClosed { before, now, .. } => format!("{before} to {now}"),
        })
        .collect()
}

/// The cycles of a year in which something is said, with what.
fn year(of: &(Portfolio, Analysis)) -> Vec<(usize, String)> {
    let cycles = 0..of.0.calendar.cycles.len();
    cycles
        .flat_map(|cycle| said(of, cycle).into_iter().map(move |win| (cycle, win)))
        .collect()
}

#[test]
fn milestones_come_rarely() {
    let all: Vec<usize> = (0..=80).filter(|length| is_milestone(*length)).collect();
    assert_eq!(all, [10, 26, 52, 78]);
}

#[test]
fn a_target_met_ten_times_running_is_said_once() {
    let target = "better = \"lower\"\nunit = \"ms\"\ntarget = 10";
    let values = format!("11 {}", "9 ".repeat(14));
    assert_eq!(year(&story(target, "", &values)), [(10, "10 on target".to_owned())]);
    // A value that is missing does not say it again, and one that misses starts anew.
    let broken = format!("{}- 9 11 {}", "9 ".repeat(10), "9 ".repeat(9));
    assert_eq!(year(&story(target, "", &broken)), [(9, "10 on target".to_owned())]);
    let without = "better = \"lower\"\nunit = \"ms\"";
    assert_eq!(year(&story(without, "", &"9 ".repeat(12))), []);
}

#[test]
fn ten_cycles_without_a_p1_are_a_win_and_not_a_target_met() {
    let rows: Vec<String> = (0..12)
        .map(|cycle| format!("{},p1-issues,0\n", cycle_end(cycle)))
        .collect();
    let table = format!("date,metric,value\n{}", rows.concat());
    let files = [
        ("teams/a/data/x.csv", table.as_str()),
        ("teams/a/team.toml", "[[targets]]\nmetric = \"p1-issues\"\nvalue = 0\n"),
    ];
    let told = portfolio(CONFIGURATION, cycle_end(12), &files);
    assert_eq!(year(&told), [(9, "10 without P1".to_owned())]);
}

#[test]
fn an_exercise_is_a_win_in_the_cycle_of_its_report_if_something_came_of_it() {
    let report = "[[exercises]]\nkind = \"game-day\"\ndate = 2026-01-10\noutcome = \"Failover in 40 s\"\n\
                  [[exercises]]\nkind = \"chaos\"\n";
    let files = [("teams/a/reports/2026-02-01.toml", report)];
    let told = portfolio(CONFIGURATION, date(2026, 2, 20), &files);
    assert_eq!(year(&told), [(0, "Game day".to_owned())]);
}

#[test]
fn fewer_open_threats_are_a_win_on_the_day_they_were_found() {
    let model = "[[threat_models]]\nurl = \"https://example.org\"\n\
                 [[threat_models.reviews]]\ndate = 2026-01-10\nopen = 4\n\
                 [[threat_models.reviews]]\ndate = 2026-01-25\nopen = 6\n\
                 [[threat_models.reviews]]\ndate = 2026-02-10\nopen = 1\n";
    let files = [
        ("teams/a/team.toml", model),
        ("teams/a/reports/2026-01-18.toml", "summary = \"x\"\n"),
    ];
    let told = portfolio(CONFIGURATION, date(2026, 2, 20), &files);
    assert_eq!(year(&told), [(2, "6 to 1".to_owned())]);
}
