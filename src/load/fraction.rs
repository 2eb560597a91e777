//! Shares of a whole that look as if they were written as fractions: 0.9995 where 99.95 is meant.

use super::merge::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::metric::{Catalogue, Metric};
use crate::model::portfolio::Origin;
use crate::model::report::Observation;
use crate::model::team::Team;
use crate::model::unit::Unit;
use rust_decimal::Decimal;

/// A share of so many percent and more is no fraction, and does not fall to a hundredth of it unnoticed.
const LARGE: Decimal = Decimal::from_parts(50, 0, 0, false, 0);

/// Warns of a team's series that hold fractions; `observations` stand by metric, part and period.
pub(super) fn check(
    (team, observations): (&Team, &[Observation]),
    context: Context<'_>,
    problems: &mut Vec<Diagnostic>,
) {
    for found in slips((team, observations), context.catalogue) {
        problems.push(Diagnostic::new(Code::Fraction, found.message, found.cure).at(context.place(found.origin)));
    }
}

/// A series with fractions.
struct Slip {
    /// Where the first stands.
    origin: Origin,
    message: String,
    cure: String,
}

/// The series of which a value of one percent or less stands after, before or against a target of fifty percent and more.
fn slips((team, observations): (&Team, &[Observation]), catalogue: &Catalogue) -> Vec<Slip> {
    let series = observations.chunk_by(|a, b| a.metric == b.metric && a.part == b.part);
    let slip = |series: &[Observation]| {
        let metric = catalogue.metric(series[0].metric);
        let place = series.iter().position(|one| is_fraction(one, metric))?;
        let first = &series[place];
        let whole = |one: &Observation| one.reading.number().filter(|_| !is_fraction(one, metric));
        let before = || series[..place].iter().rev().find_map(whole);
        let after = || series[place..].iter().find_map(whole);
        let day = first.period.last_day();
        let set = team.target_on((first.metric, metric), day);
        let against = match before().or_else(after) {
            Some(other) if other >= LARGE => format!("its other values are like {} %", other.normalize()),
            Some(_) => return None,
            None => {
                let target = set.map(|target| target.value).or_else(|| metric.target_on(day))?;
                (target >= LARGE).then(|| format!("its target is {} %", target.normalize()))?
            }
        };
        let number = first.reading.number()?;
        let others = series[place + 1..]
            .iter()
            .filter(|one| is_fraction(one, metric))
            .count();
        let others = match others {
            0 => String::new(),
            1 => "; one more is as small".to_owned(),
            others => format!("; {others} more are as small"),
        };
        let hundredfold = (number * Decimal::ONE_HUNDRED).normalize();
        Some(Slip {
            origin: first.origin,
            message: format!("`{}` is {} %, and {against}{others}", metric.id, number.normalize()),
            cure: format!(
                "write `{hundredfold}` if a share of the whole is meant; if it is that small, give its `numerator` and \
                 `denominator`"
            ),
        })
    };
    series.filter_map(slip).collect()
}

/// Whether a value is above zero and at most one percent, and no quotient of known parts.
fn is_fraction(observation: &Observation, metric: &Metric) -> bool {
    let number = observation.reading.number();
    number.is_some_and(|number| Decimal::ZERO < number && number <= Decimal::ONE)
        && observation.reading.ratio().is_none()
        && *metric.unit_on(observation.period.last_day()) == Unit::Percent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::tests::{CONFIGURATION, portfolio};
    use jiff::civil::date;

    fn told(metric: &str, values: &[&str]) -> Vec<String> {
        let metric = format!("[x]\npillar = \"reliability\"\n{metric}");
        let days = ["2026-01-10", "2026-01-24", "2026-02-07", "2026-02-21"];
        let rows: Vec<String> = days
            .iter()
            .zip(values)
            .map(|(day, value)| format!("{day},x,{value}\n"))
            .collect();
        let rows = format!("date,metric,value,numerator,denominator\n{}", rows.concat());
        let files = [("metrics.toml", metric.as_str()), ("teams/a/data/x.csv", rows.as_str())];
        let (portfolio, _) = portfolio(CONFIGURATION, date(2026, 3, 20), &files);
        let team = &portfolio.teams[0];
        let found = slips((team, &team.observations), &portfolio.catalogue);
        found
            .iter()
            .map(|slip| format!("{} {}", slip.origin.line, slip.message))
            .collect()
    }

    #[test]
    fn a_share_of_a_hundredth_of_the_others_is_asked_about_once() {
        let percent = "unit = \"%\"\n";
        let target = "unit = \"%\"\nbetter = \"higher\"\ntarget = 99.9\n";
        for (metric, values, expected) in [
            (
                percent,
                ["99.9,,", "0.9995,,", "99.8,,"],
                Some("3 `x` is 0.9995 %, and its other values are like 99.9 %"),
            ),
            (
                percent,
                ["0.98,,", "0.99,,", "97,,"],
                Some("2 `x` is 0.98 %, and its other values are like 97 %; one more is as small"),
            ),
            (
                target,
                ["0.98,,", "1,,", "0.97,,"],
                Some("2 `x` is 0.98 %, and its target is 99.9 %; 2 more are as small"),
            ),
            // A small share is one where nothing says otherwise; so are none, and a quotient.
            (percent, ["0.98,,", "0.99,,", "1,,"], None),
            (percent, ["12,,", "0.5,,", "60,,"], None),
            (percent, ["99.9,,", "0,,", "99.8,,"], None),
            (percent, ["99.9,,", "0.5,1,200", "99.8,,"], None),
            ("unit = \"count\"\n", ["99,,", "1,,", "98,,"], None),
        ] {
            let expected: Vec<&str> = expected.into_iter().collect();
            assert_eq!(told(metric, &values), expected, "{values:?}");
        }
    }
}
