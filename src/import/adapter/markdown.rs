//! Tables of Markdown pages.

use crate::diagnostic::Diagnostic;
use crate::import::tables::{self, SETTINGS};
use crate::import::wiki::with_plain_tables;
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool};

/// Tables of Markdown pages, in pipes or in HTML.
pub(super) struct Markdown;

impl Adapter for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "Markdown pages: tables of periods and metrics"
    }

    fn gives(&self) -> &'static [&'static str] {
        &[]
    }

    fn settings(&self) -> &'static [Setting] {
        SETTINGS
    }

    fn recognises(&self, glance: &Glance) -> bool {
        matches!(glance, Glance::Text { .. }) && (glance.says("| --") || glance.says("|--") || glance.says("|:-"))
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let tool = Tool::new(self.name());
        let mut imported = Imported::default();
        for input in inputs {
            let read = tables::read(input, &with_plain_tables(input.text()?), (request, &tool))?;
            imported.measurements.extend(read.measurements);
            imported.warnings.extend(read.warnings);
        }
        Ok(imported)
    }
}
