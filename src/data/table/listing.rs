//! The lists of `data/portfolio.json` as CSV: registers, teams, the catalogue. One row an entry, or one for each of its own
//! entries, such as the answers to a notice.

use super::Table;
use crate::analyse::Analysis;
use crate::data::portfolio;
use crate::model::portfolio::Portfolio;
use rust_decimal::Decimal;
use serde_json::Value;

/// A list that is a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are the words of the site")]
pub enum Listing {
    Actions,
    Findings,
    Incidents,
    Metrics,
    Notads,
    Releases,
    Teams,
    TechShares,
    Topics,
    WarPillars,
    Wars,
}

/// How a list is written: its path, what is told one by one of each entry, and the columns with where each is found in an
/// entry. What begins with the inner list's name is found in that.
struct Form {
    path: &'static str,
    each: Option<&'static str>,
    columns: &'static [(&'static str, &'static str)],
}

impl Listing {
    /// Every list, in order of their paths.
    pub const ALL: [Self; 11] = [
        Self::Actions,
        Self::Findings,
        Self::Incidents,
        Self::Metrics,
        Self::Notads,
        Self::Releases,
        Self::Teams,
        Self::TechShares,
        Self::Topics,
        Self::WarPillars,
        Self::Wars,
    ];

    /// Its path from the site's root.
    #[must_use]
    pub fn path(self) -> &'static str {
        self.form().path
    }

    /// The list of `data/portfolio.json` it is made from and where in an entry each column is found, for tests.
    #[cfg(test)]
    pub(in crate::data) fn fields(self) -> Vec<(&'static str, &'static str)> {
        let list = match self {
            Self::Actions => "actions",
            Self::Incidents => "incidents",
            Self::Metrics => "metrics",
            Self::Notads => "notads",
            Self::Releases => "releases",
            Self::Teams => "teams",
            Self::TechShares => "tech_shares",
            Self::Topics => "recurring_topics",
            Self::Findings | Self::WarPillars | Self::Wars => "wars",
        };
        let columns = self.form().columns.iter();
        columns.map(|(_, path)| (list, *path)).collect()
    }

    #[expect(clippy::too_many_lines, reason = "a table reads best in one piece")]
    fn form(self) -> Form {
        match self {
            Self::Actions => Form {
                path: "data/actions.csv",
                each: None,
                columns: &[
                    ("team", "team"),
                    ("id", "id"),
                    ("title", "title"),
                    ("status", "status"),
                    ("pillar", "pillar"),
                    ("metric", "metric"),
                    ("owner", "owner"),
                    ("opened", "opened"),
                    ("due", "due"),
                    ("closed", "closed"),
                    ("why", "why"),
                    ("outcome", "outcome"),
                    ("link", "link"),
                    ("file", "origin.file"),
                    ("line", "origin.line"),
                ],
            },
            Self::Findings => Form {
                path: "data/findings.csv",
                each: Some("findings"),
                columns: &[
                    ("team", "team"),
                    ("war", "id"),
                    ("date", "date"),
                    ("workload", "workload"),
                    ("id", "findings.id"),
                    ("pillar", "findings.pillar"),
                    ("risk", "findings.risk"),
                    ("title", "findings.title"),
                    ("state", "findings.state"),
                    ("actions", "findings.actions"),
                    ("file", "origin.file"),
                    ("line", "findings.line"),
                ],
            },
            Self::Incidents => Form {
                path: "data/incidents.csv",
                each: None,
                columns: &[
                    ("id", "id"),
                    ("team", "team"),
                    ("title", "title"),
                    ("severity", "severity"),
                    ("started", "started"),
                    ("detected", "detected"),
                    ("restored", "restored"),
                    ("hours_to_recover", "hours_to_recover"),
                    ("open", "open"),
                    ("workload", "workload"),
                    ("impact", "impact"),
                    ("root_cause", "root_cause"),
                    ("caused_by_release", "caused_by_release"),
                    ("actions", "actions"),
                    ("link", "link"),
                    ("file", "origin.file"),
                    ("line", "origin.line"),
                ],
            },
            Self::Metrics => Form {
                path: "data/metrics.csv",
                each: None,
                columns: &[
                    ("id", "id"),
                    ("name", "name"),
                    ("pillar", "pillar"),
                    ("unit", "unit"),
                    ("better", "better"),
                    ("target", "target"),
                    ("every", "every"),
                    ("in_cycle", "in_cycle"),
                    ("across_teams", "across_teams"),
                    ("precision", "precision"),
                    ("floor", "floor"),
                    ("meaning", "meaning"),
                    ("influence", "influence"),
                    ("source", "source"),
                    ("owner", "owner"),
                    ("sensitive", "sensitive"),
                    ("audience", "audience"),
                    ("labels", "labels"),
                    ("file", "origin.file"),
                    ("line", "origin.line"),
                ],
            },
            Self::Notads => Form {
                path: "data/notads.csv",
                each: Some("answers"),
                columns: &[
                    ("id", "id"),
                    ("title", "title"),
                    ("kind", "kind"),
                    ("issued", "issued"),
                    ("due", "due"),
                    ("expires", "expires"),
                    ("in_force", "in_force"),
                    ("team", "answers.team"),
                    ("concerned", "answers.concerned"),
                    ("status", "answers.status"),
                    ("date", "answers.date"),
                    ("note", "answers.note"),
                    ("file", "answers.origin.file"),
                    ("line", "answers.origin.line"),
                ],
            },
            Self::Releases => Form {
                path: "data/releases.csv",
                each: Some("rings"),
                columns: &[
                    ("name", "name"),
                    ("team", "team"),
                    ("workload", "workload"),
                    ("started", "started"),
                    ("finished", "finished"),
                    ("outcome", "outcome"),
                    ("ring", "rings.name"),
                    ("ring_date", "rings.date"),
                    ("link", "link"),
                    ("file", "origin.file"),
                    ("line", "origin.line"),
                ],
            },
            Self::Teams => Form {
                path: "data/teams.csv",
                each: None,
                columns: &[
                    ("slug", "slug"),
                    ("name", "name"),
                    ("group", "group"),
                    ("joined", "joined"),
                    ("left", "left"),
                    ("last_report", "last_report"),
                    ("freshness", "freshness"),
                    ("signals_improvement", "signals.improvement"),
                    ("signals_concern", "signals.concern"),
                    ("signals_neutral", "signals.neutral"),
                    ("signals_common_cause", "signals.common_cause"),
                    ("signals_no_limits", "signals.no_limits"),
                    ("signals_pending", "signals.pending"),
                    ("signals_no_data", "signals.no_data"),
                ],
            },
            Self::TechShares => Form {
                path: "data/tech-shares.csv",
                each: None,
                columns: &[
                    ("slug", "slug"),
                    ("title", "title"),
                    ("date", "date"),
                    ("status", "status"),
                    ("team", "team"),
                    ("presenters", "presenters"),
                    ("topics", "topics"),
                    ("pillar", "pillar"),
                    ("recording", "recording"),
                    ("slides", "slides"),
                    ("file", "origin.file"),
                    ("line", "origin.line"),
                ],
            },
            Self::Topics => Form {
                path: "data/topics.csv",
                each: Some("raised"),
                columns: &[
                    ("id", "id"),
                    ("name", "name"),
                    ("answer", "answer"),
                    ("tech_share", "tech_share"),
                    ("cycle", "raised.cycle"),
                    ("date", "raised.date"),
                    ("team", "raised.team"),
                ],
            },
            Self::WarPillars => Form {
                path: "data/war-pillars.csv",
                each: Some("pillars"),
                columns: &[
                    ("team", "team"),
                    ("war", "id"),
                    ("date", "date"),
                    ("workload", "workload"),
                    ("name", "pillars.name"),
                    ("pillar", "pillars.pillar"),
                    ("high", "pillars.score.high"),
                    ("medium", "pillars.score.medium"),
                    ("none", "pillars.score.none"),
                    ("not_applicable", "pillars.score.not_applicable"),
                    ("unanswered", "pillars.score.unanswered"),
                    ("points", "pillars.score.points"),
                    ("out_of", "pillars.score.out_of"),
                ],
            },
            Self::Wars => Form {
                path: "data/wars.csv",
                each: None,
                columns: &[
                    ("team", "team"),
                    ("id", "id"),
                    ("page", "page"),
                    ("date", "date"),
                    ("workload", "workload"),
                    ("provider", "provider"),
                    ("lens", "lens"),
                    ("lens_version", "lens_version"),
                    ("status", "status"),
                    ("high", "overall.high"),
                    ("medium", "overall.medium"),
                    ("none", "overall.none"),
                    ("not_applicable", "overall.not_applicable"),
                    ("unanswered", "overall.unanswered"),
                    ("points", "overall.points"),
                    ("out_of", "overall.out_of"),
                    ("answered", "questions.answered"),
                    ("questions", "questions.all"),
                    ("next_due", "next_due"),
                    ("overdue", "overdue"),
                    ("file", "origin.file"),
                    ("line", "origin.line"),
                ],
            },
        }
    }
}

/// A list as CSV.
pub(in crate::data) fn listing(portfolio: &Portfolio, analysis: &Analysis, listing: Listing) -> Vec<u8> {
    let Form { each, columns, .. } = listing.form();
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let mut table = Table::new(&names);
    portfolio::each(portfolio, analysis, listing, &mut |entry| {
        let inner = each.and_then(|each| entry.get(each)?.as_array());
        // An entry without any of its own is told nevertheless.
        let rows: Vec<&Value> = match inner {
            Some(inner) if !inner.is_empty() => inner.iter().collect(),
            _ => vec![&Value::Null],
        };
        for row in rows {
            for (_, path) in columns {
                let own = each.and_then(|each| path.strip_prefix(each)?.strip_prefix('.'));
                let value = match own {
                    Some(path) => found(row, path),
                    None => found(entry, path),
                };
                cell(&mut table, value);
            }
            table.end_row();
        }
    });
    table.finish()
}

fn found<'a>(entry: &'a Value, path: &str) -> &'a Value {
    path.split('.')
        .fold(entry, |entry, name| entry.get(name).unwrap_or(&Value::Null))
}

fn cell(table: &mut Table, value: &Value) {
    match value {
        Value::String(text) => table.text(text),
        Value::Bool(is) => table.plain(is),
        Value::Number(whole) if whole.is_u64() => table.plain(whole),
        // JSON may write a small number with an exponent.
        Value::Number(number) => match Decimal::from_scientific(&number.to_string()) {
            Ok(number) => table.number(Some(number)),
            Err(_) => table.plain(number),
        },
        Value::Array(several) => {
            let texts: Vec<&str> = several.iter().filter_map(Value::as_str).collect();
            table.text(&texts.join("; "));
        }
        Value::Null | Value::Object(_) => table.field(""),
    }
}
