//! Service level objectives: how much of an error budget is spent.
//!
//! budget = (1 − objective) × window; spent share = (1 − SLI) ÷ (1 − objective), for as much of the window as is known;
//! burn rate of a period = (1 − SLI) ÷ (1 − objective) of that period (Google, *Site Reliability Workbook*, chapter
//! "Alerting on SLOs"). A rate of 1 spends exactly the budget. What remains may be negative.
//!
//! A window is made of the whole periods that lie in it, each counted once: periods do not overlap, windows are never
//! added. Periods are joined by their events where each gives a numerator (good) and a denominator (total), and
//! otherwise by time, each weighing as much as it has days.

use crate::analyse::series::{Entry, Grain, Series, Value};
use crate::model::cycle::{Calendar, Length, days_between};
use crate::model::portfolio::Portfolio;
use crate::model::team::Slo;
use crate::model::unit::Unit;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// An objective as of one value of its series.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// Index of the entry.
    pub entry: usize,
    /// What was achieved in the entry's own period, in percent.
    pub achieved: Decimal,
    /// Burn rate of that period; `None` for an objective of 100 %, which has no budget.
    pub burn_rate: Option<Decimal>,
    /// The window that ends with the entry; `None` for an objective of 100 %.
    pub window: Option<Window>,
}

impl Budget {
    /// Whether everything that the window allows is spent.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.window
            .as_ref()
            .is_some_and(|window| window.used >= Decimal::ONE_HUNDRED)
    }
}

/// What is known of a window.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// First day of the window.
    pub from: Date,
    /// Last day of the window: the entry's, or of a period that is not over the day up to which its value speaks.
    pub to: Date,
    /// Its days.
    pub days: i32,
    /// How many of them lie in periods with a value.
    pub known_days: i32,
    /// How many periods with a value it holds.
    pub periods: usize,
    /// Whether the entry's period is longer than the objective's window: then that period stands for it.
    pub is_period: bool,
    /// What was achieved over the known days, in percent.
    pub achieved: Decimal,
    /// Spent share of the whole window's budget, in percent; beyond 100 where overspent.
    pub used: Decimal,
    /// How the periods were joined.
    pub basis: Basis,
}

impl Window {
    /// What remains of the budget, in percent; negative where overspent.
    #[must_use]
    pub fn remaining(&self) -> Decimal {
        Decimal::ONE_HUNDRED - self.used
    }
}

/// What a budget is counted in.
#[derive(Debug, Clone, PartialEq)]
pub enum Basis {
    /// Minutes.
    Time {
        /// The budget of the whole window.
        allowed: Decimal,
        /// Minutes spent.
        spent: Decimal,
    },
    /// Events, where numerators and denominators are known.
    Events {
        /// So many may be bad in the whole window, at the volume of the days that are known.
        allowed: Decimal,
        /// So many were.
        spent: Decimal,
    },
}

/// What a period gives.
#[derive(Clone, Copy)]
struct Period {
    first: Date,
    days: i32,
    achieved: Decimal,
    events: Option<(Decimal, Decimal)>,
}

/// The value of an entry that budgets are charged with. Of a period that is over an estimate is none; one that is not over is
/// charged for the days its value speaks for.
#[must_use]
pub fn charged(entry: &Entry, as_of: Date) -> Option<&Value> {
    entry.value().filter(|value| !value.provisional || entry.last >= as_of)
}

/// An objective as of an entry; `None` where the entry has no value that is a share.
#[must_use]
pub fn budget(portfolio: &Portfolio, slo: &Slo, series: &Series, entry: usize) -> Option<Budget> {
    let calendar = &portfolio.calendar;
    let period = |entry: &Entry| -> Option<Period> {
        let value = charged(entry, portfolio.as_of)?;
        let (first, last) = days_of(portfolio, entry);
        let unit = portfolio.metric(series.metric).unit_on(entry.measured);
        let of_events = || {
            let (good, total) = value.ratio.parts()?;
            good.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(total)
        };
        let achieved = match unit {
            Unit::Percent => value.number,
            Unit::Ratio => value.number.checked_mul(Decimal::ONE_HUNDRED)?,
            _ => of_events()?,
        };
        Some(Period {
            first,
            days: days_between(first, last) + 1,
            achieved: achieved.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED),
            events: value.ratio.parts().filter(|ratio| ratio.1 > Decimal::ZERO),
        })
    };
    let newest = series.entries.get(entry)?;
    let own = period(newest)?;
    let allowed = Decimal::ONE_HUNDRED - slo.objective;
    if allowed <= Decimal::ZERO {
        return Some(Budget {
            entry,
            achieved: own.achieved,
            burn_rate: None,
            window: None,
        });
    }
    let to = days_of(portfolio, newest).1;
    let start = start(own.first, to, slo.window).unwrap_or(own.first);
    let is_period = own.first < start;
    let from = if is_period { own.first } else { start };
    let periods: Vec<Period> = series.entries[..=entry]
        .iter()
        .rev()
        .take_while(|entry| first_day(calendar, entry) >= from && newest.is_measured_as(entry))
        .filter_map(period)
        .collect();
    Some(Budget {
        entry,
        achieved: own.achieved,
        burn_rate: (Decimal::ONE_HUNDRED - own.achieved).checked_div(allowed),
        window: window(&periods, allowed, (from, to), is_period),
    })
}

fn window(periods: &[Period], allowed: Decimal, span: (Date, Date), is_period: bool) -> Option<Window> {
    let (from, to) = span;
    let days = days_between(from, to) + 1;
    let known_days: i32 = periods.iter().map(|period| period.days).sum();
    let share = Decimal::from(known_days).checked_div(Decimal::from(days))?;
    let events = periods
        .iter()
        .try_fold((Decimal::ZERO, Decimal::ZERO), |(good, total), period| {
            let events = period.events?;
            Some((good.checked_add(events.0)?, total.checked_add(events.1)?))
        });
    let by_events = events.and_then(|(good, total)| {
        let achieved = good.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(total)?;
        let basis = Basis::Events {
            allowed: (allowed.checked_mul(total)? / Decimal::ONE_HUNDRED).checked_div(share)?,
            spent: (total - good).max(Decimal::ZERO),
        };
        Some((achieved.min(Decimal::ONE_HUNDRED), basis))
    });
    let (achieved, basis) = if let Some(found) = by_events {
        found
    } else {
        let weighed = periods
            .iter()
            .map(|period| period.achieved * Decimal::from(period.days))
            .sum::<Decimal>();
        let achieved = weighed.checked_div(Decimal::from(known_days))?;
        let minutes = |percent: Decimal, days: i32| percent * Decimal::from(days) * Decimal::new(144, 1);
        let basis = Basis::Time {
            allowed: minutes(allowed, days),
            spent: minutes(Decimal::ONE_HUNDRED - achieved, known_days),
        };
        (achieved, basis)
    };
    let burn = (Decimal::ONE_HUNDRED - achieved).checked_div(allowed)?;
    Some(Window {
        from,
        to,
        days,
        known_days,
        periods: periods.len(),
        is_period,
        achieved,
        used: burn.checked_mul(share)?.checked_mul(Decimal::ONE_HUNDRED)?,
        basis,
    })
}

/// First day of the window that ends with a period: of that period itself where it is as long, such as a cycle of a month
/// that begins on a 31st.
fn start(first: Date, to: Date, window: Length) -> Option<Date> {
    let end = to.tomorrow().ok()?;
    if first.checked_add(window.span(1)).ok()? == end {
        return Some(first);
    }
    // What ends with a month holds whole months; of any other day the one a month before may not exist.
    let start = if to.last_of_month() == to {
        end.checked_sub(window.span(1))
    } else {
        to.checked_sub(window.span(1)).and_then(Date::tomorrow)
    };
    start.ok()
}

/// First and last day that an entry's value speaks for: of a period that is not over, none to come.
fn days_of(portfolio: &Portfolio, entry: &Entry) -> (Date, Date) {
    let first = first_day(&portfolio.calendar, entry);
    let last = if entry.last > portfolio.as_of {
        entry.measured.min(portfolio.as_of)
    } else {
        entry.last
    };
    (first, last.max(first))
}

/// First day of an entry's period.
fn first_day(calendar: &Calendar, entry: &Entry) -> Date {
    match entry.grain {
        Grain::Cycle => calendar.cycle(entry.cycle).first,
        Grain::Month => entry.last.first_of_month(),
    }
}

#[cfg(test)]
mod tests;
