//! Counts, places in a row, and the signs within numbers.
//!
//! Which digits a figure shows is decided by `model::format`; this language's signs between them come from here.

use super::{Words, say};
use crate::model::format::Signs;

impl Words {
    /// Digits in groups: `12,345`.
    #[must_use]
    pub fn grouped(&self, count: usize) -> String {
        let plain = count.to_string();
        let mut text = String::new();
        for (index, digit) in plain.char_indices() {
            if index > 0 && (plain.len() - index).is_multiple_of(3) {
                text.push_str(self.word("numbers.group"));
            }
            text.push(digit);
        }
        text
    }

    /// A small number as a word.
    pub(super) fn small(&self, count: usize) -> Option<&String> {
        self.list_of("numbers.small").get(count)
    }

    /// A number in a sentence: `three`, `12`.
    #[must_use]
    pub fn number(&self, count: usize) -> String {
        self.small(count).cloned().unwrap_or_else(|| self.grouped(count))
    }

    /// A place in a row: `second`, `12th`.
    #[must_use]
    pub fn ordinal(&self, place: usize) -> String {
        self.counted("numbers.ordinal", place, &[], |rules| &rules.ordinal)
    }

    /// `a, b and c`.
    #[must_use]
    pub fn list<S: AsRef<str>>(&self, items: &[S]) -> String {
        match items {
            [] => String::new(),
            [only] => only.as_ref().to_owned(),
            [first @ .., last] => {
                let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
                let first = first.join(self.word("lists.between"));
                say!(self, "lists.last", first = first, last = last.as_ref())
            }
        }
    }

    /// The signs within figures.
    #[must_use]
    pub fn signs(&self) -> Signs<'_> {
        Signs {
            decimal: self.word("numbers.decimal"),
            group: self.word("numbers.group"),
        }
    }
}
