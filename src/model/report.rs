//! What one team says for one cycle, and the observations of its metrics.

use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::model::portfolio::{Audience, Origin, Prose};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::ops::{Deref, DerefMut};

/// What a value speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A day within a cycle.
    Day(Date),
    /// A calendar month, held as its last day.
    Month(Date),
}

impl Period {
    /// The last day it speaks for: it belongs to the cycle that holds this day.
    #[must_use]
    pub fn last_day(self) -> Date {
        match self {
            Self::Day(day) | Self::Month(day) => day,
        }
    }
}

/// Which part of a team a value is about: the whole, a workload, or a component or service that it was split by.
///
/// Ordered as parts are shown: the whole, components, then workloads, each before its components. As wide as a pointer,
/// since most values are of the whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Part(Option<Box<Named>>);

/// A part that is not the whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Named {
    workload: Option<usize>,
    component: Option<String>,
}

impl Part {
    /// The part of a workload, of a component, or of a component of a workload; of neither, the whole.
    #[must_use]
    pub fn new(workload: Option<usize>, component: Option<String>) -> Self {
        let is_whole = workload.is_none() && component.is_none();
        Self((!is_whole).then(|| Box::new(Named { workload, component })))
    }

    /// Index of the team's workloads; `None`: not of one workload.
    #[must_use]
    pub fn workload(&self) -> Option<usize> {
        self.0.as_ref()?.workload
    }

    /// The component or service that the value was split by.
    #[must_use]
    pub fn component(&self) -> Option<&str> {
        self.0.as_ref()?.component.as_deref()
    }

    /// The team as a whole.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_none()
    }
}

/// Numerator and denominator of a value, where both are known.
///
/// As wide as a pointer: few values have them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ratio(Option<Box<(Decimal, Decimal)>>);

impl Ratio {
    /// Of a value that is no more than its number.
    pub const NONE: Self = Self(None);

    /// Numerator and denominator.
    #[must_use]
    pub fn parts(&self) -> Option<(Decimal, Decimal)> {
        self.0.as_deref().copied()
    }
}

impl From<(Decimal, Decimal)> for Ratio {
    fn from(parts: (Decimal, Decimal)) -> Self {
        Some(parts).into()
    }
}

impl From<Option<(Decimal, Decimal)>> for Ratio {
    fn from(parts: Option<(Decimal, Decimal)>) -> Self {
        Self(parts.map(Box::new))
    }
}

/// A value, or the statement that there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// Said to be not available: not zero, not missing.
    NotAvailable,
    /// A value in the metric's unit.
    Value {
        /// The number.
        number: Decimal,
        /// Numerator and denominator, where both are given.
        ratio: Ratio,
        /// Written as approximate.
        approximate: bool,
    },
}

impl Provenance {
    /// Whether a person typed it, or the parts that it is the total of.
    #[must_use]
    pub fn is_typed(&self) -> bool {
        matches!(self, Self::Typed | Self::Total { typed: true, .. })
    }

    /// Whether a value says that it may still change, or is the total of one that does.
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        match self {
            Self::Imported(from) => from.provisional.is_some(),
            Self::Total { provisional, .. } => *provisional,
            Self::Typed | Self::Derived { .. } => false,
        }
    }
}

impl Reading {
    /// The number, if there is one.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Value { number, .. } => Some(*number),
            Self::NotAvailable => None,
        }
    }

    /// Numerator and denominator, where both are known.
    #[must_use]
    pub fn ratio(&self) -> Option<(Decimal, Decimal)> {
        match self {
            Self::Value { ratio, .. } => ratio.parts(),
            Self::NotAvailable => None,
        }
    }
}

/// What the row of an imported value says of where it comes from, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportedFrom {
    /// The `origin` column: the tool, or whatever the row names as its origin.
    pub tool: Option<String>,
    /// The `version` column: of the tool.
    pub version: Option<String>,
    /// The `file` column: what was imported, without its folder.
    pub file: Option<String>,
    /// The `covers` column: first and last day of the data behind it.
    pub covers: Option<String>,
    /// The `measured_at` column.
    pub measured_at: Option<String>,
    /// The `provisional` column: why the value may still change.
    pub provisional: Option<String>,
}

/// A register of a team that values are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    /// Its releases.
    Releases,
    /// Its incidents.
    Incidents,
    /// The threat models of its workloads.
    ThreatModels,
}

/// How a value came here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provenance {
    /// Typed in a report.
    Typed,
    /// Imported, and what its row says of where it comes from.
    Imported(Box<ImportedFrom>),
    /// Counted from a register: where the entries behind it stand.
    Derived {
        /// Which one.
        register: Register,
        /// The entries, in their register's order.
        entries: Box<[Origin]>,
    },
    /// The sum (or pooled ratio) of the parts given for the same period.
    Total {
        /// Whether the parts were typed; otherwise they were imported.
        typed: bool,
        /// Whether a part says that it may still change.
        provisional: bool,
    },
}

/// One value of one metric, for one team (and part), at one period, with its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The metric.
    pub metric: MetricIndex,
    /// The period.
    pub period: Period,
    /// The cycle that holds the period's last day.
    pub cycle: CycleIndex,
    /// The value.
    pub reading: Reading,
    /// Where it was written.
    pub origin: Origin,
    /// What is told of few values. It is read and set as if it stood here.
    rare: Rare,
}

// A thousand teams have a million of them: what few have is a box.
const _: () = assert!(size_of::<Observation>() <= 64, "an observation has grown");

/// What is told of few values: the most are of the whole team, typed, and stand alone.
///
/// As wide as a pointer.
#[derive(Debug, Clone, Default)]
struct Rare(Option<Box<Told>>);

/// What is told of a value beside the number.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The part.
    pub part: Part,
    /// How it came here.
    pub provenance: Provenance,
    /// What stands beside it.
    pub beside: Beside,
}

impl Told {
    /// Of a value of the whole team that was typed and stands alone.
    pub const PLAIN: Self = Self {
        part: Part(None),
        provenance: Provenance::Typed,
        beside: Beside(None),
    };
}

impl From<Told> for Rare {
    fn from(told: Told) -> Self {
        Self((told != Told::PLAIN).then(|| Box::new(told)))
    }
}

impl PartialEq for Rare {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Deref for Rare {
    type Target = Told;

    fn deref(&self) -> &Told {
        static PLAIN: Told = Told::PLAIN;
        self.0.as_deref().unwrap_or(&PLAIN)
    }
}

impl Observation {
    /// A value, where it was written, and what is told of it.
    #[must_use]
    pub fn new(
        (metric, period, cycle): (MetricIndex, Period, CycleIndex),
        (reading, origin): (Reading, Origin),
        told: Told,
    ) -> Self {
        Self {
            metric,
            period,
            cycle,
            reading,
            origin,
            rare: told.into(),
        }
    }

    /// The author's note.
    #[must_use]
    pub fn note(&self) -> Option<&Prose> {
        self.beside.note()
    }

    /// The author's note, to be changed.
    pub fn note_mut(&mut self) -> Option<&mut Prose> {
        self.rare.0.as_mut()?.beside.note_mut()
    }
}

impl Deref for Observation {
    type Target = Told;

    fn deref(&self) -> &Told {
        &self.rare
    }
}

impl DerefMut for Observation {
    fn deref_mut(&mut self) -> &mut Told {
        self.rare.0.get_or_insert_with(|| Box::new(Told::PLAIN))
    }
}

/// What may stand beside a value.
///
/// As wide as a pointer: most values stand alone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Beside(Option<Box<Words>>);

#[derive(Debug, Clone, PartialEq, Default)]
struct Words {
    note: Option<Prose>,
    link: Option<String>,
    shadows: Option<Origin>,
}

impl Beside {
    /// An author's note and link, if there is either.
    #[must_use]
    pub fn new(note: Option<Prose>, link: Option<String>) -> Self {
        let mut beside = Self::default();
        beside.set_note(note);
        beside.set_link(link);
        beside
    }

    /// The author's note.
    #[must_use]
    pub fn note(&self) -> Option<&Prose> {
        self.0.as_ref()?.note.as_ref()
    }

    /// The author's note, to be changed.
    pub fn note_mut(&mut self) -> Option<&mut Prose> {
        self.0.as_mut()?.note.as_mut()
    }

    /// The author's link.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        self.0.as_ref()?.link.as_deref()
    }

    /// Where an imported value stands that this typed one replaced.
    #[must_use]
    pub fn shadows(&self) -> Option<Origin> {
        self.0.as_ref()?.shadows
    }

    /// Takes another note, or none.
    pub fn set_note(&mut self, note: Option<Prose>) {
        if note.is_some() || self.note().is_some() {
            self.words().note = note;
        }
    }

    /// Takes another link, or none.
    pub fn set_link(&mut self, link: Option<String>) {
        if link.is_some() || self.link().is_some() {
            self.words().link = link;
        }
    }

    /// Without what an import had said.
    #[must_use]
    pub fn without_shadows(mut self) -> Self {
        if let Some(words) = &mut self.0 {
            words.shadows = None;
        }
        self
    }

    /// Says which imported value this typed one replaced.
    pub fn set_shadows(&mut self, shadows: Origin) {
        self.words().shadows = Some(shadows);
    }

    fn words(&mut self) -> &mut Words {
        self.0.get_or_insert_default()
    }
}

/// What one team says for one cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The last day the report speaks for.
    pub date: Date,
    /// The cycle that holds it.
    pub cycle: CycleIndex,
    /// Who prepared it.
    pub prepared_by: Option<String>,
    /// When it was handed in.
    pub submitted: Option<Date>,
    /// The report in a sentence or two.
    pub summary: Option<Prose>,
    /// Subjects that came up.
    pub topics: Vec<String>,
    /// What the team could show others.
    pub offers: Vec<String>,
    /// What it would like help with.
    pub asks: Vec<String>,
    /// Commentary by pillar.
    pub pillars: Vec<PillarNote>,
    /// Wins.
    pub wins: Vec<Win>,
    /// Concerns.
    pub concerns: Vec<Prose>,
    /// Learnings.
    pub learnings: Vec<Prose>,
    /// What the team did about notices.
    pub notads: Vec<NotadAnswer>,
    /// What it asks of others.
    pub needs: Vec<Need>,
    /// What it says of the process itself.
    pub process_feedback: Vec<Prose>,
    /// Exercises held.
    pub exercises: Vec<Exercise>,
    /// Marks on the team's charts.
    pub events: Vec<Event>,
    /// Who may see its words.
    pub audience: Audience,
    /// Where it was written.
    pub origin: Origin,
}

/// Commentary on one pillar.
#[derive(Debug, Clone, PartialEq)]
pub struct PillarNote {
    /// Index of the portfolio's pillars.
    pub pillar: usize,
    /// The commentary.
    pub note: Option<Prose>,
    /// The author's own judgement.
    pub status: Option<PillarStatus>,
    /// Its reason.
    pub why: Option<Prose>,
}

/// The author's own judgement of a pillar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PillarStatus {
    /// As it should be.
    OnTrack,
    /// To be watched.
    Watch,
    /// At risk.
    AtRisk,
}

impl PillarStatus {
    /// Every status with its written form and its words.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::OnTrack, "on-track", "on track"),
        (Self::Watch, "watch", "watch"),
        (Self::AtRisk, "at-risk", "at risk"),
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

/// A win.
#[derive(Debug, Clone, PartialEq)]
pub struct Win {
    /// What went well.
    pub text: Prose,
    /// Whom it is owed to.
    pub thanks: Vec<String>,
}

/// What a team did about a notice.
#[derive(Debug, Clone, PartialEq)]
pub struct NotadAnswer {
    /// The notice's id.
    pub notad: String,
    /// What was done.
    pub status: NotadStatus,
    /// The author's note.
    pub note: Option<Prose>,
    /// Since when.
    pub date: Option<Date>,
    /// Where it was written.
    pub origin: Origin,
}

/// How far a team is with a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotadStatus {
    /// Done.
    Done,
    /// Begun.
    InProgress,
    /// Does not concern the team.
    NotApplicable,
}

impl NotadStatus {
    /// Every status with its written form and its words.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Done, "done", "done"),
        (Self::InProgress, "in-progress", "in progress"),
        (Self::NotApplicable, "not-applicable", "not applicable"),
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

/// What a team asks of others.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// The need.
    pub text: Prose,
    /// Of whom.
    pub of: Option<String>,
    /// By when.
    pub by: Option<Date>,
}

/// The kinds of exercises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the words of the format")]
pub enum ExerciseKind {
    GameDay,
    Chaos,
    Exploratory,
    LoadTest,
    DisasterRecovery,
}

impl ExerciseKind {
    /// Every kind with its written form and its words.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::GameDay, "game-day", "Game day"),
        (Self::Chaos, "chaos", "Chaos experiment"),
        (Self::Exploratory, "exploratory", "Exploratory session"),
        (Self::LoadTest, "load-test", "Load test"),
        (Self::DisasterRecovery, "disaster-recovery", "Disaster recovery"),
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

/// An exercise held.
#[derive(Debug, Clone, PartialEq)]
pub struct Exercise {
    /// Kind.
    pub kind: ExerciseKind,
    /// When.
    pub date: Option<Date>,
    /// What was tried.
    pub charter: Option<Prose>,
    /// What was found.
    pub outcome: Option<Prose>,
    /// Where its record is.
    pub link: Option<String>,
    /// Who may see it: of a report that is public, everybody.
    pub audience: Audience,
}

/// A mark on the team's charts.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When.
    pub date: Date,
    /// What, in few words.
    pub text: Prose,
}
