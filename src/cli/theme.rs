//! `theme eject`: the default theme's files, to change some of them.

use crate::cli::{Failure, Output, write};
use crate::diagnostic::did_you_mean;
use crate::load::document::{is_id, kebab};
use crate::theme::{DEFAULT_NAME, default_files};
use std::fmt::Write;
use std::path::Path;

/// Writes files of the default theme into `themes/NAME`.
pub(super) fn eject(name: &str, root: &Path, only: &[String]) -> Result<Output, Failure> {
    if !is_id(name) || name == DEFAULT_NAME {
        let cure = format!(
            "choose another, such as `{}`",
            if name == DEFAULT_NAME {
                "ours".to_owned()
            } else {
                kebab(name)
            }
        );
        return Err(Failure {
            message: format!("`{name}` cannot be the name of a theme of yours"),
            cure,
        });
    }
    let files = default_files();
    if let Some(unknown) = only.iter().find(|path| !files.contains_key(path.as_str())) {
        let cure = did_you_mean(
            unknown,
            files.keys().map(String::as_str),
            "`scorpfolio theme eject NAME` writes all files",
        );
        return Err(Failure {
            message: format!("the default theme has no file `{unknown}`"),
            cure,
        });
    }
    let folder = root.join("themes").join(name);
    let mut output = Output::default();
    for (path, bytes) in files.iter().filter(|(path, _)| only.is_empty() || only.contains(path)) {
        let target = folder.join(path);
        write::new_file(&target, bytes)?;
        let _ = writeln!(output.stdout, "{}", write::shown(&target));
    }
    let _ = write!(
        output.stderr,
        "Delete the files you do not change: the default ones are used for them.\nThen write `theme = \"{name}\"` in scorpfolio.toml.\n"
    );
    Ok(output)
}
