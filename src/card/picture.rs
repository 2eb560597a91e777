//! The PNG of a card: each letter and shape is rendered as how much of a pixel it covers, and laid on a sheet of indexes
//! into the palette.
//!
//! A palette of each ink in steps on paper makes the file a third of what true colours would; no eye sees the difference.
//! A letter is rendered once for each size and each quarter of a pixel that it begins at, and kept: cards say much the
//! same in the same places.

use super::drawing::{Drawing, Element, Ink};
use super::{Fonts, HEIGHT, WIDTH};
use crate::publish::Fingerprint;
use ahash::AHashMap;
use cosmic_text::fontdb::Database;
use cosmic_text::{
    Attrs, Buffer, CacheKey, Fallback, Family, FontSystem, Metrics, Placement, Shaping, SwashCache, Wrap,
};
use std::cell::RefCell;
use unicode_script::Script;
use zeno::{Cap, Fill, Join, Mask, Origin, Stroke};

/// The colour of a card's ground: red, green and blue.
const PAPER: [u8; 3] = [0xfd, 0xfc, 0xf9];

/// Steps of each ink on paper: what smooths the edges of letters.
const STEPS: u8 = 8;

/// How many letters are kept on a thread, a kilobyte each: those of cards in an alphabet, and not all of a script
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
    outlines: SwashCache,
    letters: AHashMap<CacheKey, Covered>,
}

/// How much of each pixel is covered, in rows, and where these stand.
type Covered = (Vec<u8>, Placement);

impl Press {
    fn new(fonts: &Fonts) -> Self {
        Self {
            sheet: vec![0; usize::from(WIDTH) * usize::from(HEIGHT)],
            fonts: *fonts.fingerprint(),
            system: system(fonts.database().clone()),
            outlines: SwashCache::new(),
            letters: AHashMap::new(),
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
                if self.letters.len() > KEPT {
                    self.letters.clear();
                }
                for glyph in line.layout_runs().flat_map(|run| run.glyphs) {
                    let glyph = glyph.physical(*at, 1.0);
                    let (system, outlines) = (&mut self.system, &mut self.outlines);
                    let (covered, placement) =
                        (self.letters.entry(glyph.cache_key)).or_insert_with_key(|key| letter(*key, system, outlines));
                    // A broken font may place letters anywhere.
                    let x = glyph.x.saturating_add(placement.left);
                    let corner = (x, glyph.y.saturating_sub(placement.top));
                    print(&mut self.sheet, *ink, corner, (placement.width, covered));
                }
            }
            Element::Area { path, ink } => self.lay_shape(&Mask::new(path.as_str()).render(), *ink),
            Element::Line { path, thick, ink } => {
                let mut pen = Stroke::new(*thick);
                pen.cap(Cap::Round).join(Join::Round);
                self.lay_shape(&Mask::new(path.as_str()).style(pen).render(), *ink);
            }
        }
    }

    fn lay_shape(&mut self, shape: &Covered, ink: Ink) {
        let (covered, placement) = shape;
        let corner = (placement.left, placement.top);
        print(&mut self.sheet, ink, corner, (placement.width, covered));
    }
}

/// A letter of a font. One that is larger than a card is of a broken font, and left out.
fn letter(key: CacheKey, system: &mut FontSystem, outlines: &mut SwashCache) -> Covered {
    let outline = outlines.get_outline_commands_uncached(system, key).unwrap_or_default();
    let bounds = zeno::bounds(&*outline, Fill::NonZero, None);
    let reach = [bounds.min.x, bounds.min.y, bounds.max.x, bounds.max.y];
    if !reach.iter().all(|place| place.abs() < f32::from(WIDTH)) {
        return Covered::default();
    }
    let offset = (key.x_bin.as_float(), key.y_bin.as_float());
    let mut mask = Mask::new(&*outline);
    // The outlines of letters reach upwards: where the first row stands is known once the size is, for which it is asked.
    mask.origin(Origin::BottomLeft).offset(offset).render_offset(offset);
    mask.inspect(|_, _, _| ()).render()
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
    let column = begin(corner.0);
    let shown = width
        .saturating_sub(left)
        .min(usize::from(WIDTH).saturating_sub(column));
    let rows = sheet.chunks_exact_mut(WIDTH.into()).skip(begin(corner.1));
    for (row, covered) in rows.zip(covered.chunks_exact(width).skip(first)) {
        let (Some(pixels), Some(covered)) = (row.get_mut(column..column + shown), covered.get(left..left + shown))
        else {
            return;
        };
        for (pixel, covered) in pixels.iter_mut().zip(covered) {
            // Around a letter, and in it, most of its pixels are not covered at all.
            if *covered > 0 {
                *pixel = mixed(*pixel, ink, *covered);
            }
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
