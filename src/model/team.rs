//! A team: who they are, what they own, what they report.

use crate::model::action::Action;
use crate::model::cycle::{Length, Stretch};
use crate::model::incident::Incident;
use crate::model::metric::{Metric, MetricIndex};
use crate::model::portfolio::{Audience, Origin, Prose};
use crate::model::recurring_import::RecurringImport;
use crate::model::release::Release;
use crate::model::report::{Exercise, Observation, Part, Report};
use crate::model::shared::Shared;
use crate::model::war::War;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A team.
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    /// Folder name: its name in URLs.
    pub slug: String,
    /// Name shown.
    pub name: String,
    /// The business goal its work is tied to.
    pub mission: Option<Prose>,
    /// Kind of team (Team Topologies; free text).
    pub kind: Option<String>,
    /// Group that reviews, filters and large portfolios go by.
    pub group: Option<String>,
    /// Where to reach them.
    pub contact: Option<String>,
    /// Own rhythm; `None`: the cycle.
    pub reports_every: Option<Length>,
    /// Date of its filled-in template.
    pub template_updated: Option<Date>,
    /// Principal engineer.
    pub principal_engineer: Option<String>,
    /// Delivery lead.
    pub delivery_lead: Option<String>,
    /// No report is expected before.
    pub joined: Option<Date>,
    /// No report is expected after.
    pub left: Option<Date>,
    /// Registers count from this day's cycle.
    pub registers_since: Option<Date>,
    /// Earlier slugs, which redirect.
    pub renamed_from: Vec<String>,
    /// Who may see it.
    pub audience: Audience,
    /// Workloads, in the file's order.
    pub workloads: Vec<Workload>,
    /// Links, in the file's order.
    pub links: Vec<Link>,
    /// Threat models.
    pub threat_models: Vec<ThreatModel>,
    /// Stretches without expected reports.
    pub pauses: Vec<Stretch>,
    /// Service level objectives.
    pub slos: Vec<Slo>,
    /// Own targets, oldest first.
    pub targets: Vec<Target>,
    /// Changes of process on purpose, oldest first.
    pub rebases: Vec<Rebase>,
    /// Support arrangements.
    pub support: Option<Support>,
    /// Reports, oldest first; at most one a cycle.
    pub reports: Vec<Report>,
    /// Actions, in the order in which they were taken on.
    pub actions: Vec<Action>,
    /// Incidents, by start.
    pub incidents: Vec<Incident>,
    /// Releases, by start.
    pub releases: Vec<Release>,
    /// Well-architected reviews, by date.
    pub wars: Vec<War>,
    /// Exercises that no report speaks of, by date; [`Team::exercises`] gives all.
    pub other_exercises: Vec<Exercise>,
    /// What it imports again and again, in the file's order.
    pub imports: Vec<RecurringImport>,
    /// What it says in prose, in the files' order.
    pub sections: Vec<Section>,
    /// Every observation, typed and imported, ordered by metric, part and period.
    pub observations: Vec<Observation>,
    /// team.toml; where it is absent, the first file of the team.
    pub origin: Origin,
}

impl Team {
    /// The position of a workload by id.
    #[must_use]
    pub fn workload(&self, id: &str) -> Option<usize> {
        self.workloads.iter().position(|workload| workload.id == id)
    }

    /// Every exercise, of its reports and beside them, in that order.
    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.reports
            .iter()
            .flat_map(|report| &report.exercises)
            .chain(&self.other_exercises)
    }

    /// The target the team set for a metric, in force on a day: none where its unit has changed since.
    #[must_use]
    pub fn target_on(&self, (index, metric): (MetricIndex, &Metric), day: Date) -> Option<&Target> {
        self.targets
            .iter()
            .rfind(|target| target.metric == index && target.from.is_none_or(|from| from <= day))
            .filter(|target| metric.unit_ends(target.from).is_none_or(|end| day < end.from))
    }
}

/// Who took a workload over from a team, which may still list it: indexes of the teams and of the other's workloads. The
/// newest where there were several; `None` where the team got it back since. The day may lie ahead.
#[must_use]
pub fn successor(teams: &Shared<Team>, team: usize, workload: &str) -> Option<(usize, usize)> {
    let own = teams[team]
        .workload(workload)
        .and_then(|own| teams[team].workloads[own].from);
    let mut newest: Option<(usize, usize)> = None;
    for (other, owner) in teams.iter().enumerate().filter(|(other, _)| *other != team) {
        // Asked of every workload of every team: few were anybody else's.
        if owner.workloads.iter().all(|workload| workload.moved_from != Some(team)) {
            continue;
        }
        let Some(number) = owner.workload(workload) else {
            continue;
        };
        let taken = &owner.workloads[number];
        let is_later = match (own, taken.from) {
            (Some(own), Some(from)) => own < from,
            (Some(_), None) => false,
            (None, _) => true,
        };
        let from = |place: (usize, usize)| teams[place.0].workloads[place.1].from;
        if taken.moved_from == Some(team) && is_later && newest.is_none_or(|newest| from(newest) < taken.from) {
            newest = Some((other, number));
        }
    }
    newest
}

/// Whether a team had handed a part of it over by a day.
#[must_use]
pub fn is_handed_over(teams: &Shared<Team>, team: usize, part: &Part, day: Date) -> bool {
    let workload = part.workload().and_then(|workload| teams[team].workloads.get(workload));
    let Some((other, number)) = workload.and_then(|workload| successor(teams, team, &workload.id)) else {
        return false;
    };
    teams[other].workloads[number].from.is_none_or(|from| from <= day)
}

/// What a team says in prose below a heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// The pillar it stands under, as an index of the portfolio's.
    pub pillar: Option<usize>,
    /// What it says.
    pub body: Prose,
    /// Who may see it.
    pub audience: Audience,
}

/// A workload of a team.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    /// Kebab-case id.
    pub id: String,
    /// Name shown.
    pub name: String,
    /// First day with this team, if it was taken over.
    pub from: Option<Date>,
    /// The team it was taken over from: an index of the portfolio's teams.
    pub moved_from: Option<usize>,
    /// Who may see it.
    pub audience: Audience,
}

/// A link of a team.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Kind: `dashboard`, `runbook`, …
    pub kind: LinkKind,
    /// Title.
    pub title: String,
    /// Address: http, https or mailto.
    pub url: String,
    /// The workload it is about.
    pub workload: Option<usize>,
    /// When somebody last looked whether it is right.
    pub reviewed: Option<Date>,
    /// Who may see it.
    pub audience: Audience,
}

/// The kinds of links, in the order in which pages show them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the words of the format")]
pub enum LinkKind {
    Dashboard,
    Runbook,
    Playbook,
    Alarms,
    Logs,
    Repository,
    Backlog,
    Architecture,
    Decisions,
    LoadTests,
    Other,
}

impl LinkKind {
    /// Every kind with its written form and its heading.
    pub const ALL: [(Self, &'static str, &'static str); 11] = [
        (Self::Dashboard, "dashboard", "Dashboards"),
        (Self::Runbook, "runbook", "Runbooks"),
        (Self::Playbook, "playbook", "Playbooks"),
        (Self::Alarms, "alarms", "Alarms"),
        (Self::Logs, "logs", "Logs"),
        (Self::Repository, "repository", "Repositories"),
        (Self::Backlog, "backlog", "Backlogs"),
        (Self::Architecture, "architecture", "Architecture"),
        (Self::Decisions, "decisions", "Decisions"),
        (Self::LoadTests, "load-tests", "Load tests"),
        (Self::Other, "other", "Other links"),
    ];

    /// The heading under which links of this kind stand.
    #[must_use]
    pub fn heading(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, ..)| *kind == self)
            .map_or("Other links", |(_, _, heading)| heading)
    }
}

/// A threat model of a workload.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreatModel {
    /// The workload.
    pub workload: Option<usize>,
    /// Where the model is kept.
    pub url: Option<String>,
    /// Looks at it, oldest first: date and open threats.
    pub reviews: Vec<(Date, u32)>,
    /// Who may see it.
    pub audience: Audience,
    /// Where it was written.
    pub origin: Origin,
}

/// A service level objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Slo {
    /// Name.
    pub name: String,
    /// The workload; `None`: the team as a whole.
    pub workload: Option<usize>,
    /// The metric that measures it.
    pub metric: MetricIndex,
    /// Objective in percent.
    pub objective: Decimal,
    /// Window in days.
    pub window: Length,
    /// Who may see it.
    pub audience: Audience,
    /// Where it was written.
    pub origin: Origin,
}

/// A team's own target.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The metric.
    pub metric: MetricIndex,
    /// The value to reach, in the metric's unit.
    pub value: Decimal,
    /// In force since; `None`: always.
    pub from: Option<Date>,
    /// Where it was written.
    pub origin: Origin,
}

/// The process changed on purpose: limits restart.
#[derive(Debug, Clone, PartialEq)]
pub struct Rebase {
    /// The metric.
    pub metric: MetricIndex,
    /// First day of the new process.
    pub from: Date,
    /// Why; printed on the chart.
    pub reason: String,
    /// Where it was written.
    pub origin: Origin,
}

/// Support arrangements.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Support {
    /// When somebody answers.
    pub hours: Option<String>,
    /// Address of the rota.
    pub rota: Option<String>,
    /// Address of the service level agreement.
    pub sla: Option<String>,
    /// Address of the incident process.
    pub incident_process: Option<String>,
    /// Who leads.
    pub lead: Option<String>,
    /// Who answers.
    pub engineer: Option<String>,
}
