//! What the page of a metric of a team, its embed and its picture show alike: made by the first of them, taken by the others.

use super::here::Here;
use super::team_metric::Shown;
use crate::model::metric::MetricIndex;
use std::sync::{Arc, OnceLock};

/// What files that are made one after the other have in common, once the first of them is made.
#[derive(Debug, Default)]
pub struct Alike(OnceLock<(usize, MetricIndex, Arc<Shown>)>);

impl Alike {
    /// What is shown of a metric of a team: the one that was asked for first is kept, others are made each time.
    pub(super) fn shown(&self, here: Here<'_>, team: usize, metric: MetricIndex) -> Arc<Shown> {
        let make = || (team, metric, Arc::new(Shown::of(here, team, metric)));
        match self.0.get_or_init(make) {
            (known_team, known_metric, shown) if (*known_team, *known_metric) == (team, metric) => Arc::clone(shown),
            _ => make().2,
        }
    }
}
