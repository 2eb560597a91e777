//! Test coverage of one or several reports: what Cobertura, lcov and JaCoCo share.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::measurement::{Amount, Extra, Measurement, Tool};
use crate::import::{Imported, Input, Request};
use crate::model::unit::Unit;
use jiff::Timestamp;
use rust_decimal::Decimal;

/// What a coverage report gives beside the lines.
pub const EXTRAS: &[Extra] = &[Extra {
    id: "branch-coverage",
    name: "Branch coverage",
    pillar: "operational-excellence",
    unit: "%",
    better: "higher",
    in_cycle: "last",
    meaning: "Branches of the code that tests take, as a share of all branches",
}];

/// What is covered, of what can be.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Share {
    /// The report does not say.
    #[default]
    Unknown,
    /// How many, of how many.
    Parts(Decimal, Decimal),
    /// A quotient without its parts, from 0 to 1.
    Rate(Decimal),
}

/// One report, or several added up.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Coverage {
    /// Lines.
    pub lines: Share,
    /// Branches.
    pub branches: Share,
    /// When the newest was written.
    pub at: Option<Timestamp>,
}

impl Coverage {
    /// Adds the report of another part of the code.
    ///
    /// # Errors
    ///
    /// Quotients without parts: they cannot be added.
    pub fn add(&mut self, other: Self, input: &Input) -> Result<(), Diagnostic> {
        self.lines = sum(self.lines, other.lines).ok_or_else(|| {
            let message = "the file gives a rate without its numbers of lines, which cannot be added to another's";
            let cure = "merge the reports with the coverage tool, and import the one that it writes";
            input.problem(Code::ImportUnclear, message, cure)
        })?;
        self.branches = sum(self.branches, other.branches).unwrap_or_default();
        self.at = self.at.max(other.at);
        Ok(())
    }

    /// What it comes to; `files` are those it was read from, and when each was written.
    ///
    /// # Errors
    ///
    /// No day: the reports do not say when they were written, and none was given.
    pub fn measured(
        self,
        tool: &Tool,
        files: (&[Input], &[Option<Timestamp>]),
        request: &Request,
    ) -> Result<Imported, Diagnostic> {
        let (inputs, moments) = files;
        let mut imported = Imported::default();
        let Some(first) = inputs.first() else {
            return Ok(imported);
        };
        let period = request.day_of_all(inputs, moments)?;
        let metric = request.metric.as_deref().unwrap_or("unit-test-coverage");
        let lines = amount(self.lines).unwrap_or(Amount::NoData);
        if lines == Amount::NoData {
            let message = "the report counts no lines that can be covered";
            let cure = "check that the tests ran with coverage, and that classes are compiled with line numbers";
            imported.warnings.push(first.problem(Code::NoData, message, cure));
        }
        let branches = amount(self.branches).filter(|amount| *amount != Amount::NoData);
        for (metric, amount) in [(metric, Some(lines)), ("branch-coverage", branches)] {
            let Some(amount) = amount else { continue };
            let measurement = Measurement::of(metric, period, amount).from(tool, inputs, self.at);
            imported.measurements.push(measurement);
        }
        Ok(imported)
    }
}

fn amount(share: Share) -> Option<Amount> {
    match share {
        Share::Unknown => None,
        Share::Parts(_, whole) if whole.is_zero() => Some(Amount::NoData),
        Share::Parts(part, whole) => Some(Amount::Share { part, whole }),
        Share::Rate(rate) => Some(Amount::Number(rate, Unit::Ratio)),
    }
}

/// Two shares added; `None` where one is a quotient without its parts.
fn sum(one: Share, other: Share) -> Option<Share> {
    match (one, other) {
        (Share::Unknown, share) | (share, Share::Unknown) => Some(share),
        (Share::Parts(part, whole), Share::Parts(more, of)) => {
            Some(Share::Parts(part.checked_add(more)?, whole.checked_add(of)?))
        }
        _ => None,
    }
}

/// A share as a report writes it.
///
/// # Errors
///
/// More covered than there is, or less than nothing: the message.
pub fn parts(part: Decimal, whole: Decimal) -> Result<Share, String> {
    if part.is_sign_negative() || part > whole {
        return Err(format!("{part} of {whole} cannot be covered"));
    }
    Ok(Share::Parts(part, whole))
}
