//! Words without a font: how wide they can be at most, shortening, cleaning and escaping.
//!
//! Nobody knows at build time with which font a page is read, so widths are upper bounds: for each character the widest
//! of Verdana and `DejaVu` Sans, the widest of the usual system fonts (Segoe UI, San Francisco, Roboto, Arial and
//! Cantarell are narrower). Scripts other than Latin get a bound per block. A handful of single characters that are
//! drawn several ems wide (U+FDFD and its like) are beyond the bound.

use std::borrow::Cow;

/// A size and weight of type, in units of the view box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Face {
    /// The font size.
    pub(super) size: i32,
    /// Bold type is wider.
    pub(super) bold: bool,
}

/// The rectangle that a text, or anything else, takes up, in units of the view box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
}

/// Which point of a text its position names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// What shortened words end in.
const ELLIPSIS: char = '…';
/// Fewer characters than this before an ellipsis say nothing.
const FEWEST_CHARACTERS: usize = 3;

impl Face {
    /// The most that `text` can measure across.
    pub(super) fn width(self, text: &str) -> i32 {
        text.chars()
            .fold(0, |sum: i32, character| sum.saturating_add(self.advance(character)))
    }

    /// `text` if it fits into `room`, else its beginning with an ellipsis, else nothing.
    pub(super) fn fit(self, text: &str, room: i32) -> Option<Cow<'_, str>> {
        if text.is_empty() {
            return None;
        }
        if self.width(text) <= room {
            return Some(Cow::Borrowed(text));
        }
        let mut used = self.advance(ELLIPSIS);
        let mut end = 0;
        for (index, character) in text.char_indices() {
            used = used.saturating_add(self.advance(character));
            if used > room {
                break;
            }
            end = index + character.len_utf8();
        }
        let kept = text[..end].trim_end_matches([' ', ',', ':', ';', '.']);
        (kept.chars().count() >= FEWEST_CHARACTERS).then(|| Cow::Owned(format!("{kept}{ELLIPSIS}")))
    }

    /// The extent of `text` written at `at`, whose second number is the base line.
    pub(super) fn extent(self, text: &str, at: (i32, i32), anchor: Anchor) -> Extent {
        let width = self.width(text);
        let left = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0.saturating_sub(width / 2),
            Anchor::End => at.0.saturating_sub(width),
        };
        Extent {
            left,
            top: at.1 - self.ascent(),
            right: left.saturating_add(width),
            bottom: at.1 + self.descent(),
        }
    }

    /// From the base line to the top of an accented capital.
    pub(super) fn ascent(self) -> i32 {
        self.size * 95 / 100
    }

    /// From the base line to the foot of a descender.
    pub(super) fn descent(self) -> i32 {
        self.size / 4
    }

    /// From a line through the middle of the figures down to the base line.
    pub(super) fn middle(self) -> i32 {
        self.size * 36 / 100
    }

    fn advance(self, character: char) -> i32 {
        let regular = hundredths_of_em(character);
        // A tenth of an em covers the heavier weight of every character in the table; what has no width keeps none.
        let hundredths = if self.bold && regular > 0 {
            regular + 10
        } else {
            regular
        };
        (hundredths * self.size + 99) / 100
    }
}

impl Extent {
    /// Whether the two come nearer than `gap`.
    pub(super) fn touches(&self, other: &Extent, gap: i32) -> bool {
        self.left < other.right.saturating_add(gap)
            && other.left < self.right.saturating_add(gap)
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether `other` lies wholly within this one.
    pub(super) fn holds(&self, other: &Extent) -> bool {
        self.left <= other.left && self.top <= other.top && other.right <= self.right && other.bottom <= self.bottom
    }
}

/// The widest advance of a character, regular weight, in hundredths of an em.
fn hundredths_of_em(character: char) -> i32 {
    match character {
        'i' | 'j' | 'l' | '\'' => 35,
        ' ' | '\u{a0}' | ',' | '.' | 'f' => 37,
        't' | '!' | '(' | ')' => 41,
        'r' | 'I' | '-' | '/' | ':' | ';' | '[' | ']' | '|' | '\\' => 46,
        's' | 'z' | '"' | '·' => 53,
        'm' => 98,
        'w' | 'M' | '+' | '<' | '=' | '>' | '#' | '~' | '^' | '−' | '×' | '≈' | '≤' | '≥' => 90,
        'a'..='z'
        | '0'..='9'
        | '⁰'
        | '¹'
        | '²'
        | '³'
        | '⁴'..='⁹'
        | '⁻'
        | '°'
        | '$'
        | '€'
        | '£'
        | '–'
        | '?'
        | '_'
        | '*'
        | '`'
        | '{'
        | '}'
        | 'F'
        | 'J'
        | 'L'
        | 'T' => 64,
        'P' | 'Y' => 68,
        'A' | 'B' | 'E' | 'K' | 'S' | 'V' | 'X' | 'Z' => 70,
        'C' | 'D' | 'G' | 'H' | 'N' | 'R' | 'U' => 78,
        'O' | 'Q' | '&' => 80,
        '@' | '…' | '—' | 'W' | '→' | '↑' | '↓' => 104,
        '%' => 118,
        // Marks that combine with the character before them, joiners and selectors.
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{a1}'..='\u{24f}' => match character {
            'Æ' | 'Œ' | 'æ' | 'œ' | '©' | '®' => 110,
            '¼'..='¾' | 'Ā'..='ɏ' => 105,
            _ => 84,
        },
        '\u{1f000}'.. => 150,
        _ => 125,
    }
}

/// One line of text that XML allows: white space is single, control characters and invisible direction marks are gone.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !crate::letters::is_forbidden(character) {
            out.push(character);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Appends `text`, escaped for the content of an element and for a quoted attribute.
pub(super) fn escape_into(out: &mut String, text: &str) {
    // Attributes of charts stand in double quotes, so that an apostrophe may stay as it is.
    crate::markdown::escape_into(out, text, |byte| byte != b'\'');
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: Face = Face { size: 22, bold: false };

    #[test]
    fn words_that_do_not_fit_end_in_an_ellipsis_and_then_fit() {
        let words = "Moved to the new load balancer";
        for room in 0..FACE.width(words) {
            if let Some(cut) = FACE.fit(words, room) {
                assert!(cut.ends_with('…'), "{cut}");
                assert!(FACE.width(&cut) <= room, "{cut} in {room}");
            }
        }
        assert_eq!(FACE.fit(words, FACE.width(words)).as_deref(), Some(words));
        assert_eq!(FACE.fit(words, 20), None);
    }

    #[test]
    fn bold_is_never_taken_for_narrower() {
        let bold = Face { bold: true, ..FACE };
        for character in (' '..='~').chain("–—…€ä漢🙂".chars()) {
            let text = character.to_string();
            assert!(bold.width(&text) >= FACE.width(&text), "{text}");
        }
    }

    #[test]
    fn cleaning_leaves_one_line_that_xml_allows() {
        assert_eq!(clean(" a\n\tb\u{0}c\u{202e} \u{ffff}"), "a bc");
        let mut out = String::new();
        escape_into(&mut out, "a<b>&\"c\"");
        assert_eq!(out, "a&lt;b&gt;&amp;&quot;c&quot;");
    }
}
