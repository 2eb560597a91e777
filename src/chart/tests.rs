//! Claims about whole charts: what is drawn where, whatever the numbers; how many bytes it takes; what it says.

mod budgets;
mod limits;
mod properties;

use super::canvas::{Canvas, Ink};
use super::text::Extent;
use super::{
    Axis, Dot, Flag, Gap, LimitTexts, Limits, Mark, MarkKind, Size, Strip, Target, Trend, TrendPoint, shared_range,
    strip, trend,
};
use crate::words::Words;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::sync::{Arc, LazyLock};

const START: Date = Date::constant(2025, 8, 24);
const DESCRIPTION: &str = "p95 response time, 26 cycles, last 212 ms, improving; limits 180–260; target 250";

/// A year of fortnights: hours from commit to release of a public project.
const LEAD_TIMES: [f64; 26] = [
    9.2, 55.5, 50.4, 22.2, 17.8, 30.8, 94.2, 17.3, 22.8, 92.5, 82.4, 22.1, 102.7, 34.3, 23.2, 27.8, 19.8, 13.1, 160.2,
    38.6, 29.4, 28.2, 28.5, 9.5, 32.3, 12.2,
];

fn point(index: usize, value: Option<f64>, unit: &str) -> TrendPoint {
    let days = i32::try_from(index).unwrap_or(0) * 14;
    let date = START.checked_add(days.days()).unwrap_or(START);
    let value_text = value.map_or("no report".to_owned(), |value| format!("{value}{unit}"));
    TrendPoint {
        date,
        value,
        gap: Gap::Missing,
        hollow: false,
        flag: Flag::None,
        label: format!("{}: {value_text}", date.strftime("%-d %b %Y")),
        value_text,
        breaks_before: false,
    }
}

fn points(values: &[f64]) -> Vec<TrendPoint> {
    let with_index = values.iter().enumerate();
    with_index
        .map(|(index, value)| point(index, Some(*value), " h"))
        .collect()
}

fn chart(points: &[TrendPoint], size: Size) -> Trend<'_> {
    Trend {
        title: "Change lead time",
        description: DESCRIPTION,
        points,
        target: None,
        marks: &[],
        limits: &[],
        axis: Axis::FromZero,
        range: None,
        size,
        words: english(),
    }
}

/// The default theme's words, for as long as the tests run.
fn english() -> &'static Words {
    static ENGLISH: LazyLock<Arc<Words>> = LazyLock::new(Words::english);
    &ENGLISH
}

/// A chart as the site draws it: limits, a target, an event and a row of signals.
fn with_realistic_chart<T>(size: Size, look: impl FnOnce(&Trend<'_>) -> T) -> T {
    let mut points = points(&LEAD_TIMES);
    points[18].flag = Flag::Worse;
    for point in &mut points[19..] {
        point.flag = Flag::Better;
    }
    look(&Trend {
        target: Some(Target {
            value: 24.0,
            text: "target 24 h",
        }),
        limits: &[Limits {
            from: 0,
            to: 25,
            lower: 0.0,
            mean: 41.3,
            upper: 137.6,
            trial: false,
            texts: LimitTexts {
                lower: "lower 0 h",
                mean: "mean 41 h",
                upper: "upper 138 h",
            },
        }],
        ..chart(&points, size)
    })
}

/// The words of a class, in the order of drawing.
fn words(svg: &str, class: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in ["text", "g"] {
        for part in svg.split(&format!("<{name} class=\"{class}\"")).skip(1) {
            let part = part.split(&format!("</{name}>")).next().unwrap_or_default();
            let mut tail = format!("<{part}");
            while let Some((_, rest)) = tail.split_once('>') {
                let (text, _) = rest.split_once('<').unwrap_or((rest, ""));
                if !text.is_empty() {
                    found.push(text.to_owned());
                }
                tail = rest.to_owned();
            }
        }
    }
    found
}

/// Nothing overlaps and nothing is outside.
fn assert_tidy(canvas: &Canvas, size: (i32, i32)) {
    let frame = Extent {
        left: 0,
        top: 0,
        right: size.0,
        bottom: size.1,
    };
    for (index, (ink, text)) in canvas.texts.iter().enumerate() {
        assert!(frame.holds(text), "{ink:?} leaves the frame: {text:?}");
        for (other_ink, other) in &canvas.texts[..index] {
            assert!(
                !text.touches(other, 0),
                "{ink:?} overlaps {other_ink:?}: {text:?} {other:?}"
            );
        }
    }
    for label in &canvas.labels {
        assert!(frame.holds(label), "a label leaves the frame: {label:?}");
        for (ink, text) in &canvas.texts {
            assert!(!text.touches(label, 0), "a label overlaps {ink:?}: {label:?} {text:?}");
        }
    }
    let dates = canvas.texts.iter().filter(|(ink, _)| *ink == Ink::Date);
    assert!(dates.count() <= 5);
}

fn assert_tidy_trend(trend: &Trend<'_>) {
    let (sheet, plot) = trend::sheet(trend);
    let size = match trend.size {
        Size::Card => (680, 300),
        Size::Page => (2080, 720),
    };
    sheet.with(|canvas| {
        assert_tidy(canvas, size);
        for (x, y) in &canvas.points {
            let is_inside = (plot.left..=plot.right).contains(x) && (plot.top..=plot.bottom).contains(y);
            assert!(is_inside, "a point leaves the plot: {x} {y} {plot:?}");
        }
    });
    let svg = super::trend(trend);
    assert_sound(&svg);
    assert_eq!(svg, super::trend(trend), "the same chart twice");
}

/// Elements are nested properly, and there is nothing that must not be on a page twice or at all.
fn assert_sound(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some((text, tail)) = rest.split_once('<') {
        assert!(!text.contains('>'), "{svg}");
        let Some((tag, tail)) = tail.split_once('>') else {
            panic!("a tag has no end: {svg}");
        };
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{svg}");
        } else {
            let name = tag.split([' ', '/']).next().unwrap_or_default();
            for attribute in tag.split("=\"").filter_map(|part| part.rsplit(' ').next()) {
                assert!(!["id", "style", "width", "height"].contains(&attribute), "{tag}");
            }
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
        rest = tail;
    }
    assert!(open.is_empty() && rest.is_empty(), "{svg}");
    assert!(svg.starts_with("<svg class=\"chart "));
    assert!(svg.contains("<title>"));
}

#[test]
fn a_card_of_26_points_is_at_most_1300_bytes() {
    with_realistic_chart(Size::Card, |chart| {
        let marks = [Mark {
            at: 12,
            text: "CI moved",
            kind: MarkKind::Event,
        }];
        let svg = trend(&Trend {
            marks: &marks,
            ..chart.clone()
        });
        assert!(svg.len() <= 1300, "{} bytes: {svg}", svg.len());
    });
}

#[test]
fn a_page_of_26_titled_points_is_at_most_4200_bytes() {
    with_realistic_chart(Size::Page, |chart| {
        let svg = trend(chart);
        assert!(svg.len() <= 4200, "{} bytes: {svg}", svg.len());
        assert_eq!(svg.matches("tabindex=\"0\" role=\"img\"").count(), 26);
        assert_eq!(svg.matches("<title>").count(), 27);
        assert_eq!(
            svg.matches("<rect/><text").count(),
            25,
            "and the newest says its value all the time"
        );
    });
}

#[test]
fn a_card_is_one_picture_and_a_page_a_group_of_named_points() {
    with_realistic_chart(Size::Card, |chart| {
        let svg = trend(chart);
        assert!(svg.contains("role=\"img\"") && !svg.contains("tabindex"));
        assert_eq!(svg.matches("<title>").count(), 1);
    });
    with_realistic_chart(Size::Page, |chart| {
        let svg = trend(chart);
        assert!(svg.contains(" 0 2080 720\" role=\"group\">"), "{svg}");
        assert!(svg.contains("<title>7 Sep 2025: 55.5 h</title><rect/><text>55.5 h</text>"));
    });
}

#[test]
fn places_are_counted_from_where_the_labels_of_the_axis_end() {
    with_realistic_chart(Size::Card, |chart| {
        let svg = trend(chart);
        assert!(svg.contains("viewBox=\"-66 0 680 300\""), "{svg}");
        assert!(svg.contains("<g class=\"y\"><text y=\""), "{svg}");
        assert!(svg.contains("<path class=\"zero\" d=\"M10 254h"), "{svg}");
    });
}

#[test]
fn a_target_on_a_line_of_the_axis_is_one_line_and_shares_its_class_with_its_words() {
    let points = points(&[10.0, 90.0]);
    let with_target = |value: f64| {
        trend(&Trend {
            target: Some(Target { value, text: "target" }),
            ..chart(&points, Size::Card)
        })
    };
    let lines = |svg: &str| {
        let grid = svg
            .split("class=\"grid\" d=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        grid.unwrap_or_default().matches('h').count()
    };
    let (between, upon) = (with_target(60.0), with_target(50.0));
    assert_eq!(lines(&upon) + 1, lines(&between), "{upon}\n{between}");
    for svg in [&upon, &between, &with_target(0.0)] {
        assert_eq!(svg.matches("class=\"target\"><path d=\"M10 ").count(), 1, "{svg}");
        assert_eq!(words(svg, "target"), ["target"]);
        assert_eq!(svg.matches("class=\"zero\"").count(), 1, "the floor stays: {svg}");
    }
}

#[test]
fn a_long_page_keeps_the_newest_120_points_focusable() {
    let values: Vec<f64> = (0..500).map(|index| f64::from(index % 17)).collect();
    let points = points(&values);
    let svg = trend(&chart(&points, Size::Page));
    assert_eq!(svg.matches("tabindex").count(), 120);
    assert!(svg.len() < 20_000, "{} bytes", svg.len());
}

#[test]
fn without_a_value_the_chart_says_so() {
    let gaps: Vec<TrendPoint> = (0..5).map(|index| point(index, None, "")).collect();
    let not_numbers = points(&[f64::NAN, f64::INFINITY]);
    // Before the cycles of the chart there may be values.
    for (points, says) in [
        (&[][..], "No values yet"),
        (&gaps, "No values in these cycles"),
        (&not_numbers, "No values in these cycles"),
    ] {
        for size in [Size::Card, Size::Page] {
            let svg = trend(&chart(points, size));
            assert_eq!(words(&svg, "note"), [says]);
            assert!(svg.contains("chart trend card"), "{svg}");
            assert!(!svg.contains("<path"));
        }
    }
}

#[test]
fn a_missing_report_is_a_ring_below_the_axis_and_a_pause_is_nothing() {
    let mut points = points(&[5.0, 0.0, 0.0, 0.0, 4.0]);
    points[2].value = None;
    points[2].gap = Gap::NotExpected;
    let rings = |points: &[TrendPoint]| trend(&chart(points, Size::Card)).matches("missing").count();
    assert_eq!(rings(&points), 0);
    points[2].gap = Gap::Missing;
    assert_eq!(rings(&points), 1);
    let (sheet, plot) = trend::sheet(&chart(&points, Size::Card));
    let svg = sheet.with(|canvas| {
        canvas.svg(&super::canvas::Head {
            class: "chart ",
            title: "",
            description: "",
        })
    });
    let ring = svg.split("class=\"missing\" d=\"M").nth(1).unwrap_or_default();
    let y = ring.split([' ', 'z']).nth(1).and_then(|y| y.parse::<i32>().ok());
    assert!(y.is_some_and(|y| y > plot.bottom), "{ring}");
}

#[test]
fn a_line_is_not_joined_across_a_gap_or_a_new_definition() {
    let starts = |points: &[TrendPoint]| {
        let svg = trend(&chart(points, Size::Card));
        let line = svg.split("class=\"line\" d=\"").nth(1).unwrap_or_default();
        let line = line.split('"').next().unwrap_or_default();
        line.matches(['M', 'm']).count()
    };
    let mut series = points(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
    assert_eq!(starts(&series), 1);
    series[3].value = None;
    assert_eq!(starts(&series), 2);
    series[6].breaks_before = true;
    assert_eq!(starts(&series), 3);
}

#[test]
fn a_point_between_gaps_is_a_dot() {
    let mut points = points(&[1.0, 2.0, 3.0, 4.0, 5.0]);
    assert!(!trend(&chart(&points, Size::Card)).contains("class=\"dot\""));
    points[1].value = None;
    points[3].value = None;
    let svg = trend(&chart(&points, Size::Card));
    assert!(svg.contains("class=\"dot\""));
    assert!(!svg.contains("class=\"line\""));
}

#[test]
fn the_newest_value_and_the_target_are_said_in_words() {
    with_realistic_chart(Size::Card, |chart| {
        let svg = trend(chart);
        assert_eq!(words(&svg, "value"), ["12.2 h"]);
        assert_eq!(words(&svg, "target"), ["target 24 h"]);
        assert_eq!(words(&svg, "y"), ["0", "50", "100", "150"]);
        assert_eq!(words(&svg, "x"), ["Oct", "Jan 2026", "Apr", "Jul"]);
    });
}

#[test]
fn a_target_far_away_does_not_flatten_the_line() {
    let points = points(&[3.0, 5.0, 4.0]);
    let far = Trend {
        target: Some(Target {
            value: 5000.0,
            text: "target 5000",
        }),
        ..chart(&points, Size::Card)
    };
    let svg = trend(&far);
    assert_eq!(words(&svg, "target"), ["↑ target 5000"]);
    assert!(!svg.contains("path class=\"target\""));
    assert_eq!(words(&svg, "y"), ["0", "2", "4"]);
}

#[test]
fn a_tight_axis_is_marked_and_one_from_zero_is_not() {
    let points = points(&[99.91, 99.95, 99.99]);
    for (axis, marks) in [(Axis::Tight, 1), (Axis::FromZero, 0)] {
        let svg = trend(&Trend {
            axis,
            ..chart(&points, Size::Page)
        });
        assert_eq!(svg.matches("class=\"tight\"").count(), marks);
        assert_eq!(words(&svg, "word").len(), marks, "in words too");
    }
}

#[test]
fn a_word_that_was_shortened_is_whole_in_the_title_of_its_line() {
    let points = points(&LEAD_TIMES);
    let text = "Moved every service & job to the new cluster in the north, for good";
    let marks = [Mark {
        at: 12,
        text,
        kind: MarkKind::Rebase,
    }];
    let svg = trend(&Trend {
        marks: &marks,
        ..chart(&points, Size::Card)
    });
    assert!(svg.contains("…</text>"));
    assert!(svg.contains(&format!("<title>{}</title></path>", text.replace('&', "&amp;"))));
}

#[test]
fn small_multiples_share_a_range() {
    let (low, high) = (points(&[1.0, 2.0]), points(&[40.0, 95.0]));
    let charts = [chart(&low, Size::Card), chart(&high, Size::Card)];
    let range = shared_range(&charts);
    assert_eq!(range, Some((0.0, 95.0)));
    for chart in charts {
        let svg = trend(&Trend { range, ..chart });
        assert_eq!(words(&svg, "y"), ["0", "50", "100"]);
    }
}

#[test]
fn flags_have_a_shape_of_their_own() {
    let mut points = points(&[1.0, 2.0, 3.0, 4.0]);
    points[0].flag = Flag::Better;
    points[1].flag = Flag::Worse;
    points[2].flag = Flag::NeutralLow;
    points[2].hollow = true;
    let svg = trend(&chart(&points, Size::Card));
    for class in ["better", "worse", "neutral", "hole", "last"] {
        assert_eq!(svg.matches(&format!("class=\"{class}\"")).count(), 1, "{class}");
    }
}

#[test]
fn any_number_of_points_and_any_scale_is_tidy() {
    let shapes: [fn(f64) -> f64; 9] = [
        |index| (index * 7.0) % 13.0,
        |_| 5.0,
        |_| 0.0,
        |index| index * 1e-6,
        |index| index * 1e12,
        |index| 40.0 - (index * 11.0) % 90.0,
        |index| 99.999 - (index % 3.0) * 0.001,
        |index| if index > 3.0 { f64::NAN } else { index },
        |index| if index > 1.0 { f64::MAX } else { f64::MIN },
    ];
    for count in [1u16, 2, 3, 7, 26, 68, 500] {
        for shape in shapes {
            for size in [Size::Card, Size::Page] {
                for axis in [Axis::FromZero, Axis::Tight] {
                    let values: Vec<f64> = (0..count).map(|index| shape(f64::from(index))).collect();
                    let points = points(&values);
                    assert_tidy_trend(&Trend {
                        axis,
                        ..chart(&points, size)
                    });
                }
            }
        }
    }
}

#[test]
fn the_ends_of_the_calendar_are_dates_like_any_other() {
    for date in [Date::MIN, Date::MAX, Date::ZERO] {
        let point = TrendPoint {
            date,
            ..point(0, Some(5.0), "")
        };
        for points in [&[point.clone()][..], &[point.clone(), point]] {
            for size in [Size::Card, Size::Page] {
                assert_tidy_trend(&chart(points, size));
            }
        }
    }
    let ends = [Date::MIN, START, Date::MAX].map(|date| TrendPoint {
        date,
        ..point(0, Some(5.0), "")
    });
    assert_tidy_trend(&chart(&ends, Size::Page));
}

#[test]
fn type_and_dots_are_as_large_as_the_style_sheet_makes_them() {
    let css = include_str!("../../themes/default/assets/chart.css");
    let rule = |selector: &str| {
        let start = css.lines().find(|line| line.starts_with(&format!("{selector} {{")));
        start.unwrap_or_default().to_owned()
    };
    for (selector, size, is_strong) in [
        (".chart text", Size::Card, false),
        (".chart text.value", Size::Card, true),
        (".chart.page text", Size::Page, false),
        (".chart.page text.value", Size::Page, true),
    ] {
        let frame = trend::Frame::of(size);
        let face = if is_strong { frame.strong } else { frame.small };
        let expected = format!("font-size: {}px", face.size);
        assert!(rule(selector).contains(&expected), "{selector}: {expected}");
    }
    assert!(css.contains("translateY(-16px)") && trend::LABEL_RISE == 16);
    for grain in strip::GRAINS {
        let kind = grain.class.trim_start_matches("chart ").replace(' ', ".");
        let selector = format!(".chart.{kind} .dot, .chart.{kind} .previous");
        let expected = format!("stroke-width: {};", grain.width);
        assert!(rule(&selector).contains(&expected), "{selector}: {expected}");
    }
    for ink in Ink::ALL {
        let class = ink.class().split(' ').next_back().unwrap_or_default();
        assert!(css.contains(&format!(".{class}")), "no rule for {class}");
    }
}

/// The teams of a strip with these values, without names.
fn dots(values: &[f64]) -> Vec<Dot<'static>> {
    let values = values.iter();
    values
        .map(|&value| Dot {
            value,
            text: "Payments: 212 ms",
            hollow: false,
        })
        .collect()
}

fn plain_strip<'a>(dots: &'a [Dot<'a>], previous: &'a [f64]) -> Strip<'a> {
    Strip {
        title: "Commits",
        description: "Ten teams",
        dots,
        median: Some(24.0),
        previous,
        axis: Axis::FromZero,
        target: None,
        size: Size::Page,
        words: english(),
    }
}

fn assert_tidy_strip(chart: &Strip<'_>) {
    let (sheet, _) = strip::sheet(chart);
    sheet.with(|canvas| {
        assert_tidy(canvas, (720, 200));
        for (x, y) in &canvas.points {
            assert!((30..=690).contains(x) && (44..=158).contains(y), "{x} {y}");
        }
    });
    assert_sound(&strip(chart));
}

#[test]
fn dots_of_a_strip_never_overlap_while_there_is_room() {
    for count in [3u16, 10, 60, 1000] {
        // Spread evenly, then folded towards the middle.
        let values: Vec<f64> = (0..count)
            .map(|index| f64::from((u32::from(index) * 7919) % u32::from(count)))
            .map(|place| (place / f64::from(count) - 0.5).powi(3) * 100.0 + 50.0)
            .collect();
        let dots = dots(&values);
        let chart = plain_strip(&dots, &[]);
        assert_tidy_strip(&chart);
        if count == 1000 {
            continue;
        }
        let (sheet, class) = strip::sheet(&chart);
        let grain = strip::GRAINS.into_iter().find(|grain| grain.class == class);
        let width = grain.map_or(0, |grain| grain.width);
        assert!(width > 0);
        sheet.with(|canvas| {
            assert_eq!(canvas.points.len(), usize::from(count));
            for (index, one) in canvas.points.iter().enumerate() {
                for other in &canvas.points[..index] {
                    let is_apart = (one.0 - other.0).abs() >= width || (one.1 - other.1).abs() >= width;
                    assert!(is_apart, "{count}: {one:?} {other:?}");
                }
            }
        });
    }
}

#[test]
fn a_crowd_is_a_hill_of_columns_as_high_as_they_have_dots() {
    // Forty places; the first has one dot, the last forty.
    let values: Vec<f64> = (1..=40_u32)
        .flat_map(|place| (0..place).map(move |_| f64::from(place)))
        .collect();
    let dots = dots(&values);
    let svg = strip(&plain_strip(&dots, &values));
    assert!(svg.contains("class=\"chart strip crowd\""), "{svg}");
    assert!(svg.len() < 2_500, "{} bytes for {} dots", svg.len(), 2 * values.len());
    let data = limits::path(&svg, "dot").expect("a path of dots");
    let heights: Vec<u32> = data
        .split(['M', 'm'])
        .skip(1)
        .map(|column| {
            let (_, height) = column.split_once("v-").unwrap_or(("", "0"));
            height.parse().expect("a number")
        })
        .collect();
    assert_eq!(heights.len(), 40, "{data}");
    assert_eq!((heights[0], heights[39]), (0, 102), "{data}");
    assert!(heights.is_sorted(), "{data}");
}

#[test]
fn every_dot_of_a_small_strip_has_its_team_as_title_and_a_crowd_has_not() {
    let few = dots(&[1.0, 2.0, 3.0]);
    let svg = strip(&plain_strip(&few, &[2.0, 2.5]));
    assert_eq!(svg.matches("<title>Payments: 212 ms</title></path>").count(), 3);
    assert!(svg.contains("class=\"previous\""));
    assert!(svg.contains(">median</text>"));
    let many = dots(&[1.0; 61]);
    assert_eq!(strip(&plain_strip(&many, &[])).matches("<title>").count(), 1);
}

#[test]
fn a_strip_without_teams_says_so() {
    for dots in [dots(&[]), dots(&[f64::NAN])] {
        let svg = strip(&plain_strip(&dots, &[1.0]));
        assert_eq!(words(&svg, "note"), ["No values yet"]);
    }
}
