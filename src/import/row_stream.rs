//! Tables with a row for each charge or request, in one pass: a file may have gigabytes.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::input::Input;
use crate::import::records::Records;
use csv::ByteRecord;
use std::io::{self, BufRead, Cursor, Read};

/// Most bytes before the end of the header. A Cost and Usage Report's has ten thousand.
const LONGEST_HEADER: u64 = 1024 * 1024;

/// A table being read.
pub struct Rows<'i> {
    input: &'i Input,
    records: Records<'i>,
    columns: Vec<String>,
    record: ByteRecord,
    /// A row that was read to see whether it is a header, and is none.
    pending: bool,
    /// The line that the row at hand begins on.
    line: u64,
}

/// The row at hand.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    record: &'r ByteRecord,
    /// Its line, counted from 1.
    pub line: u64,
}

impl<'r> Row<'r> {
    /// A cell without blanks around it; empty where it is missing, says `NULL`, or is not text.
    #[must_use]
    pub fn cell(&self, column: usize) -> &'r str {
        let cell = self.record.get(column).unwrap_or_default();
        let text = std::str::from_utf8(cell).unwrap_or_default().trim();
        if text.eq_ignore_ascii_case("null") { "" } else { text }
    }

    /// A cell of a column that the table may not have.
    #[must_use]
    pub fn optional(&self, column: Option<usize>) -> &'r str {
        column.map_or("", |column| self.cell(column))
    }
}

impl<'i> Rows<'i> {
    /// Opens a table. Where the first row does not hold one of `known` columns and `fallback` is given, it is data, and
    /// `fallback` names the columns.
    ///
    /// # Errors
    ///
    /// An empty file, a web page, JSON or XML, or a table without any known column.
    pub fn open(input: &'i Input, known: &[&str], fallback: Option<&[&str]>) -> Result<Self, Diagnostic> {
        let mut plain = input.reader()?;
        let start = first_line(&mut plain).map_err(|error| input.unreadable(&error))?;
        let Some(first) = start.iter().find(|byte| !byte.is_ascii_whitespace()) else {
            // An empty file says so itself.
            input.text()?;
            return Err(input.problem(
                Code::NotAnExport,
                "the file begins with too much of nothing",
                "export it again",
            ));
        };
        let what = match first {
            b'<' => Some("a web page or XML"),
            b'{' | b'[' => Some("JSON"),
            _ => None,
        };
        if let Some(what) = what {
            let cure =
                "check the source, and look at what the export said: a page to sign in is often saved in its place";
            return Err(input.problem(Code::NotAnExport, format!("the file is {what}, not a table"), cure));
        }
        let delimiter = delimiter(&start);
        let text = Box::new(Cursor::new(start).chain(plain));
        let mut rows = Self {
            input,
            records: Records::of(input, text, delimiter),
            columns: Vec::new(),
            record: ByteRecord::new(),
            pending: false,
            line: 1,
        };
        rows.read()?;
        let header: Vec<String> = (0..rows.record.len())
            .map(|column| String::from_utf8_lossy(&rows.record[column]).trim().to_lowercase())
            .collect();
        let is_header = header.iter().any(|column| known.contains(&column.as_str()));
        rows.columns = match (is_header, fallback) {
            (true, _) => header,
            (false, Some(names)) => {
                rows.pending = true;
                let mut columns: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
                columns.resize(header.len(), String::new());
                columns
            }
            (false, None) => {
                let message = format!("the first row names none of the columns {}", known.join(", "));
                let cure = "check the source that the file is imported as, and export it with its header";
                return Err(input.problem(Code::NotAnExport, message, cure));
            }
        };
        Ok(rows)
    }

    /// Where a column stands: the first of some names, in lower case, that the table has.
    #[must_use]
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.columns.iter().position(|column| column == name))
    }

    /// The same, or what is missing.
    pub fn needed(&self, names: &[&str]) -> Result<usize, Diagnostic> {
        self.column(names).ok_or_else(|| {
            let message = format!("the table has no column `{}`", names[0]);
            let cure = "export it with all columns, and check the source that it is imported as";
            self.input.problem(Code::NotAnExport, message, cure)
        })
    }

    /// The columns, in lower case.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next row; `None` after the last. Empty lines are no rows.
    ///
    /// # Errors
    ///
    /// A row that has not as many cells as the header: the file was cut off, or is quoted wrongly.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, Diagnostic> {
        if !std::mem::take(&mut self.pending) {
            if !self.read()? {
                return Ok(None);
            }
            self.check_length()?;
        }
        Ok(Some(Row {
            record: &self.record,
            line: self.line,
        }))
    }

    fn read(&mut self) -> Result<bool, Diagnostic> {
        let found = self.records.next(&mut self.record)?;
        self.line = self.records.line_of(&self.record);
        Ok(found)
    }

    fn check_length(&self) -> Result<(), Diagnostic> {
        let (cells, columns) = (self.record.len(), self.columns.len());
        let is_padded = cells > columns && (columns..cells).all(|cell| self.record[cell].is_empty());
        if cells == columns || is_padded {
            return Ok(());
        }
        let message = format!("the row has {cells} of {columns} cells");
        let cure = "export it again: it was cut off, or changed by another program";
        Err(self.wrong(self.line, &message, cure))
    }

    /// A problem of a line. What stands there is not quoted: rows hold names of people and accounts.
    #[must_use]
    pub fn wrong(&self, line: u64, message: &str, cure: &str) -> Diagnostic {
        self.input.problem_on_line(Code::NotAnExport, line, "", (message, cure))
    }
}

/// The beginning of a file up to the end of its first line that is not empty.
fn first_line(reader: &mut Box<dyn BufRead>) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    let mut limited = reader.take(LONGEST_HEADER);
    while start.iter().all(u8::is_ascii_whitespace) {
        if limited.read_until(b'\n', &mut start)? == 0 {
            break;
        }
    }
    Ok(start)
}

/// What stands between the cells of the first line.
fn delimiter(start: &[u8]) -> u8 {
    let lines = start.split(|byte| *byte == b'\n');
    let line = lines.rev().find(|line| !line.is_empty()).unwrap_or_default();
    let count = |delimiter: u8| line.split(|byte| *byte == delimiter).count();
    // Of as many, the comma.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|each| count(*each))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Result<Vec<(u64, String)>, String> {
        let input = Input::of_bytes("x.csv", text.as_bytes());
        let read = || {
            let mut rows = Rows::open(&input, &["a"], None)?;
            let column = rows.needed(&["a"])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next_row()? {
                found.push((row.line, row.cell(column).to_owned()));
            }
            Ok(found)
        };
        read().map_err(|problem: Diagnostic| problem.message)
    }

    #[test]
    fn delimiters_order_case_quotes_and_empty_lines_do_not_matter() {
        let wanted = vec![(2, "1".to_owned()), (3, "x\ny".to_owned()), (5, String::new())];
        for text in ["b,A\n2,1\n,\"x\ny\"\n,NULL\n", "\"b\";\"A\"\n2;1\n;\"x\ny\"\n;\n"] {
            assert_eq!(cells(text).as_ref(), Ok(&wanted), "{text}");
        }
        // However lines end, and whatever stands above them.
        for text in [
            "\u{feff}\r\nb,A\r\n2,1\r\n\r\n,\"x\r\ny\"\r\n,NULL",
            "\nb,A\n2,1\n\n,\"x\ny\"\n,NULL\n",
        ] {
            let lines: Vec<u64> = cells(text).expect("a table").iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [3, 5, 7], "{text:?}");
        }
        assert_eq!(cells("\r\na\tb\r\n1\t2\r\n").map(|rows| rows.len()), Ok(1));
    }

    #[test]
    fn rows_of_another_length_are_refused_unless_the_rest_is_empty() {
        assert_eq!(cells("a,b\n1,2,,\n").map(|rows| rows.len()), Ok(1));
        assert_eq!(cells("a,b\n1\n"), Err("the row has 1 of 2 cells".to_owned()));
        assert!(cells("a,b\n1,2,3\n").is_err());
    }

    #[test]
    fn what_is_no_table_says_what_it_is() {
        for (text, message) in [
            ("", "the file is empty"),
            ("\n \n", "the file is empty"),
            ("<html>", "the file is a web page or XML, not a table"),
            ("{}", "the file is JSON, not a table"),
            ("c,d\n1,2\n", "the first row names none of the columns a"),
        ] {
            assert_eq!(cells(text), Err(message.to_owned()));
        }
    }

    #[test]
    fn a_table_without_header_is_read_by_position() {
        let input = Input::of_bytes("x.csv", *b"1,2\n3,4\n");
        let mut rows = Rows::open(&input, &["a"], Some(&["a", "b"])).expect("a table");
        let mut found = Vec::new();
        while let Some(row) = rows.next_row().expect("rows") {
            found.push((row.line, row.cell(1).to_owned()));
        }
        assert_eq!(found, [(1, "2".to_owned()), (2, "4".to_owned())]);
    }
}
