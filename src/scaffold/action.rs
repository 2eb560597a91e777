//! An entry of a team's actions.toml: appended, so that what stands there is kept to the byte.

use crate::model::portfolio::Portfolio;
use crate::model::war::War;
use crate::scaffold::written::{one_line, quoted};
use crate::scaffold::{NewFile, schema_comment, team_folder};
use jiff::ToSpan;
use std::fmt::Write;
use toml::de::{DeTable, DeValue};

/// How long an action is given by the example of `due`, in days.
const USUAL_DAYS: i32 = 42;

/// An `[[actions]]` table of a team (an index of the portfolio's), open since "today".
#[must_use]
pub fn action(portfolio: &Portfolio, team: usize, wanted: (&str, &str)) -> String {
    let (id, title) = wanted;
    let team = &portfolio.teams[team];
    let mut text = format!("[[actions]]\nid = {}\ntitle = {}\n", quoted(id), quoted(title));
    let metric = portfolio.catalogue.find("change-fail-rate", None);
    if let Some(metric) = metric.map(|metric| portfolio.metric(metric)) {
        let pillar = &portfolio.pillars[metric.pillar].id;
        let _ = writeln!(text, "# pillar = {}", quoted(pillar));
        let _ = writeln!(text, "# metric = {}   # what it should move", quoted(&metric.id));
    }
    if let Some(finding) = team.wars.iter().rev().find_map(open_finding) {
        let _ = writeln!(text, "# war = {}   # the finding it answers", quoted(&finding));
    }
    let owner = team.principal_engineer.as_deref().unwrap_or("Who answers for it");
    let due = portfolio.as_of.saturating_add(USUAL_DAYS.days());
    let _ = write!(
        text,
        r#"# owner = {}
# why = "What it is for: the numbers or the incident behind it"
opened = {}
# due = {due}
status = "open"   # open, in-progress, blocked, research; then done or dropped, with `closed` and `outcome`
# link = "https://tickets.example.org/{id}"

# When there is something to say of it, one of these each time:
# [[actions.updates]]
# date = {}
# text = "How it goes"
"#,
        quoted(owner),
        portfolio.as_of,
        portfolio.as_of,
    );
    text
}

/// The actions.toml of a team that had none, with its first entry.
#[must_use]
pub fn actions(portfolio: &Portfolio, team: usize, entry: &str) -> NewFile {
    let path = format!("{}actions.toml", team_folder(portfolio, team));
    let name = one_line(&portfolio.teams[team].name);
    let text = format!(
        "{}# {name}: what the team took on to improve, carried from review to review until it is closed.\nschema_version = 1\n\n{entry}",
        schema_comment(&path, "actions")
    );
    NewFile { path, text }
}

/// The first finding of a review that is not done, as actions name it.
fn open_finding(war: &War) -> Option<String> {
    let finding = war.findings.iter().find(|finding| !finding.is_done)?;
    Some(format!("{}/{}", war.id, finding.id))
}

/// A free id for an action of a team: the one after its last, or the first of a prefix that nobody uses. What the team took
/// over from reviews goes on with the reviews.
///
/// `in_file` are the ids of its actions.toml in order, whatever else may be wrong with the entries.
#[must_use]
pub fn action_id(portfolio: &Portfolio, team: usize, in_file: &[String]) -> String {
    let of_reviews: Vec<&str> = portfolio
        .minutes
        .iter()
        .flat_map(|minutes| &minutes.actions)
        .filter_map(|id| numbered(id).map(|(prefix, ..)| prefix))
        .collect();
    let own = in_file
        .iter()
        .rev()
        .filter_map(|id| numbered(id))
        .find(|(prefix, ..)| !of_reviews.contains(prefix));
    let known: Vec<&str> = portfolio
        .teams
        .iter()
        .flat_map(|team| &team.actions)
        .map(|action| action.id.as_str())
        .chain(in_file.iter().map(String::as_str))
        .collect();
    let newest = |prefix: &str| {
        let numbers = known.iter().filter_map(|id| numbered(id));
        numbers
            .filter(|(known, ..)| known.eq_ignore_ascii_case(prefix))
            .map(|(_, number, _)| number)
            .max()
    };
    let (prefix, width) = match own {
        Some((prefix, _, width)) => (prefix.to_owned(), width),
        None => (
            free_prefix(&portfolio.teams[team].slug, |prefix| newest(prefix).is_none()),
            0,
        ),
    };
    let next = newest(&prefix).unwrap_or(0).saturating_add(1);
    format!("{prefix}{next:0width$}")
}

/// The first letters of a slug that no action uses yet: three, or more where another team was first.
fn free_prefix(slug: &str, is_free: impl Fn(&str) -> bool) -> String {
    let letters: String = slug.chars().filter(|letter| *letter != '-').collect();
    let shortest = letters.len().min(3);
    let prefix = |length: usize| format!("{}-", &letters[..length]);
    (shortest..=letters.len())
        .map(prefix)
        .find(|prefix| is_free(prefix))
        .unwrap_or_else(|| prefix(shortest))
}

/// The parts of `chk-012`: `chk-`, 12, and the width that zeros fill, or 0.
fn numbered(id: &str) -> Option<(&str, u64, usize)> {
    let prefix = id.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let digits = &id[prefix.len()..];
    let width = if digits.starts_with('0') { digits.len() } else { 0 };
    (!prefix.is_empty()).then_some((prefix, digits.parse().ok()?, width))
}

/// The ids of a text of actions.toml, in order; `None` where the text cannot be read.
#[must_use]
pub fn ids_of(text: &str) -> Option<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let table = DeTable::parse(text).ok()?;
    let entries = match table.get_ref().get("actions").map(toml::Spanned::get_ref) {
        None => return Some(Vec::new()),
        Some(DeValue::Array(entries)) => entries,
        Some(_) => return None,
    };
    let id = |entry: &toml::Spanned<DeValue<'_>>| Some(entry.get_ref().get("id")?.get_ref().as_str()?.to_owned());
    Some(entries.iter().filter_map(id).collect())
}

/// What to add to the end of a list so that it has one entry more, with the line ends the list uses; `None` where the
/// list cannot be read, or is written in a form to which no table can be added.
#[must_use]
pub fn appended(existing: &str, entry: &str) -> Option<String> {
    let before = ids_of(existing)?;
    let mut addition = String::new();
    if !existing.is_empty() && !existing.ends_with('\n') {
        addition.push('\n');
    }
    if !existing.trim().is_empty() {
        addition.push('\n');
    }
    addition.push_str(entry);
    if existing.contains("\r\n") {
        addition = addition.replace('\n', "\r\n");
    }
    let after = ids_of(&format!("{existing}{addition}"))?;
    (after.len() == before.len() + 1).then_some(addition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_added_whatever_the_file_ends_with() {
        let entry = "[[actions]]\nid = \"a-2\"\n";
        for (existing, expected) in [
            ("", "[[actions]]\nid = \"a-2\"\n"),
            ("# Ours\n", "\n[[actions]]\nid = \"a-2\"\n"),
            ("[[actions]]\nid = \"a-1\"", "\n\n[[actions]]\nid = \"a-2\"\n"),
            (
                "\u{feff}[[actions]]\r\nid = \"a-1\"\r\n[[actions.updates]]\r\ndate = 2026-01-01\r\n",
                "\r\n[[actions]]\r\nid = \"a-2\"\r\n",
            ),
        ] {
            assert_eq!(appended(existing, entry).as_deref(), Some(expected), "{existing:?}");
        }
    }

    #[test]
    fn nothing_is_added_to_what_cannot_be_read_or_continued() {
        for existing in [
            "[[actions]\n",
            "actions = []\n",
            "actions = 5\n",
            "[actions]\nid = \"x\"\n",
        ] {
            assert_eq!(appended(existing, "[[actions]]\nid = \"a-2\"\n"), None, "{existing:?}");
        }
    }

    #[test]
    fn ids_have_a_prefix_and_a_number_or_neither() {
        assert_eq!(numbered("chk-12"), Some(("chk-", 12, 0)));
        assert_eq!(numbered("CHK_007"), Some(("CHK_", 7, 3)));
        for id in ["chk", "12", "chk-", "a-99999999999999999999999"] {
            assert_eq!(numbered(id), None, "{id}");
        }
    }

    #[test]
    fn a_prefix_is_three_letters_or_as_many_as_are_free() {
        assert_eq!(free_prefix("checkout", |_| true), "che-");
        assert_eq!(free_prefix("a", |_| true), "a-");
        assert_eq!(free_prefix("data-base", |prefix| prefix != "dat-"), "data-");
        assert_eq!(free_prefix("dat", |_| false), "dat-");
    }
}
