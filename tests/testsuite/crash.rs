//! A build that is killed, or that the disk fails, leaves the old site, the new one, or what the next build repairs.

use crate::harness::{Folder, files, repository};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_scorpfolio");

/// Files of the site that every build writes anew, because they hold the moment of the build.
fn without_stamps(mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    files.remove("version.json");
    files.remove("build.json");
    files
}

fn site(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    without_stamps(files(&folder.path().join("public")))
}

fn build(folder: &Folder) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .args(["build", "--root"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Two states of one portfolio that differ on many pages, with a page that only each of them has.
fn write_state(folder: &Folder, title: &str) {
    let configuration =
        format!("title = \"{title}\"\nas_of = 2026-02-10\ncurrency = \"EUR\"\n[cycle]\nfirst = 2026-01-05\n");
    folder.write("scorpfolio.toml", &configuration);
    for other in ["one", "two"] {
        let path = format!("content/pages/only-{other}.md");
        if other == title {
            folder.write(&path, "+++\ntitle = \"Only here\"\n+++\nText.\n");
        } else if folder.path().join(&path).exists() {
            folder.remove(&path);
        }
    }
}

#[test]
fn a_build_killed_at_any_moment_leaves_a_site_that_is_old_or_new_or_repaired_by_the_next() {
    let folder = Folder::right();
    // Enough pages that a build has many moments.
    for number in 0..60 {
        folder.write(
            &format!("content/pages/page-{number}.md"),
            "+++\ntitle = \"A page\"\n+++\nText.\n",
        );
    }
    let mut expected = BTreeMap::new();
    for state in ["one", "two"] {
        write_state(&folder, state);
        assert!(build(&folder).status().expect("runs").success());
        expected.insert(state, site(&folder));
    }
    assert_ne!(expected["one"], expected["two"]);
    write_state(&folder, "one");
    let start = Instant::now();
    assert!(build(&folder).status().expect("runs").success());
    let whole = start.elapsed();
    let (mut old, mut new, mut between) = (0, 0, 0);
    // The moments lie ever later, until a build has ended before it was killed.
    let mut moment = 0;
    while moment < LEAST_MOMENTS || new == 0 {
        let (from, to) = if moment % 2 == 0 {
            ("one", "two")
        } else {
            ("two", "one")
        };
        assert_eq!(
            site(&folder),
            expected[from],
            "moment {moment} starts from a whole site"
        );
        write_state(&folder, to);
        let mut child = build(&folder).spawn().expect("runs");
        wait_for(whole * moment / LEAST_MOMENTS);
        child.kill().expect("is killed or has ended");
        child.wait().expect("ends");
        match site(&folder) {
            found if found == expected[from] => old += 1,
            found if found == expected[to] => new += 1,
            _ => between += 1,
        }
        assert!(build(&folder).status().expect("runs").success(), "moment {moment}");
        assert_eq!(site(&folder), expected[to], "moment {moment}");
        assert_no_remains(folder.path());
        moment += 1;
    }
    assert_eq!(old + new + between, moment);
    assert!(old > 0, "the first build is killed as soon as it starts");
}

/// How many moments are tried at least, spread over the time of one whole build.
const LEAST_MOMENTS: u32 = 24;

/// Waits for a stretch of real time: what is tested is a process killed from outside at that moment.
fn wait_for(stretch: Duration) {
    let start = Instant::now();
    while start.elapsed() < stretch {
        std::thread::yield_now();
    }
}

/// Nothing of an interrupted build lies beside the output.
fn assert_no_remains(folder: &Path) {
    let expected = ["content", "public", "scorpfolio.toml"];
    let names = std::fs::read_dir(folder)
        .expect("readable")
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut found: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    found.sort();
    assert_eq!(found, expected);
    let staging = std::fs::read_dir(folder)
        .expect("readable")
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir() && entry.file_name().to_string_lossy().contains("staging"))
        .count();
    assert_eq!(staging, 0);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_whole_ends_in_an_error_and_the_old_site() {
    let folder = Folder::right();
    write_state(&folder, "one");
    assert!(build(&folder).status().expect("runs").success());
    let before = files(&folder.path().join("public"));
    write_state(&folder, "two");
    // A limit on the size of files makes a write fail half way, as a full disk does.
    let script = format!(
        "trap '' XFSZ; ulimit -f 2; exec '{PROGRAM}' build --no-cache --root '{}'",
        folder.path().display()
    );
    let output = Command::new("bash").args(["-c", &script]).output().expect("runs");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("error:") && message.contains("hint:"), "{message}");
    assert_eq!(files(&folder.path().join("public")), before);
    assert!(build(&folder).status().expect("runs").success());
    assert!(site(&folder).contains_key("pages/only-two.html"));
}

#[test]
fn the_sample_portfolio_is_built_by_the_program() {
    let folder = Folder::empty();
    let output = Command::new(PROGRAM)
        .args(["build", "--no-cache", "--root"])
        .arg(repository())
        .arg("--output")
        .arg(folder.path().join("site"))
        .output()
        .expect("runs");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{message}");
    let last = message.lines().last().unwrap_or_default();
    assert!(last.starts_with("built ") && last.contains("10 teams"), "{last}");
}
