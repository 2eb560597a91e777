//! Why parts of a site cannot be joined: what happened, and the cure in words.

use crate::publish::Part;
use crate::publish::error::{SHOWN, some};
use std::path::PathBuf;

/// Why parts of a site cannot be joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartsError {
    /// No folder was named.
    None,
    /// A folder holds no part.
    NoPart {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A part was made by another program than the one that joins.
    Program {
        /// Its folder.
        folder: PathBuf,
        /// The program it was made by.
        made_by: String,
        /// This program.
        this: String,
    },
    /// Two parts are not of one site.
    Different {
        /// Their folders.
        folders: [PathBuf; 2],
        /// In what they differ.
        what: Difference,
    },
    /// A part is there twice.
    Twice {
        /// The part.
        part: Part,
        /// Where.
        folders: [PathBuf; 2],
    },
    /// Parts are not there.
    Missing {
        /// Their numbers.
        missing: Vec<u32>,
        /// How many parts there should be.
        of: u32,
    },
    /// All parts together are not the whole site.
    Incomplete {
        /// How many files they have.
        there: usize,
        /// How many the site has.
        wanted: usize,
    },
    /// A folder lacks files of its part.
    Lost {
        /// The folder.
        folder: PathBuf,
        /// The files' paths in it.
        files: Vec<String>,
    },
    /// A folder holds files that are not of its part.
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// The files' paths in it.
        files: Vec<String>,
    },
    /// A file is not as it was made.
    Touched {
        /// The file.
        path: PathBuf,
    },
}

/// In what two parts differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// In how many there are.
    Of([Part; 2]),
    /// In whom they are for.
    Audience([String; 2]),
    /// In the day they take for today.
    Day([String; 2]),
    /// In anything else that the site is made from.
    Inputs,
}

impl PartsError {
    pub(in crate::publish) fn message(&self) -> String {
        match self {
            PartsError::None => "there is no part to join".to_owned(),
            PartsError::NoPart { folder, reason } => {
                format!("`{}` holds no part of a site: {reason}", folder.display())
            }
            PartsError::Program { folder, made_by, this } => {
                format!(
                    "the part in `{}` was made by {made_by}, this is {this}",
                    folder.display()
                )
            }
            PartsError::Different { folders, what } => {
                let [one, other] = folders.each_ref().map(|folder| folder.display());
                match what {
                    Difference::Of([first, second]) => format!("`{one}` holds {first}, `{other}` {second}"),
                    Difference::Audience([first, second]) => {
                        format!("the part in `{one}` is for the audience `{first}`, that in `{other}` for `{second}`")
                    }
                    Difference::Day([first, second]) => {
                        format!("the part in `{one}` is of {first}, that in `{other}` of {second}")
                    }
                    Difference::Inputs => {
                        format!(
                            "the parts in `{one}` and `{other}` were made from different content, configuration or theme"
                        )
                    }
                }
            }
            PartsError::Twice { part, folders } => {
                let [one, other] = folders.each_ref().map(|folder| folder.display());
                format!("`{one}` and `{other}` both hold {part}")
            }
            PartsError::Missing { missing, of } => {
                let shown: Vec<String> = missing.iter().take(SHOWN).map(ToString::to_string).collect();
                match (shown.as_slice(), missing.len().saturating_sub(SHOWN)) {
                    ([one], _) => format!("part {one} of {of} is missing"),
                    (several, 0) => format!("parts {} of {of} are missing", several.join(", ")),
                    (several, more) => format!("parts {} and {more} more of {of} are missing", several.join(", ")),
                }
            }
            PartsError::Incomplete { there, wanted } => {
                format!("the parts are not the whole site: they have {there} files, the site has {wanted}")
            }
            PartsError::Lost { folder, files } => {
                format!(
                    "`{}` lacks {} of its part{}",
                    folder.display(),
                    counted(files),
                    some(files)
                )
            }
            PartsError::Foreign { folder, files } => {
                let part = counted(files);
                format!(
                    "`{}` holds {part} that the part does not have{}",
                    folder.display(),
                    some(files)
                )
            }
            PartsError::Touched { path } => format!("`{}` is not as it was made", path.display()),
        }
    }

    pub(in crate::publish) fn cure(&self) -> String {
        match self {
            PartsError::None | PartsError::NoPart { .. } => {
                "name the folders into which `scorpfolio build --shard K/N` wrote, one each"
            }
            PartsError::Program { .. } => "make and join the parts with one version of the program",
            PartsError::Different { what, .. } => what.cure(),
            PartsError::Twice { .. } => "name each part once, and give the machines different numbers",
            PartsError::Missing { .. } => "build what is missing with `--shard`, or name its folder too",
            PartsError::Lost { files, .. } if files.iter().any(|file| is_hidden(file)) => {
                "bring the whole folder, hidden files too: actions/upload-artifact takes them with `include-hidden-files: true`"
            }
            PartsError::Incomplete { .. } | PartsError::Lost { .. } | PartsError::Touched { .. } => {
                "bring the folder of the part as it was made, or make the part again"
            }
            PartsError::Foreign { .. } => "give each part a folder of its own, and let nothing else write there",
        }
        .to_owned()
    }
}

impl Difference {
    fn cure(&self) -> &'static str {
        match self {
            Difference::Of(_) => {
                "make all parts with the same `N` of `--shard K/N`, and delete those of earlier builds"
            }
            Difference::Audience(_) => "make all parts with the same `--audience`",
            Difference::Day(_) => "make all parts with the same `--as-of`, or SOURCE_DATE_EPOCH",
            Difference::Inputs => "make all parts from one commit, with the same fetched repositories",
        }
    }
}

fn is_hidden(path: &str) -> bool {
    path.split('/').any(|name| name.starts_with('.'))
}

fn counted(files: &[String]) -> String {
    format!("{} file{}", files.len(), if files.len() == 1 { "" } else { "s" })
}
