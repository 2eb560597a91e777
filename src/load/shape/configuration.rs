//! scorpfolio.toml.

use super::{IDS, SKIP, Shape, TEXTS, Type, VERSION, key, required};

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
            "Where a reader sees the file behind a number: an address with `{path}`, and `{line}` and `{team}` if you like.",
        ),
        key(
            "time_zone",
            Type::Text,
            "IANA name of the site's time zone. Default `UTC`.",
        ),
        key(
            "language",
            Type::Text,
            "Language tag of the pages. Default `en`. Their words: a theme's `words.toml`.",
        ),
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
            "How much history pages show: `\"26 cycles\"`, `\"1 year\"` or `\"all\"`; what is older stands in the archive. Default `26 cycles`.",
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
            "Content that comes from other repositories.",
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
        key("feeds", Type::Table(&FEEDS), "The feeds."),
        key(
            "previews",
            Type::Table(&PREVIEWS),
            "What chats show of a link to a page.",
        ),
    ],
};

const PREVIEWS: Shape = Shape {
    name: "link previews",
    keys: &[key(
        "show",
        Type::List(&Type::Choice(&["money", "names", "threats"])),
        "What descriptions and cards may show wherever a link is pasted: amounts of money, names of people, open threats. \
         Default: none.",
    )],
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
        required(
            "every",
            Type::Length,
            "The new length. What is counted over a cycle (`in_cycle = \"sum\"`) begins anew with it.",
        ),
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
        key(
            "team",
            Type::Id,
            "The team's slug. Without it the folder holds what would be `content`: several teams, or pages.",
        ),
        key(
            "source_url",
            Type::Text,
            "Where a reader sees its files: an address with `{path}`, and `{line}` and `{team}` if you like.",
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

const FEEDS: Shape = Shape {
    name: "the feeds",
    keys: &[key(
        "ids",
        Type::Url,
        "Where the site stood first: ids of entries begin with it, so that a move makes none new. Default `base_url`.",
    )],
};
