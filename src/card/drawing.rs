//! A card as what stands on it: words broken into lines that fit, and lines for trends.

use super::fonts::{Fonts, SANS, SERIF};
use super::{Card, Mark, TRENDS, Trend, WIDTH};
use crate::publish::Fingerprint;
use std::fmt::Write;

/// What is drawn with: the colours of the default theme's light pages, since chats show cards on grounds of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Muted,
    Hairline,
    Accent,
    Better,
    Worse,
    Neutral,
}

impl Ink {
    /// All of them, in the order of the palette.
    pub(super) const ALL: [Ink; 7] = [
        Ink::Text,
        Ink::Muted,
        Ink::Hairline,
        Ink::Accent,
        Ink::Better,
        Ink::Worse,
        Ink::Neutral,
    ];

    /// Red, green and blue.
    pub(super) const fn colour(self) -> [u8; 3] {
        match self {
            Ink::Text => [0x19, 0x1b, 0x1f],
            Ink::Muted => [0x58, 0x5e, 0x67],
            Ink::Hairline => [0xdc, 0xda, 0xd3],
            Ink::Accent => [0x0b, 0x5c, 0x54],
            Ink::Better => [0x00, 0x63, 0x9c],
            Ink::Worse => [0xa8, 0x46, 0x00],
            Ink::Neutral => [0x6a, 0x42, 0x9e],
        }
    }
}

/// A card, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing(pub(super) Vec<Element>);

/// What stands on a card, in pixels from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Element {
    /// A line of text that begins at a place on its base line.
    Text {
        at: (f32, f32),
        family: &'static str,
        size: f32,
        ink: Ink,
        text: String,
    },
    /// An area within a path, as SVG writes paths.
    Area { path: String, ink: Ink },
    /// A line along a path, with round ends.
    Line { path: String, thick: f32, ink: Ink },
}

impl Drawing {
    /// What tells two drawings apart.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of([format!("{:?}", self.0).as_bytes()])
    }
}

/// Everything stands between these, in pixels: some chats cut the edges off.
const LEFT: f32 = 72.0;
const RIGHT: f32 = 1128.0;
/// The line below the words, where there are trends below it.
const RULE: f32 = 430.0;
/// Between title and sentence.
const GAP: f32 = 12.0;
/// Between the two trends.
const GUTTER: f32 = 64.0;
/// Room for a trend's words, left of its line.
const WORDS: f32 = 300.0;

/// How words are set.
#[derive(Clone, Copy)]
struct Type {
    family: &'static str,
    size: f32,
    leading: f32,
    ink: Ink,
}

const ABOVE: Type = Type {
    family: SANS,
    size: 30.0,
    leading: 38.0,
    ink: Ink::Accent,
};
const TITLE: Type = Type {
    family: SERIF,
    size: 72.0,
    leading: 84.0,
    ink: Ink::Text,
};
/// A title that does not fit in one line of the large size.
const LONG_TITLE: Type = Type {
    size: 54.0,
    leading: 64.0,
    ..TITLE
};
const SENTENCE: Type = Type {
    family: SERIF,
    size: 36.0,
    leading: 49.0,
    ink: Ink::Text,
};
const NAME: Type = Type {
    family: SANS,
    size: 28.0,
    leading: 34.0,
    ink: Ink::Muted,
};
const VALUE: Type = Type {
    family: SANS,
    size: 52.0,
    leading: 60.0,
    ink: Ink::Text,
};
const MOVED: Type = Type { ink: Ink::Text, ..NAME };

/// A card as what stands on it.
#[must_use]
pub fn drawing(card: &Card, fonts: &Fonts) -> Drawing {
    let mut sheet = Sheet {
        elements: Vec::new(),
        fonts,
    };
    sheet.rectangle((0.0, 0.0, f32::from(WIDTH), 12.0), Ink::Accent);
    let above = sheet.shortened(&card.above, ABOVE, RIGHT - LEFT);
    sheet.line((LEFT, 84.0), ABOVE, &above);
    let bottom = if card.trends.is_empty() { 590.0 } else { RULE - 26.0 };
    let title = fonts.writable(&card.title);
    let mut top = 108.0;
    let lines = if fonts.width(&title, TITLE.family) * TITLE.size <= RIGHT - LEFT {
        top = sheet.lines(top, TITLE, &[title]);
        room(top + GAP, bottom)
    } else {
        let lines = sheet.broken(&title, LONG_TITLE, 2);
        top = sheet.lines(top, LONG_TITLE, &lines);
        room(top + GAP, bottom)
    };
    let sentence = fonts.writable(&card.sentence);
    let said = sheet.broken(&sentence, SENTENCE, lines);
    sheet.lines(top + GAP, SENTENCE, &said);
    if !card.trends.is_empty() {
        sheet.rectangle((LEFT, RULE, RIGHT - LEFT, 2.0), Ink::Hairline);
    }
    let width = (RIGHT - LEFT - GUTTER) / 2.0;
    let mut left = LEFT;
    for trend in card.trends.iter().take(TRENDS) {
        sheet.trend(trend, (left, width));
        left += width + GUTTER;
    }
    Drawing(sheet.elements)
}

/// How many lines of a sentence there is room for.
fn room(top: f32, bottom: f32) -> usize {
    let mut lines = 1;
    let mut end = top + SENTENCE.leading * 2.0;
    while end <= bottom && lines < 7 {
        lines += 1;
        end += SENTENCE.leading;
    }
    lines
}

struct Sheet<'a> {
    elements: Vec<Element>,
    fonts: &'a Fonts,
}

impl Sheet<'_> {
    /// Draws a line of text on a base line.
    fn line(&mut self, at: (f32, f32), kind: Type, text: &str) {
        let Type { family, size, ink, .. } = kind;
        let text = text.to_owned();
        self.elements.push(Element::Text {
            at,
            family,
            size,
            ink,
            text,
        });
    }

    /// Draws a line with numbers: smaller where it would be too wide, since digits that were cut off would say another
    /// number.
    fn whole(&mut self, at: (f32, f32), kind: Type, text: (&str, f32)) {
        let (text, room) = text;
        let text = self.fonts.writable(text);
        let width = self.fonts.width(&text, kind.family).max(0.01);
        // Of a broken font a letter may be wider than any card.
        let size = (room / width).floor().clamp(1.0, kind.size);
        self.line(at, Type { size, ..kind }, &text);
    }

    /// Draws lines below each other and says where they end.
    fn lines(&mut self, top: f32, kind: Type, lines: &[String]) -> f32 {
        let mut bottom = top;
        for line in lines {
            bottom += kind.leading;
            // Letters stand on their base line, with a quarter of the leading below it for those that reach down.
            self.line((LEFT, bottom - kind.leading * 0.24), kind, line);
        }
        bottom
    }

    fn rectangle(&mut self, area: (f32, f32, f32, f32), ink: Ink) {
        let (x, y, width, height) = area;
        let path = format!("M{x} {y}h{width}v{height}h-{width}z");
        self.elements.push(Element::Area { path, ink });
    }

    fn disc(&mut self, middle: (f64, f64), radius: f64, ink: Ink) {
        let (left, y) = (middle.0 - radius, middle.1);
        let across = radius * 2.0;
        let path = format!("M{left:.1} {y:.1}a{radius} {radius} 0 0 1 {across} 0a{radius} {radius} 0 0 1 -{across} 0z");
        self.elements.push(Element::Area { path, ink });
    }

    /// The shape of a mark around a middle; its ink is that of its word too.
    fn mark(&mut self, mark: Mark, middle: (f32, f32)) -> Ink {
        let (x, y) = middle;
        match mark {
            Mark::Improvement => {
                self.disc((x.into(), y.into()), 11.0, Ink::Better);
                Ink::Better
            }
            Mark::Concern => {
                self.rectangle((x - 10.0, y - 10.0, 20.0, 20.0), Ink::Worse);
                Ink::Worse
            }
            Mark::Unusual => {
                let path = format!("M{x} {}l13 13l-13 13l-13 -13z", y - 13.0);
                let ink = Ink::Neutral;
                self.elements.push(Element::Area { path, ink });
                ink
            }
            Mark::None => Ink::Muted,
        }
    }

    fn trend(&mut self, trend: &Trend, place: (f32, f32)) {
        let (left, width) = place;
        let name = self.shortened(&trend.name, NAME, width);
        self.line((left, 480.0), NAME, &name);
        self.whole((left, 542.0), VALUE, (&trend.value, WORDS));
        let ink = self.mark(trend.mark, (left + 11.0, 576.0));
        let words = [trend.moved.as_str(), trend.says.as_str()];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let indent = if trend.mark == Mark::None { 0.0 } else { 34.0 };
        let moved = Type { ink, ..MOVED };
        self.whole((left + indent, 586.0), moved, (&words.join("; "), width - indent));
        self.spark(&trend.values, (left + WORDS + 12.0, 500.0, left + width - 8.0, 546.0));
    }

    /// A line for the values, with gaps as gaps and the last value as a dot.
    fn spark(&mut self, values: &[Option<f64>], frame: (f32, f32, f32, f32)) {
        let [left, top, right, bottom] = [frame.0, frame.1, frame.2, frame.3].map(f64::from);
        let known = || values.iter().flatten().copied().filter(|value| value.is_finite());
        let (low, high) = (
            known().fold(f64::INFINITY, f64::min),
            known().fold(f64::NEG_INFINITY, f64::max),
        );
        // One value makes no line.
        if known().count() < 2 {
            return;
        }
        let step = (right - left) / f64::from(u32::try_from(values.len().max(2) - 1).unwrap_or(u32::MAX));
        let point = |index: usize, value: f64| -> (f64, f64) {
            let along = f64::from(u32::try_from(index).unwrap_or(u32::MAX));
            // What never changed runs through the middle.
            let share = if high > low { (value - low) / (high - low) } else { 0.5 };
            (left + along * step, bottom + share * (top - bottom))
        };
        let known_at = |index: usize| values.get(index).copied().flatten().filter(|value| value.is_finite());
        let (thick, ink) = (4.0_f32, Ink::Muted);
        let mut path = String::new();
        let mut last = None;
        let mut before = false;
        for index in 0..values.len() {
            let here = known_at(index).map(|value| point(index, value));
            if let Some((x, y)) = here {
                if !before && known_at(index + 1).is_none() {
                    // Between two gaps there is no line.
                    self.disc((x, y), f64::from(thick) / 2.0, ink);
                } else {
                    let command = if before { 'L' } else { 'M' };
                    write!(path, "{command}{x:.1} {y:.1}").expect("a string takes any text");
                }
                last = here;
            }
            before = here.is_some();
        }
        self.elements.push(Element::Line { path, thick, ink });
        if let Some(middle) = last {
            self.disc(middle, 8.0, Ink::Text);
        }
    }

    /// A text in one line; what does not fit is cut, with an ellipsis.
    fn shortened(&self, text: &str, kind: Type, width: f32) -> String {
        let text = self.fonts.writable(text);
        self.cut(&text, kind, width)
    }

    fn cut(&self, text: &str, kind: Type, width: f32) -> String {
        let fits = |text: &str| self.fonts.width(text, kind.family) * kind.size <= width;
        if fits(text) {
            return text.to_owned();
        }
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let fitting = |end: &usize| fits(&format!("{}…", text[..*end].trim_end()));
        let count = ends.partition_point(fitting);
        let end = ends.get(count.saturating_sub(1)).copied().unwrap_or(0);
        let word = text[..end].rfind(' ').unwrap_or(end);
        // Digits that were cut off would say another number.
        let end = if text[word..end].contains(|letter: char| letter.is_ascii_digit()) {
            word
        } else {
            end
        };
        format!("{}…", text[..end].trim_end_matches([' ', ',', '.', ';', ':']))
    }

    /// A text in at most so many lines; the last is cut where it does not fit.
    fn broken(&self, text: &str, kind: Type, most: usize) -> Vec<String> {
        let width = RIGHT - LEFT;
        let fits = |line: &str| self.fonts.width(line, kind.family) * kind.size <= width;
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ') {
            let is_last = lines.len() == most;
            match lines.last_mut() {
                // What follows the last line is cut with it.
                Some(line) if is_last || fits(&format!("{line} {word}")) => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines.iter().map(|line| self.cut(line, kind, width)).collect()
    }
}
