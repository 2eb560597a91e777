//! Office screens: each radiator is a loop of pages that turn by themselves, with and without script.
//!
//! A screen opens with what is true now. How many rows fit is known here, and a longer list goes on a further screen; the
//! style only lays out. What walls leave out by default (names of people, money, open threats) never reaches a template.

mod metric;
mod register;
mod review;
mod standing;
mod wall;

use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::words::{When, capital};
use super::{Alike, Assets, Places, VERSION, View, radiator_path, radiator_screen_path, unread};
use crate::analyse::Analysis;
use crate::model::portfolio::Portfolio;
use crate::model::radiator::{Radiator, Screen as Kind, Theme};
use crate::words::{Words, say, say_count};
use rayon::prelude::*;
use serde::Serialize;
pub(super) use wall::Screen;
use wall::Wall;

/// Every screen of a radiator, in order, at least one: which of its kinds each is of, and the how manieth of that kind.
pub(super) fn places(portfolio: &Portfolio, analysis: &Analysis, radiator: &Radiator) -> Places {
    let here = Here {
        portfolio,
        analysis,
        assets: &Assets::new(),
        path: "",
    };
    let wall = Wall {
        here,
        radiator,
        is_shown: false,
    };
    let of_kind = |kind: usize| (0..screens(wall, kind).len()).map(move |screen| (kind, screen));
    // One of all teams has thousands of rows.
    let kinds = (0..radiator.screens.len()).into_par_iter();
    let places: Places = kinds.flat_map_iter(of_kind).collect();
    if places.is_empty() {
        of_kind(0).collect()
    } else {
        places
    }
}

/// The screens of one of a radiator's kinds; of the portfolio where it has none.
fn screens(wall: Wall<'_>, kind: usize) -> Vec<Screen> {
    match wall.radiator.screens.get(kind).copied().unwrap_or(Kind::Portfolio) {
        Kind::Portfolio => standing::portfolio(wall),
        Kind::Pillar(pillar) => metric::pillar(wall, pillar),
        Kind::Team(team) => standing::team(wall, team),
        Kind::Metric(metric) => metric::metric(wall, metric),
        Kind::War => register::war(wall),
        Kind::Wins => register::wins(wall),
        Kind::Notads => register::notads(wall),
        Kind::NextReview => review::next_reviews(wall),
        Kind::Incidents => register::incidents(wall),
        Kind::TechShares => register::tech_shares(wall),
    }
}

/// What surrounds a screen.
#[derive(Debug, Serialize)]
struct Frame {
    language: String,
    /// Title of the document.
    title: String,
    site_title: String,
    /// The radiator's, where the screen does not say it.
    name: String,
    /// `dark` or `light`.
    theme: &'static str,
    styles: Vec<String>,
    scripts: Vec<String>,
    /// The page's own path: its mark.
    path: String,
    next: String,
    previous: String,
    seconds: u32,
    version: String,
    /// The day on which the next data are due.
    expected: Option<String>,
    /// `3 / 7`, within the round.
    place: String,
    /// The same in words.
    place_words: String,
    /// The steps of the round: `done`, `now` or nothing.
    steps: Vec<&'static str>,
    /// The last day of the newest data.
    data: Option<When>,
    /// That not all of the radiator's teams could be read.
    unread: String,
}

/// A screen of a radiator, by its number, counted from 1, and how many there are; 0 is the entry, which shows the first.
/// `of` is its place, one of [`places`].
pub(super) fn view(
    (here, alike): (Here<'_>, &Alike),
    index: usize,
    (number, count): (usize, usize),
    of: (usize, usize),
) -> View {
    let radiator = &here.portfolio.radiators[index];
    let wall = Wall {
        here,
        radiator,
        is_shown: true,
    };
    let screens = alike.screens((index, of.0), || screens(wall, of.0));
    let screen = &screens[of.1];
    let shown = number.max(1);
    let path_of = |number: usize| match (number, count) {
        // A loop of one leads to itself.
        (_, 1) => here.path.to_owned(),
        (0, _) => radiator_screen_path(radiator, count),
        (number, _) if number > count => radiator_screen_path(radiator, 1),
        (number, _) => radiator_screen_path(radiator, number),
    };
    let (place, of) = round(shown, (count, radiator.most_in_a_round()));
    let asset = |ending: &str| -> Vec<String> {
        let named = here
            .assets
            .iter()
            .filter(|(name, _)| is_of_radiators(name) && name.ends_with(ending));
        named.map(|(_, path)| here.href(path)).collect()
    };
    let calendar = &here.portfolio.calendar;
    let frame = Frame {
        language: here.portfolio.config.language.clone(),
        title: format!("{} · {}", screen.title, radiator.title),
        site_title: here.portfolio.config.title.clone(),
        // A team's own loop need not say its name twice.
        name: if screen.title.starts_with(&radiator.title) {
            String::new()
        } else {
            radiator.title.clone()
        },
        theme: match radiator.theme {
            Theme::Dark => "dark",
            Theme::Light => "light",
        },
        styles: asset(".css"),
        scripts: asset(".js"),
        path: here.path.to_owned(),
        next: here.href(&path_of(shown + 1)),
        previous: here.href(&path_of(shown - 1)),
        seconds: radiator.seconds,
        version: here.href(VERSION),
        expected: calendar
            .cycles
            .get(calendar.ended)
            .map(|cycle| cycle.last.saturating_add(calendar.rhythm.grace.span(1)).to_string()),
        place: format!("{place} / {of}"),
        place_words: say!(here.words(), "radiator.place", place = place, all = of),
        steps: (1..=of)
            .map(|step| match step.cmp(&place) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "now",
                std::cmp::Ordering::Greater => "",
            })
            .collect(),
        data: newest(here),
        unread: unread::of_wall(here, &radiator.teams).to_owned(),
    };
    let mut context = tera::Context::new();
    context.insert("frame", &frame);
    context.insert("page", screen);
    View {
        template: "radiator.html",
        context,
        source: radiator.origin,
    }
}

/// Whether an asset is of radiators alone.
fn is_of_radiators(asset: &str) -> bool {
    asset.starts_with("radiator")
}

/// The place of a screen in its round, and how many the round has: rounds are as even as they can be.
fn round(screen: usize, of: (usize, usize)) -> (usize, usize) {
    let (count, most) = of;
    let rounds = count.div_ceil(most.max(1)).max(1);
    let each = count.div_ceil(rounds).max(1);
    let before = (screen - 1) / each * each;
    (screen - before, each.min(count - before))
}

/// The last day of the newest cycle with a report.
fn newest(here: Here<'_>) -> Option<When> {
    let calendar = &here.portfolio.calendar;
    let cycle = calendar
        .ended()
        .rev()
        .find(|cycle| here.analysis.teams.iter().any(|team| team.report_in(*cycle).is_some()))?;
    let last = calendar.cycle(cycle).last;
    Some(When {
        machine: last.to_string(),
        text: here.words().weekday_and_day(last),
    })
}

#[derive(Debug, Serialize)]
struct ListPage {
    sentence: String,
    loops: Vec<Loop>,
}

/// A radiator in the list of all.
#[derive(Debug, Serialize)]
struct Loop {
    entry: Link,
    /// Its address from the site's root, to be typed into a screen.
    address: String,
    /// `seven screens, 30 seconds each, dark`.
    facts: String,
    /// What it shows beyond the default: `shows names of people and money`.
    shows: String,
}

/// All radiators, with their addresses.
pub(super) fn list(here: Here<'_>, counts: &[usize]) -> View {
    let words = here.words();
    let base = here.portfolio.config.base_url.as_deref().unwrap_or_default();
    let loops: Vec<Loop> = (here.portfolio.radiators.iter().zip(counts))
        .map(|(radiator, count)| {
            let path = radiator_path(radiator);
            let seconds = usize::try_from(radiator.seconds).unwrap_or_default();
            let theme = match radiator.theme {
                Theme::Dark => "radiators.dark",
                Theme::Light => "radiators.light",
            };
            Loop {
                entry: here.link(&path, radiator.title.clone()),
                address: format!("{base}{path}"),
                facts: say!(
                    words,
                    "radiators.facts",
                    screens = say_count!(words, "radiators.screens", *count),
                    seconds = say_count!(words, "radiators.seconds", seconds),
                    theme = words.word(theme)
                ),
                shows: shown(radiator, words),
            }
        })
        .collect();
    let page = ListPage {
        sentence: capital(&say_count!(words, "radiators.loops", loops.len())),
        loops,
    };
    let heading = Heading {
        title: words.word("radiators.title"),
        description: &page.sentence,
        area: Area::None,
        above: below_portfolio(&[]),
    };
    framed(here, "radiators.html", &heading, &page, None)
}

fn shown(radiator: &Radiator, words: &Words) -> String {
    let shows = radiator.shows;
    let on: Vec<&str> = [
        (shows.names, "radiators.names"),
        (shows.money, "radiators.money"),
        (shows.threats, "radiators.threats"),
    ]
    .into_iter()
    .filter_map(|(is_on, what)| is_on.then_some(words.word(what)))
    .collect();
    if on.is_empty() {
        String::new()
    } else {
        say!(words, "radiators.shows", what = words.list(&on))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_loop_goes_round_in_even_parts() {
        let places =
            |count, most| -> Vec<(usize, usize)> { (1..=count).map(|screen| round(screen, (count, most))).collect() };
        assert_eq!(places(1, 6), [(1, 1)]);
        assert_eq!(places(3, 6), [(1, 3), (2, 3), (3, 3)]);
        assert_eq!(places(7, 6), [(1, 4), (2, 4), (3, 4), (4, 4), (1, 3), (2, 3), (3, 3)]);
        assert_eq!(places(2, 1), [(1, 1), (1, 1)]);
        assert!(places(61, 6).iter().all(|(_, of)| *of <= 6));
    }
}
