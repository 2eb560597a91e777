//! What a build refuses: folders, files and links that are not ours, two of a kind, overlaps.

use super::*;

#[test]
fn a_folder_of_others_is_refused_and_with_force_kept() {
    let project = Project::new();
    fs::create_dir(project.output()).unwrap();
    fs::write(project.output().join("CNAME"), "host").unwrap();
    fs::write(project.output().join("index.html"), "theirs").unwrap();
    let before = project.site();
    let refused = Publication::open(&project.settings());
    assert!(matches!(refused, Err(PublishError::Foreign { .. })));
    assert_eq!((project.site(), project.leftovers()), (before, vec![]));

    let forced = Settings {
        force: true,
        ..project.settings()
    };
    build(Publication::open(&forced).unwrap(), &PAGES);
    assert_eq!(
        (&*project.texts()["CNAME"], &*project.texts()["index.html"]),
        ("host", "home")
    );
    assert_eq!(wrote(&project.build(&PAGES)), 0);
}

#[test]
fn a_foreign_file_where_a_new_page_goes_is_kept_unless_it_is_the_same() {
    let project = Project::new();
    project.build(&PAGES[..1]);
    fs::write(project.output().join("robots.txt"), "theirs").unwrap();
    let publication = project.open();
    let refused = add(&publication, "robots.txt", "ours");
    assert!(matches!(
        refused,
        Err(PublishError::InTheWay {
            what: Obstacle::File,
            ..
        })
    ));
    drop(publication);
    assert_eq!(project.texts()["robots.txt"], "theirs");
    let publication = project.open();
    assert_eq!(add(&publication, "robots.txt", "theirs").unwrap(), Change::Unchanged);
}

#[test]
fn a_manifest_that_is_damaged_protects_the_folder() {
    let project = Project::new();
    project.build(&PAGES);
    let manifest = project.output().join(MANIFEST);
    let good = fs::read_to_string(&manifest).unwrap();
    for bad in [
        &good[..good.len() / 2],
        "",
        "{}",
        &good.replace("teams/a", "../content/a"),
    ] {
        fs::write(&manifest, bad).unwrap();
        let refused = Publication::open(&project.settings());
        assert!(matches!(refused, Err(PublishError::Foreign { .. })));
    }
    let forced = Settings {
        force: true,
        ..project.settings()
    };
    let summary = build(Publication::open(&forced).unwrap(), &PAGES[..2]);
    assert_eq!(wrote(&summary), 0);
    assert_eq!(project.texts()["teams/b.html"], "b");
}

#[test]
fn an_output_for_another_audience_is_refused_even_with_force() {
    let project = Project::new();
    project.build(&PAGES);
    let public = Settings {
        audience: "public".into(),
        force: true,
        ..project.settings()
    };
    let refused = Publication::open(&public).unwrap_err();
    assert!(matches!(refused, PublishError::OtherAudience { .. }));
    assert!(refused.message().contains("`internal`") && refused.message().contains("public"));
}

#[test]
fn a_second_build_of_the_same_output_is_refused_while_one_runs() {
    let project = Project::new();
    let other = Settings {
        cache: None,
        protected: vec![],
        ..project.settings()
    };
    let first = project.open();
    assert!(matches!(Publication::open(&other), Err(PublishError::Busy { .. })));
    build(first, &PAGES);
    let second = project.open();
    assert!(matches!(Publication::open(&other), Err(PublishError::Busy { .. })));
    drop(second);
    Publication::open(&other).unwrap();
}

#[test]
fn overlaps_of_output_and_input_are_refused() {
    let project = Project::new();
    for output in ["content", "content/site", ".", ".scorpfolio", ".scorpfolio/site"] {
        let settings = Settings {
            output: project.folder.path().join(output),
            ..project.settings()
        };
        assert!(
            matches!(Publication::open(&settings), Err(PublishError::Overlap { .. })),
            "{output}"
        );
    }
    assert_eq!(project.leftovers(), Vec::<String>::new());
}

#[test]
fn two_pages_for_one_path_are_an_error_that_names_both() {
    let project = Project::new();
    project.build(&PAGES);
    let publication = project.open();
    assert!(publication.is_current("index.html", &fingerprint("home")));
    assert!(!publication.is_current("index.html", &fingerprint("home")));
    let twice = add(&publication, "index.html", "home").unwrap_err();
    assert_eq!(twice.message(), "two pages want the path `index.html`");
    add(&publication, "teams/x.html", "x").unwrap();
    let case = add(&publication, "teams/X.html", "x").unwrap_err().message();
    assert!(
        case.contains("`teams/x.html`") && case.contains("`teams/X.html`"),
        "{case}"
    );
    let bad = add(&publication, "../x.html", "x").unwrap_err();
    assert!(matches!(bad, PublishError::BadPath { .. }));
}

#[test]
fn a_folder_with_foreign_files_where_a_page_goes_undoes_the_build() {
    let project = Project::new();
    project.build(&[("b/d.html", "d"), ("index.html", "home")]);
    fs::write(project.output().join("b/mine.txt"), "mine").unwrap();
    let before = project.site();
    let publication = project.open();
    add(&publication, "b", "file").unwrap();
    add(&publication, "index.html", "new home").unwrap();
    let error = publication.commit(&stamp()).unwrap_err();
    assert!(
        matches!(
            error,
            PublishError::Io {
                site: SiteState::AsBefore,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!((project.site(), project.leftovers()), (before, vec![]));
}

#[cfg(unix)]
#[test]
fn links_in_the_output_are_not_followed() {
    use std::os::unix::fs::symlink;
    let project = Project::new();
    project.build(&PAGES);
    let outside = project.folder.path().join("content");
    fs::write(outside.join("a.html"), "a").unwrap();
    fs::remove_dir_all(project.output().join("teams")).unwrap();
    symlink(&outside, project.output().join("teams")).unwrap();
    let publication = project.open();
    assert!(!publication.is_current("teams/a.html", &fingerprint("a")));
    let folder = add(&publication, "teams/a.html", "other").unwrap_err();
    assert!(matches!(&folder, PublishError::InTheWay { what: Obstacle::Link, path } if path.ends_with("teams")));
    drop(publication);
    // Stale pages behind the link are not ours to remove.
    project.build(&[("index.html", "home"), ("old/x/y.html", "y")]);
    assert_eq!(fs::read_to_string(outside.join("a.html")).unwrap(), "a");
    assert_eq!(project.texts()["teams"], "a link");

    fs::remove_file(project.output().join("index.html")).unwrap();
    symlink(outside.join("a.html"), project.output().join("index.html")).unwrap();
    let page = add(&project.open(), "index.html", "home").unwrap_err();
    assert!(matches!(
        page,
        PublishError::InTheWay {
            what: Obstacle::Link,
            ..
        }
    ));
}

#[test]
fn every_error_names_its_path_and_a_cure() {
    let io = |kind| PublishError::Io {
        doing: "write",
        path: "public/x.html".into(),
        site: SiteState::AsBefore,
        source: io::Error::from(kind),
    };
    for (error, message, cure) in [
        (io(io::ErrorKind::StorageFull), "public/x.html", "free some space"),
        (
            io(io::ErrorKind::PermissionDenied),
            "as it was before",
            "right to write",
        ),
        (
            PublishError::Overlap {
                output: "/p".into(),
                protected: "/p/content".into(),
            },
            "contains `/p/content`",
            "beside the content",
        ),
        (
            PublishError::Overlap {
                output: "/p/content/site".into(),
                protected: "/p/content".into(),
            },
            "lies inside `/p/content`",
            "beside the content",
        ),
        (
            PublishError::InTheWay {
                path: "public/a".into(),
                what: Obstacle::Link,
            },
            "a symbolic link is in the way at `public/a`",
            "move it out",
        ),
    ] {
        assert!(error.message().contains(message), "{}", error.message());
        assert!(error.cure().contains(cure), "{}", error.cure());
    }
}
