//! A portfolio with an attack in every text: every page, picture, feed and table of it is well-formed, and nothing in them runs or
//! is fetched from elsewhere. The browser test opens the same pages.

#[path = "../hostile/portfolio.rs"]
mod portfolio;

use crate::fuzz::readers;
use crate::harness::{Folder, repository};

#[test]
fn an_attack_in_every_text_stays_text() {
    let folder = Folder::empty();
    let attacked = portfolio::write(&repository().join("tests/portfolios/every-kind"), folder.path());
    let loaded = scorpfolio::load_portfolio(&folder.options()).unwrap_or_else(|refused| panic!("{refused}"));
    readers::check_problems(&loaded.warnings);
    readers::pages(&loaded.portfolio, None);
    assert_eq!(attacked.refused.iter().map(String::as_str).collect::<Vec<_>>(), REFUSED);
    let known: Vec<&String> = attacked.keys.iter().chain(&attacked.refused).collect();
    let texts = portfolio::texts();
    let missing: Vec<&String> = texts.iter().filter(|text| !known.contains(text)).collect();
    assert!(
        missing.is_empty(),
        "no file of the portfolio has a table for {missing:?}"
    );
}

/// Keys with text of which a part of the program asks more than that it is text: no attack is read.
const REFUSED: &[&str] = &[
    "actions: actions: id",
    "actions: actions: war",
    "incident: actions",
    "incident: caused_by_release",
    "incident: id",
    "incident: time_to_recover",
    "metric: definitions: unit",
    "minutes: actions: id",
    "scorpfolio: currency",
    "scorpfolio: language",
    "scorpfolio: redirects",
    "scorpfolio: source_url",
    "scorpfolio: sources: source_url",
    "scorpfolio: time_zone",
    "scorpfolio: window",
    "war: findings: id",
    "war: id",
];
