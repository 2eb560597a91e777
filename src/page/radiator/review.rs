//! When the next reviews of the radiator's teams are, and who speaks when.

use super::wall::{Big, Row, Screen, Wall, listed, this_year};
use crate::analyse::review::Part;
use crate::page::review::{clock, review_name};
use crate::words::say;
use std::collections::BTreeSet;

/// So many teams fit below the day.
const TEAMS: usize = 10;

/// A screen for each review that one of the radiator's teams takes part in.
pub(super) fn next_reviews(wall: Wall<'_>) -> Vec<Screen> {
    let portfolio = wall.here.portfolio;
    let slugs: BTreeSet<&str> = (wall.radiator.teams.iter())
        .map(|team| portfolio.teams[*team].slug.as_str())
        .collect();
    let reviews = portfolio.config.reviews.iter().enumerate();
    let own = reviews.filter(|(_, review)| review.teams.iter().any(|team| slugs.contains(team.as_str())));
    let mut screens: Vec<_> = own
        .map(|(index, _)| {
            (
                wall.here.analysis.next_meeting(portfolio, index).0.day,
                review(wall, index),
            )
        })
        .collect();
    // The sooner one first.
    screens.sort_by_key(|(day, _)| *day);
    if screens.is_empty() {
        let words = wall.words();
        return vec![Screen {
            kind: "next-review",
            title: words.word("radiator.next_review").to_owned(),
            sentence: words.word("radiator.no_review_planned").to_owned(),
            empty: words.word("radiator.no_review").to_owned(),
            ..Screen::default()
        }];
    }
    screens.into_iter().flat_map(|(_, screens)| screens).collect()
}

fn review(wall: Wall<'_>, index: usize) -> Vec<Screen> {
    let (portfolio, words) = (wall.here.portfolio, wall.words());
    let own = &portfolio.config.reviews[index];
    let (meeting, agenda) = wall.here.analysis.next_meeting(portfolio, index);
    let speakers = agenda.slots.iter().filter_map(|slot| match slot.part {
        Part::Team(team) => Some((team, slot)),
        _ => None,
    });
    // Beside two or three neighbours everybody is told; of a long list only the own teams' time.
    let is_short = speakers.clone().count() <= TEAMS;
    let speakers = speakers.filter(|(team, _)| is_short || wall.speaks_of(*team));
    let rows: Vec<Row> = speakers
        .map(|(team, slot)| Row {
            who: wall.name(team),
            value: slot.at.map(clock).unwrap_or_default(),
            ..Row::default()
        })
        .collect();
    let day = words.weekday_and_day(meeting.day);
    let name = review_name(own, words);
    let sentence = match own.at {
        Some(at) => say!(words, "radiator.next_review_at", day = day, time = clock(at)),
        None => say!(words, "radiator.next_review_on", day = day),
    };
    let cycle = portfolio.calendar.cycle(meeting.cycle);
    let facilitator = own.facilitator.as_ref().filter(|_| wall.radiator.shows.names);
    listed(rows, TEAMS, words, &|| Screen {
        kind: "next-review",
        layout: "speakers",
        title: name.clone(),
        sentence: sentence.clone(),
        key: Some(Big {
            // A key number is read in a glance: the year is in the sentence.
            number: this_year(meeting.day, words),
            suffix: own.at.map(clock).unwrap_or_default(),
            label: say!(
                words,
                "radiator.next_review_about",
                weekday = words.weekday(meeting.day),
                day = words.day(cycle.last)
            ),
            note: facilitator.map_or_else(String::new, |name| {
                say!(words, "radiator.next_review_facilitator", name = name)
            }),
            ..Big::default()
        }),
        ..Screen::default()
    })
}
