//! Wins: what teams say went well, and what went well without anybody having to say so.

use super::{Tab, tabs};
use crate::analyse::win::{QuietWin, Streak, quiet_wins};
use crate::markdown::escape;
use crate::model::cycle::CycleIndex;
use crate::model::report::{Report, Win};
use crate::page::around::{metric_link, workload_name};
use crate::page::figure;
use crate::page::frame::{Area, Heading, below_portfolio, framed};
use crate::page::here::{Here, Link};
use crate::page::limit;
use crate::page::voices::{Said, won};
use crate::page::words::capital;
use crate::page::{View, WINS, cycle_path, report_path};
use crate::words::{Words, say, say_count};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeSet;

/// So many of the newest cycles with wins are listed: half a year of two weeks each. Older ones stand on their cycles' pages.
const LISTED: usize = 13;
/// Of very many teams, no further cycle is begun once so many wins are listed: nobody reads on.
const ENOUGH: usize = 1_000;

/// The quiet wins of all teams in a cycle, in the portfolio's order, each with its team.
pub(in crate::page) fn quiet(here: Here<'_>, cycle: CycleIndex) -> Vec<(usize, QuietWin<'_>)> {
    let teams = (0..here.portfolio.teams.len()).into_par_iter();
    let of_team = |team| {
        let found = quiet_wins(here.portfolio, here.analysis, team, cycle);
        found.into_iter().map(move |win| (team, win))
    };
    teams.flat_map_iter(of_team).collect()
}

/// Stands for markup while what surrounds it is escaped.
const MARKUP: &str = "\u{fffc}";

/// A message as HTML, with markup where [`MARKUP`] was put into it.
fn with_markup(said: &str, markup: &str) -> String {
    escape(said).replace(MARKUP, markup)
}

/// A quiet win with its facts, as HTML.
pub(in crate::page) fn told(here: Here<'_>, team: usize, win: QuietWin<'_>) -> String {
    let owner = &here.portfolio.teams[team];
    let words = here.words();
    match win {
        QuietWin::WithoutP1(streak) => escape(&without_p1(streak, words)),
        QuietWin::TargetMet(streak) => target_met(here, team, streak),
        QuietWin::Exercise(exercise) => {
            let kind = words.exercise(exercise.kind);
            let said = match exercise.date {
                Some(date) => say!(
                    words,
                    "wins.exercise_of_day",
                    kind = kind,
                    day = words.short_day(date),
                    outcome = MARKUP
                ),
                None => say!(words, "wins.exercise", kind = kind, outcome = MARKUP),
            };
            with_markup(&said, &here.maybe(exercise.outcome.as_ref()).unwrap_or_default())
        }
        QuietWin::ThreatsClosed {
            workload,
            date,
            before,
            now,
        } => {
            let closed = usize::try_from(before - now).unwrap_or(usize::MAX);
            let closed = match workload_name(owner, workload) {
                name if name.is_empty() => say_count!(words, "wins.threats_closed", closed),
                name => say_count!(words, "wins.threats_closed_of_workload", closed, workload = name),
            };
            escape(&capital(&say!(
                words,
                "wins.threats_closed_and_open",
                closed = closed,
                before = before,
                now = now,
                day = words.short_day(date)
            )))
        }
    }
}

/// `No P1 in ten cycles running`, `No P1 in 26 months running`.
pub(in crate::page) fn without_p1(streak: Streak<'_>, words: &Words) -> String {
    if streak.is_monthly() {
        say_count!(words, "wins.without_p1_for_months", streak.length)
    } else {
        say_count!(words, "wins.without_p1_for_cycles", streak.length)
    }
}

/// `ten cycles running`, `26 months running`.
pub(in crate::page) fn times(streak: Streak<'_>, words: &Words) -> String {
    if streak.is_monthly() {
        say_count!(words, "wins.months_running", streak.length)
    } else {
        say_count!(words, "wins.cycles_running", streak.length)
    }
}

fn target_met(here: Here<'_>, team: usize, streak: Streak<'_>) -> String {
    let entry = &streak.series.entries[streak.entry];
    let style = here.portfolio.style(Some(team), streak.metric(), entry.measured);
    let link = metric_link(here, team, streak.metric());
    let metric = here.portfolio.metric(streak.metric());
    let target = here.portfolio.target(Some(team), streak.metric(), entry.last);
    let value = entry.value().map(|value| figure::value(value, &style).text());
    let aim = figure::aim(here, (metric, style.unit), target, entry.value());
    let words = here.words();
    let times = times(streak, words);
    let met = match aim {
        Some(aim) => say!(
            words,
            "wins.target_met_of",
            metric = MARKUP,
            target = aim.text,
            times = times
        ),
        None => say!(words, "wins.target_met", metric = MARKUP, times = times),
    };
    let said = match value {
        Some(value) => say!(words, "wins.target_met_and_now", met = met, value = value),
        None => met,
    };
    let link = format!("<a href=\"{}\">{}</a>", escape(&link.href), escape(&link.text));
    with_markup(&said, &link)
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
    /// How many are left to the reports, in words.
    more_written: String,
    more_quiet: String,
    /// How many were written, by how many teams, and how many are quiet.
    #[serde(skip)]
    counts: (usize, usize, usize),
}

/// The wins of all teams, cycle by cycle.
pub(in crate::page) fn list(here: Here<'_>) -> View {
    let calendar = &here.portfolio.calendar;
    let mut cycles: Vec<Cycle> = Vec::new();
    let mut has_older = false;
    let mut listed = 0;
    let enough = if here.portfolio.teams.len() > limit::SLOTS {
        ENOUGH
    } else {
        usize::MAX
    };
    for index in (0..calendar.cycles.len()).rev().map(CycleIndex::new) {
        let own = calendar.cycle(index);
        let (mut written, mut quiet) = (written(here, index), quiet(here, index));
        let teams: BTreeSet<usize> = written.iter().map(|(team, ..)| *team).collect();
        let counts = (written.len(), teams.len(), quiet.len());
        if written.is_empty() && quiet.is_empty() {
            continue;
        }
        if cycles.len() == LISTED || listed >= enough {
            has_older = true;
            break;
        }
        let text = say!(here.words(), "wins.cycle", day = here.words().short_day(own.last));
        let more_written = limit::more_said(here.words(), limit::cut(&mut written, limit::SAID));
        let more_quiet = match limit::cut(&mut quiet, limit::SAID) {
            0 => String::new(),
            more => capital(&say_count!(here.words(), "wins.more_quiet", more)),
        };
        listed += written.len() + quiet.len();
        cycles.push(Cycle {
            name: if index.position() < calendar.ended {
                here.link(&cycle_path(own), text)
            } else {
                Link {
                    href: String::new(),
                    text,
                }
            },
            id: own.last.to_string(),
            written: written.into_iter().map(|found| said(here, found)).collect(),
            quiet: (quiet.into_iter())
                .map(|found| said_quietly(here, here.team(found.0), found))
                .collect(),
            more_written,
            more_quiet,
            counts,
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
        title: here.words().word("registers.wins"),
        description: &page.sentence,
        area: Area::Registers,
        above: below_portfolio(&[]),
    };
    framed(here, "wins.html", &heading, &page, None)
}

/// What teams wrote for a cycle, in the portfolio's order, each with its team and report.
fn written(here: Here<'_>, cycle: CycleIndex) -> Vec<(usize, &Report, &Win)> {
    let mut found = Vec::new();
    for (index, team) in here.portfolio.teams.iter().enumerate() {
        let Some(report) = here.analysis.teams[index].report_in(cycle) else {
            continue;
        };
        let report = &team.reports[report];
        found.extend(report.wins.iter().map(|win| (index, report, win)));
    }
    found
}

fn said(here: Here<'_>, (team, report, win): (usize, &Report, &Win)) -> Said {
    let team = &here.portfolio.teams[team];
    won(
        here,
        win,
        Some(&here.link(&report_path(team, report), team.name.clone())),
    )
}

/// A quiet win in a list, with the link that its team's name is.
pub(in crate::page) fn said_quietly(here: Here<'_>, who: Link, (team, win): (usize, QuietWin<'_>)) -> Said {
    Said {
        team: Some(who),
        html: told(here, team, win),
        to: String::new(),
        by: None,
    }
}

fn sentence(here: Here<'_>, cycles: &[Cycle]) -> String {
    let words = here.words();
    let now = here.portfolio.calendar.cycle(here.now()).last;
    let day = words.day(now);
    let Some(newest) = cycles.iter().find(|cycle| cycle.id == now.to_string()) else {
        return if cycles.is_empty() {
            words.word("wins.none_written").to_owned()
        } else {
            say!(words, "wins.none_of_cycle", day = day)
        };
    };
    let (written, teams, quiet) = newest.counts;
    let written = match written {
        0 => say!(words, "wins.no_team_wrote", day = day),
        count => say_count!(
            words,
            "wins.teams_wrote",
            teams,
            wins = say_count!(words, "wins.wins", count),
            day = day
        ),
    };
    capital(&match quiet {
        0 => say!(words, "wins.written", written = written),
        quiet => say_count!(words, "wins.written_and_quiet", quiet, written = written),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_text_and_only_what_is_put_into_it_is_markup() {
        let said = format!("<b> & {MARKUP}");
        assert_eq!(with_markup(&said, "<a>1</a>"), "&lt;b&gt; &amp; <a>1</a>");
    }
}
