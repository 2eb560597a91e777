//! Signals as marks, and how many there are.
//!
//! What is a signal comes from `analyse`; here it becomes a shape, a letter and a word.

use super::words::{self, counted, number};
use crate::analyse::delta::{Delta, Judgement, Notable};
use crate::analyse::series::Entry;
use crate::analyse::signal::Signal;
use crate::analyse::xmr::Side;
use serde::Serialize;

/// A signal as an icon and a word: the shape says whether it is better, the letter where the value went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Mark {
    /// `concern`, `improvement`, `unusual`, `usual`, or `unknown` where there are no limits.
    pub(super) kind: &'static str,
    /// `H`, `L` or nothing.
    pub(super) letter: &'static str,
    /// The same in words.
    pub(super) word: &'static str,
}

/// The mark of a signal; `None` where there are no limits.
pub(super) fn mark(signal: Option<Signal>) -> Mark {
    let Some(signal) = signal else {
        return Mark {
            kind: "unknown",
            letter: "",
            word: "no limits",
        };
    };
    let (kind, side, word) = match signal {
        Signal::Concern(Side::High) => ("concern", "H", "concern, high"),
        Signal::Concern(Side::Low) => ("concern", "L", "concern, low"),
        Signal::Improvement(Side::High) => ("improvement", "H", "improvement, high"),
        Signal::Improvement(Side::Low) => ("improvement", "L", "improvement, low"),
        Signal::Neutral(Side::High) => ("unusual", "H", "unusually high"),
        Signal::Neutral(Side::Low) => ("unusual", "L", "unusually low"),
        Signal::CommonCause => ("usual", "", "as usual"),
    };
    Mark {
        kind,
        letter: side,
        word,
    }
}

/// Whether the step to a value stands out from those before it, as readers see it.
pub(super) fn is_notable(entry: &Entry) -> bool {
    matches!(&entry.delta, Delta::Change(change)
        if change.notable == Notable::Yes && change.judgement != Judgement::Unchanged)
}

/// How many series signal what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Signals {
    pub(super) concern: usize,
    pub(super) improvement: usize,
    pub(super) unusual: usize,
    pub(super) usual: usize,
    pub(super) unknown: usize,
}

impl Signals {
    pub(super) fn add(&mut self, mark: Mark) {
        match mark.kind {
            "concern" => self.concern += 1,
            "improvement" => self.improvement += 1,
            "unusual" => self.unusual += 1,
            "usual" => self.usual += 1,
            _ => self.unknown += 1,
        }
    }

    pub(super) fn join(self, other: Self) -> Self {
        Self {
            concern: self.concern + other.concern,
            improvement: self.improvement + other.improvement,
            unusual: self.unusual + other.unusual,
            usual: self.usual + other.usual,
            unknown: self.unknown + other.unknown,
        }
    }

    pub(super) fn of(marks: impl IntoIterator<Item = Mark>) -> Self {
        let mut signals = Self::default();
        marks.into_iter().for_each(|mark| signals.add(mark));
        signals
    }

    /// How many series have limits: of these, about 1.5 % are flagged by chance.
    pub(super) fn judged(self) -> usize {
        self.concern + self.improvement + self.unusual + self.usual
    }

    /// `Of 233 values, four are a concern and six an improvement; 180 are as usual, and 43 have no limits yet.` Empty
    /// for none.
    pub(super) fn sentence(self, thing: &str) -> String {
        let all = self.judged() + self.unknown;
        if all == 0 {
            return String::new();
        }
        if self.judged() == 0 {
            return match all {
                1 => format!("One {thing} was reported; it has no limits yet."),
                all => format!(
                    "{} were reported; none of them has limits yet.",
                    words::capital(&counted(all, thing))
                ),
            };
        }
        if all == 1 {
            let what = match (self.concern, self.improvement, self.unusual) {
                (1, ..) => "a concern",
                (_, 1, _) => "an improvement",
                (.., 1) => "unusual where neither way is better",
                _ => "as usual",
            };
            return format!("The one {thing} is {what}.");
        }
        let is = |count: usize, one: &str, several: &str| {
            if count == 1 {
                format!("one is {one}")
            } else {
                format!("{} are {several}", number(count))
            }
        };
        let mut parts = Vec::new();
        if self.concern > 0 {
            parts.push(is(self.concern, "a concern", "concerns"));
        }
        if self.improvement > 0 {
            parts.push(is(self.improvement, "an improvement", "improvements"));
        }
        if self.unusual > 0 {
            let words = "unusual where neither way is better";
            parts.push(is(self.unusual, words, words));
        }
        if parts.is_empty() {
            parts.push("none signals a change".to_owned());
        }
        let mut rest = Vec::new();
        if self.usual > 0 {
            rest.push(is(self.usual, "as usual", "as usual"));
        }
        if self.unknown > 0 {
            let has = if self.unknown == 1 { "has" } else { "have" };
            rest.push(format!("{} {has} no limits", number(self.unknown)));
        }
        let rest = if rest.is_empty() {
            String::new()
        } else {
            format!("; {}", words::list(&rest))
        };
        format!("Of {}, {}{rest}.", counted(all, thing), words::list(&parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_are_counted_in_one_sentence() {
        let say = |concern, improvement, unusual, usual, unknown| {
            Signals {
                concern,
                improvement,
                unusual,
                usual,
                unknown,
            }
            .sentence("value")
        };
        assert_eq!(say(0, 0, 0, 0, 0), "");
        assert_eq!(
            say(2, 1, 0, 40, 12),
            "Of 55 values, two are concerns and one is an improvement; 40 are as usual and 12 have no limits."
        );
        assert_eq!(
            say(0, 0, 0, 3, 0),
            "Of three values, none signals a change; three are as usual."
        );
        assert_eq!(
            say(0, 0, 0, 0, 4),
            "Four values were reported; none of them has limits yet."
        );
        assert_eq!(
            say(0, 0, 1, 0, 0),
            "The one value is unusual where neither way is better."
        );
    }
}
