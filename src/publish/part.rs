//! Parts of a site, made on many machines: which files belong to which, and `shard.json`, by which a folder says that it
//! holds one. Joining them is `join`'s matter. Pure but for reading that file.

use super::fingerprint::Digest;
use super::manifest::{self, Manifest, Reading, Record};
use super::{PageLinks, Stamp, path};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

/// The name of the file that every part of a site has, and no site.
pub(super) const SHARD: &str = "shard.json";
/// The version of its format.
const SCHEMA: u32 = 1;
const GENERATOR: &str = "scorpfolio";
/// The most parts there may be; no CI has so many machines.
const MOST: u32 = 1_000;

/// One of the parts of a site: the third of eight is written `3/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    number: u32,
    of: u32,
}

impl Part {
    /// The part with this number, from 1; none if there are not so many, or more than a thousand.
    #[must_use]
    pub fn new(number: u32, of: u32) -> Option<Part> {
        let is_one = of <= MOST && (1..=of).contains(&number);
        is_one.then_some(Part { number, of })
    }

    /// Which one it is, from 1.
    #[must_use]
    pub fn number(self) -> u32 {
        self.number
    }

    /// How many there are.
    #[must_use]
    pub fn of(self) -> u32 {
        self.of
    }

    /// Whether a file belongs to this part. Its path alone decides: whatever else comes and goes, it stays where it is, so
    /// that what a machine knows of its part's last build is worth something. Kinds of pages that take long are spread by
    /// this as evenly as all others.
    #[must_use]
    pub fn has(self, path: &str) -> bool {
        let mut first = [0; size_of::<u64>()];
        first.copy_from_slice(&blake3::hash(path.as_bytes()).as_bytes()[..size_of::<u64>()]);
        u64::from_le_bytes(first) % u64::from(self.of) == u64::from(self.number - 1)
    }
}

impl FromStr for Part {
    type Err = &'static str;

    fn from_str(written: &str) -> Result<Part, Self::Err> {
        let (number, of) = written.split_once('/').unwrap_or((written, ""));
        let part = number.trim().parse().ok().zip(of.trim().parse().ok());
        part.and_then(|(number, of)| Part::new(number, of))
            .ok_or("a part is written as 3/8, the third of eight; there are a thousand at most")
    }
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "part {} of {}", self.number, self.of)
    }
}

/// What a part says to whoever joins it with the others.
#[derive(Clone, Debug, Default)]
pub struct Joint {
    /// A digest of all that the site is made from: equal in all parts of one site.
    pub inputs: String,
    /// How many files the whole site has.
    pub site_files: usize,
    /// [`digest_of_paths`] of the whole site.
    pub site_paths: String,
    /// How many pages of HTML this part has.
    pub pages: usize,
    /// How many charts are on them.
    pub charts: usize,
    /// How many teams the portfolio has.
    pub teams: usize,
    /// How many of its cycles have ended.
    pub cycles: usize,
    /// How many files and sources were left out because they could not be read.
    pub left_out: usize,
    /// Of pages of this part, their links to places within pages of other parts, and the places within them.
    pub links: BTreeMap<String, PageLinks>,
}

/// A digest of the paths of a site, which come in order: by it, whoever joins parts knows that none is missing.
pub fn digest_of_paths<'a>(paths: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for path in paths {
        hasher.update(&(path.len() as u64).to_le_bytes());
        hasher.update(path.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// A `shard.json` that was read.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) part: Part,
    pub(super) head: Head,
    /// The digest of `shard.json` itself.
    digest: Digest,
}

/// What `shard.json` says of the part and its site.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    schema_version: u32,
    generator: String,
    pub(super) version: String,
    /// Which source the program was compiled from: two of one version may differ.
    pub(super) source: String,
    part: u32,
    of: u32,
    pub(super) audience: String,
    pub(super) inputs: String,
    pub(super) as_of: String,
    pub(super) generated_at: String,
    pub(super) data_through: Option<String>,
    pub(super) next_expected: Option<String>,
    pub(super) teams: usize,
    pub(super) cycles: usize,
    pub(super) left_out: usize,
    pub(super) pages: usize,
    pub(super) charts: usize,
    pub(super) site_files: usize,
    pub(super) site_paths: String,
    /// Every link and anchor of the files once, sorted; they hold places in this list.
    pub(super) texts: Vec<String>,
    /// The files of the part by path; written after everything else.
    #[serde(skip_serializing)]
    pub(super) files: BTreeMap<String, Entry>,
}

/// What `shard.json` says of one file.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    #[serde(rename = "sha256")]
    pub(super) hash: Digest,
    pub(super) size: u64,
    #[serde(default)]
    pub(super) links: Vec<usize>,
    #[serde(default)]
    pub(super) anchors: Vec<usize>,
}

/// Writes `shard.json`: one line a file, in order of the paths.
pub(super) fn write(
    out: &mut impl Write,
    part: Part,
    (audience, stamp, joint): (&str, &Stamp, &Joint),
    files: &[(&str, Record)],
) -> io::Result<()> {
    let all = joint
        .links
        .values()
        .flat_map(|page| page.links.iter().chain(&page.anchors));
    let texts: Vec<String> = all.collect::<BTreeSet<_>>().into_iter().cloned().collect();
    let head = Head {
        schema_version: SCHEMA,
        generator: GENERATOR.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        source: env!("SCORPFOLIO_SOURCE").to_owned(),
        part: part.number,
        of: part.of,
        audience: audience.to_owned(),
        inputs: joint.inputs.clone(),
        as_of: stamp.as_of.clone(),
        generated_at: stamp.generated_at.clone(),
        data_through: stamp.data_through.clone(),
        next_expected: stamp.next_expected.clone(),
        teams: joint.teams,
        cycles: joint.cycles,
        left_out: joint.left_out,
        pages: joint.pages,
        charts: joint.charts,
        site_files: joint.site_files,
        site_paths: joint.site_paths.clone(),
        texts,
        files: BTreeMap::new(),
    };
    let lines = files.iter().map(|(path, record)| {
        let mut line = serde_json::json!({ "sha256": record.hash.to_string(), "size": record.size });
        let numbers = |texts: &[String]| -> Vec<usize> {
            let found = texts.iter().filter_map(|text| head.texts.binary_search(text).ok());
            found.collect()
        };
        if let Some(page) = joint.links.get(*path) {
            line["links"] = numbers(&page.links).into();
            line["anchors"] = numbers(&page.anchors).into();
        }
        (*path, line)
    });
    manifest::with_files(out, &head, lines, |bytes, line| {
        Ok(serde_json::to_writer(bytes, &line)?)
    })
}

/// What an output folder says of the part it holds; the reason where it holds none that can be trusted.
pub(super) fn read(output: &Path) -> Result<Option<Listing>, String> {
    let bytes = match std::fs::read(output.join(SHARD)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("`{SHARD}` cannot be read: {error}")),
    };
    parse(&bytes).map(Some)
}

/// The same as a manifest: which files of the folder are ours.
pub(super) fn manifest(output: &Path) -> Reading {
    match read(output) {
        Ok(None) => Reading::Missing,
        Err(reason) => Reading::Unusable(reason),
        Ok(Some(listing)) => {
            let record = |Entry { hash, size, .. }| Record { hash, size };
            let files = listing.head.files.into_iter();
            Reading::Ours(Manifest {
                audience: listing.head.audience,
                build: String::new(),
                files: files.map(|(path, entry)| (path, record(entry))).collect(),
                digest: listing.digest,
            })
        }
    }
}

/// Which part of a site a folder holds, if any.
pub(super) fn of(output: &Path) -> Option<Part> {
    read(output).ok().flatten().map(|listing| listing.part)
}

fn parse(bytes: &[u8]) -> Result<Listing, String> {
    let head: Head =
        serde_json::from_slice(bytes).map_err(|error| format!("`{SHARD}` is not that of a part: {error}"))?;
    if head.generator != GENERATOR {
        return Err(format!("`{SHARD}` is another program's"));
    }
    if head.schema_version != SCHEMA {
        let version = head.schema_version;
        return Err(format!(
            "`{SHARD}` has schema version {version}, this program knows {SCHEMA}"
        ));
    }
    let part = Part::new(head.part, head.of);
    let part = part.ok_or_else(|| format!("`{SHARD}` speaks of part {} of {}", head.part, head.of))?;
    if let Some(bad) = head.files.keys().find(|file| path::check(file).is_err()) {
        return Err(format!("`{SHARD}` lists `{bad}`, which is no page"));
    }
    let numbers = |entry: &Entry| entry.links.iter().chain(&entry.anchors).max().copied();
    if head
        .files
        .values()
        .filter_map(numbers)
        .any(|number| number >= head.texts.len())
        || !head.texts.is_sorted()
    {
        return Err(format!("`{SHARD}` lists links that it does not have"));
    }
    Ok(Listing {
        part,
        head,
        digest: Digest::of(bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joint() -> Joint {
        let links = PageLinks {
            links: vec!["b.html#there".into(), "b.html#here".into()],
            anchors: vec!["top".into()],
        };
        Joint {
            inputs: "i".into(),
            site_files: 9,
            links: BTreeMap::from([("a/b.html".to_owned(), links)]),
            ..Joint::default()
        }
    }

    fn bytes_of(paths: &[&str]) -> Vec<u8> {
        let record = Record {
            hash: Digest::of(b"x"),
            size: 1,
        };
        let files: Vec<_> = paths.iter().map(|path| (*path, record)).collect();
        let stamp = Stamp {
            as_of: "2026-04-02".into(),
            generated_at: "2026-04-02T08:00:00Z".into(),
            data_through: None,
            next_expected: None,
        };
        let mut bytes = Vec::new();
        let part = Part { number: 3, of: 8 };
        write(&mut bytes, part, ("public", &stamp, &joint()), &files).unwrap();
        bytes
    }

    #[test]
    fn what_a_part_says_is_read_back() {
        for paths in [&[][..], &["index.html"], &["a/b.html", "ü x.html"]] {
            let listing = parse(&bytes_of(paths)).unwrap();
            assert_eq!(listing.part.to_string(), "part 3 of 8");
            assert_eq!((listing.head.audience.as_str(), listing.head.site_files), ("public", 9));
            assert!(listing.head.files.keys().eq(paths));
        }
        let listing = parse(&bytes_of(&["a/b.html"])).unwrap();
        let entry = &listing.head.files["a/b.html"];
        let texts = |numbers: &[usize]| -> Vec<&str> {
            let texts = numbers.iter().map(|number| listing.head.texts[*number].as_str());
            texts.collect()
        };
        assert_eq!(texts(&entry.links), ["b.html#there", "b.html#here"]);
        assert_eq!(texts(&entry.anchors), ["top"]);
        assert_eq!((entry.size, entry.hash), (1, Digest::of(b"x")));
    }

    #[test]
    fn a_listing_that_cannot_be_trusted_is_none() {
        let good = String::from_utf8(bytes_of(&["a/b.html"])).unwrap();
        assert!(parse(good.as_bytes()).is_ok());
        assert!(parse(&good.as_bytes()[..good.len() / 2]).is_err());
        for (from, to) in [
            ("a/b.html", "../b.html"),
            ("a/b.html", "shard.json"),
            ("\"scorpfolio\"", "\"other\""),
            ("\"schema_version\": 1", "\"schema_version\": 2"),
            ("\"part\": 3", "\"part\": 9"),
            ("\"anchors\":[2]", "\"anchors\":[3]"),
            ("\"top\"", "\"a\""),
        ] {
            assert!(good.contains(from), "{from}: {good}");
            assert!(parse(good.replace(from, to).as_bytes()).is_err(), "{to}");
        }
    }

    #[test]
    fn a_part_is_written_as_two_numbers() {
        assert_eq!("3/8".parse(), Ok(Part { number: 3, of: 8 }));
        for wrong in ["", "3", "0/8", "9/8", "3/0", "1/1001", "/8", "3/8/1", "a/b", "-1/8"] {
            assert!(wrong.parse::<Part>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_file_belongs_to_one_part_and_parts_are_of_a_size() {
        let paths: Vec<String> = (0..8_000).map(|number| format!("teams/t{number}/a.html")).collect();
        for of in [1, 2, 7, 8] {
            let mut sizes = vec![0_u32; of as usize];
            for path in &paths {
                let owners: Vec<u32> = (1..=of)
                    .filter(|number| Part::new(*number, of).unwrap().has(path))
                    .collect();
                assert_eq!(owners.len(), 1, "{path}");
                sizes[owners[0] as usize - 1] += 1;
            }
            let fair = 8_000 / of;
            let is_near = |size: &u32| size.abs_diff(fair) <= fair / 8;
            assert!(sizes.iter().all(is_near), "{sizes:?}");
        }
    }
}
