//! What a file shows at first sight, by which the tool that wrote it is recognised.

use crate::diagnostic::Diagnostic;
use crate::import::input::Input;
use quick_xml::events::Event;
use std::collections::BTreeSet;

/// A file at first sight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Glance {
    /// JSON: keys of the first document, or of the first item of the list that it is.
    Json {
        /// Whether the document is a list.
        is_list: bool,
        /// The keys on top, as far as the beginning of the file shows them.
        keys: BTreeSet<String>,
        /// The beginning of the text, where the keys do not tell tools apart.
        head: String,
    },
    /// XML: the name of its root, without prefix.
    Xml {
        /// The root's name.
        root: String,
        /// The beginning of the text.
        head: String,
    },
    /// A page of HTML: an export of a wiki, or a page to sign in.
    Html {
        /// The beginning of the text.
        head: String,
    },
    /// Other text: its first lines.
    Text {
        /// The first line, in lower case and without quotation marks: the header of a table.
        header: String,
        /// The beginning of the text.
        head: String,
    },
    /// A folder.
    Folder,
}

impl Glance {
    /// Looks at a file.
    pub fn of(input: &Input) -> Result<Self, Diagnostic> {
        if input.path().is_some_and(std::path::Path::is_dir) {
            return Ok(Self::Folder);
        }
        let head = input.head()?;
        Ok(Self::of_text(head))
    }

    fn of_text(head: String) -> Self {
        let start = head.trim_start();
        if start.starts_with(['{', '[']) {
            let (is_list, keys) = top_keys(start);
            return Self::Json { is_list, keys, head };
        }
        if start.starts_with('<') {
            let lower: String = start.chars().take(2_000).collect::<String>().to_lowercase();
            if lower.contains("<html") || lower.contains("<!doctype html") {
                return Self::Html { head };
            }
            return Self::Xml {
                root: root(start),
                head,
            };
        }
        let header = start.lines().next().unwrap_or_default();
        Self::Text {
            header: header.replace('"', "").to_lowercase(),
            head,
        }
    }

    /// Whether it is JSON, a list or not, with all these keys on top.
    #[must_use]
    pub fn has_keys(&self, wanted: &[&str]) -> bool {
        matches!(self, Self::Json { keys, .. } if wanted.iter().all(|key| keys.contains(*key)))
    }

    /// Whether it is JSON that is no list, with all these keys on top.
    #[must_use]
    pub fn is_object_with(&self, wanted: &[&str]) -> bool {
        matches!(self, Self::Json { is_list: false, .. }) && self.has_keys(wanted)
    }

    /// Whether it is a JSON list whose first item has all these keys.
    #[must_use]
    pub fn is_list_of(&self, wanted: &[&str]) -> bool {
        matches!(self, Self::Json { is_list: true, .. }) && self.has_keys(wanted)
    }

    /// Whether the beginning of the text holds some words.
    #[must_use]
    pub fn says(&self, words: &str) -> bool {
        match self {
            Self::Json { head, .. } | Self::Xml { head, .. } | Self::Html { head } | Self::Text { head, .. } => {
                head.contains(words)
            }
            Self::Folder => false,
        }
    }

    /// Whether it is a table whose header has all these columns, in any order, upper or lower case.
    #[must_use]
    pub fn has_columns(&self, wanted: &[&str]) -> bool {
        let Self::Text { header, .. } = self else { return false };
        let columns: Vec<&str> = header.split([',', ';', '\t']).map(str::trim).collect();
        wanted
            .iter()
            .all(|column| columns.contains(&column.to_lowercase().as_str()))
    }

    /// Whether it is XML with this root.
    #[must_use]
    pub fn has_root(&self, names: &[&str]) -> bool {
        matches!(self, Self::Xml { root, .. } if names.contains(&root.as_str()))
    }
}

/// The keys on top of the first document, read from a text that may end anywhere.
fn top_keys(text: &str) -> (bool, BTreeSet<String>) {
    let is_list = text.starts_with('[');
    let wanted = if is_list { 2 } else { 1 };
    let (mut depth, mut keys) = (0_usize, BTreeSet::new());
    let mut characters = text.char_indices();
    let mut last: Option<&str> = None;
    while let Some((at, character)) = characters.next() {
        match character {
            '{' | '[' => {
                depth += 1;
                last = None;
                // Of a list, only the first item is looked at, and only where it has keys.
                if is_list && depth == 2 && character == '[' {
                    break;
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                last = None;
                if depth < wanted && !(is_list && depth == 1 && keys.is_empty()) {
                    break;
                }
            }
            '"' => {
                let mut escaped = false;
                let end = characters.by_ref().find(|(_, next)| {
                    let ends = *next == '"' && !escaped;
                    escaped = *next == '\\' && !escaped;
                    ends
                });
                let Some((end, _)) = end else { break };
                last = Some(&text[at + 1..end]);
            }
            ':' => {
                if depth == wanted
                    && let Some(key) = last.take()
                {
                    keys.insert(key.to_owned());
                }
            }
            _ => {}
        }
    }
    (is_list, keys)
}

/// The name of the first element.
fn root(text: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => {
                return start.local_name().as_ref().to_owned();
            }
            Ok(Event::Eof) | Err(_) => return String::new(),
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glance(text: &str) -> Glance {
        Glance::of_text(text.to_owned())
    }

    #[test]
    fn keys_on_top_are_seen_and_no_others() {
        let seen = glance(r#" {"a": {"b": 1}, "c": ["d", {"e": 2}], "f\"": "g:h", "cut": {"x"#);
        assert!(seen.is_object_with(&["a", "c", "f\\\"", "cut"]));
        for inner in ["b", "d", "e", "g", "x"] {
            assert!(!seen.has_keys(&[inner]), "{inner}");
        }
        let seen = glance(r#"[{"a": [1, {"b": 2}], "c": 3}, {"d": 4}]"#);
        assert!(seen.is_list_of(&["a", "c"]) && !seen.has_keys(&["d"]) && !seen.has_keys(&["b"]));
        assert!(glance("[]").is_list_of(&[]));
        assert!(!glance("[[1, 2]]").has_keys(&["1"]));
    }

    #[test]
    fn the_rest_is_told_apart_by_how_it_begins() {
        assert!(glance("<?xml version='1.0'?>\n<!-- x -->\n<ns:testsuites a='1'>").has_root(&["testsuites"]));
        assert!(glance("<!DOCTYPE coverage SYSTEM 'x'>\n<coverage/>").has_root(&["coverage"]));
        assert!(matches!(glance("\n<!doctype HTML><html>"), Glance::Html { .. }));
        assert!(glance("\"Time\";\"Value\"\n1;2").has_columns(&["value", "time"]));
        assert!(!glance("a,b").has_columns(&["ab"]));
        assert!(glance("<").has_root(&[""]));
    }
}
