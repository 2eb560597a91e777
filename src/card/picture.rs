//! The PNG of a card: each letter and shape is rendered as how much of a pixel it covers, and laid on a sheet of indexes
//! into the palette.
//!
//! A palette of each ink in steps on paper makes the file a third of what true colours would; no eye sees the difference.
//! A letter is rendered once for each size and each quarter of a pixel that it begins at, and kept: cards say much the
//! same in the same places.

use super::drawing::{Drawing, Element, Ink};
use super::{Fonts, HEIGHT, WIDTH};
use crate::publish::Fingerprint;
use cosmic_text::fontdb::Database;
use cosmic_text::{
    Attrs, Buffer, Fallback, Family, FontSystem, Metrics, Placement, Shaping, SwashCache, SwashContent, Wrap,
};
use std::cell::RefCell;
use unicode_script::Script;
use zeno::{Cap, Join, Mask, Stroke};

/// The colour of a card's ground: red, green and blue.
const PAPER: [u8; 3] = [0xfd, 0xfc, 0xf9];

/// Steps of each ink on paper: what smooths the edges of letters.
const STEPS: u8 = 8;

/// How many letters are kept on a thread, some kilobytes each: those of cards in an alphabet, and not all of a script
/// with thousands.
const KEPT: usize = 4096;

/// Bytes of a PNG of a card's drawing. The same drawing gives the same bytes.
#[must_use]
pub fn picture(drawing: &Drawing, fonts: &Fonts) -> Vec<u8> {
    PRESS.with_borrow_mut(|press| {
        let press = match press {
            Some(press) if press.fonts == *fonts.fingerprint() => press,
            _ => press.insert(Press::new(fonts)),
        };
        press.sheet.fill(0);
        for element in &drawing.0 {
            press.lay(element);
        }
        encoded(&press.sheet)
    })
}

thread_local! {
    /// What cards are drawn with, one after the other.
    static PRESS: RefCell<Option<Press>> = const { RefCell::new(None) };
}

/// A sheet, and letters for it.
struct Press {
    /// Indexes into the palette, row by row.
    sheet: Vec<u8>,
    fonts: Fingerprint,
    system: FontSystem,
    letters: SwashCache,
}

impl Press {
    fn new(fonts: &Fonts) -> Self {
        Self {
            sheet: vec![0; usize::from(WIDTH) * usize::from(HEIGHT)],
            fonts: *fonts.fingerprint(),
            system: system(fonts.database().clone()),
            letters: SwashCache::new(),
        }
    }

    fn lay(&mut self, element: &Element) {
        match element {
            Element::Text {
                at,
                family,
                size,
                ink,
                text,
            } => {
                let mut line = Buffer::new_empty(Metrics::new(*size, *size));
                line.set_wrap(Wrap::None);
                let family = Attrs::new().family(Family::Name(family));
                line.set_text(text, &family, Shaping::Advanced, None);
                line.shape_until_scroll(&mut self.system, false);
                if self.letters.image_cache.len() > KEPT {
                    self.letters.image_cache.clear();
                }
                for glyph in line.layout_runs().flat_map(|run| run.glyphs) {
                    let glyph = glyph.physical(*at, 1.0);
                    let image = self.letters.get_image(&mut self.system, glyph.cache_key).as_ref();
                    // A letter of a font with pictures for letters would not be in these inks.
                    if let Some(image) = image.filter(|image| image.content == SwashContent::Mask) {
                        let Placement { left, top, width, .. } = image.placement;
                        let corner = (glyph.x + left, glyph.y - top);
                        print(&mut self.sheet, *ink, corner, (width, &image.data));
                    }
                }
            }
            Element::Area { path, ink } => self.lay_shape(Mask::new(path.as_str()).render(), *ink),
            Element::Line { path, thick, ink } => {
                let mut pen = Stroke::new(*thick);
                pen.cap(Cap::Round).join(Join::Round);
                self.lay_shape(Mask::new(path.as_str()).style(pen).render(), *ink);
            }
        }
    }

    fn lay_shape(&mut self, shape: (Vec<u8>, Placement), ink: Ink) {
        let (covered, Placement { left, top, width, .. }) = shape;
        print(&mut self.sheet, ink, (left, top), (width, &covered));
    }
}

/// Lays ink on a sheet: how much of each pixel it covers, in rows of a width. What is outside the sheet is left out.
fn print(sheet: &mut [u8], ink: Ink, corner: (i32, i32), mask: (u32, &[u8])) {
    let (width, covered) = mask;
    let Some(width) = usize::try_from(width).ok().filter(|width| *width > 0) else {
        return;
    };
    // Of what begins left of the sheet, or above it, so much is not on it.
    let hidden = |at: i32| usize::try_from(at.min(0).unsigned_abs()).unwrap_or(usize::MAX);
    let (left, first) = (hidden(corner.0), hidden(corner.1));
    let begin = |at: i32| usize::try_from(at).unwrap_or(0);
    let rows = sheet.chunks_exact_mut(WIDTH.into()).skip(begin(corner.1));
    for (row, covered) in rows.zip(covered.chunks_exact(width).skip(first)) {
        let pixels = row.iter_mut().skip(begin(corner.0));
        for (pixel, covered) in pixels.zip(covered.iter().skip(left)) {
            *pixel = mixed(*pixel, ink, *covered);
        }
    }
}

/// The index of a pixel that more ink covers. The same ink adds up, so that joined letters show no seam; of two inks the
/// stronger one is seen.
pub(super) fn mixed(pixel: u8, ink: Ink, covered: u8) -> u8 {
    // At most STEPS.
    let steps = u8::try_from((u16::from(covered) * u16::from(STEPS) + 127) / 255).unwrap_or(STEPS);
    let before = ink as u8 * STEPS;
    let laid = match pixel.checked_sub(1) {
        Some(index) => index % STEPS + 1,
        None => 0,
    };
    let is_same = laid > 0 && (pixel - 1) / STEPS == ink as u8;
    match steps {
        0 => pixel,
        _ if is_same => before + (laid + steps).min(STEPS),
        _ if steps >= laid => before + steps,
        _ => pixel,
    }
}

fn encoded(indexes: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH.into(), HEIGHT.into());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette());
    encoder.set_filter(png::Filter::NoFilter);
    // The next levels take twice as long for a tenth less.
    encoder.set_deflate_compression(png::DeflateCompression::Level(2));
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(indexes));
    written.expect("memory takes any picture of this size");
    bytes
}

/// Paper first, then each ink from pale to full.
fn palette() -> Vec<u8> {
    let mut palette = PAPER.to_vec();
    for ink in Ink::ALL {
        for step in 1..=u16::from(STEPS) {
            let steps = u16::from(STEPS);
            for (paper, ink) in PAPER.into_iter().zip(ink.colour()) {
                let mixed = u16::from(paper) * (steps - step) + u16::from(ink) * step;
                palette.push(u8::try_from((mixed + steps / 2) / steps).unwrap_or(u8::MAX));
            }
        }
    }
    palette
}

/// What shapes letters with the fonts of a database and no others.
fn system(database: Database) -> FontSystem {
    // The locale chooses between fonts of a system, and there are none.
    FontSystem::new_with_locale_and_db_and_fallback("en".to_owned(), database, AsLoaded)
}

/// A letter that a family lacks is looked for in the others as they were loaded, on every system alike.
#[derive(Debug)]
struct AsLoaded;

impl Fallback for AsLoaded {
    fn common_fallback(&self) -> &[&'static str] {
        &[]
    }

    fn forbidden_fallback(&self) -> &[&'static str] {
        &[]
    }

    fn script_fallback(&self, _script: Script, _locale: &str) -> &[&'static str] {
        &[]
    }
}
