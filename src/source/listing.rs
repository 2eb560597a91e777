//! Which files the content folders hold, before any is read.

use super::whole::Failure;
use super::{LeftOut, Places, TeamSource, unreadable};
use crate::diagnostic::{Code, Diagnostic, Place};
use std::fs;
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
    pub(super) found: Vec<Found>,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) problems: Vec<Diagnostic>,
}

impl<'a> Listing<'a> {
    /// What lies in all these places.
    pub(super) fn of(root: &'a Path, places: &'a Places) -> Self {
        let mut listing = Self {
            root,
            excluded: &places.excluded,
            found: Vec::new(),
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

    fn list(&mut self, folder: &Path, prefix: &str, linked: Linked<'_>) {
        let root = self.root;
        let excluded = self.excluded;
        let within = |path: &Path| format!("{prefix}{}", slashes(path.strip_prefix(folder).unwrap_or(path)));
        // Both paths of each folder on the way to an entry: those of its files differ from them by a name.
        let mut above: Vec<(String, String)> = Vec::new();
        let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let walk = walkdir::WalkDir::new(folder)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter();
        let mut kept = walk.filter_entry(|entry| {
            let is_excluded = || entry.file_type().is_dir() && excluded.iter().any(|path| entry.path() == path);
            entry.depth() == 0 || !(is_hidden(entry.file_name()) || is_excluded())
        });
        while let Some(entry) = kept.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let at = error.path().unwrap_or(folder);
                    let path = shown(root, at);
                    let message = match error.loop_ancestor() {
                        Some(_) => "symbolic links lead in a circle".to_owned(),
                        None => format!(
                            "cannot be read: {}",
                            error
                                .io_error()
                                .map_or_else(|| error.to_string(), std::io::Error::to_string)
                        ),
                    };
                    let cure = "remove the link, or make what it names readable";
                    let problem = Diagnostic::new(Code::Unreadable, message, cure).at(Place::file(path));
                    self.refuse(problem, within(at));
                    continue;
                }
            };
            above.truncate(entry.depth());
            let (path, content_path) = match above.last() {
                Some((path, content_path)) => (below(path, entry.file_name()), below(content_path, entry.file_name())),
                None => (shown(root, entry.path()), within(entry.path())),
            };
            if entry.path_is_symlink() && !fs::canonicalize(entry.path()).is_ok_and(|target| target.starts_with(&real))
            {
                let message = "the symbolic link leads out of the content folder";
                let cure = "copy the file into the content folder";
                let problem = Diagnostic::new(Code::OutsideContent, message, cure).at(Place::file(path));
                self.refuse(problem, content_path);
                if entry.file_type().is_dir() {
                    kept.skip_current_dir();
                }
                continue;
            }
            if entry.file_type().is_dir() {
                above.push((path, content_path));
                continue;
            }
            if !entry.file_type().is_file() {
                self.refuse(unreadable(&path, &Failure::NoFile), content_path);
                continue;
            }
            let is_text = |path: &Path| path.to_str().is_some();
            if !is_text(entry.path()) && !entry.path().strip_prefix(folder).is_ok_and(is_text) {
                let message = "the file name is not UTF-8";
                let problem = Diagnostic::new(Code::BadFileName, message, "rename the file").at(Place::file(path));
                self.refuse(problem, content_path);
                continue;
            }
            // A source of its own repository is linked from that repository's root; merged folders from ours.
            let (source_path, source_url) = match linked {
                Linked::FromRoot(url) => (path.clone(), url),
                Linked::FromFolder(url) => (content_path[prefix.len()..].to_owned(), url),
            };
            self.found.push(Found {
                disk: entry.path().to_owned(),
                path,
                content_path,
                source_path,
                source_url: source_url.cloned(),
            });
        }
    }
}

pub(super) fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
}

/// The path of what is called so in a folder.
fn below(folder: &str, name: &std::ffi::OsStr) -> String {
    let between = if folder.is_empty() || folder.ends_with('/') {
        ""
    } else {
        "/"
    };
    format!("{folder}{between}{}", name.to_string_lossy())
}

/// A path as messages show it: from the folder of scorpfolio.toml, with `/`.
fn shown(root: &Path, path: &Path) -> String {
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
