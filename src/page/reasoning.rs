//! Why a value is a signal, or is none: the rule, the values it speaks of, the limits and how they come about.

use super::figure::{self, Figure};
use super::frame::plain;
use super::here::Here;
use super::reading::{Known, assurance_words, clipped, known, limit_style, usual};
use super::signal::Mark;
use super::words::{When, capital};
use crate::analyse::series::Series;
use crate::analyse::signal::{Assurance, Restart, Signal};
use crate::analyse::streak;
use crate::analyse::xmr::{FIRST_LIMITS, FULL_LIMITS, Flag, Limits, RUN, Rule, Ruler, Side};
use crate::model::format::shown;
use crate::model::metric::{Baseline, Better};
use crate::model::team::successor;
use crate::model::unit::Unit;
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

/// Why the newest value of a series means what it means.
#[derive(Debug, Serialize)]
pub(super) struct Reasoning {
    /// `Why is this a concern?`
    question: String,
    /// The part it is about; empty for the team as a whole.
    part: String,
    mark: Mark,
    /// The rule and what makes it one, in sentences.
    answer: Vec<String>,
    /// The values the rule speaks of, oldest first.
    points: Vec<(When, Figure)>,
    /// What the limits are made of: name, value, how it is computed.
    numbers: Vec<Number>,
    /// The processes of the series, newest first, where there are several.
    groups: Vec<GroupRow>,
    /// The day of the last event of a rare one.
    since: Option<When>,
}

#[derive(Debug, Serialize)]
struct Number {
    name: String,
    value: String,
    how: String,
}

/// One process of a series.
#[derive(Debug, Serialize)]
struct GroupRow {
    from: When,
    why: String,
    points: String,
    /// `usual 230–290 ms, mean 255 ms`, or why there are no limits.
    limits: String,
}

/// The reasoning about the newest value of a series; `None` without any value.
pub(super) fn reasoning(here: Here<'_>, team: usize, series: &Series) -> Option<Reasoning> {
    let newest = series.entries.iter().rposition(|entry| entry.value().is_some())?;
    let known = known(here, team, series, newest)?;
    Some(Reasoning {
        question: question(&known).to_owned(),
        part: figure::part_name(here, team, &series.part),
        mark: known.mark(),
        answer: answer(&known),
        points: points(&known),
        numbers: numbers(&known),
        groups: groups(here, team, series),
        since: matches!(known.standing.limits, Limits::Rare)
            .then(|| streak::last_event(series, newest))
            .flatten()
            .map(|entry| here.when_in_full(series.entries[entry].last)),
    })
}

fn question<'a>(known: &Known<'a>) -> &'a str {
    known
        .words()
        .word(match (known.standing.signal, &known.standing.limits) {
            (Signal::Concern(_), _) => "reasoning.why_concern",
            (Signal::Improvement(_), _) => "reasoning.why_improvement",
            (Signal::Neutral(_), _) => "reasoning.why_unusual",
            (Signal::Pending, _) => "reasoning.why_pending",
            (Signal::CommonCause, Limits::None | Limits::Rare | Limits::Constant(_)) => "reasoning.why_no_limits",
            (Signal::CommonCause, _) => "reasoning.why_no_signal",
        })
}

fn answer(known: &Known<'_>) -> Vec<String> {
    let mut answer = vec![rule(known)];
    if known.standing.flag.is_some() {
        answer.push(direction(known));
    }
    answer.extend(trust(known));
    answer.extend(level(known));
    answer.extend(aim(known));
    answer
}

/// The rule that fired, or why none did.
fn rule(known: &Known<'_>) -> String {
    let (style, words) = (known.style(), known.words());
    let say = |number: Decimal| shown(number, &limit_style(&style)).text();
    let standing = &known.standing;
    if standing.signal == Signal::Pending {
        return words.word("reasoning.pending").to_owned();
    }
    let Some(ruler) = standing.limits.ruler() else {
        return without_limits(known);
    };
    let value = known.value_text();
    match standing.flag {
        Some(Flag {
            rule: Rule::Outside,
            side,
        }) => match side {
            Side::High => say!(words, "reasoning.above", value = value, limit = say(ruler.upper())),
            Side::Low => say!(words, "reasoning.below", value = value, limit = say(ruler.lower())),
        },
        Some(Flag {
            rule: Rule::Trend,
            side,
        }) => {
            let enough = |key| words.number_in(key, RUN);
            match side {
                Side::High => {
                    let enough = enough("reasoning.trend_up");
                    say_count!(words, "reasoning.trend_up", standing.run, enough = enough)
                }
                Side::Low => {
                    let enough = enough("reasoning.trend_down");
                    say_count!(words, "reasoning.trend_down", standing.run, enough = enough)
                }
            }
        }
        Some(Flag {
            rule: Rule::TwoOfThree,
            side,
        }) => {
            let (lower, upper) = ruler.near();
            match side {
                Side::High => say_count!(words, "reasoning.near_upper", standing.run, near = say(upper)),
                Side::Low => say_count!(words, "reasoning.near_lower", standing.run, near = say(lower)),
            }
        }
        Some(Flag {
            rule: Rule::Shift,
            side,
        }) => {
            let (mean, enough) = (say(ruler.mean()), |key| words.number_in(key, RUN));
            match side {
                Side::High => {
                    let enough = enough("reasoning.shift_up");
                    say_count!(words, "reasoning.shift_up", standing.run, mean = mean, enough = enough)
                }
                Side::Low => {
                    let enough = enough("reasoning.shift_down");
                    say_count!(
                        words,
                        "reasoning.shift_down",
                        standing.run,
                        mean = mean,
                        enough = enough
                    )
                }
            }
        }
        None if matches!(standing.limits, Limits::Full(_)) => {
            say!(words, "reasoning.no_rule", value = value, run = words.grouped(RUN))
        }
        None => say!(words, "reasoning.between", value = value),
    }
}

fn without_limits(known: &Known<'_>) -> String {
    let words = known.words();
    match known.standing.limits {
        Limits::Rare => words
            .word(match known.metric().better {
                Better::Lower => "reasoning.rare_stays_away",
                Better::Higher | Better::Neutral | Better::Within { .. } => "reasoning.rare_time_between",
            })
            .to_owned(),
        Limits::Constant(_) => words.word("reasoning.constant").to_owned(),
        _ => say_count!(
            words,
            "reasoning.too_few",
            known.standing.points,
            needed = words.number_in("reasoning.too_few", FIRST_LIMITS)
        ),
    }
}

/// What the side that a value went to means.
fn direction(known: &Known<'_>) -> String {
    let words = known.words();
    let what = match known.standing.signal {
        Signal::Concern(_) => "reasoning.so_concern",
        Signal::Improvement(_) => "reasoning.so_improvement",
        Signal::Neutral(_) if matches!(known.metric().better, Better::Neutral) => "reasoning.so_unusual",
        Signal::Neutral(_) => "reasoning.so_within",
        Signal::CommonCause | Signal::Pending => return String::new(),
    };
    let better = figure::better_words(words, known.metric().better);
    capital(&words.say(what, &[("better", &better)]))
}

/// How far the limits are to be trusted.
fn trust(known: &Known<'_>) -> Option<String> {
    let words = known.words();
    match known.standing.limits {
        Limits::Trial(_) => Some(say_count!(
            words,
            "reasoning.on_trial",
            FULL_LIMITS,
            points = words.grouped(known.standing.points)
        )),
        Limits::Coarse(_) => Some(words.word("reasoning.coarse").to_owned()),
        _ => None,
    }
}

/// Whether the values hold one level at all: limits around the mean of two levels fit neither.
fn level(known: &Known<'_>) -> Option<String> {
    let group = known.entry().group;
    let of_group = || known.series.entries.iter().filter(|entry| entry.group == group);
    let flagged = of_group().filter(|entry| entry.flag.is_some()).count();
    (flagged * 2 > known.standing.points && matches!(known.standing.limits, Limits::Full(_) | Limits::Coarse(_)))
        .then(|| known.words().word("reasoning.no_level").to_owned())
}

/// The target, and whether limits say that it will be met.
fn aim(known: &Known<'_>) -> Option<String> {
    let words = known.words();
    let aim = known.aim_clause()?;
    let aim = match known.assurance() {
        None => aim,
        Some(assurance) => {
            let why = words.word(match assurance {
                Assurance::MeetsConsistently => "reasoning.whole_range_meets",
                Assurance::HitOrMiss => "reasoning.within_range",
                Assurance::MissesConsistently => "reasoning.whole_range_misses",
            });
            let outlook = assurance_words(words, assurance);
            say!(words, "reasoning.outlook", aim = aim, outlook = outlook, why = why)
        }
    };
    Some(capital(&say!(words, "standing.sentence", what = aim)))
}

/// The values that the rule speaks of, or only the newest.
fn points(known: &Known<'_>) -> Vec<(When, Figure)> {
    let wanted = match known.standing.flag {
        None => return Vec::new(),
        Some(Flag {
            rule: Rule::TwoOfThree, ..
        }) => 3,
        Some(_) => known.standing.run.max(1),
    };
    let style = known.style();
    let mut points: Vec<(When, Figure)> = known.series.entries[..=known.standing.entry]
        .iter()
        .rev()
        .filter_map(|entry| {
            Some((
                figure::period(known.here, entry),
                figure::value(entry.value()?, &style).into(),
            ))
        })
        .take(wanted)
        .collect();
    points.reverse();
    points
}

fn numbers(known: &Known<'_>) -> Vec<Number> {
    let Some(ruler) = known.standing.limits.ruler() else {
        return Vec::new();
    };
    let style = limit_style(&known.style());
    let say = |number: Decimal| shown(number, &style).text();
    let unit = known.metric().unit_on(known.entry().measured);
    let (least, most) = clipped(ruler, known.metric(), unit);
    let words = known.words();
    let named = |key: &'static str| words.word(key).to_owned();
    let cut = |how: &str, limit: Decimal, clipped: Decimal| {
        if limit == clipped {
            how.to_owned()
        } else {
            say!(words, "reasoning.drawn_at", how = how, end = say(clipped))
        }
    };
    let (near_lower, near_upper) = ruler.near();
    let mut numbers = vec![
        Number {
            name: named("reasoning.mean"),
            value: say(ruler.mean()),
            how: baseline(known),
        },
        Number {
            name: named("reasoning.step"),
            value: say(ruler.moving_range()),
            how: steps(words, ruler),
        },
        Number {
            name: named("reasoning.upper"),
            value: say(ruler.upper()),
            how: cut(words.word("reasoning.how_upper"), ruler.upper(), most),
        },
        Number {
            name: named("reasoning.lower"),
            value: say(ruler.lower()),
            how: cut(words.word("reasoning.how_lower"), ruler.lower(), least),
        },
    ];
    if matches!(known.standing.limits, Limits::Full(_)) {
        numbers.push(Number {
            name: named("reasoning.near"),
            value: words.list(&[say(near_lower.max(least)), say(near_upper.min(most))]),
            how: named("reasoning.how_near"),
        });
    }
    numbers
}

fn baseline(known: &Known<'_>) -> String {
    let (used, words) = (known.standing.limits.baseline_points(), known.words());
    match known.metric().baseline {
        Baseline::First(_) if used < known.standing.points => {
            let since = words.grouped(known.standing.points - used);
            say_count!(words, "reasoning.of_first", used, since = since)
        }
        _ => say_count!(words, "reasoning.of_values", used),
    }
}

fn steps(words: &Words, ruler: &Ruler) -> String {
    let how = words.word("reasoning.how_step");
    match ruler.screened() {
        0 => how.to_owned(),
        jumps => say_count!(words, "reasoning.left_out", jumps, how = how),
    }
}

/// The processes of a series, newest first; nothing where there is only one.
fn groups(here: Here<'_>, team: usize, series: &Series) -> Vec<GroupRow> {
    if series.groups.len() < 2 {
        return Vec::new();
    }
    let (metric, words) = (here.portfolio.metric(series.metric), here.words());
    let rows = series.groups.iter().rev().map(|group| {
        let first = &series.entries[group.start];
        let style = here.portfolio.style(Some(team), series.metric, first.measured);
        let limits = match (&group.limits, group.limits.ruler()) {
            (limits, Some(ruler)) => {
                let usual = usual(words, ruler, metric, &style);
                if matches!(limits, Limits::Trial(_)) {
                    say!(words, "reasoning.group_trial", usual = usual)
                } else {
                    say!(words, "reasoning.group_usual", usual = usual)
                }
            }
            (Limits::Rare, _) => words.word("reasoning.group_rare").to_owned(),
            (Limits::Constant(_), _) => words.word("reasoning.group_constant").to_owned(),
            _ => words.word("reasoning.group_few").to_owned(),
        };
        GroupRow {
            from: figure::period(here, first),
            why: restart_words(here, (team, series), group.reason),
            points: say_count!(words, "reasoning.values", group.points),
            limits,
        }
    });
    rows.collect()
}

/// Why a process of a series starts.
pub(super) fn restart_words(here: Here<'_>, whose: (usize, &Series), reason: Restart) -> String {
    let (team, series) = whose;
    let (metric, words) = (here.portfolio.metric(series.metric), here.words());
    match reason {
        Restart::First => words.word("reasoning.first_values").to_owned(),
        Restart::Definition(index) => metric.definitions.get(index).map_or_else(String::new, |definition| {
            let before = index
                .checked_sub(1)
                .and_then(|index| metric.definitions.get(index))
                .map_or(Date::MIN, |before| before.from);
            let unit = |day: Date| metric.unit_on(day);
            let (old, new) = (unit(before), unit(definition.from));
            let text = plain(&definition.text);
            if old == new {
                say!(words, "reasoning.redefined", text = text)
            } else {
                let (old, new) = (unit_name(words, old), unit_name(words, new));
                say!(words, "reasoning.redefined_units", old = old, new = new, text = text)
            }
        }),
        Restart::Grain => words.word("reasoning.each_cycle").to_owned(),
        Restart::Length => words.word("reasoning.another_length").to_owned(),
        Restart::HandOver(workload) => handed_over(here, team, workload),
        Restart::Rebase(index) => here.portfolio.teams[team]
            .rebases
            .get(index)
            .map_or_else(String::new, |rebase| {
                say!(words, "reasoning.rebase", reason = rebase.reason)
            }),
        Restart::Gap => words.word("reasoning.gap").to_owned(),
    }
}

/// Which workload is no longer added up, or is from here on.
pub(super) fn handed_over(here: Here<'_>, team: usize, workload: usize) -> String {
    let owner = &here.portfolio.teams[team];
    let Some(workload) = owner.workloads.get(workload) else {
        return String::new();
    };
    let name = |team: usize| here.portfolio.teams[team].name.as_str();
    match (
        successor(&here.portfolio.teams, team, &workload.id),
        workload.moved_from,
    ) {
        (Some((other, _)), _) => {
            say!(
                here.words(),
                "reasoning.given_away",
                workload = workload.name,
                team = name(other)
            )
        }
        (None, Some(other)) => {
            say!(
                here.words(),
                "reasoning.taken_over",
                workload = workload.name,
                team = name(other)
            )
        }
        (None, None) => workload.name.clone(),
    }
}

fn unit_name<'a>(words: &'a Words, unit: &'a Unit) -> &'a str {
    match unit {
        Unit::Count => words.word("reasoning.a_count"),
        Unit::Ratio => words.word("reasoning.a_ratio"),
        other => other.written(),
    }
}
