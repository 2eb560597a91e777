//! Parts of a whole that are counted in metrics of their own: there cannot be more of them than of the whole.

use super::merge::{Context, slot};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::metric::MetricIndex;
use crate::model::portfolio::Origin;
use crate::model::report::{Observation, Part};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A whole with what is counted of it: the columns of one table of the SCORP template.
const WHOLES: &[(&str, &[&str])] = &[(
    "key-transactions",
    &[
        "key-transactions-tested",
        "key-transactions-observable",
        "key-transactions-alarmed",
        "key-transactions-load-tested",
    ],
)];

/// Warns of a team's values that are more than the whole they are part of, of the same cycle or month and workload;
/// `observations` stand by metric, part and period, one a slot counting: the last.
pub(super) fn check(observations: &[Observation], context: Context<'_>, problems: &mut Vec<Diagnostic>) {
    for (whole, parts) in WHOLES {
        let Some(whole) = context.catalogue.find(whole, None) else {
            continue;
        };
        let of_whole = newest(observations, whole, context);
        if of_whole.is_empty() {
            continue;
        }
        for part in *parts {
            let Some(index) = context.catalogue.find(part, None) else {
                continue;
            };
            for (key, (origin, count)) in newest(observations, index, context) {
                let Some((there, all)) = of_whole.get(&key).filter(|(_, all)| *all < count) else {
                    continue;
                };
                let id = &context.catalogue.metric(whole).id;
                let message = format!("`{part}` is {}, of {} `{id}`", count.normalize(), all.normalize());
                let cure = format!("correct one of them: `{part}` counts those of `{id}` of which it is true");
                let problem = Diagnostic::new(Code::PartExceeds, message, cure).at(context.place(origin));
                problems.push(problem.related(context.place(*there), "the whole"));
            }
        }
    }
}

/// What a value is of: a workload or the whole team, and a cycle or month.
type Key<'o> = (&'o Part, (bool, Date));

/// The value that counts for each workload and cycle or month.
fn newest<'o>(
    observations: &'o [Observation],
    metric: MetricIndex,
    context: Context<'_>,
) -> BTreeMap<Key<'o>, (Origin, Decimal)> {
    let of_metric = observations.iter().filter(|observation| observation.metric == metric);
    let numbers = of_metric.filter_map(|observation| Some((observation, observation.reading.number()?)));
    numbers
        .map(|(observation, number)| {
            let key = (&observation.part, slot(observation, context.catalogue));
            (key, (observation.origin, number))
        })
        .collect()
}
