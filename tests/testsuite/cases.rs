//! Folders of `tests/cases`: a small portfolio each, and words that its pages must and must not show.

use crate::harness::{Folder, repository};
use std::collections::BTreeMap;
use std::fs;

#[test]
fn every_case_shows_what_it_should() {
    let cases = repository().join("tests/cases");
    let mut names: Vec<_> = fs::read_dir(&cases)
        .expect("readable")
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .collect();
    names.sort();
    assert!(names.len() >= 5, "the cases are there");
    for case in names {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = Folder::copy_of(case.join("input"));
        folder.build();
        let site = folder.site();
        for (page, lines) in expectations(&fs::read_to_string(case.join("expected.txt")).expect("an expectation")) {
            let html = site
                .get(&page)
                .unwrap_or_else(|| panic!("{name}: {page} is not in the site"));
            let text = text_of(&String::from_utf8_lossy(html));
            for (is_there, words) in lines {
                assert_eq!(
                    text.contains(&words),
                    is_there,
                    "{name}: {page}: {}{words}\n{text}",
                    if is_there { '+' } else { '-' }
                );
            }
        }
    }
}

/// Pages with the words that stand on them (`true`) or must not.
fn expectations(text: &str) -> BTreeMap<String, Vec<(bool, String)>> {
    let mut pages: BTreeMap<String, Vec<(bool, String)>> = BTreeMap::new();
    let mut page = String::new();
    for line in text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
    {
        match line.split_at(1) {
            ("+", words) => pages
                .entry(page.clone())
                .or_default()
                .push((true, words.trim().to_owned())),
            ("-", words) => pages
                .entry(page.clone())
                .or_default()
                .push((false, words.trim().to_owned())),
            _ => line.trim().clone_into(&mut page),
        }
    }
    pages
}

/// The words of a page, without tags, all white space one space.
pub(crate) fn text_of(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        text.push(' ');
        text.push_str(piece.split_once('>').map_or(piece, |(_, words)| words));
    }
    for (entity, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, character);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
