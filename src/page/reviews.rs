//! The review meetings: when each is next, and what was decided before.

use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::review::{clock, review_name};
use super::words::{self, capital, counted};
use super::{REVIEWS, View, next_review_path, review_path};
use crate::analyse::review::{meetings, next, speaking_order};
use crate::config::Review;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct ReviewsPage {
    sentence: String,
    reviews: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    id: String,
    name: String,
    /// The next meeting: its day.
    next: Link,
    /// When it begins, how long it is and who facilitates it.
    facts: String,
    /// Who speaks, in order.
    teams: String,
    /// Meetings with minutes, newest first.
    minuted: Vec<Link>,
    /// Other meetings, newest first.
    others: Vec<Link>,
}

pub(super) fn view(here: Here<'_>) -> View {
    let reviews: Vec<Entry> = (0..here.portfolio.config.reviews.len())
        .map(|review| entry(here, review))
        .collect();
    let page = ReviewsPage {
        sentence: sentence(here),
        reviews,
    };
    let heading = Heading {
        title: "Reviews",
        description: &page.sentence,
        area: Area::Review,
        above: below_portfolio(&[]),
    };
    framed(here, "reviews.html", &heading, &page, None)
}

/// The breadcrumb from the portfolio to the reviews, where there are several.
pub(super) fn above(here: Here<'_>) -> Vec<(String, String)> {
    let list = (REVIEWS.to_owned(), "Reviews".to_owned());
    below_portfolio(if here.portfolio.config.reviews.len() > 1 {
        std::slice::from_ref(&list)
    } else {
        &[]
    })
}

fn sentence(here: Here<'_>) -> String {
    let portfolio = here.portfolio;
    let reviews = &portfolio.config.reviews;
    let first = (0..reviews.len()).min_by_key(|review| next(portfolio, *review).day);
    let Some(first) = first else { return String::new() };
    let day = words::weekday_and_day(next(portfolio, first).day);
    let name = review_name(&reviews[first]);
    match reviews.len() {
        1 => format!("The next meeting is on {day}."),
        many => format!(
            "{}. The next is the {name}, on {day}.",
            capital(&counted(many, "review"))
        ),
    }
}

fn entry(here: Here<'_>, review: usize) -> Entry {
    let portfolio = here.portfolio;
    let own = &portfolio.config.reviews[review];
    let coming = next(portfolio, review);
    let teams: Vec<&str> = speaking_order(portfolio, coming)
        .into_iter()
        .map(|team| portfolio.teams[team].name.as_str())
        .collect();
    let link = |meeting: &crate::analyse::review::Meeting| {
        let path = review_path(own, portfolio.calendar.cycle(meeting.cycle));
        here.link(&path, words::short_day(meeting.day))
    };
    let mut before = meetings(portfolio, review);
    before.retain(|meeting| *meeting != coming);
    before.reverse();
    let (minuted, others): (Vec<_>, Vec<_>) = before.iter().partition(|meeting| meeting.minutes.is_some());
    Entry {
        id: own.id.clone(),
        name: review_name(own),
        next: here.link(&next_review_path(own), words::weekday_and_day(coming.day)),
        facts: facts(own),
        teams: words::list(&teams),
        minuted: minuted.into_iter().map(link).collect(),
        others: others.into_iter().map(link).collect(),
    }
}

fn facts(review: &Review) -> String {
    let mut parts = Vec::new();
    parts.extend(review.at.map(|at| format!("at {}", clock(at))));
    parts.push(counted(review.minutes as usize, "minute"));
    parts.extend(review.facilitator.as_ref().map(|name| format!("facilitated by {name}")));
    parts.join(", ")
}
