//! teams/<team>/war/*.{toml,json,csv} → [`War`]s: what a team writes, the provider's own export, or both together.
//!
//! Files of one name belong together: `2026-q1.json` is the export, `2026-q1.toml` says what it leaves out. [`aws`] and
//! [`azure`] read exports into [`Draft`]s, [`written`] reads the TOML; this module joins them. Where both say something,
//! the TOML wins. It judges nothing: histories and ages are `analyse::war`'s.

mod aws;
mod azure;
mod written;

use crate::diagnostic::{Code, Diagnostic};
use crate::load::document::{Document, is_name, kebab};
use crate::load::file_index;
use crate::load::register::{Context, check_name, stem};
use crate::load::report::FIRST_YEAR;
use crate::model::portfolio::{Audience, Origin, Prose};
use crate::model::war::{Finding, PillarScore, Provider, Score, War, WarStatus};
use crate::source::{Role, Sources};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use written::Written;

/// Reads the well-architected reviews of a team, by name of file, of its files among others; and the problems found.
pub(super) fn read(
    sources: &Sources,
    (context, team): (Context<'_>, usize),
    files: &[usize],
) -> (Vec<War>, Vec<Diagnostic>) {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &index in files {
        let source = &sources.files[index];
        if matches!(source.role, Role::War(_)) {
            let path = &*source.content_path;
            let name = path.rsplit_once('.').map_or(path, |(name, _)| name);
            groups.entry(name).or_default().push(index);
        }
    }
    let (mut wars, mut problems) = (Vec::new(), Vec::new());
    for files in groups.values() {
        let (own, found) = read_group(sources, context, team, files);
        wars.extend(own);
        problems.extend(found);
    }
    (wars, problems)
}

/// What an export says of one review.
struct Draft {
    /// What tells it from the others of its file, as an id.
    name: String,
    workload: Option<usize>,
    date: Option<Date>,
    lens: String,
    lens_version: Option<String>,
    overall: Option<Score>,
    pillars: Vec<PillarScore>,
    questions: Option<(u32, u32)>,
    findings: Vec<Finding>,
    summary: Option<Prose>,
    origin: Origin,
}

/// An export while it is read.
#[derive(Clone, Copy)]
struct Export<'e, 'a> {
    document: &'e Document<'a>,
    context: Context<'e>,
    team: usize,
}

impl Export<'_, '_> {
    /// Reports that the file is not an export, or not a whole one.
    fn refuse(self, at: Range<usize>, message: &str, cure: &str) {
        self.document.problem(Code::BadExport, at, (message, cure));
    }

    /// Reports that a part of the file is not shown.
    fn leave_out(self, at: Range<usize>, message: &str, cure: &str) {
        self.document.problem(Code::PartlyRead, at, (message, cure));
    }

    /// The place of the first occurrence of a word in quotation marks, from a position on.
    fn quoted(self, word: &str, from: usize) -> Range<usize> {
        let quoted = format!("\"{word}\"");
        let found = self.document.text.get(from..).and_then(|text| text.find(&quoted));
        found.map_or(from..from, |at| from + at..from + at + quoted.len())
    }

    /// The team's workload of a name or id.
    fn workload(self, name: &str) -> Option<usize> {
        let workloads = &self.context.teams[self.team].workloads;
        let wanted = kebab(name);
        workloads
            .iter()
            .position(|workload| workload.id == wanted || workload.name == name || kebab(&workload.name) == wanted)
    }

    /// Text of a tool as Markdown that shows it as it is.
    fn verbatim(self, text: &str, at: usize) -> Prose {
        let mut escaped = String::with_capacity(text.len());
        for character in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
            if matches!(
                character,
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '|' | '~' | '!'
            ) {
                escaped.push('\\');
            }
            escaped.push(character);
        }
        Prose {
            text: escaped,
            origin: self.document.origin(at),
        }
    }
}

/// Reads the files of one name.
fn read_group(sources: &Sources, context: Context<'_>, team: usize, files: &[usize]) -> (Vec<War>, Vec<Diagnostic>) {
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    for &index in files {
        match Document::new(file_index(index), &sources.files[index]) {
            Ok(document) => documents.push(document),
            Err(problem) => problems.push(problem),
        }
    }
    let is_toml = |document: &&Document<'_>| ending(document) == "toml";
    let toml = documents.iter().find(is_toml);
    let export = documents.iter().find(|document| !is_toml(document));
    for other in &documents {
        let first = if is_toml(&other) { toml } else { export };
        if let Some(first) = first.filter(|first| first.file != other.file) {
            let message = format!("two files of one name: the other is {}", first.path);
            let cure = "rename one of them: a review has one name";
            other.problem(Code::DuplicateId, 0..0, (&message, cure));
        }
    }
    // A file that is not text was reported; what stands beside it cannot be read without it.
    let wars = match (toml, export) {
        _ if !problems.is_empty() => Vec::new(),
        (toml, Some(export)) => of_export(export, toml, (context, team)),
        (Some(toml), None) => of_toml(toml, (context, team)),
        (None, None) => Vec::new(),
    };
    problems.extend(documents.into_iter().flat_map(Document::into_problems));
    (wars, problems)
}

fn ending<'a>(document: &Document<'a>) -> &'a str {
    document.path.rsplit('.').next().unwrap_or_default()
}

/// A review that a team wrote.
fn of_toml(document: &Document<'_>, whose: (Context<'_>, usize)) -> Vec<War> {
    let written = written::read(document, whose);
    let Some(date) = date(document, (&written, document), None) else {
        return Vec::new();
    };
    let provider = written.provider.unwrap_or(Provider::Other);
    vec![War {
        id: id(document, Some(&written), None),
        date,
        workload: written.workload,
        provider,
        lens: written.lens.unwrap_or_else(|| usual_lens(provider).to_owned()),
        lens_version: written.lens_version,
        reviewer: written.reviewer,
        status: written.status.unwrap_or(WarStatus::Complete),
        summary: written.summary,
        link: written.link,
        overall: None,
        pillars: written.pillars,
        questions: None,
        findings: written.findings,
        audience: written.audience.unwrap_or(Audience::Internal),
        origin: document.origin(0),
    }]
}

/// The reviews of an export, with what the TOML beside it says.
fn of_export(document: &Document<'_>, toml: Option<&Document<'_>>, whose: (Context<'_>, usize)) -> Vec<War> {
    let (context, team) = whose;
    let export = Export {
        document,
        context,
        team,
    };
    let (provider, drafts) = if ending(document) == "json" {
        (Provider::Aws, aws::read(export))
    } else {
        (Provider::Azure, azure::read(export).into_iter().collect())
    };
    let mut written = toml.map(|toml| (toml, written::read(toml, whose)));
    if let Some((toml, written)) = &mut written {
        written.held_since(toml, drafts.iter().all(|draft| draft.date.is_some()));
        written.check_beside(toml, (provider, drafts.len()));
    }
    let is_alone = drafts.len() == 1;
    let mut wars = Vec::with_capacity(drafts.len());
    let mut names = BTreeSet::new();
    for draft in drafts {
        let name = (!is_alone).then(|| distinct(&mut names, &draft.name));
        let place = written
            .as_ref()
            .map_or((document, None), |(toml, written)| (*toml, Some(written)));
        let id = id(place.0, place.1, name.as_deref());
        let told = match &written {
            Some((toml, written)) => date(document, (written, toml), draft.date),
            None => date(document, (&Written::default(), document), draft.date),
        };
        let Some(date) = told else {
            // Every review of the file lacks it alike: said once.
            break;
        };
        let own = written.as_ref().map(|(_, written)| written);
        let mut war = War {
            id,
            date,
            workload: own.and_then(|own| own.workload).or(draft.workload),
            provider,
            lens: own.and_then(|own| own.lens.clone()).unwrap_or(draft.lens),
            lens_version: own.and_then(|own| own.lens_version.clone()).or(draft.lens_version),
            reviewer: own.and_then(|own| own.reviewer.clone()),
            status: own.and_then(|own| own.status).unwrap_or(WarStatus::Complete),
            summary: own.and_then(|own| own.summary.clone()).or(draft.summary),
            link: own.and_then(|own| own.link.clone()),
            overall: draft.overall,
            pillars: draft.pillars,
            questions: draft.questions,
            findings: draft.findings,
            audience: own.and_then(|own| own.audience).unwrap_or(Audience::Internal),
            origin: draft.origin,
        };
        if let Some(own) = own {
            add(&mut war, own);
        }
        wars.push(war);
    }
    wars
}

/// Adds the results and findings that the TOML names; its own take the place of the export's.
fn add(war: &mut War, own: &Written) {
    for pillar in &own.pillars {
        let same = |known: &&mut PillarScore| {
            known.name == pillar.name || (pillar.pillar.is_some() && known.pillar == pillar.pillar)
        };
        match war.pillars.iter_mut().find(same) {
            Some(known) => known.score = pillar.score,
            None => war.pillars.push(pillar.clone()),
        }
    }
    if !own.pillars.is_empty() {
        // The provider's own total is of its own numbers.
        war.overall = None;
    }
    for finding in &own.findings {
        match war.findings.iter_mut().find(|known| known.id == finding.id) {
            Some(known) => {
                *known = Finding {
                    link: finding.link.clone().or(known.link.take()),
                    pillar: finding.pillar.or(known.pillar),
                    ..finding.clone()
                }
            }
            None => war.findings.push(finding.clone()),
        }
    }
}

/// The day of a review: as written, else as the export says; what neither says is reported.
fn date(export: &Document<'_>, written: (&Written, &Document<'_>), exported: Option<Date>) -> Option<Date> {
    let (written, toml) = written;
    if written.has_date {
        let date = written.date?;
        if date.year() < FIRST_YEAR {
            let message = format!("the review was held on {date}, long before there were any");
            toml.problem(Code::BadDate, written.date_at.clone(), (&message, "correct the year"));
            return None;
        }
        return Some(date);
    }
    if exported.is_some() {
        return exported;
    }
    let has_toml = ending(toml) == "toml";
    let cure = if has_toml {
        "add `date = 2026-03-20`: the day it was held, or will be".to_owned()
    } else {
        format!(
            "say it in a file `{}.toml` beside it: `date = 2026-03-20`",
            stem(export)
        )
    };
    let message = if ending(export) == "toml" {
        "the review has no date"
    } else {
        "the export does not say when the review was held"
    };
    toml.problem(Code::MissingKey, 0..0, (message, &cure));
    None
}

/// The name of a review: as written, else the file's; with what tells it from the others of an export.
fn id(document: &Document<'_>, written: Option<&Written>, name: Option<&str>) -> String {
    let (base, at) = match written.and_then(|written| written.id.clone()) {
        Some((id, at)) => (id, Some(at)),
        None => (stem(document).to_owned(), None),
    };
    match at {
        Some(at) => check_name(document, &base, at),
        None if !is_name(&base) || super::RESERVED.contains(&base.to_lowercase().as_str()) => {
            let message = format!("`{base}` cannot be the name of a review");
            let cure = if is_name(&base) {
                "the site uses this name itself: rename the file".to_owned()
            } else {
                format!("rename the file to `{}.{}`", kebab(&base), ending(document))
            };
            document.problem(Code::BadFileName, 0..0, (&message, &cure));
        }
        None => {}
    }
    match name {
        Some(name) => format!("{base}-{name}"),
        None => base,
    }
}

/// The name itself, or with a number where it is taken.
fn distinct(taken: &mut BTreeSet<String>, name: &str) -> String {
    let mut own = name.to_owned();
    let mut number = 1;
    while !taken.insert(own.clone()) {
        number += 1;
        own = format!("{name}-{number}");
    }
    own
}

/// The lens of a provider's reviews where none is named.
fn usual_lens(provider: Provider) -> &'static str {
    match provider {
        Provider::Aws => AWS_LENS,
        Provider::Azure => "Azure Well-Architected Review",
        Provider::Gcp => "Google Cloud Well-Architected Framework",
        Provider::Other => "Well-architected review",
    }
}

/// The lens that AWS applies to every workload.
const AWS_LENS: &str = "AWS Well-Architected Framework";

/// The portfolio's pillar that a name or id of a provider means: `costOptimization`, `Performance Efficiency`.
fn pillar_of(context: Context<'_>, name: &str) -> Option<usize> {
    let wanted = plain_pillar(name);
    context
        .pillars
        .iter()
        .position(|pillar| plain_pillar(&pillar.id) == wanted || plain_pillar(&pillar.name) == wanted)
}

/// A pillar's name without case, blanks and the words in which providers differ.
fn plain_pillar(name: &str) -> String {
    let letters: String = name
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    for (theirs, ours) in [
        ("costoptimization", "cost"),
        ("costoptimisation", "cost"),
        ("performanceefficiency", "performance"),
    ] {
        if letters == theirs {
            return ours.to_owned();
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pillars_mean_the_same_with_every_provider() {
        for (theirs, ours) in [
            ("costOptimization", "cost"),
            ("Cost Optimization", "cost"),
            ("performance", "performance"),
            ("Performance Efficiency", "performance"),
            ("operationalExcellence", "operational-excellence"),
            ("Operational Excellence", "operational-excellence"),
            ("SECURITY", "Security"),
        ] {
            assert_eq!(plain_pillar(theirs), plain_pillar(ours), "{theirs}");
        }
        assert_ne!(plain_pillar("Security Operations"), plain_pillar("security"));
        assert_ne!(plain_pillar("CAF - Plan"), plain_pillar("performance"));
    }

    #[test]
    fn names_that_are_taken_get_a_number() {
        let mut taken = BTreeSet::new();
        let names: Vec<String> = ["api", "web", "api", "api"]
            .iter()
            .map(|name| distinct(&mut taken, name))
            .collect();
        assert_eq!(names, ["api", "web", "api-2", "api-3"]);
    }
}
