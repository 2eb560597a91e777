//! Well-architected reviews: of a workload under a lens, with its result per pillar in the provider's own unit.
//!
//! Results of two providers are never put on one axis: AWS counts questions by risk, Azure gives points of a maximum.

use crate::model::portfolio::{Audience, Origin, Prose};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A well-architected review.
#[derive(Debug, Clone, PartialEq)]
pub struct War {
    /// Its name in files and addresses, unique in the team.
    pub id: String,
    /// When it was held, or will be.
    pub date: Date,
    /// The workload, as an index of the team's; `None`: of the team as a whole.
    pub workload: Option<usize>,
    /// Whose framework.
    pub provider: Provider,
    /// The lens or assessment, by name.
    pub lens: String,
    /// Its version, where the provider names one: another version has other questions.
    pub lens_version: Option<String>,
    /// Who held it.
    pub reviewer: Option<String>,
    /// How far it is.
    pub status: WarStatus,
    /// What came of it.
    pub summary: Option<Prose>,
    /// Its record elsewhere.
    pub link: Option<String>,
    /// The provider's own result for the whole lens, where it gives one; it need not be the sum of the pillars.
    pub overall: Option<Score>,
    /// Results by the lens's own pillars, in its order; empty where none is known.
    pub pillars: Vec<PillarScore>,
    /// Questions answered, and all that apply, where the export says; otherwise [`War::answered`] counts risks.
    pub questions: Option<(u32, u32)>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Who may see it.
    pub audience: Audience,
    /// Where it was written.
    pub origin: Origin,
}

impl War {
    /// Questions answered, and all that apply: as the export says, else by its risk counts; `None` where neither is
    /// known.
    #[must_use]
    pub fn answered(&self) -> Option<(u32, u32)> {
        self.questions.or_else(|| {
            let risks = self.risks()?;
            Some((risks.answered(), risks.answered() + risks.unanswered))
        })
    }

    /// The result for the whole lens: the provider's own, else the risks of its pillars together. Points of pillars are
    /// not added: providers weigh them.
    #[must_use]
    pub fn result(&self) -> Option<Score> {
        self.overall.or_else(|| self.risks().map(Score::Risks))
    }

    /// The risk counts of the whole lens: the provider's own, else the sum of its pillars; `None` where it counts none.
    #[must_use]
    pub fn risks(&self) -> Option<Risks> {
        if let Some(Score::Risks(risks)) = self.overall {
            return Some(risks);
        }
        let counts: Vec<Risks> = self.pillars.iter().filter_map(|pillar| pillar.score.risks()).collect();
        (!counts.is_empty()).then(|| counts.into_iter().fold(Risks::default(), Risks::plus))
    }
}

/// The result of one pillar of a lens.
#[derive(Debug, Clone, PartialEq)]
pub struct PillarScore {
    /// The portfolio's pillar it is about, where there is one.
    pub pillar: Option<usize>,
    /// The lens's own name of it.
    pub name: String,
    /// The result.
    pub score: Score,
}

/// A result in the provider's own unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Score {
    /// Questions by risk (AWS).
    Risks(Risks),
    /// Points of a maximum (Azure).
    Points {
        /// Points reached.
        points: Decimal,
        /// Points there are.
        out_of: Decimal,
    },
}

impl Score {
    /// The risk counts, if it is in them.
    #[must_use]
    pub fn risks(&self) -> Option<Risks> {
        match self {
            Self::Risks(risks) => Some(*risks),
            Self::Points { .. } => None,
        }
    }
}

/// Questions by risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names are the words of the format")]
pub struct Risks {
    pub high: u32,
    pub medium: u32,
    pub none: u32,
    pub not_applicable: u32,
    pub unanswered: u32,
}

impl Risks {
    /// Questions that have an answer and apply.
    #[must_use]
    pub fn answered(&self) -> u32 {
        self.high + self.medium + self.none
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            high: self.high + other.high,
            medium: self.medium + other.medium,
            none: self.none + other.none,
            not_applicable: self.not_applicable + other.not_applicable,
            unanswered: self.unanswered + other.unanswered,
        }
    }
}

/// What a review found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Its name, unique in the review: `SEC-4`.
    pub id: String,
    /// The portfolio's pillar it is about, where there is one.
    pub pillar: Option<usize>,
    /// How great the risk is.
    pub risk: Risk,
    /// What was found, or the question that was not met.
    pub title: Prose,
    /// What to do.
    pub plan: Option<Prose>,
    /// Where there is more.
    pub link: Option<String>,
    /// Whether the provider's export marks it as done.
    pub is_done: bool,
    /// Where it was written.
    pub origin: Origin,
}

/// How great a risk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the words of the format")]
pub enum Risk {
    High,
    Medium,
    Low,
}

impl Risk {
    /// Every risk with its written form, which is also its word.
    pub const ALL: [(Self, &'static str); 3] = [(Self::High, "high"), (Self::Medium, "medium"), (Self::Low, "low")];

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(risk, _)| *risk == self)
            .map_or("", |(_, words)| words)
    }
}

/// Whose framework a review follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the words of the format")]
pub enum Provider {
    Aws,
    Azure,
    Gcp,
    Other,
}

impl Provider {
    /// Every provider with its written form and its name.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Aws, "aws", "AWS"),
        (Self::Azure, "azure", "Azure"),
        (Self::Gcp, "gcp", "Google Cloud"),
        (Self::Other, "other", "Other"),
    ];

    /// The name shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(provider, ..)| *provider == self)
            .map_or("", |(_, _, name)| name)
    }
}

/// How far a review is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the words of the format")]
pub enum WarStatus {
    Planned,
    InProgress,
    Complete,
}

impl WarStatus {
    /// Every status with its written form and its words.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Planned, "planned", "planned"),
        (Self::InProgress, "in-progress", "in progress"),
        (Self::Complete, "complete", "complete"),
    ];

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(status, ..)| *status == self)
            .map_or("", |(_, _, words)| words)
    }
}
