//! Worth asking about: which of a team's movements and promises deserve a question in the review.
//!
//! At most five, in one fixed order, one a metric; a place is kept for an improvement, which deserves the same care.
//! The words are `page`'s.

use crate::analyse::action;
use crate::analyse::delta::{Change, Delta, Judgement, Notable};
use crate::analyse::series::{Entry, Series, State};
use crate::analyse::signal::{MISSING_ENDS, Signal, Standing, standing};
use crate::analyse::slo::{Budget, budget};
use crate::analyse::target;
use crate::analyse::war;
use crate::analyse::xmr::Limits;
use crate::analyse::{Analysis, AsOf, TeamAnalysis};
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use crate::model::team::Slo;
use crate::model::war::Finding;
use jiff::civil::Date;

/// A review has ten minutes a team.
const MOST: usize = 5;
/// Of these, so many about what went well: enough to learn from, and never a list to be read out.
const MOST_BETTER: usize = 2;
/// A target that is missed so often in a row is asked about.
const MISSED: usize = 3;
/// For so many cycles it is asked what became of a value; then everybody knows.
const REMEMBERED: usize = 3;

/// Something worth asking about.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// What it is about.
    pub about: About<'a>,
    /// Why it is asked.
    pub why: Why,
}

/// What a question is about.
#[derive(Debug, Clone)]
pub enum About<'a> {
    /// A series, and the index of the entry; of a missing value, of the last there was.
    Series(&'a Series, usize),
    /// Actions, as indexes of the team's.
    Actions(Vec<usize>),
    /// Findings of well-architected reviews: the review, as an index of the team's, and the finding.
    Findings(Vec<(usize, &'a Finding)>),
}

/// Why something is worth a question, in the order in which questions are asked.
#[derive(Debug, Clone)]
pub enum Why {
    /// A step for the worse that stands out, and what limits say of it.
    NotableWorsening(Change, Option<Standing>),
    /// A signal of concern.
    Concern(Standing),
    /// The target was missed so many times in a row.
    TargetMissed(usize),
    /// Actions are past their due date.
    ActionsOverdue,
    /// Of open actions nothing was said for two cycles.
    ActionsQuiet {
        /// Whether the same is true of some that are past their due date, and told there.
        beside_late: bool,
    },
    /// No value came for so many periods in a row.
    NotReported(usize),
    /// An objective's budget is spent: an index of the team's objectives.
    BudgetSpent(usize, Budget),
    /// Findings of high risk have no action.
    FindingsWithoutAction,
    /// A step for the better that stands out, and what limits say of it.
    NotableImprovement(Change, Option<Standing>),
    /// A signal of improvement.
    Improvement(Standing),
}

impl Why {
    fn rank(&self) -> usize {
        match self {
            Self::NotableWorsening(..) => 0,
            Self::Concern(_) => 1,
            Self::TargetMissed(_) => 2,
            Self::ActionsOverdue => 3,
            Self::ActionsQuiet { .. } => 4,
            Self::NotReported(_) => 5,
            Self::BudgetSpent(..) => 6,
            Self::FindingsWithoutAction => 7,
            Self::NotableImprovement(..) => 8,
            Self::Improvement(_) => 9,
        }
    }

    /// Whether something went well.
    #[must_use]
    pub fn is_improvement(&self) -> bool {
        matches!(self, Self::NotableImprovement(..) | Self::Improvement(_))
    }
}

/// The questions of a team: of its values those of a cycle, as known then; of its actions and findings what is true on a day.
#[must_use]
pub fn questions<'a>(portfolio: &'a Portfolio, analysis: &'a Analysis, team: usize, when: AsOf) -> Vec<Question<'a>> {
    let (cycle, day) = when;
    let known = &analysis.teams[team];
    let mut found: Vec<Question<'a>> = Vec::new();
    for series in known.headlines() {
        found.extend(of_series(portfolio, (team, series), cycle));
    }
    let owner = &portfolio.teams[team];
    // A team that has not reported is not asked for single values.
    let has_reported = known
        .expectations
        .get(cycle.position())
        .is_some_and(crate::analyse::freshness::Expectation::is_reported);
    found.retain(|question| has_reported || !matches!(question.why, Why::NotReported(_)));
    for (index, slo) in owner.slos.iter().enumerate() {
        let Some(series) = series_of(known, slo) else {
            continue;
        };
        let Some(entry) = series.index_at(cycle) else {
            continue;
        };
        let spent = budget(portfolio, slo, series, entry).filter(Budget::is_spent);
        let is_asked = |question: &Question<'_>| {
            matches!(question.about, About::Series(asked, _) if asked.metric == series.metric && asked.part == series.part)
                && !question.why.is_improvement()
        };
        if let Some(budget) = spent.filter(|_| !found.iter().any(is_asked)) {
            found.push(Question {
                about: About::Series(series, entry),
                why: Why::BudgetSpent(index, budget),
            });
        }
    }
    found.extend(of_actions(portfolio, team, when));
    found.extend(of_findings(portfolio, team, day));
    found.sort_by_key(|question| question.why.rank());
    choose(found)
}

/// The series that measures an objective: its workload's, or the team's.
#[must_use]
pub fn series_of<'a>(analysis: &'a TeamAnalysis, slo: &Slo) -> Option<&'a Series> {
    let part = crate::model::report::Part::new(slo.workload, None);
    analysis
        .series(slo.metric, &part)
        .or_else(|| analysis.whole(slo.metric))
}

fn choose(found: Vec<Question<'_>>) -> Vec<Question<'_>> {
    let (better, mut chosen): (Vec<_>, Vec<_>) = found.into_iter().partition(|question| question.why.is_improvement());
    chosen.truncate(MOST - usize::from(!better.is_empty()));
    let room = MOST - chosen.len();
    chosen.extend(better.into_iter().take(room.min(MOST_BETTER)));
    chosen
}

fn of_series<'a>(portfolio: &Portfolio, what: (usize, &'a Series), cycle: CycleIndex) -> Option<Question<'a>> {
    let (team, series) = what;
    let metric = portfolio.metric(series.metric);
    let Some(entry) = series
        .index_at(cycle)
        .filter(|index| series.entries[*index].value().is_some())
    else {
        return missing(series, cycle);
    };
    let notable = match &series.entries[entry].delta {
        Delta::Change(change) if change.notable == Notable::Yes => Some(*change),
        _ => None,
    };
    // What it said then is known; more is only worked out of a value that stands out.
    let signals = matches!(
        series.entries[entry].said_then,
        Some(Signal::Concern(_) | Signal::Improvement(_))
    );
    let standing = (signals || notable.is_some())
        .then(|| standing(series, metric, entry))
        .flatten();
    let signal = standing.map_or(Signal::CommonCause, |standing| standing.signal);
    let is_rare = standing.is_some_and(|standing| standing.limits == Limits::Rare);
    let why = match (notable, signal, standing) {
        (Some(change), ..) if change.judgement == Judgement::Worse => Why::NotableWorsening(change, standing),
        (_, Signal::Concern(_), Some(standing)) => Why::Concern(standing),
        _ => match target::run(portfolio, team, series, entry) {
            Some(run) if !run.met && run.length >= MISSED && series.part.is_whole() => Why::TargetMissed(run.length),
            _ => match (notable, signal, standing) {
                // That a rare event did not come this time is no step: most of the time it does not come.
                (Some(change), ..) if change.judgement == Judgement::Better && !is_rare => {
                    Why::NotableImprovement(change, standing)
                }
                (_, Signal::Improvement(_), Some(standing)) => Why::Improvement(standing),
                _ => return None,
            },
        },
    };
    Some(Question {
        about: About::Series(series, entry),
        why,
    })
}

/// Actions past their due date are one question, and quiet ones another: a slot of ten minutes has no room for each.
fn of_actions<'a>(portfolio: &Portfolio, team: usize, when: AsOf) -> Vec<Question<'a>> {
    let (cycle, day) = when;
    let actions = &portfolio.teams[team].actions;
    let overdue: Vec<usize> = (0..actions.len())
        .filter(|index| actions[*index].is_overdue_on(day))
        .collect();
    let (late, quiet): (Vec<usize>, Vec<usize>) = (0..actions.len())
        .filter(|index| action::is_quiet(portfolio, &actions[*index], (cycle, day)))
        .partition(|index| actions[*index].is_overdue_on(day));
    let beside_late = !late.is_empty();
    [
        (overdue, Why::ActionsOverdue),
        (quiet, Why::ActionsQuiet { beside_late }),
    ]
    .into_iter()
    .filter(|(actions, _)| !actions.is_empty())
    .map(|(actions, why)| Question {
        about: About::Actions(actions),
        why,
    })
    .collect()
}

/// What the newest review of each workload that lists findings found to be of high risk, and no action answers.
fn of_findings(portfolio: &Portfolio, team: usize, day: Date) -> Option<Question<'_>> {
    let owner = &portfolio.teams[team];
    let mut findings = Vec::new();
    for line in war::lines(owner, day) {
        let Some(listing) = war::listing(owner, &line) else {
            continue;
        };
        let open = war::without_action(owner, &line, day);
        findings.extend(open.into_iter().map(|finding| (listing, finding)));
    }
    (!findings.is_empty()).then_some(Question {
        about: About::Findings(findings),
        why: Why::FindingsWithoutAction,
    })
}

/// A value that came and comes no more.
fn missing(series: &Series, cycle: CycleIndex) -> Option<Question<'_>> {
    let known = series.until(cycle);
    let last = known.iter().rposition(|entry| entry.value().is_some())?;
    let missing = known[last + 1..]
        .iter()
        .filter(|entry| matches!(entry.state, State::Gap { expected: true }))
        .count();
    let is_asked = (MISSING_ENDS..MISSING_ENDS + REMEMBERED).contains(&missing);
    // Of a value that is said to be not available, or that nobody expected this time, there is nothing to ask.
    let is_missing = |entry: &Entry| entry.cycle == cycle && entry.state == State::Gap { expected: true };
    (is_asked && known.last().is_some_and(is_missing)).then_some(Question {
        about: About::Series(series, last),
        why: Why::NotReported(missing),
    })
}

#[cfg(test)]
mod tests;
