//! One metric of one team, large: its values within the window, its definition and targets, its parts, and every value with its
//! origin.

mod imported;

use super::archive;
use super::card::anchor;
use super::derived::{Behind, behind};
use super::figure::{self, Aim, Figure, Moved, evidence, part_name};
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link, Source};
use super::metric::{Definition, definition};
use super::objective::{Objective, objectives_of};
use super::outlet::picture_path;
use super::picture::{Shot, multiples, name, trend};
use super::reading::{Known, assurance_words, known};
use super::reasoning::{Reasoning, reasoning, restart_words};
use super::signal::{Mark, mark};
use super::values::{Said, observation, said};
use super::window::first_shown_of;
use super::words::{When, capital};
use super::{
    Alike, READING, TEAMS, View, embed_path, has_page, metric_path, team_csv_path, team_data_path, team_metric_path,
    team_path,
};
use crate::analyse::series::{Grain, Series, State};
use crate::analyse::xmr::Rule;
use crate::chart::Size;
use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::words::{Words, say, say_count};
use imported::{Imports, imports};
use jiff::civil::Date;
use serde::Serialize;

/// So many parts are named in the opening sentence.
const NAMED_PARTS: usize = 3;

#[derive(Debug, Serialize)]
struct TeamMetricPage<'a> {
    title: String,
    team: Link,
    /// The same metric across teams.
    across: Option<Link>,
    definition: Definition,
    figure: Option<Figure>,
    of: Option<When>,
    moved: Option<Moved>,
    aim: Option<Aim>,
    mark: Option<Mark>,
    /// `meets consistently`, or nothing.
    outlook: String,
    sentence: String,
    chart: Option<&'a str>,
    /// Its charts as a picture of its own, and as a page for pages of others.
    alone: String,
    embed: String,
    reasons: Vec<Reasoning>,
    objectives: Vec<Objective>,
    targets: Vec<Dated>,
    parts: Vec<PartChart<'a>>,
    rows: &'a tera::Value,
    grid: &'a tera::Value,
    /// Years of the archive with more values.
    archive: Vec<Link>,
    /// Where imported values come from.
    imports: Option<Imports>,
    csv: String,
    json: String,
    /// Where the method is explained.
    reading: String,
}

/// A target with the day it came into force.
#[derive(Debug, Serialize)]
struct Dated {
    text: String,
    from: Option<When>,
    /// Where its unit changed since: the day.
    until: Option<When>,
    source: Source,
}

#[derive(Debug, Serialize)]
struct PartChart<'a> {
    /// Its own place on the page.
    id: String,
    name: String,
    chart: &'a str,
    figure: Option<Figure>,
    mark: Option<Mark>,
    /// What its limits say of the newest value.
    says: String,
}

/// A period with the values of all parts.
#[derive(Debug, Serialize)]
struct GridRow {
    when: When,
    cells: Vec<Cell>,
}

#[derive(Debug, Serialize)]
struct Cell {
    text: String,
    source: Option<Source>,
    moved: Option<Moved>,
    /// `1 of 31`, where the value is a share.
    ratio: String,
    note: Option<String>,
    link: Option<String>,
    /// What stands where there is no value.
    state: String,
}

#[derive(Debug, Serialize)]
struct Row {
    when: When,
    /// Absent for a gap.
    value: Option<Said>,
    state: String,
    /// What limits say of the value, all values known; nothing where it is as usual.
    signal: Option<Mark>,
    /// The rule that flags it.
    rule: String,
    /// The entries of a register that a derived value was counted from.
    behind: Option<Behind>,
    /// What changed before this period: a definition or a new baseline.
    mark: String,
}

pub(super) fn view(here: Here<'_>, alike: &Alike, (index, metric): (usize, MetricIndex)) -> View {
    let words = here.words();
    let team = &here.portfolio.teams[index];
    let entry = here.portfolio.metric(metric);
    let all = here.analysis.teams[index].headline(metric);
    let whole = here.analysis.teams[index].whole(metric);
    let newest = whole.and_then(|series| {
        series
            .entries
            .iter()
            .rposition(|entry| entry.value().is_some())
            .map(|at| (series, at))
    });
    let last = last(all);
    let shown = alike.shown(here, index, metric);
    let parts = by_workload(here, index, metric);
    let day = newest.map_or(here.portfolio.as_of, |(series, at)| series.entries[at].measured);
    let style = here.portfolio.style(Some(index), metric, day);
    let number = newest.and_then(|(series, at)| series.entries[at].value());
    let latest = newest.and_then(|(series, at)| known(here, index, series, at));
    let page = TeamMetricPage {
        title: entry.name.clone(),
        team: here.link(&team_path(team), team.name.clone()),
        across: has_page(here.portfolio, here.analysis, metric).then(|| {
            let text = say!(words, "team_metric.across_teams", metric = entry.name);
            here.link(&metric_path(entry), text)
        }),
        definition: definition(here, metric),
        figure: number.map(|value| figure::value(value, &style).into()),
        of: newest.map(|(series, at)| figure::period(here, &series.entries[at])),
        moved: newest.map(|(series, at)| figure::moved(here, index, series, at)),
        aim: figure::aim(
            here,
            (entry, style.unit),
            here.portfolio.target(Some(index), metric, here.portfolio.as_of),
            number,
        ),
        mark: latest.as_ref().map(Known::mark),
        outlook: (latest.as_ref().and_then(Known::assurance))
            .map_or("", |assurance| assurance_words(words, assurance))
            .to_owned(),
        sentence: match &latest {
            Some(latest) => sentence(latest, &entry.name, words),
            None => by_part(here, index, &parts),
        },
        reasons: all.iter().filter_map(|series| reasoning(here, index, series)).collect(),
        objectives: objectives_of(here, index, metric, last),
        chart: shown.chart.as_deref(),
        alone: here.href(&picture_path(&team.slug, entry)),
        embed: here.href(&embed_path(team, entry)),
        targets: targets(here, index, metric),
        parts: parts
            .iter()
            .zip(&shown.parts)
            .map(|(series, (_, chart))| part(here, index, series, chart))
            .collect(),
        rows: &shown.rows,
        grid: &shown.grid,
        archive: archive::older_of_team(
            here,
            index,
            &archive::years_of_metric(here, index, metric),
            &archive::team::place(&entry.id),
        ),
        imports: imports(here, index, metric),
        csv: here.href(&team_csv_path(&team.slug)),
        json: here.href(&team_data_path(&team.slug)),
        reading: here.href(READING),
    };
    let above = below_portfolio(&[
        (TEAMS.to_owned(), words.word("team.teams").to_owned()),
        (team_path(team), team.name.clone()),
    ]);
    let description = if here.portfolio.config.previews.allows(entry.sensitive) {
        &page.sentence
    } else {
        &say!(
            words,
            "team_metric.without_values",
            metric = entry.name,
            team = team.name
        )
    };
    let heading = Heading {
        title: &shown.title,
        description,
        area: Area::Teams,
        above,
    };
    framed(here, "team_metric.html", &heading, &page, Some(team.origin))
}

/// What the page of a metric of a team shows of its values, and its embed and its picture as well.
#[derive(Debug)]
pub(super) struct Shown {
    /// What it is of.
    pub(super) title: String,
    /// The chart of the team as a whole; `None` where it is reported by part alone.
    pub(super) chart: Option<String>,
    /// The chart of each part with its name, all on one axis.
    pub(super) parts: Vec<(String, String)>,
    /// The values of the team as a whole within the window, newest first, as templates take them. What they link to is said
    /// for the page.
    pub(super) rows: tera::Value,
    /// The values of the parts side by side, likewise.
    pub(super) grid: tera::Value,
}

impl Shown {
    /// The charts and the rows of a metric of a team.
    pub(super) fn of(here: Here<'_>, team: usize, metric: MetricIndex) -> Self {
        let path = team_metric_path(&here.portfolio.teams[team], here.portfolio.metric(metric));
        let here = Here { path: &path, ..here };
        let (title, chart, parts) = pictures(here, team, metric);
        let known = &here.analysis.teams[team];
        let from = first_shown_of(here.portfolio, last(known.headline(metric)));
        let rows = known
            .whole(metric)
            .map_or_else(Vec::new, |series| rows(here, (team, series), from));
        Self {
            title,
            chart,
            parts,
            rows: tera::Value::from_serializable(&rows),
            grid: tera::Value::from_serializable(&grid(here, (team, &by_workload(here, team, metric)), from)),
        }
    }
}

/// The charts of a metric of a team: their title, the chart of the whole, and those of the parts with their names.
fn pictures(here: Here<'_>, team: usize, metric: MetricIndex) -> (String, Option<String>, Vec<(String, String)>) {
    let entry = here.portfolio.metric(metric);
    let known = &here.analysis.teams[team];
    let last = last(known.headline(metric));
    let cycles = (first_shown_of(here.portfolio, last), last);
    let shot = |series, title, size| Shot {
        team,
        series,
        cycles,
        title,
        size,
    };
    let title = name(here.words(), entry, &here.portfolio.teams[team].name);
    let parts = by_workload(here, team, metric);
    let names: Vec<String> = parts.iter().map(|series| part_name(here, team, &series.part)).collect();
    let titles: Vec<String> = names.iter().map(|part| name(here.words(), entry, part)).collect();
    let shots: Vec<Shot<'_>> = (parts.iter().zip(&titles))
        .map(|(series, title)| shot(series, title, Size::Card))
        .collect();
    let charts = multiples(here, &shots);
    let whole = known.whole(metric);
    let whole = whole.map(|series| trend(here, shot(series, &title, Size::Page)));
    (title, whole, names.into_iter().zip(charts).collect())
}

/// The last cycle in which one of some series has an entry.
fn last(all: &[Series]) -> CycleIndex {
    let newest = all.iter().filter_map(|series| series.entries.last());
    newest.map(|entry| entry.cycle).max().unwrap_or(CycleIndex::new(0))
}

/// The series of a metric that are not of the team as a whole.
fn by_workload(here: Here<'_>, team: usize, metric: MetricIndex) -> Vec<&'_ Series> {
    let all = here.analysis.teams[team].of_metric(metric);
    all.filter(|series| !series.part.is_whole()).collect()
}

/// What the newest values of a metric say that is only reported by part.
fn by_part(here: Here<'_>, team: usize, parts: &[&Series]) -> String {
    let newest = parts.iter().filter_map(|series| {
        let at = series.entries.iter().rposition(|entry| entry.value().is_some())?;
        known(here, team, series, at)
    });
    let said: Vec<String> = newest
        .take(NAMED_PARTS)
        .map(|known| known.sentence(&part_name(here, team, &known.series.part)))
        .collect();
    said.join(" ")
}

fn sentence(known: &Known<'_>, name: &str, words: &Words) -> String {
    let entries = &known.series.entries;
    let values = entries.iter().filter(|entry| entry.value().is_some()).count();
    let since = entries
        .first()
        .map_or_else(String::new, |entry| figure::period(known.here, entry).text);
    let mut sentences = vec![known.sentence(name)];
    if (entries.last()).is_some_and(|newest| newest.last != known.entry().last) {
        let when = figure::when_words(words, known.entry());
        sentences.push(say!(words, "team_metric.that_was", when = when));
    }
    sentences.push(say_count!(words, "team_metric.values_since", values, since = since));
    sentences.join(" ")
}

fn targets(here: Here<'_>, team: usize, metric: MetricIndex) -> Vec<Dated> {
    let own = here.portfolio.teams[team]
        .targets
        .iter()
        .rev()
        .filter(|target| target.metric == metric);
    let entry = here.portfolio.metric(metric);
    own.map(|target| {
        let unit = target.from.map_or(&entry.unit, |from| entry.unit_on(from));
        Dated {
            text: figure::target_text(here, target.value, unit).text(),
            from: target.from.map(|from| here.when_in_full(from)),
            until: entry.unit_ends(target.from).map(|end| here.when_in_full(end.from)),
            source: here.source(target.origin),
        }
    })
    .collect()
}

fn part<'a>(here: Here<'_>, team: usize, series: &Series, chart: &'a str) -> PartChart<'a> {
    let newest = series.entries.iter().rev().find(|entry| entry.value().is_some());
    let at = series.entries.iter().rposition(|entry| entry.value().is_some());
    let known = at.and_then(|at| known(here, team, series, at));
    let name = part_name(here, team, &series.part);
    PartChart {
        id: anchor(&name, ""),
        name,
        chart,
        mark: known.as_ref().map(Known::mark),
        says: known
            .as_ref()
            .map_or_else(String::new, |known| capital(&known.clause())),
        figure: newest.and_then(|entry| {
            let style = here.portfolio.style(Some(team), series.metric, entry.measured);
            Some(figure::value(entry.value()?, &style).into())
        }),
    }
}

/// The values of a series of a team since a cycle, the newest first; at most so many.
fn rows(here: Here<'_>, (team, series): (usize, &Series), from: CycleIndex) -> Vec<Row> {
    let newest = series.entries.iter().enumerate().rev();
    let newest = newest.take_while(|(_, entry)| from <= entry.cycle);
    let rows = newest.map(|(at, entry)| {
        let group = &series.groups[entry.group.get()];
        let starts = group.start == at && at > 0;
        let value = (!matches!(entry.state, State::Gap { .. })).then(|| said(here, team, (series, at), entry.last));
        Row {
            when: figure::period(here, entry),
            value,
            behind: observation(entry)
                .and_then(|index| behind(here, team, &here.portfolio.teams[team].observations[index])),
            state: state_words(&entry.state, here.words()).to_owned(),
            signal: entry.flag.map(|_| mark(Some(entry.signal))),
            rule: (entry.flag)
                .map_or("", |flag| rule_word(flag.rule, here.words()))
                .to_owned(),
            mark: if starts {
                restart_words(here, (team, series), group.reason)
            } else {
                String::new()
            },
        }
    });
    rows.collect()
}

/// The rule that flags a value, in a word.
fn rule_word(rule: Rule, words: &Words) -> &str {
    words.word(match rule {
        Rule::Outside => "team_metric.rule_outside",
        Rule::Trend => "team_metric.rule_trend",
        Rule::TwoOfThree => "team_metric.rule_two_of_three",
        Rule::Shift => "team_metric.rule_shift",
    })
}

fn state_words<'a>(state: &State, words: &'a Words) -> &'a str {
    match state {
        State::Gap { expected: true } => words.word("team_metric.not_reported"),
        State::Gap { expected: false } => words.word("team_metric.none_expected"),
        State::NotAvailable(_) => words.word("team_metric.not_available"),
        State::Value(_) => "",
    }
}

/// All parts side by side since a cycle, newest period first.
fn grid(here: Here<'_>, (team, parts): (usize, &[&Series]), from: CycleIndex) -> Vec<GridRow> {
    let mut periods: Vec<_> = parts
        .iter()
        .flat_map(|series| {
            series
                .entries
                .iter()
                .filter(|entry| from <= entry.cycle)
                .map(|entry| (entry.last, series.grain == Grain::Month))
        })
        .collect();
    periods.sort_unstable();
    periods.dedup();
    let rows = periods.into_iter().rev().map(|(last, monthly)| GridRow {
        when: if monthly {
            here.when_month(last)
        } else {
            here.when(last)
        },
        cells: parts.iter().map(|series| cell(here, team, series, last)).collect(),
    });
    rows.collect()
}

fn cell(here: Here<'_>, team: usize, series: &Series, last: Date) -> Cell {
    let nothing = |state: &str| Cell {
        text: String::new(),
        source: None,
        moved: None,
        ratio: String::new(),
        note: None,
        link: None,
        state: state.to_owned(),
    };
    let Ok(at) = series.entries.binary_search_by_key(&last, |entry| entry.last) else {
        return nothing("");
    };
    let entry = &series.entries[at];
    let said = &here.portfolio.teams[team].observations;
    let Some(value) = entry.value() else {
        return Cell {
            note: match entry.state {
                State::NotAvailable(at) => here.maybe(said[at.get()].beside.note()),
                _ => None,
            },
            ..nothing(state_words(&entry.state, here.words()))
        };
    };
    let style = here.portfolio.style(Some(team), series.metric, entry.measured);
    Cell {
        text: figure::value(value, &style).text(),
        source: Some(evidence(here, team, value.observation.get()).source),
        moved: Some(figure::moved(here, team, series, at)),
        ratio: figure::ratio_text(here, value),
        note: here.maybe(said[value.observation.get()].beside.note()),
        link: said[value.observation.get()].beside.link().map(str::to_owned),
        state: String::new(),
    }
}
