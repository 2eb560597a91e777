//! Markdown in a line of text: what it has of blocks becomes breaks, since a line may stand where no block may.

use super::OPTIONS;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Elements of HTML that may not stand in a line.
pub(super) const BLOCKS: [&str; 35] = [
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "nav",
    "ol",
    "p",
    "pre",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "ul",
];

/// Elements of tables, which mean nothing without one.
pub(super) const CELLS: [&str; 3] = ["td", "th", "tr"];

/// Stands between the cells of a table's row.
const BETWEEN: &str = " · ";

/// The events of a text without those of blocks: paragraphs and rows of tables are parted by breaks, points of a list begin with
/// a mark.
pub(super) fn events(text: &str) -> Vec<Event<'_>> {
    let of_blocks = Options::ENABLE_FOOTNOTES | Options::ENABLE_TASKLISTS;
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut is_apart = false;
    let mut is_code = false;
    let mut is_behind_a_cell = false;
    let mut lists: Vec<Option<u64>> = Vec::new();
    for event in Parser::new_ext(text, OPTIONS.difference(of_blocks)) {
        let event = match event {
            Event::Start(Tag::Item) => {
                let mark = lists.last_mut().and_then(Option::as_mut).map_or_else(
                    || "• ".to_owned(),
                    |number| {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    },
                );
                is_apart = true;
                Event::Text(mark.into())
            }
            Event::Start(Tag::List(first)) => {
                lists.push(first);
                continue;
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                continue;
            }
            Event::End(TagEnd::TableCell) => {
                is_behind_a_cell = true;
                continue;
            }
            Event::Start(Tag::TableCell) if is_behind_a_cell => Event::Text(BETWEEN.into()),
            Event::Start(Tag::TableCell) => continue,
            Event::Start(ref tag) if is_block(tag.to_end()) => {
                is_behind_a_cell = false;
                is_code = matches!(tag, Tag::CodeBlock(_));
                // What begins a point of a list stands behind its mark.
                is_apart |= !matches!(events.last(), Some(Event::Text(mark)) if is_mark(mark));
                continue;
            }
            Event::End(end) if is_block(end) => {
                is_code = false;
                is_apart = true;
                continue;
            }
            Event::Rule => {
                is_apart = true;
                continue;
            }
            Event::Html(html) => Event::InlineHtml(html),
            Event::Text(code) if is_code => Event::Code(code),
            other => other,
        };
        if is_apart && !events.is_empty() {
            events.push(Event::HardBreak);
        }
        is_apart = false;
        events.push(event);
    }
    events
}

fn is_mark(text: &str) -> bool {
    text == "• "
        || text
            .strip_suffix(". ")
            .is_some_and(|number| number.parse::<u64>().is_ok())
}

fn is_block(end: TagEnd) -> bool {
    !matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Superscript
            | TagEnd::Subscript
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::html;

    #[test]
    fn blocks_become_breaks_and_marks() {
        for (text, wanted) in [
            ("One *line*", "One <em>line</em>"),
            ("One\n\nTwo", "One<br />\nTwo"),
            ("# One\n\n> Two\n\n---\n\nThree", "One<br />\nTwo<br />\nThree"),
            (
                "- one\n- *two*\n\n4. four\n5. five",
                "• one<br />\n• <em>two</em><br />\n4. four<br />\n5. five",
            ),
            ("- one\n\n- two", "• one<br />\n• two"),
            (
                "Times:\n\n| a | *b* |\n|---|---|\n| 1 | |\n| 2 | 3 |\n\nso far",
                "Times:<br />\na · <em>b</em><br />\n1 · <br />\n2 · 3<br />\nso far",
            ),
            ("a | b", "a | b"),
            ("```x\na < b\n```", "<code>a &lt; b\n</code>"),
            ("| a |\n|---|\n| b |", "a<br />\nb"),
        ] {
            let mut out = String::new();
            html::push_html(&mut out, events(text).into_iter());
            assert_eq!(out, wanted, "{text}");
        }
    }
}
