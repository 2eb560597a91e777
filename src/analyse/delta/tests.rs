//! Which steps stand out.

use super::{Delta, Judgement, Notable, judge};
use crate::analyse::series::Series;
use crate::analyse::tests::decimal;
use crate::analyse::tests::story::{cycle_end, story, x};
use crate::model::metric::Better;
use rust_decimal::Decimal;

/// Notable as text, one character an entry: `?` too early to tell, `.` no, `!` yes, a space without a change.
fn notable(series: &Series) -> String {
    let mark = |delta: &Delta| match delta {
        Delta::Change(change) => match change.notable {
            Notable::TooEarly => '?',
            Notable::No => '.',
            Notable::Yes => '!',
        },
        _ => ' ',
    };
    series.entries.iter().map(|entry| mark(&entry.delta)).collect()
}

fn told(values: &str) -> String {
    notable(x(&story("unit = \"points\"", "", values)))
}

#[test]
fn a_step_is_notable_from_3_267_times_the_mean_of_at_least_five_earlier_ones() {
    // Five steps with the mean 1; the newest step itself is not among them.
    assert_eq!(told("1 2 1 2 1 2 5.266"), " ?????.");
    assert_eq!(told("1 2 1 2 1 2 5.267"), " ?????!");
    assert_eq!(told("1 2 1 2 1 2 -1.267"), " ?????!");
    // With four earlier ones nobody can tell.
    assert_eq!(told("1 2 1 2 1 99"), " ?????");
    // A mean, not a median: steps of 0, 0, 0, 0 and 5.
    assert_eq!(told("1 1 1 1 1 6 9.266"), " ?????.");
    assert_eq!(told("1 1 1 1 1 6 9.267"), " ?????!");
}

#[test]
fn no_step_is_never_notable_and_any_step_after_none_is() {
    assert_eq!(told("1 1 1 1 1 1 1"), " ?????.");
    assert_eq!(told("1 1 1 1 1 1 1.1"), " ?????!");
}

#[test]
fn a_notable_step_is_among_the_earlier_ones_of_the_next() {
    // After the step of 60 the mean is (5 + 60) / 6 = 10.83: less than 35.39 is a step like the earlier ones.
    assert_eq!(told("1 2 1 2 1 2 62 27"), " ?????!.");
    assert_eq!(told("1 2 1 2 1 2 62 26"), " ?????!!");
}

#[test]
fn earlier_steps_are_those_of_the_same_group() {
    assert_eq!(told("1 2 1 2 1 2 1 - - 9"), " ?????.  !");
    assert_eq!(told("1 2 1 2 1 2 1 - - - 9 1 9 1 9 1 9"), " ?????.   ??????.");
    let from = cycle_end(7).tomorrow().expect("a date");
    let rebase = format!("[[rebases]]\nmetric = \"x\"\nfrom = {from}\nreason = \"New\"\n");
    let found = story("unit = \"points\"", &rebase, "1 2 1 2 1 2 1 2 90 95 90 95 90 95 90");
    // The step into the new process is none of its own.
    assert_eq!(notable(x(&found)), " ?????..??????.");
}

#[test]
fn values_at_the_ends_of_what_can_be_written_are_compared_and_judged() {
    let (least, most) = (Decimal::MIN, Decimal::MAX);
    let found = story(
        "unit = \"points\"",
        "",
        &format!("{most} {least} {most} {least} {most} {least} {most}"),
    );
    let differences: Vec<bool> = x(&found).entries[1..]
        .iter()
        .map(|entry| entry.difference().expect("a change") > Decimal::ZERO)
        .collect();
    assert_eq!(differences, [false, true, false, true, false, true]);
    let band = Better::Within {
        lower: decimal("1"),
        upper: decimal("2"),
    };
    assert_eq!(judge(least, decimal("1"), band), Judgement::Better);
    assert_eq!(judge(decimal("1"), most, band), Judgement::Worse);
}
