//! Which teams have a slot of their own on the page of a meeting.

use super::slot::{Slot, slot_id};
use super::{Row, Scene};
use crate::page::group::stands_out;
use crate::page::here::Link;
use crate::page::limit;
use crate::page::words::capital;
use crate::words::{say, say_count};
use serde::Serialize;
use std::collections::BTreeSet;

/// A team without a report of which nothing is open.
#[derive(Debug, Serialize)]
pub(super) struct Idle {
    /// Its place: the agenda leads there.
    id: String,
    team: Link,
    /// Its last report.
    last: Option<Link>,
}

/// Takes the slots out of which nothing can be said: before reports come in they would be a column of names.
pub(super) fn take_idle(slots: &mut Vec<Slot>) -> Vec<Idle> {
    let (idle, kept) = std::mem::take(slots).into_iter().partition(Slot::is_idle);
    *slots = kept;
    let idle: Vec<Slot> = idle;
    idle.into_iter()
        .map(|slot| Idle {
            id: slot.id,
            team: slot.team,
            last: slot.state.link,
        })
        .collect()
}

impl Scene<'_> {
    /// Leaves the agenda and the slots of a meeting of very many teams to those with a concern, and those of which something
    /// was written down; says so.
    pub(super) fn choose(&self, agenda: &mut Vec<Row>, slots: &mut Vec<Slot>) -> String {
        let all = slots.len();
        if all <= limit::SLOTS {
            return String::new();
        }
        let concerns: BTreeSet<String> = (self.order.iter())
            .filter(|team| stands_out(self.here, **team, self.meeting.cycle))
            .map(|team| slot_id(&self.team(*team).slug))
            .collect();
        slots.retain(|slot| slot.minuted.is_some() || concerns.contains(&slot.id));
        limit::cut(slots, limit::SLOTS);
        let left: BTreeSet<String> = slots.iter().map(|slot| format!("#{}", slot.id)).collect();
        let is_of_team = |row: &Row| row.what.href.starts_with(&format!("#{}", slot_id("")));
        agenda.retain(|row| !is_of_team(row) || left.contains(&row.what.href));
        // Nobody speaks at a time that was worked out for a thousand.
        for row in agenda.iter_mut() {
            row.at.clear();
            row.minutes.clear();
        }
        for slot in slots.iter_mut() {
            slot.at.clear();
            slot.minutes.clear();
        }
        let words = self.words();
        if slots.is_empty() && self.order.iter().all(|team| self.report(*team).is_none()) {
            return say!(words, "review.chosen_before_reports", all = words.grouped(all));
        }
        capital(&say_count!(
            words,
            "review.chosen",
            slots.len(),
            all = words.grouped(all)
        ))
    }
}
