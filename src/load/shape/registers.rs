//! Registers: dated lists, and the pages that people write beside them.

use super::{AUDIENCE, Shape, Type, VERSION, key, required};

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
