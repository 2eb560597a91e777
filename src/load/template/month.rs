//! Tables of months → observations, each of the month its row names.

mod total;

pub(in crate::load) use total::add_wholes;
pub(super) use total::totals;

use super::heading::without_unit;
use super::outline::{Cell, Row, Table};
use super::own::statistics;
use super::plan::{Column, FAIL_RATE};
use super::when::{self, NoYear};
use super::{Found, Reader, period, statistic};
use crate::diagnostic::Code;
use crate::load::catalogue::check_range;
use crate::load::values::{disagrees, ratio_reading};
use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::model::portfolio::Prose;
use crate::model::report::{Beside, Observation, Part, Ratio, Reading, Told};
use crate::model::unit::{Currency, Unit};
use crate::model::value::{self, Written};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::ops::Range;

/// Reads a table whose columns are understood.
pub(super) fn read(reader: &mut Reader<'_, '_>, table: &Table, columns: &[Column]) {
    let Some(month) = columns.iter().position(|column| *column == Column::Month) else {
        return;
    };
    check_currencies(reader, table, columns);
    let ends = ends(reader, table, columns, month);
    let statistics: BTreeMap<usize, Option<String>> = statistics(table, columns)
        .into_iter()
        .map(|(statistic, span)| (span.start, statistic))
        .collect();
    let mut guessed = Vec::new();
    for (row, end) in table.rows.iter().zip(ends) {
        if row.is_too_long {
            let words = (
                "the row has more cells than the table has columns",
                "name the columns, or escape a bar in a text as `\\|`",
            );
            reader.left_out(row.span.clone(), words);
        }
        let Some(end) = end else { continue };
        let (end, is_guess) = match end {
            End::Known(end) => (end, false),
            End::Guess(end) => (end, true),
        };
        let workload = workload(reader, row, columns);
        let mut values = Values {
            row,
            columns,
            end,
            workload,
            statistic: statistics.get(&row.span.start).cloned().flatten(),
            first: reader.found.len(),
        };
        values.read(reader, table);
        if is_guess {
            guessed.push(values.first..reader.found.len());
        }
    }
    for values in guessed.into_iter().rev() {
        reader.found.drain(values);
    }
}

/// The last day of the month of a row.
#[derive(Debug, Clone, Copy)]
enum End {
    Known(Date),
    /// Its year is not known, which was reported: its cells are read for what else is wrong with them, and then left out.
    Guess(Date),
}

/// The last day of a month as its column counts, and as it would if the column had been updated today.
#[derive(Debug, Clone, Copy)]
struct Counted {
    end: Result<Date, NoYear>,
    guess: Option<Date>,
}

/// Whether a row says anything but its month and its workload.
fn is_said(row: &Row, columns: &[Column]) -> bool {
    let mut cells = row.cells.iter().zip(columns);
    cells.any(|(cell, column)| match column {
        Column::Month | Column::Workload => false,
        Column::Note | Column::Remark => !cell.is_silent(),
        _ => !cell.is_blank(),
    })
}

/// The last day of the month of each row that says something and has one.
fn ends(reader: &mut Reader<'_, '_>, table: &Table, columns: &[Column], month: usize) -> Vec<Option<End>> {
    let names = columns.iter().position(|column| *column == Column::Workload);
    // Rows of one workload go back in time; those of the next begin anew.
    let key = |row: &Row| names.map_or_else(String::new, |at| row.cells[at].plain.to_lowercase());
    let mut by_key: BTreeMap<String, Vec<(usize, when::Written)>> = BTreeMap::new();
    for (index, row) in table.rows.iter().enumerate() {
        if let Some(written) = when::month(&row.cells[month].plain) {
            by_key.entry(key(row)).or_default().push((index, written));
        }
    }
    let mut ends: Vec<Option<Counted>> = vec![None; table.rows.len()];
    for rows in by_key.into_values() {
        let column: Vec<when::Written> = rows.iter().map(|(_, written)| *written).collect();
        let found = when::ends(&column, reader.team.template_updated);
        let guesses = when::ends(&column, Some(reader.context.as_of));
        for ((index, _), (end, guess)) in rows.into_iter().zip(found.into_iter().zip(guesses)) {
            let guess = guess.ok();
            ends[index] = Some(Counted { end, guess });
        }
    }
    let rows = table.rows.iter().zip(ends);
    rows.map(|(row, end)| {
        let cell = &row.cells[month];
        is_said(row, columns).then(|| end_of(reader, cell, end, row)).flatten()
    })
    .collect()
}

/// The month of a row that says something, beside a guess at it; what is wrong with it is reported.
fn end_of(reader: &mut Reader<'_, '_>, cell: &Cell, counted: Option<Counted>, row: &Row) -> Option<End> {
    let at = if cell.is_blank() {
        row.span.clone()
    } else {
        cell.span.clone()
    };
    let as_of = reader.context.as_of;
    let mut left = None;
    let (code, message, cure) = match counted.map(|counted| counted.end) {
        Some(Ok(end)) if end.first_of_month() <= as_of => return Some(End::Known(end)),
        Some(Ok(end)) => (
            Code::FutureReport,
            format!(
                "the row speaks for {}, which begins after today, {as_of}",
                end.strftime("%Y-%m")
            ),
            "correct the month, or wait until it has begun",
        ),
        Some(Err(NoYear::Unknown)) => {
            left = counted.and_then(|counted| counted.guess).map(End::Guess);
            if std::mem::replace(&mut reader.has_asked, true) {
                return left;
            }
            (
                Code::BadDate,
                format!("the year of `{}` is not known", cell.plain),
                "add `template_updated = 2026-11-02` to team.toml, with the day the file was last updated, or write years, as in `Oct 2026`",
            )
        }
        Some(Err(NoYear::Jumps)) => (
            Code::BadDate,
            format!(
                "the year of `{}` is not clear: the months go now back, now forward",
                cell.plain
            ),
            "put the newest month first, or write years, as in `Oct 2026`",
        ),
        None if cell.is_blank() => (
            Code::BadDate,
            "the row has values but no month".to_owned(),
            "write its month, such as `October` or `Oct 2026`",
        ),
        None => (
            Code::BadDate,
            format!("`{}` is not a month", cell.plain),
            "write it as `October`, `Oct 2026`, `2026-10` or `10/2026`",
        ),
    };
    reader.problem(code, at, (&message, cure));
    left
}

/// The workload of a row; `None` for the team as a whole.
fn workload(reader: &mut Reader<'_, '_>, row: &Row, columns: &[Column]) -> Option<usize> {
    let at = columns.iter().position(|column| *column == Column::Workload)?;
    reader.workload(&row.cells[at])
}

/// Reports columns whose heading names another currency than their metric's.
fn check_currencies(reader: &Reader<'_, '_>, table: &Table, columns: &[Column]) {
    for (index, (head, column)) in table.head.iter().zip(columns).enumerate() {
        let id = match column {
            Column::Metric(id) => id.as_str(),
            Column::Component(id) => id,
            _ => continue,
        };
        let written = without_unit(&head.plain).1;
        let written = written.and_then(|unit| Currency::of_sign(unit).or_else(|| Currency::of_code(unit)));
        let kept = reader
            .metric(id)
            .map(|metric| &reader.context.catalogue.metric(metric).unit);
        if let (Some(written), Some(Unit::Money(kept))) = (written, kept)
            && written != *kept
            && table.rows.iter().any(|row| !row.cells[index].is_blank())
        {
            let message = format!("the column is in {}, but `{id}` is in {}", written.code(), kept.code());
            let cure = format!(
                "head it `({})` if its amounts are in {0}, or set the site's `currency` or the metric's `unit`; nothing is converted",
                kept.code()
            );
            reader.problem(Code::BadValue, head.span.clone(), (&message, &cure));
        }
    }
}

/// A row being read.
struct Values<'v> {
    row: &'v Row,
    columns: &'v [Column],
    end: Date,
    workload: Option<usize>,
    statistic: Option<String>,
    /// How many observations there were before it.
    first: usize,
}

impl Values<'_> {
    fn read(&mut self, reader: &mut Reader<'_, '_>, table: &Table) {
        let has_share = self.columns.contains(&Column::Denominator);
        if has_share {
            self.share(reader);
        }
        for (index, column) in self.columns.iter().enumerate() {
            let cell = &self.row.cells[index];
            if cell.is_blank() {
                continue;
            }
            let (mut workload, mut component) = (self.workload, None);
            let heading = &table.head[index];
            let id = match column {
                Column::Metric(id) if has_share && id == FAIL_RATE => continue,
                Column::Metric(id) => id.clone(),
                Column::Own(own) => own.id.clone(),
                Column::Component(id) => {
                    component = Some(without_unit(&heading.plain).0.to_owned());
                    (*id).to_owned()
                }
                Column::Tier => {
                    component = Some(heading.plain.clone());
                    statistic::id(self.statistic.as_deref())
                }
                Column::OfWorkload(id) => {
                    if super::heading::has(&heading.plain, &["workload", "workloads"]) {
                        let message = format!("the column is headed `{}`, not by the name of one", heading.plain);
                        reader.problem(
                            Code::UnknownWorkload,
                            heading.span.clone(),
                            (&message, "head it by the workload's name"),
                        );
                        return;
                    }
                    workload = reader.workload(heading);
                    (*id).to_owned()
                }
                Column::Month
                | Column::Workload
                | Column::Note
                | Column::Remark
                | Column::Numerator
                | Column::Denominator => continue,
            };
            let Some(metric) = reader.metric(&id) else { continue };
            if let Some(reading) = self.reading(reader, cell, metric) {
                self.push(reader, (metric, Part::new(workload, component)), reading, cell);
            }
        }
        self.note(reader, table);
    }

    fn reading(&self, reader: &Reader<'_, '_>, cell: &Cell, metric: MetricIndex) -> Option<Reading> {
        let metric = reader.context.catalogue.metric(metric);
        let unit = metric.unit_on(self.end);
        match number(reader, cell, unit)? {
            Written::NotAvailable => Some(Reading::NotAvailable),
            Written::Number { number, approximate } => {
                check_range(reader.document, cell.span.clone(), number, (metric, unit)).then_some(Reading::Value {
                    number,
                    ratio: Ratio::NONE,
                    approximate,
                })
            }
        }
    }

    /// A share of failed changes: from both counts where they are there, else as it is written.
    fn share(&mut self, reader: &mut Reader<'_, '_>) {
        let cell = |wanted: &dyn Fn(&Column) -> bool| {
            let at = self.columns.iter().position(wanted)?;
            Some(&self.row.cells[at]).filter(|cell| !cell.is_blank())
        };
        let rate = cell(&|column| matches!(column, Column::Metric(id) if id == FAIL_RATE));
        let (numerator, denominator) = (
            cell(&|column| *column == Column::Numerator),
            cell(&|column| *column == Column::Denominator),
        );
        let Some(index) = reader.metric(FAIL_RATE) else { return };
        let part = Part::new(self.workload, None);
        let count = |cell: Option<&Cell>| match cell.map(|cell| number(reader, cell, &Unit::Count)) {
            Some(None) => Err(()),
            Some(Some(Written::Number { number, .. })) => Ok(Some(number)),
            Some(Some(Written::NotAvailable)) | None => Ok(None),
        };
        let (Ok(failed), Ok(all)) = (count(numerator), count(denominator)) else {
            return;
        };
        let (reading, cell) = match (failed, all, rate) {
            (Some(failed), Some(all), _) => {
                let metric = reader.context.catalogue.metric(index);
                let at = numerator
                    .or(denominator)
                    .map_or(self.row.span.clone(), |cell| cell.span.clone());
                let place = reader.document.place(at);
                let pooled = ratio_reading((failed, all), (metric, metric.unit_on(self.end)));
                let pooled = pooled.map_err(|problem| reader.document.report(problem.at(place)));
                let Ok(reading) = pooled else { return };
                if let (Some(rate), Some(exact)) = (rate, reading.number()) {
                    self.compare(reader, rate, (index, exact));
                }
                (reading, numerator.or(denominator))
            }
            (None, None, Some(rate)) => match self.reading(reader, rate, index) {
                Some(reading) => (reading, Some(rate)),
                None => return,
            },
            (None, None, None) if numerator.is_some() || denominator.is_some() => {
                (Reading::NotAvailable, numerator.or(denominator))
            }
            (None, None, None) => return,
            (failed, ..) => {
                let missing = if failed.is_some() { "deployments" } else { "incidents" };
                let message = format!("the number of {missing} is missing");
                let cure = "write both (0 where there were none), or the rate alone";
                reader.problem(Code::BadRatio, self.row.span.clone(), (&message, cure));
                return;
            }
        };
        if let Some(cell) = cell {
            self.push(reader, (index, part), reading, cell);
        }
    }

    /// Warns where a rate disagrees with its counts by more than rounding.
    fn compare(&self, reader: &Reader<'_, '_>, rate: &Cell, exact: (MetricIndex, Decimal)) {
        let unit = reader.context.catalogue.metric(exact.0).unit_on(self.end);
        if let Some(Written::Number { number, .. }) = number(reader, rate, unit)
            && disagrees(number, exact.1)
        {
            let message = format!(
                "the rate {} contradicts its counts, which make {}",
                rate.plain,
                exact.1.round_dp(2).normalize()
            );
            let cure = "correct one of them, or leave the rate empty: it is computed";
            reader.problem(Code::RatioDisagrees, rate.span.clone(), (&message, cure));
        }
    }

    fn push(&self, reader: &mut Reader<'_, '_>, of: (MetricIndex, Part), reading: Reading, cell: &Cell) {
        let (metric, part) = of;
        let same = |found: &&Found| {
            let known = &found.observation;
            known.metric == metric && known.part == part && known.period == period(self.end)
        };
        if let Some(earlier) = reader.found.iter().find(same) {
            if earlier.observation.reading != reading {
                let id = &reader.context.catalogue.metric(metric).id;
                let month = self.end.strftime("%Y-%m");
                let message = format!("two rows give `{id}` of {month} different values");
                let first = reader.document.place(earlier.span.clone());
                let cure = format!(
                    "remove one of them, or name the workload of each in a column `Workload`; the first stands on line {}",
                    first.line
                );
                let problem = crate::diagnostic::Diagnostic::new(Code::DuplicateRow, message, cure);
                let place = reader.document.place(cell.span.clone());
                reader
                    .document
                    .report(problem.at(place).related(first, "the first value"));
            }
            return;
        }
        let told = Told {
            part,
            beside: Beside::new(None, cell.url().map(str::to_owned)),
            ..Told::PLAIN
        };
        // The calendar is not known yet.
        let at = (metric, period(self.end), CycleIndex::new(0));
        let origin = reader.document.origin(cell.span.start);
        reader.found.push(Found {
            observation: Observation::new(at, (reading, origin), told),
            span: cell.span.clone(),
        });
    }

    /// Puts the words of the row beside its values: those of the whole where it has any, else beside the first.
    fn note(&self, reader: &mut Reader<'_, '_>, table: &Table) {
        let Some((text, at)) = self.words(table) else { return };
        let own = &mut reader.found[self.first..];
        if own.is_empty() {
            let words = (
                "the note stands beside no value",
                "write the value, or `n/a`, or say it in a section of its own",
            );
            reader.left_out(at, words);
            return;
        }
        let note = Prose {
            text,
            origin: reader.document.origin(at.start),
        };
        let is_by_workload = self
            .columns
            .iter()
            .any(|column| matches!(column, Column::OfWorkload(_)));
        let has_whole = !is_by_workload && own.iter().any(|found| found.observation.part.component().is_none());
        for found in own {
            let is_meant = !has_whole || found.observation.part.component().is_none();
            if is_meant {
                found.observation.beside.set_note(Some(note.clone()));
            }
            if is_meant && !has_whole {
                break;
            }
        }
    }

    /// The words of the row, and where they begin.
    fn words(&self, table: &Table) -> Option<(String, Range<usize>)> {
        let mut pieces: Vec<String> = Vec::new();
        let mut at: Option<Range<usize>> = None;
        let has_tiers = self.columns.contains(&Column::Tier);
        let cells = self.row.cells.iter().zip(&table.head).zip(self.columns);
        for ((cell, head), column) in cells.filter(|((cell, _), _)| !cell.is_silent()) {
            let piece = match column {
                Column::Note if has_tiers => statistic_free(cell),
                Column::Note => cell.markdown.clone(),
                Column::Remark => format!("{}: {}", head.plain, cell.markdown),
                _ => continue,
            };
            if !piece.is_empty() {
                at.get_or_insert(cell.span.clone());
                pieces.push(piece);
            }
        }
        // What brings its addresses along in lines of their own stands last.
        pieces.sort_by_key(|piece| piece.contains('\n'));
        Some((pieces.join("; "), at?))
    }
}

/// A comment without the statistic that it names.
fn statistic_free(cell: &Cell) -> String {
    let comment = statistic::of_comment(&cell.plain);
    match comment.statistic {
        // Marks in the words stay where nothing has to be taken out.
        Some(_) if comment.rest != cell.plain => comment.rest,
        _ => cell.markdown.clone(),
    }
}

/// The number of a cell; what cannot be read is reported.
fn number(reader: &Reader<'_, '_>, cell: &Cell, unit: &Unit) -> Option<Written> {
    value::read_typed(&cell.plain, unit)
        .map_err(|error| reader.problem(Code::BadValue, cell.span.clone(), (&error.message, &error.cure)))
        .ok()
}
