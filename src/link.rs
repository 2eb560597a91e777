//! Links in finished HTML, and whether they lead somewhere.
//!
//! The check looks at the pages themselves, so that templates are covered as well as content.

use crate::markdown::percent_decoded;
use crate::publish::PageLinks;

/// The internal links of a page as `path#anchor` from the site's root, and the ids in it; each sorted and once.
///
/// Links to other sites are left out; what cannot be a path (such as one above the site's root) is kept as it stands,
/// so that the check finds it.
#[must_use]
pub fn scan(page_path: &str, html: &str) -> PageLinks {
    let mut targets = Vec::new();
    let mut anchors = Vec::new();
    for (name, value, at) in attributes(html) {
        match name {
            "href" | "src" => targets.push(value),
            "id" => anchors.push(unescape(value)),
            // <meta http-equiv="refresh" content="0; url=…">
            "content" if value.contains("url=") && is_refresh(&html[..at]) => {
                targets.extend(value.rsplit("url=").next());
            }
            _ => {}
        }
    }
    // Most pages link to the same place more than once: each is looked at once.
    targets.sort_unstable();
    targets.dedup();
    let mut links: Vec<String> = (targets.into_iter())
        .filter_map(|target| internal(page_path, &unescape(target)))
        // A path of the site is a file's name, an address is that name as hosts are asked for it.
        .map(|link| {
            if link.contains('%') {
                percent_decoded(&link)
            } else {
                link
            }
        })
        .collect();
    links.sort_unstable();
    links.dedup();
    anchors.sort_unstable();
    anchors.dedup();
    PageLinks { links, anchors }
}

/// Whether the tag that a text ends in says that it leads on: a title may say `url=` as well.
fn is_refresh(before: &str) -> bool {
    before
        .rfind('<')
        .is_some_and(|at| before[at..].starts_with("<meta http-equiv=\"refresh\""))
}

/// The HTML of a page with every relative address led from where the site is published.
///
/// `base` ends in `/`. What is no path of the site stays as it stands.
#[must_use]
pub fn absolute(html: &str, page_path: &str, base: &str) -> String {
    led(html, |address| {
        internal(page_path, address).map(|path| absolute_path(&path, base))
    })
}

/// The HTML with other addresses for those of its links and images that have one.
pub(crate) fn led(html: &str, other: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut done = 0;
    for (value, at) in addresses(html) {
        if let Some(address) = other(&unescape(value)) {
            out.push_str(&html[done..at]);
            out.push_str(&crate::markdown::escape(&address));
            done = at + value.len();
        }
    }
    out.push_str(&html[done..]);
    out
}

/// The addresses of links and images in a text, in order.
pub(crate) fn all(html: &str) -> impl Iterator<Item = String> + '_ {
    addresses(html).map(|(value, _)| unescape(value))
}

/// The same as they are written, and where each begins.
fn addresses(html: &str) -> impl Iterator<Item = (&str, usize)> {
    attributes(html).filter_map(|(name, value, at)| matches!(name, "href" | "src").then_some((value, at)))
}

/// The address of a path of a site published at `base`, which ends in `/`; the home page is the site itself.
#[must_use]
pub fn absolute_path(path: &str, base: &str) -> String {
    let path = if path == crate::page::INDEX { "" } else { path };
    format!("{base}{}", path.replace(' ', "%20"))
}

/// Every attribute with a quoted value within the tags of a text, and where its value begins.
fn attributes(html: &str) -> impl Iterator<Item = (&str, &str, usize)> {
    let bytes = html.as_bytes();
    let mut position = 0;
    let mut in_tag = false;
    std::iter::from_fn(move || {
        loop {
            if !in_tag {
                position += memchr::memchr(b'<', bytes.get(position..)?)? + 1;
                in_tag = true;
            }
            let rest = bytes.get(position..)?;
            let next = memchr::memchr2(b'>', b'"', rest)?;
            if rest[next] == b'>' {
                position += next + 1;
                in_tag = false;
                continue;
            }
            let quote = position + next;
            let end = quote + 1 + memchr::memchr(b'"', bytes.get(quote + 1..)?)?;
            position = end + 1;
            if quote > 0 && bytes[quote - 1] == b'=' {
                let is_before = |letter: &u8| matches!(letter, b' ' | b'\n' | b'\t' | b'<');
                let name_start = bytes[..quote - 1].iter().rposition(is_before).map_or(0, |at| at + 1);
                return Some((&html[name_start..quote - 1], &html[quote + 1..end], quote + 1));
            }
        }
    })
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&#x2F;", "/")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Where a link leads within the site; `None` for other sites and mail.
fn internal(page_path: &str, url: &str) -> Option<String> {
    let begins = |scheme: &&str| {
        let start = url.as_bytes().get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
    };
    if ["http://", "https://", "mailto:", "data:"].iter().any(begins) {
        return None;
    }
    let (path, anchor) = url.split_once('#').map_or((url, ""), |(path, anchor)| (path, anchor));
    let path = path.split('?').next().unwrap_or_default();
    let target = if path.is_empty() {
        Some(page_path.to_owned())
    } else {
        join(page_path, path)
    };
    let target = target.unwrap_or_else(|| url.to_owned());
    Some(if anchor.is_empty() {
        target
    } else {
        format!("{target}#{anchor}")
    })
}

fn join(page_path: &str, relative: &str) -> Option<String> {
    if relative.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = page_path.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_in_tags_and_led_from_the_page() {
        let html = r##"<a href="../index.html">a</a> href="nowhere.html" <img alt="x > y" src='no' ><img src="a.png?x=1">
            <a class="b" href="#top">t</a><h2 id="top">"</h2><a href="https://example.org">e</a><a href="../../out.html">o</a>"##;
        let found = scan("teams/uv.html", html);
        assert_eq!(
            found.links,
            ["../../out.html", "index.html", "teams/a.png", "teams/uv.html#top"]
        );
        assert_eq!(found.anchors, ["top"]);
    }

    #[test]
    fn relative_addresses_become_absolute_and_nothing_else_changes() {
        let html = r##"<a href="../b%20c.html?x=1#d" title="href=">a</a> href="no.html" <a href="#e">e</a>
            <img src="f.png" alt="src"> <a href="https://other.org/">o</a> <a href="mailto:a@b">m</a> <a href="../../out.html">u</a>"##;
        let expected = r#"<a href="https://x.org/s/b%20c.html#d" title="href=">a</a> href="no.html" <a href="https://x.org/s/teams/uv.html#e">e</a>
            <img src="https://x.org/s/teams/f.png" alt="src"> <a href="https://other.org/">o</a> <a href="mailto:a@b">m</a> <a href="https://x.org/s/../../out.html">u</a>"#;
        assert_eq!(absolute(html, "teams/uv.html", "https://x.org/s/"), expected);
    }

    #[test]
    fn a_refresh_is_a_link() {
        let found = scan(
            "cycles/latest.html",
            r#"<meta http-equiv="refresh" content="0; url=2026-01-18.html">"#,
        );
        assert_eq!(found.links, ["cycles/2026-01-18.html"]);
        let found = scan(
            "a.html",
            r#"<meta property="og:title" content="Ask with url=nowhere.html">"#,
        );
        assert!(found.links.is_empty(), "{found:?}");
    }
}
