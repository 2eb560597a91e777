//! teams/<team>/actions.toml → [`Action`]s.

use crate::diagnostic::Code;
use crate::load::document::Document;
use crate::load::register::{Context, check_name, is_ahead};
use crate::load::team::audience;
use crate::model::action::{Action, ActionStatus, Update, WarReference};
use jiff::civil::Date;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeTable;

/// Reads a team's actions.
pub(super) fn read(document: &Document<'_>, table: &DeTable<'_>, context: Context<'_>, team: usize) -> Vec<Action> {
    let mut actions: Vec<Action> = Vec::new();
    for (entry, span) in document.tables(table, "actions") {
        let reader = Reader { document, entry, span };
        actions.extend(reader.action(context, team));
    }
    actions
}

/// Reads an action that a review gave to a team: open since the day of the meeting.
pub(super) fn of_review(
    document: &Document<'_>,
    entry: (&DeTable<'_>, Range<usize>),
    context: (Context<'_>, usize),
    opened: Date,
) -> Option<Action> {
    let (entry, span) = entry;
    Reader { document, entry, span }.taken_on(context, Some(opened))
}

/// One entry of the list.
struct Reader<'r, 'a, 'i> {
    document: &'r Document<'a>,
    entry: &'r DeTable<'i>,
    span: Range<usize>,
}

impl Reader<'_, '_, '_> {
    fn at(&self, key: &str) -> Range<usize> {
        self.entry.get(key).map_or(self.span.clone(), Spanned::span)
    }

    fn action(&self, context: Context<'_>, team: usize) -> Option<Action> {
        let (document, entry) = (self.document, self.entry);
        let words = ActionStatus::ALL.map(|(status, word, _)| (word, status));
        let opened = document.date(entry, "opened");
        let status = document.choice(entry, "status", &words).unwrap_or(ActionStatus::Open);
        let closed = document.date(entry, "closed");
        self.closing(status, closed);
        let action = self.taken_on((context, team), opened);
        self.after(opened, ("closed", closed));
        let mut updates: Vec<Update> = document
            .tables(entry, "updates")
            .filter_map(|(update, span)| {
                let date = document.date(update, "date")?;
                if opened.is_some_and(|opened| date < opened) || closed.is_some_and(|closed| date > closed) {
                    let at = update.get("date").map_or(span, Spanned::span);
                    let of = document
                        .text(entry, "id")
                        .map_or_else(String::new, |id| format!(" of `{id}`"));
                    let message = format!("an update{of} lies before it was opened or after it was closed");
                    document.problem(Code::DateOrder, at, (&message, "correct the date of the update"));
                }
                Some(Update {
                    date,
                    status: document.choice(update, "status", &words),
                    text: document.prose(update, "text"),
                })
            })
            .collect();
        updates.sort_by_key(|update| update.date);
        let is_ahead = self.is_ahead(context.as_of, (opened, closed));
        let mut action = Action {
            // Written when it is done: until then it may stand there empty.
            outcome: document
                .prose(entry, "outcome")
                .filter(|outcome| !outcome.text.trim().is_empty()),
            war: document.text(entry, "war").map(|reference| war_reference(&reference)),
            status,
            closed,
            updates,
            ..action?
        };
        if is_ahead {
            // It stands where it stood before what has not happened yet.
            action.status = action.status_on(context.as_of).unwrap_or(ActionStatus::Open);
            action.closed = action.closed.filter(|closed| *closed <= context.as_of);
            action.updates.retain(|update| update.date <= context.as_of);
        }
        Some(action)
    }

    /// Whether something that is said to have happened to an action lies after today, which is reported. Of an action that
    /// was opened after today nothing more is said.
    fn is_ahead(&self, today: Date, (opened, closed): (Option<Date>, Option<Date>)) -> bool {
        let (document, entry) = (self.document, self.entry);
        if is_ahead(document, entry, ("opened", opened), (today, "the action is left out")) {
            return false;
        }
        let is_closed_later = is_ahead(
            document,
            entry,
            ("closed", closed),
            (today, "the action counts as open"),
        );
        let updates = document.tables(entry, "updates").filter(|(update, _)| {
            let date = document.date(update, "date");
            is_ahead(document, update, ("date", date), (today, "the update is left out"))
        });
        // Each is reported, not the first alone.
        updates.count() > 0 || is_closed_later
    }

    /// What an action says on the day it is taken on.
    fn taken_on(&self, context: (Context<'_>, usize), opened: Option<Date>) -> Option<Action> {
        let (document, entry) = (self.document, self.entry);
        let (context, team) = context;
        let id = document.text(entry, "id");
        if let Some(id) = &id {
            check_name(document, id, self.at("id"));
        }
        let due = document.date(entry, "due");
        self.after(opened, ("due", due));
        // What else is wrong with the entry is told before it is left out for want of these.
        let pillar = context.pillar(document, entry);
        let metric = context.metric(document, entry, team);
        let (id, title, opened) = (id?, document.prose(entry, "title")?, opened?);
        Some(Action {
            pillar,
            metric,
            owner: document.text(entry, "owner"),
            why: document.prose(entry, "why"),
            outcome: None,
            due,
            war: None,
            link: document.url(entry, "link"),
            audience: audience(document, entry),
            origin: document.origin(self.span.start),
            id,
            title,
            opened,
            status: ActionStatus::Open,
            closed: None,
            updates: Vec::new(),
        })
    }

    /// A closed action says when it was closed, and no other does.
    fn closing(&self, status: ActionStatus, closed: Option<Date>) {
        match (status.is_closed(), closed) {
            (true, None) if !self.entry.contains_key("closed") => {
                let message = format!("an action that is {} needs the day it was closed", status.words());
                let cure = ("add the day, as in `closed = 2026-03-20`", self.at("status"));
                self.document.problem(Code::MissingKey, cure.1, (&message, cure.0));
            }
            (false, Some(_)) => {
                let message = format!("an action that is {} has not been closed", status.words());
                let cure = "remove `closed`, or write `status = \"done\"` (or `dropped`)";
                self.document
                    .problem(Code::UnknownChoice, self.at("closed"), (&message, cure));
            }
            _ => {}
        }
    }

    fn after(&self, opened: Option<Date>, later: (&str, Option<Date>)) {
        let (Some(opened), (key, Some(date))) = (opened, later) else {
            return;
        };
        if date < opened {
            let message = format!("`{key}` lies before `opened`, {opened}");
            let cure = format!("correct `opened` or `{key}`");
            self.document.problem(Code::DateOrder, self.at(key), (&message, &cure));
        }
    }
}

/// `2026-q1/SEC-4`: a review, and a finding of it; without a slash, a review alone.
fn war_reference(reference: &str) -> WarReference {
    let (war, finding) = reference
        .split_once('/')
        .map_or((reference, None), |(war, finding)| (war, Some(finding.to_owned())));
    WarReference {
        war: war.to_owned(),
        finding,
    }
}
