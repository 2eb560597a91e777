//! Charts: pure functions from numbers and finished words to SVG text.
//!
//! Five charts: [`trend()`] (one series over time), [`spark()`] (the same without words, for a table row),
//! [`strip()`] (one dot per team on one axis), [`budget()`] (how much of an error budget is spent) and [`stack()`] (how a
//! whole divides). Each takes any input and gives one SVG element; there is no error and no panic: numbers that are not
//! finite are gaps, words that do not fit are shortened or left out.
//!
//! What a chart deliberately does not do: it sets no colour and no size on the page (classes and `chart.css` do, so
//! that one SVG serves light, dark and print), carries no `id` (many charts share a page), and decides nothing about
//! the numbers. Signals, limits, targets and the words for them come from the caller.
//!
//! How it works: `scale` and `dates` choose the axes, `text` bounds the width of words without a font, `words` places
//! the words of marks, and `canvas` is a plotters backend that collects shapes by class and writes short SVG. The
//! canvas refuses a text that would touch another one or leave the frame; nothing is drawn around it.

mod alone;
mod badge;
mod budget;
mod canvas;
mod dates;
mod scale;
mod spark;
mod stack;
mod strip;
#[cfg(test)]
mod tests;
mod text;
mod trend;
mod words;

use crate::words::Words;
use jiff::civil::Date;

pub use alone::{Alone, alone};
pub use badge::badge;
pub use budget::budget;
pub use spark::spark;
pub use stack::stack;
pub use strip::strip;
pub use trend::{shared_range, trend};

/// One series over time, as it is drawn.
#[derive(Clone, Debug)]
pub struct Trend<'a> {
    /// The chart's accessible name: the metric.
    pub title: &'a str,
    /// What the chart shows, in one sentence, for readers who do not see it.
    pub description: &'a str,
    /// The points in date order, gaps included.
    pub points: &'a [TrendPoint],
    /// The target, if there is one.
    pub target: Option<Target<'a>>,
    /// Events, rebases and breaks, in any order.
    pub marks: &'a [Mark<'a>],
    /// Process limits, one entry per group of points.
    pub limits: &'a [Limits<'a>],
    /// Where the value axis starts.
    pub axis: Axis,
    /// A value range to share with other charts (see [`shared_range`]); it is widened if a value lies outside.
    pub range: Option<(f64, f64)>,
    /// For which place the chart is drawn.
    pub size: Size,
    /// What the axes and an empty chart are said in.
    pub words: &'a Words,
}

/// One period of a series.
#[derive(Clone, Debug)]
pub struct TrendPoint {
    /// The last day of the period.
    pub date: Date,
    /// The value; `None` (or a number that is not finite) is a gap.
    pub value: Option<f64>,
    /// Where there is no value: why.
    pub gap: Gap,
    /// The value is approximate or provisional.
    pub hollow: bool,
    /// The judgement of the point.
    pub flag: Flag,
    /// The point in finished words, such as `13 Mar 2026: 212 ms`; the name of a focusable point.
    pub label: String,
    /// The value in finished words, such as `212 ms`; drawn beside the point.
    pub value_text: String,
    /// The definition changed before this point: the line is not joined across.
    pub breaks_before: bool,
}

/// Why a point has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gap {
    /// A report was expected: the line breaks, and the gap is marked below the axis.
    #[default]
    Missing,
    /// It was said that there is no value: the line breaks.
    NotAvailable,
    /// No report was expected, as in a skip or a pause: no gap, the line goes on.
    NotExpected,
}

/// The judgement of a point. Shape and colour both carry it: a disc is better, a square worse, a diamond neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flag {
    /// Common cause: nothing to say.
    #[default]
    None,
    /// A signal for the better.
    Better,
    /// A signal for the worse.
    Worse,
    /// A signal upwards in a metric that has no better side.
    NeutralHigh,
    /// A signal downwards in a metric that has no better side.
    NeutralLow,
}

/// A target: a dashed line with its words.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// Where the line lies.
    pub value: f64,
    /// Its words, short: `target 250 ms`.
    pub text: &'a str,
}

/// A thin vertical line with a few words; an event without room for its words is a short stroke on the axis, and so is
/// every event on a card, where events only say that the page has more.
#[derive(Clone, Copy, Debug)]
pub struct Mark<'a> {
    /// The index of the point at which the mark stands; a mark beyond the last point is not drawn.
    pub at: usize,
    /// Its words. They are shortened where there is no room; the full words stay as the title of its line or stroke.
    pub text: &'a str,
    /// What the mark is.
    pub kind: MarkKind,
}

/// What a [`Mark`] stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// Something happened.
    Event,
    /// Something that happens again and again: an event whose words take what room the others leave.
    Review,
    /// The limits start anew.
    Rebase,
    /// The definition of the metric changed.
    Definition,
}

impl MarkKind {
    /// Whether it leaves the meaning of the line alone.
    pub(crate) fn is_event(self) -> bool {
        matches!(self, Self::Event | Self::Review)
    }
}

/// The process limits of one group of points. A chart draws them where they are: what a unit cannot reach, such as less
/// than nothing, is the caller's to cut off.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'a> {
    /// Index of the group's first point.
    pub from: usize,
    /// Index of the group's last point.
    pub to: usize,
    /// The lower limit.
    pub lower: f64,
    /// The mean.
    pub mean: f64,
    /// The upper limit.
    pub upper: f64,
    /// Too few points for firm limits: drawn dashed, without a band.
    pub trial: bool,
    /// What the limits are called on a page; [`LimitTexts::default()`] for nothing.
    pub texts: LimitTexts<'a>,
}

/// The words of a group's limits. Those of the group that holds the newest value are written beside the plot of a
/// [`Size::Page`], after the newest value and the target: whole, or not at all. An empty text is not written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LimitTexts<'a> {
    /// `lower 230`.
    pub lower: &'a str,
    /// `mean 255`.
    pub mean: &'a str,
    /// `upper 290`.
    pub upper: &'a str,
}

/// Where a value axis starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// At zero; below it where values are negative.
    FromZero,
    /// Close to the values, and marked as such.
    Tight,
}

/// For which place a trend is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// A small multiple, 340 × 150 CSS pixels, one picture for assistive technology.
    Card,
    /// The metric's own page, 1040 × 360 CSS pixels, with points that can be focused.
    Page,
}

/// A line without axes or words, for a table row.
#[derive(Clone, Copy, Debug)]
pub struct Spark<'a> {
    /// The accessible name.
    pub title: &'a str,
    /// What it shows, in words; may be empty.
    pub description: &'a str,
    /// The values in order; `None` is a gap.
    pub values: &'a [Option<f64>],
}

/// A distribution: one dot per team on one axis.
#[derive(Clone, Copy, Debug)]
pub struct Strip<'a> {
    /// The accessible name: the metric.
    pub title: &'a str,
    /// What the chart shows, in one sentence.
    pub description: &'a str,
    /// The teams, in any order.
    pub dots: &'a [Dot<'a>],
    /// The median of the teams that count.
    pub median: Option<f64>,
    /// The values of the previous cycle, drawn pale behind.
    pub previous: &'a [f64],
    /// Where the axis starts.
    pub axis: Axis,
    /// The target, if all teams share one.
    pub target: Option<Target<'a>>,
    /// On a page of its own, each dot has a title; beside many others, its values are in a table one link away.
    pub size: Size,
    /// What the axes and an empty chart are said in.
    pub words: &'a Words,
}

/// One team of a [`Strip`].
#[derive(Clone, Copy, Debug)]
pub struct Dot<'a> {
    /// The team's value; one that is not finite is not drawn.
    pub value: f64,
    /// The team and its value in finished words: `Payments: 212 ms`.
    pub text: &'a str,
    /// An older value that was kept.
    pub hollow: bool,
}

/// The error budget of an objective: a bar that fills up, and runs over when more is spent than there is.
#[derive(Clone, Copy, Debug)]
pub struct Budget<'a> {
    /// The accessible name: the objective.
    pub title: &'a str,
    /// What the chart shows, in one sentence.
    pub description: &'a str,
    /// The part of the budget that is spent, 1 for all of it. Above 1.5 the bar ends in a point; a negative part is drawn
    /// as none, and one that is not a number as unknown.
    pub spent: f64,
    /// The part of the window without data, from 0 to 1: so much of the budget is nobody's to judge.
    pub unknown: f64,
    /// What is spent, in finished words: `spent 14.2 min (71 %)`.
    pub spent_text: &'a str,
    /// What remains, in finished words: `5.9 min left`; not drawn where it would touch `spent_text`.
    pub remaining_text: &'a str,
}

/// A whole that divides into parts: a bar without words, for a table row.
#[derive(Clone, Copy, Debug)]
pub struct Stack<'a> {
    /// The accessible name: what divides.
    pub title: &'a str,
    /// The parts in words.
    pub description: &'a str,
    /// The parts from the left; what is not above zero is not drawn.
    pub parts: &'a [Part],
    /// How much the bar's full length stands for; where that is less than the sum of its parts, the sum.
    pub whole: f64,
}

/// A part of a [`Stack`].
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// How it looks.
    pub kind: PartKind,
    /// How large it is.
    pub size: f64,
}

/// How a part of a [`Stack`] looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// What weighs most.
    Strong,
    /// What weighs less.
    Middling,
    /// What was reached.
    Reached,
    /// What needs no look.
    Rest,
    /// What nobody knows: striped.
    Unknown,
}
