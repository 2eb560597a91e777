//! Links, registers and words of a template as entries of TOML.

use super::relocate::one_folder_down;
use super::{Converted, Template, counted, new_file, text};
use crate::load::document::kebab;
use crate::model::action::ActionStatus;
use crate::model::cycle::Length;
use crate::model::incident::Incident;
use crate::model::portfolio::{Origin, Prose};
use crate::model::report::{Exercise, ExerciseKind, Report};
use crate::model::team::{Link, LinkKind, Section, ThreatModel};
use crate::model::unit::Unit;
use crate::model::war::{Provider, War, WarStatus};
use crate::scaffold::written;
use jiff::civil::Date;
use rust_decimal::Decimal;
use toml_edit::{Array, ArrayOfTables, Datetime, DocumentMut, Item, Table, value};

/// What a file gains.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// Keys at its top, or tables.
    pub(super) keys: Vec<(String, Item)>,
    /// Entries of its lists of tables.
    pub(super) lists: Vec<(&'static str, Vec<Table>)>,
    gains: Vec<String>,
}

impl Entries {
    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.lists.is_empty()
    }

    pub(super) fn gain(&mut self, gain: String) {
        self.gains.push(gain);
    }

    pub(super) fn gains(&self) -> String {
        self.gains.join(", ")
    }

    /// Adds a list that is not empty.
    fn list(&mut self, key: &'static str, one: &str, tables: Vec<Table>) {
        if !tables.is_empty() {
            self.gain(counted(tables.len(), one));
            self.lists.push((key, tables));
        }
    }
}

impl Template<'_> {
    fn team(&self) -> &crate::model::team::Team {
        &self.portfolio.teams[self.team]
    }

    /// What the template added behind what team.toml lists.
    fn added<'t, T>(&self, all: &'t [T], before: impl Fn(&crate::model::team::Team) -> usize) -> &'t [T] {
        let skipped = before(self.before);
        all.get(skipped..).unwrap_or_default()
    }

    fn is_own(&self, origin: Origin) -> bool {
        origin.file == self.file
    }

    fn workload(&self, table: &mut Table, workload: Option<usize>) {
        if let Some(workload) = workload {
            table["workload"] = text(&self.team().workloads[workload].id);
        }
    }
}

/// What team.toml gains: its rhythm, workloads, links, threat models, exercises and prose.
pub(super) fn team(template: Template<'_>) -> Entries {
    let team = template.team();
    let mut entries = Entries::default();
    let had = template.before.reports_every;
    if let (Some(every), None) = (team.reports_every, had) {
        let written = match every {
            Length::Days(days) => counted(usize::try_from(days).unwrap_or(1), "day"),
            Length::Months(months) => counted(usize::try_from(months).unwrap_or(1), "month"),
        };
        entries.keys.push(("reports_every".to_owned(), value(written)));
    }
    let workloads = template.added(&team.workloads, |before| before.workloads.len()).iter();
    let workloads = workloads.map(|workload| {
        let mut table = Table::new();
        table["id"] = text(&workload.id);
        table["name"] = text(&workload.name);
        table
    });
    entries.list("workloads", "workload", workloads.collect());
    let links = template.added(&team.links, |before| before.links.len()).iter();
    entries.list("links", "link", links.map(link).collect());
    let models = template.added(&team.threat_models, |before| before.threat_models.len());
    let models = models.iter().map(|model| threat_model(template, model));
    entries.list("threat_models", "threat model", models.collect());
    let exercises = team.other_exercises.iter();
    let known = &template.before.other_exercises;
    let exercises = exercises.filter(|exercise| !known.contains(exercise));
    entries.list("exercises", "exercise", exercises.map(exercise).collect());
    let sections = template.added(&team.sections, |before| before.sections.len()).iter();
    let sections = sections.map(|shown| section(template, shown));
    entries.list("sections", "section", sections.collect());
    entries
}

/// Whether the team's file gains nothing but prose.
pub(super) fn is_prose(template: Template<'_>) -> bool {
    let entries = team(template);
    entries.lists.iter().all(|(key, _)| *key == "sections") && entries.keys.is_empty()
}

fn link(link: &Link) -> Table {
    let mut table = Table::new();
    let word = LinkKind::ALL.iter().find(|(kind, ..)| *kind == link.kind);
    if let Some((_, word, _)) = word.filter(|(kind, ..)| *kind != LinkKind::Other) {
        table["kind"] = value(*word);
    }
    table["title"] = text(&link.title);
    table["url"] = text(&link.url);
    table
}

fn threat_model(template: Template<'_>, model: &ThreatModel) -> Table {
    let mut table = Table::new();
    template.workload(&mut table, model.workload);
    if let Some(url) = &model.url {
        table["url"] = text(url);
    }
    let mut reviews = ArrayOfTables::new();
    for (date, open) in &model.reviews {
        let mut review = Table::new();
        review["date"] = day(*date);
        review["open"] = value(i64::from(*open));
        reviews.push(review);
    }
    if !reviews.is_empty() {
        table["reviews"] = Item::ArrayOfTables(reviews);
    }
    table
}

fn exercise(exercise: &Exercise) -> Table {
    let mut table = Table::new();
    let word = ExerciseKind::ALL.iter().find(|(kind, ..)| *kind == exercise.kind);
    table["kind"] = value(word.map_or("exploratory", |(_, word, _)| *word));
    if let Some(date) = exercise.date {
        table["date"] = day(date);
    }
    for (key, said) in [("charter", &exercise.charter), ("outcome", &exercise.outcome)] {
        if let Some(said) = said {
            table[key] = text(&said.text);
        }
    }
    if let Some(link) = &exercise.link {
        table["link"] = text(link);
    }
    table
}

fn section(template: Template<'_>, section: &Section) -> Table {
    let mut table = Table::new();
    table["title"] = text(&section.title);
    if let Some(pillar) = section.pillar {
        table["pillar"] = text(&template.portfolio.pillars[pillar].id);
    }
    table["text"] = text(&section.body.text);
    table
}

/// What actions.toml gains.
pub(super) fn actions(template: Template<'_>) -> Entries {
    let own = template.team().actions.iter();
    let own = own.filter(|action| template.is_own(action.origin));
    let tables = own.map(|action| {
        let mut table = Table::new();
        table["id"] = text(&action.id);
        table["title"] = text(&action.title.text);
        table["opened"] = day(action.opened);
        if action.status != ActionStatus::Open {
            let word = ActionStatus::ALL.iter().find(|(status, ..)| *status == action.status);
            table["status"] = value(word.map_or("open", |(_, word, _)| *word));
        }
        if let Some(closed) = action.closed {
            table["closed"] = day(closed);
        }
        table
    });
    let mut entries = Entries::default();
    entries.list("actions", "action", tables.collect());
    entries
}

/// The report that the template's lists are; `None` where the template stands in for none.
pub(super) fn report(template: Template<'_>) -> Option<Converted> {
    let reports = template.team().reports.iter();
    let report = reports.rev().find(|report| template.is_own(report.origin))?;
    let mut table = document();
    table["date"] = day(report.date);
    words(&mut table, report);
    let comment = "What the team's template said in lists; its tables are in data/template.csv.";
    Some(new_file(
        format!("reports/{}.toml", report.date),
        comment,
        &table,
        "a report",
    ))
}

fn words(table: &mut DocumentMut, report: &Report) {
    for (key, subjects) in [
        ("topics", &report.topics),
        ("offers", &report.offers),
        ("asks", &report.asks),
    ] {
        if !subjects.is_empty() {
            let subjects: Array = subjects.iter().map(String::as_str).collect();
            table[key] = value(subjects);
        }
    }
    let wins: Vec<&Prose> = report.wins.iter().map(|win| &win.text).collect();
    let needs: Vec<&Prose> = report.needs.iter().map(|need| &need.text).collect();
    let concerns: Vec<&Prose> = report.concerns.iter().collect();
    let learnings: Vec<&Prose> = report.learnings.iter().collect();
    for (key, said) in [
        ("wins", wins),
        ("concerns", concerns),
        ("learnings", learnings),
        ("needs", needs),
    ] {
        let mut list = ArrayOfTables::new();
        for prose in said {
            let mut entry = Table::new();
            entry["text"] = text(&one_folder_down(&prose.text));
            list.push(entry);
        }
        if !list.is_empty() {
            table[key] = Item::ArrayOfTables(list);
        }
    }
}

/// A file for each incident.
pub(super) fn incidents(template: Template<'_>) -> Vec<Converted> {
    let own = template.team().incidents.iter();
    let own = own.filter(|incident| template.is_own(incident.origin));
    own.map(|incident| Converted {
        path: format!("incidents/{}.md", kebab(&incident.id)),
        text: incident_file(template, incident),
        gains: "an incident".to_owned(),
    })
    .collect()
}

fn incident_file(template: Template<'_>, incident: &Incident) -> String {
    let mut table = document();
    table["id"] = text(&incident.id);
    table["title"] = text(&one_folder_down(&incident.title.text));
    if let Some(severity) = incident.severity {
        table["severity"] = value(i64::from(severity));
    }
    table["started"] = day(incident.started.date);
    if let Some(hours) = incident.time_to_recover {
        table["time_to_recover"] = text(&duration(hours));
    }
    template.workload(&mut table, incident.workload);
    if let Some(cause) = &incident.root_cause {
        table["root_cause"] = text(&one_folder_down(&cause.text));
    }
    if !incident.learnings.is_empty() {
        let learnings: Array = incident
            .learnings
            .iter()
            .map(|said| one_folder_down(&said.text))
            .collect();
        table["learnings"] = value(learnings);
    }
    if let Some(link) = &incident.link {
        table["link"] = text(link);
    }
    let body = one_folder_down(&incident.body.text);
    let body = if body.is_empty() { body } else { format!("\n{body}\n") };
    format!("+++\n{table}+++\n{body}")
}

/// Hours as people write them, where that says the same.
fn duration(hours: Decimal) -> String {
    let unit = Unit::parse("h");
    let written = written::number(hours, false, &unit);
    match written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(text) => text.to_owned(),
        None => format!("{} h", hours.normalize()),
    }
}

/// A file for each well-architected review.
pub(super) fn wars(template: Template<'_>) -> Vec<Converted> {
    let own = template.team().wars.iter().filter(|war| template.is_own(war.origin));
    own.map(|war| {
        new_file(
            format!("war/{}.toml", kebab(&war.id)),
            "From the team's template.",
            &war_table(template, war),
            "a well-architected review",
        )
    })
    .collect()
}

fn war_table(template: Template<'_>, war: &War) -> DocumentMut {
    let mut table = document();
    table["id"] = text(&war.id);
    table["date"] = day(war.date);
    template.workload(&mut table, war.workload);
    let provider = Provider::ALL.iter().find(|(provider, ..)| *provider == war.provider);
    if let Some((_, word, _)) = provider.filter(|(provider, ..)| *provider != Provider::Other) {
        table["provider"] = value(*word);
    }
    if !war.lens.is_empty() {
        table["lens"] = text(&war.lens);
    }
    let status = WarStatus::ALL.iter().find(|(status, ..)| *status == war.status);
    table["status"] = value(status.map_or("complete", |(_, word, _)| *word));
    if let Some(summary) = &war.summary {
        table["summary"] = text(&one_folder_down(&summary.text));
    }
    if let Some(link) = &war.link {
        table["link"] = text(link);
    }
    table
}

fn document() -> DocumentMut {
    let mut table = DocumentMut::new();
    table["schema_version"] = value(1);
    table
}

/// A day as TOML has it.
fn day(date: Date) -> Item {
    date.to_string().parse::<Datetime>().map_or(Item::None, value)
}
