//! The words around the plot: the newest value and the target to its right, the dates below.

use jiff::civil::Date;

use super::super::canvas::{Ink, Words};
use super::super::dates::{DateLabel, label_sets};
use super::super::scale::{ValueAxis, drawable};
use super::super::text::{Anchor, Extent, clean};
use super::super::{Gap, Target};
use super::{Drawing, newest_index};

impl Drawing<'_> {
    /// The newest value keeps its height; the words of the target make way for it.
    pub(super) fn write_newest_and_target(&self) {
        if let Some(index) = newest_index(&self.values)
            && let Some(value) = self.values[index]
        {
            let point = &self.trend.points[index];
            let (x, y) = self.at(point.date, value);
            let start = x + self.frame.gap + 4;
            // Reports that have gone missing since are marked to the right of the newest value.
            let is_followed = self.trend.points[index..]
                .iter()
                .any(|point| point.value.is_none() && point.gap == Gap::Missing);
            let lowest = if is_followed {
                self.plot.bottom - self.frame.gap
            } else {
                self.plot.bottom
            };
            self.write_right(Ink::Newest, &clean(&point.value_text), (start, y.min(lowest)));
        }
        if let Some(target) = &self.trend.target
            && let Some(value) = drawable(target.value)
        {
            let words = target_words(target, &self.axis);
            let y = self.height_of(value);
            self.write_right(Ink::Target, &words, (self.plot.right + self.frame.gap, y));
        }
    }

    /// Writes beside the plot, at the height `y` or as near to it as there is room.
    fn write_right(&self, ink: Ink, text: &str, (x, y): (i32, i32)) {
        let face = if ink == Ink::Newest {
            self.frame.strong
        } else {
            self.frame.small
        };
        let Some(shown) = face.fit(text, self.frame.size.0 - x) else {
            return;
        };
        let base = y + face.middle();
        let (highest, lowest) = (self.plot.top, self.plot.bottom + self.frame.gutter);
        for away in 0..=(lowest - highest) {
            for base in [base + away, base - away] {
                let is_beside = (highest..=lowest).contains(&(base - face.middle()));
                let written = is_beside
                    && self.sheet.with(|canvas| {
                        canvas.write(Words {
                            ink,
                            face,
                            at: (x, base),
                            text: &shown,
                            title: Some(text),
                        })
                    });
                if written {
                    return;
                }
            }
        }
    }

    /// The first set of dates that fits as a whole.
    pub(super) fn write_dates(&self) {
        let dates: Vec<Date> = self.trend.points.iter().map(|point| point.date).collect();
        for labels in label_sets(&dates) {
            let placed: Option<Vec<Extent>> = self.fitting_dates(&labels);
            if let Some(extents) = placed {
                for (label, extent) in labels.iter().zip(extents) {
                    self.sheet.with(|canvas| {
                        canvas.write(Words {
                            ink: Ink::Date,
                            face: self.frame.small,
                            at: (middle_of(&extent), self.frame.date_line()),
                            text: &label.text,
                            title: None,
                        })
                    });
                }
                return;
            }
        }
    }

    /// Where the dates go, if all of them have room: under their day, or moved inwards at the ends of the axis.
    fn fitting_dates(&self, labels: &[DateLabel]) -> Option<Vec<Extent>> {
        let mut extents: Vec<Extent> = Vec::new();
        for label in labels {
            let x = self.at(label.date, self.axis.low).0;
            let half = (self.frame.small.width(&label.text) + 1) / 2;
            // The zigzag of a tight axis hangs beside the dates.
            let start = self.plot.left + if self.is_tight() { self.frame.gap } else { 0 };
            let (least, most) = (start + half, self.frame.size.0 - half);
            let x = x.max(least).min(most);
            let at = (x, self.frame.date_line());
            let extent = self.frame.small.extent(&label.text, at, Anchor::Middle);
            let is_clear = extents
                .last()
                .is_none_or(|before| !before.touches(&extent, self.frame.gap * 2));
            if !is_clear || !self.sheet.with(|canvas| canvas.is_free(&extent)) {
                return None;
            }
            extents.push(extent);
        }
        Some(extents)
    }
}

/// A target that lies beyond the axis says where.
pub(super) fn target_words(target: &Target<'_>, axis: &ValueAxis) -> String {
    let words = clean(target.text);
    match drawable(target.value) {
        Some(value) if value > axis.high && !words.is_empty() => format!("↑ {words}"),
        Some(value) if value < axis.low && !words.is_empty() => format!("↓ {words}"),
        _ => words,
    }
}

fn middle_of(extent: &Extent) -> i32 {
    extent.left + (extent.right - extent.left) / 2
}
