//! The preview: shows the site of a folder in a browser, and the next one as soon as a file has changed.
//!
//! | module | what it does |
//! | --- | --- |
//! | `address` | listens, on this machine only |
//! | `guard` | which requests are answered |
//! | `http` | answers them |
//! | `inject` | the script in pages on their way to the browser |
//! | `problem` | problems as that script shows them |
//! | `site` | the model, and its files when they are asked for |
//! | `stage` | what is shown now, and who looks at it |
//! | `watch` | sees that a file has changed |
//!
//! The site is never written. A change is read into a new model, which takes a fraction of the time of a build; pages that
//! are open are made first, and if they have no problems the new site takes the place of the old one and the pages reload.
//! Meanwhile all others are made too and their links checked, for their problems and nothing else. Problems found there
//! bring the last good site back. So the preview and a build find the same.
//!
//! It reads neither clock nor environment, and prints nothing: whoever runs it is [told](World::tell).

mod address;
mod guard;
mod http;
mod inject;
mod problem;
mod site;
mod stage;
mod watch;

use crate::diagnostic::{Code, Diagnostic, sorted};
use crate::render::{Memory, Stopped};
use crate::{BuildOptions, Refused, configuration};
use jiff::Timestamp;
use site::Site;
use stage::Stage;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;
use watch::Watcher;

/// What a preview is asked to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder, its day, and whether warnings are errors. Where to write is of no use here.
    pub build: BuildOptions,
    /// The port; 0 for any. If it is taken, the next free one.
    pub port: u16,
    /// Whether to open the site in the reader's browser.
    pub open: bool,
    /// Whether to look at files again and again instead of waiting for the system to say what changed.
    pub polls: bool,
}

/// What a preview needs from outside while it runs.
pub trait World {
    /// The moment.
    fn now(&self) -> Timestamp;
    /// The time since the program started.
    fn elapsed(&self) -> Duration;
    /// Takes note of what has happened.
    fn tell(&self, event: &Event<'_>);
}

/// What happens while a preview runs.
#[derive(Debug)]
pub enum Event<'a> {
    /// Pages can be opened from now on.
    Serving {
        /// The site's address.
        url: &'a str,
        /// Whether another port was asked for and is taken.
        moved: bool,
        /// Whether files are looked at again and again.
        polls: bool,
    },
    /// A new site is shown.
    Shown {
        /// How many pages of HTML it has.
        pages: usize,
        /// Its warnings.
        warnings: &'a [Diagnostic],
        /// A file that changed, from the folder of scorpfolio.toml; none for the first site, or where it is not known.
        changed: Option<&'a Path>,
        /// From the change to the pages.
        took: Duration,
    },
    /// The content has errors.
    Refused {
        /// All of them, with the warnings.
        problems: Vec<Diagnostic>,
        /// Whether there is a good site, which goes on being shown.
        shown: bool,
    },
    /// Something that is not as it should be, but no reason to end.
    Hindered(String),
}

/// Why a preview could not be started.
#[derive(Debug)]
pub enum ServeError {
    /// There is nothing to show and nothing to wait for.
    Refused(Vec<Diagnostic>),
    /// The system would not let it.
    System {
        /// What is wrong.
        message: String,
        /// What to do.
        cure: String,
    },
}

/// What the loop waits for.
enum Wake {
    /// A file has changed; an empty path where it is not known which.
    Changed(PathBuf),
    /// All pages of a site have been made.
    Checked(Arc<Site>, Result<(), Stopped>),
    /// The reader has had enough.
    End,
}

/// What a wait for a change ended with.
enum Next {
    Changed(PathBuf),
    /// Nothing has changed.
    Nothing,
    /// The reader has had enough.
    End,
}

/// How long nothing must happen before a folder is read: an editor writes a file in several steps, most of them within this.
const STEP: Duration = Duration::from_millis(2);
/// How long nothing must have happened, the time of reading included, before what was read is shown.
const QUIET: Duration = Duration::from_millis(12);
/// How long both wait at most.
const PATIENCE: Duration = Duration::from_millis(250);

/// Serves until Ctrl-C.
pub fn run(options: &Options, world: &dyn World) -> Result<(), ServeError> {
    let (wake, woken) = mpsc::channel();
    let listening = address::listen(options.port).map_err(|error| ServeError::System {
        message: format!("the preview cannot listen on port {}: {error}", options.port),
        cure: "name a free port with `--port`, or any with `--port 0`".to_owned(),
    })?;
    // Events name real paths.
    let mut build = options.build.clone();
    build.root = std::path::absolute(&build.root)
        .and_then(|root| root.canonicalize())
        .unwrap_or(build.root);
    let watcher = Watcher::new(&build.root, options.polls, wake.clone()).map_err(|error| ServeError::System {
        message: format!("files cannot be watched: {error}"),
        cure: "check that the folder is there and may be read".to_owned(),
    })?;
    let mut preview = Preview::new(build, watcher, wake.clone());
    preview.begin(world)?;

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| ServeError::System {
            message: format!("the preview cannot start: {error}"),
            cure: "check that the machine has threads left".to_owned(),
        })?;
    let port = listening.port;
    for socket in listening.sockets {
        let stage = Arc::clone(&preview.stage);
        runtime.spawn(async move { http::serve(socket, stage, port).await });
    }
    runtime.spawn(end_of(wake));
    let url = format!("http://127.0.0.1:{port}/");
    world.tell(&Event::Serving {
        url: &url,
        moved: options.port != 0 && options.port != port,
        polls: preview.watcher.polls(),
    });
    if options.open
        && let Err(error) = open::that_detached(&url)
    {
        world.tell(&Event::Hindered(format!("no browser could be opened: {error}")));
    }
    preview.go_on(&woken, world);
    runtime.shutdown_background();
    Ok(())
}

/// Says when the reader or the system wants the program to end.
async fn end_of(wake: Sender<Wake>) {
    asked_to_end().await;
    let _ = wake.send(Wake::End);
}

#[cfg(unix)]
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        // Without our own end the system's ends the program.
        return std::future::pending().await;
    };
    std::future::poll_fn(|context| {
        let interrupted = interrupt.poll_recv(context).is_ready();
        if interrupted || terminate.poll_recv(context).is_ready() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}

#[cfg(not(unix))]
async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without our own end the system's ends the program.
        std::future::pending::<()>().await;
    }
}

/// What alone has changed since a site was read.
struct Since {
    site: Arc<Site>,
    paths: BTreeSet<PathBuf>,
}

/// The loop and what it remembers.
struct Preview {
    build: BuildOptions,
    watcher: Watcher,
    wake: Sender<Wake>,
    stage: Arc<Stage>,
    /// The newest site of which all pages have been made without problems.
    good: Option<Arc<Site>>,
    /// The site that was shown before the one that is.
    before: Option<Arc<Site>>,
    /// What has changed since the site was read that is shown; `None` where it may be anything.
    since: Option<Since>,
    /// The pages that were made without problems.
    memory: Arc<Memory>,
    /// Ends the check that is running.
    stop: Arc<AtomicBool>,
    /// Whether problems stand over the site.
    refused: bool,
    /// The warnings that were told last.
    told: Vec<Diagnostic>,
}

impl Preview {
    fn new(build: BuildOptions, watcher: Watcher, wake: Sender<Wake>) -> Self {
        Self {
            build,
            watcher,
            wake,
            stage: Arc::new(Stage::new()),
            good: None,
            before: None,
            since: None,
            memory: Arc::default(),
            stop: Arc::default(),
            refused: false,
            told: Vec::new(),
        }
    }

    /// The first site. Errors of the content are shown as later ones are; without a portfolio there is nothing to wait
    /// for.
    fn begin(&mut self, world: &dyn World) -> Result<(), ServeError> {
        if let Err(Refused::Problems(problems)) = configuration(&self.build)
            && problems
                .iter()
                .any(|problem| problem.code == Code::MissingConfiguration)
        {
            return Err(ServeError::Refused(problems));
        }
        let site = self.read(world);
        self.show(site, None, (Duration::ZERO, world));
        Ok(())
    }

    fn go_on(&mut self, woken: &Receiver<Wake>, world: &dyn World) {
        while let Ok(wake) = woken.recv() {
            match wake {
                Wake::Changed(path) => {
                    if !self.changed(path, woken, world) {
                        break;
                    }
                }
                Wake::Checked(site, result) => self.checked(&site, result, world),
                Wake::End => break,
            }
        }
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Shows what the folder has become once nothing more changes in it: it is read meanwhile, and again if something did.
    /// Whether to go on.
    fn changed(&mut self, first: PathBuf, woken: &Receiver<Wake>, world: &dyn World) -> bool {
        let mut started = world.elapsed();
        let mut paths = BTreeSet::from([self.noted(first)]);
        loop {
            let is_patient = |world: &dyn World| world.elapsed().saturating_sub(started) < PATIENCE;
            while is_patient(world) {
                match self.next(STEP, woken, world) {
                    Next::Changed(path) => drop(paths.insert(self.noted(path))),
                    Next::Nothing => break,
                    Next::End => return false,
                }
            }
            let (may_wait, begun) = (is_patient(world), world.elapsed());
            let site = self.read(world);
            let quiet = QUIET.saturating_sub(world.elapsed().saturating_sub(begun));
            let later = match self.next(quiet, woken, world) {
                // Somebody was still writing: what was read may be half of it.
                Next::Changed(path) if may_wait => {
                    paths.insert(self.noted(path));
                    continue;
                }
                Next::Changed(path) => Some(path),
                Next::Nothing => None,
                Next::End => return false,
            };
            let named = paths.iter().find(|path| path.is_file()).or(paths.first());
            let named = named.and_then(|path| path.strip_prefix(&self.build.root).ok());
            let named = named.filter(|path| !path.as_os_str().is_empty()).map(Path::to_owned);
            self.show(site, named.as_deref(), (started, world));
            let Some(path) = later else { return true };
            started = world.elapsed();
            paths = BTreeSet::from([self.noted(path)]);
        }
    }

    /// The path of a change, once the next reading knows of it.
    fn noted(&mut self, path: PathBuf) -> PathBuf {
        match &mut self.since {
            Some(since) if !path.as_os_str().is_empty() => drop(since.paths.insert(path.clone())),
            since => *since = None,
        }
        path
    }

    /// What changes next, if it does so soon.
    fn next(&mut self, within: Duration, woken: &Receiver<Wake>, world: &dyn World) -> Next {
        loop {
            match woken.recv_timeout(within) {
                Ok(Wake::Changed(path)) => return Next::Changed(path),
                Ok(Wake::Checked(site, result)) => self.checked(&site, result, world),
                Ok(Wake::End) => return Next::End,
                Err(_) => return Next::Nothing,
            }
        }
    }

    /// Reads the folder.
    fn read(&mut self, world: &dyn World) -> Result<Site, Refused> {
        self.stop.store(true, Ordering::Relaxed);
        self.build.now = world.now();
        self.follow(world);
        let before = self.stage.now().site;
        // Who looks again and again sees one change now, and another half a second later.
        let since = self.since.as_ref().filter(|_| !self.watcher.polls());
        let is_of = |since: &&Since| before.as_ref().is_some_and(|site| Arc::ptr_eq(site, &since.site));
        let changed = since.filter(is_of).map(|since| &since.paths);
        Site::read(&self.build, before.as_deref().map(|site| (site, changed)))
    }

    /// Shows what was read.
    fn show(&mut self, site: Result<Site, Refused>, changed: Option<&Path>, told: (Duration, &dyn World)) {
        let world = told.1;
        let now = self.stage.now();
        let site = match site {
            Ok(site) => Arc::new(site),
            Err(refused) => return self.refuse(now.site, problems_of(refused), world),
        };
        if now.build() == site.build {
            // Nothing has changed, or everything is again as it was: what is shown is right.
            if self.refused {
                self.stage.show(now.site, &[]);
                self.tell_shown(&site, changed, told);
            }
            if self.good.as_ref().is_none_or(|good| good.build != site.build) {
                self.check(site);
            }
            return;
        }
        let open = self.stage.open_pages();
        let made = open.iter().filter_map(|path| site.file(path));
        let problems: Vec<Diagnostic> = made
            .flat_map(|made| made.map_or_else(problems_of, |made| made.broken))
            .collect();
        if !problems.is_empty() {
            return self.refuse(now.site, sorted(problems), world);
        }
        self.before = now.site;
        self.since = Some(Since {
            site: Arc::clone(&site),
            paths: BTreeSet::new(),
        });
        self.stage.show(Some(Arc::clone(&site)), &[]);
        self.tell_shown(&site, changed, told);
        self.check(site);
    }

    fn follow(&mut self, world: &dyn World) {
        let Ok((configuration, _)) = configuration(&self.build) else {
            // It says again where content lies once its errors are corrected.
            let places = crate::source::Places::default();
            if self.stage.now().site.is_none() {
                let _ = self.watcher.follow(&places);
            }
            return;
        };
        let mut places = configuration.places;
        places.excluded = vec![
            self.build.root.join(&configuration.config.output),
            self.build.root.join(".scorpfolio"),
        ];
        let polled = self.watcher.polls();
        match self.watcher.follow(&places) {
            Ok(()) if self.watcher.polls() && !polled => {
                let words = "the system cannot watch that many files; they are looked at twice a second instead";
                world.tell(&Event::Hindered(words.to_owned()));
            }
            Ok(()) => {}
            Err(error) => world.tell(&Event::Hindered(format!("not all files can be watched: {error}"))),
        }
    }

    /// Makes all pages of a site that is shown, beside the loop.
    fn check(&mut self, site: Arc<Site>) {
        let stop = Arc::new(AtomicBool::new(false));
        self.stop = Arc::clone(&stop);
        let (memory, wake, build) = (Arc::clone(&self.memory), self.wake.clone(), self.build.clone());
        std::thread::spawn(move || {
            let result = site.check(&memory, &stop);
            if stop.load(Ordering::Relaxed) {
                return;
            }
            // The loop may have ended.
            let _ = wake.send(Wake::Checked(Arc::clone(&site), result));
            if !site.stands(&build) {
                let _ = wake.send(Wake::Changed(PathBuf::new()));
            }
        });
    }

    fn checked(&mut self, site: &Arc<Site>, result: Result<(), Stopped>, world: &dyn World) {
        if self.stage.now().build() != site.build {
            return;
        }
        match result {
            Ok(()) => {
                self.good = Some(Arc::clone(site));
                self.before = None;
            }
            Err(stopped) => {
                let problems = problems_of(crate::refused(stopped, &site.loaded().warnings));
                // A change may have come before all pages of the first site were made.
                let last = self.good.as_ref().or(self.before.as_ref()).unwrap_or(site);
                self.refuse(Some(Arc::clone(last)), problems, world);
            }
        }
    }

    /// Shows the last good site with what is wrong over it.
    fn refuse(&mut self, site: Option<Arc<Site>>, problems: Vec<Diagnostic>, world: &dyn World) {
        let shown = site.is_some();
        self.stage.show(site, &problems);
        self.told.clear();
        self.refused = true;
        world.tell(&Event::Refused { problems, shown });
    }

    fn tell_shown(&mut self, site: &Site, changed: Option<&Path>, (started, world): (Duration, &dyn World)) {
        let warnings = &site.loaded().warnings;
        let known = *warnings == self.told;
        world.tell(&Event::Shown {
            pages: site.pages(),
            warnings: if known { &[] } else { warnings },
            changed,
            took: world.elapsed().saturating_sub(started),
        });
        self.told.clone_from(warnings);
        self.refused = false;
    }
}

fn problems_of(refused: Refused) -> Vec<Diagnostic> {
    match refused {
        Refused::Problems(problems) => problems,
        Refused::Publish(error) => {
            vec![Diagnostic::new(Code::Unreadable, error.message(), error.cure())]
        }
    }
}
