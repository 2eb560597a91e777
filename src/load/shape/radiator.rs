//! radiators/*.toml: office screens.

use super::{IDS, Shape, Type, VERSION, key, required};

/// The kinds of screens, as they are written.
pub const SCREENS: &[&str] = &[
    "portfolio",
    "pillar",
    "team",
    "metric",
    "war",
    "wins",
    "notads",
    "next-review",
    "incidents",
    "tech-shares",
];

/// radiators/<name>.toml.
pub const RADIATOR: Shape = Shape {
    name: "radiators/*.toml",
    keys: &[
        VERSION,
        key(
            "title",
            Type::Text,
            "Title: it stands on the list of screens. Default: the file's name in words.",
        ),
        key("groups", IDS, "Groups whose teams it speaks of. Default: all teams."),
        key("teams", IDS, "Further teams it speaks of."),
        key(
            "seconds",
            Type::Integer(15, 300),
            "How long each screen stands. Default 30.",
        ),
        key(
            "theme",
            Type::Choice(&["dark", "light"]),
            "Its colours. Default `dark`.",
        ),
        key(
            "show_names",
            Type::Boolean,
            "Whether it shows names of people. Default `false`.",
        ),
        key(
            "show_money",
            Type::Boolean,
            "Whether it shows metrics that are `sensitive = \"money\"`. Default `false`.",
        ),
        key(
            "show_threats",
            Type::Boolean,
            "Whether it shows metrics that are `sensitive = \"threat\"`. Default `false`.",
        ),
        key(
            "screens",
            Type::Tables(&SCREEN),
            "What it shows, in order. Default: `portfolio`, and every kind below it for which there is something to show.",
        ),
    ],
};

const SCREEN: Shape = Shape {
    name: "a screen",
    keys: &[
        required("kind", Type::Choice(SCREENS), "What it shows."),
        key("pillar", Type::Id, "The pillar of a screen of kind `pillar`."),
        key("team", Type::Id, "The team of a screen of kind `team`."),
        key("metric", Type::Id, "The metric of a screen of kind `metric`."),
    ],
};
