//! How a file lies on the disk: while that does not change, what it holds does not either, and it need not be opened.
//!
//! For readings that follow each other closely, in one process. A time is only believed once it is over: what is written
//! within one tick of a file system's clock has one time, before and after.

use jiff::Timestamp;
use std::fs::Metadata;

/// What tells a file from itself after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lies {
    device: u64,
    number: u64,
    bytes: u64,
    modified: (i64, i64),
    /// When anything at all was changed of it, its times included: no program can put that back.
    changed: (i64, i64),
}

/// No file system's clock ticks more slowly, in seconds: FAT's counts in twos.
const COARSEST: i64 = 2;

#[cfg(unix)]
impl Lies {
    /// How a file lay, if it has lain so for a while at the moment `now`, before it was read.
    pub(super) fn settled(metadata: &Metadata, now: Timestamp) -> Option<Self> {
        let lies = Self::of(metadata);
        (lies.changed.0.saturating_add(COARSEST) < now.as_second()).then_some(lies)
    }

    /// Whether a file lies so.
    pub(super) fn is_of(self, metadata: &Metadata) -> bool {
        self == Self::of(metadata)
    }

    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            device: metadata.dev(),
            number: metadata.ino(),
            bytes: metadata.size(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

/// Elsewhere a file may be given the times that it had: every one is opened.
#[cfg(not(unix))]
impl Lies {
    pub(super) fn settled(_metadata: &Metadata, _now: Timestamp) -> Option<Self> {
        None
    }

    pub(super) fn is_of(self, _metadata: &Metadata) -> bool {
        false
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn only_what_is_over_is_believed() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let metadata = fs::metadata(file.path()).expect("there");
        let lies = Lies::of(&metadata);
        let after = |seconds| Timestamp::from_second(lies.changed.0 + seconds).expect("a moment");
        assert_eq!(Lies::settled(&metadata, after(0)), None);
        assert_eq!(Lies::settled(&metadata, after(COARSEST)), None);
        assert_eq!(Lies::settled(&metadata, after(COARSEST + 1)), Some(lies));
        // A clock that was put back.
        assert_eq!(Lies::settled(&metadata, after(-100)), None);
    }

    #[test]
    fn a_file_that_is_given_its_old_time_does_not_lie_as_it_did() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let lies = || Lies::of(&fs::metadata(file.path()).expect("there"));
        fs::write(file.path(), "one").expect("written");
        let (before, modified) = (
            lies(),
            fs::metadata(file.path())
                .and_then(|found| found.modified())
                .expect("a time"),
        );
        // Until the file system's clock has ticked.
        while lies().changed == before.changed {
            fs::write(file.path(), "two").expect("written");
        }
        file.as_file().set_modified(modified).expect("set");
        assert_eq!(lies().modified, before.modified);
        assert_ne!(lies(), before);
    }
}
