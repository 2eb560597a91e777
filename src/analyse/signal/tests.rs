//! Groups, signals and assurance of small stories.

use super::{Assurance, Limits, Signal, assurance, standing};
use crate::analyse::delta::{Delta, Notable};
use crate::analyse::series::Grain;
use crate::analyse::tests::story::{cycle_end, flags, groups, letter, signals, story, x};
use crate::analyse::tests::{CONFIGURATION, decimal, deltas, portfolio, told, whole};
use crate::analyse::xmr::Numbers;
use crate::model::metric::{Baseline, Better};
use jiff::civil::date;

const LOWER: &str = "better = \"lower\"\nunit = \"ms\"";
/// Thirteen values with a mean of 50 and limits a little under 8 away.
const STEADY: &str = "48 52 49 51 47 53 50 46 54 50 49 51 50";

/// A rebase of `x` on the first day of a cycle.
fn rebase(cycle: usize) -> String {
    let from = cycle_end(cycle - 1).tomorrow().expect("a date");
    format!("[[rebases]]\nmetric = \"x\"\nfrom = {from}\nreason = \"New\"\n")
}

/// A definition of `x` from the first day of a cycle.
fn definition(cycle: usize) -> String {
    let from = cycle_end(cycle - 1).tomorrow().expect("a date");
    format!("\n[[x.definitions]]\nfrom = {from}\ntext = \"Other\"\n")
}

#[test]
fn a_flag_is_good_or_bad_by_its_side_and_what_is_better() {
    for (better, low, high) in [
        ("better = \"lower\"", "i", "C"),
        ("better = \"higher\"", "c", "I"),
        ("better = \"neutral\"", "n", "N"),
        // The mean is 50: within the band, below it, above it, and so wide a band that both lie in it.
        ("better = \"within\"\nband = [45, 55]", "c", "C"),
        ("better = \"within\"\nband = [60, 75]", "c", "I"),
        ("better = \"within\"\nband = [30, 40]", "i", "C"),
        ("better = \"within\"\nband = [10, 90]", "n", "N"),
    ] {
        for (newest, expected) in [("35", low), ("65", high), ("50", ".")] {
            let found = story(&format!("{better}\nunit = \"ms\""), "", &format!("{STEADY} {newest}"));
            let series = x(&found);
            assert_eq!(&signals(series)[..13], ".............", "{better} {newest}");
            assert_eq!(&signals(series)[13..], expected, "{better} {newest}");
        }
    }
}

#[test]
fn a_trend_is_judged_by_its_direction_whichever_side_of_the_mean_it_is_on() {
    let falling = "60 30 62 28 61 31 59 33 60 32 58 57 56 55 54 53 52";
    for (better, expected) in [("lower", "iiiiiii"), ("higher", "ccccccc"), ("neutral", "nnnnnnn")] {
        let found = story(&format!("better = \"{better}\"\nunit = \"ms\""), "", falling);
        assert_eq!(flags(x(&found)), "..........ttttttt");
        assert_eq!(&signals(x(&found))[10..], expected);
    }
}

#[test]
fn the_first_value_of_a_trend_towards_a_band_is_part_of_the_improvement() {
    // From 66 down to 40 is a step of its own; from 40 on everything rises towards the band.
    let values = "66 40 64 38 66 40 64 38 66 40 41 42 43 44 45 46";
    let found = story("better = \"within\"\nband = [60, 70]\nunit = \"ms\"", "", values);
    assert_eq!(&flags(x(&found))[8..], ".TTTTTTT");
    assert_eq!(&signals(x(&found))[8..], ".IIIIIII");
}

#[test]
fn a_rebase_starts_a_group_and_no_limits_or_steps_cross_it_but_the_delta_does() {
    let found = story(LOWER, &rebase(7), "50 52 51 53 50 52 51 20 21 20 22 21 20 23");
    let series = x(&found);
    assert_eq!(groups(series), "first@0: 7 trial, rebase0@7: 7 trial");
    assert_eq!(flags(series), "..............");
    let Delta::Change(first) = series.entries[7].delta else {
        panic!("{:?}", series.entries[7].delta)
    };
    let difference = series.entries[7].difference();
    assert_eq!((difference, first.notable), (Some(decimal("-31")), Notable::TooEarly));
}

#[test]
fn a_rebase_in_the_middle_of_a_cycle_counts_from_that_cycle_on() {
    let rebase = "[[rebases]]\nmetric = \"x\"\nfrom = 2026-02-01\nreason = \"New\"\n";
    let found = story(LOWER, rebase, "50 20 21");
    assert_eq!(groups(x(&found)), "first@0: 1 none, rebase0@1: 2 none");
    let found = story(LOWER, &rebase.replace("02-01", "02-02"), "50 20 21");
    assert_eq!(groups(x(&found)), "first@0: 2 none, rebase0@2: 1 none");
}

#[test]
fn a_rebase_before_the_first_value_or_of_another_metric_starts_nothing() {
    let found = story(LOWER, &rebase(2), "- - 5 6 7");
    assert_eq!(groups(x(&found)), "first@0: 3 none");
    let other = rebase(2).replace("\"x\"", "\"errors\"");
    assert_eq!(groups(x(&story(LOWER, &other, "5 6 7"))), "first@0: 3 none");
}

#[test]
fn of_two_rebases_in_one_cycle_or_one_gap_the_later_starts_the_group() {
    let two = "[[rebases]]\nmetric = \"x\"\nfrom = 2026-02-03\nreason = \"A\"\n[[rebases]]\nmetric = \"x\"\nfrom = 2026-02-05\nreason = \"B\"\n";
    assert_eq!(
        groups(x(&story(LOWER, two, "5 6 7 8"))),
        "first@0: 2 none, rebase1@2: 2 none"
    );
    let two = format!("{}{}", rebase(2), rebase(3));
    assert_eq!(
        groups(x(&story(LOWER, &two, "5 6 - - 8"))),
        "first@0: 2 none, rebase1@3: 1 none"
    );
}

#[test]
fn a_rebase_among_missing_values_keeps_its_reason() {
    for missing in ["-", "- -", "- - -", "- - - -"] {
        let values = format!("5 6 {missing} 8 9");
        let found = story(LOWER, &rebase(2), &values);
        assert_eq!(groups(x(&found)), "first@0: 2 none, rebase0@2: 2 none", "{values}");
    }
}

#[test]
fn after_a_rebase_without_values_there_is_a_group_that_waits_for_them() {
    let found = story(LOWER, &rebase(3), "5 6 7 - -");
    assert_eq!(groups(x(&found)), "first@0: 3 none, rebase0@3: 0 none");
}

#[test]
fn a_redefinition_starts_a_group_also_together_with_a_rebase() {
    let metric = format!("{LOWER}{}", definition(2));
    for team in [String::new(), rebase(2)] {
        let found = story(&metric, &team, "50 52 20 21");
        assert_eq!(groups(x(&found)), "first@0: 2 none, definition0@2: 2 none");
        assert_eq!(deltas(x(&found)), "first 2 redefined 1");
    }
    // Whichever comes first among missing values, the redefinition is what is said.
    for day in [2, 4] {
        let found = story(&format!("{LOWER}{}", definition(3)), &rebase(day), "50 52 - - - 20 21");
        assert_eq!(groups(x(&found)), "first@0: 2 none, definition0@3: 2 none", "{day}");
    }
}

#[test]
fn each_of_two_redefinitions_is_a_break_though_nothing_was_measured_between_them() {
    let metric = format!("{LOWER}{}{}", definition(2), definition(3));
    let found = story(&metric, "", "50 52 - - 20 21");
    assert_eq!(
        groups(x(&found)),
        "first@0: 2 none, definition0@2: 0 none, definition1@3: 2 none"
    );
    assert_eq!(deltas(x(&found)), "first 2 none none redefined 1");
}

#[test]
fn three_missing_in_a_row_start_a_group_and_two_do_not() {
    for (values, expected) in [
        ("5 6 - - 7", "first@0: 3 none"),
        ("5 6 - n/a 7", "first@0: 3 none"),
        ("5 6 - - - 7", "first@0: 2 none, gap@5: 1 none"),
        ("5 6 - n/a - 7", "first@0: 2 none, gap@5: 1 none"),
        ("5 6 - - 7 - 8", "first@0: 4 none"),
        ("5 6 - - -", "first@0: 2 none"),
        ("n/a n/a n/a n/a 7 8", "first@0: 2 none"),
    ] {
        assert_eq!(groups(x(&story(LOWER, "", values))), expected, "{values}");
    }
}

#[test]
fn what_nobody_expected_is_not_missing() {
    let pause = "[[pauses]]\nfrom = 2026-01-20\nto = 2026-03-10\nreason = \"Move\"\n";
    let found = story(LOWER, pause, "5 - - - - 7");
    assert_eq!(told(x(&found)), "5 . . . - 7");
    assert_eq!(groups(x(&found)), "first@0: 2 none");
    // A team that reports every four weeks leaves every other cycle empty; three reports that do not come end a group.
    let own = "joined = 2026-01-05\nreports_every = \"4 weeks\"\n";
    let reports: Vec<String> = [0, 2, 4, 6, 14]
        .iter()
        .map(|cycle| format!("teams/a/reports/{}.toml", cycle_end(*cycle)))
        .collect();
    let mut files = vec![("teams/a/team.toml", own)];
    files.extend(reports.iter().map(|path| (path.as_str(), "[metrics]\nerrors = 3")));
    let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 8, 5), &files);
    let series = whole(&portfolio, &analysis, "errors");
    assert_eq!(told(series), "3 . 3 . 3 . 3 . - . - . - . 3");
    assert_eq!(groups(series), "first@0: 4 none, gap@14: 1 none");
}

#[test]
fn a_moving_range_spans_a_gap_as_one_step() {
    let with = story(LOWER, "", "50 52 - 47 49 - - 51 53 n/a 48");
    let without = story(LOWER, "", "50 52 47 49 51 53 48");
    assert_eq!(x(&with).groups[0].limits, x(&without).groups[0].limits);
    assert_eq!(groups(x(&with)), "first@0: 7 trial");
}

#[test]
fn a_locked_baseline_is_so_many_values_however_many_gaps_lie_between_them() {
    let locked = format!("{LOWER}\nbaseline = 13");
    let thirteen = "48 - 52 49 51 - - 47 53 50 46 54 50 n/a 49 51 50";
    let found = story(&locked, "", &format!("{thirteen} 70 71 72"));
    let ruler = *x(&found).groups[0].limits.ruler().expect("limits");
    assert_eq!(x(&found).groups[0].limits.baseline_points(), 13);
    assert_eq!(ruler.mean(), decimal("50"));
    assert_eq!(
        x(&found).groups[0].limits,
        x(&story(LOWER, "", thirteen)).groups[0].limits
    );
    assert_eq!(&flags(x(&found))[16..], ".OOO");
    // All values as the baseline take the three in.
    assert_ne!(
        x(&story(LOWER, "", &format!("{thirteen} 70 71 72"))).groups[0].limits,
        x(&found).groups[0].limits
    );
}

#[test]
fn rare_is_said_of_counts_alone_and_decided_on_the_baseline() {
    let values = "0 1 0 2 0 1 0 0 1 0 0 0 1 4 5 6 7 4 5 6 7 4 5 6 7";
    for (metric, expected) in [
        ("unit = \"count\"\nbaseline = 13", "rare"),
        ("unit = \"count\"", "full"),
        ("unit = \"ms\"\nbaseline = 13", "coarse"),
    ] {
        let found = story(metric, "", values);
        assert_eq!(x(&found).groups[0].limits.word(), expected, "{metric}");
        assert_eq!(flags(x(&found)).contains(['O', 'S']), expected != "rare", "{metric}");
    }
}

#[test]
fn months_become_cycles_of_a_count_by_themselves_and_nothing_crosses() {
    let rows = "date,metric,value\n2026-01,errors,40\n2026-02,errors,44\n2026-03-15,errors,20\n2026-03-29,errors,22\n";
    let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 4, 14), &[("teams/a/data/x.csv", rows)]);
    let series = whole(&portfolio, &analysis, "errors");
    assert_eq!(told(series), "40 44 20 22 -");
    assert_eq!(deltas(series), "first 4 redefined 2 none");
    assert_eq!(groups(series), "first@0: 2 none, grain@2: 2 none");
    assert_eq!(series.grain, Grain::Cycle);
}

#[test]
fn cycles_become_months_where_a_definition_says_so() {
    let files = [
        (
            "metrics.toml",
            "[x]\npillar = \"cost\"\n[[x.definitions]]\nfrom = 2026-02-02\ntext = \"Billed\"\n",
        ),
        (
            "teams/a/data/x.csv",
            "date,metric,value\n2026-01-18,x,4\n2026-02-01,x,5\n2026-02,x,30\n2026-04,x,33\n",
        ),
    ];
    let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 6, 10), &files);
    let series = whole(&portfolio, &analysis, "x");
    assert_eq!(told(series), "4 5 30 - 33 -");
    assert_eq!(deltas(series), "first 1 redefined none 3@2 none");
    assert_eq!(groups(series), "first@0: 2 none, definition0@2: 2 none");
    assert_eq!(series.grain, Grain::Month);
}

#[test]
fn what_is_measured_in_two_ways_within_one_cycle_is_not_added() {
    let files = [
        (
            "metrics.toml",
            "[x]\npillar = \"cost\"\nunit = \"s\"\nin_cycle = \"mean\"\n[[x.definitions]]\nfrom = 2026-01-28\nunit = \"ms\"\ntext = \"Finer\"\n",
        ),
        (
            "teams/a/data/x.csv",
            "date,metric,value\n2026-01-10,x,2\n2026-01-20,x,3\n2026-01-30,x,2500\n2026-01-31,x,2700\n",
        ),
    ];
    let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 2, 3), &files);
    assert_eq!(told(whole(&portfolio, &analysis, "x")), "2 2600");
    assert_eq!(deltas(whole(&portfolio, &analysis, "x")), "first redefined");
}

#[test]
fn a_value_of_the_days_before_a_redefinition_is_measured_as_before() {
    // The second value is of 28 January; the definition begins on the 30th, two days before its cycle ends.
    let files = [
        (
            "metrics.toml",
            "[x]\npillar = \"cost\"\n[[x.definitions]]\nfrom = 2026-01-30\ntext = \"Other\"\n",
        ),
        (
            "teams/a/data/x.csv",
            "date,metric,value\n2026-01-18,x,2\n2026-01-28,x,3\n2026-02-15,x,20\n",
        ),
    ];
    let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 2, 17), &files);
    let series = whole(&portfolio, &analysis, "x");
    assert_eq!(deltas(series), "first 1 redefined");
    assert_eq!(groups(series), "first@0: 2 none, definition0@2: 1 none");
}

fn limits(values: &str) -> Limits {
    let numbers = Numbers::of(values.split(' ').map(decimal));
    numbers.limits(numbers.len(), Baseline::All, false)
}

#[test]
fn a_target_outside_the_limits_is_always_or_never_met() {
    // Mean 5, moving ranges of 2 throughout: limits at -0.32 and 10.32.
    let limits = limits("4 6 4 6 4 6");
    let ruler = limits.ruler().expect("limits");
    assert_eq!((ruler.lower(), ruler.upper()), (decimal("-0.32"), decimal("10.32")));
    for (target, lower, higher) in [
        ("-0.33", Assurance::MissesConsistently, Assurance::MeetsConsistently),
        ("-0.32", Assurance::HitOrMiss, Assurance::HitOrMiss),
        ("5", Assurance::HitOrMiss, Assurance::HitOrMiss),
        ("10.32", Assurance::HitOrMiss, Assurance::HitOrMiss),
        ("10.33", Assurance::MeetsConsistently, Assurance::MissesConsistently),
    ] {
        let target = Some(decimal(target));
        assert_eq!(assurance(&limits, Better::Lower, target), Some(lower), "{target:?}");
        assert_eq!(assurance(&limits, Better::Higher, target), Some(higher), "{target:?}");
        assert_eq!(assurance(&limits, Better::Neutral, target), None);
    }
    assert_eq!(assurance(&limits, Better::Lower, None), None);
}

#[test]
fn a_band_is_a_target_of_its_own() {
    let limits = limits("4 6 4 6 4 6");
    for (lower, upper, expected) in [
        ("-1", "11", Assurance::MeetsConsistently),
        ("0", "11", Assurance::HitOrMiss),
        ("-1", "10", Assurance::HitOrMiss),
        ("11", "20", Assurance::MissesConsistently),
        ("-9", "-1", Assurance::MissesConsistently),
        ("4", "5", Assurance::HitOrMiss),
    ] {
        let better = Better::Within {
            lower: decimal(lower),
            upper: decimal(upper),
        };
        assert_eq!(assurance(&limits, better, None), Some(expected), "{lower} to {upper}");
    }
}

#[test]
fn without_limits_nothing_is_assured() {
    for values in ["4 6 4 6 4", "4 4 4 4 4 4"] {
        assert_eq!(
            assurance(&limits(values), Better::Lower, Some(decimal("9"))),
            None,
            "{values}"
        );
    }
}

#[test]
fn what_was_known_then_is_not_what_is_known_now() {
    let found = story(LOWER, "", &format!("{STEADY} 70 71 70 72 71 70 71 70 72 71 70 72 71"));
    let (series, metric) = (x(&found), found.0.metric(x(&found).metric));
    let then = standing(series, metric, 13).expect("a value");
    assert_eq!((then.points, letter(then.signal)), (14, 'C'));
    assert_eq!((then.group, then.entry), (0, 13));
    // Of all values, the jump lies in the middle of two levels.
    let now = series.groups[0].limits.mean().expect("limits");
    assert!(then.limits.mean().expect("limits") < decimal("52") && decimal("60") < now);
    // And what was as usual lies on the good side of that middle.
    let before = standing(series, metric, 12).expect("a value");
    assert_eq!(
        (before.signal, letter(series.entries[12].signal)),
        (Signal::CommonCause, 'i')
    );
    assert!(standing(series, metric, 99).is_none());
}

#[test]
fn an_entry_without_a_value_has_no_standing() {
    let found = story(LOWER, "", "5 - n/a 6");
    let (series, metric) = (x(&found), found.0.metric(x(&found).metric));
    let known: Vec<bool> = (0..4).map(|entry| standing(series, metric, entry).is_some()).collect();
    assert_eq!(known, [true, false, false, true]);
}
