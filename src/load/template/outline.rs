//! Markdown → sections with their tables, lists and everything else, each with where it stands.
//!
//! Nothing is understood here: which section is which, and what a table means, is decided by the modules beside this one.

use crate::load::document::is_linkable;
use pulldown_cmark::{Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Tables, task lists and front matter beside `CommonMark`: what wikis and repositories write.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_YAML_STYLE_METADATA_BLOCKS)
    .union(Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS);

/// A heading and what stands below it, up to the next heading of any level.
#[derive(Debug, Clone, Default)]
pub(crate) struct Section {
    /// The words of the heading; empty before the first.
    pub title: String,
    /// 1 to 6; 0 before the first heading.
    pub level: usize,
    /// The heading.
    pub span: Range<usize>,
    /// What stands below it.
    pub blocks: Vec<Block>,
}

/// A block of a section.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    /// A table.
    Table(Table),
    /// A list.
    List(Vec<Item>),
    /// Anything else.
    Prose(Range<usize>),
    /// Front matter, which a template does not have.
    FrontMatter(Range<usize>),
}

/// A table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// The headings of its columns.
    pub head: Vec<Cell>,
    /// Its rows, each with as many cells as there are headings.
    pub rows: Vec<Row>,
    /// The whole of it.
    pub span: Range<usize>,
}

/// A row of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// The row.
    pub span: Range<usize>,
    /// Whether it has cells beyond the headings, which Markdown drops.
    pub is_too_long: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    /// Its words without marks.
    pub plain: String,
    /// Its Markdown, able to stand alone.
    pub markdown: String,
    /// Its links.
    pub links: Vec<Anchor>,
    /// Where it stands.
    pub span: Range<usize>,
}

impl Cell {
    /// Whether it says nothing: it is empty, or holds the dots that mean "and so on".
    #[must_use]
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self.plain.as_str(), "" | "…" | "...") && self.links.is_empty()
    }

    /// Whether it says nothing in words: a dash stands where there is nothing to say.
    #[must_use]
    pub(crate) fn is_silent(&self) -> bool {
        self.is_blank() || matches!(self.plain.as_str(), "-" | "–" | "—")
    }

    /// The first address it links to.
    #[must_use]
    pub(super) fn url(&self) -> Option<&str> {
        let linkable = self.links.iter().find(|link| is_linkable(&link.url));
        linkable.map(|link| link.url.as_str())
    }
}

/// An item of a list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Item {
    /// Its words without marks.
    pub plain: String,
    /// Its Markdown without the bullet.
    pub markdown: String,
    /// Its links.
    pub links: Vec<Anchor>,
    /// Whether it is ticked, where it can be.
    pub ticked: Option<bool>,
    /// The item with its bullet.
    pub span: Range<usize>,
    /// Where its words begin.
    pub at: usize,
}

/// A link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Anchor {
    /// Its words.
    pub text: String,
    /// Where it leads.
    pub url: String,
}

/// The sections of a text, in its order.
#[must_use]
pub(crate) fn sections(text: &str) -> Vec<Section> {
    let parser = Parser::new_ext(text, OPTIONS);
    let mut definitions: Vec<(String, Range<usize>)> = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| (label.to_lowercase(), definition.span.clone()))
        .collect();
    definitions.sort_by_key(|(_, span)| span.start);
    let mut reader = Reader {
        text,
        definitions,
        events: parser.into_offset_iter().collect(),
        position: 0,
    };
    reader.sections()
}

struct Reader<'a> {
    text: &'a str,
    /// Addresses that stand apart from the words they belong to.
    definitions: Vec<(String, Range<usize>)>,
    events: Vec<(Event<'a>, Range<usize>)>,
    position: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let next = self.events.get(self.position).cloned();
        self.position += 1;
        next
    }

    fn sections(&mut self) -> Vec<Section> {
        let mut sections = vec![Section::default()];
        while let Some((event, span)) = self.next() {
            let block = match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    let inner = self.inner();
                    sections.push(Section {
                        title: inner.plain,
                        level: depth(level),
                        span,
                        blocks: Vec::new(),
                    });
                    continue;
                }
                Event::Start(Tag::Table(_)) => Block::Table(self.table(span)),
                Event::Start(Tag::List(_)) => Block::List(self.list()),
                Event::Start(Tag::MetadataBlock(MetadataBlockKind::YamlStyle | MetadataBlockKind::PlusesStyle)) => {
                    self.inner();
                    Block::FrontMatter(span)
                }
                Event::Start(Tag::HtmlBlock) => {
                    self.inner();
                    // A comment is for those who edit the file.
                    if self.text[span.clone()].trim_start().starts_with("<!--") {
                        continue;
                    }
                    Block::Prose(span)
                }
                Event::Start(_) => {
                    self.inner();
                    Block::Prose(span)
                }
                Event::Rule => continue,
                _ => Block::Prose(span),
            };
            if let Some(section) = sections.last_mut() {
                section.blocks.push(block);
            }
        }
        sections
    }

    /// The words and links up to the end of what was begun.
    fn inner(&mut self) -> Inner {
        let mut inner = Inner::default();
        let mut depth = 0_usize;
        let mut open: Option<Anchor> = None;
        while let Some((event, span)) = self.next() {
            match event {
                Event::End(_) if depth == 0 => break,
                Event::Start(Tag::Link { dest_url, .. }) => {
                    depth += 1;
                    inner.begin(&span);
                    open = Some(Anchor {
                        text: String::new(),
                        url: dest_url.to_string(),
                    });
                }
                Event::End(end) => {
                    depth -= 1;
                    match end {
                        TagEnd::Link => inner.links.extend(open.take().map(tidied)),
                        TagEnd::Item | TagEnd::Paragraph | TagEnd::List(_) => inner.plain.push(' '),
                        _ => {}
                    }
                }
                Event::Start(tag) => {
                    depth += 1;
                    inner.begin(&span);
                    if matches!(tag, Tag::List(_) | Tag::Item | Tag::Paragraph) {
                        inner.plain.push(' ');
                    }
                }
                Event::Text(words) | Event::Code(words) => {
                    inner.begin(&span);
                    inner.plain.push_str(&words);
                    if let Some(open) = &mut open {
                        open.text.push_str(&words);
                    }
                }
                Event::TaskListMarker(ticked) => inner.ticked = Some(ticked),
                Event::SoftBreak | Event::HardBreak | Event::InlineHtml(_) | Event::Html(_) => {
                    inner.begin(&span);
                    inner.plain.push(' ');
                }
                _ => {}
            }
        }
        inner.plain = inner.plain.split_whitespace().collect::<Vec<_>>().join(" ");
        if inner.links.is_empty() {
            // Markdown links no bare address, but people who paste one mean a link.
            let addresses = inner.plain.split(' ').map(without_punctuation);
            inner.links = addresses
                .filter(|word| is_linkable(word))
                .map(|word| Anchor {
                    text: word.to_owned(),
                    url: word.to_owned(),
                })
                .collect();
        }
        inner
    }

    fn table(&mut self, span: Range<usize>) -> Table {
        let mut table = Table {
            span,
            ..Table::default()
        };
        let mut cells = Vec::new();
        while let Some((event, span)) = self.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    let inner = self.inner();
                    let written = self.text[span.clone()].trim().trim_matches('|').trim();
                    cells.push(Cell {
                        markdown: self.alone(&linked(&written.replace("\\|", "|"), &inner)),
                        plain: inner.plain,
                        links: inner.links,
                        span: trimmed(self.text, span),
                    });
                }
                Event::End(TagEnd::TableHead) => table.head = std::mem::take(&mut cells),
                Event::End(TagEnd::TableRow) => table.rows.push(Row {
                    cells: std::mem::take(&mut cells),
                    is_too_long: cells_written(&self.text[span.clone()]) > table.head.len(),
                    span: trimmed(self.text, span),
                }),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        table
    }

    fn list(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some((event, span)) = self.next() {
            match event {
                Event::Start(Tag::Item) => {
                    let inner = self.inner();
                    let at = inner.start.unwrap_or(span.start);
                    items.push(Item {
                        markdown: self.alone(&linked(self.text[at..span.end].trim(), &inner)),
                        plain: inner.plain,
                        links: inner.links,
                        ticked: inner.ticked,
                        span,
                        at,
                    });
                }
                Event::End(TagEnd::List(_)) => break,
                _ => {}
            }
        }
        items
    }

    /// A piece of the text with the addresses it needs from elsewhere.
    fn alone(&self, piece: &str) -> String {
        with_definitions(piece, self.text, &self.definitions)
    }
}

/// A piece of a text as Markdown that can stand alone.
#[must_use]
pub(super) fn piece(text: &str, span: Range<usize>) -> String {
    let parser = Parser::new_ext(text, OPTIONS);
    let definitions = parser.reference_definitions().iter();
    let mut definitions: Vec<(String, Range<usize>)> = definitions
        .map(|(label, definition)| (label.to_lowercase(), definition.span.clone()))
        .collect();
    definitions.sort_by_key(|(_, span)| span.start);
    with_definitions(text[span].trim_end(), text, &definitions)
}

fn with_definitions(piece: &str, text: &str, definitions: &[(String, Range<usize>)]) -> String {
    let mut alone = piece.to_owned();
    let lower = piece.to_lowercase();
    for (label, span) in definitions {
        if lower.contains(&format!("[{label}]")) && !lower.contains(&format!("[{label}]:")) {
            alone.push_str("\n\n");
            alone.push_str(text[span.clone()].trim());
        }
    }
    alone
}

/// What a heading, cell or item says.
#[derive(Debug, Default)]
struct Inner {
    plain: String,
    links: Vec<Anchor>,
    ticked: Option<bool>,
    /// Where its words begin.
    start: Option<usize>,
}

impl Inner {
    fn begin(&mut self, span: &Range<usize>) {
        self.start.get_or_insert(span.start);
    }
}

fn tidied(anchor: Anchor) -> Anchor {
    Anchor {
        text: anchor.text.split_whitespace().collect::<Vec<_>>().join(" "),
        url: anchor.url,
    }
}

/// Bare addresses as links.
fn linked(markdown: &str, inner: &Inner) -> String {
    let is_bare = |link: &&Anchor| link.text == link.url;
    let mut linked = markdown.to_owned();
    for link in inner.links.iter().filter(is_bare) {
        let is_link_already = ["<", "](", "[", ": "]
            .iter()
            .any(|before| markdown.contains(&format!("{before}{}", link.url)));
        if !is_link_already {
            linked = linked.replace(&link.url, &format!("<{}>", link.url));
        }
    }
    linked
}

fn without_punctuation(word: &str) -> &str {
    word.trim_end_matches(['.', ',', ';', ')', '!', '?'])
        .trim_start_matches('(')
}

fn depth(level: HeadingLevel) -> usize {
    level as usize
}

/// How many cells a row is written with: what pulldown-cmark, as GFM asks, does not say of a row that is too long.
fn cells_written(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut cells = 1;
    let mut is_escaped = false;
    let mut last_is_bar = false;
    for character in row.chars() {
        last_is_bar = character == '|' && !is_escaped;
        cells += usize::from(last_is_bar);
        is_escaped = character == '\\' && !is_escaped;
    }
    cells - usize::from(last_is_bar)
}

fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let piece = &text[span.clone()];
    let start = span.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(text: &str) -> Vec<Table> {
        let blocks = sections(text).into_iter().flat_map(|section| section.blocks);
        let tables = blocks.filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        tables.collect()
    }

    #[test]
    fn a_section_ends_at_the_next_heading_of_any_level() {
        let found = sections("before\n# A\n### B *c*\n- x\n\nD\n=\ntext\n");
        let titles: Vec<_> = found
            .iter()
            .map(|section| (section.title.as_str(), section.level, section.blocks.len()))
            .collect();
        assert_eq!(titles, [("", 0, 1), ("A", 1, 0), ("B c", 3, 1), ("D", 1, 1)]);
    }

    #[test]
    fn cells_keep_links_bold_breaks_and_escaped_bars() {
        let text =
            "| a | b | c | d |\n|---|---|---|---|\n| **1.2k** | x \\| y | [RCA](https://e.org/1) why | one<br>two |\n";
        let table = &tables(text)[0];
        let plain: Vec<_> = table.rows[0].cells.iter().map(|cell| cell.plain.as_str()).collect();
        assert_eq!(plain, ["1.2k", "x | y", "RCA why", "one two"]);
        assert_eq!(table.rows[0].cells[1].markdown, "x | y");
        assert_eq!(table.rows[0].cells[2].url(), Some("https://e.org/1"));
        assert_eq!(table.rows[0].cells[3].markdown, "one<br>two");
        assert_eq!(&text[table.rows[0].cells[0].span.clone()], "**1.2k**");
    }

    #[test]
    fn an_address_that_stands_elsewhere_comes_along() {
        let text = "| a |\n|---|\n| [RCA][r] |\n| https://e.org/2. |\n\n[r]: https://e.org/1\n";
        let table = &tables(text)[0];
        assert_eq!(table.rows[0].cells[0].markdown, "[RCA][r]\n\n[r]: https://e.org/1");
        assert_eq!(table.rows[0].cells[0].url(), Some("https://e.org/1"));
        assert_eq!(table.rows[1].cells[0].markdown, "<https://e.org/2>.");
        assert_eq!(table.rows[1].cells[0].url(), Some("https://e.org/2"));
    }

    #[test]
    fn rows_are_filled_up_and_longer_ones_noticed() {
        let table = &tables("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 |\n| 1 | 2 | 3 |\n| \\| | … |\n")[0];
        let long: Vec<_> = table
            .rows
            .iter()
            .map(|row| (row.cells.len(), row.is_too_long))
            .collect();
        assert_eq!(long, [(2, false), (2, false), (2, true), (2, false)]);
        assert!(table.rows[0].cells[1].is_blank() && table.rows[3].cells[1].is_blank());
        assert!(!table.rows[3].cells[0].is_blank());
    }

    #[test]
    fn items_lose_their_bullet_and_tell_whether_they_are_ticked() {
        let found = sections("- [x] **Done** it\n- [Dash](https://e.org)\n  - inner\n");
        let Block::List(items) = &found[0].blocks[0] else {
            panic!("a list");
        };
        assert_eq!(
            (items[0].markdown.as_str(), items[0].ticked),
            ("**Done** it", Some(true))
        );
        assert_eq!(items[1].plain, "Dash inner");
        assert_eq!(items[1].links[0].text, "Dash");
    }

    #[test]
    fn comments_and_rules_are_no_prose() {
        let found = sections("<!-- for editors -->\n\n---\n\ntext\n");
        assert_eq!(found[0].blocks.len(), 1);
    }
}
