//! The review meetings: when each is next, and what was decided before.

use super::archive;
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::limit;
use super::review::{clock, review_name};
use super::window::archived_before;
use super::words::capital;
use super::{REVIEWS, View, next_review_path, review_path};
use crate::analyse::review::{Meeting, meetings, next, speaking_order};
use crate::config::Review;
use crate::words::{Words, say, say_count};
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
    /// Years of the archive with more.
    archive: Vec<Link>,
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
        title: here.words().word("reviews.title"),
        description: &page.sentence,
        area: Area::Review,
        above: below_portfolio(&[]),
    };
    framed(here, "reviews.html", &heading, &page, None)
}

/// The breadcrumb from the portfolio to the reviews, where there are several.
pub(super) fn above(here: Here<'_>) -> Vec<(String, String)> {
    let list = (REVIEWS.to_owned(), say!(here.words(), "reviews.title"));
    below_portfolio(if here.portfolio.config.reviews.len() > 1 {
        std::slice::from_ref(&list)
    } else {
        &[]
    })
}

fn sentence(here: Here<'_>) -> String {
    let (portfolio, words) = (here.portfolio, here.words());
    let reviews = &portfolio.config.reviews;
    let first = (0..reviews.len()).min_by_key(|review| next(portfolio, *review).day);
    let Some(first) = first else { return String::new() };
    let day = words.weekday_and_day(next(portfolio, first).day);
    match reviews.len() {
        1 => say!(words, "reviews.next_of_one", day = day),
        many => {
            let name = review_name(&reviews[first], words);
            capital(&say_count!(
                words,
                "reviews.next_of_several",
                many,
                review = name,
                day = day
            ))
        }
    }
}

fn entry(here: Here<'_>, review: usize) -> Entry {
    let (portfolio, words) = (here.portfolio, here.words());
    let own = &portfolio.config.reviews[review];
    let coming = next(portfolio, review);
    let teams: Vec<&str> = speaking_order(portfolio, coming)
        .into_iter()
        .map(|team| portfolio.teams[team].name.as_str())
        .collect();
    let link = |meeting: &Meeting| {
        let path = review_path(own, portfolio.calendar.cycle(meeting.cycle));
        here.link(&path, words.short_day(meeting.day))
    };
    let mut before = meetings(portfolio, review);
    before.retain(|meeting| *meeting != coming);
    before.reverse();
    let since = archived_before(portfolio);
    let last = |meeting: &Meeting| portfolio.calendar.cycle(meeting.cycle).last;
    let (before, older): (Vec<_>, Vec<_>) =
        (before.into_iter()).partition(|meeting| since.is_none_or(|since| since <= last(meeting)));
    let years = older.iter().map(|meeting| last(meeting).year()).collect();
    let (minuted, others): (Vec<_>, Vec<_>) = before.iter().partition(|meeting| meeting.minutes.is_some());
    Entry {
        id: own.id.clone(),
        name: review_name(own, words),
        next: here.link(&next_review_path(own), words.weekday_and_day(coming.day)),
        facts: facts(own, words),
        teams: limit::names(words, &teams),
        minuted: minuted.into_iter().map(link).collect(),
        others: others.into_iter().map(link).collect(),
        archive: archive::older(here, &years, "reviews"),
    }
}

fn facts(review: &Review, words: &Words) -> String {
    let mut parts = Vec::new();
    parts.extend(review.at.map(|at| say!(words, "reviews.at", time = clock(at))));
    parts.push(say_count!(words, "review.minutes", review.minutes as usize));
    let facilitator = review.facilitator.as_ref();
    parts.extend(facilitator.map(|name| say!(words, "review.facilitated_by", name = name)));
    parts.join(words.word("lists.between"))
}
