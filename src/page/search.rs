//! What a reader can search: every page by its title, and the entries of registers that have a place on a page of many.
//!
//! Only what pages show stands in it: it is made from the plan and from titles. What is found, and in which order, is
//! decided by the theme's script; pages do not depend on it, so that a new report changes no other page.

use super::group;
use super::here::Here;
use super::review::review_name;
use super::words::{capital, spoken};
use super::{ACTIONS, Assets, INDEX, Kind, Page, TOPICS, actions, plan, quarters, register, war};
use crate::analyse::Analysis;
use crate::analyse::topic::topics;
use crate::markdown;
use crate::model::portfolio::Portfolio;
use crate::words::say;
use serde::Serialize;
use std::collections::BTreeMap;

/// Where the index stands. Its name has no hash, because every page that named it would change with it.
pub const SEARCH: &str = "data/search.js";

/// The global variable that the index is assigned to; read by `site.js` of the theme.
const VARIABLE: &str = "scorpfolioPages";

/// Entries that share the beginning and the end of their addresses, their kind and their team.
#[derive(Debug, Serialize)]
struct Group(String, &'static str, String, String, Vec<Entry>);

/// What is between the beginning and the end of its address, its title, and further words it is found by.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Entry {
    Plain(String, String),
    Worded(String, String, String),
}

/// Kinds, by their messages, in the order in which they are found: what a reader comes for most stands first.
const KINDS: [&str; 19] = [
    "search.team",
    "search.group",
    "search.page",
    "search.metric_across",
    "search.pillar",
    "search.workload",
    "search.metric",
    "search.notad",
    "search.action",
    "search.topic",
    "search.incident",
    "search.release",
    "search.tech_share",
    "search.review",
    "search.war",
    "search.report",
    "search.cycle",
    "search.quarter",
    "search.year",
];

/// Kinds that are named by their day.
const BY_DAY: [&str; 6] = [
    "search.report",
    "search.review",
    "search.cycle",
    "search.quarter",
    "search.war",
    "search.year",
];

/// One thing to find: its address, its title, its kind, its team, and further words.
struct Found {
    path: String,
    title: String,
    kind: &'static str,
    team: Option<usize>,
    words: String,
}

/// The index as a script: one list, assigned to one variable, so that it can be read where a page was opened from the disk.
#[must_use]
pub fn script(portfolio: &Portfolio, analysis: &Analysis) -> Vec<u8> {
    let assets = Assets::new();
    let here = Here {
        portfolio,
        analysis,
        assets: &assets,
        path: INDEX,
    };
    let mut script = format!("var {VARIABLE}=").into_bytes();
    write(&groups(here), &mut script);
    script.extend_from_slice(b";\n");
    script
}

fn write(groups: &[Group], script: &mut Vec<u8>) {
    serde_json::to_writer(script, groups).expect("an index is made of texts and lists alone");
}

/// Everything there is to find, by kind, team and place.
fn groups(here: Here<'_>) -> Vec<Group> {
    // One at a time: of a thousand teams there are a hundred thousand, beside the portfolio.
    let pages = plan(here.portfolio, here.analysis).into_iter();
    let titled = pages.filter_map(|page| titled(here, &page));
    let mut groups: BTreeMap<(usize, Option<usize>, String, &'static str), Group> = BTreeMap::new();
    for found in titled.chain(registered(here)) {
        let rank = KINDS.iter().position(|kind| *kind == found.kind).unwrap_or(KINDS.len());
        let (at, name, end) = split(&found.path);
        let key = (rank, found.team, at.to_owned(), end);
        let team = found
            .team
            .map_or_else(String::new, |team| here.portfolio.teams[team].name.clone());
        let group = groups.entry(key).or_insert_with(|| {
            Group(
                at.to_owned(),
                end,
                here.words().word(found.kind).to_owned(),
                team,
                Vec::new(),
            )
        });
        group.4.push(if found.words.is_empty() {
            Entry::Plain(name.to_owned(), found.title)
        } else {
            Entry::Worded(name.to_owned(), found.title, found.words)
        });
    }
    for ((rank, ..), group) in &mut groups {
        // What is named by its day is read from the newest on.
        if KINDS.get(*rank).is_some_and(|kind| BY_DAY.contains(kind)) {
            group.4.reverse();
        }
    }
    groups.into_values().collect()
}

/// An address as what many of its kind begin with, its own name, and what they end with.
fn split(path: &str) -> (&str, &str, &'static str) {
    if let Some(hash) = path.find('#') {
        return (&path[..=hash], &path[hash + 1..], "");
    }
    let folder = path.rfind('/').map_or(0, |slash| slash + 1);
    match path[folder..].strip_suffix(".html") {
        Some(name) => (&path[..folder], name, ".html"),
        None => (&path[..folder], &path[folder..], ""),
    }
}

/// A page by its title; `None` for one that nobody looks for.
fn titled(here: Here<'_>, page: &Page) -> Option<Found> {
    let portfolio = here.portfolio;
    let team_of = |team: usize| &portfolio.teams[team];
    let none = String::new;
    let words = here.words();
    let metric_words = |metric| {
        let metric: &crate::model::metric::Metric = portfolio.metric(metric);
        metric.labels.join(" ")
    };
    let (kind, team, title, more) = match &page.kind {
        Kind::Index => (
            "search.page",
            None,
            portfolio.config.title.clone(),
            words.word("search.of_portfolio").to_owned(),
        ),
        Kind::Free(index) => ("search.page", None, portfolio.pages[*index].title.clone(), none()),
        Kind::Cycle(cycle) => {
            let cycle = portfolio.calendar.cycle(*cycle);
            ("search.cycle", None, words.stretch(cycle.first, cycle.last), none())
        }
        Kind::Quarter(index) => {
            let of = &quarters(&portfolio.calendar, portfolio.as_of)[*index];
            ("search.quarter", None, register::quarter(of.days.0, words), none())
        }
        Kind::Team(team) => {
            let owner = team_of(*team);
            let more = [&owner.kind, &owner.group].map(|word| word.clone().unwrap_or_default());
            (
                "search.team",
                None,
                owner.name.clone(),
                more.join(" ").trim().to_owned(),
            )
        }
        Kind::Report { team, report } => {
            let report = &team_of(*team).reports[*report];
            (
                "search.report",
                Some(*team),
                words.day(report.date),
                report.topics.join(" "),
            )
        }
        Kind::TeamMetric { team, metric } => {
            let name = portfolio.metric(*metric).name.clone();
            ("search.metric", Some(*team), name, metric_words(*metric))
        }
        Kind::Group(index) => (
            "search.group",
            None,
            group::groups(portfolio)[*index].name(here),
            none(),
        ),
        Kind::ArchiveYear(year) => ("search.year", None, year.to_string(), none()),
        Kind::ArchiveTeam { team, year } => ("search.year", Some(*team), year.to_string(), none()),
        Kind::Workload { team, workload } => {
            let name = team_of(*team).workloads[*workload].name.clone();
            ("search.workload", Some(*team), name, none())
        }
        Kind::Metric(metric) => (
            "search.metric_across",
            None,
            portfolio.metric(*metric).name.clone(),
            metric_words(*metric),
        ),
        Kind::Pillar(pillar) => ("search.pillar", None, portfolio.pillars[*pillar].name.clone(), none()),
        other => entered(here, other)?,
    };
    Some(Found {
        path: page.path.to_string(),
        title,
        kind,
        team,
        words: more,
    })
}

/// The kind, team, title and further words of a page about one entry of a register or one meeting, or of which there is one;
/// `None` for one that nobody looks for.
fn entered(here: Here<'_>, kind: &Kind) -> Option<(&'static str, Option<usize>, String, String)> {
    let portfolio = here.portfolio;
    let team_of = |team: usize| &portfolio.teams[team];
    let none = String::new;
    let words = here.words();
    Some(match kind {
        Kind::Notad(notad) => {
            let notad = &portfolio.notads[*notad];
            ("search.notad", None, notad.title.clone(), notad.id.clone())
        }
        Kind::Incident { team, incident } => {
            let incident = &team_of(*team).incidents[*incident];
            (
                "search.incident",
                Some(*team),
                markdown::plain(&incident.title),
                incident.id.clone(),
            )
        }
        Kind::TechShare(share) => {
            let share = &portfolio.tech_shares[*share];
            (
                "search.tech_share",
                share.team,
                share.title.clone(),
                share.topics.join(" "),
            )
        }
        Kind::Review { review, cycle } => {
            let name = review_name(&portfolio.config.reviews[*review], here.words());
            let about = portfolio.calendar.cycle(*cycle).last;
            (
                "search.review",
                None,
                say!(words, "search.meeting", name = name, day = words.day(about)),
                none(),
            )
        }
        Kind::NextReview(review) => {
            let name = review_name(&portfolio.config.reviews[*review], words);
            (
                "search.page",
                None,
                say!(words, "search.next_meeting", name = name),
                words.word("search.of_meeting").to_owned(),
            )
        }
        Kind::War { team, war: index } => {
            let (owner, review) = (team_of(*team), &team_of(*team).wars[*index]);
            let title = say!(
                words,
                "search.review_of",
                subject = war::subject(owner, review),
                day = words.day(review.date)
            );
            ("search.war", Some(*team), title, words.word("frame.war").to_owned())
        }
        _ => {
            let (title, more) = single(kind)?;
            let more = if more.is_empty() {
                none()
            } else {
                words.word(more).to_owned()
            };
            ("search.page", None, words.word(title).to_owned(), more)
        }
    })
}

/// The messages of a page of which there is one: its title, and further words if there are any; `None` for one that nobody
/// looks for.
fn single(kind: &Kind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        Kind::Teams => ("frame.teams", ""),
        Kind::Catalogue => ("frame.catalogue", "search.of_catalogue"),
        Kind::Dora => ("frame.dora", ""),
        Kind::Actions => ("headings.actions", ""),
        Kind::Notads => ("headings.notads", "search.of_notads"),
        Kind::Incidents => ("headings.incidents", ""),
        Kind::Releases => ("headings.releases", ""),
        Kind::Topics => ("headings.topics", ""),
        Kind::TechShares => ("headings.shares", ""),
        Kind::Wins => ("headings.wins", ""),
        Kind::Reviews => ("headings.reviews", "search.of_reviews"),
        Kind::Wars => ("headings.wars", "frame.war"),
        Kind::Radiators(_) => ("frame.screens", "search.of_screens"),
        Kind::Archive => ("archive.title", "search.of_archive"),
        Kind::About => ("frame.about", "search.of_about"),
        _ => return None,
    })
}

/// Actions and topics with their places on the pages of all, and what else is listed there without a page of its own.
fn registered(here: Here<'_>) -> Vec<Found> {
    let portfolio = here.portfolio;
    let (cycle, day) = (here.now(), portfolio.as_of);
    let mut all = Vec::new();
    for (team, owner) in portfolio.teams.iter().enumerate() {
        for action in actions::listed(here, team, (cycle, day)) {
            all.push(Found {
                path: format!("{ACTIONS}#{}", action.id),
                title: markdown::plain(&action.title),
                kind: "search.action",
                team: Some(team),
                words: action.id.clone(),
            });
        }
        for (path, name) in register::release::listed(owner) {
            all.push(Found {
                path,
                title: name.to_owned(),
                kind: "search.release",
                team: Some(team),
                words: String::new(),
            });
        }
    }
    for topic in topics(portfolio, (cycle, day)) {
        all.push(Found {
            path: format!("{TOPICS}#{}", topic.id),
            title: here.topic(topic.id),
            kind: "search.topic",
            team: None,
            words: if capital(&spoken(topic.id)) == here.topic(topic.id) {
                String::new()
            } else {
                topic.id.to_owned()
            },
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::tests::loaded;
    use super::*;
    use jiff::civil::date;

    /// Every address of the index with its title, kind and team.
    fn found() -> Vec<(String, String, String, String)> {
        let (portfolio, analysis) = loaded(date(2026, 2, 10));
        let assets = Assets::new();
        let here = Here {
            portfolio: &portfolio,
            analysis: &analysis,
            assets: &assets,
            path: INDEX,
        };
        let entry = |group: &Group, entry: &Entry| {
            let (Entry::Plain(name, title) | Entry::Worded(name, title, _)) = entry;
            let path = format!("{}{name}{}", group.0, group.1);
            (path, title.clone(), group.2.clone(), group.3.clone())
        };
        let groups = groups(here);
        groups
            .iter()
            .flat_map(|group| group.4.iter().map(move |own| entry(group, own)))
            .collect()
    }

    #[test]
    fn every_page_that_a_reader_looks_for_is_found_once() {
        let (portfolio, analysis) = loaded(date(2026, 2, 10));
        let found: Vec<String> = found().into_iter().map(|(path, ..)| path).collect();
        for page in plan(&portfolio, &analysis) {
            let times = found.iter().filter(|path| ***path == *page.path).count();
            let is_wanted = !matches!(
                page.kind,
                Kind::LatestCycle
                    | Kind::Latest { .. }
                    | Kind::NotFound
                    | Kind::Redirect { .. }
                    | Kind::Embed { .. }
                    | Kind::Radiator { .. }
            );
            assert_eq!(times, usize::from(is_wanted), "{}", page.path);
        }
    }

    #[test]
    fn a_page_of_a_team_says_whose_it_is() {
        let report = ("teams/a/2026-01-18.html", "18 January 2026", "Report", "A");
        let metric = ("teams/a/metrics/mine.html", "Mine", "Metric", "A");
        let all = found();
        for (path, title, kind, team) in [report, metric] {
            let expected = (path.to_owned(), title.to_owned(), kind.to_owned(), team.to_owned());
            assert!(all.contains(&expected), "{expected:?} in {all:#?}");
        }
    }

    #[test]
    fn teams_are_found_before_reports_and_new_reports_before_old_ones() {
        let paths: Vec<String> = found().into_iter().map(|(path, ..)| path).collect();
        let at = |wanted: &str| paths.iter().position(|path| path == wanted);
        assert!(at("teams/a.html") < at("teams/a/2026-02-01.html"));
        assert!(at("teams/a/2026-02-01.html") < at("teams/a/2026-01-18.html"));
    }

    #[test]
    fn the_index_is_one_statement_and_the_same_each_time() {
        let (portfolio, analysis) = loaded(date(2026, 2, 10));
        let script = String::from_utf8(script(&portfolio, &analysis)).unwrap();
        let json = script.strip_prefix("var scorpfolioPages=").unwrap();
        let json = json.strip_suffix(";\n").unwrap();
        assert!(serde_json::from_str::<serde_json::Value>(json).unwrap().is_array());
        assert_eq!(script.into_bytes(), super::script(&portfolio, &analysis));
    }

    #[test]
    fn an_address_is_split_at_its_folder_or_its_anchor() {
        assert_eq!(split("teams/a/metrics/b.html"), ("teams/a/metrics/", "b", ".html"));
        assert_eq!(split("actions.html#a-1"), ("actions.html#", "a-1", ""));
        assert_eq!(split("war.html"), ("", "war", ".html"));
    }
}
