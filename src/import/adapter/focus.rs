//! FOCUS, the FinOps Open Cost and Usage Specification: one row a charge, of any provider.

use crate::diagnostic::Diagnostic;
use crate::import::charges::{self, Kind, Layout, number};
use crate::import::row_stream::Rows;
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, cost};

/// FOCUS 1.x as CSV.
pub(super) struct Focus;

const COST: Setting = Setting {
    name: "cost",
    doc: "which cost: `effective` (commitments spread over their time, the default), `billed`, `contracted` or `list`",
};

impl Adapter for Focus {
    fn name(&self) -> &'static str {
        "focus"
    }

    fn about(&self) -> &'static str {
        "FOCUS cost and usage (CSV, gzip), of any provider"
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
        glance.has_columns(&["BillingCurrency", "ChargePeriodStart", "ChargeCategory"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let kind = Kind {
            tool: Tool::new("focus"),
            known: &["chargeperiodstart"],
            layout: &layout,
        };
        charges::read(inputs, request, &kind)
    }
}

fn layout(rows: &Rows<'_>, input: &Input, request: &Request) -> Result<Layout, Diagnostic> {
    let costs = [
        ("effective", "effectivecost"),
        ("billed", "billedcost"),
        ("contracted", "contractedcost"),
        ("list", "listcost"),
    ];
    let name = request.choice(input, "cost", &costs)?.unwrap_or("effectivecost");
    let cost = rows.needed(&[name])?;
    let billing = (rows.column(&["billingperiodstart"]), rows.column(&["billingperiodend"]));
    Ok(Layout {
        start: rows.needed(&["chargeperiodstart"])?,
        billing: billing.0.zip(billing.1),
        billing_is_inclusive: false,
        currency: Some(rows.needed(&["billingcurrency"])?),
        service: rows.column(&["servicename"]),
        cost: Box::new(move |row| number(row.cell(cost))),
    })
}
