//! What lies in the output folder: whether a page may go there, and whether the file there is the one we wrote. Follows
//! no link, and writes nothing.

use super::error::{At, Obstacle, PublishError};
use super::manifest::{Manifest, Record};
use super::path;
use super::place::{Found, Place};
use super::unpoisoned;
use std::collections::{HashMap, HashSet};
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::sync::{Mutex, OnceLock};

/// The output as the last build of ours left it and as it lies there now. What was seen of folders is remembered.
pub(super) struct Output {
    found: Found,
    recorded: Option<Manifest>,
    /// The recorded paths as file systems that ignore case keep them; needed only where a page is new.
    folded: OnceLock<HashSet<String>>,
    folders: Mutex<HashMap<String, Folder, ahash::RandomState>>,
}

/// What lies where a folder of the site should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folder {
    /// A folder.
    There,
    /// Nothing; also below a stale file.
    Missing,
    /// A file of ours, which this build can only have dropped.
    StaleFile,
    /// Something that is not ours.
    Obstructed(Obstacle),
}

impl Output {
    /// The output with what its manifest says.
    pub(super) fn new(found: Found, recorded: Option<Manifest>) -> Output {
        Output {
            found,
            recorded,
            folded: OnceLock::new(),
            folders: Mutex::default(),
        }
    }

    /// The manifest of the last build, if it was ours.
    pub(super) fn manifest(&self) -> Option<&Manifest> {
        self.recorded.as_ref()
    }

    /// What the last build recorded of a file.
    pub(super) fn recorded(&self, path: &str) -> Option<Record> {
        self.recorded.as_ref()?.files.get(path).copied()
    }

    /// Whether the last build wrote a file under this path in other letters (`Teams/A.html` for `teams/a.html`): where
    /// the file system ignores case, what lies at the path is that stale file.
    pub(super) fn is_recorded_in_other_case(&self, path: &str) -> bool {
        if self.recorded(path).is_some() {
            return false;
        }
        let folded = self.folded.get_or_init(|| {
            let recorded = self.recorded.iter().flat_map(|manifest| manifest.files.keys());
            recorded.map(|path| path::fold(path).into_owned()).collect()
        });
        folded.contains(&*path::fold(path))
    }

    /// The file at a path of the site; none where a page may go without replacing one.
    pub(super) fn file(&self, place: &Place, path: &str) -> Result<Option<Metadata>, PublishError> {
        if self.found != Found::Occupied {
            return Ok(None);
        }
        if let Some(folder) = path::parent(path) {
            match self.folder(place, folder)? {
                Folder::There => {}
                Folder::Missing | Folder::StaleFile => return Ok(None),
                Folder::Obstructed(what) => {
                    let path = self.obstructed_folder(place, folder)?;
                    return Err(PublishError::InTheWay { path, what });
                }
            }
        }
        let published = place.published(path);
        let Some(found) = look(&published)? else {
            return Ok(None);
        };
        match obstacle(&found) {
            None => Ok(Some(found)),
            Some(Obstacle::Folder) if self.was_our_folder(path) => Ok(None),
            Some(what) => Err(PublishError::InTheWay { path: published, what }),
        }
    }

    /// What lies where a folder should be.
    pub(super) fn folder(&self, place: &Place, folder: &str) -> Result<Folder, PublishError> {
        if self.found != Found::Occupied {
            return Ok(Folder::Missing);
        }
        if let Some(known) = unpoisoned(&self.folders).get(folder) {
            return Ok(*known);
        }
        let above = match path::parent(folder) {
            Some(parent) => self.folder(place, parent)?,
            None => Folder::There,
        };
        let state = match above {
            Folder::There => self.look_at_folder(place, folder)?,
            Folder::Missing | Folder::StaleFile => Folder::Missing,
            Folder::Obstructed(what) => Folder::Obstructed(what),
        };
        unpoisoned(&self.folders).insert(folder.to_owned(), state);
        Ok(state)
    }

    fn look_at_folder(&self, place: &Place, folder: &str) -> Result<Folder, PublishError> {
        let Some(found) = look(&place.published(folder))? else {
            return Ok(Folder::Missing);
        };
        Ok(match obstacle(&found) {
            Some(Obstacle::Folder) => Folder::There,
            Some(what) => Folder::Obstructed(what),
            None if self.recorded(folder).is_some() => Folder::StaleFile,
            None => Folder::Obstructed(Obstacle::File),
        })
    }

    /// The outermost of the folders above a page that is none: what has to be moved away.
    fn obstructed_folder(&self, place: &Place, folder: &str) -> Result<std::path::PathBuf, PublishError> {
        let mut outermost = folder;
        for above in path::folders_above(folder) {
            if matches!(self.folder(place, above)?, Folder::Obstructed(_)) {
                outermost = above;
            }
        }
        Ok(place.published(outermost))
    }

    /// Whether the last build wrote files into this folder. None of them can be a page of this build where a page wants
    /// the folder's own path, so the commit empties it.
    fn was_our_folder(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.recorded.as_ref().is_some_and(|manifest| {
            let first = manifest.files.range(below.clone()..).next();
            first.is_some_and(|(file, _)| file.starts_with(&below))
        })
    }
}

/// What lies at a path itself, no link followed; none if nothing does.
fn look(path: &Path) -> Result<Option<Metadata>, PublishError> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).at("look at", path),
    }
}

/// What keeps a page from replacing this; none if it is a regular file.
fn obstacle(found: &Metadata) -> Option<Obstacle> {
    if found.is_file() {
        None
    } else if found.is_symlink() {
        Some(Obstacle::Link)
    } else if found.is_dir() {
        Some(Obstacle::Folder)
    } else {
        Some(Obstacle::Special)
    }
}
