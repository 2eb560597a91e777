//! JSON that is no export of a review: which file it is instead, and what to do.

use super::super::Export;
use super::{Answer, Kind, Object};
use serde_json::Value;

const CURE: &str = "export the review with `aws wellarchitected get-lens-review`, or write it as TOML";

/// The answers in a file, one after another; `None` where one is not an answer, which is reported.
pub(super) fn answers(export: Export<'_, '_>) -> Option<Vec<Answer>> {
    let text = export.document.text;
    if text.trim().is_empty() {
        export.refuse(0..0, "the file is empty", CURE);
        return None;
    }
    if let Some(said) = text.trim_start().strip_prefix("An error occurred") {
        let said = said.lines().next().unwrap_or_default();
        let message = format!("this is an error of the command line, not a review: An error occurred{said}");
        export.refuse(0..0, &message, "run the command again, with access to the workload");
        return None;
    }
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut answers = Vec::new();
    loop {
        let before = stream.byte_offset();
        let blank = text[before..].len() - text[before..].trim_start().len();
        let start = before + blank;
        match stream.next() {
            None => return Some(answers),
            Some(Ok(value)) => answers.push(recognise(export, value, start)?),
            Some(Err(error)) => {
                syntax(export, &error);
                return None;
            }
        }
    }
}

fn syntax(export: Export<'_, '_>, error: &serde_json::Error) {
    let text = export.document.text;
    let before: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let at = (before + error.column().saturating_sub(1)).min(text.len());
    if error.is_eof() {
        let cure = "export it again: the file was cut short";
        export.refuse(at..at, "the file ends in the middle of its JSON", cure);
        return;
    }
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    export.refuse(at..at + 1, &format!("the file is not JSON: {said}"), CURE);
}

/// What an answer is, by its members.
fn recognise(export: Export<'_, '_>, value: Value, start: usize) -> Option<Answer> {
    let object = match value {
        Value::Object(object) => object,
        Value::Array(items) => return summaries(export, items, start),
        _ => {
            export.refuse(
                start..start,
                "this is a single value, not an answer of the service",
                CURE,
            );
            return None;
        }
    };
    let of_kind = |(kind, member): &(Kind, &str)| {
        let found = object.get(*member)?;
        let is_right = if *kind == Kind::LensReview {
            found.is_object()
        } else {
            found.is_array()
        };
        is_right.then_some(*kind)
    };
    if let Some(kind) = Kind::ALL.iter().find_map(of_kind) {
        return Some(Answer { kind, object, start });
    }
    let (member, message, cure) = what_else(&object);
    let at = if member.is_empty() {
        start..start
    } else {
        export.quoted(&member, start)
    };
    export.refuse(at, &message, &cure);
    None
}

/// The summaries of `list-lens-reviews` without what surrounds them.
fn summaries(export: Export<'_, '_>, items: Vec<Value>, start: usize) -> Option<Answer> {
    let has = |item: &Value, member: &str| item.get(member).is_some();
    let words = if items.is_empty() {
        ("the list is empty", CURE)
    } else if items
        .iter()
        .all(|item| has(item, "RiskCounts") && (has(item, "LensAlias") || has(item, "LensArn")))
    {
        let mut object = Object::new();
        object.insert("LensReviewSummaries".to_owned(), Value::Array(items));
        return Some(Answer {
            kind: Kind::LensReviews,
            object,
            start,
        });
    } else if items.iter().any(|item| has(item, "recommendationId")) {
        (
            "this lists resources that the Azure reliability collector found; it holds no result of a review",
            "put the exported assessment (CSV) here, or import what you count as a metric",
        )
    } else if items
        .iter()
        .any(|item| has(item, "QuestionId") || has(item, "WorkloadId"))
    {
        (
            "this is a part of an answer, and does not say which review it is of",
            "export it again without `--query`",
        )
    } else {
        ("this list is no answer of the AWS Well-Architected Tool", CURE)
    };
    export.refuse(start..start, words.0, words.1);
    None
}

/// What an object without reviews is: the member that shows it, a sentence, the cure.
fn what_else(object: &Object) -> (String, String, String) {
    let has = |member: &str| object.contains_key(member);
    let found = |member: &str, message: &str, cure: &str| (member.to_owned(), message.to_owned(), cure.to_owned());
    if has("pillars") && (has("schemaVersion") || has("name")) {
        return found(
            "pillars",
            "this defines a lens: its questions, not a team's answers",
            "apply the lens to the workload and export the review with `get-lens-review --lens-alias ARN`",
        );
    }
    if has("operations") && has("shapes") {
        return found(
            "operations",
            "this describes the interface of the service; it holds no review",
            CURE,
        );
    }
    if has("questionResponses") {
        return found(
            "questionResponses",
            "these are chosen answers in the form of another tool: risks cannot be counted from them",
            "give them to the AWS Well-Architected Tool and export the review with `get-lens-review`",
        );
    }
    if has("Base64String") || has("LensReviewReport") {
        let member = if has("Base64String") {
            "Base64String"
        } else {
            "LensReviewReport"
        };
        return found(
            member,
            "this is the report as a PDF, whose numbers cannot be read",
            "export it with `get-consolidated-report --format JSON`, or with `get-lens-review`",
        );
    }
    if has("ImprovementSummaries") {
        return found(
            "ImprovementSummaries",
            "this lists plans for improvement without what needs none: risks cannot be counted from it",
            "export the review with `get-lens-review`, or with `list-answers`",
        );
    }
    if has("Workload") || has("Milestone") || has("WorkloadSummaries") {
        let member = ["Workload", "Milestone", "WorkloadSummaries"]
            .into_iter()
            .find(|member| has(member));
        return found(
            member.unwrap_or_default(),
            "this counts the risks of all lenses together",
            "export each lens with `get-lens-review --lens-alias ALIAS`",
        );
    }
    let says = |object: &Object| {
        let mut message = ["message", "Message", "errorMessage"].into_iter();
        let message = message.find_map(|key| object.get(key)?.as_str())?;
        let mut kind = ["__type", "Code", "code"].into_iter();
        let kind = kind.find_map(|key| object.get(key)?.as_str());
        Some(kind.map_or_else(|| message.to_owned(), |kind| format!("{kind}: {message}")))
    };
    let inner = ["Error", "error"]
        .into_iter()
        .find_map(|key| object.get(key)?.as_object());
    if let Some(said) = inner.and_then(says).or_else(|| says(object)) {
        let member = ["Error", "error", "__type", "message", "Message", "errorMessage"]
            .into_iter()
            .find(|member| has(member));
        return (
            member.unwrap_or_default().to_owned(),
            format!("this is an error of the service, not a review: {said}"),
            "run the command again, with access to the workload".to_owned(),
        );
    }
    found(
        "",
        "this is no answer of the AWS Well-Architected Tool that holds a review",
        CURE,
    )
}
