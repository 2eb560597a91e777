//! The metric catalogue: what is measured, in which unit, and which way is better.

use crate::model::narrow::Narrow;
use crate::model::portfolio::{Audience, Origin, Prose};
use crate::model::unit::Unit;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A position in [`Catalogue::metrics`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MetricIndex(Narrow);

impl MetricIndex {
    /// The metric at a position.
    #[must_use]
    pub fn new(position: usize) -> Self {
        Self(Narrow::new(position))
    }

    /// Its position.
    #[must_use]
    pub fn position(self) -> usize {
        self.0.get()
    }
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
    /// Neither: shown, never judged.
    Neutral,
    /// Inside the band is better.
    Within {
        /// Lower edge of the band.
        lower: Decimal,
        /// Upper edge of the band.
        upper: Decimal,
    },
}

/// How often a new value is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// Each cycle.
    Cycle,
    /// Each calendar month.
    Month,
}

/// How several observations in one cycle become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InCycle {
    /// The newest.
    Last,
    /// Their sum.
    Sum,
    /// Their mean; pooled where numerators are given.
    Mean,
    /// Their median.
    Median,
    /// The greatest.
    Max,
    /// The least.
    Min,
}

/// How teams' values become one portfolio figure, if at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcrossTeams {
    /// A sum: counts and one currency.
    Sum,
    /// Σ numerators ÷ Σ denominators.
    Ratio,
    /// No single number: a distribution strip.
    Strip,
}

/// Which points the limits of a series are computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Baseline {
    /// All points of the group.
    All,
    /// The first N points of a group (13 or more), kept until a rebase.
    First(usize),
}

/// What walls and link previews leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitive {
    /// Nothing to leave out.
    No,
    /// An amount of money.
    Money,
    /// Open threats and findings.
    Threat,
}

/// A definition in force since a day: a visible break in the chart, no delta across it.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// First day it holds.
    pub from: Date,
    /// The unit since then, if it changed.
    pub unit: Option<Unit>,
    /// Target since then, of teams that set none of their own.
    pub target: Option<Decimal>,
    /// What changed, in words.
    pub text: Prose,
}

/// An entry of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Kebab-case name in files and URLs.
    pub id: String,
    /// Name shown.
    pub name: String,
    /// Position in [`crate::model::portfolio::Portfolio::pillars`] (headings beside the pillars, such as business, follow them).
    pub pillar: usize,
    /// Unit before any definition changes it.
    pub unit: Unit,
    /// Which way is better.
    pub better: Better,
    /// Target of teams that set none of their own, before any definition changes it.
    pub target: Option<Decimal>,
    /// How often a value is expected.
    pub every: Every,
    /// How values within one cycle combine.
    pub in_cycle: InCycle,
    /// How teams' values combine.
    pub across_teams: AcrossTeams,
    /// Digits after the point, if the catalogue says.
    pub precision: Option<u32>,
    /// Below this, no percent change.
    pub floor: Option<Decimal>,
    /// What limits are computed from.
    pub baseline: Baseline,
    /// Values outside are errors.
    pub range: Option<(Decimal, Decimal)>,
    /// What it means.
    pub meaning: Option<Prose>,
    /// How to influence it.
    pub influence: Option<Prose>,
    /// Where its definition comes from (built-in metrics).
    pub source: Option<String>,
    /// Who answers for the definition.
    pub owner: Option<String>,
    /// What walls leave out.
    pub sensitive: Sensitive,
    /// Who may see it.
    pub audience: Audience,
    /// Column names of the template or of imports that mean this metric.
    pub labels: Vec<String>,
    /// Later definitions, oldest first.
    pub definitions: Vec<Definition>,
    /// Where it is defined; `None` for a built-in metric that nobody changed.
    pub origin: Option<Origin>,
    /// The team it belongs to alone, as an index of the portfolio's teams.
    pub team: Option<usize>,
}

impl Metric {
    /// The definition in force on a day: 0 is the original, n the n-th of `definitions`.
    #[must_use]
    pub fn definition_on(&self, day: Date) -> usize {
        self.definitions.partition_point(|definition| definition.from <= day)
    }

    /// The unit in force on a day.
    #[must_use]
    pub fn unit_on(&self, day: Date) -> &Unit {
        let in_force = &self.definitions[..self.definition_on(day)];
        in_force
            .iter()
            .rev()
            .find_map(|definition| definition.unit.as_ref())
            .unwrap_or(&self.unit)
    }

    /// The target in force on a day, of teams that set none of their own: it ends where the unit changes.
    #[must_use]
    pub fn target_on(&self, day: Date) -> Option<Decimal> {
        self.target_of(self.definition_on(day))
    }

    /// The target under a definition: 0 is the original, n the n-th of `definitions`.
    #[must_use]
    pub fn target_of(&self, definition: usize) -> Option<Decimal> {
        let mut unit = &self.unit;
        let mut target = self.target;
        for definition in &self.definitions[..definition] {
            let now = definition.unit.as_ref().unwrap_or(unit);
            target = definition.target.or_else(|| target.filter(|_| now == unit));
            unit = now;
        }
        target
    }

    /// The definition that ends what was said in a unit since a day: the first one after it in another.
    #[must_use]
    pub fn unit_ends(&self, from: Option<Date>) -> Option<&Definition> {
        let said = from.map_or(0, |from| self.definition_on(from));
        let unit = from.map_or(&self.unit, |from| self.unit_on(from));
        let mut later = self.definitions[said..].iter();
        later.find(|definition| definition.unit.as_ref().is_some_and(|changed| changed != unit))
    }
}

/// All metrics: the shared ones in the catalogue's order, then teams' own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    /// The metrics.
    pub metrics: Vec<Metric>,
    /// How many of them are shared.
    pub shared: usize,
    /// Shared ids, and own ids by team.
    names: BTreeMap<String, Vec<(Option<usize>, MetricIndex)>>,
}

impl Catalogue {
    /// Indexes metrics; the shared ones must come first.
    #[must_use]
    pub fn new(metrics: Vec<Metric>) -> Self {
        let shared = metrics.iter().take_while(|metric| metric.team.is_none()).count();
        let mut names: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (index, metric) in metrics.iter().enumerate() {
            names
                .entry(metric.id.clone())
                .or_default()
                .push((metric.team, MetricIndex::new(index)));
        }
        Self { metrics, shared, names }
    }

    /// The metric at an index of this catalogue.
    #[must_use]
    pub fn metric(&self, index: MetricIndex) -> &Metric {
        &self.metrics[index.position()]
    }

    /// The metric a team means by an id: its own, else the shared one.
    #[must_use]
    pub fn find(&self, id: &str, team: Option<usize>) -> Option<MetricIndex> {
        let candidates = self.names.get(id)?;
        let own = candidates.iter().find(|(owner, _)| owner.is_some() && *owner == team);
        own.or_else(|| candidates.iter().find(|(owner, _)| owner.is_none()))
            .map(|(_, index)| *index)
    }

    /// The shared metrics, in order.
    pub fn shared(&self) -> impl Iterator<Item = (MetricIndex, &Metric)> {
        self.metrics[..self.shared]
            .iter()
            .enumerate()
            .map(|(index, metric)| (MetricIndex::new(index), metric))
    }
}
