//! `publish` to an S3 server on this machine and to a folder, by the same cases: whole, again, one change, stopped at every
//! request, wrong credentials, a server that fails, assets that wait, files of others.
#![expect(clippy::unwrap_used, reason = "helpers of tests, whose failure is the test's")]

mod links;
mod server;

use crate::harness::{Folder, NOW, Still, files, repository};
use clap::Parser;
use jiff::civil::{Date, date};
use scorpfolio::cli::{self, Cli, Said, Surroundings};
use scorpfolio::publish::upload::{
    Patience, Published, Refusal, Served, Settings, Target, Trouble, UploadError, publish,
};
use scorpfolio::publish::{Fingerprint, PageLinks, Publication, Stamp};
use server::{BUCKET, Mood, PREFIX, Server};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

const RECORD: &str = ".scorpfolio-published.json";
const TODAY: Date = date(2026, 4, 2);
const STYLE: &str = "body{color:black}";
const OTHER_STYLE: &str = "body{color:navy}";

/// A built site that is rebuilt with other pages.
struct Site {
    folder: TempDir,
}

impl Site {
    fn new() -> Site {
        Site {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn output(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    fn build_for(&self, audience: &str, pages: &BTreeMap<String, String>) {
        let settings = scorpfolio::publish::Settings {
            output: self.output(),
            cache: None,
            force: false,
            protected: vec![],
            audience: audience.to_owned(),
            part: None,
        };
        let publication = Publication::open(&settings).unwrap();
        for (path, text) in pages {
            let print = Fingerprint::of([text.as_bytes()]);
            publication
                .add(path.as_str(), text.as_bytes(), print, &PageLinks::default())
                .unwrap();
        }
        let stamp = Stamp {
            as_of: "2026-04-02".into(),
            generated_at: "2026-04-02T08:00:00Z".into(),
            data_through: None,
            next_expected: None,
        };
        publication.commit(&stamp).unwrap();
    }

    fn build(&self, pages: &BTreeMap<String, String>) -> &Site {
        self.build_for("internal", pages);
        self
    }
}

/// Where a style is published.
fn style_path(style: &str) -> String {
    format!("assets/site-{}.css", &blake3::hash(style.as_bytes()).to_hex()[..10])
}

/// A site with these pages, each with what it leads to; all of them with a style.
fn pages(style: &str, links: &[(&str, &str)]) -> BTreeMap<String, String> {
    let page = |leads: &str| {
        let links = leads
            .split_whitespace()
            .map(|link| format!("<a href=\"{link}\">{link}</a>"));
        format!("<link href=\"/{}\">{}", style_path(style), links.collect::<String>()).replace("href=\"/", "href=\"")
    };
    let mut site: BTreeMap<String, String> = links
        .iter()
        .map(|(path, leads)| ((*path).to_owned(), page(leads)))
        .collect();
    site.insert(style_path(style), style.to_owned());
    site.insert("all.csv".to_owned(), links.len().to_string());
    site.insert("feed.xml".to_owned(), format!("<feed>{}</feed>", links.len()));
    site
}

/// Four pages that lead to each other in circles.
fn first() -> BTreeMap<String, String> {
    pages(
        STYLE,
        &[
            ("index.html", "a.html b.html all.csv feed.xml"),
            ("a.html", "b.html old.html index.html"),
            ("b.html", "a.html"),
            ("old.html", "a.html older.html"),
            ("older.html", "old.html"),
        ],
    )
}

/// The same with new pages in a circle, without the old ones, in other colours.
fn second() -> BTreeMap<String, String> {
    pages(
        OTHER_STYLE,
        &[
            ("index.html", "a.html b.html c.html all.csv feed.xml"),
            ("a.html", "b.html d.html index.html"),
            ("b.html", "a.html"),
            ("c.html", "d.html"),
            ("d.html", "c.html a.html"),
        ],
    )
}

/// Where the cases publish to.
struct Place {
    target: Target,
    variables: BTreeMap<String, String>,
    folder: PathBuf,
}

impl Place {
    fn of(server: &Server) -> Place {
        Place {
            target: Target::Bucket {
                bucket: BUCKET.into(),
                prefix: PREFIX.into(),
            },
            variables: server.variables(),
            folder: server.site().to_path_buf(),
        }
    }

    fn folder(folder: &Path) -> Place {
        Place {
            target: Target::Folder(folder.to_path_buf()),
            variables: BTreeMap::new(),
            folder: folder.to_path_buf(),
        }
    }

    fn settings(&self, site: &Site) -> Settings {
        Settings {
            output: site.output(),
            target: self.target.clone(),
            dry_run: false,
            delete: false,
            keep_days: 7,
            today: TODAY,
            variables: self.variables.clone(),
            patience: Patience {
                timeout: Duration::from_secs(20),
                retries: 0,
                pause: Duration::from_millis(1),
            },
        }
    }

    fn publish(&self, site: &Site) -> Published {
        publish(&self.settings(site)).unwrap_or_else(|error| panic!("{error}"))
    }

    /// What lies there, but the record.
    fn files(&self) -> BTreeMap<String, String> {
        let mut files = files(&self.folder);
        files.remove(RECORD);
        let text = |(path, bytes)| (path, String::from_utf8(bytes).unwrap());
        files.into_iter().map(text).collect()
    }

    fn write(&self, path: &str, text: &str) {
        let place = self.folder.join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }
}

/// Every file of a built site.
fn built(site: &Site) -> BTreeMap<String, String> {
    let text = |(path, bytes)| (path, String::from_utf8(bytes).unwrap());
    files(&site.output()).into_iter().map(text).collect()
}

/// Runs a case on a bucket and on a folder.
fn on_each(case: impl Fn(&Place)) {
    let server = Server::start();
    case(&Place::of(&server));
    assert_eq!(server.dangling(), Vec::<String>::new());
    let folder = tempfile::tempdir().unwrap();
    case(&Place::folder(&folder.path().join("new/site")));
}

#[test]
fn a_whole_site_is_put_and_then_nothing_until_something_changes() {
    on_each(|place| {
        let site = Site::new();
        site.build(&first());
        let published = place.publish(&site);
        assert_eq!((published.added.len(), published.unchanged), (first().len() + 2, 0));
        assert_eq!(place.files(), built(&site));
        let again = place.publish(&site);
        let nothing = Published {
            unchanged: first().len(),
            ..Published::default()
        };
        assert_eq!(again, nothing);
        let mut changed = first();
        changed.insert("b.html".into(), "other".into());
        site.build(&changed);
        let published = place.publish(&site);
        assert_eq!(published.replaced, ["b.html", "version.json", "build.json"]);
        assert_eq!((published.added.len(), published.removed.len()), (0, 0));
        assert_eq!(place.files(), built(&site));
    });
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    on_each(|place| {
        let site = Site::new();
        let dry = |site: &Site| {
            let settings = Settings {
                dry_run: true,
                ..place.settings(site)
            };
            publish(&settings).unwrap()
        };
        site.build(&first());
        let would = dry(&site);
        assert!(!place.folder.exists(), "nothing is made");
        assert_eq!(would, place.publish(&site));
        site.build(&second());
        let (before, would) = (place.files(), dry(&site));
        assert_eq!(place.files(), before);
        assert_eq!(would.removed, ["old.html", "older.html"]);
        assert_eq!(would, place.publish(&site));
    });
}

#[test]
fn assets_of_an_earlier_build_stay_for_some_days() {
    on_each(|place| {
        let site = Site::new();
        place.publish(site.build(&first()));
        site.build(&second());
        for (day, stays) in [(2, true), (8, true), (9, false)] {
            let settings = Settings {
                today: date(2026, 4, day),
                ..place.settings(&site)
            };
            let published = publish(&settings).unwrap();
            assert_eq!(place.files().contains_key(&style_path(STYLE)), stays, "on day {day}");
            assert_eq!(published.kept.len(), usize::from(stays));
        }
        assert_eq!(place.files(), built(&site));
        assert!(!place.folder.join("old.html").exists());
    });
}

#[test]
fn files_of_others_are_never_touched() {
    on_each(|place| {
        let site = Site::new();
        place.publish(site.build(&first()));
        for path in ["CNAME", "theirs/index.html", "assets/theirs-0123456789.css"] {
            place.write(path, "theirs");
        }
        place.publish(site.build(&second()));
        let mut expected = built(&site);
        expected.insert(style_path(STYLE), STYLE.into());
        for path in ["CNAME", "theirs/index.html", "assets/theirs-0123456789.css"] {
            expected.insert(path.into(), "theirs".into());
        }
        assert_eq!(place.files(), expected);
    });
}

#[test]
fn a_place_that_is_not_ours_is_refused_unless_delete_takes_it_over() {
    on_each(|place| {
        let site = Site::new();
        site.build(&first());
        for path in ["index.html", "build.json", "theirs/x.html"] {
            place.write(path, "theirs");
        }
        let before = place.files();
        let error = publish(&place.settings(&site)).unwrap_err();
        assert!(
            matches!(&error, UploadError::Refused { refusal: Refusal::Foreign { objects, .. }, .. } if objects.len() == 3),
            "{error}"
        );
        assert!(
            error.message().contains("\n  theirs/x.html") && error.cure().contains("--delete"),
            "{error}"
        );
        assert_eq!(place.files(), before);
        let settings = Settings {
            delete: true,
            ..place.settings(&site)
        };
        assert_eq!(publish(&settings).unwrap().removed, ["theirs/x.html"]);
        assert_eq!(place.files(), built(&site));
    });
}

#[test]
fn another_audience_keeps_its_place() {
    on_each(|place| {
        let site = Site::new();
        place.publish(site.build(&first()));
        let public = Site::new();
        public.build_for("public", &second());
        let before = place.files();
        let settings = Settings {
            delete: true,
            ..place.settings(&public)
        };
        let error = publish(&settings).unwrap_err();
        assert!(error.message().contains("audience `internal`"), "{error}");
        assert_eq!(place.files(), before);
    });
}

#[test]
fn a_site_that_was_touched_after_its_build_is_not_published() {
    on_each(|place| {
        let site = Site::new();
        site.build(&first());
        fs::write(site.output().join("b.html"), "by hand").unwrap();
        let error = publish(&place.settings(&site)).unwrap_err();
        assert!(
            matches!(&error, UploadError::Touched { path } if path.ends_with("b.html")),
            "{error}"
        );
        site.build(&first());
        place.publish(&site);
        assert_eq!(place.files(), built(&site));
    });
}

/// Publishes the second site over the first on a server that stops after every number of requests, and again.
fn stopped_everywhere(mood: impl Fn(usize) -> Mood, from: Option<&BTreeMap<String, String>>) -> usize {
    let site = Site::new();
    for until in 0.. {
        let server = Server::start();
        let place = Place::of(&server);
        if let Some(from) = from {
            place.publish(site.build(from));
        }
        site.build(&second());
        server.is(mood(until));
        let stopped = publish(&place.settings(&site));
        server.is(Mood::Well);
        server.seen();
        let there = place.files();
        let wanted = built(&site);
        if let Ok(published) = &stopped {
            assert_eq!(
                published.unchanged + published.added.len() + published.replaced.len(),
                wanted.len()
            );
        }
        place.publish(&site);
        for seen in server.seen() {
            let put = seen
                .what
                .strip_prefix("PUT ")
                .filter(|path| !["build.json", "version.json", RECORD].contains(path));
            let in_vain = put.is_some_and(|path| there.get(path) == wanted.get(path));
            assert!(!in_vain, "{} though it was there, after {until} requests", seen.what);
        }
        let mut files = place.files();
        files.remove(&style_path(STYLE));
        assert_eq!(files, wanted, "after {until} requests");
        assert_eq!(server.dangling(), Vec::<String>::new(), "after {until} requests");
        server.seen();
        place.publish(&site);
        let writes = server.seen().into_iter().filter(|seen| !seen.what.starts_with("GET"));
        assert_eq!(writes.count(), 0, "after {until} requests nothing is left to be done");
        if stopped.is_ok() {
            return until;
        }
    }
    unreachable!("a publication has an end")
}

#[test]
fn a_change_that_stops_at_any_request_is_served_whole_and_taken_up() {
    assert!(stopped_everywhere(Mood::FailsAfter, Some(&first())) > 15);
}

#[test]
fn a_change_whose_answers_are_lost_at_any_request_is_taken_up() {
    assert!(stopped_everywhere(Mood::FallsSilentAfter, Some(&first())) > 15);
}

#[test]
fn a_first_publication_that_stops_at_any_request_is_taken_up() {
    assert!(stopped_everywhere(Mood::FailsAfter, None) > 10);
}

#[test]
fn a_third_site_after_a_second_that_stopped_anywhere_is_served_whole() {
    let site = Site::new();
    for until in 0..25 {
        let server = Server::start();
        let place = Place::of(&server);
        place.publish(site.build(&first()));
        server.is(Mood::FailsAfter(until));
        let _ = publish(&place.settings(site.build(&second())));
        // Back to the first: what was changed by half must not count as what `build.json` says it is.
        server.is(Mood::Well);
        place.publish(site.build(&first()));
        let mut files = place.files();
        files.remove(&style_path(OTHER_STYLE));
        assert_eq!(files, built(&site), "after {until} requests");
        assert_eq!(server.dangling(), Vec::<String>::new(), "after {until} requests");
    }
}

#[test]
fn requests_are_as_few_as_they_can_be_and_in_order() {
    let server = Server::start();
    let (place, site) = (Place::of(&server), Site::new());
    place.publish(site.build(&first()));
    let style = format!("PUT {}", style_path(STYLE));
    let whats = || -> Vec<String> { server.seen().into_iter().map(|seen| seen.what).collect() };
    let cold = whats();
    let place_of = |what: &str| {
        cold.iter()
            .position(|seen| seen == what)
            .unwrap_or_else(|| panic!("{what}: {cold:?}"))
    };
    assert_eq!(cold[0], "GET ?list-type=2");
    let record = format!("PUT {RECORD}");
    let order = [
        &record,
        &style,
        "PUT all.csv",
        "PUT a.html",
        "PUT index.html",
        "PUT version.json",
        "PUT build.json",
    ];
    assert!(
        order.windows(2).all(|pair| place_of(pair[0]) < place_of(pair[1])),
        "{cold:?}"
    );
    place.publish(&site);
    let record_read = format!("GET {RECORD}");
    assert_eq!(whats(), ["GET ?list-type=2", "GET build.json", &record_read]);
    let mut changed = first();
    changed.insert("b.html".into(), "other".into());
    place.publish(site.build(&changed));
    let expected = [
        "GET ?list-type=2",
        "GET build.json",
        &record_read,
        &record,
        "PUT b.html",
        "PUT version.json",
        "PUT build.json",
        &record,
    ];
    assert_eq!(whats(), expected);
}

#[test]
fn browsers_are_told_what_a_file_is_and_how_long_it_holds() {
    let server = Server::start();
    let (place, site) = (Place::of(&server), Site::new());
    let mut with_false_hash = first();
    // The name looks as if it held a hash, but it is not that of the bytes.
    with_false_hash.insert("assets/photo-2026010112.png".into(), "picture".into());
    place.publish(site.build(&with_false_hash));
    let seen = server.seen();
    let style = style_path(STYLE);
    for (path, kind, cache) in [
        (
            style.as_str(),
            "text/css; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
        ("assets/photo-2026010112.png", "image/png", "no-cache"),
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        ("all.csv", "text/csv; charset=utf-8", "no-cache"),
        ("version.json", "application/json", "no-cache"),
        ("build.json", "application/json", "no-cache"),
    ] {
        let put = seen.iter().find(|seen| seen.what == format!("PUT {path}")).unwrap();
        assert_eq!((put.kind.as_str(), put.cache.as_str()), (kind, cache), "{path}");
    }
}

/// What a storage error is about.
fn trouble(error: &UploadError) -> (Trouble, Served) {
    match error {
        UploadError::Storage { trouble, served, .. } => (*trouble, *served),
        other => panic!("{other}"),
    }
}

#[test]
fn wrong_credentials_buckets_and_addresses_are_told_with_their_cure() {
    let server = Server::start();
    let (place, site) = (Place::of(&server), Site::new());
    site.build(&first());
    for (name, value, expected, cure) in [
        ("AWS_ACCESS_KEY_ID", "other", Trouble::Credentials, "AWS_ACCESS_KEY_ID"),
        (
            "AWS_SECRET_ACCESS_KEY",
            "other",
            Trouble::Credentials,
            "AWS_SECRET_ACCESS_KEY",
        ),
        (
            "AWS_ENDPOINT_URL",
            "http://127.0.0.1:1",
            Trouble::Unreachable,
            "AWS_ENDPOINT_URL",
        ),
        (
            "AWS_ENDPOINT_URL",
            "http://storage.invalid",
            Trouble::Unencrypted,
            "AWS_ALLOW_HTTP",
        ),
    ] {
        let mut settings = place.settings(&site);
        settings.variables.insert(name.into(), value.into());
        let error = publish(&settings).unwrap_err();
        assert_eq!(trouble(&error), (expected, Served::AsBefore), "{error:?}");
        assert!(error.cure().contains(cure), "{error}");
        assert!(!error.message().contains("secret"), "{error}");
    }
    let settings = Settings {
        target: Target::parse("s3://no-such-bucket/site").unwrap(),
        ..place.settings(&site)
    };
    let error = publish(&settings).unwrap_err();
    assert_eq!(trouble(&error).0, Trouble::NoBucket, "{error:?}");
    assert!(error.message().contains("s3://no-such-bucket/site"), "{error}");
    assert_eq!(place.files(), BTreeMap::new());
}

#[test]
fn a_server_that_is_busy_is_asked_again_and_one_that_stays_so_is_given_up() {
    let server = Server::start();
    let (place, site) = (Place::of(&server), Site::new());
    site.build(&first());
    let mut settings = place.settings(&site);
    settings.patience.retries = 3;
    server.is(Mood::Busy(3));
    publish(&settings).unwrap();
    assert_eq!(
        server
            .seen()
            .iter()
            .filter(|seen| seen.what == "GET ?list-type=2")
            .count(),
        4
    );
    assert_eq!(place.files(), built(&site));

    server.is(Mood::Busy(usize::MAX));
    let error = publish(&settings).unwrap_err();
    assert_eq!(trouble(&error), (Trouble::Server, Served::AsBefore), "{error:?}");
    assert_eq!(server.seen().len(), 4);
    assert!(error.message().contains("SlowDown: We are sorry"), "{error}");
}

#[test]
fn a_server_that_does_not_answer_is_given_up_in_time() {
    let server = Server::start();
    let (place, site) = (Place::of(&server), Site::new());
    let mut settings = place.settings(site.build(&first()));
    settings.patience.timeout = Duration::from_millis(200);
    settings.patience.retries = 1;
    server.is(Mood::Hangs);
    let error = publish(&settings).unwrap_err();
    assert_eq!(trouble(&error), (Trouble::Slow, Served::AsBefore), "{error:?}");
    assert_eq!(server.seen().len(), 2);
    assert!(error.cure().contains("--timeout"), "{error}");
}

#[test]
fn what_lies_beside_the_prefix_is_out_of_reach() {
    let server = Server::start();
    let (place, site) = (Place::of(&server), Site::new());
    for beside in ["a/site2/index.html", "a/site.html", "index.html"] {
        let path = server.bucket().join(beside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "theirs").unwrap();
    }
    place.write("x.html", "theirs");
    let settings = Settings {
        delete: true,
        ..place.settings(site.build(&first()))
    };
    assert_eq!(publish(&settings).unwrap().removed, ["x.html"]);
    for beside in ["a/site2/index.html", "a/site.html", "index.html"] {
        assert_eq!(fs::read_to_string(server.bucket().join(beside)).unwrap(), "theirs");
    }
    let whole = Settings {
        target: Target::parse(&format!("s3://{BUCKET}")).unwrap(),
        ..settings
    };
    let error = publish(&whole).unwrap_err();
    assert!(error.message().contains("whole bucket"), "{error}");
}

#[test]
fn a_site_is_not_published_into_itself() {
    let site = Site::new();
    site.build(&first());
    for folder in [
        site.output(),
        site.output().join("sub"),
        site.folder.path().to_path_buf(),
    ] {
        let error = publish(&Place::folder(&folder).settings(&site)).unwrap_err();
        assert!(matches!(error, UploadError::Overlap { .. }), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_removed_through_a_link() {
    let (site, elsewhere, folder) = (Site::new(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(elsewhere.path().join("theirs.css"), "theirs").unwrap();
    let place = Place::folder(folder.path());
    let delete = Settings {
        delete: true,
        ..place.settings(site.build(&first()))
    };
    let link = folder.path().join("assets");
    std::os::unix::fs::symlink(elsewhere.path(), &link).unwrap();
    let error = publish(&delete).unwrap_err();
    assert!(matches!(&error, UploadError::Link { path } if *path == link), "{error}");
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("other")).unwrap();
    publish(&delete).unwrap();
    assert_eq!(place.files(), built(&site));
    assert_eq!(files(elsewhere.path()).len(), 1);
}

/// Runs `publish` as people type it, on a machine with these variables.
fn command(arguments: &[&str], storage: &BTreeMap<String, String>) -> Said {
    let line = ["scorpfolio", "publish"];
    let cli = Cli::try_parse_from(line.iter().chain(arguments)).unwrap_or_else(|error| panic!("{error}"));
    let surroundings = Surroundings {
        now: NOW,
        source_date_epoch: None,
        colour: false,
        terminal: false,
        github_actions: false,
        storage: storage.clone(),
    };
    cli::run(&cli, &surroundings, &Still)
}

#[test]
fn a_real_site_is_published_from_the_command_line() {
    let server = Server::start();
    let folder = Folder::right();
    folder.build();
    let (root, target) = (folder.path().to_string_lossy(), format!("s3://{BUCKET}/{PREFIX}/"));
    let run = |more: &[&str]| {
        let arguments: Vec<&str> = [target.as_str(), "--root", &root].iter().chain(more).copied().collect();
        command(&arguments, &server.variables())
    };
    let would = run(&["--dry-run"]);
    assert!(
        would.stdout.lines().any(|line| line == "add teams/alpha.html"),
        "{}",
        would.stdout
    );
    assert!(
        would
            .stderr
            .starts_with(&format!("would publish to s3://{BUCKET}/{PREFIX}: ")),
        "{}",
        would.stderr
    );
    let said = run(&[]);
    assert_eq!((said.status, said.stdout.as_str()), (0, ""), "{}", said.stderr);
    assert!(said.stderr.contains(" added; "), "{}", said.stderr);
    let report = "content/teams/alpha/reports/2026-02-01.toml";
    folder.write(report, "[metrics]\nerrors = 9\n");
    folder.build();
    let would = run(&["--dry-run"]);
    assert!(
        would.stdout.lines().any(|line| line == "replace teams/alpha.html"),
        "{}",
        would.stdout
    );
    assert_eq!(run(&[]).status, 0);
    assert_eq!(
        files(server.site()).len(),
        files(&folder.path().join("public")).len() + 1
    );
    assert_eq!(server.dangling(), Vec::<String>::new());
}

#[test]
fn what_is_typed_wrongly_is_said_with_what_to_type() {
    let none = BTreeMap::new();
    let said = command(&["public", "--output", "/nowhere"], &none);
    assert_eq!(said.status, 2);
    assert!(said.stderr.contains("s3://bucket/prefix"), "{}", said.stderr);
    let folder = tempfile::tempdir().unwrap();
    let target = format!("file://{}/new", folder.path().display());
    let said = command(&[&target, "--output", "/nowhere"], &none);
    assert_eq!(said.status, 2);
    assert!(
        said.stderr.contains("`/nowhere` holds no site") && said.stderr.contains("scorpfolio build"),
        "{}",
        said.stderr
    );
    let said = command(&[&target, "--root", &repository().join("src").to_string_lossy()], &none);
    assert_eq!(said.status, 1, "{}", said.stderr);
}
