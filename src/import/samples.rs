//! Numbers over time → one value a cycle: how many make one, and where a gap is.
//!
//! A sample belongs to the cycle that holds its moment: cycles are half-open and begin at midnight of the site's time zone.
//! A moment without a sample is a gap, never zero; `NaN`, infinities and `null` are no data. How several samples become
//! one value is never guessed: it is asked for by the setting `aggregate`, unless a file says it.

pub mod cell;
pub mod scale;
mod selection;
pub mod series;
mod tally;

pub use scale::{Reading, Scale};
pub use selection::Selection;
pub use series::{Answer, Series};
pub use tally::{Tally, Told};

use crate::diagnostic::{Code, Diagnostic};
use crate::import::time::since_1970;
use crate::import::window::Window;
use crate::import::{Input, Request, Setting};
use crate::load::document::day;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

/// The setting `aggregate`.
pub const AGGREGATE: Setting = Setting {
    name: "aggregate",
    doc: "how several samples make one value: avg, sum, min, max, last, p50, p95, p99 or count; needed where a cycle holds several",
};
/// The settings `aggregate.METRIC`.
pub const AGGREGATE_OF: Setting = Setting {
    name: "aggregate.*",
    doc: "the same for one metric: aggregate.errors=sum",
};
/// The setting `each`.
pub const EACH: Setting = Setting {
    name: "each",
    doc: "a value for each cycle, day or month; default: cycle, but for a table of days or months that names no aggregate",
};
/// The setting `unit`.
pub const UNIT: Setting = Setting {
    name: "unit",
    doc: "the unit of the numbers where the file does not say it: ms, s, min, h, d, %, ratio, count, EUR, req/s",
};
/// The settings `unit.METRIC`.
pub const UNIT_OF: Setting = Setting {
    name: "unit.*",
    doc: "the same for one metric: unit.p95-response-time=s",
};
/// The settings `filter.NAME`.
pub const FILTER: Setting = Setting {
    name: "filter.*",
    doc: "keeps what has this value: filter.env=prod; filter.env=prod|live keeps both, filter.env=!test all but it",
};
/// The setting `split`.
pub const SPLIT: Setting = Setting {
    name: "split",
    doc: "what tells workloads apart: each of its values becomes the workload of that id, or the one that workload.VALUE names",
};
/// The settings `workload.VALUE`.
pub const WORKLOAD: Setting = Setting {
    name: "workload.*",
    doc: "the workload that a value of `split` stands for: workload.api=checkout-api; values without one are then left out",
};
/// The setting `covers`.
pub const COVERS: Setting = Setting {
    name: "covers",
    doc: "first and last day that the file covers, as 2026-03-02/2026-03-15; default: the days of the first and the last of its data",
};

/// The settings of a source whose files give samples of one metric.
pub const SETTINGS: [Setting; 7] = [AGGREGATE, EACH, UNIT, FILTER, SPLIT, WORKLOAD, COVERS];

/// How several numbers make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// Their arithmetic mean.
    Average,
    /// Their sum.
    Sum,
    /// The lowest.
    Lowest,
    /// The highest.
    Highest,
    /// The one of the latest moment.
    Last,
    /// A percentile: one of the numbers, by its [`nearest_rank`].
    Percentile(u8),
    /// How many there are.
    Count,
}

const AGGREGATES: &[(&str, Aggregate)] = &[
    ("avg", Aggregate::Average),
    ("sum", Aggregate::Sum),
    ("min", Aggregate::Lowest),
    ("max", Aggregate::Highest),
    ("last", Aggregate::Last),
    ("p50", Aggregate::Percentile(50)),
    ("p95", Aggregate::Percentile(95)),
    ("p99", Aggregate::Percentile(99)),
    ("count", Aggregate::Count),
];

impl Aggregate {
    /// The aggregate that was asked for, for a metric or for all.
    pub fn asked(input: &Input, request: &Request, metric: &str) -> Result<Option<Self>, Diagnostic> {
        match request.choice(input, &format!("aggregate.{metric}"), AGGREGATES)? {
            Some(own) => Ok(Some(own)),
            None => request.choice(input, "aggregate", AGGREGATES),
        }
    }

    fn word(self) -> &'static str {
        let found = AGGREGATES.iter().find(|(_, each)| *each == self);
        found.map_or("percentile", |(word, _)| word)
    }
}

/// Which of so many sorted numbers is a percentile, counted from 1: the smallest that at least that share of them does not
/// exceed. So a percentile is always something that was measured, wherever it is taken.
#[must_use]
pub fn nearest_rank(count: u64, percent: u64) -> u64 {
    let rank = (u128::from(count) * u128::from(percent)).div_ceil(100).max(1);
    u64::try_from(rank).unwrap_or(u64::MAX)
}

/// What a value is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One a cycle.
    Cycle,
    /// One a day.
    Day,
    /// One a month.
    Month,
    /// One for each day that something was asked on: what is true at a moment.
    Moment,
}

impl Step {
    /// The step that was asked for.
    pub fn asked(input: &Input, request: &Request) -> Result<Option<Self>, Diagnostic> {
        let words = [("cycle", Self::Cycle), ("day", Self::Day), ("month", Self::Month)];
        request.choice(input, "each", &words)
    }
}

/// The days that the setting `covers` names.
pub fn covers(input: &Input, request: &Request) -> Result<Option<(Date, Date)>, Diagnostic> {
    let Some(written) = request.setting("covers") else {
        return Ok(None);
    };
    let days = written
        .split_once('/')
        .and_then(|(first, last)| Some((day(first.trim())?, day(last.trim())?)));
    days.filter(|(first, last)| first <= last).map(Some).ok_or_else(|| {
        let message = format!("`covers` cannot be `{written}`");
        input.problem(
            Code::ImportUnclear,
            message,
            "write its first and last day: `covers=2026-03-02/2026-03-15`",
        )
    })
}

/// Refuses a cycle that was asked for and that the file does not touch.
#[must_use]
pub fn out_of_reach(input: &Input, cycle: Window, (first, last): (Date, Date)) -> Diagnostic {
    let message = format!("nothing in the file is from {} to {}", cycle.first, cycle.last);
    let cure = format!("it reaches from {first} to {last}: export other days, or ask for another cycle");
    input.problem(Code::ImportUnclear, message, cure)
}

/// A number of a member of JSON, or `None` where the tool says that it has none.
pub fn number_of(input: &Input, value: &Value) -> Result<Option<Decimal>, Diagnostic> {
    match Reading::of(value) {
        Reading::Number(number) => Ok(Some(number)),
        Reading::Missing => Ok(None),
        Reading::Unreadable => {
            let message = "a value is not a number of at most 28 digits";
            Err(input.problem(
                Code::NotAnExport,
                message,
                "look at what was asked for: its values are too large, or no numbers",
            ))
        }
    }
}

/// A moment that is given as a number.
pub fn moment_of(input: &Input, number: f64) -> Result<Timestamp, Diagnostic> {
    let message = "a time is no moment since 1970";
    since_1970(number).ok_or_else(|| input.problem(Code::NotAnExport, message, "export it again, as JSON"))
}

/// A warning of periods without data, and of how many.
#[must_use]
pub fn no_data(input: &Input, metric: &str, (gaps, all): (usize, usize)) -> Diagnostic {
    let message = if all == 1 {
        format!("the file has no data for `{metric}`")
    } else {
        format!("the file has no data for `{metric}` in {gaps} of {all} periods")
    };
    input.problem(
        Code::NoData,
        message,
        "nothing to do if it is so: the chart shows a gap, not zero",
    )
}

#[cfg(test)]
pub(super) mod tests;
