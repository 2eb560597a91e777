//! What other programs take from the site: feeds for readers of news, badges and pictures of charts for pages of
//! others.
//!
//! [`plan`] lists the files with their paths, [`text`] makes one; both are pure and total, as pages are. What stands in
//! them is a page's own words: nothing is said here that no page says.

mod atom;
mod badge;
mod feed;
mod picture;
mod sitemap;

use super::here::{Here, Link};
use super::{
    ACTIONS, CATALOGUE, DORA, INCIDENTS, INDEX, NOTADS, PORTFOLIO_DATA, RELEASES, Site, TEAMS, TECH_SHARES, TOPICS,
    WAR, team_csv_path, team_data_path,
};
use crate::analyse::Analysis;
use crate::data::{self, Listing};
use crate::model::metric::{Metric, MetricIndex};
use crate::model::portfolio::Portfolio;
use crate::model::team::Team;
pub use badge::Badge;
pub use feed::Feed;
pub use sitemap::{sitemap, sitemap_address};

/// A file of the site that is no page, for another program to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlet {
    /// News as Atom.
    Feed(Feed),
    /// A badge as SVG.
    Badge(Badge),
    /// A badge as the data that shields.io draws one of.
    BadgeData(Badge),
    /// The charts of one metric of one team as SVG; their style is the theme's to add.
    TeamPicture {
        /// The team.
        team: usize,
        /// The metric.
        metric: MetricIndex,
    },
    /// The distribution of one metric across teams as SVG; its style is the theme's to add.
    Picture(MetricIndex),
}

impl Outlet {
    /// The team that it is made from, besides what all teams share; `None`: all teams.
    #[must_use]
    pub fn team(self) -> Option<usize> {
        match self {
            Self::Feed(Feed::Team(team)) | Self::Badge(Badge::Team(team)) | Self::BadgeData(Badge::Team(team)) => {
                Some(team)
            }
            Self::TeamPicture { team, .. } => Some(team),
            Self::Feed(_) | Self::Badge(_) | Self::BadgeData(_) | Self::Picture(_) => None,
        }
    }

    /// Whether it is a picture of charts, which has no colours of its own.
    #[must_use]
    pub fn is_drawn(self) -> bool {
        matches!(self, Self::TeamPicture { .. } | Self::Picture(_))
    }
}

/// Every such file with its path from the site's root, in no order.
///
/// What is asked for by its address alone cannot be redirected as a page is: a renamed team has its files under its
/// earlier names as well.
#[must_use]
pub fn plan(portfolio: &Portfolio, analysis: &Analysis) -> Vec<(String, Outlet)> {
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
    for (team, known) in analysis.teams.iter().enumerate() {
        for metric in known.metrics() {
            let of = Outlet::TeamPicture { team, metric };
            let entry = portfolio.metric(metric);
            files.extend(slugs(&portfolio.teams[team]).map(|slug| (picture_path(slug, entry), of)));
        }
    }
    for (metric, entry) in portfolio.catalogue.shared() {
        if has_strip(analysis, metric) {
            files.push((strip_path(entry), Outlet::Picture(metric)));
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

/// The content of such a file, ending in a line break.
#[must_use]
pub fn text(outlet: Outlet, site: &Site<'_>) -> String {
    let here = Here {
        portfolio: site.portfolio,
        analysis: site.analysis,
        assets: site.assets,
        path: INDEX,
    };
    match outlet {
        Outlet::Feed(feed) => feed::write(here, feed),
        Outlet::Badge(badge) => badge::picture(here, badge),
        Outlet::BadgeData(badge) => badge::endpoint(here, badge),
        Outlet::TeamPicture { team, metric } => picture::of_team(here, site.alike, (team, metric)),
        Outlet::Picture(metric) => picture::of_metric(here, metric),
    }
}

/// Where the charts of a metric of a team stand, by one of the team's names.
#[must_use]
pub fn picture_path(slug: &str, metric: &Metric) -> String {
    format!("embed/teams/{slug}/{}.svg", metric.id)
}

/// Where the distribution of a metric across teams stands.
#[must_use]
pub fn strip_path(metric: &Metric) -> String {
    format!("embed/metrics/{}.svg", metric.id)
}

/// Whether a metric has a distribution: a team gave it as a whole.
#[must_use]
pub fn has_strip(analysis: &Analysis, metric: MetricIndex) -> bool {
    analysis.teams.iter().any(|team| team.whole(metric).is_some())
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
pub(crate) fn slugs(team: &Team) -> impl Iterator<Item = &str> {
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
        path => {
            let slug = path.strip_prefix("teams/")?.strip_suffix(".html")?;
            Feed::Team(here.portfolio.teams.iter().position(|team| team.slug == slug)?)
        }
    };
    Some(here.link(&feed_path(here.portfolio, feed), feed::title(here.portfolio, feed)))
}

/// The feeds of all teams, in a word each.
pub(super) fn feeds(here: Here<'_>) -> Vec<Link> {
    if here.portfolio.config.base_url.is_none() {
        return Vec::new();
    }
    let all = [
        (Feed::Portfolio, "feeds.link_to_cycles"),
        (Feed::Notads, "feeds.link_to_notads"),
        (Feed::TechShares, "feeds.link_to_tech_shares"),
        (Feed::Incidents, "feeds.link_to_incidents"),
    ];
    all.map(|(feed, word)| here.link(&feed_path(here.portfolio, feed), here.words().word(word)))
        .to_vec()
}

/// The data files with what a page shows: a table where there is one, and JSON.
pub(super) fn data_of(here: Here<'_>) -> (Option<String>, String) {
    let table = |path: &str| (Some(path.to_owned()), PORTFOLIO_DATA.to_owned());
    let (folder, rest) = here.path.split_once('/').unwrap_or(("", here.path));
    let name = |rest: &str| rest.split(['/', '.']).next().unwrap_or_default().to_owned();
    match (folder, here.path) {
        ("teams", path) if path.contains("/war/") => table(Listing::WarPillars.path()),
        ("teams", _) => {
            let slug = name(rest);
            (Some(team_csv_path(&slug)), team_data_path(&slug))
        }
        ("cycles" | "quarters", _) | (_, INDEX | DORA) => table(data::ROLLUPS),
        ("metrics" | "pillars", _) => table(data::VALUES),
        ("incidents", _) | (_, INCIDENTS) => table(Listing::Incidents.path()),
        ("notads", _) | (_, NOTADS) => table(Listing::Notads.path()),
        ("tech-shares", _) | (_, TECH_SHARES) => table(Listing::TechShares.path()),
        (_, ACTIONS) => table(Listing::Actions.path()),
        (_, RELEASES) => table(Listing::Releases.path()),
        (_, TOPICS) => table(Listing::Topics.path()),
        (_, WAR) => table(Listing::Wars.path()),
        (_, CATALOGUE) => table(Listing::Metrics.path()),
        (_, TEAMS) => table(Listing::Teams.path()),
        _ => (None, PORTFOLIO_DATA.to_owned()),
    }
}
