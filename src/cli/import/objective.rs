//! Objectives of another tool → `[[slos]]` and `[[targets]]` of team.toml.
//!
//! A target has its days: another number becomes a new entry that begins on the day that was asked for, or today, so that
//! what the past was measured against stays. An SLO has none, and its number is exchanged. What changes is said, with the
//! number that was there.

use super::place::{Change, What, read, text};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::import::resolve::{self, Destination};
use crate::import::{Objective, Request};
use crate::model::unit::Unit;
use jiff::civil::Date;
use std::path::Path;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

/// What objectives change in team.toml.
pub(super) fn change(
    root: &Path,
    folder: &str,
    found: (&[Objective], &Request, Destination<'_>),
) -> Result<Change, Diagnostic> {
    let (objectives, request, to) = found;
    let path = format!("{folder}team.toml");
    let known = read(root, &path)?;
    let before = known
        .as_deref()
        .map(|bytes| text(&path, bytes))
        .transpose()?
        .unwrap_or_default();
    let mut table: DocumentMut = before.parse().map_err(|error: toml_edit::TomlError| {
        let span = error.span().unwrap_or(0..0);
        let cure = "nothing was written; correct the file, as `scorpfolio check` says";
        Diagnostic::new(Code::Syntax, error.message(), cure).at(Place::span(path.clone(), before, span))
    })?;
    let day = request.date.unwrap_or_else(|| request.windows.as_of());
    let mut told = Vec::new();
    for objective in objectives {
        let Some(metric) = to.catalogue.find(&objective.metric, Some(to.index)) else {
            let message = format!("no metric has the id `{}`", objective.metric);
            let cure = "name one with `--metric`, or define it in metrics.toml";
            return Err(Diagnostic::new(Code::UnknownMetric, message, cure));
        };
        if let Some(workload) = &objective.workload {
            resolve::check_workload(workload, to.team)?;
        }
        let is_share = matches!(to.catalogue.metric(metric).unit, Unit::Percent | Unit::Ratio);
        let (key, words) = match &objective.window {
            Some(window) if is_share => ("slos", set_slo(&mut table, objective, window)),
            _ => ("targets", set_target(&mut table, objective, day)),
        };
        let Some(words) = words else {
            let message = format!("`{key}` is written inline, where no entry can be added");
            let cure = format!("write each entry under `[[{key}]]`, or add this one yourself");
            return Err(Diagnostic::new(Code::ImportUnclear, message, cure).at(Place::file(path)));
        };
        let name = objective.name.as_deref().unwrap_or(&objective.metric);
        told.push(format!("{name}: {words}"));
    }
    Ok(Change {
        path,
        text: if known.is_none() {
            format!("schema_version = 1\n{table}")
        } else {
            table.to_string()
        },
        known,
        what: What::Objectives(told),
    })
}

/// The list of tables at a key; made where there is none. `None` for one that is written inline.
fn list<'t>(table: &'t mut DocumentMut, key: &str) -> Option<&'t mut ArrayOfTables> {
    table
        .entry(key)
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()
}

fn is(entry: &Table, key: &str, wanted: Option<&str>) -> bool {
    entry.get(key).and_then(Item::as_str) == wanted
}

fn number(objective: &Objective) -> Item {
    let text = objective.target.normalize().to_string();
    // Written as the number it is: 99.9 stays 99.9.
    text.parse::<toml_edit::Value>()
        .map_or_else(|_| value(text.as_str()), Item::Value)
}

/// What became of an SLO, in words.
fn set_slo(table: &mut DocumentMut, objective: &Objective, window: &str) -> Option<String> {
    let name = objective.name.as_deref().unwrap_or(&objective.metric);
    let slos = list(table, "slos")?;
    let workload = objective.workload.as_deref();
    let found = slos.iter_mut().find(|entry| {
        is(entry, "name", Some(name)) && is(entry, "metric", Some(&objective.metric)) && is(entry, "workload", workload)
    });
    if let Some(entry) = found {
        let old = (shown(entry.get("objective")), shown(entry.get("window")));
        exchange(entry, "objective", number(objective));
        exchange(entry, "window", value(window));
        let new = (shown(entry.get("objective")), shown(entry.get("window")));
        return Some(if old == new {
            format!("{} over {} stays", new.0, new.1)
        } else {
            format!("{} over {} is now {} over {}", old.0, old.1, new.0, new.1)
        });
    }
    let mut entry = Table::new();
    entry["name"] = value(name);
    if let Some(workload) = workload {
        entry["workload"] = value(workload);
    }
    entry["metric"] = value(objective.metric.as_str());
    entry["objective"] = number(objective);
    entry["window"] = value(window);
    slos.push(entry);
    Some(format!("new, {} over {window}", objective.target.normalize()))
}

/// What became of a target, in words; `day` is the one from which another number holds.
fn set_target(table: &mut DocumentMut, objective: &Objective, day: Date) -> Option<String> {
    let targets = list(table, "targets")?;
    let begins = |entry: &Table| -> Option<Date> {
        let from = entry.get("from")?.as_datetime()?.date?;
        let part = |number: u8| i8::try_from(number).unwrap_or(0);
        Date::new(i16::try_from(from.year).ok()?, part(from.month), part(from.day)).ok()
    };
    let has_others = targets.iter().any(|entry| is(entry, "metric", Some(&objective.metric)));
    let of_metric = targets
        .iter_mut()
        .filter(|entry| is(entry, "metric", Some(&objective.metric)));
    // The one that holds on that day; the first of all is from ever.
    let holding = of_metric
        .filter(|entry| begins(entry).is_none_or(|from| from <= day))
        .max_by_key(|entry| begins(entry));
    let new = objective.target.normalize();
    let mut entry = Table::new();
    entry["metric"] = value(objective.metric.as_str());
    entry["value"] = number(objective);
    let words = match holding {
        Some(there) => {
            let old = shown(there.get("value"));
            if there
                .get("value")
                .is_some_and(|there| is_same(there, &number(objective)))
            {
                return Some(format!("{old} stays"));
            }
            if begins(there) == Some(day) {
                exchange(there, "value", number(objective));
                return Some(format!("{old} from {day} on is now {new}"));
            }
            entry["from"] = dated(day);
            format!("{old} is now {new}, from {day} on")
        }
        None if has_others => {
            entry["from"] = dated(day);
            format!("new, {new} from {day} on")
        }
        None => format!("new, {new}"),
    };
    targets.push(entry);
    Some(words)
}

fn dated(day: Date) -> Item {
    // Every day is a local date of TOML.
    day.to_string().parse::<toml_edit::Datetime>().map_or(Item::None, value)
}

fn shown(item: Option<&Item>) -> String {
    let Some(mut value) = item.and_then(Item::as_value).cloned() else {
        return "nothing".to_owned();
    };
    value.decor_mut().clear();
    value.to_string().trim_matches('"').to_owned()
}

/// Whether two numbers are one, however each is written: `99.9` and `"99.90"`.
fn is_same(one: &Item, other: &Item) -> bool {
    let read = |item: &Item| shown(Some(item)).parse::<rust_decimal::Decimal>().ok();
    match (read(one), read(other)) {
        (Some(one), Some(other)) => one == other,
        _ => shown(Some(one)) == shown(Some(other)),
    }
}

/// Another value at a key; the comment behind it stays.
fn exchange(entry: &mut Table, key: &str, new: Item) {
    if entry.get(key).is_some_and(|there| is_same(there, &new)) {
        return;
    }
    let Ok(mut new) = new.into_value() else { return };
    if let Some(old) = entry.get(key).and_then(Item::as_value) {
        *new.decor_mut() = old.decor().clone();
    }
    entry[key] = Item::Value(new);
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rust_decimal::Decimal;

    fn objective(target: i64) -> Objective {
        Objective {
            metric: "availability".to_owned(),
            workload: None,
            target: Decimal::new(target, 1),
            window: None,
            name: Some("Up".to_owned()),
        }
    }

    #[test]
    fn an_objective_changes_its_number_and_no_comment() {
        let mut table: DocumentMut = "name = \"A\"   # ours\n\n[[slos]]\nname = \"Up\"\nmetric = \"availability\"\nobjective = 99.5   # agreed\nwindow = \"28 days\"\n"
            .parse()
            .expect("TOML");
        let mut objective = objective(999);
        let words = set_slo(&mut table, &objective, "28 days");
        assert_eq!(words.as_deref(), Some("99.5 over 28 days is now 99.9 over 28 days"));
        let text = table.to_string();
        assert!(
            text.contains("name = \"A\"   # ours\n") && text.contains("objective = 99.9   # agreed\n"),
            "{text}"
        );
        let words = set_slo(&mut table, &objective, "28 days");
        assert_eq!(
            (words.as_deref(), table.to_string()),
            (Some("99.9 over 28 days stays"), text)
        );
        objective.workload = Some("api".to_owned());
        set_slo(&mut table, &objective, "28 days");
        assert!(
            table
                .to_string()
                .contains("[[slos]]\nname = \"Up\"\nworkload = \"api\"\n"),
            "{table}"
        );
    }

    #[test]
    fn another_target_begins_on_its_day_and_what_held_before_stays_to_the_byte() {
        let before = "[[targets]]\nmetric = \"availability\"\nvalue = 99.5   # at first\n\n[[targets]]\nmetric = \"availability\"\nvalue = 99.7\nfrom = 2025-07-01\n\n[[targets]]\nmetric = \"availability\"\nvalue = 99.99\nfrom = 2027-01-01\n";
        let mut table: DocumentMut = before.parse().expect("TOML");
        let day = date(2026, 2, 1);
        let words = set_target(&mut table, &objective(999), day);
        assert_eq!(words.as_deref(), Some("99.7 is now 99.9, from 2026-02-01 on"));
        let once = table.to_string();
        assert_eq!(
            once.strip_prefix(before),
            Some("\n[[targets]]\nmetric = \"availability\"\nvalue = 99.9\nfrom = 2026-02-01\n")
        );
        assert_eq!(
            set_target(&mut table, &objective(999), date(2026, 3, 1)).as_deref(),
            Some("99.9 stays")
        );
        assert_eq!(table.to_string(), once);
        let words = set_target(&mut table, &objective(998), day);
        assert_eq!(words.as_deref(), Some("99.9 from 2026-02-01 on is now 99.8"));
        assert_eq!(table.to_string(), once.replace("99.9\n", "99.8\n"));
    }

    #[test]
    fn the_first_target_holds_from_ever_and_a_list_that_is_inline_is_not_touched() {
        let mut table = DocumentMut::new();
        let words = set_target(&mut table, &objective(999), date(2026, 2, 1));
        assert_eq!(words.as_deref(), Some("new, 99.9"));
        assert!(!table.to_string().contains("from"), "{table}");
        let inline = "targets = [{ metric = \"availability\", value = 99.5 }]\n";
        let mut table: DocumentMut = inline.parse().expect("TOML");
        assert_eq!(set_target(&mut table, &objective(999), date(2026, 2, 1)), None);
        assert_eq!(table.to_string(), inline);
    }
}
