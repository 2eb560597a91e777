//! How much history a page shows.

use crate::config::Window;
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use crate::words::{Words, say, say_count};
use jiff::civil::Date;

/// The first cycle that a page about `upto` shows.
pub(super) fn first_shown(portfolio: &Portfolio, upto: CycleIndex) -> CycleIndex {
    match portfolio.config.window {
        Window::All => CycleIndex::new(0),
        Window::Cycles(count) => CycleIndex::new((upto.position() + 1).saturating_sub(count)),
        Window::Length(length) => {
            let cycles = &portfolio.calendar.cycles;
            let Some(newest) = cycles.get(upto.position()) else {
                return CycleIndex::new(0);
            };
            let after = newest.last.saturating_sub(length.span(1));
            CycleIndex::new(cycles[..=upto.position()].partition_point(|cycle| cycle.last <= after))
        }
    }
}

/// The first day that pages about now show, where something is older: what lies before it stands in the archive.
pub(super) fn archived_before(portfolio: &Portfolio) -> Option<Date> {
    let now = portfolio.calendar.current().unwrap_or(CycleIndex::new(0));
    let first = first_shown(portfolio, now);
    (first.position() > 0).then(|| portfolio.calendar.cycle(first).first)
}

/// The first cycle that a page about some series shows, the newest entry of which is of a cycle: of what is no longer
/// reported, the last that was.
pub(super) fn first_shown_of(portfolio: &Portfolio, newest: CycleIndex) -> CycleIndex {
    // A report for the running cycle makes nobody's window begin later: the archive begins where all windows end.
    let now = portfolio.calendar.current().unwrap_or(CycleIndex::new(0));
    first_shown(portfolio, newest.min(now))
}

/// The window in words: `26 cycles`, `1 year`, `everything`.
pub(super) fn words(window: Window, words: &Words) -> String {
    match window {
        Window::All => say!(words, "about.window_of_all"),
        Window::Cycles(count) => say_count!(words, "about.window_of_cycles", count),
        Window::Length(length) => super::figure::length(words, length),
    }
}
