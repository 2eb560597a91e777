//! reviews/<id>/<date>.md → [`Minutes`], and the actions they give to teams.

use crate::config::Review;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::load::action;
use crate::load::document::{Document, day};
use crate::load::merge;
use crate::load::register::{Context, front_matter, span, statements, stem, words};
use crate::load::shape;
use crate::load::team::audience;
use crate::markdown;
use crate::model::action::Action;
use crate::model::minutes::{FollowUp, Minutes, Pairing};
use crate::model::portfolio::{Origin, Portfolio, Prose};
use crate::model::shared::Shared;
use crate::model::team::Team;
use crate::source::Sources;
use jiff::civil::Date;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::DeTable;

/// What minutes hold: what was decided, and the actions with the team each is for.
pub(super) struct Read {
    pub(super) minutes: Minutes,
    pub(super) actions: Vec<(usize, Action)>,
}

/// Reads minutes of a review, named by its folder; `None` for drafts and for what was reported.
pub(super) fn read(document: &Document<'_>, context: Context<'_>, review: (Option<&str>, &[Review])) -> Option<Read> {
    let review = review_of(document, review);
    front_matter(document, &shape::MINUTES, |table, body| {
        let date = date(document, table)?;
        let (ids, actions) = actions(document, table, (context, date));
        headings(document, &body, context.teams);
        let minutes = Minutes {
            review: review?,
            date,
            facilitator: document.text(table, "facilitator"),
            attended: context.teams(document, table, "attended"),
            order: context.teams(document, table, "order"),
            topics: words(document, table, "topics"),
            decisions: statements(document, table, "decisions"),
            actions: ids,
            follow_ups: follow_ups(document, table),
            pairings: document
                .tables(table, "pairings")
                .map(|(pairing, _)| Pairing {
                    teams: context.teams(document, pairing, "teams"),
                    topic: document.text(pairing, "topic"),
                })
                .collect(),
            audience: audience(document, table),
            body,
            origin: document.origin(0),
        };
        Some(Read { minutes, actions })
    })
}

/// Leaves out, with a warning, the minutes of meetings that come after the next one. Those of the next may be prepared.
pub(super) fn leave_out_ahead(portfolio: &mut Portfolio, sources: &Sources, problems: &mut Vec<Diagnostic>) {
    let mut minutes = std::mem::take(&mut portfolio.minutes);
    let mut ahead: Vec<&Minutes> = minutes
        .iter()
        .filter(|minutes| minutes.date > portfolio.as_of)
        .collect();
    ahead.sort_by_key(|minutes| (minutes.date, minutes.origin));
    let mut next = BTreeSet::new();
    ahead.retain(|minutes| !next.insert(minutes.review));
    let context = merge::Context {
        catalogue: &portfolio.catalogue,
        calendar: &portfolio.calendar,
        sources,
    };
    for minutes in &ahead {
        let message = format!(
            "the minutes are of {}, after today, {}, and not of the next meeting",
            minutes.date, portfolio.as_of
        );
        let cure = "correct the date; they are left out until theirs is the next meeting";
        let problem = Diagnostic::new(Code::FutureReport, message, cure);
        problems.push(problem.at(context.place(minutes.origin)));
    }
    let left_out: BTreeSet<Origin> = ahead.iter().map(|minutes| minutes.origin).collect();
    minutes.retain(|minutes| !left_out.contains(&minutes.origin));
    portfolio.minutes = minutes;
}

/// The review a folder names; without a folder, the only one.
fn review_of(document: &Document<'_>, review: (Option<&str>, &[Review])) -> Option<usize> {
    let (id, known) = review;
    let found = match id {
        Some(id) => known.iter().position(|review| review.id == id),
        None if known.len() == 1 => Some(0),
        None => None,
    };
    if found.is_none() {
        let ids: Vec<&str> = known.iter().map(|review| review.id.as_str()).collect();
        let (message, cure) = match id {
            Some(id) => {
                let cure = "name the folder by the id of a review of scorpfolio.toml";
                (
                    format!("no review has the id `{id}`"),
                    did_you_mean(id, ids.iter().copied(), cure),
                )
            }
            None => (
                "there are several reviews, and these minutes do not say of which they are".to_owned(),
                format!("move the file into the folder of its review: {}", ids.join(", ")),
            ),
        };
        document.problem(Code::UnknownReview, 0..0, (&message, &cure));
    }
    found
}

fn date(document: &Document<'_>, table: &DeTable<'_>) -> Option<Date> {
    let named = day(stem(document));
    let written = document.date(table, "date");
    match (written, named) {
        (Some(written), Some(named)) if written != named => {
            let message = format!("the date is {written}, but the file is named {named}.md");
            document.problem(
                Code::DateDisagrees,
                span(table, "date"),
                (&message, "correct one of them"),
            );
            None
        }
        (None, _) if table.contains_key("date") => None,
        (Some(date), _) | (None, Some(date)) => Some(date),
        (None, None) => {
            let cure = "name the file by the day of the meeting, such as `2026-03-19.md`, or add `date = 2026-03-19`";
            document.problem(Code::MissingKey, 0..0, ("the minutes have no date", cure));
            None
        }
    }
}

/// Reports headings that are all but a team's name.
fn headings(document: &Document<'_>, body: &Prose, teams: &Shared<Team>) {
    let is_named = |heading: &str| {
        teams
            .iter()
            .any(|team| team.name.to_lowercase() == heading.to_lowercase())
    };
    for section in markdown::sections(&body.text) {
        let heading = &section.heading;
        let near = teams.iter().find(|team| {
            let (heading, name) = (heading.to_lowercase(), team.name.to_lowercase());
            strsim::damerau_levenshtein(&heading, &name) <= 1 + name.chars().count() / 6
        });
        let (Some(team), false) = (near, is_named(heading)) else {
            continue;
        };
        let message =
            format!("the heading `{heading}` is not a team's name, so what stands below it is not in a team's slot");
        let cure = format!("did you mean `{}`?", team.name);
        // The body is the rest of the file.
        let start = document.text.len() - body.text.len() + section.start;
        let length = document.text[start..].find('\n').unwrap_or(document.text.len() - start);
        let at = start..start + length;
        document.problem(Code::UnknownHeading, at, (&message, &cure));
    }
}

/// The ids of the actions, in order, and each with its team.
fn actions(
    document: &Document<'_>,
    table: &DeTable<'_>,
    known: (Context<'_>, Date),
) -> (Vec<String>, Vec<(usize, Action)>) {
    let (context, date) = known;
    let mut ids = Vec::new();
    let mut actions = Vec::new();
    for (entry, at) in document.tables(table, "actions") {
        let Some(team) = context.team(document, entry) else {
            continue;
        };
        if let Some(action) = action::of_review(document, (entry, at), (context, team), date) {
            ids.push(action.id.clone());
            actions.push((team, action));
        }
    }
    (ids, actions)
}

fn follow_ups(document: &Document<'_>, table: &DeTable<'_>) -> Vec<FollowUp> {
    let read = |(entry, _): (&DeTable<'_>, _)| {
        Some(FollowUp {
            text: document.prose(entry, "text")?,
            owner: document.text(entry, "owner"),
            due: document.date(entry, "due"),
            is_done: entry
                .get("done")
                .map(Spanned::get_ref)
                .and_then(toml::de::DeValue::as_bool)
                == Some(true),
        })
    };
    document.tables(table, "follow_ups").filter_map(read).collect()
}
