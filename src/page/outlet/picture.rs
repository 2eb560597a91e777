//! Charts as pictures that stand alone: the same that the page of a metric shows, with a heading.

use crate::chart::{Alone, alone};
use crate::model::metric::MetricIndex;
use crate::page::across::across;
use crate::page::here::Here;
use crate::page::team_metric::{Pictures, pictures};

/// The charts of one metric of one team.
pub(super) fn of_team(here: Here<'_>, team: usize, metric: MetricIndex) -> String {
    let Pictures { title, whole, parts } = pictures(here, team, metric);
    alone(&Alone {
        title: &title,
        by: &here.portfolio.config.title,
        whole: whole.as_deref(),
        parts: &parts,
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
