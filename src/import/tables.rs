//! Tables of periods and metrics, as people keep them in a wiki: a column of days or months beside columns of metrics, or
//! metrics down the side and periods across.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::Imported;
use crate::import::input::Input;
use crate::import::measurement::{Amount, Measurement, Tool};
use crate::import::request::{KnownMetric, Request, Setting};
use crate::load::template::outline::{Block, Cell, Table, sections};
use crate::load::template::when::{NoDay, date, month};
use crate::model::report::Period;
use crate::model::value::{self, Written};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What readers of tables understand.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "period",
        doc: "Heading of the column of days or months. Default: the one whose heading says so (Month, Date, Week ending, Sprint end, …).",
    },
    Setting {
        name: "heading",
        doc: "Words of the heading above the tables that are meant. Default: all tables of the page.",
    },
    Setting {
        name: "column.*",
        doc: "The metric of a column (or row) by its heading: `column.Deploys=deployment-frequency`; `column.Deploys=` leaves it out. Default: the metric whose id, name or label the heading is.",
    },
];

/// Headings that mean a column of periods.
const PERIODS: [&str; 13] = [
    "period",
    "month",
    "date",
    "day",
    "week",
    "week ending",
    "sprint",
    "sprint end",
    "cycle",
    "cycle end",
    "ending",
    "reporting period",
    "as of",
];

/// The values of all tables of a page in Markdown.
pub fn read(input: &Input, markdown: &str, asked: (&Request, &Tool)) -> Result<Imported, Diagnostic> {
    let (request, tool) = asked;
    let mut reader = Reader {
        input,
        request,
        tool,
        found: BTreeMap::new(),
        unknown: Vec::new(),
        tables: 0,
    };
    let wanted = request.setting("heading").map(spoken);
    for section in sections(markdown) {
        if wanted
            .as_ref()
            .is_some_and(|wanted| !spoken(&section.title).contains(wanted.as_str()))
        {
            continue;
        }
        for block in &section.blocks {
            if let Block::Table(table) = block {
                reader.table(table)?;
            }
        }
    }
    reader.finish()
}

/// A heading as it is compared.
fn spoken(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Reader<'r> {
    input: &'r Input,
    request: &'r Request,
    tool: &'r Tool,
    found: BTreeMap<(Period, String, Option<String>), Measurement>,
    /// Headings that no metric has.
    unknown: Vec<String>,
    /// How many tables had periods.
    tables: usize,
}

impl<'r> Reader<'r> {
    fn table(&mut self, table: &Table) -> Result<(), Diagnostic> {
        let heads: Vec<String> = table.head.iter().map(|cell| spoken(&cell.plain)).collect();
        if let Some(at) = self.period_column(&heads) {
            return self.by_rows(table, at);
        }
        let across: Vec<Option<Period>> = table
            .head
            .iter()
            .skip(1)
            .map(|cell| self.period(cell).ok().flatten())
            .collect();
        let is_turned = across.iter().flatten().count() >= 2;
        if is_turned {
            self.tables += 1;
            for row in &table.rows {
                let Some(name) = row.cells.first().filter(|cell| !cell.is_blank()) else {
                    continue;
                };
                let Some(metric) = self.metric(&name.plain) else {
                    continue;
                };
                for (period, cell) in across.iter().zip(row.cells.iter().skip(1)) {
                    if let Some(period) = period {
                        self.value((*period, metric, None), cell)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn period_column(&self, heads: &[String]) -> Option<usize> {
        match self.request.setting("period") {
            Some(wanted) => heads.iter().position(|head| *head == spoken(wanted)),
            None => heads.iter().position(|head| PERIODS.contains(&head.as_str())),
        }
    }

    fn by_rows(&mut self, table: &Table, at: usize) -> Result<(), Diagnostic> {
        self.tables += 1;
        let workloads = table
            .head
            .iter()
            .position(|cell| matches!(spoken(&cell.plain).as_str(), "workload" | "service"));
        let metrics: Vec<Option<&'r KnownMetric>> = table
            .head
            .iter()
            .enumerate()
            .map(|(column, cell)| {
                let is_metric = column != at && Some(column) != workloads && !cell.is_blank();
                is_metric.then(|| self.metric(&cell.plain)).flatten()
            })
            .collect();
        for row in &table.rows {
            let is_said = row
                .cells
                .iter()
                .zip(&metrics)
                .any(|(cell, metric)| metric.is_some() && !cell.is_blank());
            let Some(cell) = row.cells.get(at).filter(|_| is_said) else {
                continue;
            };
            let Some(period) = self.period(cell)? else {
                return Err(self.refused(
                    format!("a row with values has no {}", table.head[at].plain.to_lowercase()),
                    "write its day or month; cells that are merged in a wiki stand empty but for the first",
                ));
            };
            let workload = workloads
                .and_then(|column| row.cells.get(column))
                .map(|cell| self.workload(&cell.plain));
            for (cell, metric) in row.cells.iter().zip(&metrics) {
                if let Some(metric) = metric {
                    self.value((period, metric, workload.clone().flatten()), cell)?;
                }
            }
        }
        Ok(())
    }

    /// The metric that a heading names.
    fn metric(&mut self, heading: &str) -> Option<&'r KnownMetric> {
        let set = self
            .request
            .settings_of("column")
            .find(|(name, _)| spoken(name) == spoken(heading));
        let found = match set {
            Some((_, "")) => return None,
            Some((_, id)) => self.request.metrics.iter().find(|metric| metric.id == id),
            None => {
                let bare = heading.split(['(', '[']).next().unwrap_or(heading);
                let heads = [spoken(heading), spoken(bare)];
                let mut metrics = self.request.metrics.iter();
                metrics.find(|metric| metric.names.iter().any(|name| heads.contains(name)))
            }
        };
        if found.is_none() && !self.unknown.iter().any(|known| known == heading) {
            self.unknown.push(heading.to_owned());
        }
        found
    }

    fn workload(&self, written: &str) -> Option<String> {
        let wanted = spoken(written);
        let known = self
            .request
            .workloads
            .iter()
            .find(|(id, name)| *id == wanted || spoken(name) == wanted);
        let id = known.map(|(id, _)| id.clone());
        // An unknown one is an error where the team's workloads are known.
        id.or_else(|| (!wanted.is_empty()).then_some(wanted))
    }

    /// A day or a month; `None` where the cell is blank.
    fn period(&self, cell: &Cell) -> Result<Option<Period>, Diagnostic> {
        let text = cell.plain.trim();
        if cell.is_silent() {
            return Ok(None);
        }
        if let Some(written) = month(text) {
            let Some(year) = written.year else {
                return Err(self.refused(
                    format!("`{text}` says no year"),
                    "write the year: `Mar 2026`, or `2026-03`",
                ));
            };
            return Ok(Date::new(year, written.month, 1)
                .ok()
                .map(|day| Period::Month(day.last_of_month())));
        }
        match date(text, self.request.date_order) {
            Ok(day) => Ok(Some(Period::Day(day))),
            Err(NoDay::Ambiguous) => Err(self.refused(
                format!("`{text}` is one day to one reader and another to the next"),
                "set `date_order = \"dmy\"` (or `\"mdy\"`) in scorpfolio.toml, or write it as 2026-09-12",
            )),
            Err(NoDay::NotADay | NoDay::OtherOrder) => Err(self.refused(
                format!("`{text}` is neither a day nor a month"),
                "write it as 2026-03-13 or `Mar 2026`, or name the column of periods with `--set period=HEADING`",
            )),
        }
    }

    fn value(&mut self, at: (Period, &KnownMetric, Option<String>), cell: &Cell) -> Result<(), Diagnostic> {
        let (period, metric, workload) = at;
        if cell.is_blank() {
            return Ok(());
        }
        let read = value::read(&cell.plain, &metric.unit);
        let amount = match read {
            Ok(Written::Number { number, .. }) => Amount::Number(number, metric.unit.clone()),
            Ok(Written::NotAvailable) => Amount::NoData,
            Err(error) => {
                let message = format!("`{}` is no value of {}: {}", cell.plain, metric.id, error.message);
                return Err(self.refused(message, &error.cure));
            }
        };
        let key = (period, metric.id.clone(), workload.clone());
        let measurement = Measurement {
            workload,
            ..Measurement::of(&metric.id, period, amount)
        };
        let measurement = measurement.from(self.tool, std::slice::from_ref(self.input), None);
        if let Some(there) = self.found.get(&key)
            && there.amount != measurement.amount
        {
            let message = format!(
                "the page gives {} two values for {}",
                metric.id,
                crate::import::resolve::written(period)
            );
            return Err(self.refused(message, "name the table that is meant with `--set heading=WORDS`"));
        }
        self.found.insert(key, measurement);
        Ok(())
    }

    fn refused(&self, message: String, cure: &str) -> Diagnostic {
        self.input.problem(Code::ImportUnclear, message, cure)
    }

    fn finish(self) -> Result<Imported, Diagnostic> {
        if self.tables == 0 {
            let message = "no table of the page has a column, or headings, of days or months";
            let cure = "name the column of periods with `--set period=HEADING`, or add one";
            return Err(self.refused(message.to_owned(), cure));
        }
        let warnings = self.unknown.iter().map(|heading| {
            let message = format!("`{heading}` is no metric's name or label: it was left out");
            let cure = format!(
                "say what it is with `--set \"column.{heading}=METRIC\"`, or that it is none with `--set \"column.{heading}=\"`"
            );
            self.input.problem(Code::LeftOut, message, cure)
        });
        Ok(Imported {
            warnings: warnings.collect(),
            measurements: self.found.into_values().collect(),
            ..Imported::default()
        })
    }
}
