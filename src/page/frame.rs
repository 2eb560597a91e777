//! What surrounds every page: head, masthead, navigation, breadcrumbs, foot.

use super::here::{Here, Link};
use super::unread::{Unread, unread};
use super::window::archived_before;
use super::{
    ABOUT, ACTIONS, ARCHIVE, CATALOGUE, DORA, INDEX, LATEST_CYCLE, RADIATORS, REVIEWS, TEAMS, View, WAR, free_path,
    next_review_path,
};
use crate::markdown;
use crate::model::portfolio::Origin;
use crate::words::say;
use serde::Serialize;

/// The parts of the site that the navigation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Area {
    Portfolio,
    Teams,
    Cycle,
    Review,
    War,
    Registers,
    Catalogue,
    About,
    /// A page that the navigation does not name.
    None,
}

/// Templates whose pages have a script or a style of their own, which no other page loads; it is named after the template.
const OF_ITS_OWN: [&str; 3] = ["index", "radiator", "review"];

/// The areas in the order of the navigation, with the messages they are named by and their pages.
const AREAS: [(Area, &str, &str); 8] = [
    (Area::Portfolio, "frame.portfolio", INDEX),
    (Area::Teams, "frame.teams", TEAMS),
    (Area::Cycle, "frame.cycle", LATEST_CYCLE),
    (Area::Review, "frame.review", REVIEWS),
    (Area::War, "frame.war", WAR),
    (Area::Registers, "frame.registers", ACTIONS),
    (Area::Catalogue, "frame.catalogue", CATALOGUE),
    (Area::About, "frame.how_it_works", ABOUT),
];

/// What one page says of itself to its frame.
pub(super) struct Heading<'a> {
    /// Title of the page, without the site's.
    pub(super) title: &'a str,
    /// One sentence for link previews and search.
    pub(super) description: &'a str,
    /// Where it belongs.
    pub(super) area: Area,
    /// The pages above it, as paths and words, from the top.
    pub(super) above: Vec<(String, String)>,
}

/// The frame's own part of a template's context.
#[derive(Debug, Serialize)]
struct Frame {
    language: String,
    title: String,
    site_title: String,
    description: String,
    canonical: Option<String>,
    indexing: bool,
    styles: Vec<String>,
    scripts: Vec<String>,
    home: String,
    navigation: Vec<Entry>,
    breadcrumbs: Vec<Link>,
    here: String,
    pages: Vec<Link>,
    /// What the page shows as data, where there is a table of it.
    csv: Option<String>,
    data: String,
    about: String,
    quarters: Option<Link>,
    dora: String,
    /// What is older than the window, where something is.
    archive: Option<String>,
    radiators: Option<String>,
    /// The feed that tells the same, with its title.
    feed: Option<Link>,
    /// What built the page, with its version.
    program: &'static str,
    unread: Option<Unread>,
}

#[derive(Debug, Serialize)]
struct Entry {
    href: String,
    text: String,
    current: bool,
}

/// A page in its frame.
pub(super) fn framed(
    here: Here<'_>,
    template: &'static str,
    heading: &Heading<'_>,
    page: &impl Serialize,
    source: Option<Origin>,
) -> View {
    let config = &here.portfolio.config;
    let is_home = here.path == INDEX;
    let assets = |ending: &str| -> Vec<String> {
        // The chart's own style comes first, so that the site's may refine it.
        here.assets
            .iter()
            .filter(|(name, _)| {
                let stem = name.strip_suffix(ending);
                stem.is_some_and(|stem| !OF_ITS_OWN.contains(&stem) || template.strip_suffix(".html") == Some(stem))
            })
            .map(|(_, path)| here.href(path))
            .collect()
    };
    let (csv, json) = super::outlet::data_of(here);
    let frame = Frame {
        language: config.language.clone(),
        title: if is_home {
            config.title.clone()
        } else {
            say!(here.words(), "frame.title", page = heading.title, site = config.title)
        },
        site_title: config.title.clone(),
        description: heading.description.to_owned(),
        canonical: config
            .base_url
            .as_ref()
            .map(|base| format!("{base}{}", if is_home { "" } else { here.path })),
        indexing: config.indexing,
        styles: assets(".css"),
        scripts: assets(".js"),
        home: here.href(INDEX),
        navigation: AREAS
            .iter()
            .filter(|(area, ..)| *area != Area::Review || !config.reviews.is_empty())
            .map(|(area, text, path)| Entry {
                // Of a single review there is no list: the next meeting is what one looks for.
                href: match (area, config.reviews.as_slice()) {
                    (Area::Review, [only]) => here.href(&next_review_path(only)),
                    _ => here.href(path),
                },
                text: here.words().word(text).to_owned(),
                current: *area == heading.area,
            })
            .collect(),
        breadcrumbs: heading
            .above
            .iter()
            .map(|(path, text)| match path.as_str() {
                INDEX => here.link(path, here.words().word("frame.portfolio")),
                _ => here.link(path, text.clone()),
            })
            .collect(),
        here: heading.title.to_owned(),
        pages: here
            .portfolio
            .pages
            .iter()
            .map(|page| here.link(&free_path(page), page.title.clone()))
            .collect(),
        csv: csv.map(|path| here.href(&path)),
        data: here.href(&json),
        about: here.href(ABOUT),
        quarters: super::quarter::newest(here),
        dora: here.href(DORA),
        archive: archived_before(here.portfolio).map(|_| here.href(ARCHIVE)),
        radiators: (!here.portfolio.radiators.is_empty()).then(|| here.href(RADIATORS)),
        feed: super::outlet::feed_of(here),
        program: concat!("scorpfolio ", env!("CARGO_PKG_VERSION")),
        unread: unread(here),
    };
    let mut context = tera::Context::new();
    context.insert("frame", &frame);
    context.insert("page", page);
    View {
        template,
        context,
        source,
    }
}

/// The breadcrumb of everything below the portfolio; the frame has the words for that itself.
pub(super) fn below_portfolio(more: &[(String, String)]) -> Vec<(String, String)> {
    let mut above = vec![(INDEX.to_owned(), String::new())];
    above.extend_from_slice(more);
    above
}

/// A line of Markdown without its marks, for titles and descriptions.
pub(super) fn plain(prose: &crate::model::portfolio::Prose) -> String {
    markdown::plain(prose)
}
