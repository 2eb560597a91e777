//! Samples as they come, kept by cycle as far as their aggregate needs them.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::measurement::{Amount, Measurement, Tool};
use crate::import::samples::{Aggregate, Scale, Step, nearest_rank, no_data, out_of_reach};
use crate::import::window::Window;
use crate::import::{Input, Request};
use crate::model::report::Period;
use crate::model::unit::Unit;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Most samples that a percentile is taken of; the other aggregates have no limit.
const MOST_SORTED: usize = 5_000_000;

/// Longest stretch of a file; beyond it a moment is more likely misread.
const MOST_DAYS: i32 = 40 * 366;

/// The samples of one cycle, as far as their aggregate needs them.
#[derive(Debug, Clone, Default)]
struct Heap {
    count: usize,
    sum: Decimal,
    whole: Decimal,
    lowest: Decimal,
    highest: Decimal,
    last: Option<(Option<Timestamp>, Decimal)>,
    sorted: Vec<Decimal>,
    overflows: bool,
}

/// Samples as they come, kept by cycle.
#[derive(Debug)]
pub struct Tally<'r> {
    request: &'r Request,
    step: Step,
    aggregate: Option<Aggregate>,
    is_share: bool,
    reach: SignedDuration,
    windows: BTreeMap<Timestamp, Window>,
    heaps: BTreeMap<String, BTreeMap<Option<Timestamp>, Heap>>,
    first: Option<Timestamp>,
    newest: Option<Timestamp>,
    /// Whether samples stand for months, which say nothing of the day they were written on.
    is_of_months: bool,
    end: Option<Timestamp>,
    sorted: usize,
}

/// What the values of a tally are.
#[derive(Debug, Clone)]
pub struct Told<'t> {
    /// Id of the metric.
    pub metric: &'t str,
    /// Unit of the samples.
    pub scale: Scale,
    /// The tool.
    pub tool: &'t Tool,
    /// The files; there is at least one.
    pub inputs: &'t [Input],
    /// When the tool measured; `None`: when the newest sample was taken.
    pub measured_at: Option<Timestamp>,
    /// The days that the file covers; `None`: from its first sample to its last.
    pub covers: Option<(Date, Date)>,
    /// Why nothing of the file is final.
    pub provisional: Option<String>,
}

impl<'r> Tally<'r> {
    /// Nothing yet. Without an aggregate, a cycle may hold one sample only.
    #[must_use]
    pub fn new(request: &'r Request, step: Step, aggregate: Option<Aggregate>) -> Self {
        Self {
            request,
            step,
            aggregate,
            is_share: false,
            reach: SignedDuration::ZERO,
            windows: BTreeMap::new(),
            heaps: BTreeMap::new(),
            first: None,
            newest: None,
            is_of_months: false,
            end: None,
            sorted: 0,
        }
    }

    /// Nothing yet, of shares by their parts, which are added.
    #[must_use]
    pub fn of_shares(request: &'r Request, step: Step) -> Self {
        Self {
            is_share: true,
            ..Self::new(request, step, Some(Aggregate::Sum))
        }
    }

    /// The same, of samples that each stand for a stretch that begins at their moment.
    #[must_use]
    pub fn reaching(mut self, reach: SignedDuration) -> Self {
        self.reach = reach;
        self
    }

    /// Takes the grain of a table's first date for its step, unless samples are made one.
    pub fn starts_with(&mut self, grain: Option<Step>) {
        if let Some(grain) = grain.filter(|_| self.aggregate.is_none()) {
            self.step = grain;
        }
    }

    /// Notes the grain of a date. Months say no moment: the newest may not be over, and its first day is no moment of it.
    pub fn has_grain(&mut self, grain: Step) {
        self.is_of_months |= grain == Step::Month;
    }

    /// Whether samples are only counted.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.aggregate == Some(Aggregate::Count)
    }

    /// A sample of a workload (none: empty) at a moment (none: the file's own). `None` for its value is what the tool says
    /// to have no data for.
    pub fn add(&mut self, workload: &str, at: Option<Timestamp>, value: Option<Decimal>) {
        let (aggregate, kept) = (self.aggregate, self.sorted);
        let heap = self.heap(workload, at);
        let Some(value) = value else { return };
        if heap.count == 0 {
            (heap.lowest, heap.highest) = (value, value);
        }
        heap.count += 1;
        heap.lowest = heap.lowest.min(value);
        heap.highest = heap.highest.max(value);
        match heap.sum.checked_add(value) {
            Some(sum) => heap.sum = sum,
            None => heap.overflows = true,
        }
        if heap.last.is_none_or(|(last, _)| last <= at) {
            heap.last = Some((at, value));
        }
        if matches!(aggregate, Some(Aggregate::Percentile(_))) && kept < MOST_SORTED {
            heap.sorted.push(value);
            self.sorted += 1;
        }
    }

    /// Part and whole of a share.
    pub fn add_share(&mut self, workload: &str, at: Option<Timestamp>, parts: (Decimal, Decimal)) {
        let heap = self.heap(workload, at);
        heap.count += 1;
        match (heap.sum.checked_add(parts.0), heap.whole.checked_add(parts.1)) {
            (Some(sum), Some(whole)) => (heap.sum, heap.whole) = (sum, whole),
            _ => heap.overflows = true,
        }
    }

    fn heap(&mut self, workload: &str, at: Option<Timestamp>) -> &mut Heap {
        let slot = at.map(|at| {
            self.spans(at, at);
            self.window(at).start
        });
        if !self.heaps.contains_key(workload) {
            self.heaps.insert(workload.to_owned(), BTreeMap::new());
        }
        self.heaps
            .entry(workload.to_owned())
            .or_default()
            .entry(slot)
            .or_default()
    }

    fn window(&mut self, at: Timestamp) -> Window {
        let known = self.windows.range(..=at).next_back().map(|(_, window)| *window);
        known.filter(|window| window.holds(at)).unwrap_or_else(|| {
            let window = self.window_of(self.request.windows.day(at));
            self.windows.insert(window.start, window);
            window
        })
    }

    fn window_of(&self, day: Date) -> Window {
        let windows = &self.request.windows;
        let (first, last) = match self.step {
            Step::Cycle => return windows.holding(day),
            Step::Day | Step::Moment => (day, day),
            Step::Month => (day.first_of_month(), day.last_of_month()),
        };
        Window {
            first,
            last,
            start: windows.start_of(first),
            end: last.tomorrow().map_or(Timestamp::MAX, |next| windows.start_of(next)),
        }
    }

    /// The file reaches over a stretch: from a moment up to and with another. What a filter leaves out says so, too: a cycle
    /// in which nothing is left of it has none, and is not missing.
    pub fn spans(&mut self, from: Timestamp, to: Timestamp) {
        self.first = Some(self.first.map_or(from, |first| first.min(from)));
        self.newest = self.newest.max(Some(from));
        self.end = self.end.max(Some(to));
    }

    /// First and last day of the samples.
    fn days(&self) -> Option<(Date, Date)> {
        let mut end = self.end?;
        if !self.reach.is_zero() {
            end = end
                .checked_add(self.reach)
                .ok()?
                .checked_sub(SignedDuration::from_millis(1))
                .ok()?;
        }
        Some((self.request.windows.day(self.first?), self.request.windows.day(end)))
    }

    /// The values, and warnings of those without data.
    ///
    /// # Errors
    ///
    /// Several samples for one value without an aggregate, a day that was given and that the file does not reach, no day at
    /// all, or numbers beyond what can be kept.
    pub fn measurements(&self, told: &Told<'_>) -> Result<(Vec<Measurement>, Vec<Diagnostic>), Diagnostic> {
        let input = &told.inputs[0];
        if self.sorted >= MOST_SORTED {
            let message = format!("a percentile of more than {MOST_SORTED} samples is asked for");
            return Err(input.problem(
                Code::TooLarge,
                message,
                "export a shorter time, or let the tool make the percentile",
            ));
        }
        let none = BTreeMap::from([(String::new(), BTreeMap::new())]);
        let heaps = if self.heaps.is_empty() { &none } else { &self.heaps };
        let mut found = Vec::new();
        for (workload, slots) in heaps {
            if let Some(heap) = slots.get(&None) {
                let period = self.request.day_of_stock(input, told.measured_at)?;
                let measurement = Measurement::of(told.metric, period, self.amount(heap, told)?);
                found.push((workload, Some(heap), measurement));
                continue;
            }
            let covers = told.covers.or_else(|| self.days());
            for window in self.asked(input, covers)? {
                let heap = slots.get(&Some(window.start));
                let amount = match heap {
                    Some(heap) => self.amount(heap, told)?,
                    // A day or a month that is not in the file is a gap; so is a cycle, but inside the file it is worth a row.
                    None if self.step != Step::Cycle && covers.is_some() => continue,
                    None if self.aggregate == Some(Aggregate::Count) => Amount::Number(Decimal::ZERO, Unit::Count),
                    None => Amount::NoData,
                };
                let period = match self.step {
                    Step::Month => Period::Month(window.last),
                    Step::Cycle | Step::Day | Step::Moment => Period::Day(window.last),
                };
                let mut measurement = Measurement::of(told.metric, period, amount);
                if let Some(days) = covers.filter(|_| self.step != Step::Moment) {
                    // A day tells how much of its cycle the file covers, of which it is a part.
                    let around = match self.step {
                        Step::Day => self.request.windows.holding(window.first),
                        Step::Cycle | Step::Month | Step::Moment => window,
                    };
                    measurement.covers = Some((days.0.max(around.first), days.1.min(around.last)));
                    measurement.provisional = self.unfinished(window, days);
                }
                found.push((workload, heap, measurement));
            }
        }
        let gaps = found
            .iter()
            .filter(|(_, _, each)| each.amount == Amount::NoData)
            .count();
        let warnings = (gaps > 0).then(|| no_data(input, told.metric, (gaps, found.len())));
        let measured_at = told.measured_at.or(self.newest.filter(|_| !self.is_of_months));
        let finish = |(workload, heap, measurement): (&String, Option<&Heap>, Measurement)| {
            let mut measurement = measurement.from(told.tool, told.inputs, measured_at);
            measurement.workload = Some(workload.clone()).filter(|workload| !workload.is_empty());
            measurement.note = heap.and_then(|heap| self.note(heap));
            if let Some(reason) = &told.provisional {
                measurement.provisional = Some(reason.clone());
            }
            measurement
        };
        Ok((found.into_iter().map(finish).collect(), warnings.into_iter().collect()))
    }

    /// The windows that values are given for.
    fn asked(&self, input: &Input, covers: Option<(Date, Date)>) -> Result<Vec<Window>, Diagnostic> {
        let request = self.request;
        let given = request.date.map(|day| request.windows.holding(day));
        let Some((first, last)) = covers else {
            // Nothing at all: the day that was asked for has no data, and without one there is nothing to say it of.
            request.day_of_stock(input, None)?;
            return Ok(request.date.map(|day| self.window_of(day)).into_iter().collect());
        };
        if first.until(last).map_or(i32::MAX, |span| span.get_days()) > MOST_DAYS {
            let message = format!("the file reaches from {first} to {last}");
            let cure = "some moments are misread, or wrong: look at the column of times";
            return Err(input.problem(Code::ImportUnclear, message, cure));
        }
        if let Some(cycle) = given.filter(|cycle| last < cycle.first || cycle.last < first) {
            return Err(out_of_reach(input, cycle, (first, last)));
        }
        if self.step == Step::Cycle {
            return Ok(request.cycles(first, last));
        }
        let is_asked =
            |window: &&Window| given.is_none_or(|cycle| cycle.first <= window.last && window.first <= cycle.last);
        Ok(self.windows.values().filter(is_asked).copied().collect())
    }

    /// Why a value may still change.
    fn unfinished(&self, window: Window, covers: (Date, Date)) -> Option<String> {
        let is_running = window.last >= self.request.windows.as_of();
        self.request
            .part_of(window, covers)
            .or_else(|| is_running.then(|| format!("{} is not over", window.last)))
    }

    fn amount(&self, heap: &Heap, told: &Told<'_>) -> Result<Amount, Diagnostic> {
        let input = &told.inputs[0];
        let too_large = || {
            let message = "the numbers are beyond what can be kept exactly (28 digits)";
            input.problem(Code::NotAnExport, message, "check the column, or take a larger unit")
        };
        if heap.overflows && matches!(self.aggregate, Some(Aggregate::Average | Aggregate::Sum)) {
            return Err(too_large());
        }
        if self.is_share {
            let (part, whole) = (heap.sum, heap.whole);
            return Ok(if whole.is_zero() {
                Amount::NoData
            } else {
                Amount::Share { part, whole }
            });
        }
        if self.aggregate == Some(Aggregate::Count) {
            return Ok(Amount::Number(Decimal::from(heap.count), Unit::Count));
        }
        let Some((_, last)) = heap.last else {
            return Ok(Amount::NoData);
        };
        let number = match self.aggregate {
            None if heap.count > 1 => {
                let message = format!(
                    "{} samples lie in one period, and nothing says how they make one value",
                    heap.count
                );
                let cure = "say it: `--set aggregate=avg`, or sum, min, max, last, p50, p95, p99, count";
                return Err(input.problem(Code::ImportUnclear, message, cure));
            }
            None | Some(Aggregate::Last) => Some(last),
            Some(Aggregate::Average) => heap.sum.checked_div(Decimal::from(heap.count)),
            Some(Aggregate::Sum) => Some(heap.sum),
            Some(Aggregate::Lowest) => Some(heap.lowest),
            Some(Aggregate::Highest) => Some(heap.highest),
            Some(Aggregate::Percentile(percent)) => percentile(&heap.sorted, percent),
            Some(Aggregate::Count) => Some(Decimal::from(heap.count)),
        };
        let scaled = number.and_then(|number| number.checked_mul(told.scale.factor));
        Ok(Amount::Number(scaled.ok_or_else(too_large)?, told.scale.unit.clone()))
    }

    fn note(&self, heap: &Heap) -> Option<String> {
        let aggregate = self
            .aggregate
            .filter(|each| *each != Aggregate::Count && !self.is_share)?;
        (heap.count > 1).then(|| format!("{} of {} samples", aggregate.word(), heap.count))
    }
}

/// The smallest of some numbers that a share of them does not exceed.
fn percentile(numbers: &[Decimal], percent: u8) -> Option<Decimal> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let rank = nearest_rank(sorted.len() as u64, percent.into());
    sorted.get(usize::try_from(rank).ok()?.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_the_smallest_number_that_a_share_of_all_does_not_exceed() {
        // As load tests take it of the times of requests.
        let numbers: Vec<Decimal> = (1..=20).rev().map(Decimal::from).collect();
        for (percent, expected) in [(0, 1), (50, 10), (51, 11), (95, 19), (99, 20), (100, 20)] {
            assert_eq!(
                percentile(&numbers, percent),
                Some(Decimal::from(expected)),
                "{percent}"
            );
        }
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[Decimal::TWO, Decimal::ONE], 50), Some(Decimal::ONE));
    }
}
