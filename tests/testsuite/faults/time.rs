//! Clocks that jump, stand still or are of another age.

use super::{fresh, small};
use crate::harness::Still;
use clap::Parser;
use scorpfolio::cli::{self, Cli, Said, Surroundings};
use scorpfolio::{BuildOptions, Refused};
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::time::{Duration, SystemTime};

const YEAR: Duration = Duration::from_hours(365 * 24);

#[test]
fn the_times_of_content_files_mean_nothing() {
    let folder = small();
    folder.build();
    let expected = folder.site();
    let epoch = SystemTime::UNIX_EPOCH;
    for time in [epoch, epoch - YEAR * 30, epoch + YEAR * 300] {
        for entry in walkdir::WalkDir::new(folder.path().join("content"))
            .into_iter()
            .filter_map(Result::ok)
        {
            if entry.file_type().is_file() {
                let file = OpenOptions::new().write(true).open(entry.path()).expect("ours");
                file.set_modified(time).expect("a time");
            }
        }
        let built = folder.build();
        assert_eq!((built.changed, built.removed), (0, 0));
        assert_eq!(folder.site(), expected);
    }
}

#[test]
fn an_edit_that_leaves_length_and_time_of_a_file_is_seen() {
    let folder = small();
    folder.build();
    let path = folder.path().join("content/teams/alpha/reports/2026-02-01.toml");
    let time = fs::metadata(&path).expect("it is there").modified().expect("a time");
    for errors in [5, 6, 7] {
        fs::write(&path, format!("[metrics]\nerrors = {errors}\n")).expect("ours");
        OpenOptions::new()
            .write(true)
            .open(&path)
            .expect("ours")
            .set_modified(time)
            .expect("a time");
        assert!(folder.build().changed > 0);
        assert_eq!(folder.site(), fresh(&folder));
    }
}

#[test]
fn a_clock_that_jumps_between_builds_changes_nothing_but_the_stamp() {
    let folder = small();
    folder.build();
    let expected = folder.site();
    for now in [
        jiff::Timestamp::MIN,
        jiff::Timestamp::UNIX_EPOCH,
        jiff::Timestamp::from_second(-1).expect("a moment"),
        jiff::Timestamp::MAX,
    ] {
        let built = scorpfolio::build(&BuildOptions::new(folder.path(), now)).expect("the day is configured");
        assert_eq!((built.changed, built.removed), (0, 0), "{now}");
        assert_eq!(folder.site(), expected, "{now}");
        assert!(folder.read("public/version.json").contains(&now.to_string()), "{now}");
    }
}

#[test]
fn a_day_that_is_far_away_is_refused_by_name_or_built() {
    let folder = small();
    let configuration = folder.read("scorpfolio.toml").replace("as_of = 2026-02-10\n", "");
    folder.write("scorpfolio.toml", &configuration);
    for now in [jiff::Timestamp::MIN, jiff::Timestamp::UNIX_EPOCH, jiff::Timestamp::MAX] {
        let refused = scorpfolio::build(&BuildOptions::new(folder.path(), now)).expect_err("nobody reports then");
        assert!(super::told(&refused, "far away").contains("as of"), "{refused}");
    }
    for (year, is_built) in [
        (1, false),
        (1989, false),
        (1990, true),
        (2031, true),
        (2199, true),
        (2200, false),
        (9999, false),
    ] {
        let options = BuildOptions {
            as_of: Some(jiff::civil::date(year, 12, 31)),
            ..folder.options()
        };
        match scorpfolio::load_portfolio(&options) {
            Ok(_) => assert!(is_built, "{year}"),
            Err(refused @ Refused::Problems(_)) => assert!(!is_built, "{year}: {refused}"),
            Err(refused @ Refused::Publish(_)) => panic!("{year}: {refused}"),
        }
    }
}

fn build_with(epoch: &str, folder: &crate::harness::Folder) -> Said {
    let root = folder.path().to_string_lossy().into_owned();
    let cli = Cli::try_parse_from(["scorpfolio", "build", "--root", &root]).expect("a command");
    let surroundings = Surroundings {
        now: crate::harness::NOW,
        source_date_epoch: Some(epoch.to_owned()),
        colour: false,
        terminal: false,
        github_actions: false,
        storage: BTreeMap::new(),
    };
    cli::run(&cli, &surroundings, &Still)
}

#[test]
fn an_odd_source_date_epoch_is_refused_by_name() {
    let folder = small();
    for epoch in [
        "",
        "now",
        "1e9",
        "0x10",
        "17.5",
        "99999999999999999999",
        "-99999999999999",
        "1 2",
        "٣",
    ] {
        let said = build_with(epoch, &folder);
        assert_ne!(said.status, 0, "{epoch}");
        assert!(said.stderr.contains("SOURCE_DATE_EPOCH"), "{epoch}: {}", said.stderr);
        assert!(!folder.path().join("public").exists(), "{epoch}");
    }
    // The configured day wins over a moment that is only odd.
    for epoch in ["0", "-1", " 1770717600\n", "253402207200"] {
        let said = build_with(epoch, &folder);
        assert_eq!(said.status, 0, "{epoch}: {}", said.stderr);
    }
}
