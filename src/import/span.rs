//! Which days a list of events speaks for: runs, deployments and incidents come as lists that say nothing of the days on
//! which nothing happened.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::input::Input;
use crate::import::request::{Request, Setting};
use crate::import::time;
use crate::import::window::Window;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// The first day that the export asked for.
pub(super) const SINCE: Setting = Setting {
    name: "since",
    doc: "the first day that the export asked for, such as 2026-03-02; without it, the day of the oldest entry",
};

/// The last day that the export asked for.
pub(super) const UNTIL: Setting = Setting {
    name: "until",
    doc: "the last day that the export asked for; without it, the day of the newest entry",
};

/// Longest time that a list is believed to reach over.
const MOST_YEARS: i32 = 60;

/// The days a list speaks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    first: Date,
    last: Date,
    /// The oldest and newest entry, where the list is cut off at one of them.
    cut: Option<(Timestamp, Timestamp)>,
}

impl Span {
    /// The days between the entries of a list, wider where settings say so. Where a day was given, the list speaks for the
    /// whole of its cycle as far as it has passed, because that is what was said. `is_cut` is a list of which only one
    /// page is there.
    pub(super) fn of(input: &Input, request: &Request, entries: (&[Timestamp], bool)) -> Result<Self, Diagnostic> {
        let (moments, is_cut) = entries;
        let ends = moments.iter().min().copied().zip(moments.iter().max().copied());
        let days = ends.map(|(oldest, newest)| (request.windows.day(oldest), request.windows.day(newest)));
        let since = day(input, request, SINCE.name)?;
        let until = day(input, request, UNTIL.name)?;
        let given = request.date.map(|day| request.windows.holding(day));
        let (mut first, mut last) = (since.or(days.map(|days| days.0)), until.or(days.map(|days| days.1)));
        if let Some(window) = given {
            let passed = window.last.min(request.windows.as_of()).max(window.first);
            if since.is_none() && !is_cut {
                if first.is_some_and(|first| first > window.last) {
                    return Err(nothing_of(input, window));
                }
                first = Some(first.map_or(window.first, |first| first.min(window.first)));
            }
            if until.is_none() {
                last = Some(last.map_or(passed, |last| last.max(passed)));
            }
        }
        let (Some(first), Some(last)) = (first, last) else {
            return Err(input.problem(
                Code::ImportUnclear,
                "the list is empty, and does not say of which days",
                "say it: `--cycle latest`, or `--set since=2026-03-02 --set until=2026-03-15`; then nothing is zero",
            ));
        };
        if first > last || first.saturating_add(MOST_YEARS.years()) < last {
            let message = format!("the entries reach from {first} to {last}");
            let cure = "check the times in the file, and `since` and `until`";
            return Err(input.problem(Code::ImportUnclear, message, cure));
        }
        Ok(Self {
            first,
            last,
            cut: ends.filter(|_| is_cut),
        })
    }

    /// First and last day.
    pub(super) fn days(&self) -> (Date, Date) {
        (self.first, self.last)
    }

    /// The cycles it speaks for.
    pub(super) fn windows(&self, request: &Request) -> Vec<Window> {
        request.cycles(self.first, self.last)
    }

    /// Why a number of a cycle is not final, if so.
    pub(super) fn provisional(&self, request: &Request, window: Window) -> Option<String> {
        if let Some((oldest, newest)) = self.cut
            && (window.holds(oldest) || window.holds(newest))
        {
            return Some("the list is one page of several and ends within this cycle".to_owned());
        }
        request
            .part_of(window, (self.first, self.last))
            .or_else(|| (window.last >= request.windows.as_of()).then(|| "the cycle still runs".to_owned()))
    }
}

fn nothing_of(input: &Input, window: Window) -> Diagnostic {
    let message = format!(
        "the oldest entry is younger than the cycle {} to {}",
        window.first, window.last
    );
    let cure = format!(
        "export from {} on; if it was, say so: `--set since={}`",
        window.first, window.first
    );
    input.problem(Code::ImportUnclear, message, cure)
}

fn day(input: &Input, request: &Request, name: &str) -> Result<Option<Date>, Diagnostic> {
    let Some(written) = request.setting(name) else {
        return Ok(None);
    };
    time::day(written, request.date_order).map(Some).ok_or_else(|| {
        let message = format!("`{name}` is not a day");
        input.problem(Code::ImportUnclear, message, "write it as 2026-03-02")
    })
}

/// A moment that a tool wrote. Those before 1980 stand for none: tools written in Go print the year 1 for it.
pub(super) fn moment(text: Option<&str>) -> Option<Timestamp> {
    let at = time::instant(text?, &jiff::tz::TimeZone::UTC)?;
    (at.as_second() > 315_532_800).then_some(at)
}

/// The list may be one page of several.
pub(super) fn not_all_pages(input: &Input, why: &str, cure: &str) -> Diagnostic {
    input.problem(Code::NotAllPages, why, cure)
}
