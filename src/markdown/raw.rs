//! HTML that users write within Markdown: which of its addresses stay.

use crate::letters::is_forbidden;
use std::borrow::Cow;

/// What becomes of an attribute that the sanitiser would keep.
pub(super) fn attribute<'v>(element: &str, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let is_address = matches!(name, "href" | "src" | "cite");
    // A page is shown without letters that cannot be seen: an address must not become another by that.
    if is_address && value.contains(is_forbidden) {
        return None;
    }
    // A page asks nobody else for anything: its policy would refuse it, and the reader would be known elsewhere.
    if (element, name) == ("img", "src") && !is_own(value) {
        return None;
    }
    Some(Cow::Borrowed(value))
}

/// Whether an address is one of the site itself.
pub(super) fn is_own(address: &str) -> bool {
    super::is_relative(address) && !address.starts_with(['/', '\\'])
}

/// The addresses of the images in a piece of HTML.
pub(super) fn images(html: &str) -> impl Iterator<Item = String> + '_ {
    let tags = html.split('<').skip(1).filter(|tag| {
        let name = tag.get(..4).unwrap_or_default();
        name.eq_ignore_ascii_case("img ") || name.eq_ignore_ascii_case("img\n") || name.eq_ignore_ascii_case("img/")
    });
    tags.filter_map(|tag| {
        let lower = tag.to_ascii_lowercase();
        let (at, _) = lower.match_indices("src").find(|(at, _)| {
            let before = lower[..*at].chars().next_back();
            let is_name = before.is_some_and(|letter| letter.is_whitespace() || matches!(letter, '/' | '"' | '\''));
            is_name && lower[at + 3..].trim_start().starts_with('=')
        })?;
        let value = tag[at + 3..].trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let end: &[char] = &[' ', '\n', '\t', '>'];
        let value = match quote {
            Some(quote) => value[1..].split(quote).next()?,
            None => value.split(end).next()?,
        };
        Some(value.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_of_html_are_found_however_they_are_written() {
        let html = "<p><img src=\"a.png\"><IMG alt='src' SRC = 'https://x.org/b.png'/><img\nsrc=//x.org/c.png><imgs src=d><img alt=x>";
        let found: Vec<String> = images(html).collect();
        assert_eq!(found, ["a.png", "https://x.org/b.png", "//x.org/c.png"]);
    }
}
