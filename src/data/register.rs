//! Registers as data: NOTADs with their answers, incidents, releases, tech shares, topics that recur.

use super::field::{Day, Number, Place, place};
use crate::analyse::AsOf;
use crate::analyse::notad::{TeamStanding, standing};
use crate::analyse::topic::{Answer, By, Topic, recurring};
use crate::model::incident::Incident;
use crate::model::moment::Moment;
use crate::model::notad::NotadKind;
use crate::model::portfolio::{Portfolio, Prose};
use crate::model::release::{Release, ReleaseOutcome};
use crate::model::report::NotadStatus;
use crate::model::team::Team;
use crate::model::tech_share::TechShare;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// A day, or a point in time where one was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time(Moment);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.at {
            Some(at) => serializer.collect_str(&at),
            None => serializer.collect_str(&self.0.date),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct NotadField<'a> {
    id: &'a str,
    title: &'a str,
    kind: &'static str,
    issued: Day,
    due: Option<Day>,
    expires: Option<Day>,
    in_force: bool,
    pillar: Option<&'a str>,
    teams: Vec<&'a str>,
    link: Option<&'a str>,
    answers: Vec<AnswerField<'a>>,
    origin: Place<'a>,
}

/// What a team last said of a notice.
#[derive(Debug, Serialize)]
struct AnswerField<'a> {
    team: &'a str,
    concerned: bool,
    status: Option<&'static str>,
    date: Option<Day>,
    note: Option<&'a str>,
    origin: Option<Place<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct IncidentField<'a> {
    id: &'a str,
    team: &'a str,
    title: &'a str,
    severity: Option<u8>,
    started: Time,
    detected: Option<Time>,
    restored: Option<Time>,
    hours_to_recover: Option<Number>,
    open: bool,
    workload: Option<&'a str>,
    root_cause: Option<&'a str>,
    impact: Option<&'a str>,
    caused_by_release: Option<&'a str>,
    learnings: Vec<&'a str>,
    actions: &'a [String],
    link: Option<&'a str>,
    origin: Place<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct ReleaseField<'a> {
    name: &'a str,
    team: &'a str,
    workload: Option<&'a str>,
    started: Time,
    finished: Option<Time>,
    outcome: &'static str,
    rings: Vec<RingField<'a>>,
    link: Option<&'a str>,
    origin: Place<'a>,
}

#[derive(Debug, Serialize)]
struct RingField<'a> {
    name: &'a str,
    date: Day,
}

#[derive(Debug, Serialize)]
pub(super) struct TechShareField<'a> {
    slug: &'a str,
    title: &'a str,
    date: Option<Day>,
    status: &'static str,
    presenters: &'a [String],
    team: Option<&'a str>,
    topics: &'a [String],
    pillar: Option<&'a str>,
    recording: Option<&'a str>,
    slides: Option<&'a str>,
    origin: Place<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct TopicField<'a> {
    id: &'a str,
    name: Option<&'a str>,
    last: Option<Day>,
    answer: &'static str,
    tech_share: Option<&'a str>,
    raised: Vec<MentionField<'a>>,
}

/// Once that a topic was raised: by a team's report, or by a meeting, which has no team.
#[derive(Debug, Serialize)]
struct MentionField<'a> {
    cycle: Day,
    date: Day,
    team: Option<&'a str>,
}

fn text(prose: Option<&Prose>) -> Option<&str> {
    prose.map(|prose| prose.text.as_str())
}

fn pillar(portfolio: &Portfolio, pillar: Option<usize>) -> Option<&str> {
    Some(&portfolio.pillars.get(pillar?)?.id)
}

fn workload(team: &Team, workload: Option<usize>) -> Option<&str> {
    Some(&team.workloads.get(workload?)?.id)
}

/// The notices by the day they were issued, each with what every team it concerns last said, and what others did.
pub(super) fn notads(portfolio: &Portfolio, when: AsOf) -> Vec<NotadField<'_>> {
    let field = |notad| {
        let standing = standing(portfolio, notad, when);
        let concerned = standing.concerned.iter().map(|own| answer(portfolio, own, true));
        let others = standing.others.iter().map(|own| answer(portfolio, own, false));
        let answers = concerned.chain(others).collect();
        NotadField {
            id: &notad.id,
            title: &notad.title,
            kind: kind(notad.kind),
            issued: Day(notad.issued),
            due: notad.due.map(Day),
            expires: notad.expires.map(Day),
            in_force: standing.is_in_force,
            pillar: pillar(portfolio, notad.pillar),
            teams: notad
                .teams
                .iter()
                .map(|team| portfolio.teams[*team].slug.as_str())
                .collect(),
            link: notad.link.as_deref(),
            answers,
            origin: place(portfolio, notad.origin),
        }
    };
    portfolio.notads.iter().map(field).collect()
}

fn answer<'a>(portfolio: &'a Portfolio, own: &TeamStanding<'a>, concerned: bool) -> AnswerField<'a> {
    let said = own.answer.map(|answer| answer.answer);
    AnswerField {
        team: &portfolio.teams[own.team].slug,
        concerned,
        status: said.map(|said| status(said.status)),
        date: own.answer.map(|answer| Day(answer.date())),
        note: said.and_then(|said| text(said.note.as_ref())),
        origin: said.map(|said| place(portfolio, said.origin)),
    }
}

fn status(status: NotadStatus) -> &'static str {
    let found = NotadStatus::ALL.iter().find(|(known, ..)| *known == status);
    found.map_or("", |(_, written, _)| written)
}

fn kind(kind: NotadKind) -> &'static str {
    let found = NotadKind::ALL.iter().find(|(known, ..)| *known == kind);
    found.map_or("", |(_, written, _)| written)
}

/// All incidents: teams in the portfolio's order, each by start.
pub(super) fn incidents(portfolio: &Portfolio) -> Vec<IncidentField<'_>> {
    let teams = portfolio.teams.iter();
    teams
        .flat_map(|team| team.incidents.iter().map(move |incident| (team, incident)))
        .map(|(team, incident)| incident_field(portfolio, team, incident))
        .collect()
}

fn incident_field<'a>(portfolio: &'a Portfolio, team: &'a Team, incident: &'a Incident) -> IncidentField<'a> {
    IncidentField {
        id: &incident.id,
        team: &team.slug,
        title: &incident.title.text,
        severity: incident.severity,
        started: Time(incident.started),
        detected: incident.detected.map(Time),
        restored: incident.restored.map(Time),
        hours_to_recover: incident.hours_to_recover().map(Number),
        open: incident.is_open_on(portfolio.as_of),
        workload: workload(team, incident.workload),
        root_cause: text(incident.root_cause.as_ref()),
        impact: text(incident.impact.as_ref()),
        caused_by_release: incident.caused_by_release.as_deref(),
        learnings: incident
            .learnings
            .iter()
            .map(|learning| learning.text.as_str())
            .collect(),
        actions: &incident.actions,
        link: incident.link.as_deref(),
        origin: place(portfolio, incident.origin),
    }
}

/// All releases: teams in the portfolio's order, each by start.
pub(super) fn releases(portfolio: &Portfolio) -> Vec<ReleaseField<'_>> {
    let teams = portfolio.teams.iter();
    teams
        .flat_map(|team| team.releases.iter().map(move |release| (team, release)))
        .map(|(team, release)| release_field(portfolio, team, release))
        .collect()
}

fn release_field<'a>(portfolio: &'a Portfolio, team: &'a Team, release: &'a Release) -> ReleaseField<'a> {
    let found = ReleaseOutcome::ALL.iter().find(|(known, ..)| *known == release.outcome);
    ReleaseField {
        name: &release.name,
        team: &team.slug,
        workload: workload(team, release.workload),
        started: Time(release.started),
        finished: release.finished.map(Time),
        outcome: found.map_or("", |(_, written, _)| written),
        rings: release
            .rings
            .iter()
            .map(|ring| RingField {
                name: &ring.name,
                date: Day(ring.date),
            })
            .collect(),
        link: release.link.as_deref(),
        origin: place(portfolio, release.origin),
    }
}

/// All tech shares, by date.
pub(super) fn tech_shares(portfolio: &Portfolio) -> Vec<TechShareField<'_>> {
    let shares = portfolio.tech_shares.iter();
    shares
        .map(|share| TechShareField {
            slug: &share.slug,
            title: &share.title,
            date: share.date.map(Day),
            status: share_status(share, portfolio.as_of),
            presenters: &share.presenters,
            team: share.team.map(|team| portfolio.teams[team].slug.as_str()),
            topics: &share.topics,
            pillar: pillar(portfolio, share.pillar),
            recording: share.recording.as_deref(),
            slides: share.slides.as_deref(),
            origin: place(portfolio, share.origin),
        })
        .collect()
}

fn share_status(share: &TechShare, day: Date) -> &'static str {
    if share.is_held_on(day) { "held" } else { "planned" }
}

/// The topics that recur, in the order in which pages show them.
pub(super) fn recurring_topics(portfolio: &Portfolio, when: AsOf) -> Vec<TopicField<'_>> {
    recurring(portfolio, when)
        .iter()
        .map(|topic| topic_field(portfolio, topic))
        .collect()
}

fn topic_field<'a>(portfolio: &'a Portfolio, topic: &Topic<'a>) -> TopicField<'a> {
    let (answer, share) = match topic.answer {
        Answer::Held(share) => ("held", Some(share)),
        Answer::Planned(share) => ("planned", Some(share)),
        Answer::Wanted => ("wanted", None),
    };
    let known = portfolio.topics.iter().find(|known| known.id == topic.id);
    TopicField {
        id: topic.id,
        name: known.map(|known| known.name.as_str()),
        last: topic.last().map(Day),
        answer,
        tech_share: share.map(|share| share.slug.as_str()),
        raised: topic
            .raised
            .iter()
            .map(|mention| MentionField {
                cycle: Day(portfolio.calendar.cycle(mention.cycle).last),
                date: Day(mention.date),
                team: match mention.by {
                    By::Team(team, _) => Some(portfolio.teams[team].slug.as_str()),
                    By::Meeting(_) => None,
                },
            })
            .collect(),
    }
}
