//! Claims about error budgets.

use super::super::budget::{FARTHEST, SIZE, TRACK, sheet};
use super::super::{Budget, budget};
use super::{assert_sound, assert_tidy, words};
use proptest::prelude::*;

fn plain(spent: f64, unknown: f64) -> Budget<'static> {
    Budget {
        title: "Availability 99.9 %",
        description: "71 % of the error budget is spent",
        spent,
        unknown,
        spent_text: "spent 14.2 min (71 %)",
        remaining_text: "5.9 min left",
    }
}

/// The numbers of the first path of a class, as they are written.
fn path(spent: f64, unknown: f64, class: &str) -> Option<String> {
    let svg = budget(&plain(spent, unknown));
    let (_, rest) = svg.split_once(&format!("<path class=\"{class}\" d=\""))?;
    rest.split('"').next().map(str::to_owned)
}

#[test]
fn the_bar_is_as_long_as_what_is_spent() {
    let (left, top, height) = (TRACK.left, TRACK.top, TRACK.bottom - TRACK.top);
    let whole = TRACK.right - TRACK.left;
    for (spent, length) in [(0.5, whole / 2), (1.0, whole), (1.4, whole), (0.0001, 4)] {
        let expected = format!("M{left} {top}h{length}v{height}h-{length}z");
        assert_eq!(path(spent, 0.0, "spent"), Some(expected), "{spent}");
    }
    for nothing in [0.0, -3.0, f64::NEG_INFINITY, f64::NAN] {
        assert_eq!(path(nothing, 0.0, "spent"), None);
    }
}

#[test]
fn what_is_spent_beyond_the_budget_is_outlined_and_hatched_behind_a_line() {
    for (spent, is_over) in [(0.99, false), (1.0, false), (1.001, true), (1.4, true), (17.0, true)] {
        for class in ["over", "hatch"] {
            assert_eq!(path(spent, 0.0, class).is_some(), is_over, "{class} at {spent}");
        }
        assert!(path(spent, 0.0, "whole").is_some());
        assert_eq!(words(&budget(&plain(spent, 0.0)), "note"), ["budget"]);
    }
}

#[test]
fn a_bar_that_would_leave_the_chart_ends_in_a_point_and_others_do_not() {
    let corners = |spent| path(spent, 0.0, "over").map(|data| data.matches('l').count());
    assert_eq!(corners(1.49), Some(0), "square");
    for spent in [1.6, 17.0, f64::MAX, f64::INFINITY] {
        assert_eq!(
            corners(spent),
            Some(1),
            "one side down to the point is slanted, the other is implied"
        );
        assert_eq!(path(spent, 0.0, "over"), path(2.0, 0.0, "over"), "the same for all");
    }
    let half = (TRACK.bottom - TRACK.top) / 2;
    assert!(FARTHEST + half < SIZE.0);
}

#[test]
fn the_part_without_data_is_striped_from_the_end_of_the_track() {
    let stripes = |unknown| path(0.3, unknown, "unknown");
    let middle = i32::midpoint(TRACK.top, TRACK.bottom);
    let whole = TRACK.right - TRACK.left;
    let from = TRACK.right - whole / 4;
    assert_eq!(stripes(0.25), Some(format!("M{from} {middle}h{}", whole / 4)));
    let all = Some(format!("M{} {middle}h{whole}", TRACK.left));
    assert_eq!(path(0.0, 7.0, "unknown"), all);
    assert_eq!(
        path(0.5, 1.0, "unknown"),
        path(0.0, 0.5, "unknown"),
        "what is spent is known"
    );
    assert_eq!(path(f64::NAN, 0.0, "unknown"), all, "nothing is known");
    for none in [0.0, -1.0, f64::NAN] {
        assert_eq!(stripes(none), None);
    }
    let css = include_str!("../../../themes/default/assets/chart.css");
    let height = format!(
        ".chart .unknown {{ stroke: var(--no-data); stroke-width: {};",
        TRACK.bottom - TRACK.top
    );
    assert!(css.contains(&height), "the stripes are as high as the track");
}

#[test]
fn what_remains_stands_beside_the_bar_or_above_it_and_is_never_cut() {
    let svg = budget(&plain(0.71, 0.0));
    assert_eq!(words(&svg, "word"), ["spent 14.2 min (71 %)", "5.9 min left"]);
    let svg = budget(&plain(1.4, 0.0));
    assert_eq!(words(&svg, "word"), ["spent 14.2 min (71 %)"]);
    assert_eq!(words(&svg, "word e"), ["5.9 min left"]);
    let long = "a remainder that nobody could write into so small a chart";
    let svg = budget(&Budget {
        remaining_text: long,
        ..plain(0.71, 0.0)
    });
    assert!(!svg.contains("remainder") && !svg.contains('…'));
}

#[test]
fn a_budget_is_at_most_800_bytes() {
    for spent in [0.71, 1.5, 9.0] {
        let svg = budget(&plain(spent, 0.2));
        assert!(svg.len() <= 800, "{} bytes: {svg}", svg.len());
    }
}

fn any_part() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -0.5..3.0,
        1 => any::<f64>(),
        1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(1.0)],
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_the_numbers_a_budget_is_tidy(
        spent in any_part(),
        unknown in any_part(),
        texts in ("\\PC{0,40}", "[ -~]{0,30}"),
    ) {
        let chart = Budget { spent_text: &texts.0, remaining_text: &texts.1, ..plain(spent, unknown) };
        sheet(&chart).with(|canvas| assert_tidy(canvas, SIZE));
        let svg = budget(&chart);
        assert_sound(&svg);
        prop_assert_eq!(svg, budget(&chart));
    }
}
