//! Teams × pillars at one cycle: each cell says in marks and words which values are signals, and links to the team's
//! pillar. Before any value has limits, cells say what moved instead. A heading beside the pillars has a column only
//! while something stands out below it.

use super::figure::Tone;
use super::group::{Group, groups, stands_out};
use super::here::{Here, Link};
use super::limit;
use super::picture::tone_word;
use super::standing::{Movement, ReportState, Tally, attendance_of, movements, report_state};
use super::team::has_section;
use super::words::capital;
use super::{INDEX, group_path, report_path, team_path};
use crate::analyse::series::{Grain, Series};
use crate::analyse::topic::{By, Topic, first_counted, topics};
use crate::model::cycle::CycleIndex;
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// Cells name this many metrics that moved; the others are counted.
const NAMED: usize = 2;
/// With more teams than this, cells count instead of naming: the matrix stays readable.
const NAMING_TEAMS: usize = 20;

/// Kinds of signals, those that ask for a look first.
const SIGNALS: [&str; 3] = ["concern", "improvement", "unusual"];
/// What stands in the shape of several signals, some of which went high and some low: the shape alone says of what kind.
const NO_LETTER: &str = "\u{a0}";

/// The matrix.
#[derive(Debug, Serialize)]
pub(super) struct Matrix {
    pub(super) pillars: Vec<Link>,
    pub(super) rows: Vec<Row>,
    /// Whether it shows signals; otherwise deltas, because nothing has limits yet.
    pub(super) signals: bool,
    /// Whether a row is of a group.
    pub(super) by_group: bool,
    /// Which teams have no row, and where they are; nothing where each has one.
    pub(super) note: String,
}

/// A team's row.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    team: Link,
    group: String,
    report: ReportState,
    /// Kind of team, and topics of its newest reports, which the portfolio page can be filtered by; elsewhere empty.
    kind: String,
    topics: String,
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

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Move {
    /// `concern`, `improvement`, `unusual`; of a step `better`, `worse`, `neutral`.
    kind: &'static str,
    /// `H` or `L`, of a signal; of several a blank.
    letter: &'static str,
    text: String,
    word: String,
}

impl Move {
    fn rank(&self) -> usize {
        let steps = ["worse", "better"];
        (SIGNALS.iter().chain(&steps))
            .position(|kind| *kind == self.kind)
            .unwrap_or(usize::MAX)
    }
}

/// What cells show.
#[derive(Clone, Copy)]
struct How {
    /// Signals; otherwise deltas, because nothing has limits yet.
    signals: bool,
    /// Metrics by name; otherwise counts.
    naming: bool,
    /// Large steps too. Of a hundred teams some value always takes one: their row tells signals alone.
    steps: bool,
}

/// The matrix of all teams at a cycle, as known on a day: of very many a row for each group.
pub(super) fn of_portfolio(here: Here<'_>, (cycle, day): (CycleIndex, Date)) -> Matrix {
    let groups = groups(here.portfolio);
    if groups.is_empty() {
        let all: Vec<usize> = (0..here.portfolio.teams.len()).collect();
        return matrix(here, (cycle, day), &all);
    }
    let movements_of = |group: &Group| -> Vec<Movement<'_>> {
        group
            .teams
            .iter()
            .flat_map(|team| movements(here, *team, cycle))
            .collect()
    };
    let all: Vec<Vec<Movement<'_>>> = groups.iter().map(movements_of).collect();
    let how = How {
        signals: all.iter().flatten().any(|movement| movement.mark.kind != "unknown"),
        naming: false,
        steps: false,
    };
    let pillars = columns(here, how, &all);
    let rows = groups.iter().zip(&all);
    Matrix {
        rows: rows
            .map(|(group, movements)| group_row(here, (group, cycle), (&pillars, how), movements))
            .collect(),
        pillars: pillars.iter().map(|pillar| here.pillar(*pillar)).collect(),
        signals: how.signals,
        by_group: true,
        note: say!(here.words(), "matrix.by_group"),
    }
}

/// A group's row: what its teams' values are, counted. It leads to the group now, which no frozen page does.
fn group_row(
    here: Here<'_>,
    (group, cycle): (&Group, CycleIndex),
    (pillars, how): (&[usize], How),
    movements: &[Movement<'_>],
) -> Row {
    let words = here.words();
    let href = if here.path == INDEX {
        here.href(&group_path(&group.slug))
    } else {
        String::new()
    };
    let cells = pillars.iter().map(|&pillar| {
        let own = movements
            .iter()
            .filter(|movement| here.portfolio.metric(movement.metric).pillar == pillar);
        let own: Vec<&Movement<'_>> = own.collect();
        let moves: Vec<Move> = own.iter().filter_map(|movement| shown(here, movement, how)).collect();
        let counts = counted(&moves, words);
        let rest = if own.is_empty() {
            words.word("matrix.no_data").to_owned()
        } else if moves.is_empty() {
            quiet(&own, how.signals, words)
        } else {
            String::new()
        };
        Cell {
            href: href.clone(),
            pillar: here.portfolio.pillars[pillar].name.clone(),
            moves: counts,
            rest,
            is_empty: own.is_empty(),
        }
    });
    let attended = attendance_of(here, cycle, &|team| group.teams.contains(&team));
    Row {
        team: Link {
            href: href.clone(),
            text: group.name(here),
        },
        group: String::new(),
        report: ReportState {
            text: say_count!(
                words,
                "matrix.reported",
                attended.expected,
                reported = words.grouped(attended.reported)
            ),
            link: None,
            is_there: true,
            is_due: false,
        },
        kind: String::new(),
        topics: String::new(),
        cells: if movements.is_empty() {
            Vec::new()
        } else {
            cells.collect()
        },
    }
}

/// What a movement says in a cell, if anything.
fn shown(here: Here<'_>, movement: &Movement<'_>, how: How) -> Option<Move> {
    if how.signals {
        signalled(here, movement).filter(|told| how.steps || !told.letter.is_empty())
    } else {
        moved(here, movement)
    }
}

/// What has a column: every pillar, and of the headings beside the pillars those where something is told, for the sentence
/// above counts that too.
fn columns(here: Here<'_>, how: How, rows: &[Vec<Movement<'_>>]) -> Vec<usize> {
    let told = rows
        .iter()
        .flatten()
        .filter(|movement| shown(here, movement, how).is_some());
    let told: BTreeSet<usize> = told
        .map(|movement| here.portfolio.metric(movement.metric).pillar)
        .collect();
    (0..here.portfolio.pillars.len())
        .filter(|pillar| here.portfolio.pillars[*pillar].is_pillar || told.contains(pillar))
        .collect()
}

/// The matrix of some teams at a cycle, as known on a day: of very many a row for those that stand out.
pub(super) fn matrix(here: Here<'_>, (cycle, day): (CycleIndex, Date), wanted: &[usize]) -> Matrix {
    let mut teams: Vec<(usize, ReportState)> = (wanted.iter())
        .filter_map(|team| Some((*team, report_state(here, *team, (cycle, day))?)))
        .collect();
    let known = teams.len();
    if known > limit::ROWS {
        teams.retain(|(team, _)| stands_out(here, *team, cycle));
        limit::cut(&mut teams, limit::ROWS);
    }
    let left = known - teams.len();
    let all: Vec<Vec<Movement<'_>>> = teams.iter().map(|(team, _)| movements(here, *team, cycle)).collect();
    let how = How {
        signals: all.iter().flatten().any(|movement| movement.mark.kind != "unknown"),
        naming: known <= NAMING_TEAMS,
        steps: true,
    };
    let pillars = columns(here, how, &all);
    let found = if here.path == INDEX {
        topics(here.portfolio, (cycle, day))
    } else {
        Vec::new()
    };
    let since = first_counted(here.portfolio, cycle);
    let rows = teams
        .into_iter()
        .zip(&all)
        .map(|((team, report), movements)| {
            let cells = if movements.is_empty() {
                Vec::new()
            } else {
                pillars
                    .iter()
                    .map(|&pillar| cell(here, (team, cycle), (pillar, how), movements))
                    .collect()
            };
            Row {
                team: here.team(team),
                group: here.portfolio.teams[team].group.clone().unwrap_or_default(),
                report,
                kind: (here.portfolio.teams[team].kind.clone())
                    .filter(|_| here.path == INDEX)
                    .unwrap_or_default(),
                topics: topics_of(&found, team, since),
                cells,
            }
        })
        .collect();
    Matrix {
        pillars: pillars.iter().map(|pillar| here.pillar(*pillar)).collect(),
        rows,
        signals: how.signals,
        by_group: false,
        note: match left {
            0 => String::new(),
            left => capital(&say_count!(here.words(), "matrix.left_out", left)),
        },
    }
}

/// The ids of the topics that a team raised, offers or asks for in reports since a cycle, with spaces between them. A
/// topic of one team alone says nothing that its own page does not.
fn topics_of(topics: &[Topic<'_>], team: usize, since: CycleIndex) -> String {
    let own = topics.iter().filter(|topic| {
        let said = topic.raised.iter().chain(&topic.offers).chain(&topic.asks);
        let teams = said
            .filter(|mention| mention.cycle >= since)
            .filter_map(|mention| match mention.by {
                By::Team(team, _) => Some(team),
                By::Meeting(_) => None,
            });
        let teams: BTreeSet<usize> = teams.collect();
        teams.len() > 1 && teams.contains(&team)
    });
    own.map(|topic| topic.id).collect::<Vec<_>>().join(" ")
}

fn cell(here: Here<'_>, whose: (usize, CycleIndex), how: (usize, How), movements: &[Movement<'_>]) -> Cell {
    let ((team, cycle), (pillar, how)) = (whose, how);
    let owner = &here.portfolio.teams[team];
    let entry = &here.portfolio.pillars[pillar];
    let own: Vec<&Movement<'_>> = movements
        .iter()
        .filter(|movement| here.portfolio.metric(movement.metric).pillar == pillar)
        .collect();
    let mut moves: Vec<Move> = own.iter().filter_map(|movement| shown(here, movement, how)).collect();
    // What may be hidden is what matters least.
    moves.sort_by_key(Move::rank);
    // Two workloads whose availability rose are one line: availability rose.
    moves.dedup();
    if !how.naming {
        moves = counted(&moves, here.words());
    }
    let hidden = if how.naming {
        moves.len().saturating_sub(NAMED)
    } else {
        0
    };
    if how.naming {
        moves.truncate(NAMED);
    }
    let rest = match (hidden, moves.is_empty()) {
        (1.., _) => say!(here.words(), "matrix.more", count = hidden),
        (0, false) => String::new(),
        (0, true) if own.is_empty() => {
            let series: Vec<&Series> = here.analysis.teams[team]
                .headlines()
                .filter(|series| here.portfolio.metric(series.metric).pillar == pillar)
                .collect();
            let state = match series.as_slice() {
                [] => "matrix.no_metrics",
                all if all.iter().all(|series| series.grain == Grain::Month) => "matrix.none_due",
                _ => "matrix.no_data",
            };
            here.words().word(state).to_owned()
        }
        (0, true) => quiet(&own, how.signals, here.words()),
    };
    // A frozen page leads to the frozen report, which says the same next year.
    let report = here.analysis.teams[team]
        .report_in(cycle)
        .filter(|_| here.path != INDEX);
    let page = match report {
        Some(report) => report_path(owner, &owner.reports[report]),
        None if has_section(here, team, pillar) => format!("{}#{}", team_path(owner), entry.id),
        None => team_path(owner),
    };
    Cell {
        href: here.href(&page),
        pillar: entry.name.clone(),
        is_empty: own.is_empty(),
        moves,
        rest,
    }
}

/// A value that is a signal, or a step that stands out.
fn signalled(here: Here<'_>, movement: &Movement<'_>) -> Option<Move> {
    let name = &here.portfolio.metric(movement.metric).name;
    if !movement.mark.letter.is_empty() {
        return Some(Move {
            kind: movement.mark.kind,
            letter: movement.mark.letter,
            text: name.clone(),
            // Where it went is the letter's to say.
            word: kind_word(movement.mark.kind, here.words()).to_owned(),
        });
    }
    let large = moved(here, movement).filter(|_| movement.is_notable)?;
    Some(Move {
        word: here.words().word("matrix.large_step").to_owned(),
        ..large
    })
}

/// A value that moved.
fn moved(here: Here<'_>, movement: &Movement<'_>) -> Option<Move> {
    let name = &here.portfolio.metric(movement.metric).name;
    let kind = match movement.tone {
        Tone::Better => "better",
        Tone::Worse => "worse",
        Tone::Neutral => "neutral",
        Tone::Same | Tone::Pending | Tone::None => return None,
    };
    Some(Move {
        kind,
        letter: "",
        text: format!("{name} {}", movement.arrow),
        word: tone_word(here.words(), movement.tone).to_owned(),
    })
}

/// What a kind of signal is called.
fn kind_word<'w>(kind: &str, words: &'w Words) -> &'w str {
    match kind {
        "concern" => words.word("matrix.concern"),
        "improvement" => words.word("matrix.improvement"),
        "unusual" => words.word("matrix.unusual"),
        _ => "",
    }
}

/// Moves of a portfolio too large to name them, by kind; those that ask for a look first.
fn counted(moves: &[Move], words: &Words) -> Vec<Move> {
    let mut kinds: Vec<(&'static str, &str, usize)> = Vec::new();
    for found in moves {
        match kinds.iter_mut().find(|(kind, ..)| *kind == found.kind) {
            Some((.., count)) => *count += 1,
            None => kinds.push((found.kind, &found.word, 1)),
        }
    }
    kinds.sort_unstable();
    let moves = kinds.into_iter().map(|(kind, word, count)| Move {
        kind,
        letter: if SIGNALS.contains(&kind) { NO_LETTER } else { "" },
        text: match kind {
            "concern" => say_count!(words, "matrix.concerns", count),
            "improvement" => say_count!(words, "matrix.improvements", count),
            "unusual" => say_count!(words, "matrix.unusuals", count),
            _ if word == words.word("matrix.large_step") => say_count!(words, "matrix.large_steps", count),
            _ => say!(words, "matrix.steps", count = count, what = word),
        },
        word: String::new(),
    });
    let mut moves: Vec<Move> = moves.collect();
    moves.sort_by_key(Move::rank);
    moves
}

/// What a cell without signals says: that all is as usual, or that it is too early to tell.
fn quiet(own: &[&Movement<'_>], signals: bool, words: &Words) -> String {
    if signals {
        let unknown = own.iter().filter(|movement| movement.mark.kind == "unknown").count();
        let pending = own.iter().filter(|movement| movement.mark.word == "pending").count();
        return match own.len() - unknown {
            0 if pending == unknown => say_count!(words, "matrix.pending", pending),
            0 => say_count!(words, "matrix.without_limits", unknown),
            usual if pending > 0 => words.list(&[
                say_count!(words, "matrix.as_usual", usual),
                say_count!(words, "matrix.pending", pending),
            ]),
            usual => say_count!(words, "matrix.as_usual", usual),
        };
    }
    let tally = Tally::of(own.iter().copied());
    match tally.same {
        0 if tally.first == 0 && tally.pending > 0 => say_count!(words, "matrix.pending", tally.pending),
        0 => say_count!(words, "matrix.first_values", tally.first),
        same => say_count!(words, "matrix.unchanged", same),
    }
}
