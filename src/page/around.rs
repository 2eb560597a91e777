//! What surrounds a team's numbers: people, support, links, threat models, pauses, rebases.

use super::figure::{Figure, Moved, length};
use super::frame::plain;
use super::here::{Here, Link, Source};
use super::signal::Mark;
use super::window::{archived_before, first_shown};
use super::words::{self, When};
use super::workload;
use super::{team_metric_path, team_path};
use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::model::team::{self, Team};
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use serde::Serialize;

/// A fact of a team: what, and its words or link.
#[derive(Debug, Serialize)]
pub(super) struct Fact {
    /// Empty where it is one more of the fact before.
    pub(super) name: String,
    pub(super) text: String,
    /// Where it leads outside the site.
    pub(super) url: Option<String>,
}

/// Who a team is: kind, group, people, rhythm, dates, and what it looks after.
pub(super) fn facts(here: Here<'_>, index: usize) -> Vec<Fact> {
    let (team, words) = (&here.portfolio.teams[index], here.words());
    let mut facts = Vec::new();
    let mut add = |name, text: Option<String>| facts.extend(text.map(|text| Fact { name, text, url: None }));
    let group = team.group.as_deref();
    add(say!(words, "around.kind"), team.kind.clone());
    add(
        say!(words, "around.group"),
        group.map(|group| words::capital(&words::spoken(group))),
    );
    add(say!(words, "around.contact"), team.contact.clone());
    add(
        say!(words, "around.principal_engineer"),
        team.principal_engineer.clone(),
    );
    add(say!(words, "around.delivery_lead"), team.delivery_lead.clone());
    add(
        say!(words, "around.reports_every"),
        team.reports_every.map(|every| length(words, every)),
    );
    add(
        say!(words, "around.template_updated"),
        team.template_updated.map(|day| words.day(day)),
    );
    add(say!(words, "around.joined"), team.joined.map(|day| words.day(day)));
    add(say!(words, "around.left"), team.left.map(|day| words.day(day)));
    add(
        say!(words, "around.known_before"),
        (!team.renamed_from.is_empty()).then(|| words.list(&team.renamed_from)),
    );
    facts.extend(workload::facts(here, index));
    facts
}

/// Support arrangements as facts.
pub(super) fn support(team: &Team, words: &Words) -> Vec<Fact> {
    let Some(support) = &team.support else {
        return Vec::new();
    };
    let entries = [
        (words.word("around.hours"), &support.hours, false),
        (words.word("around.lead"), &support.lead, false),
        (words.word("around.engineer"), &support.engineer, false),
        (words.word("around.rota"), &support.rota, true),
        (words.word("around.service_level_agreement"), &support.sla, true),
        (words.word("around.incident_process"), &support.incident_process, true),
    ];
    let said = entries
        .into_iter()
        .filter_map(|(name, value, leads)| Some((name, value.clone()?, leads)));
    said.map(|(name, value, leads)| {
        if leads {
            Fact {
                name: name.to_owned(),
                text: say!(words, "around.open"),
                url: Some(value),
            }
        } else {
            Fact {
                name: name.to_owned(),
                text: value,
                url: None,
            }
        }
    })
    .collect()
}

/// Links of one kind.
#[derive(Debug, Serialize)]
pub(super) struct LinkGroup {
    heading: String,
    links: Vec<OwnLink>,
}

#[derive(Debug, Serialize)]
struct OwnLink {
    title: String,
    url: String,
    workload: String,
    reviewed: Option<When>,
}

/// A team's links, by kind.
pub(super) fn links(here: Here<'_>, team: &Team) -> Vec<LinkGroup> {
    let all = team.links.iter();
    grouped(here, all.map(|link| (link, workload_name(team, link.workload))))
}

/// The links of one workload, by kind.
pub(super) fn links_of_workload(here: Here<'_>, team: &Team, workload: usize) -> Vec<LinkGroup> {
    let own = team.links.iter().filter(|link| link.workload == Some(workload));
    grouped(here, own.map(|link| (link, String::new())))
}

/// Links with the name of the workload that is said beside each.
fn grouped<'a>(here: Here<'_>, links: impl Iterator<Item = (&'a team::Link, String)>) -> Vec<LinkGroup> {
    let mut all: Vec<(&team::Link, String)> = links.collect();
    all.sort_by_key(|(link, _)| link.kind);
    let groups = all.chunk_by(|a, b| a.0.kind == b.0.kind).map(|group| LinkGroup {
        heading: here.words().links(group[0].0.kind).to_owned(),
        links: group
            .iter()
            .map(|(link, workload)| OwnLink {
                title: link.title.clone(),
                url: link.url.clone(),
                workload: workload.clone(),
                reviewed: link.reviewed.map(|day| here.when(day)),
            })
            .collect(),
    });
    groups.collect()
}

/// A workload's name; empty for the team as a whole.
pub(super) fn workload_name(team: &Team, workload: Option<usize>) -> String {
    workload
        .and_then(|index| team.workloads.get(index))
        .map_or_else(String::new, |workload| workload.name.clone())
}

/// A threat model with its reviews, the newest first.
#[derive(Debug, Serialize)]
pub(super) struct Threats {
    workload: String,
    url: Option<String>,
    reviews: Vec<(When, String)>,
    source: Source,
}

/// A team's threat models, or those of one workload.
pub(super) fn threat_models(here: Here<'_>, team: &Team, workload: Option<usize>) -> Vec<Threats> {
    let all = team.threat_models.iter();
    let own = all.filter(|model| workload.is_none() || model.workload == workload);
    let shown = own.map(|model| Threats {
        workload: match workload_name(team, model.workload) {
            name if name.is_empty() => team.name.clone(),
            name => name,
        },
        url: model.url.clone(),
        reviews: model
            .reviews
            .iter()
            .rev()
            .map(|(date, open)| {
                (
                    here.when(*date),
                    say_count!(here.words(), "around.open_threats", *open as usize),
                )
            })
            .collect(),
        source: here.source(model.origin),
    });
    shown.collect()
}

/// Something dated that explains a team's history: a pause, a rebase, or an event that charts mark.
#[derive(Debug, Serialize)]
pub(super) struct Note {
    when: String,
    text: String,
    metric: Option<Link>,
}

/// Pauses, rebases and the events that charts up to a cycle mark, newest first; without those that went to the archive.
pub(super) fn history(here: Here<'_>, index: usize, cycle: CycleIndex) -> Vec<Note> {
    let calendar = &here.portfolio.calendar;
    let from = calendar.cycle(first_shown(here.portfolio, cycle)).first;
    let before = archived_before(here.portfolio);
    notes(here, index, (from, calendar.cycle(cycle).last), &|last| {
        before.is_none_or(|since| since <= last)
    })
}

/// The events of some days, with pauses and rebases by their last day, newest first.
pub(super) fn notes(
    here: Here<'_>,
    index: usize,
    (from, until): (Date, Date),
    is_told: &dyn Fn(Date) -> bool,
) -> Vec<Note> {
    let (team, words) = (&here.portfolio.teams[index], here.words());
    let events = team.reports.iter().flat_map(|report| &report.events);
    let events = events
        .filter(|event| from <= event.date && event.date <= until)
        .map(|event| {
            (
                event.date,
                Note {
                    when: words.day(event.date),
                    text: say!(words, "around.event", what = plain(&event.text)),
                    metric: None,
                },
            )
        });
    let pauses = team.pauses.iter().filter(|pause| is_told(pause.to)).map(|pause| {
        (
            pause.from,
            Note {
                when: words.stretch(pause.from, pause.to),
                text: say!(words, "around.paused", reason = pause.reason),
                metric: None,
            },
        )
    });
    let rebases = team.rebases.iter().filter(|rebase| is_told(rebase.from)).map(|rebase| {
        (
            rebase.from,
            Note {
                when: words.day(rebase.from),
                text: say!(words, "around.new_baseline", reason = rebase.reason),
                metric: Some(metric_link(here, index, rebase.metric)),
            },
        )
    });
    let mut notes: Vec<(Date, Note)> = pauses.chain(rebases).chain(events).collect();
    notes.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    notes.into_iter().map(|(_, note)| note).collect()
}

/// A link to a metric's page of a team; without an address where the team has no value of it.
pub(super) fn metric_link(here: Here<'_>, team: usize, metric: MetricIndex) -> Link {
    let entry = here.portfolio.metric(metric);
    if here.analysis.teams[team].of_metric(metric).next().is_some() {
        here.link(
            &team_metric_path(&here.portfolio.teams[team], entry),
            entry.name.clone(),
        )
    } else {
        Link {
            href: String::new(),
            text: entry.name.clone(),
        }
    }
}

/// A link to a team's page, used where a metric belongs to one team alone.
pub(super) fn owner(here: Here<'_>, team: Option<usize>) -> Option<Link> {
    let team = here.portfolio.teams.get(team?)?;
    Some(here.link(&team_path(team), team.name.clone()))
}

/// A movement as a list item.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    pub(super) metric: Link,
    pub(super) part: String,
    pub(super) value: Figure,
    pub(super) moved: Moved,
    pub(super) mark: Option<Mark>,
    /// Whether it moved the other way than its signal says, and not far enough to end it.
    pub(super) is_still: bool,
    /// Whether the step stands out from those before it.
    pub(super) is_notable: bool,
}
