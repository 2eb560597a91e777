//! Rows of a table as text, one after another in bounded memory: what every reader of tables reads through.
//!
//! What a row means, whether it must be as long as the header, and how a header is found, the readers say: `row_stream`
//! of the exports of tools, `delimited` of tables that anybody wrote.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::Input;
use crate::import::metered::{Meter, Metered};
use csv::{ByteRecord, StringRecord};
use std::io::BufRead;

/// Most bytes of one row; a quotation mark that is never closed would make the rest of the file one.
const LARGEST_ROW: u64 = 4 * 1024 * 1024;

/// The rows of a file.
pub(super) struct Records<'i> {
    input: &'i Input,
    reader: csv::Reader<Metered>,
    meter: Meter,
}

impl<'i> Records<'i> {
    /// Rows of what is left of a file, with cells between a delimiter.
    pub(super) fn of(input: &'i Input, text: Box<dyn BufRead>, delimiter: u8) -> Self {
        let meter = Meter::of(LARGEST_ROW);
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(Metered::new(text, &meter));
        Self { input, reader, meter }
    }

    /// Reads the next row; `false` after the last. Empty lines are no rows.
    ///
    /// # Errors
    ///
    /// A row that is too large, and what cannot be read.
    pub(super) fn next(&mut self, record: &mut ByteRecord) -> Result<bool, Diagnostic> {
        self.meter.next();
        self.reader.read_byte_record(record).map_err(|error| {
            let words = match error.into_kind() {
                csv::ErrorKind::Io(_) if self.meter.is_over() => (
                    Code::TooLarge,
                    "a row has more than 4 MiB",
                    "a quotation mark that is not closed makes the rest of the file one cell: export it again",
                ),
                csv::ErrorKind::Io(error) => return self.input.unreadable(&error),
                _ => (Code::NotAnExport, "the row cannot be read", "export it again"),
            };
            // What stands there is not quoted: rows hold names of people and accounts.
            self.input
                .problem_on_line(words.0, self.meter.line(), "", (words.1, words.2))
        })
    }

    /// The same as text.
    ///
    /// # Errors
    ///
    /// A row that is not UTF-8 too.
    pub(super) fn next_text(&mut self, record: &mut StringRecord) -> Result<bool, Diagnostic> {
        let mut bytes = std::mem::take(record).into_byte_record();
        let found = self.next(&mut bytes)?;
        *record = StringRecord::from_byte_record(bytes).map_err(|_| {
            let cure = "save it as UTF-8: Excel calls that `CSV UTF-8`";
            self.input
                .problem(Code::NotAnExport, "the table is not UTF-8 text", cure)
        })?;
        Ok(found)
    }

    /// The line that the row at hand, which was read last, begins on. The reader of CSV counts the end of a line with a
    /// carriage return, and lines that are empty, to the row behind them.
    pub(super) fn line_of(&self, record: &ByteRecord) -> u64 {
        let within = memchr::memchr_iter(b'\n', record.as_slice()).count();
        self.meter.last_line().saturating_sub(within as u64)
    }

    /// Whether what was read last is the end of a line.
    pub(super) fn ends_a_line(&self) -> bool {
        self.meter.last() == b'\n'
    }
}
