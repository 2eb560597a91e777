//! Questions worth asking a team, in words: facts first, then an open question, never blame.

use super::around::metric_link;
use super::figure;
use super::frame::plain;
use super::here::{Here, Link};
use super::reading::{Known, above, full_name, known};
use super::signal::Mark;
use super::standing::{Movement, movements};
use super::words::{capital, counted, list, number, ordinal, short_day};
use super::{ACTIONS, team_path, war_path};
use crate::analyse::delta::{Change, Delta, Judgement};
use crate::analyse::question::{About, Question, Why, questions};
use crate::analyse::series::Series;
use crate::analyse::signal::{Signal, Standing, standing};
use crate::analyse::slo::Budget;
use crate::analyse::xmr::{Flag, Rule};
use crate::model::cycle::CycleIndex;
use crate::model::format::{Style, shown};
use crate::model::unit::Unit;
use crate::model::war::Finding;
use rust_decimal::Decimal;
use serde::Serialize;

/// A question with its facts.
#[derive(Debug, Serialize)]
pub(super) struct Asked {
    /// What it is about: a metric, actions, or findings.
    pub(super) metric: Link,
    /// What follows the metric's name: ` rose from 210 to 260 ms, above its usual 190–240 ms for the first time.`
    pub(super) facts: String,
    /// `What changed?`
    pub(super) question: &'static str,
    pub(super) mark: Option<Mark>,
    /// Whether something went well.
    pub(super) is_improvement: bool,
}

/// What is worth asking a team at a cycle.
pub(super) fn asked(here: Here<'_>, team: usize, cycle: CycleIndex) -> Vec<Asked> {
    questions(here.portfolio, here.analysis, team, cycle)
        .iter()
        .map(|question| ask(here, team, question))
        .collect()
}

/// Every signal of a team's values of a cycle, each with the question that it would be asked: those that the sentence
/// about the cycle counts.
pub(super) fn signals(here: Here<'_>, team: usize, cycle: CycleIndex) -> Vec<Asked> {
    let of = |movement: &Movement<'_>| {
        let (series, entry) = (movement.series, movement.index);
        let standing = standing(series, here.portfolio.metric(series.metric), entry)?;
        let step = match &series.entries[entry].delta {
            Delta::Change(change) if movement.is_notable => Some((*change, change.judgement)),
            _ => None,
        };
        let why = match (series.entries[entry].said_then?, step) {
            (Signal::Concern(_), Some((change, Judgement::Worse))) => Why::NotableWorsening(change, Some(standing)),
            (Signal::Concern(_), _) => Why::Concern(standing),
            (Signal::Improvement(_), Some((change, Judgement::Better))) => {
                Why::NotableImprovement(change, Some(standing))
            }
            (Signal::Improvement(_), _) => Why::Improvement(standing),
            (Signal::CommonCause | Signal::Neutral(_), _) => return None,
        };
        Some(of_series(here, team, (series, entry, &why)))
    };
    movements(here, team, cycle).iter().filter_map(of).collect()
}

fn ask(here: Here<'_>, team: usize, question: &Question<'_>) -> Asked {
    match &question.about {
        About::Series(series, entry) => of_series(here, team, (series, *entry, &question.why)),
        About::Actions(actions) => of_actions(here, team, (actions, &question.why)),
        About::Findings(findings) => of_findings(here, team, findings),
    }
}

/// A question about actions: which, and what is true of them.
fn of_actions(here: Here<'_>, team: usize, what: (&[usize], &Why)) -> Asked {
    let (actions, why) = what;
    let all = &here.portfolio.teams[team].actions;
    let named: Vec<String> = actions
        .iter()
        .map(|index| {
            let action = &all[*index];
            let title = plain(&action.title);
            match (why, action.due) {
                (Why::ActionsOverdue, Some(due)) => format!("“{title}” (due {})", short_day(due)),
                _ => format!("“{title}”"),
            }
        })
        .collect();
    let place = match actions {
        [one] => format!("{ACTIONS}#{}", all[*one].id),
        _ => format!("{}#actions", team_path(&here.portfolio.teams[team])),
    };
    let (is, has) = if actions.len() == 1 {
        ("is", "has")
    } else {
        ("are", "have")
    };
    let (facts, question) = match why {
        Why::ActionsOverdue => (
            format!(" {is} past the due date: {}.", list(&named)),
            "What would help?",
        ),
        _ => (
            format!(" {has} had no update for two cycles: {}.", list(&named)),
            "Is it still worth doing?",
        ),
    };
    Asked {
        metric: here.link(&place, capital(&counted(actions.len(), "action"))),
        facts,
        question,
        mark: None,
        is_improvement: false,
    }
}

/// A question about findings of high risk without an action.
fn of_findings(here: Here<'_>, team: usize, findings: &[(usize, &Finding)]) -> Asked {
    let owner = &here.portfolio.teams[team];
    let named: Vec<String> = findings
        .iter()
        .take(MOST_NAMED)
        .map(|(_, finding)| format!("“{}”", plain(&finding.title)))
        .collect();
    let more = findings.len() - named.len();
    let named = if more > 0 {
        format!("{} and {} more", named.join(", "), number(more))
    } else {
        list(&named)
    };
    let has = if findings.len() == 1 { "has" } else { "have" };
    // Findings of several reviews are a page further, where the reviews stand together.
    let place = match findings {
        [(war, one)] => format!("{}#{}", war_path(owner, &owner.wars[*war]), one.id),
        [(war, _), others @ ..] if others.iter().all(|(other, _)| other == war) => war_path(owner, &owner.wars[*war]),
        _ => format!("{}#wars", team_path(owner)),
    };
    Asked {
        metric: here.link(&place, capital(&counted(findings.len(), "finding"))),
        facts: format!(" of high risk {has} no action yet: {named}."),
        question: "Which comes first?",
        mark: None,
        is_improvement: false,
    }
}

/// Of more findings than these the rest is counted.
const MOST_NAMED: usize = 3;

fn of_series(here: Here<'_>, team: usize, what: (&Series, usize, &Why)) -> Asked {
    let (series, entry, why) = what;
    let known = known(here, team, series, entry);
    let part = figure::part_name(here, team, &series.part);
    let (facts, open) = match (why, &known) {
        (Why::NotableWorsening(change, _), Some(known)) => (stepped(known, change), "What changed?"),
        (Why::Concern(_), Some(known)) => (signalled(known), "What is behind it?"),
        (Why::TargetMissed(times), Some(known)) => (missed(known, *times), "What would it take?"),
        (Why::NotReported(periods), Some(known)) => (
            format!(
                "had its last value, {}, {}; {} without one since",
                known.value_text(),
                figure::when_words(known.entry()),
                counted(*periods, known.period())
            ),
            "Is it still worth reporting?",
        ),
        (Why::BudgetSpent(slo, budget), Some(_)) => {
            (spent(here, (team, *slo), budget), "What gives way until it recovers?")
        }
        (Why::NotableImprovement(change, _), Some(known)) => {
            (stepped(known, change), "What did you do, and could others?")
        }
        (Why::Improvement(_), Some(known)) => (signalled(known), "What did you do, and could others?"),
        (Why::ActionsOverdue | Why::ActionsQuiet | Why::FindingsWithoutAction, _) | (_, None) => (String::new(), ""),
    };
    let mut metric = metric_link(here, team, series.metric);
    metric.text = full_name(&metric.text, &part);
    Asked {
        metric,
        facts: format!(" {facts}."),
        question: open,
        mark: known
            .filter(|_| {
                matches!(
                    why,
                    Why::NotableWorsening(..) | Why::Concern(_) | Why::NotableImprovement(..) | Why::Improvement(_)
                )
            })
            .map(|known| known.mark())
            .filter(|mark| !mark.letter.is_empty()),
        is_improvement: why.is_improvement(),
    }
}

/// A step that stands out, and whether it left the limits.
fn stepped(known: &Known<'_>, change: &Change) -> String {
    let style = known.style();
    let from = shown(change.from, &style);
    let to = known.value_text();
    let verb = if change.difference > Decimal::ZERO {
        "rose"
    } else {
        "fell"
    };
    let limits = match known.standing.flag {
        Some(Flag {
            rule: Rule::Outside,
            side,
        }) => {
            let usual = known.usual().unwrap_or_default();
            let time = if is_first(known) { " for the first time" } else { "" };
            format!(", {} its {} {usual}{time}", above(side), known.limits_word())
        }
        Some(_) => format!(", {}", known.clause()),
        None => String::from(", a larger step than usual"),
    };
    let of = known.entry().value().map_or_else(String::new, figure::ratio_text);
    let of = if of.is_empty() { of } else { format!(" ({of})") };
    format!("{verb} from {} to {to}{of}{limits}", from.text())
}

/// Whether no earlier value of the group is outside, neither as known when it came nor as known now.
fn is_first(known: &Known<'_>) -> bool {
    let start = known.series.groups[known.standing.group].start;
    let metric = known.metric();
    let is_outside = |flag: Option<Flag>| flag.is_some_and(|flag| flag.rule == Rule::Outside);
    if known.series.entries[start..known.standing.entry]
        .iter()
        .any(|entry| is_outside(entry.flag))
    {
        return false;
    }
    (start..known.standing.entry)
        .filter_map(|entry| standing(known.series, metric, entry))
        .all(|earlier: Standing| !is_outside(earlier.flag))
}

fn signalled(known: &Known<'_>) -> String {
    format!("{}, {}", known.head(), known.clause())
}

fn missed(known: &Known<'_>, times: usize) -> String {
    format!(
        "is {}; it missed its {} for the {} {} running",
        known.value_text(),
        known.target_text().unwrap_or_default(),
        ordinal(times),
        known.times(times)
    )
}

fn spent(here: Here<'_>, whose: (usize, usize), budget: &Budget) -> String {
    let (team, slo) = whose;
    let slo = &here.portfolio.teams[team].slos[slo];
    let percent = Style {
        precision: Some(0),
        ..Style::of(&Unit::Percent)
    };
    let used = budget.window.as_ref().map_or(Decimal::ZERO, |window| window.used);
    format!(
        "has spent {} of the error budget of “{}” ({} over {})",
        shown(used, &percent),
        slo.name,
        figure::target_text(slo.objective, &Unit::Percent),
        slo.window.words()
    )
}
