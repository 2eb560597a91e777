//! A digest as Markdown, for chat and for summaries of CI runs: `CommonMark` without HTML, tables or nesting.

use super::{Digest, Line, Piece};
use std::fmt::Write;

/// The digest as Markdown.
#[must_use]
pub fn render(digest: &Digest) -> String {
    let mut out = format!("# {}\n", line(&digest.title));
    for opening in &digest.opening {
        let _ = write!(out, "\n{}\n", line(opening));
    }
    for section in &digest.sections {
        let _ = write!(out, "\n## {}\n", line(&Line::of(section.title.as_str())));
        if !section.note.is_empty() {
            let _ = write!(out, "\n{}\n", line(&Line::of(section.note.as_str())));
        }
        if !section.lines.is_empty() {
            out.push('\n');
        }
        for item in &section.lines {
            let _ = writeln!(out, "- {}", line(item));
        }
        if !section.more.is_empty() {
            let _ = write!(out, "\n{}\n", line(&section.more));
        }
    }
    if !digest.closing.is_empty() {
        let _ = write!(out, "\n{}\n", line(&digest.closing));
    }
    out
}

fn line(line: &Line) -> String {
    let written: String = line.pieces.iter().map(piece).collect();
    let written = written.trim();
    at_start(written).unwrap_or_else(|| written.to_owned())
}

fn piece(piece: &Piece) -> String {
    // Marks of emphasis and links hold no spaces at their ends, or they are no marks.
    let words = piece.text.trim();
    if words.is_empty() {
        return piece.text.clone();
    }
    let start = &piece.text[..piece.text.len() - piece.text.trim_start().len()];
    let end = &piece.text[piece.text.trim_end().len()..];
    let mut written = escaped(words);
    if piece.is_strong {
        written = format!("**{written}**");
    }
    if let Some(link) = &piece.link {
        written = format!("[{written}]({})", address(link));
    }
    format!("{start}{written}{end}")
}

/// Text of which nothing is markup. As little as possible is escaped: what shows chat does not always read escapes.
fn escaped(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (index, letter) in letters.iter().enumerate() {
        let beside = |at: Option<usize>| at.and_then(|at| letters.get(at)).copied();
        let before = beside(index.checked_sub(1));
        let after = beside(Some(index + 1));
        let is_markup = match letter {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' | '|' => true,
            // Within a word an underscore is a letter.
            '_' => !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)),
            // The beginning of an entity.
            '&' => after.is_some_and(|after| after.is_ascii_alphanumeric() || after == '#'),
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(if letter.is_control() { ' ' } else { *letter });
    }
    out
}

/// A line whose first letters would make it a heading, a list, a quote or a rule; `None` where they would not.
fn at_start(text: &str) -> Option<String> {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    if digits > 0 && text[digits..].starts_with(['.', ')']) {
        return Some(format!("{}\\{}", &text[..digits], &text[digits..]));
    }
    text.starts_with(['#', '-', '+', '=']).then(|| format!("\\{text}"))
}

/// An address between the brackets of a link.
fn address(link: &str) -> String {
    let mut out = String::with_capacity(link.len());
    for letter in link.chars() {
        match letter {
            '(' | ')' | '<' | '>' | '\\' | '"' | '\'' | ' ' | '`' | '*' | '[' | ']' | '|' => {
                let _ = write!(out, "%{:02X}", u32::from(letter));
            }
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Section;

    #[test]
    fn what_looks_like_markup_is_read_as_it_was_written() {
        for (text, expected) in [
            ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
            ("a | b", "a \\| b"),
            ("*loud* and **louder**", "\\*loud\\* and \\*\\*louder\\*\\*"),
            ("`rm -rf`", "\\`rm -rf\\`"),
            ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"),
            ("snake_case and _this_", "snake_case and \\_this\\_"),
            ("AT&T and &lt;", "AT\\&T and \\&lt;"),
            ("# not a heading", "\\# not a heading"),
            ("- not a list", "\\- not a list"),
            ("1. not a list", "1\\. not a list"),
            ("p95 fell by 12.5 % (−30 ms)", "p95 fell by 12.5 % (−30 ms)"),
            ("two\nlines", "two lines"),
        ] {
            assert_eq!(line(&Line::of(text)), expected, "{text}");
        }
    }

    #[test]
    fn hostile_text_is_plain_words_to_a_parser_of_markdown() {
        use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
        let hostile = "<script>*a* `b` [c](http://d) | --- | ~~e~~ _f_ &amp; ![g](h) \\*i\\* <http://j> # k";
        let digest = Digest {
            title: Line::of(hostile),
            sections: vec![Section {
                title: hostile.to_owned(),
                note: hostile.to_owned(),
                lines: vec![
                    Line::of(hostile),
                    Line::default().link(hostile, "https://x/(a) b").strong(),
                ],
                ..Section::default()
            }],
            ..Digest::default()
        };
        let written = render(&digest);
        let (mut words, mut texts, mut links) = (String::new(), Vec::new(), Vec::new());
        for event in Parser::new_ext(&written, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(text) => words.push_str(&text),
                Event::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.into_string()),
                Event::Start(Tag::Heading { .. } | Tag::List(_) | Tag::Item | Tag::Paragraph | Tag::Strong)
                | Event::End(TagEnd::Link | TagEnd::List(_) | TagEnd::Strong) => {}
                Event::End(_) => texts.push(std::mem::take(&mut words)),
                other => panic!("{other:?} in {written}"),
            }
        }
        assert_eq!(texts, [hostile; 5], "{written}");
        assert_eq!(links, ["https://x/%28a%29%20b"]);
    }

    #[test]
    fn a_digest_is_headings_paragraphs_and_lists() {
        let digest = Digest {
            title: Line::of("Digest"),
            opening: vec![Line::of("All is well.")],
            sections: vec![Section {
                title: "Wins".to_owned(),
                note: "Two.".to_owned(),
                lines: vec![
                    Line::default()
                        .link("Basket", "https://x/b.html")
                        .strong()
                        .text(" One "),
                    Line::of("Two"),
                ],
                more: Line::default().link("and four more", "https://x/w.html"),
                ..Section::default()
            }],
            ..Digest::default()
        };
        assert_eq!(
            render(&digest),
            "# Digest\n\nAll is well.\n\n## Wins\n\nTwo.\n\n- [**Basket**](https://x/b.html) One\n- Two\n\n[and four more](https://x/w.html)\n"
        );
    }
}
