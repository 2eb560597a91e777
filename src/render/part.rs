//! A part of a site: of all files that the site has, those that belong to it. Links to places within pages of other parts
//! are kept for whoever joins them.

use super::{Scene, Sink, Stopped, Work, broken, finish_all, once_a_place, other_files, unique_paths, work};
use crate::page;
use crate::publish::{PageLinks, Part, Publication, digest_of_paths};
use std::collections::BTreeMap;

/// What was rendered of a part, and what is known of the site it is of.
#[derive(Debug, Clone)]
pub struct RenderedPart {
    /// Pages of HTML in the part.
    pub pages: usize,
    /// Charts on them.
    pub charts: usize,
    /// How many files the part has.
    pub files: usize,
    /// How many files the site has.
    pub site_files: usize,
    /// The digest of the paths of the site.
    pub site_paths: String,
    /// Of each page of the part its links to places within pages of other parts, and the places within it.
    pub links: BTreeMap<String, PageLinks>,
}

/// Makes the files of a part, and checks all links but those to places within pages of other parts.
pub fn render_part(scene: Scene<'_>, publication: &Publication, part: Part) -> Result<RenderedPart, Stopped> {
    let pages = page::plan(scene.portfolio, scene.analysis);
    let work = work(&pages, other_files(scene, &pages));
    let paths = unique_paths(&work, scene.portfolio)?;
    let own: Vec<&Work<'_>> = work.iter().filter(|work| part.has(work.path())).collect();
    let mut finished = finish_all(&own, scene, (Sink::Publication(publication), &paths))?;
    let mut links: BTreeMap<String, PageLinks> = BTreeMap::new();
    for (place, link) in finished.to_anchors {
        let path = own[place].path();
        let (target, anchor) = link.split_once('#').unwrap_or((&link, ""));
        match own.binary_search_by(|work| work.path().cmp(target)) {
            Ok(index) if finished.anchors[index].have(anchor) => {}
            Ok(_) => finished.problems.push(broken(path, &link, scene)),
            Err(_) => links.entry(path.to_owned()).or_default().links.push(link.to_string()),
        }
    }
    if !finished.problems.is_empty() {
        return Err(Stopped::Problems(once_a_place(finished.problems)));
    }
    let is_page = |work: &Work<'_>| matches!(work, Work::Page(_));
    let pages = own.iter().zip(&finished.anchors).filter(|(work, _)| is_page(work));
    for (work, ids) in pages.clone() {
        let ids: Vec<String> = ids.iter().map(str::to_owned).collect();
        if !ids.is_empty() {
            links.entry(work.path().to_owned()).or_default().anchors = ids;
        }
    }
    Ok(RenderedPart {
        pages: pages.count(),
        charts: finished.charts,
        files: own.len(),
        site_files: work.len(),
        site_paths: digest_of_paths(work.iter().map(Work::path)),
        links,
    })
}
