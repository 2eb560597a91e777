//! What the files of each team hold: read in parallel, gathered a team at a time, put in order, and counted.

use super::document::Document;
use super::kept::Kept;
use super::template::Filled;
use super::{
    Loader, action, derive, file_index, imports, incident, links, merge, observations, register, release, report,
    shape, totals, values, war,
};
use crate::diagnostic::Diagnostic;
use crate::model::action::Action;
use crate::model::cycle::Calendar;
use crate::model::incident::Incident;
use crate::model::metric::{Catalogue, InCycle};
use crate::model::portfolio::Prose;
use crate::model::recurring_import::RecurringImport;
use crate::model::release::Release;
use crate::model::report::{Observation, Report};
use crate::model::shared::Shared;
use crate::model::team::{Team, Workload, successor};
use crate::model::war::War;
use crate::source::Role;
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Loader<'_> {
    /// Reads all reports, imported observations and registers in parallel and gives each team its own. A team that is as
    /// the reading before left it is taken from there.
    pub(super) fn contents(&mut self, teams: &mut Shared<Team>, site: (&Catalogue, &Calendar), filled: Vec<Filled>) {
        let slugs: BTreeMap<&str, usize> = teams
            .iter()
            .enumerate()
            .map(|(index, team)| (team.slug.as_str(), index))
            .collect();
        let mut files: Vec<Vec<usize>> = teams.iter().map(|_| Vec::new()).collect();
        for (index, source) in self.sources.files.iter().enumerate() {
            if let Some(&team) = source.role.team().and_then(|slug| slugs.get(slug)) {
                files[team].push(index);
            }
        }
        drop(slugs);
        let (read_by, known) = self.known(site, &files);
        let mut problems: Vec<Vec<Diagnostic>> = teams.iter().map(|_| Vec::new()).collect();
        for (team, known) in known.iter().enumerate() {
            if let Some(known) = known {
                teams.hold(team, Arc::clone(&known.team));
                problems[team].clone_from(&known.problems);
            }
        }
        let is_known = |team: usize| known[team].is_some();
        let register = register::Context {
            catalogue: site.0,
            pillars: &self.configuration.pillars,
            teams,
            zone: &self.configuration.config.time_zone,
            as_of: self.as_of,
        };
        let this = &*self;
        let read: Vec<(usize, Gathered)> = (files.par_iter().enumerate())
            .filter(|(team, _)| !is_known(*team))
            .map(|(team, files)| (team, this.of_team((team, files), register, site.1)))
            .collect();
        for (team, read) in read {
            problems[team] = read.give(&mut teams[team]);
        }
        for (team, found) in self.merge((teams, is_known), site, filled) {
            problems[team].extend(found);
        }
        let linking =
            |team: usize| known[team].map_or_else(|| links::linking(&teams[team]), |known| Arc::clone(&known.linking));
        let linking: Vec<Arc<[Prose]>> = (0..teams.len()).into_par_iter().map(linking).collect();
        self.kept = read_by.map(|read_by| Kept::new(read_by, teams, (&problems, &linking)));
        self.linking = linking;
        self.problems.extend(problems.into_iter().flatten());
    }

    /// What the files of a team hold.
    fn of_team(
        &self,
        (team, files): (usize, &[usize]),
        register: register::Context<'_>,
        calendar: &Calendar,
    ) -> Gathered {
        let read = |source: &usize| self.file_contents((team, *source), register, calendar);
        let mut gathered = Gathered::of(files.par_iter().filter_map(read).collect());
        let (wars, problems) = war::read(self.sources, (register, team), files);
        gathered.wars = wars;
        gathered.problems.extend(problems);
        gathered
    }

    /// What a file of a team holds; `None` where it is of another kind.
    fn file_contents(
        &self,
        (team, index): (usize, usize),
        register: register::Context<'_>,
        calendar: &Calendar,
    ) -> Option<FileContents> {
        let source = &self.sources.files[index];
        let is_of_kind = matches!(
            source.role,
            Role::Report(_)
                | Role::Data(_)
                | Role::Imports(_)
                | Role::Actions(_)
                | Role::Releases(_)
                | Role::Incident(_)
        );
        if !is_of_kind {
            return None;
        }
        let mut contents = FileContents::default();
        let document = match Document::new(file_index(index), source) {
            Ok(document) => document,
            Err(problem) => {
                contents.problems = vec![problem];
                return Some(contents);
            }
        };
        let site = values::Site {
            catalogue: register.catalogue,
            calendar,
            team,
        };
        let owner = &register.teams[team];
        match &source.role {
            Role::Data(slug) => {
                contents.observations = observations::read(&document, site, owner, self.as_of);
                if self.is_part(slug, |role| matches!(role, Role::Data(_))) {
                    // What several files add up to is not what is left of them.
                    let is_whole = |metric| site.catalogue.metric(metric).in_cycle == InCycle::Last;
                    contents.observations.retain(|observation| is_whole(observation.metric));
                }
            }
            Role::Imports(_) => contents.imports = imports::read(&document, register, team),
            Role::Actions(_) => {
                let table = document.parse();
                document.check(&table, &shape::ACTIONS);
                contents.actions = action::read(&document, &table, register, team);
            }
            Role::Releases(_) => {
                let table = document.parse();
                document.check(&table, &shape::RELEASES);
                contents.releases = release::read(&document, &table, register, team);
            }
            Role::Incident(_) => contents.incident = incident::read(&document, register, team),
            _ => {
                let context = report::Context {
                    site,
                    pillars: register.pillars,
                    team: owner,
                    as_of: self.as_of,
                };
                if let Some((report, observations)) = report::read(&document, context) {
                    contents.report = Some(report);
                    contents.observations = observations;
                }
            }
        }
        contents.problems = document.into_problems();
        Some(contents)
    }

    /// Whether a team has a file of some kind that could not be read, or may have: all of it is missing.
    fn is_part(&self, team: &str, kind: impl Fn(&Role) -> bool) -> bool {
        let left_out = self.sources.left_out.iter();
        let mut of_team = left_out.filter(|left_out| left_out.team() == Some(team));
        of_team.any(|left_out| kind(&Role::of(&left_out.content_path)))
    }

    /// Puts what each team says in order, templates beside reports, and counts what its registers say; of teams that are
    /// known, all of that was done. The problems found, by team.
    fn merge(
        &self,
        (teams, is_known): (&mut Shared<Team>, impl Fn(usize) -> bool + Send + Sync),
        site: (&Catalogue, &Calendar),
        filled: Vec<Filled>,
    ) -> Vec<(usize, Vec<Diagnostic>)> {
        let (catalogue, calendar) = site;
        let context = merge::Context {
            catalogue,
            calendar,
            sources: self.sources,
        };
        let mut problems = Vec::new();
        for filled in filled.into_iter().filter(|filled| !is_known(filled.team)) {
            let team = filled.team;
            problems.push((team, filled.join(&mut teams[team], context, self.as_of)));
        }
        let handed_over = handed_over(teams);
        let merge = |index: usize, team: &mut Team| {
            let mut problems = merge::merge(team, context);
            problems.extend(totals::check_parts(team, &handed_over[index], context));
            let is_register = |role: &Role| {
                matches!(
                    role,
                    Role::Team(_) | Role::Template(_) | Role::Releases(_) | Role::Incident(_)
                )
            };
            if self.is_part(&team.slug, is_register) {
                // A count of what could be read would look like a count of what there is.
                return problems;
            }
            let context = derive::Context {
                catalogue,
                calendar,
                as_of: self.as_of,
                team: index,
                handed_over: &handed_over[index],
            };
            derive::derive(team, context);
            problems
        };
        problems.extend(teams.change_each(|team| !is_known(team), merge));
        problems
    }
}

/// For each workload of each team the day since which it is another team's.
fn handed_over(teams: &Shared<Team>) -> Vec<Vec<Option<Date>>> {
    let workloads = teams.iter().flat_map(|team| &team.workloads);
    let gave: BTreeSet<usize> = workloads.filter_map(|workload| workload.moved_from).collect();
    let day = |team: usize, workload: &Workload| {
        // Who took it is looked for among all teams.
        let (other, number) = (gave.contains(&team)).then(|| successor(teams, team, &workload.id))??;
        teams[other].workloads[number].from
    };
    let of_team = |(index, team): (usize, &Team)| team.workloads.iter().map(|workload| day(index, workload)).collect();
    teams.iter().enumerate().map(of_team).collect()
}

/// What one file of a team holds.
#[derive(Default)]
struct FileContents {
    report: Option<Report>,
    observations: Vec<Observation>,
    actions: Vec<Action>,
    imports: Vec<RecurringImport>,
    releases: Vec<Release>,
    incident: Option<Incident>,
    problems: Vec<Diagnostic>,
}

/// What the files of one team hold. Gathered as soon as they are read: until all teams are, most of the portfolio would
/// otherwise be there twice.
#[derive(Default)]
struct Gathered {
    reports: Vec<Report>,
    observations: Vec<Observation>,
    actions: Vec<Action>,
    imports: Vec<RecurringImport>,
    releases: Vec<Release>,
    incidents: Vec<Incident>,
    wars: Vec<War>,
    problems: Vec<Diagnostic>,
}

impl Gathered {
    fn of(files: Vec<FileContents>) -> Self {
        let mut all = Self::default();
        // What is half of the portfolio's memory is given its place once, and no more than it needs.
        let reports = files.iter().filter(|contents| contents.report.is_some()).count();
        all.reports.reserve_exact(reports);
        let observations = files.iter().map(|contents| contents.observations.len()).sum();
        all.observations.reserve_exact(observations);
        for contents in files {
            all.problems.extend(contents.problems);
            all.reports.extend(contents.report);
            all.observations.extend(contents.observations);
            all.actions.extend(contents.actions);
            all.imports.extend(contents.imports);
            all.releases.extend(contents.releases);
            all.incidents.extend(contents.incident);
        }
        all
    }

    /// Gives it to the team, and returns the problems of the files.
    fn give(self, team: &mut Team) -> Vec<Diagnostic> {
        fn add<T>(all: &mut Vec<T>, mut more: Vec<T>) {
            if all.is_empty() {
                *all = more;
            } else {
                all.append(&mut more);
            }
        }
        add(&mut team.reports, self.reports);
        add(&mut team.observations, self.observations);
        add(&mut team.actions, self.actions);
        add(&mut team.imports, self.imports);
        add(&mut team.releases, self.releases);
        add(&mut team.incidents, self.incidents);
        add(&mut team.wars, self.wars);
        self.problems
    }
}
