//! What limits say of a value: its usual range, and the sentence that a reader takes along.

use super::figure;
use super::here::Here;
use super::signal::{Mark, mark};
use super::words::{counted, number, ordinal};
use crate::analyse::delta::{Delta, Judgement};
use crate::analyse::series::{Entry, Grain, Series};
use crate::analyse::signal::{Assurance, Standing, assurance, standing};
use crate::analyse::streak;
use crate::analyse::target;
use crate::analyse::xmr::{FIRST_LIMITS, Flag, Limits, Rule, Ruler, Side};
use crate::model::format::{Style, shown};
use crate::model::metric::{Better, Metric};
use crate::model::unit::Unit;
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

    pub(super) fn value_text(&self) -> String {
        self.entry()
            .value()
            .map_or_else(String::new, |value| figure::value(value, &self.style()).text())
    }

    pub(super) fn period(&self) -> &'static str {
        period_word(self.entry().grain)
    }

    /// The usual range in words: `230–290 ms`.
    pub(super) fn usual(&self) -> Option<String> {
        Some(usual(self.standing.limits.ruler()?, self.metric(), &self.style()))
    }

    /// What the limits say, as the end of a sentence about the value: `above its usual 230–290 ms, for the second cycle
    /// running`.
    pub(super) fn clause(&self) -> String {
        let Some(usual) = self.usual() else {
            return self.without_limits();
        };
        let run = self.standing.run;
        match self.standing.flag {
            None => format!("within its {} {usual}", self.limits_word()),
            Some(Flag {
                rule: Rule::Outside,
                side,
            }) => {
                let again = if run > 1 {
                    format!(", for the {} {} running", ordinal(run), self.times(run))
                } else {
                    String::new()
                };
                format!("{} its {} {usual}{again}", above(side), self.limits_word())
            }
            Some(Flag {
                rule: Rule::Trend,
                side,
            }) => format!("the {} value in a row {} the one before", ordinal(run), above(side)),
            Some(Flag {
                rule: Rule::TwoOfThree,
                side,
            }) => format!(
                "close to the {} end of its usual {usual}, as {} are",
                if side == Side::High { "upper" } else { "lower" },
                if run == 3 {
                    "all of the last three".to_owned()
                } else {
                    format!("{} of the last three", number(run))
                }
            ),
            Some(Flag {
                rule: Rule::Shift,
                side,
            }) => format!(
                "the {} value in a row {} its average of {}",
                ordinal(run),
                above(side),
                self.mean_text()
            ),
        }
    }

    /// What its limits are called: trial limits promise less.
    pub(super) fn limits_word(&self) -> &'static str {
        match self.standing.limits {
            Limits::Trial(_) => "trial limits of",
            _ => "usual",
        }
    }

    /// What a run of values counts: cycles or months where they follow each other, otherwise times.
    pub(super) fn times(&self, run: usize) -> &'static str {
        let values = self.series.entries[..=self.standing.entry]
            .iter()
            .rev()
            .take(run)
            .take_while(|entry| entry.value().is_some())
            .count();
        if values == run { self.period() } else { "time" }
    }

    fn mean_text(&self) -> String {
        let mean = self.standing.limits.mean().unwrap_or_default();
        shown(mean, &limit_style(&self.style())).text()
    }

    /// What is said where there are no limits.
    fn without_limits(&self) -> String {
        match self.standing.limits {
            Limits::Rare => self.rare(),
            Limits::Constant(_) if self.standing.limits.mean() == Some(self.value()) => {
                format!("as in all {} before it", counted(self.standing.points - 1, "value"))
            }
            Limits::Constant(_) => "moving too seldom for limits".to_owned(),
            _ => format!("{} of {FIRST_LIMITS} values for first limits", self.standing.points),
        }
    }

    /// A count that is mostly zero.
    fn rare(&self) -> String {
        let when = |index: usize| figure::when_words(&self.series.entries[index]);
        let entry = self.standing.entry;
        if let Some(quiet) = streak::quiet(self.series, entry) {
            let since = quiet.since.map_or_else(
                || "; there has been none since the first value".to_owned(),
                |since| format!("; the last was {}", when(since)),
            );
            return match quiet.periods {
                1 => format!("none this {}{since}", self.period()),
                periods => format!(
                    "none for the {} {} running{since}",
                    ordinal(periods),
                    self.times(periods)
                ),
            };
        }
        match entry
            .checked_sub(1)
            .and_then(|before| streak::last_event(self.series, before))
        {
            Some(before) => format!("mostly zero before; the last was {}", when(before)),
            None => "the first above zero".to_owned(),
        }
    }

    /// How the value stands to its target, as the end of a sentence: `it meets its 250 ms target for the first time`.
    pub(super) fn aim_clause(&self) -> Option<String> {
        if !self.series.part.is_whole() {
            return None;
        }
        let run = target::run(self.here.portfolio, self.team, self.series, self.standing.entry)?;
        let text = self.target_text()?;
        let verb = match (self.metric().better, run.met) {
            (Better::Within { .. }, true) => "lies within",
            (Better::Within { .. }, false) => "lies outside",
            (_, true) => "meets",
            (_, false) => "misses",
        };
        let how_long = if matches!(self.standing.limits, Limits::Rare) {
            // How long a rare event has stayed away is said already.
            String::new()
        } else if run.is_first && run.length == 1 && self.standing.entry > 0 {
            " for the first time".to_owned()
        } else if run.length > 1 {
            format!(", for the {} {} running", ordinal(run.length), self.times(run.length))
        } else {
            String::new()
        };
        Some(format!("it {verb} its {text}{how_long}"))
    }

    /// `250 ms target`, `band of 40–70 %`.
    pub(super) fn target_text(&self) -> Option<String> {
        let style = self.style();
        if let Better::Within { lower, upper } = self.metric().better {
            let (from, to) = (shown(lower, &style), shown(upper, &style));
            return Some(format!("band of {}{}–{}", from.prefix, from.number, to));
        }
        let target = figure::target_text(self.target()?, style.unit);
        // "its 2 target" would be read as two targets.
        let is_bare = target.prefix.is_empty() && target.suffix.is_empty();
        Some(if is_bare {
            format!("target of {target}")
        } else {
            format!("{target} target")
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
        if !is_known || self.standing.flag.is_some() || !self.series.part.is_whole() {
            return None;
        }
        assurance(&self.standing.limits, self.metric().better, self.target())
    }

    /// The whole reading of a value: what it did, what limits say of that, how it stands to its target.
    ///
    /// `Response time (p95) fell to 212 ms, below its usual 230–290 ms, for the second cycle running; it meets its 250 ms
    /// target for the first time.`
    pub(super) fn sentence(&self, name: &str) -> String {
        let mut text = format!("{name} {}, {}", self.head(), self.clause());
        if matches!(self.standing.limits, Limits::None) {
            text = format!("{name} {} ({})", self.head(), self.clause());
        }
        if let Some(streak) = self.streak() {
            text.push_str(", ");
            text.push_str(&streak);
        }
        if let Some(aim) = self.aim_clause() {
            text.push_str("; ");
            text.push_str(&aim);
        }
        text.push('.');
        text
    }

    /// `fell to 212 ms`, `is 212 ms`.
    pub(super) fn head(&self) -> String {
        let value = self.value_text();
        // A value that fell and is still too high is said by what stands out: that it is high.
        let moved_against = |difference: Decimal| match self.standing.flag.map(|flag| flag.side) {
            Some(Side::High) => difference < Decimal::ZERO,
            Some(Side::Low) => difference > Decimal::ZERO,
            None => false,
        };
        match self.entry().delta {
            Delta::Change(change) if moved_against(change.difference) => format!("is {value}"),
            Delta::Change(change) if change.judgement == Judgement::Unchanged => {
                format!("stayed at {value}")
            }
            Delta::Change(change) if change.difference > Decimal::ZERO => format!("rose to {value}"),
            Delta::Change(_) => format!("fell to {value}"),
            Delta::None | Delta::First | Delta::Redefined => format!("is {value}"),
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
        let what = if is_better { "improvement" } else { "worsening" };
        Some(format!("the {} {what} in a row", ordinal(length)))
    }
}

/// `above` or `below`.
pub(super) fn above(side: Side) -> &'static str {
    match side {
        Side::High => "above",
        Side::Low => "below",
    }
}

fn period_word(grain: Grain) -> &'static str {
    match grain {
        Grain::Cycle => "cycle",
        Grain::Month => "month",
    }
}

/// A target's outlook in words.
pub(super) fn assurance_words(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::MeetsConsistently => "meets consistently",
        Assurance::HitOrMiss => "hit or miss",
        Assurance::MissesConsistently => "misses consistently",
    }
}

/// The values between limits in words: `230–290 ms`. Of counts, the whole numbers between them.
pub(super) fn usual(ruler: &Ruler, metric: &Metric, style: &Style<'_>) -> String {
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
        format!("{}{}–{}", from.prefix, from.number, to.number) + &to.suffix
    } else {
        format!("{from} to {to}")
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
pub(super) fn full_name(name: &str, part: &str) -> String {
    if part.is_empty() {
        name.to_owned()
    } else {
        format!("{name} of {part}")
    }
}
