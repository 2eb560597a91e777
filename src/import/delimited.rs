//! Tables as text: separators, preambles and headers, read row by row in bounded memory.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::records::Records;
use crate::import::{Input, Request, Setting};
use csv::StringRecord;

/// The setting `delimiter`.
pub const DELIMITER: Setting = Setting {
    name: "delimiter",
    doc: "what separates cells: comma, semicolon, tab or pipe; default: what a line `sep=` says, else what the header has most of",
};
/// The setting `skip`.
pub const SKIP: Setting = Setting {
    name: "skip",
    doc: "how many lines stand before the header; default 0",
};

const DELIMITERS: [(&str, u8); 4] = [("comma", b','), ("semicolon", b';'), ("tab", b'\t'), ("pipe", b'|')];

/// A table whose header has been read.
pub struct Table<'i> {
    input: &'i Input,
    header: Vec<String>,
    delimiter: u8,
    first_rows: Vec<StringRecord>,
    skipped: u64,
    records: Records<'i>,
}

impl<'i> Table<'i> {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    ///
    /// What is empty, a web page, JSON or no text.
    pub fn open(input: &'i Input, request: &Request) -> Result<Self, Diagnostic> {
        let head = input.head()?;
        refuse_others(input, &head)?;
        let skip = match request.setting("skip").map(str::parse::<usize>) {
            None => 0,
            Some(Ok(skip)) => skip,
            Some(Err(_)) => {
                let message = "`skip` is not a number of lines";
                return Err(input.problem(Code::ImportUnclear, message, "write `skip=2`, for instance"));
            }
        };
        let mut lines = head
            .lines()
            .skip(skip)
            .skip_while(|line| line.trim().is_empty())
            .peekable();
        let separator = lines.peek().and_then(|line| separator(line));
        if separator.is_some() {
            lines.next();
        }
        let first = lines.next().unwrap_or_default();
        let asked = request.choice(input, "delimiter", &DELIMITERS)?;
        let delimiter = asked.or(separator).unwrap_or_else(|| likeliest(first));
        let blank = head
            .lines()
            .skip(skip)
            .take_while(|line| line.trim().is_empty())
            .count();
        let skipped = if separator.is_some() { skip + blank + 1 } else { skip };
        let mut text = input.reader()?;
        for _ in 0..skipped {
            text.skip_until(b'\n').map_err(|error| input.unreadable(&error))?;
        }
        let mut table = Self {
            input,
            header: Vec::new(),
            delimiter,
            first_rows: first_rows(&head, skipped, delimiter),
            skipped: skipped as u64,
            records: Records::of(input, text, delimiter),
        };
        let mut header = StringRecord::new();
        table.records.next_text(&mut header)?;
        table.header = header.iter().map(|name| name.trim().to_owned()).collect();
        Ok(table)
    }

    /// The names of the columns.
    #[must_use]
    pub fn header(&self) -> Vec<&str> {
        self.header.iter().map(String::as_str).collect()
    }

    /// Reads all rows, each with its line; empty lines are none.
    ///
    /// # Errors
    ///
    /// What `row` refuses, a row that is not text or too large, and a file that ends within a row.
    pub fn rows(mut self, mut row: impl FnMut(u64, &StringRecord) -> Result<(), Diagnostic>) -> Result<(), Diagnostic> {
        let mut record = StringRecord::new();
        let mut is_short = false;
        while self.records.next_text(&mut record)? {
            is_short = record.len() < self.header.len();
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let line = self.records.line_of(record.as_byte_record()) + self.skipped;
            if record
                .iter()
                .skip(self.header.len())
                .any(|cell| !cell.trim().is_empty())
            {
                return Err(self.too_long(line, record.len()));
            }
            if let Err(problem) = row(line, &record) {
                // What is wrong with the last row of a file that was cut off is that.
                let is_last = is_short && !self.records.next_text(&mut record)?;
                return Err(if is_last && self.ends_within_a_row() {
                    self.cut_off()
                } else {
                    problem
                });
            }
        }
        if is_short && self.ends_within_a_row() {
            Err(self.cut_off())
        } else {
            Ok(())
        }
    }

    fn ends_within_a_row(&self) -> bool {
        !self.records.ends_a_line()
    }

    /// The problem of a row with more cells than the header has names: which of them belong to which, nobody knows.
    fn too_long(&self, line: u64, cells: usize) -> Diagnostic {
        let message = format!("the row has {cells} cells, and the header {}", self.header.len());
        let cure = "export it with quotation marks around numbers with a decimal comma and texts with a comma, or with semicolons";
        self.input
            .problem_on_line(Code::NotAnExport, line, "", (&message, cure))
    }

    fn cut_off(&self) -> Diagnostic {
        let message = "the file ends in the middle of a row";
        self.input
            .problem(Code::NotAnExport, message, "export it again: it was cut off")
    }

    /// Whether numbers have a decimal comma, by the first rows of the columns that hold them. Where those leave it open in a
    /// table that semicolons separate, as those do who write decimal commas, any other number of the table settles it.
    ///
    /// # Errors
    ///
    /// Marks of both kinds, or numbers such as `1.234` alone in such a table.
    pub fn has_decimal_comma(&self, columns: &[usize]) -> Result<bool, Diagnostic> {
        let cells = || {
            let rows = self.first_rows.iter();
            rows.flat_map(|row| columns.iter().filter_map(|column| row.get(*column)))
        };
        let with = |wanted: Mark| cells().find(|cell| mark(cell) == wanted);
        let refused = |message: String| {
            let cure = "say it: `--set decimal=comma`, or `decimal=point`";
            Err(self.input.problem(Code::ImportUnclear, message, cure))
        };
        match (with(Mark::Comma), with(Mark::Point), with(Mark::Either)) {
            (Some(comma), Some(point), _) => refused(format!(
                "the table has numbers with a decimal comma, such as `{}`, and with a decimal point, such as `{}`",
                comma.trim(),
                point.trim()
            )),
            (None, None, Some(either)) if self.delimiter == b';' => {
                let others = self
                    .first_rows
                    .iter()
                    .flat_map(StringRecord::iter)
                    .filter(|cell| is_number(cell));
                let marks: Vec<Mark> = others.map(mark).collect();
                if marks.contains(&Mark::Comma) && !marks.contains(&Mark::Point) {
                    return Ok(true);
                }
                refused(format!(
                    "`{}` is one number with a decimal comma and another with a decimal point, and no other settles which",
                    either.trim()
                ))
            }
            (comma, ..) => Ok(comma.is_some()),
        }
    }
}

/// Whether a cell is a number with at most one decimal mark, and neither a day nor a version, which have several.
fn is_number(cell: &str) -> bool {
    let cell = cell.trim().trim_start_matches(['-', '+']);
    let is_of_number = |character: char| character.is_ascii_digit() || matches!(character, ',' | '.');
    let groups: Vec<&str> = cell.split([',', '.']).collect();
    let between = groups.get(1..groups.len().saturating_sub(1)).unwrap_or_default();
    cell.chars().all(is_of_number)
        && groups.iter().all(|group| !group.is_empty())
        && between.iter().all(|group| group.len() == 3)
}

/// What a number says of the decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Either,
    Comma,
    Point,
}

fn mark(cell: &str) -> Mark {
    let digits: String = cell
        .chars()
        .filter(|character| character.is_ascii_digit() || matches!(character, ',' | '.'))
        .collect();
    let of = |character: char| if character == ',' { Mark::Comma } else { Mark::Point };
    let mut marks = digits
        .char_indices()
        .filter(|(_, character)| !character.is_ascii_digit());
    let (Some((first_at, first)), last) = (marks.next(), digits.rfind([',', '.'])) else {
        return Mark::None;
    };
    let last_at = last.unwrap_or(first_at);
    let last = if digits[last_at..].starts_with(',') { ',' } else { '.' };
    if first != last {
        return of(last);
    }
    // The same mark twice groups; once, it groups three digits behind at most three that do not begin with 0.
    let other = if first == ',' { '.' } else { ',' };
    if first_at != last_at {
        return of(other);
    }
    let groups = digits.len() - last_at == 4 && (1..=3).contains(&first_at) && !digits.starts_with('0');
    if groups { Mark::Either } else { of(first) }
}

/// The rows that the beginning of a file shows whole, without the header.
fn first_rows(head: &str, skipped: usize, delimiter: u8) -> Vec<StringRecord> {
    let start: usize = head.split_inclusive('\n').take(skipped).map(str::len).sum();
    let end = head.rfind('\n').map_or(head.len(), |end| end.max(start));
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(&head.as_bytes()[start..end]);
    rows.records().skip(1).filter_map(Result::ok).collect()
}

/// The separator that a first line such as `sep=;` says.
fn separator(line: &str) -> Option<u8> {
    let text = line.trim_end_matches('\r').trim_matches('"');
    match text.strip_prefix("sep=")?.as_bytes() {
        [separator] => Some(*separator),
        _ => None,
    }
}

/// What a header has most of, outside quotation marks.
fn likeliest(header: &str) -> u8 {
    let outside: String = header.split('"').step_by(2).collect();
    let count = |delimiter: u8| outside.bytes().filter(|byte| *byte == delimiter).count();
    // Of several with the same count the first stays.
    let most = DELIMITERS.iter().rev().max_by_key(|(_, delimiter)| count(*delimiter));
    most.map_or(b',', |(_, delimiter)| *delimiter)
}

fn refuse_others(input: &Input, head: &str) -> Result<(), Diagnostic> {
    let start = head.trim_start();
    let (message, cure) = match start.chars().next() {
        None => (
            "the file is empty",
            "look at what the export said: a command that fails often leaves an empty file",
        ),
        Some('<') => (
            "the file is a web page or XML, not a table",
            "a page to sign in is often saved in place of an answer: check the token of the export",
        ),
        Some('{' | '[') => (
            "the file is JSON, not a table",
            "import it as `json`, or as the tool it is of",
        ),
        _ if head.contains('\0') => ("the file is not text", "save it as CSV: spreadsheets are not read"),
        Some(_) => return Ok(()),
    };
    Err(input.problem(Code::NotAnExport, message, cure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_told_by_the_header_or_a_line_of_their_own() {
        for (header, delimiter) in [
            ("a,b", b','),
            ("\"a,b\";c", b';'),
            ("a\tb", b'\t'),
            ("a|b|c,d", b'|'),
            ("a", b','),
            ("a;b,c", b','),
        ] {
            assert_eq!(likeliest(header), delimiter, "{header}");
        }
        assert_eq!(separator("sep=;\r"), Some(b';'));
        assert_eq!(separator("\"sep=,\""), Some(b','));
        assert_eq!(separator("separator"), None);
    }

    #[test]
    fn a_row_is_on_its_line_however_lines_end_and_whatever_stands_above_it() {
        for (text, wanted) in [
            ("a,b\n1,2\n3,4\n", vec![2, 3]),
            ("a,b\r\n1,2\r\n3,4\r\n", vec![2, 3]),
            ("\u{feff}a,b\r\n1,2\r\n3,4", vec![2, 3]),
            ("a,b\n1,2\n\n\n3,4\n", vec![2, 5]),
            ("a,b\r\n\"1\r\n1\",2\r\n\r\n3,4\r\n", vec![2, 5]),
            ("sep=,\r\na,b\r\n1,2\r\n3,4\r\n", vec![3, 4]),
        ] {
            let input = Input::of_bytes("x.csv", text.as_bytes());
            let request = crate::import::samples::tests::request("UTC");
            let mut lines = Vec::new();
            let table = Table::open(&input, &request).expect("a table");
            let read = table.rows(|line, _| {
                lines.push(line);
                Ok(())
            });
            assert_eq!((read, lines), (Ok(()), wanted), "{text:?}");
        }
    }

    #[test]
    fn a_decimal_mark_that_is_open_is_settled_by_any_number_of_the_table() {
        let read = |text: &str| {
            let input = Input::of_bytes("x.csv", text.as_bytes());
            let request = crate::import::samples::tests::request("UTC");
            let table = Table::open(&input, &request).expect("a table");
            table.has_decimal_comma(&[1]).map_err(|problem| problem.message)
        };
        for (text, wanted) in [
            ("d;a;b\n13.04.2026;1.204;0,5\n", Some(true)),
            ("d;a;b\n2026-04-13;1.204;0,5\n14.4.2026;3;1.234,56\n", Some(true)),
            ("d;a;b\n2026-04-13;1.204;0,5\n2026-04-14;12,5;0.5\n", Some(true)),
            ("d,a,b\n2026-04-13,1.204,x\n", Some(false)),
            // Versions, days and words are no numbers, and a point may be one of a version.
            ("d;a;b\n13.04.2026;1.204;1.2.3\n", None),
            ("d;a;b\n13.04.2026;1.204;a,b\n", None),
            ("d;a;b\n13.04.2026;1.204;4.2\n", None),
            ("d;a;b\n13.04.2026;1.204;0,5\n14.04.2026;3;0.5\n", None),
        ] {
            let open = "`1.204` is one number with a decimal comma and another with a decimal point, and no other settles which";
            assert_eq!(read(text), wanted.ok_or_else(|| open.to_owned()), "{text}");
        }
        assert_eq!(
            read("d;a\n2026-04-13;1,5\n2026-04-14;1.5\n"),
            Err(
                "the table has numbers with a decimal comma, such as `1,5`, and with a decimal point, such as `1.5`"
                    .to_owned()
            )
        );
    }

    #[test]
    fn a_mark_is_decimal_where_it_cannot_group() {
        for (cell, expected) in [
            ("12,5", Mark::Comma),
            ("0,125", Mark::Comma),
            ("1.234,5", Mark::Comma),
            ("1.234.567", Mark::Comma),
            ("12.5 ms", Mark::Point),
            ("0.125", Mark::Point),
            ("1,234.5", Mark::Point),
            ("1,234,567", Mark::Point),
            ("1,234", Mark::Either),
            ("1.234", Mark::Either),
            ("1234", Mark::None),
            ("", Mark::None),
        ] {
            assert_eq!(mark(cell), expected, "{cell}");
        }
    }
}
