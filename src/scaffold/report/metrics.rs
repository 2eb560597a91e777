//! The lines of metrics: last time's value as a comment to correct, or who gives it where nobody types it.

use super::Scene;
use crate::model::cycle::CycleIndex;
use crate::model::metric::{AcrossTeams, Better, Every, Metric, MetricIndex};
use crate::model::portfolio::Origin;
use crate::model::report::{Observation, Part, Period, Provenance, Reading};
use crate::model::unit::{TimeUnit, Unit};
use crate::scaffold::written::{as_shown, key, literal, number, one_line};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::fmt::Write;

/// A metric that none of this many last reports gave is not offered again.
const RECENT_REPORTS: usize = 6;

/// What a team that never gave a number may begin with.
pub(super) const FIRST_METRICS: [&str; 7] = [
    "critical-vulnerabilities",
    "cloud-cost",
    "deployment-frequency",
    "change-lead-time",
    "change-fail-rate",
    "availability",
    "p95-response-time",
];

impl Scene<'_> {
    /// The `[metrics]` table, by pillar, in the catalogue's order.
    pub(super) fn metrics(&self, text: &mut String) {
        let amount = number(
            Decimal::new(1_825_040, 2),
            false,
            &Unit::Money(self.portfolio.config.currency),
        );
        let _ = writeln!(
            text,
            "\n# 14, 99.95, \"1d 4h\", {amount}, \"~12\", or \"n/a\" where there is no value."
        );
        text.push_str("# With words: { value = 14, note = \"Why\", link = \"https://…\" }\n[metrics]\n");
        let from = self.recent();
        let mut reported: BTreeSet<MetricIndex> = self
            .team
            .observations
            .iter()
            .filter(|found| self.is_candidate(found, from))
            .map(|found| found.metric)
            .collect();
        // A team that begins is shown what to begin with, whatever its registers and imports give already.
        let given = reported.clone();
        if reported.is_empty() || (self.earlier().next().is_none() && !self.has_typed(from)) {
            let first = FIRST_METRICS.iter();
            reported.extend(first.filter_map(|id| self.portfolio.catalogue.find(id, Some(self.index))));
        }
        for (pillar, heading) in self.portfolio.pillars.iter().enumerate() {
            let mut is_headed = false;
            for &index in reported
                .iter()
                .filter(|index| self.portfolio.metric(**index).pillar == pillar)
            {
                if !std::mem::replace(&mut is_headed, true) {
                    let _ = writeln!(text, "\n# --- {} ---", one_line(&heading.name));
                }
                let line = if given.contains(&index) {
                    self.line(index, from)
                } else {
                    self.first_line(index)
                };
                let _ = writeln!(text, "# {line}");
            }
        }
    }

    /// Whether the team typed any value that is offered again.
    fn has_typed(&self, from: CycleIndex) -> bool {
        let typed = |found: &&Observation| matches!(found.provenance, Provenance::Typed);
        let mut observations = self.team.observations.iter().filter(typed);
        observations.any(|found| self.is_candidate(found, from))
    }

    /// The oldest cycle whose values are offered again.
    fn recent(&self) -> CycleIndex {
        let oldest = self.earlier().take(RECENT_REPORTS).last().map(|report| report.cycle);
        oldest.unwrap_or_else(|| {
            CycleIndex::new(
                self.cycle
                    .map_or(0, |cycle| cycle.position().saturating_sub(RECENT_REPORTS)),
            )
        })
    }

    /// Whether an observation says something of what the report will hold: typed before it, or imported or derived up to
    /// it.
    fn is_candidate(&self, found: &Observation, from: CycleIndex) -> bool {
        let Some(cycle) = self.cycle else { return false };
        match found.provenance {
            Provenance::Typed => from <= found.cycle && found.cycle < cycle,
            Provenance::Imported(_) | Provenance::Derived { .. } => from <= found.cycle && found.cycle <= cycle,
            Provenance::Total { .. } => false,
        }
    }

    /// A line for a metric that was never reported: an example, and what the metric means.
    fn first_line(&self, index: MetricIndex) -> String {
        let metric = self.portfolio.metric(index);
        let unit = metric.unit_on(self.date);
        let example = match unit {
            Unit::Percent if metric.across_teams == AcrossTeams::Ratio => {
                "{ numerator = 1, denominator = 12 }".to_owned()
            }
            Unit::Percent => "99.9".to_owned(),
            Unit::Money(_) => number(Decimal::from(1_200), false, unit),
            Unit::Duration(TimeUnit::Milliseconds) => "250".to_owned(),
            _ => number(Decimal::from(3), false, unit),
        };
        let meaning = metric
            .meaning
            .as_ref()
            .map_or_else(|| one_line(&metric.name), |meaning| one_line(&meaning.text));
        format!("{} = {example}   # {meaning}{}", metric.id, better(metric, unit))
    }

    /// A line for a metric that was reported.
    fn line(&self, index: MetricIndex, from: CycleIndex) -> String {
        let metric = self.portfolio.metric(index);
        let candidates = self
            .team
            .observations
            .iter()
            .filter(|found| found.metric == index && self.is_candidate(found, from));
        // Observations stand by part and then period, so that the last of a part is its newest.
        let mut newest: Vec<&Observation> = Vec::new();
        for found in candidates {
            match newest.last_mut() {
                Some(last) if last.part == found.part => {
                    // Within a period typed stands before imported, and wins; derived has no other beside it.
                    if last.period.last_day() < found.period.last_day() || is_given(last) {
                        *last = found;
                    }
                }
                _ => newest.push(found),
            }
        }
        let last_typed = newest
            .iter()
            .filter(|found| !is_given(found))
            .map(|found| found.period)
            .max();
        let Some(period) = last_typed else {
            return self.given(metric, &newest);
        };
        let parts: Vec<&Observation> = newest
            .iter()
            .copied()
            .filter(|found| !is_given(found) && found.period == period)
            .collect();
        let given: Vec<String> = newest
            .iter()
            .filter(|found| is_given(found))
            .map(|found| self.part(&found.part))
            .collect();
        let given = if given.is_empty() {
            String::new()
        } else {
            format!("; nothing to type: {}", given.join(", "))
        };
        let month = match self.month(metric, period) {
            Ok(month) => month,
            Err(wait) => return format!("{}: {wait}", metric.id),
        };
        let (then, now) = (metric.unit_on(period.last_day()), metric.unit_on(self.date));
        let changed = metric.definition_on(period.last_day()) != metric.definition_on(self.date);
        let value = if then == now {
            self.value(&parts, month.as_deref(), now)
        } else {
            "\"n/a\"".to_owned()
        };
        let changed = if changed {
            format!("; defined anew since, in {}", one_line(now.written()))
        } else {
            String::new()
        };
        let last = self.last(&parts, metric);
        format!(
            "{} = {value}   # last: {last}{}{}{changed}{given}",
            metric.id,
            better(metric, now),
            self.target(index, now)
        )
    }

    /// The month that a monthly metric is due for; the reason why none is, and nothing where the metric goes by cycles.
    fn month(&self, metric: &Metric, last: Period) -> Result<Option<String>, String> {
        let Period::Month(end) = last else { return Ok(None) };
        let ended = if self.date == self.date.last_of_month() {
            self.date
        } else {
            self.date.first_of_month().yesterday().unwrap_or(self.date)
        };
        if ended <= end {
            let next = end.tomorrow().unwrap_or(end).last_of_month();
            return Err(format!(
                "monthly, {} is reported; next when {} has ended",
                month_name(end),
                month_name(next)
            ));
        }
        // Without `month` such a metric's value is of the newest ended month by itself.
        let is_implied = metric.every == Every::Month;
        Ok((!is_implied).then(|| month_name(ended)))
    }

    /// The value as TOML, in the form that the team used.
    fn value(&self, parts: &[&Observation], month: Option<&str>, unit: &Unit) -> String {
        let (mut members, plain) = match parts {
            [whole] if whole.part.is_whole() => {
                if let Some((numerator, denominator)) = whole.reading.ratio() {
                    (ratio(numerator, denominator), None)
                } else {
                    let plain = reading(&whole.reading, unit);
                    (format!("value = {plain}"), Some(plain))
                }
            }
            parts => {
                let parts: Vec<String> = parts
                    .iter()
                    .filter(|part| !part.part.is_whole())
                    .map(|part| format!("{} = {}", key(&self.part(&part.part)), one(&part.reading, unit)))
                    .collect();
                (format!("by = {{ {} }}", parts.join(", ")), None)
            }
        };
        match (month, plain) {
            (None, Some(plain)) => plain,
            (None, None) => format!("{{ {members} }}"),
            (Some(month), _) => {
                let _ = write!(members, ", month = \"{month}\"");
                format!("{{ {members} }}")
            }
        }
    }

    /// What was said last, in words: `28 h on 2026-08-02`, `basket-api 309, pricing-engine 86 on 2026-08-16`.
    fn last(&self, parts: &[&Observation], metric: &Metric) -> String {
        let said = |found: &&Observation| {
            let shown = match self.combined(found) {
                Reading::NotAvailable => "not available".to_owned(),
                Reading::Value {
                    number,
                    ratio,
                    approximate,
                } => {
                    let number = as_shown(number, metric.unit_on(found.period.last_day()), metric.precision);
                    let number = if approximate { format!("about {number}") } else { number };
                    ratio.parts().map_or_else(
                        || number.clone(),
                        |(numerator, denominator)| {
                            format!("{number} ({} of {})", numerator.normalize(), denominator.normalize())
                        },
                    )
                }
            };
            if found.part.is_whole() {
                shown
            } else {
                format!("{} {shown}", one_line(&self.part(&found.part)))
            }
        };
        let when = parts.first().map_or_else(String::new, |found| match found.period {
            Period::Day(day) => format!(" on {day}"),
            Period::Month(end) => format!(" for {}", month_name(end)),
        });
        format!("{}{when}", parts.iter().map(said).collect::<Vec<_>>().join(", "))
    }

    /// What a page shows for an observation's period: several imported values of one cycle are shown as one.
    fn combined(&self, found: &Observation) -> Reading {
        let series = self.analysis.teams[self.index].series(found.metric, &found.part);
        let value = series
            .and_then(|series| series.latest(found.cycle))
            .and_then(|entry| entry.value());
        match value.filter(|value| value.combined.get() > 1 && is_given(found)) {
            Some(value) => Reading::Value {
                number: value.number,
                ratio: value.ratio.clone(),
                approximate: value.approximate,
            },
            None => found.reading.clone(),
        }
    }

    /// A line for what an import or a register gives: it has no value to uncomment.
    fn given(&self, metric: &Metric, newest: &[&Observation]) -> String {
        let mut tools: BTreeSet<&str> = BTreeSet::new();
        let mut registers: BTreeSet<&str> = BTreeSet::new();
        let mut is_derived = false;
        for found in newest {
            match &found.provenance {
                Provenance::Imported(from) => tools.extend(from.tool.as_deref()),
                Provenance::Derived { entries, .. } => {
                    is_derived = true;
                    registers.extend(entries.iter().map(|entry| self.register(*entry)));
                }
                Provenance::Typed | Provenance::Total { .. } => {}
            }
        }
        let (how, names) = if is_derived {
            ("counted", registers)
        } else {
            ("imported", tools)
        };
        let names: Vec<&str> = names.into_iter().collect();
        let from = match (names.is_empty(), is_derived) {
            (true, true) => " from your registers".to_owned(),
            (true, false) => String::new(),
            (false, _) => format!(" from {}", one_line(&names.join(", "))),
        };
        let newest_period = newest.iter().map(|found| found.period).max();
        let mut last: Vec<&Observation> = newest
            .iter()
            .copied()
            .filter(|found| Some(found.period) == newest_period)
            .collect();
        if let Some(whole) = last.iter().position(|found| found.part.is_whole()) {
            // Its parts say no more about what to type.
            last = vec![last[whole]];
        }
        format!(
            "{}: nothing to type, {how}{from} (last: {})",
            metric.id,
            self.last(&last, metric)
        )
    }

    /// The register that an entry stands in: a file of the team, or the folder of files with an entry each.
    fn register(&self, entry: Origin) -> &str {
        let path = &self.portfolio.file(entry).content_path;
        let mut parts = path.split('/').skip(2);
        parts.next().unwrap_or(path)
    }

    fn target(&self, index: MetricIndex, unit: &Unit) -> String {
        let target = self.portfolio.target(Some(self.index), index, self.date);
        target.map_or_else(String::new, |target| {
            format!("; target {}", as_shown(target, unit, None))
        })
    }

    /// A part as a key of `by`.
    fn part(&self, part: &Part) -> String {
        let workload = part
            .workload()
            .map(|workload| self.team.workloads[workload].id.as_str());
        match (workload, part.component()) {
            (Some(workload), Some(component)) => format!("{workload}/{component}"),
            (Some(name), None) | (None, Some(name)) => name.to_owned(),
            (None, None) => String::new(),
        }
    }
}

/// Whether a machine gives it: nobody types it.
fn is_given(found: &Observation) -> bool {
    matches!(found.provenance, Provenance::Imported(_) | Provenance::Derived { .. })
}

fn month_name(end: Date) -> String {
    format!("{:04}-{:02}", end.year(), end.month())
}

fn ratio(numerator: Decimal, denominator: Decimal) -> String {
    format!(
        "numerator = {}, denominator = {}",
        literal(numerator),
        literal(denominator)
    )
}

fn reading(reading: &Reading, unit: &Unit) -> String {
    match reading {
        Reading::NotAvailable => "\"n/a\"".to_owned(),
        Reading::Value {
            number: value,
            approximate,
            ..
        } => number(*value, *approximate, unit),
    }
}

/// The value of one part.
fn one(found: &Reading, unit: &Unit) -> String {
    match found.ratio() {
        Some((numerator, denominator)) => format!("{{ {} }}", ratio(numerator, denominator)),
        None => reading(found, unit),
    }
}

/// Which way is better, in words; nothing where neither is.
fn better(metric: &Metric, unit: &Unit) -> String {
    match metric.better {
        Better::Lower => "; lower is better".to_owned(),
        Better::Higher => "; higher is better".to_owned(),
        Better::Neutral => String::new(),
        Better::Within { lower, upper } => format!(
            "; best from {} to {}",
            as_shown(lower, unit, None),
            as_shown(upper, unit, None)
        ),
    }
}
