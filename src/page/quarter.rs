//! A calendar quarter for those who follow from afar: what got better and stayed, what was finished, and what happened.
//!
//! It is frozen as known on the quarter's last day; the running quarter is told as far as it is known.

use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link};
use super::register;
use super::summary::Told;
use super::words::{self, capital, counted, stretch};
use super::{View, quarter_path};
use crate::analyse::interval::{Interval, quarters};
use crate::digest::Section;
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
    /// All quarters, newest first.
    all: Vec<Tab>,
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
    let (better, lasting, finished) = (told.lasting(true), told.lasting(false), told.finished());
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
    let page = QuarterPage {
        title: name(&of),
        sentence: sentence(&told),
        days: stretch(of.days.0, of.days.1),
        known: known(here, of),
        automation: told.automation(),
        sections,
        previous: index.checked_sub(1).map(|before| link(&all[before])),
        next: all.get(index + 1).map(link),
        all: all
            .iter()
            .enumerate()
            .rev()
            .map(|(other, of)| Tab {
                href: here.href(&quarter_path(of.days.0)),
                text: name(of),
                current: other == index,
            })
            .collect(),
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
    all.last().map(|of| here.link(&quarter_path(of.days.0), "Quarters"))
}

fn known(here: Here<'_>, of: Interval) -> String {
    let calendar = &here.portfolio.calendar;
    let cycles = of.cycles.1.0 - of.cycles.0.0 + 1;
    let ended = format!(
        "{} {} ended in it, the last on {}",
        capital(&counted(cycles, "cycle")),
        if cycles == 1 { "has" } else { "have" },
        words::day(calendar.cycle(of.cycles.1).last)
    );
    if of.day < of.days.1 {
        // On which day is not said: a page changes with what is known, not with the day.
        format!("{ended}. The quarter is not over: this is what is known so far.")
    } else {
        format!("{ended}. This is what was known on the quarter’s last day.")
    }
}

/// What is true of the quarter, in two or three sentences.
fn sentence(told: &Told<'_>) -> String {
    let counts = told.counts();
    let mut sentences = Vec::new();
    let better = match counts.better {
        0 => "no value got better and stayed so".to_owned(),
        better => format!("{} got better and stayed so", counted(better, "value")),
    };
    let worse = match counts.worse {
        0 => "no concern lasts".to_owned(),
        1 => "one concern lasts".to_owned(),
        several => format!("{} concerns last", words::number(several)),
    };
    sentences.push(format!("{}; {worse}.", capital(&better)));
    let was = |count: usize| if count == 1 { "was" } else { "were" };
    let mut parts = vec![format!(
        "{} {} finished",
        counted(counts.finished, "action"),
        was(counts.finished)
    )];
    if counts.wars > 0 {
        parts.push(format!(
            "{} {} held",
            counted(counts.wars, "well-architected review"),
            was(counts.wars)
        ));
    }
    parts.push(format!("{} began", counted(counts.incidents, "incident")));
    sentences.push(format!("{}.", capital(&words::list(&parts))));
    sentences.join(" ")
}
