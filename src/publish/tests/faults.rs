//! What others do to the output, the cache and the journal while a build runs or is interrupted.

use super::crash::{FOREIGN, NEW, OLD, expected, files, kill, old_project, ready, staging};
use super::*;
use crate::publish::commit::Replacing;
use std::io;

/// What somebody does between two steps of a commit.
#[derive(Clone, Copy, Debug)]
enum Deed {
    /// The output goes, as a volume that is unmounted.
    Vanish,
    /// Another folder takes the output's place.
    OtherFolder,
    /// A link to a folder of somebody else's takes its place.
    Link,
    /// A file takes its place.
    File,
    /// The staging folder is cleared away.
    NoStaging,
    /// A file of somebody else's comes to lie where a new page goes.
    InTheWay,
}

const DEEDS: [Deed; 6] = [
    Deed::Vanish,
    Deed::OtherFolder,
    Deed::Link,
    Deed::File,
    Deed::NoStaging,
    Deed::InTheWay,
];

/// Files of somebody else's with names of ours.
const THEIRS: [(&str, &str); 3] = [
    ("index.html", "their home"),
    ("teams/t.html", "theirs"),
    ("same.html", "theirs"),
];

fn write_all(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn read_all(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect(folder, "", &mut found);
    found.retain(|path, _| !path.ends_with('/'));
    found.into_iter().map(|(path, (text, _))| (path, text)).collect()
}

fn texts(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let texts = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    texts.collect()
}

impl Deed {
    fn act(self, project: &Project) {
        let (output, away) = (project.output(), project.folder.path().join("away"));
        let theirs = project.folder.path().join("theirs");
        match self {
            Deed::Vanish => fs::rename(output, away).unwrap(),
            Deed::OtherFolder => {
                fs::rename(&output, away).unwrap();
                write_all(&output, &THEIRS);
            }
            Deed::Link => {
                fs::rename(&output, away).unwrap();
                write_all(&theirs, &THEIRS);
                #[cfg(unix)]
                std::os::unix::fs::symlink(theirs, output).unwrap();
            }
            Deed::File => {
                fs::rename(&output, away).unwrap();
                fs::write(output, "theirs").unwrap();
            }
            Deed::NoStaging => fs::remove_dir_all(staging(project)).unwrap(),
            Deed::InTheWay => {
                let folder = output.join("new/deep");
                if fs::create_dir_all(&folder).is_ok() && !folder.join("n.html").exists() {
                    fs::write(folder.join("n.html"), "theirs").unwrap();
                }
            }
        }
    }

    /// Whether files of others are as they were.
    fn assert_theirs_are_kept(self, project: &Project, about: &str) {
        match self {
            Deed::OtherFolder => assert_eq!(read_all(&project.output()), texts(&THEIRS), "{about}"),
            Deed::Link => {
                let theirs = project.folder.path().join("theirs");
                assert_eq!(read_all(&theirs), texts(&THEIRS), "{about}");
            }
            Deed::File => assert_eq!(fs::read_to_string(project.output()).unwrap(), "theirs", "{about}"),
            Deed::Vanish | Deed::NoStaging | Deed::InTheWay => {}
        }
    }

    /// Brings back the output that was there first.
    fn mend(self, project: &Project) {
        let (output, away) = (project.output(), project.folder.path().join("away"));
        match self {
            Deed::OtherFolder => fs::remove_dir_all(&output).unwrap(),
            Deed::Link | Deed::File => fs::remove_file(&output).unwrap(),
            Deed::Vanish | Deed::NoStaging | Deed::InTheWay => {}
        }
        if away.exists() {
            if output.exists() {
                // A whole new site may have been made there.
                fs::remove_dir_all(&output).unwrap();
            }
            fs::rename(away, output).unwrap();
        }
    }
}

/// Commits the new site, with a deed before the step of this number; none if there is no such step.
fn commit_with(project: &Project, deed: (Deed, usize), replacing: Replacing) -> Option<Result<Summary, PublishError>> {
    let (deed, at) = deed;
    let mut publication = ready(project, replacing);
    let mut step = 0;
    let done = publication.commit_watched(&stamp(), &mut |_| {
        if step == at {
            deed.act(project);
        }
        step += 1;
        Ok(())
    });
    (step > at).then_some(done)
}

#[cfg(unix)]
#[test]
fn an_output_that_is_moved_or_replaced_during_a_commit_costs_nobody_a_file() {
    let mut tried = 0;
    for replacing in [Replacing::Swap, Replacing::SetAside] {
        for deed in DEEDS {
            for at in 0.. {
                let about = format!("{deed:?} before step {at}");
                let project = old_project();
                let Some(done) = commit_with(&project, (deed, at), replacing) else {
                    assert!(at > 10, "{about}");
                    break;
                };
                tried += 1;
                deed.assert_theirs_are_kept(&project, &about);
                match &done {
                    Ok(_) => assert!(matches!(deed, Deed::InTheWay | Deed::NoStaging), "{about}: {done:?}"),
                    Err(error) => assert!(
                        error.message().contains("public") && !error.cure().is_empty(),
                        "{about}"
                    ),
                }
                // What is asked for next, with the output back, is what is there then.
                deed.mend(&project);
                let in_the_way = project.output().join("new/deep/n.html");
                if fs::read_to_string(&in_the_way).is_ok_and(|text| text == "theirs") {
                    fs::remove_file(in_the_way).unwrap();
                }
                project.build(&NEW);
                assert_eq!(files(&project), expected(&NEW), "{about}");
                assert_eq!(
                    project.leftovers().len(),
                    usize::from(matches!(deed, Deed::Link)),
                    "{about}"
                );
            }
        }
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn a_file_that_comes_while_a_build_runs_is_not_written_over() {
    for replacing in [Replacing::Swap, Replacing::SetAside] {
        let project = old_project();
        let mut publication = ready(&project, replacing);
        write_all(&project.output(), &[("new/deep/n.html", "theirs")]);
        let error = publication.commit_watched(&stamp(), &mut |_| Ok(())).unwrap_err();
        assert!(error.message().contains("public/new"), "{}", error.message());
        drop(publication);
        assert_eq!(project.texts()["new/deep/n.html"], "theirs");
        assert_eq!(project.texts()["index.html"], "home");
    }
}

#[test]
fn a_file_that_comes_between_a_crash_and_the_next_build_is_not_written_over() {
    let project = old_project();
    assert!(kill(ready(&project, Replacing::Swap), 1));
    write_all(&project.output(), &[("new/deep/n.html", "theirs")]);
    let error = Publication::open(&project.settings()).unwrap_err();
    assert!(error.message().contains("n.html"), "{}", error.message());
    assert!(error.cure().contains("move away"), "{}", error.cure());
    assert_eq!(project.texts()["new/deep/n.html"], "theirs");
    fs::remove_file(project.output().join("new/deep/n.html")).unwrap();
    drop(project.open());
    assert_eq!(files(&project), expected(&NEW));
}

#[test]
fn an_empty_output_that_is_filled_by_others_meanwhile_keeps_what_they_put_there() {
    let project = Project::new();
    fs::create_dir(project.output()).unwrap();
    let publication = project.open();
    add(&publication, "index.html", "home").unwrap();
    write_all(&project.output(), &THEIRS);
    let refused = publication.commit(&stamp());
    assert!(matches!(refused, Err(PublishError::Foreign { .. })), "{refused:?}");
    assert_eq!(read_all(&project.output()), texts(&THEIRS));
    assert_eq!(project.leftovers(), Vec::<String>::new());
}

#[test]
fn a_missing_output_that_somebody_makes_meanwhile_keeps_what_lies_there() {
    for is_file in [true, false] {
        let project = Project::new();
        let publication = project.open();
        add(&publication, "index.html", "home").unwrap();
        if is_file {
            fs::write(project.output(), "theirs").unwrap();
        } else {
            write_all(&project.output(), &THEIRS);
        }
        assert!(publication.commit(&stamp()).is_err());
        if is_file {
            assert_eq!(fs::read_to_string(project.output()).unwrap(), "theirs");
        } else {
            assert_eq!(read_all(&project.output()), texts(&THEIRS));
        }
    }
}

#[test]
fn an_edit_in_the_tick_in_which_the_page_was_recorded_is_seen() {
    let project = Project::new();
    project.build(&PAGES);
    let cache = fs::read_dir(project.folder.path().join(".scorpfolio")).unwrap();
    let cache = cache.map(|entry| entry.unwrap().path());
    let cache = cache
        .filter(|path| path.extension().is_some_and(|end| end == "bin"))
        .last()
        .unwrap();
    let recorded = fs::metadata(&cache).unwrap().modified().unwrap();
    let page = project.output().join("index.html");
    let written = fs::metadata(&page).unwrap().modified().unwrap();
    let set = |path: &Path, to: SystemTime| {
        let file = OpenOptions::new().write(true).open(path).unwrap();
        file.set_modified(to).unwrap();
    };
    // Of the same length, and with the time that the file had.
    fs::write(&page, "hoax").unwrap();
    set(&page, written);
    // As if the file system could not tell the two moments apart, or the clock had been put back in between.
    let hour = std::time::Duration::from_hours(1);
    for moment in [written, written - hour] {
        set(&cache, moment);
        let publication = project.open();
        assert!(
            !publication.is_current("index.html", &fingerprint("home")),
            "{moment:?}"
        );
        assert!(publication.is_current("teams/a.html", &fingerprint("a")));
    }
    set(&cache, recorded);
    set(&page, written + hour);
    let summary = project.build(&PAGES);
    assert_eq!(summary.changed, ["index.html"]);
    assert_eq!(project.texts()["index.html"], "home");
}

#[test]
fn files_whose_times_are_far_away_are_as_current_as_others() {
    let epoch = SystemTime::UNIX_EPOCH;
    let year = std::time::Duration::from_hours(365 * 24);
    for time in [epoch, epoch - year * 30, epoch + year * 200] {
        let project = Project::new();
        project.build(&PAGES);
        for (path, _) in PAGES {
            let file = OpenOptions::new()
                .write(true)
                .open(project.output().join(path))
                .unwrap();
            file.set_modified(time).unwrap();
        }
        assert_eq!(wrote(&project.build(&PAGES)), 0);
        assert_eq!(wrote(&project.build(&PAGES)), 0);
        assert_eq!(project.texts()["index.html"], "home");
    }
}

/// The bytes of a file with each byte changed in turn, and cut off at each.
fn damaged(good: &[u8]) -> impl Iterator<Item = (String, Vec<u8>)> {
    let flipped = (0..good.len()).map(|at| {
        let mut bad = good.to_vec();
        bad[at] ^= 1;
        (format!("byte {at} changed"), bad)
    });
    flipped.chain((0..good.len()).map(|end| (format!("cut off at {end}"), good[..end].to_vec())))
}

#[test]
fn a_journal_with_any_byte_changed_or_cut_off_is_discarded_and_costs_nobody_a_file() {
    let project = old_project();
    // Half of the new site is in place.
    assert!(kill(ready(&project, Replacing::Swap), 6));
    let journal = fs::read(staging(&project).join("journal.json")).unwrap();
    let half = read_all(&project.output());
    let mut tried = 0;
    for (about, bad) in damaged(&journal).step_by(7) {
        let _ = fs::remove_dir_all(project.output());
        write_all(&project.output(), &as_pairs(&half));
        fs::create_dir_all(staging(&project).join("files")).unwrap();
        fs::write(staging(&project).join("journal.json"), bad).unwrap();
        let publication = project.open();
        assert_eq!(publication.recovered(), Recovered::Discarded, "{about}");
        build(publication, &NEW);
        assert_eq!(files(&project), expected(&NEW), "{about}");
        tried += 1;
    }
    assert!(tried > 200, "{tried}");
}

fn as_pairs(texts: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect()
}

#[test]
fn a_manifest_with_any_byte_changed_or_cut_off_costs_nobody_a_file() {
    let project = old_project();
    let manifest = project.output().join(MANIFEST);
    let good = fs::read(&manifest).unwrap();
    let (mut refused, mut built) = (0, 0);
    for (about, bad) in damaged(&good).step_by(5) {
        fs::write(&manifest, bad).unwrap();
        match Publication::open(&project.settings()) {
            Ok(publication) => {
                build(publication, &OLD);
                built += 1;
            }
            Err(error) => {
                assert!(!error.message().is_empty() && !error.cure().is_empty(), "{about}");
                refused += 1;
            }
        }
        assert_eq!(files(&project), expected(&OLD), "{about}");
        fs::write(&manifest, &good).unwrap();
    }
    assert!(refused > 100 && built > 0, "{refused} {built}");
}

#[test]
fn a_cache_with_any_byte_changed_or_cut_off_only_costs_time() {
    let project = Project::new();
    project.build(&PAGES[..2]);
    let cache = fs::read_dir(project.folder.path().join(".scorpfolio")).unwrap();
    let cache = cache.map(|entry| entry.unwrap().path());
    let cache = cache
        .filter(|path| path.extension().is_some_and(|end| end == "bin"))
        .last()
        .unwrap();
    let good = fs::read(&cache).unwrap();
    for (about, bad) in damaged(&good) {
        fs::write(&cache, bad).unwrap();
        let publication = project.open();
        assert!(!publication.is_current("index.html", &fingerprint("home")), "{about}");
    }
    fs::write(&cache, good).unwrap();
    assert!(project.open().is_current("index.html", &fingerprint("home")));
}

#[test]
fn a_cache_of_another_site_only_costs_time() {
    let (one, other) = (Project::new(), Project::new());
    one.build(&[("index.html", "other"), ("gone.html", "x")]);
    other.build(&PAGES);
    let folder = |project: &Project| project.folder.path().join(".scorpfolio");
    for entry in fs::read_dir(folder(&one)).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder(&other).join(entry.file_name())).unwrap();
    }
    assert_eq!(wrote(&other.build(&PAGES)), 0);
    assert_eq!(other.texts()["index.html"], "home");
    assert!(!other.texts().contains_key("gone.html"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_where_the_build_keeps_files_of_its_own_is_not_waited_for() {
    let pipe = |path: &Path| {
        let _ = fs::remove_file(path);
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    };
    let project = Project::new();
    project.build(&PAGES);
    let cache = fs::read_dir(project.folder.path().join(".scorpfolio")).unwrap();
    for entry in cache {
        pipe(&entry.unwrap().path());
    }
    project.build(&PAGES);
    pipe(&project.output().join("version.json"));
    assert!(project.open().commit(&stamp()).is_err());
    pipe(&project.output().join(MANIFEST));
    assert!(matches!(
        Publication::open(&project.settings()),
        Err(PublishError::Foreign { .. })
    ));
    fs::create_dir_all(staging(&project)).unwrap();
    pipe(&staging(&project).join("journal.json"));
    assert!(Publication::open(&project.settings()).is_err());
}

#[test]
fn every_error_of_the_disk_at_every_step_leaves_the_old_site() {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem, StorageFull};
    let mut tried = 0;
    for kind in [StorageFull, ReadOnlyFilesystem, PermissionDenied] {
        for at in 0.. {
            let project = old_project();
            let mut publication = ready(&project, Replacing::Swap);
            let mut step = 0;
            let done = publication.commit_watched(&stamp(), &mut |_| {
                step += 1;
                if step == at + 1 { Err(kind.into()) } else { Ok(()) }
            });
            drop(publication);
            let Err(error) = done else {
                assert!(at > 10);
                break;
            };
            let new = matches!(
                error,
                PublishError::Io {
                    site: SiteState::New,
                    ..
                }
            );
            assert_eq!(
                files(&project),
                expected(if new { &NEW } else { &OLD }),
                "{kind} at {at}"
            );
            assert!(FOREIGN.iter().all(|(path, _)| files(&project).contains_key(*path)));
            tried += 1;
        }
    }
    assert!(tried > 30, "{tried}");
}
