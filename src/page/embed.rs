//! One metric of one team alone, to stand within a page of somebody else: its charts, or its newest values as a table.
//!
//! Both are one page. The table is shown where the address asks for it by its name: a page for each would double the number
//! of files of a large site.

use super::frame::{Area, Heading, framed};
use super::here::{Here, Link};
use super::team_metric::{GridRow, Pictures, Row, grid, pictures, rows};
use super::{View, team_metric_path};
use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use serde::Serialize;

/// So many values the table has: a year of them.
const NEWEST: usize = 26;

#[derive(Debug, Serialize)]
struct EmbedPage {
    /// The metric's own page, which has all of it.
    page: Link,
    site: String,
    chart: Option<String>,
    /// Charts by part, each with its name.
    parts: Vec<(String, String)>,
    rows: Vec<Row>,
    /// Where there are no values of the team as a whole: those of its parts.
    grid: Vec<GridRow>,
}

pub(super) fn view(here: Here<'_>, team: usize, metric: MetricIndex) -> View {
    let owner = &here.portfolio.teams[team];
    let whole = here.analysis.teams[team].whole(metric);
    let Pictures {
        title,
        whole: chart,
        parts,
    } = pictures(here, team, metric);
    let page = EmbedPage {
        page: here.link(&team_metric_path(owner, here.portfolio.metric(metric)), title.clone()),
        site: here.portfolio.config.title.clone(),
        rows: whole.map_or_else(Vec::new, |series| rows(here, (team, series), (CycleIndex(0), NEWEST))),
        grid: if whole.is_some() {
            Vec::new()
        } else {
            let parts: Vec<_> = here.analysis.teams[team].of_metric(metric).collect();
            grid(here, (team, &parts), (CycleIndex(0), NEWEST))
        },
        chart,
        parts,
    };
    let heading = Heading {
        title: &title,
        description: "",
        area: Area::None,
        above: Vec::new(),
    };
    framed(here, "embed.html", &heading, &page, Some(owner.origin))
}
