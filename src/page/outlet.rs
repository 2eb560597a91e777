//! What other programs take from the site: feeds for readers of news, badges for pages of others.
//!
//! [`plan`] lists the files with their paths, [`bytes`] makes one; both are pure and total, as pages are. What stands in
//! them is a page's own words: nothing is said here that no page says.

mod atom;
mod badge;
mod feed;

use super::here::{Here, Link};
use super::{Assets, INCIDENTS, INDEX, NOTADS, TECH_SHARES, team_path};
use crate::analyse::Analysis;
use crate::model::portfolio::Portfolio;
use crate::model::team::Team;
pub use badge::Badge;
pub use feed::Feed;

/// A file of the site that is no page, for another program to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlet {
    /// News as Atom.
    Feed(Feed),
    /// A badge as SVG.
    Badge(Badge),
    /// A badge as the data that shields.io draws one of.
    BadgeData(Badge),
}

impl Outlet {
    /// The team that it is made from, besides what all teams share; `None`: all teams.
    #[must_use]
    pub fn team(self) -> Option<usize> {
        match self {
            Self::Feed(Feed::Team(team)) | Self::Badge(Badge::Team(team)) | Self::BadgeData(Badge::Team(team)) => {
                Some(team)
            }
            Self::Feed(_) | Self::Badge(_) | Self::BadgeData(_) => None,
        }
    }
}

/// Every such file with its path from the site's root, in no order.
///
/// What is asked for by its address alone cannot be redirected as a page is: a renamed team has its files under its
/// earlier names as well.
#[must_use]
pub fn plan(portfolio: &Portfolio) -> Vec<(String, Outlet)> {
    let mut files = vec![
        ("badges/portfolio.svg".to_owned(), Outlet::Badge(Badge::Portfolio)),
        ("badges/portfolio.json".to_owned(), Outlet::BadgeData(Badge::Portfolio)),
    ];
    for (index, team) in portfolio.teams.iter().enumerate() {
        for slug in slugs(team) {
            files.push((format!("badges/teams/{slug}.svg"), Outlet::Badge(Badge::Team(index))));
            files.push((
                format!("badges/teams/{slug}.json"),
                Outlet::BadgeData(Badge::Team(index)),
            ));
        }
    }
    // A feed is read far from the site: without the site's address it would have no links.
    if portfolio.config.base_url.is_some() {
        files.extend(
            [Feed::Portfolio, Feed::Notads, Feed::TechShares, Feed::Incidents]
                .map(|feed| (feed_path(portfolio, feed), Outlet::Feed(feed))),
        );
        for (index, team) in portfolio.teams.iter().enumerate() {
            files.extend(slugs(team).map(|slug| (team_feed_path(slug), Outlet::Feed(Feed::Team(index)))));
        }
    }
    files
}

/// The content of such a file: UTF-8, ending in a line break.
#[must_use]
pub fn bytes(outlet: Outlet, portfolio: &Portfolio, analysis: &Analysis) -> Vec<u8> {
    let assets = Assets::new();
    let here = Here {
        portfolio,
        analysis,
        assets: &assets,
        path: INDEX,
    };
    match outlet {
        Outlet::Feed(feed) => feed::write(here, feed),
        Outlet::Badge(badge) => badge::picture(here, badge),
        Outlet::BadgeData(badge) => badge::endpoint(here, badge),
    }
}

/// Where a feed stands.
#[must_use]
pub fn feed_path(portfolio: &Portfolio, feed: Feed) -> String {
    match feed {
        Feed::Portfolio => "feeds/portfolio.xml".to_owned(),
        Feed::Notads => "feeds/notads.xml".to_owned(),
        Feed::TechShares => "feeds/tech-shares.xml".to_owned(),
        Feed::Incidents => "feeds/incidents.xml".to_owned(),
        Feed::Team(team) => team_feed_path(&portfolio.teams[team].slug),
    }
}

fn team_feed_path(slug: &str) -> String {
    format!("feeds/teams/{slug}.xml")
}

/// The names under which a team is or was known, the present one first.
fn slugs(team: &Team) -> impl Iterator<Item = &str> {
    std::iter::once(&team.slug)
        .chain(&team.renamed_from)
        .map(String::as_str)
}

/// The feed that a page is also told in, for the page's head.
pub(super) fn feed_of(here: Here<'_>) -> Option<Link> {
    here.portfolio.config.base_url.as_ref()?;
    let feed = match here.path {
        INDEX => Feed::Portfolio,
        NOTADS => Feed::Notads,
        TECH_SHARES => Feed::TechShares,
        INCIDENTS => Feed::Incidents,
        path => Feed::Team(here.portfolio.teams.iter().position(|team| team_path(team) == path)?),
    };
    Some(here.link(&feed_path(here.portfolio, feed), feed::title(here.portfolio, feed)))
}
