//! Actions: the DevOps improvements that a team took on, carried from review to review until they are closed.

use crate::model::metric::MetricIndex;
use crate::model::portfolio::{Audience, Origin, Prose};
use jiff::civil::Date;

/// An action of a team.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Its name in files and addresses, unique in the portfolio.
    pub id: String,
    /// What is to be done.
    pub title: Prose,
    /// The pillar it serves, as an index of the portfolio's.
    pub pillar: Option<usize>,
    /// The metric it should move.
    pub metric: Option<MetricIndex>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Why it was taken on.
    pub why: Option<Prose>,
    /// What came of it.
    pub outcome: Option<Prose>,
    /// When it was taken on.
    pub opened: Date,
    /// When it is to be done.
    pub due: Option<Date>,
    /// Where it stands by its newest entry.
    pub status: ActionStatus,
    /// When it was done or dropped.
    pub closed: Option<Date>,
    /// The finding of a well-architected review of the same team that it answers.
    pub war: Option<WarReference>,
    /// Its ticket.
    pub link: Option<String>,
    /// What was said of it, oldest first.
    pub updates: Vec<Update>,
    /// Who may see it.
    pub audience: Audience,
    /// Where it was written.
    pub origin: Origin,
}

/// A well-architected review of a team, or one finding of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarReference {
    /// The review's id.
    pub war: String,
    /// The finding's id.
    pub finding: Option<String>,
}

/// Where an action stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the words of the format")]
pub enum ActionStatus {
    Open,
    InProgress,
    Blocked,
    Research,
    Done,
    Dropped,
}

impl ActionStatus {
    /// Every status with its written form and its words.
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Open, "open", "open"),
        (Self::InProgress, "in-progress", "in progress"),
        (Self::Blocked, "blocked", "blocked"),
        (Self::Research, "research", "research"),
        (Self::Done, "done", "done"),
        (Self::Dropped, "dropped", "dropped"),
    ];

    /// As it is written in files.
    #[must_use]
    pub fn written(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(status, ..)| *status == self)
            .map_or("", |(_, written, _)| written)
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(status, ..)| *status == self)
            .map_or("", |(_, _, words)| words)
    }

    /// Whether nothing more will be done.
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::Dropped)
    }
}

/// What was said of an action on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// When.
    pub date: Date,
    /// Where it stood from then on, if that changed.
    pub status: Option<ActionStatus>,
    /// What was said.
    pub text: Option<Prose>,
}

impl Action {
    /// Where the action stood on a day; `None` before it was taken on.
    ///
    /// An action without dated changes of status stands where the file says, from the day it was taken on.
    #[must_use]
    pub fn status_on(&self, day: Date) -> Option<ActionStatus> {
        if day < self.opened {
            return None;
        }
        match self.closed {
            Some(closed) if closed <= day => return Some(self.status),
            _ => {}
        }
        let dated = self
            .updates
            .iter()
            .rfind(|update| update.date <= day && update.status.is_some_and(|status| !status.is_closed()))
            .and_then(|update| update.status);
        let is_changed_later = self
            .updates
            .iter()
            .any(|update| update.date > day && update.status.is_some());
        Some(dated.unwrap_or(if self.status.is_closed() || is_changed_later {
            ActionStatus::Open
        } else {
            self.status
        }))
    }

    /// Whether the action was open on a day.
    #[must_use]
    pub fn is_open_on(&self, day: Date) -> bool {
        self.status_on(day).is_some_and(|status| !status.is_closed())
    }

    /// Whether the action was open on a day and past its due date.
    #[must_use]
    pub fn is_overdue_on(&self, day: Date) -> bool {
        self.is_open_on(day) && self.due.is_some_and(|due| due < day)
    }

    /// The newest day up to one on which something was said of it: an update, or that it was taken on.
    #[must_use]
    pub fn last_said_on(&self, day: Date) -> Date {
        self.updates
            .iter()
            .rfind(|update| update.date <= day)
            .map_or(self.opened, |update| update.date.max(self.opened))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::portfolio::FileIndex;
    use jiff::civil::date;

    fn action(status: ActionStatus, closed: Option<Date>, updates: &[(Date, Option<ActionStatus>)]) -> Action {
        let origin = Origin {
            file: FileIndex(0),
            line: 1,
        };
        Action {
            id: "a-1".to_owned(),
            title: Prose {
                text: "A".to_owned(),
                origin,
            },
            pillar: None,
            metric: None,
            owner: None,
            why: None,
            outcome: None,
            opened: date(2026, 1, 10),
            due: Some(date(2026, 2, 10)),
            status,
            closed,
            war: None,
            audience: Audience::Internal,
            link: None,
            updates: updates
                .iter()
                .map(|(date, status)| Update {
                    date: *date,
                    status: *status,
                    text: None,
                })
                .collect(),
            origin,
        }
    }

    #[test]
    fn a_past_day_sees_only_what_was_dated_by_then() {
        use ActionStatus::{Blocked, Done, InProgress, Open};
        let done = action(
            Done,
            Some(date(2026, 3, 1)),
            &[
                (date(2026, 1, 20), Some(InProgress)),
                (date(2026, 2, 5), Some(Blocked)),
                (date(2026, 3, 1), Some(Done)),
            ],
        );
        for (day, expected) in [
            (date(2026, 1, 9), None),
            (date(2026, 1, 10), Some(Open)),
            (date(2026, 1, 20), Some(InProgress)),
            (date(2026, 2, 28), Some(Blocked)),
            (date(2026, 3, 1), Some(Done)),
        ] {
            assert_eq!(done.status_on(day), expected, "{day}");
        }
        assert!(!done.is_overdue_on(date(2026, 2, 10)) && done.is_overdue_on(date(2026, 2, 11)));
        assert!(!done.is_overdue_on(date(2026, 3, 1)));
        assert_eq!(done.last_said_on(date(2026, 2, 28)), date(2026, 2, 5));
        assert_eq!(done.last_said_on(date(2026, 1, 15)), date(2026, 1, 10));
    }

    #[test]
    fn a_status_without_a_date_holds_from_the_beginning() {
        let research = action(ActionStatus::Research, None, &[(date(2026, 1, 20), None)]);
        assert_eq!(research.status_on(date(2026, 1, 12)), Some(ActionStatus::Research));
        assert_eq!(research.status_on(date(2026, 5, 1)), Some(ActionStatus::Research));
    }
}
