//! Streaks of small stories.

use super::{Quiet, last_event, moves, quiet};
use crate::analyse::tests::story::{story, x};
use crate::analyse::tests::{CONFIGURATION, portfolio, whole};
use jiff::civil::date;

#[test]
fn moves_the_same_way_are_counted_back_to_the_last_that_went_otherwise() {
    for (values, expected) in [
        ("90 80 70 60", "0 1 2 3"),
        ("90 80 70 75 65 55", "0 1 2 1 1 2"),
        // A pause in the numbers is none in the movement; a value that stays is.
        ("90 80 - n/a 70", "0 1 0 0 2"),
        ("90 80 80 70", "0 1 0 1"),
    ] {
        let found = story("better = \"lower\"\nunit = \"ms\"", "", values);
        let series = x(&found);
        let told: Vec<String> = (0..series.entries.len())
            .map(|entry| moves(series, entry).to_string())
            .collect();
        assert_eq!(told.join(" "), expected, "{values}");
    }
    let found = story("better = \"neutral\"\nunit = \"ms\"", "", "90 80 70");
    assert_eq!(moves(x(&found), 2), 0);
}

#[test]
fn moves_end_at_a_redefinition_and_go_on_over_a_rebase() {
    let metric = "better = \"lower\"\nunit = \"ms\"";
    let redefined = format!("{metric}\n[[x.definitions]]\nfrom = 2026-02-02\ntext = \"Other\"");
    assert_eq!(moves(x(&story(&redefined, "", "90 80 70 60")), 3), 1);
    let rebase = "[[rebases]]\nmetric = \"x\"\nfrom = 2026-02-02\nreason = \"New\"\n";
    assert_eq!(moves(x(&story(metric, rebase, "90 80 70 60")), 3), 3);
    // Over three missing values nobody knows how often it moved.
    assert_eq!(moves(x(&story(metric, "", "90 80 - - 70 60")), 5), 3);
    assert_eq!(moves(x(&story(metric, "", "90 80 - - - 70 60")), 6), 1);
}

fn quiet_of(metric: &str, team: &str, values: &str) -> Option<(usize, Option<usize>)> {
    let found = story(metric, team, values);
    let series = x(&found);
    quiet(series, series.entries.len() - 1).map(|Quiet { periods, since }| (periods, since))
}

#[test]
fn a_quiet_time_is_so_many_zeros_in_a_row() {
    for (values, expected) in [
        ("2 0 0 0", Some((3, Some(0)))),
        ("0 0", Some((2, None))),
        ("0 0 1", None),
        ("2 0 1 0", Some((1, Some(2)))),
        // Nobody knows what was not reported, or said to be not available.
        ("2 0 - 0 0", Some((2, Some(0)))),
        ("2 0 n/a 0", Some((1, Some(0)))),
        ("2 0 -", None),
        ("2 0 n/a", None),
    ] {
        assert_eq!(quiet_of("unit = \"count\"", "", values), expected, "{values}");
    }
}

#[test]
fn a_cycle_of_which_nothing_was_expected_neither_ends_nor_lengthens_a_quiet_time() {
    let pause = "[[pauses]]\nfrom = 2026-01-20\nto = 2026-02-20\nreason = \"Move\"\n";
    assert_eq!(quiet_of("unit = \"count\"", pause, "0 - - 0 0"), Some((3, None)));
}

#[test]
fn zeros_that_were_counted_otherwise_are_of_another_quiet_time() {
    let metric = "unit = \"count\"\n[[x.definitions]]\nfrom = 2026-02-02\ntext = \"Other\"";
    assert_eq!(quiet_of(metric, "", "0 0 0 0 0"), Some((3, None)));
    // Months are not cycles.
    let rows = "date,metric,value\n2026-01,errors,0\n2026-02,errors,0\n2026-03-15,errors,0\n";
    let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 3, 17), &[("teams/a/data/x.csv", rows)]);
    let series = whole(&portfolio, &analysis, "errors");
    assert_eq!(quiet(series, 2).map(|quiet| quiet.periods), Some(1));
}

#[test]
fn the_last_event_is_the_newest_value_above_zero() {
    let found = story("unit = \"count\"", "", "0 3 0 - 1 0");
    let told: Vec<Option<usize>> = (0..6).map(|entry| last_event(x(&found), entry)).collect();
    assert_eq!(told, [None, Some(1), Some(1), Some(1), Some(4), Some(4)]);
    assert_eq!(last_event(x(&found), 6), None);
    assert_eq!(quiet(x(&found), 6), None);
}
