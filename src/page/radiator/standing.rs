//! Where the portfolio and a team stand: big numbers, then the teams or the team's values.

use super::wall::{Big, Row, Screen, Status, Told, Wall, fitting, listed, of_those_shown, said, this_year};
use crate::analyse::notad::{awaiting, in_force};
use crate::analyse::series::Series;
use crate::chart::{Spark, spark};
use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::model::team::Team;
use crate::page::figure::{self, part_name};
use crate::page::picture::name;
use crate::page::signal::{Signals, mark};
use crate::page::standing::report_state;
use crate::page::unread;
use crate::page::window::first_shown;
use crate::page::words::capital;
use crate::words::{Words, say, say_count};
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeSet;

/// So many teams fit on a screen, each with its name and a line.
const TEAMS: usize = 10;
/// So many values fit on a screen, each in a line.
const VALUES: usize = 8;

/// The portfolio, or the part of it that the radiator speaks of.
pub(super) fn portfolio(wall: Wall<'_>) -> Vec<Screen> {
    let cycle = wall.cycle();
    let title = capital(&wall.to(cycle));
    let of_team = |team: &usize| {
        if wall.is_shown {
            told(wall, *team, cycle)
        } else {
            // What a card says changes nothing about how many there are.
            Told::default()
        }
    };
    let of_teams: Vec<Told> = wall.radiator.teams.iter().map(of_team).collect();
    let all = of_teams.iter().fold(Told::default(), |sum, team| sum.join(*team));
    let mut screens = vec![Screen {
        kind: "portfolio",
        title: title.clone(),
        sentence: format!("{} {}", attendance(wall, cycle), said(all, wall.words()))
            .trim()
            .to_owned(),
        numbers: numbers(wall, all.signals).into(),
        ..Screen::default()
    }];
    let rows: Vec<Row> = (wall.radiator.teams.iter().zip(&of_teams))
        .filter_map(|(team, told)| team_row(wall, (*team, told.signals), cycle))
        .collect();
    if !rows.is_empty() {
        let sentence = teams_sentence(&of_teams, wall.words());
        let sentence = of_those_shown(sentence, all.hides, wall.words());
        let note = off_the_wall(wall);
        screens.extend(listed(rows, TEAMS, wall.words(), &|| Screen {
            kind: "portfolio",
            layout: "cards",
            title: title.clone(),
            sentence: sentence.clone(),
            note: note.clone(),
            ..Screen::default()
        }));
    }
    screens
}

fn told(wall: Wall<'_>, team: usize, cycle: CycleIndex) -> Told {
    Told::of(wall, team, cycle, &|_| true)
}

fn attendance(wall: Wall<'_>, cycle: CycleIndex) -> String {
    let words = wall.words();
    if wall.radiator.teams.is_empty() {
        return words.word("radiator.no_teams").to_owned();
    }
    let (reported, expected) = wall.attendance(cycle);
    let skipped = wall.here.portfolio.calendar.cycle(cycle).skipped.as_deref();
    match (reported, expected, skipped) {
        (_, 0, Some(reason)) => say!(words, "radiator.no_report_expected_because", reason = reason),
        (_, 0, None) => words.word("radiator.no_report_expected").to_owned(),
        (0, _, _) if !unread::of_wall(wall.here, &wall.radiator.teams).is_empty() => {
            words.word("radiator.no_report_read").to_owned()
        }
        (0, _, _) => words.word("radiator.no_team_reported").to_owned(),
        (1, all, _) => say_count!(words, "radiator.one_team_reported", all),
        (reported, all, _) if reported == all => say_count!(words, "radiator.all_teams_reported", all),
        (reported, all, _) => say_count!(
            words,
            "radiator.some_teams_reported",
            reported,
            all = words.grouped(all)
        ),
    }
}

fn numbers(wall: Wall<'_>, signals: Signals) -> Vec<Big> {
    let (here, words) = (wall.here, wall.words());
    let (reported, expected) = wall.attendance(wall.cycle());
    let label = say_count!(words, "radiator.teams_reported", reported);
    let mut numbers = vec![Big {
        suffix: say!(words, "radiator.of", all = words.grouped(expected)),
        ..Big::count(reported, label, words)
    }];
    numbers.extend(signalled(signals, words));
    let day = here.portfolio.as_of;
    let held = in_force(here.portfolio, here.today());
    let held: Vec<_> = held
        .iter()
        .filter(|standing| (standing.concerned.iter()).any(|team| wall.speaks_of(team.team)))
        .collect();
    if !here.portfolio.notads.is_empty() {
        let late = held.iter().filter(|standing| standing.is_overdue).count();
        let label = say_count!(words, "radiator.notads_held", held.len());
        numbers.push(Big::count(held.len(), label, words).note(past(late, words)));
    }
    let teams = || wall.radiator.teams.iter().map(|team| &here.portfolio.teams[*team]);
    if teams().any(|team| !team.actions.is_empty()) {
        numbers.push(actions(teams(), day, words));
    }
    if teams().any(|team| !team.incidents.is_empty()) {
        let open = teams()
            .flat_map(|team| &team.incidents)
            .filter(|incident| incident.is_open_on(day))
            .count();
        let p1 = teams()
            .flat_map(|team| &team.incidents)
            .filter(|incident| incident.severity == Some(1) && incident.started.date <= day)
            .map(|incident| incident.started.date)
            .max();
        let note = p1.map_or_else(String::new, |last| {
            say!(words, "radiator.last_p1", day = words.short_day(last))
        });
        let label = say_count!(words, "radiator.open_incidents", open);
        numbers.push(Big::count(open, label, words).note(note));
    }
    numbers
}

/// Open actions, and how many of them are past their day.
fn actions<'t>(teams: impl Iterator<Item = &'t Team>, day: jiff::civil::Date, words: &Words) -> Big {
    let open: Vec<_> = teams
        .flat_map(|team| &team.actions)
        .filter(|action| action.is_open_on(day))
        .collect();
    let late = open.iter().filter(|action| action.is_overdue_on(day)).count();
    let label = say_count!(words, "radiator.open_actions", open.len());
    Big::count(open.len(), label, words).note(past(late, words))
}

fn past(late: usize, words: &Words) -> String {
    say_count!(words, "radiator.past", late)
}

fn signalled(signals: Signals, words: &Words) -> Vec<Big> {
    let all = signals.all();
    if signals.judged() == 0 {
        let label = say_count!(words, "radiator.values", all);
        return vec![Big::count(all, label, words).note(words.word("radiator.no_limits_yet"))];
    }
    let (concern, improvement) = (signals.concern, signals.improvement);
    [
        (
            concern,
            "concern",
            say_count!(words, "radiator.values_that_are_concerns", concern),
            say_count!(words, "radiator.of_values", all),
        ),
        (
            improvement,
            "improvement",
            say_count!(words, "radiator.values_that_are_improvements", improvement),
            say_count!(words, "radiator.values_as_usual", signals.usual),
        ),
    ]
    .into_iter()
    .map(|(count, kind, label, note)| Big {
        mark: if count > 0 { kind } else { "" },
        ..Big::count(count, label, words).note(note)
    })
    .collect()
}

/// A team in a card: what its values signal, and whether its report is there.
fn team_row(wall: Wall<'_>, (team, signals): (usize, Signals), cycle: CycleIndex) -> Option<Row> {
    let state = report_state(wall.here, team, (cycle, wall.here.portfolio.as_of))?;
    let words = wall.words();
    let (concern, improvement) = (signals.concern, signals.improvement);
    let mut parts = Vec::new();
    if concern > 0 {
        parts.push(say_count!(words, "radiator.concerns", concern));
    }
    if improvement > 0 {
        parts.push(say_count!(words, "radiator.improvements", improvement));
    }
    let parts = parts.join(words.word("lists.between"));
    let status = match (concern, improvement) {
        _ if signals.all() == 0 => Status::new("unknown", state.text),
        (0, 0) if signals.judged() == 0 => Status::new("unknown", words.word("radiator.no_limits_yet")),
        (0, 0) if signals.unusual > 0 => Status::new("unusual", say_count!(words, "radiator.unusual", signals.unusual)),
        (0, 0) => Status::new("usual", words.word("radiator.as_usual")),
        (0, _) => Status::new("improvement", parts),
        _ => Status::new("concern", parts),
    };
    Some(Row {
        who: wall.name(team),
        status: Some(status),
        ..Row::default()
    })
}

fn teams_sentence(all: &[Told], words: &Words) -> String {
    let with = |wanted: &dyn Fn(&Signals) -> bool| all.iter().filter(|told| wanted(&told.signals)).count();
    let concern = with(&|signals| signals.concern > 0);
    let improvement = with(&|signals| signals.improvement > 0);
    match (concern, improvement) {
        (0, 0) if all.iter().all(|told| told.signals.judged() == 0) => {
            words.word("radiator.too_early_to_tell").to_owned()
        }
        (0, 0) => words.word("radiator.no_team_signals").to_owned(),
        (0, some) => {
            let who = improving(some, all.len(), words);
            say!(words, "radiator.teams_improve_and_none_has_a_concern", teams = who)
        }
        (some, 0) => {
            let who = concerned(some, all.len(), words);
            say!(words, "radiator.teams_have_concerns_and_none_improves", teams = who)
        }
        (some, improvement) => {
            let who = concerned(some, all.len(), words);
            say_count!(
                words,
                "radiator.teams_have_concerns_and_some_improve",
                improvement,
                teams = who
            )
        }
    }
}

/// `7 of 10 teams have a concern`.
fn concerned(some: usize, all: usize, words: &Words) -> String {
    match (some, all) {
        (1, all) => say_count!(words, "radiator.one_team_has_a_concern", all),
        (some, all) if some == all => say_count!(words, "radiator.all_teams_have_a_concern", all),
        (some, all) => say_count!(
            words,
            "radiator.some_teams_have_a_concern",
            some,
            all = words.grouped(all)
        ),
    }
}

/// `7 of 10 teams have an improvement`.
fn improving(some: usize, all: usize, words: &Words) -> String {
    match (some, all) {
        (1, all) => say_count!(words, "radiator.one_team_has_an_improvement", all),
        (some, all) if some == all => say_count!(words, "radiator.all_teams_have_an_improvement", all),
        (some, all) => say_count!(
            words,
            "radiator.some_teams_have_an_improvement",
            some,
            all = words.grouped(all)
        ),
    }
}

/// One team.
pub(super) fn team(wall: Wall<'_>, team: usize) -> Vec<Screen> {
    let here = wall.here;
    let owner = &here.portfolio.teams[team];
    let cycle = here.now_of(team);
    let told = told(wall, team, cycle);
    let title = wall.titled(&owner.name, cycle);
    let known = &here.analysis.teams[team];
    let shown: Vec<_> = known.metrics().filter(|metric| wall.allows(*metric)).collect();
    let hidden = known.metrics().count() - shown.len();
    let mut rows: Vec<Row> = shown
        .iter()
        .flat_map(|metric| known.headline(*metric))
        .filter_map(|series| value_row(wall, (team, cycle), series))
        .collect();
    // What signals comes first: nobody walking past waits for the fourth screen.
    let signals_at = |row: &Row| row.status.as_ref().map(Status::rank);
    rows.sort_by_key(signals_at);
    let state = report_state(here, team, (cycle, here.portfolio.as_of));
    let (words, name) = (wall.words(), &owner.name);
    let report = match &state {
        Some(state) if state.is_there => say!(words, "radiator.team_has_reported", team = name),
        Some(state) => say!(words, "radiator.team_state", team = name, state = state.text),
        None => say!(words, "radiator.team_is_away", team = name),
    };
    let mut screens = vec![Screen {
        kind: "team",
        title: title.clone(),
        sentence: format!("{report} {}", said(told, words)).trim().to_owned(),
        numbers: team_numbers(wall, (team, owner), (cycle, told.signals)).into(),
        // Beside values it stands with them.
        note: if rows.is_empty() {
            left_out(hidden, words)
        } else {
            String::new()
        },
        ..Screen::default()
    }];
    if !rows.is_empty() {
        let sentence = match said(told, words) {
            none if none.is_empty() => words.word("radiator.no_values").to_owned(),
            signalled => signalled,
        };
        screens.extend(listed(rows, VALUES, words, &|| Screen {
            kind: "team",
            layout: "values",
            title: title.clone(),
            sentence: sentence.clone(),
            note: left_out(hidden, words),
            ..Screen::default()
        }));
    }
    screens
}

fn team_numbers(wall: Wall<'_>, whose: (usize, &Team), what: (CycleIndex, Signals)) -> Vec<Big> {
    let ((team, owner), (cycle, signals)) = (whose, what);
    let (here, words) = (wall.here, wall.words());
    let day = here.portfolio.as_of;
    let mut numbers = Vec::new();
    if let Some(report) = here.analysis.teams[team].report_in(cycle) {
        let all = signals.all();
        let reported = words.short_day(owner.reports[report].date);
        let label = say_count!(words, "radiator.values", all);
        numbers.push(Big::count(all, label, words).note(say!(words, "radiator.reported_on", day = reported)));
    }
    if signals.judged() > 0 {
        numbers.extend(signalled(signals, words));
    }
    let (met, aims) = targets(wall, team, cycle);
    if aims > 0 {
        numbers.push(Big {
            suffix: say!(words, "radiator.of", all = aims),
            ..Big::count(met, say_count!(words, "radiator.targets_met", aims), words)
        });
    }
    if !owner.actions.is_empty() {
        numbers.push(actions(std::iter::once(owner), day, words));
    }
    if !here.portfolio.notads.is_empty() {
        let waiting = awaiting(here.portfolio, team, here.today());
        let late = (waiting.iter()).filter(|(notad, _)| notad.due.is_some_and(|due| due < day));
        let label = say_count!(words, "radiator.notads_to_answer", waiting.len());
        numbers.push(Big::count(waiting.len(), label, words).note(past(late.count(), words)));
    }
    numbers
}

/// How many targets a team's values meet, of how many that can be told.
fn targets(wall: Wall<'_>, team: usize, cycle: CycleIndex) -> (usize, usize) {
    let known = &wall.here.analysis.teams[team];
    let met: Vec<bool> = known
        .metrics()
        .filter(|metric| wall.allows(*metric))
        .filter_map(|metric| {
            let entry = known.whole(metric)?.latest(cycle)?;
            let target = wall.here.portfolio.target(Some(team), metric, entry.last);
            let better = wall.here.portfolio.metric(metric).better;
            crate::analyse::target::meets(better, target, entry.judged()?.number)
        })
        .collect();
    (met.iter().filter(|met| **met).count(), met.len())
}

/// A series in a line; `None` where it has no value at all.
fn value_row(wall: Wall<'_>, whose: (usize, CycleIndex), series: &Series) -> Option<Row> {
    let (team, _) = whose;
    let metric = wall.here.portfolio.metric(series.metric);
    let part = part_name(wall.here, team, &series.part);
    Some(Row {
        who: name(wall.here.words(), metric, &part),
        ..of_series(wall, whose, series)?
    })
}

/// The newest value of a series, its line and its status; `None` where it has no value at all.
pub(super) fn of_series(wall: Wall<'_>, whose: (usize, CycleIndex), series: &Series) -> Option<Row> {
    let (team, cycle) = whose;
    let newest = series.latest(cycle)?;
    let style = wall.here.portfolio.style(Some(team), series.metric, newest.measured);
    let value = newest.value()?;
    let status = if newest.cycle == cycle {
        Status::of(mark(newest.said_then), wall.here.words())
    } else {
        let words = wall.words();
        let period = short_period(series, newest, words);
        Status::new("unknown", say!(words, "radiator.of_period", period = period))
    };
    let from = first_shown(wall.here.portfolio, cycle);
    let values: Vec<Option<f64>> = series
        .until(cycle)
        .iter()
        .filter(|entry| entry.cycle >= from)
        .map(|entry| {
            let value = entry.value().filter(|_| newest.is_measured_as(entry))?;
            value.number.to_f64()
        })
        .collect();
    let text = fitting(figure::value(value, &style), value.number, &style).text();
    Some(Row {
        // A line is a line from two values on.
        spark: if wall.is_shown && values.iter().flatten().count() > 1 {
            let description = say_count!(
                wall.words(),
                "radiator.line",
                values.iter().flatten().count(),
                last = text,
                status = status.text
            );
            spark(&Spark {
                title: &wall.here.portfolio.metric(series.metric).name,
                description: &description,
                values: &values,
            })
        } else {
            String::new()
        },
        value: text,
        status: Some(status),
        ..Row::default()
    })
}

/// What a value is of that is not of this cycle: `July`, `26 Jul`.
fn short_period(series: &Series, entry: &crate::analyse::series::Entry, words: &Words) -> String {
    match series.grain {
        crate::analyse::series::Grain::Month => words.month_alone(entry.last).to_owned(),
        crate::analyse::series::Grain::Cycle => this_year(entry.last, words),
    }
}

/// Which metrics of the radiator's teams it keeps to itself, and which teams it does not speak of, in words.
fn off_the_wall(wall: Wall<'_>) -> String {
    if !wall.is_shown {
        return String::new();
    }
    let (analysis, words) = (wall.here.analysis, wall.words());
    let known = (wall.radiator.teams.iter()).flat_map(|team| analysis.teams[*team].metrics());
    let hidden: BTreeSet<MetricIndex> = known.filter(|metric| !wall.allows(*metric)).collect();
    // Who has left, or is still to come, would stand on no wall.
    let cycle = (wall.cycle(), wall.here.portfolio.as_of);
    let others = (0..wall.here.portfolio.teams.len())
        .filter(|team| !wall.speaks_of(*team) && report_state(wall.here, *team, cycle).is_some())
        .count();
    match (hidden.len(), others) {
        (hidden, 0) => left_out(hidden, words),
        (0, others) => capital(&say_count!(words, "radiator.other_teams", others)),
        (hidden, others) => {
            let metrics = say_count!(words, "radiator.metrics_off", hidden);
            let teams = say_count!(words, "radiator.teams_off", others);
            capital(&say!(
                words,
                "radiator.left_out_of_both",
                metrics = metrics,
                teams = teams
            ))
        }
    }
}

/// What walls leave out, in words.
pub(super) fn left_out(hidden: usize, words: &Words) -> String {
    match hidden {
        0 => String::new(),
        hidden => capital(&say_count!(words, "radiator.left_out", hidden)),
    }
}
