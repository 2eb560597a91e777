//! What an audience may see of a portfolio.
//!
//! A site for everybody is made of a portfolio that holds nothing else: this module takes out of what was read all that
//! is not marked public, and whatever follows (analysis, pages, data, feeds) knows no more of it. What it takes out:
//!
//! - teams, metrics, workloads, links, register entries and pages that are internal, and what speaks of them;
//! - where things stand: files, lines, the tools and files of imports;
//! - people and words that have no mark of their own: contacts, leads, support, notes beside values, why a cycle is
//!   skipped, why limits begin anew; components of a value, which are named by whoever wrote them;
//! - what could not be read, but for that it is missing: whom it was for is not known;
//! - how teams meet: reviews, their minutes, office screens.
//!
//! Of a report that is internal its date stays, because that a team reported is no secret of a public team, and so does
//! what it answered to a public notice. Values stay as they are: a count of incidents counts those that are internal, too.

use crate::load;
use crate::model::action::Action;
use crate::model::cycle::Stretch;
use crate::model::metric::{Catalogue, Metric, MetricIndex};
use crate::model::portfolio::{Audience, ContentFile, FileIndex, FreePage, Portfolio, Unread};
use crate::model::report::{Beside, ImportedFrom, Observation, Part, Provenance, Report, Told};
use crate::model::team::Team;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Why a stretch has no report, where the reason is internal.
const PLANNED: &str = "planned";
/// Why limits begin anew, where the reason is internal.
const CHANGED: &str = "the process changed";
/// Why a value may still change, where the reason is internal.
const MAY_CHANGE: &str = "it may still change";

/// The portfolio as an audience may see it.
#[must_use]
pub fn restrict(portfolio: Portfolio, audience: Audience) -> Portfolio {
    match audience {
        Audience::Internal => portfolio,
        Audience::Public => public(portfolio),
    }
}

fn is_public(audience: Audience) -> bool {
    audience == Audience::Public
}

/// Where what stays goes: old positions to new ones.
struct Kept {
    teams: Vec<Option<usize>>,
    metrics: Vec<Option<MetricIndex>>,
    /// Ids of public actions, notices and releases by team, which others refer to.
    actions: BTreeSet<String>,
    notads: BTreeSet<String>,
}

impl Kept {
    fn team(&self, team: usize) -> Option<usize> {
        self.teams.get(team).copied().flatten()
    }

    fn metric(&self, metric: MetricIndex) -> Option<MetricIndex> {
        self.metrics.get(metric.position()).copied().flatten()
    }

    /// The public ones among some teams.
    fn these(&self, teams: &[usize]) -> Vec<usize> {
        teams.iter().filter_map(|team| self.team(*team)).collect()
    }
}

/// New positions of what is kept of a list.
fn positions(kept: impl Iterator<Item = bool>) -> Vec<Option<usize>> {
    let mut next = 0;
    kept.map(|is_kept| {
        is_kept.then(|| {
            next += 1;
            next - 1
        })
    })
    .collect()
}

fn public(mut portfolio: Portfolio) -> Portfolio {
    let teams = positions(portfolio.teams.iter().map(|team| is_public(team.audience)));
    let is_kept = |metric: &Metric| {
        is_public(metric.audience)
            && metric
                .team
                .is_none_or(|team| teams.get(team).copied().flatten().is_some())
    };
    let metrics = positions(portfolio.catalogue.metrics.iter().map(is_kept));
    let actions = portfolio.teams.iter().filter(|team| is_public(team.audience));
    let actions = actions
        .flat_map(|team| &team.actions)
        .filter(|action| is_public(action.audience));
    let notads = portfolio.notads.iter().filter(|notad| is_public(notad.audience));
    let kept = Kept {
        metrics: metrics.into_iter().map(|at| at.map(MetricIndex::new)).collect(),
        actions: actions.map(|action| action.id.clone()).collect(),
        notads: notads.map(|notad| notad.id.clone()).collect(),
        teams,
    };
    portfolio.catalogue = catalogue(portfolio.catalogue, &kept);
    portfolio.teams = (portfolio.teams.into_iter())
        .filter(|team| is_public(team.audience))
        .map(|team| of_team(Arc::unwrap_or_clone(team), &kept))
        .collect();
    portfolio.notads.retain(|notad| is_public(notad.audience));
    for notad in &mut portfolio.notads {
        let was_for_some = !notad.teams.is_empty();
        notad.teams = kept.these(&notad.teams);
        // Without a team that may be named it would be for all.
        if was_for_some && notad.teams.is_empty() {
            notad.audience = Audience::Internal;
        }
    }
    portfolio.notads.retain(|notad| is_public(notad.audience));
    portfolio.tech_shares.retain(|share| is_public(share.audience));
    for share in &mut portfolio.tech_shares {
        share.team = share.team.and_then(|team| kept.team(team));
    }
    portfolio.pages.retain(|page: &FreePage| is_public(page.audience));
    unread(&mut portfolio.unread, &kept);
    portfolio.minutes.clear();
    portfolio.radiators.clear();
    let said = topics(&portfolio);
    portfolio.topics.retain(|topic| said.contains(&topic.id));
    for topic in &mut portfolio.topics {
        topic.synonyms.clear();
    }
    configuration(&mut portfolio);
    for file in &mut portfolio.files {
        // Where relative links start from stays; it is printed nowhere.
        let content_path = Arc::clone(&file.content_path);
        *file = ContentFile {
            path: "".into(),
            content_path,
            source_url: None,
            source_path: "".into(),
        };
    }
    portfolio.audience = Audience::Public;
    load::relink(&mut portfolio);
    portfolio
}

/// Of what could not be read nobody knows whom it was for: that something is missing is said, and of which team where it
/// may be named.
fn unread(unread: &mut Vec<Unread>, kept: &Kept) {
    let teams: BTreeSet<Option<usize>> = (unread.iter())
        .map(|unread| unread.team.and_then(|team| kept.team(team)))
        .collect();
    let of = |team| Unread {
        team,
        path: String::new(),
        line: 0,
        message: String::new(),
    };
    *unread = teams.into_iter().map(of).collect();
}

fn catalogue(catalogue: Catalogue, kept: &Kept) -> Catalogue {
    let metrics = catalogue.metrics.into_iter().enumerate();
    let metrics = metrics.filter(|(index, _)| kept.metric(MetricIndex::new(*index)).is_some());
    let metrics = metrics.map(|(_, metric)| Metric {
        origin: None,
        owner: None,
        labels: Vec::new(),
        team: metric.team.and_then(|team| kept.team(team)),
        ..metric
    });
    Catalogue::new(metrics.collect())
}

fn configuration(portfolio: &mut Portfolio) {
    portfolio.config.reviews.clear();
    portfolio.config.source_url = None;
    portfolio.config.content.clear();
    unexplained(&mut portfolio.calendar.rhythm.skips);
    for cycle in &mut portfolio.calendar.cycles {
        cycle.skipped = cycle.skipped.take().map(|_| PLANNED.to_owned());
    }
}

fn unexplained(stretches: &mut [Stretch]) {
    for stretch in stretches {
        PLANNED.clone_into(&mut stretch.reason);
    }
}

/// Words for subjects that something public says.
fn topics(portfolio: &Portfolio) -> BTreeSet<String> {
    let reports = portfolio.teams.iter().flat_map(|team| &team.reports);
    let of_reports = reports.flat_map(|report| report.topics.iter().chain(&report.offers).chain(&report.asks));
    let of_shares = portfolio.tech_shares.iter().flat_map(|share| &share.topics);
    of_reports.chain(of_shares).cloned().collect()
}

fn of_team(mut team: Team, kept: &Kept) -> Team {
    let workloads = positions(team.workloads.iter().map(|workload| is_public(workload.audience)));
    let workload = |at: Option<usize>| at.and_then(|at| workloads[at]);
    // What is of a workload that may not be named would seem to be of the team as a whole.
    let is_of = |at: Option<usize>| at.is_none_or(|at| workloads[at].is_some());
    team.workloads.retain(|workload| is_public(workload.audience));
    for taken in &mut team.workloads {
        taken.moved_from = taken.moved_from.and_then(|team| kept.team(team));
    }
    team.links
        .retain(|link| is_public(link.audience) && is_of(link.workload));
    team.threat_models
        .retain(|model| is_public(model.audience) && is_of(model.workload));
    team.slos
        .retain(|slo| is_public(slo.audience) && is_of(slo.workload) && kept.metric(slo.metric).is_some());
    team.wars.retain(|war| is_public(war.audience) && is_of(war.workload));
    team.incidents.retain(|incident| is_public(incident.audience));
    team.releases.retain(|release| is_public(release.audience));
    team.actions.retain(|action| is_public(action.audience));
    team.other_exercises.retain(|exercise| is_public(exercise.audience));
    team.sections.retain(|section| is_public(section.audience));
    team.targets.retain(|target| kept.metric(target.metric).is_some());
    team.rebases.retain(|rebase| kept.metric(rebase.metric).is_some());
    for link in &mut team.links {
        link.workload = workload(link.workload);
    }
    for model in &mut team.threat_models {
        model.workload = workload(model.workload);
    }
    for slo in &mut team.slos {
        slo.workload = workload(slo.workload);
        slo.metric = kept.metric(slo.metric).unwrap_or(slo.metric);
    }
    for target in &mut team.targets {
        target.metric = kept.metric(target.metric).unwrap_or(target.metric);
    }
    for rebase in &mut team.rebases {
        rebase.metric = kept.metric(rebase.metric).unwrap_or(rebase.metric);
        CHANGED.clone_into(&mut rebase.reason);
    }
    for war in &mut team.wars {
        war.workload = workload(war.workload);
        war.reviewer = None;
    }
    for release in &mut team.releases {
        release.workload = workload(release.workload);
    }
    let releases: BTreeSet<&str> = team.releases.iter().map(|release| release.name.as_str()).collect();
    for incident in &mut team.incidents {
        incident.workload = workload(incident.workload);
        incident.actions.retain(|action| kept.actions.contains(action));
        incident.caused_by_release =
            (incident.caused_by_release.take()).filter(|name| releases.contains(name.as_str()));
    }
    let wars: BTreeSet<&str> = team.wars.iter().map(|war| war.id.as_str()).collect();
    for action in &mut team.actions {
        of_action(action, kept, &wars);
    }
    unexplained(&mut team.pauses);
    let told: BTreeSet<FileIndex> = (team.reports.iter())
        .filter(|report| is_public(report.audience))
        .map(|report| report.origin.file)
        .collect();
    team.reports = team.reports.into_iter().map(|report| of_report(report, kept)).collect();
    team.observations = (team.observations.into_iter())
        .filter(|observation| is_of(observation.part.workload()) && observation.part.component().is_none())
        .filter_map(|observation| {
            let is_told = told.contains(&observation.origin.file);
            let metric = kept.metric(observation.metric)?;
            let part = Part::new(workload(observation.part.workload()), None);
            Some(of_observation(&observation, (metric, part), is_told))
        })
        .collect();
    Team {
        contact: None,
        template_updated: None,
        principal_engineer: None,
        delivery_lead: None,
        support: None,
        imports: Vec::new(),
        ..team
    }
}

fn of_action(action: &mut Action, kept: &Kept, wars: &BTreeSet<&str>) {
    action.metric = action.metric.and_then(|metric| kept.metric(metric));
    action.war = action
        .war
        .take()
        .filter(|reference| wars.contains(reference.war.as_str()));
    action.owner = None;
}

fn of_report(report: Report, kept: &Kept) -> Report {
    let mut exercises = report.exercises;
    exercises.retain(|exercise| is_public(exercise.audience));
    let mut notads = report.notads;
    notads.retain(|answer| kept.notads.contains(&answer.notad));
    if is_public(report.audience) {
        return Report {
            notads,
            exercises,
            prepared_by: None,
            ..report
        };
    }
    for answer in &mut notads {
        answer.note = None;
    }
    Report {
        prepared_by: None,
        submitted: None,
        summary: None,
        topics: Vec::new(),
        offers: Vec::new(),
        asks: Vec::new(),
        pillars: Vec::new(),
        wins: Vec::new(),
        concerns: Vec::new(),
        learnings: Vec::new(),
        notads,
        needs: Vec::new(),
        process_feedback: Vec::new(),
        exercises,
        events: Vec::new(),
        ..report
    }
}

fn of_observation(observation: &Observation, (metric, part): (MetricIndex, Part), is_told: bool) -> Observation {
    let provenance = match &observation.provenance {
        Provenance::Imported(from) => Provenance::Imported(Box::new(ImportedFrom {
            provisional: from.provisional.as_ref().map(|_| MAY_CHANGE.to_owned()),
            ..ImportedFrom::default()
        })),
        Provenance::Derived { register, .. } => Provenance::Derived {
            register: *register,
            entries: Box::default(),
        },
        other @ (Provenance::Typed | Provenance::Total { .. }) => other.clone(),
    };
    let told = Told {
        part,
        provenance,
        beside: if is_told {
            observation.beside.clone().without_shadows()
        } else {
            Beside::default()
        },
    };
    let reading = observation.reading.clone();
    Observation::new(
        (metric, observation.period, observation.cycle),
        (reading, observation.origin),
        told,
    )
}
