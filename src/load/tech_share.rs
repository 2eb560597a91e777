//! tech-shares/*.md → [`TechShare`]s.

use crate::diagnostic::Code;
use crate::load::document::Document;
use crate::load::register::{Context, front_matter, is_ahead, slug, span, words};
use crate::load::shape;
use crate::load::team::audience;
use crate::model::tech_share::TechShare;

/// Reads a tech share; `None` for drafts and for what was reported.
pub(super) fn read(document: &Document<'_>, context: Context<'_>) -> Option<TechShare> {
    let slug = slug(document, "a tech share");
    front_matter(document, &shape::TECH_SHARE, |table, body| {
        let date = document.date(table, "date");
        let written = document.choice(table, "status", &[("planned", false), ("held", true)]);
        if written == Some(true) && date.is_none() && !table.contains_key("date") {
            let words = ("a tech share that was held needs its date", "add `date = 2026-03-13`");
            document.problem(Code::MissingKey, span(table, "status"), words);
        }
        if written == Some(true) {
            let until_then = (context.as_of, "the tech share counts as planned");
            is_ahead(document, table, ("date", date), until_then);
        }
        // What else is wrong is told before the share is left out for want of a title.
        let team = context.team(document, table);
        let pillar = context.pillar(document, table);
        Some(TechShare {
            title: document.text(table, "title")?,
            date,
            is_held: written.unwrap_or(date.is_some_and(|date| date <= context.as_of)),
            presenters: words(document, table, "presenters"),
            team,
            topics: words(document, table, "topics"),
            pillar,
            recording: document.url(table, "recording"),
            slides: document.url(table, "slides"),
            audience: audience(document, table),
            body,
            origin: document.origin(0),
            slug,
        })
    })
}
