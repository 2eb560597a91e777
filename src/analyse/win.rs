//! Quiet wins: what went well without anybody having to say so.
//!
//! Found from numbers and registers, and each said once, in the cycle that brings it: a streak when it reaches a
//! milestone ([`is_milestone`]), an exercise when it was held, threats when a look at their model finds fewer of them.

use crate::analyse::Analysis;
use crate::analyse::series::{Grain, Series};
use crate::analyse::streak::quiet;
use crate::analyse::target::met_in_a_row;
use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::model::narrow::Narrow;
use crate::model::portfolio::Portfolio;
use crate::model::report::Exercise;
use crate::model::team::Team;
use jiff::civil::Date;

/// The metric whose zeros are a streak: incidents of the first severity.
const P1: &str = "p1-issues";
/// A streak is first said of when it is so many values long.
const FIRST: usize = 10;
/// After that, at each multiple of so many: a year of cycles of two weeks.
const EACH: usize = 26;

/// Something that went well.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum QuietWin<'a> {
    /// So many values in a row without a P1.
    WithoutP1(Streak<'a>),
    /// So many values in a row that met their target.
    TargetMet(Streak<'a>),
    /// An exercise that was held, with what came of it.
    Exercise(&'a Exercise),
    /// A look at a threat model found fewer open threats than the one before.
    ThreatsClosed {
        /// The workload, as an index of the team's; `None`: the team as a whole.
        workload: Option<usize>,
        /// When it was looked at.
        date: Date,
        /// How many threats were open before.
        before: u32,
        /// How many are open now.
        now: u32,
    },
}

/// Values in a row that say the same good thing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Streak<'a> {
    /// The series.
    pub series: &'a Series,
    /// The entry that reached the milestone, as an index of the series'.
    pub entry: usize,
    /// How many values it is long.
    pub length: usize,
}

impl Streak<'_> {
    /// Its metric.
    #[must_use]
    pub fn metric(&self) -> MetricIndex {
        self.series.metric
    }

    /// Whether its values speak for months; otherwise for cycles.
    #[must_use]
    pub fn is_monthly(&self) -> bool {
        self.series.entries[self.entry].grain == Grain::Month
    }
}

/// Whether a streak of this length is said: at ten values, and then at each multiple of 26. So none is repeated cycle
/// after cycle, and one that lasts is not forgotten.
#[must_use]
pub fn is_milestone(length: usize) -> bool {
    length == FIRST || (length > 0 && length.is_multiple_of(EACH))
}

/// The quiet wins of a team in a cycle: threats closed, exercises, time without a P1, targets met.
#[must_use]
pub fn quiet_wins<'a>(
    portfolio: &'a Portfolio,
    analysis: &'a Analysis,
    team: usize,
    cycle: CycleIndex,
) -> Vec<QuietWin<'a>> {
    let owner = &portfolio.teams[team];
    let mut found = threats(portfolio, owner, cycle);
    found.extend(exercises(portfolio, owner, cycle).map(QuietWin::Exercise));
    let known = &analysis.teams[team];
    found.extend(known.milestones.iter().filter_map(|milestone| {
        let series = &known.series[milestone.series.get()];
        let streak = Streak {
            series,
            entry: milestone.entry.get(),
            length: milestone.length.get(),
        };
        // Of several months that end in a cycle the newest is the cycle's.
        (series.index_at(cycle) == Some(streak.entry)).then_some(match milestone.of {
            Of::P1 => QuietWin::WithoutP1(streak),
            Of::Target => QuietWin::TargetMet(streak),
        })
    }));
    found
}

/// A streak at a value that made it as long as is said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Milestone {
    of: Of,
    /// The series, as an index of the team's.
    series: Narrow,
    /// The entry, as an index of the series'.
    entry: Narrow,
    length: Narrow,
}

/// What a streak is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Values without a P1.
    P1,
    /// Values that met their target.
    Target,
}

/// All milestones of a team's series: those without a P1, then those of targets met, each in the series' order. A value that
/// did not come reaches none: the streak stands where it stood.
pub(super) fn milestones(portfolio: &Portfolio, team: usize, series: &[Series]) -> Vec<Milestone> {
    let p1 = portfolio.catalogue.find(P1, None);
    let wholes = || {
        let wholes = series.iter().enumerate();
        wholes.filter(|(_, series)| series.part.is_whole())
    };
    let without_p1 = wholes().filter(|(_, series)| Some(series.metric) == p1);
    let without_p1 = without_p1.flat_map(|(number, series)| {
        let values = (0..series.entries.len()).filter(|entry| series.entries[*entry].judged().is_some());
        values.filter_map(move |entry| Some((Of::P1, number, entry, quiet(series, entry)?.periods)))
    });
    let met = wholes().filter(|(_, series)| Some(series.metric) != p1);
    let met = met.flat_map(|(number, series)| {
        let met = met_in_a_row(portfolio, team, series);
        met.map(move |(entry, length)| (Of::Target, number, entry, length))
    });
    let said = without_p1.chain(met).filter(|(.., length)| is_milestone(*length));
    said.map(|(of, series, entry, length)| Milestone {
        of,
        series: Narrow::new(series),
        entry: Narrow::new(entry),
        length: Narrow::new(length),
    })
    .collect()
}

/// Exercises with an outcome that became known in a cycle: by its report, or by their date where no report speaks of them.
fn exercises<'a>(portfolio: &'a Portfolio, team: &'a Team, cycle: CycleIndex) -> impl Iterator<Item = &'a Exercise> {
    let reported = team.reports.iter().filter(move |report| report.cycle == cycle);
    let reported = reported.flat_map(|report| &report.exercises);
    let others = team.other_exercises.iter();
    let others = others.filter(move |exercise| {
        let held = exercise.date.and_then(|date| portfolio.calendar.holding(date));
        held == Some(cycle)
    });
    reported.chain(others).filter(|exercise| exercise.outcome.is_some())
}

fn threats<'a>(portfolio: &'a Portfolio, team: &'a Team, cycle: CycleIndex) -> Vec<QuietWin<'a>> {
    let models = team.threat_models.iter().flat_map(|model| {
        let looks = model.reviews.windows(2).map(|pair| (pair[0], pair[1]));
        looks.map(|((_, before), (date, now))| (model.workload, date, before, now))
    });
    models
        .filter(|(_, date, before, now)| now < before && portfolio.calendar.holding(*date) == Some(cycle))
        .map(|(workload, date, before, now)| QuietWin::ThreatsClosed {
            workload,
            date,
            before,
            now,
        })
        .collect()
}

#[cfg(test)]
mod tests;
