//! Well-architected reviews as a history: one line a workload and lens, what changed, what is due, what became of findings.
//!
//! Reviews of two lenses, and so of two providers, are never in one line: their units differ. Nothing here is a score.
//! Everything is said as known on a day.

use crate::model::action::ActionStatus;
use crate::model::cycle::{Length, days_between};
use crate::model::team::Team;
use crate::model::war::{Finding, PillarScore, Provider, Risk, Risks, Score, War, WarStatus};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A review is due soon so many days before it is due: that long it takes to get a day with everybody in it.
pub const SOON: i32 = 21;

/// The reviews of one workload under one lens. Indexes are of the team's reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The workload, as an index of the team's; `None`: the team as a whole.
    pub workload: Option<usize>,
    /// Whose framework.
    pub provider: Provider,
    /// Reviews that are complete, oldest first.
    pub held: Vec<usize>,
    /// Reviews that have begun and are not complete, and those that are planned, by date; those that a later complete
    /// review has overtaken are left out.
    pub ahead: Vec<usize>,
}

impl Line {
    /// The newest complete review.
    #[must_use]
    pub fn latest(&self) -> Option<usize> {
        self.held.last().copied()
    }

    /// The complete review before one.
    #[must_use]
    pub fn before(&self, war: usize) -> Option<usize> {
        let at = self.held.iter().position(|held| *held == war)?;
        at.checked_sub(1).map(|before| self.held[before])
    }
}

/// Whether anything of a review is known on a day: one that was completed later is not.
#[must_use]
pub fn is_known(war: &War, day: Date) -> bool {
    war.status != WarStatus::Complete || war.date <= day
}

/// The lines of a team: the team as a whole first, then its workloads in its own order, each with its lenses as they
/// first came.
#[must_use]
pub fn lines(team: &Team, day: Date) -> Vec<Line> {
    let mut lines: Vec<(String, Line)> = Vec::new();
    for (index, war) in team.wars.iter().enumerate().filter(|(_, war)| is_known(war, day)) {
        let lens = war.lens.to_lowercase();
        let known = lines
            .iter()
            .position(|(known, line)| *known == lens && (line.workload, line.provider) == (war.workload, war.provider));
        let at = known.unwrap_or_else(|| {
            let line = Line {
                workload: war.workload,
                provider: war.provider,
                held: Vec::new(),
                ahead: Vec::new(),
            };
            lines.push((lens, line));
            lines.len() - 1
        });
        let line = &mut lines[at].1;
        if war.status == WarStatus::Complete {
            line.held.push(index);
        } else {
            line.ahead.push(index);
        }
    }
    for (_, line) in &mut lines {
        let newest = line.latest().map(|latest| team.wars[latest].date);
        line.ahead
            .retain(|ahead| newest.is_none_or(|newest| newest < team.wars[*ahead].date));
    }
    let mut lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
    lines.retain(|line| !line.held.is_empty() || !line.ahead.is_empty());
    lines.sort_by_key(|line| line.workload);
    lines
}

/// The line of a review, as known on a day.
#[must_use]
pub fn line_of(team: &Team, war: usize, day: Date) -> Option<Line> {
    lines(team, day)
        .into_iter()
        .find(|line| line.held.contains(&war) || line.ahead.contains(&war))
}

/// What of a team no review speaks of: workloads, or the team as a whole where it names none. A review of the team as a
/// whole is one of all its workloads.
#[must_use]
pub fn never(team: &Team, day: Date) -> Vec<Option<usize>> {
    let known: Vec<&War> = team.wars.iter().filter(|war| is_known(war, day)).collect();
    if known.iter().any(|war| war.workload.is_none()) {
        return Vec::new();
    }
    if team.workloads.is_empty() {
        return if known.is_empty() { vec![None] } else { Vec::new() };
    }
    (0..team.workloads.len())
        .map(Some)
        .filter(|workload| !known.iter().any(|war| war.workload == *workload))
        .collect()
}

/// Whether the next review is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Not yet: until this day the last one holds.
    Later(Date),
    /// Within the next [`SOON`] days.
    Soon(Date),
    /// Since this day.
    Overdue(Date),
}

impl Due {
    /// The day on which it is due.
    #[must_use]
    pub fn day(self) -> Date {
        match self {
            Self::Later(day) | Self::Soon(day) | Self::Overdue(day) => day,
        }
    }
}

/// When the next review of a line is due; `None` where there was none yet, and for a team that has left.
#[must_use]
pub fn due(team: &Team, line: &Line, rhythm: (Length, Date)) -> Option<Due> {
    let (every, day) = rhythm;
    if team.left.is_some_and(|left| left <= day) {
        return None;
    }
    let next = team.wars[line.latest()?].date.saturating_add(every.span(1));
    Some(if next < day {
        Due::Overdue(next)
    } else if days_between(day, next) <= SOON {
        Due::Soon(next)
    } else {
        Due::Later(next)
    })
}

/// How a result differs from the one before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// By how much, in the unit of both.
    pub by: By,
    /// What that means.
    pub judgement: Judgement,
}

/// A difference in the unit of the results.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum By {
    /// Questions at high and at medium risk, and questions answered.
    Risks {
        /// More questions at high risk.
        high: i64,
        /// More at medium risk.
        medium: i64,
        /// More with an answer.
        answered: i64,
    },
    /// Points.
    Points(Decimal),
    /// Pillars with more points, and pillars with fewer.
    Pillars {
        /// Those with more.
        more: usize,
        /// Those with fewer.
        fewer: usize,
    },
}

/// What a difference means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Fewer risks, or more points.
    Better,
    /// More risks, or fewer points.
    Worse,
    /// None of it changed.
    Same,
    /// Some pillars one way, some the other.
    BothWays,
    /// The questions were others: another version of the lens, or another maximum.
    OtherQuestions,
    /// Fewer risks, but fewer answers as well.
    FewerAnswers,
}

/// How a review's result for the whole lens differs from that of an earlier one; where one of them gives no total, how its
/// pillars do. `None` where nothing of the two is of one unit.
#[must_use]
pub fn change(now: &War, before: &War) -> Option<Change> {
    let found = match (now.result(), before.result()) {
        (Some(now), Some(before)) => difference(now, before),
        _ => of_pillars(now, before),
    };
    Some(judged(found?, (now, before)))
}

/// How the result of one pillar of a lens differs from that of an earlier review.
#[must_use]
pub fn change_of_pillar(reviews: (&War, &War), pillar: &PillarScore) -> Option<Change> {
    let (now, before) = reviews;
    let found = difference(pillar.score, same_pillar(before, pillar)?.score)?;
    Some(judged(found, (now, before)))
}

/// The pillar of a review that is the same as one of another: the portfolio's own, or one of the same name.
fn same_pillar<'w>(war: &'w War, pillar: &PillarScore) -> Option<&'w PillarScore> {
    let by_pillar = |known: &&PillarScore| pillar.pillar.is_some() && known.pillar == pillar.pillar;
    let by_name = |known: &&PillarScore| known.name == pillar.name;
    war.pillars
        .iter()
        .find(by_name)
        .or_else(|| war.pillars.iter().find(by_pillar))
}

/// Which pillars have more points and which fewer.
fn of_pillars(now: &War, before: &War) -> Option<Change> {
    let changes: Vec<Judgement> = now
        .pillars
        .iter()
        .filter_map(|pillar| Some(difference(pillar.score, same_pillar(before, pillar)?.score)?.judgement))
        .filter(|judgement| *judgement != Judgement::OtherQuestions)
        .collect();
    let count = |wanted: Judgement| changes.iter().filter(|judgement| **judgement == wanted).count();
    let (more, fewer) = (count(Judgement::Better), count(Judgement::Worse));
    let judgement = match (more, fewer) {
        (0, 0) => Judgement::Same,
        (_, 0) => Judgement::Better,
        (0, _) => Judgement::Worse,
        _ => Judgement::BothWays,
    };
    (!changes.is_empty()).then_some(Change {
        by: By::Pillars { more, fewer },
        judgement,
    })
}

/// A difference between two versions of a lens is shown, and not judged.
fn judged(change: Change, reviews: (&War, &War)) -> Change {
    if reviews.0.lens_version == reviews.1.lens_version {
        return change;
    }
    Change {
        judgement: Judgement::OtherQuestions,
        ..change
    }
}

fn difference(now: Score, before: Score) -> Option<Change> {
    match (now, before) {
        (Score::Risks(now), Score::Risks(before)) => Some(of_risks(now, before)),
        (
            Score::Points { points, out_of },
            Score::Points {
                points: earlier,
                out_of: earlier_maximum,
            },
        ) => {
            let by = points - earlier;
            let judgement = if out_of != earlier_maximum {
                Judgement::OtherQuestions
            } else if by.is_zero() {
                Judgement::Same
            } else if by > Decimal::ZERO {
                Judgement::Better
            } else {
                Judgement::Worse
            };
            Some(Change {
                by: By::Points(by),
                judgement,
            })
        }
        _ => None,
    }
}

fn of_risks(now: Risks, before: Risks) -> Change {
    let by = |now: u32, before: u32| i64::from(now) - i64::from(before);
    let (high, medium) = (by(now.high, before.high), by(now.medium, before.medium));
    let answered = by(now.answered(), before.answered());
    // A high risk outweighs any number of medium ones, as the service's own order has it.
    let judgement = match (high, medium) {
        (0, 0) => Judgement::Same,
        (high, medium) if high > 0 || (high == 0 && medium > 0) => Judgement::Worse,
        _ if answered < 0 => Judgement::FewerAnswers,
        _ => Judgement::Better,
    };
    Change {
        by: By::Risks { high, medium, answered },
        judgement,
    }
}

/// What became of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// The first of the reviews running up to this one that found it.
    pub since: usize,
    /// How it stands.
    pub state: FindingState,
    /// The team's actions that answer it, in their order.
    pub actions: Vec<usize>,
}

/// How a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingState {
    /// The newest review that lists findings still has it.
    Open,
    /// The review itself marks it as done.
    Done,
    /// A later review marks it as done, or no longer finds it.
    Closed {
        /// That review.
        by: usize,
        /// What it says of the finding.
        as_what: Closing,
    },
}

/// What a later review says of a finding that it closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// It marks it as done.
    Done,
    /// It does not have it.
    Gone,
    /// It does not have it and asked other questions: it may not have looked.
    OtherQuestions,
}

/// What became of a finding of a review of a line.
#[must_use]
pub fn fate(team: &Team, line: &Line, which: (usize, &Finding)) -> Fate {
    let (war, finding) = which;
    let at = line.held.iter().position(|held| *held == war);
    let has = |held: &usize| find(&team.wars[*held], finding);
    let earlier = at.map_or(&[][..], |at| &line.held[..at]);
    let since = earlier
        .iter()
        .rev()
        .filter(|held| lists_findings(&team.wars[**held]))
        .take_while(|held| has(held).is_some_and(|known| !known.is_done))
        .last()
        .copied()
        .unwrap_or(war);
    let later = at.map_or(&[][..], |at| &line.held[at + 1..]);
    let closed = later
        .iter()
        .filter(|held| lists_findings(&team.wars[**held]))
        .find(|held| has(held).is_none_or(|known| known.is_done));
    let state = match closed {
        _ if finding.is_done => FindingState::Done,
        None => FindingState::Open,
        Some(by) => FindingState::Closed {
            by: *by,
            as_what: match has(by) {
                Some(_) => Closing::Done,
                None if team.wars[*by].lens_version != team.wars[war].lens_version => Closing::OtherQuestions,
                None => Closing::Gone,
            },
        },
    };
    Fate {
        since,
        state,
        actions: answers(team, line, (war, finding)),
    }
}

/// The actions that answer a finding, in whichever review of the line it is named.
fn answers(team: &Team, line: &Line, which: (usize, &Finding)) -> Vec<usize> {
    let (war, finding) = which;
    let names = |action: &crate::model::action::Action| {
        let Some(reference) = &action.war else { return false };
        let Some(id) = &reference.finding else { return false };
        let reviews = line.held.iter().chain(&line.ahead).chain([&war]);
        let mut reviews = reviews.map(|review| &team.wars[*review]);
        let Some(named) = reviews.find(|review| review.id == reference.war) else {
            return false;
        };
        named
            .findings
            .iter()
            .any(|known| known.id == *id && is_same(known, finding))
    };
    let actions = team.actions.iter().enumerate();
    actions
        .filter(|(_, action)| names(action))
        .map(|(index, _)| index)
        .collect()
}

/// Whether a review says what it found: one that counts risks and lists none is silent about each.
fn lists_findings(war: &War) -> bool {
    !war.findings.is_empty() || war.risks().is_some_and(|risks| risks.high + risks.medium == 0)
}

/// The finding of a review that is the same as one of another review.
fn find<'w>(war: &'w War, finding: &Finding) -> Option<&'w Finding> {
    let by_id = war
        .findings
        .iter()
        .find(|known| known.id.eq_ignore_ascii_case(&finding.id));
    by_id.or_else(|| war.findings.iter().find(|known| is_same(known, finding)))
}

fn is_same(one: &Finding, other: &Finding) -> bool {
    one.id.eq_ignore_ascii_case(&other.id) || one.title.text == other.title.text
}

/// The newest complete review of a line that says what it found. Later ones that only count risks are silent about each.
#[must_use]
pub fn listing(team: &Team, line: &Line) -> Option<usize> {
    let mut held = line.held.iter().rev().copied();
    held.find(|held| lists_findings(&team.wars[*held]))
}

/// The open findings of a line, with what became of each: those of the newest review that lists findings.
#[must_use]
pub fn open<'t>(team: &'t Team, line: &Line) -> Vec<(&'t Finding, Fate)> {
    let Some(listing) = listing(team, line) else {
        return Vec::new();
    };
    let findings = team.wars[listing].findings.iter();
    findings
        .filter(|finding| !finding.is_done)
        .map(|finding| (finding, fate(team, line, (listing, finding))))
        .collect()
}

/// Open findings of high risk that no action answers on a day; a dropped one does not.
#[must_use]
pub fn without_action<'t>(team: &'t Team, line: &Line, day: Date) -> Vec<&'t Finding> {
    let is_answer = |action: &usize| {
        let status = team.actions[*action].status_on(day);
        status.is_some_and(|status| status != ActionStatus::Dropped)
    };
    open(team, line)
        .into_iter()
        .filter(|(finding, fate)| finding.risk == Risk::High && !fate.actions.iter().any(is_answer))
        .map(|(finding, _)| finding)
        .collect()
}

#[cfg(test)]
mod tests;
