//! The metrics that a template adds for its team: columns that the catalogue does not know, and response times of a
//! statistic that it does not have.

use super::heading::{self, Kind};
use super::outline::Table;
use super::plan::{Column, plan};
use super::{Template, statistic};
use crate::diagnostic::Code;
use crate::load::RESERVED;
use crate::load::catalogue;
use crate::load::document::{Document, kebab};
use crate::model::metric::{Better, Every, Metric, Sensitive};
use crate::model::portfolio::Pillar;
use crate::model::unit::{TimeUnit, Unit};
use rust_decimal::Decimal;
use std::ops::Range;

/// The longest id that is made of a heading.
const LONGEST_ID: usize = 60;

/// Decides what the columns of all tables of months mean, and makes the metrics that they ask for.
pub(super) fn metrics(
    document: &Document<'_>,
    template: &mut Template,
    context: (&[Metric], &[Pillar]),
) -> Vec<Metric> {
    let (known, pillars) = context;
    let team = template.team;
    let may_name = |metric: &&Metric| metric.team.is_none_or(|owner| owner == team);
    let known: Vec<&Metric> = known.iter().filter(may_name).collect();
    let mut plans = Vec::new();
    let mut made: Vec<Metric> = Vec::new();
    for (section, block, table) in template.tables() {
        if heading::kind(table) != Kind::Months {
            continue;
        }
        let title = template.sections[section].title.as_str();
        let mut columns = plan(table, title, &known);
        let pillar = template.pillars[section].unwrap_or_else(|| position(pillars, "business"));
        let mut maker = Maker {
            document,
            team,
            known: &known,
            pillars,
            made: &mut made,
        };
        for (index, column) in columns.iter_mut().enumerate() {
            maker.column((table, index), column, (title, pillar));
        }
        if columns.contains(&Column::Tier) {
            maker.response_times(table, &columns);
        }
        plans.push(((section, block), columns));
    }
    template.plans = plans.into_iter().collect();
    made
}

struct Maker<'m, 'a> {
    document: &'m Document<'a>,
    team: usize,
    known: &'m [&'m Metric],
    pillars: &'m [Pillar],
    made: &'m mut Vec<Metric>,
}

impl Maker<'_, '_> {
    /// Makes the metric of a column that is one of the team alone, if it has a value.
    fn column(&mut self, place: (&Table, usize), column: &mut Column, below: (&str, usize)) {
        let Column::Own(own) = column else { return };
        let (table, index) = place;
        let filled = |at: usize| table.rows.iter().any(|row| !row.cells[at].is_blank());
        if !filled(index) {
            // A column of the published template that nobody uses.
            *column = Column::Remark;
            return;
        }
        let head = &table.head[index];
        let twin = (0..index).find(|&at| table.head[at].plain == head.plain && filled(at));
        if twin.is_some() || head.is_blank() {
            let message = match twin {
                Some(_) => format!("two columns have the heading `{}`", head.plain),
                None => "a column with values has no heading".to_owned(),
            };
            let at = if head.is_blank() {
                table.span.start..table.span.start
            } else {
                head.span.clone()
            };
            self.document.problem(
                Code::DuplicateId,
                at,
                (&message, "name each column by what it measures"),
            );
            *column = Column::Remark;
            return;
        }
        if !own.name.chars().any(|letter| letter.is_ascii_alphanumeric()) {
            let message = format!("`{}` cannot be made into an id", head.plain);
            let cure = format!(
                "define the metric in the team's metrics.toml with `labels = [\"{}\"]`",
                head.plain
            );
            self.document.problem(Code::BadId, head.span.clone(), (&message, &cure));
            *column = Column::Remark;
            return;
        }
        own.id = self.free_id(&own.name, below.0);
        let origin = self.document.origin(head.span.start);
        let sensitive = match own.unit {
            Unit::Money(_) => Sensitive::Money,
            _ if self.pillars[below.1].id == "security" => Sensitive::Threat,
            _ => Sensitive::No,
        };
        self.made.push(Metric {
            name: own.name.clone(),
            pillar: below.1,
            unit: own.unit.clone(),
            every: Every::Month,
            range: own.is_signed.then_some((Decimal::MIN, Decimal::MAX)),
            sensitive,
            labels: vec![head.plain.clone()],
            origin: Some(origin),
            team: Some(self.team),
            ..catalogue::new(&own.id)
        });
    }

    /// An id that nothing has yet: the heading's, else with its section's before it.
    fn free_id(&self, name: &str, title: &str) -> String {
        let is_taken = |id: &str| {
            RESERVED.contains(&id)
                || self.known.iter().any(|metric| metric.id == id)
                || self.made.iter().any(|metric| metric.id == id)
        };
        let id = cut(&kebab(name));
        if !is_taken(&id) {
            return id;
        }
        let long = cut(&kebab(&format!("{title} {name}")));
        let numbered = (2..).map(|number| format!("{long}-{number}"));
        let mut candidates = std::iter::once(long.clone()).chain(numbered);
        candidates.find(|id| !is_taken(id)).unwrap_or(long)
    }

    /// The response times of statistics that the catalogue does not have.
    fn response_times(&mut self, table: &Table, columns: &[Column]) {
        for (statistic, at) in statistics(table, columns) {
            let id = statistic::id(statistic.as_deref());
            let is_known = |metric: &&Metric| metric.id == id;
            if self.known.iter().any(|metric| metric.id == id) || self.made.iter().any(|metric| is_known(&metric)) {
                continue;
            }
            self.made.push(Metric {
                name: statistic::name(statistic.as_deref()),
                pillar: position(self.pillars, "performance"),
                unit: Unit::Duration(TimeUnit::Milliseconds),
                better: Better::Lower,
                every: Every::Month,
                origin: Some(self.document.origin(at.start)),
                team: Some(self.team),
                ..catalogue::new(&id)
            });
        }
    }
}

/// The statistic of each row of a table of response times that has a value, with where the row stands.
///
/// Rows that name none are of the one that all others name.
pub(super) fn statistics(table: &Table, columns: &[Column]) -> Vec<(Option<String>, Range<usize>)> {
    let said = |row: &super::outline::Row| {
        let notes = row
            .cells
            .iter()
            .zip(columns)
            .filter(|(_, column)| **column == Column::Note);
        notes
            .map(|(cell, _)| cell)
            .find_map(|cell| statistic::of_comment(&cell.plain).statistic)
    };
    let mut all: Vec<String> = table.rows.iter().filter_map(said).collect();
    all.sort_unstable();
    all.dedup();
    let only = (all.len() == 1).then(|| all[0].clone());
    let has_value = |row: &&super::outline::Row| {
        let mut cells = row.cells.iter().zip(columns);
        cells.any(|(cell, column)| *column == Column::Tier && !cell.is_blank())
    };
    let rows = table.rows.iter().filter(has_value);
    rows.map(|row| (said(row).or_else(|| only.clone()), row.span.clone()))
        .collect()
}

/// The pillar or heading with an id; the last where there is none, which is business unless a site says otherwise.
fn position(pillars: &[Pillar], id: &str) -> usize {
    let found = pillars.iter().position(|pillar| pillar.id == id);
    found.unwrap_or(pillars.len().saturating_sub(1))
}

/// An id of a bearable length.
fn cut(id: &str) -> String {
    // Ids are ASCII.
    id[..id.len().min(LONGEST_ID)].trim_end_matches('-').to_owned()
}
