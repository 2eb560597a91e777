//! Parses arguments, runs the command, prints what it says, exits with its status: the only printer, the only exit.

use clap::Parser;
use scorpfolio::cli::{Cli, Console, Surroundings, run};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The seed of all hash tables of this kind, the templates' above all: drawing one for each of a page's thousands of tables
/// took two parts in a hundred of a build. Whoever could choose keys that collide would slow down the build of his own content.
struct FixedSeed;

impl ahash::random_state::RandomSource for FixedSeed {
    fn gen_hasher_seed(&self) -> usize {
        0x5c0f_0110
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the clock and the environment are read here and nowhere else"
)]
fn main() -> ExitCode {
    // It can only be set before the first table; later ones would do with what is set.
    let _ = ahash::random_state::set_random_source(FixedSeed);
    let cli = Cli::parse();
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let surroundings = Surroundings {
        now: jiff::Timestamp::now(),
        source_date_epoch: variable("SOURCE_DATE_EPOCH"),
        colour: variable("NO_COLOR").is_none() && std::io::stderr().is_terminal(),
        terminal: std::io::stderr().is_terminal() && variable("TERM").is_none_or(|kind| kind != "dumb"),
        github_actions: variable("GITHUB_ACTIONS").is_some_and(|value| value == "true"),
        storage: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with("AWS_"))
            .collect(),
    };
    let terminal = Terminal { start: Instant::now() };
    let said = run(&cli, &surroundings, &terminal);
    // A reader that has gone away, such as `head`, is no failure.
    let _ = std::io::stderr().lock().write_all(said.stderr.as_bytes());
    let _ = std::io::stdout().lock().write_all(said.stdout.as_bytes());
    ExitCode::from(said.status)
}

/// What a command that runs on needs before its end.
struct Terminal {
    start: Instant,
}

impl Console for Terminal {
    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    #[expect(clippy::disallowed_methods, reason = "the clock is read here and nowhere else")]
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }

    fn say(&self, text: &str) {
        // A reader that has gone away is no failure.
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }
}
