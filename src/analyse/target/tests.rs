//! Targets met and missed, and for how long.

use super::{Run, meets, run};
use crate::analyse::tests::decimal;
use crate::analyse::tests::story::{story, x};
use crate::model::metric::Better;

fn run_of(metric: &str, team: &str, values: &str) -> Option<Run> {
    let found = story(metric, team, values);
    let series = x(&found);
    run(&found.0, 0, series, series.entries.len() - 1)
}

fn told(run: Option<Run>) -> String {
    run.map_or("none".to_owned(), |run| {
        let word = if run.met { "met" } else { "missed" };
        format!("{word} {}{}", run.length, if run.is_first { " first" } else { "" })
    })
}

const LOWER: &str = "better = \"lower\"\nunit = \"ms\"\ntarget = 10";

#[test]
fn a_value_on_the_target_meets_it() {
    let band = Better::Within {
        lower: decimal("5"),
        upper: decimal("7"),
    };
    for (better, target, number, expected) in [
        (Better::Lower, Some("10"), "10", Some(true)),
        (Better::Lower, Some("10"), "10.01", Some(false)),
        (Better::Higher, Some("10"), "10", Some(true)),
        (Better::Higher, Some("10"), "9.99", Some(false)),
        (Better::Lower, None, "1", None),
        (Better::Neutral, Some("10"), "1", None),
        (band, None, "5", Some(true)),
        (band, None, "7", Some(true)),
        (band, None, "4.9", Some(false)),
        (band, Some("100"), "7.1", Some(false)),
    ] {
        let found = meets(better, target.map(decimal), decimal(number));
        assert_eq!(found, expected, "{better:?} {target:?} {number}");
    }
}

#[test]
fn a_run_counts_values_back_to_the_last_that_did_otherwise() {
    for (values, expected) in [
        ("12 11 13", "missed 3 first"),
        ("9 11 13", "missed 2 first"),
        ("11 9 12 11 13", "missed 3"),
        ("12 11 9", "met 1 first"),
        ("9 11 9", "met 1"),
        ("8 9 10", "met 3 first"),
        // What was not reported neither met nor missed.
        ("12 - 11 n/a 13", "missed 3 first"),
        ("12 11 n/a", "none"),
        ("12 11 -", "none"),
    ] {
        assert_eq!(told(run_of(LOWER, "", values)), expected, "{values}");
    }
    assert_eq!(told(run_of("better = \"lower\"", "", "12 11")), "none");
}

#[test]
fn each_value_stands_to_the_target_that_was_in_force_on_its_day() {
    let target = |value: u32, from: &str| format!("[[targets]]\nmetric = \"x\"\nvalue = {value}\n{from}\n");
    let own = "better = \"lower\"\nunit = \"ms\"";
    // From the third cycle on; before, there is no target to miss.
    let from = target(10, "from = 2026-02-15");
    assert_eq!(told(run_of(own, &from, "99 99 9 9")), "met 2 first");
    assert_eq!(told(run_of(own, &from, "99 99 99 99")), "missed 2 first");
    assert_eq!(told(run_of(own, &from, "99 99")), "none");
    // One day later, and it is from the fourth on.
    let later = target(10, "from = 2026-02-16");
    assert_eq!(told(run_of(own, &later, "99 99 9 9")), "met 1 first");
    // A stricter target within a run: the earlier values meet the earlier one.
    let two = format!("{}{}", target(10, ""), target(5, "from = 2026-02-15"));
    assert_eq!(told(run_of(own, &two, "9 9 4 4")), "met 4 first");
    assert_eq!(told(run_of(own, &two, "9 9 9 9")), "missed 2 first");
    // The team's own target goes before the metric's.
    assert_eq!(told(run_of(LOWER, &target(20, ""), "11 12")), "met 2 first");
}

#[test]
fn a_run_ends_where_the_metric_was_redefined() {
    let metric = format!("{LOWER}\n[[x.definitions]]\nfrom = 2026-02-02\ntext = \"Other\"");
    assert_eq!(told(run_of(&metric, "", "12 12 12 12")), "missed 2 first");
    assert_eq!(told(run_of(&metric, "", "9 9 12 9")), "met 1 first");
}

#[test]
fn a_target_ends_where_the_unit_changes_and_one_of_the_new_unit_holds() {
    let metric = format!("{SECONDS}[[x.definitions]]\nfrom = 2026-03-02\nunit = \"ms\"\ntext = \"t\"");
    let of = |team: &str| told(run_of(&metric, team, "1 1 1 1 900"));
    assert_eq!(of(""), "none");
    assert_eq!(of("[[targets]]\nmetric = \"x\"\nvalue = 3"), "none");
    assert_eq!(
        of("[[targets]]\nmetric = \"x\"\nvalue = 800\nfrom = 2026-03-02"),
        "missed 1 first"
    );
    // The metric's own in the new unit holds for teams without one of their own in it.
    let again = format!("{metric}\ntarget = 800");
    for team in ["", "[[targets]]\nmetric = \"x\"\nvalue = 3"] {
        assert_eq!(told(run_of(&again, team, "1 1 1 1 900")), "missed 1 first", "{team}");
        assert_eq!(told(run_of(&again, team, "1 1 1 1 700")), "met 1 first", "{team}");
        assert_eq!(told(run_of(&again, team, "4 4")), "missed 2 first", "{team}");
    }
    // A later definition of the same unit leaves it.
    let third = format!("{again}\n[[x.definitions]]\nfrom = 2026-03-16\ntext = \"t\"");
    assert_eq!(told(run_of(&third, "", "1 1 1 1 1 700")), "met 1 first");
}

const SECONDS: &str = "better = \"lower\"\nunit = \"s\"\ntarget = 2\n";
