//! The fixed words of the site: one table in one language, over the default theme's English.
//!
//! The table is `words.toml` of a theme. A message is a text, a list of texts, or one text for each
//! [plural category](https://cldr.unicode.org/index/cldr-spec/plural-rules) of a language; `{name}` in it stands for
//! what the caller gives. What a theme's table leaves out is said in English, by the rules of English. Names that teams
//! give (metrics, pillars, statuses of their own) are content and not here.

mod date;
mod kind;
mod number;
mod table;
#[cfg(test)]
mod tests;

pub use table::{FILE, Own, read};

use crate::publish::Fingerprint;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::{Display, Write};
use std::sync::{Arc, LazyLock};

/// What stands for a name in a message.
pub type Argument<'a> = (&'a str, &'a dyn Display);

/// Says a message with its arguments by name: `say!(words, "cycle.until", day = text)`.
macro_rules! say {
    ($words:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $words.say($key, &[$((stringify!($name), &$value)),*])
    };
}

/// Says a message in the form that a number asks for: `say_count!(words, "team.reports", count, day = text)`. The
/// message may name `{count}`, in digits, and `{number}`, small ones in words.
macro_rules! say_count {
    ($words:expr, $key:literal, $count:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $words.say_count($key, $count, &[$((stringify!($name), &$value)),*])
    };
}

pub(crate) use {say, say_count};

/// The fixed words of one site.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// Messages by section and key: `cycle.until`.
    ///
    /// Pages ask for some hundred each, so they are found by hash; whoever goes through all sorts them.
    messages: HashMap<String, Message, ahash::RandomState>,
    /// Those that a table in another language leaves in English: numbers in them are spelt as English does.
    left_english: Arc<BTreeSet<String>>,
}

/// One message.
#[derive(Debug, Clone, PartialEq)]
enum Message {
    Text(Pattern),
    List(Vec<String>),
    Forms(Forms),
}

/// A text with places for arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Argument(String),
}

/// A text for each form that a number asks for.
#[derive(Debug, Clone, PartialEq)]
struct Forms {
    exactly: BTreeMap<usize, Pattern>,
    categories: Vec<(PluralCategory, Pattern)>,
    other: Pattern,
    /// Which form a number asks for, in the language of this message.
    rules: Arc<Rules>,
}

/// The plural rules of a language.
#[derive(Debug)]
struct Rules {
    /// Of `3 days`.
    cardinal: PluralRules,
    /// Of `3rd`.
    ordinal: PluralRules,
}

impl PartialEq for Rules {
    /// Rules have no equality of their own; messages are compared by their texts.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Words {
    /// The words of the default theme.
    #[must_use]
    pub fn english() -> Arc<Self> {
        static ENGLISH: LazyLock<Arc<Words>> = LazyLock::new(|| Arc::new(table::english()));
        Arc::clone(&ENGLISH)
    }

    /// A message without arguments. One that has arguments is given with their names.
    #[must_use]
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.plain(key).unwrap_or_else(|| unknown(key))
    }

    /// A message with its arguments.
    #[must_use]
    pub fn say(&self, key: &str, arguments: &[Argument<'_>]) -> String {
        match self.messages.get(key) {
            Some(Message::Text(pattern)) => pattern.fill(arguments),
            _ => unknown(key).to_owned(),
        }
    }

    /// A message in the form that a number asks for.
    #[must_use]
    pub fn say_count(&self, key: &str, count: usize, arguments: &[Argument<'_>]) -> String {
        self.counted(key, count, arguments, |rules| &rules.cardinal)
    }

    fn counted(
        &self,
        key: &str,
        count: usize,
        arguments: &[Argument<'_>],
        rules: impl Fn(&Rules) -> &PluralRules,
    ) -> String {
        let Some(Message::Forms(forms)) = self.messages.get(key) else {
            return unknown(key).to_owned();
        };
        let digits = self.grouped(count);
        let number = self.number_in(key, count);
        let mut all: Vec<Argument<'_>> = vec![("count", &digits), ("number", &number)];
        all.extend(arguments);
        forms.of(count, rules(&forms.rules)).fill(&all)
    }

    /// A list of texts.
    fn list_of(&self, key: &str) -> &[String] {
        match self.messages.get(key) {
            Some(Message::List(texts)) => texts,
            _ => &[],
        }
    }

    /// A message without arguments, if there is such a one.
    #[must_use]
    pub fn plain(&self, key: &str) -> Option<&str> {
        match self.messages.get(key) {
            Some(Message::Text(Pattern(pieces))) => match pieces.as_slice() {
                [Piece::Text(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// All texts without arguments by section and key, for templates: `words.cycle.title`.
    #[must_use]
    pub fn all_plain(&self) -> BTreeMap<&str, BTreeMap<&str, &str>> {
        let mut sections: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for key in self.keys() {
            if let (Some(text), Some((section, name))) = (self.plain(key), key.split_once('.')) {
                sections.entry(section).or_default().insert(name, text);
            }
        }
        sections
    }

    /// A message as it is written, names in braces and all, for a script that fills them itself.
    #[must_use]
    pub fn written(&self, key: &str) -> Option<String> {
        match self.messages.get(key)? {
            Message::Text(pattern) => Some(pattern.written()),
            Message::List(_) | Message::Forms(_) => None,
        }
    }

    /// The names of what is put into a message, but for its number; `None` for lists and for what is no message.
    #[must_use]
    pub fn arguments(&self, key: &str) -> Option<BTreeSet<&str>> {
        match self.messages.get(key)? {
            Message::Text(pattern) => Some(pattern.arguments().collect()),
            Message::List(_) => None,
            Message::Forms(forms) => {
                let all = forms.patterns().flat_map(Pattern::arguments);
                Some(all.filter(|name| !OF_THE_NUMBER.contains(name)).collect())
            }
        }
    }

    /// A digest of all messages.
    #[must_use]
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        let mut digest = Fingerprint::builder();
        for key in self.keys() {
            digest
                .part(key.as_bytes())
                .part(format!("{:?}", self.messages[key]).as_bytes())
                .part(&[u8::from(self.left_english.contains(key))]);
        }
        digest.finish()
    }

    /// All keys, in order.
    #[must_use]
    pub fn keys(&self) -> BTreeSet<&str> {
        self.messages.keys().map(String::as_str).collect()
    }

    /// The same messages with their texts changed, such as escaped for HTML; what is put into them is not.
    #[must_use]
    pub fn mapped(&self, change: &dyn Fn(&str) -> String) -> Self {
        let of = |(key, message): (&String, &Message)| (key.clone(), message.mapped(change));
        Self {
            messages: self.messages.iter().map(of).collect(),
            left_english: Arc::clone(&self.left_english),
        }
    }

    /// Whether there is such a message.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.messages.contains_key(key)
    }

    /// Whether a message has forms for numbers.
    #[must_use]
    pub fn is_counted(&self, key: &str) -> bool {
        matches!(self.messages.get(key), Some(Message::Forms(_)))
    }
}

/// Whether a text is a language tag (BCP 47) by its form.
#[must_use]
pub(crate) fn is_language_tag(tag: &str) -> bool {
    !tag.contains('_') && tag.parse::<Locale>().is_ok()
}

/// The message of places in a row.
const ORDINAL: &str = "numbers.ordinal";

/// The names that stand for the number of a message with forms.
const OF_THE_NUMBER: [&str; 2] = ["count", "number"];

/// What is shown for a key that no table has. A test holds every key in use against the table, so that this is never seen.
fn unknown(key: &str) -> &str {
    debug_assert!(false, "no message `{key}` of this kind in words.toml");
    key
}

impl Message {
    /// Whether it has words or names for what is put in, and not signs alone.
    fn says_something(&self) -> bool {
        let says = |pattern: &Pattern| {
            pattern.0.iter().any(|piece| match piece {
                Piece::Text(text) => text.contains(char::is_alphanumeric),
                Piece::Argument(_) => true,
            })
        };
        match self {
            Self::Text(pattern) => says(pattern),
            Self::Forms(forms) => forms.patterns().any(says),
            Self::List(_) => false,
        }
    }

    fn mapped(&self, change: &dyn Fn(&str) -> String) -> Self {
        match self {
            Self::Text(pattern) => Self::Text(pattern.mapped(change)),
            Self::List(texts) => Self::List(texts.iter().map(|text| change(text)).collect()),
            Self::Forms(forms) => Self::Forms(Forms {
                exactly: (forms.exactly.iter())
                    .map(|(number, pattern)| (*number, pattern.mapped(change)))
                    .collect(),
                categories: (forms.categories.iter())
                    .map(|(category, pattern)| (*category, pattern.mapped(change)))
                    .collect(),
                other: forms.other.mapped(change),
                rules: Arc::clone(&forms.rules),
            }),
        }
    }
}

impl Pattern {
    fn mapped(&self, change: &dyn Fn(&str) -> String) -> Self {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => Piece::Text(change(text)),
            Piece::Argument(name) => Piece::Argument(name.clone()),
        };
        Self(self.0.iter().map(piece).collect())
    }

    /// Reads `{name}` as an argument.
    fn of(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Argument(name.to_owned()));
            rest = after;
        }
        if !rest.is_empty() || pieces.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Self(pieces)
    }

    fn arguments(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Argument(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    fn fill(&self, arguments: &[Argument<'_>]) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Argument(name) => {
                    let given = arguments.iter().find(|(known, _)| known == name);
                    debug_assert!(given.is_some(), "`{{{name}}}` is given by nobody: {self:?}");
                    if let Some((_, value)) = given {
                        let _ = write!(text, "{value}");
                    }
                }
            }
        }
        text
    }

    fn written(&self) -> String {
        self.0.iter().fold(String::new(), |mut text, piece| {
            let _ = match piece {
                Piece::Text(part) => write!(text, "{part}"),
                Piece::Argument(name) => write!(text, "{{{name}}}"),
            };
            text
        })
    }
}

impl Forms {
    fn of(&self, count: usize, rules: &PluralRules) -> &Pattern {
        if let Some(pattern) = self.exactly.get(&count) {
            return pattern;
        }
        let category = rules.category_for(count);
        let form = self.categories.iter().find(|(known, _)| *known == category);
        form.map_or(&self.other, |(_, pattern)| pattern)
    }

    fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        let categories = self.categories.iter().map(|(_, pattern)| pattern);
        self.exactly.values().chain(categories).chain([&self.other])
    }
}
