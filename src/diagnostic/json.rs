//! Problems for programs: one JSON object a line.

use crate::diagnostic::{Diagnostic, Place};
use serde_json::{Value, json};

/// Renders one object a line: `code`, `name`, `severity`, `message`, `cure`, `label`, `file`, `line`, `column`, `excerpt`, `related`.
///
/// `file`, `line` and `column` are null where a problem has no place; `line` and `column` are null for a file as a whole.
#[must_use]
pub fn render(diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| format!("{}\n", object(diagnostic)))
        .collect();
    lines.concat()
}

fn object(diagnostic: &Diagnostic) -> Value {
    let mut object = json!({
        "code": diagnostic.code.id(),
        "name": diagnostic.code.name(),
        "severity": diagnostic.severity.word(),
        "message": diagnostic.message,
        "cure": diagnostic.cure,
        "label": diagnostic.label,
        "related": diagnostic.related.iter().map(|(place, label)| {
            let mut related = place_object(Some(place));
            related["label"] = json!(label);
            related
        }).collect::<Vec<_>>(),
    });
    if let (Value::Object(object), Value::Object(place)) = (&mut object, place_object(diagnostic.place.as_ref())) {
        object.extend(place);
    }
    object
}

fn place_object(place: Option<&Place>) -> Value {
    let line = place.map(|place| place.line).filter(|line| *line > 0);
    json!({
        "file": place.map(|place| &place.file),
        "line": line,
        "column": place.filter(|_| line.is_some()).map(|place| place.column),
        "excerpt": place.filter(|_| line.is_some()).map(|place| &place.excerpt),
    })
}
