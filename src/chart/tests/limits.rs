//! Claims about limits, flags and marks: what is seen of them where they crowd, and what is not said where it would mislead.

use super::super::canvas::Ink;
use super::super::{Axis, Flag, LimitTexts, Limits, Mark, MarkKind, Size, Target, Trend, trend};
use super::{assert_tidy_trend, chart, points, words};

const TEXTS: LimitTexts<'static> = LimitTexts {
    lower: "lower 230",
    mean: "mean 255",
    upper: "upper 290",
};

fn limits((from, to): (usize, usize), (lower, mean, upper): (f64, f64, f64)) -> Limits<'static> {
    Limits {
        from,
        to,
        lower,
        mean,
        upper,
        trial: false,
        texts: TEXTS,
    }
}

/// The limits of values, by their mean and mean moving range.
fn limits_of(values: &[f64]) -> Limits<'static> {
    let count = |values: &[f64]| f64::from(u32::try_from(values.len()).unwrap_or(1));
    let mean = values.iter().sum::<f64>() / count(values);
    let ranges: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let reach = 2.66 * ranges.iter().sum::<f64>() / count(&ranges);
    limits((0, values.len() - 1), (mean - reach, mean, mean + reach))
}

/// Values that stay near 255.
fn calm(count: usize) -> Vec<f64> {
    (0..count)
        .map(|index| 255.0 + f64::from(u32::try_from(index * 7 % 11).unwrap_or(0)))
        .collect()
}

/// The data of the path of a class.
pub(super) fn path<'s>(svg: &'s str, class: &str) -> Option<&'s str> {
    let (_, rest) = svg.split_once(&format!("<path class=\"{class}\" d=\""))?;
    rest.split('"').next()
}

#[test]
fn a_page_names_the_limits_of_the_newest_group_and_a_card_does_not() {
    let points = points(&calm(20));
    let limits = [
        Limits {
            texts: LimitTexts {
                lower: "old",
                mean: "old",
                upper: "old",
            },
            ..limits((0, 9), (200.0, 240.0, 280.0))
        },
        limits((10, 19), (230.0, 255.0, 290.0)),
    ];
    for (size, expected) in [
        // The newest value, 256, stands where the words of the mean would.
        (Size::Page, &["upper 290", "lower 230"][..]),
        (Size::Card, &[]),
    ] {
        let chart = Trend {
            limits: &limits,
            axis: Axis::FromZero,
            ..chart(&points, size)
        };
        let found = words(&trend(&chart), "word");
        assert_eq!(found, expected);
        assert_tidy_trend(&chart);
    }
}

#[test]
fn limits_of_a_group_that_has_ended_are_not_named_beside_the_newest_value() {
    let mut points = points(&calm(12));
    let ended = [limits((0, 9), (230.0, 255.0, 290.0))];
    let named = |points: &[_]| {
        let chart = Trend {
            limits: &ended,
            axis: Axis::Tight,
            ..chart(points, Size::Page)
        };
        trend(&chart).contains("upper 290")
    };
    assert!(!named(&points));
    points[10].value = None;
    points[11].value = None;
    assert!(named(&points), "reports that are missing end no group");
}

#[test]
fn words_of_limits_make_way_for_the_newest_value_and_the_target() {
    let points = points(&[0.0, 300.0, 200.0, 253.0]);
    let limits = [limits((0, 3), (246.0, 252.0, 259.0))];
    let chart = Trend {
        limits: &limits,
        target: Some(Target {
            value: 254.0,
            text: "target 254",
        }),
        ..chart(&points, Size::Page)
    };
    let svg = trend(&chart);
    assert_eq!(words(&svg, "value"), ["253 h"]);
    assert_eq!(words(&svg, "target"), ["target 254"]);
    assert_eq!(words(&svg, "word"), Vec::<String>::new());
}

#[test]
fn words_of_limits_are_whole_or_not_at_all() {
    let points = points(&calm(8));
    let long = "upper limit of all that is to be expected here, and more";
    let limits = [Limits {
        texts: LimitTexts { upper: long, ..TEXTS },
        ..limits((0, 7), (100.0, 180.0, 400.0))
    }];
    let chart = Trend {
        limits: &limits,
        ..chart(&points, Size::Page)
    };
    assert_eq!(words(&trend(&chart), "word"), ["lower 230", "mean 255"]);
}

#[test]
fn limits_of_the_values_in_a_chart_are_always_seen_whole() {
    let zigzag: Vec<f64> = (0..26)
        .map(|index| if index % 2 == 0 { 400.0 } else { 401.0 })
        .collect();
    let one_jump = [vec![400.0; 13], vec![405.0; 13]].concat();
    for values in [zigzag, one_jump, calm(26)] {
        let points = points(&values);
        let svg = trend(&Trend {
            limits: &[limits_of(&values)],
            axis: Axis::Tight,
            ..chart(&points, Size::Page)
        });
        let found = words(&svg, "word");
        for text in ["upper 290", "lower 230"] {
            assert!(found.iter().any(|word| word == text), "no arrow: {found:?}");
        }
    }
}

#[test]
fn a_limit_far_away_does_not_flatten_the_line_and_says_where_it_is() {
    let values = calm(20);
    let points = points(&values);
    let with = |limits: &[Limits<'_>]| {
        trend(&Trend {
            limits,
            axis: Axis::Tight,
            ..chart(&points, Size::Page)
        })
    };
    let svg = with(&[limits((0, 19), (240.0, 250.0, 9000.0))]);
    assert_eq!(
        words(&svg, "word"),
        ["not from 0", "↑ upper 290", "lower 230", "mean 255"]
    );
    let near = with(&[limits((0, 19), (240.0, 250.0, 270.0))]);
    let height = |svg: &str| words(svg, "y").len();
    assert!(height(&svg) >= 3 && height(&near) >= 3);
    assert_eq!(
        words(&svg, "y").first(),
        words(&near, "y").first(),
        "the nearer one is seen"
    );
}

#[test]
fn trial_limits_are_lines_and_firm_ones_a_band() {
    let points = points(&calm(8));
    let firm = limits((0, 7), (230.0, 255.0, 290.0));
    for trial in [true, false] {
        let svg = trend(&Trend {
            limits: &[Limits { trial, ..firm }],
            ..chart(&points, Size::Card)
        });
        assert_eq!(path(&svg, "trial").is_some(), trial);
        assert_eq!(path(&svg, "band").is_some(), !trial);
        assert!(path(&svg, "mean").is_some());
    }
}

#[test]
fn each_judgement_has_a_shape_that_needs_no_colour() {
    let css = include_str!("../../../themes/default/assets/chart.css");
    let rule = |selector: &str| {
        let rules = css.lines().filter(|line| line.starts_with(&format!("{selector} {{")));
        rules.collect::<Vec<_>>().concat()
    };
    assert!(!rule(".chart .better").contains("square"));
    for square in [".chart .worse", ".chart .neutral"] {
        assert!(rule(square).contains("stroke-linecap: square"), "{square}");
    }
    assert!(rule(".chart.page .worse rect").contains("rx: 0"));
    assert!(rule(".chart.page .neutral rect").contains("rotate(45deg)"));

    let mut points = points(&calm(5));
    for (point, flag) in points
        .iter_mut()
        .zip([Flag::Better, Flag::Worse, Flag::NeutralHigh, Flag::NeutralLow])
    {
        point.flag = flag;
    }
    let card = trend(&chart(&points, Size::Card));
    for class in ["better", "worse"] {
        assert!(path(&card, class).is_some_and(|data| data.ends_with('z')), "{card}");
    }
    // A line at an angle, and with it the cap.
    let neutral = path(&card, "neutral").unwrap_or_default();
    assert_eq!(
        neutral.matches(" 1 1").count() + neutral.matches("l1 1").count(),
        2,
        "{neutral}"
    );
    let page = trend(&chart(&points, Size::Page));
    for class in ["better", "worse", "neutral"] {
        assert!(page.contains(&format!(" class=\"{class}\"")), "{class}: {page}");
    }
}

const CROWD: [(usize, &str, MarkKind); 10] = [
    (1, "Freeze", MarkKind::Event),
    (3, "New office", MarkKind::Event),
    (7, "Counts reverts too", MarkKind::Definition),
    (8, "Moved to arm64", MarkKind::Event),
    (9, "Incident 12", MarkKind::Event),
    (9, "Holidays", MarkKind::Event),
    (12, "Rebase", MarkKind::Rebase),
    (16, "Release 1.0", MarkKind::Event),
    (17, "On-call rota", MarkKind::Event),
    (25, "Release 1.1", MarkKind::Event),
];

#[test]
fn events_are_strokes_on_the_floor_of_a_card_and_poles_on_a_page() {
    let points = points(&calm(26));
    let marks = CROWD.map(|(at, text, kind)| Mark { at, text, kind });
    let with = |size| Trend {
        marks: &marks,
        ..chart(&points, size)
    };
    let card = trend(&with(Size::Card));
    assert!(!card.contains("\"event\""), "no pole");
    assert!(path(&card, "rebase").is_some() && path(&card, "break").is_some());
    assert_eq!(words(&card, "word"), ["Counts reverts too", "Rebase"]);
    assert!(
        card.contains("<title>Incident 12; Holidays</title></path>"),
        "one stroke for one period"
    );
    let (sheet, plot) = trend::sheet(&with(Size::Card));
    assert!(sheet.with(|canvas| {
        canvas
            .texts
            .iter()
            .all(|(ink, text)| *ink != Ink::Word || text.bottom <= plot.top)
    }));

    let page = trend(&with(Size::Page));
    assert!(path(&page, "event").is_some());
    for (_, text, _) in CROWD {
        assert!(page.contains(text), "{text}");
    }
    assert_tidy_trend(&with(Size::Card));
    assert_tidy_trend(&with(Size::Page));
}

#[test]
fn a_card_with_three_groups_a_run_of_signals_and_many_events_is_at_most_2000_bytes() {
    let mut points = points(&calm(26));
    for point in &mut points[18..] {
        point.flag = Flag::Worse;
    }
    let marks = CROWD.map(|(at, text, kind)| Mark { at, text, kind });
    let at = (230.0, 255.0, 290.0);
    let limits = [limits((0, 6), at), limits((7, 11), at), limits((12, 25), at)];
    let svg = trend(&Trend {
        marks: &marks,
        limits: &limits,
        target: Some(Target {
            value: 250.0,
            text: "target 250 h",
        }),
        ..chart(&points, Size::Card)
    });
    assert!(svg.len() <= 2000, "{} bytes: {svg}", svg.len());
}

#[test]
fn words_of_a_rebase_and_a_definition_survive_a_crowd_of_events() {
    let points = points(&calm(68));
    let event = "Something that takes many words to tell";
    let mut marks: Vec<Mark<'_>> = (0..60)
        .map(|at| Mark {
            at,
            text: event,
            kind: MarkKind::Event,
        })
        .collect();
    for (at, text, kind) in [
        (30, "Counts reverts too", MarkKind::Definition),
        (31, "Rebase", MarkKind::Rebase),
    ] {
        marks.push(Mark { at, text, kind });
    }
    let chart = Trend {
        marks: &marks,
        ..chart(&points, Size::Page)
    };
    let svg = trend(&chart);
    assert!(svg.contains("\"floor\""), "an event without words has no pole");
    let found = [words(&svg, "word"), words(&svg, "word e")].concat();
    for text in ["Counts reverts too", "Rebase"] {
        assert!(found.iter().any(|word| word == text), "{found:?}");
    }
    assert_tidy_trend(&chart);
}
