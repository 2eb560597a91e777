//! What each column of a table of months means: a metric of the catalogue, a part of one, words, or a metric of the
//! team alone.
//!
//! A plan is made before the catalogue is complete, because it says which metrics a team adds to it.

use super::heading::{has, is_month, without_unit};
use super::outline::Table;
use super::statistic;
use crate::model::metric::Metric;
use crate::model::unit::{Currency, TimeUnit, Unit};
use crate::model::value::{self, Written};

/// What a column means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// The month that the row speaks for.
    Month,
    /// The workload that the row speaks of.
    Workload,
    /// Words about the row.
    Note,
    /// Words about the row that need their heading beside them.
    Remark,
    /// Values of a metric of the catalogue, by id.
    Metric(String),
    /// Values of a metric of the team alone.
    Own(Own),
    /// A component of a metric, by the metric's id.
    Component(&'static str),
    /// A workload's values of a metric, by the metric's id.
    OfWorkload(&'static str),
    /// A component of the response time, whose statistic the row's words say.
    Tier,
    /// How many of the denominator failed.
    Numerator,
    /// How many there were.
    Denominator,
}

/// A metric that the template adds for its team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Own {
    /// The column's heading without its unit.
    pub name: String,
    /// What the heading or the cells are in.
    pub unit: Unit,
    /// Whether a cell is below zero.
    pub is_signed: bool,
    /// Its id, once the catalogue was asked.
    pub id: String,
}

/// The metric that a share of failed changes is of.
pub(super) const FAIL_RATE: &str = "change-fail-rate";
/// The metric that columns of services in a table of cost are parts of.
pub(super) const COST: &str = "cloud-cost";
/// The metric that columns of workloads in a table of errors are values of.
pub(super) const ERRORS: &str = "errors";

/// What the columns of a table of months mean, below a heading.
///
/// `known` are the metrics the team may name: the portfolio's and its own.
#[must_use]
pub(super) fn plan(table: &Table, title: &str, known: &[&Metric]) -> Vec<Column> {
    let is_cost = has(title, &["cost", "costs", "spend"]);
    let is_errors = has(title, &["error", "errors"]) && !has(title, &["rate", "budget"]);
    let is_speed = has(title, &["performance", "latency", "response"]);
    let heads: Vec<&str> = table.head.iter().map(|cell| cell.plain.as_str()).collect();
    let is_fail_rate = heads
        .iter()
        .any(|head| labelled(head, known).is_some_and(|metric| metric.id == FAIL_RATE))
        && heads.iter().any(|head| is_denominator(head));
    let names_errors = heads
        .iter()
        .any(|head| labelled(head, known).is_some_and(|metric| metric.id == ERRORS));
    let names_statistic = is_speed && says_statistic(table);
    let mut seen_month = false;
    let mut column = |(index, head): (usize, &&str)| {
        let cells = || table.rows.iter().filter_map(move |row| row.cells.get(index));
        let texts: Vec<&str> = cells()
            .filter(|cell| !cell.is_blank())
            .map(|cell| cell.plain.as_str())
            .collect();
        if is_month(head) && !seen_month {
            seen_month = true;
            return Column::Month;
        }
        if has(head, &["workload", "workloads"]) && (names_errors || !is_errors) {
            return Column::Workload;
        }
        if is_words(head) {
            return Column::Note;
        }
        if is_fail_rate && is_denominator(head) {
            return Column::Denominator;
        }
        if is_fail_rate && has(head, &["incident", "incidents", "failed", "failures"]) && !has(head, &["rate"]) {
            return Column::Numerator;
        }
        if let Some(metric) = labelled(head, known) {
            return Column::Metric(metric.id.clone());
        }
        if is_cost && let Some(id) = cost(head) {
            return Column::Metric(id.to_owned());
        }
        let readable = |unit: &Unit| texts.iter().all(|text| value::read(text, unit).is_ok());
        if is_words_by(&texts) || has(head, &["summary"]) {
            return Column::Remark;
        }
        let in_money = || texts.iter().all(|text| !text.contains('%') && is_money(text));
        if is_cost && (readable(&Unit::Count) || in_money()) && !matches!(without_unit(head).1, Some("%")) {
            return Column::Component(COST);
        }
        if is_errors && !names_errors {
            return Column::OfWorkload(ERRORS);
        }
        let in_time = || readable(&Unit::Duration(TimeUnit::Milliseconds));
        let is_meant = || !plain(&texts) || is_tier(head) || names_statistic && !is_counted(head);
        if is_speed && (texts.is_empty() || in_time() && is_meant()) {
            return Column::Tier;
        }
        Column::Own(own(head, &texts))
    };
    heads.iter().enumerate().map(&mut column).collect()
}

/// Whether words beside the values of a table say of which statistic they are.
fn says_statistic(table: &Table) -> bool {
    let is_note = |index: usize| table.head.get(index).is_some_and(|head| is_words(&head.plain));
    let rows = table.rows.iter();
    let mut notes = rows.flat_map(|row| row.cells.iter().enumerate().filter(|(index, _)| is_note(*index)));
    notes.any(|(_, cell)| statistic::of_comment(&cell.plain).statistic.is_some())
}

/// Whether a heading is one of the tiers of the published template, whose plain numbers are times.
fn is_tier(head: &str) -> bool {
    let words = super::heading::words(head).join(" ");
    let tiers = ["frontend", "api gw", "api gateway", "lambda", "dynamodb", "eventbridge"];
    tiers.contains(&words.as_str())
}

/// Whether a heading means a number of something, or names a unit: beside times, no plain time itself.
fn is_counted(head: &str) -> bool {
    let counted = [
        "requests",
        "calls",
        "users",
        "sessions",
        "transactions",
        "invocations",
        "throughput",
        "rps",
        "tps",
        "rate",
        "ratio",
        "count",
        "number",
        "errors",
        "score",
        "apdex",
        "load",
        "concurrency",
    ];
    has(head, &counted) || head.contains(['#', '%']) || without_unit(head).1.is_some()
}

/// Whether the cells of a column are counts without any unit; a column of nothing is not.
fn plain(texts: &[&str]) -> bool {
    texts.iter().all(|text| value::read(text, &Unit::Count).is_ok())
}

/// Whether a text reads as an amount of money, of any currency.
fn is_money(text: &str) -> bool {
    let currency = Currency::strip_sign(text.trim_start_matches(['~', '≈', '-', ' ']));
    let unit = currency.map(|(currency, _)| Unit::Money(currency));
    value::read(text, unit.as_ref().unwrap_or(&Unit::Count)).is_ok()
}

fn is_denominator(head: &str) -> bool {
    has(head, &["deploys", "deployments", "releases", "changes"]) && !has(head, &["rate", "failed"])
}

/// Whether a heading means words about the row.
fn is_words(head: &str) -> bool {
    let words = super::heading::words(head);
    let only = |wanted: &[&str]| words.len() == 1 && wanted.contains(&words[0].as_str());
    only(&[
        "note",
        "notes",
        "comment",
        "comments",
        "commentary",
        "learning",
        "learnings",
        "remark",
        "remarks",
    ])
}

/// Whether cells are words: none of them begins as a value does.
fn is_words_by(texts: &[&str]) -> bool {
    let values = texts.iter().filter(|text| {
        let amount = text.trim_start_matches(['~', '≈', '-', '+', '−', '<', '>', '.', '(', ' ']);
        let amount = Currency::strip_sign(amount).map_or(amount, |(_, rest)| rest);
        amount.trim_start().starts_with(|c: char| c.is_ascii_digit())
            || amount.split_whitespace().next().is_some_and(|word| {
                Currency::of_code(word).is_some()
                    || matches!(word.to_lowercase().as_str(), "approx" | "about" | "circa")
            })
    });
    let silent = |text: &&&str| matches!(value::read(text, &Unit::Count), Ok(Written::NotAvailable));
    let said = texts.iter().filter(|text| !silent(text)).count();
    said > 0 && values.count() == 0
}

/// The metric that a heading names: by a label, its name or its id, the team's own first.
fn labelled<'m>(head: &str, known: &[&'m Metric]) -> Option<&'m Metric> {
    let same = |a: &str, b: &str| spoken(a) == spoken(b);
    let names = |metric: &&&Metric, head: &str| {
        metric.labels.iter().any(|label| same(label, head)) || same(&metric.name, head) || metric.id == head.trim()
    };
    let (bare, unit) = without_unit(head);
    let heads = [Some(head), unit.is_some().then_some(bare)];
    let mut heads = heads.into_iter().flatten();
    heads.find_map(|head| {
        let own = known.iter().find(|metric| metric.team.is_some() && names(metric, head));
        own.or_else(|| known.iter().find(|metric| names(metric, head))).copied()
    })
}

/// A heading as it is compared: one space for each gap, one kind of arrow, in lower case.
fn spoken(heading: &str) -> String {
    let arrows = heading.replace(['→', '⇒'], "->").to_lowercase();
    arrows.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a column of a table of cost is, where its heading is not a label to the letter.
fn cost(head: &str) -> Option<&'static str> {
    let thousand = has(head, &["1000", "1k", "thousand"]) || head.contains("1,000");
    if thousand {
        Some("cost-per-1000-transactions")
    } else if has(head, &["invocations"]) {
        Some("invocations")
    } else if has(head, &["total"]) {
        Some(COST)
    } else {
        None
    }
}

/// A metric of the team alone, by its heading and its values.
fn own(head: &str, texts: &[&str]) -> Own {
    let (name, hint) = without_unit(head);
    let hinted = hint.and_then(|hint| Currency::of_sign(hint).map(Unit::Money).or_else(|| known_unit(hint)));
    let name = if hinted.is_some() { name } else { head };
    let is_number = |text: &&&str| !matches!(value::read(text, &Unit::Count), Ok(Written::NotAvailable));
    let values: Vec<&str> = texts.iter().filter(is_number).copied().collect();
    Own {
        name: name.trim().to_owned(),
        unit: hinted.unwrap_or_else(|| unit(&values)),
        is_signed: values.iter().any(|text| text.starts_with(['-', '−', '–'])),
        id: String::new(),
    }
}

fn known_unit(hint: &str) -> Option<Unit> {
    let unit = Unit::parse(hint);
    (!matches!(unit, Unit::Label(_))).then_some(unit)
}

/// The unit in which all values of a column can be read; a count where there is none, so that the odd one is reported.
fn unit(values: &[&str]) -> Unit {
    let readable = |unit: &Unit| values.iter().all(|text| value::read(text, unit).is_ok());
    if values.is_empty() || readable(&Unit::Count) {
        return Unit::Count;
    }
    if values.iter().any(|text| text.contains('%')) {
        return Unit::Percent;
    }
    let amount = |text: &str| text.trim_start_matches(['~', '≈', '-', '+', ' ']).to_owned();
    let currency = |text: &&str| Currency::strip_sign(&amount(text)).map(|(currency, _)| currency);
    if let Some(currency) = values.iter().find_map(currency) {
        return Unit::Money(currency);
    }
    let durations = [
        TimeUnit::Milliseconds,
        TimeUnit::Seconds,
        TimeUnit::Minutes,
        TimeUnit::Hours,
        TimeUnit::Days,
    ];
    if readable(&Unit::Duration(TimeUnit::Hours)) {
        // A column of durations is kept in the unit that its first value names.
        let first = values.iter().find_map(|text| {
            let word: String = text
                .chars()
                .skip_while(|c| !c.is_alphabetic())
                .take_while(|c| c.is_alphabetic())
                .collect();
            match Unit::parse(&word) {
                Unit::Duration(unit) => Some(unit),
                _ => match Unit::probably_meant(&word) {
                    Some(Unit::Duration(unit)) => Some(unit),
                    _ => None,
                },
            }
        });
        return Unit::Duration(first.unwrap_or(durations[3]));
    }
    let label = values.iter().find_map(|text| {
        let label = text.trim_start_matches(|c: char| !c.is_alphabetic()).trim();
        (!label.is_empty()).then(|| Unit::Label(label.to_owned()))
    });
    label.filter(readable).unwrap_or(Unit::Count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::template::outline::{Block, sections};

    #[test]
    fn the_unit_of_a_column_is_the_one_its_values_are_written_in() {
        for (head, values, name, unit) in [
            ("Baskets", &["1.21M", "980k"][..], "Baskets", "count"),
            ("Conversion", &["3.4%", "3.2 %", "n/a"], "Conversion", "%"),
            ("Conversion", &["3.4%", "3"], "Conversion", "%"),
            ("Revenue ($)", &["1,204.50"], "Revenue", "USD"),
            ("Revenue", &["€12", "€1.2k"], "Revenue", "EUR"),
            ("Waiting", &["9 days", "22h"], "Waiting", "d"),
            ("Checkout", &["240ms", "1.2s"], "Checkout", "ms"),
            ("Score (ms)", &["240"], "Score", "ms"),
            ("Scope (new)", &["2"], "Scope (new)", "count"),
            ("Rating", &["4.5 stars", "4 stars"], "Rating", "stars"),
            ("Rating", &["4.5 stars", "many"], "Rating", "count"),
        ] {
            let found = own(head, values);
            assert_eq!((found.name.as_str(), found.unit.written()), (name, unit), "{head}");
        }
        assert!(own("Net", &["12", "-3"]).is_signed);
    }

    #[test]
    fn a_column_of_words_is_no_metric() {
        assert!(is_words_by(&["Up", "Flat", "-"]));
        assert!(!is_words_by(&["Up", "12"]));
        assert!(!is_words_by(&["n/a", "-"]));
        assert!(!is_words_by(&["USD 12", "≈ 3", "~3", "$5"]));
    }

    #[test]
    fn the_services_of_a_bill_are_its_components() {
        let text =
            "| Month | Lambda ($) | Total ($) | Budget left (%) | Owner |\n|-|-|-|-|-|\n| Oct | 3 | $3 | 4% | Ada |\n";
        let found = sections(text);
        let Block::Table(table) = &found[0].blocks[0] else {
            panic!("a table");
        };
        let columns = plan(table, "Cost", &[]);
        assert_eq!(
            columns[..3],
            [Column::Month, Column::Component(COST), Column::Metric(COST.to_owned())]
        );
        assert!(matches!(&columns[3], Column::Own(own) if own.unit == Unit::Percent));
        assert_eq!(columns[4], Column::Remark);
    }
}
