//! Registers on the portfolio's page: a line an entry, and the way to all of them.

use super::{incident, notad, release, topic, win};
use crate::model::cycle::CycleIndex;
use crate::page::here::{Here, Link};
use crate::page::words::capital;
use crate::page::{INCIDENTS, NOTADS, RELEASES};
use crate::words::say_count;
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

/// Incidents that are open or grave, notices in force and releases in flight; those without an entry are left out.
pub(in crate::page) fn briefs(here: Here<'_>) -> Vec<Brief> {
    let words = here.words();
    let incidents = incident::gravest(here, here.portfolio.calendar.cycle(here.now()).first);
    let notads = notad::held(here, here.today())
        .iter()
        .map(|notice| notice.line(words))
        .collect();
    let teams = 0..here.portfolio.teams.len();
    let flying = teams.flat_map(|team| release::in_flight(here, team, here.portfolio.as_of));
    let releases = flying.map(|release| release.line(words)).collect();
    let all: [(&str, &str, &str, Vec<Line>); 3] = [
        (
            "incidents",
            words.word("registers.incidents_open_and_gravest"),
            INCIDENTS,
            incidents,
        ),
        ("notads", words.word("registers.notads_in_force"), NOTADS, notads),
        (
            "releases",
            words.word("registers.releases_in_flight"),
            RELEASES,
            releases,
        ),
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
                    left => capital(&say_count!(words, "registers.more_on_their_page", left)),
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
        .map(|topic| topic.line(here.words()))
        .collect()
}

/// `All wins, with three quiet ones`.
pub(in crate::page) fn all_wins(here: Here<'_>, cycle: CycleIndex) -> String {
    say_count!(here.words(), "registers.all_wins", win::quiet(here, cycle).len())
}
