//! Tables of months: the metrics of the team alone, and a row for each value.

use super::entries::Entries;
use super::{Converted, Template, counted, text};
use crate::load::TEMPLATE_ROW;
use crate::model::metric::{Better, Every, Metric};
use crate::model::report::{Observation, Period, Provenance, Reading};
use rust_decimal::Decimal;
use toml_edit::{Array, Item, Table, value};

/// The columns of the data file.
const COLUMNS: [&str; 9] = [
    "date",
    "metric",
    "workload",
    "value",
    "numerator",
    "denominator",
    "note",
    "link",
    "origin",
];

/// The metrics that a template adds for its team, as entries of metrics.toml.
pub(super) fn metrics(template: Template<'_>) -> Entries {
    let own = template.portfolio.catalogue.metrics.iter();
    let own: Vec<&Metric> = own
        .filter(|metric| {
            metric.team == Some(template.team) && metric.origin.is_some_and(|origin| origin.file == template.file)
        })
        .collect();
    let mut entries = Entries::default();
    for metric in &own {
        entries
            .keys
            .push((metric.id.clone(), Item::Table(entry(template, metric))));
    }
    entries.gain(counted(own.len(), "metric"));
    entries
}

fn entry(template: Template<'_>, metric: &Metric) -> Table {
    let mut table = Table::new();
    table["name"] = text(&metric.name);
    table["pillar"] = text(&template.portfolio.pillars[metric.pillar].id);
    table["unit"] = text(metric.unit.written());
    if metric.better == Better::Lower {
        table["better"] = value("lower");
    }
    if metric.every == Every::Month {
        table["every"] = value("month");
    }
    if metric.range.is_some() {
        // Values below zero stand in the template: any may.
        let range: Array = [f64::NEG_INFINITY, f64::INFINITY].into_iter().collect();
        table["range"] = value(range);
    }
    if !metric.labels.is_empty() {
        let labels: Array = metric.labels.iter().map(String::as_str).collect();
        table["labels"] = value(labels);
    }
    table
}

/// The file of values, the oldest first; `None` where the template has none.
pub(super) fn data(template: Template<'_>) -> Option<Converted> {
    let team = &template.portfolio.teams[template.team];
    let mut rows: Vec<[String; COLUMNS.len()]> = team
        .observations
        .iter()
        .filter(|observation| observation.origin.file == template.file)
        .filter(|observation| observation.provenance == Provenance::Typed)
        .map(|observation| row(template, observation))
        .collect();
    if rows.is_empty() {
        return None;
    }
    rows.sort();
    let gains = counted(rows.len(), "value");
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every row has as many fields as the first.
    drop(writer.write_record(COLUMNS));
    for row in &rows {
        drop(writer.write_record(row));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    Some(Converted {
        path: "data/template.csv".to_owned(),
        text: String::from_utf8_lossy(&bytes).into_owned(),
        gains,
    })
}

fn row(template: Template<'_>, observation: &Observation) -> [String; COLUMNS.len()] {
    let team = &template.portfolio.teams[template.team];
    let part = &observation.part;
    let workload = part.workload().map_or("", |at| team.workloads[at].id.as_str());
    let workload = match &part.component() {
        Some(component) => format!("{workload}/{component}"),
        None => workload.to_owned(),
    };
    let date = match observation.period {
        Period::Month(end) => end.strftime("%Y-%m").to_string(),
        Period::Day(day) => day.to_string(),
    };
    let (value, numerator, denominator) = match &observation.reading {
        Reading::NotAvailable => ("n/a".to_owned(), String::new(), String::new()),
        Reading::Value {
            number,
            ratio,
            approximate,
        } => {
            let plain = |number: Decimal| number.normalize().to_string();
            let sign = if *approximate { "~" } else { "" };
            ratio.parts().map_or_else(
                || (format!("{sign}{}", plain(*number)), String::new(), String::new()),
                |(numerator, denominator)| (String::new(), plain(numerator), plain(denominator)),
            )
        }
    };
    let note = observation.beside.note();
    [
        date,
        template.portfolio.catalogue.metric(observation.metric).id.clone(),
        workload,
        value,
        numerator,
        denominator,
        note.map_or_else(String::new, |note| super::relocate::one_folder_down(&note.text)),
        observation.beside.link().unwrap_or_default().to_owned(),
        TEMPLATE_ROW.to_owned(),
    ]
}
