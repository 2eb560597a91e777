//! The CSV files: a team's observations, roll-ups, newest values and deltas, registers.
//!
//! They are opened in spreadsheets, so a text that a spreadsheet would run as a formula gets an apostrophe in front, and
//! numbers are written plain: no grouping, no unit, a point as decimal mark.

mod listing;

pub use listing::Listing;
pub(super) use listing::listing;

use super::field::{Number, When, kind, metric_id, part, place};
use super::{portfolio as whole, series};
use crate::analyse::Analysis;
use crate::analyse::delta::Delta;
use crate::analyse::signal::Signal;
use crate::model::portfolio::Portfolio;
use crate::model::report::{ImportedFrom, Provenance, Reading};
use rust_decimal::Decimal;
use std::borrow::Cow;

const VALUE_COLUMNS: [&str; 9] = [
    "team",
    "workload",
    "metric",
    "period",
    "value",
    "numerator",
    "denominator",
    "unit",
    "signal",
];

/// What a spreadsheet may take for the beginning of a formula, or skip before one.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

const TEAM_COLUMNS: [&str; 18] = [
    "team",
    "workload",
    "metric",
    "period",
    "value",
    "numerator",
    "denominator",
    "unit",
    "origin",
    "file",
    "line",
    "note",
    "tool",
    "version",
    "imported_file",
    "covers",
    "measured_at",
    "provisional",
];

const ROLLUP_COLUMNS: [&str; 24] = [
    "cycle",
    "metric",
    "kind",
    "value",
    "numerator",
    "denominator",
    "median",
    "n",
    "of_n",
    "value_n",
    "deltas_better",
    "deltas_worse",
    "deltas_neutral",
    "deltas_steady",
    "deltas_pending",
    "deltas_no_data",
    "signals_improvement",
    "signals_concern",
    "signals_neutral",
    "signals_common_cause",
    "signals_no_limits",
    "signals_pending",
    "signals_no_data",
    "unit",
];

const DELTA_COLUMNS: [&str; 12] = [
    "team",
    "workload",
    "metric",
    "period",
    "value",
    "previous",
    "since",
    "difference",
    "periods_apart",
    "judgement",
    "notable",
    "unit",
];

/// Every observation of a team, one a row.
pub(super) fn team(portfolio: &Portfolio, index: usize) -> Vec<u8> {
    let team = &portfolio.teams[index];
    let mut table = Table::new(&TEAM_COLUMNS);
    for observation in &team.observations {
        let metric = portfolio.metric(observation.metric);
        let (value, ratio) = match &observation.reading {
            Reading::Value { number, ratio, .. } => (Some(*number), ratio.parts()),
            Reading::NotAvailable => (None, None),
        };
        let written = place(portfolio, observation.origin);
        table.text(&team.slug);
        table.text(&part(team, &observation.part));
        table.text(&metric.id);
        table.plain(&When(observation.period));
        table.number(value);
        table.number(ratio.map(|ratio| ratio.0));
        table.number(ratio.map(|ratio| ratio.1));
        table.text(metric.unit_on(observation.period.last_day()).written());
        table.text(kind(observation));
        table.text(written.file);
        table.plain(&written.line);
        table.text(observation.beside.note().map_or("", |note| &note.text));
        let none = ImportedFrom::default();
        let from = match &observation.provenance {
            Provenance::Imported(from) => from,
            _ => &none,
        };
        for text in [
            &from.tool,
            &from.version,
            &from.file,
            &from.covers,
            &from.measured_at,
            &from.provisional,
        ] {
            table.text(text.as_deref().unwrap_or_default());
        }
        table.end_row();
    }
    table.finish()
}

/// Every shared metric in every ended cycle in which a team has a value of it.
pub(super) fn rollups(portfolio: &Portfolio, analysis: &Analysis) -> Vec<u8> {
    let mut table = Table::new(&ROLLUP_COLUMNS);
    for row in whole::rollups(portfolio, analysis) {
        table.plain(&row.cycle.0);
        table.text(row.metric);
        table.text(row.kind);
        for number in [row.value, row.numerator, row.denominator, row.median] {
            table.number(number.map(|number| number.0));
        }
        let (deltas, signals) = (row.deltas, row.signals);
        for count in [
            row.n,
            row.of_n,
            row.value_n,
            deltas.better,
            deltas.worse,
            deltas.neutral,
            deltas.steady,
            deltas.pending,
            deltas.no_data,
            signals.improvement,
            signals.concern,
            signals.neutral,
            signals.common_cause,
            signals.no_limits,
            signals.pending,
            signals.no_data,
        ] {
            table.plain(&count);
        }
        table.text(row.unit);
        table.end_row();
    }
    table.finish()
}

/// The delta of each series' newest value up to the newest ended cycle, where there is one.
///
/// Only the newest: with every earlier one, the file would hold every value of every team, which are in the teams' own
/// files already, one team at a time.
pub(super) fn deltas(portfolio: &Portfolio, analysis: &Analysis) -> Vec<u8> {
    let mut table = Table::new(&DELTA_COLUMNS);
    let Some(current) = analysis.current else {
        return table.finish();
    };
    for (team, known) in portfolio.teams.iter().zip(&analysis.teams) {
        for of in &known.series {
            let Some(entry) = of.latest(current) else { continue };
            let (Some(value), Delta::Change(change)) = (entry.value(), &entry.delta) else {
                continue;
            };
            table.text(&team.slug);
            table.text(&part(team, &of.part));
            table.text(metric_id(portfolio, of.metric));
            table.plain(&series::period(entry));
            table.number(Some(value.number));
            table.number(Some(change.from));
            table.plain(&series::period(&of.entries[change.since.get()]));
            table.number(entry.difference());
            table.plain(&change.periods.get());
            table.text(change.judgement.word());
            table.field(match series::notable(change) {
                Some(true) => "true",
                Some(false) => "false",
                None => "",
            });
            table.text(portfolio.metric(of.metric).unit_on(entry.measured).written());
            table.end_row();
        }
    }
    table.finish()
}

/// The newest value of every series of every team, up to the newest ended cycle, with what limits say of it.
pub(super) fn values(portfolio: &Portfolio, analysis: &Analysis) -> Vec<u8> {
    let mut table = Table::new(&VALUE_COLUMNS);
    let Some(current) = analysis.current else {
        return table.finish();
    };
    for (team, known) in portfolio.teams.iter().zip(&analysis.teams) {
        for of in &known.series {
            let Some((entry, value)) = of.latest(current).and_then(|entry| Some((entry, entry.value()?))) else {
                continue;
            };
            table.text(&team.slug);
            table.text(&part(team, &of.part));
            table.text(metric_id(portfolio, of.metric));
            table.plain(&series::period(entry));
            table.number(Some(value.number));
            table.number(value.ratio.parts().map(|ratio| ratio.0));
            table.number(value.ratio.parts().map(|ratio| ratio.1));
            table.text(portfolio.metric(of.metric).unit_on(entry.measured).written());
            table.text(series::signal_of(of, entry).map_or("", Signal::word));
            table.end_row();
        }
    }
    table.finish()
}

/// A CSV file being written into memory.
struct Table(csv::Writer<Vec<u8>>);

impl Table {
    fn new(columns: &[&str]) -> Self {
        let mut table = Self(csv::Writer::from_writer(Vec::new()));
        for column in columns {
            table.field(column);
        }
        table.end_row();
        table
    }

    /// A text of somebody's, made harmless for spreadsheets.
    fn text(&mut self, text: &str) {
        let harmless = harmless(text);
        self.field(&harmless);
    }

    /// A number, or nothing.
    fn number(&mut self, number: Option<Decimal>) {
        match number {
            Some(number) => self.plain(&Number(number)),
            None => self.field(""),
        }
    }

    /// A number, count or date of ours.
    fn plain(&mut self, value: &impl ToString) {
        self.field(&value.to_string());
    }

    fn field(&mut self, text: &str) {
        self.0.write_field(text).expect("memory takes every byte");
    }

    fn end_row(&mut self) {
        let no_more_fields: [&str; 0] = [];
        self.0
            .write_record(no_more_fields)
            .expect("every row has a field for each column");
    }

    fn finish(self) -> Vec<u8> {
        self.0.into_inner().expect("memory takes every byte")
    }
}

/// The text as a spreadsheet shows it instead of running it.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_begins_with_an_apostrophe() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["", "a=1", "1-1", "'=1", " note"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn numbers_are_never_taken_for_text_and_fields_are_quoted() {
        let mut table = Table::new(&["text", "number"]);
        table.text("=HYPERLINK(\"x\", 1)\nsecond line");
        table.number(Some(Decimal::new(-150, 2)));
        table.end_row();
        table.text("a, b");
        table.number(None);
        table.end_row();
        let text = String::from_utf8(table.finish()).expect("UTF-8");
        let expected = "text,number\n\"'=HYPERLINK(\"\"x\"\", 1)\nsecond line\",-1.5\n\"a, b\",\n";
        assert_eq!(text, expected);
    }
}
