//! The same claims for any input at all.

use super::super::{
    Axis, Dot, Flag, Gap, LimitTexts, Limits, Mark, MarkKind, Size, Spark, Strip, Target, Trend, TrendPoint, spark,
};
use super::{START, assert_sound, assert_tidy_strip, assert_tidy_trend, english};
use jiff::ToSpan as _;
use jiff::civil::Date;
use proptest::prelude::*;

fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -50.0..200.0,
        2 => (0i32..30).prop_map(f64::from),
        1 => any::<f64>(),
        1 => Just(f64::NAN),
        1 => Just(0.0),
        1 => (-1.0..1.0).prop_map(|part| part * 1e12),
        1 => (-1.0..1.0).prop_map(|part| part * 1e-6),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,40}",
        "[a-z<&\" ]{0,80}",
        Just("212 ms".to_owned())
    ]
}

fn any_point() -> impl Strategy<Value = (i32, TrendPoint)> {
    let flag = prop_oneof![
        4 => Just(Flag::None),
        1 => Just(Flag::Better),
        1 => Just(Flag::Worse),
        1 => Just(Flag::NeutralHigh),
    ];
    let value = proptest::option::weighted(0.8, any_value());
    let gap = prop_oneof![Just(Gap::Missing), Just(Gap::NotAvailable), Just(Gap::NotExpected)];
    let switches = (gap, any::<bool>(), proptest::bool::weighted(0.1));
    (-2i32..40, value, flag, switches, any_text(), any_text()).prop_map(
        |(days, value, flag, (gap, hollow, breaks_before), label, value_text)| {
            let point = TrendPoint {
                date: START,
                value,
                gap,
                hollow,
                flag,
                label,
                value_text,
                breaks_before,
            };
            (days, point)
        },
    )
}

fn any_points() -> impl Strategy<Value = Vec<TrendPoint>> {
    let start = prop_oneof![
        8 => Just(START),
        1 => Just(Date::MIN),
        1 => Just(Date::MAX),
        1 => Just(Date::constant(2025, 12, 28)),
    ];
    (start, 1i32..40, proptest::collection::vec(any_point(), 0..40)).prop_map(|(start, every, points)| {
        let mut date: Date = start;
        let mut dated = Vec::new();
        for (days, point) in points {
            dated.push(TrendPoint { date, ..point });
            date = date.saturating_add((days * every / 10).days());
        }
        dated
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_the_numbers_a_trend_is_tidy(
        points in any_points(),
        target in proptest::option::of((any_value(), any_text())),
        marks in proptest::collection::vec((0usize..45, any_text()), 0..8),
        limits in proptest::collection::vec((0usize..45, 0usize..45, any_value(), any_value(), any_text()), 0..3),
        range in proptest::option::weighted(0.2, (any_value(), any_value())),
        is_tight in any::<bool>(),
        is_page in any::<bool>(),
        names in (any_text(), any_text()),
    ) {
        let marks: Vec<Mark<'_>> = marks
            .iter()
            .map(|(at, text)| Mark {
                at: *at,
                text,
                kind: [MarkKind::Event, MarkKind::Rebase, MarkKind::Definition][at % 3],
            })
            .collect();
        let limits: Vec<Limits> = limits
            .iter()
            .map(|&(from, to, lower, upper, ref text)| Limits {
                from,
                to,
                lower,
                mean: f64::midpoint(lower, upper),
                upper,
                trial: from % 2 == 0,
                texts: LimitTexts { lower: text, mean: text, upper: text },
            })
            .collect();
        assert_tidy_trend(&Trend {
            title: &names.0,
            description: &names.1,
            points: &points,
            target: target.as_ref().map(|(value, text)| Target { value: *value, text }),
            marks: &marks,
            limits: &limits,
            axis: if is_tight { Axis::Tight } else { Axis::FromZero },
            range,
            size: if is_page { Size::Page } else { Size::Card },
            words: english(),
        });
    }

    #[test]
    fn whatever_the_numbers_a_strip_is_tidy(
        teams in proptest::collection::vec((any_value(), any_text(), any::<bool>()), 0..90),
        previous in proptest::collection::vec(any_value(), 0..90),
        median in proptest::option::of(any_value()),
        target in proptest::option::of((any_value(), any_text())),
        is_tight in any::<bool>(),
    ) {
        let dots: Vec<Dot<'_>> = teams
            .iter()
            .map(|(value, text, hollow)| Dot { value: *value, text, hollow: *hollow })
            .collect();
        assert_tidy_strip(&Strip {
            title: "Commits",
            description: "",
            dots: &dots,
            median,
            previous: &previous,
            axis: if is_tight { Axis::Tight } else { Axis::FromZero },
            target: target.as_ref().map(|(value, text)| Target { value: *value, text }),
            size: Size::Page,
            words: english(),
        });
    }

    #[test]
    fn whatever_the_numbers_a_sparkline_stays_in_its_frame(
        values in proptest::collection::vec(proptest::option::of(any_value()), 0..60),
    ) {
        let chart = Spark { title: "Commits", description: "", values: &values };
        assert_sound(&spark(&chart));
        spark::sheet(&chart).with(|canvas| {
            for (x, y) in &canvas.points {
                assert!((3..=116).contains(x) && (4..=20).contains(y), "{x} {y}");
            }
        });
    }
}
