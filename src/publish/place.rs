//! Where a build works: the real output folder, and the staging folder and lock beside it. Writes nothing but missing
//! parents and the lock.

use super::error::{At, PublishError};
use super::lock::Lock;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How names of ours begin that may lie inside an output.
pub(super) const OWN_PREFIX: &str = ".scorpfolio-";

/// The output and what lies beside it. A value of this kind means that the folders named by the paths are on one file
/// system, so that a rename between them is one step.
#[derive(Debug)]
pub(super) struct Place {
    /// The output folder, every link resolved; it need not exist.
    pub(super) output: PathBuf,
    /// The staging folder; only there while a build runs, or after one was killed.
    pub(super) staging: PathBuf,
    /// The lock file.
    pub(super) lock: PathBuf,
    /// Whether staging and lock lie inside the output, because its parent cannot hold them.
    pub(super) inside: bool,
    /// Which folder the output was when the build began; none if it was not there.
    identity: Option<Identity>,
}

/// What tells a folder from another of the same path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    device: u64,
    number: u64,
}

impl Identity {
    /// None if there is no folder.
    fn of(folder: &Path) -> Option<Identity> {
        let found = fs::symlink_metadata(folder).ok().filter(fs::Metadata::is_dir)?;
        Some(Identity::read(&found))
    }

    #[cfg(unix)]
    fn read(found: &fs::Metadata) -> Identity {
        use std::os::unix::fs::MetadataExt;
        Identity {
            device: found.dev(),
            number: found.ino(),
        }
    }

    /// Elsewhere one folder is like another.
    #[cfg(not(unix))]
    fn read(_found: &fs::Metadata) -> Identity {
        Identity { device: 0, number: 0 }
    }
}

/// What lies at the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Missing,
    /// An empty folder.
    Empty,
    /// A folder with something in it.
    Occupied,
}

impl Place {
    /// The usual place: beside the output, under names of its own (`.public.scorpfolio-staging`).
    fn beside(output: &Path) -> Option<Place> {
        let folder = output.parent()?;
        let name = output.file_name()?;
        let own = |ending: &str| {
            let mut own = OsString::from(".");
            own.push(name);
            own.push(OWN_PREFIX);
            own.push(ending);
            folder.join(own)
        };
        Some(Place {
            output: output.to_path_buf(),
            staging: own("staging"),
            lock: own("lock"),
            inside: false,
            identity: Identity::of(output),
        })
    }

    /// Inside the output: where it is a mount point, or where its parent is somebody else's (`/var/www/html`).
    pub(super) fn inside(output: &Path) -> Place {
        Place {
            output: output.to_path_buf(),
            staging: output.join(format!("{OWN_PREFIX}staging")),
            lock: output.join(format!("{OWN_PREFIX}lock")),
            inside: true,
            identity: Identity::of(output),
        }
    }

    /// Where a staged file lies until it is moved.
    pub(super) fn staged(&self, path: &str) -> PathBuf {
        self.files().join(path)
    }

    /// The folder of the staged files, laid out like the site.
    pub(super) fn files(&self) -> PathBuf {
        self.staging.join("files")
    }

    /// Where an old file waits until the commit has succeeded.
    pub(super) fn aside(&self, number: usize) -> PathBuf {
        self.staging.join("aside").join(number.to_string())
    }

    /// Where a file of the site lies.
    pub(super) fn published(&self, path: &str) -> PathBuf {
        self.output.join(path)
    }

    /// An error if the output is no longer the folder that it was when the build began: it was moved, or unmounted, or a
    /// link lies there, which may lead anywhere.
    pub(super) fn is_still_there(&self) -> io::Result<()> {
        if self.identity.is_none() || Identity::of(&self.output) == self.identity {
            return Ok(());
        }
        let message = "the output folder was moved or replaced during the build";
        Err(io::Error::new(io::ErrorKind::NotFound, message))
    }

    /// What lies at the output now; our own staging folder and lock do not count.
    pub(super) fn look(&self) -> Result<Found, PublishError> {
        let entries = match fs::read_dir(&self.output) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Missing),
            Err(error) => return Err(error).at("read", &self.output),
        };
        for entry in entries {
            let path = entry.at("read", &self.output)?.path();
            if path != self.staging && path != self.lock {
                return Ok(Found::Occupied);
            }
        }
        Ok(Found::Empty)
    }
}

/// The folder a path means, every link resolved; the last parts need not exist.
pub(super) fn resolve(path: &Path) -> Result<PathBuf, PublishError> {
    let absolute = std::path::absolute(path).at("find", path)?;
    let mut existing = absolute.as_path();
    let mut missing = Vec::new();
    loop {
        match fs::canonicalize(existing) {
            Ok(mut real) => {
                real.extend(missing.iter().rev());
                return Ok(real);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let dangling = fs::symlink_metadata(existing).is_ok();
                match (existing.file_name(), existing.parent()) {
                    (Some(name), Some(parent)) if !dangling => {
                        missing.push(name);
                        existing = parent;
                    }
                    _ => return Err(error).at("find", path),
                }
            }
            Err(error) => return Err(error).at("find", path),
        }
    }
}

/// Resolves the output and refuses one that contains, or lies in, something the site is made from.
pub(super) fn resolve_output<'a>(
    asked: &Path,
    protected: impl Iterator<Item = &'a PathBuf>,
) -> Result<PathBuf, PublishError> {
    let output = resolve(asked)?;
    if fs::metadata(&output).is_ok_and(|found| !found.is_dir()) {
        return Err(PublishError::NotAFolder { output });
    }
    for path in protected {
        let real = resolve(path)?;
        if real.starts_with(&output) || output.starts_with(&real) {
            return Err(PublishError::Overlap {
                output,
                protected: real,
            });
        }
    }
    Ok(output)
}

/// Chooses where the build works and takes the lock there.
pub(super) fn occupy(output: &Path) -> Result<(Place, Lock), PublishError> {
    if let Some(place) = Place::beside(output)
        && !is_mount_point(output)
    {
        match Lock::take(&place.lock) {
            Ok(lock) => return held(place, lock),
            Err(error) if may_work_inside(&error) && output.is_dir() => {}
            Err(error) => return Err(error).at("lock", &place.lock),
        }
    }
    let place = Place::inside(output);
    let lock = Lock::take(&place.lock).at("lock", &place.lock)?;
    held(place, lock)
}

/// Creates the folders above the output; gives those that were missing, outermost first.
pub(super) fn create_parents(output: &Path) -> Result<Vec<PathBuf>, PublishError> {
    let mut missing: Vec<PathBuf> = output
        .ancestors()
        .skip(1)
        .take_while(|folder| !folder.exists())
        .map(Path::to_path_buf)
        .collect();
    missing.reverse();
    if let Some(innermost) = missing.last() {
        fs::create_dir_all(innermost).at("create", innermost)?;
    }
    Ok(missing)
}

fn held(place: Place, lock: Option<Lock>) -> Result<(Place, Lock), PublishError> {
    match lock {
        Some(lock) => Ok((place, lock)),
        None => Err(PublishError::Busy { output: place.output }),
    }
}

fn may_work_inside(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

/// Whether the output is on another file system than its parent: then no rename leads from one to the other.
#[cfg(unix)]
fn is_mount_point(output: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).ok().map(|found| found.dev());
    match (device(output), output.parent().and_then(device)) {
        (Some(own), Some(above)) => own != above,
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_mount_point(_output: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_does_not_exist_resolves_through_the_part_that_does() {
        let folder = tempfile::tempdir().unwrap();
        let real = fs::canonicalize(folder.path()).unwrap();
        assert_eq!(resolve(&folder.path().join("a/b")).unwrap(), real.join("a/b"));
        fs::create_dir(real.join("c")).unwrap();
        assert_eq!(resolve(&folder.path().join("c/../d")).unwrap(), real.join("d"));
        assert!(resolve(&folder.path().join("missing/../d")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn overlaps_are_seen_through_links() {
        let folder = tempfile::tempdir().unwrap();
        let content = folder.path().join("content");
        fs::create_dir(&content).unwrap();
        std::os::unix::fs::symlink(&content, folder.path().join("link")).unwrap();
        let protected = [content];
        for output in ["content", "content/site", "link", "link/site", "."] {
            let refused = resolve_output(&folder.path().join(output), protected.iter());
            assert!(matches!(refused, Err(PublishError::Overlap { .. })), "{output}");
        }
        assert!(resolve_output(&folder.path().join("content-site"), protected.iter()).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_nowhere_and_a_file_are_no_output() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("link")).unwrap();
        assert!(resolve(&folder.path().join("link")).is_err());
        fs::write(folder.path().join("file"), "").unwrap();
        let refused = resolve_output(&folder.path().join("file"), std::iter::empty());
        assert!(matches!(refused, Err(PublishError::NotAFolder { .. })));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_mount_point_is_seen() {
        assert!(is_mount_point(Path::new("/proc")));
        assert!(!is_mount_point(Path::new("/proc/self")));
    }
}
