//! A team's reports as a list of years, gaps included.

use super::here::{Here, Link};
use super::report_path;
use crate::analyse::freshness::{Expectation, Reason};
use crate::words::say;
use jiff::civil::Date;
use serde::Serialize;

/// A year's reports, oldest first.
#[derive(Debug, Serialize)]
pub(super) struct Year {
    year: i16,
    entries: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    /// The report; without an address where there is none.
    link: Link,
    /// `no report`, or why none was expected.
    state: String,
}

/// A team's cycles since its first report that end on some days, newest year first.
pub(super) fn years(here: Here<'_>, index: usize, wanted: &dyn Fn(Date) -> bool) -> Vec<Year> {
    let team = &here.portfolio.teams[index];
    let analysis = &here.analysis.teams[index];
    let calendar = &here.portfolio.calendar;
    let mut years: Vec<Year> = Vec::new();
    let cycles = calendar.cycles.iter().enumerate();
    for (cycle, bounds) in cycles.filter(|(_, cycle)| wanted(cycle.last)) {
        let report = analysis.reports[cycle].map(|report| &team.reports[report]);
        let state = match &analysis.expectations[cycle] {
            Expectation::Reported | Expectation::Volunteered => String::new(),
            Expectation::Missing if cycle < calendar.ended => here.words().word("history.no_report").to_owned(),
            Expectation::NotExpected(Reason::Skip(_)) if cycle < calendar.ended => {
                here.words().word("history.skipped").to_owned()
            }
            Expectation::NotExpected(Reason::Pause(_)) if cycle < calendar.ended => {
                here.words().word("history.paused").to_owned()
            }
            Expectation::Missing | Expectation::NotExpected(_) => continue,
        };
        let date = report.map_or(bounds.last, |report| report.date);
        let text = say!(
            here.words(),
            "dates.day_of_month",
            day = date.day(),
            month = here.words().short_month_name(date)
        );
        let link = report.map_or_else(
            || Link {
                href: String::new(),
                text: text.clone(),
            },
            |report| here.link(&report_path(team, report), text.clone()),
        );
        match years.last_mut() {
            Some(year) if year.year == date.year() => year.entries.push(Entry { link, state }),
            _ => years.push(Year {
                year: date.year(),
                entries: vec![Entry { link, state }],
            }),
        }
    }
    years.reverse();
    years
}
