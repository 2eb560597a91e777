//! Fingerprints prove themselves: after any edit, a build that trusts its cache gives the bytes of one that has none, and a
//! reading that takes over what the last one left gives what a reading alone gives.
//!
//! Edits are random and repeat by their seed. `SCORPFOLIO_EDITS=2000` makes more of them, each looked at by itself;
//! `SCORPFOLIO_SEED=7` makes others.

mod edit;
mod random;

use crate::harness::{Folder, NOW, files, repository};
use edit::{Editor, Files};
use random::Random;
use scorpfolio::model::portfolio::Audience;
use scorpfolio::progress::Nobody;
use scorpfolio::render::{Planned, plan};
use scorpfolio::{Before, BuildOptions, Built, Loaded, Prepared, Refused};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// How many edits are made where nothing else is asked for.
const EDITS: usize = 200;
/// Of so many edits one is followed by a build without a cache. Between them every edit is built with the cache: a page
/// that stays what it was though it should not is still there when it is looked at.
const LOOK_EVERY: usize = 5;

/// What a build is asked for beside its files.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    audience: Audience,
    /// Days from the day that the configuration names.
    days: i64,
    keep_going: bool,
}

/// One portfolio on disk and what its builds gave last.
struct Bench {
    folder: Folder,
    /// What lies on disk.
    files: Files,
    asked: Asked,
    /// The site that the last build with the cache left, for each audience.
    sites: BTreeMap<&'static str, BTreeMap<String, Vec<u8>>>,
    /// What the last reading without errors gave, of which the next takes over what it can.
    read: Option<Read>,
    /// The files that were written or removed since.
    changed: BTreeSet<PathBuf>,
    /// Whether that reading was told so what had changed since the one before it.
    was_told: bool,
    /// How many teams were taken over, and how many were not.
    taken_over: [usize; 2],
}

/// A portfolio as it is read, and all that is made of it before pages are.
struct Read {
    loaded: Loaded,
    prepared: Prepared,
    planned: Result<Planned, String>,
}

impl Read {
    fn of(options: &BuildOptions, before: Option<&Self>, changed: Option<&BTreeSet<PathBuf>>) -> Result<Self, Refused> {
        let earlier = before.map(|Self { loaded, .. }| Before { loaded, changed });
        let loaded = scorpfolio::load_portfolio_after(options, earlier)?;
        let prepared = scorpfolio::prepare(&loaded, before.map(|before| (&before.loaded, &before.prepared)))?;
        let planned = before.and_then(|before| before.planned.as_ref().ok());
        let planned = plan(prepared.scene(&loaded, &Nobody), planned);
        Ok(Self {
            planned: planned.map_err(|stopped| format!("{stopped:?}")),
            loaded,
            prepared,
        })
    }

    fn is(&self, other: &Self) -> bool {
        let files = |read: &Self| -> Vec<(Arc<str>, Arc<[u8]>)> {
            let files = read.loaded.sources.files.iter();
            files
                .map(|file| (Arc::clone(&file.path), Arc::clone(&file.bytes)))
                .collect()
        };
        self.loaded.portfolio == other.loaded.portfolio
            && self.loaded.warnings == other.loaded.warnings
            && files(self) == files(other)
            && self.prepared.analysis == other.prepared.analysis
            && self.prepared.inputs == other.prepared.inputs
            && self.prepared.theme.fingerprint == other.prepared.theme.fingerprint
            && self.planned == other.planned
    }
}

/// Whether a reading after another gave what one alone gives.
fn is_as_alone(after: &Result<Read, Refused>, alone: &Result<Read, Refused>) -> Result<(), String> {
    match (after, alone) {
        (Ok(after), Ok(alone)) if after.is(alone) => Ok(()),
        (Err(after), Err(alone)) if after.to_string() == alone.to_string() => Ok(()),
        (after, alone) => {
            let [after, alone] = [after, alone].map(|read| read.as_ref().map(|read| &read.loaded.portfolio));
            Err(format!("read after the last reading: {after:?}\nread alone: {alone:?}"))
        }
    }
}

/// What a build came to: what it says, or what it complained of.
type Outcome = Result<String, String>;

impl Bench {
    fn new() -> Self {
        let folder = Folder::empty();
        let files = files(&repository().join("tests/portfolios/every-kind"));
        for (path, bytes) in &files {
            folder.write_bytes(path, bytes);
        }
        let asked = Asked {
            audience: Audience::Internal,
            days: 0,
            keep_going: false,
        };
        Self {
            folder,
            files,
            asked,
            sites: BTreeMap::new(),
            read: None,
            changed: BTreeSet::new(),
            was_told: false,
            taken_over: [0, 0],
        }
    }

    /// Reads the portfolio as a preview does, after the last reading, and holds that against reading it alone.
    fn read(&mut self) -> Result<(), String> {
        let mut options = self.options(true);
        // So late that every file has lain as it does for a while: none is opened that seems to be the same.
        options.now = NOW + jiff::Span::new().hours(24 * 365 * 50);
        let alone = Read::of(&options, None, None);
        // As a preview reads that was told what was written, and as one that looks for itself.
        let told = Read::of(&options, self.read.as_ref(), Some(&self.changed));
        is_as_alone(&told, &alone)?;
        let after = Read::of(&options, self.read.as_ref(), None);
        is_as_alone(&after, &alone)?;
        let Ok(after) = after else { return Ok(()) };
        if let Some(before) = &self.read {
            let (teams, earlier) = (&after.loaded.portfolio.teams, &before.loaded.portfolio.teams);
            for team in 0..teams.len() {
                self.taken_over[usize::from(!teams.shares(earlier, team))] += 1;
            }
        }
        // By turns, since the next reading trusts what this one leaves.
        self.read = if self.was_told { Some(after) } else { told.ok() };
        self.was_told = !self.was_told;
        self.changed.clear();
        Ok(())
    }

    /// Makes the disk hold these files, and touches no other.
    fn write(&mut self, wanted: Files) {
        for path in self.files.keys().filter(|path| !wanted.contains_key(*path)) {
            self.folder.remove(path);
            self.changed.insert(self.folder.path().join(path));
        }
        for (path, bytes) in &wanted {
            if self.files.get(path) != Some(bytes) {
                self.folder.write_bytes(path, bytes);
                self.changed.insert(self.folder.path().join(path));
            }
        }
        self.files = wanted;
    }

    fn options(&self, use_cache: bool) -> BuildOptions {
        let mut options = BuildOptions::new(self.folder.path(), NOW);
        let name = if use_cache { self.asked.audience.word() } else { "fresh" };
        options.output = Some(self.folder.path().join("sites").join(name));
        options.audience = self.asked.audience;
        options.keep_going = self.asked.keep_going;
        options.use_cache = use_cache;
        let day = jiff::civil::date(2026, 8, 20);
        options.as_of = Some(day.saturating_add(jiff::Span::new().days(self.asked.days)));
        options
    }

    /// Builds with the cache, and looks whether the manifest tells what the build did to the site.
    fn build(&mut self) -> Outcome {
        let options = self.options(true);
        let outcome = outcome(scorpfolio::build(&options));
        if outcome.is_ok() {
            let site = files(&options.output.expect("it was set"));
            let before = self.sites.insert(self.asked.audience.word(), site);
            let after = &self.sites[self.asked.audience.word()];
            if let Some(before) = before {
                assert_lists(&before, after);
            }
        }
        outcome
    }

    /// Builds without a cache into a new folder, and holds that against what the last build with the cache left.
    fn compare(&self, outcome: &Outcome) -> Result<(), String> {
        let options = self.options(false);
        let output = options.output.clone().expect("it was set");
        if output.exists() {
            std::fs::remove_dir_all(&output).expect("ours to remove");
        }
        let fresh = self::outcome(scorpfolio::build(&options));
        if fresh != *outcome {
            return Err(format!("with the cache: {outcome:?}\nwithout: {fresh:?}"));
        }
        if fresh.is_err() {
            return Ok(());
        }
        let fresh = comparable(&files(&output));
        let cached = comparable(&self.sites[self.asked.audience.word()]);
        let paths: BTreeSet<&String> = fresh.keys().chain(cached.keys()).collect();
        let differences = paths.into_iter().filter(|path| fresh.get(*path) != cached.get(*path));
        let told: Vec<String> = differences
            .map(|path| format!("{path}: {}", difference(cached.get(path), fresh.get(path))))
            .collect();
        if told.is_empty() {
            return Ok(());
        }
        Err(format!("{} files differ:\n{}", told.len(), told.join("\n")))
    }
}

/// What is the same for every build of the same input: not what the build itself did.
fn outcome(built: Result<Built, Refused>) -> Outcome {
    match built {
        Ok(built) => Ok(format!(
            "{} pages, {} charts, {} files, {} left out\n{}",
            built.pages,
            built.charts,
            built.files,
            built.left_out,
            scorpfolio::diagnostic::text::render(&built.warnings, false)
        )),
        Err(refused) => Err(refused.to_string()),
    }
}

/// A site without what a manifest says of the build before.
fn comparable(site: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let mut site = site.clone();
    let manifest = manifest(&site);
    let lasting = serde_json::json!([
        manifest["files"],
        manifest["build"],
        manifest["as_of"],
        manifest["audience"]
    ]);
    site.insert("build.json".to_owned(), lasting.to_string().into_bytes());
    site
}

fn manifest(site: &BTreeMap<String, Vec<u8>>) -> serde_json::Value {
    serde_json::from_slice(&site["build.json"]).expect("a manifest")
}

/// What the manifest lists as added, changed and removed is what happened to the files.
fn assert_lists(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) {
    let manifest = manifest(after);
    let own = |path: &&String| !["build.json", "version.json"].contains(&path.as_str());
    let listed = |name: &str| -> Vec<String> {
        let list = manifest[name].as_array().expect("a list").iter();
        list.map(|path| path.as_str().expect("a path").to_owned()).collect()
    };
    let added: Vec<String> = (after
        .keys()
        .filter(own)
        .filter(|path| !before.contains_key(*path))
        .cloned())
    .collect();
    let removed: Vec<String> = (before
        .keys()
        .filter(own)
        .filter(|path| !after.contains_key(*path))
        .cloned())
    .collect();
    let is_changed = |path: &&String| before.get(*path).is_some_and(|bytes| *bytes != after[*path]);
    let changed: Vec<String> = after.keys().filter(own).filter(is_changed).cloned().collect();
    assert_eq!(
        (listed("added"), listed("changed"), listed("removed")),
        (added, changed, removed)
    );
}

/// The first place where two files differ.
fn difference(cached: Option<&Vec<u8>>, fresh: Option<&Vec<u8>>) -> String {
    match (cached, fresh) {
        (Some(_), None) => "should not be there".to_owned(),
        (None, _) => "is missing".to_owned(),
        (Some(cached), Some(fresh)) => {
            let at = cached.iter().zip(fresh).take_while(|(one, other)| one == other).count();
            let excerpt = |bytes: &[u8]| {
                let around = at.saturating_sub(60)..(at + 60).min(bytes.len());
                String::from_utf8_lossy(bytes.get(around).unwrap_or_default()).into_owned()
            };
            format!("has {:?} for {:?}", excerpt(cached), excerpt(fresh))
        }
    }
}

fn setting(name: &str) -> Option<usize> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

#[test]
fn builds_with_and_without_the_cache_are_the_same_after_any_edit() {
    let edits = setting("SCORPFOLIO_EDITS");
    let look_every = if edits.is_some() { 1 } else { LOOK_EVERY };
    let seed = setting("SCORPFOLIO_SEED").unwrap_or(20_260_820);
    let mut random = Random::new(seed as u64);
    let mut bench = Bench::new();
    let editor = Editor::new(bench.files.clone());
    let mut good = (bench.files.clone(), bench.asked.clone());
    assert_eq!(bench.build().expect("the portfolio is right").lines().count(), 1);
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut history: Vec<String> = Vec::new();
    for number in 1..=edits.unwrap_or(EDITS) {
        let mut wanted = bench.files.clone();
        let (kind, what) = if random.one_of(8) {
            ("what is asked for", ask(&mut random, &mut bench.asked))
        } else {
            editor.edit(&mut random, &mut wanted)
        };
        bench.write(wanted);
        if kind == edit::TOUCHED {
            bench.folder.write_bytes(&what, &bench.files[&what]);
        }
        let outcome = bench.build();
        history.push(format!(
            "{number}. {kind}: {what}: {}",
            if outcome.is_ok() { "built" } else { "refused" }
        ));
        counts.entry(kind).or_default()[usize::from(outcome.is_err())] += 1;
        if (outcome.is_err() || number % look_every == 0)
            && let Err(differences) = bench.compare(&outcome)
        {
            let last = history.len().saturating_sub(look_every);
            panic!("seed {seed}, after {}\n{differences}", history[last..].join("\n"));
        }
        if let Err(differences) = bench.read() {
            panic!("seed {seed}, after {}\n{differences}", history[history.len() - 1]);
        }
        if outcome.is_ok() {
            good = (bench.files.clone(), bench.asked.clone());
        } else {
            bench.write(good.0.clone());
            bench.asked = good.1.clone();
        }
    }
    // What was refused proves little: most edits must have made another site.
    let (built, refused) = counts
        .values()
        .fold((0, 0), |(built, refused), count| (built + count[0], refused + count[1]));
    assert!(built > 2 * refused, "{built} built, {refused} refused: {counts:#?}");
    assert!(counts.values().filter(|count| count[0] > 0).count() > 9, "{counts:#?}");
    let [taken_over, read] = bench.taken_over;
    // What is written for everybody is made anew each time, and many edits are of what all teams are read by.
    assert!(taken_over > read / 50, "{taken_over} teams taken over, {read} read");
    if edits.is_some() {
        eprintln!("{taken_over} teams taken over, {read} read");
        // Seen with `--nocapture`.
        eprintln!("{counts:#?}");
    }
}

/// Asks for another audience, another day, or to keep going.
fn ask(random: &mut Random, asked: &mut Asked) -> String {
    match random.below(4) {
        0 => asked.keep_going = !asked.keep_going,
        1 => {
            asked.audience = match asked.audience {
                Audience::Internal => Audience::Public,
                Audience::Public => Audience::Internal,
            }
        }
        2 => asked.days -= 1,
        _ => asked.days += 1,
    }
    format!("{asked:?}")
}
