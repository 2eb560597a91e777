//! Plans carried out on a bucket in memory, stopped anywhere, any number of times: what a reader can reach from the start
//! page must be there after every single step.

use super::plan::{Plan, Refusal, Rules, Step, plan};
use super::record::{RECORD, Record};
use super::site::File;
use super::there::There;
use crate::publish::Stamp;
use crate::publish::fingerprint::Digest;
use crate::publish::manifest::{self, MANIFEST, NewBuild, Reading, VERSION};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Files by path; those of pages are the paths they lead to, one a line.
type Files = BTreeMap<String, String>;

/// What lies in the bucket; the prefix is of no interest here.
#[derive(Clone, Default)]
struct Bucket(BTreeMap<String, Vec<u8>>);

impl Bucket {
    fn there(&self) -> There {
        let listing = self
            .0
            .iter()
            .map(|(path, bytes)| (path.clone(), bytes.len() as u64))
            .collect();
        let manifest = match self.0.get(MANIFEST) {
            Some(bytes) => manifest::parse(bytes).map_or_else(Reading::Unusable, Reading::Ours),
            None => Reading::Missing,
        };
        let record = self.0.get(RECORD).map(|bytes| Record::read(bytes)).transpose();
        There::new(listing, manifest, record)
    }

    fn plan(&self, site: &Files, rules: Rules<'_>) -> Result<Plan, Refusal> {
        let wanted = wanted(site);
        let mut there = self.there();
        for path in there.uncertain(&wanted) {
            there.saw(&path, Some(Digest::of(&self.0[&path])));
        }
        let plan = plan(&wanted, &there, rules)?;
        let holds = |path: &String| self.0.get(path).is_some_and(|bytes| *bytes == site[path].as_bytes());
        let in_vain: Vec<_> = plan
            .puts
            .iter()
            .flat_map(|(_, paths)| paths)
            .filter(|path| holds(path))
            .collect();
        assert!(in_vain.is_empty(), "put though it is there: {in_vain:?}");
        Ok(plan)
    }

    /// Carries out single steps until one would be more than `until`; says whether all were. What may come in any order
    /// comes by name, or the other way round where `until` is odd.
    fn carry_out(&mut self, site: &Files, plan: &Plan, until: usize) -> bool {
        let mut left = until;
        for step in plan.steps() {
            let mut each: Vec<(&str, Option<Vec<u8>>)> = match step {
                Step::Record(record) => vec![(RECORD, Some(record.bytes().unwrap()))],
                Step::Put(paths) => paths
                    .iter()
                    .map(|path| (path.as_str(), Some(site[path].clone().into_bytes())))
                    .collect(),
                Step::Own => vec![(VERSION, Some(b"{}".to_vec())), (MANIFEST, Some(manifest_of(site)))],
                Step::Remove(paths) => paths.iter().map(|path| (path.as_str(), None)).collect(),
            };
            if until % 2 == 1 && !matches!(step, Step::Own) {
                each.reverse();
            }
            for (path, bytes) in each {
                if left == 0 {
                    return false;
                }
                left -= 1;
                match bytes {
                    Some(bytes) => drop(self.0.insert(path.to_owned(), bytes)),
                    None => drop(self.0.remove(path)),
                }
                assert_eq!(self.dangling(), Vec::<String>::new(), "after {path} in {plan:#?}");
            }
        }
        true
    }

    /// What the pages lead to that are reached from the start page, and is not there.
    fn dangling(&self) -> Vec<String> {
        let mut dangling = Vec::new();
        let mut seen = BTreeSet::new();
        let mut next: Vec<String> = self
            .0
            .contains_key("index.html")
            .then(|| "index.html".to_owned())
            .into_iter()
            .collect();
        while let Some(path) = next.pop() {
            match self.0.get(&path) {
                None => dangling.push(path),
                Some(bytes) if seen.insert(path.clone()) && path.strip_suffix(".html").is_some() => {
                    next.extend(String::from_utf8(bytes.clone()).unwrap().lines().map(str::to_owned));
                }
                Some(_) => {}
            }
        }
        dangling
    }

    fn files(&self) -> Files {
        let own = [MANIFEST, VERSION, RECORD];
        let files = self.0.iter().filter(|(path, _)| !own.contains(&path.as_str()));
        files
            .map(|(path, bytes)| (path.clone(), String::from_utf8(bytes.clone()).unwrap()))
            .collect()
    }
}

fn wanted(site: &Files) -> BTreeMap<String, File> {
    let file = |(path, text): (&String, &String)| {
        let file = File {
            hash: Digest::of(text.as_bytes()),
            size: text.len() as u64,
            hashed: path.starts_with("assets/"),
        };
        (path.clone(), file)
    };
    site.iter().map(file).collect()
}

fn manifest_of(site: &Files) -> Vec<u8> {
    let files: Vec<_> = site
        .iter()
        .map(|(path, text)| {
            let record = manifest::Record {
                hash: Digest::of(text.as_bytes()),
                size: text.len() as u64,
            };
            (path.as_str(), record)
        })
        .collect();
    let stamp = Stamp {
        as_of: "2026-04-02".into(),
        generated_at: "2026-04-02T08:00:00Z".into(),
        data_through: None,
        next_expected: None,
    };
    let new = NewBuild {
        audience: "internal",
        build: &manifest::content_hash(&files),
        previous: None,
        stamp: &stamp,
        files: &files,
        added: &[],
        changed: &[],
        removed: &[],
    };
    let mut bytes = Vec::new();
    manifest::write(&mut bytes, &new).unwrap();
    bytes
}

fn rules(today: Date) -> Rules<'static> {
    Rules {
        audience: "internal",
        delete: false,
        whole_bucket: false,
        today,
        keep_days: 7,
    }
}

const TODAY: Date = date(2026, 4, 2);

fn files(texts: &[(&str, &str)]) -> Files {
    texts
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// Sites with links between any of their files: pages, an asset that is renamed with its bytes, data, a feed.
fn site() -> impl Strategy<Value = Files> {
    let page = || proptest::collection::vec(any::<u8>(), 0..4);
    let pages = proptest::collection::btree_map(0..4_u8, page(), 1..5);
    (page(), pages, 0..2_u8, any::<bool>()).prop_map(|(index, pages, style, has_data)| {
        let mut names: Vec<String> = pages.keys().map(|number| format!("p{number}.html")).collect();
        names.push("index.html".into());
        names.push(format!("assets/site-000000000{style}.css"));
        names.push("feed.xml".into());
        names.extend(has_data.then(|| "data.json".to_owned()));
        let links = |chosen: &[u8]| -> String {
            chosen
                .iter()
                .map(|number| names[usize::from(*number) % names.len()].clone() + "\n")
                .collect()
        };
        let mut site: Files = names.iter().map(|name| (name.clone(), style.to_string())).collect();
        site.extend(
            pages
                .iter()
                .map(|(number, chosen)| (format!("p{number}.html"), links(chosen))),
        );
        site.insert("index.html".into(), links(&index));
        site
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn links_lead_somewhere_after_every_step_however_often_it_stops(
        runs in proptest::collection::vec((site(), 0..14_usize, 0..5_i32), 1..8),
        last in site(),
    ) {
        let mut bucket = Bucket::default();
        let mut today = TODAY;
        for (site, until, days) in &runs {
            today = today.checked_add(jiff::Span::new().days(*days)).unwrap();
            let plan = bucket.plan(site, rules(today)).unwrap();
            bucket.carry_out(site, &plan, *until);
        }
        let plan = bucket.plan(&last, rules(today)).unwrap();
        prop_assert!(bucket.carry_out(&last, &plan, usize::MAX));
        let mut files = bucket.files();
        files.retain(|path, _| last.contains_key(path) || !path.starts_with("assets/"));
        prop_assert_eq!(&files, &last, "nothing of ours is left but assets that wait");
        let again = bucket.plan(&last, rules(today)).unwrap();
        prop_assert_eq!(again.steps(), vec![Step::Own]);
        // When the days are over nothing but the site is there.
        let later = today.checked_add(jiff::Span::new().days(7)).unwrap();
        let plan = bucket.plan(&last, rules(later)).unwrap();
        bucket.carry_out(&last, &plan, usize::MAX);
        prop_assert_eq!(&bucket.files(), &last);
    }

    #[test]
    fn what_others_put_there_stays(runs in proptest::collection::vec((site(), 0..14_usize), 1..4)) {
        let mut bucket = Bucket::default();
        let first = files(&[("index.html", "")]);
        let plan = bucket.plan(&first, rules(TODAY)).unwrap();
        bucket.carry_out(&first, &plan, usize::MAX);
        bucket.0.insert("theirs.html".into(), b"gone.html".to_vec());
        bucket.0.insert("assets/theirs-0123456789.css".into(), b"x".to_vec());
        for (site, until) in &runs {
            let plan = bucket.plan(site, rules(TODAY)).unwrap();
            bucket.carry_out(site, &plan, *until);
            prop_assert!(bucket.0.contains_key("theirs.html") && bucket.0.contains_key("assets/theirs-0123456789.css"));
        }
    }
}

/// A bucket that was left when this file had been put.
fn stopped_at(bucket: &Bucket, site: &Files, path: &str) -> Bucket {
    let plan = bucket.plan(site, rules(TODAY)).unwrap();
    let mut stopped = bucket.clone();
    // Even numbers: the order is by name.
    for until in (0..).step_by(2) {
        stopped.clone_from(bucket);
        let whole = stopped.carry_out(site, &plan, until);
        if stopped.0.get(path).is_some_and(|bytes| *bytes == site[path].as_bytes()) {
            return stopped;
        }
        assert!(!whole, "{path} was never put");
    }
    unreachable!("a plan has an end")
}

#[test]
fn a_page_that_nothing_led_to_is_mended_before_something_does() {
    let first = after(&files(&[("index.html", "b.html"), ("b.html", "")]));
    // `c` is there and leads to `z`, which is not.
    let second = files(&[
        ("index.html", "b.html"),
        ("b.html", "c.html"),
        ("c.html", "z.html"),
        ("z.html", ""),
    ]);
    let mut bucket = stopped_at(&first, &second, "c.html");
    assert!(!bucket.0.contains_key("z.html"));
    let third = files(&[("index.html", "b.html"), ("b.html", "c.html"), ("c.html", "b.html")]);
    let plan = bucket.plan(&third, rules(TODAY)).unwrap();
    assert!(bucket.carry_out(&third, &plan, 100));
}

#[test]
fn a_new_page_that_something_leads_to_waits_for_one_that_is_broken() {
    let first = after(&files(&[("index.html", "b.html"), ("b.html", "")]));
    // Stopped when `b` led to `c` already…
    let second = files(&[("index.html", "b.html"), ("b.html", "c.html"), ("c.html", "")]);
    let bucket = stopped_at(&first, &second, "b.html");
    // … and again when `d` was there, but not `z`, to which it leads.
    let third = files(&[
        ("index.html", "b.html"),
        ("b.html", "c.html"),
        ("c.html", "d.html"),
        ("d.html", "z.html"),
        ("z.html", ""),
    ]);
    let mut bucket = stopped_at(&bucket, &third, "d.html");
    assert!(!bucket.0.contains_key("z.html"));
    let last = files(&[
        ("index.html", "b.html"),
        ("b.html", "c.html"),
        ("c.html", "d.html"),
        ("d.html", "b.html"),
    ]);
    let plan = bucket.plan(&last, rules(TODAY)).unwrap();
    assert!(bucket.carry_out(&last, &plan, 100));
}

/// A bucket after one whole publication.
fn after(site: &Files) -> Bucket {
    let mut bucket = Bucket::default();
    let plan = bucket.plan(site, rules(TODAY)).unwrap();
    assert!(bucket.carry_out(site, &plan, usize::MAX));
    bucket
}

#[test]
fn the_start_page_comes_after_all_it_leads_to_and_a_feed_after_the_pages_it_names() {
    let site = files(&[
        ("index.html", "a.html"),
        ("a.html", "assets/site-0123456789.css"),
        ("assets/site-0123456789.css", ""),
        ("data/a.json", ""),
        ("feeds/all.xml", ""),
    ]);
    // The page is new too: the feed that is there must not name it before.
    let bucket = after(&files(&[("index.html", ""), ("feeds/all.xml", "old")]));
    let plan = bucket.plan(&site, rules(TODAY)).unwrap();
    let order: Vec<&str> = plan
        .puts
        .iter()
        .flat_map(|(_, paths)| paths)
        .map(String::as_str)
        .collect();
    assert_eq!(
        order,
        [
            "assets/site-0123456789.css",
            "data/a.json",
            "a.html",
            "index.html",
            "feeds/all.xml"
        ]
    );
}

#[test]
fn one_changed_page_is_put_alone_and_the_record_says_so_before() {
    let bucket = after(&files(&[("index.html", "a.html"), ("a.html", "")]));
    let plan = bucket
        .plan(
            &files(&[("index.html", "a.html"), ("a.html", "index.html")]),
            rules(TODAY),
        )
        .unwrap();
    let steps = plan.steps();
    let [Step::Record(begun), Step::Put(put), Step::Own, Step::Record(finished)] = steps.as_slice() else {
        panic!("{steps:?}");
    };
    assert_eq!(*put, ["a.html"]);
    assert!(begun.publishing && begun.changing.contains("a.html") && !finished.publishing);
}

#[test]
fn an_asset_of_an_earlier_build_goes_after_its_days() {
    let (old, new) = ("assets/site-0000000001.css", "assets/site-0000000002.css");
    let mut bucket = after(&files(&[("index.html", old), (old, "")]));
    let site = files(&[("index.html", new), (new, "")]);
    for (day, stays) in [(2, true), (8, true), (9, false), (10, false)] {
        let plan = bucket.plan(&site, rules(date(2026, 4, day))).unwrap();
        assert_eq!(plan.kept, if stays { vec![old] } else { vec![] }, "on day {day}");
        bucket.carry_out(&site, &plan, usize::MAX);
        assert_eq!(bucket.0.contains_key(old), stays, "on day {day}");
    }
}

#[test]
fn an_asset_that_comes_back_begins_its_days_anew() {
    let (one, other) = ("assets/site-0000000001.css", "assets/site-0000000002.css");
    let site_of = |style: &str| files(&[("index.html", style), (style, "")]);
    let mut bucket = after(&site_of(one));
    for (day, style) in [(2, other), (5, one), (8, other)] {
        let plan = bucket.plan(&site_of(style), rules(date(2026, 4, day))).unwrap();
        bucket.carry_out(&site_of(style), &plan, usize::MAX);
    }
    let plan = bucket.plan(&site_of(other), rules(date(2026, 4, 14))).unwrap();
    assert_eq!(plan.kept, [one]);
}

#[test]
fn a_place_that_is_not_ours_is_refused_and_named() {
    let site = files(&[("index.html", "a.html"), ("a.html", "")]);
    let mut bucket = Bucket::default();
    for path in ["index.html", "theirs/x.html", "logs/1"] {
        bucket.0.insert(path.into(), b"theirs".to_vec());
    }
    let delete = Rules {
        delete: true,
        ..rules(TODAY)
    };
    let Err(Refusal::Foreign { objects, .. }) = bucket.plan(&site, rules(TODAY)) else {
        panic!("not refused");
    };
    assert_eq!(objects, ["index.html", "logs/1", "theirs/x.html"]);
    let whole = Rules {
        whole_bucket: true,
        ..delete
    };
    assert!(matches!(bucket.plan(&site, whole), Err(Refusal::WholeBucket { .. })));
    let plan = bucket.plan(&site, delete).unwrap();
    assert_eq!(plan.removals, ["theirs/x.html", "logs/1"]);
    bucket.0.insert("theirs/build.json".into(), b"{}".to_vec());
    let expected = Refusal::OtherSite {
        folders: vec!["theirs/".into()],
    };
    assert_eq!(bucket.plan(&site, delete), Err(expected));
}

#[test]
fn a_file_of_others_in_the_way_is_not_overwritten() {
    let mut bucket = after(&files(&[("index.html", "")]));
    bucket.0.insert("a.html".into(), b"theirs".to_vec());
    let site = files(&[("index.html", "a.html"), ("a.html", "")]);
    let expected = Refusal::InTheWay {
        objects: vec!["a.html".into()],
    };
    assert_eq!(bucket.plan(&site, rules(TODAY)), Err(expected));
    // The same bytes hurt nobody.
    bucket.0.insert("a.html".into(), Vec::new());
    assert!(bucket.plan(&site, rules(TODAY)).is_ok());
}

#[test]
fn another_audience_is_refused_even_when_its_first_publication_stopped() {
    let site = files(&[("index.html", "")]);
    let other = Rules {
        audience: "public",
        delete: true,
        ..rules(TODAY)
    };
    let stopped = {
        let mut bucket = Bucket::default();
        let plan = bucket.plan(&site, rules(TODAY)).unwrap();
        assert!(!bucket.carry_out(&site, &plan, 2));
        bucket
    };
    for bucket in [after(&site), stopped] {
        assert!(matches!(bucket.plan(&site, other), Err(Refusal::OtherAudience { .. })));
    }
}

#[test]
fn a_file_that_somebody_removed_or_cut_short_is_put_again() {
    let site = files(&[("index.html", "a.html"), ("a.html", "index.html"), ("b.html", "")]);
    let mut bucket = after(&site);
    bucket.0.remove("b.html");
    bucket.0.insert("a.html".into(), b"inde".to_vec());
    let plan = bucket.plan(&site, rules(TODAY)).unwrap();
    let mut put: Vec<&String> = plan.puts.iter().flat_map(|(_, paths)| paths).collect();
    put.sort();
    assert_eq!(put, ["a.html", "b.html"]);
}
