//! A portfolio in memory, for tests of what is written for it.

use crate::analyse::analyse;
use crate::diagnostic::Diagnostic;
use crate::load;
use crate::load::configuration::Configuration;
use crate::model::portfolio::Portfolio;
use crate::scaffold::{NewFile, due, report};
use crate::source::{Places, Role, SourceFile, Sources, read, read_configuration};
use jiff::civil::{Date, date};
use std::path::Path;

/// A portfolio that can be loaded again with another file.
pub(super) struct Folder {
    configuration: Configuration,
    sources: Sources,
    as_of: Date,
}

impl Folder {
    pub(super) fn sample() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = read_configuration(root).expect("the sample's configuration");
        let configuration = load::configuration::read(&text).0.expect("no errors");
        let (sources, unread) = read(
            root,
            &Places {
                content: vec!["content".to_owned()],
                ..Places::default()
            },
        );
        assert_eq!(unread, []);
        Self {
            as_of: configuration.as_of.expect("a sample stands still"),
            configuration,
            sources,
        }
    }

    pub(super) fn of(files: &[(&str, &str)], as_of: Date) -> Self {
        let text = "title = \"x\"\n[cycle]\nfirst = 2026-01-05\n";
        let configuration = load::configuration::read(text).0.expect("no errors");
        let mut folder = Self {
            configuration,
            sources: Sources::default(),
            as_of,
        };
        for (path, text) in files {
            folder.add(path, text);
        }
        folder
    }

    pub(super) fn add(&mut self, path: &str, text: &str) {
        let content_path = path.trim_start_matches("content/");
        let role = Role::of(content_path);
        self.sources.files.push(SourceFile {
            path: path.into(),
            content_path: content_path.into(),
            source_path: path.into(),
            source_url: None,
            role,
            bytes: text.as_bytes().into(),
        });
        self.sources.files.sort_by(|a, b| a.path.cmp(&b.path));
    }

    pub(super) fn load(&self) -> (Portfolio, Vec<Diagnostic>) {
        let (portfolio, problems) = load::load(&self.configuration, &self.sources, self.as_of);
        (portfolio.unwrap_or_else(|| panic!("{problems:#?}")), problems)
    }

    /// The next report of a team, and the portfolio with it.
    pub(super) fn next(&self, slug: &str) -> (NewFile, Portfolio) {
        let (portfolio, _) = self.load();
        let team = portfolio.team(slug).expect("a team");
        let analysis = analyse(&portfolio);
        let cycle = due(&portfolio, &analysis, team);
        (
            report(&portfolio, &analysis, team, portfolio.calendar.cycle(cycle).last),
            portfolio,
        )
    }

    /// The portfolio with another file.
    pub(super) fn with(&self, file: &NewFile) -> (Portfolio, Vec<Diagnostic>) {
        let mut folder = Self {
            configuration: self.configuration.clone(),
            sources: self.sources.clone(),
            as_of: self.as_of,
        };
        folder.add(&file.path, &file.text);
        folder.load()
    }
}

/// A team with one workload.
pub(super) const TEAM: (&str, &str) = (
    "content/teams/pay/team.toml",
    "name = \"Pay & Wallet\"\nprincipal_engineer = \"Grace Hopper\"\n[[workloads]]\nid = \"wallet-api\"\nname = \"Wallet API\"\n",
);

/// The day on which [`portfolio`] stands.
pub(super) const TODAY: Date = date(2026, 2, 10);

/// A portfolio of [`TEAM`] and more files, without any problem.
pub(super) fn portfolio(files: &[(&str, &str)]) -> Portfolio {
    let mut folder = Folder::of(&[TEAM], TODAY);
    for (path, text) in files {
        folder.add(path, text);
    }
    let (portfolio, problems) = folder.load();
    assert_eq!(problems, []);
    portfolio
}
