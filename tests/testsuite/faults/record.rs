//! What builds keep for themselves (manifest, version, cache), damaged, foreign or in the way. Every single byte of them
//! is tried beside the code, in `publish::tests::faults`; here whole builds of whole portfolios.

use super::{fresh, lasting, small, told};
use crate::harness::{Folder, files};
use std::fs;
use std::path::PathBuf;

fn cache_file(folder: &Folder) -> PathBuf {
    let entries = fs::read_dir(folder.path().join(".scorpfolio")).expect("a cache");
    let mut paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    paths
        .find(|path| path.extension().is_some_and(|ending| ending == "bin"))
        .expect("a cache")
}

/// Ways to damage a file.
fn damages(good: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut damages = vec![
        ("empty".to_owned(), Vec::new()),
        ("zeros".to_owned(), vec![0; good.len()]),
        ("no JSON".to_owned(), b"{{{".to_vec()),
        ("other JSON".to_owned(), b"{\"files\": [1, 2]}".to_vec()),
        ("twice".to_owned(), [good, good].concat()),
    ];
    for part in 1..8 {
        let at = good.len() * part / 8;
        let mut flipped = good.to_vec();
        flipped[at] ^= 0x10;
        damages.push((format!("byte {at} changed"), flipped));
        damages.push((format!("cut off at {at}"), good[..at].to_vec()));
    }
    damages
}

#[test]
fn a_damaged_cache_or_version_only_costs_time() {
    let folder = small();
    folder.build();
    let expected = fresh(&folder);
    for path in [cache_file(&folder), folder.path().join("public/version.json")] {
        let good = fs::read(&path).expect("it is there");
        for (about, bad) in damages(&good) {
            fs::write(&path, bad).expect("ours");
            let built = folder.build();
            assert_eq!((built.changed, built.removed), (0, 0), "{about}");
            assert_eq!(folder.site(), expected, "{about}");
            assert_eq!(
                fs::read(&path).expect("written again").len(),
                good.len(),
                "{about}: {}",
                path.display()
            );
        }
    }
}

#[test]
fn a_damaged_manifest_is_named_and_with_force_the_site_is_right() {
    let folder = small();
    folder.write("public/CNAME", "mine");
    let mut forced = folder.options();
    forced.force = true;
    scorpfolio::build(&forced).expect("builds");
    let manifest = folder.path().join("public/build.json");
    let good = fs::read(&manifest).expect("it is there");
    let expected = folder.site();
    for (about, bad) in damages(&good) {
        fs::write(&manifest, &bad).expect("ours");
        match scorpfolio::build(&folder.options()) {
            // Where no path and no digest is, a byte may change what the manifest says of the moment.
            Ok(_) => assert!(about.starts_with("byte"), "{about}"),
            Err(refused) => assert!(told(&refused, &about).contains("public"), "{about}"),
        }
        assert_eq!(folder.site(), expected, "{about}");
        scorpfolio::build(&forced).expect("builds");
        assert_eq!(folder.site(), expected, "{about}");
        assert_eq!(folder.read("public/CNAME"), "mine");
    }
}

#[test]
fn a_cache_that_cannot_be_written_costs_a_warning() {
    let folder = small();
    folder.write(".scorpfolio", "a file where the folder should be");
    let built = folder.build();
    assert!(built.cache_problem.is_some_and(|problem| problem.contains("cache")));
    assert_eq!(folder.site(), fresh(&folder));
    assert_eq!(folder.read(".scorpfolio"), "a file where the folder should be");
}

#[test]
fn a_cache_and_a_site_of_another_portfolio_make_no_page_of_this_one() {
    let (one, other) = (small(), small());
    let configuration = other.read("scorpfolio.toml").replace("Small", "Other");
    other.write("scorpfolio.toml", &configuration);
    other.write(
        "content/pages/only-there.md",
        "+++\ntitle = \"Only there\"\n+++\nText.\n",
    );
    for folder in [&one, &other] {
        folder.build();
    }
    let expected = fresh(&one);
    // Its cache under the name of ours, then its site in the place of ours, then both.
    fs::copy(cache_file(&other), cache_file(&one)).expect("copied");
    one.build();
    assert_eq!(one.site(), expected);
    let move_in = || {
        fs::remove_dir_all(one.path().join("public")).expect("ours");
        for (path, bytes) in files(&other.path().join("public")) {
            one.write_bytes(&format!("public/{path}"), &bytes);
        }
    };
    move_in();
    one.build();
    assert_eq!(lasting(files(&one.path().join("public"))), expected);
    move_in();
    fs::copy(cache_file(&other), cache_file(&one)).expect("copied");
    one.build();
    assert_eq!(lasting(files(&one.path().join("public"))), expected);
}

#[test]
fn pages_that_somebody_edited_or_removed_are_made_again() {
    let folder = small();
    folder.build();
    let expected = folder.site();
    for path in expected.keys().filter(|path| !path.is_empty()).step_by(31) {
        let on_disk = folder.path().join("public").join(path);
        fs::remove_file(&on_disk).expect("ours");
        folder.build();
        assert!(folder.site() == expected, "{path} was not made again");
        // Of the same length.
        let mut bytes = expected[path].clone();
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
            fs::write(&on_disk, bytes).expect("ours");
            folder.build();
            assert!(folder.site() == expected, "{path} was not mended");
        }
    }
}
