//! Service level objectives: what was promised, what was achieved, and how much of the error budget is left.

use super::around::{metric_link, workload_name};
use super::card::anchor;
use super::figure::{self, Figure};
use super::here::{Here, Link, Source};
use super::words::{self, When, counted};
use crate::analyse::question::series_of;
use crate::analyse::series::Entry;
use crate::analyse::slo::{Basis, Budget, Window, budget};
use crate::chart;
use crate::model::cycle::{CycleIndex, Length};
use crate::model::format::{Shown, Style, shown, slo_digits};
use crate::model::metric::MetricIndex;
use crate::model::team::Slo;
use crate::model::unit::{TimeUnit, Unit};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use std::cmp::Ordering;

/// The history of a budget shows so many periods.
const SHOWN: usize = 13;

/// An objective as of the newest value of its metric.
#[derive(Debug, Serialize)]
pub(super) struct Objective {
    /// Its own place on a page.
    id: String,
    name: String,
    workload: String,
    at_least: String,
    /// `28 days`.
    window: String,
    metric: Link,
    /// Over the known days of the window; without a budget, in the newest period.
    achieved: Option<Figure>,
    /// `met`, `missed` or nothing: that against the objective.
    word: &'static str,
    /// The newest period's own value and how fast it spent the budget: `99.905 % in the cycle to 16 Aug 2026, burn rate
    /// 0.9`.
    period: String,
    /// `140 % spent`, `no budget`.
    spent: String,
    /// `−40 % left`.
    left: String,
    is_spent: bool,
    /// What is known of the window, in a sentence.
    sentence: String,
    chart: String,
    source: Source,
    history: Vec<Past>,
}

/// A period of the past.
#[derive(Debug, Serialize)]
struct Past {
    when: When,
    achieved: String,
    burn_rate: String,
    left: String,
    is_spent: bool,
}

/// A team's objectives at a cycle.
pub(super) fn objectives(here: Here<'_>, team: usize, cycle: CycleIndex) -> Vec<Objective> {
    let all = here.portfolio.teams[team].slos.iter();
    all.map(|slo| objective(here, team, slo, cycle)).collect()
}

/// A workload's objectives at a cycle.
pub(super) fn objectives_of_workload(
    here: Here<'_>,
    team: usize,
    workload: usize,
    cycle: CycleIndex,
) -> Vec<Objective> {
    let all = here.portfolio.teams[team].slos.iter();
    let own = all.filter(|slo| slo.workload == Some(workload));
    own.map(|slo| Objective {
        workload: String::new(),
        ..objective(here, team, slo, cycle)
    })
    .collect()
}

/// The objectives that a metric measures, with their history.
pub(super) fn objectives_of(here: Here<'_>, team: usize, metric: MetricIndex, cycle: CycleIndex) -> Vec<Objective> {
    let own = here.portfolio.teams[team]
        .slos
        .iter()
        .filter(|slo| slo.metric == metric);
    own.map(|slo| Objective {
        history: history(here, team, slo, cycle),
        ..objective(here, team, slo, cycle)
    })
    .collect()
}

fn objective(here: Here<'_>, index: usize, slo: &Slo, cycle: CycleIndex) -> Objective {
    let team = &here.portfolio.teams[index];
    let found = series_of(&here.analysis.teams[index], slo).and_then(|series| {
        let entry = series.until(cycle).iter().rposition(|entry| entry.value().is_some())?;
        let budget = budget(here.portfolio, slo, series, entry)?;
        Some((series, &series.entries[entry], budget))
    });
    let budget = found.as_ref().map(|(.., budget)| budget);
    let window = budget.and_then(|budget| budget.window.as_ref());
    let has_no_budget = slo.objective >= Decimal::ONE_HUNDRED;
    let achieved = window
        .map(|window| window.achieved)
        .or_else(|| budget.map(|budget| budget.achieved));
    Objective {
        id: anchor(&slo.name, &workload_name(team, slo.workload)),
        name: slo.name.clone(),
        workload: workload_name(team, slo.workload),
        at_least: figure::target_text(slo.objective, &Unit::Percent).text(),
        window: window_words(slo),
        metric: metric_link(here, index, slo.metric),
        achieved: achieved.map(|achieved| share(slo, achieved).into()),
        word: match achieved.map(|achieved| achieved >= slo.objective) {
            Some(true) => "met",
            Some(false) => "missed",
            None => "",
        },
        period: found
            .as_ref()
            .map_or_else(String::new, |(_, entry, budget)| period(slo, entry, budget)),
        spent: match window {
            Some(window) => spent_words(window),
            None if has_no_budget => "no budget".to_owned(),
            None => String::new(),
        },
        left: window.map_or_else(String::new, left_words),
        is_spent: budget.is_some_and(Budget::is_spent),
        sentence: match (window, &found) {
            (Some(window), Some((_, entry, _))) => sentence(slo, window, entry),
            _ if has_no_budget => "An objective of 100 % leaves no budget: any failure at all misses it.".to_owned(),
            _ => "Its metric has no value yet that is a share of something.".to_owned(),
        },
        chart: window.map_or_else(String::new, |window| bar(slo, window)),
        source: here.source(slo.origin),
        history: Vec::new(),
    }
}

/// A share as an objective reads it: never rounded across the objective.
fn share(slo: &Slo, achieved: Decimal) -> Shown {
    let style = Style {
        precision: Some(slo_digits(slo.objective)),
        target: Some(slo.objective),
        ..Style::of(&Unit::Percent)
    };
    shown(achieved, &style)
}

/// The newest period's own value, and how fast it spent the budget.
fn period(slo: &Slo, entry: &Entry, budget: &Budget) -> String {
    let burn = budget
        .burn_rate
        .map_or_else(String::new, |burn| format!(", burn rate {}", rate(burn)));
    format!("{} {}{burn}", share(slo, budget.achieved), figure::when_words(entry))
}

/// `28 days`, as budgets count; months stay months.
fn window_words(slo: &Slo) -> String {
    match slo.window {
        Length::Days(days) => format!(
            "{days} {}",
            words::noun(usize::try_from(days).unwrap_or_default(), "day")
        ),
        Length::Months(_) => slo.window.words(),
    }
}

/// What is known of the window: its days, its budget, and what was spent of it.
fn sentence(slo: &Slo, window: &Window, entry: &Entry) -> String {
    let length = days(window.days);
    let span = if window.is_period {
        format!(
            "The {} to {} is longer than the window of {}, so it stands for it",
            match entry.grain {
                crate::analyse::series::Grain::Cycle => "cycle",
                crate::analyse::series::Grain::Month => "month",
            },
            words::short_day(window.to),
            window_words(slo)
        )
    } else if window.known_days < window.days {
        format!(
            "Of the {length} to {}, {} {} known",
            words::short_day(window.to),
            days(window.known_days),
            if window.known_days == 1 { "is" } else { "are" }
        )
    } else {
        format!("Over the {length} to {}", words::short_day(window.to))
    };
    let join = if window.is_period || window.known_days < window.days {
        ":"
    } else {
        ","
    };
    let amounts = match &window.basis {
        Basis::Time { allowed, spent } => format!("{} of {} were spent", minutes(*spent), minutes(*allowed)),
        Basis::Events { allowed, spent } => {
            let about = if window.known_days < window.days { "about " } else { "" };
            format!(
                "{} of {about}{} failures allowed were spent",
                events(*spent),
                events(*allowed)
            )
        }
    };
    format!("{span}{join} {amounts}.")
}

fn days(count: i32) -> String {
    counted(usize::try_from(count).unwrap_or_default(), "day")
}

fn minutes(minutes: Decimal) -> String {
    let unit = Unit::Duration(TimeUnit::Minutes);
    let precision = u32::from(minutes < Decimal::ONE_HUNDRED);
    let style = Style {
        precision: Some(precision),
        ..Style::of(&unit)
    };
    shown(minutes, &style).text()
}

/// How many events, with a digit after the point where there are few.
fn events(count: Decimal) -> String {
    let style = Style {
        precision: Some(u32::from(count < Decimal::TEN && count.fract() != Decimal::ZERO)),
        ..Style::of(&Unit::Count)
    };
    shown(count, &style).text()
}

/// The spent share in whole percent. What is short of all is not shown as all, nor what is more.
fn whole_percent(used: Decimal) -> Decimal {
    let rounded = used.round();
    match (rounded == Decimal::ONE_HUNDRED, used.cmp(&Decimal::ONE_HUNDRED)) {
        (true, Ordering::Less) => used.floor(),
        (true, Ordering::Greater) => used.ceil(),
        _ => rounded,
    }
}

fn spent_words(window: &Window) -> String {
    format!(
        "{} spent",
        figure::target_text(whole_percent(window.used), &Unit::Percent)
    )
}

fn left_words(window: &Window) -> String {
    let left = Decimal::ONE_HUNDRED - whole_percent(window.used);
    format!("{} left", figure::target_text(left, &Unit::Percent))
}

fn rate(rate: Decimal) -> String {
    let unit = Unit::Ratio;
    let style = Style {
        precision: Some(u32::from(rate < Decimal::TEN)),
        target: Some(Decimal::ONE),
        ..Style::of(&unit)
    };
    shown(rate, &style).text()
}

fn bar(slo: &Slo, window: &Window) -> String {
    let unknown = f64::from(window.days - window.known_days.min(window.days)) / f64::from(window.days.max(1));
    let (spent_text, remaining_text) = (spent_words(window), left_words(window));
    let title = format!("Error budget of {}", slo.name);
    let description = format!("{spent_text}, {remaining_text}, window of {}.", days(window.days));
    chart::budget(&chart::Budget {
        title: &title,
        description: &description,
        spent: (window.used / Decimal::ONE_HUNDRED).to_f64().unwrap_or(f64::NAN),
        unknown,
        spent_text: &spent_text,
        remaining_text: &remaining_text,
    })
}

/// The newest periods, newest first: each with the window that ended with it.
fn history(here: Here<'_>, team: usize, slo: &Slo, cycle: CycleIndex) -> Vec<Past> {
    let Some(series) = series_of(&here.analysis.teams[team], slo) else {
        return Vec::new();
    };
    let known = series.until(cycle);
    let past = known.iter().enumerate().rev().filter_map(|(index, entry)| {
        let budget = budget(here.portfolio, slo, series, index)?;
        Some(Past {
            when: figure::period(entry),
            achieved: share(slo, budget.achieved).text(),
            burn_rate: budget.burn_rate.map_or_else(String::new, rate),
            left: budget.window.as_ref().map_or_else(String::new, |window| {
                let left = Decimal::ONE_HUNDRED - whole_percent(window.used);
                figure::target_text(left, &Unit::Percent).text()
            }),
            is_spent: budget.is_spent(),
        })
    });
    past.take(SHOWN).collect()
}
