//! Paths of a site: which texts may be one, and which two cannot lie side by side.

use super::manifest::{MANIFEST, VERSION};
use super::part::SHARD;
use super::place::OWN_PREFIX;
use icu_normalizer::ComposingNormalizerBorrowed;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Says what keeps `path` from being a path on every host and file system.
pub fn check(path: &str) -> Result<(), &'static str> {
    if path.is_empty() {
        return Err("it is empty");
    }
    if path.starts_with('/') {
        return Err("it begins with `/`");
    }
    if path == MANIFEST || path == VERSION || path == SHARD {
        return Err("builds write this file themselves");
    }
    path.split('/').try_for_each(check_name)
}

/// Most bytes of a name: ext4, APFS and NTFS have 255, of bytes or of letters.
const LONGEST_NAME: usize = 255;

/// Names that mean a device on Windows, whatever ending they have
/// (<https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file>).
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

fn check_name(name: &str) -> Result<(), &'static str> {
    if name.is_empty() {
        return Err("a part between two `/` is empty");
    }
    if name == "." || name == ".." {
        return Err("`.` and `..` are not names");
    }
    if name.ends_with(['.', ' ']) {
        return Err("a name ends in a dot or a space");
    }
    if name.contains(|letter: char| letter.is_control() || r#"\:*?"<>|"#.contains(letter)) {
        return Err("it holds a letter that some file systems refuse");
    }
    if name.len() > LONGEST_NAME {
        return Err("a name in it is longer than most file systems allow");
    }
    // `aux.html` is a device as much as `aux`.
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    if matches!(stem.len(), 3 | 4) && DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device)) {
        return Err("Windows has a device of this name");
    }
    if name == ".git" || name.starts_with(OWN_PREFIX) {
        return Err("this name belongs to git or to the build itself");
    }
    Ok(())
}

/// The folders above `path`, nearest first: `a/b/c.html` gives `a/b`, `a`.
pub(crate) fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(parent(path), |folder| parent(folder))
}

/// The folder a path lies in; none for the top.
pub(super) fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

/// The text under which file systems that ignore case, or how a letter with a mark is written, would keep `path`.
pub(crate) fn fold(path: &str) -> Cow<'_, str> {
    if !path.is_ascii() {
        let folded = ComposingNormalizerBorrowed::new_nfc()
            .normalize(&path.to_lowercase())
            .into_owned();
        return folded.into();
    }
    if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return path.to_ascii_lowercase().into();
    }
    path.into()
}

/// Folded paths, and how those were given that were not given so, as nearly all are.
#[derive(Default)]
struct Spellings {
    folded: HashSet<Arc<str>, ahash::RandomState>,
    given: HashMap<Arc<str>, Arc<str>>,
}

impl Spellings {
    fn as_given(&self, folded: &str) -> Option<String> {
        let folded = self.folded.get(folded)?;
        Some(self.given.get(folded).unwrap_or(folded).to_string())
    }

    /// Enters a path with its [`fold`]. What is its own fold is held once.
    fn insert(&mut self, given: &Arc<str>, folded: &str) {
        if **given == *folded {
            self.folded.insert(Arc::clone(given));
            return;
        }
        let folded: Arc<str> = folded.into();
        self.given.insert(Arc::clone(&folded), Arc::clone(given));
        self.folded.insert(folded);
    }
}

/// Every path given so far; refuses one that another file already has.
#[derive(Default)]
pub(super) struct Register {
    files: Spellings,
    folders: Spellings,
}

impl Register {
    /// Enters a file, given with its [`fold`], and the folders above it; gives the path it collides with otherwise.
    pub(super) fn enter(&mut self, path: &Arc<str>, folded: &str) -> Result<(), String> {
        if let Some(other) = self.files.as_given(folded).or_else(|| self.folders.as_given(folded)) {
            return Err(other);
        }
        // Nothing is folded across a `/`: the folders of what is folded are the folded folders.
        for (folder, folded) in folders_above(path).zip(folders_above(folded)) {
            if let Some(file) = self.files.as_given(folded) {
                return Err(file);
            }
            match self.folders.as_given(folded) {
                Some(known) if known == folder => break,
                Some(known) => return Err(known),
                None => self.folders.insert(&folder.into(), folded),
            }
        }
        self.files.insert(path, folded);
        Ok(())
    }

    /// Makes room for so many files.
    pub(super) fn reserve(&mut self, files: usize) {
        self.files.folded.reserve(files);
    }

    /// Whether a file given so far lies in this folder or below.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.folders.folded.contains(&*fold(folder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_out_of_the_site_is_refused() {
        for path in [
            "",
            "/etc/passwd",
            "../x.html",
            "a/../x.html",
            "a//b.html",
            "a/",
            "./a",
            "C:/x.html",
            "c:x",
            "a\\b.html",
            "a\0b",
            "teams/aux.html",
            "Nul",
            "a/b.",
            "a/b ",
            ".git/config",
            "build.json",
            "version.json",
            "shard.json",
            ".scorpfolio-staging/x",
        ] {
            assert!(check(path).is_err(), "{path:?}");
        }
        for path in [
            "index.html",
            "teams/a/2026-01-08.html",
            ".nojekyll",
            "data/build.json",
            "größe/ü.html",
            "a/.gitkeep",
        ] {
            assert_eq!(check(path), Ok(()), "{path:?}");
        }
    }

    #[test]
    fn paths_that_some_file_systems_confuse_collide() {
        let mut register = Register::default();
        let mut enter = |path: &str| register.enter(&path.into(), &fold(path));
        assert_eq!(enter("teams/a.html"), Ok(()));
        assert_eq!(enter("teams/b/c.html"), Ok(()));
        assert_eq!(enter("teams/a.html"), Err("teams/a.html".into()));
        assert_eq!(enter("teams/A.html"), Err("teams/a.html".into()));
        assert_eq!(enter("Teams/z.html"), Err("teams".into()));
        assert_eq!(enter("teams/a.html/x"), Err("teams/a.html".into()));
        assert_eq!(enter("teams/b"), Err("teams/b".into()));
        assert_eq!(enter("teams/b.html"), Ok(()));
        // One letter, and a letter with a mark.
        assert_eq!(enter("files/\u{e9}.png"), Ok(()));
        assert_eq!(enter("files/e.png"), Ok(()));
        assert_eq!(enter("files/E\u{301}.png"), Err("files/\u{e9}.png".into()));
        assert!(register.has_folder("teams/b") && !register.has_folder("teams/b.html"));
    }

    #[test]
    fn folders_come_nearest_first() {
        assert_eq!(folders_above("a/b/c.html").collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(folders_above("index.html").count(), 0);
    }
}
