//! A site for everybody holds nothing that is not marked public, in no byte of no file.

use crate::harness::{Folder, command};
use scorpfolio::load::shape::{self, Shape, Type};
use scorpfolio::model::portfolio::Audience;
use std::collections::{BTreeMap, BTreeSet};

/// Stands in every field that is internal.
const CANARY: &str = "qqcanary";
/// Stands in every field that is public.
const SHOWN: &str = "qqshown";

/// The entries of each kind, once public and once internal: `@` is the mark of the entry, `%` one of fields that are
/// internal even in a public entry, `AUDIENCE` its audience.
const ENTRIES: &[(&str, &str)] = &[
    (
        "content/metrics.toml",
        "[@-metric]\nname = \"@ name\"\npillar = \"reliability\"\nunit = \"@unit\"\nmeaning = \"[@ meaning](pages/%-page.md)\"\ninfluence = \"@ influence\"\n\
         owner = \"% owner\"\nsource = \"@ source\"\nlabels = [\"% label\"]\naudience = \"AUDIENCE\"\n\
         definitions = [{ from = 2026-02-01, text = \"[@ definition](pages/%-page.md)\" }]\n\n",
    ),
    (
        "content/teams/open/metrics.toml",
        "[@-own]\nname = \"@ own\"\npillar = \"reliability\"\naudience = \"AUDIENCE\"\n\n",
    ),
    (
        "content/teams/open/actions.toml",
        "[[actions]]\nid = \"@-action\"\ntitle = \"[@ action](../../pages/%-page.md)\"\npillar = \"reliability\"\nmetric = \"%-metric\"\nowner = \"% owner\"\n\
         why = \"[@ why](../../pages/%-page.md)\"\noutcome = \"[@ outcome](../../pages/%-page.md)\"\nopened = 2026-01-12\nstatus = \"done\"\nclosed = 2026-02-01\nwar = \"%-war\"\n\
         link = \"https://e.org/@-ticket\"\naudience = \"AUDIENCE\"\n[[actions.updates]]\ndate = 2026-01-20\ntext = \"[@ update](../../pages/%-page.md)\"\n\n",
    ),
    (
        "content/teams/open/releases.toml",
        "[[releases]]\nname = \"@ release\"\nworkload = \"%-workload\"\nstarted = 2026-01-20T08:00:00Z\nfinished = 2026-01-20T09:00:00Z\n\
         link = \"https://e.org/@-release\"\naudience = \"AUDIENCE\"\nrings = [{ name = \"@ ring\", date = 2026-01-20 }]\n\n",
    ),
    (
        "content/teams/open/incidents/@-incident.md",
        "+++\ntitle = \"[@ incident](../../../pages/%-page.md)\"\nseverity = 1\nstarted = 2026-01-21T08:00:00Z\nrestored = 2026-01-21T09:00:00Z\n\
         workload = \"%-workload\"\nroot_cause = \"[@ cause](../../../pages/%-page.md)\"\nimpact = \"[@ impact](../../../pages/%-page.md)\"\ncaused_by_release = \"% release\"\n\
         learnings = [\"![@ learning](../../../pages/%-page.md)\"]\nactions = [\"%-action\"]\nlink = \"https://e.org/@-incident\"\naudience = \"AUDIENCE\"\n+++\n[@ body][%-page] <!-- % comment -->\n\n<a href='../../../pages/%-page.md'>@ tag</a>\n\n<p><a href='../../../pages/%-page.md'>@ block</a></p>\n\n[%-page]: ../../../pages/%-page.md\n",
    ),
    (
        "content/teams/open/war/@-war.toml",
        "date = 2026-01-15\nworkload = \"@-workload\"\nprovider = \"aws\"\nlens = \"@ lens\"\nlens_version = \"@ version\"\nreviewer = \"% reviewer\"\n\
         summary = \"[@ summary](../../../pages/%-page.md)\"\nlink = \"https://e.org/@-war\"\naudience = \"AUDIENCE\"\n[risks.@-pillar]\nhigh = 3\n\
         [[findings]]\nid = \"@-1\"\npillar = \"security\"\nrisk = \"high\"\ntitle = \"[@ finding](../../../pages/%-page.md)\"\nplan = \"[@ plan](../../../pages/%-page.md)\"\n",
    ),
    (
        "content/notads/@-notice.md",
        "+++\ntitle = \"@ notice\"\nkind = \"mandate\"\nissued = 2026-01-10\ndue = 2026-03-01\nteams = [\"open\", \"%-team\"]\n\
         link = \"https://e.org/@-notice\"\naudience = \"AUDIENCE\"\n+++\n@ notice body, [page](../pages/%-page.md), [file](@-file.txt)\n",
    ),
    (
        "content/tech-shares/@-share.md",
        "+++\ntitle = \"@ share\"\ndate = 2026-01-22\npresenters = [\"@ presenter\"]\nteam = \"%-team\"\ntopics = [\"@-topic\"]\n\
         recording = \"https://e.org/@-recording\"\nslides = \"https://e.org/@-slides\"\naudience = \"AUDIENCE\"\n+++\n@ share body\n",
    ),
    (
        "content/pages/@-page.md",
        "+++\ntitle = \"@ page\"\nsummary = \"@ summary\"\naudience = \"AUDIENCE\"\n+++\n@ page body, [file](@-file.txt)\n",
    ),
];

/// Files of the public team that hold both kinds of entries in one list.
const TEAM: &str = "name = \"qqshown team\"\nmission = \"[qqshown mission](../../pages/qqcanary-page.md)\"\nkind = \"qqshown kind\"\ngroup = \"qqshown group\"\n\
    contact = \"qqcanary contact\"\nprincipal_engineer = \"qqcanary engineer\"\ndelivery_lead = \"qqcanary lead\"\naudience = \"public\"\n\
    renamed_from = [\"qqshown-former\"]\n\
    pauses = [{ from = 2025-12-20, to = 2025-12-28, reason = \"qqcanary pause\" }]\n\
    [support]\nhours = \"qqcanary hours\"\nrota = \"https://e.org/qqcanary-rota\"\nsla = \"https://e.org/qqcanary-sla\"\n\
    incident_process = \"https://e.org/qqcanary-process\"\nlead = \"qqcanary support\"\nengineer = \"qqcanary answers\"\n\
    [[rebases]]\nmetric = \"qqshown-metric\"\nfrom = 2026-01-19\nreason = \"qqcanary rebase\"\n\
    [[rebases]]\nmetric = \"qqcanary-metric\"\nfrom = 2026-01-19\nreason = \"qqcanary rebase\"\n\
    [[targets]]\nmetric = \"qqcanary-metric\"\nvalue = 7777777\n";

/// Entries of lists in team.toml, as [`ENTRIES`].
const OF_TEAM: &str = "[[workloads]]\nid = \"@-workload\"\nname = \"@ workload\"\nmoved_from = \"%-team\"\nfrom = 2026-01-05\naudience = \"AUDIENCE\"\n\
    [[links]]\nkind = \"dashboard\"\ntitle = \"@ link\"\nurl = \"https://e.org/@-dashboard\"\naudience = \"AUDIENCE\"\n\
    [[threat_models]]\nworkload = \"@-workload\"\nurl = \"https://e.org/@-model\"\nreviews = [{ date = 2026-01-12, open = 2 }]\naudience = \"AUDIENCE\"\n\
    [[slos]]\nname = \"@ objective\"\nmetric = \"availability\"\nobjective = 99.9\nwindow = \"28 days\"\naudience = \"AUDIENCE\"\n\
    [[exercises]]\nkind = \"chaos\"\ndate = 2026-01-12\ncharter = \"@ charter\"\noutcome = \"@ outcome\"\nlink = \"https://e.org/@-exercise\"\naudience = \"AUDIENCE\"\n\
    [[sections]]\ntitle = \"@ heading\"\npillar = \"security\"\ntext = \"@ section, [file](@-note.txt)\"\naudience = \"AUDIENCE\"\n";

/// A report, as [`ENTRIES`].
const REPORT: &str = "prepared_by = \"% author\"\nsummary = \"[@ summary](../../../pages/%-page.md)\"\ntopics = [\"@-topic\"]\noffers = [\"@-offer\"]\nasks = [\"@-ask\"]\n\
    audience = \"AUDIENCE\"\n[metrics]\nqqcanary-metric = 8888888\nqqshown-own = 5\nqqcanary-own = 6666666\navailability = 99.95\n\
    qqshown-metric = { value = 3, note = \"[@ note](../../../pages/%-page.md)\", link = \"https://e.org/@-evidence\" }\n\
    errors = { by = { qqcanary-workload = 9999999, qqshown-workload = 2 } }\n\
    [pillars.security]\nnote = \"[@ commentary](../../../pages/%-page.md)\"\nstatus = \"watch\"\nwhy = \"[@ reason](../../../pages/%-page.md)\"\n\
    [[wins]]\ntext = \"[@ win](../../../pages/%-page.md)\"\nthanks = [\"@ thanks\"]\n[[concerns]]\ntext = \"[@ concern](../../../pages/%-page.md)\"\n[[learnings]]\ntext = \"[@ learning](../../../pages/%-page.md)\"\n\
    [[needs]]\ntext = \"[@ need](../../../pages/%-page.md)\"\nof = \"@ others\"\n[[process_feedback]]\ntext = \"[@ feedback](../../../pages/%-page.md)\"\n\
    [[exercises]]\nkind = \"game-day\"\ncharter = \"[@ day](../../../pages/%-page.md)\"\noutcome = \"[@ found](../../../pages/%-page.md)\"\n\
    [[exercises]]\nkind = \"chaos\"\ncharter = \"qqcanary kept back\"\noutcome = \"qqcanary within\"\nlink = \"https://e.org/qqcanary-kept\"\naudience = \"internal\"\n\
    [[events]]\ndate = 2026-01-20\ntext = \"[@ event](../../../pages/%-page.md)\"\n[notads]\nqqcanary-notice = { status = \"done\", note = \"qqcanary answer\" }\n\
    qqshown-notice = { status = \"done\", note = \"[@ answered](../../../pages/%-page.md)\" }\n";

/// Everything else that an organisation keeps to itself.
const REST: &[(&str, &str)] = &[
    (
        "scorpfolio.toml",
        "title = \"qqshown title\"\nas_of = 2026-02-10\nbase_url = \"https://qqshown.example.org/\"\n\
         source_url = \"https://qqcanary.example.org/{path}#L{line}\"\n\
         [cycle]\nfirst = 2026-01-05\nskips = [{ from = 2025-12-20, to = 2025-12-28, reason = \"qqcanary skip\" }]\n\
         [[reviews]]\nid = \"qqcanary-review\"\nfacilitator = \"qqcanary facilitator\"\n\
         [feeds]\nids = \"https://qqshown-first.example.org/\"\n\
         [redirects]\n\"qqcanary-old.html\" = \"teams/qqcanary-team.html\"\n\"qqshown-old.html\" = \"teams/open.html\"\n",
    ),
    (
        "content/metrics.toml",
        "[availability]\naudience = \"public\"\n[errors]\naudience = \"public\"\n\n",
    ),
    (
        "content/topics.toml",
        "[qqcanary-topic]\nname = \"qqcanary topic\"\nsynonyms = [\"qqcanary-word\"]\n[qqshown-topic]\nname = \"qqshown topic\"\nsynonyms = [\"qqcanary-synonym\"]\n",
    ),
    ("content/radiators/qqcanary-wall.toml", "title = \"qqcanary wall\"\n"),
    (
        "content/reviews/qqcanary-review/2026-02-03.md",
        "+++\nfacilitator = \"qqcanary facilitator\"\nattended = [\"open\"]\ntopics = [\"qqcanary-minutes\"]\ndecisions = [\"qqcanary decision\"]\naudience = \"public\"\n\
         [[actions]]\nid = \"qqcanary-given\"\nteam = \"open\"\ntitle = \"qqcanary given\"\n\
         [[follow_ups]]\ntext = \"qqcanary promise\"\nowner = \"qqcanary promiser\"\n[[pairings]]\nteams = [\"open\", \"qqcanary-team\"]\ntopic = \"qqcanary-pair\"\n+++\nqqcanary minutes\n",
    ),
    (
        "content/teams/qqcanary-team/team.toml",
        "name = \"qqcanary team\"\n[[workloads]]\nid = \"qqcanary-theirs\"\naudience = \"public\"\n",
    ),
    (
        "content/teams/qqcanary-team/scorp.md",
        "# Us\n## Wins\n- qqcanary template\n## Production Issues\n| Month | P1 | Notes |\n|---|---|---|\n| Jan 2026 | 3 | qqcanary noted |\n",
    ),
    (
        "content/teams/qqcanary-team/incidents/qqcanary-9.md",
        "+++\ntitle = \"qqcanary theirs\"\nstarted = 2026-01-20\naudience = \"public\"\n+++\n",
    ),
    (
        "content/teams/open/data/qqcanary-tool.csv",
        "date,metric,workload,value,note,origin,version,file,covers,measured_at,provisional,link\n\
         2026-01-18,errors,qqshown-workload/qqcanary component,4,qqcanary row,qqcanary tool,qqcanary 1.2,qqcanary.json,qqcanary,qqcanary,qqcanary reason,https://e.org/qqcanary-run\n\
         2026-01-18,qqshown-metric,,4,qqcanary row,qqcanary tool,qqcanary 1.2,qqcanary.json,qqcanary,qqcanary,qqcanary reason,https://e.org/qqcanary-run\n",
    ),
    (
        "content/teams/open/imports.toml",
        "[[imports]]\nsource = \"trivy\"\nfiles = [\"qqcanary/*.json\"]\noptional = true\n",
    ),
    ("content/pages/qqshown-file.txt", "qqshown in a file"),
    ("content/pages/qqcanary-file.txt", "qqcanary in a file"),
    ("content/notads/qqshown-file.txt", "qqshown in a file"),
    ("content/notads/qqcanary-file.txt", "qqcanary in a file"),
    ("content/teams/open/qqshown-note.txt", "qqshown in a note"),
    ("content/teams/open/qqcanary-note.txt", "qqcanary in a note"),
];

/// A text of an entry for an audience.
fn told(text: &str, audience: Audience) -> String {
    let mark = if audience == Audience::Public { SHOWN } else { CANARY };
    text.replace('@', mark)
        .replace('%', CANARY)
        .replace("AUDIENCE", audience.word())
}

fn portfolio() -> Folder {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in REST {
        files.entry((*path).to_owned()).or_default().push_str(text);
    }
    files.insert("content/teams/open/team.toml".to_owned(), TEAM.to_owned());
    for audience in [Audience::Public, Audience::Internal] {
        for (path, text) in ENTRIES {
            let path = told(path, audience);
            files.entry(path).or_default().push_str(&told(text, audience));
        }
        let team = files.entry("content/teams/open/team.toml".to_owned()).or_default();
        team.push_str(&told(OF_TEAM, audience));
        let day = if audience == Audience::Public {
            "2026-01-18"
        } else {
            "2026-02-01"
        };
        files.insert(format!("content/teams/open/reports/{day}.toml"), told(REPORT, audience));
    }
    let folder = Folder::empty();
    for (path, text) in files {
        folder.write(&path, &text);
    }
    folder
}

/// Builds the site for an audience; its files, names and all.
fn site(folder: &Folder, audience: &str) -> BTreeMap<String, Vec<u8>> {
    let root = folder.path().to_string_lossy().into_owned();
    let output = folder.path().join(format!("out-{audience}"));
    let said = command(&[
        "build",
        "--root",
        &root,
        "--audience",
        audience,
        "--output",
        &output.to_string_lossy(),
    ]);
    assert_eq!(said.status, 0, "{}", said.stderr);
    crate::harness::files(&output)
}

/// Where a word stands in a site, in names and bytes, whatever its case.
fn found(site: &BTreeMap<String, Vec<u8>>, word: &str) -> Vec<String> {
    let mut places = Vec::new();
    for (path, bytes) in site {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        if path.to_lowercase().contains(word) {
            places.push(path.clone());
        }
        for (at, _) in text.match_indices(word) {
            let from = text[..at].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
            let to = text[at..]
                .char_indices()
                .nth(60)
                .map_or(text.len(), |(end, _)| at + end);
            places.push(format!("{path}: {}", &text[from..to]));
        }
    }
    places
}

#[test]
fn nothing_internal_is_in_any_byte_of_a_public_site() {
    let folder = portfolio();
    let public = site(&folder, "public");
    let leaks = found(&public, CANARY);
    assert!(leaks.is_empty(), "{} places:\n{}", leaks.len(), leaks.join("\n"));
    for number in [
        "9999999",
        "9,999,999",
        "8888888",
        "8,888,888",
        "7777777",
        "7,777,777",
        "6666666",
        "6,666,666",
    ] {
        assert!(found(&public, number).is_empty(), "{:?}", found(&public, number));
    }
}

#[test]
fn the_same_words_are_in_the_internal_site_and_public_ones_in_both() {
    let folder = portfolio();
    let (internal, public) = (site(&folder, "internal"), site(&folder, "public"));
    let words = |mark: &str| -> BTreeSet<String> {
        let mut words = BTreeSet::new();
        for text in ENTRIES.iter().map(|(_, text)| *text).chain([OF_TEAM, REPORT, TEAM]) {
            let marked = text.replace('@', mark);
            for (at, _) in marked.match_indices(mark) {
                let rest = &marked[at..];
                let end = rest
                    .find(['"', ',', '\n', ']', ')', '/', '=', '.'])
                    .unwrap_or(rest.len());
                words.insert(rest[..end].trim().to_owned());
            }
        }
        words
    };
    // What no page shows of anybody's: labels mean columns, a unit is shown beside values only, names of files end.
    let unshown = ["qqcanary label", "qqcanaryunit", "qqcanary reviewer"];
    let missing = |site: &BTreeMap<String, Vec<u8>>, mark: &str| -> Vec<String> {
        let is_missing = |word: &String| {
            let in_words = word.replacen(&format!("{mark}-"), &format!("{mark} "), 1);
            found(site, word).is_empty() && found(site, &in_words).is_empty() && !unshown.contains(&word.as_str())
        };
        words(mark).into_iter().filter(is_missing).collect()
    };
    assert_eq!(missing(&internal, CANARY), [""; 0], "in the internal site");
    assert_eq!(missing(&internal, SHOWN), [""; 0], "in the internal site");
    assert_eq!(missing(&public, SHOWN), [""; 0], "in the public site");
}

/// Every key that holds words, of every kind of file, has a canary above: a new one needs another.
#[test]
fn every_key_that_holds_words_has_a_canary() {
    let mut texts = String::from(TEAM);
    for text in [OF_TEAM, REPORT]
        .into_iter()
        .chain(ENTRIES.iter().chain(REST).map(|(_, text)| *text))
    {
        texts.push_str(text);
        texts.push('\n');
    }
    // What is said of the site as a whole and not of anybody in it, and what another test plants.
    let of_all = [
        "content",
        "output",
        "theme",
        "base_url",
        "time_zone",
        "language",
        "currency",
        "window",
        "pillar_names",
        "path",
        "severities",
        "war",
        "groups",
        "redirects",
        "time_to_recover",
        "set",
        "files",
        "workload",
        "metric",
        "columns",
        "date",
    ];
    let shapes: [&Shape; 20] = [
        &shape::CONFIGURATION,
        &shape::METRIC,
        &shape::TEAM,
        &shape::REPORT,
        &shape::VALUE,
        &shape::PART,
        &shape::ACTIONS,
        &shape::RELEASES,
        &shape::RELEASE,
        &shape::INCIDENT,
        &shape::NOTAD,
        &shape::TECH_SHARE,
        &shape::MINUTES,
        &shape::TOPICS,
        &shape::TOPIC,
        &shape::WAR,
        &shape::PAGE,
        &shape::RADIATOR,
        &shape::IMPORTS,
        &shape::CATALOGUE,
    ];
    let mut missing = BTreeSet::new();
    for shape in shapes {
        missing_of(shape, &texts, &mut missing);
    }
    missing.retain(|key| !of_all.contains(&key.as_str()));
    assert!(missing.is_empty(), "without a canary: {missing:?}");
}

fn missing_of(shape: &'static Shape, texts: &str, missing: &mut BTreeSet<String>) {
    for key in shape.keys {
        if is_missing(&key.kind, texts, missing) && !has_key(texts, key.name) {
            missing.insert(key.name.to_owned());
        }
    }
}

/// Whether a type holds words; tables are looked into.
fn is_missing(kind: &'static Type, texts: &str, missing: &mut BTreeSet<String>) -> bool {
    match kind {
        Type::Text | Type::Markdown | Type::Url => true,
        Type::List(inner) | Type::Map(inner) => is_missing(inner, texts, missing),
        Type::Either(one, other) => {
            let one = is_missing(one, texts, missing);
            is_missing(other, texts, missing) || one
        }
        Type::Table(shape) | Type::Tables(shape) => {
            missing_of(shape, texts, missing);
            false
        }
        _ => false,
    }
}

fn has_key(texts: &str, key: &str) -> bool {
    texts.match_indices(key).any(|(at, _)| {
        let before = texts[..at]
            .chars()
            .next_back()
            .is_none_or(|letter| matches!(letter, '\n' | ' ' | '{' | ','));
        let after = texts[at + key.len()..].trim_start();
        before && after.starts_with('=')
    })
}

#[test]
fn a_folder_built_for_another_audience_is_refused() {
    let folder = portfolio();
    let root = folder.path().to_string_lossy().into_owned();
    assert_eq!(command(&["build", "--root", &root]).status, 0);
    let said = command(&["build", "--root", &root, "--audience", "public"]);
    assert_eq!(said.status, 2);
    assert!(
        said.stderr.contains("was built for the audience `internal`"),
        "{}",
        said.stderr
    );
}

#[test]
fn a_public_site_counts_what_it_shows() {
    let folder = portfolio();
    let public = site(&folder, "public");
    let teams = String::from_utf8_lossy(&public["data/portfolio.json"]).into_owned();
    let data: serde_json::Value = serde_json::from_str(&teams).expect("JSON");
    assert_eq!(data["teams"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_public_count_says_what_it_is_of_though_nothing_of_it_is_shown() {
    let folder = Folder::empty();
    for (path, text) in [
        (
            "scorpfolio.toml",
            "title = \"T\"\nas_of = 2026-02-10\n[cycle]\nfirst = 2026-01-05\n",
        ),
        ("content/metrics.toml", "[incidents]\naudience = \"public\"\n"),
        (
            "content/teams/a/team.toml",
            "name = \"A\"\naudience = \"public\"\n[[threat_models]]\nreviews = [{ date = 2026-01-12, open = 2 }]\n",
        ),
        (
            "content/teams/a/reports/2026-01-18.toml",
            "[metrics]\navailability = 99.9\n",
        ),
        (
            "content/teams/a/incidents/a.md",
            "+++\ntitle = \"x\"\nseverity = 3\nstarted = 2026-01-07T08:00:00Z\nrestored = 2026-01-07T09:00:00Z\n+++\n",
        ),
    ] {
        folder.write(path, text);
    }
    let public = site(&folder, "public");
    let page = String::from_utf8_lossy(&public["teams/a/metrics/incidents.html"]).into_owned();
    assert!(page.contains("no such incident"), "{page}");
    assert!(page.contains("derived from incidents, "), "{page}");
    assert!(!page.contains("threat"), "{page}");
}
