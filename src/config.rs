//! What scorpfolio.toml says of the site as a whole.
//!
//! `load::config` reads it; this module only says what it holds.

use crate::model::cycle::Length;
use crate::model::radiator::Shows;
use crate::model::unit::Currency;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

/// The site's configuration, every default filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Title of the site.
    pub title: String,
    /// Content folders or globs, from the folder of scorpfolio.toml.
    pub content: Vec<String>,
    /// Folder of the site, from the folder of scorpfolio.toml.
    pub output: String,
    /// Name of the theme: a folder below `themes`, over the built-in default.
    pub theme: String,
    /// Where the site is published, ending in `/`; only what a standard wants absolute needs it.
    pub base_url: Option<String>,
    /// Where a reader sees the file behind a number: a template with `{path}`, `{line}` and `{team}`.
    pub source_url: Option<String>,
    /// The site's time zone, as written.
    pub time_zone_name: String,
    /// The site's time zone.
    pub time_zone: TimeZone,
    /// Language tag of the pages.
    pub language: String,
    /// How `12/09/2026` is read.
    pub date_order: Option<DateOrder>,
    /// Currency of money metrics that name none.
    pub currency: Currency,
    /// What pages show; older cycles live on archive pages.
    pub window: Window,
    /// Whether search engines may index the site.
    pub indexing: bool,
    /// The review meetings.
    pub reviews: Vec<Review>,
    /// Old page paths and where they lead now, by old path.
    pub redirects: Vec<(String, String)>,
    /// How often each workload gets a well-architected review.
    pub war_every: Length,
    /// What severities mean here, by number.
    pub severities: Vec<(u8, String)>,
    /// Where the site stood first, ending in `/`: what the ids of feeds and their entries begin with; `None`: `base_url`.
    pub feed_ids: Option<String>,
    /// The year whose DORA bands the DORA page shows beside values, if any.
    pub dora_bands: Option<i64>,
    /// What link previews show beyond what a stranger may see: nothing by default.
    pub previews: Shows,
}

/// How a date written with slashes is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
}

/// How much history pages show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// This many cycles.
    Cycles(usize),
    /// As many cycles as lie within this length.
    Length(Length),
    /// Everything.
    All,
}

/// A review meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// Kebab-case id.
    pub id: String,
    /// Slugs of its teams, in the portfolio's order.
    pub teams: Vec<String>,
    /// The groups it was configured by, if any.
    pub groups: Vec<String>,
    /// Days from a cycle's last day to the meeting.
    pub days_after_cycle: i32,
    /// When it starts.
    pub at: Option<Time>,
    /// How long it is, in minutes.
    pub minutes: u32,
    /// How long each team's slot is, in minutes.
    pub minutes_per_team: u32,
    /// Who facilitates it.
    pub facilitator: Option<String>,
}

impl Review {
    /// The day of the meeting about the cycle that ends on a day.
    #[must_use]
    pub fn day(&self, last: Date) -> Date {
        last.saturating_add(Length::Days(self.days_after_cycle).span(1))
    }
}
