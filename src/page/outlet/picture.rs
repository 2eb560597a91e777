//! Charts as pictures that stand alone: the same that the page of a metric shows, with a heading.

use crate::chart::{Alone, alone};
use crate::model::metric::MetricIndex;
use crate::page::Alike;
use crate::page::across::across;
use crate::page::here::Here;

/// The charts of one metric of one team.
pub(super) fn of_team(here: Here<'_>, alike: &Alike, (team, metric): (usize, MetricIndex)) -> String {
    let shown = alike.shown(here, team, metric);
    alone(&Alone {
        title: &shown.title,
        by: &here.portfolio.config.title,
        whole: shown.chart.as_deref(),
        parts: &shown.parts,
    })
}

/// The distribution of one metric across teams.
pub(super) fn of_metric(here: Here<'_>, metric: MetricIndex) -> String {
    let across = across(here, metric, here.now());
    alone(&Alone {
        title: &here.portfolio.metric(metric).name,
        by: &here.portfolio.config.title,
        whole: across.as_ref().map(|across| across.strip.as_str()),
        parts: &[],
    })
}
