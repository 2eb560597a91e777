//! What waits for the team: its open actions, and notices that it has not answered.

use super::Scene;
use crate::analyse::notad::awaiting;
use crate::model::action::Action;
use crate::model::cycle::CycleIndex;
use crate::model::report::NotadStatus;
use crate::scaffold::written::{key, one_line};
use std::fmt::Write;

/// Beyond this many actions a list is no reminder any more.
const MOST_ACTIONS: usize = 20;

impl Scene<'_> {
    /// Whether the report is of now: what waits today is no matter of one that is written belatedly.
    fn is_current(&self) -> bool {
        let ended = self.portfolio.calendar.ended;
        self.cycle.is_some_and(|cycle| cycle.position() + 1 >= ended)
    }

    /// The open actions, as comments: they are told of in actions.toml.
    pub(super) fn actions(&self, text: &mut String) {
        let today = self.portfolio.as_of;
        let open: Vec<&Action> = self
            .team
            .actions
            .iter()
            .filter(|action| action.is_open_on(today))
            .collect();
        if open.is_empty() || !self.is_current() {
            return;
        }
        text.push_str("\n# --- Open actions: say in actions.toml how they go ---\n");
        for action in open.iter().take(MOST_ACTIONS) {
            let due = action.due.map_or_else(String::new, |due| {
                let passed = if due < today { ", which has passed" } else { "" };
                format!("; due {due}{passed}")
            });
            let mut told = action.updates.iter().rev();
            let told = told
                .find_map(|update| Some((update.date, update.text.as_ref()?)))
                .map_or_else(String::new, |(date, said)| {
                    format!("; {date}: {}", one_line(&said.text))
                });
            let _ = writeln!(
                text,
                "# {}, {}: {}{due}{told}",
                action.id,
                action.status.words(),
                one_line(&action.title.text)
            );
        }
        if open.len() > MOST_ACTIONS {
            let _ = writeln!(text, "# and {} more", open.len() - MOST_ACTIONS);
        }
    }

    /// The notices in force that the team has not done with, each as a line to answer.
    pub(super) fn notads(&self, text: &mut String) {
        let now = (CycleIndex::new(self.portfolio.calendar.ended), self.portfolio.as_of);
        let waiting = awaiting(self.portfolio, self.index, now);
        if waiting.is_empty() || !self.is_current() {
            return;
        }
        let words = NotadStatus::ALL.map(|(_, word, _)| word).join(", ");
        let _ = writeln!(text, "\n# Notices to all developers: {words}.\n[notads]");
        for (notad, answer) in waiting {
            // What awaits something has no answer, or is in progress.
            let value = if answer.is_some() { "in-progress" } else { "done" };
            let due = notad.due.map_or_else(String::new, |due| format!("; due {due}"));
            let last = answer.map_or_else(String::new, |answer| {
                format!("; last: {} on {}", answer.answer.status.words(), answer.date())
            });
            let _ = writeln!(
                text,
                "# {} = \"{value}\"   # {}{due}{last}",
                key(&notad.id),
                one_line(&notad.title)
            );
        }
    }
}
