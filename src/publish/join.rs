//! Joining the parts of a site that were made on many machines: whether they are parts of one site, and all of them, and
//! their files into a publication. Changes nothing in the folders of the parts.

mod error;

pub use error::PartsError;

use super::error::At;
use super::fingerprint::Digest;
use super::part::{self, Entry, Listing, SHARD};
use super::{Fingerprint, PageLinks, Publication, PublishError, Stamp};
use error::Difference;
use jiff::Timestamp;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// All parts of one site.
#[derive(Debug)]
pub struct Parts {
    /// In order of their numbers, so that the order in which folders are named means nothing.
    parts: Vec<Found>,
}

/// A part that was found in a folder.
#[derive(Debug)]
struct Found {
    folder: PathBuf,
    listing: Listing,
    made: Timestamp,
}

impl Parts {
    /// Reads what folders say of the parts they hold. Refuses parts of different sites, one that is there twice or not at
    /// all, and folders in which files are missing or too many. Their bytes are looked at when they are
    /// [added](Parts::add_to).
    pub fn read(folders: &[PathBuf]) -> Result<Parts, PublishError> {
        let found = folders.iter().map(|folder| find(folder));
        let mut parts = found.collect::<Result<Vec<_>, _>>().map_err(PublishError::Parts)?;
        parts.sort_by(|one, other| (one.listing.part, &one.folder).cmp(&(other.listing.part, &other.folder)));
        let parts = Parts { parts };
        parts.check().map_err(PublishError::Parts)?;
        let missing = parts.parts.par_iter().map(Found::look);
        missing.collect::<Result<Vec<()>, _>>()?;
        Ok(parts)
    }

    fn check(&self) -> Result<(), PartsError> {
        for part in &self.parts {
            let head = &part.listing.head;
            if (head.version.as_str(), head.source.as_str()) != (OWN_VERSION, OWN_SOURCE) {
                return Err(PartsError::Program {
                    folder: part.folder.clone(),
                    made_by: program(&head.version, &head.source),
                    this: program(OWN_VERSION, OWN_SOURCE),
                });
            }
        }
        let Some((first, others)) = self.parts.split_first() else {
            return Err(PartsError::None);
        };
        for other in others {
            if let Some(what) = difference(&first.listing, &other.listing) {
                return Err(PartsError::Different {
                    folders: [first.folder.clone(), other.folder.clone()],
                    what,
                });
            }
        }
        for pair in self.parts.windows(2) {
            if let [one, other] = pair
                && one.listing.part == other.listing.part
            {
                return Err(PartsError::Twice {
                    part: one.listing.part,
                    folders: [one.folder.clone(), other.folder.clone()],
                });
            }
        }
        let of = first.listing.part.of();
        let there: BTreeSet<u32> = self.parts.iter().map(|part| part.listing.part.number()).collect();
        let missing: Vec<u32> = (1..=of).filter(|number| !there.contains(number)).collect();
        if !missing.is_empty() {
            return Err(PartsError::Missing { missing, of });
        }
        let files = self.files();
        let paths = part::digest_of_paths(files.keys().copied());
        let head = &first.listing.head;
        if (files.len(), &paths) != (head.site_files, &head.site_paths) {
            return Err(PartsError::Incomplete {
                there: files.len(),
                wanted: head.site_files,
            });
        }
        Ok(())
    }

    /// Every file of the site by path, with the part that has it.
    fn files(&self) -> BTreeMap<&str, (&Found, &Entry)> {
        let files = self.parts.iter().flat_map(|part| {
            let files = part.listing.head.files.iter();
            files.map(move |(path, entry)| (path.as_str(), (part, entry)))
        });
        files.collect()
    }

    /// Whom the site is for.
    #[must_use]
    pub fn audience(&self) -> &str {
        self.parts.first().map_or("", |part| &part.listing.head.audience)
    }

    /// What the site says of the moment. It was built when the first of its parts was: of what changed later it knows
    /// nothing for certain.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        let earliest = self.parts.iter().min_by_key(|part| part.made);
        let text =
            |of: fn(&part::Head) -> &String| earliest.map_or_else(String::new, |part| of(&part.listing.head).clone());
        let head = earliest.map(|part| &part.listing.head);
        Stamp {
            as_of: text(|head| &head.as_of),
            generated_at: text(|head| &head.generated_at),
            data_through: head.and_then(|head| head.data_through.clone()),
            next_expected: head.and_then(|head| head.next_expected.clone()),
        }
    }

    /// How many pages of HTML and charts the site has.
    #[must_use]
    pub fn pages_and_charts(&self) -> (usize, usize) {
        let heads = || self.parts.iter().map(|part| &part.listing.head);
        (
            heads().map(|head| head.pages).sum(),
            heads().map(|head| head.charts).sum(),
        )
    }

    /// How many teams the portfolio has, and how many of its cycles have ended.
    #[must_use]
    pub fn teams_and_cycles(&self) -> (usize, usize) {
        let head = self.parts.first().map(|part| &part.listing.head);
        head.map_or((0, 0), |head| (head.teams, head.cycles))
    }

    /// How many files and sources were left out of the site because they could not be read.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.parts.first().map_or(0, |part| part.listing.head.left_out)
    }

    /// Links from a page of one part to a place within a page of another that does not have it: the page and the link.
    #[must_use]
    pub fn broken(&self) -> Vec<(&str, &str)> {
        let files = self.files();
        let leads_nowhere = |link: &str| {
            let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
            !files.get(target).is_some_and(|(part, entry)| {
                let number = part
                    .listing
                    .head
                    .texts
                    .binary_search_by(|text| text.as_str().cmp(anchor));
                number.is_ok_and(|number| entry.anchors.contains(&number))
            })
        };
        let links = files.iter().flat_map(|(path, (part, entry))| {
            let links = entry
                .links
                .iter()
                .map(|number| part.listing.head.texts[*number].as_str());
            links.map(|link| (*path, link))
        });
        links.filter(|(_, link)| leads_nowhere(link)).collect()
    }

    /// Adds all files to a publication, after a look at each: its bytes must be those that were made.
    pub fn add_to(&self, publication: &Publication) -> Result<(), PublishError> {
        let files: Vec<_> = self.files().into_iter().collect();
        files.par_iter().try_for_each(|(path, (part, entry))| {
            let place = part.folder.join(path);
            let bytes = fs::read(&place).at("read", &place)?;
            if Digest::of(&bytes) != entry.hash {
                return Err(PublishError::Parts(PartsError::Touched { path: place }));
            }
            // What a page was made from is known where it was made; here it is never asked for again.
            let print = Fingerprint::from_bytes(entry.hash.0);
            publication.add(*path, &bytes, print, &PageLinks::default()).map(drop)
        })
    }
}

const OWN_VERSION: &str = env!("CARGO_PKG_VERSION");
const OWN_SOURCE: &str = env!("SCORPFOLIO_SOURCE");

fn program(version: &str, source: &str) -> String {
    format!("scorpfolio {version} (source {source})")
}

fn find(folder: &Path) -> Result<Found, PartsError> {
    let unusable = |reason: String| PartsError::NoPart {
        folder: folder.to_path_buf(),
        reason,
    };
    let listing = part::read(folder).map_err(unusable)?;
    let listing = listing.ok_or_else(|| unusable(format!("there is no `{SHARD}`")))?;
    let made = listing.head.generated_at.parse();
    let made = made.map_err(|_| unusable(format!("`{SHARD}` does not say when it was made")))?;
    Ok(Found {
        folder: folder.to_path_buf(),
        listing,
        made,
    })
}

/// In what two parts differ that should be equal. What others follow from comes first.
fn difference(one: &Listing, other: &Listing) -> Option<Difference> {
    let both = |of: fn(&part::Head) -> &String| [of(&one.head).clone(), of(&other.head).clone()];
    let differ = |texts: &[String; 2]| texts[0] != texts[1];
    if one.part.of() != other.part.of() {
        return Some(Difference::Of([one.part, other.part]));
    }
    let audiences = both(|head| &head.audience);
    if differ(&audiences) {
        return Some(Difference::Audience(audiences));
    }
    let days = both(|head| &head.as_of);
    if differ(&days) {
        return Some(Difference::Day(days));
    }
    (one.head.inputs != other.head.inputs).then_some(Difference::Inputs)
}

impl Found {
    /// Whether the folder holds exactly the files of the part.
    fn look(&self) -> Result<(), PublishError> {
        let files = &self.listing.head.files;
        let mut there = 0;
        let mut foreign = Vec::new();
        for entry in walkdir::WalkDir::new(&self.folder).sort_by_file_name() {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(&self.folder).to_path_buf();
                (path, std::io::Error::from(error))
            });
            let entry = match entry {
                Ok(entry) => entry,
                Err((path, error)) => return Err(error).at("read", &path),
            };
            let path = entry.path().strip_prefix(&self.folder).unwrap_or(entry.path());
            let path = path.to_string_lossy().replace('\\', "/");
            let is_file = entry.file_type().is_file();
            if entry.file_type().is_dir() || (is_file && path == SHARD) {
                continue;
            }
            if is_file && files.contains_key(&path) {
                there += 1;
            } else {
                foreign.push(path);
            }
        }
        if !foreign.is_empty() {
            return Err(PublishError::Parts(PartsError::Foreign {
                folder: self.folder.clone(),
                files: foreign,
            }));
        }
        if there < files.len() {
            let lost = |path: &&String| !self.folder.join(path).is_file();
            return Err(PublishError::Parts(PartsError::Lost {
                folder: self.folder.clone(),
                files: files.keys().filter(lost).cloned().collect(),
            }));
        }
        Ok(())
    }
}
