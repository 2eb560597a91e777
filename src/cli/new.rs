//! `new`: files and entries prefilled from what the portfolio knows.
//!
//! Errors in the content do not stand in the way of a new file; what could not be read is said beside it. Only a report
//! is made from the team's own files, so that these have to be right.

mod register;
mod report;
mod review;
mod team;
#[cfg(test)]
mod tests;

use crate::Loaded;
use crate::cli::{Failure, NewCommand, Output, write};
use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::load::RESERVED;
use crate::load::document::is_name;
use crate::scaffold::{self, NewFile, SCHEMAS};
use std::fmt::Write;
use std::path::Path;

/// Beyond this many places a list says less than `check`.
const MOST_PLACES: usize = 3;

/// The longest title, in characters: what is longer belongs below it.
const LONGEST_TITLE: usize = 200;

/// Writes what was asked for into the portfolio of a folder.
pub(super) fn run(command: &NewCommand, root: &Path, loaded: &Loaded) -> Result<Output, Failure> {
    let place = Place { root, loaded };
    let mut output = match command {
        NewCommand::Team { name, .. } => team::run(place, name),
        NewCommand::Report { team, date, .. } => report::run(place, team, *date),
        NewCommand::Action { team, title, id, .. } => register::action(place, team, (title, id.as_deref())),
        NewCommand::Incident { team, title, id, .. } => register::incident(place, team, (title, id.as_deref())),
        NewCommand::War {
            team,
            workload,
            provider,
            id,
            ..
        } => register::war(place, team, (workload.as_deref(), *provider, id.as_deref())),
        NewCommand::Notad { title, kind, .. } => register::notad(place, title, *kind),
        NewCommand::TechShare { title, .. } => register::tech_share(place, title),
        NewCommand::Review { review, date, .. } => review::run(place, review.as_deref(), *date),
    }?;
    output.stderr.insert_str(0, &unread(&loaded.warnings));
    Ok(output)
}

/// Errors without which the command would write something wrong: a report's are those of its team's own files.
pub(super) fn blocking(command: &NewCommand, loaded: &Loaded) -> Vec<Diagnostic> {
    let NewCommand::Report { team, .. } = command else {
        return Vec::new();
    };
    let Some(index) = loaded.portfolio.team(team) else {
        return Vec::new();
    };
    let folder = scaffold::team_folder(&loaded.portfolio, index);
    let is_own = |problem: &&Diagnostic| {
        let place = problem.place.as_ref();
        problem.severity == Severity::Error && place.is_some_and(|place| place.file.starts_with(&folder))
    };
    loaded.warnings.iter().filter(is_own).cloned().collect()
}

/// What could not be read, in a few lines; nothing where all could.
fn unread(problems: &[Diagnostic]) -> String {
    let errors: Vec<&Diagnostic> = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .collect();
    let mut text = String::new();
    if errors.is_empty() {
        return text;
    }
    let (count, s) = (errors.len(), if errors.len() == 1 { "" } else { "s" });
    let _ = writeln!(
        text,
        "The content has {count} error{s}; what is wrong was left out of account:"
    );
    for error in errors.iter().take(MOST_PLACES) {
        let place = error.place.as_ref();
        let place = place.map_or_else(String::new, |place| format!("{}:{}: ", place.file, place.line));
        let _ = writeln!(text, "  {place}{}", error.message);
    }
    text.push_str(if errors.len() > MOST_PLACES {
        "`scorpfolio check` says the rest, with cures.\n"
    } else {
        "`scorpfolio check` says what cures it.\n"
    });
    text
}

/// The portfolio that something is added to.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The folder of scorpfolio.toml.
    root: &'a Path,
    /// What it holds.
    loaded: &'a Loaded,
}

impl Place<'_> {
    /// The team of a slug.
    fn team(self, slug: &str) -> Result<usize, Failure> {
        let portfolio = &self.loaded.portfolio;
        portfolio.team(slug).ok_or_else(|| Failure {
            message: format!("unknown team `{slug}`"),
            cure: did_you_mean(
                slug,
                portfolio.teams.iter().map(|team| team.slug.as_str()),
                "add it with `scorpfolio new team NAME`",
            ),
        })
    }

    /// Writes a file that is not there yet, and says so with what to do next.
    fn write(self, file: &NewFile, next: &str) -> Result<Output, Failure> {
        let path = self.root.join(&file.path);
        write::new_file(&path, file.text.as_bytes())?;
        let mut output = self.written(&file.path, next);
        let schemas = self.root.join(SCHEMAS);
        // Editors look for schemas in the first line of a TOML file, and not into the front matter of Markdown.
        if file.text.starts_with("#:schema") && !write::exists(&schemas) {
            let hint = format!(
                "An editor that knows JSON Schema checks the file while you type after `scorpfolio schema --out {}`.\n",
                write::shown(&schemas)
            );
            output.stderr.insert_str(0, &hint);
        }
        Ok(output)
    }

    fn written(self, path: &str, next: &str) -> Output {
        Output {
            stdout: format!("{}\n", write::shown(&self.root.join(path))),
            stderr: format!("Next: {next}\n"),
        }
    }
}

/// A title without spaces around it; one that is empty, says nothing or runs on is refused.
fn titled(written: &str) -> Result<&str, Failure> {
    let title = written.trim();
    let refused = |message: String, cure: &str| {
        Err(Failure {
            message,
            cure: cure.to_owned(),
        })
    };
    let length = title.chars().count();
    if title.is_empty() {
        return refused("the title is empty".to_owned(), "say in a few words what it is about");
    }
    if length > LONGEST_TITLE {
        let message = format!("the title has {length} characters; the most are {LONGEST_TITLE}");
        return refused(message, "say it in fewer words: the file has room for the rest");
    }
    if title.chars().any(char::is_control) {
        let message = "the title holds a line end or another control character".to_owned();
        return refused(message, "write it in one line");
    }
    if scaffold::slug(title).is_none() {
        return refused(
            format!("`{title}` has no letter or digit"),
            "say in a few words what it is about",
        );
    }
    Ok(title)
}

/// A title, and the name that it gives a file.
fn named(written: &str) -> Result<(&str, String), Failure> {
    let title = titled(written)?;
    let slug = scaffold::slug(title).unwrap_or_default();
    if RESERVED.contains(&slug.as_str()) {
        return Err(Failure {
            message: format!("`{slug}` is a name the site uses itself"),
            cure: "say it in other words".to_owned(),
        });
    }
    Ok((title, slug))
}

/// An id that may stand in an address.
fn checked(id: &str) -> Result<&str, Failure> {
    if is_name(id) && !RESERVED.contains(&id.to_lowercase().as_str()) {
        return Ok(id);
    }
    Err(Failure {
        message: format!("`{id}` cannot stand in an address"),
        cure: "use letters, digits, `-`, `_` and `.`, such as `INC-1042`".to_owned(),
    })
}

/// A content folder, or why there is none to write into.
fn content(folder: Option<String>) -> Result<String, Failure> {
    folder.ok_or_else(|| Failure {
        message: "every content folder in scorpfolio.toml is a pattern, so it is not clear where the file belongs"
            .to_owned(),
        cure: "add a plain folder to `content` in scorpfolio.toml".to_owned(),
    })
}
