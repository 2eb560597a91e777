//! Series of samples, as monitoring tools answer with: which of them count, and what they become.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::samples::{Aggregate, Scale, Selection, Step, Tally, Told, covers};
use crate::import::{Imported, Input, Request, Tool};
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Samples of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Series {
    /// What tells it from others.
    pub labels: BTreeMap<String, String>,
    /// A number for each moment; `None` where the tool says that it has none.
    pub samples: BTreeMap<Timestamp, Option<Decimal>>,
    /// The unit, where the file says it.
    pub scale: Option<Scale>,
}

/// What files of one tool answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The tool.
    pub tool: Tool,
    /// The metric, where the tool says which it is.
    pub metric: Option<&'static str>,
    /// How samples make one value, where the tool says it.
    pub aggregate: Option<Aggregate>,
    /// Each series has one sample, which is of the moment it was asked for.
    pub is_moment: bool,
    /// How long each sample stands for, from its moment on.
    pub reach: SignedDuration,
    /// When the tool answered, where it says so.
    pub measured_at: Option<Timestamp>,
    /// Why nothing of it is final.
    pub provisional: Option<String>,
    /// What is unclear.
    pub warnings: Vec<Diagnostic>,
    series: Vec<Series>,
}

impl Answer {
    /// An answer without series.
    #[must_use]
    pub fn of(tool: Tool) -> Self {
        Self {
            tool,
            metric: None,
            aggregate: None,
            is_moment: false,
            reach: SignedDuration::ZERO,
            measured_at: None,
            provisional: None,
            warnings: Vec::new(),
            series: Vec::new(),
        }
    }

    /// Adds a series. One with the same labels is continued: of two samples of one moment, as in files that overlap, the
    /// later file's counts.
    pub fn push(&mut self, series: Series) {
        match self.series.iter_mut().find(|known| known.labels == series.labels) {
            Some(known) => known.samples.extend(series.samples),
            None => self.series.push(series),
        }
    }

    /// The measurements.
    ///
    /// # Errors
    ///
    /// No metric, no series that the filters keep, or several for one value.
    pub fn imported(self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let input = &inputs[0];
        let metric = metric(input, request, self.metric)?;
        let aggregate = Aggregate::asked(input, request, metric)?.or(self.aggregate);
        let mut selection = Selection::asked(request);
        let chosen = self.chosen(input, &mut selection)?;
        let scale = match Scale::asked(request, metric) {
            Some(scale) => scale,
            None => common_scale(input, &chosen)?,
        };
        let mut groups: BTreeMap<String, Vec<&Series>> = BTreeMap::new();
        for series in chosen {
            let workload = selection.split.map_or(Some(String::new()), |label| {
                selection.workload(series.labels.get(label).map_or("", String::as_str))
            });
            if let Some(workload) = workload {
                groups.entry(workload).or_default().push(series);
            }
        }
        let is_single = self.is_moment && request.date.is_some();
        let step = if self.is_moment {
            Step::Moment
        } else {
            Step::asked(input, request)?.unwrap_or(Step::Cycle)
        };
        let mut tally = Tally::new(request, step, aggregate).reaching(self.reach);
        for (workload, group) in &groups {
            if group.len() > 1 && matches!(aggregate, None | Some(Aggregate::Last)) {
                return Err(several(input, group));
            }
            for (at, value) in group.iter().flat_map(|series| &series.samples) {
                tally.add(workload, Some(*at).filter(|_| !is_single), *value);
            }
        }
        let newest = groups
            .values()
            .flatten()
            .filter_map(|series| series.samples.keys().next_back())
            .max();
        let told = Told {
            metric,
            scale,
            tool: &self.tool,
            inputs,
            measured_at: self.measured_at.or(newest.copied()),
            covers: covers(input, request)?,
            provisional: self.provisional.clone(),
        };
        let (measurements, no_data) = tally.measurements(&told)?;
        let mut warnings = self.warnings;
        warnings.extend(selection.warning(input));
        warnings.extend(no_data);
        Ok(Imported {
            measurements,
            warnings,
            ..Imported::default()
        })
    }

    fn chosen(&self, input: &Input, selection: &mut Selection<'_>) -> Result<Vec<&Series>, Diagnostic> {
        let filters = selection.filters.clone();
        let mut fits = |series: &&Series| {
            let value = |label: &str| series.labels.get(label).map_or("", String::as_str);
            let mut is_kept = true;
            for (label, wanted) in &filters {
                is_kept &= selection.keeps(label, wanted, value(label));
            }
            is_kept
        };
        let chosen: Vec<&Series> = self.series.iter().filter(&mut fits).collect();
        if chosen.is_empty() && !self.series.is_empty() {
            let is_label = |name: &str| self.series.iter().any(|series| series.labels.contains_key(name));
            if filters.iter().all(|(name, _)| is_label(name)) {
                selection.slips(input)?;
            }
            let labels: BTreeSet<&str> = self
                .series
                .iter()
                .flat_map(|series| series.labels.keys())
                .map(String::as_str)
                .collect();
            let message = format!("none of {} series is what the filters ask for", self.series.len());
            return Err(input.problem(
                Code::ImportUnclear,
                message,
                format!("series can be told apart by {}", quoted(labels)),
            ));
        }
        Ok(chosen)
    }
}

/// The metric that was named, else the one that the tool says.
pub fn metric<'r>(input: &Input, request: &'r Request, own: Option<&'r str>) -> Result<&'r str, Diagnostic> {
    request.metric.as_deref().or(own).ok_or_else(|| {
        let message = "the file does not say which metric its numbers are";
        input.problem(
            Code::ImportUnclear,
            message,
            "name it: `--metric availability`, or another one of the catalogue",
        )
    })
}

fn common_scale(input: &Input, chosen: &[&Series]) -> Result<Scale, Diagnostic> {
    let mut scales = chosen.iter().map(|series| series.scale.as_ref());
    let first = scales.next().flatten();
    if scales.any(|scale| scale != first) {
        let message = "the series are of several units";
        return Err(input.problem(
            Code::ImportUnclear,
            message,
            "choose those of one unit: `--set filter.NAME=VALUE`",
        ));
    }
    Ok(first.cloned().unwrap_or_else(Scale::unknown))
}

fn several(input: &Input, group: &[&Series]) -> Diagnostic {
    let labels = group.iter().flat_map(|series| series.labels.keys());
    let differ = |label: &&str| {
        group
            .iter()
            .any(|series| series.labels.get(*label) != group[0].labels.get(*label))
    };
    let differing: BTreeSet<&str> = labels.map(String::as_str).filter(differ).collect();
    let message = format!("{} series, and nothing says how they make one value", group.len());
    let cure = format!(
        "they differ in {}: choose with `--set filter.NAME=VALUE`, or combine them with `--set aggregate=avg` (or sum, min, max, p95)",
        quoted(differing)
    );
    input.problem(Code::ImportUnclear, message, cure)
}

/// Names in a sentence.
fn quoted(names: BTreeSet<&str>) -> String {
    if names.is_empty() {
        return "nothing".to_owned();
    }
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
