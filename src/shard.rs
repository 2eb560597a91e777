//! A site on many machines: each makes one part of it from the same input, and one joins the parts.
//!
//! Every machine reads, analyses and plans the whole, which is cheap, and makes the files that belong to its
//! [`Part`](crate::publish::Part). Whoever joins them reads no content: it knows from what each part says of itself that all
//! were made from the same, and that none is missing. The site is the one that a single build makes, byte for byte.
//!
//! Nothing is started, fetched or sent here: that is the CI's matter.

use crate::diagnostic::{Code, Diagnostic, sorted};
use crate::publish::{Fingerprint, Joint, Part, Parts, Publication, Recovered, Settings, Stamp, Summary};
use crate::render::{Rendered, Scene, Stopped, broken_link, render_part};
use crate::{BuildOptions, Built, Loaded, Refused, configuration, settings};
use std::path::PathBuf;

/// Makes a part and publishes it.
pub(crate) fn make(
    site: (Scene<'_>, &Loaded),
    into: (Publication, Part),
    stamp: &Stamp,
) -> Result<(Rendered, Summary), Stopped> {
    let ((scene, loaded), (publication, part)) = (site, into);
    let made = render_part(scene, &publication, part)?;
    let joint = Joint {
        inputs: inputs(scene, loaded),
        site_files: made.site_files,
        site_paths: made.site_paths,
        pages: made.pages,
        charts: made.charts,
        teams: scene.portfolio.teams.len(),
        cycles: scene.portfolio.calendar.ended,
        left_out: loaded.sources.left_out.len(),
        links: made.links,
    };
    let rendered = Rendered {
        pages: made.pages,
        charts: made.charts,
    };
    Ok((rendered, publication.commit_part(stamp, &joint)?))
}

/// A digest of all that a site is made from, equal on all machines that have the same.
fn inputs(scene: Scene<'_>, loaded: &Loaded) -> String {
    let mut digest = Fingerprint::builder();
    digest
        .part(scene.inputs.shared.as_bytes())
        .part(scene.inputs.all_teams.as_bytes());
    for file in &loaded.sources.files {
        // Where a file is linked to depends on the clone it lies in, too.
        for text in [&file.path, &file.content_path, &file.source_path] {
            digest.part(text.as_bytes());
        }
        digest.part(file.source_url.as_deref().unwrap_or_default().as_bytes());
    }
    blake3::Hash::from_bytes(*digest.finish().as_bytes())
        .to_hex()
        .to_string()
}

/// Joins the parts of a site that lie in these folders, and publishes it. Of `options` only the folder of scorpfolio.toml,
/// the output and `force` matter; with an output no scorpfolio.toml is needed.
pub fn merge(options: &BuildOptions, folders: &[PathBuf]) -> Result<Built, Refused> {
    let parts = Parts::read(folders)?;
    let (output, protected) = place(options)?;
    let publication = Publication::open(&Settings {
        output: output.clone(),
        cache: None,
        force: options.force,
        protected: protected.into_iter().chain(folders.iter().cloned()).collect(),
        audience: parts.audience().to_owned(),
        part: None,
    })?;
    let broken: Vec<Diagnostic> = parts
        .broken()
        .into_iter()
        .map(|link| broken_link(link, link.0))
        .collect();
    if !broken.is_empty() {
        return Err(Refused::Problems(sorted(broken)));
    }
    parts.add_to(&publication)?;
    let recovered = publication.recovered() != Recovered::Nothing;
    let summary = publication.commit(&parts.stamp())?;
    let (pages, charts) = parts.pages_and_charts();
    let (teams, cycles) = parts.teams_and_cycles();
    Ok(Built {
        warnings: Vec::new(),
        left_out: parts.left_out(),
        pages,
        charts,
        files: summary.files,
        changed: summary.added.len() + summary.changed.len(),
        removed: summary.removed.len(),
        teams,
        cycles,
        output: Some(output),
        recovered,
        cache_problem: None,
    })
}

/// Where the site goes, and what must not be touched there.
fn place(options: &BuildOptions) -> Result<(PathBuf, Vec<PathBuf>), Refused> {
    match (configuration(options), &options.output) {
        (Ok((configuration, _)), output) => {
            let configured = || options.root.join(&configuration.config.output);
            let output = output.clone().unwrap_or_else(configured);
            let protected = settings(options, &configuration, &output).protected;
            Ok((output, protected))
        }
        (Err(refused), Some(output)) if is_missing(&refused) => Ok((output.clone(), Vec::new())),
        (Err(refused), _) => Err(refused),
    }
}

/// Whether there is no scorpfolio.toml: a machine that only joins needs no content.
fn is_missing(refused: &Refused) -> bool {
    match refused {
        Refused::Problems(problems) => problems
            .iter()
            .any(|problem| problem.code == Code::MissingConfiguration),
        Refused::Publish(_) => false,
    }
}

/// Whether this one of several machines says what the content has to say: warnings are the same for all, and said once.
pub(crate) fn says_warnings(part: Option<Part>) -> bool {
    part.is_none_or(|part| part.number() == 1)
}
