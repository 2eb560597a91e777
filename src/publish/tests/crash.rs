//! Builds that are killed, or fail, at every single step of their commit.

use super::*;
use crate::publish::commit::{Recovered, Replacing, Step};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Every kind of step: pages that stay, change, come, go; folders that come and go; a file that becomes a folder and a
/// folder that becomes a file.
pub(super) const OLD: [(&str, &str); 7] = [
    ("a", "file"),
    ("c/d.html", "d"),
    ("gone/deep/x.html", "x"),
    ("index.html", "home"),
    ("mixed/stale.html", "stale"),
    ("same.html", "same"),
    ("teams/t.html", "t"),
];
pub(super) const NEW: [(&str, &str); 6] = [
    ("a/b.html", "b"),
    ("c", "file"),
    ("index.html", "new home"),
    ("new/deep/n.html", "n"),
    ("same.html", "same"),
    ("teams/t.html", "new t"),
];
pub(super) const FOREIGN: [(&str, &str); 3] = [(".git/HEAD", "ref"), ("CNAME", "host"), ("mixed/mine.txt", "mine")];

pub(super) fn old_project() -> Project {
    let project = Project::new();
    project.build(&OLD);
    for (path, text) in FOREIGN {
        fs::create_dir_all(project.output().join(path).parent().unwrap()).unwrap();
        fs::write(project.output().join(path), text).unwrap();
    }
    project
}

/// A build of the new site, up to its commit.
pub(super) fn ready(project: &Project, replacing: Replacing) -> Publication {
    let mut publication = project.open();
    publication.replacing = replacing;
    for (path, text) in NEW {
        add(&publication, path, text).unwrap();
    }
    publication
}

/// The files (without folders) an output has with these pages.
pub(super) fn expected(pages: &[(&str, &str)]) -> BTreeMap<String, String> {
    pages
        .iter()
        .chain(&FOREIGN)
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

pub(super) fn files(project: &Project) -> BTreeMap<String, String> {
    let mut texts = project.texts();
    texts.retain(|path, _| !path.ends_with('/'));
    texts
}

/// Fails the test unless the manifest lists exactly the pages that lie there.
fn assert_manifest_fits(project: &Project) {
    let Reading::Ours(manifest) = manifest::read(&project.output()) else {
        panic!("no manifest");
    };
    let listed: BTreeMap<_, _> = manifest
        .files
        .iter()
        .map(|(path, record)| (path.clone(), record.hash))
        .collect();
    let mut there = files(project);
    there.retain(|path, _| !FOREIGN.iter().any(|(foreign, _)| foreign == path));
    let there: BTreeMap<_, _> = there
        .into_iter()
        .map(|(path, text)| (path, Digest::of(text.as_bytes())))
        .collect();
    assert_eq!(listed, there);
}

/// Stops dead before the step with this number, as a killed process does: nothing is undone or tidied up. Says whether
/// there was such a step.
pub(super) fn kill(mut publication: Publication, at: usize) -> bool {
    let mut step = 0;
    let ended = catch_unwind(AssertUnwindSafe(|| {
        publication.commit_watched(&stamp(), &mut |_| {
            if step == at {
                resume_unwind(Box::new("killed"));
            }
            step += 1;
            Ok(())
        })
    }));
    // Dropping it now only releases the lock, as the system does.
    publication.phase = Phase::Done;
    drop(publication);
    ended.is_err()
}

pub(super) fn staging(project: &Project) -> PathBuf {
    project.folder.path().join(".public.scorpfolio-staging")
}

fn for_both(test: fn(Replacing)) {
    test(Replacing::Swap);
    test(Replacing::SetAside);
}

#[test]
fn a_build_killed_at_any_step_is_finished_or_discarded_by_the_next() {
    for_both(|replacing| {
        let mut moments = 0;
        loop {
            let project = old_project();
            if !kill(ready(&project, replacing), moments) {
                break;
            }
            let publication = project.open();
            let recovered = publication.recovered();
            drop(publication);
            let wanted = match recovered {
                Recovered::Discarded => expected(&OLD),
                Recovered::Finished => expected(&NEW),
                Recovered::Nothing => panic!("a killed build leaves its staging folder"),
            };
            assert_eq!(files(&project), wanted, "killed at step {moments}");
            assert_eq!(recovered == Recovered::Discarded, moments == 0);
            assert_manifest_fits(&project);
            assert_eq!(project.leftovers(), Vec::<String>::new());

            project.build(&NEW);
            assert_eq!(files(&project), expected(&NEW));
            assert_manifest_fits(&project);
            assert_eq!(wrote(&project.build(&NEW)), 0);
            moments += 1;
        }
        assert!(moments >= 15, "{moments}");
    });
}

#[test]
fn a_build_killed_and_followed_by_another_site_gives_that_site() {
    for moment in [0, 4, 9, 14] {
        let project = old_project();
        assert!(kill(ready(&project, Replacing::Swap), moment));
        project.build(&OLD);
        assert_eq!(files(&project), expected(&OLD));
        assert_manifest_fits(&project);
    }
}

#[test]
fn a_step_that_fails_leaves_the_old_site_as_it_was() {
    for_both(|replacing| {
        for failing in 0.. {
            let project = old_project();
            let before = project.site();
            let mut publication = ready(&project, replacing);
            let (mut step, mut last) = (0, false);
            let ended = publication.commit_watched(&stamp(), &mut |taken| {
                step += 1;
                last = taken == Step::Conclude;
                if step > failing {
                    Err(io::ErrorKind::StorageFull.into())
                } else {
                    Ok(())
                }
            });
            drop(publication);
            let Err(PublishError::Io { site, .. }) = ended else {
                break;
            };
            if last {
                assert_eq!((site, files(&project)), (SiteState::New, expected(&NEW)));
            } else {
                assert_eq!((site, project.site()), (SiteState::AsBefore, before), "step {failing}");
                assert_eq!(project.leftovers(), Vec::<String>::new());
            }
            project.build(&NEW);
            assert_eq!(files(&project), expected(&NEW));
        }
    });
}

#[test]
fn a_failure_that_cannot_be_undone_is_finished_by_the_next_build() {
    let project = old_project();
    let mut publication = ready(&project, Replacing::Swap);
    let set_aside = publication.place.aside(0);
    let error = publication
        .commit_watched(&stamp(), &mut |step| match step {
            Step::Swap(_) => {
                fs::remove_file(&set_aside)?;
                Err(io::ErrorKind::StorageFull.into())
            }
            _ => Ok(()),
        })
        .unwrap_err();
    assert!(
        matches!(
            error,
            PublishError::Io {
                site: SiteState::Unfinished,
                ..
            }
        ),
        "{error:?}"
    );
    drop(publication);
    let publication = project.open();
    assert_eq!(publication.recovered(), Recovered::Finished);
    drop(publication);
    assert_eq!(files(&project), expected(&NEW));
}

#[test]
fn a_recovery_killed_at_any_step_is_recovered_from() {
    for_both(|replacing| {
        for moment in [1, 5, 8, 12] {
            for stopped_at in 0.. {
                let project = old_project();
                assert!(kill(ready(&project, replacing), moment));
                let output = fs::canonicalize(project.output()).unwrap();
                let mut step = 0;
                let ended = catch_unwind(AssertUnwindSafe(|| {
                    let (place, _lock) = place::occupy(&output).unwrap();
                    commit::recover(&place, &mut |_| {
                        if step == stopped_at {
                            resume_unwind(Box::new("killed"));
                        }
                        step += 1;
                        Ok(())
                    })
                }));
                drop(project.open());
                assert_eq!(files(&project), expected(&NEW), "{moment} {stopped_at}");
                assert_manifest_fits(&project);
                assert_eq!(project.leftovers(), Vec::<String>::new());
                if ended.is_ok() {
                    assert!(stopped_at > 3);
                    break;
                }
            }
        }
    });
}

#[test]
fn a_first_build_killed_before_its_one_step_leaves_no_output() {
    let project = Project::new();
    let publication = project.open();
    add(&publication, "index.html", "home").unwrap();
    assert!(kill(publication, 0));
    assert!(!project.output().exists());
    assert!(staging(&project).exists());
    project.build(&OLD);
    assert_eq!(project.leftovers(), Vec::<String>::new());
}

#[test]
fn a_build_without_changes_may_be_killed_between_its_two_files() {
    for moment in 0..2 {
        let project = old_project();
        let publication = project.open();
        for (path, text) in OLD {
            add(&publication, path, text).unwrap();
        }
        assert!(kill(publication, moment));
        assert_manifest_fits(&project);
        assert_eq!(wrote(&project.build(&OLD)), 0);
    }
}

#[test]
fn a_journal_that_is_not_whole_is_discarded() {
    let project = old_project();
    assert!(kill(ready(&project, Replacing::Swap), 1));
    let journal = staging(&project).join("journal.json");
    let whole = fs::read(&journal).unwrap();
    fs::rename(&journal, staging(&project).join("journal.new")).unwrap();
    fs::write(staging(&project).join("journal.new"), &whole[..whole.len() / 2]).unwrap();
    let publication = project.open();
    assert_eq!(publication.recovered(), Recovered::Discarded);
    drop(publication);
    assert_eq!(files(&project), expected(&OLD));
}

#[test]
fn a_journal_of_another_site_is_discarded() {
    let project = old_project();
    assert!(kill(ready(&project, Replacing::Swap), 6));
    fs::remove_dir_all(project.output()).unwrap();
    let publication = project.open();
    assert_eq!(publication.recovered(), Recovered::Discarded);
    drop(publication);
    assert!(!project.output().exists());
}

#[test]
fn a_journal_whose_paths_lead_out_of_the_site_is_discarded() {
    let project = old_project();
    assert!(kill(ready(&project, Replacing::Swap), 1));
    let journal = staging(&project).join("journal.json");
    fs::write(project.folder.path().join("content/x.html"), "mine").unwrap();
    let text = fs::read_to_string(&journal).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let plan = value["plan"].as_str().unwrap();
    assert!(plan.contains("gone/deep/x.html"));
    let plan = plan.replace("gone/deep/x.html", "../content/x.html");
    value["seal"] = Digest::of(plan.as_bytes()).to_string().into();
    value["plan"] = plan.into();
    fs::write(&journal, value.to_string()).unwrap();
    drop(project.open());
    assert_eq!(
        fs::read_to_string(project.folder.path().join("content/x.html")).unwrap(),
        "mine"
    );
    assert_eq!(files(&project), expected(&OLD));
}

#[test]
fn a_part_that_is_killed_at_any_step_is_the_old_one_or_the_new() {
    let joint = Joint::default();
    let of = |project: &Project| -> Publication {
        let settings = Settings {
            part: Part::new(1, 2),
            ..project.settings()
        };
        Publication::open(&settings).unwrap()
    };
    let pages = |publication: &Publication, pages: &[(&str, &str)]| {
        for (path, text) in pages {
            add(publication, path, text).unwrap();
        }
    };
    let mut seen = [0; 2];
    for at in 0.. {
        let project = Project::new();
        let first = of(&project);
        pages(&first, &OLD);
        first.commit_part(&stamp(), &joint).unwrap();
        let mut second = of(&project);
        pages(&second, &NEW);
        let mut step = 0;
        let ended = catch_unwind(AssertUnwindSafe(|| {
            second.close((&stamp(), Some(&joint)), &mut |_| {
                if step == at {
                    resume_unwind(Box::new("killed"));
                }
                step += 1;
                Ok(())
            })
        }));
        second.phase = Phase::Done;
        drop(second);
        drop(of(&project));
        let mut texts = files(&project);
        texts.remove(SHARD);
        let is = |pages: &[(&str, &str)]| {
            let pages = pages
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
            texts == pages.collect::<BTreeMap<_, _>>()
        };
        assert!(is(&OLD) || is(&NEW), "after {at} steps: {texts:?}");
        seen[usize::from(is(&NEW))] += 1;
        let listing = part::read(&project.output()).unwrap().unwrap();
        assert!(listing.head.files.keys().eq(texts.keys()), "after {at} steps");
        assert!(!project.output().join(MANIFEST).exists() && !project.output().join("version.json").exists());
        if ended.is_ok() {
            break;
        }
    }
    assert!(seen[0] > 0 && seen[1] > 5, "{seen:?}");
}
