//! A card as SVG: words broken into lines that fit, and lines for trends.
//!
//! It is the renderer's input alone; the SVG of pages comes from `chart`.

use super::fonts::{Fonts, SANS, SERIF};
use super::{Card, HEIGHT, Mark, TRENDS, Trend, WIDTH};
use std::fmt::Write;

/// The colours of the default theme's light pages: chats show cards on grounds of their own.
pub(super) const PAPER: &str = "#fdfcf9";
const INK: &str = "#191b1f";
const MUTED: &str = "#585e67";
const HAIRLINE: &str = "#dcdad3";
const ACCENT: &str = "#0b5c54";
const BETTER: &str = "#00639c";
const WORSE: &str = "#a84600";
const NEUTRAL: &str = "#6a429e";
/// All that is drawn with, for the palette.
pub(super) const INKS: [&str; 7] = [INK, MUTED, HAIRLINE, ACCENT, BETTER, WORSE, NEUTRAL];

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
    colour: &'static str,
}

const ABOVE: Type = Type {
    family: SANS,
    size: 30.0,
    leading: 38.0,
    colour: ACCENT,
};
const TITLE: Type = Type {
    family: SERIF,
    size: 72.0,
    leading: 84.0,
    colour: INK,
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
    colour: INK,
};
const NAME: Type = Type {
    family: SANS,
    size: 28.0,
    leading: 34.0,
    colour: MUTED,
};
const VALUE: Type = Type {
    family: SANS,
    size: 52.0,
    leading: 60.0,
    colour: INK,
};
const MOVED: Type = Type { colour: INK, ..NAME };

/// A card as SVG.
#[must_use]
pub fn drawing(card: &Card, fonts: &Fonts) -> String {
    let mut sheet = Sheet {
        svg: format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">"#),
        fonts,
    };
    sheet.rectangle((0.0, 0.0, f32::from(WIDTH), 12.0), ACCENT);
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
        sheet.rectangle((LEFT, RULE, RIGHT - LEFT, 2.0), HAIRLINE);
    }
    let width = (RIGHT - LEFT - GUTTER) / 2.0;
    let mut left = LEFT;
    for trend in card.trends.iter().take(TRENDS) {
        sheet.trend(trend, (left, width));
        left += width + GUTTER;
    }
    sheet.svg.push_str("</svg>");
    sheet.svg
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
    svg: String,
    fonts: &'a Fonts,
}

impl Sheet<'_> {
    /// Draws a line of text on a base line.
    fn line(&mut self, at: (f32, f32), kind: Type, text: &str) {
        let Type {
            family, size, colour, ..
        } = kind;
        self.add(&format!(
            r#"<text x="{}" y="{}" font-family="{family}" font-size="{size}" fill="{colour}">{}</text>"#,
            at.0,
            at.1,
            escaped(text)
        ));
    }

    /// Draws a line with numbers: smaller where it would be too wide, since digits that were cut off would say another
    /// number.
    fn whole(&mut self, at: (f32, f32), kind: Type, text: (&str, f32)) {
        let (text, room) = text;
        let text = self.fonts.writable(text);
        let width = self.fonts.width(&text, kind.family).max(0.01);
        let size = (room / width).floor().min(kind.size);
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

    fn rectangle(&mut self, area: (f32, f32, f32, f32), colour: &str) {
        let (x, y, width, height) = area;
        self.add(&format!(
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{colour}"/>"#
        ));
    }

    fn trend(&mut self, trend: &Trend, place: (f32, f32)) {
        let (left, width) = place;
        let name = self.shortened(&trend.name, NAME, width);
        self.line((left, 480.0), NAME, &name);
        self.whole((left, 542.0), VALUE, (&trend.value, WORDS));
        let (shape, colour) = shape(trend.mark, (left + 11.0, 576.0));
        self.add(&shape);
        let words = [trend.moved.as_str(), trend.says.as_str()];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let indent = if shape.is_empty() { 0.0 } else { 34.0 };
        let moved = Type { colour, ..MOVED };
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
        let mut path = String::new();
        let mut last = None;
        let mut before = false;
        for (index, value) in values.iter().enumerate() {
            let here = value.filter(|value| value.is_finite()).map(|value| point(index, value));
            if let Some((x, y)) = here {
                // A value between two gaps is a dot: a line that ends where it begins, with round ends.
                let command = if before { 'L' } else { 'M' };
                let alone = if before { "" } else { "h0" };
                write!(path, "{command}{x:.1} {y:.1}{alone}").expect("a string takes any text");
                last = here;
            }
            before = here.is_some();
        }
        self.add(&format!(
            r#"<path d="{path}" fill="none" stroke="{MUTED}" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>"#
        ));
        if let Some((x, y)) = last {
            self.add(&format!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="8" fill="{INK}"/>"#));
        }
    }

    fn add(&mut self, element: &str) {
        self.svg.push_str(element);
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

/// The shape of a mark around a middle, and the colour of its word.
fn shape(mark: Mark, middle: (f32, f32)) -> (String, &'static str) {
    let (x, y) = middle;
    match mark {
        Mark::Improvement => (format!(r#"<circle cx="{x}" cy="{y}" r="11" fill="{BETTER}"/>"#), BETTER),
        Mark::Concern => (
            format!(
                r#"<rect x="{}" y="{}" width="20" height="20" fill="{WORSE}"/>"#,
                x - 10.0,
                y - 10.0
            ),
            WORSE,
        ),
        Mark::Unusual => (
            format!(
                r#"<path d="M{x} {}l13 13l-13 13l-13 -13z" fill="{NEUTRAL}"/>"#,
                y - 13.0
            ),
            NEUTRAL,
        ),
        Mark::None => (String::new(), MUTED),
    }
}

/// A text as XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
