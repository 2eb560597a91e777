//! What each input file may hold: one table of keys, read by the checker, the JSON Schemas and the file reference.
//!
//! Shapes say form (names, types, choices); what a value means is read where it is used.

mod catalogue;
mod configuration;
mod imports;
mod radiator;
mod registers;
mod report;
mod team;

pub use catalogue::{CATALOGUE, METRIC};
pub use configuration::CONFIGURATION;
pub use imports::IMPORTS;
pub use radiator::{RADIATOR, SCREENS};
pub use registers::{ACTIONS, INCIDENT, MINUTES, NOTAD, PAGE, RELEASE, RELEASES, TECH_SHARE, TOPIC, TOPICS, WAR};
pub use report::{PART, REPORT, VALUE};
pub use team::TEAM;

/// The type of a key's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Type {
    /// One line of text.
    Text,
    /// Text in Markdown.
    Markdown,
    /// Kebab-case id.
    Id,
    /// A day.
    Date,
    /// A day, or a moment.
    Moment,
    /// A time of day.
    Time,
    /// A month, `2026-02`.
    Month,
    /// A whole number from … to ….
    Integer(i64, i64),
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An address: http, https, mailto.
    Url,
    /// A length of time in calendar units.
    Length,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Any of the forms a metric's value may have.
    Value,
    /// A list.
    List(&'static Type),
    /// A table.
    Table(&'static Shape),
    /// A list of tables.
    Tables(&'static Shape),
    /// A table whose keys are free, all values of one type.
    Map(&'static Type),
    /// Either of two types.
    Either(&'static Type, &'static Type),
}

/// A key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// The type of its value.
    pub kind: Type,
    /// Whether its table means nothing without it.
    pub required: bool,
    /// What it means, for the reference and for editors.
    pub doc: &'static str,
}

/// The keys of a table.
#[derive(Debug, PartialEq)]
pub struct Shape {
    /// What the table is, in a few words.
    pub name: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

impl Shape {
    /// The key of a name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

const fn key(name: &'static str, kind: Type, doc: &'static str) -> Key {
    Key {
        name,
        kind,
        required: false,
        doc,
    }
}

const fn required(name: &'static str, kind: Type, doc: &'static str) -> Key {
    Key {
        name,
        kind,
        required: true,
        doc,
    }
}

const VERSION: Key = key(
    "schema_version",
    Type::Integer(1, 1),
    "Version of the formats the file was written for: 1.",
);
const AUDIENCE: Key = key(
    "audience",
    Type::Choice(AUDIENCES),
    "Who may see it; default `internal`.",
);

/// The words of `audience`.
pub const AUDIENCES: &[&str] = &["internal", "public"];
/// The words of `better`.
pub const BETTER: &[&str] = &["lower", "higher", "neutral", "within"];
/// The words of `in_cycle`.
pub const IN_CYCLE: &[&str] = &["last", "sum", "mean", "median", "max", "min"];
/// The words of `across_teams`.
pub const ACROSS_TEAMS: &[&str] = &["sum", "ratio", "strip"];
/// The words of `sensitive`.
pub const SENSITIVE: &[&str] = &["money", "threat", "none"];
/// The words of a link's `kind`.
pub const LINK_KINDS: &[&str] = &[
    "dashboard",
    "runbook",
    "playbook",
    "alarms",
    "logs",
    "repository",
    "backlog",
    "architecture",
    "decisions",
    "load-tests",
    "other",
];
/// The words of a pillar's `status`.
pub const PILLAR_STATUS: &[&str] = &["on-track", "watch", "at-risk"];
/// The words of a team's answer to a notice.
pub const NOTAD_STATUS: &[&str] = &["done", "in-progress", "not-applicable"];
/// The words of an exercise's `kind`.
pub const EXERCISE_KINDS: &[&str] = &["game-day", "chaos", "exploratory", "load-test", "disaster-recovery"];

const TEXTS: Type = Type::List(&Type::Text);
const IDS: Type = Type::List(&Type::Id);

const SKIP: Shape = Shape {
    name: "a stretch without expected reports",
    keys: &[
        required("from", Type::Date, "First day."),
        required("to", Type::Date, "Last day."),
        required(
            "reason",
            Type::Text,
            "Why, in words; shown wherever a report would have been expected.",
        ),
    ],
};

/// The shape of the tables of a file whose keys are ids: one table a metric, one a topic.
#[must_use]
pub fn entry_of(file: &Shape) -> Option<&'static Shape> {
    [(&CATALOGUE, &METRIC), (&TOPICS, &TOPIC)]
        .into_iter()
        .find_map(|(known, entry)| (known == file).then_some(entry))
}

/// Every file shape with the name of its schema.
pub const FILES: &[(&str, &Shape)] = &[
    ("scorpfolio", &CONFIGURATION),
    ("metrics", &CATALOGUE),
    ("team", &TEAM),
    ("report", &REPORT),
    ("actions", &ACTIONS),
    ("releases", &RELEASES),
    ("incident", &INCIDENT),
    ("war", &WAR),
    ("notad", &NOTAD),
    ("tech-share", &TECH_SHARE),
    ("topics", &TOPICS),
    ("minutes", &MINUTES),
    ("page", &PAGE),
    ("radiator", &RADIATOR),
    ("imports", &IMPORTS),
];
