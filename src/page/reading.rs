//! What limits say of a value: its usual range, and the sentence that a reader takes along.

use super::figure;
use super::here::Here;
use super::signal::{Mark, mark};
use crate::analyse::delta::{Delta, Judgement};
use crate::analyse::series::{Entry, Grain, Series};
use crate::analyse::signal::{Assurance, Signal, Standing, assurance, standing};
use crate::analyse::streak;
use crate::analyse::target;
use crate::analyse::xmr::{FIRST_LIMITS, Flag, Limits, Rule, Ruler, Side};
use crate::model::format::{Style, shown};
use crate::model::metric::{Better, Metric};
use crate::model::unit::Unit;
use crate::words::{Words, say, say_count};
use rust_decimal::Decimal;

/// Improvements in a row that are worth saying.
const STREAK: usize = 4;

/// A value with what its limits say.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) here: Here<'a>,
    pub(super) team: usize,
    pub(super) series: &'a Series,
    pub(super) standing: Standing,
}

/// What is known of a series' entry, as of then; `None` where it has no value.
pub(super) fn known<'a>(here: Here<'a>, team: usize, series: &'a Series, entry: usize) -> Option<Known<'a>> {
    let standing = standing(series, here.portfolio.metric(series.metric), entry)?;
    Some(Known {
        here,
        team,
        series,
        standing,
    })
}

impl<'a> Known<'a> {
    pub(super) fn mark(&self) -> Mark {
        mark(self.entry().said_then)
    }

    pub(super) fn metric(&self) -> &'a Metric {
        self.here.portfolio.metric(self.series.metric)
    }

    pub(super) fn entry(&self) -> &'a Entry {
        &self.series.entries[self.standing.entry]
    }

    pub(super) fn style(&self) -> Style<'a> {
        self.here
            .portfolio
            .style(Some(self.team), self.series.metric, self.entry().measured)
    }

    fn value(&self) -> Decimal {
        self.entry().value().map_or(Decimal::ZERO, |value| value.number)
    }

    /// Whether the value may still change: it is shown, and not judged.
    fn is_pending(&self) -> bool {
        self.standing.signal == Signal::Pending
    }

    pub(super) fn value_text(&self) -> String {
        self.entry()
            .value()
            .map_or_else(String::new, |value| figure::value(value, &self.style()).text())
    }

    pub(super) fn words(&self) -> &'a Words {
        self.here.words()
    }

    /// The usual range in words: `230–290 ms`.
    pub(super) fn usual(&self) -> Option<String> {
        Some(usual(
            self.words(),
            self.standing.limits.ruler()?,
            self.metric(),
            &self.style(),
        ))
    }

    /// What the limits say, as the end of a sentence about the value: `above its usual 230–290 ms, for the second cycle
    /// running`.
    pub(super) fn clause(&self) -> String {
        if self.is_pending() {
            return self.words().word("reading.pending").to_owned();
        }
        let Some(usual) = self.usual() else {
            return self.without_limits();
        };
        let run = self.standing.run;
        let words = self.words();
        match self.standing.flag {
            None => words.say(
                self.limits_key(["reading.within_usual", "reading.within_trial"]),
                &[("usual", &usual)],
            ),
            Some(Flag {
                rule: Rule::Outside,
                side,
            }) => {
                let key = match side {
                    Side::High => self.limits_key(["reading.above_usual", "reading.above_trial"]),
                    Side::Low => self.limits_key(["reading.below_usual", "reading.below_trial"]),
                };
                let outside = words.say(key, &[("usual", &usual)]);
                if run > 1 {
                    say!(words, "reading.running", what = outside, how_long = self.running(run))
                } else {
                    outside
                }
            }
            Some(Flag {
                rule: Rule::Trend,
                side,
            }) => {
                let run = words.ordinal(run);
                match side {
                    Side::High => say!(words, "reading.trend_up", ordinal = run),
                    Side::Low => say!(words, "reading.trend_down", ordinal = run),
                }
            }
            Some(Flag {
                rule: Rule::TwoOfThree,
                side,
            }) => {
                let many = if run == 3 {
                    words.word("reading.all_of_three").to_owned()
                } else {
                    say!(
                        words,
                        "reading.some_of_three",
                        number = words.number_in("reading.some_of_three", run)
                    )
                };
                match side {
                    Side::High => say!(words, "reading.near_upper", usual = usual, many = many),
                    Side::Low => say!(words, "reading.near_lower", usual = usual, many = many),
                }
            }
            Some(Flag {
                rule: Rule::Shift,
                side,
            }) => {
                let (run, mean) = (words.ordinal(run), self.mean_text());
                match side {
                    Side::High => say!(words, "reading.shift_up", ordinal = run, mean = mean),
                    Side::Low => say!(words, "reading.shift_down", ordinal = run, mean = mean),
                }
            }
        }
    }

    /// One of two messages: of usual limits, and of trial limits, which promise less.
    pub(super) fn limits_key(&self, keys: [&'static str; 2]) -> &'static str {
        let [usual, trial] = keys;
        match self.standing.limits {
            Limits::Trial(_) => trial,
            _ => usual,
        }
    }

    /// How long a run lasts: `for the second cycle running`. Cycles or months where its values follow each other,
    /// otherwise times.
    pub(super) fn running(&self, run: usize) -> String {
        let values = self.series.entries[..=self.standing.entry]
            .iter()
            .rev()
            .take(run)
            .take_while(|entry| entry.value().is_some())
            .count();
        let words = self.words();
        let ordinal = words.ordinal(run);
        match self.entry().grain {
            _ if values != run => say!(words, "reading.times_running", ordinal = ordinal),
            Grain::Cycle => say!(words, "reading.cycles_running", ordinal = ordinal),
            Grain::Month => say!(words, "reading.months_running", ordinal = ordinal),
        }
    }

    fn mean_text(&self) -> String {
        let mean = self.standing.limits.mean().unwrap_or_default();
        shown(mean, &limit_style(&self.style())).text()
    }

    /// What is said where there are no limits.
    fn without_limits(&self) -> String {
        let words = self.words();
        match self.standing.limits {
            Limits::Rare => self.rare(),
            Limits::Constant(_) if self.standing.limits.mean() == Some(self.value()) => {
                say_count!(words, "reading.constant", self.standing.points - 1)
            }
            Limits::Constant(_) => words.word("reading.seldom").to_owned(),
            _ => say_count!(words, "reading.too_few", FIRST_LIMITS, points = self.standing.points),
        }
    }

    /// A count that is mostly zero.
    fn rare(&self) -> String {
        let words = self.words();
        let when = |index: usize| figure::when_words(words, &self.series.entries[index]);
        let entry = self.standing.entry;
        if let Some(quiet) = streak::quiet(self.series, entry) {
            let since = quiet.since.map_or_else(
                || words.word("reading.none_since_first").to_owned(),
                |since| say!(words, "reading.last_was", when = when(since)),
            );
            let none = match (quiet.periods, self.entry().grain) {
                (1, Grain::Cycle) => words.word("reading.none_this_cycle").to_owned(),
                (1, Grain::Month) => words.word("reading.none_this_month").to_owned(),
                (periods, _) => say!(words, "reading.none_running", how_long = self.running(periods)),
            };
            return say!(words, "reading.none_and_since", none = none, since = since);
        }
        match entry
            .checked_sub(1)
            .and_then(|before| streak::last_event(self.series, before))
        {
            Some(before) => say!(words, "reading.mostly_zero", when = when(before)),
            None => words.word("reading.first_above_zero").to_owned(),
        }
    }

    /// How the value stands to its target, as the end of a sentence: `it meets its 250 ms target for the first time`.
    pub(super) fn aim_clause(&self) -> Option<String> {
        if !self.series.part.is_whole() {
            return None;
        }
        let run = target::run(self.here.portfolio, self.team, self.series, self.standing.entry)?;
        let text = self.target_text()?;
        let words = self.words();
        let key = match (self.metric().better, run.met) {
            (Better::Within { .. }, true) => "reading.lies_within",
            (Better::Within { .. }, false) => "reading.lies_outside",
            (_, true) => "reading.meets",
            (_, false) => "reading.misses",
        };
        let aim = words.say(key, &[("target", &text)]);
        let how_long = if matches!(self.standing.limits, Limits::Rare) {
            // How long a rare event has stayed away is said already.
            String::new()
        } else if run.is_first && run.length == 1 && self.standing.entry > 0 {
            return Some(say!(words, "reading.first_time", what = aim));
        } else if run.length > 1 {
            self.running(run.length)
        } else {
            String::new()
        };
        Some(if how_long.is_empty() {
            aim
        } else {
            say!(words, "reading.running", what = aim, how_long = how_long)
        })
    }

    /// `250 ms target`, `band of 40–70 %`.
    pub(super) fn target_text(&self) -> Option<String> {
        let (style, words) = (self.style(), self.words());
        if let Better::Within { lower, upper } = self.metric().better {
            let (from, to) = (shown(lower, &style), shown(upper, &style));
            let from = format!("{}{}", from.prefix, from.number);
            return Some(say!(words, "reading.band", from = from, to = to));
        }
        let target = figure::target_text(self.here, self.target()?, style.unit);
        // "its 2 target" would be read as two targets.
        let is_bare = target.prefix.is_empty() && target.suffix.is_empty();
        Some(if is_bare {
            say!(words, "reading.bare_target", target = target)
        } else {
            say!(words, "reading.target", target = target)
        })
    }

    fn target(&self) -> Option<Decimal> {
        self.here
            .portfolio
            .target(Some(self.team), self.series.metric, self.entry().last)
            .filter(|_| self.series.part.is_whole())
    }

    /// Whether limits say that the target is met.
    ///
    /// Pages say so only of a process that is known and as usual: after a signal its past does not tell what comes.
    pub(super) fn assurance(&self) -> Option<Assurance> {
        let is_known = matches!(self.standing.limits, Limits::Full(_) | Limits::Coarse(_));
        if !is_known || self.is_pending() || self.standing.flag.is_some() || !self.series.part.is_whole() {
            return None;
        }
        assurance(&self.standing.limits, self.metric().better, self.target())
    }

    /// The whole reading of a value: what it did, what limits say of that, how it stands to its target.
    ///
    /// `Response time (p95) fell to 212 ms, below its usual 230–290 ms, for the second cycle running; it meets its 250 ms
    /// target for the first time.`
    pub(super) fn sentence(&self, name: &str) -> String {
        let words = self.words();
        let head = self.head();
        let clause = if self.is_pending() {
            words.word("reading.as_pending").to_owned()
        } else {
            self.clause()
        };
        let mut text = if matches!(self.standing.limits, Limits::None) && !self.is_pending() {
            say!(
                words,
                "reading.without_limits",
                name = name,
                head = head,
                clause = clause
            )
        } else {
            say!(words, "reading.with_limits", name = name, head = head, clause = clause)
        };
        if let Some(streak) = self.streak() {
            text = say!(words, "reading.and_streak", what = text, streak = streak);
        }
        if let Some(aim) = self.aim_clause() {
            text = say!(words, "standing.and_also", what = text, also = aim);
        }
        say!(words, "standing.sentence", what = text)
    }

    /// `fell to 212 ms`, `is 212 ms`.
    pub(super) fn head(&self) -> String {
        let (value, words) = (self.value_text(), self.words());
        // A value that fell and is still too high is said by what stands out: that it is high.
        let difference = self.entry().difference().unwrap_or_default();
        let moved_against = match self.standing.flag.map(|flag| flag.side) {
            Some(Side::High) => difference < Decimal::ZERO,
            Some(Side::Low) => difference > Decimal::ZERO,
            None => false,
        };
        match self.entry().delta {
            Delta::Change(_) if moved_against || self.is_pending() => say!(words, "reading.is", value = value),
            Delta::Change(change) if change.judgement == Judgement::Unchanged => {
                say!(words, "reading.stayed", value = value)
            }
            Delta::Change(_) if difference > Decimal::ZERO => say!(words, "reading.rose", value = value),
            Delta::Change(_) => say!(words, "reading.fell", value = value),
            Delta::None | Delta::First | Delta::Redefined => say!(words, "reading.is", value = value),
        }
    }

    /// `the fourth improvement in a row`, where that is not what the rule already says.
    fn streak(&self) -> Option<String> {
        let is_trend = self.standing.flag.is_some_and(|flag| flag.rule == Rule::Trend);
        let length = streak::moves(self.series, self.standing.entry);
        if is_trend || length < STREAK {
            return None;
        }
        let is_better = matches!(&self.entry().delta, Delta::Change(change)
            if change.judgement == Judgement::Better);
        let words = self.words();
        let ordinal = words.ordinal(length);
        Some(if is_better {
            say!(words, "reading.improvements", ordinal = ordinal)
        } else {
            say!(words, "reading.worsenings", ordinal = ordinal)
        })
    }
}

/// A target's outlook in words.
pub(super) fn assurance_words(words: &Words, assurance: Assurance) -> &str {
    words.word(match assurance {
        Assurance::MeetsConsistently => "reading.meets_consistently",
        Assurance::HitOrMiss => "reading.hit_or_miss",
        Assurance::MissesConsistently => "reading.misses_consistently",
    })
}

/// The values between limits in words: `230–290 ms`. Of counts, the whole numbers between them.
pub(super) fn usual(words: &Words, ruler: &Ruler, metric: &Metric, style: &Style<'_>) -> String {
    let (lower, upper) = clipped(ruler, metric, style.unit);
    let (lower, upper) = if *style.unit == Unit::Count {
        (lower.ceil(), upper.floor())
    } else {
        (lower, upper)
    };
    let style = limit_style(style);
    let (from, to) = (shown(lower, &style), shown(upper, &style));
    if from == to {
        return to.text();
    }
    if from.prefix == to.prefix && from.suffix == to.suffix {
        let (from, to) = (format!("{}{}", from.prefix, from.number), to.number + &to.suffix);
        say!(words, "figure.range", from = from, to = to)
    } else {
        say!(words, "reading.from_to", from = from, to = to)
    }
}

/// Limits within the values that there can be: a count does not fall below zero.
pub(super) fn clipped(ruler: &Ruler, metric: &Metric, unit: &Unit) -> (Decimal, Decimal) {
    let (least, most) = metric
        .range
        .map_or_else(|| unit.natural_range(), |(least, most)| (Some(least), Some(most)));
    (
        least.map_or(ruler.lower(), |least| ruler.lower().max(least)),
        most.map_or(ruler.upper(), |most| ruler.upper().min(most)),
    )
}

/// Limits are computed: no target applies to them, and they show no more digits than values do.
pub(super) fn limit_style<'a>(style: &Style<'a>) -> Style<'a> {
    Style { target: None, ..*style }
}

/// Whose sentences begin with what: a part is named after its metric.
pub(super) fn full_name(words: &Words, name: &str, part: &str) -> String {
    if part.is_empty() {
        name.to_owned()
    } else {
        say!(words, "reading.of_part", name = name, part = part)
    }
}
