//! Teams × pillars at one cycle: each cell says in marks and words what moved, and links to the team's pillar.

use super::figure::Tone;
use super::here::{Here, Link};
use super::picture::tone_word;
use super::standing::{Movement, ReportState, Tally, movements, report_state};
use super::words;
use super::{INDEX, pillar_has_page, pillar_path, report_path, team_path};
use crate::model::cycle::CycleIndex;
use jiff::civil::Date;
use serde::Serialize;

/// Cells name this many metrics that moved; the others are counted.
const NAMED: usize = 2;
/// With more teams than this, cells count instead of naming: the matrix stays readable.
const NAMING_TEAMS: usize = 20;

/// The matrix.
#[derive(Debug, Serialize)]
pub(super) struct Matrix {
    pub(super) pillars: Vec<Link>,
    pub(super) rows: Vec<Row>,
}

/// A team's row.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    team: Link,
    group: String,
    report: ReportState,
    /// Empty where there is nothing to show for the cycle.
    cells: Vec<Cell>,
}

/// One team's pillar.
#[derive(Debug, Serialize)]
struct Cell {
    href: String,
    pillar: String,
    moves: Vec<Move>,
    /// What else there is: `and 2 more`, `3 unchanged`, `no data`.
    rest: String,
    /// Nothing was reported, or ever is.
    is_empty: bool,
}

#[derive(Debug, Serialize)]
struct Move {
    tone: Tone,
    arrow: &'static str,
    text: String,
    word: &'static str,
}

/// The matrix at a cycle, as known on a day.
pub(super) fn matrix(here: Here<'_>, cycle: CycleIndex, day: Date) -> Matrix {
    let pillars: Vec<usize> = (0..here.portfolio.pillars.len())
        .filter(|&pillar| here.portfolio.pillars[pillar].is_pillar)
        .collect();
    let teams: Vec<(usize, ReportState)> = (0..here.portfolio.teams.len())
        .filter_map(|team| Some((team, report_state(here, team, (cycle, day))?)))
        .collect();
    let naming = teams.len() <= NAMING_TEAMS;
    let rows = teams
        .into_iter()
        .map(|(team, report)| {
            let movements = movements(here, team, cycle);
            let cells = if movements.is_empty() {
                Vec::new()
            } else {
                pillars
                    .iter()
                    .map(|&pillar| cell(here, (team, cycle), (pillar, naming), &movements))
                    .collect()
            };
            Row {
                team: here.team(team),
                group: here.portfolio.teams[team].group.clone().unwrap_or_default(),
                report,
                cells,
            }
        })
        .collect();
    let pillars = pillars
        .into_iter()
        .map(|pillar| {
            debug_assert!(pillar_has_page(here.portfolio, here.analysis, pillar));
            here.link(
                &pillar_path(&here.portfolio.pillars[pillar]),
                here.portfolio.pillars[pillar].name.clone(),
            )
        })
        .collect();
    Matrix { pillars, rows }
}

fn cell(here: Here<'_>, whose: (usize, CycleIndex), how: (usize, bool), movements: &[Movement<'_>]) -> Cell {
    let ((team, cycle), (pillar, naming)) = (whose, how);
    let owner = &here.portfolio.teams[team];
    let entry = &here.portfolio.pillars[pillar];
    let own: Vec<&Movement<'_>> = movements
        .iter()
        .filter(|movement| here.portfolio.metric(movement.metric).pillar == pillar)
        .collect();
    let tally = Tally::of(own.iter().copied());
    let mut moving: Vec<&Movement<'_>> = own
        .iter()
        .copied()
        .filter(|movement| matches!(movement.moved.tone, Tone::Better | Tone::Worse | Tone::Neutral))
        .collect();
    if naming {
        // Two workloads whose availability rose are one line: availability rose.
        moving.dedup_by_key(|movement| (movement.metric, movement.moved.tone, movement.moved.arrow));
    }
    let moves = if naming {
        moving
            .iter()
            .take(NAMED)
            .map(|movement| named(here, movement))
            .collect()
    } else {
        let counts = [
            (Tone::Better, tally.better),
            (Tone::Worse, tally.worse),
            (Tone::Neutral, tally.neutral),
        ];
        let counted = counts.into_iter().filter(|(_, count)| *count > 0);
        counted
            .map(|(tone, count)| Move {
                tone,
                arrow: "",
                text: format!("{count} {}", tone_word(tone)),
                word: "",
            })
            .collect()
    };
    let hidden = if naming { moving.len().saturating_sub(NAMED) } else { 0 };
    let rest = match (hidden, moving.is_empty()) {
        (1.., _) => format!("and {hidden} more"),
        (0, false) => String::new(),
        (0, true) if tally.same > 0 => format!("{} unchanged", tally.same),
        (0, true) if tally.first > 0 => words::noun(tally.first, "first value"),
        (0, true)
            if here.analysis.teams[team]
                .metrics()
                .any(|metric| here.portfolio.metric(metric).pillar == pillar) =>
        {
            "no data".to_owned()
        }
        (0, true) => "no metrics".to_owned(),
    };
    // A frozen page leads to the frozen report, which says the same next year.
    let report = here.analysis.teams[team]
        .reports
        .get(cycle.0)
        .copied()
        .flatten()
        .filter(|_| here.path != INDEX);
    let page = match report {
        Some(report) => report_path(owner, &owner.reports[report]),
        None => format!("{}#{}", team_path(owner), entry.id),
    };
    Cell {
        href: here.href(&page),
        pillar: entry.name.clone(),
        is_empty: own.is_empty(),
        moves,
        rest,
    }
}

fn named(here: Here<'_>, movement: &Movement<'_>) -> Move {
    Move {
        tone: movement.moved.tone,
        arrow: movement.moved.arrow,
        text: here.portfolio.metric(movement.metric).name.clone(),
        word: tone_word(movement.moved.tone),
    }
}
