//! One metric across teams: the distribution now, one chart a team, and what the metric means.

use super::across::{Across, across};
use super::around::owner;
use super::figure::{self, Evidence, Figure, Moved, evidence, part_name};
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link, Source};
use super::outlet::{has_strip, strip_path};
use super::picture::{Shot, spark, trend};
use super::reading::{Known, known};
use super::report::is_of;
use super::signal::Mark;
use super::window::first_shown;
use super::words::{self, When, when_in_full};
use super::{CATALOGUE, View, team_metric_path};
use crate::analyse::series::Series;
use crate::chart::Size;
use crate::model::format::{Style, shown};
use crate::model::metric::{AcrossTeams, Baseline, Metric, MetricIndex, Sensitive};
use crate::model::portfolio::Audience;
use crate::model::unit::Unit;
use rust_decimal::Decimal;
use serde::Serialize;

/// What a metric means, every key of the catalogue in words.
#[derive(Debug, Serialize)]
pub(super) struct Definition {
    pub(super) pillar: Link,
    pub(super) meaning: Option<String>,
    pub(super) influence: Option<String>,
    /// Name and words of every other key.
    pub(super) keys: Vec<(&'static str, String)>,
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
            .map(|change| (when_in_full(change.from), here.inline(&change.text)))
            .collect(),
        source,
        origin: metric.origin.map(|origin| here.source(origin)),
        owner_team: owner(here, metric.team),
    }
}

fn keys(here: Here<'_>, metric: &Metric) -> Vec<(&'static str, String)> {
    let style = Style {
        precision: metric.precision,
        ..here.portfolio.style_of(&metric.unit)
    };
    let plain = |number: Decimal| figure::target_text(here, number, &metric.unit).text();
    let mut keys = vec![
        ("Unit", unit_words(&metric.unit)),
        (
            "Direction",
            figure::better_words(here.words(), metric.better).to_owned(),
        ),
    ];
    let mut add = |name, text: Option<String>| keys.extend(text.map(|text| (name, text)));
    if let crate::model::metric::Better::Within { lower, upper } = metric.better {
        add(
            "Band",
            Some(format!("{} to {}", shown(lower, &style), shown(upper, &style))),
        );
    }
    add("Target", metric.target.map(plain));
    add(
        "Expected",
        Some(figure::every_words(here.words(), metric.every).to_owned()),
    );
    add(
        "Within a cycle",
        Some(format!("the {} of several values", is_of(metric.in_cycle))),
    );
    add("Across teams", Some(across_words(metric.across_teams).to_owned()));
    add(
        "Digits",
        metric.precision.map(|digits| format!("{digits} after the point")),
    );
    add("Percent change from", metric.floor.map(plain));
    add(
        "Limits from",
        match metric.baseline {
            Baseline::All => None,
            Baseline::First(points) => Some(format!("the first {points} points")),
        },
    );
    add(
        "Range",
        metric.range.and_then(
            |(lowest, highest)| match (lowest == Decimal::MIN, highest == Decimal::MAX) {
                (false, false) => Some(format!("{} to {}", plain(lowest), plain(highest))),
                (false, true) => Some(format!("from {}", plain(lowest))),
                (true, false) => Some(format!("up to {}", plain(highest))),
                (true, true) => None,
            },
        ),
    );
    add("Owner", metric.owner.clone());
    add(
        "Sensitive",
        match metric.sensitive {
            Sensitive::No => None,
            Sensitive::Money => Some("money: left off walls".to_owned()),
            Sensitive::Threat => Some("threats: left off walls".to_owned()),
        },
    );
    add(
        "Audience",
        (metric.audience == Audience::Public).then(|| "public".to_owned()),
    );
    add(
        "Also called",
        (!metric.labels.is_empty()).then(|| metric.labels.join(", ")),
    );
    keys
}

fn across_words(across: AcrossTeams) -> &'static str {
    match across {
        AcrossTeams::Sum => "added up",
        AcrossTeams::Ratio => "pooled: all numerators over all denominators",
        AcrossTeams::Strip => "shown side by side; no single number",
    }
}

/// A unit in words.
fn unit_words(unit: &Unit) -> String {
    match unit {
        Unit::Count => "a count".to_owned(),
        Unit::Ratio => "a ratio".to_owned(),
        Unit::Percent => "per cent".to_owned(),
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
    chart: String,
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
    let charts: Vec<String> = shots.iter().map(|shot| trend(here, *shot)).collect();
    let parts: Vec<PartRow> = (0..here.portfolio.teams.len())
        .filter(|team| here.analysis.teams[*team].whole(index).is_none())
        .flat_map(|team| part_rows(here, team, index))
        .collect();
    let day = words::day(here.portfolio.calendar.cycle(cycle).last);
    let mut split_teams: Vec<&str> = parts.iter().map(|row| row.team.text.as_str()).collect();
    split_teams.dedup();
    let split = match split_teams.len() {
        0 => String::new(),
        1 => " One more team reports it by part.".to_owned(),
        several => format!(
            " {} more teams report it by part.",
            words::capital(&words::number(several))
        ),
    };
    let sentence = match &across {
        None if !parts.is_empty() => format!(
            "{} is reported by workload or component, not for a team as a whole.",
            metric.name
        ),
        None => format!(
            "No team has reported {} yet. It is reported by naming it {} in a report’s [metrics], or by importing it.",
            metric.name, metric.id
        ),
        Some(across) => {
            let counted = if across.signalled.is_empty() {
                String::new()
            } else {
                format!(" By signal: {}.", across.signalled)
            };
            format!(
                "{} a value for the cycle to {day}.{counted}{split}",
                words::have(across.teams.0, across.teams.1, "team")
            )
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
    };
    let above = below_portfolio(&[(CATALOGUE.to_owned(), "Catalogue".to_owned())]);
    let heading = Heading {
        title: &page.title,
        description: &page.sentence,
        area: Area::Catalogue,
        above,
    };
    framed(here, "metric.html", &heading, &page, metric.origin)
}

fn row(here: Here<'_>, team: usize, index: MetricIndex, chart: String) -> Option<Row> {
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
        evidence: value.map(|value| evidence(here, team, value.observation)),
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
        let title = format!("{}, {part}", owner.name);
        Some(PartRow {
            team: link.clone(),
            figure: value.map(|value| figure::value(value, &style).into()),
            of: newest
                .filter(|entry| entry.last != series.entries[at].last)
                .map(|entry| figure::period(here, entry)),
            moved: figure::moved(here, team, series, at),
            mark: newest_known(here, team, series).as_ref().map(Known::mark),
            evidence: value.map(|value| evidence(here, team, value.observation)),
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
