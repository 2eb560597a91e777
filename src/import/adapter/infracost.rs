//! Infracost: what declared infrastructure is planned to cost in a month.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::{Adapter, Amount, Extra, Glance, Imported, Input, Measurement, Request, Tool, cost, json, time};
use crate::model::unit::{Currency, Unit};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

/// `infracost breakdown|diff --format json`.
pub(super) struct Infracost;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    currency: Option<String>,
    projects: Option<Vec<Project>>,
    #[serde(default)]
    total_monthly_cost: Value,
    #[serde(default)]
    diff_total_monthly_cost: Value,
    time_generated: Option<String>,
}

#[derive(Deserialize)]
struct Project {
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    errors: Option<Vec<Failure>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    is_error: Option<bool>,
}

impl Adapter for Infracost {
    fn name(&self) -> &'static str {
        "infracost"
    }

    fn about(&self) -> &'static str {
        "Infracost breakdown and diff (JSON)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &[]
    }

    fn extras(&self) -> &'static [Extra] {
        cost::PLANNED
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.is_object_with(&["version", "currency", "projects"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut imported = Imported::default();
        let Some(first) = inputs.first() else {
            return Ok(imported);
        };
        let mut sum = Sum::default();
        let mut moments = Vec::new();
        for input in inputs {
            sum.add(input, request)?;
            moments.push(sum.at.take());
        }
        let Some(currency) = sum.currency else {
            return Ok(imported);
        };
        let period = request.day_of_all(inputs, &moments)?;
        let measured_at = moments.into_iter().max().flatten();
        let unit = Unit::Label(format!("{}/month", currency.code()));
        let tool = Tool::new("infracost");
        for (metric, total) in [
            (request.metric.as_deref().unwrap_or("planned-monthly-cost"), sum.total),
            ("planned-monthly-cost-change", sum.change),
        ] {
            let amount = match total {
                Total::Is(number) => Amount::Number(number, unit.clone()),
                Total::Unknown => {
                    let message = format!("Infracost has no price for anything in the file: `{metric}` has no data");
                    let cure = "give Infracost a usage file where costs depend on usage";
                    imported.warnings.push(first.problem(Code::NoData, message, cure));
                    Amount::NoData
                }
            };
            let measurement = Measurement::of(metric, period, amount).from(&tool, inputs, measured_at);
            imported.measurements.push(measurement);
        }
        Ok(imported)
    }
}

/// Totals of several files.
#[derive(Default)]
struct Sum {
    currency: Option<Currency>,
    at: Option<Timestamp>,
    total: Total,
    change: Total,
}

#[derive(Clone, Copy, Default)]
enum Total {
    #[default]
    Unknown,
    Is(Decimal),
}

impl Sum {
    fn add(&mut self, input: &Input, request: &Request) -> Result<(), Diagnostic> {
        let report: Report = json::document(input)?;
        let wrong = |message: &str| input.problem(Code::NotAnExport, message, "export it with `--format json`");
        let projects = report.projects.ok_or_else(|| wrong("the file has no `projects`"))?;
        let failed = projects.iter().filter(|project| project.failed()).count();
        if failed > 0 {
            // What the tool complains of may quote the code, and is not repeated here.
            let message = format!(
                "{failed} of {} projects failed, and count as nothing in the totals",
                projects.len()
            );
            let cure = "see `projects[].metadata.errors` in the file, mend what they name, and export it again";
            return Err(input.problem(Code::ToolFailed, message, cure));
        }
        let currency = report.currency.as_deref().unwrap_or("USD");
        let currency = Currency::of_code(currency).ok_or_else(|| wrong("the currency is not a code of ISO 4217"))?;
        if self.currency.is_some_and(|known| known != currency) {
            let message = "the files are in different currencies, which cannot be added";
            return Err(input.problem(Code::ImportUnclear, message, "import them one after another"));
        }
        self.currency = Some(currency);
        self.total
            .add(&report.total_monthly_cost)
            .ok_or_else(|| wrong("`totalMonthlyCost` is not a number"))?;
        self.change
            .add(&report.diff_total_monthly_cost)
            .ok_or_else(|| wrong("`diffTotalMonthlyCost` is not a number"))?;
        let at = report.time_generated.as_deref();
        self.at = self.at.max(at.and_then(|at| time::instant(at, request.windows.zone())));
        Ok(())
    }
}

impl Project {
    /// Entries that say `isError: false` are warnings.
    fn failed(&self) -> bool {
        let errors = self.metadata.as_ref().and_then(|metadata| metadata.errors.as_ref());
        errors.is_some_and(|errors| errors.iter().any(|error| error.is_error.unwrap_or(true)))
    }
}

impl Total {
    /// Adds an amount as it stands in the file; null is nothing known.
    fn add(&mut self, written: &Value) -> Option<()> {
        if written.is_null() {
            return Some(());
        }
        let number = json::decimal(written)?;
        *self = match *self {
            Self::Unknown => Self::Is(number),
            Self::Is(sum) => Self::Is(sum.checked_add(number)?),
        };
        Some(())
    }
}
