//! The focusable points of a page chart: each a dot with its name, and its value beside it on hover and focus.
//!
//! A chart with very many points keeps the newest as stops: nobody tabs through five hundred, and the table on the page has
//! all of them. The older ones are drawn as on a card.

use super::super::canvas::Stop;
use super::super::text::{Anchor, Extent, clean};
use super::super::{Flag, Gap, Size, TrendPoint};
use super::{Drawing, newest_index};

/// The most points that can be focused, about five years of fortnights.
pub(in super::super) const MOST_STOPS: usize = 120;
/// From a point up to the base line of its label; `chart.css` moves the labels by as much.
pub(in super::super) const LABEL_RISE: i32 = 16;

impl Drawing<'_> {
    /// The index of the first point that can be focused; nothing on a card.
    pub(super) fn first_stop(&self) -> Option<usize> {
        match self.trend.size {
            Size::Card => None,
            Size::Page => Some(self.trend.points.len().saturating_sub(MOST_STOPS)),
        }
    }

    pub(super) fn draw_stops(&self) {
        let Some(first) = self.first_stop() else {
            return;
        };
        let newest = newest_index(&self.values);
        for (index, point) in self.trend.points.iter().enumerate().skip(first) {
            let at = match self.values[index] {
                Some(value) => self.at(point.date, value),
                None if point.gap == Gap::Missing => self.gutter_at(point.date),
                None => continue,
            };
            let is_newest = newest == Some(index);
            let title = clean(&point.label);
            let title = if title.is_empty() {
                self.trend.words.short_day(point.date)
            } else {
                title
            };
            // The newest value is always visible beside its point.
            let text = if is_newest {
                String::new()
            } else {
                clean(&point.value_text)
            };
            let room = (self.plot.right - self.plot.left) / 2;
            let shown = self.frame.strong.fit(&text, room);
            let label = shown.as_deref().and_then(|shown| {
                let (anchor, extent) = self.label_place(shown, at)?;
                Some((shown, anchor, extent))
            });
            self.sheet.with(|canvas| {
                if self.values[index].is_some() {
                    canvas.points.push(at);
                }
                canvas.stop(&Stop {
                    at,
                    classes: &classes(point, self.values[index].is_some(), is_newest),
                    title: &title,
                    label,
                });
            });
        }
    }

    /// Above the point, or to one side where the plot ends or other words are; nowhere if it would touch those
    /// all the same.
    fn label_place(&self, text: &str, at: (i32, i32)) -> Option<(Anchor, Extent)> {
        let base = (at.0, at.1 - LABEL_RISE);
        [Anchor::Middle, Anchor::Start, Anchor::End]
            .into_iter()
            .map(|anchor| (anchor, self.frame.strong.extent(text, base, anchor)))
            .find(|(_, extent)| {
                let is_inside = self.plot.left <= extent.left && extent.right <= self.plot.right;
                is_inside && self.sheet.with(|canvas| canvas.is_free(extent))
            })
    }
}

fn classes(point: &TrendPoint, has_value: bool, is_newest: bool) -> String {
    if !has_value {
        return "missing".to_owned();
    }
    let mut classes = Vec::new();
    if is_newest {
        classes.push("last");
    }
    match point.flag {
        Flag::None => {}
        Flag::Better => classes.push("better"),
        Flag::Worse => classes.push("worse"),
        Flag::NeutralHigh | Flag::NeutralLow => classes.push("neutral"),
    }
    if point.hollow {
        classes.push("hollow");
    }
    classes.join(" ")
}
