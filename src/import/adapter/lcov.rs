//! lcov's tracefiles, as gcov, Istanbul, coverlet, cargo-llvm-cov and many others write them.
//!
//! The format is described in geninfo(1), section "Tracefile format". A file of the code may have several records, one for
//! each test: its lines are merged by number. A line that stands twice in one record, as with some tools for two methods on
//! one line, is two, as the record's own `LF` says; so one record and several are counted alike.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::coverage::{self, Coverage, Share};
use crate::import::{Adapter, Extra, Glance, Imported, Input, Request, Tool};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// lcov's tracefile.
pub(super) struct Lcov;

impl Adapter for Lcov {
    fn name(&self) -> &'static str {
        "lcov"
    }

    fn about(&self) -> &'static str {
        "lcov coverage of any language (tracefile)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["unit-test-coverage"]
    }

    fn extras(&self) -> &'static [Extra] {
        coverage::EXTRAS
    }

    fn recognises(&self, glance: &Glance) -> bool {
        let Glance::Text { header, .. } = glance else {
            return false;
        };
        (header.starts_with("tn:") || header.starts_with("sf:")) && glance.says("SF:")
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut files: BTreeMap<&str, Source<'_>> = BTreeMap::new();
        for input in inputs {
            read(input, &mut files)?;
        }
        let mut all = Coverage::default();
        if let Some(input) = inputs.first() {
            for source in files.values() {
                if source.records > 1 && source.has_summary {
                    let message = "a file of the code has several records without lines, which cannot be merged";
                    let cure = "merge them with `lcov --add-tracefile`, and import what it writes";
                    return Err(input.problem(Code::ImportUnclear, message, cure));
                }
                let one = Coverage {
                    lines: source.lines.share(),
                    branches: source.branches.share(),
                    at: None,
                };
                all.add(one, input)?;
            }
        }
        all.measured(&Tool::new("lcov"), (inputs, &[]), request)
    }
}

/// A file of the code.
#[derive(Default)]
struct Source<'t> {
    lines: Counted<&'t str>,
    branches: Counted<(&'t str, &'t str, &'t str)>,
    records: u32,
    /// How many lines the record at hand says that it has.
    own: u64,
    /// Whether a record says how many lines it has, and lists none.
    has_summary: bool,
}

/// Lines or branches: each, by how often it stood in its record before, and whether it ran; or what a record says of all,
/// where it names none.
struct Counted<K> {
    each: BTreeMap<(K, u32), bool>,
    /// How often each stands in the record at hand.
    record: BTreeMap<K, u32>,
    hit: u64,
    found: u64,
}

impl<K> Default for Counted<K> {
    fn default() -> Self {
        Self {
            each: BTreeMap::new(),
            record: BTreeMap::new(),
            hit: 0,
            found: 0,
        }
    }
}

impl<K: Ord + Copy> Counted<K> {
    fn share(&self) -> Share {
        if !self.each.is_empty() {
            let hit = self.each.values().filter(|ran| **ran).count();
            return Share::Parts(Decimal::from(hit), Decimal::from(self.each.len()));
        }
        if self.found == 0 {
            return Share::Unknown;
        }
        Share::Parts(self.hit.min(self.found).into(), self.found.into())
    }

    fn ran(&mut self, key: K, ran: bool) {
        let nth = self.record.entry(key).or_default();
        *nth += 1;
        *self.each.entry((key, *nth)).or_default() |= ran;
    }
}

fn read<'t>(input: &'t Input, files: &mut BTreeMap<&'t str, Source<'t>>) -> Result<(), Diagnostic> {
    let text = input.text()?;
    let mut current: Option<&str> = None;
    let mut records = 0;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let wrong = |message: &str| {
            let words = (message, "export it again, and check the source it is imported as");
            input.problem_on_line(Code::NotAnExport, index as u64 + 1, "", words)
        };
        if line == "end_of_record" {
            let source = current.and_then(|name| files.get_mut(name));
            if let Some(source) = source.filter(|source| source.lines.record.is_empty() && source.own > 0) {
                source.has_summary = true;
            }
            current = None;
            records += 1;
            continue;
        }
        let Some((key, value)) = line.split_once(':') else {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            return Err(wrong("the line is none of a tracefile"));
        };
        if key == "SF" {
            current = Some(value);
            let source = files.entry(value).or_default();
            source.records += 1;
            source.own = 0;
            source.lines.record.clear();
            source.branches.record.clear();
            continue;
        }
        let Some(source) = current.and_then(|name| files.get_mut(name)) else {
            continue;
        };
        look((key, value), source).ok_or_else(|| wrong("the line is not as a tracefile has it"))?;
    }
    if current.is_some() {
        let cure = "export it again: it was cut off";
        return Err(input.problem(Code::NotAnExport, "the file ends in the middle of a record", cure));
    }
    if records == 0 {
        let cure = "check that the tests ran with coverage, and the source that the file is imported as";
        return Err(input.problem(Code::NotAnExport, "the file has no record of any code", cure));
    }
    Ok(())
}

/// One line of a record; `None` where it is broken.
fn look<'t>((key, value): (&'t str, &'t str), source: &mut Source<'t>) -> Option<()> {
    let mut cells = value.split(',');
    let mut cell = || cells.next().map(str::trim);
    match key {
        "DA" => {
            let line = cell()?;
            line.parse::<u64>().ok()?;
            source.lines.ran(line, is_taken(cell()?)?);
        }
        "BRDA" => {
            let branch = (cell()?, cell()?, cell()?);
            source.branches.ran(branch, is_taken(cell()?)?);
        }
        "LF" => {
            source.own = value.trim().parse().ok()?;
            source.lines.found = source.lines.found.max(source.own);
        }
        "LH" => source.lines.hit = source.lines.hit.max(value.trim().parse().ok()?),
        "BRF" => source.branches.found = source.branches.found.max(value.trim().parse().ok()?),
        "BRH" => source.branches.hit = source.branches.hit.max(value.trim().parse().ok()?),
        _ => {}
    }
    Some(())
}

/// Whether a count is more than nothing; `-` is a branch whose line never ran. Counts below zero are an old slip of gcov.
fn is_taken(count: &str) -> Option<bool> {
    if count == "-" {
        return Some(false);
    }
    crate::import::json::exact(count).map(|count| count > Decimal::ZERO)
}
