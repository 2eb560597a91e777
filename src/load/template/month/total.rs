//! Wholes and their parts: added where they are not written, compared where they are.

use super::super::{Found, Reader, period};
use crate::diagnostic::Code;
use crate::load::values::total;
use crate::model::metric::{AcrossTeams, MetricIndex};
use crate::model::report::{Observation, Part, Provenance};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Adds the whole where only its parts are given, and compares it with them where both are.
pub(in crate::load::template) fn totals(reader: &mut Reader<'_, '_>) {
    // First components make workloads, then workloads the team.
    for of_workloads in [false, true] {
        let mut groups: BTreeMap<(MetricIndex, Date, Option<usize>), Vec<usize>> = BTreeMap::new();
        for (index, found) in reader.found.iter().enumerate() {
            let observation = &found.observation;
            let part = &observation.part;
            let (is_part, below) = if of_workloads {
                (part.workload.is_some() && part.component.is_none(), None)
            } else {
                (part.component.is_some(), part.workload)
            };
            if is_part {
                let key = (observation.metric, observation.period.last_day(), below);
                groups.entry(key).or_default().push(index);
            }
        }
        for ((metric, end, workload), parts) in groups {
            total_of(reader, (metric, end, workload), &parts);
        }
    }
}

/// Whether a total is not the sum of its parts, be it rounded to fewer digits than they have.
fn is_other(written: Decimal, of: (Decimal, &[Observation])) -> bool {
    let (sum, parts) = of;
    let digits = |number: Decimal| number.normalize().scale();
    let numbers = parts.iter().filter_map(|part| part.reading.number());
    let finest = numbers.map(digits).max().unwrap_or(0);
    let scale = digits(written);
    if scale < finest {
        // Half of the last digit, either way.
        let half = Decimal::new(5, scale + 1);
        written.saturating_sub(sum).abs() > half
    } else {
        written != sum
    }
}

fn total_of(reader: &mut Reader<'_, '_>, of: (MetricIndex, Date, Option<usize>), parts: &[usize]) {
    let (metric, end, workload) = of;
    let entry = reader.context.catalogue.metric(metric);
    let given: Vec<Observation> = parts.iter().map(|&at| reader.found[at].observation.clone()).collect();
    let Some(sum) = total(entry, entry.unit_on(end), &given) else {
        return;
    };
    let part = Part {
        workload,
        component: None,
    };
    let is_whole = |found: &&Found| {
        let known = &found.observation;
        known.metric == metric && known.part == part && known.period == period(end)
    };
    if let Some(whole) = reader.found.iter().find(is_whole) {
        let complete = given.iter().all(|part| part.reading.number().is_some());
        if let (Some(written), Some(sum)) = (whole.observation.reading.number(), sum.number())
            && complete
            && entry.across_teams == AcrossTeams::Sum
            && is_other(written, (sum, &given))
        {
            let message = format!(
                "the total {} is not the sum of its parts, {}",
                written.normalize(),
                sum.normalize()
            );
            let cure = "correct one of them, or leave the total empty: it is computed";
            reader.problem(Code::TotalDisagrees, whole.span.clone(), (&message, cure));
        }
        return;
    }
    let span = reader.found[parts[0]].span.clone();
    let mut observation = given[0].clone();
    observation.part = part;
    observation.reading = sum;
    observation.note = None;
    observation.link = None;
    observation.provenance = Provenance::Total { typed: true };
    reader.found.push(Found { observation, span });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cycle::CycleIndex;
    use crate::model::portfolio::{FileIndex, Origin};
    use crate::model::report::{Period, Reading};

    #[test]
    fn a_total_may_be_rounded_to_fewer_digits_than_its_parts_have() {
        for (total, parts, expected) in [
            ("15", &["12", "3"][..], false),
            ("16", &["12", "3"], true),
            ("16", &["12.2", "3.4"], false),
            ("15.6", &["12.2", "3.4"], false),
            ("15", &["12.2", "3.4"], true),
            ("15.61", &["12.2", "3.4"], true),
        ] {
            let number = |text: &str| text.parse::<Decimal>().expect("a number");
            let given: Vec<Observation> = parts
                .iter()
                .map(|text| Observation {
                    metric: MetricIndex(0),
                    part: Part::default(),
                    period: Period::Month(Date::constant(2026, 1, 31)),
                    cycle: CycleIndex(0),
                    reading: Reading::Value {
                        number: number(text),
                        ratio: None,
                        approximate: false,
                    },
                    note: None,
                    link: None,
                    provenance: Provenance::Typed,
                    origin: Origin {
                        file: FileIndex(0),
                        line: 1,
                    },
                    shadows: None,
                })
                .collect();
            let sum = given
                .iter()
                .filter_map(|part: &Observation| Reading::number(&part.reading))
                .sum();
            assert_eq!(is_other(number(total), (sum, &given)), expected, "{total} {parts:?}");
        }
    }
}
