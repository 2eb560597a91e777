//! Writes what a command makes: new files, and entries at the end of lists; nothing that exists is ever lost.
//!
//! The site is none of these: it is written by `publish`.
#![expect(clippy::disallowed_methods, reason = "commands that make new files write them here")]

use crate::cli::Failure;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Writes a new file, with the folders it needs. A file that exists is left as it is, and said to be in the way.
pub fn new_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => in_the_way(path),
            _ => cannot_write(path, &error),
        })?;
    file.write_all(bytes).map_err(|error| {
        // Half a file would be taken for a whole one, and stand in the way of the next try.
        drop(fs::remove_file(path));
        cannot_write(path, &error)
    })
}

/// Writes a file that an earlier run may have written: one that holds `mark` is replaced, any other is left as it is.
pub fn own_file(path: &Path, bytes: &[u8], mark: &str) -> Result<(), Failure> {
    match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => new_file(path, bytes),
        Err(error) => Err(cannot_write(path, &error)),
        Ok(written) if written == bytes => Ok(()),
        Ok(written) if !contains(&written, mark.as_bytes()) => Err(in_the_way(path)),
        // In one step: a disk that is full half way must not cost the old one.
        Ok(written) => replace(path, Some(&written), bytes),
    }
}

/// Adds bytes to the end of a file that holds `known`, and keeps these to the byte; a file that has changed meanwhile is
/// left as it is.
pub fn append(path: &Path, known: &[u8], bytes: &[u8]) -> Result<(), Failure> {
    let before = fs::read(path).map_err(|error| cannot_write(path, &error))?;
    if before != known {
        return Err(Failure {
            message: format!("{} changed while it was read", shown(path)),
            cure: "nothing was written; run the command again".to_owned(),
        });
    }
    let mut file = OpenOptions::new()
        .append(true)
        .open(path)
        .map_err(|error| cannot_write(path, &error))?;
    file.write_all(bytes).map_err(|error| {
        // Half an entry would break the whole list.
        drop(file.set_len(before.len() as u64));
        cannot_write(path, &error)
    })
}

/// The bytes of a file; `None` where there is none.
pub fn existing(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure {
            message: format!("cannot read {}: {error}", shown(path)),
            cure: "check that it is a file and may be read".to_owned(),
        }),
    }
}

/// Exchanges a file in one step: a reader, or a machine that stops, sees the old bytes or the new ones. `known` are the
/// bytes it is known to hold, `None` where there is no file; one that has changed meanwhile is left as it is.
pub fn replace(path: &Path, known: Option<&[u8]>, bytes: &[u8]) -> Result<(), Failure> {
    if existing(path)?.as_deref() != known {
        return Err(Failure {
            message: format!("{} changed while it was read", shown(path)),
            cure: "nothing was written; run the command again".to_owned(),
        });
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
    let mut file = tempfile::Builder::new()
        .prefix(".scorpfolio-")
        .tempfile_in(folder)
        .map_err(|error| cannot_write(path, &error))?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().sync_all())
        .map_err(|error| cannot_write(path, &error))?;
    if let Ok(metadata) = fs::metadata(path) {
        drop(file.as_file().set_permissions(metadata.permissions()));
    } else {
        readable_for_all(file.as_file());
    }
    file.persist(path)
        .map(drop)
        .map_err(|error| cannot_write(path, &error.error))
}

/// Removes a file.
pub fn remove(path: &Path) -> Result<(), Failure> {
    fs::remove_file(path).map_err(|error| Failure {
        message: format!("cannot remove {}: {error}", shown(path)),
        cure: "remove it by hand: the new files say what it says".to_owned(),
    })
}

/// Temporary files are for their owner alone; content is for all who may read its folder.
#[cfg(unix)]
fn readable_for_all(file: &fs::File) {
    use std::os::unix::fs::PermissionsExt;
    drop(file.set_permissions(fs::Permissions::from_mode(0o644)));
}

#[cfg(not(unix))]
fn readable_for_all(_: &fs::File) {}

/// A path as it is printed: without the `./` of the folder one is in.
#[must_use]
pub fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}

/// Whether something lies at a path, be it a link that leads nowhere.
#[must_use]
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The failure of a file that would be written over.
#[must_use]
pub fn in_the_way(path: &Path) -> Failure {
    Failure {
        message: format!("{} exists already", shown(path)),
        cure: "nothing was written over; edit that file, or move it away first".to_owned(),
    }
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|part| part == wanted)
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure {
        message: format!("cannot write {}: {error}", shown(path)),
        cure: "check that the folder may be written to and that the disk has room".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_gets_its_folders_and_an_existing_one_is_never_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b/c.toml");
        new_file(&path, b"first").expect("written");
        let failure = new_file(&path, b"second").expect_err("refused");
        assert!(failure.message.contains("c.toml exists already"), "{failure:?}");
        assert_eq!(fs::read(&path).expect("readable"), b"first");
    }

    #[test]
    fn a_file_where_a_folder_is_needed_is_a_failure_that_names_it() {
        let folder = tempfile::tempdir().expect("a folder");
        new_file(&folder.path().join("a"), b"").expect("written");
        let failure = new_file(&folder.path().join("a/b.toml"), b"").expect_err("refused");
        assert!(failure.message.starts_with("cannot write "), "{failure:?}");
    }

    #[test]
    fn an_addition_keeps_what_is_there_and_a_changed_file_gets_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.toml");
        fs::write(&path, "first\r\n").expect("written");
        append(&path, b"first\r\n", b"second\r\n").expect("added");
        assert_eq!(fs::read(&path).expect("readable"), b"first\r\nsecond\r\n");
        let failure = append(&path, b"first\r\n", b"third\r\n").expect_err("changed");
        assert!(failure.message.ends_with("changed while it was read"), "{failure:?}");
        assert_eq!(fs::read(&path).expect("readable"), b"first\r\nsecond\r\n");
    }

    #[test]
    fn an_exchanged_file_holds_the_new_bytes_and_one_that_changed_meanwhile_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/x.csv");
        replace(&path, None, b"first").expect("new");
        replace(&path, Some(b"first"), b"second").expect("exchanged");
        assert_eq!(fs::read(&path).expect("readable"), b"second");
        for known in [None, Some(b"first".as_slice())] {
            replace(&path, known, b"third").expect_err("changed meanwhile");
        }
        assert_eq!(fs::read(&path).expect("readable"), b"second");
        assert_eq!(fs::read_dir(folder.path().join("a")).expect("a folder").count(), 1);
    }

    #[test]
    fn our_own_file_is_replaced_and_another_s_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.json");
        own_file(&path, b"mark 1", "mark").expect("new");
        own_file(&path, b"mark 2", "mark").expect("replaced");
        assert_eq!(fs::read(&path).expect("readable"), b"mark 2");
        fs::write(&path, "theirs").expect("written");
        own_file(&path, b"mark 3", "mark").expect_err("refused");
        assert_eq!(fs::read(&path).expect("readable"), b"theirs");
    }
}
