//! Counts, places in a row, and the signs within numbers.
//!
//! Which digits a figure shows is decided by `model::format`; this language's signs between them come from here.

use super::{ORDINAL, Words, say};
use crate::model::format::{DeltaText, Relative, Signs};

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

    /// A number in a message: `three`, `12`; small ones as words of the message's language.
    #[must_use]
    pub fn number_in(&self, key: &str, count: usize) -> String {
        let small = |words: &Self| words.list_of("numbers.small").get(count).cloned();
        let small = if self.left_english.contains(key) {
            small(&Self::english())
        } else {
            small(self)
        };
        small.unwrap_or_else(|| self.grouped(count))
    }

    /// A place in a row: `second`, `12th`.
    #[must_use]
    pub fn ordinal(&self, place: usize) -> String {
        self.counted(ORDINAL, place, &[], |rules| &rules.ordinal)
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

    /// A delta in one text: `+14 ms (+7.1 %)`, `3 → 5`, `+12 from 0`, `≈ 0 (99.952 → 99.949)`, `unchanged`.
    #[must_use]
    pub fn difference(&self, delta: &DeltaText) -> String {
        match delta {
            DeltaText::Unchanged => self.word("figure.unchanged").to_owned(),
            DeltaText::AlmostEqual { from, to } => {
                say!(self, "figure.almost_equal", from = from.bare(), to = to.bare())
            }
            DeltaText::Step { from, to } => say!(self, "figure.step", from = from, to = to),
            DeltaText::Change { amount, relative } => match relative {
                Relative::NotSaid => amount.text(),
                Relative::Percent(percent) => say!(self, "figure.relative", amount = amount, percent = percent),
                Relative::FromZero => say!(self, "figure.from_zero", amount = amount),
            },
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
