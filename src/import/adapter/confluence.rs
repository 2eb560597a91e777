//! Tables of Confluence pages: the storage format, and exported HTML.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::tables::{self, SETTINGS};
use crate::import::wiki::markdown_of;
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool};

/// Tables of Confluence pages.
pub(super) struct Confluence;

impl Adapter for Confluence {
    fn name(&self) -> &'static str {
        "confluence"
    }

    fn about(&self) -> &'static str {
        "Confluence pages, as storage format or exported HTML: tables of periods and metrics"
    }

    fn gives(&self) -> &'static [&'static str] {
        &[]
    }

    fn settings(&self) -> &'static [Setting] {
        SETTINGS
    }

    fn recognises(&self, glance: &Glance) -> bool {
        let is_page = matches!(glance, Glance::Html { .. } | Glance::Xml { .. });
        is_page
            && ["<ac:", "confluenceTable", "confluenceTd"]
                .iter()
                .any(|mark| glance.says(mark))
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let tool = Tool::new(self.name());
        let mut imported = Imported::default();
        for input in inputs {
            let Some(page) = markdown_of(input.text()?) else {
                let cure = "export the page again, as storage format or as HTML";
                return Err(input.problem(Code::NotAnExport, "no page is nested as deep as this file", cure));
            };
            let read = tables::read(input, &page, (request, &tool))?;
            imported.measurements.extend(read.measurements);
            imported.warnings.extend(read.warnings);
        }
        Ok(imported)
    }
}
