//! The measures of a trend chart, by the place it is drawn for, in units of the view box: half a CSS pixel at the
//! chart's natural width.
//!
//! Type sizes are those of `chart.css`; a test compares the two.

use super::super::Size;
use super::super::text::{Extent, Face};

/// The measures of one size of chart.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Frame {
    /// The view box.
    pub(in super::super) size: (i32, i32),
    /// Words of axes and marks.
    pub(in super::super) small: Face,
    /// The newest value.
    pub(in super::super) strong: Face,
    /// Between the plot and words beside it.
    pub(super) gap: i32,
    /// Levels for words of marks, at most.
    pub(super) levels: usize,
    /// Above the highest value: half a line of the values beside it, or the label of a focused point.
    pub(super) headroom: i32,
    /// From the plot down to the row of missing reports.
    pub(super) gutter: i32,
    /// From the plot to the bottom of the frame.
    foot: i32,
    /// Margins that small multiples have in common unless their words need more.
    least_margins: (i32, i32),
    /// The right margin takes no more than this from the plot.
    most_right: i32,
    /// Points keep this distance from the ends of the plot.
    inset: i32,
}

const CARD: Frame = Frame {
    size: (680, 300),
    small: Face { size: 22, bold: false },
    strong: Face { size: 26, bold: true },
    gap: 10,
    levels: 2,
    headroom: 18,
    gutter: 12,
    foot: 46,
    least_margins: (76, 128),
    most_right: 260,
    inset: 10,
};

const PAGE: Frame = Frame {
    size: (2080, 720),
    small: Face { size: 26, bold: false },
    strong: Face { size: 30, bold: true },
    gap: 14,
    levels: 3,
    headroom: 56,
    gutter: 14,
    foot: 62,
    least_margins: (90, 120),
    most_right: 480,
    inset: 14,
};

impl Frame {
    /// The measures for a place.
    pub(in super::super) fn of(size: Size) -> Frame {
        match size {
            Size::Card => CARD,
            Size::Page => PAGE,
        }
    }

    /// The plot between the margins, under so many levels of words.
    pub(super) fn plot(&self, left: i32, right: i32, levels: usize) -> Extent {
        Extent {
            left,
            top: self.headroom + self.height_of_levels(levels),
            right: self.size.0 - right,
            bottom: self.size.1 - self.foot,
        }
    }

    /// Where the first and last point lie within the plot.
    pub(super) fn inset(&self, plot: &Extent) -> Extent {
        Extent {
            left: plot.left + self.inset,
            right: plot.right - self.inset,
            ..*plot
        }
    }

    pub(super) fn height_of_levels(&self, levels: usize) -> i32 {
        let line = self.small.ascent() + self.small.descent() + 2;
        i32::try_from(levels).unwrap_or(0) * line
    }

    /// The base line of the dates.
    pub(super) fn date_line(&self) -> i32 {
        self.size.1 - self.small.descent() - 1
    }

    pub(super) fn left_margin<'a>(&self, labels: impl Iterator<Item = &'a str>) -> i32 {
        let widest = labels.map(|label| self.small.width(label)).max();
        (widest.unwrap_or(0) + self.gap).max(self.least_margins.0)
    }

    /// The room for the newest value and for the small words below and above it.
    pub(super) fn right_margin<'a>(&self, newest: Option<&str>, small: impl Iterator<Item = &'a str>) -> i32 {
        let newest = newest.map_or(0, |text| self.strong.width(text) + self.gap + 4);
        let widest = small.map(|text| self.small.width(text).saturating_add(self.gap)).max();
        newest
            .saturating_sub(self.inset)
            .max(widest.unwrap_or(0))
            .clamp(self.least_margins.1, self.most_right)
    }
}
