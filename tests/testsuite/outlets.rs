//! What other programs take from a site, built as a whole: feeds, badges, pictures, frames, tables, addresses that stay.

use crate::harness::Folder;
use jiff::Timestamp;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;

const SITE: &str = "title = \"A & B\"\nas_of = 2026-02-10\nbase_url = \"https://example.org/scorp\"\ntime_zone = \"Europe/Dublin\"\n[cycle]\nfirst = 2026-01-05\n";

/// Two teams with something in every register, in words that have to be escaped.
fn portfolio() -> Folder {
    let folder = Folder::right();
    folder.write("scorpfolio.toml", SITE);
    folder.write(
        "content/teams/alpha/reports/2026-02-01.toml",
        "submitted = 2026-02-03\nsummary = 'Fewer <b>errors</b>, see the [agreement](../../../pages/agreement.md#main \"why & how\")'\n\
         topics = [\"caching\"]\n[metrics]\nerrors = 3\n[[concerns]]\ntext = \"]]> & \\\"quotes\\\" and \\u0001 control\"\n",
    );
    folder.write(
        "content/teams/alpha/incidents/INC-7.md",
        "+++\ntitle = \"Down & *out*\"\nstarted = 2026-01-20T08:00:00Z\nrestored = 2026-01-20T09:30:00Z\n+++\nSee ![a](shot.png) and [home](../team.toml).\n",
    );
    folder.write_bytes("content/teams/alpha/incidents/shot.png", b"\x89PNG");
    folder.write(
        "content/notads/tls.md",
        "+++\ntitle = \"TLS 1.3\"\nkind = \"mandate\"\nissued = 2026-01-12\ndue = 2026-03-01\n+++\n# Do it\nBy **March**.\n",
    );
    folder.write(
        "content/notads/later.md",
        "+++\ntitle = \"Later\"\nkind = \"information\"\nissued = 2026-02-11\n+++\nNot yet.\n",
    );
    folder.write(
        "content/tech-shares/caching.md",
        "+++\ntitle = \"Caching\"\ndate = 2026-02-20\nteam = \"beta\"\n+++\nCome.\n",
    );
    folder.write(
        "content/tech-shares/far.md",
        "+++\ntitle = \"Far\"\ndate = 2026-06-20\nteam = \"beta\"\n+++\nCome.\n",
    );
    folder
}

/// An element of a feed: its name, attributes and text.
#[derive(Debug, Clone, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    inner: Vec<Element>,
}

impl Element {
    fn all(&self, name: &str) -> Vec<&Element> {
        self.inner.iter().filter(|element| element.name == name).collect()
    }

    fn one(&self, name: &str) -> &str {
        let found = self.all(name);
        assert_eq!(found.len(), 1, "one {name} in {}", self.name);
        &found[0].text
    }

    fn link(&self, rel: &str) -> &str {
        let links = self.all("link");
        let mut found = links
            .into_iter()
            .filter(|link| link.attributes.get("rel").map(String::as_str) == Some(rel));
        let link = found.next().unwrap_or_else(|| panic!("a link {rel} in {}", self.name));
        assert!(found.next().is_none(), "one link {rel}");
        &link.attributes["href"]
    }
}

/// The document's root; panics where it is not well-formed.
fn parsed(bytes: &[u8]) -> Element {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open = vec![Element::default()];
    let element = |start: &quick_xml::events::BytesStart<'_>| Element {
        name: start.name().as_ref().to_owned(),
        attributes: start
            .attributes()
            .map(|attribute| {
                let attribute = attribute.expect("an attribute");
                let value = attribute
                    .normalized_value(quick_xml::XmlVersion::Explicit1_0)
                    .expect("a value");
                (attribute.key.as_ref().to_owned(), value.into_owned())
            })
            .collect(),
        ..Element::default()
    };
    let close = |open: &mut Vec<Element>| {
        let done = open.pop().expect("an open element");
        open.last_mut().expect("what it stands in").inner.push(done);
    };
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => {
                open.push(element(&start));
                close(&mut open);
            }
            Event::End(_) => close(&mut open),
            Event::Text(text) => {
                open.last_mut().expect("an element").text.push_str(&text);
            }
            Event::GeneralRef(name) => {
                let character = match name.as_ref() {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    "apos" => '\'',
                    other => panic!("{other:?}"),
                };
                open.last_mut().expect("an element").text.push(character);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "every element is closed");
    open.remove(0).inner.remove(0)
}

fn feeds(folder: &Folder) -> BTreeMap<String, Element> {
    let of_feeds =
        |(path, bytes): (String, Vec<u8>)| path.starts_with("feeds/").then(|| (path.clone(), parsed(&bytes)));
    folder.site().into_iter().filter_map(of_feeds).collect()
}

fn ids(feed: &Element) -> Vec<&str> {
    feed.all("entry").into_iter().map(|entry| entry.one("id")).collect()
}

#[test]
fn every_feed_has_what_rfc_4287_requires() {
    let folder = portfolio();
    folder.build();
    let feeds = feeds(&folder);
    let paths: Vec<&str> = feeds.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "feeds/incidents.xml",
            "feeds/notads.xml",
            "feeds/portfolio.xml",
            "feeds/teams/alpha.xml",
            "feeds/teams/beta.xml",
            "feeds/tech-shares.xml",
        ]
    );
    let moment = |text: &str| -> Timestamp { text.parse().unwrap_or_else(|error| panic!("{text}: {error}")) };
    let absolute = |url: &str| assert!(url.starts_with("https://example.org/scorp/"), "{url}");
    let mut known = std::collections::BTreeSet::new();
    for (path, feed) in &feeds {
        assert_eq!(feed.name, "feed");
        assert_eq!(feed.attributes["xmlns"], "http://www.w3.org/2005/Atom");
        assert_eq!(feed.link("self"), format!("https://example.org/scorp/{path}"));
        absolute(feed.one("id"));
        absolute(feed.link("alternate"));
        assert!(!feed.one("title").is_empty() && !feed.all("author")[0].one("name").is_empty());
        let mut newest = moment(feed.one("updated"));
        assert_eq!(
            Some(newest),
            feed.all("entry").first().map(|entry| moment(entry.one("updated"))),
            "{path}"
        );
        for entry in feed.all("entry") {
            assert!(known.insert(entry.one("id")), "{} twice", entry.one("id"));
            absolute(entry.one("id"));
            absolute(entry.link("alternate"));
            assert!(!entry.one("title").is_empty());
            let updated = moment(entry.one("updated"));
            assert!(updated <= newest && moment(entry.one("published")) <= updated, "{path}");
            newest = updated;
            assert_eq!(entry.all("content")[0].attributes["type"], "html");
        }
    }
}

#[test]
fn links_of_a_feed_are_absolute_and_lead_to_pages_of_the_site() {
    let folder = portfolio();
    folder.build();
    let site = folder.site();
    let mut checked = 0;
    for (path, feed) in feeds(&folder) {
        for entry in feed.all("entry") {
            let content = entry.one("content");
            let links = content.split(" href=\"").chain(content.split(" src=\"")).skip(1);
            for url in links
                .filter_map(|rest| rest.split('"').next())
                .chain([entry.link("alternate")])
            {
                if url.starts_with('<') {
                    continue;
                }
                let place = url
                    .strip_prefix("https://example.org/scorp/")
                    .unwrap_or_else(|| panic!("{path}: {url}"));
                let file = place.split('#').next().unwrap_or_default();
                assert!(site.contains_key(file), "{path}: {file}");
                checked += 1;
            }
        }
    }
    assert!(checked > 20, "{checked}");
}

#[test]
fn what_is_told_in_a_feed_is_sanitised_and_can_be_read() {
    let folder = portfolio();
    folder.build();
    let feeds = feeds(&folder);
    let report = feeds["feeds/teams/alpha.xml"].all("entry")[0];
    let content = report.one("content");
    assert_eq!(report.one("updated"), "2026-02-03T00:00:00+00:00");
    assert!(
        content.contains("<a href=\"https://example.org/scorp/pages/agreement.html#main\" title=\"why &amp; how\""),
        "{content}"
    );
    assert!(content.contains("]]&gt; &amp; “quotes” and  control"), "{content}");
    assert_eq!(report.all("category")[0].attributes["term"], "Caching");
    let incident = feeds["feeds/incidents.xml"].all("entry")[0];
    assert_eq!(incident.one("title"), "Alpha: Down & out");
    assert_eq!(incident.one("updated"), "2026-01-20T09:30:00+00:00");
    assert_eq!(
        ids(&feeds["feeds/notads.xml"]),
        ["https://example.org/scorp/notads/tls.html"]
    );
    let share = feeds["feeds/tech-shares.xml"].all("entry");
    assert_eq!(share.len(), 1, "what is months away is no news yet");
    assert_eq!(share[0].one("updated"), "2026-02-06T00:00:00+00:00");
}

#[test]
fn an_edit_a_new_name_and_a_new_address_make_no_entry_new() {
    let folder = portfolio();
    folder.build();
    let before = feeds(&folder);
    folder.write(
        "scorpfolio.toml",
        &format!(
            "{}\n[feeds]\nids = \"https://example.org/scorp/\"\n",
            SITE.replace("example.org/scorp", "new.example.org")
        ),
    );
    let from = folder.path().join("content/teams/alpha");
    std::fs::rename(&from, folder.path().join("content/teams/omega")).expect("a folder renamed");
    folder.write(
        "content/teams/omega/team.toml",
        "name = \"Omega\"\nrenamed_from = [\"alpha\"]\n",
    );
    folder.write(
        "content/teams/omega/incidents/INC-7.md",
        "+++\ntitle = \"Up again\"\nstarted = 2026-01-20T08:00:00Z\nrestored = 2026-01-20T09:30:00Z\n+++\n",
    );
    folder.build();
    let after = feeds(&folder);
    for path in [
        "feeds/portfolio.xml",
        "feeds/incidents.xml",
        "feeds/notads.xml",
        "feeds/tech-shares.xml",
    ] {
        assert_eq!(ids(&before[path]), ids(&after[path]), "{path}");
        assert_eq!(before[path].one("id"), after[path].one("id"), "{path}");
    }
    let own = &before["feeds/teams/alpha.xml"];
    for path in ["feeds/teams/omega.xml", "feeds/teams/alpha.xml"] {
        assert_eq!(ids(own), ids(&after[path]), "{path}");
        assert_eq!(own.one("id"), after[path].one("id"), "{path}");
        assert_eq!(
            after[path].link("self"),
            "https://new.example.org/feeds/teams/omega.xml"
        );
    }
    let incident = after["feeds/incidents.xml"].all("entry")[0];
    assert_eq!(
        incident.link("alternate"),
        "https://new.example.org/incidents.html#INC-7"
    );
}

#[test]
fn a_new_day_alone_changes_no_feed() {
    let folder = portfolio();
    folder.build();
    let before = folder.site();
    let mut options = folder.options();
    // The grace is over, nothing was due in between.
    options.as_of = Some(jiff::civil::date(2026, 2, 9));
    scorpfolio::build(&options).unwrap_or_else(|refused| panic!("{refused}"));
    for (path, bytes) in folder.site().iter().filter(|(path, _)| path.starts_with("feeds/")) {
        assert!(bytes == &before[path], "{path}");
    }
}

#[test]
fn pages_name_their_feed_and_without_an_address_there_is_none() {
    let folder = portfolio();
    folder.build();
    for (page, feed) in [
        ("index.html", "feeds/portfolio.xml"),
        ("teams/alpha.html", "../feeds/teams/alpha.xml"),
        ("notads.html", "feeds/notads.xml"),
        ("tech-shares.html", "feeds/tech-shares.xml"),
        ("incidents.html", "feeds/incidents.xml"),
    ] {
        let html = folder.read(&format!("public/{page}"));
        assert!(
            html.contains("<link rel=\"alternate\" type=\"application/atom+xml\" title=\""),
            "{page}"
        );
        assert!(html.contains(&format!("href=\"{feed}\">")), "{page}");
    }
    folder.write(
        "scorpfolio.toml",
        &SITE.replace("base_url = \"https://example.org/scorp\"\n", ""),
    );
    folder.build();
    assert!(feeds(&folder).is_empty());
    assert!(!folder.read("public/index.html").contains("atom+xml"));
}

#[test]
fn a_badge_says_in_words_where_a_team_stands() {
    let folder = portfolio();
    folder.write(
        "content/teams/gamma/team.toml",
        "name = \"Gamma\"\njoined = 2026-01-01\n",
    );
    folder.write(
        "content/teams/delta/team.toml",
        "renamed_from = [\"old\"]\n[[pauses]]\nfrom = 2026-01-19\nto = 2026-03-01\nreason = \"Platform move\"\n",
    );
    folder.write("content/teams/delta/reports/2026-01-18.toml", "[metrics]\nerrors = 1\n");
    folder.build();
    let badge = |team: &str| -> serde_json::Value {
        serde_json::from_str(&folder.read(&format!("public/badges/{team}.json"))).expect("JSON")
    };
    for (team, label, message) in [
        ("portfolio", "A & B", "2 of 3 reported for 1 Feb 2026"),
        ("teams/alpha", "Alpha", "reported 1 Feb 2026"),
        ("teams/gamma", "Gamma", "no report yet"),
        ("teams/delta", "Delta", "paused: Platform move · last: 18 Jan 2026"),
        ("teams/old", "Delta", "paused: Platform move · last: 18 Jan 2026"),
    ] {
        let badge = badge(team);
        let said = (
            badge["schemaVersion"].as_i64(),
            badge["label"].as_str(),
            badge["message"].as_str(),
        );
        assert_eq!(said, (Some(1), Some(label), Some(message)));
        assert!(badge["color"].as_str().is_some_and(|colour| colour.starts_with('#')));
        let picture = parsed(folder.read(&format!("public/badges/{team}.svg")).as_bytes());
        assert_eq!(picture.attributes["aria-label"], format!("{label}: {message}"));
    }
}

#[test]
fn what_stands_beside_the_data_has_the_form_its_schema_says_and_no_other_property() {
    let folder = portfolio();
    folder.build();
    folder.write("content/teams/alpha/team.toml", "name = \"Other\"\n");
    folder.build();
    let json = |path: &str| -> serde_json::Value {
        serde_json::from_str(&folder.read(&format!("public/{path}"))).expect("JSON")
    };
    assert!(json("build.json")["previous"].is_string());
    for (schema, documents) in [
        ("badge", &["badges/portfolio.json", "badges/teams/alpha.json"][..]),
        ("build", &["build.json"]),
        ("version", &["version.json"]),
    ] {
        let mut schema = json(&format!("data/schema/{schema}.json"));
        assert!(jsonschema::draft202012::meta::is_valid(&schema));
        schema["additionalProperties"] = false.into();
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&schema)
            .expect("a schema");
        for path in documents {
            let mut document = json(path);
            let complaints = |document: &serde_json::Value| -> Vec<String> {
                let found = validator.iter_errors(document).map(|error| error.to_string());
                found.collect()
            };
            assert_eq!(complaints(&document), [""; 0], "{path}");
            document["unknown"] = 1.into();
            assert_eq!(complaints(&document).len(), 1, "{path}");
        }
    }
}

#[test]
fn the_newest_has_an_address_that_stays() {
    let folder = portfolio();
    folder.write(
        "content/teams/gamma/team.toml",
        "name = \"Gamma\"\njoined = 2026-01-01\nrenamed_from = [\"old\"]\n",
    );
    folder.build();
    for (path, to) in [
        ("cycles/latest.html", "2026-02-01.html"),
        ("quarters/latest.html", "2026-q1.html"),
        ("reviews/all/latest.html", "2026-02-01.html"),
        ("teams/alpha/latest.html", "2026-02-01.html"),
        ("teams/gamma/latest.html", "../gamma.html"),
        ("teams/old/latest.html", "../gamma/latest.html"),
    ] {
        let html = folder.read(&format!("public/{path}"));
        assert!(html.contains(&format!("content=\"0; url={to}\"")), "{path}: {html}");
        assert!(!html.contains("has moved") || path.contains("old"), "{path}");
    }
}

#[test]
fn a_renamed_team_is_found_under_its_old_name_by_whoever_cannot_be_redirected() {
    let folder = portfolio();
    folder.write("content/teams/alpha/team.toml", "renamed_from = [\"first\"]\n");
    folder.build();
    let site = folder.site();
    let of = |name: &str| -> Vec<String> {
        let folder = format!("/{name}");
        // What a screen shows is not linked to, a file that is linked to stands where it lies, and a chat has asked for the
        // picture when the link was sent.
        let left = ["files/", "radiators/", "cards/"];
        let is_left = |path: &&String| left.iter().any(|folder| path.starts_with(folder));
        let own = site
            .keys()
            .filter(|path| !is_left(path))
            .filter(|path| path.contains(&format!("{folder}/")) || path.contains(&format!("{folder}.")));
        own.map(|path| path.replacen(&folder, "/alpha", 1)).collect()
    };
    assert!(of("alpha").len() > 15, "{:?}", of("alpha"));
    assert_eq!(of("first"), of("alpha"));
    for path in ["feeds/teams/", "badges/teams/", "data/teams/"] {
        for ending in ["xml", "svg", "json", "csv"] {
            let at = |name: &str| site.get(&format!("{path}{name}.{ending}"));
            assert_eq!(at("first"), at("alpha"), "{path}{ending}");
        }
    }
    assert_eq!(
        site["embed/teams/first/errors.svg"],
        site["embed/teams/alpha/errors.svg"]
    );
}

#[test]
fn a_sitemap_is_there_where_it_may_be_and_names_pages_alone() {
    let folder = portfolio();
    folder.build();
    assert!(!folder.site().contains_key("sitemap.xml"));
    assert_eq!(folder.read("public/robots.txt"), "User-agent: *\nDisallow: /\n");
    folder.write("scorpfolio.toml", &format!("indexing = true\n{SITE}"));
    folder.build();
    let site = folder.site();
    let sitemap = parsed(&site["sitemap.xml"]);
    let named: Vec<&str> = sitemap
        .all("url")
        .into_iter()
        .filter_map(|url| url.one("loc").strip_prefix("https://example.org/scorp/"))
        .collect();
    assert!(named.contains(&"") && named.contains(&"teams/alpha.html"), "{named:?}");
    for path in named.iter().filter(|path| !path.is_empty()) {
        let html = String::from_utf8_lossy(&site[*path]);
        assert!(
            !html.contains("http-equiv=\"refresh\"") && !html.contains("noindex"),
            "{path}"
        );
    }
    let robots = "User-agent: *\nAllow: /\nSitemap: https://example.org/scorp/sitemap.xml\n";
    assert_eq!(folder.read("public/robots.txt"), robots);
    folder.write(
        "scorpfolio.toml",
        "title = \"T\"\nindexing = true\nas_of = 2026-02-10\n[cycle]\nfirst = 2026-01-05\n",
    );
    folder.build();
    assert!(
        !folder.site().contains_key("sitemap.xml"),
        "a sitemap without an address"
    );
}

#[test]
fn the_page_for_an_unknown_address_needs_no_other_file() {
    let folder = portfolio();
    for (configuration, home) in [
        (SITE.to_owned(), Some("https://example.org/scorp/")),
        (SITE.replace("base_url", "# base_url"), None),
    ] {
        folder.write("scorpfolio.toml", &configuration);
        folder.build();
        let html = folder.read("public/404.html");
        let links: Vec<&str> = html
            .split(" href=\"")
            .chain(html.split(" src=\""))
            .filter_map(|rest| rest.split('"').next())
            .filter(|url| !url.starts_with("<!doctype") && *url != "data:,")
            .collect();
        assert_eq!(links, home.into_iter().collect::<Vec<_>>());
        assert_eq!(html.matches("<style>").count(), 1);
    }
}

#[test]
fn a_chart_stands_alone_as_a_picture_and_as_a_page_for_frames() {
    let folder = portfolio();
    folder.build();
    let site = folder.site();
    for path in ["embed/teams/alpha/errors.svg", "embed/metrics/errors.svg"] {
        let picture = parsed(&site[path]);
        assert_eq!(picture.attributes["xmlns"], "http://www.w3.org/2000/svg");
        assert!(!picture.one("title").is_empty(), "{path}");
        let style = picture.one("style");
        assert!(
            style.contains("prefers-color-scheme:dark") && style.contains("{stroke:#"),
            "{path}: {style}"
        );
        let svg = String::from_utf8_lossy(&site[path]);
        for refused in ["var(", "url(", "href", "<script", "@import"] {
            assert!(!svg.contains(refused), "{refused} in {path}");
        }
    }
    let html = String::from_utf8_lossy(&site["embed/teams/alpha/errors.html"]);
    assert!(
        html.contains("<a href=\"../../../teams/alpha/metrics/errors.html\" target=\"_top\">"),
        "{html}"
    );
    assert!(
        html.contains("<table class=\"list\" id=\"table\">") && html.contains("<svg class=\"chart"),
        "{html}"
    );
    assert!(!html.contains("<script") && !html.contains("frame-ancestors"), "{html}");
    let page = String::from_utf8_lossy(&site["teams/alpha/metrics/errors.html"]);
    for link in ["errors.svg", "errors.html"] {
        assert!(
            page.contains(&format!("href=\"../../../embed/teams/alpha/{link}\"")),
            "{link}"
        );
    }
}

#[test]
fn every_page_names_what_it_shows_as_data() {
    let folder = portfolio();
    folder.build();
    let site = folder.site();
    let mut tables = std::collections::BTreeSet::new();
    for (path, bytes) in site.iter().filter(|(path, _)| path.contains(".html")) {
        let html = String::from_utf8_lossy(bytes);
        let Some(foot) = html.split("<li>As data: ").nth(1) else {
            continue;
        };
        let links: Vec<&str> = foot
            .split("</ul>")
            .next()
            .unwrap_or_default()
            .split('"')
            .skip(1)
            .step_by(2)
            .collect();
        assert!(
            links.last().is_some_and(|link| link.contains(".json")),
            "{path}: {links:?}"
        );
        if let [table, _] = links[..] {
            tables.insert(table.trim_start_matches("../").to_owned());
        }
        let has_table = html.contains("<table") && !path.starts_with("reviews") && path != "about.html";
        assert!(!has_table || links.len() == 2, "{path} has a table and no CSV");
    }
    let without_page = ["data/deltas.csv", "data/findings.csv"];
    for path in site
        .keys()
        .filter(|path| path.starts_with("data/") && path.contains(".csv"))
    {
        let is_of_a_war = path.contains("war-pillars");
        assert!(
            tables.contains(path) || without_page.contains(&path.as_str()) || is_of_a_war,
            "{path}"
        );
    }
}
