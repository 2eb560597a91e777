//! What each input file may hold: one table of keys, read by the checker, the JSON Schemas and the file reference.
//!
//! Shapes say form (names, types, choices); what a value means is read where it is used.

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

/// scorpfolio.toml.
pub const CONFIGURATION: Shape = Shape {
    name: "scorpfolio.toml",
    keys: &[
        VERSION,
        required("title", Type::Text, "Title of the site."),
        key(
            "content",
            Type::List(&Type::Text),
            "Content folders or globs; several are merged. Default `[\"content\"]`.",
        ),
        key("output", Type::Text, "Folder of the site. Default `public`."),
        key(
            "theme",
            Type::Text,
            "Name of a folder below `themes/` that overrides the default theme file by file. Default `default`.",
        ),
        key(
            "base_url",
            Type::Url,
            "Where the site is published; only feeds, sitemap, canonical links and cards need it.",
        ),
        key(
            "source_url",
            Type::Text,
            "Where a reader sees the file behind a number: an address with `{path}` and `{line}`.",
        ),
        key(
            "time_zone",
            Type::Text,
            "IANA name of the site's time zone. Default `UTC`.",
        ),
        key("language", Type::Text, "Language tag of the pages. Default `en`."),
        key(
            "date_order",
            Type::Choice(&["dmy", "mdy"]),
            "How `12/09/2026` is read in templates and imports. Default: an error if ambiguous.",
        ),
        key(
            "currency",
            Type::Text,
            "ISO 4217 code of money metrics that name none. Default `USD`.",
        ),
        key(
            "as_of",
            Type::Date,
            "Freezes the day: for archives and samples. Default: today; `--as-of` wins.",
        ),
        key(
            "window",
            Type::Text,
            "How much history pages show: `\"26 cycles\"`, `\"1 year\"` or `\"all\"`. Default `26 cycles`.",
        ),
        key(
            "indexing",
            Type::Boolean,
            "Whether search engines may index the site. Default `false`.",
        ),
        key(
            "pillars",
            IDS,
            "The pillars in order. Default security, cost, operational-excellence, reliability, performance.",
        ),
        key(
            "pillar_names",
            Type::Map(&Type::Text),
            "Names of pillars by id, where the id's own words do not do.",
        ),
        key(
            "teams",
            IDS,
            "The portfolio's own order of teams; the others follow by name.",
        ),
        key("cycle", Type::Table(&CYCLE), "The beat of the review."),
        key(
            "reviews",
            Type::Tables(&REVIEW),
            "The review meetings. Default: one of all teams.",
        ),
        key(
            "sources",
            Type::Tables(&SOURCE),
            "Content that comes from elsewhere, one team each.",
        ),
        key(
            "redirects",
            Type::Map(&Type::Text),
            "Old page paths and where they lead now.",
        ),
        key("war", Type::Table(&WAR), "Well-architected reviews."),
        key(
            "severities",
            Type::Map(&Type::Text),
            "What severities 1 to 5 mean here, by number.",
        ),
        key("dora", Type::Table(&DORA), "The DORA page."),
    ],
};

const CYCLE: Shape = Shape {
    name: "the cycle",
    keys: &[
        required("first", Type::Date, "The first day of some cycle."),
        key("every", Type::Length, "How long a cycle is. Default `2 weeks`."),
        key(
            "grace",
            Type::Length,
            "After the last day, before a report is late. Default `3 days`.",
        ),
        key("changes", Type::Tables(&CYCLE_CHANGE), "Later changes of the length."),
        key(
            "skips",
            Type::Tables(&SKIP),
            "Stretches for which no report is expected of anybody.",
        ),
    ],
};

const CYCLE_CHANGE: Shape = Shape {
    name: "a change of the cycle",
    keys: &[
        required("from", Type::Date, "First day of the first cycle of the new length."),
        required("every", Type::Length, "The new length."),
    ],
};

const REVIEW: Shape = Shape {
    name: "a review meeting",
    keys: &[
        required("id", Type::Id, "Its name in addresses."),
        key("groups", TEXTS, "The groups of teams it is for."),
        key("teams", IDS, "The teams it is for, where groups do not do."),
        key(
            "days_after_cycle",
            Type::Integer(0, 366),
            "Days from a cycle's last day to the meeting. Default 0.",
        ),
        key("at", Type::Time, "When it starts."),
        key("minutes", Type::Integer(1, 1_440), "How long it is. Default 120."),
        key(
            "minutes_per_team",
            Type::Integer(1, 1_440),
            "How long each team's slot is. Default 10.",
        ),
        key("facilitator", Type::Text, "Who facilitates."),
    ],
};

const SOURCE: Shape = Shape {
    name: "content from elsewhere",
    keys: &[
        required(
            "path",
            Type::Text,
            "A folder that holds what would be `content/teams/<team>`; missing or empty is an error.",
        ),
        required("team", Type::Id, "The team's slug."),
        key(
            "source_url",
            Type::Text,
            "Where a reader sees its files: an address with `{path}` and `{line}`.",
        ),
    ],
};

const WAR: Shape = Shape {
    name: "well-architected reviews",
    keys: &[key(
        "every",
        Type::Length,
        "How often each workload gets one. Default `3 months`.",
    )],
};

const DORA: Shape = Shape {
    name: "the DORA page",
    keys: &[key(
        "bands",
        Type::Integer(0, 9_999),
        "The year whose bands stand beside values, in small print: `2024`. Default: none.",
    )],
};

/// The keys of one metric.
pub const METRIC: Shape = Shape {
    name: "a metric",
    keys: &[
        key("name", Type::Text, "Name shown. Default: the id's words."),
        key("pillar", Type::Id, "Its pillar, or `business`."),
        key(
            "unit",
            Type::Text,
            "ms, s, min, h, d, %, count, ratio, req/s, kg CO2e, a currency code; anything else is a label. Default `count`.",
        ),
        key(
            "better",
            Type::Choice(BETTER),
            "Which way is better. Default `neutral`.",
        ),
        key(
            "band",
            Type::List(&Type::Number),
            "Lower and upper edge, for `better = \"within\"`.",
        ),
        key("target", Type::Value, "Target of teams that set none of their own."),
        key(
            "every",
            Type::Choice(&["cycle", "month"]),
            "How often a new value is expected. Default `cycle`.",
        ),
        key(
            "in_cycle",
            Type::Choice(IN_CYCLE),
            "How several observations in one cycle become one. Default `last`.",
        ),
        key(
            "across_teams",
            Type::Choice(ACROSS_TEAMS),
            "`sum` (counts, one currency), `ratio` (needs numerators), `strip` (no single number). Default `strip`.",
        ),
        key("precision", Type::Integer(0, 12), "Digits shown after the point."),
        key("floor", Type::Value, "Below this, no percent change is shown."),
        key(
            "baseline",
            Type::Either(&Type::Choice(&["all"]), &Type::Integer(13, 1_000)),
            "What limits are computed from: all points of a group, or its first N.",
        ),
        key(
            "range",
            Type::List(&Type::Number),
            "Least and greatest value; others are errors. Default from 0 for counts, durations, percentages and money.",
        ),
        key("meaning", Type::Markdown, "What it means."),
        key("influence", Type::Markdown, "How to influence it."),
        key("owner", Type::Text, "Who answers for its definition."),
        key("source", Type::Text, "Where its definition comes from."),
        key(
            "sensitive",
            Type::Choice(SENSITIVE),
            "What walls and link previews leave out. Default by unit and pillar.",
        ),
        AUDIENCE,
        key(
            "labels",
            TEXTS,
            "Column names of the SCORP template or of imports that mean this metric.",
        ),
        key(
            "definitions",
            Type::Tables(&DEFINITION),
            "Later definitions: breaks in the chart, no delta across them.",
        ),
    ],
};

const DEFINITION: Shape = Shape {
    name: "a definition",
    keys: &[
        required("from", Type::Date, "First day it holds."),
        key("unit", Type::Text, "The unit since then, if it changed."),
        required("text", Type::Markdown, "What changed."),
    ],
};

/// metrics.toml: `schema_version` beside one table a metric.
pub const CATALOGUE: Shape = Shape {
    name: "metrics.toml",
    keys: &[VERSION],
};

/// team.toml.
pub const TEAM: Shape = Shape {
    name: "team.toml",
    keys: &[
        VERSION,
        key("name", Type::Text, "Name shown. Default: the folder's words."),
        key("mission", Type::Markdown, "The business goal the work is tied to."),
        key(
            "kind",
            Type::Text,
            "Kind of team; free text, such as `stream-aligned` (Team Topologies).",
        ),
        key(
            "group",
            Type::Text,
            "Group that reviews, filters and large portfolios go by.",
        ),
        key("contact", Type::Text, "Where to reach the team."),
        key(
            "reports_every",
            Type::Length,
            "The team's own rhythm. Default: the cycle.",
        ),
        key(
            "template_updated",
            Type::Date,
            "Date of scorp.md: gives months without a year their year.",
        ),
        key("principal_engineer", Type::Text, "Principal engineer."),
        key("delivery_lead", Type::Text, "Delivery lead."),
        key("joined", Type::Date, "No report is expected before."),
        key("left", Type::Date, "No report is expected after."),
        key(
            "registers_since",
            Type::Date,
            "Derived metrics count from this day's cycle.",
        ),
        key("renamed_from", IDS, "Earlier folder names; their pages redirect."),
        AUDIENCE,
        key("workloads", Type::Tables(&WORKLOAD), "What the team owns."),
        key("links", Type::Tables(&LINK), "Dashboards, runbooks and the like."),
        key(
            "threat_models",
            Type::Tables(&THREAT_MODEL),
            "Threat models and when they were last looked at.",
        ),
        key(
            "pauses",
            Type::Tables(&SKIP),
            "Stretches for which no report is expected of this team.",
        ),
        key("slos", Type::Tables(&SLO), "Service level objectives."),
        key("targets", Type::Tables(&TARGET), "The team's own targets, dated."),
        key(
            "rebases",
            Type::Tables(&REBASE),
            "The process changed on purpose: limits restart.",
        ),
        key("support", Type::Table(&SUPPORT), "Support arrangements."),
    ],
};

const WORKLOAD: Shape = Shape {
    name: "a workload",
    keys: &[
        required("id", Type::Id, "Its name in files and addresses."),
        key("name", Type::Text, "Name shown. Default: the id's words."),
        key("from", Type::Date, "Taken over on this day …"),
        key("moved_from", Type::Id, "… from this team."),
        AUDIENCE,
    ],
};

const LINK: Shape = Shape {
    name: "a link",
    keys: &[
        key("kind", Type::Choice(LINK_KINDS), "What it leads to. Default `other`."),
        required("title", Type::Text, "Title."),
        required("url", Type::Url, "Address."),
        key("workload", Type::Id, "The workload it is about."),
        key("reviewed", Type::Date, "When somebody last checked it."),
        AUDIENCE,
    ],
};

const THREAT_MODEL: Shape = Shape {
    name: "a threat model",
    keys: &[
        key("workload", Type::Id, "The workload it is of."),
        key("url", Type::Url, "Where it is kept."),
        key("reviews", Type::Tables(&THREAT_REVIEW), "Looks at it."),
    ],
};

const THREAT_REVIEW: Shape = Shape {
    name: "a look at a threat model",
    keys: &[
        required("date", Type::Date, "When."),
        required("open", Type::Integer(0, 100_000), "Threats still open."),
    ],
};

const SLO: Shape = Shape {
    name: "a service level objective",
    keys: &[
        required("name", Type::Text, "Name."),
        key("workload", Type::Id, "The workload it is of."),
        required(
            "metric",
            Type::Id,
            "A percentage, or a metric with numerator (good) and denominator (total).",
        ),
        required("objective", Type::Number, "The objective in percent."),
        required("window", Type::Length, "The stretch it is met over."),
    ],
};

const TARGET: Shape = Shape {
    name: "a target",
    keys: &[
        required("metric", Type::Id, "The metric."),
        required("value", Type::Value, "The value to reach."),
        key("from", Type::Date, "In force since. Default: always."),
    ],
};

const REBASE: Shape = Shape {
    name: "a rebase",
    keys: &[
        required("metric", Type::Id, "The metric."),
        required("from", Type::Date, "First day of the new process."),
        required("reason", Type::Text, "Why; printed on the chart."),
    ],
};

const SUPPORT: Shape = Shape {
    name: "support arrangements",
    keys: &[
        key("hours", Type::Text, "When somebody answers."),
        key("rota", Type::Url, "Address of the rota."),
        key("sla", Type::Url, "Address of the service level agreement."),
        key("incident_process", Type::Url, "Address of the incident process."),
        key("lead", Type::Text, "Who leads."),
        key("engineer", Type::Text, "Who answers."),
    ],
};

/// A value with more to say: the table form of a metric in a report.
pub const VALUE: Shape = Shape {
    name: "a value",
    keys: &[
        key("value", Type::Value, "The value."),
        key("numerator", Type::Value, "Numerator of a percentage or ratio."),
        key("denominator", Type::Value, "Denominator of a percentage or ratio."),
        key(
            "by",
            Type::Map(&Type::Either(&Type::Value, &Type::Table(&PART))),
            "Values by workload, component or `workload/component`; the total is computed.",
        ),
        key(
            "month",
            Type::Month,
            "The month the value is of, for month-grained metrics.",
        ),
        key("note", Type::Markdown, "What there is to say about it."),
        key("link", Type::Url, "Evidence."),
    ],
};

/// A part's value with numerator and denominator.
pub const PART: Shape = Shape {
    name: "a part's value",
    keys: &[
        key("value", Type::Value, "The value."),
        key("numerator", Type::Value, "Numerator."),
        key("denominator", Type::Value, "Denominator."),
        key("note", Type::Markdown, "What there is to say about it."),
    ],
};

/// reports/<date>.toml.
pub const REPORT: Shape = Shape {
    name: "reports/<date>.toml",
    keys: &[
        VERSION,
        key(
            "date",
            Type::Date,
            "The last day the report speaks for. Default: from the file name.",
        ),
        key("prepared_by", Type::Text, "Who prepared it."),
        key(
            "submitted",
            Type::Date,
            "When it was handed in; after the review, the page says so.",
        ),
        key("summary", Type::Markdown, "The report in a sentence or two."),
        key("topics", IDS, "Subjects that came up."),
        key("offers", IDS, "What this team could show others."),
        key("asks", IDS, "What it would like help with."),
        AUDIENCE,
        key(
            "metrics",
            Type::Map(&Type::Either(&Type::Value, &Type::Table(&VALUE))),
            "Values by metric id.",
        ),
        key(
            "pillars",
            Type::Map(&Type::Table(&PILLAR_NOTE)),
            "Commentary by pillar.",
        ),
        key("wins", Type::Tables(&WIN), "What went well."),
        key("concerns", Type::Tables(&STATEMENT), "What worries the team."),
        key("learnings", Type::Tables(&STATEMENT), "What it learned."),
        key(
            "notads",
            Type::Map(&Type::Either(&Type::Choice(NOTAD_STATUS), &Type::Table(&NOTAD_ANSWER))),
            "What the team did about a notice, by its id.",
        ),
        key("needs", Type::Tables(&NEED), "What the team asks of others."),
        key(
            "process_feedback",
            Type::Tables(&STATEMENT),
            "What it says of the review process.",
        ),
        key("exercises", Type::Tables(&EXERCISE), "Exercises held."),
        key("events", Type::Tables(&EVENT), "Marks on this team's charts."),
    ],
};

const PILLAR_NOTE: Shape = Shape {
    name: "commentary on a pillar",
    keys: &[
        key("note", Type::Markdown, "The commentary."),
        key("status", Type::Choice(PILLAR_STATUS), "The author's own judgement."),
        key(
            "why",
            Type::Markdown,
            "Its reason; required with a status other than `on-track`.",
        ),
    ],
};

const WIN: Shape = Shape {
    name: "a win",
    keys: &[
        required("text", Type::Markdown, "What went well."),
        key("thanks", TEXTS, "Whom it is owed to."),
    ],
};

const STATEMENT: Shape = Shape {
    name: "a statement",
    keys: &[required("text", Type::Markdown, "The statement.")],
};

const NOTAD_ANSWER: Shape = Shape {
    name: "an answer to a notice",
    keys: &[
        required("status", Type::Choice(NOTAD_STATUS), "How far it is."),
        key("note", Type::Markdown, "What there is to say."),
        key("date", Type::Date, "Since when."),
    ],
};

const NEED: Shape = Shape {
    name: "a need",
    keys: &[
        required("text", Type::Markdown, "What is needed."),
        key("of", Type::Text, "Of whom."),
        key("by", Type::Date, "By when."),
    ],
};

const EXERCISE: Shape = Shape {
    name: "an exercise",
    keys: &[
        required("kind", Type::Choice(EXERCISE_KINDS), "Kind."),
        key("date", Type::Date, "When."),
        key("charter", Type::Markdown, "What was tried."),
        key("outcome", Type::Markdown, "What was found."),
        key("link", Type::Url, "Where its record is."),
    ],
};

const EVENT: Shape = Shape {
    name: "an event",
    keys: &[
        required("date", Type::Date, "When."),
        required("text", Type::Markdown, "What, in few words."),
    ],
};

/// Front matter of pages/*.md.
pub const PAGE: Shape = Shape {
    name: "pages/*.md",
    keys: &[
        VERSION,
        required("title", Type::Text, "Title."),
        key("summary", Type::Markdown, "One sentence for lists."),
        key("draft", Type::Boolean, "Keeps the page out of the site."),
        AUDIENCE,
    ],
};

/// How actions stand, as they are written.
pub const ACTION_STATUS: &[&str] = &["open", "in-progress", "blocked", "research", "done", "dropped"];

/// teams/<team>/actions.toml.
pub const ACTIONS: Shape = Shape {
    name: "actions.toml",
    keys: &[
        VERSION,
        key(
            "actions",
            Type::Tables(&ACTION),
            "DevOps actions that the team took on.",
        ),
    ],
};

const ACTION: Shape = Shape {
    name: "an action",
    keys: &[
        required("id", Type::Text, "Its name, unique in the portfolio: `chk-12`."),
        required("title", Type::Markdown, "What is to be done."),
        key("pillar", Type::Id, "The pillar it serves."),
        key("metric", Type::Id, "The metric it should move."),
        key("owner", Type::Text, "Who answers for it."),
        key("why", Type::Markdown, "Why it was taken on."),
        key("outcome", Type::Markdown, "What came of it; written when it is done."),
        required("opened", Type::Date, "When it was taken on."),
        key("due", Type::Date, "When it is to be done."),
        key(
            "status",
            Type::Choice(ACTION_STATUS),
            "Where it stands. Default `open`.",
        ),
        key(
            "closed",
            Type::Date,
            "When it was done or dropped; required with these.",
        ),
        key("link", Type::Url, "Its ticket."),
        key("updates", Type::Tables(&ACTION_UPDATE), "What was said of it, dated."),
    ],
};

const ACTION_UPDATE: Shape = Shape {
    name: "an update of an action",
    keys: &[
        required("date", Type::Date, "When."),
        key(
            "status",
            Type::Choice(ACTION_STATUS),
            "Where it stands from then on, if that changed.",
        ),
        key("text", Type::Markdown, "What was said."),
    ],
};

/// Every file shape with the name of its schema.
pub const FILES: &[(&str, &Shape)] = &[
    ("scorpfolio", &CONFIGURATION),
    ("metrics", &CATALOGUE),
    ("team", &TEAM),
    ("report", &REPORT),
    ("actions", &ACTIONS),
    ("page", &PAGE),
];
