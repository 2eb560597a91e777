//! scorpfolio.toml → [`Config`], and what else it says that only loading needs.

use crate::config::{Config, DateOrder, Window};
use crate::diagnostic::{Code, Diagnostic, Place, has_errors};
use crate::load::document::{Document, words_of_id};
use crate::load::shape;
use crate::model::cycle::{Length, Rhythm, Stretch};
use crate::model::portfolio::{FileIndex, Pillar};
use crate::model::radiator::Shows;
use crate::model::unit::{Currency, Unit};
use crate::source::{Places, TeamSource};
use crate::words::is_language_tag;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use std::ops::Range;
use toml::de::DeTable;

/// The pillars of a site that names none: those of a well-architected review.
const DEFAULT_PILLARS: [&str; 5] = [
    "security",
    "cost",
    "operational-excellence",
    "reliability",
    "performance",
];

/// Headings beside the pillars: built-in metrics stand below them where the site does not make them pillars.
const OTHER_HEADINGS: [&str; 2] = ["sustainability", "business"];

/// scorpfolio.toml, read and checked as far as it can be alone.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// The site's configuration; its reviews' teams are not resolved yet.
    pub config: Config,
    /// Pillars, then other headings.
    pub pillars: Vec<Pillar>,
    /// The rhythm, if it is configured.
    pub rhythm: Option<Rhythm>,
    /// Skips and changes of a site that does not say where its cycles begin cannot be; grace may.
    pub as_of: Option<Date>,
    /// The portfolio's own order of teams, with where each is named.
    pub team_order: Vec<(String, Place)>,
    /// Where to look for content.
    pub places: Places,
    /// The meetings as written.
    pub reviews: Vec<WrittenReview>,
    /// Where each redirect stands, in the order of `config.redirects`.
    pub redirect_places: Vec<Place>,
}

/// A review meeting before its groups are resolved.
#[derive(Debug, Clone)]
pub struct WrittenReview {
    /// The meeting, its teams empty.
    pub review: crate::config::Review,
    /// Groups, with where each is named.
    pub groups: Vec<(String, Place)>,
    /// Teams, with where each is named.
    pub teams: Vec<(String, Place)>,
}

/// Reads scorpfolio.toml; `None` where errors leave nothing to go on with.
#[must_use]
pub fn read(text: &str) -> (Option<Configuration>, Vec<Diagnostic>) {
    let document = Document::of_text(FileIndex(0), "scorpfolio.toml", text);
    let table = document.parse();
    document.check(&table, &shape::CONFIGURATION);
    let configuration = configuration(&document, &table);
    let problems = document.into_problems();
    ((!has_errors(&problems)).then_some(configuration), problems)
}

fn configuration(document: &Document<'_>, table: &DeTable<'_>) -> Configuration {
    let text = |key: &str, default: &str| document.text(table, key).unwrap_or_else(|| default.to_owned());
    let span = |key: &str| table.get(key).map_or(0..0, toml::Spanned::span);
    let time_zone_name = text("time_zone", "UTC");
    let time_zone = TimeZone::get(&time_zone_name).unwrap_or_else(|_| {
        document.problem(
            Code::TimeZoneUnknown,
            span("time_zone"),
            (
                &format!("`{time_zone_name}` is not a known time zone"),
                "write a name such as `Europe/Dublin`, or `UTC`",
            ),
        );
        TimeZone::UTC
    });
    let source_url = source_url(document, table);
    let content = strings(document, table, "content", &["content"]);
    let output = text("output", "public");
    let config = Config {
        title: text("title", ""),
        content: content.clone(),
        output,
        theme: text("theme", "default"),
        base_url: base_url(document, table, "base_url"),
        feed_ids: sub(table, "feeds").and_then(|feeds| base_url(document, feeds, "ids")),
        source_url: source_url.clone(),
        time_zone_name,
        time_zone,
        language: language(document, text("language", "en"), span("language")),
        date_order: document.choice(
            table,
            "date_order",
            &[("dmy", DateOrder::DayFirst), ("mdy", DateOrder::MonthFirst)],
        ),
        currency: currency(document, &text("currency", "USD"), span("currency")),
        window: window(document, table),
        indexing: table
            .get("indexing")
            .and_then(|item| item.get_ref().as_bool())
            .unwrap_or(false),
        reviews: Vec::new(),
        redirects: document
            .entries(table, "redirects")
            .iter()
            .filter_map(|(from, _, to)| Some(((*from).to_owned(), to.get_ref().as_str()?.to_owned())))
            .collect(),
        war_every: sub(table, "war")
            .and_then(|war| document.length(war, "every"))
            .unwrap_or(Length::Months(3)),
        severities: severities(document, table),
        dora_bands: sub(table, "dora").and_then(|dora| dora_bands(document, dora)),
        previews: previews(document, table),
    };
    Configuration {
        pillars: pillars(document, table),
        rhythm: sub(table, "cycle").and_then(|cycle| rhythm(document, cycle)),
        as_of: document.date(table, "as_of"),
        team_order: named(document, table, "teams"),
        places: Places {
            content,
            sources: sources(document, table),
            source_url,
            excluded: Vec::new(),
        },
        reviews: document
            .tables(table, "reviews")
            .map(|(table, _)| review(document, table))
            .collect(),
        redirect_places: document
            .entries(table, "redirects")
            .into_iter()
            .map(|(_, span, _)| document.place(span))
            .collect(),
        config,
    }
}

fn sub<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> Option<&'t DeTable<'i>> {
    table.get(key)?.get_ref().as_table()
}

fn strings(document: &Document<'_>, table: &DeTable<'_>, key: &str, default: &[&str]) -> Vec<String> {
    let written: Vec<String> = document.texts(table, key).into_iter().map(|(text, _)| text).collect();
    if written.is_empty() {
        default.iter().map(|&text| text.to_owned()).collect()
    } else {
        written
    }
}

fn named(document: &Document<'_>, table: &DeTable<'_>, key: &str) -> Vec<(String, Place)> {
    let named: Vec<(String, Place)> = document
        .texts(table, key)
        .into_iter()
        .map(|(text, span)| (text, document.place(span)))
        .collect();
    for (index, (name, place)) in named.iter().enumerate() {
        if named[..index].iter().any(|(earlier, _)| earlier == name) {
            document.report(
                Diagnostic::new(
                    Code::DuplicateId,
                    format!("`{name}` stands twice in `{key}`"),
                    "remove one of them",
                )
                .at(place.clone()),
            );
        }
    }
    named
}

fn source_url(document: &Document<'_>, table: &DeTable<'_>) -> Option<String> {
    let url = document.text(table, "source_url")?;
    if crate::load::document::is_linkable(&url) && url.contains("{path}") {
        return Some(url);
    }
    let span = table.get("source_url").map_or(0..0, toml::Spanned::span);
    let cure = "write an address such as `https://example.org/repo/blob/main/{path}#L{line}`";
    document.problem(
        Code::BadUrl,
        span,
        ("`source_url` is not an address with `{path}` in it", cure),
    );
    None
}

/// The language tag of the pages; what is none is reported: a browser would read the pages in no language at all.
fn language(document: &Document<'_>, tag: String, span: Range<usize>) -> String {
    if is_language_tag(&tag) {
        return tag;
    }
    let message = format!("`{tag}` is not a language tag");
    let cure = "write one such as `de`, `pt-BR` or `zh-Hant`, with hyphens";
    document.problem(Code::BadLanguage, span, (&message, cure));
    "en".to_owned()
}

/// The currency of an ISO 4217 code; unknown ones are reported.
pub(super) fn currency(document: &Document<'_>, code: &str, span: Range<usize>) -> Currency {
    if let Unit::Money(currency) = Unit::parse(code) {
        return currency;
    }
    document.problem(
        Code::CurrencyUnknown,
        span,
        (
            &format!("`{code}` is not a currency code"),
            "write three capital letters, such as `EUR` or `USD`",
        ),
    );
    match Unit::parse("USD") {
        Unit::Money(currency) => currency,
        _ => unreachable!("USD is a currency"),
    }
}

/// An address that paths of the site are put behind.
fn base_url(document: &Document<'_>, table: &DeTable<'_>, key: &str) -> Option<String> {
    let url = document.url(table, key)?;
    let is_of_web = |scheme: &str| {
        let start = url.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    if !["https://", "http://"].into_iter().any(is_of_web) {
        let span = table.get(key).map_or(0..0, toml::Spanned::span);
        let message = format!("`{key}` is not the address of a site");
        document.problem(Code::BadUrl, span, (&message, "begin it with `https://` or `http://`"));
        return None;
    }
    Some(if url.ends_with('/') { url } else { format!("{url}/") })
}

fn window(document: &Document<'_>, table: &DeTable<'_>) -> Window {
    let Some(text) = document.text(table, "window") else {
        return Window::Cycles(26);
    };
    let cycles = text
        .strip_suffix("cycles")
        .or_else(|| text.strip_suffix("cycle"))
        .and_then(|count| count.trim().parse::<usize>().ok());
    match (text.as_str(), cycles, Length::parse(&text)) {
        ("all", ..) => Window::All,
        (_, Some(count), _) if count > 0 => Window::Cycles(count),
        (_, None, Some(length)) => Window::Length(length),
        _ => {
            let span = table.get("window").map_or(0..0, toml::Spanned::span);
            document.problem(
                Code::BadLength,
                span,
                (
                    &format!("`{text}` is not a window of history"),
                    "write `\"26 cycles\"`, `\"1 year\"` or `\"all\"`",
                ),
            );
            Window::Cycles(26)
        }
    }
}

fn severities(document: &Document<'_>, table: &DeTable<'_>) -> Vec<(u8, String)> {
    let mut severities = Vec::new();
    for (name, span, item) in document.entries(table, "severities") {
        match name.parse::<u8>() {
            Ok(number) if (1..=5).contains(&number) => {
                severities.extend(item.get_ref().as_str().map(|text| (number, text.to_owned())));
            }
            _ => document.problem(
                Code::UnknownKey,
                span,
                (
                    &format!("`{name}` is not a severity"),
                    "severities are the numbers 1 (most severe) to 5",
                ),
            ),
        }
    }
    severities.sort();
    severities
}

fn dora_bands(document: &Document<'_>, table: &DeTable<'_>) -> Option<i64> {
    let year = document.integer(table, "bands")?;
    if crate::analyse::dora::year(year).is_some() {
        return Some(year);
    }
    let known: Vec<String> = crate::analyse::dora::years()
        .map(|year| format!("`bands = {year}`"))
        .collect();
    document.problem(
        Code::UnknownChoice,
        table.get("bands").map_or(0..0, toml::Spanned::span),
        (
            &format!("there are no DORA bands of {year}"),
            &format!(
                "write {}, or leave `bands` out: the page is then without them",
                known.join(" or ")
            ),
        ),
    );
    None
}

/// What link previews may show; words that say nothing known are reported with the shape.
fn previews(document: &Document<'_>, table: &DeTable<'_>) -> Shows {
    let words = sub(table, "previews").map_or_else(Vec::new, |previews| document.texts(previews, "show"));
    let shows = |word: &str| words.iter().any(|(text, _)| text == word);
    Shows {
        names: shows("names"),
        money: shows("money"),
        threats: shows("threats"),
    }
}

fn pillars(document: &Document<'_>, table: &DeTable<'_>) -> Vec<Pillar> {
    let written: Vec<String> = named(document, table, "pillars")
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    let ids = if written.is_empty() {
        DEFAULT_PILLARS.map(str::to_owned).to_vec()
    } else {
        written
    };
    let names = document.entries(table, "pillar_names");
    let name = |id: &str| {
        let written = names
            .iter()
            .find(|(key, ..)| *key == id)
            .and_then(|(.., item)| item.get_ref().as_str());
        written.map_or_else(|| words_of_id(id), str::to_owned)
    };
    let mut pillars: Vec<Pillar> = ids
        .iter()
        .map(|id| Pillar {
            id: id.clone(),
            name: name(id),
            is_pillar: id != "business",
        })
        .collect();
    // A portfolio may order its pillars anew or leave some out; built-in metrics of those left out keep their heading.
    for id in DEFAULT_PILLARS.iter().chain(&OTHER_HEADINGS) {
        if !pillars.iter().any(|pillar| pillar.id == *id) {
            pillars.push(Pillar {
                id: (*id).to_owned(),
                name: name(id),
                is_pillar: false,
            });
        }
    }
    for (id, span, _) in &names {
        if !pillars.iter().any(|pillar| pillar.id == *id) {
            let cure = crate::diagnostic::did_you_mean(
                id,
                pillars.iter().map(|pillar| pillar.id.as_str()),
                "list it under `pillars`",
            );
            document.problem(
                Code::UnknownPillar,
                span.clone(),
                (&format!("unknown pillar `{id}`"), &cure),
            );
        }
    }
    pillars
}

fn rhythm(document: &Document<'_>, table: &DeTable<'_>) -> Option<Rhythm> {
    let mut changes: Vec<(Date, Length, Range<usize>)> = document
        .tables(table, "changes")
        .filter_map(|(change, span)| Some((document.date(change, "from")?, document.length(change, "every")?, span)))
        .collect();
    changes.sort_by_key(|change| change.0);
    for pair in changes.windows(2) {
        if pair[0].0 == pair[1].0 {
            document.problem(
                Code::Overlap,
                pair[1].2.clone(),
                ("two changes of the cycle begin on the same day", "remove one of them"),
            );
        }
    }
    let first = document.date(table, "first")?;
    if let Some(early) = changes.first().filter(|change| change.0 < first) {
        document.problem(
            Code::DateOrder,
            early.2.clone(),
            (
                "the change of the cycle lies before `first`",
                "set `first` to the earlier rhythm's first day, or correct `from`",
            ),
        );
    }
    Some(Rhythm {
        first,
        every: document.length(table, "every").unwrap_or(Length::Days(14)),
        grace: document.length(table, "grace").unwrap_or(Length::Days(3)),
        changes: changes.into_iter().map(|(from, every, _)| (from, every)).collect(),
        skips: stretches(document, table, "skips"),
    })
}

/// Skips or pauses, in order of date; those that end before they begin or overlap are reported.
pub(super) fn stretches(document: &Document<'_>, table: &DeTable<'_>, key: &str) -> Vec<Stretch> {
    let mut stretches: Vec<(Stretch, Range<usize>)> = Vec::new();
    for (stretch, span) in document.tables(table, key) {
        let (Some(from), Some(to)) = (document.date(stretch, "from"), document.date(stretch, "to")) else {
            continue;
        };
        if to < from {
            let at = stretch.get("to").map_or(span.clone(), toml::Spanned::span);
            document.problem(
                Code::DateOrder,
                at,
                ("the stretch ends before it begins", "correct `from` or `to`"),
            );
            continue;
        }
        let reason = document.text(stretch, "reason").unwrap_or_default();
        stretches.push((Stretch { from, to, reason }, span));
    }
    stretches.sort_by_key(|(stretch, _)| stretch.from);
    for pair in stretches.windows(2) {
        if pair[1].0.from <= pair[0].0.to {
            document.problem(
                Code::Overlap,
                pair[1].1.clone(),
                (
                    "the stretch overlaps an earlier one",
                    "join the two, or correct their dates",
                ),
            );
        }
    }
    stretches.into_iter().map(|(stretch, _)| stretch).collect()
}

fn sources(document: &Document<'_>, table: &DeTable<'_>) -> Vec<TeamSource> {
    document
        .tables(table, "sources")
        .filter_map(|(source, span)| {
            Some(TeamSource {
                path: document.text(source, "path")?,
                team: document.text(source, "team"),
                source_url: source_url(document, source),
                place: document.place(source.get("path").map_or(span, toml::Spanned::span)),
            })
        })
        .collect()
}

fn review(document: &Document<'_>, table: &DeTable<'_>) -> WrittenReview {
    let number = |key: &str, default: u32| {
        document
            .integer(table, key)
            .and_then(|number| u32::try_from(number).ok())
            .unwrap_or(default)
    };
    let at = table
        .get("at")
        .and_then(|item| item.get_ref().as_datetime())
        .and_then(|moment| moment.time);
    let part = |value: u8| i8::try_from(value).unwrap_or(0);
    let groups = named(document, table, "groups");
    WrittenReview {
        review: crate::config::Review {
            id: document.text(table, "id").unwrap_or_default(),
            teams: Vec::new(),
            groups: groups.iter().map(|(group, _)| group.clone()).collect(),
            days_after_cycle: document
                .integer(table, "days_after_cycle")
                .and_then(|days| i32::try_from(days).ok())
                .unwrap_or(0),
            at: at
                .and_then(|time| Time::new(part(time.hour), part(time.minute), part(time.second.unwrap_or(0)), 0).ok()),
            minutes: number("minutes", 120),
            minutes_per_team: number("minutes_per_team", 10),
            facilitator: document.text(table, "facilitator"),
        },
        groups,
        teams: named(document, table, "teams"),
    }
}
