//! A team's next report, prefilled with what it said last and what waits for it: ten minutes, not an hour.
//!
//! Numbers stand as comments, because last time's number is not this time's: an author uncomments and corrects each.

mod metrics;
#[cfg(test)]
mod tests;
mod waiting;

use crate::analyse::Analysis;
use crate::load::shape::PILLAR_STATUS;
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::{Portfolio, Prose};
use crate::model::report::{PillarStatus, Report};
use crate::model::team::Team;
use crate::scaffold::written::{key, list, one_line, quoted};
use crate::scaffold::{NewFile, schema_comment, team_folder};
use jiff::civil::Date;
use std::fmt::Write;

/// The report of a team (an index of the portfolio's teams) that speaks for the cycle up to `date`.
///
/// Its metrics are those of the team's last reports before that cycle, with their last values; what an import fills in is
/// named, so that nobody types it. Open actions and notices without an answer stand below them.
#[must_use]
pub fn report(portfolio: &Portfolio, analysis: &Analysis, team: usize, date: Date) -> NewFile {
    // A date before the calendar's first cycle has no cycle and nothing before it.
    let scene = Scene {
        portfolio,
        analysis,
        index: team,
        team: &portfolio.teams[team],
        date,
        cycle: portfolio.calendar.holding(date),
    };
    let path = format!("{}reports/{date}.toml", team_folder(portfolio, team));
    let mut text = schema_comment(&path, "report");
    scene.heading(&mut text);
    scene.words(&mut text);
    scene.metrics(&mut text);
    scene.actions(&mut text);
    scene.notads(&mut text);
    scene.sections(&mut text);
    NewFile { path, text }
}

/// What the report's parts are made from.
struct Scene<'a> {
    portfolio: &'a Portfolio,
    analysis: &'a Analysis,
    index: usize,
    team: &'a Team,
    date: Date,
    cycle: Option<CycleIndex>,
}

impl Scene<'_> {
    /// Reports before this one, newest first.
    fn earlier(&self) -> impl Iterator<Item = &Report> {
        let cycle = self.cycle;
        self.team
            .reports
            .iter()
            .rev()
            .filter(move |report| cycle.is_some_and(|cycle| report.cycle < cycle))
    }

    fn heading(&self, text: &mut String) {
        let name = one_line(&self.team.name);
        let stretch = self
            .cycle
            .map(|cycle| self.portfolio.calendar.cycle(cycle))
            .map(|cycle| format!(", {} to {}", cycle.first, cycle.last));
        let _ = writeln!(text, "# {name}{}.", stretch.unwrap_or_default());
        text.push_str("# Every part is optional. Remove the # in front of what you report, and correct it.\n");
        let _ = write!(text, "schema_version = 1\ndate = {}\n", self.date);
    }

    /// The keys above the first table.
    fn words(&self, text: &mut String) {
        let last = self.earlier().next();
        let author = last
            .and_then(|report| report.prepared_by.as_ref())
            .or(self.team.principal_engineer.as_ref());
        let _ = writeln!(
            text,
            "# prepared_by = {}",
            quoted(author.map_or("Your name", String::as_str))
        );
        text.push_str("# summary = \"What changed since the last report, in a sentence or two\"\n");
        let since = last.map_or_else(String::new, |report| format!("   # last: {}", report.date));
        let none = Vec::new();
        let (topics, offers, asks) = last.map_or((&none, &none, &none), |report| {
            (&report.topics, &report.offers, &report.asks)
        });
        for (name, said, example) in [
            ("topics", topics, "a-subject-that-came-up"),
            ("offers", offers, "what-we-could-show-others"),
            ("asks", asks, "what-we-would-like-help-with"),
        ] {
            let _ = if said.is_empty() {
                writeln!(text, "# {name} = [\"{example}\"]")
            } else {
                writeln!(text, "# {name} = {}{since}", list(said))
            };
        }
    }

    /// The tables below the metrics, each as a commented example, with what was said last beside what carries on.
    fn sections(&self, text: &mut String) {
        let last = self.earlier().next();
        let empty = Vec::new();
        let notes = last.map_or(&empty, |report| &report.pillars);
        let is_open = |status: Option<PillarStatus>| matches!(status, Some(PillarStatus::Watch | PillarStatus::AtRisk));
        let mut is_any = false;
        for note in notes.iter().filter(|note| is_open(note.status)) {
            let word = PillarStatus::ALL
                .iter()
                .find(|(status, ..)| Some(*status) == note.status)
                .map_or("watch", |(_, word, _)| *word);
            let why = note
                .why
                .as_ref()
                .map_or_else(|| "Why".to_owned(), |why| one_line(&why.text));
            self.pillar(text, note.pillar, (word, &why));
            is_any = true;
        }
        if !is_any {
            self.pillar(text, 0, ("watch", "Why"));
        }
        let none: &[Prose] = &[];
        let needs: Vec<Prose> = last.map_or_else(Vec::new, |report| {
            report.needs.iter().map(|need| need.text.clone()).collect()
        });
        example(
            text,
            none,
            "[[wins]]\ntext = \"What went well\"\nthanks = [\"Who made it happen\"]",
        );
        example(
            text,
            last.map_or(none, |report| &report.concerns),
            "[[concerns]]\ntext = \"What worries us\"",
        );
        example(text, none, "[[learnings]]\ntext = \"What we learned\"");
        example(
            text,
            &needs,
            &format!(
                "[[needs]]\ntext = \"What we ask of others\"\nof = \"Whom\"\nby = {}",
                self.date.saturating_add(jiff::Span::new().days(14))
            ),
        );
        example(
            text,
            none,
            &format!(
                "[[events]]\ndate = {}\ntext = \"A mark on our charts, such as a rollout\"",
                self.date
            ),
        );
    }

    fn pillar(&self, text: &mut String, pillar: usize, said: (&str, &str)) {
        let Some(pillar) = self.portfolio.pillars.get(pillar) else {
            return;
        };
        let (status, why) = said;
        let words = PILLAR_STATUS.join(", ");
        let _ = write!(
            text,
            "\n# [pillars.{}]\n# note = \"What the numbers do not say\"\n# status = \"{status}\"   # {words}: your own judgement\n# why = {}\n",
            key(&pillar.id),
            quoted(why)
        );
    }
}

/// A commented example, with last time's statements above it.
fn example(text: &mut String, last: &[Prose], example: &str) {
    text.push('\n');
    for said in last {
        let _ = writeln!(text, "# Last time: {}", one_line(&said.text));
    }
    for line in example.lines() {
        let _ = writeln!(text, "# {line}");
    }
}
