//! notads/*.md → [`Notad`]s.

use crate::diagnostic::Code;
use crate::load::document::Document;
use crate::load::register::{Context, front_matter, slug, span};
use crate::load::shape;
use crate::load::team::audience;
use crate::model::notad::{Notad, NotadKind};

/// Reads a notice; `None` for drafts and for what was reported.
pub(super) fn read(document: &Document<'_>, context: Context<'_>) -> Option<Notad> {
    let id = slug(document, "a notice");
    let kinds = NotadKind::ALL.map(|(kind, word, _)| (word, kind));
    front_matter(document, &shape::NOTAD, |table, body| {
        let issued = document.date(table, "issued");
        let (due, expires) = (document.date(table, "due"), document.date(table, "expires"));
        for (key, later) in [("due", due), ("expires", expires)] {
            if let (Some(issued), Some(later)) = (issued, later)
                && later < issued
            {
                let message = format!("`{key}` lies before `issued`, {issued}");
                let cure = format!("correct `issued` or `{key}`");
                document.problem(Code::DateOrder, span(table, key), (&message, &cure));
            }
        }
        // What else is wrong is told before the notice is left out for want of one of these.
        let pillar = context.pillar(document, table);
        let teams = context.teams(document, table, "teams");
        Some(Notad {
            title: document.text(table, "title")?,
            kind: document.choice(table, "kind", &kinds)?,
            issued: issued?,
            due,
            expires,
            pillar,
            teams,
            link: document.url(table, "link"),
            audience: audience(document, table),
            body,
            origin: document.origin(0),
            id,
        })
    })
}
