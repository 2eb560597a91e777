//! Questions worth asking a team, in words: facts first, then an open question, never blame.

use super::around::metric_link;
use super::figure;
use super::frame::plain;
use super::here::{Here, Link};
use super::objective::{whole_percent, window_words};
use super::reading::{Known, full_name, known};
use super::signal::Mark;
use super::standing::{Movement, movements};
use super::words::capital;
use super::{actions, team_path, war_path};
use crate::analyse::AsOf;
use crate::analyse::delta::{Change, Delta, Judgement};
use crate::analyse::question::{About, Question, Why, questions};
use crate::analyse::series::{Grain, Series};
use crate::analyse::signal::{Signal, Standing, standing};
use crate::analyse::slo::Budget;
use crate::analyse::xmr::{Flag, Rule, Side};
use crate::model::cycle::CycleIndex;
use crate::model::format::shown;
use crate::model::unit::Unit;
use crate::model::war::Finding;
use crate::words::{Words, say, say_count};
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
    pub(super) question: String,
    pub(super) mark: Option<Mark>,
    /// Whether something went well.
    pub(super) is_improvement: bool,
}

/// What is worth asking a team about a cycle, on a day.
pub(super) fn asked(here: Here<'_>, team: usize, when: AsOf) -> Vec<Asked> {
    questions(here.portfolio, here.analysis, team, when)
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
            (Signal::CommonCause | Signal::Neutral(_) | Signal::Pending, _) => return None,
        };
        Some(of_series(here, team, (series, entry, &why)))
    };
    movements(here, team, cycle).iter().filter_map(of).collect()
}

/// Every value of a team's cycle that left its usual range where neither way is better: the metric, and what follows its
/// name. Nothing is asked of these, and the sentence about the cycle counts them.
pub(super) fn unusual(here: Here<'_>, team: usize, cycle: CycleIndex) -> Vec<(Link, String)> {
    let of = |movement: &Movement<'_>| {
        let (series, entry) = (movement.series, movement.index);
        if !matches!(series.entries[entry].said_then, Some(Signal::Neutral(_))) {
            return None;
        }
        let known = known(here, team, series, entry)?;
        let mut metric = metric_link(here, team, series.metric);
        metric.text = full_name(here.words(), &metric.text, &figure::part_name(here, team, &series.part));
        let facts = say!(here.words(), "standing.sentence", what = signalled(&known));
        Some((metric, format!(" {facts}")))
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
    let (owner, words) = (&here.portfolio.teams[team], here.words());
    let all = &owner.actions;
    let named: Vec<String> = actions
        .iter()
        .take(MOST_NAMED)
        .map(|index| {
            let action = &all[*index];
            let title = plain(&action.title);
            match (why, action.due) {
                (Why::ActionsOverdue, Some(due)) => {
                    say!(words, "asked.quoted_due", title = title, day = words.short_day(due))
                }
                _ => say!(words, "asked.quoted", title = title),
            }
        })
        .collect();
    let place = match actions {
        [one] => actions::place(here.portfolio, owner, &all[*one]),
        _ => format!("{}#actions", team_path(owner)),
    };
    let (count, named) = (actions.len(), and_more(words, &named, actions.len()));
    let (facts, question) = match why {
        Why::ActionsOverdue => (
            say_count!(words, "asked.overdue", count, named = named),
            words.word("asked.what_would_help").to_owned(),
        ),
        _ => (
            say_count!(words, "asked.quiet", count, named = named),
            say_count!(words, "asked.worth_doing", count),
        ),
    };
    let what = match why {
        // Those that are past their due date, too, are told there.
        Why::ActionsQuiet { beside_late: true } => say_count!(words, "asked.more_actions", count),
        _ => say_count!(words, "asked.actions", count),
    };
    Asked {
        metric: here.link(&place, capital(&what)),
        facts: format!(" {facts}"),
        question,
        mark: None,
        is_improvement: false,
    }
}

/// A question about findings of high risk without an action.
fn of_findings(here: Here<'_>, team: usize, findings: &[(usize, &Finding)]) -> Asked {
    let (owner, words) = (&here.portfolio.teams[team], here.words());
    let named: Vec<String> = findings
        .iter()
        .take(MOST_NAMED)
        .map(|(_, finding)| say!(words, "asked.quoted", title = plain(&finding.title)))
        .collect();
    let count = findings.len();
    let named = and_more(words, &named, count);
    // Findings of several reviews are a page further, where the reviews stand together.
    let place = match findings {
        [(war, one)] => format!("{}#{}", war_path(owner, &owner.wars[*war]), one.id),
        [(war, _), others @ ..] if others.iter().all(|(other, _)| other == war) => war_path(owner, &owner.wars[*war]),
        _ => format!("{}#wars", team_path(owner)),
    };
    Asked {
        metric: here.link(&place, capital(&say_count!(words, "asked.findings", count))),
        facts: format!(" {}", say_count!(words, "asked.without_action", count, named = named)),
        question: words.word("asked.which_first").to_owned(),
        mark: None,
        is_improvement: false,
    }
}

/// Of more actions or findings than these the rest is counted.
const MOST_NAMED: usize = 3;

/// The first names of so many things, and how many more there are.
fn and_more(words: &Words, named: &[String], count: usize) -> String {
    match count - named.len() {
        0 => words.list(named),
        more => say_count!(
            words,
            "asked.and_more",
            more,
            named = named.join(words.word("lists.between"))
        ),
    }
}

fn of_series(here: Here<'_>, team: usize, what: (&Series, usize, &Why)) -> Asked {
    let (series, entry, why) = what;
    let known = known(here, team, series, entry);
    let part = figure::part_name(here, team, &series.part);
    let words = here.words();
    let (facts, open) = match (why, &known) {
        (Why::NotableWorsening(change, _), Some(known)) => (stepped(known, change), "asked.what_changed"),
        (Why::Concern(_), Some(known)) => (signalled(known), "asked.what_behind"),
        (Why::TargetMissed(times), Some(known)) => (missed(known, *times), "asked.what_would_it_take"),
        (Why::NotReported(periods), Some(known)) => (not_reported(known, *periods), "asked.worth_reporting"),
        (Why::BudgetSpent(slo, budget), Some(_)) => (spent(here, (team, *slo), budget), "asked.what_gives_way"),
        (Why::NotableImprovement(change, _), Some(known)) => (stepped(known, change), "asked.what_did_you_do"),
        (Why::Improvement(_), Some(known)) => (signalled(known), "asked.what_did_you_do"),
        (Why::ActionsOverdue | Why::ActionsQuiet { .. } | Why::FindingsWithoutAction, _) | (_, None) => {
            (String::new(), "")
        }
    };
    let mut metric = metric_link(here, team, series.metric);
    metric.text = full_name(words, &metric.text, &part);
    Asked {
        metric,
        facts: format!(" {}", say!(words, "standing.sentence", what = facts)),
        question: if open.is_empty() {
            String::new()
        } else {
            words.word(open).to_owned()
        },
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

/// A metric that was reported until some periods ago.
fn not_reported(known: &Known<'_>, periods: usize) -> String {
    let words = known.words();
    let without = match known.entry().grain {
        Grain::Cycle => say_count!(words, "asked.cycles_without", periods),
        Grain::Month => say_count!(words, "asked.months_without", periods),
    };
    say!(
        words,
        "asked.last_value",
        value = known.value_text(),
        when = figure::when_words(words, known.entry()),
        without = without
    )
}

/// A step that stands out, and whether it left the limits.
fn stepped(known: &Known<'_>, change: &Change) -> String {
    let (style, words) = (known.style(), known.words());
    let ratio = (known.entry().value()).map_or_else(String::new, |value| figure::ratio_text(known.here, value));
    let to = if ratio.is_empty() {
        known.value_text()
    } else {
        say!(words, "asked.value_of", value = known.value_text(), ratio = ratio)
    };
    let from = shown(change.from, &style);
    let step = if known.entry().difference() > Some(Decimal::ZERO) {
        say!(words, "asked.rose", from = from, to = to)
    } else {
        say!(words, "asked.fell", from = from, to = to)
    };
    let limits = match known.standing.flag {
        Some(Flag {
            rule: Rule::Outside,
            side,
        }) => {
            let usual = known.usual().unwrap_or_default();
            let key = match side {
                Side::High => known.limits_key(["reading.above_usual", "reading.above_trial"]),
                Side::Low => known.limits_key(["reading.below_usual", "reading.below_trial"]),
            };
            let outside = words.say(key, &[("usual", &usual)]);
            if is_first(known) {
                say!(words, "reading.first_time", what = outside)
            } else {
                outside
            }
        }
        Some(_) => known.clause(),
        None => words.word("asked.larger_step").to_owned(),
    };
    say!(words, "asked.step_and_limits", step = step, limits = limits)
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
    say!(
        known.words(),
        "asked.step_and_limits",
        step = known.head(),
        limits = known.clause()
    )
}

fn missed(known: &Known<'_>, times: usize) -> String {
    say!(
        known.words(),
        "asked.missed",
        value = known.value_text(),
        target = known.target_text().unwrap_or_default(),
        how_long = known.running(times)
    )
}

fn spent(here: Here<'_>, whose: (usize, usize), budget: &Budget) -> String {
    let (team, slo) = whose;
    let slo = &here.portfolio.teams[team].slos[slo];
    let used = budget.window.as_ref().map_or(Decimal::ZERO, |window| window.used);
    say!(
        here.words(),
        "asked.spent",
        used = figure::target_text(here, whole_percent(used), &Unit::Percent),
        name = slo.name,
        objective = figure::target_text(here, slo.objective, &Unit::Percent),
        window = window_words(here.words(), slo)
    )
}
