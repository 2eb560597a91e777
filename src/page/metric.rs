//! One metric across teams: the distribution now, one chart a team, and what the metric means.

use super::across::{Across, across};
use super::around::owner;
use super::figure::{self, Evidence, Figure, Moved, evidence, part_name};
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link, Source};
use super::limit;
use super::outlet::{has_strip, strip_path};
use super::picture::{Shot, spark, trend};
use super::reading::{Known, known};
use super::signal::Mark;
use super::window::first_shown;
use super::words::{self, When};
use super::{CATALOGUE, View, team_metric_path};
use crate::analyse::series::Series;
use crate::chart::Size;
use crate::model::format::{Style, shown};
use crate::model::metric::{AcrossTeams, Baseline, Better, Every, InCycle, Metric, MetricIndex, Sensitive};
use crate::model::portfolio::Audience;
use crate::model::unit::Unit;
use crate::words::{Words, say, say_count};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeSet;

/// What a metric means, every key of the catalogue in words.
#[derive(Debug, Serialize)]
pub(super) struct Definition {
    pub(super) pillar: Link,
    pub(super) meaning: Option<String>,
    pub(super) influence: Option<String>,
    /// Name and words of every other key.
    pub(super) keys: Vec<(String, String)>,
    /// Later definitions, newest first.
    pub(super) changes: Vec<(When, String)>,
    /// Where its definition comes from: words, or an address.
    pub(super) source: Option<Link>,
    pub(super) origin: Option<Source>,
    pub(super) owner_team: Option<Link>,
}

/// What a metric means.
pub(super) fn definition(here: Here<'_>, index: MetricIndex) -> Definition {
    let metric = here.portfolio.metric(index);
    let source = metric.source.as_ref().map(|source| {
        let is_address = source.starts_with("https://") || source.starts_with("http://");
        Link {
            href: if is_address { source.clone() } else { String::new() },
            text: source.clone(),
        }
    });
    Definition {
        pillar: here.pillar(metric.pillar),
        meaning: here.maybe(metric.meaning.as_ref()),
        influence: here.maybe(metric.influence.as_ref()),
        keys: keys(here, metric),
        changes: metric
            .definitions
            .iter()
            .rev()
            .map(|change| (here.when_in_full(change.from), here.inline(&change.text)))
            .collect(),
        source,
        origin: metric.origin.map(|origin| here.source(origin)),
        owner_team: owner(here, metric.team),
    }
}

fn keys(here: Here<'_>, metric: &Metric) -> Vec<(String, String)> {
    let words = here.words();
    let style = Style {
        precision: metric.precision,
        ..here.portfolio.style_of(&metric.unit)
    };
    let today = here.portfolio.as_of;
    let plain = |number: Decimal| figure::target_text(here, number, &metric.unit).text();
    let mut keys = vec![
        (say!(words, "metric.unit"), unit_words(metric.unit_on(today), words)),
        (
            say!(words, "metric.direction"),
            figure::better_words(words, metric.better).to_owned(),
        ),
    ];
    let mut add = |name: &str, text: Option<String>| keys.extend(text.map(|text| (name.to_owned(), text)));
    if let Better::Within { lower, upper } = metric.better {
        let (lowest, highest) = (shown(lower, &style), shown(upper, &style));
        add(
            words.word("metric.band"),
            Some(say!(words, "metric.from_to", lowest = lowest, highest = highest)),
        );
    }
    let target = metric.target_on(today);
    let target = target.map(|target| figure::target_text(here, target, metric.unit_on(today)).text());
    add(words.word("metric.target"), target);
    add(words.word("metric.expected"), Some(expected(metric.every, words)));
    add(
        words.word("metric.within_cycle"),
        Some(within_cycle(metric.in_cycle, words)),
    );
    add(
        words.word("metric.across_teams"),
        Some(across_teams(metric.across_teams, words)),
    );
    add(
        words.word("metric.digits"),
        metric
            .precision
            .map(|digits| say_count!(words, "metric.digits_after_point", digits as usize)),
    );
    add(words.word("metric.percent_from"), metric.floor.map(plain));
    add(
        words.word("metric.limits_from"),
        match metric.baseline {
            Baseline::All => None,
            Baseline::First(points) => Some(say_count!(words, "metric.first_points", points)),
        },
    );
    add(
        words.word("metric.range"),
        metric.range.and_then(
            |(lowest, highest)| match (lowest == Decimal::MIN, highest == Decimal::MAX) {
                (false, false) => Some(say!(
                    words,
                    "metric.from_to",
                    lowest = plain(lowest),
                    highest = plain(highest)
                )),
                (false, true) => Some(say!(words, "metric.from", lowest = plain(lowest))),
                (true, false) => Some(say!(words, "metric.up_to", highest = plain(highest))),
                (true, true) => None,
            },
        ),
    );
    add(words.word("metric.owner"), metric.owner.clone());
    add(
        words.word("metric.sensitive"),
        match metric.sensitive {
            Sensitive::No => None,
            Sensitive::Money => Some(say!(words, "metric.of_money")),
            Sensitive::Threat => Some(say!(words, "metric.of_threats")),
        },
    );
    add(
        words.word("metric.audience"),
        (metric.audience == Audience::Public).then(|| say!(words, "metric.public")),
    );
    add(
        words.word("metric.also_called"),
        (!metric.labels.is_empty()).then(|| metric.labels.join(words.word("lists.between"))),
    );
    keys
}

/// What most metrics have in common, as [`Definition::keys`] says it.
pub(super) fn usual_keys(words: &Words) -> [(String, String); 3] {
    [
        (say!(words, "metric.expected"), expected(Every::Cycle, words)),
        (say!(words, "metric.within_cycle"), within_cycle(InCycle::Last, words)),
        (
            say!(words, "metric.across_teams"),
            across_teams(AcrossTeams::Strip, words),
        ),
    ]
}

fn expected(every: Every, words: &Words) -> String {
    figure::every_words(words, every).to_owned()
}

/// What several values of one cycle become.
fn within_cycle(in_cycle: InCycle, words: &Words) -> String {
    match in_cycle {
        InCycle::Last => say!(words, "metric.last_of_several"),
        InCycle::Sum => say!(words, "metric.sum_of_several"),
        InCycle::Mean => say!(words, "metric.mean_of_several"),
        InCycle::Median => say!(words, "metric.median_of_several"),
        InCycle::Max => say!(words, "metric.greatest_of_several"),
        InCycle::Min => say!(words, "metric.least_of_several"),
    }
}

fn across_teams(across: AcrossTeams, words: &Words) -> String {
    match across {
        AcrossTeams::Sum => say!(words, "metric.added_up"),
        AcrossTeams::Ratio => say!(words, "metric.pooled"),
        AcrossTeams::Strip => say!(words, "metric.side_by_side"),
    }
}

/// A unit in words.
fn unit_words(unit: &Unit, words: &Words) -> String {
    match unit {
        Unit::Count => say!(words, "metric.unit_of_counts"),
        Unit::Ratio => say!(words, "metric.unit_of_ratios"),
        Unit::Percent => say!(words, "metric.unit_of_percentages"),
        other => other.written().to_owned(),
    }
}

#[derive(Debug, Serialize)]
struct MetricPage {
    /// The distribution as a picture of its own.
    alone: Option<String>,
    title: String,
    sentence: String,
    definition: Definition,
    across: Option<Across>,
    rows: Vec<Row>,
    /// Of teams that report it by part and not as a whole.
    parts: Vec<PartRow>,
    present: String,
    /// `9 August 2026`.
    cycle: String,
    /// How many teams have no chart, in words.
    left: String,
    /// What the table opens by where it has very many rows.
    folded: String,
}

#[derive(Debug, Serialize)]
struct Row {
    team: Link,
    /// The card's own place on the page.
    id: String,
    figure: Option<Figure>,
    ratio: String,
    /// What the figure is of, where it is of an earlier cycle.
    of: Option<When>,
    moved: Moved,
    mark: Option<Mark>,
    says: String,
    evidence: Option<Evidence>,
    /// Of very many teams, those whose value stands out have a chart.
    chart: Option<String>,
}

pub(super) fn view(here: Here<'_>, index: MetricIndex) -> View {
    let metric = here.portfolio.metric(index);
    let cycle = here.now();
    let across = across(here, index, cycle);
    let teams: Vec<usize> = (0..here.portfolio.teams.len())
        .filter(|team| {
            here.analysis.teams[*team]
                .whole(index)
                .is_some_and(|series| !series.until(cycle).is_empty())
        })
        .collect();
    let shots: Vec<Shot<'_>> = teams
        .iter()
        .filter_map(|&team| {
            let series = here.analysis.teams[team].whole(index)?;
            Some(Shot {
                team,
                series,
                cycles: (first_shown(here.portfolio, cycle), cycle),
                title: &here.portfolio.teams[team].name,
                size: Size::Card,
            })
        })
        .collect();
    let few = shots.len() <= limit::CHARTS;
    let drawn = shots.iter().filter(|shot| few || stands_out(here, shot));
    let drawn: BTreeSet<usize> = drawn.map(|shot| shot.team).take(limit::CHARTS).collect();
    let charts: Vec<Option<String>> = (shots.iter())
        .map(|shot| drawn.contains(&shot.team).then(|| trend(here, *shot)))
        .collect();
    let left = shots.len() - drawn.len();
    let parts: Vec<PartRow> = (0..here.portfolio.teams.len())
        .filter(|team| here.analysis.teams[*team].whole(index).is_none())
        .flat_map(|team| part_rows(here, team, index))
        .collect();
    let words = here.words();
    let day = words.day(here.portfolio.calendar.cycle(cycle).last);
    let mut split_teams: Vec<&str> = parts.iter().map(|row| row.team.text.as_str()).collect();
    split_teams.dedup();
    let sentence = match &across {
        None if !parts.is_empty() => say!(words, "metric.only_by_part", metric = metric.name),
        None => say!(words, "metric.not_reported", metric = metric.name, id = metric.id),
        Some(across) => {
            let signals =
                (!across.signalled.is_empty()).then(|| say!(words, "metric.by_signal", signals = across.signalled));
            let by_part = match split_teams.len() {
                // Those of the cycle are counted by signal.
                several if several == across.by_part => None,
                several => Some(words::capital(&say_count!(words, "metric.more_by_part", several))),
            };
            let sentences = [Some(present(across.teams, &day, words)), signals, by_part];
            sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    };
    let page = MetricPage {
        alone: has_strip(here.analysis, index).then(|| here.href(&strip_path(metric))),
        title: metric.name.clone(),
        sentence,
        definition: definition(here, index),
        present: across
            .as_ref()
            .map_or_else(String::new, |across| across.present.clone()),
        across,
        parts,
        rows: teams
            .iter()
            .zip(charts)
            .filter_map(|(&team, chart)| row(here, team, index, chart))
            .collect(),
        cycle: day,
        left: match left {
            0 => String::new(),
            left => words::capital(&say_count!(words, "metric.without_chart", left)),
        },
        folded: if few {
            String::new()
        } else {
            say_count!(words, "metric.all_teams", shots.len())
        },
    };
    let above = below_portfolio(&[(CATALOGUE.to_owned(), say!(words, "catalogue.title"))]);
    let heading = Heading {
        title: &page.title,
        description: &page.sentence,
        area: Area::Catalogue,
        above,
    };
    framed(here, "metric.html", &heading, &page, metric.origin)
}

/// How many of the teams expected to have a value of the cycle to a day do have one.
fn present((present, expected): (usize, usize), day: &str, words: &Words) -> String {
    match present {
        0 => say_count!(words, "metric.present_none", expected, day = day),
        _ if present == expected => say_count!(words, "metric.present_all", expected, day = day),
        1 => say_count!(words, "metric.present_one", expected, day = day),
        _ => say_count!(
            words,
            "metric.present_some",
            expected,
            present = words.grouped(present),
            day = day
        ),
    }
}

/// Whether the newest value of a series is a signal.
fn stands_out(here: Here<'_>, shot: &Shot<'_>) -> bool {
    let known = newest_known(here, shot.team, shot.series);
    known.is_some_and(|known| !known.mark().letter.is_empty())
}

fn row(here: Here<'_>, team: usize, index: MetricIndex, chart: Option<String>) -> Option<Row> {
    let cycle = here.now();
    let series = here.analysis.teams[team].whole(index)?;
    let at = series.until(cycle).len().checked_sub(1)?;
    let newest = series.latest(cycle);
    let value = newest.and_then(|entry| entry.value());
    let style = here.portfolio.style(
        Some(team),
        index,
        newest.map_or(here.portfolio.as_of, |entry| entry.measured),
    );
    let owner = &here.portfolio.teams[team];
    let known = newest_known(here, team, series);
    Some(Row {
        team: here.link(
            &team_metric_path(owner, here.portfolio.metric(index)),
            owner.name.clone(),
        ),
        id: owner.slug.clone(),
        figure: value.map(|value| figure::value(value, &style).into()),
        ratio: value.map_or_else(String::new, |value| figure::ratio_text(here, value)),
        of: newest
            .filter(|entry| entry.last != series.entries[at].last)
            .map(|entry| figure::period(here, entry)),
        moved: figure::moved(here, team, series, at),
        mark: known.as_ref().map(Known::mark),
        says: known
            .as_ref()
            .map_or_else(String::new, |known| words::capital(&known.clause())),
        evidence: value.map(|value| evidence(here, team, value.observation.get())),
        chart,
    })
}

/// What is known of the newest value up to now.
fn newest_known<'a>(here: Here<'a>, team: usize, series: &'a Series) -> Option<Known<'a>> {
    let newest = series
        .until(here.now())
        .iter()
        .rposition(|entry| entry.value().is_some())?;
    known(here, team, series, newest)
}

/// A value of a team's part, where the team gives none as a whole.
#[derive(Debug, Serialize)]
struct PartRow {
    team: Link,
    part: String,
    figure: Option<Figure>,
    of: Option<When>,
    moved: Moved,
    mark: Option<Mark>,
    evidence: Option<Evidence>,
    spark: String,
}

fn part_rows(here: Here<'_>, team: usize, index: MetricIndex) -> Vec<PartRow> {
    let cycle = here.now();
    let owner = &here.portfolio.teams[team];
    let link = here.link(
        &team_metric_path(owner, here.portfolio.metric(index)),
        owner.name.clone(),
    );
    let series = here.analysis.teams[team].of_metric(index);
    let rows = series.filter_map(|series| {
        let at = series.until(cycle).len().checked_sub(1)?;
        let newest = series.latest(cycle);
        let value = newest.and_then(|entry| entry.value());
        let style = here.portfolio.style(
            Some(team),
            index,
            newest.map_or(here.portfolio.as_of, |entry| entry.measured),
        );
        let part = part_name(here, team, &series.part);
        let title = say!(here.words(), "metric.part_of_team", team = owner.name, part = part);
        Some(PartRow {
            team: link.clone(),
            figure: value.map(|value| figure::value(value, &style).into()),
            of: newest
                .filter(|entry| entry.last != series.entries[at].last)
                .map(|entry| figure::period(here, entry)),
            moved: figure::moved(here, team, series, at),
            mark: newest_known(here, team, series).as_ref().map(Known::mark),
            evidence: value.map(|value| evidence(here, team, value.observation.get())),
            spark: spark(
                here,
                Shot {
                    team,
                    series,
                    cycles: (first_shown(here.portfolio, cycle), cycle),
                    title: &title,
                    size: Size::Card,
                },
            ),
            part,
        })
    });
    rows.collect()
}
