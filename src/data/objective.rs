//! A team's service level objectives in its data file, and how their budgets stand at the newest value.

use super::field::{Day, Number, Place, When, metric_id, place};
use super::series::period;
use crate::analyse::Analysis;
use crate::analyse::question::series_of;
use crate::analyse::slo::{Basis, Budget, Window, budget, charged};
use crate::model::portfolio::Portfolio;
use crate::model::team::{Slo, Team};
use serde::Serialize;

/// A service level objective.
#[derive(Debug, Serialize)]
pub(super) struct SloField<'a> {
    name: &'a str,
    workload: Option<&'a str>,
    metric: &'a str,
    objective: Number,
    window: String,
    now: Option<NowField<'a>>,
    origin: Place<'a>,
}

/// What is known of it as of the newest value up to the newest ended cycle.
#[derive(Debug, Serialize)]
struct NowField<'a> {
    workload: Option<&'a str>,
    period: When,
    achieved: Number,
    burn_rate: Option<Number>,
    window: Option<WindowField>,
}

/// What is known of the window that ends with that value.
#[derive(Debug, Serialize)]
struct WindowField {
    from: Day,
    to: Day,
    days: i32,
    known_days: i32,
    periods: usize,
    is_period: bool,
    achieved: Number,
    used: Number,
    remaining: Number,
    basis: &'static str,
    allowed: Number,
    spent: Number,
}

/// The objectives of a team.
pub(super) fn slos<'a>(portfolio: &'a Portfolio, analysis: &Analysis, index: usize) -> Vec<SloField<'a>> {
    let team = &portfolio.teams[index];
    let field = |slo: &'a Slo| SloField {
        name: &slo.name,
        workload: workload(team, slo.workload),
        metric: metric_id(portfolio, slo.metric),
        objective: Number(slo.objective),
        window: slo.window.words(),
        now: now(portfolio, analysis, (index, slo)),
        origin: place(portfolio, slo.origin),
    };
    team.slos.iter().map(field).collect()
}

fn workload(team: &Team, index: Option<usize>) -> Option<&str> {
    team.workloads.get(index?).map(|workload| workload.id.as_str())
}

fn now<'a>(portfolio: &'a Portfolio, analysis: &Analysis, of: (usize, &Slo)) -> Option<NowField<'a>> {
    let (team, slo) = of;
    let series = series_of(&analysis.teams[team], slo)?;
    let known = series.until(analysis.now_of(portfolio, team)?);
    let newest = known
        .iter()
        .rposition(|entry| charged(entry, portfolio.as_of).is_some())?;
    let Budget {
        achieved,
        burn_rate,
        window,
        ..
    } = budget(portfolio, slo, series, newest)?;
    Some(NowField {
        workload: workload(&portfolio.teams[team], series.part.workload()),
        period: period(&known[newest]),
        achieved: Number(achieved),
        burn_rate: burn_rate.map(Number),
        window: window.as_ref().map(window_field),
    })
}

fn window_field(window: &Window) -> WindowField {
    let (basis, allowed, spent) = match &window.basis {
        Basis::Time { allowed, spent } => ("minutes", allowed, spent),
        Basis::Events { allowed, spent } => ("events", allowed, spent),
    };
    WindowField {
        from: Day(window.from),
        to: Day(window.to),
        days: window.days,
        known_days: window.known_days,
        periods: window.periods,
        is_period: window.is_period,
        achieved: Number(window.achieved),
        used: Number(window.used),
        remaining: Number(window.remaining()),
        basis,
        allowed: Number(*allowed),
        spent: Number(*spent),
    }
}
