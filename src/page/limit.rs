//! How much of a portfolio a page shows, however large it is. `docs/limits.md` states these figures.
//!
//! Up to a limit everything is shown as if there were none. Beyond it come the exceptions, in the portfolio's own order
//! and never by rank, and it is said how much is left out and where that stands.

use crate::words::{Words, say_count};

/// So many teams have a row each in a matrix; more have one for each group, or of teams in none those that stand out.
pub(super) const ROWS: usize = 120;
/// So many teams have a chart each on a metric's page; of more, those whose value stands out have one.
pub(super) const CHARTS: usize = 120;
/// So many teams have a slot each on the page of a meeting; of more, those with a concern have one.
pub(super) const SLOTS: usize = 60;
/// So many things that teams said stand in one list.
pub(super) const SAID: usize = 200;
/// So many names stand in a sentence.
const NAMES: usize = 60;

/// Shortens a list to the first entries, and gives how many were left out.
pub(super) fn cut<T>(list: &mut Vec<T>, most: usize) -> usize {
    let more = list.len().saturating_sub(most);
    list.truncate(most);
    more
}

/// Names of teams as a list; of very many the first, and how many more there are.
pub(super) fn names(words: &Words, names: &[&str]) -> String {
    if names.len() <= NAMES {
        return words.list(names);
    }
    let more = say_count!(words, "limits.more_teams", names.len() - NAMES);
    let first = names[..NAMES].iter().copied().chain([more.as_str()]);
    words.list(&first.collect::<Vec<_>>())
}

/// `13 more stand in reports of their teams.`; nothing where all are shown.
pub(super) fn more_said(words: &Words, more: usize) -> String {
    match more {
        0 => String::new(),
        more => super::words::capital(&say_count!(words, "limits.more_said", more)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_only_beyond_its_limit() {
        for (length, left, more) in [(2, 2, 0), (3, 3, 0), (4, 3, 1)] {
            let mut list: Vec<usize> = (0..length).collect();
            assert_eq!((cut(&mut list, 3), list.len()), (more, left));
        }
    }

    #[test]
    fn names_are_counted_beyond_their_limit() {
        let words = Words::english();
        let all = vec!["A"; NAMES + 1];
        assert_eq!(names(&words, &all[..NAMES]), words.list(&all[..NAMES]));
        assert!(
            names(&words, &all).ends_with("A and one more team"),
            "{}",
            names(&words, &all)
        );
    }
}
