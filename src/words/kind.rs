//! Kinds and states that the formats know, in words: files and data have their own names for them.

use super::Words;
use crate::model::action::ActionStatus;
use crate::model::metric::InCycle;
use crate::model::notad::NotadKind;
use crate::model::release::ReleaseOutcome;
use crate::model::report::{ExerciseKind, NotadStatus, PillarStatus};
use crate::model::team::LinkKind;
use crate::model::war::{Provider, WarStatus};

impl Words {
    /// How far a well-architected review is.
    #[must_use]
    pub fn war_status(&self, of: WarStatus) -> &str {
        self.word(match of {
            WarStatus::Planned => "kinds.war_status_planned",
            WarStatus::InProgress => "kinds.war_status_in_progress",
            WarStatus::Complete => "kinds.war_status_complete",
        })
    }

    /// Where an action stands.
    #[must_use]
    pub fn action_status(&self, of: ActionStatus) -> &str {
        self.word(match of {
            ActionStatus::Open => "kinds.action_open",
            ActionStatus::InProgress => "kinds.action_in_progress",
            ActionStatus::Blocked => "kinds.action_blocked",
            ActionStatus::Research => "kinds.action_research",
            ActionStatus::Done => "kinds.action_done",
            ActionStatus::Dropped => "kinds.action_dropped",
        })
    }

    /// How a release ended.
    #[must_use]
    pub fn release_outcome(&self, of: ReleaseOutcome) -> &str {
        self.word(match of {
            ReleaseOutcome::Succeeded => "kinds.release_succeeded",
            ReleaseOutcome::RolledBack => "kinds.release_rolled_back",
            ReleaseOutcome::Failed => "kinds.release_failed",
            ReleaseOutcome::InFlight => "kinds.release_in_flight",
        })
    }

    /// What a team says of a notice.
    #[must_use]
    pub fn notad_answer(&self, of: NotadStatus) -> &str {
        self.word(match of {
            NotadStatus::Done => "kinds.answer_done",
            NotadStatus::InProgress => "kinds.answer_in_progress",
            NotadStatus::NotApplicable => "kinds.answer_not_applicable",
        })
    }

    /// A kind of exercise.
    #[must_use]
    pub fn exercise(&self, of: ExerciseKind) -> &str {
        self.word(match of {
            ExerciseKind::GameDay => "kinds.exercise_game_day",
            ExerciseKind::Chaos => "kinds.exercise_chaos",
            ExerciseKind::Exploratory => "kinds.exercise_exploratory",
            ExerciseKind::LoadTest => "kinds.exercise_load_test",
            ExerciseKind::DisasterRecovery => "kinds.exercise_disaster_recovery",
        })
    }

    /// The heading of a kind of links.
    #[must_use]
    pub fn links(&self, of: LinkKind) -> &str {
        self.word(match of {
            LinkKind::Dashboard => "kinds.links_dashboard",
            LinkKind::Runbook => "kinds.links_runbook",
            LinkKind::Playbook => "kinds.links_playbook",
            LinkKind::Alarms => "kinds.links_alarms",
            LinkKind::Logs => "kinds.links_logs",
            LinkKind::Repository => "kinds.links_repository",
            LinkKind::Backlog => "kinds.links_backlog",
            LinkKind::Architecture => "kinds.links_architecture",
            LinkKind::Decisions => "kinds.links_decisions",
            LinkKind::LoadTests => "kinds.links_load_tests",
            LinkKind::Other => "kinds.links_other",
        })
    }

    /// A kind of notice.
    #[must_use]
    pub fn notad_kind(&self, of: NotadKind) -> &str {
        self.word(match of {
            NotadKind::Impact => "kinds.notad_impact",
            NotadKind::Mandate => "kinds.notad_mandate",
            NotadKind::Pipeline => "kinds.notad_pipeline",
            NotadKind::Information => "kinds.notad_information",
        })
    }

    /// What a team says of a pillar.
    #[must_use]
    pub fn pillar_status(&self, of: PillarStatus) -> &str {
        self.word(match of {
            PillarStatus::OnTrack => "kinds.pillar_on_track",
            PillarStatus::Watch => "kinds.pillar_watch",
            PillarStatus::AtRisk => "kinds.pillar_at_risk",
        })
    }

    /// How several values of a cycle became one.
    #[must_use]
    pub fn in_cycle(&self, of: InCycle) -> &str {
        self.word(match of {
            InCycle::Last => "kinds.in_cycle_last",
            InCycle::Sum => "kinds.in_cycle_sum",
            InCycle::Mean => "kinds.in_cycle_mean",
            InCycle::Median => "kinds.in_cycle_median",
            InCycle::Max => "kinds.in_cycle_max",
            InCycle::Min => "kinds.in_cycle_min",
        })
    }

    /// Whose framework a review follows: a name, or that it is another's.
    #[must_use]
    pub fn provider(&self, of: Provider) -> &str {
        match of {
            Provider::Other => self.word("kinds.other_provider"),
            known => known.name(),
        }
    }
}
