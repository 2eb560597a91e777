//! Every page of the site: its path, and the finished words and numbers its template shows.
//!
//! [`plan`] lists the pages, the `*_path` functions say where each stands, [`href`] makes the relative link from one to
//! another, and [`view`] fills a page's template context. Nothing here reads a file, knows the time, or can fail; HTML
//! is written by the templates, charts by `chart`.

mod about;
mod across;
mod actions;
mod alike;
mod archive;
mod around;
mod asked;
mod card;
mod catalogue;
mod cycle;
mod derived;
pub mod digest;
mod dora;
mod embed;
mod figure;
mod frame;
mod free;
mod group;
mod here;
mod history;
mod index;
mod kind;
mod limit;
mod matrix;
mod metric;
mod objective;
pub mod outlet;
mod path;
mod picture;
mod pillar;
pub mod preview;
mod quarter;
mod radiator;
mod reading;
mod reasoning;
mod records;
mod register;
mod report;
mod review;
mod reviews;
mod search;
mod signal;
mod standing;
mod summary;
mod team;
mod team_metric;
mod teams;
mod unread;
mod values;
mod voices;
mod war;
mod window;
mod words;
mod workload;

#[cfg(test)]
mod tests;

pub use alike::Alike;
pub use kind::Kind;
pub use path::*;
pub use search::{SEARCH, script as search_script};

use crate::analyse::Analysis;
use crate::analyse::interval::quarters;
use crate::analyse::review::{meeting, meetings};
use crate::analyse::war::is_known;
use crate::model::metric::MetricIndex;
use crate::model::portfolio::{Origin, Portfolio};
use here::Here;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Published paths of the theme's assets, by their logical names: `site.css` → `assets/site-1a2b3c4d.css`.
pub type Assets = BTreeMap<String, String>;

/// A page of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Path from the site's root, with `/`: `teams/uv/2026-08-09.html`. Whoever publishes the page holds the same text.
    pub path: Arc<str>,
    /// What it shows.
    pub kind: Kind,
}

/// What every page is made from.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// What was written.
    pub portfolio: &'a Portfolio,
    /// What it means.
    pub analysis: &'a Analysis,
    /// Where the theme's assets are published.
    pub assets: &'a Assets,
    /// What the files that are made together show alike.
    pub alike: &'a Alike,
}

/// A page ready to be rendered.
#[derive(Debug)]
pub struct View {
    /// Name of its template.
    pub template: &'static str,
    /// What the template shows: `frame` (what surrounds every page) and `page` (what is this page's own).
    pub context: tera::Context,
    /// The file of the content that the page is chiefly about, for messages.
    pub source: Option<Origin>,
}

/// The screens of a radiator in order: which of its kinds each is of, and the how manieth of that kind.
pub type Places = Vec<(usize, usize)>;

/// The screens of a radiator, one of the portfolio's, at least one.
#[must_use]
pub fn places(portfolio: &Portfolio, analysis: &Analysis, radiator: usize) -> Places {
    radiator::places(portfolio, analysis, &portfolio.radiators[radiator])
}

/// Lists every page, sorted by path.
#[must_use]
pub fn plan(portfolio: &Portfolio, analysis: &Analysis) -> Vec<Page> {
    let radiators = (0..portfolio.radiators.len()).into_par_iter();
    let all: Vec<Places> = radiators
        .map(|radiator| places(portfolio, analysis, radiator))
        .collect();
    plan_with(portfolio, analysis, &all.iter().collect::<Vec<_>>())
}

/// Lists every page, sorted by path; the screens of each radiator are known.
#[must_use]
pub fn plan_with(portfolio: &Portfolio, analysis: &Analysis, places: &[&Places]) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut add = |path: String, kind: Kind| {
        pages.push(Page {
            path: path.into(),
            kind,
        });
    };
    add(INDEX.to_owned(), Kind::Index);
    add(TEAMS.to_owned(), Kind::Teams);
    add(CATALOGUE.to_owned(), Kind::Catalogue);
    add(DORA.to_owned(), Kind::Dora);
    add(ABOUT.to_owned(), Kind::About);
    add(ACTIONS.to_owned(), Kind::Actions);
    add(NOTADS.to_owned(), Kind::Notads);
    add(INCIDENTS.to_owned(), Kind::Incidents);
    add(RELEASES.to_owned(), Kind::Releases);
    add(TOPICS.to_owned(), Kind::Topics);
    add(TECH_SHARES.to_owned(), Kind::TechShares);
    add(WINS.to_owned(), Kind::Wins);
    add(WAR.to_owned(), Kind::Wars);
    add(NOT_FOUND.to_owned(), Kind::NotFound);
    add(LATEST_CYCLE.to_owned(), Kind::LatestCycle);
    for cycle in portfolio.calendar.ended() {
        add(cycle_path(portfolio.calendar.cycle(cycle)), Kind::Cycle(cycle));
    }
    let quarters = quarters(&portfolio.calendar, portfolio.as_of);
    for (index, quarter) in quarters.iter().enumerate() {
        add(quarter_path(quarter.days.0), Kind::Quarter(index));
    }
    let newest = quarters.last().map(|quarter| quarter_path(quarter.days.0));
    let to = newest.unwrap_or_else(|| INDEX.to_owned());
    add(LATEST_QUARTER.to_owned(), Kind::Latest { to });
    for (metric, entry) in portfolio.catalogue.shared() {
        if has_page(portfolio, analysis, metric) {
            add(metric_path(entry), Kind::Metric(metric));
        }
    }
    for (index, pillar) in portfolio.pillars.iter().enumerate() {
        if pillar_has_page(portfolio, analysis, index) {
            add(pillar_path(pillar), Kind::Pillar(index));
        }
    }
    for (index, group) in group::groups(portfolio).iter().enumerate() {
        add(group_path(&group.slug), Kind::Group(index));
    }
    archived(portfolio, analysis, &mut add);
    entries(portfolio, &mut add);
    reviews(portfolio, &mut add);
    radiators(portfolio, places, &mut add);
    for (index, page) in portfolio.pages.iter().enumerate() {
        add(free_path(page), Kind::Free(index));
    }
    for (from, to) in &portfolio.config.redirects {
        add(from.clone(), Kind::Redirect { to: to.clone() });
    }
    let teams = (0..portfolio.teams.len()).into_par_iter();
    pages.par_extend(teams.flat_map_iter(|team| of_team(portfolio, analysis, team)));
    pages.par_sort_by(|a, b| a.path.cmp(&b.path));
    // A large site has a hundred thousand of them, until its last page is made.
    pages.shrink_to_fit();
    pages
}

/// The pages of a team, with redirects from those under its earlier names.
#[must_use]
pub fn of_team(portfolio: &Portfolio, analysis: &Analysis, index: usize) -> Vec<Page> {
    let team = &portfolio.teams[index];
    let newest = team.reports.last().map(|report| report_path(team, report));
    let to = newest.unwrap_or_else(|| team_path(team));
    let mut own = Vec::new();
    let mut add = |path: String, kind: Kind| {
        own.push(Page {
            path: path.into(),
            kind,
        });
    };
    add(team_path(team), Kind::Team(index));
    add(latest_report_path(team), Kind::Latest { to });
    for (report, written) in team.reports.iter().enumerate() {
        add(report_path(team, written), Kind::Report { team: index, report });
    }
    for metric in analysis.teams[index].metrics() {
        let entry = portfolio.metric(metric);
        add(team_metric_path(team, entry), Kind::TeamMetric { team: index, metric });
        add(embed_path(team, entry), Kind::Embed { team: index, metric });
    }
    for (number, workload) in team.workloads.iter().enumerate() {
        if workload::has_page(portfolio, analysis, (index, number)) {
            let kind = Kind::Workload {
                team: index,
                workload: number,
            };
            add(workload_path(team, workload), kind);
        }
    }
    for year in archive::years_of_team(portfolio, analysis, index) {
        add(archive_team_path(team, year), Kind::ArchiveTeam { team: index, year });
    }
    for (war, written) in team.wars.iter().enumerate() {
        if is_known(written, portfolio.as_of) {
            add(war_path(team, written), Kind::War { team: index, war });
        }
    }
    let renamed = |old: &String| {
        let redirect = |page: &Page| Page {
            path: renamed(&page.path, &team.slug, old).into(),
            kind: Kind::Redirect {
                to: page.path.to_string(),
            },
        };
        own.iter().map(redirect).collect::<Vec<_>>()
    };
    let redirects: Vec<Page> = team.renamed_from.iter().flat_map(renamed).collect();
    own.extend(redirects);
    own
}

/// Adds the archive of the portfolio; the years of a team are among its own pages.
fn archived(portfolio: &Portfolio, analysis: &Analysis, add: &mut impl FnMut(String, Kind)) {
    let years = archive::years(portfolio, analysis);
    if !years.is_empty() {
        add(ARCHIVE.to_owned(), Kind::Archive);
    }
    for year in years {
        add(archive_path(year), Kind::ArchiveYear(year));
    }
}

/// Adds the pages of register entries that have a body.
fn entries(portfolio: &Portfolio, add: &mut impl FnMut(String, Kind)) {
    for (index, notad) in portfolio.notads.iter().enumerate() {
        add(notad_path(notad), Kind::Notad(index));
    }
    for (index, share) in portfolio.tech_shares.iter().enumerate() {
        add(tech_share_path(share), Kind::TechShare(index));
    }
    for (team, owner) in portfolio.teams.iter().enumerate() {
        for (incident, written) in owner.incidents.iter().enumerate() {
            if register::incident::has_page(written) {
                let path = incident_path(owner, written);
                for old in &owner.renamed_from {
                    let from = format!("incidents/{old}/{}.html", written.id);
                    add(from, Kind::Redirect { to: path.clone() });
                }
                add(path, Kind::Incident { team, incident });
            }
        }
    }
}

/// Adds the pages of the review meetings.
fn reviews(portfolio: &Portfolio, add: &mut impl FnMut(String, Kind)) {
    if portfolio.config.reviews.is_empty() {
        // A site for everybody does not say how teams meet.
        return;
    }
    add(REVIEWS.to_owned(), Kind::Reviews);
    for (index, review) in portfolio.config.reviews.iter().enumerate() {
        add(next_review_path(review), Kind::NextReview(index));
        let meetings = meetings(portfolio, index);
        let held = meetings.iter().rfind(|meeting| meeting.day <= portfolio.as_of);
        let newest = held.map(|meeting| review_path(review, portfolio.calendar.cycle(meeting.cycle)));
        let to = newest.unwrap_or_else(|| next_review_path(review));
        add(latest_review_path(review), Kind::Latest { to });
        for meeting in meetings {
            let cycle = meeting.cycle;
            let path = review_path(review, portfolio.calendar.cycle(cycle));
            add(path, Kind::Review { review: index, cycle });
        }
    }
}

/// Adds the loops of office screens: each screen, and an entry that shows the first.
fn radiators(portfolio: &Portfolio, loops: &[&Places], add: &mut impl FnMut(String, Kind)) {
    if portfolio.radiators.is_empty() {
        return;
    }
    add(
        RADIATORS.to_owned(),
        Kind::Radiators(loops.iter().map(|places| places.len()).collect()),
    );
    for (index, (radiator, places)) in portfolio.radiators.iter().zip(loops).enumerate() {
        let screen = |screen: usize, of: (usize, usize)| Kind::Radiator {
            radiator: index,
            screen,
            count: places.len(),
            of,
        };
        let first = places.first().copied().unwrap_or_default();
        add(radiator_path(radiator), screen(0, first));
        for (index, of) in places.iter().enumerate() {
            add(radiator_screen_path(radiator, index + 1), screen(index + 1, *of));
        }
    }
    // A screen on a wall is not told that a team has a new name.
    let taken = |name: &str| portfolio.radiators.iter().any(|radiator| radiator.name == name);
    for team in &portfolio.teams {
        let Some(own) = portfolio.radiators.iter().find(|radiator| radiator.name == team.slug) else {
            continue;
        };
        for old in team.renamed_from.iter().filter(|old| !taken(old)) {
            let to = radiator_path(own);
            add(format!("radiators/{old}.html"), Kind::Redirect { to });
        }
    }
}

/// Fills the context of a page's template.
#[must_use]
pub fn view(page: &Page, site: &Site<'_>) -> View {
    let here = Here {
        portfolio: site.portfolio,
        analysis: site.analysis,
        assets: site.assets,
        path: &page.path,
    };
    let mut view = match &page.kind {
        Kind::Index => index::view(here),
        Kind::Cycle(cycle) => cycle::view(here, *cycle),
        Kind::Quarter(quarter) => quarter::view(here, *quarter),
        Kind::LatestCycle => free::latest(here, &newest_cycle_path(&site.portfolio.calendar)),
        Kind::Latest { to } => free::latest(here, to),
        Kind::Embed { team, metric } => embed::view(here, site.alike, (*team, *metric)),
        Kind::Teams => teams::view(here),
        Kind::Team(team) => team::view(here, *team),
        Kind::Report { team, report } => report::view(here, *team, *report),
        Kind::TeamMetric { team, metric } => team_metric::view(here, site.alike, (*team, *metric)),
        Kind::Workload { team, workload } => workload::view(here, (*team, *workload)),
        Kind::Metric(metric) => metric::view(here, *metric),
        Kind::Pillar(pillar) => pillar::view(here, *pillar),
        Kind::Catalogue => catalogue::view(here),
        Kind::Dora => dora::view(here),
        Kind::Actions => actions::view(here),
        Kind::Notads => register::notad::list(here),
        Kind::Notad(notad) => register::notad::view(here, *notad),
        Kind::Incidents => register::incident::list(here),
        Kind::Incident { team, incident } => register::incident::view(here, *team, *incident),
        Kind::Releases => register::release::list(here),
        Kind::Topics => register::topic::list(here),
        Kind::TechShares => register::share::list(here),
        Kind::TechShare(share) => register::share::view(here, *share),
        Kind::Wins => register::win::list(here),
        Kind::Review { review, cycle } => review::view(here, meeting(site.portfolio, *review, *cycle), false),
        Kind::Reviews => reviews::view(here),
        Kind::NextReview(review) => review::view_next(here, *review),
        Kind::Wars => war::view(here),
        Kind::War { team, war } => war::one(here, *team, *war),
        Kind::Radiators(counts) => radiator::list(here, counts),
        Kind::Radiator {
            radiator,
            screen,
            count,
            of,
        } => radiator::view((here, site.alike), *radiator, (*screen, *count), *of),
        Kind::About => about::view(here),
        Kind::Free(page) => free::view(here, *page),
        Kind::Group(group) => group::view(here, *group),
        Kind::Archive => archive::view(here),
        Kind::ArchiveYear(year) => archive::year::view(here, *year),
        Kind::ArchiveTeam { team, year } => archive::team::view(here, *team, *year),
        Kind::NotFound => free::not_found(here),
        Kind::Redirect { to } => free::redirect(here, to),
    };
    view.context.insert("card", &preview::of_page(page, site));
    view
}

/// Whether a shared metric has a page: some team reports it, or the portfolio says something of it. The rest of the
/// built-in catalogue is listed in the catalogue alone.
#[must_use]
pub fn has_page(portfolio: &Portfolio, analysis: &Analysis, metric: MetricIndex) -> bool {
    let entry = portfolio.metric(metric);
    entry.team.is_none()
        && (entry.origin.is_some()
            || analysis
                .teams
                .iter()
                .any(|team| team.of_metric(metric).next().is_some()))
}

/// Whether a pillar has a page: every pillar does; a heading beside the pillars only with a metric in use.
#[must_use]
pub fn pillar_has_page(portfolio: &Portfolio, analysis: &Analysis, pillar: usize) -> bool {
    portfolio.pillars[pillar].is_pillar
        || portfolio
            .catalogue
            .shared()
            .any(|(index, metric)| metric.pillar == pillar && has_page(portfolio, analysis, index))
}
