//! Values that may still change: shown, and judged when they are final.

use super::story::{cycle_end, groups, signals, story, x};
use super::{CONFIGURATION, deltas, portfolio, whole};
use crate::analyse::Analysis;
use crate::analyse::delta::{Delta, Judgement, Notable};
use crate::analyse::series::Series;
use crate::analyse::signal::{Signal, standing};
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

fn pending(series: &Series) -> Vec<usize> {
    let entries = series.entries.iter().enumerate();
    let pending = entries.filter(|(_, entry)| entry.value().is_some_and(|value| value.pending));
    pending.map(|(index, _)| index).collect()
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
    assert_eq!((change.judgement, change.notable), (Judgement::Pending, Notable::No));
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
fn what_later_values_follow_is_judged() {
    for (values, today, expected) in [
        // The newest, however old it is.
        ("100 90?", 1, &[1][..]),
        ("100 90?", 5, &[1]),
        // A final one follows.
        ("100 90? 95", 2, &[]),
        // Days of the running cycle make the one before no more final; what is older is not measured again.
        ("100 90? 5?", 1, &[1, 2]),
        ("80? 90? 5?", 1, &[1, 2]),
        ("80? 90? 95?", 2, &[2]),
    ] {
        let (of, analysis) = told(values, today);
        assert_eq!(pending(whole(&of, &analysis, "x")), expected, "{values}");
    }
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
        assert_eq!((total.number, total.pending), (super::decimal("12"), is_pending));
    }
}
