//! The portfolio now.

use super::across::{Across, Heading, by_pillar};
use super::actions::{Item, due};
use super::frame::{Area, Heading as Head, framed};
use super::here::{Here, Link};
use super::limit;
use super::matrix::{Matrix, of_portfolio};
use super::register::brief::{Brief, Line, all_wins, briefs, recurring};
use super::signal::Signals;
use super::standing::{attendance_of, portfolio_sentence, signals};
use super::voices::{Voices, of_cycle};
use super::war;
use super::words::capital;
use super::{ACTIONS, INDEX, TOPICS, View, WAR, WINS, cycle_path};
use crate::analyse::signal::FALSE_SIGNALS;
use crate::model::cycle::CycleIndex;
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use serde::Serialize;

/// A metric of fewer teams than this says little of the portfolio: it stands on its pillar's page.
const FEWEST: usize = 3;

/// So many wins stand on the portfolio's page, which is read in five seconds; all of them are one link away.
const MOST_WINS: usize = 3;

/// The portfolio at one cycle: now, or frozen.
#[derive(Debug, Serialize)]
pub(super) struct Standing {
    pub(super) sentence: String,
    /// What the page counts, and how much of that is chance.
    pub(super) counts: String,
    /// `27 July – 9 August 2026`.
    pub(super) cycle: String,
    /// What to add, where there is nothing yet.
    pub(super) empty: String,
    pub(super) matrix: Matrix,
    /// Metrics with one number for the portfolio.
    pub(super) figures: Vec<Across>,
    /// The others, by pillar.
    pub(super) headings: Vec<Heading>,
    /// What is left to the pillars' pages, because few teams report it.
    pub(super) fewer: String,
    pub(super) voices: Voices,
}

/// The portfolio at a cycle, as known on a day.
pub(super) fn standing(here: Here<'_>, cycle: CycleIndex, day: Date) -> Standing {
    let (calendar, words) = (&here.portfolio.calendar, here.words());
    let bounds = calendar.cycle(cycle);
    let mut headings = by_pillar(here, cycle);
    // While the first reports come in, what few teams have is what few have reported yet, and the page says of how many.
    let fewest = FEWEST.min(attendance_of(here, cycle, &|_| true).reported);
    let mut figures = Vec::new();
    let mut left = 0;
    for heading in &mut headings {
        let all = heading.metrics.len();
        heading.metrics.retain(|metric| {
            let (present, expected) = metric.teams;
            metric.users >= FEWEST.min(expected) && present >= fewest.min(expected).max(1)
        });
        left += all - heading.metrics.len();
        let (with, without) = std::mem::take(&mut heading.metrics)
            .into_iter()
            .partition(|metric| metric.figure.is_some());
        figures.extend::<Vec<Across>>(with);
        heading.metrics = without;
    }
    headings.retain(|heading| !heading.metrics.is_empty());
    let mut before = String::new();
    for figure in &mut figures {
        // Only the page about now can be narrowed to a pillar.
        if here.path != INDEX || figure.pillar == before {
            figure.pillar.clear();
        } else {
            before.clone_from(&figure.pillar);
        }
    }
    let reports = here.portfolio.teams.iter().any(|team| !team.reports.is_empty());
    let empty = if here.portfolio.teams.is_empty() {
        words.word("index.no_teams")
    } else if reports {
        ""
    } else {
        words.word("index.no_reports")
    };
    let signals = signals(here, cycle);
    Standing {
        counts: counts(signals, here.path == INDEX, words),
        sentence: portfolio_sentence(here, cycle, here.path == INDEX),
        cycle: words.stretch(bounds.first, bounds.last),
        empty: empty.to_owned(),
        matrix: of_portfolio(here, (cycle, day)),
        figures,
        headings,
        fewer: match left {
            0 => String::new(),
            left => capital(&say_count!(words, "index.on_pages_of_pillars", left)),
        },
        voices: of_cycle(here, cycle),
    }
}

/// What the page counts. How many flags come by chance is said once, on the page about now.
fn counts(signals: Signals, now: bool, words: &Words) -> String {
    if signals.judged() == 0 {
        return say!(words, "index.counts_deltas");
    }
    let what = say!(words, "index.counts_signals");
    if !now {
        return what;
    }
    // Half a flag more than a whole number of them is rounded up.
    let by_chance = (signals.judged() * FALSE_SIGNALS + 500) / 1_000;
    let values = say_count!(words, "index.values_with_limits", signals.judged());
    let flags = say_count!(words, "index.flags_by_chance", by_chance, values = values);
    format!("{what} {flags}")
}

#[derive(Debug, Serialize)]
struct Index {
    title: String,
    standing: Standing,
    /// The same, frozen: what an update links to.
    frozen: Option<Link>,
    /// Actions past their due date, or due in the running cycle.
    due: Vec<Item>,
    /// Where all of them stand.
    actions: String,
    /// Registers in a few lines each.
    briefs: Vec<Brief>,
    /// Where well-architected reviews stand, in words.
    reviewed: Option<String>,
    /// All of them.
    war: Link,
    /// Topics that recur, with what answers them; where all of them stand.
    recurring: Vec<Line>,
    topics: String,
    /// The way to all wins, with the number of quiet ones.
    wins: Link,
}

pub(super) fn view(here: Here<'_>) -> View {
    let cycle = here.now();
    let (calendar, words) = (&here.portfolio.calendar, here.words());
    let mut standing = standing(here, cycle, here.portfolio.as_of);
    // One a team is enough to be glad of; all of them are one link away.
    standing.voices.wins.dedup_by(|win, before| win.team == before.team);
    let frozen = here.analysis.current.map(|current| {
        here.link(
            &cycle_path(calendar.cycle(current)),
            here.words().day(calendar.cycle(current).last),
        )
    });
    let more_wins = limit::cut(&mut standing.voices.wins, MOST_WINS);
    standing.voices.cut(words);
    standing.voices.more_wins = limit::more_said(words, more_wins);
    let mut due = due(here);
    limit::cut(&mut due, limit::SAID);
    let page = Index {
        title: here.portfolio.config.title.clone(),
        frozen,
        standing,
        due,
        actions: here.href(ACTIONS),
        briefs: briefs(here),
        reviewed: war::standing(here),
        war: here.link(WAR, here.words().word("index.well_architected_reviews")),
        recurring: recurring(here),
        topics: here.href(TOPICS),
        wins: here.link(WINS, all_wins(here, cycle)),
    };
    let heading = Head {
        title: &page.title,
        description: &page.standing.sentence,
        area: Area::Portfolio,
        above: Vec::new(),
    };
    framed(here, "index.html", &heading, &page, None)
}
