//! The program `git`: a few questions with fixed arguments.

use super::graph::Graph;
use crate::diagnostic::{Code, Diagnostic};
use crate::import::Input;
use jiff::Timestamp;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Most bytes of an answer: the commits of a repository twice the size of Linux's.
const LONGEST_ANSWER: u64 = 512 * 1024 * 1024;

/// A tag or a branch.
#[derive(Debug)]
pub(super) struct Reference {
    /// Its name without `refs/tags/` or `refs/heads/`.
    pub(super) name: String,
    /// Whether it is a tag.
    pub(super) is_tag: bool,
    /// Whether it is a tag without a date of its own.
    pub(super) is_plain: bool,
    /// The commit.
    pub(super) commit: String,
    /// When the tag was made; of a branch and of a plain tag, when the commit was.
    pub(super) at: Timestamp,
}

/// A folder that is a repository.
#[derive(Debug)]
pub(super) struct Repository<'i> {
    input: &'i Input,
    path: PathBuf,
}

impl<'i> Repository<'i> {
    /// Checks that a folder is a whole repository.
    pub(super) fn of(input: &'i Input) -> Result<Self, Diagnostic> {
        let path = input
            .path()
            .filter(|path| path.is_dir())
            .and_then(|path| path.canonicalize().ok());
        let Some(path) = path else {
            let cure = "give the folder of a repository: `scorpfolio import git .`";
            return Err(input.problem(Code::NotAnExport, "this is not a folder", cure));
        };
        let repository = Self { input, path };
        let mut is_shallow = String::new();
        repository.ask(&["rev-parse", "--is-shallow-repository"], |line| {
            line.clone_into(&mut is_shallow);
            Some(())
        })?;
        if is_shallow == "true" {
            let cure = "fetch the rest: `git fetch --unshallow --tags`; of actions/checkout, `fetch-depth: 0`";
            return Err(input.problem(
                Code::NotAnExport,
                "the repository is a shallow clone, without its older commits",
                cure,
            ));
        }
        Ok(repository)
    }

    /// All tags of commits, and all branches.
    pub(super) fn references(&self) -> Result<Vec<Reference>, Diagnostic> {
        let format = "--format=%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)%00%(creatordate:unix)";
        let mut references = Vec::new();
        let question = ["for-each-ref", format, "refs/tags", "refs/heads", "refs/remotes"];
        self.ask(&question, |line| {
            let fields: Vec<&str> = line.split('\0').collect();
            let [name, kind, own, target_kind, target, at] = fields.as_slice() else {
                return None;
            };
            let commit = match (*kind, *target_kind) {
                ("commit", _) => own,
                ("tag", "commit") => target,
                // A tag of a file or a tree is no release.
                _ => return Some(()),
            };
            let tag = name.strip_prefix("refs/tags/");
            let branch = || {
                name.strip_prefix("refs/heads/")
                    .or_else(|| name.strip_prefix("refs/remotes/"))
            };
            references.push(Reference {
                name: tag.or_else(branch)?.to_owned(),
                is_tag: tag.is_some(),
                is_plain: *kind == "commit",
                commit: (*commit).to_owned(),
                at: Timestamp::from_second(at.parse().ok()?).ok()?,
            });
            Some(())
        })?;
        Ok(references)
    }

    /// All commits that a tag or a branch has.
    pub(super) fn graph(&self) -> Result<Graph, Diagnostic> {
        let mut graph = Graph::default();
        self.ask(
            &[
                "rev-list",
                "--timestamp",
                "--parents",
                "--tags",
                "--branches",
                "--remotes",
            ],
            |line| {
                let mut words = line.split(' ');
                let at = Timestamp::from_second(words.next()?.parse().ok()?).ok()?;
                let commit = graph.number(words.next()?);
                let parents = words.map(|parent| graph.number(parent)).collect();
                graph.set(commit, (at, parents));
                Some(())
            },
        )?;
        Ok(graph)
    }

    /// Runs git, and gives each line of its answer to `line`, which says `None` of a line that it does not know.
    fn ask(&self, question: &[&str], mut line: impl FnMut(&str) -> Option<()>) -> Result<(), Diagnostic> {
        let mut command = Command::new("git");
        command.args([
            "--no-pager",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "log.showSignature=false",
        ]);
        command.args(question).current_dir(&self.path);
        // A hook's surroundings name another repository, and a folder within one is not the repository.
        for name in [
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_INDEX_FILE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_NAMESPACE",
        ] {
            command.env_remove(name);
        }
        if let Some(parent) = self.path.parent() {
            command.env("GIT_CEILING_DIRECTORIES", parent);
        }
        // Nothing is fetched and nobody is asked.
        command
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_OPTIONAL_LOCKS", "0");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let Ok(mut child) = command.spawn() else {
            let cure = "install git, or import deployments from the tool that makes them";
            return Err(self
                .input
                .problem(Code::Unreadable, "the program git cannot be started", cure));
        };
        let mut result = Ok(());
        if let Some(answer) = child.stdout.take() {
            result = self.read(answer, &mut line);
        }
        if result.is_err() {
            // It may still be writing; that it is gone already is fine.
            drop(child.kill());
        }
        let status = child.wait();
        result?;
        if status.is_ok_and(|status| status.success()) {
            return Ok(());
        }
        let message = "git cannot read the folder as a repository";
        let cure = "run `git log` in it: it may be no repository, belong to somebody else, or be damaged";
        Err(self.input.problem(Code::NotAnExport, message, cure))
    }

    fn read(&self, answer: impl Read, line: &mut impl FnMut(&str) -> Option<()>) -> Result<(), Diagnostic> {
        let mut reader = BufReader::new(answer.take(LONGEST_ANSWER));
        let (mut bytes, mut total) = (Vec::new(), 0_u64);
        loop {
            bytes.clear();
            let read = reader
                .read_until(b'\n', &mut bytes)
                .map_err(|error| self.input.unreadable(&error))?;
            if read == 0 {
                return Ok(());
            }
            total += read as u64;
            let text = String::from_utf8_lossy(&bytes);
            if total >= LONGEST_ANSWER {
                let cure = "give a clone with fewer branches and tags";
                return Err(self
                    .input
                    .problem(Code::TooLarge, "the repository has too many commits to read", cure));
            }
            if line(text.trim_end_matches('\n')).is_none() {
                let cure = "run `git fsck`; a reference or a commit may be damaged";
                return Err(self
                    .input
                    .problem(Code::NotAnExport, "git's answer cannot be read", cure));
            }
        }
    }
}
