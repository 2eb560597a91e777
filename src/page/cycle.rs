//! The portfolio frozen at one cycle: what an update links to, and what stays true.

use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::index::{Standing, standing};
use super::words;
use super::{View, cycle_path};
use crate::analyse::freshness::frozen_day;
use crate::model::cycle::CycleIndex;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct CyclePage {
    title: String,
    standing: Standing,
    /// Why no report was expected, where the cycle was skipped.
    skipped: Option<String>,
    previous: Option<Link>,
    next: Option<Link>,
}

pub(super) fn view(here: Here<'_>, cycle: CycleIndex) -> View {
    let calendar = &here.portfolio.calendar;
    let own = calendar.cycle(cycle);
    let beside = |index: Option<usize>| {
        let cycle = calendar.cycle(CycleIndex(index.filter(|index| *index < calendar.ended)?));
        Some(here.link(&cycle_path(cycle), words::short_day(cycle.last)))
    };
    let page = CyclePage {
        title: format!("Cycle to {}", words::day(own.last)),
        standing: standing(here, cycle, frozen_day(calendar, cycle, here.portfolio.as_of)),
        skipped: own.skipped.clone(),
        previous: beside(cycle.0.checked_sub(1)),
        next: beside(Some(cycle.0 + 1)),
    };
    let heading = Heading {
        title: &page.title,
        description: &page.standing.sentence,
        area: Area::Cycle,
        above: below_portfolio(&[]),
    };
    framed(here, "cycle.html", &heading, &page, None)
}
