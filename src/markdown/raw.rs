//! HTML that users write within Markdown: which of its addresses stay.

use crate::letters::is_forbidden;
use std::borrow::Cow;

/// What becomes of an attribute that the sanitiser would keep.
pub(super) fn attribute<'v>(element: &str, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
    if !matches!(name, "href" | "src" | "cite") {
        return Some(Cow::Borrowed(value));
    }
    // A page is shown without letters that cannot be seen: an address must not become another by that.
    if value.contains(is_forbidden) {
        return None;
    }
    let address = followed(value);
    // A page asks nobody else for anything: its policy would refuse it, and the reader would be known elsewhere.
    if (element, name) == ("img", "src") && !is_own(&address) {
        return None;
    }
    Some(address)
}

/// An address as browsers follow it: without blanks around it, and without tabs and line breaks.
///
/// Source: <https://url.spec.whatwg.org/#concept-basic-url-parser>.
fn followed(address: &str) -> Cow<'_, str> {
    let trimmed = address.trim_matches(|letter: char| letter <= ' ');
    let is_left_out = |letter: char| matches!(letter, '\t' | '\n' | '\r');
    if trimmed.contains(is_left_out) {
        Cow::Owned(trimmed.replace(is_left_out, ""))
    } else {
        Cow::Borrowed(trimmed)
    }
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

    #[test]
    fn addresses_are_what_a_browser_makes_of_them() {
        let link = |address: &'static str| attribute("a", "href", address).map(Cow::into_owned);
        let image = |address: &'static str| attribute("img", "src", address).map(Cow::into_owned);
        assert_eq!(link(" a\nb#c\td ").as_deref(), Some("ab#cd"));
        assert_eq!(link("java\u{1}script:x"), None);
        assert_eq!(image("\n own.png").as_deref(), Some("own.png"));
        for foreign in [
            "//x.org/a.png",
            " //x.org/a.png",
            "\n//x.org/a.png",
            "/\n/x.org/a.png",
            "htt\nps://x.org/a.png",
        ] {
            assert_eq!(image(foreign), None, "{foreign:?}");
        }
        assert_eq!(attribute("p", "title", " a\nb ").as_deref(), Some(" a\nb "));
    }
}
