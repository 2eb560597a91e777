//! The AWS Cost and Usage Report: legacy (`lineItem/UnblendedCost`) and 2.0 (`line_item_unblended_cost`).
//!
//! What a line costs once commitments are spread over their time depends on its type; the cases follow the columns' own
//! definitions in the report's data dictionary:
//! <https://docs.aws.amazon.com/cur/latest/userguide/data-dictionary.html>

use crate::diagnostic::Diagnostic;
use crate::import::charges::{self, CostOf, Kind, Layout, NotANumber, number};
use crate::import::row_stream::{Row, Rows};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, cost};
use rust_decimal::Decimal;

/// Cost and Usage Reports as CSV.
pub(super) struct Cur;

const COST: Setting = Setting {
    name: "cost",
    doc: "which cost: `unblended` (as on the bill, the default), `blended`, `net` (after discounts), or `amortized` (commitments spread over their time)",
};

#[derive(Clone, Copy)]
enum Cost {
    Column(&'static str),
    Amortized,
}

impl Adapter for Cur {
    fn name(&self) -> &'static str {
        "cur"
    }

    fn about(&self) -> &'static str {
        "AWS Cost and Usage Report, legacy and 2.0 (CSV, gzip)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["cloud-cost"]
    }

    fn settings(&self) -> &'static [Setting] {
        &[
            COST,
            cost::CURRENCY,
            cost::ONLY,
            cost::BY,
            cost::WORKLOAD,
            cost::NEGATIVE,
        ]
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.has_columns(&["lineItem/UsageStartDate", "lineItem/LineItemType"])
            || glance.has_columns(&["line_item_usage_start_date", "line_item_line_item_type"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let kind = Kind {
            tool: Tool::new("aws cur"),
            known: &["lineitem/usagestartdate", "line_item_usage_start_date"],
            layout: &layout,
        };
        charges::read(inputs, request, &kind)
    }
}

/// A column by its legacy name; its name in 2.0 follows from it.
fn column(rows: &Rows<'_>, legacy: &str) -> Option<usize> {
    rows.column(&[&legacy.to_lowercase(), &underscored(legacy)])
}

/// `lineItem/UnblendedCost` → `line_item_unblended_cost`, `ReservationARN` → `reservation_a_r_n`.
fn underscored(legacy: &str) -> String {
    let mut name = String::new();
    for character in legacy.chars() {
        if character.is_uppercase() && !name.ends_with('_') {
            name.push('_');
        }
        match character {
            '/' => name.push('_'),
            other => name.extend(other.to_lowercase()),
        }
    }
    name
}

fn layout(rows: &Rows<'_>, input: &Input, request: &Request) -> Result<Layout, Diagnostic> {
    let needed = |legacy: &str| {
        let lower = legacy.to_lowercase();
        column(rows, legacy).map_or_else(|| rows.needed(&[&lower]), Ok)
    };
    let costs = [
        ("unblended", Cost::Column("lineItem/UnblendedCost")),
        ("blended", Cost::Column("lineItem/BlendedCost")),
        ("net", Cost::Column("lineItem/NetUnblendedCost")),
        ("amortized", Cost::Amortized),
    ];
    let chosen = request.choice(input, "cost", &costs)?;
    let cost: CostOf = match chosen.unwrap_or(Cost::Column("lineItem/UnblendedCost")) {
        Cost::Column(name) => {
            let cost = needed(name)?;
            Box::new(move |row| number(row.cell(cost)))
        }
        Cost::Amortized => {
            let lines = Lines {
                kind: needed("lineItem/LineItemType")?,
                unblended: needed("lineItem/UnblendedCost")?,
                covered: column(rows, "savingsPlan/SavingsPlanEffectiveCost"),
                committed: column(rows, "savingsPlan/TotalCommitmentToDate"),
                used: column(rows, "savingsPlan/UsedCommitment"),
                reserved: column(rows, "reservation/EffectiveCost"),
                unused_upfront: column(rows, "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod"),
                unused_recurring: column(rows, "reservation/UnusedRecurringFee"),
                reservation: column(rows, "reservation/ReservationARN"),
            };
            Box::new(move |row| lines.amortized(row))
        }
    };
    let billing = (
        column(rows, "bill/BillingPeriodStartDate"),
        column(rows, "bill/BillingPeriodEndDate"),
    );
    Ok(Layout {
        start: needed("lineItem/UsageStartDate")?,
        billing: billing.0.zip(billing.1),
        billing_is_inclusive: false,
        currency: column(rows, "lineItem/CurrencyCode"),
        service: column(rows, "lineItem/ProductCode"),
        cost,
    })
}

/// Where the columns of commitments stand.
struct Lines {
    kind: usize,
    unblended: usize,
    covered: Option<usize>,
    committed: Option<usize>,
    used: Option<usize>,
    reserved: Option<usize>,
    unused_upfront: Option<usize>,
    unused_recurring: Option<usize>,
    reservation: Option<usize>,
}

impl Lines {
    /// What a line costs once what was paid ahead is spread over the time it pays for.
    fn amortized(&self, row: &Row<'_>) -> Result<Option<Decimal>, NotANumber> {
        let read = |column: Option<usize>| number(row.optional(column));
        let zero = Ok(Some(Decimal::ZERO));
        match row.cell(self.kind) {
            "SavingsPlanCoveredUsage" => read(self.covered),
            "DiscountedUsage" => read(self.reserved),
            "SavingsPlanRecurringFee" => {
                let parts = read(self.committed)?.zip(read(self.used)?);
                Ok(parts.and_then(|(committed, used)| committed.checked_sub(used)))
            }
            "SavingsPlanNegation" | "SavingsPlanUpfrontFee" => zero,
            "RIFee" => {
                let parts = read(self.unused_upfront)?.zip(read(self.unused_recurring)?);
                Ok(parts.and_then(|(upfront, recurring)| upfront.checked_add(recurring)))
            }
            "Fee" if !row.optional(self.reservation).is_empty() => zero,
            _ => number(row.cell(self.unblended)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::underscored;

    #[test]
    fn names_of_the_legacy_report_become_those_of_2_0() {
        for (legacy, new) in [
            ("lineItem/UnblendedCost", "line_item_unblended_cost"),
            ("lineItem/LineItemType", "line_item_line_item_type"),
            ("bill/BillingPeriodStartDate", "bill_billing_period_start_date"),
            (
                "savingsPlan/SavingsPlanEffectiveCost",
                "savings_plan_savings_plan_effective_cost",
            ),
            ("reservation/ReservationARN", "reservation_reservation_a_r_n"),
        ] {
            assert_eq!(underscored(legacy), new, "{legacy}");
        }
    }
}
