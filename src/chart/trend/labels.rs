//! The words around the plot: the newest value, the target and the newest limits to its right, the dates below.

use jiff::civil::Date;

use super::super::canvas::{Ink, Words};
use super::super::dates::{DateLabel, label_sets};
use super::super::scale::{ValueAxis, drawable};
use super::super::text::{Anchor, Extent, clean};
use super::super::{Gap, Limits, Size, Target, Trend};
use super::{Drawing, newest_index};

/// So far the words of a limit may stand from its height, in units of the view box: less than half a line, so that no one
/// takes them for the words of something else.
const MOST_AWAY_FROM_LIMIT: i32 = 12;

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
        let words = Words {
            ink,
            face,
            at: (x, y),
            text: &shown,
            title: Some(text),
        };
        self.write_near(words, self.frame.size.1);
    }

    /// Limits come last, and whole or not at all: what is left of a number is another number.
    pub(super) fn write_limits(&self) {
        let x = self.plot.right + self.frame.gap;
        for (value, text) in newest_limits(self.trend, &self.values) {
            let shown = located(value, &clean(text), &self.axis);
            let words = Words {
                ink: Ink::Word,
                face: self.frame.small,
                at: (x, self.height_of(value)),
                text: &shown,
                title: None,
            };
            self.write_near(words, MOST_AWAY_FROM_LIMIT);
        }
    }

    /// Writes words beside the plot with their middle at their height, or at most so far above or below it.
    fn write_near(&self, words: Words<'_>, most_away: i32) {
        let (x, y) = words.at;
        let (highest, lowest) = (self.plot.top, self.plot.bottom + self.frame.gutter);
        for away in 0..=most_away.min(lowest - highest) {
            for y in [y + away, y - away] {
                let at = (x, y + words.face.middle());
                if (highest..=lowest).contains(&y) && self.sheet.with(|canvas| canvas.write(Words { at, ..words })) {
                    return;
                }
            }
        }
    }

    /// The first set of dates that fits as a whole.
    pub(super) fn write_dates(&self) {
        let dates: Vec<Date> = self.trend.points.iter().map(|point| point.date).collect();
        for labels in label_sets(&dates, self.trend.words) {
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
        Some(value) => located(value, &words, axis),
        None => words,
    }
}

/// The limits that hold for the newest value, outer ones first, each with its words: none on a card, and none of an
/// older group, since they stand beside the newest value.
pub(super) fn newest_limits<'a>(trend: &Trend<'a>, values: &[Option<f64>]) -> Vec<(f64, &'a str)> {
    let newest = newest_index(values).filter(|_| trend.size == Size::Page);
    let holds = |limits: &&Limits<'a>| newest.is_some_and(|newest| (limits.from..=limits.to).contains(&newest));
    let Some(limits) = trend.limits.iter().rfind(holds) else {
        return Vec::new();
    };
    let (Some(lower), Some(mean), Some(upper)) =
        (drawable(limits.lower), drawable(limits.mean), drawable(limits.upper))
    else {
        return Vec::new();
    };
    let words = [
        (upper, limits.texts.upper),
        (lower, limits.texts.lower),
        (mean, limits.texts.mean),
    ];
    words.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// The words of a line, and where it lies if that is beyond the axis.
pub(super) fn located(value: f64, words: &str, axis: &ValueAxis) -> String {
    match words {
        "" => String::new(),
        words if value > axis.high => format!("↑ {words}"),
        words if value < axis.low => format!("↓ {words}"),
        words => words.to_owned(),
    }
}

fn middle_of(extent: &Extent) -> i32 {
    extent.left + (extent.right - extent.left) / 2
}
