//! Pages of a wiki as Markdown: Confluence's storage format, its exported HTML, and tables of HTML within Markdown.
//!
//! Headings, lists, links and tables come along, a status macro as its word; everything else as plain text. Nothing is
//! understood here.

use ego_tree::iter::Edge;
use scraper::{ElementRef, Html, Node};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Most columns a cell may span: what claims more is a slip or an attack.
const WIDEST: usize = 64;

/// How deep elements may stand in one another. A reader of HTML looks through all open ones at each tag, so that a page
/// made of nothing but openings would keep it busy for hours.
const DEEPEST: usize = 400;

/// Elements that need no end, and so say nothing of depth.
const WITHOUT_END: [&str; 20] = [
    "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "br", "hr", "img", "input", "col", "colgroup", "meta",
    "link", "dt", "dd", "option", "ri:url",
];

/// A page of HTML or of Confluence's storage format as Markdown; `None` where elements stand deeper in one another than any
/// page's do.
#[must_use]
pub fn markdown_of(page: &str) -> Option<String> {
    if is_too_deep(page) {
        return None;
    }
    let html = Html::parse_fragment(page);
    let mut writer = Writer::default();
    // Walked along its edges, not by recursion: a page may be nested as deep as it is long.
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    let span = |name: &str| {
                        let written = element.attr(name).and_then(|text| text.trim().parse::<usize>().ok());
                        written.unwrap_or(1).clamp(1, WIDEST)
                    };
                    writer.open(element.name(), (span("colspan"), span("rowspan")));
                    if element.name() == "a" {
                        writer
                            .addresses
                            .push(element.attr("href").unwrap_or_default().to_owned());
                    }
                    if element.name() == "ac:parameter" && element.attr("ac:name") == Some("title") {
                        writer.hidden = writer.hidden.saturating_sub(1);
                    }
                }
                Node::Text(text) => writer.text(text),
                _ => {}
            },
            Edge::Close(node) => {
                if let Some(element) = ElementRef::wrap(node) {
                    let is_title = element.value().attr("ac:name") == Some("title");
                    writer.close(element.value().name(), is_title);
                }
            }
        }
    }
    Some(writer.out)
}

fn is_too_deep(page: &str) -> bool {
    // By name: an end that belongs to nothing is passed over, and takes nothing back.
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    let mut depth = 0_usize;
    for tag in page.split('<').skip(1) {
        let name = tag.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '/')));
        let name = name.into_iter().next().unwrap_or_default().to_ascii_lowercase();
        if let Some(name) = name.strip_prefix('/') {
            if let Some(count) = open.get_mut(name).filter(|count| **count > 0) {
                *count -= 1;
                depth -= 1;
            }
        } else if name.starts_with(|c: char| c.is_ascii_alphabetic())
            && !WITHOUT_END.contains(&name.as_str())
            && !tag.split('>').next().is_some_and(|inside| inside.ends_with('/'))
        {
            *open.entry(name).or_default() += 1;
            depth += 1;
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// Markdown with its tables of HTML as tables of Markdown.
#[must_use]
pub fn with_plain_tables(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut position = 0;
    while let Some(start) = lower[position..].find("<table").map(|at| position + at) {
        let Some(end) = lower[start..].find("</table>").map(|at| start + at + "</table>".len()) else {
            break;
        };
        out.push_str(&text[position..start]);
        let _ = write!(
            out,
            "\n\n{}\n\n",
            markdown_of(&text[start..end]).unwrap_or_default().trim()
        );
        position = end;
    }
    out.push_str(&text[position..]);
    out
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Depth of elements whose text is not shown.
    hidden: usize,
    /// Where links lead that are open.
    addresses: Vec<String>,
    /// Where the words of open links begin.
    links: Vec<usize>,
    tables: usize,
    rows: Vec<Vec<Cell>>,
    /// The cell that is read.
    cell: Option<Cell>,
}

#[derive(Default, Clone)]
struct Cell {
    text: String,
    across: usize,
    down: usize,
}

impl Writer {
    fn target(&mut self) -> &mut String {
        match &mut self.cell {
            Some(cell) => &mut cell.text,
            None => &mut self.out,
        }
    }

    fn open(&mut self, name: &str, span: (usize, usize)) {
        match name {
            "script" | "style" | "head" | "ac:parameter" => self.hidden += 1,
            "table" => {
                self.tables += 1;
                if self.tables == 1 {
                    self.rows.clear();
                }
            }
            "tr" if self.tables == 1 => self.rows.push(Vec::new()),
            "td" | "th" if self.tables == 1 => {
                self.cell = Some(Cell {
                    across: span.0,
                    down: span.1,
                    ..Cell::default()
                });
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.cell.is_none() => {
                let level = usize::from(name.as_bytes()[1] - b'0');
                let _ = write!(self.out, "\n\n{} ", "#".repeat(level));
            }
            "li" if self.cell.is_none() => self.out.push_str("\n- "),
            "a" => {
                let at = self.target().len();
                self.links.push(at);
            }
            "br" | "p" | "div" | "li" | "tr" | "td" | "th" => self.break_line(),
            _ => {}
        }
    }

    fn break_line(&mut self) {
        let is_cell = self.cell.is_some();
        let target = self.target();
        if is_cell && !target.is_empty() && !target.ends_with(' ') {
            target.push(' ');
        } else if !is_cell && !target.ends_with(['\n', ' ']) {
            target.push('\n');
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden > 0 || (self.tables > 0 && self.cell.is_none()) {
            return;
        }
        let starts_apart = text.starts_with(char::is_whitespace);
        let ends_apart = text.ends_with(char::is_whitespace);
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let target = self.target();
        if starts_apart && !target.is_empty() && !target.ends_with([' ', '\n']) {
            target.push(' ');
        }
        for character in words.chars() {
            if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~') {
                target.push('\\');
            }
            target.push(character);
        }
        if ends_apart && !words.is_empty() {
            target.push(' ');
        }
    }

    fn close(&mut self, name: &str, is_title: bool) {
        match name {
            "script" | "style" | "head" => self.hidden = self.hidden.saturating_sub(1),
            // The title of a macro was shown: nothing is to be taken back.
            "ac:parameter" if !is_title => self.hidden = self.hidden.saturating_sub(1),
            "table" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    self.table();
                }
            }
            "td" | "th" if self.tables == 1 => {
                if let (Some(cell), Some(row)) = (self.cell.take(), self.rows.last_mut()) {
                    row.push(cell);
                }
            }
            "a" => self.link(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "div" | "ul" | "ol" if self.cell.is_none() => {
                self.out.push_str("\n\n");
            }
            _ => {}
        }
    }

    fn link(&mut self) {
        let (Some(address), Some(at)) = (self.addresses.pop(), self.links.pop()) else {
            return;
        };
        let target = self.target();
        if address.starts_with("http") && at < target.len() && !address.contains(['(', ')', ' ', '|']) {
            let words = target.split_off(at);
            let _ = write!(target, "[{}]({address})", words.trim());
        }
    }

    /// The table that was read, its first row as headings. What spans several places stands in the first of them, a heading
    /// in each.
    fn table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        let mut grid: Vec<Vec<String>> = Vec::new();
        // Columns that a cell above reaches down into, and how far.
        let mut taken: Vec<usize> = Vec::new();
        for (index, row) in rows.into_iter().enumerate() {
            let mut line: Vec<String> = Vec::new();
            for cell in row {
                while taken.get(line.len()).is_some_and(|rows| *rows > 0) {
                    taken[line.len()] -= 1;
                    line.push(String::new());
                }
                for place in 0..cell.across {
                    let column = line.len();
                    if taken.len() <= column {
                        taken.resize(column + 1, 0);
                    }
                    taken[column] = cell.down - 1;
                    let shows = place == 0 || index == 0;
                    line.push(if shows {
                        cell.text.trim().to_owned()
                    } else {
                        String::new()
                    });
                }
            }
            grid.push(line);
        }
        let width = grid.iter().map(Vec::len).max().unwrap_or(0);
        if width == 0 {
            return;
        }
        self.out.push_str("\n\n");
        for (index, mut line) in grid.into_iter().enumerate() {
            line.resize(width, String::new());
            let _ = writeln!(self.out, "| {} |", line.join(" | "));
            if index == 0 {
                let _ = writeln!(self.out, "|{}", " --- |".repeat(width));
            }
        }
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squeezed(page: &str) -> String {
        let text = markdown_of(page).expect("shallow");
        let lines: Vec<&str> = text
            .lines()
            .map(str::trim_end)
            .filter(|line| !line.is_empty())
            .collect();
        lines.join("\n")
    }

    #[test]
    fn a_page_keeps_headings_lists_links_and_tables() {
        let page = "<h2>Cost</h2><p>See <a href=\"https://x.example/a\">the bill</a>.</p><ul><li>one</li><li>two</li></ul>\
            <table><tbody><tr><td><p><strong>Month</strong></p></td><td>Total ($)</td></tr>\
            <tr><td>2026-03</td><td>$1,200<br/>about</td></tr></tbody></table>";
        assert_eq!(
            squeezed(page),
            "## Cost\nSee [the bill](https://x.example/a).\n- one\n- two\n| Month | Total ($) |\n| --- | --- |\n| 2026-03 | $1,200 about |"
        );
    }

    #[test]
    fn a_status_is_its_word_and_other_parameters_are_silent() {
        let page = "<table><tr><th>Month</th><th>Status</th></tr><tr><td>a|b</td><td><ac:structured-macro ac:name=\"status\">\
            <ac:parameter ac:name=\"colour\">Red</ac:parameter><ac:parameter ac:name=\"title\">at risk</ac:parameter>\
            </ac:structured-macro></td></tr></table>";
        assert_eq!(squeezed(page), "| Month | Status |\n| --- | --- |\n| a\\|b | at risk |");
    }

    #[test]
    fn what_spans_several_places_stands_in_the_first() {
        let page = "<table><tr><th>Month</th><th colspan=\"2\">Cost</th></tr><tr><td rowspan=\"2\">2026-03</td><td>1</td><td>2</td></tr>\
            <tr><td>3</td><td>4</td></tr></table>";
        assert_eq!(
            squeezed(page),
            "| Month | Cost | Cost |\n| --- | --- | --- |\n| 2026-03 | 1 | 2 |\n|  | 3 | 4 |"
        );
    }

    #[test]
    fn scripts_are_dropped_and_deep_pages_end() {
        assert_eq!(squeezed("<script>alert(1)</script><p>x</p>"), "x");
        let deep = "<div>".repeat(100_000) + "x";
        assert_eq!(markdown_of(&deep), None);
        assert_eq!(markdown_of(&"<div></x></p>".repeat(100_000)), None);
        assert!(markdown_of(&"<p>".repeat(2_000)).is_some());
        let wide = "<table><tr><td colspan=\"4000000000\">x</td></tr></table>";
        assert!(markdown_of(wide).is_some_and(|text| text.len() < 1_000));
    }

    #[test]
    fn tables_of_html_within_markdown_become_plain() {
        let text = "# A\n<table><tr><td>Month</td></tr></table>\nb <table>";
        let plain = with_plain_tables(text);
        assert!(
            plain.contains("| Month |\n| --- |") && plain.ends_with("b <table>"),
            "{plain}"
        );
    }
}
