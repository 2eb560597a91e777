//! What changed, to be sent: one cycle or several, of all teams or of one.

use super::here::Here;
use super::standing::{attendance, portfolio_sentence, team_sentence};
use super::summary::{PLACES, Told, placed};
use super::words::capital;
use super::{Assets, INDEX, cycle_path, team_path};
use crate::analyse::Analysis;
use crate::analyse::interval::Interval;
use crate::digest::{Digest, Line, Section};
use crate::load::document::is_linkable;
use crate::model::portfolio::Portfolio;
use crate::words::{say, say_count};

/// The digest of an interval: of one team, or of all. Its links are absolute where the portfolio says where it is
/// published; otherwise it has none.
#[must_use]
pub fn digest(portfolio: &Portfolio, analysis: &Analysis, of: Interval, team: Option<usize>) -> Digest {
    let assets = Assets::new();
    let here = Here {
        portfolio,
        analysis,
        assets: &assets,
        path: INDEX,
    };
    let told = Told { here, of, team };
    let is_current = analysis.current == Some(of.cycles.1);
    let sections = if of.cycles.0 < of.cycles.1 {
        stretched(&told)
    } else {
        cycle(&told)
    };
    let coming = [told.shares(false), told.reviews()];
    let mut sections: Vec<Section> = sections
        .into_iter()
        .chain(coming.into_iter().filter(|_| is_current))
        .collect();
    sections.retain(|section| !section.lines.is_empty());
    let base = portfolio.config.base_url.as_deref();
    let digest = Digest {
        language: portfolio.config.language.clone(),
        title: title(&told),
        opening: opening(&told),
        sections,
        closing: closing(&told),
    };
    digest.relinked(&|href| match base {
        Some(_) if is_linkable(href) => Some(href.to_owned()),
        Some(base) => Some(format!("{base}{href}")),
        None => None,
    })
}

/// A cycle without what is to come after it: what stays true. Its links are those of the page it is told on.
pub(super) fn of_cycle(told: Told<'_>) -> Digest {
    let mut sections = cycle(&told);
    sections.retain(|section| !section.lines.is_empty());
    Digest {
        language: told.here.portfolio.config.language.clone(),
        title: title(&told),
        opening: opening(&told),
        sections,
        closing: Line::default(),
    }
}

/// One cycle: what the teams need, what went well, what stands out, and what is to be done.
fn cycle(told: &Told<'_>) -> Vec<Section> {
    vec![
        told.needs(),
        told.wins(),
        told.quiet_wins(),
        told.signals(true),
        told.signals(false),
        told.unusual(),
        told.notads(),
        told.due(),
        told.finished(),
        told.incidents(),
        told.wars(),
        told.topics(),
    ]
}

/// Several cycles: what lasts, what was finished, and how things stand at the end.
fn stretched(told: &Told<'_>) -> Vec<Section> {
    let found = told.lasting();
    vec![
        told.needs(),
        told.wins(),
        told.that_lasts(&found, true),
        told.that_lasts(&found, false),
        told.notads(),
        told.due(),
        told.finished(),
        told.incidents(),
        told.releases(),
        told.wars(),
        told.topics(),
        told.shares(true),
    ]
}

fn title(told: &Told<'_>) -> Line {
    let portfolio = told.here.portfolio;
    let (first, last) = told.of.cycles;
    let words = told.here.words();
    let whose = told
        .team
        .map_or(&portfolio.config.title, |team| &portfolio.teams[team].name);
    Line::of(if first == last {
        let day = words.day(portfolio.calendar.cycle(last).last);
        say!(words, "digest.title_of_cycle", whose = whose, day = day)
    } else {
        let days = words.stretch(told.of.days.0, told.of.days.1);
        say!(words, "digest.title_of_days", whose = whose, days = days)
    })
}

/// Who reported, who has not, and what their values say.
fn opening(told: &Told<'_>) -> Vec<Line> {
    let (first, last) = told.of.cycles;
    let (mut sentences, words) = (Vec::new(), told.here.words());
    if let Some(team) = told.team {
        sentences.push(team_sentence(told.here, team, last));
    } else {
        sentences.push(portfolio_sentence(told.here, last, false));
        let missing = attendance(told.here, last).missing;
        if !missing.is_empty() && missing.len() < told.here.portfolio.teams.len() {
            let teams = told.names(&missing);
            sentences.push(say_count!(words, "digest.not_reported", missing.len(), teams = teams));
        }
    }
    if first < last {
        sentences.push(say_count!(
            words,
            "digest.cycles",
            last.position() - first.position() + 1
        ));
        sentences.push(told.automation());
    }
    sentences.retain(|sentence| !sentence.is_empty());
    vec![Line::of(capital(&sentences.join(" ")))]
}

/// Where a reader sees all of it, and as of when it was said.
fn closing(told: &Told<'_>) -> Line {
    let (portfolio, words) = (told.here.portfolio, told.here.words());
    let known = say!(words, "digest.as_known", day = words.day(told.of.day));
    if portfolio.config.base_url.is_none() {
        return Line::of(known);
    }
    let all = if let Some(team) = told.team {
        let team = &portfolio.teams[team];
        Line::default().link(team.name.as_str(), &told.here.href(&team_path(team)))
    } else {
        let cycle = portfolio.calendar.cycle(told.of.cycles.1);
        let name = say!(words, "digest.the_cycle", day = words.day(cycle.last));
        Line::default().link(name, &told.here.href(&cycle_path(cycle)))
    };
    let said = say!(words, "digest.as_known_and_all", known = known, all = PLACES[0]);
    placed(&said, &[all])
}
