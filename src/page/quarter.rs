//! A calendar quarter for those who follow from afar: what got better and stayed, what was finished, and what happened.
//!
//! It is frozen as known on the quarter's last day; the running quarter is told as far as it is known.

use super::archive;
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::register;
use super::summary::Told;
use super::window::archived_before;
use super::words::capital;
use super::{View, quarter_path};
use crate::analyse::interval::{Interval, quarters};
use crate::analyse::lasting::Lasting;
use crate::digest::Section;
use crate::words::{say, say_count};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct QuarterPage {
    title: String,
    sentence: String,
    /// `1 July – 30 September 2026`.
    days: String,
    /// As of when it was said, and which cycles it is about.
    known: String,
    automation: String,
    sections: Vec<Section>,
    previous: Option<Link>,
    next: Option<Link>,
    /// Quarters that the window reaches, and this one, newest first.
    all: Vec<Tab>,
    /// Years of the archive with more.
    archive: Vec<Link>,
}

#[derive(Debug, Serialize)]
struct Tab {
    href: String,
    text: String,
    current: bool,
}

pub(super) fn view(here: Here<'_>, index: usize) -> View {
    let all = quarters(&here.portfolio.calendar, here.portfolio.as_of);
    let of = all[index];
    let told = Told { here, of, team: None };
    let name = |of: &Interval| register::quarter(of.days.0, here.words());
    let link = |of: &Interval| here.link(&quarter_path(of.days.0), name(of));
    let found = told.lasting();
    let [better, lasting] = [true, false].map(|is_better| told.that_lasts(&found, is_better));
    let finished = told.finished();
    let mut sections = vec![
        better,
        finished,
        told.wars(),
        told.incidents(),
        told.releases(),
        lasting,
        told.needs(),
        told.wins(),
        told.shares(true),
    ];
    sections.retain(|section| !section.lines.is_empty());
    let since = archived_before(here.portfolio);
    let is_shown = |of: &Interval| since.is_none_or(|since| since <= of.days.1);
    let older = all.iter().filter(|of| !is_shown(of));
    let years = older.map(|of| of.days.0.year()).collect();
    let page = QuarterPage {
        title: name(&of),
        sentence: sentence(&told, &found),
        days: here.words().stretch(of.days.0, of.days.1),
        known: known(here, of),
        automation: told.automation(),
        sections,
        previous: index.checked_sub(1).map(|before| link(&all[before])),
        next: all.get(index + 1).map(link),
        all: all
            .iter()
            .enumerate()
            .rev()
            .filter(|(other, of)| *other == index || is_shown(of))
            .map(|(other, of)| Tab {
                href: here.href(&quarter_path(of.days.0)),
                text: name(of),
                current: other == index,
            })
            .collect(),
        archive: archive::older(here, &years, "quarters"),
    };
    let heading = Heading {
        title: &page.title,
        description: &page.sentence,
        area: Area::None,
        above: below_portfolio(&[]),
    };
    framed(here, "quarter.html", &heading, &page, None)
}

/// The newest quarter, where the foot of every page leads.
pub(super) fn newest(here: Here<'_>) -> Option<Link> {
    let all = quarters(&here.portfolio.calendar, here.portfolio.as_of);
    all.last()
        .map(|of| here.link(&quarter_path(of.days.0), here.words().word("quarter.all")))
}

fn known(here: Here<'_>, of: Interval) -> String {
    let (calendar, words) = (&here.portfolio.calendar, here.words());
    let cycles = of.cycles.1.position() - of.cycles.0.position() + 1;
    let day = words.day(calendar.cycle(of.cycles.1).last);
    let ended = capital(&say_count!(words, "quarter.cycles_ended", cycles, day = day));
    if of.day < of.days.1 {
        // On which day is not said: a page changes with what is known, not with the day.
        say!(words, "quarter.known_so_far", ended = ended)
    } else {
        say!(words, "quarter.known_then", ended = ended)
    }
}

/// What is true of the quarter, in two or three sentences.
fn sentence(told: &Told<'_>, found: &[Lasting<'_>]) -> String {
    let (counts, words) = (told.counts(found), told.here.words());
    let better = say_count!(words, "quarter.better", counts.better);
    let worse = say_count!(words, "quarter.worse", counts.worse);
    let lasting = say!(words, "quarter.lasting", better = better, worse = worse);
    let mut parts = vec![say_count!(words, "quarter.actions_finished", counts.finished)];
    if counts.wars > 0 {
        parts.push(say_count!(words, "quarter.wars_held", counts.wars));
    }
    parts.push(say_count!(words, "quarter.incidents_began", counts.incidents));
    let happened = say!(words, "quarter.happened", what = words.list(&parts));
    format!("{} {}", capital(&lasting), capital(&happened))
}
