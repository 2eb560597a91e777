//! `schema`: JSON Schemas of the input files, for editors.

use crate::cli::{Failure, Output, write};
use crate::diagnostic::did_you_mean;
use crate::load::shape::FILES;
use crate::reference::place;
use crate::schema::{self, MARK};
use std::fmt::Write;
use std::path::Path;

/// Prints one schema, or writes it (without a name: all of them) into a folder; with neither, lists the names.
pub fn run(name: Option<&str>, out: Option<&Path>) -> Result<Output, Failure> {
    let mut output = Output::default();
    let schemas = match name {
        Some(name) => vec![(name, named(name)?)],
        None => schema::all(),
    };
    match (out, schemas.as_slice()) {
        (Some(folder), schemas) => {
            for (name, schema) in schemas {
                let path = folder.join(schema::file_name(name));
                write::own_file(&path, schema::text(schema).as_bytes(), MARK)?;
                let _ = writeln!(output.stdout, "{}", write::shown(&path));
            }
        }
        (None, [(_, schema)]) if name.is_some() => output.stdout = schema::text(schema),
        (None, _) => {
            for (name, shape) in FILES {
                let _ = writeln!(output.stdout, "{name:<11} {}", place(shape.name));
            }
            output
                .stderr
                .push_str("`scorpfolio schema NAME` prints one, `scorpfolio schema --out DIR` writes all.\n");
        }
    }
    Ok(output)
}

fn named(name: &str) -> Result<serde_json::Value, Failure> {
    schema::schema(name).ok_or_else(|| Failure {
        message: format!("there is no schema `{name}`"),
        cure: did_you_mean(
            name,
            FILES.iter().map(|(name, _)| *name),
            "`scorpfolio schema` lists them",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_prints_its_schema_and_an_unknown_one_the_nearest() {
        let output = run(Some("report"), None).expect("known");
        let parsed: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
        assert_eq!(Some(parsed), schema::schema("report"));
        assert_eq!(
            run(Some("reports"), None).expect_err("unknown").cure,
            "did you mean `report`?"
        );
    }

    #[test]
    fn without_a_name_the_names_are_listed() {
        let output = run(None, None).expect("a list");
        assert_eq!(output.stdout.lines().count(), FILES.len());
    }

    #[test]
    fn a_folder_gets_every_schema_and_may_get_them_again() {
        let folder = tempfile::tempdir().expect("a folder");
        for _ in 0..2 {
            let output = run(None, Some(folder.path())).expect("written");
            assert_eq!(output.stdout.lines().count(), FILES.len());
        }
        assert!(folder.path().join("report.schema.json").is_file());
    }
}
