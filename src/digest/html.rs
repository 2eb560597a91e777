//! A digest as HTML for mail: inline styles, one column, no table, picture, script or anything from elsewhere.
//!
//! Programs that read mail change colours, or not, when it is dark. So each element that sets the colour of letters
//! stands on a ground of its own that is set too, and both are light: turned or not, they can be read.

use super::{Digest, Line, Piece, Section};
use crate::markdown::escape;
use std::fmt::Write;

/// Ink on paper: 16 to 1.
const BODY: &str = "margin:0;padding:0;background:#ffffff;color:#191b1f";
const PAPER: &str = "max-width:640px;margin:0 auto;padding:20px 16px 32px;background:#ffffff;color:#191b1f;font:15px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const TITLE: &str = "margin:0 0 12px;font:400 26px/1.2 Georgia,'Times New Roman',serif";
const OPENING: &str = "margin:0 0 8px;font:18px/1.45 Georgia,'Times New Roman',serif";
const HEADING: &str = "margin:28px 0 8px;padding:12px 0 0;border-top:1px solid #dcdad3;font:400 20px/1.25 Georgia,'Times New Roman',serif";
/// 6 to 1 on paper.
const NOTE: &str = "margin:0 0 8px;font-size:13px;color:#585e67";
const LIST: &str = "margin:0;padding:0 0 0 18px";
const ITEM: &str = "margin:0 0 6px";
const CLOSING: &str = "margin:28px 0 0;padding:12px 0 0;border-top:1px solid #dcdad3;font-size:13px;color:#585e67";
/// 7 to 1 on paper, and underlined.
const LINK: &str = "color:#0b5c54";

/// The digest as a whole HTML document.
#[must_use]
pub fn render(digest: &Digest) -> String {
    let title = digest.title.words();
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light only\">\n<meta name=\"supported-color-schemes\" content=\"light only\">\n<title>{}</title>\n</head>\n<body style=\"{BODY}\">\n<div style=\"{PAPER}\">\n",
        escape(&digest.language),
        escape(&title)
    );
    let _ = writeln!(out, "<h1 style=\"{TITLE}\">{}</h1>", line(&digest.title));
    for opening in &digest.opening {
        let _ = writeln!(out, "<p style=\"{OPENING}\">{}</p>", line(opening));
    }
    for part in &digest.sections {
        styled_section(&mut out, part);
    }
    if !digest.closing.is_empty() {
        let _ = writeln!(out, "<p style=\"{CLOSING}\">{}</p>", line(&digest.closing));
    }
    out.push_str("</div>\n</body>\n</html>\n");
    out
}

/// What a digest says, to stand within a page of somebody else: without its title, without any style.
#[must_use]
pub fn fragment(digest: &Digest) -> String {
    let opening = digest.opening.iter().map(|words| format!("<p>{}</p>\n", bare(words)));
    let sections = digest.sections.iter().map(section);
    opening.chain(sections).collect()
}

/// A section without any style; nothing where it has no lines.
#[must_use]
pub fn section(section: &Section) -> String {
    if section.lines.is_empty() {
        return String::new();
    }
    let mut out = format!("<h3>{}</h3>\n", escape(&section.title));
    if !section.note.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", escape(&section.note));
    }
    out.push_str("<ul>\n");
    for item in section
        .lines
        .iter()
        .chain([&section.more])
        .filter(|line| !line.is_empty())
    {
        let _ = writeln!(out, "<li>{}</li>", bare(item));
    }
    out.push_str("</ul>\n");
    out
}

fn bare(line: &Line) -> String {
    line.pieces.iter().map(|part| piece(part, "")).collect()
}

fn styled_section(out: &mut String, section: &Section) {
    let _ = writeln!(out, "<h2 style=\"{HEADING}\">{}</h2>", escape(&section.title));
    if !section.note.is_empty() {
        let _ = writeln!(out, "<p style=\"{NOTE}\">{}</p>", escape(&section.note));
    }
    if !section.lines.is_empty() {
        let _ = writeln!(out, "<ul style=\"{LIST}\">");
        for item in &section.lines {
            let _ = writeln!(out, "<li style=\"{ITEM}\">{}</li>", line(item));
        }
        out.push_str("</ul>\n");
    }
    if !section.more.is_empty() {
        let _ = writeln!(out, "<p style=\"{NOTE}\">{}</p>", line(&section.more));
    }
}

fn line(line: &Line) -> String {
    let style = format!(" style=\"{LINK}\"");
    line.pieces.iter().map(|part| piece(part, &style)).collect()
}

fn piece(piece: &Piece, style: &str) -> String {
    let mut written = escape(&piece.text);
    if piece.is_strong {
        written = format!("<b>{written}</b>");
    }
    match &piece.link {
        Some(link) => format!("<a href=\"{}\"{style}>{written}</a>", escape(link)),
        None => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(line: Line) -> String {
        render(&Digest {
            language: "en\"><script>".to_owned(),
            title: Line::of("<b>T</b>"),
            opening: vec![Line::of("a < b & c")],
            sections: vec![Section {
                title: "<script>".to_owned(),
                note: "'quoted' \"text\"".to_owned(),
                lines: vec![line],
                ..Section::default()
            }],
            ..Digest::default()
        })
    }

    #[test]
    fn nothing_that_was_written_becomes_a_tag_or_an_attribute() {
        let html = rendered(Line::of("<script>*a* `b` | [c](d)</script>").link("x", "https://x/\" onclick=\"y"));
        assert!(!html.contains("<script") && !html.contains("\" onclick"), "{html}");
        assert!(html.contains("&lt;script&gt;*a* `b` | [c](d)&lt;/script&gt;"), "{html}");
        assert!(html.contains("<title>&lt;b&gt;T&lt;/b&gt;</title>"), "{html}");
        assert!(html.contains("&#39;quoted&#39; &quot;text&quot;"), "{html}");
    }

    #[test]
    fn mail_needs_nothing_from_elsewhere() {
        let html = rendered(Line::default().link("Basket", "https://x/b.html").strong());
        for refused in ["<table", "<img", "<svg", "<link", "<style", "<script", "url(", "class="] {
            assert!(!html.contains(refused), "{refused} in {html}");
        }
        assert!(
            html.contains("<a href=\"https://x/b.html\" style=\"color:#0b5c54\"><b>Basket</b></a>"),
            "{html}"
        );
    }
}
