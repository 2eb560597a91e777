//! A digest as a document: a title, paragraphs, and sections with a list of lines each, made of words and links.
//!
//! `page` fills it; [`markdown`], [`text`] and [`html`] write it, each for where it is sent. Nothing here knows what a
//! portfolio is.

pub mod html;
pub mod markdown;
pub mod text;

use serde::Serialize;

/// A document in no form yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Digest {
    /// Language tag of its words.
    pub language: String,
    /// What it is about.
    pub title: Line,
    /// What is true, before the details.
    pub opening: Vec<Line>,
    /// The details; sections without lines and words are left out by who fills it.
    pub sections: Vec<Section>,
    /// Where it comes from.
    pub closing: Line,
}

/// A heading with what stands below it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its name in addresses.
    pub id: &'static str,
    /// The heading.
    pub title: String,
    /// A sentence before the list; may be empty.
    pub note: String,
    /// The list.
    pub lines: Vec<Line>,
    /// What was cut from the list, as `and four more`; empty for nothing.
    pub more: Line,
}

/// Words and links in a row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Line {
    /// The row.
    pub pieces: Vec<Piece>,
}

/// Some words of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The words, without any markup.
    pub text: String,
    /// Where they lead.
    pub link: Option<String>,
    /// Whether they stand out.
    pub is_strong: bool,
}

impl Line {
    /// A line of plain words.
    #[must_use]
    pub fn of(text: impl Into<String>) -> Self {
        Self::default().text(text)
    }

    /// The line with more words.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.piece(Piece {
            text: text.into(),
            ..Piece::default()
        })
    }

    /// The line with more words, which stand out.
    #[must_use]
    pub fn bold(self, text: impl Into<String>) -> Self {
        self.piece(Piece {
            text: text.into(),
            link: None,
            is_strong: true,
        })
    }

    /// The line with words that lead somewhere; without an address they are plain.
    #[must_use]
    pub fn link(self, text: impl Into<String>, href: &str) -> Self {
        self.piece(Piece {
            text: text.into(),
            link: Some(href.to_owned()).filter(|href| !href.is_empty()),
            is_strong: false,
        })
    }

    /// The line with its last words made to stand out.
    #[must_use]
    pub fn strong(mut self) -> Self {
        if let Some(last) = self.pieces.last_mut() {
            last.is_strong = true;
        }
        self
    }

    /// The line with what a page shows as HTML: its words and links. Of other markup only emphasis is kept.
    ///
    /// It is for HTML of our own, which is well-formed and sanitised; anything else loses its tags and gains nothing.
    #[must_use]
    pub fn html(mut self, html: &str) -> Self {
        let (mut link, mut depth) = (None, 0_usize);
        let mut rest = html;
        loop {
            let (words, tagged) = rest.split_once('<').unwrap_or((rest, ""));
            self = self.piece(Piece {
                text: unescaped(words),
                link: link.clone(),
                is_strong: depth > 0,
            });
            let Some((tag, after)) = tagged.split_once('>') else {
                return self;
            };
            match tag.split_whitespace().next().unwrap_or_default() {
                "a" => link = attribute(tag, "href"),
                "/a" => link = None,
                "strong" | "b" => depth += 1,
                "/strong" | "/b" => depth = depth.saturating_sub(1),
                "br" | "br/" | "/p" | "/li" => self = self.text(" "),
                _ => {}
            }
            rest = after;
        }
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.text.trim().is_empty())
    }

    /// The words alone.
    #[must_use]
    pub fn words(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    fn piece(mut self, piece: Piece) -> Self {
        if piece.text.is_empty() {
            return self;
        }
        match self.pieces.last_mut() {
            // Neighbours that differ in nothing but their words are one.
            Some(last) if last.link == piece.link && last.is_strong == piece.is_strong => {
                last.text.push_str(&piece.text);
            }
            _ => self.pieces.push(piece),
        }
        self
    }
}

impl Digest {
    /// The same with every address changed; `None` takes the link away and leaves its words.
    #[must_use]
    pub fn relinked(mut self, change: &dyn Fn(&str) -> Option<String>) -> Self {
        let sections = self
            .sections
            .iter_mut()
            .flat_map(|section| section.lines.iter_mut().chain([&mut section.more]));
        let lines = self
            .opening
            .iter_mut()
            .chain(sections)
            .chain([&mut self.title, &mut self.closing]);
        for piece in lines.flat_map(|line| &mut line.pieces) {
            piece.link = piece.link.as_deref().and_then(change);
        }
        self
    }
}

/// The value of an attribute of a tag as our own HTML writes it: in double quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, value) = tag.split_once(&format!("{name}=\""))?;
    Some(unescaped(value.split('"').next()?))
}

fn unescaped(text: &str) -> String {
    let named = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
    ];
    // The ampersand is last: `&amp;lt;` means `&lt;`.
    let text = named
        .iter()
        .fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter));
    text.replace("&amp;", "&").replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_of_pages_becomes_words_and_links() {
        let html = "Cut <strong>p95</strong> &lt;by half&gt;, see <a href=\"x.html?a=1&amp;b=2\" rel=\"noopener\">the <code>PR</code></a> &amp;amp; all";
        let line = Line::of("Basket: ").html(html);
        assert_eq!(line.words(), "Basket: Cut p95 <by half>, see the PR &amp; all");
        let links: Vec<_> = line.pieces.iter().filter_map(|piece| piece.link.as_deref()).collect();
        assert_eq!(links, ["x.html?a=1&b=2"]);
        let strong: Vec<_> = (line.pieces.iter().filter(|piece| piece.is_strong))
            .map(|piece| piece.text.as_str())
            .collect();
        assert_eq!(strong, ["p95"]);
    }

    #[test]
    fn links_that_are_taken_away_leave_their_words() {
        let digest = Digest {
            title: Line::default().link("Title", "a.html"),
            sections: vec![Section {
                lines: vec![Line::default().link("b", "b.html").text(" and c")],
                ..Section::default()
            }],
            ..Digest::default()
        };
        let absolute = digest
            .clone()
            .relinked(&|href| Some(format!("https://example.org/{href}")));
        assert_eq!(
            absolute.title.pieces[0].link.as_deref(),
            Some("https://example.org/a.html")
        );
        let bare = digest.relinked(&|_| None);
        assert_eq!(bare.sections[0].lines[0].words(), "b and c");
        assert!(
            bare.sections[0].lines[0]
                .pieces
                .iter()
                .all(|piece| piece.link.is_none())
        );
    }
}
