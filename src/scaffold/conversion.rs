//! A team's filled-in template → the files that say the same: what it is to team.toml, its own metrics to metrics.toml,
//! its words to a report, its tables of months to data/template.csv, its registers to files of their own.
//!
//! Files are made of what the template was read as, not of its text: what the site shows of it is what is carried over.

mod entries;
mod relocate;
mod values;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::portfolio::{FileIndex, Portfolio};
use crate::model::team::Team;
use crate::scaffold::written::quoted;
use entries::Entries;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value, value};

/// A file as a conversion leaves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// Path from the team's folder.
    pub path: String,
    /// The whole of its text.
    pub text: String,
    /// What it gained, in words.
    pub gains: String,
}

/// A portfolio with the template of a team in it, and the team without it.
#[derive(Debug, Clone, Copy)]
pub struct Template<'a> {
    /// The portfolio, the template read.
    pub portfolio: &'a Portfolio,
    /// Index of the team.
    pub team: usize,
    /// The template's file.
    pub file: FileIndex,
    /// The team with an empty template in that file's place.
    pub before: &'a Team,
}

/// The files that say what a template says. `known` gives the text of a file of the team, by its path from the team's
/// folder, which gains entries and keeps the rest to the byte; the paths of all others are of new files. Empty where the
/// template has nothing but prose: then it is another file.
pub fn convert(template: Template<'_>, known: &dyn Fn(&str) -> Option<String>) -> Result<Vec<Converted>, Diagnostic> {
    let mut files = Vec::new();
    for (path, entries) in [
        ("team.toml", entries::team(template)),
        ("metrics.toml", values::metrics(template)),
        ("actions.toml", entries::actions(template)),
    ] {
        if !entries.is_empty() {
            files.push(extended(path, entries, known)?);
        }
    }
    let is_prose = entries::is_prose(template);
    files.extend(values::data(template));
    files.extend(entries::report(template));
    files.extend(entries::incidents(template));
    files.extend(entries::wars(template));
    if is_prose && files.len() == 1 {
        files.clear();
    }
    Ok(files)
}

/// A list file of the team with entries at its end.
fn extended(path: &str, entries: Entries, known: &dyn Fn(&str) -> Option<String>) -> Result<Converted, Diagnostic> {
    let before = known(path);
    let text = before.as_deref().unwrap_or_default();
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let cure = "nothing was written; correct the file, as `scorpfolio check` says";
        let place = Place::span(path, text, error.span().unwrap_or(0..0));
        Diagnostic::new(Code::Syntax, error.message(), cure).at(place)
    })?;
    if before.is_none() {
        document["schema_version"] = value(1);
    }
    let gains = entries.gains();
    for (key, item) in entries.keys {
        document.entry(&key).or_insert(item);
    }
    for (key, tables) in entries.lists {
        let list = document
            .entry(key)
            .or_insert_with(|| Item::ArrayOfTables(toml_edit::ArrayOfTables::new()));
        match list {
            Item::ArrayOfTables(list) => list.extend(tables),
            // A list that is written in brackets stays one.
            Item::Value(Value::Array(list)) => push_inline(list, tables),
            _ => {}
        }
    }
    Ok(Converted {
        path: path.to_owned(),
        text: document.to_string(),
        gains,
    })
}

fn push_inline(list: &mut Array, tables: Vec<Table>) {
    for table in tables {
        let inline: InlineTable = table.into_inline_table();
        list.push(inline);
    }
}

/// A new file of TOML.
fn new_file(path: String, comment: &str, table: &DocumentMut, gains: &str) -> Converted {
    Converted {
        path,
        text: format!("# {comment}\n{table}"),
        gains: gains.to_owned(),
    }
}

/// A text as TOML: with line ends in three quotation marks, which are read without what stands around them.
fn text(written: &str) -> Item {
    if written.contains('\n') {
        value(written)
    } else {
        quoted(written)
            .parse::<Value>()
            .map_or_else(|_| value(written), Item::Value)
    }
}

/// A number of things: `1 link`, `3 links`.
fn counted(count: usize, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}
