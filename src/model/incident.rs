//! Incidents: what broke, for how long, and what was learned.

use crate::model::moment::Moment;
use crate::model::portfolio::{Audience, Origin, Prose};
use rust_decimal::Decimal;

/// An incident of a team, with its blameless review.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// Its name in files and addresses: `INC-1042`. Unique in the portfolio, whatever the case of its letters.
    pub id: String,
    /// What happened, in few words.
    pub title: Prose,
    /// 1 (most severe) to 5; `None`: not known.
    pub severity: Option<u8>,
    /// When it began.
    pub started: Moment,
    /// When somebody or something noticed.
    pub detected: Option<Moment>,
    /// When service was restored; `None`: still open, unless `time_to_recover` says otherwise.
    pub restored: Option<Moment>,
    /// Time to recover as written, in hours, where it was not given by `restored`.
    pub time_to_recover: Option<Decimal>,
    /// The workload, as an index of the team's.
    pub workload: Option<usize>,
    /// What it came from.
    pub root_cause: Option<Prose>,
    /// Whom it hurt and how much.
    pub impact: Option<Prose>,
    /// The release that caused it: its name in releases.toml.
    pub caused_by_release: Option<String>,
    /// What was learned.
    pub learnings: Vec<Prose>,
    /// Ids of the actions it led to.
    pub actions: Vec<String>,
    /// Its record elsewhere.
    pub link: Option<String>,
    /// Who may see it.
    pub audience: Audience,
    /// The post-incident review; may be empty.
    pub body: Prose,
    /// Where it was written.
    pub origin: Origin,
}

impl Incident {
    /// Hours from start to restoration: as written, else by the clock; `None` while open or where only days are known.
    #[must_use]
    pub fn hours_to_recover(&self) -> Option<Decimal> {
        self.time_to_recover
            .or_else(|| hours(self.started.seconds_until(self.restored?)?))
    }

    /// Hours from start to detection, by the clock; `None` where one of them is only a day.
    #[must_use]
    pub fn hours_to_detect(&self) -> Option<Decimal> {
        hours(self.started.seconds_until(self.detected?)?)
    }

    /// Whether service was still not restored at the end of a day.
    #[must_use]
    pub fn is_open_on(&self, day: jiff::civil::Date) -> bool {
        self.started.date <= day
            && match self.restored {
                Some(restored) => restored.date > day,
                None => self.time_to_recover.is_none(),
            }
    }
}

fn hours(seconds: i64) -> Option<Decimal> {
    Decimal::from(seconds).checked_div(Decimal::from(3_600))
}
