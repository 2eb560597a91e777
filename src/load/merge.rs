//! A team's reports and observations put in order: duplicates refused, typed over imported, totals of imported parts.

use crate::diagnostic::{Code, Diagnostic, MOST_PROBLEMS, Place};
use crate::load::values::total;
use crate::load::{fraction, share, target, totals};
use crate::model::cycle::Calendar;
use crate::model::metric::{Catalogue, Every, InCycle, MetricIndex};
use crate::model::portfolio::Origin;
use crate::model::report::{Observation, Part, Period, Provenance};
use crate::model::team::Team;
use crate::model::unit::Unit;
use crate::source::{Role, Sources};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What merging needs to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) calendar: &'a Calendar,
    pub(super) sources: &'a Sources,
}

impl Context<'_> {
    /// The place of an origin: its whole line.
    pub(super) fn place(&self, origin: Origin) -> Place {
        let Some(source) = (origin.file.0 as usize)
            .checked_sub(1)
            .and_then(|index| self.sources.files.get(index))
        else {
            return Place::file("scorpfolio.toml");
        };
        let text = String::from_utf8_lossy(&source.bytes);
        let text = text.trim_start_matches('\u{feff}');
        let start = text
            .split_inclusive('\n')
            .take(origin.line.saturating_sub(1) as usize)
            .map(str::len)
            .sum::<usize>();
        let line = text[start..].lines().next().unwrap_or_default();
        Place::span(&*source.path, text, start..start + line.trim_end().len())
    }

    /// The place from an origin on where a word stands in quotation marks; the origin's line where it does not.
    pub(super) fn quoted(&self, origin: Origin, word: &str) -> Place {
        let line = self.place(origin);
        let Some(source) = (origin.file.0 as usize)
            .checked_sub(1)
            .and_then(|index| self.sources.files.get(index))
        else {
            return line;
        };
        let text = String::from_utf8_lossy(&source.bytes);
        let text = text.trim_start_matches('\u{feff}');
        let before = text.split_inclusive('\n').take(origin.line.saturating_sub(1) as usize);
        let start: usize = before.map(str::len).sum();
        let quoted = format!("\"{word}\"");
        match text[start..].find(&quoted) {
            Some(at) => Place::span(&*source.path, text, start + at..start + at + quoted.len()),
            None => line,
        }
    }

    /// Whether something stands in a file of data/.
    fn is_data(&self, origin: Origin) -> bool {
        let source = (origin.file.0 as usize)
            .checked_sub(1)
            .and_then(|index| self.sources.files.get(index));
        source.is_some_and(|source| matches!(source.role, Role::Data(_)))
    }

    pub(super) fn path(&self, origin: Origin) -> &str {
        (origin.file.0 as usize)
            .checked_sub(1)
            .and_then(|index| self.sources.files.get(index))
            .map_or("scorpfolio.toml", |source| &source.path)
    }
}

/// Puts a team's reports and observations in order; returns the problems found.
pub(super) fn merge(team: &mut Team, context: Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    team.reports
        .sort_by_key(|report| (report.cycle, report.date, report.origin));
    for pair in team.reports.windows(2) {
        if pair[0].cycle == pair[1].cycle {
            let cycle = context.calendar.cycle(pair[0].cycle);
            let message = format!("two reports for the cycle from {} to {}", cycle.first, cycle.last);
            let cure = format!(
                "merge it with {}, or correct the date of one",
                context.path(pair[0].origin)
            );
            problems.push(Diagnostic::new(Code::DuplicateReport, message, cure).at(context.place(pair[1].origin)));
        }
    }
    team.incidents
        .sort_by(|a, b| (a.started.date, a.started.at, &a.id).cmp(&(b.started.date, b.started.at, &b.id)));
    team.releases
        .sort_by(|a, b| (a.started.date, a.started.at, &a.name).cmp(&(b.started.date, b.started.at, &b.name)));
    team.wars.sort_by(|a, b| (a.date, &a.id).cmp(&(b.date, &b.id)));
    let mut observations = std::mem::take(&mut team.observations);
    add_totals(&mut observations, context.catalogue);
    observations.sort_by(|a, b| order(a).cmp(&order(b)));
    grains(&observations, context, &mut problems);
    contradictions(&observations, context, &mut problems);
    fraction::check((team, &observations), context, &mut problems);
    totals::check(&observations, context, &mut problems);
    target::check(team, context, &mut problems);
    team.observations = prefer_typed(observations, context, &mut problems);
    share::check(&team.observations, context, &mut problems);
    problems
}

/// Observations stand by metric, part and period; within a period typed before imported, then by where they stand.
pub(super) fn order(observation: &Observation) -> (MetricIndex, &Part, Date, bool, Origin) {
    let imported = matches!(observation.provenance, Provenance::Imported(_));
    (
        observation.metric,
        &observation.part,
        observation.period.last_day(),
        imported,
        observation.origin,
    )
}

/// What a value competes for: a cycle, or a month.
pub(super) fn slot(observation: &Observation, catalogue: &Catalogue) -> (bool, Date) {
    match observation.period {
        Period::Month(end) => (true, end),
        Period::Day(date) if catalogue.metric(observation.metric).every == Every::Month => (true, date.last_of_month()),
        Period::Day(_) => (
            false,
            Date::constant(1, 1, 1)
                .saturating_add(jiff::Span::new().days(i64::try_from(observation.cycle.position()).unwrap_or(0))),
        ),
    }
}

/// Whether two typed values speak for the same metric, part and period.
pub(super) fn is_same(a: &Observation, b: &Observation, catalogue: &Catalogue) -> bool {
    let is_imported = |observation: &Observation| {
        matches!(
            observation.provenance,
            Provenance::Imported(_) | Provenance::Total { typed: false, .. }
        )
    };
    let is_same = a.metric == b.metric && a.part == b.part && slot(a, catalogue) == slot(b, catalogue);
    is_same && !is_imported(a) && !is_imported(b)
}

/// Imported values by workload have a total where values may be added, as typed ones do: for each period in which all
/// workloads of its cycle or month are present.
fn add_totals(observations: &mut Vec<Observation>, catalogue: &Catalogue) {
    let is_part = |observation: &&Observation| {
        matches!(observation.provenance, Provenance::Imported(_)) && observation.part.workload().is_some()
    };
    // A workload's own value goes before those of its components, which are parts of it.
    let own: BTreeSet<(MetricIndex, (bool, Date), Option<usize>)> = observations
        .iter()
        .filter(is_part)
        .filter(|observation| observation.part.component().is_none())
        .map(|observation| {
            (
                observation.metric,
                slot(observation, catalogue),
                observation.part.workload(),
            )
        })
        .collect();
    let mut parts: Vec<Observation> = observations
        .iter()
        .filter(is_part)
        .filter(|observation| {
            let key = (
                observation.metric,
                slot(observation, catalogue),
                observation.part.workload(),
            );
            observation.part.component().is_none() || !own.contains(&key)
        })
        .cloned()
        .collect();
    parts.sort_by(|a, b| {
        (a.metric, slot(a, catalogue), a.period, &a.part).cmp(&(b.metric, slot(b, catalogue), b.period, &b.part))
    });
    let mut wholes: Vec<(MetricIndex, (bool, Date))> = observations
        .iter()
        .filter(|observation| observation.part.is_whole())
        .map(|observation| (observation.metric, slot(observation, catalogue)))
        .collect();
    wholes.sort_unstable();
    for group in parts.chunk_by(|a, b| a.metric == b.metric && slot(a, catalogue) == slot(b, catalogue)) {
        let first = &group[0];
        if wholes.binary_search(&(first.metric, slot(first, catalogue))).is_ok() {
            continue;
        }
        let metric = catalogue.metric(first.metric);
        let periods: Vec<&[Observation]> = group.chunk_by(|a, b| a.period == b.period).collect();
        let same_parts = periods.iter().all(|period| {
            period.len() == periods[0].len() && period.iter().zip(periods[0]).all(|(a, b)| a.part == b.part)
        });
        if !same_parts {
            continue;
        }
        for period in periods {
            if let Some(reading) = total(metric, metric.unit_on(period[0].period.last_day()), period) {
                let mut whole = period[0].clone();
                whole.part = Part::default();
                whole.reading = reading;
                whole.beside.set_note(None);
                whole.provenance = Provenance::Total {
                    typed: false,
                    provisional: period.iter().any(|part| part.provenance.is_provisional()),
                };
                observations.push(whole);
            }
        }
    }
}

/// Refuses imported values of two files for one part and one day where only the last of a cycle counts, and typed ones of
/// which one stands in a data file: neither is right. Sums and the like take both.
fn contradictions(observations: &[Observation], context: Context<'_>, problems: &mut Vec<Diagnostic>) {
    let imported = |observation: &Observation| matches!(observation.provenance, Provenance::Imported(_));
    let typed = |observation: &Observation| matches!(observation.provenance, Provenance::Typed);
    let is_row = |observation: &Observation| context.is_data(observation.origin);
    for pair in observations.windows(2) {
        let (one, other) = (&pair[0], &pair[1]);
        let metric = context.catalogue.metric(one.metric);
        let is_same = one.metric == other.metric && one.part == other.part && one.period == other.period;
        // Of what may still change and what is final the final one counts.
        let is_one = matches!(metric.in_cycle, InCycle::Last | InCycle::Mean | InCycle::Median)
            && one.provenance.is_provisional() == other.provenance.is_provisional();
        let are_of_files = is_one && imported(one) && imported(other);
        let are_typed = typed(one) && typed(other) && (is_row(one) || is_row(other));
        if !is_same || one.reading == other.reading || !(are_of_files || are_typed) {
            continue;
        }
        // Finding a place takes as long as its file is long, and nobody is told of so many.
        if problems.len() > MOST_PROBLEMS {
            return;
        }
        let message = format!("two files give `{}` of the same date different values", metric.id);
        let cure = format!(
            "give each a workload or a component of its own (`api/image`), or remove one; the other stands in {}",
            context.path(one.origin)
        );
        let problem = Diagnostic::new(Code::DuplicateRow, message, cure).at(context.place(other.origin));
        problems.push(problem.related(context.place(one.origin), "the other value"));
    }
}

/// Refuses days and months mixed in one series under one definition.
fn grains(observations: &[Observation], context: Context<'_>, problems: &mut Vec<Diagnostic>) {
    for series in observations.chunk_by(|a, b| a.metric == b.metric && a.part == b.part) {
        let metric = context.catalogue.metric(series[0].metric);
        if metric.every == Every::Month {
            continue;
        }
        let group = |observation: &Observation| metric.definition_on(observation.period.last_day());
        for of_definition in series.chunk_by(|a, b| group(a) == group(b)) {
            let is_month = |observation: &&Observation| matches!(observation.period, Period::Month(_));
            let (month, other) = (
                of_definition.iter().find(is_month),
                of_definition.iter().find(|observation| !is_month(observation)),
            );
            // From months to cycles is a change of what is counted, and drawn as one (see `analyse::series`).
            let begins_with_cycles = of_definition.is_sorted_by_key(|observation| !is_month(&observation));
            let is_amount = metric.in_cycle == InCycle::Sum || metric.unit == Unit::Count;
            if is_amount && begins_with_cycles {
                continue;
            }
            if let (Some(month), Some(day)) = (month, other) {
                let (later, earlier) = if (month.period.last_day(), month.origin) > (day.period.last_day(), day.origin)
                {
                    (month, day)
                } else {
                    (day, month)
                };
                let message = format!("`{}` has values for months and for days", metric.id);
                let cure = format!(
                    "give all of its values a month or none (another stands in {})",
                    context.path(earlier.origin)
                );
                let problem = Diagnostic::new(Code::MixedGrains, message, cure).at(context.place(later.origin));
                problems.push(problem.related(context.place(earlier.origin), "of the other kind"));
            }
        }
    }
}

/// What is said of an imported value that a typed one hides.
fn shadowed(typed: &Observation, hidden: &Observation, context: Context<'_>) -> Diagnostic {
    let metric = context.catalogue.metric(typed.metric);
    let value = hidden
        .reading
        .number()
        .map_or_else(|| "not available".to_owned(), |number| number.normalize().to_string());
    let message = format!("the typed value of `{}` hides an imported one ({value})", metric.id);
    let cure = "delete the typed value (of a table: empty its cell) to let the import speak, or correct the import";
    let problem = Diagnostic::new(Code::Shadowed, message, cure).at(context.place(typed.origin));
    problem.related(context.place(hidden.origin), "the imported value")
}

/// Drops imported values whose place a typed one takes, and says so.
fn prefer_typed(
    observations: Vec<Observation>,
    context: Context<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Observation> {
    let catalogue = context.catalogue;
    let same_slot = |a: &Observation, b: &Observation| {
        a.metric == b.metric && a.part == b.part && slot(a, catalogue) == slot(b, catalogue)
    };
    let imported = |observation: &Observation| {
        matches!(
            observation.provenance,
            Provenance::Imported(_) | Provenance::Total { typed: false, .. }
        )
    };
    // Of most teams all are typed, and none need be copied.
    if !observations.iter().any(imported) {
        return observations;
    }
    let mut kept = Vec::with_capacity(observations.len());
    for group in observations.chunk_by(same_slot) {
        let typed = group.iter().position(|observation| !imported(observation));
        let hidden = group.iter().find(|observation| imported(observation));
        let (Some(typed), Some(hidden)) = (typed, hidden) else {
            kept.extend_from_slice(group);
            continue;
        };
        let mut observation = group[typed].clone();
        observation.beside.set_shadows(hidden.origin);
        if problems.len() <= MOST_PROBLEMS {
            problems.push(shadowed(&observation, hidden, context));
        }
        kept.extend(group[..typed].iter().filter(|other| !imported(other)).cloned());
        kept.push(observation);
        kept.extend(group[typed + 1..].iter().filter(|other| !imported(other)).cloned());
    }
    kept
}
