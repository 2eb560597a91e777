//! What feeds say: cycles, reports, notices, tech shares and incidents, in words of their pages, with the dates that were
//! written down.
//!
//! An entry keeps its id when its text is edited, when its team gets another name and when the site moves
//! (`[feeds] ids`): a reader shows it once. No date comes from the day of the build, so that a feed changes with its
//! content alone.

use super::atom::{self, Entry};
use crate::analyse::freshness::frozen_day;
use crate::analyse::interval::Interval;
use crate::digest::{Line, html};
use crate::link;
use crate::markdown::{self, escape};
use crate::model::cycle::CycleIndex;
use crate::model::incident::Incident;
use crate::model::moment::Moment;
use crate::model::notad::Notad;
use crate::model::portfolio::Portfolio;
use crate::model::report::Report;
use crate::model::team::Team;
use crate::model::tech_share::TechShare;
use crate::page::frame::plain;
use crate::page::here::Here;
use crate::page::summary::Told;
use crate::page::voices::{self, Said};
use crate::page::words::capital;
use crate::page::{
    INCIDENTS, INDEX, NOTADS, TECH_SHARES, cycle_path, digest, incident_place, notad_path, register, report,
    report_path, team_path, tech_share_path,
};
use crate::words::{Words, say};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::fmt::Write;

/// So many entries a feed has: readers keep those that they have seen.
const MOST: usize = 30;
/// A cycle is told at length: half a year of them is a feed that can be fetched every hour.
const CYCLES: usize = 13;
/// A planned tech share is news so many days before it is held.
const ANNOUNCED: i32 = 14;

/// What a feed tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feed {
    /// Each cycle that has ended, of all teams.
    Portfolio,
    /// The reports of a team.
    Team(usize),
    /// Notices to all developers.
    Notads,
    /// Tech shares, announced and held.
    TechShares,
    /// Incidents of all teams.
    Incidents,
}

/// What a feed is called.
pub(super) fn title(portfolio: &Portfolio, feed: Feed) -> String {
    let (site, words) = (&portfolio.config.title, &portfolio.words);
    match feed {
        Feed::Portfolio => site.clone(),
        Feed::Team(team) => say!(words, "feeds.team", team = portfolio.teams[team].name),
        Feed::Notads => say!(words, "feeds.notads", site = site),
        Feed::TechShares => say!(words, "feeds.tech_shares", site = site),
        Feed::Incidents => say!(words, "feeds.incidents", site = site),
    }
}

/// A feed as a document.
pub(super) fn write(here: Here<'_>, feed: Feed) -> String {
    let portfolio = here.portfolio;
    let mut entries = entries(here, feed);
    // The newest first; of two of one moment, the order does not hang on the order of files.
    entries.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
    entries.truncate(MOST);
    let (page, subtitle) = match feed {
        Feed::Portfolio => (String::new(), "feeds.of_cycles"),
        Feed::Team(team) => (team_path(&portfolio.teams[team]), "feeds.of_team"),
        Feed::Notads => (NOTADS.to_owned(), "feeds.of_notads"),
        Feed::TechShares => (TECH_SHARES.to_owned(), "feeds.of_tech_shares"),
        Feed::Incidents => (INCIDENTS.to_owned(), "feeds.of_incidents"),
    };
    let own = match feed {
        Feed::Team(team) => super::team_feed_path(first_slug(&portfolio.teams[team])),
        feed => super::feed_path(portfolio, feed),
    };
    let begun = portfolio.calendar.cycles.first().map_or(Date::MIN, |cycle| cycle.first);
    atom::document(&atom::Feed {
        id: id(here, &own),
        title: title(portfolio, feed),
        subtitle: here.words().word(subtitle),
        author: match feed {
            Feed::Team(team) => &portfolio.teams[team].name,
            _ => &portfolio.config.title,
        },
        own: address(here, &super::feed_path(portfolio, feed)),
        page: address(here, &page),
        language: &portfolio.config.language,
        zone: &portfolio.config.time_zone,
        begun: begins(here, begun),
        entries,
    })
}

fn entries(here: Here<'_>, feed: Feed) -> Vec<Entry> {
    let portfolio = here.portfolio;
    let today = portfolio.as_of;
    match feed {
        Feed::Portfolio => {
            let ended = portfolio.calendar.ended().rev().take(CYCLES);
            ended.map(|cycle| of_cycle(here, cycle)).collect()
        }
        Feed::Team(team) => {
            let reports = portfolio.teams[team].reports.iter().rev().take(MOST);
            reports.map(|report| of_report(here, team, report)).collect()
        }
        Feed::Notads => {
            let issued = portfolio.notads.iter().filter(|notad| notad.issued <= today);
            issued.map(|notad| of_notad(here, notad)).collect()
        }
        Feed::TechShares => {
            let shares = portfolio.tech_shares.iter();
            shares.filter_map(|share| of_share(here, share)).collect()
        }
        Feed::Incidents => {
            let all = portfolio
                .teams
                .iter()
                .flat_map(|team| team.incidents.iter().map(move |incident| (team, incident)));
            let begun = all.filter(|(_, incident)| incident.started.date <= today);
            begun
                .map(|(team, incident)| of_incident(here, team, incident))
                .collect()
        }
    }
}

/// The address of a path of the site; of the portfolio itself for none.
fn address(here: Here<'_>, path: &str) -> String {
    let base = here.portfolio.config.base_url.as_deref().unwrap_or_default();
    link::absolute_path(path, base)
}

/// What stands for a path for ever: its address where the site stood first.
fn id(here: Here<'_>, path: &str) -> String {
    let config = &here.portfolio.config;
    let base = config.feed_ids.as_ref().or(config.base_url.as_ref());
    link::absolute_path(path, base.map(String::as_str).unwrap_or_default())
}

/// The name under which a team was known first: ids keep it.
fn first_slug(team: &Team) -> &str {
    team.renamed_from.first().unwrap_or(&team.slug)
}

/// The beginning of a day on the site's clocks.
fn begins(here: Here<'_>, date: Date) -> Timestamp {
    let on = |zone: TimeZone| date.to_zoned(zone).map(|zoned| zoned.timestamp());
    on(here.portfolio.config.time_zone.clone())
        .or_else(|_| on(TimeZone::UTC))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

fn at(here: Here<'_>, moment: Moment) -> Timestamp {
    moment.at.unwrap_or_else(|| begins(here, moment.date))
}

/// A cycle, with what its page says: who reported, what stands out, what teams need and are glad of.
fn of_cycle(here: Here<'_>, cycle: CycleIndex) -> Entry {
    let bounds = here.portfolio.calendar.cycle(cycle);
    let path = cycle_path(bounds);
    let here = Here { path: &path, ..here };
    let digest = digest::of_cycle(told(here, cycle, None));
    let reports = here.analysis.teams.iter().zip(&here.portfolio.teams);
    let submitted = reports
        .filter_map(|(known, team)| Some(handed_in(&team.reports[known.report_in(cycle)?])))
        .max();
    Entry {
        id: id(here, &path),
        title: say!(here.words(), "cycle.title", day = here.words().day(bounds.last)),
        page: address(here, &path),
        published: begins(here, bounds.last),
        updated: begins(
            here,
            submitted.map_or(bounds.last, |submitted| submitted.max(bounds.last)),
        ),
        author: None,
        categories: Vec::new(),
        summary: digest.opening.first().map_or_else(String::new, Line::words),
        content: led_from(here, &html::fragment(&digest)),
    }
}

/// A cycle as its page tells it, frozen; of one team or of all.
fn told(here: Here<'_>, cycle: CycleIndex, team: Option<usize>) -> Told<'_> {
    let calendar = &here.portfolio.calendar;
    let bounds = calendar.cycle(cycle);
    let of = Interval {
        days: (bounds.first, bounds.last),
        cycles: (cycle, cycle),
        day: frozen_day(calendar, cycle, here.portfolio.as_of),
    };
    Told { here, of, team }
}

/// The day on which a report came: the one it speaks for where nothing else is known.
fn handed_in(report: &Report) -> Date {
    report.submitted.unwrap_or(report.date)
}

/// A report: what its author says, and what stands out of its numbers.
fn of_report(here: Here<'_>, team: usize, report: &Report) -> Entry {
    let owner = &here.portfolio.teams[team];
    let path = report_path(owner, report);
    let here = Here { path: &path, ..here };
    let voices = voices::of_report(here, report);
    let sentence = report::sentence(here, team, report);
    let mut content = paragraph(&escape(&sentence));
    content += &report
        .summary
        .as_ref()
        .map_or_else(String::new, |summary| here.block(summary));
    let words = here.words();
    for (heading, said) in [
        ("feeds.needs", &voices.needs),
        ("feeds.wins", &voices.wins),
        ("feeds.concerns", &voices.concerns),
        ("feeds.learnings", &voices.learnings),
    ] {
        list(&mut content, words.word(heading), said, words);
    }
    let told = told(here, report.cycle, Some(team));
    for section in [
        told.signals(true),
        told.signals(false),
        told.finished(),
        told.incidents(),
    ] {
        content += &html::section(&section);
    }
    Entry {
        id: id(here, &format!("teams/{}/{}.html", first_slug(owner), report.date)),
        title: say!(words, "feeds.report", team = owner.name, day = words.day(report.date)),
        page: address(here, &path),
        published: begins(here, handed_in(report)),
        updated: begins(here, handed_in(report).max(report.date)),
        author: None,
        categories: voices.topics.into_iter().map(|topic| topic.text).collect(),
        summary: report.summary.as_ref().map_or(sentence, plain),
        content: led_from(here, &content),
    }
}

fn of_notad(here: Here<'_>, notad: &Notad) -> Entry {
    let path = notad_path(notad);
    let here = Here { path: &path, ..here };
    let words = here.words();
    let mut facts = vec![
        capital(words.notad_kind(notad.kind)),
        match register::notad::whom(here, notad) {
            all if all.is_empty() => words.word("notads.for_all_teams").to_owned(),
            some => some,
        },
    ];
    facts.extend((notad.due).map(|due| say!(words, "parts.due", day = words.short_day(due))));
    facts.extend((notad.expires).map(|expires| say!(words, "feeds.in_force_until", day = words.short_day(expires))));
    let facts = facts.join(words.word("lists.between"));
    let summary = say!(words, "feeds.notad", facts = facts);
    let mut content = paragraph(&escape(&summary)) + &here.block(&notad.body);
    content += &elsewhere(notad.link.as_deref(), words.word("feeds.more_of_it"));
    Entry {
        id: id(here, &path),
        title: notad.title.clone(),
        page: address(here, &path),
        published: begins(here, notad.issued),
        updated: begins(here, notad.issued),
        author: None,
        categories: vec![words.notad_kind(notad.kind).to_owned()],
        summary,
        content: led_from(here, &content),
    }
}

/// A tech share once it is near or was held; without a day it is no news yet.
fn of_share(here: Here<'_>, share: &TechShare) -> Option<Entry> {
    let date = share.date?;
    let today = here.portfolio.as_of;
    let announced = date.saturating_sub(ANNOUNCED.days());
    if announced > today {
        return None;
    }
    let path = tech_share_path(share);
    let here = Here { path: &path, ..here };
    let summary = register::share::share_sentence(here, share, true);
    let mut content = paragraph(&escape(&summary)) + &here.block(&share.body);
    content += &elsewhere(share.recording.as_deref(), here.words().word("feeds.recording"));
    content += &elsewhere(share.slides.as_deref(), here.words().word("feeds.slides"));
    let is_held = share.is_held_on(today);
    Some(Entry {
        id: id(here, &path),
        title: share.title.clone(),
        page: address(here, &path),
        published: begins(here, announced),
        updated: begins(here, if is_held { date } else { announced }),
        author: None,
        categories: share.topics.iter().map(|topic| here.topic(topic)).collect(),
        summary,
        content: led_from(here, &content),
    })
}

fn of_incident(here: Here<'_>, team: &Team, incident: &Incident) -> Entry {
    // Whether it has a page of its own changes when somebody writes its review: its id does not.
    let stable = format!("incidents/{}/{}.html", first_slug(team), incident.id);
    let place = incident_place(here.portfolio, team, incident);
    let path = place.split('#').next().unwrap_or(INDEX).to_owned();
    let here = Here { path: &path, ..here };
    let summary = register::incident::incident_sentence(here, incident, &team.name);
    let mut content = paragraph(&escape(&summary));
    let words = here.words();
    for (heading, prose) in [
        ("feeds.impact", &incident.impact),
        ("feeds.root_cause", &incident.root_cause),
    ] {
        if let Some(said) = here.maybe(prose.as_ref()) {
            content += &paragraph(&format!("<b>{}</b> {said}", escape(words.word(heading))));
        }
    }
    if !markdown::is_blank(&incident.body.text) {
        content += &here.block(&incident.body);
    }
    let learnings: Vec<String> = incident
        .learnings
        .iter()
        .map(|learning| here.inline(learning))
        .collect();
    items(&mut content, words.word("feeds.learnings"), &learnings);
    content += &elsewhere(incident.link.as_deref(), words.word("feeds.record"));
    let moments = [Some(incident.started), incident.detected, incident.restored];
    let today = here.portfolio.as_of;
    let known = moments.into_iter().flatten().filter(|moment| moment.date <= today);
    let severity = register::incident::severity(incident);
    Entry {
        id: id(here, &stable),
        title: say!(
            words,
            "feeds.incident",
            team = team.name,
            incident = plain(&incident.title)
        ),
        page: address(here, &place),
        published: at(here, incident.started),
        updated: known
            .map(|moment| at(here, moment))
            .max()
            .unwrap_or_else(|| at(here, incident.started)),
        author: Some(team.name.clone()),
        categories: Some(severity)
            .into_iter()
            .filter(|severity| !severity.is_empty())
            .collect(),
        summary,
        content: led_from(here, &content),
    }
}

/// HTML of a page as it may stand anywhere: its links lead to the site.
fn led_from(here: Here<'_>, html: &str) -> String {
    let base = here.portfolio.config.base_url.as_deref().unwrap_or_default();
    link::absolute(html, here.path, base)
}

fn paragraph(html: &str) -> String {
    if html.is_empty() {
        return String::new();
    }
    format!("<p>{html}</p>\n")
}

/// A link to another site, in a paragraph of its own.
fn elsewhere(url: Option<&str>, words: &str) -> String {
    url.map_or_else(String::new, |url| {
        paragraph(&format!("<a href=\"{}\">{}</a>", escape(url), escape(words)))
    })
}

fn list(content: &mut String, heading: &str, said: &[Said], words: &Words) {
    let lines: Vec<String> = said
        .iter()
        .map(|said| {
            let by = said.by.as_ref().map(|by| say!(words, "feeds.by", day = by.text));
            let apart: Vec<String> = [Some(said.to.clone()), by]
                .into_iter()
                .flatten()
                .filter(|text| !text.is_empty())
                .collect();
            if apart.is_empty() {
                said.html.clone()
            } else {
                format!("{} ({})", said.html, escape(&apart.join(words.word("lists.between"))))
            }
        })
        .collect();
    items(content, heading, &lines);
}

fn items(content: &mut String, heading: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(content, "<h3>{}</h3>\n<ul>", escape(heading));
    for line in lines {
        let _ = writeln!(content, "<li>{line}</li>");
    }
    content.push_str("</ul>\n");
}
