//! What the readers of registers share: the portfolio's names that entries refer to, and Markdown with front matter.

use crate::diagnostic::{Code, did_you_mean};
use crate::load::document::{Document, is_id, is_name, kebab, moment_of};
use crate::load::report::FIRST_YEAR;
use crate::load::shape::{Shape, Type};
use crate::load::team::find_metric;
use crate::model::metric::{Catalogue, MetricIndex};
use crate::model::portfolio::{Pillar, Prose};
use crate::model::shared::Shared;
use crate::model::team::{Team, Workload};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeTable;

/// What entries of registers may refer to.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// The metrics.
    pub(super) catalogue: &'a Catalogue,
    /// The pillars and headings.
    pub(super) pillars: &'a [Pillar],
    /// The teams, as far as their own files say.
    pub(super) teams: &'a Shared<Team>,
    /// The zone in which a time without one is read.
    pub(super) zone: &'a TimeZone,
    /// Today.
    pub(super) as_of: Date,
}

impl Context<'_> {
    /// The pillar a key names; an unknown one is reported.
    pub(super) fn pillar(self, document: &Document<'_>, table: &DeTable<'_>) -> Option<usize> {
        pillar(document, table, self.pillars)
    }

    /// The metric a key names, for a team; an unknown one is reported.
    pub(super) fn metric(self, document: &Document<'_>, table: &DeTable<'_>, team: usize) -> Option<MetricIndex> {
        let id = document.text(table, "metric")?;
        find_metric(document, (&id, span(table, "metric")), (self.catalogue, team))
    }

    /// The team a key names; an unknown one is reported.
    pub(super) fn team(self, document: &Document<'_>, table: &DeTable<'_>) -> Option<usize> {
        self.find_team(document, &document.text(table, "team")?, span(table, "team"))
    }

    /// The teams a list names; unknown ones and ones named twice are reported.
    pub(super) fn teams(self, document: &Document<'_>, table: &DeTable<'_>, key: &str) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for (slug, at) in document.texts(table, key) {
            let Some(team) = self.find_team(document, &slug, at.clone()) else {
                continue;
            };
            if found.contains(&team) {
                let message = format!("`{slug}` stands twice in `{key}`");
                document.problem(Code::DuplicateId, at, (&message, "remove one of them"));
            } else {
                found.push(team);
            }
        }
        found
    }

    fn find_team(self, document: &Document<'_>, slug: &str, at: Range<usize>) -> Option<usize> {
        let named = |is_it: &dyn Fn(&Team) -> bool| self.teams.iter().position(is_it);
        // What was written before a team had a new name goes on meaning it.
        let found =
            named(&|team| team.slug == slug).or_else(|| named(&|team| team.renamed_from.iter().any(|old| old == slug)));
        if found.is_none() {
            let slugs = self.teams.iter().map(|team| team.slug.as_str());
            let cure = did_you_mean(
                slug,
                slugs,
                "name it in `renamed_from` in the team.toml of the team that it is now; keep the folder of a team that has left, with `left` in its team.toml",
            );
            document.problem(Code::UnknownTeam, at, (&format!("unknown team `{slug}`"), &cure));
        }
        found
    }
}

/// The pillar a key names; an unknown one is reported.
pub(super) fn pillar(document: &Document<'_>, table: &DeTable<'_>, pillars: &[Pillar]) -> Option<usize> {
    let id = document.text(table, "pillar")?;
    let found = pillars.iter().position(|pillar| pillar.id == id);
    if found.is_none() {
        let ids = pillars.iter().map(|pillar| pillar.id.as_str());
        let cure = did_you_mean(&id, ids, "name a pillar of scorpfolio.toml");
        let message = format!("unknown pillar `{id}`");
        document.problem(Code::UnknownPillar, span(table, "pillar"), (&message, &cure));
    }
    found
}

/// The workload a key names among a team's; an unknown one is reported.
pub(super) fn workload(document: &Document<'_>, table: &DeTable<'_>, workloads: &[Workload]) -> Option<usize> {
    let id = document.text(table, "workload")?;
    let found = workloads.iter().position(|workload| workload.id == id);
    if found.is_none() {
        let ids = workloads.iter().map(|workload| workload.id.as_str());
        let cure = did_you_mean(&id, ids, "add it under `[[workloads]]` in team.toml");
        let message = format!("unknown workload `{id}`");
        document.problem(Code::UnknownWorkload, span(table, "workload"), (&message, &cure));
    }
    found
}

/// Where the value of a key stands; the start of the file where it is absent.
pub(super) fn span(table: &DeTable<'_>, key: &str) -> Range<usize> {
    table.get(key).map_or(0..0, Spanned::span)
}

/// Texts of a list, as Markdown with where each stands.
pub(super) fn statements(document: &Document<'_>, table: &DeTable<'_>, key: &str) -> Vec<Prose> {
    let texts = document.texts(table, key).into_iter();
    texts
        .filter(|(text, _)| !text.is_empty())
        .map(|(text, at)| Prose {
            text,
            origin: document.origin(at.start),
        })
        .collect()
}

/// Texts of a list.
pub(super) fn words(document: &Document<'_>, table: &DeTable<'_>, key: &str) -> Vec<String> {
    let texts = document.texts(table, key).into_iter();
    texts.map(|(text, _)| text).filter(|text| !text.is_empty()).collect()
}

/// Reads Markdown with front matter, whose form is checked; `None` for drafts and for what was reported.
pub(super) fn front_matter<T>(
    document: &Document<'_>,
    shape: &'static Shape,
    read: impl FnOnce(&DeTable<'_>, Prose) -> Option<T>,
) -> Option<T> {
    let (padded, body) = document.front_matter()?;
    let table = document.parse_padded(&padded);
    document.check(&table, shape);
    years(document, &table, shape);
    let is_draft = table.get("draft").and_then(|item| item.get_ref().as_bool());
    if is_draft == Some(true) {
        return None;
    }
    let body = Prose {
        text: document.text[body..].to_owned(),
        origin: document.origin(body),
    };
    read(&table, body)
}

/// Reports days of another age: entries of registers are of this time, and a slip in a year would stand first in every list.
pub(super) fn years(document: &Document<'_>, table: &DeTable<'_>, shape: &Shape) {
    for key in shape.keys {
        let Some(value) = table
            .get(key.name)
            .filter(|_| matches!(key.kind, Type::Date | Type::Moment))
        else {
            continue;
        };
        let day = moment_of(value.get_ref(), &TimeZone::UTC).map(|moment| moment.date);
        if let Some(day) = day.filter(|day| day.year() < FIRST_YEAR) {
            let message = format!("`{}` is {day}, long before registers like this were kept", key.name);
            document.problem(Code::BadDate, value.span(), (&message, "correct the year"));
        }
    }
}

/// Whether what a key says to have happened lies after today: reported, with what holds until that day.
pub(super) fn is_ahead(
    document: &Document<'_>,
    table: &DeTable<'_>,
    (key, day): (&str, Option<Date>),
    (today, until_then): (Date, &str),
) -> bool {
    let Some(day) = day.filter(|day| *day > today) else {
        return false;
    };
    let message = format!("`{key}` is {day}, after today, {today}: what has happened lies before it");
    let cure = format!("correct the date; until that day {until_then}");
    document.problem(Code::FutureReport, span(table, key), (&message, &cure));
    true
}

/// The file's name without ending.
pub(super) fn stem<'a>(document: &Document<'a>) -> &'a str {
    let name = document.path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The file's name without ending, as an id; what cannot be one is reported.
pub(super) fn slug(document: &Document<'_>, of: &str) -> String {
    let slug = stem(document);
    if !is_id(slug) || super::RESERVED.contains(&slug) {
        let message = format!("`{slug}` cannot be the name of {of}");
        let cure = if is_id(slug) {
            "the site uses this name itself: rename the file".to_owned()
        } else {
            format!("rename the file to `{}.md`", kebab(slug))
        };
        document.problem(Code::BadFileName, 0..0, (&message, &cure));
    }
    slug.to_owned()
}

/// Reports an id that cannot stand in an address.
pub(super) fn check_name(document: &Document<'_>, id: &str, at: Range<usize>) {
    if !is_name(id) || super::RESERVED.contains(&id.to_lowercase().as_str()) {
        let cure = "use letters, digits, `-`, `_` and `.`, such as `chk-12` or `CHK-12`";
        let message = format!("`{id}` cannot stand in an address");
        document.problem(Code::BadId, at, (&message, cure));
    }
}
