//! The whole portfolio, and the small types that everything in it shares.

use crate::config::Config;
use crate::model::cycle::Calendar;
use crate::model::format::{Style, slo_digits};
use crate::model::metric::{Catalogue, Metric, MetricIndex};
use crate::model::minutes::Minutes;
use crate::model::notad::Notad;
use crate::model::radiator::Radiator;
use crate::model::shared::Shared;
use crate::model::team::Team;
use crate::model::tech_share::TechShare;
use crate::model::topic::Topic;
use crate::model::unit::Unit;
use crate::words::Words;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A position in [`Portfolio::files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileIndex(pub u32);

/// A file of the content, as far as pages speak of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentFile {
    /// Path from the folder of scorpfolio.toml, with `/`.
    pub path: Arc<str>,
    /// Path within the merged content folders: what relative links in it start from.
    pub content_path: Arc<str>,
    /// Where a reader sees it: the template of its source, if one is configured.
    pub source_url: Option<Arc<str>>,
    /// The path as that template means it: from the root of the source's own repository.
    pub source_path: Arc<str>,
}

impl ContentFile {
    /// The address of a line of this file, where its source names one. Where that names a team (`{team}`), a file of no
    /// team has none.
    #[must_use]
    pub fn url(&self, line: u32) -> Option<String> {
        let template = self.source_url.as_ref()?;
        let of_team = if template.contains("{team}") {
            template.replace("{team}", self.team()?)
        } else {
            template.to_string()
        };
        // The path last: what a file is called is not a template.
        Some(
            of_team
                .replace("{line}", &line.to_string())
                .replace("{path}", &self.source_path),
        )
    }

    /// The team whose file it is, by the name of its folder.
    fn team(&self) -> Option<&str> {
        self.content_path
            .strip_prefix("teams/")?
            .split_once('/')
            .map(|(team, _)| team)
    }
}

/// Where something was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file.
    pub file: FileIndex,
    /// The line, counted from 1.
    pub line: u32,
}

/// Text that an author wrote in Markdown, with the place that relative links in it start from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// The Markdown.
    pub text: String,
    /// Where it was written.
    pub origin: Origin,
}

/// Who may see something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// The organisation.
    Internal,
    /// Everybody.
    Public,
}

impl Audience {
    /// The word of files and of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Public => "public",
        }
    }
}

/// A pillar, or a heading beside the pillars such as business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pillar {
    /// Kebab-case name in files and URLs.
    pub id: String,
    /// Name shown.
    pub name: String,
    /// Whether it is one of the portfolio's pillars; business metrics have a heading but no pillar.
    pub is_pillar: bool,
}

/// A free page: `pages/*.md`.
#[derive(Debug, Clone, PartialEq)]
pub struct FreePage {
    /// File name without ending: its name in URLs.
    pub slug: String,
    /// Title.
    pub title: String,
    /// One sentence for lists, if written.
    pub summary: Option<Prose>,
    /// The Markdown below the front matter.
    pub body: Prose,
    /// Who may see it.
    pub audience: Audience,
    /// Where it was written.
    pub origin: Origin,
}

/// A file that Markdown links to and that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The content file.
    pub file: FileIndex,
    /// Its path in the site.
    pub url: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// Something of the content that could not be read, and that the portfolio therefore lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The team it belongs to, if it is one's.
    pub team: Option<usize>,
    /// The file, or the folder of a source that is missing, from the folder of scorpfolio.toml; empty where the audience
    /// may not know it.
    pub path: String,
    /// The line of the problem; 0 for all of it.
    pub line: u32,
    /// What is wrong, one sentence without a full stop; empty where the audience may not know it.
    pub message: String,
}

/// Everything that was read, checked and joined.
#[derive(Debug, Clone, PartialEq)]
pub struct Portfolio {
    /// The site's configuration.
    pub config: Config,
    /// What its pages are said in.
    pub words: Arc<Words>,
    /// Who may see it: of a portfolio for everybody, nothing else is left ([`crate::audience`]).
    pub audience: Audience,
    /// "Today".
    pub as_of: Date,
    /// The pillars in the configured order, then other headings.
    pub pillars: Vec<Pillar>,
    /// The metrics.
    pub catalogue: Catalogue,
    /// The cycles.
    pub calendar: Calendar,
    /// The teams in the portfolio's own order.
    pub teams: Shared<Team>,
    /// Notices to all developers, by the day they were issued.
    pub notads: Vec<Notad>,
    /// Tech shares by date, those without one last.
    pub tech_shares: Vec<TechShare>,
    /// What the portfolio says of topics, by id; most topics need nothing said.
    pub topics: Vec<Topic>,
    /// What reviews decided, by date.
    pub minutes: Vec<Minutes>,
    /// Loops of office screens: those that exist without a file, then the written ones by name.
    pub radiators: Vec<Radiator>,
    /// Free pages, by slug.
    pub pages: Vec<FreePage>,
    /// Files that Markdown links to.
    pub attachments: Vec<Attachment>,
    /// Every file an origin may name.
    pub files: Vec<ContentFile>,
    /// What could not be read: the portfolio is that of everything else.
    pub unread: Vec<Unread>,
    /// Where relative links in Markdown lead: those paths within the content folders that something links to, and their pages or
    /// published files.
    pub link_targets: BTreeMap<String, String>,
}

impl Portfolio {
    /// The file an origin names.
    #[must_use]
    pub fn file(&self, origin: Origin) -> &ContentFile {
        &self.files[origin.file.0 as usize]
    }

    /// The metric at an index.
    #[must_use]
    pub fn metric(&self, index: MetricIndex) -> &Metric {
        self.catalogue.metric(index)
    }

    /// The position of a team by slug.
    #[must_use]
    pub fn team(&self, slug: &str) -> Option<usize> {
        self.teams.iter().position(|team| team.slug == slug)
    }

    /// The target in force on a day: the team's own, else the metric's.
    ///
    /// A target is meant in the unit of the day from which it holds; it ends where a definition changes the unit.
    #[must_use]
    pub fn target(&self, team: Option<usize>, metric: MetricIndex, day: Date) -> Option<Decimal> {
        let entry = self.metric(metric);
        let own = team.and_then(|team| self.teams[team].target_on((metric, entry), day));
        own.map(|own| own.value).or_else(|| entry.target_on(day))
    }

    /// How values of a metric are shown on a day: of one team, or across teams.
    #[must_use]
    pub fn style(&self, team: Option<usize>, metric: MetricIndex, day: Date) -> Style<'_> {
        let entry = self.metric(metric);
        let objective = team
            .and_then(|team| self.teams[team].slos.iter().find(|slo| slo.metric == metric))
            .map(|slo| slo.objective);
        let unit = entry.unit_on(day);
        let precision = match objective {
            // One digit more than the objective: otherwise 99.94 % and 99.86 % against 99.9 % would look alike.
            Some(objective) if *unit == Unit::Percent => entry.precision.max(Some(slo_digits(objective))),
            _ => entry.precision,
        };
        let whole = entry.range.map(|range| range.1).filter(|_| *unit == Unit::Percent);
        Style {
            unit,
            precision,
            // Short of a whole is never shown as the whole: 99.99991 % is not 100 %.
            target: self.target(team, metric, day).or(whole),
            extra_digits: 0,
            signs: self.words.signs(),
        }
    }

    /// How values of a unit are shown whose metric says nothing else.
    #[must_use]
    pub fn style_of<'a>(&'a self, unit: &'a Unit) -> Style<'a> {
        Style {
            signs: self.words.signs(),
            ..Style::of(unit)
        }
    }
}
