//! A badge: two boxes with a few words each, for a page of somebody else.
//!
//! It stands alone wherever it is put, so unlike a chart it brings its own colours, and its words say everything that they
//! do. Widths are upper bounds, so words never leave their box whatever the font.

use super::text::{Face, clean, escape_into};
use std::fmt::Write;

const HEIGHT: i32 = 20;
const PADDING: i32 = 7;
/// Longer words end in an ellipsis; the title has them whole.
const WIDEST: i32 = 320;
const FACE: Face = Face { size: 11, bold: false };
/// The box of the label. White on it has a contrast of 11 to 1, on the colours of messages of at least 6 to 1.
const LABEL: &str = "#33383f";

/// A badge that says `label` and `message` in words; `colour` is that of the message's box, dark enough for white words.
#[must_use]
pub fn badge(label: &str, message: &str, colour: &str) -> String {
    let (label, message) = (clean(label), clean(message));
    let shown = |words: &str| FACE.fit(words, WIDEST).unwrap_or_default().into_owned();
    let (first, second) = (shown(&label), shown(&message));
    let wide = |words: &str| FACE.width(words) + 2 * PADDING;
    let (left, right) = (wide(&first), wide(&second));
    let mut whole = String::new();
    escape_into(&mut whole, &format!("{label}: {message}"));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{HEIGHT}\" role=\"img\" aria-label=\"{whole}\">\
         <title>{whole}</title><rect width=\"{width}\" height=\"{HEIGHT}\" rx=\"3\" fill=\"{LABEL}\"/>\
         <path d=\"M{left} 0h{straight}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{straight}z\" fill=\"{colour}\"/>\
         <g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,Geneva,sans-serif\" font-size=\"{size}\" text-anchor=\"middle\">",
        width = left + right,
        straight = right - 3,
        size = FACE.size,
    );
    for (words, middle) in [(&first, left / 2), (&second, left + right / 2)] {
        let _ = write!(svg, "<text x=\"{middle}\" y=\"14\">");
        escape_into(&mut svg, words);
        svg.push_str("</text>");
    }
    svg.push_str("</g></svg>\n");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_says_everything_in_words_and_escapes_them() {
        let svg = badge("A & <B>", "reported 9 Aug 2026 · 2 signals", "#2d5d8a");
        assert!(
            svg.contains("aria-label=\"A &amp; &lt;B&gt;: reported 9 Aug 2026 · 2 signals\""),
            "{svg}"
        );
        assert_eq!(svg.matches("A &amp; &lt;B&gt;").count(), 3, "{svg}");
    }

    #[test]
    fn a_long_name_is_cut_and_whole_in_the_title() {
        let name = "The team with a name that takes as much room as all the others in a row";
        let svg = badge(name, "reported", "#2d5d8a");
        assert!(svg.contains(&format!("<title>{name}: reported</title>")), "{svg}");
        assert!(svg.contains("…</text>"), "{svg}");
        let width: i32 = svg
            .split("width=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next()?.parse().ok())
            .expect("a width");
        assert!(width < 2 * WIDEST, "{width}");
    }
}
