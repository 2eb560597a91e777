//! Signals as marks, and how many there are.
//!
//! What is a signal comes from `analyse`; here it becomes a shape, a letter and a word.

use super::words::capital;
use crate::analyse::delta::{Delta, Judgement, Notable};
use crate::analyse::series::Entry;
use crate::analyse::signal::Signal;
use crate::analyse::xmr::Side;
use crate::words::{Words, say, say_count};
use serde::Serialize;

/// A signal as an icon and a word: the shape says whether it is better, the letter where the value went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Mark {
    /// `concern`, `improvement`, `unusual`, `usual`, or `unknown` where nothing can be said: there are no limits, or the
    /// value may still change.
    pub(super) kind: &'static str,
    /// `H`, `L` or nothing.
    pub(super) letter: &'static str,
    /// The name of what it says in words, below `signal`: templates write `words.signal[mark.word]`.
    pub(super) word: &'static str,
}

impl Mark {
    /// The same in words.
    pub(super) fn said(self, words: &Words) -> &str {
        words.word(match self.word {
            "concern_high" => "signal.concern_high",
            "concern_low" => "signal.concern_low",
            "improvement_high" => "signal.improvement_high",
            "improvement_low" => "signal.improvement_low",
            "unusual_high" => "signal.unusual_high",
            "unusual_low" => "signal.unusual_low",
            "usual" => "signal.usual",
            "pending" => "signal.pending",
            _ => "signal.no_limits",
        })
    }
}

/// The mark of a signal; `None` where there are no limits.
pub(super) fn mark(signal: Option<Signal>) -> Mark {
    let Some(signal) = signal else {
        return Mark {
            kind: "unknown",
            letter: "",
            word: "no_limits",
        };
    };
    let (kind, side, word) = match signal {
        Signal::Concern(Side::High) => ("concern", "H", "concern_high"),
        Signal::Concern(Side::Low) => ("concern", "L", "concern_low"),
        Signal::Improvement(Side::High) => ("improvement", "H", "improvement_high"),
        Signal::Improvement(Side::Low) => ("improvement", "L", "improvement_low"),
        Signal::Neutral(Side::High) => ("unusual", "H", "unusual_high"),
        Signal::Neutral(Side::Low) => ("unusual", "L", "unusual_low"),
        Signal::CommonCause => ("usual", "", "usual"),
        Signal::Pending => ("unknown", "", "pending"),
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
    /// Values that may still change.
    pub(super) pending: usize,
}

impl Signals {
    pub(super) fn add(&mut self, mark: Mark) {
        match mark.kind {
            "concern" => self.concern += 1,
            "improvement" => self.improvement += 1,
            "unusual" => self.unusual += 1,
            "usual" => self.usual += 1,
            _ if mark.word == "pending" => self.pending += 1,
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
            pending: self.pending + other.pending,
        }
    }

    pub(super) fn of(marks: impl IntoIterator<Item = Mark>) -> Self {
        let mut signals = Self::default();
        marks.into_iter().for_each(|mark| signals.add(mark));
        signals
    }

    /// How many values there are.
    pub(super) fn all(self) -> usize {
        self.judged() + self.unknown + self.pending
    }

    /// How many series have limits: of these, about 1.5 % are flagged by chance.
    pub(super) fn judged(self) -> usize {
        self.concern + self.improvement + self.unusual + self.usual
    }

    /// `Of 233 values, four are a concern and six an improvement; 180 are as usual, and 43 have no limits yet.` Empty
    /// for none.
    pub(super) fn sentence(self, words: &Words) -> String {
        let all = self.all();
        if all == 0 {
            return String::new();
        }
        if self.judged() == 0 && self.pending == 0 {
            return capital(&say_count!(words, "signal.none_judged", all));
        }
        if all == 1 {
            let what = match (self.concern, self.improvement, self.unusual) {
                _ if self.pending > 0 => "signal.one_is_pending",
                (1, ..) => "signal.one_is_concern",
                (_, 1, _) => "signal.one_is_improvement",
                (.., 1) => "signal.one_is_unusual",
                _ => "signal.one_is_usual",
            };
            return words.word(what).to_owned();
        }
        let mut parts = Vec::new();
        if self.concern > 0 {
            parts.push(say_count!(words, "signal.concerns", self.concern));
        }
        if self.improvement > 0 {
            parts.push(say_count!(words, "signal.improvements", self.improvement));
        }
        if self.unusual > 0 {
            parts.push(say_count!(words, "signal.unusuals", self.unusual));
        }
        if parts.is_empty() {
            parts.push(words.word("signal.none_signals").to_owned());
        }
        let mut rest = Vec::new();
        if self.usual > 0 {
            rest.push(say_count!(words, "signal.usuals", self.usual));
        }
        if self.unknown > 0 {
            rest.push(say_count!(words, "signal.without_limits", self.unknown));
        }
        if self.pending > 0 {
            rest.push(say_count!(words, "signal.pendings", self.pending));
        }
        let what = words.list(&parts);
        let what = if rest.is_empty() {
            what
        } else {
            say!(words, "signal.and_rest", what = what, rest = words.list(&rest))
        };
        say_count!(words, "signal.of_values", all, what = what)
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
                pending: 0,
            }
            .sentence(&Words::english())
        };
        let pending = |usual, unknown, pending| {
            Signals {
                usual,
                unknown,
                pending,
                ..Signals::default()
            }
            .sentence(&Words::english())
        };
        assert_eq!(
            pending(3, 1, 2),
            "Of six values, none signals a change; three are as usual, one has no limits and two may still change."
        );
        assert_eq!(
            pending(0, 0, 2),
            "Of two values, none signals a change; two may still change."
        );
        assert_eq!(pending(0, 0, 1), "The one value may still change.");
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
