//! What files show alike that are made one after the other: made by the first of them, taken by the others.
//!
//! The page of a metric of a team, its embed and its picture show one chart; a list that goes over several screens of a wall is
//! put in order and cut for all of them.

use super::here::Here;
use super::radiator::Screen;
use super::team_metric::Shown;
use crate::model::metric::MetricIndex;
use std::sync::{Arc, OnceLock};

/// What files that are made one after the other have in common, once the first of them is made.
#[derive(Debug, Default)]
pub struct Alike {
    metric: First<(usize, MetricIndex), Shown>,
    screens: First<(usize, usize), Vec<Screen>>,
}

impl Alike {
    /// What is shown of a metric of a team.
    pub(super) fn shown(&self, here: Here<'_>, team: usize, metric: MetricIndex) -> Arc<Shown> {
        self.metric.get((team, metric), || Shown::of(here, team, metric))
    }

    /// The screens of one of a radiator's kinds, which show the same wherever they stand.
    pub(super) fn screens(&self, of: (usize, usize), make: impl Fn() -> Vec<Screen>) -> Arc<Vec<Screen>> {
        self.screens.get(of, make)
    }
}

/// What was asked for first is kept, all else is made each time.
#[derive(Debug)]
struct First<K, T>(OnceLock<(K, Arc<T>)>);

impl<K, T> Default for First<K, T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<K: Copy + PartialEq, T> First<K, T> {
    fn get(&self, key: K, make: impl Fn() -> T) -> Arc<T> {
        match self.0.get_or_init(|| (key, Arc::new(make()))) {
            (known, first) if *known == key => Arc::clone(first),
            _ => Arc::new(make()),
        }
    }
}
