//! Rows of named cells → metrics, as settings say: which cell is which metric, when, of which workload.
//!
//! What a cell is called is the format's matter (the header of a table, a pointer into an item of JSON). Cells are read by
//! the value grammar of reports (`1,204.5`, `12.3 ms`, `99.9%`, `€ 5`), so that what people type and what tools format is
//! read alike. Rows come one by one and are not kept.

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::import::samples::cell::{Cells as Reader, When, scale_of_name};
use crate::import::samples::series::metric;
use crate::import::samples::{
    AGGREGATE, AGGREGATE_OF, Aggregate, COVERS, EACH, FILTER, Reading, SPLIT, Scale, Selection, Step, Tally, Told,
    UNIT, UNIT_OF, WORKLOAD, covers,
};
use crate::import::{Imported, Input, Request, Setting, Tool};
use rust_decimal::Decimal;

/// The setting `column`.
pub const COLUMN: Setting = Setting {
    name: "column",
    doc: "the column of the metric that `--metric` names",
};
/// The settings `column.NAME`.
pub const COLUMN_OF: Setting = Setting {
    name: "column.*",
    doc: "the metric of a column, or several: column.failed=errors",
};
/// The settings `numerator.NAME`.
pub const NUMERATOR: Setting = Setting {
    name: "numerator.*",
    doc: "of a share, the column of the parts, which are added: numerator.failed=error-rate, with denominator.all=error-rate",
};
/// The settings `denominator.NAME`.
pub const DENOMINATOR: Setting = Setting {
    name: "denominator.*",
    doc: "of a share, the column of what they are parts of",
};
/// The setting `date`.
pub const DATE: Setting = Setting {
    name: "date",
    doc: "the column of the day, month or moment; without one, all rows together are of the day that `--date` gives",
};
/// The setting `decimal`.
pub const DECIMAL: Setting = Setting {
    name: "decimal",
    doc: "the decimal mark: point or comma",
};

/// The setting `tool`.
pub const TOOL: Setting = Setting {
    name: "tool",
    doc: "the tool that made the file, as the pages name it: `tool=devlake`",
};

/// The settings of every source that has columns.
pub const SETTINGS: [Setting; 14] = [
    COLUMN,
    COLUMN_OF,
    NUMERATOR,
    DENOMINATOR,
    DATE,
    AGGREGATE,
    AGGREGATE_OF,
    EACH,
    UNIT,
    UNIT_OF,
    FILTER,
    SPLIT,
    WORKLOAD,
    COVERS,
];

/// The tool that was named.
#[must_use]
pub fn tool(request: &Request, own: &str) -> Tool {
    Tool::new(&request.setting("tool").unwrap_or(own).to_lowercase())
}

/// Rows as they come.
#[derive(Debug)]
pub struct Columns<'r> {
    request: &'r Request,
    /// How numbers are written.
    pub has_comma: bool,
    wanted: Vec<String>,
    seen: Vec<bool>,
    rows: usize,
    time: Option<usize>,
    filters: Vec<(usize, &'r str)>,
    split: Option<usize>,
    selection: Selection<'r>,
    fields: Vec<Field<'r>>,
}

/// A metric and the cells it is made of.
#[derive(Debug)]
struct Field<'r> {
    metric: String,
    source: Source,
    /// How its cells are read.
    reader: Reader,
    tally: Tally<'r>,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    One(usize),
    PartAndWhole(usize, usize),
    /// The row itself is counted.
    Row,
}

impl<'r> Columns<'r> {
    /// What was asked for. `time` is the column of times where none is named.
    ///
    /// # Errors
    ///
    /// No metric, or a metric without a column.
    pub fn asked(input: &Input, request: &'r Request, time: Option<&str>) -> Result<Self, Diagnostic> {
        let selection = Selection::asked(request);
        let mut columns = Self {
            request,
            has_comma: matches!(
                request.choice(input, "decimal", &[("comma", true), ("point", false)])?,
                Some(true)
            ),
            wanted: Vec::new(),
            seen: Vec::new(),
            rows: 0,
            time: None,
            filters: Vec::new(),
            split: None,
            fields: Vec::new(),
            selection,
        };
        columns.time = request.setting("date").or(time).map(|name| columns.want(name));
        columns.split = columns.selection.split.map(|name| columns.want(name));
        let filters = columns.selection.filters.clone();
        columns.filters = filters
            .into_iter()
            .map(|(name, wanted)| (columns.want(name), wanted))
            .collect();
        columns.ask_for_fields(input)?;
        columns.seen = vec![false; columns.wanted.len()];
        Ok(columns)
    }

    fn want(&mut self, name: &str) -> usize {
        self.wanted.iter().position(|known| known == name).unwrap_or_else(|| {
            self.wanted.push(name.to_owned());
            self.wanted.len() - 1
        })
    }

    fn ask_for_fields(&mut self, input: &Input) -> Result<(), Diagnostic> {
        let request = self.request;
        if let Some(column) = request.setting("column") {
            self.take(input, column)?;
        }
        for (column, metrics) in request.settings_of("column") {
            for metric in metrics.split(',').map(str::trim) {
                self.push_column(input, metric, column)?;
            }
        }
        for (part, metric) in request.settings_of("numerator") {
            let whole = request.settings_of("denominator").find(|(_, other)| *other == metric);
            let Some((whole, _)) = whole else {
                let message =
                    format!("the column of the numerator of `{metric}` is named, and that of its denominator is not");
                let cure = format!("name it as well: `--set denominator.NAME={metric}`");
                return Err(input.problem(Code::ImportUnclear, message, cure));
            };
            let source = Source::PartAndWhole(self.want(part), self.want(whole));
            let step = Step::asked(input, request)?.unwrap_or(Step::Cycle);
            self.push(input, metric, (source, None, Tally::of_shares(request, step)))?;
        }
        let counted = request.settings_of("aggregate").filter(|(_, word)| *word == "count");
        let alone = request
            .metric
            .as_deref()
            .filter(|_| request.setting("aggregate") == Some("count"));
        for metric in counted.map(|(metric, _)| metric).chain(alone) {
            if self.fields.iter().all(|field| field.metric != metric) {
                let step = Step::asked(input, request)?.unwrap_or(Step::Cycle);
                let tally = Tally::new(request, step, Some(Aggregate::Count));
                self.push(input, metric, (Source::Row, None, tally))?;
            }
        }
        Ok(())
    }

    fn push_column(&mut self, input: &Input, metric: &str, column: &str) -> Result<(), Diagnostic> {
        let request = self.request;
        let aggregate = Aggregate::asked(input, request, metric)?;
        let scale = Scale::asked(request, metric).or_else(|| scale_of_name(column));
        let step = Step::asked(input, request)?.unwrap_or(Step::Cycle);
        let source = Source::One(self.want(column));
        self.push(input, metric, (source, scale, Tally::new(request, step, aggregate)))
    }

    fn push(&mut self, input: &Input, metric: &str, of: (Source, Option<Scale>, Tally<'r>)) -> Result<(), Diagnostic> {
        if self.fields.iter().any(|field| field.metric == metric) {
            let message = format!("two columns are said to be `{metric}`");
            return Err(input.problem(
                Code::ImportUnclear,
                message,
                "name one; of a share, `numerator.NAME` and `denominator.NAME`",
            ));
        }
        let (source, scale, tally) = of;
        self.fields.push(Field {
            metric: metric.to_owned(),
            source,
            reader: Reader::of(scale),
            tally,
        });
        Ok(())
    }

    /// Whether settings name a metric and its column.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        !self.fields.is_empty()
    }

    /// The wanted cells that hold numbers.
    pub fn numbers(&self) -> impl Iterator<Item = usize> {
        self.fields.iter().flat_map(|field| match field.source {
            Source::One(_) if field.tally.counts() => vec![],
            Source::One(cell) => vec![cell],
            Source::PartAndWhole(part, whole) => vec![part, whole],
            Source::Row => vec![],
        })
    }

    /// Takes a column for the metric that `--metric` names.
    ///
    /// # Errors
    ///
    /// None is named.
    pub fn take(&mut self, input: &Input, column: &str) -> Result<(), Diagnostic> {
        self.push_column(input, metric(input, self.request, None)?, column)?;
        self.seen.resize(self.wanted.len(), false);
        Ok(())
    }

    /// Names of the cells that a row gives, in the order it gives them.
    #[must_use]
    pub fn wanted(&self) -> &[String] {
        &self.wanted
    }

    /// The positions of the wanted cells in a header.
    ///
    /// # Errors
    ///
    /// A column that the header does not have, or nothing that is asked for.
    pub fn positions(&self, input: &Input, header: &[&str]) -> Result<Vec<Option<usize>>, Diagnostic> {
        if self.fields.is_empty() {
            return Err(unasked(input, header));
        }
        let position = |name: &String| {
            let exact = header.iter().position(|column| column.trim() == name);
            let found = exact.or_else(|| {
                header
                    .iter()
                    .position(|column| column.trim().eq_ignore_ascii_case(name))
            });
            found.map(Some).ok_or_else(|| {
                let shown = format!("the columns are {}", listed(header));
                let cure = did_you_mean(name, header.iter().copied(), &shown);
                input.problem(Code::ImportUnclear, format!("the table has no column `{name}`"), cure)
            })
        };
        self.wanted.iter().map(position).collect()
    }

    /// A row: the wanted cells; `None` is a cell that it does not have. `line` is where it stands, for messages.
    ///
    /// # Errors
    ///
    /// A time or a number that cannot be read.
    pub fn row(&mut self, input: &Input, line: u64, cells: &[Option<&str>]) -> Result<(), Diagnostic> {
        for (seen, cell) in self.seen.iter_mut().zip(cells) {
            *seen |= cell.is_some();
        }
        self.rows += 1;
        let text = |at: usize| cells.get(at).copied().flatten().unwrap_or_default();
        let when = self.time.map(|time| When::of(text(time), self.request));
        if let Some(Some(when)) = when {
            // Where nothing is to be made of several rows, a table of days or months gives days or months.
            let grain = Some(when.grain).filter(|_| self.rows == 1 && self.request.setting("each").is_none());
            for field in &mut self.fields {
                field.tally.starts_with(grain);
                field.tally.has_grain(when.grain);
                field.tally.spans(when.from, when.to);
            }
        }
        let mut is_kept = true;
        for (at, wanted) in &self.filters {
            is_kept &= self.selection.keeps(&self.wanted[*at], wanted, text(*at));
        }
        if !is_kept {
            return Ok(());
        }
        let workload = self
            .split
            .map_or(Some(String::new()), |split| self.selection.workload(text(split)));
        let Some(workload) = workload else {
            return Ok(());
        };
        let at = match (when, self.time) {
            (Some(None), Some(time)) => {
                let message = format!("`{}` is no moment and no day that can be read", self.wanted[time]);
                let cure = "days are written 2026-03-13, moments as RFC 3339 or seconds since 1970; 12/09/2026 needs `date_order` in scorpfolio.toml";
                return Err(at_row(input, (line, self.rows), (&message, cure)));
            }
            (when, _) => when.flatten().map(|when| when.from),
        };
        for field in &mut self.fields {
            let read = |reader: &mut Reader, cell: usize| {
                let words = |words: (&str, &str)| (format!("`{}` {}", self.wanted[cell], words.0), words.1.to_owned());
                let number = reader.read(text(cell), self.has_comma).map_err(words);
                number.map_err(|(message, cure)| at_row(input, (line, self.rows), (&message, &cure)))
            };
            match field.source {
                Source::Row => field.tally.add(&workload, at, Some(Decimal::ONE)),
                Source::One(cell) if field.tally.counts() => {
                    let is_there = !matches!(Reading::of_text(text(cell)), Reading::Missing);
                    field.tally.add(&workload, at, is_there.then_some(Decimal::ONE));
                }
                Source::One(cell) => {
                    let value = read(&mut field.reader, cell)?;
                    field.tally.add(&workload, at, value);
                }
                Source::PartAndWhole(part, whole) => {
                    if let (Some(part), Some(whole)) = (read(&mut field.reader, part)?, read(&mut field.reader, whole)?)
                    {
                        field.tally.add_share(&workload, at, (part, whole));
                    }
                }
            }
        }
        Ok(())
    }

    /// The measurements of all rows.
    ///
    /// # Errors
    ///
    /// A column that no row has, or what [`Tally::measurements`] refuses.
    pub fn imported(self, inputs: &[Input], tool: &Tool) -> Result<Imported, Diagnostic> {
        let input = &inputs[0];
        let absent = self.seen.iter().position(|seen| !seen).filter(|_| self.rows > 0);
        if let Some(absent) = absent {
            let message = format!("none of {} rows has `{}`", self.rows, self.wanted[absent]);
            return Err(input.problem(
                Code::ImportUnclear,
                message,
                "check its name: upper and lower case count",
            ));
        }
        let covers = covers(input, self.request)?;
        let mut imported = Imported::default();
        if self.rows > 0 {
            let slips = if self.fields.iter().all(|field| field.tally.counts()) {
                self.selection.slips_of_counts(input)?
            } else {
                self.selection.slips(input)?
            };
            imported.warnings.extend(slips);
        }
        imported.warnings.extend(self.selection.warning(input));
        for field in self.fields {
            let (measurements, warnings) = field.tally.measurements(&Told {
                metric: &field.metric,
                scale: field.reader.scale(),
                tool,
                inputs,
                measured_at: None,
                covers,
                provisional: None,
            })?;
            imported.measurements.extend(measurements);
            imported.warnings.extend(warnings);
        }
        Ok(imported)
    }
}

/// Nothing says what to read.
fn unasked(input: &Input, header: &[&str]) -> Diagnostic {
    let message = "nothing says which column is which metric";
    let cure = format!(
        "say it: `--set column.NAME=p95-response-time`; the columns are {}",
        listed(header)
    );
    input.problem(Code::ImportUnclear, message, cure)
}

/// Most names that a message lists.
const MOST_LISTED: usize = 12;

fn listed(names: &[&str]) -> String {
    let short = |name: &&str| format!("`{}`", name.chars().take(40).collect::<String>());
    let mut words: Vec<String> = names.iter().take(MOST_LISTED).map(short).collect();
    if names.len() > MOST_LISTED {
        words.push(format!("and {} more", names.len() - MOST_LISTED));
    }
    words.join(", ")
}

/// A problem of a row, which stands on a line or, where that is 0, is one of several. It is not quoted: nobody knows what
/// its other cells hold.
fn at_row(input: &Input, (line, row): (u64, usize), words: (&str, &str)) -> Diagnostic {
    if line == 0 {
        return input.problem(Code::ImportUnclear, format!("{}, in item {row}", words.0), words.1);
    }
    let mut problem = input.problem(Code::ImportUnclear, words.0, words.1);
    if let Some(place) = &mut problem.place {
        (place.line, place.column) = (u32::try_from(line).unwrap_or(u32::MAX), 1);
    }
    problem
}
