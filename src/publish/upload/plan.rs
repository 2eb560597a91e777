//! What to put, in which order, and what to remove, from what is wanted and what lies there. Pure.
//!
//! The order keeps one promise: at every moment, every page that a reader can reach from the start page leads to objects
//! that exist. New pages come while nothing leads to them, changed pages when all that they may lead to is there, the
//! start page after them, and removals when nothing leads to what goes. What a publication that stopped has left counts:
//! the record says to which of its pages something may lead.

use super::record::Record;
use super::site::File;
use super::there::There;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What is put together, in this order; within one, in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Files whose names change with their bytes.
    Assets,
    /// Files without links: data, pictures, texts; and feeds that are not there.
    Files,
    /// Pages that are not there.
    NewPages,
    /// Pages that are there with other bytes, and to which nothing leads.
    UnlinkedPages,
    /// Pages that readers may be at.
    ChangedPages,
    /// The start page and the page for what is not found: what readers reach without a link.
    Entrances,
    /// Feeds and the site map that are there with other bytes: they lead to pages, and programs read them.
    Feeds,
}

/// What the plan is to keep to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'a> {
    /// Whom the site is for.
    pub(super) audience: &'a str,
    /// Whether what we did not put may be overwritten and removed.
    pub(super) delete: bool,
    /// Whether the prefix is empty, so that all of the bucket lies below it.
    pub(super) whole_bucket: bool,
    /// Today.
    pub(super) today: Date,
    /// For how many days hashed assets of earlier builds stay.
    pub(super) keep_days: u32,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// What to put, in order; no stage is empty.
    pub(super) puts: Vec<(Stage, Vec<String>)>,
    /// Those of the puts that replace an object.
    pub(super) replaced: BTreeSet<String>,
    /// What to remove after all else, pages before the others.
    pub(super) removals: Vec<String>,
    /// Assets of earlier builds that stay for now.
    pub(super) kept: Vec<String>,
    /// Files of the site that are there already.
    pub(super) unchanged: usize,
    /// The record before the first put; none if it need not change.
    pub(super) begun: Option<Record>,
    /// The record before the first page to which something may lead, where it differs.
    pub(super) linking: Option<Record>,
    /// The record when the site is in place, before the removals.
    pub(super) finished: Option<Record>,
    /// The record when all is done, where something was removed.
    pub(super) cleared: Option<Record>,
}

/// One step of a plan; each is begun when the one before is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// Write the record.
    Record(&'a Record),
    /// Put these files, in any order.
    Put(&'a [String]),
    /// Put `version.json` and then `build.json`, if they differ.
    Own,
    /// Remove these, in any order.
    Remove(&'a [String]),
}

impl Plan {
    /// What to do, in order.
    pub(super) fn steps(&self) -> Vec<Step<'_>> {
        let mut steps: Vec<Step<'_>> = self.begun.iter().map(Step::Record).collect();
        let leads = |(stage, _): &(Stage, Vec<String>)| *stage >= Stage::ChangedPages;
        let before = self.puts.iter().take_while(|put| !leads(put)).count();
        let (unlinked, linked) = self.puts.split_at(before);
        steps.extend(unlinked.iter().map(|(_, paths)| Step::Put(paths)));
        steps.extend(self.linking.iter().map(Step::Record));
        steps.extend(linked.iter().map(|(_, paths)| Step::Put(paths)));
        steps.push(Step::Own);
        steps.extend(self.finished.iter().map(Step::Record));
        let (pages, others) = self
            .removals
            .split_at(self.removals.partition_point(|path| is_page(path)));
        steps.extend(
            [pages, others]
                .into_iter()
                .filter(|paths| !paths.is_empty())
                .map(Step::Remove),
        );
        steps.extend(self.cleared.iter().map(Step::Record));
        steps
    }
}

/// Why nothing may be put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The site there is for another audience.
    OtherAudience {
        /// Its audience.
        there: String,
        /// That of the site to be published.
        wanted: String,
    },
    /// There are objects, and nothing says that we put them.
    Foreign {
        /// Why nothing there counts as ours.
        reason: String,
        /// The objects.
        objects: Vec<String>,
    },
    /// All of a bucket would be emptied.
    WholeBucket {
        /// The objects that are not ours.
        objects: Vec<String>,
    },
    /// Objects that we did not put have the names of files of the site.
    InTheWay {
        /// The objects.
        objects: Vec<String>,
    },
    /// Another site below the prefix would be removed.
    OtherSite {
        /// The folders of other sites.
        folders: Vec<String>,
    },
}

/// Makes the plan, or says why there is none.
pub(super) fn plan(wanted: &BTreeMap<String, File>, there: &There, rules: Rules<'_>) -> Result<Plan, Refusal> {
    refuse(wanted, there, rules)?;
    let mut stages: BTreeMap<Stage, Vec<String>> = BTreeMap::new();
    for (path, file) in wanted.iter().filter(|(path, file)| !there.holds(path, file)) {
        stages.entry(stage(path, file, there)).or_default().push(path.clone());
    }
    let puts: Vec<(Stage, Vec<String>)> = stages.into_iter().collect();
    let put: BTreeSet<&String> = puts.iter().flat_map(|(_, paths)| paths).collect();
    let (retired, removals) = leaving(wanted, there, rules);
    let changes = !put.is_empty() || !removals.is_empty() || retired != there.record.retired;
    let begun = begun(wanted, there, (&put, &retired, rules));
    let linking = linking(&begun, wanted, &puts);
    let finished = Record {
        unlinked: removals.iter().filter(|path| is_ours(there, path)).cloned().collect(),
        retired: retired.clone(),
        audience: rules.audience.to_owned(),
        ..Record::default()
    };
    let cleared = Record {
        unlinked: BTreeSet::new(),
        ..finished.clone()
    };
    Ok(Plan {
        kept: retired.into_keys().collect(),
        replaced: put
            .iter()
            .copied()
            .filter(|path| there.objects.contains_key(*path))
            .cloned()
            .collect(),
        unchanged: wanted.len() - put.len(),
        cleared: (!finished.unlinked.is_empty()).then_some(cleared),
        finished: (changes || there.record.publishing).then_some(finished),
        begun: changes.then_some(begun),
        linking,
        puts,
        removals,
    })
}

/// Whether a path is one of a theme's assets, whose name holds the beginning of a hash of its bytes.
pub(super) fn looks_hashed(path: &str) -> bool {
    hash_in_name(path).is_some()
}

/// The hash in the name of an asset: `1a2b3c4d5e` of `assets/site-1a2b3c4d5e.css`.
pub(super) fn hash_in_name(path: &str) -> Option<&str> {
    let name = path.strip_prefix("assets/")?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let (_, hash) = stem.rsplit_once('-')?;
    let is_hash = hash.len() == 10 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_hash.then_some(hash)
}

fn refuse(wanted: &BTreeMap<String, File>, there: &There, rules: Rules<'_>) -> Result<(), Refusal> {
    let recorded = [
        there.manifest.as_ref().map(|manifest| &manifest.audience),
        Some(&there.record.audience),
    ];
    let other = |audience: &&String| !audience.is_empty() && *audience != rules.audience;
    if let Some(other) = recorded.into_iter().flatten().find(other) {
        return Err(Refusal::OtherAudience {
            there: other.clone(),
            wanted: rules.audience.to_owned(),
        });
    }
    let is_foreign = |path: &&String| {
        let same = wanted.get(*path).is_some_and(|file| there.holds(path, file));
        !is_ours(there, path) && !same
    };
    let foreign: Vec<String> = there.objects.keys().filter(is_foreign).cloned().collect();
    if foreign.is_empty() {
        return Ok(());
    }
    if let Some(reason) = &there.strange {
        if rules.whole_bucket {
            return Err(Refusal::WholeBucket { objects: foreign });
        }
        if !rules.delete {
            return Err(Refusal::Foreign {
                reason: reason.clone(),
                objects: foreign,
            });
        }
    }
    if rules.delete {
        let sites = foreign.iter().filter_map(|path| path.strip_suffix("/build.json"));
        let folders: Vec<String> = sites.map(|folder| format!("{folder}/")).collect();
        return if folders.is_empty() {
            Ok(())
        } else {
            Err(Refusal::OtherSite { folders })
        };
    }
    let objects: Vec<String> = foreign.into_iter().filter(|path| wanted.contains_key(path)).collect();
    if objects.is_empty() {
        Ok(())
    } else {
        Err(Refusal::InTheWay { objects })
    }
}

fn stage(path: &str, file: &File, there: &There) -> Stage {
    if file.hashed {
        return Stage::Assets;
    }
    if !is_page(path) {
        // Pages name feeds, so that a new one comes before them.
        let is_feed = has_ending(path, "xml") && there.objects.contains_key(path);
        return if is_feed { Stage::Feeds } else { Stage::Files };
    }
    match there.objects.get(path) {
        _ if path == "index.html" || path == "404.html" => Stage::Entrances,
        None => Stage::NewPages,
        Some(object) if !object.linked => Stage::UnlinkedPages,
        Some(_) => Stage::ChangedPages,
    }
}

/// The assets that wait, with the day since when, and what goes.
fn leaving(wanted: &BTreeMap<String, File>, there: &There, rules: Rules<'_>) -> (BTreeMap<String, Date>, Vec<String>) {
    let mut retired = BTreeMap::new();
    let mut removals = Vec::new();
    let left = there
        .objects
        .iter()
        .filter(|(path, _)| !wanted.contains_key(*path) && !is_own(path));
    for (path, object) in left {
        let since = there.record.retired.get(path).copied().unwrap_or(rules.today);
        if object.ours && looks_hashed(path) && !is_over(since, rules) {
            retired.insert(path.clone(), since);
        } else if object.ours || rules.delete {
            removals.push(path.clone());
        }
    }
    removals.sort_by_key(|path| !is_page(path));
    (retired, removals)
}

fn is_over(since: Date, rules: Rules<'_>) -> bool {
    // A difference of two days of years with four digits is a number of days.
    since
        .until(rules.today)
        .is_ok_and(|span| i64::from(span.get_days()) >= i64::from(rules.keep_days))
}

/// The record that says all that may be true until the publication is finished.
fn begun(
    wanted: &BTreeMap<String, File>,
    there: &There,
    more: (&BTreeSet<&String>, &BTreeMap<String, Date>, Rules<'_>),
) -> Record {
    let (put, retired, rules) = more;
    let stays = |path: &String| there.lists(path) && wanted.contains_key(path);
    let mut record = Record {
        audience: rules.audience.to_owned(),
        publishing: true,
        retired: retired.clone(),
        ..Record::default()
    };
    if let Some(manifest) = &there.manifest {
        let differs = |path: &String, hash| there.objects.get(path).is_some_and(|object| object.hash != Some(hash));
        let changing = manifest
            .files
            .iter()
            .filter(|(path, listed)| put.contains(path) || differs(path, listed.hash));
        record.changing = changing.map(|(path, _)| path.clone()).collect();
    }
    for (path, object) in &there.objects {
        if object.ours && !stays(path) && !retired.contains_key(path) {
            let set = if object.linked {
                &mut record.linked
            } else {
                &mut record.unlinked
            };
            set.insert(path.clone());
        }
    }
    let linked = |path: &String| there.objects.get(path).is_some_and(|object| object.linked);
    let new = put.iter().filter(|path| !there.lists(path) && !linked(path));
    record.unlinked.extend(new.map(|path| (*path).clone()));
    record
}

/// The same when the new pages are there and other pages are about to lead to them; none if there are no such pages.
fn linking(begun: &Record, wanted: &BTreeMap<String, File>, puts: &[(Stage, Vec<String>)]) -> Option<Record> {
    let leads = |(stage, _): &(Stage, Vec<String>)| matches!(stage, Stage::ChangedPages | Stage::Entrances);
    let wanted_now = |path: &&String| wanted.contains_key(*path);
    let has_new_pages = begun.unlinked.iter().filter(wanted_now).any(|path| is_page(path));
    (has_new_pages && puts.iter().any(leads)).then(|| {
        let mut record = begun.clone();
        let (linked, unlinked) = begun
            .unlinked
            .iter()
            .cloned()
            .partition(|path| wanted.contains_key(path));
        record.unlinked = unlinked;
        let linked: BTreeSet<String> = linked;
        record.linked.extend(linked);
        record
    })
}

fn is_ours(there: &There, path: &str) -> bool {
    there.objects.get(path).is_some_and(|object| object.ours)
}

/// Whether a file is one of the two that every build writes; they are neither planned nor removed.
fn is_own(path: &str) -> bool {
    path == crate::publish::manifest::MANIFEST || path == crate::publish::manifest::VERSION
}

fn is_page(path: &str) -> bool {
    has_ending(path, "html")
}

fn has_ending(path: &str, ending: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, found)| found == ending)
}
