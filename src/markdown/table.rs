//! Tables with the alignment of their columns as classes: pages have no styles of single elements, which their policy refuses.

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

/// The classes of cells.
pub(super) const CLASSES: [&str; 2] = ["centred", "right"];

/// The events of a text, its tables as HTML.
pub(super) fn tables<'e>(events: impl Iterator<Item = Event<'e>>) -> impl Iterator<Item = Event<'e>> {
    let mut columns: Vec<Alignment> = Vec::new();
    let mut column = 0;
    let mut is_head = false;
    events.map(move |event| {
        let html = match event {
            Event::Start(Tag::Table(alignments)) => {
                columns = alignments;
                "<table>"
            }
            Event::Start(Tag::TableHead) => {
                (column, is_head) = (0, true);
                "<thead><tr>"
            }
            Event::End(TagEnd::TableHead) => {
                is_head = false;
                "</tr></thead><tbody>\n"
            }
            Event::Start(Tag::TableRow) => {
                column = 0;
                "<tr>"
            }
            Event::End(TagEnd::TableRow) => "</tr>\n",
            Event::Start(Tag::TableCell) => {
                column += 1;
                cell(is_head, columns.get(column - 1))
            }
            Event::End(TagEnd::TableCell) if is_head => "</th>",
            Event::End(TagEnd::TableCell) => "</td>",
            Event::End(TagEnd::Table) => "</tbody></table>\n",
            other => return other,
        };
        Event::InlineHtml(html.into())
    })
}

fn cell(is_head: bool, alignment: Option<&Alignment>) -> &'static str {
    match (is_head, alignment) {
        (true, Some(Alignment::Center)) => "<th class=\"centred\">",
        (true, Some(Alignment::Right)) => "<th class=\"right\">",
        (true, _) => "<th>",
        (false, Some(Alignment::Center)) => "<td class=\"centred\">",
        (false, Some(Alignment::Right)) => "<td class=\"right\">",
        (false, _) => "<td>",
    }
}
