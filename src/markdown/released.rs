//! Markdown for readers who may not see all that it leads to: as it was written, without the links that are lost to them.

use super::{OPTIONS, SANITISER, is_relative, link, of_html, plain_words};
use crate::markdown::Destination;
use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};
use std::ops::Range;

/// So often at most is a text gone through: where a link is taken away, what is left may be read as another, and of several
/// definitions of one reference the first alone is read.
const ROUNDS: usize = 16;

/// What a text becomes without comments, and without the addresses in the content that `is_lost` names; their words stay.
/// `None` where it has neither.
#[must_use]
pub fn released(text: &str, is_lost: impl Fn(&str) -> bool) -> Option<String> {
    let mut released = once(text, &is_lost)?;
    for _ in 1..ROUNDS {
        let Some(again) = once(&released, &is_lost) else {
            return Some(released);
        };
        released = again;
    }
    // Nobody knows what it would lead to: its words alone are left, and none of them is read as a mark.
    let mut words = String::new();
    for letter in plain_words(&released).chars() {
        if letter.is_ascii_punctuation() {
            words.push('\\');
        }
        words.push(letter);
    }
    Some(words)
}

/// A link or an image that is open, and where its words are.
struct Open {
    is_lost: bool,
    whole: Range<usize>,
    words: Option<Range<usize>>,
}

fn once(text: &str, is_lost: &impl Fn(&str) -> bool) -> Option<String> {
    let is_gone = |url: &str| is_relative(url) && is_lost(url);
    let leads_to_lost = |html: &str| {
        let mut all = of_html(html).into_iter();
        all.any(|destination| matches!(destination, Destination::Content(url) if is_lost(&url)))
    };
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut cut = |range: Range<usize>, by: String| edits.push((range, by));
    let parser = Parser::new_ext(text, OPTIONS);
    for (_, definition) in parser.reference_definitions().iter() {
        if is_gone(&definition.dest) {
            cut(definition.span.clone(), String::new());
        }
    }
    let mut open: Vec<Open> = Vec::new();
    let mut block: Option<Range<usize>> = None;
    let mut lost_tags = 0;
    for (event, range) in parser.into_offset_iter() {
        if !matches!(event, Event::End(_))
            && let Some(outer) = open.last_mut()
        {
            let words = outer.words.get_or_insert_with(|| range.clone());
            words.end = words.end.max(range.end);
        }
        match event {
            Event::Start(Tag::Link {
                dest_url, link_type, ..
            }) => open.push(Open {
                is_lost: link_type != LinkType::Email && is_gone(&dest_url),
                whole: range,
                words: None,
            }),
            Event::Start(Tag::Image { dest_url, .. }) => open.push(Open {
                is_lost: is_gone(&dest_url),
                whole: range,
                words: None,
            }),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                let Some(Open { whole, words, .. }) = open.pop().filter(|link| link.is_lost) else {
                    continue;
                };
                match words {
                    None => cut(whole, String::new()),
                    Some(mut words) => {
                        // A letter's range begins behind the mark that makes it one.
                        words.start -= usize::from(text[..words.start].ends_with('\\'));
                        cut(whole.start..words.start, String::new());
                        cut(words.end..whole.end, String::new());
                    }
                }
            }
            Event::Html(_) => {
                let begin = block.map_or(range.start, |block| block.start);
                block = Some(begin..range.end);
            }
            Event::End(TagEnd::HtmlBlock) => {
                let Some(block) = block.take() else {
                    continue;
                };
                let html = &text[block.clone()];
                if html.contains("<!--") || leads_to_lost(html) {
                    let clean = SANITISER.clean(html).to_string();
                    let end = if html.ends_with('\n') && !clean.ends_with('\n') {
                        "\n"
                    } else {
                        ""
                    };
                    let led = link::led(&clean, |url| is_gone(url).then(String::new));
                    cut(block, led + end);
                }
            }
            Event::InlineHtml(html) => {
                if leads_to_lost(&html) {
                    lost_tags += usize::from(html.starts_with("<a") || html.starts_with("<A"));
                    cut(range, String::new());
                } else if lost_tags > 0 && html.to_ascii_lowercase().starts_with("</a") {
                    lost_tags -= 1;
                    cut(range, String::new());
                } else if html.starts_with("<!--") {
                    cut(range, String::new());
                }
            }
            _ => {}
        }
    }
    if edits.is_empty() {
        return None;
    }
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut released = String::with_capacity(text.len());
    let mut done = 0;
    for (range, by) in edits {
        // What lies within something that was replaced is gone with it.
        if range.start >= done {
            released.push_str(&text[done..range.start]);
            released.push_str(&by);
        }
        done = done.max(range.end);
    }
    released.push_str(&text[done..]);
    Some(released)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let is_lost = |url: &str| url.contains("hush");
        assert_eq!(released(text, is_lost).as_deref(), expected, "{text:?}");
    }

    #[test]
    fn links_that_are_lost_leave_their_words() {
        check("Follow [the leak](../hush/a.md).", Some("Follow the leak."));
        check(
            "[**all** of `it`](hush.md \"a title\") end",
            Some("**all** of `it` end"),
        );
        check("![a plan](hush.png)", Some("a plan"));
        check("[](hush.md)x", Some("x"));
        check("[\\[a\\]](hush.md)", Some("\\[a\\]"));
        check("[![a plan](own.png)](hush.md)", Some("![a plan](own.png)"));
        check("[![a plan](hush.png)](own.md)", Some("[a plan](own.md)"));
        check(
            "one [two][ref] three\n\n[ref]: hush.md\n\nfour",
            Some("one two three\n\n\n\nfour"),
        );
        check("see [ref]\n\n[ref]: hush.md 'title'", Some("see ref\n\n"));
        check("é [ö](hush.md) ü", Some("é ö ü"));
    }

    #[test]
    fn what_leads_elsewhere_stays_as_it_was_written() {
        check("no link at all", None);
        check(
            "[own](own.md), [web](https://example.org/hush), [up](#hush) and `[a](hush.md)`",
            None,
        );
        check("\\[not a link](hush.md)", None);
    }

    #[test]
    fn html_loses_its_links_and_comments() {
        check("a <a href=\"hush.md\">b</a> c", Some("a b c"));
        check("a <A HREF='&#104;ush.md'>b</A> c", Some("a b c"));
        check("a <!-- hush --> b", Some("a  b"));
        check("<!-- hush -->\n\nwords", Some("\n\nwords"));
        check(
            "<p><a href=\"hush.md\">b</a></p>\n\nc",
            Some("<p><a href=\"\" rel=\"noopener noreferrer\">b</a></p>\n\nc"),
        );
        check(
            "<p><img src=\"hush.png\" alt=\"x\"></p>",
            Some("<p><img src=\"\" alt=\"x\"></p>"),
        );
    }

    #[test]
    fn what_is_left_hides_no_other_link() {
        let is_lost = |url: &str| url.contains("hush");
        for text in [
            "[[a](hush.md)](hush.md)",
            "[a]([b](hush.md))",
            "[x](hush.md)(hush.md)",
            "\\[[a](hush.md)](hush.md)",
            "[a](hush.md)[b](hush.md)[a]: hush.md",
            &format!("{}\\<a href='hush.md'>", "\n\n[r]: hush.md\n\n".repeat(20)),
        ] {
            let left = released(text, is_lost).unwrap_or_else(|| text.to_owned());
            let leads = super::super::destinations(&left);
            let is_free = |(destination, _): &(Destination, usize)| !matches!(destination, Destination::Content(url) if is_lost(url));
            assert!(leads.iter().all(is_free), "{text:?} became {left:?}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4_000))]

        #[test]
        fn nothing_leads_to_what_is_lost(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..14)) {
            let text = pieces.concat();
            let is_lost = |url: &str| url.contains("hush");
            let left = released(&text, is_lost).unwrap_or_else(|| text.clone());
            for (destination, _) in super::super::destinations(&left) {
                proptest::prop_assert!(
                    !matches!(&destination, Destination::Content(url) if is_lost(url)),
                    "{text:?} became {left:?}"
                );
            }
            // What has nothing to lose stays as it is.
            proptest::prop_assert_eq!(released(&left, is_lost), None, "{:?}", text);
        }
    }

    const PIECES: &[&str] = &[
        "[",
        "]",
        "(",
        ")",
        "](hush.md)",
        "![",
        "[a][r]",
        "\n\n[r]: hush.md\n\n",
        "\\",
        "`",
        "*",
        "<a href='hush.md'>",
        "</a>",
        "<!-- c -->",
        "\n",
        "\n\n",
        "| a |\n|--|\n",
        "- ",
        "> ",
        "a",
        " ",
        "é",
        "\"",
        "<",
        ">",
        "own.md",
        "<img src=hush.png>",
        "<p>",
    ];
}
