//! All teams, by group, in the portfolio's own order.

use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::words::{self, When, when};
use super::{View, report_path, team_path, unread};
use crate::analyse::freshness::freshness;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct TeamsPage {
    sentence: String,
    empty: bool,
    groups: Vec<Group>,
}

#[derive(Debug, Serialize)]
struct Group {
    name: String,
    teams: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    link: Link,
    mission: Option<String>,
    kind: String,
    contact: String,
    /// The newest report, with the last day of its cycle.
    report: Option<(Link, When)>,
    /// `fresh`, `late`, `paused` …
    freshness: &'static str,
    /// Of a team that could not be read, or not in full: what is said instead of how fresh it is.
    unread: Option<String>,
    reports: String,
}

pub(super) fn view(here: Here<'_>) -> View {
    let mut groups: Vec<Group> = Vec::new();
    for (index, team) in here.portfolio.teams.iter().enumerate() {
        let name = team.group.clone().unwrap_or_default();
        let row = row(here, index);
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.teams.push(row),
            None => groups.push(Group { name, teams: vec![row] }),
        }
    }
    // Teams without a group follow the groups, under words of their own.
    groups.sort_by_key(|group| group.name.is_empty());
    let grouped = groups.iter().filter(|group| !group.name.is_empty()).count();
    let count = words::capital(&words::counted(here.portfolio.teams.len(), "team"));
    let sentence = match grouped {
        0 => format!("{count}, in the portfolio’s own order."),
        groups => format!(
            "{count} in {}, in the portfolio’s own order.",
            words::counted(groups, "group")
        ),
    };
    for group in &mut groups {
        group.name = match (group.name.is_empty(), grouped) {
            (false, _) => words::capital(&words::spoken(&group.name)),
            (true, 0) => "All teams".to_owned(),
            (true, _) => "Without a group".to_owned(),
        };
    }
    let page = TeamsPage {
        sentence,
        empty: here.portfolio.teams.is_empty(),
        groups,
    };
    let heading = Heading {
        title: "Teams",
        description: &page.sentence,
        area: Area::Teams,
        above: below_portfolio(&[]),
    };
    framed(here, "teams.html", &heading, &page, None)
}

fn row(here: Here<'_>, index: usize) -> Row {
    let team = &here.portfolio.teams[index];
    let newest = team.reports.last();
    Row {
        link: here.link(&team_path(team), team.name.clone()),
        mission: here.maybe(team.mission.as_ref()),
        kind: team.kind.clone().unwrap_or_default(),
        contact: team.contact.clone().unwrap_or_default(),
        report: newest.map(|report| {
            (
                here.link(&report_path(team, report), words::short_day(report.date)),
                when(report.date),
            )
        }),
        freshness: freshness(&here.portfolio.calendar, team, here.now_of(index), here.portfolio.as_of).word(),
        unread: unread::of_team(here, index).map(str::to_owned),
        reports: match team.reports.len() {
            0 => String::new(),
            1 => "1 report".to_owned(),
            count => format!("{count} reports"),
        },
    }
}
