//! What pages there are.

use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;

/// What a page shows. Teams, reports and pillars are indexes of the portfolio's lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The portfolio now.
    Index,
    /// The portfolio at one cycle.
    Cycle(CycleIndex),
    /// A calendar quarter, as an index of [`quarters`].
    Quarter(usize),
    /// Leads to the newest cycle that has ended.
    LatestCycle,
    /// All teams.
    Teams,
    /// One team.
    Team(usize),
    /// One report.
    Report {
        /// The team.
        team: usize,
        /// The report, as an index of the team's.
        report: usize,
    },
    /// One metric of one team.
    TeamMetric {
        /// The team.
        team: usize,
        /// The metric.
        metric: MetricIndex,
    },
    /// One workload of one team.
    Workload {
        /// The team.
        team: usize,
        /// The workload, as an index of the team's.
        workload: usize,
    },
    /// One metric across teams.
    Metric(MetricIndex),
    /// One pillar across teams.
    Pillar(usize),
    /// Every metric and what it means.
    Catalogue,
    /// The DORA metrics across teams.
    Dora,
    /// All actions.
    Actions,
    /// All notices to all developers.
    Notads,
    /// One notice, as an index of the portfolio's.
    Notad(usize),
    /// All incidents.
    Incidents,
    /// One incident whose review was written.
    Incident {
        /// The team.
        team: usize,
        /// The incident, as an index of the team's.
        incident: usize,
    },
    /// All releases.
    Releases,
    /// All topics.
    Topics,
    /// All tech shares.
    TechShares,
    /// One tech share, as an index of the portfolio's.
    TechShare(usize),
    /// The wins of all teams.
    Wins,
    /// The review meetings.
    Reviews,
    /// A meeting of a review about a cycle.
    Review {
        /// The review, as an index of the configured ones.
        review: usize,
        /// The cycle.
        cycle: CycleIndex,
    },
    /// The next meeting of a review.
    NextReview(usize),
    /// Every workload's standing in well-architected reviews.
    Wars,
    /// One well-architected review.
    War {
        /// The team.
        team: usize,
        /// The review, as an index of the team's.
        war: usize,
    },
    /// All loops of office screens, with how many screens each has.
    Radiators(Vec<usize>),
    /// A screen of a loop, counted from 1; 0 is the loop's entry.
    Radiator {
        /// The loop, as an index of the portfolio's.
        radiator: usize,
        /// The screen.
        screen: usize,
        /// How many screens the loop has.
        count: usize,
        /// Which of the loop's kinds of screens it is of, and the how manieth of that kind, both counted from 0.
        of: (usize, usize),
    },
    /// How this portfolio works.
    About,
    /// A free page.
    Free(usize),
    /// One metric of one team alone, for a page of somebody else.
    Embed {
        /// The team.
        team: usize,
        /// The metric.
        metric: MetricIndex,
    },
    /// Leads to the newest of its kind, at an address that stays.
    Latest {
        /// Path of the page it leads to now.
        to: String,
    },
    /// One group of a portfolio with more teams than one matrix can show.
    Group(usize),
    /// The years of the archive.
    Archive,
    /// A year of the portfolio.
    ArchiveYear(i16),
    /// A year of a team.
    ArchiveTeam {
        /// The team.
        team: usize,
        /// The year.
        year: i16,
    },
    /// What a host shows for an unknown address.
    NotFound,
    /// Leads elsewhere.
    Redirect {
        /// Path of the page it leads to.
        to: String,
    },
}

impl Kind {
    /// The team that it is a page of alone, if it is one of a team's.
    pub(crate) fn team(&self) -> Option<usize> {
        match self {
            Self::Team(team)
            | Self::Report { team, .. }
            | Self::TeamMetric { team, .. }
            | Self::Embed { team, .. }
            | Self::Workload { team, .. }
            | Self::ArchiveTeam { team, .. }
            | Self::War { team, .. } => Some(*team),
            _ => None,
        }
    }

    /// Pages of this kind, as whoever asks where the time went calls them.
    #[must_use]
    pub fn plural(&self) -> &'static str {
        match self {
            Self::Index => "the portfolio",
            Self::Cycle(_) => "cycles",
            Self::Quarter(_) => "quarters",
            Self::LatestCycle | Self::Latest { .. } | Self::Redirect { .. } => "redirects",
            Self::Teams | Self::Team(_) | Self::Group(_) => "teams",
            Self::Report { .. } => "reports",
            Self::TeamMetric { .. } => "metrics of teams",
            Self::Workload { .. } => "workloads",
            Self::Metric(_) | Self::Dora => "metrics across teams",
            Self::Pillar(_) => "pillars",
            Self::Actions
            | Self::Notads
            | Self::Notad(_)
            | Self::Incidents
            | Self::Incident { .. }
            | Self::Releases
            | Self::Topics
            | Self::TechShares
            | Self::TechShare(_)
            | Self::Wins => "registers",
            Self::Reviews | Self::Review { .. } | Self::NextReview(_) => "reviews",
            Self::Wars | Self::War { .. } => "well-architected reviews",
            Self::Radiators(_) | Self::Radiator { .. } => "screens",
            Self::Embed { .. } => "embeds",
            Self::Archive | Self::ArchiveYear(_) | Self::ArchiveTeam { .. } => "the archive",
            Self::Catalogue | Self::About | Self::Free(_) | Self::NotFound => "other pages",
        }
    }
}
