//! Link previews: what a chat shows of a page whose address was pasted into it.
//!
//! Here a card gets its words and numbers, and a page the address of its card; `card` draws them. Cards go wherever an
//! address is pasted, so money, open threats and names of people stay off unless `[previews]` turns them on. Addresses of
//! pictures must be absolute: without `base_url` there are no cards.

use super::figure::{self, Tone};
use super::here::Here;
use super::picture::{self, Shot};
use super::standing::{Movement, movements, portfolio_sentence, team_sentence};
use super::window::first_shown;
use super::{Kind, Page, Site, report};
use crate::analyse::rollup::{Figure, rollup};
use crate::card::{Card, HEIGHT, Mark, TRENDS, Trend, WIDTH};
use crate::chart::Size;
use crate::model::cycle::CycleIndex;
use crate::model::format::{Style, compact, shown};
use crate::model::metric::MetricIndex;
use crate::model::portfolio::Portfolio;
use crate::words::{say, say_count};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use std::collections::BTreeSet;

/// What a card is of. Teams and reports are indexes of the portfolio's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preview {
    /// The portfolio now.
    Portfolio,
    /// The portfolio at one cycle.
    Cycle(CycleIndex),
    /// One team.
    Team(usize),
    /// One report.
    Report {
        /// The team.
        team: usize,
        /// The report, as an index of the team's.
        report: usize,
    },
}

/// A value that fewer teams report says little of the portfolio.
const FEWEST: usize = 3;

/// A value with more characters is shown in thousands or millions.
const LONGEST_VALUE: usize = 14;

/// Every card with its path: the portfolio's, and one for each cycle, team and report; none without `base_url`.
#[must_use]
pub fn previews(portfolio: &Portfolio) -> Vec<(String, Preview)> {
    if portfolio.config.base_url.is_none() {
        return Vec::new();
    }
    let mut all = vec![Preview::Portfolio];
    all.extend(portfolio.calendar.ended().map(Preview::Cycle));
    for (team, written) in portfolio.teams.iter().enumerate() {
        all.push(Preview::Team(team));
        all.extend((0..written.reports.len()).map(|report| Preview::Report { team, report }));
    }
    all.into_iter()
        .map(|preview| (card_path(portfolio, preview), preview))
        .collect()
}

/// Where a card stands.
fn card_path(portfolio: &Portfolio, preview: Preview) -> String {
    match preview {
        Preview::Portfolio => "cards/portfolio.png".to_owned(),
        Preview::Cycle(cycle) => format!("cards/cycles/{}.png", portfolio.calendar.cycle(cycle).last),
        Preview::Team(team) => format!("cards/teams/{}.png", portfolio.teams[team].slug),
        Preview::Report { team, report } => {
            let owner = &portfolio.teams[team];
            format!("cards/teams/{}/{}.png", owner.slug, owner.reports[report].date)
        }
    }
}

/// What a page's head says of its card.
#[derive(Debug, Serialize)]
pub(super) struct Picture {
    /// Absolute address.
    url: String,
    width: u16,
    height: u16,
    /// What is to be seen, in words.
    alt: String,
}

/// The card of a page: its own, else that of the team or the portfolio that it belongs to.
pub(super) fn of_page(page: &Page, site: &Site<'_>) -> Option<Picture> {
    let portfolio = site.portfolio;
    let base = portfolio.config.base_url.as_ref()?;
    let preview = match page.kind {
        Kind::Cycle(cycle) => Preview::Cycle(cycle),
        Kind::LatestCycle => portfolio.calendar.current().map_or(Preview::Portfolio, Preview::Cycle),
        Kind::Report { team, report } => Preview::Report { team, report },
        Kind::Team(team)
        | Kind::TeamMetric { team, .. }
        | Kind::ArchiveTeam { team, .. }
        | Kind::Workload { team, .. }
        | Kind::War { team, .. }
        | Kind::Incident { team, .. } => Preview::Team(team),
        _ => Preview::Portfolio,
    };
    let name = match preview {
        Preview::Portfolio | Preview::Cycle(_) => &portfolio.config.title,
        Preview::Team(team) | Preview::Report { team, .. } => &portfolio.teams[team].name,
    };
    Some(Picture {
        url: format!("{base}{}", card_path(portfolio, preview)),
        width: WIDTH,
        height: HEIGHT,
        alt: say!(portfolio.words, "preview.alt", name = name),
    })
}

/// What a card says.
#[must_use]
pub fn card(preview: Preview, site: &Site<'_>) -> Card {
    let here = Here {
        portfolio: site.portfolio,
        analysis: site.analysis,
        assets: site.assets,
        path: "",
    };
    let title = &site.portfolio.config.title;
    let words = here.words();
    let of_cycle = |cycle| {
        let bounds = site.portfolio.calendar.cycle(cycle);
        say!(words, "preview.cycle", days = words.stretch(bounds.first, bounds.last))
    };
    match preview {
        Preview::Portfolio => Card {
            above: of_cycle(here.now()),
            title: title.clone(),
            sentence: portfolio_sentence(here, here.now(), true),
            trends: pooled(here, here.now()),
        },
        Preview::Cycle(cycle) => Card {
            above: title.clone(),
            title: of_cycle(cycle),
            sentence: portfolio_sentence(here, cycle, false),
            trends: pooled(here, cycle),
        },
        Preview::Team(team) => Card {
            above: title.clone(),
            title: site.portfolio.teams[team].name.clone(),
            sentence: team_sentence(here, team, here.now_of(team)),
            trends: of_team(here, team, here.now_of(team)),
        },
        Preview::Report { team, report } => {
            let owner = &site.portfolio.teams[team];
            let written = &owner.reports[report];
            Card {
                above: title.clone(),
                title: say!(
                    words,
                    "preview.report",
                    team = owner.name,
                    day = words.day(written.date)
                ),
                sentence: report::sentence(here, team, written),
                trends: of_team(here, team, written.cycle),
            }
        }
    }
}

fn allows(here: Here<'_>, metric: MetricIndex) -> bool {
    let shows = here.portfolio.config.previews;
    shows.allows(here.portfolio.metric(metric).sensitive)
}

/// A team's trends of a cycle: what signals first, then the others, each in the catalogue's order.
fn of_team(here: Here<'_>, team: usize, cycle: CycleIndex) -> Vec<Trend> {
    let mut found = movements(here, team, cycle);
    found.retain(|movement| allows(here, movement.metric));
    found.sort_by_key(|movement| {
        let signals = !movement.mark.letter.is_empty();
        // A first value has no line yet.
        let is_first = movement.tone == Tone::None;
        (!signals, is_first, !movement.is_notable, movement.tone == Tone::Same)
    });
    let mut metrics = BTreeSet::new();
    found.retain(|movement| metrics.insert(movement.metric));
    let chosen = found.iter().take(TRENDS);
    chosen.map(|movement| trend(here, team, movement, cycle)).collect()
}

fn trend(here: Here<'_>, team: usize, movement: &Movement<'_>, cycle: CycleIndex) -> Trend {
    let series = movement.series;
    let metric = here.portfolio.metric(movement.metric);
    let entry = &series.entries[movement.index];
    let style = here.portfolio.style(Some(team), movement.metric, entry.measured);
    let moved = movement.moved(here, team);
    Trend {
        name: picture::name(here.words(), metric, &figure::part_name(here, team, &series.part)),
        value: entry.value().map_or_else(String::new, |value| {
            short(figure::value(value, &style).text(), value.number, &style)
        }),
        moved: words_of(&[moved.arrow, &moved.text]),
        mark: match movement.mark.kind {
            "improvement" => Mark::Improvement,
            "concern" => Mark::Concern,
            "unusual" => Mark::Unusual,
            _ => Mark::None,
        },
        says: if movement.mark.kind == "unknown" {
            String::new()
        } else {
            movement.mark.said(here.words()).to_owned()
        },
        values: picture::line(
            here,
            Shot {
                team,
                series,
                cycles: (first_shown(here.portfolio, cycle), cycle),
                title: "",
                size: Size::Card,
            },
        ),
    }
}

/// Metrics with one number for the portfolio at a cycle: shares of the whole before sums, which depend on who reported;
/// then those of the most teams, in the catalogue's order.
fn pooled(here: Here<'_>, cycle: CycleIndex) -> Vec<Trend> {
    let of = |metric, cycle| {
        let all = rollup(here.portfolio, here.analysis, metric, cycle);
        let number = match all.figure {
            Figure::None => return None,
            Figure::Sum(number) | Figure::Ratio { number, .. } => number,
        };
        Some((number, (all.summed, all.expected), matches!(all.figure, Figure::Sum(_))))
    };
    let mut found: Vec<_> = here
        .portfolio
        .catalogue
        .shared()
        .filter(|(metric, _)| allows(here, *metric))
        .filter_map(|(metric, entry)| Some((metric, entry, of(metric, cycle)?)))
        .filter(|(.., (_, (summed, expected), _))| *summed >= FEWEST.min(*expected).max(1))
        .collect();
    found.sort_by_key(|(.., (_, (summed, _), is_sum))| (*is_sum, std::cmp::Reverse(*summed)));
    let from = first_shown(here.portfolio, cycle);
    found
        .into_iter()
        .take(TRENDS)
        .map(|(metric, entry, (number, (summed, expected), is_sum))| {
            let day = here.portfolio.calendar.cycle(cycle).last;
            let style = Style {
                target: None,
                ..here.portfolio.style(None, metric, day)
            };
            let values = (from.position()..=cycle.position()).map(CycleIndex::new).map(|at| {
                let (number, (teams, _), _) = of(metric, at)?;
                // A sum of other teams is another sum.
                (!is_sum || teams == summed).then_some(number)?.to_f64()
            });
            Trend {
                name: entry.name.clone(),
                value: short(shown(number, &style).text(), number, &style),
                moved: say_count!(
                    here.words(),
                    "preview.part_of_teams",
                    expected,
                    part = here.words().grouped(summed)
                ),
                mark: Mark::None,
                says: String::new(),
                values: values.collect(),
            }
        })
        .collect()
}

fn short(text: String, number: Decimal, style: &Style<'_>) -> String {
    if text.chars().count() > LONGEST_VALUE {
        compact(number, style.unit, style.signs).text()
    } else {
        text
    }
}

fn words_of(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}
