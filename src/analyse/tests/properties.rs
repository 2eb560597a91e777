//! What must hold of the signals of any portfolio.

use super::story::{cycle_end, rows, story, x};
use super::{CONFIGURATION, portfolio_in_order};
use crate::analyse::Analysis;
use crate::analyse::delta::{Delta, Judgement, Notable};
use crate::analyse::question::questions;
use crate::analyse::series::Series;
use crate::analyse::signal::{Restart, Signal, standing};
use crate::analyse::streak;
use crate::analyse::target;
use crate::analyse::xmr::{Flag, Limits, Rule, Ruler};
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use jiff::ToSpan;
use proptest::prelude::*;
use rust_decimal::Decimal;

/// What a cycle says: a value, nothing, or that there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Said {
    Value(i64),
    Nothing,
    NotAvailable,
}

/// Cycles with gaps now and then, that wander or jump: what flags are made of.
fn said(length: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Said>> {
    let step = (0_u32..20, -3_i64..=3, 0_i64..9);
    (prop::collection::vec(step, length), -2_i64..=2).prop_map(|(steps, slope)| {
        let mut level = 50;
        steps
            .into_iter()
            .map(|(kind, drift, noise)| {
                level += slope + drift;
                match kind {
                    0 | 1 => Said::Nothing,
                    2 => Said::NotAvailable,
                    3 => Said::Value(level + 8 * (noise - 4)),
                    4..=11 => Said::Value(level),
                    _ => Said::Value(level + noise - 4),
                }
            })
            .collect()
    })
}

fn told(said: &[Said]) -> String {
    let words = said.iter().map(|said| match said {
        Said::Value(number) => number.to_string(),
        Said::Nothing => "-".to_owned(),
        Said::NotAvailable => "n/a".to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn mapped(said: &[Said], of: impl Fn(i64) -> i64) -> Vec<Said> {
    let map = |said: &Said| match said {
        Said::Value(number) => Said::Value(of(*number)),
        other => *other,
    };
    said.iter().map(map).collect()
}

fn has_value(said: &[Said]) -> bool {
    said.iter().any(|said| matches!(said, Said::Value(_)))
}

/// Entries of metrics.toml that are judged in different ways.
fn metric() -> impl Strategy<Value = String> {
    let better = prop::sample::select(vec![
        "better = \"lower\"\ntarget = 48",
        "better = \"higher\"\ntarget = 48",
        "better = \"neutral\"",
        "better = \"within\"\nband = [45, 55]",
    ]);
    let baseline = prop::sample::select(vec!["", "\nbaseline = 13"]);
    (better, baseline).prop_map(|(better, baseline)| format!("{better}\nunit = \"points\"{baseline}"))
}

/// Rebases and definitions on days of the first cycles.
fn breaks() -> impl Strategy<Value = (String, String)> {
    let days = || prop::collection::btree_set(0_i64..400, 0..3);
    (days(), days()).prop_map(|(rebases, definitions)| {
        let day = |days: i64| cycle_end(0).checked_add(days.days()).expect("a date");
        let rebase = |days| format!("[[rebases]]\nmetric = \"x\"\nfrom = {}\nreason = \"New\"\n", day(days));
        let definition = |days| format!("\n[[x.definitions]]\nfrom = {}\ntext = \"Other\"\n", day(days));
        (
            rebases.into_iter().map(rebase).collect(),
            definitions.into_iter().map(definition).collect(),
        )
    })
}

/// What is said of a value: its day, flag and signal, and whether its step was notable.
type Verdict = (jiff::civil::Date, Option<Flag>, Signal, Option<Notable>);

fn verdicts(series: &Series) -> Vec<Verdict> {
    let notable = |delta: &Delta| match delta {
        Delta::Change(change) => Some(change.notable),
        _ => None,
    };
    series
        .entries
        .iter()
        .filter(|entry| entry.value().is_some())
        .map(|entry| (entry.last, entry.flag, entry.signal, notable(&entry.delta)))
        .collect()
}

/// Whether improvements and concerns are the same, whichever way the values went.
fn judged(signal: Signal) -> u8 {
    match signal {
        Signal::CommonCause => 0,
        Signal::Improvement(_) => 1,
        Signal::Concern(_) => 2,
        Signal::Neutral(_) => 3,
        Signal::Pending => 4,
    }
}

fn rules(series: &Series) -> Vec<Option<Rule>> {
    series
        .entries
        .iter()
        .map(|entry| entry.flag.map(|flag| flag.rule))
        .collect()
}

fn judgements(series: &Series) -> Vec<Option<(Judgement, Notable)>> {
    let of = |delta: &Delta| match delta {
        Delta::Change(change) => Some((change.judgement, change.notable)),
        _ => None,
    };
    series.entries.iter().map(|entry| of(&entry.delta)).collect()
}

/// Limits, without what stands for their scale.
fn numbers(limits: &Limits) -> (&'static str, usize, Option<(Decimal, Decimal, Decimal)>) {
    let of = |ruler: &Ruler| (ruler.lower(), ruler.mean(), ruler.upper());
    (limits.word(), limits.baseline_points(), limits.ruler().map(of))
}

fn config() -> ProptestConfig {
    ProptestConfig::with_cases(48)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn values_before_a_rebase_change_nothing_after_it(
        before in said(1..18),
        after in said(1..30),
        metric in metric(),
    ) {
        prop_assume!(has_value(&after));
        let from = cycle_end(before.len() - 1).tomorrow().expect("a date");
        let rebase = format!("[[rebases]]\nmetric = \"x\"\nfrom = {from}\nreason = \"New\"\n");
        let nothing = vec![Said::Nothing; before.len()];
        let of = |before: &[Said]| story(&metric, &rebase, &told(&[before, &after].concat()));
        let (with, without) = (of(&before), of(&nothing));
        let (with, without) = (x(&with), x(&without));
        let (late, alone) = (verdicts(with), verdicts(without));
        let late = &late[late.len() - after.iter().filter(|said| matches!(said, Said::Value(_))).count()..];
        // Only of the first value does one know a delta and the other none.
        prop_assert!(!matches!(late[0].3, Some(Notable::Yes | Notable::No)));
        prop_assert_eq!((late[0].0, late[0].1, late[0].2), (alone[0].0, alone[0].1, alone[0].2));
        prop_assert_eq!(&late[1..], &alone[1..]);
        let limits = |series: &Series, from: usize| -> Vec<_> {
            series.groups[from..].iter().filter(|group| group.points > 0).map(|group| (group.points, group.limits)).collect()
        };
        let first = with.entries.iter().find(|entry| entry.last == late[0].0).expect("a value").group;
        prop_assert_eq!(limits(with, first.get()), limits(without, 0));
    }

    #[test]
    fn a_mirrored_series_with_better_swapped_is_judged_the_same(values in said(1..40), is_band in any::<bool>(), locked in any::<bool>()) {
        prop_assume!(has_value(&values));
        let baseline = if locked { "baseline = 13" } else { "" };
        let (one, other) = if is_band {
            ("better = \"within\"\nband = [40, 55]", "better = \"within\"\nband = [45, 60]")
        } else {
            ("better = \"lower\"", "better = \"higher\"")
        };
        let of = |better: &str, values: &[Said]| story(&format!("{better}\nunit = \"points\"\n{baseline}"), "", &told(values));
        let (straight, mirrored) = (of(one, &values), of(other, &mapped(&values, |value| 100 - value)));
        let (straight, mirrored) = (x(&straight), x(&mirrored));
        let of = |series: &Series| -> Vec<u8> { series.entries.iter().map(|entry| judged(entry.signal)).collect() };
        prop_assert_eq!(of(straight), of(mirrored));
        prop_assert_eq!(rules(straight), rules(mirrored));
        prop_assert_eq!(judgements(straight), judgements(mirrored));
        // And each went the other way.
        for (a, b) in straight.entries.iter().zip(&mirrored.entries) {
            if let (Some(a), Some(b)) = (a.flag, b.flag) {
                prop_assert!(a.side != b.side);
            }
        }
    }

    #[test]
    fn a_series_moved_and_scaled_has_the_same_flags(
        values in said(1..40),
        shift in -1_000_i64..1_000,
        factor in 1_i64..50,
        breaks in breaks(),
    ) {
        prop_assume!(has_value(&values));
        let metric = format!("better = \"lower\"\nunit = \"points\"{}", breaks.1);
        let of = |values: &[Said]| story(&metric, &breaks.0, &told(values));
        let (before, after) = (of(&values), of(&mapped(&values, |value| value * factor + shift)));
        let (before, after) = (x(&before), x(&after));
        prop_assert_eq!(verdicts(before), verdicts(after));
        let starts = |series: &Series| -> Vec<_> {
            series.groups.iter().map(|group| (group.start, group.reason, group.points, group.limits.word())).collect()
        };
        prop_assert_eq!(starts(before), starts(after));
    }

    #[test]
    fn the_order_of_rows_and_of_files_means_nothing(
        values in said(2..30),
        more in said(2..30),
        seed in any::<prop::sample::Index>(),
        shuffled in Just((0_usize..60).collect::<Vec<_>>()).prop_shuffle(),
        metric in metric(),
        breaks in breaks(),
    ) {
        prop_assume!(has_value(&values) && has_value(&more));
        let metrics = format!("[x]\npillar = \"cost\"\n{metric}\n{}", breaks.1);
        let in_order = |text: &str| -> String {
            let mut lines: Vec<&str> = text.lines().collect();
            let head = lines.remove(0);
            let mut lines: Vec<(usize, &str)> = lines.into_iter().enumerate().map(|(at, line)| (shuffled[at], line)).collect();
            lines.sort_unstable();
            std::iter::once(head).chain(lines.into_iter().map(|(_, line)| line)).fold(String::new(), |text, line| text + line + "\n")
        };
        let as_of = cycle_end(values.len().max(more.len())).checked_add(2.days()).expect("a date");
        let (one, two) = (rows(&told(&values)), rows(&told(&more)));
        let all = |one: &str, two: &str, turn: usize| {
            let mut files = [
                ("metrics.toml", metrics.clone()),
                ("teams/a/data/one.csv", one.to_owned()),
                ("teams/a/data/two.csv", two.replace(",x,", ",errors,").replace(",-", ",")),
                ("teams/a/team.toml", breaks.0.clone()),
                ("teams/b/data/two.csv", two.to_owned()),
            ];
            let by = turn % files.len();
            files.rotate_left(by);
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
            portfolio_in_order(CONFIGURATION, as_of, &files)
        };
        let (_, before) = all(&one, &two, 0);
        let (_, after) = all(&in_order(&one), &in_order(&two), seed.index(5));
        prop_assert!(before == after);
    }

    #[test]
    fn of_the_last_value_what_was_known_then_is_what_is_known_now(
        values in said(1..40),
        metric in metric(),
        breaks in breaks(),
    ) {
        prop_assume!(has_value(&values));
        let found = story(&format!("{metric}{}", breaks.1), &breaks.0, &told(&values));
        let series = x(&found);
        // Of each group: what is known of one group is not known of another.
        for (index, group) in series.groups.iter().enumerate() {
            let last = series.entries.iter().rposition(|entry| entry.group.get() == index && entry.value().is_some());
            let Some(last) = last else {
                prop_assert_eq!(group.points, 0);
                continue;
            };
            let then = standing(series, found.0.metric(series.metric), last).expect("a value");
            let entry = &series.entries[last];
            prop_assert_eq!((then.flag, then.signal, then.limits), (entry.flag, entry.signal, group.limits));
            prop_assert_eq!((then.points, then.group, then.entry), (group.points, index, last));
            prop_assert_eq!(then.run > 0, then.flag.is_some());
        }
        // What was stored of each value is what it says of itself.
        for (index, entry) in series.entries.iter().enumerate() {
            let then = standing(series, found.0.metric(series.metric), index);
            let said = then.filter(|then| then.limits.ruler().is_some()).map(|then| then.signal);
            prop_assert_eq!(entry.said_then, said);
        }
    }

    #[test]
    fn what_was_known_then_is_what_a_portfolio_says_that_ends_there(
        values in said(1..36),
        cut in any::<prop::sample::Index>(),
        metric in metric(),
        breaks in breaks(),
    ) {
        let known = &values[..=cut.index(values.len())];
        prop_assume!(has_value(known));
        let metric = format!("{metric}{}", breaks.1);
        let of = |values: &[Said]| story(&metric, &breaks.0, &told(values));
        let (then, now) = (of(known), of(&values));
        let (ended, series) = (x(&then), x(&now));
        for (entry, found) in ended.entries.iter().enumerate() {
            prop_assert_eq!((found.last, &found.state, found.delta), (series.entries[entry].last, &series.entries[entry].state, series.entries[entry].delta));
        }
        let metric = now.0.metric(series.metric);
        let last = ended.entries.iter().rposition(|entry| entry.value().is_some()).expect("a value");
        let (a, b) = (
            standing(ended, metric, last).expect("a value"),
            standing(series, metric, last).expect("a value"),
        );
        prop_assert_eq!((a.flag, a.signal, a.limits, a.points, a.run), (b.flag, b.signal, b.limits, b.points, b.run));
        prop_assert_eq!(ended.groups[a.group].start, series.groups[b.group].start);
        prop_assert_eq!(ended.groups[a.group].reason, series.groups[b.group].reason);
        prop_assert_eq!(streak::moves(ended, last), streak::moves(series, last));
        prop_assert_eq!(target::run(&then.0, 0, ended, last), target::run(&now.0, 0, series, last));
        let asked = |of: &(Portfolio, Analysis)| -> Vec<String> {
            let cycle = CycleIndex::new(ended.entries.last().expect("an entry").cycle.position());
            let found = questions(&of.0, &of.1, 0, (cycle, of.0.as_of));
            found.iter().map(|question| format!("{:?}", question.why)).collect()
        };
        prop_assert_eq!(asked(&then), asked(&now));
    }

    #[test]
    fn a_group_starts_after_three_missing_and_only_then(values in said(1..40)) {
        prop_assume!(has_value(&values));
        let found = story("unit = \"points\"", "", &told(&values));
        let mut expected = vec![0];
        let first = values.iter().position(|said| *said != Said::Nothing).expect("a value");
        let is_value = |said: &Said| matches!(said, Said::Value(_));
        let places: Vec<usize> = values.iter().enumerate().filter(|(_, said)| is_value(said)).map(|(at, _)| at - first).collect();
        expected.extend(places.windows(2).filter(|pair| pair[1] - pair[0] > 3).map(|pair| pair[1]));
        let series = x(&found);
        let starts: Vec<usize> = series.groups.iter().map(|group| group.start).collect();
        prop_assert_eq!(starts, expected);
        prop_assert!(series.groups[1..].iter().all(|group| group.reason == Restart::Gap));
    }

    #[test]
    fn nothing_crosses_a_group_and_no_delta_a_definition(values in said(1..40), breaks in breaks()) {
        prop_assume!(has_value(&values));
        let metric = format!("better = \"lower\"\nunit = \"points\"{}", breaks.1);
        let found = story(&metric, &breaks.0, &told(&values));
        let series = x(&found);
        let definitions = &found.0.metric(series.metric).definitions;
        let mut values_of = vec![Vec::new(); series.groups.len()];
        for (at, entry) in series.entries.iter().enumerate() {
            if let Delta::Change(change) = entry.delta {
                let since = series.entries[change.since.get()].last;
                prop_assert!(!definitions.iter().any(|definition| since < definition.from && definition.from <= entry.last));
                prop_assert!(change.since.get() < at);
            }
            prop_assert!(series.groups[entry.group.get()].start <= at);
            prop_assert!(series.groups.get(entry.group.get() + 1).is_none_or(|next| at < next.start));
            if let Some(value) = entry.value() {
                values_of[entry.group.get()].push(value.number);
            }
        }
        // Each group has the limits that its values would have alone.
        for (group, values) in series.groups.iter().zip(&values_of) {
            let alone: Vec<String> = values.iter().map(ToString::to_string).collect();
            prop_assert_eq!(group.points, alone.len());
            if !alone.is_empty() {
                let alone = story("better = \"lower\"\nunit = \"points\"", "", &alone.join(" "));
                prop_assert_eq!(numbers(&group.limits), numbers(&x(&alone).groups[0].limits));
            }
        }
    }
}

#[test]
fn the_values_of_these_properties_do_make_every_kind_of_flag() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..60 {
        let values = said(13..40).new_tree(&mut runner).expect("values").current();
        if has_value(&values) {
            let found = story("better = \"lower\"\nunit = \"points\"", "", &told(&values));
            seen.extend(rules(x(&found)).into_iter().flatten());
        }
    }
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        [Rule::Outside, Rule::Trend, Rule::TwoOfThree, Rule::Shift]
    );
}
