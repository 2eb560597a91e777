//! Events, rebases and new definitions: poles with their words above the plot, or short strokes on its floor.
//!
//! Rebases and definitions change what the line means, so their words go before and they always have a pole. An event has
//! one only where its words find room; on a card none has, since a row of events would hide the line.

use std::collections::BTreeMap;

use super::super::canvas::{Ink, Words};
use super::super::text::clean;
use super::super::words::{Placed, Room, Wanted, place};
use super::super::{MarkKind, Size, Trend};
use super::{Drawing, Frame, day};

/// How high an event without words rises from the floor of the plot.
const STROKE: i32 = 13;

/// A mark that stands at a point, with its words as they fit.
#[derive(Debug)]
pub(super) struct Post {
    at: usize,
    kind: MarkKind,
    full: String,
    placed: Option<Placed>,
}

/// The marks of a trend, and how many levels their words take up.
pub(super) fn posts(trend: &Trend<'_>, frame: &Frame, x_of: impl Fn(f64) -> i32) -> (Vec<Post>, usize) {
    let mut posts: Vec<Post> = trend
        .marks
        .iter()
        .filter(|mark| mark.at < trend.points.len())
        .map(|mark| Post {
            at: mark.at,
            kind: mark.kind,
            full: clean(mark.text),
            placed: None,
        })
        .collect();
    let is_quiet = |post: &Post| trend.size == Size::Card && post.kind.is_event();
    let speaks = |post: &Post| !post.full.is_empty() && !is_quiet(post);
    let wanted: Vec<Wanted<'_>> = posts
        .iter()
        .filter(|post| speaks(post))
        .map(|post| Wanted {
            x: x_of(day(trend.points[post.at].date)),
            text: &post.full,
            urgent: !post.kind.is_event(),
            modest: post.kind == MarkKind::Review,
        })
        .collect();
    let room = Room {
        left: 0,
        right: frame.size.0,
        levels: frame.levels,
        face: frame.small,
    };
    let placed = place(&wanted, &room);
    let levels = placed.iter().flatten().map(|placed| placed.level + 1).max();
    for (post, placed) in posts.iter_mut().filter(|post| speaks(post)).zip(placed) {
        post.placed = placed;
    }
    (posts, levels.unwrap_or(0))
}

impl Drawing<'_> {
    pub(super) fn draw_marks(&self) {
        let mut quiet: BTreeMap<i32, Vec<&str>> = BTreeMap::new();
        for post in &self.posts {
            let x = self.at(self.trend.points[post.at].date, self.axis.low).0;
            if post.kind.is_event() && post.placed.is_none() {
                quiet.entry(x).or_default().push(&post.full);
            } else {
                self.draw_pole(post, x);
            }
        }
        // Events of one period share a stroke and its title.
        for (x, words) in quiet {
            let stroke = [(x, self.plot.bottom - STROKE), (x, self.plot.bottom)];
            let words: Vec<&str> = words.into_iter().filter(|words| !words.is_empty()).collect();
            self.sheet.with(|canvas| {
                if words.is_empty() {
                    canvas.polyline(Ink::Floor, &stroke);
                } else {
                    canvas.titled(Ink::Floor, &stroke, &words.join("; "));
                }
            });
        }
    }

    fn draw_pole(&self, post: &Post, x: i32) {
        let ink = match post.kind {
            MarkKind::Event | MarkKind::Review => Ink::Event,
            MarkKind::Rebase => Ink::Rebase,
            MarkKind::Definition => Ink::Definition,
        };
        let top = post
            .placed
            .as_ref()
            .map_or(self.plot.top, |placed| self.foot_of_level(placed.level + 1) + 4);
        let pole = [(x, top), (x, self.plot.bottom)];
        let is_whole = post.placed.as_ref().is_some_and(|placed| placed.text == post.full);
        self.sheet.with(|canvas| {
            if is_whole || post.full.is_empty() {
                canvas.polyline(ink, &pole);
            } else {
                canvas.titled(ink, &pole, &post.full);
            }
            if let Some(placed) = &post.placed {
                let foot = self.foot_of_level(placed.level);
                canvas.write(Words {
                    ink: Ink::of_words(placed.anchor),
                    face: self.frame.small,
                    at: (placed.x, foot - self.frame.small.descent()),
                    text: &placed.text,
                    title: None,
                });
            }
        });
    }

    /// The lower end of a level of words; above the plot there is headroom first.
    fn foot_of_level(&self, level: usize) -> i32 {
        self.plot.top - self.frame.headroom - self.frame.height_of_levels(level)
    }
}
