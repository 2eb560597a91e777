//! What lasts: series that have signalled the same for more than one value running, beside what was usual before.

use crate::analyse::Analysis;
use crate::analyse::freshness::is_part_on;
use crate::analyse::interval::Interval;
use crate::analyse::pairing::SUSTAINED;
use crate::analyse::series::{Series, median};
use crate::analyse::signal::{Signal, standing};
use crate::analyse::xmr::{Flag, Rule};
use crate::model::portfolio::Portfolio;
use rayon::prelude::*;
use rust_decimal::Decimal;

/// A process that got better or worse and stayed so.
#[derive(Debug, Clone, PartialEq)]
pub struct Lasting<'a> {
    /// The team.
    pub team: usize,
    /// The series.
    pub series: &'a Series,
    /// Its newest value, as an index of the series' entries.
    pub entry: usize,
    /// Whether it got better.
    pub is_better: bool,
    /// The values of its process before; `None` where there are none.
    pub before: Option<Usual>,
    /// The values since.
    pub since: Usual,
}

/// Some values in a row of one series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usual {
    /// Their median.
    pub median: Decimal,
    /// How many they are.
    pub values: usize,
    /// The last of them, as an index of the series' entries.
    pub last: usize,
}

/// What lasts at the end of an interval, as known then: in the portfolio's order of teams, then the catalogue's.
///
/// A value that has signalled as each of the [`SUSTAINED`] values up to it did, each when it was the newest.
#[must_use]
pub fn lasting<'a>(portfolio: &Portfolio, analysis: &'a Analysis, interval: &Interval) -> Vec<Lasting<'a>> {
    let last = portfolio.calendar.cycle(interval.cycles.1).last;
    let teams = analysis.teams.par_iter().enumerate();
    let are_part = teams.filter(|(team, _)| is_part_on(&portfolio.calendar, &portfolio.teams[*team], last));
    let of_team = are_part.flat_map_iter(|(team, known)| {
        let headlines = known.headlines();
        headlines.filter_map(move |series| of_series(portfolio, (team, series), interval))
    });
    of_team.collect()
}

fn of_series<'a>(portfolio: &Portfolio, what: (usize, &'a Series), interval: &Interval) -> Option<Lasting<'a>> {
    let (team, series) = what;
    let known = series.until(interval.cycles.1);
    let entry = known.iter().rposition(|entry| entry.value().is_some())?;
    let newest = &known[entry];
    if newest.cycle < interval.cycles.0 {
        return None;
    }
    let is_better = |signal: Option<Signal>| match signal? {
        Signal::Improvement(_) => Some(true),
        Signal::Concern(_) => Some(false),
        Signal::CommonCause | Signal::Neutral(_) | Signal::Pending => None,
    };
    let way = is_better(newest.said_then)?;
    let start = series.groups.get(newest.group.get())?.start;
    // The values of the process, newest first.
    let values: Vec<(usize, Decimal)> = (start..=entry)
        .rev()
        .filter_map(|index| Some((index, known[index].value()?.number)))
        .collect();
    let signalled = values
        .iter()
        .take_while(|(index, _)| is_better(known[*index].said_then) == Some(way))
        .count();
    if signalled < SUSTAINED {
        return None;
    }
    // A rule may need several values before it speaks: these belong to what lasts.
    let metric = portfolio.metric(series.metric);
    let first = standing(series, metric, values[signalled - 1].0);
    let earlier = first.map_or(0, |first| match first.flag {
        Some(Flag {
            rule: Rule::Trend | Rule::Shift | Rule::Outside,
            ..
        }) => first.run.saturating_sub(1),
        Some(Flag {
            rule: Rule::TwoOfThree, ..
        })
        | None => 0,
    });
    let (since, before) = values.split_at((signalled + earlier).min(values.len()));
    Some(Lasting {
        team,
        series,
        entry,
        is_better: way,
        before: usual(before),
        since: usual(since)?,
    })
}

/// What is usual among values, the newest first.
fn usual(values: &[(usize, Decimal)]) -> Option<Usual> {
    let (last, _) = values.first()?;
    let mut numbers: Vec<Decimal> = values.iter().map(|(_, number)| *number).collect();
    numbers.sort_unstable();
    Some(Usual {
        median: median(&numbers),
        values: numbers.len(),
        last: *last,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::interval::between;
    use crate::analyse::tests::portfolio;
    use jiff::civil::{Date, date};
    use std::fmt::Write as _;

    const CONFIGURATION: &str = "title = \"T\"\n[cycle]\nfirst = 2026-01-05\n";
    const STEADY: &str = "20 22 20 22 20 22 20 22 20 22";

    /// A median, and of how many values.
    type Median = (i64, usize);

    /// What lasts in cycles that end between two days: whether better, and the values before and since.
    fn told(values: &str, days: (Date, Date)) -> Vec<(bool, Option<Median>, Median)> {
        let mut day = date(2026, 1, 18);
        let mut text = "date,metric,value\n".to_owned();
        for value in values.split(' ') {
            if value != "." {
                writeln!(text, "{day},p95-response-time,{value}").expect("text");
            }
            day = day.saturating_add(jiff::ToSpan::days(14));
        }
        let as_of = day;
        let (portfolio, analysis) = portfolio(CONFIGURATION, as_of, &[("teams/a/data/x.csv", &text)]);
        let interval = between(&portfolio.calendar, days, as_of).expect("cycles");
        let number = |usual: Usual| {
            (
                i64::try_from(usual.median.normalize().mantissa()).expect("small"),
                usual.values,
            )
        };
        lasting(&portfolio, &analysis, &interval)
            .into_iter()
            .map(|found| (found.is_better, found.before.map(number), number(found.since)))
            .collect()
    }

    /// All cycles of a year.
    const YEAR: (Date, Date) = (date(2026, 1, 1), date(2026, 12, 31));

    #[test]
    fn one_signal_is_no_more_than_a_signal() {
        assert_eq!(told(&format!("{STEADY} 2"), YEAR), []);
        assert_eq!(told(&format!("{STEADY} 2 20"), YEAR), []);
    }

    #[test]
    fn two_signals_running_last_whichever_way_they_go() {
        assert_eq!(told(&format!("{STEADY} 2 4"), YEAR), [(true, Some((21, 10)), (3, 2))]);
        assert_eq!(
            told(&format!("{STEADY} 60 61"), YEAR),
            [(false, Some((21, 10)), (605, 2))]
        );
    }

    #[test]
    fn what_came_after_the_end_is_not_known() {
        let values = format!("{STEADY} 2 4 20");
        // The eleventh value is of the cycle to 7 June, the twelfth of the one to 21 June.
        let until = |day| told(&values, (date(2026, 1, 1), day)).len();
        assert_eq!((until(date(2026, 6, 20)), until(date(2026, 6, 21))), (0, 1));
        assert_eq!(until(date(2026, 7, 5)), 0);
    }

    #[test]
    fn a_value_from_before_the_beginning_says_nothing_of_what_lasts() {
        let values = format!("{STEADY} 2 4 . .");
        assert_eq!(told(&values, (date(2026, 6, 1), date(2026, 7, 19))).len(), 1);
        assert_eq!(told(&values, (date(2026, 7, 1), date(2026, 7, 19))), []);
    }

    #[test]
    fn values_that_a_rule_waited_for_belong_to_what_lasts() {
        // Small steps that stay on one side of the average: the rule speaks late, the change was early.
        let before = "211 234 208 229 214 231 206 228 212 233 209 230";
        let found = told(&format!("{before} 188 181 190 183 187 180 189 182 186"), YEAR);
        let [(true, Some((before, _)), (since, values))] = found[..] else {
            panic!("{found:?}")
        };
        assert_eq!((before, since, values), (221, 186, 9), "{found:?}");
    }
}
