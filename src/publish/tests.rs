//! Whole builds in a folder of their own. What is refused is in `refusals`, what a crash leaves in `crash`.

mod crash;
mod faults;
mod refusals;

use super::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;
use tempfile::TempDir;

/// A project: an output `public`, a cache, content.
struct Project {
    folder: TempDir,
}

impl Project {
    fn new() -> Project {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        Project { folder }
    }

    fn output(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    fn settings(&self) -> Settings {
        Settings {
            output: self.output(),
            cache: Some(self.folder.path().join(".scorpfolio")),
            force: false,
            protected: vec![self.folder.path().join("content")],
            audience: "internal".into(),
            part: None,
        }
    }

    fn open(&self) -> Publication {
        Publication::open(&self.settings()).unwrap()
    }

    /// A whole build, without asking what is current.
    fn build(&self, pages: &[(&str, &str)]) -> Summary {
        build(self.open(), pages)
    }

    /// Everything in the output but the two files every build writes.
    fn site(&self) -> BTreeMap<String, (String, SystemTime)> {
        let mut site = BTreeMap::new();
        collect(&self.output(), "", &mut site);
        site.remove(MANIFEST);
        site.remove("version.json");
        site
    }

    fn texts(&self) -> BTreeMap<String, String> {
        self.site().into_iter().map(|(path, (text, _))| (path, text)).collect()
    }

    /// What lies beside the content, the output and the cache: nothing, when no build runs.
    fn leftovers(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names
            .filter(|name| !["content", "public", ".scorpfolio"].contains(&name.as_str()))
            .collect()
    }
}

/// Every file below a folder, and every folder under a name that ends in `/`.
fn collect(folder: &Path, prefix: &str, into: &mut BTreeMap<String, (String, SystemTime)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        let found = entry.metadata().unwrap();
        if found.is_dir() {
            into.insert(format!("{name}/"), (String::new(), SystemTime::UNIX_EPOCH));
            collect(&entry.path(), &format!("{name}/"), into);
        } else if found.is_symlink() {
            into.insert(name, ("a link".into(), SystemTime::UNIX_EPOCH));
        } else {
            let text = fs::read_to_string(entry.path()).unwrap();
            into.insert(name, (text, found.modified().unwrap()));
        }
    }
}

fn stamp() -> Stamp {
    Stamp {
        as_of: "2026-04-02".into(),
        generated_at: "2026-04-02T08:00:00Z".into(),
        data_through: None,
        next_expected: None,
    }
}

fn fingerprint(text: &str) -> Fingerprint {
    Fingerprint::of([text.as_bytes()])
}

fn add(publication: &Publication, path: &str, text: &str) -> Result<Change, PublishError> {
    publication.add(path, text.as_bytes(), fingerprint(text), &PageLinks::default())
}

fn build(publication: Publication, pages: &[(&str, &str)]) -> Summary {
    for (path, text) in pages {
        add(&publication, path, text).unwrap();
    }
    let summary = publication.commit(&stamp()).unwrap();
    assert!(summary.cache_problem.is_none(), "{summary:?}");
    summary
}

fn wrote(summary: &Summary) -> usize {
    summary.added.len() + summary.changed.len() + summary.removed.len()
}

const PAGES: [(&str, &str); 4] = [
    ("index.html", "home"),
    ("teams/a.html", "a"),
    ("teams/b.html", "b"),
    ("old/x/y.html", "y"),
];

#[test]
fn a_first_build_makes_the_output_and_lists_it() {
    let project = Project::new();
    let summary = project.build(&PAGES);
    assert_eq!((summary.files, summary.added.len()), (4, 4));
    assert_eq!(project.texts()["teams/a.html"], "a");
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(project.output().join(MANIFEST)).unwrap()).unwrap();
    assert_eq!(manifest["files"]["teams/a.html"]["size"], 1);
    assert_eq!(manifest["audience"], "internal");
    let version: serde_json::Value =
        serde_json::from_slice(&fs::read(project.output().join("version.json")).unwrap()).unwrap();
    assert_eq!(version["build"], summary.build.as_str());
    assert_eq!(manifest["build"], version["build"]);
    assert_eq!(project.leftovers(), Vec::<String>::new());
    let ignore = project.folder.path().join(".scorpfolio/.gitignore");
    assert_eq!(fs::read_to_string(ignore).unwrap(), "*\n");
}

#[test]
fn a_second_build_changes_nothing_with_or_without_the_cache() {
    let project = Project::new();
    let first = project.build(&PAGES);
    let before = project.site();
    let second = project.build(&PAGES);
    assert_eq!((wrote(&second), &second.build), (0, &first.build));
    fs::remove_dir_all(project.folder.path().join(".scorpfolio")).unwrap();
    assert_eq!(wrote(&project.build(&PAGES)), 0);
    let without = Settings {
        cache: None,
        ..project.settings()
    };
    assert_eq!(wrote(&build(Publication::open(&without).unwrap(), &PAGES)), 0);
    assert_eq!(project.site(), before);
}

#[test]
fn a_page_is_current_until_its_input_or_its_file_changes() {
    let project = Project::new();
    project.build(&PAGES);
    let publication = project.open();
    assert!(publication.is_current("index.html", &fingerprint("home")));
    assert!(!publication.is_current("teams/a.html", &fingerprint("other input")));
    assert!(!publication.is_current("teams/new.html", &fingerprint("home")));
    drop(publication);

    fs::write(project.output().join("index.html"), "edited by hand").unwrap();
    let publication = project.open();
    assert!(!publication.is_current("index.html", &fingerprint("home")));
    assert!(publication.is_current("teams/a.html", &fingerprint("a")));
    assert!(publication.is_current("teams/b.html", &fingerprint("b")));
    assert!(publication.is_current("old/x/y.html", &fingerprint("y")));
    assert_eq!(add(&publication, "index.html", "home").unwrap(), Change::Changed);
    let summary = publication.commit(&stamp()).unwrap();
    assert_eq!((summary.files, summary.changed), (4, vec!["index.html".to_owned()]));
    assert_eq!(project.texts()["index.html"], "home");

    let publication = project.open();
    let all = PAGES
        .iter()
        .all(|(path, text)| publication.is_current(path, &fingerprint(text)));
    assert!(all);
    assert_eq!(wrote(&publication.commit(&stamp()).unwrap()), 0);
}

#[test]
fn a_page_whose_input_changed_but_not_what_it_says_is_kept_under_its_new_input() {
    let project = Project::new();
    project.build(&PAGES);
    let publication = project.open();
    assert!(publication.keep("index.html", &fingerprint("the next day")));
    assert!(!publication.keep("teams/new.html", &fingerprint("new")));
    fs::write(project.output().join("teams/a.html"), "edited by hand").unwrap();
    assert!(!publication.keep("teams/a.html", &fingerprint("a")));
    publication.commit(&stamp()).unwrap();
    let publication = project.open();
    assert!(publication.is_current("index.html", &fingerprint("the next day")));
    assert!(!publication.is_current("index.html", &fingerprint("home")));
}

#[test]
fn a_page_made_from_other_input_into_the_same_bytes_is_not_written_but_recorded() {
    let project = Project::new();
    project.build(&PAGES[..1]);
    let publication = project.open();
    let links = PageLinks {
        links: vec!["a.html".into()],
        anchors: vec!["top".into()],
    };
    let change = publication
        .add("index.html", b"home", fingerprint("new input"), &links)
        .unwrap();
    assert_eq!(change, Change::Unchanged);
    publication.commit(&stamp()).unwrap();
    let publication = project.open();
    assert!(publication.is_current("index.html", &fingerprint("new input")));
    let recorded = publication.links_of("index.html").unwrap();
    assert_eq!((recorded.links, recorded.anchors), (vec!["a.html"], vec!["top"]));
    assert_eq!(publication.links_of("teams/a.html"), None);
}

#[test]
fn only_what_changed_is_written_and_only_what_is_ours_removed() {
    let project = Project::new();
    project.build(&PAGES);
    let output = project.output();
    for (path, text) in [(".git/HEAD", "ref"), ("CNAME", "host"), ("old/mine.txt", "mine")] {
        fs::create_dir_all(output.join(path).parent().unwrap()).unwrap();
        fs::write(output.join(path), text).unwrap();
    }
    let before = project.site();
    let summary = project.build(&[("index.html", "home"), ("teams/a.html", "A"), ("new/n.html", "n")]);
    assert_eq!(summary.added, ["new/n.html"]);
    assert_eq!(summary.changed, ["teams/a.html"]);
    assert_eq!(summary.removed, ["old/x/y.html", "teams/b.html"]);
    let after = project.site();
    let names: Vec<_> = after.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            ".git/",
            ".git/HEAD",
            "CNAME",
            "index.html",
            "new/",
            "new/n.html",
            "old/",
            "old/mine.txt",
            "teams/",
            "teams/a.html"
        ]
    );
    for kept in [".git/HEAD", "CNAME", "old/mine.txt", "index.html"] {
        assert_eq!(before[kept], after[kept]);
    }
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(output.join(MANIFEST)).unwrap()).unwrap();
    assert_eq!(manifest["removed"][1], "teams/b.html");
    assert_eq!(project.leftovers(), Vec::<String>::new());
}

#[test]
fn a_damaged_cache_only_costs_time() {
    let project = Project::new();
    project.build(&PAGES);
    let before = project.site();
    for entry in fs::read_dir(project.folder.path().join(".scorpfolio")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "bin") {
            fs::write(path, "nonsense").unwrap();
        }
    }
    let publication = project.open();
    assert!(!publication.is_current("index.html", &fingerprint("home")));
    assert_eq!(wrote(&build(publication, &PAGES)), 0);
    assert_eq!(project.site(), before);
}

#[test]
fn a_build_that_is_dropped_leaves_no_trace() {
    let project = Project::new();
    let deep = Settings {
        output: project.folder.path().join("a/b/public"),
        ..project.settings()
    };
    let publication = Publication::open(&deep).unwrap();
    add(&publication, "index.html", "home").unwrap();
    drop(publication);
    assert_eq!(project.leftovers(), Vec::<String>::new());

    project.build(&PAGES);
    let before = project.site();
    let publication = project.open();
    add(&publication, "index.html", "other").unwrap();
    drop(publication);
    assert_eq!((project.site(), project.leftovers()), (before, vec![]));
}

#[test]
fn a_disk_that_is_full_while_staging_leaves_the_old_site() {
    let project = Project::new();
    project.build(&PAGES);
    let before = project.site();
    let publication = project.open();
    // A file where the staged folder should be: writing fails as on a full disk.
    fs::write(publication.place.staged("teams"), "").unwrap();
    let error = add(&publication, "teams/a.html", "other").unwrap_err();
    assert!(
        matches!(
            &error,
            PublishError::Io {
                site: SiteState::AsBefore,
                ..
            }
        ),
        "{error:?}"
    );
    drop(publication);
    assert_eq!((project.site(), project.leftovers()), (before, vec![]));
}

#[test]
fn a_file_may_become_a_folder_and_a_folder_a_file() {
    let project = Project::new();
    project.build(&[("a", "file"), ("b/c/d.html", "d"), ("index.html", "home")]);
    let pages = [("a/x/y.html", "y"), ("b", "file"), ("index.html", "home")];
    let summary = project.build(&pages);
    assert_eq!(summary.removed, ["a", "b/c/d.html"]);
    assert_eq!(project.texts()["a/x/y.html"], "y");
    assert_eq!(project.texts()["b"], "file");
    assert_eq!(wrote(&project.build(&pages)), 0);
}

#[test]
fn a_page_whose_letters_change_case_is_moved() {
    let project = Project::new();
    project.build(&[("Teams/A.html", "a")]);
    let summary = project.build(&[("teams/a.html", "a")]);
    assert_eq!(
        (summary.added, summary.removed),
        (vec!["teams/a.html".into()], vec!["Teams/A.html".into()])
    );
    assert_eq!(fs::read_to_string(project.output().join("teams/a.html")).unwrap(), "a");
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_to_a_folder_stays_one() {
    let project = Project::new();
    let real = project.folder.path().join("content-site");
    fs::create_dir(&real).unwrap();
    std::os::unix::fs::symlink(&real, project.output()).unwrap();
    project.build(&PAGES);
    assert_eq!(wrote(&project.build(&PAGES)), 0);
    assert!(fs::symlink_metadata(project.output()).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(real.join("index.html")).unwrap(), "home");
}

#[cfg(unix)]
#[test]
fn an_empty_output_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new();
    fs::create_dir(project.output()).unwrap();
    fs::set_permissions(project.output(), fs::Permissions::from_mode(0o2775)).unwrap();
    project.build(&PAGES);
    let mode = fs::metadata(project.output()).unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o2775);
}

#[test]
fn an_output_whose_parent_cannot_be_written_is_worked_on_from_inside() {
    let project = Project::new();
    fs::create_dir(project.output()).unwrap();
    let output = fs::canonicalize(project.output()).unwrap();
    for (texts, expected) in [(&PAGES[..], 4), (&PAGES[..2], 2), (&PAGES[..2], 0)] {
        let place = Place::inside(&output);
        let lock = Lock::take(&place.lock).unwrap().unwrap();
        let publication = Publication::open_at(&project.settings(), place, lock, &mut |_| Ok(())).unwrap();
        assert_eq!(wrote(&build(publication, texts)), expected);
    }
    let names: Vec<_> = project.site().into_keys().collect();
    assert_eq!(names, ["index.html", "teams/", "teams/a.html"]);
}

#[test]
fn pages_may_be_added_from_many_threads() {
    let project = Project::new();
    let pages: Vec<_> = (0..240)
        .map(|n| (format!("teams/{}/{n}.html", n % 7), n.to_string()))
        .collect();
    let publication = project.open();
    std::thread::scope(|scope| {
        for part in pages.chunks(60) {
            let publication = &publication;
            scope.spawn(move || {
                for (path, text) in part {
                    let links = PageLinks {
                        links: vec![path.clone()],
                        anchors: vec![text.clone()],
                    };
                    publication
                        .add(path.as_str(), text.as_bytes(), fingerprint(text), &links)
                        .unwrap();
                }
            });
        }
    });
    let parallel = publication.commit(&stamp()).unwrap();
    let publication = project.open();
    for (path, text) in &pages {
        assert!(publication.is_current(path, &fingerprint(text)));
        assert_eq!(publication.links_of(path).unwrap().links, [path]);
    }
    drop(publication);
    let pairs: Vec<_> = pages
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let serial = project.build(&pairs);
    assert_eq!((serial.build.as_str(), wrote(&serial)), (parallel.build.as_str(), 0));
}
