//! Grafana's "Download CSV" of a panel, in its three generations.
//!
//! Until 6 there are two, both with semicolons unless a release says otherwise: `Series;Time;Value`, and a column a series
//! behind `Time`. From 7 on there are commas, with milliseconds since 1970 as times, or, with "formatted data", local times
//! and units inside the cells. "Download for Excel" adds a line `sep=,`. Times without a zone are read in the site's.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::delimited::{DELIMITER, Table};
use crate::import::samples::cell::{Cells, When};
use crate::import::samples::{AGGREGATE, Answer, COVERS, EACH, FILTER, SPLIT, Scale, Series, UNIT, WORKLOAD};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool};
use jiff::Timestamp;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The adapter.
pub(super) struct Grafana;

impl Adapter for Grafana {
    fn name(&self) -> &'static str {
        "grafana"
    }

    fn about(&self) -> &'static str {
        "Grafana: a panel's data as CSV (Inspect, Data, Download CSV)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &[]
    }

    fn settings(&self) -> &'static [Setting] {
        &[AGGREGATE, EACH, UNIT, FILTER, SPLIT, WORKLOAD, COVERS, DELIMITER]
    }

    fn recognises(&self, glance: &Glance) -> bool {
        let Glance::Text { head, .. } = glance else {
            return false;
        };
        let is_separator = |line: &&str| line.trim_matches('"').starts_with("sep=");
        let mut lines = head.trim_start().lines().skip_while(is_separator);
        let (header, row) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        let plain = header.replace('"', "");
        let columns: Vec<&str> = plain.split([',', ';', '\t']).collect();
        let time = row.trim_start_matches('"');
        let is_time = |length: usize| {
            time.get(..length).is_some_and(|time| {
                time.bytes()
                    .all(|byte| byte.is_ascii_digit() || b"-: T".contains(&byte))
            })
        };
        columns == ["Series", "Time", "Value"]
            || columns.len() > 1 && columns[0] == "Time" && (is_time(19) || (is_time(13) && !time.starts_with("20")))
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut answer = Answer::of(Tool::new(self.name()));
        let asked = request
            .metric
            .as_deref()
            .and_then(|metric| Scale::asked(request, metric));
        for input in inputs {
            for (name, column) in series(input, request, asked.as_ref())? {
                answer.push(Series {
                    labels: BTreeMap::from([("series".to_owned(), name)]),
                    scale: Some(column.cells.scale()).filter(|scale| *scale != Scale::unknown()),
                    samples: column.samples,
                });
            }
        }
        answer.imported(inputs, request)
    }
}

/// A series while it is read.
#[derive(Default)]
struct Column {
    cells: Cells,
    samples: BTreeMap<Timestamp, Option<Decimal>>,
}

fn series(input: &Input, request: &Request, scale: Option<&Scale>) -> Result<BTreeMap<String, Column>, Diagnostic> {
    let table = Table::open(input, request)?;
    let header: Vec<String> = table.header().into_iter().map(str::to_owned).collect();
    let Some(time) = header.iter().position(|name| name.eq_ignore_ascii_case("time")) else {
        let message = "the table has no column `Time`: it is not of a panel over time";
        return Err(input.problem(
            Code::NotAnExport,
            message,
            "of another panel, import the table as `csv`",
        ));
    };
    let is_long = header.len() == 3 && header[0] == "Series" && header[2] == "Value";
    let mut found: BTreeMap<String, Column> = BTreeMap::new();
    table.rows(|line, row| {
        let refused = |message: &str, cure: &str| {
            let mut problem = input.problem(Code::NotAnExport, message, cure);
            if let Some(place) = &mut problem.place {
                (place.line, place.column) = (u32::try_from(line).unwrap_or(u32::MAX), 1);
            }
            problem
        };
        if row.len() > header.len() && row.iter().skip(header.len()).any(|cell| !cell.is_empty()) {
            let cure = "a release of Grafana 5 writes separators of thousands without quotation marks: export it with semicolons";
            return Err(refused("the row has more cells than the header", cure));
        }
        let at = When::of(row.get(time).unwrap_or_default(), request)
            .ok_or_else(|| refused("the time cannot be read", "export times as ISO or as milliseconds since 1970"))?;
        for (column, name) in header.iter().enumerate().filter(|(column, name)| *column != time && !name.is_empty()) {
            let name = match (is_long, column) {
                (true, 2) => row.get(0).unwrap_or_default(),
                (true, _) => continue,
                (false, _) => name,
            };
            if !found.contains_key(name) {
                found.insert(name.to_owned(), Column { cells: Cells::of(scale.cloned()), ..Column::default() });
            }
            let series = found.entry(name.to_owned()).or_default();
            let text = plain(row.get(column).unwrap_or_default());
            let number = series.cells.read(&text, false);
            let number = number.map_err(|words| refused(&format!("a value {}", words.0), words.1))?;
            series.samples.insert(at.from, number);
        }
        Ok(())
    })?;
    Ok(found)
}

/// A cell with Grafana's endings as reports write them: `1.2 Mil` is `1.2M`.
fn plain(cell: &str) -> String {
    let cell = cell.trim();
    for (ending, ours) in [(" K", "k"), (" Mil", "M"), (" Bil", "B")] {
        if let Some(number) = cell.strip_suffix(ending) {
            return format!("{number}{ours}");
        }
    }
    cell.to_owned()
}
