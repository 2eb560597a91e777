//! A site on many machines: parts that are made apart and joined are the site that a single build makes, and what is no
//! whole set of parts is refused.

mod refusals;

use crate::harness::{Folder, command, files};
use proptest::prelude::*;
use scorpfolio::BuildOptions;
use scorpfolio::cli::Said;
use scorpfolio::publish::Part;
use scorpfolio::shard::merge;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// The small portfolio with all that leaves a site: addresses, feeds, cards, an old name.
fn rich() -> Folder {
    let folder = Folder::right();
    folder.write(
        "scorpfolio.toml",
        "title = \"Test\"\nas_of = 2026-02-10\ncurrency = \"EUR\"\nbase_url = \"https://example.org/scorp/\"\nindexing = true\n\
         [cycle]\nfirst = 2026-01-05\n[redirects]\n\"old.html\" = \"teams/alpha.html\"\n",
    );
    folder
}

/// A portfolio of many small teams, with as few files for each as can be.
fn of_teams(count: usize) -> Folder {
    let folder = Folder::empty();
    folder.write(
        "scorpfolio.toml",
        "title = \"Many\"\nas_of = 2026-02-10\n[cycle]\nfirst = 2026-01-19\n[[reviews]]\nid = \"all\"\n",
    );
    folder.write(
        "content/pages/agreement.md",
        "+++\ntitle = \"Agreement\"\n+++\nWe [agree](../teams/team-007/reports/2026-02-01.toml).\n",
    );
    for number in 0..count {
        let team = format!("team-{number:03}");
        folder.write(
            &format!("content/teams/{team}/team.toml"),
            &format!("group = \"g{}\"\n", number % 9),
        );
        folder.write(
            &format!("content/teams/{team}/reports/2026-02-01.toml"),
            &format!("summary = \"Of {number}\"\n[metrics]\nerrors = {}\n", number % 7),
        );
        // In place of its usual loop of twenty screens.
        folder.write(
            &format!("content/radiators/{team}.toml"),
            "screens = [{ kind = \"wins\" }]\n",
        );
    }
    folder
}

fn part(number: u32, of: u32) -> Part {
    Part::new(number, of).expect("a part")
}

/// Where a part of a folder is made.
fn place(folder: &Folder, number: u32) -> PathBuf {
    folder.path().join(format!("parts/{number}"))
}

fn make(folder: &Folder, number: u32, of: u32) -> scorpfolio::Built {
    let options = BuildOptions {
        part: Some(part(number, of)),
        output: Some(place(folder, number)),
        ..folder.options()
    };
    scorpfolio::build(&options).unwrap_or_else(|refused| panic!("{refused}"))
}

/// Makes all parts; where they are.
fn make_all(folder: &Folder, of: u32) -> Vec<PathBuf> {
    let made = (1..=of).map(|number| {
        make(folder, number, of);
        place(folder, number)
    });
    made.collect()
}

fn join(folder: &Folder, parts: &[PathBuf]) -> scorpfolio::Built {
    let options = BuildOptions {
        output: Some(folder.path().join("joined")),
        ..folder.options()
    };
    merge(&options, parts).unwrap_or_else(|refused| panic!("{refused}"))
}

/// The files of a site, with those that hold the moment of the build.
fn joined(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    files(&folder.path().join("joined"))
}

fn whole(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    files(&folder.path().join("public"))
}

/// Two sites are one, or the test says which files differ.
fn assert_same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    let names = one.keys().chain(other.keys());
    let differ: std::collections::BTreeSet<&String> = names.filter(|name| one.get(*name) != other.get(*name)).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

/// Runs `build` as people type it.
fn build(folder: &Folder, more: &[&str]) -> Said {
    let root = folder.path().to_string_lossy().into_owned();
    let arguments: Vec<&str> = ["build", "--root", &root].iter().chain(more).copied().collect();
    command(&arguments)
}

/// Runs `build --shard`.
fn build_part(folder: &Folder, number: u32, more: &[&str]) -> Said {
    let output = place(folder, number).to_string_lossy().into_owned();
    let shard = format!("{number}/3");
    let arguments: Vec<&str> = ["--shard", &shard, "--output", &output]
        .iter()
        .chain(more)
        .copied()
        .collect();
    build(folder, &arguments)
}

/// Runs `build --merge` of the parts with these numbers.
fn build_joined(folder: &Folder, numbers: &[u32]) -> Said {
    let places = numbers
        .iter()
        .map(|number| place(folder, *number).to_string_lossy().into_owned());
    let places: Vec<String> = places.collect();
    let output = folder.path().join("joined").to_string_lossy().into_owned();
    let mut arguments = vec!["--output", &output, "--merge"];
    arguments.extend(places.iter().map(String::as_str));
    build(folder, &arguments)
}

#[test]
fn two_hundred_teams_in_eight_parts_are_the_site_of_a_single_build() {
    let folder = of_teams(200);
    folder.build();
    let parts = make_all(&folder, 8);
    let sizes: Vec<usize> = parts.iter().map(|part| files(part).len()).collect();
    let all: usize = sizes.iter().sum();
    // One of them all is `shard.json`, and of a fair share nobody has a fifth more or less.
    assert_eq!(all - sizes.len(), whole(&folder).len() - 2);
    assert!(sizes.iter().all(|size| size.abs_diff(all / 8) < all / 40), "{sizes:?}");
    let built = join(&folder, &parts);
    assert_eq!((built.teams, built.files), (200, all - sizes.len()));
    assert_same(&joined(&folder), &whole(&folder));
}

#[test]
fn what_changed_since_the_last_site_is_what_a_single_build_says() {
    let folder = rich();
    folder.build();
    join(&folder, &make_all(&folder, 3));
    folder.write(
        "content/pages/second.md",
        "+++\ntitle = \"Second\"\n+++\n[First](agreement.md)\n",
    );
    folder.remove("content/teams/beta/reports/2026-01-18.toml");
    let built = folder.build();
    let again = join(&folder, &make_all(&folder, 3));
    assert!(built.changed > 0 && built.removed > 0, "{built:?}");
    assert_eq!(
        (again.changed, again.removed, again.pages, again.charts, again.cycles),
        (built.changed, built.removed, built.pages, built.charts, built.cycles)
    );
    assert_same(&joined(&folder), &whole(&folder));
}

#[test]
fn more_parts_than_files_leave_some_empty_and_nothing_out() {
    let folder = Folder::empty();
    folder.write(
        "scorpfolio.toml",
        "title = \"Tiny\"\nas_of = 2026-02-10\n[cycle]\nfirst = 2026-01-05\n",
    );
    folder.write("content/teams/alpha/team.toml", "name = \"Alpha\"\n");
    for radiator in ["portfolio", "alpha"] {
        folder.write(
            &format!("content/radiators/{radiator}.toml"),
            "screens = [{ kind = \"wins\" }]\n",
        );
    }
    let count = folder.build().files;
    let of = u32::try_from(count).expect("few") + 10;
    let parts = make_all(&folder, of);
    assert!(
        parts.iter().any(|part| files(part).len() == 1),
        "some have shard.json alone"
    );
    join(&folder, &parts);
    assert_same(&joined(&folder), &whole(&folder));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn any_number_of_parts_in_any_order_gives_the_same_bytes(
        (of, order) in (1_u32..10).prop_flat_map(|of| (Just(of), Just((1..=of).collect::<Vec<_>>()).prop_shuffle()))
    ) {
        let folder = rich();
        folder.build();
        let parts: Vec<PathBuf> = order.into_iter().map(|number| {
            make(&folder, number, of);
            place(&folder, number)
        }).collect();
        join(&folder, &parts);
        assert_same(&joined(&folder), &whole(&folder));
    }
}

#[test]
fn a_site_for_everybody_is_joined_for_everybody() {
    let folder = rich();
    folder.write("content/teams/alpha/team.toml", "audience = \"public\"\n");
    let public = ["--audience", "public"];
    assert_eq!(build(&folder, &public).status, 0);
    for number in 1..=3 {
        assert_eq!(build_part(&folder, number, &public).status, 0);
    }
    assert_eq!(build_joined(&folder, &[1, 2, 3]).status, 0);
    assert!(folder.read("joined/build.json").contains("\"audience\": \"public\""));
    assert!(!joined(&folder).contains_key("teams/beta.html"));
    assert_same(&joined(&folder), &whole(&folder));
}

#[test]
fn what_could_not_be_read_is_said_by_the_joined_site_and_its_status() {
    let folder = rich();
    folder.write(
        "content/teams/beta/reports/2026-02-01.toml",
        "[metrics]\nunheard-of = 1\n",
    );
    let refused = build_part(&folder, 2, &[]);
    assert_eq!(refused.status, 1, "{}", refused.stderr);
    assert_eq!(build(&folder, &["--keep-going"]).status, 3);
    for number in 1..=3 {
        let said = build_part(&folder, number, &["--keep-going"]);
        assert_eq!(said.status, 3, "{}", said.stderr);
        assert!(
            said.stderr
                .contains("1 file or source that could not be read was left out")
        );
        // Why, the first says alone.
        assert_eq!(said.stderr.contains("unheard-of"), number == 1, "{}", said.stderr);
    }
    let said = build_joined(&folder, &[1, 2, 3]);
    assert_eq!(said.status, 3, "{}", said.stderr);
    assert!(
        said.stderr
            .contains("1 file or source that could not be read was left out; the site says so")
    );
    assert!(folder.read("joined/index.html").contains("could not be read"));
    assert_same(&joined(&folder), &whole(&folder));
}

#[test]
fn warnings_are_said_by_the_first_part_and_strict_stops_them_all() {
    let folder = rich();
    folder.write("content/teams/beta/notes.txt", "Nobody links here.\n");
    let warning = build(&folder, &["--format", "json"]).stdout;
    assert!(warning.contains("notes.txt"), "{warning}");
    for number in 1..=3 {
        let said = build_part(&folder, number, &["--format", "json"]);
        assert_eq!(said.status, 0, "{}", said.stderr);
        assert_eq!(said.stdout, if number == 1 { warning.as_str() } else { "" });
    }
    let said = build_joined(&folder, &[3, 2, 1]);
    assert_eq!((said.status, said.stdout.as_str()), (0, ""), "{}", said.stderr);
    assert!(said.stderr.contains("the site is ready: open "), "{}", said.stderr);
    for number in 1..=3 {
        let said = build_part(&folder, number, &["--strict", "--format", "json"]);
        assert_eq!(said.status, 1, "{}", said.stderr);
        assert!(said.stdout.contains("notes.txt"));
    }
    // Of a part that errors stop, only the first adds warnings to them.
    folder.write(
        "content/teams/beta/reports/2026-02-01.toml",
        "[metrics]\nunheard-of = 1\n",
    );
    for number in 1..=3 {
        let said = build_part(&folder, number, &["--format", "json"]);
        assert_eq!(said.status, 1, "{}", said.stderr);
        assert!(said.stdout.contains("unheard-of"));
        assert_eq!(said.stdout.contains("notes.txt"), number == 1);
    }
}

#[test]
fn a_part_says_what_it_is_and_what_comes_next() {
    let folder = rich();
    let said = build_part(&folder, 2, &[]);
    assert_eq!(said.status, 0, "{}", said.stderr);
    assert!(said.stderr.starts_with("part 2 of 3, "), "{}", said.stderr);
    assert!(
        said.stderr
            .contains(": join all parts with `scorpfolio build --merge DIR...`\nbuilt "),
        "{}",
        said.stderr
    );
    let listed: serde_json::Value = serde_json::from_str(&folder.read("parts/2/shard.json")).expect("JSON");
    assert_eq!((listed["part"].as_u64(), listed["of"].as_u64()), (Some(2), Some(3)));
    let there = files(&place(&folder, 2));
    assert_eq!(
        listed["files"].as_object().map(serde_json::Map::len),
        Some(there.len() - 1)
    );
    assert!(!there.contains_key("build.json") && !there.contains_key("version.json"));
}

#[test]
fn a_machine_that_keeps_its_part_makes_only_what_changed() {
    let folder = rich();
    make_all(&folder, 3);
    for number in 1..=3 {
        let before = files(&place(&folder, number));
        let again = make(&folder, number, 3);
        assert_eq!((again.changed, again.removed), (0, 0));
        assert_eq!(files(&place(&folder, number)), before);
    }
    folder.write(
        "content/teams/beta/reports/2026-02-01.toml",
        "[metrics]\nerrors = 9\navailability = 99\n",
    );
    let changed: usize = (1..=3).map(|number| make(&folder, number, 3).changed).sum();
    let all: usize = (1..=3).map(|number| files(&place(&folder, number)).len()).sum();
    assert!(changed > 0 && changed < all, "{changed} of {all}");
    folder.build();
    join(&folder, &[1, 2, 3].map(|number| place(&folder, number)));
    assert_same(&joined(&folder), &whole(&folder));
    // What was kept says the same of its links as what was made.
    let kept = (1..=3).map(|number| files(&place(&folder, number))).collect::<Vec<_>>();
    fs::remove_dir_all(folder.path().join("parts")).expect("it is there");
    make_all(&folder, 3);
    for (number, kept) in (1..=3).zip(kept) {
        assert_same(&kept, &files(&place(&folder, number)));
    }
}

#[test]
fn joining_again_writes_what_changed_and_leaves_files_of_others_alone() {
    let folder = rich();
    let parts = make_all(&folder, 3);
    join(&folder, &parts);
    folder.write("joined/theirs.txt", "theirs");
    let moment = |path: &str| {
        let metadata = fs::metadata(folder.path().join("joined").join(path)).expect("it is there");
        metadata.modified().expect("a time")
    };
    let before = moment(".nojekyll");
    let again = join(&folder, &parts);
    assert_eq!((again.changed, again.removed), (0, 0));
    folder.remove("content/pages/agreement.md");
    let parts = make_all(&folder, 3);
    let after = join(&folder, &parts);
    assert!(after.removed > 0, "{after:?}");
    assert!(!folder.path().join("joined/pages/agreement.html").exists());
    assert_eq!(folder.read("joined/theirs.txt"), "theirs");
    assert_eq!(moment(".nojekyll"), before);
    // A build of the same finds it done.
    let options = BuildOptions {
        output: Some(folder.path().join("joined")),
        ..folder.options()
    };
    let single = scorpfolio::build(&options).unwrap_or_else(|refused| panic!("{refused}"));
    assert_eq!((single.changed, single.removed), (0, 0));
}

#[test]
fn where_to_write_is_all_that_a_machine_that_joins_must_know() {
    let folder = rich();
    let parts = make_all(&folder, 3);
    folder.build();
    let elsewhere = Folder::empty();
    let options = BuildOptions {
        output: Some(elsewhere.path().join("joined")),
        ..elsewhere.options()
    };
    merge(&options, &parts).unwrap_or_else(|refused| panic!("{refused}"));
    assert_same(&joined(&elsewhere), &whole(&folder));
    let without = merge(&elsewhere.options(), &parts).expect_err("nobody says where to");
    assert!(without.to_string().contains("there is no scorpfolio.toml"), "{without}");
    // Into a part, or into what parts are made from, nothing is written.
    let before = files(folder.path());
    for output in ["parts/2", "parts", "content", "parts/2/site"] {
        let options = BuildOptions {
            output: Some(folder.path().join(output)),
            force: true,
            ..folder.options()
        };
        let refused = merge(&options, &parts).expect_err("it would be written over");
        assert!(refused.to_string().contains("the site is made from"), "{refused}");
    }
    assert_same(&files(folder.path()), &before);
}

#[test]
fn the_day_the_site_speaks_of_and_its_moment_are_those_of_the_first_part() {
    let folder = rich();
    for (number, later) in [(1, 7), (2, 0), (3, 9)] {
        let options = BuildOptions {
            part: Some(part(number, 3)),
            output: Some(place(&folder, number)),
            now: crate::harness::NOW + jiff::SignedDuration::from_secs(later),
            ..folder.options()
        };
        scorpfolio::build(&options).unwrap_or_else(|refused| panic!("{refused}"));
    }
    folder.build();
    join(&folder, &[3, 1, 2].map(|number| place(&folder, number)));
    assert_same(&joined(&folder), &whole(&folder));
}

#[test]
fn what_is_asked_of_parts_is_not_asked_of_their_joining() {
    use clap::Parser;
    let line = |more: &[&str]| {
        let line = ["scorpfolio", "build", "--merge", "a"].iter().chain(more);
        scorpfolio::cli::Cli::try_parse_from(line)
            .map(drop)
            .map_err(|error| error.to_string())
    };
    assert_eq!(line(&["b", "--output", "c", "--force"]), Ok(()));
    for more in [
        &["--shard", "1/2"][..],
        &["--audience", "public"],
        &["--as-of", "2026-03-13"],
        &["--strict"],
        &["--keep-going"],
        &["--no-cache"],
    ] {
        let error = line(more).expect_err("refused");
        assert!(error.contains("cannot be used with"), "{error}");
    }
    let wrong = scorpfolio::cli::Cli::try_parse_from(["scorpfolio", "build", "--shard", "9/8"]);
    let wrong = wrong.map(drop).expect_err("refused").to_string();
    assert!(
        wrong.contains("a part is written as 3/8, the third of eight"),
        "{wrong}"
    );
}
