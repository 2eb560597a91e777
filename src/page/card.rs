//! A series as a card: its newest value, delta, what limits say of it, and a small chart.

use super::figure::{self, Aim, Evidence, Figure, Moved, Tone, evidence, part_name};
use super::here::{Here, Link};
use super::picture::{Shot, name, quiet_trend};
use super::reading::{Known, assurance_words, known};
use super::signal::Mark;
use super::team_metric_path;
use super::window::first_shown;
use super::words::{self, When};
use crate::analyse::series::Series;
use crate::chart::Size;
use crate::model::cycle::CycleIndex;
use crate::words::say_count;
use serde::Serialize;

/// A card.
#[derive(Debug, Serialize)]
pub(super) struct Card {
    metric: Link,
    /// The metric's id with the part's name: the card's own place on its page.
    id: String,
    /// The part; empty for the team as a whole.
    pub(super) part: String,
    better: String,
    figure: Option<Figure>,
    ratio: String,
    /// What the figure is of, where it is not of this cycle.
    of: Option<When>,
    moved: Moved,
    mark: Option<Mark>,
    /// What its limits say of the value: `Within its usual 230–290 ms`.
    says: String,
    aim: Option<Aim>,
    /// `meets consistently`, or nothing.
    outlook: String,
    evidence: Option<Evidence>,
    chart: String,
    /// Links to the split by workload.
    parts: String,
}

/// A series as a card, as of a cycle.
pub(super) fn card(here: Here<'_>, team: usize, series: &Series, cycle: CycleIndex) -> Card {
    let metric = here.portfolio.metric(series.metric);
    let newest = series.latest(cycle);
    let value = newest.and_then(|entry| entry.value());
    let day = newest.map_or(here.portfolio.as_of, |entry| entry.measured);
    let style = here.portfolio.style(Some(team), series.metric, day);
    let between = figure::between_months(here, series, cycle);
    let current = series.index_at(cycle);
    let moved = match (&between, current.or_else(|| series.until(cycle).len().checked_sub(1))) {
        (None, Some(index)) => figure::moved(here, team, series, index),
        (Some(text), _) => Moved {
            tone: Tone::None,
            arrow: "",
            text: text.clone(),
            word: String::new(),
            since: String::new(),
        },
        (None, None) => Moved {
            tone: Tone::None,
            arrow: "",
            text: String::new(),
            word: String::new(),
            since: String::new(),
        },
    };
    let part = part_name(here, team, &series.part);
    let parts = if series.part.is_whole() {
        here.analysis.teams[team].of_metric(series.metric).count() - 1
    } else {
        0
    };
    let known = series
        .until(cycle)
        .iter()
        .rposition(|entry| entry.value().is_some())
        .and_then(|at| known(here, team, series, at));
    let end = here.portfolio.calendar.cycle(cycle).last;
    let target = figure::target(here, (team, series), here.portfolio.as_of.min(day.max(end)));
    Card {
        metric: here.link(
            &team_metric_path(&here.portfolio.teams[team], metric),
            metric.name.clone(),
        ),
        id: anchor(&metric.id, &part),
        better: figure::better_words(here.words(), metric.better).to_owned(),
        figure: value.map(|value| figure::value(value, &style).into()),
        ratio: value.map_or_else(String::new, |value| figure::ratio_text(here, value)),
        of: newest
            .filter(|entry| entry.cycle != cycle)
            .map(|entry| figure::period(here, entry)),
        moved,
        mark: known.as_ref().map(Known::mark),
        says: known
            .as_ref()
            .map_or_else(String::new, |known| words::capital(&known.clause())),
        outlook: known
            .as_ref()
            .and_then(Known::assurance)
            .map_or("", |assurance| assurance_words(here.words(), assurance))
            .to_owned(),
        aim: figure::aim(here, (metric, style.unit), target, value),
        evidence: value.map(|value| evidence(here, team, value.observation.get())),
        chart: quiet_trend(
            here,
            Shot {
                team,
                series,
                cycles: (first_shown(here.portfolio, cycle), cycle),
                title: &name(here.words(), metric, &part),
                size: Size::Card,
            },
        ),
        parts: match parts {
            0 => String::new(),
            parts => say_count!(here.words(), "card.parts", parts),
        },
        part,
    }
}

/// A name for addresses: the letters and digits of a name and of its part's.
pub(super) fn anchor(name: &str, part: &str) -> String {
    let both = format!("{name} {part}").to_lowercase();
    let words = both.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}
