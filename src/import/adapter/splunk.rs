//! Results of Splunk searches: as CSV, and in the five shapes of JSON that its versions and endpoints write.
//!
//! The columns are whatever the search calls them (`sum(kb)`), so that settings say which is which metric. Previews of a
//! search that still runs are not results.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::columns::{self, Columns};
use crate::import::delimited::Table;
use crate::import::samples::Reading;
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, json};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The adapter.
pub(super) struct Splunk;

/// A result: its fields by name. Fields with several values are no numbers.
type Row = BTreeMap<String, String>;

/// Rows that the results endpoint gives where nobody asks for more.
const DEFAULT_COUNT: usize = 100;

impl Adapter for Splunk {
    fn name(&self) -> &'static str {
        "splunk"
    }

    fn about(&self) -> &'static str {
        "Splunk: results of a search as CSV or JSON"
    }

    fn gives(&self) -> &'static [&'static str] {
        &[]
    }

    fn settings(&self) -> &'static [Setting] {
        &columns::SETTINGS
    }

    fn recognises(&self, glance: &Glance) -> bool {
        let keys = [
            &["preview", "results"][..],
            &["preview", "result"],
            &["preview", "fields", "rows"],
            &["preview", "fields", "columns"],
        ];
        keys.iter().any(|keys| glance.is_object_with(keys))
            || glance.is_list_of(&["_time", "_raw"])
            || glance.is_list_of(&["_time", "_span"])
            || glance.has_columns(&["_time", "_raw"])
            || glance.has_columns(&["_time", "_span"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut rows = Vec::new();
        let mut warnings = Vec::new();
        for input in inputs {
            let is_json = input.text()?.trim_start().starts_with(['{', '[']);
            let found = if is_json {
                of_json(input)?
            } else {
                of_table(input, request)?
            };
            if found.len() == DEFAULT_COUNT && is_json {
                let message = "the file has exactly 100 results, which is all that Splunk gives unless asked for more";
                warnings.push(input.problem(Code::NotAllPages, message, "ask for all: `count=0`"));
            }
            rows.extend(found);
        }
        let input = &inputs[0];
        let names: BTreeSet<&str> = rows.iter().flat_map(BTreeMap::keys).map(String::as_str).collect();
        let time = names.contains("_time").then_some("_time");
        let mut columns = Columns::asked(input, request, time)?;
        if !columns.is_asked() {
            let is_number = |name: &&str| !name.starts_with('_') && holds_numbers(&rows, name);
            let numbers: Vec<&str> = names.iter().copied().filter(is_number).collect();
            if let [one] = numbers.as_slice() {
                columns.take(input, one)?;
            } else {
                let all: Vec<&str> = names.into_iter().collect();
                columns.positions(input, &all)?;
            }
        }
        for row in &rows {
            let cells: Vec<Option<&str>> = columns
                .wanted()
                .iter()
                .map(|name| row.get(name).map(String::as_str))
                .collect();
            columns.row(input, 0, &cells)?;
        }
        let mut imported = columns.imported(inputs, &Tool::new(self.name()))?;
        imported.warnings.extend(warnings);
        Ok(imported)
    }
}

/// Whether a field has numbers only, and at least one.
fn holds_numbers(rows: &[Row], name: &str) -> bool {
    let mut readings = rows
        .iter()
        .filter_map(|row| row.get(name))
        .map(|cell| Reading::of_text(cell))
        .peekable();
    readings.peek().is_some() && readings.all(|reading| matches!(reading, Reading::Number(_)))
}

fn of_table(input: &Input, request: &Request) -> Result<Vec<Row>, Diagnostic> {
    let table = Table::open(input, request)?;
    let names: Vec<String> = table.header().into_iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    table.rows(|_, record| {
        rows.push(
            names
                .iter()
                .cloned()
                .zip(record.iter().map(str::to_owned))
                .collect::<Row>(),
        );
        Ok(())
    })?;
    // An export has its state in columns of its own.
    let is_export = ["preview", "offset", "lastrow"]
        .iter()
        .all(|name| names.iter().any(|each| each == name));
    if is_export {
        let all = rows.len();
        rows.retain(|row| {
            row.get("preview")
                .is_none_or(|preview| matches!(preview.as_str(), "" | "0" | "false"))
        });
        refuse_previews(input, (all, rows.len()))?;
    }
    Ok(rows)
}

fn of_json(input: &Input) -> Result<Vec<Row>, Diagnostic> {
    let mut rows = Vec::new();
    let (mut all, mut last) = (0, 0);
    for document in json::documents::<Value>(input)? {
        let found = match document {
            // Splunk 4.
            Value::Array(items) => items
                .into_iter()
                .map(|item| object(input, item))
                .collect::<Result<Vec<_>, _>>()?,
            Value::Object(members) => {
                refuse_failure(input, &members)?;
                all += 1;
                if members.get("preview").and_then(Value::as_bool) == Some(true) {
                    continue;
                }
                last += 1;
                of_members(input, members)?
            }
            _ => return Err(not_results(input)),
        };
        rows.extend(found);
    }
    refuse_previews(input, (all, last))?;
    Ok(rows)
}

fn of_members(input: &Input, mut members: Map<String, Value>) -> Result<Vec<Row>, Diagnostic> {
    // `export`: a result a line.
    if let Some(result) = members.remove("result") {
        return Ok(vec![object(input, result)?]);
    }
    // `json`: all results.
    if let Some(Value::Array(results)) = members.remove("results") {
        return results.into_iter().map(|result| object(input, result)).collect();
    }
    let Some(Value::Array(fields)) = members.remove("fields") else {
        // The last line of an export may only say that it is over.
        return if members.contains_key("lastrow") {
            Ok(Vec::new())
        } else {
            Err(not_results(input))
        };
    };
    let name = |field: &Value| {
        field
            .as_str()
            .or_else(|| json::text(field, &["name"]))
            .unwrap_or_default()
            .to_owned()
    };
    let names: Vec<String> = fields.iter().map(name).collect();
    let row = |cells: Vec<Value>| names.iter().cloned().zip(cells.into_iter().map(text)).collect::<Row>();
    let lists = |value: Value| match value {
        Value::Array(lists) => lists
            .into_iter()
            .map(|list| {
                if let Value::Array(cells) = list {
                    Some(cells)
                } else {
                    None
                }
            })
            .collect(),
        _ => None,
    };
    // `json_rows` and `json_cols`.
    if let Some(rows) = members.remove("rows") {
        let rows: Option<Vec<Vec<Value>>> = lists(rows);
        return rows
            .map(|rows| rows.into_iter().map(row).collect())
            .ok_or_else(|| not_results(input));
    }
    let columns: Option<Vec<Vec<Value>>> = members.remove("columns").and_then(lists);
    let columns = columns.ok_or_else(|| not_results(input))?;
    let length = columns.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |column: &Vec<Value>, at: usize| column.get(at).cloned().unwrap_or(Value::Null);
    Ok((0..length)
        .map(|at| row(columns.iter().map(|column| cell(column, at)).collect()))
        .collect())
}

fn object(input: &Input, value: Value) -> Result<Row, Diagnostic> {
    match value {
        Value::Object(members) => Ok(members.into_iter().map(|(name, value)| (name, text(value))).collect()),
        _ => Err(not_results(input)),
    }
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        Value::Array(_) | Value::Object(_) => "[…]".to_owned(),
        other => other.to_string(),
    }
}

fn refuse_failure(input: &Input, members: &Map<String, Value>) -> Result<(), Diagnostic> {
    let messages = members.get("messages").and_then(Value::as_array).into_iter().flatten();
    let has_failed = messages
        .filter_map(|message| json::text(message, &["type"]))
        .any(|kind| matches!(kind, "FATAL" | "ERROR"));
    if has_failed {
        let cure = "look at `messages` in the file, correct the search, and export it again";
        return Err(input.problem(Code::ToolFailed, "Splunk says that the search failed", cure));
    }
    Ok(())
}

fn refuse_previews(input: &Input, (all, last): (usize, usize)) -> Result<(), Diagnostic> {
    if all > 0 && last == 0 {
        let message = "the file holds previews only: the search had not ended";
        return Err(input.problem(
            Code::NotAnExport,
            message,
            "export it again when the search has ended, or with `preview=false`",
        ));
    }
    Ok(())
}

fn not_results(input: &Input) -> Diagnostic {
    let message = "these are not results of a Splunk search";
    input.problem(
        Code::NotAnExport,
        message,
        "export /services/search/jobs/ID/results with `output_mode=json`",
    )
}
