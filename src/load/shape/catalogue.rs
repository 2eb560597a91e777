//! metrics.toml.

use super::{ACROSS_TEAMS, AUDIENCE, BETTER, IN_CYCLE, SENSITIVE, Shape, TEXTS, Type, VERSION, key, required};

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
            "Least and greatest value; others are errors. `-inf` and `inf` are no end. Default from 0 for counts, durations, percentages and money.",
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
        key(
            "target",
            Type::Value,
            "The target since then, of teams that set none of their own. Needed where the unit changes: the one before ends there.",
        ),
        required("text", Type::Markdown, "What changed."),
    ],
};

/// metrics.toml: `schema_version` beside one table a metric.
pub const CATALOGUE: Shape = Shape {
    name: "metrics.toml",
    keys: &[VERSION],
};
