//! Any JSON: settings say where its rows are, and which member is which metric.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::columns::{COLUMN, COLUMN_OF, Columns, DATE, DECIMAL, DENOMINATOR, NUMERATOR, TOOL, tool};
use crate::import::samples::{AGGREGATE, AGGREGATE_OF, COVERS, EACH, FILTER, SPLIT, UNIT, UNIT_OF, WORKLOAD};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, json};
use serde_json::Value;
use std::borrow::Cow;

/// The adapter.
pub(super) struct Json;

const ROWS: Setting = Setting {
    name: "rows",
    doc: "JSON pointer to the rows: `/data/items`; `*` is each item: `/components/*/measures`. Default: the items of the document if it is a list, else the document",
};

impl Adapter for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "any JSON, also a document a line: settings say which member is which metric"
    }

    fn gives(&self) -> &'static [&'static str] {
        &[]
    }

    fn settings(&self) -> &'static [Setting] {
        &[
            ROWS,
            COLUMN,
            COLUMN_OF,
            AGGREGATE,
            AGGREGATE_OF,
            DATE,
            EACH,
            UNIT,
            UNIT_OF,
            FILTER,
            SPLIT,
            WORKLOAD,
            NUMERATOR,
            DENOMINATOR,
            COVERS,
            DECIMAL,
            TOOL,
        ]
    }

    fn recognises(&self, _: &Glance) -> bool {
        false
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut columns = Columns::asked(&inputs[0], request, None)?;
        let pointer = request.setting("rows").unwrap_or_default();
        let path: Vec<String> = pointer
            .split('/')
            .skip(1)
            .map(|key| key.replace("~1", "/").replace("~0", "~"))
            .collect();
        let mut warnings = Vec::new();
        for input in inputs {
            let documents: Vec<Value> = json::documents(input)?;
            let mut rows = Vec::new();
            let mut is_there = false;
            for document in &documents {
                is_there |= select(document, &path, &mut rows);
            }
            if !is_there {
                let message = format!("nothing stands at `{pointer}`, where the rows are said to be");
                let cure = "correct `rows`: a JSON pointer such as /data/items, in which * is each item of a list";
                return Err(input.problem(Code::ImportUnclear, message, cure));
            }
            if !columns.is_asked() {
                let names: Vec<&str> = rows
                    .first()
                    .and_then(|row| row.as_object())
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name.as_str())
                    .collect();
                columns.positions(input, &names)?;
            }
            if documents.iter().any(has_more) {
                let message = "the file is one page of several";
                warnings.push(input.problem(
                    Code::NotAllPages,
                    message,
                    "export all pages, and give the files together",
                ));
            }
            for row in rows {
                let cells: Vec<Option<Cow<'_, str>>> = columns.wanted().iter().map(|name| cell(row, name)).collect();
                let cells: Vec<Option<&str>> = cells.iter().map(Option::as_deref).collect();
                columns.row(input, 0, &cells)?;
            }
        }
        let mut imported = columns.imported(inputs, &tool(request, self.name()))?;
        imported.warnings.extend(warnings);
        Ok(imported)
    }
}

/// Collects the rows at a path; whether the path leads anywhere.
fn select<'v>(value: &'v Value, path: &[String], rows: &mut Vec<&'v Value>) -> bool {
    let Some((key, rest)) = path.split_first() else {
        match value {
            Value::Array(items) => rows.extend(items),
            other => rows.push(other),
        }
        return true;
    };
    match value {
        Value::Array(items) if key == "*" => {
            // An empty list is there, and has no rows.
            items
                .iter()
                .fold(items.is_empty(), |found, item| select(item, rest, rows) || found)
        }
        Value::Object(members) if key == "*" => members
            .values()
            .fold(members.is_empty(), |found, item| select(item, rest, rows) || found),
        _ => json::at(value, &[key]).is_some_and(|inner| select(inner, rest, rows)),
    }
}

/// A cell of a row: a member by name, or what stands at a pointer.
fn cell<'v>(row: &'v Value, name: &str) -> Option<Cow<'v, str>> {
    let value = if name.starts_with('/') {
        row.pointer(name)
    } else {
        row.get(name)
    }?;
    Some(match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        Value::Bool(_) | Value::Number(_) => Cow::Owned(value.to_string()),
        // Not a number, whatever it holds.
        Value::Array(_) | Value::Object(_) => Cow::Borrowed("[…]"),
    })
}

/// Whether a document says, in one of the usual ways, that there are further pages.
fn has_more(document: &Value) -> bool {
    let is_text = |name: &str| {
        document
            .get(name)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.is_empty())
    };
    let is_true = |name: &str| document.get(name).and_then(Value::as_bool) == Some(true);
    let number = |name: &str| json::at(document, &["paging", name]).and_then(Value::as_u64);
    let pages = number("pageIndex").zip(number("pageSize")).zip(number("total"));
    [
        "next",
        "NextToken",
        "nextToken",
        "next_page_token",
        "nextPageToken",
        "nextLink",
    ]
    .into_iter()
    .any(is_text)
        || ["more", "has_more", "hasMore"].into_iter().any(is_true)
        || pages.is_some_and(|((index, size), total)| index.saturating_mul(size) < total)
}
