//! Markdown to sanitised HTML, its links led to the pages of the content files they name.

use crate::letters;
use crate::link;
use crate::model::portfolio::{Portfolio, Prose};
use crate::page::href;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};
use std::fmt::Write;
use std::sync::LazyLock;

pub(crate) mod limits;
mod line;
mod raw;
mod released;
mod table;

pub use released::released;

/// Tables, strikethrough, footnotes and task lists beside `CommonMark`.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// What HTML written in Markdown may contain: text structure, no scripts, styles, frames or forms.
static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(sanitiser);

/// The same of a line, which may stand where no block may.
static OF_A_LINE: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = sanitiser();
    builder.rm_tags(line::BLOCKS).rm_tags(line::CELLS);
    builder
});

/// The same of a line that stands in a link.
static OF_A_LINK: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = sanitiser();
    builder.rm_tags(line::BLOCKS).rm_tags(line::CELLS).rm_tags(["a"]);
    builder
});

fn sanitiser() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::default();
    builder
        .url_schemes(["http", "https", "mailto"].into())
        // Whether these are well-formed depends on what stands around them; their words are left.
        .rm_tags(["ruby", "rp", "rt", "rtc"])
        .link_rel(Some("noopener noreferrer"))
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .add_allowed_classes("td", table::CLASSES)
        .add_allowed_classes("th", table::CLASSES)
        .attribute_filter(raw::attribute);
    for heading in ["h2", "h3", "h4", "h5", "h6"] {
        builder.add_tag_attributes(heading, ["id"]);
    }
    builder
}

/// One line of Markdown as HTML that may stand in any text: what it has of blocks is parted by breaks.
#[must_use]
pub fn inline(prose: &Prose, portfolio: &Portfolio, page_path: &str) -> String {
    if is_plain(&prose.text) {
        return letters::shown(escape(&prose.text));
    }
    of_a_line(line::events(&prose.text), (prose, portfolio, page_path), &OF_A_LINE)
}

/// The same without its links, for words that stand in a link themselves.
#[must_use]
pub fn unlinked(prose: &Prose, portfolio: &Portfolio, page_path: &str) -> String {
    if is_plain(&prose.text) {
        return letters::shown(escape(&prose.text));
    }
    let mut events = line::events(&prose.text);
    events.retain(|event| !matches!(event, Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link)));
    of_a_line(events, (prose, portfolio, page_path), &OF_A_LINK)
}

fn of_a_line(events: Vec<Event<'_>>, of: (&Prose, &Portfolio, &str), sanitiser: &ammonia::Builder<'_>) -> String {
    letters::shown(render(events, of, sanitiser)).trim().to_owned()
}

/// Markdown as HTML blocks; its headings begin at the second level, with ids.
#[must_use]
pub fn block(prose: &Prose, portfolio: &Portfolio, page_path: &str) -> String {
    let events = Parser::new_ext(&prose.text, OPTIONS);
    letters::shown(render(events, (prose, portfolio, page_path), &SANITISER))
}

/// The same within a section that has a heading of the second level: its own begin at the third.
#[must_use]
pub fn block_of_section(prose: &Prose, portfolio: &Portfolio, page_path: &str) -> String {
    let events = Parser::new_ext(&prose.text, OPTIONS).map(|event| match event {
        Event::Start(Tag::Heading {
            level,
            id,
            classes,
            attrs,
        }) => Event::Start(Tag::Heading {
            level: below(level),
            id,
            classes,
            attrs,
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level))),
        event => event,
    });
    letters::shown(render(events, (prose, portfolio, page_path), &SANITISER))
}

/// The words of Markdown without any marks.
#[must_use]
pub fn plain(prose: &Prose) -> String {
    plain_words(&prose.text)
}

fn plain_words(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, OPTIONS) {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell) => text.push(' '),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether Markdown says nothing yet: it is empty, or has headings and comments alone.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    let mut said = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("<!--") {
        said.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    said.push_str(rest);
    let mut is_heading = false;
    for event in Parser::new_ext(&said, OPTIONS) {
        match event {
            Event::Start(Tag::Heading { .. }) => is_heading = true,
            Event::End(TagEnd::Heading(_)) => is_heading = false,
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words)
                if !is_heading && !words.trim().is_empty() =>
            {
                return false;
            }
            Event::Start(Tag::Image { .. }) => return false,
            _ => {}
        }
    }
    true
}

/// A section of Markdown: a heading and what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The words of the heading.
    pub heading: String,
    /// Where the heading begins.
    pub start: usize,
    /// What stands below it, to the next heading of its level or above.
    pub text: std::ops::Range<usize>,
}

/// The sections of Markdown, in order; a section within another is one of its own as well.
#[must_use]
pub fn sections(text: &str) -> Vec<Section> {
    let mut found: Vec<(Section, HeadingLevel)> = Vec::new();
    let mut heading: Option<(usize, HeadingLevel, String)> = None;
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => heading = Some((range.start, level, String::new())),
            Event::Text(words) | Event::Code(words) => {
                if let Some((.., heading)) = &mut heading {
                    heading.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let Some((start, level, words)) = heading.take() else {
                    continue;
                };
                for (section, outer) in &mut found {
                    if *outer >= level && section.text.end == text.len() {
                        section.text.end = start;
                    }
                }
                let section = Section {
                    heading: words.trim().to_owned(),
                    start,
                    text: range.end..text.len(),
                };
                found.push((section, level));
            }
            _ => {}
        }
    }
    found.into_iter().map(|(section, _)| section).collect()
}

/// Where a link or image of Markdown leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A file of the content.
    Content(String),
    /// Something that is not linked: a scheme that a browser would run, or an image from another host, which the pages'
    /// security policy does not load.
    Refused(String),
}

/// The destinations of links and images in Markdown that need a look, with where each begins: those in the content, and
/// those that are refused.
#[must_use]
pub fn destinations(text: &str) -> Vec<(Destination, usize)> {
    let mut found = Vec::new();
    // HTML that stands as a block comes line by line, and a tag may go over several.
    let (mut block, mut begins) = (String::new(), 0);
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        let (url, is_image) = match event {
            Event::Start(Tag::Link {
                dest_url, link_type, ..
            }) if link_type != LinkType::Email => (dest_url, false),
            Event::Start(Tag::Image { dest_url, .. }) => (dest_url, true),
            Event::Html(html) => {
                if block.is_empty() {
                    begins = range.start;
                }
                block.push_str(&html);
                continue;
            }
            Event::End(TagEnd::HtmlBlock) => {
                found.extend(of_html(&block).into_iter().map(|destination| (destination, begins)));
                block.clear();
                continue;
            }
            Event::InlineHtml(html) => {
                found.extend(of_html(&html).into_iter().map(|destination| (destination, range.start)));
                continue;
            }
            _ => continue,
        };
        found.extend(destined(url.into_string(), is_image).map(|destination| (destination, range.start)));
    }
    found
}

/// Where an address leads, if it needs a look.
fn destined(url: String, is_image: bool) -> Option<Destination> {
    if is_relative(&url) {
        return Some(Destination::Content(url));
    }
    let is_anchor = url.starts_with(['#', '?']) || url.is_empty();
    let is_refused = !is_anchor && (is_image || !crate::load::document::is_linkable(&url));
    is_refused.then_some(Destination::Refused(url))
}

/// The destinations in a piece of HTML.
fn of_html(html: &str) -> Vec<Destination> {
    let foreign = raw::images(html)
        .filter(|url| !raw::is_own(url))
        .map(Destination::Refused);
    let safe = SANITISER.clean(html).to_string();
    let others = link::all(&safe).filter_map(|url| destined(url, false));
    foreign.chain(others).collect()
}

/// The path within the content folders that a relative link in a file means; `None` if it leads out of them.
#[must_use]
pub fn resolve(base: &str, destination: &str) -> Option<String> {
    let path = destination.split(['#', '?']).next().unwrap_or_default();
    let decoded = percent_decoded(path);
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// A path as it stands in an address: files that are published beside pages have the names that people gave them.
fn encoded(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for letter in path.chars() {
        if matches!(
            letter,
            ' ' | '%' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '#' | '?'
        ) || letters::is_forbidden(letter)
        {
            for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(address, "%{byte:02X}");
            }
        } else {
            address.push(letter);
        }
    }
    address
}

pub(crate) fn percent_decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = path
            .get(index + 1..index + 3)
            .filter(|_| bytes[index] == b'%')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        decoded.push(hex.unwrap_or(bytes[index]));
        index += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).unwrap_or_else(|_| path.to_owned())
}

/// Whether an address has no scheme, names a path, and does not start at a host.
fn is_relative(url: &str) -> bool {
    let scheme_end = url.find([':', '/', '?', '#']);
    let has_scheme = scheme_end.is_some_and(|at| url.as_bytes()[at] == b':');
    !has_scheme && !url.starts_with(['#', '?']) && !url.is_empty()
}

/// Whether text needs no Markdown at all: most notes are plain sentences, and these dominate a large portfolio.
fn is_plain(text: &str) -> bool {
    let marks = [
        '*', '_', '`', '[', ']', '<', '>', '&', '\\', '#', '|', '~', '!', '\n', '\'', '"', '-', '+', '.', ':',
    ];
    let starts_a_list = text.starts_with(|first: char| first.is_ascii_digit() || first.is_whitespace());
    !starts_a_list
        && !text
            .chars()
            .any(|character| marks.contains(&character) && !matches!(character, '.' | ':' | '-' | '+'))
        && !text.contains("--")
        && !text.contains("..")
        && !text.contains("://")
        && !text.starts_with(['-', '+'])
}

/// Text with the characters of HTML escaped.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    escape_into(&mut escaped, text, |_| true);
    escaped
}

/// Appends a text with those of `& < > " '` as entities that `wanted` takes.
pub(crate) fn escape_into(out: &mut String, text: &str, wanted: impl Fn(u8) -> bool) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        if wanted(byte) {
            out.push_str(&text[done..at]);
            out.push_str(entity);
            done = at + 1;
        }
    }
    out.push_str(&text[done..]);
}

/// The events of a text as safe HTML, its links led to pages.
fn render<'e>(
    parsed: impl IntoIterator<Item = Event<'e>>,
    (prose, portfolio, page_path): (&Prose, &Portfolio, &str),
    sanitiser: &ammonia::Builder<'_>,
) -> String {
    let base = &portfolio.file(prose.origin).content_path;
    let parsed: Vec<Event<'e>> = parsed.into_iter().collect();
    let has_html = (parsed.iter()).any(|event| matches!(event, Event::Html(_) | Event::InlineHtml(_)));
    // Beside addresses in HTML, which are known once it is sanitised, all are led then.
    let led = |url: &str| {
        if has_html && is_relative(url) {
            Some(url.to_owned())
        } else {
            destination(url, base, portfolio, page_path)
        }
    };
    let mut ids: Vec<String> = Vec::new();
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut heading: Option<usize> = None;
    let mut is_link = false;
    let top = top_level(&prose.text);
    for event in parsed {
        let event = match event {
            Event::Start(Tag::Heading {
                level,
                id,
                classes,
                attrs,
            }) => {
                heading = Some(events.len());
                Event::Start(Tag::Heading {
                    level: lowered(level, top),
                    id,
                    classes,
                    attrs,
                })
            }
            Event::End(TagEnd::Heading(level)) => {
                if let Some(start) = heading.take() {
                    let words = words(&events[start + 1..]);
                    let id = unique(&crate::load::document::kebab(&words), &mut ids);
                    if let Event::Start(Tag::Heading { id: place, .. }) = &mut events[start] {
                        *place = Some(CowStr::from(id));
                    }
                }
                Event::End(TagEnd::Heading(lowered(level, top)))
            }
            Event::Start(Tag::Link { dest_url, title, .. }) => {
                let url = led(&dest_url);
                let title = if title.is_empty() {
                    String::new()
                } else {
                    format!(" title=\"{}\"", escape(&title))
                };
                let rel = if is_relative(&dest_url) || dest_url.starts_with('#') {
                    ""
                } else {
                    " rel=\"noopener noreferrer\""
                };
                // Links do not nest. One that leads nowhere yet is its text.
                is_link = url.is_some();
                let link = url.map(|url| format!("<a href=\"{}\"{title}{rel}>", escape(&url)));
                Event::InlineHtml(link.unwrap_or_default().into())
            }
            Event::End(TagEnd::Link) => Event::InlineHtml(if is_link { "</a>" } else { "" }.into()),
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                // What lies elsewhere is refused when it is read; a page that is made all the same asks nobody for it.
                let url = Some(dest_url).filter(|url| is_relative(url));
                let url = url.and_then(|url| led(&url));
                Event::Start(Tag::Image {
                    link_type,
                    dest_url: url.unwrap_or_default().into(),
                    title,
                    id,
                })
            }
            other => other,
        };
        events.push(event);
    }
    let mut out = String::with_capacity(prose.text.len() * 3 / 2);
    html::push_html(&mut out, table::tables(events.into_iter()));
    // Our own output is safe by construction: text is escaped and addresses are filtered. What users wrote as HTML is not.
    if !has_html {
        return out;
    }
    link::led(&sanitised(&out, sanitiser), |url| {
        match destination(url, base, portfolio, page_path) {
            Some(same) if same == url => None,
            // What is refused when it is read leads nowhere in a page that is made all the same.
            other => Some(other.unwrap_or_default()),
        }
    })
}

/// So often at most is HTML cleaned; what people write is settled the second time.
const ROUNDS: usize = 5;

/// HTML that users wrote without what no page has, and as a browser reads it. What was cleaned is written from a tree, and
/// may be read as another: a heading within a heading, where a table was begun in one, ends both.
fn sanitised(html: &str, sanitiser: &ammonia::Builder<'_>) -> String {
    let mut clean = sanitiser.clean(html).to_string();
    for _ in 0..ROUNDS {
        let again = sanitiser.clean(&clean).to_string();
        if again == clean {
            return clean;
        }
        clean = again;
    }
    // Nobody knows how it would be read: it is shown as it was written.
    escape(html)
}

/// Where a link leads from a page: relative for content files, unchanged for the web, nothing for what a browser would run.
fn destination(url: &str, base: &str, portfolio: &Portfolio, page_path: &str) -> Option<String> {
    if url.starts_with('#') {
        return Some(url.to_owned());
    }
    if is_relative(url) {
        let target = portfolio.link_targets.get(&resolve(base, url)?)?;
        let anchor = url.find('#').map_or("", |at| &url[at..]);
        return Some(format!("{}{anchor}", encoded(&href(page_path, target))));
    }
    crate::load::document::is_linkable(url).then(|| url.to_owned())
}

/// The highest level of heading in a text.
fn top_level(text: &str) -> usize {
    let levels = Parser::new_ext(text, OPTIONS).filter_map(|event| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(level as usize),
        _ => None,
    });
    levels.min().unwrap_or(1)
}

/// A page has one first-level heading, its title: the highest of a text's own stand just below it, whatever their level.
fn lowered(level: HeadingLevel, top: usize) -> HeadingLevel {
    let wanted = (level as usize + 2).saturating_sub(top);
    HeadingLevel::try_from(wanted).unwrap_or(HeadingLevel::H6)
}

/// One level below.
fn below(level: HeadingLevel) -> HeadingLevel {
    HeadingLevel::try_from(level as usize + 1).unwrap_or(HeadingLevel::H6)
}

fn words(events: &[Event<'_>]) -> String {
    let texts = events.iter().filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join(" ")
}

fn unique(id: &str, taken: &mut Vec<String>) -> String {
    let mut candidate = id.to_owned();
    let mut count = 1;
    while taken.contains(&candidate) {
        count += 1;
        candidate = format!("{id}-{count}");
    }
    taken.push(candidate.clone());
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_heading_of_a_text_stands_just_below_the_page_s_title() {
        for (text, levels) in [("# A\n## B", [2, 3]), ("## A\n### B", [2, 3]), ("### A\n# B", [4, 2])] {
            let top = top_level(text);
            let found: Vec<usize> = Parser::new(text)
                .filter_map(|event| match event {
                    Event::Start(Tag::Heading { level, .. }) => Some(lowered(level, top) as usize),
                    _ => None,
                })
                .collect();
            assert_eq!(found, levels, "{text}");
        }
    }

    #[test]
    fn relative_links_start_from_the_file_that_holds_them() {
        for (base, destination, expected) in [
            ("pages/a.md", "b.md#part", Some("pages/b.md")),
            (
                "teams/a/reports/2026-01-18.toml",
                "../../../pages/a%20b.md",
                Some("pages/a b.md"),
            ),
            ("pages/a.md", "../../etc/passwd", None),
        ] {
            assert_eq!(resolve(base, destination).as_deref(), expected, "{destination}");
        }
    }

    #[test]
    fn headings_and_comments_alone_say_nothing_yet() {
        for text in [
            "",
            " \n",
            "## What happened\n\n<!-- Facts,\n\nwith times -->\n\n## What *helped*\n",
        ] {
            assert!(is_blank(text), "{text}");
        }
        for text in [
            "It broke.",
            "## A\n- b\n",
            "<!-- x --> y",
            "![A graph](a.png)",
            "<b>x</b>",
            "## A\n`b`",
        ] {
            assert!(!is_blank(text), "{text}");
        }
    }

    #[test]
    fn only_plain_sentences_skip_markdown() {
        for (text, plain) in [
            ("Redis cluster resized, p95 is down.", true),
            ("It is **down**", false),
            ("See https://example.org", false),
            ("1. first", false),
            ("- item", false),
            ("a < b", false),
            ("it's \"so\"", false),
        ] {
            assert_eq!(is_plain(text), plain, "{text}");
        }
    }
}
