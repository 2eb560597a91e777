//! Files of other tools → observations, incidents, targets.
//!
//! Each tool has an [`Adapter`] in a file of its own, which knows its formats and no other adapter. It gives
//! [`Measurement`]s in the tool's own units; [`resolve`] asks the catalogue what they mean, and [`store`] keeps them in
//! `teams/<team>/data/<source>.csv`.
//!
//! Three things are never taken for one another: no data ([`Amount::NoData`], a gap), zero, and an error of the tool. Raw
//! files are never copied: only numbers, titles and the names of files reach the content.

pub mod adapter;
pub mod charges;
pub mod columns;
pub mod cost;
pub mod coverage;
pub mod cvss;
pub mod delimited;
mod deployment;
pub mod files;
pub mod finding;
pub mod glance;
mod incidents;
pub mod input;
pub mod json;
mod listing;
pub mod load_test;
pub mod matched;
pub mod measurement;
mod metered;
pub mod part_of_cycle;
mod records;
pub mod request;
pub mod resolve;
pub mod row_stream;
pub mod samples;
mod severity;
mod span;
pub mod store;
pub mod tables;
pub mod test_run;
pub mod time;
pub mod timely;
pub mod wiki;
pub mod window;
pub mod xml;
mod yaml;

pub use glance::Glance;
pub use input::Input;
pub use measurement::{Amount, Extra, Measurement, Tool};
pub use request::{Request, Setting};

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::import::xml::Refusal;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::de::IgnoredAny;
use std::collections::BTreeSet;

/// Everything that an adapter found in files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Imported {
    /// Values.
    pub measurements: Vec<Measurement>,
    /// Incidents, which become files of the team.
    pub incidents: Vec<Incident>,
    /// Targets, which become entries of team.toml.
    pub objectives: Vec<Objective>,
    /// What the files keep back or leave unclear: further pages, estimates, no data.
    pub warnings: Vec<Diagnostic>,
}

/// An incident as its tool tells it: numbers and its title, nobody's name.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// The tool's own number, which stays the same: `pd-q1w2e3`. It names the file.
    pub id: String,
    /// The title.
    pub title: String,
    /// 1 (most severe) to 5, where the tool says.
    pub severity: Option<u8>,
    /// When it began.
    pub started: Timestamp,
    /// When it was noticed or acknowledged.
    pub detected: Option<Timestamp>,
    /// When service was restored; `None` while it is open.
    pub restored: Option<Timestamp>,
    /// Where the tool shows it.
    pub link: Option<String>,
    /// The tool.
    pub tool: Tool,
}

/// A target that a file declares, without values.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// Id of the metric.
    pub metric: String,
    /// The workload, if it is of one.
    pub workload: Option<String>,
    /// The target, in the metric's unit.
    pub target: Decimal,
    /// The stretch it is meant for, such as `28 days`.
    pub window: Option<String>,
    /// The objective's own name.
    pub name: Option<String>,
}

/// Reads the files of one tool.
pub trait Adapter: Sync {
    /// Its name on the command line and of the file in `data/`: kebab-case.
    fn name(&self) -> &'static str;

    /// The tool and its formats, in a few words.
    fn about(&self) -> &'static str;

    /// The built-in metrics it can give.
    fn gives(&self) -> &'static [&'static str];

    /// What else it can give, once metrics.toml has it.
    fn extras(&self) -> &'static [Extra] {
        &[]
    }

    /// The settings it understands.
    fn settings(&self) -> &'static [Setting] {
        &[]
    }

    /// Whether its files are lists of dated entries that stand for what is open, of which the newest may be old.
    fn lists_entries(&self) -> bool {
        false
    }

    /// Whether its metrics are always its own: `--metric` then chooses one of them, and names no other.
    fn has_own_metrics(&self) -> bool {
        false
    }

    /// Whether a file is one of its tool's, at first sight. Adapters do not know one another: where two say yes, the
    /// command names both.
    fn recognises(&self, glance: &Glance) -> bool;

    /// Reads files together: values of several are added, pooled or taken the median of, as the tool's meaning asks for.
    ///
    /// # Errors
    ///
    /// The first file that is not the tool's, is not whole, says that the tool failed, or leaves unclear what it speaks
    /// for. Then nothing of any file is imported.
    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic>;
}

/// The adapter of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Adapter> {
    adapter::ALL.iter().copied().find(|adapter| adapter.name() == name)
}

/// Whether an adapter understands a setting; else what is wrong, and the cure. A setting of a name such as `column.p95`
/// is declared as `column.*`.
pub fn check_setting(adapter: &dyn Adapter, name: &str) -> Result<(), (String, String)> {
    let declared = |setting: &Setting| match setting.name.strip_suffix('*') {
        Some(start) => name.len() > start.len() && name.starts_with(start),
        None => setting.name == name,
    };
    if adapter.settings().iter().any(declared) {
        return Ok(());
    }
    let names: Vec<&str> = adapter.settings().iter().map(|setting| setting.name).collect();
    let otherwise = match names.as_slice() {
        [] => format!("`{}` has no settings", adapter.name()),
        names => format!("possible are {}", names.join(", ")),
    };
    let cure = did_you_mean(name, names.iter().copied(), &otherwise);
    Err((format!("`{}` has no setting `{name}`", adapter.name()), cure))
}

/// Holds what was read to the metric that was asked for: a source with metrics of its own gives that one alone.
///
/// # Errors
///
/// A metric that the source does not give, or that stands for two of its values.
pub fn check_metric(
    adapter: &dyn Adapter,
    imported: &mut Imported,
    asked: (&[Input], &Request),
) -> Result<(), Diagnostic> {
    let (inputs, request) = asked;
    let (Some(wanted), Some(input)) = (&request.metric, inputs.first()) else {
        return Ok(());
    };
    let refused = |message: String, cure: &str| Err(input.problem(Code::ImportUnclear, message, cure));
    if imported.measurements.is_empty() {
        if imported.incidents.is_empty() {
            return Ok(());
        }
        let message = format!(
            "`{}` makes incidents of the file, and no values of `{wanted}`",
            adapter.name()
        );
        return refused(message, "leave `--metric` out");
    }
    let given: BTreeSet<&str> = imported.measurements.iter().map(|one| one.metric.as_str()).collect();
    if !given.contains(wanted.as_str()) {
        let names: Vec<&str> = given.into_iter().collect();
        let message = format!(
            "`{}` gives metrics of its own, and `{wanted}` is none of them",
            adapter.name()
        );
        let cure = format!("choose one of {}, or leave `--metric` out", names.join(", "));
        return refused(message, &cure);
    }
    if adapter.has_own_metrics() {
        imported.measurements.retain(|one| one.metric == *wanted);
    }
    let mut keys = BTreeSet::new();
    let mut of_metric = imported.measurements.iter().filter(|one| one.metric == *wanted);
    if of_metric.any(|one| !keys.insert((one.period, one.workload.as_ref()))) {
        let message = format!("two values of the file would be `{wanted}`");
        return refused(message, "name another metric, or leave `--metric` out");
    }
    Ok(())
}

/// Refuses files that are plainly of another tool than the one that was named. What nobody recognises is left to the named
/// one: formats are richer than what they show at first sight.
pub fn check_source(adapter: &dyn Adapter, inputs: &[Input]) -> Result<(), Diagnostic> {
    for input in inputs {
        let glance = Glance::of(input)?;
        if glance == Glance::Folder && !adapter.recognises(&glance) {
            return Err(folder(input));
        }
    }
    // These read tables, documents and pages of any tool.
    if ["csv", "json", "markdown", "confluence"].contains(&adapter.name()) {
        return Ok(());
    }
    for input in inputs {
        let glance = Glance::of(input)?;
        if adapter.recognises(&glance) {
            continue;
        }
        let others = adapter::ALL.iter().copied().filter(|other| other.recognises(&glance));
        if let Some(other) = others.clone().next().filter(|other| other.name() != "markdown") {
            let message = format!("the file is of {}, not of {}", other.name(), adapter.name());
            let cure = format!("name that source: `scorpfolio import {} …`", other.name());
            return Err(input.problem(Code::NotAnExport, message, cure));
        }
    }
    Ok(())
}

/// The adapter that recognises all of some files.
pub fn recognise(inputs: &[Input]) -> Result<&'static dyn Adapter, Diagnostic> {
    let glances = inputs.iter().map(Glance::of).collect::<Result<Vec<_>, _>>()?;
    let knows = |glance: &Glance| -> Vec<&'static dyn Adapter> {
        adapter::ALL
            .iter()
            .copied()
            .filter(|adapter| adapter.recognises(glance))
            .collect()
    };
    let is_plain = |path: &std::path::Path| !(path.join(".git").exists() || path.join("HEAD").exists());
    if let Some(input) = inputs
        .iter()
        .find(|input| input.path().is_some_and(|path| path.is_dir() && is_plain(path)))
    {
        return Err(folder(input));
    }
    let (Some(first), Some(input)) = (glances.first(), inputs.first()) else {
        let cure = "name one after the source, or a pattern that finds some";
        return Err(Diagnostic::new(Code::ImportUnclear, "there is no file to import", cure));
    };
    let candidates = knows(first);
    if let Some(at) = glances
        .iter()
        .position(|glance| names(&knows(glance)) != names(&candidates))
    {
        if knows(&glances[at]).is_empty() {
            return Err(unknown(&inputs[at], &glances[at]));
        }
        if candidates.is_empty() {
            return Err(unknown(input, first));
        }
        return Err(inputs[at].problem(
            Code::ImportUnclear,
            format!("the file is not of the same tool as {}", input.name()),
            "import them one after another, or name the source",
        ));
    }
    match candidates.as_slice() {
        [one] => Ok(*one),
        [] => Err(unknown(input, first)),
        several => Err(input.problem(
            Code::ImportUnclear,
            format!("the file may be of {}", names(several).join(" or ")),
            format!("name the source: `scorpfolio import {} …`", several[0].name()),
        )),
    }
}

/// What is wrong with a file that nobody knows. What hides behind it is said first: it is cut off, a page to sign in, or
/// the answer of a service that refused.
fn unknown(input: &Input, glance: &Glance) -> Diagnostic {
    let text = match input.text() {
        Ok(text) => text,
        Err(problem) => return problem,
    };
    match glance {
        Glance::Json { keys, .. } => {
            if let Err(problem) = json::documents::<IgnoredAny>(input) {
                return problem;
            }
            let is_refusal = ["error", "errors", "message", "errorMessages", "__type"];
            if keys.len() <= 4 && is_refusal.iter().any(|key| keys.contains(*key)) {
                let cure = "look at what the export said: the token, its rights, and the address";
                return input.problem(Code::ToolFailed, "the file is an error in place of an answer", cure);
            }
        }
        Glance::Html { .. } if !text.contains("confluence") => {
            return input.problem(
                Code::NotAnExport,
                "the file is a web page, not an export",
                "a page to sign in is often saved in place of an answer: check the token of the export",
            );
        }
        Glance::Xml { root, .. } if !root.is_empty() => {
            let walked = xml::walk(input, &[root.as_str()], &mut |_| Ok::<(), Refusal>(()));
            if let Err(problem) = walked {
                return problem;
            }
        }
        _ => {}
    }
    input.problem(
        Code::NotAnExport,
        "no known tool writes files like this",
        "name the source; `scorpfolio import --list` shows all, and `csv` and `json` read any table and document",
    )
}

/// What is said of a folder where a file is meant.
fn folder(input: &Input) -> Diagnostic {
    input.problem(
        Code::Unreadable,
        "this is a folder, and files are read",
        "name its files, with a pattern in quotation marks: `\"out/*.json\"`",
    )
}

fn names(adapters: &[&'static dyn Adapter]) -> Vec<&'static str> {
    adapters.iter().map(|adapter| adapter.name()).collect()
}
