//! When the next reviews of the radiator's teams are, and who speaks when.

use super::wall::{Big, Row, Screen, Wall, listed};
use crate::analyse::review::{Part, agenda, next};
use crate::page::review::{clock, review_name};
use crate::page::words;

/// So many teams fit below the day.
const TEAMS: usize = 10;

/// A screen for each review that one of the radiator's teams takes part in.
pub(super) fn next_reviews(wall: Wall<'_>) -> Vec<Screen> {
    let portfolio = wall.here.portfolio;
    let slugs: Vec<&str> = (wall.radiator.teams.iter())
        .map(|team| portfolio.teams[*team].slug.as_str())
        .collect();
    let reviews = portfolio.config.reviews.iter().enumerate();
    let own = reviews.filter(|(_, review)| review.teams.iter().any(|team| slugs.contains(&team.as_str())));
    let mut screens: Vec<_> = own
        .map(|(index, _)| (next(portfolio, index).day, review(wall, index)))
        .collect();
    // The sooner one first.
    screens.sort_by_key(|(day, _)| *day);
    if screens.is_empty() {
        return vec![Screen {
            kind: "next-review",
            title: "Next review".to_owned(),
            sentence: "No review is planned for these teams.".to_owned(),
            empty: "A review brings teams together to talk about what changed.".to_owned(),
            ..Screen::default()
        }];
    }
    screens.into_iter().flat_map(|(_, screens)| screens).collect()
}

fn review(wall: Wall<'_>, index: usize) -> Vec<Screen> {
    let portfolio = wall.here.portfolio;
    let own = &portfolio.config.reviews[index];
    let meeting = next(portfolio, index);
    let agenda = agenda(portfolio, meeting);
    let rows: Vec<Row> = (agenda.slots.iter())
        .filter_map(|slot| {
            let Part::Team(team) = slot.part else { return None };
            Some(Row {
                who: wall.name(team),
                value: slot.at.map(clock).unwrap_or_default(),
                ..Row::default()
            })
        })
        .collect();
    let day = words::weekday_and_day(meeting.day);
    let name = review_name(own, wall.here.words());
    let at = own.at.map_or_else(String::new, |at| format!(" at {}", clock(at)));
    let cycle = portfolio.calendar.cycle(meeting.cycle);
    // `Thursday 13 August 2026` → `Thursday`, `13 August`: the year is in the sentence.
    let mut words_of_day = day.splitn(2, ' ');
    let weekday = words_of_day.next().unwrap_or_default().to_owned();
    let date = words_of_day.next().unwrap_or_default();
    let date = date.rsplit_once(' ').map_or(date, |(date, _)| date);
    let facilitator = own.facilitator.as_ref().filter(|_| wall.radiator.shows.names);
    listed(rows, TEAMS, &|| Screen {
        kind: "next-review",
        layout: "speakers",
        title: name.clone(),
        sentence: format!("The next review is on {day}{at}."),
        key: Some(Big {
            number: shorter(date),
            suffix: own.at.map(clock).unwrap_or_default(),
            label: format!("{weekday}: about the cycle to {}", words::day(cycle.last)),
            note: facilitator.map_or_else(String::new, |name| format!("{name} facilitates")),
            ..Big::default()
        }),
        ..Screen::default()
    })
}

/// `13 August` → `13 Aug`: a key number is read in a glance.
fn shorter(date: &str) -> String {
    match date.split_once(' ') {
        Some((day, month)) => format!("{day} {}", month.chars().take(3).collect::<String>()),
        None => date.to_owned(),
    }
}
