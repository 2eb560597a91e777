//! Registers: dated lists, and the pages that people write beside them.

use super::{AUDIENCE, IDS, Key, Shape, TEXTS, Type, VERSION, key, required};

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
const ACTION_STATUS: &[&str] = &["open", "in-progress", "blocked", "research", "done", "dropped"];

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
        key(
            "war",
            Type::Text,
            "The finding it answers: `2026-q1/SEC-4`, a WAR of the team and a finding of it; or a WAR alone.",
        ),
        key("link", Type::Url, "Its ticket."),
        AUDIENCE,
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

/// How releases end, as they are written.
const RELEASE_OUTCOME: &[&str] = &["succeeded", "rolled-back", "failed", "in-flight"];

/// teams/<team>/releases.toml.
pub const RELEASES: Shape = Shape {
    name: "releases.toml",
    keys: &[
        VERSION,
        key("releases", Type::Tables(&RELEASE), "Releases of the team."),
    ],
};

/// One release.
pub const RELEASE: Shape = Shape {
    name: "a release",
    keys: &[
        required("name", Type::Text, "Its name, unique in the team: `checkout 4.2`."),
        key("workload", Type::Id, "The workload it is of."),
        required("started", Type::Moment, "When it began."),
        key(
            "finished",
            Type::Moment,
            "When it was over, one way or the other; required unless it is in flight.",
        ),
        key(
            "outcome",
            Type::Choice(RELEASE_OUTCOME),
            "How it ended. Default: `succeeded` with `finished`, else `in-flight`.",
        ),
        key(
            "rings",
            Type::Tables(&RING),
            "The rings of users it reaches, one after another.",
        ),
        key("link", Type::Url, "Its record."),
        AUDIENCE,
    ],
};

const RING: Shape = Shape {
    name: "a ring",
    keys: &[
        required("name", Type::Text, "Which users: `5 %`."),
        required("date", Type::Date, "When it reaches them."),
    ],
};

/// Front matter of teams/<team>/incidents/*.md.
pub const INCIDENT: Shape = Shape {
    name: "incidents/*.md",
    keys: &[
        VERSION,
        key(
            "id",
            Type::Text,
            "Its name, unique in the portfolio: `INC-1042`. Default: the file name.",
        ),
        required("title", Type::Markdown, "What happened, in few words."),
        key("severity", Type::Integer(1, 5), "1 is the most severe."),
        required("started", Type::Moment, "When it began."),
        key("detected", Type::Moment, "When somebody or something noticed."),
        key(
            "restored",
            Type::Moment,
            "When service was restored. Absent: still open.",
        ),
        key(
            "time_to_recover",
            Type::Text,
            "Time to recover, such as `1h 28m`, where `restored` is not known.",
        ),
        key("workload", Type::Id, "The workload."),
        key("root_cause", Type::Markdown, "What it came from."),
        key("impact", Type::Markdown, "Whom it hurt and how much."),
        key(
            "caused_by_release",
            Type::Text,
            "The release that caused it, by its name in releases.toml; any name where the team keeps no such register.",
        ),
        key("learnings", Type::List(&Type::Markdown), "What was learned."),
        key("actions", TEXTS, "Ids of the actions it led to."),
        key("link", Type::Url, "Its record elsewhere."),
        DRAFT,
        AUDIENCE,
    ],
};

const DRAFT: Key = key("draft", Type::Boolean, "Keeps it out of the site.");

/// The words of a notice's `kind`.
const NOTAD_KINDS: &[&str] = &["impact", "mandate", "pipeline", "information"];

/// Front matter of notads/*.md.
pub const NOTAD: Shape = Shape {
    name: "notads/*.md",
    keys: &[
        VERSION,
        required("title", Type::Text, "Title."),
        required("kind", Type::Choice(NOTAD_KINDS), "What kind of notice it is."),
        required("issued", Type::Date, "Since when it holds."),
        key("due", Type::Date, "When each team should have done it."),
        key("expires", Type::Date, "The last day on which it holds."),
        key("pillar", Type::Id, "The pillar it serves."),
        key("teams", IDS, "The teams it is for. Default: all."),
        key("link", Type::Url, "Where there is more."),
        DRAFT,
        AUDIENCE,
    ],
};

/// Front matter of tech-shares/*.md.
pub const TECH_SHARE: Shape = Shape {
    name: "tech-shares/*.md",
    keys: &[
        VERSION,
        required("title", Type::Text, "Title."),
        key("date", Type::Date, "When it is or was held; required when held."),
        key(
            "status",
            Type::Choice(&["planned", "held"]),
            "Default: `held` once its date has come.",
        ),
        key("presenters", TEXTS, "Who presents."),
        key("team", Type::Id, "The team that teaches."),
        key("topics", IDS, "Subjects it answers."),
        key("pillar", Type::Id, "The pillar it serves."),
        key("recording", Type::Url, "Address of the recording."),
        key("slides", Type::Url, "Address of the slides."),
        DRAFT,
        AUDIENCE,
    ],
};

/// Front matter of reviews/<id>/<date>.md.
pub const MINUTES: Shape = Shape {
    name: "reviews/<id>/<date>.md",
    keys: &[
        VERSION,
        key(
            "date",
            Type::Date,
            "The day of the meeting. Default: from the file name.",
        ),
        key("facilitator", Type::Text, "Who facilitated."),
        key("attended", IDS, "Teams that took part."),
        key(
            "order",
            IDS,
            "The speaking order, where it was another than the rotating one.",
        ),
        key("topics", IDS, "Subjects that came up; they count like a report's."),
        key("decisions", Type::List(&Type::Markdown), "What was decided."),
        key(
            "actions",
            Type::Tables(&MINUTED_ACTION),
            "Actions for a team; each is listed as its own until its actions.toml takes the id over.",
        ),
        key("follow_ups", Type::Tables(&FOLLOW_UP), "What somebody promised to do."),
        key("pairings", Type::Tables(&PAIRING), "Teams that were brought together."),
        DRAFT,
        AUDIENCE,
    ],
};

const MINUTED_ACTION: Shape = Shape {
    name: "an action of a review",
    keys: &[
        required("id", Type::Text, "Its name, unique in the portfolio: `rev-31`."),
        required("team", Type::Id, "The team it is for."),
        required("title", Type::Markdown, "What is to be done."),
        key("pillar", Type::Id, "The pillar it serves."),
        key("metric", Type::Id, "The metric it should move."),
        key("owner", Type::Text, "Who answers for it."),
        key("why", Type::Markdown, "Why it was taken on."),
        key("due", Type::Date, "When it is to be done."),
        key("link", Type::Url, "Its ticket."),
        AUDIENCE,
    ],
};

const FOLLOW_UP: Shape = Shape {
    name: "a follow-up",
    keys: &[
        required("text", Type::Markdown, "What is to be done."),
        key("owner", Type::Text, "Who promised it."),
        key("due", Type::Date, "By when."),
        key("done", Type::Boolean, "Whether it was done. Default `false`."),
    ],
};

const PAIRING: Shape = Shape {
    name: "a pairing",
    keys: &[
        required("teams", IDS, "The teams that were brought together."),
        key("topic", Type::Id, "What about."),
    ],
};

/// topics.toml: `schema_version` beside one table a topic.
pub const TOPICS: Shape = Shape {
    name: "topics.toml",
    keys: &[VERSION],
};

/// The keys of one topic.
pub const TOPIC: Shape = Shape {
    name: "a topic",
    keys: &[
        key("name", Type::Text, "Name shown. Default: the id's words."),
        key("synonyms", IDS, "Other words for the same subject."),
    ],
};

/// How far well-architected reviews are, as it is written.
const WAR_STATUS: &[&str] = &["planned", "in-progress", "complete"];
/// Whose framework a well-architected review follows.
const PROVIDERS: &[&str] = &["aws", "azure", "gcp", "other"];

/// teams/<team>/war/*.toml: a well-architected review, or what an export beside it lacks.
pub const WAR: Shape = Shape {
    name: "war/*.toml",
    keys: &[
        VERSION,
        key(
            "id",
            Type::Text,
            "Its name, unique in the team: `2026-q1`. Default: the file name.",
        ),
        key(
            "date",
            Type::Date,
            "When it was held, or will be. Required unless an export beside it says so.",
        ),
        key("workload", Type::Id, "The workload."),
        key("provider", Type::Choice(PROVIDERS), "Whose framework. Default `other`."),
        key("lens", Type::Text, "The lens or assessment, by name."),
        key(
            "lens_version",
            Type::Text,
            "Its version: another one has other questions.",
        ),
        key("reviewer", Type::Text, "Who held it."),
        key("status", Type::Choice(WAR_STATUS), "How far it is. Default `complete`."),
        key("summary", Type::Markdown, "What came of it."),
        key("link", Type::Url, "Its record elsewhere."),
        key(
            "risks",
            Type::Map(&Type::Table(&RISKS)),
            "Questions by risk, per pillar (AWS). A name that is no pillar is a pillar of the lens alone.",
        ),
        key(
            "scores",
            Type::Map(&Type::Table(&POINTS)),
            "Points of a maximum, per pillar (Azure). A name that is no pillar is a pillar of the lens alone.",
        ),
        key("findings", Type::Tables(&FINDING), "What was found."),
        AUDIENCE,
    ],
};

const MOST_QUESTIONS: i64 = 100_000;

const RISKS: Shape = Shape {
    name: "questions by risk",
    keys: &[
        key("high", Type::Integer(0, MOST_QUESTIONS), "Questions with a high risk."),
        key(
            "medium",
            Type::Integer(0, MOST_QUESTIONS),
            "Questions with a medium risk.",
        ),
        key("none", Type::Integer(0, MOST_QUESTIONS), "Questions without a risk."),
        key(
            "not_applicable",
            Type::Integer(0, MOST_QUESTIONS),
            "Questions that do not apply.",
        ),
        key(
            "unanswered",
            Type::Integer(0, MOST_QUESTIONS),
            "Questions without an answer.",
        ),
    ],
};

const POINTS: Shape = Shape {
    name: "points of a maximum",
    keys: &[
        required("points", Type::Number, "Points reached."),
        required("out_of", Type::Number, "Points there are."),
    ],
};

const FINDING: Shape = Shape {
    name: "a finding",
    keys: &[
        required("id", Type::Text, "Its name, unique in the review: `SEC-4`."),
        key("pillar", Type::Id, "The pillar it is about."),
        key(
            "risk",
            Type::Choice(&["high", "medium", "low"]),
            "How great the risk is. Default `medium`.",
        ),
        required(
            "title",
            Type::Markdown,
            "What was found, or the question that was not met.",
        ),
        key("plan", Type::Markdown, "What to do."),
        key("link", Type::Url, "Where there is more."),
        key(
            "done",
            Type::Boolean,
            "Whether it has been dealt with. Default `false`.",
        ),
    ],
};
