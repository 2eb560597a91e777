//! Every metric and what it means.

use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::metric::{Definition, definition};
use super::words;
use super::{View, has_page, metric_path, team_metric_path};
use crate::model::metric::{Metric, MetricIndex};
use crate::model::team::Team;
use serde::Serialize;

/// What is true of most metrics is said once, at the top of the page.
const USUAL: [(&str, &str); 3] = [
    ("Expected", "each cycle"),
    ("Within a cycle", "the last of several values"),
    ("Across teams", "shown side by side; no single number"),
];

#[derive(Debug, Serialize)]
struct CataloguePage {
    sentence: String,
    groups: Vec<Group>,
}

#[derive(Debug, Serialize)]
struct Group {
    id: String,
    name: String,
    metrics: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    id: String,
    link: Link,
    definition: Definition,
    /// Who reports it; empty for a metric nobody has reported yet.
    teams: String,
}

pub(super) fn view(here: Here<'_>) -> View {
    let mut groups: Vec<Group> = here
        .portfolio
        .pillars
        .iter()
        .map(|pillar| Group {
            id: pillar.id.clone(),
            name: pillar.name.clone(),
            metrics: Vec::new(),
        })
        .collect();
    let mut in_use = 0;
    for (index, metric) in here.portfolio.catalogue.metrics.iter().enumerate() {
        let entry = entry(here, MetricIndex(index), metric);
        in_use += usize::from(!entry.teams.is_empty());
        if let Some(group) = groups.get_mut(metric.pillar) {
            group.metrics.push(entry);
        }
    }
    groups.retain(|group| !group.metrics.is_empty());
    let all = here.portfolio.catalogue.metrics.len();
    let sentence = format!(
        "{} are defined; {} reported by at least one team.",
        words::capital(&words::counted(all, "metric")),
        match in_use {
            0 => "none is".to_owned(),
            1 => "one is".to_owned(),
            several => format!("{} are", words::number(several)),
        }
    );
    let page = CataloguePage { sentence, groups };
    let heading = Heading {
        title: "Catalogue",
        description: &page.sentence,
        area: Area::Catalogue,
        above: below_portfolio(&[]),
    };
    framed(here, "catalogue.html", &heading, &page, None)
}

fn entry(here: Here<'_>, index: MetricIndex, metric: &Metric) -> Entry {
    let teams = here
        .portfolio
        .teams
        .iter()
        .enumerate()
        .filter(|(team, _)| here.analysis.teams[*team].of_metric(index).next().is_some());
    let teams: Vec<&Team> = teams.map(|(_, team)| team).collect();
    let href = if has_page(here.portfolio, here.analysis, index) {
        here.href(&metric_path(metric))
    } else {
        teams
            .first()
            .filter(|_| metric.team.is_some())
            .map_or_else(String::new, |team| here.href(&team_metric_path(team, metric)))
    };
    let mut definition = definition(here, index);
    definition
        .keys
        .retain(|(name, text)| !USUAL.contains(&(*name, text.as_str())));
    // A team's own metric may have the name of a shared one.
    let id = metric.team.map_or_else(
        || metric.id.clone(),
        |team| format!("{}--{}", metric.id, here.portfolio.teams[team].slug),
    );
    Entry {
        id,
        link: Link {
            href,
            text: metric.name.clone(),
        },
        definition,
        teams: match teams.len() {
            // Naming everybody says less than saying so.
            all if all > 2 && all == here.portfolio.teams.len() => format!("all {} teams", words::grouped(all)),
            _ => words::list(&teams.iter().map(|team| team.name.as_str()).collect::<Vec<_>>()),
        },
    }
}
