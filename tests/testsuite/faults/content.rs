//! Content that cannot be read, is no file, is named by an enemy, or changes while it is read.

use super::{complaint, fresh, in_shell, lasting, small, told};
use crate::harness::{Folder, files};
use scorpfolio::Refused;
use scorpfolio::diagnostic::Code;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// A build that must not wait for anything: it fails the test rather than hang it.
fn build_at_once(folder: &Folder) -> Result<(), Refused> {
    let (sender, receiver) = mpsc::channel();
    let options = folder.options();
    std::thread::spawn(move || sender.send(scorpfolio::build(&options).map(drop)));
    let patience = Duration::from_mins(1);
    receiver
        .recv_timeout(patience)
        .expect("a build that hangs, or panicked")
}

fn pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
    assert!(made.success());
}

/// Puts something at a path.
type Make = fn(&Path);

/// Ways to put something at a path that is no file that can be read.
const NO_FILES: [(&str, Make); 6] = [
    ("a pipe", pipe),
    ("a socket", |path| drop(UnixListener::bind(path).expect("a socket"))),
    ("a link to itself", |path| {
        symlink(path.file_name().expect("named"), path).expect("a link");
    }),
    ("a link to nowhere", |path| symlink("nowhere", path).expect("a link")),
    ("a link to a device", |path| symlink("/dev/zero", path).expect("a link")),
    ("a link to a file of the system", |path| {
        symlink("/etc/passwd", path).expect("a link");
    }),
];

#[test]
fn what_is_no_file_is_named_and_neither_waited_for_nor_left_out() {
    let folder = small();
    folder.build();
    let before = files(&folder.path().join("public"));
    let places = [
        "content/metrics.toml",
        "content/pages/plan.md",
        "content/teams/alpha/team.toml",
        "content/teams/alpha/reports/2026-02-01.toml",
        "content/teams/alpha/data/x.csv",
        "content/teams/alpha/notes.txt",
    ];
    for (what, make) in NO_FILES {
        for place in places {
            let path = folder.path().join(place);
            let original = fs::read(&path).ok();
            let _ = fs::remove_file(&path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            make(&path);
            let about = format!("{what} at {place}");
            let refused = build_at_once(&folder).expect_err(&about);
            let text = told(&refused, &about);
            assert!(
                text.contains(place) && (text.contains("E101") || text.contains("E104")),
                "{about}: {text}"
            );
            assert_eq!(files(&folder.path().join("public")), before, "{about}");
            fs::remove_file(&path).expect("it is there");
            if let Some(original) = original {
                folder.write_bytes(place, &original);
            }
        }
    }
    folder.build();
}

#[test]
fn a_configuration_a_word_list_and_a_theme_that_are_no_files_are_named_and_not_waited_for() {
    let places = [
        "scorpfolio.toml",
        "themes/own/words.toml",
        "themes/own/templates/page.html",
    ];
    for place in places {
        for (what, make) in &NO_FILES[..5] {
            let folder = small();
            let configuration = folder.read("scorpfolio.toml");
            folder.write("scorpfolio.toml", &format!("theme = \"own\"\n{configuration}"));
            folder.write("themes/own/theme.toml", "name = \"own\"\n");
            folder.build();
            let _ = fs::remove_file(folder.path().join(place));
            fs::create_dir_all(folder.path().join(place).parent().expect("a folder")).expect("made");
            make(&folder.path().join(place));
            let about = format!("{what} at {place}");
            // A link to nowhere is as good as no file, save in a theme, where it was meant for one.
            match build_at_once(&folder) {
                Err(refused) => assert!(told(&refused, &about).contains(place), "{about}: {refused}"),
                Ok(()) => panic!("{about} was not seen"),
            }
        }
    }
}

#[test]
fn a_theme_may_be_made_of_links_and_one_that_is_missing_is_named() {
    let folder = small();
    let configuration = folder.read("scorpfolio.toml");
    folder.write("scorpfolio.toml", &format!("theme = \"own\"\n{configuration}"));
    let refused = scorpfolio::build(&folder.options()).expect_err("there is no such theme");
    assert!(told(&refused, "no theme").contains("themes/own/"));
    folder.write("elsewhere/base.css", ".linked { order: 1 }\n");
    fs::create_dir_all(folder.path().join("themes/own/assets")).expect("made");
    let link = folder.path().join("themes/own/assets/site.css");
    symlink(folder.path().join("elsewhere/base.css"), &link).expect("a link");
    folder.build();
    let site = folder.site();
    let is_linked = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains(".linked");
    assert!(site.values().any(is_linked));
    fs::remove_file(link).expect("it is there");
    assert!(scorpfolio::build(&folder.options()).is_err());
    assert_eq!(folder.site(), site);
}

#[test]
fn folders_in_a_circle_end_and_are_named() {
    let folder = small();
    symlink("..", folder.path().join("content/teams/again")).expect("a link");
    let refused = build_at_once(&folder).expect_err("a circle");
    let text = told(&refused, "a circle");
    assert!(
        text.contains("content/teams/again") && text.contains("circle"),
        "{text}"
    );
}

#[test]
fn of_a_linked_folder_outside_the_content_nothing_is_read() {
    let folder = small();
    folder.write("elsewhere/team.toml", "name = \"Secretive\"\n");
    folder.write("elsewhere/reports/2026-02-01.toml", "[metrics]\n");
    symlink(
        folder.path().join("elsewhere"),
        folder.path().join("content/teams/linked"),
    )
    .expect("a link");
    let refused = build_at_once(&folder).expect_err("a link out of the content");
    assert!(told(&refused, "a linked folder").contains("content/teams/linked"));
    let mut options = folder.options();
    options.keep_going = true;
    let built = scorpfolio::build(&options).expect("the rest is right");
    assert_eq!(built.left_out, 1);
    let says_it = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains("Secretive");
    assert!(!folder.site().values().any(says_it));
}

#[test]
fn what_may_not_be_read_is_named() {
    // Who is root may read all, unless the right to do so is given up.
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let obeying = if is_root {
        "setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search "
    } else {
        ""
    };
    let folder = small();
    folder.write("themes/own/theme.toml", "name = \"own\"\n");
    let configuration = folder.read("scorpfolio.toml");
    folder.write("scorpfolio.toml", &format!("theme = \"own\"\n{configuration}"));
    folder.build();
    let before = files(&folder.path().join("public"));
    for place in [
        "scorpfolio.toml",
        "content/pages/plan.md",
        "content/pages",
        "content/teams/alpha",
        "content/teams/alpha/reports",
        "content",
        "themes/own/theme.toml",
        "themes/own",
    ] {
        let path = folder.path().join(place);
        let mode = fs::metadata(&path).expect("it is there").permissions();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).expect("ours");
        let output = in_shell(&format!("{obeying}BUILD"), &folder);
        fs::set_permissions(&path, mode).expect("ours");
        let message = complaint(&output, place);
        assert!(message.contains(place), "{place}: {message}");
        assert_eq!(files(&folder.path().join("public")), before, "{place}");
    }
    // And an output that may not be written.
    folder.write("content/pages/plan.md", "+++\ntitle = \"Changed\"\n+++\nText.\n");
    for place in ["public", "."] {
        let path = folder.path().join(place);
        let mode = fs::metadata(&path).expect("it is there").permissions();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o555)).expect("ours");
        let output = in_shell(&format!("{obeying}BUILD --no-cache"), &folder);
        fs::set_permissions(&path, mode).expect("ours");
        if place == "public" {
            assert!(complaint(&output, place).contains("public"));
            assert_eq!(files(&path), before);
        } else {
            // The build works inside the output, where its parent is closed to it.
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
    assert_eq!(folder.site(), fresh(&folder));
}

/// Names that are none anywhere, that mean something to a shell, a page, a terminal or a disk, or to nobody.
const NAMES: [&[u8]; 24] = [
    b"new\nline",
    b"tab\there",
    b"bell\x07",
    b"\x1b[31mred\x1b[0m",
    b"..",
    b"...",
    b"..%2f..%2fup",
    b"a b",
    b" ",
    b"quote\"quote",
    b"it's",
    b"<script>alert(1)<",
    b"<img src=x onerror=alert(1)>",
    b"$(touch pwned)",
    b"--root",
    b"con",
    b"NUL.x",
    b"dot.",
    b"back\\slash",
    b"c:colon",
    "right\u{202e}left".as_bytes(),
    "zero\u{200b}width".as_bytes(),
    b"\xff\xfe not utf-8",
    b"{{ 7*7 }}",
];

/// Where a name stands, and what comes after it.
const PLACES: [(&str, &str); 9] = [
    ("content/pages/", ".png"),
    ("content/pages/", ".md"),
    ("content/teams/", "/team.toml"),
    ("content/teams/alpha/data/", ".csv"),
    ("content/teams/alpha/incidents/", ".md"),
    ("content/teams/alpha/war/", ".toml"),
    ("content/reviews/", "/2026-02-01.md"),
    ("content/radiators/", ".toml"),
    ("content/pages/", ".png"),
];

#[test]
fn names_by_an_enemy_are_refused_by_name_or_do_no_harm() {
    let (mut refused, mut built) = (0, 0);
    let long = vec![b'l'; 240];
    for (number, name) in NAMES.into_iter().chain([long.as_slice()]).enumerate() {
        // Each name in three of these places, each place with a third of the names.
        for (before, after) in PLACES.into_iter().skip(number % 3).step_by(3) {
            let relative = [before.as_bytes(), name, after.as_bytes()].concat();
            if after.starts_with('/') && name == b".." {
                continue;
            }
            let folder = small();
            let path = folder.path().join(OsStr::from_bytes(&relative));
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(&path, text_for(after, before)).expect("a file");
            if after == ".png"
                && let Ok(name) = std::str::from_utf8(name)
            {
                let link = name
                    .replace('%', "%25")
                    .replace('<', "\\<")
                    .replace('>', "\\>")
                    .replace('\\', "\\\\");
                folder.write(
                    "content/pages/plan.md",
                    &format!("+++\ntitle = \"Plan\"\n+++\nSee ![it](<{link}.png>).\n"),
                );
            }
            let about = String::from_utf8_lossy(&relative).into_owned();
            if let Err(problem) = scorpfolio::check(&folder.options()) {
                told(&problem, &about);
                let built = scorpfolio::build(&folder.options());
                assert!(built.is_err(), "{about}: checked otherwise than built");
                assert!(!folder.path().join("public").exists(), "{about}");
                refused += 1;
            } else {
                folder.build();
                let is_shown = |path: &str| ["html", "svg", "xml"].iter().any(|ending| path.ends_with(ending));
                for (page, bytes) in folder.site().into_iter().filter(|(path, _)| is_shown(path)) {
                    let text = String::from_utf8_lossy(&bytes);
                    let is_harmless = !text.contains("<script>alert") && !text.contains("<img src=x");
                    assert!(is_harmless, "{about}: {page}");
                }
                built += 1;
            }
            assert!(
                !Path::new("pwned").exists() && !folder.path().join("pwned").exists(),
                "{about}"
            );
        }
    }
    assert!(refused > 25 && built > 8, "{refused} refused, {built} built");
}

/// What a file of this kind may hold.
fn text_for(ending: &str, folder: &str) -> &'static str {
    match ending {
        "/team.toml" => "name = \"Named by its folder\"\n",
        ".csv" => "date,metric,value\n2026-01-30,nps,3\n",
        ".png" => "a picture",
        ".toml" if folder.ends_with("radiators/") => "title = \"Screen\"\nscreens = [{ kind = \"portfolio\" }]\n",
        ".toml" => "date = 2026-01-30\nstatus = \"complete\"\nsummary = \"Done\"\n",
        "/2026-02-01.md" => "+++\ndate = 2026-02-01\n+++\nText.\n",
        _ if folder.ends_with("incidents/") => {
            "+++\nid = \"INC-1\"\ntitle = \"It broke\"\nseverity = 2\nstarted = 2026-01-30T10:00:00Z\n+++\nText.\n"
        }
        _ => "+++\ntitle = \"A page\"\n+++\nText.\n",
    }
}

#[test]
fn names_that_some_disks_take_for_one_are_named_by_check_and_build_alike() {
    for (one, other) in [
        ("Plan.png", "plan.png"),
        ("\u{e9}.png", "e\u{301}.png"),
        ("\u{c9}.png", "e\u{301}.png"),
        ("Sub/x.png", "sub/y.png"),
        ("sub/x.png", "SUB/x.png"),
    ] {
        let folder = small();
        for name in [one, other] {
            folder.write(&format!("content/pages/{name}"), name);
        }
        // A disk that takes them for one has only one of them.
        if fs::read(folder.path().join("content/pages").join(one)).expect("there") == other.as_bytes() {
            continue;
        }
        folder.write(
            "content/pages/plan.md",
            &format!("+++\ntitle = \"Plan\"\n+++\n![one](<{one}>) ![other](<{other}>)\n"),
        );
        let problem = scorpfolio::check(&folder.options()).expect_err(one);
        let Refused::Problems(problems) = &problem else {
            panic!("{problem}")
        };
        assert!(
            problems.iter().any(|problem| problem.code == Code::PathTaken),
            "{problem}"
        );
        assert!(told(&problem, one).contains("content/pages/"));
        assert!(scorpfolio::build(&folder.options()).is_err());
    }
}

/// A portfolio in one of eight states.
fn write_state(folder: &Folder, state: usize) {
    let bit = |number: usize| state >> number & 1;
    replace(
        folder,
        "content/teams/alpha/reports/2026-02-01.toml",
        &format!("[metrics]\nerrors = {}\n", 4 + bit(0)),
    );
    replace(
        folder,
        "themes/own/words.toml",
        &format!("[dates]\nmonth = \"{{month}} {} {{year}}\"\n", bit(1)),
    );
    let page = folder.path().join("content/pages/more.md");
    if bit(2) == 1 {
        replace(folder, "content/pages/more.md", "+++\ntitle = \"More\"\n+++\nText.\n");
    } else {
        let _ = fs::remove_file(page);
    }
}

/// Exchanges a file in one step, as editors and git do.
fn replace(folder: &Folder, path: &str, text: &str) {
    folder.write("elsewhere", text);
    let to = folder.path().join(path);
    fs::create_dir_all(to.parent().expect("a folder")).expect("made");
    fs::rename(folder.path().join("elsewhere"), to).expect("moved");
}

fn with_own_theme() -> Folder {
    let folder = small();
    let configuration = folder.read("scorpfolio.toml");
    folder.write("scorpfolio.toml", &format!("theme = \"own\"\n{configuration}"));
    folder.write("themes/own/theme.toml", "name = \"own\"\n");
    folder
}

#[test]
fn a_build_of_content_that_is_exchanged_meanwhile_is_a_build_of_some_reading_of_it() {
    let folder = with_own_theme();
    let mut readings = Vec::new();
    for state in 0..8 {
        write_state(&folder, state);
        readings.push(fresh(&folder));
    }
    let stop = AtomicBool::new(false);
    let mut built = [0; 8];
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut state = 0_usize;
            while !stop.load(Ordering::Relaxed) {
                state = state.wrapping_add(3) % 8;
                write_state(&folder, state);
            }
        });
        for round in 0..24 {
            match scorpfolio::build(&folder.options()) {
                Ok(_) => {
                    let site = lasting(files(&folder.path().join("public")));
                    let reading = readings.iter().position(|reading| *reading == site);
                    built[reading.unwrap_or_else(|| panic!("build {round} is of no reading of the content"))] += 1;
                }
                // A file may go between its being listed and its being read.
                Err(refused) => assert!(told(&refused, "exchanged").contains("more.md"), "{refused}"),
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(built.iter().sum::<i32>() > 4, "{built:?}");
    folder.build();
    assert_eq!(folder.site(), fresh(&folder));
}

#[test]
fn a_build_of_content_that_is_written_meanwhile_leaves_nothing_half_and_nothing_stale() {
    let folder = with_own_theme();
    folder.write("themes/own/words.toml", "");
    folder.build();
    let stop = AtomicBool::new(false);
    let mut ended = [0; 2];
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut round = 0_usize;
            while !stop.load(Ordering::Relaxed) {
                round += 1;
                // Truncated first, then filled, as careless programs do; longer each time and then short again.
                let wins = format!("[[wins]]\ntext = \"{}\"\n", "A win of many words. ".repeat(round % 400));
                let report = format!("[metrics]\nerrors = {}\n{wins}", round % 10);
                let _ = fs::write(folder.path().join("content/teams/beta/reports/2026-02-01.toml"), report);
                let words = format!("[dates]\nmonth = \"{{month}} {} {{year}}\"\n", round % 10);
                let _ = fs::write(folder.path().join("themes/own/words.toml"), words);
                let extra = folder.path().join("content/teams/extra");
                if round.is_multiple_of(2) {
                    let _ = fs::create_dir_all(&extra);
                    let _ = fs::write(extra.join("team.toml"), "name = \"Extra\"\n");
                } else {
                    let _ = fs::remove_dir_all(extra);
                }
            }
        });
        for _ in 0..24 {
            match scorpfolio::build(&folder.options()) {
                Ok(_) => {
                    ended[0] += 1;
                    assert_whole(&folder);
                }
                Err(refused) => {
                    ended[1] += 1;
                    told(&refused, "written");
                    assert_whole(&folder);
                }
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(ended[0] > 0, "{ended:?}");
    folder.build();
    assert_eq!(folder.site(), fresh(&folder));
}

/// Fails unless every file that the manifest lists is there with the bytes it was listed with, and no other.
fn assert_whole(folder: &Folder) {
    let mut site = files(&folder.path().join("public"));
    let manifest: serde_json::Value = serde_json::from_slice(&site["build.json"]).expect("a manifest");
    site = lasting(site);
    let listed = manifest["files"].as_object().expect("a list");
    assert!(
        site.keys().eq(listed.keys()),
        "files that are not listed, or the other way round"
    );
    for (path, bytes) in site {
        assert_eq!(listed[&path]["size"], bytes.len(), "{path}");
        let html = String::from_utf8_lossy(&bytes);
        let is_page = path.rsplit('.').next() == Some("html");
        assert!(
            !is_page || html.trim_end().ends_with("</html>"),
            "{path} is half a page"
        );
    }
}
