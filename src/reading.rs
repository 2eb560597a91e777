//! A folder → what it holds, read and checked: configuration, theme, content and words, in that order.
//!
//! It is the way from options to a [`Loaded`]; what a file means is said by [`load`](crate::load). A reading may take over
//! what the one before it left.

use crate::analyse::analyse;
use crate::diagnostic::{self, Code, Diagnostic, Severity, has_errors, sorted};
use crate::load::configuration::Configuration;
use crate::model::portfolio::{Audience, Portfolio};
use crate::page::{self, Kind};
use crate::source::{self, Sources};
use crate::words::{self, Words};
use crate::{BuildOptions, Loaded, Refused, audience, load, publish};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a reading has to do with others.
#[derive(Clone, Copy)]
pub(crate) enum Reading<'a> {
    /// Nothing.
    Alone,
    /// It comes after one, if there was one, and before another.
    After(Option<Before<'a>>),
}

/// The reading before another.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// What came of it.
    pub loaded: &'a Loaded,
    /// The files and folders that alone may have changed since it began, with their whole paths as the folder that is read has
    /// its own; `None` where it may be any.
    pub changed: Option<&'a BTreeSet<PathBuf>>,
}

impl<'a> Reading<'a> {
    fn before(self) -> Option<Before<'a>> {
        match self {
            Self::Alone => None,
            Self::After(before) => before,
        }
    }

    /// What is known of teams.
    fn teams(self) -> load::Keeping<'a> {
        let Self::After(before) = self else {
            return load::Keeping::Nothing;
        };
        let before = before.and_then(|Before { loaded, .. }| {
            let (sources, kept) = (&loaded.sources, loaded.kept.as_ref()?);
            Some(load::Before { sources, kept })
        });
        load::Keeping::Teams { before }
    }

    /// What is known of files, and whether the next reading is to know more, at this moment.
    fn files(self, now: Timestamp) -> (Option<source::Earlier<'a>>, Option<Timestamp>) {
        let earlier = self.before().map(|Before { loaded, changed }| source::Earlier {
            sources: &loaded.sources,
            seen: &loaded.seen,
            changed,
        });
        (earlier, matches!(self, Self::After(_)).then_some(now))
    }
}

/// Reads and checks a folder.
pub(crate) fn read(options: &BuildOptions, reading: Reading<'_>) -> Result<Loaded, Refused> {
    let (configuration, warnings) = configuration(options)?;
    let own = own_theme(options, &configuration)?;
    let content = read_content(options, configuration, reading)?;
    let mut loaded = load_content(options, (content, own), reading)?;
    loaded.warnings = sorted(warnings.into_iter().chain(loaded.warnings).collect());
    Ok(loaded)
}

/// Whether a folder still holds what was read from its content folders.
#[cfg(feature = "preview")]
pub(crate) fn holds(options: &BuildOptions, loaded: &Loaded) -> bool {
    let changed = None;
    let read = configuration(options)
        .and_then(|(found, _)| read_content(options, found, Reading::After(Some(Before { loaded, changed }))));
    read.is_ok_and(|content| content.sources == loaded.sources)
}

/// What scorpfolio.toml says, with its warnings.
pub(crate) fn configuration(options: &BuildOptions) -> Result<(Configuration, Vec<Diagnostic>), Refused> {
    let text = source::read_configuration(&options.root).map_err(|problem| vec![problem])?;
    let (configuration, problems) = load::configuration::read(&text);
    let problems = graded(problems, options);
    match configuration {
        Some(configuration) if !has_errors(&problems) => Ok((configuration, problems)),
        _ => Err(Refused::Problems(sorted(problems))),
    }
}

/// The output folder: as asked for, else as configured.
#[cfg(feature = "publish")]
pub(crate) fn configured_output(options: &BuildOptions) -> Result<PathBuf, Refused> {
    let configured = |configuration: Configuration| options.root.join(configuration.config.output);
    match &options.output {
        Some(output) => Ok(output.clone()),
        None => Ok(configured(configuration(options)?.0)),
    }
}

/// With `--strict`, warnings are errors.
pub(crate) fn graded(mut problems: Vec<Diagnostic>, options: &BuildOptions) -> Vec<Diagnostic> {
    if options.strict {
        for problem in &mut problems {
            problem.severity = Severity::Error;
        }
    }
    problems
}

/// What was read, parsed and checked.
pub(crate) fn load_content(
    options: &BuildOptions,
    (content, theme): (Content, BTreeMap<String, Vec<u8>>),
    reading: Reading<'_>,
) -> Result<Loaded, Refused> {
    let Content {
        configuration,
        mut sources,
        seen,
        as_of,
        mut problems,
    } = content;
    // What is wrong with a folder as such, such as one that is named twice, leaves nothing out.
    let keeps_going = options.keep_going && sources.left_out.len() == problems.len();
    let (mut portfolio, found, kept) = if keeps_going {
        let (portfolio, found) = load::keep_going(&configuration, &mut sources, as_of);
        (portfolio, found, None)
    } else {
        load::load_keeping(&configuration, (&sources, as_of), reading.teams())
    };
    problems.extend(found);
    let (words, found) = words(&configuration, &theme);
    problems.extend(found);
    if let Some(portfolio) = &mut portfolio {
        portfolio.words = words;
        problems.extend(redirects(&configuration, portfolio));
    }
    let problems = sorted(graded(problems, options));
    match portfolio {
        Some(portfolio) if keeps_going || !has_errors(&problems) => Ok(Loaded {
            configuration,
            sources,
            portfolio: seen_by(options.audience, portfolio),
            theme,
            warnings: problems,
            kept,
            seen,
        }),
        _ => Err(Refused::Problems(problems)),
    }
}

/// The files of the portfolio's own theme; none where it has none of its own.
pub(crate) fn own_theme(
    options: &BuildOptions,
    configuration: &Configuration,
) -> Result<BTreeMap<String, Vec<u8>>, Refused> {
    let folder = options.root.join("themes").join(&configuration.config.theme);
    source::read_theme(&folder).map_err(|problem| Refused::Problems(vec![problem]))
}

/// What pages are said in: the theme's own words over English.
fn words(configuration: &Configuration, own: &BTreeMap<String, Vec<u8>>) -> (Arc<Words>, Vec<Diagnostic>) {
    let config = &configuration.config;
    let path = format!("themes/{}/{}", config.theme, words::FILE);
    let table = own.get(words::FILE);
    match table
        .map(|bytes| std::str::from_utf8(bytes).map_err(|_| bytes))
        .transpose()
    {
        Ok(text) => words::read(&config.language, text.map(|text| words::Own { path: &path, text })),
        Err(bytes) => (Words::english(), vec![source::not_utf8(&path, bytes)]),
    }
}

/// The portfolio as an audience may see it, with the redirects that lead to pages it may see.
fn seen_by(audience: Audience, portfolio: Portfolio) -> Portfolio {
    let mut portfolio = audience::restrict(portfolio, audience);
    let is_part = audience == Audience::Public || !portfolio.unread.is_empty();
    if is_part && !portfolio.config.redirects.is_empty() {
        let redirects = std::mem::take(&mut portfolio.config.redirects);
        let pages = page::plan(&portfolio, &analyse(&portfolio));
        let is_page = |path: &str| pages.iter().any(|page| *page.path == *path);
        let kept = redirects.into_iter().filter(|(_, to)| is_page(to));
        portfolio.config.redirects = kept.collect();
    }
    portfolio
}

/// What was read, before any of it is parsed.
pub(crate) struct Content {
    pub(crate) configuration: Configuration,
    pub(crate) sources: Sources,
    /// What the system said of each file, for the next reading.
    pub(crate) seen: source::Seen,
    /// "Today".
    pub(crate) as_of: Date,
    /// What could not be read.
    pub(crate) problems: Vec<Diagnostic>,
}

/// The files of the content.
pub(crate) fn read_content(
    options: &BuildOptions,
    mut configuration: Configuration,
    reading: Reading<'_>,
) -> Result<Content, Refused> {
    let output = options
        .output
        .clone()
        .unwrap_or_else(|| options.root.join(&configuration.config.output));
    configuration.places.excluded = vec![output, options.root.join(".scorpfolio")];
    let as_of = as_of(options, &configuration);
    if !YEARS.contains(&as_of.year()) {
        let message = format!("the site cannot be built as of {as_of}");
        let cure = "write a day of this time, as in `--as-of 2026-03-13` or `as_of` in scorpfolio.toml";
        let problem = Diagnostic::new(Code::BadDate, message, cure).at(diagnostic::Place::file("scorpfolio.toml"));
        return Err(Refused::Problems(vec![problem]));
    }
    let (sources, problems, seen) =
        source::read_after(&options.root, &configuration.places, reading.files(options.now));
    Ok(Content {
        configuration,
        sources,
        seen,
        as_of,
        problems,
    })
}

/// Years that a portfolio may speak of: further ones are slips, and would make thousands of empty cycles.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2199;

/// "Today": as asked, else as configured, else by default, else now; in the site's time zone.
pub(crate) fn as_of(options: &BuildOptions, configuration: &Configuration) -> Date {
    let day = |moment: Timestamp| moment.to_zoned(configuration.config.time_zone.clone()).date();
    let by_default = || day(options.as_of_by_default.unwrap_or(options.now));
    options.as_of.or(configuration.as_of).unwrap_or_else(by_default)
}

/// Redirects lead from pages that do not exist to pages that do.
fn redirects(configuration: &Configuration, portfolio: &Portfolio) -> Vec<Diagnostic> {
    if configuration.config.redirects.is_empty() {
        return Vec::new();
    }
    let pages = page::plan(portfolio, &analyse(portfolio));
    let is_redirect = |page: &&page::Page| matches!(page.kind, Kind::Redirect { .. });
    let real: BTreeSet<&str> = pages
        .iter()
        .filter(|page| !is_redirect(page))
        .map(|page| &*page.path)
        .collect();
    let mut problems = Vec::new();
    for ((from, to), place) in configuration
        .config
        .redirects
        .iter()
        .zip(&configuration.redirect_places)
    {
        let problem =
            |message: String, cure: String| Diagnostic::new(Code::BadRedirect, message, cure).at(place.clone());
        if publish::check_path(from).is_err() || Path::new(from).extension().is_none_or(|extension| extension != "html")
        {
            problems.push(problem(
                format!("`{from}` cannot be the path of a page"),
                "write a relative path such as `metrics/p95.html`".to_owned(),
            ));
        } else if real.contains(from.as_str()) {
            problems.push(problem(
                format!("`{from}` is a page of the site, so it cannot redirect"),
                "remove the redirect".to_owned(),
            ));
        }
        if !real.contains(to.as_str()) {
            let cure = diagnostic::did_you_mean(
                to,
                real.iter().copied(),
                "write the path of a page, such as `metrics/availability.html`",
            );
            let mut problem = problem(
                format!("the redirect leads to `{to}`, which is not a page of the site"),
                cure,
            );
            if !portfolio.unread.is_empty() {
                // It may be of what could not be read.
                problem.severity = Severity::Warning;
            }
            problems.push(problem);
        }
    }
    problems
}
