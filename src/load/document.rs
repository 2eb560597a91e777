//! One text file while it is being loaded: its text, its TOML, and the problems found in it.
//!
//! [`Document::check`] holds a table against its [`Shape`] and reports everything that is wrong with its form; the
//! readers after it return `None` for what was reported already, so that one mistake gives one message.

use crate::diagnostic::{Code, Diagnostic, MOST_PROBLEMS, Place, Severity, did_you_mean, has_errors, nearest};
use crate::letters::{is_forbidden, seen};
use crate::load::shape::{Key, Shape, Type};
use crate::load::syntax;
use crate::model::cycle::Length;
use crate::model::moment::Moment;
use crate::model::portfolio::{FileIndex, Origin, Prose};
use crate::source::SourceFile;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use std::cell::RefCell;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value of TOML with its place.
pub type Item<'i> = Spanned<DeValue<'i>>;

/// A text file with the problems found in it so far.
#[derive(Debug)]
pub struct Document<'a> {
    /// The file's index in the portfolio.
    pub file: FileIndex,
    /// Its path.
    pub path: &'a str,
    /// Its text, without byte-order mark.
    pub text: &'a str,
    /// Start of each line.
    lines: Vec<usize>,
    problems: RefCell<Vec<Diagnostic>>,
}

impl<'a> Document<'a> {
    /// A document of a content file; the problem if it is not UTF-8.
    pub fn new(file: FileIndex, source: &'a SourceFile) -> Result<Self, Diagnostic> {
        let text =
            std::str::from_utf8(&source.bytes).map_err(|_| crate::source::not_utf8(&source.path, &source.bytes))?;
        Ok(Self::of_text(file, &source.path, text))
    }

    /// A document of a text.
    #[must_use]
    pub fn of_text(file: FileIndex, path: &'a str, text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            file,
            path,
            text,
            lines,
            problems: RefCell::default(),
        }
    }

    /// The problems found.
    #[must_use]
    pub fn into_problems(self) -> Vec<Diagnostic> {
        self.problems.into_inner()
    }

    /// Parses the whole file as TOML; what cannot be parsed is reported, and the rest returned.
    pub fn parse(&self) -> DeTable<'a> {
        self.parse_padded(self.text)
    }

    /// Splits Markdown with front matter: the front matter's table, and the body with the offset where it starts.
    ///
    /// Front matter is parsed in a text of the whole file in which everything but it is blank, so that spans agree.
    pub fn front_matter(&self) -> Option<(std::borrow::Cow<'a, str>, usize)> {
        let missing = || {
            let cure = "begin the file with a line `+++`, then keys such as `title = \"…\"`, then another line `+++`";
            self.problem(
                Code::FrontMatter,
                0..self.text.lines().next().map_or(0, str::len),
                ("the front matter is missing or not closed", cure),
            );
        };
        let is_fence = |line: &str| line.trim_end() == "+++";
        let mut position = 0;
        let mut start = None;
        for line in self.text.split_inclusive('\n') {
            let end = position + line.len();
            match start {
                None if is_fence(line) => start = Some(end),
                None if line.trim().is_empty() => {}
                None => break,
                Some(start) if is_fence(line) => {
                    let blank: String = self.text[..start]
                        .chars()
                        .map(|c| {
                            if c == '\n' {
                                "\n".to_owned()
                            } else {
                                " ".repeat(c.len_utf8())
                            }
                        })
                        .collect();
                    return Some((std::borrow::Cow::Owned(blank + &self.text[start..position]), end));
                }
                Some(_) => {}
            }
            position = end;
        }
        missing();
        None
    }

    /// Parses text that has the same offsets as the file.
    pub fn parse_padded<'p>(&self, padded: &'p str) -> DeTable<'p> {
        let (table, mut errors) = DeTable::parse_recoverable(padded);
        errors.sort_by_key(|error| error.span().map(|span| span.start));
        let mut told = 0;
        let mut stumbled = None;
        for error in errors {
            let message = error.message().trim_end_matches('\n');
            let span = error.span().unwrap_or(0..0);
            // What follows on the line of an error, or on the next one where it is no key, is of the same slip.
            let line = self.line(span.start.min(self.text.len()));
            let follows =
                |before: u32| line == before || (line == before + 1 && !syntax::begins_anew(padded, span.start));
            if stumbled.replace(line).is_some_and(follows) {
                continue;
            }
            told += 1;
            if told > MOST_SYNTAX_ERRORS {
                break;
            }
            let key = padded
                .get(span.clone())
                .filter(|key| message == "duplicate key" && !key.contains('\n'));
            if let Some(key) = key {
                let message = format!("`{key}` is written twice in one table");
                let cure = "keep one of the two, or put the keys of both below one heading";
                self.problem(Code::Syntax, span, (&message, cure));
            } else {
                let cure = syntax::cure(padded, &span);
                self.problem(Code::Syntax, span, (message, &cure));
            }
        }
        table.into_inner()
    }

    /// The place of a span.
    #[must_use]
    pub fn place(&self, span: Range<usize>) -> Place {
        let line = self.line(span.start.min(self.text.len())) as usize;
        let start = self.lines[line - 1];
        // Of the line alone: a file of nothing but problems is looked through once, not once for each.
        let place = Place::span(
            self.path,
            &self.text[start..],
            span.start.saturating_sub(start)..span.end.saturating_sub(start),
        );
        Place {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            ..place
        }
    }

    /// The line of a position, counted from 1.
    #[must_use]
    pub fn line(&self, position: usize) -> u32 {
        u32::try_from(self.lines.partition_point(|start| *start <= position)).unwrap_or(u32::MAX)
    }

    /// The origin of a position.
    #[must_use]
    pub fn origin(&self, position: usize) -> Origin {
        Origin {
            file: self.file,
            line: self.line(position),
        }
    }

    /// Reports a problem at a span: what is wrong and what cures it.
    pub fn problem(&self, code: Code, span: Range<usize>, words: (&str, &str)) {
        self.report(Diagnostic::new(code, words.0, words.1).at(self.place(span)));
    }

    /// Reports a problem, unless the parser has already stumbled on the same line: what it recovers there is a guess.
    pub fn report(&self, diagnostic: Diagnostic) {
        let mut problems = self.problems.borrow_mut();
        if problems.len() > MOST_PROBLEMS {
            // So many are told of no file; but an error among them stays one.
            if diagnostic.severity == Severity::Error && !has_errors(&problems) {
                problems.pop();
                problems.push(diagnostic);
            }
            return;
        }
        let line = |problem: &Diagnostic| problem.place.as_ref().map(|place| place.line);
        let echo = |problem: &Diagnostic| problem.code == Code::Syntax && line(problem) == line(&diagnostic);
        if !problems.iter().any(echo) {
            problems.push(diagnostic);
        }
    }

    /// Reports everything wrong with the form of a file's table.
    pub fn check(&self, table: &DeTable<'_>, shape: &'static Shape) {
        self.check_table(table, shape, (shape, 0..0));
    }

    /// Reports everything wrong with the form of a table within a file.
    pub fn check_table(&self, table: &DeTable<'_>, shape: &'static Shape, outer: (&'static Shape, Range<usize>)) {
        let (root, header) = outer;
        for (name, item) in table {
            match shape.key(name.get_ref()) {
                Some(key) => self.check_item(item, &key.kind, (root, name.get_ref())),
                None => self.unknown_key((name, item), shape, root),
            }
        }
        for key in shape.keys.iter().filter(|key| key.required) {
            if let Some(item) = table.get(key.name) {
                self.check_filled(item, key, shape);
                continue;
            }
            let message = format!("{} has no `{}`", shape.name, key.name);
            let cure = format!("add `{} = {}`: {}", key.name, example(&key.kind), key.doc);
            // A file as a whole has no header to point at.
            let place = if header.is_empty() {
                self.place(0..0)
            } else {
                self.place(header.clone())
            };
            self.report(Diagnostic::new(Code::MissingKey, message, cure).at(place));
        }
    }

    /// Reports a required text that says nothing: its table means as little as one without the key.
    fn check_filled(&self, item: &Item<'_>, key: &Key, shape: &Shape) {
        let is_text = matches!(key.kind, Type::Text | Type::Markdown);
        let is_blank = item.get_ref().as_str().is_some_and(|text| seen(text).is_empty());
        if is_text && is_blank {
            let message = format!("the `{}` of {} is empty", key.name, shape.name);
            let cure = format!("write it between the quotation marks: {}", key.doc);
            self.problem(Code::MissingKey, item.span(), (&message, &cure));
        }
    }

    fn unknown_key(
        &self,
        (name, item): (&Spanned<std::borrow::Cow<'_, str>>, &Item<'_>),
        shape: &'static Shape,
        root: &'static Shape,
    ) {
        let written = name.get_ref().as_ref();
        let place = self.place(name.span());
        if shape != root && root.key(written).is_some() {
            let message = format!("`{written}` is a key of the file, but it stands below a table");
            let cure = format!("move `{written}` above the first [table]");
            self.report(Diagnostic::new(Code::KeyBelowTable, message, cure).at(place));
            return;
        }
        let names = shape.keys.iter().map(|key| key.name);
        let reference = format!("see the keys of {} in the file reference", shape.name);
        let otherwise = match below(shape, written, item.get_ref()) {
            Some(place) => format!("write it below `{place}`, or {reference}"),
            None => reference,
        };
        let cure = did_you_mean(written, names, &otherwise);
        self.report(
            Diagnostic::new(
                Code::UnknownKey,
                format!("unknown key `{written}` in {}", shape.name),
                cure,
            )
            .at(place),
        );
    }

    fn check_item(&self, item: &Item<'_>, kind: &Type, context: (&'static Shape, &str)) {
        let (root, name) = context;
        if !fits(item.get_ref(), kind) {
            self.wrong_type(item, kind, name);
            return;
        }
        match (kind, item.get_ref()) {
            (Type::List(inner), DeValue::Array(items)) => {
                for item in items {
                    self.check_item(item, inner, context);
                }
            }
            (Type::Tables(shape), DeValue::Array(items)) => {
                for item in items {
                    match item.get_ref() {
                        DeValue::Table(table) => self.check_table(table, shape, (root, item.span())),
                        _ => self.wrong_type(item, kind, name),
                    }
                }
            }
            (Type::Table(shape), DeValue::Table(table)) => self.check_table(table, shape, (root, item.span())),
            (Type::Map(inner), DeValue::Table(table)) => self.check_map(table, inner, root),
            (Type::Either(first, second), value) => {
                let chosen = if fits(value, second) { second } else { first };
                self.check_item(item, chosen, context);
            }
            (_, value) => {
                if let Some((code, message, cure)) = wrong_form(name, kind, value) {
                    self.problem(code, item.span(), (&message, &cure));
                }
            }
        }
    }

    fn wrong_type(&self, item: &Item<'_>, kind: &Type, name: &str) {
        let expected = expected(kind);
        let message = format!(
            "`{name}` is {}, but {expected} is expected",
            with_article(item.get_ref())
        );
        let cure = format!("write it as `{name} = {}`", example(kind));
        let problem = Diagnostic::new(Code::WrongType, message, cure).at(self.place(item.span()));
        self.report(problem.label(format!("expected {expected}")));
    }

    /// A table with free keys: one that the file has at its top was meant to stand there.
    fn check_map(&self, table: &DeTable<'_>, inner: &Type, root: &'static Shape) {
        for (name, item) in table {
            let of_the_file = root
                .key(name.get_ref())
                .is_some_and(|key| !matches!(key.kind, Type::Map(_)));
            if of_the_file && !fits(item.get_ref(), inner) {
                self.unknown_key((name, item), &MAP, root);
            } else {
                self.check_item(item, inner, (root, name.get_ref()));
            }
        }
    }

    /// The text of a key.
    #[must_use]
    pub fn text(&self, table: &DeTable<'_>, key: &str) -> Option<String> {
        let text = table.get(key)?.get_ref().as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The Markdown of a key, with where it stands.
    #[must_use]
    pub fn prose(&self, table: &DeTable<'_>, key: &str) -> Option<Prose> {
        let item = table.get(key)?;
        let text = item.get_ref().as_str()?.trim();
        (!text.is_empty()).then(|| Prose {
            text: text.to_owned(),
            origin: self.origin(item.span().start),
        })
    }

    /// The day of a key.
    #[must_use]
    pub fn date(&self, table: &DeTable<'_>, key: &str) -> Option<Date> {
        date_of(table.get(key)?.get_ref())
    }

    /// The moment of a key; a time without an offset is one of the given zone.
    #[must_use]
    pub fn moment(&self, table: &DeTable<'_>, key: &str, zone: &TimeZone) -> Option<Moment> {
        moment_of(table.get(key)?.get_ref(), zone)
    }

    /// The length of time of a key.
    #[must_use]
    pub fn length(&self, table: &DeTable<'_>, key: &str) -> Option<Length> {
        Length::parse(table.get(key)?.get_ref().as_str()?)
    }

    /// The whole number of a key.
    #[must_use]
    pub fn integer(&self, table: &DeTable<'_>, key: &str) -> Option<i64> {
        integer_of(table.get(key)?.get_ref())
    }

    /// The address of a key, if it may be linked.
    #[must_use]
    pub fn url(&self, table: &DeTable<'_>, key: &str) -> Option<String> {
        self.text(table, key).filter(|url| is_linkable(url))
    }

    /// The one of some words that a key holds.
    #[must_use]
    pub fn choice<T: Copy>(&self, table: &DeTable<'_>, key: &str, words: &[(&str, T)]) -> Option<T> {
        let text = table.get(key)?.get_ref().as_str()?;
        words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
    }

    /// The texts of a list, with their places.
    #[must_use]
    pub fn texts(&self, table: &DeTable<'_>, key: &str) -> Vec<(String, Range<usize>)> {
        let items = table.get(key).and_then(|item| item.get_ref().as_array());
        items
            .into_iter()
            .flatten()
            .filter_map(|item| Some((item.get_ref().as_str()?.trim().to_owned(), item.span())))
            .collect()
    }

    /// The tables of a list, each with its span.
    pub fn tables<'t, 'i>(
        &self,
        table: &'t DeTable<'i>,
        key: &str,
    ) -> impl Iterator<Item = (&'t DeTable<'i>, Range<usize>)> + use<'t, 'i> {
        let items = table.get(key).and_then(|item| item.get_ref().as_array());
        items
            .into_iter()
            .flatten()
            .filter_map(|item| Some((item.get_ref().as_table()?, item.span())))
    }

    /// The entries of a table of free keys, in the file's order.
    #[must_use]
    pub fn entries<'t, 'i>(&self, table: &'t DeTable<'i>, key: &str) -> Vec<(&'t str, Range<usize>, &'t Item<'i>)> {
        let table = table.get(key).and_then(|item| item.get_ref().as_table());
        let mut entries: Vec<_> = table
            .into_iter()
            .flatten()
            .map(|(name, item)| (name.get_ref().as_ref(), name.span(), item))
            .collect();
        entries.sort_by_key(|(_, span, _)| span.start);
        entries
    }
}

/// Most syntax errors of one file that are worth reading: what follows the first few is often their echo.
const MOST_SYNTAX_ERRORS: usize = 5;

/// Stands for a table with free keys where a message needs a name.
static MAP: Shape = Shape {
    name: "this table",
    keys: &[],
};

/// Whether a value could be of a type, judged by its TOML type alone.
fn fits(value: &DeValue<'_>, kind: &Type) -> bool {
    match kind {
        Type::Text | Type::Markdown | Type::Id | Type::Url | Type::Length | Type::Choice(_) | Type::Month => {
            value.is_str()
        }
        Type::Date | Type::Moment => value.is_str() || value.is_datetime(),
        Type::Time => value.as_datetime().is_some_and(|moment| moment.date.is_none()),
        Type::Integer(..) => value.is_integer(),
        Type::Number => value.is_integer() || value.is_float(),
        Type::Boolean => value.is_bool(),
        Type::Value => value.is_integer() || value.is_float() || value.is_str(),
        Type::List(_) | Type::Tables(_) => value.is_array(),
        Type::Table(_) | Type::Map(_) => value.is_table(),
        Type::Either(first, second) => fits(value, first) || fits(value, second),
    }
}

/// What a type's value is, in words.
fn expected(kind: &Type) -> &'static str {
    match kind {
        Type::Text | Type::Markdown => "text in quotation marks",
        Type::Id => "an id in quotation marks",
        Type::Url => "an address in quotation marks",
        Type::Length => "a length such as \"2 weeks\"",
        Type::Choice(_) => "one of a few words in quotation marks",
        Type::Month => "a month such as \"2026-02\"",
        Type::Date => "a date such as 2026-03-13",
        Type::Moment => "a moment such as 2026-03-13T09:12:00Z",
        Type::Time => "a time such as 10:00:00",
        Type::Integer(..) => "a whole number",
        Type::Number => "a number",
        Type::Boolean => "`true` or `false`",
        Type::Value => "a number, or text such as \"1d 4h\"",
        Type::List(_) => "a list in square brackets",
        Type::Tables(_) => "a list of tables",
        Type::Table(_) | Type::Map(_) => "a table",
        Type::Either(first, _) => expected(first),
    }
}

/// The table of a file that names of anything stand in, such as metrics and pillars, where such a name stands above it.
fn below(shape: &Shape, name: &str, value: &DeValue<'_>) -> Option<String> {
    shape.keys.iter().find_map(|key| match (&key.kind, value) {
        (Type::Map(Type::Table(_)), DeValue::Table(_)) => Some(format!("[{}.{name}]", key.name)),
        (Type::Map(Type::Either(Type::Value, _) | Type::Value), other) if !matches!(other, DeValue::Table(_)) => {
            Some(format!("[{}]", key.name))
        }
        _ => None,
    })
}

/// What is wrong with a value of the right TOML type: its code, a sentence, the cure.
fn wrong_form(name: &str, kind: &Type, value: &DeValue<'_>) -> Option<(Code, String, String)> {
    let text = value.as_str().unwrap_or_default();
    let found = |code, message: String, cure: &str| Some((code, message, cure.to_owned()));
    match kind {
        Type::Id if !is_id(text) => {
            let message = format!("`{text}` is not an id: lower-case letters, digits and single hyphens");
            found(Code::BadId, message, &format!("write `{}`", kebab(text)))
        }
        Type::Url if !is_linkable(text) => {
            let message = format!("`{name}` is not an address that may be linked");
            found(
                Code::BadUrl,
                message,
                "begin it with `https://`, `http://` or `mailto:`",
            )
        }
        Type::Length if Length::parse(text).is_none() => {
            let cure = "write a number and days, weeks, months or years, such as `\"2 weeks\"`";
            found(Code::BadLength, format!("`{text}` is not a length of time"), cure)
        }
        Type::Month if month_end(text).is_none() => found(
            Code::BadDate,
            format!("`{text}` is not a month"),
            "write it as \"2026-02\"",
        ),
        Type::Moment if moment_of(value, &TimeZone::UTC).is_none() => {
            let cure = "write it as 2026-03-13T09:12:00Z or 2026-03-13, without quotation marks";
            found(Code::BadDate, format!("`{name}` is not a moment that exists"), cure)
        }
        Type::Date if date_of(value).is_none() => {
            let cure = "write it as 2026-03-13, without quotation marks";
            let message = match text.as_bytes() {
                // 2026-02-30 is well written.
                [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'-', ..] => "is not a date that exists",
                _ => "is not written as a date",
            };
            found(Code::BadDate, format!("`{name}` {message}"), cure)
        }
        Type::Integer(from, to) if integer_of(value).is_none_or(|number| number < *from || number > *to) => {
            let message = format!("`{name}` must lie between {from} and {to}");
            found(Code::OutOfRange, message, "correct the number")
        }
        Type::Choice(words) if !words.contains(&text) => {
            let all = words
                .iter()
                .map(|word| format!("`{word}`"))
                .collect::<Vec<_>>()
                .join(", ");
            let cure = nearest(text, words.iter().copied()).map_or_else(
                || format!("write one of {all}"),
                |word| format!("did you mean `{word}`? possible are {all}"),
            );
            found(Code::UnknownChoice, format!("`{name}` cannot be `{text}`"), &cure)
        }
        _ => None,
    }
}

/// A whole number of TOML.
fn integer_of(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

fn with_article(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// How a value of a type is written.
#[must_use]
pub fn example(kind: &Type) -> String {
    match kind {
        Type::Text | Type::Markdown => "\"…\"".to_owned(),
        Type::Id => "\"some-id\"".to_owned(),
        Type::Date => "2026-03-13".to_owned(),
        Type::Moment => "2026-03-13T09:12:00Z".to_owned(),
        Type::Time => "10:00:00".to_owned(),
        Type::Month => "\"2026-02\"".to_owned(),
        Type::Integer(from, _) => (*from).max(1).to_string(),
        Type::Number => "1.5".to_owned(),
        Type::Boolean => "true".to_owned(),
        Type::Url => "\"https://…\"".to_owned(),
        Type::Length => "\"2 weeks\"".to_owned(),
        Type::Choice(words) => format!("\"{}\"", words.first().unwrap_or(&"…")),
        Type::Value => "12.5".to_owned(),
        Type::List(inner) => format!("[{}]", example(inner)),
        Type::Table(shape) | Type::Tables(shape) => {
            let needed: Vec<&Key> = shape.keys.iter().filter(|key| key.required).collect();
            let shown: Vec<&Key> = if needed.is_empty() {
                shape.keys.iter().take(1).collect()
            } else {
                needed
            };
            let keys = shown
                .iter()
                .map(|key| format!("{} = {}", key.name, example(&key.kind)))
                .collect::<Vec<_>>()
                .join(", ");
            if matches!(kind, Type::Tables(_)) {
                format!("[{{ {keys} }}]")
            } else {
                format!("{{ {keys} }}")
            }
        }
        Type::Map(inner) => format!("{{ some-id = {} }}", example(inner)),
        Type::Either(first, _) => example(first),
    }
}

/// Whether a text is an id: lower-case letters, digits and single hyphens, beginning with a letter or digit.
#[must_use]
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 100
        && text.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

/// Whether an id, of ours or of another tool, can stand in an address as it is.
#[must_use]
pub fn is_name(id: &str) -> bool {
    id.len() <= 100
        && id.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && id
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'))
}

/// The letters and digits of a text as an id, those of other alphabets in Latin letters (`Zürich` → `zurich`); `None` for a
/// text without any.
#[must_use]
pub fn slug(text: &str) -> Option<String> {
    let mut id = String::new();
    for character in deunicode::deunicode_with_tofu(text, "-").chars() {
        if character.is_ascii_alphanumeric() {
            id.push(character.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    (!id.is_empty()).then(|| id.to_owned())
}

/// The nearest id to a text.
#[must_use]
pub fn kebab(text: &str) -> String {
    slug(text).unwrap_or_else(|| "some-id".to_owned())
}

/// The words of an id, the first with a capital: `checkout-api` → `Checkout api`.
#[must_use]
pub fn words_of_id(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut characters = words.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}

/// Whether an address may be linked: one that a browser opens and does not run.
#[must_use]
pub fn is_linkable(url: &str) -> bool {
    let lower = url.trim_start().to_ascii_lowercase();
    let rest = ["https://", "http://", "mailto:"]
        .iter()
        .find_map(|scheme| lower.strip_prefix(scheme));
    rest.is_some_and(|rest| !rest.is_empty())
        && !url
            .chars()
            .any(|character| character.is_whitespace() || is_forbidden(character))
}

/// The day of a TOML date, moment, or ISO text.
#[must_use]
pub fn date_of(value: &DeValue<'_>) -> Option<Date> {
    match value {
        DeValue::Datetime(moment) => {
            let date = moment.date?;
            Date::new(
                i16::try_from(date.year).ok()?,
                i8::try_from(date.month).ok()?,
                i8::try_from(date.day).ok()?,
            )
            .ok()
        }
        DeValue::String(text) => day(text),
        _ => None,
    }
}

/// The moment of a TOML date or date and time, or of the same as text. A time without an offset is one of the given
/// zone; where the clock goes back it is the earlier of the two, and where it goes forward it is moved by the hour.
#[must_use]
pub fn moment_of(value: &DeValue<'_>, zone: &TimeZone) -> Option<Moment> {
    let text = match value {
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    if let Some(date) = day(&text) {
        return Some(Moment::day(date));
    }
    let in_zone = || zone.to_timestamp(text.parse::<DateTime>().ok()?).ok();
    let at: Timestamp = text.parse().ok().or_else(in_zone)?;
    Some(Moment {
        date: at.to_zoned(zone.clone()).date(),
        at: Some(at),
    })
}

/// A day written `2026-03-13`.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

/// The last day of a month written `2026-02`.
#[must_use]
pub fn month_end(text: &str) -> Option<Date> {
    if text.len() != 7 {
        return None;
    }
    day(&format!("{text}-01")).map(Date::last_of_month)
}
