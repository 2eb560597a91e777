//! Sees that a file of the portfolio has changed: by what the system offers, or by looking again and again.
//!
//! It knows where content may lie, not what it means: which folders these are is said by scorpfolio.toml, anew with each
//! build.

use super::Wake;
use crate::source::{Places, expand};
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, Event, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often files are looked at where the system says nothing.
const POLL: Duration = Duration::from_millis(500);

/// Watches a portfolio.
pub(super) struct Watcher {
    system: Box<dyn notify::Watcher>,
    watched: BTreeMap<PathBuf, RecursiveMode>,
    interest: Arc<Mutex<Interest>>,
    wake: Sender<Wake>,
    root: PathBuf,
    polls: bool,
}

impl Watcher {
    /// A watcher that does not watch anything yet. `root` is the real folder of scorpfolio.toml.
    pub(super) fn new(root: &Path, polls: bool, wake: Sender<Wake>) -> notify::Result<Self> {
        let interest = Arc::new(Mutex::new(Interest::default()));
        let start = |polls| start(polls, &interest, &wake);
        let (watcher, polls) = match start(polls) {
            Ok(watcher) => (watcher, polls),
            Err(_) if !polls => (start(true)?, true),
            Err(error) => return Err(error),
        };
        Ok(Self {
            system: watcher,
            watched: BTreeMap::new(),
            interest,
            wake,
            root: root.to_owned(),
            polls,
        })
    }

    /// Whether files are looked at again and again.
    pub(super) fn polls(&self) -> bool {
        self.polls
    }

    /// Watches where content may lie from now on, and no longer where it may not.
    pub(super) fn follow(&mut self, places: &Places) -> notify::Result<()> {
        let interest = Interest::of(&self.root, places);
        let wanted = interest.watched(&self.root);
        *self.interest.lock().unwrap_or_else(PoisonError::into_inner) = interest;
        match self.watch(&wanted) {
            // The system has too few watches left, or none for this kind of disk.
            Err(_) if !self.polls => {
                self.polls = true;
                self.system = start(true, &self.interest, &self.wake)?;
                self.watched.clear();
                self.watch(&wanted)
            }
            result => result,
        }
    }

    fn watch(&mut self, wanted: &BTreeMap<PathBuf, RecursiveMode>) -> notify::Result<()> {
        // What is gone is no longer watched by the system, and may come again under the same name.
        let stale = |folder: &PathBuf, mode: &RecursiveMode| wanted.get(folder) != Some(mode) || !folder.is_dir();
        for (folder, _) in self.watched.extract_if(.., |folder, mode| stale(folder, mode)) {
            let _ = self.system.unwatch(&folder);
        }
        for (folder, mode) in wanted {
            if !self.watched.contains_key(folder) {
                self.system.watch(folder, *mode)?;
                self.watched.insert(folder.clone(), *mode);
            }
        }
        Ok(())
    }
}

fn start(
    polls: bool,
    interest: &Arc<Mutex<Interest>>,
    wake: &Sender<Wake>,
) -> notify::Result<Box<dyn notify::Watcher>> {
    let (interest, wake) = (Arc::clone(interest), wake.clone());
    let handler = move |event: notify::Result<Event>| {
        let interest = interest.lock().unwrap_or_else(PoisonError::into_inner);
        for path in changed(&event, &interest) {
            // The loop that listens may have ended.
            let _ = wake.send(Wake::Changed(path));
        }
    };
    Ok(if polls {
        // By content: times are compared by the second, and a file may be saved twice in one.
        let config = Config::default().with_poll_interval(POLL).with_compare_contents(true);
        Box::new(PollWatcher::new(handler, config)?)
    } else {
        Box::new(RecommendedWatcher::new(handler, Config::default())?)
    })
}

/// The paths of the portfolio that an event says have changed; an empty one where it may be any.
fn changed(event: &notify::Result<Event>, interest: &Interest) -> Vec<PathBuf> {
    let Ok(event) = event else {
        // What could not be seen may have been anything.
        return vec![PathBuf::new()];
    };
    if event.need_rescan() {
        return vec![PathBuf::new()];
    }
    let is_change = match event.kind {
        // Our own reading is no change; the end of somebody's writing is.
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => true,
    };
    let paths = event.paths.iter().filter(|path| is_change && interest.concerns(path));
    paths.cloned().collect()
}

/// Where a change matters.
#[derive(Debug, Default)]
struct Interest {
    /// Files and folders that are read if they are there, with all that lies in them.
    whole: Vec<PathBuf>,
    /// Folders in which a new folder may be one that is read.
    direct: Vec<PathBuf>,
    /// What is never read.
    excluded: Vec<PathBuf>,
}

impl Interest {
    fn of(root: &Path, places: &Places) -> Self {
        let mut whole = vec![root.join("scorpfolio.toml"), root.join("themes")];
        let mut direct = Vec::new();
        for pattern in &places.content {
            if !pattern.contains(['*', '?', '[', '{']) {
                whole.push(root.join(pattern));
                continue;
            }
            let parts: Vec<&str> = pattern.split('/').collect();
            let is_glob = |part: &&str| part.contains(['*', '?', '[', '{']);
            let fixed = parts.iter().position(is_glob).unwrap_or(parts.len());
            let base = parts[..fixed]
                .iter()
                .fold(root.to_owned(), |path, part| path.join(part));
            if pattern.contains("**") {
                whole.push(base);
                continue;
            }
            direct.push(base);
            for end in fixed + 1..parts.len() {
                direct.extend(expand(root, &parts[..end].join("/")));
            }
            whole.extend(expand(root, pattern));
        }
        whole.extend(places.sources.iter().map(|source| root.join(&source.path)));
        let excluded = places.excluded.clone();
        Self {
            whole,
            direct,
            excluded,
        }
    }

    /// The folders to watch; what is not there yet is seen from the nearest folder above it that is.
    fn watched(&self, root: &Path) -> BTreeMap<PathBuf, RecursiveMode> {
        let mut watched = BTreeMap::from([(root.to_owned(), RecursiveMode::NonRecursive)]);
        for folder in &self.direct {
            watched.entry(folder.clone()).or_insert(RecursiveMode::NonRecursive);
        }
        for path in &self.whole {
            if path.is_dir() {
                watched.insert(path.clone(), RecursiveMode::Recursive);
            }
            if let Some(above) = path.ancestors().skip(1).find(|above| above.is_dir()) {
                watched.entry(above.to_owned()).or_insert(RecursiveMode::NonRecursive);
            }
        }
        watched
    }

    /// Whether a change at a path may change the site.
    fn concerns(&self, path: &Path) -> bool {
        if self.excluded.iter().any(|excluded| path.starts_with(excluded)) {
            return false;
        }
        let within = |folder: &Path| path.strip_prefix(folder).is_ok_and(|rest| !is_hidden(rest));
        let appears = |wanted: &PathBuf| wanted.starts_with(path);
        self.whole.iter().any(|wanted| within(wanted) || appears(wanted))
            || self
                .direct
                .iter()
                .any(|folder| path.parent() == Some(folder) && within(folder))
    }
}

/// Whether a part of a path begins with a dot: such files are not read.
fn is_hidden(path: &Path) -> bool {
    path.components()
        .any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, Flag, ModifyKind, RenameMode};

    fn interest(content: &[&str]) -> Interest {
        let places = Places {
            content: content.iter().map(ToString::to_string).collect(),
            excluded: vec![PathBuf::from("/p/content/public")],
            ..Places::default()
        };
        Interest::of(Path::new("/p"), &places)
    }

    #[test]
    fn what_is_read_matters_and_nothing_else() {
        let interest = interest(&["content", "more/scorp"]);
        let matters = [
            "scorpfolio.toml",
            "themes/ours/templates/team.html",
            "content",
            "content/teams/a/team.toml",
            "more",
            "more/scorp/teams",
        ];
        for path in matters {
            assert!(interest.concerns(&Path::new("/p").join(path)), "{path}");
        }
        let not = [
            "README.md",
            "public/index.html",
            "content/public/index.html",
            ".public.scorpfolio-lock",
            "content/.git/index",
            "content/teams/.a.toml.swp",
            "more/other",
            "content2/a",
        ];
        for path in not {
            assert!(!interest.concerns(&Path::new("/p").join(path)), "{path}");
        }
    }

    #[test]
    fn a_new_folder_where_a_glob_looks_matters() {
        let interest = interest(&["squads/*/scorp"]);
        assert!(interest.concerns(Path::new("/p/squads/new")));
        assert!(interest.concerns(Path::new("/p/squads")) || interest.direct.contains(&PathBuf::from("/p/squads")));
        assert!(!interest.concerns(Path::new("/p/squads/new/src/main.rs")));
    }

    #[test]
    fn reading_is_no_change_and_writing_is() {
        let interest = interest(&["content"]);
        let event = |kind| Ok(Event::new(kind).add_path(PathBuf::from("/p/content/metrics.toml")));
        let seen = |kind| !changed(&event(kind), &interest).is_empty();
        assert!(!seen(EventKind::Access(AccessKind::Open(AccessMode::Read))));
        assert!(!seen(EventKind::Access(AccessKind::Close(AccessMode::Read))));
        assert!(seen(EventKind::Access(AccessKind::Close(AccessMode::Write))));
        assert!(seen(EventKind::Modify(ModifyKind::Any)));
        assert!(seen(EventKind::Create(CreateKind::File)));
    }

    #[test]
    fn a_file_that_takes_the_place_of_another_is_told_by_both_names() {
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
        let [from, to] = ["/p/content/new.toml", "/p/content/metrics.toml"].map(PathBuf::from);
        let event = Event::new(renamed).add_path(from.clone()).add_path(to.clone());
        assert_eq!(changed(&Ok(event), &interest(&["content"])), [from, to]);
    }

    #[test]
    fn where_events_were_lost_anything_may_have_changed() {
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(changed(&Ok(lost), &Interest::default()), [PathBuf::new()]);
    }
}
