//! Targets that end because their metric changes its unit, which nobody notices at the target itself.

use super::merge::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::metric::Metric;
use crate::model::team::Team;
use crate::model::unit::Unit;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Warns of a team's newest target of a metric where its unit changes later; earlier ones are history.
pub(super) fn check(team: &Team, context: Context<'_>, problems: &mut Vec<Diagnostic>) {
    for targets in team.targets.chunk_by(|a, b| a.metric == b.metric) {
        let Some(newest) = targets.last() else { continue };
        let metric = context.catalogue.metric(newest.metric);
        let Some(end) = metric.unit_ends(newest.from) else {
            continue;
        };
        let (message, cure) = ended(metric, (newest.value, end.from), |new| {
            let id = &metric.id;
            format!(
                "another of `[[targets]]` with `metric = \"{id}\"`, `value = {new}` and `from = {}`",
                end.from
            )
        });
        problems.push(Diagnostic::new(Code::TargetEnded, message, cure).at(context.place(newest.origin)));
    }
}

/// What is said of a target that ends on a day, and how it is said again; `add` words what to add for a new value.
pub(super) fn ended(
    metric: &Metric,
    (target, from): (Decimal, Date),
    add: impl Fn(&str) -> String,
) -> (String, String) {
    let new = metric.unit_on(from);
    // The day before is under the definition before: no two begin on one day.
    let old = from.yesterday().map_or(&metric.unit, |day| metric.unit_on(day));
    let message = format!(
        "the target {} of `{}` ends on {from}, when its unit changes from {} to {}",
        target.normalize(),
        metric.id,
        old.written(),
        new.written()
    );
    let value = converted(target, (old, new));
    let value = value.map_or_else(|| "…".to_owned(), |value| value.to_string());
    let cure = format!("say it again in {}: add {}", new.written(), add(&value));
    (message, cure)
}

/// A number in another unit of its kind: a duration.
fn converted(number: Decimal, units: (&Unit, &Unit)) -> Option<Decimal> {
    let (Unit::Duration(old), Unit::Duration(new)) = units else {
        return None;
    };
    let milliseconds = number.checked_mul(old.milliseconds())?;
    Some((milliseconds / new.milliseconds()).normalize())
}

#[cfg(test)]
mod tests {
    use crate::analyse::tests::{CONFIGURATION, warnings};
    use crate::diagnostic::Code;
    use jiff::civil::date;

    const SECONDS: &str = "[[x.definitions]]\nfrom = 2026-02-02\nunit = \"s\"\ntext = \"t\"\n";

    /// What is told of targets that end, of a metric in milliseconds whose definitions are given and a team's targets.
    fn told(metric: &str, targets: &[(&str, &str)]) -> Vec<String> {
        let metric = format!("[x]\npillar = \"cost\"\nunit = \"ms\"\n{metric}");
        let target = |(value, from): &(&str, &str)| format!("[[targets]]\nmetric = \"x\"\nvalue = {value}\n{from}\n");
        let team: String = targets.iter().map(target).collect();
        let files = [("metrics.toml", metric.as_str()), ("teams/a/team.toml", team.as_str())];
        let mut told = warnings(CONFIGURATION, date(2026, 3, 20), &files);
        told.retain(|told| told.starts_with(Code::TargetEnded.id()));
        told
    }

    #[test]
    fn a_target_that_its_unit_leaves_behind_is_told_where_it_stands() {
        let ended = "W428 the target 240 of `x` ends on 2026-02-02, when its unit changes from ms to s";
        assert_eq!(told(SECONDS, &[("240", "")]), [ended]);
        assert_eq!(told(SECONDS, &[("240", "from = 2026-01-05")]), [ended]);
        // The metric's own, unless its definition says it again.
        assert_eq!(told(&format!("target = 240\n{SECONDS}"), &[]), [ended]);
        assert_eq!(told(&format!("target = 240\n{SECONDS}target = 0.24\n"), &[]), [""; 0]);
    }

    #[test]
    fn a_target_that_was_said_again_or_whose_unit_stays_is_not_told() {
        let again = [("240", ""), ("0.24", "from = 2026-02-02")];
        assert_eq!(told(SECONDS, &again), [""; 0]);
        assert_eq!(told(&SECONDS.replace("\"s\"", "\"ms\""), &[("240", "")]), [""; 0]);
        assert_eq!(told("", &[("240", "")]), [""; 0]);
    }
}
