//! Values that can hardly be meant as they will be read: counted twice, given twice, a whole less than its parts, or a total
//! without one of them.

use super::merge::{Context, slot};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::metric::{AcrossTeams, InCycle, Metric};
use crate::model::report::{Observation, Period, Provenance};
use crate::model::team::Team;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Warns of a team's values; `observations` stand by metric, part and period, of all files.
pub(super) fn check(observations: &[Observation], context: Context<'_>, problems: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    for pair in observations.windows(2) {
        let (one, other) = (&pair[0], &pair[1]);
        if one.metric != other.metric || one.part != other.part || one.period != other.period {
            continue;
        }
        let metric = context.catalogue.metric(one.metric);
        if is_counted_twice(one, other, metric) {
            let files = (one.metric, &one.part, one.origin.file, other.origin.file);
            if told.insert(files) {
                problems.push(counted_twice(one, other, (metric, context)));
            }
        } else if is_said_again(one, other) && one.reading != other.reading {
            problems.push(said_again(one, other, (metric, context)));
        }
    }
    for (observation, whole, parts) in less_than_parts(observations, context) {
        problems.push(less(observation, (whole, parts), context));
    }
}

/// Whether two files each add to what was counted on one day.
fn is_counted_twice(one: &Observation, other: &Observation, metric: &Metric) -> bool {
    let imported = |observation: &Observation| matches!(observation.provenance, Provenance::Imported(_));
    let counts = |observation: &Observation| observation.reading.number().is_some_and(|number| !number.is_zero());
    metric.in_cycle == InCycle::Sum
        && one.origin.file != other.origin.file
        && [one, other]
            .into_iter()
            .all(|observation| imported(observation) && counts(observation))
}

fn counted_twice(one: &Observation, other: &Observation, of: (&Metric, Context<'_>)) -> Diagnostic {
    let (metric, context) = of;
    let message = format!(
        "`{}` of {} is given by {} too, and both are added",
        metric.id,
        one.period.last_day(),
        context.path(one.origin)
    );
    let cure = "delete one of the files if both measured the same, or give each a workload or a component of its own \
                (`api/image`)";
    let problem = Diagnostic::new(Code::CountedTwice, message, cure).at(context.place(other.origin));
    problem.related(context.place(one.origin), "the other value")
}

/// Whether two reports tell how one month was.
fn is_said_again(one: &Observation, other: &Observation) -> bool {
    let typed = |observation: &Observation| observation.provenance.is_typed();
    matches!(one.period, Period::Month(_)) && one.origin.file != other.origin.file && typed(one) && typed(other)
}

fn said_again(one: &Observation, other: &Observation, of: (&Metric, Context<'_>)) -> Diagnostic {
    let (metric, context) = of;
    let shown = |observation: &Observation| {
        let number = observation.reading.number();
        number.map_or_else(|| "not available".to_owned(), |number| number.normalize().to_string())
    };
    let message = format!(
        "`{}` of {} is {} here, and {} in {}",
        metric.id,
        one.period.last_day().strftime("%B %Y"),
        shown(one),
        shown(other),
        context.path(other.origin)
    );
    let cure = "correct one of them; the later report counts";
    let problem = Diagnostic::new(Code::OtherValue, message, cure).at(context.place(one.origin));
    problem.related(context.place(other.origin), "the later value")
}

/// The values of teams as a whole that are less than those of their workloads of the same cycle or month, with both sums: of
/// each metric the first.
fn less_than_parts<'o>(
    observations: &'o [Observation],
    context: Context<'_>,
) -> Vec<(&'o Observation, Decimal, Decimal)> {
    let of_metric = observations.chunk_by(|a, b| a.metric == b.metric);
    let less = |series: &[Observation]| -> Option<(usize, Decimal, Decimal)> {
        let metric = context.catalogue.metric(series[0].metric);
        let is_comparable =
            metric.across_teams == AcrossTeams::Sum && matches!(metric.in_cycle, InCycle::Sum | InCycle::Last);
        let wholes = series.partition_point(|observation| observation.part.is_whole());
        if !is_comparable || wholes == 0 || wholes == series.len() {
            return None;
        }
        let mut parts: BTreeMap<_, BTreeMap<Option<usize>, Decimal>> = BTreeMap::new();
        for observation in &series[wholes..] {
            let is_workload = observation.part.workload().is_some() && observation.part.component().is_none();
            if let Some(number) = observation
                .reading
                .number()
                .filter(|number| is_workload && *number > Decimal::ZERO)
            {
                let of_slot = parts.entry(slot(observation, context.catalogue)).or_default();
                let sum = of_slot.entry(observation.part.workload()).or_default();
                *sum = joined(metric, *sum, number);
            }
        }
        let mut start = 0;
        for group in series[..wholes].chunk_by(|a, b| slot(a, context.catalogue) == slot(b, context.catalogue)) {
            let first = start;
            start += group.len();
            // Of typed values and imported ones the typed ones count; a total is the sum of its parts anyway.
            let has_typed = group.iter().any(|one| one.provenance.is_typed());
            let counts = |one: &&Observation| {
                one.provenance.is_typed() == has_typed && !matches!(one.provenance, Provenance::Total { .. })
            };
            let numbers = group.iter().filter(counts).filter_map(|one| one.reading.number());
            let Some(whole) = numbers.reduce(|sum, number| joined(metric, sum, number)) else {
                continue;
            };
            let own = parts.get(&slot(&group[0], context.catalogue));
            let sum = own.map(|own| {
                own.values()
                    .fold(Decimal::ZERO, |sum, number| sum.saturating_add(*number))
            });
            if let Some(sum) = sum.filter(|sum| whole < *sum) {
                return Some((first, whole, sum));
            }
        }
        None
    };
    of_metric
        .filter_map(|series| less(series).map(|(at, whole, sum)| (&series[at], whole, sum)))
        .collect()
}

/// What several values of one cycle or month come to.
fn joined(metric: &Metric, before: Decimal, number: Decimal) -> Decimal {
    match metric.in_cycle {
        InCycle::Sum => before.saturating_add(number),
        _ => number,
    }
}

fn less(observation: &Observation, (whole, parts): (Decimal, Decimal), context: Context<'_>) -> Diagnostic {
    let metric = context.catalogue.metric(observation.metric);
    let message = format!(
        "`{}` of the team is {}, and {} of its workloads together",
        metric.id,
        whole.normalize(),
        parts.normalize()
    );
    let cure = "correct one of them, or leave the team's value out: the total is computed where all workloads have one";
    Diagnostic::new(Code::TotalDisagrees, message, cure).at(context.place(observation.origin))
}

/// Warns of each metric whose newest total leaves out a workload that was part of the one before: it is smaller, and nobody
/// sees why. Only of the newest, which can still be mended; `handed_over` says of each workload since when it is another team's.
pub(super) fn check_parts(team: &Team, handed_over: &[Option<Date>], context: Context<'_>) -> Vec<Diagnostic> {
    let of_metric = team.observations.chunk_by(|a, b| a.metric == b.metric);
    let left_out = |series: &[Observation]| -> Option<Diagnostic> {
        let slot = |observation: &Observation| slot(observation, context.catalogue);
        let (wholes, parts) = series.split_at(series.partition_point(|observation| observation.part.is_whole()));
        let newest = wholes.last()?;
        let before = wholes.iter().rfind(|whole| slot(whole) != slot(newest))?;
        let is_total = |whole: &Observation| matches!(whole.provenance, Provenance::Total { .. });
        if !is_total(newest) || !is_total(before) {
            return None;
        }
        let of = |whole: &Observation| -> BTreeSet<usize> {
            let parts = parts.iter().filter(|part| slot(part) == slot(whole));
            parts.filter_map(|part| part.part.workload()).collect()
        };
        let is_own = |workload: &usize| {
            let since = handed_over.get(*workload).copied().flatten();
            since.is_none_or(|since| newest.period.last_day() < since)
        };
        let missing = &of(before) - &of(newest);
        let missing: Vec<String> = (missing.iter().filter(|workload| is_own(workload)))
            .filter_map(|workload| team.workloads.get(*workload))
            .map(|workload| format!("`{}`", workload.id))
            .collect();
        (!missing.is_empty()).then(|| part_left_out((newest, before), &missing, context))
    };
    of_metric.filter_map(left_out).collect()
}

fn part_left_out(
    (newest, before): (&Observation, &Observation),
    missing: &[String],
    context: Context<'_>,
) -> Diagnostic {
    let metric = context.catalogue.metric(newest.metric);
    let missing = missing.join(", ");
    let message = format!(
        "the total of `{}` leaves {missing} out, which the total before it took in",
        metric.id
    );
    let cure = "give each a value: 0 where there was nothing, `\"n/a\"` where nobody knows";
    let problem = Diagnostic::new(Code::PartLeftOut, message, cure).at(context.place(newest.origin));
    problem.related(context.place(before.origin), "the total before")
}

#[cfg(test)]
mod tests {
    use crate::analyse::tests::{CONFIGURATION, warnings};
    use jiff::civil::date;

    const HEAD: &str = "date,metric,workload,value\n";

    fn told(metric: &str, files: &[(&str, &str)]) -> Vec<String> {
        let metric = format!("[x]\npillar = \"cost\"\n{metric}\n");
        let team = "[[workloads]]\nid = \"api\"\n[[workloads]]\nid = \"web\"\n";
        let mut all = vec![("metrics.toml", metric.as_str()), ("teams/a/team.toml", team)];
        all.extend_from_slice(files);
        let mut told = warnings(CONFIGURATION, date(2026, 4, 20), &all);
        told.retain(|warning| !warning.contains("no report of"));
        told
    }

    #[test]
    fn what_two_files_count_is_told_once() {
        let rows = format!("{HEAD}2026-01-18,x,,3\n2026-02-01,x,,4\n");
        let both = [
            ("teams/a/data/git.csv", rows.as_str()),
            ("teams/a/data/hub.csv", rows.as_str()),
        ];
        let sum = told("in_cycle = \"sum\"", &both);
        assert_eq!(sum.len(), 1, "{sum:?}");
        assert!(
            sum[0].starts_with("W312 `x` of 2026-01-18 is given by content/teams/a/data/git.csv too"),
            "{sum:?}"
        );
        // What is not added is no double; neither are parts, days or nothing.
        assert_eq!(told("in_cycle = \"max\"", &both), [""; 0]);
        let parts = [rows.replace(",,", ",api,"), rows.replace(",,", ",web,")];
        let other_day = rows.replace("18", "17").replace("-01,x", "-02,x");
        let none = rows.replace(",3", ",0").replace(",4", ",0");
        for files in [&parts, &[rows.clone(), other_day], &[rows.clone(), none]] {
            let both = [
                ("teams/a/data/a.csv", files[0].as_str()),
                ("teams/a/data/b.csv", files[1].as_str()),
            ];
            assert_eq!(told("in_cycle = \"sum\"", &both), [""; 0], "{files:?}");
        }
    }

    #[test]
    fn a_month_that_two_reports_tell_differently_is_told_of() {
        let report = |value: &str| format!("[metrics]\nx = {value}\n");
        let (first, other) = (report("41"), report("45"));
        let reports = |second| {
            [
                ("teams/a/reports/2026-03-15.toml", first.as_str()),
                ("teams/a/reports/2026-03-29.toml", second),
            ]
        };
        let found = told("every = \"month\"\nin_cycle = \"sum\"", &reports(&other));
        assert_eq!(
            found,
            ["W313 `x` of February 2026 is 41 here, and 45 in content/teams/a/reports/2026-03-29.toml"]
        );
        assert_eq!(told("every = \"month\"\nin_cycle = \"sum\"", &reports(&first)), [""; 0]);
        assert_eq!(told("in_cycle = \"sum\"", &reports(&other)), [""; 0]);
    }

    #[test]
    fn a_team_with_less_than_its_workloads_is_told_of() {
        let rows = |rows: &str| format!("{HEAD}{rows}");
        for (metric, table, expected) in [
            (
                "in_cycle = \"sum\"\nacross_teams = \"sum\"",
                "2026-01-17,x,,2\n2026-01-18,x,api,5\n",
                Some("is 2, and 5 of"),
            ),
            (
                "in_cycle = \"sum\"\nacross_teams = \"sum\"",
                "2026-01-17,x,,2\n2026-01-18,x,,4\n2026-01-18,x,api,5\n",
                None,
            ),
            (
                "in_cycle = \"last\"\nacross_teams = \"sum\"",
                "2026-01-18,x,,4\n2026-01-18,x,api,3\n2026-01-18,x,web,2\n",
                Some("is 4, and 5 of"),
            ),
            (
                "in_cycle = \"last\"\nacross_teams = \"sum\"",
                "2026-01-18,x,,5\n2026-01-17,x,api,9\n2026-01-18,x,api,3\n2026-01-18,x,web,2\n",
                None,
            ),
            (
                "in_cycle = \"sum\"\nacross_teams = \"sum\"",
                "2026-01-18,x,,2\n2026-02-01,x,api,5\n",
                None,
            ),
            ("in_cycle = \"sum\"", "2026-01-18,x,,2\n2026-01-18,x,api,5\n", None),
        ] {
            let table = rows(table);
            let found = told(metric, &[("teams/a/data/x.csv", table.as_str())]);
            match expected {
                Some(expected) => assert!(found.len() == 1 && found[0].contains(expected), "{table} {found:?}"),
                None => assert_eq!(found, [""; 0], "{table}"),
            }
        }
    }

    #[test]
    fn a_part_that_the_newest_total_leaves_out_is_told_of() {
        let metric = "in_cycle = \"sum\"\nacross_teams = \"sum\"";
        let both = "2026-01-18,x,api,1\n2026-01-18,x,web,2\n";
        for (more, expected) in [
            (
                "2026-02-01,x,api,1\n",
                Some("W314 the total of `x` leaves `web` out, which the total before it took in"),
            ),
            // A cycle without any is a gap, not a part left out.
            (
                "2026-02-15,x,api,1\n",
                Some("W314 the total of `x` leaves `web` out, which the total before it took in"),
            ),
            ("2026-02-01,x,api,1\n2026-02-01,x,web,0\n", None),
            ("2026-02-01,x,web,1\n2026-02-01,x,api,n/a\n", None),
            // On another day of the cycle.
            ("2026-01-30,x,web,1\n2026-02-01,x,api,1\n", None),
            // What lies behind is not mended any more.
            ("2026-02-01,x,api,1\n2026-02-15,x,api,1\n", None),
            ("2026-02-01,x,api,1\n2026-02-15,x,api,1\n2026-02-15,x,web,1\n", None),
            // A whole of its own is no total.
            ("2026-02-01,x,,9\n2026-02-01,x,api,1\n", None),
        ] {
            let table = format!("{HEAD}{both}{more}");
            let found = told(metric, &[("teams/a/data/x.csv", table.as_str())]);
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{more}");
        }
    }

    #[test]
    fn reports_are_told_of_a_part_too_and_a_hand_over_is_none() {
        let metric = "in_cycle = \"sum\"\nacross_teams = \"sum\"";
        let before = "[metrics]\nx = { by = { api = 1, web = 2 } }\n";
        let after = "[metrics]\nx = { by = { api = 1 } }\n";
        let reports = [
            ("teams/a/reports/2026-01-18.toml", before),
            ("teams/a/reports/2026-02-01.toml", after),
        ];
        assert_eq!(told(metric, &reports).len(), 1);
        let taken = |day: &str| format!("[[workloads]]\nid = \"web\"\nfrom = {day}\nmoved_from = \"a\"\n");
        for (day, expected) in [("2026-01-25", 0), ("2026-02-01", 0), ("2026-02-02", 1)] {
            let other = taken(day);
            let mut files = reports.to_vec();
            files.push(("teams/b/team.toml", other.as_str()));
            assert_eq!(told(metric, &files).len(), expected, "{day}");
        }
    }
}
