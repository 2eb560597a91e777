//! Minutes on the page of their meeting, and what of them belongs into teams' slots.

use super::Scene;
use crate::markdown;
use crate::model::minutes::Minutes;
use crate::page::actions::{self, Item as ActionItem};
use crate::page::here::Source;
use serde::Serialize;

/// What was written after the meeting.
#[derive(Debug, Serialize)]
pub(super) struct Written {
    facilitator: String,
    attended: String,
    absent: String,
    decisions: Vec<String>,
    actions: Vec<ActionItem>,
    follow_ups: Vec<(String, String, bool)>,
    pairings: Vec<String>,
    topics: String,
    body: Option<String>,
    source: Source,
}

impl Scene<'_> {
    /// Minutes as the page shows them, without what stands in teams' slots.
    pub(super) fn written(&self, minutes: &Minutes) -> Written {
        let words = self.words();
        let names =
            |teams: &[usize]| -> Vec<&str> { teams.iter().map(|team| self.team(*team).name.as_str()).collect() };
        // A file that was made for a meeting to come names those who are asked to it.
        let is_held = self.meeting.day <= self.here.portfolio.as_of;
        let attended: &[usize] = if is_held { &minutes.attended } else { &[] };
        let absent: Vec<usize> = self
            .order
            .iter()
            .copied()
            .filter(|team| !attended.contains(team))
            .collect();
        let topics: Vec<String> = minutes.topics.iter().map(|topic| self.here.topic(topic)).collect();
        let rest = without_sections(&minutes.body.text, &names(&self.order));
        Written {
            facilitator: minutes.facilitator.clone().unwrap_or_default(),
            attended: words.list(&names(attended)),
            absent: if attended.is_empty() {
                String::new()
            } else {
                words.list(&names(&absent))
            },
            decisions: minutes
                .decisions
                .iter()
                .map(|decision| self.here.inline(decision))
                .collect(),
            actions: actions::named(self.here, &minutes.actions, self.here.portfolio.as_of),
            follow_ups: minutes
                .follow_ups
                .iter()
                .map(|follow_up| {
                    let owner = follow_up.owner.clone().unwrap_or_default();
                    (self.here.inline(&follow_up.text), owner, follow_up.is_done)
                })
                .collect(),
            pairings: minutes.pairings.iter().map(|pairing| self.paired(pairing)).collect(),
            topics: words.list(&topics),
            body: (!rest.trim().is_empty()).then(|| {
                let prose = crate::model::portfolio::Prose {
                    text: rest,
                    origin: minutes.body.origin,
                };
                self.here.block_of_section(&prose)
            }),
            source: self.here.source(minutes.origin),
        }
    }
}

/// What minutes say below a heading that is a team's name.
pub(super) fn section_of(body: &str, team: &str) -> Option<String> {
    let found = markdown::sections(body)
        .into_iter()
        .find(|section| section.heading.to_lowercase() == team.to_lowercase())?;
    let text = body[found.text].trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Minutes without what stands below teams' names: that is shown in their slots.
fn without_sections(body: &str, teams: &[&str]) -> String {
    let mut rest = String::new();
    let mut position = 0;
    for section in markdown::sections(body) {
        if section.start >= position
            && teams
                .iter()
                .any(|team| team.to_lowercase() == section.heading.to_lowercase())
        {
            rest.push_str(&body[position..section.start]);
            position = section.text.end;
        }
    }
    rest.push_str(&body[position..]);
    rest
}
