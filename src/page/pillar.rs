//! One pillar across teams: its metrics with their strips, and what teams say of it.

use super::across::{Across, across};
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::signal::Signals;
use super::standing::team_signals;
use super::team::{Commentary, commentary, note_of};
use super::words::lower_first;
use super::{View, pillar_has_page, pillar_path, report_path};
use crate::words::say;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct PillarPage {
    title: String,
    sentence: String,
    /// What to add, where no metric is reported.
    empty: bool,
    cycle: String,
    metrics: Vec<Across>,
    notes: Vec<Note>,
    others: Vec<Link>,
}

/// What a team says of the pillar.
#[derive(Debug, Serialize)]
struct Note {
    team: Link,
    commentary: Commentary,
}

pub(super) fn view(here: Here<'_>, index: usize) -> View {
    let pillar = &here.portfolio.pillars[index];
    let cycle = here.now();
    let shared = here
        .portfolio
        .catalogue
        .shared()
        .filter(|(_, metric)| metric.pillar == index);
    let metrics: Vec<Across> = shared.filter_map(|(metric, _)| across(here, metric, cycle)).collect();
    let mut signals = Signals::default();
    let mut notes = Vec::new();
    for (team, owner) in here.portfolio.teams.iter().enumerate() {
        signals = signals.join(team_signals(here, team, cycle, &|metric| {
            here.portfolio.metric(metric).pillar == index
        }));
        let Some(report) = here.analysis.teams[team]
            .report_in(cycle)
            .map(|report| &owner.reports[report])
        else {
            continue;
        };
        notes.extend(note_of(report, index).map(|note| Note {
            team: here.link(&report_path(owner, report), owner.name.clone()),
            commentary: commentary(here, note),
        }));
    }
    let words = here.words();
    let day = words.day(here.portfolio.calendar.cycle(cycle).last);
    let moved = signals.sentence(words);
    let sentence = match (metrics.len(), moved.is_empty()) {
        (0, _) => say!(words, "pillar.none_yet", pillar = pillar.name),
        (_, true) => say!(words, "pillar.nothing_new", pillar = pillar.name, day = day),
        (_, false) => say!(words, "pillar.sentence", day = day, signals = lower_first(&moved)),
    };
    let others = (0..here.portfolio.pillars.len())
        .filter(|other| *other != index && pillar_has_page(here.portfolio, here.analysis, *other));
    let page = PillarPage {
        title: pillar.name.clone(),
        sentence,
        empty: metrics.is_empty(),
        cycle: day,
        metrics,
        notes,
        others: others
            .map(|other| {
                here.link(
                    &pillar_path(&here.portfolio.pillars[other]),
                    here.portfolio.pillars[other].name.clone(),
                )
            })
            .collect(),
    };
    let heading = Heading {
        title: &page.title,
        description: &page.sentence,
        area: Area::None,
        above: below_portfolio(&[]),
    };
    framed(here, "pillar.html", &heading, &page, None)
}
