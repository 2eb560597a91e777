//! The archive: what is older than the window that other pages show, year by year.
//!
//! A year of a team holds its reports, its register entries and a table of every value; a year of the portfolio says what
//! ended and happened in it and leads to those of its teams. Both show the whole year, however much of it other pages show
//! too: who looks for a year finds all of it in one place. Only years with something older have a page, so that a young
//! portfolio has no archive at all.

pub(super) mod team;
pub(super) mod year;

use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::window::archived_before;
use super::{ARCHIVE, View, archive_path, archive_team_path, cycle_path};
use crate::analyse::Analysis;
use crate::analyse::series::{Entry, State};
use crate::model::action::Action;
use crate::model::incident::Incident;
use crate::model::metric::MetricIndex;
use crate::model::notad::Notad;
use crate::model::portfolio::Portfolio;
use crate::model::release::Release;
use crate::model::tech_share::TechShare;
use crate::words::{say, say_count};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// Something older than the window, by the day that says which year it belongs to; `None` for what other pages show.
///
/// Every entry of a register that can leave a page goes by one of these, so that the page it leaves and the one it comes
/// to cannot disagree.
pub(super) trait Archived {
    /// The day by which it left, if it did.
    fn archived(&self, portfolio: &Portfolio) -> Option<Date>;
}

fn before(portfolio: &Portfolio, day: Option<Date>) -> Option<Date> {
    day.filter(|day| archived_before(portfolio).is_some_and(|since| *day < since))
}

impl Archived for Incident {
    fn archived(&self, portfolio: &Portfolio) -> Option<Date> {
        before(portfolio, Some(self.started.date)).filter(|_| !self.is_open_on(portfolio.as_of))
    }
}

impl Archived for Action {
    fn archived(&self, portfolio: &Portfolio) -> Option<Date> {
        before(portfolio, self.closed)
    }
}

impl Archived for Release {
    fn archived(&self, portfolio: &Portfolio) -> Option<Date> {
        before(portfolio, self.finished.map(|finished| finished.date))
    }
}

impl Archived for Notad {
    fn archived(&self, portfolio: &Portfolio) -> Option<Date> {
        before(portfolio, self.expires)
    }
}

impl Archived for TechShare {
    fn archived(&self, portfolio: &Portfolio) -> Option<Date> {
        before(portfolio, self.date).filter(|_| self.is_held_on(portfolio.as_of))
    }
}

/// The years of what was archived of some entries.
pub(super) fn years_of<'e, E: Archived + 'e>(
    portfolio: &Portfolio,
    entries: impl IntoIterator<Item = &'e E>,
) -> BTreeSet<i16> {
    let days = entries.into_iter().filter_map(|entry| entry.archived(portfolio));
    days.map(Date::year).collect()
}

/// The years in which some entries of a series that pages no longer show have a value.
fn years_of_values(portfolio: &Portfolio, entries: &[Entry]) -> BTreeSet<i16> {
    let Some(since) = archived_before(portfolio) else {
        return BTreeSet::new();
    };
    let older = entries.iter().take_while(|entry| entry.last < since);
    older
        .filter(|entry| !matches!(entry.state, State::Gap { .. }))
        .map(|entry| entry.last.year())
        .collect()
}

/// The years of a team that have a page, oldest first.
pub(super) fn years_of_team(portfolio: &Portfolio, analysis: &Analysis, team: usize) -> BTreeSet<i16> {
    let Some(since) = archived_before(portfolio) else {
        return BTreeSet::new();
    };
    let owner = &portfolio.teams[team];
    let mut years = years_of(portfolio, &owner.incidents);
    years.extend(years_of(portfolio, &owner.actions));
    years.extend(years_of(portfolio, &owner.releases));
    let reports = owner.reports.iter().map(|report| report.date);
    let exercises = owner.other_exercises.iter().filter_map(|exercise| exercise.date);
    years.extend(reports.chain(exercises).filter(|date| *date < since).map(Date::year));
    for series in &analysis.teams[team].series {
        years.extend(years_of_values(portfolio, &series.entries));
    }
    years
}

/// The years in which a team has values of a metric that its page no longer shows.
pub(super) fn years_of_metric(here: Here<'_>, team: usize, metric: MetricIndex) -> BTreeSet<i16> {
    let all = here.analysis.teams[team].of_metric(metric);
    all.flat_map(|series| years_of_values(here.portfolio, &series.entries))
        .collect()
}

/// The years of the portfolio that have a page, oldest first.
pub(super) fn years(portfolio: &Portfolio, analysis: &Analysis) -> BTreeSet<i16> {
    let Some(since) = archived_before(portfolio) else {
        return BTreeSet::new();
    };
    let calendar = &portfolio.calendar;
    let cycles = calendar.ended().map(|cycle| calendar.cycle(cycle).last);
    let mut years: BTreeSet<i16> = cycles.filter(|last| *last < since).map(Date::year).collect();
    years.extend(years_of(portfolio, &portfolio.notads));
    years.extend(years_of(portfolio, &portfolio.tech_shares));
    for team in 0..portfolio.teams.len() {
        years.extend(years_of_team(portfolio, analysis, team));
    }
    years
}

/// Links to years, newest first; `at` says where a year is.
pub(super) fn links(here: Here<'_>, years: &BTreeSet<i16>, at: impl Fn(i16) -> String) -> Vec<Link> {
    let newest = years.iter().rev();
    newest.map(|year| here.link(&at(*year), year.to_string())).collect()
}

/// Links to a place on the pages of years of the portfolio, newest first.
pub(super) fn older(here: Here<'_>, years: &BTreeSet<i16>, place: &str) -> Vec<Link> {
    links(here, years, |year| format!("{}#{place}", archive_path(year)))
}

/// Links to a place on the pages of years of a team, newest first.
pub(super) fn older_of_team(here: Here<'_>, team: usize, years: &BTreeSet<i16>, place: &str) -> Vec<Link> {
    let owner = &here.portfolio.teams[team];
    links(here, years, |year| {
        format!("{}#{place}", archive_team_path(owner, year))
    })
}

/// A year among the others.
#[derive(Debug, Serialize)]
struct Tab {
    href: String,
    text: String,
    current: bool,
}

/// The way to other years, newest first.
fn tabs(here: Here<'_>, years: &BTreeSet<i16>, current: i16, at: impl Fn(i16) -> String) -> Vec<Tab> {
    let newest = years.iter().rev();
    newest
        .map(|year| Tab {
            href: here.href(&at(*year)),
            text: year.to_string(),
            current: *year == current,
        })
        .collect()
}

/// `two P1 and a P3`, where there is one: a count of something of a year, left out where there is nothing.
fn counted(counts: impl IntoIterator<Item = (usize, String)>) -> Vec<String> {
    let some = counts.into_iter().filter(|(count, _)| *count > 0);
    some.map(|(_, said)| said).collect()
}

#[derive(Debug, Serialize)]
struct ArchivePage {
    title: String,
    sentence: String,
    years: Vec<Year>,
    /// Everything as data.
    data: String,
}

/// A year with its cycles.
#[derive(Debug, Serialize)]
struct Year {
    name: Link,
    cycles: Vec<Link>,
}

/// The years that have a page, each with its cycles.
pub(super) fn view(here: Here<'_>) -> View {
    let (words, calendar) = (here.words(), &here.portfolio.calendar);
    let all = years(here.portfolio, here.analysis);
    let ended: Vec<Date> = calendar.ended().map(|cycle| calendar.cycle(cycle).last).collect();
    let cycles_of = |year: i16| -> Vec<Link> {
        let own = ended.iter().filter(|last| last.year() == year).copied();
        let link = |last: Date| {
            let cycle = calendar.ended().find(|cycle| calendar.cycle(*cycle).last == last);
            let path = cycle.map(|cycle| cycle_path(calendar.cycle(cycle)));
            here.link(&path.unwrap_or_default(), day_of_month(here, last))
        };
        own.map(link).collect()
    };
    let since = archived_before(here.portfolio).map_or_else(String::new, |since| words.day(since));
    let page = ArchivePage {
        title: say!(words, "archive.title"),
        sentence: say_count!(words, "archive.sentence", all.len(), day = since),
        years: all
            .iter()
            .rev()
            .map(|year| Year {
                name: here.link(&archive_path(*year), year.to_string()),
                cycles: cycles_of(*year),
            })
            .collect(),
        data: here.href(super::PORTFOLIO_DATA),
    };
    let heading = Heading {
        title: &page.title,
        description: &page.sentence,
        area: Area::None,
        above: below_portfolio(&[]),
    };
    framed(here, "archive.html", &heading, &page, None)
}

/// A day of a year that is known: `9 Aug`.
fn day_of_month(here: Here<'_>, date: Date) -> String {
    let words = here.words();
    say!(
        words,
        "dates.day_of_month",
        day = date.day(),
        month = words.short_month_name(date)
    )
}

/// The breadcrumb to the years of the portfolio.
fn above(here: Here<'_>) -> (String, String) {
    (ARCHIVE.to_owned(), say!(here.words(), "archive.title"))
}
