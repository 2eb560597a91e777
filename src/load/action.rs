//! teams/<team>/actions.toml → [`Action`]s.

use crate::diagnostic::{Code, did_you_mean};
use crate::load::document::Document;
use crate::load::team::find_metric;
use crate::model::action::{Action, ActionStatus, Update};
use crate::model::metric::Catalogue;
use crate::model::portfolio::Pillar;
use jiff::civil::Date;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeTable;

/// What actions may refer to.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) pillars: &'a [Pillar],
    /// Index of the team.
    pub(super) team: usize,
}

/// Reads a team's actions.
pub(super) fn read(document: &Document<'_>, table: &DeTable<'_>, context: Context<'_>) -> Vec<Action> {
    let mut actions: Vec<Action> = Vec::new();
    for (entry, span) in document.tables(table, "actions") {
        let reader = Reader { document, entry, span };
        actions.extend(reader.action(context));
    }
    actions
}

/// Whether an id, of ours or of another tool, can stand in an address as it is.
fn is_name(id: &str) -> bool {
    id.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && id
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'))
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

    fn action(&self, context: Context<'_>) -> Option<Action> {
        let (document, entry) = (self.document, self.entry);
        let words = ActionStatus::ALL.map(|(status, word, _)| (word, status));
        let id = document.text(entry, "id");
        let title = document.prose(entry, "title");
        let opened = document.date(entry, "opened");
        let status = document.choice(entry, "status", &words).unwrap_or(ActionStatus::Open);
        let closed = document.date(entry, "closed");
        self.closing(status, closed);
        let (id, title, opened) = (id?, title?, opened?);
        if !is_name(&id) {
            let cure = "use letters, digits, `-`, `_` and `.`, such as `chk-12` or `CHK-12`";
            let message = format!("`{id}` cannot stand in an address");
            document.problem(Code::BadId, self.at("id"), (&message, cure));
        }
        self.after(opened, ("closed", closed));
        self.after(opened, ("due", document.date(entry, "due")));
        let mut updates: Vec<Update> = document
            .tables(entry, "updates")
            .filter_map(|(update, span)| {
                let date = document.date(update, "date")?;
                if date < opened || closed.is_some_and(|closed| date > closed) {
                    let at = update.get("date").map_or(span, Spanned::span);
                    let message = format!("an update of `{id}` lies before it was opened or after it was closed");
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
        Some(Action {
            pillar: self.pillar(context),
            metric: document.text(entry, "metric").and_then(|metric| {
                find_metric(
                    document,
                    (&metric, self.at("metric")),
                    (context.catalogue, context.team),
                )
            }),
            owner: document.text(entry, "owner"),
            why: document.prose(entry, "why"),
            // Written when it is done: until then it may stand there empty.
            outcome: document
                .prose(entry, "outcome")
                .filter(|outcome| !outcome.text.trim().is_empty()),
            due: document.date(entry, "due"),
            link: document.url(entry, "link"),
            origin: document.origin(self.span.start),
            id,
            title,
            opened,
            status,
            closed,
            updates,
        })
    }

    /// A closed action says when it was closed, and no other does.
    fn closing(&self, status: ActionStatus, closed: Option<Date>) {
        match (status.is_closed(), closed) {
            (true, None) if !self.entry.contains_key("closed") => {
                let message = format!("an action that is {} needs the day it was closed", status.words());
                let cure = ("add `closed = 2026-03-20`", self.at("status"));
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

    fn after(&self, opened: Date, later: (&str, Option<Date>)) {
        let (key, Some(date)) = later else { return };
        if date < opened {
            let message = format!("`{key}` lies before `opened`, {opened}");
            let cure = format!("correct `opened` or `{key}`");
            self.document.problem(Code::DateOrder, self.at(key), (&message, &cure));
        }
    }

    fn pillar(&self, context: Context<'_>) -> Option<usize> {
        let id = self.document.text(self.entry, "pillar")?;
        let found = context.pillars.iter().position(|pillar| pillar.id == id);
        if found.is_none() {
            let ids = context.pillars.iter().map(|pillar| pillar.id.as_str());
            let cure = did_you_mean(&id, ids, "name a pillar of scorpfolio.toml");
            let message = format!("unknown pillar `{id}`");
            self.document
                .problem(Code::UnknownPillar, self.at("pillar"), (&message, &cure));
        }
        found
    }
}
