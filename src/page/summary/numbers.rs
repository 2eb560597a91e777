//! What numbers say of a stretch of time: signals, what lasts, actions with their metric, and how much comes by itself.

use super::{Told, joined, section};
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
use crate::page::asked::signals;
use crate::page::figure;
use crate::page::reading::{full_name, known, limit_style};
use crate::page::words::{capital, counted, day, grouped, number, part_of, short_day};

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

impl Told<'_> {
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
            ("improvements", "What got better")
        } else {
            ("concerns", "Worth asking about")
        };
        let mut section = section(heading, lines, &self.cycle());
        if !section.lines.is_empty() && !is_better {
            "Values that left the usual range of their own series. Each is a question, not a verdict."
                .clone_into(&mut section.note);
        }
        section
    }

    /// What got better or worse and stayed so until the end.
    pub(in crate::page) fn lasting(&self, is_better: bool) -> Section {
        let found = lasting(self.here.portfolio, self.here.analysis, &self.of);
        let lines = found
            .iter()
            .filter(|found| found.is_better == is_better && self.is_told(found.team))
            .filter_map(|found| self.last_line(found))
            .collect();
        let (heading, note) = if is_better {
            (
                ("better", "What got better and stayed"),
                "Signals that have held for two values running or longer. Each team is held against its own past alone.",
            )
        } else {
            (
                ("lasting", "What lasts and is worth asking about"),
                "Signals the other way, for two values running or longer: questions, not verdicts.",
            )
        };
        let mut section = section(heading, lines, &self.cycle());
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
        let line = self
            .of_team(found.team)
            .link(full_name(self.here.words(), &metric.text, &part), &metric.href);
        let line = match found.before {
            Some(before) => {
                let until = &found.series.entries[before.last];
                line.text(" ")
                    .bold(format!("{} → {}", median(before), median(found.since)))
                    .text(format!(
                        " (medians of the {} to {} and of the {} since)",
                        match known.entry().grain {
                            Grain::Cycle => counted(before.values, "cycle"),
                            Grain::Month => counted(before.values, "month"),
                        },
                        figure::period(self.here, until).text,
                        number(found.since.values)
                    ))
            }
            None => line,
        };
        let entry = known.entry();
        let is_current = entry.grain == Grain::Month || entry.cycle == self.of.cycles.1;
        let now = if is_current {
            "now".to_owned()
        } else {
            figure::when_words(self.here.words(), entry)
        };
        Some(line.text(format!("; {now} {}, {}.", known.value_text(), known.clause())))
    }

    /// What an opening counts.
    pub(in crate::page) fn counts(&self) -> Counts {
        let found = lasting(self.here.portfolio, self.here.analysis, &self.of);
        let lasts = |is_better: bool| {
            let wanted = |found: &&Lasting<'_>| found.is_better == is_better && self.is_told(found.team);
            found.iter().filter(wanted).count()
        };
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
        let mut section = section(("finished", "Actions finished"), lines, &self.here.href(ACTIONS));
        let mut notes = Vec::new();
        if found.iter().any(|(_, action)| action.metric.is_some()) {
            notes.push(
                "The metric that each was to move stands beside it, before and after: that it moved does not say why."
                    .to_owned(),
            );
        }
        if dropped > 0 {
            let verb = if dropped == 1 { "was" } else { "were" };
            notes.push(format!("{} {verb} dropped.", capital(&counted(dropped, "more action"))));
        }
        section.note = notes.join(" ");
        section
    }

    fn finished_line(&self, team: usize, action: &Action) -> Line {
        let mut line = joined(self.of_team(team), self.title(action));
        if let Some(closed) = action.closed {
            line = line.text(format!(", done {}.", short_day(closed)));
        }
        if let Some(outcome) = self.here.maybe(action.outcome.as_ref()) {
            let outcome = outcome.trim_end_matches('.');
            line = line.text(" ").html(outcome).text(".");
        }
        match self.effect_words(team, action) {
            Some((name, href, text)) => line.text(" ").link(name, &href).text(text),
            None => line,
        }
    }

    /// `: 12 when it was taken on, 7 after it was done, 6 now.`
    fn effect_words(&self, team: usize, action: &Action) -> Option<(String, String, String)> {
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
                .and_then(|index| Some(format!("{} when it was taken on", text(index)?))),
        );
        match effect.after {
            Some(after) => {
                said.extend(text(after).map(|text| format!("{text} after it was done")));
                if effect.newest > after {
                    said.extend(text(effect.newest).map(|text| format!("{text} at the end")));
                }
            }
            None => said.push("no value since".to_owned()),
        }
        let newest = effect.after.map_or(effect.newest, |_| effect.newest);
        let other = effect
            .before
            .is_some_and(|before| !entries[newest].is_measured_as(&entries[before]));
        let other = if other { "; measured in another way since" } else { "" };
        let metric = metric_link(self.here, team, effect.series.metric);
        let part = figure::part_name(self.here, team, &effect.series.part);
        let text = format!(": {}{other}.", said.join(", "));
        Some((full_name(self.here.words(), &metric.text, &part), metric.href, text))
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
        let words = |coverage: Coverage| part_of(coverage.automated, coverage.metrics, "metric");
        let until = |cycle: CycleIndex| day(self.here.portfolio.calendar.cycle(cycle).last);
        match self.of.ended().find_map(of) {
            Some((first, start)) if first < last => format!(
                "{} came without typing in the cycle to {}, {} of {} in the one to {}.",
                words(start),
                until(first),
                grouped(end.automated),
                grouped(end.metrics),
                until(last)
            ),
            _ => format!("{} came without typing in the cycle to {}.", words(end), until(last)),
        }
    }
}
