//! The forms of the table "Reading a value", form by form, and what holds for every text.

use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().expect("the tests write decimals")
}

/// The number as text; `≈` before it where it is approximate; `n/a`; or `error: …`.
fn outcome(text: &str, unit: &str) -> String {
    match read(text, &Unit::parse(unit)) {
        Ok(Written::Number { number, approximate }) => {
            format!("{}{number}", if approximate { "≈" } else { "" })
        }
        Ok(Written::NotAvailable) => "n/a".to_owned(),
        Err(error) => format!("error: {error}"),
    }
}

fn check(unit: &str, table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(outcome(text, unit), *expected, "{text:?} for {unit}");
    }
}

fn check_refused(unit: &str, table: &[(&str, &str)]) {
    for (text, part) in table {
        let outcome = outcome(text, unit);
        assert!(
            outcome.starts_with("error: ") && outcome.contains(part),
            "{text:?} for {unit}: {outcome}"
        );
    }
}

#[test]
fn numbers_are_read_with_their_groups() {
    check(
        "count",
        &[
            ("12", "12"),
            ("12.5", "12.5"),
            (" 12 ", "12"),
            ("+3", "3"),
            ("-3", "-3"),
            ("−3", "-3"),
            ("-0", "0"),
            ("1,204.50", "1204.5"),
            ("1,930", "1930"),
            ("1_204", "1204"),
            ("1e3", "1000"),
        ],
    );
    check_refused(
        "count",
        &[
            ("1,20", "write a point if it is a decimal mark"),
            ("0,125", "has a comma"),
            ("1.204,50", "has a comma"),
            ("1 204", "does not end like a count"),
            ("twelve", "`twelve` is not a number"),
            ("12 deploys", "put the words in the note"),
            ("nan", "not a finite number"),
            ("-inf", "not a finite number"),
            ("1e40", "beyond what can be kept exactly"),
            ("--3", "is not a number"),
        ],
    );
}

#[test]
fn a_share_in_parts_is_told_as_parts() {
    let parts = "write `{ numerator = 1, denominator = 14 }`";
    check_refused("%", &[("1/14", parts), ("1 / 14", parts), ("1 of 14", parts)]);
    check_refused("ratio", &[("1/14", parts)]);
    check_refused("count", &[("1/14", "put the words in the note")]);
    check_refused("%", &[("1/14 or so", "put the words in the note")]);
}

#[test]
fn a_point_that_may_group_thousands_is_asked_about() {
    let typed = |text: &str, unit: &str| match read_typed(text, &Unit::parse(unit)) {
        Ok(Written::Number { number, .. }) => number.to_string(),
        Ok(Written::NotAvailable) => "n/a".to_owned(),
        Err(error) => error.cure,
    };
    let thousands = "write `18,250` for the thousands, or `18.25` for the decimals";
    for (text, unit, expected) in [
        ("18.250 €", "EUR", thousands),
        ("€18.250", "EUR", thousands),
        ("-€18.250", "EUR", thousands),
        ("~18.250", "EUR", thousands),
        ("EUR 18.250", "EUR", thousands),
        ("18.250", "count", thousands),
        (
            "1.204",
            "count",
            "write `1,204` for the thousands, or `1.2040` for the decimals",
        ),
        (
            "2.000",
            "count",
            "write `2,000` for the thousands, or `2.0` for the decimals",
        ),
        ("1.2040", "count", "1.204"),
        ("0.125", "EUR", "0.125"),
        ("1204.500", "EUR", "1204.5"),
        ("1,204.500", "EUR", "1204.5"),
        ("1.204k", "count", "1204"),
        ("€1.204M", "EUR", "1204000"),
        // The dinar has a thousand fils.
        ("KWD 18.250", "KWD", "18.25"),
        ("1.204", "s", "1.204"),
        ("1.204 s", "ms", "1204"),
        ("99.950 %", "%", "99.95"),
        ("1.204", "req/s", "1.204"),
        ("n/a", "count", "n/a"),
    ] {
        assert_eq!(typed(text, unit), expected, "{text:?} for {unit}");
    }
}

#[test]
fn scales_multiply_by_thousands() {
    check(
        "count",
        &[
            ("1.2k", "1200"),
            ("980k", "980000"),
            ("41.2M", "41200000"),
            ("2.5B", "2500000000"),
            ("1.2 K", "1200"),
        ],
    );
    check_refused(
        "count",
        &[
            ("3m", "write `M` for millions"),
            ("3b", "does not end like"),
            ("3kk", "does not end like"),
            ("9999999999999999999999999999B", "beyond"),
        ],
    );
}

#[test]
fn a_percentage_is_hundredths_of_a_ratio() {
    check(
        "%",
        &[
            ("99.95%", "99.95"),
            ("99.95 %", "99.95"),
            ("3.2\u{202f}%", "3.2"),
            ("11", "11"),
            ("0.5", "0.5"),
        ],
    );
    check(
        "ratio",
        &[
            ("99.95%", "0.9995"),
            ("99.95 %", "0.9995"),
            ("0.9995", "0.9995"),
            ("12%", "0.12"),
        ],
    );
    check_refused("count", &[("3.2%", "set `unit = \"%\"`")]);
    check_refused("ms", &[("3.2%", "is a percentage, but the metric is a duration (ms)")]);
    check_refused("EUR", &[("3.2%", "is not a currency")]);
}

#[test]
fn money_takes_its_currency_before_or_after() {
    check(
        "USD",
        &[
            ("$1,204.50", "1204.5"),
            ("1204.50 USD", "1204.5"),
            ("USD 1204.50", "1204.5"),
            ("usd1204.50", "1204.5"),
            ("1,204.50$", "1204.5"),
            ("US$ 5 USD", "5"),
            ("0.131", "0.131"),
            ("$1.2k", "1200"),
            ("1.2M USD", "1200000"),
            ("-$5", "-5"),
            ("$-5", "-5"),
            ("$−5", "-5"),
            ("~$20", "≈20"),
        ],
    );
    check(
        "EUR",
        &[
            ("€18,250.40", "18250.4"),
            ("5k€", "5000"),
            ("1204.50\u{a0}EUR", "1204.5"),
            ("-", "n/a"),
        ],
    );
    check("KRW", &[("5 KRW", "5"), ("5k KRW", "5000"), ("₩5", "5")]);
    check("CAD", &[("CA$5", "5"), ("5 CAD", "5")]);
    check_refused(
        "EUR",
        &[
            ("$1,204.50", "is in USD, but the metric is in EUR"),
            ("1204.50 GBP", "nothing is converted"),
            ("€5 USD", "is in USD"),
            ("12 credits", "`credits` is not a currency"),
            ("credits 12", "`credits` is not a currency"),
            ("€", "is not a number"),
            ("€abc", "is not a number"),
            ("NaN", "not a finite number"),
            ("€--5", "is not a number"),
        ],
    );
    check_refused("CAD", &[("$5", "is in USD, but the metric is in CAD")]);
    check_refused(
        "count",
        &[("€5", "is money, but the metric is a count"), ("5 EUR", "is money")],
    );
    check_refused("h", &[("$5", "is money")]);
}

#[test]
fn durations_become_the_metrics_unit() {
    check(
        "h",
        &[
            ("3d 4h", "76"),
            ("9 days", "216"),
            ("40 hours", "40"),
            ("22h", "22"),
            ("22", "22"),
            ("1d12h", "36"),
            ("1:12:00", "1.2"),
            ("P1DT4H", "28"),
            ("p1dt4h", "28"),
            ("1w", "168"),
        ],
    );
    check(
        "min",
        &[
            ("35 min", "35"),
            ("35 m", "35"),
            ("1h 12m", "72"),
            ("1H 12M", "72"),
            ("1h\u{202f}28m", "88"),
            ("90 s", "1.5"),
            ("0:00:30.5", "0.508333333333"),
            ("PT1.5S", "0.025"),
            ("~35 min", "≈35"),
            ("-1h 30m", "-90"),
        ],
    );
    check(
        "ms",
        &[
            ("240ms", "240"),
            ("1.4s", "1400"),
            ("61 µs", "0.061"),
            ("1.2k", "1200"),
            ("1e3ms", "1000"),
        ],
    );
    check(
        "s",
        &[
            ("PT1M", "60"),
            ("P1W", "604800"),
            ("1,200 ms", "1.2"),
            ("100:00:01", "360001"),
        ],
    );
    check(
        "d",
        &[
            ("6d 4h", "6.16666666667"),
            ("9.5d", "9.5"),
            ("40 hours", "1.66666666667"),
            ("36h", "1.5"),
        ],
    );
}

#[test]
fn a_duration_with_two_meanings_asks() {
    check_refused(
        "min",
        &[
            ("4:30", "write `4m 30s` or `4h 30m`"),
            ("1:2:00", "two digits"),
            ("1:60:00", "two digits"),
            ("1:2:3:4", "h:mm:ss"),
            (":30", "h:mm:ss"),
            ("3M", "minutes or millions"),
            ("1h 30", "what the `30` at its end is"),
            ("30m 1h", "the larger first"),
            ("1m 1m", "write each unit once"),
            ("1d, 4h", "nothing between"),
            ("3 fortnights", "`fortnights` is no unit of time"),
            ("1,5h", "has a comma"),
            ("soon", "is not a number"),
        ],
    );
    check_refused(
        "h",
        &[
            ("P1Y", "years or months"),
            ("P1M", "years or months"),
            ("P", "not an ISO 8601 duration"),
            ("PT", "not an ISO 8601 duration"),
            ("P1DT", "not an ISO 8601 duration"),
            ("P1H", "not an ISO 8601 duration"),
            ("PT1S1H", "not an ISO 8601 duration"),
            ("PT1,5S", "has a comma"),
            ("PT1,500S", "has a comma"),
            ("9999999999999999999999999999d", "beyond"),
        ],
    );
}

#[test]
fn approximations_are_marked() {
    check(
        "count",
        &[
            ("~12", "≈12"),
            ("~ 12", "≈12"),
            ("≈ 12", "≈12"),
            ("approx 12", "≈12"),
            ("Approx. 12", "≈12"),
            ("approximately 1.2k", "≈1200"),
            ("about 12", "≈12"),
        ],
    );
    check_refused(
        "count",
        &[
            ("approx", "is not a number"),
            ("~", "is not a number"),
            ("~>30", "is a bound"),
        ],
    );
}

#[test]
fn not_available_is_neither_zero_nor_missing() {
    for unit in ["count", "%", "EUR", "h", "points"] {
        check(
            unit,
            &[
                ("n/a", "n/a"),
                ("N/A", "n/a"),
                ("-", "n/a"),
                ("–", "n/a"),
                ("—", "n/a"),
                ("", "n/a"),
                ("\u{a0}", "n/a"),
                ("tbd", "n/a"),
                ("TBD", "n/a"),
            ],
        );
    }
}

#[test]
fn bounds_and_intervals_ask_for_one_number() {
    for unit in ["count", "%", "EUR", "h"] {
        check_refused(
            unit,
            &[
                (">30", "say a number and put the bound in the note"),
                ("<1", "say a number and put the bound in the note"),
                ("≥ 30", "is a bound"),
                ("<=1", "is a bound"),
                ("30+", "is a bound"),
                ("12-15", "is two numbers"),
                ("12 – 15", "is two numbers"),
            ],
        );
    }
}

#[test]
fn a_metrics_own_unit_may_stand_behind_the_number() {
    check("req/s", &[("1.4 req/s", "1.4"), ("1.2k rps", "1200"), ("5/s", "5")]);
    check(
        "kg CO2e",
        &[
            ("0.041", "0.041"),
            ("12 kg", "12"),
            ("12 kg CO₂e", "12"),
            ("12kgCO2e", "12"),
        ],
    );
    check(
        "points",
        &[
            ("41", "41"),
            ("41 points", "41"),
            ("41 Points", "41"),
            ("1.2k points", "1200"),
            ("-8", "-8"),
        ],
    );
    check("MB", &[("3MB", "3"), ("3M", "3000000"), ("3M MB", "3000000")]);
    check_refused(
        "points",
        &[
            ("41 stars", "does not end like a number of `points`"),
            ("3h", "is a duration"),
        ],
    );
}

#[test]
fn toml_numbers_are_read_from_their_text() {
    for (literal, expected) in [
        ("12", "12"),
        ("99.953", "99.953"),
        ("0.1", "0.1"),
        ("1_204", "1204"),
        ("1e6", "1000000"),
        ("6.626e-3", "0.006626"),
        ("+3", "3"),
        ("-3", "-3"),
        ("-0.0", "0"),
        ("0x10", "16"),
        ("0xdead_beef", "3735928559"),
        ("0o17", "15"),
        ("0b101", "5"),
    ] {
        let number = read_number(literal, &Unit::Count).map(|number| number.to_string());
        assert_eq!(number, Ok(expected.to_owned()), "{literal}");
    }
    for (literal, part) in [
        ("nan", "finite"),
        ("-inf", "finite"),
        ("+nan", "finite"),
        ("1e300", "beyond"),
        ("1e-300", "beyond"),
        ("0xffffffffffffffffffffffffffffffff", "beyond"),
        ("0x", "not a number"),
        ("0x-5", "not a number"),
        ("1.2k", "not a number"),
        ("", "not a number"),
    ] {
        let error = read_number(literal, &Unit::Count).expect_err(literal);
        assert!(error.message.contains(part), "{literal}: {error}");
    }
}

#[test]
fn nothing_but_a_label_is_negative_unless_its_range_allows_it() {
    let minus = decimal("-0.5");
    for unit in ["count", "ms", "%", "EUR", "ratio", "req/s"] {
        let unit = Unit::parse(unit);
        let error = check_range(minus, &unit, None).expect_err("a negative value");
        assert!(error.message.contains("-0.5 is negative"), "{error}");
        assert_eq!(check_range(minus, &unit, Some((decimal("-1"), Decimal::MAX))), Ok(()));
        assert_eq!(check_range(Decimal::ZERO, &unit, None), Ok(()));
    }
    assert_eq!(check_range(minus, &Unit::parse("NPS"), None), Ok(()));
}

#[test]
fn a_range_holds_its_ends_and_names_the_one_that_is_passed() {
    let range = Some((Decimal::ZERO, Decimal::ONE_HUNDRED));
    for (number, expected) in [
        ("0", ""),
        ("100", ""),
        ("100.01", "100.01 is above the highest value of the metric's range, 100"),
        ("-1", "-1 is below the lowest value of the metric's range, 0"),
    ] {
        let message = check_range(decimal(number), &Unit::Percent, range)
            .err()
            .map(|error| error.message);
        assert_eq!(message.unwrap_or_default(), expected, "{number}");
    }
    assert_eq!(check_range(decimal("140"), &Unit::Percent, None), Ok(()));
}

#[test]
fn a_message_quotes_only_the_beginning_of_a_long_text() {
    let error = read(&"word ".repeat(1000), &Unit::Count).expect_err("words are no number");
    assert!(error.message.chars().count() < 100, "{error}");
}

fn any_unit() -> impl Strategy<Value = Unit> {
    const UNITS: [&str; 14] = [
        "ms", "s", "min", "h", "d", "%", "count", "ratio", "EUR", "JPY", "req/s", "kg CO2e", "points", "k",
    ];
    proptest::sample::select(&UNITS[..]).prop_map(Unit::parse)
}

/// Texts made of the pieces that the reader looks for, which random characters never hit.
fn likely_text() -> impl Strategy<Value = String> {
    const PIECES: [&str; 39] = [
        "1", "0", "12", ",", ",500", ".", "_", "e", "E9", "k", "M", "B", "%", "$", "€", "EUR", "-", "−", "–", "+", "~",
        "≈", ">", "n/a", "h", "m", "ms", "µs", " ", "\u{202f}", ":", "30", "P", "T", "S", "D", "0x", "nan", "é",
    ];
    proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..8).prop_map(|all| all.concat())
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>(), likely in likely_text(), unit in any_unit()) {
        for text in [&text, &likely] {
            let _ = read_number(text, &unit);
            if let Ok(Written::Number { number, .. }) = read(text, &unit) {
                prop_assert_eq!(number.scale(), number.normalize().scale(), "idle zeros");
                prop_assert!(!(number.is_zero() && number.is_sign_negative()), "negative zero");
            }
        }
    }

    #[test]
    fn every_error_says_what_is_wrong_and_what_to_write(text in likely_text(), unit in any_unit()) {
        if let Err(error) = read(&text, &unit) {
            prop_assert!(!error.message.is_empty() && !error.cure.is_empty());
        }
    }

    #[test]
    fn a_plain_number_reads_as_itself_in_every_unit(mantissa in any::<i64>(), scale in 0u32..20, unit in any_unit()) {
        let number = Decimal::from_i128_with_scale(i128::from(mantissa), scale);
        let expected = Written::Number { number: number.normalize(), approximate: false };
        prop_assert_eq!(read(&number.to_string(), &unit), Ok(expected));
        prop_assert_eq!(read_number(&number.to_string(), &unit), Ok(number.normalize()));
    }

    #[test]
    fn groups_do_not_change_a_number(number in 1_000u64..1_000_000_000) {
        let (millions, thousands, ones) = (number / 1_000_000, number / 1_000 % 1_000, number % 1_000);
        let grouped = if millions > 0 {
            format!("{millions},{thousands:03},{ones:03}")
        } else {
            format!("{thousands},{ones:03}")
        };
        prop_assert_eq!(outcome(&grouped, "count"), number.to_string());
    }

    #[test]
    fn a_scale_is_a_multiplication(mantissa in 0i64..10_000_000, scale in 0u32..5) {
        let number = Decimal::new(mantissa, scale);
        for (letter, factor) in [("k", 1_000), ("M", 1_000_000), ("B", 1_000_000_000)] {
            let expected = (number * Decimal::from(factor)).normalize().to_string();
            prop_assert_eq!(outcome(&format!("{number}{letter}"), "count"), expected);
        }
    }

    #[test]
    fn a_duration_is_the_sum_of_its_parts(days in 0u32..1000, hours in 0u32..24, minutes in 0u32..60) {
        let expected = (days * 24 * 60 + hours * 60 + minutes).to_string();
        prop_assert_eq!(outcome(&format!("{days}d {hours}h {minutes}m"), "min"), expected.clone());
        prop_assert_eq!(outcome(&format!("P{days}DT{hours}H{minutes}M"), "min"), expected.clone());
        prop_assert_eq!(outcome(&format!("{}:{minutes:02}:00", days * 24 + hours), "min"), expected);
    }

    #[test]
    fn a_larger_unit_only_scales_a_duration(minutes in 0u32..1_000_000) {
        let as_hours = outcome(&format!("{minutes} min"), "h");
        let hours = decimal(&as_hours);
        let back = (hours * Decimal::from(60) - Decimal::from(minutes)).abs();
        prop_assert!(back <= Decimal::new(1, 5), "{minutes} min are {hours} h");
    }
}
