//! A build of the very input that the last one had: told by the bytes of all files, before any is parsed.
//!
//! The cache keeps a digest of everything that a site is made from, and what the build said of itself. Where that digest
//! is the same again and every file of the site lies as it was written, there is nothing to do but to say the same again, and in `version.json` and `build.json` when.

use crate::diagnostic::Diagnostic;
use crate::publish::{Fingerprint, Publication, Recovered, Stamp};
use crate::source::SourceFile;
use crate::{BuildOptions, Built, Content};
use jiff::Timestamp;
use jiff::civil::Date;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a build said of itself, apart from what it changed.
#[derive(Debug, Serialize, Deserialize)]
struct Said {
    warnings: Vec<Diagnostic>,
    left_out: usize,
    pages: usize,
    charts: usize,
    teams: usize,
    cycles: usize,
    data_through: Option<String>,
    next_expected: Option<String>,
}

/// The digest of everything that a site is made from. `None` for a site that must be made anew each time: a part, or one of
/// content of which not all can be read.
pub(crate) fn digest(
    options: &BuildOptions,
    content: &Content,
    theme: &BTreeMap<String, Vec<u8>>,
) -> Option<Fingerprint> {
    if options.part.is_some() || !content.problems.is_empty() || !content.sources.left_out.is_empty() {
        return None;
    }
    let mut configuration = content.configuration.clone();
    // Where this machine writes to is on no page.
    configuration.places.excluded.clear();
    let mut digest = Fingerprint::builder();
    digest
        .part(env!("SCORPFOLIO_SOURCE").as_bytes())
        .part(format!("{configuration:?}").as_bytes())
        .part(content.as_of.to_string().as_bytes())
        .part(options.audience.word().as_bytes())
        .part(&[u8::from(options.strict), u8::from(options.keep_going)]);
    for (path, bytes) in theme {
        digest.part(path.as_bytes()).part(bytes);
    }
    let of_file = |file: &SourceFile| {
        let mut digest = Fingerprint::builder();
        digest
            .part(file.path.as_bytes())
            .part(file.content_path.as_bytes())
            .part(file.source_path.as_bytes())
            .part(file.source_url.as_deref().unwrap_or_default().as_bytes())
            .part(&file.bytes)
            .finish()
    };
    let files: Vec<Fingerprint> = content.sources.files.par_iter().map(of_file).collect();
    for file in &files {
        digest.part(file.as_bytes());
    }
    Some(digest.finish())
}

/// What the last build said, if its site is the one of this input and lies untouched, and what this one says of the moment.
pub(crate) fn again(
    publication: &Publication,
    digest: &Fingerprint,
    (output, as_of, now): (PathBuf, Date, Timestamp),
) -> Option<(Built, Stamp)> {
    let (files, note) = publication.stands(digest)?;
    let said: Said = serde_json::from_slice(note).ok()?;
    let stamp = Stamp {
        as_of: as_of.to_string(),
        generated_at: now.to_string(),
        data_through: said.data_through,
        next_expected: said.next_expected,
    };
    let built = Built {
        warnings: said.warnings,
        left_out: said.left_out,
        pages: said.pages,
        charts: said.charts,
        files,
        changed: 0,
        removed: 0,
        teams: said.teams,
        cycles: said.cycles,
        output: Some(output),
        recovered: publication.recovered() != Recovered::Nothing,
        cache_problem: None,
    };
    Some((built, stamp))
}

/// What is kept of a build for [`again`].
pub(crate) fn note(built: &Built, stamp: &Stamp) -> Option<Vec<u8>> {
    let said = Said {
        warnings: built.warnings.clone(),
        left_out: built.left_out,
        pages: built.pages,
        charts: built.charts,
        teams: built.teams,
        cycles: built.cycles,
        data_through: stamp.data_through.clone(),
        next_expected: stamp.next_expected.clone(),
    };
    serde_json::to_vec(&said).ok()
}
