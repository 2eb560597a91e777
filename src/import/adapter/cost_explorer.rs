//! AWS Cost Explorer: `aws ce get-cost-and-usage`, by day, month or hour, whole or grouped.

mod document;

use crate::diagnostic::{Code, Diagnostic};
use crate::import::cost::{self, Charge, Ledger, Split, day_of};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, json, time};
use crate::model::report::Period;
use crate::model::unit::Currency;
use document::{Amount, Group, Page, Part, Stretch, Times};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Answers of `GetCostAndUsage`.
pub(super) struct CostExplorer;

const COST: Setting = Setting {
    name: "cost",
    doc: "which of the file's metrics: `UnblendedCost` where there is one, else the only one; `cost=AmortizedCost`",
};

impl Adapter for CostExplorer {
    fn name(&self) -> &'static str {
        "cost-explorer"
    }

    fn about(&self) -> &'static str {
        "AWS Cost Explorer, `aws ce get-cost-and-usage` (JSON)"
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
        glance.is_object_with(&["ResultsByTime"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let split = Split::of(request);
        let mut ledger = Ledger::with_estimates();
        let mut warnings = Vec::new();
        for input in inputs {
            let pages: Vec<Page> = json::documents(input)?;
            let is_cut = pages.last().is_some_and(|page| page.next_page_token.is_some());
            if is_cut {
                let message = "there are more pages: what is added up here is too low";
                let cure = "export all pages: follow `NextPageToken`, or group by less";
                warnings.push(input.problem(Code::NotAllPages, message, cure));
            }
            for page in &pages {
                let Some(stretches) = &page.results_by_time else {
                    let message = "the file has no `ResultsByTime`";
                    let cure = "export it with `aws ce get-cost-and-usage`";
                    return Err(input.problem(Code::NotAnExport, message, cure));
                };
                let metric = metric(input, request, stretches)?;
                let reader = Reader {
                    input,
                    split: &split,
                    groups: page.group_definitions.as_deref().unwrap_or_default(),
                    metric: &metric,
                    wanted: cost::wanted(input, request)?,
                };
                for stretch in stretches {
                    reader.add(stretch, &mut ledger)?;
                }
            }
        }
        let mut imported = ledger.close(inputs, request, &Tool::new("aws cost explorer"))?;
        imported.warnings.splice(0..0, warnings);
        Ok(imported)
    }
}

/// The metric that was asked for, or the one that is meant.
fn metric(input: &Input, request: &Request, stretches: &[Stretch]) -> Result<String, Diagnostic> {
    let found: BTreeSet<&str> = stretches
        .iter()
        .flat_map(|stretch| {
            let groups = stretch.groups.iter().flatten().map(|part| &part.metrics);
            stretch.total.iter().chain(groups).flat_map(BTreeMap::keys)
        })
        .map(String::as_str)
        .filter(|name| !name.ends_with("Quantity") && *name != "NormalizedUsageAmount")
        .collect();
    let names: Vec<&str> = found.iter().copied().collect();
    let wanted = request.setting("cost");
    match (wanted, names.as_slice()) {
        (Some(wanted), _) if found.contains(wanted) => Ok(wanted.to_owned()),
        (None, [one]) => Ok((*one).to_owned()),
        (None, _) if found.contains("UnblendedCost") => Ok("UnblendedCost".to_owned()),
        (_, []) => Err(input.problem(
            Code::ImportUnclear,
            "the file has no cost in it",
            "export it with `--metrics UnblendedCost`",
        )),
        (_, names) => {
            let message = format!("the file has {}", names.join(" and "));
            let cure = format!("name one: `--set cost={}`", names[0]);
            Err(input.problem(Code::ImportUnclear, message, cure))
        }
    }
}

struct Reader<'r> {
    input: &'r Input,
    split: &'r Split,
    groups: &'r [Group],
    metric: &'r str,
    wanted: Option<Currency>,
}

impl Reader<'_> {
    fn add(&self, stretch: &Stretch, ledger: &mut Ledger) -> Result<(), Diagnostic> {
        let (period, first, end) = self.period(&stretch.time_period)?;
        let last = day_of(end).yesterday().unwrap_or(first).max(first);
        ledger.touch(first, end);
        ledger.touch(last, end);
        let why = if stretch.estimated {
            Some("the provider still estimates it")
        } else {
            (last < period.last_day()).then_some("the file covers a part of the month")
        };
        let groups = stretch.groups.as_deref().unwrap_or_default();
        let is_split = !self.split.only.is_empty() || self.split.has_workloads();
        if groups.is_empty() {
            let total = stretch.total.as_ref().and_then(|total| total.get(self.metric));
            if is_split && total.is_some() {
                return Err(self.input.problem(
                    Code::ImportUnclear,
                    "the file is not grouped, so nothing in it can be told apart",
                    "export it with `--group-by Type=DIMENSION,Key=SERVICE`, or leave out `only` and `workload`",
                ));
            }
            return total.map_or(Ok(()), |amount| self.book((amount, None), (period, end, why), ledger));
        }
        for part in groups {
            let Some(amount) = part.metrics.get(self.metric) else {
                ledger.skip();
                continue;
            };
            if self.is_wanted(part, ledger)? {
                let key = self.value(part, self.split.by.as_deref())?;
                let workload = self.split.workload(key);
                ledger.matched.see("workload", key, workload.is_some());
                self.book((amount, workload), (period, end, why), ledger)?;
            }
        }
        Ok(())
    }

    fn book(
        &self,
        (amount, workload): (&Amount, Option<&str>),
        (period, at, provisional): (Period, Timestamp, Option<&'static str>),
        ledger: &mut Ledger,
    ) -> Result<(), Diagnostic> {
        let wrong = |message: &str| Err(self.input.problem(Code::NotAnExport, message, "export it again"));
        let Some(number) = json::decimal(&amount.amount) else {
            return wrong("an amount is not a number");
        };
        let charge = Charge {
            period,
            at,
            amount: number,
            currency: &amount.unit,
            workload,
            provisional,
        };
        ledger
            .add(charge, self.wanted)
            .or_else(|trouble| wrong(trouble.words()))
    }

    fn is_wanted(&self, part: &Part, ledger: &mut Ledger) -> Result<bool, Diagnostic> {
        let mut is_wanted = true;
        for (name, values) in &self.split.only {
            let value = self.value(part, Some(name))?;
            let is_named = values.iter().any(|wanted| wanted == value);
            ledger.matched.see(&format!("only.{name}"), value, is_named);
            is_wanted &= is_named;
        }
        Ok(is_wanted)
    }

    /// A group's value of a dimension or tag; of the first one where none is named. Values of tags come as `Key$value`.
    fn value<'p>(&self, part: &'p Part, name: Option<&str>) -> Result<&'p str, Diagnostic> {
        let at = match name {
            None => Some(0),
            Some(name) => {
                let key = name.strip_prefix("tag.").unwrap_or(name);
                self.groups.iter().position(|group| group.key.eq_ignore_ascii_case(key))
            }
        };
        let Some(at) = at else {
            let message = format!("the file is not grouped by `{}`", name.unwrap_or_default());
            let cure = "name one of its groups, or export it grouped so";
            return Err(self.input.problem(Code::ImportUnclear, message, cure));
        };
        let value = part.keys.get(at).map_or("", String::as_str);
        let key = self.groups.get(at).map_or("", |group| group.key.as_str());
        let plain = value.strip_prefix(key).and_then(|rest| rest.strip_prefix('$'));
        Ok(plain.unwrap_or(value))
    }

    /// The day or month of a stretch, its first day, and its end.
    fn period(&self, times: &Times) -> Result<(Period, Date, Timestamp), Diagnostic> {
        let moment = |text: &str| time::instant(text, &TimeZone::UTC);
        let (Some(start), Some(end)) = (moment(&times.start), moment(&times.end)) else {
            let message = "a `TimePeriod` cannot be read";
            return Err(self.input.problem(Code::NotAnExport, message, "export it again"));
        };
        let first = day_of(start);
        let last = day_of(end).yesterday().unwrap_or(first);
        if last <= first {
            return Ok((Period::Day(first), first, end));
        }
        if last <= first.last_of_month() && first == first.first_of_month() {
            return Ok((Period::Month(first.last_of_month()), first, end));
        }
        let message = format!("the amounts are of {first} to {last}, which is neither a day nor a month");
        let cure = "export it with `--granularity DAILY`, or from the first day of a month";
        Err(self.input.problem(Code::ImportUnclear, message, cure))
    }
}
