//! The fonts of cards, and what can be written with them.
//!
//! What no font has a glyph for never becomes a box: letters are written in Latin ones, as in addresses, and everything
//! else, emoji above all, is left out. The subsets and their licence stand in `fonts/`, with how they were made.

use crate::publish::Fingerprint;
use cosmic_text::fontdb::{Database, ID, Source, Stretch, Style, Weight};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::sync::Arc;

/// Names of the families of titles and sentences, and of everything else.
pub(super) const SERIF: &str = "Noto Serif";
pub(super) const SANS: &str = "Inter";

/// The embedded fonts, in the order in which a glyph is looked for.
pub(super) const EMBEDDED: [&[u8]; 4] = [
    include_bytes!("fonts/NotoSerif-Regular.ttf"),
    include_bytes!("fonts/Inter-Regular.ttf"),
    include_bytes!("fonts/NotoSansHebrew-Regular.ttf"),
    include_bytes!("fonts/NotoSansArabic-Regular.ttf"),
];

/// The fonts that cards are set in.
#[derive(Debug, Clone)]
pub struct Fonts {
    database: Arc<Database>,
    faces: Arc<[Face]>,
    fingerprint: Fingerprint,
}

/// A font's letters with their widths in units of its size, sorted.
#[derive(Debug)]
struct Face {
    family: String,
    widths: Vec<(char, f32)>,
}

impl Face {
    fn width(&self, letter: char) -> Option<f32> {
        let at = self.widths.binary_search_by_key(&letter, |(letter, _)| *letter).ok()?;
        Some(self.widths[at].1)
    }
}

impl Fonts {
    /// The embedded fonts and, after them, those of a theme. A file that holds no font adds nothing; which ones those
    /// are is in the second part, as indexes.
    #[must_use]
    pub fn new(own: impl IntoIterator<Item = Vec<u8>>) -> (Self, Vec<usize>) {
        let mut fingerprint = Fingerprint::builder();
        let own = own.into_iter().map(|bytes| -> Source {
            fingerprint.part(&bytes);
            Source::Binary(Arc::new(bytes))
        });
        let embedded = EMBEDDED.map(|bytes| Source::Binary(Arc::new(bytes)));
        let sources: Vec<Source> = embedded.into_iter().chain(own).collect();
        let (fonts, unreadable) = Self::of(sources, fingerprint.finish());
        // The embedded ones can be read, so that none of these is negative.
        let unreadable = unreadable.into_iter().map(|index| index - EMBEDDED.len());
        (fonts, unreadable.collect())
    }

    /// Fonts in the order in which a glyph is looked for, and which of them hold none.
    pub(super) fn of(sources: Vec<Source>, fingerprint: Fingerprint) -> (Self, Vec<usize>) {
        let mut database = Database::new();
        let mut faces = Vec::new();
        let mut unreadable = Vec::new();
        for (index, source) in sources.into_iter().enumerate() {
            let loaded = database.load_font_source(source);
            if loaded.is_empty() {
                unreadable.push(index);
            }
            faces.extend(loaded);
        }
        let faces = faces.into_iter().filter_map(|id| face(&database, id)).collect();
        let fonts = Self {
            database: Arc::new(plain(&database)),
            faces,
            fingerprint,
        };
        (fonts, unreadable)
    }

    /// Digest of the theme's own fonts; the embedded ones are part of the program.
    #[must_use]
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// The fonts as the renderer takes them.
    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    /// The width of a text in a family, in units of its size. Letters are measured one by one: kerning and joined forms
    /// make it a little narrower.
    pub(super) fn width(&self, text: &str, family: &str) -> f32 {
        let of_family = self.faces.iter().find(|face| face.family == family);
        let width = |letter| {
            let own = of_family.and_then(|face| face.width(letter));
            own.or_else(|| self.faces.iter().find_map(|face| face.width(letter)))
        };
        text.chars().map(|letter| width(letter).unwrap_or(0.0)).sum()
    }

    /// A text as it can be written: without what no font has, in one line.
    pub(super) fn writable(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        for letter in text.chars() {
            if letter.is_whitespace() && letter != '\u{202f}' && letter != '\u{a0}' {
                written.push(' ');
            } else if self.has(letter) {
                written.push(letter);
            } else if letter.is_alphanumeric() {
                // A word for each letter of a script without an alphabet; others follow each other.
                written.push_str(deunicode::deunicode_char(letter).unwrap_or_default());
            }
        }
        let words: Vec<&str> = written.split(' ').filter(|word| !word.is_empty()).collect();
        words.join(" ")
    }

    fn has(&self, letter: char) -> bool {
        self.faces.iter().any(|face| face.width(letter).is_some())
    }
}

/// The same fonts, all as if they were upright and of normal weight and width: a theme's only font of a script may be a bold
/// one, and would not be looked into for a line that is not bold.
fn plain(database: &Database) -> Database {
    let mut plain = Database::new();
    for face in database.faces() {
        let mut face = face.clone();
        (face.style, face.weight, face.stretch) = (Style::Normal, Weight::NORMAL, Stretch::Normal);
        plain.push_face_info(face);
    }
    plain
}

/// A font's letters; `None` where its tables cannot be read.
fn face(database: &Database, id: ID) -> Option<Face> {
    let family = database.face(id)?.families.first()?.0.clone();
    let widths = database.with_face_data(id, |bytes, index| {
        let font = FontRef::from_index(bytes, index).ok()?;
        let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        let letters = font.charmap().mappings().filter_map(|(code, glyph)| {
            let letter = char::from_u32(code)?;
            Some((letter, metrics.advance_width(glyph)?))
        });
        let mut widths: Vec<(char, f32)> = letters.collect();
        widths.sort_by_key(|(letter, _)| *letter);
        Some(widths)
    })??;
    Some(Face { family, widths })
}
