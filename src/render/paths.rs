//! Paths that not every disk and host can hold, or not side by side; found before anything is rendered, so that a check
//! finds them too. That no two are the same is seen by `render` itself.

use super::{Paths, Work};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::portfolio::Portfolio;
use crate::publish::{check_path, fold_path, folders_above};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The problems of all paths of a site; `work` is sorted by them.
pub(super) fn problems(work: &[Work<'_>], paths: &Paths<&str>, portfolio: &Portfolio) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> = work
        .par_iter()
        .filter_map(|work| check_path(work.path()).err().map(|reason| (work.path(), reason)))
        .map(|(path, reason)| {
            let message = format!("`{path}` cannot be a file of the site: {reason}");
            Diagnostic::new(Code::BadFileName, message, "rename what it is made from").at(source(path, portfolio))
        })
        .collect();
    // Nearly all paths are of small letters alone, and these are told apart everywhere.
    let mut spelled: BTreeMap<String, &str> = BTreeMap::new();
    for path in work.iter().map(Work::path).filter(|path| !is_plain(path)) {
        if let Some(other) = confused(path, (work, paths), &mut spelled) {
            let message =
                format!("the paths `{path}` and `{other}` are one on disks that ignore how a letter is written");
            let problem = Diagnostic::new(Code::PathTaken, message, "rename one of the two");
            problems.push(problem.at(source(path, portfolio)));
        }
    }
    problems
}

fn is_plain(path: &str) -> bool {
    path.is_ascii() && !path.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// The path, or folder of one, that a disk may take for this path or for one of its folders.
fn confused<'a>(
    path: &'a str,
    (work, paths): (&[Work<'_>], &Paths<&str>),
    spelled: &mut BTreeMap<String, &'a str>,
) -> Option<String> {
    std::iter::once(path).chain(folders_above(path)).find_map(|name| {
        let folded = fold_path(name);
        if folded == name {
            return None;
        }
        let below = format!("{folded}/");
        let is_folder = || {
            let next = work.partition_point(|work| work.path() < below.as_str());
            work.get(next).is_some_and(|next| next.path().starts_with(&below))
        };
        if paths.contains(&*folded) || is_folder() {
            return Some(folded.into_owned());
        }
        match *spelled.entry(folded.into_owned()).or_insert(name) {
            other if other == name => None,
            other => Some(other.to_owned()),
        }
    })
}

/// The file a path comes from, as far as one file decides it.
fn source(path: &str, portfolio: &Portfolio) -> Place {
    let attachment = portfolio.attachments.iter().find(|attachment| attachment.url == path);
    match attachment {
        Some(attachment) => Place::file(&*portfolio.files[attachment.file.0 as usize].path),
        None => Place::file("scorpfolio.toml"),
    }
}
