//! Commits and which lie before which.

use jiff::Timestamp;
use std::collections::HashMap;

/// Commits by number, each with its time and parents.
#[derive(Debug, Default)]
pub(super) struct Graph {
    numbers: HashMap<String, usize>,
    commits: Vec<(Option<Timestamp>, Vec<usize>)>,
}

impl Graph {
    /// The number of a commit, which may have one already.
    pub(super) fn number(&mut self, commit: &str) -> usize {
        if let Some(number) = self.numbers.get(commit) {
            return *number;
        }
        self.commits.push((None, Vec::new()));
        self.numbers.insert(commit.to_owned(), self.commits.len() - 1);
        self.commits.len() - 1
    }

    /// Sets the time and the parents of a commit.
    pub(super) fn set(&mut self, commit: usize, (at, parents): (Timestamp, Vec<usize>)) {
        self.commits[commit] = (Some(at), parents);
    }

    /// The number of a commit, if it has one.
    pub(super) fn index(&self, commit: &str) -> Option<usize> {
        self.numbers.get(commit).copied()
    }

    /// A mark for each commit, none set.
    pub(super) fn nothing(&self) -> Vec<bool> {
        vec![false; self.commits.len()]
    }

    /// Marks a commit and all before it; the times of those that were not marked, merges left out.
    pub(super) fn add(&self, commit: &str, marks: &mut [bool]) -> Vec<Timestamp> {
        let mut times = Vec::new();
        let mut next: Vec<usize> = self.index(commit).into_iter().collect();
        while let Some(at) = next.pop() {
            if std::mem::replace(&mut marks[at], true) {
                continue;
            }
            let (time, parents) = &self.commits[at];
            times.extend(time.filter(|_| parents.len() < 2));
            next.extend(parents);
        }
        times
    }

    /// A mark for each commit that a commit has before it, and itself.
    pub(super) fn reachable(&self, commit: &str) -> Vec<bool> {
        let mut marks = self.nothing();
        self.add(commit, &mut marks);
        marks
    }
}
