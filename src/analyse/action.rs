//! Actions: which of them are quiet, and how often each was carried from one review to the next.

use crate::analyse::review;
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
        .cycle(CycleIndex(cycle.0.saturating_sub(QUIET_CYCLES - 1)))
        .first;
    action.is_open_on(day) && action.last_said_on(day) < since
}

/// How many meetings of its team's review an action has been open for, before a day.
#[must_use]
pub fn carried_over(portfolio: &Portfolio, team: usize, action: &Action, day: Date) -> usize {
    let until = action.closed.map_or(day, |closed| closed.min(day));
    review::held_between(portfolio, team, (action.opened, until))
}
