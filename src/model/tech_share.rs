//! Tech shares: talks and notes in which a team teaches the others.

use crate::model::portfolio::{Audience, Origin, Prose};
use jiff::civil::Date;

/// A tech share, planned or held.
#[derive(Debug, Clone, PartialEq)]
pub struct TechShare {
    /// File name without ending: its name in addresses.
    pub slug: String,
    /// Title.
    pub title: String,
    /// When it is or was held; a planned one may have none yet.
    pub date: Option<Date>,
    /// Whether it was held.
    pub is_held: bool,
    /// Who presents.
    pub presenters: Vec<String>,
    /// The team that teaches, as an index of the portfolio's.
    pub team: Option<usize>,
    /// Subjects it answers.
    pub topics: Vec<String>,
    /// The pillar it serves, as an index of the portfolio's.
    pub pillar: Option<usize>,
    /// Address of the recording.
    pub recording: Option<String>,
    /// Address of the slides.
    pub slides: Option<String>,
    /// Who may see it.
    pub audience: Audience,
    /// The note; may be empty.
    pub body: Prose,
    /// Where it was written.
    pub origin: Origin,
}

impl TechShare {
    /// Whether it had been held by the end of a day.
    #[must_use]
    pub fn is_held_on(&self, day: Date) -> bool {
        self.is_held && self.date.is_some_and(|date| date <= day)
    }

    /// Whether it is still to come on a day. One that is planned for a day that has passed is neither that nor held.
    #[must_use]
    pub fn is_to_come_on(&self, day: Date) -> bool {
        !self.is_held_on(day) && self.date.is_none_or(|date| date >= day)
    }
}
