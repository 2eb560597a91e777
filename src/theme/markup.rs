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

/// A page without the line ends that no browser shows.
#[must_use]
pub(super) fn tightened(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find(['\n', '<']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if from.starts_with('<') {
            let end = from
                .strip_prefix("<pre")
                .filter(|tag| tag.starts_with([' ', '>']))
                .and_then(|_| from.find("</pre"));
            let taken = end.unwrap_or(1);
            out.push_str(&from[..taken]);
            rest = &from[taken..];
        } else {
            rest = from.trim_start_matches('\n');
            if !breaks(rest) {
                out.push('\n');
            }
        }
    }
    out.push_str(rest);
    out
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
    BREAKING.binary_search(&&name[..end]).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_halving() {
        assert!(BREAKING.is_sorted());
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
