//! JSON as tools write it: one document, several one after another, or one a line.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::input::Input;
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// All documents of a file: `gh api --paginate` writes pages one after another, other tools a document a line. There is
/// at least one.
pub fn documents<T: DeserializeOwned>(input: &Input) -> Result<Vec<T>, Diagnostic> {
    let text = input.text()?;
    let mut documents = Vec::new();
    for document in serde_json::Deserializer::from_str(text).into_iter::<T>() {
        documents.push(document.map_err(|error| refused(input, text, &error))?);
    }
    Ok(documents)
}

/// The one document of a file.
pub fn document<T: DeserializeOwned>(input: &Input) -> Result<T, Diagnostic> {
    let mut documents = documents::<T>(input)?;
    match (documents.pop(), documents.is_empty()) {
        (Some(document), true) => Ok(document),
        _ => Err(input.problem(
            Code::NotAnExport,
            "the file holds several JSON documents, where this tool writes one",
            "give each document as a file of its own",
        )),
    }
}

fn refused(input: &Input, text: &str, error: &serde_json::Error) -> Diagnostic {
    let start: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let at = (start + error.column().saturating_sub(1)).min(text.len());
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or(&words);
    let is_page = text.trim_start().starts_with('<');
    let (message, cure) = match error.classify() {
        _ if is_page => (
            "the file is a web page, not JSON".to_owned(),
            "a page to sign in is often saved in place of an answer: check the token of the export",
        ),
        serde_json::error::Category::Eof => (
            "the file ends in the middle".to_owned(),
            "export it again: it was cut off",
        ),
        serde_json::error::Category::Data => (
            format!("this is not what the tool writes: {words}"),
            "check the source that the file is imported as, and the export's own options",
        ),
        _ => (
            format!("the JSON is broken: {words}"),
            "export it again, without messages of other programs in the file",
        ),
    };
    let at = if is_page { 0 } else { at };
    input.problem_at(Code::NotAnExport, at..at + 1, (&message, cure))
}

/// A number, or a number as text, exactly; `None` for anything else, and for what is not finite.
#[must_use]
pub fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => exact(&number.to_string()),
        Value::String(text) => exact(text),
        _ => None,
    }
}

/// A number as text, plain or with an exponent, exactly as far as 28 digits go.
#[must_use]
pub fn exact(text: &str) -> Option<Decimal> {
    let text = text.trim();
    text.parse()
        .ok()
        .or_else(|| Decimal::from_scientific(text).ok())
        .or_else(|| {
            // Costs come with more digits than a decimal holds.
            let (head, tail) = text.split_once('.')?;
            let digits = 27_usize.checked_sub(head.len())?;
            tail.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
            format!("{head}.{}", tail.get(..digits)?).parse().ok()
        })
}

/// What stands at a path of keys; numbers are positions in lists.
#[must_use]
pub fn at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        other => other.get(key),
    })
}

/// A text at a path of keys.
#[must_use]
pub fn text<'v>(value: &'v Value, path: &[&str]) -> Option<&'v str> {
    at(value, path)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents_of(text: &str) -> Result<Vec<Value>, Diagnostic> {
        documents(&Input::of_bytes("x.json", text.as_bytes()))
    }

    #[test]
    fn pages_and_lines_are_documents() {
        for text in ["[1][2]", "[1]\n[2]\n", " [1] \n\n [2]"] {
            assert_eq!(documents_of(text).expect("read").len(), 2, "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_said_with_its_place() {
        for (text, message, line) in [
            ("{\"a\": 1,\n \"b\"", "the file ends in the middle", 2),
            ("{\"a\": 1,\n b}", "the JSON is broken: key must be a string", 2),
            (
                "<!doctype html>\n<title>Sign in</title>",
                "the file is a web page, not JSON",
                1,
            ),
            (&"[".repeat(5_000), "the JSON is broken: recursion limit exceeded", 1),
        ] {
            let problem = documents_of(text).expect_err("refused");
            assert_eq!(problem.message, message);
            assert_eq!(problem.place.map(|place| place.line), Some(line), "{message}");
        }
    }

    #[test]
    fn a_document_of_another_shape_says_so() {
        let input = Input::of_bytes("x.json", *b"{\"a\": {}}");
        let problem = document::<std::collections::BTreeMap<String, u32>>(&input).expect_err("refused");
        assert!(
            problem
                .message
                .starts_with("this is not what the tool writes: invalid type"),
            "{}",
            problem.message
        );
        let two = Input::of_bytes("x.json", *b"{}{}");
        assert!(document::<Value>(&two).is_err());
    }

    #[test]
    fn numbers_are_exact() {
        assert_eq!(exact("0.1").map(|number| number.to_string()).as_deref(), Some("0.1"));
        assert_eq!(
            exact("1.5e-7").map(|number| number.to_string()).as_deref(),
            Some("0.00000015")
        );
        assert_eq!(
            exact("12.3456789012345678901234567890123")
                .map(|number| number.round_dp(6).to_string())
                .as_deref(),
            Some("12.345679")
        );
        for none in ["NaN", "+Inf", "", "1,5", "x"] {
            assert_eq!(exact(none), None, "{none}");
        }
    }
}
