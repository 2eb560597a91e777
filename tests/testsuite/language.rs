//! The fixed words of a site come from one table: in another language none of them is left in English.

use crate::harness::{Folder, files, repository};
use scorpfolio::BuildOptions;
use scorpfolio::diagnostic::Code;
use scraper::{Html, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

/// Names of formats, of a time zone and of a program of others: the same in any language.
const NAMES: [&str; 5] = ["CSV", "GMT", "JSON", "NHSRplotthedots", "SVG"];
/// What a reader is to type.
const COMMAND: &str = "scorpfolio new";

/// The default theme's table with every letter in another alphabet, names in braces as they are.
fn in_other_letters() -> String {
    let path = repository().join("themes/default/words.toml");
    let text = fs::read_to_string(path).expect("the default table");
    let mut table: toml::Table = text.parse().expect("the default table is TOML");
    let locale = table["script"]["locale"].clone();
    for (_, section) in &mut table {
        translate(section);
    }
    // A language tag is for browsers.
    table["script"]["locale"] = locale;
    table.to_string()
}

fn translate(value: &mut toml::Value) {
    match value {
        toml::Value::String(text) => *text = other_letters(text),
        toml::Value::Array(items) => items.iter_mut().for_each(translate),
        toml::Value::Table(table) => table.iter_mut().for_each(|(_, value)| translate(value)),
        _ => {}
    }
}

/// Mathematical letters, which everybody can still read where a test fails.
fn other_letters(text: &str) -> String {
    let mut is_name = false;
    let mut out = String::new();
    for letter in text.chars() {
        is_name = (is_name || letter == '{') && letter != '}';
        let (start, base) = match letter {
            'a'..='z' => (0x1d41a, 'a'),
            'A'..='Z' => (0x1d400, 'A'),
            _ => (0, letter),
        };
        let other = char::from_u32(start + u32::from(letter) - u32::from(base)).filter(|_| start > 0 && !is_name);
        out.push(other.unwrap_or(letter));
    }
    out
}

/// What readers see of a page or a picture, piece by piece: texts and the attributes that are shown or spoken.
fn shown(html: &str) -> Vec<String> {
    const SPOKEN: [&str; 6] = [
        "alt",
        "aria-description",
        "aria-label",
        "data-label",
        "placeholder",
        "title",
    ];
    let page = Html::parse_document(html);
    let mut pieces = Vec::new();
    for node in page.tree.nodes() {
        let is_shown = !node.ancestors().any(|above| {
            let name = above.value().as_element().map(scraper::node::Element::name);
            matches!(name, Some("script" | "style" | "code" | "noscript"))
        });
        match node.value() {
            // A feed holds pages within its text.
            Node::Text(text) if is_shown && text.contains("</") => pieces.extend(shown(text)),
            Node::Text(text) if is_shown => pieces.push(text.to_string()),
            Node::Element(element) => {
                pieces.extend(SPOKEN.iter().filter_map(|name| element.attr(name)).map(str::to_owned));
                let is_description = element.attr("name") == Some("description")
                    || matches!(
                        element.attr("property"),
                        Some("og:title" | "og:description" | "og:image:alt")
                    );
                pieces.extend(element.attr("content").filter(|_| is_description).map(str::to_owned));
            }
            _ => {}
        }
    }
    pieces
}

/// Latin words that stand next to each other.
fn runs(text: &str) -> Vec<String> {
    let is_word = |letter: char| letter.is_ascii_alphabetic() || matches!(letter, '\'' | '’' | '-');
    let mut runs = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let last = runs.last_mut().expect("there is always one");
        let joins = letter == ' ' && letters.peek().is_some_and(char::is_ascii_alphabetic) && !last.is_empty();
        if is_word(letter) || joins {
            last.push(letter);
        } else if !last.is_empty() {
            runs.push(String::new());
        }
    }
    runs.retain(|run| run.chars().filter(char::is_ascii_alphabetic).count() > 2);
    runs
}

/// Text without marks, in one line and in small letters; typographic apostrophes are plain ones.
fn plain(text: &str) -> String {
    let kept = text.to_lowercase().replace('’', "'");
    let kept = kept.replace(['*', '_', '`', '[', ']', '"', '\\', '-'], " ");
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Builds a portfolio in other letters and lists the Latin words on its pages that its content does not have.
fn left_in_english(folder: &Folder) -> BTreeMap<String, String> {
    folder.write("themes/default/words.toml", &in_other_letters());
    let mut content = String::new();
    for (path, bytes) in files(folder.path()) {
        let _ = write!(content, "{path} {} ", String::from_utf8_lossy(&bytes));
    }
    for built_in in ["load/catalogue.toml", "analyse/dora.toml"] {
        let path = repository().join("src").join(built_in);
        content += &fs::read_to_string(path).expect("a file of the repository");
    }
    let content = plain(&content);
    let built = folder.build();
    let output = built.output.expect("a build has an output");
    let mut left = BTreeMap::new();
    let mut known = BTreeSet::new();
    for (path, bytes) in files(&output) {
        let is_page = [".html", ".svg", ".atom", ".xml"]
            .iter()
            .any(|ending| path.ends_with(ending));
        if !is_page || path.starts_with("sitemap") {
            continue;
        }
        for run in shown(&String::from_utf8_lossy(&bytes))
            .iter()
            .flat_map(|piece| runs(piece))
        {
            // Two ids joined name the metric of one team.
            let is_name = NAMES.contains(&run.as_str()) || run.contains("--") || run.starts_with(COMMAND);
            if known.insert(run.clone()) && !is_name && !content.contains(&plain(&run)) {
                left.insert(run, path.clone());
            }
        }
    }
    left
}

#[test]
fn no_fixed_word_of_the_sample_is_left_in_english() {
    let folder = Folder::empty();
    let repository = repository();
    for (path, bytes) in files(&repository.join("content")) {
        folder.write_bytes(&format!("content/{path}"), &bytes);
    }
    let configuration = fs::read_to_string(repository.join("scorpfolio.toml")).expect("the sample's configuration");
    folder.write("scorpfolio.toml", &configuration);
    assert_eq!(left_in_english(&folder), BTreeMap::new());
}

#[test]
fn no_fixed_word_of_rarer_states_is_left_in_english() {
    let cases = fs::read_dir(repository().join("tests/cases")).expect("the cases");
    for case in cases {
        let input = case.expect("a case").path().join("input");
        if !input.join("scorpfolio.toml").is_file() {
            continue;
        }
        let folder = Folder::copy_of(&input);
        let built = scorpfolio::build(&BuildOptions::new(folder.path(), crate::harness::NOW));
        if built.is_ok() {
            let left = left_in_english(&folder);
            assert_eq!(left, BTreeMap::new(), "{}", input.display());
        }
    }
}

#[test]
fn dates_numbers_and_words_are_those_of_the_table_and_the_rest_stays_english_with_a_warning() {
    let folder = Folder::right();
    folder.write(
        "scorpfolio.toml",
        "title = \"Probe\"\nlanguage = \"de\"\nas_of = 2026-02-10\n[cycle]\nfirst = 2026-01-05\n",
    );
    folder.write(
        "themes/default/words.toml",
        "[dates]\nmonths = [\"Januar\", \"Februar\", \"März\", \"April\", \"Mai\", \"Juni\", \"Juli\", \"August\", \"September\", \"Oktober\", \
         \"November\", \"Dezember\"]\nday = \"{day}. {month} {year}\"\n[numbers]\ndecimal = \",\"\ngroup = \".\"\n\
         [cycle]\ntitle = \"Zyklus bis {day}\"\n",
    );
    let built = folder.build();
    let codes: Vec<Code> = built.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, [Code::UntranslatedWords]);
    let output = built.output.expect("a build has an output");
    let page = fs::read_to_string(output.join("cycles/2026-02-01.html")).expect("the page of the cycle");
    assert!(
        page.contains("<html lang=de>") || page.contains("<html lang=\"de\">"),
        "{page}"
    );
    assert!(page.contains("Zyklus bis 1. Februar 2026"), "{page}");
    let page = fs::read_to_string(output.join("teams/alpha.html")).expect("the page of a team");
    assert!(page.contains("99,95"), "a German comma");
    assert!(!page.contains("99.95"), "no English point");
    let data = fs::read_to_string(output.join("data/portfolio.json")).expect("the data");
    assert!(data.contains("99.95"), "data are for programs");
}

#[test]
fn a_mistake_in_the_table_is_shown_in_its_line_and_nothing_is_written() {
    let folder = Folder::right();
    folder.write("themes/default/words.toml", "[cycle]\ntitle = \"{day} {night}\"\n");
    let problems = folder.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].code, Code::UnknownPlaceholder);
    let place = problems[0].place.as_ref().expect("a place");
    assert_eq!((place.file.as_str(), place.line), ("themes/default/words.toml", 2));
    assert_eq!(place.excerpt, "title = \"{day} {night}\"");
}
