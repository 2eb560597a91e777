//! The earliest days that files speak for, read before the calendar is known and without reading more than needed.

use super::document::{date_of, day, month_end};
use super::report;
use crate::source::{Role, SourceFile};
use jiff::civil::Date;

/// The earliest day a report or CSV speaks for, without reading more of it than needed.
pub(super) fn earliest(source: &SourceFile) -> Option<Date> {
    match source.role {
        Role::Report(_) => earliest_of_report(source),
        Role::Data(_) => {
            let text = std::str::from_utf8(&source.bytes).ok()?.trim_start_matches('\u{feff}');
            let column = text
                .lines()
                .next()?
                .split(',')
                .position(|name| name.trim().eq_ignore_ascii_case("date"))?;
            let dates = text.lines().skip(1).filter_map(|line| line.split(',').nth(column));
            dates
                .filter_map(|field| plausible(day(field.trim()).or_else(|| month_end(field.trim()))?))
                .min()
        }
        _ => None,
    }
}

fn plausible(date: Date) -> Option<Date> {
    (date.year() >= report::FIRST_YEAR).then_some(date)
}

/// The day of a report: its name's, or the one that it says.
pub(super) fn earliest_of_report(source: &SourceFile) -> Option<Date> {
    let name = source
        .content_path
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches(".toml");
    let date = day(name).or_else(|| {
        let text = std::str::from_utf8(&source.bytes).ok()?;
        let (table, _) = toml::de::DeTable::parse_recoverable(text);
        date_of(table.get_ref().get("date")?.get_ref())
    });
    date.and_then(plausible)
}
