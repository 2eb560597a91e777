//! What a chat shows of a page whose address was pasted into it: description, address and picture.

use crate::harness::Folder;
use scorpfolio::analyse::analyse;
use scorpfolio::card::Card;
use scorpfolio::page::preview::{Preview, card, previews};
use scorpfolio::page::{Alike, Site};
use std::collections::BTreeMap;

const BASE: &str = "https://example.org/scorp/";

/// A portfolio whose numbers are money and open threats alone, with names of people, and what else scorpfolio.toml says.
fn delicate(more: &str) -> Folder {
    let folder = Folder::right();
    let configuration = format!(
        "title = \"Test\"\nas_of = 2026-02-10\ncurrency = \"EUR\"\nbase_url = \"{BASE}\"\n[cycle]\nfirst = 2026-01-05\n\
         [[reviews]]\nid = \"all\"\ngroups = [\"commerce\"]\nfacilitator = \"Ada Lovelace\"\n{more}"
    );
    folder.write("scorpfolio.toml", &configuration);
    for (date, cost) in [("2026-01-18", 4100), ("2026-02-01", 4321)] {
        let text = format!("[metrics]\ncloud-cost = {cost}\nopen-threats = 17\n");
        folder.write(&format!("content/teams/alpha/reports/{date}.toml"), &text);
    }
    folder.remove("content/teams/alpha/data/sonar.csv");
    folder.write(
        "content/tech-shares/engines.md",
        "+++\ntitle = \"Engines\"\ndate = 2026-02-03\npresenters = [\"Charles Babbage\"]\nteam = \"alpha\"\n+++\nWheels.\n",
    );
    folder
}

/// The heads of all pages by path.
fn heads(folder: &Folder) -> BTreeMap<String, String> {
    let pages = folder.site().into_iter().filter_map(|(path, bytes)| {
        let html = String::from_utf8(bytes).ok()?;
        Some((path, html.split_once("</head>")?.0.to_owned()))
    });
    pages.collect()
}

/// The content of a `meta` element of a head.
fn meta<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = head.split_once(&format!("\"{name}\" content=\""))?;
    rest.split('"').next()
}

/// Everything that the cards of a folder say, as one text.
fn said_on_cards(folder: &Folder) -> String {
    let loaded = scorpfolio::load_portfolio(&folder.options()).unwrap_or_else(|refused| panic!("{refused}"));
    let (analysis, assets) = (analyse(&loaded.portfolio), BTreeMap::new());
    let site = Site {
        portfolio: &loaded.portfolio,
        analysis: &analysis,
        assets: &assets,
        alike: &Alike::default(),
    };
    let all = previews(&loaded.portfolio).into_iter();
    let all: Vec<Card> = all.map(|(_, preview)| card(preview, &site)).collect();
    assert!(all.len() > 8, "{}", all.len());
    format!("{all:?}")
}

#[test]
fn every_page_has_its_own_words_its_address_and_a_card_that_exists() {
    let folder = delicate("");
    folder.build();
    let site = folder.site();
    let mut pictures = 0;
    for (path, head) in heads(&folder) {
        // Nobody sends a link to a frame, a screen or a way.
        let is_left = path == "404.html" || path.starts_with("radiators/") || path.starts_with("embed/");
        if is_left || head.contains("http-equiv=\"refresh\"") {
            continue;
        }
        let description = meta(&head, "og:description").unwrap_or_default();
        assert!(
            head.contains("<meta name=\"description\" property=\"og:description\""),
            "{path}"
        );
        assert!(description.len() > 5, "{path}: {description}");
        assert!(meta(&head, "og:title").is_some_and(|title| !title.is_empty()), "{path}");
        assert_eq!(meta(&head, "og:type"), Some("website"), "{path}");
        let address = if path == "index.html" {
            BASE.to_owned()
        } else {
            format!("{BASE}{path}")
        };
        assert_eq!(meta(&head, "og:url"), Some(address.as_str()), "{path}");
        let image = meta(&head, "og:image").and_then(|image| image.strip_prefix(BASE));
        let bytes = image.and_then(|image| site.get(image));
        assert!(
            bytes.is_some_and(|bytes| bytes.starts_with(b"\x89PNG") && bytes.len() < 100_000),
            "{path}"
        );
        assert_eq!(
            (meta(&head, "og:image:width"), meta(&head, "og:image:height")),
            (Some("1200"), Some("630"))
        );
        assert!(meta(&head, "og:image:alt").is_some_and(|alt| !alt.is_empty()), "{path}");
        assert_eq!(meta(&head, "twitter:card"), Some("summary_large_image"));
        pictures += 1;
    }
    assert!(pictures > 30, "{pictures}");
    let of = |path: &str| meta(&heads(&folder)[path], "og:image").unwrap_or_default().to_owned();
    assert_eq!(of("index.html"), format!("{BASE}cards/portfolio.png"));
    assert_eq!(of("catalogue.html"), format!("{BASE}cards/portfolio.png"));
    assert_eq!(
        of("cycles/2026-02-01.html"),
        format!("{BASE}cards/cycles/2026-02-01.png")
    );
    assert_eq!(of("cycles/latest.html"), format!("{BASE}cards/cycles/2026-02-01.png"));
    assert_eq!(of("teams/alpha.html"), format!("{BASE}cards/teams/alpha.png"));
    assert_eq!(
        of("teams/alpha/metrics/cloud-cost.html"),
        format!("{BASE}cards/teams/alpha.png")
    );
    assert_eq!(
        of("teams/beta/2026-01-18.html"),
        format!("{BASE}cards/teams/beta/2026-01-18.png")
    );
}

#[test]
fn without_base_url_there_are_words_but_no_cards_and_no_addresses() {
    let folder = Folder::right();
    folder.build();
    assert!(folder.site().keys().all(|path| !path.starts_with("cards/")));
    for (path, head) in heads(&folder) {
        for absolute in ["og:url", "og:image", "twitter:card"] {
            assert!(!head.contains(absolute), "{path}: {absolute}");
        }
    }
    assert_eq!(meta(&heads(&folder)["teams/alpha.html"], "og:title"), Some("Alpha"));
    let words = meta(&heads(&folder)["pages/agreement.html"], "og:description").map(str::to_owned);
    assert_eq!(words.as_deref(), Some("We agree."));
}

#[test]
fn money_threats_and_names_stay_off_previews_until_they_are_asked_for() {
    let folder = delicate("");
    folder.build();
    let all: String = heads(&folder).into_values().collect::<Vec<_>>().join("\n") + &said_on_cards(&folder);
    for secret in [
        "4,321",
        "4,100",
        "Ada Lovelace",
        "Charles Babbage",
        "to 17",
        "at 17",
        "\"17\"",
    ] {
        assert!(!all.contains(secret), "{secret}");
    }
    // The pages themselves say all of it.
    let pages = folder.site();
    let page = |path: &str| String::from_utf8_lossy(&pages[path]).into_owned();
    assert!(page("teams/alpha/metrics/cloud-cost.html").contains("€4,321"));
    assert!(page("tech-shares/engines.html").contains("Charles Babbage"));
    assert!(page("reviews/all/2026-02-01.html").contains("Ada Lovelace"));

    let folder = delicate("[previews]\nshow = [\"money\", \"names\", \"threats\"]\n");
    folder.build();
    let heads = heads(&folder);
    let said = |path: &str| meta(&heads[path], "og:description").unwrap_or_default().to_owned();
    assert!(said("teams/alpha/metrics/cloud-cost.html").contains("€4,321"));
    assert!(said("teams/alpha/metrics/open-threats.html").contains("17"));
    assert!(said("tech-shares/engines.html").contains("Charles Babbage"));
    assert!(said("reviews/all/2026-02-01.html").contains("Ada Lovelace"));
    let cards = said_on_cards(&folder);
    assert!(cards.contains("€4,321") && cards.contains("value: \"17\""), "{cards}");
}

#[test]
fn a_card_changes_with_the_numbers_of_its_team_and_no_other() {
    let folder = delicate("");
    folder.build();
    let cards = |folder: &Folder| -> BTreeMap<String, Vec<u8>> {
        let site = folder.site().into_iter();
        site.filter(|(path, _)| path.starts_with("cards/teams/")).collect()
    };
    let before = cards(&folder);
    assert_eq!(before.len(), 6);
    let text = "summary = \"New words\"\n[metrics]\nerrors = 1\navailability = 99.95\n";
    folder.write("content/teams/beta/reports/2026-02-01.toml", text);
    folder.build();
    let after = cards(&folder);
    let changed: Vec<&String> = before.keys().filter(|path| before[*path] != after[*path]).collect();
    assert_eq!(changed, ["cards/teams/beta.png", "cards/teams/beta/2026-02-01.png"]);
    let fresh = delicate("");
    fresh.write("content/teams/beta/reports/2026-02-01.toml", text);
    fresh.build();
    assert_eq!(
        cards(&fresh),
        after,
        "a build with a cache and one without it give the same bytes"
    );
}

#[test]
fn a_team_that_has_not_reported_has_a_card_that_says_so() {
    let folder = delicate("");
    folder.write(
        "content/teams/gamma/team.toml",
        "name = \"Gamma 🚀 東京\"\ngroup = \"commerce\"\n",
    );
    folder.build();
    let loaded = scorpfolio::load_portfolio(&folder.options()).unwrap_or_else(|refused| panic!("{refused}"));
    let (analysis, assets) = (analyse(&loaded.portfolio), BTreeMap::new());
    let site = Site {
        portfolio: &loaded.portfolio,
        analysis: &analysis,
        assets: &assets,
        alike: &Alike::default(),
    };
    let gamma = loaded.portfolio.teams.iter().position(|team| team.slug == "gamma");
    let card = card(Preview::Team(gamma.expect("the team is there")), &site);
    assert_eq!(card.sentence, "Gamma 🚀 東京 has not reported yet.");
    assert!(card.trends.is_empty());
    assert!(folder.site().contains_key("cards/teams/gamma.png"));
}

#[test]
fn what_is_delicate_stays_where_a_metric_is_told_in_other_words() {
    use scorpfolio::model::metric::Sensitive;
    for (id, text, expected) in [
        ("third-party-dependencies", "meaning = \"Packages\"", Sensitive::No),
        ("third-party-dependencies", "sensitive = \"threat\"", Sensitive::Threat),
        ("open-threats", "meaning = \"Threats\"", Sensitive::Threat),
        ("open-threats", "sensitive = \"none\"", Sensitive::No),
        ("cloud-cost", "pillar = \"reliability\"", Sensitive::Money),
        ("alarms", "pillar = \"security\"", Sensitive::Threat),
        ("alarms", "pillar = \"security\"\nsensitive = \"none\"", Sensitive::No),
        ("spent", "pillar = \"reliability\"\nunit = \"EUR\"", Sensitive::Money),
    ] {
        let folder = delicate("");
        folder.write("content/metrics.toml", &format!("[{id}]\n{text}\n"));
        let loaded = scorpfolio::load_readable(&folder.options()).unwrap_or_else(|refused| panic!("{refused}"));
        let catalogue = &loaded.portfolio.catalogue;
        let metric = catalogue.find(id, None).map(|metric| catalogue.metric(metric));
        assert_eq!(metric.map(|metric| metric.sensitive), Some(expected), "{id}: {text}");
    }
}
