//! What is shown now: the site, what keeps a newer one from being shown, and which pages are open. The loop that builds
//! puts it here; requests and pages that wait for news read it.

use super::problem;
use super::site::Site;
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// What is shown at one moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// The site; none before the first build that succeeds.
    pub(super) site: Option<Arc<Site>>,
    /// What pages are told, see [`problem::state`].
    pub(super) state: Arc<str>,
}

impl Shown {
    /// The build of the site; empty if there is none.
    pub(super) fn build(&self) -> &str {
        self.site.as_ref().map_or("", |site| site.build.as_str())
    }
}

/// The place that the loop and the requests share.
#[derive(Debug)]
pub(super) struct Stage {
    shown: watch::Sender<Shown>,
    /// Paths within the site of the pages that wait for news, and how many wait.
    open: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Stage {
    /// An empty stage.
    pub(super) fn new() -> Self {
        Self {
            shown: watch::Sender::new(Shown::default()),
            open: Arc::default(),
        }
    }

    /// Shows a site, or that there is none, with the problems that a newer one has; all open pages learn of it.
    pub(super) fn show(&self, site: Option<Arc<Site>>, problems: &[Diagnostic]) {
        let build = site.as_ref().map_or("", |site| site.build.as_str());
        let state = problem::state(build, problems).into();
        self.shown.send_replace(Shown { site, state });
    }

    /// What is shown.
    pub(super) fn now(&self) -> Shown {
        self.shown.borrow().clone()
    }

    /// What is shown, now and whenever it changes.
    pub(super) fn follow(&self) -> watch::Receiver<Shown> {
        let mut follower = self.shown.subscribe();
        follower.mark_changed();
        follower
    }

    /// Notes that a page is open, until what is returned is dropped.
    pub(super) fn opened(&self, path: String) -> Open {
        *unpoisoned(&self.open).entry(path.clone()).or_default() += 1;
        Open {
            path,
            open: Arc::clone(&self.open),
        }
    }

    /// The pages that are open.
    pub(super) fn open_pages(&self) -> Vec<String> {
        unpoisoned(&self.open).keys().cloned().collect()
    }
}

/// A page that is open.
#[derive(Debug)]
pub(super) struct Open {
    path: String,
    open: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut open = unpoisoned(&self.open);
        if let Some(count) = open.get_mut(&self.path) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.path);
            }
        }
    }
}

/// A request that panicked leaves at most a page that counts as open.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_open_as_long_as_anybody_waits_with_it() {
        let stage = Stage::new();
        let first = stage.opened("a.html".to_owned());
        let second = stage.opened("a.html".to_owned());
        drop(first);
        assert_eq!(stage.open_pages(), ["a.html"]);
        drop(second);
        assert!(stage.open_pages().is_empty());
    }
}
