//! `explain`: what a diagnostic code means and what cures it.

use crate::cli::{Failure, Output};
use crate::diagnostic::{Code, did_you_mean};
use std::fmt::Write;

/// Explains a code, upper or lower case; without one, lists all codes.
pub fn run(code: Option<&str>) -> Result<Output, Failure> {
    let mut stdout = String::new();
    let Some(written) = code else {
        for code in Code::ALL {
            let _ = writeln!(stdout, "{}  {}", code.id(), code.name());
        }
        return Ok(Output {
            stdout,
            stderr: String::new(),
        });
    };
    let Some(code) = Code::from_id(written) else {
        let cure = did_you_mean(
            written.trim(),
            Code::ALL.iter().map(|code| code.id()),
            "`scorpfolio explain` lists all codes",
        );
        return Err(Failure {
            message: format!("unknown code `{written}`"),
            cure,
        });
    };
    let _ = write!(
        stdout,
        "{} ({}): {}\n\n{}\n",
        code.id(),
        code.severity().word(),
        code.name(),
        code.explanation()
    );
    Ok(Output {
        stdout,
        stderr: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_explained_whatever_its_case() {
        let output = run(Some("e202")).expect("known");
        assert!(
            output.stdout.starts_with("E202 (error): unknown key\n\n"),
            "{}",
            output.stdout
        );
        assert_eq!(run(Some(" E202 ")), Ok(output));
    }

    #[test]
    fn without_a_code_all_are_listed() {
        let output = run(None).expect("a list");
        assert_eq!(output.stdout.lines().count(), Code::ALL.len());
    }

    #[test]
    fn an_unknown_code_names_the_nearest_one_or_the_list() {
        assert_eq!(run(Some("E2022")).expect_err("unknown").cure, "did you mean `E202`?");
        assert_eq!(
            run(Some("help")).expect_err("unknown").cure,
            "`scorpfolio explain` lists all codes"
        );
    }
}
