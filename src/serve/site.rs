//! The site as a preview holds it: the model, and every file made when it is asked for. Nothing of it is on the disk.

use crate::progress::Nobody;
use crate::publish::Fingerprint;
use crate::reading::holds;
use crate::render::{self, Made, Memory, Planned, Scene, Sink, Stopped};
use crate::{Before, BuildOptions, Loaded, Prepared, Refused, load_portfolio_after, prepare, refused, stamp};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// A portfolio that was read without errors.
#[derive(Debug)]
pub(super) struct Site {
    loaded: Loaded,
    prepared: Prepared,
    planned: Planned,
    /// Which build it is: the same for the same content, theme, day and program.
    pub(super) build: String,
    /// Whether it was believed that nothing had changed but what was told.
    believes: bool,
    version: Vec<u8>,
}

impl Site {
    /// Reads the folder, as far as a build does before it makes pages; in less time where most of it is as it was `before`, and
    /// in still less where it is known what alone has changed since.
    pub(super) fn read(
        options: &BuildOptions,
        before: Option<(&Self, Option<&BTreeSet<PathBuf>>)>,
    ) -> Result<Self, Refused> {
        let earlier = before.map(|(Self { loaded, .. }, changed)| Before { loaded, changed });
        let believes = earlier.is_some_and(|earlier| earlier.changed.is_some());
        let loaded = load_portfolio_after(options, earlier)?;
        let before = before.map(|(before, _)| before);
        let prepared = prepare(&loaded, before.map(|before| (&before.loaded, &before.prepared)))?;
        let scene = prepared.scene(&loaded, &Nobody);
        let planned = render::plan(scene, before.map(|before| &before.planned))
            .map_err(|stopped| refused(stopped, &loaded.warnings))?;
        let build = hexadecimal(&Fingerprint::of([
            prepared.inputs.shared.as_bytes().as_slice(),
            prepared.inputs.all_teams.as_bytes(),
        ]));
        let version = stamp(options, &loaded.portfolio, &prepared.analysis).version(&build);
        Ok(Self {
            version: version.expect("strings can always be written as JSON"),
            loaded,
            prepared,
            planned,
            build,
            believes,
        })
    }

    /// Whether the folder still holds what was read, where that was not asked of each file: systems tell of every change, or
    /// that they could not; this is for those that do neither.
    pub(super) fn stands(&self, options: &BuildOptions) -> bool {
        !self.believes || holds(options, &self.loaded)
    }

    /// What was read.
    pub(super) fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// How many pages of HTML it has.
    pub(super) fn pages(&self) -> usize {
        self.planned.pages().len()
    }

    /// One file of it.
    pub(super) fn file(&self, path: &str) -> Option<Result<Made, Refused>> {
        if path == "version.json" {
            let bytes = self.version.clone();
            return Some(Ok(Made {
                bytes,
                broken: Vec::new(),
            }));
        }
        let made = render::one(self.scene(), &self.planned, path)?;
        Some(made.map_err(|stopped| refused(stopped, &[])))
    }

    /// Makes every file and checks every link, as a build does, and keeps none.
    pub(super) fn check(&self, memory: &Memory, stop: &AtomicBool) -> Result<(), Stopped> {
        render::render(self.scene(), Sink::Memory(memory, stop)).map(|_| ())
    }

    fn scene(&self) -> Scene<'_> {
        self.prepared.scene(&self.loaded, &Nobody)
    }
}

fn hexadecimal(fingerprint: &Fingerprint) -> String {
    let mut digits = String::new();
    for byte in fingerprint.as_bytes().iter().take(16) {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}
