//! Reading again where it is known which files alone may have changed: those are opened, and nothing else is asked for.

use super::listing::shown;
use super::{Earlier, Seen, SourceFile, Sources, whole};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

impl Earlier<'_> {
    /// What lies in the folders now; `None` where it is not known what changed, or where that is more than what some files
    /// hold, so that folders must be listed.
    pub(super) fn again(&self, root: &Path) -> Option<(Sources, Seen)> {
        let changed = self.changed?;
        let known = &self.sources.files;
        if self.seen.folders.with_links || !self.sources.left_out.is_empty() || self.seen.files.len() != known.len() {
            return None;
        }
        let mut read: BTreeMap<usize, Arc<[u8]>> = BTreeMap::new();
        for path in changed {
            // A name that cannot be shown may look like another.
            path.to_str()?;
            let name = shown(root, path);
            match (
                known.binary_search_by(|file| (*file.path).cmp(name.as_str())),
                fs::symlink_metadata(path),
            ) {
                (Ok(place), Ok(metadata)) if metadata.is_file() && has_one_name(&metadata) => {
                    read.insert(place, whole::read(path).ok()?.into());
                }
                // What an editor puts beside a file for a moment.
                (Err(place), Err(error))
                    if error.kind() == ErrorKind::NotFound && !is_folder(&name, &known[place..]) => {}
                _ => return None,
            }
        }
        let mut stats = self.seen.files.clone();
        for place in read.keys() {
            stats[*place] = None;
        }
        let file = |(place, file): (usize, &SourceFile)| SourceFile {
            bytes: Arc::clone(read.get(&place).unwrap_or(&file.bytes)),
            ..file.clone()
        };
        let sources = Sources {
            files: known.par_iter().enumerate().map(file).collect(),
            left_out: Vec::new(),
        };
        let folders = Arc::clone(&self.seen.folders);
        Some((sources, Seen { files: stats, folders }))
    }
}

/// Whether files lay in what had this name; `after` are those that come after it, sorted.
fn is_folder(name: &str, after: &[SourceFile]) -> bool {
    let is_below = |file: &SourceFile| file.path.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
    // Names such as `a-b` come between `a` and `a/b`.
    after
        .iter()
        .take_while(|file| file.path.starts_with(name))
        .any(is_below)
}

/// Whether what is written under this name is seen under no other.
#[cfg(unix)]
fn has_one_name(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.nlink() == 1
}

/// Elsewhere nobody says.
#[cfg(not(unix))]
fn has_one_name(_metadata: &fs::Metadata) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::super::{Places, read_after};
    use super::*;
    use jiff::Timestamp;
    use std::collections::BTreeSet;
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    /// What a reading gives that is told of these changes, if it lists no folder.
    fn told(prepare: impl Fn(&Path), change: impl Fn(&Path), names: &[&str]) -> Option<Vec<(String, String)>> {
        let root = tempfile::tempdir().expect("a folder");
        let content = root.path().join("content");
        fs::create_dir_all(content.join("a")).expect("made");
        for name in ["a-b.md", "a/one.md", "b.md"] {
            fs::write(content.join(name), "before").expect("written");
        }
        prepare(&content);
        let places = Places {
            content: vec!["content".to_owned()],
            ..Places::default()
        };
        let (sources, problems, seen) = read_after(root.path(), &places, (None, Some(Timestamp::MAX)));
        assert_eq!(problems, []);
        change(&content);
        let changed: BTreeSet<PathBuf> = names.iter().map(|name| content.join(name)).collect();
        let earlier = Earlier {
            sources: &sources,
            seen: &seen,
            changed: Some(&changed),
        };
        let (sources, _) = earlier.again(root.path())?;
        let told = |file: &SourceFile| (file.path.to_string(), String::from_utf8_lossy(&file.bytes).into_owned());
        Some(sources.files.iter().map(told).collect())
    }

    fn write(content: &Path, name: &str) {
        fs::write(content.join(name), "after").expect("written");
    }

    #[test]
    fn only_what_is_told_is_opened() {
        let read = told(
            |_| {},
            |content| {
                write(content, "a/one.md");
                // Nobody says so: it is not looked at.
                write(content, "b.md");
            },
            // An editor's second file, come and gone.
            &["a/one.md", "a/one.md~"],
        );
        let read = read.expect("no folder is listed");
        let read: Vec<(&str, &str)> = read.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert_eq!(
            read,
            [
                ("content/a-b.md", "before"),
                ("content/a/one.md", "after"),
                ("content/b.md", "before")
            ]
        );
    }

    #[test]
    fn more_than_the_text_of_files_is_listed() {
        let nothing = |_: &Path| {};
        let new = |content: &Path| write(content, "c.md");
        assert_eq!(told(nothing, new, &["c.md"]), None, "a new file");
        let gone = |content: &Path| fs::remove_file(content.join("b.md")).expect("there");
        assert_eq!(told(nothing, gone, &["b.md"]), None, "a file that is gone");
        let moved = |content: &Path| fs::rename(content.join("a"), content.with_file_name("a")).expect("there");
        assert_eq!(told(nothing, moved, &["a"]), None, "a folder that is gone");
        let folder = |content: &Path| {
            fs::remove_file(content.join("b.md")).expect("there");
            fs::create_dir(content.join("b.md")).expect("made");
        };
        assert_eq!(told(nothing, folder, &["b.md"]), None, "a folder in place of a file");
        let link = |content: &Path| symlink("b.md", content.join("link.md")).expect("linked");
        let change = |content: &Path| write(content, "b.md");
        assert_eq!(told(link, change, &["b.md"]), None, "a file that a link leads to");
        let name = |content: &Path| fs::hard_link(content.join("b.md"), content.join("c.md")).expect("linked");
        assert_eq!(told(name, change, &["b.md"]), None, "a file of two names");
        assert_eq!(told(nothing, change, &["a"]), None, "a folder");
    }
}
