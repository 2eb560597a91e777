//! The end of a build: what changed, the manifest, the way into place, the cache.

use super::cache::{self, Interner, Row, RowLinks, Tables, Whole};
use super::commit::{self, Move, Plan, Step, Watch};
use super::error::{At, PublishError, SiteState};
use super::fingerprint::{Digest, Digesting};
use super::manifest::{self, MANIFEST, NewBuild, Record, VERSION};
use super::output::Folder;
use super::part::{self, Joint, SHARD};
use super::path;
use super::place::Found;
use super::{Change, Outcome, Page, Phase, Publication, Stamp, Summary, new_file, unpoisoned};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;

/// A file that speaks of all others while it is written.
type Own = Digesting<File>;

/// What differs from the last build; each list is sorted.
#[derive(Default)]
struct Changes {
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
}

impl Publication {
    /// Moves the site into place: changed files only, then the files of the last build that are no longer part of it
    /// are gone, and everything else in the output is as it was.
    ///
    /// An error says in its [`SiteState`] what the output holds; unless a crash or a second failure prevents the undoing,
    /// that is the old site.
    pub fn commit(mut self, stamp: &Stamp) -> Result<Summary, PublishError> {
        let summary = self.commit_watched(stamp, &mut |_| Ok(()));
        self.give_up(summary)
    }

    /// Frees what is known of thousands of pages beside whatever comes next; the output is free for the next build at once.
    fn give_up<T: Send>(mut self, summary: Result<T, PublishError>) -> Result<T, PublishError> {
        if self.phase == Phase::Done {
            self.lock = None;
            rayon::spawn(move || drop(self));
        }
        summary
    }

    /// Ends a build of the same site again, one that [`Publication::stands`]: the two files that speak of the moment speak of
    /// this one, and say that nothing has changed.
    ///
    /// # Panics
    ///
    /// If the site does not stand.
    pub fn renew(mut self, stamp: &Stamp) -> Result<(), PublishError> {
        let manifest = self.output.manifest().expect("a site that stands has its manifest");
        let files: Vec<_> = (manifest.files.iter())
            .map(|(path, record)| (path.as_str(), *record))
            .collect();
        let new = NewBuild {
            audience: &self.audience,
            build: &manifest.build,
            previous: Some(&manifest.build),
            stamp,
            files: &files,
            added: &[],
            changed: &[],
            removed: &[],
        };
        let version = self.stage_own(VERSION, |out| {
            out.write_all(&manifest::version_bytes(stamp, &manifest.build)?)
        })?;
        let manifest = self.stage_own(MANIFEST, |out| manifest::write(out, &new))?;
        self.refresh(&[version, manifest], &mut |_| Ok(()))?;
        self.phase = Phase::Done;
        // What is left is empty. A failure costs the next build the time to remove it.
        let _ = fs::remove_dir_all(&self.place.staging);
        Ok(())
    }

    /// [`Publication::commit`] for a part of a site: `shard.json` is in the place of `build.json` and `version.json`.
    ///
    /// # Panics
    ///
    /// If the publication was not opened for a part.
    pub fn commit_part(mut self, stamp: &Stamp, joint: &Joint) -> Result<Summary, PublishError> {
        assert!(self.part.is_some(), "a part is opened as one");
        let summary = self.close((stamp, Some(joint)), &mut |_| Ok(()));
        self.give_up(summary)
    }

    /// [`Publication::commit`] with a look at every step before it is taken.
    pub(super) fn commit_watched(&mut self, stamp: &Stamp, watch: Watch<'_>) -> Result<Summary, PublishError> {
        self.close((stamp, None), watch)
    }

    pub(super) fn close(&mut self, about: (&Stamp, Option<&Joint>), watch: Watch<'_>) -> Result<Summary, PublishError> {
        let mut pages = std::mem::take(&mut *unpoisoned(&self.pages));
        pages.par_sort_unstable_by(|one, other| one.path.cmp(&other.path));
        let changes = self.changes(&pages);
        let interner = std::mem::take(&mut *unpoisoned(&self.interner));
        let cache_file = self.cache_file.take();
        let (staged, cache) = rayon::join(
            || self.stage_manifest(&pages, &changes, about),
            || self.write_cache(&pages, &interner, cache_file.as_ref()),
        );
        let (build, own) = staged?;
        self.move_into_place(&pages, &changes, own, watch)?;
        self.phase = Phase::Done;
        let persisted = cache.and_then(|fresh| fresh.map_or(Ok(()), cache::Fresh::persist));
        let cache_problem = persisted.err().map(|source| PublishError::Io {
            doing: "write the cache",
            path: cache_file.as_ref().map(|(file, _)| file.clone()).unwrap_or_default(),
            site: SiteState::New,
            source,
        });
        // What is left are old files. A failure costs the next build the time to remove them.
        let _ = fs::remove_dir_all(&self.place.staging);
        Ok(Summary {
            files: pages.len(),
            added: changes.added,
            changed: changes.changed,
            removed: changes.removed,
            build,
            cache_problem,
        })
    }

    fn changes(&self, pages: &[Page]) -> Changes {
        let mut changes = Changes::default();
        for page in pages {
            match page.outcome {
                Outcome::Rendered {
                    change: Change::Added, ..
                } => changes.added.push(page.path.to_string()),
                Outcome::Rendered {
                    change: Change::Changed,
                    ..
                } => changes.changed.push(page.path.to_string()),
                _ => {}
            }
        }
        // Both are sorted, so one walk along them finds what the pages no longer have.
        let mut paths = pages.iter().map(|page| &*page.path).peekable();
        let recorded = self.output.manifest().into_iter();
        for path in recorded.flat_map(|manifest| manifest.files.keys()) {
            while paths.next_if(|page| *page < path.as_str()).is_some() {}
            if paths.peek() != Some(&path.as_str()) {
                changes.removed.push(path.clone());
            }
        }
        changes
    }

    /// Stages `version.json` and `build.json`, or `shard.json` for a part; gives the content hash and these as the last
    /// moves of the commit.
    fn stage_manifest(
        &self,
        pages: &[Page],
        changes: &Changes,
        about: (&Stamp, Option<&Joint>),
    ) -> Result<(String, Vec<Move>), PublishError> {
        let (stamp, joint) = about;
        let record = |page: &Page| Record {
            hash: page.hash,
            size: page.size,
        };
        let files: Vec<_> = pages.iter().map(|page| (&*page.path, record(page))).collect();
        let build = manifest::content_hash(&files);
        if let (Some(part), Some(joint)) = (self.part, joint) {
            let write = |out: &mut Own| part::write(out, part, (&self.audience, stamp, joint), &files);
            return Ok((build, vec![self.stage_own(SHARD, write)?]));
        }
        let previous = self.output.manifest().map(|manifest| manifest.build.as_str());
        // In a first build everything is new; a list of it would say nothing.
        let none = Changes::default();
        let listed = previous.map_or(&none, |_| changes);
        let new = NewBuild {
            audience: &self.audience,
            build: &build,
            previous,
            stamp,
            files: &files,
            added: &listed.added,
            changed: &listed.changed,
            removed: &listed.removed,
        };
        let version = self.stage_own(VERSION, |out| out.write_all(&manifest::version_bytes(stamp, &build)?))?;
        let manifest = self.stage_own(MANIFEST, |out| manifest::write(out, &new))?;
        Ok((build, vec![version, manifest]))
    }

    /// Stages a file that speaks of all others, as it is written: of a thousand teams it has tens of megabytes.
    fn stage_own(&self, name: &str, write: impl FnOnce(&mut Own) -> io::Result<()>) -> Result<Move, PublishError> {
        let replaces = self.output.file(&self.place, name)?.is_some();
        let staged = self.place.staged(name);
        let mut file = Digesting::new(new_file(&staged).at("write", &staged)?);
        write(&mut file).at("write", &staged)?;
        Ok(Move {
            path: name.to_owned(),
            hash: file.digest(),
            replaces,
        })
    }

    fn move_into_place(
        &mut self,
        pages: &[Page],
        changes: &Changes,
        own: Vec<Move>,
        watch: Watch<'_>,
    ) -> Result<(), PublishError> {
        if self.found != Found::Occupied && !self.place.inside {
            let adopted = watch(Step::Adopt).and_then(|()| self.adopt());
            // An empty folder may refuse to be replaced (a mount point, a file in use); it can be filled instead.
            if self.found == Found::Missing || adopted.is_ok() {
                return adopted.at("move the site to", &self.place.output);
            }
            // It is no longer empty: whoever filled it did not know of this build.
            if self.place.look()? == Found::Occupied {
                return Err(PublishError::Foreign {
                    output: self.place.output.clone(),
                    reason: "they came while the site was made".to_owned(),
                });
            }
        }
        let unchanged = changes.added.is_empty() && changes.changed.is_empty() && changes.removed.is_empty();
        if unchanged && self.found == Found::Occupied {
            return self.refresh(&own, watch);
        }
        let plan = self.plan(pages, changes, own)?;
        self.phase = Phase::Committing;
        commit::carry_out(&self.place, &plan, self.replacing, watch).map_err(|stopped| {
            if stopped.undone {
                self.phase = Phase::Staging;
            }
            stopped.error
        })
    }

    /// Makes the staged files the output: one step, so there is nothing to finish after a crash.
    fn adopt(&self) -> io::Result<()> {
        let files = self.place.files();
        if self.found == Found::Empty {
            let permissions = fs::metadata(&self.place.output)?.permissions();
            fs::set_permissions(&files, permissions)?;
        }
        fs::rename(files, &self.place.output)
    }

    /// Replaces the two files that speak of the moment. Between the two the site is whole: both name the same build.
    fn refresh(&self, own: &[Move], watch: Watch<'_>) -> Result<(), PublishError> {
        for moved in own {
            let published = self.place.published(&moved.path);
            watch(Step::Renew(&moved.path))
                .and_then(|()| self.place.is_still_there())
                .and_then(|()| fs::rename(self.place.staged(&moved.path), &published))
                .at("replace", &published)?;
        }
        Ok(())
    }

    fn plan(&self, pages: &[Page], changes: &Changes, own: Vec<Move>) -> Result<Plan, PublishError> {
        let mut moves = Vec::new();
        let mut make_folders = BTreeSet::new();
        // New pages before those that link to them.
        for wanted in [Change::Added, Change::Changed] {
            for page in pages {
                let Outcome::Rendered { change, replaces, .. } = page.outcome else {
                    continue;
                };
                if change != wanted {
                    continue;
                }
                moves.push(Move {
                    path: page.path.to_string(),
                    hash: page.hash,
                    replaces,
                });
                for folder in path::folders_above(&page.path) {
                    if self.output.folder(&self.place, folder)? == Folder::There
                        || !make_folders.insert(folder.to_owned())
                    {
                        break;
                    }
                }
            }
        }
        moves.extend(own);
        let mut remove = Vec::new();
        for path in &changes.removed {
            // A link, or a folder, that somebody put in the place of a stale file is not ours to remove.
            if let Ok(Some(_)) = self.output.file(&self.place, path) {
                remove.push(path.clone());
            }
        }
        Ok(Plan {
            before: self.before(),
            drop_folders: self.emptied(&changes.removed),
            remove,
            make_folders: make_folders.into_iter().collect(),
            moves,
        })
    }

    /// The digest of the manifest that lies there, ours or not.
    fn before(&self) -> Option<Digest> {
        match self.output.manifest() {
            Some(manifest) => Some(manifest.digest),
            None => manifest::digest(&self.place.output, self.part.map_or(MANIFEST, |_| SHARD)),
        }
    }

    /// The folders in which no file of ours remains, innermost first.
    fn emptied(&self, removed: &[String]) -> Vec<String> {
        let register = unpoisoned(&self.register);
        let folders: BTreeSet<&str> = removed
            .iter()
            .flat_map(|path| path::folders_above(path))
            .filter(|folder| !register.has_folder(folder))
            .filter(|folder| matches!(self.output.folder(&self.place, folder), Ok(Folder::There)))
            .collect();
        folders.into_iter().rev().map(str::to_owned).collect()
    }

    /// Records the pages for the next build, unless the record is right as it is.
    fn write_cache<'a>(
        &self,
        pages: &[Page],
        interner: &Interner,
        cache_file: Option<&'a (PathBuf, String)>,
    ) -> io::Result<Option<cache::Fresh<'a>>> {
        let Some((file, key)) = cache_file else {
            return Ok(None);
        };
        let all_kept = pages.iter().all(|page| matches!(page.outcome, Outcome::Kept));
        let inputs = |whole: Option<&Whole>| whole.map(|whole| whole.inputs);
        let is_same = inputs(self.whole.as_ref()) == inputs(self.cache.whole());
        if is_same && all_kept && pages.len() == self.cache.len() {
            return Ok(None);
        }
        let rows = pages.iter().filter_map(|page| self.row(page));
        let tables = Tables {
            cache: &self.cache,
            interner,
        };
        cache::write(file, (key, self.whole.as_ref()), (pages.len(), rows), tables).map(Some)
    }

    fn row<'a>(&'a self, page: &'a Page) -> Option<Row<'a>> {
        Some(Row {
            path: &page.path,
            fingerprint: page.fingerprint,
            hash: page.hash,
            state: page.state?,
            links: match &page.outcome {
                Outcome::Kept => RowLinks::Recorded(self.cache.get(&page.path)?),
                Outcome::Rendered { links, .. } => RowLinks::Interned(links),
            },
        })
    }
}
