//! Registers on a wall: reviews of workloads, wins, notices, incidents and tech shares.

use super::wall::{Row, Screen, Status, Wall, listed, plain, this_year};
use crate::analyse::notad::{Standing, TeamStanding, in_force};
use crate::analyse::war::{self, Due, Line};
use crate::analyse::win::{QuietWin, quiet_wins};
use crate::model::incident::Incident;
use crate::model::report::NotadStatus;
use crate::model::team::Team;
use crate::model::tech_share::TechShare;
use crate::page::register::Took;
use crate::page::war::result;
use crate::page::words::{self, capital, counted, have, noun, number};
use jiff::civil::Date;

/// So many entries of two lines fit on a screen.
const ENTRIES: usize = 5;
/// So many wins fit on a screen, each in up to two lines and who says it.
const WINS: usize = 3;
/// So many incidents and tech shares that are over are told.
const OVER: usize = 5;

/// Where well-architected reviews stand: a line for each workload that was looked at.
pub(super) fn war(wall: Wall<'_>) -> Vec<Screen> {
    let portfolio = wall.here.portfolio;
    let day = portfolio.as_of;
    let lines: Vec<(&Team, Line)> = (wall.radiator.teams.iter())
        .map(|team| &portfolio.teams[*team])
        .flat_map(|team| war::lines(team, day).into_iter().map(move |line| (team, line)))
        .collect();
    let dues: Vec<Option<Due>> = (lines.iter())
        .map(|(team, line)| war::due(team, line, (portfolio.config.war_every, day)))
        .collect();
    let held: std::collections::BTreeSet<&str> = (lines.iter())
        .filter(|(_, line)| !line.held.is_empty())
        .map(|(team, _)| team.slug.as_str())
        .collect();
    let overdue = dues.iter().filter(|due| matches!(due, Some(Due::Overdue(_)))).count();
    let soon = dues.iter().filter(|due| matches!(due, Some(Due::Soon(_)))).count();
    let next = match (overdue, soon) {
        _ if held.is_empty() => String::new(),
        (0, 0) => " None is due soon.".to_owned(),
        (0, 1) => " One is due soon.".to_owned(),
        (0, soon) => format!(" {} are due soon.", capital(&number(soon))),
        (1, _) => " One is past its day.".to_owned(),
        (overdue, _) => format!(" {} are past their day.", capital(&number(overdue))),
    };
    let sentence = if held.is_empty() {
        "No well-architected review has been held yet.".to_owned()
    } else {
        let have = have(held.len(), wall.radiator.teams.len(), "team");
        format!("{have} held reviews.{next}")
    };
    let rows = lines.iter().zip(&dues).filter_map(|((team, line), due)| {
        let war = &team.wars[line.latest().or_else(|| line.ahead.first().copied())?];
        let status = match due {
            Some(Due::Overdue(day)) => Status::new("concern", format!("was due {}", this_year(*day))),
            Some(Due::Soon(day)) => Status::new("unusual", format!("due {}", this_year(*day))),
            Some(Due::Later(day)) => Status::new("usual", format!("due {}", this_year(*day))),
            None => Status::new("unknown", war.status.words()),
        };
        let result = match line.latest() {
            Some(latest) => result::of(&team.wars[latest]),
            None => format!("{} for {}", war.status.words(), words::short_day(war.date)),
        };
        Some(Row {
            who: line
                .workload
                .map_or_else(|| team.name.clone(), |workload| team.workloads[workload].name.clone()),
            says: format!("{}, {}: {result}", team.name, line.provider.name()),
            status: Some(status),
            ..Row::default()
        })
    });
    let every = portfolio.config.war_every.words();
    let empty = format!(
        "Each workload is looked at every {}: what the review finds is shown here.",
        words::without_one(&every)
    );
    let rows: Vec<Row> = rows.collect();
    let empty = if rows.is_empty() { empty } else { String::new() };
    listed(rows, ENTRIES, &|| Screen {
        kind: "war",
        layout: "entries",
        title: "Well-architected reviews".to_owned(),
        sentence: sentence.clone(),
        empty: empty.clone(),
        ..Screen::default()
    })
}

/// What teams say went well in the cycle, and what went well without anybody saying so.
pub(super) fn wins(wall: Wall<'_>) -> Vec<Screen> {
    let here = wall.here;
    let cycle = wall.cycle();
    let until = words::day(here.portfolio.calendar.cycle(cycle).last);
    let mut rows = Vec::new();
    let (mut teams, mut written) = (0, 0);
    for team in &wall.radiator.teams {
        let owner = &here.portfolio.teams[*team];
        let Some(report) = here.analysis.teams[*team].reports.get(cycle.0).copied().flatten() else {
            continue;
        };
        let wins = &owner.reports[report].wins;
        teams += usize::from(!wins.is_empty());
        written += wins.len();
        // One a team is enough to be glad of, walking past; the page of wins has all.
        rows.extend(wins.first().map(|win| Row {
            who: plain(&win.text),
            says: if wall.radiator.shows.names && !win.thanks.is_empty() {
                format!("{}, thanks to {}", owner.name, words::list(&win.thanks))
            } else {
                owner.name.clone()
            },
            ..Row::default()
        }));
    }
    let told = rows.len();
    for team in &wall.radiator.teams {
        let found = quiet_wins(here.portfolio, here.analysis, *team, cycle);
        rows.extend(found.into_iter().filter_map(|win| quiet(wall, *team, win)));
    }
    let quiet = match rows.len() - told {
        0 => String::new(),
        1 => " One more is quiet.".to_owned(),
        more => format!(" {} more are quiet.", capital(&number(more))),
    };
    let sentence = match written {
        0 => format!("No win was written for the cycle to {until}.{quiet}"),
        written => format!(
            "{} wrote of {}.{quiet}",
            capital(&counted(teams, "team")),
            counted(written, "win")
        ),
    };
    let empty = if rows.is_empty() {
        "What went well? One line in a report is enough."
    } else {
        ""
    };
    listed(rows, WINS, &|| Screen {
        kind: "wins",
        layout: "quotes",
        title: wall.titled("Wins", cycle),
        sentence: sentence.clone(),
        empty: empty.to_owned(),
        ..Screen::default()
    })
}

/// A quiet win in words; `None` for what walls leave out.
fn quiet(wall: Wall<'_>, team: usize, win: QuietWin<'_>) -> Option<Row> {
    let times = |streak: &crate::analyse::win::Streak<'_>| {
        let unit = if streak.is_monthly() { "month" } else { "cycle" };
        format!("{} running", counted(streak.length, unit))
    };
    let who = match win {
        QuietWin::WithoutP1(streak) => format!("No P1 in {}", times(&streak)),
        QuietWin::TargetMet(streak) => {
            if !wall.allows(streak.metric()) {
                return None;
            }
            let name = &wall.here.portfolio.metric(streak.metric()).name;
            format!("{name} met its target {}", times(&streak))
        }
        QuietWin::Exercise(exercise) => {
            let outcome = exercise.outcome.as_ref().map(plain).unwrap_or_default();
            format!("{}: {outcome}", exercise.kind.words())
        }
        QuietWin::ThreatsClosed { before, now, .. } => {
            if !wall.radiator.shows.threats {
                return None;
            }
            let closed = usize::try_from(before - now).unwrap_or(usize::MAX);
            format!("{} closed in the threat model", capital(&counted(closed, "threat")))
        }
    };
    Some(Row {
        who,
        says: wall.name(team),
        ..Row::default()
    })
}

/// The notices in force for the radiator's teams.
pub(super) fn notads(wall: Wall<'_>) -> Vec<Screen> {
    let day = wall.here.portfolio.as_of;
    let held = in_force(wall.here.portfolio, wall.here.today());
    let held: Vec<&Standing<'_>> = held
        .iter()
        .filter(|standing| (standing.concerned.iter()).any(|team| wall.radiator.teams.contains(&team.team)))
        .collect();
    let rows: Vec<Row> = held.iter().map(|standing| notice(wall, standing, day)).collect();
    let late = rows
        .iter()
        .filter(|row| row.status.as_ref().is_some_and(|status| status.kind == "concern"))
        .count();
    let sentence = match (held.len(), late) {
        (0, _) => "No notice to all developers is in force.".to_owned(),
        (1, 0) => "One notice is in force.".to_owned(),
        (1, _) => "One notice is in force, and it is past its day.".to_owned(),
        (held, 0) => format!("{} notices are in force, none past its day.", capital(&number(held))),
        (held, late) => format!(
            "{} notices are in force, {} of them past {} day.",
            capital(&number(held)),
            number(late),
            if late == 1 { "its" } else { "their" }
        ),
    };
    let empty = if rows.is_empty() {
        "Enterprise impacts, mandates and changes of the pipeline are announced here."
    } else {
        ""
    };
    listed(rows, ENTRIES, &|| Screen {
        kind: "notads",
        layout: "entries",
        title: "NOTADs · notices to all developers".to_owned(),
        sentence: sentence.clone(),
        empty: empty.to_owned(),
        ..Screen::default()
    })
}

fn notice(wall: Wall<'_>, standing: &Standing<'_>, day: Date) -> Row {
    let notad = standing.notad;
    let own = || (standing.concerned.iter()).filter(|team| wall.radiator.teams.contains(&team.team));
    let done = own().filter(|team| team.status() == Some(NotadStatus::Done)).count();
    let applicable = own()
        .filter(|team| team.status() != Some(NotadStatus::NotApplicable))
        .count();
    let is_settled = own().all(TeamStanding::is_settled);
    let says = match applicable {
        0 => "applies to no team".to_owned(),
        all => format!("{done} of {all} {} done", noun(all, "team")),
    };
    let status = match notad.due {
        _ if is_settled => Status::new("improvement", "settled"),
        Some(due) if due < day => Status::new("concern", format!("was due {}", this_year(due))),
        Some(due) => Status::new("usual", format!("due {}", this_year(due))),
        None => Status::new("usual", "in force"),
    };
    Row {
        who: notad.title.clone(),
        says: format!("{}: {says}", capital(notad.kind.words())),
        status: Some(status),
        ..Row::default()
    }
}

/// What is broken, then what broke last.
pub(super) fn incidents(wall: Wall<'_>) -> Vec<Screen> {
    let portfolio = wall.here.portfolio;
    let day = portfolio.as_of;
    let mut all: Vec<(&Team, &Incident)> = (wall.radiator.teams.iter())
        .map(|team| &portfolio.teams[*team])
        .flat_map(|team| team.incidents.iter().map(move |incident| (team, incident)))
        .filter(|(_, incident)| incident.started.date <= day)
        .collect();
    all.sort_by_key(|(_, incident)| std::cmp::Reverse((incident.started.date, incident.started.at)));
    let (open, over): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, incident)| incident.is_open_on(day));
    let now = match open.len() {
        0 => "No incident is open.".to_owned(),
        1 => "One incident is open.".to_owned(),
        open => format!("{} incidents are open.", capital(&number(open))),
    };
    let last = over.first().map_or_else(String::new, |(_, incident)| {
        format!(" The last was on {}.", words::day(incident.started.date))
    });
    let sentence = if open.is_empty() && over.is_empty() {
        "No incident has been written down yet.".to_owned()
    } else {
        format!("{now}{last}")
    };
    let shown = open
        .iter()
        .chain(over.iter().take(OVER.saturating_sub(open.len()).max(1)));
    let rows: Vec<Row> = shown.map(|(team, incident)| broken(team, incident, day)).collect();
    let empty = if rows.is_empty() {
        "An incident that is written down teaches more than one team."
    } else {
        ""
    };
    listed(rows, ENTRIES, &|| Screen {
        kind: "incidents",
        layout: "entries",
        title: "Incidents".to_owned(),
        sentence: sentence.clone(),
        empty: empty.to_owned(),
        ..Screen::default()
    })
}

fn broken(team: &Team, incident: &Incident, day: Date) -> Row {
    let severity = incident
        .severity
        .map_or_else(String::new, |severity| format!("P{severity}, "));
    let restored = match (incident.hours_to_recover(), incident.restored) {
        (Some(hours), _) => format!("restored after {}", Took::of_hours(hours).words()),
        (None, Some(restored)) => format!("restored after {}", Took::between(incident.started, restored).words()),
        (None, None) => "not restored yet".to_owned(),
    };
    let is_open = incident.is_open_on(day);
    Row {
        who: plain(&incident.title),
        says: format!(
            "{severity}{}, {}: {}",
            team.name,
            words::short_day(incident.started.date),
            if is_open { "not restored yet" } else { &restored }
        ),
        status: Some(if is_open {
            Status::new("concern", "open")
        } else {
            Status::new("usual", "restored")
        }),
        ..Row::default()
    }
}

/// What teams will teach, then what they taught last.
pub(super) fn tech_shares(wall: Wall<'_>) -> Vec<Screen> {
    let day = wall.here.portfolio.as_of;
    let teams = &wall.radiator.teams;
    // A share of no team is for everybody.
    let mut shares = (wall.here.portfolio.tech_shares.iter())
        .filter(|share| share.team.is_none_or(|team| teams.contains(&team)))
        .collect::<Vec<_>>();
    // What was planned for a day that has passed is nothing to look forward to.
    shares.retain(|share| share.is_held_on(day) || share.date.is_none_or(|date| date >= day));
    let (held, planned): (Vec<&TechShare>, Vec<&TechShare>) =
        shares.into_iter().partition(|share| share.is_held_on(day));
    let next = planned.iter().filter_map(|share| share.date).min();
    let sentence = match (planned.len(), next) {
        (0, _) if held.is_empty() => "No tech share has been planned or held yet.".to_owned(),
        (0, _) => "No tech share is planned.".to_owned(),
        (_, Some(next)) => format!("The next tech share is on {}.", words::weekday_and_day(next)),
        (planned, None) => format!(
            "{} planned, without a day yet.",
            capital(&counted(planned, "tech share"))
        ),
    };
    let told = held.iter().rev().take(OVER.saturating_sub(planned.len()).max(1));
    let rows: Vec<Row> = planned
        .iter()
        .chain(told)
        .map(|share| taught(wall, share, day))
        .collect();
    let empty = if rows.is_empty() {
        "What could your team show the others?"
    } else {
        ""
    };
    listed(rows, ENTRIES, &|| Screen {
        kind: "tech-shares",
        layout: "entries",
        title: "Tech shares".to_owned(),
        sentence: sentence.clone(),
        empty: empty.to_owned(),
        ..Screen::default()
    })
}

fn taught(wall: Wall<'_>, share: &TechShare, day: Date) -> Row {
    let team = share.team.map(|team| wall.name(team));
    let people = if wall.radiator.shows.names {
        words::list(&share.presenters)
    } else {
        String::new()
    };
    let by: Vec<String> = [team.unwrap_or_default(), people]
        .into_iter()
        .filter(|by| !by.is_empty())
        .collect();
    let is_held = share.is_held_on(day);
    let date = share.date.map_or_else(|| "no day yet".to_owned(), words::short_day);
    let when = if is_held { format!("held {date}") } else { date };
    Row {
        who: share.title.clone(),
        says: if by.is_empty() {
            when
        } else {
            format!("{when}: {}", by.join(", "))
        },
        status: Some(if is_held {
            Status::new("usual", "held")
        } else {
            Status::new("unusual", "planned")
        }),
        ..Row::default()
    }
}
