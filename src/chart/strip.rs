//! The distribution strip: one dot per team on one horizontal axis.
//!
//! Where dots would overlap they stack upwards, as in Wilkinson's dot plot (The American Statistician 53, 1999), so
//! that a crowd reads as a hill. More teams get smaller dots, and a stack that is still too high is pressed together
//! rather than cut off; of the smallest, whose stacks are solid, a stack is one line as high as it has dots. The
//! previous cycle lies pale behind, stacked for itself. Where one team is so far out that all others would be pressed
//! together, the axis ends before it: its dot stands at the edge, behind a break, with its value.

mod beyond;

use self::beyond::{Beyond, beyond};
use super::canvas::{Head, Ink, Sheet, Words};
use super::scale::{ValueAxis, drawable, value_axis};
use super::text::{Anchor, Extent, Face, clean};
use super::words::{Room, Wanted, place};
use super::{Axis, Dot, Size, Strip};
use crate::words::say_count;
use std::cmp::Ordering;

/// The view box: half CSS pixels at 360 × 100.
const SIZE: (i32, i32) = (720, 200);
const SMALL: Face = Face { size: 22, bold: false };
/// Dots have their centres in here.
const PLOT: Extent = Extent {
    left: 30,
    top: 44,
    right: 690,
    bottom: 158,
};
/// From the axis up to the centre of the lowest dots.
const RISE: i32 = 12;
/// How high the centres of dots can stack.
const ROOM: i32 = PLOT.bottom - RISE - PLOT.top;
/// Up to so many dots have a title each; more would weigh a page down, and its table names them all.
const MOST_TITLES: usize = 60;
/// How far the line of the median reaches below the axis.
const OVERHANG: i32 = 6;
/// Between the end of an axis and the dots that are beyond it: the break, and room beside it.
const BREAK: i32 = 60;
/// The zigzag of an axis that is broken, or does not begin at zero.
const ZIGZAG: [(i32, i32); 6] = [(0, 0), (4, 0), (8, -6), (14, 6), (20, -6), (24, 0)];
/// The target may widen the axis until the teams take up this part of it.
const LEAST_PART_WITH_TARGET: f64 = 0.2;

/// How large the dots are: the class that makes them so, and their width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grain {
    pub(super) class: &'static str,
    pub(super) width: i32,
}

/// From the largest; the widths are those of `chart.css`.
pub(super) const GRAINS: [Grain; 3] = [
    Grain {
        class: "chart strip",
        width: 18,
    },
    Grain {
        class: "chart strip many",
        width: 10,
    },
    Grain {
        class: "chart strip crowd",
        width: 5,
    },
];

/// A distribution strip as SVG.
#[must_use]
pub fn strip(strip: &Strip<'_>) -> String {
    let (sheet, class) = sheet(strip);
    let ends = ends_before(strip);
    let description = [strip.description, &ends].join(if ends.is_empty() { "" } else { " " });
    sheet.with(|canvas| {
        canvas.svg(&Head {
            class,
            title: strip.title,
            description: &description,
        })
    })
}

/// Which dots the axis ends before, in words.
fn ends_before(strip: &Strip<'_>) -> String {
    let Some(beyond) = beyond_of(strip) else {
        return String::new();
    };
    let known = strip.dots.iter().filter(|dot| drawable(dot.value).is_some());
    let by_value = |one: &&Dot<'_>, other: &&Dot<'_>| one.value.total_cmp(&other.value);
    let (count, farthest) = match beyond {
        Beyond::Above(count) => (count, known.max_by(by_value)),
        Beyond::Below(count) => (count, known.min_by(by_value)),
    };
    let farthest = farthest.map(|dot| clean(dot.text)).unwrap_or_default();
    say_count!(strip.words, "chart.axis_ends_before", count, farthest = farthest)
}

/// Which teams are too far out for an axis.
fn beyond_of(strip: &Strip<'_>) -> Option<Beyond> {
    let values: Vec<f64> = strip.dots.iter().filter_map(|dot| drawable(dot.value)).collect();
    beyond(&values, strip.axis == Axis::FromZero)
}

/// The drawing itself and its class.
pub(super) fn sheet(strip: &Strip<'_>) -> (Sheet, &'static str) {
    let sheet = Sheet::new(SIZE);
    let Some(axis) = axis_of(strip) else {
        write(
            &sheet,
            Ink::Note,
            (SIZE.0 / 2, SIZE.1 / 2),
            strip.words.word("chart.no_values"),
        );
        return (sheet, GRAINS[0].class);
    };
    let beyond = beyond_of(strip);
    let shown = match beyond {
        None => PLOT,
        Some(Beyond::Above(_)) => Extent {
            right: PLOT.right - BREAK,
            ..PLOT
        },
        Some(Beyond::Below(_)) => Extent {
            left: PLOT.left + BREAK,
            ..PLOT
        },
    };
    let plane = sheet.plane(&shown, (axis.low..axis.high, 0.0..1.0));
    let x_of = |value: f64| match beyond {
        Some(Beyond::Above(_)) if value > axis.high => PLOT.right,
        Some(Beyond::Below(_)) if value < axis.low => PLOT.left,
        _ => plane.map_coordinate(&(value.clamp(axis.low, axis.high), 0.0)).0,
    };
    draw_axis(&sheet, (strip, &axis, beyond), &x_of);
    let lines = draw_median_and_target(&sheet, (strip, &axis), &x_of);

    let mut dots: Vec<(i32, &Dot<'_>)> = strip
        .dots
        .iter()
        .filter_map(|dot| Some((x_of(drawable(dot.value)?), dot)))
        .collect();
    dots.sort_by(|one, other| {
        // Of those beyond the axis the farthest is the end that is named.
        let by_value = match beyond {
            Some(_) => one.1.value.total_cmp(&other.1.value),
            None => Ordering::Equal,
        };
        one.0.cmp(&other.0).then(by_value).then(one.1.text.cmp(other.1.text))
    });
    let mut before: Vec<i32> = strip
        .previous
        .iter()
        .filter_map(|value| drawable(*value))
        .map(&x_of)
        .collect();
    before.sort_unstable();
    let places: Vec<i32> = dots.iter().map(|(x, _)| *x).collect();
    let grain = grain_for(&places, &before);

    let is_crowd = grain.width == GRAINS[2].width;
    let before = stacked(&before, grain);
    if is_crowd {
        draw_hill(&sheet, Ink::Previous, &before);
    } else {
        for at in before {
            sheet.with(|canvas| canvas.dot(Ink::Previous, at));
        }
    }
    let stacked = stacked(&places, grain);
    let has_titles = strip.size == Size::Page && dots.len() <= MOST_TITLES;
    let is_hill = is_crowd && !has_titles;
    if is_hill {
        draw_hill(&sheet, Ink::Dot, &stacked);
    }
    for (at, (_, dot)) in stacked.iter().zip(&dots) {
        let title = clean(dot.text);
        sheet.with(|canvas| {
            canvas.points.push(*at);
            if has_titles && !title.is_empty() {
                canvas.titled(Ink::Dot, &[*at], &title);
            } else if !is_hill {
                canvas.dot(Ink::Dot, *at);
            }
            if dot.hollow {
                canvas.dot(Ink::Hole, *at);
            }
        });
    }
    let texts: Vec<&str> = dots.iter().map(|(_, dot)| dot.text).collect();
    name_the_ends(&sheet, (&stacked, &texts, &lines), (grain, beyond));
    (sheet, grain.class)
}

/// The axis over all that is drawn; nothing without a team's value.
fn axis_of(strip: &Strip<'_>) -> Option<ValueAxis> {
    let mut teams: Vec<f64> = strip.dots.iter().filter_map(|dot| drawable(dot.value)).collect();
    teams.sort_unstable_by(f64::total_cmp);
    let mut previous: Vec<f64> = strip.previous.iter().filter_map(|value| drawable(*value)).collect();
    match beyond_of(strip) {
        None => {}
        Some(Beyond::Above(count)) => {
            teams.truncate(teams.len() - count);
            previous.retain(|value| teams.last().is_some_and(|highest| value <= highest));
        }
        Some(Beyond::Below(count)) => {
            teams.drain(..count);
            previous.retain(|value| teams.first().is_some_and(|lowest| value >= lowest));
        }
    }
    teams.first()?;
    let whole = teams.iter().all(|value| value.fract().abs() < f64::MIN_POSITIVE);
    let all = teams.into_iter().chain(previous);
    let zero = (strip.axis == Axis::FromZero).then_some(0.0);
    let all: Vec<f64> = all.chain(strip.median.and_then(drawable)).chain(zero).collect();
    let low = all.iter().copied().fold(f64::INFINITY, f64::min);
    let high = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let target = strip.target.and_then(|target| drawable(target.value));
    let (wide_low, wide_high) = target.map_or((low, high), |value| (low.min(value), high.max(value)));
    let signs = strip.words.signs();
    let keeps_shape = high - low >= LEAST_PART_WITH_TARGET * (wide_high - wide_low);
    if keeps_shape || high - low <= 0.0 {
        Some(value_axis(wide_low, wide_high, whole).written(signs))
    } else {
        Some(value_axis(low, high, whole).written(signs))
    }
}

fn draw_axis(
    sheet: &Sheet,
    (strip, axis, beyond): (&Strip<'_>, &ValueAxis, Option<Beyond>),
    x_of: &impl Fn(f64) -> i32,
) {
    let (mut from, to) = (PLOT.left - 20, PLOT.right + 20);
    let is_tight = strip.axis == Axis::Tight && (axis.low > 0.0 || axis.high < 0.0);
    let mut breaks: Vec<i32> = Vec::new();
    match beyond {
        Some(Beyond::Below(_)) => breaks.push(PLOT.left + BREAK / 3),
        _ if is_tight => breaks.push(from),
        _ => {}
    }
    if matches!(beyond, Some(Beyond::Above(_))) {
        breaks.push(PLOT.right - BREAK * 2 / 3);
    }
    sheet.with(|canvas| {
        for at in breaks {
            if from < at {
                canvas.polyline(Ink::Zero, &[(from, PLOT.bottom), (at, PLOT.bottom)]);
            }
            let corners = ZIGZAG.map(|(x, y)| (at + x, PLOT.bottom + y));
            canvas.polyline(Ink::Tight, &corners);
            from = at + ZIGZAG[ZIGZAG.len() - 1].0;
        }
        canvas.polyline(Ink::Zero, &[(from, PLOT.bottom), (to, PLOT.bottom)]);
    });
    for tick in &axis.ticks {
        let x = x_of(tick.value);
        sheet.with(|canvas| {
            canvas.polyline(Ink::Grid, &[(x, PLOT.bottom), (x, PLOT.bottom + OVERHANG)]);
        });
        let half = (SMALL.width(&tick.label) + 1) / 2;
        let x = x.max(half).min(SIZE.0 - half);
        write(sheet, Ink::Date, (x, SIZE.1 - SMALL.descent() - 2), &tick.label);
    }
}

/// Two lines with their words above the dots; gives where they stand.
fn draw_median_and_target(
    sheet: &Sheet,
    (strip, axis): (&Strip<'_>, &ValueAxis),
    x_of: &impl Fn(f64) -> i32,
) -> Vec<i32> {
    let is_inside = |value: f64| axis.low <= value && value <= axis.high;
    let mut lines: Vec<(Ink, i32, String)> = Vec::new();
    if let Some(median) = strip.median.and_then(drawable) {
        lines.push((Ink::Median, x_of(median), strip.words.word("chart.median").to_owned()));
    }
    if let Some(target) = strip.target
        && let Some(value) = drawable(target.value)
    {
        let words = clean(target.text);
        let words = match value {
            _ if is_inside(value) => words,
            _ if value > axis.high => format!("{words} →"),
            _ => format!("← {words}"),
        };
        lines.push((Ink::Target, x_of(value), words));
    }
    let wanted: Vec<Wanted<'_>> = lines
        .iter()
        .map(|(_, x, text)| Wanted {
            x: *x,
            text,
            urgent: false,
            modest: false,
        })
        .collect();
    let room = Room {
        left: 0,
        right: SIZE.0,
        levels: 1,
        face: SMALL,
    };
    for ((ink, x, full), placed) in lines.iter().zip(place(&wanted, &room)) {
        let top = if placed.is_some() { 4 } else { PLOT.top - RISE };
        sheet.with(|canvas| {
            let line = [(*x, top), (*x, PLOT.bottom + OVERHANG)];
            if placed.as_ref().is_some_and(|placed| placed.text == *full) {
                canvas.polyline(*ink, &line);
            } else {
                canvas.titled(*ink, &line, full);
            }
            if let Some(placed) = &placed {
                canvas.write(Words {
                    ink: Ink::of_words(placed.anchor),
                    face: SMALL,
                    at: (placed.x, SMALL.ascent() + 2),
                    text: &placed.text,
                    title: None,
                });
            }
        });
    }
    lines.into_iter().map(|(_, x, _)| x).collect()
}

/// The largest dots whose stacks stay within the plot; a single tall stack may overlap itself.
fn grain_for(places: &[i32], before: &[i32]) -> Grain {
    let fits = |grain: Grain, step: i32| {
        let levels = levels_of(places, grain).max(levels_of(before, grain));
        (levels - 1).saturating_mul(step) <= ROOM
    };
    let apart = GRAINS.iter().find(|grain| fits(**grain, grain.width));
    let [_, middle, smallest] = GRAINS;
    let otherwise = if fits(middle, middle.width * 3 / 10) {
        middle
    } else {
        smallest
    };
    apart.copied().unwrap_or(otherwise)
}

/// The level of each dot, for places in ascending order: the lowest on which it touches no dot before it.
fn levels(places: &[i32], grain: Grain) -> Vec<usize> {
    let mut ends: Vec<i32> = Vec::new();
    let mut levels = Vec::with_capacity(places.len());
    for &x in places {
        let x = grain.column(x);
        let level = ends.iter().position(|&end| end <= x).unwrap_or(ends.len());
        if level == ends.len() {
            ends.push(x);
        }
        ends[level] = x.saturating_add(grain.width);
        levels.push(level);
    }
    levels
}

fn levels_of(places: &[i32], grain: Grain) -> i32 {
    let highest = levels(places, grain).into_iter().max();
    highest.map_or(1, |level| i32::try_from(level + 1).unwrap_or(i32::MAX))
}

impl Grain {
    /// Small dots stand in columns, at most half their width from their exact place: a crowd then reads as a hill
    /// and not as rubble.
    fn column(self, x: i32) -> i32 {
        if self.width == GRAINS[0].width {
            return x;
        }
        let from_left = x - PLOT.left;
        PLOT.left + (from_left + self.width / 2).div_euclid(self.width) * self.width
    }
}

/// Where the dots lie.
fn stacked(places: &[i32], grain: Grain) -> Vec<(i32, i32)> {
    let highest = i64::from(levels_of(places, grain) - 1).max(1);
    let needed = (highest * i64::from(grain.width)).min(i64::from(ROOM));
    levels(places, grain)
        .into_iter()
        .zip(places)
        .map(|(level, &x)| {
            let level = i64::try_from(level).unwrap_or(highest);
            let up = i32::try_from(level * needed / highest).unwrap_or(0);
            (grain.column(x), PLOT.bottom - RISE - up)
        })
        .collect()
}

/// The smallest dots, which touch or overlap in their columns: each column is one line from its lowest dot to its highest,
/// in a fraction of the bytes. Dots are in ascending order of their places.
fn draw_hill(sheet: &Sheet, ink: Ink, dots: &[(i32, i32)]) {
    for column in dots.chunk_by(|one, other| one.0 == other.0) {
        let (lowest, highest) = (column.iter().max_by_key(|at| at.1), column.iter().min_by_key(|at| at.1));
        let ends: Vec<(i32, i32)> = lowest.into_iter().chain(highest).copied().collect();
        sheet.with(|canvas| canvas.polyline(ink, &ends));
    }
}

/// The words of the lowest and the highest dot above them, where no other dot is in the way.
fn name_the_ends(
    sheet: &Sheet,
    (dots, texts, lines): (&[(i32, i32)], &[&str], &[i32]),
    (grain, beyond): (Grain, Option<Beyond>),
) {
    let half = grain.width / 2;
    let extents: Vec<Extent> = dots
        .iter()
        .map(|(x, y)| Extent {
            left: x - half,
            top: y - half,
            right: x + half,
            bottom: y + half,
        })
        .collect();
    let ends = [(dots.len().checked_sub(1), Anchor::End), (Some(0), Anchor::Start)];
    for (index, anchor) in ends {
        let Some(index) = index.filter(|&index| index < dots.len()) else {
            continue;
        };
        let text = clean(texts[index]);
        let side = if anchor == Anchor::End { half } else { -half };
        // Which way the axis would go on to a dot beyond it.
        let (text, is_beyond) = match (beyond, anchor) {
            (Some(Beyond::Above(_)), Anchor::End) => (format!("{text} →"), true),
            (Some(Beyond::Below(_)), Anchor::Start) => (format!("← {text}"), true),
            _ => (text, false),
        };
        let above = (dots[index].0 + side, dots[index].1 - half - SMALL.descent());
        let is_clear = |at: (i32, i32)| {
            let extent = SMALL.extent(&text, at, anchor);
            PLOT.top <= extent.top + RISE
                && !extents.iter().any(|dot| dot.touches(&extent, 0))
                && !lines.iter().any(|x| (extent.left..=extent.right).contains(x))
        };
        // What is beyond the axis has its value somewhere above; another end only where it stands by itself.
        let places = if is_beyond { 4 } else { 1 };
        let at = (0..places)
            .map(|level| (above.0, above.1 - level * SMALL.size))
            .find(|at| is_clear(*at) && (is_beyond || dots[index].1 == PLOT.bottom - RISE));
        if let Some(at) = at {
            sheet.with(|canvas| {
                canvas.write(Words {
                    ink: Ink::of_words(anchor),
                    face: SMALL,
                    at,
                    text: &text,
                    title: None,
                })
            });
        }
    }
}

fn write(sheet: &Sheet, ink: Ink, at: (i32, i32), text: &str) {
    sheet.with(|canvas| {
        canvas.write(Words {
            ink,
            face: SMALL,
            at,
            text,
            title: None,
        })
    });
}
