//! What is left of files once they are made: counts, problems, and what is needed to check links to places within pages.

use super::Stopped;
use crate::diagnostic::Diagnostic;
use crate::publish::PublishError;
use std::collections::HashSet;
use std::sync::Arc;

/// What is left of a file once it is staged.
#[derive(Default)]
pub(super) struct Finished {
    pub(super) charts: usize,
    /// The ids in it, a line each.
    pub(super) anchors: String,
    /// Links to places within other pages.
    pub(super) to_anchors: Vec<String>,
    pub(super) broken: Vec<Diagnostic>,
}

/// What is left of many files once they are staged.
pub(super) struct AllFinished {
    pub(super) charts: usize,
    pub(super) problems: Vec<Diagnostic>,
    /// Links to places within pages, each with the place of the file it is in.
    pub(super) to_anchors: Vec<(usize, Arc<str>)>,
    /// The ids in each file, in the files' order.
    pub(super) anchors: Vec<Ids>,
}

/// What is left of files as they are made, whichever is made first.
#[derive(Default)]
pub(super) struct Gathered {
    charts: usize,
    problems: Vec<(usize, Diagnostic)>,
    to_anchors: Vec<(usize, Arc<str>)>,
    anchors: Vec<Ids>,
    stopped: Option<(usize, PublishError)>,
    /// Links and ids, each held once: those of one page are those of many.
    texts: HashSet<Arc<str>, ahash::RandomState>,
}

impl Gathered {
    pub(super) fn of(files: usize) -> Self {
        Self {
            anchors: vec![Ids::default(); files],
            ..Self::default()
        }
    }

    /// Adds what is left of the file at a place.
    pub(super) fn add(&mut self, place: usize, result: Result<Finished, Stopped>) {
        match result {
            Ok(finished) => {
                self.charts += finished.charts;
                self.problems
                    .extend(finished.broken.into_iter().map(|problem| (place, problem)));
                for link in finished.to_anchors {
                    let link = self.once(&link);
                    self.to_anchors.push((place, link));
                }
                if !finished.anchors.is_empty() {
                    self.anchors[place] = Ids(Some(self.once(&finished.anchors)));
                }
            }
            Err(Stopped::Problems(found)) => self.problems.extend(found.into_iter().map(|problem| (place, problem))),
            // The last file's, whichever came first.
            Err(Stopped::Publish(error)) => {
                if self.stopped.as_ref().is_none_or(|(other, _)| *other < place) {
                    self.stopped = Some((place, error));
                }
            }
        }
    }

    fn once(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&text));
        text
    }

    /// All of it, in the files' order.
    pub(super) fn finish(mut self) -> Result<AllFinished, Stopped> {
        if let Some((_, error)) = self.stopped {
            return Err(error.into());
        }
        self.problems.sort_by_key(|(place, _)| *place);
        self.to_anchors.sort_by_key(|(place, _)| *place);
        Ok(AllFinished {
            charts: self.charts,
            problems: self.problems.into_iter().map(|(_, problem)| problem).collect(),
            to_anchors: self.to_anchors,
            anchors: self.anchors,
        })
    }
}

/// The ids in a page, a line each: no id holds white space, and a text of its own for each would take several times the
/// memory on a site of thousands of pages.
#[derive(Debug, Clone, Default)]
pub(super) struct Ids(Option<Arc<str>>);

impl Ids {
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|ids| ids.lines())
    }

    pub(super) fn have(&self, id: &str) -> bool {
        self.iter().any(|own| own == id)
    }
}
