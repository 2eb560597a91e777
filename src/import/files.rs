//! The files that a command names: paths, patterns, a pipe.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::input::{Input, LARGEST_TEXT};
use globset::GlobBuilder;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The name of what came through a pipe.
const PIPE: &str = "standard input";

/// The files of some paths and patterns, relative to a folder, in sorted order, each once; and warnings of those that
/// were named by two paths. `-` is the pipe. A pattern that finds nothing is an error, unless that is in order.
pub fn find(folder: &Path, names: &[String], optional: bool) -> Result<(Vec<Input>, Vec<Diagnostic>), Diagnostic> {
    let mut inputs = Vec::new();
    for name in names {
        if name == "-" {
            inputs.push(pipe()?);
            continue;
        }
        let path = folder.join(name);
        if path.exists() {
            inputs.push(Input::file(path));
            continue;
        }
        let found = if name.contains(['*', '?', '[', '{']) {
            matching(folder, name)?
        } else {
            Vec::new()
        };
        if found.is_empty() && !optional {
            let message = format!("no file is named or matches `{name}`");
            let cure = "check the path, and that the step that writes the file has run";
            return Err(Diagnostic::new(Code::Unreadable, message, cure));
        }
        inputs.extend(found);
    }
    inputs.sort_by(|a, b| a.name().cmp(b.name()));
    inputs.dedup_by(|a, b| a.name() == b.name());
    Ok(each_once(inputs))
}

/// Leaves out files that another path has named already.
fn each_once(inputs: Vec<Input>) -> (Vec<Input>, Vec<Diagnostic>) {
    let mut seen: BTreeMap<PathBuf, String> = BTreeMap::new();
    let (mut kept, mut warnings) = (Vec::new(), Vec::new());
    for input in inputs {
        let real = input.path().and_then(|path| path.canonicalize().ok());
        let earlier = real.and_then(|real| match seen.entry(real) {
            Entry::Occupied(earlier) => Some(earlier.get().clone()),
            Entry::Vacant(free) => {
                free.insert(input.name().to_owned());
                None
            }
        });
        match earlier {
            None => kept.push(input),
            Some(earlier) => {
                let message = format!("the file is the same as {earlier}, and is counted once");
                warnings.push(input.problem(Code::LeftOut, message, "name it once"));
            }
        }
    }
    (kept, warnings)
}

fn matching(folder: &Path, pattern: &str) -> Result<Vec<Input>, Diagnostic> {
    let here = Path::new(".");
    let whole = folder.join(pattern);
    let whole = whole.strip_prefix(here).unwrap_or(&whole);
    // The walk starts where the pattern does: not at the root of the disk for one that names a folder.
    let plain = whole.components().take_while(|part| {
        let text = part.as_os_str().to_string_lossy();
        !text.contains(['*', '?', '[', '{'])
    });
    let start: PathBuf = plain.collect();
    let start = if start.as_os_str().is_empty() { here } else { &start };
    let glob = GlobBuilder::new(&whole.to_string_lossy())
        .literal_separator(true)
        .build();
    let matcher = glob.map_err(|error| {
        let cure = "`*` stands for a part of a name, `**` for folders; quote the pattern from the shell";
        Diagnostic::new(
            Code::Unreadable,
            format!("`{pattern}` is no pattern: {}", error.kind()),
            cure,
        )
    })?;
    let matcher = matcher.compile_matcher();
    let mut found = Vec::new();
    let walk = walkdir::WalkDir::new(start).sort_by_file_name();
    for entry in walk.into_iter().filter_map(Result::ok) {
        let path = entry.path().strip_prefix(here).unwrap_or(entry.path());
        if entry.file_type().is_file() && matcher.is_match(path) {
            found.push(Input::file(path));
        }
    }
    Ok(found)
}

fn pipe() -> Result<Input, Diagnostic> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LARGEST_TEXT + 1).read_to_end(&mut bytes);
    let problem = |message: String, cure: &str| Err(Diagnostic::new(Code::Unreadable, message, cure));
    match read {
        Err(error) => problem(
            format!("the pipe cannot be read: {error}"),
            "write the export to a file",
        ),
        Ok(_) if bytes.len() as u64 > LARGEST_TEXT => problem(
            "the pipe gives more than 64 MiB".to_owned(),
            "write the export to a file and name it",
        ),
        Ok(_) => Ok(Input::of_bytes(PIPE, bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_find_files_in_order_and_names_find_themselves() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for start in ["", "."] {
            let (found, _) = find(Path::new(start), &["src/m*.rs".to_owned()], false).expect("found");
            assert_eq!(found[0].name(), "src/main.rs", "tests run where Cargo.toml lies");
        }
        let names = |patterns: &[&str]| -> Vec<String> {
            let patterns: Vec<String> = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
            let (found, _) = find(root, &patterns, false).expect("found");
            found.iter().map(|input| input.base_name().to_owned()).collect()
        };
        assert_eq!(names(&["src/m*.rs"]), ["main.rs", "markdown.rs", "model.rs"]);
        assert_eq!(names(&["src/model.rs", "src/mod*.rs"]), ["model.rs"]);
        assert!(names(&["src/**/window.rs"]).contains(&"window.rs".to_owned()));
    }

    #[test]
    fn a_file_that_is_named_by_two_paths_is_counted_once_and_that_is_said() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let names = ["src/main.rs", "src/../src/main.rs", "./src/main.rs", "src/mai?.rs"].map(str::to_owned);
        let (found, warnings) = find(root, &names, false).expect("found");
        assert_eq!((found.len(), warnings.len()), (1, 2), "{warnings:?}");
        assert!(warnings[0].message.starts_with("the file is the same as "));
    }

    #[test]
    fn what_finds_nothing_is_an_error_unless_that_is_in_order() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for name in ["nowhere.json", "nowhere-*.json"] {
            let names = [name.to_owned()];
            assert!(find(root, &names, false).is_err());
            assert_eq!(find(root, &names, true).expect("in order").0.len(), 0);
        }
        assert!(find(root, &["src/[".to_owned()], false).is_err());
    }
}
