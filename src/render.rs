//! Pages rendered in parallel and streamed into the publication, and the check of their links.
//!
//! Memory holds the model and a few pages, never the site: a page's path is checked against the plan at once, and only
//! links to anchors wait until all pages are known.

mod fingerprint;
mod gathered;
mod memory;
mod part;
mod paths;
mod planned;

pub use memory::Memory;
pub use part::{RenderedPart, render_part};
pub use planned::{Planned, plan};

use crate::analyse::Analysis;
use crate::card;
use crate::data::{self, DataFile};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::inputs::Inputs;
use crate::letters;
use crate::link;
use crate::model::metric::MetricIndex;
use crate::model::portfolio::Portfolio;
use crate::page::outlet::{self, Outlet};
use crate::page::preview::{self, Preview};
use crate::page::{self, Alike, Kind, Page, Site};
use crate::progress::Progress;
use crate::publish::{Fingerprint, PageLinks, Publication, PublishError};
use crate::theme::Theme;
use fingerprint::{fingerprint, is_of_all_teams};
use gathered::{AllFinished, Finished, Gathered};
use rayon::prelude::*;
use std::borrow::Borrow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What a page is made from.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// What was written.
    pub portfolio: &'a Portfolio,
    /// What it means.
    pub analysis: &'a Analysis,
    /// How it looks.
    pub theme: &'a Theme,
    /// Digests of the inputs.
    pub inputs: &'a Inputs,
    /// Who is told of each file.
    pub progress: &'a dyn Progress,
}

/// Where finished files go.
#[derive(Debug, Clone, Copy)]
pub enum Sink<'a> {
    /// Into the output.
    Publication(&'a Publication),
    /// Nowhere: everything is made and checked, nothing written.
    Nothing,
    /// Nowhere either; what was made before of the same input is not made again. Once the flag is set, nothing more is
    /// made, and the result means nothing.
    Memory(&'a Memory, &'a AtomicBool),
}

/// All paths of a site. Each page asks for some dozens, so they are found by hash.
type Paths<P> = HashSet<P, ahash::RandomState>;

/// What was rendered.
#[derive(Debug, Clone, Default)]
pub struct Rendered {
    /// Pages of HTML, whether rendered or kept.
    pub pages: usize,
    /// Charts drawn, those of kept pages included.
    pub charts: usize,
}

/// Why rendering stopped.
#[derive(Debug)]
pub enum Stopped {
    /// The content, the theme or a link is wrong.
    Problems(Vec<Diagnostic>),
    /// The output cannot be written.
    Publish(PublishError),
}

impl From<PublishError> for Stopped {
    fn from(error: PublishError) -> Self {
        Self::Publish(error)
    }
}

/// What several files show alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shows {
    /// A metric of a team.
    Metric(usize, MetricIndex),
    /// The screens of one of a radiator's kinds, of which each file has one.
    Screens(usize, usize),
}

/// One file of the site.
#[derive(Debug, Clone)]
enum Work<'a> {
    Page(&'a Page),
    Data(Arc<str>, DataFile),
    Outlet(Arc<str>, Outlet),
    Bytes(Arc<str>, Arc<[u8]>),
    Card(Arc<str>, Preview),
}

impl Work<'_> {
    fn path(&self) -> &str {
        self.held_path()
    }

    /// The path as it is held, for whoever holds it as long.
    fn held_path(&self) -> &Arc<str> {
        match self {
            Self::Page(page) => &page.path,
            Self::Data(path, _) | Self::Outlet(path, _) | Self::Bytes(path, _) | Self::Card(path, _) => path,
        }
    }

    /// All it shows, where several files show the same.
    fn shows(&self) -> Option<Shows> {
        match self {
            Self::Page(page) => match page.kind {
                Kind::TeamMetric { team, metric } | Kind::Embed { team, metric } => Some(Shows::Metric(team, metric)),
                Kind::Radiator { radiator, of, .. } => Some(Shows::Screens(radiator, of.0)),
                _ => None,
            },
            Self::Outlet(_, Outlet::TeamPicture { team, metric }) => Some(Shows::Metric(*team, *metric)),
            _ => None,
        }
    }

    /// What it is, for whoever asks where the time went.
    fn kind(&self) -> &'static str {
        match self {
            Self::Page(page) => page.kind.plural(),
            Self::Data(..) => "data files",
            Self::Outlet(_, Outlet::Feed(_)) => "feeds",
            Self::Outlet(_, Outlet::Badge(_) | Outlet::BadgeData(_)) => "badges",
            Self::Outlet(_, Outlet::TeamPicture { .. } | Outlet::Picture(_)) => "charts as files",
            Self::Bytes(..) => "files as they are",
            Self::Card(..) => "link previews",
        }
    }
}

/// Makes every file of the site and checks all links.
pub fn render(scene: Scene<'_>, sink: Sink<'_>) -> Result<Rendered, Stopped> {
    let pages = page::plan(scene.portfolio, scene.analysis);
    let work = work(&pages, other_files(scene, &pages));
    let paths = unique_paths(&work, scene.portfolio)?;
    let all: Vec<&Work<'_>> = work.iter().collect();
    let mut finished = finish_all(&all, scene, (sink, &paths))?;
    for (place, link) in finished.to_anchors {
        let (target, anchor) = link.split_once('#').unwrap_or((&link, ""));
        let ids = (all.binary_search_by(|work| work.path().cmp(target)).ok()).map(|index| &finished.anchors[index]);
        if !ids.is_some_and(|ids| ids.have(anchor)) {
            finished.problems.push(broken(all[place].path(), &link, scene));
        }
    }
    if finished.problems.is_empty() {
        Ok(Rendered {
            pages: pages.len(),
            charts: finished.charts,
        })
    } else {
        Err(Stopped::Problems(once_a_place(finished.problems)))
    }
}

/// Makes these files; what of their links can be checked at once is checked.
fn finish_all(work: &[&Work<'_>], scene: Scene<'_>, out: (Sink<'_>, &Paths<&str>)) -> Result<AllFinished, Stopped> {
    scene.progress.to_make(work.len());
    if let Sink::Publication(publication) = out.0 {
        publication.reserve(work.len());
    }
    let timed = |work: &Work<'_>, alike: &Alike| {
        let begun = scene.progress.elapsed();
        let result = finish((work, alike), scene, out);
        let took = scene.progress.elapsed().saturating_sub(begun);
        scene.progress.made(work.kind(), took);
        result
    };
    // What is made of all teams takes longest: begun first, it does not keep one thread busy when the others are done.
    let mut order: Vec<usize> = (0..work.len()).collect();
    order.par_sort_by_cached_key(|index| (!is_of_all_teams(work[*index], scene.portfolio), work[*index].shows()));
    // Files that show the same are made by one thread, one after the other.
    let is_alike = |one: &usize, other: &usize| {
        let shows = work[*one].shows();
        shows.is_some() && shows == work[*other].shows()
    };
    let units: Vec<&[usize]> = order.chunk_by(is_alike).collect();
    let gathered = Mutex::new(Gathered::of(work.len()));
    units.par_iter().with_max_len(1).for_each(|unit| {
        let alike = Alike::default();
        for place in *unit {
            let result = timed(work[*place], &alike);
            // Whoever panicked has ended the build.
            let mut gathered = gathered.lock().unwrap_or_else(PoisonError::into_inner);
            gathered.add(*place, result);
        }
    });
    gathered.into_inner().unwrap_or_else(PoisonError::into_inner).finish()
}

/// One file of the site, made by itself.
#[derive(Debug)]
pub struct Made {
    /// What [`render`] would write.
    pub bytes: Vec<u8>,
    /// Its links to files that the site does not have. Links to places within other pages are not looked at.
    pub broken: Vec<Diagnostic>,
}

/// Makes one file of the site; `None` if the site has no such file, or the publication alone can write it.
#[must_use]
pub fn one(scene: Scene<'_>, planned: &Planned, path: &str) -> Option<Result<Made, Stopped>> {
    let page = planned.pages().iter().find(|page| *page.path == *path).map(Work::Page);
    let drawn = || {
        let mut outlets = outlet::plan(scene.portfolio, scene.analysis).into_iter();
        let found = outlets.find(|(planned, _)| planned == path);
        found.map(|(path, outlet)| Work::Outlet(path.into(), outlet))
    };
    // Last what is copied whole, such as fonts, to be listed.
    let work = page.or_else(drawn).or_else(|| {
        other_files(scene, planned.pages())
            .into_iter()
            .find(|work| work.path() == path)
    })?;
    Some(make(&work, &Alike::default(), scene).map(|(bytes, links)| Made {
        bytes,
        broken: checked(path, &links.links, (scene, planned.paths()), &links.anchors).broken,
    }))
}

/// A broken template fails on every page that uses it: the first page stands for all.
fn once_a_place(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<(String, u32, u32), usize> = BTreeMap::new();
    let mut kept: Vec<Diagnostic> = Vec::new();
    for problem in problems {
        let place = problem
            .place
            .as_ref()
            .filter(|_| problem.code == Code::Template)
            .map(|place| (place.file.clone(), place.line, place.column));
        match place.map(|place| seen.entry(place)) {
            Some(Entry::Occupied(mut count)) => *count.get_mut() += 1,
            Some(Entry::Vacant(first)) => {
                first.insert(0);
                kept.push(problem);
            }
            None => kept.push(problem),
        }
    }
    for problem in &mut kept {
        let place = problem
            .place
            .as_ref()
            .map(|place| (place.file.clone(), place.line, place.column));
        if let Some(others) = place.and_then(|place| seen.get(&place)).filter(|others| **others > 0) {
            problem.message = format!("{}, and {others} more", problem.message);
        }
    }
    kept
}

/// Every file of the site, sorted by path.
fn work<'a>(pages: &'a [Page], others: Vec<Work<'a>>) -> Vec<Work<'a>> {
    let mut work = Vec::with_capacity(pages.len() + others.len());
    work.extend(pages.iter().map(Work::Page));
    work.extend(others);
    work.par_sort_by(|a, b| a.path().cmp(b.path()));
    work
}

/// Every file of the site that is no page.
fn other_files<'a>(scene: Scene<'a>, pages: &[Page]) -> Vec<Work<'a>> {
    let portfolio = scene.portfolio;
    let mut work: Vec<Work<'a>> = data::plan(portfolio)
        .into_iter()
        .map(|(path, file)| Work::Data(path.into(), file))
        .collect();
    work.extend(
        outlet::plan(portfolio, scene.analysis)
            .into_iter()
            .map(|(path, outlet)| Work::Outlet(path.into(), outlet)),
    );
    work.extend(
        scene
            .theme
            .assets
            .iter()
            .map(|(path, bytes)| Work::Bytes(path.as_str().into(), bytes.as_slice().into())),
    );
    work.extend(
        portfolio
            .attachments
            .iter()
            .map(|attachment| Work::Bytes(attachment.url.as_str().into(), attachment.bytes.clone())),
    );
    let previews = preview::previews(portfolio).into_iter();
    work.extend(previews.map(|(path, preview)| Work::Card(path.into(), preview)));
    // Without this file GitHub Pages would run the site through a generator of its own.
    work.push(Work::Bytes(".nojekyll".into(), Arc::from(&b""[..])));
    let robots = if portfolio.config.indexing {
        "User-agent: *\nAllow: /\n"
    } else {
        "User-agent: *\nDisallow: /\n"
    };
    let sitemap =
        outlet::sitemap_address(portfolio).map_or_else(String::new, |address| format!("Sitemap: {address}\n"));
    let robots = ("robots.txt".to_owned(), format!("{robots}{sitemap}"));
    let written = outlet::sitemap(portfolio, pages).into_iter().chain([robots]);
    work.extend(written.map(|(path, text)| Work::Bytes(path.into(), text.into_bytes().into())));
    work
}

/// All paths of the site; two files that want one are a problem.
fn unique_paths<'a>(work: &'a [Work<'_>], portfolio: &Portfolio) -> Result<Paths<&'a str>, Stopped> {
    let mut paths = Paths::with_capacity_and_hasher(work.len() + 2, ahash::RandomState::default());
    let mut problems = Vec::new();
    // Written by the publication itself.
    paths.extend(["version.json", "build.json"]);
    for file in work {
        if !paths.insert(file.path()) {
            let message = format!("two things want the page `{}`", file.path());
            problems.push(
                Diagnostic::new(Code::PathTaken, message, "rename one of them, or remove the redirect")
                    .at(Place::file("scorpfolio.toml")),
            );
        }
    }
    problems.extend(paths::problems(work, &paths, portfolio));
    if problems.is_empty() {
        Ok(paths)
    } else {
        Err(Stopped::Problems(problems))
    }
}

fn finish(what: (&Work<'_>, &Alike), scene: Scene<'_>, out: (Sink<'_>, &Paths<&str>)) -> Result<Finished, Stopped> {
    let ((work, alike), (sink, paths)) = (what, out);
    let path = work.path();
    let fingerprint = fingerprint(work, scene.inputs, scene.portfolio);
    if let Sink::Publication(publication) = sink
        && publication.is_current(path, &fingerprint)
        && let Some(recorded) = publication.links_of(path)
    {
        return Ok(checked(path, &recorded.links, (scene, paths), &recorded.anchors));
    }
    if let Work::Card(_, preview) = work {
        return match sink {
            Sink::Publication(publication) => publish_card((path, *preview), scene, (publication, fingerprint)),
            // Nothing can be wrong with a picture, and it takes long: it is made when somebody asks for it.
            Sink::Memory(..) | Sink::Nothing => Ok(Finished::default()),
        };
    }
    if let Sink::Memory(memory, stop) = sink {
        if stop.load(Ordering::Relaxed) {
            return Ok(Finished::default());
        }
        if let Some(links) = memory.links_of(path, &fingerprint) {
            return Ok(checked(path, &links.links, (scene, paths), &links.anchors));
        }
    }
    let (bytes, links) = make(work, alike, scene)?;
    match sink {
        Sink::Publication(publication) => {
            publication.add(Arc::clone(work.held_path()), &bytes, fingerprint, &links)?;
        }
        Sink::Memory(memory, _) => memory.keep(path, fingerprint, &links),
        Sink::Nothing => {}
    }
    Ok(checked(path, &links.links, (scene, paths), &links.anchors))
}

/// Publishes a card. Its drawing is made in no time; only where it is not the recorded one, the picture is made too: on
/// another day, or after another report of its team, most cards say what they said.
fn publish_card(
    card: (&str, Preview),
    scene: Scene<'_>,
    out: (&Publication, Fingerprint),
) -> Result<Finished, Stopped> {
    let ((path, preview), (publication, fingerprint)) = (card, out);
    let drawing = drawing(preview, scene);
    let mut digest = Fingerprint::builder();
    digest
        .part(env!("SCORPFOLIO_SOURCE").as_bytes())
        .part(scene.theme.fonts.fingerprint().as_bytes())
        .part(drawing.fingerprint().as_bytes());
    let digest = format!("{DRAWING}{}", blake3::Hash::from(*digest.finish().as_bytes()).to_hex());
    let recorded = publication.links_of(path);
    let is_same = recorded.is_some_and(|recorded| recorded.anchors.iter().any(|anchor| **anchor == *digest));
    if !(is_same && publication.keep(path, &fingerprint)) {
        let links = PageLinks {
            anchors: vec![digest],
            ..PageLinks::default()
        };
        let bytes = card::picture(&drawing, &scene.theme.fonts);
        publication.add(path, &bytes, fingerprint, &links)?;
    }
    Ok(Finished::default())
}

/// Marks the digest of a card's drawing among its recorded anchors; no page links to a place in a picture.
const DRAWING: &str = "drawing: ";

fn drawing(preview: Preview, scene: Scene<'_>) -> card::Drawing {
    card::drawing(
        &preview::card(preview, &site(scene, &Alike::default())),
        &scene.theme.fonts,
    )
}

fn site<'a>(scene: Scene<'a>, alike: &'a Alike) -> Site<'a> {
    Site {
        portfolio: scene.portfolio,
        analysis: scene.analysis,
        assets: &scene.theme.published,
        alike,
    }
}

/// A file's bytes, and the links in them.
fn make(work: &Work<'_>, alike: &Alike, scene: Scene<'_>) -> Result<(Vec<u8>, PageLinks), Stopped> {
    Ok(match work {
        Work::Bytes(_, bytes) => (bytes.to_vec(), PageLinks::default()),
        Work::Data(_, file) => (data::bytes(file, scene.portfolio, scene.analysis), PageLinks::default()),
        Work::Card(_, preview) => {
            let bytes = card::picture(&drawing(*preview, scene), &scene.theme.fonts);
            (bytes, PageLinks::default())
        }
        Work::Outlet(_, outlet) => {
            let text = outlet::text(*outlet, &site(scene, alike));
            let text = if outlet.is_drawn() {
                scene.theme.dressed(&text)
            } else {
                text
            };
            (letters::shown(text).into_bytes(), PageLinks::default())
        }
        Work::Page(page) => {
            let html = letters::shown(html(page, alike, scene)?);
            let mut links = link::scan(&page.path, &html);
            let charts = memchr::memmem::find_iter(html.as_bytes(), "<svg class=\"chart").count();
            // The number of charts is kept with the page's own names, so that an unchanged page need not be read again.
            links.anchors.push(format!("{CHARTS}{charts}"));
            (html.into_bytes(), links)
        }
    })
}

/// Marks the number of charts among a page's recorded anchors; no id may begin like this, since ids hold no spaces.
const CHARTS: &str = "charts drawn: ";

fn checked<P: Borrow<str> + Eq + Hash>(
    path: &str,
    links: &[impl AsRef<str>],
    context: (Scene<'_>, &Paths<P>),
    anchors: &[impl AsRef<str>],
) -> Finished {
    let (scene, paths) = context;
    let mut finished = Finished::default();
    for link in links.iter().map(AsRef::as_ref) {
        match link.split_once('#') {
            None if paths.contains(link) => {}
            Some((target, anchor)) if target == path && anchors.iter().any(|own| own.as_ref() == anchor) => {}
            Some((target, _)) if paths.contains(target) => finished.to_anchors.push(link.to_owned()),
            _ => finished.broken.push(broken(path, link, scene)),
        }
    }
    for anchor in anchors.iter().map(AsRef::as_ref) {
        if let Some(charts) = anchor.strip_prefix(CHARTS) {
            finished.charts = charts.parse().unwrap_or(0);
        } else {
            finished.anchors.push_str(anchor);
            finished.anchors.push('\n');
        }
    }
    finished
}

fn html(page: &Page, alike: &Alike, scene: Scene<'_>) -> Result<String, Stopped> {
    let view = page::view(page, &site(scene, alike));
    let source = view.source.map(|origin| scene.portfolio.file(origin));
    scene
        .theme
        .render(view.template, &view.context, (&page.path, source))
        .map_err(|problem| Stopped::Problems(vec![problem]))
}

fn broken(path: &str, link: &str, scene: Scene<'_>) -> Diagnostic {
    let is_redirect = scene.portfolio.config.redirects.iter().any(|(from, _)| from == path);
    broken_link((path, link), if is_redirect { "scorpfolio.toml" } else { path })
}

/// The problem of a page and its link that leads nowhere, with the file to correct.
pub(crate) fn broken_link(link: (&str, &str), place: &str) -> Diagnostic {
    let (path, link) = link;
    let message = format!("the page {path} links to `{link}`, which the site does not have");
    let cure = "correct the link in the content or the theme's template, or in `[redirects]`";
    Diagnostic::new(Code::BrokenLink, message, cure).at(Place::file(place))
}
