//! Releases, with the rings of users they reach one after another.

use crate::model::moment::Moment;
use crate::model::portfolio::{Audience, Origin};
use jiff::civil::Date;

/// A release of a team.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// Its name, unique in the team: `checkout 4.2`.
    pub name: String,
    /// The workload, as an index of the team's.
    pub workload: Option<usize>,
    /// When it began.
    pub started: Moment,
    /// When it was over, one way or the other; `None` while in flight.
    pub finished: Option<Moment>,
    /// How it ended.
    pub outcome: ReleaseOutcome,
    /// Rings reached or planned, in order of date.
    pub rings: Vec<Ring>,
    /// Its record elsewhere.
    pub link: Option<String>,
    /// Who may see it.
    pub audience: Audience,
    /// Where it was written.
    pub origin: Origin,
}

impl Release {
    /// Whether it was under way at the end of a day.
    #[must_use]
    pub fn is_in_flight_on(&self, day: Date) -> bool {
        self.started.date <= day && self.finished.is_none_or(|finished| finished.date > day)
    }
}

/// A ring of users that a release reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ring {
    /// Which: `5 %`.
    pub name: String,
    /// When.
    pub date: Date,
}

/// How a release ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the words of the format")]
pub enum ReleaseOutcome {
    Succeeded,
    RolledBack,
    Failed,
    InFlight,
}

impl ReleaseOutcome {
    /// Every outcome with its written form and its words.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Succeeded, "succeeded", "succeeded"),
        (Self::RolledBack, "rolled-back", "rolled back"),
        (Self::Failed, "failed", "failed"),
        (Self::InFlight, "in-flight", "in flight"),
    ];

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(outcome, ..)| *outcome == self)
            .map_or("", |(_, _, words)| words)
    }
}
