//! Review meetings: which cycle a meeting is about, and when it is held.

use crate::config::Review;
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use jiff::civil::Date;

/// The cycle that a meeting on a day was about: the newest whose own meeting was planned for that day or before, or, for
/// a meeting held early, the newest that had ended; `None` before any had.
#[must_use]
pub fn cycle_of(portfolio: &Portfolio, review: &Review, day: Date) -> Option<CycleIndex> {
    let cycles = &portfolio.calendar.cycles;
    let planned = cycles.iter().rposition(|cycle| review.day(cycle.last) <= day);
    let ended = cycles.iter().rposition(|cycle| cycle.last <= day);
    // Two days before the planned meeting a cycle's reports are there, and the meeting was brought forward.
    let early = ended.filter(|index| {
        let meeting = review.day(cycles[*index].last);
        planned != Some(*index) && crate::model::cycle::days_between(day, meeting) <= BROUGHT_FORWARD
    });
    early.or(planned).map(CycleIndex)
}

/// A meeting may be brought forward by so many days.
const BROUGHT_FORWARD: i32 = 3;
