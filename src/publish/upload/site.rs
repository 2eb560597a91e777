//! The built site that is to be published: its files as `build.json` lists them, and their bytes.

use super::error::UploadError;
use super::plan::hash_in_name;
use crate::publish::fingerprint::Digest;
use crate::publish::manifest::{self, MANIFEST, Manifest, Reading, VERSION};
use crate::publish::part;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A built site.
#[derive(Debug)]
pub(super) struct Site {
    folder: PathBuf,
    /// Whom it was built for.
    pub(super) audience: String,
    /// Every file but `version.json` and `build.json`, by path.
    pub(super) files: BTreeMap<String, File>,
    /// The bytes of `version.json`.
    pub(super) version: Vec<u8>,
    /// The bytes of `build.json`.
    pub(super) manifest: Vec<u8>,
}

/// A file of a built site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct File {
    /// The digest of its bytes.
    pub(super) hash: Digest,
    /// Its length in bytes.
    pub(super) size: u64,
    /// Whether its name changes with its bytes, so that browsers may keep it for good.
    pub(super) hashed: bool,
}

impl Site {
    /// Reads what an output folder holds.
    pub(super) fn read(folder: &Path) -> Result<Site, UploadError> {
        let not_built = |reason: String| UploadError::NotBuilt {
            output: folder.to_path_buf(),
            reason,
        };
        let listed = match manifest::read(folder) {
            Reading::Ours(manifest) => manifest,
            Reading::Missing => {
                return Err(match part::of(folder) {
                    Some(part) => UploadError::Part {
                        output: folder.to_path_buf(),
                        part,
                    },
                    None => not_built(format!("there is no `{MANIFEST}`")),
                });
            }
            Reading::Unusable(reason) => return Err(not_built(reason)),
        };
        let own = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(|error| UploadError::reading(&path, error))
        };
        let (version, bytes) = (own(VERSION)?, own(MANIFEST)?);
        // A build that ends at this moment replaces the two one after the other.
        if Digest::of(&bytes) != listed.digest || build_of(&version).as_deref() != Some(listed.build.as_str()) {
            return Err(not_built(format!("`{VERSION}` and `{MANIFEST}` speak of two builds")));
        }
        let mut site = Site {
            folder: folder.to_path_buf(),
            audience: listed.audience.clone(),
            files: BTreeMap::new(),
            version,
            manifest: bytes,
        };
        site.files = site.files_of(listed)?;
        Ok(site)
    }

    fn files_of(&self, listed: Manifest) -> Result<BTreeMap<String, File>, UploadError> {
        let with_record = listed.files.into_iter().map(|(path, record)| {
            let mut file = File {
                hash: record.hash,
                size: record.size,
                hashed: false,
            };
            // A name that only looks so would keep old bytes in browsers for a year.
            if let Some(hash) = hash_in_name(&path) {
                let bytes = self.bytes(&path, &file)?;
                file.hashed = blake3::hash(&bytes).to_hex().starts_with(hash);
            }
            Ok((path, file))
        });
        with_record.collect()
    }

    /// The bytes of a file, which must be those that `build.json` speaks of.
    pub(super) fn bytes(&self, path: &str, file: &File) -> Result<Vec<u8>, UploadError> {
        let place = self.folder.join(path);
        let bytes = fs::read(&place).map_err(|error| UploadError::reading(&place, error))?;
        if Digest::of(&bytes) == file.hash {
            Ok(bytes)
        } else {
            Err(UploadError::Touched { path: place })
        }
    }
}

/// The content hash that a `version.json` names.
fn build_of(version: &[u8]) -> Option<String> {
    let version: serde_json::Value = serde_json::from_slice(version).ok()?;
    Some(version.get("build")?.as_str()?.to_owned())
}
