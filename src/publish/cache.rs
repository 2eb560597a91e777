//! The cache: each page's fingerprint, links and output file as of the last build. It only saves time: what cannot be
//! read, or was written by another version or for another output, counts as empty. Its bytes are `format`'s matter.

mod format;

use super::PageLinks;
use super::fingerprint::{Digest, Fingerprint};
use format::Numbers;
use rayon::prelude::*;
use std::collections::HashMap;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// What a file's entry in its folder says of it: enough to see that nobody has touched it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileState {
    /// Length in bytes.
    pub(super) size: u64,
    seconds: i64,
    nanoseconds: u32,
}

/// How coarse the times of files may be: FAT counts in two seconds.
const COARSEST_SECONDS: i64 = 2;

impl FileState {
    /// None where the file system keeps no times.
    pub(super) fn of(metadata: &Metadata) -> Option<FileState> {
        let modified = metadata.modified().ok()?;
        // Before 1970 the distance is counted from the other side; only equality matters.
        let (since, sign) = match modified.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => (since, 1),
            Err(before) => (before.duration(), -1),
        };
        Some(FileState {
            size: metadata.len(),
            seconds: i64::try_from(since.as_secs()).ok()? * sign,
            nanoseconds: since.subsec_nanos(),
        })
    }

    /// Whether a file in this state may have been changed, after it was recorded in a file in the `record`'s state, and
    /// still be in it: when both were written within one tick of the file system, or the clock was put back.
    fn may_hide_a_change(self, record: FileState) -> bool {
        // Times of whole seconds are those of a file system that has no finer ones.
        let is_coarse = self.nanoseconds == 0 && record.nanoseconds == 0;
        let margin = if is_coarse { COARSEST_SECONDS } else { 0 };
        (self.seconds.saturating_add(margin), self.nanoseconds) >= (record.seconds, record.nanoseconds)
    }
}

/// What a site as a whole was made from, and what the build had to say of itself.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) inputs: Fingerprint,
    pub(super) note: Vec<u8>,
}

/// What the last build recorded, by path.
#[derive(Default)]
pub(super) struct Cache {
    whole: Option<Whole>,
    entries: HashMap<Box<str>, Entry, ahash::RandomState>,
    texts: Texts,
    /// The state of the cache's own file: what was written later than that is not in it.
    state: Option<FileState>,
}

/// What the last build recorded of one page.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) fingerprint: Fingerprint,
    pub(super) hash: Digest,
    pub(super) state: FileState,
    links: Numbers,
}

/// Every link and anchor of a site, once, end to end: links repeat from page to page, so that pages hold numbers.
#[derive(Default)]
struct Texts {
    joined: String,
    /// Where each text ends.
    ends: Vec<usize>,
}

impl Cache {
    /// Reads the cache; empty if there is none for this key.
    pub(super) fn read(file: &Path, key: &str) -> Cache {
        let Ok(found) = fs::metadata(file) else {
            return Cache::default();
        };
        // Reading a pipe that somebody put there would wait for ever.
        let bytes = if found.is_file() { fs::read(file).ok() } else { None };
        let cache = bytes.and_then(|bytes| format::decode(&bytes, key));
        Cache {
            state: FileState::of(&found),
            ..cache.unwrap_or_default()
        }
    }

    /// Whether a file of the output is as it was recorded. If its times cannot tell, `read` has to.
    pub(super) fn is_untouched(
        &self,
        entry: &Entry,
        file: &Metadata,
        read: impl FnOnce() -> io::Result<Vec<u8>>,
    ) -> bool {
        FileState::of(file) == Some(entry.state)
            && match self.state {
                Some(state) if !entry.state.may_hide_a_change(state) => true,
                _ => read().is_ok_and(|bytes| Digest::of(&bytes) == entry.hash),
            }
    }

    /// What is recorded of a page.
    pub(super) fn get(&self, path: &str) -> Option<&Entry> {
        self.entries.get(path)
    }

    /// What the site as a whole was made from, if the build said.
    pub(super) fn whole(&self) -> Option<&Whole> {
        self.whole.as_ref()
    }

    /// Every page with its path, in no order.
    pub(super) fn pages(&self) -> impl ParallelIterator<Item = (&str, &Entry)> {
        self.entries.par_iter().map(|(path, entry)| (&**path, entry))
    }

    /// How many pages are recorded.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The links and the anchors of a recorded page.
    pub(super) fn links(&self, entry: &Entry) -> (Vec<&str>, Vec<&str>) {
        let mut numbers = entry.links.iter();
        let links = numbers.by_ref().take(entry.links.links());
        let links = links.map(|number| self.texts.get(number)).collect();
        (links, numbers.map(|number| self.texts.get(number)).collect())
    }
}

impl Texts {
    fn get(&self, number: usize) -> &str {
        let start = match number.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        let end = self.ends.get(number).copied().unwrap_or_default();
        self.joined.get(start..end).unwrap_or_default()
    }

    fn push(&mut self, text: &str) {
        self.joined.push_str(text);
        self.ends.push(self.joined.len());
    }
}

/// Gives each text a number, once: what the pages of this build link to.
#[derive(Default)]
pub(super) struct Interner {
    numbers: HashMap<Arc<str>, usize, ahash::RandomState>,
    texts: Vec<Arc<str>>,
}

/// The links and anchors of a page of this build, as numbers of the [`Interner`].
#[derive(Debug, Default)]
pub(super) struct Interned(Numbers);

impl Interner {
    /// The numbers of a page's links.
    pub(super) fn intern(&mut self, links: &PageLinks) -> Interned {
        let all = links.links.iter().chain(&links.anchors);
        let numbers = all.map(|text| self.number(text));
        Interned(Numbers::new(links.links.len(), numbers))
    }

    fn number(&mut self, text: &str) -> usize {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.len();
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }
}

/// One page to record.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) path: &'a str,
    pub(super) fingerprint: Fingerprint,
    pub(super) hash: Digest,
    pub(super) state: FileState,
    pub(super) links: RowLinks<'a>,
}

/// Where a row's links are.
#[derive(Clone, Copy)]
pub(super) enum RowLinks<'a> {
    /// In the cache that was read: the page was current.
    Recorded(&'a Entry),
    /// In the interner: the page was rendered.
    Interned(&'a Interned),
}

/// The two tables that the numbers of rows mean.
#[derive(Clone, Copy)]
pub(super) struct Tables<'a> {
    pub(super) cache: &'a Cache,
    pub(super) interner: &'a Interner,
}

/// Where the pages of an output are recorded, and the key under which. `cache` is the cache folder: an output in the
/// folder it lies in keeps its cache when that is moved as a whole.
pub(super) fn file_for(cache: &Path, output: &Path) -> (PathBuf, String) {
    let beside = cache.parent().and_then(|home| output.strip_prefix(home).ok());
    let key = beside.unwrap_or(output).to_string_lossy().into_owned();
    let name = Digest::of(key.as_bytes()).to_string();
    let short = name.get(..16).unwrap_or(&name);
    (cache.join(format!("pages-{short}.bin")), key)
}

/// A cache that was written and is not in its place yet; it is removed if it does not get there.
pub(super) struct Fresh<'a> {
    written: PathBuf,
    file: &'a Path,
}

impl Fresh<'_> {
    /// Puts it in the place of the one before, in one step.
    pub(super) fn persist(self) -> io::Result<()> {
        fs::rename(&self.written, self.file)
    }
}

impl Drop for Fresh<'_> {
    fn drop(&mut self) {
        // What is left of it would only take up the space that may be missing; after its move there is none.
        let _ = fs::remove_file(&self.written);
    }
}

/// Writes the cache, of at most so many rows, beside its place, and a `.gitignore` that keeps the folder out of git.
pub(super) fn write<'a, 'r>(
    file: &'a Path,
    about: (&str, Option<&Whole>),
    rows: (usize, impl Iterator<Item = Row<'r>>),
    tables: Tables<'r>,
) -> io::Result<Fresh<'a>> {
    let Some(folder) = file.parent() else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    fs::create_dir_all(folder)?;
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        fs::write(ignore, "*\n")?;
    }
    let fresh = Fresh {
        written: file.with_extension("new"),
        file,
    };
    format::encode(&mut File::create(&fresh.written)?, about, rows, tables)?;
    Ok(fresh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_outputs_have_two_caches_and_a_moved_project_keeps_its_own() {
        let name = |cache: &str, output: &str| {
            let (file, _) = file_for(Path::new(cache), Path::new(output));
            file.file_name().unwrap().to_owned()
        };
        assert_eq!(name("/a/.scorpfolio", "/a/public"), name("/b/.scorpfolio", "/b/public"));
        assert_ne!(
            name("/a/.scorpfolio", "/a/public"),
            name("/a/.scorpfolio", "/a/internal")
        );
    }

    #[test]
    fn a_text_that_repeats_has_one_number() {
        let mut interner = Interner::default();
        let links = PageLinks {
            links: vec!["a".into(), "b".into(), "a".into()],
            anchors: vec!["b".into()],
        };
        let Interned(numbers) = interner.intern(&links);
        assert_eq!(numbers.links(), 3);
        assert_eq!(numbers.iter().collect::<Vec<_>>(), [0, 1, 0, 1]);
        assert_eq!(interner.texts.len(), 2);
    }
}
