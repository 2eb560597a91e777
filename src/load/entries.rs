//! What entries of registers say of each other: one name for one thing, and references that lead somewhere.

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::load::merge::Context;
use crate::model::portfolio::{Origin, Portfolio};
use crate::source::Sources;
use std::collections::{BTreeMap, BTreeSet};

/// Checks names and references of all registers.
pub(super) fn check(portfolio: &Portfolio, sources: &Sources, problems: &mut Vec<Diagnostic>) {
    let checker = Checker {
        portfolio,
        context: Context {
            catalogue: &portfolio.catalogue,
            calendar: &portfolio.calendar,
            sources,
        },
    };
    let teams = &portfolio.teams;
    let actions = teams.iter().flat_map(|team| &team.actions);
    let actions = actions.map(|action| (action.id.as_str(), action.origin));
    checker.unique("actions", "id", actions, problems);
    let incidents = teams.iter().flat_map(|team| &team.incidents);
    let incidents = incidents.map(|incident| (incident.id.as_str(), incident.origin));
    checker.unique("incidents", "id", incidents, problems);
    let notads = portfolio.notads.iter().map(|notad| (notad.id.as_str(), notad.origin));
    checker.unique("notices", "name", notads, problems);
    let shares = portfolio.tech_shares.iter();
    let shares = shares.map(|share| (share.slug.as_str(), share.origin));
    checker.unique("tech shares", "name", shares, problems);
    for team in teams {
        let wars = team.wars.iter().map(|war| (war.id.as_str(), war.origin));
        checker.unique("well-architected reviews of a team", "id", wars, problems);
    }
    checker.minutes(problems);
    checker.answers(problems);
    checker.incidents(problems);
    checker.wars(problems);
}

struct Checker<'a> {
    portfolio: &'a Portfolio,
    context: Context<'a>,
}

impl Checker<'_> {
    /// Refuses two entries with one name: what refers to it could mean either. Two that differ in case alone are one
    /// address on some file systems.
    fn unique<'n>(
        &self,
        kind: &str,
        key: &str,
        entries: impl Iterator<Item = (&'n str, Origin)>,
        problems: &mut Vec<Diagnostic>,
    ) {
        let mut all: Vec<(&str, Origin)> = entries.collect();
        all.sort_by_key(|(_, origin)| *origin);
        let mut seen: BTreeMap<String, Origin> = BTreeMap::new();
        for (name, origin) in all {
            let Some(earlier) = seen.get(&name.to_lowercase()) else {
                seen.insert(name.to_lowercase(), origin);
                continue;
            };
            let message = format!("two {kind} have the {key} `{name}`");
            let file = &self.portfolio.file(*earlier).path;
            let cure = format!("rename one of them; the other stands in {file}, line {}", earlier.line);
            let problem = Diagnostic::new(Code::DuplicateId, message, cure).at(self.context.place(origin));
            problems.push(problem.related(self.context.place(*earlier), "the other"));
        }
    }

    /// One meeting has one file of minutes: two of one review in one cycle would want one page.
    fn minutes(&self, problems: &mut Vec<Diagnostic>) {
        let mut seen: BTreeMap<_, Origin> = BTreeMap::new();
        for minutes in &self.portfolio.minutes {
            let review = &self.portfolio.config.reviews[minutes.review];
            let about = crate::analyse::review::cycle_of(self.portfolio, review, minutes.date);
            let Some(earlier) = seen.insert((minutes.review, about), minutes.origin) else {
                continue;
            };
            let message = format!("two files of minutes of the review `{}` for one cycle", review.id);
            let cure = format!("merge it with {}", self.portfolio.file(earlier).path);
            let problem = Diagnostic::new(Code::DuplicateId, message, cure);
            problems.push(problem.at(self.context.place(minutes.origin)));
        }
    }

    /// Answers name notices that exist.
    fn answers(&self, problems: &mut Vec<Diagnostic>) {
        let known: BTreeSet<&str> = self.portfolio.notads.iter().map(|notad| notad.id.as_str()).collect();
        let reports = self.portfolio.teams.iter().flat_map(|team| &team.reports);
        for answer in reports.flat_map(|report| &report.notads) {
            if known.contains(answer.notad.as_str()) {
                continue;
            }
            let cure = "add its file to `notads/`, and keep it when it is over: `expires` says so";
            let cure = did_you_mean(&answer.notad, known.iter().copied(), cure);
            let message = format!("unknown notice `{}`", answer.notad);
            let problem = Diagnostic::new(Code::UnknownNotad, message, cure);
            problems.push(problem.at(self.context.place(answer.origin)));
        }
    }

    /// Incidents name actions and releases that exist. A team that keeps no register of releases may name any.
    fn incidents(&self, problems: &mut Vec<Diagnostic>) {
        let teams = &self.portfolio.teams;
        let actions: BTreeSet<&str> = teams
            .iter()
            .flat_map(|team| &team.actions)
            .map(|action| action.id.as_str())
            .collect();
        let releases: BTreeSet<&str> = teams
            .iter()
            .flat_map(|team| &team.releases)
            .map(|release| release.name.as_str())
            .collect();
        for team in teams {
            for incident in &team.incidents {
                for id in incident.actions.iter().filter(|id| !actions.contains(id.as_str())) {
                    let cure = did_you_mean(id, actions.iter().copied(), "add it to the actions.toml of its team");
                    let message = format!("unknown action `{id}`");
                    problems.push(self.unknown((&message, &cure), incident.origin, id));
                }
                let caused_by = incident.caused_by_release.as_deref().unwrap_or_default();
                if !caused_by.is_empty() && !team.releases.is_empty() && !releases.contains(caused_by) {
                    let cure = did_you_mean(caused_by, releases.iter().copied(), "add it to releases.toml");
                    let message = format!("unknown release `{caused_by}`");
                    problems.push(self.unknown((&message, &cure), incident.origin, caused_by));
                }
            }
        }
    }

    /// Actions answer reviews and findings that exist.
    fn wars(&self, problems: &mut Vec<Diagnostic>) {
        for team in &self.portfolio.teams {
            for action in &team.actions {
                let Some(reference) = &action.war else { continue };
                let written = match &reference.finding {
                    Some(finding) => format!("{}/{finding}", reference.war),
                    None => reference.war.clone(),
                };
                let Some(war) = team.wars.iter().find(|war| war.id == reference.war) else {
                    let ids = team.wars.iter().map(|war| war.id.as_str());
                    let cure = did_you_mean(&reference.war, ids, "name a review of the team's war folder");
                    let message = format!("unknown well-architected review `{}`", reference.war);
                    problems.push(self.unknown((&message, &cure), action.origin, &written));
                    continue;
                };
                let Some(finding) = &reference.finding else { continue };
                if !war.findings.iter().any(|known| known.id == *finding) {
                    let ids = war.findings.iter().map(|finding| finding.id.as_str());
                    let cure = did_you_mean(finding, ids, "add it under `[[findings]]`");
                    let message = format!("the review `{}` has no finding `{finding}`", war.id);
                    problems.push(self.unknown((&message, &cure), action.origin, &written));
                }
            }
        }
    }

    /// A reference that leads nowhere, at the first place from an origin on where it stands in quotation marks.
    fn unknown(&self, words: (&str, &str), origin: Origin, reference: &str) -> Diagnostic {
        let place = self.context.quoted(origin, reference);
        Diagnostic::new(Code::UnknownEntry, words.0, words.1).at(place)
    }
}
