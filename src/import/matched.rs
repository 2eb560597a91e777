//! Which values of a file the options name: an option that names nothing in it is a slip more often than a zero.

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::import::Input;
use std::collections::{BTreeMap, BTreeSet};

/// Most values of an option that are kept for a message; those that an option names are kept all.
const MOST: usize = 200;

/// The values of a file, by the option that may name them, such as `only.tag.team`.
#[derive(Debug, Default)]
pub struct Matched {
    seen: BTreeMap<String, Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    named: BTreeSet<String>,
    others: BTreeSet<String>,
}

impl Matched {
    /// Notes a value of the file, and whether the option names it.
    pub fn see(&mut self, option: &str, value: &str, is_named: bool) {
        if !self.seen.contains_key(option) {
            self.seen.insert(option.to_owned(), Seen::default());
        }
        let Some(seen) = self.seen.get_mut(option) else { return };
        let (values, is_open) = if is_named {
            (&mut seen.named, true)
        } else {
            let is_open = seen.others.len() < MOST;
            (&mut seen.others, is_open)
        };
        if is_open && !value.is_empty() && !values.contains(value) {
            values.insert(value.to_owned());
        }
    }

    /// Whether the file has a value that an option names.
    #[must_use]
    pub fn has(&self, option: &str, value: &str) -> bool {
        self.seen.get(option).is_some_and(|seen| seen.named.contains(value))
    }

    /// Every value that was noted of an option, few enough to be kept.
    pub fn all(&self, option: &str) -> impl Iterator<Item = &str> + Clone {
        let seen = self.seen.get(option).into_iter();
        seen.flat_map(|seen| seen.named.iter().chain(&seen.others))
            .map(String::as_str)
    }

    /// What is said of a value that an option names and the file does not have; `written` is the option as it was given.
    #[must_use]
    pub fn slip(&self, input: &Input, (option, value): (&str, &str), written: &str) -> Diagnostic {
        // Addresses of people are not repeated.
        let all = self.all(option).filter(|value| !value.contains('@'));
        let cure = did_you_mean(value, all, "check how the file writes it, and the days that it covers");
        input.problem(Code::LeftOut, format!("`{written}` matches nothing in the file"), cure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_with_the_values_that_there_are_and_without_anybody_s_address() {
        let mut matched = Matched::default();
        for value in ["checkout", "search", "ada@example.com", ""] {
            matched.see("only.tag.team", value, value == "search");
        }
        assert!(matched.has("only.tag.team", "search") && !matched.has("only.tag.team", "checkout"));
        let input = Input::of_bytes("x.csv", *b"x");
        let cure = |value: &str| matched.slip(&input, ("only.tag.team", value), "x").cure;
        assert_eq!(cure("chekout"), "did you mean `checkout`?");
        assert!(
            cure("zzz").starts_with("known are `checkout`, `search`; "),
            "{}",
            cure("zzz")
        );
    }
}
