//! A digest as plain text: wrapped, links as numbers with their addresses at the end.

use super::{Digest, Line};
use std::fmt::Write;

/// Columns of a line, so that it can be quoted once or twice in 80.
const WIDTH: usize = 78;

/// The digest as plain text.
#[must_use]
pub fn render(digest: &Digest) -> String {
    let mut notes = Notes::default();
    let mut out = String::new();
    heading(&mut out, &notes.words(&digest.title), '=');
    for opening in &digest.opening {
        let words = notes.words(opening);
        paragraph(&mut out, &words);
    }
    for section in &digest.sections {
        out.push('\n');
        heading(&mut out, &section.title, '-');
        if !section.note.is_empty() {
            paragraph(&mut out, &section.note);
        }
        if !section.lines.is_empty() {
            out.push('\n');
        }
        for item in &section.lines {
            wrapped(&mut out, &notes.words(item), ("* ", "  "));
        }
        if !section.more.is_empty() {
            wrapped(&mut out, &notes.words(&section.more), ("  ", "  "));
        }
    }
    if !digest.closing.is_empty() {
        out.push('\n');
        let words = notes.words(&digest.closing);
        paragraph(&mut out, &words);
    }
    if !notes.addresses.is_empty() {
        out.push('\n');
    }
    for (index, address) in notes.addresses.iter().enumerate() {
        let _ = writeln!(out, "[{}] {address}", index + 1);
    }
    out
}

/// The addresses met so far; each has one number.
#[derive(Default)]
struct Notes {
    addresses: Vec<String>,
}

impl Notes {
    /// The words of a line, links followed by their numbers.
    fn words(&mut self, line: &Line) -> String {
        let mut words = String::new();
        for piece in &line.pieces {
            let Some(target) = &piece.link else {
                words.push_str(&piece.text);
                continue;
            };
            let known = self.addresses.iter().position(|address| address == target);
            let number = known.unwrap_or_else(|| {
                self.addresses.push(target.clone());
                self.addresses.len() - 1
            });
            let end = piece.text.trim_end().len();
            let _ = write!(words, "{} [{}]{}", &piece.text[..end], number + 1, &piece.text[end..]);
        }
        words
            .chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .collect()
    }
}

fn heading(out: &mut String, words: &str, mark: char) {
    wrapped(out, words, ("", ""));
    let last = out.lines().last().map_or(0, |line| line.chars().count());
    out.extend(std::iter::repeat_n(mark, last));
    out.push('\n');
}

fn paragraph(out: &mut String, words: &str) {
    out.push('\n');
    wrapped(out, words, ("", ""));
}

/// Words in lines of at most [`WIDTH`] columns; a word that is longer has a line of its own. Only plain spaces part
/// words: a figure stays with its unit.
fn wrapped(out: &mut String, words: &str, starts: (&str, &str)) {
    let (first, others) = starts;
    out.push_str(first);
    let mut column = first.chars().count();
    let mut is_fresh = true;
    for word in words.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if !is_fresh && column + 1 + length > WIDTH {
            out.push('\n');
            out.push_str(others);
            column = others.chars().count();
            is_fresh = true;
        }
        if !is_fresh {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
        is_fresh = false;
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Section;

    fn digest(lines: Vec<Line>) -> Digest {
        Digest {
            title: Line::default().link("Cycle to 9 August", "https://x/c.html"),
            opening: vec![Line::of("All 10 teams have reported.")],
            sections: vec![Section {
                title: "Wins".to_owned(),
                lines,
                ..Section::default()
            }],
            ..Digest::default()
        }
    }

    #[test]
    fn links_are_numbered_once_and_listed_at_the_end() {
        let line = |end: &str| {
            Line::default()
                .link("Basket", "https://x/b.html")
                .strong()
                .text(end.to_owned())
        };
        assert_eq!(
            render(&digest(vec![line(" won"), line(" won again")])),
            "Cycle to 9 August [1]\n=====================\n\nAll 10 teams have reported.\n\nWins\n----\n\n* Basket [2] won\n* Basket [2] won again\n\n[1] https://x/c.html\n[2] https://x/b.html\n"
        );
    }

    #[test]
    fn lines_keep_to_78_columns_and_figures_to_their_units() {
        let long = "p95 fell to 212\u{a0}ms, below what is usual, ".repeat(9);
        let text = render(&digest(vec![Line::of(long)]));
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(!text.contains("212\n") && text.contains("\n  "), "{text}");
    }

    #[test]
    fn text_is_shown_as_it_was_written() {
        let hostile = "<script> *a* `b` | [c](d) \u{1b}[31m";
        let text = render(&digest(vec![Line::of(hostile)]));
        assert!(text.contains("* <script> *a* `b` | [c](d) [31m"), "{text}");
    }
}
