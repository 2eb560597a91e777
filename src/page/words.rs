//! Small changes to the letters of words, and a day for people and for machines.
//!
//! Words themselves, dates and counts are said by [`crate::words`].

use serde::Serialize;

/// A day or month for people and for machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct When {
    /// What `<time datetime>` says.
    pub(super) machine: String,
    /// What a reader sees.
    pub(super) text: String,
}

/// The text with its first letter as a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The text with a small first letter: what began a sentence goes on within one.
pub(super) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A kebab-case word as people write it: `integration-testing` → `integration testing`.
pub(super) fn spoken(id: &str) -> String {
    id.replace('-', " ")
}
