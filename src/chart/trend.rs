//! The trend chart: one series over time with its target, limits and marks.
//!
//! Layout, outside in: words of marks above the plot, values to its left, dates below, and to its right the newest
//! value, the target and, on a page, the newest limits in words. So no word that is always visible lies inside the plot, where the labels of
//! focused points appear. Between the plot and the dates runs a gutter with a ring for every report that is missing:
//! on the axis itself a ring would read as a zero.

mod frame;
mod labels;
mod marks;
mod range;
mod stops;

use std::ops::{Range, RangeInclusive};

use jiff::civil::Date;
use plotters::element::{Circle, PathElement, Rectangle};

pub(super) use self::frame::Frame;
use self::labels::{located, newest_limits, target_words};
use self::marks::{Post, posts};
pub use self::range::shared_range;
#[cfg(test)]
pub(super) use self::stops::LABEL_RISE;
use super::canvas::{Head, Ink, Plane, Sheet, Words, draw};
use super::dates::day_number;
use super::scale::{ValueAxis, drawable, value_axis};
use super::text::{Extent, clean};
use super::{Axis, Flag, Gap, Size, Target, Trend, TrendPoint};

/// A trend as SVG.
#[must_use]
pub fn trend(trend: &Trend<'_>) -> String {
    // A page's chart is as wide as a desk: without a value it would be a void, and a phone would show a part of the words.
    let small;
    let trend = if trend.size == Size::Page && range::demand(trend).is_none() {
        let size = Size::Card;
        small = Trend { size, ..trend.clone() };
        &small
    } else {
        trend
    };
    sheet(trend).0.with(|canvas| {
        canvas.svg(&Head {
            class: match trend.size {
                Size::Card => "chart trend card",
                Size::Page => "chart trend page",
            },
            title: trend.title,
            description: trend.description,
        })
    })
}

/// The drawing itself, and the plot area within it.
pub(super) fn sheet(trend: &Trend<'_>) -> (Sheet, Extent) {
    let frame = Frame::of(trend.size);
    let sheet = Sheet::new(frame.size);
    let values: Vec<Option<f64>> = trend.points.iter().map(value_of).collect();
    let Some(demand) = range::demand(trend) else {
        return (draw_nothing(sheet, &frame, trend), frame.plot(0, 0, 0));
    };
    let axis = value_axis(demand.low, demand.high, demand.whole).written(trend.words.signs());
    let drawing = Drawing::new(trend, frame, (sheet, values, axis));
    drawing.draw_axes();
    drawing.draw_limits();
    drawing.draw_marks();
    drawing.draw_line();
    drawing.draw_dots();
    drawing.write_newest_and_target();
    drawing.write_limits();
    drawing.write_dates();
    drawing.draw_stops();
    (drawing.sheet, drawing.plot)
}

/// The value of a point, if it can be drawn.
fn value_of(point: &TrendPoint) -> Option<f64> {
    point.value.and_then(drawable)
}

/// The stretches of values that a line joins: `breaks(from, to)` says between which values it does not.
pub(super) fn runs(values: &[Option<f64>], breaks: impl Fn(usize, usize) -> bool) -> Vec<RangeInclusive<usize>> {
    let mut runs: Vec<RangeInclusive<usize>> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        if value.is_none() {
            continue;
        }
        match runs.last_mut() {
            Some(run) if !breaks(*run.end(), index) => *run = *run.start()..=index,
            _ => runs.push(index..=index),
        }
    }
    runs
}

fn draw_nothing(sheet: Sheet, frame: &Frame, trend: &Trend<'_>) -> Sheet {
    let (width, height) = frame.size;
    // What is outside the window of the page may have values, and the page may name the last of them.
    let key = if trend.points.is_empty() {
        "chart.no_values"
    } else {
        "chart.none_shown"
    };
    sheet.with(|canvas| {
        canvas.write(Words {
            ink: Ink::Note,
            face: frame.small,
            at: (width / 2, height / 2 + frame.small.middle()),
            text: trend.words.word(key),
            title: None,
        })
    });
    sheet
}

/// A chart in the making: the layout is settled, the parts are drawn one after the other.
struct Drawing<'a> {
    trend: &'a Trend<'a>,
    frame: Frame,
    sheet: Sheet,
    values: Vec<Option<f64>>,
    axis: ValueAxis,
    days: Range<f64>,
    plot: Extent,
    plane: Plane,
    posts: Vec<Post>,
}

impl<'a> Drawing<'a> {
    fn new(
        trend: &'a Trend<'a>,
        frame: Frame,
        (sheet, values, axis): (Sheet, Vec<Option<f64>>, ValueAxis),
    ) -> Drawing<'a> {
        let labels = axis.ticks.iter().map(|tick| tick.label.as_str());
        let left = frame.left_margin(labels);
        let newest = newest_index(&values).map(|index| clean(&trend.points[index].value_text));
        let target = trend.target.map(|target| target_words(&target, &axis));
        let limits: Vec<String> = newest_limits(trend, &values)
            .into_iter()
            .map(|(value, text)| located(value, &clean(text), &axis))
            .collect();
        let beside = target.iter().chain(&limits).map(String::as_str);
        let right = frame.right_margin(newest.as_deref(), beside);
        let days = days_of(trend.points);
        // The words of marks decide how high the plot can be, but need only its width.
        let wide = frame.plot(left, right, 0);
        let across = sheet.plane(&frame.inset(&wide), (days.clone(), 0.0..1.0));
        let (posts, levels) = posts(trend, &frame, |day| across.map_coordinate(&(day, 0.0)).0);
        let plot = frame.plot(left, right, levels);
        let plane = sheet.plane(&frame.inset(&plot), (days.clone(), axis.low..axis.high));
        // Where the labels of the axis end.
        sheet.with(|canvas| canvas.count_from(plot.left - frame.gap));
        Drawing {
            trend,
            frame,
            sheet,
            values,
            axis,
            days,
            plot,
            plane,
            posts,
        }
    }

    /// The place of a value at a date; beyond an axis it is the axis' end, since plotters overflows far outside.
    fn at(&self, date: Date, value: f64) -> (i32, i32) {
        let day = day(date).clamp(self.days.start, self.days.end);
        let value = value.clamp(self.axis.low, self.axis.high);
        self.plane.map_coordinate(&(day, value))
    }

    fn height_of(&self, value: f64) -> i32 {
        let value = value.clamp(self.axis.low, self.axis.high);
        self.plane.map_coordinate(&(self.days.start, value)).1
    }

    fn is_on_axis(&self, value: f64) -> bool {
        self.axis.low <= value && value <= self.axis.high
    }

    /// The axis does not start at zero, although a reader might think so.
    fn is_tight(&self) -> bool {
        self.trend.axis == Axis::Tight && (self.axis.low > 0.0 || self.axis.high < 0.0)
    }

    fn draw_axes(&self) {
        let target = self.target_on_axis().map(|target| self.height_of(target.value));
        for tick in &self.axis.ticks {
            let y = self.height_of(tick.value);
            // The line at zero is the floor that bars and counts stand on; without it there is none.
            let is_zero = tick.value.abs() < f64::MIN_POSITIVE;
            let ink = if is_zero { Ink::Zero } else { Ink::Grid };
            self.sheet.with(|canvas| {
                // The line of the target is one already.
                if is_zero || target != Some(y) {
                    canvas.polyline(ink, &[(self.plot.left, y), (self.plot.right, y)]);
                }
                canvas.write(Words {
                    ink: Ink::Value,
                    face: self.frame.small,
                    at: (self.plot.left - self.frame.gap, y + self.frame.small.middle()),
                    text: &tick.label,
                    title: None,
                });
            });
        }
        if self.is_tight() {
            self.draw_tight_sign();
        }
    }

    /// A zigzag below the foot of the axis, in words too where the margin has room for them.
    fn draw_tight_sign(&self) {
        let zigzag = [(0, 0), (-6, 5), (6, 14), (-6, 23), (0, 28)];
        let corners = zigzag.map(|(across, down)| (self.plot.left - 2 + across, self.plot.bottom + down));
        self.sheet.with(|canvas| {
            canvas.polyline(Ink::Tight, &corners);
            if self.trend.size == Size::Page {
                canvas.write(Words {
                    ink: Ink::Word,
                    face: self.frame.small,
                    at: (0, self.frame.date_line()),
                    text: self.trend.words.word("chart.not_from_zero"),
                    title: None,
                });
            }
        });
    }

    fn draw_limits(&self) {
        let points = self.trend.points;
        for limits in self.trend.limits {
            let to = limits.to.min(points.len().saturating_sub(1));
            let (Some(from), Some(to)) = (points.get(limits.from), points.get(to)) else {
                continue;
            };
            let (Some(lower), Some(mean), Some(upper)) =
                (drawable(limits.lower), drawable(limits.mean), drawable(limits.upper))
            else {
                continue;
            };
            if from.date >= to.date {
                continue;
            }
            let (start, end) = (day(from.date), day(to.date));
            let clip = |value: f64| value.clamp(self.axis.low, self.axis.high);
            if limits.trial {
                for limit in [lower, upper].into_iter().filter(|&limit| self.is_on_axis(limit)) {
                    let corners = vec![(start, limit), (end, limit)];
                    draw(&self.plane, &PathElement::new(corners, Ink::Trial.style()));
                }
            } else if clip(lower) < clip(upper) {
                let corners = [(start, clip(upper)), (end, clip(lower))];
                draw(&self.plane, &Rectangle::new(corners, Ink::Band.style().filled()));
            }
            if self.is_on_axis(mean) {
                let corners = vec![(start, mean), (end, mean)];
                draw(&self.plane, &PathElement::new(corners, Ink::Mean.style()));
            }
        }
    }

    fn draw_line(&self) {
        if let Some(target) = self.target_on_axis() {
            let y = self.height_of(target.value);
            self.sheet.with(|canvas| {
                canvas.polyline(Ink::Target, &[(self.plot.left, y), (self.plot.right, y)]);
            });
        }
        for run in self.runs() {
            if run.start() == run.end() {
                continue;
            }
            let corners: Vec<(f64, f64)> = run
                .filter_map(|index| Some((day(self.trend.points[index].date), self.values[index]?)))
                .collect();
            draw(&self.plane, &PathElement::new(corners, Ink::Line.style()));
        }
    }

    /// Dots where they say something: a flag, a hollow value, a point alone between gaps, the newest value.
    fn draw_dots(&self) {
        let first_stop = self.first_stop();
        let newest = newest_index(&self.values);
        for run in self.runs() {
            let is_alone = run.start() == run.end();
            for index in run {
                let point = &self.trend.points[index];
                let is_newest = newest == Some(index);
                let says_something = point.flag != Flag::None || point.hollow || is_alone || is_newest;
                let Some(value) = self.values[index] else {
                    continue;
                };
                if says_something && first_stop.is_none_or(|first| index < first) {
                    let style = dot_ink(point.flag, is_newest).style();
                    let style = if point.hollow { style } else { style.filled() };
                    draw(&self.plane, &Circle::new((day(point.date), value), 1, style));
                }
            }
        }
        for (index, point) in self.trend.points.iter().enumerate() {
            let is_missing = self.values[index].is_none() && point.gap == Gap::Missing;
            if is_missing && first_stop.is_none_or(|first| index < first) {
                let at = self.gutter_at(point.date);
                self.sheet.with(|canvas| {
                    canvas.dot(Ink::Missing, at);
                    canvas.dot(Ink::Hole, at);
                });
            }
        }
    }

    /// Where a missing report is marked.
    fn gutter_at(&self, date: Date) -> (i32, i32) {
        let x = self.at(date, self.axis.low).0;
        (x, self.plot.bottom + self.frame.gutter)
    }

    fn runs(&self) -> Vec<RangeInclusive<usize>> {
        let points = &self.trend.points;
        runs(&self.values, |from, to| {
            let is_gap = |point: &TrendPoint| point.gap != Gap::NotExpected;
            points[from + 1..=to].iter().any(|point| point.breaks_before) || points[from + 1..to].iter().any(is_gap)
        })
    }

    fn target_on_axis(&self) -> Option<&Target<'a>> {
        let target = self.trend.target.as_ref()?;
        self.is_on_axis(drawable(target.value)?).then_some(target)
    }
}

fn newest_index(values: &[Option<f64>]) -> Option<usize> {
    values.iter().rposition(Option::is_some)
}

fn dot_ink(flag: Flag, is_newest: bool) -> Ink {
    match (flag, is_newest) {
        (Flag::None, false) => Ink::Dot,
        (Flag::Better, false) => Ink::Better,
        (Flag::Worse, false) => Ink::Worse,
        (Flag::NeutralHigh | Flag::NeutralLow, false) => Ink::Neutral,
        (Flag::None, true) => Ink::Last,
        (Flag::Better, true) => Ink::LastBetter,
        (Flag::Worse, true) => Ink::LastWorse,
        (Flag::NeutralHigh | Flag::NeutralLow, true) => Ink::LastNeutral,
    }
}

/// A date as a coordinate.
fn day(date: Date) -> f64 {
    f64::from(day_number(date))
}

/// The days that the points span; one day alone lies in the middle of three.
fn days_of(points: &[TrendPoint]) -> Range<f64> {
    let days = || points.iter().map(|point| day_number(point.date));
    let (first, last) = (days().min().unwrap_or(0), days().max().unwrap_or(0));
    if first == last {
        f64::from(first - 1)..f64::from(last + 1)
    } else {
        f64::from(first)..f64::from(last)
    }
}
