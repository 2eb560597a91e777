//! data/*.csv → observations: one row, one observation.

use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean, nearest};
use crate::load::catalogue::check_range;
use crate::load::document::{Document, day, is_linkable, month_end};
use crate::load::report::FIRST_YEAR;
use crate::load::team::find_metric;
use crate::load::template;
use crate::load::values::{Site, disagrees, ratio_reading};
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Prose;
use crate::model::report::{Beside, ImportedFrom, Observation, Part, Period, Provenance, Ratio, Reading, Told};
use crate::model::team::Team;
use crate::model::unit::Unit;
use crate::model::value::{self, Written};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::ops::Range;

/// The columns a file may have.
pub(super) const COLUMNS: [&str; 14] = [
    "date",
    "metric",
    "value",
    "workload",
    "numerator",
    "denominator",
    "note",
    "origin",
    "measured_at",
    "provisional",
    "version",
    "file",
    "covers",
    "link",
];

/// The `origin` of rows that a team's template held before it was converted: somebody typed them.
pub(crate) const TEMPLATE: &str = "template";

/// Reads a file of observations; those of cycles that have not begun are left out.
#[must_use]
pub(super) fn read(document: &Document<'_>, site: Site<'_>, team: &Team, as_of: Date) -> Vec<Observation> {
    if let Some(open) = unclosed_quote(document.text, ',') {
        let words = ("the quotation mark is not closed", "close it, or remove it");
        document.problem(Code::BadCsv, open..open + 1, words);
        return Vec::new();
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(document.text.as_bytes());
    let mut record = csv::ByteRecord::new();
    let Some(columns) = header(document, &mut reader, &mut record) else {
        return Vec::new();
    };
    let named = record.len();
    let mut rows = Rows {
        document,
        site,
        team,
        as_of,
        columns,
        named,
        seen: BTreeMap::new(),
        observations: Vec::new(),
    };
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => rows.row(&record),
            Ok(false) => break,
            Err(error) => {
                let at = error
                    .position()
                    .map_or(0, |position| position.byte().try_into().unwrap_or(0));
                document.problem(
                    Code::BadCsv,
                    at..at,
                    (
                        &format!("the table cannot be read: {error}"),
                        "correct the quotation marks of this row",
                    ),
                );
                break;
            }
        }
    }
    let mut observations = rows.observations;
    let is_typed = |observation: &Observation| {
        matches!(
            observation.provenance,
            Provenance::Typed | Provenance::Total { typed: true, .. }
        )
    };
    template::add_wholes(&mut observations, site.catalogue, is_typed);
    observations
}

/// Where a quotation begins that does not end: a reader of CSV would take the rest of the file for one field.
pub(super) fn unclosed_quote(text: &str, separator: char) -> Option<usize> {
    let mut open = None;
    for (at, _) in text.match_indices('"') {
        open = match open {
            Some(_) => None,
            // Only a mark at the beginning of a field opens a quotation.
            None => text[..at]
                .trim_end_matches([' ', '\t'])
                .ends_with([separator, '\n', '\r'])
                .then_some(at)
                .or((at == 0).then_some(0)),
        };
    }
    open
}

/// Position of each known column.
type Columns = [Option<usize>; COLUMNS.len()];

fn header(document: &Document<'_>, reader: &mut csv::Reader<&[u8]>, record: &mut csv::ByteRecord) -> Option<Columns> {
    let first_line = 0..document.text.lines().next().map_or(0, str::len);
    if !reader.read_byte_record(record).unwrap_or(false) {
        document.problem(
            Code::BadCsv,
            0..0,
            ("the file is empty", "begin it with the header `date,metric,value`"),
        );
        return None;
    }
    // What a spreadsheet saves where a comma stands in numbers.
    if let (1, Some(separator)) = (
        record.len(),
        record.iter().flatten().find(|byte| matches!(byte, b';' | b'\t')),
    ) {
        let (name, shown) = if *separator == b';' {
            ("semicolons", ";")
        } else {
            ("tabs", "a tab")
        };
        let message = format!("the columns are separated by {name}");
        let cure = format!("separate them by commas, with a point in numbers: `date,metric,value` in place of {shown}");
        document.problem(Code::BadCsv, first_line, (&message, &cure));
        return None;
    }
    let mut columns: Columns = [None; COLUMNS.len()];
    for (index, name) in record.iter().enumerate() {
        let name = String::from_utf8_lossy(name).to_lowercase();
        match COLUMNS.iter().position(|column| *column == name) {
            Some(column) if columns[column].is_some() => {
                document.problem(
                    Code::BadCsv,
                    first_line.clone(),
                    (&format!("the column `{name}` stands twice"), "remove one of them"),
                );
            }
            Some(column) => columns[column] = Some(index),
            None => {
                let at = document.text[first_line.clone()]
                    .to_lowercase()
                    .find(name.as_str())
                    .map_or(first_line.clone(), |at| at..at + name.len());
                let cure = nearest(&name, COLUMNS).map_or_else(
                    || format!("possible are {}", COLUMNS.join(", ")),
                    |column| format!("did you mean `{column}`?"),
                );
                document.problem(Code::BadCsv, at, (&format!("unknown column `{name}`"), &cure));
            }
        }
    }
    for (column, name) in columns.iter().zip(COLUMNS).take(3) {
        let by_parts = name == "value" && columns[4].is_some() && columns[5].is_some();
        if column.is_none() && !by_parts {
            document.problem(
                Code::BadCsv,
                first_line.clone(),
                (
                    &format!("the column `{name}` is missing"),
                    "a header has at least `date,metric,value`",
                ),
            );
            return None;
        }
    }
    Some(columns)
}

/// What makes two rows the same observation.
type RowKey = (usize, Part, Period);

struct Rows<'r, 'a> {
    document: &'r Document<'a>,
    site: Site<'r>,
    team: &'r Team,
    as_of: Date,
    columns: Columns,
    /// How many columns the header names.
    named: usize,
    seen: BTreeMap<RowKey, (usize, Reading)>,
    observations: Vec<Observation>,
}

impl Rows<'_, '_> {
    /// A field of a row: its text and where it stands.
    fn field<'f>(&self, record: &'f csv::ByteRecord, column: usize) -> Option<&'f str> {
        let bytes = record.get(self.columns[column]?)?;
        std::str::from_utf8(bytes).ok()
    }

    /// Where a field stands: the field's own text within its row, else the row.
    fn span(&self, record: &csv::ByteRecord, column: usize) -> Range<usize> {
        let start: usize = record
            .position()
            .map_or(0, |position| position.byte().try_into().unwrap_or(0))
            .min(self.document.text.len());
        let row = &self.document.text[start..];
        let row = &row[..row.find('\n').unwrap_or(row.len())];
        let Some(index) = self.columns[column] else {
            return start..start + row.trim_end().len();
        };
        // Rows with quotation marks are pointed at whole: their fields do not stand in the text as they are read.
        if row.contains('"') {
            return start..start + row.trim_end().len();
        }
        let before: usize = row.split(',').take(index).map(|field| field.len() + 1).sum();
        let field = row.split(',').nth(index).unwrap_or_default();
        let indent = field.len() - field.trim_start().len();
        start + before + indent..start + before + indent + field.trim().len()
    }

    fn problem(&self, record: &csv::ByteRecord, column: usize, words: (Code, &str, &str)) {
        self.document
            .problem(words.0, self.span(record, column), (words.1, words.2));
    }

    fn row(&mut self, record: &csv::ByteRecord) {
        if record.iter().all(<[u8]>::is_empty) {
            return;
        }
        let wanted = self.columns.iter().flatten().max().map_or(0, |last| last + 1);
        if record.len() < wanted {
            let message = format!("the row has {} fields, but the header names {wanted}", record.len());
            self.document.problem(
                Code::BadCsv,
                self.row_span(record),
                (
                    &message,
                    "add the missing commas, or quote a text that holds line breaks",
                ),
            );
            return;
        }
        // What no column has a name for would be lost: the half of a number with a decimal comma, the rest of a text.
        if record.iter().skip(self.named).any(|field| !field.is_empty()) {
            let (is, names) = (record.len(), self.named);
            let message = format!("the row has {is} fields, but the header names {names}");
            let cure = "write a decimal point in numbers, and quotation marks around a text that holds a comma";
            self.document
                .problem(Code::BadCsv, self.row_span(record), (&message, cure));
            return;
        }
        let Some((period, cycle)) = self.period(record) else {
            return;
        };
        let Some(id) = self.field(record, 1) else { return };
        let Some(metric) = find_metric(
            self.document,
            (id, self.span(record, 1)),
            (self.site.catalogue, self.site.team),
        ) else {
            return;
        };
        let Some(part) = self.part(record) else { return };
        let Some(reading) = self.reading(record, metric, period) else {
            return;
        };
        let position = record
            .position()
            .map_or(0, |position| position.byte().try_into().unwrap_or(0));
        let key = (metric.position(), part.clone(), period);
        if let Some((earlier, before)) = self.seen.get(&key) {
            if *before != reading {
                let message = format!("two rows give `{id}` of the same date different values");
                let place = self.document.place(self.row_span(record));
                let first = self.document.place(*earlier..*earlier);
                let cure = format!("remove one of them; the first stands on line {}", first.line);
                self.document.report(
                    Diagnostic::new(Code::DuplicateRow, message, cure)
                        .at(place)
                        .related(first, "the first value"),
                );
            }
            return;
        }
        self.seen.insert(key, (position, reading.clone()));
        let text = |column: usize| {
            self.field(record, column)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let origin = self.document.origin(position);
        let told = Told {
            part,
            provenance: if text(7).as_deref() == Some(TEMPLATE) {
                Provenance::Typed
            } else {
                Provenance::Imported(Box::new(ImportedFrom {
                    tool: text(7),
                    measured_at: text(8),
                    provisional: text(9),
                    version: text(10),
                    file: text(11),
                    covers: text(12),
                }))
            },
            beside: Beside::new(text(6).map(|text| Prose { text, origin }), self.link(record)),
        };
        self.observations
            .push(Observation::new((metric, period, cycle), (reading, origin), told));
    }

    /// The row's link; one that cannot be followed is reported.
    fn link(&self, record: &csv::ByteRecord) -> Option<String> {
        let link = self.field(record, 13).filter(|link| !link.is_empty())?;
        if is_linkable(link) {
            return Some(link.to_owned());
        }
        let message = format!("`{link}` is not an address");
        let cure = "write it with its beginning, as in `https://example.org/run/7`";
        self.problem(record, 13, (Code::BadUrl, &message, cure));
        None
    }

    fn row_span(&self, record: &csv::ByteRecord) -> Range<usize> {
        let start: usize = record
            .position()
            .map_or(0, |position| position.byte().try_into().unwrap_or(0))
            .min(self.document.text.len());
        let row = &self.document.text[start..];
        start..start + row[..row.find('\n').unwrap_or(row.len())].trim_end().len()
    }

    fn period(&self, record: &csv::ByteRecord) -> Option<(Period, CycleIndex)> {
        let text = self.field(record, 0)?;
        let (period, begins) = match (day(text), month_end(text)) {
            (Some(date), _) => (Period::Day(date), date),
            (None, Some(end)) => (Period::Month(end), end.first_of_month()),
            (None, None) => {
                self.problem(
                    record,
                    0,
                    (
                        Code::BadDate,
                        &format!("`{text}` is not a date"),
                        "write it as 2026-03-13, or 2026-02 for a month",
                    ),
                );
                return None;
            }
        };
        if begins.year() < FIRST_YEAR {
            self.problem(
                record,
                0,
                (
                    Code::BadDate,
                    &format!("{text} lies long before reports like this were written"),
                    "correct the year",
                ),
            );
            return None;
        }
        let calendar = self.site.calendar;
        let cycle = match period {
            Period::Day(date) => calendar.holding(date),
            Period::Month(end) => Some(calendar.nearest(end)),
        };
        let cycle = cycle.filter(|_| self.begun(period));
        if cycle.is_none() {
            let (what, cure) = match period {
                Period::Day(_) => (
                    "but its cycle begins",
                    "correct the date, or wait until the cycle has begun",
                ),
                Period::Month(_) => ("which begins", "correct the month, or wait until it has begun"),
            };
            let message = format!("the row speaks for {text}, {what} after today, {}", self.as_of);
            self.problem(record, 0, (Code::FutureReport, &message, cure));
        }
        cycle.map(|cycle| (period, cycle))
    }

    /// Whether the period's cycle has begun, as that of a report has; a month counts from its own first day. A flow of the
    /// running cycle stands on the cycle's last day.
    fn begun(&self, period: Period) -> bool {
        match period {
            Period::Month(end) => end.first_of_month() <= self.as_of,
            Period::Day(date) => self
                .site
                .calendar
                .holding(date)
                .is_some_and(|cycle| self.site.calendar.cycle(cycle).first <= self.as_of),
        }
    }

    fn part(&self, record: &csv::ByteRecord) -> Option<Part> {
        let id = self.field(record, 3).unwrap_or_default();
        if id.is_empty() {
            return Some(Part::default());
        }
        let (workload, component) = id.split_once('/').map_or((id, None), |(workload, component)| {
            (
                workload,
                Some(component.to_owned()).filter(|component| !component.is_empty()),
            )
        });
        if workload.is_empty() && component.is_some() {
            return Some(Part::new(None, component));
        }
        if let Some(workload) = self.team.workload(workload) {
            return Some(Part::new(Some(workload), component));
        }
        let cure = did_you_mean(
            workload,
            self.team.workloads.iter().map(|workload| workload.id.as_str()),
            "add it under `[[workloads]]` in team.toml",
        );
        self.problem(
            record,
            3,
            (Code::UnknownWorkload, &format!("unknown workload `{workload}`"), &cure),
        );
        None
    }

    fn reading(
        &self,
        record: &csv::ByteRecord,
        metric: crate::model::metric::MetricIndex,
        period: Period,
    ) -> Option<Reading> {
        let metric = self.site.catalogue.metric(metric);
        let unit = metric.unit_on(period.last_day());
        let number = |column: usize, unit: &Unit| -> Option<Option<(Decimal, bool)>> {
            match value::read(self.field(record, column).unwrap_or_default(), unit) {
                Ok(Written::Number { number, approximate }) => Some(Some((number, approximate))),
                Ok(Written::NotAvailable) => Some(None),
                Err(error) => {
                    self.problem(record, column, (Code::BadValue, &error.message, &error.cure));
                    None
                }
            }
        };
        let (value, numerator, denominator) = (number(2, unit)?, number(4, &Unit::Count)?, number(5, &Unit::Count)?);
        match (value, numerator, denominator) {
            (None, None, None) => Some(Reading::NotAvailable),
            (Some((number, approximate)), None, None) => {
                check_range(self.document, self.span(record, 2), number, (metric, unit)).then_some(Reading::Value {
                    number,
                    ratio: Ratio::NONE,
                    approximate,
                })
            }
            (value, Some((numerator, _)), Some((denominator, _))) => {
                let place = || -> Place { self.document.place(self.row_span(record)) };
                let reading = ratio_reading((numerator, denominator), (metric, unit))
                    .map_err(|problem| self.document.report(problem.at(place())))
                    .ok()?;
                if let (Some((written, _)), Some(exact)) = (value, reading.number())
                    && disagrees(written, exact)
                {
                    let message = format!(
                        "the value {written} contradicts its numerator and denominator, which make {}",
                        exact.round_dp(4).normalize()
                    );
                    self.problem(
                        record,
                        2,
                        (Code::RatioDisagrees, &message, "leave the value empty: it is computed"),
                    );
                }
                Some(reading)
            }
            (_, numerator, _) => {
                let missing = if numerator.is_some() {
                    "denominator"
                } else {
                    "numerator"
                };
                let message = format!("`{missing}` is missing");
                self.document.problem(
                    Code::BadRatio,
                    self.row_span(record),
                    (&message, "give both, or a `value` alone"),
                );
                None
            }
        }
    }
}
