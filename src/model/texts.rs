//! Every text in Markdown of a portfolio, to be read or to be changed: both walks are one list, so that neither forgets a
//! text that the other knows.

use super::portfolio::{Portfolio, Prose};
use super::team::Team;

macro_rules! walks {
    ($shared:ident, $of_team:ident, $iter:ident, $note:ident, ($($reference:tt)+)) => {
        /// Every text in Markdown that is no team's own.
        pub fn $shared(portfolio: $($reference)+ Portfolio) -> impl Iterator<Item = $($reference)+ Prose> {
            let metrics = portfolio.catalogue.metrics.$iter().flat_map(|metric| {
                let definitions = metric.definitions.$iter().map(|definition| $($reference)+ definition.text);
                metric.meaning.$iter().chain(metric.influence.$iter()).chain(definitions)
            });
            let pages = portfolio.pages.$iter();
            let pages = pages.flat_map(|page| page.summary.$iter().chain([$($reference)+ page.body]));
            let notads = portfolio.notads.$iter().map(|notad| $($reference)+ notad.body);
            let shares = portfolio.tech_shares.$iter().map(|share| $($reference)+ share.body);
            let minutes = portfolio.minutes.$iter().flat_map(|minutes| {
                let follow_ups = minutes.follow_ups.$iter().map(|follow_up| $($reference)+ follow_up.text);
                let decisions = minutes.decisions.$iter();
                decisions.chain(follow_ups).chain([$($reference)+ minutes.body])
            });
            metrics.chain(pages).chain(notads).chain(shares).chain(minutes)
        }

        /// Every text in Markdown of a team.
        pub fn $of_team(team: $($reference)+ Team) -> impl Iterator<Item = $($reference)+ Prose> {
            let observations = team.observations.$iter();
            let notes = observations.filter_map(|observation| observation.$note());
            let reports = team.reports.$iter().flat_map(|report| {
                let pillars = report.pillars.$iter();
                let pillars = pillars.flat_map(|pillar| pillar.note.$iter().chain(pillar.why.$iter()));
                let exercises = report.exercises.$iter();
                let exercises =
                    exercises.flat_map(|exercise| exercise.charter.$iter().chain(exercise.outcome.$iter()));
                (report.summary.$iter())
                    .chain(pillars)
                    .chain(report.wins.$iter().map(|win| $($reference)+ win.text))
                    .chain(report.concerns.$iter())
                    .chain(report.learnings.$iter())
                    .chain(report.notads.$iter().flat_map(|answer| answer.note.$iter()))
                    .chain(report.needs.$iter().map(|need| $($reference)+ need.text))
                    .chain(report.process_feedback.$iter())
                    .chain(exercises)
                    .chain(report.events.$iter().map(|event| $($reference)+ event.text))
            });
            let actions = team.actions.$iter().flat_map(|action| {
                let updates = action.updates.$iter().flat_map(|update| update.text.$iter());
                let own = [$($reference)+ action.title].into_iter();
                own.chain(action.why.$iter()).chain(action.outcome.$iter()).chain(updates)
            });
            let incidents = team.incidents.$iter().flat_map(|incident| {
                let own = [$($reference)+ incident.title, $($reference)+ incident.body].into_iter();
                own.chain(incident.root_cause.$iter())
                    .chain(incident.impact.$iter())
                    .chain(incident.learnings.$iter())
            });
            let wars = team.wars.$iter().flat_map(|war| {
                let findings = war.findings.$iter();
                let findings =
                    findings.flat_map(|finding| [$($reference)+ finding.title].into_iter().chain(finding.plan.$iter()));
                war.summary.$iter().chain(findings)
            });
            let exercises = team.other_exercises.$iter();
            let exercises = exercises.flat_map(|exercise| exercise.charter.$iter().chain(exercise.outcome.$iter()));
            let sections = team.sections.$iter().map(|section| $($reference)+ section.body);
            let registers = actions.chain(incidents).chain(wars).chain(exercises).chain(sections);
            team.mission.$iter().chain(notes).chain(reports).chain(registers)
        }
    };
}

walks!(shared, of_team, iter, note, (&));
walks!(shared_mut, of_team_mut, iter_mut, note_mut, (&mut));
