//! Publishing a built site: to S3 and what speaks like it, or to another folder.
//!
//! What lies there is compared with what is to be there, and only differences are put, in an order in which every moment's
//! site has links that lead somewhere ([`plan`](self)). What was begun and not finished is found by the next run from what
//! lies there alone. This room reads the site and does the requests; it builds nothing, and nothing of a build needs it.
//!
//! | object | what |
//! | --- | --- |
//! | the site's files | with their content type; those with a hash in the name may be kept for good by browsers |
//! | `version.json`, `build.json` | after all pages; the second says what we put, with the digest of each |
//! | `.scorpfolio-published.json` | what is begun, and since when assets of earlier builds are no longer needed |

mod error;
mod plan;
mod record;
#[cfg(test)]
mod simulation;
mod site;
mod store;
mod target;
mod there;

pub use error::{Served, Trouble, UploadError};
pub use plan::Refusal;
pub use store::Patience;
pub use target::Target;

use super::kind::content_type;
use super::manifest::{self, MANIFEST, Reading, VERSION};
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::civil::Date;
use plan::{Plan, Rules, Step};
use record::{RECORD, Record};
use site::Site;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use store::{AT_ONCE, Headers, Store};
use there::There;

/// A file whose name changes with its bytes is kept for a year, the longest that means anything.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// Everything else is kept, and asked about before it is shown.
const ASK_FIRST: &str = "no-cache";

/// What to publish, where, and how.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The built site.
    pub output: PathBuf,
    /// Where to.
    pub target: Target,
    /// Only say what would be done.
    pub dry_run: bool,
    /// Overwrite and remove also what we did not put there.
    pub delete: bool,
    /// For how many days hashed assets of earlier builds stay.
    pub keep_days: u32,
    /// Today.
    pub today: Date,
    /// Environment variables that describe the storage: `AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL`…
    pub variables: BTreeMap<String, String>,
    /// How long to wait.
    pub patience: Patience,
}

/// What was done, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Files that were not there, in the order in which they were put.
    pub added: Vec<String>,
    /// Files that were there with other bytes.
    pub replaced: Vec<String>,
    /// Files that were removed.
    pub removed: Vec<String>,
    /// Hashed assets of earlier builds that stay for now.
    pub kept: Vec<String>,
    /// Files that were there already.
    pub unchanged: usize,
    /// The length of what was put, in bytes, `version.json` and `build.json` included.
    pub bytes: u64,
}

/// Publishes a site.
pub fn publish(settings: &Settings) -> Result<Published, UploadError> {
    if let Target::Folder(folder) = &settings.target {
        refuse_overlap(&settings.output, folder)?;
    }
    let site = Site::read(&settings.output)?;
    let store = Store::open(
        &settings.target,
        &settings.variables,
        settings.patience,
        settings.dry_run,
    )?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| UploadError::reading(&settings.output, error))?;
    runtime.block_on(run(settings, &site, &store))
}

async fn run(settings: &Settings, site: &Site, store: &Store) -> Result<Published, UploadError> {
    let there = look(site, store).await?;
    let rules = Rules {
        audience: &site.audience,
        delete: settings.delete,
        whole_bucket: settings.target.is_whole_bucket(),
        today: settings.today,
        keep_days: settings.keep_days,
    };
    let plan = plan::plan(&site.files, &there, rules).map_err(|refusal| UploadError::Refused {
        target: settings.target.to_string(),
        refusal,
    })?;
    let own = own_files(site, &there);
    if !settings.dry_run {
        carry_out(&plan, &own, (site, store)).await?;
    }
    Ok(published(plan, &own, (site, &there)))
}

/// What lies there, as far as it has to be known.
async fn look(site: &Site, store: &Store) -> Result<There, UploadError> {
    let listing = store.list().await?;
    let manifest = if listing.contains_key(MANIFEST) {
        manifest::parse(&store.get(MANIFEST).await?).map_or_else(Reading::Unusable, Reading::Ours)
    } else {
        Reading::Missing
    };
    let record = if listing.contains_key(RECORD) {
        Record::read(&store.get(RECORD).await?).map(Some)
    } else {
        Ok(None)
    };
    let mut there = There::new(listing, manifest, record);
    let uncertain = there.uncertain(&site.files);
    let looks = uncertain.into_iter().map(|path| async move {
        let digest = store.digest(&path).await?;
        Ok::<_, UploadError>((path, digest))
    });
    let seen: Vec<_> = stream::iter(looks).buffer_unordered(AT_ONCE).try_collect().await?;
    for (path, digest) in seen {
        there.saw(&path, digest);
    }
    Ok(there)
}

/// `version.json` and `build.json`, if they are to be put: together, for they speak of one build.
fn own_files<'a>(site: &'a Site, there: &There) -> Vec<(&'static str, &'a [u8])> {
    let digest = super::fingerprint::Digest::of(&site.manifest);
    let same = there
        .manifest
        .as_ref()
        .is_some_and(|manifest| manifest.digest == digest);
    if same && there.has_version && !there.record.publishing {
        return Vec::new();
    }
    vec![(VERSION, &site.version), (MANIFEST, &site.manifest)]
}

async fn carry_out(plan: &Plan, own: &[(&'static str, &[u8])], ends: (&Site, &Store)) -> Result<(), UploadError> {
    let (_, store) = ends;
    let mut served = Served::AsBefore;
    for step in plan.steps() {
        let done = match step {
            Step::Record(record) => put_record(store, record).await,
            Step::Put(paths) => {
                if paths.iter().any(|path| plan.replaced.contains(path)) {
                    served = Served::Both;
                }
                put_all(paths, ends).await
            }
            Step::Own => put_own(store, own).await,
            Step::Remove(paths) => store.remove(paths).await,
        };
        done.map_err(|error| error.while_served(served))?;
        if step == Step::Own {
            served = Served::New;
        }
    }
    Ok(())
}

async fn put_record(store: &Store, record: &Record) -> Result<(), UploadError> {
    let bytes = record
        .bytes()
        .map_err(|error| UploadError::reading(Path::new(RECORD), io::Error::from(error)))?;
    store.put(RECORD, bytes, headers(RECORD, false)).await
}

async fn put_own(store: &Store, own: &[(&'static str, &[u8])]) -> Result<(), UploadError> {
    for (name, bytes) in own {
        store.put(name, bytes.to_vec(), headers(name, false)).await?;
    }
    Ok(())
}

/// Puts the files of one stage, several at once. After the first failure no other is begun, and those that are on their
/// way arrive.
async fn put_all(paths: &[String], ends: (&Site, &Store)) -> Result<(), UploadError> {
    let (site, store) = ends;
    let failed = Cell::new(false);
    let puts = paths.iter().filter_map(|path| Some((path, site.files.get(path)?)));
    let puts = puts.take_while(|_| !failed.get()).map(async |(path, file)| {
        let bytes = site.bytes(path, file)?;
        store.put(path, bytes, headers(path, file.hashed)).await
    });
    let results = stream::iter(puts)
        .buffer_unordered(AT_ONCE)
        .inspect_err(|_| failed.set(true));
    results.collect::<Vec<_>>().await.into_iter().collect()
}

fn headers(path: &str, hashed: bool) -> Headers {
    Headers {
        kind: content_type(path),
        cache: if hashed { FOR_GOOD } else { ASK_FIRST },
    }
}

fn published(plan: Plan, own: &[(&'static str, &[u8])], ends: (&Site, &There)) -> Published {
    let (site, there) = ends;
    let put = plan.puts.into_iter().flat_map(|(_, paths)| paths);
    let sizes = put.clone().filter_map(|path| Some(site.files.get(&path)?.size));
    let bytes = sizes.sum::<u64>() + own.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>();
    let (replaced, added): (Vec<String>, Vec<String>) = put.partition(|path| plan.replaced.contains(path));
    let own_replaced = own.iter().map(|(name, _)| (*name).to_owned());
    let is_there = there.manifest.is_some();
    let mut published = Published {
        added,
        replaced,
        removed: plan.removals,
        kept: plan.kept,
        unchanged: plan.unchanged,
        bytes,
    };
    if is_there {
        published.replaced.extend(own_replaced);
    } else {
        published.added.extend(own_replaced);
    }
    published
}

/// A site that is published into itself would grow with every build.
fn refuse_overlap(output: &Path, target: &Path) -> Result<(), UploadError> {
    let (inner, outer) = (super::place::resolve(output), super::place::resolve(target));
    let (Ok(output), Ok(target)) = (inner, outer) else {
        return Ok(());
    };
    if output.starts_with(&target) || target.starts_with(&output) {
        return Err(UploadError::Overlap { output, target });
    }
    Ok(())
}
