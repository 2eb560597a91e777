//! What the system says of a file: while that does not change, what the file holds does not either, and it need not be
//! opened.
//!
//! For readings that follow each other closely, in one process. A time is only believed once it is over: what is written
//! within one tick of a file system's clock has one time, before and after.

use jiff::Timestamp;
use std::fs::Metadata;

/// What tells a file from itself after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stat {
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
impl Stat {
    /// That of a file which, at the moment `now` before it is read, has not changed for a while.
    pub(super) fn settled(metadata: &Metadata, now: Timestamp) -> Option<Self> {
        let stat = Self::of(metadata);
        (stat.changed.0.saturating_add(COARSEST) < now.as_second()).then_some(stat)
    }

    /// Whether it is of a file that has not changed since.
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
impl Stat {
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
        let stat = Stat::of(&metadata);
        let after = |seconds| Timestamp::from_second(stat.changed.0 + seconds).expect("a moment");
        assert_eq!(Stat::settled(&metadata, after(0)), None);
        assert_eq!(Stat::settled(&metadata, after(COARSEST)), None);
        assert_eq!(Stat::settled(&metadata, after(COARSEST + 1)), Some(stat));
        // A clock that was put back.
        assert_eq!(Stat::settled(&metadata, after(-100)), None);
    }

    #[test]
    fn a_file_that_is_given_its_old_time_is_not_taken_for_the_one_it_was() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let stat = || Stat::of(&fs::metadata(file.path()).expect("there"));
        fs::write(file.path(), "one").expect("written");
        let (before, modified) = (
            stat(),
            fs::metadata(file.path())
                .and_then(|found| found.modified())
                .expect("a time"),
        );
        // Until the file system's clock has ticked.
        while stat().changed == before.changed {
            fs::write(file.path(), "two").expect("written");
        }
        file.as_file().set_modified(modified).expect("set");
        assert_eq!(stat().modified, before.modified);
        assert_ne!(stat(), before);
    }
}
