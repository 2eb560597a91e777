//! Problems as the page shows them: JSON in which an excerpt is cut into what stands before, in and after the place, so
//! that the script has no bytes to count. Pure.

use crate::diagnostic::{Diagnostic, Place, Severity};
use serde::Serialize;

/// Which build the site that is shown is of, and what keeps a newer one from being shown.
#[derive(Serialize)]
struct State<'a> {
    build: &'a str,
    problems: Vec<Problem<'a>>,
    /// How many more there are than are shown.
    more: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'a str,
    message: &'a str,
    places: Vec<Shown<'a>>,
    cure: &'a str,
}

#[derive(Serialize)]
struct Shown<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    before: &'a str,
    marked: &'a str,
    after: &'a str,
    label: &'a str,
}

/// Most errors that a page shows; the terminal has all.
const MOST: usize = 20;

/// What the script is told: errors in full, warnings as a number.
pub(super) fn state(build: &str, problems: &[Diagnostic]) -> String {
    let (errors, warnings): (Vec<_>, Vec<_>) = problems.iter().partition(|problem| problem.severity == Severity::Error);
    let state = State {
        build,
        problems: errors.iter().take(MOST).map(|problem| shown(problem)).collect(),
        more: errors.len().saturating_sub(MOST),
        warnings: warnings.len(),
    };
    serde_json::to_string(&state).expect("strings and numbers can always be written as JSON")
}

fn shown(problem: &Diagnostic) -> Problem<'_> {
    let own = problem.place.iter().map(|place| (place, problem.label.as_str()));
    let related = problem.related.iter().map(|(place, label)| (place, label.as_str()));
    Problem {
        code: problem.code.id(),
        message: &problem.message,
        places: own.chain(related).map(place).collect(),
        cure: &problem.cure,
    }
}

fn place<'a>((place, label): (&'a Place, &'a str)) -> Shown<'a> {
    let excerpt = place.excerpt.as_str();
    let cut = |at: usize| excerpt.get(..at).map_or(excerpt.len(), str::len);
    let (start, end) = (cut(place.span.start), cut(place.span.end));
    Shown {
        file: &place.file,
        line: place.line,
        column: place.column,
        before: &excerpt[..start],
        marked: &excerpt[start..end.max(start)],
        after: &excerpt[end.max(start)..],
        label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn an_excerpt_is_cut_at_its_place() {
        let text = "[metrics]\nerrörs = \"<b>\"\n";
        let at = text.find('"').expect("a quote");
        let problem = Diagnostic::new(Code::BadDate, "not a number", "write a number")
            .at(Place::span("a.toml", text, at..at + 5))
            .label("here");
        let state: serde_json::Value = serde_json::from_str(&state("1a", &[problem])).expect("JSON");
        let place = &state["problems"][0]["places"][0];
        assert_eq!(place["file"], "a.toml");
        assert_eq!((place["line"].as_u64(), place["column"].as_u64()), (Some(2), Some(10)));
        assert_eq!(place["before"], "errörs = ");
        assert_eq!(place["marked"], "\"<b>\"");
        assert_eq!(place["after"], "");
        assert_eq!(state["problems"][0]["cure"], "write a number");
    }

    #[test]
    fn warnings_are_counted_and_errors_beyond_a_screen_too() {
        let error = |number: usize| Diagnostic::new(Code::BadDate, format!("error {number}"), "");
        let mut warning = error(99);
        warning.severity = Severity::Warning;
        let problems: Vec<_> = (0..23).map(error).chain([warning]).collect();
        let state: serde_json::Value = serde_json::from_str(&state("", &problems)).expect("JSON");
        assert_eq!(state["problems"].as_array().map(Vec::len), Some(20));
        assert_eq!((state["more"].as_u64(), state["warnings"].as_u64()), (Some(3), Some(1)));
    }
}
