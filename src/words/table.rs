//! Reads `words.toml`, and holds a theme's table against the default's.

use super::{Forms, Message, OF_THE_NUMBER, ORDINAL, Pattern, Rules, Words};
use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean, has_errors};
use crate::load::document::{Document, Item};
use crate::model::portfolio::FileIndex;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// Where a theme's table stands in its folder.
pub const FILE: &str = "words.toml";

const ENGLISH: &str = include_str!("../../themes/default/words.toml");

/// The sign without which a figure is another one; a language may group digits without a sign.
const DECIMAL: &str = "numbers.decimal";

/// The list that may be as long as its language likes.
const SMALL_NUMBERS: &str = "numbers.small";

/// How many untranslated messages a warning names.
const MOST_NAMED: usize = 3;

/// Where a theme's own table stands, and what it says.
#[derive(Debug, Clone, Copy)]
pub struct Own<'a> {
    /// Path for messages: `themes/ours/words.toml`.
    pub path: &'a str,
    /// The file's text.
    pub text: &'a str,
}

/// The words of the default theme.
pub(super) fn english() -> Words {
    let document = Document::of_text(FileIndex(0), FILE, ENGLISH);
    let words = Words {
        messages: Reader::new(&document, "en", None)
            .messages(&document.parse())
            .into_iter()
            .collect(),
        left_english: Arc::default(),
    };
    debug_assert!(document.into_problems().is_empty(), "the default table has problems");
    words
}

/// The words of a site: the theme's own table over English, with what is wrong with it and what it leaves out.
///
/// `language` is the site's language tag; its plural rules hold for the theme's own messages.
#[must_use]
pub fn read(language: &str, own: Option<Own<'_>>) -> (Arc<Words>, Vec<Diagnostic>) {
    let english = Words::english();
    let mut problems = Vec::new();
    let mut translated = BTreeMap::new();
    if let Some(own) = own {
        let document = Document::of_text(FileIndex(0), own.path, own.text);
        translated = Reader::new(&document, language, Some(&english)).messages(&document.parse());
        problems = document.into_problems();
    }
    let is_english = language.split('-').next() == Some("en");
    if !has_errors(&problems) && !is_english {
        problems.extend(missing(language, own, (&english, &translated)));
    }
    if translated.is_empty() {
        return (english, problems);
    }
    let mut words = Words::clone(&english);
    if !is_english {
        let left = english.keys().into_iter().filter(|key| !translated.contains_key(*key));
        words.left_english = Arc::new(left.map(str::to_owned).collect());
    }
    words.messages.extend(translated);
    (Arc::new(words), problems)
}

/// Says which messages stay English on a site in another language.
fn missing(
    language: &str,
    own: Option<Own<'_>>,
    (english, translated): (&Words, &BTreeMap<String, Message>),
) -> Option<Diagnostic> {
    let all = english.messages.len();
    let mut left = Vec::from_iter(english.keys());
    left.retain(|key| !translated.contains_key(*key));
    let named: Vec<String> = left.iter().take(MOST_NAMED).map(|key| format!("`{key}`")).collect();
    let and_more = if left.len() > MOST_NAMED { " and others" } else { "" };
    let message = match own {
        _ if left.is_empty() => return None,
        None => format!("the site's language is `{language}`, but the theme's fixed words are English"),
        Some(_) => format!(
            "{} of {all} fixed words have no text in `{language}` and stay English: {}{and_more}",
            left.len(),
            named.join(", ")
        ),
    };
    let cure = "translate them in the `words.toml` of a theme of yours; `scorpfolio theme eject NAME --only words.toml` writes \
                the English table";
    let place = own.map_or_else(|| Place::file("scorpfolio.toml"), |own| Place::file(own.path));
    Some(Diagnostic::new(Code::UntranslatedWords, message, cure).at(place))
}

impl Rules {
    /// Of a language tag; those of the nearest language that is known.
    fn of(language: &str) -> Self {
        let locale: Locale = language.parse().unwrap_or(Locale::UNKNOWN);
        let no_data = "rules for every language are compiled in";
        Self {
            cardinal: PluralRules::try_new_cardinal((&locale).into()).expect(no_data),
            ordinal: PluralRules::try_new_ordinal((&locale).into()).expect(no_data),
        }
    }

    /// The rules that decide the form of a message: places in a row have forms of their own.
    fn of_message(&self, name: &str) -> &PluralRules {
        if name == ORDINAL { &self.ordinal } else { &self.cardinal }
    }

    /// The forms that a message may have.
    fn words(&self, name: &str) -> String {
        let all: BTreeSet<PluralCategory> = self.of_message(name).categories().collect();
        let words: Vec<String> = all
            .into_iter()
            .map(|category| format!("`{}`", word(category)))
            .collect();
        words.join(", ")
    }
}

fn word(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// Reads one table, held against another if there is one.
struct Reader<'d, 'a> {
    document: &'d Document<'a>,
    language: &'d str,
    rules: Arc<Rules>,
    model: Option<&'d Words>,
}

impl<'d, 'a> Reader<'d, 'a> {
    fn new(document: &'d Document<'a>, language: &'d str, model: Option<&'d Words>) -> Self {
        Self {
            document,
            language,
            rules: Arc::new(Rules::of(language)),
            model,
        }
    }

    fn messages(&self, table: &DeTable<'_>) -> BTreeMap<String, Message> {
        let mut messages = BTreeMap::new();
        for (section, item) in table {
            let Some(inner) = item.get_ref().as_table() else {
                let words = (
                    "a message belongs below a `[section]`",
                    "move it to the section of its page",
                );
                self.document.problem(Code::WrongType, section.span(), words);
                continue;
            };
            for (key, item) in inner {
                let name = format!("{}.{}", section.get_ref(), key.get_ref());
                let model = self.model.map(|words| words.messages.get(&name));
                if let Some(None) = model {
                    self.unknown(&name, key.span());
                } else if let Some(message) = self.message(&name, item, model.flatten()) {
                    messages.insert(name, message);
                }
            }
        }
        messages
    }

    fn unknown(&self, name: &str, span: std::ops::Range<usize>) {
        let known = self.model.map(Words::keys).unwrap_or_default();
        let cure = did_you_mean(
            name,
            known.iter().copied(),
            "`scorpfolio theme eject NAME --only words.toml` writes the table with every key",
        );
        let message = format!("the default theme has no fixed words `{name}`");
        self.document.problem(Code::UnknownKey, span, (&message, &cure));
    }

    fn message(&self, name: &str, item: &Item<'_>, model: Option<&Message>) -> Option<Message> {
        let message = match item.get_ref() {
            DeValue::String(_) => self.pattern(name, item, model).map(Message::Text),
            DeValue::Array(items) => items
                .iter()
                .map(|item| self.text(item))
                .collect::<Option<_>>()
                .map(Message::List),
            DeValue::Table(forms) => self.forms(name, (item, forms), model).map(Message::Forms),
            _ => {
                self.wrong_kind(item, "a message is a text");
                None
            }
        }?;
        let fits = match (&message, model) {
            (Message::Text(_), Some(Message::Text(_))) | (Message::Forms(_), Some(Message::Forms(_))) | (_, None) => {
                true
            }
            (Message::List(own), Some(Message::List(model))) => own.len() == model.len() || name == SMALL_NUMBERS,
            _ => false,
        };
        if fits {
            return Some(message);
        }
        let kind = match model {
            Some(Message::List(texts)) => format!("`{name}` is a list of {} texts", texts.len()),
            Some(Message::Forms(_)) => format!("`{name}` has a form for each number: {}", self.rules.words(name)),
            _ => format!("`{name}` is one text"),
        };
        self.wrong_kind(item, &kind);
        None
    }

    fn wrong_kind(&self, item: &Item<'_>, message: &str) {
        let cure = "write it as in the default theme's table: `scorpfolio theme eject NAME --only words.toml`";
        self.document.problem(Code::WrongType, item.span(), (message, cure));
    }

    fn text(&self, item: &Item<'_>) -> Option<String> {
        let text = item.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_kind(item, "this is not a text");
        }
        text
    }

    /// A text that says something, whose names in braces are known.
    fn pattern(&self, name: &str, item: &Item<'_>, model: Option<&Message>) -> Option<Pattern> {
        let text = self.text(item)?;
        let must_say = model.is_some_and(|model| name == DECIMAL || model.says_something());
        if must_say && text.trim().is_empty() {
            let cure = "write its text, or leave the key out: then it is said in English";
            let message = format!("the message `{name}` is empty");
            self.document.problem(Code::MissingKey, item.span(), (&message, cure));
            return None;
        }
        let pattern = Pattern::of(&text);
        let known: Option<BTreeSet<&str>> = model.map(|model| match model {
            Message::Text(pattern) => pattern.arguments().collect(),
            Message::Forms(forms) => {
                let own = forms.patterns().flat_map(Pattern::arguments);
                own.chain(OF_THE_NUMBER).collect()
            }
            Message::List(_) => BTreeSet::new(),
        });
        let unknown = pattern
            .arguments()
            .find(|name| known.as_ref().is_some_and(|known| !known.contains(name)));
        if let (Some(unknown), Some(known)) = (unknown, known) {
            let cure = if known.is_empty() {
                "this message has no names in braces".to_owned()
            } else {
                let known: Vec<String> = known.iter().map(|name| format!("`{{{name}}}`")).collect();
                format!("it may use {}", known.join(", "))
            };
            let message = format!("nothing stands for `{{{unknown}}}` in this message");
            self.document
                .problem(Code::UnknownPlaceholder, item.span(), (&message, &cure));
            return None;
        }
        Some(pattern)
    }

    fn forms(&self, name: &str, of: (&Item<'_>, &DeTable<'_>), model: Option<&Message>) -> Option<Forms> {
        let (item, table) = of;
        let mut exactly = BTreeMap::new();
        let mut categories = Vec::new();
        let mut other = None;
        let mut is_whole = true;
        for (key, item) in table {
            let Some(pattern) = self.pattern(name, item, model) else {
                is_whole = false;
                continue;
            };
            let key_text: &str = key.get_ref();
            if let Ok(number) = key_text.parse() {
                exactly.insert(number, pattern);
                continue;
            }
            match PluralCategory::get_for_cldr_string(key_text) {
                Some(PluralCategory::Other) => other = Some(pattern),
                Some(category) if self.rules.of_message(name).categories().any(|known| known == category) => {
                    categories.push((category, pattern));
                }
                _ => {
                    let message = format!("`{key_text}` is no form of numbers in `{}`", self.language);
                    let cure = format!("the forms are {}, or a number such as `0`", self.rules.words(name));
                    self.document.problem(Code::UnknownKey, key.span(), (&message, &cure));
                    is_whole = false;
                }
            }
        }
        if other.is_none() && is_whole {
            let words = ("the form `other` is missing", "add it: it stands for all other numbers");
            self.document.problem(Code::MissingKey, item.span(), words);
        }
        Some(Forms {
            exactly,
            categories,
            other: other?,
            rules: Arc::clone(&self.rules),
        })
        .filter(|_| is_whole)
    }
}
