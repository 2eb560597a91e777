//! A stretch of time in sections of lines: what the page of a quarter and a digest tell.
//!
//! Everything is as known on the interval's day. Teams come in the portfolio's own order, and no number of one is held
//! against another's.

mod numbers;
mod records;

use super::actions;
use super::frame::plain;
use super::here::{Here, Link};
use super::voices::{needed, won};
use super::words::capital;
use super::{WINS, cycle_path, register, report_path};
use crate::analyse::AsOf;
use crate::analyse::interval::Interval;
use crate::analyse::win::quiet_wins;
use crate::digest::{Line, Section};
use crate::model::action::Action;
use crate::model::cycle::CycleIndex;
use crate::model::report::Report;
use crate::model::team::Team;
use crate::words::{Words, say, say_count};

/// So many lines a section has; the rest is a link away. A digest of 60 teams is still a mail.
const MOST: usize = 15;

/// A stretch of time to tell.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) here: Here<'a>,
    pub(super) of: Interval,
    /// One team alone; `None`: all.
    pub(super) team: Option<usize>,
}

impl<'a> Told<'a> {
    fn words(&self) -> &'a Words {
        self.here.words()
    }

    /// What is known: reports up to the last cycle, on the day.
    fn at(&self) -> AsOf {
        (self.of.cycles.1, self.of.day)
    }

    fn is_told(&self, team: usize) -> bool {
        self.team.is_none_or(|wanted| wanted == team)
    }

    fn teams(&self) -> impl DoubleEndedIterator<Item = usize> + use<'a> {
        let wanted = self.team;
        (0..self.here.portfolio.teams.len()).filter(move |team| wanted.is_none_or(|wanted| wanted == *team))
    }

    fn report(&self, team: usize, cycle: CycleIndex) -> Option<&'a Report> {
        let index = self.here.analysis.teams[team]
            .reports
            .get(cycle.position())
            .copied()??;
        self.here.portfolio.teams[team].reports.get(index)
    }

    /// A line that begins with a team's name, where there are others, and goes on with a link of its own.
    fn of_team(&self, team: usize) -> Line {
        self.named(&Link {
            href: String::new(),
            text: self.here.portfolio.teams[team].name.clone(),
        })
    }

    /// A line that begins with who says it, and the way there.
    fn named(&self, who: &Link) -> Line {
        match self.team {
            Some(_) => Line::default(),
            None => (Line::default().link(who.text.as_str(), &who.href).strong())
                .text(self.words().word("summary.after_name")),
        }
    }

    /// Where a reader finds the last cycle as a whole.
    fn cycle(&self) -> String {
        let cycle = self.here.portfolio.calendar.cycle(self.of.cycles.1);
        self.here.href(&cycle_path(cycle))
    }

    /// What teams need from others, as the newest report of each says.
    pub(super) fn needs(&self) -> Section {
        let mut lines = Vec::new();
        for team in self.teams() {
            let mut cycles = self.of.ended().rev();
            let Some(report) = cycles.find_map(|cycle| self.report(team, cycle)) else {
                continue;
            };
            let owner = &self.here.portfolio.teams[team];
            let who = self.here.link(&report_path(owner, report), owner.name.clone());
            for need in &report.needs {
                let said = needed(self.here, need, None);
                let by = said.by.map(|by| say!(self.words(), "summary.by", day = by.text));
                let apart: Vec<String> = [Some(said.to), by]
                    .into_iter()
                    .flatten()
                    .filter(|text| !text.is_empty())
                    .collect();
                lines.push(self.bracketed(self.named(&who).html(&said.html), &apart));
            }
        }
        self.section(("needs", "summary.needs"), lines, &self.cycle())
    }

    /// Wins that teams wrote; of one cycle all, of several the newest of each team.
    pub(super) fn wins(&self) -> Section {
        let several = self.of.cycles.0 < self.of.cycles.1;
        let mut lines = Vec::new();
        let mut written = 0;
        for team in self.teams() {
            let owner = &self.here.portfolio.teams[team];
            let mut is_told = false;
            for report in self.of.ended().rev().filter_map(|cycle| self.report(team, cycle)) {
                written += report.wins.len();
                for win in &report.wins {
                    if several && is_told {
                        break;
                    }
                    is_told = true;
                    let who = self.here.link(&report_path(owner, report), owner.name.clone());
                    let said = won(self.here, win, None);
                    let line = self.named(&who).html(&said.html);
                    lines.push(self.bracketed(line, std::slice::from_ref(&said.to)));
                }
            }
        }
        let told = lines.len();
        let mut section = self.section(("wins", "summary.wins"), lines, &self.here.href(WINS));
        if several && written > told {
            section.note = capital(&say_count!(self.words(), "summary.wins_written", written));
        }
        section
    }

    /// What went well without anybody having to say so.
    pub(super) fn quiet_wins(&self) -> Section {
        let (portfolio, analysis) = (self.here.portfolio, self.here.analysis);
        let mut lines = Vec::new();
        for team in self.teams() {
            for win in self
                .of
                .ended()
                .flat_map(|cycle| quiet_wins(portfolio, analysis, team, cycle))
            {
                let line = self.named(&self.here.team(team));
                lines.push(line.html(&register::win::told(self.here, team, win)));
            }
        }
        let mut section = self.section(("quiet-wins", "summary.quiet_wins"), lines, &self.here.href(WINS));
        if !section.lines.is_empty() {
            section.note = say!(self.words(), "summary.quiet_wins_say");
        }
        section
    }

    /// Names of teams, the first dozen.
    pub(super) fn names(&self, teams: &[usize]) -> String {
        let mut names: Vec<String> = teams
            .iter()
            .take(MOST)
            .map(|team| self.here.portfolio.teams[*team].name.clone())
            .collect();
        if teams.len() > MOST {
            names.push(say_count!(self.words(), "summary.more_teams", teams.len() - MOST));
        }
        self.words().list(&names)
    }

    /// The title of an action of a team as a line goes on with it: it leads to where it stands now.
    fn title(&self, team: &Team, action: &Action) -> Line {
        let href = self.here.href(&actions::place(self.here.portfolio, team, action));
        Line::default().link(plain(&action.title), &href)
    }

    /// A line with facts in brackets at its end.
    fn bracketed(&self, line: Line, facts: &[String]) -> Line {
        let said = facts.iter().map(String::as_str).filter(|fact| !fact.is_empty());
        let said: Vec<&str> = said.collect();
        if said.is_empty() {
            return line;
        }
        let facts = said.join(self.words().word("lists.between"));
        line.text(say!(self.words(), "summary.in_brackets", facts = facts))
    }

    /// A section with as many lines as it may have, and the way to the rest; of the heading its name in addresses and the
    /// key of its words.
    fn section(&self, heading: (&'static str, &str), mut lines: Vec<Line>, rest: &str) -> Section {
        let (id, title) = heading;
        let left = lines.len().saturating_sub(MOST);
        lines.truncate(MOST);
        Section {
            id,
            title: self.words().say(title, &[]),
            lines,
            more: match left {
                0 => Line::default(),
                left => Line::default().link(say_count!(self.words(), "summary.and_more", left), rest),
            },
            ..Section::default()
        }
    }
}

/// A line that goes on with another.
fn joined(mut line: Line, more: Line) -> Line {
    line.pieces.extend(more.pieces);
    line
}

/// What is put into a message in place of a line with links, until [`placed`] puts the line there: characters that no
/// text has.
pub(super) const PLACES: [char; 2] = ['\u{fdd0}', '\u{fdd1}'];

/// A message as a line, with a line in each of its [`PLACES`].
pub(super) fn placed(said: &str, lines: &[Line]) -> Line {
    let mut all = Line::default();
    for text in said.split_inclusive(PLACES) {
        let place = PLACES.iter().position(|place| text.ends_with(*place));
        all = all.text(text.trim_end_matches(PLACES));
        if let Some(line) = place.and_then(|place| lines.get(place)) {
            all = joined(all, line.clone());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_links_stands_where_the_message_has_its_place() {
        let [first, second] = PLACES;
        let said = format!("done {second}, {first}.");
        let line = placed(
            &said,
            &[Line::default().link("A", "a.html"), Line::of("today").strong()],
        );
        let pieces: Vec<_> = (line.pieces.iter())
            .map(|piece| (piece.text.as_str(), piece.link.as_deref(), piece.is_strong))
            .collect();
        assert_eq!(
            pieces,
            [
                ("done ", None, false),
                ("today", None, true),
                (", ", None, false),
                ("A", Some("a.html"), false),
                (".", None, false)
            ]
        );
    }
}
