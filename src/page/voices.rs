//! What teams say in their reports: needs, wins, concerns, learnings, topics, offers and asks.

use super::here::{Here, Link};
use super::limit;
use super::report_path;
use super::words::When;
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Prose;
use crate::model::report::{Need, Report, Win};
use crate::words::{Words, say};
use serde::Serialize;
use std::collections::BTreeMap;

/// Something said, as HTML.
#[derive(Debug, Serialize)]
pub(super) struct Said {
    /// Who says it; on a team's own pages nobody needs to.
    pub(super) team: Option<Link>,
    pub(super) html: String,
    /// `thanks to Linus`, `asked of Product`.
    pub(super) to: String,
    pub(super) by: Option<When>,
}

/// A word with the teams that said it.
#[derive(Debug, Serialize)]
pub(super) struct Theme {
    pub(super) text: String,
    pub(super) teams: String,
}

/// Everything that was said for one cycle.
#[derive(Debug, Default, Serialize)]
pub(super) struct Voices {
    pub(super) needs: Vec<Said>,
    pub(super) wins: Vec<Said>,
    pub(super) concerns: Vec<Said>,
    pub(super) learnings: Vec<Said>,
    pub(super) feedback: Vec<Said>,
    pub(super) summaries: Vec<Said>,
    pub(super) topics: Vec<Theme>,
    pub(super) offers: Vec<Theme>,
    pub(super) asks: Vec<Theme>,
    /// How many needs, wins and summaries are left to the reports, in words.
    pub(super) more_needs: String,
    pub(super) more_wins: String,
    pub(super) more_summaries: String,
}

/// What all teams said for a cycle, in the portfolio's order.
pub(super) fn of_cycle(here: Here<'_>, cycle: CycleIndex) -> Voices {
    let mut voices = Voices::default();
    let (mut topics, mut offers, mut asks) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (index, team) in here.portfolio.teams.iter().enumerate() {
        let Some(report) = here.analysis.teams[index].report_in(cycle) else {
            continue;
        };
        let report = &team.reports[report];
        let who = here.link(&report_path(team, report), team.name.clone());
        voices.hear(here, report, Some(&who));
        for (words, themes) in [
            (&report.topics, &mut topics),
            (&report.offers, &mut offers),
            (&report.asks, &mut asks),
        ] {
            for word in words {
                themes
                    .entry(word.clone())
                    .or_insert_with(Vec::new)
                    .push(team.name.as_str());
            }
        }
    }
    (voices.topics, voices.offers, voices.asks) = (themes(here, topics), themes(here, offers), themes(here, asks));
    voices
}

/// What one report says.
pub(super) fn of_report(here: Here<'_>, report: &Report) -> Voices {
    let mut voices = Voices::default();
    voices.hear(here, report, None);
    let own = |words: &[String]| {
        words
            .iter()
            .map(|word| Theme {
                text: here.topic(word),
                teams: String::new(),
            })
            .collect()
    };
    (voices.topics, voices.offers, voices.asks) = (own(&report.topics), own(&report.offers), own(&report.asks));
    voices
}

/// Whether nothing was said but, perhaps, a summary.
pub(super) fn is_silent(voices: &Voices) -> bool {
    let said = [&voices.needs, &voices.wins, &voices.concerns, &voices.learnings];
    let themes = [&voices.topics, &voices.offers, &voices.asks];
    said.iter().all(|said| said.is_empty()) && themes.iter().all(|themes| themes.is_empty())
}

fn themes(here: Here<'_>, found: BTreeMap<String, Vec<&str>>) -> Vec<Theme> {
    found
        .into_iter()
        .map(|(word, teams)| Theme {
            text: here.topic(&word),
            teams: limit::names(here.words(), &teams),
        })
        .collect()
}

impl Voices {
    /// Shortens the lists that pages of the portfolio show to what can be read on one.
    pub(super) fn cut(&mut self, words: &Words) {
        let cut = |said: &mut Vec<Said>| limit::more_said(words, limit::cut(said, limit::SAID));
        self.more_needs = cut(&mut self.needs);
        self.more_wins = cut(&mut self.wins);
        self.more_summaries = cut(&mut self.summaries);
    }

    fn hear(&mut self, here: Here<'_>, report: &Report, who: Option<&Link>) {
        let say = |prose: &Prose| Said {
            team: who.cloned(),
            html: here.inline(prose),
            to: String::new(),
            by: None,
        };
        self.needs
            .extend(report.needs.iter().map(|need| needed(here, need, who)));
        self.wins.extend(report.wins.iter().map(|win| won(here, win, who)));
        self.concerns.extend(report.concerns.iter().map(say));
        self.learnings.extend(report.learnings.iter().map(say));
        self.feedback.extend(report.process_feedback.iter().map(say));
        self.summaries.extend(report.summary.iter().map(say));
    }
}

/// A win with those it is owed to.
pub(super) fn won(here: Here<'_>, win: &Win, who: Option<&Link>) -> Said {
    let to = if win.thanks.is_empty() {
        String::new()
    } else {
        let people = here.words().list(&win.thanks);
        say!(here.words(), "voices.thanks_to", people = people)
    };
    Said {
        team: who.cloned(),
        html: here.inline(&win.text),
        to,
        by: None,
    }
}

/// A need with whom it is asked of and by when.
pub(super) fn needed(here: Here<'_>, need: &Need, who: Option<&Link>) -> Said {
    let to = need.of.as_ref();
    let to = to.map_or_else(String::new, |of| say!(here.words(), "voices.asked_of", whom = of));
    Said {
        team: who.cloned(),
        html: here.inline(&need.text),
        to,
        by: need.by.map(|day| here.when(day)),
    }
}
