//! How templates and scripts say the site's fixed words.
//!
//! A template writes `{{ words.cycle.title }}`, which stands for the words before the template is parsed, or
//! `{{ say(key="cycle.until", day=…) }}` where something is put into the message; with `count=…` the message is said in the form that the number asks for. What is put in keeps its markup if
//! it has any, and is escaped otherwise. A script writes `"words.script.search"` as a whole string, and fills names in
//! braces itself.

use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::words::{Argument, FILE, Words, is_language_tag};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use tera::{Error, Function, Kwargs, State, TeraResult, Value, escape_html};

/// The function `say` of templates.
pub(super) struct Say {
    /// The words as they stand in HTML: a translation is text, and no place for markup.
    escaped: Words,
}

impl Say {
    pub(super) fn new(words: &Words) -> Self {
        Self {
            escaped: words.mapped(&escaped),
        }
    }
}

impl Function<TeraResult<Value>> for Say {
    fn call(&self, arguments: Kwargs, _: &State<'_>) -> TeraResult<Value> {
        let key: &str = arguments.must_get("key")?;
        let mut number = None;
        let mut values: Vec<(&str, String)> = Vec::new();
        for (name, value) in arguments.iter() {
            match name.as_str() {
                Some("key") | None => {}
                Some("count") => number = Some(value),
                Some(name) => values.push((name, markup_of(value))),
            }
        }
        let values: Vec<Argument<'_>> = values
            .iter()
            .map(|(name, value)| (*name, value as &dyn Display))
            .collect();
        let given = values.iter().map(|(name, _)| *name).collect();
        if let Some(wrong) = wrongly_said(&self.escaped, (key, number.is_some()), &given) {
            return Err(Error::message(wrong));
        }
        let said = match number {
            None => self.escaped.say(key, &values),
            Some(number) => match number.as_u64().and_then(|count| usize::try_from(count).ok()) {
                Some(count) => self.escaped.say_count(key, count, &values),
                None => {
                    return Err(Error::message(format!(
                        "the `count` of the message `{key}` is no whole number"
                    )));
                }
            },
        };
        Ok(Value::safe_string(&said))
    }

    fn is_safe(&self) -> bool {
        true
    }
}

/// What is wrong with how a template says a message, with names for what is put into it: what is not put in would leave a
/// hole. A table may leave out what the English message names, so these names are known too.
fn wrongly_said(words: &Words, (key, has_count): (&str, bool), given: &BTreeSet<&str>) -> Option<String> {
    let Some(own) = words.arguments(key) else {
        return Some(if words.has(key) {
            format!("`{key}` is a list of texts, which templates cannot say")
        } else {
            let cure = did_you_mean(key, words.keys(), "its keys are those of words.toml");
            format!("there is no message `{key}`: {cure}")
        });
    };
    let english = Words::english();
    let known: BTreeSet<&str> = english
        .arguments(key)
        .into_iter()
        .flatten()
        .chain(own.iter().copied())
        .collect();
    let unknown = given.iter().find(|name| !known.contains(*name));
    let missing = own.iter().find(|name| !given.contains(*name));
    let wrong = match (words.is_counted(key), has_count) {
        (true, false) => format!("the message `{key}` has a form for each number, and no `count` is given"),
        (false, true) => format!("the message `{key}` is one text for every number, and a `count` is given"),
        _ => match (unknown, missing) {
            (Some(unknown), _) => format!("nothing in the message `{key}` is called `{unknown}`"),
            (None, Some(missing)) => format!("the message `{key}` is said without its `{missing}`"),
            (None, None) => return None,
        },
    };
    Some(format!("{wrong}: write `{}`", rightly_said(key, words)))
}

/// How a template says a message: `{{ say(key="cycle.until", day=…) }}`.
fn rightly_said(key: &str, words: &Words) -> String {
    let count = words.is_counted(key).then_some("count");
    let names = count.into_iter().chain(words.arguments(key).into_iter().flatten());
    let names: Vec<String> = names.map(|name| format!(", {name}=…")).collect();
    format!("{{{{ say(key=\"{key}\"{}) }}}}", names.concat())
}

fn markup_of(value: &Value) -> String {
    let text = value.to_string();
    if value.is_safe() { text } else { escaped(&text) }
}

fn escaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    // Writing into memory cannot fail, and escaping leaves UTF-8 as it is.
    let _ = escape_html(text, &mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}

/// A template with the words in place of their names, and what is wrong with the names.
///
/// Only the whole expression `{{ words.section.key }}` is replaced: so it says the same in a component, which sees no
/// variables of the page, and costs nothing when pages are rendered. Lines stay where they are.
pub(super) fn say_in_template(template: &str, (words, path): (&Words, &str)) -> (String, Vec<Diagnostic>) {
    const BEGIN: &str = "{{ words.";
    let mut out = String::with_capacity(template.len());
    let mut problems = Vec::new();
    let mut at = 0;
    while let Some(found) = template[at..].find(BEGIN) {
        let start = at + found;
        let name = start + BEGIN.len();
        let Some(length) = template[name..].find(" }}") else {
            break;
        };
        let key = &template[name..name + length];
        out.push_str(&template[at..start]);
        at = name + length + " }}".len();
        if let Some(text) = words.plain(key) {
            out.push_str(&escaped(text).replace('\n', " "));
        } else {
            let right = words.arguments(key).map(|_| rightly_said(key, words));
            problems.push(unknown((key, right), words, Place::span(path, template, start..at)));
        }
    }
    out.push_str(&template[at..]);
    (out, problems)
}

/// The problem of a key that stands for no text by itself; with how the message is said, where there is a way.
fn unknown((key, right): (&str, Option<String>), words: &Words, place: Place) -> Diagnostic {
    let (message, cure) = match right {
        Some(right) => {
            let message = format!("something is put into the message `{key}`, so its name alone does not say it");
            (message, format!("write `{right}`"))
        }
        None if words.has(key) => (
            format!("`{key}` is no single text in words.toml, but a list or a form for each number"),
            "name a message that is one text".to_owned(),
        ),
        None => {
            let otherwise = "`scorpfolio theme eject NAME --only words.toml` writes the table";
            let message = format!("there is no message `{key}` in words.toml");
            (message, did_you_mean(key, words.keys(), otherwise))
        }
    };
    Diagnostic::new(Code::Template, message, cure).at(place)
}

/// How a script names a message.
const NAMED: &str = "\"words.";

/// The message that names the language in which scripts write days and times.
const LOCALE: &str = "script.locale";

/// Says so if scripts could not write days and times: browsers refuse a tag that is none, and the script ends there.
pub(super) fn unknown_locale(words: &Words, theme: &str) -> Option<Diagnostic> {
    let tag = words.word(LOCALE);
    let message = format!("`{LOCALE}` is `{tag}`, which is no language tag");
    let cure = "write the tag of the table's language, such as `de` or `pt-BR`";
    let place = Place::file(format!("themes/{theme}/{FILE}"));
    (!is_language_tag(tag)).then(|| Diagnostic::new(Code::Template, message, cure).at(place))
}

/// Puts the words into scripts in place of their names.
pub(super) fn say_in_scripts(
    assets: &mut BTreeMap<String, Vec<u8>>,
    (words, theme): (&Words, &str),
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let is_script = |name: &str| {
        std::path::Path::new(name)
            .extension()
            .is_some_and(|extension| extension == "js")
    };
    for (name, bytes) in assets.iter_mut().filter(|(name, _)| is_script(name)) {
        let Ok(script) = std::str::from_utf8(bytes) else {
            continue;
        };
        let path = format!("themes/{theme}/assets/{name}");
        let said = said(script, words, &mut |span, key| {
            problems.push(unknown((key, None), words, Place::span(&path, script, span)));
        });
        *bytes = said.into_bytes();
    }
    problems
}

fn said(script: &str, words: &Words, unknown: &mut dyn FnMut(std::ops::Range<usize>, &str)) -> String {
    let mut out = String::with_capacity(script.len());
    let mut at = 0;
    while let Some(found) = script[at..].find(NAMED) {
        let start = at + found;
        let name = start + 1;
        let Some(length) = script[name..].find('"') else { break };
        let key = &script[name + "words.".len()..name + length];
        out.push_str(&script[at..start]);
        at = name + length + 1;
        match words.written(key) {
            Some(text) => out.push_str(&serde_json::Value::String(text).to_string()),
            None => unknown(start..at, key),
        }
    }
    out.push_str(&script[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use tera::{Context, Tera};

    #[test]
    fn what_is_put_into_a_message_keeps_its_markup_and_is_escaped_otherwise() {
        let mut tera = Tera::new();
        tera.autoescape_on(vec![".html"]);
        tera.register_function("say", Say::new(&Words::english()));
        let template =
            "{% set name %}<b>{{ name }}</b>{% endset %}{{ say(key=\"lists.last\", first=name | safe, last=other) }}";
        tera.add_raw_template("t.html", template)
            .expect("the template is well-formed");
        let mut context = Context::new();
        context.insert("name", "A & B");
        context.insert("other", "<i>");
        let said = tera.render("t.html", &context).expect("it renders");
        assert_eq!(said, "<b>A &amp; B</b> and &lt;i&gt;");
    }

    #[test]
    fn a_message_that_nobody_wrote_is_an_error() {
        let mut tera = Tera::new();
        tera.register_function("say", Say::new(&Words::english()));
        for template in [
            "{{ say(key=\"lists.lost\") }}",
            "{{ say(key=\"numbers.ordinal\") }}",
            "{{ say(key=\"dates.month\", count=2) }}",
            "{{ say(key=\"dates.months\") }}",
            "{{ say(key=\"cycle.concerns\", count=\"two\") }}",
            "{{ say(key=\"lists.last\", first=1) }}",
            "{{ say(key=\"lists.last\", first=1, last=2, lats=3) }}",
        ] {
            assert!(tera.render_str(template, &Context::new(), true).is_err(), "{template}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_message_says_how_it_is_said() {
        for (key, has_count, given, expected) in [
            (
                "cycle.concerns",
                false,
                [].as_slice(),
                "the message `cycle.concerns` has a form for each number, and no `count` is given: write `{{ say(key=\"cycle.concerns\", count=…) }}`",
            ),
            (
                "cycle.title",
                false,
                &["dayy"],
                "nothing in the message `cycle.title` is called `dayy`: write `{{ say(key=\"cycle.title\", day=…) }}`",
            ),
            (
                "cycle.title",
                false,
                &[],
                "the message `cycle.title` is said without its `day`: write `{{ say(key=\"cycle.title\", day=…) }}`",
            ),
            (
                "cycle.titel",
                false,
                &[],
                "there is no message `cycle.titel`: did you mean `cycle.title`?",
            ),
        ] {
            let given = given.iter().copied().collect();
            assert_eq!(
                wrongly_said(&Words::english(), (key, has_count), &given).as_deref(),
                Some(expected)
            );
        }
        let path = "themes/ours/words.toml";
        let text = "[cycle]\ntitle = 'Zyklus'";
        let (words, _) = crate::words::read("de", Some(crate::words::Own { path, text }));
        for given in [["day"].as_slice(), &[]] {
            let given = given.iter().copied().collect();
            let wrong = wrongly_said(&words, ("cycle.title", false), &given);
            assert_eq!(wrong, None, "a translation may leave out what English names");
        }
    }

    #[test]
    fn templates_have_words_for_their_names() {
        let template = "<p>{{ words.lists.between }}\n{{ words.lists.betwen }}</p>{{ words.lists.last }}";
        let (out, problems) = say_in_template(template, (&Words::english(), "themes/ours/templates/t.html"));
        assert_eq!(out, "<p>, \n</p>");
        let lines: Vec<u32> = problems
            .iter()
            .flat_map(|problem| &problem.place)
            .map(|place| place.line)
            .collect();
        assert_eq!(lines, [2, 2], "one is not there, and one has arguments");
        assert_eq!(problems[0].cure, "did you mean `lists.between`?");
        assert_eq!(
            problems[1].cure,
            "write `{{ say(key=\"lists.last\", first=…, last=…) }}`"
        );
        let (_, problems) = say_in_template("{{ words.cycle.concerns }}", (&Words::english(), "t.html"));
        assert_eq!(problems[0].cure, "write `{{ say(key=\"cycle.concerns\", count=…) }}`");
        let (_, problems) = say_in_template("{{ words.dates.months }}", (&Words::english(), "t.html"));
        assert_eq!(problems[0].cure, "name a message that is one text");
    }

    #[test]
    fn scripts_write_days_in_a_language_that_browsers_know() {
        let of = |tag: &str| {
            let text = format!("[script]\nlocale = \"{tag}\"");
            let path = "themes/ours/words.toml";
            let (words, _) = crate::words::read("de", Some(crate::words::Own { path, text: &text }));
            unknown_locale(&words, "ours").map(|problem| problem.message)
        };
        for tag in ["de", "pt-BR", "zh-Hant-TW"] {
            assert_eq!(of(tag), None, "{tag}");
        }
        for tag in ["de_DE", "deutsch!"] {
            let message = format!("`script.locale` is `{tag}`, which is no language tag");
            assert_eq!(of(tag), Some(message));
        }
    }

    #[test]
    fn scripts_have_words_for_their_names() {
        let mut lost = Vec::new();
        let out = said(
            "say(\"words.lists.last\"); say('x', \"words.lists.lost\")",
            &Words::english(),
            &mut |span, key| lost.push((span, key.to_owned())),
        );
        assert_eq!(out, "say(\"{first} and {last}\"); say('x', )");
        assert_eq!(lost, [(34..52, "lists.lost".to_owned())]);
    }
}
