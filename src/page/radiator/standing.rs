//! Where the portfolio and a team stand: big numbers, then the teams or the team's values.

use super::wall::{Big, Row, Screen, Status, Wall, fitting, listed, said, this_year};
use crate::analyse::notad::{awaiting, in_force};
use crate::analyse::series::Series;
use crate::chart::{Spark, spark};
use crate::model::cycle::CycleIndex;
use crate::model::team::Team;
use crate::page::figure::{self, part_name};
use crate::page::picture::name;
use crate::page::signal::{Signals, mark};
use crate::page::standing::{report_state, team_signals};
use crate::page::unread;
use crate::page::window::first_shown;
use crate::page::words::{self, capital, have, noun};
use rust_decimal::prelude::ToPrimitive;

/// So many teams fit on a screen, each with its name and a line.
const TEAMS: usize = 10;
/// So many values fit on a screen, each in a line.
const VALUES: usize = 8;

/// The portfolio, or the part of it that the radiator speaks of.
pub(super) fn portfolio(wall: Wall<'_>) -> Vec<Screen> {
    let cycle = wall.cycle();
    let title = capital(&wall.to(cycle));
    let signals =
        (wall.radiator.teams.iter()).fold(Signals::default(), |sum, team| sum.join(signals(wall, *team, cycle)));
    let mut screens = vec![Screen {
        kind: "portfolio",
        title: title.clone(),
        sentence: format!("{} {}", attendance(wall, cycle), said(signals))
            .trim()
            .to_owned(),
        numbers: numbers(wall, signals),
        ..Screen::default()
    }];
    let rows: Vec<Row> = (wall.radiator.teams.iter())
        .filter_map(|team| team_row(wall, *team, cycle))
        .collect();
    if !rows.is_empty() {
        let sentence = teams_sentence(wall, cycle);
        screens.extend(listed(rows, TEAMS, &|| Screen {
            kind: "portfolio",
            layout: "cards",
            title: title.clone(),
            sentence: sentence.clone(),
            ..Screen::default()
        }));
    }
    screens
}

fn signals(wall: Wall<'_>, team: usize, cycle: CycleIndex) -> Signals {
    team_signals(wall.here, team, cycle, &|metric| wall.allows(metric))
}

fn attendance(wall: Wall<'_>, cycle: CycleIndex) -> String {
    if wall.radiator.teams.is_empty() {
        return "This portfolio has no teams yet.".to_owned();
    }
    let (reported, expected) = wall.attendance(cycle);
    let skipped = wall.here.portfolio.calendar.cycle(cycle).skipped.as_deref();
    match (reported, expected, skipped) {
        (_, 0, Some(reason)) => format!("No report was expected: {reason}."),
        (_, 0, None) => "No report was expected.".to_owned(),
        (0, _, _) if !unread::of_wall(wall.here, &wall.radiator.teams).is_empty() => {
            "No report could be read.".to_owned()
        }
        (0, _, _) => "No team has reported yet.".to_owned(),
        (reported, expected, _) => format!("{} reported.", have(reported, expected, "team")),
    }
}

fn numbers(wall: Wall<'_>, signals: Signals) -> Vec<Big> {
    let here = wall.here;
    let (reported, expected) = wall.attendance(wall.cycle());
    let mut numbers = vec![Big {
        suffix: format!("of {}", words::grouped(expected)),
        ..Big::count(reported, "teams reported")
    }];
    numbers.extend(signalled(signals));
    let day = here.portfolio.as_of;
    let held = in_force(here.portfolio, here.today());
    let held: Vec<_> = held
        .iter()
        .filter(|standing| (standing.concerned.iter()).any(|team| wall.radiator.teams.contains(&team.team)))
        .collect();
    if !here.portfolio.notads.is_empty() {
        let late = held.iter().filter(|standing| standing.is_overdue).count();
        let label = format!("{} in force", noun(held.len(), "NOTAD"));
        numbers.push(Big::count(held.len(), &label).note(past(late)));
    }
    let teams = || wall.radiator.teams.iter().map(|team| &here.portfolio.teams[*team]);
    if teams().any(|team| !team.actions.is_empty()) {
        numbers.push(actions(teams(), day));
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
        let note = p1.map_or_else(String::new, |last| format!("last P1: {}", words::short_day(last)));
        numbers.push(Big::count(open, &format!("open {}", noun(open, "incident"))).note(note));
    }
    numbers
}

/// Open actions, and how many of them are past their day.
fn actions<'t>(teams: impl Iterator<Item = &'t Team>, day: jiff::civil::Date) -> Big {
    let open: Vec<_> = teams
        .flat_map(|team| &team.actions)
        .filter(|action| action.is_open_on(day))
        .collect();
    let late = open.iter().filter(|action| action.is_overdue_on(day)).count();
    Big::count(open.len(), &format!("open {}", noun(open.len(), "action"))).note(past(late))
}

fn past(late: usize) -> String {
    match late {
        0 => "none past its day".to_owned(),
        late => format!(
            "{} past {}",
            words::grouped(late),
            if late == 1 { "its day" } else { "their day" }
        ),
    }
}

fn signalled(signals: Signals) -> Vec<Big> {
    let all = signals.judged() + signals.unknown;
    if signals.judged() == 0 {
        let label = noun(all, "value");
        return vec![Big::count(all, &label).note("no limits yet")];
    }
    let of = format!("of {} values", words::grouped(all));
    [
        (signals.concern, "concern", of),
        (
            signals.improvement,
            "improvement",
            format!("{} as usual", words::grouped(signals.usual)),
        ),
    ]
    .into_iter()
    .map(|(count, kind, note)| Big {
        mark: if count > 0 { kind } else { "" },
        ..Big::count(count, &noun(count, kind)).note(note)
    })
    .collect()
}

/// A team in a card: what its values signal, and whether its report is there.
fn team_row(wall: Wall<'_>, team: usize, cycle: CycleIndex) -> Option<Row> {
    let state = report_state(wall.here, team, (cycle, wall.here.portfolio.as_of))?;
    let signals = signals(wall, team, cycle);
    let mut parts = Vec::new();
    for (count, word) in [(signals.concern, "concern"), (signals.improvement, "improvement")] {
        if count > 0 {
            parts.push(format!("{count} {}", noun(count, word)));
        }
    }
    let status = match (signals.concern, signals.improvement) {
        _ if signals.judged() == 0 && signals.unknown == 0 => Status::new("unknown", state.text),
        (0, 0) if signals.judged() == 0 => Status::new("unknown", "no limits yet"),
        (0, 0) if signals.unusual > 0 => Status::new("unusual", format!("{} unusual", signals.unusual)),
        (0, 0) => Status::new("usual", "as usual"),
        (0, _) => Status::new("improvement", parts.join(", ")),
        _ => Status::new("concern", parts.join(", ")),
    };
    Some(Row {
        who: wall.name(team),
        status: Some(status),
        ..Row::default()
    })
}

fn teams_sentence(wall: Wall<'_>, cycle: CycleIndex) -> String {
    let teams = &wall.radiator.teams;
    let all: Vec<Signals> = teams.iter().map(|team| signals(wall, *team, cycle)).collect();
    let with = |wanted: &dyn Fn(&Signals) -> bool| all.iter().filter(|signals| wanted(signals)).count();
    let concern = with(&|signals| signals.concern > 0);
    let improvement = with(&|signals| signals.improvement > 0);
    match (concern, improvement) {
        (0, 0) if all.iter().all(|signals| signals.judged() == 0) => {
            "It is too early to tell: no value has limits yet.".to_owned()
        }
        (0, 0) => "No team has a concern or an improvement.".to_owned(),
        (0, some) => format!(
            "{} an improvement, and none a concern.",
            have(some, teams.len(), "team")
        ),
        (some, 0) => format!(
            "{} a concern, and none an improvement.",
            have(some, teams.len(), "team")
        ),
        (concern, improvement) => format!(
            "{} a concern, and {} an improvement.",
            have(concern, teams.len(), "team"),
            words::number(improvement)
        ),
    }
}

/// One team.
pub(super) fn team(wall: Wall<'_>, team: usize) -> Vec<Screen> {
    let here = wall.here;
    let owner = &here.portfolio.teams[team];
    let cycle = here.now_of(team);
    let signals = signals(wall, team, cycle);
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
    let report = match &state {
        Some(state) if state.is_there => format!("{} has reported.", owner.name),
        Some(state) => format!("{}: {}.", owner.name, state.text),
        None => format!("{} is not part of the portfolio now.", owner.name),
    };
    let mut screens = vec![Screen {
        kind: "team",
        title: title.clone(),
        sentence: format!("{report} {}", said(signals)).trim().to_owned(),
        numbers: team_numbers(wall, (team, owner), (cycle, signals)),
        ..Screen::default()
    }];
    if !rows.is_empty() {
        let sentence = match said(signals) {
            none if none.is_empty() => "This cycle has no values.".to_owned(),
            signalled => signalled,
        };
        screens.extend(listed(rows, VALUES, &|| Screen {
            kind: "team",
            layout: "values",
            title: title.clone(),
            sentence: sentence.clone(),
            note: left_out(hidden),
            ..Screen::default()
        }));
    }
    screens
}

fn team_numbers(wall: Wall<'_>, whose: (usize, &Team), what: (CycleIndex, Signals)) -> Vec<Big> {
    let ((team, owner), (cycle, signals)) = (whose, what);
    let here = wall.here;
    let day = here.portfolio.as_of;
    let mut numbers = Vec::new();
    if let Some(report) = here.analysis.teams[team].reports.get(cycle.0).copied().flatten() {
        let all = signals.judged() + signals.unknown;
        let note = format!("reported {}", words::short_day(owner.reports[report].date));
        numbers.push(Big::count(all, &noun(all, "value")).note(note));
    }
    if signals.judged() > 0 {
        numbers.extend(signalled(signals));
    }
    let (met, aims) = targets(wall, team, cycle);
    if aims > 0 {
        numbers.push(Big {
            suffix: format!("of {aims}"),
            ..Big::count(met, &format!("{} met", noun(aims, "target")))
        });
    }
    if !owner.actions.is_empty() {
        numbers.push(actions(std::iter::once(owner), day));
    }
    if !here.portfolio.notads.is_empty() {
        let waiting = awaiting(here.portfolio, team, here.today());
        let late = (waiting.iter()).filter(|(notad, _)| notad.due.is_some_and(|due| due < day));
        let label = format!("{} to answer", noun(waiting.len(), "NOTAD"));
        numbers.push(Big::count(waiting.len(), &label).note(past(late.count())));
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
            crate::analyse::target::meets(better, target, entry.value()?.number)
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
        Status::new("unknown", format!("of {}", short_period(series, newest)))
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
        spark: if values.iter().flatten().count() > 1 {
            let description = format!(
                "{} values, the last {text}, {}",
                values.iter().flatten().count(),
                status.text
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
fn short_period(series: &Series, entry: &crate::analyse::series::Entry) -> String {
    match series.grain {
        crate::analyse::series::Grain::Month => words::month_name(entry.last).to_owned(),
        crate::analyse::series::Grain::Cycle => this_year(entry.last),
    }
}

/// What walls leave out, in words.
pub(super) fn left_out(hidden: usize) -> String {
    match hidden {
        0 => String::new(),
        1 => "One metric stays off this wall.".to_owned(),
        hidden => format!("{} metrics stay off this wall.", capital(&words::number(hidden))),
    }
}
