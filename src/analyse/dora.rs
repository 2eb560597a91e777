//! DORA: the five metrics as dora.dev defines them, and the bands of a year's report.
//!
//! Definitions, groups and bands are data (`dora.toml`), each with its source and date; this reads them and places a value
//! in a band. A band is of one metric, one value and one year: nothing here adds bands up, and there is no overall grade.
//! A metric of which a year's report gives no intervals has no bands in that year.

use crate::model::unit::{TimeUnit, Unit};
use rust_decimal::Decimal;
use serde::Deserialize;
use std::sync::LazyLock;

/// The guide and the bands as data.
const DATA: &str = include_str!("dora.toml");

static DORA: LazyLock<Dora> = LazyLock::new(|| toml::from_str(DATA).expect("the embedded file is read by a test"));

/// What `dora.toml` holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dora {
    guide: Guide,
    years: Vec<Year>,
}

/// Where the definitions come from, and the metrics.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The day of the version that the definitions follow.
    pub date: toml::value::Date,
    /// The metrics, in the guide's order.
    pub metrics: Vec<Defined>,
}

/// A metric as the guide defines it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defined {
    /// Its id in the catalogue.
    pub id: String,
    /// What it says something of.
    pub group: Group,
    /// What it means, in our words.
    pub definition: String,
}

/// The two sides of software delivery performance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// How many changes get through, how soon.
    Throughput,
    /// How often they go wrong.
    Instability,
}

/// The bands of one year's report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// The year.
    pub year: i64,
    /// The report, with its version and page.
    pub source: String,
    /// Its address.
    pub url: String,
    /// The metrics that it gives intervals of.
    pub metrics: Vec<Bands>,
    /// The metrics that it gives none of.
    pub without: Vec<Without>,
}

/// The bands of one metric in one year.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// The metric's id in the catalogue.
    pub id: String,
    /// What the intervals are in.
    pub scale: Scale,
    /// How the whole line is covered where the source does not cover it.
    pub covered: String,
    /// The intervals, from 0 upwards, each beginning where the one before it ends; the last has no end.
    pub intervals: Vec<Interval>,
}

/// What intervals are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// The value, in hours.
    Hours,
    /// The days of the value's period over the value.
    DaysBetweenDeployments,
}

/// An interval: `from` belongs to it, `below` does not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// What the source calls it.
    pub band: String,
    /// Where it begins.
    pub from: i64,
    /// Where it ends; `None`: nowhere.
    pub below: Option<i64>,
    /// Its ends in words.
    pub words: String,
}

/// A metric without bands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Without {
    /// The metric's id in the catalogue.
    pub id: String,
    /// Why there are none.
    pub why: String,
}

/// A value as it was reported.
#[derive(Debug, Clone, Copy)]
pub struct Measured<'a> {
    /// The number.
    pub number: Decimal,
    /// Its unit.
    pub unit: &'a Unit,
    /// How many days the period has that it is of, where that is known.
    pub days: Option<i32>,
}

/// The guide that the definitions follow.
#[must_use]
pub fn guide() -> &'static Guide {
    &DORA.guide
}

/// The years that there are bands of, oldest first.
pub fn years() -> impl Iterator<Item = i64> {
    DORA.years.iter().map(|year| year.year)
}

/// The bands of a year.
#[must_use]
pub fn year(year: i64) -> Option<&'static Year> {
    DORA.years.iter().find(|known| known.year == year)
}

impl Year {
    /// The bands of a metric, where the year's report gives intervals.
    #[must_use]
    pub fn bands(&self, metric: &str) -> Option<&Bands> {
        self.metrics.iter().find(|bands| bands.id == metric)
    }
}

impl Bands {
    /// The interval that a value lies in; `None` where it cannot be brought to the scale: another unit, a period of unknown
    /// length, no deployment at all.
    #[must_use]
    pub fn place(&self, measured: Measured<'_>) -> Option<&Interval> {
        let scaled = self.scale.of(measured)?;
        self.intervals.iter().find(|interval| interval.holds(scaled))
    }
}

impl Scale {
    /// A value on this scale.
    fn of(self, measured: Measured<'_>) -> Option<Decimal> {
        match (self, measured.unit) {
            (Self::Hours, Unit::Duration(unit)) => measured
                .number
                .checked_mul(unit.milliseconds())?
                .checked_div(TimeUnit::Hours.milliseconds()),
            (Self::DaysBetweenDeployments, Unit::Count) => {
                Decimal::from(measured.days.filter(|days| *days > 0)?).checked_div(measured.number)
            }
            _ => None,
        }
    }
}

impl Interval {
    fn holds(&self, number: Decimal) -> bool {
        Decimal::from(self.from) <= number && self.below.is_none_or(|below| number < Decimal::from(below))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn placed(metric: &str, number: &str, unit: &str, days: Option<i32>) -> Option<&'static str> {
        let bands = year(2024).and_then(|year| year.bands(metric)).expect("bands");
        let unit = Unit::parse(unit);
        let measured = Measured {
            number: number.parse().expect("a number"),
            unit: &unit,
            days,
        };
        bands.place(measured).map(|interval| interval.band.as_str())
    }

    #[test]
    fn the_intervals_of_each_metric_cover_everything_from_zero_without_overlap_or_hole() {
        let mut seen = 0;
        for bands in DORA.years.iter().flat_map(|year| &year.metrics) {
            let mut end = Some(0);
            for interval in &bands.intervals {
                assert_eq!(end, Some(interval.from), "{}: {}", bands.id, interval.band);
                assert!(
                    interval.below.is_none_or(|below| interval.from < below),
                    "{}: {} is empty",
                    bands.id,
                    interval.band
                );
                end = interval.below;
            }
            assert_eq!(end, None, "{}: the last interval has an end", bands.id);
            // The same of the function that pages ask: each edge and its neighbours lie in one interval, never in two.
            for edge in bands.intervals.iter().map(|interval| Decimal::from(interval.from)) {
                for number in [
                    edge,
                    edge + Decimal::new(1, 9),
                    (edge - Decimal::new(1, 9)).max(Decimal::ZERO),
                ] {
                    let holding = bands.intervals.iter().filter(|interval| interval.holds(number));
                    assert_eq!(holding.count(), 1, "{}: {number}", bands.id);
                }
            }
            seen += 1;
        }
        assert_eq!(seen, 3);
    }

    #[test]
    fn a_year_says_of_each_metric_either_its_bands_or_why_it_has_none() {
        let metrics: BTreeSet<&str> = guide().metrics.iter().map(|metric| metric.id.as_str()).collect();
        assert_eq!(metrics.len(), 5);
        for year in &DORA.years {
            let said: Vec<&str> = (year.metrics.iter().map(|bands| bands.id.as_str()))
                .chain(year.without.iter().map(|without| without.id.as_str()))
                .collect();
            assert_eq!(said.len(), 5, "{}: a metric is named twice or not at all", year.year);
            assert_eq!(said.into_iter().collect::<BTreeSet<&str>>(), metrics, "{}", year.year);
        }
        let years: Vec<i64> = years().collect();
        assert!(years.windows(2).all(|pair| pair[0] < pair[1]), "{years:?}");
    }

    #[test]
    fn the_definitions_are_those_of_the_built_in_catalogue() {
        let catalogue: toml::Table = crate::load::catalogue::BUILT_IN.parse().expect("TOML");
        for metric in &guide().metrics {
            let built_in = &catalogue[&metric.id];
            assert_eq!(built_in["meaning"].as_str(), Some(metric.definition.as_str()));
            let source = built_in["source"].as_str().expect("a source");
            assert!(
                source.contains(&guide().url) && source.contains(&guide().date.to_string()),
                "{source}"
            );
        }
    }

    #[test]
    fn a_lead_time_is_placed_whatever_its_unit() {
        for (number, unit, band) in [
            ("0", "h", "elite"),
            ("23.99", "h", "elite"),
            ("24", "h", "high"),
            ("1", "d", "high"),
            ("6.9", "d", "high"),
            ("7", "d", "medium"),
            ("43199", "min", "medium"),
            ("43200", "min", "low"),
            ("4000", "d", "low"),
        ] {
            assert_eq!(
                placed("change-lead-time", number, unit, None),
                Some(band),
                "{number} {unit}"
            );
        }
    }

    #[test]
    fn a_count_is_placed_by_the_days_of_its_period() {
        for (number, days, band) in [
            ("15", 14, "elite"),
            ("14", 14, "high"),
            ("3", 14, "high"),
            ("2", 14, "medium"),
            ("1", 14, "medium"),
            ("1", 29, "medium"),
            ("1", 30, "low"),
            ("14", 7, "elite"),
            ("14", 28, "high"),
        ] {
            assert_eq!(
                placed("deployment-frequency", number, "count", Some(days)),
                Some(band),
                "{number} in {days} days"
            );
        }
    }

    #[test]
    fn a_recovery_under_a_day_is_high_or_medium_and_from_a_day_on_low() {
        for (number, band) in [
            ("59", "elite"),
            ("60", "high or medium"),
            ("1439", "high or medium"),
            ("1440", "low"),
            ("4320", "low"),
        ] {
            assert_eq!(
                placed("failed-deployment-recovery-time", number, "min", None),
                Some(band),
                "{number} min"
            );
        }
    }

    #[test]
    fn what_cannot_be_brought_to_the_scale_has_no_band() {
        assert_eq!(placed("deployment-frequency", "0", "count", Some(14)), None);
        assert_eq!(placed("deployment-frequency", "5", "count", None), None);
        assert_eq!(placed("deployment-frequency", "5", "a day", Some(14)), None);
        assert_eq!(placed("change-lead-time", "5", "points", None), None);
    }

    #[test]
    fn neither_rate_has_bands_in_2024() {
        let year = year(2024).expect("2024");
        assert!(year.bands("change-fail-rate").is_none());
        assert!(year.bands("deployment-rework-rate").is_none());
    }
}
