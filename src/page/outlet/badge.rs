//! Badges: where a team or the portfolio stands, in a few words that fit a line of somebody else's page.
//!
//! The words are those of the site: whether there is a report, and how many values signal something. A number of signals is
//! neither good nor bad, so no colour says that it is.

use crate::chart;
use crate::page::here::Here;
use crate::page::signal::Signals;
use crate::page::standing::{attendance, report_state, signals, team_signals};
use crate::words::{Words, say, say_count};
use serde::Serialize;

/// A report is there.
const REPORTED: &str = "#2d5d8a";
/// None is.
const SILENT: &str = "#5f656d";

/// What a badge is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Badge {
    /// All teams.
    Portfolio,
    /// One team.
    Team(usize),
}

/// A badge as the endpoint badge of shields.io reads it: <https://shields.io/badges/endpoint-badge>.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Endpoint<'a> {
    schema_version: u8,
    label: &'a str,
    message: &'a str,
    color: &'a str,
}

/// The words of a badge, and their colour.
struct Texts {
    label: String,
    message: String,
    colour: &'static str,
}

/// The badge as a picture.
pub(super) fn picture(here: Here<'_>, badge: Badge) -> String {
    let texts = texts(here, badge);
    chart::badge(&texts.label, &texts.message, texts.colour)
}

/// The badge as data, for a service that draws it.
pub(super) fn endpoint(here: Here<'_>, badge: Badge) -> String {
    let texts = texts(here, badge);
    let endpoint = Endpoint {
        schema_version: 1,
        label: &texts.label,
        message: &texts.message,
        color: texts.colour,
    };
    let mut json = serde_json::to_string(&endpoint).expect("memory takes every byte");
    json.push('\n');
    json
}

fn texts(here: Here<'_>, badge: Badge) -> Texts {
    match badge {
        Badge::Portfolio => of_portfolio(here),
        Badge::Team(team) => of_team(here, team),
    }
}

fn of_portfolio(here: Here<'_>) -> Texts {
    let words = here.words();
    let cycle = here.now();
    let attendance = attendance(here, cycle);
    let last = words.short_day(here.portfolio.calendar.cycle(cycle).last);
    let message = match attendance.expected {
        0 => say!(words, "badges.none_expected", day = last),
        expected => {
            let reported = say_count!(
                words,
                "badges.teams_reported",
                attendance.reported,
                all = words.grouped(expected),
                day = last
            );
            with_signals(reported, signals(here, cycle), words)
        }
    };
    Texts {
        label: here.portfolio.config.title.clone(),
        message,
        colour: if attendance.reported > 0 { REPORTED } else { SILENT },
    }
}

fn of_team(here: Here<'_>, team: usize) -> Texts {
    let words = here.words();
    let owner = &here.portfolio.teams[team];
    let cycle = here.now_of(team);
    let today = here.portfolio.as_of;
    let (message, is_there) = match report_state(here, team, (cycle, today)) {
        Some(state) if state.is_there => {
            let day = state.link.map_or_else(String::new, |link| link.text);
            let signals = team_signals(here, team, cycle, &|_| true);
            let reported = say!(words, "badges.reported", day = day);
            (with_signals(reported, signals, words), true)
        }
        Some(state) => {
            let last = state.link.map_or_else(String::new, |link| format!(" · {}", link.text));
            (format!("{}{last}", state.text), false)
        }
        None => {
            let left = owner.left.filter(|left| *left < today);
            let message = left.map_or_else(
                || words.word("badges.not_yet_there").to_owned(),
                |left| say!(words, "badges.left", day = words.short_day(left)),
            );
            (message, false)
        }
    };
    Texts {
        label: owner.name.clone(),
        message,
        colour: if is_there { REPORTED } else { SILENT },
    }
}

/// What was reported with the number of signals, where limits can say anything.
fn with_signals(reported: String, signals: Signals, words: &Words) -> String {
    if signals.judged() == 0 {
        return reported;
    }
    let count = signals.concern + signals.improvement + signals.unusual;
    format!("{reported} · {}", say_count!(words, "badges.signals", count))
}
