//! What each file of the site depends on.

use super::Work;
use crate::analyse::interval::quarters;
use crate::data::{DataFile, Listing};
use crate::inputs::Inputs;
use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::model::portfolio::Portfolio;
use crate::model::radiator::Screen;
use crate::page::outlet::Outlet;
use crate::page::preview::Preview;
use crate::page::{Kind, Page};
use crate::publish::{Fingerprint, FingerprintBuilder};

/// The digest of everything a file is made from.
pub(super) fn fingerprint(work: &Work<'_>, inputs: &Inputs, portfolio: &Portfolio) -> Fingerprint {
    let mut builder = Fingerprint::builder();
    builder.part(work.path().as_bytes());
    if let Work::Bytes(_, bytes) = work {
        return builder.part(bytes).finish();
    }
    builder.part(inputs.shared.as_bytes());
    if let Work::Page(Page {
        kind: Kind::Radiator { count, .. },
        ..
    }) = work
    {
        // Every screen says how many there are, of what kind whatsoever.
        builder.part(&count.to_le_bytes());
    }
    add(&mut builder, depends(work, portfolio), inputs);
    builder.finish()
}

/// The digest of everything that the number of a radiator's screens follows from.
pub(super) fn of_wall(radiator: usize, inputs: &Inputs, portfolio: &Portfolio) -> Fingerprint {
    let mut builder = Fingerprint::builder();
    builder.part(inputs.shared.as_bytes());
    for kind in 0..portfolio.radiators[radiator].screens.len().max(1) {
        add(&mut builder, on_wall(portfolio, radiator, kind), inputs);
    }
    builder.finish()
}

fn add(builder: &mut FingerprintBuilder, on: On, inputs: &Inputs) {
    match on {
        On::Team(team) => builder.part(inputs.team(team).as_bytes()),
        On::TextsAndTeams(teams) => {
            builder.part(inputs.texts.as_bytes());
            for team in teams {
                builder.part(inputs.team(team).as_bytes());
            }
            builder
        }
        On::Until(cycle) => builder
            .part(inputs.texts.as_bytes())
            .part(inputs.until(cycle).as_bytes()),
        On::Metric(metric) => builder
            .part(inputs.texts.as_bytes())
            .part(inputs.metric(metric).as_bytes()),
        On::All => builder.part(inputs.all_teams.as_bytes()),
    };
}

/// Whether a file is made from the numbers of all teams.
pub(super) fn is_of_all_teams(work: &Work<'_>, portfolio: &Portfolio) -> bool {
    matches!(depends(work, portfolio), On::Until(_) | On::Metric(_) | On::All)
}

/// What a file depends on besides what all share.
enum On {
    /// A team's own files.
    Team(usize),
    /// What all teams wrote but their numbers, and all that some teams wrote.
    TextsAndTeams(Vec<usize>),
    /// What all teams wrote, and the numbers up to a cycle.
    Until(CycleIndex),
    /// What all teams wrote, and the numbers of a metric.
    Metric(MetricIndex),
    /// Everything that all teams wrote.
    All,
}

fn depends(work: &Work<'_>, portfolio: &Portfolio) -> On {
    match work {
        Work::Data(_, DataFile::Team(index) | DataFile::TeamCsv(index))
        | Work::Page(Page {
            kind:
                Kind::Team(index)
                | Kind::Report { team: index, .. }
                | Kind::TeamMetric { team: index, .. }
                | Kind::Embed { team: index, .. }
                | Kind::ArchiveTeam { team: index, .. },
            ..
        })
        | Work::Card(_, Preview::Team(index) | Preview::Report { team: index, .. }) => On::Team(*index),
        Work::Outlet(_, outlet) if let Some(index) = outlet.team() => On::Team(index),
        Work::Page(page) => match &page.kind {
            Kind::Cycle(cycle) | Kind::Review { cycle, .. } => On::Until(*cycle),
            Kind::Quarter(quarter) => on_quarter(portfolio, *quarter),
            Kind::Metric(metric) => On::Metric(*metric),
            Kind::Workload { team, .. } | Kind::War { team, .. } | Kind::Incident { team, .. } => {
                On::TextsAndTeams(vec![*team])
            }
            Kind::Radiator { radiator, of, .. } => on_wall(portfolio, *radiator, of.0),
            _ => On::All,
        },
        Work::Outlet(_, Outlet::Picture(metric)) => On::Metric(*metric),
        Work::Card(_, Preview::Cycle(cycle)) => On::Until(*cycle),
        Work::Data(_, DataFile::Search | DataFile::Contract) => On::TextsAndTeams(Vec::new()),
        // Registers, reviews and the catalogue are written, not measured.
        Work::Data(_, DataFile::Listing(listing)) if *listing != Listing::Teams => On::TextsAndTeams(Vec::new()),
        Work::Data(..) | Work::Outlet(..) | Work::Card(..) | Work::Bytes(..) => On::All,
    }
}

/// A quarter is told as known on its last day, which lies in its last cycle or in the one after.
fn on_quarter(portfolio: &Portfolio, quarter: usize) -> On {
    let all = quarters(&portfolio.calendar, portfolio.as_of);
    all.get(quarter).map_or(On::All, |quarter| {
        On::Until(CycleIndex::new(quarter.cycles.1.position() + 1))
    })
}

/// A screen shows its radiator's teams; one of numbers across teams, what they are beside those of all.
fn on_wall(portfolio: &Portfolio, radiator: usize, kind: usize) -> On {
    let radiator = &portfolio.radiators[radiator];
    match radiator.screens.get(kind) {
        None | Some(Screen::Portfolio | Screen::Pillar(_)) => On::All,
        Some(Screen::Metric(metric)) => On::Metric(*metric),
        Some(Screen::Team(team)) => On::TextsAndTeams(vec![*team]),
        Some(
            Screen::War | Screen::Wins | Screen::Notads | Screen::NextReview | Screen::Incidents | Screen::TechShares,
        ) => On::TextsAndTeams(radiator.teams.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::tests::{CONFIGURATION, portfolio};

    #[test]
    fn a_screen_says_how_many_there_are() {
        let report = ("teams/a/reports/2026-01-18.toml", "[metrics]\navailability = 99.9\n");
        let (portfolio, _) = portfolio(CONFIGURATION, jiff::civil::date(2026, 3, 20), &[report]);
        // More of another kind of screens, such as wins, change what no screen of this kind depends on.
        let of_loop = |count: usize| {
            let page = Page {
                path: "radiators/a/1.html".into(),
                kind: Kind::Radiator {
                    radiator: 0,
                    screen: 1,
                    count,
                    of: (0, 0),
                },
            };
            fingerprint(&Work::Page(&page), &Inputs::none(), &portfolio)
        };
        assert_eq!(of_loop(3), of_loop(3));
        assert_ne!(of_loop(3), of_loop(4));
    }
}
