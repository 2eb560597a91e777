//! Registers on a wall: reviews of workloads, wins, notices, incidents and tech shares.

use super::wall::{Row, Screen, Status, Wall, listed, this_year};
use crate::analyse::notad::{Standing, TeamStanding, in_force};
use crate::analyse::war::{self, Due, Line};
use crate::analyse::win::{QuietWin, quiet_wins};
use crate::model::cycle::{Length, LengthUnit};
use crate::model::incident::Incident;
use crate::model::report::NotadStatus;
use crate::model::team::Team;
use crate::model::tech_share::TechShare;
use crate::page::register::Took;
use crate::page::register::win::{times, without_p1};
use crate::page::war::result;
use crate::page::words::capital;
use crate::words::{Words, say, say_count};
use jiff::civil::Date;

/// So many entries of two lines fit on a screen.
const ENTRIES: usize = 5;
/// So many wins fit on a screen, each in up to two lines and who says it.
const WINS: usize = 3;
/// So many incidents and tech shares that are over are told.
const OVER: usize = 5;

/// Where well-architected reviews stand: a line for each workload that was looked at.
pub(super) fn war(wall: Wall<'_>) -> Vec<Screen> {
    let (portfolio, words) = (wall.here.portfolio, wall.words());
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
    let sentence = match (held.len(), wall.radiator.teams.len()) {
        (0, _) => words.word("radiator.no_war_held").to_owned(),
        (1, all) => say_count!(words, "radiator.one_team_held_wars", all),
        (held, all) if held == all => say_count!(words, "radiator.all_teams_held_wars", all),
        (held, all) => say_count!(words, "radiator.some_teams_held_wars", held, all = words.grouped(all)),
    };
    let next = match (overdue, soon) {
        (0, soon) => say_count!(words, "radiator.wars_due_soon", soon),
        (overdue, _) => say_count!(words, "radiator.wars_overdue", overdue),
    };
    let sentence = if held.is_empty() {
        sentence
    } else {
        format!("{sentence} {}", capital(&next))
    };
    let rows = lines.iter().zip(&dues).filter_map(|((team, line), due)| {
        let war = &team.wars[line.latest().or_else(|| line.ahead.first().copied())?];
        let status = match due {
            Some(Due::Overdue(day)) => Status::new("concern", was_due(*day, words)),
            Some(Due::Soon(day)) => Status::new("unusual", will_be_due(*day, words)),
            Some(Due::Later(day)) => Status::new("usual", will_be_due(*day, words)),
            None => Status::new("unknown", words.war_status(war.status)),
        };
        let result = match line.latest() {
            Some(latest) => result::of(&team.wars[latest], words),
            None => say!(
                words,
                "radiator.war_status_and_day",
                status = words.war_status(war.status),
                day = words.short_day(war.date)
            ),
        };
        Some(Row {
            who: line
                .workload
                .map_or_else(|| team.name.clone(), |workload| team.workloads[workload].name.clone()),
            says: say!(
                words,
                "radiator.war",
                team = team.name,
                provider = words.provider(line.provider),
                result = result
            ),
            status: Some(status),
            ..Row::default()
        })
    });
    let rows: Vec<Row> = rows.collect();
    let empty = if rows.is_empty() {
        looked_at_every(portfolio.config.war_every, words)
    } else {
        String::new()
    };
    listed(rows, ENTRIES, words, &|| Screen {
        kind: "war",
        layout: "entries",
        title: words.word("radiator.wars").to_owned(),
        sentence: sentence.clone(),
        empty: empty.clone(),
        ..Screen::default()
    })
}

fn was_due(day: Date, words: &Words) -> String {
    say!(words, "radiator.was_due", day = this_year(day, words))
}

fn will_be_due(day: Date, words: &Words) -> String {
    say!(words, "radiator.due", day = this_year(day, words))
}

/// `Each workload is looked at every three months: …`
fn looked_at_every(every: Length, words: &Words) -> String {
    let (count, unit) = every.parts();
    match unit {
        LengthUnit::Day => say_count!(words, "radiator.war_every_days", count),
        LengthUnit::Week => say_count!(words, "radiator.war_every_weeks", count),
        LengthUnit::Month => say_count!(words, "radiator.war_every_months", count),
        LengthUnit::Year => say_count!(words, "radiator.war_every_years", count),
    }
}

/// What teams say went well in the cycle, and what went well without anybody saying so.
pub(super) fn wins(wall: Wall<'_>) -> Vec<Screen> {
    let (here, words) = (wall.here, wall.words());
    let cycle = wall.cycle();
    let until = words.day(here.portfolio.calendar.cycle(cycle).last);
    let mut rows = Vec::new();
    let (mut teams, mut written) = (0, 0);
    for team in &wall.radiator.teams {
        let owner = &here.portfolio.teams[*team];
        let Some(report) = here.analysis.teams[*team].report_in(cycle) else {
            continue;
        };
        let wins = &owner.reports[report].wins;
        teams += usize::from(!wins.is_empty());
        written += wins.len();
        // One a team is enough to be glad of, walking past; the page of wins has all.
        rows.extend(wins.first().map(|win| Row {
            who: wall.plain(&win.text),
            says: if wall.radiator.shows.names && !win.thanks.is_empty() {
                say!(
                    words,
                    "radiator.team_thanks",
                    team = owner.name,
                    people = words.list(&win.thanks)
                )
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
    let sentence = match written {
        0 => say!(words, "wins.none_of_cycle", day = until),
        written => capital(&say_count!(
            words,
            "radiator.teams_wrote_of_wins",
            teams,
            wins = say_count!(words, "wins.wins", written)
        )),
    };
    let sentence = match rows.len() - told {
        0 => sentence,
        more => format!(
            "{sentence} {}",
            capital(&say_count!(words, "radiator.more_wins_are_quiet", more))
        ),
    };
    let empty = if rows.is_empty() {
        words.word("radiator.no_wins")
    } else {
        ""
    };
    listed(rows, WINS, words, &|| Screen {
        kind: "wins",
        layout: "quotes",
        title: wall.titled(words.word("registers.wins"), cycle),
        sentence: sentence.clone(),
        empty: empty.to_owned(),
        ..Screen::default()
    })
}

/// A quiet win in words; `None` for what walls leave out.
fn quiet(wall: Wall<'_>, team: usize, win: QuietWin<'_>) -> Option<Row> {
    let words = wall.words();
    let who = match win {
        QuietWin::WithoutP1(streak) => without_p1(streak, words),
        QuietWin::TargetMet(streak) => {
            if !wall.allows(streak.metric()) {
                return None;
            }
            let name = &wall.here.portfolio.metric(streak.metric()).name;
            say!(words, "wins.target_met", metric = name, times = times(streak, words))
        }
        QuietWin::Exercise(exercise) => {
            let outcome = exercise
                .outcome
                .as_ref()
                .map_or_else(String::new, |outcome| wall.plain(outcome));
            say!(
                words,
                "wins.exercise",
                kind = words.exercise(exercise.kind),
                outcome = outcome
            )
        }
        QuietWin::ThreatsClosed { before, now, .. } => {
            if !wall.radiator.shows.threats {
                return None;
            }
            let closed = usize::try_from(before - now).unwrap_or(usize::MAX);
            capital(&say_count!(words, "wins.threats_closed", closed))
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
    let (day, words) = (wall.here.portfolio.as_of, wall.words());
    let held = in_force(wall.here.portfolio, wall.here.today());
    let held: Vec<&Standing<'_>> = held
        .iter()
        .filter(|standing| (standing.concerned.iter()).any(|team| wall.speaks_of(team.team)))
        .collect();
    let rows: Vec<Row> = held.iter().map(|standing| notice(wall, standing, day)).collect();
    let late = rows
        .iter()
        .filter(|row| row.status.as_ref().is_some_and(|status| status.kind == "concern"))
        .count();
    let sentence = match (held.len(), late) {
        (0, _) => words.word("notads.none_in_force").to_owned(),
        (1, 0) => words.word("radiator.one_notad").to_owned(),
        (1, _) => words.word("radiator.one_notad_past").to_owned(),
        (held, 0) => say_count!(words, "radiator.notads_none_past", held),
        (held, late) => {
            let notads = say_count!(words, "radiator.notads_in_force", held);
            say_count!(words, "radiator.notads_some_past", late, notads = notads)
        }
    };
    let sentence = capital(&sentence);
    let empty = if rows.is_empty() {
        words.word("radiator.no_notads")
    } else {
        ""
    };
    listed(rows, ENTRIES, words, &|| Screen {
        kind: "notads",
        layout: "entries",
        title: words.word("radiator.notads").to_owned(),
        sentence: sentence.clone(),
        empty: empty.to_owned(),
        ..Screen::default()
    })
}

fn notice(wall: Wall<'_>, standing: &Standing<'_>, day: Date) -> Row {
    let notad = standing.notad;
    let own = || (standing.concerned.iter()).filter(|team| wall.speaks_of(team.team));
    let done = own().filter(|team| team.status() == Some(NotadStatus::Done)).count();
    let applicable = own()
        .filter(|team| team.status() != Some(NotadStatus::NotApplicable))
        .count();
    let is_settled = own().all(TeamStanding::is_settled);
    let words = wall.words();
    let says = match applicable {
        0 => words.word("notads.applies_to_no_team").to_owned(),
        all => say_count!(words, "radiator.notad_done", all, done = done),
    };
    let status = match notad.due {
        _ if is_settled => Status::new("improvement", words.word("radiator.settled")),
        Some(due) if due < day => Status::new("concern", was_due(due, words)),
        Some(due) => Status::new("usual", will_be_due(due, words)),
        None => Status::new("usual", words.word("radiator.in_force")),
    };
    Row {
        who: notad.title.clone(),
        says: say!(
            words,
            "radiator.notad",
            kind = capital(words.notad_kind(notad.kind)),
            says = says
        ),
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
    let words = wall.words();
    let now = capital(&say_count!(words, "incidents.open", open.len()));
    let sentence = match over.first() {
        None if open.is_empty() => words.word("incidents.none_written").to_owned(),
        // What is open began later, as a rule: the last is not the last that is over.
        Some((_, incident)) if open.is_empty() => {
            let day = words.day(incident.started.date);
            format!("{now} {}", say!(words, "radiator.last_incident", day = day))
        }
        _ => now,
    };
    let shown = open
        .iter()
        .chain(over.iter().take(OVER.saturating_sub(open.len()).max(1)));
    let rows: Vec<Row> = shown.map(|(team, incident)| broken(wall, team, incident)).collect();
    let empty = if rows.is_empty() {
        words.word("radiator.no_incidents")
    } else {
        ""
    };
    listed(rows, ENTRIES, words, &|| Screen {
        kind: "incidents",
        layout: "entries",
        title: words.word("registers.incidents").to_owned(),
        sentence: sentence.clone(),
        empty: empty.to_owned(),
        ..Screen::default()
    })
}

fn broken(wall: Wall<'_>, team: &Team, incident: &Incident) -> Row {
    let (day, words) = (wall.here.portfolio.as_of, wall.words());
    let is_open = incident.is_open_on(day);
    let took = match (incident.hours_to_recover(), incident.restored) {
        _ if is_open => None,
        (Some(hours), _) => Some(Took::of_hours(hours)),
        (None, Some(restored)) => Some(Took::between(incident.started, restored)),
        (None, None) => None,
    };
    let restored = match took {
        Some(took) => say!(words, "incidents.restored_after", length = took.said(words)),
        None => words.word("incidents.not_restored").to_owned(),
    };
    let (name, day) = (&team.name, words.short_day(incident.started.date));
    Row {
        who: wall.plain(&incident.title),
        says: match incident.severity {
            Some(severity) => say!(
                words,
                "radiator.incident_of_severity",
                severity = format!("P{severity}"),
                team = name,
                day = day,
                restored = restored
            ),
            None => say!(words, "radiator.incident", team = name, day = day, restored = restored),
        },
        status: Some(if is_open {
            Status::new("concern", words.word("radiator.incident_is_open"))
        } else {
            Status::new("usual", words.word("incidents.restored"))
        }),
        ..Row::default()
    }
}

/// What teams will teach, then what they taught last.
pub(super) fn tech_shares(wall: Wall<'_>) -> Vec<Screen> {
    let day = wall.here.portfolio.as_of;
    // A share of no team is for everybody.
    let shares: Vec<&TechShare> = (wall.here.portfolio.tech_shares.iter())
        .filter(|share| share.team.is_none_or(|team| wall.speaks_of(team)))
        .collect();
    // What was planned for a day that has passed is nothing to look forward to.
    let planned: Vec<&&TechShare> = shares.iter().filter(|share| share.is_to_come_on(day)).collect();
    let held: Vec<&&TechShare> = shares.iter().filter(|share| share.is_held_on(day)).collect();
    let words = wall.words();
    let next = planned.iter().filter_map(|share| share.date).min();
    let sentence = match (planned.len(), next) {
        (0, _) if shares.is_empty() => words.word("tech_shares.none_written").to_owned(),
        (0, _) => say_count!(words, "tech_shares.are_planned", 0),
        (_, Some(next)) => say!(words, "radiator.next_share", day = words.weekday_and_day(next)),
        (planned, None) => capital(&say_count!(words, "radiator.shares_without_day", planned)),
    };
    let told = held.into_iter().rev().take(OVER.saturating_sub(planned.len()).max(1));
    let rows: Vec<Row> = planned
        .into_iter()
        .chain(told)
        .map(|share| taught(wall, share, day))
        .collect();
    let empty = if rows.is_empty() {
        words.word("radiator.no_shares")
    } else {
        ""
    };
    listed(rows, ENTRIES, words, &|| Screen {
        kind: "tech-shares",
        layout: "entries",
        title: words.word("registers.tech_shares").to_owned(),
        sentence: sentence.clone(),
        empty: empty.to_owned(),
        ..Screen::default()
    })
}

fn taught(wall: Wall<'_>, share: &TechShare, day: Date) -> Row {
    let team = share.team.map(|team| wall.name(team));
    let words = wall.words();
    let people = if wall.radiator.shows.names {
        words.list(&share.presenters)
    } else {
        String::new()
    };
    let by: Vec<String> = [team.unwrap_or_default(), people]
        .into_iter()
        .filter(|by| !by.is_empty())
        .collect();
    let is_held = share.is_held_on(day);
    let when = match share.date.map(|date| words.short_day(date)) {
        Some(day) if is_held => say!(words, "radiator.share_held_on", day = day),
        Some(day) => day,
        None => words.word("radiator.share_without_day").to_owned(),
    };
    Row {
        who: share.title.clone(),
        says: if by.is_empty() {
            when
        } else {
            let by = by.join(words.word("lists.between"));
            say!(words, "radiator.share", when = when, by = by)
        },
        status: Some(if is_held {
            Status::new("usual", words.word("radiator.share_is_held"))
        } else {
            Status::new("unusual", words.word("radiator.share_is_planned"))
        }),
        ..Row::default()
    }
}
