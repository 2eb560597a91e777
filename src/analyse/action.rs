//! Actions: which of them are quiet, how often each was carried from one review to the next, and how the metric stands that
//! each was to move.

use crate::analyse::review;
use crate::analyse::series::{Grain, Series};
use crate::analyse::{Analysis, TeamAnalysis};
use crate::model::action::Action;
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use jiff::civil::Date;

/// An open action of which nothing was said for so many cycles is quiet.
pub const QUIET_CYCLES: usize = 2;

/// Whether nothing was said of an open action for two cycles, up to a day in or after a cycle.
#[must_use]
pub fn is_quiet(portfolio: &Portfolio, action: &Action, when: (CycleIndex, Date)) -> bool {
    let (cycle, day) = when;
    let since = portfolio
        .calendar
        .cycle(CycleIndex::new(cycle.position().saturating_sub(QUIET_CYCLES - 1)))
        .first;
    action.is_open_on(day) && action.last_said_on(day) < since
}

/// How many meetings of its team's review an action has been open for, before a day.
#[must_use]
pub fn carried_over(portfolio: &Portfolio, analysis: &Analysis, team: usize, action: &Action, day: Date) -> usize {
    let until = action.closed.map_or(day, |closed| closed.min(day));
    review::held_between(portfolio, analysis, team, (action.opened, until))
}

/// The metric that an action was to move: its values around the action, as indexes of the series' entries.
///
/// That a value moved does not say that the action moved it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect<'a> {
    /// The series.
    pub series: &'a Series,
    /// The value of the cycle or month in which the action was taken on; where there is none, the newest before.
    pub before: Option<usize>,
    /// The first value of a period that ended after the action was closed.
    pub after: Option<usize>,
    /// The newest value.
    pub newest: usize,
}

/// How the metric of an action stands, as known at a cycle; `None` where it has none, or no value.
#[must_use]
pub fn effect<'a>(
    portfolio: &Portfolio,
    analysis: &'a TeamAnalysis,
    action: &Action,
    cycle: CycleIndex,
) -> Option<Effect<'a>> {
    let series = analysis.headline(action.metric?).first()?;
    let known = series.until(cycle);
    let begun = portfolio.calendar.holding(action.opened);
    let of_day = known.iter().position(|entry| {
        entry.value().is_some()
            && entry.last >= action.opened
            && match entry.grain {
                Grain::Cycle => Some(entry.cycle) == begun,
                Grain::Month => entry.last.first_of_month() <= action.opened,
            }
    });
    let newest = known.iter().rposition(|entry| entry.value().is_some())?;
    let closed = action.closed.unwrap_or(Date::MAX);
    Some(Effect {
        series,
        before: of_day.or_else(|| {
            known
                .iter()
                .rposition(|entry| entry.value().is_some() && entry.last <= action.opened)
        }),
        after: known
            .iter()
            .position(|entry| entry.value().is_some() && entry.last > closed),
        newest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::tests::portfolio;
    use jiff::civil::date;

    #[test]
    fn an_action_is_seen_beside_its_metric_before_and_after() {
        let csv =
            "date,metric,value\n2026-01-18,errors,9\n2026-02-01,errors,8\n2026-03-01,errors,4\n2026-03-15,errors,3\n";
        let actions = "[[actions]]\nid = \"a-1\"\ntitle = \"A\"\nmetric = \"errors\"\nopened = 2026-01-29\nstatus = \"done\"\nclosed = 2026-02-20\n";
        let files = [("teams/a/data/x.csv", csv), ("teams/a/actions.toml", actions)];
        let configuration = "title = \"T\"\n[cycle]\nfirst = 2026-01-05\n";
        let (portfolio, analysis) = portfolio(configuration, date(2026, 3, 20), &files);
        let told = |action: &Action, cycle| {
            let found = effect(&portfolio, &analysis.teams[0], action, CycleIndex::new(cycle)).expect("a metric");
            let number = |index: usize| found.series.entries[index].value().map(|value| value.number.mantissa());
            (
                found.before.and_then(number),
                found.after.and_then(number),
                number(found.newest),
            )
        };
        let action = &portfolio.teams[0].actions[0];
        assert_eq!(told(action, 4), (Some(8), Some(4), Some(3)));
        // Before its first value after, there is none; nothing is taken from later cycles.
        assert_eq!(told(action, 2), (Some(8), None, Some(8)));
        // The cycle to 15 February has no value, and the metric began in January.
        for (opened, before) in [
            (date(2026, 2, 2), Some(8)),
            (date(2026, 1, 6), Some(9)),
            (date(2025, 12, 30), None),
        ] {
            let other = Action {
                opened,
                ..action.clone()
            };
            assert_eq!(told(&other, 4).0, before, "{opened}");
        }
        let without = Action {
            metric: None,
            ..action.clone()
        };
        assert!(effect(&portfolio, &analysis.teams[0], &without, CycleIndex::new(4)).is_none());
    }
}
