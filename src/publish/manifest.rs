//! `build.json`, the list of what a build wrote, and `version.json`, the page that screens ask. Every build writes both;
//! neither lists itself or the other.

use super::fingerprint::Digest;
use super::kind::content_type;
use super::path;
use super::{BLOCK, Stamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

/// The manifest's name in the output.
pub(super) const MANIFEST: &str = "build.json";
/// The name of the file that screens ask for the build.
pub(super) const VERSION: &str = "version.json";
/// The version of the manifest's format. The first named each digest `hash`, and it was a BLAKE3.
const SCHEMA: u32 = 2;
/// The oldest version whose list of files can be read.
const READABLE: u32 = 1;
const GENERATOR: &str = "scorpfolio";

/// What a manifest says of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Record {
    /// The digest of its bytes. Read from a manifest of the first version, it equals that of no file.
    #[serde(rename = "sha256", alias = "hash")]
    pub(super) hash: Digest,
    /// Its length in bytes.
    pub(super) size: u64,
}

/// A manifest that was read: the files an earlier build of ours wrote.
#[derive(Debug)]
pub(super) struct Manifest {
    /// Whom it was built for.
    pub(super) audience: String,
    /// The content hash of the site.
    pub(super) build: String,
    /// Every file but the two named above.
    pub(super) files: BTreeMap<String, Record>,
    /// The digest of the manifest itself.
    pub(super) digest: Digest,
}

/// What was found where the manifest should be.
#[derive(Debug)]
pub(super) enum Reading {
    /// Nothing.
    Missing,
    /// A manifest of ours.
    Ours(Manifest),
    /// Something that cannot be trusted, and why.
    Unusable(String),
}

/// What a new manifest says.
pub(super) struct NewBuild<'a> {
    pub(super) audience: &'a str,
    pub(super) build: &'a str,
    /// The build before, if there was one: what the three lists compare with.
    pub(super) previous: Option<&'a str>,
    pub(super) stamp: &'a Stamp,
    /// In order of the paths.
    pub(super) files: &'a [(&'a str, Record)],
    pub(super) added: &'a [String],
    pub(super) changed: &'a [String],
    pub(super) removed: &'a [String],
}

/// Reads the manifest of an output. A manifest with a path that leads out of the site is not ours: its files would be
/// removed.
pub(super) fn read(output: &Path) -> Reading {
    let path = output.join(MANIFEST);
    match std::fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Reading::Missing,
        Ok(found) if !found.is_file() => {
            return Reading::Unusable(format!("`{MANIFEST}` is not a file"));
        }
        _ => {}
    }
    match std::fs::read(&path) {
        Ok(bytes) => parse(&bytes).map_or_else(Reading::Unusable, Reading::Ours),
        Err(error) => Reading::Unusable(format!("`{MANIFEST}` cannot be read: {error}")),
    }
}

/// The digest of the manifest file of this name as it lies there, whatever it says; none if there is none.
pub(super) fn digest(output: &Path, name: &str) -> Option<Digest> {
    std::fs::read(output.join(name)).ok().map(|bytes| Digest::of(&bytes))
}

/// The content hash of a site: its paths and their bytes, in order, and nothing else.
pub(super) fn content_hash(files: &[(&str, Record)]) -> String {
    let mut hasher = blake3::Hasher::new();
    for (path, record) in files {
        hasher.update(&(path.len() as u64).to_le_bytes());
        hasher.update(path.as_bytes());
        hasher.update(&record.hash.0);
    }
    hasher.finalize().to_hex().to_string()
}

/// Writes `build.json`: one line a file, so that a diff of two builds reads well.
pub(super) fn write(out: &mut impl Write, new: &NewBuild<'_>) -> io::Result<()> {
    let head = Head {
        schema_version: SCHEMA,
        generator: GENERATOR,
        version: env!("CARGO_PKG_VERSION"),
        audience: new.audience,
        build: new.build,
        previous: new.previous,
        as_of: &new.stamp.as_of,
        generated_at: &new.stamp.generated_at,
        added: new.added,
        changed: new.changed,
        removed: new.removed,
    };
    let files = new.files.iter().map(|(path, record)| (*path, (*path, record)));
    with_files(out, &head, files, |line, (path, record)| {
        // What `serde_json` would write, at a fraction of its time for thousands of files.
        let Record { hash, size } = record;
        let kind = content_type(path);
        write!(line, r#"{{"sha256":"{hash}","size":{size},"type":"{kind}"}}"#)
    })
}

/// Writes a JSON object with a line for each file at its end, under `files`.
pub(super) fn with_files<'a, T>(
    out: &mut impl Write,
    head: &impl Serialize,
    files: impl Iterator<Item = (&'a str, T)>,
    write: impl Fn(&mut Vec<u8>, T) -> io::Result<()>,
) -> io::Result<()> {
    let mut bytes = serde_json::to_vec_pretty(head)?;
    // The files go in before the brace that ends the head.
    bytes.truncate(bytes.len().saturating_sub("\n}".len()));
    bytes.extend_from_slice(b",\n  \"files\": {");
    for (index, (path, file)) in files.enumerate() {
        bytes.extend_from_slice(if index == 0 { b"\n    " } else { b",\n    " });
        serde_json::to_writer(&mut bytes, path)?;
        bytes.extend_from_slice(b": ");
        write(&mut bytes, file)?;
        if bytes.len() >= BLOCK {
            out.write_all(&bytes)?;
            bytes.clear();
        }
    }
    bytes.extend_from_slice(b"\n  }\n}\n");
    out.write_all(&bytes)
}

/// The bytes of `version.json`.
pub(super) fn version_bytes(stamp: &Stamp, build: &str) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(&Version {
        build,
        as_of: &stamp.as_of,
        generated_at: &stamp.generated_at,
        data_through: stamp.data_through.as_deref(),
        next_expected: stamp.next_expected.as_deref(),
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[derive(Serialize)]
struct Head<'a> {
    schema_version: u32,
    generator: &'a str,
    version: &'a str,
    audience: &'a str,
    build: &'a str,
    previous: Option<&'a str>,
    as_of: &'a str,
    generated_at: &'a str,
    added: &'a [String],
    changed: &'a [String],
    removed: &'a [String],
}

#[derive(Serialize)]
struct Version<'a> {
    build: &'a str,
    as_of: &'a str,
    generated_at: &'a str,
    data_through: Option<&'a str>,
    next_expected: Option<&'a str>,
}

/// What is read back of a manifest; the rest is for people and other tools.
#[derive(Deserialize)]
struct Read {
    schema_version: u32,
    generator: String,
    audience: String,
    build: String,
    files: BTreeMap<String, Record>,
}

/// Reads the bytes of a manifest; says why if they are none of ours.
pub(super) fn parse(bytes: &[u8]) -> Result<Manifest, String> {
    let read: Read =
        serde_json::from_slice(bytes).map_err(|error| format!("`{MANIFEST}` is not a manifest: {error}"))?;
    if read.generator != GENERATOR {
        return Err(format!("`{MANIFEST}` is another program's"));
    }
    if !(READABLE..=SCHEMA).contains(&read.schema_version) {
        return Err(format!(
            "`{MANIFEST}` has schema version {}, this program knows {SCHEMA}",
            read.schema_version
        ));
    }
    let listed: Vec<_> = read
        .files
        .iter()
        .map(|(path, record)| (path.as_str(), *record))
        .collect();
    // A list that is not the one that was written may name files that are not ours. The first version had other digests.
    if read.schema_version == SCHEMA && content_hash(&listed) != read.build {
        return Err(format!(
            "`{MANIFEST}` is damaged: its list of files is not the one that was written"
        ));
    }
    if let Some(bad) = read.files.keys().find(|file| path::check(file).is_err()) {
        return Err(format!("`{MANIFEST}` lists `{bad}`, which is no page"));
    }
    Ok(Manifest {
        audience: read.audience,
        build: read.build,
        files: read.files,
        digest: Digest::of(bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp() -> Stamp {
        Stamp {
            as_of: "2026-04-02".into(),
            generated_at: "2026-04-02T08:00:00Z".into(),
            data_through: Some("2026-03-31".into()),
            next_expected: None,
        }
    }

    fn bytes_of(paths: &[&str]) -> Vec<u8> {
        let record = Record {
            hash: Digest::of(b"x"),
            size: 1,
        };
        let files: Vec<_> = paths.iter().map(|path| (*path, record)).collect();
        let mut bytes = Vec::new();
        let new = NewBuild {
            audience: "internal",
            build: &content_hash(&files),
            previous: None,
            stamp: &stamp(),
            files: &files,
            added: &["a \"quoted\".html".into()],
            changed: &[],
            removed: &[],
        };
        write(&mut bytes, &new).unwrap();
        bytes
    }

    #[test]
    fn what_is_written_is_read_back() {
        for paths in [&[][..], &["index.html"], &["a/b.html", "ü \"x\".html"]] {
            let value: serde_json::Value = serde_json::from_slice(&bytes_of(paths)).unwrap();
            assert_eq!(value["added"][0], "a \"quoted\".html");
            assert_eq!(value["files"].as_object().unwrap().len(), paths.len());
        }
        let manifest = parse(&bytes_of(&["a/b.html", "index.html"])).unwrap();
        assert_eq!(manifest.audience, "internal");
        assert_eq!(manifest.files["a/b.html"].size, 1);
    }

    #[test]
    fn a_file_has_its_digest_size_and_type() {
        let value: serde_json::Value = serde_json::from_slice(&bytes_of(&["a/b.html"])).unwrap();
        let expected = serde_json::json!({
            // `printf x | sha256sum`
            "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
            "size": 1,
            "type": "text/html; charset=utf-8",
        });
        assert_eq!(value["files"]["a/b.html"], expected);
    }

    #[test]
    fn the_first_version_is_read_for_what_it_owns() {
        let old = String::from_utf8(bytes_of(&["index.html"])).unwrap();
        let old = old
            .replace("\"schema_version\": 2", "\"schema_version\": 1")
            .replace("\"sha256\"", "\"hash\"");
        assert!(parse(old.as_bytes()).unwrap().files.contains_key("index.html"));
    }

    #[test]
    fn a_manifest_that_cannot_be_trusted_is_none() {
        let good = String::from_utf8(bytes_of(&["index.html"])).unwrap();
        assert!(parse(good.as_bytes()).is_ok());
        assert!(parse(&good.as_bytes()[..good.len() / 2]).is_err());
        for (from, to) in [
            ("index.html", "../index.html"),
            ("index.html", "build.json"),
            ("\"scorpfolio\"", "\"other\""),
            ("\"schema_version\": 2", "\"schema_version\": 3"),
        ] {
            assert!(parse(good.replace(from, to).as_bytes()).is_err(), "{to}");
        }
    }

    #[test]
    fn a_list_of_files_with_another_byte_is_not_ours() {
        let good = bytes_of(&["a/b.html", "index.html"]);
        let starts = String::from_utf8(good.clone()).unwrap().find("\"files\"").unwrap();
        let names = |bytes: &[u8]| parse(bytes).map(|manifest| manifest.files.into_keys().collect::<Vec<_>>());
        let listed = names(&good).unwrap();
        let mut refused = 0;
        for at in starts..good.len() - 1 {
            for flip in [1, 0x20, 0x80] {
                let mut bad = good.clone();
                bad[at] ^= flip;
                match names(&bad) {
                    Ok(paths) => assert_eq!(paths, listed, "byte {at}"),
                    Err(_) => refused += 1,
                }
            }
            assert!(names(&good[..at]).is_err(), "the first {at} bytes");
        }
        assert!(refused > 300, "{refused}");
    }

    #[test]
    fn the_content_hash_follows_paths_and_bytes_alone() {
        let record = |text: &[u8]| Record {
            hash: Digest::of(text),
            size: 1,
        };
        let one = content_hash(&[("a", record(b"x")), ("b", record(b"y"))]);
        assert_eq!(one, content_hash(&[("a", record(b"x")), ("b", record(b"y"))]));
        assert_ne!(one, content_hash(&[("a", record(b"y")), ("b", record(b"x"))]));
        assert_ne!(one, content_hash(&[("a", record(b"x")), ("c", record(b"y"))]));
    }

    #[test]
    fn the_version_names_its_build() {
        let value: serde_json::Value = serde_json::from_slice(&version_bytes(&stamp(), "b").unwrap()).unwrap();
        assert_eq!(value["build"], "b");
        assert_eq!(value["data_through"], "2026-03-31");
        assert!(value["next_expected"].is_null());
    }
}
