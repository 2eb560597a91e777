//! A team's own repository checks itself against what the portfolio says of itself.

use crate::harness::{Folder, command, repository};
use scorpfolio::BuildOptions;
use scorpfolio::cli::Said;
use scorpfolio::data::contract::Contract;
use std::fs;
use std::path::Path;

/// The sample with its site, and so its contract.
fn sample() -> Folder {
    let folder = Folder::empty();
    let options = BuildOptions {
        output: Some(folder.path().join("public")),
        use_cache: false,
        ..BuildOptions::new(repository(), crate::harness::NOW)
    };
    scorpfolio::build(&options).unwrap_or_else(|refused| panic!("{refused}"));
    folder
}

/// A portfolio with a notice, its contract, and a repository of team alpha.
fn alpha() -> Folder {
    let folder = Folder::right();
    folder.write(
        "content/notads/tls-13.md",
        "+++\ntitle = \"TLS 1.3\"\nkind = \"mandate\"\nissued = 2026-01-10\nteams = [\"alpha\"]\n+++\nUpgrade.\n",
    );
    folder.write(
        "content/metrics.toml",
        "[availability]\ntarget = 99.9\n[basket-size]\npillar = \"cost\"\nunit = \"EUR\"\nrange = [1, 500]\n",
    );
    folder.build();
    for path in ["team.toml", "reports/2026-01-18.toml", "data/sonar.csv"] {
        folder.write(
            &format!("own/{path}"),
            &folder.read(&format!("content/teams/alpha/{path}")),
        );
    }
    folder
}

fn check(folder: &Folder, root: &Path, more: &[&str]) -> Said {
    let contract = folder
        .path()
        .join("public/data/contract.json")
        .to_string_lossy()
        .into_owned();
    let root = root.to_string_lossy().into_owned();
    let arguments = [
        "check",
        "--contract",
        &contract,
        "--root",
        &root,
        "--as-of",
        "2026-02-10",
    ];
    let arguments: Vec<&str> = arguments.iter().chain(more).copied().collect();
    command(&arguments)
}

#[test]
fn every_team_of_the_sample_keeps_the_contract_of_the_sample() {
    let folder = sample();
    let contract = folder
        .path()
        .join("public/data/contract.json")
        .to_string_lossy()
        .into_owned();
    let teams = fs::read_dir(repository().join("content/teams")).expect("the sample");
    let mut count = 0;
    for team in teams {
        let root = team.expect("a folder").path().to_string_lossy().into_owned();
        let said = command(&[
            "check",
            "--contract",
            &contract,
            "--root",
            &root,
            "--as-of",
            "2026-08-20",
        ]);
        assert_eq!(said.status, 0, "{root}: {}", said.stderr);
        count += 1;
    }
    assert!(count >= 10);
}

#[test]
fn a_portfolio_made_of_a_contract_has_the_same_contract() {
    let folder = sample();
    let text = folder.read("public/data/contract.json");
    let contract = Contract::read(&text).expect("a contract");
    let made = Folder::empty();
    made.write("scorpfolio.toml", &contract.configuration());
    for (path, text) in contract.files("") {
        made.write(&format!("content/{path}"), &text);
    }
    let options = BuildOptions {
        as_of: Some(jiff::civil::date(2026, 8, 20)),
        ..made.options()
    };
    scorpfolio::build(&options).unwrap_or_else(|refused| panic!("{refused}"));
    let again: serde_json::Value = serde_json::from_str(&made.read("public/data/contract.json")).expect("JSON");
    let first: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for (key, value) in first.as_object().expect("an object") {
        assert_eq!(&again[key], value, "{key}");
    }
}

#[test]
fn mistakes_against_the_portfolio_are_reported_where_they_are() {
    let folder = alpha();
    let own = folder.path().join("own");
    assert_eq!(check(&folder, &own, &["--team", "alpha"]).status, 0);
    folder.write(
        "own/reports/2026-02-01.toml",
        "summary = \"See [the agreement](../../../pages/agreement.md) and [beta](../../beta/reports/2026-02-01.toml)\"\n\
         [metrics]\nbasket-size = 700\nunheard-of = 1\n[notads]\ntls-13 = \"done\"\ntls-31 = \"done\"\n",
    );
    let said = check(&folder, &own, &["--team", "alpha", "--format", "github"]);
    assert_eq!(said.status, 1, "{}", said.stderr);
    for words in [
        "::error file=reports/2026-02-01.toml,line=3",
        "::error file=reports/2026-02-01.toml,line=4",
        "::error file=reports/2026-02-01.toml,line=7",
        "::warning file=reports/2026-02-01.toml,line=1",
    ] {
        assert!(said.stdout.contains(words), "{words}\n{}", said.stdout);
    }
    assert_eq!(said.stdout.matches("::error").count(), 3, "{}", said.stdout);
    assert!(!said.stdout.contains("contract:"), "{}", said.stdout);
}

#[test]
fn a_team_that_the_portfolio_does_not_know_yet_is_told_so_and_checked() {
    let folder = alpha();
    let own = folder.path().join("own");
    let said = check(&folder, &own, &["--team", "gamma"]);
    assert_eq!(said.status, 0, "{}", said.stderr);
    assert!(said.stderr.contains("no team `gamma` yet"), "{}", said.stderr);
    assert_eq!(check(&folder, &own, &["--team", "gamma", "--strict"]).status, 1);
    let unnamed = check(&folder, &own, &[]);
    assert_eq!(unnamed.status, 2);
    assert!(unnamed.stderr.contains("--team"), "{}", unnamed.stderr);
}

#[test]
fn values_and_places_do_not_change_the_contract() {
    let folder = alpha();
    let before = folder.read("public/data/contract.json");
    folder.write(
        "content/metrics.toml",
        &format!("# Moved down.\n\n{}", folder.read("content/metrics.toml")),
    );
    folder.write("content/teams/alpha/reports/2026-02-01.toml", "[metrics]\nerrors = 9\n");
    folder.build();
    assert_eq!(before, folder.read("public/data/contract.json"));
}

#[test]
fn a_contract_that_is_none_is_refused_with_what_is_wrong() {
    let folder = alpha();
    let own = folder.path().join("own");
    for (text, words) in [
        ("<html>Sign in</html>", "it is not JSON"),
        ("{}", "it has no version"),
        ("{\"schema_version\": 2}", "it has version 2"),
        ("{\"schema_version\": 1}", "missing field"),
    ] {
        folder.write("public/data/contract.json", text);
        let said = check(&folder, &own, &["--team", "alpha"]);
        assert_eq!(said.status, 2, "{text}");
        assert!(said.stderr.contains(words), "{text}: {}", said.stderr);
    }
    fs::create_dir(folder.path().join("empty")).expect("a folder");
    folder.build();
    let said = check(&folder, &folder.path().join("empty"), &["--team", "alpha"]);
    assert_eq!(said.status, 2, "{}", said.stderr);
}
