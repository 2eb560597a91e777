//! teams/<team>/imports.toml → [`RecurringImport`]s.

use crate::diagnostic::{Code, did_you_mean};
use crate::import;
use crate::load::document::Document;
use crate::load::register::{Context, span, workload};
use crate::load::shape;
use crate::model::recurring_import::RecurringImport;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads what a team imports again and again.
pub(super) fn read(document: &Document<'_>, context: Context<'_>, team: usize) -> Vec<RecurringImport> {
    let table = document.parse();
    document.check(&table, &shape::IMPORTS);
    let entries = document.tables(&table, "imports");
    entries
        .map(|(entry, at)| one(document, (entry, at), (context, team)))
        .collect()
}

fn one(document: &Document<'_>, entry: (&DeTable<'_>, Range<usize>), known: (Context<'_>, usize)) -> RecurringImport {
    let ((entry, at), (context, team)) = (entry, known);
    let files: Vec<String> = document
        .texts(entry, "files")
        .into_iter()
        .map(|(file, _)| file)
        .collect();
    if files.is_empty() && entry.contains_key("files") {
        let words = (
            "the import has no files",
            "name one, or a pattern such as `out/trivy-*.json`",
        );
        document.problem(Code::MissingKey, span(entry, "files"), words);
    }
    context.metric(document, entry, team);
    workload(document, entry, &context.teams[team].workloads);
    let source = document.text(entry, "source");
    let settings = settings(document, entry);
    if let Some(name) = &source {
        check(document, (name, span(entry, "source")), &settings);
    }
    RecurringImport {
        source,
        files,
        workload: document.text(entry, "workload"),
        metric: document.text(entry, "metric"),
        of_latest_cycle: document.text(entry, "cycle").as_deref() == Some("latest"),
        optional: entry.get("optional").map(Spanned::get_ref).and_then(DeValue::as_bool) == Some(true),
        settings: settings.into_iter().map(|(name, (value, _))| (name, value)).collect(),
        origin: document.origin(at.start),
    }
}

/// A setting's value, and where it stands.
type Settings = BTreeMap<String, (String, Range<usize>)>;

/// The settings by name; `column.p95 = "…"` is a table in TOML, and one name here.
fn settings(document: &Document<'_>, entry: &DeTable<'_>) -> Settings {
    let mut found = BTreeMap::new();
    for (name, at, item) in document.entries(entry, "set") {
        flatten(name, (item.get_ref(), at), &mut found);
    }
    found
}

fn flatten(name: &str, item: (&DeValue<'_>, Range<usize>), found: &mut Settings) {
    match item.0 {
        DeValue::String(value) => {
            found.insert(name.to_owned(), (value.to_string(), item.1));
        }
        DeValue::Table(table) => {
            for (inner, value) in table {
                let name = format!("{name}.{}", inner.get_ref());
                flatten(&name, (value.get_ref(), inner.span()), found);
            }
        }
        // The shape has said that it is no text.
        _ => {}
    }
}

/// Whether a source is known, and understands its settings.
fn check(document: &Document<'_>, source: (&str, Range<usize>), settings: &Settings) {
    let (name, at) = source;
    let Some(adapter) = import::find(name) else {
        let names = import::adapter::ALL.iter().map(|adapter| adapter.name());
        let cure = did_you_mean(name, names, "`scorpfolio import --list` shows all sources");
        document.problem(Code::UnknownChoice, at, (&format!("unknown source `{name}`"), &cure));
        return;
    };
    for (setting, (_, at)) in settings {
        if let Err((message, cure)) = import::check_setting(adapter, setting) {
            document.problem(Code::UnknownKey, at.clone(), (&message, &cure));
        }
    }
}
