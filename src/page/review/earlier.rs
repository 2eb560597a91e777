//! What stood at a team's last report: what a meeting can speak of before the next one is there.

use super::Scene;
use crate::page::asked::{Asked, signals};
use crate::page::voices::{Said, of_report};
use crate::page::words::When;
use serde::Serialize;

/// A slot fits one screen.
const MOST: usize = 3;

/// What stood at the last report before the cycle.
#[derive(Debug, Serialize)]
pub(super) struct Earlier {
    day: When,
    /// Values that were a concern, what is true of them, and nothing asked: what came of them the next report says.
    signals: Vec<Asked>,
    concerns: Vec<Said>,
    needs: Vec<Said>,
}

impl Scene<'_> {
    /// What stood at a team's last report; nothing where nothing did.
    pub(super) fn earlier(&self, team: usize) -> Option<Earlier> {
        let mut reports = self.team(team).reports.iter();
        let last = reports.rfind(|report| report.cycle < self.meeting.cycle)?;
        let voices = of_report(self.here, last);
        let concerns = signals(self.here, team, last.cycle)
            .into_iter()
            .filter(|asked| !asked.is_improvement)
            .take(MOST);
        let earlier = Earlier {
            day: self.here.when(last.date),
            signals: concerns
                .map(|asked| Asked {
                    question: String::new(),
                    ..asked
                })
                .collect(),
            concerns: voices.concerns,
            needs: voices.needs,
        };
        let is_empty = earlier.signals.is_empty() && earlier.concerns.is_empty() && earlier.needs.is_empty();
        (!is_empty).then_some(earlier)
    }
}
