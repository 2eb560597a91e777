//! Where each page stands: the one place that names a URL.

use super::register;
use crate::config::Review;
use crate::model::cycle::{Calendar, Cycle};
use crate::model::incident::Incident;
use crate::model::metric::Metric;
use crate::model::notad::Notad;
use crate::model::portfolio::{FreePage, Pillar, Portfolio};
use crate::model::radiator::Radiator;
use crate::model::report::Report;
use crate::model::team::{Team, Workload};
use crate::model::tech_share::TechShare;
use crate::model::war::War;
use jiff::civil::Date;

/// The portfolio now.
pub const INDEX: &str = "index.html";
/// All teams.
pub const TEAMS: &str = "teams.html";
/// Every metric.
pub const CATALOGUE: &str = "catalogue.html";
/// The DORA metrics across teams.
pub const DORA: &str = "dora.html";
/// How this portfolio works.
pub const ABOUT: &str = "about.html";
/// All actions.
pub const ACTIONS: &str = "actions.html";
/// Notices to all developers.
pub const NOTADS: &str = "notads.html";
/// Incidents of all teams.
pub const INCIDENTS: &str = "incidents.html";
/// Releases of all teams.
pub const RELEASES: &str = "releases.html";
/// Topics: what recurs, and what answers it.
pub const TOPICS: &str = "topics.html";
/// Tech shares, planned and held.
pub const TECH_SHARES: &str = "tech-shares.html";
/// Wins of all teams.
pub const WINS: &str = "wins.html";
/// The review meetings.
pub const REVIEWS: &str = "reviews.html";
/// Every workload's standing in well-architected reviews.
pub const WAR: &str = "war.html";
/// All loops of office screens.
pub const RADIATORS: &str = "radiators.html";
/// The years of the archive.
pub const ARCHIVE: &str = "archive/index.html";
/// What says which build a site is of: written by the publication.
pub const VERSION: &str = "version.json";
/// Where a reader learns what the marks mean.
pub const READING: &str = "about.html#reading";
/// What a host shows for an unknown address.
pub const NOT_FOUND: &str = "404.html";
/// Leads to the newest cycle that has ended.
pub const LATEST_CYCLE: &str = "cycles/latest.html";
/// Leads to the newest quarter.
pub const LATEST_QUARTER: &str = "quarters/latest.html";
/// The whole portfolio as data.
pub const PORTFOLIO_DATA: &str = "data/portfolio.json";

/// The portfolio at one cycle.
#[must_use]
pub fn cycle_path(cycle: &Cycle) -> String {
    format!("cycles/{}.html", cycle.last)
}

/// Where [`LATEST_CYCLE`] leads: the newest cycle that has ended, or the portfolio before any has.
#[must_use]
pub fn newest_cycle_path(calendar: &Calendar) -> String {
    calendar
        .current()
        .map_or_else(|| INDEX.to_owned(), |cycle| cycle_path(calendar.cycle(cycle)))
}

/// One team.
#[must_use]
pub fn team_path(team: &Team) -> String {
    format!("teams/{}.html", team.slug)
}

/// One report.
#[must_use]
pub fn report_path(team: &Team, report: &Report) -> String {
    format!("teams/{}/{}.html", team.slug, report.date)
}

/// Leads to the newest report of a team.
#[must_use]
pub fn latest_report_path(team: &Team) -> String {
    format!("teams/{}/latest.html", team.slug)
}

/// One metric of one team alone; with `#table` its values instead of its charts.
#[must_use]
pub fn embed_path(team: &Team, metric: &Metric) -> String {
    format!("embed/teams/{}/{}.html", team.slug, metric.id)
}

/// One metric of one team.
#[must_use]
pub fn team_metric_path(team: &Team, metric: &Metric) -> String {
    format!("teams/{}/metrics/{}.html", team.slug, metric.id)
}

/// One metric across teams.
#[must_use]
pub fn metric_path(metric: &Metric) -> String {
    format!("metrics/{}.html", metric.id)
}

/// One pillar across teams.
#[must_use]
pub fn pillar_path(pillar: &Pillar) -> String {
    format!("pillars/{}.html", pillar.id)
}

/// A notice.
#[must_use]
pub fn notad_path(notad: &Notad) -> String {
    format!("notads/{}.html", notad.id)
}

/// An incident of a team.
#[must_use]
pub fn incident_path(team: &Team, incident: &Incident) -> String {
    format!("incidents/{}/{}.html", team.slug, incident.id)
}

/// A tech share.
#[must_use]
pub fn tech_share_path(share: &TechShare) -> String {
    format!("tech-shares/{}.html", share.slug)
}

/// A well-architected review of a team.
#[must_use]
pub fn war_path(team: &Team, war: &War) -> String {
    format!("teams/{}/war/{}.html", team.slug, war.id)
}

/// A workload of a team.
#[must_use]
pub fn workload_path(team: &Team, workload: &Workload) -> String {
    format!("teams/{}/workloads/{}.html", team.slug, workload.id)
}

/// A review meeting about a cycle, named by the cycle's last day, which stays when the meeting is moved.
#[must_use]
pub fn review_path(review: &Review, cycle: &Cycle) -> String {
    format!("reviews/{}/{}.html", review.id, cycle.last)
}

/// The next meeting of a review.
#[must_use]
pub fn next_review_path(review: &Review) -> String {
    format!("reviews/{}/next.html", review.id)
}

/// The newest meeting of a review that has been held.
#[must_use]
pub fn latest_review_path(review: &Review) -> String {
    format!("reviews/{}/latest.html", review.id)
}

/// A quarter, named by its year and number: `quarters/2026-q1.html`.
#[must_use]
pub fn quarter_path(first: Date) -> String {
    format!("quarters/{}-q{}.html", first.year(), (first.month() + 2) / 3)
}

/// A group of teams, by its name in addresses.
#[must_use]
pub fn group_path(slug: &str) -> String {
    format!("groups/{slug}.html")
}

/// A year of the portfolio.
#[must_use]
pub fn archive_path(year: i16) -> String {
    format!("archive/{year}.html")
}

/// A year of a team.
#[must_use]
pub fn archive_team_path(team: &Team, year: i16) -> String {
    format!("archive/teams/{}/{year}.html", team.slug)
}

/// The entry of a loop of office screens.
#[must_use]
pub fn radiator_path(radiator: &Radiator) -> String {
    format!("radiators/{}.html", radiator.name)
}

/// A screen of a loop, counted from 1.
#[must_use]
pub fn radiator_screen_path(radiator: &Radiator, screen: usize) -> String {
    format!("radiators/{}/{screen}.html", radiator.name)
}

/// A free page.
#[must_use]
pub fn free_path(page: &FreePage) -> String {
    format!("pages/{}.html", page.slug)
}

/// A team's series as JSON, by one of its names.
#[must_use]
pub fn team_data_path(slug: &str) -> String {
    format!("data/teams/{slug}.json")
}

/// A team's observations as CSV, by one of its names.
#[must_use]
pub fn team_csv_path(slug: &str) -> String {
    format!("data/teams/{slug}.csv")
}

/// Where an incident is to be read: its own page where a review was written, else its place on the page of all, or of its
/// team's year.
#[must_use]
pub fn incident_place(portfolio: &Portfolio, team: &Team, incident: &Incident) -> String {
    register::incident::place(portfolio, team, incident)
}

/// The relative link from one path of the site to another; what follows a `#` in `to` stays.
///
/// Both are paths from the site's root. A link to the page itself is its file name.
#[must_use]
pub fn href(from: &str, to: &str) -> String {
    let folders = |path: &str| path.split('#').next().unwrap_or_default().matches('/').count();
    let shared: usize = from
        .split_inclusive('/')
        .zip(to.split_inclusive('/'))
        .take_while(|(a, b)| a == b && a.ends_with('/'))
        .map(|(a, _)| a.len())
        .sum();
    let up = folders(&from[shared..]);
    format!("{}{}", "../".repeat(up), &to[shared..])
}

/// A path of a team under one of its earlier slugs.
pub(super) fn renamed(path: &str, slug: &str, old: &str) -> String {
    let (folder, rest) = path.split_once("teams/").unwrap_or(("", path));
    format!("{folder}teams/{old}{}", rest.strip_prefix(slug).unwrap_or_default())
}
