//! Charges added up by day, exactly and in one currency: what every source of costs shares.
//!
//! A day is the provider's: bills are cut at midnight UTC, and a file that ends at midnight would otherwise give a part of
//! its neighbour's last day. A charge whose day lies outside its own billing period (a correction of last month) counts
//! on that period's nearest day, so that a file speaks for the days of its own bill only.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::matched::Matched;
use crate::import::measurement::{Amount, Extra, Measurement, Tool};
use crate::import::request::{Request, Setting};
use crate::import::{Imported, Input};
use crate::model::report::Period;
use crate::model::unit::{Currency, Unit};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Most days between the first and the last charge that are filled with zeros.
const LONGEST_SPAN: i32 = 1_100;

/// `currency`.
pub const CURRENCY: Setting = Setting {
    name: "currency",
    doc: "the currency to import, where a file has several, or does not say its own: `currency=EUR`",
};
/// `only.COLUMN`.
pub const ONLY: Setting = Setting {
    name: "only.*",
    doc: "charges to import: `only.COLUMN=VALUE` or `only.tag.KEY=VALUE`, several values with `|` between them",
};
/// `by`.
pub const BY: Setting = Setting {
    name: "by",
    doc: "the column (or `tag.KEY`) that `workload.VALUE` speaks of; the service by default",
};
/// `workload.VALUE`.
pub const WORKLOAD: Setting = Setting {
    name: "workload.*",
    doc: "gives the charges of a value of `by` to a workload or component: `workload.Amazon S3=checkout/images`",
};
/// `negative`.
pub const NEGATIVE: Setting = Setting {
    name: "negative",
    doc: "`keep` imports days on which credits are more than charges; the metric then needs a `range` that allows them",
};

/// What Infracost plans, in money a month.
pub const PLANNED: &[Extra] = &[
    Extra {
        id: "planned-monthly-cost",
        name: "Planned monthly cost",
        pillar: "cost",
        unit: "USD/month",
        better: "lower",
        in_cycle: "last",
        meaning: "What the infrastructure as declared will cost in a month at list prices, as far as it can be estimated",
    },
    Extra {
        id: "planned-monthly-cost-change",
        name: "Change of planned monthly cost",
        pillar: "cost",
        unit: "USD/month",
        better: "lower",
        in_cycle: "last",
        meaning: "How much the declared change adds to the monthly cost at list prices, as far as it can be estimated",
    },
];

/// Whose charges are wanted and to whom they go, by values of a row.
#[derive(Debug, Clone)]
pub struct Split {
    /// What must stand in a column or tag.
    pub only: Vec<(String, Vec<String>)>,
    /// The column or tag that tells workloads apart, if the user said one.
    pub by: Option<String>,
    workloads: BTreeMap<String, String>,
}

impl Split {
    /// As the settings say.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let values = |written: &str| written.split('|').map(|value| value.trim().to_owned()).collect();
        Self {
            only: request
                .settings_of("only")
                .map(|(name, value)| (name.to_owned(), values(value)))
                .collect(),
            by: request.setting("by").map(str::to_owned),
            workloads: request
                .settings_of("workload")
                .map(|(value, workload)| (value.to_owned(), workload.to_owned()))
                .collect(),
        }
    }

    /// Whether workloads are told apart.
    #[must_use]
    pub fn has_workloads(&self) -> bool {
        !self.workloads.is_empty()
    }

    /// The workload of a value.
    #[must_use]
    pub fn workload(&self, value: &str) -> Option<&str> {
        self.workloads.get(value).map(String::as_str)
    }
}

/// One charge.
#[derive(Debug, Clone, Copy)]
pub struct Charge<'c> {
    /// The day or month it counts in.
    pub period: Period,
    /// When its data are of.
    pub at: Timestamp,
    /// How much.
    pub amount: Decimal,
    /// The code of its currency.
    pub currency: &'c str,
    /// The workload that the user gives it to.
    pub workload: Option<&'c str>,
    /// Why its period may still change, if the tool says so.
    pub provisional: Option<&'static str>,
}

/// Charges added up.
#[derive(Debug, Default)]
pub struct Ledger {
    /// By period, then by workload; the whole under no workload.
    sums: BTreeMap<Period, BTreeMap<Option<String>, Decimal>>,
    provisional: BTreeMap<Period, &'static str>,
    currencies: BTreeMap<String, u64>,
    newest: Option<Timestamp>,
    /// First and last day of all charges, wanted or not.
    span: Option<(Date, Date)>,
    /// Whether the tool itself says which periods it still estimates.
    says_estimates: bool,
    /// Charges without an amount.
    without_amount: u64,
    /// Charges in another currency than the wanted one.
    other_currency: u64,
    /// What the file has of what `only` and `workload` name.
    pub matched: Matched,
}

/// Why a charge cannot be added.
#[derive(Debug)]
pub enum Trouble {
    /// Its currency is not a code of ISO 4217.
    NoCurrency,
    /// The sum is larger than any number kept.
    TooLarge,
}

impl Trouble {
    /// What is wrong.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            Self::NoCurrency => "the currency is not a code of ISO 4217",
            Self::TooLarge => "the sum of the charges is too large",
        }
    }
}

impl Ledger {
    /// A ledger of a tool that says itself which periods it still estimates.
    #[must_use]
    pub fn with_estimates() -> Self {
        Self {
            says_estimates: true,
            ..Self::default()
        }
    }

    /// Counts a charge without an amount.
    pub fn skip(&mut self) {
        self.without_amount += 1;
    }

    /// Notes that the file has data of a day, whether they are wanted or not.
    pub fn touch(&mut self, day: Date, at: Timestamp) {
        self.span = Some(
            self.span
                .map_or((day, day), |(first, last)| (first.min(day), last.max(day))),
        );
        self.newest = self.newest.max(Some(at));
    }

    /// Adds a charge in the wanted currency, or in any where none is named.
    pub fn add(&mut self, charge: Charge<'_>, wanted: Option<Currency>) -> Result<(), Trouble> {
        let currency = Currency::of_code(charge.currency).ok_or(Trouble::NoCurrency)?;
        if wanted.is_some_and(|wanted| wanted != currency) {
            self.other_currency += 1;
            return Ok(());
        }
        match self.currencies.get_mut(charge.currency) {
            Some(count) => *count += 1,
            None => drop(self.currencies.insert(charge.currency.to_owned(), 1)),
        }
        if let Some(why) = charge.provisional {
            self.provisional.insert(charge.period, why);
        }
        let sums = self.sums.entry(charge.period).or_default();
        let mut book = |workload: Option<&str>| -> Result<(), Trouble> {
            let key = workload.map(str::to_owned);
            let sum = sums.entry(key).or_default();
            *sum = sum.checked_add(charge.amount).ok_or(Trouble::TooLarge)?;
            Ok(())
        };
        book(None)?;
        charge.workload.map_or(Ok(()), |workload| book(Some(workload)))
    }

    /// What the charges come to.
    ///
    /// # Errors
    ///
    /// Several currencies, another currency than the site's, no charge at all, or days on which credits are more than
    /// charges: each unless the user settled it.
    pub fn close(mut self, inputs: &[Input], request: &Request, tool: &Tool) -> Result<Imported, Diagnostic> {
        let Some(input) = inputs.first() else {
            return Ok(Imported::default());
        };
        let split = Split::of(request);
        let slips = self.slips(input, &split);
        if let Some(slip) = slips.first().filter(|_| self.sums.is_empty()) {
            return Err(input.problem(Code::ImportUnclear, slip.message.clone(), slip.cure.clone()));
        }
        let unit = Unit::Money(self.currency(input, request)?);
        let (first, last) = self.only_wanted(input, request)?;
        self.fill(&split, (first, last));
        if request.workload.is_some() && split.has_workloads() {
            self.take_out_parts();
        }
        self.refuse_negative(input, request)?;
        let metric = request.metric.as_deref().unwrap_or("cloud-cost");
        let settled = self.says_estimates || is_settled(last, request.windows.as_of());
        let mut imported = Imported::default();
        for (period, sums) in &self.sums {
            for (workload, sum) in sums {
                let mut measurement = Measurement::of(metric, *period, Amount::Number(*sum, unit.clone())).from(
                    tool,
                    inputs,
                    self.newest,
                );
                measurement.workload.clone_from(workload);
                measurement.covers = Some((first, last));
                measurement.provisional = self.why_provisional(*period, (last, settled));
                imported.measurements.push(measurement);
            }
        }
        imported.warnings = self.warnings(input, request);
        imported.warnings.extend(slips);
        Ok(imported)
    }

    /// Options that name nothing in the file.
    fn slips(&self, input: &Input, split: &Split) -> Vec<Diagnostic> {
        let only = split.only.iter().flat_map(|(name, values)| {
            let option = format!("only.{name}");
            values
                .iter()
                .map(move |value| (option.clone(), value, format!("{option}={value}")))
        });
        let workloads = split
            .workloads
            .keys()
            .map(|value| ("workload".to_owned(), value, format!("workload.{value}")));
        only.chain(workloads)
            .filter(|(option, value, _)| !self.matched.has(option, value))
            .map(|(option, value, written)| self.matched.slip(input, (&option, value), &written))
            .collect()
    }

    fn currency(&self, input: &Input, request: &Request) -> Result<Currency, Diagnostic> {
        let codes: Vec<&str> = self.currencies.keys().map(String::as_str).collect();
        let code = match codes.as_slice() {
            [code] => *code,
            [] => {
                let (message, cure) = if self.other_currency > 0 {
                    (
                        "no charge is in the currency asked for",
                        "correct `currency`, or leave it out",
                    )
                } else if self.without_amount > 0 {
                    (
                        "no charge has an amount",
                        "export it with the column of the cost, or name another with `cost`",
                    )
                } else {
                    (
                        "the file has no charges to import",
                        "check `only`, the time of the export, and what it said",
                    )
                };
                return Err(input.problem(Code::ImportUnclear, message, cure));
            }
            several => {
                let message = format!("the charges are in {}, which cannot be added", several.join(" and "));
                let cure = format!("import one of them: `--set currency={}`", several[0]);
                return Err(input.problem(Code::ImportUnclear, message, cure));
            }
        };
        let currency = Currency::of_code(code).unwrap_or(request.currency);
        let is_chosen = request.metric.is_some() || request.setting("currency").is_some();
        if currency != request.currency && !is_chosen {
            let message = format!(
                "the charges are in {code}, and the site's money is in {}",
                request.currency.code()
            );
            let cure = format!(
                "define a metric in {code} in metrics.toml and name it with `--metric`, or set `currency` in scorpfolio.toml"
            );
            return Err(input.problem(Code::NotConvertible, message, cure));
        }
        Ok(currency)
    }

    /// Keeps what lies in the cycle that was asked for; the first and last day that the data cover.
    fn only_wanted(&mut self, input: &Input, request: &Request) -> Result<(Date, Date), Diagnostic> {
        let (mut first, mut last) = self.span.unwrap_or_default();
        if let Some(day) = request.date {
            let window = request.windows.holding(day);
            self.sums
                .retain(|period, _| (window.first..=window.last).contains(&period.last_day()));
            if self.sums.is_empty() {
                let message = format!(
                    "the file has no charges from {} to {}; it covers {first} to {last}",
                    window.first, window.last
                );
                let cure = "name a cycle that it covers, or leave `--date` and `--cycle` out to import all";
                return Err(input.problem(Code::ImportUnclear, message, cure));
            }
            (first, last) = (first.max(window.first), last.min(window.last));
        }
        Ok((first, last))
    }

    /// Days between the first and the last without charges cost nothing.
    fn fill(&mut self, split: &Split, (first, last): (Date, Date)) {
        let is_by_day = self.sums.keys().all(|period| matches!(period, Period::Day(_)));
        let length = last.since(first).map_or(i32::MAX, |span| span.get_days());
        let mut day = first;
        while is_by_day && length <= LONGEST_SPAN && day <= last {
            self.sums.entry(Period::Day(day)).or_default();
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        // What names nothing in the file costs nothing there, or is a slip: no 0 is made of it.
        let named = split
            .workloads
            .iter()
            .filter(|(value, _)| self.matched.has("workload", value));
        let named: Vec<_> = named.map(|(_, id)| Some(id.clone())).collect();
        for sums in self.sums.values_mut() {
            for workload in std::iter::once(&None).chain(&named) {
                sums.entry(workload.clone()).or_default();
            }
        }
    }

    /// Where the rest goes to a workload of its own, the whole is no longer wanted.
    fn take_out_parts(&mut self) {
        for sums in self.sums.values_mut() {
            let parts: Decimal = sums
                .iter()
                .filter(|(workload, _)| workload.is_some())
                .map(|(_, sum)| *sum)
                .sum();
            sums.entry(None).and_modify(|whole| *whole -= parts);
        }
    }

    fn refuse_negative(&self, input: &Input, request: &Request) -> Result<(), Diagnostic> {
        let keeps = request.choice(input, "negative", &[("keep", true)])?.unwrap_or(false);
        let negative = self.sums.iter().find_map(|(period, sums)| {
            let least = sums.values().min()?;
            least
                .is_sign_negative()
                .then_some((*period, *least))
                .filter(|(_, least)| !least.is_zero())
        });
        match negative {
            Some((period, _)) if !keeps => {
                let message = format!("credits are more than charges in {}", super::resolve::written(period));
                let cure = "leave credits out with `only`, or give the metric a `range` that allows less than zero and say `--set negative=keep`";
                Err(input.problem(Code::ImportUnclear, message, cure))
            }
            _ => Ok(()),
        }
    }

    fn why_provisional(&self, period: Period, (last, settled): (Date, bool)) -> Option<String> {
        if let Some(why) = self.provisional.get(&period) {
            return Some((*why).to_owned());
        }
        let newest = last.checked_sub(Span::new().days(1)).unwrap_or(last);
        let is_new = matches!(period, Period::Day(day) if day >= newest);
        (is_new && !settled).then(|| "charges of the newest two days are still coming in".to_owned())
    }

    fn warnings(&self, input: &Input, request: &Request) -> Vec<Diagnostic> {
        let mut warnings = Vec::new();
        if self.without_amount > 0 {
            let message = format!("charges without an amount were left out: {}", self.without_amount);
            let cure = "check the export: an amount is never left out of a charge";
            warnings.push(input.problem(Code::LeftOut, message, cure));
        }
        if self.other_currency > 0 {
            let code = request.setting("currency").unwrap_or_default();
            let message = format!("charges that are not in {code} were left out: {}", self.other_currency);
            let cure = "to keep them, import them into a metric of their currency: `--set currency=… --metric …`";
            warnings.push(input.problem(Code::LeftOut, message, cure));
        }
        warnings
    }
}

/// Whether a file that ends on a day is complete: it ends with its month, and the provider has had three days to settle.
fn is_settled(last: Date, as_of: Date) -> bool {
    let ends_month = last == last.last_of_month();
    ends_month && last.checked_add(4.days()).is_ok_and(|settled| settled <= as_of)
}

/// The currency that the settings name.
pub fn wanted(input: &Input, request: &Request) -> Result<Option<Currency>, Diagnostic> {
    let Some(code) = request.setting("currency") else {
        return Ok(None);
    };
    Currency::of_code(code).map(Some).ok_or_else(|| {
        let message = format!("`{code}` is not a currency");
        input.problem(
            Code::ImportUnclear,
            message,
            "write its code of ISO 4217: `currency=EUR`",
        )
    })
}

/// The provider's day of a moment.
#[must_use]
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}
