//! Where imported things go: rows into data/SOURCE.csv, incidents into files, objectives into team.toml.
//!
//! What somebody wrote is never changed: of an incident's file only keys are added that it lacks. What becomes of
//! objectives is said in `objective`.

use super::objective;
use crate::cli::{Failure, write};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::import::part_of_cycle;
use crate::import::resolve::{self, Destination, Resolved};
use crate::import::store::{self, Kept, Row};
use crate::import::{Adapter, Imported, Incident, Request};
use crate::load::document::kebab;
use crate::model::metric::{Every, InCycle};
use crate::model::portfolio::Portfolio;
use crate::model::report::Period;
use crate::model::unit::Unit;
use crate::scaffold::team_folder;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::Path;
use toml_edit::{DocumentMut, Item, value};

/// The bytes of a file before and after, and what became of it.
pub(super) struct Change {
    /// Path from the folder of scorpfolio.toml.
    pub(super) path: String,
    pub(super) known: Option<Vec<u8>>,
    pub(super) text: String,
    /// What is said of it.
    pub(super) what: What,
}

/// What an import did to a file.
pub(super) enum What {
    /// Rows of a data file, with the units of their metrics, and ids of what the source gives beside them and the
    /// catalogue does not ask for.
    Rows(Box<Kept>, BTreeMap<String, String>, Vec<&'static str>),
    /// An incident, by its title: whether its file is new.
    Incident(String, bool),
    /// Objectives: what became of each, in words.
    Objectives(Vec<String>),
}

impl Change {
    /// Whether the file's bytes change.
    pub(super) fn is_change(&self) -> bool {
        self.known.as_deref() != Some(self.text.as_bytes())
    }
}

/// What an import changes, and warnings.
pub(super) fn changes(
    at: (&Path, &Portfolio),
    import: (&dyn Adapter, Imported, &Request),
    to: Destination<'_>,
) -> Result<(Vec<Change>, Vec<Diagnostic>), Diagnostic> {
    let ((root, portfolio), (adapter, mut imported, request)) = (at, import);
    part_of_cycle::mark(&mut imported.measurements, &request.windows, &|id| {
        let found = to.catalogue.find(id, Some(to.index));
        found.map(|index| to.catalogue.metric(index)).is_some_and(|metric| {
            // The days of a metric of months make its months, which are cut elsewhere.
            metric.in_cycle != InCycle::Last && metric.every == Every::Cycle
        })
    });
    let workload = request.workload.as_deref();
    let folder = team_folder(portfolio, to.index);
    let mut changes = Vec::new();
    let doubted = resolve::doubted_shares(&imported.measurements, request, to);
    let Resolved {
        rows,
        beside,
        mut warnings,
    } = resolve::resolve(imported.measurements, to)?;
    warnings.extend(doubted);
    if !rows.is_empty() {
        let path = format!("{folder}data/{}.csv", adapter.name());
        warnings.extend(twice_told(&rows, to, &path));
        let units = units(&rows, to);
        let known = read(root, &path)?;
        let text = known.as_deref().map(|bytes| text(&path, bytes)).transpose()?;
        let kept = store::keep(&path, text, rows, &request.windows)?;
        let told = kept.refused.iter().filter(|(there, new)| there.shown() != new.shown());
        warnings.extend(told.map(|(there, new)| {
            let message = format!(
                "{} {}: {} stays, not {}",
                resolve::written(new.period),
                new.metric,
                there.shown(),
                new.shown()
            );
            let of = if there.file.is_empty() {
                String::new()
            } else {
                format!("it is of {}: ", there.file)
            };
            let cure = format!("{of}{}; to import the other, remove the row", there.why_before(new));
            Diagnostic::new(Code::KeptOlder, message, cure).at(Place::file(path.clone()))
        }));
        if let Some(earlier) = kept.repeats.filter(|_| request.date.is_some()) {
            warnings.push(repeated(&kept, earlier, &path));
        }
        changes.push(Change {
            known,
            text: kept.text.clone(),
            path,
            what: What::Rows(Box::new(kept), units, beside),
        });
    }
    if let Some(workload) = workload.filter(|_| !imported.incidents.is_empty() || !imported.objectives.is_empty()) {
        resolve::check_workload(workload, to.team)?;
    }
    let counts = format!("{folder}data/{}.csv", adapter.name());
    if !imported.incidents.is_empty() && root.join(&counts).exists() {
        let message = "the same source was imported as counts, which go before what is derived from files";
        let cure = "keep one of the two: remove this file, or import with `--set as=counts`";
        warnings.push(Diagnostic::new(Code::LeftOut, message, cure).at(Place::file(counts)));
    }
    for incident in &imported.incidents {
        changes.push(incident_file(root, &folder, (incident, workload))?);
    }
    if !imported.objectives.is_empty() {
        changes.push(objective::change(root, &folder, (&imported.objectives, request, to))?);
    }
    Ok((changes, warnings))
}

/// The units of rows by metric; what is counted needs none.
fn units(rows: &[Row], to: Destination<'_>) -> BTreeMap<String, String> {
    let unit = |row: &Row| {
        let metric = to.catalogue.metric(to.catalogue.find(&row.metric, Some(to.index))?);
        let unit = metric.unit_on(row.period.last_day());
        (*unit != Unit::Count).then(|| (row.metric.clone(), unit.written().to_owned()))
    };
    rows.iter().filter_map(unit).collect()
}

/// The warning of counts for a team that keeps its incidents as files, of which the same is derived.
fn twice_told(rows: &[Row], to: Destination<'_>, path: &str) -> Option<Diagnostic> {
    let files = to.team.incidents.len();
    if files == 0 || rows.iter().all(|row| row.metric != "incidents") {
        return None;
    }
    let message = format!(
        "{} keeps {files} incidents as files, from which the same counts are derived; imported ones go before them",
        to.team.name
    );
    let cure = "keep one of the two: import without `as=counts`, or remove the files";
    Some(Diagnostic::new(Code::LeftOut, message, cure).at(Place::file(path)))
}

/// The warning of an import whose values are all those of an earlier cycle.
fn repeated(kept: &Kept, earlier: Period, path: &str) -> Diagnostic {
    let file = kept.added.first().map_or("", |row| row.file.as_str());
    let message = format!(
        "{file} gives the same values as on {}: it may be an old file",
        resolve::written(earlier)
    );
    let cure = "check that the tool ran again; if it did and nothing changed, nothing is needed";
    Diagnostic::new(Code::SameAgain, message, cure).at(Place::file(path))
}

/// Writes what changes; nothing in a dry run.
pub(super) fn commit(root: &Path, changes: &[Change], is_dry: bool) -> Result<(), Failure> {
    for change in changes.iter().filter(|change| !is_dry && change.is_change()) {
        write::replace(
            &root.join(&change.path),
            change.known.as_deref(),
            change.text.as_bytes(),
        )?;
    }
    Ok(())
}

pub(super) fn read(root: &Path, path: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
    write::existing(&root.join(path))
        .map_err(|failure| Diagnostic::new(Code::Unreadable, failure.message, failure.cure).at(Place::file(path)))
}

pub(super) fn text<'b>(path: &str, bytes: &'b [u8]) -> Result<&'b str, Diagnostic> {
    std::str::from_utf8(bytes).map_err(|_| crate::source::not_utf8(path, bytes))
}

// ---- incidents ----

/// The files of incidents and the team that has each: an incident stands with one team.
pub(super) struct Taken(BTreeMap<String, usize>);

impl Taken {
    /// Those of a portfolio.
    pub(super) fn of(portfolio: &Portfolio) -> Self {
        let teams = portfolio.teams.iter().enumerate();
        let all = teams.flat_map(|(index, team)| team.incidents.iter().map(move |one| (kebab(&one.id), index)));
        Self(all.collect())
    }

    /// Takes incidents for a team.
    ///
    /// # Errors
    ///
    /// One that another team has.
    pub(super) fn take(
        &mut self,
        incidents: &[Incident],
        portfolio: &Portfolio,
        team: usize,
    ) -> Result<(), Diagnostic> {
        for incident in incidents {
            let there = *self.0.entry(kebab(&incident.id)).or_insert(team);
            if there != team {
                let message = format!(
                    "{} has the incident `{}` already",
                    portfolio.teams[there].name, incident.id
                );
                let cure = "an incident stands with one team: export each team's own, or import the other's with `--set as=counts`";
                return Err(Diagnostic::new(Code::DuplicateId, message, cure));
            }
        }
        Ok(())
    }
}

fn incident_file(root: &Path, folder: &str, told: (&Incident, Option<&str>)) -> Result<Change, Diagnostic> {
    let (incident, workload) = told;
    let path = format!("{folder}incidents/{}.md", kebab(&incident.id));
    let known = read(root, &path)?;
    let new = match &known {
        None => new_incident(incident, workload),
        Some(bytes) => completed(&path, text(&path, bytes)?, told)?,
    };
    Ok(Change {
        what: What::Incident(incident.title.clone(), known.is_none()),
        path,
        known,
        text: new,
    })
}

fn new_incident(incident: &Incident, workload: Option<&str>) -> String {
    let mut table = DocumentMut::new();
    table["schema_version"] = value(1);
    table["id"] = value(incident.id.as_str());
    table["title"] = value(escaped(&incident.title));
    if let Some(severity) = incident.severity {
        table["severity"] = value(i64::from(severity));
    }
    for (key, at) in moments(incident) {
        if let Some(at) = at {
            table[key] = moment(at);
        }
    }
    if let Some(workload) = workload {
        table["workload"] = value(workload);
    }
    if let Some(link) = &incident.link {
        table["link"] = value(link.as_str());
    }
    format!(
        "+++\n# Imported from {}. A later import adds what is missing here, and changes nothing.\n{table}+++\n",
        incident.tool.name
    )
}

fn moments(incident: &Incident) -> [(&'static str, Option<Timestamp>); 3] {
    [
        ("started", Some(incident.started)),
        ("detected", incident.detected),
        ("restored", incident.restored),
    ]
}

fn moment(at: Timestamp) -> Item {
    // Every RFC 3339 moment is one of TOML.
    at.to_string().parse::<toml_edit::Datetime>().map_or(Item::None, value)
}

/// A title is Markdown on the site: what another tool's users wrote is plain.
fn escaped(title: &str) -> String {
    let mut text = String::with_capacity(title.len());
    for character in title.chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#'
        ) {
            text.push('\\');
        }
        text.push(if character.is_control() { ' ' } else { character });
    }
    text
}

/// A file with the keys added that it lacks; everything that stands there stays to the byte.
fn completed(path: &str, text: &str, told: (&Incident, Option<&str>)) -> Result<String, Diagnostic> {
    let (incident, workload) = told;
    let refused = |message: String| {
        let cure = "nothing was written; correct the file, as `scorpfolio check` says";
        Diagnostic::new(Code::FrontMatter, message, cure).at(Place::file(path))
    };
    let parts: Vec<&str> = text.splitn(3, "+++").collect();
    let [before, matter, body] = parts.as_slice() else {
        return Err(refused("the file has no front matter".to_owned()));
    };
    let mut table: DocumentMut = matter
        .parse()
        .map_err(|error: toml_edit::TomlError| refused(error.message().to_owned()))?;
    if let Some(severity) = incident.severity.filter(|_| !table.contains_key("severity")) {
        table["severity"] = value(i64::from(severity));
    }
    let is_told_otherwise = table.contains_key("time_to_recover");
    for (key, at) in moments(incident) {
        if let Some(at) = at.filter(|_| !(table.contains_key(key) || key == "restored" && is_told_otherwise)) {
            table[key] = moment(at);
        }
    }
    if let Some(workload) = workload.filter(|_| !table.contains_key("workload")) {
        table["workload"] = value(workload);
    }
    Ok(format!("{before}+++{table}+++{body}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Tool;

    fn incident(restored: Option<&str>) -> Incident {
        let at = |text: &str| text.parse::<Timestamp>().expect("a moment");
        Incident {
            id: "pd-Q1".to_owned(),
            title: "Disk *full* on <db>".to_owned(),
            severity: Some(2),
            started: at("2026-03-10T09:12:00Z"),
            detected: None,
            restored: restored.map(at),
            link: None,
            tool: Tool::new("pagerduty"),
        }
    }

    #[test]
    fn an_incident_is_written_once_and_completed_later_and_what_people_wrote_stays() {
        let new = new_incident(&incident(None), None);
        assert!(
            new.contains("title = 'Disk \\*full\\* on \\<db\\>'")
                || new.contains(r#"title = "Disk \\*full\\* on \\<db\\>""#),
            "{new}"
        );
        assert!(
            new.contains("severity = 2\nstarted = 2026-03-10T09:12:00Z\n+++\n"),
            "{new}"
        );
        let edited = new.replace("severity = 2", "severity = 1   # we saw it as worse") + "\n## What happened\n";
        let later = completed("x.md", &edited, (&incident(Some("2026-03-10T10:00:00Z")), Some("api"))).expect("read");
        assert!(
            later.contains("severity = 1   # we saw it as worse\n") && later.ends_with("+++\n\n## What happened\n")
        );
        assert!(
            later.contains("restored = 2026-03-10T10:00:00Z\nworkload = \"api\"\n"),
            "{later}"
        );
        let again = completed("x.md", &later, (&incident(Some("2026-03-11T10:00:00Z")), Some("web"))).expect("read");
        assert_eq!(again, later);
    }
}
