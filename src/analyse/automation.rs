//! Automation: how many of a team's metrics are typed, how many are imported, and how many are counted from registers.
//!
//! Said of one team and over time; never ranked.

use crate::analyse::TeamAnalysis;
use crate::analyse::series::Series;
use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::model::report::Provenance;
use crate::model::team::Team;

/// How many metrics of a cycle came without typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Metrics all of whose values were imported or derived.
    pub automated: usize,
    /// Those of them with a value that was counted from a register.
    pub derived: usize,
    /// Metrics with a value.
    pub metrics: usize,
}

/// A team's coverage in a cycle. A metric counts once, whatever its parts, and a month's value in the cycle that holds
/// the month's last day.
#[must_use]
pub fn coverage(team: &Team, analysis: &TeamAnalysis, cycle: CycleIndex) -> Coverage {
    let mut coverage = Coverage::default();
    for of_metric in analysis.series.chunk_by(|a, b| a.metric == b.metric) {
        let mut provenances = of_metric
            .iter()
            .filter_map(|series| series.at(cycle)?.value())
            .filter_map(|value| team.observations.get(value.observation.get()))
            .map(|observation| &observation.provenance)
            .peekable();
        if provenances.peek().is_none() {
            continue;
        }
        let (mut automated, mut derived) = (true, false);
        for provenance in provenances {
            automated &= is_automated(provenance);
            derived |= matches!(provenance, Provenance::Derived { .. });
        }
        coverage.metrics += 1;
        coverage.automated += usize::from(automated);
        coverage.derived += usize::from(automated && derived);
    }
    coverage
}

/// Metrics that were typed once and are imported now, in the catalogue's order: from the first cycle of a stretch on, and
/// in its last one.
#[must_use]
pub fn from_typed_to_imported(
    team: &Team,
    analysis: &TeamAnalysis,
    (from, cycle): (CycleIndex, CycleIndex),
) -> Vec<MetricIndex> {
    let provenance = |series: &Series, at: CycleIndex| {
        let value = series.at(at)?.value()?;
        team.observations
            .get(value.observation.get())
            .map(|observation| &observation.provenance)
    };
    let mut found = Vec::new();
    for of_metric in analysis.series.chunk_by(|a, b| a.metric == b.metric) {
        let now: Vec<&Provenance> = of_metric
            .iter()
            .filter_map(|series| provenance(series, cycle))
            .collect();
        let is_imported = !now.is_empty()
            && now
                .iter()
                .all(|now| matches!(now, Provenance::Imported(_) | Provenance::Total { typed: false, .. }));
        let was_typed = || {
            (from.position()..cycle.position()).any(|earlier| {
                let earlier = CycleIndex::new(earlier);
                let mut all = of_metric.iter().filter_map(|series| provenance(series, earlier));
                all.any(|provenance| matches!(provenance, Provenance::Typed))
            })
        };
        if is_imported && was_typed() {
            found.push(of_metric[0].metric);
        }
    }
    found
}

/// Whether a value came without typing.
#[must_use]
pub fn is_automated(provenance: &Provenance) -> bool {
    match provenance {
        Provenance::Typed | Provenance::Total { typed: true, .. } => false,
        Provenance::Imported(_) | Provenance::Derived { .. } | Provenance::Total { typed: false, .. } => true,
    }
}

#[cfg(test)]
mod tests;
