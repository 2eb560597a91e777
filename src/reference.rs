//! The manual's reference pages, made from what the program itself goes by: the shapes of files, the codes of problems
//! and the built-in metrics. A test holds the pages in `docs/` against them.
//!
//! Guides that explain are written by hand and stand beside these pages.

use crate::diagnostic::Code;
use crate::load::catalogue::{self, built_in};
use crate::load::configuration;
use crate::load::document::kebab;
use crate::load::shape::{FILES, Key, Shape, Type, entry_of};
use crate::model::metric::{Better, InCycle, Metric};
use crate::model::unit::Unit;
use std::collections::BTreeSet;
use std::fmt::Write;

const GENERATED: &str =
    "<!-- Generated from the program. After a change run the tests once with SNAPSHOTS=overwrite. -->\n";

/// Where a kind of file lies and what it is for.
#[must_use]
pub fn place(shape_name: &str) -> &'static str {
    match shape_name {
        "scorpfolio.toml" => "The site: `scorpfolio.toml`, the file that makes a folder a portfolio.",
        "metrics.toml" => {
            "The metric catalogue: `content/metrics.toml` adds to and changes the built-in metrics, `content/teams/TEAM/metrics.toml` adds metrics of one team. One table a metric, named by the metric's id."
        }
        "team.toml" => "A team: `content/teams/TEAM/team.toml`. The folder's name is the team's name in addresses.",
        "reports/<date>.toml" => {
            "A report: `content/teams/TEAM/reports/DATE.toml`, where `DATE` is the last day it speaks for. One a cycle."
        }
        "actions.toml" => {
            "A team's actions: `content/teams/TEAM/actions.toml`, what it took on to improve, carried from review to review until it is closed."
        }
        "imports.toml" => {
            "What a team imports again and again: `content/teams/TEAM/imports.toml`, which `scorpfolio import --all` runs. [Importing](imports.md) tells of sources and their settings."
        }
        "releases.toml" => {
            "A team's releases: `content/teams/TEAM/releases.toml`, with the rings of users each reaches one after another."
        }
        "incidents/*.md" => {
            "An incident of a team: `content/teams/TEAM/incidents/NAME.md`. These keys stand in TOML front matter between two lines `+++`; the blameless review follows in Markdown."
        }
        "war/*.toml" => {
            "A well-architected review: `content/teams/TEAM/war/NAME.toml`, or what the export of AWS or Azure beside it, of the same name, lacks."
        }
        "notads/*.md" => {
            "A notice to all developers: `content/notads/NAME.md`; reports answer it by `NAME`. These keys stand in TOML front matter between two lines `+++`; what to do follows in Markdown."
        }
        "tech-shares/*.md" => {
            "A tech share: `content/tech-shares/NAME.md`. These keys stand in TOML front matter between two lines `+++`; the note follows in Markdown."
        }
        "topics.toml" => {
            "Names and synonyms of topics: `content/topics.toml`, one table a topic, named by the word that reports use. It is optional: any word may be a topic."
        }
        "reviews/<id>/<date>.md" => {
            "Minutes: `content/reviews/REVIEW/DATE.md`, what a review decided, written after it; the folder is the review's `id` in scorpfolio.toml and may be left out where there is one review. These keys stand in TOML front matter between two lines `+++`; the minutes follow in Markdown, and a heading that is a team's name is shown on that team's page."
        }
        "pages/*.md" => {
            "A free page: `content/pages/NAME.md`. These keys stand in TOML front matter between two lines `+++`; Markdown follows."
        }
        "radiators/*.toml" => {
            "A loop of office screens: `content/radiators/NAME.toml`, which becomes `radiators/NAME.html`. Without a file there are `portfolio` and one named after each team; a file of such a name takes its place."
        }
        _ => "",
    }
}

/// The reference of every input file: a table of keys for each file, and one for each table within it.
#[must_use]
pub fn files() -> String {
    let mut page = format!(
        "# Files and keys\n\n{GENERATED}\nEvery key that an input file may have. An unknown key is an error that names the nearest known one. All files are UTF-8.\n\
         How values are written is told in [units and values](units-and-values.md), what metrics are built in under [built-in metrics](reference-metrics.md).\n"
    );
    page.push_str("\n| file | what it is |\n| --- | --- |\n");
    for (name, shape) in FILES {
        let _ = writeln!(page, "| [`{}`](#{name}) | {} |", shape.name, cell(place(shape.name)));
    }
    page.push_str(
        "| [`data/*.csv`](#data) | Observations that a machine wrote: `content/teams/TEAM/data/NAME.csv`. |\n",
    );
    page.push_str(
        "| [`scorp.md`](template.md) | The published SCORP template, filled in: `content/teams/TEAM/scorp.md`, a team's whole report. |\n",
    );
    page.push_str(TYPES);
    for (name, shape) in FILES {
        file(&mut page, name, shape);
    }
    page.push_str(DATA);
    page
}

fn file(page: &mut String, name: &str, shape: &'static Shape) {
    let _ = write!(
        page,
        "\n<a id=\"{name}\"></a>\n\n## `{}`\n\n{}\n",
        shape.name,
        place(shape.name)
    );
    keys(page, name, shape);
    if let Some(entry) = entry_of(shape) {
        let word = entry.name.trim_start_matches("a ");
        let entry = Nested {
            anchor: format!("{name}-{word}"),
            heading: format!("[{}]", word.to_uppercase()),
            shape: entry,
        };
        table(page, &entry);
        return;
    }
    for nested in nested(name, "", shape) {
        table(page, &nested);
    }
}

/// A table within a file.
struct Nested {
    anchor: String,
    /// How its header is written.
    heading: String,
    shape: &'static Shape,
}

fn table(page: &mut String, nested: &Nested) {
    let _ = write!(
        page,
        "\n<a id=\"{}\"></a>\n\n### `{}`\n\n{}\n",
        nested.anchor,
        nested.heading,
        capital(nested.shape.name)
    );
    keys(page, &nested.anchor, nested.shape);
    let path = nested.heading.trim_matches(['[', ']']);
    for inner in self::nested(&nested.anchor, &format!("{path}."), nested.shape) {
        table(page, &inner);
    }
}

/// The tables that keys of a shape hold, in the order of the keys.
fn nested(anchor: &str, path: &str, shape: &'static Shape) -> Vec<Nested> {
    let made = |key: &Key| {
        let (shape, heading) = held(&key.kind, &format!("{path}{}", key.name))?;
        Some(Nested {
            anchor: format!("{anchor}-{}", kebab(key.name)),
            heading,
            shape,
        })
    };
    shape.keys.iter().filter_map(made).collect()
}

/// The table that a value of a type is or holds, and the header it has at a path.
fn held(kind: &Type, path: &str) -> Option<(&'static Shape, String)> {
    match kind {
        Type::Table(shape) => Some((shape, format!("[{path}]"))),
        Type::Tables(shape) => Some((shape, format!("[[{path}]]"))),
        Type::Map(inner) => held(inner, &format!("{path}.NAME")),
        Type::Either(first, second) => held(first, path).or_else(|| held(second, path)),
        _ => None,
    }
}

fn keys(page: &mut String, anchor: &str, shape: &'static Shape) {
    page.push_str("\n| key | type | required | meaning |\n| --- | --- | --- | --- |\n");
    for key in shape.keys {
        let words = cell(&type_words(&key.kind));
        let words = if held(&key.kind, "").is_some() {
            format!("[{words}](#{anchor}-{})", kebab(key.name))
        } else {
            words
        };
        let required = if key.required { "yes" } else { "" };
        let _ = writeln!(page, "| `{}` | {words} | {required} | {} |", key.name, cell(key.doc));
    }
}

/// A type in words, as an author thinks of it.
fn type_words(kind: &Type) -> String {
    match kind {
        Type::Text => "text".to_owned(),
        Type::Markdown => "Markdown".to_owned(),
        Type::Id => "id".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Moment => "date or moment".to_owned(),
        Type::Time => "time of day".to_owned(),
        Type::Month => "month".to_owned(),
        Type::Integer(from, to) if from == to => format!("{from}"),
        Type::Integer(from, to) => format!("whole number, {from} to {to}"),
        Type::Number => "number".to_owned(),
        Type::Boolean => "`true` or `false`".to_owned(),
        Type::Url => "address".to_owned(),
        Type::Length => "length of time".to_owned(),
        Type::Choice(words) => words
            .iter()
            .map(|word| format!("`{word}`"))
            .collect::<Vec<_>>()
            .join(", "),
        Type::Value => "value".to_owned(),
        Type::List(inner) => format!("list of {}", plural(inner)),
        Type::Table(_) => "table".to_owned(),
        Type::Tables(_) => "list of tables".to_owned(),
        Type::Map(inner) => format!("table of {}", plural(inner)),
        Type::Either(first, second) => format!("{} or {}", type_words(first), type_words(second)),
    }
}

fn plural(kind: &Type) -> String {
    match kind {
        Type::Text => "texts".to_owned(),
        Type::Id => "ids".to_owned(),
        Type::Number => "numbers".to_owned(),
        Type::Value => "values".to_owned(),
        Type::Table(_) => "tables".to_owned(),
        Type::Either(first, second) => format!("{} or {}", plural(first), plural(second)),
        other => type_words(other),
    }
}

/// What the words of the type column mean.
const TYPES: &str = "
| type | written |
| --- | --- |
| text | `\"One line in quotation marks\"` |
| Markdown | Text in which Markdown works: `\"**p95** is down a third\"` |
| id | `\"checkout-api\"`: lower-case letters, digits and single hyphens |
| date | `2026-03-13`, without quotation marks |
| month | `\"2026-02\"` |
| time of day | `10:00:00`, without quotation marks |
| length of time | `\"10 days\"`, `\"2 weeks\"`, `\"1 month\"`, `\"1 quarter\"`, `\"1 year\"` |
| address | `\"https://example.org\"`; also `http://` and `mailto:` |
| value | `14`, `99.95`, `\"1d 4h\"`, `\"n/a\"` and more: see [units and values](units-and-values.md) |
| table, list of tables | Below a `[header]` or `[[header]]`, or in braces |
";

/// The one kind of file that is no TOML, and so has no shape.
const DATA: &str = "
<a id=\"data\"></a>

## `data/*.csv`

Observations that a machine wrote: `content/teams/TEAM/data/NAME.csv`. One row is one observation; rows and columns stand in any order.

| column | required | meaning |
| --- | --- | --- |
| `date` | yes | The day the value speaks for, `2026-03-13`, or a month, `2026-03`. |
| `metric` | yes | Id of the metric. |
| `value` | yes | The value in any written form; empty: not available, or computed from the next two. |
| `workload` |  | The workload it is of; empty: the team as a whole. `api/image` is a component of it, `/image` one of the team. |
| `numerator` |  | Numerator of a percentage or ratio. |
| `denominator` |  | Denominator of a percentage or ratio. |
| `note` |  | What there is to say about it. |
| `origin` |  | The tool it comes from, shown with the value. `template`: somebody typed it into the SCORP template. |
| `version` |  | The tool's version. |
| `file` |  | The file that was imported, without its folder. |
| `link` |  | The author's evidence. |
| `covers` |  | First and last day of the data behind the value: `2026-03-01/2026-03-13`. |
| `measured_at` |  | When it was measured. |
| `provisional` |  | Why the value may still change, such as `estimated`; its point is drawn hollow, and it is not judged. Empty: it is final. |
";

/// The reference of diagnostic codes: one section a code.
#[must_use]
pub fn diagnostics() -> String {
    let mut page = format!(
        "# Diagnostics\n\n{GENERATED}\nWhat each problem means and what cures it. `scorpfolio explain CODE` prints the same.\n\
         Codes that begin with `E` are errors: nothing is built. Those that begin with `W` are warnings, which `--strict` makes errors.\n"
    );
    for code in Code::ALL {
        let id = code.id();
        let _ = write!(
            page,
            "\n<a id=\"{id}\"></a>\n\n## {id}: {}\n\n*{}*\n\n{}\n",
            code.name(),
            capital(code.severity().word()),
            code.explanation()
        );
    }
    page
}

/// The reference of built-in metrics: one table a pillar.
///
/// # Panics
///
/// Never: a configuration needs nothing but a title.
#[must_use]
pub fn metrics() -> String {
    let (site, _) = configuration::read("title = \"reference\"");
    let site = site.expect("a title is all that a configuration needs");
    let metrics = built_in(catalogue::Context {
        config: &site.config,
        pillars: &site.pillars,
    });
    let mut page = format!(
        "# Built-in metrics\n\n{GENERATED}\nMetrics that every portfolio has without defining them. `metrics.toml` may change any of them and add others: see [the catalogue](catalogue.md).\n"
    );
    // The catalogue's own order of headings, which is not that of a site that makes sustainability no pillar.
    let mut seen = BTreeSet::new();
    for metric in &metrics {
        if !seen.insert(metric.pillar) {
            continue;
        }
        let _ = write!(
            page,
            "\n## {}\n\n| id | name | unit | better | in a cycle | meaning |\n| --- | --- | --- | --- | --- | --- |\n",
            site.pillars[metric.pillar].name
        );
        for metric in metrics.iter().filter(|other| other.pillar == metric.pillar) {
            row(&mut page, metric);
        }
    }
    page.push_str("\n## Sources of definitions\n\nThe sentences are ours; what they define is defined by others.\n\n");
    let mut named = BTreeSet::new();
    for source in metrics
        .iter()
        .filter_map(|metric| metric.source.as_deref())
        .filter(|source| named.insert(*source))
    {
        let ids: Vec<String> = metrics
            .iter()
            .filter(|metric| metric.source.as_deref() == Some(source))
            .map(|metric| format!("`{}`", metric.id))
            .collect();
        let _ = writeln!(page, "- {source}: {}", ids.join(", "));
    }
    page
}

fn row(page: &mut String, metric: &Metric) {
    let unit = match &metric.unit {
        Unit::Money(_) => "the site's currency",
        unit => unit.written(),
    };
    let better = match metric.better {
        Better::Lower => "lower",
        Better::Higher => "higher",
        Better::Neutral => "neutral",
        Better::Within { .. } => "within a band",
    };
    let in_cycle = match metric.in_cycle {
        InCycle::Last => "last",
        InCycle::Sum => "sum",
        InCycle::Mean => "mean",
        InCycle::Median => "median",
        InCycle::Max => "max",
        InCycle::Min => "min",
    };
    let meaning = metric.meaning.as_ref().map_or("", |meaning| meaning.text.as_str());
    let _ = writeln!(
        page,
        "| `{}` | {} | {unit} | {better} | {in_cycle} | {} |",
        metric.id,
        cell(&metric.name),
        cell(meaning)
    );
}

/// Text for a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the pages on disk are what is tested")]
mod tests {
    use super::*;
    use std::path::Path;

    fn check(name: &str, text: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
        if std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
            std::fs::write(&path, text).expect("the page can be written");
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            written == text,
            "docs/{name} is not what the program says: run the tests once with SNAPSHOTS=overwrite, and look at the difference"
        );
    }

    #[test]
    fn the_manual_s_reference_pages_are_what_the_program_says() {
        check("reference-files.md", &files());
        check("reference-diagnostics.md", &diagnostics());
        check("reference-metrics.md", &metrics());
    }

    #[test]
    fn every_toml_example_of_the_guides_fits_its_schema() {
        for (guide, schemas, fewest) in [
            ("write-a-report.md", &["report"][..], 3),
            ("catalogue.md", &["metrics", "team"], 3),
            ("signals.md", &["metrics", "team"], 2),
            ("actions.md", &["actions"], 1),
            ("war.md", &["war"], 2),
        ] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(guide);
            let text = std::fs::read_to_string(path).expect("a guide").replace("\r\n", "\n");
            let validators: Vec<_> = schemas
                .iter()
                .map(|name| crate::schema::schema(name).expect("a schema of that name"))
                .map(|schema| jsonschema::draft202012::new(&schema).expect("a schema that can be compiled"))
                .collect();
            let examples: Vec<&str> = text
                .split("```toml\n")
                .skip(1)
                .filter_map(|rest| rest.split("```").next())
                .collect();
            assert!(examples.len() >= fewest, "{guide}");
            for example in examples {
                let table: toml::Table = example.parse().expect("TOML");
                let json = crate::schema::as_json(&toml::Value::Table(table));
                let fits = validators.iter().any(|validator| validator.is_valid(&json));
                assert!(fits, "{guide}: {example}");
            }
        }
    }

    #[test]
    fn every_link_within_the_file_reference_has_its_anchor() {
        let page = files();
        let links: Vec<&str> = page
            .split("](#")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
            .collect();
        assert!(links.len() > 30, "{}", links.len());
        for link in links {
            assert_eq!(page.matches(&format!("<a id=\"{link}\"></a>")).count(), 1, "{link}");
        }
    }

    #[test]
    fn every_row_of_a_table_has_as_many_cells_as_its_header() {
        for page in [files(), metrics()] {
            let mut columns = 0;
            for line in page.lines() {
                let cells = line.replace("\\|", "").matches('|').count();
                if line.starts_with("| ---") {
                    columns = cells;
                } else if line.starts_with('|') && columns > 0 {
                    assert_eq!(cells, columns, "{line}");
                } else if line.is_empty() {
                    columns = 0;
                }
            }
        }
    }

    #[test]
    fn every_kind_of_file_says_where_it_lies() {
        for (name, shape) in FILES {
            assert!(place(shape.name).len() > 20, "{name}");
        }
    }
}
