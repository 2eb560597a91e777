//! `import`: reads exports, and puts what they say among a team's files.

mod objective;
mod place;
mod print;
mod template;

use super::build::{Printer, options};
use crate::cli::{Failure, ImportArguments, Output, Said, Surroundings};
use crate::diagnostic::{Code, Diagnostic, Place, Severity, did_you_mean, has_errors};
use crate::import::request::KnownMetric;
use crate::import::resolve::Destination;
use crate::import::window::Windows;
use crate::import::{self, Adapter, Imported, Input, Request, files};
use crate::model::metric::Metric;
use crate::model::portfolio::{Origin, Portfolio};
use crate::model::recurring_import::RecurringImport;
use crate::{Loaded, load_readable};
use jiff::civil::Date;
use place::{Change, Taken};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

pub(super) fn run(arguments: &ImportArguments, surroundings: &Surroundings) -> Said {
    if arguments.list {
        return listed(&arguments.files).into();
    }
    let options = match options(&arguments.common, surroundings) {
        Ok(options) => options,
        Err(failure) => return Err(failure).into(),
    };
    let printer = Printer::new(&arguments.common, surroundings);
    let loaded = match load_readable(&options) {
        Ok(loaded) => loaded,
        Err(refused) => return printer.refused(refused, "nothing was imported: correct these first"),
    };
    if arguments.files.len() > 1 && arguments.files[0] == template::NAME {
        return template::run(arguments, (&options.root, &loaded), &printer);
    }
    let jobs = match jobs(arguments, &options.root, &loaded.portfolio) {
        Ok(jobs) => jobs,
        Err(failure) => return Err(failure).into(),
    };
    let blocking = blocking(&jobs, &loaded);
    if !blocking.is_empty() {
        return printer.refused(
            crate::Refused::Problems(blocking),
            "nothing was imported: correct these first",
        );
    }
    let root = options.root.as_path();
    let mut said = Said::default();
    let mut problems = Vec::new();
    let mut taken = Taken::of(&loaded.portfolio);
    for job in &jobs {
        match one(root, (&loaded.portfolio, &mut taken), job) {
            Ok(None) => {}
            Ok(Some((changes, warnings))) => {
                let is_refused = arguments.common.strict && !warnings.is_empty();
                problems.extend(
                    warnings
                        .into_iter()
                        .map(|warning| placed(warning, &loaded.portfolio, job)),
                );
                if is_refused {
                    // Told below, as the error that it is now.
                    continue;
                }
                match place::commit(root, &changes, arguments.dry_run) {
                    Ok(()) => said.stdout.push_str(&print::changes(&changes, arguments.dry_run)),
                    Err(failure) => return stopped(said, &failure),
                }
            }
            Err(problem) => problems.push(placed(problem, &loaded.portfolio, job)),
        }
    }
    if arguments.common.strict {
        for problem in &mut problems {
            problem.severity = Severity::Error;
        }
    }
    let failed = has_errors(&problems);
    let told = printer.said(&problems, u8::from(failed));
    said.stderr.push_str(&told.stderr);
    said.stdout.push_str(&told.stdout);
    said.status = told.status;
    if failed {
        let ending = if jobs.len() > 1 {
            "what is named above was not imported\n"
        } else {
            "nothing was imported\n"
        };
        said.stderr.push_str(ending);
    }
    said
}

/// The sources, or all that one can do.
fn listed(names: &[String]) -> Result<Output, Failure> {
    let mut stdout = String::new();
    for name in names {
        if name == template::NAME {
            let _ = writeln!(stdout, "{name}: {}", template::ABOUT);
            continue;
        }
        stdout.push_str(&print::source(find_source(name)?));
    }
    if names.is_empty() {
        stdout = print::sources();
    }
    Ok(Output {
        stdout,
        ..Output::default()
    })
}

fn find_source(name: &str) -> Result<&'static dyn Adapter, Failure> {
    import::find(name).ok_or_else(|| {
        let sources = import::adapter::ALL.iter().map(|adapter| adapter.name());
        let sources = sources.chain([template::NAME]);
        Failure {
            message: format!("unknown source `{name}`"),
            cure: did_you_mean(name, sources, "`scorpfolio import --list` shows all sources"),
        }
    })
}

fn stopped(mut said: Said, failure: &Failure) -> Said {
    let failed: Said = Err(failure.clone()).into();
    said.stderr.push_str(&failed.stderr);
    said.status = failed.status;
    said
}

/// One import: files of one source for one team.
struct Job {
    team: usize,
    source: Option<&'static dyn Adapter>,
    /// The folder that `files` are relative to; empty: where the command was given.
    folder: PathBuf,
    files: Vec<String>,
    optional: bool,
    request: Request,
    /// Where imports.toml lists it.
    origin: Option<Origin>,
}

/// What is to be imported.
fn jobs(arguments: &ImportArguments, root: &Path, portfolio: &Portfolio) -> Result<Vec<Job>, Failure> {
    let team = arguments
        .team
        .as_deref()
        .map(|slug| find_team(portfolio, slug))
        .transpose()?;
    if arguments.all {
        let teams = portfolio.teams.iter().enumerate();
        let jobs: Vec<Job> = teams
            .filter(|(index, _)| team.is_none_or(|wanted| wanted == *index))
            .flat_map(|(index, team)| {
                team.imports
                    .iter()
                    .map(move |import| recurring((root, portfolio), index, import))
            })
            .collect();
        return if jobs.is_empty() {
            Err(Failure {
                message: "no imports.toml lists an import".to_owned(),
                cure: "list what a team imports again and again in its imports.toml; the manual's page on importing shows how".to_owned(),
            })
        } else {
            Ok(jobs)
        };
    }
    let Some(team) = team else { return Ok(Vec::new()) };
    let mut names = arguments.files.as_slice();
    let source = match names {
        [first, rest @ ..] if !rest.is_empty() => import::find(first).inspect(|_| names = rest),
        _ => None,
    };
    if let [only] = names
        && import::find(only).is_some()
        && !Path::new(only).exists()
    {
        return Err(Failure {
            message: format!("no file is named after the source `{only}`"),
            cure: format!("name one: `scorpfolio import {only} FILE --team TEAM`; `-` reads a pipe"),
        });
    }
    let mut settings = BTreeMap::new();
    for written in &arguments.set {
        let Some((name, value)) = written.split_once('=') else {
            return Err(Failure {
                message: format!("`--set {written}` has no value"),
                cure: "write it as `--set NAME=VALUE`".to_owned(),
            });
        };
        settings.insert(name.trim().to_owned(), value.to_owned());
    }
    if let Some(first) = names
        .first()
        .filter(|name| source.is_none() && names.len() > 1 && !name.contains(['.', '/', '*', '-']))
    {
        // A word that is no file is a source that was misspelt.
        find_source(first)?;
    }
    let windows = windows(portfolio);
    let date = day(arguments, &windows)?;
    Ok(vec![Job {
        team,
        source,
        folder: PathBuf::new(),
        files: names.to_vec(),
        optional: false,
        request: Request {
            date,
            metric: arguments.metric.clone(),
            workload: arguments.workload.clone(),
            settings,
            ..request(portfolio, team, windows)
        },
        origin: None,
    }])
}

fn find_team(portfolio: &Portfolio, slug: &str) -> Result<usize, Failure> {
    portfolio.team(slug).ok_or_else(|| Failure {
        message: format!("unknown team `{slug}`"),
        cure: did_you_mean(
            slug,
            portfolio.teams.iter().map(|team| team.slug.as_str()),
            "make it with `scorpfolio new team`",
        ),
    })
}

fn recurring(at: (&Path, &Portfolio), team: usize, import: &RecurringImport) -> Job {
    let (root, portfolio) = at;
    let windows = windows(portfolio);
    let date = import.of_latest_cycle.then(|| windows.latest().last);
    Job {
        team,
        source: import.source.as_deref().and_then(import::find),
        folder: root.to_owned(),
        files: import.files.clone(),
        optional: import.optional,
        request: Request {
            date,
            metric: import.metric.clone(),
            workload: import.workload.clone(),
            settings: import.settings.clone(),
            ..request(portfolio, team, windows)
        },
        origin: Some(import.origin),
    }
}

/// A problem with the line of imports.toml that it comes from, which names the team.
fn placed(problem: Diagnostic, portfolio: &Portfolio, job: &Job) -> Diagnostic {
    let Some(origin) = job.origin else { return problem };
    let place = Place {
        line: origin.line,
        column: 1,
        ..Place::file(&*portfolio.file(origin).path)
    };
    if problem.place.is_none() {
        return problem.at(place);
    }
    let label = format!("an import of {}", portfolio.teams[job.team].name);
    problem.related(place, label)
}

fn windows(portfolio: &Portfolio) -> Windows {
    let zone = portfolio.config.time_zone.clone();
    Windows::new(portfolio.calendar.rhythm.clone(), zone, portfolio.as_of)
}

fn request(portfolio: &Portfolio, team: usize, windows: Windows) -> Request {
    Request {
        windows,
        date: None,
        metric: None,
        workload: None,
        date_order: portfolio.config.date_order,
        currency: portfolio.config.currency,
        metrics: known_metrics(portfolio, team),
        workloads: (portfolio.teams[team].workloads.iter())
            .map(|workload| (workload.id.clone(), workload.name.clone()))
            .collect(),
        settings: BTreeMap::new(),
    }
}

/// The metrics that a team can report, its own first.
fn known_metrics(portfolio: &Portfolio, team: usize) -> Vec<KnownMetric> {
    let of = |owner: Option<usize>| {
        portfolio
            .catalogue
            .metrics
            .iter()
            .filter(move |metric| metric.team == owner)
    };
    let known = |metric: &Metric| {
        let names = metric.labels.iter().chain([&metric.id, &metric.name]);
        KnownMetric {
            id: metric.id.clone(),
            names: names.map(|name| name.to_lowercase()).collect(),
            unit: metric.unit_on(Date::MAX).clone(),
        }
    };
    of(Some(team)).chain(of(None)).map(known).collect()
}

/// The day that `--date` or `--cycle` gives.
fn day(arguments: &ImportArguments, windows: &Windows) -> Result<Option<Date>, Failure> {
    match arguments.cycle.as_deref() {
        None => Ok(arguments.date),
        Some("latest") => Ok(Some(windows.latest().last)),
        Some(written) => written
            .parse::<Date>()
            .map(|day| Some(windows.holding(day).last))
            .map_err(|_| Failure {
                message: format!("`--cycle {written}` is neither `latest` nor a day"),
                cure: "write `--cycle latest`, or a day of the cycle such as `--cycle 2026-03-13`".to_owned(),
            }),
    }
}

/// Errors in files that the imports read or write: what rests on them would be wrong.
fn blocking(jobs: &[Job], loaded: &Loaded) -> Vec<Diagnostic> {
    let folders: Vec<String> = jobs
        .iter()
        .map(|job| crate::scaffold::team_folder(&loaded.portfolio, job.team))
        .collect();
    let is_blocking = |problem: &&Diagnostic| {
        let file = problem.place.as_ref().map_or("", |place| place.file.as_str());
        let names = ["team.toml", "metrics.toml", "imports.toml"];
        problem.severity == Severity::Error
            && (folders
                .iter()
                .any(|folder| names.iter().any(|name| file == format!("{folder}{name}")))
                || (file.ends_with("metrics.toml") && !file.contains("/teams/")))
    };
    loaded.warnings.iter().filter(is_blocking).cloned().collect()
}

/// What an import changes, and what there is to warn of.
type Outcome = (Vec<Change>, Vec<Diagnostic>);

/// Reads one import, and says what it changes; `None` where no file is there and that is in order.
fn one(root: &Path, known: (&Portfolio, &mut Taken), job: &Job) -> Result<Option<Outcome>, Diagnostic> {
    let (portfolio, taken) = known;
    let (inputs, mut warnings) = files::find(&job.folder, &job.files, job.optional)?;
    if inputs.is_empty() {
        return Ok(None);
    }
    let adapter = match job.source {
        Some(adapter) => {
            import::check_source(adapter, &inputs)?;
            adapter
        }
        None => import::recognise(&inputs)?,
    };
    for name in job.request.settings.keys() {
        import::check_setting(adapter, name)
            .map_err(|(message, cure)| Diagnostic::new(Code::ImportUnclear, message, cure))?;
    }
    let mut imported = adapter.read(&inputs, &job.request)?;
    import::check_metric(adapter, &mut imported, (&inputs, &job.request))?;
    taken.take(&imported.incidents, portfolio, job.team)?;
    if let Some(workload) = &job.request.workload {
        for measurement in &mut imported.measurements {
            measurement.workload.get_or_insert_with(|| workload.clone());
        }
    }
    let to = Destination {
        catalogue: &portfolio.catalogue,
        team: &portfolio.teams[job.team],
        index: job.team,
        extras: adapter.extras(),
    };
    warnings.append(&mut imported.warnings);
    if warnings.iter().all(|warning| warning.code != Code::NoData) {
        warnings.extend(empty(&imported, &inputs));
    }
    warnings.extend(import::timely::doubts(
        adapter,
        (&inputs, &imported.measurements),
        &job.request,
    ));
    let (changes, found) = place::changes((root, portfolio), (adapter, imported, &job.request), to)?;
    // A file that says an old time of its own is told already.
    let is_told = warnings.iter().any(|warning| warning.code == Code::OtherTime);
    warnings.extend(
        found
            .into_iter()
            .filter(|warning| !(is_told && warning.code == Code::SameAgain)),
    );
    Ok(Some((changes, warnings)))
}

/// A file that gives nothing at all is said to.
fn empty(imported: &Imported, inputs: &[Input]) -> Option<Diagnostic> {
    let is_empty = imported.measurements.is_empty() && imported.incidents.is_empty() && imported.objectives.is_empty();
    let input = inputs.first().filter(|_| is_empty)?;
    Some(input.problem(
        Code::NoData,
        "the file gives nothing to import",
        "look at the export: it may be of a stretch without data",
    ))
}
