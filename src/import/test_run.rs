//! Tests of a JUnit report, counted one by one.
//!
//! Only `testcase` elements count: the numbers that suites give of themselves are missing, wrong, or counted twice in
//! reports of several runners.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::xml::{Element, Step};
use crate::import::{Input, Request, json, time};
use jiff::Timestamp;
use rust_decimal::Decimal;

/// What became of a test; of several results the worst counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Passed,
    Skipped,
    Failed,
}

/// A test whose element is open.
struct Case {
    depth: usize,
    outcome: Outcome,
    is_flaky: bool,
}

/// A suite whose element is open.
struct Suite {
    depth: usize,
    announced: u64,
    listed: u64,
}

/// A test run, or several.
#[derive(Default)]
pub struct Run {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed, or broke off.
    pub failed: u64,
    /// Tests that did not run.
    pub skipped: u64,
    /// Tests that failed first and passed when they ran again.
    pub flaky: u64,
    /// Whether the runner runs failed tests again, so that flaky ones are known.
    pub says_flaky: bool,
    /// Time of all tests together, where the report has any.
    pub seconds: Option<Decimal>,
    /// When the newest suite ran.
    pub at: Option<Timestamp>,
    /// Suites that announce tests and list none, and the tests they announce.
    unlisted: (u64, u64),
    /// Suites that failed as a whole.
    broken_suites: u64,
    cases: Vec<Case>,
    suites: Vec<Suite>,
}

impl Run {
    /// Takes in what an element says.
    pub fn step(&mut self, step: &Step<'_>, request: &Request) {
        match step {
            Step::Open(element) => self.open(element, request),
            Step::Close(depth) => self.close(*depth),
        }
    }

    fn open(&mut self, element: &Element<'_>, request: &Request) {
        let depth = element.depth;
        match element.name() {
            name @ ("testsuites" | "testsuite") => {
                let at = element.attribute("timestamp");
                self.at = self
                    .at
                    .max(at.and_then(|at| time::instant(&at, request.windows.zone())));
                if name == "testsuite" {
                    let announced = element.attribute("tests").and_then(|tests| tests.trim().parse().ok());
                    self.suites.push(Suite {
                        depth,
                        announced: announced.unwrap_or(0),
                        listed: 0,
                    });
                }
            }
            "testcase" => {
                if let Some(suite) = self.suites.last_mut() {
                    suite.listed += 1;
                }
                if let Some(time) = element.attribute("time").and_then(|time| seconds(&time)) {
                    self.seconds = self.seconds.unwrap_or_default().checked_add(time);
                }
                self.cases.push(Case {
                    depth,
                    outcome: by_attributes(element),
                    is_flaky: false,
                });
            }
            name => {
                let case = self.cases.last_mut().filter(|case| case.depth + 1 == depth);
                match (case, name) {
                    (Some(case), "failure" | "error") => case.outcome = Outcome::Failed,
                    (Some(case), "skipped" | "disabled" | "ignored") => {
                        case.outcome = case.outcome.max(Outcome::Skipped);
                    }
                    (Some(case), "flakyFailure" | "flakyError") => case.is_flaky = true,
                    (Some(_), "rerunFailure" | "rerunError") => self.says_flaky = true,
                    (None, "failure" | "error") if self.suites.last().is_some_and(|suite| suite.depth + 1 == depth) => {
                        self.broken_suites += 1;
                    }
                    _ => {}
                }
            }
        }
    }

    fn close(&mut self, depth: usize) {
        if let Some(case) = self.cases.pop_if(|case| case.depth == depth) {
            match case.outcome {
                Outcome::Passed => self.passed += 1,
                Outcome::Skipped => self.skipped += 1,
                Outcome::Failed => self.failed += 1,
            }
            self.flaky += u64::from(case.is_flaky && case.outcome == Outcome::Passed);
            self.says_flaky |= case.is_flaky;
        }
        if let Some(suite) = self.suites.pop_if(|suite| suite.depth == depth) {
            if suite.listed == 0 && suite.announced > 0 {
                self.unlisted.0 += 1;
                self.unlisted.1 += suite.announced;
            }
            if let Some(parent) = self.suites.last_mut() {
                parent.listed += suite.listed;
            }
        }
    }

    /// Refuses a report that lists nothing of what it announces, and warns of suites that say less than they should.
    pub fn check(&self, input: &Input, warnings: &mut Vec<Diagnostic>) -> Result<(), Diagnostic> {
        let (suites, tests) = self.unlisted;
        if suites > 0 && self.passed + self.failed + self.skipped == 0 {
            let message = format!("the file announces {tests} tests and lists none");
            let cure = "export it again; a run that breaks off often leaves such a file";
            return Err(input.problem(Code::NotAnExport, message, cure));
        }
        let mut warn = |count: u64, message: String| {
            if count > 0 {
                let cure = "look at the test run: what did not run is not counted, neither as passed nor as failed";
                warnings.push(input.problem(Code::LeftOut, message, cure));
            }
        };
        warn(
            suites,
            format!("suites that announce tests and list none: {suites}, of {tests} tests"),
        );
        warn(
            self.broken_suites,
            format!("suites that failed as a whole: {}", self.broken_suites),
        );
        Ok(())
    }

    /// Takes in another report.
    pub fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.flaky += other.flaky;
        self.says_flaky |= other.says_flaky;
        self.at = self.at.max(other.at);
        self.seconds = match (self.seconds, other.seconds) {
            (Some(one), Some(other)) => one.checked_add(other),
            (one, other) => one.or(other),
        };
    }
}

/// What the attributes alone say: googletest lists switched-off tests with `status="notrun"`.
fn by_attributes(element: &Element<'_>) -> Outcome {
    let says = |name: &str, words: &[&str]| {
        let value = element.attribute(name).map(|value| value.to_lowercase());
        value.is_some_and(|value| words.contains(&value.as_str()))
    };
    if says("status", &["failed", "failure", "error", "errored"]) {
        return Outcome::Failed;
    }
    let is_off =
        says("status", &["notrun", "disabled", "skipped", "ignored"]) || says("result", &["suppressed", "skipped"]);
    if is_off { Outcome::Skipped } else { Outcome::Passed }
}

/// Seconds; thousands may be separated by commas.
fn seconds(text: &str) -> Option<Decimal> {
    json::exact(&text.replace(',', "")).filter(|seconds| !seconds.is_sign_negative())
}
