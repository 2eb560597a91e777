//! `new report`.

use crate::analyse::analyse;
use crate::cli::new::Place;
use crate::cli::{Failure, Output};
use crate::scaffold;
use jiff::civil::Date;

/// Writes a team's next report, or the one that speaks for `date`.
pub(super) fn run(place: Place<'_>, team: &str, date: Option<Date>) -> Result<Output, Failure> {
    let portfolio = &place.loaded.portfolio;
    let index = place.team(team)?;
    let analysis = analyse(portfolio);
    let calendar = &portfolio.calendar;
    let date = date.unwrap_or_else(|| calendar.cycle(scaffold::due(portfolio, &analysis, index)).last);
    let cycle = calendar.holding(date);
    if calendar.cycles.last().is_some_and(|running| running.last < date) {
        let message = format!("the cycle of {date} has not begun: today is {}", portfolio.as_of);
        return Err(Failure {
            message,
            cure: "leave `--date` out for the report that is due, or correct it".to_owned(),
        });
    }
    if let Some(report) = cycle
        .and_then(|cycle| analysis.teams[index].report_in(cycle))
        .map(|report| &portfolio.teams[index].reports[report])
    {
        let cycle = calendar.cycle(report.cycle);
        let message = format!(
            "{team} has a report for the cycle from {} to {} already: {}",
            cycle.first,
            cycle.last,
            portfolio.file(report.origin).path
        );
        return Err(Failure {
            message,
            cure: "edit that file; a team brings one report a cycle".to_owned(),
        });
    }
    place.write(
        &scaffold::report(portfolio, &analysis, index, date),
        "remove the # in front of what you report, correct it, and run `scorpfolio check`.",
    )
}
