//! Charts put together into one picture that stands alone: with a heading, for a document or a page of somebody else.
//!
//! It takes charts as they are drawn for pages, so that both show the same. It still sets no colours: whoever publishes the
//! picture puts a style into it, right behind its first tag.

use super::text::{Face, clean, escape_into};
use std::fmt::Write;

/// In units of the view box, two a CSS pixel: as in the charts themselves.
const MARGIN: i32 = 40;
const GAP: i32 = 36;
/// Between parts side by side: three of them are as wide as a chart of a page.
const GUTTER: i32 = 20;
/// Fitting the sizes that the style of such a picture gives to these words.
const HEADING: Face = Face { size: 36, bold: true };
const NAME: Face = Face { size: 28, bold: true };
const BY: Face = Face { size: 24, bold: false };

/// What a picture shows.
#[derive(Clone, Copy, Debug)]
pub struct Alone<'a> {
    /// What it is of; its accessible name.
    pub title: &'a str,
    /// Where it comes from; left out where there is no room.
    pub by: &'a str,
    /// A chart above the others.
    pub whole: Option<&'a str>,
    /// Charts side by side, each with its name.
    pub parts: &'a [(String, String)],
}

/// The picture as an SVG document without a style.
#[must_use]
pub fn alone(picture: &Alone<'_>) -> String {
    let whole = picture.whole.map(|svg| (svg, size(svg)));
    let (part_width, part_height) = picture.parts.first().map_or((0, 0), |(_, svg)| size(svg));
    let columns = columns(picture.parts.len(), part_width);
    let row = columns * (part_width + GUTTER) - GUTTER;
    let width = whole.map_or(0, |(_, size)| size.0).max(row);
    let title = clean(picture.title);
    let mut inner = String::new();
    let base = MARGIN + HEADING.ascent();
    text(
        &mut inner,
        "heading",
        (MARGIN, base),
        &HEADING.fit(&title, width).unwrap_or_default(),
    );
    let by = clean(picture.by);
    if HEADING.width(&title) + GAP + BY.width(&by) <= width {
        text(&mut inner, "by", (MARGIN + width, base), &by);
    }
    let mut top = base + HEADING.descent() + GAP;
    if let Some((svg, (width, height))) = whole {
        place(&mut inner, svg, (MARGIN, top, width, height));
        top += height + GAP;
    }
    for row in picture.parts.chunks(usize::try_from(columns).unwrap_or(1)) {
        for (column, (name, svg)) in (0..columns).zip(row) {
            let left = MARGIN + column * (part_width + GUTTER);
            let words = clean(name);
            let words = NAME.fit(&words, part_width).unwrap_or_default();
            text(&mut inner, "name", (left, top + NAME.ascent()), &words);
            place(
                &mut inner,
                svg,
                (left, top + NAME.size + GAP / 2, part_width, part_height),
            );
        }
        top += NAME.size + GAP / 2 + part_height + GAP;
    }
    let (width, height) = (width + 2 * MARGIN, top - GAP + MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"alone\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\"><title>",
        width / 2,
        height / 2
    );
    escape_into(&mut svg, &title);
    let _ = write!(
        svg,
        "</title><path class=\"ground\" d=\"M0 0h{width}v{height}H0z\"/>{inner}</svg>"
    );
    svg.push('\n');
    // Words of pages may hold what HTML reads and XML does not.
    crate::letters::shown(svg)
}

/// So many parts stand side by side: as many as a chart of a whole page is wide.
fn columns(parts: usize, width: i32) -> i32 {
    let most = (2_080 + GUTTER) / (width + GUTTER).max(1);
    i32::try_from(parts).unwrap_or(i32::MAX).clamp(1, most.max(1))
}

/// Width and height of a chart's view box.
fn size(svg: &str) -> (i32, i32) {
    let numbers = svg.split("viewBox=\"").nth(1).and_then(|rest| rest.split('"').next());
    let numbers = numbers.into_iter().flat_map(|text| text.split(' ')).map(str::parse);
    // The first two say where it begins.
    match numbers.collect::<Result<Vec<i32>, _>>().as_deref() {
        Ok([_, _, width, height]) => (*width, *height),
        _ => (0, 0),
    }
}

/// The chart at a place of the picture.
fn place(out: &mut String, svg: &str, (x, y, width, height): (i32, i32, i32, i32)) {
    let rest = svg.strip_prefix("<svg").unwrap_or_default();
    if !rest.is_empty() {
        let _ = write!(
            out,
            "<svg x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{rest}"
        );
    }
}

fn text(out: &mut String, class: &str, (x, y): (i32, i32), words: &str) {
    let _ = write!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">");
    escape_into(out, words);
    out.push_str("</text>");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(width: i32, height: i32) -> String {
        format!("<svg class=\"chart\" viewBox=\"-76 0 {width} {height}\"><title>\u{1}</title></svg>")
    }

    #[test]
    fn charts_stand_below_each_other_and_parts_side_by_side() {
        let whole = chart(2_080, 720);
        let parts: Vec<(String, String)> = (1..=4).map(|part| (format!("Part {part}"), chart(680, 300))).collect();
        let svg = alone(&Alone {
            title: "A & B",
            by: "Site",
            whole: Some(&whole),
            parts: &parts,
        });
        assert!(
            svg.contains("<title>A &amp; B</title>") && !svg.contains('\u{1}'),
            "{svg}"
        );
        let places: Vec<&str> = svg
            .split("<svg x=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(places, ["40", "40", "740", "1440", "40"], "{svg}");
        let size = size(&svg);
        assert_eq!(size.0, 2_080 + 2 * MARGIN);
        assert!(
            svg.contains(&format!("width=\"{}\" height=\"{}\"", size.0 / 2, size.1 / 2)),
            "{svg}"
        );
    }

    #[test]
    fn where_it_comes_from_makes_room_for_what_it_is_of() {
        let strip = chart(720, 200);
        let of = |title: &str| {
            alone(&Alone {
                title,
                by: "A site with a name",
                whole: Some(&strip),
                parts: &[],
            })
        };
        assert!(of("Short").contains("A site with a name"));
        assert!(!of("Longer words that fill the line").contains("A site with a name"));
        assert!(of(&"words ".repeat(20)).contains("…</text>"));
    }
}
