//! Budgets of small portfolios.

use super::{Basis, Budget, budget};
use crate::analyse::Analysis;
use crate::analyse::question::series_of;
use crate::analyse::tests::{CONFIGURATION, decimal, portfolio};
use crate::model::portfolio::Portfolio;
use jiff::civil::date;
use rust_decimal::Decimal;
use std::fmt::Write as _;

const PERCENT: &str = "unit = \"%\"\nbetter = \"higher\"\nin_cycle = \"mean\"";

/// A team with an objective of `x`: the rest of the metric's entry, the objective and its window, rows of a table
/// (date, value, numerator, denominator).
fn with(metric: &str, objective: (&str, &str), rows: &str) -> (Portfolio, Analysis) {
    let metric = format!("[x]\npillar = \"reliability\"\n{metric}\n");
    let (objective, window) = objective;
    let team = format!("[[slos]]\nname = \"S\"\nmetric = \"x\"\nobjective = {objective}\nwindow = \"{window}\"\n");
    let mut table = "date,value,numerator,denominator,metric\n".to_owned();
    for row in rows.split_whitespace() {
        let commas = 3 - row.matches(',').count();
        writeln!(table, "{row}{}x", ",".repeat(commas + 1)).expect("text");
    }
    let files = [
        ("metrics.toml", metric.as_str()),
        ("teams/a/team.toml", team.as_str()),
        ("teams/a/data/x.csv", table.as_str()),
    ];
    portfolio(CONFIGURATION, date(2026, 5, 20), &files)
}

fn of(found: &(Portfolio, Analysis), entry: usize) -> Option<Budget> {
    let (portfolio, analysis) = found;
    let slo = &portfolio.teams[0].slos[0];
    let series = series_of(&analysis.teams[0], slo).expect("a series");
    budget(portfolio, slo, series, entry)
}

/// A budget as text: achieved, burn rate; the window's days (known of all), achieved, used, remaining; what it is
/// counted in.
fn told(budget: &Budget) -> String {
    let short = |number: Decimal| number.round_dp(4).normalize().to_string();
    let Some(window) = &budget.window else {
        return format!("{}, {:?}", short(budget.achieved), budget.burn_rate);
    };
    let basis = match &window.basis {
        Basis::Time { allowed, spent } => format!("{} of {} min", short(*spent), short(*allowed)),
        Basis::Events { allowed, spent } => format!("{} of {} events", short(*spent), short(*allowed)),
    };
    format!(
        "{} × {}; {} of {} days in {}: {}, used {}, left {}; {basis}",
        short(budget.achieved),
        short(budget.burn_rate.expect("a rate")),
        window.known_days,
        window.days,
        window.periods,
        short(window.achieved),
        short(window.used),
        short(window.remaining()),
    )
}

#[test]
fn the_budget_of_99_9_percent_over_14_days_is_20_16_minutes() {
    for (value, expected) in [
        (
            "99.95",
            "99.95 × 0.5; 14 of 14 days in 1: 99.95, used 50, left 50; 10.08 of 20.16 min",
        ),
        (
            "99.9",
            "99.9 × 1; 14 of 14 days in 1: 99.9, used 100, left 0; 20.16 of 20.16 min",
        ),
        (
            "99.7",
            "99.7 × 3; 14 of 14 days in 1: 99.7, used 300, left -200; 60.48 of 20.16 min",
        ),
        (
            "100",
            "100 × 0; 14 of 14 days in 1: 100, used 0, left 100; 0 of 20.16 min",
        ),
    ] {
        let found = with(PERCENT, ("99.9", "2 weeks"), &format!("2026-01-18,{value}"));
        let found = of(&found, 0).expect("a budget");
        assert_eq!(told(&found), expected);
        assert_eq!(found.is_spent(), ["99.9", "99.7"].contains(&value), "{value}");
    }
}

#[test]
fn an_objective_of_100_percent_has_no_budget() {
    let found = with(PERCENT, ("100", "2 weeks"), "2026-01-18,99.95");
    let found = of(&found, 0).expect("a budget");
    assert_eq!(told(&found), "99.95, None");
    assert!(!found.is_spent());
}

#[test]
fn a_window_holds_the_whole_periods_within_it_each_once() {
    let rows = "2026-01-18,99 2026-02-01,99.8 2026-02-15,99.9 2026-03-01,100";
    let found = with(PERCENT, ("99.9", "28 days"), rows);
    // Its own period and the one before, each 14 days; the bad one of January has left the window.
    assert_eq!(
        told(&of(&found, 2).expect("a budget")),
        "99.9 × 1; 28 of 28 days in 2: 99.85, used 150, left -50; 60.48 of 40.32 min"
    );
    assert_eq!(
        told(&of(&found, 3).expect("a budget")),
        "100 × 0; 28 of 28 days in 2: 99.95, used 50, left 50; 20.16 of 40.32 min"
    );
    // Thirty days hold two whole periods too, and a budget for two days more.
    let found = with(PERCENT, ("99.9", "30 days"), rows);
    assert_eq!(
        told(&of(&found, 3).expect("a budget")),
        "100 × 0; 28 of 30 days in 2: 99.95, used 46.6667, left 53.3333; 20.16 of 43.2 min"
    );
    // What was before the first value, or was not reported, is not known and spends nothing.
    assert_eq!(
        told(&of(&found, 0).expect("a budget")),
        "99 × 10; 14 of 30 days in 1: 99, used 466.6667, left -366.6667; 201.6 of 43.2 min"
    );
}

#[test]
fn a_gap_or_a_value_not_available_in_the_window_is_left_out_of_what_is_known() {
    for missing in ["", "2026-02-01,n/a"] {
        let found = with(
            PERCENT,
            ("99.9", "28 days"),
            &format!("2026-01-18,99 {missing} 2026-02-15,99.9"),
        );
        assert_eq!(
            told(&of(&found, 2).expect("a budget")),
            "99.9 × 1; 14 of 28 days in 1: 99.9, used 50, left 50; 20.16 of 40.32 min"
        );
        assert!(of(&found, 1).is_none());
    }
}

#[test]
fn a_month_longer_than_the_window_stands_for_it_and_february_does_not() {
    let metric = format!("{PERCENT}\nevery = \"month\"");
    let found = with(&metric, ("99.9", "28 days"), "2026-01,99.9 2026-02,99.95 2026-03,100");
    let window = |entry| of(&found, entry).expect("a budget").window.expect("a window");
    assert_eq!(
        (0..3)
            .map(|entry| (window(entry).is_period, window(entry).days))
            .collect::<Vec<_>>(),
        [(true, 31), (false, 28), (true, 31)]
    );
    assert_eq!(
        told(&of(&found, 0).expect("a budget")),
        "99.9 × 1; 31 of 31 days in 1: 99.9, used 100, left 0; 44.64 of 44.64 min"
    );
}

#[test]
fn a_window_of_a_month_ends_with_the_period_wherever_that_ends() {
    let found = with(
        PERCENT,
        ("99.9", "1 month"),
        "2026-02-15,100 2026-03-01,99 2026-03-15,99.9",
    );
    let window = of(&found, 2).expect("a budget").window.expect("a window");
    assert_eq!(
        (window.from, window.to, window.days),
        (date(2026, 2, 16), date(2026, 3, 15), 28)
    );
    assert_eq!(window.periods, 2);
}

#[test]
fn a_window_of_months_is_these_months() {
    let configuration = |first: &str| format!("title = \"T\"\n[cycle]\nfirst = {first}\nevery = \"1 month\"\n");
    let last = |configuration: &str, window: &str, rows: &str| {
        let metric = format!("[x]\npillar = \"reliability\"\n{PERCENT}\n");
        let team = format!("[[slos]]\nname = \"S\"\nmetric = \"x\"\nobjective = 99.9\nwindow = \"{window}\"\n");
        let files = [
            ("metrics.toml", metric.as_str()),
            ("teams/a/team.toml", team.as_str()),
            ("teams/a/data/x.csv", rows),
        ];
        let found = portfolio(configuration, date(2026, 5, 20), &files);
        let entries = &series_of(&found.1.teams[0], &found.0.teams[0].slos[0])
            .expect("a series")
            .entries;
        let newest = entries
            .iter()
            .rposition(|entry| entry.value().is_some())
            .expect("a value");
        let window = of(&found, newest).expect("a budget").window.expect("a window");
        (window.from, window.to, window.known_days, window.days, window.is_period)
    };
    let rows = "date,metric,value\n2026-01-31,x,99.9\n2026-02-28,x,99.9\n2026-03-31,x,99.9\n2026-04-30,x,99.9\n";
    let (january, april) = (configuration("2026-01-01"), date(2026, 4, 30));
    assert_eq!(
        last(&january, "1 month", rows),
        (date(2026, 4, 1), april, 30, 30, false)
    );
    assert_eq!(
        last(&january, "1 quarter", rows),
        (date(2026, 2, 1), april, 89, 89, false)
    );
    // A cycle of a month is as long as a month, wherever it begins.
    let rows = "date,metric,value\n2026-02-27,x,99.9\n";
    let found = last(&configuration("2026-01-31"), "1 month", rows);
    assert_eq!(found, (date(2026, 1, 31), date(2026, 2, 27), 28, 28, false));
}

#[test]
fn a_period_that_is_not_over_is_charged_for_the_days_its_value_speaks_for() {
    // The running cycle began on 11 May; it is the 20th.
    let found = with(PERCENT, ("99.9", "28 days"), "2026-05-10,100 2026-05-12,99.5");
    let budget = of(&found, 1).expect("a budget");
    assert_eq!(
        told(&budget),
        "99.5 × 5; 16 of 28 days in 2: 99.9375, used 35.7143, left 64.2857; 14.4 of 40.32 min"
    );
    assert_eq!(budget.window.expect("a window").to, date(2026, 5, 12));
}

#[test]
fn a_redefinition_ends_what_a_window_may_hold() {
    let metric = format!("{PERCENT}\n[[x.definitions]]\nfrom = 2026-02-02\ntext = \"Other\"");
    let found = with(&metric, ("99.9", "28 days"), "2026-02-01,50 2026-02-15,99.9");
    assert_eq!(
        told(&of(&found, 1).expect("a budget")),
        "99.9 × 1; 14 of 28 days in 1: 99.9, used 50, left 50; 20.16 of 40.32 min"
    );
}

#[test]
fn periods_are_joined_by_their_events_where_each_gives_them() {
    let found = with(PERCENT, ("99", "28 days"), "2026-01-18,,990,1000 2026-02-01,,97,100");
    // 1087 of 1100, not the mean of 99 and 97.
    assert_eq!(
        told(&of(&found, 1).expect("a budget")),
        "97 × 3; 28 of 28 days in 2: 98.8182, used 118.1818, left -18.1818; 13 of 11 events"
    );
    // One period without events: by time.
    let found = with(PERCENT, ("99", "28 days"), "2026-01-18,99 2026-02-01,,97,100");
    assert_eq!(
        told(&of(&found, 1).expect("a budget")),
        "97 × 3; 28 of 28 days in 2: 98, used 200, left -100; 806.4 of 403.2 min"
    );
}

#[test]
fn nothing_of_nothing_has_no_budget() {
    let found = with(PERCENT, ("99", "28 days"), "2026-01-18,,99,100 2026-02-01,,0,0");
    assert!(of(&found, 1).is_none());
    assert!(of(&found, 0).is_some());
}

#[test]
fn a_ratio_is_a_share_with_and_without_its_parts() {
    let ratio = "unit = \"ratio\"\nbetter = \"higher\"";
    for row in ["2026-01-18,0.995", "2026-01-18,,995,1000"] {
        let found = with(ratio, ("99", "2 weeks"), row);
        let found = of(&found, 0).expect("a budget");
        assert_eq!(
            (found.achieved, found.burn_rate),
            (decimal("99.5"), Some(decimal("0.5"))),
            "{row}"
        );
    }
}

#[test]
fn more_than_all_is_all_and_less_than_nothing_is_nothing() {
    let found = with(PERCENT, ("99", "2 weeks"), "2026-01-18,104");
    assert_eq!(of(&found, 0).expect("a budget").burn_rate, Some(Decimal::ZERO));
    let metric = format!("{PERCENT}\nrange = [-7e28, 100]");
    let found = with(&metric, ("99", "2 weeks"), "2026-01-18,-7e28");
    assert_eq!(of(&found, 0).expect("a budget").burn_rate, Some(decimal("100")));
}

#[test]
fn events_too_many_to_multiply_are_joined_by_time() {
    let found = with(PERCENT, ("99", "2 weeks"), "2026-01-18,,39e27,78e27");
    assert_eq!(
        told(&of(&found, 0).expect("a budget")),
        "50 × 50; 14 of 14 days in 1: 50, used 5000, left -4900; 10080 of 201.6 min"
    );
}
