//! OSV-Scanner's JSON. It lists a vulnerability under each of its names; its groups say which are the same, so groups are
//! counted.

use crate::diagnostic::Diagnostic;
use crate::import::cvss::base_score;
use crate::import::finding::{Finding, Findings, Report, Scope, Severity, document, extra, foreign};
use crate::import::measurement::Extra;
use crate::import::{Adapter, Glance, Imported, Input, Request, Tool};
use serde::Deserialize;
use serde_json::Value;

/// Reads reports of OSV-Scanner.
pub(super) struct OsvScanner;

#[derive(Deserialize)]
struct Document {
    results: Option<Vec<Source>>,
}

#[derive(Deserialize)]
struct Source {
    packages: Option<Vec<Package>>,
}

#[derive(Deserialize)]
struct Package {
    #[serde(rename = "package")]
    name: Option<Name>,
    vulnerabilities: Option<Vec<Vulnerability>>,
    groups: Option<Vec<Group>>,
}

#[derive(Deserialize)]
struct Name {
    name: Option<String>,
}

#[derive(Deserialize)]
struct Vulnerability {
    id: Option<String>,
    severity: Option<Vec<Score>>,
    database_specific: Option<Value>,
    affected: Option<Vec<Affected>>,
}

#[derive(Deserialize)]
struct Score {
    score: Option<String>,
}

#[derive(Deserialize)]
struct Affected {
    package: Option<Name>,
    ranges: Option<Vec<Range>>,
}

#[derive(Deserialize)]
struct Range {
    events: Option<Vec<Event>>,
}

#[derive(Deserialize)]
struct Event {
    fixed: Option<Value>,
}

#[derive(Deserialize)]
struct Group {
    ids: Option<Vec<String>>,
    max_severity: Option<Value>,
}

impl Adapter for OsvScanner {
    fn name(&self) -> &'static str {
        "osv-scanner"
    }

    fn about(&self) -> &'static str {
        "OSV-Scanner: vulnerabilities in lock files and images (JSON)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["critical-vulnerabilities", "high-vulnerabilities"]
    }

    fn extras(&self) -> &'static [Extra] {
        extra::OF_VULNERABILITIES
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.is_object_with(&["results"])
            && (glance.has_keys(&["experimental_config"])
                || glance.says("\"packages\"") && glance.says("\"ecosystem\"") && glance.says("\"source\""))
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut findings = Findings::default();
        findings.looked_for(Scope::Vulnerabilities);
        for input in inputs {
            let Document { results: Some(results) } = document(input)? else {
                return Err(foreign(input, "OSV-Scanner", "it has no `results`"));
            };
            // A clean run writes an empty list; a list of anything else is of another tool.
            if results.iter().any(|source| source.packages.is_none()) {
                return Err(foreign(input, "OSV-Scanner", "a result has no `packages`"));
            }
            let packages = results.iter().filter_map(|source| source.packages.as_ref()).flatten();
            packages.for_each(|package| add(package, &mut findings));
        }
        findings.measured(&Report {
            inputs,
            request,
            tool: Tool::new("osv-scanner"),
            day: request.day_of_stock(&inputs[0], None)?,
            measured_at: None,
            has_history: false,
            provisional: None,
            note: None,
        })
    }
}

fn add(package: &Package, findings: &mut Findings) {
    let name = package.name.as_ref().and_then(|package| package.name.as_deref());
    let name = name.unwrap_or_default();
    let known: Vec<&Vulnerability> = package.vulnerabilities.iter().flatten().collect();
    // Versions before 1.0 have no groups: each is one of its own.
    let alone: Vec<Group> = known
        .iter()
        .map(|one| Group {
            ids: one.id.clone().map(|id| vec![id]),
            max_severity: None,
        })
        .collect();
    for group in package
        .groups
        .as_ref()
        .filter(|groups| !groups.is_empty())
        .unwrap_or(&alone)
    {
        let mut ids: Vec<&str> = group.ids.iter().flatten().map(String::as_str).collect();
        ids.sort_unstable();
        let members: Vec<&&Vulnerability> = known
            .iter()
            .filter(|one| one.id.as_deref().is_some_and(|id| ids.contains(&id)))
            .collect();
        let severity = if ids.iter().any(|id| id.starts_with("MAL-")) {
            // Malware has no score: whoever runs it is compromised.
            Severity::Critical
        } else {
            let stated = group.max_severity.as_ref().map(Severity::of_score);
            stated
                .filter(|severity| *severity != Severity::Unrated)
                .unwrap_or_else(|| members.iter().map(|one| rated(one)).max().unwrap_or(Severity::Unrated))
        };
        let fixable = members.iter().any(|one| has_fix(one, name));
        findings.add(Finding::vulnerability((&ids.join(" "), name), severity, Some(fixable)));
    }
}

/// The severity of one entry: its vectors of CVSS, else the word of its database.
fn rated(one: &Vulnerability) -> Severity {
    let scores = one.severity.iter().flatten().filter_map(|score| score.score.as_deref());
    let best = scores
        .filter_map(base_score)
        .map(|score| Severity::of_score(&Value::from(score)))
        .max();
    best.unwrap_or_else(|| {
        let word = one
            .database_specific
            .as_ref()
            .and_then(|own| own.get("severity")?.as_str());
        word.map_or(Severity::Unrated, Severity::of_word)
    })
}

fn has_fix(one: &Vulnerability, name: &str) -> bool {
    let affected = one.affected.iter().flatten().filter(|affected| {
        let package = affected.package.as_ref().and_then(|package| package.name.as_deref());
        package.is_none_or(|package| package == name)
    });
    let ranges = affected.flat_map(|affected| affected.ranges.iter().flatten());
    let mut events = ranges.flat_map(|range| range.events.iter().flatten());
    events.any(|event| event.fixed.is_some())
}
