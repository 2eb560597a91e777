//! The bytes of the cache: a line with the format, the program's version and the key, the pages, the texts, and at the
//! end a digest of all before it. Numbers take as many bytes as they need, seven bits each; texts have their length
//! before them.

use super::{Cache, Entry, FileState, Row, RowLinks, Tables, Texts, Whole};
use crate::publish::BLOCK;
use crate::publish::fingerprint::{Digest, Fingerprint};
use std::collections::HashMap;
use std::io::{self, Write};

/// The format of the file; another number is another format.
const FORMAT: &[u8] = b"scorpfolio pages 4\n";
const DIGEST_LENGTH: usize = 32;

/// A page's links and then its anchors, as numbers of a table of texts; packed, for there are many.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    links: usize,
    packed: Box<[u8]>,
}

impl Numbers {
    /// Packs `numbers`, of which the first `links` are links.
    pub(super) fn new(links: usize, numbers: impl Iterator<Item = usize>) -> Numbers {
        let mut packed = Vec::new();
        numbers.for_each(|number| put_number(&mut packed, number as u64));
        Numbers {
            links,
            packed: packed.into(),
        }
    }

    /// How many of the numbers are links.
    pub(super) fn links(&self) -> usize {
        self.links
    }

    /// The numbers, links first.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        let mut rest = &*self.packed;
        std::iter::from_fn(move || take_size(&mut rest))
    }
}

/// Writes a cache with these rows, at most so many, as they come: of a thousand teams they are tens of megabytes. The texts
/// are numbered anew, in order of first use, so that those of pages that are gone are gone too.
pub(super) fn encode<'a>(
    out: &mut impl Write,
    (key, whole): (&str, Option<&Whole>),
    (most, rows): (usize, impl Iterator<Item = Row<'a>>),
    tables: Tables<'a>,
) -> io::Result<()> {
    let mut hasher = blake3::Hasher::new();
    let mut put = |bytes: &mut Vec<u8>| {
        hasher.update(bytes);
        let written = out.write_all(bytes);
        bytes.clear();
        written
    };
    let mut bytes = FORMAT.to_vec();
    put_text(&mut bytes, env!("CARGO_PKG_VERSION"));
    put_text(&mut bytes, key);
    // None has no bytes, not even of a digest.
    let (inputs, note) = whole.map_or((&[][..], &[][..]), |whole| (whole.inputs.as_bytes(), &whole.note));
    for part in [inputs, note] {
        put_number(&mut bytes, part.len() as u64);
        bytes.extend_from_slice(part);
    }
    put_number(&mut bytes, most as u64);
    let mut renumbering = Renumbering::new(tables);
    let mut packed = Vec::new();
    for row in rows {
        packed.clear();
        for number in renumbering.numbers_of(row.links) {
            put_number(&mut packed, number as u64);
        }
        put_text(&mut bytes, row.path);
        bytes.extend_from_slice(row.fingerprint.as_bytes());
        bytes.extend_from_slice(&row.hash.0);
        put_number(&mut bytes, row.state.size);
        bytes.extend_from_slice(&row.state.seconds.to_le_bytes());
        put_number(&mut bytes, u64::from(row.state.nanoseconds));
        put_number(&mut bytes, row.links.numbers().links as u64);
        put_number(&mut bytes, packed.len() as u64);
        bytes.extend_from_slice(&packed);
        if bytes.len() >= BLOCK {
            put(&mut bytes)?;
        }
    }
    // No page has this path.
    put_text(&mut bytes, "");
    put_number(&mut bytes, renumbering.texts.len() as u64);
    for text in &renumbering.texts {
        put_text(&mut bytes, text);
        if bytes.len() >= BLOCK {
            put(&mut bytes)?;
        }
    }
    put(&mut bytes)?;
    out.write_all(hasher.finalize().as_bytes())
}

/// Reads a cache; none if it is damaged, or another version's or another key's.
pub(super) fn decode(bytes: &[u8], key: &str) -> Option<Cache> {
    let (body, digest) = bytes.split_at_checked(bytes.len().checked_sub(DIGEST_LENGTH)?)?;
    let mut rest = body.strip_prefix(FORMAT)?;
    if blake3::hash(body).as_bytes() != digest
        || take_text(&mut rest)? != env!("CARGO_PKG_VERSION")
        || take_text(&mut rest)? != key
    {
        return None;
    }
    let inputs = take_counted(&mut rest)?;
    let note = take_counted(&mut rest)?;
    let whole = <[u8; DIGEST_LENGTH]>::try_from(inputs).ok().map(|inputs| Whole {
        inputs: Fingerprint::from_bytes(inputs),
        note: note.to_vec(),
    });
    let most = take_size(&mut rest)?;
    let mut entries = HashMap::with_capacity_and_hasher(most, ahash::RandomState::default());
    loop {
        let path = take_text(&mut rest)?;
        if path.is_empty() {
            break;
        }
        entries.insert(path.into(), take_entry(&mut rest)?);
    }
    let mut texts = Texts::default();
    for _ in 0..take_number(&mut rest)? {
        texts.push(take_text(&mut rest)?);
    }
    Some(Cache {
        whole,
        entries,
        texts,
        state: None,
    })
}

fn take_entry(rest: &mut &[u8]) -> Option<Entry> {
    Some(Entry {
        fingerprint: Fingerprint::from_bytes(take_array(rest)?),
        hash: Digest(take_array(rest)?),
        state: FileState {
            size: take_number(rest)?,
            seconds: i64::from_le_bytes(take_array(rest)?),
            nanoseconds: u32::try_from(take_number(rest)?).ok()?,
        },
        links: Numbers {
            links: take_size(rest)?,
            packed: take_counted(rest)?.into(),
        },
    })
}

impl<'a> RowLinks<'a> {
    fn numbers(self) -> &'a Numbers {
        match self {
            RowLinks::Recorded(entry) => &entry.links,
            RowLinks::Interned(interned) => &interned.0,
        }
    }
}

/// From the numbers of two tables to those of a new one.
struct Renumbering<'a> {
    tables: Tables<'a>,
    /// The new number of each text of the cache that was read, and of the interner: a text is looked up only once,
    /// however many pages hold it.
    recorded: Vec<Option<usize>>,
    interned: Vec<Option<usize>>,
    numbers: HashMap<&'a str, usize, ahash::RandomState>,
    texts: Vec<&'a str>,
}

impl<'a> Renumbering<'a> {
    fn new(tables: Tables<'a>) -> Renumbering<'a> {
        Renumbering {
            tables,
            recorded: vec![None; tables.cache.texts.ends.len()],
            interned: vec![None; tables.interner.texts.len()],
            numbers: HashMap::default(),
            texts: Vec::new(),
        }
    }

    fn numbers_of(&mut self, links: RowLinks<'a>) -> impl Iterator<Item = usize> {
        links.numbers().iter().map(move |number| {
            let known = match links {
                RowLinks::Recorded(_) => self.recorded.get_mut(number),
                RowLinks::Interned(_) => self.interned.get_mut(number),
            };
            if let Some(Some(known)) = known {
                return *known;
            }
            let text = match links {
                RowLinks::Recorded(_) => self.tables.cache.texts.get(number),
                RowLinks::Interned(_) => self.tables.interner.texts.get(number).map_or("", |text| text),
            };
            let next = self.texts.len();
            let new = *self.numbers.entry(text).or_insert(next);
            if new == next {
                self.texts.push(text);
            }
            if let Some(known) = known {
                *known = Some(new);
            }
            new
        })
    }
}

fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            bytes.push(low & 0x7f);
            return;
        }
        bytes.push(low | 0x80);
    }
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_number(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn take_size(rest: &mut &[u8]) -> Option<usize> {
    take_number(rest).and_then(|number| usize::try_from(number).ok())
}

fn take_counted<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take_size(rest)?;
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

fn take_array<const LENGTH: usize>(rest: &mut &[u8]) -> Option<[u8; LENGTH]> {
    let (taken, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*taken)
}

fn take_text<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    std::str::from_utf8(take_counted(rest)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::PageLinks;
    use crate::publish::cache::{Interned, Interner};

    const STATE: FileState = FileState {
        size: 700,
        seconds: -3,
        nanoseconds: 999_999_999,
    };

    fn links(links: &[&str], anchors: &[&str]) -> PageLinks {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        PageLinks {
            links: own(links),
            anchors: own(anchors),
        }
    }

    fn whole() -> Whole {
        Whole {
            inputs: Fingerprint::of([b"all".as_slice()]),
            note: b"said".to_vec(),
        }
    }

    fn row<'a>(path: &'a str, links: RowLinks<'a>) -> Row<'a> {
        let fingerprint = Fingerprint::of([path.as_bytes()]);
        Row {
            path,
            fingerprint,
            hash: Digest::of(path.as_bytes()),
            state: STATE,
            links,
        }
    }

    fn encoded(rows: &[Row<'_>], cache: &Cache, interner: &Interner) -> Vec<u8> {
        let mut bytes = Vec::new();
        let rows = (rows.len(), rows.iter().copied());
        encode(&mut bytes, ("public", Some(&whole())), rows, Tables { cache, interner }).unwrap();
        bytes
    }

    fn sample() -> Vec<u8> {
        let mut interner = Interner::default();
        let one = interner.intern(&links(&["b.html#x", "ü.html", "b.html#x"], &["top"]));
        let two = interner.intern(&links(&[], &["top", "b.html#x"]));
        let rows = [
            row("a.html", RowLinks::Interned(&one)),
            row("b.html", RowLinks::Interned(&two)),
        ];
        encoded(&rows, &Cache::default(), &interner)
    }

    #[test]
    fn what_is_written_is_read_back() {
        let cache = decode(&sample(), "public").unwrap();
        let entry = cache.get("a.html").unwrap();
        assert_eq!(entry.fingerprint, Fingerprint::of([b"a.html".as_slice()]));
        assert_eq!((entry.hash, entry.state), (Digest::of(b"a.html"), STATE));
        assert_eq!(
            cache.links(entry),
            (vec!["b.html#x", "ü.html", "b.html#x"], vec!["top"])
        );
        assert_eq!(
            cache.links(cache.get("b.html").unwrap()),
            (vec![], vec!["top", "b.html#x"])
        );
        assert!(cache.get("c.html").is_none());
        assert_eq!(cache.len(), 2);
        let read = cache.whole().unwrap();
        assert_eq!((read.inputs, &read.note), (whole().inputs, &whole().note));
    }

    #[test]
    fn recorded_and_new_pages_share_one_table_without_leftovers() {
        let old = decode(&sample(), "public").unwrap();
        let mut interner = Interner::default();
        let new = interner.intern(&links(&["new.html", "top"], &[]));
        let kept = old.get("b.html").unwrap();
        let rows = [
            row("b.html", RowLinks::Recorded(kept)),
            row("c.html", RowLinks::Interned(&new)),
        ];
        let cache = decode(&encoded(&rows, &old, &interner), "public").unwrap();
        assert_eq!(
            cache.links(cache.get("b.html").unwrap()),
            (vec![], vec!["top", "b.html#x"])
        );
        assert_eq!(
            cache.links(cache.get("c.html").unwrap()),
            (vec!["new.html", "top"], vec![])
        );
        assert_eq!(cache.texts.joined, "topb.html#xnew.html");
    }

    #[test]
    fn the_order_in_which_pages_were_rendered_leaves_no_trace() {
        let (first, second) = (links(&["x.html"], &["a"]), links(&["y.html", "x.html"], &[]));
        let bytes = |order: &[&PageLinks]| {
            let mut interner = Interner::default();
            let numbers: Vec<Interned> = order.iter().map(|links| interner.intern(links)).collect();
            let (one, two) = if order[0] == &first { (0, 1) } else { (1, 0) };
            let rows = [
                row("a.html", RowLinks::Interned(&numbers[one])),
                row("b.html", RowLinks::Interned(&numbers[two])),
            ];
            encoded(&rows, &Cache::default(), &interner)
        };
        assert_eq!(bytes(&[&first, &second]), bytes(&[&second, &first]));
    }

    #[test]
    fn a_damaged_cache_counts_as_none() {
        let good = sample();
        assert!(decode(&good, "another output").is_none());
        for length in 0..good.len() {
            assert!(decode(&good[..length], "public").is_none(), "{length}");
        }
        for position in 0..good.len() {
            let mut damaged = good.clone();
            damaged[position] ^= 0x40;
            assert!(decode(&damaged, "public").is_none(), "{position}");
        }
    }

    #[test]
    fn numbers_of_every_length_are_read_back() {
        for number in [0, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX] {
            let mut bytes = Vec::new();
            put_number(&mut bytes, number);
            assert_eq!(take_number(&mut bytes.as_slice()), Some(number));
        }
        assert_eq!(take_number(&mut [0x80; 12].as_slice()), None);
    }
}
