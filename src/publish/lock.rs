//! One build at a time for an output. The operating system holds the lock and lets go of it when the process dies, so
//! that a killed build never blocks the next one.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// A held lock. Dropping it removes the file and lets the next build in.
pub(super) struct Lock {
    /// Taken only while dropping.
    file: Option<File>,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock at `path`; `None` if another build holds it.
    pub(super) fn take(path: &Path) -> io::Result<Option<Lock>> {
        loop {
            let file = open(path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
            // A build that ends removes the file. Whoever opened it just before holds a lock on a file that nobody
            // else will find; then the file there now is the one to lock.
            if is_still_there(&file, path)? {
                return Ok(Some(Lock {
                    file: Some(file),
                    path: path.to_path_buf(),
                }));
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Elsewhere an open file cannot be removed, and one that another build has opened meanwhile stays.
        if cfg!(not(unix)) {
            self.file = None;
        }
        // A lock file that stays behind is harmless: it is the lock that counts, not the file.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt;
        /// `FILE_SHARE_READ | FILE_SHARE_WRITE`, without `FILE_SHARE_DELETE`: nobody removes a lock that is open.
        const SHARED_BUT_NOT_REMOVABLE: u32 = 0x3;
        options.share_mode(SHARED_BUT_NOT_REMOVABLE);
    }
    options.open(path)
}

#[cfg(unix)]
fn is_still_there(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let held = file.metadata()?;
    match std::fs::metadata(path) {
        Ok(found) => Ok(found.ino() == held.ino() && found.dev() == held.dev()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
fn is_still_there(_file: &File, _path: &Path) -> io::Result<bool> {
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_build_waits_until_the_first_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = Lock::take(&path).unwrap().unwrap();
        assert!(Lock::take(&path).unwrap().is_none());
        drop(first);
        assert!(!path.exists());
        assert!(Lock::take(&path).unwrap().is_some());
    }

    #[test]
    fn a_lock_file_left_by_a_killed_build_does_not_block() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        std::fs::write(&path, "").unwrap();
        assert!(Lock::take(&path).unwrap().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_on_a_removed_file_is_no_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let file = open(&path).unwrap();
        assert!(is_still_there(&file, &path).unwrap());
        std::fs::remove_file(&path).unwrap();
        assert!(!is_still_there(&file, &path).unwrap());
        std::fs::write(&path, "").unwrap();
        assert!(!is_still_there(&file, &path).unwrap());
    }
}
