//! Whether the time that a file says of itself fits the day that was asked for: a day that was given goes before the
//! file's own, and that must not make an old file new without a word.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::resolve::written;
use crate::import::window::Window;
use crate::import::{Adapter, Amount, Input, Measurement, Request};
use crate::model::report::Period;
use jiff::ToSpan;
use jiff::civil::Date;

/// Days without an entry after which a list is doubted that is imported as of later.
const LONGEST_SILENCE: i32 = 92;

/// What there is to warn of, at most one of each kind: values of days that are still to come, and a file whose own time
/// lies outside of the cycle that was asked for.
#[must_use]
pub fn doubts(adapter: &dyn Adapter, from: (&[Input], &[Measurement]), request: &Request) -> Vec<Diagnostic> {
    let (inputs, measurements) = from;
    let Some(input) = inputs.first() else {
        return Vec::new();
    };
    let other = request.date.and_then(|day| {
        let window = request.windows.holding(day);
        let found = measurements
            .iter()
            .find_map(|one| own_time(adapter, (one, window), request))?;
        let message = format!("the file says {found}, and is imported as of {day}");
        let cure = "check that it is the right file; without `--date` and `--cycle` its own time is kept";
        Some(input.problem(Code::OtherTime, message, cure))
    });
    other.into_iter().chain(to_come(input, measurements, request)).collect()
}

/// The file's own time in words, where it lies outside of a cycle.
fn own_time(adapter: &dyn Adapter, of: (&Measurement, Window), request: &Request) -> Option<String> {
    let (measurement, window) = of;
    let measured = measurement.measured_at.map(|at| request.windows.day(at));
    if let Some((first, last)) = measurement.covers
        && (last < window.first || window.last < first)
    {
        return Some(format!("that it covers {first} to {last}"));
    }
    let day = measured?;
    // A list says when its newest entry was made, and nothing need have happened since. A 0 of it is doubted late.
    let is_zero = matches!(measurement.amount, Amount::Number(number, _) if number.is_zero());
    if adapter.lists_entries() || measurement.covers.is_some() {
        let silent = window.first.saturating_sub(LONGEST_SILENCE.days());
        let is_doubted = day < silent && (is_zero || adapter.lists_entries());
        return is_doubted.then(|| format!("nothing after {day}"));
    }
    // What is measured at the end of a cycle is often so a day or two later.
    let is_outside = day < window.first || request.windows.end_of_grace(window) < day;
    is_outside.then(|| format!("that it was measured on {day}"))
}

/// Values of days after today. A flow of the running cycle stands on the cycle's last day, and is none of them.
fn to_come(input: &Input, measurements: &[Measurement], request: &Request) -> Option<Diagnostic> {
    let as_of = request.windows.as_of();
    let begins = |period: Period| match period {
        Period::Day(day) => day,
        Period::Month(end) => end.first_of_month(),
    };
    let is_to_come = |one: &&Measurement| {
        let day: Date = begins(one.period);
        let is_running = one.covers.is_some() && request.windows.holding(day).first <= as_of;
        day > as_of && !is_running
    };
    let first = measurements.iter().filter(is_to_come).map(|one| one.period).min()?;
    let count = measurements.iter().filter(is_to_come).count();
    let s = if count == 1 { "" } else { "s" };
    let message = format!(
        "{count} value{s} of days after today, {as_of}; the first of {}",
        written(first)
    );
    let cure = "correct the day, or the clock of the machine that measured; they are shown when their cycle has begun";
    Some(input.problem(Code::FutureReport, message, cure))
}
