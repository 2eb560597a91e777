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
            message: short(message.into()),
            place: None,
            label: String::new(),
            related: Vec::new(),
            cure: short(cure.into()),
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
        self.label = short(label.into());
        self
    }

    /// The same with another place.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, short(label.into())));
        self
    }
}

/// Most bytes of a sentence about a problem: what it quotes may be as long as its file.
const LONGEST_SENTENCE: usize = 1_500;

/// A sentence, cut where it is longer than anybody reads.
fn short(mut sentence: String) -> String {
    if sentence.len() > LONGEST_SENTENCE {
        sentence.truncate(sentence.floor_char_boundary(LONGEST_SENTENCE));
        sentence.push('…');
    }
    sentence
}

/// Most problems of one file that are told.
pub const MOST_PROBLEMS: usize = 500;

/// Leaves out of sorted problems those of a file that are more than [`MOST_PROBLEMS`], and says so. Whether anything is an
/// error stays as it is.
#[must_use]
pub fn most(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    let (mut file, mut told) = (None, 0);
    let mut more: Option<Diagnostic> = None;
    for diagnostic in diagnostics {
        let of = diagnostic.place.as_ref().map(|place| place.file.clone());
        if of != file {
            kept.extend(more.take());
            (file, told) = (of, 0);
        }
        if diagnostic.code == Code::TooManyProblems {
            more = Some(diagnostic);
            continue;
        }
        told += usize::from(file.is_some());
        if told <= MOST_PROBLEMS {
            kept.push(diagnostic);
            continue;
        }
        let place = file.clone().map(Place::file);
        let more = more.get_or_insert_with(|| Diagnostic {
            severity: Severity::Warning,
            place,
            ..Diagnostic::new(
                Code::TooManyProblems,
                format!("the file has more than {MOST_PROBLEMS} problems, of which the first are told"),
                "correct these first, or check that it is the file that was meant",
            )
        });
        more.severity = more.severity.min(diagnostic.severity);
    }
    kept.extend(more);
    kept
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
/// Near means a Damerau–Levenshtein distance of at most a third of the word, that one begins with the other, or that what was
/// written is one of the candidate's words.
#[must_use]
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // What is longer than any name is none misspelt, and comparing it would take the time of its length for each.
    if written.len() > LONGEST_NAME {
        return None;
    }
    let folded = written.to_lowercase().replace(['_', ' '], "-");
    candidates
        .into_iter()
        .map(|candidate| {
            let plain = candidate.to_lowercase().replace('_', "-");
            let distance = strsim::damerau_levenshtein(&folded, &plain);
            let near = folded.len().max(plain.len()).div_ceil(3);
            let begins =
                folded.len() >= 4 && (plain.starts_with(&folded) || folded.starts_with(&plain) && plain.len() >= 4);
            // One of its words, whole: `lead` is rather `delivery_lead` than `left`.
            let is_word = folded.len() >= 4 && plain.split('-').any(|word| word == folded);
            let distance = match (is_word, begins) {
                (true, _) => distance.min(1),
                (false, true) => distance.min(near),
                (false, false) => distance,
            };
            (distance, near, candidate)
        })
        .filter(|(distance, near, _)| distance <= near)
        .min_by_key(|(distance, ..)| *distance)
        .map(|(.., candidate)| candidate)
}

/// Most bytes of a name that is compared with those that are known.
const LONGEST_NAME: usize = 200;

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
    fn of_many_problems_in_a_file_the_first_are_told_and_errors_stay_errors() {
        let problem = |file: &str, line: usize, code: Code| {
            let text = "x\n".repeat(line);
            Diagnostic::new(code, "m", "c").at(Place::span(file, &text, line * 2 - 1..line * 2))
        };
        let mut all: Vec<Diagnostic> = (1..=MOST_PROBLEMS + 9)
            .map(|line| problem("a", line, Code::UnitAlike))
            .collect();
        all.push(problem("b", 1, Code::UnitAlike));
        let told = most(sorted(all.clone()));
        assert_eq!(told.len(), MOST_PROBLEMS + 2);
        let more = &told[MOST_PROBLEMS];
        assert_eq!((more.code, more.severity), (Code::TooManyProblems, Severity::Warning));
        assert!(!has_errors(&told));
        all.push(problem("a", MOST_PROBLEMS + 10, Code::BadValue));
        let told = most(sorted(all));
        assert!(has_errors(&told));
        assert_eq!(most(told.clone()), told);
    }

    #[test]
    fn what_a_sentence_quotes_is_cut_between_letters() {
        let problem = Diagnostic::new(Code::UnknownKey, "é".repeat(9_000), "").label("€".repeat(9_000));
        assert!(problem.message.len() < 2_000 && problem.label.len() < 2_000);
        assert_eq!(nearest(&"é".repeat(9_000), ["é"]), None);
    }

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["deployment-frequency", "change-lead-time", "availability"];
        assert_eq!(nearest("deployment_frequency", known), Some("deployment-frequency"));
        assert_eq!(nearest("availabilty", known), Some("availability"));
        assert_eq!(nearest("deployment", known), Some("deployment-frequency"));
        assert_eq!(nearest("cost", known), None);
        assert_eq!(nearest("lead", ["left", "delivery_lead"]), Some("delivery_lead"));
        assert_eq!(nearest("lefd", ["left", "delivery_lead"]), Some("left"));
    }
}
