//! The inks: every kind of line, dot and word that a chart can hold, in painter's order.

use plotters::style::{RGBColor, ShapeStyle};
use plotters_backend::BackendColor;

use super::super::text::Anchor;

/// What something is drawn with: one class of the style sheet. The order is the painter's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Ink {
    /// The band between firm limits.
    Band,
    /// Lines of the axes.
    Grid,
    /// The line at zero.
    Zero,
    /// The sign that an axis does not start at zero.
    Tight,
    /// Limits of too few points.
    Trial,
    /// The mean of a group.
    Mean,
    Target,
    /// An event without words, on the floor of the plot.
    Floor,
    Event,
    Rebase,
    Definition,
    /// The previous cycle in a strip.
    Previous,
    /// The median in a strip.
    Median,
    Line,
    /// A period whose report is missing.
    Missing,
    Dot,
    Better,
    Worse,
    Neutral,
    Last,
    LastBetter,
    LastWorse,
    LastNeutral,
    /// The open middle of a hollow dot.
    Hole,
    /// The whole of an error budget.
    Track,
    /// The part of it that belongs to time without data.
    Unknown,
    /// What is spent of it.
    Spent,
    /// What is spent beyond it: the lines across, and its outline.
    Hatch,
    Over,
    /// Where the budget ends.
    Whole,
    /// What weighs most in a stacked bar, and what weighs less.
    Strong,
    Middling,
    /// Values along the axis.
    Value,
    /// Dates, or values of a horizontal axis.
    Date,
    /// Words to the right of their place.
    Word,
    /// Words to the left of their place.
    WordBefore,
    /// The words of the last value.
    Newest,
    /// A remark in the place of, or beside, what is missing.
    Note,
}

impl Ink {
    pub(in super::super) const ALL: [Ink; 38] = [
        Ink::Band,
        Ink::Grid,
        Ink::Zero,
        Ink::Tight,
        Ink::Trial,
        Ink::Mean,
        Ink::Target,
        Ink::Floor,
        Ink::Event,
        Ink::Rebase,
        Ink::Definition,
        Ink::Previous,
        Ink::Median,
        Ink::Line,
        Ink::Missing,
        Ink::Dot,
        Ink::Better,
        Ink::Worse,
        Ink::Neutral,
        Ink::Last,
        Ink::LastBetter,
        Ink::LastWorse,
        Ink::LastNeutral,
        Ink::Hole,
        Ink::Track,
        Ink::Unknown,
        Ink::Spent,
        Ink::Hatch,
        Ink::Over,
        Ink::Whole,
        Ink::Strong,
        Ink::Middling,
        Ink::Value,
        Ink::Date,
        Ink::Word,
        Ink::WordBefore,
        Ink::Newest,
        Ink::Note,
    ];

    /// The class in `chart.css`.
    pub(in super::super) fn class(self) -> &'static str {
        match self {
            Ink::Band => "band",
            Ink::Grid => "grid",
            Ink::Zero => "zero",
            Ink::Tight => "tight",
            Ink::Trial => "trial",
            Ink::Mean => "mean",
            Ink::Target => "target",
            Ink::Floor => "floor",
            Ink::Event => "event",
            Ink::Rebase => "rebase",
            Ink::Definition => "break",
            Ink::Previous => "previous",
            Ink::Median => "median",
            Ink::Line => "line",
            Ink::Missing => "missing",
            Ink::Dot => "dot",
            Ink::Better => "better",
            Ink::Worse => "worse",
            Ink::Neutral => "neutral",
            Ink::Last => "last",
            Ink::LastBetter => "last better",
            Ink::LastWorse => "last worse",
            Ink::LastNeutral => "last neutral",
            Ink::Hole => "hole",
            Ink::Track => "track",
            Ink::Unknown => "unknown",
            Ink::Spent => "spent",
            Ink::Hatch => "hatch",
            Ink::Over => "over",
            Ink::Whole => "whole",
            Ink::Strong => "strong",
            Ink::Middling => "middling",
            Ink::Value => "y",
            Ink::Date => "x",
            Ink::Word => "word",
            Ink::WordBefore => "word e",
            Ink::Newest => "value",
            Ink::Note => "note",
        }
    }

    /// Which end of a text its place is; `chart.css` says the same.
    pub(in super::super) fn anchor(self) -> Anchor {
        match self {
            Ink::Value | Ink::WordBefore => Anchor::End,
            Ink::Date | Ink::Note => Anchor::Middle,
            _ => Anchor::Start,
        }
    }

    /// The ink of words at a place, by their end that is there.
    pub(in super::super) fn of_words(anchor: Anchor) -> Ink {
        match anchor {
            Anchor::End => Ink::WordBefore,
            Anchor::Start | Anchor::Middle => Ink::Word,
        }
    }

    /// The ink as plotters carries it: its number in the place of red.
    pub(in super::super) fn style(self) -> ShapeStyle {
        ShapeStyle::from(RGBColor(self as u8, 0, 0))
    }

    pub(super) fn of(color: BackendColor) -> Ink {
        let number = usize::from(color.rgb.0);
        Ink::ALL.get(number).copied().unwrap_or(Ink::Line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plotters_backend::BackendStyle as _;

    #[test]
    fn every_ink_survives_the_way_through_plotters() {
        for (number, ink) in Ink::ALL.into_iter().enumerate() {
            assert_eq!(ink as usize, number);
            assert_eq!(Ink::of(ink.style().color()), ink);
        }
    }
}
