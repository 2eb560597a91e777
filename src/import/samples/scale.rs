//! Numbers and units as tools write them.

use crate::import::Request;
use crate::import::json::exact;
use crate::model::unit::{TimeUnit, Unit};
use rust_decimal::Decimal;
use serde_json::Value;

/// What a cell or a member says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A number.
    Number(Decimal),
    /// That there is none: nothing, `null`, `NaN`, an infinity.
    Missing,
    /// Something else, or a number beyond 28 digits.
    Unreadable,
}

impl Reading {
    /// Reads a text.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let text = text.trim();
        if let Some(number) = exact(text) {
            return Self::Number(number);
        }
        let word = text.trim_start_matches(['+', '-']).to_lowercase();
        let says_none = ["", "null", "nan", "inf", "infinity", "∞", "none", "undefined", "n/a"];
        if says_none.contains(&word.as_str()) {
            return Self::Missing;
        }
        // What is smaller than a decimal can be is zero; what is larger is no number of ours.
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        number
            .and_then(|number| Decimal::try_from(number).ok())
            .map_or(Self::Unreadable, Self::Number)
    }

    /// Reads a value of JSON.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Missing,
            Value::String(text) => Self::of_text(text),
            Value::Number(number) => Self::of_text(&number.to_string()),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => Self::Unreadable,
        }
    }
}

/// The unit of numbers, and what they are multiplied with to be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// A unit of ours.
    pub unit: Unit,
    /// How many of it one of the tool's are.
    pub factor: Decimal,
}

impl Scale {
    /// Numbers in a unit of ours.
    #[must_use]
    pub fn of(unit: Unit) -> Self {
        Self {
            unit,
            factor: Decimal::ONE,
        }
    }

    /// Numbers of which nothing says the unit.
    #[must_use]
    pub fn unknown() -> Self {
        Self::of(Unit::Label(String::new()))
    }

    /// A unit as monitoring tools name it: `microseconds`, `Percent`, `Count/Second`, `fraction`, `EUR`.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let milliseconds = Unit::Duration(TimeUnit::Milliseconds);
        let (unit, factor) = match name.trim().to_lowercase().as_str() {
            "none" | "" => return Self::unknown(),
            "ns" | "nanosecond" | "nanoseconds" => (milliseconds, Decimal::new(1, 6)),
            "us" | "µs" | "μs" | "microsecond" | "microseconds" => (milliseconds, Decimal::new(1, 3)),
            "w" | "week" | "weeks" => (Unit::Duration(TimeUnit::Days), Decimal::from(7)),
            "fraction" => (Unit::Ratio, Decimal::ONE),
            "count/second" | "request/second" | "hit/second" => (Unit::Rate, Decimal::ONE),
            "request" | "hit" | "error" | "event" | "occurrence" | "item" => (Unit::Count, Decimal::ONE),
            _ => match Unit::parse(name) {
                Unit::Label(label) => (Unit::probably_meant(&label).unwrap_or(Unit::Label(label)), Decimal::ONE),
                unit => (unit, Decimal::ONE),
            },
        };
        Self { unit, factor }
    }

    /// The unit that was given by settings, for a metric or for all.
    #[must_use]
    pub fn asked(request: &Request, metric: &str) -> Option<Self> {
        let own = request.setting(&format!("unit.{metric}"));
        own.or_else(|| request.setting("unit")).map(Self::named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_data_is_told_from_zero_and_from_nonsense() {
        for none in ["", " ", "NaN", "+Inf", "-Inf", "null", "Infinity", "undefined"] {
            assert_eq!(Reading::of_text(none), Reading::Missing, "{none}");
        }
        for zero in ["0", "0.0", "-0", "0e5", "1e-300"] {
            assert_eq!(Reading::of_text(zero), Reading::Number(Decimal::ZERO), "{zero}");
        }
        for nonsense in ["1e300", "1e400", "x", "1,5", "12 ms", "0x10", "true"] {
            assert_eq!(Reading::of_text(nonsense), Reading::Unreadable, "{nonsense}");
        }
        assert_eq!(Reading::of(&Value::Bool(true)), Reading::Unreadable);
        assert_eq!(Reading::of_text("1.5e-7"), Reading::Number(Decimal::new(15, 8)));
    }

    #[test]
    fn units_of_monitoring_tools_are_ours_times_a_factor() {
        for (name, unit, factor) in [
            ("Microseconds", "ms", "0.001"),
            ("nanosecond", "ms", "0.000001"),
            ("second", "s", "1"),
            ("Percent", "%", "1"),
            ("fraction", "ratio", "1"),
            ("Count/Second", "req/s", "1"),
            ("Count", "count", "1"),
            ("week", "d", "7"),
            ("EUR", "EUR", "1"),
            ("Bytes", "Bytes", "1"),
            ("None", "", "1"),
        ] {
            let scale = Scale::named(name);
            assert_eq!(
                (scale.unit.written(), scale.factor.to_string().as_str()),
                (unit, factor),
                "{name}"
            );
        }
    }
}
