//! One metric across teams at one cycle: the portfolio's figure where there may be one, otherwise the distribution.

use super::figure::{self, Figure};
use super::here::{Here, Link};
use super::picture;
use super::standing::movement;
use super::{has_page, metric_path};
use crate::analyse::TeamAnalysis;
use crate::analyse::freshness::Expectation;
use crate::analyse::rollup::{Figure as Pooled, Moved, Rollup, Signals, rollup};
use crate::model::cycle::CycleIndex;
use crate::model::format::{Style, shown};
use crate::model::metric::{AcrossTeams, InCycle, MetricIndex};
use crate::words::{Words, say, say_count};
use serde::Serialize;

/// A metric across teams.
#[derive(Debug, Serialize)]
pub(super) struct Across {
    pub(super) metric: Link,
    /// The metric's id: its own place on a page.
    id: String,
    /// The id of its pillar; of one that follows another of the same pillar in a table, empty.
    pub(super) pillar: String,
    /// `7 of 10 teams`.
    pub(super) present: String,
    /// How many teams the figure is of: `7 of 10`.
    pub(super) share: String,
    /// `7 by part`: how many more have a value by part alone, which no figure counts and no column of a table.
    pub(super) apart: String,
    /// How many teams have a value, of how many expected.
    #[serde(skip)]
    pub(super) teams: (usize, usize),
    /// How many teams have ever had a value.
    #[serde(skip)]
    pub(super) users: usize,
    /// How many teams have a value of this cycle by part alone.
    #[serde(skip)]
    pub(super) by_part: usize,
    /// The portfolio's figure, where there may be one.
    pub(super) figure: Option<Figure>,
    /// `sum` or `pooled`: what the figure is.
    pub(super) is: String,
    /// `3 of 110`, of a pooled figure.
    pub(super) ratio: String,
    /// The figure of the cycle before, and its teams: `10 of 10`.
    pub(super) before: Option<(Figure, String)>,
    /// How many teams' values are a concern, an improvement, unusual, as usual, or not judged.
    pub(super) signals: [usize; 5],
    /// How many teams' deltas are worse, better, moved without a better way, steady, or not there.
    pub(super) deltas: [usize; 5],
    /// `1 concern, 2 improvements, 3 as usual, 1 without limits`.
    pub(super) signalled: String,
    /// `1 better, 2 steady`.
    pub(super) moved: String,
    /// Said where a team's count is not in the sum.
    pub(super) left_out: String,
    /// The median of the teams, where there is no figure.
    pub(super) median: String,
    /// Whether a part of the figure or the median may still change.
    may_change: bool,
    pub(super) strip: String,
}

/// A metric across teams at a cycle; `None` where no team has ever had a value.
pub(super) fn across(here: Here<'_>, metric: MetricIndex, cycle: CycleIndex) -> Option<Across> {
    let now = rollup(here.portfolio, here.analysis, metric, cycle);
    if now.teams.is_empty() {
        return None;
    }
    let calendar = &here.portfolio.calendar;
    let day = calendar.cycle(cycle).last;
    let entry = here.portfolio.metric(metric);
    let style = Style {
        target: None,
        ..here.portfolio.style(None, metric, day)
    };
    let (number, is, ratio) = pooled(here, &now, &style);
    let before = number
        .as_ref()
        .and_then(|_| newest_before(here, cycle))
        // What is added up over a fortnight was more than a week's for that alone.
        .filter(|before| {
            let (before, now) = (calendar.cycle(*before), calendar.cycle(cycle));
            let is_count = entry.in_cycle == InCycle::Sum && entry.across_teams == AcrossTeams::Sum;
            let is_as_long = !is_count || before.lengths == now.lengths;
            // Nor is what was measured in another way, or given in another unit, set beside it.
            is_as_long && entry.definition_on(before.last) == entry.definition_on(now.last)
        })
        .and_then(|before| {
            let before = rollup(here.portfolio, here.analysis, metric, before);
            Some((pooled(here, &before, &style).0?, share(&before, here.words())))
        });
    let by_part = teams_by_part(here, metric, cycle);
    Some(Across {
        metric: if has_page(here.portfolio, here.analysis, metric) {
            here.link(&metric_path(entry), entry.name.clone())
        } else {
            Link {
                href: String::new(),
                text: entry.name.clone(),
            }
        },
        id: entry.id.clone(),
        pillar: here.portfolio.pillars[entry.pillar].id.clone(),
        present: say_count!(
            here.words(),
            "across.present",
            now.expected,
            part = here.words().grouped(now.present)
        ),
        share: share(&now, here.words()),
        apart: match by_part {
            0 => String::new(),
            teams => say_count!(here.words(), "across.by_part", teams),
        },
        teams: (now.present, now.expected),
        users: now.teams.len(),
        by_part,
        median: now
            .median
            .filter(|_| number.is_none())
            .map_or_else(String::new, |median| shown(median, &style).text()),
        may_change: now.may_change(),
        figure: number,
        is: is.to_owned(),
        ratio,
        before,
        signals: [
            now.signals.concern,
            now.signals.improvement,
            now.signals.neutral,
            now.signals.common_cause,
            now.signals.no_limits + now.signals.pending + now.signals.no_data.saturating_sub(by_part),
        ],
        deltas: [
            now.moved.worse,
            now.moved.better,
            now.moved.neutral,
            now.moved.steady,
            now.moved.pending + now.moved.no_data.saturating_sub(by_part),
        ],
        signalled: signal_words(now.signals, by_part, here.words()),
        moved: moved_words(now.moved, by_part, here.words()),
        left_out: match now.present - now.summed {
            0 => String::new(),
            count => say_count!(here.words(), "across.left_out", count),
        },
        strip: picture::strip(here, &now, day),
    })
}

/// The cycle before one, skipped cycles left out: nothing was expected of them.
fn newest_before(here: Here<'_>, cycle: CycleIndex) -> Option<CycleIndex> {
    let cycles = &here.portfolio.calendar.cycles;
    (0..cycle.position())
        .rev()
        .find(|index| cycles[*index].skipped.is_none())
        .map(CycleIndex::new)
}

/// How many teams have a value, of how many expected: `7 of 10`.
fn share(rollup: &Rollup, words: &Words) -> String {
    let (part, whole) = (words.grouped(rollup.summed), words.grouped(rollup.expected));
    say!(words, "figure.ratio", part = part, whole = whole)
}

fn pooled<'a>(here: Here<'a>, rollup: &Rollup, style: &Style<'_>) -> (Option<Figure>, &'a str, String) {
    let is_pending = rollup.may_change();
    match rollup.figure {
        Pooled::None => (None, "", String::new()),
        Pooled::Sum(sum) => (
            Some(shown(sum, style).into()),
            here.words()
                .word(if is_pending { "across.sum_pending" } else { "across.sum" }),
            String::new(),
        ),
        Pooled::Ratio {
            number,
            numerator,
            denominator,
        } => (
            Some(shown(number, style).into()),
            here.words().word(if is_pending {
                "across.pooled_pending"
            } else {
                "across.pooled"
            }),
            figure::parts_text(here, (numerator, denominator)),
        ),
    }
}

/// How many of the teams that no figure counts do have a value of the cycle, of a workload or another part.
fn teams_by_part(here: Here<'_>, metric: MetricIndex, cycle: CycleIndex) -> usize {
    let is_by_part = |team: &&TeamAnalysis| {
        let expectation = team.expectations.get(cycle.position());
        expectation.is_some_and(Expectation::is_expected)
            && team.whole(metric).is_none()
            && team.of_metric(metric).any(|series| movement(series, cycle).is_some())
    };
    here.analysis.teams.iter().filter(is_by_part).count()
}

/// Counts of teams by what limits say: `1 concern, 2 improvements, 3 as usual, 1 without limits`.
fn signal_words(signals: Signals, by_part: usize, words: &Words) -> String {
    let counts = [
        (signals.concern, "across.concerns"),
        (signals.improvement, "across.improvements"),
        (signals.neutral, "across.unusual"),
        (signals.common_cause, "across.as_usual"),
        (signals.no_limits, "across.without_limits"),
        (signals.pending, "across.pending"),
        (by_part, "across.by_part"),
        (signals.no_data.saturating_sub(by_part), "across.without_value"),
    ];
    enumerated(&counts, words)
}

/// Counts of teams by what their delta means: `2 better, 1 worse, 2 moved, 3 steady, 1 without a delta`.
fn moved_words(moved: Moved, by_part: usize, words: &Words) -> String {
    let counts = [
        (moved.better, "across.better"),
        (moved.worse, "across.worse"),
        (moved.neutral, "across.moved"),
        (moved.steady, "across.steady"),
        (moved.pending, "across.pending"),
        (by_part, "across.by_part"),
        (moved.no_data.saturating_sub(by_part), "across.without_delta"),
    ];
    enumerated(&counts, words)
}

/// What there is of several things, one after the other; what there is none of is not said.
fn enumerated(counts: &[(usize, &str)], words: &Words) -> String {
    let said: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, key)| words.say_count(key, *count, &[]))
        .collect();
    said.join(words.word("lists.between"))
}

/// The metrics of a pillar across teams.
#[derive(Debug, Serialize)]
pub(super) struct Heading {
    pub(super) id: String,
    pub(super) name: Link,
    pub(super) metrics: Vec<Across>,
}

/// Every pillar (and heading) with the shared metrics that some team has had a value of.
pub(super) fn by_pillar(here: Here<'_>, cycle: CycleIndex) -> Vec<Heading> {
    let mut headings: Vec<Heading> = (here.portfolio.pillars.iter())
        .map(|pillar| Heading {
            id: pillar.id.clone(),
            name: here.link(&super::pillar_path(pillar), pillar.name.clone()),
            metrics: Vec::new(),
        })
        .collect();
    for (metric, entry) in here.portfolio.catalogue.shared() {
        if let Some(heading) = headings.get_mut(entry.pillar) {
            heading.metrics.extend(across(here, metric, cycle));
        }
    }
    headings.retain(|heading| !heading.metrics.is_empty());
    headings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::tests::portfolio;
    use crate::page::{Assets, INDEX};
    use jiff::civil::date;

    #[test]
    fn counts_of_nothing_are_not_said() {
        assert_eq!(
            moved_words(
                Moved {
                    better: 2,
                    worse: 0,
                    neutral: 4,
                    steady: 3,
                    pending: 2,
                    no_data: 1
                },
                0,
                &Words::english()
            ),
            "2 better, 4 moved, 3 steady, 2 may still change, 1 without a delta"
        );
        assert_eq!(moved_words(Moved::default(), 0, &Words::english()), "");
        assert_eq!(
            signal_words(
                Signals {
                    concern: 1,
                    improvement: 2,
                    neutral: 0,
                    common_cause: 3,
                    no_limits: 1,
                    pending: 0,
                    no_data: 0
                },
                0,
                &Words::english()
            ),
            "1 concern, 2 improvements, 3 as usual, 1 without limits"
        );
    }

    #[test]
    fn a_team_that_reports_by_part_is_not_without_a_value() {
        let signals = Signals {
            common_cause: 1,
            no_data: 9,
            ..Signals::default()
        };
        assert_eq!(
            signal_words(signals, 7, &Words::english()),
            "1 as usual, 7 by part, 2 without a value"
        );
        let moved = Moved {
            no_data: 7,
            ..Moved::default()
        };
        assert_eq!(moved_words(moved, 7, &Words::english()), "7 by part");
    }

    /// The figure of the newest cycle, and of the one before, of what two teams give.
    fn told(configuration: &str, metric: &str) -> (Option<String>, Option<String>) {
        let metric = format!("[x]\npillar = \"cost\"\nacross_teams = \"sum\"\nin_cycle = \"sum\"\n{metric}");
        let rows = "date,metric,value\n2026-01-18,x,110\n2026-01-25,x,90\n2026-02-01,x,90\n";
        let files = [
            ("metrics.toml", metric.as_str()),
            ("teams/a/data/x.csv", rows),
            ("teams/b/data/x.csv", rows),
        ];
        let (found, analysis) = portfolio(configuration, date(2026, 2, 3), &files);
        let assets = Assets::new();
        let here = Here {
            portfolio: &found,
            analysis: &analysis,
            assets: &assets,
            path: INDEX,
        };
        let metric = found.catalogue.find("x", Some(0)).expect("a metric");
        let across = across(here, metric, here.now()).expect("values");
        let text = |figure: Figure| format!("{}{}{}", figure.prefix, figure.number, figure.suffix);
        (across.figure.map(text), across.before.map(|(figure, _)| text(figure)))
    }

    #[test]
    fn a_sum_is_set_beside_the_one_before_where_both_are_of_the_same() {
        let fortnights = "title = \"T\"\n[cycle]\nfirst = 2026-01-05\n";
        let weeks =
            "title = \"T\"\n[cycle]\nfirst = 2026-01-05\nchanges = [ { from = 2026-01-26, every = \"1 week\" } ]\n";
        let redefined = "unit = \"USD\"\n[[x.definitions]]\nfrom = 2026-01-20\ntext = \"In euros\"\nunit = \"EUR\"\n";
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(told(fortnights, ""), (some("360"), some("220")));
        assert_eq!(told(fortnights, redefined), (some("€360.00"), None));
        // The week that the change cuts off, and the first of the new ones, are as long.
        assert_eq!(told(weeks, ""), (some("180"), some("180")));
    }
}
