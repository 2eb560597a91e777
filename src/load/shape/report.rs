//! reports/<date>.toml.

use super::{
    AUDIENCE, AUDIENCES, EXERCISE_KINDS, IDS, NOTAD_STATUS, PILLAR_STATUS, Shape, TEXTS, Type, VERSION, key, required,
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

pub(super) const EXERCISE: Shape = Shape {
    name: "an exercise",
    keys: &[
        required("kind", Type::Choice(EXERCISE_KINDS), "Kind."),
        key("date", Type::Date, "When."),
        key("charter", Type::Markdown, "What was tried."),
        key("outcome", Type::Markdown, "What was found."),
        key("link", Type::Url, "Where its record is."),
        key(
            "audience",
            Type::Choice(AUDIENCES),
            "Who may see it; default that of the report it stands in, in team.toml `internal`.",
        ),
    ],
};

const EVENT: Shape = Shape {
    name: "an event",
    keys: &[
        required("date", Type::Date, "When."),
        required("text", Type::Markdown, "What, in few words."),
    ],
};
