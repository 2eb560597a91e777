//! The DORA page: five metrics in two groups, each with its definition, each team's newest value, and what its limits say
//! of it.
//!
//! No team, group or portfolio gets a grade here, and no year's bands are shown unless scorpfolio.toml names the year.

use super::across::{Across, across};
use super::figure::{self, Evidence, Figure, Moved, evidence, part_name};
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link, Source};
use super::picture::{Shot, spark};
use super::reading::{Known, known};
use super::signal::{Mark, Signals};
use super::window::first_shown;
use super::words::{When, capital};
use super::{CATALOGUE, READING, View, has_page, metric_path, team_metric_path};
use crate::analyse::dora::{self, Bands, Defined, Group, Measured, Year};
use crate::analyse::series::{Entry, Grain, Series};
use crate::chart::Size;
use crate::model::cycle::{CycleIndex, days_between};
use crate::model::metric::{Metric, MetricIndex};
use crate::model::team::Team;
use crate::model::unit::Unit;
use crate::words::{Words, say, say_count};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct DoraPage {
    title: String,
    sentence: String,
    /// Whether any team has ever reported any of the five.
    reported: bool,
    guide: Link,
    /// The day of the guide's version.
    guide_date: String,
    /// `9 August 2026`.
    cycle: String,
    groups: Vec<Half>,
    bands: Option<BandsNote>,
    reliability: Vec<Link>,
    catalogue: Link,
    /// Where a reader learns what the marks mean.
    reading: String,
}

/// Throughput or instability.
#[derive(Debug, Serialize)]
struct Half {
    id: &'static str,
    name: String,
    text: String,
    metrics: Vec<Section>,
}

/// One of the five.
#[derive(Debug, Serialize)]
struct Section {
    id: String,
    name: Link,
    /// What it means in this portfolio.
    meaning: Option<String>,
    /// What the guide says, and where the portfolio says otherwise, if it does.
    guide: Option<(&'static str, Option<Source>)>,
    across: Option<Across>,
    /// `8 of 10 teams have a value for this cycle`.
    present: String,
    /// Of what time a count is.
    period: String,
    /// Teams that report it by part.
    split: String,
    rows: Vec<Row>,
    /// Whether rows have bands beside them.
    banded: bool,
}

/// A team's newest value.
#[derive(Debug, Serialize)]
struct Row {
    team: Link,
    part: String,
    figure: Option<Figure>,
    ratio: String,
    /// `in 14 days`, of a count.
    per: String,
    /// What the value is of, where it is not of this cycle.
    of: Option<When>,
    moved: Moved,
    /// What limits say of it, where it is new.
    mark: Option<Mark>,
    /// What makes it a signal, or why there can be none.
    says: String,
    /// `between once a day and once a week: ‘high’ in 2024`.
    band: String,
    evidence: Option<Evidence>,
    spark: String,
}

/// Where bands come from and how they are read.
#[derive(Debug, Serialize)]
struct BandsNote {
    year: i64,
    source: Link,
    /// Metrics with what is to be known of their bands, or why they have none.
    notes: Vec<(String, String)>,
}

pub(super) fn view(here: Here<'_>) -> View {
    let (cycle, words) = (here.now(), here.words());
    let guide = dora::guide();
    let year = here.portfolio.config.dora_bands.and_then(dora::year);
    let known: Vec<(&Defined, MetricIndex)> = guide
        .metrics
        .iter()
        .filter_map(|metric| Some((metric, index_of(here, &metric.id)?)))
        .collect();
    let group = |group: Group| -> Vec<Section> {
        (known.iter().filter(|(metric, _)| metric.group == group))
            .map(|(metric, index)| section(here, (metric, *index), year))
            .collect()
    };
    let groups = vec![
        Half {
            id: "throughput",
            name: say!(words, "dora.throughput"),
            text: say!(words, "dora.throughput_says"),
            metrics: group(Group::Throughput),
        },
        Half {
            id: "instability",
            name: say!(words, "dora.instability"),
            text: say!(words, "dora.instability_says"),
            metrics: group(Group::Instability),
        },
    ];
    let rows = || {
        groups
            .iter()
            .flat_map(|group| &group.metrics)
            .flat_map(|metric| &metric.rows)
    };
    let reported = rows().next().is_some();
    let signals = Signals::of(rows().filter_map(|row| row.mark)).sentence(here.words());
    let sentence = match (reported, signals.is_empty()) {
        (false, _) => say!(words, "dora.none_yet"),
        (true, true) => say!(words, "dora.nothing_new"),
        (true, false) => signals,
    };
    let page = DoraPage {
        title: say!(words, "dora.title"),
        sentence,
        reported,
        guide: Link {
            href: guide.url.clone(),
            text: guide.title.clone(),
        },
        guide_date: guide_date(guide, words),
        cycle: words.day(here.portfolio.calendar.cycle(cycle).last),
        bands: year.filter(|_| reported).map(|year| bands_note(here, year)),
        reliability: reliability(here),
        catalogue: here.link(CATALOGUE, words.word("dora.the_catalogue")),
        reading: here.href(READING),
        groups,
    };
    let heading = Heading {
        title: &page.title,
        description: &page.sentence,
        area: Area::None,
        above: below_portfolio(&[]),
    };
    framed(here, "dora.html", &heading, &page, None)
}

fn guide_date(guide: &dora::Guide, words: &Words) -> String {
    let date = guide.date;
    let part = |value: u8| i8::try_from(value).unwrap_or(1);
    i16::try_from(date.year)
        .ok()
        .and_then(|year| jiff::civil::Date::new(year, part(date.month), part(date.day)).ok())
        .map_or_else(|| date.to_string(), |date| words.day(date))
}

/// The shared metric of an id; load refuses to take built-in metrics away.
fn index_of(here: Here<'_>, id: &str) -> Option<MetricIndex> {
    let mut shared = here.portfolio.catalogue.shared();
    shared.find(|(_, metric)| metric.id == id).map(|(index, _)| index)
}

fn section(here: Here<'_>, which: (&'static Defined, MetricIndex), year: Option<&'static Year>) -> Section {
    let (defined, index) = which;
    let cycle = here.now();
    let metric = here.portfolio.metric(index);
    let bands = year.and_then(|year| Some((year, year.bands(&defined.id)?)));
    let rows: Vec<Row> = (0..here.portfolio.teams.len())
        .flat_map(|team| rows(here, team, (index, bands)))
        .collect();
    let across = across(here, index, cycle);
    let by_part = {
        let mut teams: Vec<&str> = rows
            .iter()
            .filter(|row| !row.part.is_empty())
            .map(|row| row.team.text.as_str())
            .collect();
        teams.dedup();
        teams.len()
    };
    Section {
        id: metric.id.clone(),
        name: Link {
            href: if has_page(here.portfolio, here.analysis, index) {
                here.href(&metric_path(metric))
            } else {
                here.href(&format!("{CATALOGUE}#{}", metric.id))
            },
            text: metric.name.clone(),
        },
        meaning: here.maybe(metric.meaning.as_ref()),
        guide: (!is_as_the_guide_says(metric, defined)).then(|| {
            (
                defined.definition.as_str(),
                metric.origin.map(|origin| here.source(origin)),
            )
        }),
        present: across
            .as_ref()
            .map_or_else(String::new, |across| present(across.teams, here.words())),
        across,
        period: if *metric.unit_on(here.portfolio.calendar.cycle(cycle).last) == Unit::Count && !rows.is_empty() {
            period(here, cycle)
        } else {
            String::new()
        },
        split: match by_part {
            0 => String::new(),
            several => capital(&say_count!(here.words(), "dora.by_part", several)),
        },
        banded: bands.is_some(),
        rows,
    }
}

/// How many of the teams expected to have a value of the cycle do have one.
fn present((present, expected): (usize, usize), words: &Words) -> String {
    match present {
        0 => say_count!(words, "dora.present_none", expected),
        _ if present == expected => say_count!(words, "dora.present_all", expected),
        1 => say_count!(words, "dora.present_one", expected),
        _ => say_count!(words, "dora.present_some", expected, present = words.grouped(present)),
    }
}

/// Whether the portfolio leaves a metric's meaning as the guide has it.
fn is_as_the_guide_says(metric: &Metric, defined: &Defined) -> bool {
    let meaning = metric.meaning.as_ref();
    meaning.is_some_and(|meaning| meaning.text == defined.definition)
}

/// Of what time a count is, and whether counts of the cycles shown can be compared.
fn period(here: Here<'_>, now: CycleIndex) -> String {
    let (cycles, words) = (&here.portfolio.calendar.cycles, here.words());
    let shown = &cycles[first_shown(here.portfolio, now).position().min(now.position())..=now.position()];
    let days = || {
        shown
            .iter()
            .filter(|cycle| cycle.skipped.is_none())
            .map(|cycle| days_between(cycle.first, cycle.last) + 1)
    };
    match (days().min(), days().max()) {
        (Some(shortest), Some(longest)) if shortest < longest => {
            say!(words, "dora.counts_of_lengths", shortest = shortest, longest = longest)
        }
        (Some(days), _) => say_count!(words, "dora.counts_of_days", whole(days)),
        _ => say!(words, "dora.counts"),
    }
}

/// A number of days as a count.
fn whole(days: i32) -> usize {
    usize::try_from(days).unwrap_or_default()
}

/// A team's rows of a metric: the team as a whole, or its parts where it gives no whole.
fn rows(here: Here<'_>, team: usize, which: (MetricIndex, Option<(&'static Year, &'static Bands)>)) -> Vec<Row> {
    let (index, bands) = which;
    let cycle = here.now();
    let owner = &here.portfolio.teams[team];
    let is_gone = owner
        .left
        .is_some_and(|left| left < here.portfolio.calendar.cycle(cycle).first);
    if is_gone {
        return Vec::new();
    }
    let series = here.analysis.teams[team].headline(index);
    series
        .iter()
        .filter_map(|series| row(here, (team, owner), series, bands))
        .collect()
}

fn row(
    here: Here<'_>,
    whose: (usize, &Team),
    series: &Series,
    bands: Option<(&'static Year, &'static Bands)>,
) -> Option<Row> {
    let (team, owner) = whose;
    let cycle = here.now();
    let metric = here.portfolio.metric(series.metric);
    let at = series.until(cycle).len().checked_sub(1)?;
    let newest = series.entries[..=at].iter().rposition(|entry| entry.value().is_some());
    let entry = newest.map(|newest| &series.entries[newest]);
    let value = entry.and_then(|entry| entry.value());
    let style = here.portfolio.style(
        Some(team),
        series.metric,
        entry.map_or(here.portfolio.as_of, |entry| entry.measured),
    );
    let days = entry.and_then(|entry| days(here, owner, entry));
    let part = part_name(here, team, &series.part);
    let title = super::picture::name(
        here.words(),
        metric,
        &if part.is_empty() {
            owner.name.clone()
        } else {
            say!(here.words(), "dora.part_of_team", team = owner.name, part = part)
        },
    );
    let band = bands.and_then(|(year, bands)| {
        let interval = bands.place(Measured {
            number: value?.number,
            unit: style.unit,
            days,
        })?;
        Some(say!(
            here.words(),
            "dora.in_band",
            interval = interval.words,
            band = interval.band,
            year = year.year
        ))
    });
    let known = newest
        .filter(|newest| *newest == at)
        .and_then(|newest| known(here, team, series, newest));
    let mark = known.as_ref().map(Known::mark);
    Some(Row {
        team: here.link(&team_metric_path(owner, metric), owner.name.clone()),
        part,
        figure: value.map(|value| figure::value(value, &style).into()),
        ratio: value.map_or_else(String::new, |value| figure::ratio_text(here, value)),
        per: match (value, style.unit, days) {
            (Some(_), Unit::Count, Some(days)) => say_count!(here.words(), "dora.in_days", whole(days)),
            (Some(_), Unit::Count, None) => owner.reports_every.map_or_else(String::new, |every| {
                say!(
                    here.words(),
                    "dora.reports_every",
                    length = figure::every(here.words(), every)
                )
            }),
            _ => String::new(),
        },
        of: entry
            .filter(|entry| entry.last != series.entries[at].last || entry.grain == Grain::Month)
            .map(|entry| figure::period(here, entry)),
        moved: figure::moved(here, team, series, at),
        mark,
        says: known
            .filter(|_| mark.is_some_and(|mark| !matches!(mark.word, "usual" | "pending")))
            .map_or_else(String::new, |known| known.clause()),
        band: band.unwrap_or_default(),
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
    })
}

/// How many days an entry's period has; unknown for a team that reports at a rhythm of its own, whose counts may be of more
/// than the cycle.
fn days(here: Here<'_>, owner: &Team, entry: &Entry) -> Option<i32> {
    match entry.grain {
        Grain::Month => Some(i32::from(entry.last.days_in_month())),
        Grain::Cycle if owner.reports_every.is_some() => None,
        Grain::Cycle => {
            let cycle = here.portfolio.calendar.cycle(entry.cycle);
            Some(days_between(cycle.first, cycle.last) + 1)
        }
    }
}

fn bands_note(here: Here<'_>, year: &'static Year) -> BandsNote {
    let words = here.words();
    let mut notes = Vec::new();
    for defined in &dora::guide().metrics {
        let Some(metric) = index_of(here, &defined.id).map(|index| here.portfolio.metric(index)) else {
            continue;
        };
        let bands = year.bands(&defined.id);
        let mut note: Vec<String> = bands.map(|bands| bands.covered.clone()).into_iter().collect();
        if bands.is_some() && !is_as_the_guide_says(metric, defined) {
            note.push(say!(words, "dora.worded_otherwise"));
        }
        if let Some(without) = year.without.iter().find(|without| without.id == defined.id) {
            note.push(say!(words, "dora.no_bands", why = without.why));
        }
        notes.push((metric.name.clone(), note.join(" ")));
    }
    BandsNote {
        year: year.year,
        source: Link {
            href: year.url.clone(),
            text: year.source.clone(),
        },
        notes,
    }
}

/// Where reliability is shown: availability, and whatever measures a service level objective.
fn reliability(here: Here<'_>) -> Vec<Link> {
    let objectives = here.portfolio.teams.iter().flat_map(|team| &team.slos);
    let mut metrics: Vec<MetricIndex> = objectives
        .map(|slo| slo.metric)
        .chain(index_of(here, "availability"))
        .filter(|&metric| {
            here.analysis
                .teams
                .iter()
                .any(|team| team.of_metric(metric).next().is_some())
        })
        .collect();
    metrics.sort_unstable();
    metrics.dedup();
    let link = |&index: &MetricIndex| {
        let metric = here.portfolio.metric(index);
        match metric.team {
            None => here.link(&metric_path(metric), metric.name.clone()),
            Some(team) => {
                let team = &here.portfolio.teams[team];
                here.link(
                    &team_metric_path(team, metric),
                    say!(
                        here.words(),
                        "dora.metric_of_team",
                        metric = metric.name,
                        team = team.name
                    ),
                )
            }
        }
    };
    metrics.iter().map(link).collect()
}
