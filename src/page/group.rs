//! The groups of a portfolio with more teams than one matrix can show: each has a page with the rows of its teams.

use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::Here;
use super::index::Standing;
use super::limit;
use super::matrix::matrix;
use super::standing::{portfolio_sentence_of, team_signals};
use super::voices::Voices;
use super::words::{capital, spoken};
use super::{TEAMS, View};
use crate::model::portfolio::Portfolio;
use crate::words::say;
use serde::Serialize;
use std::collections::BTreeSet;

/// Teams of one group, in the portfolio's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// As it was written; empty for the teams that are in none.
    pub(super) id: String,
    /// Its name in addresses.
    pub(super) slug: String,
    pub(super) teams: Vec<usize>,
}

impl Group {
    /// The group as people write it.
    pub(super) fn name(&self, here: Here<'_>) -> String {
        if self.id.is_empty() {
            say!(here.words(), "teams.without_group")
        } else {
            capital(&spoken(&self.id))
        }
    }
}

/// The groups that stand for their teams on pages of the portfolio, in the order of their first teams; teams without a group
/// follow as one. None where every team has a row of its own, or nobody is in a group.
pub(super) fn groups(portfolio: &Portfolio) -> Vec<Group> {
    if portfolio.teams.len() <= limit::ROWS {
        return Vec::new();
    }
    let mut found: Vec<Group> = Vec::new();
    for (index, team) in portfolio.teams.iter().enumerate() {
        let id = team.group.as_deref().unwrap_or_default();
        match found.iter_mut().find(|group| group.id == id) {
            Some(group) => group.teams.push(index),
            None => found.push(Group {
                id: id.to_owned(),
                slug: String::new(),
                teams: vec![index],
            }),
        }
    }
    found.sort_by_key(|group| group.id.is_empty());
    if found.iter().all(|group| group.id.is_empty()) {
        return Vec::new();
    }
    let mut taken = BTreeSet::new();
    for group in &mut found {
        let own = super::card::anchor(&group.id, "");
        let own = if own.is_empty() { "none".to_owned() } else { own };
        // Two names may be spelt alike in an address: the later ones are numbered.
        let mut slug = own.clone();
        let mut number = 1;
        while !taken.insert(slug.clone()) {
            number += 1;
            slug = format!("{own}-{number}");
        }
        group.slug = slug;
    }
    found
}

#[derive(Debug, Serialize)]
struct GroupPage {
    title: String,
    standing: Standing,
}

/// One group now.
pub(super) fn view(here: Here<'_>, index: usize) -> View {
    let groups = groups(here.portfolio);
    let group = &groups[index];
    let (cycle, words) = (here.now(), here.words());
    let bounds = here.portfolio.calendar.cycle(cycle);
    let page = GroupPage {
        title: group.name(here),
        standing: Standing {
            sentence: portfolio_sentence_of(here, cycle, &group.teams),
            counts: String::new(),
            cycle: words.stretch(bounds.first, bounds.last),
            empty: String::new(),
            matrix: matrix(here, (cycle, here.portfolio.as_of), &group.teams),
            figures: Vec::new(),
            headings: Vec::new(),
            fewer: String::new(),
            voices: Voices::default(),
        },
    };
    let heading = Heading {
        title: &page.title,
        description: &page.standing.sentence,
        area: Area::Teams,
        above: below_portfolio(&[(TEAMS.to_owned(), words.word("team.teams").to_owned())]),
    };
    framed(here, "group.html", &heading, &page, None)
}

/// Whether a team stands out in a cycle: one of its values is a signal that asks for attention.
pub(super) fn stands_out(here: Here<'_>, team: usize, cycle: crate::model::cycle::CycleIndex) -> bool {
    team_signals(here, team, cycle, &|_| true).concern > 0
}
