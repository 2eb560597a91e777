//! Cobertura XML, as coverage.py, coverlet, gcovr, PHPUnit, Istanbul and many others write it.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::coverage::{self, Coverage, Share, parts};
use crate::import::xml::{self, Element, Refusal, Step};
use crate::import::{Adapter, Extra, Glance, Imported, Input, Request, Tool, time};
use rust_decimal::Decimal;

/// Cobertura's report.
pub(super) struct Cobertura;

impl Adapter for Cobertura {
    fn name(&self) -> &'static str {
        "cobertura"
    }

    fn about(&self) -> &'static str {
        "Cobertura coverage of any language (XML)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["unit-test-coverage"]
    }

    fn extras(&self) -> &'static [Extra] {
        coverage::EXTRAS
    }

    fn recognises(&self, glance: &Glance) -> bool {
        // Clover's root has the same name.
        glance.has_root(&["coverage"]) && glance.says("line-rate=")
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let (mut all, mut moments) = (Coverage::default(), Vec::new());
        let mut version = None;
        for input in inputs {
            let mut one = None;
            xml::walk(input, &["coverage"], &mut |step| {
                if let Step::Open(element) = step
                    && element.depth == 1
                {
                    one = Some(root(element, request)?);
                    version = element.attribute("version").map(std::borrow::Cow::into_owned);
                }
                Ok(())
            })?;
            let one = one.unwrap_or_default();
            moments.push(one.at);
            all.add(one, input)?;
        }
        let tool = Tool::new("cobertura").version(version.as_deref());
        all.measured(&tool, (inputs, &moments), request)
    }
}

/// What the root says of the whole report.
fn root(element: &Element<'_>, request: &Request) -> Result<Coverage, Refusal> {
    let lines = share(element, ("lines-covered", "lines-valid", "line-rate"))?;
    if lines == Share::Unknown {
        let message = "the root has neither `lines-valid` nor `line-rate`";
        let cure = "export it in Cobertura's format: Clover's root has the same name";
        return Err(Refusal::new(Code::NotAnExport, message, cure));
    }
    // Tools that do not look at branches write a rate of 0 or 1 for them, without numbers.
    let branches = match share(element, ("branches-covered", "branches-valid", "branch-rate"))? {
        Share::Parts(part, whole) => Share::Parts(part, whole),
        Share::Unknown | Share::Rate(_) => Share::Unknown,
    };
    let at = element
        .attribute("timestamp")
        .and_then(|text| time::instant(&text, request.windows.zone()));
    Ok(Coverage { lines, branches, at })
}

fn share(element: &Element<'_>, (part, whole, rate): (&str, &str, &str)) -> Result<Share, Refusal> {
    let wrong = |message: String| Refusal::new(Code::NotAnExport, message, "export it again");
    if let (Some(part), Some(whole)) = (element.number(part), element.number(whole)) {
        return parts(part, whole).map_err(wrong);
    }
    if element.attribute(rate).is_none() {
        return Ok(Share::Unknown);
    }
    match element.number(rate) {
        Some(number) if (Decimal::ZERO..=Decimal::ONE).contains(&number) => Ok(Share::Rate(number)),
        _ => Err(wrong(format!("`{rate}` is not a number from 0 to 1"))),
    }
}
