//! Values counted from a team's registers, where it gives none itself: deployments from releases, recovery from
//! incidents, open threats from threat models.
//!
//! Typed and imported values are never touched, and nothing is derived beside them: for a cycle of which a metric has any
//! value, whole or part, there is none. What several entries give becomes one value here; how values become series, and
//! what they mean, is `analyse`'s.

use crate::analyse::series::median;
use crate::load::merge::order;
use crate::load::values::ratio_reading;
use crate::model::cycle::{Calendar, CycleIndex};
use crate::model::incident::Incident;
use crate::model::metric::{Catalogue, Every, InCycle, Metric, MetricIndex};
use crate::model::portfolio::Origin;
use crate::model::release::{Release, ReleaseOutcome};
use crate::model::report::{Beside, Observation, Part, Period, Provenance, Ratio, Reading, Register, Told};
use crate::model::team::Team;
use crate::model::unit::Unit;
use crate::model::value::check_range;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Quotients that have no end keep so many digits: fewer than a length of time that was typed (see `model::value`).
const DIGITS: u32 = 10;

/// What deriving needs to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) calendar: &'a Calendar,
    /// What happens after this day is not known yet.
    pub(super) as_of: Date,
    /// Index of the team.
    pub(super) team: usize,
    /// For each of its workloads the day since which it is another team's.
    pub(super) handed_over: &'a [Option<Date>],
}

/// What is counted, and of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// Finished releases.
    Deployments,
    /// How long they took.
    TimeToDeploy,
    /// The share of them that succeeded.
    Succeeded,
    /// The share of them that failed or were rolled back.
    Failed,
    /// Incidents that began.
    Incidents,
    /// Those of one severity.
    OfSeverity(u8),
    /// How long recovery took.
    Recovery,
    /// What the newest look at each threat model found open.
    OpenThreats,
}

impl Measure {
    /// What it is counted from.
    fn register(self) -> Register {
        match self {
            Self::Deployments | Self::TimeToDeploy | Self::Succeeded | Self::Failed => Register::Releases,
            Self::Incidents | Self::OfSeverity(_) | Self::Recovery => Register::Incidents,
            Self::OpenThreats => Register::ThreatModels,
        }
    }
}

/// The metrics that are derived, by id.
const MEASURES: [(&str, Measure); 10] = [
    ("deployment-frequency", Measure::Deployments),
    ("time-to-deploy", Measure::TimeToDeploy),
    ("release-success-rate", Measure::Succeeded),
    ("change-fail-rate", Measure::Failed),
    ("incidents", Measure::Incidents),
    ("p1-issues", Measure::OfSeverity(1)),
    ("p2-issues", Measure::OfSeverity(2)),
    ("p3-issues", Measure::OfSeverity(3)),
    ("time-to-recover", Measure::Recovery),
    ("open-threats", Measure::OpenThreats),
];

/// Adds what a team's registers say to its observations, which were merged before.
pub(super) fn derive(team: &mut Team, context: Context<'_>) {
    let mut derived = Vec::new();
    for (id, measure) in MEASURES {
        let Some(metric) = context.catalogue.find(id, Some(context.team)) else {
            continue;
        };
        derived.extend(of_metric(team, context, (metric, measure)));
    }
    if !derived.is_empty() {
        team.observations.extend(derived);
        team.observations.sort_by(|a, b| order(a).cmp(&order(b)));
    }
}

/// An entry of a register, as far as one measure is concerned.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The day it counts on.
    day: Date,
    workload: Option<usize>,
    origin: Origin,
    gives: Gives,
}

/// What an entry gives a measure.
#[derive(Debug, Clone, Copy)]
enum Gives {
    /// Nothing, but that the register was kept.
    Nothing,
    /// One more.
    One,
    /// A length of time, in milliseconds.
    Time(Decimal),
    /// One more of all, and whether it is of the kind whose share is asked for.
    Share(bool),
    /// So many in a model, which is an index of the team's, until it is looked at again.
    Stock(usize, u32),
}

fn of_metric(team: &Team, context: Context<'_>, what: (MetricIndex, Measure)) -> Vec<Observation> {
    let (index, measure) = what;
    let metric = context.catalogue.metric(index);
    let given: Vec<&Observation> = (team.observations.iter())
        .filter(|observation| observation.metric == index)
        .collect();
    // Of months nothing is counted, and a report of a team's own longer rhythm speaks for several cycles.
    let is_monthly = metric.every == Every::Month || given.iter().any(|given| matches!(given.period, Period::Month(_)));
    if is_monthly || (has_longer_rhythm(team, context.calendar) && given.iter().any(|given| is_typed(given))) {
        return Vec::new();
    }
    let mut register = entries(team, measure, context.as_of);
    register.retain(|entry| entry.day <= context.as_of);
    register.sort_by_key(|entry| (entry.day, entry.origin));
    let mut parts = vec![None];
    let named = register.iter().filter(|entry| !matches!(entry.gives, Gives::Nothing));
    parts.extend(named.filter_map(|entry| entry.workload).map(Some));
    parts.sort_unstable();
    parts.dedup();
    let mut derived = Vec::new();
    for workload in parts {
        let of_part: Vec<Entry> = (register.iter().copied())
            .filter(|entry| workload.is_none() || entry.workload == workload)
            .collect();
        let part = Part::new(workload, None);
        let counted = Counted {
            team,
            context,
            metric: (index, metric),
            measure,
            given: &given,
        };
        derived.extend(counted.series(&of_part, &part));
    }
    derived
}

fn is_typed(observation: &Observation) -> bool {
    matches!(
        observation.provenance,
        Provenance::Typed | Provenance::Total { typed: true, .. }
    )
}

fn has_longer_rhythm(team: &Team, calendar: &Calendar) -> bool {
    team.reports_every
        .is_some_and(|every| every.days() > calendar.rhythm.every.days())
}

// ---- what entries give ----

/// The entries that a measure counts, in no order.
fn entries(team: &Team, measure: Measure, as_of: Date) -> Vec<Entry> {
    match measure {
        Measure::Deployments | Measure::TimeToDeploy | Measure::Succeeded | Measure::Failed => (team.releases.iter())
            .filter_map(|release| of_release(release, measure))
            .collect(),
        Measure::Incidents | Measure::OfSeverity(_) | Measure::Recovery => (team.incidents.iter())
            .map(|incident| of_incident(incident, measure, as_of))
            .collect(),
        Measure::OpenThreats => {
            let of_model = team.threat_models.iter().enumerate().flat_map(|(index, model)| {
                model.reviews.iter().map(move |(day, open)| Entry {
                    day: *day,
                    workload: model.workload,
                    origin: model.origin,
                    gives: Gives::Stock(index, *open),
                })
            });
            of_model.collect()
        }
    }
}

/// A release counts on the day on which it was over; before that it is none yet.
fn of_release(release: &Release, measure: Measure) -> Option<Entry> {
    let finished = release.finished?;
    let took = (release.started.seconds_until(finished))
        .map(|seconds| Gives::Time(Decimal::from(seconds) * Decimal::ONE_THOUSAND));
    Some(Entry {
        day: finished.date,
        workload: release.workload,
        origin: release.origin,
        gives: match (measure, release.outcome) {
            (_, ReleaseOutcome::InFlight) => return None,
            (Measure::TimeToDeploy, _) => took.unwrap_or(Gives::Nothing),
            (Measure::Succeeded, outcome) => Gives::Share(outcome == ReleaseOutcome::Succeeded),
            (Measure::Failed, outcome) => Gives::Share(outcome != ReleaseOutcome::Succeeded),
            _ => Gives::One,
        },
    })
}

/// An incident counts on the day on which it began, and its recovery there too, however long it took.
fn of_incident(incident: &Incident, measure: Measure, as_of: Date) -> Entry {
    Entry {
        day: incident.started.date,
        workload: incident.workload,
        origin: incident.origin,
        gives: match measure {
            Measure::OfSeverity(severity) if incident.severity != Some(severity) => Gives::Nothing,
            Measure::Recovery => recovery(incident, as_of).map_or(Gives::Nothing, Gives::Time),
            _ => Gives::One,
        },
    }
}

/// How long an incident lasted, in milliseconds: by the clock as [`Incident::hours_to_recover`], but without dividing.
fn recovery(incident: &Incident, as_of: Date) -> Option<Decimal> {
    if let Some(hours) = incident.time_to_recover {
        return hours.checked_mul(Decimal::from(3_600_000));
    }
    let restored = incident.restored.filter(|restored| restored.date <= as_of)?;
    Some(Decimal::from(incident.started.seconds_until(restored)?) * Decimal::ONE_THOUSAND)
}

// ---- what cycles make of them ----

/// A metric of a team that is being counted.
#[derive(Clone, Copy)]
struct Counted<'a> {
    team: &'a Team,
    context: Context<'a>,
    metric: (MetricIndex, &'a Metric),
    measure: Measure,
    /// What the team says of the metric itself.
    given: &'a [&'a Observation],
}

impl Counted<'_> {
    /// The values of a part, from the cycle with which its register begins. Nothing where no cycle has a number.
    fn series(self, register: &[Entry], part: &Part) -> Vec<Observation> {
        let Some(start) = self.start(register, part) else {
            return Vec::new();
        };
        let calendar = self.context.calendar;
        let first = (register.iter())
            .min_by_key(|entry| entry.origin)
            .map(|entry| entry.origin);
        let mut found = Vec::new();
        for (index, cycle) in calendar.cycles.iter().enumerate().skip(start.position()) {
            let cycle_index = CycleIndex::new(index);
            let until = self.team.left.into_iter().chain(self.last_own(part)).min();
            if until.is_some_and(|until| until < cycle.first) {
                break;
            }
            if !self.is_known(cycle_index) || !self.is_wanting(cycle_index, part) {
                continue;
            }
            let day = cycle.last.min(self.context.as_of);
            let behind = self.behind(register, (cycle.first, day));
            let Some(reading) = self.reading(&behind, day) else {
                continue;
            };
            let Some(origin) = behind.last().map(|entry| entry.origin).or(first) else {
                continue;
            };
            let told = Told {
                part: part.clone(),
                provenance: Provenance::Derived {
                    register: self.measure.register(),
                    entries: behind.iter().map(|entry| entry.origin).collect(),
                },
                beside: Beside::default(),
            };
            let at = (self.metric.0, Period::Day(day), cycle_index);
            found.push(Observation::new(at, (reading, origin), told));
        }
        if found.iter().all(|found| found.reading == Reading::NotAvailable) {
            found.clear();
        }
        found
    }

    /// The cycle from which on nothing in the register means nothing: that of the oldest entry, or as the team says.
    fn start(self, register: &[Entry], part: &Part) -> Option<CycleIndex> {
        let since = self.team.registers_since;
        let day = match self.measure {
            Measure::OfSeverity(severity) if since.is_none() && !self.goes_down_to(severity, part) => return None,
            Measure::Deployments | Measure::Incidents | Measure::OfSeverity(_) => {
                let oldest = register.first()?.day;
                since.unwrap_or(oldest)
            }
            // The rest says nothing before there is something to measure.
            Measure::TimeToDeploy | Measure::Succeeded | Measure::Failed | Measure::Recovery | Measure::OpenThreats => {
                let first = register
                    .iter()
                    .find(|entry| !matches!(entry.gives, Gives::Nothing))?
                    .day;
                since.map_or(first, |since| since.max(first))
            }
        };
        let workload = part.workload().and_then(|workload| self.team.workloads.get(workload));
        let taken_over = workload.and_then(|workload| workload.from);
        Some(self.nearest(taken_over.map_or(day, |from| from.max(day))))
    }

    /// The last day on which a part was the team's, if it went to another.
    fn last_own(self, part: &Part) -> Option<Date> {
        let handed_over = *self.context.handed_over.get(part.workload()?)?;
        handed_over?.yesterday().ok()
    }

    /// Whether a register of incidents has ever gone down to a severity: one that is kept of outages alone does not say
    /// that there was nothing smaller.
    fn goes_down_to(self, severity: u8, part: &Part) -> bool {
        let of_part = |incident: &&Incident| part.workload().is_none() || incident.workload == part.workload();
        let mut incidents = self.team.incidents.iter().filter(of_part);
        incidents.any(|incident| incident.severity.is_some_and(|written| written >= severity))
    }

    /// The cycle that holds a day or follows it; the one after all cycles for a day after them.
    fn nearest(self, day: Date) -> CycleIndex {
        let cycles = &self.context.calendar.cycles;
        CycleIndex::new(cycles.partition_point(|cycle| cycle.last < day))
    }

    /// Whether enough of a cycle is over to say what happened in it: all, or as much as the team has reported on.
    fn is_known(self, cycle: CycleIndex) -> bool {
        cycle.position() < self.context.calendar.ended || self.team.reports.iter().any(|report| report.cycle == cycle)
    }

    /// Whether the team says nothing of a cycle itself. A series that it gives is filled where it left gaps; one that it
    /// does not give begins after the last value that it gave of the metric, once it has reported without one: a value
    /// that is only late must not bring series that go away again.
    fn is_wanting(self, cycle: CycleIndex, part: &Part) -> bool {
        let Some(last) = self.given.iter().map(|given| given.cycle).max() else {
            return true;
        };
        if self.given.iter().any(|given| given.part == *part) {
            return !self.given.iter().any(|given| given.cycle == cycle);
        }
        let has_stopped = self.team.reports.iter().any(|report| report.cycle > last);
        has_stopped && cycle > last
    }

    /// The entries behind a cycle's value, oldest first: those of its days; of a stock, the newest of each by then.
    fn behind(self, register: &[Entry], days: (Date, Date)) -> Vec<Entry> {
        // Entries stand by day, and there may be thousands.
        let by_then = &register[..register.partition_point(|entry| entry.day <= days.1)];
        let gives = |entry: &&Entry| !matches!(entry.gives, Gives::Nothing);
        if self.measure != Measure::OpenThreats {
            let of_days = &by_then[by_then.partition_point(|entry| entry.day < days.0)..];
            return of_days.iter().filter(gives).copied().collect();
        }
        let mut newest: Vec<Entry> = Vec::new();
        for entry in by_then.iter().filter(gives) {
            newest.retain(|known| !is_of_same_model(known, entry));
            newest.push(*entry);
        }
        newest
    }

    /// What entries amount to in the metric's unit; `None` where the unit is of something else, or refuses the number.
    fn reading(self, behind: &[Entry], day: Date) -> Option<Reading> {
        let (_, metric) = self.metric;
        let unit = metric.unit_on(day);
        let number = match (self.measure, unit) {
            (
                Measure::Deployments | Measure::Incidents | Measure::OfSeverity(_) | Measure::OpenThreats,
                Unit::Count,
            ) => {
                let one = |entry: &Entry| match entry.gives {
                    Gives::Stock(_, open) => u64::from(open),
                    _ => 1,
                };
                Decimal::from(behind.iter().map(one).sum::<u64>())
            }
            (Measure::Succeeded | Measure::Failed, Unit::Percent | Unit::Ratio) => {
                let of_kind = behind.iter().filter(|entry| matches!(entry.gives, Gives::Share(true)));
                let pair = (Decimal::from(of_kind.count()), Decimal::from(behind.len()));
                return ratio_reading(pair, (metric, unit)).ok();
            }
            (Measure::TimeToDeploy | Measure::Recovery, Unit::Duration(kept)) => {
                let times = behind.iter().filter_map(|entry| match entry.gives {
                    Gives::Time(time) => Some(time),
                    _ => None,
                });
                match one_of(times.collect(), metric.in_cycle) {
                    Some(time) => (time / kept.milliseconds()).round_sf(DIGITS)?.normalize(),
                    None => return Some(Reading::NotAvailable),
                }
            }
            _ => return None,
        };
        check_range(number, unit, metric.range).ok()?;
        Some(Reading::Value {
            number,
            ratio: Ratio::NONE,
            approximate: false,
        })
    }
}

fn is_of_same_model(a: &Entry, b: &Entry) -> bool {
    matches!((a.gives, b.gives), (Gives::Stock(a, _), Gives::Stock(b, _)) if a == b)
}

/// Several lengths of time, in the order in which they were measured, as one, as the metric combines what one cycle
/// gives. `None` for none.
fn one_of(times: Vec<Decimal>, in_cycle: InCycle) -> Option<Decimal> {
    let last = *times.last()?;
    let mut sorted = times;
    sorted.sort_unstable();
    let sum = || (sorted.iter()).try_fold(Decimal::ZERO, |sum, time| sum.checked_add(*time));
    match in_cycle {
        InCycle::Last => Some(last),
        InCycle::Sum => sum(),
        InCycle::Mean => sum()?.checked_div(Decimal::from(sorted.len())),
        InCycle::Median => Some(median(&sorted)),
        InCycle::Max => sorted.last().copied(),
        InCycle::Min => sorted.first().copied(),
    }
}

#[cfg(test)]
mod tests;
