//! Service level objectives: what was promised, what was achieved, and how much of the error budget is left.

use super::around::{metric_link, workload_name};
use super::figure::{self, Figure};
use super::here::{Here, Link, Source};
use super::words::{self, When, counted};
use crate::analyse::question::series_of;
use crate::analyse::series::{Entry, Series};
use crate::analyse::slo::{Basis, Budget, Window, budget};
use crate::chart;
use crate::model::cycle::CycleIndex;
use crate::model::format::{Style, shown};
use crate::model::metric::MetricIndex;
use crate::model::team::Slo;
use crate::model::unit::{TimeUnit, Unit};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

/// The history of a budget shows so many periods.
const SHOWN: usize = 13;

/// An objective as of the newest value of its metric.
#[derive(Debug, Serialize)]
pub(super) struct Objective {
    name: String,
    workload: String,
    at_least: String,
    /// `28 days`.
    window: String,
    metric: Link,
    achieved: Option<Figure>,
    when: Option<When>,
    /// `met`, `missed` or nothing: the period's own value against the objective.
    word: &'static str,
    /// `1.4`: how fast the period spent the budget.
    burn_rate: String,
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
    Objective {
        name: slo.name.clone(),
        workload: workload_name(team, slo.workload),
        at_least: figure::target_text(slo.objective, &Unit::Percent).text(),
        window: slo.window.words(),
        metric: metric_link(here, index, slo.metric),
        achieved: found
            .as_ref()
            .and_then(|(series, entry, _)| Some(achieved(here, (index, slo), series, entry)?.into())),
        when: found.as_ref().map(|(_, entry, _)| figure::period(entry)),
        word: match budget.map(|budget| budget.achieved >= slo.objective) {
            Some(true) => "met",
            Some(false) => "missed",
            None => "",
        },
        burn_rate: budget
            .and_then(|budget| budget.burn_rate)
            .map_or_else(String::new, rate),
        spent: match window {
            Some(window) => format!("{} spent", percent(window.used)),
            None if has_no_budget => "no budget".to_owned(),
            None => String::new(),
        },
        left: window.map_or_else(String::new, |window| format!("{} left", percent(window.remaining()))),
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

/// The newest value as an objective reads it: never rounded across the objective.
fn achieved(
    here: Here<'_>,
    whose: (usize, &Slo),
    series: &Series,
    entry: &Entry,
) -> Option<crate::model::format::Shown> {
    let (team, slo) = whose;
    let style = here.portfolio.style(Some(team), series.metric, entry.measured);
    let target = Some(slo.objective).filter(|_| *style.unit == Unit::Percent);
    Some(figure::value(
        entry.value()?,
        &Style {
            target: target.or(style.target),
            ..style
        },
    ))
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
            words::without_one(&slo.window.words())
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
        Basis::Events { allowed, spent } => format!(
            "{} of {} failures allowed were spent",
            shown(*spent, &Style::of(&Unit::Count)),
            shown(
                allowed.round_dp(1),
                &Style {
                    precision: Some(1),
                    ..Style::of(&Unit::Count)
                }
            )
        ),
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

/// A share of a budget, without digits that nobody needs.
fn percent(share: Decimal) -> String {
    let unit = Unit::Percent;
    let style = Style {
        precision: Some(0),
        // What is short of all is not shown as all.
        target: Some(Decimal::ONE_HUNDRED),
        ..Style::of(&unit)
    };
    shown(share, &style).text()
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
    let spent_text = format!("{} spent", percent(window.used));
    let remaining_text = format!("{} left", percent(window.remaining()));
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
            achieved: achieved(here, (team, slo), series, entry)?.text(),
            burn_rate: budget.burn_rate.map_or_else(String::new, rate),
            left: budget
                .window
                .as_ref()
                .map_or_else(String::new, |window| percent(window.remaining())),
            is_spent: budget.is_spent(),
        })
    });
    past.take(SHOWN).collect()
}
