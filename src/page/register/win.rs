//! Wins: what teams say went well, and what went well without anybody having to say so.

use super::{Tab, tabs};
use crate::analyse::win::{QuietWin, Streak, quiet_wins};
use crate::markdown::escape;
use crate::model::cycle::CycleIndex;
use crate::page::around::{metric_link, workload_name};
use crate::page::figure;
use crate::page::frame::{Area, Heading, below_portfolio, framed};
use crate::page::here::{Here, Link};
use crate::page::voices::{Said, won};
use crate::page::words::{self, capital, counted, number};
use crate::page::{View, WINS, cycle_path, report_path};
use serde::Serialize;

/// So many of the newest cycles with wins are listed: half a year of two weeks each. Older ones stand on their cycles' pages.
const LISTED: usize = 13;

/// The quiet wins of all teams in a cycle, in the portfolio's order.
pub(in crate::page) fn quiet(here: Here<'_>, cycle: CycleIndex) -> Vec<Said> {
    let teams = 0..here.portfolio.teams.len();
    teams
        .flat_map(|team| {
            let found = quiet_wins(here.portfolio, here.analysis, team, cycle);
            found.into_iter().map(move |win| Said {
                team: Some(here.team(team)),
                html: told(here, team, win),
                to: String::new(),
                by: None,
            })
        })
        .collect()
}

/// A quiet win with its facts, as HTML.
pub(in crate::page) fn told(here: Here<'_>, team: usize, win: QuietWin<'_>) -> String {
    let owner = &here.portfolio.teams[team];
    match win {
        QuietWin::WithoutP1(streak) => format!("No P1 in {}", times(streak)),
        QuietWin::TargetMet(streak) => target_met(here, team, streak),
        QuietWin::Exercise(exercise) => {
            let date = exercise
                .date
                .map_or_else(String::new, |date| format!(" of {}", words::short_day(date)));
            let outcome = here.maybe(exercise.outcome.as_ref()).unwrap_or_default();
            format!("{}{date}: {outcome}", exercise.kind.words())
        }
        QuietWin::ThreatsClosed {
            workload,
            date,
            before,
            now,
        } => {
            let of = match workload_name(owner, workload) {
                name if name.is_empty() => String::new(),
                name => format!(" of {}", escape(&name)),
            };
            let closed = usize::try_from(before - now).unwrap_or(usize::MAX);
            format!(
                "{} closed in the threat model{of}: {before} were open before, {now} on {}",
                capital(&counted(closed, "threat")),
                words::short_day(date)
            )
        }
    }
}

/// `ten cycles running`, `26 months running`.
fn times(streak: Streak<'_>) -> String {
    let unit = if streak.is_monthly() { "month" } else { "cycle" };
    format!("{} running", counted(streak.length, unit))
}

fn target_met(here: Here<'_>, team: usize, streak: Streak<'_>) -> String {
    let entry = &streak.series.entries[streak.entry];
    let style = here.portfolio.style(Some(team), streak.metric(), entry.measured);
    let link = metric_link(here, team, streak.metric());
    let metric = here.portfolio.metric(streak.metric());
    let target = here.portfolio.target(Some(team), streak.metric(), entry.last);
    let value = entry.value().map(|value| figure::value(value, &style).text());
    let aim = figure::aim(
        here,
        (metric, style.unit),
        target,
        entry.value().map(|value| value.number),
    );
    let aim = aim.map_or_else(String::new, |aim| format!(" ({})", aim.text));
    let now = value.map_or_else(String::new, |value| format!("; now {value}"));
    format!(
        "<a href=\"{}\">{}</a> met its target{} {}{}",
        escape(&link.href),
        escape(&link.text),
        escape(&aim),
        times(streak),
        escape(&now)
    )
}

#[derive(Debug, Serialize)]
struct WinsPage {
    registers: Vec<Tab>,
    sentence: String,
    is_empty: bool,
    cycles: Vec<Cycle>,
    /// Whether older ones are left to the pages of their cycles.
    has_older: bool,
}

/// The wins of one cycle.
#[derive(Debug, Serialize)]
struct Cycle {
    /// The cycle, with its page where it has ended.
    name: Link,
    id: String,
    written: Vec<Said>,
    quiet: Vec<Said>,
}

/// The wins of all teams, cycle by cycle.
pub(in crate::page) fn list(here: Here<'_>) -> View {
    let calendar = &here.portfolio.calendar;
    let mut cycles: Vec<Cycle> = Vec::new();
    let mut has_older = false;
    for index in (0..calendar.cycles.len()).rev().map(CycleIndex) {
        let own = calendar.cycle(index);
        let (written, quiet) = (written(here, index), quiet(here, index));
        if written.is_empty() && quiet.is_empty() {
            continue;
        }
        if cycles.len() == LISTED {
            has_older = true;
            break;
        }
        let text = format!("Cycle to {}", words::short_day(own.last));
        cycles.push(Cycle {
            name: if index.0 < calendar.ended {
                here.link(&cycle_path(own), text)
            } else {
                Link {
                    href: String::new(),
                    text,
                }
            },
            id: own.last.to_string(),
            written,
            quiet,
        });
    }
    let page = WinsPage {
        registers: tabs(here, WINS),
        sentence: sentence(here, &cycles),
        is_empty: cycles.is_empty(),
        cycles,
        has_older,
    };
    let heading = Heading {
        title: "Wins",
        description: &page.sentence,
        area: Area::Registers,
        above: below_portfolio(&[]),
    };
    framed(here, "wins.html", &heading, &page, None)
}

/// What teams wrote for a cycle, in the portfolio's order.
fn written(here: Here<'_>, cycle: CycleIndex) -> Vec<Said> {
    let mut found = Vec::new();
    for (index, team) in here.portfolio.teams.iter().enumerate() {
        let Some(report) = here.analysis.teams[index].reports.get(cycle.0).copied().flatten() else {
            continue;
        };
        let report = &team.reports[report];
        let who = here.link(&report_path(team, report), team.name.clone());
        found.extend(report.wins.iter().map(|win| won(here, win, Some(&who))));
    }
    found
}

fn sentence(here: Here<'_>, cycles: &[Cycle]) -> String {
    let now = here.portfolio.calendar.cycle(here.now()).last;
    let Some(newest) = cycles.iter().find(|cycle| cycle.id == now.to_string()) else {
        return if cycles.is_empty() {
            "No win has been written yet.".to_owned()
        } else {
            format!("No win was written for the cycle to {}.", words::day(now))
        };
    };
    let teams: std::collections::BTreeSet<&str> = newest
        .written
        .iter()
        .filter_map(|said| said.team.as_ref())
        .map(|team| team.text.as_str())
        .collect();
    let quiet = match newest.quiet.len() {
        0 => String::new(),
        1 => "; one more is quiet: found in numbers and registers".to_owned(),
        more => format!("; {} more are quiet: found in numbers and registers", number(more)),
    };
    let written = match newest.written.len() {
        0 => format!("No team wrote of a win for the cycle to {}", words::day(now)),
        count => format!(
            "{} wrote of {} for the cycle to {}",
            capital(&counted(teams.len(), "team")),
            counted(count, "win"),
            words::day(now)
        ),
    };
    format!("{written}{quiet}.")
}
