//! The portfolio frozen at one cycle: what an update links to, and what stays true.

use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::index::{Standing, standing};
use super::register::{self, Around};
use super::voices::Voices;
use super::words::capital;
use super::{View, cycle_path, quarter_path};
use crate::analyse::freshness::frozen_day;
use crate::analyse::interval::quarter_of;
use crate::model::cycle::CycleIndex;
use crate::words::{Words, say, say_count};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct CyclePage {
    title: String,
    standing: Standing,
    around: Around,
    /// What is left to the reports, in a sentence.
    reports_say: String,
    /// Why no report was expected, where the cycle was skipped.
    skipped: Option<String>,
    /// The quarter it ended in.
    quarter: Link,
    previous: Option<Link>,
    next: Option<Link>,
}

pub(super) fn view(here: Here<'_>, cycle: CycleIndex) -> View {
    let calendar = &here.portfolio.calendar;
    let own = calendar.cycle(cycle);
    let beside = |index: Option<usize>| {
        let cycle = calendar.cycle(CycleIndex::new(index.filter(|index| *index < calendar.ended)?));
        Some(here.link(&cycle_path(cycle), here.words().short_day(cycle.last)))
    };
    let day = frozen_day(calendar, cycle, here.portfolio.as_of);
    let mut standing = standing(here, cycle, day);
    // How much was said is counted before lists are cut.
    let reports_say = reports_say(&standing.voices, here.words());
    standing.voices.cut(here.words());
    let page = CyclePage {
        title: say!(here.words(), "cycle.title", day = here.words().day(own.last)),
        reports_say,
        standing,
        around: register::of_cycle(here, (cycle, day)),
        quarter: here.link(
            &quarter_path(quarter_of(own.last)),
            register::quarter(own.last, here.words()),
        ),
        skipped: own.skipped.clone(),
        previous: beside(cycle.position().checked_sub(1)),
        next: beside(Some(cycle.position() + 1)),
    };
    let heading = Heading {
        title: &page.title,
        description: &page.standing.sentence,
        area: Area::Cycle,
        above: below_portfolio(&[]),
    };
    framed(here, "cycle.html", &heading, &page, None)
}

/// What teams say at length stands in their reports: how much of it there is.
fn reports_say(voices: &Voices, words: &Words) -> String {
    let (concerns, learnings, remarks) = (voices.concerns.len(), voices.learnings.len(), voices.feedback.len());
    let counts = [
        (concerns, say_count!(words, "cycle.concerns", concerns)),
        (learnings, say_count!(words, "cycle.learnings", learnings)),
        (remarks, say_count!(words, "cycle.remarks", remarks)),
    ];
    let said: Vec<&String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, said)| said)
        .collect();
    if said.is_empty() {
        return String::new();
    }
    let what = capital(&words.list(&said));
    say_count!(words, "cycle.in_reports", concerns + learnings + remarks, what = what)
}
