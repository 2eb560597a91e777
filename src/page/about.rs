//! How this portfolio works: its rhythm, its meetings, its words, and how to read its pages.

use super::figure::{every, length};
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::review::clock;
use super::window;
use super::words::{self, When};
use super::{PORTFOLIO_DATA, View, free_path, pillar_path};
use crate::config::{Config, Review};
use crate::model::cycle::{Calendar, Cycle};
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use serde::Serialize;

/// How many coming cycles are listed.
const COMING: usize = 3;

#[derive(Debug, Serialize)]
struct AboutPage {
    sentence: String,
    cycles: Vec<(String, String)>,
    changes: Vec<(When, String)>,
    skips: Vec<(String, String)>,
    coming: Vec<Coming>,
    reviews: Vec<Meeting>,
    severities: Vec<(String, String)>,
    pillars: Vec<Link>,
    settings: Vec<(String, String)>,
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
    let words = here.words();
    let mut severities = config.severities.clone();
    severities.sort_unstable();
    let page = AboutPage {
        sentence: say!(
            words,
            "about.sentence",
            reports = every(words, rhythm.every),
            reviews = every(words, config.war_every)
        ),
        cycles: vec![
            (say!(words, "about.cycle_lasts"), length(words, rhythm.every)),
            (
                say!(words, "about.report_is_late"),
                say!(words, "about.late_after", grace = length(words, rhythm.grace)),
            ),
            (
                say!(words, "about.report_belongs"),
                say!(words, "about.belongs_to_cycle"),
            ),
        ],
        changes: rhythm
            .changes
            .iter()
            .map(|(from, every)| (here.when_in_full(*from), length(words, *every)))
            .collect(),
        skips: rhythm
            .skips
            .iter()
            .map(|skip| (words.stretch(skip.from, skip.to), skip.reason.clone()))
            .collect(),
        coming: coming(here),
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
        settings: settings(config, words),
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
        title: words.word("about.title"),
        description: &page.sentence,
        area: Area::About,
        above: below_portfolio(&[]),
    };
    framed(here, "about.html", &heading, &page, None)
}

/// The running cycle and those after it, from the newest that has ended: they change when a cycle ends, not every day.
fn coming(here: Here<'_>) -> Vec<Coming> {
    let calendar = &here.portfolio.calendar;
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
            cycle: here.words().stretch(cycle.first, cycle.last),
            due: here.when_in_full(cycle.last),
            skipped: cycle.skipped.clone(),
        })
        .collect()
}

fn meeting(here: Here<'_>, review: &Review) -> Meeting {
    let words = here.words();
    let days = usize::try_from(review.days_after_cycle).unwrap_or_default();
    let day = words::capital(&say_count!(words, "about.meeting_day", days));
    let minutes = say_count!(words, "about.minutes", review.minutes as usize);
    let each = say_count!(words, "about.minutes_for_each", review.minutes_per_team as usize);
    let when = match review.at {
        Some(at) => say!(
            words,
            "about.meeting_at",
            day = day,
            time = clock(at),
            minutes = minutes,
            each = each
        ),
        None => say!(words, "about.meeting", day = day, minutes = minutes, each = each),
    };
    Meeting {
        name: words::capital(&words::spoken(&review.id)),
        when,
        teams: review
            .teams
            .iter()
            .filter_map(|slug| here.portfolio.team(slug))
            .map(|team| here.team(team))
            .collect(),
        facilitator: review.facilitator.clone().unwrap_or_default(),
    }
}

fn settings(config: &Config, words: &Words) -> Vec<(String, String)> {
    vec![
        (say!(words, "about.pages_show"), window::words(config.window, words)),
        (say!(words, "about.time_zone"), config.time_zone_name.clone()),
        (say!(words, "about.money_in"), config.currency.code().to_owned()),
        (say!(words, "about.content_from"), config.content.join(", ")),
    ]
}
