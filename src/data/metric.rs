//! A metric's definition in data files: the shared ones in the portfolio's, a team's own in the team's.

use super::field::{Day, Number, Place, place};
use crate::model::metric::{AcrossTeams, Baseline, Better, Definition, Every, InCycle, MetricIndex, Sensitive};
use crate::model::portfolio::{Audience, Portfolio};
use crate::model::unit::Unit;
use rust_decimal::Decimal;
use serde::Serialize;

/// An entry of the catalogue.
#[derive(Debug, Serialize)]
pub(super) struct MetricField<'a> {
    id: &'a str,
    name: &'a str,
    pillar: &'a str,
    unit: &'a str,
    better: &'static str,
    band: Option<[Number; 2]>,
    target: Option<Number>,
    every: &'static str,
    in_cycle: &'static str,
    across_teams: &'static str,
    precision: Option<u32>,
    floor: Option<Number>,
    baseline: BaselineField,
    range: Option<[Option<Number>; 2]>,
    meaning: Option<&'a str>,
    influence: Option<&'a str>,
    source: Option<&'a str>,
    owner: Option<&'a str>,
    sensitive: &'static str,
    audience: &'static str,
    labels: &'a [String],
    definitions: Vec<DefinitionField<'a>>,
    origin: Option<Place<'a>>,
}

/// `"all"`, or a number of points.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum BaselineField {
    All(&'static str),
    First(usize),
}

#[derive(Debug, Serialize)]
struct DefinitionField<'a> {
    from: Day,
    unit: Option<&'a str>,
    target: Option<Number>,
    text: &'a str,
}

/// A metric's definition.
pub(super) fn metric(portfolio: &Portfolio, index: MetricIndex) -> MetricField<'_> {
    let metric = portfolio.metric(index);
    MetricField {
        id: &metric.id,
        name: &metric.name,
        pillar: portfolio.pillars.get(metric.pillar).map_or("", |pillar| &pillar.id),
        unit: metric.unit.written(),
        better: better(metric.better),
        band: band(metric.better),
        target: metric.target.map(Number),
        every: every(metric.every),
        in_cycle: in_cycle(metric.in_cycle),
        across_teams: across_teams(metric.across_teams),
        precision: metric.precision,
        floor: metric.floor.map(Number),
        baseline: match metric.baseline {
            Baseline::All => BaselineField::All("all"),
            Baseline::First(points) => BaselineField::First(points),
        },
        range: metric.range.map(|(lower, upper)| {
            let lower = (lower != Decimal::MIN).then_some(Number(lower));
            [lower, (upper != Decimal::MAX).then_some(Number(upper))]
        }),
        meaning: metric.meaning.as_ref().map(|prose| prose.text.as_str()),
        influence: metric.influence.as_ref().map(|prose| prose.text.as_str()),
        source: metric.source.as_deref(),
        owner: metric.owner.as_deref(),
        sensitive: sensitive(metric.sensitive),
        audience: audience(metric.audience),
        labels: &metric.labels,
        definitions: metric.definitions.iter().map(definition).collect(),
        origin: metric.origin.map(|origin| place(portfolio, origin)),
    }
}

fn definition(definition: &Definition) -> DefinitionField<'_> {
    DefinitionField {
        from: Day(definition.from),
        unit: definition.unit.as_ref().map(Unit::written),
        target: definition.target.map(Number),
        text: &definition.text.text,
    }
}

/// The word for which way is better.
pub(super) fn better(better: Better) -> &'static str {
    match better {
        Better::Lower => "lower",
        Better::Higher => "higher",
        Better::Neutral => "neutral",
        Better::Within { .. } => "within",
    }
}

/// The edges of the band in which a value is good.
pub(super) fn band(better: Better) -> Option<[Number; 2]> {
    match better {
        Better::Within { lower, upper } => Some([Number(lower), Number(upper)]),
        Better::Lower | Better::Higher | Better::Neutral => None,
    }
}

/// The word for how often a value is expected.
pub(super) fn every(every: Every) -> &'static str {
    match every {
        Every::Cycle => "cycle",
        Every::Month => "month",
    }
}

fn in_cycle(in_cycle: InCycle) -> &'static str {
    match in_cycle {
        InCycle::Last => "last",
        InCycle::Sum => "sum",
        InCycle::Mean => "mean",
        InCycle::Median => "median",
        InCycle::Max => "max",
        InCycle::Min => "min",
    }
}

fn across_teams(across_teams: AcrossTeams) -> &'static str {
    match across_teams {
        AcrossTeams::Sum => "sum",
        AcrossTeams::Ratio => "ratio",
        AcrossTeams::Strip => "strip",
    }
}

fn sensitive(sensitive: Sensitive) -> &'static str {
    match sensitive {
        Sensitive::No => "none",
        Sensitive::Money => "money",
        Sensitive::Threat => "threat",
    }
}

fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Internal => "internal",
        Audience::Public => "public",
    }
}
