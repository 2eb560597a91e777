//! Any table: settings say which column is which metric.

use crate::diagnostic::Diagnostic;
use crate::import::columns::{COLUMN, COLUMN_OF, Columns, DATE, DECIMAL, DENOMINATOR, NUMERATOR, TOOL, tool};
use crate::import::delimited::{DELIMITER, SKIP, Table};
use crate::import::samples::{AGGREGATE, AGGREGATE_OF, COVERS, EACH, FILTER, SPLIT, UNIT, UNIT_OF, WORKLOAD};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting};

/// The adapter.
pub(super) struct Csv;

impl Adapter for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "any table: settings say which column is which metric"
    }

    fn gives(&self) -> &'static [&'static str] {
        &[]
    }

    fn settings(&self) -> &'static [Setting] {
        &[
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
            DELIMITER,
            DECIMAL,
            SKIP,
            TOOL,
        ]
    }

    fn recognises(&self, _: &Glance) -> bool {
        false
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut columns = Columns::asked(&inputs[0], request, None)?;
        for input in inputs {
            let table = Table::open(input, request)?;
            let positions = columns.positions(input, &table.header())?;
            if request.setting("decimal").is_none() {
                let numbers: Vec<usize> = columns.numbers().filter_map(|cell| positions[cell]).collect();
                columns.has_comma = table.has_decimal_comma(&numbers)?;
            }
            let mut cells = Vec::with_capacity(positions.len());
            table.rows(|line, row| {
                cells.clear();
                // A short row has no data in the cells that it lacks.
                cells.extend(
                    positions
                        .iter()
                        .map(|at| at.map(|at| row.get(at).unwrap_or_default().to_owned())),
                );
                let cells: Vec<Option<&str>> = cells.iter().map(Option::as_deref).collect();
                columns.row(input, line, &cells)
            })?;
        }
        columns.imported(inputs, &tool(request, self.name()))
    }
}
