//! Every metric and what it means.

use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::metric::{Definition, definition, usual_keys};
use super::words::capital;
use super::{View, has_page, metric_path, team_metric_path};
use crate::model::metric::{Metric, MetricIndex};
use crate::model::team::Team;
use crate::words::{say, say_count};
use serde::Serialize;

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
        let entry = entry(here, MetricIndex::new(index), metric);
        in_use += usize::from(!entry.teams.is_empty());
        if let Some(group) = groups.get_mut(metric.pillar) {
            group.metrics.push(entry);
        }
    }
    groups.retain(|group| !group.metrics.is_empty());
    let all = here.portfolio.catalogue.metrics.len();
    let words = here.words();
    let sentence = say!(
        words,
        "catalogue.sentence",
        defined = capital(&say_count!(words, "catalogue.defined", all)),
        reported = say_count!(words, "catalogue.reported", in_use)
    );
    let page = CataloguePage { sentence, groups };
    let heading = Heading {
        title: words.word("catalogue.title"),
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
    // What is true of most metrics is said once, at the top of the page.
    let usual = usual_keys(here.words());
    definition.keys.retain(|key| !usual.contains(key));
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
            all if all > 2 && all == here.portfolio.teams.len() => say_count!(here.words(), "catalogue.all_teams", all),
            _ => here
                .words()
                .list(&teams.iter().map(|team| team.name.as_str()).collect::<Vec<_>>()),
        },
    }
}
