//! The vectors of the method, its rules one by one, and what must hold for any values.

use super::*;
use proptest::prelude::*;

fn numbers(text: &str) -> Numbers {
    Numbers::of(text.split(',').map(|value| value.trim().parse().expect("a number")))
}

fn limits(numbers: &Numbers) -> Limits {
    numbers.limits(numbers.len(), Baseline::All, false)
}

fn close(value: Decimal, expected: &str) {
    let expected: Decimal = expected.parse().expect("a number");
    assert_eq!(value.round_dp(expected.scale()), expected, "{value}");
}

/// Flags as text: one character a value, capitals for High.
fn told(numbers: &Numbers, limits: &Limits) -> String {
    numbers
        .flags(numbers.len(), limits)
        .iter()
        .map(|flag| match flag {
            None => '.',
            Some(Flag { rule, side }) => {
                let letter = match rule {
                    Rule::Outside => 'o',
                    Rule::Trend => 't',
                    Rule::TwoOfThree => 'c',
                    Rule::Shift => 's',
                };
                if *side == Side::High {
                    letter.to_ascii_uppercase()
                } else {
                    letter
                }
            }
        })
        .collect()
}

const COARSE: &str = "1,2,1,2,10,1,2,1,2,1,2,1,2,1,2,1,2,1";
/// Twenty values of R's `set.seed(123); rnorm(20)`.
const NORMAL: &str = "-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, \
    -1.26506123, -0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, \
    0.49785048, -1.96661716, 0.70135590, -0.47279141";

#[test]
fn an_outlying_jump_is_screened_out_of_the_limits_and_stays_outside_them() {
    let numbers = numbers(COARSE);
    let found = limits(&numbers);
    let ruler = found.ruler().expect("limits");
    close(ruler.mean(), "1.944");
    close(ruler.moving_range(), "1");
    assert_eq!(ruler.screened(), 2);
    close(ruler.upper(), "4.60");
    close(ruler.lower(), "-0.72");
    assert_eq!(told(&numbers, &found), "....O.............");
    assert!(matches!(found, Limits::Coarse(_)));
}

#[test]
fn without_the_screen_the_jump_widens_its_own_limits() {
    let numbers = numbers(COARSE);
    let ruler = ruler(&numbers.mantissas, (numbers.scale, 0), false);
    close(ruler.moving_range() * Decimal::from(17), "32");
    close(ruler.upper(), "6.95");
    close(ruler.lower(), "-3.06");
}

#[test]
fn normal_values_have_the_limits_that_the_reference_gives() {
    let numbers = numbers(NORMAL);
    let found = limits(&numbers);
    let ruler = found.ruler().expect("limits");
    close(ruler.mean(), "0.1416238");
    close(ruler.lower(), "-3.01138");
    close(ruler.upper(), "3.294627");
    assert!(matches!(found, Limits::Full(_)));
    assert_eq!(told(&numbers, &found), ".".repeat(20));
}

#[test]
fn the_reference_with_one_wild_value_has_the_limits_with_and_without_the_screen() {
    let mut values: Vec<&str> = NORMAL.split(',').collect();
    values[14] = "10";
    let numbers = numbers(&values.join(","));
    let found = limits(&numbers);
    let screened = found.ruler().expect("limits");
    close(screened.mean(), "0.6694159");
    close(screened.lower(), "-2.383666");
    close(screened.upper(), "3.722497");
    let unscreened = ruler(&numbers.mantissas, (numbers.scale, 0), false);
    close(unscreened.lower(), "-4.596625");
    close(unscreened.upper(), "5.935457");
}

#[test]
fn fewer_than_six_values_have_no_limits_and_fewer_than_thirteen_have_trial_ones() {
    let all = numbers("5,3,8,4,7,2,6,9,3,5,8,4,6,2");
    for (known, word) in [
        (1, "none"),
        (5, "none"),
        (6, "trial"),
        (12, "trial"),
        (13, "full"),
        (14, "full"),
    ] {
        assert_eq!(all.limits(known, Baseline::All, false).word(), word, "{known} values");
    }
}

#[test]
fn a_locked_baseline_is_the_first_values_and_later_ones_do_not_move_it() {
    let numbers = numbers("5,3,8,4,7,2,6,9,3,5,8,4,6,40,41,42");
    let locked = numbers.limits(16, Baseline::First(13), false);
    assert_eq!(locked, numbers.limits(13, Baseline::All, false));
    assert_eq!(locked.baseline_points(), 13);
    assert_eq!(told(&numbers, &locked), ".............OOO");
}

#[test]
fn counts_that_are_mostly_zero_are_rare_events() {
    let half = numbers("0,1,0,2,0,1");
    assert_eq!(half.limits(6, Baseline::All, true), Limits::Rare);
    assert_eq!(half.limits(6, Baseline::All, false).word(), "trial");
    assert_eq!(numbers("0,0,0,0,0,0").limits(6, Baseline::All, true), Limits::Rare);
    assert_eq!(numbers("0,1,0,2,1,1").limits(6, Baseline::All, true).word(), "trial");
}

#[test]
fn values_that_never_change_or_jump_once_have_a_mean_and_no_limits() {
    let never = numbers("4,4,4,4,4,4,4,4");
    assert_eq!(limits(&never).word(), "constant");
    assert_eq!(limits(&never).mean(), Some(Decimal::from(4)));
    let once = numbers("4,4,4,4,4,4,9,9,9,9,9,9,9,9");
    assert_eq!(limits(&once).word(), "constant");
    assert_eq!(told(&once, &limits(&once)), ".".repeat(14));
}

/// Full limits around a mean, whatever the values.
fn full(mean: i128, moving_range: i128) -> Limits {
    Limits::Full(Ruler {
        sum: mean,
        count: 1,
        range_sum: moving_range,
        range_count: 1,
        screened: 0,
        scale: 0,
        slack: 0,
    })
}

#[test]
fn seven_in_a_row_are_a_trend_and_a_tie_breaks_it() {
    for (run, expected) in [
        ("20,21,22,23,24,25,26", "TTTTTTT"),
        ("26,25,24,23,22,21,20", "ttttttt"),
        ("21,22,23,24,25,26", "......"),
        ("21,22,23,23,24,25,26", "......."),
        ("21,22,23,24,25,26,26", "......."),
        ("1,2,3,3,4,5,6", "sssssss"),
    ] {
        assert_eq!(told(&numbers(run), &full(23, 100)), expected, "{run}");
    }
}

#[test]
fn two_of_three_close_to_a_limit_are_flagged_and_the_third_is_not() {
    // Twelve values around zero fix the limits: mean 0, mR̄ 2, limits ± 5.32, near ± 3.55.
    let base = "1,-1,1,-1,1,-1,1,-1,1,-1,1,-1,0,0";
    let numbers = numbers(&format!("{base},4,1,4"));
    let full = full(0, 2);
    assert_eq!(told(&numbers, &full), "..............C.C");
    for (tail, expected) in [
        ("4,0,4", "..."),
        ("4,-1,4", "..."),
        ("6,4,1", "O.."),
        ("4,4,6", "CCO"),
        ("4,1,1", "..."),
        ("-4,-4,-1", "cc."),
    ] {
        let flags = told(&self::numbers(&format!("{base},{tail}")), &full);
        assert_eq!(&flags[14..], expected, "{tail}");
    }
}

#[test]
fn a_value_on_the_mean_ends_a_shift() {
    let full = full(5, 100);
    assert_eq!(told(&numbers("6,7,6,7,6,7,6"), &full), "SSSSSSS");
    assert_eq!(told(&numbers("6,7,6,5,6,7,6"), &full), ".......");
    assert_eq!(told(&numbers("4,3,4,3,4,3,4,3"), &full), "ssssssss");
}

#[test]
fn rules_apply_in_order_and_trial_limits_know_only_outside() {
    let values = numbers("1,2,1,2,1,2,1,2,1,9,1,2");
    let found = limits(&values);
    assert_eq!(found.word(), "trial");
    assert_eq!(told(&values, &found), ".........O..");
    // Of a rise, what is outside stays outside; of a shift, what rises is a trend.
    assert_eq!(told(&numbers("1,2,3,4,5,6,7"), &full(0, 2)), "TTTTTOO");
    assert_eq!(told(&numbers("1,1,2,3,4,5,6,7"), &full(0, 100)), "STTTTTTT");
}

#[test]
fn values_too_large_for_exact_sums_have_no_limits_and_do_not_panic() {
    let huge = Numbers::of([Decimal::MAX, Decimal::MIN, Decimal::ONE].into_iter().cycle().take(20));
    assert_eq!(huge.limits(20, Baseline::All, true), Limits::None);
    let wide = Numbers::of((1..20).map(|n| Decimal::new(n, 28) + Decimal::from(1_000_000_000_i64)));
    assert_ne!(wide.limits(19, Baseline::All, false), Limits::None);
}

/// Thirds of a hundred, which have no end: 0, 33.3…, 66.6…7 and 100.
fn thirds(text: &str) -> Numbers {
    let third =
        |digit: char| Decimal::from(digit.to_digit(10).expect("a digit")) / Decimal::from(3) * Decimal::ONE_HUNDRED;
    Numbers::of(text.chars().map(third))
}

#[test]
fn shares_without_an_end_have_no_more_levels_than_they_have() {
    let few = thirds("01202210012102");
    assert_eq!(limits(&few).word(), "coarse");
    // The same values as whole numbers.
    assert_eq!(limits(&numbers("0,1,2,0,2,2,1,0,0,1,2,1,0,2")).word(), "coarse");
    assert_eq!(limits(&numbers("0,1,2,0,2,2,1,0,0,1,2,1,0,3")).word(), "full");
    assert_eq!(limits(&thirds("01202210012103")).word(), "full");
}

#[test]
fn a_share_without_an_end_on_the_mean_is_on_it() {
    let numbers = thirds("012012");
    let found = limits(&numbers);
    let ruler = found.ruler().expect("limits");
    let sides: Vec<Ordering> = numbers.mantissas.iter().map(|value| ruler.place(*value).0).collect();
    assert_eq!(sides[..3], [Ordering::Less, Ordering::Equal, Ordering::Greater]);
}

#[test]
fn a_run_is_what_the_last_flag_speaks_of() {
    for (values, expected) in [
        ("0,0,6,6,6", 3),
        ("6,0,6", 1),
        ("1,4,1,4", 2),
        ("4,4,4", 3),
        ("1,2,1,1,2,1,1", 7),
        ("-1,1,2,1,1,2,1,1", 7),
        ("3,1,1,2,1,1,2,1,1", 9),
        ("3,-3,-2,-1,0,1,2,3", 7),
        ("0,0,1", 0),
    ] {
        let (values, full) = (numbers(values), full(0, 2));
        let flag = values.last_flag(values.len(), &full);
        assert_eq!(values.run(values.len(), &full, flag), expected, "{flag:?}");
    }
}

/// Values as they come: some ties, some zeros, up to three digits after the point.
fn values() -> impl Strategy<Value = Vec<Decimal>> {
    proptest::collection::vec((-2_000_i64..2_000, 0_u32..4), 0..40).prop_map(|values| {
        values
            .into_iter()
            .map(|(number, scale)| Decimal::new(number, scale))
            .collect()
    })
}

fn of(values: &[Decimal]) -> Numbers {
    Numbers::of(values.iter().copied())
}

fn near(a: Decimal, b: Decimal) -> bool {
    (a - b).abs() < Decimal::new(1, 15)
}

proptest! {
    #[test]
    fn limits_contain_the_mean(values in values()) {
        let found = limits(&of(&values));
        if let Some(ruler) = found.ruler() {
            prop_assert!(ruler.lower() < ruler.mean() && ruler.mean() < ruler.upper());
            prop_assert!(ruler.lower() < ruler.near().0 && ruler.near().1 < ruler.upper());
        }
    }

    #[test]
    fn shifting_and_scaling_values_shifts_and_scales_limits_and_keeps_flags(
        values in values(),
        shift in -5_000_i64..5_000,
        factor in 1_i64..500,
    ) {
        let (shift, factor) = (Decimal::new(shift, 2), Decimal::new(factor, 1));
        let moved: Vec<Decimal> = values.iter().map(|value| value * factor + shift).collect();
        let (before, after) = (of(&values), of(&moved));
        let (a, b) = (limits(&before), limits(&after));
        prop_assert_eq!(a.word(), b.word());
        prop_assert_eq!(told(&before, &a), told(&after, &b));
        if let (Some(a), Some(b)) = (a.ruler(), b.ruler()) {
            prop_assert!(near(a.upper() * factor + shift, b.upper()));
            prop_assert!(near(a.lower() * factor + shift, b.lower()));
            prop_assert!(near(a.mean() * factor + shift, b.mean()));
        }
    }

    #[test]
    fn mirrored_values_have_mirrored_flags(values in values()) {
        let mirrored: Vec<Decimal> = values.iter().map(|value| -value).collect();
        let (before, after) = (of(&values), of(&mirrored));
        let swapped: String = told(&after, &limits(&after))
            .chars()
            .map(|letter| if letter.is_ascii_uppercase() { letter.to_ascii_lowercase() } else { letter.to_ascii_uppercase() })
            .collect();
        // A value within both a rise and a fall is flagged by the earlier of the two, whichever way it goes.
        prop_assert_eq!(told(&before, &limits(&before)), swapped);
    }

    #[test]
    fn the_last_flag_alone_is_the_last_of_all_flags(values in values(), known in 0_usize..40) {
        let numbers = of(&values);
        let found = numbers.limits(known, Baseline::All, false);
        prop_assert_eq!(numbers.last_flag(known, &found), numbers.flags(known, &found).pop().flatten());
    }

    #[test]
    fn a_baseline_that_is_locked_is_not_moved_by_what_follows(values in values(), more in values()) {
        let longer: Vec<Decimal> = values.iter().chain(&more).copied().collect();
        let locked = |values: &[Decimal]| {
            let numbers = of(values);
            numbers.limits(numbers.len(), Baseline::First(13), false)
        };
        if values.len() >= 13 {
            let (a, b) = (locked(&values), locked(&longer));
            prop_assert_eq!(a.word(), b.word());
            prop_assert_eq!(a.mean(), b.mean());
            prop_assert_eq!(a.ruler().map(Ruler::upper), b.ruler().map(Ruler::upper));
        }
    }
}
