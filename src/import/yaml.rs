//! YAML as a tree of texts, read from events within bounds.
//!
//! A text that is given again by an alias counts as often as it is given, so that a few lines cannot become gigabytes. Only
//! `null` is told from a text: whoever reads a number knows that it is one.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::input::Input;
use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Most bytes of a file.
const LARGEST: usize = 1024 * 1024;
/// Most lists and tables within one another.
const DEEPEST: usize = 64;
/// Most bytes of the values of a file, aliases counted each time; a value has its text and `EACH`.
const HEAVIEST: usize = 32 * 1024 * 1024;
/// What a value weighs beside its text.
const EACH: usize = 32;

/// A list or a table that is not closed yet, and its anchor.
enum Open {
    List(Vec<Value>, usize),
    Table(Map<String, Value>, Option<String>, usize),
}

/// All documents of a file.
pub(super) fn documents(input: &Input) -> Result<Vec<Value>, Diagnostic> {
    let text = input.text()?;
    if text.len() > LARGEST {
        let cure = "give the objectives alone";
        return Err(input.problem(Code::TooLarge, "the file has more than 1 MiB of YAML", cure));
    }
    let mut tree = Tree::default();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            at_line(
                input,
                error.marker().line(),
                &format!("the YAML is broken: {}", error.info()),
            )
        })?;
        tree.take(event)
            .map_err(|message| at_line(input, span.start.line(), message))?;
    }
    Ok(tree.documents)
}

fn at_line(input: &Input, line: usize, message: &str) -> Diagnostic {
    let text = input.text().unwrap_or_default();
    let excerpt: String = text
        .lines()
        .nth(line.saturating_sub(1))
        .unwrap_or_default()
        .chars()
        .take(200)
        .collect();
    let words = (message, "correct the file, or check that it is the one that was meant");
    input.problem_on_line(Code::NotAnExport, line as u64, &excerpt, words)
}

#[derive(Default)]
struct Tree {
    documents: Vec<Value>,
    open: Vec<Open>,
    /// What aliases stand for, and what it weighs.
    anchors: BTreeMap<usize, (Value, usize)>,
    weight: usize,
}

impl Tree {
    fn take(&mut self, event: Event<'_>) -> Result<(), &'static str> {
        match event {
            Event::SequenceStart(anchor, _) => self.begin(Open::List(Vec::new(), anchor)),
            Event::MappingStart(anchor, _) => self.begin(Open::Table(Map::new(), None, anchor)),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::List(items, anchor)) => self.put(Value::Array(items), anchor),
                Some(Open::Table(mut entries, _, anchor)) => {
                    merge(&mut entries);
                    self.put(Value::Object(entries), anchor)
                }
                None => Ok(()),
            },
            Event::Scalar(text, style, anchor, _) => {
                let is_null = style == ScalarStyle::Plain && ["", "~", "null", "Null", "NULL"].contains(&&*text);
                let value = if is_null {
                    Value::Null
                } else {
                    Value::String(text.into_owned())
                };
                self.put(value, anchor)
            }
            Event::Alias(anchor) => {
                let (value, weight) = self
                    .anchors
                    .get(&anchor)
                    .ok_or("an alias stands for something that holds it")?;
                // Before it is copied.
                self.weight += weight;
                if self.weight > HEAVIEST {
                    return Err(TOO_HEAVY);
                }
                let value = value.clone();
                self.put(value, 0)
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, open: Open) -> Result<(), &'static str> {
        if self.open.len() == DEEPEST {
            return Err("lists and tables lie more than 64 deep within one another");
        }
        self.open.push(open);
        Ok(())
    }

    fn put(&mut self, value: Value, anchor: usize) -> Result<(), &'static str> {
        self.weight += EACH + value.as_str().map_or(0, str::len);
        if anchor > 0 {
            let weight = weight(&value);
            self.weight += weight;
            self.anchors.insert(anchor, (value.clone(), weight));
        }
        if self.weight > HEAVIEST {
            return Err(TOO_HEAVY);
        }
        match self.open.last_mut() {
            None => self.documents.push(value),
            Some(Open::List(items, _)) => items.push(value),
            Some(Open::Table(entries, key, _)) => match (key.take(), value) {
                (Some(key), value) => drop(entries.insert(key, value)),
                (None, Value::String(name)) => *key = Some(name),
                (None, Value::Null) => *key = Some(String::new()),
                (None, _) => return Err("a list or a table is used as a key"),
            },
        }
        Ok(())
    }
}

const TOO_HEAVY: &str = "the file has more than 32 MiB once its aliases are followed";

fn weight(value: &Value) -> usize {
    match value {
        Value::Array(items) => EACH + items.iter().map(weight).sum::<usize>(),
        Value::Object(entries) => {
            EACH + entries
                .iter()
                .map(|(key, value)| key.len() + weight(value))
                .sum::<usize>()
        }
        Value::String(text) => EACH + text.len(),
        _ => EACH,
    }
}

/// `<<` takes over what a table has and this one has not.
fn merge(entries: &mut Map<String, Value>) {
    let others = match entries.remove("<<") {
        Some(Value::Array(others)) => others,
        Some(other) => vec![other],
        None => return,
    };
    for other in others {
        if let Value::Object(other) = other {
            for (key, value) in other {
                entries.entry(key).or_insert(value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Result<Vec<Value>, String> {
        documents(&Input::of_bytes("x.yaml", text.as_bytes())).map_err(|problem| problem.message)
    }

    #[test]
    fn documents_lists_tables_and_aliases_become_a_tree() {
        let text = "# first\na: &x {b: '1', c: ~}\nd: [*x, text]\n---\n- &y {k: 1, l: 2}\n- {<<: *y, l: 3}\n";
        let wanted = vec![
            json!({"a": {"b": "1", "c": null}, "d": [{"b": "1", "c": null}, "text"]}),
            json!([{"k": "1", "l": "2"}, {"k": "1", "l": "3"}]),
        ];
        assert_eq!(read(text), Ok(wanted));
    }

    #[test]
    fn a_billion_laughs_and_a_deep_nest_end_early() {
        let mut laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (name, before) in ["b", "c", "d", "e", "f", "g", "h", "i"]
            .iter()
            .zip(["a", "b", "c", "d", "e", "f", "g", "h"])
        {
            let all = vec![format!("*{before}"); 10].join(", ");
            laughs.extend([format!("{name}: &{name} [{all}]\n")]);
        }
        assert_eq!(read(&laughs), Err(TOO_HEAVY.to_owned()));
        // A few long texts weigh as much as many short ones.
        let long = format!(
            "a: &a {}\nb: [{}]\n",
            "x".repeat(500_000),
            vec!["*a"; 40_000].join(", ")
        );
        assert_eq!(read(&long), Err(TOO_HEAVY.to_owned()));
        assert!(read(&"[".repeat(100_000)).is_err());
        assert!(read(&"- ".repeat(100_000)).is_err());
        let deep = "lists and tables lie more than 64 deep within one another";
        assert_eq!(
            read(&format!("{}x{}", "[".repeat(65), "]".repeat(65))),
            Err(deep.to_owned())
        );
    }

    #[test]
    fn an_alias_of_itself_is_refused() {
        assert!(read("a: &a [*a]\n").is_err());
    }

    #[test]
    fn a_broken_line_is_named() {
        let problem = documents(&Input::of_bytes("x.yaml", *b"a: 1\nb: [1, 2\nc: 3\n")).expect_err("refused");
        assert!(
            problem.message.starts_with("the YAML is broken: "),
            "{}",
            problem.message
        );
        assert!(problem.place.is_some_and(|place| place.line >= 2));
    }
}
