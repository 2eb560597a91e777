//! What spans files: meetings' teams, names that are taken, topics that look alike, missing reports; links between files
//! are checked by [`links`].

use crate::analyse::freshness::{Expectation, expectations};
use crate::config::Review;
use crate::diagnostic::{Code, Diagnostic, Place, Severity, did_you_mean};
use crate::letters;
use crate::load::configuration::Configuration;
use crate::load::merge::Context;
use crate::load::{entries, links};
use crate::model::portfolio::{Origin, Portfolio, Prose};
use crate::model::shared::Shared;
use crate::model::team::Team;
use crate::source::Sources;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Checks what spans files, and fills in what depends on all of them.
pub(super) fn check(
    portfolio: &mut Portfolio,
    (sources, linking): (&Sources, &[Arc<[Prose]>]),
    problems: &mut Vec<Diagnostic>,
) {
    renamed(portfolio, problems);
    alike(portfolio, problems);
    links::check(portfolio, (sources, linking), problems);
    topics(portfolio, sources, problems);
    missing_reports(portfolio, problems);
    entries::check(portfolio, sources, problems);
    leave_out_what_is_ahead(portfolio);
}

/// Leaves out actions and incidents that begin after today, which was reported where they are written. What refers to them
/// was checked before: it is right once their day has come.
fn leave_out_what_is_ahead(portfolio: &mut Portfolio) {
    let today = portfolio.as_of;
    let is_ahead = |team: &Team| {
        let actions = team.actions.iter().any(|action| action.opened > today);
        actions || team.incidents.iter().any(|incident| incident.started.date > today)
    };
    portfolio.teams.change(is_ahead, |team| {
        team.actions.retain(|action| action.opened <= today);
        team.incidents.retain(|incident| incident.started.date <= today);
    });
}

/// Refuses names of teams that differ in letters alone that nobody sees: one team would be taken for the other.
fn alike(portfolio: &Portfolio, problems: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, &Team> = BTreeMap::new();
    for team in &portfolio.teams {
        let Some(other) = seen.insert(letters::seen(&team.name), team) else {
            continue;
        };
        if other.name != team.name {
            let message = format!("the name looks like that of team `{}`", other.slug);
            let cure = "leave out letters that cannot be seen, or give one of the teams another name";
            let place = Place::file(&*portfolio.file(team.origin).path);
            problems.push(Diagnostic::new(Code::DuplicateId, message, cure).at(place));
        }
    }
}

/// The review meetings with their teams: as configured, or one of all teams.
pub(super) fn reviews(
    teams: &Shared<Team>,
    configuration: &Configuration,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Review> {
    let slugs: Vec<String> = teams.iter().map(|team| team.slug.clone()).collect();
    if configuration.reviews.is_empty() {
        let all = Review {
            id: "all".to_owned(),
            teams: slugs,
            groups: Vec::new(),
            // Where nobody says when they meet, it is when reports are no longer late.
            days_after_cycle: configuration.rhythm.as_ref().map_or(3, |rhythm| rhythm.grace.days()),
            at: None,
            minutes: 120,
            minutes_per_team: 10,
            facilitator: None,
        };
        return vec![all];
    }
    let groups: BTreeSet<&str> = teams.iter().filter_map(|team| team.group.as_deref()).collect();
    let mut reviews: Vec<Review> = Vec::new();
    for written in &configuration.reviews {
        for (group, place) in &written.groups {
            if !groups.contains(group.as_str()) {
                let cure = did_you_mean(
                    group,
                    groups.iter().copied(),
                    "set `group` in the team.toml of its teams",
                );
                problems.push(
                    Diagnostic::new(Code::UnknownGroup, format!("no team is in the group `{group}`"), cure)
                        .at(place.clone()),
                );
            }
        }
        for (team, place) in &written.teams {
            if !slugs.contains(team) {
                let cure = did_you_mean(
                    team,
                    slugs.iter().map(String::as_str),
                    "add its folder with `scorpfolio new team`",
                );
                problems
                    .push(Diagnostic::new(Code::UnknownTeam, format!("unknown team `{team}`"), cure).at(place.clone()));
            }
        }
        let mut review = written.review.clone();
        if reviews.iter().any(|known| known.id == review.id) {
            let place = Place::file("scorpfolio.toml");
            problems.push(
                Diagnostic::new(
                    Code::DuplicateId,
                    format!("two reviews have the id `{}`", review.id),
                    "rename one of them",
                )
                .at(place),
            );
        }
        let everybody = written.groups.is_empty() && written.teams.is_empty();
        let takes_part = |team: &&Team| {
            everybody
                || written.teams.iter().any(|(slug, _)| *slug == team.slug)
                || team.group.as_ref().is_some_and(|group| review.groups.contains(group))
        };
        review.teams = teams.iter().filter(takes_part).map(|team| team.slug.clone()).collect();
        reviews.push(review);
    }
    reviews
}

/// An earlier name of a team must not be the name of another.
fn renamed(portfolio: &Portfolio, problems: &mut Vec<Diagnostic>) {
    let mut taken: BTreeMap<&str, &str> = portfolio
        .teams
        .iter()
        .map(|team| (team.slug.as_str(), team.slug.as_str()))
        .collect();
    for team in &portfolio.teams {
        for old in &team.renamed_from {
            if let Some(owner) = taken.insert(old, &team.slug) {
                let message = format!("`{old}` in `renamed_from` is already the name of `{owner}`");
                let place = Place::file(&*portfolio.file(team.origin).path);
                problems.push(Diagnostic::new(Code::DuplicateId, message, "remove it from `renamed_from`").at(place));
            }
        }
    }
}

/// Warns of topics one letter apart, at the one that is used less. Two that topics.toml both knows are two.
fn topics(portfolio: &Portfolio, sources: &Sources, problems: &mut Vec<Diagnostic>) {
    let context = Context {
        catalogue: &portfolio.catalogue,
        calendar: &portfolio.calendar,
        sources,
    };
    let mut used: BTreeMap<&str, (usize, Origin)> = BTreeMap::new();
    let reports = portfolio.teams.iter().flat_map(|team| &team.reports);
    let reports = reports.map(|report| (report.origin, [&report.topics, &report.offers, &report.asks]));
    let none = Vec::new();
    let minutes = portfolio
        .minutes
        .iter()
        .map(|minutes| (minutes.origin, [&minutes.topics, &none, &none]));
    let shares = portfolio
        .tech_shares
        .iter()
        .map(|share| (share.origin, [&share.topics, &none, &none]));
    for (origin, words) in reports.chain(minutes).chain(shares) {
        for topic in words.into_iter().flatten() {
            used.entry(topic).or_insert((0, origin)).0 += 1;
        }
    }
    let long: Vec<(&str, usize, Origin)> = used
        .iter()
        .filter(|(topic, _)| topic.chars().count() >= 6)
        .map(|(topic, (count, origin))| (*topic, *count, *origin))
        .collect();
    let is_known = |topic: &str| portfolio.topics.iter().any(|known| known.id == topic);
    for (index, a) in long.iter().enumerate() {
        for b in &long[index + 1..] {
            if a.0.len().abs_diff(b.0.len()) > 1
                || strsim::levenshtein(a.0, b.0) != 1
                || (is_known(a.0) && is_known(b.0))
            {
                continue;
            }
            let (rare, common) = if a.1 < b.1 { (a, b) } else { (b, a) };
            let message = format!("the topic `{}` looks like `{}`", rare.0, common.0);
            let cure = format!(
                "if they are one subject, write `{}` (used {} times); if not, name both in topics.toml",
                common.0, common.1
            );
            let place = context.quoted(rare.2, rare.0);
            problems.push(Diagnostic::new(Code::TopicsAlike, message, cure).at(place));
        }
    }
}

/// Warns of reports that were expected for the newest cycle and are not there after its grace.
fn missing_reports(portfolio: &Portfolio, problems: &mut Vec<Diagnostic>) {
    let Some(current) = portfolio.calendar.current() else {
        return;
    };
    let cycle = portfolio.calendar.cycle(current);
    let due = cycle.last.saturating_add(portfolio.calendar.rhythm.grace.span(1));
    if portfolio.as_of <= due {
        return;
    }
    for (index, team) in portfolio.teams.iter().enumerate() {
        if team.reports.iter().any(|report| report.cycle == current) {
            continue;
        }
        // A report that could not be read is not missing.
        if portfolio.unread.iter().any(|unread| unread.team == Some(index)) {
            continue;
        }
        let folder = format!("teams/{}/reports/", team.slug);
        let template = format!("teams/{}/scorp.md", team.slug);
        let in_folder = |problem: &Diagnostic| {
            let file = problem.place.as_ref().map(|place| place.file.as_str());
            file.is_some_and(|file| file.contains(&folder) || file.ends_with(&template))
        };
        if problems
            .iter()
            .any(|problem| problem.severity == Severity::Error && in_folder(problem))
        {
            continue;
        }
        let mut reports = vec![None; portfolio.calendar.cycles.len()];
        for (index, report) in team.reports.iter().enumerate() {
            reports[report.cycle.position()] = Some(index);
        }
        if expectations(&portfolio.calendar, team, &reports)[current.position()] == Expectation::Missing {
            let message = format!(
                "no report of `{}` for the cycle from {} to {}",
                team.slug, cycle.first, cycle.last
            );
            let cure = format!(
                "write it (`scorpfolio new report {}`), or declare a `[[pauses]]` in its team.toml",
                team.slug
            );
            let place = Place::file(&*portfolio.file(team.origin).path);
            problems.push(Diagnostic::new(Code::MissingReport, message, cure).at(place));
        }
    }
}
