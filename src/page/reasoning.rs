//! Why a value is a signal, or is none: the rule, the values it speaks of, the limits and how they come about.

use super::figure::{self, Figure};
use super::frame::plain;
use super::here::Here;
use super::reading::{Known, above, assurance_words, clipped, known, limit_style, usual};
use super::signal::Mark;
use super::words::{self, When, counted, number};
use crate::analyse::series::Series;
use crate::analyse::signal::{Assurance, Restart, Signal};
use crate::analyse::streak;
use crate::analyse::xmr::{FIRST_LIMITS, FULL_LIMITS, Flag, Limits, RUN, Rule, Ruler, Side};
use crate::model::format::shown;
use crate::model::metric::{Baseline, Better};
use crate::model::unit::Unit;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

/// Why the newest value of a series means what it means.
#[derive(Debug, Serialize)]
pub(super) struct Reasoning {
    /// `Why is this a concern?`
    question: &'static str,
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
    name: &'static str,
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
        question: question(&known),
        part: figure::part_name(here, team, &series.part),
        mark: known.mark(),
        answer: answer(&known),
        points: points(&known),
        numbers: numbers(&known),
        groups: groups(here, team, series),
        since: matches!(known.standing.limits, Limits::Rare)
            .then(|| streak::last_event(series, newest))
            .flatten()
            .map(|entry| words::when_in_full(series.entries[entry].last)),
    })
}

fn question(known: &Known<'_>) -> &'static str {
    match (known.standing.signal, &known.standing.limits) {
        (Signal::Concern(_), _) => "Why is this a concern?",
        (Signal::Improvement(_), _) => "Why is this an improvement?",
        (Signal::Neutral(_), _) => "Why is this unusual?",
        (Signal::CommonCause, Limits::None | Limits::Rare | Limits::Constant(_)) => "Why are there no limits?",
        (Signal::CommonCause, _) => "Why is this no signal?",
    }
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
    let style = known.style();
    let say = |number: Decimal| shown(number, &limit_style(&style)).text();
    let standing = &known.standing;
    let Some(ruler) = standing.limits.ruler() else {
        return without_limits(known);
    };
    let value = known.value_text();
    match standing.flag {
        Some(Flag {
            rule: Rule::Outside,
            side,
        }) => {
            let (name, limit) = match side {
                Side::High => ("upper", ruler.upper()),
                Side::Low => ("lower", ruler.lower()),
            };
            format!(
                "Rule “outside”: {value} lies {} the {name} limit of {}.",
                above(side),
                say(limit)
            )
        }
        Some(Flag {
            rule: Rule::Trend,
            side,
        }) => format!(
            "Rule “trend”: {} in a row, each {} the one before; {} are enough.",
            counted(standing.run, "value"),
            above(side),
            number(RUN)
        ),
        Some(Flag {
            rule: Rule::TwoOfThree,
            side,
        }) => {
            let near = ruler.near();
            let near = if side == Side::High { near.1 } else { near.0 };
            format!(
                "Rule “two of three”: {} of the last three values lie {} the near limit of {}, two thirds of the way from the mean to the limit, and all three on that side of the mean.",
                number(standing.run),
                above(side),
                say(near)
            )
        }
        Some(Flag {
            rule: Rule::Shift,
            side,
        }) => format!(
            "Rule “shift”: {} in a row lie {} the mean of {}; {} are enough.",
            counted(standing.run, "value"),
            above(side),
            say(ruler.mean()),
            number(RUN)
        ),
        None if matches!(standing.limits, Limits::Full(_)) => format!(
            "No rule fires: {value} lies between the limits, it is in no run of {RUN} values that rise, fall or keep to one side of the mean, and it is not one of two in the last three that are close to a limit."
        ),
        None => format!("{value} lies between the limits."),
    }
}

fn without_limits(known: &Known<'_>) -> String {
    match known.standing.limits {
        Limits::Rare => format!(
            "At least half of the values are zero: an event so rare is counted in time, not in limits. What matters is {}.",
            match known.metric().better {
                Better::Lower => "how long it has stayed away",
                Better::Higher | Better::Neutral | Better::Within { .. } => "the time between one and the next",
            }
        ),
        Limits::Constant(_) => {
            "Hardly any two values in a row differ. Without a usual step there is no usual range.".to_owned()
        }
        _ => format!(
            "Limits need {} values of one process; there {} {} so far.",
            number(FIRST_LIMITS),
            if known.standing.points == 1 { "is" } else { "are" },
            number(known.standing.points)
        ),
    }
}

/// What the side that a value went to means.
fn direction(known: &Known<'_>) -> String {
    let better = figure::better_words(known.metric().better);
    let what = match known.standing.signal {
        Signal::Concern(_) => "so it is a concern",
        Signal::Improvement(_) => "so it is an improvement",
        Signal::Neutral(_) if matches!(known.metric().better, Better::Neutral) => "so it is unusual, and no more",
        Signal::Neutral(_) => "and the value comes no nearer and goes no further: it is unusual, and no more",
        Signal::CommonCause => return String::new(),
    };
    format!("{}, {what}.", words::capital(better))
}

/// How far the limits are to be trusted.
fn trust(known: &Known<'_>) -> Option<String> {
    let points = known.standing.points;
    match known.standing.limits {
        Limits::Trial(_) => Some(format!(
            "The limits are on trial: {points} of {FULL_LIMITS} values. Until then only a value outside them is a signal."
        )),
        Limits::Coarse(_) => Some(
            "The steps from value to value come in three sizes or fewer, too coarse for finer rules: only a value outside the limits is a signal.".to_owned(),
        ),
        _ => None,
    }
}

/// Whether the values hold one level at all: limits around the mean of two levels fit neither.
fn level(known: &Known<'_>) -> Option<String> {
    let group = known.entry().group;
    let of_group = || known.series.entries.iter().filter(|entry| entry.group == group);
    let flagged = of_group().filter(|entry| entry.flag.is_some()).count();
    (flagged * 2 > known.standing.points && matches!(known.standing.limits, Limits::Full(_) | Limits::Coarse(_))).then(
        || {
            "More than half of the values of this process are signals: it does not hold one level. If it was changed on purpose, a rebase says so.".to_owned()
        },
    )
}

/// The target, and whether limits say that it will be met.
fn aim(known: &Known<'_>) -> Option<String> {
    let aim = known.aim_clause()?;
    let outlook = known.assurance().map(|assurance| {
        let why = match assurance {
            Assurance::MeetsConsistently => "the whole usual range meets it",
            Assurance::HitOrMiss => "it lies within the usual range",
            Assurance::MissesConsistently => {
                "the whole usual range misses it; only a change of the process will meet it"
            }
        };
        format!("; {}: {why}", assurance_words(assurance))
    });
    Some(format!("{}{}.", words::capital(&aim), outlook.unwrap_or_default()))
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
        .filter_map(|entry| Some((figure::period(entry), figure::value(entry.value()?, &style).into())))
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
    let cut = |limit: Decimal, clipped: Decimal| {
        if limit == clipped {
            String::new()
        } else {
            format!("; drawn at {}, where the values end", say(clipped))
        }
    };
    let (near_lower, near_upper) = ruler.near();
    let mut numbers = vec![
        Number {
            name: "Mean",
            value: say(ruler.mean()),
            how: baseline(known),
        },
        Number {
            name: "Usual step",
            value: say(ruler.moving_range()),
            how: steps(ruler),
        },
        Number {
            name: "Upper limit",
            value: say(ruler.upper()),
            how: format!("mean + 2.66 × step{}", cut(ruler.upper(), most)),
        },
        Number {
            name: "Lower limit",
            value: say(ruler.lower()),
            how: format!("mean − 2.66 × step{}", cut(ruler.lower(), least)),
        },
    ];
    if matches!(known.standing.limits, Limits::Full(_)) {
        numbers.push(Number {
            name: "Near limits",
            value: format!("{} and {}", say(near_lower.max(least)), say(near_upper.min(most))),
            how: "two thirds of the way to the limits".to_owned(),
        });
    }
    numbers
}

fn baseline(known: &Known<'_>) -> String {
    let used = known.standing.limits.baseline_points();
    match known.metric().baseline {
        Baseline::First(_) if used < known.standing.points => {
            format!(
                "of the first {used} values, kept until a rebase; {} since",
                known.standing.points - used
            )
        }
        _ => format!("of {}", counted(used, "value")),
    }
}

fn steps(ruler: &Ruler) -> String {
    let screened = match ruler.screened() {
        0 => String::new(),
        1 => "; one jump of 3.267 times the mean or more is left out".to_owned(),
        jumps => format!("; {jumps} jumps of 3.267 times the mean or more are left out"),
    };
    format!("the mean distance from one value to the next{screened}")
}

/// The processes of a series, newest first; nothing where there is only one.
fn groups(here: Here<'_>, team: usize, series: &Series) -> Vec<GroupRow> {
    if series.groups.len() < 2 {
        return Vec::new();
    }
    let metric = here.portfolio.metric(series.metric);
    let rows = series.groups.iter().rev().map(|group| {
        let first = &series.entries[group.start];
        let style = here.portfolio.style(Some(team), series.metric, first.measured);
        let limits = match (&group.limits, group.limits.ruler()) {
            (limits, Some(ruler)) => {
                let trial = if matches!(limits, Limits::Trial(_)) {
                    "trial limits"
                } else {
                    "usual"
                };
                format!("{trial} {}", usual(ruler, metric, &style))
            }
            (Limits::Rare, _) => "rare: no limits".to_owned(),
            (Limits::Constant(_), _) => "hardly moved: no limits".to_owned(),
            _ => "too few for limits".to_owned(),
        };
        GroupRow {
            from: figure::period(first),
            why: restart_words(here, (team, series), group.reason),
            points: counted(group.points, "value"),
            limits,
        }
    });
    rows.collect()
}

/// Why a process of a series starts.
pub(super) fn restart_words(here: Here<'_>, whose: (usize, &Series), reason: Restart) -> String {
    let (team, series) = whose;
    let metric = here.portfolio.metric(series.metric);
    match reason {
        Restart::First => "First values".to_owned(),
        Restart::Definition(index) => metric.definitions.get(index).map_or_else(String::new, |definition| {
            let before = index
                .checked_sub(1)
                .and_then(|index| metric.definitions.get(index))
                .map_or(Date::MIN, |before| before.from);
            let unit = |day: Date| metric.unit_on(day);
            let (old, new) = (unit(before), unit(definition.from));
            let units = if old == new {
                String::new()
            } else {
                format!(" (from {} to {})", unit_name(old), unit_name(new))
            };
            format!("Redefined{units}: {}", plain(&definition.text))
        }),
        Restart::Grain => "Given each cycle instead of each month".to_owned(),
        Restart::Rebase(index) => here.portfolio.teams[team]
            .rebases
            .get(index)
            .map_or_else(String::new, |rebase| format!("New baseline: {}", rebase.reason)),
        Restart::Gap => "After three or more missing values".to_owned(),
    }
}

fn unit_name(unit: &Unit) -> &str {
    match unit {
        Unit::Count => "a count",
        Unit::Ratio => "a ratio",
        other => other.written(),
    }
}
