//! Which files the content folders hold, before any is read.

use super::stat::Stat;
use super::whole::Failure;
use super::{LeftOut, Places, TeamSource, unreadable};
use crate::diagnostic::{Code, Diagnostic, Place};
use jiff::Timestamp;
use rayon::prelude::*;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file that was found but not yet read.
pub(super) struct Found {
    pub(super) disk: PathBuf,
    pub(super) path: String,
    pub(super) content_path: String,
    pub(super) source_path: String,
    pub(super) source_url: Option<Arc<str>>,
}

/// Leaves out files that were found twice, and reports those that would be two different things.
fn twice(found: &mut Vec<Found>, problems: &mut Vec<Diagnostic>) {
    for pair in found.windows(2) {
        let [first, second] = pair else { continue };
        if first.path == second.path && first.content_path != second.content_path {
            let message = format!(
                "the file is read as `{}` and as `{}`",
                first.content_path, second.content_path
            );
            let cure = "name its folder once in scorpfolio.toml: in `content`, or in one of `[[sources]]`";
            problems.push(Diagnostic::new(Code::ReadTwice, message, cure).at(Place::file(&first.path)));
        }
    }
    found.dedup_by(|a, b| a.path == b.path);
}

/// What is found while folders are listed.
pub(super) struct Listing<'a> {
    root: &'a Path,
    excluded: &'a [PathBuf],
    /// The folders of the reading before this one, and the moment before this one began, where another is to follow.
    seen: (Option<&'a Folders>, Option<Timestamp>),
    pub(super) found: Vec<Found>,
    /// The folders that the next reading need not list while they are the same.
    pub(super) folders: Folders,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) problems: Vec<Diagnostic>,
}

impl<'a> Listing<'a> {
    /// What lies in all these places.
    pub(super) fn of(root: &'a Path, places: &'a Places, seen: (Option<&'a Folders>, Option<Timestamp>)) -> Self {
        let mut listing = Self {
            root,
            excluded: &places.excluded,
            seen,
            found: Vec::new(),
            folders: Folders::default(),
            left_out: Vec::new(),
            problems: Vec::new(),
        };
        listing.content(places);
        for source in &places.sources {
            listing.source(source);
        }
        listing.found.sort_by(|a, b| a.path.cmp(&b.path));
        twice(&mut listing.found, &mut listing.problems);
        listing
    }
}

impl Listing<'_> {
    /// Lists the folders that `content` names, globs expanded, in order, each once.
    fn content(&mut self, places: &Places) {
        let url: Option<Arc<str>> = places.source_url.as_deref().map(Arc::from);
        let mut folders: Vec<PathBuf> = Vec::new();
        for pattern in &places.content {
            let is_glob = pattern.contains(['*', '?', '[', '{']);
            let matches = if is_glob {
                expand(self.root, pattern)
            } else {
                vec![self.root.join(pattern)]
            };
            let mut held = 0;
            let is_read = |folder: &&PathBuf| !is_glob || !self.excluded.contains(*folder);
            for folder in matches.iter().filter(is_read) {
                let holds_something = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
                if !holds_something && is_glob {
                    // What was to be fetched into it is missing, and with it whoever it is about.
                    self.missing(&shown(self.root, folder), pattern);
                    held += 1;
                } else if holds_something && !folders.contains(folder) {
                    // What lies in a clone of another repository is not at the address of ours.
                    let url = url.as_ref().filter(|_| !is_clone(self.root, folder));
                    self.list(folder, "", Linked::FromRoot(url));
                    folders.push(folder.clone());
                    held += 1;
                }
            }
            if held == 0 {
                self.missing(pattern, pattern);
            }
        }
    }

    fn missing(&mut self, folder: &str, pattern: &str) {
        let message = if folder == pattern {
            format!("the content folder `{pattern}` is missing or empty")
        } else {
            format!("the content folder `{folder}`, one of `{pattern}`, is empty")
        };
        let cure = if folder == pattern {
            "correct `content` in scorpfolio.toml, or write a first report with `scorpfolio new team NAME`"
        } else {
            "check that the step that fetches it has run, or remove the folder"
        };
        let problem = Diagnostic::new(Code::MissingContent, message, cure).at(Place::file("scorpfolio.toml"));
        // A folder that is named itself may hold what all teams share: nothing can go on without it.
        if folder != pattern {
            self.left_out.push(LeftOut {
                path: folder.to_owned(),
                ..left_out_by(&problem, String::new())
            });
        }
        self.problems.push(problem);
    }

    /// Lists a folder of another repository.
    fn source(&mut self, source: &TeamSource) {
        let folder = self.root.join(&source.path);
        let before = self.found.len();
        let url: Option<Arc<str>> = source.source_url.as_deref().map(Arc::from);
        let prefix = (source.team.as_ref()).map_or_else(String::new, |team| format!("teams/{team}/"));
        if folder.is_dir() {
            self.list(&folder, &prefix, Linked::FromFolder(url.as_ref()));
        }
        if self.found.len() == before {
            let of = (source.team.as_ref()).map_or_else(String::new, |team| format!(" of team `{team}`"));
            let message = format!("the source `{}`{of} is missing or empty", source.path);
            let cure = "check the path, and that the step that fetches it has run";
            let problem = Diagnostic::new(Code::MissingContent, message, cure).at(source.place.clone());
            self.left_out.push(LeftOut {
                path: source.path.clone(),
                ..left_out_by(&problem, prefix)
            });
            self.problems.push(problem);
        }
    }
}

/// How the files of a folder are linked.
#[derive(Clone, Copy)]
enum Linked<'a> {
    /// By their path from the folder of scorpfolio.toml.
    FromRoot(Option<&'a Arc<str>>),
    /// By their path in the folder: it comes from a repository of its own.
    FromFolder(Option<&'a Arc<str>>),
}

/// Whether a folder below `root` lies in a clone (or submodule) of another repository.
fn is_clone(root: &Path, folder: &Path) -> bool {
    let below = folder
        .ancestors()
        .take_while(|ancestor| *ancestor != root && ancestor.starts_with(root));
    below.into_iter().any(|ancestor| ancestor.join(".git").exists())
}

/// Folders below `root` that match a glob.
pub(crate) fn expand(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let Ok(glob) = globset::GlobBuilder::new(pattern).literal_separator(true).build() else {
        return Vec::new();
    };
    let matcher = glob.compile_matcher();
    let depth = if pattern.contains("**") {
        usize::MAX
    } else {
        pattern.split('/').count()
    };
    let walk = walkdir::WalkDir::new(root)
        .min_depth(1)
        .max_depth(depth)
        .sort_by_file_name()
        .into_iter();
    walk.filter_entry(|entry| !is_hidden(entry.file_name()))
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .filter(|entry| entry.path().strip_prefix(root).is_ok_and(|path| matcher.is_match(path)))
        .map(walkdir::DirEntry::into_path)
        .collect()
}

impl Listing<'_> {
    /// Reports a file or folder that cannot be used.
    fn refuse(&mut self, problem: Diagnostic, content_path: String) {
        self.left_out.push(left_out_by(&problem, content_path));
        self.problems.push(problem);
    }

    /// Lists a folder and all below it, one level after the other: as deep as the system allows, and each level by all
    /// threads.
    fn list(&mut self, folder: &Path, prefix: &str, linked: Linked<'_>) {
        let walk = Walk {
            real: fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()),
            excluded: self.excluded,
            prefix,
            linked,
            seen: self.seen,
        };
        let top = Folder {
            above: None,
            disk: folder.to_owned(),
            path: shown(self.root, folder),
            content_path: prefix.to_owned(),
            is_text: true,
        };
        let mut level = vec![Arc::new(top)];
        while !level.is_empty() {
            let listed: Vec<Listed> = level.par_iter().map(|folder| walk.one(folder)).collect();
            level.clear();
            for listed in listed {
                level.extend(listed.folders);
                self.found.extend(listed.found);
                self.folders.kept.extend(listed.settled);
                self.folders.with_links |= listed.with_links;
                for (problem, content_path) in listed.refused {
                    self.refuse(problem, content_path);
                }
            }
        }
    }
}

/// A folder on the way down.
struct Folder {
    above: Option<Arc<Folder>>,
    disk: PathBuf,
    path: String,
    content_path: String,
    /// Whether its path within the content folder is UTF-8.
    is_text: bool,
}

/// What a folder holds itself.
#[derive(Default)]
struct Listed {
    found: Vec<Found>,
    folders: Vec<Arc<Folder>>,
    /// What cannot be used, with its path within the content folders.
    refused: Vec<(Diagnostic, String)>,
    /// What the next reading may take over.
    settled: Option<(PathBuf, Kept)>,
    /// Whether symbolic links lie in it.
    with_links: bool,
}

/// The way down from one content folder.
struct Walk<'a> {
    /// The content folder without links: what leads out of it is not read.
    real: PathBuf,
    excluded: &'a [PathBuf],
    prefix: &'a str,
    linked: Linked<'a>,
    seen: (Option<&'a Folders>, Option<Timestamp>),
}

impl Walk<'_> {
    fn one(&self, folder: &Arc<Folder>) -> Listed {
        let mut listed = Listed::default();
        match self.names(&folder.disk) {
            Ok((names, stat)) => {
                for (name, kind) in &*names {
                    self.name(folder, (name, *kind), &mut listed);
                }
                listed.settled = stat.map(|stat| (folder.disk.clone(), Kept { stat, names }));
            }
            Err(error) => listed.refused.push((
                cannot_be_read(&error.to_string(), &folder.path),
                folder.content_path.clone(),
            )),
        }
        listed
    }

    /// What lies in a folder by name, and what the system says of the folder if the next reading may believe it.
    fn names(&self, folder: &Path) -> io::Result<(Names, Option<Stat>)> {
        let (earlier, now) = self.seen;
        let Some(now) = now else {
            return Ok((names(folder)?, None));
        };
        // Asked before it is listed: what changes meanwhile is then seen by the next reading.
        let metadata = fs::metadata(folder)?;
        let known = earlier.and_then(|earlier| earlier.kept.get(folder));
        match known.filter(|known| known.stat.is_of(&metadata)) {
            Some(known) => Ok((Arc::clone(&known.names), Some(known.stat))),
            None => Ok((names(folder)?, Stat::settled(&metadata, now))),
        }
    }

    fn name(&self, folder: &Arc<Folder>, (name, kind): (&OsStr, Kind), listed: &mut Listed) {
        let disk = folder.disk.join(name);
        let (path, content_path) = (below(&folder.path, name), below(&folder.content_path, name));
        let kind = match kind {
            Kind::Link => {
                listed.with_links = true;
                match self.target(folder, &disk, &path) {
                    Ok(kind) => kind,
                    Err(problem) => return listed.refused.push((*problem, content_path)),
                }
            }
            kind => kind,
        };
        let is_text = folder.is_text && name.to_str().is_some();
        match kind {
            Kind::Folder if self.excluded.contains(&disk) => {}
            Kind::Folder => listed.folders.push(Arc::new(Folder {
                above: Some(Arc::clone(folder)),
                disk,
                path,
                content_path,
                is_text,
            })),
            Kind::File if is_text => {
                // A source of its own repository is linked from that repository's root; merged folders from ours.
                let (source_path, source_url) = match self.linked {
                    Linked::FromRoot(url) => (path.clone(), url),
                    Linked::FromFolder(url) => (content_path[self.prefix.len()..].to_owned(), url),
                };
                listed.found.push(Found {
                    disk,
                    path,
                    content_path,
                    source_path,
                    source_url: source_url.cloned(),
                });
            }
            Kind::File => {
                let message = "the file name is not UTF-8";
                let problem = Diagnostic::new(Code::BadFileName, message, "rename the file").at(Place::file(path));
                listed.refused.push((problem, content_path));
            }
            Kind::Link | Kind::Other => listed.refused.push((unreadable(&path, &Failure::NoFile), content_path)),
        }
    }

    /// What a symbolic link in a folder leads to, unless it leads where nothing is read.
    fn target(&self, folder: &Folder, link: &Path, path: &str) -> Result<Kind, Box<Diagnostic>> {
        let found = fs::metadata(link).and_then(|metadata| Ok((metadata.file_type(), fs::canonicalize(link)?)));
        let (kind, target) = found.map_err(|error| cannot_be_read(&error.to_string(), path))?;
        let mut above = std::iter::successors(Some(folder), |folder| folder.above.as_deref());
        if kind.is_dir() && above.any(|above| fs::canonicalize(&above.disk).is_ok_and(|above| above == target)) {
            let message = "symbolic links lead in a circle";
            let problem = Diagnostic::new(Code::Unreadable, message, LINK_CURE).at(Place::file(path));
            return Err(Box::new(problem));
        }
        if !target.starts_with(&self.real) {
            let message = "the symbolic link leads out of the content folder";
            let cure = "copy the file into the content folder";
            let problem = Diagnostic::new(Code::OutsideContent, message, cure).at(Place::file(path));
            return Err(Box::new(problem));
        }
        Ok(Kind::of(kind))
    }
}

const LINK_CURE: &str = "remove the link, or make what it names readable";

fn cannot_be_read(why: &str, path: &str) -> Diagnostic {
    Diagnostic::new(Code::Unreadable, format!("cannot be read: {why}"), LINK_CURE).at(Place::file(path))
}

/// What lies in a folder, sorted, but for hidden files.
type Names = Arc<[(OsString, Kind)]>;

/// What a name in a folder stands for.
#[derive(Debug, Clone, Copy)]
enum Kind {
    File,
    Folder,
    Link,
    /// A pipe, a socket, a device.
    Other,
}

impl Kind {
    fn of(found: FileType) -> Self {
        match found {
            found if found.is_file() => Self::File,
            found if found.is_dir() => Self::Folder,
            found if found.is_symlink() => Self::Link,
            _ => Self::Other,
        }
    }
}

fn names(folder: &Path) -> io::Result<Names> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if !is_hidden(&name) {
            names.push((name, Kind::of(entry.file_type()?)));
        }
    }
    names.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(names.into())
}

/// Folders as they were listed: while the system says the same of one, the same names lie in it.
#[derive(Debug, Default)]
pub(super) struct Folders {
    kept: HashMap<PathBuf, Kept, ahash::RandomState>,
    /// Whether symbolic links were followed: then a file may be reached by more than one path.
    pub(super) with_links: bool,
}

#[derive(Debug)]
struct Kept {
    stat: Stat,
    names: Names,
}

pub(super) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
}

/// The path of what is called so in a folder.
fn below(folder: &str, name: &OsStr) -> String {
    let between = if folder.is_empty() || folder.ends_with('/') {
        ""
    } else {
        "/"
    };
    format!("{folder}{between}{}", name.to_string_lossy())
}

/// A path as messages show it: from the folder of scorpfolio.toml, with `/`.
pub(super) fn shown(root: &Path, path: &Path) -> String {
    slashes(path.strip_prefix(root).unwrap_or(path))
}

pub(super) fn slashes(path: &Path) -> String {
    path.components()
        .map(|component| component.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// What a problem leaves out.
pub(super) fn left_out_by(problem: &Diagnostic, content_path: String) -> LeftOut {
    LeftOut {
        path: problem
            .place
            .as_ref()
            .map_or_else(String::new, |place| place.file.clone()),
        content_path,
        line: 0,
        message: problem.message.clone(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn listed<'a>(root: &'a Path, places: &'a Places, earlier: Option<&'a Folders>) -> Listing<'a> {
        // So late that every folder has been as it is for a while.
        let now = Timestamp::MAX;
        Listing::of(root, places, (earlier, Some(now)))
    }

    fn paths(listing: &Listing<'_>) -> Vec<String> {
        listing.found.iter().map(|found| found.path.clone()).collect()
    }

    #[test]
    fn only_a_folder_that_changed_is_listed_again() {
        let root = tempfile::tempdir().expect("a folder");
        let (one, other) = (root.path().join("content/one"), root.path().join("content/other"));
        for folder in [&one, &other] {
            fs::create_dir_all(folder).expect("made");
            fs::write(folder.join("a.md"), "").expect("written");
        }
        let places = Places {
            content: vec!["content".to_owned()],
            ..Places::default()
        };
        let first = listed(root.path(), &places, None);
        let kept = |listing: &Listing<'_>, folder: &Path| Arc::clone(&listing.folders.kept[folder].names);
        let before = [kept(&first, &one), kept(&first, &other)];
        let earlier = first.folders;
        let stat = Stat::settled(&fs::metadata(&other).expect("there"), Timestamp::MAX);
        // Until the file system's clock has ticked.
        while Stat::settled(&fs::metadata(&other).expect("there"), Timestamp::MAX) == stat {
            fs::write(other.join("b.md"), "").expect("written");
            fs::remove_file(other.join("a.md"))
                .or_else(|_| fs::write(other.join("a.md"), ""))
                .expect("changed");
        }
        let _ = fs::remove_file(other.join("a.md"));
        let second = listed(root.path(), &places, Some(&earlier));
        assert_eq!(paths(&second), ["content/one/a.md", "content/other/b.md"]);
        assert!(Arc::ptr_eq(&before[0], &kept(&second, &one)));
        assert!(!Arc::ptr_eq(&before[1], &kept(&second, &other)));
    }

    #[test]
    fn what_an_editor_hides_is_not_looked_at() {
        let root = tempfile::tempdir().expect("a folder");
        let content = root.path().join("content");
        fs::create_dir(&content).expect("made");
        fs::write(content.join("a.md"), "").expect("written");
        // A lock, as Emacs makes it: a link to a name that does not exist.
        symlink("somebody@somewhere.4711:1", content.join(".#a.md")).expect("linked");
        let places = Places {
            content: vec!["content".to_owned()],
            ..Places::default()
        };
        let listing = listed(root.path(), &places, None);
        assert_eq!(paths(&listing), ["content/a.md"]);
        assert_eq!(listing.problems, []);
    }
}
