//! One metric of one team alone, to stand within a page of somebody else: its charts, or its newest values as a table.
//!
//! Both are one page. The table is shown where the address asks for it by its name: a page for each would double the number
//! of files of a large site.

use super::frame::{Area, Heading, framed};
use super::here::{Here, Link};
use super::team_metric::{GridRow, grid};
use super::{Alike, View, team_metric_path};
use crate::model::cycle::CycleIndex;
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
    grid: Vec<GridRow>,
}

pub(super) fn view(here: Here<'_>, alike: &Alike, (team, metric): (usize, MetricIndex)) -> View {
    let owner = &here.portfolio.teams[team];
    let whole = here.analysis.teams[team].whole(metric);
    let shown = alike.shown(here, team, metric);
    let title = &shown.title;
    let rows = shown.rows.as_array().unwrap_or_default();
    let page = EmbedPage {
        page: here.link(&team_metric_path(owner, here.portfolio.metric(metric)), title.clone()),
        site: here.portfolio.config.title.clone(),
        rows: &rows[..rows.len().min(NEWEST)],
        grid: if whole.is_some() {
            Vec::new()
        } else {
            let parts: Vec<_> = here.analysis.teams[team].of_metric(metric).collect();
            grid(here, (team, &parts), (CycleIndex(0), NEWEST))
        },
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
