//! JaCoCo's XML report: coverage of code on the Java virtual machine.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::coverage::{self, Coverage, Share, parts};
use crate::import::xml::{self, Element, Refusal, Step};
use crate::import::{Adapter, Extra, Glance, Imported, Input, Request, Tool, time};

/// JaCoCo's report.
pub(super) struct Jacoco;

impl Adapter for Jacoco {
    fn name(&self) -> &'static str {
        "jacoco"
    }

    fn about(&self) -> &'static str {
        "JaCoCo coverage (XML)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["unit-test-coverage"]
    }

    fn extras(&self) -> &'static [Extra] {
        coverage::EXTRAS
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.has_root(&["report"]) && (glance.says("//JACOCO//DTD") || glance.says("<counter type=\"INSTRUCTION\""))
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let (mut all, mut moments) = (Coverage::default(), Vec::new());
        for input in inputs {
            let mut one = Coverage::default();
            xml::walk(input, &["report"], &mut |step| match step {
                // Every class and package has counters too; those right below the root are of the whole.
                Step::Open(element) if element.depth == 2 => look(element, request, &mut one),
                _ => Ok(()),
            })?;
            moments.push(one.at);
            all.add(one, input)?;
        }
        all.measured(&Tool::new("jacoco"), (inputs, &moments), request)
    }
}

fn look(element: &Element<'_>, request: &Request, one: &mut Coverage) -> Result<(), Refusal> {
    match element.name() {
        "counter" => {
            let share = match element.attribute("type").as_deref() {
                Some("LINE") => &mut one.lines,
                Some("BRANCH") => &mut one.branches,
                _ => return Ok(()),
            };
            *share = counted(element)?;
        }
        "sessioninfo" => {
            let at = element.attribute("dump");
            one.at = one.at.max(at.and_then(|at| time::instant(&at, request.windows.zone())));
        }
        _ => {}
    }
    Ok(())
}

fn counted(element: &Element<'_>) -> Result<Share, Refusal> {
    let wrong = |message: String| Refusal::new(Code::NotAnExport, message, "export it again");
    let numbers = element.number("covered").zip(element.number("missed"));
    let (covered, missed) = numbers.ok_or_else(|| wrong("a counter has no numbers".to_owned()))?;
    let whole = covered.checked_add(missed);
    parts(
        covered,
        whole.ok_or_else(|| wrong("a counter is too large".to_owned()))?,
    )
    .map_err(wrong)
}
