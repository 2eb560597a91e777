//! Tables of charges: FOCUS, the Cost and Usage Report and Azure's cost details differ in columns, not in what is done
//! with them.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::cost::{self, Charge, Ledger, Split, day_of};
use crate::import::measurement::Tool;
use crate::import::request::Request;
use crate::import::row_stream::{Row, Rows};
use crate::import::{Imported, Input, json, time};
use crate::model::report::Period;
use crate::model::unit::Currency;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What a row costs; `None` where the row does not say it.
pub type CostOf = Box<dyn Fn(&Row<'_>) -> Result<Option<Decimal>, NotANumber>>;

/// Where things stand in a table.
pub struct Layout {
    /// The day or moment a charge began.
    pub start: usize,
    /// First and last moment, or day, of its billing period.
    pub billing: Option<(usize, usize)>,
    /// Whether the last day of the billing period belongs to it.
    pub billing_is_inclusive: bool,
    /// The currency's code.
    pub currency: Option<usize>,
    /// What workloads are told apart by, unless the user says otherwise.
    pub service: Option<usize>,
    /// The cost.
    pub cost: CostOf,
}

/// A table's kind.
pub struct Kind<'k> {
    /// The tool.
    pub tool: Tool,
    /// Columns of which a header has at least one, in lower case.
    pub known: &'k [&'k str],
    /// Finds the columns.
    pub layout: &'k dyn Fn(&Rows<'_>, &Input, &Request) -> Result<Layout, Diagnostic>,
}

/// Adds up the charges of all files.
pub fn read(inputs: &[Input], request: &Request, kind: &Kind<'_>) -> Result<Imported, Diagnostic> {
    let split = Split::of(request);
    let mut ledger = Ledger::default();
    for input in inputs {
        let mut rows = Rows::open(input, kind.known, None)?;
        let layout = (kind.layout)(&rows, input, request)?;
        let mut table = Table::new(&rows, input, request, (layout, &split))?;
        while let Some(row) = rows.next_row()? {
            let line = row.line;
            if let Err((message, cure)) = table.add(&row, &mut ledger) {
                return Err(input.problem_on_line(Code::NotAnExport, line, "", (&message, cure)));
            }
        }
    }
    ledger.close(inputs, request, &kind.tool)
}

type Wrong = (String, &'static str);

struct Table<'t> {
    layout: Layout,
    split: &'t Split,
    /// Where a value stands, the option that names it, and the values it names.
    only: Vec<(Place, String, &'t [String])>,
    by: Option<Place>,
    wanted: Option<Currency>,
    currency: Option<String>,
    /// Days of texts that were read before: rows of one hour write it alike.
    days: BTreeMap<String, Option<(Date, Timestamp)>>,
}

impl<'t> Table<'t> {
    fn new(
        rows: &Rows<'_>,
        input: &Input,
        request: &Request,
        (layout, split): (Layout, &'t Split),
    ) -> Result<Self, Diagnostic> {
        let find = |name: &str| {
            Place::of(rows, name).ok_or_else(|| {
                let message = format!("the table has no column `{name}`");
                let cure = "name a column of the file, or `tag.KEY` where it has tags";
                input.problem(Code::ImportUnclear, message, cure)
            })
        };
        let mut only = Vec::new();
        for (name, values) in &split.only {
            only.push((find(name)?, format!("only.{name}"), values.as_slice()));
        }
        let by = match &split.by {
            Some(name) => Some(find(name)?),
            None => layout.service.map(Place::Column),
        };
        let wanted = cost::wanted(input, request)?;
        if layout.currency.is_none() && wanted.is_none() {
            let message = "the table does not say its currency";
            return Err(input.problem(Code::ImportUnclear, message, "say it: `--set currency=USD`"));
        }
        Ok(Self {
            layout,
            only,
            by: by.filter(|_| split.has_workloads()),
            split,
            wanted,
            currency: wanted.map(|currency| currency.code().to_owned()),
            days: BTreeMap::new(),
        })
    }

    fn add(&mut self, row: &Row<'_>, ledger: &mut Ledger) -> Result<(), Wrong> {
        let (day, at) = self.day(row)?;
        ledger.touch(day, at);
        let mut is_wanted = true;
        for (place, option, values) in &self.only {
            let value = place.value(row).unwrap_or_default();
            let is_named = values.contains(&value);
            ledger.matched.see(option, &value, is_named);
            is_wanted &= is_named;
        }
        if !is_wanted {
            return Ok(());
        }
        let cost = (self.layout.cost)(row);
        let cost = cost.map_err(|_| ("the cost is not a number".to_owned(), "export it again"))?;
        let Some(amount) = cost else {
            ledger.skip();
            return Ok(());
        };
        let value = self.by.as_ref().and_then(|place| place.value(row));
        let workload = value.as_deref().and_then(|value| self.split.workload(value));
        if let Some(value) = &value {
            ledger.matched.see("workload", value, workload.is_some());
        }
        let charge = Charge {
            period: Period::Day(day),
            at,
            amount,
            currency: match self.layout.currency {
                Some(column) => row.cell(column),
                None => self.currency.as_deref().unwrap_or_default(),
            },
            workload,
            provisional: None,
        };
        let checked = ledger.add(charge, self.wanted);
        checked.map_err(|trouble| {
            (
                trouble.words().to_owned(),
                "check the columns of the cost and the currency",
            )
        })
    }

    /// The day that a charge counts on, within its billing period.
    fn day(&mut self, row: &Row<'_>) -> Result<(Date, Timestamp), Wrong> {
        let wrong = || {
            (
                "the charge's day cannot be read".to_owned(),
                "write days as the tool does",
            )
        };
        let (day, at) = self.moment(row.cell(self.layout.start)).ok_or_else(wrong)?;
        let Some((start, end)) = self.layout.billing else {
            return Ok((day, at));
        };
        let (Some((first, _)), Some((end, _))) = (self.moment(row.cell(start)), self.moment(row.cell(end))) else {
            return Ok((day, at));
        };
        let last = if self.layout.billing_is_inclusive {
            end
        } else {
            end.yesterday().unwrap_or(end)
        };
        Ok((day.min(last).max(first), at))
    }

    fn moment(&mut self, text: &str) -> Option<(Date, Timestamp)> {
        if let Some(known) = self.days.get(text) {
            return *known;
        }
        let found = moment(text);
        if self.days.len() > 10_000 {
            self.days.clear();
        }
        self.days.insert(text.to_owned(), found);
        found
    }
}

/// A moment, in UTC where it has no zone, or a day as America writes it.
fn moment(text: &str) -> Option<(Date, Timestamp)> {
    if text.contains('/') {
        let day = time::day(text, Some(time::DateOrder::MonthFirst))?;
        return Some((day, day.to_zoned(TimeZone::UTC).ok()?.timestamp()));
    }
    let at = time::instant(text, &TimeZone::UTC)?;
    Some((day_of(at), at))
}

/// Where a value stands.
enum Place {
    Column(usize),
    /// A cell of tags, as JSON with or without braces, and the key of one.
    Tag(usize, String),
}

impl Place {
    fn of(rows: &Rows<'_>, name: &str) -> Option<Self> {
        let lower = name.to_lowercase();
        if let Some(column) = rows.column(&[&lower]) {
            return Some(Self::Column(column));
        }
        let key = name.strip_prefix("tag.")?;
        let own = [
            format!("resourcetags/user:{}", key.to_lowercase()),
            format!("resourcetags/{}", key.to_lowercase()),
            format!("resource_tags_user_{}", key.to_lowercase()),
        ];
        if let Some(column) = own.iter().find_map(|name| rows.column(&[name])) {
            return Some(Self::Column(column));
        }
        rows.column(&["tags", "resource_tags"])
            .map(|column| Self::Tag(column, key.to_owned()))
    }

    fn value(&self, row: &Row<'_>) -> Option<String> {
        match self {
            Self::Column(column) => Some(row.cell(*column).to_owned()),
            Self::Tag(column, key) => {
                let cell = row.cell(*column);
                let braced = if cell.starts_with('{') {
                    cell.to_owned()
                } else {
                    format!("{{{cell}}}")
                };
                let tags: BTreeMap<String, serde_json::Value> = serde_json::from_str(&braced).ok()?;
                let value = tags.get(key).or_else(|| tags.get(&format!("user_{key}")))?;
                Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            }
        }
    }
}

/// A cell that holds something else than a number.
#[derive(Debug, Clone, Copy)]
pub struct NotANumber;

/// An exact number in a cell; an empty cell says nothing.
pub fn number(text: &str) -> Result<Option<Decimal>, NotANumber> {
    if text.is_empty() {
        return Ok(None);
    }
    json::exact(text).map(Some).ok_or(NotANumber)
}
