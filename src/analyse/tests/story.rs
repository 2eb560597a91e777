//! A metric `x` of one team told in a line, and what is said of it in a line.

use super::{CONFIGURATION, portfolio};
use crate::analyse::Analysis;
use crate::analyse::series::Series;
use crate::analyse::signal::{Restart, Signal};
use crate::analyse::xmr::{Flag, Rule, Side};
use crate::model::portfolio::Portfolio;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::fmt::Write as _;

/// Last day of a cycle of the usual calendar.
pub(in crate::analyse) fn cycle_end(cycle: usize) -> Date {
    let days = 14 * i64::try_from(cycle).expect("a small number");
    date(2026, 1, 18).checked_add(days.days()).expect("a date")
}

/// Rows of a table with one value a cycle from the first on, in the order given; `-` for none.
pub(in crate::analyse) fn rows(values: &str) -> String {
    let mut rows = "date,metric,value\n".to_owned();
    for (cycle, value) in values.split_whitespace().enumerate().filter(|(_, value)| *value != "-") {
        writeln!(rows, "{},x,{value}", cycle_end(cycle)).expect("text");
    }
    rows
}

/// A portfolio of team `a` with the metric `x`: the rest of its entry in metrics.toml, the team's file, one value a
/// cycle (`-` for none, `n/a`); today is two days after the last of them.
pub(in crate::analyse) fn story(metric: &str, team: &str, values: &str) -> (Portfolio, Analysis) {
    let last = values.split_whitespace().count() - 1;
    let as_of = cycle_end(last).checked_add(2.days()).expect("a date");
    let metric = format!("[x]\npillar = \"cost\"\n{metric}\n");
    let files = [
        ("metrics.toml", metric.as_str()),
        ("teams/a/team.toml", team),
        ("teams/a/data/x.csv", &rows(values)),
    ];
    portfolio(CONFIGURATION, as_of, &files)
}

/// The whole series of `x`.
pub(in crate::analyse) fn x(of: &(Portfolio, Analysis)) -> &Series {
    super::whole(&of.0, &of.1, "x")
}

/// Groups as text: reason, first entry, values, limits.
pub(in crate::analyse) fn groups(series: &Series) -> String {
    let group = |group: &crate::analyse::signal::Group| {
        let which = match group.reason {
            Restart::Definition(index) | Restart::HandOver(index) | Restart::Rebase(index) => index.to_string(),
            Restart::First | Restart::Grain | Restart::Length | Restart::Gap => String::new(),
        };
        let (reason, limits) = (group.reason.word(), group.limits.word());
        format!("{reason}{which}@{}: {} {limits}", group.start, group.points)
    };
    series.groups.iter().map(group).collect::<Vec<_>>().join(", ")
}

fn cased(letter: char, side: Side) -> char {
    match side {
        Side::High => letter.to_ascii_uppercase(),
        Side::Low => letter,
    }
}

/// Flags as text, one character an entry: `o`utside, `t`rend, `c`lose, `s`hift, capitals for High.
pub(in crate::analyse) fn flags(series: &Series) -> String {
    let flag = |flag: Flag| {
        let letter = match flag.rule {
            Rule::Outside => 'o',
            Rule::Trend => 't',
            Rule::TwoOfThree => 'c',
            Rule::Shift => 's',
        };
        cased(letter, flag.side)
    };
    series
        .entries
        .iter()
        .map(|entry| entry.flag.map_or('.', flag))
        .collect()
}

/// One signal as a character: `i`mprovement, `c`oncern, `n`eutral, capitals for High.
pub(in crate::analyse) fn letter(signal: Signal) -> char {
    match signal {
        Signal::CommonCause => '.',
        Signal::Improvement(side) => cased('i', side),
        Signal::Concern(side) => cased('c', side),
        Signal::Neutral(side) => cased('n', side),
        Signal::Pending => '?',
    }
}

/// Signals as text, one character an entry.
pub(in crate::analyse) fn signals(series: &Series) -> String {
    series.entries.iter().map(|entry| letter(entry.signal)).collect()
}
