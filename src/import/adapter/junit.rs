//! JUnit XML, as nearly every test runner writes it.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::test_run::Run;
use crate::import::xml::{self, Refusal};
use crate::import::{Adapter, Extra, Glance, Imported, Input, Measurement, Request, Tool};
use crate::model::unit::{TimeUnit, Unit};

/// Reports of test runs.
pub(super) struct Junit;

const fn extra(id: &'static str, name: &'static str, unit: &'static str, meaning: &'static str) -> Extra {
    Extra {
        id,
        name,
        pillar: "operational-excellence",
        unit,
        better: "neutral",
        in_cycle: "last",
        meaning,
    }
}

const EXTRAS: &[Extra] = &[
    extra(
        "automated-tests",
        "Automated tests",
        "count",
        "Automated tests that ran, passed or not",
    ),
    Extra {
        better: "lower",
        ..extra(
            "skipped-tests",
            "Skipped tests",
            "count",
            "Automated tests that were skipped or switched off",
        )
    },
    Extra {
        better: "lower",
        ..extra(
            "flaky-tests",
            "Flaky tests",
            "count",
            "Automated tests that failed first and passed when they were run again",
        )
    },
    Extra {
        better: "lower",
        ..extra(
            "test-duration",
            "Test duration",
            "s",
            "Time that all automated tests took, one after another",
        )
    },
];

impl Adapter for Junit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn about(&self) -> &'static str {
        "JUnit reports of any test runner (XML)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["test-pass-rate"]
    }

    fn extras(&self) -> &'static [Extra] {
        EXTRAS
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.has_root(&["testsuites", "testsuite"])
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut imported = Imported::default();
        let Some(first) = inputs.first() else {
            return Ok(imported);
        };
        let (mut all, mut moments) = (Run::default(), Vec::new());
        for input in inputs {
            let mut run = Run::default();
            xml::walk(input, &["testsuites", "testsuite"], &mut |step| {
                run.step(step, request);
                Ok::<(), Refusal>(())
            })?;
            run.check(input, &mut imported.warnings)?;
            all.add(&run);
            moments.push(run.at);
        }
        let period = request.day_of_all(inputs, &moments)?;
        let metric = request.metric.as_deref().unwrap_or("test-pass-rate");
        let ran = all.passed + all.failed;
        if ran == 0 {
            let message = format!("no test ran, and {} were skipped: `{metric}` has no data", all.skipped);
            let cure = "check what the test run was asked to run";
            imported.warnings.push(first.problem(Code::NoData, message, cure));
        }
        let seconds = Unit::Duration(TimeUnit::Seconds);
        let values = [
            Some(Measurement::share(metric, period, (all.passed, ran))),
            Some(Measurement::number("automated-tests", period, ran, Unit::Count)),
            Some(Measurement::number("skipped-tests", period, all.skipped, Unit::Count)),
            all.says_flaky
                .then(|| Measurement::number("flaky-tests", period, all.flaky, Unit::Count)),
            all.seconds
                .map(|sum| Measurement::number("test-duration", period, sum, seconds)),
        ];
        let tool = Tool::new("junit");
        imported.measurements = values
            .into_iter()
            .flatten()
            .map(|value| value.from(&tool, inputs, all.at))
            .collect();
        Ok(imported)
    }
}
