//! One file read whole, or why not: never a part of one, never for ever, never more than there is room for.
//!
//! It does not know what a file is for.

use super::LARGEST_FILE;
use std::fmt;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Why a file could not be read.
#[derive(Debug)]
pub(super) enum Failure {
    /// The system refused.
    System(io::Error),
    /// It is a folder, a pipe, a socket or a device: reading it may wait for ever, or never end.
    NoFile,
    /// It has so many bytes, which is more than [`LARGEST_FILE`].
    TooLarge(u64),
    /// Each time it was read, somebody was writing it.
    Changing,
}

impl Failure {
    /// Whether there is nothing at the path.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::System(error) if error.kind() == io::ErrorKind::NotFound)
    }

    /// What the user can do about it.
    pub(super) fn cure(&self) -> &'static str {
        match self {
            Self::System(_) => "check that it exists and may be read",
            Self::NoFile => "put a file in its place, or remove it",
            Self::TooLarge(_) => "split it, or keep raw exports outside the content folder",
            Self::Changing => "wait until nothing writes to it, and try again",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(error) => write!(formatter, "the file cannot be read: {error}"),
            Self::NoFile => formatter.write_str("it is neither a file nor a folder"),
            Self::TooLarge(size) => {
                let mebibytes = size.div_ceil(1024 * 1024);
                let most = LARGEST_FILE / (1024 * 1024);
                write!(formatter, "the file has {mebibytes} MiB; the limit is {most} MiB")
            }
            Self::Changing => formatter.write_str("the file changed while it was read"),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// How often a file that changes is read before it is given up.
const TRIES: usize = 4;

/// Reads a file of at most [`LARGEST_FILE`] bytes.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_with_metadata(path).map(|(bytes, _)| bytes)
}

/// Reads a file as [`read`] does, with what the system says of it.
pub(super) fn read_with_metadata(path: &Path) -> Result<(Vec<u8>, Metadata), Failure> {
    for _ in 0..TRIES {
        if let Some(read) = read_once(path)? {
            return Ok(read);
        }
    }
    Err(Failure::Changing)
}

/// None if the file was written to between the first byte and the last: then its beginning may be of one text and its
/// end of another.
fn read_once(path: &Path) -> Result<Option<(Vec<u8>, Metadata)>, Failure> {
    let mut file = open(path)?;
    let before = file.metadata()?;
    if !before.is_file() {
        return Err(Failure::NoFile);
    }
    if before.len() > LARGEST_FILE {
        return Err(Failure::TooLarge(before.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or_default());
    // A file that grows while it is read must not fill the memory.
    file.by_ref().take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    let after = file.metadata()?;
    let is_whole = bytes.len() as u64 == before.len() && is_same(&before, &after);
    Ok(is_whole.then_some((bytes, after)))
}

fn is_same(before: &Metadata, after: &Metadata) -> bool {
    before.len() == after.len() && before.modified().ok() == after.modified().ok()
}

/// Opens a file without waiting for somebody to write to it, should it be a pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let at_once = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    OpenOptions::new().read(true).custom_flags(at_once).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_a_file_that_is_too_large_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x");
        assert!(read(&path).expect_err("missing").is_missing());
        let file = File::create(&path).expect("a file");
        file.set_len(LARGEST_FILE).expect("room");
        assert_eq!(read(&path).expect("readable").len() as u64, LARGEST_FILE);
        file.set_len(LARGEST_FILE + 1).expect("room");
        assert!(matches!(read(&path), Err(Failure::TooLarge(_))));
        assert!(matches!(read(folder.path()), Err(Failure::NoFile | Failure::System(_))));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_no_file_is_refused_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .expect("a pipe");
        for path in [&pipe, Path::new("/dev/zero")] {
            assert!(matches!(read(path), Err(Failure::NoFile)), "{}", path.display());
        }
    }
}
