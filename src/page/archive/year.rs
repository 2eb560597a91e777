//! A year of the portfolio: its cycles, quarters and meetings, what happened, and the way to the same year of each team.

use super::{Archived, Tab, above, counted, day_of_month, tabs, team, years};
use crate::analyse::interval::quarters;
use crate::analyse::review::meetings;
use crate::page::frame::{Area, Heading, below_portfolio, framed, plain};
use crate::page::here::{Here, Link};
use crate::page::register::brief::Line;
use crate::page::register::{self, incident, release};
use crate::page::review::review_name;
use crate::page::words::capital;
use crate::page::{
    PORTFOLIO_DATA, View, archive_path, archive_team_path, cycle_path, notad_path, quarter_path, review_path,
    tech_share_path,
};
use crate::words::{say, say_count};
use jiff::civil::Date;
use serde::Serialize;

/// So many incidents of a year are listed here; of those before them it is counted how many there are, and each stands
/// with its team.
const LISTED: usize = 200;

#[derive(Debug, Serialize)]
struct YearPage {
    title: String,
    sentence: String,
    years: Vec<Tab>,
    quarters: Vec<Quarter>,
    /// Reviews with their meetings.
    reviews: Vec<(String, Vec<Link>)>,
    /// Teams with what each did.
    teams: Vec<Line>,
    incidents: Vec<Line>,
    /// How many more there are, where not all are listed.
    more_incidents: String,
    releases: Vec<(String, String)>,
    notads: Vec<Line>,
    shares: Vec<Line>,
    data: String,
}

/// A quarter with the cycles that ended in it.
#[derive(Debug, Serialize)]
struct Quarter {
    name: Link,
    cycles: Vec<Link>,
}

pub(in crate::page) fn view(here: Here<'_>, year: i16) -> View {
    let (portfolio, words) = (here.portfolio, here.words());
    let is_of_it = |entry: &dyn Archived| entry.archived(portfolio).is_some_and(|day| day.year() == year);
    let everyone: Vec<usize> = (0..portfolio.teams.len()).collect();
    let (incidents, more) = incidents(here, &is_of_it);
    let page = YearPage {
        title: say!(words, "archive.of_portfolio", year = year),
        sentence: sentence(here, year),
        years: tabs(here, &years(portfolio, here.analysis), year, archive_path),
        quarters: quarters_of(here, year),
        reviews: reviews(here, year),
        teams: teams(here, year),
        incidents,
        more_incidents: match more {
            0 => String::new(),
            more => capital(&say_count!(words, "archive.more_incidents", more)),
        },
        releases: release::counted(here, &everyone, &|release| is_of_it(release)),
        notads: notads(here, &is_of_it),
        shares: shares(here, &is_of_it),
        data: here.href(PORTFOLIO_DATA),
    };
    let heading = Heading {
        title: &page.title,
        description: &page.sentence,
        area: Area::None,
        above: below_portfolio(&[above(here)]),
    };
    framed(here, "archive_year.html", &heading, &page, None)
}

fn sentence(here: Here<'_>, year: i16) -> String {
    let (portfolio, words) = (here.portfolio, here.words());
    let is_of_it = |day: Date| day.year() == year && day <= portfolio.as_of;
    let ended = portfolio.calendar.ended();
    let cycles = ended
        .filter(|cycle| is_of_it(portfolio.calendar.cycle(*cycle).last))
        .count();
    let first = capital(&say_count!(words, "archive.cycles_ended", cycles));
    let of_teams = |team: &crate::model::team::Team| team.reports.iter().filter(|report| is_of_it(report.date)).count();
    let reports: Vec<usize> = portfolio
        .teams
        .iter()
        .map(of_teams)
        .filter(|count| *count > 0)
        .collect();
    let all: usize = reports.iter().sum();
    let incidents = portfolio.teams.iter().flat_map(|team| &team.incidents);
    let incidents = incidents.filter(|incident| is_of_it(incident.started.date)).count();
    let counts = counted([
        (
            all,
            say_count!(
                words,
                "archive.teams_reported",
                reports.len(),
                reports = say_count!(words, "archive.reports", all)
            ),
        ),
        (incidents, say_count!(words, "archive.incidents_began", incidents)),
    ]);
    if counts.is_empty() {
        return first;
    }
    format!(
        "{first} {}",
        capital(&say!(words, "archive.team_did", what = words.list(&counts)))
    )
}

fn quarters_of(here: Here<'_>, year: i16) -> Vec<Quarter> {
    let calendar = &here.portfolio.calendar;
    let all = quarters(calendar, here.portfolio.as_of).into_iter().rev();
    all.filter(|quarter| quarter.days.0.year() == year)
        .map(|quarter| Quarter {
            name: here.link(
                &quarter_path(quarter.days.0),
                register::quarter(quarter.days.0, here.words()),
            ),
            cycles: quarter
                .ended()
                .rev()
                .map(|cycle| calendar.cycle(cycle))
                .map(|cycle| here.link(&cycle_path(cycle), day_of_month(here, cycle.last)))
                .collect(),
        })
        .collect()
}

/// The meetings about cycles of the year, newest first.
fn reviews(here: Here<'_>, year: i16) -> Vec<(String, Vec<Link>)> {
    let portfolio = here.portfolio;
    let mut found = Vec::new();
    for (index, review) in portfolio.config.reviews.iter().enumerate() {
        let all = meetings(portfolio, index).into_iter().rev();
        let own = all.filter(|meeting| portfolio.calendar.cycle(meeting.cycle).last.year() == year);
        let links: Vec<Link> = own
            .map(|meeting| {
                let path = review_path(review, portfolio.calendar.cycle(meeting.cycle));
                here.link(&path, here.words().short_day(meeting.day))
            })
            .collect();
        if !links.is_empty() {
            found.push((review_name(review, here.words()), links));
        }
    }
    found
}

/// The teams with a page of the year, in the portfolio's order.
fn teams(here: Here<'_>, year: i16) -> Vec<Line> {
    let all = here.portfolio.teams.iter().enumerate();
    all.filter(|(index, _)| super::years_of_team(here.portfolio, here.analysis, *index).contains(&year))
        .map(|(_, team)| Line {
            link: here.link(&archive_team_path(team, year), team.name.clone()),
            says: team::counts(here, team, year).join(here.words().word("lists.between")),
        })
        .collect()
}

/// The incidents of all teams that other pages no longer list, newest first, and how many there are beyond those told.
fn incidents(here: Here<'_>, is_of_it: &dyn Fn(&dyn Archived) -> bool) -> (Vec<Line>, usize) {
    let teams = here.portfolio.teams.iter();
    let all = teams.flat_map(|team| team.incidents.iter().map(move |incident| (team, incident)));
    let mut own: Vec<_> = all.filter(|(_, incident)| is_of_it(*incident)).collect();
    own.sort_by_key(|(_, incident)| std::cmp::Reverse((incident.started.date, incident.started.at)));
    let more = own.len().saturating_sub(LISTED);
    let lines = own.into_iter().take(LISTED).map(|(team, incident)| {
        let mut facts = vec![
            incident::severity(incident),
            team.name.clone(),
            here.words().short_day(incident.started.date),
        ];
        facts.retain(|fact| !fact.is_empty());
        Line {
            link: here.link(&incident::place(here.portfolio, team, incident), plain(&incident.title)),
            says: facts.join(here.words().word("lists.between")),
        }
    });
    (lines.collect(), more)
}

/// Notices that expired in the year, newest first.
fn notads(here: Here<'_>, is_of_it: &dyn Fn(&dyn Archived) -> bool) -> Vec<Line> {
    let words = here.words();
    let mut own: Vec<_> = here.portfolio.notads.iter().filter(|notad| is_of_it(*notad)).collect();
    own.sort_by_key(|notad| std::cmp::Reverse(notad.expires));
    let line = |notad: &crate::model::notad::Notad| Line {
        link: here.link(&notad_path(notad), notad.title.clone()),
        says: notad.expires.map_or_else(String::new, |day| {
            say!(words, "parts.expires", day = words.short_day(day))
        }),
    };
    own.into_iter().map(line).collect()
}

/// Tech shares that were held in the year, newest first.
fn shares(here: Here<'_>, is_of_it: &dyn Fn(&dyn Archived) -> bool) -> Vec<Line> {
    let words = here.words();
    let own = here.portfolio.tech_shares.iter().rev();
    own.filter(|share| is_of_it(*share))
        .map(|share| {
            let team = share.team.map(|team| here.portfolio.teams[team].name.clone());
            let day = share.date.map(|day| words.short_day(day));
            let facts: Vec<String> = team.into_iter().chain(day).collect();
            Line {
                link: here.link(&tech_share_path(share), share.title.clone()),
                says: facts.join(words.word("lists.between")),
            }
        })
        .collect()
}
