//! team.toml.

use super::report::EXERCISE;
use super::{AUDIENCE, IDS, LINK_KINDS, SKIP, Shape, Type, VERSION, key, required};

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
        key(
            "renamed_from",
            IDS,
            "Earlier folder names; their pages redirect, and minutes and notices that name them mean this team.",
        ),
        AUDIENCE,
        key("workloads", Type::Tables(&WORKLOAD), "What the team owns."),
        key("links", Type::Tables(&LINK), "Dashboards, runbooks and the like."),
        key(
            "threat_models",
            Type::Tables(&THREAT_MODEL),
            "Threat models and when they were last looked at.",
        ),
        key(
            "exercises",
            Type::Tables(&EXERCISE),
            "Exercises that no report speaks of.",
        ),
        key(
            "sections",
            Type::Tables(&SECTION),
            "What the team's page says in words beside its figures.",
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
        AUDIENCE,
    ],
};

const THREAT_REVIEW: Shape = Shape {
    name: "a look at a threat model",
    keys: &[
        required("date", Type::Date, "When."),
        required("open", Type::Integer(0, 100_000), "Threats still open."),
    ],
};

const SECTION: Shape = Shape {
    name: "a section",
    keys: &[
        required("title", Type::Text, "Its heading."),
        key("pillar", Type::Id, "The pillar it stands under. Default: none."),
        required("text", Type::Markdown, "What it says."),
        AUDIENCE,
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
        AUDIENCE,
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
