//! A portfolio in a folder of its own, to break and to build.

use clap::Parser;
use scorpfolio::cli::{self, Cli, Said, Surroundings};
use scorpfolio::diagnostic::Diagnostic;
use scorpfolio::{BuildOptions, Built, Refused};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The moment at which every test takes place.
pub(crate) const NOW: jiff::Timestamp = jiff::Timestamp::constant(1_770_717_600, 0);

/// A console on which no time passes.
pub(crate) struct Still;

impl cli::Console for Still {
    fn elapsed(&self) -> std::time::Duration {
        std::time::Duration::ZERO
    }

    fn now(&self) -> jiff::Timestamp {
        NOW
    }

    fn say(&self, text: &str) {
        panic!("a command that ends says everything at its end: {text}");
    }
}

/// A folder with a portfolio, removed at the end of the test.
pub(crate) struct Folder {
    folder: TempDir,
}

impl Folder {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// A small portfolio without any mistake: two teams, two cycles, typed and imported values, a page.
    pub(crate) fn right() -> Self {
        let folder = Self::empty();
        folder.write(
            "scorpfolio.toml",
            "title = \"Test\"\nas_of = 2026-02-10\ncurrency = \"EUR\"\n[cycle]\nfirst = 2026-01-05\n",
        );
        folder.write("content/metrics.toml", "[availability]\ntarget = 99.9\n");
        for team in ["alpha", "beta"] {
            folder.write(
                &format!("content/teams/{team}/team.toml"),
                "group = \"commerce\"\n[[workloads]]\nid = \"api\"\n",
            );
            for (date, errors) in [("2026-01-18", 4), ("2026-02-01", 3)] {
                let text = format!(
                    "topics = [\"observability\"]\n[metrics]\nerrors = {errors}\navailability = 99.95\n[[wins]]\ntext = \"A win\"\n"
                );
                folder.write(&format!("content/teams/{team}/reports/{date}.toml"), &text);
            }
        }
        folder.write(
            "content/teams/alpha/data/sonar.csv",
            "date,metric,value\n2026-01-18,unit-test-coverage,81\n2026-02-01,unit-test-coverage,82\n",
        );
        folder.write(
            "content/pages/agreement.md",
            "+++\ntitle = \"Agreement\"\n+++\nWe agree.\n",
        );
        folder
    }

    /// A copy of a folder of the repository.
    pub(crate) fn copy_of(path: impl AsRef<Path>) -> Self {
        let folder = Self::empty();
        copy(path.as_ref(), folder.path());
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        self.write_bytes(path, text.as_bytes());
    }

    pub(crate) fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a path in the folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).expect("the file is there");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn options(&self) -> BuildOptions {
        BuildOptions::new(self.path(), NOW)
    }

    pub(crate) fn build(&self) -> Built {
        scorpfolio::build(&self.options()).unwrap_or_else(|refused| panic!("{refused}"))
    }

    /// Everything that a check finds, errors and warnings.
    pub(crate) fn problems(&self) -> Vec<Diagnostic> {
        match scorpfolio::check(&self.options()) {
            Ok(built) => built.warnings,
            Err(Refused::Problems(problems)) => problems,
            Err(refused @ Refused::Publish(_)) => panic!("a check writes nothing: {refused}"),
        }
    }

    /// Every file of the built site but those that each build writes anew.
    pub(crate) fn site(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = files(&self.path().join("public"));
        files.remove("version.json");
        files.remove("build.json");
        files
    }
}

/// Every file below a folder by its relative path.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file());
    walk.map(|entry| {
        let path = entry
            .path()
            .strip_prefix(folder)
            .expect("below the folder")
            .to_string_lossy()
            .replace('\\', "/");
        (path, fs::read(entry.path()).expect("readable"))
    })
    .collect()
}

/// The folder of the repository.
pub(crate) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().filter_map(Result::ok) {
        let target = to.join(entry.path().strip_prefix(from).expect("below the folder"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("a folder");
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// Runs a command line as people type it, without the program's name.
pub(crate) fn command(arguments: &[&str]) -> Said {
    let line = std::iter::once("scorpfolio").chain(arguments.iter().copied());
    let cli = Cli::try_parse_from(line).unwrap_or_else(|error| panic!("{error}"));
    let surroundings = Surroundings {
        now: NOW,
        source_date_epoch: None,
        colour: false,
        terminal: false,
        github_actions: false,
        storage: BTreeMap::new(),
    };
    cli::run(&cli, &surroundings, &Still)
}
