//! Problems: what is wrong, where, and what cures it.
//!
//! A [`Diagnostic`] carries its excerpt with it, so that files need not stay in memory to be quoted. There is one
//! renderer per audience: [`text`] for people, [`github`] for annotations on a pull request, [`json`] for programs.

pub mod code;
pub mod github;
pub mod json;
pub mod text;

pub use code::Code;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How grave a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// The build stops.
    Error,
    /// The build goes on, unless `--strict`.
    Warning,
}

impl Severity {
    /// The word shown.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place in a file, with the lines around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Path from the folder of scorpfolio.toml, with `/`.
    pub file: String,
    /// Line, counted from 1; 0 for the file as a whole.
    pub line: u32,
    /// Column in characters, counted from 1; 0 for the file as a whole.
    pub column: u32,
    /// The text of the line or lines; empty for the file as a whole.
    pub excerpt: String,
    /// The bytes of `excerpt` that the problem is about.
    pub span: Range<usize>,
}

impl Place {
    /// A file as a whole.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self {
            file: path.into(),
            line: 0,
            column: 0,
            excerpt: String::new(),
            span: 0..0,
        }
    }

    /// A span of bytes in a text; spans that reach past the text are cut to it.
    #[must_use]
    pub fn span(path: impl Into<String>, text: &str, span: Range<usize>) -> Self {
        let floor = |position: usize| {
            (0..=position.min(text.len()))
                .rev()
                .find(|&at| text.is_char_boundary(at))
                .unwrap_or(0)
        };
        let start = floor(span.start);
        let end = floor(span.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line_text = text[line_start..line_end].trim_end_matches('\r');
        // A line of a minified export may be a megabyte long: quote what lies around the problem.
        let (from, to) = window(line_text, start - line_start);
        let excerpt = &line_text[from..to];
        let within = |position: usize| position.saturating_sub(line_start + from).min(excerpt.len());
        let line = text[..line_start].bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = text[line_start..start].chars().count() + 1;
        Self {
            file: path.into(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            excerpt: excerpt.to_owned(),
            span: within(start)..within(end).max(within(start)),
        }
    }
}

/// Most bytes of one line that an excerpt quotes.
const LONGEST_EXCERPT: usize = 240;

/// The part of a long line around a position.
fn window(line: &str, position: usize) -> (usize, usize) {
    if line.len() <= LONGEST_EXCERPT {
        return (0, line.len());
    }
    let boundary = |wanted: usize| {
        (wanted.min(line.len())..=line.len())
            .find(|&at| line.is_char_boundary(at))
            .unwrap_or(line.len())
    };
    let from = boundary(position.saturating_sub(LONGEST_EXCERPT / 3));
    (from, boundary(from + LONGEST_EXCERPT))
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable name of the kind of problem; `explain CODE` says more.
    pub code: Code,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// Where, if it has a place.
    pub place: Option<Place>,
    /// What is to be seen at the place, in few words.
    pub label: String,
    /// Another place that belongs to the problem, with its label.
    pub related: Vec<(Place, String)>,
    /// What to do.
    pub cure: String,
}

impl Diagnostic {
    /// A problem of a kind, with its own severity.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>, cure: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            place: None,
            label: String::new(),
            related: Vec::new(),
            cure: cure.into(),
        }
    }

    /// The same at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same with words under the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same with another place.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }
}

/// Puts problems in the order of files, lines and columns, without repeats.
#[must_use]
pub fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let key = |diagnostic: &Diagnostic| {
        let place = diagnostic.place.as_ref();
        (
            place.map(|place| place.file.clone()),
            place.map(|place| (place.line, place.column)),
            diagnostic.code,
            diagnostic.message.clone(),
        )
    };
    diagnostics.sort_by_cached_key(key);
    diagnostics.dedup();
    diagnostics
}

/// Whether any of them is an error.
#[must_use]
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// "Did you mean": the candidate that is nearest to what was written, if one is near.
///
/// Near means a Damerau–Levenshtein distance of at most a third of the word, or that one begins with the other.
#[must_use]
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = written.to_lowercase().replace(['_', ' '], "-");
    candidates
        .into_iter()
        .map(|candidate| {
            let plain = candidate.to_lowercase().replace('_', "-");
            let distance = strsim::damerau_levenshtein(&folded, &plain);
            let near = folded.len().max(plain.len()).div_ceil(3);
            let begins =
                folded.len() >= 4 && (plain.starts_with(&folded) || folded.starts_with(&plain) && plain.len() >= 4);
            (if begins { distance.min(near) } else { distance }, near, candidate)
        })
        .filter(|(distance, near, _)| distance <= near)
        .min_by_key(|(distance, ..)| *distance)
        .map(|(.., candidate)| candidate)
}

/// Most names that a cure lists.
const LONGEST_LIST: usize = 12;

/// The cure for an unknown name: the nearest one, or the list of all.
#[must_use]
pub fn did_you_mean<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
    otherwise: &str,
) -> String {
    if let Some(candidate) = nearest(written, candidates.clone()) {
        return format!("did you mean `{candidate}`?");
    }
    let mut all: Vec<&str> = candidates.into_iter().collect();
    all.sort_unstable();
    if all.is_empty() || all.len() > LONGEST_LIST {
        return otherwise.to_owned();
    }
    let all: Vec<String> = all.iter().map(|name| format!("`{name}`")).collect();
    format!("known are {}; {otherwise}", all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_finds_its_line_column_and_excerpt() {
        let text = "a = 1\r\nbé = 2\nc = 3";
        let place = Place::span("x.toml", text, 13..14);
        assert_eq!(
            (place.line, place.column, place.excerpt.as_str(), place.span),
            (2, 6, "bé = 2", 6..7)
        );
    }

    #[test]
    fn a_span_beyond_the_text_is_cut_and_never_panics() {
        for (text, span) in [("", 0..9), ("é", 1..1), ("a\n", 2..9), ("\u{feff}x", 1..2)] {
            let place = Place::span("x", text, span);
            assert!(place.span.end <= place.excerpt.len());
        }
    }

    #[test]
    fn a_long_line_is_quoted_around_the_problem() {
        let text = format!("{}X{}", "é".repeat(1_000), "y".repeat(1_000));
        let place = Place::span("x", &text, 2_000..2_001);
        assert!(place.excerpt.len() <= LONGEST_EXCERPT + 4);
        assert_eq!(&place.excerpt[place.span], "X");
        assert_eq!(place.column, 1_001);
    }

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["deployment-frequency", "change-lead-time", "availability"];
        assert_eq!(nearest("deployment_frequency", known), Some("deployment-frequency"));
        assert_eq!(nearest("availabilty", known), Some("availability"));
        assert_eq!(nearest("deployment", known), Some("deployment-frequency"));
        assert_eq!(nearest("cost", known), None);
    }
}
