//! All teams, by group, in the portfolio's own order.

use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::words::{self, When};
use super::{View, group, group_path, report_path, team_path, unread};
use crate::analyse::freshness::{Freshness, freshness};
use crate::words::{Words, say, say_count};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct TeamsPage {
    sentence: String,
    empty: bool,
    /// Whether any team says of what kind it is, and how it can be reached: a column of nothing is none.
    has_kinds: bool,
    has_contacts: bool,
    groups: Vec<Group>,
}

#[derive(Debug, Serialize)]
struct Group {
    name: String,
    /// Its page, where there are so many teams that groups have one; else empty.
    href: String,
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
    /// `fresh`, `late`, `paused` …: its class, and its word.
    freshness: &'static str,
    age: String,
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
            None => groups.push(Group {
                href: String::new(),
                name,
                teams: vec![row],
            }),
        }
    }
    // Teams without a group follow the groups, under words of their own.
    groups.sort_by_key(|group| group.name.is_empty());
    let grouped = groups.iter().filter(|group| !group.name.is_empty()).count();
    let words = here.words();
    let all = here.portfolio.teams.len();
    let count = words::capital(&say_count!(words, "teams.teams", all));
    let alone = groups.last().filter(|group| group.name.is_empty());
    let in_groups = all - alone.map_or(0, |group| group.teams.len());
    let of_groups = || say_count!(words, "teams.groups", grouped);
    let sentence = match grouped {
        0 => say!(words, "teams.sentence", teams = count),
        _ if in_groups == all => say!(words, "teams.sentence_of_groups", teams = count, groups = of_groups()),
        _ => say_count!(
            words,
            "teams.sentence_of_some_in_groups",
            in_groups,
            teams = count,
            groups = of_groups()
        ),
    };
    let with_page = group::groups(here.portfolio);
    for group in &mut groups {
        if let Some(known) = with_page.iter().find(|known| known.id == group.name) {
            group.href = here.href(&group_path(&known.slug));
        }
        group.name = match (group.name.is_empty(), grouped) {
            (false, _) => words::capital(&words::spoken(&group.name)),
            (true, 0) => say!(words, "teams.all"),
            (true, _) => say!(words, "teams.without_group"),
        };
    }
    let page = TeamsPage {
        sentence,
        empty: here.portfolio.teams.is_empty(),
        has_kinds: here.portfolio.teams.iter().any(|team| team.kind.is_some()),
        has_contacts: here.portfolio.teams.iter().any(|team| team.contact.is_some()),
        groups,
    };
    let heading = Heading {
        title: words.word("teams.title"),
        description: &page.sentence,
        area: Area::Teams,
        above: below_portfolio(&[]),
    };
    framed(here, "teams.html", &heading, &page, None)
}

fn row(here: Here<'_>, index: usize) -> Row {
    let team = &here.portfolio.teams[index];
    let newest = team.reports.last();
    let words = here.words();
    let freshness = freshness(&here.portfolio.calendar, team, here.now_of(index), here.portfolio.as_of);
    Row {
        link: here.link(&team_path(team), team.name.clone()),
        mission: here.maybe(team.mission.as_ref()),
        kind: team.kind.clone().unwrap_or_default(),
        contact: team.contact.clone().unwrap_or_default(),
        report: newest.map(|report| {
            (
                here.link(&report_path(team, report), words.short_day(report.date)),
                here.when(report.date),
            )
        }),
        freshness: freshness.word(),
        age: age(freshness, words),
        unread: unread::of_team(here, index).map(str::to_owned),
        reports: match team.reports.len() {
            0 => String::new(),
            count => say_count!(words, "teams.reports", count),
        },
    }
}

/// How fresh what a team says is.
fn age(freshness: Freshness, words: &Words) -> String {
    match freshness {
        Freshness::Never => say!(words, "teams.never"),
        Freshness::Fresh => say!(words, "teams.fresh"),
        Freshness::Due => say!(words, "teams.due"),
        Freshness::Late => say!(words, "teams.late"),
        Freshness::Stale => say!(words, "teams.stale"),
        Freshness::Left => say!(words, "teams.left"),
        Freshness::Paused => say!(words, "teams.paused"),
    }
}
