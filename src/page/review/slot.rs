//! The slot of a team in a meeting: what it is asked, what moved, what it wrote and what it needs.

use super::earlier::Earlier;
use super::minutes::section_of;
use super::{Scene, clock};
use crate::analyse::need::asked_of;
use crate::analyse::notad;
use crate::analyse::review::{Part, agenda};
use crate::model::report::{PillarStatus, Report};
use crate::page::actions::{self, Item as ActionItem};
use crate::page::around::Item as Moved;
use crate::page::asked::{Asked, asked};
use crate::page::here::Link;
use crate::page::reading::full_name;
use crate::page::register::brief::Line;
use crate::page::standing::{ReportState, movements, report_state, team_signals};
use crate::page::team::{Commentary, commentary, item};
use crate::page::voices::{Said, Theme, needed, of_report};
use crate::page::{notad_path, register, team_path, war};
use crate::words::say_count;
use jiff::civil::Time;
use serde::Serialize;

/// A slot fits one screen: further actions are a link away.
const MOST_ACTIONS: usize = 4;

/// The slot of one team.
#[derive(Debug, Serialize)]
pub(super) struct Slot {
    pub(super) id: String,
    pub(super) team: Link,
    pub(super) at: String,
    pub(super) minutes: String,
    pub(super) state: ReportState,
    #[serde(skip)]
    pub(super) is_unread: bool,
    pub(super) sentence: String,
    pub(super) summary: Option<String>,
    /// Pillars that the author says to watch, with the reason.
    pub(super) watched: Vec<(String, Commentary)>,
    pub(super) questions: Vec<Asked>,
    pub(super) moves: Vec<Moved>,
    /// What came since the meeting before, or is due: incidents, releases in flight, well-architected reviews.
    pub(super) since: Vec<Line>,
    pub(super) actions: Vec<ActionItem>,
    /// How many more there are, as a link.
    pub(super) more: Option<Link>,
    pub(super) needs: Vec<Said>,
    /// What other teams ask of this one.
    pub(super) wanted: Vec<Said>,
    pub(super) wins: Vec<Said>,
    pub(super) concerns: Vec<Said>,
    pub(super) offers: Vec<Theme>,
    pub(super) asks: Vec<Theme>,
    pub(super) notads: Vec<Link>,
    /// What stood at the last report, of a team whose next one is not there.
    pub(super) earlier: Option<Earlier>,
    /// What the minutes say below the team's name.
    pub(super) minuted: Option<String>,
}

impl Slot {
    /// Whether a report is due and not there, and nothing else is to be said.
    pub(super) fn is_idle(&self) -> bool {
        // What could not be read is told at its place.
        let is_awaited = self.state.is_due && !self.is_unread;
        let is_silent = self.summary.is_none() && self.minuted.is_none() && self.earlier.is_none();
        let has_lines = !(self.questions.is_empty() && self.moves.is_empty() && self.since.is_empty());
        let has_tasks = !(self.actions.is_empty() && self.wanted.is_empty() && self.notads.is_empty());
        is_awaited && is_silent && !has_lines && !has_tasks
    }
}

impl Scene<'_> {
    /// The slots of the teams, in the order of the agenda.
    pub(super) fn slots(&self) -> Vec<Slot> {
        let agenda = agenda(self.here.portfolio, self.meeting);
        agenda
            .slots
            .iter()
            .filter_map(|slot| match slot.part {
                Part::Team(team) => Some(self.slot(team, (slot.at, slot.minutes))),
                _ => None,
            })
            .collect()
    }

    fn slot(&self, team: usize, time: (Option<Time>, u32)) -> Slot {
        let owner = self.team(team);
        let report = self.report(team);
        let voices = report.map(|report| of_report(self.here, report)).unwrap_or_default();
        let questions = asked(self.here, team, self.when);
        let asked_about = |moved: &Moved| {
            questions
                .iter()
                .any(|question| question.metric.text == full_name(self.here.words(), &moved.metric.text, &moved.part))
        };
        let moves: Vec<Moved> = movements(self.here, team, self.meeting.cycle)
            .iter()
            .filter(|movement| movement.is_notable || !movement.mark.letter.is_empty())
            .filter_map(|movement| item(self.here, team, movement))
            .filter(|moved| !asked_about(moved))
            .collect();
        let mut actions = actions::for_meeting(self.here, team, (self.when, self.before));
        let more = actions.len().saturating_sub(MOST_ACTIONS);
        actions.truncate(MOST_ACTIONS);
        let minutes = self
            .minutes
            .and_then(|minutes| section_of(&minutes.body.text, &owner.name));
        let state = report_state(self.here, team, self.when).unwrap_or(ReportState {
            text: String::new(),
            link: None,
            is_there: false,
            is_due: false,
        });
        Slot {
            earlier: if state.is_due { self.earlier(team) } else { None },
            is_unread: self.is_unread(&state),
            id: slot_id(&owner.slug),
            team: self.here.team(team),
            at: time.0.map_or_else(String::new, clock),
            minutes: say_count!(self.words(), "review.minutes_short", time.1 as usize),
            state,
            sentence: self.slot_sentence(team),
            summary: report.and_then(|report| self.here.maybe(report.summary.as_ref())),
            watched: report.map_or_else(Vec::new, |report| self.watched(report)),
            questions,
            moves,
            since: self.since(team),
            more: (more > 0).then(|| {
                let path = format!("{}#actions", team_path(owner));
                self.here
                    .link(&path, say_count!(self.words(), "review.more_actions", more))
            }),
            actions,
            needs: voices.needs,
            wanted: asked_of(self.here.portfolio, self.here.analysis, team, self.meeting.cycle)
                .into_iter()
                .map(|(who, need)| {
                    let who = self.here.team(who);
                    Said {
                        to: String::new(),
                        ..needed(self.here, need, Some(&who))
                    }
                })
                .collect(),
            wins: voices.wins,
            concerns: voices.concerns,
            offers: voices.offers,
            asks: voices.asks,
            notads: notad::awaiting(self.here.portfolio, team, self.when)
                .into_iter()
                .map(|(notad, _)| self.here.link(&notad_path(notad), notad.title.clone()))
                .collect(),
            minuted: minutes.map(|text| {
                let origin = self.minutes.map_or(owner.origin, |minutes| minutes.body.origin);
                let prose = crate::model::portfolio::Prose { text, origin };
                self.here.block_of_section(&prose)
            }),
        }
    }

    /// What came since the meeting before, or is due: what a register holds and no report has to repeat.
    fn since(&self, team: usize) -> Vec<Line> {
        let (here, day) = (self.here, self.when.1);
        let mut lines = register::incident::since(here, team, (self.before, day));
        let flying = register::release::in_flight(here, team, day);
        lines.extend(flying.iter().map(|release| release.line(here.words())));
        lines.extend(war::since(here, team, (self.before, day)));
        lines
    }

    /// What limits say of a team's values; of a team without a report, when its last one was.
    fn slot_sentence(&self, team: usize) -> String {
        let signals = team_signals(self.here, team, self.meeting.cycle, &|_| true);
        if signals.judged() == 0 {
            return String::new();
        }
        signals.sentence(self.here.words())
    }

    /// The pillars that a report says to watch.
    fn watched(&self, report: &Report) -> Vec<(String, Commentary)> {
        report
            .pillars
            .iter()
            .filter(|note| matches!(note.status, Some(PillarStatus::Watch | PillarStatus::AtRisk)))
            .map(|note| {
                let name = self.here.portfolio.pillars[note.pillar].name.clone();
                (name, commentary(self.here, note))
            })
            .collect()
    }
}

/// The anchor of a team's slot.
pub(super) fn slot_id(slug: &str) -> String {
    format!("team-{slug}")
}
