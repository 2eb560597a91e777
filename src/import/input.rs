//! Files of other tools, as they lie on disk or come through a pipe: decompressed, decoded, bounded.
#![expect(clippy::disallowed_methods, reason = "exports are read here: they are no content")]

use crate::diagnostic::{Code, Diagnostic, Place};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Most bytes of a file that is read whole, once decompressed. Formats with a row for each charge or request are read
/// in one pass instead, and have no limit.
pub const LARGEST_TEXT: u64 = 64 * 1024 * 1024;

/// Most bytes that say which tool wrote a file.
const HEAD: u64 = 64 * 1024;

/// Most bytes of a line of a file that is read row by row.
pub const LONGEST_LINE: usize = 4 * 1024 * 1024;

/// Passes bytes on as long as lines are bounded.
struct Lines<R> {
    inner: R,
    /// Bytes since the last line break.
    length: usize,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.length = match buffer[..count].iter().rposition(|byte| *byte == b'\n') {
            Some(at) => count - at,
            None => self.length + count,
        };
        if self.length > LONGEST_LINE {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a line has more than 4 MiB"));
        }
        Ok(count)
    }
}

/// A file that another tool wrote.
#[derive(Debug)]
pub struct Input {
    name: String,
    bytes: Bytes,
    text: OnceLock<Result<String, Diagnostic>>,
}

#[derive(Debug, Clone)]
enum Bytes {
    OnDisk(PathBuf),
    InMemory(Arc<[u8]>),
}

impl Input {
    /// A file (or, for git, a folder) on disk; nothing is read yet.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self {
            name: path.display().to_string(),
            bytes: Bytes::OnDisk(path),
            text: OnceLock::new(),
        }
    }

    /// Bytes that came through a pipe, or that a test made.
    #[must_use]
    pub fn of_bytes(name: &str, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self {
            name: name.to_owned(),
            bytes: Bytes::InMemory(bytes.into()),
            text: OnceLock::new(),
        }
    }

    /// Its name as it was given, for messages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name without folders and without `.gz`: what a row says it comes from. A path of one machine means nothing on
    /// another.
    #[must_use]
    pub fn base_name(&self) -> &str {
        let base = self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name);
        base.strip_suffix(".gz").unwrap_or(base)
    }

    /// Where it lies on disk.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.bytes {
            Bytes::OnDisk(path) => Some(path),
            Bytes::InMemory(_) => None,
        }
    }

    /// The file decompressed and as UTF-8 without a byte order mark, to be read in one pass, row by row: a line of more than
    /// [`LONGEST_LINE`] bytes is an error, so that memory stays bounded.
    pub fn reader(&self) -> Result<Box<dyn BufRead>, Diagnostic> {
        let lines = Lines {
            inner: self.decoded()?,
            length: 0,
        };
        Ok(Box::new(BufReader::new(lines)))
    }

    fn decoded(&self) -> Result<Box<dyn BufRead>, Diagnostic> {
        let raw: Box<dyn Read> = match &self.bytes {
            Bytes::OnDisk(path) => Box::new(File::open(path).map_err(|error| self.unreadable(&error))?),
            Bytes::InMemory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        };
        let mut raw = BufReader::new(raw);
        let is_gzip = raw
            .fill_buf()
            .map_err(|error| self.unreadable(&error))?
            .starts_with(&[0x1f, 0x8b]);
        let plain: Box<dyn Read> = if is_gzip {
            Box::new(MultiGzDecoder::new(raw))
        } else {
            Box::new(raw)
        };
        let decoded = DecodeReaderBytesBuilder::new()
            .bom_sniffing(true)
            .strip_bom(true)
            .build(plain);
        Ok(Box::new(BufReader::new(decoded)))
    }

    /// The whole text; read once, however often it is asked for. An empty file is an error: an export that failed is often
    /// one, and it is never zero.
    pub fn text(&self) -> Result<&str, Diagnostic> {
        let text = self.text.get_or_init(|| self.read());
        text.as_deref().map_err(Clone::clone)
    }

    fn read(&self) -> Result<String, Diagnostic> {
        let mut bytes = Vec::new();
        self.decoded()?
            .take(LARGEST_TEXT + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| self.unreadable(&error))?;
        if bytes.len() as u64 > LARGEST_TEXT {
            let message = "the file has more than 64 MiB once decompressed";
            let cure = "export a shorter time, or fewer fields";
            return Err(Diagnostic::new(Code::TooLarge, message, cure).at(Place::file(self.name.clone())));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let message = format!("byte {} is not text", at + 1);
            let cure = "export it as UTF-8; of a compressed file, give the file itself or one compressed by gzip";
            Diagnostic::new(Code::NotAnExport, message, cure).at(Place::file(self.name.clone()))
        })?;
        if text.trim().is_empty() {
            let cure = "look at what the export said: a command that fails often leaves an empty file";
            return Err(
                Diagnostic::new(Code::NotAnExport, "the file is empty", cure).at(Place::file(self.name.clone()))
            );
        }
        Ok(text)
    }

    /// The beginning of the text, by which a tool is recognised.
    pub(super) fn head(&self) -> Result<String, Diagnostic> {
        let mut bytes = Vec::new();
        self.decoded()?
            .take(HEAD)
            .read_to_end(&mut bytes)
            .map_err(|error| self.unreadable(&error))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// A problem of the file as a whole.
    #[must_use]
    pub fn problem(&self, code: Code, message: impl Into<String>, cure: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, message, cure).at(Place::file(self.name.clone()))
    }

    /// A problem of some bytes of [`Self::text`].
    #[must_use]
    pub fn problem_at(&self, code: Code, span: Range<usize>, words: (&str, &str)) -> Diagnostic {
        let text = self.text().unwrap_or_default();
        Diagnostic::new(code, words.0, words.1).at(Place::span(self.name.clone(), text, span))
    }

    /// A problem of a line, counted from 1, of a file that is read in one pass: `excerpt` is the line.
    #[must_use]
    pub fn problem_on_line(&self, code: Code, line: u64, excerpt: &str, words: (&str, &str)) -> Diagnostic {
        let mut place = Place::span(self.name.clone(), excerpt, 0..excerpt.len());
        place.line = u32::try_from(line).unwrap_or(u32::MAX);
        Diagnostic::new(code, words.0, words.1).at(place)
    }

    pub(super) fn unreadable(&self, error: &io::Error) -> Diagnostic {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            let message = "the file is cut short: what is compressed in it does not end";
            return self.problem(
                Code::NotAnExport,
                message,
                "export or copy it again, and look whether the disk is full",
            );
        }
        let message = format!("the file cannot be read: {error}");
        let cure = "check its path, that it may be read, and that it is whole";
        self.problem(Code::Unreadable, message, cure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn marks_encodings_and_compression_are_undone() {
        let utf_16: Vec<u8> = "\u{feff}a,b".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let twice = [gzip(b"a,"), gzip(b"b")].concat();
        for bytes in [
            b"a,b".to_vec(),
            b"\xef\xbb\xbfa,b".to_vec(),
            utf_16,
            gzip(b"a,b"),
            twice,
        ] {
            assert_eq!(Input::of_bytes("x", bytes).text().expect("text"), "a,b");
        }
    }

    #[test]
    fn a_row_says_the_file_and_not_its_folder() {
        assert_eq!(
            Input::of_bytes("/build/out/trivy.json.gz", *b"{}").base_name(),
            "trivy.json"
        );
        assert_eq!(Input::of_bytes(r"C:\out\trivy.json", *b"{}").base_name(), "trivy.json");
    }

    #[test]
    fn what_is_empty_no_text_or_too_large_is_an_error_in_bounded_memory() {
        let message = |bytes: Vec<u8>| Input::of_bytes("x", bytes).text().expect_err("refused").message;
        assert_eq!(message(Vec::new()), "the file is empty");
        assert_eq!(message(b" \r\n".to_vec()), "the file is empty");
        assert_eq!(message(b"ab\xff".to_vec()), "byte 3 is not text");
        // A small file that unpacks to more than is read.
        let bomb = gzip(&vec![b' '; usize::try_from(LARGEST_TEXT).expect("fits") + 2]);
        assert!(bomb.len() < 1_000_000);
        assert!(message(bomb).starts_with("the file has more than 64 MiB"));
        let cut = gzip(&[b'a'; 10_000]);
        assert!(message(cut[..cut.len() - 9].to_vec()).starts_with("the file is cut short"));
    }

    #[test]
    fn a_line_without_end_is_refused_where_rows_are_read_and_no_other() {
        let read = |bytes: Vec<u8>| {
            let mut reader = Input::of_bytes("x", bytes).reader().expect("opened");
            io::copy(&mut reader, &mut io::sink()).map_err(|error| error.to_string())
        };
        let line = vec![b'a'; LONGEST_LINE - 1];
        let lines = [line.as_slice(), b"\n", &line, b"\n"].concat();
        assert_eq!(read(lines.clone()).expect("bounded"), lines.len() as u64);
        let long = vec![b'a'; 2 * LONGEST_LINE];
        assert_eq!(read(long.clone()).expect_err("refused"), "a line has more than 4 MiB");
        assert_eq!(
            Input::of_bytes("x", long.clone()).text().expect("read whole").len(),
            long.len()
        );
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let problem = Input::file("nowhere/x.json").text().expect_err("refused");
        assert_eq!(problem.place.map(|place| place.file).as_deref(), Some("nowhere/x.json"));
    }
}
