//! What an adapter found: values before the catalogue has been asked.

use crate::import::input::Input;
use crate::model::report::Period;
use crate::model::unit::{Currency, Unit};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The tool that wrote a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tool {
    /// Its name in lower case: the `origin` of a row.
    pub name: String,
    /// Its version, where the file says.
    pub version: Option<String>,
}

impl Tool {
    /// A tool whose version the file does not say.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: None,
        }
    }

    /// The tool with the version that the file says, if it says one.
    #[must_use]
    pub fn version(mut self, version: Option<&str>) -> Self {
        self.version = version
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned);
        self
    }
}

/// A value as a tool gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Amount {
    /// The tool says that it has no data: neither zero nor an error.
    NoData,
    /// A number in the tool's unit; the catalogue's is made of it.
    Number(Decimal, Unit),
    /// A share by its parts, which can be pooled.
    Share {
        /// How many of them.
        part: Decimal,
        /// Of how many.
        whole: Decimal,
    },
}

/// One value of one metric for one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// Id of the metric.
    pub metric: String,
    /// Workload, or `workload/component`.
    pub workload: Option<String>,
    /// What it speaks for: of a stock the day it was counted on, of a flow the last day of its cycle or month.
    pub period: Period,
    /// The value.
    pub amount: Amount,
    /// Why it may still change: days that are not over, estimates of the tool, a file that covers a part of the period.
    pub provisional: Option<String>,
    /// What a reader should know of it.
    pub note: Option<String>,
    /// The tool.
    pub tool: Tool,
    /// The file's name without folders; of several, the first and how many more.
    pub file: String,
    /// First and last day of the data behind it.
    pub covers: Option<(Date, Date)>,
    /// When the tool measured, or when the newest of the data behind it were made. Of two values for one period the one
    /// measured later is kept.
    pub measured_at: Option<Timestamp>,
}

impl Measurement {
    /// A number, with everything else left open.
    #[must_use]
    pub fn number(metric: &str, period: Period, number: impl Into<Decimal>, unit: Unit) -> Self {
        Self::of(metric, period, Amount::Number(number.into(), unit))
    }

    /// How many.
    #[must_use]
    pub fn count(metric: &str, period: Period, count: usize) -> Self {
        Self::number(metric, period, Decimal::from(count), Unit::Count)
    }

    /// A share by its parts; of nothing, there are no data.
    #[must_use]
    pub fn share(metric: &str, period: Period, parts: (impl Into<Decimal>, impl Into<Decimal>)) -> Self {
        let (part, whole) = (parts.0.into(), parts.1.into());
        let amount = if whole.is_zero() {
            Amount::NoData
        } else {
            Amount::Share { part, whole }
        };
        Self::of(metric, period, amount)
    }

    /// Any amount.
    #[must_use]
    pub fn of(metric: &str, period: Period, amount: Amount) -> Self {
        Self {
            metric: metric.to_owned(),
            workload: None,
            period,
            amount,
            provisional: None,
            note: None,
            tool: Tool::default(),
            file: String::new(),
            covers: None,
            measured_at: None,
        }
    }

    /// Where it comes from.
    #[must_use]
    pub fn from(mut self, tool: &Tool, inputs: &[Input], measured_at: Option<Timestamp>) -> Self {
        self.tool = tool.clone();
        self.file = files(inputs);
        self.measured_at = measured_at;
        self
    }
}

/// Files in a few words: the first by name, and how many more.
#[must_use]
pub fn files(inputs: &[Input]) -> String {
    let first = inputs.iter().map(Input::base_name).min().unwrap_or_default();
    match inputs.len() {
        0 | 1 => first.to_owned(),
        more => format!("{first} and {} more", more - 1),
    }
}

/// A metric that an adapter can give and the built-in catalogue does not have: told as an entry of metrics.toml.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extra {
    /// Its id.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its pillar.
    pub pillar: &'static str,
    /// Its unit, as metrics.toml writes it.
    pub unit: &'static str,
    /// `lower`, `higher` or `neutral`.
    pub better: &'static str,
    /// How values in one cycle combine: `sum` for flows, `last` for stocks.
    pub in_cycle: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

impl Extra {
    /// The entry of metrics.toml.
    #[must_use]
    pub fn entry(&self) -> String {
        let Self {
            id,
            name,
            pillar,
            unit,
            better,
            in_cycle,
            meaning,
        } = self;
        // Money in a stretch of time (`USD/month`) is money, though its unit is a label.
        let is_money = unit
            .split_once('/')
            .is_some_and(|(code, _)| Currency::of_code(code).is_some());
        let sensitive = if is_money { "sensitive = \"money\"\n" } else { "" };
        format!(
            "[{id}]\nname = \"{name}\"\npillar = \"{pillar}\"\nunit = \"{unit}\"\nbetter = \"{better}\"\nin_cycle = \"{in_cycle}\"\n{sensitive}meaning = \"{meaning}\"\n"
        )
    }
}
