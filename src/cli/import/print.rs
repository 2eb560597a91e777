//! What an import says: lines of what changed, a table of what would.

use super::place::{Change, What};
use super::template;
use crate::import::Adapter;
use crate::import::adapter::ALL;
use crate::import::resolve::written;
use crate::import::store::{Kept, Row};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Most replaced values that are told one by one.
const MOST: usize = 8;

/// The sources, each in a line.
pub(super) fn sources() -> String {
    let mut all: Vec<(&str, &str)> = ALL.iter().map(|adapter| (adapter.name(), adapter.about())).collect();
    all.push((template::NAME, template::ABOUT));
    all.sort_unstable();
    let width = all.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (name, about) in all {
        let _ = writeln!(text, "{name:width$}  {about}");
    }
    text
}

/// One source: what it gives, with entries of metrics.toml for what the built-in catalogue lacks, and its settings.
pub(super) fn source(adapter: &dyn Adapter) -> String {
    let mut text = format!("{}: {}\n", adapter.name(), adapter.about());
    if !adapter.gives().is_empty() {
        let _ = writeln!(text, "\nGives: {}", adapter.gives().join(", "));
    }
    if !adapter.settings().is_empty() {
        text.push_str("\nSettings:\n");
        for setting in adapter.settings() {
            let _ = writeln!(text, "  {}: {}", setting.name, setting.doc);
        }
    }
    if !adapter.extras().is_empty() {
        text.push_str("\nGives too, once metrics.toml has it:\n");
        for extra in adapter.extras() {
            let _ = write!(text, "\n{}", extra.entry());
        }
    }
    text
}

/// What an import changed, or would change.
pub(super) fn changes(changes: &[Change], is_dry: bool) -> String {
    let mut text = String::new();
    for change in changes {
        match &change.what {
            What::Rows(kept, units, beside) => {
                if is_dry {
                    text.push_str(&table(kept, units));
                }
                let _ = writeln!(text, "{}: {}", change.path, counted(kept));
                for (reason, count) in reasons(kept) {
                    let _ = writeln!(text, "  {count} not taken, because there is one already, and {reason}");
                }
                for (old, new) in kept
                    .replaced
                    .iter()
                    .filter(|(old, new)| old.shown() != new.shown())
                    .take(MOST)
                {
                    let _ = writeln!(
                        text,
                        "  {}: {} is now {}{}",
                        named(new),
                        old.shown(),
                        new.shown(),
                        unit_of(new, units)
                    );
                }
                if !beside.is_empty() {
                    let _ = writeln!(
                        text,
                        "  also in the file: {}; `scorpfolio import --list {}` prints their entries of metrics.toml",
                        beside.join(", "),
                        Path::new(&change.path)
                            .file_stem()
                            .unwrap_or_default()
                            .to_string_lossy()
                    );
                }
            }
            What::Incident(title, is_new) => {
                let word = match (change.is_change(), is_new) {
                    (false, _) => "unchanged",
                    (true, true) => "new",
                    (true, false) => "completed",
                };
                let _ = writeln!(text, "{}: {word}, {title}", change.path);
            }
            What::Objectives(told) => {
                let word = if change.is_change() { "changed" } else { "unchanged" };
                let _ = writeln!(text, "{}: {word}", change.path);
                for words in told {
                    let _ = writeln!(text, "  {words}");
                }
            }
        }
    }
    if is_dry && !text.is_empty() {
        text.push_str("nothing was written: this was a dry run\n");
    }
    text
}

fn counted(kept: &Kept) -> String {
    let new = kept.added.len();
    let mut parts = vec![format!("{new} new value{}", if new == 1 { "" } else { "s" })];
    for (count, word) in [
        (kept.replaced.len(), "replaced"),
        (kept.unchanged.len(), "unchanged"),
        (kept.refused.len(), "not taken"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    parts.join(", ")
}

/// Why rows were not taken, and how many for each reason. Where their values differ, each is warned of as well.
fn reasons(kept: &Kept) -> BTreeMap<String, usize> {
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for (there, new) in &kept.refused {
        let reason = match there.file.as_str() {
            "" => there.why_before(new).to_owned(),
            file => format!("{} ({file})", there.why_before(new)),
        };
        *reasons.entry(reason).or_default() += 1;
    }
    reasons
}

fn named(row: &Row) -> String {
    let workload = if row.workload.is_empty() {
        String::new()
    } else {
        format!(" {}", row.workload)
    };
    format!("{} {}{workload}", written(row.period), row.metric)
}

/// The unit behind a number; what is given by its parts needs none.
fn unit_of(row: &Row, units: &BTreeMap<String, String>) -> String {
    let unit = units.get(&row.metric).filter(|_| !row.value.is_empty());
    unit.map_or_else(String::new, |unit| format!(" {unit}"))
}

/// The rows as a table with columns of one width.
fn table(kept: &Kept, units: &BTreeMap<String, String>) -> String {
    let mut lines: Vec<[String; 6]> = Vec::new();
    let line = |row: &Row, state: &str| {
        let state = if row.provisional.is_empty() {
            state.to_owned()
        } else {
            format!("{state}, provisional: {}", row.provisional)
        };
        [
            written(row.period),
            row.metric.clone(),
            row.workload.clone(),
            row.shown(),
            unit_of(row, units).trim_start().to_owned(),
            state,
        ]
    };
    lines.extend(kept.added.iter().map(|row| line(row, "new")));
    lines.extend(
        kept.replaced
            .iter()
            .map(|(old, row)| line(row, &format!("replaces {}", old.shown()))),
    );
    lines.extend(kept.unchanged.iter().map(|row| line(row, "unchanged")));
    lines.extend(
        kept.refused
            .iter()
            .map(|(there, row)| line(row, &format!("not taken, {} stays", there.shown()))),
    );
    lines.sort();
    lines.insert(
        0,
        ["date", "metric", "workload", "value", "unit", ""].map(str::to_owned),
    );
    let mut widths = [0; 6];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    // A column without a cell takes no room.
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        let mut printed = String::new();
        for (column, (cell, width)) in line.iter().zip(widths).enumerate() {
            let is_empty = lines.iter().skip(1).all(|line| line[column].is_empty());
            if is_empty {
                continue;
            }
            let _ = match column {
                3 if index > 0 => write!(printed, "{cell:>width$}  "),
                _ => write!(printed, "{cell:width$}  "),
            };
        }
        let _ = writeln!(text, "{}", printed.trim_end());
    }
    text
}
