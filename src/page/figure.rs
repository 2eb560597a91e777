//! One value, its delta and its target in finished words.
//!
//! Digits come from `model::format`, judgements from `analyse`; this joins them to what a reader sees, and names every
//! state that is not a value.

use super::derived;
use super::here::{Here, Source};
use super::words::When;
use crate::analyse::delta::{Change, Delta, Judgement};
use crate::analyse::series::{Entry, Grain, Series, State, Value};
use crate::analyse::signal::Restart;
use crate::analyse::target::meets;
use crate::model::cycle::{CycleIndex, Length, LengthUnit};
use crate::model::format::{Shown, Style, delta_text, shown};
use crate::model::metric::{Better, Every, Metric};
use crate::model::report::{ImportedFrom, Part, Provenance};
use crate::model::unit::Unit;
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

/// A number in the parts that a template may set apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Figure {
    pub(super) prefix: String,
    pub(super) number: String,
    pub(super) suffix: String,
}

impl From<Shown> for Figure {
    fn from(shown: Shown) -> Self {
        Self {
            prefix: shown.prefix,
            number: shown.number,
            suffix: shown.suffix,
        }
    }
}

/// How a reader is to take a movement: its mark and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Tone {
    Better,
    Worse,
    /// Moved, with no better way.
    Neutral,
    /// Not moved, or not visibly.
    Same,
    /// Not judged: the value may still change.
    Pending,
    /// Nothing to compare with.
    None,
}

/// A delta, or the state that stands in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Moved {
    pub(super) tone: Tone,
    /// `↑`, `↓` or nothing: direction only.
    pub(super) arrow: &'static str,
    /// `+14 ms (+7.1 %)`, `unchanged`, `first value`.
    pub(super) text: String,
    /// `better`, `worse`, `may still change` or nothing.
    pub(super) word: String,
    /// `vs 2 cycles ago`, where the value compared with is not the one just before.
    pub(super) since: String,
}

impl Moved {
    fn state(text: impl Into<String>) -> Self {
        Self {
            tone: Tone::None,
            arrow: "",
            text: text.into(),
            word: String::new(),
            since: String::new(),
        }
    }
}

/// A value as a page shows it.
pub(super) fn value(value: &Value, style: &Style<'_>) -> Shown {
    let shown = shown(value.number, style);
    if value.approximate { shown.approximate() } else { shown }
}

/// The delta of an entry in words, or the state that stands in its place.
pub(super) fn moved(here: Here<'_>, team: usize, series: &Series, index: usize) -> Moved {
    let entry = &series.entries[index];
    let word = |key| here.words().word(key);
    match entry.delta {
        Delta::Change(change) => changed(here, team, series, (entry, change)),
        Delta::Redefined => {
            let group = series.groups.get(entry.group.get());
            Moved::state(word(match group.map(|group| group.reason) {
                Some(Restart::HandOver(_)) => "figure.other_workloads",
                Some(Restart::Length) => "figure.another_length",
                _ => "figure.redefined",
            }))
        }
        Delta::First => {
            let reported_before = here.portfolio.teams[team]
                .reports
                .first()
                .is_some_and(|report| report.cycle < entry.cycle);
            Moved::state(word(if reported_before {
                "figure.new_metric"
            } else {
                "figure.first_value"
            }))
        }
        Delta::None => Moved::state(match entry.state {
            State::NotAvailable(_) => word("figure.not_available"),
            State::Gap { expected: true } => word("figure.not_reported"),
            State::Gap { expected: false } => word("figure.not_expected"),
            State::Value(_) => "",
        }),
    }
}

/// How a reader is to take the step to an entry, and its arrow: what [`moved`] says of it without words.
pub(super) fn way(entry: &Entry) -> (Tone, &'static str) {
    let Delta::Change(change) = entry.delta else {
        return (Tone::None, "");
    };
    let tone = match change.judgement {
        Judgement::Better => Tone::Better,
        Judgement::Worse => Tone::Worse,
        Judgement::Neutral => Tone::Neutral,
        Judgement::Unchanged => Tone::Same,
        Judgement::Pending => Tone::Pending,
    };
    let to = entry.value().map_or(change.from, |value| value.number);
    let arrow = match (tone, to > change.from) {
        (Tone::Same, _) => "",
        (_, true) => "↑",
        (_, false) => "↓",
    };
    (tone, arrow)
}

fn changed(here: Here<'_>, team: usize, series: &Series, step: (&Entry, Change)) -> Moved {
    let (entry, change) = step;
    let metric = here.portfolio.metric(series.metric);
    let style = here.portfolio.style(Some(team), series.metric, entry.measured);
    let to = entry.value().map_or(change.from, |value| value.number);
    let text = delta_text(change.from, to, &style, metric.floor);
    let (tone, arrow) = way(entry);
    let words = here.words();
    Moved {
        tone,
        arrow,
        text: words.difference(&text),
        word: match tone {
            Tone::Better => words.word("figure.better"),
            Tone::Worse => words.word("figure.worse"),
            Tone::Pending => words.word("figure.pending"),
            Tone::Neutral | Tone::Same | Tone::None => "",
        }
        .to_owned(),
        since: match (change.periods.get(), series.grain) {
            (..=1, _) => String::new(),
            (cycles, Grain::Cycle) => say_count!(words, "figure.cycles_ago", cycles),
            (months, Grain::Month) => say_count!(words, "figure.months_ago", months),
        },
    }
}

/// Why a series says nothing new for a cycle although it is not late: a monthly value that is due another time.
pub(super) fn between_months(here: Here<'_>, series: &Series, cycle: CycleIndex) -> Option<String> {
    if series.grain != Grain::Month || series.index_at(cycle).is_some() {
        return None;
    }
    let last = here.portfolio.calendar.cycle(cycle).last;
    let next = if last.last_of_month() == last {
        last.saturating_add(jiff::Span::new().months(1))
    } else {
        last
    };
    Some(say!(
        here.words(),
        "figure.next_month",
        month = here.words().month_alone(next)
    ))
}

/// A target and whether it is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Aim {
    /// `Target` or `Band`.
    pub(super) kind: String,
    /// `250 ms`, `40–70`.
    pub(super) text: String,
    /// `met`, `missed`, or nothing where there is no value, none that is final, or no better way: a name for styles.
    pub(super) word: &'static str,
    /// The same for readers.
    pub(super) said: String,
}

/// The target of a metric beside a value; for `within`, the band.
pub(super) fn aim(here: Here<'_>, of: (&Metric, &Unit), target: Option<Decimal>, value: Option<&Value>) -> Option<Aim> {
    let (metric, unit) = of;
    let words = here.words();
    let style = Style {
        precision: metric.precision,
        ..here.portfolio.style_of(unit)
    };
    let (kind, text) = match (metric.better, target) {
        (Better::Within { lower, upper }, _) => {
            let (from, to) = (shown(lower, &style), shown(upper, &style));
            let from = format!("{}{}", from.prefix, from.number);
            (
                words.word("figure.band"),
                say!(words, "figure.range", from = from, to = to),
            )
        }
        (_, None) => return None,
        (_, Some(target)) => (words.word("figure.target"), target_text(here, target, unit).text()),
    };
    let judged = value.filter(|value| !value.provisional);
    let met = judged.and_then(|value| meets(metric.better, target, value.number));
    let word = met.map_or("", |met| if met { "met" } else { "missed" });
    Some(Aim {
        kind: kind.to_owned(),
        text,
        word,
        said: aim_word(words, met).to_owned(),
    })
}

/// What a series of a team is held against on a day. Parts that make no whole, such as percentiles, are each held against the
/// metric's target; of a sum it says nothing about a part.
pub(super) fn target(here: Here<'_>, (team, series): (usize, &Series), day: Date) -> Option<Decimal> {
    let is_held = series.part.is_whole() || here.analysis.teams[team].whole(series.metric).is_none();
    let target = here.portfolio.target(Some(team), series.metric, day);
    target.filter(|_| is_held)
}

/// Whether an aim is met, for readers; nothing where nobody can say.
pub(super) fn aim_word(words: &Words, met: Option<bool>) -> &str {
    match met {
        Some(true) => words.word("figure.met"),
        Some(false) => words.word("figure.missed"),
        None => "",
    }
}

/// A target as it was written: no digits are added to it.
pub(super) fn target_text(here: Here<'_>, target: Decimal, unit: &Unit) -> Shown {
    let style = Style {
        precision: Some(target.normalize().scale()),
        ..here.portfolio.style_of(unit)
    };
    shown(target, &style)
}

/// How a value came here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Evidence {
    /// `typed`, `imported`, `derived`, `total of parts`.
    pub(super) kind: String,
    /// The tool an imported value names; of a derived one, how many entries of which register it was counted from.
    pub(super) tool: String,
    /// Where it stands.
    pub(super) source: Source,
}

/// The tool of an imported value in words, and why the value may still change.
fn tool(from: &ImportedFrom, words: &Words) -> String {
    let name = from.tool.clone().unwrap_or_default();
    match &from.provisional {
        Some(reason) if name.is_empty() => say!(words, "figure.provisional", reason = reason),
        Some(reason) => say!(words, "figure.tool_provisional", tool = name, reason = reason),
        None => name,
    }
}

/// The evidence of an observation.
pub(super) fn evidence(here: Here<'_>, team: usize, observation: usize) -> Evidence {
    let team = &here.portfolio.teams[team];
    let observation = &team.observations[observation];
    let (kind, tool) = match &observation.provenance {
        Provenance::Typed => ("figure.typed", String::new()),
        Provenance::Imported(from) => ("figure.imported", tool(from, here.words())),
        Provenance::Derived { register, entries } => (
            "figure.derived",
            derived::amount(here, observation, (*register, entries)),
        ),
        Provenance::Total { .. } => ("figure.total", String::new()),
    };
    Evidence {
        kind: here.words().word(kind).to_owned(),
        tool,
        source: match &observation.provenance {
            Provenance::Derived { register, entries } => {
                derived::source(here, observation.origin, (*register, entries))
            }
            _ => here.source(observation.origin),
        },
    }
}

/// A part of a team in words; empty for the team as a whole.
pub(super) fn part_name(here: Here<'_>, team: usize, part: &Part) -> String {
    let workload = part
        .workload()
        .and_then(|index| here.portfolio.teams[team].workloads.get(index))
        .map(|workload| workload.name.as_str());
    match (workload, part.component()) {
        (Some(workload), Some(component)) => format!("{workload} / {component}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => String::new(),
    }
}

/// A numerator over a denominator in words: `1 of 14`.
pub(super) fn ratio_text(here: Here<'_>, value: &Value) -> String {
    value
        .ratio
        .parts()
        .map_or_else(String::new, |parts| parts_text(here, parts))
}

/// The same of a numerator and a denominator.
pub(super) fn parts_text(here: Here<'_>, (numerator, denominator): (Decimal, Decimal)) -> String {
    let plain = |number: Decimal| shown(number, &here.portfolio.style_of(&Unit::Count)).text();
    say!(
        here.words(),
        "figure.ratio",
        part = plain(numerator),
        whole = plain(denominator)
    )
}

/// Which way is better, in words.
pub(super) fn better_words(words: &Words, better: Better) -> &str {
    words.word(match better {
        Better::Lower => "figure.lower_is_better",
        Better::Higher => "figure.higher_is_better",
        Better::Neutral => "figure.neither_is_better",
        Better::Within { .. } => "figure.inside_is_better",
    })
}

/// The period of an entry: a cycle's last day or a month.
pub(super) fn period(here: Here<'_>, entry: &Entry) -> When {
    match entry.grain {
        Grain::Cycle => here.when(entry.last),
        Grain::Month => here.when_month(entry.last),
    }
}

/// The period of an entry as a sentence says it: `in the cycle to 9 Aug 2026`, `in February 2026`.
pub(super) fn when_words(words: &Words, entry: &Entry) -> String {
    match entry.grain {
        Grain::Cycle => say!(words, "figure.in_cycle", day = words.short_day(entry.last)),
        Grain::Month => say!(words, "figure.in_month", month = words.month(entry.last)),
    }
}

/// How often a value is expected, in words.
pub(super) fn every_words(words: &Words, every: Every) -> &str {
    words.word(match every {
        Every::Cycle => "figure.each_cycle",
        Every::Month => "figure.each_month",
    })
}

/// A length of time: `2 weeks`, `1 year`.
pub(super) fn length(words: &Words, length: Length) -> String {
    match length.parts() {
        (count, LengthUnit::Day) => say_count!(words, "figure.days", count),
        (count, LengthUnit::Week) => say_count!(words, "figure.weeks", count),
        (count, LengthUnit::Month) => say_count!(words, "figure.months", count),
        (count, LengthUnit::Year) => say_count!(words, "figure.years", count),
    }
}

/// How often, as it stands behind `every`: `2 weeks`, `month`.
pub(super) fn every(words: &Words, length: Length) -> String {
    match length.parts() {
        (count, LengthUnit::Day) => say_count!(words, "figure.every_days", count),
        (count, LengthUnit::Week) => say_count!(words, "figure.every_weeks", count),
        (count, LengthUnit::Month) => say_count!(words, "figure.every_months", count),
        (count, LengthUnit::Year) => say_count!(words, "figure.every_years", count),
    }
}
