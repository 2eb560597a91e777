//! Units: what a metric is measured in, and what follows from that.
//!
//! A unit says how a value is written, which values cannot be, and whether values of several teams may be added. It
//! does not read values (`value`) and does not show them (`format`).

mod currency;

pub use currency::Currency;
use rust_decimal::Decimal;

/// What a metric is measured in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A span of time; observations are kept in this time unit.
    Duration(TimeUnit),
    /// Hundredths. More than 100 is allowed unless the metric's `range` says otherwise: a budget can be overspent.
    Percent,
    /// How many.
    Count,
    /// A share or a quotient as a plain number: 0.9995.
    Ratio,
    /// An amount in one currency; amounts of two currencies are never added.
    Money(Currency),
    /// Requests a second.
    Rate,
    /// Kilograms of carbon dioxide equivalent.
    Carbon,
    /// Anything else, printed after the number as it was written. Nothing is assumed of its scale.
    Label(String),
}

/// The time units that a duration metric may be kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimeUnit {
    /// Thousandths of a second.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days of 24 hours.
    Days,
}

impl Unit {
    /// The unit that `written` names in `metrics.toml`. Never fails: what is not a unit of ours is a label.
    #[must_use]
    pub fn parse(written: &str) -> Self {
        let written = written.trim();
        match written {
            "ms" => Self::Duration(TimeUnit::Milliseconds),
            "s" => Self::Duration(TimeUnit::Seconds),
            "min" => Self::Duration(TimeUnit::Minutes),
            "h" => Self::Duration(TimeUnit::Hours),
            "d" => Self::Duration(TimeUnit::Days),
            "%" => Self::Percent,
            "count" => Self::Count,
            "ratio" => Self::Ratio,
            "req/s" => Self::Rate,
            "kg CO2e" => Self::Carbon,
            other => Currency::of_code(other).map_or_else(|| Self::Label(other.to_owned()), Self::Money),
        }
    }

    /// The unit that was probably meant by a label such as `hours` or `eur`, for a "did you mean". A label that means
    /// only itself gives nothing.
    #[must_use]
    pub fn probably_meant(label: &str) -> Option<Self> {
        let plain = label.trim().to_lowercase();
        let unit = match plain.as_str() {
            "ms" | "msec" | "millis" | "millisecond" | "milliseconds" => Self::Duration(TimeUnit::Milliseconds),
            "s" | "sec" | "secs" | "second" | "seconds" => Self::Duration(TimeUnit::Seconds),
            "m" | "min" | "mins" | "minute" | "minutes" => Self::Duration(TimeUnit::Minutes),
            "h" | "hr" | "hrs" | "hour" | "hours" => Self::Duration(TimeUnit::Hours),
            "d" | "day" | "days" => Self::Duration(TimeUnit::Days),
            "%" | "percent" | "per cent" | "percentage" | "pct" => Self::Percent,
            "count" | "counts" | "number" | "#" => Self::Count,
            "ratio" => Self::Ratio,
            "req/s" | "rps" | "requests/s" | "requests/second" => Self::Rate,
            "kg co2e" | "kgco2e" | "kg co₂e" | "co2e" => Self::Carbon,
            _ => Self::Money(Currency::of_code(&plain.to_uppercase()).or_else(|| Currency::of_sign(label.trim()))?),
        };
        (unit.written() != label.trim()).then_some(unit)
    }

    /// The unit as `metrics.toml` writes it; [`Unit::parse`] reads it back.
    #[must_use]
    pub fn written(&self) -> &str {
        match self {
            Self::Duration(time) => time.symbol(),
            Self::Percent => "%",
            Self::Count => "count",
            Self::Ratio => "ratio",
            Self::Money(currency) => currency.code(),
            Self::Rate => "req/s",
            Self::Carbon => "kg CO2e",
            Self::Label(label) => label,
        }
    }

    /// The unit as a page prints it beside a number; empty for counts and ratios, which need none.
    #[must_use]
    pub fn symbol(&self) -> &str {
        match self {
            Self::Count | Self::Ratio => "",
            Self::Money(currency) => currency.symbol(),
            Self::Carbon => "kg CO₂e",
            other => other.written(),
        }
    }

    /// The values that this unit can have, as (lowest, highest); `None` is no bound. A metric's own `range` goes first,
    /// both for what is an error and for where drawn limits stop.
    ///
    /// Nothing we know is below zero. No unit ends at 100: a *bounded* percentage is one whose metric says
    /// `range = [0, 100]`. Labels are free.
    #[must_use]
    pub fn natural_range(&self) -> (Option<Decimal>, Option<Decimal>) {
        match self {
            Self::Label(_) => (None, None),
            _ => (Some(Decimal::ZERO), None),
        }
    }

    /// Whether values of several teams may be added: counts, and money of one currency.
    #[must_use]
    pub fn is_additive(&self) -> bool {
        matches!(self, Self::Count | Self::Money(_))
    }
}

impl TimeUnit {
    /// How many milliseconds one of it has.
    #[must_use]
    pub fn milliseconds(self) -> Decimal {
        Decimal::from(match self {
            Self::Milliseconds => 1,
            Self::Seconds => 1_000,
            Self::Minutes => 60_000,
            Self::Hours => 3_600_000,
            Self::Days => 86_400_000,
        })
    }

    /// `ms`, `s`, `min`, `h` or `d`.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::Minutes => "min",
            Self::Hours => "h",
            Self::Days => "d",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_written_as_it_is_read() {
        for written in [
            "ms", "s", "min", "h", "d", "%", "count", "ratio", "EUR", "JPY", "req/s", "kg CO2e", "points", "",
        ] {
            assert_eq!(Unit::parse(written).written(), written);
        }
        assert_eq!(Unit::parse(" ms "), Unit::Duration(TimeUnit::Milliseconds));
    }

    #[test]
    fn what_is_not_a_unit_of_ours_is_a_label() {
        for written in ["points", "hours", "M", "SLA", "eur", "EURO", "XAU", "currency"] {
            assert_eq!(Unit::parse(written), Unit::Label(written.to_owned()));
        }
    }

    #[test]
    fn a_label_that_is_nearly_a_unit_names_the_unit() {
        for (label, meant) in [
            ("hours", Some("h")),
            ("Percent", Some("%")),
            ("eur", Some("EUR")),
            ("€", Some("EUR")),
            ("rps", Some("req/s")),
            ("M", Some("min")),
            ("points", None),
            ("h", None),
            ("EUR", None),
        ] {
            let unit = Unit::probably_meant(label);
            assert_eq!(unit.as_ref().map(Unit::written), meant, "{label}");
        }
    }

    #[test]
    fn only_counts_and_money_are_added() {
        for (written, additive) in [
            ("count", true),
            ("EUR", true),
            ("%", false),
            ("ms", false),
            ("ratio", false),
            ("req/s", false),
            ("kg CO2e", false),
            ("points", false),
        ] {
            assert_eq!(Unit::parse(written).is_additive(), additive, "{written}");
        }
    }

    #[test]
    fn only_labels_go_below_zero_and_nothing_stops_at_one_hundred() {
        for written in ["ms", "%", "count", "ratio", "EUR", "req/s", "kg CO2e"] {
            let range = Unit::parse(written).natural_range();
            assert_eq!(range, (Some(Decimal::ZERO), None), "{written}");
        }
        assert_eq!(Unit::parse("NPS").natural_range(), (None, None));
    }

    #[test]
    fn symbols_are_what_a_reader_expects_beside_a_number() {
        for (written, symbol) in [
            ("min", "min"),
            ("%", "%"),
            ("count", ""),
            ("ratio", ""),
            ("EUR", "€"),
            ("CHF", "CHF"),
            ("kg CO2e", "kg CO₂e"),
            ("points", "points"),
        ] {
            assert_eq!(Unit::parse(written).symbol(), symbol, "{written}");
        }
    }
}
