//! The PNG of a card: rendered, and reduced to the few colours that it is drawn with.
//!
//! A palette of each ink in steps on paper makes the file a third of what true colours would, and makes it in half the
//! time; no eye sees the difference.

use super::drawing::{INKS, PAPER};
use super::{Fonts, HEIGHT, WIDTH};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use std::cell::RefCell;

/// Steps of each ink on paper: what smooths the edges of letters.
const STEPS: u16 = 8;

/// Colours remembered while the nearest ones of the palette are looked for.
const PLACES: usize = 4096;

/// Pixels of paper that are passed at once.
const STRETCH: usize = 60;

/// Bytes of a PNG of a card's drawing. The same drawing gives the same bytes.
///
/// # Panics
///
/// Where the text is not what [`drawing`](super::drawing()) makes.
#[must_use]
pub fn picture(drawing: &str, fonts: &Fonts) -> Vec<u8> {
    let options = Options {
        fontdb: fonts.database(),
        ..Options::default()
    };
    let tree = Tree::from_str(drawing, &options).expect("a drawing is well formed");
    SHEET.with_borrow_mut(|pixels| {
        let [red, green, blue] = colour(PAPER);
        pixels.fill(Color::from_rgba8(red, green, blue, 255));
        resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
        let palette = palette();
        encoded(&palette, &indexes(pixels, &palette))
    })
}

thread_local! {
    /// What cards are drawn on, one after the other: 3 MB that would else be asked for and cleared for each.
    static SHEET: RefCell<Pixmap> =
        RefCell::new(Pixmap::new(WIDTH.into(), HEIGHT.into()).expect("the size is not zero"));
}

fn encoded(palette: &[[u8; 3]], indexes: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH.into(), HEIGHT.into());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_filter(png::Filter::NoFilter);
    // The best levels take four times as long for a tenth less.
    encoder.set_deflate_compression(png::DeflateCompression::Level(2));
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(indexes));
    written.expect("memory takes any picture of this size");
    bytes
}

/// Paper first, then each ink from pale to full.
fn palette() -> Vec<[u8; 3]> {
    let paper = colour(PAPER);
    let mut palette = vec![paper];
    for ink in INKS.map(colour) {
        for step in 1..=STEPS {
            let blend = |paper: u8, ink: u8| {
                let mixed = u16::from(paper) * (STEPS - step) + u16::from(ink) * step;
                u8::try_from((mixed + STEPS / 2) / STEPS).unwrap_or(u8::MAX)
            };
            palette.push([0, 1, 2].map(|part| blend(paper[part], ink[part])));
        }
    }
    palette
}

/// Each pixel as the nearest colour of the palette.
fn indexes(pixels: &Pixmap, palette: &[[u8; 3]]) -> Vec<u8> {
    let distance = |a: [u8; 3], b: [u8; 3]| -> u32 {
        let square = |part: usize| u32::from(a[part].abs_diff(b[part])).pow(2);
        square(0) + square(1) + square(2)
    };
    let nearest = |colour: [u8; 3]| {
        let found = (palette.iter().enumerate()).min_by_key(|(_, other)| distance(colour, **other));
        found.and_then(|(index, _)| u8::try_from(index).ok()).unwrap_or(0)
    };
    // What was found is remembered, of colours that share a place the last: there are few on a card.
    let mut found = vec![(palette[0], 0); PLACES];
    let mut before = (palette[0], 0);
    let mut indexes = Vec::with_capacity(pixels.pixels().len());
    // The paper is opaque, so that every pixel is. Most of a card is paper: it is passed in stretches.
    let paper = [palette[0][0], palette[0][1], palette[0][2], u8::MAX].repeat(STRETCH);
    for stretch in pixels.data().chunks(paper.len()) {
        if *stretch == paper[..stretch.len()] {
            indexes.resize(indexes.len() + stretch.len() / 4, 0);
            continue;
        }
        for pixel in stretch.chunks_exact(4) {
            let colour = [pixel[0], pixel[1], pixel[2]];
            if colour != before.0 {
                let place = (usize::from(pixel[0]) * 67 + usize::from(pixel[1]) * 29 + usize::from(pixel[2])) % PLACES;
                if found[place].0 != colour {
                    found[place] = (colour, nearest(colour));
                }
                before = found[place];
            }
            indexes.push(before.1);
        }
    }
    indexes
}

/// `#0b5c54` as its parts.
fn colour(text: &str) -> [u8; 3] {
    [1, 3, 5].map(|at| {
        text.get(at..at + 2)
            .and_then(|part| u8::from_str_radix(part, 16).ok())
            .unwrap_or(0)
    })
}
