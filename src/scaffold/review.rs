//! The minutes of a review, ready to type in while it is held: a heading a team, in the order in which they speak.

use crate::analyse::Analysis;
use crate::analyse::pairing::{Reason, suggestions};
use crate::analyse::review::{Meeting, cycle_of, meeting, meetings, minutes_before, promises, speaking_order};
use crate::config::Review;
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use crate::model::report::Report;
use crate::scaffold::written::{list, one_line, quoted};
use crate::scaffold::{NewFile, schema_comment, shared_folder};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The meeting whose minutes are to be written next: about the newest ended cycle if there are none of it, else about the
/// running one. It may have been held: minutes are often written the day after.
#[must_use]
pub fn next_meeting(portfolio: &Portfolio, review: usize) -> Meeting {
    let newest = meetings(portfolio, review).pop();
    let running = CycleIndex::new(portfolio.calendar.ended);
    newest
        .filter(|meeting| meeting.minutes.is_none())
        .unwrap_or_else(|| meeting(portfolio, review, running))
}

/// The meeting of a review on a day; `None` before any cycle had ended that it could be about.
#[must_use]
pub fn meeting_on(portfolio: &Portfolio, review: usize, day: Date) -> Option<Meeting> {
    let cycle = cycle_of(portfolio, &portfolio.config.reviews[review], day)?;
    let known = meeting(portfolio, review, cycle);
    Some(if known.minutes.is_some() {
        known
    } else {
        Meeting { day, ..known }
    })
}

/// The folder for the minutes of a review, with `/` at its end: where its last ones are, else `reviews/<id>/` in the
/// content. `None` where no content folder is named.
#[must_use]
pub fn minutes_folder(portfolio: &Portfolio, review: usize) -> Option<String> {
    let last = portfolio.minutes.iter().rev().find(|minutes| minutes.review == review);
    if let Some(last) = last {
        let path = &portfolio.file(last.origin).path;
        return path.rsplit_once('/').map(|(folder, _)| format!("{folder}/"));
    }
    let id = &portfolio.config.reviews[review].id;
    shared_folder(portfolio, "reviews/").map(|content| format!("{content}reviews/{id}/"))
}

/// The file of a meeting's minutes, in a folder that ends in `/`.
#[must_use]
pub fn minutes(portfolio: &Portfolio, analysis: &Analysis, folder: &str, meeting: Meeting) -> NewFile {
    let path = format!("{folder}{}.md", meeting.day);
    let scene = Scene {
        portfolio,
        analysis,
        meeting,
        review: &portfolio.config.reviews[meeting.review],
        teams: speaking_order(portfolio, meeting),
    };
    let mut text = format!("+++\n{}", schema_comment(&path, "minutes"));
    scene.head(&mut text);
    scene.follow_ups(&mut text);
    scene.examples(&mut text);
    text.push_str("+++\n");
    for team in &scene.teams {
        let _ = write!(text, "\n## {}\n\n", heading(&portfolio.teams[*team].name));
    }
    NewFile { path, text }
}

/// A name as the text of a heading: what Markdown would take for a mark is written so that it is none.
fn heading(name: &str) -> String {
    let mut text = String::new();
    for character in one_line(name).chars() {
        if matches!(character, '\\' | '`' | '*' | '[' | ']' | '<') {
            text.push('\\');
        }
        text.push(character);
    }
    text
}

struct Scene<'a> {
    portfolio: &'a Portfolio,
    analysis: &'a Analysis,
    meeting: Meeting,
    review: &'a Review,
    /// In the order in which they speak.
    teams: Vec<usize>,
}

impl Scene<'_> {
    fn slugs(&self) -> Vec<String> {
        let slug = |team: &usize| self.portfolio.teams[*team].slug.clone();
        self.teams.iter().map(slug).collect()
    }

    fn head(&self, text: &mut String) {
        let (day, cycle) = (self.meeting.day, self.portfolio.calendar.cycle(self.meeting.cycle));
        let _ = write!(
            text,
            "# The review `{}` of {day}, about {} to {}. Type below, under each team's name, while it is held.\n\
             # What is open here returns under \"Last time we said\" on the next review's page.\n\
             schema_version = 1\ndate = {day}\n",
            self.review.id, cycle.first, cycle.last
        );
        let last = minutes_before(self.portfolio, self.meeting).next();
        let last = last.and_then(|minutes| minutes.facilitator.as_ref());
        let facilitator = self.review.facilitator.as_ref().or(last);
        let _ = match facilitator {
            Some(name) => writeln!(text, "facilitator = {}", quoted(name)),
            None => writeln!(text, "# facilitator = \"Who facilitates\""),
        };
        let slugs = list(&self.slugs());
        let _ = writeln!(text, "attended = {slugs}   # take out who was not there");
        let _ = writeln!(
            text,
            "# order = {slugs}   # only if they spoke in another order than below"
        );
        let raised = self.raised();
        let _ = if raised.is_empty() {
            writeln!(
                text,
                "# topics = [\"a-subject-that-came-up\"]   # they count like a report's"
            )
        } else {
            writeln!(text, "# topics = {}   # as the reports raised them", list(&raised))
        };
        text.push_str("# decisions = [\"What was decided\"]\n");
    }

    /// The topics that the teams' reports of the cycle raised.
    fn raised(&self) -> Vec<String> {
        let is_of_cycle = |report: &&Report| report.cycle == self.meeting.cycle;
        let reports = self
            .teams
            .iter()
            .flat_map(|team| self.portfolio.teams[*team].reports.iter().filter(is_of_cycle));
        let topics: BTreeSet<&String> = reports.flat_map(|report| &report.topics).collect();
        topics.into_iter().cloned().collect()
    }

    /// What earlier minutes left open: carried on until somebody writes that it is done.
    fn follow_ups(&self, text: &mut String) {
        let open = promises(self.portfolio, self.meeting);
        if !open.is_empty() {
            text.push_str("\n# Still open. Write `done = true` where it is.\n");
        }
        for (index, promise) in open.iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            let said = promise.follow_up;
            let _ = write!(
                text,
                "[[follow_ups]]   # since {}\ntext = {}\n",
                promise.since,
                quoted(&said.text.text)
            );
            if let Some(owner) = &said.owner {
                let _ = writeln!(text, "owner = {}", quoted(owner));
            }
            if let Some(due) = said.due {
                let _ = writeln!(text, "due = {due}");
            }
            text.push_str("done = false\n");
        }
    }

    /// Tables to copy while people talk.
    fn examples(&self, text: &mut String) {
        let slugs = self.slugs();
        let due = self.meeting.day.saturating_add(28.days());
        let team = slugs.first().map_or("some-team", String::as_str);
        let _ = write!(
            text,
            r#"
# Copy what you need, as often as you need it.
# [[follow_ups]]
# text = "Who promised what"
# owner = "Who"
# due = {due}

# [[actions]]
# id = {}
# team = {}
# title = "What the team took on"
# due = {due}
"#,
            quoted(&self.free_id()),
            quoted(team)
        );
        self.pairings(text);
    }

    /// Who could help whom: a word that one team offers and another asks for, else an example.
    fn pairings(&self, text: &mut String) {
        let takes_part = |team: usize| self.teams.contains(&team);
        let found = suggestions(self.portfolio, self.analysis, self.meeting.cycle, &takes_part);
        let slug = |team: usize| self.portfolio.teams[team].slug.clone();
        let mut seen = BTreeSet::new();
        for suggestion in found {
            let Reason::Topic(topic) = suggestion.why else { continue };
            // Who shows is in the room too, and one team that can show it is enough.
            if !takes_part(suggestion.shows) || !seen.insert((suggestion.asks, topic.clone())) {
                continue;
            }
            let pair = list(&[slug(suggestion.shows), slug(suggestion.asks)]);
            let _ = write!(
                text,
                "\n# [[pairings]]   # the first offers what the second asks for\n# teams = {pair}\n# topic = {}\n",
                quoted(&topic)
            );
        }
        if let ([first, second, ..], true) = (self.teams.as_slice(), seen.is_empty()) {
            let pair = list(&[slug(*first), slug(*second)]);
            let _ = write!(text, "\n# [[pairings]]\n# teams = {pair}\n# topic = \"what-about\"\n");
        }
    }

    /// An id for the first action of the meeting: the one after the last that a review gave.
    fn free_id(&self) -> String {
        let ids = self.portfolio.teams.iter().flat_map(|team| &team.actions);
        let number = |id: &str| id.strip_prefix("rev-")?.parse::<u64>().ok();
        let last = ids.filter_map(|action| number(&action.id.to_lowercase())).max();
        format!("rev-{}", last.unwrap_or(0).saturating_add(1))
    }
}

#[cfg(test)]
mod tests;
