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
    let p1 = portfolio.catalogue.find(P1, None);
    let known = &analysis.teams[team];
    let streak = |series: &'a Series, entry: usize, length: usize| {
        is_milestone(length).then_some(Streak { series, entry, length })
    };
    // A value that did not come reaches no milestone: the streak stands where it stood.
    let newest = |metric: MetricIndex| {
        let series = known.whole(metric)?;
        let entry = series.index_at(cycle)?;
        series.entries[entry].value().map(|_| (series, entry))
    };
    found.extend(p1.and_then(|metric| {
        let (series, entry) = newest(metric)?;
        streak(series, entry, quiet(series, entry)?.periods).map(QuietWin::WithoutP1)
    }));
    let wholes = known.series.iter().filter(|series| series.part.is_whole());
    let met = wholes.filter(|series| Some(series.metric) != p1).filter_map(|series| {
        let entry = series.index_at(cycle)?;
        let met = met_in_a_row(portfolio, team, series, entry);
        streak(series, entry, met).map(QuietWin::TargetMet)
    });
    found.extend(met);
    found
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
