//! `import template`: a team's filled-in template becomes the files that say the same.
//!
//! The template is read as the site reads `scorp.md`, and what it becomes is read again before anything is written: what
//! would not be read without an error is not written.

use crate::cli::build::Printer;
use crate::cli::{Failure, ImportArguments, Output, Said, write};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::import::{Input, files, wiki};
use crate::load::load_readable as load;
use crate::model::portfolio::{FileIndex, Portfolio};
use crate::scaffold::{Converted, Template, convert, team_folder};
use crate::source::{Role, SourceFile, Sources};
use crate::{Loaded, Refused};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// The word that stands where a source does.
pub(super) const NAME: &str = "template";
/// What it is, for the list of sources.
pub(super) const ABOUT: &str = "the SCORP template, filled in: becomes team.toml, reports/, data/, incidents/ and war/";
/// What the team's own copy is called.
const OWN: &str = "scorp.md";

pub(super) fn run(arguments: &ImportArguments, at: (&Path, &Loaded), printer: &Printer) -> Said {
    let (root, loaded) = at;
    match converted(arguments, root, loaded) {
        Ok((output, warnings)) => {
            let mut said = printer.said(&warnings, 0);
            said.stdout.push_str(&output.stdout);
            said
        }
        Err(Stopped::Failure(failure)) => Err(failure).into(),
        Err(Stopped::Problems(problems)) => {
            printer.refused(Refused::Problems(problems), "nothing was written: correct these first")
        }
    }
}

enum Stopped {
    Failure(Failure),
    Problems(Vec<Diagnostic>),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Diagnostic> for Stopped {
    fn from(problem: Diagnostic) -> Self {
        Self::Problems(vec![problem])
    }
}

fn converted(arguments: &ImportArguments, root: &Path, loaded: &Loaded) -> Result<(Output, Vec<Diagnostic>), Stopped> {
    check_arguments(arguments)?;
    let slug = arguments.team.as_deref().unwrap_or_default();
    let team = super::find_team(&loaded.portfolio, slug)?;
    let folder = team_folder(&loaded.portfolio, team);
    let (inputs, _) = files::find(Path::new(""), &arguments.files[1..], false)?;
    let [input] = inputs.as_slice() else {
        return Err(Failure {
            message: format!("a team has one template, and {} files are named", inputs.len()),
            cure: "name one file".to_owned(),
        }
        .into());
    };
    let own = root.join(format!("{folder}{OWN}"));
    let is_own = is_same_file(input, &own);
    if !is_own && write::exists(&own) {
        return Err(Failure {
            message: format!("the team has a template already, {}", write::shown(&own)),
            cure: "convert that one, or move it away".to_owned(),
        }
        .into());
    }
    let text = markdown(input)?;
    let place = Place {
        folder: &folder,
        content: format!("teams/{slug}/"),
        name: if is_own {
            format!("{folder}{OWN}")
        } else {
            input.name().to_owned()
        },
    };
    let (files, warnings) = files_of(loaded, (team, &place), &text)?;
    if files.is_empty() {
        return Err(input
            .problem(
                Code::NotAnExport,
                "no section of the template in this file says anything",
                "fill it in, or write reports instead: `scorpfolio new report`",
            )
            .into());
    }
    for file in files.iter().filter(|file| !is_extended(&file.path)) {
        let path = root.join(format!("{folder}{}", file.path));
        if write::exists(&path) {
            return Err(Failure {
                message: format!("{} exists already", write::shown(&path)),
                cure: "nothing was written; a template is converted once: remove what an earlier conversion wrote to do it anew".to_owned(),
            }
            .into());
        }
    }
    let mut stdout = String::new();
    for file in &files {
        let path = format!("{folder}{}", file.path);
        if !arguments.dry_run {
            let known = known(&loaded.sources, &path);
            write::replace(&root.join(&path), known, file.text.as_bytes())?;
        }
        let _ = writeln!(stdout, "{path}: {}", file.gains);
    }
    if is_own {
        if !arguments.dry_run {
            write::remove(&own)?;
        }
        let _ = writeln!(stdout, "{folder}{OWN}: removed; the files above say what it said");
    }
    if arguments.dry_run {
        stdout.push_str("nothing was written: this was a dry run\n");
    }
    let output = Output {
        stdout,
        ..Output::default()
    };
    Ok((output, warnings))
}

/// Options that other sources have mean nothing here.
fn check_arguments(arguments: &ImportArguments) -> Result<(), Failure> {
    let given = [
        ("--date", arguments.date.is_some()),
        ("--cycle", arguments.cycle.is_some()),
        ("--workload", arguments.workload.is_some()),
        ("--metric", arguments.metric.is_some()),
        ("--set", !arguments.set.is_empty()),
    ];
    match given.iter().find(|(_, is_given)| *is_given) {
        None => Ok(()),
        Some((option, _)) => Err(Failure {
            message: format!("`{option}` means nothing for a template, which says all of that itself"),
            cure: format!("leave `{option}` out"),
        }),
    }
}

/// The template as Markdown: as it is written, or a wiki's page.
fn markdown(input: &Input) -> Result<String, Diagnostic> {
    let text = input.text()?;
    let is_page = text.trim_start().starts_with('<') && !text.trim_start().starts_with("<!--");
    if !is_page {
        return Ok(text.to_owned());
    }
    let is_wiki = ["<ac:", "<table"].iter().any(|mark| text.contains(mark));
    wiki::markdown_of(text).filter(|_| is_wiki).ok_or_else(|| {
        let cure = "export the page as Markdown, as Confluence's storage format or as its HTML; a page to sign in is often saved in its place";
        input.problem(Code::NotAnExport, "the file is a web page, but not the template of a wiki", cure)
    })
}

/// Where the team's files lie.
struct Place<'a> {
    /// From the folder of scorpfolio.toml.
    folder: &'a str,
    /// Within the content.
    content: String,
    /// What the template is called in messages.
    name: String,
}

impl Place<'_> {
    fn source(&self, path: &str, bytes: &[u8]) -> SourceFile {
        let content_path = format!("{}{path}", self.content);
        let own: Arc<str> = format!("{}{path}", self.folder).into();
        SourceFile {
            path: Arc::clone(&own),
            source_path: own,
            source_url: None,
            role: Role::of(&content_path),
            content_path: content_path.into(),
            bytes: bytes.into(),
        }
    }
}

/// The files that a template becomes, and what there is to warn of.
fn files_of(
    loaded: &Loaded,
    of: (usize, &Place<'_>),
    text: &str,
) -> Result<(Vec<Converted>, Vec<Diagnostic>), Stopped> {
    let (team, place) = of;
    let read = |sources: &Sources| load(&loaded.configuration, sources, loaded.portfolio.as_of);
    let template = |text: &str| SourceFile {
        path: place.name.as_str().into(),
        ..place.source(OWN, text.as_bytes())
    };
    let (sources, at) = with(&loaded.sources, template(text));
    let (portfolio, problems) = read(&sources);
    let is_near = |problem: &Diagnostic, is_named: &dyn Fn(&str) -> bool| {
        problem.place.as_ref().is_some_and(|place| is_named(&place.file))
    };
    let (errors, mut warnings): (Vec<Diagnostic>, Vec<Diagnostic>) = problems
        .into_iter()
        .filter(|problem| is_near(problem, &|file| file == place.name || file.starts_with(place.folder)))
        .partition(|problem| problem.severity == Severity::Error);
    if !errors.is_empty() {
        return Err(Stopped::Problems(errors));
    }
    warnings.retain(|warning| is_near(warning, &|file| file == place.name));
    let (before, _): (Portfolio, _) = read(&with(&loaded.sources, template("")).0);
    let texts = |path: &str| -> Option<String> {
        let bytes = known(&loaded.sources, &format!("{}{path}", place.folder))?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    };
    let template = Template {
        portfolio: &portfolio,
        team,
        file: FileIndex(u32::try_from(at + 1).unwrap_or(u32::MAX)),
        before: &before.teams[team],
    };
    let files = convert(template, &texts)?;
    let mut after = sources;
    after.files.remove(at);
    for file in &files {
        after = with(&after, place.source(&file.path, file.text.as_bytes())).0;
    }
    let is_new = |file: &str| {
        let path = file.strip_prefix(place.folder);
        path.is_some_and(|path| files.iter().any(|file| file.path == path))
    };
    let (_, problems) = read(&after);
    let errors: Vec<Diagnostic> = problems
        .into_iter()
        .filter(|problem| problem.severity == Severity::Error && is_near(problem, &is_new))
        .collect();
    if errors.is_empty() {
        Ok((files, warnings))
    } else {
        Err(Stopped::Problems(errors))
    }
}

/// Some files with another, in its place by path; and its position.
fn with(sources: &Sources, file: SourceFile) -> (Sources, usize) {
    let mut sources = sources.clone();
    let same = sources
        .files
        .iter()
        .position(|known| known.content_path == file.content_path);
    let at = same.unwrap_or_else(|| {
        let folder = sources
            .files
            .iter()
            .rposition(|known| known.role.team() == file.role.team());
        folder.map_or(sources.files.len(), |last| last + 1)
    });
    match same {
        Some(at) => sources.files[at] = file,
        None => sources.files.insert(at, file),
    }
    (sources, at)
}

fn known<'s>(sources: &'s Sources, path: &str) -> Option<&'s [u8]> {
    let found = sources.files.iter().find(|known| *known.path == *path);
    found.map(|file| &*file.bytes)
}

/// Whether a file of the team may hold something already.
fn is_extended(path: &str) -> bool {
    matches!(path, "team.toml" | "metrics.toml" | "actions.toml")
}

fn is_same_file(input: &Input, own: &Path) -> bool {
    let Some(path) = input.path() else { return false };
    match (path.canonicalize(), own.canonicalize()) {
        (Ok(path), Ok(own)) => path == own,
        _ => false,
    }
}
