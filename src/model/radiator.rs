//! Radiators: what office screens show, and for how long.

use crate::model::metric::{MetricIndex, Sensitive};
use crate::model::portfolio::Origin;

/// Seconds of a screen where the radiator does not say.
pub const SECONDS: u32 = 30;
/// A round of screens takes no longer than so many seconds.
pub const ROUND: u32 = 180;

/// A loop of screens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Radiator {
    /// File name without ending: its name in addresses. Of a loop that nobody wrote: `portfolio`, or a team's slug.
    pub name: String,
    /// Title.
    pub title: String,
    /// The teams it speaks of, as indexes of the portfolio's, in the portfolio's order.
    pub teams: Vec<usize>,
    /// How long each screen stands, in seconds.
    pub seconds: u32,
    /// Its colours.
    pub theme: Theme,
    /// What it shows beyond what a public wall may.
    pub shows: Shows,
    /// What it shows, in order.
    pub screens: Vec<Screen>,
    /// Where it was written; `None`: by nobody.
    pub origin: Option<Origin>,
}

impl Radiator {
    /// How many screens of this length a round has room for; at least one.
    #[must_use]
    pub fn most_in_a_round(&self) -> usize {
        usize::try_from(ROUND / self.seconds.max(1)).map_or(1, |most| most.max(1))
    }
}

/// The colours of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
}

/// What a screen shows beyond what a public wall may: nothing by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shows {
    /// Names of people.
    pub names: bool,
    /// Amounts of money.
    pub money: bool,
    /// Open threats and findings.
    pub threats: bool,
}

impl Shows {
    /// Whether values of a metric may be shown.
    #[must_use]
    pub fn allows(self, sensitive: Sensitive) -> bool {
        match sensitive {
            Sensitive::No => true,
            Sensitive::Money => self.money,
            Sensitive::Threat => self.threats,
        }
    }
}

/// What a screen shows; a long list makes several screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// The portfolio now, and where its teams stand.
    Portfolio,
    /// A pillar across teams, as an index of the portfolio's.
    Pillar(usize),
    /// A team, as an index of the portfolio's.
    Team(usize),
    /// A metric across teams.
    Metric(MetricIndex),
    /// Where well-architected reviews stand.
    War,
    /// What went well.
    Wins,
    /// The notices in force.
    Notads,
    /// When the next review is, and who speaks when.
    NextReview,
    /// What is broken, and what broke last.
    Incidents,
    /// What teams will teach and have taught each other.
    TechShares,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_takes_three_minutes_and_has_a_screen_at_least() {
        let most = |seconds| {
            Radiator {
                name: String::new(),
                title: String::new(),
                teams: Vec::new(),
                seconds,
                theme: Theme::Dark,
                shows: Shows::default(),
                screens: Vec::new(),
                origin: None,
            }
            .most_in_a_round()
        };
        assert_eq!([most(15), most(30), most(50), most(180), most(300)], [12, 6, 3, 1, 1]);
    }

    #[test]
    fn walls_show_neither_money_nor_threats_until_they_are_turned_on() {
        let shows = Shows::default();
        let money = Shows { money: true, ..shows };
        assert!(shows.allows(Sensitive::No));
        assert!(!shows.allows(Sensitive::Money) && !shows.allows(Sensitive::Threat));
        assert!(money.allows(Sensitive::Money) && !money.allows(Sensitive::Threat));
    }
}
