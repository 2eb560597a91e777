//! NOTADs: notices to all developers, which each team answers in its reports.

use crate::model::portfolio::{Audience, Origin, Prose};
use jiff::civil::Date;

/// A notice to all developers.
#[derive(Debug, Clone, PartialEq)]
pub struct Notad {
    /// File name without ending: its name in reports and addresses.
    pub id: String,
    /// Title.
    pub title: String,
    /// What kind of notice it is.
    pub kind: NotadKind,
    /// Since when it holds.
    pub issued: Date,
    /// When each team should have done it.
    pub due: Option<Date>,
    /// The last day on which it holds.
    pub expires: Option<Date>,
    /// The pillar it serves, as an index of the portfolio's.
    pub pillar: Option<usize>,
    /// The teams it is for, as indexes of the portfolio's; empty: all.
    pub teams: Vec<usize>,
    /// Where there is more.
    pub link: Option<String>,
    /// Who may see it.
    pub audience: Audience,
    /// What to do.
    pub body: Prose,
    /// Where it was written.
    pub origin: Origin,
}

impl Notad {
    /// Whether it holds on a day: from the day it was issued to the day it expires, or for ever.
    #[must_use]
    pub fn is_in_force_on(&self, day: Date) -> bool {
        self.issued <= day && self.expires.is_none_or(|expires| day <= expires)
    }
}

/// What kind of notice it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the words of the format")]
pub enum NotadKind {
    Impact,
    Mandate,
    Pipeline,
    Information,
}

impl NotadKind {
    /// Every kind with its written form and its words.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Impact, "impact", "enterprise impact"),
        (Self::Mandate, "mandate", "mandate"),
        (Self::Pipeline, "pipeline", "pipeline change"),
        (Self::Information, "information", "information"),
    ];

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, ..)| *kind == self)
            .map_or("", |(_, _, words)| words)
    }
}
