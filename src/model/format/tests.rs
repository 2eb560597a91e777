//! How numbers look, case by case, and what no number may do.

use proptest::prelude::*;

use super::*;
use crate::model::value::{Written, read};

fn decimal(text: &str) -> Decimal {
    text.parse().expect("the tests write decimals")
}

/// Narrow no-break spaces as `_`, so that a failing table can be read.
fn visible(text: &str) -> String {
    text.replace('\u{202f}', "_")
}

fn check(table: &[(&str, &str, &str)]) {
    for (value, unit, expected) in table {
        let unit = Unit::parse(unit);
        let text = shown(decimal(value), &Style::of(&unit)).text();
        assert_eq!(visible(&text), *expected, "{value} in {}", unit.written());
    }
}

/// A delta as pages say it.
fn said(delta: &DeltaText) -> String {
    crate::words::Words::english().difference(delta)
}

#[test]
fn counts_are_whole_unless_the_value_is_not() {
    check(&[
        ("14", "count", "14"),
        ("1204", "count", "1,204"),
        ("41200000", "count", "41,200,000"),
        ("1.5", "count", "1.5"),
        ("12.3456", "count", "12.3"),
        ("2.9999", "count", "3"),
        ("0", "count", "0"),
        ("-8", "count", "−8"),
    ]);
}

#[test]
fn other_numbers_keep_three_significant_digits() {
    check(&[
        ("0.00034", "ms", "0.00034_ms"),
        ("0.00034567", "ms", "0.000346_ms"),
        ("12.3456", "h", "12.3_h"),
        ("212.4", "ms", "212_ms"),
        ("1234.5", "ms", "1,235_ms"),
        ("1.4", "req/s", "1.4_req/s"),
        ("12.0", "d", "12_d"),
        ("9.996", "min", "10_min"),
        ("0.041", "kg CO2e", "0.041_kg CO₂e"),
        ("41", "points", "41_points"),
        ("-8", "NPS", "−8_NPS"),
        ("3", "", "3"),
    ]);
}

#[test]
fn no_number_has_an_exponent() {
    check(&[
        (
            "79228162514264337593543950335",
            "ms",
            "79,228,162,514,264,337,593,543,950,335_ms",
        ),
        (
            "0.0000000000000000000000000001",
            "ms",
            "0.0000000000000000000000000001_ms",
        ),
    ]);
}

#[test]
fn percentages_count_their_digits_from_the_nearer_end() {
    check(&[
        ("99.95", "%", "99.95_%"),
        ("99.953", "%", "99.953_%"),
        ("99.9531", "%", "99.953_%"),
        ("99.99996", "%", "99.99996_%"),
        ("85.2345", "%", "85.2_%"),
        ("15.789", "%", "15.8_%"),
        ("7.142857", "%", "7.14_%"),
        ("100", "%", "100_%"),
        ("0", "%", "0_%"),
        ("140.25", "%", "140_%"),
        ("0.9995", "ratio", "0.9995"),
        ("0.131", "ratio", "0.131"),
    ]);
}

#[test]
fn money_is_whole_from_a_thousand_up() {
    check(&[
        ("18250.40", "EUR", "€18,250"),
        ("1000", "EUR", "€1,000"),
        ("999.5", "EUR", "€999.50"),
        ("999.996", "EUR", "€1,000"),
        ("12", "EUR", "€12.00"),
        ("0.131", "USD", "$0.131"),
        ("0.5", "USD", "$0.50"),
        ("0", "USD", "$0.00"),
        ("-5", "USD", "−$5.00"),
        ("1234", "JPY", "¥1,234"),
        ("12.5", "JPY", "¥13"),
        ("12.3456", "KWD", "KWD_12.346"),
        ("-12", "CHF", "−CHF_12.00"),
    ]);
}

#[test]
fn a_precision_is_always_shown_in_full() {
    for (value, unit, precision, expected) in [
        ("18250.4", "EUR", 2, "€18,250.40"),
        ("99.9", "%", 2, "99.90_%"),
        ("212.44", "ms", 1, "212.4_ms"),
        ("14", "count", 0, "14"),
        ("-0.004", "%", 2, "0.00_%"),
        ("1", "s", 40, "1.0000000000000000000000000000_s"),
    ] {
        let unit = Unit::parse(unit);
        let style = Style {
            precision: Some(precision),
            ..Style::of(&unit)
        };
        assert_eq!(visible(&shown(decimal(value), &style).text()), expected, "{value}");
    }
}

#[test]
fn extra_digits_are_added_to_the_rule_and_to_the_precision() {
    for (value, unit, precision, expected) in [
        ("212.44", "ms", None, "212.4_ms"),
        ("18250.44", "EUR", None, "€18,250.40"),
        ("99.9", "%", Some(1), "99.90_%"),
        ("14", "count", None, "14"),
    ] {
        let unit = Unit::parse(unit);
        let style = Style {
            precision,
            extra_digits: 1,
            ..Style::of(&unit)
        };
        assert_eq!(visible(&shown(decimal(value), &style).text()), expected, "{value}");
    }
}

#[test]
fn rounding_never_crosses_a_target() {
    for (value, unit, precision, target, expected) in [
        ("99.996", "%", Some(2), "100", "99.99_%"),
        ("99.996", "%", Some(0), "100", "99_%"),
        ("99.996", "%", None, "100", "99.996_%"),
        ("100", "%", Some(2), "100", "100.00_%"),
        ("99.949", "%", Some(1), "99.95", "99.9_%"),
        ("99.96", "%", Some(1), "99.97", "99.9_%"),
        ("300.4", "ms", Some(0), "300", "301_ms"),
        ("300.4", "ms", None, "300", "300.4_ms"),
        ("300.0004", "ms", None, "300", "300.01_ms"),
        ("299.9996", "ms", None, "300", "299.99_ms"),
        ("300", "ms", None, "300", "300_ms"),
        ("250.5", "ms", Some(0), "250.5", "250.5_ms"),
        ("4999.6", "EUR", None, "5000", "€4,999.60"),
        ("999.996", "EUR", None, "1000", "€999.996"),
        ("-0.4", "NPS", Some(0), "0", "−1_NPS"),
        ("212.4", "ms", Some(0), "300", "212_ms"),
    ] {
        let unit = Unit::parse(unit);
        let style = Style {
            precision,
            target: Some(decimal(target)),
            ..Style::of(&unit)
        };
        assert_eq!(
            visible(&shown(decimal(value), &style).text()),
            expected,
            "{value} against {target}"
        );
    }
}

#[test]
fn a_percentage_shows_one_digit_more_than_its_slo() {
    for (objective, digits) in [("99", 1), ("99.9", 2), ("99.90", 2), ("99.95", 3), ("100", 1)] {
        assert_eq!(slo_digits(decimal(objective)), digits, "{objective}");
    }
}

#[test]
fn differences_have_a_sign_and_zero_has_none() {
    for (value, unit, expected) in [
        ("3", "count", "+3"),
        ("-25", "count", "−25"),
        ("0", "count", "0"),
        ("340.2", "EUR", "+€340.20"),
        ("-1340.2", "EUR", "−€1,340"),
        ("14", "ms", "+14_ms"),
    ] {
        let unit = Unit::parse(unit);
        assert_eq!(
            visible(&signed(decimal(value), &Style::of(&unit)).text()),
            expected,
            "{value}"
        );
    }
}

#[test]
fn an_approximate_number_says_so_before_everything_else() {
    let unit = Unit::parse("EUR");
    let text = shown(decimal("-20"), &Style::of(&unit)).approximate().text();
    assert_eq!(visible(&text), "≈_−€20.00");
}

#[test]
fn compact_numbers_have_a_letter_and_at_most_one_decimal() {
    for (value, unit, expected) in [
        ("1204", "count", "1.2k"),
        ("3400000", "count", "3.4M"),
        ("2500000000", "count", "2.5B"),
        ("12500", "count", "12.5k"),
        ("123456", "count", "123k"),
        ("999960", "count", "1M"),
        ("999.6", "count", "1k"),
        ("99960", "count", "100k"),
        ("1000", "count", "1k"),
        ("999", "count", "999"),
        ("0", "count", "0"),
        ("-1204", "count", "−1.2k"),
        ("18250.4", "EUR", "€18.3k"),
        ("1204", "req/s", "1.2k_req/s"),
        ("1204", "ms", "1,204_ms"),
        ("4200000000000", "count", "4,200B"),
    ] {
        assert_eq!(
            visible(&compact(decimal(value), &Unit::parse(unit), Signs::ENGLISH).text()),
            expected,
            "{value}"
        );
    }
}

fn delta(from: &str, to: &str, unit: &str, floor: Option<&str>) -> String {
    let unit = Unit::parse(unit);
    visible(&said(&delta_text(
        decimal(from),
        decimal(to),
        &Style::of(&unit),
        floor.map(decimal),
    )))
}

#[test]
fn a_delta_says_how_much_in_the_metrics_own_terms() {
    for (from, to, unit, floor, expected) in [
        ("198", "212", "ms", None, "+14_ms (+7.1_%)"),
        ("212", "198", "ms", None, "−14_ms (−6.6_%)"),
        ("100", "150", "ms", None, "+50_ms (+50_%)"),
        ("1", "13", "h", None, "+12_h (+1,200_%)"),
        ("1", "13", "h", Some("10"), "+12_h"),
        ("10", "13", "h", Some("10"), "+3_h (+30_%)"),
        ("18250.40", "17910.10", "EUR", None, "−€340 (−1.9_%)"),
        ("3", "5", "count", None, "3 → 5"),
        ("0", "3", "count", None, "0 → 3"),
        ("3", "0", "count", None, "3 → 0"),
        ("9", "10", "count", None, "+1 (+11_%)"),
        ("0", "12", "count", None, "+12 from 0"),
        ("0", "12", "ms", None, "+12_ms from 0"),
        ("12", "0", "ms", None, "−12_ms (−100_%)"),
        ("99.95", "99.91", "%", None, "−0.04_pp"),
        ("0", "2", "%", None, "+2_pp"),
        ("0.9", "0.95", "ratio", None, "+0.05"),
        ("31", "41", "NPS", None, "+10_NPS"),
        ("20", "41", "GB", Some("0"), "+21_GB (+105_%)"),
        ("-5", "5", "EUR", None, "+€10.00"),
    ] {
        assert_eq!(delta(from, to, unit, floor), expected, "{from} → {to} {unit}");
    }
}

#[test]
fn a_delta_that_its_digits_do_not_show_is_almost_nothing() {
    let unit = Unit::Percent;
    for precision in [1, 2] {
        let style = Style {
            precision: Some(precision),
            ..Style::of(&unit)
        };
        let text = said(&delta_text(decimal("99.952"), decimal("99.949"), &style, None));
        assert_eq!(text, "≈ 0 (99.952 → 99.949)");
    }
    assert_eq!(delta("212.4", "212.3", "ms", None), "≈ 0 (212.4 → 212.3)");
    assert_eq!(delta("212.4", "212.6", "ms", None), "≈ 0 (212.4 → 212.6)");
    assert_eq!(delta("-5", "-5", "EUR", None), "unchanged");
    assert_eq!(delta("5.0", "5", "ms", None), "unchanged");
}

#[test]
fn a_percent_change_that_rounds_to_nothing_is_not_said() {
    assert_eq!(delta("41200000", "41199999", "count", None), "−1");
}

fn any_unit() -> impl Strategy<Value = Unit> {
    const UNITS: [&str; 12] = [
        "ms", "min", "d", "%", "count", "ratio", "EUR", "JPY", "CHF", "req/s", "kg CO2e", "points",
    ];
    proptest::sample::select(&UNITS[..]).prop_map(Unit::parse)
}

fn any_decimal() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0u32..28).prop_map(|(mantissa, scale)| Decimal::from_i128_with_scale(i128::from(mantissa), scale))
}

fn number_in(text: &str, unit: &Unit) -> Decimal {
    match read(text, unit) {
        Ok(Written::Number { number, .. }) => number,
        other => panic!("{text:?} is read as {other:?}"),
    }
}

proptest! {
    #[test]
    fn what_is_shown_reads_back_at_the_shown_precision(value in any_decimal(), precision in 0u32..10, unit in any_unit()) {
        let style = Style { precision: Some(precision), ..Style::of(&unit) };
        let expected = value.round_dp_with_strategy(precision, RoundingStrategy::MidpointAwayFromZero);
        prop_assert_eq!(number_in(&shown(value, &style).text(), &unit), expected);
        let marked = shown(value, &style).approximate().text();
        prop_assert_eq!(read(&marked, &unit), Ok(Written::Number { number: expected.normalize(), approximate: true }));
    }

    #[test]
    fn free_digits_lose_at_most_half_a_percent(value in any_decimal(), unit in any_unit()) {
        // Yen have no smaller unit, so small amounts of them may lose more.
        prop_assume!(unit.written() != "JPY");
        let read_back = number_in(&shown(value, &Style::of(&unit)).text(), &unit);
        prop_assert!((read_back - value).abs() <= value.abs() * Decimal::new(5, 3), "{} became {}", value, read_back);
    }

    #[test]
    fn no_style_shows_a_value_on_the_other_side_of_its_target(
        target in -1_000_000i64..1_000_000,
        offset in -2_000i64..2_000,
        precision in proptest::option::of(0u32..6),
        unit in any_unit(),
    ) {
        let target = Decimal::new(target, 2);
        let value = target + Decimal::new(offset, 5);
        let style = Style { precision, target: Some(target), ..Style::of(&unit) };
        let read_back = number_in(&shown(value, &style).text(), &unit);
        prop_assert_eq!(read_back.cmp(&target), value.cmp(&target), "{} of {} shows {}", value, target, read_back);
    }

    #[test]
    fn compact_numbers_are_close_to_the_value(value in any_decimal(), unit in any_unit()) {
        let read_back = number_in(&compact(value, &unit, Signs::ENGLISH).text(), &unit);
        prop_assume!(unit.written() != "JPY" || value.abs() > Decimal::from(100));
        prop_assert!((read_back - value).abs() <= value.abs() * Decimal::new(5, 2), "{} became {}", value, read_back);
    }

    #[test]
    fn a_number_without_digits_has_no_sign(value in any_decimal(), unit in any_unit()) {
        for text in [shown(value, &Style::of(&unit)), signed(value, &Style::of(&unit))] {
            let is_zero = text.number.chars().all(|c| matches!(c, '0' | '.' | ','));
            let has_sign = text.prefix.contains(['+', '−']);
            prop_assert!(!(is_zero && has_sign), "{}", text);
        }
    }

    #[test]
    fn a_delta_never_says_zero_percent_nor_an_unsigned_change(
        from in any_decimal(),
        to in any_decimal(),
        near in any::<bool>(),
        unit in any_unit(),
    ) {
        let to = if near { from + Decimal::new(to.scale().into(), 3) } else { to };
        let delta = delta_text(from, to, &Style::of(&unit), None);
        prop_assert_eq!(delta == DeltaText::Unchanged, from == to);
        let text = said(&delta);
        for zero in ["+0\u{202f}%", "−0\u{202f}%", "-0"] {
            prop_assert!(!text.contains(zero), "{}", text);
        }
        match delta {
            DeltaText::Change { amount, .. } => {
                let sign = if to > from { "+" } else { "−" };
                prop_assert!(amount.prefix.starts_with(sign), "{} → {} is {}", from, to, text);
            }
            DeltaText::AlmostEqual { from, to } | DeltaText::Step { from, to } => prop_assert_ne!(from, to),
            DeltaText::Unchanged => {}
        }
    }

    #[test]
    fn values_look_alike_whose_delta_is_neither_a_step_nor_a_change(
        from in -100_000i64..100_000,
        step in -300i64..300,
        scale in 0u32..6,
        precision in proptest::option::of(0u32..6),
        target in proptest::option::of(-100_000i64..100_000),
        unit in any_unit(),
    ) {
        let (from, to) = (Decimal::new(from, scale), Decimal::new(from + step, scale));
        let target = target.map(|target| Decimal::new(target, scale));
        let style = Style { precision, target, ..Style::of(&unit) };
        let delta = delta_text(from, to, &style, None);
        let is_same = matches!(delta, DeltaText::Unchanged | DeltaText::AlmostEqual { .. });
        prop_assert_eq!(look_alike(from, to, &style), is_same, "{} to {}: {}", from, to, said(&delta));
    }

    #[test]
    fn a_percent_change_does_not_depend_on_the_scale(from in 1i64..100_000, to in 1i64..100_000) {
        let percent = |factor: i64| {
            let (from, to) = (Decimal::from(from * factor), Decimal::from(to * factor));
            match delta_text(from, to, &Style { precision: Some(0), ..Style::of(&Unit::Rate) }, None) {
                DeltaText::Change { relative: Relative::Percent(percent), .. } => Some(percent),
                _ => None,
            }
        };
        prop_assert_eq!(percent(1), percent(1_000));
    }
}

#[test]
fn the_largest_and_smallest_decimals_are_shown_without_panic() {
    let tiny = Decimal::from_i128_with_scale(1, Decimal::MAX_SCALE);
    let extremes = [
        Decimal::MAX,
        Decimal::MIN,
        tiny,
        -tiny,
        Decimal::ZERO,
        Decimal::MAX - Decimal::ONE,
    ];
    for unit in ["ms", "%", "count", "ratio", "EUR", "points"] {
        let unit = Unit::parse(unit);
        for value in extremes {
            assert!(!compact(value, &unit, Signs::ENGLISH).number.is_empty());
            for target in extremes {
                let style = Style {
                    target: Some(target),
                    precision: Some(2),
                    extra_digits: u32::MAX,
                    ..Style::of(&unit)
                };
                assert!(!shown(value, &style).number.is_empty());
                let delta = delta_text(
                    value,
                    target,
                    &Style {
                        precision: None,
                        ..style
                    },
                    Some(tiny),
                );
                assert_eq!(delta == DeltaText::Unchanged, value == target, "{value} → {target}");
            }
        }
    }
}
