//! Wholes and their parts: added where they are not written, compared where they are.

use super::super::{Found, Reader};
use crate::diagnostic::Code;
use crate::load::values::total;
use crate::model::metric::{AcrossTeams, Catalogue, MetricIndex};
use crate::model::report::{Beside, Observation, Part, Period, Provenance, Reading, Told};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Adds the whole where only its parts are given, and compares it with them where both are.
pub(in crate::load::template) fn totals(reader: &mut Reader<'_, '_>) {
    for of_workloads in STEPS {
        let observations: Vec<&Observation> = reader.found.iter().map(|found| &found.observation).collect();
        for whole in wholes(&observations, reader.context.catalogue, of_workloads) {
            if let Some(written) = whole.written {
                compare(reader, &whole, written);
            } else {
                let span = reader.found[whole.parts[0]].span.clone();
                let observation = whole.made_of(&reader.found[whole.parts[0]].observation);
                reader.found.push(Found { observation, span });
            }
        }
    }
}

/// Adds the whole to some observations where only its parts are among them.
pub(in crate::load) fn add_wholes(
    observations: &mut Vec<Observation>,
    catalogue: &Catalogue,
    of: impl Fn(&Observation) -> bool,
) {
    for of_workloads in STEPS {
        let meant: Vec<&Observation> = observations.iter().filter(|observation| of(observation)).collect();
        let found = wholes(&meant, catalogue, of_workloads).into_iter();
        let missing = found.filter(|whole| whole.written.is_none());
        let added: Vec<Observation> = missing.map(|whole| whole.made_of(meant[whole.parts[0]])).collect();
        observations.extend(added);
    }
}

/// First components make workloads, then workloads the team.
const STEPS: [bool; 2] = [false, true];

/// A whole whose parts are given.
struct Whole {
    part: Part,
    /// The parts, as positions; at least one.
    parts: Vec<usize>,
    /// Where the whole is written, too.
    written: Option<usize>,
    sum: Reading,
}

impl Whole {
    /// The observation of a whole that is not written, beside the first of its parts.
    fn made_of(&self, first: &Observation) -> Observation {
        let told = Told {
            part: self.part.clone(),
            provenance: Provenance::Total {
                typed: true,
                provisional: false,
            },
            beside: Beside::default(),
        };
        let at = (first.metric, first.period, first.cycle);
        Observation::new(at, (self.sum.clone(), first.origin), told)
    }
}

/// The wholes of components, or of workloads, that can be made of their parts.
fn wholes(observations: &[&Observation], catalogue: &Catalogue, of_workloads: bool) -> Vec<Whole> {
    let mut groups: BTreeMap<(MetricIndex, Period, Option<usize>), Vec<usize>> = BTreeMap::new();
    let mut written: BTreeMap<(MetricIndex, Period, &Part), usize> = BTreeMap::new();
    for (index, observation) in observations.iter().enumerate() {
        let part = &observation.part;
        let (is_part, below) = if of_workloads {
            (part.workload().is_some() && part.component().is_none(), None)
        } else {
            (part.component().is_some(), part.workload())
        };
        if is_part {
            let key = (observation.metric, observation.period, below);
            groups.entry(key).or_default().push(index);
        }
        let key = (observation.metric, observation.period, part);
        written.entry(key).or_insert(index);
    }
    let whole = |((metric, period, workload), parts): ((MetricIndex, Period, Option<usize>), Vec<usize>)| {
        let entry = catalogue.metric(metric);
        let given: Vec<Observation> = parts.iter().map(|&at| observations[at].clone()).collect();
        let part = Part::new(workload, None);
        Some(Whole {
            sum: total(entry, entry.unit_on(period.last_day()), &given)?,
            written: written.get(&(metric, period, &part)).copied(),
            part,
            parts,
        })
    };
    groups.into_iter().filter_map(whole).collect()
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

/// Reports a written whole that its parts contradict.
fn compare(reader: &Reader<'_, '_>, whole: &Whole, written: usize) {
    let given: Vec<Observation> = whole
        .parts
        .iter()
        .map(|&at| reader.found[at].observation.clone())
        .collect();
    let found = &reader.found[written];
    let entry = reader.context.catalogue.metric(found.observation.metric);
    let complete = given.iter().all(|part| part.reading.number().is_some());
    if let (Some(written), Some(sum)) = (found.observation.reading.number(), whole.sum.number())
        && complete
        && entry.across_teams == AcrossTeams::Sum
        && is_other(written, (sum, &given))
    {
        let message = format!(
            "the total {} is not the sum of its parts, {}",
            written.normalize(),
            sum.normalize()
        );
        let cure = "correct one of them, or fill in the part that is missing: an empty total is the sum of the parts that are there";
        reader.problem(Code::TotalDisagrees, found.span.clone(), (&message, cure));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cycle::CycleIndex;
    use crate::model::portfolio::{FileIndex, Origin};
    use crate::model::report::Ratio;
    use jiff::civil::Date;

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
                .map(|text| {
                    let period = Period::Month(Date::constant(2026, 1, 31));
                    let reading = Reading::Value {
                        number: number(text),
                        ratio: Ratio::NONE,
                        approximate: false,
                    };
                    let origin = Origin {
                        file: FileIndex(0),
                        line: 1,
                    };
                    let at = (MetricIndex::new(0), period, CycleIndex::new(0));
                    Observation::new(at, (reading, origin), Told::PLAIN)
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
