//! What is no whole set of parts, or no site, is refused with its place and cure, and nothing is written.

use super::{assert_same, build, build_joined, build_part, join, joined, make, make_all, part, place, rich, whole};
use crate::harness::{Folder, files, repository};
use scorpfolio::diagnostic::json;
use scorpfolio::shard::merge;
use scorpfolio::{BuildOptions, Refused};
use std::fs;
use std::path::Path;

/// Joins what cannot be joined; the message and its cure. Nothing is written.
fn refused(folder: &Folder, numbers: &[u32]) -> String {
    let before = folder.path().join("joined").exists().then(|| joined(folder));
    let said = build_joined(folder, numbers);
    assert_eq!(said.status, 2, "{}", said.stderr);
    assert!(said.stderr.contains("\n\nhint: "), "{}", said.stderr);
    assert_eq!(folder.path().join("joined").exists().then(|| joined(folder)), before);
    said.stderr
        .replace(&folder.path().to_string_lossy().into_owned(), "")
        .replace('\\', "/")
}

#[test]
fn a_part_that_is_missing_or_there_twice_is_named() {
    let folder = rich();
    make_all(&folder, 3);
    let text = refused(&folder, &[1, 3]);
    assert!(text.starts_with("error: part 2 of 3 is missing\n"), "{text}");
    let text = refused(&folder, &[3]);
    assert!(text.starts_with("error: parts 1, 2 of 3 are missing\n"), "{text}");
    let text = refused(&folder, &[1, 2, 3, 2]);
    assert!(
        text.starts_with("error: `/parts/2` and `/parts/2` both hold part 2 of 3\n"),
        "{text}"
    );
    join(&folder, &[3, 1, 2].map(|number| place(&folder, number)));
    refused(&folder, &[1, 3]);
    make(&folder, 1, 9);
    let text = refused(&folder, &[1]);
    assert!(
        text.starts_with("error: parts 2, 3, 4, 5, 6 and 3 more of 9 are missing\n"),
        "{text}"
    );
}

#[test]
fn parts_of_different_sites_are_not_joined() {
    let folder = rich();
    let wrong = |number: u32, options: BuildOptions, expected: &str, cure: &str| {
        make_all(&folder, 3);
        fs::remove_dir_all(place(&folder, number)).expect("it is there");
        let options = BuildOptions {
            output: Some(place(&folder, number)),
            ..options
        };
        scorpfolio::build(&options).unwrap_or_else(|refused| panic!("{refused}"));
        let text = refused(&folder, &[1, 2, 3]);
        assert!(text.contains(expected), "{text}");
        assert!(text.contains(cure), "{text}");
        fs::remove_dir_all(place(&folder, number)).expect("it is there");
    };
    let third = BuildOptions {
        part: Some(part(3, 3)),
        ..folder.options()
    };
    wrong(
        3,
        BuildOptions {
            audience: scorpfolio::model::portfolio::Audience::Public,
            ..third.clone()
        },
        "the part in `/parts/1` is for the audience `internal`, that in `/parts/3` for `public`",
        "the same `--audience`",
    );
    wrong(
        3,
        BuildOptions {
            as_of: Some(jiff::civil::date(2026, 2, 11)),
            ..third.clone()
        },
        "the part in `/parts/1` is of 2026-02-10, that in `/parts/3` of 2026-02-11",
        "the same `--as-of`",
    );
    wrong(
        3,
        BuildOptions {
            part: Some(part(3, 4)),
            ..third.clone()
        },
        "`/parts/1` holds part 1 of 3, `/parts/3` part 3 of 4",
        "the same `N`",
    );
    let other = rich();
    for (path, text) in [
        ("content/teams/beta/reports/2026-02-01.toml", "[metrics]\nerrors = 9\n"),
        ("content/pages/agreement.md", "+++\ntitle = \"Other\"\n+++\nWe agree.\n"),
        ("themes/default/templates/404.html", "<p>Other</p>\n"),
    ] {
        let before = other.path().join(path).exists().then(|| other.read(path));
        other.write(path, text);
        let options = BuildOptions {
            root: other.path().to_path_buf(),
            ..third.clone()
        };
        let expected =
            "the parts in `/parts/1` and `/parts/3` were made from different content, configuration or theme";
        wrong(3, options, expected, "one commit");
        match before {
            Some(before) => other.write(path, &before),
            None => other.remove(path),
        }
    }
    // The same input in another folder is the same input.
    make_all(&folder, 3);
    let options = BuildOptions {
        root: other.path().to_path_buf(),
        output: Some(place(&folder, 3)),
        ..third
    };
    scorpfolio::build(&options).unwrap_or_else(|refused| panic!("{refused}"));
    folder.build();
    join(&folder, &[1, 2, 3].map(|number| place(&folder, number)));
    assert_same(&joined(&folder), &whole(&folder));
}

#[test]
fn a_part_of_another_program_is_not_joined() {
    let folder = rich();
    make_all(&folder, 3);
    let listed = folder.read("parts/2/shard.json");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(listed.contains(&version));
    folder.write(
        "parts/2/shard.json",
        &listed.replace(&version, "\"version\": \"0.0.1\""),
    );
    let text = refused(&folder, &[1, 2, 3]);
    assert!(
        text.contains("the part in `/parts/2` was made by scorpfolio 0.0.1 (source "),
        "{text}"
    );
}

#[test]
fn a_folder_that_is_not_as_it_was_made_is_refused() {
    let folder = rich();
    make_all(&folder, 3);
    let of = |number: u32| -> String {
        let mut files = files(&place(&folder, number)).into_keys();
        let page = files.find(|path| Path::new(path).extension().is_some_and(|ending| ending == "html"));
        page.expect("a page")
    };
    let page = format!("parts/2/{}", of(2));
    let text = folder.read(&page);
    folder.write(&page, &text.replace("<html", "<html data-x"));
    assert!(refused(&folder, &[1, 2, 3]).starts_with(&format!("error: `/{page}` is not as it was made\n")));
    folder.remove(&page);
    let lost = refused(&folder, &[1, 2, 3]);
    assert!(
        lost.starts_with(&format!(
            "error: `/parts/2` lacks 1 file of its part\n  {}\n",
            of_parts(&page)
        )),
        "{lost}"
    );
    folder.write(&page, &text);
    for foreign in [
        "parts/2/notes/theirs.txt",
        "parts/2/build.json",
        "parts/2/parts/shard.json",
    ] {
        folder.write(foreign, "theirs");
        let said = refused(&folder, &[1, 2, 3]);
        let expected = format!(
            "`/parts/2` holds 1 file that the part does not have\n  {}\n",
            of_parts(foreign)
        );
        assert!(said.contains(&expected), "{said}");
        folder.remove(foreign);
    }
    let shard = folder.read("parts/2/shard.json");
    folder.remove("parts/2/shard.json");
    let said = refused(&folder, &[1, 2, 3]);
    assert!(
        said.starts_with("error: `/parts/2` holds no part of a site: there is no `shard.json`\n"),
        "{said}"
    );
    folder.write("parts/2/shard.json", &shard[..shard.len() / 2]);
    let said = refused(&folder, &[1, 2, 3]);
    assert!(said.contains("`shard.json` is not that of a part: "), "{said}");
    folder.write("parts/2/shard.json", &shard);
    assert_eq!(build_joined(&folder, &[1, 2, 3]).status, 0);
}

/// A path within the folder of a part.
fn of_parts(path: &str) -> &str {
    path.splitn(3, '/').nth(2).expect("a path in a part")
}

#[test]
fn hidden_files_that_were_not_brought_are_told_with_the_switch_that_brings_them() {
    let folder = rich();
    make_all(&folder, 3);
    let hidden = (1..=3).find(|number| place(&folder, *number).join(".nojekyll").exists());
    fs::remove_file(place(&folder, hidden.expect("a part has it")).join(".nojekyll")).expect("it is there");
    let text = refused(&folder, &[1, 2, 3]);
    assert!(
        text.contains("\n  .nojekyll\n") && text.contains("include-hidden-files: true"),
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn a_link_in_the_folder_of_a_part_is_not_followed() {
    let folder = rich();
    make_all(&folder, 3);
    folder.write("elsewhere.html", "theirs");
    std::os::unix::fs::symlink(folder.path().join("elsewhere.html"), place(&folder, 1).join("x.html")).expect("a link");
    let text = refused(&folder, &[1, 2, 3]);
    assert!(
        text.contains("`/parts/1` holds 1 file that the part does not have\n  x.html\n"),
        "{text}"
    );
}

#[test]
fn files_that_are_hidden_from_every_listing_are_missed_by_the_site() {
    let folder = rich();
    make_all(&folder, 3);
    // A file and its line are gone: each part is right by itself, and all together are not the site.
    let shard = folder.read("parts/2/shard.json");
    let line = shard
        .lines()
        .find(|line| line.trim_start().starts_with('"') && line.contains(".html\": {\""))
        .expect("a page");
    let path = line.trim_start().split('"').nth(1).expect("its path").to_owned();
    folder.write("parts/2/shard.json", &shard.replacen(&format!("{line}\n"), "", 1));
    folder.remove(&format!("parts/2/{path}"));
    let text = refused(&folder, &[1, 2, 3]);
    assert!(
        text.starts_with("error: the parts are not the whole site: they have "),
        "{text}"
    );
}

#[test]
fn a_place_in_a_page_of_another_part_that_is_not_there_is_told_as_a_single_build_tells_it() {
    let folder = rich();
    let parts = |page: &str| (1..=3).find(|number| part(*number, 3).has(page));
    let about = fs::read_to_string(repository().join("themes/default/templates/about.html")).expect("readable");
    // A link to the other parts alone, from which nobody but who joins them knows that it leads nowhere.
    let others = [
        "teams/alpha.html",
        "teams/beta.html",
        "teams.html",
        "catalogue.html",
        "actions.html",
        "index.html",
    ];
    let others = others.into_iter().filter(|page| parts(page) != parts("about.html"));
    let links: Vec<String> = others.map(|page| format!("<a href=\"{page}#nowhere\">x</a>")).collect();
    let links = links.concat();
    assert!(!links.is_empty());
    let with = |links: &str| about.replacen("<section", &format!("{links}<section"), 1);
    folder.write("themes/ours/templates/about.html", &with(&links));
    let configuration = folder.read("scorpfolio.toml");
    folder.write("scorpfolio.toml", &format!("theme = \"ours\"\n{configuration}"));
    let single = build(&folder, &["--format", "json"]);
    assert_eq!(single.status, 1, "{}", single.stderr);
    assert!(
        single.stdout.contains("E504") && single.stdout.contains("#nowhere"),
        "{}",
        single.stdout
    );
    for number in 1..=3 {
        assert_eq!(build_part(&folder, number, &[]).status, 0);
    }
    let merged = build_joined(&folder, &[1, 2, 3]);
    assert_eq!(merged.status, 1, "{}", merged.stderr);
    assert!(merged.stderr.contains("E504"), "{}", merged.stderr);
    assert!(!folder.path().join("joined").exists());
    let options = BuildOptions {
        output: Some(folder.path().join("joined")),
        ..folder.options()
    };
    let problems = |refused: Refused| match refused {
        Refused::Problems(problems) => json::render(&problems),
        Refused::Publish(error) => panic!("{error}"),
    };
    let places = [1, 2, 3].map(|number| place(&folder, number));
    let merged = problems(merge(&options, &places).expect_err("a link is broken"));
    assert_eq!(merged, single.stdout);
    // What a part can see by itself it says by itself: a page of its own, or one that the site does not have.
    for link in ["<a href=\"about.html#nowhere\">x</a>", "<a href=\"nowhere.html\">x</a>"] {
        folder.write("themes/ours/templates/about.html", &with(link));
        let single = build(&folder, &["--format", "json"]);
        for number in 1..=3 {
            let said = build_part(&folder, number, &["--format", "json"]);
            let has_page = Some(number) == parts("about.html");
            assert_eq!(said.status, u8::from(has_page), "{}", said.stderr);
            assert_eq!(said.stdout, if has_page { single.stdout.as_str() } else { "" });
        }
    }
}

#[test]
fn a_part_is_no_site_and_a_site_is_no_part() {
    let folder = rich();
    make_all(&folder, 3);
    let into = |output: &str, more: &[&str]| {
        let output = folder.path().join(output).to_string_lossy().into_owned();
        let arguments: Vec<&str> = ["--output", &output].iter().chain(more).copied().collect();
        build(&folder, &arguments)
    };
    for more in [&[][..], &["--force"]] {
        let said = into("parts/2", more);
        assert_eq!(said.status, 2);
        assert!(
            said.stderr
                .contains("parts/2` holds part 2 of 3 of a site, this build makes a whole site"),
            "{}",
            said.stderr
        );
        assert!(said.stderr.contains("--merge"), "{}", said.stderr);
    }
    folder.build();
    let before = whole(&folder);
    let said = into("public", &["--shard", "1/3", "--force"]);
    assert_eq!(said.status, 2);
    assert!(
        said.stderr
            .contains("public` holds a whole site, this build makes part 1 of 3 of a site"),
        "{}",
        said.stderr
    );
    assert_eq!(whole(&folder), before);
    // Another part may take the place of a part, for the same audience.
    assert_eq!(into("parts/2", &["--shard", "1/4"]).status, 0);
    let said = into("parts/2", &["--shard", "1/4", "--audience", "public"]);
    assert!(
        said.stderr.contains("was built for the audience `internal`"),
        "{}",
        said.stderr
    );
    folder.write("theirs/x.txt", "theirs");
    let said = into("theirs", &["--shard", "1/4"]);
    assert!(said.stderr.contains("(there is no `shard.json`)"), "{}", said.stderr);
}

#[cfg(feature = "publish")]
#[test]
fn a_part_is_not_published() {
    let folder = rich();
    make_all(&folder, 3);
    let (output, target) = (place(&folder, 2), folder.path().join("www"));
    let target = format!("file://{}", target.to_string_lossy());
    let said = crate::harness::command(&["publish", &target, "--output", &output.to_string_lossy()]);
    assert_eq!(said.status, 2);
    assert!(
        said.stderr
            .contains("holds no site to publish: it holds part 2 of 3 of one"),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("--merge"), "{}", said.stderr);
}
