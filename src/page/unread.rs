//! What could not be read when the site was made: said on every page, so that no figure passes for a whole one.
//!
//! A team's pages tell what is lacking of it; the portfolio's page and the list of teams tell all of it, team by team;
//! every other page says that something is lacking and where that is told.

use super::here::{Here, Link};
use super::words::capital;
use super::{INDEX, TEAMS};
use crate::model::portfolio::{Portfolio, Unread as Lacking};
use crate::words::{Words, say, say_count};
use serde::Serialize;

/// What a page says of what could not be read.
#[derive(Debug, Serialize)]
pub(super) struct Unread {
    sentence: String,
    meaning: String,
    items: Vec<Item>,
    /// Where all of it is told.
    more: Option<Link>,
}

#[derive(Debug, Serialize)]
struct Item {
    team: Option<Link>,
    text: String,
    why: String,
}

/// Most teams of which a page tells what is lacking.
const MOST: usize = 60;

/// What the page says; nothing where everything was read.
pub(super) fn unread(here: Here<'_>) -> Option<Unread> {
    let (all, words) = (&here.portfolio.unread, here.words());
    if all.is_empty() {
        return None;
    }
    if let Some(team) = team_of(here.path, here.portfolio) {
        let own: Vec<&Lacking> = all.iter().filter(|lacking| lacking.team == Some(team)).collect();
        if !own.is_empty() {
            return Some(Unread {
                sentence: words.word("unread.of_this_team").to_owned(),
                meaning: words.word("unread.this_team_lacks_it").to_owned(),
                items: own.iter().filter_map(|lacking| item(lacking, words)).collect(),
                more: None,
            });
        }
    }
    let teams = teams(here.portfolio);
    let sentence = say_count!(words, "unread.of_teams", teams.len());
    let meaning = words.word("unread.left_out").to_owned();
    if here.path != INDEX && here.path != TEAMS {
        return Some(Unread {
            sentence,
            meaning,
            items: Vec::new(),
            more: Some(here.link(INDEX, words.word("unread.more"))),
        });
    }
    let of_teams = teams.iter().take(MOST).map(|team| {
        let own: Vec<&Lacking> = all.iter().filter(|lacking| lacking.team == Some(*team)).collect();
        let first = own.first().and_then(|lacking| item(lacking, words));
        let (mut text, why) = first.map_or_else(Default::default, |first| (first.text, first.why));
        if own.len() > 1 {
            text = say_count!(words, "unread.and_other_files", own.len() - 1, file = text);
        }
        Item {
            team: Some(here.team(*team)),
            text,
            why,
        }
    });
    let of_all = all.iter().filter(|lacking| lacking.team.is_none());
    let of_all = of_all.filter_map(|lacking| item(lacking, words));
    Some(Unread {
        sentence,
        meaning,
        items: of_teams.chain(of_all).collect(),
        more: None,
    })
}

const NOTHING_READ: &str = "unread.nothing_read";
const PARTLY_READ: &str = "unread.partly_read";

/// Whether a state of a report is one of a team that could not be read: then nobody knows whether there is one.
pub(super) fn is_unread(state: &str, words: &Words) -> bool {
    [NOTHING_READ, PARTLY_READ].iter().any(|key| words.word(key) == state)
}

/// What a list of teams says of a team that could not be read, or not in full.
pub(super) fn of_team(here: Here<'_>, team: usize) -> Option<&str> {
    let is_lacking = here.portfolio.unread.iter().any(|lacking| lacking.team == Some(team));
    let is_empty = here.portfolio.teams[team].reports.is_empty();
    let key = if is_empty { NOTHING_READ } else { PARTLY_READ };
    is_lacking.then(|| here.words().word(key))
}

/// What a sentence about all teams adds; empty where everything was read.
pub(super) fn of_portfolio(here: Here<'_>) -> String {
    let count = teams(here.portfolio).len();
    if count == 0 {
        return String::new();
    }
    capital(&say_count!(here.words(), "unread.teams_partly_read", count))
}

/// What an office screen about some teams says, below how old its data are; empty where everything of them was read.
/// What of which team is told by the pages: a wall has room for few words.
pub(super) fn of_wall<'a>(here: Here<'a>, shown: &[usize]) -> &'a str {
    // What is of no team may be of these.
    let is_of = |lacking: &Lacking| lacking.team.is_none_or(|team| shown.contains(&team));
    if here.portfolio.unread.iter().any(is_of) {
        here.words().word("unread.on_wall")
    } else {
        ""
    }
}

/// The teams of which something is lacking, in the portfolio's order.
fn teams(portfolio: &Portfolio) -> Vec<usize> {
    let mut teams: Vec<usize> = portfolio.unread.iter().filter_map(|lacking| lacking.team).collect();
    teams.sort_unstable();
    teams.dedup();
    teams
}

/// The team whose page a path is.
fn team_of(path: &str, portfolio: &Portfolio) -> Option<usize> {
    let slug = path.strip_prefix("teams/")?.split(['/', '.']).next()?;
    portfolio.team(slug)
}

/// What is lacking and why; nothing where the audience may not know it.
fn item(lacking: &Lacking, words: &Words) -> Option<Item> {
    if lacking.path.is_empty() {
        return None;
    }
    let text = match lacking.line {
        0 => lacking.path.clone(),
        line => say!(words, "unread.file_and_line", file = lacking.path, line = line),
    };
    Some(Item {
        team: None,
        text,
        why: capital(&lacking.message.replace('`', "")),
    })
}
