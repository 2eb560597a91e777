//! The value of a metric in a report, in all its written forms, as observations.

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::load::catalogue::{check_range, written};
use crate::load::document::{Document, month_end};
use crate::model::cycle::{Calendar, CycleIndex};
use crate::model::metric::{AcrossTeams, Catalogue, Every, Metric, MetricIndex};
use crate::model::portfolio::Prose;
use crate::model::report::{Beside, Observation, Part, Period, Provenance, Ratio, Reading, Told};
use crate::model::team::Team;
use crate::model::unit::Unit;
use crate::model::value;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What values refer to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'a> {
    /// The metrics.
    pub catalogue: &'a Catalogue,
    /// The cycles.
    pub calendar: &'a Calendar,
    /// Index of the team.
    pub team: usize,
}

/// Where a value is written and what it is of.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// The metric.
    pub metric: MetricIndex,
    /// Its key in the file.
    pub span: Range<usize>,
    /// The report's date.
    pub date: Date,
    /// The report's cycle.
    pub cycle: CycleIndex,
}

/// The observations of one metric's entry in a report: one, or one a part and their total.
#[must_use]
pub(super) fn entry(
    document: &Document<'_>,
    item: &Spanned<DeValue<'_>>,
    at: &Written,
    context: (Site<'_>, &Team),
) -> Vec<Observation> {
    let (site, team) = context;
    let metric = site.catalogue.metric(at.metric);
    let table = item.get_ref().as_table();
    let Some((period, cycle)) = period(document, table, at, (site.calendar, metric)) else {
        return Vec::new();
    };
    let maker = Maker {
        document,
        metric,
        unit: metric.unit_on(period.last_day()),
        at,
        period,
        cycle,
    };
    let Some(table) = table else {
        return maker
            .reading(item)
            .map(|reading| maker.observation(Part::default(), reading))
            .into_iter()
            .collect();
    };
    let note = document.prose(table, "note");
    let link = document.url(table, "link");
    if let Some(by) = table.get("by") {
        if let Some(other) = ["value", "numerator", "denominator"]
            .iter()
            .find_map(|key| table.get(*key))
        {
            let words = (
                "`by` gives the parts; the total is computed from them",
                "remove the value beside `by`, or give the whole without parts",
            );
            document.problem(Code::BadParts, other.span(), words);
        }
        return maker.parts(document, by, team, (note, link));
    }
    let Some(reading) = maker.table_reading(table, item.span()) else {
        return Vec::new();
    };
    let mut observation = maker.observation(Part::default(), reading);
    observation.beside = Beside::new(note, link);
    vec![observation]
}

/// The period a value speaks for: the report's day, or a month where one is named or expected.
fn period(
    document: &Document<'_>,
    table: Option<&DeTable<'_>>,
    at: &Written,
    context: (&Calendar, &Metric),
) -> Option<(Period, CycleIndex)> {
    let (calendar, metric) = context;
    let month = table.and_then(|table| table.get("month"));
    let Some(month) = month else {
        // A month-grained metric without a month is of the newest month that has ended by the report's date.
        if metric.every == Every::Month {
            let ended = if at.date == at.date.last_of_month() {
                at.date
            } else {
                at.date.first_of_month().yesterday().unwrap_or(at.date)
            };
            return Some((Period::Month(ended), calendar.nearest(ended)));
        }
        return Some((Period::Day(at.date), at.cycle));
    };
    let end = month.get_ref().as_str().and_then(month_end)?;
    if end.first_of_month() > at.date {
        let message = "the month begins after the report's date";
        document.problem(Code::BadDate, month.span(), (message, "correct the month"));
        return None;
    }
    Some((Period::Month(end), calendar.nearest(end)))
}

struct Maker<'r, 'a> {
    document: &'r Document<'a>,
    metric: &'r Metric,
    unit: &'r Unit,
    at: &'r Written,
    period: Period,
    cycle: CycleIndex,
}

impl Maker<'_, '_> {
    fn observation(&self, part: Part, reading: Reading) -> Observation {
        let origin = self.document.origin(self.at.span.start);
        let told = Told { part, ..Told::PLAIN };
        Observation::new((self.at.metric, self.period, self.cycle), (reading, origin), told)
    }

    /// A plain value.
    fn reading(&self, item: &Spanned<DeValue<'_>>) -> Option<Reading> {
        match written(self.document, item, self.unit)? {
            value::Written::NotAvailable => Some(Reading::NotAvailable),
            value::Written::Number { number, approximate } => {
                check_range(self.document, item.span(), number, (self.metric, self.unit)).then_some(Reading::Value {
                    number,
                    ratio: Ratio::NONE,
                    approximate,
                })
            }
        }
    }

    /// A value, or its numerator and denominator, or both, from a table.
    fn table_reading(&self, table: &DeTable<'_>, span: Range<usize>) -> Option<Reading> {
        let value = table.get("value");
        match (value, table.get("numerator"), table.get("denominator")) {
            (Some(value), None, None) => self.reading(value),
            (None, None, None) => {
                let message = format!("the entry of `{}` has no value", self.metric.id);
                self.document.problem(
                    Code::MissingKey,
                    span,
                    (&message, "add `value`, or `numerator` and `denominator`, or `by`"),
                );
                None
            }
            (value, Some(numerator), Some(denominator)) => {
                let number = |item| match written(self.document, item, &Unit::Count)? {
                    value::Written::Number { number, .. } => Some(number),
                    value::Written::NotAvailable => {
                        self.document.problem(
                            Code::BadRatio,
                            item.span(),
                            (
                                "a part of a ratio must be a number",
                                "write the number, or the whole value as \"n/a\"",
                            ),
                        );
                        None
                    }
                };
                let pair = (number(numerator)?, number(denominator)?);
                let place = self
                    .document
                    .place(numerator.span().start..denominator.span().end.max(numerator.span().end));
                let reading = ratio_reading(pair, (self.metric, self.unit))
                    .map_err(|problem| self.document.report(problem.at(place)))
                    .ok()?;
                self.compare(value, &reading);
                Some(reading)
            }
            (_, numerator, denominator) => {
                let (written, missing) = if numerator.is_some() {
                    (numerator, "denominator")
                } else {
                    (denominator, "numerator")
                };
                let at = written.map_or(span, Spanned::span);
                self.document.problem(
                    Code::BadRatio,
                    at,
                    (
                        &format!("`{missing}` is missing"),
                        "give both `numerator` and `denominator`, or a `value` alone",
                    ),
                );
                None
            }
        }
    }

    /// Warns where a value disagrees with its parts by more than rounding.
    fn compare(&self, value: Option<&Spanned<DeValue<'_>>>, reading: &Reading) {
        let (Some(item), Some(exact)) = (value, reading.number()) else {
            return;
        };
        let Some(value::Written::Number { number, .. }) = written(self.document, item, self.unit) else {
            return;
        };
        if disagrees(number, exact) {
            let message = format!(
                "the value {number} contradicts its numerator and denominator, which make {}",
                exact.round_dp(4).normalize()
            );
            self.document.problem(
                Code::RatioDisagrees,
                item.span(),
                (&message, "leave the value out: it is computed"),
            );
        }
    }

    /// Warns of a component whose name is almost a workload's: the value would quietly be of no workload.
    fn warn_of_near_miss(&self, name: &Spanned<std::borrow::Cow<'_, str>>, part: &Part, team: &Team) {
        let Some(component) = part.component().filter(|_| part.workload().is_none()) else {
            return;
        };
        let near = |id: &&str| strsim::damerau_levenshtein(id, component) <= 1 + component.len() / 8;
        if let Some(id) = team.workloads.iter().map(|workload| workload.id.as_str()).find(near) {
            let message = format!("`{component}` is read as a component, but looks like a workload");
            self.document.problem(
                Code::PartAlike,
                name.span(),
                (&message, &format!("did you mean `{id}`?")),
            );
        }
    }

    fn parts(
        &self,
        document: &Document<'_>,
        by: &Spanned<DeValue<'_>>,
        team: &Team,
        words: (Option<Prose>, Option<String>),
    ) -> Vec<Observation> {
        let Some(table) = by.get_ref().as_table() else {
            return Vec::new();
        };
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        let mut observations = Vec::new();
        for (name, item) in entries {
            let Some(part) = part(name.get_ref(), team) else {
                let id: &str = name.get_ref().split('/').next().unwrap_or_default();
                let cure = did_you_mean(
                    id,
                    team.workloads.iter().map(|workload| workload.id.as_str()),
                    "add it under `[[workloads]]` in team.toml, or name the component alone",
                );
                document.problem(
                    Code::UnknownWorkload,
                    name.span(),
                    (&format!("unknown workload `{id}`"), &cure),
                );
                continue;
            };
            self.warn_of_near_miss(name, &part, team);
            let (reading, note) = match item.get_ref().as_table() {
                Some(table) => (self.table_reading(table, item.span()), document.prose(table, "note")),
                None => (self.reading(item), None),
            };
            let Some(reading) = reading else { continue };
            let mut observation = self.observation(part, reading);
            observation.origin = document.origin(name.span().start);
            observation.beside.set_note(note);
            observations.push(observation);
        }
        if observations.is_empty() {
            if table.is_empty() {
                document.problem(
                    Code::BadParts,
                    by.span(),
                    ("`by` names no part", "write `by = { some-workload = 12 }`"),
                );
            }
            return observations;
        }
        let total = total(self.metric, self.unit, &observations).unwrap_or(Reading::NotAvailable);
        let has_total = self.metric.across_teams != AcrossTeams::Strip;
        if has_total {
            let mut whole = self.observation(Part::default(), total);
            whole.provenance = Provenance::Total {
                typed: true,
                provisional: false,
            };
            whole.beside = Beside::new(words.0, words.1);
            observations.push(whole);
        } else if let Some(first) = observations.first_mut() {
            // Without a total the entry's own words stand beside its first part, behind what is said of that.
            let note = match (first.beside.note().cloned(), words.0) {
                (Some(own), Some(of_all)) => Some(Prose {
                    text: format!("{} · {}", own.text.trim_end(), of_all.text.trim_start()),
                    ..own
                }),
                (own, of_all) => own.or(of_all),
            };
            first.beside = Beside::new(note, words.1);
        }
        observations
    }
}

/// What a part's key means: a workload, a component, or both.
fn part(name: &str, team: &Team) -> Option<Part> {
    match name.split_once('/') {
        Some((workload, component)) => Some(Part::new(Some(team.workload(workload)?), Some(component.to_owned()))),
        None => Some(match team.workload(name) {
            Some(workload) => Part::new(Some(workload), None),
            None => Part::new(None, Some(name.to_owned())),
        }),
    }
}

/// The whole of parts: their sum where values may be added, their pooled ratio where every part gives both halves. Nobody
/// knows what it is where a part is not available.
#[must_use]
pub(super) fn total(metric: &Metric, unit: &Unit, parts: &[Observation]) -> Option<Reading> {
    let values: Vec<_> = parts
        .iter()
        .filter_map(|part| match &part.reading {
            Reading::Value {
                number,
                ratio,
                approximate,
            } => Some((*number, ratio.parts(), *approximate)),
            Reading::NotAvailable => None,
        })
        .collect();
    let approximate = values.iter().any(|value| value.2);
    if values.len() < parts.len() || values.is_empty() {
        return None;
    }
    match metric.across_teams {
        AcrossTeams::Strip => None,
        AcrossTeams::Sum => {
            let number = values
                .iter()
                .try_fold(Decimal::ZERO, |sum, value| sum.checked_add(value.0))?;
            Some(Reading::Value {
                number,
                ratio: Ratio::NONE,
                approximate,
            })
        }
        AcrossTeams::Ratio => {
            let (numerator, denominator) = values.iter().try_fold((Decimal::ZERO, Decimal::ZERO), |sum, value| {
                let (numerator, denominator) = value.1?;
                Some((sum.0.checked_add(numerator)?, sum.1.checked_add(denominator)?))
            })?;
            let number = crate::analyse::rollup::quotient((numerator, denominator), unit)?;
            Some(Reading::Value {
                number,
                ratio: (numerator, denominator).into(),
                approximate,
            })
        }
    }
}

/// The value of a numerator and a denominator; 0 of 0 is not available, and anything of 0 is refused.
pub(super) fn ratio_reading(pair: (Decimal, Decimal), metric: (&Metric, &Unit)) -> Result<Reading, Diagnostic> {
    let (numerator, denominator) = pair;
    let refused = |message: String, cure: &str| Err(Diagnostic::new(Code::BadRatio, message, cure));
    if !matches!(metric.1, Unit::Percent | Unit::Ratio) {
        let message = format!(
            "`{}` is in {}, which has no numerator and denominator",
            metric.0.id,
            metric.1.written()
        );
        return refused(message, "give a `value`");
    }
    if denominator.is_zero() {
        return if numerator.is_zero() {
            Ok(Reading::NotAvailable)
        } else {
            refused(
                "the denominator is zero".to_owned(),
                "correct it; where nothing happened, write 0 of 0",
            )
        };
    }
    if numerator.is_sign_negative() || denominator.is_sign_negative() {
        return refused(
            "numerator and denominator cannot be negative".to_owned(),
            "correct the sign",
        );
    }
    let Some(number) = crate::analyse::rollup::quotient(pair, metric.1) else {
        return refused(
            "numerator and denominator are too large to divide".to_owned(),
            "correct them",
        );
    };
    match value::check_range(number, metric.1, metric.0.range) {
        Ok(()) => Ok(Reading::Value {
            number,
            ratio: pair.into(),
            approximate: false,
        }),
        Err(error) => Err(Diagnostic::new(
            Code::ValueOutOfRange,
            format!("{} (metric `{}`)", error.message, metric.0.id),
            error.cure,
        )),
    }
}

/// Whether a written value differs from the exact one by more than its own last digit.
pub(super) fn disagrees(written: Decimal, exact: Decimal) -> bool {
    let step = Decimal::new(1, written.scale().min(28));
    written.saturating_sub(exact).abs() > step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_far_from_its_parts_disagrees_without_overflow() {
        assert!(disagrees(Decimal::MIN, Decimal::MAX));
        assert!(!disagrees(Decimal::new(714, 2), Decimal::new(7142, 3)));
    }
}
