//! What a build says of itself while it runs, and where its time went.

use crate::cli::Console;
use crate::cli::build::grouped;
use crate::progress::{Progress, Step};
use std::collections::BTreeMap;
use std::fmt::{Debug, Formatter, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A build that takes less says nothing before its end.
const SILENCE: Duration = Duration::from_millis(500);
/// How often a line may change.
const RHYTHM: Duration = Duration::from_millis(100);
/// Goes to the begin of a terminal's line and empties it (ECMA-48, EL).
const EMPTIED: &str = "\r\x1b[2K";

/// Listens to a build.
pub(super) struct Watch<'a> {
    console: &'a dyn Console,
    /// Whether there is a terminal whose line may change.
    shows: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    steps: Vec<(Step, Duration)>,
    files: usize,
    made: usize,
    kinds: BTreeMap<&'static str, (usize, Duration)>,
    said: Option<Duration>,
}

impl<'a> Watch<'a> {
    pub(super) fn new(console: &'a dyn Console, shows: bool) -> Self {
        Self {
            console,
            shows,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn show(&self, state: &mut State) {
        let now = self.console.elapsed();
        let due = state.said.map_or(SILENCE, |said| said + RHYTHM);
        if !self.shows || now < due {
            return;
        }
        state.said = Some(now);
        let line = match state.steps.last() {
            Some((Step::Make, _)) if state.files > 0 => {
                format!("making files: {} of {}", grouped(state.made), grouped(state.files))
            }
            Some((step, _)) => in_progress(*step).to_owned(),
            None => return,
        };
        self.console.say(&format!("{EMPTIED}{line}"));
    }

    /// Gives the line back to whoever writes next.
    pub(super) fn end(&self) {
        if self.state().said.is_some() {
            self.console.say(EMPTIED);
        }
    }

    /// Where the time went, as a table: steps by the clock, kinds of files by the time of all threads.
    pub(super) fn table(&self) -> String {
        let state = self.state();
        let ends = state.steps.iter().skip(1).map(|(_, begun)| *begun);
        let ends = ends.chain([self.console.elapsed()]);
        let mut table = String::from("where the time went, by the clock\n");
        for ((step, begun), end) in state.steps.iter().zip(ends) {
            let took = end.saturating_sub(*begun);
            let _ = writeln!(table, "{:>9.3} s  {}", took.as_secs_f64(), done(*step));
        }
        let mut kinds: Vec<_> = state.kinds.iter().collect();
        kinds.sort_by_key(|(name, (_, took))| (std::cmp::Reverse(*took), **name));
        if !kinds.is_empty() {
            table.push_str("of making files, in the sum of all threads\n");
        }
        for (name, (count, took)) in kinds {
            let each = took.as_secs_f64() * 1000.0 / f64::from(u32::try_from(*count).unwrap_or(u32::MAX));
            let count = grouped(*count);
            let _ = writeln!(
                table,
                "{:>9.3} s  {count:>9} × {each:.3} ms  {name}",
                took.as_secs_f64()
            );
        }
        table
    }
}

impl Progress for Watch<'_> {
    fn elapsed(&self) -> Duration {
        self.console.elapsed()
    }

    fn begins(&self, step: Step) {
        let mut state = self.state();
        state.steps.push((step, self.console.elapsed()));
        self.show(&mut state);
    }

    fn to_make(&self, files: usize) {
        self.state().files = files;
    }

    fn made(&self, kind: &'static str, took: Duration) {
        let mut state = self.state();
        state.made += 1;
        let sum = state.kinds.entry(kind).or_default();
        sum.0 += 1;
        sum.1 += took;
        self.show(&mut state);
    }
}

impl Debug for Watch<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Watch")
            .field("shows", &self.shows)
            .finish_non_exhaustive()
    }
}

fn in_progress(step: Step) -> &'static str {
    match step {
        Step::Load => "reading the content",
        Step::Analyse => "working out what the numbers mean",
        Step::Make => "planning pages",
        Step::Commit => "putting files into place",
    }
}

fn done(step: Step) -> &'static str {
    match step {
        Step::Load => "content read and checked",
        Step::Analyse => "numbers analysed, theme read",
        Step::Make => "files planned, made and staged",
        Step::Commit => "files put into place, cache written",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::{Cell, RefCell};

    /// A clock that is set, and what was printed. One thread uses it.
    #[derive(Default)]
    struct Set {
        now: Cell<u64>,
        printed: RefCell<String>,
    }

    struct Shared(Mutex<Set>);

    impl Shared {
        fn new() -> Self {
            Self(Mutex::default())
        }

        fn at(&self, milliseconds: u64) {
            self.0.lock().expect("one thread").now.set(milliseconds);
        }

        fn printed(&self) -> String {
            self.0.lock().expect("one thread").printed.take()
        }
    }

    impl Console for Shared {
        fn elapsed(&self) -> Duration {
            Duration::from_millis(self.0.lock().expect("one thread").now.get())
        }

        fn now(&self) -> jiff::Timestamp {
            jiff::Timestamp::UNIX_EPOCH
        }

        fn say(&self, text: &str) {
            self.0.lock().expect("one thread").printed.borrow_mut().push_str(text);
        }
    }

    #[test]
    fn a_short_build_shows_no_line_and_a_long_one_not_more_than_ten_a_second() {
        let console = Shared::new();
        let watch = Watch::new(&console, true);
        watch.begins(Step::Load);
        watch.begins(Step::Make);
        watch.to_make(2000);
        console.at(499);
        watch.made("pages", Duration::ZERO);
        watch.end();
        assert_eq!(console.printed(), "");
        console.at(500);
        watch.made("pages", Duration::ZERO);
        assert_eq!(console.printed(), "\r\x1b[2Kmaking files: 2 of 2,000");
        console.at(599);
        watch.made("pages", Duration::ZERO);
        assert_eq!(console.printed(), "");
        console.at(600);
        watch.begins(Step::Commit);
        assert_eq!(console.printed(), "\r\x1b[2Kputting files into place");
        watch.end();
        assert_eq!(console.printed(), "\r\x1b[2K");
    }

    #[test]
    fn without_a_terminal_no_line_changes() {
        let console = Shared::new();
        let watch = Watch::new(&console, false);
        console.at(5000);
        watch.begins(Step::Load);
        watch.end();
        assert_eq!(console.printed(), "");
    }

    #[test]
    fn the_table_says_how_long_steps_and_kinds_of_files_took_the_longest_kind_first() {
        let console = Shared::new();
        let watch = Watch::new(&console, false);
        watch.begins(Step::Load);
        console.at(250);
        watch.begins(Step::Make);
        watch.made("data", Duration::from_millis(1));
        watch.made("reports", Duration::from_millis(3));
        watch.made("reports", Duration::from_millis(4));
        console.at(300);
        assert_eq!(
            watch.table(),
            "where the time went, by the clock\n    0.250 s  content read and checked\n    \
             0.050 s  files planned, made and staged\nof making files, in the sum of all threads\n    \
             0.007 s          2 × 3.500 ms  reports\n    0.001 s          1 × 1.000 ms  data\n"
        );
    }
}
