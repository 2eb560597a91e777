//! Digests: what a page was made from, and what a file holds.

use std::fmt;
use std::io::{self, Write};

/// The digest of everything a page is made from. Two equal fingerprints mean the same bytes, so a page whose
/// fingerprint is the recorded one need not be rendered.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of `parts`, in this order. Each part's length is hashed before it, so that `["ab", "c"]` and
    /// `["a", "bc"]` differ.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Fingerprint {
        let mut builder = Fingerprint::builder();
        for part in parts {
            builder.part(part);
        }
        builder.finish()
    }

    /// An empty builder, for parts that come one at a time.
    #[must_use]
    pub fn builder() -> FingerprintBuilder {
        FingerprintBuilder::default()
    }

    /// A fingerprint that was stored as bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Fingerprint {
        Fingerprint(bytes)
    }

    /// The 32 bytes, to store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Fingerprint({})", blake3::Hash::from_bytes(self.0).to_hex())
    }
}

/// Collects the parts of a [`Fingerprint`].
#[derive(Clone, Debug, Default)]
pub struct FingerprintBuilder {
    hasher: blake3::Hasher,
    /// What the hasher has not seen yet: a million parts of a few bytes each take it several times as long one by one.
    pending: Vec<u8>,
}

/// So many bytes are hashed at once.
const AT_ONCE: usize = 4096;

impl FingerprintBuilder {
    /// Adds one part, with its length.
    pub fn part(&mut self, part: &[u8]) -> &mut FingerprintBuilder {
        self.pending.extend_from_slice(&(part.len() as u64).to_le_bytes());
        if part.len() < AT_ONCE {
            self.pending.extend_from_slice(part);
        }
        if self.pending.len() >= AT_ONCE || part.len() >= AT_ONCE {
            self.hasher.update(&self.pending);
            self.pending.clear();
        }
        if part.len() >= AT_ONCE {
            self.hasher.update(part);
        }
        self
    }

    /// The fingerprint of the parts so far.
    #[must_use]
    pub fn finish(&self) -> Fingerprint {
        let hash = if self.hasher.count() == 0 {
            blake3::hash(&self.pending)
        } else {
            self.hasher.clone().update(&self.pending).finalize()
        };
        Fingerprint(*hash.as_bytes())
    }
}

/// The SHA-256 of a file's bytes (FIPS 180-4); hexadecimal in JSON, as `sha256sum` prints it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Digest(pub(super) [u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    pub(super) fn of(bytes: &[u8]) -> Digest {
        Digest(<sha2::Sha256 as sha2::Digest>::digest(bytes).into())
    }
}

/// Passes on what is written, and says the [`Digest`] of all of it.
pub(super) struct Digesting<W> {
    out: W,
    hasher: sha2::Sha256,
}

impl<W: Write> Digesting<W> {
    pub(super) fn new(out: W) -> Self {
        let hasher = <sha2::Sha256 as sha2::Digest>::new();
        Self { out, hasher }
    }

    /// The digest of what has been written.
    pub(super) fn digest(self) -> Digest {
        Digest(sha2::Digest::finalize(self.hasher).into())
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        sha2::Digest::update(&mut self.hasher, &bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(feature = "publish")]
impl Digest {
    /// A digest as [`fmt::Display`] writes it; none if the text is no digest.
    pub(super) fn from_hex(text: &str) -> Option<Digest> {
        blake3::Hash::from_hex(text).ok().map(|hash| Digest(*hash.as_bytes()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl serde::Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl<'de> serde::Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Digest, D::Error> {
        deserializer.deserialize_str(HexDigits)
    }
}

/// Reads a [`Digest`] without a `String` in between: a manifest holds one for each of thousands of files.
struct HexDigits;

impl serde::de::Visitor<'_> for HexDigits {
    type Value = Digest;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("64 hexadecimal digits")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Digest, E> {
        blake3::Hash::from_hex(text)
            .map(|hash| Digest(*hash.as_bytes()))
            .map_err(|_| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_border_between_two_parts_counts() {
        let one = Fingerprint::of([b"ab".as_slice(), b"c"]);
        let other = Fingerprint::of([b"a".as_slice(), b"bc"]);
        assert_ne!(one, other);
        assert_ne!(
            Fingerprint::of([b"".as_slice()]),
            Fingerprint::of(std::iter::empty::<&[u8]>())
        );
    }

    #[test]
    fn parts_one_at_a_time_give_the_same_fingerprint() {
        let at_once = Fingerprint::of([b"ab".as_slice(), b"c"]);
        assert_eq!(Fingerprint::builder().part(b"ab").part(b"c").finish(), at_once);
        assert_eq!(Fingerprint::from_bytes(*at_once.as_bytes()), at_once);
    }
    #[test]
    fn what_waits_to_be_hashed_changes_nothing() {
        let lengths = [
            0,
            1,
            AT_ONCE - 9,
            AT_ONCE - 8,
            AT_ONCE - 1,
            AT_ONCE,
            AT_ONCE + 1,
            3 * AT_ONCE,
        ];
        for (one, other) in lengths.iter().flat_map(|one| lengths.map(|other| (*one, other))) {
            let (mut builder, mut hasher) = (Fingerprint::builder(), blake3::Hasher::new());
            for (length, byte) in [(one, b'a'), (other, b'b'), (3, b'c')] {
                let part = vec![byte; length];
                builder.part(&part);
                hasher.update(&(length as u64).to_le_bytes()).update(&part);
                assert_eq!(
                    builder.finish().as_bytes(),
                    hasher.finalize().as_bytes(),
                    "{one} {other}"
                );
            }
        }
    }
}
