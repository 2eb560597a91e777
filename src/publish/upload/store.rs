//! The storage: a bucket, or a folder. Every access to it is here, and nothing here knows what a site is.

use super::error::UploadError;
use super::target::Target;
use crate::publish::fingerprint::Digest;
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as Key;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, GetOptions, ObjectStore, ObjectStoreExt, PutOptions,
    PutPayload, RetryConfig,
};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How many requests run at once.
pub(super) const AT_ONCE: usize = 16;
/// The name under which an object's digest is kept with it.
const DIGEST: &str = "sha256";

/// How long to wait for a storage, and how often.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For how long one request may run.
    pub timeout: Duration,
    /// How often a request is made again that failed for no fault of its own.
    pub retries: usize,
    /// The pause before the first repetition; later ones are longer.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            timeout: Duration::from_mins(1),
            retries: 4,
            pause: Duration::from_millis(300),
        }
    }
}

/// What a client is told with an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Headers {
    /// The content type.
    pub(super) kind: &'static str,
    /// For how long it may be kept.
    pub(super) cache: &'static str,
}

/// Where a site is put.
pub(super) struct Store {
    objects: Arc<dyn ObjectStore>,
    target: Target,
    /// The folder, where it is one; it may not exist in a dry run.
    folder: Option<PathBuf>,
}

impl Store {
    /// Reaches for the storage. Only a folder is touched by it: one that is missing is made, unless this is a dry run.
    pub(super) fn open(
        target: &Target,
        variables: &BTreeMap<String, String>,
        patience: Patience,
        dry_run: bool,
    ) -> Result<Store, UploadError> {
        let failed = |error: object_store::Error| UploadError::storage("open", target.to_string(), &error);
        let (store, folder): (Arc<dyn ObjectStore>, _) = match target {
            Target::Bucket { bucket, .. } => (Arc::new(s3(bucket, variables, patience).map_err(failed)?), None),
            Target::Folder(folder) if dry_run && !folder.exists() => (Arc::new(InMemory::new()), Some(folder.clone())),
            Target::Folder(folder) => {
                fs::create_dir_all(folder).map_err(|error| UploadError::reading(folder, error))?;
                let store = LocalFileSystem::new_with_prefix(folder).map_err(failed)?;
                (Arc::new(store.with_automatic_cleanup(true)), Some(folder.clone()))
            }
        };
        Ok(Store {
            objects: store,
            target: target.clone(),
            folder,
        })
    }

    /// Every object below the prefix, by its path there, with its size.
    pub(super) async fn list(&self) -> Result<BTreeMap<String, u64>, UploadError> {
        if let Some(folder) = &self.folder {
            return list_folder(folder);
        }
        let prefix = self.prefix();
        let found: Vec<_> = self
            .objects
            .list(prefix.as_ref())
            .try_collect()
            .await
            .map_err(|error| UploadError::storage("list", self.target.to_string(), &error))?;
        let below = |key: &Key| {
            let inside = match &prefix {
                Some(prefix) => key.as_ref().strip_prefix(prefix.as_ref())?.strip_prefix('/')?,
                None => key.as_ref(),
            };
            (!inside.is_empty()).then(|| inside.to_owned())
        };
        Ok(found
            .into_iter()
            .filter_map(|object| Some((below(&object.location)?, object.size)))
            .collect())
    }

    /// The bytes of an object.
    pub(super) async fn get(&self, path: &str) -> Result<Vec<u8>, UploadError> {
        let key = self.key(path)?;
        let failed = |error: object_store::Error| self.failed("read", path, &error);
        let found = self.objects.get(&key).await.map_err(failed)?;
        Ok(found.bytes().await.map_err(failed)?.to_vec())
    }

    /// The digest of an object's bytes; none if nothing says it.
    pub(super) async fn digest(&self, path: &str) -> Result<Option<Digest>, UploadError> {
        if self.folder.is_some() {
            return Ok(Some(Digest::of(&self.get(path).await?)));
        }
        let options = GetOptions {
            head: true,
            ..GetOptions::default()
        };
        let found = self.objects.get_opts(&self.key(path)?, options).await;
        let found = found.map_err(|error| self.failed("read", path, &error))?;
        let kept = found.attributes.get(&Attribute::Metadata(DIGEST.into()));
        Ok(kept.and_then(|digest| Digest::from_hex(digest)))
    }

    /// Puts an object, whole or not at all.
    pub(super) async fn put(&self, path: &str, bytes: Vec<u8>, headers: Headers) -> Result<(), UploadError> {
        let mut attributes = Attributes::new();
        if let Some(folder) = &self.folder {
            refuse_links(folder, path)?;
        } else {
            attributes.insert(Attribute::ContentType, headers.kind.into());
            attributes.insert(Attribute::CacheControl, headers.cache.into());
            attributes.insert(
                Attribute::Metadata(DIGEST.into()),
                Digest::of(&bytes).to_string().into(),
            );
        }
        let options = PutOptions {
            attributes,
            ..PutOptions::default()
        };
        let put = self
            .objects
            .put_opts(&self.key(path)?, PutPayload::from(bytes), options)
            .await;
        put.map(drop).map_err(|error| self.failed("write", path, &error))
    }

    /// Removes objects. One that is gone already is no failure.
    pub(super) async fn remove(&self, paths: &[String]) -> Result<(), UploadError> {
        let keys: Result<Vec<Key>, UploadError> = paths.iter().map(|path| self.key(path)).collect();
        let keys = stream::iter(keys?.into_iter().map(Ok)).boxed();
        let mut removed = self.objects.delete_stream(keys);
        while let Some(one) = removed.next().await {
            match one {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => {
                    return Err(UploadError::storage(
                        "remove files from",
                        self.target.to_string(),
                        &error,
                    ));
                }
            }
        }
        Ok(())
    }

    fn prefix(&self) -> Option<Key> {
        match &self.target {
            Target::Bucket { prefix, .. } if !prefix.is_empty() => Key::parse(prefix).ok(),
            _ => None,
        }
    }

    fn key(&self, path: &str) -> Result<Key, UploadError> {
        let whole = match self.prefix() {
            Some(prefix) => format!("{prefix}/{path}"),
            None => path.to_owned(),
        };
        Key::parse(whole).map_err(|error| self.failed("name", path, &error.into()))
    }

    fn failed(&self, doing: &'static str, path: &str, error: &object_store::Error) -> UploadError {
        UploadError::storage(doing, format!("{}/{path}", self.target), error)
    }
}

/// S3 as the usual variables describe it.
fn s3(
    bucket: &str,
    variables: &BTreeMap<String, String>,
    patience: Patience,
) -> Result<impl ObjectStore, object_store::Error> {
    // Only the first call has an effect, and each would set the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let endpoint = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"];
    let endpoint = endpoint.iter().find_map(|name| variables.get(*name));
    // What is sent to this machine itself cannot be overheard on the way.
    let is_here = endpoint.is_some_and(|url| {
        ["http://127.0.0.1", "http://localhost", "http://[::1]"]
            .iter()
            .any(|here| url.starts_with(here))
    });
    let options = ClientOptions::new()
        .with_timeout(patience.timeout)
        .with_connect_timeout(patience.timeout.min(Duration::from_secs(10)))
        .with_allow_http(is_here);
    let retries = u32::try_from(patience.retries).unwrap_or(u32::MAX);
    let retry = RetryConfig {
        backoff: BackoffConfig {
            init_backoff: patience.pause,
            max_backoff: patience.pause.saturating_mul(30),
            base: 2.0,
        },
        max_retries: patience.retries,
        retry_timeout: patience.timeout.saturating_mul(retries.saturating_add(1)),
    };
    let mut builder = AmazonS3Builder::new().with_client_options(options).with_retry(retry);
    for (name, value) in variables {
        if let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
            builder = builder.with_config(key, value);
        }
    }
    builder.with_bucket_name(bucket).build()
}

/// Every file of a folder by its path there. A link is listed as one object, and not followed.
fn list_folder(folder: &Path) -> Result<BTreeMap<String, u64>, UploadError> {
    let mut found = BTreeMap::new();
    if !folder.exists() {
        return Ok(found);
    }
    for entry in walkdir::WalkDir::new(folder).min_depth(1) {
        let entry = entry.map_err(|error| UploadError::reading(folder, error.into()))?;
        if entry.file_type().is_dir() {
            continue;
        }
        let path = entry.path();
        let size = entry
            .metadata()
            .map_err(|error| UploadError::reading(path, error.into()))?
            .len();
        let inside = path.strip_prefix(folder).unwrap_or(path);
        let Some(text) = inside.to_str() else {
            let cause = io::Error::new(io::ErrorKind::InvalidData, "its name is no text");
            return Err(UploadError::reading(path, cause));
        };
        if !is_unfinished(text) {
            found.insert(text.replace('\\', "/"), size);
        }
    }
    Ok(found)
}

/// Whether a name is that of a file that was not written to its end: `index.html#1`.
fn is_unfinished(name: &str) -> bool {
    let number = name.rsplit_once('#').map(|(_, number)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Nothing is written through a link: it may lead out of the folder.
fn refuse_links(folder: &Path, path: &str) -> Result<(), UploadError> {
    let mut place = folder.to_path_buf();
    for name in path.split('/') {
        place.push(name);
        if fs::symlink_metadata(&place).is_ok_and(|found| found.file_type().is_symlink()) {
            return Err(UploadError::Link { path: place });
        }
    }
    Ok(())
}
