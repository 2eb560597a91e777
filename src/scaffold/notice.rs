//! A NOTAD: a notice to all developers.

use crate::model::notad::NotadKind;
use crate::model::portfolio::Portfolio;
use crate::scaffold::written::{list, quoted};
use crate::scaffold::{NewFile, schema_comment, some_pillar};
use jiff::ToSpan;
use std::fmt::Write;

/// How long teams are given by the examples, in days.
const USUAL_DAYS: i32 = 28;

/// The file of a new notice in a content folder that ends in `/`, with its name and title: in force from "today", for all
/// teams.
#[must_use]
pub fn notad(portfolio: &Portfolio, content: &str, wanted: (&str, &str, NotadKind)) -> NewFile {
    let (slug, title, kind) = wanted;
    let path = format!("{content}notads/{slug}.md");
    let mut text = format!("+++\n{}schema_version = 1\n", schema_comment(&path, "notad"));
    let _ = writeln!(text, "title = {}", quoted(title));
    let words: Vec<String> = NotadKind::ALL
        .iter()
        .map(|(_, word, words)| {
            if word == words {
                (*word).to_owned()
            } else {
                format!("{word} ({words})")
            }
        })
        .collect();
    let word = NotadKind::ALL.iter().find(|(known, ..)| *known == kind);
    let word = word.map_or("information", |(_, word, _)| word);
    let _ = writeln!(text, "kind = {}   # {}", quoted(word), words.join(", "));
    let today = portfolio.as_of;
    let _ = writeln!(text, "issued = {today}");
    let (due, expires) = (
        today.saturating_add(USUAL_DAYS.days()),
        today.saturating_add((3 * USUAL_DAYS).days()),
    );
    let _ = writeln!(text, "# due = {due}   # when each team should have done it");
    let _ = writeln!(
        text,
        "# expires = {expires}   # the last day on which it holds; without one, for good"
    );
    let _ = writeln!(text, "# pillar = {}", quoted(some_pillar(portfolio)));
    let teams = portfolio.teams.iter();
    let teams: Vec<String> = teams
        .filter(|team| team.left.is_none_or(|left| today <= left))
        .map(|team| team.slug.clone())
        .collect();
    if !teams.is_empty() {
        let _ = writeln!(text, "# teams = {}   # without this line: all", list(&teams));
    }
    let _ = write!(
        text,
        r#"# link = "https://docs.example.org/{slug}"
# draft = true   # keeps it out of the site
+++

<!-- What changes, for whom, and why. -->

## What to do

<!-- The steps, and whom to ask. Each team answers in its reports: {slug} = "done", "in-progress" or "not-applicable". -->
"#
    );
    NewFile { path, text }
}
