//! pages/*.md → [`FreePage`].

use crate::diagnostic::Code;
use crate::load::document::{Document, is_id, kebab};
use crate::load::shape;
use crate::load::team::audience;
use crate::model::portfolio::{FreePage, Prose};

/// Reads a page; `None` for drafts and for pages whose problems were reported.
#[must_use]
pub(super) fn read(document: &Document<'_>) -> Option<FreePage> {
    let slug = document
        .path
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches(".md");
    if !is_id(slug) {
        document.problem(
            Code::BadFileName,
            0..0,
            (
                &format!("`{slug}.md` cannot be a page's name"),
                &format!("rename it to `{}.md`", kebab(slug)),
            ),
        );
    }
    let (padded, body) = document.front_matter()?;
    let table = document.parse_padded(&padded);
    document.check(&table, &shape::PAGE);
    if table
        .get("draft")
        .and_then(|item| item.get_ref().as_bool())
        .unwrap_or(false)
    {
        return None;
    }
    Some(FreePage {
        slug: slug.to_owned(),
        title: document.text(&table, "title")?,
        summary: document.prose(&table, "summary"),
        body: Prose {
            text: document.text[body..].to_owned(),
            origin: document.origin(body),
        },
        audience: audience(document, &table),
        origin: document.origin(0),
    })
}
