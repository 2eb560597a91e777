//! One metric of one team alone, to stand within a page of somebody else: its charts, or its newest values as a table.
//!
//! Both are one page. The table is shown where the address asks for it by its name: a page for each would double the number
//! of files of a large site.

use super::frame::{Area, Heading, framed};
use super::here::{Here, Link};
use super::{Alike, View, team_metric_path};
use crate::model::metric::MetricIndex;
use serde::Serialize;

/// So many values the table has: a year of them.
const NEWEST: usize = 26;

#[derive(Debug, Serialize)]
struct EmbedPage<'a> {
    /// The metric's own page, which has all of it.
    page: Link,
    site: String,
    chart: Option<&'a str>,
    /// Charts by part, each with its name.
    parts: &'a [(String, String)],
    /// The newest rows of the metric's page. What they link to lies where that page says.
    rows: &'a [tera::Value],
    /// Where there are no values of the team as a whole: those of its parts.
    grid: &'a [tera::Value],
}

pub(super) fn view(here: Here<'_>, alike: &Alike, (team, metric): (usize, MetricIndex)) -> View {
    let owner = &here.portfolio.teams[team];
    let has_whole = here.analysis.teams[team].whole(metric).is_some();
    let shown = alike.shown(here, team, metric);
    let title = &shown.title;
    let page = EmbedPage {
        page: here.link(&team_metric_path(owner, here.portfolio.metric(metric)), title.clone()),
        site: here.portfolio.config.title.clone(),
        rows: newest(&shown.rows),
        grid: if has_whole { &[] } else { newest(&shown.grid) },
        chart: shown.chart.as_deref(),
        parts: &shown.parts,
    };
    let heading = Heading {
        title,
        description: "",
        area: Area::None,
        above: Vec::new(),
    };
    framed(here, "embed.html", &heading, &page, Some(owner.origin))
}

/// The first of a table's rows, which are the newest.
fn newest(rows: &tera::Value) -> &[tera::Value] {
    let rows = rows.as_array().unwrap_or_default();
    &rows[..rows.len().min(NEWEST)]
}
