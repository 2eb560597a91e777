//! The content as it lies on disk, each file read once, in sorted order.
//!
//! This is the only place that reads the content folder. It knows where files belong, not what they mean.

#![expect(clippy::disallowed_methods, reason = "this module is where files are read")]

mod stat;
mod whole;

use crate::diagnostic::{Code, Diagnostic, Place};
use jiff::Timestamp;
use rayon::prelude::*;
use stat::Stat;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use whole::Failure;

/// Most bytes a content file may have.
pub const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// What a content file is, by its path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `metrics.toml` of the portfolio.
    Catalogue,
    /// `teams/<team>/team.toml`.
    Team(String),
    /// `teams/<team>/metrics.toml`.
    TeamMetrics(String),
    /// `teams/<team>/reports/<date>.toml`.
    Report(String),
    /// `teams/<team>/scorp.md`: the published template, filled in.
    Template(String),
    /// `teams/<team>/data/*.csv`.
    Data(String),
    /// `teams/<team>/imports.toml`: what `scorpfolio import --all` reads.
    Imports(String),
    /// `teams/<team>/actions.toml`.
    Actions(String),
    /// `teams/<team>/releases.toml`.
    Releases(String),
    /// `teams/<team>/incidents/*.md`.
    Incident(String),
    /// `teams/<team>/war/*.{toml,json,csv}`.
    War(String),
    /// `notads/*.md`.
    Notad,
    /// `tech-shares/*.md`.
    TechShare,
    /// `topics.toml`.
    Topics,
    /// `reviews/<id>/<date>.md`; the id may be left out where there is one review.
    Minutes(Option<String>),
    /// `pages/*.md`.
    Page,
    /// `radiators/*.toml`: office screens.
    Radiator,
    /// Anything else: published if a page links to it, otherwise a warning.
    Other,
}

impl Role {
    /// What the path within a content folder says of a file.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').collect();
        let ending = |name: &str, wanted: &str| name.len() > wanted.len() && name.ends_with(wanted);
        match parts.as_slice() {
            ["metrics.toml"] => Self::Catalogue,
            ["teams", team, "team.toml"] => Self::Team((*team).to_owned()),
            ["teams", team, "metrics.toml"] => Self::TeamMetrics((*team).to_owned()),
            ["teams", team, "reports", name] if ending(name, ".toml") => Self::Report((*team).to_owned()),
            ["teams", team, "scorp.md"] => Self::Template((*team).to_owned()),
            ["teams", team, "data", name] if ending(name, ".csv") => Self::Data((*team).to_owned()),
            ["teams", team, "imports.toml"] => Self::Imports((*team).to_owned()),
            ["teams", team, "actions.toml"] => Self::Actions((*team).to_owned()),
            ["teams", team, "releases.toml"] => Self::Releases((*team).to_owned()),
            ["teams", team, "incidents", name] if ending(name, ".md") => Self::Incident((*team).to_owned()),
            ["teams", team, "war", name] if [".toml", ".json", ".csv"].iter().any(|end| ending(name, end)) => {
                Self::War((*team).to_owned())
            }
            ["notads", name] if ending(name, ".md") => Self::Notad,
            ["tech-shares", name] if ending(name, ".md") => Self::TechShare,
            ["topics.toml"] => Self::Topics,
            ["reviews", name] if ending(name, ".md") => Self::Minutes(None),
            ["reviews", review, name] if ending(name, ".md") => Self::Minutes(Some((*review).to_owned())),
            ["pages", name] if ending(name, ".md") => Self::Page,
            ["radiators", name] if ending(name, ".toml") => Self::Radiator,
            _ => Self::Other,
        }
    }

    /// The team whose folder the file lies in.
    #[must_use]
    pub fn team(&self) -> Option<&str> {
        match self {
            Self::Team(team)
            | Self::TeamMetrics(team)
            | Self::Report(team)
            | Self::Template(team)
            | Self::Data(team)
            | Self::Imports(team)
            | Self::Actions(team)
            | Self::Releases(team)
            | Self::Incident(team)
            | Self::War(team) => Some(team),
            Self::Catalogue
            | Self::Notad
            | Self::TechShare
            | Self::Topics
            | Self::Minutes(_)
            | Self::Page
            | Self::Radiator
            | Self::Other => None,
        }
    }
}

/// One file of the content.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path from the folder of scorpfolio.toml, with `/`: its name in messages and pages.
    pub path: String,
    /// Path within the content folders, all of which are merged: `teams/checkout/team.toml`.
    pub content_path: String,
    /// Path from the root of the repository it comes from, for links to it.
    pub source_path: String,
    /// Where a reader sees it, if its source says.
    pub source_url: Option<Arc<str>>,
    /// What it is.
    pub role: Role,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// Where to look for content.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Content folders or globs.
    pub content: Vec<String>,
    /// Folders that hold one team each.
    pub sources: Vec<TeamSource>,
    /// Where a reader sees files of the content folders.
    pub source_url: Option<String>,
    /// Folders that are never content although a glob may reach them, such as the output.
    pub excluded: Vec<PathBuf>,
}

/// A folder of another repository: of one team, or content of several.
#[derive(Debug, Clone)]
pub struct TeamSource {
    /// The folder, from the folder of scorpfolio.toml.
    pub path: String,
    /// The slug of the team, where the folder holds what would be `content/teams/<team>`; without it the folder holds
    /// what would be `content`.
    pub team: Option<String>,
    /// Where a reader sees its files.
    pub source_url: Option<String>,
    /// Where scorpfolio.toml says so.
    pub place: Place,
}

/// All content files, sorted by path.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The files.
    pub files: Vec<SourceFile>,
    /// What is not among the files because it could not be read.
    pub left_out: Vec<LeftOut>,
}

impl Sources {
    /// Lets go of what the files hold: pages are made of the portfolio alone, and of a thousand teams it is much.
    pub fn forget_bytes(&mut self) {
        for file in &mut self.files {
            file.bytes = Arc::default();
        }
    }
}

/// A file or a whole source of the content that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The path that its problem names: of the file, or of the source's folder.
    pub path: String,
    /// Path within the content folders; of the source of a team, that team's folder.
    pub content_path: String,
    /// The line of the problem; 0 for the file as a whole.
    pub line: u32,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
}

impl LeftOut {
    /// The team it belongs to.
    #[must_use]
    pub fn team(&self) -> Option<&str> {
        let (team, _) = self.content_path.strip_prefix("teams/")?.split_once('/')?;
        (!team.is_empty()).then_some(team)
    }
}

/// Reads scorpfolio.toml of a folder.
pub fn read_configuration(root: &Path) -> Result<String, Diagnostic> {
    let path = root.join("scorpfolio.toml");
    let bytes = whole::read(&path).map_err(|failure| {
        if failure.is_missing() {
            let message = format!("there is no scorpfolio.toml in {}", root.display());
            Diagnostic::new(Code::MissingConfiguration, message, "run the command where it is, name its folder with `--root DIR`, or start one with `scorpfolio init DIR`")
        } else {
            unreadable("scorpfolio.toml", &failure)
        }
    })?;
    String::from_utf8(bytes).map_err(|error| not_utf8("scorpfolio.toml", error.as_bytes()))
}

/// Reads a text file that a command was given, such as a contract.
pub fn read_text(path: &Path) -> std::io::Result<String> {
    fs::read_to_string(path)
}

/// The name of a folder, if it has one.
#[must_use]
pub fn folder_name(folder: &Path) -> Option<String> {
    let real = fs::canonicalize(folder).ok()?;
    Some(real.file_name()?.to_string_lossy().into_owned())
}

/// What the system said of a file when it was read, if it had been so for a while; apart, since few readings ask.
pub(crate) type Settled = Option<Box<Stat>>;

/// A reading before this one, in the same process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Earlier<'a> {
    /// What it read.
    pub(crate) sources: &'a Sources,
    /// What the system said of each file.
    pub(crate) stats: &'a [Settled],
}

/// Reads every content file, in parallel; all that cannot be read is reported, and the rest returned.
#[must_use]
pub fn read(root: &Path, places: &Places) -> (Sources, Vec<Diagnostic>) {
    let (sources, problems, _) = read_after(root, places, (None, None));
    (sources, problems)
}

/// Reads as [`read`] does, but opens no file that is, by what the system says of it, the one that an `earlier` reading read.
/// Gives what the system says of each file where a later reading is to follow; `now` is the moment before this one began.
pub(crate) fn read_after(
    root: &Path,
    places: &Places,
    (earlier, now): (Option<Earlier<'_>>, Option<Timestamp>),
) -> (Sources, Vec<Diagnostic>, Vec<Settled>) {
    let mut listing = Listing {
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
    let Listing {
        mut found,
        mut left_out,
        mut problems,
        ..
    } = listing;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    twice(&mut found, &mut problems);
    let content_paths: Vec<String> = found.iter().map(|found| found.content_path.clone()).collect();
    let read: Vec<Result<(SourceFile, Settled), Diagnostic>> = found
        .into_par_iter()
        .map(|found| read_one(found, (earlier, now)))
        .collect();
    let (mut files, mut stats) = (Vec::with_capacity(read.len()), Vec::with_capacity(read.len()));
    for (result, content_path) in read.into_iter().zip(content_paths) {
        match result {
            Ok((file, stat)) => {
                files.push(file);
                stats.push(stat);
            }
            Err(problem) => {
                left_out.push(left_out_by(&problem, content_path));
                problems.push(problem);
            }
        }
    }
    (Sources { files, left_out }, problems, stats)
}

/// What a problem leaves out.
fn left_out_by(problem: &Diagnostic, content_path: String) -> LeftOut {
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

/// A file that was found but not yet read.
struct Found {
    disk: PathBuf,
    path: String,
    content_path: String,
    source_path: String,
    source_url: Option<Arc<str>>,
}

impl Earlier<'_> {
    /// What a file held, if it is still that file by what the system says.
    fn bytes(&self, found: &Found) -> Option<(Arc<[u8]>, Settled)> {
        let files = &self.sources.files;
        let known = files.binary_search_by(|file| file.path.cmp(&found.path)).ok()?;
        let stat = self.stats.get(known)?.as_ref()?;
        let is_same = fs::metadata(&found.disk).is_ok_and(|metadata| stat.is_of(&metadata));
        is_same.then(|| (Arc::clone(&files[known].bytes), Some(stat.clone())))
    }
}

fn read_one(
    found: Found,
    (earlier, now): (Option<Earlier<'_>>, Option<Timestamp>),
) -> Result<(SourceFile, Settled), Diagnostic> {
    let known = earlier.and_then(|earlier| earlier.bytes(&found));
    let (bytes, stat) = if let Some(known) = known {
        known
    } else {
        let read = whole::read_with_metadata(&found.disk);
        let (bytes, metadata) = read.map_err(|failure| unreadable(&found.path, &failure))?;
        let settled = now.and_then(|now| Stat::settled(&metadata, now));
        (bytes.into(), settled.map(Box::new))
    };
    let role = Role::of(&found.content_path);
    let Found {
        path,
        content_path,
        source_path,
        source_url,
        ..
    } = found;
    let file = SourceFile {
        path,
        content_path,
        source_path,
        source_url,
        role,
        bytes,
    };
    Ok((file, stat))
}

/// What is found while folders are listed.
struct Listing<'a> {
    root: &'a Path,
    excluded: &'a [PathBuf],
    found: Vec<Found>,
    left_out: Vec<LeftOut>,
    problems: Vec<Diagnostic>,
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

fn is_hidden(name: &std::ffi::OsStr) -> bool {
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

fn slashes(path: &Path) -> String {
    path.components()
        .map(|component| component.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

fn unreadable(path: &str, failure: &Failure) -> Diagnostic {
    let code = match failure {
        Failure::TooLarge(_) => Code::TooLarge,
        Failure::System(_) | Failure::NoFile | Failure::Changing => Code::Unreadable,
    };
    Diagnostic::new(code, failure.to_string(), failure.cure()).at(Place::file(path))
}

/// The problem of a file that is not UTF-8, at its first bad byte.
#[must_use]
pub fn not_utf8(path: &str, bytes: &[u8]) -> Diagnostic {
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let text = String::from_utf8_lossy(bytes);
    let cure = "save the file as UTF-8";
    let message = "the file is not UTF-8 text";
    Diagnostic::new(Code::NotUtf8, message, cure)
        .at(Place::span(path, &text, valid..valid + 1))
        .label("not UTF-8 from here")
}

/// A theme folder's files by their path in it, sorted; empty if there is no such folder. Links in it are followed: a theme
/// is trusted as the program is.
pub fn read_theme(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Diagnostic> {
    let mut files = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    let named = |path: &Path| {
        let theme = folder.file_name().unwrap_or_default().to_string_lossy();
        let within = slashes(path.strip_prefix(folder).unwrap_or(path));
        format!("themes/{theme}/{within}")
    };
    let walk = walkdir::WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name())) {
        let entry = entry.map_err(|error| {
            let path = named(error.path().unwrap_or(folder));
            unreadable(&path, &Failure::System(error.into()))
        })?;
        if !entry.file_type().is_dir() {
            let path = slashes(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
            let bytes = whole::read(entry.path()).map_err(|failure| unreadable(&named(entry.path()), &failure))?;
            files.insert(path, bytes);
        }
    }
    Ok(files)
}
