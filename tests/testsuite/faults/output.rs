//! A disk that is full at any byte, too few open files, two builds at once, an output that goes while it is written.

use super::{PROGRAM, complaint, fresh, in_shell, lasting, small, told};
use crate::harness::{Folder, files};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// A portfolio of which one site was built, and which would now make another.
fn changed() -> (Folder, BTreeMap<String, Vec<u8>>) {
    let folder = small();
    folder.build();
    let before = files(&folder.path().join("public"));
    let configuration = folder.read("scorpfolio.toml").replace("Small", "Another title");
    folder.write("scorpfolio.toml", &configuration);
    (folder, before)
}

#[test]
fn files_that_may_not_grow_beyond_a_size_end_in_an_error_and_the_old_site() {
    let (folder, before) = changed();
    let (mut failed, mut built) = (0, 0);
    // In blocks of a kilobyte: the first file fails, one in the middle, the manifest, the cache, none.
    for blocks in [0, 1, 2, 3, 5, 8, 12, 16, 20, 24, 32, 48, 64, 100, 200, 400, 100_000] {
        let output = in_shell(&format!("trap '' XFSZ; ulimit -f {blocks}; BUILD"), &folder);
        let about = format!("{blocks} blocks");
        if output.status.success() {
            built += 1;
        } else {
            assert_eq!(built, 0, "{about}");
            complaint(&output, &about);
            assert_eq!(files(&folder.path().join("public")), before, "{about}");
            failed += 1;
        }
        assert!(no_remains(&folder), "{about}");
    }
    assert!(failed > 5 && built > 0, "{failed} {built}");
    assert_eq!(folder.site(), fresh(&folder));
}

#[test]
fn a_disk_that_is_full_ends_in_an_error_and_the_old_site() {
    // A disk of so many kilobytes, in a name space of the test's own.
    let folder = Folder::empty();
    let disk = folder.path().join("disk");
    fs::create_dir_all(&disk).expect("made");
    let mounted = |script: &str, size: u32| {
        let mount = format!("mount -t tmpfs -o size={size}k none '{}'", disk.display());
        let script = format!("{mount} || exit 77; {script}");
        let unshare = ["--user", "--map-root-user", "--mount", "bash", "-c", &script];
        Command::new("unshare").args(unshare).output().expect("unshare runs")
    };
    if mounted("true", 64).status.code() != Some(0) {
        // The limit on sizes above fails at the same calls; here the system does not let tests mount.
        eprintln!("skipped: a disk of its own may not be mounted here");
        return;
    }
    let (portfolio, _) = changed();
    let (old, root) = (portfolio.path().join("public"), portfolio.path());
    let (mut failed, mut built) = (0, 0);
    for size in (100..2000).step_by(100) {
        // The old site first, for which there may be no room either; then a file of somebody else's.
        let script = format!(
            "mkdir '{disk}/out' && cp -a '{old}/.' '{disk}/out/' 2>/dev/null || exit 78
             (cd '{disk}/out' && find . -type f | sort | xargs sha256sum) > '{root}/before'
             '{PROGRAM}' build --no-cache --root '{root}' --output '{disk}/out'; status=$?
             (cd '{disk}/out' && find . -type f | sort | xargs sha256sum) > '{root}/after'
             ls -A '{disk}' > '{root}/beside'
             [ $status = 0 ] || cmp '{root}/before' '{root}/after' || exit 79
             exit $status",
            disk = disk.display(),
            old = old.display(),
            root = root.display(),
        );
        let output = mounted(&script, size);
        let about = format!("{size} kB");
        match output.status.code() {
            Some(78) => {}
            Some(0) => built += 1,
            _ => {
                let message = complaint(&output, &about);
                assert!(
                    message.contains("No space") && message.contains("free some space"),
                    "{message}"
                );
                assert_eq!(portfolio.read("beside").trim(), "out", "{about}");
                failed += 1;
            }
        }
    }
    assert!(failed > 2 && built > 0, "{failed} failed, {built} built");
}

#[test]
fn too_few_open_files_end_in_an_error_and_the_old_site() {
    let (folder, before) = changed();
    let (mut failed, mut built) = (0, 0);
    for limit in [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 20, 24, 64, 256] {
        let output = in_shell(&format!("ulimit -n {limit}; BUILD --no-cache"), &folder);
        let about = format!("{limit} open files");
        if output.status.success() {
            built += 1;
        } else {
            // With fewer than it needs to start at all, the system may end the program in its own words.
            let message = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!message.contains("panicked"), "{about}: {message}");
            if limit > 12 {
                complaint(&output, &about);
            }
            if built == 0 {
                assert_eq!(files(&folder.path().join("public")), before, "{about}");
            }
            failed += 1;
        }
    }
    // A folder cannot be removed without opening it: what such a build leaves, the next one clears away.
    assert!(no_remains(&folder));
    assert!(failed > 2 && built > 2, "{failed} failed, {built} built");
    assert_eq!(folder.site(), fresh(&folder));
}

#[test]
fn of_many_builds_at_once_each_is_whole_or_told_to_wait() {
    let folder = small();
    for round in 0..6 {
        let configuration = folder.read("scorpfolio.toml");
        folder.write(
            "scorpfolio.toml",
            &configuration.replace("Small", &format!("Small {round}")),
        );
        let start = || {
            let mut command = Command::new(PROGRAM);
            command.args(["build", "--root"]).arg(folder.path());
            command
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("runs")
        };
        let running: Vec<_> = (0..5).map(|_| start()).collect();
        let mut built = 0;
        for child in running {
            let output = child.wait_with_output().expect("ends");
            if output.status.success() {
                built += 1;
            } else {
                let message = complaint(&output, "at once");
                assert!(message.contains("another build is writing"), "{message}");
            }
        }
        assert!(built > 0, "nobody was let in");
        assert_eq!(folder.site(), fresh(&folder), "round {round}");
        assert!(no_remains(&folder));
    }
}

#[test]
fn a_lock_of_a_dead_process_or_of_nobody_is_no_obstacle_and_something_else_there_is_named() {
    let folder = small();
    let lock = folder.path().join(".public.scorpfolio-lock");
    fs::write(&lock, "12345 of a machine that is gone").expect("a file");
    folder.build();
    assert!(!lock.exists());
    fs::create_dir(&lock).expect("a folder");
    let refused = scorpfolio::build(&folder.options()).expect_err("a folder");
    assert!(told(&refused, "a folder").contains("scorpfolio-lock"));
}

/// Puts something in a folder.
type Make = fn(&Folder);

#[test]
fn an_output_that_is_none_is_named_and_stays() {
    let kinds: [(&str, Make); 5] = [
        ("a file", |folder| folder.write("public", "mine")),
        ("below a file", |folder| folder.write("site", "mine")),
        ("a link to nowhere", |folder| {
            symlink("nowhere", folder.path().join("public")).expect("a link");
        }),
        ("a link to itself", |folder| {
            symlink("public", folder.path().join("public")).expect("a link");
        }),
        ("a device", |folder| {
            symlink("/dev/full", folder.path().join("public")).expect("a link");
        }),
    ];
    for (what, make) in kinds {
        let folder = small();
        make(&folder);
        let mut options = folder.options();
        if what == "below a file" {
            options.output = Some(folder.path().join("site/public"));
        }
        let refused = scorpfolio::build(&options).expect_err(what);
        told(&refused, what);
        assert!(no_remains(&folder), "{what}");
        for path in ["public", "site"] {
            if folder.path().join(path).is_file() {
                assert_eq!(folder.read(path), "mine", "{what}");
            }
        }
    }
}

/// How many builds run while their output comes and goes.
const BUILDS: i32 = 36;

#[test]
fn an_output_that_comes_and_goes_while_builds_run_is_an_error_or_a_right_site() {
    let folder = small();
    let expected = fresh(&folder);
    let theirs = folder.path().join("theirs");
    fs::create_dir(&theirs).expect("made");
    fs::write(theirs.join("index.html"), "mine").expect("a file");
    let stop = AtomicBool::new(false);
    let output = folder.path().join("public");
    let mut ended = [0; 2];
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut round = 0;
            while !stop.load(Ordering::Relaxed) {
                round += 1;
                let away = folder.path().join("away");
                let _ = fs::remove_dir_all(&away);
                match round % 4 {
                    0 => drop(fs::rename(&output, &away)),
                    1 if fs::rename(&output, &away).is_ok() => {
                        let _ = symlink(&theirs, &output);
                    }
                    2 => drop(fs::remove_dir_all(folder.path().join(".public.scorpfolio-staging"))),
                    _ => drop(fs::remove_file(&output)),
                }
                // Each state stays for a part of a build.
                for _ in 0..round % 7 * 2000 {
                    std::thread::yield_now();
                }
            }
        });
        for _ in 0..BUILDS {
            match scorpfolio::build(&folder.options()) {
                Ok(_) => ended[0] += 1,
                Err(refused) => {
                    ended[1] += 1;
                    told(&refused, "comes and goes");
                }
            }
            assert_eq!(
                fs::read_to_string(theirs.join("index.html")).expect("still there"),
                "mine"
            );
            assert_eq!(fs::read_dir(&theirs).expect("readable").count(), 1);
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(ended.iter().sum::<i32>(), BUILDS);
    let _ = fs::remove_file(&output);
    folder.build();
    assert_eq!(lasting(files(&output)), expected);
    assert!(no_remains(&folder));
}

/// Whether nothing of a build lies beside its output.
fn no_remains(folder: &Folder) -> bool {
    let names = fs::read_dir(folder.path()).expect("readable").filter_map(Result::ok);
    !names
        .map(|entry| entry.file_name())
        .any(|name| name.to_string_lossy().contains(".scorpfolio-"))
}
