//! teams/<team>/incidents/*.md → [`Incident`]s.

use crate::diagnostic::Code;
use crate::load::document::Document;
use crate::load::register::{Context, check_name, front_matter, is_ahead, span, statements, stem, words, workload};
use crate::load::shape;
use crate::load::team::audience;
use crate::model::incident::Incident;
use crate::model::moment::Moment;
use crate::model::unit::Unit;
use crate::model::value;
use rust_decimal::Decimal;
use toml::de::DeTable;

/// Reads an incident of a team; `None` for drafts and for what was reported.
pub(super) fn read(document: &Document<'_>, context: Context<'_>, team: usize) -> Option<Incident> {
    front_matter(document, &shape::INCIDENT, |table, body| {
        let id = document.text(table, "id").unwrap_or_else(|| stem(document).to_owned());
        check_name(document, &id, span(table, "id"));
        let moment = |key: &str| document.moment(table, key, context.zone);
        let started = moment("started");
        let (detected, restored) = (moment("detected"), moment("restored"));
        in_order(document, table, started, restored);
        let is_ahead = |key: &str, moment: Option<Moment>, until_then: &str| {
            let day = moment.map(|moment| moment.date);
            is_ahead(document, table, (key, day), (context.as_of, until_then))
        };
        let (detected, restored) = if is_ahead("started", started, "the incident is left out") {
            (detected, restored)
        } else {
            (
                detected.filter(|_| !is_ahead("detected", detected, "nobody counts as having noticed it")),
                restored.filter(|_| !is_ahead("restored", restored, "the incident counts as open")),
            )
        };
        // What else is wrong is told before the incident is left out for want of a title or a start.
        let time_to_recover = time_to_recover(document, table);
        let workload = workload(document, table, &context.teams[team].workloads);
        Some(Incident {
            title: document.prose(table, "title")?,
            severity: document
                .integer(table, "severity")
                .and_then(|severity| u8::try_from(severity).ok()),
            started: started?,
            detected,
            restored,
            time_to_recover,
            workload,
            root_cause: document.prose(table, "root_cause"),
            impact: document.prose(table, "impact"),
            caused_by_release: document.text(table, "caused_by_release"),
            learnings: statements(document, table, "learnings"),
            actions: words(document, table, "actions"),
            link: document.url(table, "link"),
            audience: audience(document, table),
            body,
            origin: document.origin(0),
            id,
        })
    })
}

/// An incident is not noticed or over before it began. That it is noticed only after it was over happens.
fn in_order(document: &Document<'_>, table: &DeTable<'_>, started: Option<Moment>, restored: Option<Moment>) {
    if let (Some(started), Some(restored)) = (started, restored)
        && restored.is_before(started)
    {
        let cure = "correct one of them; a time without an offset is read in the site's time zone";
        let words = ("the incident was restored before it started", cure);
        document.problem(Code::DateOrder, span(table, "restored"), words);
    }
}

/// Time to recover as written, in hours.
fn time_to_recover(document: &Document<'_>, table: &DeTable<'_>) -> Option<Decimal> {
    let text = document.text(table, "time_to_recover")?;
    match value::read(&text, &Unit::parse("h")) {
        Ok(value::Written::Number { number, .. }) if number >= Decimal::ZERO => Some(number),
        _ => {
            let message = format!("`{text}` is not a length of time");
            let cure = "write it like `1h 28m`, or give `restored`";
            document.problem(Code::BadLength, span(table, "time_to_recover"), (&message, cure));
            None
        }
    }
}
