//! What numbers say of a stretch of time: signals, what lasts, actions with their metric, and how much comes by itself.

use super::{PLACES, Told, joined, placed};
use crate::analyse::action::effect;
use crate::analyse::automation::{Coverage, coverage};
use crate::analyse::lasting::{Lasting, Usual, lasting};
use crate::analyse::series::Grain;
use crate::digest::{Line, Section};
use crate::model::action::{Action, ActionStatus};
use crate::model::cycle::CycleIndex;
use crate::model::format::shown;
use crate::page::ACTIONS;
use crate::page::around::metric_link;
use crate::page::asked::{signals, unusual};
use crate::page::figure;
use crate::page::reading::{full_name, known, limit_style};
use crate::page::words::capital;
use crate::words::{Argument, say, say_count};

/// How many there are of each.
#[derive(Debug, Clone, Copy)]
pub(in crate::page) struct Counts {
    /// Values that got better and stayed so.
    pub(in crate::page) better: usize,
    /// Values that got worse and stayed so.
    pub(in crate::page) worse: usize,
    /// Actions done.
    pub(in crate::page) finished: usize,
    /// Well-architected reviews completed.
    pub(in crate::page) wars: usize,
    /// Incidents that began.
    pub(in crate::page) incidents: usize,
}

impl<'a> Told<'a> {
    /// Values of the last cycle that left their usual range: the better way, or another.
    pub(in crate::page) fn signals(&self, is_better: bool) -> Section {
        let mut lines = Vec::new();
        for team in self.teams() {
            let found = signals(self.here, team, self.of.cycles.1);
            for asked in found.iter().filter(|asked| asked.is_improvement == is_better) {
                let line = self.of_team(team).link(asked.metric.text.as_str(), &asked.metric.href);
                lines.push(line.text(asked.facts.as_str()));
            }
        }
        let heading = if is_better {
            ("improvements", "summary.improvements")
        } else {
            ("concerns", "summary.concerns")
        };
        let mut section = self.section(heading, lines, &self.cycle());
        if !section.lines.is_empty() && !is_better {
            section.note = say!(self.words(), "summary.concerns_say");
        }
        section
    }

    /// Values of the last cycle that left their usual range where neither way is better.
    pub(in crate::page) fn unusual(&self) -> Section {
        let mut lines = Vec::new();
        for team in self.teams() {
            for (metric, facts) in unusual(self.here, team, self.of.cycles.1) {
                let line = self.of_team(team).link(metric.text.as_str(), &metric.href);
                lines.push(line.text(facts.as_str()));
            }
        }
        self.section(("unusual", "summary.unusual"), lines, &self.cycle())
    }

    /// What got better or worse and stayed so until the end: looked for once, and told in sections and counts.
    pub(in crate::page) fn lasting(&self) -> Vec<Lasting<'a>> {
        let mut found = lasting(self.here.portfolio, self.here.analysis, &self.of);
        found.retain(|found| self.is_told(found.team));
        found
    }

    /// What of it got better, or what got worse.
    pub(in crate::page) fn that_lasts(&self, found: &[Lasting<'_>], is_better: bool) -> Section {
        let lines = found
            .iter()
            .filter(|found| found.is_better == is_better)
            .filter_map(|found| self.last_line(found))
            .collect();
        let (heading, note) = if is_better {
            (
                ("better", "summary.lasting_better"),
                self.words().word("summary.lasting_better_says"),
            )
        } else {
            (
                ("lasting", "summary.lasting_worse"),
                self.words().word("summary.lasting_worse_says"),
            )
        };
        let mut section = self.section(heading, lines, &self.cycle());
        if !section.lines.is_empty() {
            note.clone_into(&mut section.note);
        }
        section
    }

    /// `Basket: Response time (p95) 310 ms → 210 ms (medians of the 12 cycles to 31 May 2026 and of the five since); now
    /// 204 ms, below its usual 230–290 ms, for the third cycle running.`
    fn last_line(&self, found: &Lasting<'_>) -> Option<Line> {
        let known = known(self.here, found.team, found.series, found.entry)?;
        let part = figure::part_name(self.here, found.team, &found.series.part);
        let metric = metric_link(self.here, found.team, found.series.metric);
        let style = limit_style(&known.style());
        let median = |usual: Usual| shown(usual.median, &style).text();
        let words = self.words();
        let metric = Line::default().link(full_name(words, &metric.text, &part), &metric.href);
        let entry = known.entry();
        let is_current = entry.grain == Grain::Month || entry.cycle == self.of.cycles.1;
        let (value, clause) = (known.value_text(), known.clause());
        let now = if is_current {
            say!(words, "summary.now", value = value, clause = clause)
        } else {
            let when = figure::when_words(words, entry);
            say!(words, "summary.then", when = when, value = value, clause = clause)
        };
        let own = self.of_team(found.team);
        let [first, second] = PLACES;
        let Some(before) = found.before else {
            let said = say!(words, "summary.holds", metric = first, now = now);
            return Some(joined(own, placed(&said, &[metric])));
        };
        let medians = Line::default().bold(say!(
            words,
            "summary.from_to",
            from = median(before),
            to = median(found.since)
        ));
        let until = figure::period(self.here, &found.series.entries[before.last]).text;
        let key = match entry.grain {
            Grain::Cycle => "summary.holds_since_cycles",
            Grain::Month => "summary.holds_since_months",
        };
        let since = words.number_in(key, found.since.values);
        let arguments: [Argument<'_>; 5] = [
            ("metric", &first),
            ("medians", &second),
            ("until", &until),
            ("since", &since),
            ("now", &now),
        ];
        let said = words.say_count(key, before.values, &arguments);
        Some(joined(own, placed(&said, &[metric, medians])))
    }

    /// What an opening counts, among it what lasts.
    pub(in crate::page) fn counts(&self, found: &[Lasting<'_>]) -> Counts {
        let lasts = |is_better: bool| found.iter().filter(|found| found.is_better == is_better).count();
        let owners = || self.teams().map(|team| &self.here.portfolio.teams[team]);
        let actions = owners().flat_map(|team| &team.actions);
        let incidents = owners().flat_map(|team| &team.incidents);
        Counts {
            better: lasts(true),
            worse: lasts(false),
            finished: actions.filter(|action| self.is_finished(action)).count(),
            wars: self.wars_held(),
            incidents: incidents
                .filter(|incident| self.of.holds(incident.started.date))
                .count(),
        }
    }

    fn is_closed(&self, action: &Action) -> bool {
        action.closed.is_some_and(|closed| self.of.holds(closed))
    }

    fn is_finished(&self, action: &Action) -> bool {
        self.is_closed(action) && action.status == ActionStatus::Done
    }

    /// Actions that were done, each with the metric it was to move before and after.
    pub(in crate::page) fn finished(&self) -> Section {
        let mut found: Vec<(usize, &Action)> = Vec::new();
        let mut dropped = 0;
        for team in self.teams() {
            for action in &self.here.portfolio.teams[team].actions {
                if self.is_finished(action) {
                    found.push((team, action));
                } else {
                    dropped += usize::from(self.is_closed(action));
                }
            }
        }
        let lines = found
            .iter()
            .map(|(team, action)| self.finished_line(*team, action))
            .collect();
        let mut section = self.section(("finished", "summary.finished"), lines, &self.here.href(ACTIONS));
        let mut notes = Vec::new();
        if found.iter().any(|(_, action)| action.metric.is_some()) {
            notes.push(say!(self.words(), "summary.finished_says"));
        }
        if dropped > 0 {
            notes.push(capital(&say_count!(self.words(), "summary.dropped", dropped)));
        }
        section.note = notes.join(" ");
        section
    }

    fn finished_line(&self, team: usize, action: &Action) -> Line {
        let title = self.title(&self.here.portfolio.teams[team], action);
        let title = match action.closed {
            Some(closed) => {
                let day = self.words().short_day(closed);
                let said = say!(self.words(), "summary.done", action = PLACES[0], day = day);
                placed(&said, &[title])
            }
            None => title,
        };
        let mut line = joined(self.of_team(team), title);
        if let Some(outcome) = self.here.maybe(action.outcome.as_ref()) {
            let outcome = outcome.trim_end_matches('.');
            line = line.text(" ").html(outcome).text(".");
        }
        match self.effect(team, action) {
            Some(effect) => joined(line.text(" "), effect),
            None => line,
        }
    }

    /// `Alarms: 12 when it was taken on, 7 after it was done, 6 at the end.`
    fn effect(&self, team: usize, action: &Action) -> Option<Line> {
        let words = self.words();
        let known = &self.here.analysis.teams[team];
        let effect = effect(self.here.portfolio, known, action, self.of.cycles.1)?;
        let entries = &effect.series.entries;
        let text = |index: usize| {
            let entry = &entries[index];
            let style = self
                .here
                .portfolio
                .style(Some(team), effect.series.metric, entry.measured);
            entry.value().map(|value| figure::value(value, &style).text())
        };
        let mut said = Vec::new();
        said.extend(
            effect
                .before
                .and_then(|index| Some(say!(words, "summary.when_taken_on", value = text(index)?))),
        );
        match effect.after {
            Some(after) => {
                said.extend(text(after).map(|text| say!(words, "summary.after_done", value = text)));
                if effect.newest > after {
                    said.extend(text(effect.newest).map(|text| say!(words, "summary.at_the_end", value = text)));
                }
            }
            None => said.push(say!(words, "summary.no_value_since")),
        }
        let newest = effect.after.map_or(effect.newest, |_| effect.newest);
        let other = effect
            .before
            .is_some_and(|before| !entries[newest].is_measured_as(&entries[before]));
        let metric = metric_link(self.here, team, effect.series.metric);
        let part = figure::part_name(self.here, team, &effect.series.part);
        let values = said.join(words.word("lists.between"));
        let said = if other {
            say!(words, "summary.effect_otherwise", metric = PLACES[0], values = values)
        } else {
            say!(words, "summary.effect", metric = PLACES[0], values = values)
        };
        let metric = Line::default().link(full_name(words, &metric.text, &part), &metric.href);
        Some(placed(&said, &[metric]))
    }

    /// How many of all metrics came without typing, at the beginning and at the end: one sentence for all teams.
    pub(in crate::page) fn automation(&self) -> String {
        let of = |cycle: CycleIndex| {
            let all = self.teams().map(|team| {
                let (owner, known) = (&self.here.portfolio.teams[team], &self.here.analysis.teams[team]);
                coverage(owner, known, cycle)
            });
            let sum = all.fold(Coverage::default(), |sum, own| Coverage {
                automated: sum.automated + own.automated,
                derived: sum.derived + own.derived,
                metrics: sum.metrics + own.metrics,
            });
            (sum.metrics > 0).then_some((cycle, sum))
        };
        let Some((last, end)) = self.of.ended().rev().find_map(of) else {
            return String::new();
        };
        let words = self.words();
        let until = |cycle: CycleIndex| words.day(self.here.portfolio.calendar.cycle(cycle).last);
        match self.of.ended().find_map(of) {
            Some((first, start)) if first < last => say_count!(
                words,
                "summary.automation_from_to",
                start.metrics,
                automated = words.grouped(start.automated),
                day = until(first),
                last_automated = words.grouped(end.automated),
                last_count = words.grouped(end.metrics),
                last_day = until(last)
            ),
            _ => say_count!(
                words,
                "summary.automation",
                end.metrics,
                automated = words.grouped(end.automated),
                day = until(last)
            ),
        }
    }
}
