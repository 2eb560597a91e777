//! What lies below the prefix, as far as the listing, `build.json` and the record say: what is ours, what it holds, and
//! whether pages lead to it. Pure.

use super::record::Record;
use super::site::File;
use crate::publish::fingerprint::Digest;
use crate::publish::manifest::{MANIFEST, Manifest, Reading, VERSION};
use std::collections::BTreeMap;

/// Everything below the prefix.
#[derive(Debug)]
pub(super) struct There {
    /// Every object but the record and, where they are ours, `build.json` and `version.json`; by path below the prefix.
    pub(super) objects: BTreeMap<String, Object>,
    /// The `build.json`, if it is ours.
    pub(super) manifest: Option<Manifest>,
    /// The record; an empty one if there is none.
    pub(super) record: Record,
    /// Why nothing there counts as ours, if nothing does.
    pub(super) strange: Option<String>,
    /// Whether there is a `version.json`.
    pub(super) has_version: bool,
}

/// An object below the prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Object {
    /// Its length in bytes.
    pub(super) size: u64,
    /// Whether we put it there.
    pub(super) ours: bool,
    /// Whether pages of the site that is served may lead to it.
    pub(super) linked: bool,
    /// The digest of its bytes, where it is certain.
    pub(super) hash: Option<Digest>,
}

impl There {
    /// Puts together what was found: `listing` has every object's path and size.
    pub(super) fn new(
        listing: BTreeMap<String, u64>,
        manifest: Reading,
        record: Result<Option<Record>, String>,
    ) -> There {
        let (manifest, mut strange) = match manifest {
            Reading::Ours(manifest) => (Some(manifest), None),
            Reading::Missing => (None, Some(format!("there is no `{MANIFEST}`"))),
            Reading::Unusable(reason) => (None, Some(reason)),
        };
        let record = match record {
            Ok(Some(record)) => {
                strange = None;
                record
            }
            Ok(None) => Record::default(),
            // Damage to the record alone costs the memory of what was retired, no more.
            Err(_) if manifest.is_some() => Record::default(),
            Err(reason) => {
                strange = Some(reason);
                Record::default()
            }
        };
        let has_version = listing.contains_key(VERSION);
        let own = |path: &str| path == MANIFEST || path == VERSION;
        let objects = listing
            .into_iter()
            .filter(|(path, _)| path != super::record::RECORD && (strange.is_some() || !own(path)))
            .map(|(path, size)| {
                let object = object(&path, size, (manifest.as_ref(), &record));
                (path, object)
            })
            .collect();
        There {
            objects,
            manifest,
            record,
            strange,
            has_version,
        }
    }

    /// The objects whose bytes have to be looked at: they may be what is wanted.
    pub(super) fn uncertain(&self, wanted: &BTreeMap<String, File>) -> Vec<String> {
        let may_be = |path: &String| {
            let (object, file) = (self.objects.get(path)?, wanted.get(path)?);
            (object.hash.is_none() && object.size == file.size).then(|| path.clone())
        };
        wanted.keys().filter_map(may_be).collect()
    }

    /// Notes what was seen of an object; none if its bytes are unknown still.
    pub(super) fn saw(&mut self, path: &str, hash: Option<Digest>) {
        if let Some(object) = self.objects.get_mut(path) {
            object.hash = hash;
        }
    }

    /// Whether an object there holds what a file of the site holds.
    pub(super) fn holds(&self, path: &str, file: &File) -> bool {
        self.objects
            .get(path)
            .is_some_and(|object| object.hash == Some(file.hash))
    }

    /// Whether the `build.json` there names this path.
    pub(super) fn lists(&self, path: &str) -> bool {
        self.manifest
            .as_ref()
            .is_some_and(|manifest| manifest.files.contains_key(path))
    }
}

fn object(path: &str, size: u64, known: (Option<&Manifest>, &Record)) -> Object {
    let (manifest, record) = known;
    let listed = manifest.and_then(|manifest| manifest.files.get(path));
    let certain = listed.filter(|listed| listed.size == size && !record.changing.contains(path));
    Object {
        size,
        ours: listed.is_some() || record.owns(path),
        linked: listed.is_some() || record.linked.contains(path),
        hash: certain.map(|listed| listed.hash),
    }
}
