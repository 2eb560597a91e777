//! Service level objectives: what was promised, what was achieved, and how much of the error budget is left.

use super::around::{metric_link, workload_name};
use super::card::anchor;
use super::figure::{self, Figure};
use super::here::{Here, Link, Source};
use super::words::When;
use crate::analyse::question::series_of;
use crate::analyse::series::{Entry, Grain};
use crate::analyse::slo::{Basis, Budget, Window, budget, charged};
use crate::chart;
use crate::model::cycle::{CycleIndex, Length};
use crate::model::format::{Shown, Style, shown, slo_digits};
use crate::model::metric::MetricIndex;
use crate::model::team::Slo;
use crate::model::unit::{TimeUnit, Unit};
use crate::words::{Words, say, say_count};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
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
    /// `met`, `missed` or nothing: that against the objective; a name for styles.
    word: &'static str,
    /// The same for readers.
    said: String,
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
    let (team, words) = (&here.portfolio.teams[index], here.words());
    let found = series_of(&here.analysis.teams[index], slo).and_then(|series| {
        let entry = series
            .until(cycle)
            .iter()
            .rposition(|entry| charged(entry, here.portfolio.as_of).is_some())?;
        let budget = budget(here.portfolio, slo, series, entry)?;
        Some((series, &series.entries[entry], budget))
    });
    let budget = found.as_ref().map(|(.., budget)| budget);
    let window = budget.and_then(|budget| budget.window.as_ref());
    let has_no_budget = slo.objective >= Decimal::ONE_HUNDRED;
    let achieved = window
        .map(|window| window.achieved)
        .or_else(|| budget.map(|budget| budget.achieved));
    let met = achieved.map(|achieved| achieved >= slo.objective);
    Objective {
        id: anchor(&slo.name, &workload_name(team, slo.workload)),
        name: slo.name.clone(),
        workload: workload_name(team, slo.workload),
        at_least: figure::target_text(here, slo.objective, &Unit::Percent).text(),
        window: window_words(words, slo),
        metric: metric_link(here, index, slo.metric),
        achieved: achieved.map(|achieved| share(here, slo, achieved).into()),
        word: match met {
            Some(true) => "met",
            Some(false) => "missed",
            None => "",
        },
        said: figure::aim_word(words, met).to_owned(),
        period: found
            .as_ref()
            .map_or_else(String::new, |(_, entry, budget)| period(here, slo, entry, budget)),
        spent: match window {
            Some(window) => spent_words(here, window),
            None if has_no_budget => words.word("objective.no_budget").to_owned(),
            None => String::new(),
        },
        left: window.map_or_else(String::new, |window| left_words(here, window)),
        is_spent: budget.is_some_and(Budget::is_spent),
        sentence: match (window, &found) {
            (Some(window), Some((_, entry, _))) => sentence(here, slo, window, entry),
            _ if has_no_budget => words.word("objective.whole").to_owned(),
            _ => words.word("objective.no_share").to_owned(),
        },
        chart: window.map_or_else(String::new, |window| bar(here, slo, window)),
        source: here.source(slo.origin),
        history: Vec::new(),
    }
}

/// A share as an objective reads it: never rounded across the objective.
fn share(here: Here<'_>, slo: &Slo, achieved: Decimal) -> Shown {
    let style = Style {
        precision: Some(slo_digits(slo.objective)),
        target: Some(slo.objective),
        ..here.portfolio.style_of(&Unit::Percent)
    };
    shown(achieved, &style)
}

/// The newest period's own value, and how fast it spent the budget.
fn period(here: Here<'_>, slo: &Slo, entry: &Entry, budget: &Budget) -> String {
    let words = here.words();
    let (share, when) = (share(here, slo, budget.achieved), figure::when_words(words, entry));
    match budget.burn_rate {
        Some(burn) => say!(
            words,
            "objective.burnt",
            share = share,
            when = when,
            rate = rate(here, burn)
        ),
        None => say!(words, "objective.share_when", share = share, when = when),
    }
}

/// `28 days`, as budgets count; months stay months.
pub(super) fn window_words(words: &Words, slo: &Slo) -> String {
    match slo.window {
        Length::Days(days) => say_count!(words, "figure.days", usize::try_from(days).unwrap_or_default()),
        Length::Months(_) => figure::length(words, slo.window),
    }
}

/// What is known of the window: its days, its budget, and what was spent of it.
fn sentence(here: Here<'_>, slo: &Slo, window: &Window, entry: &Entry) -> String {
    let words = here.words();
    let amounts = match &window.basis {
        Basis::Time { allowed, spent } => {
            let (spent, allowed) = (minutes(here, *spent), minutes(here, *allowed));
            say!(words, "objective.time_spent", spent = spent, allowed = allowed)
        }
        Basis::Events { allowed, spent } => {
            let (spent, allowed) = (events(here, *spent), events(here, *allowed));
            if window.known_days < window.days {
                say!(words, "objective.about_events_spent", spent = spent, allowed = allowed)
            } else {
                say!(words, "objective.events_spent", spent = spent, allowed = allowed)
            }
        }
    };
    let (day, length) = (words.short_day(window.to), days(words, window.days));
    if window.is_period {
        let slo_window = window_words(words, slo);
        let key = match entry.grain {
            Grain::Cycle => "objective.long_cycle",
            Grain::Month => "objective.long_month",
        };
        words.say(key, &[("day", &day), ("window", &slo_window), ("amounts", &amounts)])
    } else if window.known_days < window.days {
        let known = usize::try_from(window.known_days).unwrap_or_default();
        say_count!(
            words,
            "objective.partly_known",
            known,
            length = length,
            day = day,
            amounts = amounts
        )
    } else {
        say!(words, "objective.over", length = length, day = day, amounts = amounts)
    }
}

fn days(words: &Words, count: i32) -> String {
    say_count!(words, "objective.days", usize::try_from(count).unwrap_or_default())
}

fn minutes(here: Here<'_>, minutes: Decimal) -> String {
    let unit = Unit::Duration(TimeUnit::Minutes);
    let precision = u32::from(minutes < Decimal::ONE_HUNDRED);
    let style = Style {
        precision: Some(precision),
        ..here.portfolio.style_of(&unit)
    };
    shown(minutes, &style).text()
}

/// How many events, with a digit after the point where there are few.
fn events(here: Here<'_>, count: Decimal) -> String {
    let style = Style {
        precision: Some(u32::from(count < Decimal::TEN && count.fract() != Decimal::ZERO)),
        ..here.portfolio.style_of(&Unit::Count)
    };
    shown(count, &style).text()
}

/// The spent share in whole percent. What is short of all is not shown as all, nor what is more.
pub(super) fn whole_percent(used: Decimal) -> Decimal {
    let rounded = used.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    match (rounded == Decimal::ONE_HUNDRED, used.cmp(&Decimal::ONE_HUNDRED)) {
        (true, Ordering::Less) => used.floor(),
        (true, Ordering::Greater) => used.ceil(),
        _ => rounded,
    }
}

fn spent_words(here: Here<'_>, window: &Window) -> String {
    let share = figure::target_text(here, whole_percent(window.used), &Unit::Percent);
    say!(here.words(), "objective.spent", share = share)
}

fn left_words(here: Here<'_>, window: &Window) -> String {
    let left = Decimal::ONE_HUNDRED - whole_percent(window.used);
    let share = figure::target_text(here, left, &Unit::Percent);
    say!(here.words(), "objective.left", share = share)
}

fn rate(here: Here<'_>, rate: Decimal) -> String {
    let unit = Unit::Ratio;
    let style = Style {
        precision: Some(u32::from(rate < Decimal::TEN)),
        target: Some(Decimal::ONE),
        ..here.portfolio.style_of(&unit)
    };
    shown(rate, &style).text()
}

fn bar(here: Here<'_>, slo: &Slo, window: &Window) -> String {
    let words = here.words();
    let unknown = f64::from(window.days - window.known_days.min(window.days)) / f64::from(window.days.max(1));
    let (spent_text, remaining_text) = (spent_words(here, window), left_words(here, window));
    let title = say!(words, "objective.budget_of", name = slo.name);
    let description = say!(
        words,
        "objective.described",
        spent = spent_text,
        left = remaining_text,
        window = days(words, window.days)
    );
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
            when: figure::period(here, entry),
            achieved: share(here, slo, budget.achieved).text(),
            burn_rate: budget.burn_rate.map_or_else(String::new, |burn| rate(here, burn)),
            left: budget.window.as_ref().map_or_else(String::new, |window| {
                let left = Decimal::ONE_HUNDRED - whole_percent(window.used);
                figure::target_text(here, left, &Unit::Percent).text()
            }),
            is_spent: budget.is_spent(),
        })
    });
    past.take(SHOWN).collect()
}
