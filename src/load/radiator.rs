//! radiators/*.toml → [`Radiator`]s, and the loops that exist without a file.

use crate::diagnostic::{Code, did_you_mean};
use crate::load::document::{Document, kebab, words_of_id};
use crate::load::register::{Context, span, stem};
use crate::load::shape;
use crate::model::metric::{MetricIndex, Sensitive};
use crate::model::portfolio::Portfolio;
use crate::model::radiator::{Radiator, SECONDS, Screen, Shows, Theme};
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The loop that speaks of all teams.
pub(super) const PORTFOLIO: &str = "portfolio";

/// Reads a radiator; `screens` is empty where the file names none.
pub(super) fn read(document: &Document<'_>, context: Context<'_>) -> Radiator {
    let table = document.parse();
    document.check(&table, &shape::RADIATOR);
    let name = stem(document);
    if !crate::load::document::is_id(name) || super::RESERVED.contains(&name) {
        let cure = format!("rename the file to `{}.toml`", kebab(name));
        let message = format!("`{name}` cannot be the name of a radiator");
        document.problem(Code::BadFileName, 0..0, (&message, &cure));
    }
    let on = |key: &str| table.get(key).map(Spanned::get_ref).and_then(DeValue::as_bool) == Some(true);
    let shows = Shows {
        names: on("show_names"),
        money: on("show_money"),
        threats: on("show_threats"),
    };
    let screens = document.tables(&table, "screens");
    Radiator {
        name: name.to_owned(),
        title: document.text(&table, "title").unwrap_or_else(|| words_of_id(name)),
        teams: teams(document, &table, context),
        seconds: document
            .integer(&table, "seconds")
            .and_then(|seconds| u32::try_from(seconds).ok())
            .unwrap_or(SECONDS),
        theme: document
            .choice(&table, "theme", &[("dark", Theme::Dark), ("light", Theme::Light)])
            .unwrap_or(Theme::Dark),
        shows,
        screens: screens
            .filter_map(|(written, at)| screen(document, (written, at), (context, shows)))
            .collect(),
        origin: Some(document.origin(0)),
    }
}

/// The teams of the groups and the teams that are named, in the portfolio's order; all where none is.
fn teams(document: &Document<'_>, table: &DeTable<'_>, context: Context<'_>) -> Vec<usize> {
    let mut found: BTreeSet<usize> = context.teams(document, table, "teams").into_iter().collect();
    let groups: BTreeSet<&str> = context.teams.iter().filter_map(|team| team.group.as_deref()).collect();
    for (group, at) in document.texts(table, "groups") {
        if !groups.contains(group.as_str()) {
            let cure = "set `group` in the team.toml of its teams";
            let cure = did_you_mean(&group, groups.iter().copied(), cure);
            let message = format!("no team is in the group `{group}`");
            document.problem(Code::UnknownGroup, at, (&message, &cure));
        }
        let members = context.teams.iter().enumerate();
        found.extend(
            members
                .filter(|(_, team)| team.group.as_deref() == Some(&group))
                .map(|(team, _)| team),
        );
    }
    if table.contains_key("teams") || table.contains_key("groups") {
        found.into_iter().collect()
    } else {
        (0..context.teams.len()).collect()
    }
}

fn screen(
    document: &Document<'_>,
    written: (&DeTable<'_>, Range<usize>),
    known: (Context<'_>, Shows),
) -> Option<Screen> {
    let (table, at) = written;
    let (context, shows) = known;
    let kind = document.text(table, "kind")?;
    for key in ["pillar", "team", "metric"] {
        if table.contains_key(key) && key != kind && shape::SCREENS.contains(&kind.as_str()) {
            let message = format!("a screen of kind `{kind}` has no `{key}`");
            let cure = format!("remove it, or write `kind = \"{key}\"`");
            document.problem(Code::UnknownKey, span(table, key), (&message, &cure));
        } else if kind == key && !table.contains_key(key) {
            let message = format!("the screen does not say which {key} it shows");
            let cure = format!("add `{key} = \"…\"`");
            document.problem(Code::MissingKey, at.clone(), (&message, &cure));
        }
    }
    Some(match kind.as_str() {
        "portfolio" => Screen::Portfolio,
        "pillar" => Screen::Pillar(context.pillar(document, table)?),
        "team" => Screen::Team(context.team(document, table)?),
        "metric" => Screen::Metric(metric(document, table, (context, shows))?),
        "war" => Screen::War,
        "wins" => Screen::Wins,
        "notads" => Screen::Notads,
        "next-review" => Screen::NextReview,
        "incidents" => Screen::Incidents,
        "tech-shares" => Screen::TechShares,
        _ => return None,
    })
}

/// The shared metric that a screen names. One that walls leave out is refused rather than shown as an empty screen.
fn metric(document: &Document<'_>, table: &DeTable<'_>, known: (Context<'_>, Shows)) -> Option<MetricIndex> {
    let (context, shows) = known;
    let id = document.text(table, "metric")?;
    let at = span(table, "metric");
    let Some(found) = context.catalogue.find(&id, None) else {
        let ids: Vec<&str> = (context.catalogue.shared().map(|(_, metric)| metric.id.as_str())).collect();
        let cure = did_you_mean(
            &id,
            ids.iter().copied(),
            "name a metric that teams share: a built-in one, or one of metrics.toml",
        );
        document.problem(Code::UnknownMetric, at, (&format!("unknown metric `{id}`"), &cure));
        return None;
    };
    let sensitive = context.catalogue.metric(found).sensitive;
    if !shows.allows(sensitive) {
        let (what, key) = match sensitive {
            Sensitive::Money => ("money", "show_money"),
            Sensitive::Threat | Sensitive::No => ("open threats", "show_threats"),
        };
        let message = format!("`{id}` is about {what}, which this radiator does not show");
        let cure = format!("add `{key} = true` if the wall may show it, or take the screen out");
        document.problem(Code::OffTheWall, at, (&message, &cure));
        return None;
    }
    Some(found)
}

/// Gives every portfolio its loops: what was written, and by their names what nobody wrote, the portfolio's and each
/// team's. Those come first, so that the list of screens begins with the same for everybody.
pub(super) fn complete(portfolio: &mut Portfolio) {
    let mut written = std::mem::take(&mut portfolio.radiators);
    written.sort_by(|a, b| a.name.cmp(&b.name));
    for radiator in written.iter_mut().filter(|radiator| radiator.screens.is_empty()) {
        radiator.screens = screens(portfolio, &radiator.teams);
    }
    let by_nobody = |name: &str, title: &str, teams: Vec<usize>, screens: Vec<Screen>| Radiator {
        name: name.to_owned(),
        title: title.to_owned(),
        teams,
        seconds: SECONDS,
        theme: Theme::Dark,
        shows: Shows::default(),
        screens,
        origin: None,
    };
    let all: Vec<usize> = (0..portfolio.teams.len()).collect();
    let mut loops = Vec::new();
    let mut add = |radiator: Radiator| {
        let is_written = written.iter().any(|known| known.name == radiator.name);
        if !is_written && !loops.iter().any(|known: &Radiator| known.name == radiator.name) {
            loops.push(radiator);
        }
    };
    let of_all = screens(portfolio, &all);
    add(by_nobody(PORTFOLIO, &portfolio.config.title, all, of_all));
    for (index, team) in portfolio.teams.iter().enumerate() {
        let mut own = screens(portfolio, &[index]);
        if let Some(first) = own.first_mut() {
            *first = Screen::Team(index);
        }
        add(by_nobody(&team.slug, &team.name, vec![index], own));
    }
    loops.extend(written);
    portfolio.radiators = loops;
}

/// The screens of a loop whose file names none: the portfolio, the next review, and every kind of register that these
/// teams keep.
fn screens(portfolio: &Portfolio, teams: &[usize]) -> Vec<Screen> {
    let teams = || teams.iter().map(|team| &portfolio.teams[*team]);
    let kept = [
        (Screen::Portfolio, true),
        (Screen::NextReview, teams().next().is_some()),
        (Screen::Notads, !portfolio.notads.is_empty()),
        (
            Screen::Wins,
            teams().any(|team| team.reports.iter().any(|report| !report.wins.is_empty())),
        ),
        (Screen::Incidents, teams().any(|team| !team.incidents.is_empty())),
        (Screen::War, teams().any(|team| !team.wars.is_empty())),
        (Screen::TechShares, !portfolio.tech_shares.is_empty()),
    ];
    let kept = kept.into_iter().filter(|(_, is_kept)| *is_kept);
    kept.map(|(screen, _)| screen).collect()
}
