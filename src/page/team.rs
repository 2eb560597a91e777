//! One team: deltas first, a card with a chart for each metric, the latest report's words, and what surrounds them.

use super::actions::{self, Actions};
use super::archive;
use super::around::{self, Fact, Item, LinkGroup, Note, Threats};
use super::asked::{Asked, asked};
use super::card::{Card, card};
use super::figure::{self, Figure, Tone, part_name};
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::history::{Year, years};
use super::objective::{Objective, objectives};
use super::records::{self, Entry, Prose};
use super::register::{self, Around};
use super::standing::{Movement, movements, team_sentence};
use super::unread;
use super::voices::{Voices, is_silent, of_report};
use super::war;
use super::window::{archived_before, first_shown};
use super::words::When;
use super::workload;
use super::{ACTIONS, READING, TEAMS, View, archive_team_path, report_path, team_csv_path, team_data_path};
use crate::analyse::automation::{coverage, from_typed_to_imported};
use crate::analyse::series::{Series, State};
use crate::chart::{self, Spark};
use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::model::report::{PillarNote, PillarStatus, Report};
use crate::model::team::{Team, is_handed_over};
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use serde::Serialize;

/// A metric without a value in this many periods running is no longer reported.
pub(super) const DROPPED_AFTER: usize = 3;

#[derive(Debug, Serialize)]
struct TeamPage {
    title: String,
    mission: Option<String>,
    sentence: String,
    /// What stands where there is no report and no value.
    empty: String,
    /// What the team looks after, each with its page.
    workloads: Vec<Link>,
    facts: Vec<Fact>,
    support: Vec<Fact>,
    latest: Option<Latest>,
    questions: Vec<Asked>,
    better: Vec<Item>,
    worse: Vec<Item>,
    neutral: Vec<Item>,
    /// What did not move, and what is not there, in a sentence.
    rest: String,
    pillars: Vec<Pillar>,
    /// Pillars without metrics, in a sentence that says what to add.
    without: String,
    dropped: Vec<Dropped>,
    objectives: Vec<Objective>,
    actions: Actions,
    /// How many are open, past due, quiet, closed.
    doing: String,
    /// Where those stand that were closed.
    closed: Option<Link>,
    around: Around,
    /// Its well-architected reviews, newest of each workload and lens.
    wars: Vec<war::Short>,
    automation: Option<Automation>,
    links: Vec<LinkGroup>,
    threats: Vec<Threats>,
    exercises: Vec<Entry>,
    /// What the team says in prose.
    prose: Vec<Prose>,
    notes: Vec<Note>,
    years: Vec<Year>,
    /// Years of the archive with more.
    archive: Vec<Link>,
    /// What stands where there is no year.
    no_year: String,
    data: String,
    csv: String,
    /// Where the method is explained.
    reading: String,
}

/// The newest report.
#[derive(Debug, Serialize)]
struct Latest {
    link: Link,
    when: When,
    summary: Option<String>,
    by: String,
    voices: Voices,
    /// What is said of it where it has no words for this page; else empty.
    silent: String,
}

#[derive(Debug, Serialize)]
struct Pillar {
    id: String,
    name: Link,
    note: Option<Commentary>,
    cards: Vec<Card>,
}

/// What the author says of a pillar.
#[derive(Debug, Serialize)]
pub(super) struct Commentary {
    note: Option<String>,
    /// `on-track`, `watch`, `at-risk`, or nothing.
    tone: &'static str,
    /// `on track`, `watch`, `at risk`, or nothing.
    status: String,
    why: Option<String>,
}

/// How much of what a team gives comes from a machine. Said of one team, never compared.
#[derive(Debug, Serialize)]
struct Automation {
    /// `14 of 20 metrics came without typing`
    text: String,
    /// How that share went, cycle by cycle.
    spark: String,
}

#[derive(Debug, Serialize)]
struct Dropped {
    metric: Link,
    figure: Option<Figure>,
    when: When,
}

pub(super) fn view(here: Here<'_>, index: usize) -> View {
    let words = here.words();
    let team = &here.portfolio.teams[index];
    let cycle = here.now_of(index);
    let found = movements(here, index, cycle);
    let latest = team.reports.last();
    let (mut pillars, dropped) = cards(here, index, cycle);
    let without: Vec<&str> = here
        .portfolio
        .pillars
        .iter()
        .zip(&pillars)
        .filter(|(pillar, shown)| pillar.is_pillar && shown.cards.is_empty())
        .map(|(pillar, _)| pillar.name.as_str())
        .collect();
    let without = if without.is_empty() || team.reports.is_empty() {
        String::new()
    } else {
        say!(words, "team.pillars_without_metrics", pillars = words.list(&without))
    };
    pillars.retain(|pillar| !pillar.cards.is_empty() || pillar.note.is_some());
    let actions = actions::of_team(here, index, (cycle, here.portfolio.as_of));
    let before = archived_before(here.portfolio);
    let is_shown = |day: Date| before.is_none_or(|since| since <= day);
    let page = TeamPage {
        title: team.name.clone(),
        mission: here.maybe(team.mission.as_ref()),
        sentence: team_sentence(here, index, cycle),
        empty: if unread::of_team(here, index).is_some() {
            String::new()
        } else {
            empty(team, words).to_owned()
        },
        no_year: if unread::of_team(here, index).is_some() {
            words.word("team.no_report_read").to_owned()
        } else {
            words.word("team.no_report").to_owned()
        },
        workloads: workload::links(here, index),
        facts: around::facts(here, index),
        support: around::support(team, here.words()),
        latest: latest.map(|report| Latest {
            link: here.link(&report_path(team, report), words.day(report.date)),
            when: here.when_in_full(report.date),
            summary: here.maybe(report.summary.as_ref()),
            by: report.prepared_by.clone().unwrap_or_default(),
            silent: silence(here, team, report),
            voices: of_report(here, report),
        }),
        questions: asked(here, index, (cycle, here.portfolio.as_of)),
        better: items(here, index, &found, Tone::Better),
        worse: items(here, index, &found, Tone::Worse),
        neutral: items(here, index, &found, Tone::Neutral),
        rest: rest(here, index, cycle, &found),
        pillars,
        without,
        dropped,
        objectives: objectives(here, index, cycle),
        doing: actions::sentence(&actions, words),
        closed: (!actions.closed.is_empty())
            .then(|| here.link(&format!("{ACTIONS}#closed"), words.word("team.what_was_closed"))),
        actions,
        around: register::of_team(here, index, (first_shown(here.portfolio, cycle), cycle)),
        wars: war::of_team(here, index),
        automation: automation(here, index, cycle),
        links: around::links(here, team),
        threats: around::threat_models(here, team, None),
        exercises: records::exercises(here, team, &|date| is_shown(date.unwrap_or(here.portfolio.as_of))),
        prose: records::prose(here, team),
        notes: around::history(here, index, cycle),
        years: years(here, index, &is_shown),
        archive: archive::links(
            here,
            &archive::years_of_team(here.portfolio, here.analysis, index),
            |year| archive_team_path(team, year),
        ),
        data: here.href(&team_data_path(&team.slug)),
        csv: here.href(&team_csv_path(&team.slug)),
        reading: here.href(READING),
    };
    let above = below_portfolio(&[(TEAMS.to_owned(), words.word("team.teams").to_owned())]);
    let heading = Heading {
        title: &page.title,
        description: &page.sentence,
        area: Area::Teams,
        above,
    };
    framed(here, "team.html", &heading, &page, Some(team.origin))
}

/// What to do where a team has neither reports nor values.
fn empty<'w>(team: &Team, words: &'w Words) -> &'w str {
    if !team.reports.is_empty() || !team.observations.is_empty() {
        ""
    } else if team.sections.is_empty() {
        words.word("team.no_report_yet")
    } else {
        words.word("team.no_values_yet")
    }
}

fn items(here: Here<'_>, team: usize, found: &[Movement<'_>], tone: Tone) -> Vec<Item> {
    let wanted = found.iter().filter(|movement| movement.tone == tone);
    wanted.filter_map(|movement| item(here, team, movement)).collect()
}

/// A movement as a list item.
pub(super) fn item(here: Here<'_>, team: usize, movement: &Movement<'_>) -> Option<Item> {
    let entry = &movement.series.entries[movement.index];
    let style = here.portfolio.style(Some(team), movement.metric, entry.measured);
    Some(Item {
        metric: around::metric_link(here, team, movement.metric),
        part: part_name(here, team, &movement.series.part),
        value: figure::value(entry.value()?, &style).into(),
        moved: movement.moved(here, team),
        mark: Some(movement.mark).filter(|mark| !mark.letter.is_empty()),
        // In a list of what got better, a concern that eased a little would puzzle without a word.
        is_still: matches!(
            (movement.tone, movement.mark.kind),
            (Tone::Better, "concern") | (Tone::Worse, "improvement")
        ),
        is_notable: movement.is_notable,
    })
}

/// What did not move, and what was expected and is not there.
fn rest(here: Here<'_>, team: usize, cycle: CycleIndex, found: &[Movement<'_>]) -> String {
    let named = |wanted: &dyn Fn(&Movement<'_>) -> bool| -> Vec<&str> {
        let mut names: Vec<&str> = found
            .iter()
            .filter(|movement| wanted(movement))
            .map(|movement| here.portfolio.metric(movement.metric).name.as_str())
            .collect();
        names.dedup();
        names
    };
    let words = here.words();
    let unchanged = named(&|movement| movement.tone == Tone::Same);
    let pending = named(&|movement| movement.tone == Tone::Pending);
    let first = named(&|movement| movement.tone == Tone::None);
    let gaps = absent(here, team, cycle, &|state| {
        matches!(state, State::Gap { expected: true })
    });
    let unavailable = absent(here, team, cycle, &|state| matches!(state, State::NotAvailable(_)));
    let sentences: Vec<String> = [
        (
            &unchanged,
            say!(words, "team.unchanged", metrics = words.list(&unchanged)),
        ),
        (&pending, say!(words, "team.pending", metrics = words.list(&pending))),
        (&first, say!(words, "team.first_values", metrics = words.list(&first))),
        (&gaps, say!(words, "team.not_reported", metrics = words.list(&gaps))),
        (
            &unavailable,
            say!(words, "team.not_available", metrics = words.list(&unavailable)),
        ),
    ]
    .into_iter()
    .filter_map(|(names, said)| (!names.is_empty()).then_some(said))
    .collect();
    sentences.join(" ")
}

fn absent<'a>(here: Here<'a>, team: usize, cycle: CycleIndex, wanted: &dyn Fn(&State) -> bool) -> Vec<&'a str> {
    let metrics = here.analysis.teams[team].metrics().filter(|metric| {
        let series = here.analysis.teams[team].whole(*metric);
        series.is_some_and(|series| {
            !is_dropped(here, (team, series), cycle) && series.at(cycle).is_some_and(|entry| wanted(&entry.state))
        })
    });
    metrics
        .map(|metric| here.portfolio.metric(metric).name.as_str())
        .collect()
}

/// Whether a series has had no value in its last periods up to a cycle, or none since its part went to another team.
pub(super) fn is_dropped(here: Here<'_>, whose: (usize, &Series), cycle: CycleIndex) -> bool {
    let (team, series) = whose;
    let entries = series.until(cycle);
    let last = here.portfolio.calendar.cycle(cycle).last;
    let is_another_s = || is_handed_over(&here.portfolio.teams, team, &series.part, last);
    if entries.last().is_some_and(|entry| entry.value().is_none()) && is_another_s() {
        return true;
    }
    entries.len() >= DROPPED_AFTER
        && entries
            .iter()
            .rev()
            .take(DROPPED_AFTER)
            .all(|entry| matches!(entry.state, State::Gap { expected: true }))
}

/// The cards of every pillar, and the metrics that are no longer reported.
fn cards(here: Here<'_>, team: usize, cycle: CycleIndex) -> (Vec<Pillar>, Vec<Dropped>) {
    let notes: &[PillarNote] = here.portfolio.teams[team]
        .reports
        .last()
        .map_or(&[], |report| &report.pillars);
    let mut pillars: Vec<Pillar> = (here.portfolio.pillars.iter().enumerate())
        .map(|(index, pillar)| Pillar {
            id: pillar.id.clone(),
            name: here.pillar(index),
            note: notes
                .iter()
                .find(|note| note.pillar == index)
                .map(|note| commentary(here, note)),
            cards: Vec::new(),
        })
        .collect();
    let mut dropped = Vec::new();
    for metric in here.analysis.teams[team].metrics() {
        let all = here.analysis.teams[team].headline(metric);
        let live: Vec<&Series> = all
            .iter()
            .filter(|series| !is_dropped(here, (team, series), cycle))
            .collect();
        if live.is_empty() {
            dropped.extend(all.first().and_then(|series| drop_out(here, team, series, cycle)));
        }
        let pillar = &mut pillars[here.portfolio.metric(metric).pillar];
        pillar
            .cards
            .extend(live.into_iter().map(|series| card(here, team, series, cycle)));
    }
    (pillars, dropped)
}

/// What is said of a report without words: that it gives numbers, or nothing at all yet.
fn silence(here: Here<'_>, team: &Team, report: &Report) -> String {
    if report.summary.is_some() || !is_silent(&of_report(here, report)) {
        return String::new();
    }
    let has_numbers = (team.observations.iter()).any(|observation| observation.cycle == report.cycle);
    let said = if has_numbers {
        "team.silent"
    } else {
        "team.says_nothing"
    };
    here.words().word(said).to_owned()
}

/// Whether a team's page has a section for a pillar: metrics that are still reported, or a note of its newest report.
pub(super) fn has_section(here: Here<'_>, team: usize, pillar: usize) -> bool {
    let cycle = here.now_of(team);
    let newest = here.portfolio.teams[team].reports.last();
    let analysis = &here.analysis.teams[team];
    let mut series = metrics_of(here, team, pillar)
        .into_iter()
        .flat_map(|metric| analysis.headline(metric));
    newest.is_some_and(|report| note_of(report, pillar).is_some())
        || series.any(|series| !is_dropped(here, (team, series), cycle))
}

fn drop_out(here: Here<'_>, team: usize, series: &Series, cycle: CycleIndex) -> Option<Dropped> {
    let entry = series.latest(cycle)?;
    let style = here.portfolio.style(Some(team), series.metric, entry.measured);
    Some(Dropped {
        metric: around::metric_link(here, team, series.metric),
        figure: entry.value().map(|value| figure::value(value, &style).into()),
        when: figure::period(here, entry),
    })
}

/// Most metrics that are named of those whose typing was replaced.
const MOST_REPLACED: usize = 4;

fn automation(here: Here<'_>, team: usize, cycle: CycleIndex) -> Option<Automation> {
    let owner = &here.portfolio.teams[team];
    let of = |cycle: usize| coverage(owner, &here.analysis.teams[team], CycleIndex::new(cycle));
    let now = of(cycle.position());
    if now.metrics == 0 {
        return None;
    }
    let from = first_shown(here.portfolio, cycle).position();
    let shares: Vec<Option<f64>> = (from..=cycle.position())
        .map(of)
        .map(|coverage| {
            let part = |count: usize| u32::try_from(count).map(f64::from).ok();
            (coverage.metrics > 0).then(|| Some(part(coverage.automated)? / part(coverage.metrics)?))?
        })
        .skip_while(Option::is_none)
        .collect();
    let earlier = (from..cycle.position()).map(of).find(|coverage| coverage.metrics > 0);
    let words = here.words();
    let part = words.grouped(now.automated);
    let text = say_count!(words, "team.come_without_typing", now.metrics, part = part);
    let text = match now.derived {
        0 => text,
        derived if derived == now.automated => say!(words, "team.all_of_them_derived", said = text),
        derived => say_count!(
            words,
            "team.some_of_them_derived",
            derived,
            said = text,
            imported = words.grouped(now.automated - derived)
        ),
    };
    let text = match earlier {
        Some(before) => {
            let part = words.grouped(before.automated);
            let metrics = say_count!(words, "team.part_of_metrics", before.metrics, part = part);
            say!(words, "team.at_first", said = text, metrics = metrics)
        }
        None => say!(words, "team.sentence", said = text),
    };
    Some(Automation {
        text: match replaced(here, team, (CycleIndex::new(from), cycle)) {
            Some(replaced) => format!("{text} {replaced}"),
            None => text,
        },
        spark: chart::spark(&Spark {
            title: words.word("team.share_without_typing"),
            description: &say_count!(words, "team.cycles_of_team", shares.len(), team = owner.name),
            values: &shares,
        }),
    })
}

/// Metrics whose typing was replaced by an import, in a sentence; nothing where there are none.
fn replaced(here: Here<'_>, team: usize, within: (CycleIndex, CycleIndex)) -> Option<String> {
    let words = here.words();
    let found = from_typed_to_imported(&here.portfolio.teams[team], &here.analysis.teams[team], within);
    let mut names: Vec<String> = (found.iter().take(MOST_REPLACED))
        .map(|metric| here.portfolio.metric(*metric).name.clone())
        .collect();
    if found.len() > MOST_REPLACED {
        names.push(say_count!(words, "team.more_metrics", found.len() - MOST_REPLACED));
    }
    (!names.is_empty()).then(|| say!(words, "team.replaced", metrics = words.list(&names)))
}

/// What the author says of a pillar, in words.
pub(super) fn commentary(here: Here<'_>, note: &PillarNote) -> Commentary {
    Commentary {
        note: here.maybe(note.note.as_ref()),
        tone: note.status.map_or("", |status| match status {
            PillarStatus::OnTrack => "on-track",
            PillarStatus::Watch => "watch",
            PillarStatus::AtRisk => "at-risk",
        }),
        status: note
            .status
            .map_or("", |status| here.words().pillar_status(status))
            .to_owned(),
        why: here.maybe(note.why.as_ref()),
    }
}

/// The metric's commentary of a report, by pillar.
pub(super) fn note_of(report: &Report, pillar: usize) -> Option<&PillarNote> {
    report.pillars.iter().find(|note| note.pillar == pillar)
}

/// The metrics of a team that a pillar's page shows.
pub(super) fn metrics_of(here: Here<'_>, team: usize, pillar: usize) -> Vec<MetricIndex> {
    here.analysis.teams[team]
        .metrics()
        .filter(|metric| here.portfolio.metric(*metric).pillar == pillar)
        .collect()
}
