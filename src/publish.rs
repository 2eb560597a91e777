//! The only writer of the site: stages finished pages, then moves those that changed into place.
//!
//! A build opens a [`Publication`], asks of each page whether it [is current](Publication::is_current), renders and
//! [adds](Publication::add) the others, and [commits](Publication::commit). Until then the output is not touched, and a
//! publication that is dropped leaves nothing behind. What lies where:
//!
//! | path | what |
//! | --- | --- |
//! | `public/` | the site; in it `build.json` (the manifest: what we wrote, and nothing else is ever removed) and `version.json` |
//! | `part/` | in its place, one of the parts of a site that is made on many machines: some of its files, and `shard.json` |
//! | `.public.scorpfolio-staging/` | while a build runs: new files, and during the commit the journal and old files |
//! | `.public.scorpfolio-lock` | while a build runs: the lock, which the system releases when a process dies |
//! | `.scorpfolio/pages-….bin` | the cache: fingerprints, links and file times |
//!
//! After a crash the next [`Publication::open`] finds either no journal, and discards the staging folder, or a whole
//! journal, and finishes the commit.
//!
//! It does not render, does not decide what a fingerprint covers, and reads neither clock nor content.
#![expect(
    clippy::disallowed_methods,
    reason = "publishing is writing files; the ban is for everything that is not"
)]

mod cache;
mod close;
mod commit;
mod error;
mod fingerprint;
mod join;
mod kind;
mod lock;
mod manifest;
mod output;
mod part;
mod path;
mod place;
#[cfg(test)]
mod tests;
#[cfg(feature = "publish")]
pub mod upload;

pub use commit::Recovered;
pub use error::{Obstacle, PublishError, SiteState};
pub use fingerprint::{Fingerprint, FingerprintBuilder};
pub use join::{Parts, PartsError};
#[cfg(feature = "preview")]
pub(crate) use kind::{HTML, content_type};
pub use part::{Joint, Part, digest_of_paths};
pub use path::check as check_path;
pub(crate) use path::{fold as fold_path, folders_above};

use cache::{Cache, Entry, FileState, Interned, Interner, Whole};
use commit::{Replacing, Watch};
use error::At;
use fingerprint::Digest;
use lock::Lock;
use manifest::{MANIFEST, Manifest, Reading};
use output::Output;
use part::SHARD;
use path::Register;
use place::{Found, Place};
use rayon::prelude::*;
use std::collections::HashSet;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where to publish, and what must not be touched by it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The output folder; it need not exist, and may be a link to a folder.
    pub output: PathBuf,
    /// The `.scorpfolio` folder beside `scorpfolio.toml`; without it every page is rendered anew.
    pub cache: Option<PathBuf>,
    /// Write into a folder that holds foreign files. They stay, save those whose path a page wants.
    pub force: bool,
    /// What the site is made from: content folders, themes, the configuration file. None may lie in the output, nor the
    /// output in one of them.
    pub protected: Vec<PathBuf>,
    /// Whom the build is for; an output built for another audience is refused, whatever `force` says.
    pub audience: String,
    /// Which part of the site is made; none for a whole site.
    pub part: Option<Part>,
}

/// What `version.json` and `build.json` say of the moment; the only place where a build's time is written.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// The day the site speaks of, `2026-04-02`.
    pub as_of: String,
    /// When it was built, RFC 3339.
    pub generated_at: String,
    /// The last day with data.
    pub data_through: Option<String>,
    /// When the next build is expected.
    pub next_expected: Option<String>,
}

impl Stamp {
    /// The bytes of `version.json` for a site with this content hash.
    pub fn version(&self, build: &str) -> Result<Vec<u8>, serde_json::Error> {
        manifest::version_bytes(self, build)
    }
}

/// Where a page leads and where it can be led to, for the link check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageLinks {
    /// Targets, as the caller wants to see them again.
    pub links: Vec<String>,
    /// The ids in the page.
    pub anchors: Vec<String>,
}

/// The links of a current page, as the build recorded them that rendered it; in the order they were added in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedLinks<'a> {
    /// See [`PageLinks::links`].
    pub links: Vec<&'a str>,
    /// See [`PageLinks::anchors`].
    pub anchors: Vec<&'a str>,
}

/// What adding a page means for the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The output holds these bytes; nothing will be written.
    Unchanged,
    /// The output holds other bytes, or has lost the file.
    Changed,
    /// The last build had no such file.
    Added,
}

/// What a commit did. The lists are sorted and leave out `version.json` and `build.json`.
#[derive(Debug)]
pub struct Summary {
    /// How many files the site has.
    pub files: usize,
    /// Files the last build did not have.
    pub added: Vec<String>,
    /// Files that were rewritten.
    pub changed: Vec<String>,
    /// Files of the last build that the site no longer has.
    pub removed: Vec<String>,
    /// The content hash of the site.
    pub build: String,
    /// Why the cache was not written, if it was not. The site is in place; the next build only takes longer.
    pub cache_problem: Option<PublishError>,
}

/// A build's hold on the output, from the lock to the commit. Pages may be asked for and added from many threads.
pub struct Publication {
    place: Place,
    audience: String,
    part: Option<Part>,
    force: bool,
    output: Output,
    found: Found,
    cache: Cache,
    /// What the cache is to keep of the site as a whole.
    whole: Option<Whole>,
    /// The cache's file and the key in it; none without a cache folder.
    cache_file: Option<(PathBuf, String)>,
    recovered: Recovered,
    replacing: Replacing,
    /// Folders above the output that this build created.
    created: Vec<PathBuf>,
    register: Mutex<Register>,
    pages: Mutex<Vec<Page>>,
    interner: Mutex<Interner>,
    staged_folders: Mutex<HashSet<String>>,
    phase: Phase,
    /// Held to the end; taken only while dropping.
    lock: Option<Lock>,
}

impl Publication {
    /// Takes hold of the output: refuses overlaps, foreign folders and a second build, finishes or discards what a
    /// killed build left, and reads manifest and cache.
    ///
    /// Open before reading the content: then the site of a killed build is repaired even if the content has errors.
    pub fn open(settings: &Settings) -> Result<Publication, PublishError> {
        let protected = settings.protected.iter().chain(&settings.cache);
        let output = place::resolve_output(&settings.output, protected)?;
        let created = place::create_parents(&output)?;
        let opened = place::occupy(&output)
            .and_then(|(place, lock)| Publication::open_at(settings, place, lock, &mut |_| Ok(())));
        match opened {
            Ok(mut publication) => {
                publication.created = created;
                Ok(publication)
            }
            Err(error) => {
                remove_empty(&created);
                Err(error)
            }
        }
    }

    fn open_at(settings: &Settings, place: Place, lock: Lock, watch: Watch<'_>) -> Result<Publication, PublishError> {
        let recovered = commit::recover(&place, watch)?;
        let found = place.look()?;
        let cache_file = match &settings.cache {
            Some(folder) => Some(cache::file_for(&place::resolve(folder)?, &place.output)),
            None => None,
        };
        let (recorded, cache) = rayon::join(
            || recorded(settings, &place, found),
            || match (&cache_file, recovered) {
                // A crash may also have lost bytes that were on their way to the disk: look at everything.
                (None, _) | (_, Recovered::Finished) => Cache::default(),
                (Some((file, key)), _) => Cache::read(file, key),
            },
        );
        let recorded = recorded?;
        let mut publication = Publication {
            audience: settings.audience.clone(),
            part: settings.part,
            force: settings.force,
            output: Output::new(found, recorded),
            found,
            cache,
            whole: None,
            cache_file,
            recovered,
            replacing: Replacing::SetAside,
            created: Vec::new(),
            register: Mutex::default(),
            pages: Mutex::default(),
            interner: Mutex::default(),
            staged_folders: Mutex::default(),
            phase: Phase::Staging,
            place,
            lock: Some(lock),
        };
        // Before anything is rendered: an output that cannot be written is better known now.
        let files = publication.place.files();
        fs::create_dir_all(&files).at("create", &files)?;
        publication.replacing = commit::how_to_replace(&publication.place);
        Ok(publication)
    }

    /// What was found of an earlier build that had been killed.
    #[must_use]
    pub fn recovered(&self) -> Recovered {
        self.recovered
    }

    /// Records with the site what it was made from as a whole, and a note for whoever builds the same again.
    pub fn remember(&mut self, inputs: Fingerprint, note: Vec<u8>) {
        self.whole = Some(Whole { inputs, note });
    }

    /// How many files the last build wrote, and its note, if its site was made from these inputs and lies in the output as it was written: then
    /// [`Publication::renew`] is all that is left to do.
    #[must_use]
    pub fn stands(&self, inputs: &Fingerprint) -> Option<(usize, &[u8])> {
        let whole = self.cache.whole().filter(|whole| whole.inputs == *inputs)?;
        let manifest = self.output.manifest()?;
        let is_whole = self.part.is_none()
            && manifest.files.len() == self.cache.len()
            && (self.cache.pages()).all(|(path, entry)| self.is_as_written(path, entry));
        is_whole.then_some((self.cache.len(), &*whole.note))
    }

    /// Whether the file in the output is the one that was written when it was recorded.
    fn is_as_written(&self, path: &str, entry: &Entry) -> bool {
        let recorded = self.output.recorded(path);
        recorded.is_some_and(|record| record.hash == entry.hash)
            && matches!(self.output.file(&self.place, path), Ok(Some(file)) if self.is_untouched(path, entry, &file))
    }

    /// Whether nothing is to be done for a page: it was made from the same input, and the file in the output is the one
    /// that was written then. If so, the page is part of the site as if it had been added.
    pub fn is_current(&self, path: &str, fingerprint: &Fingerprint) -> bool {
        let recorded = self.cache.get(path);
        recorded.is_some_and(|entry| entry.fingerprint == *fingerprint) && self.keep(path, fingerprint)
    }

    /// Makes room for so many files, which spares moving what is known of all of them again and again.
    pub fn reserve(&self, files: usize) {
        unpoisoned(&self.register).reserve(files);
        unpoisoned(&self.pages).reserve_exact(files);
    }

    /// Keeps a page as the last build wrote it, for one whose input changed and whose bytes did not: `false` if the file
    /// in the output is not the one that was written then. Its recorded links stay.
    pub fn keep(&self, path: &str, fingerprint: &Fingerprint) -> bool {
        let Some(entry) = self.cache.get(path) else {
            return false;
        };
        let current = self.is_as_written(path, entry);
        let (path, folded): (Arc<str>, _) = (path.into(), path::fold(path));
        let current = current && unpoisoned(&self.register).enter(&path, &folded).is_ok();
        if current {
            unpoisoned(&self.pages).push(Page {
                path,
                fingerprint: *fingerprint,
                hash: entry.hash,
                size: entry.state.size,
                state: Some(entry.state),
                outcome: Outcome::Kept,
            });
        }
        current
    }

    /// The recorded links of a page for which [`Publication::is_current`] said yes.
    #[must_use]
    pub fn links_of(&self, path: &str) -> Option<RecordedLinks<'_>> {
        let (links, anchors) = self.cache.links(self.cache.get(path)?);
        Some(RecordedLinks { links, anchors })
    }

    /// Adds a finished page. Its bytes are staged only if the output does not hold them already.
    pub fn add(
        &self,
        path: impl Into<Arc<str>>,
        bytes: &[u8],
        fingerprint: Fingerprint,
        links: &PageLinks,
    ) -> Result<Change, PublishError> {
        let entered: Arc<str> = path.into();
        let path = &*entered;
        path::check(path).map_err(|reason| PublishError::BadPath {
            path: path.to_owned(),
            reason,
        })?;
        let folded = path::fold(path);
        unpoisoned(&self.register)
            .enter(&entered, &folded)
            .map_err(|first| PublishError::Collision {
                first,
                second: path.to_owned(),
            })?;
        let hash = Digest::of(bytes);
        let existing = self.output.file(&self.place, path)?;
        let change = self.compare(path, bytes, hash, existing.as_ref())?;
        let state = match (change, &existing) {
            (Change::Unchanged, Some(file)) => FileState::of(file),
            _ => FileState::of(&self.stage(path, bytes)?),
        };
        let links = match self.cache_file {
            Some(_) => unpoisoned(&self.interner).intern(links),
            None => Interned::default(),
        };
        unpoisoned(&self.pages).push(Page {
            path: Arc::clone(&entered),
            fingerprint,
            hash,
            size: bytes.len() as u64,
            state,
            outcome: Outcome::Rendered {
                change,
                replaces: existing.is_some() && !self.output.is_recorded_in_other_case(path),
                links,
            },
        });
        Ok(change)
    }

    /// What a page's bytes mean against the file that lies at its path.
    fn compare(
        &self,
        path: &str,
        bytes: &[u8],
        hash: Digest,
        existing: Option<&Metadata>,
    ) -> Result<Change, PublishError> {
        let recorded = self.output.recorded(path);
        let Some(file) = existing else {
            return Ok(recorded.map_or(Change::Added, |_| Change::Changed));
        };
        // Where letter case is ignored, this file is a stale one that the commit removes before it places the page.
        if self.output.is_recorded_in_other_case(path) {
            return Ok(Change::Added);
        }
        let untouched = recorded.is_some_and(|record| record.hash == hash)
            && self
                .cache
                .get(path)
                .is_some_and(|entry| entry.hash == hash && self.is_untouched(path, entry, file));
        if untouched || self.holds(path, bytes, file)? {
            return Ok(Change::Unchanged);
        }
        match recorded {
            Some(_) => Ok(Change::Changed),
            None if self.force => Ok(Change::Added),
            None => Err(PublishError::InTheWay {
                path: self.place.published(path),
                what: Obstacle::File,
            }),
        }
    }

    /// Whether the file at a path is the one that the last build recorded.
    fn is_untouched(&self, path: &str, entry: &Entry, file: &Metadata) -> bool {
        self.cache
            .is_untouched(entry, file, || fs::read(self.place.published(path)))
    }

    fn holds(&self, path: &str, bytes: &[u8], file: &Metadata) -> Result<bool, PublishError> {
        if file.len() != bytes.len() as u64 {
            return Ok(false);
        }
        let published = self.place.published(path);
        Ok(fs::read(&published).at("read", &published)? == bytes)
    }

    /// Writes a file of the new site beside the old one.
    fn stage(&self, path: &str, bytes: &[u8]) -> Result<Metadata, PublishError> {
        let staged = self.place.staged(path);
        if let (Some(name), Some(folder)) = (path::parent(path), staged.parent())
            && !unpoisoned(&self.staged_folders).contains(name)
        {
            fs::create_dir_all(folder).at("create", folder)?;
            unpoisoned(&self.staged_folders).insert(name.to_owned());
        }
        let mut file = new_file(&staged).at("write", &staged)?;
        file.write_all(bytes)
            .and_then(|()| file.metadata())
            .at("write", &staged)
    }
}

impl Drop for Publication {
    fn drop(&mut self) {
        match self.phase {
            Phase::Staging => {
                // Nothing can be done about a failure here, and the next build tries again.
                let _ = fs::remove_dir_all(&self.place.staging);
                // The lock lies in the innermost of these folders.
                self.lock = None;
                remove_empty(&self.created);
            }
            // The journal is for the next build.
            Phase::Committing | Phase::Done => {}
        }
    }
}

impl std::fmt::Debug for Publication {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Publication")
            .field("place", &self.place)
            .field("phase", &self.phase)
            .finish_non_exhaustive()
    }
}

/// How far a build is, which decides what dropping it removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The output is untouched.
    Staging,
    /// There is a journal, and part of the new site may be in place.
    Committing,
    /// The new site is in place.
    Done,
}

/// One file of the new site.
struct Page {
    path: Arc<str>,
    fingerprint: Fingerprint,
    hash: Digest,
    size: u64,
    /// None where the file system keeps no times: then the page is never current.
    state: Option<FileState>,
    outcome: Outcome,
}

enum Outcome {
    /// It was current.
    Kept,
    /// It was rendered.
    Rendered {
        change: Change,
        /// Whether a file has to make way for it.
        replaces: bool,
        links: Interned,
    },
}

/// The manifest of an output that may be written.
fn recorded(settings: &Settings, place: &Place, found: Found) -> Result<Option<Manifest>, PublishError> {
    if found != Found::Occupied {
        return Ok(None);
    }
    let reading = match settings.part {
        Some(_) => part::manifest(&place.output),
        None => manifest::read(&place.output),
    };
    let reason = match reading {
        Reading::Ours(manifest) if manifest.audience == settings.audience => {
            return Ok(Some(manifest));
        }
        Reading::Ours(manifest) => {
            return Err(PublishError::OtherAudience {
                output: place.output.clone(),
                recorded: manifest.audience,
                wanted: settings.audience.clone(),
            });
        }
        Reading::Missing => {
            let there = match settings.part {
                Some(_) => None,
                None => part::of(&place.output),
            };
            let is_site = settings.part.is_some() && matches!(manifest::read(&place.output), Reading::Ours(_));
            if there.is_some() || is_site {
                return Err(PublishError::OtherKind {
                    output: place.output.clone(),
                    there,
                    wanted: settings.part,
                });
            }
            format!("there is no `{}`", settings.part.map_or(MANIFEST, |_| SHARD))
        }
        Reading::Unusable(reason) => reason,
    };
    if settings.force {
        return Ok(None);
    }
    Err(PublishError::Foreign {
        output: place.output.clone(),
        reason,
    })
}

/// So many bytes of a file that speaks of all others are written, and digested, at once: digests of a few at a time take
/// longer than writing them.
const BLOCK: usize = 1 << 18;

/// Opens a file that is not there yet.
fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Removes folders that this build created, innermost first, as long as they are empty.
fn remove_empty(created: &[PathBuf]) {
    for folder in created.iter().rev() {
        // One that is no longer empty has become somebody else's.
        let _ = fs::remove_dir(folder);
    }
}

/// A worker that panicked has ended the build; what it left under the lock is only dropped.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
