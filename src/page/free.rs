//! Pages that are mostly an author's own words, and the small ones: redirects and the page for an unknown address.

use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::Here;
use super::{ABOUT, View};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct FreePage {
    title: String,
    summary: Option<String>,
    body: String,
    source: super::here::Source,
}

pub(super) fn view(here: Here<'_>, index: usize) -> View {
    let written = &here.portfolio.pages[index];
    let page = FreePage {
        title: written.title.clone(),
        summary: here.maybe(written.summary.as_ref()),
        body: here.block(&written.body),
        source: here.source(written.origin),
    };
    let description = written.summary.as_ref().map_or_else(
        || opening(&super::frame::plain(&written.body), &written.title),
        super::frame::plain,
    );
    let above = below_portfolio(&[(ABOUT.to_owned(), here.words().word("frame.how_it_works").to_owned())]);
    let heading = Heading {
        title: &page.title,
        description: &description,
        area: Area::About,
        above,
    };
    framed(here, "page.html", &heading, &page, Some(written.origin))
}

/// The first sentences of a text, as many as a preview shows; of a text that says nothing, its title.
fn opening(text: &str, title: &str) -> String {
    const LONGEST: usize = 200;
    if text.is_empty() {
        return title.to_owned();
    }
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let cut = &text[..text.floor_char_boundary(LONGEST)];
    match (cut.rfind(". "), cut.rfind(' ')) {
        (Some(end), _) => cut[..=end].to_owned(),
        (None, Some(end)) => format!("{}…", &cut[..end]),
        (None, None) => format!("{cut}…"),
    }
}

#[derive(Debug, Serialize)]
struct Redirect {
    to: String,
    says: String,
    asks: String,
    /// The address that search engines keep, where the site has one.
    canonical: Option<String>,
}

/// Leads to where a page is now.
pub(super) fn redirect(here: Here<'_>, to: &str) -> View {
    let words = here.words();
    let says = ["redirect.moved", "redirect.has_moved", "redirect.go_to_it"].map(|key| words.word(key));
    leading(here, to, says)
}

/// Leads to the newest of several pages.
pub(super) fn latest(here: Here<'_>, to: &str) -> View {
    let words = here.words();
    let says = ["redirect.newest", "redirect.newest_has", "redirect.go_there"].map(|key| words.word(key));
    leading(here, to, says)
}

/// With its title, what it says, and what its link asks for.
fn leading(here: Here<'_>, to: &str, [title, says, asks]: [&str; 3]) -> View {
    let canonical = here
        .portfolio
        .config
        .base_url
        .as_ref()
        .map(|base| format!("{base}{to}"));
    let page = Redirect {
        to: here.href(to),
        says: says.to_owned(),
        asks: asks.to_owned(),
        canonical,
    };
    let heading = Heading {
        title,
        description: says,
        area: Area::None,
        above: Vec::new(),
    };
    framed(here, "redirect.html", &heading, &page, None)
}

#[derive(Debug, Serialize)]
struct NotFound {
    /// The site's address, where it is known: a host shows this page at any depth, so no relative link would do.
    home: Option<String>,
}

pub(super) fn not_found(here: Here<'_>) -> View {
    let page = NotFound {
        home: here.portfolio.config.base_url.clone(),
    };
    let heading = Heading {
        title: here.words().word("not_found.title"),
        description: here.words().word("not_found.description"),
        area: Area::None,
        above: Vec::new(),
    };
    framed(here, "404.html", &heading, &page, None)
}
