//! Atom as RFC 4287 writes it: a feed of entries, each with its words as HTML. What they say is the caller's.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

const NAMESPACE: &str = "http://www.w3.org/2005/Atom";
const GENERATOR: &str = "scorpfolio";

/// A feed.
#[derive(Debug)]
pub(super) struct Feed<'a> {
    /// Never changes, wherever the feed is published.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) subtitle: &'a str,
    /// Who speaks in it.
    pub(super) author: &'a str,
    /// The feed's own address.
    pub(super) own: String,
    /// The page that shows the same.
    pub(super) page: String,
    /// Language tag; not written where it is none that XML knows.
    pub(super) language: &'a str,
    /// In whose time moments are written.
    pub(super) zone: &'a TimeZone,
    /// When it changed where it has no entry.
    pub(super) begun: Timestamp,
    /// The newest first.
    pub(super) entries: Vec<Entry>,
}

/// An entry of a feed.
#[derive(Debug)]
pub(super) struct Entry {
    /// Never changes, whatever is edited.
    pub(super) id: String,
    pub(super) title: String,
    /// The page that says more.
    pub(super) page: String,
    pub(super) published: Timestamp,
    pub(super) updated: Timestamp,
    /// Who says it, where that is not the feed's author.
    pub(super) author: Option<String>,
    /// Words to sort it by.
    pub(super) categories: Vec<String>,
    /// One sentence; may be empty.
    pub(super) summary: String,
    /// HTML, its links absolute.
    pub(super) content: String,
}

/// The feed as a document, ending in a line break.
pub(super) fn document(feed: &Feed<'_>) -> String {
    let mut xml = Xml(Writer::new(Vec::new()));
    xml.event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
    xml.line();
    let mut root = vec![("xmlns", NAMESPACE)];
    if is_language(feed.language) {
        root.push(("xml:lang", feed.language));
    }
    xml.open("feed", &root);
    xml.text("id", &[], &feed.id);
    xml.text("title", &[], &feed.title);
    if !feed.subtitle.is_empty() {
        xml.text("subtitle", &[], feed.subtitle);
    }
    let updated = feed.entries.iter().map(|entry| entry.updated).max();
    xml.text("updated", &[], &moment(updated.unwrap_or(feed.begun), feed.zone));
    xml.empty(
        "link",
        &[
            ("rel", "self"),
            ("type", "application/atom+xml"),
            ("href", feed.own.as_str()),
        ],
    );
    xml.empty(
        "link",
        &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.page)],
    );
    xml.author(feed.author);
    xml.text("generator", &[], GENERATOR);
    for entry in &feed.entries {
        xml.entry(entry, feed.zone);
    }
    xml.close("feed");
    String::from_utf8(xml.0.into_inner()).expect("only text was written")
}

/// Whether XML Schema takes a text for a language tag.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_part =
        |part: &str| (1..=8).contains(&part.len()) && part.chars().all(|letter| letter.is_ascii_alphanumeric());
    parts
        .next()
        .is_some_and(|first| is_part(first) && first.chars().all(|letter| letter.is_ascii_alphabetic()))
        && parts.all(is_part)
}

/// A moment as RFC 3339 writes it, on the clocks of a zone.
fn moment(at: Timestamp, zone: &TimeZone) -> String {
    at.display_with_offset(zone.to_offset(at)).to_string()
}

/// XML being written into memory, a line an element.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn entry(&mut self, entry: &Entry, zone: &TimeZone) {
        self.open("entry", &[]);
        self.text("id", &[], &entry.id);
        self.text("title", &[], &entry.title);
        self.text("published", &[], &moment(entry.published, zone));
        self.text("updated", &[], &moment(entry.updated, zone));
        self.empty(
            "link",
            &[("rel", "alternate"), ("type", "text/html"), ("href", &entry.page)],
        );
        if let Some(author) = &entry.author {
            self.author(author);
        }
        for category in &entry.categories {
            self.empty("category", &[("term", category)]);
        }
        if !entry.summary.is_empty() {
            self.text("summary", &[], &entry.summary);
        }
        self.text("content", &[("type", "html")], &entry.content);
        self.close("entry");
    }

    fn author(&mut self, name: &str) {
        self.open("author", &[]);
        self.text("name", &[], name);
        self.close("author");
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Start(start(name, attributes)));
        self.line();
    }

    fn close(&mut self, name: &str) {
        self.event(Event::End(BytesEnd::new(name)));
        self.line();
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(start(name, attributes)));
        self.line();
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.event(Event::Start(start(name, attributes)));
        self.event(Event::Text(BytesText::new(&allowed(text))));
        self.event(Event::End(BytesEnd::new(name)));
        self.line();
    }

    fn line(&mut self) {
        self.event(Event::Text(BytesText::from_escaped("\n")));
    }

    fn event(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect("memory takes every byte");
    }
}

fn start<'a>(name: &'a str, attributes: &[(&'a str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, allowed(value).as_str()));
    }
    start
}

/// The text without the characters that XML has no way to write.
fn allowed(text: &str) -> String {
    let is_allowed = |letter: &char| match letter {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        letter => *letter >= ' ',
    };
    text.chars().filter(is_allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(entries: Vec<Entry>) -> String {
        let zone = TimeZone::get("Europe/Dublin").expect("a time zone");
        document(&Feed {
            id: "https://example.org/feeds/a.xml".to_owned(),
            title: "A & B <\u{1}>".to_owned(),
            subtitle: "",
            author: "\"A\"",
            own: "https://example.org/feeds/a.xml".to_owned(),
            page: "https://example.org/?a=1&b=2".to_owned(),
            language: "en_IE",
            zone: &zone,
            begun: Timestamp::UNIX_EPOCH,
            entries,
        })
    }

    #[test]
    fn what_was_written_becomes_neither_markup_nor_a_document_that_cannot_be_read() {
        let text = feed(Vec::new());
        assert!(text.contains("<title>A &amp; B &lt;&gt;</title>"), "{text}");
        assert!(text.contains("href=\"https://example.org/?a=1&amp;b=2\""), "{text}");
        assert!(!text.contains("xml:lang"), "a tag that XML does not know: {text}");
        assert!(text.ends_with("</feed>\n"));
    }

    #[test]
    fn a_feed_is_as_new_as_its_newest_entry_and_tells_time_on_the_clocks_of_the_site() {
        let entry = |updated: &str| Entry {
            id: updated.to_owned(),
            title: String::new(),
            page: String::new(),
            published: Timestamp::UNIX_EPOCH,
            updated: updated.parse().expect("a moment"),
            author: None,
            categories: Vec::new(),
            summary: String::new(),
            content: "<p>1 &lt; 2</p>".to_owned(),
        };
        let text = feed(vec![entry("2026-07-01T11:00:00Z"), entry("2026-01-01T11:00:00Z")]);
        assert_eq!(text.matches("<updated>2026-07-01T12:00:00+01:00</updated>").count(), 2);
        assert!(text.contains("<updated>2026-01-01T11:00:00+00:00</updated>"), "{text}");
        assert!(
            text.contains("<content type=\"html\">&lt;p&gt;1 &amp;lt; 2&lt;/p&gt;</content>"),
            "{text}"
        );
        assert!(feed(Vec::new()).contains("<updated>1970-01-01T01:00:00+01:00</updated>"));
    }

    #[test]
    fn languages_are_those_that_xml_knows() {
        for tag in ["en", "de-CH", "zh-Hant-TW", "sl-rozaj-1994"] {
            assert!(is_language(tag), "{tag}");
        }
        for tag in ["", "en_GB", "4u", "en-", "abcdefghi"] {
            assert!(!is_language(tag), "{tag}");
        }
    }
}
