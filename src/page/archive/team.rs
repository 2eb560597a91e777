//! A year of a team: its reports, what its registers held, and every value of every metric.

use super::{Archived, Tab, counted, day_of_month, tabs, years_of_team};
use crate::analyse::series::{Grain, Series, State};
use crate::model::cycle::CycleIndex;
use crate::model::team::Team;
use crate::page::actions::{self, Item as ActionItem};
use crate::page::around::{self, Note, metric_link};
use crate::page::figure::{self, part_name};
use crate::page::frame::{Area, Heading, below_portfolio, framed};
use crate::page::here::{Here, Link};
use crate::page::history::{self, Year};
use crate::page::records::{self, Entry as Exercise};
use crate::page::register::{incident, release};
use crate::page::words::{When, capital};
use crate::page::{
    TEAMS, View, archive_path, archive_team_path, report_path, team_csv_path, team_data_path, team_path,
};
use crate::words::{say, say_count};
use jiff::civil::{Date, date};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct TeamYearPage {
    title: String,
    team: Link,
    /// The same year of the portfolio.
    portfolio: Link,
    sentence: String,
    years: Vec<Tab>,
    reports: Vec<Year>,
    tables: Vec<Table>,
    actions: Vec<ActionItem>,
    incidents: Vec<incident::Item>,
    /// Quarters with how many releases ended how.
    releases: Vec<(String, String)>,
    exercises: Vec<Exercise>,
    notes: Vec<Note>,
    csv: String,
    json: String,
}

/// The values of a pillar's metrics in the year's cycles, or in its months.
#[derive(Debug, Serialize)]
struct Table {
    id: String,
    pillar: Link,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Column {
    /// The metric's place on this page, in its first column alone.
    id: Option<String>,
    metric: Link,
    /// The part; empty: the team as a whole.
    part: String,
}

/// A period; the newest stands first.
#[derive(Debug, Serialize)]
struct Row {
    when: When,
    /// The report of the cycle, which has notes, deltas and where each value comes from.
    report: Option<String>,
    cells: Vec<Cell>,
}

#[derive(Debug, Serialize)]
struct Cell {
    /// The value; empty where there is none.
    text: String,
    /// What stands where there is no value.
    state: String,
}

/// A metric's place on the page of a year.
pub(in crate::page) fn place(metric: &str) -> String {
    format!("m-{metric}")
}

/// The first and the last day of a year.
pub(super) fn days_of(year: i16) -> (Date, Date) {
    (date(year, 1, 1), date(year, 12, 31))
}

pub(in crate::page) fn view(here: Here<'_>, index: usize, year: i16) -> View {
    let (portfolio, words) = (here.portfolio, here.words());
    let team = &portfolio.teams[index];
    let (first, last) = days_of(year);
    let last = last.min(portfolio.as_of);
    let is_of_it = |entry: &dyn Archived| entry.archived(portfolio).is_some_and(|day| day.year() == year);
    let at = (here.now(), portfolio.as_of);
    let page = TeamYearPage {
        title: say!(words, "archive.of_team", team = team.name, year = year),
        team: here.link(&team_path(team), team.name.clone()),
        portfolio: here.link(&archive_path(year), say!(words, "archive.of_portfolio", year = year)),
        sentence: sentence(here, team, year),
        years: tabs(here, &years_of_team(portfolio, here.analysis, index), year, |year| {
            archive_team_path(team, year)
        }),
        reports: history::years(here, index, &|day| day.year() == year),
        tables: tables(here, index, year),
        actions: actions::some(here, index, at, &|action| is_of_it(action)),
        incidents: incident::some(here, index, portfolio.as_of, &|incident| is_of_it(incident)),
        releases: release::counted(here, &[index], &|release| is_of_it(release)),
        exercises: records::exercises(here, team, &|date| {
            date.is_some_and(|date| first <= date && date <= last)
        }),
        notes: around::notes(here, index, (first, last), &|day| day.year() == year),
        csv: here.href(&team_csv_path(&team.slug)),
        json: here.href(&team_data_path(&team.slug)),
    };
    let above = below_portfolio(&[
        (TEAMS.to_owned(), words.word("team.teams").to_owned()),
        (team_path(team), team.name.clone()),
    ]);
    let heading = Heading {
        title: &page.title,
        description: &page.sentence,
        area: Area::Teams,
        above,
    };
    framed(here, "archive_team.html", &heading, &page, Some(team.origin))
}

/// What a team did in a year, as counts: reports, wins, incidents, closed actions, finished releases.
pub(super) fn counts(here: Here<'_>, team: &Team, year: i16) -> Vec<String> {
    let (words, today) = (here.words(), here.portfolio.as_of);
    let is_of_it = |day: Date| day.year() == year && day <= today;
    let reports: Vec<_> = team.reports.iter().filter(|report| is_of_it(report.date)).collect();
    let wins = reports.iter().map(|report| report.wins.len()).sum();
    let incidents = team.incidents.iter().filter(|incident| is_of_it(incident.started.date));
    let actions = team.actions.iter().filter(|action| action.closed.is_some_and(is_of_it));
    let finished = |release: &&crate::model::release::Release| release.finished.is_some_and(|day| is_of_it(day.date));
    let releases = team.releases.iter().filter(finished);
    let (reports, incidents, actions, releases) = (reports.len(), incidents.count(), actions.count(), releases.count());
    counted([
        (reports, say_count!(words, "archive.reports", reports)),
        (wins, say_count!(words, "archive.wins", wins)),
        (incidents, say_count!(words, "archive.incidents", incidents)),
        (actions, say_count!(words, "archive.actions", actions)),
        (releases, say_count!(words, "archive.releases", releases)),
    ])
}

fn sentence(here: Here<'_>, team: &Team, year: i16) -> String {
    let words = here.words();
    let counts = counts(here, team, year);
    if counts.is_empty() {
        return say!(words, "archive.values_alone");
    }
    capital(&say!(words, "archive.team_did", what = words.list(&counts)))
}

/// The tables of a team's values in a year, by pillar: that of its cycles before that of its months.
fn tables(here: Here<'_>, team: usize, year: i16) -> Vec<Table> {
    let mut tables = Vec::new();
    for (index, pillar) in here.portfolio.pillars.iter().enumerate() {
        for (grain, suffix) in [(Grain::Cycle, ""), (Grain::Month, "-months")] {
            let own = here.analysis.teams[team].series.iter().filter(|series| {
                here.portfolio.metric(series.metric).pillar == index
                    && (series.entries.iter()).any(|entry| {
                        entry.grain == grain && entry.last.year() == year && !matches!(entry.state, State::Gap { .. })
                    })
            });
            let own: Vec<&Series> = own.collect();
            if !own.is_empty() {
                tables.push(Table {
                    id: format!("{}{suffix}", pillar.id),
                    pillar: here.pillar(index),
                    columns: columns(here, team, (&own, grain)),
                    rows: rows(here, team, (&own, grain), year),
                });
            }
        }
    }
    tables
}

fn columns(here: Here<'_>, team: usize, (all, grain): (&[&Series], Grain)) -> Vec<Column> {
    let mut before = None;
    let columns = all.iter().map(|series| Column {
        // The few metrics that changed from months to cycles stand in two tables of a year: the first is their place.
        id: (before.replace(series.metric) != Some(series.metric) && grain == series.entries[0].grain)
            .then(|| place(&here.portfolio.metric(series.metric).id)),
        metric: metric_link(here, team, series.metric),
        part: if series.part.is_whole() {
            String::new()
        } else {
            part_name(here, team, &series.part)
        },
    });
    columns.collect()
}

fn rows(here: Here<'_>, team: usize, (all, grain): (&[&Series], Grain), year: i16) -> Vec<Row> {
    let owner = &here.portfolio.teams[team];
    let known = &here.analysis.teams[team];
    let mut periods: Vec<(Date, CycleIndex)> = all
        .iter()
        .flat_map(|series| &series.entries)
        .filter(|entry| entry.grain == grain && entry.last.year() == year)
        .map(|entry| (entry.last, entry.cycle))
        .collect();
    periods.sort_unstable();
    periods.dedup();
    let row = |(last, cycle): (Date, CycleIndex)| Row {
        when: match grain {
            Grain::Month => here.when_month(last),
            Grain::Cycle => When {
                text: day_of_month(here, last),
                ..here.when(last)
            },
        },
        report: known
            .report_in(cycle)
            .filter(|_| grain == Grain::Cycle)
            .map(|report| here.href(&report_path(owner, &owner.reports[report]))),
        cells: all.iter().map(|series| cell(here, team, series, last)).collect(),
    };
    periods.into_iter().rev().map(row).collect()
}

fn cell(here: Here<'_>, team: usize, series: &Series, last: Date) -> Cell {
    let entry = series.entries.binary_search_by_key(&last, |entry| entry.last);
    let entry = entry.ok().map(|at| &series.entries[at]);
    let words = here.words();
    let state = match entry.map(|entry| &entry.state) {
        Some(State::NotAvailable(_)) => words.word("team_metric.not_available"),
        Some(State::Gap { expected: true }) => words.word("archive.missing"),
        Some(State::Gap { expected: false } | State::Value(_)) | None => "",
    };
    let text = entry.and_then(|entry| {
        let style = here.portfolio.style(Some(team), series.metric, entry.measured);
        Some(figure::value(entry.value()?, &style).text())
    });
    Cell {
        text: text.unwrap_or_default(),
        state: state.to_owned(),
    }
}
