//! How this portfolio works: its rhythm, its meetings, its words, and how to read its pages.

use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::window;
use super::words::{self, When, when_in_full};
use super::{PORTFOLIO_DATA, View, free_path, pillar_path};
use crate::config::{Config, Review};
use crate::model::cycle::{Calendar, Cycle};
use jiff::civil::Date;
use serde::Serialize;

/// How many coming cycles are listed.
const COMING: usize = 3;

#[derive(Debug, Serialize)]
struct AboutPage {
    sentence: String,
    cycles: Vec<(&'static str, String)>,
    changes: Vec<(When, String)>,
    skips: Vec<(String, String)>,
    coming: Vec<Coming>,
    reviews: Vec<Meeting>,
    severities: Vec<(String, String)>,
    pillars: Vec<Link>,
    settings: Vec<(&'static str, String)>,
    pages: Vec<Page>,
    data: String,
    /// The feeds of the whole portfolio; none without an address of the site.
    feeds: Vec<Link>,
}

/// A cycle that runs or comes.
#[derive(Debug, Serialize)]
struct Coming {
    cycle: String,
    due: When,
    skipped: Option<String>,
}

#[derive(Debug, Serialize)]
struct Meeting {
    name: String,
    when: String,
    teams: Vec<Link>,
    facilitator: String,
}

#[derive(Debug, Serialize)]
struct Page {
    link: Link,
    summary: Option<String>,
}

pub(super) fn view(here: Here<'_>) -> View {
    let config = &here.portfolio.config;
    let rhythm = &here.portfolio.calendar.rhythm;
    let mut severities = config.severities.clone();
    severities.sort_unstable();
    let page = AboutPage {
        sentence: format!(
            "Each team reports every {}, and each workload has a well-architected review every {}.",
            words::without_one(&rhythm.every.words()),
            words::without_one(&config.war_every.words())
        ),
        cycles: vec![
            ("A cycle lasts", rhythm.every.words()),
            (
                "A report is late",
                format!("{} after the cycle’s last day", rhythm.grace.words()),
            ),
            ("A report belongs to", "the cycle that holds its date".to_owned()),
        ],
        changes: rhythm
            .changes
            .iter()
            .map(|(from, every)| (when_in_full(*from), every.words()))
            .collect(),
        skips: rhythm
            .skips
            .iter()
            .map(|skip| (words::stretch(skip.from, skip.to), skip.reason.clone()))
            .collect(),
        coming: coming(&here.portfolio.calendar),
        reviews: config.reviews.iter().map(|review| meeting(here, review)).collect(),
        severities: severities
            .into_iter()
            .map(|(number, text)| (format!("P{number}"), text))
            .collect(),
        pillars: here
            .portfolio
            .pillars
            .iter()
            .filter(|pillar| pillar.is_pillar)
            .map(|pillar| here.link(&pillar_path(pillar), pillar.name.clone()))
            .collect(),
        settings: settings(config),
        pages: (here.portfolio.pages.iter())
            .map(|page| Page {
                link: here.link(&free_path(page), page.title.clone()),
                summary: here.maybe(page.summary.as_ref()),
            })
            .collect(),
        data: here.href(PORTFOLIO_DATA),
        feeds: super::outlet::feeds(here),
    };
    let heading = Heading {
        title: "How this portfolio works",
        description: &page.sentence,
        area: Area::About,
        above: below_portfolio(&[]),
    };
    framed(here, "about.html", &heading, &page, None)
}

/// The running cycle and those after it, from the newest that has ended: they change when a cycle ends, not every day.
fn coming(calendar: &Calendar) -> Vec<Coming> {
    let from = calendar.cycles.get(calendar.ended).map_or_else(
        || calendar.cycles.last().map_or(Date::MIN, |cycle| cycle.last),
        |cycle| cycle.first,
    );
    let until = from.saturating_add(calendar.rhythm.every.span(i32::try_from(COMING).unwrap_or(i32::MAX)));
    let listed = Calendar::new(calendar.rhythm.clone(), from, until, from);
    listed
        .cycles
        .iter()
        .take(COMING)
        .map(|cycle: &Cycle| Coming {
            cycle: words::stretch(cycle.first, cycle.last),
            due: when_in_full(cycle.last),
            skipped: cycle.skipped.clone(),
        })
        .collect()
}

fn meeting(here: Here<'_>, review: &Review) -> Meeting {
    let day = match review.days_after_cycle {
        0 => "on the cycle’s last day".to_owned(),
        1 => "one day after the cycle".to_owned(),
        days => format!(
            "{} days after the cycle",
            words::number(usize::try_from(days).unwrap_or_default())
        ),
    };
    let at = review.at.map_or_else(String::new, |time| {
        format!(", at {:02}:{:02}", time.hour(), time.minute())
    });
    Meeting {
        name: words::capital(&words::spoken(&review.id)),
        when: format!(
            "{}{at}, {} minutes, {} for each team",
            words::capital(&day),
            review.minutes,
            review.minutes_per_team
        ),
        teams: review
            .teams
            .iter()
            .filter_map(|slug| here.portfolio.team(slug))
            .map(|team| here.team(team))
            .collect(),
        facilitator: review.facilitator.clone().unwrap_or_default(),
    }
}

fn settings(config: &Config) -> Vec<(&'static str, String)> {
    vec![
        ("Pages show", window::words(config.window)),
        ("Time zone", config.time_zone_name.clone()),
        ("Money without a currency is in", config.currency.code().to_owned()),
        ("Content is read from", config.content.join(", ")),
    ]
}
