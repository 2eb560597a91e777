//! Pages as they are published: without the line ends that no browser shows.
//!
//! A line end before an element that begins a line of its own, or a cell, says nothing; several in a row say no more than
//! one. That is half a kilobyte of a page of the portfolio. All else stays as the template wrote it, and in `pre` that too.

/// Elements before which white space says nothing, in the theme's styles too: none of them is set inline.
const BREAKING: [&str; 33] = [
    "body", "caption", "dd", "details", "div", "dl", "dt", "figure", "footer", "h1", "h2", "h3", "h4", "head",
    "header", "html", "li", "link", "main", "meta", "nav", "ol", "p", "script", "section", "table", "tbody", "td",
    "th", "thead", "title", "tr", "ul",
];

/// [`BREAKING`] as numbers, in the same order: a page asks some hundred times.
const KEYS: [u64; BREAKING.len()] = {
    let mut keys = [0; BREAKING.len()];
    let mut index = 0;
    while index < keys.len() {
        keys[index] = key(BREAKING[index].as_bytes());
        index += 1;
    }
    keys
};

/// The bytes of a name as one number, the first the most significant; 0, which is no element's, for a longer name.
const fn key(name: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    if name.len() > bytes.len() {
        return 0;
    }
    let mut index = 0;
    while index < name.len() {
        bytes[index] = name[index];
        index += 1;
    }
    u64::from_be_bytes(bytes)
}

/// A page without the line ends that no browser shows.
#[must_use]
pub(super) fn tightened(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut done = 0;
    let mut preformatted = next_preformatted(page, 0);
    while let Some(at) = memchr::memchr(b'\n', &page.as_bytes()[done..]).map(|at| done + at) {
        if at >= preformatted.start {
            out.push_str(&page[done..preformatted.end]);
            done = preformatted.end;
            preformatted = next_preformatted(page, done);
            continue;
        }
        out.push_str(&page[done..at]);
        let rest = page[at..].trim_start_matches('\n');
        if !breaks(rest) {
            out.push('\n');
        }
        done = page.len() - rest.len();
    }
    out.push_str(&page[done..]);
    out
}

/// The next preformatted text of a page, from a position on: from its tag to where its end begins. Empty and at the end of
/// the page where there is none.
fn next_preformatted(page: &str, from: usize) -> std::ops::Range<usize> {
    let mut starts = memchr::memmem::find_iter(&page.as_bytes()[from..], "<pre").map(|at| from + at);
    let found = starts.find_map(|start| {
        let is_tag = page[start + "<pre".len()..].starts_with([' ', '>']);
        let end = is_tag.then(|| page[start..].find("</pre")).flatten()?;
        Some(start..start + end)
    });
    found.unwrap_or(page.len()..page.len())
}

/// Whether a text begins with the tag of an element that stands by itself.
fn breaks(text: &str) -> bool {
    let Some(tag) = text.strip_prefix('<') else {
        return false;
    };
    let name = tag.strip_prefix('/').unwrap_or(tag);
    let end = name
        .find(|letter: char| !letter.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    KEYS.binary_search(&key(&name.as_bytes()[..end])).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_halving() {
        assert!(KEYS.is_sorted() && KEYS[0] > 0);
    }

    #[test]
    fn line_ends_before_cells_items_and_blocks_are_left_out() {
        assert_eq!(
            tightened(
                "<ul>\n<li><a href=\"x\">a</a>\n\n<li>b\n</ul>\n<section class=\"band\">\n<h2>c</h2>\n</section>\n"
            ),
            "<ul><li><a href=\"x\">a</a><li>b</ul><section class=\"band\"><h2>c</h2></section>\n"
        );
    }

    #[test]
    fn a_line_end_between_words_or_before_what_may_stand_in_a_line_stays() {
        let page = "a\nb\n<span>c</span>\n<a>d</a>\n<parameter>\n<text>";
        assert_eq!(tightened(page), page);
        assert_eq!(tightened("a\n\n\nb"), "a\nb");
    }

    #[test]
    fn preformatted_text_stays_as_it_is() {
        let page = "<b>x</b>\n<pre><code>a\n\n\n&lt;li>\n</code></pre>";
        assert_eq!(tightened(page), page);
        assert_eq!(tightened("<pre"), "<pre");
        assert_eq!(tightened("<preface>\n\n<li>"), "<preface><li>");
    }
}
