//! Azure Cost Management: cost details as an export or the portal's download writes them, actual or amortised.

use crate::diagnostic::Diagnostic;
use crate::import::charges::{self, Kind, Layout, number};
use crate::import::row_stream::Rows;
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, cost};

/// Cost details as CSV.
pub(super) struct AzureCost;

impl Adapter for AzureCost {
    fn name(&self) -> &'static str {
        "azure-cost"
    }

    fn about(&self) -> &'static str {
        "Azure Cost Management cost details, actual or amortised (CSV, gzip)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["cloud-cost"]
    }

    fn settings(&self) -> &'static [Setting] {
        &[cost::CURRENCY, cost::ONLY, cost::BY, cost::WORKLOAD, cost::NEGATIVE]
    }

    fn recognises(&self, glance: &Glance) -> bool {
        let has = |columns: &[&str]| glance.has_columns(columns);
        has(&["Date", "MeterId", "MeterCategory"]) && (has(&["Cost"]) || has(&["CostInBillingCurrency"]))
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let kind = Kind {
            tool: Tool::new("azure cost management"),
            known: &["metercategory", "costinbillingcurrency"],
            layout: &layout,
        };
        charges::read(inputs, request, &kind)
    }
}

fn layout(rows: &Rows<'_>, _: &Input, _: &Request) -> Result<Layout, Diagnostic> {
    let cost = rows.needed(&["costinbillingcurrency", "cost"])?;
    let billing = (
        rows.column(&["billingperiodstartdate"]),
        rows.column(&["billingperiodenddate"]),
    );
    Ok(Layout {
        start: rows.needed(&["date"])?,
        billing: billing.0.zip(billing.1),
        billing_is_inclusive: true,
        currency: Some(rows.needed(&["billingcurrency", "billingcurrencycode"])?),
        service: rows.column(&["metercategory"]),
        cost: Box::new(move |row| number(row.cell(cost))),
    })
}
