//! The sitemap of a site that may be indexed: <https://www.sitemaps.org/protocol.html>.
//!
//! It names pages that people look for. When each changed last is not said: nobody knows, and a build's day is not it.

use crate::link::absolute_path;
use crate::markdown::escape;
use crate::model::portfolio::Portfolio;
use crate::page::{Kind, Page};
use std::fmt::Write;

/// The first or only file.
const SITEMAP: &str = "sitemap.xml";
/// So many addresses a file may have.
const MOST: usize = 50_000;
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// The sitemap with its path; several files and a list of them where there are too many pages for one. Nothing where the
/// site may not be indexed or has no address.
#[must_use]
pub fn sitemap(portfolio: &Portfolio, pages: &[Page]) -> Vec<(String, String)> {
    let base = portfolio.config.base_url.as_deref();
    let Some(base) = base.filter(|_| portfolio.config.indexing) else {
        return Vec::new();
    };
    let paths: Vec<&str> = pages
        .iter()
        .filter(|page| is_looked_for(&page.kind))
        .map(|page| &*page.path)
        .collect();
    split(&paths, base, MOST)
}

/// The address of the sitemap, for robots.txt.
#[must_use]
pub fn sitemap_address(portfolio: &Portfolio) -> Option<String> {
    let base = portfolio
        .config
        .base_url
        .as_deref()
        .filter(|_| portfolio.config.indexing)?;
    Some(absolute_path(SITEMAP, base))
}

fn is_looked_for(kind: &Kind) -> bool {
    !matches!(
        kind,
        Kind::LatestCycle
            | Kind::Latest { .. }
            | Kind::Redirect { .. }
            | Kind::NotFound
            | Kind::Embed { .. }
            | Kind::Radiator { .. }
    )
}

fn split(paths: &[&str], base: &str, most: usize) -> Vec<(String, String)> {
    if paths.len() <= most {
        return vec![(SITEMAP.to_owned(), listed("urlset", "url", paths.iter().copied(), base))];
    }
    let parts = paths.chunks(most).enumerate();
    let mut files: Vec<(String, String)> = parts
        .map(|(number, part)| {
            let path = format!("sitemap-{}.xml", number + 1);
            (path, listed("urlset", "url", part.iter().copied(), base))
        })
        .collect();
    let names = files.iter().map(|(path, _)| path.as_str());
    let index = listed("sitemapindex", "sitemap", names, base);
    files.push((SITEMAP.to_owned(), index));
    files
}

fn listed<'a>(root: &str, item: &str, paths: impl Iterator<Item = &'a str>, base: &str) -> String {
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">\n");
    for path in paths {
        let _ = writeln!(
            xml,
            "<{item}><loc>{}</loc></{item}>",
            escape(&absolute_path(path, base))
        );
    }
    let _ = writeln!(xml, "</{root}>");
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_pages_than_a_file_may_name_are_split_and_listed() {
        let files = split(&["a.html", "b & c.html", "index.html"], "https://x.org/s/", 2);
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]);
        assert!(
            files[0]
                .1
                .contains("<url><loc>https://x.org/s/b%20&amp;%20c.html</loc></url>"),
            "{}",
            files[0].1
        );
        assert!(files[1].1.contains("<loc>https://x.org/s/</loc>"), "{}", files[1].1);
        assert!(
            files[2]
                .1
                .contains("<sitemap><loc>https://x.org/s/sitemap-2.xml</loc></sitemap>"),
            "{}",
            files[2].1
        );
        assert_eq!(split(&["a.html"], "https://x.org/", 2).len(), 1);
    }
}
