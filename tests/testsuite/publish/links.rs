//! The links of a site that is served: from its start page, and from page to page.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What the pages name that a reader reaches from the start page, and that is not there. A place without a start page
/// serves nothing.
pub(super) fn dangling(site: &Path) -> Vec<String> {
    let mut dangling = Vec::new();
    let mut seen = BTreeSet::new();
    let mut next = vec![("index.html".to_owned(), "the start".to_owned())];
    if !site.join("index.html").exists() {
        return dangling;
    }
    while let Some((path, from)) = next.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let Ok(bytes) = fs::read(site.join(&path)) else {
            dangling.push(format!("{from} leads to {path}"));
            continue;
        };
        if Path::new(&path).extension().is_some_and(|ending| ending == "html") {
            let text = String::from_utf8(bytes).unwrap();
            next.extend(links(&text).filter_map(|link| Some((resolve(&path, link)?, path.clone()))));
        }
    }
    dangling
}

/// The values of `href` and `src`.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let values = [" href=\"", " src=\""].map(|name| text.split(name).skip(1));
    values
        .into_iter()
        .flatten()
        .filter_map(|rest| Some(rest.split_once('"')?.0))
}

/// The path of a link in the site; none for one that leads elsewhere.
fn resolve(page: &str, link: &str) -> Option<String> {
    let link = link.split(['#', '?']).next()?;
    if link.is_empty() || link.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
