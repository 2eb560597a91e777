use super::*;
use crate::import::measurement::{Amount, Measurement, Tool};
use crate::import::window::Windows;
use crate::model::cycle::{Length, Rhythm};
use crate::model::unit::Currency;
use jiff::SignedDuration;
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::BTreeMap;

pub(in crate::import) fn request(zone: &str) -> Request {
    let rhythm = Rhythm {
        first: date(2026, 3, 2),
        every: Length::Days(14),
        grace: Length::Days(3),
        changes: Vec::new(),
        skips: Vec::new(),
    };
    Request {
        windows: Windows::new(rhythm, TimeZone::get(zone).expect("a known zone"), date(2026, 8, 20)),
        date: None,
        metric: None,
        workload: None,
        date_order: None,
        metrics: Vec::new(),
        workloads: Vec::new(),
        currency: Currency::of_code("USD").expect("a currency"),
        settings: BTreeMap::new(),
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

/// Period, value and reason to be provisional of samples.
fn values(request: &Request, step: Step, aggregate: Aggregate, samples: &[(&str, Option<i64>)]) -> Vec<String> {
    let mut tally = Tally::new(request, step, Some(aggregate));
    for (moment, value) in samples {
        tally.add("", Some(at(moment)), value.map(Decimal::from));
    }
    shown(&tally)
}

fn shown(tally: &Tally<'_>) -> Vec<String> {
    let inputs = [Input::of_bytes("x.json", *b"{}")];
    let told = Told {
        metric: "errors",
        scale: Scale::unknown(),
        tool: &Tool::new("x"),
        inputs: &inputs,
        measured_at: None,
        covers: None,
        provisional: None,
    };
    let (measurements, _) = tally.measurements(&told).expect("values");
    let show = |measurement: &Measurement| {
        let amount = match &measurement.amount {
            Amount::NoData => "no data".to_owned(),
            Amount::Number(number, _) => number.normalize().to_string(),
            Amount::Share { part, whole } => format!("{part}/{whole}"),
        };
        let partly = if measurement.provisional.is_some() {
            " partly"
        } else {
            ""
        };
        format!(
            "{} {amount}{partly}",
            crate::import::resolve::written(measurement.period)
        )
    };
    measurements.iter().map(show).collect()
}

#[test]
fn a_sample_at_midnight_belongs_to_the_cycle_that_begins() {
    let samples = [
        ("2026-03-02T00:00:00Z", Some(1)),
        ("2026-03-15T23:59:59.999Z", Some(2)),
        ("2026-03-16T00:00:00Z", Some(4)),
    ];
    assert_eq!(
        values(&request("UTC"), Step::Cycle, Aggregate::Sum, &samples),
        ["2026-03-15 3", "2026-03-29 4 partly"]
    );
    // In New York all of it is four hours earlier, five before the clock changes on 8 March.
    assert_eq!(
        values(&request("America/New_York"), Step::Cycle, Aggregate::Sum, &samples),
        ["2026-03-01 1 partly", "2026-03-15 6"]
    );
}

#[test]
fn a_missing_cycle_is_a_gap_and_only_a_count_of_it_is_zero() {
    let samples = [("2026-03-02T10:00:00Z", Some(5)), ("2026-04-12T10:00:00Z", Some(7))];
    for (aggregate, middle) in [
        (Aggregate::Average, "no data"),
        (Aggregate::Sum, "no data"),
        (Aggregate::Last, "no data"),
        (Aggregate::Count, "0"),
    ] {
        let found = values(&request("UTC"), Step::Cycle, aggregate, &samples);
        assert_eq!(found[1], format!("2026-03-29 {middle}"), "{aggregate:?}");
        assert_eq!(found.len(), 3);
    }
    assert_eq!(
        values(&request("UTC"), Step::Day, Aggregate::Sum, &samples),
        ["2026-03-02 5", "2026-04-12 7"]
    );
    assert_eq!(
        values(&request("UTC"), Step::Month, Aggregate::Sum, &samples),
        ["2026-03 5 partly", "2026-04 7 partly"]
    );
}

#[test]
fn samples_that_say_no_data_are_no_data_and_do_not_pull_a_mean() {
    let samples = [
        ("2026-03-02T10:00:00Z", Some(6)),
        ("2026-03-03T10:00:00Z", None),
        ("2026-03-15T10:00:00Z", Some(2)),
    ];
    assert_eq!(
        values(&request("UTC"), Step::Cycle, Aggregate::Average, &samples),
        ["2026-03-15 4"]
    );
    let none = [("2026-03-02T10:00:00Z", None), ("2026-03-15T10:00:00Z", None)];
    assert_eq!(
        values(&request("UTC"), Step::Cycle, Aggregate::Average, &none),
        ["2026-03-15 no data"]
    );
}

#[test]
fn the_last_sample_is_the_latest_and_not_the_last_in_the_file() {
    let samples = [("2026-03-15T10:00:00Z", Some(9)), ("2026-03-02T10:00:00Z", Some(1))];
    assert_eq!(
        values(&request("UTC"), Step::Cycle, Aggregate::Last, &samples),
        ["2026-03-15 9"]
    );
}

#[test]
fn a_sample_that_stands_for_a_week_reaches_to_the_end_of_it() {
    let request = request("UTC");
    let week = SignedDuration::from_hours(7 * 24);
    let mut tally = Tally::new(&request, Step::Cycle, Some(Aggregate::Sum)).reaching(week);
    for moment in ["2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z"] {
        tally.add("", Some(at(moment)), Some(Decimal::ONE));
    }
    assert_eq!(shown(&tally), ["2026-03-15 2"]);
}

#[test]
fn filters_take_words_alternatives_and_all_but() {
    assert!(Selection::fits("a|b", "b") && !Selection::fits("a|b", "c"));
    assert!(Selection::fits("!a|b", "c") && !Selection::fits("!a|b", "a"));
    assert!(Selection::fits("", "") && !Selection::fits("", "x"));
}

proptest! {
    #[test]
    fn every_sample_counts_once_whatever_the_order(
        samples in prop::collection::vec((0_i64..8_000_000, -1_000_i64..1_000), 1..40),
        seed in any::<prop::sample::Index>(),
    ) {
        let request = request("Europe/Dublin");
        let tallied = |samples: &[(i64, i64)], aggregate: Aggregate| {
            let mut tally = Tally::new(&request, Step::Cycle, Some(aggregate));
            for (second, value) in samples {
                tally.add("", Timestamp::from_second(1_767_000_000 + second).ok(), Some(Decimal::from(*value)));
            }
            shown(&tally)
        };
        let mut turned = samples.clone();
        turned.rotate_left(seed.index(samples.len()));
        for aggregate in [Aggregate::Sum, Aggregate::Lowest, Aggregate::Percentile(95), Aggregate::Count] {
            prop_assert_eq!(tallied(&samples, aggregate), tallied(&turned, aggregate));
        }
        let counts = tallied(&samples, Aggregate::Count);
        let sum: usize = counts.iter().filter_map(|line| line.split(' ').nth(1)?.parse::<usize>().ok()).sum();
        prop_assert_eq!(sum, samples.len());
    }
}
