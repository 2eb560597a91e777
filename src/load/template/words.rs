//! Lists and prose → links, the words of a report, actions, and sections of the team's page.

use super::heading::{self, Kind, Lists, link_kind};
use super::outline::{Block, Cell, Item, Section, Table, piece};
use super::plan::Column;
use super::{Reader, Template};
use crate::diagnostic::Code;
use crate::load::document::{is_linkable, kebab};
use crate::model::action::{Action, ActionStatus};
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::{Audience, Origin, Prose};
use crate::model::report::{Need, Report, Win};
use crate::model::team::{Link, LinkKind, Section as Shown};
use jiff::civil::Date;
use std::ops::Range;

/// The longest id that is made of an action's title.
const LONGEST_ID: usize = 48;

/// What lists say for a report.
#[derive(Debug, Default)]
pub(super) struct Said {
    wins: Vec<Win>,
    concerns: Vec<Prose>,
    learnings: Vec<Prose>,
    topics: Vec<String>,
    offers: Vec<String>,
    asks: Vec<String>,
    needs: Vec<Need>,
    actions: Vec<(Prose, Option<bool>)>,
    /// The first heading of a list that says something.
    pub at: Option<Range<usize>>,
}

impl Said {
    /// Whether no list says anything.
    pub(super) fn is_empty(&self) -> bool {
        self.at.is_none()
    }

    /// The report of a day.
    pub(super) fn into_report(self, date: Date, origin: Origin) -> Report {
        Report {
            date,
            // The calendar is not known yet.
            cycle: CycleIndex::new(0),
            prepared_by: None,
            submitted: None,
            summary: None,
            topics: self.topics,
            offers: self.offers,
            asks: self.asks,
            pillars: Vec::new(),
            wins: self.wins,
            concerns: self.concerns,
            learnings: self.learnings,
            notads: Vec::new(),
            needs: self.needs,
            process_feedback: Vec::new(),
            exercises: Vec::new(),
            events: Vec::new(),
            audience: Audience::Internal,
            origin,
        }
    }
}

/// Reads every block that is not a table which was understood.
pub(super) fn read(reader: &mut Reader<'_, '_>, template: &Template) {
    let title = template.sections.iter().position(|section| section.level == 1);
    for (index, section) in template.sections.iter().enumerate() {
        // What stands below the title of the file is about the file.
        let lists = if Some(index) == title && index <= 1 {
            None
        } else {
            Some(heading::lists(&section.title))
        };
        let mut left: Vec<Range<usize>> = Vec::new();
        for (at, block) in section.blocks.iter().enumerate() {
            match block {
                Block::Table(table) => {
                    if is_shown_as_it_is(table, template.plans.get(&(index, at))) {
                        left.push(table.span.clone());
                    }
                }
                Block::List(items) => match lists {
                    Some(lists) => left.extend(list(reader, items, (lists, section))),
                    None => left.extend(items.iter().map(|item| item.span.clone())),
                },
                Block::Prose(span) => left.push(span.clone()),
                Block::FrontMatter(span) => {
                    let line =
                        span.start..span.start + reader.document.text[span.clone()].lines().next().map_or(0, str::len);
                    let cure = "say it in team.toml, or remove it";
                    reader.left_out(line, ("a template has no front matter", cure));
                }
            }
        }
        show(reader, left, (&template.titles[index], template.pillars[index]));
    }
    actions(reader);
}

/// Whether a table that holds something is shown as it stands, because it is no register and has no values.
fn is_shown_as_it_is(table: &Table, columns: Option<&Vec<Column>>) -> bool {
    let is_filled = |skipped: &dyn Fn(usize) -> bool| {
        let mut cells = table.rows.iter().flat_map(|row| row.cells.iter().enumerate());
        cells.any(|(at, cell)| !skipped(at) && !Cell::is_silent(cell))
    };
    match (heading::kind(table), columns) {
        (Kind::Other, _) => is_filled(&|_| false),
        (Kind::Months, Some(columns)) => {
            let is_word =
                |column: &Column| matches!(column, Column::Month | Column::Workload | Column::Note | Column::Remark);
            columns.iter().all(is_word) && is_filled(&|at| columns[at] == Column::Month)
        }
        _ => false,
    }
}

/// Reads a list; returns what is shown as prose.
fn list(reader: &mut Reader<'_, '_>, items: &[Item], below: (Lists, &Section)) -> Vec<Range<usize>> {
    let (lists, section) = below;
    match lists {
        Lists::Links(kind) => items
            .iter()
            .filter_map(|item| links(reader, item, (kind, true)))
            .collect(),
        // A list of nothing but links is one of links wherever it stands.
        Lists::Anything if items.iter().all(|item| is_link(item) || is_unfilled(item)) => {
            let kind = LinkKind::Other;
            items
                .iter()
                .filter_map(|item| links(reader, item, (kind, false)))
                .collect()
        }
        Lists::Anything => items.iter().map(|item| item.span.clone()).collect(),
        voice => {
            for item in items.iter().filter(|item| !item.plain.is_empty()) {
                reader.said.at.get_or_insert(section.span.clone());
                say(reader, item, voice);
            }
            Vec::new()
        }
    }
}

/// Whether an item is a link and nothing else.
fn is_link(item: &Item) -> bool {
    matches!(item.links.as_slice(), [link] if link.text == item.plain)
}

/// Whether an item speaks of links and has none.
fn is_unfilled(item: &Item) -> bool {
    item.links.is_empty()
        && heading::words(&item.plain)
            .first()
            .is_some_and(|word| word == "link" || word == "links")
}

/// Reads the links of an item; returns the item where it says more than its links.
fn links(reader: &mut Reader<'_, '_>, item: &Item, of: (LinkKind, bool)) -> Option<Range<usize>> {
    let (kind, is_section) = of;
    let span = item.at
        ..item.at
            + item
                .markdown
                .lines()
                .next()
                .map_or(0, str::len)
                .min(item.span.end - item.at);
    let leads_nowhere = |url: &str| url.is_empty() || url == "#";
    if item.links.iter().any(|link| leads_nowhere(&link.url)) {
        let message = format!("the link `{}` leads nowhere", item.plain);
        reader.left_out(span, (&message, "write its address, or remove the line"));
        return None;
    }
    if item.links.is_empty() {
        if is_unfilled(item) || (is_section && !item.plain.is_empty()) {
            let message = format!("`{}` stands among links, but has no address", item.plain);
            reader.left_out(
                span,
                (&message, "write it as `[its name](https://…)`, or remove the line"),
            );
            return None;
        }
        return (!item.plain.is_empty()).then(|| item.span.clone());
    }
    if !item.links.iter().all(|link| is_linkable(&link.url)) {
        // Files beside this one are linked from prose.
        return Some(item.span.clone());
    }
    let is_only = item.links.len() == 1;
    for link in &item.links {
        let title = if is_only { &item.plain } else { &link.text };
        let own = if is_section && kind != LinkKind::Other {
            None
        } else {
            link_kind(title)
        };
        reader.team.links.push(Link {
            kind: own.unwrap_or(kind),
            title: if title.is_empty() {
                link.url.clone()
            } else {
                title.clone()
            },
            url: link.url.clone(),
            workload: None,
            reviewed: None,
            audience: Audience::Internal,
        });
    }
    (!is_only).then(|| item.span.clone())
}

/// Takes an item into the words of the report.
fn say(reader: &mut Reader<'_, '_>, item: &Item, voice: Lists) {
    let text = Prose {
        text: item.markdown.clone(),
        origin: reader.document.origin(item.at),
    };
    let subjects = || -> Vec<String> {
        let subjects = item.plain.split([',', ';']).map(str::trim);
        subjects.filter(|subject| !subject.is_empty()).map(kebab).collect()
    };
    let has_subjects = matches!(voice, Lists::Topics | Lists::Offers | Lists::Asks);
    if has_subjects && !item.plain.chars().any(|letter| letter.is_ascii_alphanumeric()) {
        let message = format!("`{}` cannot be made into the name of a topic", item.plain);
        let at = item.at..item.span.end;
        reader.problem(
            Code::BadId,
            at,
            (&message, "write it in letters, as in `contract testing`"),
        );
        return;
    }
    let said = &mut reader.said;
    match voice {
        Lists::Wins => said.wins.push(Win {
            text,
            thanks: Vec::new(),
        }),
        Lists::Concerns => said.concerns.push(text),
        Lists::Learnings => said.learnings.push(text),
        Lists::Topics => said.topics.extend(subjects()),
        Lists::Offers => said.offers.extend(subjects()),
        Lists::Asks => said.asks.extend(subjects()),
        Lists::Needs => said.needs.push(Need {
            text,
            of: None,
            by: None,
        }),
        Lists::Actions => said.actions.push((text, item.ticked)),
        Lists::Links(_) | Lists::Anything => {}
    }
}

/// Gives the team its actions, taken on by the day of the template.
fn actions(reader: &mut Reader<'_, '_>) {
    let Some(opened) = reader.day() else { return };
    for (title, ticked) in std::mem::take(&mut reader.said.actions) {
        let words = kebab(&crate::markdown::plain(&title));
        let slug = &reader.team.slug;
        let long = format!("{slug}-{words}");
        let id = long[..long.len().min(LONGEST_ID + slug.len())]
            .trim_end_matches('-')
            .to_owned();
        let is_taken = |id: &str| reader.team.actions.iter().any(|known| known.id == id);
        let numbered = (2..).map(|number| format!("{id}-{number}"));
        let id = std::iter::once(id.clone())
            .chain(numbered)
            .find(|id| !is_taken(id))
            .unwrap_or(id);
        let is_done = ticked == Some(true);
        reader.team.actions.push(Action {
            id,
            origin: title.origin,
            title,
            pillar: None,
            metric: None,
            owner: None,
            why: None,
            outcome: None,
            due: None,
            war: None,
            link: None,
            audience: Audience::Internal,
            opened,
            status: if is_done {
                ActionStatus::Done
            } else {
                ActionStatus::Open
            },
            closed: is_done.then_some(opened),
            updates: Vec::new(),
        });
    }
}

/// Shows what is left of a section on the team's page, as prose.
fn show(reader: &mut Reader<'_, '_>, left: Vec<Range<usize>>, of: (&str, Option<usize>)) {
    let (title, pillar) = of;
    let text = reader.document.text;
    let mut runs: Vec<Range<usize>> = Vec::new();
    for span in left {
        match runs.last_mut() {
            // Blocks with nothing between them are one text, so that lists and footnotes stay whole.
            Some(run) if text[run.end..span.start].trim().is_empty() => run.end = span.end,
            _ => runs.push(span),
        }
    }
    for run in runs {
        let origin = reader.document.origin(run.start);
        reader.team.sections.push(Shown {
            title: if title.is_empty() {
                "Before the first heading".to_owned()
            } else {
                title.to_owned()
            },
            pillar,
            body: Prose {
                text: piece(text, run),
                origin,
            },
            audience: Audience::Internal,
        });
    }
}
