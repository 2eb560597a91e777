//! The content as it lies on disk, each file read once, in sorted order.
//!
//! This is the only place that reads the content folder. It knows where files belong, not what they mean.

#![expect(clippy::disallowed_methods, reason = "this module is where files are read")]

mod again;
mod listing;
mod stat;
mod whole;

#[cfg(feature = "preview")]
pub(crate) use listing::expand;

use crate::diagnostic::{Code, Diagnostic, Place};
use jiff::Timestamp;
use listing::{Folders, Found, Listing, is_hidden, left_out_by, slashes};
use rayon::prelude::*;
use stat::Stat;
use std::collections::{BTreeMap, BTreeSet};
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
#[derive(Debug, Clone, PartialEq)]
pub struct SourceFile {
    /// Path from the folder of scorpfolio.toml, with `/`: its name in messages and pages.
    pub path: Arc<str>,
    /// Path within the content folders, all of which are merged: `teams/checkout/team.toml`.
    pub content_path: Arc<str>,
    /// Path from the root of the repository it comes from, for links to it.
    pub source_path: Arc<str>,
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
#[derive(Debug, Clone, Default, PartialEq)]
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
type Settled = Option<Arc<Stat>>;

/// What the system said of files and folders when they were read, for the next reading in the same process.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    files: Vec<Settled>,
    folders: Arc<Folders>,
}

/// A reading before this one, in the same process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Earlier<'a> {
    /// What it read.
    pub(crate) sources: &'a Sources,
    /// What the system said of it.
    pub(crate) seen: &'a Seen,
    /// What alone may have changed since, where whoever watches the folder knows.
    pub(crate) changed: Option<&'a BTreeSet<PathBuf>>,
}

/// Reads every content file, in parallel; all that cannot be read is reported, and the rest returned.
#[must_use]
pub fn read(root: &Path, places: &Places) -> (Sources, Vec<Diagnostic>) {
    let (sources, problems, _) = read_after(root, places, (None, None));
    (sources, problems)
}

/// Reads as [`read`] does, but opens no file and lists no folder that is, by what the system says of it, as an `earlier` reading
/// found it, and does not even ask where it is known what changed. Gives what the system says of each where a later reading is to
/// follow; `now` is the moment before this one began.
pub(crate) fn read_after(
    root: &Path,
    places: &Places,
    (earlier, now): (Option<Earlier<'_>>, Option<Timestamp>),
) -> (Sources, Vec<Diagnostic>, Seen) {
    if let Some((sources, seen)) = earlier.and_then(|earlier| earlier.again(root)) {
        return (sources, Vec::new(), seen);
    }
    let Listing {
        found,
        folders,
        mut left_out,
        mut problems,
        ..
    } = Listing::of(root, places, (earlier.map(|earlier| &*earlier.seen.folders), now));
    let content_paths: Vec<String> = found.iter().map(|found| found.content_path.clone()).collect();
    let read: Vec<Result<(SourceFile, Settled), Diagnostic>> = found
        .into_par_iter()
        .enumerate()
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
    let folders = Arc::new(folders);
    let seen = Seen { files: stats, folders };
    (Sources { files, left_out }, problems, seen)
}

impl Earlier<'_> {
    /// What a file held, if it is still that file by what the system says; most stand where they stood in the list.
    fn bytes(&self, place: usize, found: &Found) -> Option<(Arc<[u8]>, Settled)> {
        let files = &self.sources.files;
        let known = match files.get(place) {
            Some(file) if *file.path == *found.path => place,
            _ => files.binary_search_by(|file| (*file.path).cmp(&*found.path)).ok()?,
        };
        let stat = self.seen.files.get(known)?.as_ref()?;
        let is_same = fs::metadata(&found.disk).is_ok_and(|metadata| stat.is_of(&metadata));
        is_same.then(|| (Arc::clone(&files[known].bytes), Some(Arc::clone(stat))))
    }
}

fn read_one(
    (place, found): (usize, Found),
    (earlier, now): (Option<Earlier<'_>>, Option<Timestamp>),
) -> Result<(SourceFile, Settled), Diagnostic> {
    let known = earlier.and_then(|earlier| earlier.bytes(place, &found));
    let (bytes, stat) = if let Some(known) = known {
        known
    } else {
        let read = whole::read_with_metadata(&found.disk);
        let (bytes, metadata) = read.map_err(|failure| unreadable(&found.path, &failure))?;
        let settled = now.and_then(|now| Stat::settled(&metadata, now));
        (bytes.into(), settled.map(Arc::new))
    };
    let role = Role::of(&found.content_path);
    let Found {
        path,
        content_path,
        source_path,
        source_url,
        ..
    } = found;
    let path: Arc<str> = path.into();
    let file = SourceFile {
        // They differ where another repository's files are content.
        source_path: if *path == *source_path {
            Arc::clone(&path)
        } else {
            source_path.into()
        },
        path,
        content_path: content_path.into(),
        source_url,
        role,
        bytes,
    };
    Ok((file, stat))
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
