//! Every fixed word that a template, a script or the program names stands in the default theme's table, and every one of
//! the table is used: a key is written whole where it is used, or is one that a view writes whole, so that it can
//! be found.

use scorpfolio::theme::default_files;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a message is in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One text.
    Text,
    /// A text for each form of a number.
    Forms,
    /// A list of texts.
    List,
}

/// A message of the table, with the names in its braces.
struct Message {
    kind: Kind,
    names: BTreeSet<String>,
}

/// A place that says a message.
#[derive(Debug)]
struct Said {
    place: String,
    key: String,
    kind: Kind,
    /// What it puts in; `None` where a script fills the names itself.
    names: Option<BTreeSet<String>>,
}

/// What stands between the last character before and the first after a key: `"a.key"`, `words.a.key`.
fn key_at(text: &str) -> Option<&str> {
    let is_of_a_key = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    let section = text.find(|letter| !is_of_a_key(letter)).filter(|length| *length > 0)?;
    let rest = text[section..].strip_prefix('.')?;
    let key = rest.find(|letter| !is_of_a_key(letter)).unwrap_or(rest.len());
    (key > 0).then(|| &text[..=section + key])
}

fn names_of(text: &str) -> impl Iterator<Item = String> {
    let after = |piece: &str| piece.split_once('}').map(|(name, _)| name.to_owned());
    text.split('{')
        .skip(1)
        .filter_map(after)
        .collect::<Vec<_>>()
        .into_iter()
}

fn table() -> BTreeMap<String, Message> {
    let files = default_files();
    let text = std::str::from_utf8(files["words.toml"]).expect("the table is text");
    let table: toml::Table = toml::from_str(text).expect("the table is TOML");
    let mut messages = BTreeMap::new();
    for (section, keys) in &table {
        for (key, value) in keys.as_table().expect("keys stand in sections") {
            let (kind, texts): (Kind, Vec<&str>) = match value {
                toml::Value::String(text) => (Kind::Text, vec![text]),
                toml::Value::Array(_) => (Kind::List, Vec::new()),
                toml::Value::Table(forms) => (Kind::Forms, forms.values().filter_map(toml::Value::as_str).collect()),
                other => panic!("{section}.{key}: {other:?}"),
            };
            let names = texts.into_iter().flat_map(names_of).collect();
            messages.insert(format!("{section}.{key}"), Message { kind, names });
        }
    }
    messages
}

/// The program's own sources below `src`, by path.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the sources are there") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source is text");
                // Examples in comments say nothing.
                let code: Vec<&str> = text
                    .lines()
                    .map(|line| if line.trim_start().starts_with("//") { "" } else { line })
                    .collect();
                // Tests of the table itself name what no table has.
                let code = code
                    .join("\n")
                    .split("#[cfg(test)]\nmod tests {")
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                if !path.ends_with("words/tests.rs") {
                    found.push((path.display().to_string(), code));
                }
            }
        }
    }
    found.sort();
    found
}

/// Templates and scripts of the default theme.
fn theme(folder: &str, ending: &str) -> Vec<(String, String)> {
    let is_wanted = |path: &String| path.starts_with(folder) && path.ends_with(ending);
    let files = default_files().into_iter().filter(|(path, _)| is_wanted(path));
    files
        .map(|(path, bytes)| (path, String::from_utf8(bytes.to_vec()).expect("themes are text")))
        .collect()
}

/// Where a piece of a text stands, for messages of the test.
fn place((path, text): (&str, &str), at: usize) -> String {
    format!("{path}:{}", text[..at].matches('\n').count() + 1)
}

/// Every place right behind an opening, such as `say!(`.
fn openings<'a>(text: &'a str, opening: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(opening).map(move |(at, _)| at + opening.len())
}

/// The first text of a call, and the names that arguments behind it are given by; `None` where it is no literal key.
fn call(text: &str) -> Option<(&str, BTreeSet<String>)> {
    let (mut depth, mut at, mut key) = (0_usize, 0, None);
    let mut names = BTreeSet::new();
    let mut word = String::new();
    while let Some(letter) = text[at..].chars().next() {
        match letter {
            '"' => {
                let length = text[at + 1..].find('"')?;
                if key.is_none() {
                    key = Some(key_at(&text[at + 1..])?);
                }
                at += length + 1;
                word.clear();
            }
            '(' | '[' | '{' => depth += 1,
            '=' if text[at..].starts_with("==") => {
                word.clear();
                at += 1;
            }
            ')' | ']' | '}' if depth == 0 => return Some((key?, names)),
            ')' | ']' | '}' => depth -= 1,
            '=' if depth == 0 && key.is_some() && !word.is_empty() => drop(names.insert(std::mem::take(&mut word))),
            letter if letter.is_ascii_alphanumeric() || letter == '_' => word.push(letter),
            ' ' | '\n' if text[at..].trim_start().starts_with('=') => {}
            _ => word.clear(),
        }
        at += letter.len_utf8();
    }
    None
}

fn said_in_templates() -> Vec<Said> {
    let mut all = Vec::new();
    for (path, text) in theme("templates/", ".html") {
        for at in openings(&text, "words.") {
            let before = text[..at - "words.".len()].chars().next_back();
            let is_a_field = before.is_some_and(|letter| letter == '.' || letter == '_' || letter.is_alphanumeric());
            let Some(key) = key_at(&text[at..]).filter(|_| !is_a_field) else {
                continue;
            };
            all.push(Said {
                place: place((&path, &text), at),
                key: key.to_owned(),
                kind: Kind::Text,
                names: Some(BTreeSet::new()),
            });
        }
        for at in openings(&text, "say(key=") {
            let place = place((&path, &text), at);
            // Of a key that a view gives, the view's own words are looked for below.
            if text[at..].split('"').nth(1).is_some_and(|begin| begin.ends_with('.')) {
                continue;
            }
            let (key, mut names) = call(&text[at..]).unwrap_or_else(|| panic!("{place}: a key is a text"));
            let kind = if names.remove("count") { Kind::Forms } else { Kind::Text };
            all.push(Said {
                place,
                key: key.to_owned(),
                kind,
                names: Some(names),
            });
        }
    }
    all
}

fn said_in_scripts() -> Vec<Said> {
    let mut all = Vec::new();
    for (path, text) in theme("assets/", ".js") {
        for at in openings(&text, "\"words.") {
            let place = place((&path, &text), at);
            let key = key_at(&text[at..])
                .unwrap_or_else(|| panic!("{place}: no key"))
                .to_owned();
            all.push(Said {
                place,
                key,
                kind: Kind::Text,
                names: None,
            });
        }
    }
    all
}

fn said_in_the_program() -> Vec<Said> {
    let mut all = Vec::new();
    for (path, text) in sources() {
        for (opening, kind) in [("say!(", Kind::Text), ("say_count!(", Kind::Forms)] {
            for at in openings(&text, opening) {
                if let Some((key, names)) = call(&text[at..]) {
                    all.push(Said {
                        place: place((&path, &text), at),
                        key: key.to_owned(),
                        kind,
                        names: Some(names),
                    });
                }
            }
        }
        for at in openings(&text, ".word(\"") {
            let key = key_at(&text[at..]).unwrap_or_default().to_owned();
            all.push(Said {
                place: place((&path, &text), at),
                key,
                kind: Kind::Text,
                names: Some(BTreeSet::new()),
            });
        }
    }
    all
}

#[test]
fn every_message_that_is_said_stands_in_the_table() {
    let table = table();
    let (templates, scripts, program) = (said_in_templates(), said_in_scripts(), said_in_the_program());
    assert!(
        templates.len() > 200 && scripts.len() > 20 && program.len() > 10,
        "messages are found where they are said"
    );
    let mut wrong = Vec::new();
    for said in templates.iter().chain(&scripts).chain(&program) {
        let Some(message) = table.get(&said.key) else {
            wrong.push(format!("{}: no message `{}`", said.place, said.key));
            continue;
        };
        if message.kind != said.kind {
            wrong.push(format!("{}: `{}` is {:?}", said.place, said.key, message.kind));
        }
        let always = |name: &String| message.kind == Kind::Forms && ["count", "number"].contains(&name.as_str());
        let lacking = message.names.iter().filter(|name| !always(name));
        for name in lacking.filter(|name| said.names.as_ref().is_some_and(|given| !given.contains(*name))) {
            wrong.push(format!("{}: `{}` needs `{name}`", said.place, said.key));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_message_of_the_table_is_said_somewhere() {
    let mut used: BTreeSet<String> = BTreeSet::new();
    used.extend(
        said_in_templates()
            .into_iter()
            .chain(said_in_scripts())
            .map(|said| said.key),
    );
    for (_, text) in sources() {
        // Also through a list of keys, or a function of the table's own.
        used.extend(
            openings(&text, "\"")
                .filter_map(|at| key_at(&text[at..]))
                .map(str::to_owned),
        );
    }
    let left: Vec<String> = table().into_keys().filter(|key| !used.contains(key)).collect();
    assert!(left.is_empty(), "nobody says {}", left.join(", "));
}

#[test]
fn what_a_call_puts_into_a_message_is_read_from_its_source() {
    let (key, names) = call("words, \"a.b\", day = x(\"c.d\", [e = f]), \n  of=g == h)").unwrap();
    assert_eq!(key, "a.b");
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["day", "of"]);
    assert!(call("words, key, day = x)").is_none());
    assert_eq!(key_at("a.b\""), Some("a.b"));
    assert_eq!(key_at("a\""), None);
}
