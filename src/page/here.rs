//! What every view starts from: the portfolio, its analysis, and the page's own place in the site.

use super::words::{When, capital, spoken};
use super::{Assets, href, pillar_has_page, pillar_path, team_path};
use crate::analyse::{Analysis, AsOf};
use crate::markdown;
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::{Audience, Origin, Portfolio, Prose};
use crate::words::Words;
use jiff::civil::Date;
use serde::Serialize;

/// The place a page is made from.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    pub(super) portfolio: &'a Portfolio,
    pub(super) analysis: &'a Analysis,
    pub(super) assets: &'a Assets,
    pub(super) path: &'a str,
}

/// A link with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Link {
    pub(super) href: String,
    pub(super) text: String,
}

/// Where something was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Source {
    /// Where a reader sees it, if the portfolio says.
    pub(super) url: Option<String>,
    /// File name and line: `2026-08-09.toml:7`.
    pub(super) short: String,
    /// Path and line.
    pub(super) full: String,
}

impl<'a> Here<'a> {
    /// What the site's pages are said in.
    pub(super) fn words(self) -> &'a Words {
        &self.portfolio.words
    }
}

impl Here<'_> {
    /// A day, short: `9 Aug 2026`.
    pub(super) fn when(self, date: Date) -> When {
        When {
            machine: date.to_string(),
            text: self.words().short_day(date),
        }
    }

    /// A day in full: `9 August 2026`.
    pub(super) fn when_in_full(self, date: Date) -> When {
        When {
            machine: date.to_string(),
            text: self.words().day(date),
        }
    }

    /// A month: `February 2026`.
    pub(super) fn when_month(self, date: Date) -> When {
        When {
            machine: format!("{:04}-{:02}", date.year(), date.month()),
            text: self.words().month(date),
        }
    }

    /// The relative link to a path of the site.
    pub(super) fn href(self, to: &str) -> String {
        href(self.path, to)
    }

    /// A link to a path of the site.
    pub(super) fn link(self, to: &str, text: impl Into<String>) -> Link {
        Link {
            href: self.href(to),
            text: text.into(),
        }
    }

    /// A link to a team's page.
    pub(super) fn team(self, team: usize) -> Link {
        let team = &self.portfolio.teams[team];
        self.link(&team_path(team), team.name.clone())
    }

    /// A link to a pillar's page; without an address for a heading that only teams' own metrics stand below.
    pub(super) fn pillar(self, index: usize) -> Link {
        let pillar = &self.portfolio.pillars[index];
        if pillar_has_page(self.portfolio, self.analysis, index) {
            self.link(&pillar_path(pillar), pillar.name.clone())
        } else {
            Link {
                href: String::new(),
                text: pillar.name.clone(),
            }
        }
    }

    /// One line of an author's Markdown as HTML.
    pub(super) fn inline(self, prose: &Prose) -> String {
        markdown::inline(prose, self.portfolio, self.path)
    }

    /// The same without its links, for words that stand in a link themselves.
    pub(super) fn unlinked(self, prose: &Prose) -> String {
        markdown::unlinked(prose, self.portfolio, self.path)
    }

    /// Paragraphs of an author's Markdown as HTML.
    pub(super) fn block(self, prose: &Prose) -> String {
        markdown::block(prose, self.portfolio, self.path)
    }

    /// The same below the heading of a section.
    pub(super) fn block_of_section(self, prose: &Prose) -> String {
        markdown::block_of_section(prose, self.portfolio, self.path)
    }

    /// The same line as HTML, where there is one.
    pub(super) fn maybe(self, prose: Option<&Prose>) -> Option<String> {
        prose.map(|prose| self.inline(prose))
    }

    /// Where something was written.
    pub(super) fn source(self, origin: Origin) -> Source {
        if self.portfolio.audience == Audience::Public {
            return Source {
                url: None,
                short: self.words().word("figure.internal_file").to_owned(),
                full: String::new(),
            };
        }
        let file = self.portfolio.file(origin);
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        Source {
            url: file.url(origin.line),
            short: format!("{name}:{}", origin.line),
            full: format!("{}:{}", file.path, origin.line),
        }
    }

    /// The cycle that pages about "now" show: the newest that has ended, or the first one while it runs.
    pub(super) fn now(self) -> CycleIndex {
        self.analysis.current.unwrap_or(CycleIndex::new(0))
    }

    /// Now, as far as anything is known: by all reports, on the day of the build.
    pub(super) fn today(self) -> AsOf {
        let newest = self.portfolio.calendar.cycles.len().saturating_sub(1);
        (CycleIndex::new(newest), self.portfolio.as_of)
    }

    /// A topic as people write it: by its name in topics.toml, else by its word, with a capital.
    pub(super) fn topic(self, id: &str) -> String {
        let known = self.portfolio.topics.iter().find(|topic| topic.id == id);
        known.map_or_else(|| capital(&spoken(id)), |topic| topic.name.clone())
    }

    /// The newest cycle that a team's own pages show.
    pub(super) fn now_of(self, team: usize) -> CycleIndex {
        let now = self.analysis.now_of(self.portfolio, team);
        now.unwrap_or(CycleIndex::new(0))
    }
}
