//! A reader that counts lines, and stops where one row or element goes on for longer than any tool writes: memory stays
//! bounded in a file of any length, and every problem knows its line.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// Most bytes of one row or element. Test reports keep what a test printed in one element.
const LONGEST: u64 = 64 * 1024 * 1024;

/// What a [`Metered`] has seen; shared with whoever reads through it.
#[derive(Debug, Clone)]
pub(crate) struct Meter {
    lines: Rc<Cell<u64>>,
    bytes: Rc<Cell<u64>>,
    last: Rc<Cell<u8>>,
    most: u64,
}

impl Default for Meter {
    fn default() -> Self {
        Self::of(LONGEST)
    }
}

impl Meter {
    /// A meter of rows or elements of so many bytes at most.
    pub(crate) fn of(most: u64) -> Self {
        Self {
            lines: Rc::default(),
            bytes: Rc::default(),
            last: Rc::default(),
            most,
        }
    }

    /// Whether the row or element at hand is larger than that.
    pub(crate) fn is_over(&self) -> bool {
        self.bytes.get() > self.most
    }

    /// The byte that was read last.
    pub(crate) fn last(&self) -> u8 {
        self.last.get()
    }

    /// The line that is being read, counted from 1.
    pub(crate) fn line(&self) -> u64 {
        self.lines.get() + 1
    }

    /// The last line of the row that has been read.
    pub(crate) fn last_line(&self) -> u64 {
        // Its end belongs to it, and a file may end without one.
        self.lines.get() + u64::from(self.last() != b'\n')
    }

    /// Begins the next row or element.
    pub(crate) fn next(&self) {
        self.bytes.set(0);
    }
}

/// A reader under a meter.
pub(crate) struct Metered {
    inner: Box<dyn BufRead>,
    meter: Meter,
}

impl Metered {
    /// Reads through a meter.
    pub(crate) fn new(inner: Box<dyn BufRead>, meter: &Meter) -> Self {
        Self {
            inner,
            meter: meter.clone(),
        }
    }
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        // A line at a time: a reader that reads ahead would have counted lines that it has not come to.
        let end = memchr::memchr(b'\n', available).map_or(available.len(), |end| end + 1);
        let length = end.min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Metered {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.meter.is_over() {
            let most = self.meter.most / 1024 / 1024;
            return Err(io::Error::other(format!("a row or element has more than {most} MiB")));
        }
        self.inner.fill_buf()
    }

    #[expect(
        clippy::naive_bytecount,
        reason = "the compiler makes vectors of it, which is as fast as reading"
    )]
    fn consume(&mut self, amount: usize) {
        // What is consumed has been filled before, so this reads nothing.
        let lines = self.inner.fill_buf().map_or(0, |buffer| {
            let consumed = &buffer[..amount.min(buffer.len())];
            if let Some(last) = consumed.last() {
                self.meter.last.set(*last);
            }
            consumed.iter().filter(|byte| **byte == b'\n').count()
        });
        self.meter.lines.set(self.meter.lines.get() + lines as u64);
        self.meter.bytes.set(self.meter.bytes.get() + amount as u64);
        self.inner.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_however_they_are_read() {
        let meter = Meter::default();
        let mut reader = Metered::new(Box::new(io::Cursor::new(b"a\nb\nc\nd".to_vec())), &meter);
        assert_eq!(meter.line(), 1);
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line).expect("memory");
        assert_eq!(meter.line(), 2);
        reader.read_to_end(&mut line).expect("memory");
        assert_eq!((meter.line(), line.as_slice()), (4, b"a\nb\nc\nd".as_slice()));
    }

    #[test]
    fn a_row_without_an_end_stops_and_rows_with_one_go_on() {
        let endless = || Box::new(io::BufReader::new(io::repeat(b'a')));
        let meter = Meter::default();
        let mut reader = Metered::new(endless(), &meter);
        assert!(io::copy(&mut reader, &mut io::sink()).is_err());
        let meter = Meter::default();
        let mut reader = Metered::new(endless(), &meter);
        for _ in 0..3 {
            meter.next();
            let mut row = (&mut reader).take(LONGEST / 2);
            assert!(io::copy(&mut row, &mut io::sink()).is_ok());
        }
    }
}
