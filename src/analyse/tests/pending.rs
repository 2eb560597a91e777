//! Values that may still change: shown, and judged when they are final.

use super::story::{cycle_end, groups, signals, story, x};
use super::{CONFIGURATION, deltas, portfolio, whole};
use crate::analyse::Analysis;
use crate::analyse::delta::{Delta, Judgement, Notable};
use crate::analyse::signal::{Signal, standing};
use crate::analyse::slo::budget;
use crate::analyse::target;
use crate::model::portfolio::Portfolio;
use jiff::ToSpan;
use std::fmt::Write as _;

/// A metric of which less is better, one value a cycle; `?` behind a value: provisional. Today is two days after the cycle
/// `today`.
fn told(values: &str, today: usize) -> (Portfolio, Analysis) {
    let mut rows = "date,metric,value,provisional\n".to_owned();
    for (cycle, value) in values.split_whitespace().enumerate() {
        let (value, reason) = match value.strip_suffix('?') {
            Some(value) => (value, "estimated"),
            None => (value, ""),
        };
        writeln!(rows, "{},x,{value},{reason}", cycle_end(cycle)).expect("text");
    }
    let as_of = cycle_end(today).checked_add(2.days()).expect("a date");
    let metric = "[x]\npillar = \"cost\"\nbetter = \"lower\"\ntarget = 50\n";
    let files = [
        ("metrics.toml", metric),
        ("teams/a/team.toml", ""),
        ("teams/a/data/x.csv", &rows),
    ];
    portfolio(CONFIGURATION, as_of, &files)
}

const USUAL: &str = "100 104 98 101 99 103 97 102 100 101 98 103 99 102";

#[test]
fn a_part_of_a_bill_is_no_improvement() {
    let (of, analysis) = told(&format!("{USUAL} 12?"), 14);
    let series = whole(&of, &analysis, "x");
    let newest = &series.entries[14];
    assert_eq!(signals(series), "..............?");
    assert_eq!((newest.flag, newest.said_then), (None, Some(Signal::Pending)));
    let Delta::Change(change) = newest.delta else {
        panic!("{:?}", newest.delta);
    };
    assert_eq!(
        (change.judgement, change.notable),
        (Judgement::Pending, Notable::TooEarly)
    );
    // Neither do limits take it in, nor is its target met.
    let without = story("better = \"lower\"", "", USUAL);
    assert_eq!(series.groups[0].limits, x(&without).groups[0].limits);
    assert_eq!(groups(series), groups(x(&without)));
    let known = standing(series, of.metric(series.metric), 14).expect("a value");
    assert_eq!((known.signal, known.flag, known.points), (Signal::Pending, None, 14));
    assert_eq!(target::run(&of, 0, series, 14), None);
    // The same value, final.
    let (of, analysis) = told(&format!("{USUAL} 12"), 14);
    let series = whole(&of, &analysis, "x");
    assert!(signals(series).ends_with('i'));
    assert!(target::run(&of, 0, series, 14).is_some_and(|run| run.met));
}

#[test]
fn the_only_value_may_still_change() {
    let (of, analysis) = told("12?", 0);
    let series = whole(&of, &analysis, "x");
    assert_eq!((signals(series).as_str(), deltas(series).as_str()), ("?", "first"));
    let known = standing(series, of.metric(series.metric), 0).expect("a value");
    assert_eq!((known.signal, known.points), (Signal::Pending, 0));
}

#[test]
fn an_old_part_of_a_bill_is_no_part_of_limits_either() {
    // What a tool covers often begins within a cycle, and nobody measures that cycle again.
    let (of, analysis) = told(&format!("7? {USUAL}"), 14);
    let series = whole(&of, &analysis, "x");
    assert_eq!(signals(series), "?..............");
    let without = story("better = \"lower\"", "", USUAL);
    assert_eq!(series.groups[0].limits, x(&without).groups[0].limits);
    assert_eq!(series.entries[1].delta, Delta::First);
    // Neither is it compared with: 100 → (90?) → 95.
    let (of, analysis) = told("100 90? 95", 2);
    assert_eq!(deltas(whole(&of, &analysis, "x")), "first -10 -5@2");
}

#[test]
fn what_is_counted_so_far_may_still_change_and_what_is_typed_does_not() {
    let as_of = cycle_end(1).yesterday().expect("a day");
    for (in_cycle, is_pending) in [("sum", true), ("mean", true), ("max", true), ("last", false)] {
        let metric = format!("[x]\npillar = \"cost\"\nin_cycle = \"{in_cycle}\"\n");
        let rows = "date,metric,value\n2026-01-18,x,100\n2026-01-20,x,3\n";
        let files = [("metrics.toml", metric.as_str()), ("teams/a/data/x.csv", rows)];
        let (of, analysis) = portfolio(CONFIGURATION, as_of, &files);
        let newest = whole(&of, &analysis, "x").entries[1].value().expect("a value").clone();
        assert_eq!(
            (newest.number, newest.provisional),
            (super::decimal("3"), is_pending),
            "{in_cycle}"
        );
        let files = [
            ("metrics.toml", metric.as_str()),
            ("teams/a/reports/2026-01-18.toml", "[metrics]\nx = 100\n"),
            ("teams/a/reports/2026-01-30.toml", "[metrics]\nx = 3\n"),
        ];
        let (of, analysis) = portfolio(CONFIGURATION, as_of, &files);
        let typed = &whole(&of, &analysis, "x").entries[1];
        assert!(typed.value().is_some_and(|value| !value.provisional), "{in_cycle}");
    }
}

#[test]
fn a_final_value_stays_before_an_estimate_of_the_same_day() {
    for (in_cycle, expected, is_pending) in [
        ("mean", "25", false),
        ("median", "25", false),
        ("last", "25", false),
        ("sum", "45", true),
    ] {
        let metric = format!("[x]\npillar = \"cost\"\nin_cycle = \"{in_cycle}\"\n");
        let files = [
            ("metrics.toml", metric.as_str()),
            ("teams/a/data/a.csv", "date,metric,value\n2026-01-18,x,25\n"),
            (
                "teams/a/data/b.csv",
                "date,metric,value,provisional\n2026-01-18,x,20,estimated\n",
            ),
        ];
        let (of, analysis) = portfolio(CONFIGURATION, cycle_end(0).tomorrow().expect("a day"), &files);
        let value = whole(&of, &analysis, "x").entries[0].value().expect("a value").clone();
        assert_eq!(
            (value.number, value.provisional),
            (super::decimal(expected), is_pending),
            "{in_cycle}"
        );
    }
}

#[test]
fn an_estimate_spends_no_error_budget() {
    let team = "[[slos]]\nname = \"Up\"\nmetric = \"x\"\nobjective = 99.9\nwindow = \"4 weeks\"\n";
    let rows = "date,metric,value,provisional\n2026-01-18,x,99.95,\n2026-02-01,x,90,estimated\n";
    let files = [
        (
            "metrics.toml",
            "[x]\npillar = \"cost\"\nunit = \"%\"\nbetter = \"higher\"\n",
        ),
        ("teams/a/team.toml", team),
        ("teams/a/data/x.csv", rows),
    ];
    let (of, analysis) = portfolio(CONFIGURATION, cycle_end(1).tomorrow().expect("a day"), &files);
    let series = whole(&of, &analysis, "x");
    assert_eq!(budget(&of, &of.teams[0].slos[0], series, 1), None);
    assert!(budget(&of, &of.teams[0].slos[0], series, 0).is_some());
}

#[test]
fn a_total_of_parts_that_may_still_change_may_too() {
    for (reason, is_pending) in [("estimated", true), ("", false)] {
        let rows =
            format!("date,metric,workload,value,provisional\n2026-01-18,x,api,5,\n2026-01-18,x,web,7,{reason}\n");
        let files = [
            ("metrics.toml", "[x]\npillar = \"cost\"\nacross_teams = \"sum\"\n"),
            ("teams/a/data/x.csv", rows.as_str()),
            (
                "teams/a/team.toml",
                "[[workloads]]\nid = \"api\"\n[[workloads]]\nid = \"web\"\n",
            ),
        ];
        let (of, analysis) = portfolio(CONFIGURATION, cycle_end(0).tomorrow().expect("a day"), &files);
        let total = whole(&of, &analysis, "x").entries[0].value().expect("a value");
        assert_eq!((total.number, total.provisional), (super::decimal("12"), is_pending));
    }
}
