//! The manual's pages of sources against what the sources understand.

use crate::harness::repository;
use scorpfolio::import::adapter::ALL;
use std::collections::BTreeSet;

fn page(source: &str) -> String {
    let path = repository().join(format!("docs/imports/{source}.md"));
    std::fs::read_to_string(path)
        .expect("a page of the source")
        .replace("\r\n", "\n")
}

/// The code in a text, without values.
fn code(text: &str) -> impl Iterator<Item = String> {
    let spans = text.split('`').skip(1).step_by(2);
    spans.map(|name| name.split('=').next().unwrap_or_default().to_owned())
}

/// The settings that a page tells: code in the first column of the table below `## Settings`, and those of another page
/// that it names, but some.
fn told(page_of: &str) -> BTreeSet<String> {
    let page = page(page_of);
    let section = page.split_once("\n## Settings\n").map_or("", |(_, section)| section);
    let section = section.split("\n## ").next().unwrap_or_default();
    let cells = section
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" |").next())
        .filter(|cell| !cell.contains("`--set`"));
    let mut told: BTreeSet<String> = cells.flat_map(|cell| code(cell).collect::<Vec<_>>()).collect();
    if let Some((name, rest)) = section
        .lines()
        .find_map(|line| line.strip_prefix("Those of [")?.split_once("](csv.md#settings) but "))
    {
        assert_eq!(name, "csv");
        let but: Vec<String> = code(rest).collect();
        told.extend(self::told("csv").into_iter().filter(|setting| !but.contains(setting)));
    }
    told
}

#[test]
fn every_page_of_a_source_tells_the_settings_that_it_understands_and_no_other() {
    for adapter in ALL {
        let told = told(adapter.name());
        let is_of = |written: &str, declared: &str| match declared.strip_suffix('*') {
            Some(start) => written.len() > start.len() && written.starts_with(start),
            None => written == declared,
        };
        for setting in adapter.settings() {
            assert!(
                told.iter().any(|written| is_of(written, setting.name)),
                "{} does not tell `{}`: {told:?}",
                adapter.name(),
                setting.name
            );
        }
        for written in &told {
            assert!(
                adapter.settings().iter().any(|setting| is_of(written, setting.name)),
                "{} tells `{written}`, which it does not understand",
                adapter.name()
            );
        }
    }
}
