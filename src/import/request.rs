//! What was asked of an import: days, names, settings.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::input::Input;
use crate::import::time::DateOrder;
use crate::import::window::{Window, Windows};
use crate::model::report::Period;
use crate::model::unit::{Currency, Unit};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A setting that an adapter understands: `--set NAME=VALUE`, or a key of `[imports.set]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its name: kebab-case. `column.*` stands for every name that begins with `column.`.
    pub name: &'static str,
    /// What it does, with its default and an example.
    pub doc: &'static str,
}

/// A metric of the catalogue, as headings name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownMetric {
    /// Its id.
    pub id: String,
    /// Its id, name and labels, in lower case.
    pub names: Vec<String>,
    /// Its newest unit.
    pub unit: Unit,
}

/// What was asked of an import.
#[derive(Debug, Clone)]
pub struct Request {
    /// The portfolio's cycles in its time zone.
    pub windows: Windows,
    /// The day that was given by `--date`, or the last day of the cycle that was.
    pub date: Option<Date>,
    /// The metric that was given by `--metric`.
    pub metric: Option<String>,
    /// The workload that was given by `--workload`: it is set on every value that has none of its own.
    pub workload: Option<String>,
    /// How dates with slashes are read.
    pub date_order: Option<DateOrder>,
    /// The site's currency.
    pub currency: Currency,
    /// The metrics that the team can report: a page of a wiki names them by their headings.
    pub metrics: Vec<KnownMetric>,
    /// The team's workloads: id and name.
    pub workloads: Vec<(String, String)>,
    /// The settings that were given; all are ones that the adapter understands.
    pub settings: BTreeMap<String, String>,
}

impl Request {
    /// A setting, if it was given.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str)
    }

    /// The settings that begin with a word and a point: `column.p95` is `p95` of `column`.
    pub fn settings_of<'r>(&'r self, word: &'r str) -> impl Iterator<Item = (&'r str, &'r str)> {
        self.settings.iter().filter_map(move |(name, value)| {
            let rest = name.strip_prefix(word)?.strip_prefix('.')?;
            Some((rest, value.as_str()))
        })
    }

    /// A setting that is one of a few words.
    pub fn choice<T: Copy>(&self, input: &Input, name: &str, words: &[(&str, T)]) -> Result<Option<T>, Diagnostic> {
        let Some(written) = self.setting(name) else {
            return Ok(None);
        };
        let found = words.iter().find(|(word, _)| *word == written).map(|(_, value)| *value);
        found.map(Some).ok_or_else(|| {
            let possible: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let message = format!("`{name}` cannot be `{written}`");
            input.problem(
                Code::ImportUnclear,
                message,
                format!("possible are {}", possible.join(", ")),
            )
        })
    }

    /// The day of a stock, which a tool counts at one moment: the one that was given, else the day it was measured on.
    /// A file that says no time of its own needs a day.
    pub fn day_of_stock(&self, input: &Input, measured_at: Option<Timestamp>) -> Result<Period, Diagnostic> {
        let day = self.date.or_else(|| measured_at.map(|at| self.windows.day(at)));
        day.map(Period::Day).ok_or_else(|| {
            input.problem(
                Code::ImportUnclear,
                "the file does not say when it was measured",
                "say it: `--date 2026-03-13`, or `--cycle latest` for the last day of the newest cycle that has ended",
            )
        })
    }

    /// The day of a stock that several files make together, each with the moment it was measured at.
    ///
    /// # Errors
    ///
    /// Files of different cycles, or no day: none says it, and none was given.
    pub fn day_of_all(&self, inputs: &[Input], moments: &[Option<Timestamp>]) -> Result<Period, Diagnostic> {
        self.check_one_time(inputs.iter().zip(moments.iter().copied()))?;
        self.day_of_stock(&inputs[0], moments.iter().copied().max().flatten())
    }

    /// Refuses files that make one value and were measured in different cycles: their sum is of no day, whatever day was
    /// given.
    pub fn check_one_time<'i>(
        &self,
        files: impl IntoIterator<Item = (&'i Input, Option<Timestamp>)>,
    ) -> Result<(), Diagnostic> {
        let dated = files
            .into_iter()
            .filter_map(|(input, at)| Some((self.windows.day(at?), input)));
        let mut dated: Vec<(Date, &Input)> = dated.collect();
        dated.sort_by_key(|(day, _)| *day);
        let (Some((first, old)), Some((last, new))) = (dated.first(), dated.last()) else {
            return Ok(());
        };
        let is_one_cycle = self.windows.holding(*first).first == self.windows.holding(*last).first;
        // A pipeline may run over midnight.
        let is_one_night = first.tomorrow().is_ok_and(|next| *last <= next);
        if is_one_cycle || is_one_night {
            return Ok(());
        }
        let message = format!(
            "the file was measured on {first}, and {} on {last}: files of different cycles make no one value",
            new.base_name()
        );
        let cure = "import them one after another, or narrow the pattern to the files of one run";
        Err(old.problem(Code::ImportUnclear, message, cure))
    }

    /// The cycles that data from one day to another speak for; where a day was given, its cycle alone.
    #[must_use]
    pub fn cycles(&self, first: Date, last: Date) -> Vec<Window> {
        match self.date {
            Some(day) => vec![self.windows.holding(day)],
            None => self.windows.between(first, last),
        }
    }

    /// Why a flow of a cycle is not final, if so: the data reach over a part of it only, or it still runs.
    #[must_use]
    pub fn part_of(&self, window: Window, covers: (Date, Date)) -> Option<String> {
        let (first, last) = (covers.0.max(window.first), covers.1.min(window.last));
        if first > last || (first == window.first && last == window.last) {
            return None;
        }
        Some(format!("covers {first} to {last}"))
    }
}
