//! A static site generator for a portfolio of SCORP reports.
//!
//! # Steps
//!
//! One build is six steps, each with a module of its own:
//!
//! 1. [`source`] **reads** the content folder, each file once, in sorted order.
//! 2. [`load`] makes a [`model::portfolio::Portfolio`] of it and reports every problem with file, line and cure.
//! 3. [`analyse`] says what the numbers mean: series with their gaps, deltas, freshness, roll-ups. It cannot fail.
//! 4. [`page`] **plans** every page and fills its view: one place that names every URL.
//! 5. [`render`] makes the pages in parallel and streams them, charts and all, into a staging folder.
//! 6. [`publish`] **commits**: changed files move into place, and nothing else is touched.
//!
//! ```no_run
//! use scorpfolio::{BuildOptions, build};
//!
//! let now = jiff::Timestamp::UNIX_EPOCH;
//! let options = BuildOptions::new("path/to/portfolio", now);
//! let built = build(&options).expect("the content has no errors");
//! println!("{} pages", built.pages);
//! ```

pub mod analyse;
pub mod audience;
pub mod card;
pub mod chart;
pub mod cli;
pub mod config;
pub mod contract;
pub mod data;
pub mod diagnostic;
pub mod digest;
pub mod import;
pub mod inputs;
mod letters;
pub mod link;
pub mod load;
pub mod markdown;
pub mod model;
pub mod page;
mod prepared;
pub mod progress;
pub mod publish;
mod reading;
pub mod reference;
pub mod render;
pub mod scaffold;
pub mod schema;
#[cfg(feature = "preview")]
pub mod serve;
pub mod shard;
pub mod source;
pub mod theme;
mod unchanged;
pub mod words;

use analyse::Analysis;
use diagnostic::{Diagnostic, sorted};
use jiff::Timestamp;
use jiff::civil::Date;
use load::configuration::Configuration;
use model::portfolio::{Audience, Portfolio};
use prepared::prepare_alone;
pub use prepared::{Prepared, prepare};
use progress::{Nobody, Progress, Step};
use publish::{Fingerprint, Part, Publication, PublishError, Settings, Stamp};
pub use reading::Before;
#[cfg(feature = "publish")]
pub(crate) use reading::configured_output;
use reading::{Content, Reading, configuration, graded, load_content, own_theme, read, read_content};
use render::{Scene, Sink, Stopped};
use source::Sources;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a build or check is asked to do.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line, and any may stand beside any other"
)]
pub struct BuildOptions {
    /// Folder of scorpfolio.toml.
    pub root: PathBuf,
    /// The moment of the build: written to version.json, and "today" where nothing else says what day it is.
    pub now: Timestamp,
    /// "Today", before everything else that may say so.
    pub as_of: Option<Date>,
    /// "Today" where neither `as_of` here nor in scorpfolio.toml says it, such as from `SOURCE_DATE_EPOCH`.
    pub as_of_by_default: Option<Timestamp>,
    /// The output folder, instead of the configured one.
    pub output: Option<PathBuf>,
    /// Who the site is for.
    pub audience: Audience,
    /// Whether warnings are errors.
    pub strict: bool,
    /// Whether what cannot be read is left out, and said to be, instead of stopping everything.
    pub keep_going: bool,
    /// Whether an output folder that is not ours may be written to.
    pub force: bool,
    /// Whether what earlier builds recorded may save work.
    pub use_cache: bool,
    /// The part of the site to make, for [`shard::merge`] to join with the others; none for the whole site.
    pub part: Option<Part>,
}

impl BuildOptions {
    /// The options of a plain build of a folder.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>, now: Timestamp) -> Self {
        Self {
            root: root.into(),
            now,
            as_of: None,
            as_of_by_default: None,
            output: None,
            audience: Audience::Internal,
            strict: false,
            keep_going: false,
            force: false,
            use_cache: true,
            part: None,
        }
    }
}

/// What a build or check has done.
#[derive(Debug, Clone)]
pub struct Built {
    /// Warnings, in file order; where something was left out, with the errors that say why.
    pub warnings: Vec<Diagnostic>,
    /// How many files and sources were left out because they could not be read.
    pub left_out: usize,
    /// Pages of the site.
    pub pages: usize,
    /// Charts on them.
    pub charts: usize,
    /// Files that it has; 0 for a check.
    pub files: usize,
    /// Files that were added or changed.
    pub changed: usize,
    /// Files that were removed.
    pub removed: usize,
    /// Teams of the portfolio.
    pub teams: usize,
    /// Cycles that have ended.
    pub cycles: usize,
    /// The output folder; `None` for a check.
    pub output: Option<PathBuf>,
    /// Whether a killed build was found and finished or discarded.
    pub recovered: bool,
    /// What kept the cache from being written: the site is right, the next build slower.
    pub cache_problem: Option<String>,
}

/// Why a build or check stopped.
#[derive(Debug)]
pub enum Refused {
    /// The content has errors: all of them, with the warnings, in file order.
    Problems(Vec<Diagnostic>),
    /// The output cannot be written.
    Publish(PublishError),
}

impl From<Vec<Diagnostic>> for Refused {
    fn from(problems: Vec<Diagnostic>) -> Self {
        Self::Problems(problems)
    }
}

impl From<PublishError> for Refused {
    fn from(error: PublishError) -> Self {
        Self::Publish(error)
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Problems(problems) => formatter.write_str(&diagnostic::text::render(problems, false)),
            Self::Publish(error) => write!(formatter, "{}: {}", error.message(), error.cure()),
        }
    }
}

impl std::error::Error for Refused {}

/// A portfolio that was read and checked.
#[derive(Debug)]
pub struct Loaded {
    /// What scorpfolio.toml says.
    pub configuration: Configuration,
    /// The files.
    pub sources: Sources,
    /// What they mean.
    pub portfolio: Portfolio,
    /// The files of the portfolio's own theme by their paths in it; of [`load_readable`], none.
    pub theme: BTreeMap<String, Vec<u8>>,
    /// Warnings, in file order; of [`load_readable`], errors too.
    pub warnings: Vec<Diagnostic>,
    /// What the next reading takes over, if there is to be one.
    kept: Option<load::Kept>,
    /// What the system said of each file, for the next reading.
    seen: source::Seen,
}

/// Builds the site of a folder.
pub fn build(options: &BuildOptions) -> Result<Built, Refused> {
    build_watched(options, &Nobody)
}

/// Builds the site of a folder, and tells how it gets on.
pub fn build_watched(options: &BuildOptions, progress: &dyn Progress) -> Result<Built, Refused> {
    progress.begins(Step::Load);
    let (configuration, mut warnings) = configuration(options)?;
    let output = options
        .output
        .clone()
        .unwrap_or_else(|| options.root.join(&configuration.config.output));
    let settings = settings(options, &configuration, &output);
    // What the last build recorded is read beside the content.
    let (publication, content) = rayon::join(
        || Publication::open(&settings),
        || read_content(options, configuration, Reading::Alone),
    );
    let mut publication = publication?;
    let content = content?;
    let own = own_theme(options, &content.configuration)?;
    let digest = unchanged::digest(options, &content, &own);
    let about = (output.clone(), content.as_of, options.now);
    let stands = |digest: &Fingerprint| unchanged::again(&publication, digest, about);
    if let Some((built, stamp)) = digest.as_ref().filter(|_| options.use_cache).and_then(stands) {
        publication.renew(&stamp)?;
        return Ok(built);
    }
    let mut loaded = load_content(options, (content, own), Reading::Alone)?;
    warnings.extend(loaded.warnings.iter().cloned());
    progress.begins(Step::Analyse);
    let Prepared {
        analysis,
        theme,
        inputs,
    } = prepare_alone(&mut loaded)?;
    let scene = Scene {
        portfolio: &loaded.portfolio,
        analysis: &analysis,
        theme: &theme,
        inputs: &inputs,
        progress,
    };
    progress.begins(Step::Make);
    let recovered = publication.recovered() != publish::Recovered::Nothing;
    let stamp = stamp(options, &loaded.portfolio, &analysis);
    let (said, summary) = match options.part {
        None => {
            let rendered = render::render(scene, Sink::Publication(&publication))
                .map_err(|stopped| refused(stopped, &warnings))?;
            let said = Built {
                left_out: loaded.sources.left_out.len(),
                ..built(&loaded.portfolio, &rendered, sorted(warnings.clone()))
            };
            if let (Some(digest), Some(note)) = (digest, unchanged::note(&said, &stamp)) {
                publication.remember(digest, note);
            }
            progress.begins(Step::Commit);
            // What is committed is in the publication: all else is freed before its memory is needed again, and nobody need
            // wait for it.
            rayon::spawn(move || drop((loaded, analysis)));
            (said, publication.commit(&stamp)?)
        }
        Some(part) => {
            let (rendered, summary) = shard::make((scene, &loaded), (publication, part), &stamp)
                .map_err(|stopped| refused(stopped, &warnings))?;
            let said = built(&loaded.portfolio, &rendered, sorted(warnings));
            let left_out = loaded.sources.left_out.len();
            (Built { left_out, ..said }, summary)
        }
    };
    Ok(Built {
        files: summary.files,
        changed: summary.added.len() + summary.changed.len(),
        removed: summary.removed.len(),
        output: Some(output),
        recovered,
        cache_problem: summary.cache_problem.map(|error| error.message()),
        ..said
    })
}

/// Does everything a build does, and writes nothing.
pub fn check(options: &BuildOptions) -> Result<Built, Refused> {
    check_watched(options, &Nobody)
}

/// Does everything a build does, writes nothing, and tells how it gets on.
pub fn check_watched(options: &BuildOptions, progress: &dyn Progress) -> Result<Built, Refused> {
    progress.begins(Step::Load);
    let mut loaded = load_portfolio(options)?;
    progress.begins(Step::Analyse);
    let prepared = prepare_alone(&mut loaded)?;
    let scene = prepared.scene(&loaded, progress);
    progress.begins(Step::Make);
    let rendered = render::render(scene, Sink::Nothing).map_err(|stopped| refused(stopped, &loaded.warnings))?;
    Ok(built(&loaded.portfolio, &rendered, loaded.warnings))
}

/// Reads and checks a folder without making anything of it.
pub fn load_portfolio(options: &BuildOptions) -> Result<Loaded, Refused> {
    read(options, Reading::Alone)
}

/// Reads and checks a folder as [`load_portfolio`] does, in less time where most of it is as it was `before`: what came of
/// another call of this function with the same options but for the moment.
pub fn load_portfolio_after(options: &BuildOptions, before: Option<Before<'_>>) -> Result<Loaded, Refused> {
    read(options, Reading::After(before))
}

/// Reads a folder as far as its errors allow, for commands that add a file to it: what cannot be read is left out, and
/// why stands among the warnings. Only what is wrong with scorpfolio.toml stops it.
pub fn load_readable(options: &BuildOptions) -> Result<Loaded, Refused> {
    let (configuration, warnings) = configuration(options)?;
    let Content {
        configuration,
        sources,
        seen,
        as_of,
        problems,
    } = read_content(options, configuration, Reading::Alone)?;
    let (portfolio, found) = load::load_readable(&configuration, &sources, as_of);
    let problems = warnings.into_iter().chain(problems).chain(found).collect();
    Ok(Loaded {
        configuration,
        sources,
        portfolio,
        theme: BTreeMap::new(),
        warnings: sorted(graded(problems, options)),
        kept: None,
        seen,
    })
}

fn built(portfolio: &Portfolio, rendered: &render::Rendered, warnings: Vec<Diagnostic>) -> Built {
    Built {
        warnings,
        left_out: 0,
        pages: rendered.pages,
        charts: rendered.charts,
        files: 0,
        changed: 0,
        removed: 0,
        teams: portfolio.teams.len(),
        cycles: portfolio.calendar.ended,
        output: None,
        recovered: false,
        cache_problem: None,
    }
}

fn refused(stopped: Stopped, warnings: &[Diagnostic]) -> Refused {
    match stopped {
        Stopped::Problems(problems) => {
            Refused::Problems(sorted(problems.into_iter().chain(warnings.iter().cloned()).collect()))
        }
        Stopped::Publish(error) => Refused::Publish(error),
    }
}

fn settings(options: &BuildOptions, configuration: &Configuration, output: &Path) -> Settings {
    let places = &configuration.places;
    let named = places
        .content
        .iter()
        .filter(|pattern| !pattern.contains(['*', '?', '[', '{']));
    let sources = places.sources.iter().map(|source| &source.path);
    let others = ["themes", "scorpfolio.toml"].map(str::to_owned);
    let protected = named
        .chain(sources)
        .chain(&others)
        .map(|path| options.root.join(path))
        .collect();
    let cache = options.use_cache.then(|| options.root.join(".scorpfolio"));
    Settings {
        output: output.to_owned(),
        cache,
        force: options.force,
        protected,
        audience: options.audience.word().to_owned(),
        part: options.part,
    }
}

fn stamp(options: &BuildOptions, portfolio: &Portfolio, analysis: &Analysis) -> Stamp {
    let calendar = &portfolio.calendar;
    let reported =
        |cycle: &model::cycle::CycleIndex| analysis.teams.iter().any(|team| team.report_in(*cycle).is_some());
    let through = calendar
        .ended()
        .rev()
        .find(reported)
        .map(|cycle| calendar.cycle(cycle).last.to_string());
    let next = calendar
        .cycles
        .get(calendar.ended)
        .map(|cycle| cycle.last.saturating_add(calendar.rhythm.grace.span(1)).to_string());
    Stamp {
        as_of: portfolio.as_of.to_string(),
        generated_at: options.now.to_string(),
        data_through: through,
        next_expected: next,
    }
}
