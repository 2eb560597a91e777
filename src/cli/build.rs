//! `build` and `check`, and the loading and printing that `new`, `digest` and `serve` need.

use crate::cli::{
    BuildArguments, CheckArguments, Common, Console, DigestArguments, Failure, Format, NewCommand, Said, Surroundings,
    digest, new, timings::Watch, write,
};
use crate::diagnostic::{Diagnostic, Severity, github, json, text};
use crate::publish::Part;
use crate::{BuildOptions, Built, Refused, load_portfolio, load_readable, shard};
use jiff::Timestamp;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

/// The exit status of a build that left something out.
const LEFT_OUT: u8 = 3;

pub(super) fn build(arguments: &BuildArguments, surroundings: &Surroundings, console: &dyn Console) -> Said {
    let mut options = match options(&arguments.common, surroundings) {
        Ok(options) => options,
        Err(failure) => return Err(failure).into(),
    };
    options.output.clone_from(&arguments.output);
    options.audience = arguments.audience;
    options.force = arguments.force;
    options.use_cache = !arguments.no_cache;
    options.keep_going = arguments.keep_going;
    options.part = arguments.shard;
    let printer = Printer::new(&arguments.common, surroundings);
    let watch = Watch::new(console, surroundings.terminal);
    let built = if arguments.merge.is_empty() {
        crate::build_watched(&options, &watch)
    } else {
        shard::merge(&options, &arguments.merge)
    };
    watch.end();
    let mut said = match built {
        Ok(built) => done(&built, arguments.shard, (&printer, console.elapsed())),
        Err(Refused::Problems(mut problems)) if !shard::says_warnings(arguments.shard) => {
            problems.retain(|problem| problem.severity == Severity::Error);
            printer.refused(Refused::Problems(problems), "nothing was written")
        }
        Err(refused) => printer.refused(refused, "nothing was written"),
    };
    if arguments.timings {
        said.stderr.push_str(&watch.table());
    }
    said
}

/// What a build says when it has succeeded.
fn done(built: &Built, part: Option<Part>, how: (&Printer, Duration)) -> Said {
    let (printer, elapsed) = how;
    let warnings: &[Diagnostic] = if shard::says_warnings(part) {
        &built.warnings
    } else {
        &[]
    };
    let mut said = printer.said(warnings, if built.left_out > 0 { LEFT_OUT } else { 0 });
    if built.left_out > 0 {
        let what = match built.left_out {
            1 => "1 file or source that could not be read was left out".to_owned(),
            count => format!(
                "{} files or sources that could not be read were left out",
                grouped(count)
            ),
        };
        let _ = writeln!(said.stderr, "{what}; the site says so");
    }
    if built.recovered {
        said.stderr
            .push_str("an interrupted build was found and cleared away\n");
    }
    if let Some(problem) = &built.cache_problem {
        let _ = writeln!(
            said.stderr,
            "warning: the cache could not be written, so the next build is slower: {problem}"
        );
    }
    let changed = format!(
        " ({} changed{})",
        grouped(built.changed),
        if built.removed > 0 {
            format!(", {} removed", grouped(built.removed))
        } else {
            String::new()
        }
    );
    let line = summary("built", built, (&changed, elapsed));
    let output = built.output.as_deref().unwrap_or(Path::new("public"));
    let ready = match part {
        None => format!("the site is ready: open {}", write::shown(&output.join("index.html"))),
        Some(part) => format!(
            "{part}, {} files in {}: join all parts with `scorpfolio build --merge DIR...`",
            grouped(built.files),
            write::shown(output)
        ),
    };
    let _ = writeln!(said.stderr, "{ready}");
    said.stderr.push_str(&line);
    said
}

pub(super) fn check(arguments: &CheckArguments, surroundings: &Surroundings, console: &dyn Console) -> Said {
    let mut options = match options(&arguments.common, surroundings) {
        Ok(options) => options,
        Err(failure) => return Err(failure).into(),
    };
    options.audience = arguments.audience;
    let printer = Printer::new(&arguments.common, surroundings);
    let watch = Watch::new(console, surroundings.terminal);
    let checked = crate::check_watched(&options, &watch);
    watch.end();
    let mut said = match checked {
        Ok(built) => {
            let mut said = printer.said(&built.warnings, 0);
            said.stderr
                .push_str(&summary("checked", &built, ("", console.elapsed())));
            said
        }
        Err(refused) => printer.refused(refused, "the check failed"),
    };
    if arguments.timings {
        said.stderr.push_str(&watch.table());
    }
    said
}

pub(super) fn new(command: &NewCommand, surroundings: &Surroundings) -> Said {
    let common = command.common();
    let options = match options(common, surroundings) {
        Ok(options) => options,
        Err(failure) => return Err(failure).into(),
    };
    let refused = |refused: Refused| {
        Printer::new(common, surroundings).refused(refused, "nothing was written: correct these first")
    };
    let loaded = match load_readable(&options) {
        Ok(loaded) => loaded,
        Err(problems) => return refused(problems),
    };
    let blocking = new::blocking(command, &loaded);
    if !blocking.is_empty() {
        return refused(Refused::Problems(blocking));
    }
    new::run(command, &options.root, &loaded).into()
}

pub(super) fn digest(arguments: &DigestArguments, surroundings: &Surroundings) -> Said {
    // What is found goes to stderr as text, whoever runs it: stdout is the digest.
    let common = Common {
        root: arguments.root.clone(),
        as_of: arguments.as_of,
        strict: false,
        format: Some(Format::Text),
    };
    let printer = Printer::new(&common, surroundings);
    let options = match options(&common, surroundings) {
        Ok(options) => options,
        Err(failure) => return Err(failure).into(),
    };
    let loaded = match load_portfolio(&options) {
        Ok(loaded) => loaded,
        Err(refused) => return printer.refused(refused, "there is no digest of a portfolio with errors"),
    };
    let mut said: Said = digest::run(arguments, &loaded.portfolio).into();
    said.stderr.insert_str(0, &printer.said(&loaded.warnings, 0).stderr);
    said
}

pub(super) fn options(common: &Common, surroundings: &Surroundings) -> Result<BuildOptions, Failure> {
    let as_of_by_default = surroundings.source_date_epoch.as_deref().map(epoch).transpose()?;
    Ok(BuildOptions {
        as_of: common.as_of,
        as_of_by_default,
        strict: common.strict,
        ..BuildOptions::new(&common.root, surroundings.now)
    })
}

/// `SOURCE_DATE_EPOCH`: seconds since 1970 (<https://reproducible-builds.org/specs/source-date-epoch/>).
fn epoch(written: &str) -> Result<Timestamp, Failure> {
    let moment = written
        .trim()
        .parse::<i64>()
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok());
    moment.ok_or_else(|| Failure {
        message: format!("SOURCE_DATE_EPOCH is `{written}`, which is not a number of seconds"),
        cure: "set it to seconds since 1970, as `git log -1 --format=%ct` prints, or unset it".to_owned(),
    })
}

fn summary(verb: &str, built: &Built, more: (&str, Duration)) -> String {
    let (changed, elapsed) = more;
    let plural = |count: usize, word: &str| format!("{} {word}{}", grouped(count), if count == 1 { "" } else { "s" });
    format!(
        "{verb} {}{changed} and {} for {}, {} in {:.2} s\n",
        plural(built.pages, "page"),
        plural(built.charts, "chart"),
        plural(built.teams, "team"),
        plural(built.cycles, "cycle"),
        elapsed.as_secs_f64(),
    )
}

/// A count with commas between thousands.
pub(super) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Prints problems in the form that was asked for.
pub(super) struct Printer {
    format: Format,
    colour: bool,
}

impl Printer {
    pub(super) fn new(common: &Common, surroundings: &Surroundings) -> Self {
        let by_itself = if surroundings.github_actions {
            Format::Github
        } else {
            Format::Text
        };
        Self {
            format: common.format.unwrap_or(by_itself),
            colour: surroundings.colour,
        }
    }

    /// Problems as they are printed: for programs on stdout, for people on stderr.
    pub(super) fn said(&self, problems: &[Diagnostic], status: u8) -> Said {
        match self.format {
            Format::Text => Said {
                stdout: String::new(),
                stderr: text::render(problems, self.colour),
                status,
            },
            Format::Github => Said {
                stdout: github::render(problems),
                stderr: String::new(),
                status,
            },
            Format::Json => Said {
                stdout: json::render(problems),
                stderr: String::new(),
                status,
            },
        }
    }

    pub(super) fn refused(&self, refused: Refused, ending: &str) -> Said {
        match refused {
            Refused::Problems(problems) => {
                let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
                let plural = |count: usize, word: &str| {
                    format!("{} {word}{}", grouped(count), if count == 1 { "" } else { "s" })
                };
                let mut said = self.said(&problems, 1);
                let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
                let warnings = if warnings > 0 {
                    format!(" and {}", plural(warnings, "warning"))
                } else {
                    String::new()
                };
                let _ = writeln!(said.stderr, "{}{warnings}; {ending}", plural(errors, "error"));
                said
            }
            Refused::Publish(error) => Err(Failure {
                message: error.message(),
                cure: error.cure(),
            })
            .into(),
        }
    }
}
