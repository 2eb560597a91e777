//! Letters that cannot be seen: those that no page may hold, and those with which one name could be shown as another.

use std::borrow::Cow;

/// Whether a letter turns the order of the letters around it, with no end of its own: a row could be read as another. Text
/// in any script reads rightly without: browsers know which way each letter runs.
#[must_use]
pub(crate) fn turns(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a letter has no place in a text that is shown: it turns the order, or is a control character or a noncharacter,
/// which HTML and XML forbid. Line ends and tabs are neither.
#[must_use]
pub(crate) fn is_forbidden(letter: char) -> bool {
    let code = u32::from(letter);
    let is_noncharacter = code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code);
    turns(letter) || is_noncharacter || letter.is_control() && !matches!(letter, '\n' | '\t')
}

/// A text without the letters that are forbidden in it.
#[must_use]
pub(crate) fn shown(text: String) -> String {
    if may_hold_forbidden(text.as_bytes()) && text.contains(is_forbidden) {
        text.chars().filter(|letter| !is_forbidden(*letter)).collect()
    } else {
        text
    }
}

/// What a reader sees of a name: without letters that have no shape of their own, blanks as one.
#[must_use]
pub(crate) fn seen(name: &str) -> String {
    let has_shape = |letter: &char| {
        let is_unseen = matches!(
            letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
                | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
        );
        !is_unseen && !is_forbidden(*letter)
    };
    let name: String = name.chars().filter(has_shape).collect();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether bytes could hold a forbidden letter: said at the speed of memory, as every page is asked.
fn may_hold_forbidden(bytes: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(*byte, b'\n' | b'\t') || *byte == 0x7f;
    // First bytes of noncharacters, which are rare; of controls and of turning letters, which are not.
    let is_rare = |byte: &u8| *byte >= 0xef;
    let begins = memchr::memchr2_iter(0xc2, 0xe2, bytes).any(|at| match &bytes[at..] {
        [0xc2, next, ..] => *next < 0xa0,
        [0xe2, 0x80, next, ..] => (0xaa..=0xae).contains(next),
        [0xe2, 0x81, next, ..] => (0xa6..=0xa9).contains(next),
        _ => false,
    });
    // Without a way out of the loop, many bytes are looked at at once.
    let holds = |block: &[u8]| {
        block.iter().fold(0, |found, byte| {
            found | u8::from(is_control(byte)) | u8::from(is_rare(byte))
        })
    };
    begins || bytes.chunks(256).any(|block| holds(block) > 0)
}

/// Text for a terminal: what would move its cursor, turn the order of letters or set their direction is seen as `�`.
#[must_use]
pub(crate) fn for_terminal(text: &str) -> Cow<'_, str> {
    if text.contains(moves) {
        Cow::Owned(text.chars().map(replaced).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// As [`for_terminal`], for a text of which a part is pointed at: the part's new place stands beside it.
#[must_use]
pub(crate) fn part_for_terminal(text: &str, part: std::ops::Range<usize>) -> (Cow<'_, str>, std::ops::Range<usize>) {
    let length = |end: usize| text.get(..end).map_or(end, |before| for_terminal(before).len());
    (for_terminal(text), length(part.start)..length(part.end))
}

fn replaced(letter: char) -> char {
    if moves(letter) { '\u{fffd}' } else { letter }
}

fn moves(letter: char) -> bool {
    let is_mark = matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}');
    is_mark || turns(letter) || letter.is_control() && letter != '\n'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forbidden_is_gone_from_what_is_shown_and_nothing_else_is() {
        for (text, wanted) in [
            ("plain\n\ttext", "plain\n\ttext"),
            ("a\u{202e}b\u{2066}c\u{2069}", "abc"),
            ("a\u{1}b\u{7f}c\u{85}d\u{a0}e", "abcd\u{a0}e"),
            ("a\u{fffe}b\u{1ffff}c\u{fdd0}", "abc"),
            ("– … ’ § \u{200d} \u{200c} 👩‍💻 ﷺ", "– … ’ § \u{200d} \u{200c} 👩‍💻 ﷺ"),
            ("שלום עליכם", "שלום עליכם"),
        ] {
            assert_eq!(shown(text.to_owned()), wanted);
        }
    }

    #[test]
    fn no_forbidden_letter_is_overlooked() {
        for letter in ('\0'..=char::MAX).filter(|letter| is_forbidden(*letter)) {
            assert_eq!(shown(format!("a{letter}b")), "ab", "{letter:?}");
        }
    }

    #[test]
    fn a_part_keeps_its_place_where_letters_before_it_are_replaced() {
        let text = "a\u{85}b\u{200f}c";
        let at = text.find('c').expect("it is there");
        let (clean, part) = part_for_terminal(text, at..at + 1);
        assert_eq!((&*clean, &clean[part]), ("a\u{fffd}b\u{fffd}c", "c"));
    }
}
