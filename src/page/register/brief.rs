//! Registers on the portfolio's page: a line an entry, and the way to all of them.

use super::{notad, release, topic, win};
use crate::model::cycle::CycleIndex;
use crate::page::here::{Here, Link};
use crate::page::words::{capital, counted, number};
use crate::page::{NOTADS, RELEASES};
use serde::Serialize;

/// So many lines of each; the rest is one link away. The page is read in five seconds.
const LINES: usize = 6;

/// One register in a few lines.
#[derive(Debug, Serialize)]
pub(in crate::page) struct Brief {
    id: &'static str,
    /// The way to all of it.
    all: Link,
    lines: Vec<Line>,
    /// `Three more are on their page.`, or nothing.
    more: String,
}

/// One entry in a line.
#[derive(Debug, Serialize)]
pub(in crate::page) struct Line {
    pub(in crate::page) link: Link,
    /// What is true of it: `7 of 10 done`.
    pub(in crate::page) says: String,
}

/// Notices in force and releases in flight; those without an entry are left out.
pub(in crate::page) fn briefs(here: Here<'_>) -> Vec<Brief> {
    let notads = notad::held(here, here.today()).iter().map(notad::Item::line).collect();
    let teams = 0..here.portfolio.teams.len();
    let flying = teams.flat_map(|team| release::in_flight(here, team, here.portfolio.as_of));
    let releases = flying.map(|release| release.line()).collect();
    let all: [(&str, &str, &str, Vec<Line>); 2] = [
        ("notads", "NOTADs in force", NOTADS, notads),
        ("releases", "Releases in flight", RELEASES, releases),
    ];
    all.into_iter()
        .filter(|(.., lines)| !lines.is_empty())
        .map(|(id, heading, path, mut lines)| {
            let left = lines.len().saturating_sub(LINES);
            lines.truncate(LINES);
            Brief {
                id,
                all: here.link(path, heading),
                lines,
                more: match left {
                    0 => String::new(),
                    1 => "One more is on their page.".to_owned(),
                    left => format!("{} more are on their page.", capital(&number(left))),
                },
            }
        })
        .collect()
}

/// The topics that recur: who raised them, and what answers them.
pub(in crate::page) fn recurring(here: Here<'_>) -> Vec<Line> {
    let at = (here.now(), here.portfolio.as_of);
    topic::again(here, at, &|_| true)
        .iter()
        .map(topic::Item::line)
        .collect()
}

/// `All wins, with three quiet ones`.
pub(in crate::page) fn all_wins(here: Here<'_>, cycle: CycleIndex) -> String {
    match win::quiet(here, cycle).len() {
        0 => "All wins".to_owned(),
        quiet => format!("All wins, with {}", counted(quiet, "quiet one")),
    }
}
