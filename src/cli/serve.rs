//! `serve`: the preview, and what it says in the terminal.

use super::build::{Printer, grouped, options};
use crate::cli::{Common, Console, Failure, Format, Said, ServeArguments, Surroundings};
use crate::serve::{self, Event, Options, ServeError, World};
use crate::{Refused, diagnostic::Diagnostic};
use jiff::Timestamp;
use std::fmt::Write;
use std::time::Duration;

pub(super) fn run(arguments: &ServeArguments, surroundings: &Surroundings, console: &dyn Console) -> Said {
    let common = Common {
        root: arguments.root.clone(),
        as_of: arguments.as_of,
        strict: arguments.strict,
        format: Some(Format::Text),
    };
    let build = match options(&common, surroundings) {
        Ok(build) => build,
        Err(failure) => return Err(failure).into(),
    };
    let options = Options {
        build,
        port: arguments.port,
        open: arguments.open,
        polls: arguments.poll,
    };
    let teller = Teller {
        printer: Printer::new(&common, surroundings),
        console,
        port: arguments.port,
    };
    match serve::run(&options, &teller) {
        Ok(()) => Said {
            stderr: "\nthe preview has ended\n".to_owned(),
            ..Said::default()
        },
        Err(ServeError::Refused(problems)) => teller
            .printer
            .refused(Refused::Problems(problems), "there is nothing to show"),
        Err(ServeError::System { message, cure }) => Err(Failure { message, cure }).into(),
    }
}

/// Says in the terminal what happens.
struct Teller<'a> {
    printer: Printer,
    console: &'a dyn Console,
    port: u16,
}

impl World for Teller<'_> {
    fn now(&self) -> Timestamp {
        self.console.now()
    }

    fn elapsed(&self) -> Duration {
        self.console.elapsed()
    }

    fn tell(&self, event: &Event<'_>) {
        self.console.say(&self.words(event));
    }
}

impl Teller<'_> {
    fn words(&self, event: &Event<'_>) -> String {
        match event {
            Event::Serving { url, moved, polls } => self.serving(url, *moved, *polls),
            Event::Shown {
                pages,
                warnings,
                changed,
                took,
            } => {
                let mut words = self.problems(warnings);
                let what = changed.map_or_else(String::new, |path| format!("{} changed: ", path.display()));
                let _ = writeln!(
                    words,
                    "{what}{} pages ready in {:.0} ms",
                    grouped(*pages),
                    millis(*took)
                );
                words
            }
            Event::Refused { problems, shown } => {
                let ending = if *shown {
                    "the last good site is still shown"
                } else {
                    "there is nothing to show until they are corrected"
                };
                let refused = Refused::Problems(problems.clone());
                self.printer.refused(refused, ending).stderr
            }
            Event::Hindered(words) => format!("warning: {words}\n"),
        }
    }

    fn serving(&self, url: &str, moved: bool, polls: bool) -> String {
        let mut words = String::new();
        if moved {
            let _ = writeln!(words, "port {} is taken; this is the next free one", self.port);
        }
        let _ = write!(words, "the preview is at {url} (Ctrl-C ends it)");
        words.push_str(if polls {
            "; files are looked at twice a second\n"
        } else {
            "\n"
        });
        words
    }

    fn problems(&self, problems: &[Diagnostic]) -> String {
        self.printer.said(problems, 0).stderr
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
