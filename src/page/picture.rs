//! Series and roll-ups as charts: which points, marks and words a chart gets. How it is drawn is `chart`'s.

use super::figure::{self, Tone};
use super::frame::plain;
use super::here::Here;
use super::reasoning::handed_over;
use super::words::capital;
use super::{metric_path, reading, signal};
use crate::analyse::rollup::Rollup;
use crate::analyse::series::{Entry, Grain, Series, State};
use crate::analyse::signal::{Restart, Signal};
use crate::analyse::war::is_known;
use crate::analyse::xmr::{Limits, Side};
use crate::chart::{
    self, Axis, Dot, Flag, Gap, LimitTexts, Mark, MarkKind, Size, Spark, Strip, Target, Trend, TrendPoint,
};
use crate::model::cycle::CycleIndex;
use crate::model::format::{Style, compact, shown};
use crate::model::metric::Metric;
use crate::model::unit::Unit;
use crate::model::war::{War, WarStatus};
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Percentages that never fall below this have a tight axis (marked as such): against zero, 99.9 and 99.99 are one line.
const TIGHT_FROM: f64 = 90.0;

/// So many points a chart has at most, whatever the window: the newest. Five years of two weeks; more would be closer
/// together than a reader can point at.
pub(super) const MOST_POINTS: usize = 130;

/// What a chart of a series shows.
#[derive(Clone, Copy)]
pub(super) struct Shot<'a> {
    pub(super) team: usize,
    pub(super) series: &'a Series,
    /// The cycles shown, both included.
    pub(super) cycles: (CycleIndex, CycleIndex),
    /// The chart's accessible name.
    pub(super) title: &'a str,
    pub(super) size: Size,
}

impl<'a> Shot<'a> {
    /// The entries shown.
    pub(super) fn entries(&self) -> &'a [Entry] {
        &self.series.entries[self.range()]
    }

    fn range(&self) -> std::ops::Range<usize> {
        let entries = &self.series.entries;
        let start = entries.partition_point(|entry| entry.cycle < self.cycles.0);
        let end = entries.partition_point(|entry| entry.cycle <= self.cycles.1);
        start.max(end.saturating_sub(MOST_POINTS))..end.max(start)
    }
}

/// A chart's parts, owned, so that several charts can share one range before they are drawn.
pub(super) struct Prepared<'a> {
    title: &'a str,
    description: String,
    points: Vec<TrendPoint>,
    target: Option<(f64, String)>,
    marks: Vec<(usize, String, MarkKind)>,
    limits: Vec<GroupLimits>,
    axis: Axis,
    size: Size,
}

/// The limits of a group of points, with their words: lower, mean, upper.
struct GroupLimits {
    points: (usize, usize),
    figures: [f64; 3],
    texts: [String; 3],
    trial: bool,
}

/// One series as a chart of its own.
pub(super) fn trend(here: Here<'_>, shot: Shot<'_>) -> String {
    draw(here, &[prepare(here, shot)], false).pop().unwrap_or_default()
}

/// One series as a chart of its own, whose events have no words: for a page with many charts of one team, which says
/// once what the events were.
pub(super) fn quiet_trend(here: Here<'_>, shot: Shot<'_>) -> String {
    let mut prepared = prepare(here, shot);
    for (_, text, kind) in &mut prepared.marks {
        if *kind == MarkKind::Event {
            text.clear();
        }
    }
    draw(here, &[prepared], false).pop().unwrap_or_default()
}

/// Several series as charts that share one value axis.
pub(super) fn multiples(here: Here<'_>, shots: &[Shot<'_>]) -> Vec<String> {
    let prepared: Vec<Prepared<'_>> = shots.iter().map(|shot| prepare(here, *shot)).collect();
    draw(here, &prepared, true)
}

fn draw(here: Here<'_>, prepared: &[Prepared<'_>], sharing: bool) -> Vec<String> {
    let marks: Vec<Vec<Mark<'_>>> = prepared
        .iter()
        .map(|chart| {
            chart
                .marks
                .iter()
                .map(|(at, text, kind)| Mark {
                    at: *at,
                    text,
                    kind: *kind,
                })
                .collect()
        })
        .collect();
    let limits: Vec<Vec<chart::Limits<'_>>> = prepared
        .iter()
        .map(|chart| chart.limits.iter().map(drawn_limits).collect())
        .collect();
    // Charts on one axis start it at the same place.
    let tight = prepared.iter().all(|chart| chart.axis == Axis::Tight);
    let mut trends: Vec<Trend<'_>> = prepared
        .iter()
        .zip(marks.iter().zip(&limits))
        .map(|(chart, (marks, limits))| Trend {
            title: chart.title,
            description: &chart.description,
            points: &chart.points,
            target: chart
                .target
                .as_ref()
                .map(|(value, text)| Target { value: *value, text }),
            marks,
            limits,
            axis: if sharing && !tight { Axis::FromZero } else { chart.axis },
            range: None,
            size: chart.size,
            words: here.words(),
        })
        .collect();
    if sharing {
        let range = chart::shared_range(&trends);
        for trend in &mut trends {
            trend.range = range;
        }
    }
    trends.iter().map(chart::trend).collect()
}

fn drawn_limits(limits: &GroupLimits) -> chart::Limits<'_> {
    let [lower, mean, upper] = limits.figures;
    chart::Limits {
        from: limits.points.0,
        to: limits.points.1,
        lower,
        mean,
        upper,
        trial: limits.trial,
        texts: LimitTexts {
            lower: &limits.texts[0],
            mean: &limits.texts[1],
            upper: &limits.texts[2],
        },
    }
}

fn prepare<'a>(here: Here<'_>, shot: Shot<'a>) -> Prepared<'a> {
    let metric = here.portfolio.metric(shot.series.metric);
    let entries = shot.entries();
    let newest = entries.last().map_or(Date::MIN, |entry| entry.measured);
    let style = here.portfolio.style(Some(shot.team), shot.series.metric, newest);
    let points: Vec<TrendPoint> = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let own = here
                .portfolio
                .style(Some(shot.team), shot.series.metric, entry.measured);
            let before = index.checked_sub(1).map(|before| &entries[before]);
            point(here, (entry, before), own, scale(own.unit, style.unit))
        })
        .collect();
    let target = figure::target(here, (shot.team, shot.series), newest);
    Prepared {
        title: shot.title,
        description: described(here, entries, (metric, style, target), shot.series.grain),
        marks: marks(here, shot, entries),
        limits: limits(here, shot, style),
        axis: axis(style.unit, &points),
        points,
        target: target.and_then(|target| {
            Some((
                target.to_f64()?,
                say!(
                    here.words(),
                    "chart.target",
                    value = figure::target_text(here, target, style.unit)
                ),
            ))
        }),
        size: shot.size,
    }
}

/// Longer values are shown in thousands, millions and so on beside a point; the table and the title have them whole.
const LONGEST_LABEL: usize = 14;

/// What a value of an earlier unit is multiplied by to stand on the axis of a later one; `None` where the two are not
/// of one kind: then it does not stand there at all.
fn scale(unit: &Unit, axis: &Unit) -> Option<f64> {
    match (unit, axis) {
        (Unit::Duration(unit), Unit::Duration(axis)) => (unit.milliseconds() / axis.milliseconds()).to_f64(),
        (unit, axis) => (unit == axis).then_some(1.0),
    }
}

fn point(here: Here<'_>, steps: (&Entry, Option<&Entry>), style: Style<'_>, scale: Option<f64>) -> TrendPoint {
    let ((entry, before), words) = (steps, here.words());
    // A value is shown as of its own day; what its target was then is the table's business.
    let value = entry.value().map(|value| {
        (
            scale.and_then(|scale| Some(value.number.to_f64()? * scale)),
            figure::value(value, &style).text(),
            value.approximate || value.provisional,
        )
    });
    let when = figure::period(here, entry).text;
    let (number, text, hollow) = value.unwrap_or_default();
    TrendPoint {
        date: entry.last,
        value: number,
        gap: match entry.state {
            // A value in a unit of another kind has no place on this axis, and is not missing either.
            State::Gap { expected: false } | State::Value(_) => Gap::NotExpected,
            State::NotAvailable(_) => Gap::NotAvailable,
            State::Gap { expected: true } => Gap::Missing,
        },
        hollow,
        flag: match entry.signal {
            Signal::CommonCause | Signal::Pending => Flag::None,
            Signal::Improvement(_) => Flag::Better,
            Signal::Concern(_) => Flag::Worse,
            Signal::Neutral(Side::High) => Flag::NeutralHigh,
            Signal::Neutral(Side::Low) => Flag::NeutralLow,
        },
        label: if entry.flag.is_some() {
            let signal = signal::mark(Some(entry.signal)).said(words);
            say!(words, "chart.point_signal", when = when, value = text, signal = signal)
        } else if text.is_empty() {
            say!(words, "chart.point", when = when, value = words.word("chart.no_value"))
        } else {
            say!(words, "chart.point", when = when, value = text)
        },
        // A label beside a point is short: digits that were cut off would say another number.
        value_text: match (entry.value(), text.chars().count() > LONGEST_LABEL) {
            (Some(value), true) => compact(value.number, style.unit, style.signs).text(),
            _ => text,
        },
        breaks_before: before.is_some_and(|before| !entry.is_measured_as(before)),
    }
}

/// The limits of each group that is shown, within the values that there can be.
fn limits(here: Here<'_>, shot: Shot<'_>, style: Style<'_>) -> Vec<GroupLimits> {
    let (metric, words) = (here.portfolio.metric(shot.series.metric), here.words());
    let shown_entries = shot.range();
    let groups = &shot.series.groups;
    let ends = groups
        .iter()
        .skip(1)
        .map(|group| group.start)
        .chain([shot.series.entries.len()]);
    let mut found = Vec::new();
    for (group, end) in groups.iter().zip(ends) {
        let (from, to) = (group.start.max(shown_entries.start), end.min(shown_entries.end));
        let Some(ruler) = group.limits.ruler().filter(|_| from < to) else {
            continue;
        };
        let (lower, upper) = reading::clipped(ruler, metric, style.unit);
        let own = metric.unit_on(shot.series.entries[group.start].measured);
        let figures = (
            lower.to_f64(),
            ruler.mean().to_f64(),
            upper.to_f64(),
            scale(own, style.unit),
        );
        let (Some(low), Some(mean), Some(high), Some(scale)) = figures else {
            continue;
        };
        let say = |key: &str, number: Decimal| {
            if shot.size == Size::Page {
                words.say(key, &[("value", &shown(number, &reading::limit_style(&style)))])
            } else {
                String::new()
            }
        };
        // A limit beyond what there can be is not a limit to speak of.
        let say_limit = |key: &str, limit: Decimal, clipped: Decimal| {
            if limit == clipped {
                say(key, limit)
            } else {
                String::new()
            }
        };
        found.push(GroupLimits {
            points: (from - shown_entries.start, to - 1 - shown_entries.start),
            figures: [low * scale, mean * scale, high * scale],
            texts: [
                say_limit("chart.lower", ruler.lower(), lower),
                say("chart.mean", ruler.mean()),
                say_limit("chart.upper", ruler.upper(), upper),
            ],
            trial: !matches!(group.limits, Limits::Full(_)),
        });
    }
    found
}

/// Events, rebases, definitions and reviews of the metric's pillar at the first entry that ends on or after their day.
fn marks(here: Here<'_>, shot: Shot<'_>, entries: &[Entry]) -> Vec<(usize, String, MarkKind)> {
    let team = &here.portfolio.teams[shot.team];
    let metric = here.portfolio.metric(shot.series.metric);
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return Vec::new();
    };
    let from = here
        .portfolio
        .calendar
        .cycle(first.cycle)
        .first
        .min(first.last.first_of_month());
    let at = |day: Date| (from <= day && day <= last.last).then(|| entries.partition_point(|entry| entry.last < day));
    let mut marks = Vec::new();
    for definition in &metric.definitions {
        marks.extend(at(definition.from).map(|at| (at, plain(&definition.text), MarkKind::Definition)));
    }
    for group in &shot.series.groups {
        let shown = group
            .start
            .checked_sub(shot.range().start)
            .filter(|at| *at < entries.len());
        let text = match group.reason {
            Restart::HandOver(workload) => handed_over(here, shot.team, workload),
            Restart::Length => here.words().word("reasoning.another_length").to_owned(),
            _ => continue,
        };
        marks.extend(shown.map(|at| (at, text, MarkKind::Definition)));
    }
    for rebase in team.rebases.iter().filter(|rebase| rebase.metric == shot.series.metric) {
        marks.extend(at(rebase.from).map(|at| (at, rebase.reason.clone(), MarkKind::Rebase)));
    }
    // Beside each other, parts do not repeat the events of the team.
    let has_events = shot.size == Size::Page || shot.series.part.is_whole();
    let reports = team
        .reports
        .iter()
        .filter(|report| has_events && report.cycle <= shot.cycles.1);
    let told = reports.flat_map(|report| &report.events);
    let mut events: Vec<(Date, String, MarkKind)> = told
        .map(|event| (event.date, plain(&event.text), MarkKind::Event))
        .collect();
    let covers = |war: &&War| war.pillars.iter().any(|score| score.pillar == Some(metric.pillar));
    let own = shot.series.part.workload();
    let reviews = team.wars.iter().filter(|war| {
        let is_of_it = own.is_none() || war.workload.is_none() || war.workload == own;
        has_events && is_of_it && war.status == WarStatus::Complete && is_known(war, here.portfolio.as_of)
    });
    events.extend(
        reviews
            .filter(covers)
            .map(|war| (war.date, here.words().word("chart.review").to_owned(), MarkKind::Review)),
    );
    for (day, text, kind) in events {
        // A rebase that bears the event's name says it already, and two reviews of one cycle are one mark.
        let found = at(day).filter(|at| !marks.iter().any(|(known, words, _)| known == at && *words == text));
        marks.extend(found.map(|at| (at, text, kind)));
    }
    if shot.size == Size::Card {
        // A stroke on a card only says that the page has more; its words on every card of a team are a tenth of its page.
        for (_, text, _) in marks.iter_mut().filter(|(.., kind)| kind.is_event()) {
            text.clear();
        }
    }
    marks
}

fn axis(unit: &Unit, points: &[TrendPoint]) -> Axis {
    let mut values = points.iter().filter_map(|point| point.value).peekable();
    let tight = *unit == Unit::Percent && values.peek().is_some() && values.all(|value| value >= TIGHT_FROM);
    if tight { Axis::Tight } else { Axis::FromZero }
}

/// What a chart shows, in a sentence.
fn described(here: Here<'_>, entries: &[Entry], what: (&Metric, Style<'_>, Option<Decimal>), grain: Grain) -> String {
    let ((metric, style, target), words) = (what, here.words());
    // Numbers of an earlier unit are not compared with those of this one.
    let values: Vec<Decimal> = entries
        .iter()
        .filter(|entry| metric.unit_on(entry.measured) == style.unit)
        .filter_map(|entry| entry.value().map(|value| value.number))
        .collect();
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return words.word("chart.none_at_all").to_owned();
    };
    let (Some(lowest), Some(highest), Some(newest)) = (values.iter().min(), values.iter().max(), values.last()) else {
        let (from, to) = (words.short_day(first.last), words.short_day(last.last));
        return say!(words, "chart.none_between", from = from, to = to);
    };
    let until = figure::period(here, last).text;
    let span = match grain {
        Grain::Cycle => say_count!(words, "chart.cycles", entries.len(), last = until),
        Grain::Month => say_count!(words, "chart.months", entries.len(), last = until),
    };
    let has_other =
        (entries.iter()).any(|entry| entry.value().is_some() && metric.unit_on(entry.measured) != style.unit);
    let span = match values.len() {
        known if known == entries.len() => span,
        known if has_other => say_count!(words, "chart.some_in_unit", known, span = span),
        known => say_count!(words, "chart.some_known", known, span = span),
    };
    let say = |number: Decimal| shown(number, &style).text();
    let target = target.map_or_else(String::new, |target| {
        figure::target_text(here, target, style.unit).text()
    });
    let key = if target.is_empty() {
        "chart.described"
    } else {
        "chart.described_with_target"
    };
    let described = words.say(
        key,
        &[
            ("span", &span),
            ("last", &say(*newest)),
            ("lowest", &say(*lowest)),
            ("highest", &say(*highest)),
            ("better", &figure::better_words(words, metric.better)),
            ("target", &target),
        ],
    );
    capital(&described)
}

/// A line without words, for a table row.
pub(super) fn spark(here: Here<'_>, shot: Shot<'_>) -> String {
    let values = line(here, shot);
    chart::spark(&Spark {
        title: shot.title,
        description: &say_count!(here.words(), "chart.periods", values.len()),
        values: &values,
    })
}

/// The values of a line without words, in the newest one's unit.
pub(super) fn line(here: Here<'_>, shot: Shot<'_>) -> Vec<Option<f64>> {
    let metric = here.portfolio.metric(shot.series.metric);
    let axis = metric.unit_on(shot.entries().last().map_or(Date::MIN, |entry| entry.measured));
    // What nobody expected is no gap: the line goes on.
    shot.entries()
        .iter()
        .filter(|entry| !matches!(entry.state, State::Gap { expected: false }))
        .map(|entry| Some(entry.value()?.number.to_f64()? * scale(metric.unit_on(entry.measured), axis)?))
        .collect()
}

/// A roll-up as a strip: one dot a team.
pub(super) fn strip(here: Here<'_>, rollup: &Rollup, day: Date) -> String {
    let metric = here.portfolio.metric(rollup.metric);
    let (style, words) = (here.portfolio.style(None, rollup.metric, day), here.words());
    let texts: Vec<String> = rollup
        .teams
        .iter()
        .map(|value| {
            let rhythm = here.portfolio.teams[value.team].reports_every;
            let (team, shown) = (
                &here.portfolio.teams[value.team].name,
                figure::value(&value.value, &style),
            );
            match rhythm {
                _ if value.carried => {
                    let day = words.short_day(here.portfolio.calendar.cycle(value.cycle).last);
                    say!(words, "chart.dot_of", team = team, value = shown, day = day)
                }
                Some(every) if value.is_of_own_rhythm => {
                    let length = figure::length(words, every);
                    say!(words, "chart.dot_over", team = team, value = shown, length = length)
                }
                _ => say!(words, "chart.dot", team = team, value = shown),
            }
        })
        .collect();
    let dots: Vec<Dot<'_>> = rollup
        .teams
        .iter()
        .zip(&texts)
        .filter_map(|(value, text)| {
            Some(Dot {
                value: value.value.number.to_f64()?,
                text,
                hollow: value.carried || value.is_of_own_rhythm,
            })
        })
        .collect();
    let previous: Vec<f64> = rollup
        .teams
        .iter()
        .filter(|value| !value.carried && !value.is_of_own_rhythm)
        .filter_map(|value| value.previous?.to_f64())
        .collect();
    let tight = *style.unit == Unit::Percent
        && dots
            .iter()
            .map(|dot| dot.value)
            .chain(previous.iter().copied())
            .all(|value| value >= TIGHT_FROM);
    let part = words.grouped(rollup.present);
    let description = match rollup.median {
        Some(median) => {
            let median = shown(median, &style);
            let key = if rollup.may_change() {
                "chart.strip_median_pending"
            } else {
                "chart.strip_median"
            };
            words.say_count(key, rollup.expected, &[("part", &part), ("median", &median)])
        }
        None => say_count!(words, "chart.strip", rollup.expected, part = part),
    };
    chart::strip(&Strip {
        title: &metric.name,
        description: &description,
        dots: &dots,
        median: rollup.median.and_then(|median| median.to_f64()),
        previous: &previous,
        axis: if tight { Axis::Tight } else { Axis::FromZero },
        target: None,
        size: if here.path == metric_path(metric) {
            Size::Page
        } else {
            Size::Card
        },
        words,
    })
}

/// The word that a tone has in a list of movements; empty where the text itself says it.
pub(super) fn tone_word(words: &Words, tone: Tone) -> &str {
    match tone {
        Tone::Better => words.word("figure.better"),
        Tone::Worse => words.word("figure.worse"),
        Tone::Neutral => words.word("chart.moved"),
        Tone::Same => words.word("figure.unchanged"),
        Tone::Pending => words.word("figure.pending"),
        Tone::None => "",
    }
}

/// A chart's own name: the metric, and whose it is.
pub(super) fn name(words: &Words, metric: &Metric, whose: &str) -> String {
    if whose.is_empty() {
        metric.name.clone()
    } else {
        say!(words, "chart.name_of", metric = metric.name, whose = whose)
    }
}
