//! One report: every value, delta, note and origin, and every word of its author. It prints on one sheet.

use super::actions;
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link, Source};
use super::register::{self, Around};
use super::signal::Signals;
use super::standing::{Tally, movements, team_signals};
use super::team::{Commentary, commentary, metrics_of, note_of};
use super::values::{Row, rows};
use super::voices::{Voices, of_report};
use super::words::When;
use super::{TEAMS, View, cycle_path, notad_path, report_path, team_path};
use crate::analyse::freshness::frozen_day;
use crate::analyse::series::Series;
use crate::model::report::{Exercise, NotadAnswer, Report};
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct ReportPage {
    title: String,
    team: Link,
    /// The cycle, with its page where it has ended.
    cycle: Link,
    sentence: String,
    date: When,
    prepared_by: String,
    submitted: Option<When>,
    /// `arrived after the review`.
    late: String,
    source: Source,
    previous: Option<Link>,
    next: Option<Link>,
    summary: Option<String>,
    pillars: Vec<Pillar>,
    voices: Voices,
    exercises: Vec<Held>,
    events: Vec<(When, String)>,
    notads: Vec<Answer>,
    around: Around,
    /// Actions taken on, and those closed, in the cycle.
    opened: Vec<actions::Item>,
    closed: Vec<actions::Item>,
    /// Said where a report has no numbers.
    without_values: bool,
}

#[derive(Debug, Serialize)]
struct Pillar {
    id: String,
    name: String,
    commentary: Option<Commentary>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Held {
    kind: String,
    date: Option<When>,
    charter: Option<String>,
    outcome: Option<String>,
    link: Option<String>,
}

#[derive(Debug, Serialize)]
struct Answer {
    notad: Link,
    status: String,
    note: Option<String>,
    date: Option<When>,
    source: Source,
}

pub(super) fn view(here: Here<'_>, index: usize, number: usize) -> View {
    let team = &here.portfolio.teams[index];
    let report = &team.reports[number];
    let (calendar, words) = (&here.portfolio.calendar, here.words());
    let bounds = calendar.cycle(report.cycle);
    let day = frozen_day(calendar, report.cycle, here.portfolio.as_of);
    let pillars = pillars(here, index, report, day);
    let beside = |number: Option<usize>| {
        let report = team.reports.get(number?)?;
        Some(here.link(&report_path(team, report), here.words().short_day(report.date)))
    };
    let ended = report.cycle.position() < calendar.ended;
    let page = ReportPage {
        title: say!(words, "report.title", team = team.name, day = words.day(report.date)),
        team: here.link(&team_path(team), team.name.clone()),
        cycle: Link {
            href: if ended {
                here.href(&cycle_path(bounds))
            } else {
                String::new()
            },
            text: words.stretch(bounds.first, bounds.last),
        },
        sentence: sentence(here, index, report),
        date: here.when_in_full(report.date),
        prepared_by: report.prepared_by.clone().unwrap_or_default(),
        submitted: report.submitted.map(|day| here.when(day)),
        late: if arrived_after_review(here, index, report) {
            say!(words, "report.late")
        } else {
            String::new()
        },
        source: here.source(report.origin),
        previous: beside(number.checked_sub(1)),
        next: beside(Some(number + 1)),
        summary: report.summary.as_ref().map(|summary| here.block(summary)),
        without_values: pillars.iter().all(|pillar| pillar.rows.is_empty()),
        pillars,
        voices: of_report(here, report),
        exercises: report.exercises.iter().map(|exercise| held(here, exercise)).collect(),
        events: report
            .events
            .iter()
            .map(|event| (here.when(event.date), here.inline(&event.text)))
            .collect(),
        around: register::of_report(here, index, (report.cycle, day)),
        opened: actions::of_cycle(here, index, (report.cycle, day), &|action| Some(action.opened)),
        closed: actions::of_cycle(here, index, (report.cycle, day), &|action| action.closed),
        notads: report.notads.iter().map(|answer| answered(here, answer)).collect(),
    };
    let above = below_portfolio(&[
        (TEAMS.to_owned(), say!(words, "teams.title")),
        (team_path(team), team.name.clone()),
    ]);
    let description = if page.sentence.is_empty() {
        &page.title
    } else {
        &page.sentence
    };
    let heading = Heading {
        title: &page.title,
        description,
        area: Area::Teams,
        above,
    };
    framed(here, "report.html", &heading, &page, Some(report.origin))
}

/// How many values moved which way, and which of them are signals, as known then.
pub(super) fn sentence(here: Here<'_>, team: usize, report: &Report) -> String {
    let moved = Tally::of(&movements(here, team, report.cycle)).sentence(here.words());
    let signals = team_signals(here, team, report.cycle, &|_| true);
    let words = here.words();
    let said = said(signals, words);
    match (signals.judged(), said.is_empty()) {
        (0, _) => moved,
        (_, true) => say!(words, "report.no_signal", moved = moved),
        (_, false) => say!(words, "report.signals", moved = moved, signals = said),
    }
}

/// How many signals there are of each kind, in words; empty for none.
pub(super) fn said(signals: Signals, words: &Words) -> String {
    let counts = [
        (signals.concern, say_count!(words, "report.concerns", signals.concern)),
        (
            signals.improvement,
            say_count!(words, "report.improvements", signals.improvement),
        ),
        (
            signals.unusual,
            say_count!(words, "report.unusual_values", signals.unusual),
        ),
    ];
    let said = counts.into_iter().filter(|(count, _)| *count > 0);
    words.list(&said.map(|(_, said)| said).collect::<Vec<_>>())
}

fn pillars(here: Here<'_>, team: usize, report: &Report, day: Date) -> Vec<Pillar> {
    let mut pillars = Vec::new();
    for (index, pillar) in here.portfolio.pillars.iter().enumerate() {
        let mut all = Vec::new();
        for metric in metrics_of(here, team, index) {
            let series: Vec<&Series> = here.analysis.teams[team].of_metric(metric).collect();
            all.extend(rows(here, team, &series, (report.cycle, day)));
        }
        let commentary = note_of(report, index).map(|note| commentary(here, note));
        if !all.is_empty() || commentary.is_some() {
            pillars.push(Pillar {
                id: pillar.id.clone(),
                name: pillar.name.clone(),
                commentary,
                rows: all,
            });
        }
    }
    pillars
}

/// Whether a report was handed in after the meeting that was about its cycle.
fn arrived_after_review(here: Here<'_>, team: usize, report: &Report) -> bool {
    let slug = &here.portfolio.teams[team].slug;
    let last = here.portfolio.calendar.cycle(report.cycle).last;
    let mut reviews = here
        .portfolio
        .config
        .reviews
        .iter()
        .filter(|review| review.teams.contains(slug))
        .peekable();
    reviews.peek().is_some()
        && reviews.all(|review| report.submitted.is_some_and(|submitted| submitted > review.day(last)))
}

fn held(here: Here<'_>, exercise: &Exercise) -> Held {
    Held {
        kind: here.words().exercise(exercise.kind).to_owned(),
        date: exercise.date.map(|date| here.when(date)),
        charter: here.maybe(exercise.charter.as_ref()),
        outcome: here.maybe(exercise.outcome.as_ref()),
        link: exercise.link.clone(),
    }
}

fn answered(here: Here<'_>, answer: &NotadAnswer) -> Answer {
    let notice = here.portfolio.notads.iter().find(|notad| notad.id == answer.notad);
    Answer {
        notad: notice.map_or_else(
            || Link {
                href: String::new(),
                text: answer.notad.clone(),
            },
            |notice| here.link(&notad_path(notice), notice.title.clone()),
        ),
        status: here.words().notad_answer(answer.status).to_owned(),
        note: here.maybe(answer.note.as_ref()),
        date: answer.date.map(|date| here.when(date)),
        source: here.source(answer.origin),
    }
}
