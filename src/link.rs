//! Links in finished HTML, and whether they lead somewhere.
//!
//! The check looks at the pages themselves, so that templates are covered as well as content.

use crate::publish::PageLinks;

/// The internal links of a page as `path#anchor` from the site's root, and the ids in it; each sorted and once.
///
/// Links to other sites are left out; what cannot be a path (such as one above the site's root) is kept as it stands,
/// so that the check finds it.
#[must_use]
pub fn scan(page_path: &str, html: &str) -> PageLinks {
    let mut links = Vec::new();
    let mut anchors = Vec::new();
    for (name, value) in attributes(html) {
        match name {
            "href" | "src" => links.extend(internal(page_path, &unescape(value))),
            "id" => anchors.push(unescape(value)),
            // <meta http-equiv="refresh" content="0; url=…">
            "content" if value.contains("url=") => {
                let target = value.rsplit("url=").next().unwrap_or_default();
                links.extend(internal(page_path, &unescape(target)));
            }
            _ => {}
        }
    }
    links.sort_unstable();
    links.dedup();
    anchors.sort_unstable();
    anchors.dedup();
    PageLinks { links, anchors }
}

/// Every attribute with a quoted value within the tags of a text.
fn attributes(html: &str) -> impl Iterator<Item = (&str, &str)> {
    let bytes = html.as_bytes();
    let mut position = 0;
    let mut in_tag = false;
    std::iter::from_fn(move || {
        loop {
            if !in_tag {
                position += html.get(position..)?.find('<')? + 1;
                in_tag = true;
            }
            let rest = html.get(position..)?;
            let next = rest.find(['>', '"'])?;
            if rest.as_bytes()[next] == b'>' {
                position += next + 1;
                in_tag = false;
                continue;
            }
            let quote = position + next;
            let end = quote + 1 + html.get(quote + 1..)?.find('"')?;
            position = end + 1;
            if quote > 0 && bytes[quote - 1] == b'=' {
                let name_start = html[..quote - 1].rfind([' ', '\n', '\t', '<']).map_or(0, |at| at + 1);
                return Some((&html[name_start..quote - 1], &html[quote + 1..end]));
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
    let lower = url.to_ascii_lowercase();
    if ["http://", "https://", "mailto:", "data:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
    {
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
    fn a_refresh_is_a_link() {
        let found = scan(
            "cycles/latest.html",
            r#"<meta http-equiv="refresh" content="0; url=2026-01-18.html">"#,
        );
        assert_eq!(found.links, ["cycles/2026-01-18.html"]);
    }
}
