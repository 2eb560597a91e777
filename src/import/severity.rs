//! Severities as scanners write them: a closed set of words, of which one may be absent without being misspelt.

/// The words of the one scale that nearly all scanners share. `moderate` is apart: who writes it may mean other words beside it.
const SCALE: &[&str] = &[
    "critical",
    "high",
    "medium",
    "low",
    "negligible",
    "info",
    "informational",
    "none",
    "unknown",
];

/// Whether a severity that no row has is truly none: the rows have others of the same scale, written the same way.
///
/// `medium` never is, because tools that write `moderate` have it under that name; nor is `high` beside `moderate`, which
/// some call `important`.
pub(super) fn is_truly_none<'v>(wanted: &str, values: impl Iterator<Item = &'v str>) -> bool {
    let (word, manner) = (wanted.to_lowercase(), Manner::of(wanted));
    if !matches!(word.as_str(), "critical" | "high" | "low") {
        return false;
    }
    let mut is_any = false;
    let mut values = values.inspect(|_| is_any = true);
    let is_same_scale = values.all(|value| {
        let other = value.to_lowercase();
        let is_known = SCALE.contains(&other.as_str()) || (other == "moderate" && word != "high");
        is_known && Manner::of(value) == manner
    });
    is_same_scale && is_any
}

/// How the letters of a word are written: a filter tells `critical` from `CRITICAL`, so one of them never matches the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Lower,
    Upper,
    Capital,
    Mixed,
}

impl Manner {
    fn of(word: &str) -> Self {
        let mut letters = word.chars();
        let first = letters.next().is_some_and(char::is_uppercase);
        let rest = letters.as_str();
        match (
            first,
            rest.chars().any(char::is_uppercase),
            rest.chars().any(char::is_lowercase),
        ) {
            (false, false, _) => Self::Lower,
            (true, _, false) => Self::Upper,
            (true, false, _) => Self::Capital,
            _ => Self::Mixed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_truly_none;

    #[test]
    fn a_severity_is_none_among_others_of_its_scale_and_a_slip_among_anything_else() {
        for (wanted, values, expected) in [
            ("critical", &["high", "low", "medium"][..], true),
            ("CRITICAL", &["HIGH", "UNKNOWN"], true),
            ("High", &["Critical", "Low"], true),
            ("critical", &["moderate", "low"], true),
            ("high", &["moderate", "low"], false),
            ("medium", &["high", "low"], false),
            ("critical", &["HIGH", "LOW"], false),
            ("Critical", &["critical-ish", "low"], false),
            ("critical", &["1", "2"], false),
            ("critcal", &["high", "low"], false),
            ("critical", &["high", "open"], false),
            ("critical", &[], false),
        ] {
            let found = is_truly_none(wanted, values.iter().copied());
            assert_eq!(found, expected, "{wanted} among {values:?}");
        }
    }
}
