//! What is asked of small stories.

use super::{About, Why, questions};
use crate::analyse::Analysis;
use crate::analyse::freshness::frozen_day;
use crate::analyse::tests::story::cycle_end;
use crate::analyse::tests::{CONFIGURATION, portfolio};
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use jiff::ToSpan;
use jiff::civil::date;
use std::fmt::Write as _;

/// Thirteen steady values, then seven above them.
const SHIFT: &str = "48 52 49 51 47 53 50 46 54 50 49 51 50 53 54 53 54 53 54 53";
/// Seven values, the last far above the others.
const JUMP: &str = "1 2 1 2 1 2 62";

/// A metric: its id, the rest of its entry in metrics.toml, and its newest values, the last of the last cycle.
type Told<'a> = (&'a str, &'a str, &'a str);

/// The last of twenty cycles.
const LAST: usize = 19;

fn with(metrics: &[Told<'_>], team: &str, reports: &[usize]) -> (Portfolio, Analysis) {
    let mut catalogue = String::new();
    let mut rows = "date,metric,value\n".to_owned();
    // The calendar begins with the first cycle whatever is told.
    writeln!(rows, "{},invocations,1", cycle_end(0)).expect("text");
    for (id, entry, values) in metrics {
        writeln!(catalogue, "[{id}]\npillar = \"cost\"\n{entry}\n").expect("text");
        let values: Vec<&str> = values.split_whitespace().collect();
        let first = LAST + 1 - values.len();
        for (at, value) in values.iter().enumerate().filter(|(_, value)| **value != "-") {
            writeln!(rows, "{},{id},{value}", cycle_end(first + at)).expect("text");
        }
    }
    let reports: Vec<String> = reports
        .iter()
        .map(|cycle| format!("teams/a/reports/{}.toml", cycle_end(*cycle)))
        .collect();
    let mut files = vec![
        ("metrics.toml", catalogue.as_str()),
        ("teams/a/team.toml", team),
        ("teams/a/data/x.csv", &rows),
    ];
    files.extend(reports.iter().map(|path| (path.as_str(), "summary = \"x\"")));
    let as_of = cycle_end(LAST).checked_add(2.days()).expect("a date");
    portfolio(CONFIGURATION, as_of, &files)
}

/// What is asked at a cycle: the metric and why, in order.
fn asked(found: &(Portfolio, Analysis), cycle: usize) -> String {
    let (portfolio, analysis) = found;
    let cycle = CycleIndex::new(cycle);
    let day = frozen_day(&portfolio.calendar, cycle, portfolio.as_of);
    let told = questions(portfolio, analysis, 0, (cycle, day));
    let told = told.iter().map(|question| {
        let about = match &question.about {
            About::Series(series, _) => portfolio.metric(series.metric).id.clone(),
            About::Actions(actions) => {
                let ids = actions
                    .iter()
                    .map(|action| portfolio.teams[0].actions[*action].id.as_str());
                ids.collect::<Vec<_>>().join("+")
            }
            About::Findings(findings) => {
                let ids = findings.iter().map(|(_, finding)| finding.id.as_str());
                ids.collect::<Vec<_>>().join("+")
            }
        };
        let why = match &question.why {
            Why::NotableWorsening(_, standing) => {
                let entry = standing.expect("a value").entry;
                assert!(matches!(question.about, About::Series(_, asked) if asked == entry));
                "worse".to_owned()
            }
            Why::Concern(_) => "concern".to_owned(),
            Why::TargetMissed(length) => format!("missed {length}"),
            Why::ActionsOverdue => "overdue".to_owned(),
            Why::ActionsQuiet { beside_late: false } => "quiet".to_owned(),
            Why::ActionsQuiet { beside_late: true } => "quiet, too".to_owned(),
            Why::FindingsWithoutAction => "without action".to_owned(),
            Why::NotReported(length) => format!("not reported {length}"),
            Why::BudgetSpent(..) => "spent".to_owned(),
            Why::NotableImprovement(..) => "better".to_owned(),
            Why::Improvement(_) => "improvement".to_owned(),
        };
        format!("{about}: {why}")
    });
    told.collect::<Vec<_>>().join(", ")
}

const SLO: &str =
    "joined = 2026-01-05\n[[slos]]\nname = \"S\"\nmetric = \"e\"\nobjective = 99.9\nwindow = \"2 weeks\"\n";

const LOWER: &str = "better = \"lower\"\nunit = \"ms\"";
const HIGHER: &str = "better = \"higher\"\nunit = \"ms\"";
const TARGET: &str = "better = \"lower\"\nunit = \"ms\"\ntarget = 10";
const SHARE: &str = "better = \"higher\"\nunit = \"%\"";

/// One of each reason, in the opposite order.
const EACH: [Told<'_>; 7] = [
    ("g", HIGHER, SHIFT),
    ("f", HIGHER, JUMP),
    ("e", SHARE, "99 99"),
    ("d", LOWER, "5 - - -"),
    ("c", TARGET, "12 11 12"),
    ("b", LOWER, SHIFT),
    ("a", LOWER, JUMP),
];

#[test]
fn at_most_five_are_asked_in_order_and_a_place_is_kept_for_an_improvement() {
    assert_eq!(
        asked(&with(&EACH, SLO, &[LAST]), LAST),
        "a: worse, b: concern, c: missed 3, d: not reported 3, f: better"
    );
    // Without an improvement, its place goes to the next.
    assert_eq!(
        asked(&with(&EACH[2..], SLO, &[LAST]), LAST),
        "a: worse, b: concern, c: missed 3, d: not reported 3, e: spent"
    );
    // Where little went wrong, there is room for each improvement.
    assert_eq!(
        asked(&with(&[EACH[0], EACH[1], EACH[6]], "", &[LAST]), LAST),
        "a: worse, f: better, g: improvement"
    );
    let many: Vec<Told<'_>> = ["a", "b", "c", "d", "e", "f", "g"]
        .map(|id| (id, HIGHER, JUMP))
        .to_vec();
    assert_eq!(asked(&with(&many, "", &[LAST]), LAST).matches("better").count(), 2);
    assert_eq!(asked(&with(&[("a", LOWER, "5 5 5 5 5 5 5")], "", &[LAST]), LAST), "");
}

#[test]
fn a_team_that_has_not_reported_is_not_asked_for_single_values() {
    assert_eq!(
        asked(&with(&EACH, SLO, &[LAST - 1]), LAST),
        "a: worse, b: concern, c: missed 3, e: spent, f: better"
    );
}

#[test]
fn one_metric_is_one_question_and_the_worst_of_it() {
    // A jump for the better that still misses its target, and one for the worse that does too.
    assert_eq!(
        asked(&with(&[("a", TARGET, "99 98 99 98 99 98 20")], "", &[]), LAST),
        "a: missed 7"
    );
    assert_eq!(
        asked(&with(&[("a", TARGET, "20 21 20 21 20 21 99")], "", &[]), LAST),
        "a: worse"
    );
    assert_eq!(
        asked(&with(&[("a", TARGET, "99 98 99 98 99 98 9")], "", &[]), LAST),
        "a: better"
    );
    // A spent budget of a metric that is asked about already is not asked again; of one that got better it is.
    let share = |values| with(&[("e", SHARE, values)], SLO, &[]);
    assert_eq!(asked(&share("99.8 99.7 99.8 99.7 99.8 99.7 90"), LAST), "e: worse");
    assert_eq!(asked(&share("90 89 90 89 90 89 99.8"), LAST), "e: spent, e: better");
}

#[test]
fn a_target_is_asked_about_from_the_third_miss_in_a_row() {
    for (values, expected) in [
        ("11 12", ""),
        ("11 12 11", "c: missed 3"),
        ("11 12 9", ""),
        ("12 9 11 12", ""),
    ] {
        assert_eq!(
            asked(&with(&[("c", TARGET, values)], "", &[]), LAST),
            expected,
            "{values}"
        );
    }
}

#[test]
fn a_value_that_comes_no_more_is_asked_about_for_three_cycles() {
    let found = with(
        &[("d", LOWER, "5 - - - - - -")],
        "joined = 2026-01-05\n",
        &[15, 16, 17, 18, 19],
    );
    let told: Vec<String> = (15..=LAST).map(|cycle| asked(&found, cycle)).collect();
    assert_eq!(
        told,
        ["", "d: not reported 3", "d: not reported 4", "d: not reported 5", ""]
    );
    // It is said to be not available, or came again.
    for values in ["5 - - - n/a", "5 - - - 6"] {
        assert_eq!(
            asked(&with(&[("d", LOWER, values)], "joined = 2026-01-05\n", &[LAST]), LAST),
            "",
            "{values}"
        );
    }
}

#[test]
fn a_month_is_asked_about_in_the_cycle_in_which_it_ends() {
    let files = [
        (
            "metrics.toml",
            "[x]\npillar = \"cost\"\nbetter = \"lower\"\nevery = \"month\"\ntarget = 1",
        ),
        (
            "teams/a/data/x.csv",
            "date,metric,value\n2026-01,x,4\n2026-02,x,5\n2026-03,x,4\n",
        ),
    ];
    let found = portfolio(CONFIGURATION, date(2026, 5, 20), &files);
    let told: Vec<String> = (0..7).map(|cycle| asked(&found, cycle)).collect();
    // The calendar begins with the cycle to 1 February.
    let of_march = found.0.calendar.holding(date(2026, 3, 31)).expect("a cycle").position();
    for (cycle, told) in told.iter().enumerate() {
        let expected = if cycle == of_march { "x: missed 3" } else { "" };
        assert_eq!(told, expected, "{cycle}");
    }
}

#[test]
fn actions_past_due_are_one_question_and_quiet_ones_another() {
    let files = [
        ("teams/a/reports/2026-01-18.toml", "summary = \"x\""),
        ("teams/a/reports/2026-03-15.toml", "summary = \"x\""),
        (
            "teams/a/actions.toml",
            "[[actions]]\nid = \"a-1\"\ntitle = \"A\"\nopened = 2026-01-10\ndue = 2026-03-01\n\
             [[actions]]\nid = \"a-2\"\ntitle = \"B\"\nopened = 2026-01-10\n\
             [[actions]]\nid = \"a-3\"\ntitle = \"C\"\nopened = 2026-01-10\ndue = 2026-03-10\nupdates = [ { date = 2026-03-12, text = \"soon\" } ]\n\
             [[actions]]\nid = \"a-4\"\ntitle = \"D\"\nopened = 2026-01-10\ndue = 2026-03-10\nstatus = \"done\"\nclosed = 2026-03-12\n",
        ),
    ];
    let found = portfolio(CONFIGURATION, date(2026, 3, 17), &files);
    assert_eq!(asked(&found, 4), "a-1+a-3: overdue, a-2: quiet, too");
    // On another day other actions are past their due date.
    let on = |day| {
        questions(&found.0, &found.1, 0, (CycleIndex::new(4), day))
            .swap_remove(0)
            .about
    };
    assert!(matches!(on(date(2026, 3, 5)), About::Actions(late) if late == [0]));
    assert!(matches!(on(date(2026, 3, 11)), About::Actions(late) if late == [0, 2, 3]));
    // In February nothing was due yet, and before two cycles are over nothing is quiet.
    assert_eq!(asked(&found, 2), "a-1+a-2+a-3+a-4: quiet");
    assert_eq!(asked(&found, 0), "");
}

#[test]
fn findings_of_high_risk_without_an_action_are_asked_about_until_one_answers_them() {
    let review = "date = 2026-01-20\n[[findings]]\nid = \"SEC-1\"\nrisk = \"high\"\ntitle = \"A\"\n\
                  [[findings]]\nid = \"SEC-2\"\nrisk = \"high\"\ntitle = \"B\"\n\
                  [[findings]]\nid = \"SEC-3\"\nrisk = \"medium\"\ntitle = \"C\"\n";
    let files = [
        ("teams/a/reports/2026-01-18.toml", "summary = \"x\""),
        ("teams/a/war/q1.toml", review),
        (
            "teams/a/actions.toml",
            "[[actions]]\nid = \"a-1\"\ntitle = \"A\"\nopened = 2026-02-20\nwar = \"q1/SEC-1\"\nupdates = [ { date = 2026-03-10, text = \"soon\" } ]\n",
        ),
    ];
    let found = portfolio(CONFIGURATION, date(2026, 3, 17), &files);
    assert_eq!(asked(&found, 4), "SEC-2: without action");
}
