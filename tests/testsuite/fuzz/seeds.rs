//! What the fuzzers and the tests begin with: the files of the test portfolio and of other tools as they are, and what was
//! found or thought of, in `fuzz/corpus/<reader>/`.

use super::readers::repository;
use scorpfolio::import::adapter;
use std::collections::BTreeMap;
use std::path::Path;

/// Most bytes of a file to begin with: longer ones teach a fuzzer little and cost it much.
const LARGEST: usize = 8 * 1024;

/// The files that were found or thought of, by name.
pub fn corpus(reader: &str) -> BTreeMap<String, Vec<u8>> {
    below(&repository().join("fuzz/corpus").join(reader))
}

/// The real files that a reader takes, by name.
pub fn real(reader: &str) -> BTreeMap<String, Vec<u8>> {
    let content = below(&repository().join("tests/portfolios/every-kind/content"));
    let file = |letter: &str, path: &str| {
        let bytes = content
            .get(path)
            .unwrap_or_else(|| panic!("{path} is a file of the portfolio"));
        (path.replace('/', "-"), [letter.as_bytes(), bytes].concat())
    };
    let files = |kinds: &[(&str, &str)]| kinds.iter().map(|(letter, path)| file(letter, path)).collect();
    match reader {
        "catalogue" => files(&[("p", "metrics.toml"), ("t", "teams/alpha/metrics.toml")]),
        "configuration" => [(
            "scorpfolio.toml".to_owned(),
            text("tests/portfolios/every-kind/scorpfolio.toml"),
        )]
        .into(),
        "data" => files(&[("", "teams/beta/data/build.csv")]),
        "import" => imports(),
        "markdown" => below(&repository().join("docs"))
            .into_iter()
            .filter(|(name, bytes)| name.rsplit('.').next() == Some("md") && bytes.len() <= LARGEST)
            .collect(),
        "register" => files(super::readers::REGISTERS),
        "report" => files(&[
            ("", "teams/alpha/reports/2026-08-16.toml"),
            ("", "teams/alpha/reports/2026-07-19.toml"),
        ]),
        "site" => files(super::readers::SITE),
        "team" => files(&[("", "teams/alpha/team.toml"), ("", "teams/beta/team.toml")]),
        "template" => [
            file("", "teams/gamma/scorp.md"),
            (
                "filled-basket.md".to_owned(),
                text("tests/fixtures/scorp-template/filled-basket.md"),
            ),
        ]
        .into(),
        "value" => values(),
        "war" => files(super::readers::WARS),
        "words" => [(
            "words.toml".to_owned(),
            text("tests/portfolios/every-kind/themes/own/words.toml"),
        )]
        .into(),
        other => panic!("there is no reader {other}"),
    }
}

fn text(path: &str) -> Vec<u8> {
    std::fs::read(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Exports of every tool, each below the name of the source that knows it.
fn imports() -> BTreeMap<String, Vec<u8>> {
    use scorpfolio::import::{Glance, Input};
    let fixtures = below(&repository().join("tests/fixtures/imports"));
    let mut seeds = BTreeMap::new();
    for (path, bytes) in fixtures.into_iter().filter(|(_, bytes)| bytes.len() <= LARGEST) {
        let Ok(glance) = Glance::of(&Input::of_bytes(&path, bytes.as_slice())) else {
            continue;
        };
        for source in adapter::ALL.iter().filter(|source| source.recognises(&glance)) {
            let name = format!("{}-{}", source.name(), path.replace('/', "-"));
            seeds.insert(name, [source.name().as_bytes(), b"\n", &bytes].concat());
        }
    }
    seeds
}

/// A value of every form in every unit.
fn values() -> BTreeMap<String, Vec<u8>> {
    let units = [
        "ms", "seconds", "hours", "days", "percent", "count", "ratio", "EUR", "rps", "kgCO2e", "points",
    ];
    let forms = [
        "14",
        "99.95 %",
        "1.2k",
        "€18,250.40",
        "1d 4h",
        "~12",
        "n/a",
        "-3",
        "1:30:00",
        ">30",
        "1e6",
        "0x10",
        "½",
    ];
    let pairs = units.iter().flat_map(|unit| forms.iter().map(move |form| (unit, form)));
    pairs
        .enumerate()
        .map(|(index, (unit, form))| (format!("{index}"), format!("{unit}\n{form}").into_bytes()))
        .collect()
}

fn below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = walk.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below the folder");
            let name = path.to_string_lossy().replace('\\', "/");
            (name, std::fs::read(entry.path()).expect("readable"))
        })
        .collect()
}
