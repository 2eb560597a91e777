//! `teams/<team>/data/<source>.csv`: rows by key, the same whatever the order of imports.
//!
//! A key is a period, a metric and a workload. Of two rows with one key a script's stays before an import's, a value before a
//! gap, a final one before a provisional one, then the one measured later, then the one whose file's name sorts last; a
//! file of the same name replaces what it gave before. So imports of the same files end in the same bytes.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::import::part_of_cycle;
use crate::import::resolve::written;
use crate::import::window::Windows;
use crate::load::document::{day, month_end};
use crate::model::report::Period;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// The columns, in the order they are written.
pub const COLUMNS: [&str; 13] = [
    "date",
    "metric",
    "workload",
    "value",
    "numerator",
    "denominator",
    "provisional",
    "note",
    "origin",
    "version",
    "file",
    "covers",
    "measured_at",
];

/// One row: texts as they stand in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it speaks for.
    pub period: Period,
    /// Id of the metric.
    pub metric: String,
    /// Workload or `workload/component`; empty: the team.
    pub workload: String,
    /// The value in the metric's unit; empty: no data, or given by its parts.
    pub value: String,
    /// Numerator and denominator.
    pub share: Option<(String, String)>,
    /// Why it may still change; empty: it is final.
    pub provisional: String,
    /// What a reader should know.
    pub note: String,
    /// The tool.
    pub origin: String,
    /// Its version.
    pub version: String,
    /// The file's name.
    pub file: String,
    /// First and last day of the data behind it: `2026-03-01/2026-03-13`.
    pub covers: String,
    /// When it was measured.
    pub measured_at: String,
}

/// What makes two rows the same value: period, metric, workload.
pub(super) type Key = (Period, String, String);

impl Row {
    fn key(&self) -> Key {
        (self.period, self.metric.clone(), self.workload.clone())
    }

    /// The value in words.
    #[must_use]
    pub fn shown(&self) -> String {
        match &self.share {
            Some((part, whole)) => format!("{part} of {whole}"),
            None if self.value.is_empty() => "no data".to_owned(),
            None => self.value.clone(),
        }
    }

    /// Whether a script, or somebody, wrote it: an import always says its file.
    fn is_of_a_script(&self) -> bool {
        self.file.is_empty()
    }

    /// Whether it has a value: a gap never takes a measurement's place.
    fn has_value(&self) -> bool {
        !self.value.is_empty() || self.share.is_some()
    }

    /// Why it stays before another of the same key, in words.
    #[must_use]
    pub fn why_before(&self, other: &Self) -> &'static str {
        let at = |row: &Self| row.measured_at.parse::<jiff::Timestamp>().ok();
        if self.is_of_a_script() {
            "no import wrote its row"
        } else if self.has_value() != other.has_value() {
            "the other is no data"
        } else if self.provisional.is_empty() != other.provisional.is_empty() {
            "it is final, and the other provisional"
        } else if at(self) > at(other) {
            "it was measured later"
        } else if at(self).is_some() {
            "both were measured at the same moment, and its file's name sorts last"
        } else {
            "neither file says when it was measured, and its name sorts last"
        }
    }

    fn cells(&self) -> [String; COLUMNS.len()] {
        let (part, whole) = self.share.clone().unwrap_or_default();
        [
            written(self.period),
            self.metric.clone(),
            self.workload.clone(),
            self.value.clone(),
            part,
            whole,
            self.provisional.clone(),
            self.note.clone(),
            self.origin.clone(),
            self.version.clone(),
            self.file.clone(),
            self.covers.clone(),
            self.measured_at.clone(),
        ]
    }

    /// Whether it stays before another of the same key.
    fn stays_before(&self, other: &Self) -> Ordering {
        let rank = |row: &Self| {
            (
                row.is_of_a_script(),
                row.has_value(),
                row.provisional.is_empty(),
                row.measured_at.parse::<jiff::Timestamp>().ok(),
            )
        };
        rank(self)
            .cmp(&rank(other))
            .then_with(|| natural(&self.file, &other.file))
    }
}

/// Names in the order people count: `scan-9` before `scan-10`.
fn natural(one: &str, other: &str) -> Ordering {
    let parts = |name: &str| -> Vec<(String, u64)> {
        let mut parts = Vec::new();
        let mut rest = name;
        while !rest.is_empty() {
            let words = rest
                .find(|character: char| character.is_ascii_digit())
                .unwrap_or(rest.len());
            let (word, digits) = rest.split_at(words);
            let end = digits
                .find(|character: char| !character.is_ascii_digit())
                .unwrap_or(digits.len());
            parts.push((word.to_owned(), digits[..end].parse().unwrap_or(u64::MAX)));
            rest = &digits[end..];
        }
        parts
    };
    parts(one).cmp(&parts(other)).then_with(|| one.cmp(other))
}

/// What became of the rows of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// The file's new text.
    pub text: String,
    /// New rows.
    pub added: Vec<Row>,
    /// Rows that took another's place, which stands before them.
    pub replaced: Vec<(Row, Row)>,
    /// Rows that were there already.
    pub unchanged: Vec<Row>,
    /// Rows for which another stays, which stands before them.
    pub refused: Vec<(Row, Row)>,
    /// The earlier period whose rows all of the new ones repeat: the same file, imported into the next cycle.
    pub repeats: Option<Period>,
}

/// Puts rows into a data file, whose path is for messages; `None` is a file that does not exist yet.
pub fn keep(path: &str, text: Option<&str>, rows: Vec<Row>, windows: &Windows) -> Result<Kept, Diagnostic> {
    let mut all: BTreeMap<Key, Row> = BTreeMap::new();
    // That its file covers a part of the cycle makes a day no less final than another.
    let mut marked: BTreeSet<Key> = BTreeSet::new();
    let mut marks: BTreeMap<Key, String> = BTreeMap::new();
    for mut row in text.map_or_else(|| Ok(Vec::new()), |text| read(path, text))? {
        let reason = row.provisional.clone();
        if part_of_cycle::take_mark(&mut row) {
            marked.insert(row.key());
            marks.insert(row.key(), reason);
        }
        all.insert(row.key(), row);
    }
    let mut rows = rows;
    for row in &mut rows {
        if part_of_cycle::take_mark(row) {
            marked.insert(row.key());
        }
    }
    let mut kept = Kept {
        repeats: repeated(&all, &rows),
        ..Kept::default()
    };
    for row in rows {
        match all.get(&row.key()) {
            None => kept.added.push(row.clone()),
            Some(there) if *there == row => {
                kept.unchanged.push(row);
                continue;
            }
            Some(there) if there.file != row.file && row.stays_before(there) == Ordering::Less => {
                kept.refused.push((there.clone(), row));
                continue;
            }
            Some(there) if there.file == row.file && is_older(&row, there) => {
                kept.refused.push((there.clone(), row));
                continue;
            }
            Some(there) => kept.replaced.push((there.clone(), row.clone())),
        }
        all.insert(row.key(), row);
    }
    part_of_cycle::mark_again(&mut all, &marked, windows);
    let replaced = kept.replaced.iter_mut().map(|(_, row)| row);
    for row in kept.added.iter_mut().chain(replaced).chain(&mut kept.unchanged) {
        row.provisional.clone_from(&all[&row.key()].provisional);
    }
    let is_marked_as_before = (marked.iter()).all(|key| {
        let now = all.get(key).map_or("", |row| row.provisional.as_str());
        marks.get(key).map_or("", String::as_str) == now
    });
    kept.text = match text {
        // The same rows leave the file to the byte, however somebody wrote it.
        Some(text) if kept.added.is_empty() && kept.replaced.is_empty() && is_marked_as_before => text.to_owned(),
        _ => table(all.values()),
    };
    Ok(kept)
}

/// The newest earlier period at which every row was the same, of the same file. Rows of several periods are a history,
/// and values that are all zero are often the same.
fn repeated(all: &BTreeMap<Key, Row>, rows: &[Row]) -> Option<Period> {
    let period = rows.first()?.period;
    let is_zero = |row: &Row| {
        let value = row.share.as_ref().map_or(&row.value, |(part, _)| part);
        value
            .parse::<rust_decimal::Decimal>()
            .is_ok_and(|value| value.is_zero())
    };
    if rows.iter().any(|row| row.period != period || !row.has_value()) || rows.iter().all(is_zero) {
        return None;
    }
    let before = |row: &Row| {
        let mut of_key = all
            .values()
            .rev()
            .filter(|there| there.period < period && there.metric == row.metric && there.workload == row.workload);
        of_key.next().filter(|there| {
            let moved = Row {
                period,
                provisional: row.provisional.clone(),
                ..(*there).clone()
            };
            moved == *row
        })
    };
    let known = rows.iter().all(|row| !all.contains_key(&row.key()));
    let earlier: Option<Vec<&Row>> = rows.iter().map(before).collect();
    earlier?.iter().map(|row| row.period).max().filter(|_| known)
}

/// Whether a row of the same file was measured before another, or is provisional where that is final.
fn is_older(row: &Row, there: &Row) -> bool {
    let at = |row: &Row| row.measured_at.parse::<jiff::Timestamp>().ok();
    let is_less_final = !row.provisional.is_empty() && there.provisional.is_empty();
    let is_gap = !row.has_value() && there.has_value();
    is_gap || is_less_final || matches!((at(row), at(there)), (Some(new), Some(old)) if new < old)
}

/// Rows as CSV.
fn table<'r>(rows: impl Iterator<Item = &'r Row>) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory does not fail.
    drop(writer.write_record(COLUMNS));
    for row in rows {
        drop(writer.write_record(row.cells()));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// The line of a row. The reader stands before what is left of the line above it: half of an end of two characters, and
/// lines that are empty.
fn line_of(text: &str, at: Option<&csv::Position>) -> u64 {
    let text = text.trim_start_matches('\u{feff}');
    let start = at.map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0));
    let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
    let above = before.len() + rest.find(|character| !matches!(character, '\r' | '\n')).unwrap_or(0);
    text[..above].matches('\n').count() as u64 + 1
}

/// The rows of a data file, whoever wrote it. One that cannot be read is left as it is.
fn read(path: &str, text: &str) -> Result<Vec<Row>, Diagnostic> {
    let refused = |line: u64, message: &str| {
        let lines = text
            .split_inclusive('\n')
            .take(usize::try_from(line).unwrap_or(1).saturating_sub(1));
        let start: usize = lines.map(str::len).sum();
        let length = text[start..].lines().next().map_or(0, str::len);
        let cure = "nothing was written; correct the file, as `scorpfolio check` says, or move it away";
        Diagnostic::new(Code::BadCsv, message, cure).at(Place::span(path, text, start..start + length))
    };
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader
        .headers()
        .map_err(|error| refused(1, &error.to_string()))?
        .clone();
    if let Some(unknown) = header
        .iter()
        .find(|name| !COLUMNS.contains(&name.to_lowercase().as_str()))
    {
        return Err(refused(1, &format!("unknown column `{unknown}`")));
    }
    let at: Vec<Option<usize>> = COLUMNS
        .iter()
        .map(|column| header.iter().position(|name| name.eq_ignore_ascii_case(column)))
        .collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            refused(
                line_of(text, error.position()),
                "the row cannot be read, or has not as many fields as the header",
            )
        })?;
        let cell = |column: usize| at[column].and_then(|at| record.get(at)).unwrap_or_default().to_owned();
        let date = cell(0);
        let period = day(&date)
            .map(Period::Day)
            .or_else(|| month_end(&date).map(Period::Month));
        let Some(period) = period else {
            return Err(refused(
                line_of(text, record.position()),
                &format!("`{date}` is not a date"),
            ));
        };
        let (part, whole) = (cell(4), cell(5));
        rows.push(Row {
            period,
            metric: cell(1),
            workload: cell(2),
            value: cell(3),
            share: (!part.is_empty() || !whole.is_empty()).then_some((part, whole)),
            provisional: cell(6),
            note: cell(7),
            origin: cell(8),
            version: cell(9),
            file: cell(10),
            covers: cell(11),
            measured_at: cell(12),
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn row(day: i8, value: &str, file: &str, measured_at: &str) -> Row {
        Row {
            period: Period::Day(date(2026, 3, day)),
            metric: "errors".to_owned(),
            workload: String::new(),
            value: value.to_owned(),
            share: None,
            provisional: String::new(),
            note: String::new(),
            origin: "tool".to_owned(),
            version: String::new(),
            file: file.to_owned(),
            covers: String::new(),
            measured_at: measured_at.to_owned(),
        }
    }

    fn windows() -> Windows {
        crate::import::samples::tests::request("UTC").windows
    }

    fn keep_all(imports: &[Vec<Row>]) -> String {
        let mut text: Option<String> = None;
        for rows in imports {
            text = Some(
                keep("x.csv", text.as_deref(), rows.clone(), &windows())
                    .expect("readable")
                    .text,
            );
        }
        text.unwrap_or_default()
    }

    #[test]
    fn the_newest_stays_whatever_the_order() {
        let old = row(1, "4", "b.json", "2026-03-01T10:00:00Z");
        let new = row(1, "2", "a.json", "2026-03-01T11:00:00Z");
        let kept = keep(
            "x.csv",
            Some(&keep_all(&[vec![old.clone()]])),
            vec![new.clone()],
            &windows(),
        )
        .expect("readable");
        assert_eq!(kept.replaced, [(old.clone(), new.clone())]);
        let kept = keep(
            "x.csv",
            Some(&keep_all(&[vec![new.clone()]])),
            vec![old.clone()],
            &windows(),
        )
        .expect("readable");
        assert_eq!(kept.refused, [(new, old)]);
    }

    #[test]
    fn a_row_that_stays_says_why_in_true_words() {
        let at = "2026-03-01T10:00:00Z";
        for (there, new, words) in [
            (
                row(1, "4", "b", at),
                row(1, "4", "a", "2026-03-01T09:00:00Z"),
                "it was measured later",
            ),
            (
                row(1, "4", "part-2", at),
                row(1, "4", "part-1", at),
                "both were measured at the same moment, and its file's name sorts last",
            ),
            (
                row(1, "4", "b", ""),
                row(1, "2", "a", ""),
                "neither file says when it was measured, and its name sorts last",
            ),
        ] {
            assert_eq!(there.stays_before(&new), Ordering::Greater);
            assert_eq!(there.why_before(&new), words);
        }
    }

    #[test]
    fn a_final_value_stays_before_a_later_estimate() {
        let last = row(1, "4", "a.json", "2026-03-01T10:00:00Z");
        let mut estimate = row(1, "1", "b.json", "2026-03-02T10:00:00Z");
        estimate.provisional = "covers 2026-03-01 to 2026-03-01".to_owned();
        assert_eq!(
            keep_all(&[vec![last.clone()], vec![estimate.clone()]]),
            keep_all(&[vec![estimate], vec![last]])
        );
    }

    #[test]
    fn a_gap_takes_no_measurement_s_place_and_an_import_no_script_s() {
        let measured = row(1, "4", "a.json", "2026-03-01T10:00:00Z");
        let gap = row(1, "", "b.json", "2026-03-02T10:00:00Z");
        let of_a_script = row(1, "7", "", "");
        for pair in [[measured.clone(), gap], [of_a_script, measured]] {
            let one = keep_all(&[vec![pair[0].clone()], vec![pair[1].clone()]]);
            assert_eq!(one, keep_all(&[vec![pair[1].clone()], vec![pair[0].clone()]]));
            assert!(one.contains(&pair[0].value), "{one}");
        }
    }

    /// Days of March 2026 from a file that covers them, of the cycle from 2 to 15 March, which is not whole then.
    fn part_of_cycle(days: std::ops::RangeInclusive<i8>, file: &str) -> Vec<Row> {
        let covers = (date(2026, 3, *days.start()), date(2026, 3, *days.end()));
        let of_day = |day: i8| Row {
            provisional: format!("covers {} to {} of the cycle", covers.0, covers.1),
            covers: format!("{}/{}", covers.0, covers.1),
            ..row(day, "4", file, "")
        };
        days.map(of_day).collect()
    }

    #[test]
    fn days_are_final_once_other_files_bring_the_rest_of_their_cycle() {
        let (start, end) = (part_of_cycle(2..=9, "a.csv"), part_of_cycle(10..=15, "b.csv"));
        let alone = keep_all(std::slice::from_ref(&start));
        assert_eq!(
            alone.matches("covers 2026-03-02 to 2026-03-09 of the cycle").count(),
            8,
            "{alone}"
        );
        let whole = keep_all(&[start.clone(), end.clone()]);
        assert!(!whole.contains("of the cycle"), "{whole}");
        // Neither order nor repetition matters, and what is whole stays so.
        assert_eq!(keep_all(&[end.clone(), start.clone()]), whole);
        assert_eq!(keep_all(&[start.clone(), end, start]), whole);
    }

    #[test]
    fn a_mark_comes_to_rows_that_were_kept_without_one() {
        let unmarked: Vec<Row> = part_of_cycle(2..=4, "a.csv")
            .into_iter()
            .map(|row| Row {
                provisional: String::new(),
                ..row
            })
            .collect();
        let text = keep_all(&[unmarked]);
        assert!(!text.contains("of the cycle"));
        let kept = keep("x.csv", Some(&text), part_of_cycle(2..=4, "a.csv"), &windows()).expect("readable");
        assert_eq!(
            (kept.unchanged.len(), kept.text.matches("of the cycle").count()),
            (3, 3)
        );
    }

    #[test]
    fn names_are_counted_as_people_do() {
        assert_eq!(natural("scan-9.json", "scan-10.json"), Ordering::Less);
        assert_eq!(natural("a", "a"), Ordering::Equal);
        assert_eq!(natural("a1", "a01"), Ordering::Greater);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_left_alone_and_its_line_said() {
        for (text, line) in [
            ("date,metric,value\n2026-03-01,errors\n", 2),
            ("date,metric,value\n2026-03-01,errors,1\nyesterday,errors,1\n", 3),
            (
                "\u{feff}date,metric,value\r\n2026-03-01,errors,1\r\nyesterday,errors,1\r\n",
                3,
            ),
            ("date,metric,value\n\n2026-03-01,errors\n", 3),
            ("date,metric,amount\n2026-03-01,errors,1\n", 1),
        ] {
            let problem = keep("x.csv", Some(text), vec![row(2, "1", "a", "")], &windows()).expect_err("refused");
            assert_eq!(problem.place.map(|place| place.line), Some(line), "{text}");
        }
    }

    #[test]
    fn rows_of_a_script_stay_and_the_same_import_changes_no_byte() {
        let text = "metric,date,value\nerrors,2026-03-01,7\n";
        let kept = keep("x.csv", Some(text), vec![row(2, "1", "a", "")], &windows()).expect("readable");
        assert!(kept.text.contains("2026-03-01,errors,,7,") && kept.text.contains("2026-03-02,errors,,1,"));
        let again = keep("x.csv", Some(&kept.text), vec![row(2, "1", "a", "")], &windows()).expect("readable");
        assert_eq!((again.text, again.unchanged.len()), (kept.text, 1));
        assert_eq!(
            keep("x.csv", Some(text), Vec::new(), &windows())
                .expect("readable")
                .text,
            text
        );
    }

    proptest! {
        #[test]
        fn imports_in_any_order_and_any_number_end_in_the_same_bytes(
            files in prop::collection::vec((prop::collection::btree_map(1_i8..5, 0_u8..9, 1..4), 0_i64..4), 1..5),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let imports: Vec<Vec<Row>> = files.iter().enumerate().map(|(index, (values, hour))| {
                values.iter().map(|(day, value)| {
                    let at = if *hour == 3 { String::new() } else { format!("2026-03-09T1{hour}:00:00Z") };
                    row(*day, &value.to_string(), &format!("file-{index}.json"), &at)
                }).collect()
            }).collect();
            let mut other: Vec<Vec<Row>> = order.iter().map(|index| index.get(&imports).clone()).collect();
            other.extend(imports.iter().rev().cloned());
            prop_assert_eq!(keep_all(&imports), keep_all(&other));
        }
    }
}
