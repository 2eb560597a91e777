//! Which statistic a response time is, as the comment beside it says: `p95`, `p50`, `mean`.

use super::heading::words;

/// What a comment says of the statistic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comment {
    /// `p95`, `mean`; `None` where it names none.
    pub statistic: Option<String>,
    /// What else it says; empty where that is nothing.
    pub rest: String,
}

/// Reads the statistic from a comment; a part of it that says nothing else is taken out.
#[must_use]
pub(super) fn of_comment(text: &str) -> Comment {
    let statistic = text.split(|c: char| !(c.is_alphanumeric() || c == '.')).find_map(named);
    let is_rest = |piece: &&str| !piece.is_empty() && (statistic.is_none() || named(piece).is_none());
    let pieces: Vec<&str> = text.split(';').map(str::trim).filter(is_rest).collect();
    Comment {
        statistic,
        rest: pieces.join("; "),
    }
}

/// The statistic that a word names.
fn named(word: &str) -> Option<String> {
    let word = word.trim_end_matches('.').to_lowercase();
    match word.as_str() {
        "median" => return Some("p50".to_owned()),
        "mean" | "average" | "avg" => return Some("mean".to_owned()),
        _ => {}
    }
    let digits = word.strip_prefix('p')?;
    let is_percentile = (2..=5).contains(&digits.len())
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    is_percentile.then_some(word)
}

/// The id of the response time of a statistic.
#[must_use]
pub(super) fn id(statistic: Option<&str>) -> String {
    statistic.map_or_else(
        || "response-time".to_owned(),
        |statistic| format!("{}-response-time", words(statistic).join("-")),
    )
}

/// The name of the response time of a statistic.
#[must_use]
pub(super) fn name(statistic: Option<&str>) -> String {
    statistic.map_or_else(
        || "Response time".to_owned(),
        |statistic| format!("Response time ({statistic})"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_names_a_statistic_and_may_say_more() {
        for (text, statistic, rest) in [
            ("p95", Some("p95"), ""),
            ("p95; cold starts", Some("p95"), "cold starts"),
            ("cold starts; P99.9", Some("p99.9"), "cold starts"),
            ("p95 at the edge", Some("p95"), "p95 at the edge"),
            ("Median", Some("p50"), ""),
            ("cold starts", None, "cold starts"),
            ("page 2, php8", None, "page 2, php8"),
            ("", None, ""),
        ] {
            let found = of_comment(text);
            assert_eq!(
                (found.statistic.as_deref(), found.rest.as_str()),
                (statistic, rest),
                "{text}"
            );
        }
        assert_eq!(id(Some("p99.9")), "p99-9-response-time");
        assert_eq!(id(None), "response-time");
    }
}
