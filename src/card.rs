//! Link previews as pictures: what a chat shows of a page whose address was pasted into it.
//!
//! A [`Card`] holds finished words and numbers. [`drawing`] gives each a place, with the words already broken into lines;
//! [`picture`] makes a PNG of that. Which words and numbers is decided in `page::preview`. The fonts are embedded, so that
//! a card looks the same wherever it is made; a theme may add fonts for scripts that these do not have.

mod drawing;
mod fonts;
mod picture;

#[cfg(test)]
mod tests;

pub use drawing::{Drawing, drawing};
pub use fonts::Fonts;
pub use picture::picture;

/// Width of a card in pixels, as `og:image:width` says: what the networks that show cards ask for.
pub const WIDTH: u16 = 1200;
/// Height of a card in pixels.
pub const HEIGHT: u16 = 630;
/// How many trends a card has room for.
pub const TRENDS: usize = 2;

/// What a card shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What it belongs to: the title of the site, or the cycle.
    pub above: String,
    /// What the page is about.
    pub title: String,
    /// What is true of it, in a sentence or two.
    pub sentence: String,
    /// Its charts, at most [`TRENDS`]; more are left out.
    pub trends: Vec<Trend>,
}

/// A number and how it came to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// Name of the metric.
    pub name: String,
    /// The newest value with its unit.
    pub value: String,
    /// How it differs from the one before.
    pub moved: String,
    /// The shape of what its limits say of it.
    pub mark: Mark,
    /// The same in words.
    pub says: String,
    /// The values in order of time; a gap is a gap.
    pub values: Vec<Option<f64>>,
}

/// What limits say of a value, as a shape; a word always stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It left its usual range for the better: a disc.
    Improvement,
    /// It left its usual range for the worse: a square.
    Concern,
    /// It left its usual range where neither way is better: a diamond.
    Unusual,
    /// It is as usual, or there are no limits to say anything by: no shape.
    None,
}
