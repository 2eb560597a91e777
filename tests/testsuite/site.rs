//! What a whole build promises: the same bytes, only what changed, nothing of others touched.

use crate::harness::{Folder, NOW, files, repository};
use clap::Parser;
use scorpfolio::BuildOptions;
use scorpfolio::cli::Cli;
use std::collections::BTreeMap;
use std::fs;

fn real_portfolio() -> Folder {
    Folder::copy_of(repository().join("tests/portfolios/open-source"))
}

#[test]
fn the_real_portfolio_becomes_a_whole_site_without_a_warning() {
    let folder = real_portfolio();
    let built = folder.build();
    assert!(
        built.warnings.is_empty(),
        "{}",
        scorpfolio::diagnostic::text::render(&built.warnings, false)
    );
    assert_eq!((built.teams, built.cycles), (10, 68));
    let site = folder.site();
    let reports = site
        .keys()
        .filter(|path| path.starts_with("teams/") && path.contains("/20"))
        .count();
    assert_eq!(reports, 680);
    assert_eq!(site.keys().filter(|path| path.starts_with("cycles/20")).count(), 68);
}

#[test]
fn every_chart_has_a_title_and_a_description() {
    let folder = real_portfolio();
    let built = folder.build();
    let mut charts = 0;
    for (path, bytes) in folder.site() {
        let html = String::from_utf8_lossy(&bytes);
        for svg in html.split("<svg class=\"chart").skip(1) {
            let svg = &svg[..svg.find("</svg>").expect("an svg is closed")];
            assert!(
                svg.contains("<title>") && svg.contains("<desc>"),
                "{path}: {}",
                &svg[..svg.len().min(200)]
            );
            charts += 1;
        }
    }
    assert_eq!(charts, built.charts);
    assert!(charts > 400, "{charts}");
}

#[test]
fn a_second_build_changes_nothing_and_keeps_the_counts() {
    let folder = real_portfolio();
    let first = folder.build();
    let again = folder.build();
    assert_eq!((again.changed, again.removed), (0, 0));
    assert_eq!((first.pages, first.charts), (again.pages, again.charts));
}

#[test]
fn a_build_of_the_same_input_writes_only_when_it_was_and_says_the_same_again() {
    let folder = real_portfolio();
    // Read by nothing: a warning.
    folder.write("content/teams/uv/forgotten.toml", "a = 1\n");
    let first = folder.build();
    assert_eq!(first.warnings.len(), 1);
    let before = states(&folder);
    let options = || BuildOptions {
        now: NOW.checked_add(jiff::Span::new().hours(1)).expect("in range"),
        ..folder.options()
    };
    // An hour later on the day that the portfolio speaks of.
    let again = scorpfolio::build(&options()).expect("the content has no errors");
    assert_eq!(states(&folder), before);
    assert_eq!(again.warnings, first.warnings);
    let counts = |built: &scorpfolio::Built| (built.pages, built.charts, built.files, built.teams, built.cycles);
    assert_eq!(counts(&again), counts(&first));

    let list = folder.read("public/build.json");
    for empty in ["\"added\": []", "\"changed\": []", "\"removed\": []"] {
        assert!(list.contains(empty), "{empty}");
    }
    assert!(folder.read("public/version.json").contains(&options().now.to_string()));

    let site = folder.site();
    for path in ["teams/uv.html", "version.json", "build.json"] {
        fs::remove_file(folder.path().join("public").join(path)).expect("it is there");
        let force = path == "build.json";
        let options = BuildOptions { force, ..options() };
        scorpfolio::build(&options).expect("the content has no errors");
        assert!(folder.path().join("public").join(path).is_file(), "{path} is back");
    }
    assert_same(&site, &folder.site());
}

/// When each file of site and cache was written, and how large it is, but for those that each build writes anew.
fn states(folder: &Folder) -> BTreeMap<String, (std::time::SystemTime, u64)> {
    let mut states = BTreeMap::new();
    for place in ["public", ".scorpfolio"] {
        for entry in walkdir::WalkDir::new(folder.path().join(place)) {
            let entry = entry.expect("it can be looked at");
            let known = entry.metadata().expect("it can be looked at");
            if known.is_file()
                && !["version.json", "build.json"]
                    .iter()
                    .any(|own| entry.path().ends_with(own))
            {
                let written = known.modified().expect("the disk keeps times");
                states.insert(entry.path().display().to_string(), (written, known.len()));
            }
        }
    }
    states
}

#[test]
fn builds_with_and_without_the_cache_give_the_same_bytes() {
    let folder = Folder::right();
    folder.build();
    folder.write("content/teams/alpha/reports/2026-02-01.toml", "[metrics]\nerrors = 9\n");
    folder.build();
    let with = folder.site();
    let mut options = folder.options();
    options.use_cache = false;
    options.output = Some(folder.path().join("fresh"));
    scorpfolio::build(&options).expect("builds");
    let mut without = files(&folder.path().join("fresh"));
    without.remove("version.json");
    without.remove("build.json");
    assert_same(&with, &without);
}

#[test]
fn data_of_long_ago_that_nobody_reports_any_more_leave_no_dead_link() {
    let folder = Folder::right();
    folder.write(
        "content/teams/beta/team.toml",
        "group = \"commerce\"\njoined = 2023-01-02\n[[workloads]]\nid = \"api\"\n",
    );
    folder.write(
        "content/teams/beta/data/bill.csv",
        "date,metric,value\n2023-09-05,cloud-cost,10\n2023-09-19,cloud-cost,12\n",
    );
    // The build looks at every link of every page.
    folder.build();
    let cycle = folder
        .site()
        .into_keys()
        .find(|path| path.starts_with("cycles/2023-09"))
        .expect("the cycle of the old data");
    assert!(folder.read(&format!("public/{cycle}")).contains("../teams/beta.html\""));
}

#[test]
fn links_and_images_in_html_lead_as_those_of_markdown_do() {
    let folder = Folder::right();
    folder.write_bytes("content/teams/alpha/reports/a&b.png", b"a picture");
    folder.write(
        "content/teams/alpha/reports/2026-02-01.toml",
        concat!(
            "summary = '''\nThe <a href=\"../../../pages/agreement.md#here\">rules</a>, [again](../../../pages/agreement.md)\n",
            "and <a href=\"https://example.org/?a=1&amp;b=2\">elsewhere</a>.\n\n",
            "<p>\n<img alt=\"href\"\n  src=\"a&amp;b.png\" width=\"300\"></p>\n'''\n",
        ),
    );
    folder.write(
        "content/pages/agreement.md",
        "+++\ntitle = \"Agreement\"\n+++\n\n## Here\n",
    );
    folder.build();
    let page = folder.read("public/teams/alpha/2026-02-01.html");
    for wanted in [
        "<a href=\"../../pages/agreement.html#here\" rel=\"noopener noreferrer\">rules</a>",
        "<a href=\"../../pages/agreement.html\" rel=\"noopener noreferrer\">again</a>",
        "<a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noopener noreferrer\">elsewhere</a>",
        "<img alt=\"href\" src=\"../../files/teams/alpha/reports/a&amp;b.png\" width=\"300\">",
    ] {
        assert!(page.contains(wanted), "{wanted} in\n{page}");
    }
    assert_eq!(folder.read("public/files/teams/alpha/reports/a&b.png"), "a picture");
}

#[test]
fn a_report_without_words_is_said_to_have_numbers_only_where_it_has_some() {
    let folder = Folder::right();
    for (report, said) in [
        ("[metrics]\nerrors = 3\n", "It gives numbers, and no words beside them."),
        ("date = 2026-02-01\n", "It says nothing yet."),
    ] {
        folder.write("content/teams/beta/reports/2026-02-01.toml", report);
        folder.build();
        assert!(folder.read("public/teams/beta.html").contains(said), "{report}");
    }
}

#[test]
fn one_changed_number_changes_only_pages_that_show_it() {
    let folder = real_portfolio();
    folder.build();
    let before = folder.site();
    let report = "content/teams/ruff/reports/2026-08-09.toml";
    let text = folder.read(report).replace("commits = 270", "commits = 271");
    folder.write(report, &text);
    folder.build();
    let after = folder.site();
    let changed: Vec<&String> = after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(bytes))
        .map(|(path, _)| path)
        .collect();
    assert!(!changed.is_empty());
    for path in &changed {
        let shows = path.starts_with("teams/ruff")
            || path.starts_with("radiators/ruff/")
            || path.starts_with("embed/teams/ruff/commits.")
            || path.starts_with("data/")
            || [
                "embed/metrics/commits.svg",
                "index.html",
                "cycles/2026-08-09.html",
                "metrics/commits.html",
                "pillars/operational-excellence.html",
                "quarters/2026-q3.html",
                "reviews/all/2026-08-09.html",
                "teams.html",
            ]
            .contains(&path.as_str());
        assert!(shows, "{path} changed");
    }
    for path in [
        "teams/ruff.html",
        "teams/ruff/2026-08-09.html",
        "teams/ruff/metrics/commits.html",
        "data/teams/ruff.csv",
    ] {
        assert!(changed.iter().any(|changed| *changed == path), "{path} did not change");
    }
    assert!(
        !changed.iter().any(|path| path.starts_with("teams/ruff/2026-06")),
        "{changed:?}"
    );
}

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let folder = Folder::copy_of(repository().join("tests/portfolios/open-source"));
    folder.build();
    let many = folder.site();
    let mut options = folder.options();
    options.use_cache = false;
    options.output = Some(folder.path().join("one"));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    pool.install(|| scorpfolio::build(&options)).expect("builds");
    let mut one = files(&folder.path().join("one"));
    one.remove("version.json");
    one.remove("build.json");
    assert_same(&many, &one);
}

#[test]
fn a_failed_build_changes_nothing() {
    let folder = Folder::right();
    folder.build();
    let before = files(&folder.path().join("public"));
    folder.write("content/teams/alpha/team.toml", "mision = \"x\"\n");
    assert!(scorpfolio::build(&folder.options()).is_err());
    assert_same(&before, &files(&folder.path().join("public")));
}

#[test]
fn what_is_gone_from_the_content_is_gone_from_the_site_and_what_is_not_ours_stays() {
    let folder = Folder::right();
    folder.build();
    folder.write("public/CNAME", "example.org");
    folder.write("public/.git/HEAD", "ref");
    folder.write("public/teams/alpha/notes.txt", "mine");
    folder.remove("content/pages/agreement.md");
    folder.remove("content/teams/alpha/reports/2026-02-01.toml");
    folder.build();
    let site = folder.site();
    assert!(!site.contains_key("pages/agreement.html") && !site.contains_key("teams/alpha/2026-02-01.html"));
    for path in ["CNAME", ".git/HEAD", "teams/alpha/notes.txt"] {
        assert!(site.contains_key(path), "{path}");
    }
}

#[test]
fn an_output_folder_of_others_is_refused_without_force() {
    let folder = Folder::right();
    folder.write("public/thesis.doc", "mine");
    assert!(scorpfolio::build(&folder.options()).is_err());
    assert_eq!(folder.site().len(), 1);
    let mut options = folder.options();
    options.force = true;
    scorpfolio::build(&options).expect("builds");
    assert_eq!(folder.read("public/thesis.doc"), "mine");
}

#[test]
fn content_and_output_do_not_lie_in_each_other() {
    for output in ["content/site", ".", "content", "themes/x"] {
        let folder = Folder::right();
        folder.write("themes/readme/x", "");
        let mut options = folder.options();
        options.output = Some(folder.path().join(output));
        assert!(scorpfolio::build(&options).is_err(), "{output}");
    }
}

#[test]
fn the_day_comes_from_the_option_then_the_configuration_then_the_default() {
    let folder = Folder::right();
    let as_of = |options: &BuildOptions| {
        scorpfolio::load_portfolio(options)
            .expect("loads")
            .portfolio
            .as_of
            .to_string()
    };
    let mut options = folder.options();
    options.as_of_by_default = Some(jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(as_of(&options), "2026-02-10");
    options.as_of = Some(jiff::civil::date(2026, 2, 3));
    assert_eq!(as_of(&options), "2026-02-03");
    folder.write("scorpfolio.toml", "title = \"T\"\ntime_zone = \"Pacific/Auckland\"\n");
    options.as_of = None;
    options.as_of_by_default = Some("2026-02-10T23:00:00Z".parse().expect("a moment"));
    assert_eq!(as_of(&options), "2026-02-11");
    assert_eq!(NOW.to_string(), "2026-02-10T10:00:00Z");
}

fn assert_same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(a), names(b));
    for (path, bytes) in a {
        assert!(bytes == &b[path], "{path} differs");
    }
}

#[test]
fn files_of_the_site_lead_nowhere_absolute() {
    let folder = Folder::right();
    folder.build();
    for (path, bytes) in folder.site().iter().filter(|(path, _)| path.contains(".html")) {
        let html = String::from_utf8_lossy(bytes);
        assert!(!html.contains("href=\"/") && !html.contains("src=\"/"), "{path}");
        // The page for an unknown address cannot know where a style sheet is; its policy names its own by its hash.
        let has_style = html.contains("<style") && path != "404.html";
        assert!(
            !html.contains("<script>") && !has_style && !html.contains(" style=\""),
            "{path}"
        );
    }
    assert!(fs::exists(folder.path().join("public/.nojekyll")).expect("readable"));
}

#[test]
fn every_page_says_in_its_foot_what_built_it_and_the_program_says_the_same() {
    let folder = Folder::right();
    folder.build();
    let said = Cli::try_parse_from(["scorpfolio", "--version"])
        .expect_err("a version is no command")
        .to_string();
    let program = concat!("scorpfolio ", env!("CARGO_PKG_VERSION"));
    assert_eq!(said.trim(), program);
    let feet: Vec<bool> = folder
        .site()
        .values()
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .filter(|text| text.contains("<footer class=\"foot\">"))
        .map(|text| text.contains(&format!("<li>{program}")))
        .collect();
    assert!(feet.len() > 20 && feet.iter().all(|said| *said), "{feet:?}");
}

#[test]
fn every_page_loads_the_style_sheets_and_scripts_that_a_theme_adds() {
    let folder = Folder::right();
    folder.write(
        "scorpfolio.toml",
        "title = \"T\"\nas_of = 2026-02-10\ntheme = \"ours\"\n[cycle]\nfirst = 2026-01-05\n",
    );
    let style = "@import \"type.css\";p{background:url(\"./my.svg#a\"),url(my.svg)}\n";
    folder.write("themes/ours/assets/brand.css", style);
    folder.write(
        "themes/ours/assets/type.css",
        "@font-face{font-family:My;src:url(\"./my.ttf?#iefix\")}",
    );
    folder.write("themes/ours/assets/my.ttf", "font");
    folder.write(
        "themes/ours/assets/my.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
    );
    folder.write("themes/ours/assets/brand.js", "a();\n");
    folder.build();
    for page in ["public/index.html", "public/teams/alpha.html"] {
        let text = folder.read(page);
        for ending in [".css", ".js"] {
            let loaded = text.split("assets/brand-").skip(1);
            assert!(
                loaded.map(|rest| &rest[10..]).any(|rest| rest.starts_with(ending)),
                "{page} {ending}"
            );
        }
    }
    // What a style sheet names it names as it is published.
    let site = folder.site();
    let published = |name: &str| {
        let (stem, ending) = name.split_once('.').expect("a name");
        let is_it = |path: &&String| path.starts_with(&format!("assets/{stem}-")) && path.ends_with(ending);
        let path = site.keys().find(is_it).expect("it is published");
        path.trim_start_matches("assets/").to_owned()
    };
    let text = |name: &str| String::from_utf8_lossy(&site[&format!("assets/{}", published(name))]).into_owned();
    let image = published("my.svg");
    assert_eq!(
        text("brand.css"),
        format!(
            "@import \"{}\";p{{background:url(\"{image}#a\"),url({image})}}",
            published("type.css")
        )
    );
    assert_eq!(
        text("type.css"),
        format!(
            "@font-face{{font-family:My;src:url(\"{}?#iefix\")}}",
            published("my.ttf")
        )
    );
}
