//! teams/<team>/scorp.md: the published SCORP template, filled in, as a team's whole report.
//!
//! Headings are matched by their words, tables by the headings of their columns; what is not known becomes a metric of
//! the team alone or prose on its page. Reading takes three steps, because the catalogue and the calendar depend on what
//! a template says: [`Template::metrics`] adds its metrics, [`Template::read`] reads it, [`Filled::join`] puts what it
//! read beside the team's reports.
//!
//! The text of the published template is not known here: an empty copy of it is empty because its cells are.

mod heading;
mod month;
pub(crate) mod outline;
pub(super) use month::add_wholes;
mod own;
mod plan;
mod register;
mod statistic;
pub(crate) mod when;
mod words;

use crate::config::DateOrder;
use crate::diagnostic::{Code, Diagnostic};
use crate::load::document::Document;
use crate::load::merge;
use crate::model::cycle::{Calendar, Length};
use crate::model::metric::{Catalogue, Metric};
use crate::model::portfolio::Pillar;
use crate::model::report::{Observation, Period, Report};
use crate::model::team::Team;
use jiff::civil::Date;
use outline::{Block, Section, Table};
use plan::Column;
use std::collections::BTreeMap;
use std::ops::Range;

/// A template, its columns understood as far as the catalogue without it goes.
#[derive(Debug)]
pub(super) struct Template {
    /// Index of its file among the sources.
    pub(super) source: usize,
    /// Index of its team.
    pub(super) team: usize,
    sections: Vec<Section>,
    /// The pillar each section stands below.
    pillars: Vec<Option<usize>>,
    /// The headings of each section, with those above it.
    titles: Vec<String>,
    /// What the columns of tables of months mean, by section and block.
    plans: BTreeMap<(usize, usize), Vec<Column>>,
}

/// What reading needs to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    /// The metrics, those of the template included.
    pub(super) catalogue: &'a Catalogue,
    /// How `12/09/2026` is read.
    pub(super) order: Option<DateOrder>,
    /// "Today".
    pub(super) as_of: Date,
    /// Index of the team.
    pub(super) team: usize,
    /// Whether the team writes reports besides.
    pub(super) has_reports: bool,
}

/// What a template says, but for what its team holds already and for the cycles, which are not known yet.
#[derive(Debug)]
pub(super) struct Filled {
    /// Index of its team.
    pub(super) team: usize,
    observations: Vec<Observation>,
    report: Option<Report>,
    /// Whether the report says anything in words.
    has_words: bool,
}

impl Template {
    /// The outline of a template of a team.
    pub(super) fn new(document: &Document<'_>, source: usize, team: usize) -> Self {
        Self {
            source,
            team,
            sections: outline::sections(document.text),
            pillars: Vec::new(),
            titles: Vec::new(),
            plans: BTreeMap::new(),
        }
    }

    /// The metrics that a template adds for its team to those known so far; decides what its columns mean.
    pub(super) fn metrics(&mut self, document: &Document<'_>, known: &[Metric], pillars: &[Pillar]) -> Vec<Metric> {
        self.pillars = heading::pillars(&self.sections, pillars);
        self.titles = heading::paths(&self.sections, pillars);
        own::metrics(document, self, (known, pillars))
    }

    /// Reads the template into its team, which gains workloads, links, threat models and registers.
    pub(super) fn read(&self, document: &Document<'_>, context: Context<'_>, team: &mut Team) -> Filled {
        let mut reader = Reader {
            document,
            context,
            team,
            found: Vec::new(),
            has_asked: false,
            said: words::Said::default(),
            is_filled: false,
        };
        for (section, block, table) in self.tables() {
            match heading::kind(table) {
                heading::Kind::Months => {
                    if let Some(columns) = self.plans.get(&(section, block)) {
                        month::read(&mut reader, table, columns);
                    }
                }
                heading::Kind::Other => {}
                kind => register::read(&mut reader, table, kind),
            }
        }
        month::totals(&mut reader);
        words::read(&mut reader, self);
        reader.team.other_exercises.sort_by_key(|exercise| exercise.date);
        let filled = reader.finish();
        if team.reports_every.is_none() && !context.has_reports && filled.report.is_some() {
            // Its tables have a row a month.
            team.reports_every = Some(Length::Months(1));
        }
        filled
    }

    /// The tables with their section and block.
    fn tables(&self) -> impl Iterator<Item = (usize, usize, &Table)> {
        let blocks = self.sections.iter().enumerate().flat_map(|(index, section)| {
            let blocks = section.blocks.iter().enumerate();
            blocks.map(move |(at, block)| (index, at, block))
        });
        blocks.filter_map(|(section, at, block)| match block {
            Block::Table(table) => Some((section, at, table)),
            _ => None,
        })
    }
}

/// A template being read.
struct Reader<'r, 'a> {
    document: &'r Document<'a>,
    context: Context<'r>,
    team: &'r mut Team,
    found: Vec<Found>,
    /// Whether the year of a month was asked for: one answer cures every column.
    has_asked: bool,
    said: words::Said,
    /// Whether a register has an entry.
    is_filled: bool,
}

/// An observation with where its cell stands.
struct Found {
    observation: Observation,
    span: Range<usize>,
}

impl Reader<'_, '_> {
    fn problem(&self, code: Code, span: Range<usize>, words: (&str, &str)) {
        self.document.problem(code, span, words);
    }

    /// Something that has no place on the site.
    fn left_out(&self, span: Range<usize>, words: (&str, &str)) {
        self.problem(Code::PartlyRead, span, words);
    }

    /// The report's day: when the template was last updated, else the last day of its newest month; `None` where it
    /// says nothing of any day.
    fn day(&self) -> Option<Date> {
        let newest = self.found.iter().map(|found| found.observation.period.last_day()).max();
        self.team
            .template_updated
            .or(newest.map(|end| end.min(self.context.as_of)))
    }

    fn finish(self) -> Filled {
        let has_words = !self.said.is_empty();
        let at = self.said.at.clone().unwrap_or(0..0);
        let day = self.day();
        let is_anything_said = has_words || self.is_filled || !self.found.is_empty();
        if has_words && day.is_none() {
            let cure = "add `template_updated = 2026-11-02` to team.toml, with the day the file was last updated";
            self.problem(
                Code::MissingKey,
                at.clone(),
                ("the template says nothing of the day it speaks for", cure),
            );
        }
        let origin = self.document.origin(at.start);
        Filled {
            team: self.context.team,
            observations: self.found.into_iter().map(|found| found.observation).collect(),
            report: day
                .filter(|_| is_anything_said)
                .map(|day| self.said.into_report(day, origin)),
            has_words,
        }
    }
}

impl Filled {
    /// The earliest day it speaks for.
    pub(super) fn earliest(&self) -> Option<Date> {
        let days = self.observations.iter().map(|found| found.period.last_day());
        days.chain(self.report_day()).min()
    }

    /// The day of its report.
    pub(super) fn report_day(&self) -> Option<Date> {
        self.report.as_ref().map(|report| report.date)
    }

    /// Puts what was read beside the team's reports, of which each has its cycle.
    pub(super) fn join(self, team: &mut Team, context: merge::Context<'_>, as_of: Date) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let newest = self.observations.iter().map(|found| found.period.last_day()).max();
        let calendar = context.calendar;
        let before = team.observations.len();
        for mut observation in self.observations {
            observation.cycle = calendar.nearest(observation.period.last_day());
            let typed = &team.observations[..before];
            match typed
                .iter()
                .find(|other| merge::is_same(other, &observation, context.catalogue))
            {
                None => team.observations.push(observation),
                Some(other) if other.reading == observation.reading => {}
                Some(other) => {
                    let id = &context.catalogue.metric(observation.metric).id;
                    let message = format!("a report and the template give `{id}` of one period different values");
                    let there = context.place(other.origin);
                    let cure = format!(
                        "remove one of them; the other stands in {}, line {}",
                        there.file, there.line
                    );
                    let problem = Diagnostic::new(Code::DuplicateRow, message, cure);
                    problems.push(
                        problem
                            .at(context.place(observation.origin))
                            .related(there, "the value of the report"),
                    );
                }
            }
        }
        let Some(mut report) = self.report else {
            return problems;
        };
        report.date = spoken_for(calendar, report.date, newest);
        let Some(cycle) = begun(calendar, report.date, as_of) else {
            let message = format!(
                "the template speaks for {}, but its cycle begins after today, {as_of}",
                report.date
            );
            let cure = "correct `template_updated` in team.toml, or wait until the cycle has begun";
            let place = context.place(report.origin);
            problems.push(Diagnostic::new(Code::FutureReport, message, cure).at(place));
            return problems;
        };
        report.cycle = cycle;
        // A report of the same cycle speaks for the team; a template without words adds nothing to it.
        let is_taken = team.reports.iter().any(|other| other.cycle == cycle);
        if self.has_words || !is_taken {
            team.reports.push(report);
        }
        problems
    }
}

/// The last day that a template speaks for: the day of its last update, unless that lies in the cycle after the end of
/// the month it was updated for. Its values would otherwise stand in one cycle and its report in the next.
fn spoken_for(calendar: &Calendar, updated: Date, newest: Option<Date>) -> Date {
    let is_of_last_month = |end: &Date| *end < updated && end.tomorrow().ok() == Some(updated.first_of_month());
    let end = newest.filter(is_of_last_month);
    end.filter(|end| calendar.holding(*end) != calendar.holding(updated))
        .unwrap_or(updated)
}

fn begun(calendar: &Calendar, day: Date, as_of: Date) -> Option<crate::model::cycle::CycleIndex> {
    let holding = calendar.holding(day);
    holding.filter(|cycle| calendar.cycle(*cycle).first <= as_of)
}

/// A month of an observation.
fn period(end: Date) -> Period {
    Period::Month(end)
}
