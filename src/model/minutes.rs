//! Minutes: what a review meeting decided.

use crate::model::portfolio::{Audience, Origin, Prose};
use jiff::civil::Date;

/// What one meeting decided, written after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Minutes {
    /// The review, as an index of the configured ones.
    pub review: usize,
    /// When the meeting was held.
    pub date: Date,
    /// Who facilitated.
    pub facilitator: Option<String>,
    /// Teams that took part, as indexes of the portfolio's.
    pub attended: Vec<usize>,
    /// The speaking order, where it was another than the rotating one.
    pub order: Vec<usize>,
    /// Subjects that came up; they count like a report's.
    pub topics: Vec<String>,
    /// What was decided.
    pub decisions: Vec<Prose>,
    /// Ids of the actions it gave to teams, which hold them.
    pub actions: Vec<String>,
    /// What somebody promised to do.
    pub follow_ups: Vec<FollowUp>,
    /// Teams that were brought together.
    pub pairings: Vec<Pairing>,
    /// Who may see it.
    pub audience: Audience,
    /// The minutes.
    pub body: Prose,
    /// Where it was written.
    pub origin: Origin,
}

/// What somebody promised to do.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowUp {
    /// What.
    pub text: Prose,
    /// Who.
    pub owner: Option<String>,
    /// By when.
    pub due: Option<Date>,
    /// Whether it was done.
    pub is_done: bool,
}

/// Teams that were brought together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// The teams, as indexes of the portfolio's.
    pub teams: Vec<usize>,
    /// What about.
    pub topic: Option<String>,
}
