//! What can go wrong around a build, made to go wrong at many points. Each time the end is a clear error or a right site:
//! never a panic, a wait without end, half a page, or a file of somebody else's that is lost.
//!
//! Builds that are killed are in `crash`; single steps of a commit beside the code, in `publish::tests`.

#[cfg(unix)]
mod content;
#[cfg(unix)]
mod output;
mod record;
mod time;

use crate::harness::{Folder, files};
use scorpfolio::{BuildOptions, Refused};
use std::collections::BTreeMap;
#[cfg(unix)]
use std::process::{Command, Output};

/// The program as it is run.
#[cfg(unix)]
const PROGRAM: &str = env!("CARGO_BIN_EXE_scorpfolio");

/// Two teams, one cycle and few pages, so that a build takes no time.
fn small() -> Folder {
    let folder = Folder::empty();
    folder.write(
        "scorpfolio.toml",
        "title = \"Small\"\nas_of = 2026-02-10\n[cycle]\nfirst = 2026-01-19\n",
    );
    for team in ["alpha", "beta"] {
        folder.write(&format!("content/teams/{team}/team.toml"), "name = \"A team\"\n");
        folder.write(
            &format!("content/teams/{team}/reports/2026-02-01.toml"),
            "[metrics]\nerrors = 4\n",
        );
    }
    folder.write("content/pages/plan.md", "+++\ntitle = \"Plan\"\n+++\nText.\n");
    folder
}

/// The files of a site but those that hold the moment of the build.
fn lasting(mut site: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    site.remove("version.json");
    site.remove("build.json");
    site
}

/// The site that a build without a cache makes of a folder, elsewhere.
fn fresh(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let elsewhere = Folder::empty();
    let options = BuildOptions {
        output: Some(elsewhere.path().join("site")),
        use_cache: false,
        ..folder.options()
    };
    scorpfolio::build(&options).unwrap_or_else(|refused| panic!("{refused}"));
    lasting(files(&elsewhere.path().join("site")))
}

/// Fails unless it is told what is wrong, where, and what to do; gives the text.
fn told(refused: &Refused, about: &str) -> String {
    let text = refused.to_string();
    match refused {
        Refused::Problems(problems) => {
            assert!(!problems.is_empty(), "{about}: refused without a reason");
            for problem in problems {
                assert!(
                    !problem.message.is_empty() && !problem.cure.is_empty(),
                    "{about}: {text}"
                );
            }
        }
        Refused::Publish(error) => assert!(!error.message().is_empty() && !error.cure().is_empty(), "{about}"),
    }
    let is_plain =
        |letter: char| letter == '\n' || !(letter.is_control() || ('\u{202a}'..='\u{202e}').contains(&letter));
    assert!(text.chars().all(is_plain), "{about}: would turn a terminal: {text:?}");
    text
}

/// Runs a script in which `build` stands for the program with its arguments.
#[cfg(unix)]
fn in_shell(script: &str, folder: &Folder) -> Output {
    let build = format!("'{PROGRAM}' build --root '{}'", folder.path().display());
    let script = script.replace("BUILD", &build);
    Command::new("bash").args(["-c", &script]).output().expect("bash runs")
}

/// The words of a program that ended with an error of its own, in its own words.
#[cfg(unix)]
fn complaint(output: &Output, about: &str) -> String {
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        matches!(output.status.code(), Some(1 | 2)),
        "{about}: {}: {message}",
        output.status
    );
    assert!(message.contains("error"), "{about}: {message}");
    assert!(
        message.contains("hint:") || message.contains("help:"),
        "{about}: {message}"
    );
    assert!(!message.contains("panicked"), "{about}: {message}");
    message
}
