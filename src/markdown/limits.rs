//! What Markdown may not be: deeper or longer than anybody writes, and than browsers and parsers take in good time.

use super::OPTIONS;
use pulldown_cmark::{Event, Parser, Tag};

/// Most lists, quotations and emphases within one another.
pub(crate) const DEEPEST: usize = 32;

/// Most elements of HTML that are open at once. Some are never closed, such as `<li>`, by people who may do so.
pub(crate) const MOST_OPEN: usize = 256;

/// Most bytes of an address.
pub(crate) const LONGEST_ADDRESS: usize = 8_192;

/// Elements that have no end.
const VOID: [&str; 8] = ["area", "br", "col", "hr", "img", "input", "source", "wbr"];

/// Where a text goes beyond a limit, and in what, if it does.
pub(crate) fn beyond(text: &str) -> Option<(usize, String)> {
    if !may_go_beyond(text) {
        return None;
    }
    let (mut depth, mut open) = (0_usize, 0_usize);
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                depth += 1;
                if let Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } = &tag
                    && dest_url.len() > LONGEST_ADDRESS
                {
                    return Some((range.start, format!("an address has more than {LONGEST_ADDRESS} bytes")));
                }
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Html(html) | Event::InlineHtml(html) => open = still_open(&html, open),
            _ => {}
        }
        if depth > DEEPEST {
            return Some((range.start, format!("Markdown is nested more than {DEEPEST} deep")));
        }
        if open > MOST_OPEN {
            return Some((
                range.start,
                format!("more than {MOST_OPEN} elements of HTML are not closed"),
            ));
        }
    }
    None
}

/// Whether a text has the marks that it takes: nearly none has, and reading each once more would cost every build.
fn may_go_beyond(text: &str) -> bool {
    let opens = |byte: &&u8| {
        matches!(
            byte,
            b'>' | b'*' | b'_' | b'~' | b'-' | b'+' | b'[' | b'<' | b'.' | b')'
        )
    };
    text.len() > LONGEST_ADDRESS || text.len() > DEEPEST && text.bytes().filter(|byte| opens(&byte)).count() > DEEPEST
}

/// How many elements are open after a piece of HTML.
fn still_open(html: &str, open: usize) -> usize {
    let tags = html.split('<').skip(1);
    tags.fold(open, |open, tag| {
        let name = |tag: &str| -> String {
            let letters = tag.chars().take_while(char::is_ascii_alphanumeric);
            letters.map(|letter| letter.to_ascii_lowercase()).collect()
        };
        match tag.strip_prefix('/') {
            Some(_) => open.saturating_sub(1),
            None if tag.starts_with(|letter: char| letter.is_ascii_alphabetic())
                && !VOID.contains(&name(tag).as_str()) =>
            {
                open + 1
            }
            None => open,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_within_the_limits() {
        let lists = (0..6)
            .map(|depth| "  ".repeat(depth) + "- point\n")
            .collect::<Vec<_>>()
            .concat();
        let rows = "| a | b |\n|---|---|\n".to_owned() + &"| *x* | **y** [z](z.md) |\n".repeat(900);
        let html = "<br>".repeat(600) + &"<p><b>x</b></p>\n".repeat(600);
        for text in [lists, rows, html, "word ".repeat(9_000)] {
            assert_eq!(beyond(&text), None);
        }
    }

    #[test]
    fn what_is_nested_or_long_beyond_measure_is_found() {
        for (text, wanted) in [
            (">".repeat(4_000) + " x", "nested more than 32"),
            ("- ".repeat(4_000) + "x", "nested more than 32"),
            ("*a **b ".repeat(4_000) + &"c** d*".repeat(4_000), "nested more than 32"),
            ("<div>\n".repeat(4_000), "256 elements"),
            (format!("[x](https://example.org/{})", "a".repeat(9_000)), "8192 bytes"),
        ] {
            let (_, found) = beyond(&text).unwrap_or_else(|| panic!("{wanted}"));
            assert!(found.contains(wanted), "{found}");
        }
    }
}
