//! Pairing: which teams could help each other.
//!
//! Offer meets ask, never good meets bad: a word that one team offers and another asks for comes first; then a metric
//! that keeps being better than it was in one team and is a concern in another. No numbers are compared between teams.

use crate::analyse::Analysis;
use crate::analyse::signal::{Signal, Standing, standing};
use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::model::portfolio::Portfolio;
use std::collections::BTreeMap;

/// Reports of so many cycles say what a team offers and asks: an offer stands for longer than a fortnight.
pub const REMEMBERED: usize = 3;
/// An improvement that lasts so many values is one that others can learn from.
pub const SUSTAINED: usize = 2;
/// More suggestions than these are not read.
const MOST: usize = 6;

/// Two teams that could help each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The team that could show something: an index of the portfolio's.
    pub shows: usize,
    /// The team that could use it.
    pub asks: usize,
    /// Why.
    pub why: Reason,
}

/// Why two teams are suggested to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// One offers what the other asks for.
    Topic(String),
    /// A metric that improved and stayed better in one is a concern in the other.
    Metric(MetricIndex),
}

/// Suggestions for a cycle, as known then: of teams of whom at least one is wanted, in the portfolio's order of those who
/// ask.
#[must_use]
pub fn suggestions(
    portfolio: &Portfolio,
    analysis: &Analysis,
    cycle: CycleIndex,
    wanted: &dyn Fn(usize) -> bool,
) -> Vec<Suggestion> {
    let mut found = Vec::new();
    let is_wanted = |asks: usize, shows: usize| asks != shows && (wanted(asks) || wanted(shows));
    let mut offered: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (team, words) in said(portfolio, cycle, &|report| &report.offers).into_iter().enumerate() {
        for word in words {
            offered.entry(word).or_default().push(team);
        }
    }
    for (asking, words) in said(portfolio, cycle, &|report| &report.asks).into_iter().enumerate() {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (place, word) in words.iter().enumerate() {
            let showing = offered.get(word).into_iter().flatten();
            pairs.extend(
                showing
                    .filter(|team| is_wanted(asking, **team))
                    .map(|team| (*team, place)),
            );
        }
        pairs.sort_unstable();
        found.extend(pairs.into_iter().map(|(shows, place)| Suggestion {
            shows,
            asks: asking,
            why: Reason::Topic(words[place].to_owned()),
        }));
        if found.len() >= MOST {
            found.truncate(MOST);
            return found;
        }
    }
    let signals: Vec<Vec<(MetricIndex, bool)>> = (0..portfolio.teams.len())
        .map(|team| signals(portfolio, analysis, team, cycle))
        .collect();
    let mut lasting: BTreeMap<MetricIndex, Vec<usize>> = BTreeMap::new();
    for (team, signals) in signals.iter().enumerate() {
        for (metric, _) in signals.iter().filter(|(_, is_better)| *is_better) {
            lasting.entry(*metric).or_default().push(team);
        }
    }
    for (asking, signals) in signals.iter().enumerate() {
        let concerns = signals.iter().filter(|(_, is_better)| !is_better);
        // One team that can show it is enough.
        let mut pairs: Vec<(usize, MetricIndex)> = concerns
            .filter_map(|(metric, _)| {
                let showing = lasting.get(metric)?.iter().find(|team| is_wanted(asking, **team))?;
                Some((*showing, *metric))
            })
            .collect();
        pairs.sort_by_key(|(shows, _)| *shows);
        found.extend(pairs.into_iter().map(|(shows, metric)| Suggestion {
            shows,
            asks: asking,
            why: Reason::Metric(metric),
        }));
        if found.len() >= MOST {
            break;
        }
    }
    found.truncate(MOST);
    found
}

/// The words that each team's reports of the last cycles say, newest first, each once.
fn said<'p>(
    portfolio: &'p Portfolio,
    cycle: CycleIndex,
    of: &dyn Fn(&'p crate::model::report::Report) -> &'p Vec<String>,
) -> Vec<Vec<&'p str>> {
    let mut all = Vec::with_capacity(portfolio.teams.len());
    for team in &portfolio.teams {
        let mut words: Vec<&str> = Vec::new();
        let recent = team
            .reports
            .iter()
            .rev()
            .filter(|report| report.cycle <= cycle && report.cycle.position() + REMEMBERED > cycle.position());
        for word in recent.flat_map(of) {
            if !words.contains(&word.as_str()) {
                words.push(word);
            }
        }
        all.push(words);
    }
    all
}

/// Shared metrics of a team that are a concern at a cycle, or an improvement that lasts: with whether it is the latter.
fn signals(portfolio: &Portfolio, analysis: &Analysis, team: usize, cycle: CycleIndex) -> Vec<(MetricIndex, bool)> {
    let known = &analysis.teams[team];
    let mut found = Vec::new();
    for metric in known.metrics() {
        let entry = portfolio.metric(metric);
        if entry.team.is_some() {
            continue;
        }
        let Some(series) = known.whole(metric) else { continue };
        let Some(at) = series.index_at(cycle) else { continue };
        // What it said then is known; only of a signal one asks for how long.
        if !matches!(
            series.entries[at].said_then,
            Some(Signal::Improvement(_) | Signal::Concern(_))
        ) {
            continue;
        }
        match standing(series, entry, at) {
            Some(Standing {
                signal: Signal::Improvement(_),
                run,
                ..
            }) if run >= SUSTAINED => found.push((metric, true)),
            Some(Standing {
                signal: Signal::Concern(_),
                ..
            }) => found.push((metric, false)),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::tests::portfolio;
    use jiff::civil::date;
    use std::fmt::Write as _;

    const CONFIGURATION: &str = "title = \"T\"\n[cycle]\nfirst = 2026-01-05\n";

    #[test]
    fn an_offer_meets_an_ask_while_both_are_remembered() {
        let files = [
            ("teams/a/reports/2026-01-18.toml", "asks = [\"bdd\", \"chaos\"]"),
            ("teams/b/reports/2026-02-15.toml", "offers = [\"bdd\"]"),
            (
                "teams/c/reports/2026-02-15.toml",
                "offers = [\"chaos\", \"bdd\"]\nasks = [\"bdd\"]",
            ),
        ];
        let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 3, 20), &files);
        let told = |cycle: usize, team: Option<usize>| -> Vec<String> {
            let wanted = |index: usize| team.is_none_or(|team| team == index);
            suggestions(&portfolio, &analysis, CycleIndex::new(cycle), &wanted)
                .iter()
                .map(|found| format!("{}<{} {:?}", found.asks, found.shows, found.why))
                .collect()
        };
        assert_eq!(
            told(2, None),
            [
                "0<1 Topic(\"bdd\")",
                "0<2 Topic(\"bdd\")",
                "0<2 Topic(\"chaos\")",
                "2<1 Topic(\"bdd\")"
            ]
        );
        assert_eq!(told(2, Some(1)), ["0<1 Topic(\"bdd\")", "2<1 Topic(\"bdd\")"]);
        // Three cycles later the ask of January is forgotten; before the offers there was nothing to meet it.
        assert_eq!(told(3, None), ["2<1 Topic(\"bdd\")"]);
        assert_eq!(told(1, None), Vec::<String>::new());
    }

    #[test]
    fn a_concern_meets_an_improvement_that_lasts_on_the_same_metric() {
        let steady = "10 11 10 11 10 11 10 11 10 11 10 11";
        let csv = |tail: &str| {
            let values = format!("{steady} {tail}");
            let mut day = date(2026, 1, 18);
            let mut text = "date,metric,value\n".to_owned();
            for value in values.split(' ') {
                writeln!(text, "{day},p95-response-time,{value}").expect("text");
                day = day.saturating_add(jiff::ToSpan::days(14));
            }
            text
        };
        let (worse, better, once) = (csv("10 40 41"), csv("10 1 1"), csv("10 11 1"));
        let files = [
            ("teams/a/data/x.csv", worse.as_str()),
            ("teams/b/data/x.csv", once.as_str()),
            ("teams/c/data/x.csv", better.as_str()),
            ("teams/d/data/x.csv", better.as_str()),
        ];
        let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 8, 20), &files);
        let found = suggestions(&portfolio, &analysis, CycleIndex::new(14), &|_| true);
        let metric = portfolio.catalogue.find("p95-response-time", None).expect("a metric");
        assert_eq!(
            found,
            [Suggestion {
                shows: 2,
                asks: 0,
                why: Reason::Metric(metric),
            }]
        );
    }
}
