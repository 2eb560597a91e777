//! What can go wrong while a site is written: the path, what happened, and the cure in words.

use super::{Part, PartsError};
use std::fmt::{self, Write};
use std::io;
use std::path::{Path, PathBuf};

/// Why the site was not written. [`PublishError::message`] names the path and what happened,
/// [`PublishError::cure`] what to do about it.
#[derive(Debug)]
pub enum PublishError {
    /// The output is a file, or a link to nowhere.
    NotAFolder {
        /// The output as it was asked for.
        output: PathBuf,
    },
    /// The output and something the site is made from contain one another.
    Overlap {
        /// The output folder.
        output: PathBuf,
        /// The content folder, theme, configuration file or cache.
        protected: PathBuf,
    },
    /// The output holds files, and no manifest says that they are ours.
    Foreign {
        /// The output folder.
        output: PathBuf,
        /// Why the manifest does not count.
        reason: String,
    },
    /// The output was built for another audience.
    OtherAudience {
        /// The output folder.
        output: PathBuf,
        /// The audience in its manifest.
        recorded: String,
        /// The audience of this build.
        wanted: String,
    },
    /// A part of a site lies where a whole one should go, or the other way round.
    OtherKind {
        /// The output folder.
        output: PathBuf,
        /// The part that lies there; none for a whole site.
        there: Option<Part>,
        /// The part that should go there; none for a whole site.
        wanted: Option<Part>,
    },
    /// Parts of a site cannot be joined.
    Parts(PartsError),
    /// Another build is writing the same output.
    Busy {
        /// The output folder.
        output: PathBuf,
    },
    /// A page's path cannot be a path on every host and file system.
    BadPath {
        /// The path.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Two pages want one path, or paths that some file systems cannot tell apart.
    Collision {
        /// The path that came first.
        first: String,
        /// The path that came second; the same text where one path was given twice.
        second: String,
    },
    /// Something that is not ours lies where a page should go.
    InTheWay {
        /// Where it lies.
        path: PathBuf,
        /// What it is.
        what: Obstacle,
    },
    /// The file system refused.
    Io {
        /// What was being done: `write`, `move into place`…
        doing: &'static str,
        /// The file or folder it was done to.
        path: PathBuf,
        /// What the site looks like now.
        site: SiteState,
        /// What the system said.
        source: io::Error,
    },
}

/// What lies where a page should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A symbolic link: following it might lead out of the output.
    Link,
    /// A folder that is not ours.
    Folder,
    /// A file that is not ours, with other bytes.
    File,
    /// A socket, a device or the like.
    Special,
}

/// What the site looks like after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteState {
    /// As it was before the build.
    AsBefore,
    /// Partly moved into place; a journal lies beside it and the next build finishes it.
    Unfinished,
    /// New and whole; the error concerns the cache or what lies beside the site.
    New,
}

impl PublishError {
    /// What happened, with the path, in one line.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            PublishError::NotAFolder { output } => {
                format!("the output `{}` is not a folder", output.display())
            }
            PublishError::Overlap { output, protected } => overlap(output, protected),
            PublishError::Foreign { output, reason } => format!(
                "the output `{}` holds files that scorpfolio did not write ({reason})",
                output.display()
            ),
            PublishError::OtherAudience {
                output,
                recorded,
                wanted,
            } => format!(
                "the output `{}` was built for the audience `{recorded}`, this build is for `{wanted}`",
                output.display()
            ),
            PublishError::OtherKind { output, there, wanted } => {
                let named = |part: &Option<Part>| {
                    part.map_or_else(|| "a whole site".to_owned(), |part| format!("{part} of a site"))
                };
                let (there, wanted) = (named(there), named(wanted));
                format!(
                    "the output `{}` holds {there}, this build makes {wanted}",
                    output.display()
                )
            }
            PublishError::Parts(error) => error.message(),
            PublishError::Busy { output } => {
                format!("another build is writing `{}`", output.display())
            }
            PublishError::BadPath { path, reason } => {
                format!("`{path}` cannot be the path of a page: {reason}")
            }
            PublishError::Collision { first, second } if first == second => {
                format!("two pages want the path `{first}`")
            }
            PublishError::Collision { first, second } => {
                format!("the paths `{first}` and `{second}` cannot lie side by side in one site")
            }
            PublishError::InTheWay { path, what } => {
                format!("{what} is in the way at `{}`", path.display())
            }
            PublishError::Io {
                doing,
                path,
                site,
                source,
            } => format!("cannot {doing} `{}`: {source}; {site}", path.display()),
        }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn cure(&self) -> String {
        match self {
            PublishError::NotAFolder { .. } => "choose another output folder, or move that file away".into(),
            PublishError::Overlap { .. } => "choose an output folder beside the content, such as `public`".into(),
            PublishError::Foreign { .. } => {
                "choose an empty folder, or use `--force`: it keeps every foreign file that no page replaces".into()
            }
            PublishError::OtherAudience { .. } => {
                "give each audience an output folder of its own, or delete this one first".into()
            }
            PublishError::OtherKind { wanted: Some(_), .. } => {
                "give the part an output folder of its own, such as `--output part`".into()
            }
            PublishError::OtherKind { .. } => {
                "choose another output folder, or delete this one; `scorpfolio build --merge DIR...` makes a site of all parts"
                    .into()
            }
            PublishError::Parts(error) => error.cure(),
            PublishError::Busy { .. } => "wait until it has finished, or choose another output folder".into(),
            PublishError::BadPath { .. } => "rename what the page is made from".into(),
            PublishError::Collision { .. } => "rename one of the two".into(),
            PublishError::InTheWay {
                what: Obstacle::File, ..
            } => "move it away, or use `--force` to replace it".into(),
            PublishError::InTheWay { .. } => "move it out of the output folder".into(),
            PublishError::Io { source, .. } => cure_of(source).into(),
        }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message())
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PublishError::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Obstacle::Link => "a symbolic link",
            Obstacle::Folder => "a folder",
            Obstacle::File => "a file that scorpfolio did not write",
            Obstacle::Special => "something that is neither file nor folder",
        })
    }
}

impl fmt::Display for SiteState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            SiteState::AsBefore => "the site is as it was before",
            SiteState::Unfinished => "the site is partly moved, the next build finishes it",
            SiteState::New => "the new site is in place",
        })
    }
}

/// Puts the path and what was being done to an [`io::Error`].
pub(super) trait At<T> {
    /// The same result, with its place; the site counts as untouched.
    fn at(self, doing: &'static str, path: &Path) -> Result<T, PublishError>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, doing: &'static str, path: &Path) -> Result<T, PublishError> {
        self.map_err(|source| PublishError::Io {
            doing,
            path: path.to_path_buf(),
            site: SiteState::AsBefore,
            source,
        })
    }
}

/// How many paths a message names.
pub(super) const SHOWN: usize = 5;

/// The first few paths, each on a line of its own, and how many more there are.
pub(super) fn some(paths: &[String]) -> String {
    let mut lines = String::new();
    for path in paths.iter().take(SHOWN) {
        lines.push_str("\n  ");
        lines.push_str(path);
    }
    if paths.len() > SHOWN {
        let _ = write!(lines, "\n  and {} more", paths.len() - SHOWN);
    }
    lines
}

fn overlap(output: &Path, protected: &Path) -> String {
    let (output_text, protected_text) = (output.display(), protected.display());
    if output == protected {
        format!("the output `{output_text}` is also what the site is made from")
    } else if protected.starts_with(output) {
        format!("the output `{output_text}` contains `{protected_text}`, which the site is made from")
    } else {
        format!("the output `{output_text}` lies inside `{protected_text}`, which the site is made from")
    }
}

fn cure_of(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space there and build again",
        io::ErrorKind::PermissionDenied => "give this user the right to write there, or choose another output folder",
        io::ErrorKind::ReadOnlyFilesystem => "choose an output folder that can be written",
        io::ErrorKind::AlreadyExists => "move away what lies there, and build again",
        io::ErrorKind::Unsupported => "choose an output folder on a local disk",
        _ => "see what lies at that path, and build again",
    }
}
